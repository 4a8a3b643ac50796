//! Some hundred runs of mail on its way out: all that was accepted comes to one end, its sender is told what is to be told, and
//! nothing comes twice without a reason. And those who can be reached do not wait for those who cannot.

use sim::out::internet::Manner;
use sim::out::{Outcome, arrivals_at, finish_beside, run};
use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::thread;
use std::time::Duration;

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

/// What waits for its time is tried when that has come, and not when somebody happens to look.
#[test]
fn nobody_waits_for_longer_than_was_said() {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    for (manner, messages, away, limits) in [
        // It goes away after the first and the second attempt: one minute, then five, with a fifth more at most.
        (Manner::CutsAfterData, 1, Duration::ZERO, vec![minutes(8)]),
        // Each waits for five minutes from its own first attempt.
        (Manner::Greylists, 3, Duration::ZERO, vec![minutes(7); 3]),
        // It is asked after one minute and after two more; the others follow within 45 s. The one that asked first has failed twice,
        // and waits for its own five minutes.
        (
            Manner::AwayForDays,
            3,
            minutes(2),
            vec![minutes(5), minutes(5), minutes(8)],
        ),
    ] {
        let mut arrivals = arrivals_at(manner, messages, away);
        arrivals.sort();
        println!("{manner:?}: {arrivals:?}");
        assert_eq!(arrivals.len(), limits.len());
        let all = arrivals.iter().zip(&limits);
        assert!(
            all.into_iter().all(|(arrival, limit)| arrival < limit),
            "{manner:?}: {arrivals:?}"
        );
    }
}
