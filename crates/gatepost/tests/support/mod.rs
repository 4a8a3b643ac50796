//! What the tests with the real binary share: a place to run it in, the running server, the command line, and a small
//! SMTP client.
//!
//! Nothing here sleeps. What is waited for is waited for on a pipe or a socket, for [`TIMEOUT`] at most.

#![allow(dead_code, reason = "each of the test binaries uses a part of it")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use serde::Deserialize;
use std::fmt;
use std::fs::{self, DirBuilder};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// For one step of anything: far beyond what a slow machine needs, so that only what hangs meets it.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// The account that most tests have.
pub const ALICE: &str = "alice@example.com";
/// Her password.
pub const PASSWORD: &str = "correct horse";

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

    /// A site with [`ALICE`] on it.
    pub fn with_alice(name: &str) -> Self {
        let site = Self::new(name);
        site.add_account(ALICE, &[]);
        site
    }

    /// Writes another configuration.
    pub fn configure(&self, text: &str) {
        fs::write(&self.config, text).expect("the temporary directory can be written");
    }

    /// A further path beside the data directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// What clients have to trust; made at the first start.
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
}

/// A message in `queue list --json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Listed {
    /// The queue id.
    pub id: String,
    /// The envelope's sender, empty for the null sender.
    pub sender: String,
    /// In the order of RCPT.
    pub recipients: Vec<ListedRecipient>,
    /// Octets as received.
    pub size: u64,
    /// Whether all that is owed is paused.
    pub held: bool,
    /// Who submitted it.
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

/// The program with these arguments, in an environment in which the test's own shows as little as possible.
pub fn gatepost(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatepost"));
    command
        .args(arguments)
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("RUST_LOG");
    command
}

/// A command that has ended.
pub struct Finished {
    /// What was run, for the texts of failures.
    what: String,
    /// `None`: a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

impl Finished {
    /// Fails the test unless the exit code is 0.
    #[track_caller]
    pub fn succeeded(self) -> Self {
        self.ended(0)
    }

    /// Fails the test unless this is the exit code.
    #[track_caller]
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "the exit code of {self}");
        self
    }

    /// Fails the test unless this is in one of the two outputs.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.text().contains(text), "{text:?} should be in the output of {self}");
        self
    }

    /// Standard output, then standard error.
    pub fn text(&self) -> String {
        format!(
            "{}{}",
            String::from_utf8_lossy(&self.stdout),
            String::from_utf8_lossy(&self.stderr)
        )
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json<T: for<'de> Deserialize<'de>>(&self) -> T {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|error| panic!("{error} in the JSON of {self}"))
    }
}

impl fmt::Display for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (stdout, stderr) = (
            String::from_utf8_lossy(&self.stdout),
            String::from_utf8_lossy(&self.stderr),
        );
        write!(f, "{}\nstdout:\n{stdout}\nstderr:\n{stderr}", self.what)
    }
}

/// Runs a command to its end.
///
/// # Panics
/// When it cannot be started, or is silent for longer than [`TIMEOUT`] without ending.
pub fn run(command: &mut Command, input: &[u8]) -> Finished {
    let what = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot run {what}: {error}"));
    if let Some(mut pipe) = child.stdin.take() {
        let input = input.to_vec();
        // A program may end without reading what it is given.
        thread::spawn(move || drop(pipe.write_all(&input)));
    }
    let stdout = collect(child.stdout.take().expect("it was asked for"));
    let stderr = collect(child.stderr.take().expect("it was asked for"));
    let (Some(stdout), Some(stderr)) = (stdout.all(), stderr.all()) else {
        drop(child.kill());
        drop(child.wait());
        panic!("{what} did not end");
    };
    let status = child.wait().expect("a child of ours can be waited for");
    Finished {
        what,
        code: status.code(),
        stdout,
        stderr,
    }
}

/// Reads a pipe to its end, on a thread.
fn collect(mut pipe: impl Read + Send + 'static) -> Pieces {
    let (send, pieces) = channel();
    thread::spawn(move || {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(octets @ 1..) = pipe.read(&mut buffer) {
            if send.send(buffer[..octets].to_vec()).is_err() {
                return;
            }
        }
    });
    Pieces(pieces)
}

struct Pieces(Receiver<Vec<u8>>);

