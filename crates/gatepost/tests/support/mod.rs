//! What the tests with the real binary share: a place to run it in, the running server, the command line, and a small
//! SMTP client.
//!
//! Nothing here sleeps. What is waited for is waited for on a pipe or a socket, for [`TIMEOUT`] at most.

#![allow(dead_code, unused_imports, reason = "each of the test binaries uses a part of it")]

mod certificates;
mod client;
mod command;
mod disk;
mod door;
mod http;
mod scram;
mod server;
mod site;
mod systemd;
mod text;
mod tools;

pub use certificates::{Authority, ECDSA, Issued, RSA};
pub use client::{Client, Reply, plain_response};
pub use command::{Background, Finished, Lines, gatepost, run, spawn};
pub use disk::SmallDisk;
pub use door::{Door, Tls};
pub use http::{get, metrics};
pub use scram::{Challenge, Flag, Last, Lie, Scram};
pub use server::{Server, Stopped};
pub use site::{CONFIGURATION, DEAD_END, JSON_LOG, Listed, ListedRecipient, Site, TempDir, configuration};
pub use systemd::{Manager, activated, listening};
pub use text::{Random, assert_same, chunk, message, stuffed};
pub use tools::{as_root, can_run, find_tool, missing, own_address, wait_until};

use std::time::Duration;

/// For one step of anything: far beyond what a slow machine needs, so that only what hangs meets it.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// The account that most tests have.
pub const ALICE: &str = "alice@example.com";
/// Her password.
pub const PASSWORD: &str = "correct horse";
