//! Which causes fit what a server or a client said, the likeliest first, each with what speaks for it.
//!
//! What is known of wordings and codes stands in `marks.txt`. The words win over the enhanced code, and that over the three
//! digits; what a server said counts for more than what stands around it.

mod marks;

use crate::causes::{POLICY_REJECTED, SERVICE_UNAVAILABLE};
use crate::codes::{Code, EnhancedCode};
use crate::providers::Provider;
use crate::{Cause, Enhanced, Received};
use marks::{Hits, MARKS, Rule, Speaker};
use std::collections::BTreeMap;

/// At which step of a session a reply came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The greeting.
    Connect,
    /// EHLO, HELO or LHLO.
    Hello,
    /// STARTTLS.
    StartTls,
    /// AUTH.
    Login,
    /// MAIL.
    Sender,
    /// RCPT.
    Recipient,
    /// DATA, or the end of the message.
    Data,
}

impl At {
    /// All of them, in the order of a session.
    pub const ALL: [Self; 7] = [
        Self::Connect,
        Self::Hello,
        Self::StartTls,
        Self::Login,
        Self::Sender,
        Self::Recipient,
        Self::Data,
    ];

    /// As options and programs name it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Hello => "ehlo",
            Self::StartTls => "starttls",
            Self::Login => "auth",
            Self::Sender => "mail",
            Self::Recipient => "rcpt",
            Self::Data => "data",
        }
    }
}

/// What is known of a refusal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen<'a> {
    /// The three digits.
    pub code: Option<u16>,
    /// The enhanced code.
    pub enhanced: Option<Enhanced>,
    /// The step.
    pub at: Option<At>,
    /// What the server said; empty where it said nothing.
    pub said: &'a str,
    /// What stands around it: the message of a client, the line of a log.
    pub around: &'a str,
    /// Whose server it was.
    pub provider: Option<&'static Provider>,
}

/// A cause that fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Which.
    pub cause: &'static Cause,
    /// How likely it is, of all that fit: 0 to 100.
    pub percent: u8,
    /// What speaks for it, the strongest first.
    pub evidence: Vec<Evidence>,
}

/// Something that speaks for a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// These words, as `marks.txt` has them.
    Words(&'static str),
    /// The enhanced code.
    Enhanced,
    /// The three digits.
    Code,
}

/// How sure one may be of the first cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// It says so.
    High,
    /// It is the likeliest.
    Fair,
    /// It is a guess.
    Low,
}

impl Ranked {
    /// How sure one may be of it.
    pub const fn confidence(&self) -> Confidence {
        match self.percent {
            HIGH.. => Confidence::High,
            FAIR.. => Confidence::Fair,
            _ => Confidence::Low,
        }
    }
}

impl Confidence {
    /// As programs read it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Fair => "fair",
            Self::Low => "low",
        }
    }
}

/// Per cent from which on a cause counts as sure, and as likely.
const HIGH: u8 = 75;
const FAIR: u8 = 45;

/// What another server's refusal is about. Whether it is for now or for good is not asked here: that is what the first digit
/// says.
pub fn cause(at: At, reply: &Received) -> &'static Cause {
    if reply.class() < 4 {
        // A yes where nobody asked for one: it does not know what it says.
        return &SERVICE_UNAVAILABLE;
    }
    let text = reply.text();
    let ranked = rank(&Seen {
        code: Some(reply.code),
        enhanced: reply.enhanced,
        at: Some(at),
        said: &text,
        ..Seen::default()
    });
    match ranked.first() {
        Some(first) => first.cause,
        None if reply.class() == 4 => &SERVICE_UNAVAILABLE,
        None => &POLICY_REJECTED,
    }
}

