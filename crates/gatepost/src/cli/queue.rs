//! `gatepost queue`: the mail that was accepted, and what an operator does with it.

mod shown;

use super::door::{self, Door, Need};
use super::{Failure, Global, export, output, trace};
use crate::admin::PAGE_MESSAGES;
use crate::admin::protocol::{Answer, Change, Filter, Meant, Request};
use crate::config::Settings;
use clap::{Args, Subcommand};
use futures_util::StreamExt;
use queue::QueueId;
use serde::Serialize;
use shown::{copied, facts, found, recipient_row, row, told};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

/// What can be done with the queue.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List messages, the oldest first
    #[command(
        after_help = "Examples:\n  gatepost queue list\n  gatepost queue list --account alice@example.com --older-than 2h"
    )]
    List(List),

    /// Show all that is known of a message, and its header as it would be sent
    #[command(after_help = "Example:\n  gatepost queue show 01hzy3v0m0000000000000000a")]
    Show {
        /// Its queue id
        id: QueueId,
        /// Print a JSON object, without the header
        #[arg(long)]
        json: bool,
    },

    /// Hold messages: nothing is sent until they are released
    #[command(after_help = "Example:\n  gatepost queue hold --domain example.org")]
    Hold(Order),

    /// Release messages that are held
    #[command(after_help = "Example:\n  gatepost queue release 01hzy3v0m0000000000000000a")]
    Release(Order),

    /// Try messages again now, whatever they wait for
    ///
    /// A destination that does not answer is left alone for a while all the same: one message at a time is tried there.
    #[command(
        after_help = "Examples:\n  gatepost queue retry --domain example.org\n  gatepost queue retry --cause greylisted"
    )]
    Retry(Order),

    /// Remove messages for good, without sending them and without telling their sender
    #[command(after_help = "Example:\n  gatepost queue remove --account printer --older-than 3d")]
    Remove(Remove),

    /// End messages without delivery, and send their senders a report that says so
    #[command(after_help = "Example:\n  gatepost queue bounce --recipient typo@example.org")]
    Bounce(Remove),

    /// Write a message as it would be sent
    #[command(after_help = "Example:\n  gatepost queue export 01hzy3v0m0000000000000000a --output message.eml")]
    Export(export::Options),

    /// Read all that is kept, and say what is damaged
    ///
    /// A message whose body is missing, or is not what was accepted, is marked: it is held from then on and never sent. The
    /// mark goes with the next check that finds it whole. Mail goes on meanwhile. Exit status 1 if anything is wrong.
    #[command(after_help = "Example:\n  gatepost queue check --deep")]
    Check {
        /// Also compare the indexes and the counts with the rows, which reads each database several times
        #[arg(long)]
        deep: bool,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },

    /// Copy mail and accounts to a directory, beside a running server too
    ///
    /// The copy holds what there was at one moment, laid out as a data directory. DIR is made, or is empty; the user of the
    /// server must be able to write there.
    #[command(after_help = "Example:\n  gatepost queue backup /var/backups/gatepost-monday")]
    Backup {
        /// Where the copy goes
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
}

/// What `queue list` takes.
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    filter: FilterOptions,

    /// Also messages of which nothing is owed any more
    #[arg(long)]
    all: bool,

    /// At most N messages; without it 1,000, or all with --json
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,

    /// Print a JSON array
    #[arg(long)]
    json: bool,
}

/// Which messages an order is for.
#[derive(Debug, Args)]
pub(super) struct Order {
    /// Queue ids; with a filter, those of them that it means
    #[arg(value_name = "ID")]
    ids: Vec<QueueId>,

    #[command(flatten)]
    filter: FilterOptions,

    /// Print a JSON object that says how many were changed
    #[arg(long)]
    json: bool,
}

/// What `queue remove` and `queue bounce` take.
#[derive(Debug, Args)]
pub(super) struct Remove {
    #[command(flatten)]
    order: Order,

    /// Do not ask whether all that the filter means are meant
    #[arg(long)]
    yes: bool,
}

/// Which messages are meant: all that is given must hold, and for one and the same recipient.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Filters")]
struct FilterOptions {
    /// Submitted by this account
    #[arg(long, value_name = "NAME")]
    account: Option<String>,

    /// With this envelope sender; <> is the null sender
    #[arg(long, value_name = "ADDRESS")]
    sender: Option<String>,

    /// To this recipient
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,

    /// To a recipient in this domain
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,

    /// Whose last attempt failed for this cause, such as greylisted
    #[arg(long, value_name = "CAUSE")]
    cause: Option<String>,

    /// Held
    #[arg(long)]
    held: bool,

    /// Not held
    #[arg(long, conflicts_with = "held")]
    not_held: bool,

    /// Accepted longer ago than AGE: 90s, 15m, 2h, 3d, 1w
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    older_than: Option<Duration>,

