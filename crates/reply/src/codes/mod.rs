//! What the reply codes of RFC 5321 and its extensions and the enhanced codes of RFC 3463 and later mean, whoever says them: one
//! block for each, in all languages.

use crate::{Cause, Enhanced, Language};

/// Three digits, RFC 5321 §4.2.
#[derive(Debug)]
#[non_exhaustive]
pub struct Code {
    /// The three digits.
    pub code: u16,
    /// Where in a session it belongs first.
    pub at: Place,
    /// The commands that it may answer, the usual one first; "connection" and "end of data" are none.
    pub commands: &'static [&'static str],
    /// Where it is defined.
    pub rfc: &'static str,
    /// What may be behind it, the most frequent first, each with the wording that goes with it.
    pub causes: &'static [(&'static Cause, Wording)],
    /// The smallest exchange in which it occurs; lines begin with `C: ` or `S: `.
    pub example: &'static [&'static str],
    /// In English.
    pub en: CodeWords,
    /// In Korean.
    pub ko: CodeWords,
}

/// The wording that goes with a cause: what servers say, or what it is about.
#[derive(Debug, Clone, Copy)]
pub struct Wording {
    /// Of servers, or in English.
    pub en: &'static str,
    /// In Korean, where it is no server's.
    pub ko: Option<&'static str>,
}

impl Wording {
    /// In words.
    pub const fn text(&self, language: Language) -> &'static str {
        match (language, self.ko) {
            (Language::Korean, Some(korean)) => korean,
            _ => self.en,
        }
    }
}

/// Three digits in words.
#[derive(Debug, Clone, Copy)]
pub struct CodeWords {
    /// As a heading.
    pub title: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// When one sees it.
    pub when: &'static str,
    /// What to do.
    pub action: &'static str,
    /// The state of the session before it.
    pub before: &'static str,
    /// The state of the session after it.
    pub after: &'static str,
    /// What usually comes next.
    pub next: &'static str,
}

/// A place in a session, in the order in which they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The greeting.
    Connect,
    /// EHLO, HELO.
    Hello,
    /// STARTTLS.
    StartTls,
    /// AUTH.
    Login,
    /// MAIL.
    Sender,
    /// RCPT.
    Recipient,
    /// DATA, BDAT.
    Data,
    /// The end of the data.
    End,
    /// QUIT.
    Quit,
    /// A command outside of what a session needs.
    Other,
}

/// Subject and detail of an enhanced code, RFC 3463 §2.
#[derive(Debug)]
#[non_exhaustive]
pub struct EnhancedCode {
    /// The second number.
    pub subject: u16,
    /// The third number.
    pub detail: u16,
    /// The first numbers that it has: 2, 4, 5.
    pub classes: &'static [u16],
    /// The three digits that it goes with.
    pub basic: &'static [u16],
    /// The commands that it may answer.
    pub commands: &'static [&'static str],
    /// Where it is defined.
    pub rfc: &'static str,
    /// What may be behind it, the most frequent first.
    pub causes: &'static [&'static Cause],
    /// In English.
    pub en: EnhancedWords,
    /// In Korean.
    pub ko: EnhancedWords,
}

/// An enhanced code in words.
#[derive(Debug, Clone, Copy)]
pub struct EnhancedWords {
    /// As a heading.
    pub title: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// When one sees it.
    pub when: &'static str,
    /// What to do.
    pub action: &'static str,
}

impl Code {
    /// What is known of these three digits.
    pub fn find(code: u16) -> Option<&'static Self> {
        all().find(|known| known.code == code)
    }

    /// In words.
    pub const fn words(&self, language: Language) -> &CodeWords {
        match language {
            Language::English => &self.en,
            Language::Korean => &self.ko,
        }
    }
}

impl EnhancedCode {
    /// What is known of this code; its class is not looked at.
    pub fn find(code: Enhanced) -> Option<&'static Self> {
        all_enhanced().find(|known| (known.subject, known.detail) == (code.subject, code.detail))
    }

    /// In words.
    pub const fn words(&self, language: Language) -> &EnhancedWords {
        match language {
            Language::English => &self.en,
            Language::Korean => &self.ko,
        }
    }
}

