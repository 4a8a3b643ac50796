//! `gatepost queue export`: the octets of a message, to a pipe, a file or a terminal.

use super::door::{self, Door, Need};
use super::{Failure, output};
use crate::config::Settings;
use clap::Args;
use futures_util::StreamExt;
use queue::QueueId;
use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What `queue export` takes.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Its queue id
    id: QueueId,

    /// The very octets that were received, without what is added and removed before it is sent
    #[arg(long)]
    as_received: bool,

    /// Write to FILE instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Writes a message.
pub(super) fn run(settings: &Settings, options: &Options) -> Result<(), Failure> {
    // Opened as whoever calls, before root becomes the owner of the data directory.
    let mut sink = Sink::open(options.output.as_deref())?;
    let done = door::with(settings, Need::There, async |door: &Door| {
        let mut pieces = door.export(options.id, options.as_received).await?;
        while let Some(piece) = pieces.next().await {
            sink.write(&piece?)?;
        }
        Ok(())
    });
    match done {
        Ok(()) => sink.finish(),
        Err(failure) => Err(sink.give_up(failure)),
    }
}

/// Where an export goes.
enum Sink {
    /// People read it: nothing in it may command the terminal.
    Terminal(output::Visible),
    /// A pipe or a file that the shell opened.
    Pipe,
    /// A file that we opened.
    File {
        file: File,
        path: PathBuf,
        /// It was not there before.
        is_new: bool,
        /// Something was written.
        has_begun: bool,
    },
}

impl Sink {
    fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            if !io::stdout().is_terminal() {
                return Ok(Self::Pipe);
            }
            output::note("control characters are shown as \\u{..}; for the very octets, write to a file");
            return Ok(Self::Terminal(output::Visible::default()));
        };
        let mut options = OpenOptions::new();
        options.write(true).mode(0o600);
        let (opened, is_new) = match options.clone().create_new(true).open(path) {
            // Emptied only when the message is there.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => (options.open(path), false),
            opened => (opened, true),
        };
        match opened {
            Ok(file) => Ok(Self::File {
                file,
                path: path.to_owned(),
                is_new,
                has_begun: false,
            }),
            Err(error) => Err(Failure::new(format!("{} cannot be written: {error}", path.display()))),
        }
    }

    fn write(&mut self, octets: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Terminal(visible) => output::print(&visible.feed(octets)),
            Self::Pipe => output::write(octets),
            Self::File {
                file, path, has_begun, ..
            } => {
                let emptied = if *has_begun { Ok(()) } else { empty(file) };
                *has_begun = true;
                let written = emptied.and_then(|()| file.write_all(octets));
                written.map_err(|error| Failure::new(format!("{} cannot be written: {error}", path.display())))
            }
        }
    }

    fn finish(mut self) -> Result<(), Failure> {
        // An empty message empties the file too.
        self.write(b"")?;
        match self {
            Self::Terminal(visible) => output::print(&format!("{}\n", visible.finish())),
            Self::Pipe | Self::File { .. } => Ok(()),
        }
    }

    fn give_up(self, mut failure: Failure) -> Failure {
        if let Self::File {
            path,
            is_new,
            has_begun,
            ..
        } = self
        {
            if has_begun {
                failure
                    .message
                    .push_str(&format!("; {} holds only what came before that", path.display()));
            } else if is_new {
                // An empty file is left if this fails; what went wrong is more worth telling.
                drop(fs::remove_file(path));
            }
        }
        failure
    }
}

/// Devices and pipes have nothing to empty.
fn empty(file: &File) -> io::Result<()> {
    if file.metadata()?.is_file() {
        file.set_len(0)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_emptied_only_for_a_message() {
        let path = std::env::temp_dir().join(format!("gatepost-export-{}", std::process::id()));
        drop(fs::remove_file(&path));
        let failed = || Failure::new("no message");
        Sink::open(Some(&path)).expect("opened").give_up(failed());
        assert!(!path.exists(), "a file that was made for nothing goes");
        fs::write(&path, "something longer").expect("written");
        Sink::open(Some(&path)).expect("opened").give_up(failed());
        assert_eq!(fs::read(&path).expect("read"), b"something longer");
        let mut sink = Sink::open(Some(&path)).expect("opened");
        sink.write(b"new").expect("written");
        sink.write(b"er").expect("written");
        sink.finish().expect("finished");
        assert_eq!(fs::read(&path).expect("read"), b"newer");
        fs::remove_file(&path).expect("removed");
    }
}
