//! What is printed, and how: tables for people, plain in a pipe; JSON for programs; nothing from outside that a terminal
//! would take for a command.

use super::Failure;
use comfy_table::{ColumnConstraint, ContentArrangement, Row, Table, presets};
use serde::Serialize;
use std::env;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};

/// Prints text as it is; the caller ends its lines.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    write(text.as_bytes())
}

/// Prints octets as they are.
pub(super) fn write(octets: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(octets)
        .and_then(|()| out.flush())
        .map_err(|error| match error.kind() {
            // Whoever read has seen enough.
            io::ErrorKind::BrokenPipe => Failure::silent(),
            _ => Failure::new(format!("the output cannot be written: {error}")),
        })
}

/// Says something beside the output, on standard error.
pub(super) fn note(text: &str) {
    // If nobody hears it, there is nobody to tell that to.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Prints a value as JSON over several lines.
pub(super) fn json(value: &impl Serialize) -> Result<(), Failure> {
    print(&format!("{}\n", printable(serde_json::to_string_pretty(value))?))
}

/// A value as JSON in one line.
pub(super) fn json_line(value: &impl Serialize) -> Result<String, Failure> {
    printable(serde_json::to_string(value))
}

/// JSON escapes most control characters by itself. The rest (DEL and U+0080 to U+009F) can only stand within strings.
fn printable(json: serde_json::Result<String>) -> Result<String, Failure> {
    let json = json.map_err(|error| Failure::new(format!("the answer cannot be written as JSON: {error}")))?;
    if !json.chars().any(is_late_control) {
        return Ok(json);
    }
    Ok(json.chars().fold(String::new(), |mut out, letter| {
        if is_late_control(letter) {
            // A String takes everything.
            let _ = write!(out, "\\u{:04x}", u32::from(letter));
        } else {
            out.push(letter);
        }
        out
    }))
}

fn is_late_control(letter: char) -> bool {
    matches!(letter, '\u{7f}'..='\u{9f}')
}

/// Prints rows under a header: as wide as the terminal, or as wide as it takes. The first column is never cut.
pub(super) fn table(header: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
    print(&format!("{}\n", laid_out(header, rows, width())))
}

fn laid_out(header: &[&str], rows: Vec<Vec<String>>, width: Option<u16>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    if let Some(width) = width {
        table
            .set_width(width)
            .set_content_arrangement(ContentArrangement::Dynamic);
    }
    for cells in rows {
        let mut row = Row::from(cells.iter().map(|cell| safe(cell)));
        if width.is_some() {
            row.max_height(1);
        }
        table.add_row(row);
    }
    for (n, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if n == 0 {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table.trim_fmt()
}

/// The width of the terminal that is printed to; none for a pipe or a file.
pub(super) fn width() -> Option<u16> {
    let out = io::stdout();
    if !out.is_terminal() {
        return None;
    }
    terminal_size::terminal_size_of(out)
        .map(|(width, _)| width.0)
        .filter(|width| *width > 0)
}

/// Whether what goes to standard output may be coloured.
pub(super) fn colour_out() -> bool {
    io::stdout().is_terminal() && wants_colour()
}

/// Whether what goes to standard error may be coloured.
pub(super) fn colour_err() -> bool {
    io::stderr().is_terminal() && wants_colour()
}

/// <https://no-color.org>
fn wants_colour() -> bool {
    env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Shows how far long work is, on one line of standard error, if that is a terminal.
pub(super) fn progress(done: u64, total: u64) {
    if io::stderr().is_terminal() {
        let end = if done >= total { "\n" } else { "" };
        let _ = write!(io::stderr(), "\r{} of {}{end}", number(done), number(total));
    }
}

/// Shows that long work goes on of which nobody says how far it is, on one line of standard error, if that is a terminal.
pub(super) fn waiting(doing: &str, seconds: u64) {
    if io::stderr().is_terminal() {
        // To the end of the line: what stood there may have been longer.
        let _ = write!(io::stderr(), "\r{doing} \u{2026} {}\x1b[K", age(seconds));
    }
}

/// Ends the line of [`waiting`], if there is one.
pub(super) fn waited(seconds: u64) {
    if seconds > 0 && io::stderr().is_terminal() {
        let _ = writeln!(io::stderr());
    }
}

/// Lines that somebody else has a part in, fit for a terminal.
pub(super) fn safe_lines(text: &str) -> String {
    text.lines().map(|line| safe(line) + "\n").collect()
}

/// Text from outside, fit for one line of a terminal.
pub(super) fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        push(&mut out, letter);
    }
    out
}

/// Makes octets from outside fit for a terminal, as they come: lines and tabs stay, CR LF becomes a new line, and whatever
/// else would move, hide or recolour text becomes `\u{1b}`, what is no UTF-8 `\xff`.
#[derive(Default)]
pub(super) struct Visible {
    /// The begin of a character, or a CR, whose rest may come.
    kept: Vec<u8>,
}

impl Visible {
    /// What can be shown by now.
    pub(super) fn feed(&mut self, octets: &[u8]) -> String {
        let mut all = std::mem::take(&mut self.kept);
        all.extend_from_slice(octets);
        let (mut out, mut rest) = (String::with_capacity(all.len()), &all[..]);
        loop {
            let error = match std::str::from_utf8(rest) {
                Ok(text) => {
                    let (text, kept) = match text.strip_suffix('\r') {
                        Some(text) => (text, "\r"),
                        None => (text, ""),
                    };
                    push_lines(&mut out, text);
                    self.kept = kept.as_bytes().to_vec();
                    return out;
                }
                Err(error) => error,
            };
            let (text, behind) = rest.split_at(error.valid_up_to());
            push_lines(&mut out, &String::from_utf8_lossy(text));
            let Some(octets) = error.error_len() else {
                self.kept = behind.to_vec();
                return out;
            };
            let (wrong, behind) = behind.split_at(octets);
            push_octets(&mut out, wrong);
            rest = behind;
        }
    }

    /// What is left at the end.
    pub(super) fn finish(self) -> String {
        let mut out = String::new();
        match std::str::from_utf8(&self.kept) {
            Ok(text) => text.chars().for_each(|letter| push(&mut out, letter)),
            Err(_) => push_octets(&mut out, &self.kept),
        }
        out
    }
}

fn push_lines(out: &mut String, text: &str) {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' | '\t' => out.push(letter),
            '\r' if letters.peek() == Some(&'\n') => {}
            letter => push(out, letter),
        }
    }
}

