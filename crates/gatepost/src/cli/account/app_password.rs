//! `gatepost account app-password`: passwords of single programs.

use super::rights::RightsOptions;
use super::{ask, shown};
use crate::admin::protocol::{Answer, AppShown, Request, Secret};
use crate::cli::door::Need;
use crate::cli::queue::parse_age;
use crate::cli::{Failure, output};
use crate::config::Settings;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::time::Duration;

/// What can be done to app passwords.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Make a password for one program, and print it this once
    ///
    /// The account may be of any source. The password is random, and can be used wherever the account's own could; what it may
    /// do can be narrowed, and it is revoked without disturbing the others.
    #[command(
        after_help = "Examples:\n  gatepost account app-password add alice@example.com laptop\n  gatepost account app-password add \
                      alice@example.com printer --sender alice@example.com --network 192.0.2.7 --messages-per-day 200"
    )]
    Add(Add),

    /// List the app passwords of an account, or of all
    #[command(after_help = "Example:\n  gatepost account app-password list alice@example.com")]
    List {
        /// The login name of the account
        name: Option<String>,
        /// Print a JSON array
        #[arg(long)]
        json: bool,
    },

    /// Show an app password: what it may do, how much it has sent, and when it was used last
    #[command(after_help = "Example:\n  gatepost account app-password show alice@example.com printer")]
    Show {
        #[command(flatten)]
        which: Which,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },

    /// Change what an app password may do; what is not given stays as it is
    ///
    /// Sessions that are open end at their next message, if it may do less than before.
    #[command(
        after_help = "Example:\n  gatepost account app-password set alice@example.com printer --expires 90d --network none"
    )]
    Set {
        #[command(flatten)]
        which: Which,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        rights: RightsOptions,
    },

    /// Give an app password another token, and print that this once
    ///
    /// The token before holds on for a while, so that the program can be told in peace. One that was replaced before ends at
    /// once.
    #[command(
        after_help = "Examples:\n  gatepost account app-password rotate alice@example.com printer\n  gatepost account app-password \
                      rotate alice@example.com printer --overlap 0"
    )]
    Rotate {
        #[command(flatten)]
        which: Which,
        /// How long the token before holds on: 90s, 15m, 2h, 3d, 1w, at most 30d; 0 ends it at once, and its sessions
        #[arg(long, value_name = "TIME", default_value = "24h", value_parser = parse_overlap)]
        overlap: Duration,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },

    /// End an app password for good
    ///
    /// Sessions that logged in with it end at their next message.
    #[command(after_help = "Example:\n  gatepost account app-password revoke alice@example.com printer")]
    Revoke {
        #[command(flatten)]
        which: Which,
    },
}

/// Which app password is meant.
#[derive(Debug, Args)]
pub(in crate::cli) struct Which {
    /// The login name of the account
    name: String,
    /// What the app password is for: letters, digits, `-`, `_` and `.`
    label: String,
}

/// What `app-password add` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct Add {
    #[command(flatten)]
    which: Which,

    /// Print a JSON object
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    rights: RightsOptions,
}

/// A token that was made, for a program.
#[derive(Serialize)]
struct Made<'a> {
    name: &'a str,
    label: &'a str,
    /// As which it can log in.
    logins: [&'a str; 2],
    password: &'a str,
    /// When the token before ends, if one holds on.
    #[serde(skip_serializing_if = "Option::is_none")]
    before_until: Option<&'a str>,
}

/// Does what is asked.
pub(super) fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Add(Add { which, json, rights }) => {
            let request = Request::AppAdd {
                name: which.name,
                label: which.label,
                rights: rights.change()?,
            };
            print_made(ask(settings, Need::There, request)?, "is made", json)
        }
        Command::List { name, json } => {
            let is_one = name.is_some();
            let Answer::Apps(apps) = ask(settings, Need::There, Request::AppList { name })? else {
                return Err(Failure::unexpected());
            };
            match json {
                true => output::json(&apps),
                false => print_list(&apps, is_one),
            }
        }
        Command::Show { which, json } => {
            let Which { name, label } = which;
            print_one(ask(settings, Need::There, Request::AppShow { name, label })?, json)
        }
        Command::Set { which, json, rights } => {
            let request = Request::AppSet {
                name: which.name,
                label: which.label,
                rights: rights.some_change()?,
            };
            print_one(ask(settings, Need::There, request)?, json)
        }
        Command::Rotate { which, overlap, json } => {
            let request = Request::AppRotate {
                name: which.name,
                label: which.label,
                overlap_seconds: overlap.as_secs(),
            };
            print_made(ask(settings, Need::There, request)?, "has a new token", json)
        }
        Command::Revoke { which } => {
            let Which { name, label } = which;
            let Answer::App(app) = ask(settings, Need::There, Request::AppRevoke { name, label })? else {
                return Err(Failure::unexpected());
            };
            output::print(&format!("{} is revoked\n", output::safe(&title(&app))))
        }
    }
}

fn title(app: &AppShown) -> String {
    format!("the app password {} of {}", app.label, app.account)
}

fn print_one(answer: Answer, json: bool) -> Result<(), Failure> {
    match answer {
        Answer::App(app) if json => output::json(&app),
        Answer::App(app) => output::print(&shown::app(&app)),
        _ => Err(Failure::unexpected()),
    }
}

fn print_list(apps: &[AppShown], is_one: bool) -> Result<(), Failure> {
    if apps.is_empty() {
        output::note("there is no app password: make one with `gatepost account app-password add`");
        return Ok(());
    }
    if is_one {
        return output::table(&shown::APP_HEADER, apps.iter().map(shown::app_row).collect());
    }
    let header = [&["ACCOUNT"][..], &shown::APP_HEADER].concat();
    let row = |app: &AppShown| [vec![app.account.clone()], shown::app_row(app)].concat();
    output::table(&header, apps.iter().map(row).collect())
}

fn print_made(answer: Answer, done: &str, json: bool) -> Result<(), Failure> {
    let Answer::AppMade { app, token } = answer else {
        return Err(Failure::unexpected());
    };
    let labelled = format!("{}/{}", app.account, app.label);
    let before_until = app.tokens.iter().find_map(|token| token.until.as_deref());
    if json {
        return output::json(&Made {
            name: &app.account,
            label: &app.label,
            logins: [&app.account, &labelled],
            password: token.reveal(),
            before_until,
        });
    }
    output::note(&format!("{} {done}", output::safe(&title(&app))));
    if let Some(until) = before_until {
        output::note(&format!("the token before holds until {}", output::moment(until)));
    }
    output::note(&format!(
        "log in as {}; where SCRAM refuses that, as {}",
        output::safe(&app.account),
        output::safe(&labelled)
    ));
    print_token(&app, &token)
}

fn print_token(app: &AppShown, token: &Secret) -> Result<(), Failure> {
    let title = output::safe(&title(app)).replacen("the", "The", 1);
    output::print(&format!("{title}, shown only this once:\n{}\n", token.reveal()))
}

fn parse_overlap(text: &str) -> Result<Duration, String> {
    match text {
        "0" => Ok(Duration::ZERO),
        text => parse_age(text).map_err(|help| format!("{help}; or 0, to end it at once")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlaps_are_read() {
        for (text, seconds) in [
            ("0", Some(0)),
            ("24h", Some(86_400)),
            ("30d", Some(2_592_000)),
            ("1", None),
            ("", None),
            ("soon", None),
        ] {
            let overlap = parse_overlap(text).ok().map(|overlap| overlap.as_secs());
            assert_eq!(overlap, seconds, "{text:?}");
        }
    }
}