    /// Accepted within AGE: 90s, 15m, 2h, 3d, 1w
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    newer_than: Option<Duration>,
}

/// What became of an order, for a program.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Outcome {
    changed: u64,
    unchanged: u64,
    /// Those of the unchanged that cannot be released.
    damaged: Vec<String>,
    /// Those of the changed that are held again at once.
    without_way: Vec<String>,
    unknown: Vec<String>,
}

/// Does what is asked.
pub(super) fn run(global: &Global, command: Command) -> Result<(), Failure> {
    let settings = &global.settings()?;
    match command {
        Command::List(list) => run_list(settings, &list),
        Command::Show { id, json } => run_show(settings, id, json),
        Command::Hold(order) => run_order(settings, &order, Change::Hold, true),
        Command::Release(order) => run_order(settings, &order, Change::Release, true),
        Command::Retry(order) => run_order(settings, &order, Change::Retry, true),
        Command::Remove(Remove { order, yes }) => run_order(settings, &order, Change::Remove, yes),
        Command::Bounce(Remove { order, yes }) => run_order(settings, &order, Change::Bounce, yes),
        Command::Export(options) => export::run(settings, &options),
        Command::Check { deep, json } => run_check(settings, deep, json),
        Command::Backup { directory, json } => run_backup(settings, &directory, json),
    }
}

fn run_list(settings: &Settings, list: &List) -> Result<(), Failure> {
    let filter = list.filter.filter(list.all);
    let limit = list
        .limit
        .unwrap_or(if list.json { u64::MAX } else { TABLE_MESSAGES_MAX });
    door::with(settings, Need::There, async |door: &Door| {
        let (mut after, mut left, mut rows) = (None, limit, Vec::new());
        // Printed as it comes, so that a queue of any length takes no more memory than a page of it.
        let mut separator = "[";
        let more = loop {
            let size = usize::try_from(left).unwrap_or(usize::MAX).min(PAGE_MESSAGES);
            let request = Request::QueueList {
                filter: filter.clone(),
                after: after.take(),
                limit: size,
            };
            let Answer::Messages { messages, more } = door.answer(request).await? else {
                return Err(Failure::unexpected());
            };
            left = left.saturating_sub(messages.len() as u64);
            after = messages.last().map(|message| message.id.clone());
            for message in &messages {
                if list.json {
                    output::print(&format!("{separator}\n  {}", output::json_line(message)?))?;
                    separator = ",";
                } else {
                    rows.push(row(message));
                }
            }
            if !more || left == 0 || after.is_none() {
                break more;
            }
        };
        if list.json {
            output::print(if separator == "[" { "[]\n" } else { "\n]\n" })?;
        } else if rows.is_empty() {
            output::note("there is no such message");
        } else {
            output::table(&["ID", "AGE", "SIZE", "STATE", "ACCOUNT", "SENDER", "RECIPIENTS"], rows)?;
        }
        if more {
            output::note("there are more: narrow it down by a filter, or give a larger `--limit`");
        }
        Ok(())
    })
}

fn run_show(settings: &Settings, id: QueueId, json: bool) -> Result<(), Failure> {
    door::with(settings, Need::There, async |door: &Door| {
        let answer = door.answer(Request::QueueShow { id: id.to_string() }).await?;
        let Answer::Message(message) = answer else {
            return Err(Failure::unexpected());
        };
        if json {
            return output::json(&message);
        }
        output::print(&facts(&message))?;
        output::print("\n")?;
        let recipients = &message.listed.recipients;
        output::table(
            &["RECIPIENT", "STATE", "SINCE OR DUE", "TRIED", "CAUSE", "WISHES"],
            recipients.iter().map(recipient_row).collect(),
        )?;
        output::print("\n")?;
        output::print(&trace::events(&message.events))?;
        output::print(&trace::why(&message))?;
        output::print(&trace::meanings(&message.listed.recipients))?;
        if !message.has_body {
            return output::print("\nIts content went with its last delivery.\n");
        }
        if message.listed.damaged {
            return output::print(
                "\nIts body is missing or damaged, so it is kept and never sent. Put the body back from a backup and run \
                 `gatepost queue check`, or remove the message.\n",
            );
        }
        output::print("\nIts header, as it would be sent:\n\n")?;
        let (header, is_whole) = header(door, id).await?;
        output::print(&header)?;
        if !is_whole {
            output::note(&format!(
                "the header goes on: see it all with `gatepost queue export {id}`"
            ));
        }
        Ok(())
    })
}

