//! Every target over its corpus, and over a fixed number of damaged copies of each file: what fuzzing found once stays
//! found, on any toolchain. Nothing is written. `GATEPOST_TEST_SEED` draws other damage; README.md says how to go on from a
//! failure.

use fuzzing::mutate::{Mutator, words};
use fuzzing::{Chance, TARGETS, Target};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

/// A test for each target, with the number of damaged copies of each file.
macro_rules! corpora {
    ($($name:ident: $copies:literal),+ $(,)?) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name), $copies);
            }
        )+

        const TESTED: &[&str] = &[$(stringify!($name)),+];
    };
}

corpora! {
    addresses: 150,
    body: 500,
    challenges: 150,
    commands: 500,
    configuration: 20,
    credentials: 300,
    explain: 40,
    headers: 150,
    lines: 100,
    parameters: 300,
    proxy: 600,
    scram: 300,
    sessions: 40,
}

fn check(name: &str, copies: usize) {
    let seed = std::env::var("GATEPOST_TEST_SEED").unwrap_or_else(|_| SEED.to_owned());
    println!("GATEPOST_TEST_SEED={seed}");
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a target");
    let corpus = corpus(name);
    let words = words(&fs::read_to_string(here().join(format!("words/{name}.dict"))).expect("the words"));
    let others: Vec<Vec<u8>> = corpus.values().cloned().collect();
    let mutator = Mutator {
        words: &words,
        others: &others,
    };
    for (file, octets) in &corpus {
        attempt(*target, octets, &format!("corpus/{name}/{file}"));
        let mut chance = Chance::of(format!("{seed}/{name}/{file}").as_bytes());
        for copy in 1..=copies {
            let damaged = mutator.mutate(octets, &mut chance);
            attempt(
                *target,
                &damaged,
                &format!("damaged copy {copy} of corpus/{name}/{file}"),
            );
        }
    }
}

/// The panic's own message stands above ours.
fn attempt(target: Target, octets: &[u8], what: &str) {
    if catch_unwind(|| target(octets)).is_err() {
        panic!(
            "{what} breaks a promise, see above; as Python writes it: b\"{}\"",
            octets.escape_ascii()
        );
    }
}

/// The files of a corpus, by name.
fn corpus(name: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = here().join("corpus").join(name);
    names(&folder)
        .into_iter()
        .map(|file| {
            let octets = fs::read(folder.join(&file)).expect("a file of the corpus");
            (file, octets)
        })
        .collect()
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect()
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// One list, in five places: the targets, their tests, corpora, words and binaries.
#[test]
fn every_target_has_all_that_it_needs() {
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let with_ending = |ending: &str| {
        targets
            .iter()
            .map(|name| format!("{name}{ending}"))
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(
        TESTED.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(),
        targets
    );
    assert_eq!(names(&here().join("corpus")), targets);
    assert_eq!(names(&here().join("words")), with_ending(".dict"));
    assert_eq!(names(&here().join("fuzz_targets")), with_ending(".rs"));
    let manifest = fs::read_to_string(here().join("cargo-fuzz/Cargo.toml")).expect("the manifest for cargo-fuzz");
    for name in &targets {
        assert!(corpus(name).len() >= FILES_MIN, "{name} has too small a corpus");
        assert!(
            manifest.contains(&format!("\nname = \"{name}\"\npath = \"../fuzz_targets/{name}.rs\"\n")),
            "{name}"
        );
        let binary = fs::read_to_string(here().join(format!("fuzz_targets/{name}.rs"))).expect("a binary");
        assert!(binary.contains(&format!("fuzzing::run(\"{name}\", octets)")), "{name}");
    }
}

/// Always the same damage, so that a run in CI fails because of what was changed, and not by luck.
const SEED: &str = "1";
const FILES_MIN: usize = 10;
