//! A PostgreSQL of our own: in a temporary directory, at an address that nobody else uses, and gone with the value.
//!
//! It is the system's, or else the one that `scripts/install-test-tools.sh` has unpacked. It refuses to run as root, and so
//! runs as nobody; an unpacked one then in a mount namespace of its own, in which the folder with the unpacked packages lies
//! over /usr, since nobody may not look into every directory.

use crate::support::{Authority, ECDSA, Lines, Site, TempDir, as_root, find_tool, missing, own_address, run, spawn};
use nix::unistd::{User, geteuid};
use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tokio_postgres::{NoTls, SimpleQueryMessage};

/// Over its socket everybody is let in. Over TCP there has to be TLS, and a password.
pub struct Postgresql {
    running: Option<(Child, Lines, Lines)>,
    /// Where it takes TCP.
    pub address: SocketAddr,
    root: TempDir,
}

impl Postgresql {
    /// Why it cannot be run here, if it cannot.
    pub fn obstacle() -> Option<String> {
        let Some(programs) = programs() else {
            return Some("install postgresql (scripts/install-test-tools.sh)".to_owned());
        };
        if !geteuid().is_root() {
            return None;
        }
        missing(&["setpriv"]).or_else(|| {
            if !is_unpacked(&programs) {
                return None;
            }
            let tools = missing(&["unshare", "mount"]).or_else(|| as_root("it mounts unpacked programs"));
            tools.or_else(|| {
                let tried = run(command("postgres").arg("--version"), b"");
                (tried.code != Some(0)).then(|| "run where root may mount (CAP_SYS_ADMIN)".to_owned())
            })
        })
    }

    /// Makes one, and starts it. Its certificate is of this authority, for its address.
    pub fn start(authority: &Authority) -> Self {
        let address = own_address();
        let root = TempDir::new("postgresql");
        let cluster = root.path().join("cluster");
        fs::create_dir(&cluster).expect(WRITABLE);
        give_away(&cluster);
        let mut make = command("initdb");
        make.args(["--username=postgres", "--no-sync", "--encoding=UTF8", "--no-locale"])
            .args(["--auth=trust", "--pgdata"])
            .arg(&cluster);
        run(&mut make, b"").succeeded();
        // Only its owner may read the key, or PostgreSQL does not start.
        let site = Site::new("postgresql-certificate");
        authority
            .issue(&[&address.ip().to_string()], ECDSA)
            .write(&site, "server");
        for name in ["server.pem", "server.key"] {
            let copy = cluster.join(name);
            fs::copy(site.path(name), &copy).expect(WRITABLE);
            fs::set_permissions(&copy, fs::Permissions::from_mode(0o600)).expect(WRITABLE);
            give_away(&copy);
        }
        fs::write(cluster.join("pg_hba.conf"), ACCESS).expect(WRITABLE);
        let settings = SETTINGS
            .replace("{host}", &address.ip().to_string())
            .replace("{port}", &address.port().to_string())
            .replace("{root}", &cluster.display().to_string());
        fs::write(cluster.join("postgresql.conf"), settings).expect(WRITABLE);
        let mut server = Self {
            running: None,
            address,
            root,
        };
        server.start_again();
        server
    }

    /// Starts it once more, with all that is in it.
    pub fn start_again(&mut self) {
        let mut serve = command("postgres");
        serve.arg("-D").arg(self.root.path().join("cluster"));
        let (child, output, mut errors) = spawn(&mut serve);
        let ready = errors.wait_for(|line| line.contains("ready to accept connections").then_some(()));
        assert!(ready.is_some(), "PostgreSQL does not start: {}", errors.text());
        self.running = Some((child, output, errors));
    }

    /// Stops it: all connections end.
    pub fn stop(&mut self) {
        let Some((mut child, mut output, mut errors)) = self.running.take() else {
            return;
        };
        // The shell's `kill`: a signal without unsafe code. SIGINT is what PostgreSQL calls a fast shutdown.
        let mut kill = Command::new("sh");
        kill.args(["-c", "kill -INT \"$1\"", "sh", &child.id().to_string()]);
        drop(
            kill.stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status(),
        );
        if !output.wait_for_end() || !errors.wait_for_end() {
            drop(child.kill());
        }
        drop(child.wait());
    }

