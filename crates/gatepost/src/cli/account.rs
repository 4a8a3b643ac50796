//! `gatepost account`: who may send, and as whom.

use super::door::{self, Door, Need};
use super::{Failure, Global, output};
use crate::admin::account_name;
use crate::admin::protocol::{AccountShown, Answer, NewPassword, Request, Secret};
use crate::config::Settings;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::io::{self, BufRead, IsTerminal};
use zeroize::Zeroizing;

/// What can be done to accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add an account
    ///
    /// Asks for the password, unless it comes by --password-stdin or is made by --generate. Takes effect at once, also in a
    /// server that is running.
    #[command(
        after_help = "Examples:\n  gatepost account add alice@example.com\n  gatepost account add printer --generate --sender example.com"
    )]
    Add(Add),

    /// List the accounts
    #[command(after_help = "Example:\n  gatepost account list")]
    List {
        /// Print a JSON array
        #[arg(long)]
        json: bool,
    },

    /// Show an account
    #[command(after_help = "Example:\n  gatepost account show alice@example.com")]
    Show {
        /// The login name
        name: String,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },

    /// Set the password of an account
    ///
    /// Sessions that logged in with the old one end at their next message.
    #[command(
        after_help = "Examples:\n  gatepost account passwd alice@example.com\n  gatepost account passwd printer --generate"
    )]
    Passwd {
        /// The login name
        name: String,
        #[command(flatten)]
        password: PasswordFrom,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },

    /// Keep an account from logging in, and keep the account
    #[command(after_help = "Example:\n  gatepost account disable alice@example.com")]
    Disable {
        /// The login name
        name: String,
    },

    /// Let an account log in again
    #[command(after_help = "Example:\n  gatepost account enable alice@example.com")]
    Enable {
        /// The login name
        name: String,
    },

    /// Set as whom an account may send, in place of what was set before
    ///
    /// Sessions that are open end at their next message.
    #[command(
        after_help = "Example:\n  gatepost account senders alice@example.com alice@example.com sales.example.com"
    )]
    Senders {
        /// The login name
        name: String,
        /// Addresses (alice@example.com), domains (example.com), or any sender (*). None: the rule of the configuration
        senders: Vec<String>,
    },

    /// Remove an account for good
    ///
    /// Its mail in the queue stays: see `gatepost queue list --account NAME`.
    #[command(after_help = "Example:\n  gatepost account remove alice@example.com")]
    Remove {
        /// The login name
        name: String,
    },
}

/// What `account add` takes.
#[derive(Debug, Args)]
pub(super) struct Add {
    /// The login name: an address such as alice@example.com, or a word
    name: String,

    /// Let it send as an address (alice@example.com), a domain (example.com), or any sender (*); may be given several times
    ///
    /// Without it, the rule of the configuration holds.
    #[arg(long = "sender", value_name = "SENDER")]
    senders: Vec<String>,

    #[command(flatten)]
    password: PasswordFrom,

    /// Add it without letting it log in yet
    #[arg(long)]
    disabled: bool,

    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// Where a password comes from. Never the command line: every user of the machine can read that.
#[derive(Debug, Args)]
pub(super) struct PasswordFrom {
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,

    /// Make a password, and print it this once
    #[arg(long, conflicts_with = "password_stdin")]
    generate: bool,
}

/// A password that was made, for a program.
#[derive(Serialize)]
struct Made<'a> {
    name: &'a str,
    password: &'a str,
}

