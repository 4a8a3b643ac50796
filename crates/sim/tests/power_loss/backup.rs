//! A copy that is made while mail comes and goes, and while the disk fails.

use super::life::*;
use queue::QueueId;
use sim::disk::Fault;
use std::collections::VecDeque;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use store::conformance::octets;
use store::{Lane, MailStore, StoreError, Work};

/// Work that waits until it is told to go on.
#[derive(Default)]
struct Patient(Mutex<VecDeque<Box<dyn FnOnce() + Send>>>);

impl Work for Patient {
    fn run(&self, _: Lane, job: Box<dyn FnOnce() + Send>) {
        self.0.lock().expect("no panic").push_back(job);
    }
}

impl Patient {
    fn step(&self) {
        let job = self.0.lock().expect("no panic").pop_front();
        job.expect("there is something to be done")();
    }

    /// Does what there is to be done until `future` is ready.
    fn drive<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        loop {
            match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(done) => return done,
                Poll::Pending => self.step(),
            }
        }
    }
}

#[test]
fn what_is_removed_beside_a_backup_is_in_it() {
    let disk = fresh_disk(1);
    let work = Arc::new(Patient::default());
    let life = Life::begin(&disk, work.clone()).expect("it opens");
    let mut told = Told::default();
    for size in [100, 9_000, 20_000, 4_000] {
        let (id, body) = (told.id(), octets(size, 3));
        let result = work.drive(accept(&life.store, id, &body));
        told.accepted(id, body, &result);
    }
    let removed = QueueId::from_octets(2u128.to_be_bytes());
    assert!(
        body_files(&disk)
            .expect("the disk is well")
            .contains(&removed.to_string())
    );
    {
        let mut backup = pin!(life.store.backup(COPY.into()));
        let mut cx = Context::from_waker(Waker::noop());
        // The directories, the accounts, the queue.
        for _ in 0..3 {
            assert!(backup.as_mut().poll(&mut cx).is_pending());
            work.step();
        }
        let result = work.drive(remove(&life.store, removed));
        assert_eq!(result, Ok(vec![removed]));
        assert!(
            body_files(&disk)
                .expect("the disk is well")
                .contains(&removed.to_string()),
            "its file waits for the copy"
        );
        let busy = work.drive(life.store.backup("/other".into()));
        assert!(matches!(busy, Err(StoreError::Unavailable(_))), "{busy:?}");
        let report = work.drive(backup).expect("a copy");
        assert_eq!((report.messages, report.bodies, report.octets), (4, 2, 29_000));
        assert_eq!((report.copied, report.missing), (0, vec![]));
    }
    assert!(
        !body_files(&disk)
            .expect("the disk is well")
            .contains(&removed.to_string())
    );
    let again = work.drive(life.store.backup(COPY.into()));
    assert_eq!(again, Err(StoreError::Exists));
    // What it said is there after a loss of power.
    life.lose_power(&disk, 3);
    let copy = Life::begin_with(COPY, 0, &disk, Arc::new(Here)).expect("a copy is a data directory");
    now(told.check_at(COPY, &copy.store, &disk)).expect("as it was when the copy was made");
    copy.kill();
}

#[test]
fn a_backup_that_fails_harms_nothing() {
    for fault in [Fault::Io, Fault::Full] {
        for n in 1.. {
            let name = format!("{fault:?} at call {n}");
            let disk = fresh_disk(n);
            let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
            let mut told = Told::default();
            for size in [100, 9_000, 20_000] {
                let (id, body) = (told.id(), octets(size, 3));
                let result = now(accept(&life.store, id, &body));
                told.accepted(id, body, &result);
            }
            let before = faults(&disk);
            disk.fail_call(n, fault);
            let copied = now(life.store.backup(COPY.into()));
            let met = faults(&disk) > before;
            disk.no_more_faults();
            assert_eq!(
                life.broken.load(Ordering::Relaxed),
                0,
                "{name}: it was not its own disk that failed"
            );
            let (id, body) = (told.id(), octets(6_000, 3));
            let result = now(accept(&life.store, id, &body));
            assert!(result.is_ok(), "{name}: {result:?}");
            life.lose_power(&disk, n);
            if copied.is_ok() {
                let copy = Life::begin_with(COPY, 0, &disk, Arc::new(Here));
                let copy = copy.unwrap_or_else(|error| panic!("{name}: {error}: {disk:?}"));
                // What comes behind the copy is not in it.
                let checked = now(told.check_at(COPY, &copy.store, &disk));
                checked.unwrap_or_else(|what| panic!("{name}: {what}: {disk:?}"));
                copy.kill();
            }
            told.accepted(id, body, &result);
            let life = Life::begin(&disk, Arc::new(Here)).unwrap_or_else(|error| panic!("{name}: {error}: {disk:?}"));
            now(told.check(&life.store, &disk)).unwrap_or_else(|what| panic!("{name}: {what}: {disk:?}"));
            life.kill();
            if !met {
                assert!(copied.is_ok() && n > 15, "{n} calls, {copied:?}");
                break;
            }
        }
    }
}

const COPY: &str = "/copy";
