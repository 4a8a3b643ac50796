//! No more sessions at once than the limits allow, in all and from one network; and no session that goes on beyond its errors
//! and its commands. Nobody is turned away for a limit that was not reached, and nobody who is trusted.

use super::Evidence;
use crate::executor::Group;
use crate::ledger::{Said, Session};
use gatepost::events::Event;
use reply::Reply;
use std::collections::BTreeMap;
use std::time::Duration;
use store::Network;

/// What is wrong.
pub fn check(evidence: &Evidence<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    crowds(evidence, &mut wrong);
    turned_away(evidence, &mut wrong);
    errors(evidence, &mut wrong);
    idle_commands(evidence, &mut wrong);
    wrong
}

/// How many sessions of trusted networks were heard while as many others of their network were as any other network may
/// have.
pub(crate) fn trusted_beyond(evidence: &Evidence<'_>) -> u64 {
    let stays = stays(evidence);
    let mut beyond = 0;
    for stay in stays.iter().filter(|stay| stay.is_exact && stay.is_trusted) {
        let (_, most) = evidence.limit_of(stay.session, |limits| limits.network_connections_max as u64);
        let same = stay.others(&stays).filter(|other| other.network == stay.network);
        beyond += u64::from(same.count() as u64 >= most);
    }
    beyond
}

/// A session that was greeted, and the time during which it was surely open.
struct Stay<'a> {
    session: &'a Session,
    life: Group,
    network: Network,
    is_trusted: bool,
    from: Duration,
    until: Duration,
    /// The server took it at `from` and not earlier.
    is_exact: bool,
}

impl Stay<'_> {
    /// Those that were surely open when this one came.
    fn others<'a>(&'a self, stays: &'a [Self]) -> impl Iterator<Item = &'a Self> {
        // Of what happens at one moment the order is not known.
        stays
            .iter()
            .filter(move |other| other.life == self.life && other.from < self.from && self.from < other.until)
    }
}

fn stays<'a>(evidence: &Evidence<'a>) -> Vec<Stay<'a>> {
    let stay = |session: &'a Session| {
        let stay = |from, until, is_exact| Stay {
            session,
            life: session.life,
            network: Network::of(session.from.ip()),
            is_trusted: evidence.is_trusted(session),
            from,
            until,
            is_exact,
        };
        if let Some(served) = &session.served {
            let is_heard = served.refusal.is_none_or(|reply| !TURNED_AWAY.contains(&reply));
            return is_heard.then(|| stay(served.from, served.until, true));
        }
        // The life came to its end first.
        let greeted = session
            .exchanges
            .first()?
            .heard
            .as_ref()
            .filter(|heard| heard.is(&reply::GREETING))?;
        Some(stay(greeted.at, evidence.record.crashed(session.life)?, false))
    };
    evidence.record.sessions.iter().filter_map(stay).collect()
}

fn crowds(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    let stays = stays(evidence);
    for stay in stays.iter().filter(|stay| stay.is_exact && !stay.is_trusted) {
        let mut complain = |open: usize, most: u64, what: &str| {
            if open as u64 > most {
                wrong.push(format!(
                    "{} was greeted at {:?} as number {open} {what}, where {most} may be",
                    stay.session.client, stay.from
                ));
            }
        };
        let (_, most) = evidence.limit_of(stay.session, |limits| limits.connections_max as u64);
        complain(stay.others(&stays).count() + 1, most, "in all");
        let (_, most) = evidence.limit_of(stay.session, |limits| limits.network_connections_max as u64);
        let same = stay.others(&stays).filter(|other| other.network == stay.network);
        complain(same.count() + 1, most, "of its network");
    }
}