impl Pieces {
    /// All of them; `None`: nothing came for too long, and the end neither.
    fn all(&self) -> Option<Vec<u8>> {
        let mut all = Vec::new();
        loop {
            match self.0.recv_timeout(TIMEOUT) {
                Ok(piece) => all.extend(piece),
                Err(RecvTimeoutError::Disconnected) => return Some(all),
                Err(RecvTimeoutError::Timeout) => return None,
            }
        }
    }
}

/// The lines of a program that goes on running.
pub struct Lines {
    coming: Receiver<String>,
    seen: Vec<String>,
}

impl Lines {
    /// Reads them on a thread, so that the program never waits for us.
    pub fn new(pipe: impl Read + Send + 'static) -> Self {
        let (send, coming) = channel();
        thread::spawn(move || {
            let mut pipe = BufReader::new(pipe);
            let mut line = Vec::new();
            while let Ok(1..) = pipe.read_until(b'\n', &mut line) {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                line.clear();
                if send.send(text).is_err() {
                    return;
                }
            }
        });
        Self {
            coming,
            seen: Vec::new(),
        }
    }

    /// The first line in which `find` finds something, whether it came already or comes now. `None`: it did not come.
    pub fn wait_for<T>(&mut self, mut find: impl FnMut(&str) -> Option<T>) -> Option<T> {
        if let Some(found) = self.seen.iter().find_map(|line| find(line.as_str())) {
            return Some(found);
        }
        while let Ok(line) = self.coming.recv_timeout(TIMEOUT) {
            let found = find(&line);
            self.seen.push(line);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Waits until the program has closed its side. False: it did not.
    pub fn wait_for_end(&mut self) -> bool {
        loop {
            match self.coming.recv_timeout(TIMEOUT) {
                Ok(line) => self.seen.push(line),
                Err(RecvTimeoutError::Disconnected) => return true,
                Err(RecvTimeoutError::Timeout) => return false,
            }
        }
    }

    /// All that came so far.
    pub fn text(&mut self) -> String {
        self.seen.extend(self.coming.try_iter());
        self.seen.join("\n")
    }
}

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// After the command STARTTLS.
    StartTls,
    /// From the first octet.
    Implicit,
}

impl Tls {
    /// Both.
    pub const ALL: [Self; 2] = [Self::StartTls, Self::Implicit];

    /// As the configuration calls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::StartTls => "starttls",
            Self::Implicit => "implicit",
        }
    }
}

/// A server that runs. When dropped it is killed, and nothing but it.
pub struct Server {
    child: Child,
    /// Its standard output.
    pub output: Lines,
    /// Its log.
    pub log: Lines,
    doors: Vec<Door>,
}

/// How a server ended.
pub struct Stopped {
    /// `None`: by a signal.
    pub code: Option<i32>,
    /// All of its standard output.
    pub output: String,
    /// All of its log.
    pub log: String,
}

impl Server {
    /// Starts `gatepost serve` on a site and waits until it listens.
    pub fn start(site: &Site) -> Self {
        Self::start_as(&mut site.command(&["serve"]), &site.ca())
    }

