//! `gatepost account import`: accounts of password files, with the hashes that they have.

use crate::accounts::canonical;
use crate::accounts::source::file::{Entry, LineProblem, parse};
use crate::admin::protocol::{
    Answer, IMPORTED_HASH_OCTETS_MAX, IMPORTED_MAX, ImportOutcome, Imported, ImportedShown, Request, Secret,
};
use crate::cli::door::{self, Door, Need};
use crate::cli::{Failure, output};
use crate::config::Settings;
use clap::Args;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What `account import` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    /// Lines of NAME:HASH, as Dovecot, Apache and /etc/shadow have them; at most 16 MiB
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,

    /// Also give accounts that are there the hash of the file
    ///
    /// Their sessions end at their next message. One that the file disables is disabled; one that is disabled here stays so.
    #[arg(long)]
    update: bool,

    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// What became of a file.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Outcome {
    dry_run: bool,
    added: u64,
    updated: u64,
    /// Of those that were there: they have the hash of the file already.
    unchanged: u64,
    /// Those that were there, and stay as they are.
    skipped: u64,
    unusable: Vec<Unusable>,
}

/// A line of which no account can be made.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Unusable {
    line: usize,
    why: String,
}

/// Does what is asked.
pub(super) fn run(settings: &Settings, options: &Options) -> Result<(), Failure> {
    // Read as whoever calls, before root becomes the owner of the data directory.
    let text = read_file(&options.file)?;
    let (entries, problems) = parse(&text);
    let mut outcome = Outcome::new(options.dry_run, &problems);
    let need = match options.dry_run {
        true => Need::There,
        false => Need::Made,
    };
    let total = entries.len();
    let mut refused = Vec::new();
    let done = door::with(settings, need, async |door: &Door| {
        let mut sent = 0;
        for accounts in batches(entries) {
            sent += accounts.len();
            let request = Request::AccountImport {
                accounts,
                update: options.update,
                dry_run: options.dry_run,
            };
            let Answer::Imported(done) = door.answer(request).await? else {
                return Err(Failure::unexpected());
            };
            refused.extend(outcome.add(done));
            if total > IMPORTED_MAX {
                output::progress(sent as u64, total as u64);
            }
        }
        Ok(())
    });
    outcome.refused(refused, &text, &problems);
    if let Err(mut failure) = done {
        let before = outcome.added + outcome.updated;
        if before > 0 && !options.dry_run {
            let count = output::quantity(before, "account");
            let help = "were added or updated before that, and the command can be given again";
            failure.message.push_str(&format!("; {count} {help}"));
        }
        return Err(failure);
    }
    if options.json {
        output::json(&outcome)?;
    } else {
        output::print(&outcome.told())?;
    }
    match outcome.unusable.is_empty() {
        true => Ok(()),
        false => Err(Failure::silent()),
    }
}

fn read_file(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let mut octets = Vec::new();
    File::open(path)
        .and_then(|file| file.take(FILE_OCTETS_MAX + 1).read_to_end(&mut octets))
        .map_err(|error| Failure::new(format!("{shown} cannot be read: {error}")))?;
    if octets.len() as u64 > FILE_OCTETS_MAX {
        return Err(Failure::new(format!(
            "{shown} has more than 16 MiB: name the right file, or split it"
        )));
    }
    // A line that is no UTF-8 does not spoil the others.
    Ok(String::from_utf8_lossy(&octets).into_owned())
}

/// What goes into one request each.
fn batches(entries: Vec<Entry>) -> Vec<Vec<Imported>> {
    let mut batches: Vec<Vec<Imported>> = Vec::new();
    let mut octets = 0;
    for Entry { name, hash, enabled } in entries {
        let length = name.len() + hash.len().min(IMPORTED_HASH_OCTETS_MAX + 1);
        // One that is too long is refused for that, whatever follows in it.
        let hash: String = match hash.len() {
            0..=IMPORTED_HASH_OCTETS_MAX => hash,
            _ => "x".repeat(IMPORTED_HASH_OCTETS_MAX + 1),
        };
        let hash = Secret::new(hash);
        let account = Imported { name, hash, enabled };
        octets += length;
        match batches.last_mut() {
            Some(last) if last.len() < IMPORTED_MAX && octets <= BATCH_OCTETS_MAX => last.push(account),
            _ => {
                batches.push(vec![account]);
                octets = length;
            }
        }
    }
    batches
}

impl Outcome {
    fn new(dry_run: bool, problems: &[LineProblem]) -> Self {
        let unusable = |problem: &LineProblem| Unusable {
            line: problem.line,
            why: problem.why.clone(),
        };
        Self {
            dry_run,
            unusable: problems.iter().map(unusable).collect(),
            ..Self::default()
        }
    }

    /// Counts what was done, and returns what was refused.
    fn add(&mut self, done: Vec<ImportedShown>) -> Vec<ImportedShown> {
        let mut refused = Vec::new();
        for one in done {
            match one.outcome {
                ImportOutcome::Added => self.added += 1,
                ImportOutcome::Updated => self.updated += 1,
                ImportOutcome::Unchanged => self.unchanged += 1,
                ImportOutcome::Skipped => self.skipped += 1,
                ImportOutcome::Refused => refused.push(one),
            }
        }
        refused
    }

