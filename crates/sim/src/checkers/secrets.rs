//! No password in anything that the server tells of itself: not as it is, and not in base64.

use super::Evidence;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// What is wrong.
pub fn check(evidence: &Evidence<'_>) -> Vec<String> {
    let shapes: Vec<String> = evidence
        .record
        .secrets
        .iter()
        .flat_map(|secret| shapes(secret))
        .collect();
    let tells = |line: &&String| shapes.iter().any(|shape| line.contains(shape.as_str()));
    evidence
        .record
        .told
        .iter()
        .filter(tells)
        .map(|line| format!("a password was told: {line}"))
        .collect()
}

/// The secret, its form when a debug output escapes it, and what base64 makes of it wherever it stands in a text.
fn shapes(secret: &str) -> Vec<String> {
    let mut shapes = vec![
        secret.to_owned(),
        secret.escape_debug().to_string(),
        secret.escape_default().to_string(),
    ];
    for before in 0..3 {
        let text = [&[0_u8; 3][..before], secret.as_bytes()].concat();
        let encoded = STANDARD_NO_PAD.encode(&text);
        // What neighbours have a part in is left out: the first digits, and those after the last whole three octets.
        let (start, end) = ((before * 8).div_ceil(6), text.len() / 3 * 4);
        shapes.push(encoded[start..end].to_owned());
    }
    shapes
}

#[cfg(test)]
mod tests {
    use super::super::made_up;
    use crate::ledger::Record;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    #[test]
    fn passwords_in_many_shapes() {
        let plain = STANDARD.encode("\0alice@example.com\0correct horse 7");
        for (told, expected) in [
            ("session of alice ended".to_owned(), ""),
            ("tried correct horse 7".to_owned(), "a password was told"),
            (STANDARD.encode("correct horse 7"), "a password was told"),
            (plain, "a password was told"),
            (STANDARD.encode("xcorrect horse 7x"), "a password was told"),
            (STANDARD.encode("a wrong horse"), ""),
            (format!("{:?}", "say \"cheese\" 9"), "a password was told"),
        ] {
            let secrets = vec!["correct horse 7".to_owned(), "say \"cheese\" 9".to_owned()];
            let record = Record {
                told: vec![told],
                secrets,
                ..Record::default()
            };
            made_up::check(super::check, &record, &[], expected);
        }
    }
}
