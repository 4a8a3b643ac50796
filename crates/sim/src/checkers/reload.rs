//! A reload harms no session: none that was open ends because of it, new ones see what holds then, and where the new
//! configuration cannot be used, nothing is different. (That the server listens where it should is looked at on the spot.)

use super::Evidence;
use crate::ledger::{Life, Over, Said, Session, Told};
use gatepost::events::Event;
use std::time::Duration;

/// What is wrong.
pub fn check(evidence: &Evidence<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    for session in &evidence.record.sessions {
        let what = [
            promises(evidence, session),
            strange_listener(evidence, session),
            vanished(evidence, session),
        ];
        let complaints = what.into_iter().flatten();
        wrong.extend(complaints.map(|what| format!("{}, from {}: {what}", session.client, session.from)));
    }
    for told in &evidence.record.events {
        if let Some(what) = stopped(evidence, told) {
            wrong.push(what);
        }
    }
    wrong
}

/// Sessions that were open when a configuration was read, and that the server came to its own end with.
pub(crate) fn open_over_reloads(evidence: &Evidence<'_>) -> u64 {
    let is_open_over = |session: &&Session| {
        let mut reloads = evidence
            .record
            .reloads
            .iter()
            .filter(|reload| reload.life == session.life);
        session.served.as_ref().is_some_and(|served| {
            let during = |at: Duration| served.from < at && at < served.until;
            reloads.any(|reload| reload.used && during(reload.at))
        })
    };
    evidence.record.sessions.iter().filter(is_open_over).count() as u64
}

/// The reply to EHLO names limits: those of a configuration that held when the session began.
fn promises(evidence: &Evidence<'_>, session: &Session) -> Option<String> {
    let held = evidence.settings_of(session);
    let replies = session.exchanges.iter().filter(|exchange| exchange.said == Said::Ehlo);
    for heard in replies.filter_map(|exchange| exchange.heard.as_ref()) {
        let lines = || heard.lines.iter().filter_map(|line| line.get(4..));
        if let Some(size) = lines().find_map(|line| line.strip_prefix("SIZE "))
            && !held
                .iter()
                .any(|settings| settings.limits.message_octets_max.to_string() == size)
        {
            return Some(format!("SIZE {size} was promised, which did not hold"));
        }
        if let Some(count) = lines().find_map(|line| line.strip_prefix("LIMITS RCPTMAX="))
            && !held
                .iter()
                .any(|settings| settings.limits.recipients_max.to_string() == count)
        {
            return Some(format!("{count} recipients were promised, which did not hold"));
        }
    }
    None
}

/// Nobody is heard at a listener that the configuration does not have.
fn strange_listener(evidence: &Evidence<'_>, session: &Session) -> Option<String> {
    let first = session.exchanges.first()?;
    let is_heard = session.exchanges.iter().any(|exchange| exchange.heard.is_some());
    let held = evidence.settings_between(session.life, first.at, first.at);
    let mut listeners = held.iter().flat_map(|settings| &settings.listeners);
    let is_known = listeners.any(|listener| listener.address == session.to);
    (is_heard && !is_known).then(|| format!("was heard at {}, where nobody should listen", session.to))
}

/// The server lived on, and yet it does not tell how a session ended that the client saw closed.
fn vanished(evidence: &Evidence<'_>, session: &Session) -> Option<String> {
    let (at, over) = session.end?;
    let is_heard = session.exchanges.iter().any(|exchange| exchange.heard.is_some());
    // The server may still be waiting for the client to hear that this is over.
    let lived = evidence
        .record
        .crashed(session.life)
        .is_none_or(|crash| at + PATIENCE < crash);
    let is_gone = over == Over::Closed && is_heard && session.served.is_none();
    (is_gone && lived).then(|| "the server has forgotten it".to_owned())
}

