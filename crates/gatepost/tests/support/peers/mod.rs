//! Servers of other makers, to which the server under test turns: each in a temporary directory of its own, at an
//! address that nobody else uses, and gone with the value.
//!
//! Exim, Dovecot, slapd and unbound are not installed but unpacked (`scripts/install-test-tools.sh`). They look for their
//! parts below /usr, so each runs in a mount namespace of its own, in which the folder with the unpacked packages lies
//! over /usr.

mod dovecot;
mod exim;
mod logins;
mod postfix;
mod sink;
mod slapd;
mod unbound;

pub use dovecot::Dovecot;
pub use exim::Exim;
pub use logins::Logins;
pub use postfix::Postfix;
pub use sink::Sink;
pub use slapd::{SEARCHER, SEARCHER_SECRET, Slapd};
pub use unbound::Unbound;

use crate::support::{Authority, ECDSA, Lines, Site, as_root, find_tool, missing, run, spawn, wait_until};
use nix::unistd::User;
use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// Who may log in at a peer that wants a login.
pub const ACCOUNT: &str = "gatepost";
/// The password of [`ACCOUNT`]. A space in it has to survive every file that it stands in.
pub const SECRET: &str = "relay secret";

/// A certificate with its key, in PEM files.
pub struct Certificate {
    /// The certificate, its authority's behind it.
    pub chain: PathBuf,
    /// Only root may read it.
    pub key: PathBuf,
}

impl Certificate {
    /// One for these names, written beside the data directory of a site.
    pub fn issue(authority: &Authority, site: &Site, names: &[&str]) -> Self {
        authority.issue(names, ECDSA).write(site, "peer");
        Self {
            chain: site.path("peer.pem"),
            key: site.path("peer.key"),
        }
    }
}

/// A message that a peer has taken, for one of its recipients.
pub struct Arrived {
    /// As the envelope had it.
    pub recipient: String,
    /// With LF at the ends of lines, below what the peer itself has added.
    pub octets: Vec<u8>,
}

/// The mailboxes of a peer: Maildirs, each in a directory that is named like its address.
pub struct Mailboxes(PathBuf);

impl Mailboxes {
    /// Makes the directory for them. Who delivers there runs as nobody.
    fn new(root: &Path) -> Self {
        let path = directory(root, "mail");
        give_to_nobody(&path);
        Self(path)
    }

    /// All that has arrived.
    pub fn all(&self) -> Vec<Arrived> {
        let mailboxes = names(&self.0).into_iter();
        mailboxes.flat_map(|recipient| self.of(&recipient)).collect()
    }

    /// Waits for the message to this recipient in which these words stand.
    #[track_caller]
    pub fn wait_for(&self, recipient: &str, words: &str) -> Vec<u8> {
        wait_until(&format!("{recipient} gets {words:?}"), || {
            let found = self.of(recipient).into_iter().find(|message| {
                let text = String::from_utf8_lossy(&message.octets);
                text.contains(words)
            });
            found.map(|message| message.octets).or_else(pause)
        })
    }

    /// A message gets into `new` by its name alone, so what is there is whole.
    fn of(&self, recipient: &str) -> Vec<Arrived> {
        let new = self.0.join(recipient).join("new");
        let messages = names(&new).into_iter().map(|name| Arrived {
            recipient: recipient.to_owned(),
            octets: fs::read(new.join(name)).expect("nobody takes mail away"),
        });
        messages.collect()
    }
}

