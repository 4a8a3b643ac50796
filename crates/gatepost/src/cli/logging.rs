//! The log: text or JSON lines, by a writer that never makes the server wait.

use crate::config::{Log, LogFormat, LogLevel};
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::reload;
use tracing_subscriber::util::SubscriberInitExt;

/// The log of this process. What is in its buffer is written when this is dropped.
pub(super) struct Logging {
    file: Option<(PathBuf, Reopened)>,
    set_level: Box<dyn Fn(LevelFilter) + Send + Sync>,
    _writer: WorkerGuard,
}

/// A file that can be opened anew under its name, because somebody else moves it away (logrotate). The thread that writes
/// flushes it whenever no line waits, so many lines at once cost one call, and a single one is there at once.
#[derive(Clone)]
struct Reopened(Arc<Mutex<BufWriter<File>>>);

/// Starts the log. When the disk or the terminal is slower than the server, lines are dropped rather than mail delayed.
///
/// # Errors
/// The file cannot be written.
pub(super) fn start(log: &Log) -> Result<Logging, String> {
    let colour = log.file.is_none() && io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let builder = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(LINES_MAX);
    let file = match &log.file {
        None => None,
        Some(path) => Some((
            path.clone(),
            Reopened(Arc::new(Mutex::new(BufWriter::new(open(path)?)))),
        )),
    };
    let (writer, guard) = match &file {
        None => builder.finish(BufWriter::new(io::stderr())),
        Some((_, file)) => builder.finish(file.clone()),
    };
    let lines = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::DEBUG)
        .with_writer(writer)
        .with_ansi(colour)
        .with_target(false);
    let twice = |error: &dyn std::fmt::Display| format!("the log was started twice: {error}");
    let set_level: Box<dyn Fn(LevelFilter) + Send + Sync> = match log.format {
        LogFormat::Text => {
            let (level, handle) = reload::Layer::new(filter(log.level));
            let lines = lines.finish().with(level);
            lines.try_init().map_err(|error| twice(&error))?;
            // It lives as long as the process.
            Box::new(move |level| drop(handle.modify(|old| *old = level)))
        }
        LogFormat::Json => {
            let lines = lines
                .json()
                .flatten_event(true)
                .with_current_span(false)
                .with_span_list(false);
            let (level, handle) = reload::Layer::new(filter(log.level));
            let lines = lines.finish().with(level);
            lines.try_init().map_err(|error| twice(&error))?;
            Box::new(move |level| drop(handle.modify(|old| *old = level)))
        }
    };
    Ok(Logging {
        file,
        set_level,
        _writer: guard,
    })
}

impl Logging {
    /// Goes on at another level, and in a file of the same name, which may be a new one.
    ///
    /// # Errors
    /// The file cannot be opened again; then the old one is written on.
    pub(super) fn reload(&self, log: &Log) -> Result<(), String> {
        (self.set_level)(filter(log.level));
        if let Some((path, file)) = &self.file {
            let new = BufWriter::new(open(path)?);
            // What still waits goes to the old one when that is dropped.
            *file.0.lock().unwrap_or_else(PoisonError::into_inner) = new;
        }
        Ok(())
    }
}

impl Write for Reopened {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}

fn open(path: &Path) -> Result<File, String> {
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

/// Lines that may wait to be written.
const LINES_MAX: usize = 16_384;
