//! Nothing that was acknowledged is lost; each is there once and whole. What is there without an acknowledgement was sent
//! whole, and a crash, a cut or a client in a hurry explains why nobody heard of it.

use super::{Evidence, Kept};
use crate::ledger::{Ending, Letter, Record};
use queue::Change;
use std::collections::BTreeMap;

/// What is wrong.
pub fn check(evidence: &Evidence<'_>) -> Vec<String> {
    let record = evidence.record;
    let (letters, mut kept, mut wrong) = (record.by_marker(), BTreeMap::new(), Vec::new());
    for message in evidence.kept {
        if kept.insert(message.marker(), message).is_some() {
            wrong.push(format!("{} is there twice", message.marker()));
        }
        if !letters.contains_key(message.marker()) {
            wrong.push(format!("{}: nobody sent it ({:?})", message.id, message.recipients));
        }
    }
    for letter in &record.letters {
        let message = kept.get(letter.marker.as_str()).copied();
        let said = record
            .answer(letter)
            .map_or("no reply".to_owned(), |heard| heard.lines.join(" / "));
        let mut complain = |what: &str| wrong.push(format!("{}: {what} ({said})", letter.marker));
        match (record.acknowledged(letter), message) {
            (Some(_), None) => complain("acknowledged and lost"),
            (Some(id), Some(message)) => {
                if id != message.id {
                    complain("there under another id than it was acknowledged");
                }
                if letter.taken != message.recipients {
                    complain("its recipients are not those that were taken");
                }
                compare(record, letter, message, &mut complain);
            }
            (None, Some(message)) => {
                if !may_be_kept(record, letter) {
                    complain("there, though nothing explains it");
                }
                let among = |some: &[String], all: &[String]| some.iter().all(|one| all.contains(one));
                if !among(&letter.taken, &message.recipients) || !among(&message.recipients, &letter.tried) {
                    complain("its recipients are not those that were taken");
                }
                compare(record, letter, message, &mut complain);
            }
            (None, None) => {}
        }
    }
    wrong
}

/// Whether a letter without an acknowledgement may be in the store.
pub(crate) fn may_be_kept(record: &Record, letter: &Letter) -> bool {
    let session = &record.sessions[letter.session];
    if letter.whole.is_none() {
        return false;
    }
    match record.answer(letter) {
        None => record.is_excused(session),
        // It was said that the outcome is not known, and the server stopped because of it.
        Some(heard) if heard.is(&reply::STORE_FAILED) => record.lives.iter().any(|life| {
            life.group == session.life
                && matches!(
                    life.end,
                    Some((_, Ending::Killed | Ending::PowerLost | Ending::Stopped))
                )
        }),
        Some(_) => false,
    }
}

