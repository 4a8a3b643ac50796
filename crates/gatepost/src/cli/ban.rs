//! `gatepost ban`: networks that are not answered.

use super::door::{self, Door, Need};
use super::queue::parse_age;
use super::{Failure, Global, output};
use crate::admin::protocol::{Answer, BanShown, Request};
use crate::config::Settings;
use clap::{Args, Subcommand};
use std::time::Duration;
use store::Network;

/// What can be done with bans.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the networks that are banned
    ///
    /// Those that the server banned itself, after too many failed logins, are by `gatepost`; they end by themselves, and with
    /// the server.
    #[command(after_help = "Example:\n  gatepost ban list")]
    List {
        /// Print a JSON array
        #[arg(long)]
        json: bool,
    },

    /// Ban an address or a network: it hears 421 instead of the greeting
    ///
    /// Takes effect at once for new connections, also in a server that is running, and survives a restart. A network that is
    /// banned already is banned anew.
    #[command(
        after_help = "Examples:\n  gatepost ban add 192.0.2.7 --for 2h --reason 'guesses passwords'\n  gatepost ban add 2001:db8::/32"
    )]
    Add(Add),

    /// Lift a ban, also one that the server made itself
    #[command(after_help = "Example:\n  gatepost ban remove 192.0.2.7")]
    Remove {
        /// The address or network, as `ban list` shows it
        #[arg(value_parser = parse_network)]
        network: Network,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
}

/// What `ban add` takes.
#[derive(Debug, Args)]
pub(super) struct Add {
    /// An address (192.0.2.7) or a network (192.0.2.0/24, 2001:db8::/32)
    #[arg(value_parser = parse_network)]
    network: Network,

    /// For how long: 90s, 15m, 2h, 3d, 1w; without it, for good
    #[arg(long = "for", value_name = "TIME", value_parser = parse_age)]
    time: Option<Duration>,

    /// Why, for whoever reads the list
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,

    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// Does what is asked.
pub(super) fn run(global: &Global, command: Command) -> Result<(), Failure> {
    let settings = &global.settings()?;
    match command {
        Command::List { json } => {
            let Answer::Bans(bans) = ask(settings, Request::BanList {})? else {
                return Err(Failure::unexpected());
            };
            if json { output::json(&bans) } else { print_list(&bans) }
        }
        Command::Add(add) => {
            let request = Request::BanAdd {
                network: add.network.to_string(),
                for_seconds: add.time.map(|time| time.as_secs()),
                reason: add.reason,
            };
            let Answer::Ban(ban) = ask(settings, request)? else {
                return Err(Failure::unexpected());
            };
            if add.json {
                output::json(&ban)
            } else {
                output::print(&format!("{} is banned {}\n", output::safe(&ban.network), end(&ban)))
            }
        }
        Command::Remove { network, json } => {
            let request = Request::BanRemove {
                network: network.to_string(),
            };
            let answer = ask(settings, request)?;
            let Answer::BanRemoved { network } = &answer else {
                return Err(Failure::unexpected());
            };
            if json {
                output::json(&serde_json::json!({ "network": network }))
            } else {
                output::print(&format!("{} is not banned any more\n", output::safe(network)))
            }
        }
    }
}

fn ask(settings: &Settings, request: Request) -> Result<Answer, Failure> {
    door::with(settings, Need::There, async |door: &Door| door.answer(request).await)
}

fn print_list(bans: &[BanShown]) -> Result<(), Failure> {
    if bans.is_empty() {
        output::note("no network is banned");
        return Ok(());
    }
    output::table(&["NETWORK", "END", "BY", "REASON"], bans.iter().map(row).collect())
}

fn row(ban: &BanShown) -> Vec<String> {
    vec![ban.network.clone(), end(ban), ban.by.clone(), ban.reason.clone()]
}

/// When it ends, to be read behind "banned".
fn end(ban: &BanShown) -> String {
    match (&ban.until, ban.left_seconds) {
        (Some(until), Some(left)) => format!("until {} ({} left)", output::moment(until), output::age(left)),
        (Some(until), None) => format!("until {}", output::moment(until)),
        (None, _) => "for good".to_owned(),
    }
}

fn parse_network(text: &str) -> Result<Network, String> {
    text.parse::<Network>().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ban_is_shown() {
        for (until, left_seconds, expected) in [
            (None, None, "for good"),
            (
                Some("2026-11-23T20:15:53.123456Z"),
                Some(7_200),
                "until 2026-11-23 20:15:53 UTC (2h left)",
            ),
        ] {
            let ban = BanShown {
                network: "192.0.2.0/24".to_owned(),
                until: until.map(str::to_owned),
                left_seconds,
                reason: "spam".to_owned(),
                by: "root".to_owned(),
                created: "2026-11-23T18:15:53.123456Z".to_owned(),
            };
            assert_eq!(row(&ban), ["192.0.2.0/24", expected, "root", "spam"]);
        }
    }

    #[test]
    fn networks_are_read() {
        for (text, expected) in [
            ("192.0.2.7", Some("192.0.2.7")),
            ("192.0.2.0/24", Some("192.0.2.0/24")),
            ("2001:db8::/32", Some("2001:db8::/32")),
            ("192.0.2.7/24", None),
            ("mail.example.com", None),
            ("", None),
        ] {
            let network = parse_network(text).ok().map(|network| network.to_string());
            assert_eq!(network.as_deref(), expected, "{text:?}");
        }
    }
}
