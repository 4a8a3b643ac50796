//! The Received line that says how a message came to us (RFC 5321 §4.4).

use crate::address::{Address, is_atext};
use crate::domain::Domain;
use crate::time::Timestamp;
use std::net::IpAddr;

/// How a message came to us.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// Our name.
    pub hostname: &'a str,
    /// What the client called itself in EHLO or HELO. Not to be trusted.
    pub ehlo: &'a str,
    /// Its address; `None` where the recipients are not to learn it, and then not its name either.
    pub client: Option<IpAddr>,
    /// The version (`TLS1.3`) and the registered name of the cipher suite.
    pub tls: Option<(&'a str, &'a str)>,
    /// Whether the client logged in.
    pub authenticated: bool,
    /// Whether it said EHLO, not HELO.
    pub esmtp: bool,
    /// Whether SMTPUTF8 was given.
    pub smtputf8: bool,
    /// The queue id.
    pub id: &'a str,
    /// The recipient, if there is only one: a list would show blind copies to everybody (RFC 5321 §7.2).
    pub recipient: Option<&'a Address>,
    /// When it was accepted.
    pub at: Timestamp,
}

/// The Received field for a message: whole lines with CR LF, folded near 78 octets.
///
/// What the client said of itself is made to fit the grammar, and nothing in it can add a line or a clause.
pub fn received(arrival: &Arrival<'_>) -> String {
    let mut clauses = from_clause(arrival);
    clauses.push(format!("by {}", own_name(arrival)));
    clauses.push(format!("with {}", protocol(arrival)));
    let id = atoms(arrival.id);
    if !id.is_empty() {
        clauses.push(format!("id {id}"));
    }
    if let Some(recipient) = arrival
        .recipient
        .and_then(|recipient| shown(recipient, arrival.smtputf8))
    {
        clauses.push(format!("for <{recipient}>"));
    }
    clauses.extend(arrival.tls.map(tls_clause).unwrap_or_default());
    if let Some(last) = clauses.last_mut() {
        last.push(';');
    }
    clauses.push(arrival.at.rfc5322());
    folded("Received:", &clauses)
}

/// Our name, in a form which is a `Domain` even where the configuration has none.
pub(crate) fn own_name(arrival: &Arrival<'_>) -> String {
    host_name(arrival.hostname).unwrap_or_else(|| "localhost".to_owned())
}

/// As much of `text` as may stand in an atom of ASCII; bounded.
pub(crate) fn atoms(text: &str) -> String {
    text.chars()
        .filter(|&c| c.is_ascii() && is_atext(c))
        .take(ATOM_OCTETS_MAX)
        .collect()
}

/// `FROM` with what the client said, and what we saw.
fn from_clause(arrival: &Arrival<'_>) -> Vec<String> {
    let Some(client) = arrival.client else {
        // FROM is not optional. A name below .invalid is a Domain by the grammar, can belong to nobody (RFC 6761
        // §6.4), and claims nothing, while `localhost` would claim that the message was written here.
        return vec![format!("from {HIDDEN}")];
    };
    let literal = match client.to_canonical() {
        IpAddr::V4(address) => format!("[{address}]"),
        IpAddr::V6(address) => format!("[IPv6:{address}]"),
    };
    let name = host_name(arrival.ehlo).unwrap_or_else(|| literal.clone());
    vec![format!("from {name}"), format!("({literal})")]
}

/// `name` as a `Domain` or an address literal in ASCII. Where it is neither (Windows sends `MY_PC`), what may not
/// stand in a name becomes a hyphen; `None` where even that makes no name.
fn host_name(name: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let in_ascii = |domain: Domain| {
        let text = if domain.is_internationalised() {
            domain.ascii()
        } else {
            domain.as_given()
        };
        text.chars()
            .all(|c| is_plain(c) || matches!(c, '[' | ']' | ':'))
            .then(|| text.to_owned())
    };
    if let Some(text) = Domain::parse(name).ok().and_then(in_ascii) {
        return Some(text);
    }
    let plain: String = name
        .chars()
        .take(NAME_OCTETS_MAX)
        .map(|c| if is_plain(c) { c } else { '-' })
        .collect();
    Domain::parse(plain.trim_matches(['-', '.'])).ok().and_then(in_ascii)
}

