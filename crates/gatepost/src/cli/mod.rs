//! The command line: what can be asked for, and what each command needs before it begins.

mod account;
mod ban;
mod check;
mod completions;
mod config;
mod dkim;
mod door;
mod explain;
mod export;
mod gear;
mod greeting;
mod logging;
mod man;
mod output;
mod queue;
mod room;
mod route;
mod serve;
mod sessions;
mod sources;
mod status;
mod trace;

use crate::admin::protocol::Problem;
use crate::config::{Complaint, Settings, default_data, load, without_file};
use clap::{Args, Parser, Subcommand};
use nix::unistd::geteuid;
use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A mail submission and relay server: people and programs log in and hand over mail, and it delivers it or says why not
///
/// `gatepost serve` starts it; without a configuration it listens on this machine only, prints an account with its password,
/// and holds all mail. The other commands work on a running server and on a stopped one alike.
///
/// Exit status: 0 done; 1 it could not be done, or `check` found something; 2 the command line makes no sense.
#[derive(Debug, Parser)]
#[command(
    name = "gatepost",
    version,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Line {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Global {
    /// Read the configuration from FILE (TOML). Without it no file is read
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Keep queue, accounts and certificate in DIR, whatever the configuration says
    ///
    /// Without it, it is what the configuration says; without that, /var/lib/gatepost for root, and $XDG_STATE_HOME/gatepost
    /// or ~/.local/state/gatepost for others.
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server until it is told to stop
    ///
    /// SIGTERM and Ctrl-C let the sessions that are open come to their end first. SIGHUP reads configuration and certificates
    /// again, without disturbing them; a configuration that cannot be used changes nothing, and the log says why.
    Serve,

    /// Say what is wrong with the configuration, and how to put it right
    Check(check::Options),

    /// Say who may send, and as whom
    #[command(subcommand)]
    Account(account::Command),

    /// See the mail that was accepted, try it again, hold, release, bounce, remove or read it; check the store and back it up
    #[command(subcommand)]
    Queue(queue::Command),

    /// Show the whole life of a message: who handed it over, each attempt, and why it still waits
    Trace(trace::Options),

    /// Say what would happen to a message for an address, and why
    Route(route::Options),

    /// Say what a reply of any SMTP server means, who must act and what to do next
    ///
    /// It reads codes, replies, error messages of programs, logs and bounces, and answers in English or Korean.
    Explain(explain::Options),

    /// Make keys that sign what is delivered
    #[command(subcommand)]
    Dkim(dkim::Command),

    /// Keep networks out, or let them in again
    #[command(subcommand)]
    Ban(ban::Command),

    /// Show the latest sessions of the running server, and why they were refused
    Sessions(sessions::Options),

    /// Show on one screen how the server is
    Status(status::Options),

    /// Show the settings as they are used, or the schema of the configuration
    #[command(subcommand)]
    Config(config::Command),

    /// Print what completes these commands in a shell
    Completions(completions::Options),

    /// Print the manual page, or write one for every command into a directory
    Man(man::Options),
}

/// Why a command ends without having done what it should.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong and what to do; empty where everything was said.
    pub message: String,
    /// The exit status.
    pub code: u8,
}

/// Why there are no settings.
enum Unusable {
    /// The file cannot be read.
    Unread(Failure),
    /// What it says cannot be used.
    Wrong(Complaint),
}

/// Does what the command line says; the arguments include the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let Line { global, command } = match Line::try_parse_from(arguments) {
        Ok(line) => line,
        Err(error) => {
            // Nobody is left to tell it to if this fails.
            drop(error.print());
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(CODE_USAGE));
        }
    };
    let done = match command {
        Command::Serve => return serve::run(&global),
        Command::Check(options) => check::run(&global, &options),
        Command::Account(command) => account::run(&global, command),
        Command::Queue(command) => queue::run(&global, command),
        Command::Trace(options) => trace::run(&global, &options),
        Command::Route(options) => route::run(&global, &options),
        Command::Explain(options) => explain::run(&options),
        Command::Dkim(command) => dkim::run(&global, command),
        Command::Ban(command) => ban::run(&global, command),
        Command::Sessions(options) => sessions::run(&global, &options),
        Command::Status(options) => status::run(&global, &options),
        Command::Config(command) => config::run(&global, command),
        Command::Completions(options) => completions::run(&options),
        Command::Man(options) => man::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}

