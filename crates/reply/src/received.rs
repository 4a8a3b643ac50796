//! What another server said: kept as it came, as far as it can be shown.

use std::fmt;

/// A whole reply of another server (RFC 5321 §4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The three digits; of several that differ, those of the last line.
    pub code: u16,
    /// The enhanced code (RFC 2034 §4), where there is one that fits the three digits.
    pub enhanced: Option<Enhanced>,
    /// The text of each line, without codes, in characters that can be printed.
    pub lines: Vec<String>,
}

/// An enhanced status code, RFC 3463 §2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Enhanced {
    /// 2, 4 or 5.
    pub class: u16,
    /// What it is about.
    pub subject: u16,
    /// What of it.
    pub detail: u16,
}

impl Received {
    /// The first digit of the code: 2 done, 3 go on, 4 not now, 5 not like this (RFC 5321 §4.2.1).
    pub fn class(&self) -> u16 {
        self.code / 100
    }

    /// Whether the server closes the connection behind it, whatever was going on (RFC 5321 §3.8).
    pub fn ends_session(&self) -> bool {
        self.code == 421
    }

    /// Whether the text of a message may follow (RFC 5321 §3.3: nothing else gives leave).
    pub fn starts_text(&self) -> bool {
        self.code == 354
    }

    /// The text in one line.
    pub fn text(&self) -> String {
        self.lines.join(" ").trim().to_owned()
    }
}

impl Enhanced {
    /// Reads `5.1.1`, and says what follows it: nothing, or what stands behind a blank.
    pub fn split(text: &str) -> Option<(Self, &str)> {
        let (code, rest) = match text.split_once([' ', '\t']) {
            Some((code, rest)) => (code, rest),
            None => (text, ""),
        };
        let mut numbers = code.split('.').map(|number| {
            let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit());
            if is_number { number.parse().ok() } else { None }
        });
        let (Some(class), Some(subject), Some(detail), None) =
            (numbers.next()?, numbers.next()?, numbers.next()?, numbers.next())
        else {
            return None;
        };
        let code = Self { class, subject, detail };
        matches!(class, 2 | 4 | 5).then_some((code, rest))
    }
}

impl fmt::Display for Enhanced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// In one line, with its codes.
impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(enhanced) = self.enhanced {
            write!(f, " {enhanced}")?;
        }
        let text = self.text();
        if text.is_empty() { Ok(()) } else { write!(f, " {text}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enhanced_codes_are_read() {
        for (text, expected) in [
            ("5.1.1 No such user", Some(("5.1.1", "No such user"))),
            ("2.0.0", Some(("2.0.0", ""))),
            ("4.7.650 later", Some(("4.7.650", "later"))),
            ("5.7.1\ttab", Some(("5.7.1", "tab"))),
            ("3.1.1 x", None),
            ("5.1 x", None),
            ("5.1.1.1 x", None),
            ("5.1.1, x", None),
            ("5..1 x", None),
            ("5.1.1000 x", None),
            ("192.0.2 x", None),
            ("", None),
        ] {
            let found = Enhanced::split(text).map(|(code, rest)| (code.to_string(), rest));
            assert_eq!(found, expected.map(|(code, rest)| (code.to_owned(), rest)), "{text}");
        }
    }

    #[test]
    fn a_reply_in_one_line() {
        let mut reply = Received {
            code: 550,
            enhanced: Enhanced::split("5.1.1").map(|(code, _)| code),
            lines: vec!["No such".to_owned(), "user".to_owned()],
        };
        assert_eq!(reply.to_string(), "550 5.1.1 No such user");
        (reply.enhanced, reply.lines) = (None, vec![String::new()]);
        assert_eq!((reply.to_string(), reply.class()), ("550".to_owned(), 5));
    }
}
