//! Everything that Gatepost can say: each reply, its cause, and what to do about it, in English and Korean.
//!
//! A reply is one block in [`catalogue`], a cause one block in [`causes`]; the bytes for the wire ([`Outgoing`]) can be
//! made here only, and the reference pages ([`docs`]) are made from the same blocks.

pub mod catalogue;
pub mod causes;
pub mod clients;
pub mod codes;
pub mod compare;
pub mod docs;
pub mod explain;
mod outgoing;
pub mod providers;
pub mod ranking;
pub mod reading;
mod received;

pub use catalogue::*;
pub use outgoing::{Outgoing, challenge, ehlo, help, in_catalogue};
pub use received::{Enhanced, Received};

use std::fmt;

/// One thing that we can say on the wire. All of them are consts in [`catalogue`]; nobody else can make one.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Reply {
    /// The name in metrics, events and documentation.
    pub id: &'static str,
    /// The three digits, RFC 5321 §4.2.
    pub code: u16,
    /// Subject and detail of the enhanced code (RFC 3463 §2); its class is the first digit of `code`.
    pub enhanced: Option<(u16, u16)>,
    /// What stands behind the codes. One `{}` may stand for a value.
    pub text: &'static str,
    /// Why it is said. Every refusal has one.
    pub cause: Option<&'static Cause>,
}

impl Reply {
    /// The first digit of the code: 2 done, 3 go on, 4 not now, 5 not like this (RFC 5321 §4.2.1).
    pub const fn class(&self) -> u16 {
        self.code / 100
    }

    /// Whether it says "no": now, or for good.
    pub const fn is_refusal(&self) -> bool {
        self.code >= 400
    }

    /// Whether the connection is closed behind it, whatever was going on (RFC 5321 §3.8).
    pub const fn ends_session(&self) -> bool {
        self.code == 421
    }

    /// The enhanced code as it is printed, such as `5.7.8`.
    pub fn enhanced_code(&self) -> Option<String> {
        self.enhanced
            .map(|(subject, detail)| format!("{}.{subject}.{detail}", self.class()))
    }
}

/// Two replies are the same if their ids are.
impl PartialEq for Reply {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Reply {}

impl fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Reply").field(&self.id).finish()
    }
}

/// Why something is said. Many replies share one; the ids are the same for our own and for other servers' replies.
#[non_exhaustive]
pub struct Cause {
    /// The name in metrics, events and documentation.
    pub id: &'static str,
    /// Who can do something about it.
    pub who: Who,
    /// Whether trying again may help.
    pub retry: Retry,
    /// In English.
    pub en: Explanation,
    /// In Korean.
    pub ko: Explanation,
    /// Causes that look alike.
    pub near: &'static [Near],
}

impl Cause {
    /// What it means and what to do, in `language`.
    pub const fn explanation(&self, language: Language) -> &Explanation {
        match language {
            Language::English => &self.en,
            Language::Korean => &self.ko,
        }
    }

    /// The one with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        causes::ALL.iter().find(|cause| cause.id == id).copied()
    }
}

/// Two causes are the same if their ids are.
impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Cause {}

impl fmt::Debug for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Cause").field(&self.id).finish()
    }
}

/// A cause in words, in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// Its name, as a heading: at most 48 columns.
    pub title: &'static str,
    /// What happened, in one sentence.
    pub meaning: &'static str,
    /// In which situation one sees it, in one to three sentences.
    pub when: &'static str,
    /// What to do, in this order: 1 to 5 instructions.
    pub steps: &'static [&'static str],
    /// How to see that it is mended.
    pub check: &'static str,
    /// Whether the same again may help, and when.
    pub retry: &'static str,
}

impl Explanation {
    /// The steps in one paragraph, for where there is no room for a list.
    pub fn remedy(&self) -> String {
        self.steps.join(" ")
    }
}

/// A cause that looks like another.
#[derive(Debug, Clone, Copy)]
pub struct Near {
    /// The other one.
    pub cause: &'static Cause,
    /// What tells it apart, in English.
    pub en: &'static str,
    /// The same in Korean.
    pub ko: &'static str,
}

impl Near {
    /// What tells it apart.
    pub const fn apart(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::Korean => self.ko,
        }
    }
}

/// Whether the same attempt may succeed at another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same again ends the same, until something is changed.
    No,
    /// It may pass by itself.
    Yes,
    /// Nothing failed.
    Unneeded,
}

impl Retry {
    /// In a word, as programs read it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Yes => "yes",
            Self::Unneeded => "unneeded",
        }
    }

    /// In a word or two, as people read it.
    pub const fn name(self, language: Language) -> &'static str {
        let (english, korean) = match self {
            Self::No => ("no", "도움이 되지 않음"),
            Self::Yes => ("yes", "도움이 됨"),
            Self::Unneeded => ("not needed", "필요 없음"),
        };
        match language {
            Language::English => english,
            Language::Korean => korean,
        }
    }
}

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The person who sends, or the owner of the program that does.
    User,
    /// The administrator of the sending side, or of the server that was called.
    MailAdmin,
    /// The administrator of the recipient's side.
    RemoteAdmin,
    /// Whoever provides the network or the host.
    Provider,
    /// The person written to.
    Recipient,
    /// Wait, or nothing is to be done.
    Nobody,
}

impl Who {
    /// As programs read it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::MailAdmin => "mail-admin",
            Self::RemoteAdmin => "remote-admin",
            Self::Provider => "provider",
            Self::Recipient => "recipient",
            Self::Nobody => "nobody",
        }
    }

    /// In words, as they stand behind "Who acts:".
    pub const fn name(self, language: Language) -> &'static str {
        let (english, korean) = match self {
            Self::User => ("the user", "사용자"),
            Self::MailAdmin => ("the mail administrator", "메일 관리자"),
            Self::RemoteAdmin => ("the administrator of the recipient's server", "수신 서버의 관리자"),
            Self::Provider => ("the hosting or network provider", "서비스 제공업체"),
            Self::Recipient => ("the recipient", "수신자(받는 사람)"),
            Self::Nobody => ("nobody", "없음"),
        };
        match language {
            Language::English => english,
            Language::Korean => korean,
        }
    }
}

/// A language that we explain things in. What goes over the wire is English in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Korean.
    Korean,
}

impl Language {
    /// `en`, `ko`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
        }
    }
}

/// How many entries the groups have together.
const fn count<T>(groups: &[&[T]]) -> usize {
    let mut entries = 0;
    let mut group = 0;
    while group < groups.len() {
        entries += groups[group].len();
        group += 1;
    }
    entries
}

/// The entries of all groups in one row, so that a list of everything need not be kept by hand.
const fn join<T: Copy, const ENTRIES: usize>(groups: &[&[T]]) -> [T; ENTRIES] {
    let mut row = [groups[0][0]; ENTRIES];
    let mut filled = 0;
    let mut group = 0;
    while group < groups.len() {
        let mut entry = 0;
        while entry < groups[group].len() {
            row[filled] = groups[group][entry];
            filled += 1;
            entry += 1;
        }
        group += 1;
    }
    row
}
