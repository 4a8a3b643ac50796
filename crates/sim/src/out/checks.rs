//! What must hold at the end, when all that was accepted has come to an end.

use super::internet::{Copy, Manner};
use super::life::body;
use super::{Addressee, HOME, Letter, Removed, Scene, Taken};
use queue::{Delivery, State};
use std::collections::BTreeMap;
use std::time::Duration;
use store::Stored;

/// All of it.
pub(super) fn all(scene: &Scene, kept: &[Stored], fair: bool) {
    let (letters, crashes) = {
        let record = scene.lock();
        (record.letters.clone(), record.crashes)
    };
    let copies = scene.internet.copies();
    let by_recipient = by_recipient(&copies);
    let reports = reports(&copies);
    for letter in &letters {
        let stored = kept.iter().find(|stored| stored.entry.message.id == letter.id);
        let Some(stored) = stored else {
            if letter.taken == Taken::Yes {
                scene.problem(format!("{}: acknowledged and lost", letter.marker));
            }
            if letter
                .recipients
                .iter()
                .any(|one| by_recipient.contains_key(&one.address))
            {
                scene.problem(format!("{}: delivered, and nothing is known of it", letter.marker));
            }
            continue;
        };
        if letter.taken == Taken::No {
            scene.problem(format!("{}: refused, and kept", letter.marker));
        }
        for (one, delivery) in letter.recipients.iter().zip(&stored.entry.deliveries) {
            let copies = by_recipient.get(&one.address).map(Vec::as_slice).unwrap_or_default();
            let reports = reports.get(&one.address).map(Vec::as_slice).unwrap_or_default();
            if let Some(wrong) = end(letter, one, delivery, copies, scene) {
                scene.problem(format!(
                    "{} ({:?}, {:?}): {wrong}",
                    one.address, one.manner, delivery.state
                ));
            }
            if let Some(wrong) = told(letter, one, delivery, reports, fair, crashes) {
                scene.problem(format!(
                    "{} ({:?}, {:?}): {wrong}",
                    one.address, one.manner, delivery.state
                ));
            }
            if let Some(wrong) = twice(one, copies, fair, crashes) {
                scene.problem(format!(
                    "{} ({:?}, {:?}): {wrong}",
                    one.address, one.manner, delivery.state
                ));
            }
            scene.count(
                match delivery.state {
                    State::Ready => "deliveries open at the end",
                    State::Delivered => "deliveries delivered",
                    State::Failed => "deliveries failed",
                    State::Removed => "deliveries removed",
                },
                1,
            );
        }
    }
    scene.count("crashes", crashes);
    scene.count("letters", letters.len() as u64);
    scene.count("reports", reports.values().map(|all| all.len() as u64).sum());
}

/// Each comes to one end, and to the right one.
fn end(letter: &Letter, one: &Addressee, delivery: &Delivery, copies: &[&Copy], scene: &Scene) -> Option<String> {
    let acknowledged = copies.iter().any(|copy| copy.acknowledged);
    let age = delivery
        .ended
        .map_or(Duration::MAX, |ended| ended.since(letter.accepted));
    let paused = delivery.progress.paused;
    match delivery.state {
        State::Ready if !delivery.held => Some("it has not come to an end".to_owned()),
        State::Ready => None,
        State::Removed if letter.removed == Removed::No => Some("removed by nobody".to_owned()),
        State::Removed => None,
        State::Delivered if !acknowledged => Some("nobody acknowledged it".to_owned()),
        State::Delivered if copies.iter().any(|copy| !is_whole(letter, copy)) => Some("it arrived changed".to_owned()),
        State::Delivered => None,
        State::Failed if one.manner == Manner::Good && acknowledged => Some("delivered and failed".to_owned()),
        State::Failed if one.manner.is_for_now() => {
            let patience = scene.settings.delivery.give_up_after;
            if age + Duration::from_secs(1) < patience {
                Some(format!("for now, and given up after {} s", age.as_secs()))
            } else if one.manner.takes_mail()
                && age < patience + paused
                && one.manner != Manner::AwayForDays
                && one.manner != Manner::FullForDays
            {
                Some("it takes mail, and was given up".to_owned())
            } else {
                None
            }
        }
        State::Failed => None,
    }
}

/// Added lines in front, then what was received, octet by octet.
fn is_whole(letter: &Letter, copy: &Copy) -> bool {
    let text = copy
        .octets
        .strip_prefix(b"Received: from client.example\r\n".as_slice());
    text.is_some_and(|text| *text == body(&letter.marker, text.len())[..])
}

/// Whoever is to hear of a failure hears of it, once.
fn told(
    letter: &Letter,
    one: &Addressee,
    delivery: &Delivery,
    reports: &[String],
    fair: bool,
    crashes: u64,
) -> Option<String> {
    let failures = reports.iter().filter(|action| *action == "failed").count();
    let wishes = match one.notify {
        None => true,
        Some(notify) => notify.failure && !notify.never,
    };
    let expected = usize::from(delivery.state == State::Failed && wishes && letter.sender.is_some());
    let never = one.notify.is_some_and(|notify| notify.never);
    if never && !reports.is_empty() {
        return Some(format!("nothing was to be reported, and {reports:?} was"));
    }
    if failures < expected {
        return Some("it failed, and nobody was told".to_owned());
    }
    // The report itself may come twice where its reply was lost.
    if failures > expected && (fair && crashes == 0) {
        return Some(format!("{failures} reports of failure"));
    }
    if failures > 0 && expected == 0 && delivery.state != State::Removed {
        return Some("it is told that it failed, and it did not".to_owned());
    }
    None
}

/// A second copy only where a reply was lost, or a crash came.
fn twice(one: &Addressee, copies: &[&Copy], fair: bool, crashes: u64) -> Option<String> {
    let lost_replies = copies.iter().filter(|copy| !copy.acknowledged).count();
    let is_explained = !fair || crashes > 0 || copies.len() <= 1 + lost_replies;
    (!is_explained).then(|| {
        format!(
            "{} copies, and {lost_replies} replies were lost: {}",
            copies.len(),
            one.address
        )
    })
}

fn by_recipient(copies: &[Copy]) -> BTreeMap<String, Vec<&Copy>> {
    let mut all: BTreeMap<String, Vec<&Copy>> = BTreeMap::new();
    for copy in copies {
        all.entry(copy.recipient.clone()).or_default().push(copy);
    }
    all
}

/// What was reported of each recipient: the actions, in the order in which they arrived.
fn reports(copies: &[Copy]) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for copy in copies
        .iter()
        .filter(|copy| copy.recipient.ends_with(&format!("@{HOME}")))
    {
        let text = String::from_utf8_lossy(&copy.octets);
        let mut recipient = None;
        for line in text.lines() {
            if let Some(address) = line.strip_prefix("Final-Recipient: rfc822; ") {
                recipient = Some(address.trim().to_owned());
            }
            if let (Some(address), Some(action)) = (&recipient, line.strip_prefix("Action: ")) {
                all.entry(address.clone()).or_default().push(action.trim().to_owned());
            }
        }
    }
    all
}