/// Nobody hears of a limit that cannot have been reached, and nobody who is trusted hears of one at all.
fn turned_away(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    let sessions = &evidence.record.sessions;
    for session in sessions {
        let refusal = session.served.as_ref().and_then(|served| served.refusal);
        let refusal = refusal.filter(|reply| TURNED_AWAY.contains(reply));
        if evidence.is_trusted(session) && (refusal.is_some() || session.dropped) {
            wrong.push(format!(
                "{} is trusted and was turned away: {refusal:?}",
                session.client
            ));
        }
        let (Some(refusal), Some(served)) = (refusal, &session.served) else {
            continue;
        };
        let may_be_open = |other: &&Session| {
            let connected = other
                .exchanges
                .first()
                .is_some_and(|exchange| exchange.at <= served.from);
            let is_there = other.served.as_ref().is_none_or(|other| served.from <= other.until);
            other.life == session.life && connected && is_there
        };
        let network = Network::of(session.from.ip());
        let (open, (least, _)) = if *refusal == reply::NETWORK_CONNECTIONS {
            let same = |other: &&Session| may_be_open(other) && Network::of(other.from.ip()) == network;
            let limit = evidence.limit_of(session, |limits| limits.network_connections_max as u64);
            (sessions.iter().filter(same).count(), limit)
        } else if *refusal == reply::TOO_MANY_CONNECTIONS {
            let limit = evidence.limit_of(session, |limits| limits.connections_max as u64);
            (sessions.iter().filter(may_be_open).count(), limit)
        } else {
            continue;
        };
        if open as u64 <= least {
            wrong.push(format!(
                "{} was turned away ({}) as number {open} at most, where {least} may be",
                session.client, refusal.id
            ));
        }
    }
}

/// Refusals since the session began or a message was accepted, as the server tells of them.
fn errors(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
    for told in &evidence.record.events {
        let Some(place) = told.session else { continue };
        let session = &evidence.record.sessions[place];
        let reply = match &told.event {
            Event::Accepted { .. } => {
                counts.remove(&place);
                continue;
            }
            Event::Refused { reply, .. } => *reply,
            _ => continue,
        };
        let (least, most) = evidence.limit_of(session, |limits| u64::from(limits.errors_max));
        let count = counts.entry(place).or_default();
        if *reply == reply::TOO_MANY_ERRORS {
            if *count < least {
                wrong.push(format!("{} had too many errors after {count}", session.client));
            }
        } else if !reply.ends_session() && *reply != reply::TOO_MANY_RECIPIENTS {
            *count += 1;
            if *count > most {
                wrong.push(format!("{} goes on after {count} errors: {reply:?}", session.client));
            }
        }
    }
}

/// Commands that brought nothing forward, as the client counts them: some more may count for the server, none less.
fn idle_commands(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    for session in evidence.record.sessions.iter().filter(|session| session.countable) {
        let (least, most) = evidence.limit_of(session, |limits| u64::from(limits.idle_commands_max));
        let mut idle = 0_u64;
        for exchange in &session.exchanges {
            let Some(code) = exchange
                .heard
                .as_ref()
                .map(|heard| heard.code())
                .filter(|code| *code != 421)
            else {
                break;
            };
            let is_counted = !matches!(
                exchange.said,
                Said::Connect | Said::Response | Said::Text | Said::Quit | Said::Junk
            );
            idle += u64::from(is_counted);
            if idle > most {
                wrong.push(format!("{} goes on after {idle} commands", session.client));
                break;
            }
            match (exchange.said, code) {
                (_, 235) | (Said::Text | Said::Bdat { last: true }, 250) => idle = 0,
                (Said::Rcpt | Said::Bdat { last: false }, 250) => idle = idle.saturating_sub(1),
                _ => {}
            }
        }
        let heard = |reply: &'static Reply| {
            let exchanges = session.exchanges.iter().filter_map(|exchange| exchange.heard.as_ref());
            exchanges
                .chain(&session.surplus)
                .filter(move |heard| heard.is(reply))
                .count() as u64
        };
        let (recipients, _) = evidence.limit_of(session, |limits| limits.recipients_max as u64);
        let is_explained = session.exchanges.len() as u64 > least || heard(&reply::TOO_MANY_RECIPIENTS) > recipients;
        if heard(&reply::TOO_MANY_COMMANDS) > 0 && !is_explained {
            wrong.push(format!(
                "{} had too many commands after {}",
                session.client,
                session.exchanges.len()
            ));
        }
    }
}