/// Who hears that the server stops, or is cut off because of it, does so when it stops.
fn stopped(evidence: &Evidence<'_>, told: &Told) -> Option<String> {
    let client = match &told.event {
        Event::Refused { about, reply, .. } if **reply == reply::SHUTTING_DOWN => &about.client,
        Event::Ended(ended) if ended.how == STOPPED => &ended.about.client,
        _ => return None,
    };
    let mut lives = evidence.record.lives.iter();
    let life: Option<&Life> = lives.find(|life| life.group == told.life);
    let draining = life.and_then(|life| life.draining);
    let is_right = draining.is_some_and(|draining| draining <= told.at);
    (!is_right).then(|| format!("{client} was ended by a stop at {:?}, when nothing stopped", told.at))
}

/// How the server tells of sessions that it could not wait for.
const STOPPED: &str = "the server stopped";

/// Longer than the server listens to a client to which it has said its last word.
const PATIENCE: Duration = Duration::from_secs(6);

#[cfg(test)]
mod tests {
    use super::super::made_up::{self, at, life, refused, session, settings, stay};
    use super::*;
    use crate::executor::WORLD;
    use crate::ledger::{Ending, InForce, Record};
    use gatepost::config::Settings;

    /// The first configuration holds until the tenth second, then `later` does.
    fn record(session: Session, later: Settings) -> Record {
        let in_force = |settings, from, until| InForce {
            life: WORLD,
            settings,
            from,
            until,
        };
        Record {
            sessions: vec![session],
            lives: vec![life()],
            in_force: vec![in_force(settings(), at(0), Some(at(10))), in_force(later, at(10), None)],
            ..Record::default()
        }
    }

    fn check(record: &Record, expected: &str) {
        made_up::check(super::check, record, &[], expected);
    }

    #[test]
    fn new_sessions_see_what_holds() {
        let mut other = settings();
        other.limits.message_octets_max = 2_000;
        other.limits.recipients_max = 7;
        for (second, promise, expected) in [
            (9, "SIZE 1000", ""),
            (9, "SIZE 2000", "SIZE 2000 was promised"),
            (10, "SIZE 1000", ""),
            (10, "SIZE 2000", ""),
            (11, "SIZE 2000", ""),
            (11, "SIZE 1000", "SIZE 1000 was promised"),
            (11, "LIMITS RCPTMAX=7", ""),
            (11, "LIMITS RCPTMAX=2", "2 recipients were promised"),
        ] {
            let ehlo = format!("250-mail.example.com greets you\r\n250 {promise}");
            let mut talk = stay("192.0.2.7", (second, 20), None);
            talk.exchanges.push(session(&[(Said::Ehlo, &ehlo)]).exchanges.remove(0));
            check(&record(talk, other.clone()), expected);
        }
    }

    #[test]
    fn nobody_listens_where_nobody_should() {
        let mut other = settings();
        other.listeners.remove(0);
        for (second, expected) in [(9, ""), (10, ""), (11, "where nobody should listen")] {
            check(&record(stay("192.0.2.7", (second, 20), None), other.clone()), expected);
        }
    }

    #[test]
    fn no_session_vanishes() {
        let gone = || Session {
            served: None,
            ..stay("192.0.2.7", (1, 20), None)
        };
        check(&record(gone(), settings()), "has forgotten it");
        for (crash, expected) in [(19, ""), (22, ""), (40, "has forgotten it")] {
            let mut record = record(gone(), settings());
            record.lives[0].end = Some((at(crash), Ending::Killed));
            check(&record, expected);
        }
    }

    #[test]
    fn nothing_stops_before_it_does() {
        let client = "192.0.2.7:10001";
        for (draining, expected) in [
            (Some(at(9)), ""),
            (Some(at(10)), ""),
            (Some(at(11)), "nothing stopped"),
            (None, "nothing stopped"),
        ] {
            let mut record = record(stay("192.0.2.7", (1, 20), None), settings());
            record.lives[0].draining = draining;
            record.events.push(Told {
                at: at(10),
                life: WORLD,
                session: Some(0),
                event: refused(client, &reply::SHUTTING_DOWN, ""),
            });
            check(&record, expected);
        }
    }
}
