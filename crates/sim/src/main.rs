//! `cargo run -p sim -- --seed N` shows one run of the made-up world, line by line; `--seeds A..B` runs many.

use sim::counts::Counts;
use sim::out;
use sim::world::{Outcome, run};
use std::collections::BTreeMap;
use std::ops::Range;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (out, words) = match words.split_first() {
        Some((&"--out", rest)) => (true, rest),
        _ => (false, &words[..]),
    };
    let seeds = match words[..] {
        ["--seed", seed] => seed.parse().ok().map(|seed: u64| seed..seed + 1),
        ["--seeds", range] => range
            .split_once("..")
            .and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?)),
        _ => None,
    };
    let Some(seeds) = seeds else {
        eprintln!("usage: sim [--out] --seed N | --seeds A..B");
        return ExitCode::from(2);
    };
    let alone = words[0] == "--seed";
    if out {
        return way_out(seeds, alone);
    }
    let (mut total, mut failed) = (Counts::default(), 0_u64);
    for seed in seeds {
        let outcome = run(seed);
        total += outcome.counts;
        failed += u64::from(!outcome.problems.is_empty());
        show(&outcome, alone);
    }
    println!("{total}");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The other story: mail on its way out.
fn way_out(seeds: Range<u64>, with_log: bool) -> ExitCode {
    let (mut total, mut failed): (BTreeMap<&str, u64>, u64) = (BTreeMap::new(), 0);
    for seed in seeds {
        let outcome = out::run(seed);
        for (what, count) in &outcome.counts {
            *total.entry(what).or_default() += count;
        }
        if with_log {
            outcome.log.iter().for_each(|line| println!("{line}"));
        }
        if !outcome.problems.is_empty() {
            failed += 1;
            println!("seed {seed}: cargo run -p sim -- --out --seed {seed}");
            outcome.problems.iter().for_each(|problem| println!("    {problem}"));
        }
    }
    total.iter().for_each(|(what, count)| println!("{count:>10}  {what}"));
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn show(outcome: &Outcome, with_log: bool) {
    if with_log {
        outcome.log.iter().for_each(|line| println!("{line}"));
    }
    if !outcome.problems.is_empty() {
        println!("seed {}: cargo run -p sim -- --seed {}", outcome.seed, outcome.seed);
        outcome.problems.iter().for_each(|problem| println!("    {problem}"));
    }
}
