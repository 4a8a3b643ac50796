//! The log: text or JSON lines, by a writer that never makes the server wait.

use crate::config::{Log, LogFormat, LogLevel};
use std::fs::File;
use std::io::{self, IsTerminal};
use tracing::Level;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};

/// Starts the log. What is in its buffer is written when the guard is dropped. When the disk or the terminal is slower
/// than the server, lines are dropped rather than mail delayed.
pub fn start(log: &Log) -> Result<WorkerGuard, String> {
    let colour = log.file.is_none() && io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let builder = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(LINES_MAX);
    let (writer, guard) = match &log.file {
        None => builder.finish(io::stderr()),
        Some(path) => {
            let file = File::options().append(true).create(true).open(path);
            builder.finish(file.map_err(|error| format!("cannot write the log {}: {error}", path.display()))?)
        }
    };
    let level = match log.level {
        LogLevel::Error => Level::ERROR,
        LogLevel::Warn => Level::WARN,
        LogLevel::Info => Level::INFO,
        LogLevel::Debug => Level::DEBUG,
    };
    let lines = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(writer)
        .with_ansi(colour)
        .with_target(false);
    let set = match log.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .try_init(),
    };
    set.map(|()| guard)
        .map_err(|error| format!("the log was started twice: {error}"))
}

/// Lines that may wait to be written.
const LINES_MAX: usize = 16_384;