/// The causes that fit, the likeliest first; none where nothing speaks for any.
pub fn rank(seen: &Seen<'_>) -> Vec<Ranked> {
    let (said, around) = (nameless(&normal(seen.said)), nameless(&normal(seen.around)));
    let (in_said, in_around) = (MARKS.hits(&said), MARKS.hits(&around));
    let mut scores: BTreeMap<usize, Score> = BTreeMap::new();
    for rule in &MARKS.rules {
        if let Some(weight) = weight(rule, seen, &in_said, &in_around) {
            scores.entry(rule.cause).or_default().add(rule, weight);
        }
    }
    for (cause, weight, by) in known_codes(seen) {
        scores.entry(cause).or_default().add_code(weight, by);
    }
    let mut scores: Vec<(usize, Score)> = scores.into_iter().collect();
    // Of equals the first in the file: it is the more frequent one.
    scores.sort_by(|(_, one), (_, other)| other.total().total_cmp(&one.total()));
    let likelihood = |score: &Score| (score.total() / TEMPERATURE).exp();
    let all = scores.iter().map(|(_, score)| likelihood(score)).sum::<f64>() + (UNKNOWN / TEMPERATURE).exp();
    scores
        .into_iter()
        .map(|(cause, score)| Ranked {
            cause: MARKS.causes[cause],
            percent: percent(likelihood(&score) / all),
            evidence: score.evidence(),
        })
        .collect()
}

/// What the pages of the codes say is behind them, for replies without words: the frequent before the rare.
fn known_codes(seen: &Seen<'_>) -> Vec<(usize, f64, Evidence)> {
    let place = |cause: &Cause| MARKS.causes.iter().position(|known| *known == cause);
    let basic = seen
        .code
        .and_then(Code::find)
        .map(|code| code.causes)
        .unwrap_or_default();
    let basic = basic
        .iter()
        .map(|(cause, _)| *cause)
        .zip(BASIC_WEIGHTS)
        .map(|(cause, weight)| (cause, weight, Evidence::Code));
    let enhanced = seen
        .enhanced
        .and_then(EnhancedCode::find)
        .map(|code| code.causes)
        .unwrap_or_default();
    let enhanced = enhanced
        .iter()
        .copied()
        .zip(ENHANCED_WEIGHTS)
        .map(|(cause, weight)| (cause, weight, Evidence::Enhanced));
    // They know nothing of the step, and the rules do.
    let share = if seen.at.is_some() { CODES_AT_A_STEP } else { 1.0 };
    basic
        .chain(enhanced)
        .filter_map(|(cause, weight, by)| place(cause).map(|place| (place, weight * share, by)))
        .collect()
}

/// The first, second … cause of a code.
const CODES_AT_A_STEP: f64 = 0.7;
const BASIC_WEIGHTS: [f64; 5] = [18.0, 13.0, 10.0, 8.0, 6.0];
const ENHANCED_WEIGHTS: [f64; 4] = [30.0, 20.0, 14.0, 10.0];

/// What a rule counts for here; nothing if it does not fit.
fn weight(rule: &Rule, seen: &Seen<'_>, in_said: &Hits, in_around: &Hits) -> Option<f64> {
    let mut weight = f64::from(rule.weight);
    if !rule.steps.is_empty() {
        match seen.at {
            Some(at) if rule.steps.contains(&at) => {}
            Some(_) => return None,
            None if rule.words.is_empty() => weight *= STEP_UNKNOWN_CODE,
            None => weight *= STEP_UNKNOWN,
        }
    }
    if !rule.codes.iter().all(|codes| codes.iter().any(|code| code.fits(seen))) {
        return None;
    }
    if rule
        .provider
        .is_some_and(|id| seen.provider.is_none_or(|provider| provider.id != id))
    {
        return None;
    }
    if rule.words.is_empty() {
        return Some(weight);
    }
    if rule.is_excluded(in_said) || rule.is_excluded(in_around) {
        return None;
    }
    let has_reply = !seen.said.is_empty();
    let is_short = seen.around.len() <= SHORT_MAX;
    if has_reply && rule.fits(in_said) {
        return Some(if rule.speaker == Speaker::Client {
            weight * CLIENT_IN_REPLY
        } else {
            weight
        });
    }
    if !rule.fits(in_around) {
        return None;
    }
    Some(match (has_reply, rule.speaker) {
        (false, _) | (true, Speaker::Session) => weight,
        (true, Speaker::Server) => weight * if is_short { AROUND_SHORT } else { AROUND },
        (true, Speaker::Client) => weight * CLIENT_AROUND,
    })
}