    /// Starts a server by this command, whose certificate leads to `ca`, and waits until it listens.
    pub fn start_as(command: &mut Command, ca: &Path) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
        let output = Lines::new(child.stdout.take().expect("it was asked for"));
        let log = Lines::new(child.stderr.take().expect("it was asked for"));
        let mut server = Self {
            child,
            output,
            log,
            doors: Vec::new(),
        };
        let ports = Tls::ALL.map(|tls| server.listening(tls));
        let trust = trust(ca);
        server.doors = Tls::ALL
            .into_iter()
            .zip(ports)
            .map(|(tls, port)| Door {
                tls,
                port,
                trust: trust.clone(),
            })
            .collect();
        server
    }

    /// The port that it says it took.
    fn listening(&mut self, tls: Tls) -> u16 {
        let end = format!(" (submission, {})", tls.word());
        let port = self.output.wait_for(|line| {
            line.strip_prefix("listening on 127.0.0.1:")?
                .strip_suffix(&end)?
                .parse()
                .ok()
        });
        port.unwrap_or_else(|| {
            let (output, log) = (self.output.text(), self.log.text());
            panic!(
                "the server does not listen ({}). stdout:\n{output}\nstderr:\n{log}",
                tls.word()
            )
        })
    }

    /// Where one connects.
    pub fn door(&self, tls: Tls) -> &Door {
        self.doors
            .iter()
            .find(|door| door.tls == tls)
            .expect("there is one of each kind")
    }

    /// A session that has said EHLO under TLS.
    #[track_caller]
    pub fn connect(&self, tls: Tls) -> Client {
        self.door(tls).connect().expect("the server takes connections")
    }

    /// A session that is logged in with [`PASSWORD`].
    #[track_caller]
    pub fn log_in(&self, account: &str) -> Client {
        let mut client = self.connect(Tls::Implicit);
        let reply = client.log_in(account, PASSWORD).expect("a reply");
        assert!(reply.is("235 2.7.0"), "{reply} to the login of {account}");
        client
    }

    /// Asks it to stop, by SIGTERM.
    pub fn terminate(&self) {
        // The shell's `kill`: a signal without unsafe code, and without a program that may not be installed.
        let pid = self.child.id().to_string();
        let mut kill = Command::new("sh");
        kill.args(["-c", "kill -TERM \"$1\"", "sh", &pid]);
        run(&mut kill, b"").succeeded();
    }

    /// Kills it (SIGKILL): it can do nothing about it, and finishes nothing.
    pub fn kill(mut self) {
        self.child.kill().expect("a child of ours can be killed");
        self.child.wait().expect("a child of ours can be waited for");
    }

    /// Waits until it has ended.
    pub fn wait(mut self) -> Stopped {
        // A process that has ended has closed its pipes.
        let ended = self.output.wait_for_end() && self.log.wait_for_end();
        let (output, log) = (self.output.text(), self.log.text());
        assert!(ended, "the server does not end. stdout:\n{output}\nstderr:\n{log}");
        let status = self.child.wait().expect("a child of ours can be waited for");
        Stopped {
            code: status.code(),
            output,
            log,
        }
    }

    /// Asks it to stop, and waits until it has done so in good order.
    #[track_caller]
    pub fn stop(self) -> Stopped {
        self.terminate();
        let stopped = self.wait();
        assert_eq!(
            stopped.code,
            Some(0),
            "the exit code after SIGTERM. stderr:\n{}",
            stopped.log
        );
        stopped
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both do nothing to a child that was waited for.
        drop(self.child.kill());
        drop(self.child.wait());
        if thread::panicking() {
            eprintln!(
                "stdout of the server:\n{}\nits log:\n{}",
                self.output.text(),
                self.log.text()
            );
        }
    }
}

/// One listener of a running server, as clients see it.
#[derive(Clone)]
pub struct Door {
    /// How it does TLS.
    pub tls: Tls,
    /// Its port on 127.0.0.1.
    pub port: u16,
    trust: Arc<ClientConfig>,
}

impl Door {
    /// A session that has said EHLO under TLS.
    pub fn connect(&self) -> io::Result<Client> {
        let mut client = self.greeted()?;
        client.expect(EHLO, "250")?;
        if self.tls == Tls::StartTls {
            client.expect("STARTTLS", "220 2.0.0")?;
            client = client.secure(self.trust.clone())?;
            client.expect(EHLO, "250")?;
        }
        Ok(client)
    }

    /// A session that was greeted.
    pub fn greeted(&self) -> io::Result<Client> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let socket = TcpStream::connect_timeout(&address, TIMEOUT)?;
        socket.set_read_timeout(Some(TIMEOUT))?;
        socket.set_write_timeout(Some(TIMEOUT))?;
        socket.set_nodelay(true)?;
        let mut client = Client {
            wire: Wire::Plain(socket),
            heard: Vec::new(),
        };
        if self.tls == Tls::Implicit {
            client = client.secure(self.trust.clone())?;
        }
        let greeting = client.reply()?;
        assert!(greeting.is("220"), "{greeting} as a greeting");
        Ok(client)
    }
}

