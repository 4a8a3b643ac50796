//! What may never happen, each in a file of its own. A checker reads what was written down in a run and what is kept at
//! its end, and says what is wrong, one line each.

pub mod acknowledged;
pub mod bounds;
pub mod catalogue;
pub mod guessing;
pub mod limits;
pub mod order;
pub mod relay;
pub mod reload;
pub mod secrets;
pub mod space;

use crate::executor::Group;
use crate::ledger::{Record, Session};
use gatepost::config::{Limits, Settings};
use queue::QueueId;
use std::time::Duration;

/// All that is known of a run when it is over.
pub struct Evidence<'a> {
    /// What was done and seen.
    pub record: &'a Record,
    /// What the store holds after a last clean start.
    pub kept: &'a [Kept],
    /// What the server was started with. What all configurations of a run have in common stands here, too.
    pub settings: &'a Settings,
}

impl<'a> Evidence<'a> {
    /// What may have held for sessions that began from `from` to `until`: more than one configuration where one followed
    /// the other meanwhile. Never empty.
    pub fn settings_between(&self, life: Group, from: Duration, until: Duration) -> Vec<&'a Settings> {
        let held: Vec<&Settings> = self.record.settings_between(life, from, until).collect();
        if held.is_empty() { vec![self.settings] } else { held }
    }

    /// What may have held for a session.
    pub fn settings_of(&self, session: &Session) -> Vec<&'a Settings> {
        let (from, until) = self.record.taken(session);
        self.settings_between(session.life, from, until)
    }

    /// The least and the most that a limit may have been for a session.
    pub fn limit_of(&self, session: &Session, limit: impl Fn(&Limits) -> u64) -> (u64, u64) {
        least_and_most(&self.settings_of(session), limit)
    }

    /// Whether the server trusts a session's network.
    pub fn is_trusted(&self, session: &Session) -> bool {
        let from = session.from.ip();
        self.settings.trusted.iter().any(|network| network.contains(from))
    }
}

fn least_and_most(settings: &[&Settings], limit: impl Fn(&Limits) -> u64) -> (u64, u64) {
    let all = || settings.iter().map(|settings| limit(&settings.limits));
    (all().min().unwrap_or(0), all().max().unwrap_or(u64::MAX))
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
    let checks: [fn(&Evidence<'_>) -> Vec<String>; 10] = [
        acknowledged::check,
        bounds::check,
        catalogue::check,
        guessing::check,
        limits::check,
        order::check,
        relay::check,
        reload::check,
        secrets::check,
        space::check,
    ];
    checks.into_iter().flat_map(|check| check(evidence)).collect()
}

#[cfg(test)]
pub(crate) mod made_up {
    //! Small records for the tests of the checkers.

    use super::*;
    use crate::executor::WORLD;
    use crate::ledger::{Exchange, Heard, Letter, Life, Over, Said, Served, Session};
    use crate::network::Trouble;
    use crate::plans;
    use gatepost::config::{Guessing, Listener, ListenerTls, Service, without_file};
    use gatepost::events::{About, Event};
    use mail::{Domain, Timestamp};
    use reply::Reply;

    /// Small numbers, two listeners, and no more than one needs to tell who may do what.
    pub(crate) fn settings() -> Settings {
        let listener = |address, service| Listener {
            address,
            service,
            tls: ListenerTls::StartTls,
            optional: false,
            relay_from: vec!["198.51.100.0/24".parse().expect("a network")],
            relay_to: vec![Domain::parse("example.com").expect("a domain")],
            proxy_from: Vec::new(),
            mechanisms: Vec::new(),
            client_ca: None,
        };
        Settings {
            hostname: "mail.example.com".to_owned(),
            listeners: vec![
                listener(plans::STARTTLS, Service::Submission),
                listener(plans::RELAY, Service::Relay),
            ],
            limits: Limits {
                message_octets_max: 1_000,
                recipients_max: 2,
                header_octets_max: 100,
                received_max: 3,
                connections_max: 4,
                network_connections_max: 2,
                errors_max: 3,
                idle_commands_max: 5,
                ..Limits::default()
            },
            guessing: Guessing {
                window: at(300),
                delay_from: 2,
                ban_from: 4,
                ban_time: at(100),
            },
            ..without_file("/data".into())
        }
    }

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
            from: "192.0.2.11:10001".parse().expect("an address"),
            to: plans::STARTTLS,
            account: Some("alice@example.com".to_owned()),
            exchanges: exchanges.iter().enumerate().map(exchange).collect(),
            surplus: Vec::new(),
            leftover: Vec::new(),
            end: Some((at(60), Over::Closed)),
            trouble: Trouble::None,
            countable: true,
            served: None,
            dropped: false,
        }
    }

    /// A session from that address, which the server took and was done with at these seconds; `refusal` was the last one.
    pub(crate) fn stay(from: &str, (began, ended): (u64, u64), refusal: Option<&'static Reply>) -> Session {
        let greeting = (Said::Connect, "220 mail.example.com ESMTP Gatepost");
        let mut session = Session {
            from: format!("{from}:{}", 10_000 + began).parse().expect("an address"),
            end: Some((at(ended), Over::Closed)),
            served: Some(Served {
                from: at(began),
                until: at(ended),
                how: "closed".to_owned(),
                refusal,
            }),
            ..session(&[greeting])
        };
        session.exchanges[0].at = at(began);
        if let Some(reply) = refusal.filter(|reply| reply.ends_session()) {
            let line = format!("421 {} {}", reply.enhanced_code().unwrap_or_default(), reply.text);
            session.exchanges[0].heard = Some(Heard {
                at: at(began),
                lines: vec![line],
            });
        }
        session
    }

    /// A life that began with the world, and goes on.
    pub(crate) fn life() -> Life {
        Life {
            group: WORLD,
            began: (at(0), Timestamp::from_micros(0)),
            end: None,
            at_call: None,
            opening: false,
            draining: None,
            cut: None,
            broken: false,
            meets_full: false,
        }
    }

    /// What the server tells of the session that comes from `client`.
    pub(crate) fn refused(client: &str, reply: &'static Reply, detail: &str) -> Event {
        Event::Refused {
            about: about(client),
            reply,
            detail: detail.to_owned(),
            cause: reply.cause,
        }
    }

    /// Whose session it is.
    pub(crate) fn about(client: &str) -> About {
        About {
            client: client.to_owned(),
            ..About::default()
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
            first: 3,
            marker: "m1".to_owned(),
            octets: b"text\r\n".to_vec(),
            sender: "alice@example.com".to_owned(),
            tried: vec!["m1.0@example.org".to_owned()],
            taken: vec!["m1.0@example.org".to_owned()],
            too_many: 0,
            whole: Some(at(6)),
            last: Some(6),
            chunked: false,
            received: 0,
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
        let settings = &settings();
        let found = check(&Evidence { record, kept, settings });
        match expected {
            "" => assert_eq!(found, [""; 0]),
            _ => assert!(
                found.iter().any(|line| line.contains(expected)),
                "{expected}: {found:?}"
            ),
        }
    }
}