/// Where the step is not known, what holds at some steps alone counts for this much.
const STEP_UNKNOWN: f64 = 0.6;
const STEP_UNKNOWN_CODE: f64 = 0.2;
/// Words beside what the server said.
const AROUND: f64 = 0.45;
/// The same in a text that is hardly longer than the reply: its lines may be parts of it.
const AROUND_SHORT: f64 = 0.8;
const SHORT_MAX: usize = 700;
/// A client's words within what the server said, and beside it.
const CLIENT_IN_REPLY: f64 = 0.75;
const CLIENT_AROUND: f64 = 0.3;
/// What each further wording adds of its weight, and how much they add at most.
const FURTHER: f64 = 0.12;
const FURTHER_MAX: f64 = 12.0;
/// Where there are words, a code counts for this much.
const CODE_BESIDE_WORDS: f64 = 0.35;
/// How much more weight makes something how much likelier, and the weight of a cause that nobody knows.
const TEMPERATURE: f64 = 12.0;
const UNKNOWN: f64 = 22.0;

/// What speaks for one cause.
#[derive(Default)]
struct Score {
    words: Vec<(f64, &'static str)>,
    code: f64,
    code_by: Option<Evidence>,
}

impl Score {
    fn add(&mut self, rule: &Rule, weight: f64) {
        if rule.words.is_empty() {
            self.add_code(weight, rule.evidence());
        } else {
            self.words.push((weight, rule.shown));
        }
    }

    fn add_code(&mut self, weight: f64, by: Evidence) {
        if weight > self.code {
            (self.code, self.code_by) = (weight, Some(by));
        }
    }

    fn total(&self) -> f64 {
        let best = self.words.iter().map(|(weight, _)| *weight).fold(0.0, f64::max);
        let sum: f64 = self.words.iter().map(|(weight, _)| weight).sum();
        let code = if best > 0.0 {
            self.code * CODE_BESIDE_WORDS
        } else {
            self.code
        };
        best + ((sum - best) * FURTHER).min(FURTHER_MAX) + code
    }

    fn evidence(mut self) -> Vec<Evidence> {
        self.words.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let words = self.words.into_iter().map(|(_, words)| Evidence::Words(words));
        words.chain(self.code_by).collect()
    }
}

fn percent(share: f64) -> u8 {
    // Between 0 and 1.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let percent = (share * 100.0).floor() as u8;
    percent.min(99)
}

/// As the marks are compared: lower case, single blanks, straight quotes.
pub(crate) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{201c}' | '\u{201d}' => out.push('"'),
            letter if letter.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            letter => out.extend(letter.to_lowercase()),
        }
    }
    out
}

/// The text without names that say nothing of a cause: mail addresses, and the fields of logs that name hosts.
fn nameless(normal: &str) -> String {
    let mut out = String::with_capacity(normal.len());
    for word in normal.split_inclusive(' ') {
        if FIELDS.iter().any(|field| word.starts_with(field)) {
            continue;
        }
        match word.find('@').filter(|at| *at > 0 && !word.contains("://")) {
            Some(_) => {
                let is_part =
                    |letter: char| letter.is_alphanumeric() || matches!(letter, '@' | '.' | '-' | '_' | '+' | '=');
                let begin = word.find(is_part).unwrap_or_default();
                let end = word.rfind(is_part).map_or(word.len(), |last| last + 1);
                let end = (end..=word.len())
                    .find(|end| word.is_char_boundary(*end))
                    .unwrap_or(word.len());
                out.push_str(&word[..begin]);
                out.push('@');
                out.push_str(&word[end..]);
            }
            None => out.push_str(word),
        }
    }
    out
}

/// `relay=mx.example.org[192.0.2.1]:25,` says nothing of relaying.
const FIELDS: [&str; 9] = [
    "relay=",
    "helo=",
    "proto=",
    "from=<",
    "to=<",
    "orig_to=<",
    "mailer=",
    "rcpt=<",
    "ctladdr=",
];