/// RFC 3848 and RFC 6531 §4.3. There is no name for HELO with TLS.
fn protocol(arrival: &Arrival<'_>) -> String {
    let base = match (arrival.smtputf8, arrival.esmtp) {
        (true, _) => "UTF8SMTP",
        (false, true) => "ESMTP",
        (false, false) => return "SMTP".to_owned(),
    };
    let secured = if arrival.tls.is_some() { "S" } else { "" };
    let authenticated = if arrival.authenticated { "A" } else { "" };
    format!("{base}{secured}{authenticated}")
}

/// An address for a field which is ASCII unless the message may have UTF-8 in its header; `None` where it has no such
/// form.
fn shown(address: &Address, smtputf8: bool) -> Option<String> {
    if smtputf8 || !address.is_internationalised() {
        Some(address.to_string())
    } else if address.local().is_ascii() {
        Some(format!("{}@{}", address.local(), address.domain().ascii()))
    } else {
        None
    }
}

/// `tls` with the cipher suite (RFC 8314 §4.3), and the version in a comment. Nothing where the suite's name is none.
fn tls_clause((version, cipher): (&str, &str)) -> Vec<String> {
    let is_name = |text: &str, mark: char| {
        text.len() <= ATOM_OCTETS_MAX
            && text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == mark)
    };
    if !is_name(cipher, '_') {
        return Vec::new();
    }
    let mut clause = vec![format!("tls {cipher}")];
    if is_name(version, '.') {
        clause.push(format!("({version})"));
    }
    clause
}

/// A field of these pieces, each of which stays whole, with a line break where the next would go past 78 octets.
fn folded(name: &str, pieces: &[String]) -> String {
    let mut text = name.to_owned();
    let mut column = text.len();
    for (n, piece) in pieces.iter().enumerate() {
        // Not behind the name: a line with nothing but a name is hard on old readers.
        if n > 0 && column + 1 + piece.len() > LINE_OCTETS {
            text.push_str("\r\n\t");
            column = 0;
        } else {
            text.push(' ');
        }
        text.push_str(piece);
        column += 1 + piece.len();
    }
    text.push_str("\r\n");
    text
}

