//! What a server adds to a message: a relay its Received line (RFC 5321 §4.4), a submission server also what the message
//! lacks (RFC 6409 §8).

use crate::address::{Address, is_dot_string};
use crate::header::{From, HeaderFacts};
use crate::received::{Arrival, atoms, own_name, received};

/// Header lines to stand in front of a message, each with its CR LF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added(pub String);

/// The Received line, and behind it a Date and a Message-ID where the message has none that is of use (RFC 6409 §8.2,
/// §8.3; a useless one is in [`HeaderFacts::removed`]). An empty line ends them where the message has no header of its
/// own, or its first line would be taken for one of ours.
///
/// `message_id_unique` makes the Message-ID unlike all others of this host; the queue id will do.
pub fn fix_up(facts: &HeaderFacts, arrival: &Arrival<'_>, message_id_unique: &str) -> Added {
    let mut lines = received(arrival);
    if let Some(author) = &facts.written_as {
        lines.push_str(&format!("From: <{author}>\r\n"));
    }
    if !facts.has_date {
        lines.push_str(&format!("Date: {}\r\n", arrival.at.rfc5322()));
    }
    if facts.message_id.is_none() {
        lines.push_str(&format!(
            "Message-ID: <{}@{}>\r\n",
            unique(message_id_unique, arrival),
            own_name(arrival)
        ));
    }
    if !facts.has_header {
        lines.push_str("\r\n");
    }
    Added(lines)
}

/// The Received line alone, which is all that a relay adds (RFC 5321 §4.4, §6.4). An empty line ends it where the message
/// has no header of its own.
pub fn trace(facts: &HeaderFacts, arrival: &Arrival<'_>) -> Added {
    let mut lines = received(arrival);
    if !facts.has_header {
        lines.push_str("\r\n");
    }
    Added(lines)
}

/// Puts a From field of this address in place of those that the message has, for machines that write as somebody whom there is not.
/// [`fix_up`] then adds it, and [`HeaderFacts::removed`] has the old ones. False, and nothing is done, where what others may take
/// for a From field would stay.
pub fn write_as(facts: &mut HeaderFacts, author: &Address) -> bool {
    let Some(fields) = facts.from_fields.clone() else {
        return false;
    };
    let is_done = facts.remove(fields);
    if is_done {
        facts.from = From::Addresses(vec![author.clone()]);
        facts.written_as = Some(author.clone());
    }
    is_done
}

/// The left side of a Message-ID: dots are kept where they may stand (`dot-atom-text`, RFC 5322 §3.6.4).
fn unique(given: &str, arrival: &Arrival<'_>) -> String {
    if given.is_ascii() && given.len() <= UNIQUE_OCTETS_MAX && is_dot_string(given) {
        return given.to_owned();
    }
    let rest = atoms(given);
    if rest.is_empty() {
        arrival.at.micros().to_string()
    } else {
        rest
    }
}

/// So that the line stays far below 998 octets, with the longest host name.
const UNIQUE_OCTETS_MAX: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::header::HeaderScanner;
    use crate::time::Timestamp;

    fn arrival() -> Arrival<'static> {
        Arrival {
            hostname: "mail.example.com",
            ehlo: "client.example",
            client: None,
            tls: None,
            authenticated: true,
            esmtp: true,
            smtputf8: false,
            id: "0123",
            recipient: None,
            at: Timestamp::from_micros(1_795_464_953_123_456),
        }
    }

    fn facts(message: &str) -> HeaderFacts {
        let mut scanner = HeaderScanner::new();
        scanner.feed(message.as_bytes());
        scanner.finish()
    }

    #[test]
    fn what_is_added() {
        let date = "Date: Mon, 23 Nov 2026 20:15:53 +0000\r\n";
        let id = "Message-ID: <0123.4@mail.example.com>\r\n";
        for (message, expected) in [
            ("Date: x\r\nMessage-ID: <a@b>\r\n\r\n", String::new()),
            ("Message-ID: <a@b>\r\n\r\n", date.to_owned()),
            ("Date: x\r\n\r\n", id.to_owned()),
            ("Subject: x\r\n\r\n", format!("{date}{id}")),
            ("Date:\r\nMessage-ID: <a>\r\n\r\n", format!("{date}{id}")),
            ("\r\nbody\r\n", format!("{date}{id}")),
            ("body\r\n", format!("{date}{id}\r\n")),
            (" Date: x\r\n", format!("{date}{id}\r\n")),
            ("", format!("{date}{id}\r\n")),
        ] {
            let facts = facts(message);
            let Added(lines) = fix_up(&facts, &arrival(), "0123.4");
            assert_eq!(
                lines.strip_prefix(&received(&arrival())),
                Some(expected.as_str()),
                "{message:?}"
            );
            // What is sent begins with a header that has all, and lacks nothing any more.
            let mut sent = lines;
            let mut at = 0;
            for range in &facts.removed {
                sent.push_str(&message[at..range.start as usize]);
                at = range.end as usize;
            }
            sent.push_str(&message[at..]);
            let again = self::facts(&sent);
            assert!(
                again.has_header && again.has_date && again.message_id.is_some(),
                "{sent:?}"
            );
            assert_eq!((again.received_count, again.removed.len()), (1, 0), "{sent:?}");
        }
    }

    #[test]
    fn message_ids_are_valid() {
        let long = "a".repeat(1000);
        let cut = "a".repeat(64);
        for (unique, expected) in [
            ("0123", "0123"),
            ("a.b-c_d", "a.b-c_d"),
            ("a..b", "ab"),
            (".a", "a"),
            ("a@b>\r\nBcc: c", "abBccc"),
            ("\u{d55c}", "1795464953123456"),
            ("", "1795464953123456"),
            (long.as_str(), cut.as_str()),
        ] {
            let Added(lines) = fix_up(&facts(""), &arrival(), unique);
            let id = format!("<{expected}@mail.example.com>");
            assert!(lines.ends_with(&format!("\r\nMessage-ID: {id}\r\n\r\n")), "{lines:?}");
            assert_eq!(facts(&lines).message_id, Some(id));
        }
    }

    #[test]
    fn who_wrote_it_is_put_right() {
        let author = Address::parse("scanner@example.com").expect("an address");
        for (message, expected) in [
            ("From: root@localhost\r\nTo: a@b\r\n\r\nx", Some("To: a@b\r\n\r\nx")),
            ("To: a@b\r\n\r\nx", Some("To: a@b\r\n\r\nx")),
            (
                "From: a@b\r\nX: 1\r\nFrom:\r\n c@d\r\nBcc: e@f\r\n\r\n",
                Some("X: 1\r\n\r\n"),
            ),
            ("Bcc: e@f\r\nfrom: (\r\n\r\nx", Some("\r\nx")),
            ("X: 1\r\nbroken\r\nFrom: a@b\r\n\r\n", None),
        ] {
            let mut facts = facts(message);
            assert_eq!(write_as(&mut facts, &author), expected.is_some(), "{message:?}");
            let Added(lines) = fix_up(&facts, &arrival(), "0123");
            assert_eq!(
                lines.contains("\r\nFrom: <scanner@example.com>\r\n"),
                expected.is_some()
            );
            let Some(expected) = expected else { continue };
            let (mut left, mut at) = (String::new(), 0);
            for range in &facts.removed {
                left.push_str(&message[at..range.start as usize]);
                at = range.end as usize;
            }
            left.push_str(&message[at..]);
            assert_eq!(left, expected, "{message:?}");
        }
    }
}