fn push(out: &mut String, letter: char) {
    if letter.is_control() || is_invisible(letter) {
        out.extend(letter.escape_unicode());
    } else {
        out.push(letter);
    }
}

fn push_octets(out: &mut String, octets: &[u8]) {
    for octet in octets {
        // A String takes everything.
        let _ = write!(out, "\\x{octet:02x}");
    }
}

/// Ends a line, or turns the direction in which a terminal shows what follows.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `812 B`, `1.4 KiB`, `12 MiB`.
pub(super) fn size(octets: u64) -> String {
    let mut unit = 0;
    // In tenths, so that no floating point is needed.
    let mut tenths = octets.saturating_mul(10);
    while tenths >= 10 * 1024 && unit + 1 < UNITS.len() {
        tenths = tenths.saturating_add(512) / 1024;
        unit += 1;
    }
    match (unit, tenths) {
        (1.., ..100) => format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit]),
        _ => format!("{} {}", tenths / 10, UNITS[unit]),
    }
}

/// `45s`, `12m`, `3h`, `5d`.
pub(super) fn age(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{}m", seconds / 60),
        3_600..172_800 => format!("{}h", seconds / 3_600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// `2026-11-23 20:15:53 UTC`, from RFC 3339 with a Z.
pub(super) fn moment(rfc3339: &str) -> String {
    match (rfc3339.get(..10), rfc3339.get(11..19)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => safe(rfc3339),
    }
}

/// `1 message`, `1,234 messages`.
pub(super) fn quantity(count: u64, word: &str) -> String {
    format!("{} {word}{}", number(count), if count == 1 { "" } else { "s" })
}

pub(super) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

const UNITS: &[&str] = &["B", "KiB", "MiB", "GiB", "TiB"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_ages_and_numbers() {
        for (octets, expected) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (1434, "1.4 KiB"),
            (10 * 1024, "10 KiB"),
            (1024 * 1024, "1.0 MiB"),
            (50 << 20, "50 MiB"),
            (3 << 30, "3.0 GiB"),
            (u64::MAX, "1677721 TiB"),
        ] {
            assert_eq!(size(octets), expected, "{octets}");
        }
        for (seconds, expected) in [
            (0, "0s"),
            (59, "59s"),
            (60, "1m"),
            (3_599, "59m"),
            (7_200, "2h"),
            (172_799, "47h"),
            (259_200, "3d"),
        ] {
            assert_eq!(age(seconds), expected, "{seconds}");
        }
        for (count, expected) in [
            (0, "0 messages"),
            (1, "1 message"),
            (999, "999 messages"),
            (1_234_567, "1,234,567 messages"),
        ] {
            assert_eq!(quantity(count, "message"), expected);
        }
        assert_eq!(moment("2026-11-23T20:15:53.123456Z"), "2026-11-23 20:15:53 UTC");
        assert_eq!(moment("\u{1b}"), "\\u{1b}");
    }

    #[test]
    fn nothing_from_outside_moves_the_cursor() {
        for (octets, expected) in [
            (&b"plain\ttext\r\nnext"[..], "plain\ttext\nnext"),
            (b"\x1b[2Jgone", "\\u{1b}[2Jgone"),
            (b"over\rwritten", "over\\u{d}written"),
            (b"end\r", "end\\u{d}"),
            (b"\0\x07\x7f", "\\u{0}\\u{7}\\u{7f}"),
            (
                "\u{9b}2J \u{202e}txt \u{2028}".as_bytes(),
                "\\u{9b}2J \\u{202e}txt \\u{2028}",
            ),
            ("\u{c548}\u{b155} \u{1f600}".as_bytes(), "\u{c548}\u{b155} \u{1f600}"),
            (b"latin \xe9t\xe9", "latin \\xe9t\\xe9"),
            (b"cut \xec\x95", "cut \\xec\\x95"),
        ] {
            for chunk in [1, 2, 3, octets.len()] {
                let mut visible = Visible::default();
                let mut shown: String = octets.chunks(chunk).map(|chunk| visible.feed(chunk)).collect();
                shown.push_str(&visible.finish());
                assert_eq!(shown, expected, "{octets:?} in pieces of {chunk}");
            }
        }
        assert_eq!(safe("two\r\nlines\u{85}"), "two\\u{d}\\u{a}lines\\u{85}");
        assert_eq!(
            json_line(&"\u{9b}2J\u{7f}\u{1b}").ok().as_deref(),
            Some("\"\\u009b2J\\u007f\\u001b\"")
        );
    }

    #[test]
    fn tables_fit_the_terminal() {
        let rows = || {
            vec![vec![
                "0123456789".to_owned(),
                "a long text that goes on and on".to_owned(),
                "1\u{1b}".to_owned(),
            ]]
        };
        let plain = laid_out(&["ID", "TEXT", "N"], rows(), None);
        let lines: Vec<&str> = plain.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(
            lines[1].contains("0123456789  a long text that goes on and on  1\\u{1b}"),
            "{plain}"
        );
        let narrow = laid_out(&["ID", "TEXT", "N"], rows(), Some(40));
        assert!(narrow.lines().all(|line| line.chars().count() <= 40), "{narrow}");
        assert!(narrow.contains("0123456789") && narrow.contains('\u{2026}'), "{narrow}");
    }
}
