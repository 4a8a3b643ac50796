//! A full disk is said to be full while it is, and not much longer: new mail is taken again without a restart.

use super::Evidence;
use crate::ledger::{Said, Session};
use gatepost::events::Event;
use std::collections::BTreeSet;
use std::time::Duration;

/// What is wrong.
pub fn check(evidence: &Evidence<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    for session in &evidence.record.sessions {
        let life = evidence.record.lives.iter().find(|life| life.group == session.life);
        if life.is_some_and(|life| life.meets_full) {
            continue;
        }
        let Some(connected) = session.exchanges.first().map(|exchange| exchange.at) else {
            continue;
        };
        for exchange in &session.exchanges {
            let Some(heard) = exchange.heard.as_ref().filter(|heard| heard.is(&reply::NO_SPACE)) else {
                continue;
            };
            // MAIL is answered by how the disk is, or was at the last look; what becomes of a message may have been decided
            // while it came in.
            let is_right = if exchange.said == Said::Mail {
                let earliest = exchange.at.saturating_sub(LOOK_TIME);
                was_full(evidence, earliest, heard.at) || looks_again(evidence, session, earliest, heard.at)
            } else {
                was_full(evidence, connected, heard.at)
            };
            if !is_right {
                wrong.push(format!(
                    "{} heard that the disk is full in reply to {:?} at {:?}, and it was not",
                    session.client, exchange.said, heard.at
                ));
            }
        }
    }
    wrong
}

/// What was seen last may be old; but then somebody looks just now, and will see that there is room, unless the life ends
/// first.
fn looks_again(evidence: &Evidence<'_>, session: &Session, earliest: Duration, heard: Duration) -> bool {
    let soon = heard + LOOK_TIME;
    let has_ended = evidence
        .record
        .lives
        .iter()
        .any(|life| life.group == session.life && life.end.as_ref().is_some_and(|(at, _)| *at <= soon));
    let mut events = evidence.record.events.iter().filter(|told| told.life == session.life);
    has_ended || events.any(|told| matches!(told.event, Event::DiskRoom) && (earliest..=soon).contains(&told.at))
}

/// Messages that a server took after it had said that the disk is nearly full, and then that there is room again.
pub(crate) fn taken_again(evidence: &Evidence<'_>) -> u64 {
    let mut had_room_again = BTreeSet::new();
    let mut taken = 0;
    for told in &evidence.record.events {
        match &told.event {
            Event::DiskRoom => {
                had_room_again.insert(told.life);
            }
            Event::Accepted { .. } => taken += u64::from(had_room_again.contains(&told.life)),
            _ => {}
        }
    }
    taken
}

/// Whether the disk may have been seen full between these moments.
fn was_full(evidence: &Evidence<'_>, from: Duration, until: Duration) -> bool {
    let is_within =
        |(full, room): &(Duration, Option<Duration>)| *full <= until && room.is_none_or(|room| from <= room);
    evidence.record.full.iter().any(is_within)
}

/// The server looks once a second, and a look takes long where the disk has something else to do.
const LOOK_TIME: Duration = Duration::from_secs(25);

#[cfg(test)]
mod tests {
    use super::super::made_up::{self, at, life, session};
    use super::*;
    use crate::executor::WORLD;
    use crate::ledger::{Record, Told};

    /// A session that begins at second 100, asks at 110 and hears at 120 that the disk is full, which it was from `full` to
    /// `room`; `noticed` is when the server saw that there is room.
    fn check(said: Said, (full, room): (u64, Option<u64>), noticed: Option<u64>, meets_full: bool, expected: &str) {
        let greeting = (Said::Connect, "220 mail.example.com ESMTP Gatepost");
        let mut session = session(&[greeting, (said, "452 4.3.1 Not enough disk space; try again later")]);
        session.exchanges[0].at = at(100);
        session.exchanges[1].at = at(110);
        if let Some(heard) = &mut session.exchanges[1].heard {
            heard.at = at(120);
        }
        let mut life = life();
        life.meets_full = meets_full;
        let told = |second| Told {
            at: at(second),
            life: WORLD,
            session: None,
            event: Event::DiskRoom,
        };
        let record = Record {
            sessions: vec![session],
            lives: vec![life],
            events: noticed.map(told).into_iter().collect(),
            full: vec![(at(full), room.map(at))],
            ..Record::default()
        };
        made_up::check(super::check, &record, &[], expected);
    }

    #[test]
    fn a_disk_is_full_while_it_is() {
        let wrong = "and it was not";
        check(Said::Mail, (50, None), None, false, "");
        check(Said::Mail, (115, Some(116)), None, false, "");
        check(Said::Mail, (50, Some(90)), None, false, "");
        check(Said::Mail, (50, Some(60)), None, false, wrong);
        check(Said::Mail, (121, None), None, false, wrong);
        check(Said::Mail, (50, Some(60)), Some(130), false, "");
        check(Said::Mail, (50, Some(60)), Some(200), false, wrong);
        check(Said::Mail, (50, Some(60)), None, true, "");
        check(Said::Text, (50, Some(105)), None, false, "");
        check(Said::Text, (50, Some(95)), None, false, wrong);
    }
}
