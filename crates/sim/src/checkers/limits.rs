//! The limits of messages hold (size, recipients, header, Received fields), and nothing is refused for a limit that it keeps.

use super::Evidence;
use crate::ledger::Letter;
use reply::Reply;
use std::collections::BTreeMap;

/// What is wrong.
pub fn check(evidence: &Evidence<'_>) -> Vec<String> {
    let kept: BTreeMap<&str, _> = evidence.kept.iter().map(|kept| (kept.marker(), kept)).collect();
    let mut wrong = Vec::new();
    for letter in &evidence.record.letters {
        let marker = &letter.marker;
        let session = &evidence.record.sessions[letter.session];
        let answer = evidence.record.answer(letter);
        let is = |reply: &Reply| answer.is_some_and(|heard| heard.is(reply));
        let kept = kept.get(marker.as_str());

        let recipients = evidence.limit_of(session, |limits| limits.recipients_max as u64);
        let received = evidence.limit_of(session, |limits| u64::from(limits.received_max));
        let octets = evidence.limit_of(session, |limits| limits.message_octets_max);
        let header = evidence.limit_of(session, |limits| limits.header_octets_max);

        if let Some(kept) = kept {
            let (count, header_octets) = (kept.recipients.len() as u64, header_octets(letter).unwrap_or(0));
            if kept.octets > octets.1 {
                wrong.push(format!("{marker} is kept with {} octets", kept.octets));
            }
            if count > recipients.1 {
                wrong.push(format!("{marker} is kept with {count} recipients"));
            }
            if u64::from(letter.received) >= received.1 {
                wrong.push(format!("{marker} is kept with {} Received fields", letter.received));
            }
            if header_octets > header.1 {
                wrong.push(format!("{marker} is kept with a header of {header_octets} octets"));
            }
        }
        let size = letter.octets.len() as u64;
        if is(&reply::TOO_LARGE) && size <= octets.0 {
            wrong.push(format!("{marker} was too large with {size} octets"));
        }
        if is(&reply::LOOP) && u64::from(letter.received) < received.0 {
            wrong.push(format!("{marker} goes in a circle after {} servers", letter.received));
        }
        if is(&reply::HEADER_TOO_LARGE) && header_octets(letter).is_none_or(|octets| octets <= header.0) {
            let octets = header_octets(letter);
            wrong.push(format!("{marker} had too large a header with {octets:?} octets"));
        }
        let taken = letter.taken.len() as u64;
        if taken > recipients.1 {
            wrong.push(format!("{marker} had {taken} recipients taken"));
        }
        if letter.too_many > 0 && taken < recipients.0 {
            wrong.push(format!("{marker} had too many recipients after {taken}"));
        }
    }
    wrong
}

/// Octets of the header without the empty line that ends it; nothing if there is no such line, or no header.
fn header_octets(letter: &Letter) -> Option<u64> {
    let fields: [&[u8]; 3] = [b"From: ", b"Received: ", b"X-Line-"];
    if !fields.iter().any(|name| letter.octets.starts_with(name)) {
        return None;
    }
    let end = letter.octets.windows(4).position(|octets| octets == b"\r\n\r\n");
    end.map(|end| end as u64 + 2)
}

#[cfg(test)]
mod tests {
    use super::super::Kept;
    use super::super::made_up::{self, ID, kept, one_letter};
    use crate::ledger::{Letter, Record};

    /// The letter as `edit` leaves it, to which `answer` is the reply; and what is kept of it.
    fn check(answer: &str, is_kept: bool, expected: &str, edit: impl FnOnce(&mut Letter)) {
        let mut record: Record = one_letter(answer);
        let letter = &mut record.letters[0];
        edit(letter);
        let kept = Kept {
            octets: letter.octets.len() as u64,
            recipients: letter.taken.clone(),
            ..kept()
        };
        let kept = if is_kept { vec![kept] } else { Vec::new() };
        made_up::check(super::check, &record, &kept, expected);
    }

    #[test]
    fn limits_hold_and_are_not_imagined() {
        // (octets, recipients taken, refused as too many, too large, what is found); the limits are 1,000 and 2
        for (octets, taken, too_many, too_large, expected) in [
            (1_000, 2, 1, false, ""),
            (1_001, 1, 0, false, "is kept with 1001 octets"),
            (1_001, 1, 0, true, ""),
            (1_000, 1, 0, true, "was too large"),
            (10, 3, 0, false, "recipients"),
            (10, 1, 1, false, "too many recipients after 1"),
        ] {
            let answer = if too_large {
                "552 5.3.4 Message is too large; EHLO names the limit under SIZE".to_owned()
            } else {
                format!("250 2.0.0 Queued as {ID}")
            };
            check(&answer, !too_large, expected, |letter| {
                letter.octets = vec![b'x'; octets];
                letter.too_many = too_many;
                letter.taken = (0..taken).map(|n| format!("m1.{n}@example.org")).collect();
            });
        }
    }

    #[test]
    fn headers_have_a_limit() {
        let accepted = format!("250 2.0.0 Queued as {ID}");
        let accepted = accepted.as_str();
        let too_large = "552 5.3.4 Message header is too large";
        let circle = "554 5.4.6 Too many Received fields; the message goes in a circle";
        // The limits are 100 octets, and fewer than 3 Received fields.
        for (answer, header, received, expected) in [
            (accepted, 100, 2, ""),
            (accepted, 101, 0, "a header of 101 octets"),
            (accepted, 100, 3, "3 Received fields"),
            (too_large, 101, 0, ""),
            (too_large, 100, 0, "too large a header"),
            (circle, 100, 3, ""),
            (circle, 100, 2, "in a circle after 2"),
        ] {
            check(answer, answer == accepted, expected, |letter| {
                letter.octets = format!("From: {}\r\n\r\ntext\r\n", "x".repeat(header - 8)).into_bytes();
                letter.received = received;
            });
        }
    }
}
