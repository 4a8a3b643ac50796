//! What a test needs of the machine: programs, rights, addresses, patience.

use super::TIMEOUT;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread;
use std::time::Instant;

/// A program that may or may not be installed. Those of administrators are not in everybody's PATH.
pub fn find_tool(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let more = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path)
        .chain(more)
        .map(|directory| directory.join(name))
        .find(|file| file.is_file())
}

/// Whether a test can be run. If not, it says so and why, and passes; where GATEPOST_REQUIRE_TOOLS=1, as in CI, it fails.
pub fn can_run(obstacle: Option<String>) -> bool {
    let Some(obstacle) = obstacle else { return true };
    let required = std::env::var_os("GATEPOST_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(
        !required,
        "GATEPOST_REQUIRE_TOOLS=1, but this test would be skipped: {obstacle}"
    );
    // Not by a macro for printing, whose output nobody sees of a test that passes.
    drop(writeln!(io::stderr(), "skipped: {obstacle}"));
    false
}

/// What to say when one of these programs is not installed.
pub fn missing(tools: &[&str]) -> Option<String> {
    let missing: Vec<&str> = tools.iter().copied().filter(|tool| find_tool(tool).is_none()).collect();
    (!missing.is_empty()).then(|| format!("install {} (scripts/install-test-tools.sh)", missing.join(", ")))
}

/// What to say when the test is not run as root, who is needed for this.
pub fn as_root(what_for: &str) -> Option<String> {
    let root = nix::unistd::geteuid().is_root();
    (!root).then(|| format!("run as root ({what_for})"))
}

/// An address of this machine, with a port, at which nobody else listens. Of the 16 million addresses that loopback has, each
/// process takes one of its own, and counts ports on it; so none has to be asked for, given back and raced for.
pub fn own_address() -> SocketAddr {
    static COUNT: AtomicU16 = AtomicU16::new(0);
    // The number of a process has at most 22 bits.
    let [_, high, middle, low] = std::process::id().to_be_bytes();
    let port = FIRST_PORT + COUNT.fetch_add(1, Ordering::Relaxed);
    SocketAddr::from(([127, high | 0x80, middle, low], port))
}

/// Asks again and again until there is an answer. It does not sleep in between: each question has to take its own time.
#[track_caller]
pub fn wait_until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(began.elapsed() < TIMEOUT, "waited too long until {what}");
        thread::yield_now();
    }
}

/// Below those that the system gives to clients.
const FIRST_PORT: u16 = 21_000;
