//! Every line that the server sends stands in the catalogue.

use super::Evidence;

/// What is wrong.
pub fn check(evidence: &Evidence<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    for session in &evidence.record.sessions {
        let heard = session
            .exchanges
            .iter()
            .filter_map(|exchange| exchange.heard.as_ref())
            .chain(&session.surplus);
        for line in heard.flat_map(|heard| &heard.lines) {
            if !reply::in_catalogue(line) {
                wrong.push(format!("{} heard what is in no catalogue: {line:?}", session.client));
            }
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::super::made_up::{self, session};
    use crate::ledger::{Heard, Record, Said};
    use std::time::Duration;

    #[test]
    fn only_what_is_in_the_catalogue() {
        for (line, surplus, expected) in [
            ("250 2.0.0 OK", "421 4.4.2 Nothing came for too long; connect again", ""),
            (
                "250 2.0.0 Fine",
                "421 4.4.2 Nothing came for too long; connect again",
                "2.0.0 Fine",
            ),
            ("250 2.0.0 OK", "bye", "bye"),
        ] {
            let mut session = session(&[(Said::Noop, line)]);
            session.surplus.push(Heard {
                at: Duration::ZERO,
                lines: vec![surplus.to_owned()],
            });
            made_up::check(
                super::check,
                &Record {
                    sessions: vec![session],
                    ..Record::default()
                },
                &[],
                expected,
            );
        }
    }
}
