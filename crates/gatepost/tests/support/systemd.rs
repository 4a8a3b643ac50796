//! What systemd does for a service, and what a process has open.

use super::{Site, TIMEOUT};
use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The server with these sockets open already; it takes python3.
pub fn activated(site: &Site, addresses: &[SocketAddr]) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/interop/activate.py");
    let serve = site.command(&["serve"]);
    let mut command = Command::new("python3");
    command
        .arg(script)
        .args(addresses.iter().map(SocketAddr::to_string))
        .arg("--")
        .arg(serve.get_program())
        .args(serve.get_args())
        .env("NO_COLOR", "1")
        .env_remove("NOTIFY_SOCKET");
    command
}

/// What stands where systemd listens for news of a service.
pub struct Manager {
    /// The socket, for NOTIFY_SOCKET.
    pub path: PathBuf,
    socket: UnixDatagram,
    /// The messages so far.
    pub seen: Vec<String>,
}

impl Manager {
    /// Listens beside the data directory of a site.
    pub fn new(site: &Site) -> Self {
        let path = site.path("notify.sock");
        let socket = UnixDatagram::bind(&path).expect("the temporary directory can be written");
        socket.set_read_timeout(Some(TIMEOUT)).expect("a time");
        Self {
            path,
            socket,
            seen: Vec::new(),
        }
    }

    /// The number of the first message from `first` on that has this line, whether it came already or comes now.
    #[track_caller]
    pub fn hear(&mut self, first: usize, line: &str) -> usize {
        let mut number = first;
        loop {
            while let Some(message) = self.seen.get(number) {
                if message.lines().any(|told| told == line) {
                    return number;
                }
                number += 1;
            }
            let mut buffer = [0; 4096];
            let octets = self.socket.recv(&mut buffer);
            let octets = octets.unwrap_or_else(|error| panic!("{line:?} is not told ({error}): {:?}", self.seen));
            self.seen.push(String::from_utf8_lossy(&buffer[..octets]).into_owned());
        }
    }
}

/// The TCP ports at which a process listens.
pub fn listening(pid: u32) -> BTreeSet<u16> {
    let descriptors = fs::read_dir(format!("/proc/{pid}/fd")).expect("it runs");
    let sockets: BTreeSet<String> = descriptors
        .filter_map(|descriptor| {
            let link = fs::read_link(descriptor.ok()?.path()).ok()?;
            let number = link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?;
            Some(number.to_owned())
        })
        .collect();
    let mut ports = BTreeSet::new();
    for table in ["tcp", "tcp6"] {
        // A machine without IPv6 has no such table.
        let text = fs::read_to_string(format!("/proc/{pid}/net/{table}")).unwrap_or_default();
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [_, local, _, state, _, _, _, _, _, socket, ..] = fields[..] else {
                panic!("{line:?} in /proc/{pid}/net/{table}")
            };
            if state == LISTENING && sockets.contains(socket) {
                let port = local.rsplit(':').next().unwrap_or_default();
                ports.insert(u16::from_str_radix(port, 16).expect("a port"));
            }
        }
    }
    ports
}

/// `TCP_LISTEN`, as /proc/net/tcp shows it.
const LISTENING: &str = "0A";
