//! A disk without room: what is refused, what still works, and what comes back.

use super::life::*;
use mail::Timestamp;
use queue::QueueId;
use sim::disk::MadeUpDisk;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use store::conformance::octets;
use store::{Disk, MailStore, Open, SpaceEvent, SpaceRules, StoreError};

/// A life on a small disk with three messages in it, in files but for the first.
fn begin_on_a_small_disk(disk: &MadeUpDisk) -> (Life, Told) {
    disk.size(4 * 1024 * 1024);
    let life = Life::begin(disk, Arc::new(Here)).expect("there is room");
    let mut told = Told::default();
    for size in [100, 9_000, 20_000] {
        let (id, body) = (told.id(), octets(size, 3));
        let result = now(accept(&life.store, id, &body));
        assert!(result.is_ok(), "{result:?}");
        told.accepted(id, body, &result);
    }
    (life, told)
}

#[test]
fn mail_can_be_removed_from_a_disk_that_is_full_to_the_last_block() {
    let disk = fresh_disk(1);
    let (life, mut told) = begin_on_a_small_disk(&disk);
    let store = &life.store;
    let room = |seconds: i64| now(store.room(0, Timestamp::from_micros(seconds * 1_000_000)));
    let events = || life.space.lock().expect("no panic").clone();
    assert_eq!((room(10), has_ballast(&disk), events()), (Ok(()), true, vec![]));
    fill(&disk);
    let (first, second) = (
        QueueId::from_octets(1u128.to_be_bytes()),
        QueueId::from_octets(2u128.to_be_bytes()),
    );
    let result = now(remove(store, second));
    assert_eq!(result, Ok(vec![second]), "thanks to the ballast");
    told.changed(second, &result);
    assert!(!has_ballast(&disk));
    assert!(matches!(events()[..], [SpaceEvent::Low { .. }]));
    assert_eq!(
        room(10),
        Err(StoreError::Full),
        "no new mail, without a look at the disk"
    );
    assert_eq!(room(12), Err(StoreError::Full));
    // What the operator does goes on.
    let result = now(remove(store, first));
    told.changed(first, &result);
    assert_eq!(result, Ok(vec![first]));
    assert_eq!(now(add_account(store, "alice")), Ok(()));
    told.accounts.insert("alice".to_owned(), true);

    disk.remove(Path::new(OTHER)).expect("the disk is well");
    assert_eq!(room(12), Err(StoreError::Full), "it looks once a second");
    assert_eq!(room(13), Ok(()));
    assert!(has_ballast(&disk) && matches!(events()[..], [SpaceEvent::Low { .. }, SpaceEvent::Room]));
    let (id, body) = (told.id(), octets(5_000, 4));
    let result = now(accept(store, id, &body));
    assert!(result.is_ok(), "without a restart: {result:?}");
    told.accepted(id, body, &result);
    assert_eq!(life.broken.load(Ordering::Relaxed), 0);
    life.lose_power(&disk, 5);
    let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
    now(told.check(&life.store, &disk)).expect("all is there");
    life.kill();
}

/// All that was accepted is in the log, and the disk has no room for the database to grow by it.
#[test]
fn a_start_on_a_full_disk_needs_no_room() {
    for with_ballast in [true, false] {
        let disk = fresh_disk(1);
        let (life, mut told) = begin_on_a_small_disk(&disk);
        for _ in 0..30 {
            let (id, body) = (told.id(), octets(4_000, 3));
            let result = now(accept(&life.store, id, &body));
            told.accepted(id, body, &result);
        }
        life.kill();
        if !with_ballast {
            disk.remove(Path::new("/data/queue/ballast")).expect("it is there");
        }
        fill(&disk);
        let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
        assert_eq!(has_ballast(&disk), with_ballast, "nothing is owed to a start");
        now(told.check(&life.store, &disk)).expect("all can be read");
        let first = QueueId::from_octets(1u128.to_be_bytes());
        let result = now(remove(&life.store, first));
        assert!(
            result.is_ok() || !with_ballast && result == Err(StoreError::Full),
            "{result:?}"
        );
        told.changed(first, &result);
        // What the log holds is as durable as if it had been written back.
        life.lose_power(&disk, 5);
        let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
        now(told.check(&life.store, &disk)).expect("all is there");
        life.kill();
    }
}

