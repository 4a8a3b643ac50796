//! Dovecot's authentication protocol, version 1: what is said, and what it means.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// A line of Dovecot's, as far as it matters to us.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// `VERSION`
    Version { major: String, minor: String },
    /// `MECH`
    Mechanism(String),
    /// `DONE`: from now on it can be asked.
    Done,
    /// `OK`
    Right(Fields),
    /// `FAIL`
    Wrong(Fields),
    /// `CONT`
    More,
    /// Anything else. It may be ignored, the protocol says.
    Other,
}

/// What stands behind a command and its number: `name=value`, or a name alone.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

/// Why a password was not accepted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It is wrong; or right and expired, which nobody else shall learn.
    Wrong,
    /// It was not looked at. In words.
    NotLooked(String),
}

impl Said {
    /// Reads a line, without its end.
    pub(super) fn read(line: &str) -> Self {
        let mut words = line.split('\t');
        let command = words.next().unwrap_or_default();
        let mut word = || unescaped(words.next().unwrap_or_default());
        match command {
            "VERSION" => Self::Version {
                major: word(),
                minor: word(),
            },
            "MECH" => Self::Mechanism(word()),
            "DONE" => Self::Done,
            "OK" | "FAIL" | "CONT" => {
                if word() != REQUEST {
                    return Self::Other;
                }
                let fields = Fields(words.map(field).collect());
                match command {
                    "OK" => Self::Right(fields),
                    "FAIL" => Self::Wrong(fields),
                    _ => Self::More,
                }
            }
            _ => Self::Other,
        }
    }
}

impl Fields {
    /// The value of a field; empty if it is a name alone.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// What these fields say of a failure. Since 2.3 there is a code; before, there was a name alone.
    pub(super) fn failure(&self) -> Failure {
        let says = |word: &str| self.get("code") == Some(word) || self.get(word).is_some();
        // `user_disabled` is no proof of the password: a passdb with `deny` says it of everybody whom it lists.
        if says("temp") || says("temp_fail") {
            let reason = self.get("reason").map(|reason| format!(": {}", visible(reason)));
            let reason = reason.unwrap_or_default();
            return Failure::NotLooked(format!("it could not look, for now{reason}"));
        }
        match REFUSALS.iter().find(|word| says(word)) {
            Some(word) => Failure::NotLooked(format!("it refuses to be asked like that: {word}")),
            None => Failure::Wrong,
        }
    }
}

fn field(word: &str) -> (String, String) {
    let (name, value) = word.split_once('=').unwrap_or((word, ""));
    (unescaped(name), unescaped(value))
}

/// What is said first. Each connection is from another process, as far as Dovecot knows: no two may have the same number.
/// Other programs that ask it are processes, so ours have numbers that no process has.
pub(super) fn greeting(count: u32) -> String {
    let number = PROCESSES_MAX + count % (i32::MAX.unsigned_abs() - PROCESSES_MAX);
    format!("VERSION\t1\t1\nCPID\t{number}\n")
}

/// The request to check a password. `None`: it cannot be that long, or have that octet in it.
///
/// `secured`: it did not come in the clear, as far as Dovecot is concerned. `no-penalty`: all logins come from us, and one
/// client's wrong passwords must not slow down the others; who guesses is our own business. `nologin`: nobody will ask for the
/// mailbox.
pub(super) fn request(login: &str, password: &str) -> Option<Zeroizing<String>> {
    // NUL separates names and passwords (RFC 4616 §2).
    if login.contains('\0') || password.contains('\0') {
        return None;
    }
    // With all the room that they need, so that no half of them is left behind anywhere.
    let mut plain = Zeroizing::new(String::with_capacity(login.len() + password.len() + 2));
    for part in ["\0", login, "\0", password] {
        plain.push_str(part);
    }
    let response = Zeroizing::new(STANDARD.encode(plain.as_bytes()));
    let parts = [
        "AUTH\t",
        REQUEST,
        "\tPLAIN\tservice=smtp\tsecured\tno-penalty\tnologin\tresp=",
        response.as_str(),
        "\n",
    ];
    let octets: usize = parts.iter().map(|part| part.len()).sum();
    if octets > LINE_OCTETS_MAX {
        return None;
    }
    let mut request = Zeroizing::new(String::with_capacity(octets));
    for part in parts {
        request.push_str(part);
    }
    Some(request)
}

