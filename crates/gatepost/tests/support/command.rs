//! Programs that are run: the one under test, and others.

use super::TIMEOUT;
use serde::Deserialize;
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;

/// The program with these arguments, in an environment in which the test's own shows as little as possible.
pub fn gatepost(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatepost"));
    command
        .args(arguments)
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("RUST_LOG");
    // Whoever runs the tests may be a service of systemd.
    for name in [
        "NOTIFY_SOCKET",
        "WATCHDOG_USEC",
        "WATCHDOG_PID",
        "LISTEN_FDS",
        "LISTEN_PID",
    ] {
        command.env_remove(name);
    }
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

/// Starts a program that goes on running: it, its standard output and its standard error.
pub fn spawn(command: &mut Command) -> (Child, Lines, Lines) {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    let output = Lines::new(child.stdout.take().expect("it was asked for"));
    let errors = Lines::new(child.stderr.take().expect("it was asked for"));
    (child, output, errors)
}

/// A command that goes on until this is dropped.
pub struct Background {
    child: Child,
    /// Its standard output.
    pub output: Lines,
}

impl Background {
    /// Starts it.
    pub fn start(command: &mut Command) -> Self {
        let (child, output, _) = spawn(command);
        Self { child, output }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The lines of a program that goes on running.
pub struct Lines {
    coming: Receiver<String>,
    seen: Vec<String>,
    /// Of those, so many were looked at by [`Self::wait_for_next`].
    passed: usize,
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
            passed: 0,
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

    /// The same, but only behind the line that this found before.
    pub fn wait_for_next<T>(&mut self, mut find: impl FnMut(&str) -> Option<T>) -> Option<T> {
        loop {
            while let Some(line) = self.seen.get(self.passed) {
                self.passed += 1;
                if let Some(found) = find(line.as_str()) {
                    return Some(found);
                }
            }
            let line = self.coming.recv_timeout(TIMEOUT).ok()?;
            self.seen.push(line);
        }
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
