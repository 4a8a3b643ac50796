//! What is said, as data: the fields of `--json`, which docs/explain.md describes.

use serde::Serialize;

/// What there is to say.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "question", rename_all = "kebab-case")]
pub enum Explained {
    /// Of a text.
    Text {
        /// `en`, `ko`.
        language: &'static str,
        /// The line that is explained; missing where there is nothing to read.
        #[serde(skip_serializing_if = "Option::is_none")]
        reply: Option<ReplyFound>,
        /// How many credentials were taken out of what is shown.
        credentials_removed: usize,
        /// How many octets between the begin and the end were not read.
        octets_left_out: u64,
        /// What the codes mean by themselves.
        codes: Vec<CodeFound>,
        /// Whose server it was.
        #[serde(skip_serializing_if = "Option::is_none")]
        provider: Option<ProviderFound>,
        /// What shows it.
        #[serde(skip_serializing_if = "Option::is_none")]
        program: Option<ProgramFound>,
        /// What fits, the likeliest first; at most five.
        causes: Vec<Likely>,
        /// How many entries of the text say the same.
        count: usize,
        /// What else was refused in the text, the most frequent first.
        others: Vec<OtherFound>,
    },
    /// Of a code alone.
    Code {
        /// `en`, `ko`.
        language: &'static str,
        /// What it means.
        #[serde(flatten)]
        code: CodeFound,
        /// What may be behind it, the most frequent first.
        causes: Vec<Likely>,
    },
    /// Of a cause.
    Cause {
        /// `en`, `ko`.
        language: &'static str,
        /// What is known of it.
        #[serde(flatten)]
        cause: CauseFound,
    },
    /// Of two codes beside each other.
    Comparison(Compared),
}

impl Explained {
    /// Whether there is something to say: a cause, what a code means, or that all is well.
    pub fn is_answer(&self) -> bool {
        match self {
            Self::Text { causes, codes, .. } => !causes.is_empty() || is_success(codes),
            _ => true,
        }
    }
}

/// Whether codes say that nothing was refused.
pub fn is_success(codes: &[CodeFound]) -> bool {
    !codes.is_empty() && codes.iter().all(|code| code.code.starts_with(['2', '3']))
}

/// The line that is explained.
#[derive(Debug, PartialEq, Serialize)]
pub struct ReplyFound {
    /// Which line of the text, from 1 on; missing where it cannot be told, as within an encoded part of a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What stands there, without credentials.
    pub text: String,
    /// Why this one, as programs read it.
    pub why: &'static str,
    /// Why this one.
    pub because: &'static str,
    /// The three digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// The enhanced code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enhanced: Option<String>,
    /// `connect`, `ehlo`, `starttls`, `auth`, `mail`, `rcpt`, `data`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<&'static str>,
    /// What a server said of an access token, decoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
}

/// What a code means.
#[derive(Debug, PartialEq, Serialize)]
pub struct CodeFound {
    /// `535`, `5.7.8`.
    pub code: String,
    /// What the first digit says.
    pub class: &'static str,
    /// As a heading; missing where nothing more is known than the first digit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'static str>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<&'static str>,
    /// When one sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<&'static str>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<&'static str>,
    /// The commands that it may answer.
    pub commands: Vec<&'static str>,
    /// The other kind of code that it goes with.
    pub goes_with: Vec<String>,
    /// Where it is defined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rfc: Option<&'static str>,
    /// The smallest exchange in which it occurs.
    pub example: Vec<&'static str>,
}

/// Whose server it was.
#[derive(Debug, PartialEq, Serialize)]
pub struct ProviderFound {
    /// As `--provider` has it.
    pub id: &'static str,
    /// As people know it.
    pub name: &'static str,
    /// Where mail is handed over; empty where nobody hands mail over.
    pub submission: &'static str,
    /// What is known of it.
    pub facts: Vec<FactFound>,
}

/// Something that was so on a day.
#[derive(Debug, PartialEq, Serialize)]
pub struct FactFound {
    /// The day, month or year of which the source speaks.
    pub date: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// In words.
    pub text: &'static str,
}

