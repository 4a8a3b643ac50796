//! What must hold for any octets: one target a parser, and one for whole sessions.
//!
//! A target is a function that takes anything and panics where a promise is broken. libFuzzer calls them (`cargo-fuzz/`),
//! and so does `tests/corpus.rs`, on a stable toolchain.

mod chance;
mod cut;
pub mod mutate;
mod speaker;
pub mod targets;

pub use chance::Chance;

/// A target: it panics where the octets show that a promise is broken.
pub type Target = fn(&[u8]);

/// All targets by name. The name is also that of the corpus, of the list of words and of the binary for cargo-fuzz.
pub const TARGETS: &[(&str, Target)] = &[
    ("addresses", targets::addresses::run),
    ("body", targets::body::run),
    ("challenges", targets::challenges::run),
    ("commands", targets::commands::run),
    ("configuration", targets::configuration::run),
    ("credentials", targets::credentials::run),
    ("explain", targets::explain::run),
    ("headers", targets::headers::run),
    ("lines", targets::lines::run),
    ("parameters", targets::parameters::run),
    ("proxy", targets::proxy::run),
    ("scram", targets::scram::run),
    ("sessions", targets::sessions::run),
];

/// Runs the target of this name.
///
/// # Panics
/// If a promise is broken, or there is no such target.
pub fn run(name: &str, octets: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    let (_, target) = target.expect("the name of a target");
    target(octets);
}