    /// The directory of its socket.
    pub fn directory(&self) -> String {
        self.root.path().join("cluster").display().to_string()
    }

    /// Runs statements as the administrator; the first columns of all rows that come.
    pub async fn sql(&self, text: &str) -> Vec<String> {
        let mut config = tokio_postgres::Config::new();
        config
            .host(self.directory())
            .port(self.address.port())
            .user("postgres")
            .dbname("postgres")
            .application_name("the test");
        let (client, connection) = config.connect(NoTls).await.expect("it runs");
        let connection = tokio::spawn(connection);
        let told = client
            .simple_query(text)
            .await
            .unwrap_or_else(|error| panic!("{text}: {error:?}"));
        drop(client);
        drop(connection.await);
        let rows = told.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        rows.collect()
    }
}

impl Drop for Postgresql {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The command that runs one of its programs, as nobody if this is root.
fn command(program: &str) -> Command {
    let programs = programs().expect("they were looked for");
    let mut command = if !geteuid().is_root() {
        Command::new(programs.join(program))
    } else {
        let nobody = nobody();
        let step_down = [
            format!("--reuid={}", nobody.uid),
            format!("--regid={}", nobody.gid),
            "--clear-groups".to_owned(),
        ];
        let setpriv = find_tool("setpriv").expect("it was looked for");
        if is_unpacked(&programs) {
            let place = Path::new("/").join(programs.strip_prefix(folder()).expect("it is in there"));
            let mut command = Command::new(find_tool("unshare").expect("it was looked for"));
            command
                .args(["--mount", "sh", "-c", IN_PLACE, "sh"])
                .arg(folder())
                .arg(setpriv)
                .args(step_down)
                .arg(place.join(program));
            command
        } else {
            let mut command = Command::new(setpriv);
            command.args(step_down).arg(programs.join(program));
            command
        }
    };
    // Nobody may not look into this directory, perhaps; and whoever runs the tests may be a service of systemd.
    command.current_dir("/").env("LC_ALL", "C").env_remove("NOTIFY_SOCKET");
    command
}

/// Where `initdb` and `postgres` are: of several versions the last.
fn programs() -> Option<PathBuf> {
    let roots = [
        PathBuf::from("/usr/lib/postgresql"),
        folder().join("usr/lib/postgresql"),
    ];
    roots.iter().find_map(|root| {
        let versions = fs::read_dir(root)
            .ok()?
            .filter_map(|entry| Some(entry.ok()?.path().join("bin")));
        let whole = versions.filter(|place| ["initdb", "postgres"].iter().all(|name| place.join(name).is_file()));
        whole.max()
    })
}

fn is_unpacked(programs: &Path) -> bool {
    programs.starts_with(folder())
}

/// Where `scripts/install-test-tools.sh` unpacks.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("test-tools")
}

/// To whom it runs as.
fn give_away(path: &Path) {
    if geteuid().is_root() {
        let nobody = nobody();
        chown(path, Some(nobody.uid.as_raw()), Some(nobody.gid.as_raw())).expect("root may");
    }
}

fn nobody() -> User {
    let user = User::from_name("nobody").expect("the list of users can be read");
    user.expect("every system has it")
}

const WRITABLE: &str = "the temporary directory can be written";

/// Lays the first argument's `usr` over /usr, and becomes the program behind it.
const IN_PLACE: &str = r#"
mount -t overlay overlay -o "lowerdir=$1/usr:/usr" /usr || exit
shift
exec "$@"
"#;

const ACCESS: &str = "\
local all all trust
hostssl all all 127.0.0.0/8 scram-sha-256
";

/// What is lost with the machine is no loss.
const SETTINGS: &str = "\
listen_addresses = '{host}'
port = {port}
unix_socket_directories = '{root}'
ssl = on
ssl_cert_file = 'server.pem'
ssl_key_file = 'server.key'
password_encryption = 'scram-sha-256'
fsync = off
shared_buffers = 16MB
logging_collector = off
log_destination = 'stderr'
timezone = 'UTC'
";