/// What shows the reply.
#[derive(Debug, PartialEq, Serialize)]
pub struct ProgramFound {
    /// As programs read it.
    pub id: &'static str,
    /// As people know it.
    pub name: &'static str,
    /// How its errors look.
    pub shows: &'static str,
    /// How to see the whole reply there.
    pub full: &'static str,
    /// Where its settings are.
    pub settings: &'static str,
}

/// A cause that fits.
#[derive(Debug, PartialEq, Serialize)]
pub struct Likely {
    /// Of all that fit, in per cent; missing for a code alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
    /// `high`, `fair`, `low`.
    pub confidence: &'static str,
    /// What speaks for it, in words.
    pub evidence: Vec<String>,
    /// The wording that goes with it, for a code alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wording: Option<&'static str>,
    /// What tells it from the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apart: Option<&'static str>,
    /// What is known of it.
    #[serde(flatten)]
    pub cause: CauseFound,
}

/// What is known of a cause.
#[derive(Debug, PartialEq, Serialize)]
pub struct CauseFound {
    /// The name in logs, metrics and pages.
    pub cause: &'static str,
    /// As a heading.
    pub title: &'static str,
    /// What happened.
    pub meaning: &'static str,
    /// When one sees it.
    pub when: &'static str,
    /// Who must act, as programs read it.
    pub who: &'static str,
    /// Who must act.
    pub who_name: &'static str,
    /// What to do.
    pub steps: &'static [&'static str],
    /// What to do at this provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_steps: Option<StepsFound>,
    /// How to see that it is mended.
    pub check: &'static str,
    /// `no`, `yes`, `unneeded`.
    pub retry: &'static str,
    /// Whether trying again helps.
    pub retry_text: &'static str,
    /// Causes that look like it.
    pub alike: Vec<Alike>,
}

/// A provider's own steps.
#[derive(Debug, PartialEq, Serialize)]
pub struct StepsFound {
    /// Whose.
    pub provider: &'static str,
    /// The day, month or year of which the source speaks.
    pub date: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// In words.
    pub steps: &'static [&'static str],
}

/// A cause that looks like another.
#[derive(Debug, PartialEq, Serialize)]
pub struct Alike {
    /// Which.
    pub cause: &'static str,
    /// As a heading.
    pub title: &'static str,
    /// What tells it apart.
    pub apart: &'static str,
}

/// Another refusal in the same text.
#[derive(Debug, PartialEq, Serialize)]
pub struct OtherFound {
    /// The line of the first one; missing where it cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What stands there, without credentials.
    pub text: String,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<&'static str>,
    /// The same as a heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'static str>,
    /// How many entries say the same.
    pub count: usize,
}

/// Two codes beside each other.
#[derive(Debug, PartialEq, Serialize)]
pub struct Compared {
    /// `en`, `ko`.
    pub language: &'static str,
    /// The two.
    pub codes: [u16; 2],
    /// What is said of both.
    pub facts: Vec<ComparedFact>,
    /// A session in which both occur.
    pub session: Vec<SessionFound>,
    /// When the one applies, and when the other.
    pub when: [&'static str; 2],
}

/// A row of the table.
#[derive(Debug, PartialEq, Serialize)]
pub struct ComparedFact {
    /// What it is about, as programs read it.
    pub id: &'static str,
    /// What it is about.
    pub name: &'static str,
    /// What is said of the one and of the other.
    pub values: [String; 2],
}

/// A line of a session.
#[derive(Debug, PartialEq, Serialize)]
pub struct SessionFound {
    /// The line.
    pub text: String,
    /// Which code it shows.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// All that is known, as a list.
#[derive(Debug, PartialEq, Serialize)]
pub struct Overview {
    /// `en`, `ko`.
    pub language: &'static str,
    /// The causes: id, heading.
    pub causes: Vec<[&'static str; 2]>,
    /// Three digits, and their headings.
    pub codes: Vec<[String; 2]>,
    /// Enhanced codes, and their headings.
    pub enhanced: Vec<[String; 2]>,
    /// Providers: id, name.
    pub providers: Vec<[&'static str; 2]>,
    /// Programs: id, name.
    pub programs: Vec<[&'static str; 2]>,
}