/// All three-digit codes, in ascending order.
pub fn all() -> impl Iterator<Item = &'static Code> {
    [positive::POSITIVE, transient::TRANSIENT, permanent::PERMANENT]
        .into_iter()
        .flatten()
}

/// All enhanced codes, in ascending order.
pub fn all_enhanced() -> impl Iterator<Item = &'static EnhancedCode> {
    [general::SUBJECTS_0_TO_5, security::SUBJECTS_6_AND_7]
        .into_iter()
        .flatten()
}

/// The commands in words: what is no command has a name in each language.
pub fn commands(commands: &[&'static str], language: Language) -> Vec<&'static str> {
    let name = |command: &&'static str| match (*command, language) {
        ("any", Language::English) => "any command",
        ("any", Language::Korean) => "모든 명령",
        ("connection", Language::Korean) => "연결",
        ("end of data", Language::Korean) => "메일 내용의 끝",
        (command, _) => command,
    };
    commands.iter().map(name).collect()
}

/// What the first digit says of a code that nobody knows (RFC 5321 §4.2.1, §4.3.2).
pub const fn class(code: u16, language: Language) -> &'static str {
    let (english, korean) = match code / 100 {
        2 => ("2 (done)", "2(성공)"),
        3 => ("3 (go on, more is expected)", "3(계속 진행, 추가 입력을 기다림)"),
        4 => ("4 (not now: temporary)", "4(일시적인 오류)"),
        5 => ("5 (not like this: permanent)", "5(영구적인 오류)"),
        _ => ("no SMTP code", "SMTP 코드가 아님"),
    };
    match language {
        Language::English => english,
        Language::Korean => korean,
    }
}

/// What may be left out.
macro_rules! optional {
    () => {
        None
    };
    ($text:literal) => {
        Some($text)
    };
}
use optional;

/// Makes the list of a group of blocks.
macro_rules! codes {
    ($group:ident: $(
        $code:literal { at: $at:ident, commands: [$($command:literal),* $(,)?], rfc: $rfc:literal,
            causes: [$($cause:ident => $wording:literal $(/ $ko_wording:literal)?),* $(,)?],
            example: [$($line:literal),+ $(,)?],
            en: { title: $en_title:literal, meaning: $en_meaning:literal, when: $en_when:literal, action: $en_action:literal,
                before: $en_before:literal, after: $en_after:literal, next: $en_next:literal $(,)? },
            ko: { title: $ko_title:literal, meaning: $ko_meaning:literal, when: $ko_when:literal, action: $ko_action:literal,
                before: $ko_before:literal, after: $ko_after:literal, next: $ko_next:literal $(,)? } $(,)?
        }
    )+) => {
        pub(super) static $group: &[$crate::codes::Code] = &[$(
            $crate::codes::Code {
                code: $code,
                at: $crate::codes::Place::$at,
                commands: &[$($command),*],
                rfc: $rfc,
                causes: &[$((&$crate::causes::$cause, $crate::codes::Wording { en: $wording, ko: $crate::codes::optional!($($ko_wording)?) })),*],
                example: &[$($line),+],
                en: $crate::codes::CodeWords { title: $en_title, meaning: $en_meaning, when: $en_when, action: $en_action,
                    before: $en_before, after: $en_after, next: $en_next },
                ko: $crate::codes::CodeWords { title: $ko_title, meaning: $ko_meaning, when: $ko_when, action: $ko_action,
                    before: $ko_before, after: $ko_after, next: $ko_next },
            }
        ),+];
    };
}

