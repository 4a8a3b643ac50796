//! Whether a message can be taken, by what its octets say of themselves.

use crate::config::Limits;
use mail::HeaderFacts;
use smtp::server::{Refusal, Verdict};

/// While it comes in: a header that has not ended by now is no header (RFC 5321 §4.5.3.1).
pub fn may_go_on(header_octets: u64, limits: &Limits) -> Verdict {
    if header_octets > limits.header_octets_max {
        let detail = format!("the header has more than {} octets", limits.header_octets_max);
        return Err(Refusal::new(&reply::HEADER_TOO_LARGE, detail));
    }
    Ok(())
}

/// At its end. A message that passed so many servers goes round in a circle (RFC 5321 §6.3).
pub fn may_come_in(facts: &HeaderFacts, limits: &Limits) -> Verdict {
    if facts.received_count >= limits.received_max {
        let detail = format!("{} Received fields", facts.received_count);
        return Err(Refusal::new(&reply::LOOP, detail));
    }
    if facts.too_many_runs {
        let detail = "too many Bcc or Return-Path fields";
        return Err(Refusal::new(&reply::TOO_MANY_FIELDS, detail));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail::HeaderScanner;

    fn facts(text: &str) -> HeaderFacts {
        let mut scanner = HeaderScanner::new();
        scanner.feed(text.as_bytes());
        scanner.finish()
    }

    #[test]
    fn what_is_taken() {
        let limits = Limits {
            header_octets_max: 1_000,
            received_max: 3,
            ..Limits::default()
        };
        let id = |verdict: Verdict| verdict.err().map(|refusal| refusal.reply.id);
        for (text, expected) in [
            ("Subject: a\r\n\r\nb\r\n".to_owned(), None),
            ("Received: a\r\n".repeat(2), None),
            ("Received: a\r\n".repeat(3), Some("routing-loop")),
            (format!("\r\n{}", "Received: a\r\n".repeat(3)), None),
            ("Bcc: a\r\nTo: b\r\n".repeat(65), Some("too-many-fields")),
        ] {
            assert_eq!(id(may_come_in(&facts(&text), &limits)), expected, "{text:?}");
        }
        assert_eq!(id(may_go_on(1_000, &limits)), None);
        assert_eq!(id(may_go_on(1_001, &limits)), Some("header-too-large"));
    }
}
