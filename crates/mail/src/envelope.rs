//! The envelope: what MAIL and RCPT say of a message.

use crate::address::Address;
use crate::path::ReversePath;
use std::fmt;

/// From whom, to whom, and how (RFC 5321 §3.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Where reports go.
    pub sender: ReversePath,
    /// Where the message goes, in the order of RCPT.
    pub recipients: Vec<Recipient>,
    /// `SIZE=`, in octets (RFC 1870 §3).
    pub size: Option<u64>,
    /// `BODY=` (RFC 6152 §2).
    pub body: BodyKind,
    /// Whether `SMTPUTF8` was given (RFC 6531 §3.4).
    pub smtputf8: bool,
    /// `RET=` (RFC 3461 §4.3).
    pub ret: Option<Ret>,
    /// `ENVID=`, in xtext as it was given (RFC 3461 §4.4).
    pub envid: Option<String>,
    /// `AUTH=`, decoded: an address, or `<>` (RFC 4954 §5).
    pub submitter: Option<String>,
}

/// One recipient, with the reports that are wished about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Where to.
    pub address: Address,
    /// `NOTIFY=` (RFC 3461 §4.1).
    pub notify: Option<Notify>,
    /// `ORCPT=`, as it was given (RFC 3461 §4.2).
    pub orcpt: Option<String>,
}

/// What octets a message body has, by the word of the client (RFC 6152 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BodyKind {
    /// ASCII only. So it is where nothing is said.
    #[default]
    SevenBit,
    /// Any octets, in lines.
    EightBit,
}

/// How much of a message comes back with a report of failure (RFC 3461 §4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ret {
    /// All of it.
    Full,
    /// Its header.
    Headers,
}

/// When a report is wished (RFC 3461 §4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notify {
    /// Never. Then it stands alone.
    pub never: bool,
    /// When it was delivered.
    pub success: bool,
    /// When it could not be delivered.
    pub failure: bool,
    /// When it takes long.
    pub delay: bool,
}

impl Notify {
    /// Reads the value of `NOTIFY=`, in any case: `NEVER`, or a list of the others with commas. `None` for anything
    /// else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut notify = Self::default();
        if text.eq_ignore_ascii_case("NEVER") {
            notify.never = true;
            return Some(notify);
        }
        for word in text.split(',') {
            if word.eq_ignore_ascii_case("SUCCESS") {
                notify.success = true;
            } else if word.eq_ignore_ascii_case("FAILURE") {
                notify.failure = true;
            } else if word.eq_ignore_ascii_case("DELAY") {
                notify.delay = true;
            } else {
                return None;
            }
        }
        Some(notify)
    }
}

/// As it is sent on: in capitals, in the order of RFC 3461 §4.1.
impl fmt::Display for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wishes = [
            (self.success, "SUCCESS"),
            (self.failure, "FAILURE"),
            (self.delay, "DELAY"),
        ];
        let words: Vec<&str> = wishes
            .into_iter()
            .filter(|(wished, _)| *wished)
            .map(|(_, word)| word)
            .collect();
        // Who wishes nothing wishes no report.
        f.write_str(&if self.never || words.is_empty() {
            "NEVER".to_owned()
        } else {
            words.join(",")
        })
    }
}

/// As in `BODY=`.
impl fmt::Display for BodyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SevenBit => "7BIT",
            Self::EightBit => "8BITMIME",
        })
    }
}

/// As in `RET=`.
impl fmt::Display for Ret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "FULL",
            Self::Headers => "HDRS",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_notify_says() {
        for (text, expected) in [
            ("NEVER", Some("NEVER")),
            ("never", Some("NEVER")),
            ("SUCCESS", Some("SUCCESS")),
            ("Failure", Some("FAILURE")),
            ("delay,success", Some("SUCCESS,DELAY")),
            ("SUCCESS,FAILURE,DELAY", Some("SUCCESS,FAILURE,DELAY")),
            ("SUCCESS,SUCCESS", Some("SUCCESS")),
            ("", None),
            (",", None),
            ("SUCCESS,", None),
            ("SUCCESS, DELAY", None),
            ("NEVER,SUCCESS", None),
            ("SUCCESS,NEVER", None),
            ("ALWAYS", None),
            ("\u{d55c}", None),
        ] {
            let notify = Notify::parse(text);
            assert_eq!(notify.map(|notify| notify.to_string()).as_deref(), expected, "{text:?}");
            if let Some(notify) = notify {
                assert_eq!(Notify::parse(&notify.to_string()), Some(notify), "{text:?}");
            }
        }
        assert_eq!(Notify::default().to_string(), "NEVER");
    }

    #[test]
    fn words_of_the_wire() {
        assert_eq!(
            [BodyKind::SevenBit, BodyKind::EightBit].map(|kind| kind.to_string()),
            ["7BIT", "8BITMIME"]
        );
        assert_eq!([Ret::Full, Ret::Headers].map(|ret| ret.to_string()), ["FULL", "HDRS"]);
    }
}
