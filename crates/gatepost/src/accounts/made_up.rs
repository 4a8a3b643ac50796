//! What the tests of accounts hash with: the cheapest cost there is, and work that is done at once or in steps.

use super::password::Cost;
use crate::world::Random;
use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use store::{Lane, Work};

/// As cheap as Argon2 and PBKDF2 can be.
pub(super) const CHEAP: Cost = Cost {
    memory_kib: 8,
    passes: 1,
    scram_iterations: NonZeroU32::MIN,
    scram_sha1: false,
};

/// Always sevens.
pub(super) struct Sevens;

impl Random for Sevens {
    fn fill(&self, octets: &mut [u8]) {
        octets.fill(7);
    }
}

/// Does each job at once.
pub(super) struct Here;

impl Work for Here {
    fn run(&self, _: Lane, job: Box<dyn FnOnce() + Send>) {
        job();
    }
}

/// Does a job when it is told to.
#[derive(Default)]
pub(super) struct Steps(Mutex<VecDeque<Box<dyn FnOnce() + Send>>>);

impl Steps {
    /// Does the next one, as a thread would, which outlives a panic. False if there is none.
    pub(super) fn step(&self) -> bool {
        let job = self.0.lock().expect("no panic").pop_front();
        job.map(|job| catch_unwind(AssertUnwindSafe(job))).is_some()
    }

    /// Does all that there are, and all that these bring.
    pub(super) fn run_all(&self) {
        while self.step() {}
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.lock().expect("no panic").len()
    }

    /// Drops the next one, as happens when the process ends.
    pub(super) fn drop_one(&self) {
        let job = self.0.lock().expect("no panic").pop_front();
        drop(job);
    }
}

impl Work for Steps {
    fn run(&self, lane: Lane, job: Box<dyn FnOnce() + Send>) {
        assert_eq!(lane, Lane::Hash);
        self.0.lock().expect("no panic").push_back(job);
    }
}
