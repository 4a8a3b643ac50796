//! Postfix's `smtp-sink`, which refuses what it is told to refuse.

use super::{Arrived, Process, directory, give_to_nobody, names};
use crate::support::{TempDir, as_root, find_tool, missing, own_address};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A server that says what its options make it say. It offers no TLS.
pub struct Sink {
    _process: Process,
    /// Where it takes connections.
    pub address: SocketAddr,
    taken: PathBuf,
    _root: TempDir,
}

impl Sink {
    /// Why it cannot be run here, if it cannot.
    pub fn obstacle() -> Option<String> {
        missing(&["smtp-sink"]).or_else(|| as_root("smtp-sink keeps messages as another user"))
    }

    /// Starts one with these options (smtp-sink(1)): among others, `-f` refuses commands for good and `-r` for now, in
    /// the words of `-B` and `-b`; `-q` ends the connection, `-Q` says 421 before.
    #[track_caller]
    pub fn start(options: &[&str]) -> Self {
        let root = TempDir::new("sink-peer");
        let taken = directory(root.path(), "mail");
        give_to_nobody(&taken);
        let address = own_address();
        let mut command = Command::new(find_tool("smtp-sink").expect("it was looked for"));
        command.args(["-u", "nobody", "-h", "sink.example"]).args(options);
        command
            .arg("-d")
            .arg(taken.join("message."))
            .arg(address.to_string())
            .arg("100");
        Self {
            _process: Process::start("smtp-sink", &mut command, address),
            address,
            taken,
            _root: root,
        }
    }

    /// What it has taken so far. A message is whole when its client has been told that it was taken.
    pub fn arrived(&self) -> Vec<Arrived> {
        let files = names(&self.taken).into_iter();
        files.flat_map(|name| read(&self.taken.join(name))).collect()
    }
}

/// A message as smtp-sink writes it: a few lines with the envelope, a Received field of its own, what came, and an
/// empty line.
fn read(file: &Path) -> Vec<Arrived> {
    let octets = fs::read(file).expect("nobody takes mail away");
    let mut rest = octets.strip_suffix(b"\n").unwrap_or(&octets);
    let mut recipients = Vec::new();
    let mut in_received = false;
    while let Some(end) = rest.iter().position(|octet| *octet == b'\n') {
        let line = String::from_utf8_lossy(&rest[..end]).into_owned();
        if in_received && !line.starts_with('\t') {
            break;
        }
        in_received |= line.starts_with("Received:");
        if let Some(parameters) = line.strip_prefix("X-Rcpt-Args: <") {
            let (address, _) = parameters.split_once('>').unwrap_or((parameters, ""));
            recipients.push(address.to_owned());
        }
        rest = &rest[end + 1..];
    }
    let messages = recipients.into_iter().map(|recipient| Arrived {
        recipient,
        octets: rest.to_vec(),
    });
    messages.collect()
}
