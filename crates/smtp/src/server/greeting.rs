//! EHLO and HELO: the client's name, and what we offer.

use super::step::{Terms, TlsMode};
use crate::sasl::OfferSet;

/// Whether a name may stand behind EHLO. Real clients send host names that RFC 5321 §4.1.1.1 does not allow (underscores,
/// no dot), which is harmless; what could break a header or a log line is not taken.
pub(super) fn is_acceptable(name: &str) -> bool {
    let plain =
        |octet: u8| octet.is_ascii_graphic() && !matches!(octet, b'<' | b'>' | b'(' | b')' | b'"' | b'\\' | b',');
    !name.is_empty() && name.len() <= NAME_OCTETS_MAX && name.bytes().all(plain)
}

/// The extensions that hold in this state; they differ before and after TLS (RFC 3207 §4.2, RFC 4954 §3).
pub(super) fn keywords(terms: &Terms, tls: bool, mechanisms: OfferSet) -> Vec<String> {
    let mut keywords: Vec<String> = [
        "PIPELINING",
        "8BITMIME",
        "SMTPUTF8",
        "ENHANCEDSTATUSCODES",
        "CHUNKING",
        "DSN",
    ]
    .map(str::to_owned)
    .to_vec();
    keywords.insert(1, format!("SIZE {}", terms.message_octets_max));
    keywords.push(format!("LIMITS RCPTMAX={}", terms.recipients_max));
    if !tls && terms.tls == TlsMode::StartTls {
        keywords.push("STARTTLS".to_owned());
    }
    if !mechanisms.is_empty() {
        let names: Vec<&str> = mechanisms.names().collect();
        keywords.push(format!("AUTH {}", names.join(" ")));
    }
    keywords.push("HELP".to_owned());
    keywords
}

/// RFC 5321 §4.5.3.1.2
const NAME_OCTETS_MAX: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_clients() {
        for (name, good) in [
            ("client.example", true),
            ("MY_PC", true),
            ("[192.0.2.1]", true),
            ("[IPv6:2001:db8::1]", true),
            ("", false),
            ("two names", false),
            ("a(comment)", false),
            ("<script>", false),
        ] {
            assert_eq!(is_acceptable(name), good, "{name:?}");
        }
        assert!(!is_acceptable(&"a".repeat(256)));
    }
}