/// The header as it would be sent, fit for a terminal, and whether that is all of it.
async fn header(door: &Door, id: QueueId) -> Result<(String, bool), Failure> {
    let mut export = door.export(id, false).await?;
    let mut octets = Vec::new();
    let mut end = None;
    while end.is_none() && octets.len() < HEADER_OCTETS_MAX {
        let Some(piece) = export.next().await else { break };
        octets.extend_from_slice(&piece?);
        end = header_end(&octets);
    }
    let is_whole = end.is_some() || octets.len() < HEADER_OCTETS_MAX;
    octets.truncate(end.unwrap_or(octets.len()).min(HEADER_OCTETS_MAX));
    let mut visible = output::Visible::default();
    let mut text = visible.feed(&octets);
    text.push_str(&visible.finish());
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok((text, is_whole && end.is_none_or(|end| end <= HEADER_OCTETS_MAX)))
}

/// Where the header ends: before the empty line.
fn header_end(octets: &[u8]) -> Option<usize> {
    octets
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map(|at| at + 2)
}

fn run_order(settings: &Settings, order: &Order, change: Change, may_go_on: bool) -> Result<(), Failure> {
    let filter = order.filter.filter(false);
    if order.ids.is_empty() && filter.is_empty() {
        return Err(Failure::usage(
            "no message is named: give queue ids, or a filter such as `--account NAME`, `--held` or `--older-than 2h`",
        ));
    }
    let asks = order.ids.is_empty() && !may_go_on;
    if asks && !io::stdin().is_terminal() {
        return Err(Failure::usage(
            "there is no terminal to ask at: give `--yes` if all that the filter means are meant",
        ));
    }
    let outcome = door::with(settings, Need::There, async |door: &Door| {
        if order.ids.is_empty() {
            change_all(door, &filter, change, asks).await
        } else {
            change_ids(door, &order.ids, &filter, change).await
        }
    })?;
    if order.json {
        output::json(&outcome)?;
    } else {
        output::print(&told(&outcome, change))?;
    }
    match &outcome.unknown[..] {
        [] => Ok(()),
        unknown => Err(Failure::new(format!(
            "there is no such message: {}",
            unknown.join(", ")
        ))),
    }
}

fn run_check(settings: &Settings, deep: bool, json: bool) -> Result<(), Failure> {
    let answer = door::with(settings, Need::There, async |door: &Door| {
        patiently("checking", door.answer(Request::QueueCheck { deep })).await
    })?;
    let Answer::Checked(checked) = answer else {
        return Err(Failure::unexpected());
    };
    if json {
        output::json(&checked)?;
    } else {
        output::print(&found(&checked))?;
    }
    if checked.damaged.is_empty() && checked.problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::silent())
    }
}

fn run_backup(settings: &Settings, directory: &Path, json: bool) -> Result<(), Failure> {
    // The server has another directory to begin from.
    let whole = std::path::absolute(directory)
        .map_err(|error| Failure::usage(format!("{} cannot be used: {error}", directory.display())))?;
    let Some(path) = whole.to_str().map(str::to_owned) else {
        return Err(Failure::usage(format!(
            "{} is no UTF-8: choose another name",
            whole.display()
        )));
    };
    let answer = door::with(settings, Need::There, async |door: &Door| {
        patiently("copying", door.answer(Request::QueueBackup { path })).await
    })?;
    let Answer::BackedUp(backup) = answer else {
        return Err(Failure::unexpected());
    };
    if json {
        output::json(&backup)?;
    } else {
        output::print(&copied(&backup))?;
    }
    match &backup.missing[..] {
        [] => Ok(()),
        missing => Err(Failure::new(format!(
            "the copy is whole but for what is missing in the store itself: the bodies of {}",
            output::safe(&missing.join(", "))
        ))),
    }
}

/// Waits for long work, and shows on a terminal that it goes on.
async fn patiently<T>(doing: &str, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut seconds = 0;
    loop {
        tokio::select! {
            biased;
            done = &mut work => {
                output::waited(seconds);
                return done;
            }
            () = tokio::time::sleep(Duration::from_secs(1)) => {
                seconds += 1;
                output::waiting(doing, seconds);
            }
        }
    }
}

async fn change_ids(door: &Door, ids: &[QueueId], filter: &Filter, change: Change) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    for page in ids.chunks(PAGE_MESSAGES) {
        let ids = page.iter().map(QueueId::to_string).collect();
        let messages = Meant::Ids {
            ids,
            filter: filter.clone(),
        };
        outcome.add(door.answer(Request::QueueChange { change, messages }).await?)?;
    }
    Ok(outcome)
}

