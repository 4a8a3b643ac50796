//! `gatepost account exception`: what single credentials may do for the sake of an old machine.

use super::{ask, shown};
use crate::admin::protocol::{Answer, ExceptedShown, Request};
use crate::cli::door::Need;
use crate::cli::{Failure, output};
use crate::config::Settings;
use clap::{Args, Subcommand};

/// What can be done to exceptions.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Let one credential do what is forbidden elsewhere, for the sake of an old machine
    ///
    /// Everybody else goes on under the strict rules. Give such a machine an app password of its own (`gatepost account
    /// app-password add`), and the exception to that. `exception list` tells when each was used last: take back what nobody
    /// needs any more.
    ///
    /// `login`: it may log in by LOGIN where the listener does not have it. LOGIN sends the password itself, as PLAIN does, so it
    /// is as safe as the TLS around it; whoever answers in the server's place learns it.
    ///
    /// `clear=ADDRESS`: it may log in without TLS from that one address. Whoever sits on the way reads its password and its mail,
    /// and can send as it from there. To that address AUTH is offered before TLS; all others hear there that TLS comes first.
    ///
    /// `syntax`: MAIL and RCPT may be without angle brackets, or have a space behind the colon. This weakens nothing but the
    /// order that lets faults of programs be noticed.
    ///
    /// `from`: whatever it writes as its sender, in MAIL and in the From header, becomes its own address, which is the first
    /// address among its senders, else its name. It still cannot send as others; but what it sends is not what it wrote, and a
    /// signature of its own breaks.
    #[command(
        after_help = "Examples:\n  gatepost account exception add alice@example.com/printer login\n  gatepost account exception add \
                      scanner clear=192.0.2.7"
    )]
    Add(Which),

    /// Take an exception back
    ///
    /// Sessions that are open end at their next message.
    #[command(after_help = "Example:\n  gatepost account exception remove alice@example.com/printer login")]
    Remove(Which),

    /// List the exceptions of an account with its app passwords, or of all, and when each was used last
    #[command(
        after_help = "Examples:\n  gatepost account exception list\n  gatepost account exception list alice@example.com"
    )]
    List {
        /// The login name of the account
        name: Option<String>,
        /// Print a JSON array
        #[arg(long)]
        json: bool,
    },
}

/// Which exception is meant.
#[derive(Debug, Args)]
pub(in crate::cli) struct Which {
    /// The login name of the account, or NAME/LABEL for one of its app passwords
    #[arg(value_name = "NAME[/LABEL]")]
    whose: String,

    /// login, clear=ADDRESS, syntax, or from
    exception: String,

    /// Print a JSON array: all that this credential has then
    #[arg(long)]
    json: bool,
}

/// Does what is asked.
pub(super) fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Add(Which { whose, exception, json }) => {
            let said = format!("{whose} has the exception {exception}");
            let request = Request::ExceptionAdd { whose, exception };
            print_done(ask(settings, Need::There, request)?, &said, json)
        }
        Command::Remove(Which { whose, exception, json }) => {
            let said = format!("{whose} does not have the exception {exception} any more");
            let request = Request::ExceptionRemove { whose, exception };
            print_done(ask(settings, Need::There, request)?, &said, json)
        }
        Command::List { name, json } => {
            let list = all(ask(settings, Need::There, Request::ExceptionList { name })?)?;
            if json {
                return output::json(&list);
            }
            if list.is_empty() {
                output::note("there is no exception");
                return Ok(());
            }
            let rows = list.iter().map(shown::exception_row).collect();
            output::table(&["WHOSE", "EXCEPTION", "LAST USE"], rows)
        }
    }
}

fn print_done(answer: Answer, said: &str, json: bool) -> Result<(), Failure> {
    let list = all(answer)?;
    match json {
        true => output::json(&list),
        false => output::print(&format!("{}\n", output::safe(said))),
    }
}

fn all(answer: Answer) -> Result<Vec<ExceptedShown>, Failure> {
    match answer {
        Answer::Exceptions(list) => Ok(list),
        _ => Err(Failure::unexpected()),
    }
}
