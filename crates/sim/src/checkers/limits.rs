//! The limits of size and recipients hold, and nothing is refused for a limit that it keeps.

use super::Evidence;

/// What is wrong.
pub fn check(evidence: &Evidence<'_>) -> Vec<String> {
    let (octets_max, recipients_max) = (evidence.limits.message_octets_max, evidence.limits.recipients_max);
    let mut wrong = Vec::new();
    for kept in evidence.kept {
        if kept.octets > octets_max {
            wrong.push(format!("{} is kept with {} octets", kept.marker(), kept.octets));
        }
        if kept.recipients.len() > recipients_max {
            wrong.push(format!(
                "{} is kept with {} recipients",
                kept.marker(),
                kept.recipients.len()
            ));
        }
    }
    for letter in &evidence.record.letters {
        let octets = letter.octets.len() as u64;
        let too_large = evidence
            .record
            .answer(letter)
            .is_some_and(|heard| heard.is(&reply::TOO_LARGE));
        if too_large && octets <= octets_max {
            wrong.push(format!("{} was too large with {octets} octets", letter.marker));
        }
        if letter.taken.len() > recipients_max {
            wrong.push(format!("{} had {} recipients taken", letter.marker, letter.taken.len()));
        }
        if letter.too_many > 0 && letter.taken.len() < recipients_max {
            wrong.push(format!(
                "{} had too many recipients after {}",
                letter.marker,
                letter.taken.len()
            ));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::super::Kept;
    use super::super::made_up::{self, ID, kept, one_letter};

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
            let mut record = one_letter(&answer);
            let recipients: Vec<String> = (0..taken).map(|n| format!("m1.{n}@example.org")).collect();
            record.letters[0].octets = vec![b'x'; octets];
            record.letters[0].too_many = too_many;
            record.letters[0].taken.clone_from(&recipients);
            let kept = [Kept {
                octets: octets as u64,
                recipients,
                ..kept()
            }];
            made_up::check(super::check, &record, if too_large { &[] } else { &kept }, expected);
        }
    }
}
