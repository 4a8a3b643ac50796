//! What was said in a session, for whoever has to explain why it was refused: bounded, and without secrets.

use crate::command::Verb;
use std::fmt::Write;

/// The last lines of both sides. `C: ` stands before the client's, `S: ` before ours.
///
/// What might be a secret is left out: responses of AUTH, challenges, and every line that is no command, because clients
/// send passwords there when the two sides disagree about where they are.
#[derive(Debug, Default)]
pub(super) struct Dialogue {
    text: String,
}

impl Dialogue {
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// A command line of the client, without its CR LF.
    pub(super) fn command(&mut self, verb: Option<Verb>, line: &[u8]) {
        let Some(verb) = verb else {
            return self.hidden("not a command", line.len());
        };
        match verb {
            Verb::Ehlo | Verb::Helo | Verb::Mail | Verb::Rcpt | Verb::Bdat => {
                let text = String::from_utf8_lossy(line);
                self.push("C: ", &text);
            }
            Verb::Auth => self.auth(line),
            // Arguments that mean nothing are nobody's business.
            _ => {
                let word = line.split(|octet| !octet.is_ascii_alphabetic()).next();
                let word = String::from_utf8_lossy(word.unwrap_or_default());
                self.push("C: ", &word);
            }
        }
    }

    /// A line of an AUTH exchange.
    pub(super) fn response(&mut self, line: &[u8]) {
        match line {
            b"*" => self.push("C: ", "*"),
            _ => self.hidden("response", line.len()),
        }
    }

    /// The octets of a message.
    pub(super) fn message(&mut self) {
        self.push("C: ", "(message)");
    }

    /// The handshake.
    pub(super) fn tls(&mut self, version: &str) {
        self.push("", &format!("({version})"));
    }

    /// What we say: whole lines. Of the reply to EHLO only what matters for a login stays.
    pub(super) fn replies(&mut self, octets: &[u8]) {
        let mut goes_on = false;
        for line in octets.split(|octet| *octet == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let behind_first = std::mem::replace(&mut goes_on, line.get(3) == Some(&b'-'));
            match line {
                b"" => {}
                [b'3', b'3', b'4', ..] => self.push("S: ", "(challenge)"),
                [b'2', b'5', b'0', _, keyword @ ..]
                    if behind_first && !keyword.starts_with(b"AUTH") && keyword != b"STARTTLS" => {}
                _ => self.push("S: ", &String::from_utf8_lossy(line)),
            }
        }
    }

    /// Only the mechanism is shown, and only one that exists: who types a password behind AUTH meant something else.
    fn auth(&mut self, line: &[u8]) {
        let text = String::from_utf8_lossy(line);
        let mut words = text.split([' ', '\t']).filter(|word| !word.is_empty()).skip(1);
        let mechanism = words.next().unwrap_or_default();
        let known = KNOWN.iter().find(|known| known.eq_ignore_ascii_case(mechanism));
        let shown = match (mechanism, known) {
            ("", _) => "",
            (_, Some(known)) => known,
            (_, None) => "(another mechanism)",
        };
        let more = if words.next().is_some() { " (response)" } else { "" };
        self.push("C: AUTH ", &format!("{shown}{more}"));
    }

    fn hidden(&mut self, what: &str, octets: usize) {
        self.push("C: ", &format!("({what}, {octets} octets)"));
    }

    fn push(&mut self, who: &str, line: &str) {
        if self.text.len() > TEXT_OCTETS_MAX {
            self.shorten();
        }
        self.text.push_str(who);
        for letter in line.chars().take(LINE_CHARS_MAX) {
            if letter.is_control() {
                // A String takes everything.
                let _ = write!(self.text, "\\x{:02x}", u32::from(letter));
            } else {
                self.text.push(letter);
            }
        }
        if line.chars().nth(LINE_CHARS_MAX).is_some() {
            self.text.push('…');
        }
        self.text.push('\n');
    }

    /// The beginning goes: what was refused last is what is asked about.
    fn shorten(&mut self) {
        let mut from = self.text.len() / 2;
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let end = self.text[from..].find('\n').map_or(self.text.len(), |at| from + at + 1);
        self.text.replace_range(..end, "…\n");
    }
}

/// The mechanisms that clients try (IANA, "SASL Mechanisms", and those that were never registered).
const KNOWN: &[&str] = &[
    "PLAIN",
    "LOGIN",
    "CRAM-MD5",
    "DIGEST-MD5",
    "SCRAM-SHA-1",
    "SCRAM-SHA-1-PLUS",
    "SCRAM-SHA-256",
    "SCRAM-SHA-256-PLUS",
    "SCRAM-SHA-512",
    "XOAUTH2",
    "OAUTHBEARER",
    "EXTERNAL",
    "ANONYMOUS",
    "GSSAPI",
    "GS2-KRB5",
    "NTLM",
];
const LINE_CHARS_MAX: usize = 200;
/// With one line more, all that a session keeps.
const TEXT_OCTETS_MAX: usize = 4 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &[u8], shown: &str) {
        let mut dialogue = Dialogue::default();
        dialogue.command(Verb::of(line), line);
        assert_eq!(dialogue.as_str(), format!("{shown}\n"));
    }

    #[test]
    fn secrets_are_left_out() {
        for (line, shown) in [
            (&b"EHLO client.example"[..], "C: EHLO client.example"),
            (b"MAIL FROM:<a@b.example> SIZE=5", "C: MAIL FROM:<a@b.example> SIZE=5"),
            (b"RCPT TO:<a\x07@b>", "C: RCPT TO:<a\\x07@b>"),
            (b"AUTH PLAIN AGFsaWNlAHNlY3JldA==", "C: AUTH PLAIN (response)"),
            (b"auth login", "C: AUTH LOGIN"),
            (b"AUTH hunter2", "C: AUTH (another mechanism)"),
            (b"AUTH", "C: AUTH "),
            (b"aHVudGVyMg==", "C: (not a command, 12 octets)"),
            (b"NOOP hunter2", "C: NOOP"),
            (b"VRFY hunter2", "C: VRFY"),
        ] {
            check(line, shown);
        }
        let mut dialogue = Dialogue::default();
        dialogue.response(b"aHVudGVyMg==");
        dialogue.response(b"*");
        dialogue.replies(b"334 VXNlcm5hbWU6\r\n535 5.7.8 no\r\n");
        dialogue.replies(b"250-a greets you\r\n250-DSN\r\n250-AUTH PLAIN\r\n250 HELP\r\n250 2.0.0 OK\r\n");
        assert_eq!(
            dialogue.as_str(),
            "C: (response, 12 octets)\nC: *\nS: (challenge)\nS: 535 5.7.8 no\n\
             S: 250-a greets you\nS: 250-AUTH PLAIN\nS: 250 2.0.0 OK\n"
        );
    }

    #[test]
    fn the_last_lines_stay_and_little_is_kept() {
        let mut dialogue = Dialogue::default();
        for n in 0..1_000 {
            dialogue.command(Some(Verb::Mail), format!("MAIL {n} {}", "é".repeat(n)).as_bytes());
            assert!(dialogue.text.len() <= TEXT_OCTETS_MAX + 4 * LINE_CHARS_MAX);
        }
        let text = dialogue.as_str();
        assert!(text.starts_with("…\n") && text.contains("C: MAIL 999 ") && !text.contains("C: MAIL 1 "));
    }
}
