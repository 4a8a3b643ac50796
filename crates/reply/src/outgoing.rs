//! The bytes for the wire. Only what is made here can be sent, so nothing is said that the catalogue does not hold.

use crate::{ALL, CHALLENGE, EHLO_OK, HELP, Reply};
use std::fmt;

/// Replies on their way out. The functions of this crate are the only way to put anything in.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Outgoing {
    bytes: Vec<u8>,
    replies: Vec<&'static Reply>,
}

impl Outgoing {
    /// What goes over the wire: whole lines, each with its CRLF.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The replies in it, in their order.
    pub fn replies(&self) -> &[&'static Reply] {
        &self.replies
    }

    /// Puts `later` behind what is here.
    pub fn append(&mut self, later: Self) {
        self.bytes.extend(later.bytes);
        self.replies.extend(later.replies);
    }

    /// True if there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Names the replies and leaves the bytes out: what a challenge or a value holds belongs in no log.
impl fmt::Debug for Outgoing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Outgoing").field(&self.replies).finish()
    }
}

impl Reply {
    /// This reply as it stands. A `{}` in its text is left empty: those that have one are for [`Self::send_with`].
    pub fn send(&'static self) -> Outgoing {
        self.send_with("")
    }

    /// This reply with `value` for the `{}` of its text.
    ///
    /// The value cannot break out of its line: control characters are dropped, what is not ASCII becomes `?`, and
    /// what is beyond 200 octets is cut off.
    pub fn send_with(&'static self, value: &str) -> Outgoing {
        lines(self, &[self.text.replace("{}", &sanitised(value, VALUE_OCTETS_MAX))])
    }

    /// Whether `line` (one line from the wire, without its CRLF) could be this reply.
    ///
    /// For [`EHLO_OK`] that includes any line that names an extension: keyword and parameters, the keyword in capitals.
    pub fn matches_line(&self, line: &str) -> bool {
        let text = [' ', '-']
            .into_iter()
            .find_map(|separator| line.strip_prefix(self.prefix(separator).as_str()));
        match text {
            Some(text) if text.bytes().all(is_printable) => self.matches_text(text),
            _ => false,
        }
    }

    fn matches_text(&self, text: &str) -> bool {
        if *self == EHLO_OK && is_keyword_line(text) {
            return true;
        }
        match self.text.split_once("{}") {
            None => text == self.text,
            Some((before, after)) => text
                .strip_prefix(before)
                .is_some_and(|value_and_after| value_and_after.ends_with(after)),
        }
    }

    /// What stands before the text of a line: `535 5.7.8 `, or `250-`.
    fn prefix(&self, separator: char) -> String {
        match self.enhanced_code() {
            Some(enhanced) => format!("{}{separator}{enhanced} ", self.code),
            None => format!("{}{separator}", self.code),
        }
    }
}

/// The reply to EHLO (RFC 5321 §4.1.1.1): `host` greets, and each of `keywords` has a line of its own. Both are
/// sanitised as in [`Reply::send_with`]; a keyword line that is longer than 512 octets is cut off.
pub fn ehlo(host: &str, keywords: &[String]) -> Outgoing {
    let mut texts = vec![EHLO_OK.text.replace("{}", &sanitised(host, VALUE_OCTETS_MAX))];
    texts.extend(keywords.iter().map(|keyword| sanitised(keyword, KEYWORD_OCTETS_MAX)));
    lines(&EHLO_OK, &texts)
}

/// A challenge of an AUTH exchange: 334 and its base64, which may be empty (RFC 4954 §4). Other characters are dropped.
///
/// The length is the mechanism's own business: RFC 4954 §4 sets these lines apart from the limit of other replies.
pub fn challenge(base64: &str) -> Outgoing {
    let base64: String = base64
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "+/=".contains(*c))
        .collect();
    lines(&CHALLENGE, &[base64])
}

/// The reply to HELP: the commands, in the order in which a session meets them.
pub fn help() -> Outgoing {
    lines(&HELP, &COMMANDS.map(|commands| HELP.text.replace("{}", commands)))
}

/// Whether `line` (one line from the wire, without its CRLF) could be one of our replies.
pub fn in_catalogue(line: &str) -> bool {
    ALL.iter().any(|reply| reply.matches_line(line))
}

