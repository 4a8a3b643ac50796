//! The server under test, as a process of its own.

use super::PASSWORD;
use super::client::Client;
use super::command::{Lines, run, spawn};
use super::door::{Door, Tls};
use super::site::Site;
use serde_json::Value;
use std::path::Path;
use std::process::{Child, Command};
use std::thread;

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
        Self::start_as(&mut site.command(&["serve"]), &site.ca(), site.listeners())
    }

    /// Starts a server by this command, whose certificate leads to `ca`, and waits until it listens at so many places.
    pub fn start_as(command: &mut Command, ca: &Path, listeners: usize) -> Self {
        let (child, output, log) = spawn(command);
        let mut server = Self {
            child,
            output,
            log,
            doors: Vec::new(),
        };
        while server.doors.len() < listeners {
            let line = server
                .output
                .wait_for_next(|line| line.strip_prefix("listening on ").map(str::to_owned));
            let Some(line) = line else {
                let (count, output, log) = (server.doors.len(), server.output.text(), server.log.text());
                panic!("the server listens at {count} places, not {listeners}. stdout:\n{output}\nstderr:\n{log}")
            };
            let door = Door::shown(&line, ca).unwrap_or_else(|| panic!("{line:?} is no listener"));
            server.doors.push(door);
        }
        server
    }

    /// Where one connects who logs in.
    pub fn door(&self, tls: Tls) -> &Door {
        self.doors
            .iter()
            .find(|door| door.tls == tls && door.is_submission)
            .expect("there is one of each kind")
    }

    /// All places, in the order of the configuration.
    pub fn doors(&self) -> &[Door] {
        &self.doors
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

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the next line of a JSON log that has this message.
    #[track_caller]
    pub fn told(&mut self, message: &str) -> Value {
        let line = self.log.wait_for_next(|line| {
            let line: Value = serde_json::from_str(line).ok()?;
            (line["message"] == message).then_some(line)
        });
        line.unwrap_or_else(|| panic!("the log does not tell {message:?}:\n{}", self.log.text()))
    }

    /// Asks it to stop, by SIGTERM.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Asks it to read its configuration again, by SIGHUP.
    pub fn hang_up(&self) {
        self.signal("HUP");
    }

    fn signal(&self, name: &str) {
        // The shell's `kill`: a signal without unsafe code, and without a program that may not be installed.
        let mut kill = Command::new("sh");
        kill.args(["-c", "kill \"-$1\" \"$2\"", "sh", name, &self.pid().to_string()]);
        run(&mut kill, b"").succeeded();
    }

    /// Has it read its configuration again, waits until it has, and returns what it says of that in its log, which is JSON.
    #[track_caller]
    pub fn reload(&mut self) -> String {
        self.hang_up();
        let line = self.told("reloaded");
        line["changes"].as_str().expect("changes are a text").to_owned()
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