/// Makes the list of a group of blocks.
macro_rules! enhanced {
    ($group:ident: $(
        $subject:literal, $detail:literal { classes: [$($class:literal),+ $(,)?], basic: [$($basic:literal),* $(,)?],
            commands: [$($command:literal),* $(,)?], rfc: $rfc:literal, causes: [$($cause:ident),* $(,)?],
            en: { title: $en_title:literal, meaning: $en_meaning:literal, when: $en_when:literal, action: $en_action:literal $(,)? },
            ko: { title: $ko_title:literal, meaning: $ko_meaning:literal, when: $ko_when:literal, action: $ko_action:literal $(,)? }
            $(,)?
        }
    )+) => {
        pub(super) static $group: &[$crate::codes::EnhancedCode] = &[$(
            $crate::codes::EnhancedCode {
                subject: $subject,
                detail: $detail,
                classes: &[$($class),+],
                basic: &[$($basic),*],
                commands: &[$($command),*],
                rfc: $rfc,
                causes: &[$(&$crate::causes::$cause),*],
                en: $crate::codes::EnhancedWords { title: $en_title, meaning: $en_meaning, when: $en_when, action: $en_action },
                ko: $crate::codes::EnhancedWords { title: $ko_title, meaning: $ko_meaning, when: $ko_when, action: $ko_action },
            }
        ),+];
    };
}

mod general;
mod permanent;
mod positive;
mod security;
mod transient;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_code_stands_once_and_in_order() {
        let codes: Vec<u16> = all().map(|known| known.code).collect();
        assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
        let enhanced: Vec<(u16, u16)> = all_enhanced().map(|known| (known.subject, known.detail)).collect();
        assert!(enhanced.is_sorted_by(|one, next| one < next), "{enhanced:?}");
    }

    #[test]
    fn what_we_say_ourselves_is_known() {
        for reply in crate::ALL {
            assert!(Code::find(reply.code).is_some(), "{reply:?}");
            if let Some((subject, detail)) = reply.enhanced {
                let code = Enhanced {
                    class: reply.class(),
                    subject,
                    detail,
                };
                let known = EnhancedCode::find(code).unwrap_or_else(|| panic!("{reply:?}"));
                assert!(known.classes.contains(&code.class), "{reply:?}");
            }
        }
    }

    #[test]
    fn texts_are_whole_in_both_languages() {
        let has_hangul = |text: &str| text.chars().any(|letter| ('가'..='힣').contains(&letter));
        let check = |name: String, english: &[&str], korean: &[&str]| {
            for text in english {
                assert!(
                    text.ends_with(['.', ')', '"', '`']) && !has_hangul(text),
                    "{name}: {text}"
                );
            }
            for text in korean {
                assert!(text.ends_with(['.', ')']) && has_hangul(text), "{name}: {text}");
            }
            let both: BTreeSet<&&str> = english.iter().chain(korean).collect();
            assert_eq!(both.len(), english.len() + korean.len(), "{name} says something twice");
        };
        for known in all() {
            let (en, ko) = (&known.en, &known.ko);
            check(
                known.code.to_string(),
                &[en.meaning, en.when, en.action, en.before, en.after, en.next],
                &[ko.meaning, ko.when, ko.action, ko.before, ko.after, ko.next],
            );
            assert!(!known.commands.is_empty() && !known.rfc.is_empty(), "{}", known.code);
            assert!(has_hangul(ko.title) && !has_hangul(en.title), "{}", known.code);
            for (cause, wording) in known.causes {
                assert!(
                    !has_hangul(wording.en) && wording.ko.is_none_or(has_hangul),
                    "{}: {}",
                    known.code,
                    cause.id
                );
            }
            let shows = known.example.iter().any(|line| {
                line.strip_prefix("S: ")
                    .is_some_and(|line| line.starts_with(&known.code.to_string()))
            });
            assert!(shows, "the example of {} does not show it", known.code);
        }
        for known in all_enhanced() {
            let (en, ko) = (&known.en, &known.ko);
            check(
                format!("X.{}.{}", known.subject, known.detail),
                &[en.meaning, en.when, en.action],
                &[ko.meaning, ko.when, ko.action],
            );
            assert!(has_hangul(ko.title) && !has_hangul(en.title), "{}", known.detail);
        }
    }
}
