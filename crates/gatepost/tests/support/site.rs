//! A place to run the program in: a temporary directory with a configuration and a data directory.

use super::PASSWORD;
use super::command::{Finished, gatepost, run};
use serde::Deserialize;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// A directory that goes with the value; after a failure it stays, to be looked at.
pub struct TempDir(PathBuf);

impl TempDir {
    /// A new one. Others may look into it: a Postfix under test runs as its own user.
    pub fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            // Not below `target`: the path of a Unix socket has at most 107 octets.
            let path = std::env::temp_dir().join(format!("gatepost-{name}-{}-{count}", std::process::id()));
            match DirBuilder::new().mode(0o755).create(&path) {
                Ok(()) => return Self(path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => panic!("cannot make {}: {error}", path.display()),
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("kept: {}", self.0.display());
        } else if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("cannot remove {}: {error}", self.0.display());
        }
    }
}

/// A data directory and a configuration, with nothing running on them yet.
pub struct Site {
    root: TempDir,
    /// The data directory.
    pub data: PathBuf,
    /// The configuration file.
    pub config: PathBuf,
}

impl Site {
    /// A site with one listener of each kind, on ports that the system chooses.
    pub fn new(name: &str) -> Self {
        let root = TempDir::new(name);
        let (data, config) = (root.path().join("data"), root.path().join("gatepost.toml"));
        let site = Self { root, data, config };
        site.configure(CONFIGURATION);
        site
    }

    /// A site with [`ALICE`](super::ALICE) on it.
    pub fn with_alice(name: &str) -> Self {
        let site = Self::new(name);
        site.add_account(super::ALICE, &[]);
        site
    }

    /// Writes another configuration.
    pub fn configure(&self, text: &str) {
        fs::write(&self.config, text).expect("the temporary directory can be written");
    }

    /// How many listeners the configuration has now.
    pub fn listeners(&self) -> usize {
        let text = fs::read_to_string(&self.config).expect("the configuration was written");
        text.lines().filter(|line| *line == "[[listener]]").count()
    }

    /// A further path beside the data directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// What clients have to trust where no certificate is configured; made at the first start.
    pub fn ca(&self) -> PathBuf {
        self.data.join("tls").join("ca.pem")
    }

    /// The program with these arguments and this site's configuration.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = gatepost(arguments);
        command.arg("--config").arg(&self.config);
        command
    }

    /// Runs the program with these arguments and this site's configuration.
    pub fn run(&self, arguments: &[&str]) -> Finished {
        run(&mut self.command(arguments), b"")
    }

    /// The same, with something on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Finished {
        run(&mut self.command(arguments), input.as_bytes())
    }

    /// Adds an account with [`PASSWORD`]; with no senders it has its own address.
    pub fn add_account(&self, name: &str, senders: &[&str]) {
        let mut arguments = vec!["account", "add", name, "--password-stdin"];
        for sender in senders {
            arguments.extend(["--sender", *sender]);
        }
        self.run_with(&arguments, &format!("{PASSWORD}\n")).succeeded();
    }

    /// What `queue list` shows.
    pub fn queue(&self, filters: &[&str]) -> Vec<Listed> {
        let mut arguments = vec!["queue", "list", "--json"];
        arguments.extend(filters);
        self.run(&arguments).succeeded().json()
    }

    /// A message as it was received.
    pub fn export(&self, id: &str) -> Vec<u8> {
        self.run(&["queue", "export", id, "--as-received"]).succeeded().stdout
    }

    /// A message as it would be sent.
    pub fn export_as_sent(&self, id: &str) -> String {
        let sent = self.run(&["queue", "export", id]).succeeded().stdout;
        String::from_utf8(sent).expect("what came is ASCII")
    }
}

/// A message in `queue list --json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Listed {
    /// The queue id.
    pub id: String,
    /// The client's address.
    pub client: String,
    /// The envelope's sender, empty for the null sender.
    pub sender: String,
    /// In the order of RCPT.
    pub recipients: Vec<ListedRecipient>,
    /// Octets as received.
    pub size: u64,
    /// Whether all that is owed is paused.
    pub held: bool,
    /// Whether its body is missing or is not what was accepted.
    pub damaged: bool,
    /// Who submitted it; empty where it was relayed.
    pub account: String,
    /// The Message-ID with its angle brackets.
    pub message_id: Option<String>,
}

impl Listed {
    /// The addresses of the recipients.
    pub fn to(&self) -> Vec<&str> {
        self.recipients
            .iter()
            .map(|recipient| recipient.address.as_str())
            .collect()
    }
}

/// A recipient in `queue list --json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ListedRecipient {
    /// Whom.
    pub address: String,
}

/// [`CONFIGURATION`] with further settings at the top, further listeners, and further sections.
pub fn configuration(top: &str, listeners: &str, sections: &str) -> String {
    // Nothing leaves this machine because a test said nothing about it.
    let usual = match sections.contains("[[route]]") {
        true => CONFIGURATION.replace(HOLD, ""),
        false => CONFIGURATION.to_owned(),
    };
    format!("{top}\n{usual}\n{listeners}\n{sections}\n")
}

/// All that is accepted goes to a port at which nobody listens, and so stays here without being held.
pub const DEAD_END: &str = "[[route]]\nvia = \"smarthost\"\nhost = \"127.0.0.1\"\nport = 1\ntls = \"opportunistic\"\n";

/// All that is accepted stays here.
const HOLD: &str = "[[route]]\nvia = \"hold\"\n";

/// What a site is configured with: a listener of each kind, on ports that the system chooses. The disk under the tests may
/// be nearly full, and a ballast would only cost time.
pub const CONFIGURATION: &str = r#"hostname = "gatepost.example"
data = "data"

[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "starttls"

[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "implicit"

[store]
free_space = 0
free_percent = 0
ballast = 0

[[route]]
via = "hold"
"#;

/// For tests that read the log ([`Server::told`](super::Server::told)).
pub const JSON_LOG: &str = "[log]\nformat = \"json\"\n";