async fn change_all(door: &Door, filter: &Filter, change: Change, asks: bool) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    let answer = door.answer(Request::QueueCount { filter: filter.clone() }).await?;
    let Answer::Counted { messages: total, last } = answer else {
        return Err(Failure::unexpected());
    };
    let Some(until) = last else { return Ok(outcome) };
    let what = match change {
        Change::Bounce => "Bounce",
        _ => "Remove",
    };
    if asks && !confirmed(&format!("{what} {} for good?", output::quantity(total, "message")))? {
        return Err(Failure::new("nothing was changed"));
    }
    let mut after = None;
    loop {
        let messages = Meant::All {
            filter: filter.clone(),
            after: after.take(),
            until: until.clone(),
        };
        after = outcome.add(door.answer(Request::QueueChange { change, messages }).await?)?;
        let is_done = after.is_none();
        if total > PAGE_MESSAGES as u64 {
            let done = outcome.changed + outcome.unchanged;
            output::progress(if is_done { total } else { done.min(total - 1) }, total);
        }
        if is_done {
            return Ok(outcome);
        }
    }
}

impl Outcome {
    /// Adds the answer to one order, and says where to go on.
    fn add(&mut self, answer: Answer) -> Result<Option<String>, Failure> {
        let Answer::Changed {
            changed,
            unchanged,
            damaged,
            without_way,
            unknown,
            after,
        } = answer
        else {
            return Err(Failure::unexpected());
        };
        self.changed += changed.len() as u64;
        self.unchanged += unchanged.len() as u64;
        self.damaged.extend(damaged);
        self.without_way.extend(without_way);
        self.unknown.extend(unknown);
        Ok(after)
    }
}

/// Asks a question that is answered by y or n.
fn confirmed(question: &str) -> Result<bool, Failure> {
    let failed = |error: io::Error| Failure::new(format!("the answer cannot be read: {error}"));
    let mut err = io::stderr();
    write!(err, "{question} [y/N] ")
        .and_then(|()| err.flush())
        .map_err(failed)?;
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(failed)?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}

impl FilterOptions {
    fn filter(&self, ended: bool) -> Filter {
        Filter {
            account: self.account.clone(),
            sender: self.sender.clone(),
            recipient: self.recipient.clone(),
            domain: self.domain.clone(),
            cause: self.cause.clone(),
            held: match (self.held, self.not_held) {
                (true, _) => Some(true),
                (false, true) => Some(false),
                (false, false) => None,
            },
            older_than_seconds: self.older_than.map(|age| age.as_secs()),
            newer_than_seconds: self.newer_than.map(|age| age.as_secs()),
            ended,
        }
    }
}

/// A whole number and one of s, m, h, d, w.
pub(super) fn parse_age(text: &str) -> Result<Duration, String> {
    let help = || "write a whole number and s, m, h, d or w, for instance 2h or 3d".to_owned();
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(help)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return Err(help()),
    };
    if !number.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(help());
    }
    let number: u64 = number.parse().map_err(|_| help())?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(help)
}

/// A table is laid out as a whole, so it is held in memory.
const TABLE_MESSAGES_MAX: u64 = 1_000;
const HEADER_OCTETS_MAX: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read() {
        for (text, seconds) in [
            ("90s", Some(90)),
            ("15m", Some(900)),
            ("2h", Some(7_200)),
            ("3d", Some(259_200)),
            ("1w", Some(604_800)),
            ("0s", Some(0)),
            ("", None),
            ("h", None),
            ("2", None),
            ("2 h", None),
            ("-2h", None),
            ("+2h", None),
            ("2.5h", None),
            ("2H", None),
            ("2\u{c2dc}", None),
            ("99999999999999999999s", None),
            ("18446744073709551615w", None),
        ] {
            assert_eq!(parse_age(text).ok().map(|age| age.as_secs()), seconds, "{text:?}");
        }
    }

    #[test]
    fn filters_are_built() {
        let any = Filter::default;
        for (options, expected) in [
            (FilterOptions::default(), any()),
            (
                FilterOptions {
                    held: true,
                    ..FilterOptions::default()
                },
                Filter {
                    held: Some(true),
                    ..any()
                },
            ),
            (
                FilterOptions {
                    not_held: true,
                    ..FilterOptions::default()
                },
                Filter {
                    held: Some(false),
                    ..any()
                },
            ),
            (
                FilterOptions {
                    older_than: Some(Duration::from_secs(60)),
                    ..FilterOptions::default()
                },
                Filter {
                    older_than_seconds: Some(60),
                    ..any()
                },
            ),
            (
                FilterOptions {
                    sender: Some("<>".to_owned()),
                    ..FilterOptions::default()
                },
                Filter {
                    sender: Some("<>".to_owned()),
                    ..any()
                },
            ),
        ] {
            assert_eq!(options.filter(false), expected);
            assert_eq!(
                options.filter(true),
                Filter {
                    ended: true,
                    ..expected
                }
            );
        }
    }

    #[test]
    fn where_a_header_ends() {
        for (octets, expected) in [
            (&b"A: b\r\n\r\nbody"[..], Some(6)),
            (b"A: b\r\nC: d\r\n", None),
            (b"A: b\n\nbody", None),
            (b"", None),
        ] {
            assert_eq!(header_end(octets), expected, "{octets:?}");
        }
    }
}