/// Trusts the certificates in a PEM file, and no others.
fn trust(ca: &Path) -> Arc<ClientConfig> {
    let pem = fs::read(ca).unwrap_or_else(|error| panic!("cannot read {}: {error}", ca.display()));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.expect("the file is in PEM form");
        roots.add(certificate).expect("the certificate can be trusted");
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has what the versions need")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

/// One SMTP session, seen from the client. Errors are those of the connection; replies that should not be fail the test.
pub struct Client {
    wire: Wire,
    heard: Vec<u8>,
}

enum Wire {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

/// One reply of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply(Vec<String>);

impl Reply {
    /// Whether it begins with this code, or this code and enhanced code.
    pub fn is(&self, codes: &str) -> bool {
        let text = self.to_string();
        text.strip_prefix(codes)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }

    /// The queue id, if it names one.
    pub fn queue_id(&self) -> Option<&str> {
        self.0.first()?.strip_prefix("250 2.0.0 Queued as ")
    }
}

impl fmt::Display for Reply {
    /// The first line, with a space behind the code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.0.first().map_or("", String::as_str);
        f.write_str(&line.replacen('-', " ", usize::from(line.as_bytes().get(3) == Some(&b'-'))))
    }
}

impl Client {
    fn secure(self, trust: Arc<ClientConfig>) -> io::Result<Self> {
        let Wire::Plain(socket) = self.wire else {
            panic!("TLS is on already")
        };
        assert!(
            self.heard.is_empty(),
            "nothing may stand between the reply and the handshake"
        );
        let name = ServerName::try_from("localhost").expect("a name");
        let connection = ClientConnection::new(trust, name).map_err(io::Error::other)?;
        Ok(Self {
            wire: Wire::Tls(Box::new(StreamOwned::new(connection, socket))),
            heard: Vec::new(),
        })
    }

    /// Sends octets as they are.
    pub fn send(&mut self, octets: &[u8]) -> io::Result<()> {
        match &mut self.wire {
            Wire::Plain(socket) => socket.write_all(octets),
            Wire::Tls(stream) => {
                stream.write_all(octets)?;
                stream.flush()
            }
        }
    }

    /// The next reply.
    pub fn reply(&mut self) -> io::Result<Reply> {
        let mut lines = Vec::new();
        loop {
            let line = self.line()?;
            let more = line.as_bytes().get(3) == Some(&b'-');
            lines.push(line);
            if !more {
                return Ok(Reply(lines));
            }
        }
    }

    fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.heard.windows(2).position(|pair| pair == b"\r\n") {
                let rest = self.heard.split_off(end + 2);
                let line = std::mem::replace(&mut self.heard, rest);
                return Ok(String::from_utf8_lossy(&line[..end]).into_owned());
            }
            let mut buffer = [0; 4096];
            match self.read(&mut buffer)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                octets => self.heard.extend_from_slice(&buffer[..octets]),
            }
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.wire {
            Wire::Plain(socket) => socket.read(buffer),
            Wire::Tls(stream) => stream.read(buffer),
        }
    }

    /// Sends a command and returns the reply.
    pub fn ask(&mut self, command: &str) -> io::Result<Reply> {
        self.send(format!("{command}\r\n").as_bytes())?;
        self.reply()
    }

    /// Sends a command whose reply must begin with these codes.
    #[track_caller]
    pub fn expect(&mut self, command: &str, codes: &str) -> io::Result<Reply> {
        let reply = self.ask(command)?;
        assert!(reply.is(codes), "{reply:?} to {command:?}, not {codes}");
        Ok(reply)
    }

    /// AUTH PLAIN. The reply may be a refusal.
    pub fn log_in(&mut self, account: &str, password: &str) -> io::Result<Reply> {
        let response = plain_response(account, password);
        self.ask(&format!("AUTH PLAIN {response}"))
    }

    /// MAIL and RCPT, which must be accepted.
    #[track_caller]
    pub fn envelope(&mut self, sender: &str, recipients: &[&str]) -> io::Result<()> {
        self.expect(&format!("MAIL FROM:<{sender}> BODY=8BITMIME"), "250 2.1.0")?;
        for recipient in recipients {
            self.expect(&format!("RCPT TO:<{recipient}>"), "250 2.1.5")?;
        }
        Ok(())
    }

    /// Submits a message, by DATA if it ends with CR LF, else by BDAT. Returns the reply to the message itself.
    #[track_caller]
    pub fn submit(&mut self, sender: &str, recipients: &[&str], message: &[u8]) -> io::Result<Reply> {
        self.envelope(sender, recipients)?;
        if message.ends_with(b"\r\n") {
            self.expect("DATA", "354")?;
            self.send(&stuffed(message))?;
        } else {
            self.send(&chunk(message))?;
        }
        self.reply()
    }

    /// Submits a message that must be accepted, and returns its queue id.
    #[track_caller]
    pub fn deliver(&mut self, sender: &str, recipients: &[&str], message: &[u8]) -> String {
        let reply = self.submit(sender, recipients, message).expect("a reply");
        reply
            .queue_id()
            .unwrap_or_else(|| panic!("{reply} to a message"))
            .to_owned()
    }

    /// Whether the server has closed the connection, with nothing said before.
    pub fn is_closed(&mut self) -> bool {
        self.heard.is_empty()
            && match self.read(&mut [0; 1]) {
                Ok(octets) => octets == 0,
                Err(error) => !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut),
            }
    }
}