impl Global {
    /// The settings that the options lead to.
    ///
    /// # Errors
    /// The configuration file cannot be read, or something is wrong with it.
    pub fn settings(&self) -> Result<Settings, Failure> {
        self.load().map_err(|unusable| match unusable {
            Unusable::Unread(failure) => failure,
            Unusable::Wrong(complaint) => Failure::new(format!(
                "the configuration cannot be used\n\n{}",
                complaint.render(output::colour_err())
            )),
        })
    }

    /// The same, read again while a server runs, which must not wait for whoever writes into a pipe.
    ///
    /// # Errors
    /// As for [`Self::settings`]; and the configuration is not a file.
    pub fn settings_again(&self) -> Result<Settings, Failure> {
        // What cannot be looked at is told when it is read.
        let is_strange = |path: &PathBuf| fs::metadata(path).is_ok_and(|found| !found.is_file());
        if let Some(path) = self.config.as_ref().filter(|path| is_strange(path)) {
            let message = format!(
                "{} is not a file, and so it was read at the start alone",
                path.display()
            );
            return Err(Failure::new(message));
        }
        self.settings()
    }

    fn load(&self) -> Result<Settings, Unusable> {
        let default = default_data(geteuid().is_root(), env::var_os("XDG_STATE_HOME"), env::var_os("HOME"));
        let Some(path) = &self.config else {
            return Ok(without_file(self.data.clone().unwrap_or(default)));
        };
        let text = read_configuration(path).map_err(|why| {
            let message = format!("the configuration {} cannot be read: {why}", path.display());
            Unusable::Unread(Failure::new(message))
        })?;
        load(path, &text, self.data.as_deref(), &default).map_err(Unusable::Wrong)
    }
}

/// A pipe is read as well, as shells make them of `<(…)`.
fn read_configuration(path: &Path) -> Result<String, String> {
    let mut octets = Vec::new();
    File::open(path)
        .and_then(|file| file.take(CONFIGURATION_OCTETS_MAX + 1).read_to_end(&mut octets))
        .map_err(|error| error.to_string())?;
    if octets.len() as u64 > CONFIGURATION_OCTETS_MAX {
        return Err("it is larger than 1 MiB, as no configuration is: name the right file".to_owned());
    }
    String::from_utf8(octets).map_err(|_| "it is not text in UTF-8".to_owned())
}

impl Failure {
    /// It could not be done.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: CODE_FAILED,
        }
    }

    /// The command line makes no sense.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: CODE_USAGE,
        }
    }

    /// Everything was said already.
    pub fn silent() -> Self {
        Self::new("")
    }

    /// The other side speaks another language.
    fn unexpected() -> Self {
        Self::new("the server answered something else: is it of another version? Restart it")
    }

    /// Says it on standard error.
    pub fn tell(&self) -> ExitCode {
        if !self.message.is_empty() {
            output::note(&format!("gatepost: {}", self.message.trim_end()));
        }
        ExitCode::from(self.code)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::new(output::safe(&problem.message))
    }
}

