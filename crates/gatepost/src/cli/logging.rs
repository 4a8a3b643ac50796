//! The log: text or JSON lines, by a writer that never makes the server wait.

use crate::config::{Log, LogFormat, LogLevel, is_named_pipe};
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::reload;
use tracing_subscriber::util::SubscriberInitExt;

/// The log of this process. What is in its buffer is written when this is dropped.
pub(super) struct Logging {
    file: Option<PathBuf>,
    lines: Lines,
    set_level: Box<dyn Fn(LevelFilter) + Send + Sync>,
}

/// Lines on their way. One thread writes them, a short while after the first has come, so that many cost one call and one
/// change of threads; whoever tells something only puts it here. When the disk or the terminal is slower than the server,
/// lines are dropped rather than mail delayed.
#[derive(Clone)]
struct Lines(Arc<Shared>);

struct Shared {
    waiting: Mutex<Waiting>,
    something_waits: Condvar,
    all_is_written: Condvar,
}

#[derive(Default)]
struct Waiting {
    octets: Vec<u8>,
    dropped: u64,
    /// Where to write what stands behind so many of these octets.
    sink: Option<(usize, Box<dyn Write + Send>)>,
    is_over: bool,
    is_written: bool,
}

/// Starts the log.
///
/// # Errors
/// The file cannot be written, or the system gives no thread.
pub(super) fn start(log: &Log) -> Result<Logging, String> {
    let colour = log.file.is_none() && io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let sink: Box<dyn Write + Send> = match &log.file {
        None => Box::new(io::stderr()),
        Some(path) => Box::new(open(path)?),
    };
    let lines = Lines(Arc::new(Shared {
        waiting: Mutex::default(),
        something_waits: Condvar::new(),
        all_is_written: Condvar::new(),
    }));
    let writer = lines.clone();
    thread::Builder::new()
        .name("log".to_owned())
        .spawn(move || writer.write_on(sink))
        .map_err(|error| format!("the system gives no thread for the log: {error}"))?;
    let told = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::DEBUG)
        .with_writer(lines.clone())
        .with_ansi(colour)
        .with_target(false);
    let twice = |error: &dyn std::fmt::Display| format!("the log was started twice: {error}");
    let set_level: Box<dyn Fn(LevelFilter) + Send + Sync> = match log.format {
        LogFormat::Text => {
            let (level, handle) = reload::Layer::new(filter(log.level));
            let told = told.finish().with(level);
            told.try_init().map_err(|error| twice(&error))?;
            // It lives as long as the process.
            Box::new(move |level| drop(handle.modify(|old| *old = level)))
        }
        LogFormat::Json => {
            let told = told
                .json()
                .flatten_event(true)
                .with_current_span(false)
                .with_span_list(false);
            let (level, handle) = reload::Layer::new(filter(log.level));
            let told = told.finish().with(level);
            told.try_init().map_err(|error| twice(&error))?;
            Box::new(move |level| drop(handle.modify(|old| *old = level)))
        }
    };
    Ok(Logging {
        file: log.file.clone(),
        lines,
        set_level,
    })
}

impl Logging {
    /// Goes on at another level, and in a file of the same name, which may be a new one.
    ///
    /// # Errors
    /// The file cannot be opened again; then the old one is written on.
    pub(super) fn reload(&self, log: &Log) -> Result<(), String> {
        (self.set_level)(filter(log.level));
        if let Some(path) = &self.file {
            let file = open(path)?;
            let mut waiting = self.lines.waiting();
            let until_now = waiting.octets.len();
            waiting.sink = Some((until_now, Box::new(file)));
        }
        Ok(())
    }
}

impl Drop for Logging {
    fn drop(&mut self) {
        let mut waiting = self.lines.waiting();
        waiting.is_over = true;
        self.lines.0.something_waits.notify_one();
        // Not for ever: a terminal that was stopped must not keep the process.
        let all_is_written = &self.lines.0.all_is_written;
        drop(all_is_written.wait_timeout_while(waiting, LAST_TIME, |waiting| !waiting.is_written));
    }
}

impl Lines {
    /// Writes what comes, until it is over.
    fn write_on(&self, mut sink: Box<dyn Write + Send>) {
        let mut octets = Vec::new();
        loop {
            let is_over = {
                let waiting = self.waiting();
                let idle = |waiting: &mut Waiting| waiting.octets.is_empty() && !waiting.is_over;
                let waiting = self.0.something_waits.wait_while(waiting, idle);
                waiting.unwrap_or_else(PoisonError::into_inner).is_over
            };
            if !is_over {
                thread::sleep(GATHER_TIME);
            }
            let (dropped, other) = {
                let mut waiting = self.waiting();
                std::mem::swap(&mut octets, &mut waiting.octets);
                (std::mem::take(&mut waiting.dropped), waiting.sink.take())
            };
            let mut rest = &octets[..];
            // A log that cannot be written has nobody left to tell it to.
            if let Some((until_then, other)) = other {
                let (before, behind) = rest.split_at(until_then);
                drop(sink.write_all(before).and_then(|()| sink.flush()));
                (sink, rest) = (other, behind);
            }
            drop(sink.write_all(rest));
            if dropped > 0 {
                drop(writeln!(
                    sink,
                    "{dropped} lines were dropped: the log cannot be written fast enough"
                ));
            }
            drop(sink.flush());
            octets.clear();
            octets.shrink_to(OCTETS_KEPT);
            if is_over {
                self.waiting().is_written = true;
                return self.0.all_is_written.notify_one();
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The library formats a line whole before it writes it.
impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let first = {
            let mut waiting = self.waiting();
            let first = waiting.octets.is_empty();
            if waiting.octets.len() + line.len() <= OCTETS_MAX {
                waiting.octets.extend_from_slice(line);
            } else {
                waiting.dropped += 1;
            }
            first
        };
        if first {
            self.0.something_waits.notify_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn open(path: &Path) -> Result<File, String> {
    if is_named_pipe(path) {
        return Err(format!(
            "cannot write the log {}: it is a pipe, and no file",
            path.display()
        ));
    }
    let file = File::options().append(true).create(true).open(path);
    file.map_err(|error| format!("cannot write the log {}: {error}", path.display()))
}

fn filter(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    }
}

/// Lines that come this soon behind the first are written with it.
const GATHER_TIME: Duration = Duration::from_millis(20);
/// How long the end of the process waits for the last lines.
const LAST_TIME: Duration = Duration::from_secs(1);
/// What may wait to be written.
const OCTETS_MAX: usize = 8 << 20;
/// What the buffer keeps when there is little to do.
const OCTETS_KEPT: usize = 64 << 10;
