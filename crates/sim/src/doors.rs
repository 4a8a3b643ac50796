//! The doors of the server to the executor: its clock, its chance, its tasks and its work.

use crate::chance::Chance;
use crate::executor::{Executor, Group};
use crate::ledger::Ledger;
use futures_util::future::{BoxFuture, FutureExt};
use gatepost::world::{Clock, Random, Tasks};
use mail::Timestamp;
use smtp::Moment;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{Lane, Work};

/// The doors of one life of the server: its clock, its chance, its tasks and its work.
pub struct Doors {
    executor: Executor,
    group: Group,
    began: Duration,
    born: Timestamp,
    chance: Mutex<Chance>,
    pace: Mutex<Chance>,
    ledger: Option<Arc<Ledger>>,
    /// Nothing stalls for long.
    steady: bool,
}

impl Doors {
    /// The doors of `group`, whose life begins now, at the date `born`.
    pub fn new(executor: Executor, group: Group, born: Timestamp, mut chance: Chance) -> Self {
        let began = executor.now();
        let pace = Mutex::new(chance.fork());
        Self {
            executor,
            group,
            began,
            born,
            chance: Mutex::new(chance),
            pace,
            ledger: None,
            steady: false,
        }
    }

    /// The same, where disk and processor have nothing else to do: what takes long takes long because of others.
    #[must_use]
    pub fn steady(self) -> Self {
        Self { steady: true, ..self }
    }

    /// The same, and `ledger` knows when a password was hashed.
    #[must_use]
    pub fn watched(self, ledger: Arc<Ledger>) -> Self {
        Self {
            ledger: Some(ledger),
            ..self
        }
    }

    /// A job that is written down when it is done.
    fn noted(&self, job: Box<dyn FnOnce() + Send>) -> Box<dyn FnOnce() + Send> {
        let Some(ledger) = self.ledger.clone() else { return job };
        let (executor, group) = (self.executor.clone(), self.group);
        Box::new(move || {
            ledger.record().hashes.insert((group, executor.now()));
            job();
        })
    }
}

impl Clock for Doors {
    fn now(&self) -> Moment {
        self.executor.now().saturating_sub(self.began)
    }

    fn date(&self) -> Timestamp {
        self.born.plus(self.now())
    }

    fn sleep_until(&self, until: Moment) -> BoxFuture<'static, ()> {
        self.executor.sleep_until(self.began.saturating_add(until)).boxed()
    }
}

impl Random for Doors {
    fn fill(&self, octets: &mut [u8]) {
        self.chance.lock().unwrap_or_else(PoisonError::into_inner).fill(octets);
    }
}

impl Tasks for Doors {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.executor.spawn(self.group, task);
    }
}

impl Work for Doors {
    fn run(&self, lane: Lane, job: Box<dyn FnOnce() + Send>) {
        let delay = {
            let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
            let (least, most) = match lane {
                Lane::Commit => (500, 20_000),
                Lane::Read | Lane::Account => (10, 3_000),
                Lane::Hash => (5_000, 60_000),
                Lane::Disk => (50, 10_000),
            };
            let usual = pace.duration(Duration::from_micros(least), Duration::from_micros(most));
            // Now and then the disk or the processor has something else to do.
            if !self.steady && pace.one_in(40) {
                usual + pace.duration(Duration::ZERO, Duration::from_secs(20))
            } else {
                usual
            }
        };
        match lane {
            Lane::Commit => self.executor.in_turn(self.group, delay, job),
            Lane::Hash => self.executor.after(self.group, delay, self.noted(job)),
            Lane::Read | Lane::Account | Lane::Disk => self.executor.after(self.group, delay, job),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::executor::WORLD;

    #[test]
    fn commits_are_done_in_turn() {
        for seed in 0..20 {
            let executor = Executor::new(Chance::new(seed));
            let doors = Doors::new(executor.clone(), WORLD, Timestamp::from_micros(0), Chance::new(seed));
            let log = Arc::new(Mutex::new(Vec::new()));
            for n in 0..30 {
                let log = log.clone();
                doors.run(Lane::Commit, Box::new(move || log.lock().expect("no panic").push(n)));
            }
            let clock = executor.clone();
            assert_eq!(
                executor.run(async move { clock.sleep(Duration::from_secs(3_600)).await }),
                Ok(())
            );
            assert_eq!(*log.lock().expect("no panic"), (0..30).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_clock_begins_with_the_life_and_the_date_where_it_is_set() {
        let executor = Executor::new(Chance::new(1));
        let clock = executor.clone();
        let outcome = executor.run(async move {
            clock.sleep(Duration::from_secs(100)).await;
            let doors = Doors::new(clock.clone(), WORLD, Timestamp::from_micros(5_000_000), Chance::new(1));
            doors.sleep_until(Duration::from_secs(7)).await;
            (doors.now(), doors.date())
        });
        assert_eq!(
            outcome,
            Ok((Duration::from_secs(7), Timestamp::from_micros(12_000_000)))
        );
    }
}