/// Ours has some 100 lines with all that can be said.
const CONFIGURATION_OCTETS_MAX: u64 = 1024 * 1024;
const CODE_FAILED: u8 = 1;
const CODE_USAGE: u8 = 2;

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Line::command().debug_assert();
    }

    #[test]
    fn what_is_understood() {
        for (line, understood) in [
            ("serve", true),
            ("--data /d serve --config f", true),
            ("serve --data /d", true),
            ("serve --data", false),
            ("", false),
            ("start", false),
            ("check --json", true),
            ("account add alice", true),
            ("account add alice --sender example.com --sender *", true),
            ("account add alice --generate --json", true),
            ("account add alice --generate --password-stdin", false),
            ("account add", false),
            ("account add alice --password secret", false),
            ("account list --json --data /d", true),
            ("account show alice --json", true),
            ("account passwd alice --password-stdin", true),
            ("account disable alice", true),
            ("account enable alice", true),
            ("account remove alice", true),
            ("account senders alice a@example.com example.org", true),
            ("account senders", false),
            ("account rename alice bob", false),
            (
                "account add alice --generate --network 192.0.2.0/24 --mechanism PLAIN --expires 90d --messages-per-hour 100 \
                 --messages-per-day 1000 --recipients-per-hour 500 --recipients-per-day 5000 --disabled",
                true,
            ),
            ("account add alice --messages-per-hour 0", false),
            ("account add alice --expires soon", false),
            (
                "account set alice --expires never --recipients-per-day none --json",
                true,
            ),
            ("account set alice --sender none --network none --mechanism none", true),
            ("account set alice --expires 2026-02-30", false),
            ("account set", false),
            ("account import users --dry-run --update --json", true),
            ("account import", false),
            ("account exception add alice login", true),
            ("account exception add alice/printer clear=192.0.2.7 --json", true),
            ("account exception add alice", false),
            ("account exception remove alice/printer clear=192.0.2.7", true),
            ("account exception list", true),
            ("account exception list alice --json", true),
            ("account exception", false),
            ("account app-password add alice printer", true),
            (
                "account app-password add alice printer --json --sender a@example.com --expires 2026-12-31 --messages-per-day 5",
                true,
            ),
            ("account app-password add alice", false),
            ("account app-password list --json", true),
            ("account app-password list alice", true),
            ("account app-password show alice printer --json", true),
            (
                "account app-password set alice printer --network 192.0.2.7 --json",
                true,
            ),
            ("account app-password rotate alice printer", true),
            ("account app-password rotate alice printer --overlap 0 --json", true),
            ("account app-password rotate alice printer --overlap soon", false),
            ("account app-password revoke alice printer", true),
            ("account app-password revoke alice", false),
            ("queue list", true),
            (
                "queue list --all --held --older-than 2h --newer-than 3d --limit 5 --json",
                true,
            ),
            ("queue list --held --not-held", false),
            ("queue list --older-than soon", false),
            ("queue list --limit 0", false),
            ("queue show 01hzy3v0m0000000000000000a", true),
            ("queue show nonsense", false),
            ("queue hold 01hzy3v0m0000000000000000a 01hzy3v0m0000000000000000b", true),
            ("queue release --held", true),
            ("queue release --all", false),
            ("queue remove --domain example.org --yes", true),
            ("queue hold --yes", false),
            ("queue export 01hzy3v0m0000000000000000a --as-received --output f", true),
            ("queue export", false),
            ("queue retry --domain example.org", true),
            ("queue bounce --cause greylisted --yes", true),
            ("trace 01hzy3v0m0000000000000000a --json", true),
            ("trace <1@example.com> --limit 50", true),
            ("trace bob@example.org --limit 0", false),
            ("trace", false),
            ("route bob@example.org --json", true),
            ("route", false),
            (
                "dkim create example.com --selector s --kind ed25519 --output f --json",
                true,
            ),
            ("dkim create example.com", false),
            ("dkim show example.com --key f", true),
            ("ban list --json", true),
            ("ban add 192.0.2.0/24 --for 2h --reason spam --json", true),
            ("ban add 2001:db8::/32", true),
            ("ban add 192.0.2.7/24", false),
            ("ban add mail.example.com", false),
            ("ban add 192.0.2.7 --for soon", false),
            ("ban add", false),
            ("ban remove 192.0.2.7", true),
            ("ban remove", false),
            ("sessions", true),
            ("sessions --refused --follow --limit 5 --json", true),
            ("sessions --limit 0", false),
            ("sessions --limit 1001", false),
            ("status --json", true),
            ("queue check --deep --json", true),
            ("queue backup /b --json", true),
            ("queue backup", false),
            ("completions bash", true),
            ("completions cmd", false),
            ("config show --json", true),
            ("config schema", true),
            ("config", false),
            ("man", true),
            ("man pages", true),
        ] {
            let arguments = std::iter::once("gatepost").chain(line.split_whitespace());
            assert_eq!(Line::try_parse_from(arguments).is_ok(), understood, "{line}");
        }
    }

    #[test]
    fn exit_statuses_are_told_apart() {
        assert_eq!((Failure::new("").code, Failure::usage("").code), (1, 2));
        for (line, code) in [
            ("gatepost --version", 0),
            ("gatepost --help", 0),
            ("gatepost start", 2),
            ("gatepost", 2),
        ] {
            let error = Line::try_parse_from(line.split(' ')).expect_err(line);
            assert_eq!(error.exit_code(), code, "{line}");
        }
    }

    #[test]
    fn the_directory_on_the_command_line_wins() {
        let global = Global {
            config: None,
            data: Some(PathBuf::from("/somewhere")),
        };
        assert_eq!(
            global.settings().map(|settings| settings.data),
            Ok(PathBuf::from("/somewhere"))
        );
        let global = Global {
            config: Some(PathBuf::from("/nowhere/gatepost.toml")),
            data: None,
        };
        assert!(
            global
                .settings()
                .expect_err("no file")
                .message
                .contains("/nowhere/gatepost.toml")
        );
    }
}