/// A word as it was meant: `\x01` begins what may not stand in one.
fn unescaped(word: &str) -> String {
    let mut text = String::new();
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        let meant = match c {
            '\u{1}' => chars.next().map(|behind| match behind {
                '0' => '\0',
                't' => '\t',
                'r' => '\r',
                'n' | 'l' => '\n',
                '1' => '\u{1}',
                other => other,
            }),
            other => Some(other),
        };
        text.extend(meant);
    }
    text
}

/// A text from outside in a message.
pub(super) fn visible(text: &str) -> String {
    let shown = text.chars().take(TEXT_SHOWN_MAX);
    shown.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Dovecot before 2.3 takes no longer lines, and none says any.
pub(super) const LINE_OCTETS_MAX: usize = 8192;
/// The number of the one request on a connection.
const REQUEST: &str = "1";
/// Failures that are about how we ask.
const REFUSALS: &[&str] = &[
    "invalid_base64",
    "mech_invalid",
    "auth_mech_invalid",
    "mech_ssl_required",
    "auth_mech_ssl_required",
];
/// Linux has no more (`PID_MAX_LIMIT`).
const PROCESSES_MAX: u32 = 1 << 22;
const TEXT_SHOWN_MAX: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::damage::{Chance, damaged};

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Fields(pairs.collect())
    }

    #[test]
    fn lines_and_their_meaning() {
        let version = |major: &str, minor: &str| Said::Version {
            major: major.to_owned(),
            minor: minor.to_owned(),
        };
        for (line, expected) in [
            ("VERSION\t1\t2", version("1", "2")),
            ("VERSION", version("", "")),
            ("MECH\tPLAIN\tplaintext", Said::Mechanism("PLAIN".to_owned())),
            ("SPID\t24509", Said::Other),
            ("COOKIE\te8f53f9626c12d71", Said::Other),
            ("DONE", Said::Done),
            (
                "OK\t1\tuser=a@example.org",
                Said::Right(fields(&[("user", "a@example.org")])),
            ),
            ("OK\t1", Said::Right(fields(&[]))),
            ("OK\t2\tuser=a", Said::Other),
            ("OK", Said::Other),
            (
                "OK\t1\tuser=a\t\tnologin",
                Said::Right(fields(&[("user", "a"), ("", ""), ("nologin", "")])),
            ),
            (
                "OK\t1\tuser=a\u{1}tb\u{1}0\u{1}1=",
                Said::Right(fields(&[("user", "a\tb\0\u{1}=")])),
            ),
            ("FAIL\t1\tcode=temp_fail", Said::Wrong(fields(&[("code", "temp_fail")]))),
            ("FAIL\t1\ttemp", Said::Wrong(fields(&[("temp", "")]))),
            ("CONT\t1\t", Said::More),
            ("CONT\t9\t", Said::Other),
            ("", Said::Other),
            ("OKAY\t1", Said::Other),
        ] {
            assert_eq!(Said::read(line), expected, "{line:?}");
        }
    }

    #[test]
    fn failures() {
        let not_looked = |words: &str| Failure::NotLooked(words.to_owned());
        for (line, expected) in [
            ("FAIL\t1\tuser=a", Failure::Wrong),
            ("FAIL\t1\tuser=a\tauthz", Failure::Wrong),
            ("FAIL\t1\tuser=a\tcode=authz_fail", Failure::Wrong),
            ("FAIL\t1\tuser=a\tpass_expired", Failure::Wrong),
            ("FAIL\t1\tuser=a\tcode=pass_expired", Failure::Wrong),
            ("FAIL\t1\tuser=a\tcode=what_comes_next", Failure::Wrong),
            ("FAIL\t1\tuser=a\tuser_disabled", Failure::Wrong),
            ("FAIL\t1\tuser=a\tcode=user_disabled", Failure::Wrong),
            ("FAIL\t1\tuser=a\ttemp", not_looked("it could not look, for now")),
            (
                "FAIL\t1\tuser=a\tcode=temp_fail",
                not_looked("it could not look, for now"),
            ),
            (
                "FAIL\t1\tcode=temp_fail\treason=come\u{1}nagain",
                not_looked("it could not look, for now: come again"),
            ),
            (
                "FAIL\t1\tcode=auth_mech_ssl_required",
                not_looked("it refuses to be asked like that: auth_mech_ssl_required"),
            ),
            // A name is no code.
            ("FAIL\t1\tuser=temp", Failure::Wrong),
        ] {
            let Said::Wrong(fields) = Said::read(line) else {
                panic!("{line}")
            };
            assert_eq!(fields.failure(), expected, "{line}");
        }
    }

    /// Any line has a meaning; and what is about our request says so.
    #[test]
    fn any_line_is_read() {
        let mut chance = Chance(1);
        let (mut right, mut wrong, mut not_looked, mut more, mut other) = (0, 0, 0, 0, 0);
        for _ in 0..20_000 {
            let line = damaged(chance.one(LINES).as_bytes(), WORDS, &mut chance);
            let line = String::from_utf8_lossy(&line);
            let words: Vec<&str> = line.split('\t').collect();
            // Of what may not stand in a word the half is nothing.
            let is_ours = words
                .get(1)
                .is_some_and(|number| number.strip_suffix('\u{1}').unwrap_or(number) == REQUEST);
            let (expected, count) = match Said::read(&line) {
                Said::Right(_) => ("OK", &mut right),
                Said::More => ("CONT", &mut more),
                Said::Wrong(fields) => match fields.failure() {
                    Failure::Wrong => ("FAIL", &mut wrong),
                    Failure::NotLooked(why) => {
                        assert!(!why.chars().any(char::is_control), "{line:?}: {why:?}");
                        assert!(why.chars().count() < TEXT_SHOWN_MAX + 100, "{line:?}: {why}");
                        ("FAIL", &mut not_looked)
                    }
                },
                _ => ("", &mut other),
            };
            *count += 1;
            let is_answer = is_ours && ["OK", "CONT", "FAIL"].contains(&words[0]);
            assert_eq!(is_answer, !expected.is_empty(), "{line:?}");
            assert!(!is_answer || words[0] == expected, "{line:?}");
        }
        let reached = [right, wrong, not_looked, more, other];
        assert!(reached.iter().all(|count| *count >= 300), "{reached:?}");
    }

    const LINES: &[&str] = &[
        "VERSION\t1\t2",
        "MECH\tPLAIN\tplaintext",
        "DONE",
        "OK\t1\tuser=a@example.org",
        "OK\t1\tuser=b\tproxy\thost=10.0.0.1",
        "OK\t2\tuser=a",
        "FAIL\t1\tuser=a@example.org\tcode=pass_expired",
        "FAIL\t1\tuser=a\ttemp\treason=come\u{1}nagain",
        "FAIL\t1\tcode=auth_mech_ssl_required",
        "CONT\t1\tresp=",
    ];

    const WORDS: &[&[u8]] = &[
        b"\t", b"\t1", b"1\t", b"\x01", b"\x011", b"OK\t", b"FAIL\t", b"CONT\t", b"=", b"temp", b"reason=", b"\0",
        b"\n",
    ];

    #[test]
    fn requests() {
        let plain = "AUTH\t1\tPLAIN\tservice=smtp\tsecured\tno-penalty\tnologin\tresp=AGEAYg==\n";
        let long = |octets: usize| "x".repeat(octets);
        for (login, password, expected) in [
            ("a", "b", Some(plain)),
            ("a", "b\0c", None),
            ("a\0", "b", None),
            ("a", &long(7_000)[..], None),
            (&long(7_000)[..], "b", None),
        ] {
            let found = request(login, password);
            assert_eq!(found.as_ref().map(|request| request.as_str()), expected);
        }
        assert!(request("a", &long(6_000)).is_some());
    }

    #[test]
    fn numbers_of_connections() {
        for (count, expected) in [
            (0, 4_194_304),
            (1, 4_194_305),
            (i32::MAX.unsigned_abs() - PROCESSES_MAX, 4_194_304),
            (u32::MAX, 12_582_913),
        ] {
            assert_eq!(greeting(count), format!("VERSION\t1\t1\nCPID\t{expected}\n"));
        }
    }
}