/// Instead of the greeting.
const TURNED_AWAY: &[&Reply] = &[
    &reply::TOO_MANY_CONNECTIONS,
    &reply::NETWORK_CONNECTIONS,
    &reply::BANNED,
    &reply::BLOCKED,
];

#[cfg(test)]
mod tests {
    use super::super::made_up::{self, refused, session, stay};
    use super::*;
    use crate::executor::WORLD;
    use crate::ledger::{Record, Told};

    fn check(sessions: Vec<Session>, expected: &str) {
        let record = Record {
            sessions,
            ..Record::default()
        };
        made_up::check(super::check, &record, &[], expected);
    }

    #[test]
    fn crowds_are_bounded() {
        let crowd = |from: &[&str]| -> Vec<Session> {
            let stays = from.iter().zip(1..).map(|(from, began)| stay(from, (began, 50), None));
            stays.collect()
        };
        let (one, other) = ("192.0.2.7", "192.0.2.8");
        check(crowd(&[one, one, other, other]), "");
        check(crowd(&[one, one, one]), "as number 3 of its network");
        check(
            crowd(&["[2001:db8::1]", "[2001:db8::2]", "[2001:db8::3]"]),
            "of its network",
        );
        check(crowd(&[one, other, one, other, "192.0.2.9"]), "as number 5 in all");
        check(crowd(&["127.0.0.1"; 9]), "");
        // One left before, or at the same moment.
        for until in [2, 3] {
            let sessions = vec![
                stay(one, (1, until), None),
                stay(one, (2, 50), None),
                stay(one, (3, 50), None),
            ];
            check(sessions, "");
        }
    }

    #[test]
    fn nobody_is_turned_away_for_nothing() {
        let (one, refusal) = ("192.0.2.7", Some(&reply::NETWORK_CONNECTIONS));
        let two = || vec![stay(one, (1, 50), None), stay(one, (2, 50), None)];
        let with = |mut sessions: Vec<Session>, more| {
            sessions.push(more);
            sessions
        };
        check(with(two(), stay(one, (3, 4), refusal)), "");
        check(with(two(), stay(one, (51, 52), refusal)), "was turned away");
        check(with(two(), stay("192.0.2.8", (3, 4), refusal)), "was turned away");
        check(
            with(two(), stay("192.0.2.8", (3, 4), Some(&reply::TOO_MANY_CONNECTIONS))),
            "was turned away",
        );
        check(vec![stay("127.0.0.1", (3, 4), refusal)], "is trusted");
    }

    #[test]
    fn errors_have_an_end() {
        let client = "192.0.2.7:10001";
        let (error, last) = (&reply::UNKNOWN_COMMAND, &reply::TOO_MANY_ERRORS);
        for (replies, expected) in [
            (&[error, error, error, last][..], ""),
            (&[error, error, error, error], "goes on after 4 errors"),
            (&[error, error, last], "too many errors after 2"),
            (&[error, error, error, &reply::TOO_MANY_RECIPIENTS], ""),
        ] {
            let told = |reply: &&'static Reply| Told {
                at: Duration::ZERO,
                life: WORLD,
                session: Some(0),
                event: refused(client, reply, ""),
            };
            let record = Record {
                sessions: vec![stay("192.0.2.7", (1, 9), None)],
                events: replies.iter().map(told).collect(),
                ..Record::default()
            };
            made_up::check(super::check, &record, &[], expected);
        }
    }

    #[test]
    fn idle_commands_have_an_end() {
        let (noop, end) = (
            (Said::Noop, "250 2.0.0 OK"),
            (Said::Noop, "421 4.7.0 Too many commands without a message; closing"),
        );
        let login = (Said::Auth, "235 2.7.0 Authentication succeeded");
        let recipient = (Said::Rcpt, "250 2.1.5 Recipient OK");
        check(vec![session(&[noop, noop, noop, noop, noop, end])], "");
        check(vec![session(&[noop; 6])], "goes on after 6 commands");
        check(vec![session(&[noop, noop, noop, noop, login, noop, noop])], "");
        check(
            vec![session(&[noop, noop, recipient, recipient, recipient, recipient, noop])],
            "",
        );
        check(vec![session(&[noop, end])], "too many commands after 2");
    }
}
