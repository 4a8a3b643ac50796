//! Cuts what arrives into lines, with a bound on what an endless line can cost.

use zeroize::Zeroize;

/// Bytes that arrived and were not used yet.
#[derive(Debug)]
pub struct Lines {
    octets_max: usize,
    bytes: Vec<u8>,
    start: usize,
    /// How far behind `start` we looked for CR LF in vain.
    looked: usize,
    /// The head of an over-long line whose end has not come yet.
    skipping: Option<Vec<u8>>,
    /// Octets of that line that are gone.
    skipped: u64,
}

impl Default for Lines {
    fn default() -> Self {
        Self::with_max(LINE_OCTETS_MAX)
    }
}

/// One line, ended by CR LF, which is cut off. A bare CR or LF is part of the line (RFC 5321 §2.3.8).
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// All of it.
    Whole(Vec<u8>),
    /// Longer than allowed: its first octets, enough to know the verb.
    TooLong(Vec<u8>),
}

impl Lines {
    /// Lines of at most `octets_max` octets, without CR LF.
    pub fn with_max(octets_max: usize) -> Self {
        Self {
            octets_max,
            bytes: Vec::new(),
            start: 0,
            looked: 0,
            skipping: None,
            skipped: 0,
        }
    }

    /// How many octets of the over-long line at hand were dropped; 0 if there is none.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Gives memory back that is not in use.
    pub fn release(&mut self) {
        if self.start == self.bytes.len() && self.bytes.capacity() > IDLE_OCTETS {
            self.bytes = Vec::new();
            self.start = 0;
            self.looked = 0;
        }
    }

    /// Wipes what was used and is still in memory: the line that was just read may have held a password.
    pub fn wipe(&mut self) {
        self.bytes[..self.start].zeroize();
    }

    /// Takes what the network brought.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start == self.bytes.len() {
            self.bytes.clear();
            self.start = 0;
            self.looked = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// What waits, unread.
    pub fn waiting(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// True when nothing waits and no over-long line is half read.
    pub fn is_empty(&self) -> bool {
        self.start == self.bytes.len() && self.skipping.is_none()
    }

    /// Marks `octets` of [`Self::waiting`] as used.
    pub fn consume(&mut self, octets: usize) {
        self.start = (self.start + octets).min(self.bytes.len());
        self.looked = 0;
        if self.start > COMPACT_OCTETS {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::with_max(self.octets_max);
    }

    /// The next whole line, or nothing until more arrives.
    pub fn next_line(&mut self) -> Option<Line> {
        let waiting = self.waiting();
        let from = self.looked.saturating_sub(1);
        let end = memchr::memmem::find(&waiting[from..], b"\r\n").map(|at| at + from);
        match end {
            Some(end) => {
                let line = waiting[..end].to_vec();
                self.consume(end + 2);
                self.skipped = 0;
                Some(match self.skipping.take() {
                    Some(head) => Line::TooLong(head),
                    None if line.len() > self.octets_max => Line::TooLong(line[..HEAD_OCTETS].to_vec()),
                    None => Line::Whole(line),
                })
            }
            None => {
                let seen = waiting.len();
                if waiting.len() > self.octets_max + 1 || (self.skipping.is_some() && waiting.len() > 1) {
                    // Keep reading past the limit, or the rest of the line would be taken for a command.
                    let kept = usize::from(waiting.ends_with(b"\r"));
                    let head = waiting[..HEAD_OCTETS.min(waiting.len())].to_vec();
                    let used = waiting.len() - kept;
                    self.skipping.get_or_insert(head);
                    self.skipped += used as u64;
                    self.consume(used);
                } else {
                    self.looked = seen;
                }
                None
            }
        }
    }
}

/// The longest line where nothing else was said: what RFC 4954 §4 asks for AUTH, without CR LF.
pub const LINE_OCTETS_MAX: usize = 12_288;

const HEAD_OCTETS: usize = 16;
/// An idle session keeps no larger buffer than this.
const IDLE_OCTETS: usize = 1024;
const COMPACT_OCTETS: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(parts: &[&[u8]]) -> Vec<Line> {
        let mut lines = Lines::default();
        let mut out = Vec::new();
        for part in parts {
            lines.push(part);
            while let Some(line) = lines.next_line() {
                out.push(line);
            }
        }
        out
    }

    #[test]
    fn only_cr_lf_ends_a_line() {
        for (parts, expected) in [
            (vec![&b"NOOP\r\n"[..]], vec![&b"NOOP"[..]]),
            (vec![b"NOOP\r", b"\nQUIT\r\n"], vec![b"NOOP", b"QUIT"]),
            (vec![b"a\nb\rc\r\n"], vec![b"a\nb\rc"]),
            (vec![b"\r\n\r\n"], vec![b"", b""]),
            (vec![b"\r\r\n"], vec![b"\r"]),
            (vec![b"half"], vec![]),
        ] {
            let expected: Vec<Line> = expected.into_iter().map(|line| Line::Whole(line.to_vec())).collect();
            assert_eq!(cut(&parts), expected, "{parts:?}");
        }
    }

    #[test]
    fn an_endless_line_costs_little_and_is_reported_once() {
        for octets in [LINE_OCTETS_MAX, LINE_OCTETS_MAX + 1, LINE_OCTETS_MAX + 2, 100_000] {
            let mut text = vec![b'x'; octets];
            text.extend_from_slice(b"\r\nNOOP\r\n");
            let mut lines = Lines::default();
            let mut out = Vec::new();
            for byte in &text {
                lines.push(&[*byte]);
                assert!(lines.bytes.len() <= LINE_OCTETS_MAX + COMPACT_OCTETS + 4, "bounded");
                while let Some(line) = lines.next_line() {
                    out.push(line);
                }
            }
            let first = if octets > LINE_OCTETS_MAX {
                Line::TooLong(vec![b'x'; HEAD_OCTETS])
            } else {
                Line::Whole(vec![b'x'; octets])
            };
            assert_eq!(out, vec![first, Line::Whole(b"NOOP".to_vec())], "{octets} octets");
            assert_eq!(cut(&[&text]), out, "at once, {octets} octets");
        }
    }
}