fn compare(record: &Record, letter: &Letter, message: &Kept, complain: &mut impl FnMut(&str)) {
    if message.octets != letter.octets.len() as u64 {
        complain("its row says another size");
    }
    if message.sender != letter.sender {
        complain("its sender is another's");
    }
    let operations = record.operations.iter().filter(|operation| operation.id == message.id);
    let (mut removed, mut perhaps_removed, mut held, mut sure) = (false, false, None, true);
    for operation in operations {
        let did = match &operation.done {
            Some(Ok(did)) => *did,
            // The server died, or the disk failed, before it was known.
            Some(Err(_)) | None => {
                perhaps_removed |= operation.change == Change::Remove;
                sure = false;
                continue;
            }
        };
        match operation.change {
            Change::Remove => removed |= did,
            Change::Hold => held = Some(true),
            Change::Release => held = Some(false),
            Change::Retry => {}
        }
    }
    match (message.open, removed, perhaps_removed) {
        (true, true, _) => complain("removed by an operator, and there again"),
        (false, false, false) => complain("nothing of it is owed any more, and no operator removed it"),
        _ => {}
    }
    if message.open && sure && held.is_some_and(|held| held != message.held) {
        complain("not held or released as the operator was told");
    }
    match &message.body {
        Some(octets) if *octets == letter.octets => {}
        Some(octets) => {
            let at = octets
                .iter()
                .zip(&letter.octets)
                .take_while(|(is, was)| is == was)
                .count();
            complain(&format!(
                "its octets differ from number {at} on: {} of {}",
                octets.len(),
                letter.octets.len()
            ));
        }
        None if message.open => complain("its octets are gone"),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::made_up::{self, ID, at, kept, one_letter};
    use super::*;
    use crate::ledger::{Operation, Over};
    use crate::network::Trouble;

    fn check(record: &Record, kept: &[Kept], expected: &str) {
        made_up::check(super::check, record, kept, expected);
    }

    #[test]
    fn what_was_acknowledged_is_there_once_and_whole() {
        let record = one_letter(&format!("250 2.0.0 Queued as {ID}"));
        check(&record, &[kept()], "");
        check(&record, &[], "acknowledged and lost");
        check(&record, &[kept(), kept()], "there twice");
        check(
            &record,
            &[Kept {
                body: Some(b"texT\r\n".to_vec()),
                ..kept()
            }],
            "differ from number 3",
        );
        check(&record, &[Kept { body: None, ..kept() }], "its octets are gone");
        check(&record, &[Kept { octets: 5, ..kept() }], "another size");
        check(
            &record,
            &[Kept {
                sender: String::new(),
                ..kept()
            }],
            "its sender",
        );
        check(
            &record,
            &[Kept {
                recipients: vec!["m1.1@example.org".to_owned()],
                ..kept()
            }],
            "its recipients",
        );
        check(
            &record,
            &[Kept {
                recipients: vec!["m2.0@example.org".to_owned()],
                ..kept()
            }],
            "nobody sent it",
        );
        check(
            &record,
            &[Kept {
                id: "00000000000000000000000002".parse().expect("an id"),
                ..kept()
            }],
            "another id",
        );
        check(
            &record,
            &[Kept {
                open: false,
                body: None,
                ..kept()
            }],
            "no operator removed it",
        );
    }

    #[test]
    fn what_was_not_acknowledged_needs_a_reason() {
        for (answer, over, trouble, whole, expected) in [
            ("", Over::Closed, Trouble::None, true, "nothing explains it"),
            ("", Over::Left, Trouble::None, true, ""),
            ("", Over::Reset, Trouble::Cut, true, ""),
            ("", Over::Silent, Trouble::Lost, true, ""),
            ("", Over::Reset, Trouble::Cut, false, "nothing explains it"),
            (
                "451 4.3.0 Message could not be stored; try again later",
                Over::Closed,
                Trouble::None,
                true,
                "explains",
            ),
            (
                "452 4.3.1 Not enough disk space; try again later",
                Over::Closed,
                Trouble::None,
                true,
                "explains",
            ),
        ] {
            let mut record = one_letter(answer);
            record.sessions[0].end = Some((at(60), over));
            record.sessions[0].trouble = trouble;
            record.letters[0].whole = whole.then_some(at(6));
            check(&record, &[kept()], expected);
            check(&record, &[], "");
        }
    }

    #[test]
    fn what_operators_did_stays_done() {
        let removed = Kept {
            open: false,
            body: None,
            ..kept()
        };
        for (change, done, kept, expected) in [
            (Change::Remove, Some(Ok(true)), &removed, ""),
            (Change::Remove, Some(Ok(true)), &kept(), "there again"),
            (Change::Remove, Some(Err("the disk failed".to_owned())), &removed, ""),
            (Change::Remove, None, &kept(), ""),
            (Change::Release, Some(Ok(true)), &kept(), "not held or released"),
            (Change::Hold, Some(Ok(false)), &kept(), ""),
            (Change::Hold, Some(Ok(true)), &removed, "no operator removed it"),
        ] {
            let mut record = one_letter(&format!("250 2.0.0 Queued as {ID}"));
            record.operations.push(Operation {
                id: ID.parse().expect("an id"),
                change,
                done,
            });
            check(&record, std::slice::from_ref(kept), expected);
        }
    }
}