/// Does what is asked.
pub(super) fn run(global: &Global, command: Command) -> Result<(), Failure> {
    let settings = &global.settings()?;
    match command {
        Command::Add(add) => run_add(settings, add),
        Command::List { json } => {
            let Answer::Accounts(accounts) = ask(settings, Need::There, Request::AccountList {})? else {
                return Err(Failure::unexpected());
            };
            if json {
                output::json(&accounts)
            } else {
                print_list(&accounts)
            }
        }
        Command::Show { name, json } => {
            let account = one(ask(settings, Need::There, Request::AccountShow { name })?)?;
            if json {
                output::json(&account)
            } else {
                output::print(&facts(&account))
            }
        }
        Command::Passwd { name, password, json } => {
            // The name first: nobody should think of a password for an account that there cannot be.
            let name = account_name(&name)?;
            let password = password.obtain(&name)?;
            let answer = ask(settings, Need::There, Request::AccountPassword { name, password })?;
            print_made(answer, "has a new password", json)
        }
        Command::Disable { name } => {
            let account = one(ask(
                settings,
                Need::There,
                Request::AccountEnable { name, enabled: false },
            )?)?;
            output::print(&format!("{} is disabled\n", output::safe(&account.name)))
        }
        Command::Enable { name } => {
            let account = one(ask(
                settings,
                Need::There,
                Request::AccountEnable { name, enabled: true },
            )?)?;
            output::print(&format!("{} is enabled\n", output::safe(&account.name)))
        }
        Command::Senders { name, senders } => {
            let account = one(ask(settings, Need::There, Request::AccountSenders { name, senders })?)?;
            output::print(&facts(&account))
        }
        Command::Remove { name } => {
            let account = one(ask(settings, Need::There, Request::AccountRemove { name })?)?;
            output::print(&format!("{} is removed\n", output::safe(&account.name)))
        }
    }
}

fn run_add(settings: &Settings, add: Add) -> Result<(), Failure> {
    let name = account_name(&add.name)?;
    let password = add.password.obtain(&name)?;
    let request = Request::AccountAdd {
        name,
        password,
        senders: add.senders,
        enabled: !add.disabled,
    };
    print_made(ask(settings, Need::Made, request)?, "is added", add.json)
}

fn ask(settings: &Settings, need: Need, request: Request) -> Result<Answer, Failure> {
    door::with(settings, need, async |door: &Door| door.answer(request).await)
}

fn one(answer: Answer) -> Result<AccountShown, Failure> {
    match answer {
        Answer::Account(account) => Ok(account),
        _ => Err(Failure::unexpected()),
    }
}

fn print_made(answer: Answer, done: &str, json: bool) -> Result<(), Failure> {
    let Answer::AccountMade { account, password } = answer else {
        return Err(Failure::unexpected());
    };
    let name = output::safe(&account.name);
    let Some(password) = password else {
        return if json {
            output::json(&account)
        } else {
            output::print(&format!("{name} {done}\n"))
        };
    };
    let password = password.reveal();
    if json {
        return output::json(&Made {
            name: &account.name,
            password,
        });
    }
    output::note(&format!("{name} {done}"));
    output::print(&format!("The password of {name}, shown only this once:\n{password}\n"))
}

fn print_list(accounts: &[AccountShown]) -> Result<(), Failure> {
    if accounts.is_empty() {
        output::note("there is no account: add one with `gatepost account add`");
        return Ok(());
    }
    let row = |account: &AccountShown| {
        vec![
            account.name.clone(),
            state(account).to_owned(),
            senders(account),
            output::moment(&account.changed),
        ]
    };
    output::table(
        &["NAME", "STATE", "SENDERS", "CHANGED"],
        accounts.iter().map(row).collect(),
    )
}

fn facts(account: &AccountShown) -> String {
    format!(
        "Name     {}\nState    {}\nSenders  {}\nCreated  {}\nChanged  {}\n",
        output::safe(&account.name),
        state(account),
        output::safe(&senders(account)),
        output::moment(&account.created),
        output::moment(&account.changed),
    )
}

fn state(account: &AccountShown) -> &'static str {
    if account.enabled { "enabled" } else { "disabled" }
}

fn senders(account: &AccountShown) -> String {
    if account.senders.is_empty() {
        "by the configuration's rule".to_owned()
    } else {
        account.senders.join(", ")
    }
}