/// What AUTH PLAIN carries.
pub fn plain_response(account: &str, password: &str) -> String {
    STANDARD.encode(format!("\0{account}\0{password}"))
}

/// A message that ends with CR LF, as it stands behind DATA (RFC 5321 §4.5.2).
pub fn stuffed(message: &[u8]) -> Vec<u8> {
    assert!(message.ends_with(b"\r\n"), "DATA carries whole lines");
    let mut out = Vec::with_capacity(message.len() + 16);
    let mut line_start = true;
    for octet in message {
        if line_start && *octet == b'.' {
            out.push(b'.');
        }
        out.push(*octet);
        line_start = *octet == b'\n';
    }
    out.extend_from_slice(b".\r\n");
    out
}

/// A message as one chunk (RFC 3030 §2).
pub fn chunk(message: &[u8]) -> Vec<u8> {
    let mut out = format!("BDAT {} LAST\r\n", message.len()).into_bytes();
    out.extend_from_slice(message);
    out
}

/// A small generator of random numbers (SplitMix64): the same numbers for the same seed, on every machine.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Begins at this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Begins at a new seed, or at the one that GATEPOST_TEST_SEED names. The seed is in the output of a test that fails.
    pub fn fresh() -> Self {
        let seed = match std::env::var("GATEPOST_TEST_SEED") {
            Ok(text) => text.parse().expect("GATEPOST_TEST_SEED is a number"),
            Err(_) => RandomState::new().build_hasher().finish(),
        };
        println!("GATEPOST_TEST_SEED={seed}");
        Self(seed)
    }

    /// Any number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.draw() % bound as u64).expect("it is below a usize")
    }

    /// So many random octets of text as it may stand in a message: no NUL, CR and LF only together, lines of up to
    /// `line_max` octets, some of them beginning with dots. From two octets on it ends with CR LF.
    pub fn text(&mut self, octets: usize, line_max: usize) -> Vec<u8> {
        let mut text = Vec::with_capacity(octets);
        while octets - text.len() >= 2 {
            let room = octets - text.len() - 2;
            let wanted = match self.below(8) {
                0 => 0,
                1 => self.below(line_max),
                _ => self.below(line_max.min(120)),
            };
            let mut length = wanted.min(room);
            // One octet alone would have no room for its line end.
            if room - length == 1 {
                length += 1;
            }
            let start = text.len();
            while text.len() < start + length {
                for octet in self.draw().to_le_bytes().into_iter().take(start + length - text.len()) {
                    text.push(if matches!(octet, 0 | b'\r' | b'\n') {
                        b'?'
                    } else {
                        octet
                    });
                }
            }
            if length > 0 && self.below(4) == 0 {
                text[start] = b'.';
            }
            text.extend_from_slice(b"\r\n");
        }
        if text.len() < octets {
            text.push(b'x');
        }
        text
    }
}

/// A message from [`ALICE`] with a random body.
pub fn message(random: &mut Random, name: &str, body_octets: usize, line_max: usize) -> Vec<u8> {
    let mut message = format!(
        "From: Alice <{ALICE}>\r\nTo: Bob <bob@example.org>\r\nSubject: {name}\r\n\
         Date: Mon, 23 Nov 2026 20:15:53 +0000\r\nMessage-ID: <{name}@client.example>\r\n\r\n"
    )
    .into_bytes();
    message.extend(random.text(body_octets, line_max));
    message
}

/// Fails without printing a screenful of octets.
#[track_caller]
pub fn assert_same(what: &str, got: &[u8], sent: &[u8]) {
    if got == sent {
        return;
    }
    let at = got.iter().zip(sent).take_while(|(got, sent)| got == sent).count();
    let around = |octets: &[u8]| {
        let (start, end) = (at.saturating_sub(40).min(octets.len()), (at + 40).min(octets.len()));
        octets[start..end].escape_ascii().to_string()
    };
    panic!(
        "{what}: {} octets, {} were sent; they differ at octet {at}:\n got: {}\nsent: {}",
        got.len(),
        sent.len(),
        around(got),
        around(sent)
    );
}

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

const EHLO: &str = "EHLO client.example";

/// What a site is configured with: a listener of each kind, on ports that the system chooses.
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
"#;