/// One line for each of `texts`, all with the same codes (RFC 2034 §4), all but the last with a hyphen (RFC 5321
/// §4.2.1).
fn lines(reply: &'static Reply, texts: &[String]) -> Outgoing {
    let mut bytes = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let separator = if index + 1 == texts.len() { ' ' } else { '-' };
        bytes.extend_from_slice(reply.prefix(separator).as_bytes());
        bytes.extend_from_slice(text.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    Outgoing {
        bytes,
        replies: vec![reply],
    }
}

fn sanitised(value: &str, octets_max: usize) -> String {
    let harmless = value.chars().filter(|c| !c.is_control());
    harmless
        .map(|c| if c.is_ascii() { c } else { '?' })
        .take(octets_max)
        .collect()
}

fn is_printable(octet: u8) -> bool {
    octet == b' ' || octet.is_ascii_graphic()
}

/// `ehlo-line` of RFC 5321 §4.1.1.1, with the keyword in capitals as we send them.
fn is_keyword_line(text: &str) -> bool {
    let mut words = text.split(' ');
    let keyword = words.next().unwrap_or_default();
    let is_capital = |octet: u8| octet.is_ascii_uppercase() || octet.is_ascii_digit();
    keyword.bytes().next().is_some_and(is_capital)
        && keyword.bytes().all(|octet| is_capital(octet) || octet == b'-')
        && words.all(|parameter| !parameter.is_empty())
}

const COMMANDS: [&str; 3] = [
    "EHLO HELO STARTTLS AUTH",
    "MAIL RCPT DATA BDAT",
    "RSET NOOP VRFY HELP QUIT",
];

const VALUE_OCTETS_MAX: usize = 200;

/// RFC 5321 §4.5.3.1.5: a reply line has 512 octets at most; `250-` and CRLF are six of them.
const KEYWORD_OCTETS_MAX: usize = 512 - 6;

#[cfg(test)]
mod tests {
    use crate::*;

    #[test]
    fn bytes_on_the_wire() {
        for (outgoing, expected) in [
            (
                GREETING.send_with("mail.example.com"),
                "220 mail.example.com ESMTP Gatepost\r\n",
            ),
            (AUTH_OK.send(), "235 2.7.0 Authentication succeeded\r\n"),
            (TLS_REQUIRED.send(), "530 5.7.0 Must issue a STARTTLS command first\r\n"),
            (AUTH_REQUIRED.send(), "530 5.7.0 Authentication required\r\n"),
            (
                BAD_CREDENTIALS.send(),
                "535 5.7.8 Username or password not accepted\r\n",
            ),
            (
                ACCOUNT_DISABLED.send(),
                "525 5.7.13 Account is disabled; ask your mail administrator\r\n",
            ),
            (
                MECHANISM_NEEDS_TLS.send(),
                "538 5.7.11 Encryption required; send STARTTLS before AUTH\r\n",
            ),
            (START_DATA.send(), "354 Start mail input; end with <CRLF>.<CRLF>\r\n"),
            (ACCEPTED.send_with("01J9Z"), "250 2.0.0 Queued as 01J9Z\r\n"),
            (challenge(""), "334 \r\n"),
            (challenge("UGFzc3dvcmQ6"), "334 UGFzc3dvcmQ6\r\n"),
            (challenge("QQ==\r\n250 x"), "334 QQ==250x\r\n"),
            (ehlo("mail.example.com", &[]), "250 mail.example.com greets you\r\n"),
            (
                ehlo("mail.example.com", &["SIZE 100".to_owned(), "AUTH PLAIN".to_owned()]),
                "250-mail.example.com greets you\r\n250-SIZE 100\r\n250 AUTH PLAIN\r\n",
            ),
        ] {
            assert_eq!(String::from_utf8_lossy(outgoing.as_bytes()), expected);
        }
    }

    #[test]
    fn values_stay_in_their_line() {
        for (value, expected) in [
            ("plain", "plain"),
            ("one\r\n250 two", "one250 two"),
            ("nul\0 tab\t del\u{7f} c1\u{85}", "nul tab del c1"),
            ("메일.example", "??.example"),
            (&*"x".repeat(300), &*"x".repeat(200)),
            (&*"가".repeat(300), &*"?".repeat(200)),
        ] {
            let outgoing = ACCEPTED.send_with(value);
            assert_eq!(
                String::from_utf8_lossy(outgoing.as_bytes()),
                format!("250 2.0.0 Queued as {expected}\r\n")
            );
        }
    }

    #[test]
    fn lines_are_short_and_known() {
        let long = "x".repeat(1_000);
        let mut all = ehlo(
            &long,
            &[long.to_uppercase(), "AUTH PLAIN LOGIN SCRAM-SHA-256".to_owned()],
        );
        all.append(help());
        for &reply in ALL {
            all.append(reply.send_with(&long));
            all.append(reply.send());
        }
        let text = std::str::from_utf8(all.as_bytes()).expect("replies are ASCII");
        assert!(text.is_ascii() && text.ends_with("\r\n"));
        for line in text.split_terminator("\r\n") {
            assert!(line.len() + 2 <= 512, "{line}");
            assert!(in_catalogue(line), "{line}");
        }
        assert_eq!(all.replies().len(), 2 + 2 * ALL.len());
    }

    #[test]
    fn help_names_every_command() {
        let outgoing = help();
        let text = String::from_utf8_lossy(outgoing.as_bytes()).into_owned();
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        for (index, line) in lines.iter().enumerate() {
            let start = if index + 1 == lines.len() {
                "214 2.0.0 "
            } else {
                "214-2.0.0 "
            };
            assert!(line.starts_with(start), "{line}");
        }
        for command in "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT AUTH STARTTLS".split(' ') {
            assert!(text.split_whitespace().any(|word| word == command), "{command}");
        }
    }

    #[test]
    fn which_line_is_which_reply() {
        for (reply, line, expected) in [
            (&BAD_CREDENTIALS, "535 5.7.8 Username or password not accepted", true),
            (&BAD_CREDENTIALS, "535-5.7.8 Username or password not accepted", true),
            (&BAD_CREDENTIALS, "535 5.7.9 Username or password not accepted", false),
            (&BAD_CREDENTIALS, "535 Username or password not accepted", false),
            (&BAD_CREDENTIALS, "535 5.7.8 Username or password not accepted.", false),
            (&BAD_CREDENTIALS, "535", false),
            (&BAD_CREDENTIALS, "", false),
            (&ACCEPTED, "250 2.0.0 Queued as 01J9Z", true),
            (&ACCEPTED, "250 2.0.0 Queued by 01J9Z", false),
            (&ACCEPTED, "250 2.0.0 Queued as 01J9Z\r\n250 2.0.0 OK", false),
            (&ACCEPTED, "250 2.0.0 Queued as 메일", false),
            (&CHUNK_OK, "250 2.0.0 100 octets received", true),
            (&CHALLENGE, "334 ", true),
            (&CHALLENGE, "334", false),
            (&GREETING, "220 mail.example.com ESMTP Gatepost", true),
            (&GREETING, "220 mail.example.com ESMTP Postfix", false),
            (&EHLO_OK, "250-mail.example.com greets you", true),
            (&EHLO_OK, "250-AUTH PLAIN SCRAM-SHA-256", true),
            (&EHLO_OK, "250 8BITMIME", true),
            (&EHLO_OK, "250 Fine with me", false),
            (&EHLO_OK, "250 SIZE  100", false),
            (&EHLO_OK, "250 -SIZE", false),
            (&HELO_OK, "250 PIPELINING", false),
        ] {
            assert_eq!(reply.matches_line(line), expected, "{reply:?} {line}");
        }
        assert!(!in_catalogue("550 5.7.1 Relaying denied"));
        assert!(!in_catalogue("hello"));
    }

    #[test]
    fn append_keeps_the_order() {
        let mut outgoing = Outgoing::default();
        assert!(outgoing.is_empty());
        outgoing.append(SENDER_OK.send());
        outgoing.append(RECIPIENT_OK.send());
        assert!(!outgoing.is_empty());
        assert_eq!(outgoing.replies(), [&SENDER_OK, &RECIPIENT_OK]);
        assert_eq!(
            outgoing.as_bytes(),
            b"250 2.1.0 Sender OK\r\n250 2.1.5 Recipient OK\r\n"
        );
    }
}
