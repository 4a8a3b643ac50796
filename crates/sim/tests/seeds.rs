//! Some hundred runs of the made-up world: nothing that may never happen happens, everything that can go wrong does go
//! wrong somewhere, and a run is the same each time.

use sim::counts::Counts;
use sim::world::{Outcome, run};
use std::panic::catch_unwind;
use std::thread;

const SEEDS: u64 = 900;
const THREADS: u64 = 2;
/// Every so many seeds, one is run twice.
const TWICE: u64 = 15;

/// What is wrong with a run, in lines.
fn check(seed: u64) -> (Counts, Vec<String>) {
    let outcome = match catch_unwind(|| run(seed)) {
        Ok(outcome) => outcome,
        // What the panic said stands above.
        Err(_) => return (Counts::default(), vec!["it panicked".to_owned()]),
    };
    let mut wrong = outcome.problems.clone();
    if seed.is_multiple_of(TWICE) {
        wrong.extend(difference(&outcome, &run(seed)));
    }
    (outcome.counts, wrong)
}

/// Where two runs of a seed part.
fn difference(one: &Outcome, other: &Outcome) -> Option<String> {
    if one.log == other.log && one.counts == other.counts {
        return None;
    }
    let at = one
        .log
        .iter()
        .zip(&other.log)
        .take_while(|(one, other)| one == other)
        .count();
    Some(format!(
        "two runs part at line {at} of the event log: {:?} and {:?}; {} and {} lines",
        one.log.get(at),
        other.log.get(at),
        one.log.len(),
        other.log.len()
    ))
}

#[test]
fn some_hundred_seeds() {
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            thread::spawn(move || {
                let (mut total, mut failed) = (Counts::default(), Vec::new());
                for seed in (0..SEEDS).filter(|seed| seed % THREADS == thread) {
                    let (counts, wrong) = check(seed);
                    total += counts;
                    if !wrong.is_empty() {
                        failed.push(format!(
                            "cargo run -p sim -- --seed {seed}\n    {}",
                            wrong.join("\n    ")
                        ));
                    }
                }
                (total, failed)
            })
        })
        .collect();
    let (mut total, mut failed) = (Counts::default(), Vec::new());
    for thread in threads {
        let (counts, wrong) = thread.join().expect("a thread that runs seeds does not panic");
        total += counts;
        failed.extend(wrong);
    }
    println!("{total}");
    assert!(
        failed.is_empty(),
        "{} of {SEEDS} seeds failed:\n{}",
        failed.len(),
        failed.join("\n")
    );
    let never: Vec<&str> = total
        .rows()
        .into_iter()
        .filter(|(_, count)| *count == 0)
        .map(|(label, _)| label)
        .collect();
    assert!(never.is_empty(), "never met in {SEEDS} seeds: {never:?}");
}
