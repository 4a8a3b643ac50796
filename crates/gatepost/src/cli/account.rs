//! `gatepost account`: who may send, and as whom.

mod app_password;
mod exception;
mod import;
mod password;
mod rights;
mod shown;

use super::door::{self, Door, Need};
use super::{Failure, Global, output};
use crate::admin::account_name;
use crate::admin::protocol::{AccountShown, Answer, Request};
use crate::config::{Settings, SourceKind};
use clap::{Args, Subcommand};
use password::PasswordFrom;
use rights::RightsOptions;
use serde::Serialize;

/// What can be done to accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add an account
    ///
    /// Asks for the password, unless it comes by --password-stdin or is made by --generate. Takes effect at once, also in a
    /// server that is running.
    #[command(
        after_help = "Examples:\n  gatepost account add alice@example.com\n  gatepost account add printer --generate --sender \
                      example.com --messages-per-day 500"
    )]
    Add(Add),

    /// Add accounts of a password file, with the hashes that they have
    ///
    /// Argon2, bcrypt, yescrypt, sha512-crypt, sha256-crypt and SCRAM-SHA-256 are taken, also behind Dovecot's {SCHEME}; what is
    /// weaker is not. An old hash is made anew at the next login. Exit status 1 if a line cannot be used; the others are added
    /// all the same.
    #[command(
        after_help = "Examples:\n  gatepost account import /etc/dovecot/users --dry-run\n  gatepost account import users.txt --update"
    )]
    Import(import::Options),

    /// List the accounts
    ///
    /// When they logged in last is shown of up to 1,000 accounts.
    #[command(after_help = "Example:\n  gatepost account list")]
    List {
        /// Print a JSON array
        #[arg(long)]
        json: bool,
    },

    /// Show an account of any source: what it may do, how much it has sent, when it logged in last, and its app passwords
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

    /// Change what an account may do; what is not given stays as it is
    ///
    /// Sessions that are open end at their next message, if the account may do less than before.
    #[command(
        after_help = "Examples:\n  gatepost account set alice@example.com --messages-per-hour 100 --expires 2026-12-31\n  gatepost \
                      account set alice@example.com --messages-per-hour none --network 192.0.2.0/24 --network 2001:db8::/32"
    )]
    Set(Set),

    /// Set as whom an account may send, in place of what was set before
    ///
    /// Sessions that are open end at their next message, if the account may do less than before.
    #[command(
        after_help = "Example:\n  gatepost account senders alice@example.com alice@example.com sales.example.com"
    )]
    Senders {
        /// The login name
        name: String,
        /// Addresses (alice@example.com), domains (example.com), or any sender (*). None: the rule of the configuration
        senders: Vec<String>,
    },

    /// Give programs passwords of their own, which can do less and are revoked one by one
    #[command(subcommand)]
    AppPassword(app_password::Command),

    /// Let single credentials do what is forbidden elsewhere, for the sake of old machines
    #[command(subcommand)]
    Exception(exception::Command),

    /// Remove an account for good, and its app passwords
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

    #[command(flatten)]
    password: PasswordFrom,

    /// Add it without letting it log in yet
    #[arg(long)]
    disabled: bool,

    /// Print a JSON object
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    rights: RightsOptions,
}

/// What `account set` takes.
#[derive(Debug, Args)]
pub(super) struct Set {
    /// The login name
    name: String,

    /// Print a JSON object
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    rights: RightsOptions,
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
        Command::Import(options) => import::run(settings, &options),
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
        Command::Show { name, json } => run_show(settings, name, json),
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
        Command::Set(Set { name, json, rights }) => {
            let rights = rights.some_change()?;
            let account = one(ask(settings, Need::There, Request::AccountSet { name, rights })?)?;
            if json {
                output::json(&account)
            } else {
                output::print(&shown::facts(&account))
            }
        }
        Command::Senders { name, senders } => {
            let account = one(ask(settings, Need::There, Request::AccountSenders { name, senders })?)?;
            output::print(&shown::facts(&account))
        }
        Command::AppPassword(command) => app_password::run(settings, command),
        Command::Exception(command) => exception::run(settings, command),
        Command::Remove { name } => {
            let answer = ask(settings, Need::There, Request::AccountRemove { name })?;
            let Answer::AccountRemoved { account, app_passwords } = answer else {
                return Err(Failure::unexpected());
            };
            output::print(&removed(&account.name, app_passwords))
        }
    }
}

/// Where no source is our own store, nobody can log in with what is kept in it.
fn note_if_unused(settings: &Settings) {
    if !settings
        .sources
        .iter()
        .any(|source| source.kind == SourceKind::Embedded)
    {
        output::note(
            "no [[source]] of the configuration is `embedded`, so nobody can log in as the accounts that are kept here: add one \
             with `kind = \"embedded\"`",
        );
    }
}

fn run_add(settings: &Settings, add: Add) -> Result<(), Failure> {
    note_if_unused(settings);
    let name = account_name(&add.name)?;
    let rights = add.rights.change()?;
    let password = add.password.obtain(&name)?;
    let request = Request::AccountAdd {
        name,
        password,
        rights,
        enabled: !add.disabled,
    };
    print_made(ask(settings, Need::Made, request)?, "is added", add.json)
}

fn run_show(settings: &Settings, name: String, json: bool) -> Result<(), Failure> {
    let Answer::AccountWhole(account) = ask(settings, Need::There, Request::AccountShow { name })? else {
        return Err(Failure::unexpected());
    };
    if json {
        return output::json(&account);
    }
    output::print(&shown::whole(&account))?;
    if account.app_passwords.is_empty() {
        return Ok(());
    }
    output::print("\nApp passwords:\n")?;
    output::table(
        &shown::APP_HEADER,
        account.app_passwords.iter().map(shown::app_row).collect(),
    )
}

fn ask(settings: &Settings, need: Need, request: Request) -> Result<Answer, Failure> {
    door::with(settings, need, async |door: &Door| door.answer(request).await)
}

fn one(answer: Answer) -> Result<Box<AccountShown>, Failure> {
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
    output::table(
        &shown::ACCOUNT_HEADER,
        accounts.iter().map(shown::account_row).collect(),
    )
}

fn removed(name: &str, app_passwords: u64) -> String {
    let name = output::safe(name);
    match app_passwords {
        0 => format!("{name} is removed\n"),
        count => format!(
            "{name} is removed, and {} with it\n",
            output::quantity(count, "app password")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_along_is_told() {
        for (app_passwords, expected) in [
            (0, "alice is removed\n"),
            (1, "alice is removed, and 1 app password with it\n"),
            (12, "alice is removed, and 12 app passwords with it\n"),
        ] {
            assert_eq!(removed("alice", app_passwords), expected);
        }
    }
}
