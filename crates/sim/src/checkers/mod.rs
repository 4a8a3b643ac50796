//! What may never happen, each in a file of its own. A checker reads what was written down in a run and what is kept at
//! its end, and says what is wrong, one line each.

pub mod acknowledged;
pub mod catalogue;
pub mod limits;
pub mod order;
pub mod relay;
pub mod secrets;

use crate::ledger::Record;
use gatepost::config::Limits;
use queue::QueueId;

/// All that is known of a run when it is over.
pub struct Evidence<'a> {
    /// What was done and seen.
    pub record: &'a Record,
    /// What the store holds after a last clean start.
    pub kept: &'a [Kept],
    /// The limits that held.
    pub limits: Limits,
}

/// A message in the store.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its id.
    pub id: QueueId,
    /// Who submitted it.
    pub account: String,
    /// The envelope's sender; empty for the null sender.
    pub sender: String,
    /// The recipients, in their order.
    pub recipients: Vec<String>,
    /// How large it is, by its row.
    pub octets: u64,
    /// Something is still owed.
    pub open: bool,
    /// An operator or the configuration holds it.
    pub held: bool,
    /// Its octets, as long as they are kept.
    pub body: Option<Vec<u8>>,
}

impl Kept {
    /// The marker of the letter that it must be.
    pub fn marker(&self) -> &str {
        self.recipients
            .first()
            .and_then(|address| address.split('.').next())
            .unwrap_or_default()
    }
}

/// Everything that is wrong.
pub fn all(evidence: &Evidence<'_>) -> Vec<String> {
    let checks: [fn(&Evidence<'_>) -> Vec<String>; 6] = [
        acknowledged::check,
        catalogue::check,
        limits::check,
        order::check,
        relay::check,
        secrets::check,
    ];
    checks.into_iter().flat_map(|check| check(evidence)).collect()
}

#[cfg(test)]
pub(crate) mod made_up {
    //! Small records for the tests of the checkers.

    use super::*;
    use crate::executor::WORLD;
    use crate::ledger::{Exchange, Heard, Letter, Over, Said, Session};
    use crate::network::Trouble;
    use std::time::Duration;

    pub(crate) const LIMITS: Limits = Limits {
        message_octets_max: 1_000,
        recipients_max: 2,
    };
    pub(crate) const ID: &str = "00000000000000000000000001";

    pub(crate) fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// A session of these exchanges (an empty reply is none), one a second, in which all went well.
    pub(crate) fn session(exchanges: &[(Said, &str)]) -> Session {
        let exchange = |(n, (said, reply)): (usize, &(Said, &str))| Exchange {
            said: *said,
            at: at(n as u64),
            heard: (!reply.is_empty()).then(|| Heard {
                at: at(n as u64),
                lines: reply.split("\r\n").map(str::to_owned).collect(),
            }),
        };
        Session {
            client: "client-1".to_owned(),
            life: WORLD,
            account: Some("alice@example.com".to_owned()),
            exchanges: exchanges.iter().enumerate().map(exchange).collect(),
            surplus: Vec::new(),
            leftover: Vec::new(),
            end: Some((at(60), Over::Closed)),
            trouble: Trouble::None,
            countable: true,
        }
    }

    /// A session that logs in and hands over one letter, to which `answer` is the reply.
    pub(crate) fn one_letter(answer: &str) -> Record {
        let session = session(&[
            (Said::Connect, "220 mail.example.com ESMTP Gatepost"),
            (Said::Ehlo, "250 mail.example.com greets you"),
            (Said::Auth, "235 2.7.0 Authentication succeeded"),
            (Said::Mail, "250 2.1.0 Sender OK"),
            (Said::Rcpt, "250 2.1.5 Recipient OK"),
            (Said::Data, "354 Start mail input; end with <CRLF>.<CRLF>"),
            (Said::Text, answer),
        ]);
        let letter = Letter {
            session: 0,
            marker: "m1".to_owned(),
            octets: b"text\r\n".to_vec(),
            sender: "alice@example.com".to_owned(),
            tried: vec!["m1.0@example.org".to_owned()],
            taken: vec!["m1.0@example.org".to_owned()],
            too_many: 0,
            whole: Some(at(6)),
            last: Some(6),
            chunked: false,
        };
        Record {
            sessions: vec![session],
            letters: vec![letter],
            ..Record::default()
        }
    }

    /// What the store holds when that letter was taken.
    pub(crate) fn kept() -> Kept {
        Kept {
            id: ID.parse().expect("an id"),
            account: "alice@example.com".to_owned(),
            sender: "alice@example.com".to_owned(),
            recipients: vec!["m1.0@example.org".to_owned()],
            octets: 6,
            open: true,
            held: true,
            body: Some(b"text\r\n".to_vec()),
        }
    }

    /// Asserts what `check` finds: nothing, or one line with `expected` in it.
    pub(crate) fn check(check: fn(&Evidence<'_>) -> Vec<String>, record: &Record, kept: &[Kept], expected: &str) {
        let found = check(&Evidence {
            record,
            kept,
            limits: LIMITS,
        });
        match expected {
            "" => assert_eq!(found, [""; 0]),
            _ => assert!(
                found.iter().any(|line| line.contains(expected)),
                "{expected}: {found:?}"
            ),
        }
    }
}
