//! The whole of Gatepost in one thread, in a made-up world: time, chance, network, disk and clients come from a seed.
//!
//! A seed gives a run, and the same run each time. `cargo run -p sim -- --seed N` shows one; `tests/seeds.rs` runs some
//! hundred of them. What may never happen stands in [`checkers`].

pub mod chance;
pub mod checkers;
mod client;
pub mod counts;
pub mod disk;
pub mod doors;
pub mod executor;
pub mod ledger;
pub mod mortal;
pub mod network;
pub mod out;
mod plans;
mod process;
mod talk;
pub mod tls;
mod wire;
pub mod world;