#[test]
fn new_mail_never_takes_the_ballast() {
    let disk = fresh_disk(1);
    let (life, mut told) = begin_on_a_small_disk(&disk);
    fill(&disk);
    let mut full = 0;
    for size in (0..200).map(|n| if n % 3 == 0 { 30_000 } else { 3_000 }) {
        let (id, body) = (told.id(), octets(size, 3));
        let result = now(accept(&life.store, id, &body));
        assert!(
            matches!(
                result,
                Ok(()) | Err(Refused::Body(StoreError::Full) | Refused::Commit(StoreError::Full))
            ),
            "{result:?}"
        );
        full += usize::from(result.is_err());
        told.accepted(id, body, &result);
    }
    assert!(full > 100 && has_ballast(&disk), "{full} of 200");
    // It dies there, and whoever comes next has the ballast to make room with.
    life.kill();
    let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
    for n in 1..=3u128 {
        let id = QueueId::from_octets(n.to_be_bytes());
        let result = now(remove(&life.store, id));
        assert_eq!(result, Ok(vec![id]));
        told.changed(id, &result);
    }
    assert_eq!(life.broken.load(Ordering::Relaxed), 0);
    life.lose_power(&disk, 5);
    let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
    now(told.check(&life.store, &disk)).expect("all is there");
    life.kill();
}

/// Room inside the database is given back when the disk is full.
#[test]
fn what_was_removed_from_a_full_disk_makes_it_less_full() {
    let disk = fresh_disk(1);
    disk.size(16 * 1024 * 1024);
    let life = Life::begin(&disk, Arc::new(Here)).expect("there is room");
    let mut told = Told::default();
    let mut ids = Vec::new();
    for _ in 0..150 {
        let (id, body) = (told.id(), octets(4_000, 3));
        let result = now(accept(&life.store, id, &body));
        assert!(result.is_ok(), "{result:?}");
        told.accepted(id, body, &result);
        ids.push(id);
    }
    // A restart writes the log back, and so gives its room back.
    life.kill();
    let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
    let before = length(&disk);
    fill(&disk);
    for id in &ids[..140] {
        let result = now(remove(&life.store, *id));
        assert_eq!(result, Ok(vec![*id]));
        told.changed(*id, &result);
    }
    let after = length(&disk);
    assert!(after + 200_000 < before, "{before} octets, then {after}");
    disk.remove(Path::new(OTHER)).expect("the disk is well");
    life.lose_power(&disk, 5);
    let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
    now(told.check(&life.store, &disk)).expect("all is there");
    life.kill();
}

/// The same where there is a little room, and not enough to move many pages at once.
#[test]
fn a_queue_that_was_emptied_takes_mail_again() {
    for left_octets in (0..400).step_by(40).map(|kib| kib * 1024) {
        let disk = fresh_disk(1);
        disk.size(8 * 1024 * 1024);
        let life = Life::begin(&disk, Arc::new(Here)).expect("there is room");
        let mut told = Told::default();
        for _ in 0..400 {
            let (id, body) = (told.id(), octets(4_000, 3));
            let result = now(accept(&life.store, id, &body));
            assert!(result.is_ok(), "{result:?}");
            told.accepted(id, body, &result);
        }
        for id in told.kept.keys() {
            assert_eq!(now(remove(&life.store, *id)), Ok(vec![*id]));
        }
        // Behind a restart the log has no blocks of its own.
        life.kill();
        let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
        let other = fill(&disk);
        let filled = other.octets().expect("the disk is well");
        other.truncate(filled - left_octets).expect("the disk is well");
        life.store.set_space_rules(SpaceRules {
            free_octets_min: 500 * 1024,
            free_percent_min: 0,
            ballast_octets: BALLAST_OCTETS,
        });
        let before = length(&disk);
        // Whoever asks for room sees to it that it is looked for.
        let room = |second: i64| now(life.store.room(0, Timestamp::from_micros(second * 1_000_000)));
        assert_eq!(room(10), Err(StoreError::Full), "{left_octets} octets left");
        let takes_again = (11..20).any(|second| room(second).is_ok());
        let after = length(&disk);
        assert!(takes_again, "{left_octets} octets left: {before} octets, then {after}");
        assert!(
            after + 1_000_000 < before,
            "{left_octets} octets left: {before} octets, then {after}"
        );
        assert!(has_ballast(&disk) && life.broken.load(Ordering::Relaxed) == 0);
        life.kill();
    }
}

/// How long the database of the queue is.
fn length(disk: &MadeUpDisk) -> u64 {
    let file = disk.open(Path::new("/data/queue/queue.db"), Open::Read);
    file.and_then(|file| file.octets()).expect("the disk is well")
}
