//! Some hundred runs of mail on its way out: all that was accepted comes to one end, its sender is told what is to be told, and
//! nothing comes twice without a reason. And those who can be reached do not wait for those who cannot.

use sim::out::{Outcome, finish_beside, run};
use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::thread;

const SEEDS: u64 = 300;
const THREADS: u64 = 2;
/// Every so many seeds, one is run twice.
const TWICE: u64 = 15;

/// What is wrong with a run, in lines.
fn check(seed: u64) -> (BTreeMap<&'static str, u64>, Vec<String>) {
    let outcome = match catch_unwind(|| run(seed)) {
        Ok(outcome) => outcome,
        // What the panic said stands above.
        Err(_) => return (BTreeMap::new(), vec!["it panicked".to_owned()]),
    };
    let Outcome {
        log,
        counts,
        mut problems,
        ..
    } = outcome;
    if seed.is_multiple_of(TWICE) && run(seed).log != log {
        problems.push("two runs of it part".to_owned());
    }
    (counts, problems)
}

#[test]
fn some_hundred_seeds() {
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            thread::spawn(move || {
                let seeds = (0..SEEDS).filter(|seed| seed % THREADS == thread);
                seeds.map(|seed| (seed, check(seed))).collect::<Vec<_>>()
            })
        })
        .collect();
    let (mut total, mut failed): (BTreeMap<&str, u64>, Vec<String>) = (BTreeMap::new(), Vec::new());
    for thread in threads {
        for (seed, (counts, wrong)) in thread.join().expect("a thread that runs seeds does not panic") {
            for (what, count) in counts {
                *total.entry(what).or_default() += count;
            }
            if !wrong.is_empty() {
                failed.push(format!(
                    "cargo run -p sim -- --out --seed {seed}\n    {}",
                    wrong.join("\n    ")
                ));
            }
        }
    }
    println!("{total:#?}");
    assert!(
        failed.is_empty(),
        "{} of {SEEDS} seeds failed:\n{}",
        failed.len(),
        failed.join("\n")
    );
    for what in [
        "crashes",
        "deliveries delivered",
        "deliveries failed",
        "deliveries removed",
        "destinations back",
        "destinations left alone",
        "handshakes that failed, tried without TLS",
        "messages released by an operator",
        "messages removed by an operator",
        "possible duplicates marked",
        "recipients deferred",
        "reports",
        "settlements that failed",
    ] {
        assert!(total.get(what).is_some_and(|count| *count > 0), "never met: {what}");
    }
}

/// Of a thousand destinations ten are dead and ten slow.
#[test]
fn those_who_can_be_reached_do_not_wait_for_the_others() {
    let (alone, beside) = (finish_beside(0), finish_beside(10));
    println!("alone {alone:?}, beside the dead and the slow {beside:?}");
    assert!(
        beside <= alone + alone / 10,
        "{beside:?} is more than a tenth later than {alone:?}"
    );
}