/// The names in a directory, sorted; none if it is not there.
fn names(directory: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(directory) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// A peer's process. When dropped it is asked to end, and nothing but it.
pub struct Process {
    name: &'static str,
    child: Child,
    output: Lines,
    errors: Lines,
}

impl Process {
    /// Starts it and waits until it takes connections there.
    #[track_caller]
    pub fn start(name: &'static str, command: &mut Command, address: SocketAddr) -> Self {
        let (child, output, errors) = spawn(command);
        let mut process = Self {
            name,
            child,
            output,
            errors,
        };
        wait_until(&format!("{name} listens on {address}"), || {
            if TcpStream::connect(address).is_ok() {
                return Some(());
            }
            let ended = process.child.try_wait().expect("a child of ours can be waited for");
            assert!(ended.is_none(), "{name} does not start: {ended:?}");
            pause()
        });
        process
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The shell's `kill`: a signal without unsafe code.
        let mut kill = Command::new("sh");
        kill.args(["-c", "kill \"$1\"", "sh", &self.child.id().to_string()]);
        silently(&mut kill);
        // Its processes have the pipes open as long as they run, and its directory must not go before they do.
        if !self.output.wait_for_end() || !self.errors.wait_for_end() {
            drop(self.child.kill());
        }
        drop(self.child.wait());
        if thread::panicking() {
            let (output, errors) = (self.output.text(), self.errors.text());
            eprintln!("what {} said:\n{output}\n{errors}", self.name);
        }
    }
}

/// Runs a command of which nothing is needed but that it was run.
fn silently(command: &mut Command) {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    drop(command.status());
}

/// `None`, a moment later: no pipe tells when a server listens, or what it has put on the disk.
fn pause<T>() -> Option<T> {
    thread::sleep(PAUSE);
    None
}

/// The command that runs a program of an unpacked package. With `etc` it sees the lists of users and groups in there.
fn unpacked(program: &str, etc: Option<&Path>) -> Command {
    let mut command = Command::new(find_tool("unshare").expect("it was looked for"));
    command
        .args(["--mount", "sh", "-c", IN_PLACE, "sh"])
        .arg(folder())
        .arg(etc.unwrap_or(Path::new("")))
        .arg(program);
    // Whoever runs the tests may be a service of systemd.
    for name in ["NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID"] {
        command.env_remove(name);
    }
    command
}

/// Why these programs, each with its package, cannot be run here, if they cannot.
fn obstacle(programs: &[(&str, &str)]) -> Option<String> {
    let lacking: Vec<&str> = programs
        .iter()
        .filter(|(program, _)| !folder().join(program).is_file())
        .map(|(_, package)| *package)
        .collect();
    if !lacking.is_empty() {
        return Some(format!(
            "install {} (scripts/install-test-tools.sh)",
            lacking.join(", ")
        ));
    }
    let tools = missing(&["unshare", "mount"]).or_else(|| as_root("it mounts unpacked programs"));
    tools.or_else(|| {
        let mounted = run(&mut unpacked("true", None), b"");
        (mounted.code != Some(0)).then(|| "run where root may mount (CAP_SYS_ADMIN)".to_owned())
    })
}

/// Where `scripts/install-test-tools.sh` unpacks.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("test-tools")
}

fn directory(root: &Path, name: &str) -> PathBuf {
    let path = root.join(name);
    fs::create_dir(&path).expect(WRITABLE);
    path
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect(WRITABLE);
}

fn give_to_nobody(path: &Path) {
    let nobody = nobody();
    chown(path, Some(nobody.uid.as_raw()), Some(nobody.gid.as_raw())).expect("root may");
}

fn nobody() -> User {
    let user = User::from_name("nobody").expect("the list of users can be read");
    user.expect("every system has it")
}

const WRITABLE: &str = "the temporary directory can be written";

const PAUSE: Duration = Duration::from_millis(10);

/// Lays the first argument's `usr` over /usr, and the second's lists over those in /etc; then it becomes the program
/// behind them.
const IN_PLACE: &str = r#"
mount -t overlay overlay -o "lowerdir=$1/usr:/usr" /usr || exit
if [ -n "$2" ]; then
    mount --bind "$2/passwd" /etc/passwd && mount --bind "$2/group" /etc/group || exit
fi
shift 2
exec "$@"
"#;