const HIDDEN: &str = "hidden.invalid";
/// RFC 5322 §2.1.1: what a line should have at most. No piece comes near to 998.
const LINE_OCTETS: usize = 78;
/// Longer than any queue id and any cipher suite's name.
const ATOM_OCTETS_MAX: usize = 64;
/// RFC 5321 §4.5.3.1.2
const NAME_OCTETS_MAX: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival() -> Arrival<'static> {
        Arrival {
            hostname: "mail.example.com",
            ehlo: "client.example",
            client: Some(IpAddr::from([192, 0, 2, 1])),
            tls: Some(("TLS1.3", "TLS_AES_128_GCM_SHA256")),
            authenticated: true,
            esmtp: true,
            smtputf8: false,
            id: "0123456789abcdefghjkmnpqrs",
            recipient: None,
            at: Timestamp::from_micros(1_795_464_953_123_456),
        }
    }

    /// The line unfolded; its lines must keep the rules.
    fn written(arrival: &Arrival<'_>) -> String {
        let text = received(arrival);
        assert!(text.ends_with("\r\n") && !text.contains("\r\n\r\n"), "{text:?}");
        for line in text.split_terminator("\r\n") {
            assert!(
                line.len() < 998 && !line.trim().is_empty() && !line.contains(['\r', '\n', '\0']),
                "{text:?}"
            );
            // A line is long only where one piece is.
            assert!(
                line.len() <= 79 || line.trim_start().split(' ').any(|word| word.len() > 60),
                "{text:?}"
            );
        }
        let whole = text.replace("\r\n\t", " ");
        assert_eq!(whole.matches("\r\n").count(), 1, "{text:?}");
        whole.trim_end().to_owned()
    }

    #[test]
    fn the_whole_line() {
        let bob = Address::parse("bob@example.org").expect("an address");
        let arrival = Arrival {
            recipient: Some(&bob),
            ..arrival()
        };
        assert_eq!(
            received(&arrival),
            "Received: from client.example ([192.0.2.1]) by mail.example.com with ESMTPSA\r\n\
             \tid 0123456789abcdefghjkmnpqrs for <bob@example.org>\r\n\
             \ttls TLS_AES_128_GCM_SHA256 (TLS1.3); Mon, 23 Nov 2026 20:15:53 +0000\r\n"
        );
    }

    #[test]
    fn who_it_came_from() {
        let long = "a".repeat(300);
        let long_label = format!("{}.example", "a".repeat(100));
        let v6 = IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]);
        let mapped = IpAddr::from([0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201]);
        let v4 = IpAddr::from([192, 0, 2, 1]);
        for (ehlo, client, expected) in [
            ("client.example", Some(v4), "from client.example ([192.0.2.1])"),
            ("Client.Example", Some(v6), "from Client.Example ([IPv6:2001:db8::1])"),
            ("localhost", Some(mapped), "from localhost ([192.0.2.1])"),
            ("[192.168.0.7]", Some(v4), "from [192.168.0.7] ([192.0.2.1])"),
            ("[IPv6:::1]", Some(v4), "from [IPv6:::1] ([192.0.2.1])"),
            ("192.168.0.7", Some(v4), "from 192.168.0.7 ([192.0.2.1])"),
            ("MY_PC", Some(v4), "from MY-PC ([192.0.2.1])"),
            ("_my_pc_.example.", Some(v4), "from [192.0.2.1] ([192.0.2.1])"),
            ("a.example.", Some(v4), "from a.example ([192.0.2.1])"),
            (
                "a b (c) by d; e\r\nBcc: f",
                Some(v4),
                "from a-b--c--by-d--e--Bcc--f ([192.0.2.1])",
            ),
            (
                "b\u{fc}cher.example",
                Some(v4),
                "from xn--bcher-kva.example ([192.0.2.1])",
            ),
            ("[x:(;)]", Some(v4), "from x ([192.0.2.1])"),
            ("", Some(v4), "from [192.0.2.1] ([192.0.2.1])"),
            ("\0\u{85}", Some(v6), "from [IPv6:2001:db8::1] ([IPv6:2001:db8::1])"),
            ("a..b", Some(v4), "from [192.0.2.1] ([192.0.2.1])"),
            (long.as_str(), Some(v4), "from [192.0.2.1] ([192.0.2.1])"),
            (long_label.as_str(), Some(v4), "from [192.0.2.1] ([192.0.2.1])"),
            ("client.example", None, "from hidden.invalid"),
            ("[192.168.0.7]", None, "from hidden.invalid"),
        ] {
            let text = written(&Arrival {
                ehlo,
                client,
                ..arrival()
            });
            let start = format!("Received: {expected} by mail.example.com with ESMTPSA id ");
            assert!(text.starts_with(&start), "{ehlo:?}: {text}");
            assert!(text.ends_with("; Mon, 23 Nov 2026 20:15:53 +0000"), "{ehlo:?}: {text}");
        }
    }

    #[test]
    fn with_which_protocol() {
        let tls = arrival().tls;
        for (smtputf8, esmtp, tls, authenticated, expected) in [
            (false, true, None, false, "ESMTP"),
            (false, true, None, true, "ESMTPA"),
            (false, true, tls, false, "ESMTPS"),
            (false, true, tls, true, "ESMTPSA"),
            (true, true, None, false, "UTF8SMTP"),
            (true, true, None, true, "UTF8SMTPA"),
            (true, true, tls, false, "UTF8SMTPS"),
            (true, true, tls, true, "UTF8SMTPSA"),
            (false, false, None, false, "SMTP"),
            (false, false, tls, false, "SMTP"),
        ] {
            let text = written(&Arrival {
                smtputf8,
                esmtp,
                tls,
                authenticated,
                ..arrival()
            });
            assert!(text.contains(&format!(" with {expected} id ")), "{expected}: {text}");
            assert_eq!(
                text.contains(" tls TLS_AES_128_GCM_SHA256 (TLS1.3);"),
                tls.is_some(),
                "{text}"
            );
        }
    }

    #[test]
    fn for_whom() {
        let long = format!("\"{} {}\"@{1}.{1}.example", "l".repeat(30), "d".repeat(30));
        for (recipient, smtputf8, expected) in [
            ("bob@Example.org", false, Some("bob@Example.org")),
            ("\"b b\"@example.org", false, Some("\"b b\"@example.org")),
            ("bob@b\u{fc}cher.example", false, Some("bob@xn--bcher-kva.example")),
            ("bob@b\u{fc}cher.example", true, Some("bob@b\u{fc}cher.example")),
            ("\u{c548}@example.org", true, Some("\u{c548}@example.org")),
            ("\u{c548}@example.org", false, None),
            (long.as_str(), false, Some(long.as_str())),
        ] {
            let address = Address::parse(recipient).expect(recipient);
            let text = written(&Arrival {
                recipient: Some(&address),
                smtputf8,
                ..arrival()
            });
            match expected {
                Some(shown) => assert!(text.contains(&format!(" for <{shown}> tls ")), "{text}"),
                None => assert!(!text.contains(" for "), "{text}"),
            }
        }
    }

    #[test]
    fn nothing_can_be_slipped_in() {
        let bad = "x; y\r\nBcc: z (";
        let text = written(&Arrival {
            hostname: bad,
            id: bad,
            tls: Some((bad, "TLS_A")),
            ..arrival()
        });
        assert_eq!(
            text,
            "Received: from client.example ([192.0.2.1]) by x--y--Bcc--z with ESMTPSA id xyBccz tls TLS_A; \
             Mon, 23 Nov 2026 20:15:53 +0000"
        );
        let text = written(&Arrival {
            hostname: "",
            id: "\u{d55c}",
            tls: Some(("TLS1.2", bad)),
            ..arrival()
        });
        assert_eq!(
            text,
            "Received: from client.example ([192.0.2.1]) by localhost with ESMTPSA; Mon, 23 Nov 2026 20:15:53 +0000"
        );
    }

    #[test]
    fn random_texts() {
        let pieces =
            "a|B.|example|.|-|_|[|]|192.0.2.1|IPv6:|::1|(|)|;|\"|\\| |\t|\r\n|\0|xn--|\u{fc}|\u{85}|<|>|@|TLS_";
        let pieces: Vec<&str> = pieces.split('|').collect();
        let mut chance: u64 = 3;
        let mut text = || {
            let mut text = String::new();
            for _ in 0..8 {
                chance = chance
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                text.push_str(pieces[(chance >> 33) as usize % pieces.len()]);
            }
            text
        };
        for _ in 0..5_000 {
            let (hostname, ehlo, id, version, cipher) = (text(), text(), text(), text(), text());
            let tls = Some((version.as_str(), cipher.as_str()));
            let line = written(&Arrival {
                hostname: &hostname,
                ehlo: &ehlo,
                id: &id,
                tls,
                ..arrival()
            });
            assert!(line.is_ascii(), "{line:?}");
            assert_eq!(line.matches(';').count(), 1, "{line:?}");
        }
    }
}
