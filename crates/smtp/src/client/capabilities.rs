//! What a server can do, by its reply to EHLO.

use reply::Received;

/// The extensions that we use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// STARTTLS (RFC 3207).
    pub starttls: bool,
    /// The mechanisms of AUTH (RFC 4954), in capitals.
    pub auth: Vec<String>,
    /// PIPELINING (RFC 2920).
    pub pipelining: bool,
    /// SIZE (RFC 1870), with the limit in octets where one is given.
    pub size: Option<Option<u64>>,
    /// 8BITMIME (RFC 6152).
    pub eight_bit: bool,
    /// SMTPUTF8 (RFC 6531).
    pub utf8: bool,
    /// DSN (RFC 3461).
    pub dsn: bool,
    /// CHUNKING (RFC 3030).
    pub chunking: bool,
    /// LIMITS (RFC 9422).
    pub limits: Limits,
}

/// What a server says that it will not take more of (RFC 9422 §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Messages of a connection.
    pub messages_max: Option<u64>,
    /// Recipients of a message.
    pub recipients_max: Option<u64>,
    /// Domains of the recipients of a message.
    pub domains_max: Option<u64>,
}

impl Capabilities {
    /// Reads the reply to EHLO: its first line greets, each other names an extension (RFC 5321 §4.1.1.1).
    pub fn read(reply: &Received) -> Self {
        let mut found = Self::default();
        for line in reply.lines.iter().skip(1) {
            found.keyword(line);
        }
        found
    }

    fn keyword(&mut self, line: &str) {
        let mut words = line.split_ascii_whitespace();
        let keyword = words.next().unwrap_or_default().to_ascii_uppercase();
        match keyword.as_str() {
            "STARTTLS" => self.starttls = true,
            "PIPELINING" => self.pipelining = true,
            "8BITMIME" => self.eight_bit = true,
            "SMTPUTF8" => self.utf8 = true,
            "DSN" => self.dsn = true,
            "CHUNKING" => self.chunking = true,
            // A limit of 0 is none (RFC 1870 §4); one that is no number is not to be gone by.
            "SIZE" => {
                self.size = Some(
                    words
                        .next()
                        .and_then(|octets| octets.parse().ok())
                        .filter(|octets| *octets > 0),
                )
            }
            "LIMITS" => words.for_each(|limit| self.limits.set(limit)),
            "AUTH" => self.mechanisms(words),
            // The form of old Microsoft clients, for which many servers have both.
            _ if keyword.starts_with("AUTH=") => {
                let first = line
                    .split_ascii_whitespace()
                    .next()
                    .and_then(|word| word.split_once('='));
                self.mechanisms(first.into_iter().map(|(_, first)| first).chain(words));
            }
            _ => {}
        }
    }

    fn mechanisms<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        for name in names.filter(|name| !name.is_empty()).map(str::to_ascii_uppercase) {
            if !self.auth.contains(&name) && self.auth.len() < MECHANISMS_KEPT {
                self.auth.push(name);
            }
        }
    }
}

impl Limits {
    fn set(&mut self, limit: &str) {
        let Some((name, number)) = limit.split_once('=') else {
            return;
        };
        // 0 would be nothing at all, which nobody can mean (RFC 9422 §4: at least 1).
        let Some(number) = number.parse().ok().filter(|number| *number > 0) else {
            return;
        };
        match name.to_ascii_uppercase().as_str() {
            "MAILMAX" => self.messages_max = Some(number),
            "RCPTMAX" => self.recipients_max = Some(number),
            "RCPTDOMAINMAX" => self.domains_max = Some(number),
            _ => {}
        }
    }
}

const MECHANISMS_KEPT: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Capabilities {
        let all = ["mx.example.org greets you"].iter().chain(lines);
        Capabilities::read(&Received {
            code: 250,
            enhanced: None,
            lines: all.map(ToString::to_string).collect(),
        })
    }

    #[test]
    fn keywords_in_any_case() {
        let all = read(&[
            "STARTTLS",
            "pipelining",
            "8BitMIME",
            "SMTPUTF8",
            "DSN",
            "CHUNKING",
            "AUTH PLAIN login",
            "XYZZY 1 2",
            "",
        ]);
        assert!(all.starttls && all.pipelining && all.eight_bit && all.utf8 && all.dsn && all.chunking);
        assert_eq!(all.auth, ["PLAIN", "LOGIN"]);
        assert_eq!(all.size, None);
        // The first line is a greeting, whatever it says.
        let greeting = Received {
            code: 250,
            enhanced: None,
            lines: vec!["STARTTLS".to_owned()],
        };
        assert_eq!(Capabilities::read(&greeting), Capabilities::default());
    }

    #[test]
    fn values() {
        for (line, size) in [
            ("SIZE", Some(None)),
            ("SIZE 0", Some(None)),
            ("size 1000", Some(Some(1_000))),
            ("SIZE much", Some(None)),
            ("SIZE 99999999999999999999999", Some(None)),
            ("SIZE=1000", None),
        ] {
            assert_eq!(read(&[line]).size, size, "{line}");
        }
        for (lines, mechanisms) in [
            (&["AUTH=LOGIN PLAIN"][..], &["LOGIN", "PLAIN"][..]),
            (&["AUTH PLAIN", "AUTH=PLAIN LOGIN"], &["PLAIN", "LOGIN"]),
            (&["AUTH"], &[]),
            (&["AUTH="], &[]),
        ] {
            assert_eq!(read(lines).auth, mechanisms, "{lines:?}");
        }
        let many: String = (0..100).map(|n| format!(" M{n}")).collect();
        assert_eq!(read(&[&format!("AUTH{many}")]).auth.len(), MECHANISMS_KEPT);
        let limits = read(&["LIMITS MAILMAX=5 rcptmax=100 RCPTDOMAINMAX=0 X=1 MAILMAX"]).limits;
        assert_eq!(
            limits,
            Limits {
                messages_max: Some(5),
                recipients_max: Some(100),
                domains_max: None,
            }
        );
    }
}