impl PasswordFrom {
    /// The password, after asking for it where that is the way.
    fn obtain(&self, name: &str) -> Result<NewPassword, Failure> {
        if self.generate {
            return Ok(NewPassword::Generated);
        }
        if self.password_stdin {
            return first_line(io::stdin().lock()).map(NewPassword::Given);
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::usage(
                "there is no terminal to ask for the password at: give it as a line on standard input with \
                 `--password-stdin`, or have one made with `--generate`",
            ));
        }
        let ask = |prompt: String| {
            let typed = rpassword::prompt_password(prompt);
            typed
                .map(Secret::new)
                .map_err(|error| Failure::new(format!("the password cannot be read: {error}")))
        };
        let password = ask(format!("Password for {}: ", output::safe(name)))?;
        if password.reveal().is_empty() {
            return Err(Failure::new("a password cannot be empty; `--generate` makes one"));
        }
        if ask("The same again: ".to_owned())? != password {
            return Err(Failure::new("the two are not the same: try again"));
        }
        Ok(NewPassword::Given(password))
    }
}

/// The first line, without its end.
fn first_line(input: impl BufRead) -> Result<Secret, Failure> {
    let mut line = Zeroizing::new(Vec::with_capacity(LINE_OCTETS_MAX));
    let read = input.take(LINE_OCTETS_MAX as u64).read_until(b'\n', &mut line);
    read.map_err(|error| Failure::new(format!("the password cannot be read from standard input: {error}")))?;
    let is_whole = line.len() < LINE_OCTETS_MAX;
    let text = line.strip_suffix(b"\n").unwrap_or(&line);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    match std::str::from_utf8(text) {
        Ok("") => Err(Failure::new("standard input has no password in its first line")),
        Ok(_) if !is_whole => Err(Failure::new(
            "the password on standard input is too long: at most 255 octets",
        )),
        Ok(text) => Ok(Secret::new(text.to_owned())),
        Err(_) => Err(Failure::new("the password on standard input is not UTF-8")),
    }
}

/// Longer than any password; the buffer is made once, so that no part of a password is left where it grew out of one.
const LINE_OCTETS_MAX: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_password() {
        for (input, expected) in [
            (&b"correct horse\n"[..], Some("correct horse")),
            (b"correct horse\r\nmore\n", Some("correct horse")),
            (b"correct horse", Some("correct horse")),
            (b" spaces stay \n", Some(" spaces stay ")),
            ("\u{be44}\u{bc00}\n".as_bytes(), Some("\u{be44}\u{bc00}")),
            (b"", None),
            (b"\n", None),
            (b"\xff\n", None),
            (&[b'a'; 2000], None),
        ] {
            let got = first_line(input).ok();
            assert_eq!(got.as_ref().map(Secret::reveal), expected, "{input:?}");
        }
    }

    #[test]
    fn an_account_is_shown() {
        let mut account = AccountShown {
            name: "alice".to_owned(),
            enabled: true,
            senders: Vec::new(),
            created: "2026-11-23T20:15:53.123456Z".to_owned(),
            changed: "2026-11-23T20:15:53.123456Z".to_owned(),
        };
        assert!(
            facts(&account).contains("enabled\nSenders  by the configuration's rule\nCreated  2026-11-23 20:15:53 UTC")
        );
        account.enabled = false;
        account.senders = vec!["example.com".to_owned(), "a@example.org".to_owned()];
        assert!(facts(&account).contains("disabled\nSenders  example.com, a@example.org\n"));
    }

    #[test]
    fn without_a_terminal_the_ways_are_named() {
        // The runner of the tests may give a terminal; then there is nothing to see here.
        if !io::stdin().is_terminal() {
            let failure = PasswordFrom {
                password_stdin: false,
                generate: false,
            }
            .obtain("alice")
            .expect_err("no terminal");
            assert!(failure.message.contains("--password-stdin") && failure.message.contains("--generate"));
            assert_eq!(failure.code, 2);
        }
    }
}
