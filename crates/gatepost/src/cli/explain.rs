//! `gatepost explain`: what a reply of any SMTP server means, who must act and what to do next.

mod page;
mod words;

use super::{Failure, output};
use crate::explain;
use crate::explain::paste::Paste;
use crate::explain::question::Question;
use clap::{Args, ValueEnum};
use reply::Language;
use reply::explain::Hints;
use reply::providers::{self, Provider};
use reply::ranking::At;
use std::env;
use std::fs::File;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// What `explain` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gatepost explain 530
  gatepost explain 5.7.8
  gatepost explain '535-5.7.8 Username and Password not accepted'
  gatepost explain < mail.log
  gatepost explain --dsn bounce.eml
  gatepost explain 235 530            two codes side by side
  gatepost explain credentials-wrong  a cause
  gatepost explain --list --lang ko

Passwords and tokens in the text are removed from all that is printed. Nothing is sent anywhere.")]
pub(super) struct Options {
    /// A code, two codes, a cause, or what a program or a log says; without it, standard input is read
    #[arg(value_name = "TEXT", conflicts_with_all = ["dsn", "list"])]
    text: Vec<String>,

    /// Explain a bounce (a message with a delivery report); `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "list")]
    dsn: Option<PathBuf>,

    /// Show all causes, codes, providers and programs that are known
    #[arg(long, conflicts_with_all = ["provider", "stage"])]
    list: bool,

    /// In which language; without it, what LC_ALL, LC_MESSAGES or LANG say
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<Lang>,

    /// Whose server it is, where the text does not show it: an id or a name of `--list`
    #[arg(long, value_name = "PROVIDER", value_parser = provider)]
    provider: Option<&'static Provider>,

    /// At which step of the session it came, where the text does not show it
    #[arg(long, value_name = "STAGE")]
    stage: Option<Stage>,

    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Lang {
    /// English
    En,
    /// Korean
    Ko,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Stage {
    /// The greeting
    Connect,
    /// EHLO or HELO
    Ehlo,
    /// STARTTLS
    Starttls,
    /// The login
    Auth,
    /// MAIL FROM
    Mail,
    /// RCPT TO
    Rcpt,
    /// DATA, or the end of the message
    Data,
}

/// Explains.
pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let language = language(options.lang);
    let look = page::Look::of_stdout();
    if options.list {
        let overview = explain::list(language);
        return if options.json {
            output::json(&overview)
        } else {
            output::print(&page::overview(&overview, language, look))
        };
    }
    let hints = Hints {
        provider: options.provider,
        at: options.stage.map(Stage::at),
    };
    let (question, paste) = asked(options)?;
    if let (Question::Compare(..), true) = (&question, options.provider.is_some() || options.stage.is_some()) {
        return Err(Failure::usage(
            "--provider and --stage say nothing of two codes beside each other".to_owned(),
        ));
    }
    let explained = explain::explain(&question, paste.as_ref(), hints, language).map_err(Failure::new)?;
    if options.json {
        output::json(&explained)?;
    } else {
        output::print(&page::page(&explained, language, look))?;
    }
    // Whoever asks from a program learns whether there is an answer.
    if explained.is_answer() {
        Ok(())
    } else {
        Err(Failure::silent())
    }
}

/// The question, and what it was read from.
fn asked(options: &Options) -> Result<(Question, Option<Paste>), Failure> {
    // What is known of the step or the provider says more than the page of a code.
    let has_hints = options.provider.is_some() || options.stage.is_some();
    let question = |question: Question, text: &str| match question {
        Question::Code(_) | Question::Enhanced(_) if has_hints => Question::Text(text.to_owned()),
        question => question,
    };
    if !options.text.is_empty() {
        let text = options.text.join(" ");
        let question = question(Question::of(&options.text), &text);
        if text.trim().is_empty() {
            return Err(nothing());
        }
        if is_forgotten_file(&text) {
            let name = output::safe(&text);
            return Err(Failure::usage(format!(
                "{name} is a file; to explain what is in it: gatepost explain < {name}"
            )));
        }
        return match question {
            Question::Text(_) => {
                let paste =
                    Paste::read(&mut text.as_bytes(), false).map_err(|error| unreadable(Path::new("TEXT"), &error))?;
                Ok((Question::Text(text), Some(paste)))
            }
            question => Ok((question, None)),
        };
    }
    let paste = match options.dsn.as_deref() {
        Some(path) if path != Path::new("-") => {
            let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
            Paste::read(&mut file, true).map_err(|error| unreadable(path, &error))?
        }
        dsn => {
            if io::stdin().is_terminal() {
                output::note("Paste the reply, the error message or the log, and press Ctrl-D.");
            }
            let read = Paste::read(&mut io::stdin().lock(), dsn.is_some());
            read.map_err(|error| unreadable(Path::new("standard input"), &error))?
        }
    };
    if paste.text.trim().is_empty() {
        return Err(nothing());
    }
    // `echo 530 | gatepost explain`
    let bare = paste.text.trim();
    let asked = if bare.len() < 64 {
        question(Question::text(bare), bare)
    } else {
        Question::Text(String::new())
    };
    match asked {
        Question::Text(_) => Ok((Question::Text(String::new()), Some(paste))),
        question => Ok((question, None)),
    }
}

fn nothing() -> Failure {
    Failure::usage(
        "there is nothing to explain: the text is empty; `gatepost explain --help` shows what can be asked".to_owned(),
    )
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!(
        "{} cannot be read: {error}",
        output::safe(&path.to_string_lossy())
    ))
}

/// `gatepost explain mail.log`
fn is_forgotten_file(text: &str) -> bool {
    text.len() < 256 && !text.contains(char::is_whitespace) && Path::new(text).is_file()
}

fn provider(name: &str) -> Result<&'static Provider, String> {
    Provider::find(name).ok_or_else(|| {
        let ids: Vec<&str> = providers::all().map(|known| known.id).collect();
        format!("it is none of {}", ids.join(", "))
    })
}

/// What was asked for, or what the environment says (POSIX: the first of these that is set).
fn language(asked: Option<Lang>) -> Language {
    match asked {
        Some(Lang::En) => Language::English,
        Some(Lang::Ko) => Language::Korean,
        None => {
            let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(set)
                .unwrap_or_default();
            of_locale(&locale)
        }
    }
}

/// `ko`, `ko_KR.UTF-8`
fn of_locale(locale: &str) -> Language {
    let language = locale.split(['_', '.', '@', '-']).next().unwrap_or_default();
    if language.eq_ignore_ascii_case("ko") || language.eq_ignore_ascii_case("korean") {
        Language::Korean
    } else {
        Language::English
    }
}

impl Stage {
    const fn at(self) -> At {
        match self {
            Self::Connect => At::Connect,
            Self::Ehlo => At::Hello,
            Self::Starttls => At::StartTls,
            Self::Auth => At::Login,
            Self::Mail => At::Sender,
            Self::Rcpt => At::Recipient,
            Self::Data => At::Data,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_says_the_language() {
        for (locale, expected) in [
            ("ko_KR.UTF-8", Language::Korean),
            ("ko", Language::Korean),
            ("ko-KR", Language::Korean),
            ("kok_IN", Language::English),
            ("en_US.UTF-8", Language::English),
            ("C", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(of_locale(locale), expected, "{locale}");
        }
    }
}