    /// Puts those that were refused among the lines that cannot be used.
    fn refused(&mut self, refused: Vec<ImportedShown>, text: &str, problems: &[LineProblem]) {
        if refused.is_empty() {
            return;
        }
        let lines = lines(text, problems);
        self.unusable.extend(refused.into_iter().map(|one| Unusable {
            line: lines.get(&one.name).copied().unwrap_or_default(),
            why: one.why,
        }));
        self.unusable.sort_unstable();
    }

    fn told(&self) -> String {
        let would = if self.dry_run { "would be " } else { "" };
        let mut words = vec![format!("{} {would}added", output::quantity(self.added, "account"))];
        if self.updated > 0 {
            words.push(format!("{} {would}updated", output::number(self.updated)));
        }
        if self.unchanged > 0 {
            words.push(format!("{} unchanged", output::number(self.unchanged)));
        }
        if self.skipped > 0 {
            let help = "there already: `--update` gives them the hash of the file";
            words.push(format!(
                "{} skipped, since they are {help}",
                output::number(self.skipped)
            ));
        }
        let mut text = format!("{}\n", words.join(", "));
        if !self.unusable.is_empty() {
            let count = output::quantity(self.unusable.len() as u64, "line");
            text.push_str(&format!("{count} cannot be used:\n"));
        }
        for Unusable { line, why } in &self.unusable {
            text.push_str(&format!("line {line}: {}\n", output::safe(why)));
        }
        text
    }
}

/// On which line each account stands. Lines with problems are none.
fn lines(text: &str, problems: &[LineProblem]) -> BTreeMap<String, usize> {
    let bad: BTreeSet<usize> = problems.iter().map(|problem| problem.line).collect();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = BTreeMap::new();
    for (line, text) in (1..).zip(text.lines().map(str::trim)) {
        if let Some((name, _)) = text.split_once(':')
            && !text.starts_with('#')
            && !bad.contains(&line)
        {
            lines.entry(canonical(name.trim())).or_insert(line);
        }
    }
    lines
}

/// 16 MiB
const FILE_OCTETS_MAX: u64 = 16 * 1024 * 1024;
/// With room for what JSON makes of it: a request may have 1 MiB.
const BATCH_OCTETS_MAX: usize = 128 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    const SHA: &str = "$5$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/";

    fn shown(name: &str, outcome: ImportOutcome, why: &str) -> ImportedShown {
        ImportedShown {
            name: name.to_owned(),
            outcome,
            why: why.to_owned(),
        }
    }

    #[test]
    fn lines_are_told_with_their_numbers() {
        let text = format!("\u{feff}# moved\nalice:secret\nAlice:{SHA}\n\nbob:{SHA}:1:2\nbob:{SHA}\ntwo words:{SHA}\n");
        let (entries, problems) = parse(&text);
        assert_eq!((entries.len(), problems.len()), (3, 2));
        let mut outcome = Outcome::new(false, &problems);
        let refused = outcome.add(vec![
            shown("alice", ImportOutcome::Added, ""),
            shown("bob", ImportOutcome::Skipped, ""),
            shown("two words", ImportOutcome::Refused, "the name has a space"),
        ]);
        outcome.refused(refused, &text, &problems);
        let told = outcome.told();
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(
            lines[..2],
            [
                "1 account added, 1 skipped, since they are there already: `--update` gives them the hash of the file",
                "3 lines cannot be used:"
            ]
        );
        assert!(
            lines[2].starts_with("line 2: ") && lines[3].starts_with("line 6: "),
            "{told}"
        );
        assert_eq!(lines[4], "line 7: the name has a space");
        assert!(!told.contains("secret"), "{told}");
    }

    #[test]
    fn what_was_done_is_told() {
        let outcome = Outcome {
            added: 1_234,
            unchanged: 2,
            ..Outcome::default()
        };
        assert_eq!(outcome.told(), "1,234 accounts added, 2 unchanged\n");
        let outcome = Outcome {
            dry_run: true,
            updated: 3,
            ..Outcome::default()
        };
        assert_eq!(outcome.told(), "0 accounts would be added, 3 would be updated\n");
    }

    #[test]
    fn requests_stay_small() {
        let entry = |octets: usize| Entry {
            name: "a".to_owned(),
            hash: "x".repeat(octets),
            enabled: true,
        };
        let sizes = |octets: usize, count: usize| -> Vec<usize> {
            let entries = (0..count).map(|_| entry(octets)).collect();
            batches(entries).iter().map(Vec::len).collect()
        };
        assert_eq!(sizes(60, 0), [] as [usize; 0]);
        assert_eq!(sizes(60, 1_001), [IMPORTED_MAX, IMPORTED_MAX, 1]);
        assert_eq!(sizes(1_023, 130), [128, 2]);
        let long = batches(vec![entry(10_000_000)]);
        assert_eq!(long[0][0].hash.reveal().len(), IMPORTED_HASH_OCTETS_MAX + 1);
    }
}
