//! Each call to the disk fails in turn, in one way or several.

use super::life::*;
use queue::QueueId;
use sim::disk::{Fault, MadeUpDisk};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use store::conformance::octets;
use store::{Disk, StoreError};

/// What is asked of the store while the disk fails.
#[derive(Debug, Clone, Copy)]
enum Step {
    Accept(usize),
    /// The message that was handed over as the `n`-th.
    Remove(u128),
    AddAccount(&'static str),
}

const STEPS: &[Step] = &[
    Step::Accept(100),
    Step::Accept(6_000),
    Step::AddAccount("alice"),
    Step::Remove(2),
    Step::Accept(20_000),
    Step::Accept(4_000),
    Step::Remove(1),
    Step::AddAccount("bob"),
    Step::Accept(5_000),
];

/// Does the steps. Stops behind a step that met the fault and still says that all is well: then the power goes at once.
fn play(life: &Life, disk: &MadeUpDisk, told: &mut Told, all_well: &mut bool) {
    let store = &life.store;
    let broken = || life.broken.load(Ordering::Relaxed) > 0;
    for step in STEPS {
        let (before, was_broken) = (faults(disk), broken());
        let heard = |error: Option<&StoreError>| {
            assert!(
                !(was_broken && error.is_none()),
                "{step:?} was done after the disk had failed"
            );
            assert!(
                broken() || !matches!(error, Some(StoreError::Broken(_))),
                "nobody was told of {error:?}"
            );
        };
        let fine = match *step {
            Step::Accept(size) => {
                let (id, body) = (told.id(), octets(size, size as u8));
                let result = now(accept(store, id, &body));
                match &result {
                    Err(Refused::Body(error) | Refused::Commit(error)) => heard(Some(error)),
                    Ok(()) => heard(None),
                }
                told.accepted(id, body, &result);
                result.is_ok()
            }
            Step::Remove(n) => {
                let id = QueueId::from_octets(n.to_be_bytes());
                let result = now(remove(store, id));
                told.changed(id, &result);
                result.is_ok()
            }
            Step::AddAccount(name) => {
                let result = now(add_account(store, name));
                heard(result.as_ref().err());
                told.accounts.insert(name.to_owned(), result.is_ok());
                result.is_ok()
            }
        };
        *all_well &= fine;
        if fine && faults(disk) > before {
            return;
        }
    }
}

/// What comes between a life that met a fault and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    PowerGoes,
    ProcessDies,
    /// And others fill the disk.
    DiskFills,
}

/// Fails the `n`-th call and those behind it in these ways, then ends the life, begins the next, accepts, and loses power. False
/// if there was no `n`-th call.
fn one_trial(ways: &[Fault], ballast: u64, n: u64, then: Then) -> bool {
    let name = format!("{ways:?} from call {n}, ballast {ballast}, then {then:?}");
    let disk = fresh_disk(n);
    disk.size(8 * 1024 * 1024);
    for (n, fault) in (n..).zip(ways) {
        disk.fail_call(n, *fault);
    }
    let (mut told, mut all_well) = (Told::default(), true);
    match Life::begin_with(DATA, ballast, &disk, Arc::new(Here)) {
        Ok(life) => {
            play(&life, &disk, &mut told, &mut all_well);
            if faults(&disk) == 0 {
                assert!(all_well, "{name}: an error without a fault");
                return false;
            }
            if then == Then::PowerGoes {
                life.lose_power(&disk, n)
            } else {
                life.kill()
            }
        }
        Err(_) => {
            assert!(
                faults(&disk) > 0,
                "{name}: the store does not open on a disk that is well"
            );
            if then == Then::PowerGoes {
                disk.power_loss(n);
            }
        }
    }

    disk.no_more_faults();
    if then == Then::DiskFills {
        a_life_on_a_full_disk(&disk, ballast, &mut told, &name);
    }
    let begin = || Life::begin(&disk, Arc::new(Here)).unwrap_or_else(|error| panic!("{name}: {error}: {disk:?}"));
    let check = |told: &mut Told, life: &Life| {
        now(told.check(&life.store, &disk)).unwrap_or_else(|what| panic!("{name}: {what}: {disk:?}"));
    };
    let life = begin();
    check(&mut told, &life);
    // What is built on what is there now must stand, too.
    for size in [50, 9_000] {
        let (id, body) = (told.id(), octets(size, 7));
        let result = now(accept(&life.store, id, &body));
        assert!(result.is_ok(), "{name}: {result:?}");
        told.accepted(id, body, &result);
    }
    let added = now(add_account(&life.store, "carol"));
    assert_eq!(added, Ok(()), "{name}");
    told.accounts.insert("carol".to_owned(), true);
    life.lose_power(&disk, n + 1);
    let life = begin();
    check(&mut told, &life);
    life.lose_power(&disk, n + 2);
    true
}

/// Removes and adds what there is room for, and loses power. What was there before it and what it was told must stand.
fn a_life_on_a_full_disk(disk: &MadeUpDisk, ballast: u64, told: &mut Told, name: &str) {
    fill(disk);
    match Life::begin_with(DATA, ballast, disk, Arc::new(Here)) {
        Ok(life) => {
            now(told.check(&life.store, disk)).unwrap_or_else(|what| panic!("{name}, full: {what}: {disk:?}"));
            if let Some(id) = told.kept.keys().next().copied() {
                let result = now(remove(&life.store, id));
                told.changed(id, &result);
            }
            let added = now(add_account(&life.store, "dora"));
            told.accounts.insert("dora".to_owned(), added.is_ok());
            assert_eq!(
                life.broken.load(Ordering::Relaxed),
                0,
                "{name}: a full disk is no broken one"
            );
            life.lose_power(disk, 100);
        }
        // It had not come far before.
        Err(error) => assert_eq!(error, StoreError::Full, "{name}"),
    }
    disk.remove(Path::new(OTHER)).unwrap_or_default();
}

fn fail_each_call(ways: &[Fault]) {
    // Without a ballast a full disk is met as it is; with one, what is done about it is met, too.
    for ballast in [0, BALLAST_OCTETS] {
        for n in 1.. {
            let met = one_trial(ways, ballast, n, Then::PowerGoes);
            for then in [Then::ProcessDies, Then::DiskFills] {
                assert_eq!(one_trial(ways, ballast, n, then), met, "a trial is the same each time");
            }
            if !met {
                assert!(n > 60, "only {n} calls");
                break;
            }
        }
    }
}

#[test]
fn an_io_error_at_each_call_accepts_nothing_that_is_lost() {
    fail_each_call(&[Fault::Io]);
}

#[test]
fn no_space_at_each_call_accepts_nothing_that_is_lost() {
    fail_each_call(&[Fault::Full]);
}

/// What is done about a full disk may itself meet one that fails.
#[test]
fn no_space_and_then_an_io_error_accepts_nothing_that_is_lost() {
    fail_each_call(&[Fault::Full, Fault::Io]);
}

/// A second full disk behind the ballast, and a third: nothing is tried for ever.
#[test]
fn no_space_again_and_again_accepts_nothing_that_is_lost() {
    fail_each_call(&[Fault::Full, Fault::Full, Fault::Full]);
}
