//! Reads the replies of other servers: strict in what counts as one, tolerant of how it is written, bounded whatever comes.

use reply::{Enhanced, Received};

/// Puts replies together from what arrives.
#[derive(Debug, Default)]
pub(super) struct ReplyReader {
    /// The line that is being read, as far as it is kept.
    line: Vec<u8>,
    /// Lines of the reply that is being read.
    lines: Vec<String>,
    enhanced: Option<Enhanced>,
    /// Octets of it.
    octets: usize,
}

/// What is no reply. Nothing that follows it can be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoReply {
    /// A line that does not begin with three digits that a reply can have: this.
    NoCode(String),
    /// A reply of which no end comes.
    Endless,
    /// Something that nobody asked for.
    Unasked,
}

impl ReplyReader {
    /// Reads `input` up to the end of a reply: how many octets of it were used, and the reply if it is whole.
    pub(super) fn read(&mut self, input: &[u8]) -> (usize, Option<Result<Received, NoReply>>) {
        let mut used = 0;
        while used < input.len() {
            let rest = &input[used..];
            // Some servers end their lines with LF alone; nothing hangs on it here.
            let (piece, ended) = match memchr::memchr(b'\n', rest) {
                Some(at) => (&rest[..=at], true),
                None => (rest, false),
            };
            used += piece.len();
            self.octets += piece.len();
            let room = LINE_OCTETS_KEPT.saturating_sub(self.line.len());
            self.line.extend_from_slice(&piece[..piece.len().min(room)]);
            if self.octets > REPLY_OCTETS_MAX {
                return (used, Some(Err(NoReply::Endless)));
            }
            if ended && let Some(reply) = self.line_ended() {
                return (used, Some(reply));
            }
        }
        (used, None)
    }

    /// Whether part of a reply has come.
    pub(super) fn is_amid(&self) -> bool {
        self.octets > 0
    }

    fn line_ended(&mut self) -> Option<Result<Received, NoReply>> {
        let line = shown(&std::mem::take(&mut self.line));
        let Some((code, goes_on, text)) = parts(&line) else {
            let start = line.chars().take(NOT_A_REPLY_KEPT).collect();
            return Some(Err(NoReply::NoCode(start)));
        };
        // RFC 2034 §4: of the same class as the code, or it is text.
        let text = match Enhanced::split(text) {
            Some((enhanced, rest)) if enhanced.class == code / 100 => {
                self.enhanced.get_or_insert(enhanced);
                rest
            }
            _ => text,
        };
        if self.lines.len() < LINES_KEPT {
            self.lines.push(text.trim_end().to_owned());
        }
        if goes_on {
            return None;
        }
        let reply = std::mem::take(self);
        Some(Ok(Received {
            code,
            // Where the lines differ in their codes, it may be another's.
            enhanced: reply.enhanced.filter(|enhanced| enhanced.class == code / 100),
            lines: reply.lines,
        }))
    }
}

/// Code, whether more lines follow, and text (RFC 5321 §4.2). The text may be missing, and the blank before it then, too.
fn parts(line: &str) -> Option<(u16, bool, &str)> {
    let (digits, rest) = line.split_at_checked(3)?;
    let is_code = matches!(digits.as_bytes(), [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9']);
    let code = if is_code { digits.parse().ok()? } else { return None };
    match rest.as_bytes().first() {
        None => Some((code, false, "")),
        Some(b'-') => Some((code, true, &rest[1..])),
        Some(b' ' | b'\t') => Some((code, false, &rest[1..])),
        Some(_) => None,
    }
}

/// A line that can be printed: without its end, and with nothing that moves a cursor.
fn shown(line: &[u8]) -> String {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = String::from_utf8_lossy(line);
    let printable = |letter: char| match letter {
        '\t' => '\t',
        letter if letter.is_control() => '?',
        letter => letter,
    };
    text.chars().map(printable).collect()
}

/// RFC 5321 §4.5.3.1.5 gives a line 512 octets; of more we keep so much.
const LINE_OCTETS_KEPT: usize = 2_048;
const LINES_KEPT: usize = 100;
const REPLY_OCTETS_MAX: usize = 64 * 1024;
const NOT_A_REPLY_KEPT: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    /// All replies in it, as one line each; `…` where the end is missing.
    fn read_by(input: &[u8], step: usize) -> Vec<String> {
        let (mut reader, mut found) = (ReplyReader::default(), Vec::new());
        for piece in input.chunks(step) {
            let mut rest = piece;
            while !rest.is_empty() {
                let (used, reply) = reader.read(rest);
                rest = &rest[used..];
                match reply {
                    Some(Ok(reply)) => found.push(format!("{reply} [{}]", reply.lines.len())),
                    Some(Err(what)) => {
                        found.push(format!("{what:?}"));
                        return found;
                    }
                    None => {}
                }
                assert!(
                    reader.line.len() <= LINE_OCTETS_KEPT && reader.lines.len() <= LINES_KEPT,
                    "bounded"
                );
            }
        }
        if reader.is_amid() {
            found.push("…".to_owned());
        }
        found
    }

    fn check(input: &[u8], expected: &[&str]) {
        for step in [1, 2, 7, input.len().max(1)] {
            assert_eq!(
                read_by(input, step),
                expected,
                "{:?} by {step}",
                String::from_utf8_lossy(input)
            );
        }
    }

    #[test]
    fn replies_of_all_kinds() {
        for (input, expected) in [
            (
                &b"220 mx.example.org ESMTP\r\n"[..],
                &["220 mx.example.org ESMTP [1]"][..],
            ),
            (b"250-mx\r\n250-SIZE 1\r\n250 HELP\r\n", &["250 mx SIZE 1 HELP [3]"]),
            (b"250\r\n", &["250 [1]"]),
            (b"250 \r\n", &["250 [1]"]),
            (b"250-\r\n250\r\n", &["250 [2]"]),
            (b"250 ok\n354 go\n", &["250 ok [1]", "354 go [1]"]),
            (b"550 5.1.1 No such user\r\n", &["550 5.1.1 No such user [1]"]),
            (
                b"550-5.1.1 No such\r\n550 5.1.1 user\r\n",
                &["550 5.1.1 No such user [2]"],
            ),
            (b"550-No such\r\n550 5.1.1 user\r\n", &["550 5.1.1 No such user [2]"]),
            // Enhanced codes that do not fit.
            (b"550 2.1.5 odd\r\n", &["550 2.1.5 odd [1]"]),
            (b"450 5.1.1 odd\r\n", &["450 5.1.1 odd [1]"]),
            // Lines that differ in their codes: the last one counts.
            (b"250-5.0.0 a\r\n550 5.1.1 b\r\n", &["550 5.1.1 5.0.0 a b [2]"]),
            (b"550-5.1.1 a\r\n250 b\r\n", &["250 a b [2]"]),
            (b"250\tok\r\n", &["250 ok [1]"]),
            ("550 \u{c548} \u{1b}[2J\r\n".as_bytes(), &["550 \u{c548} ?[2J [1]"]),
            (b"550 \xff\xfe\0\r\n", &["550 \u{fffd}\u{fffd}? [1]"]),
            (b"250 half", &["…"]),
            (b"250-half\r\n", &["…"]),
            (b"hello\r\n", &["NoCode(\"hello\")"]),
            (b"\r\n", &["NoCode(\"\")"]),
            (b"25\r\n", &["NoCode(\"25\")"]),
            (b"250ok\r\n", &["NoCode(\"250ok\")"]),
            (b"150 ok\r\n", &["NoCode(\"150 ok\")"]),
            (b"650 ok\r\n", &["NoCode(\"650 ok\")"]),
            (b"2500 ok\r\n", &["NoCode(\"2500 ok\")"]),
            (b"250-a\r\nb\r\n", &["NoCode(\"b\")"]),
            ("2\u{e9}0\r\n".as_bytes(), &["NoCode(\"2\u{e9}0\")"]),
            (
                b"HTTP/1.1 400 Bad Request\r\n",
                &["NoCode(\"HTTP/1.1 400 Bad Request\")"],
            ),
        ] {
            check(input, expected);
        }
    }

    #[test]
    fn what_never_ends_is_given_up() {
        let long_line = [&b"250 "[..], &[b'x'; 10_000], b"\r\n"].concat();
        let kept = format!("250 {} [1]", "x".repeat(LINE_OCTETS_KEPT - 4));
        check(&long_line, &[&kept]);
        check(&[b'x'; REPLY_OCTETS_MAX + 1], &["Endless"]);
        let many_lines = b"250-x\r\n".repeat(REPLY_OCTETS_MAX / 7 + 1);
        check(&many_lines, &["Endless"]);
        let lines = [&b"250-x\r\n".repeat(200)[..], b"250 y\r\n"].concat();
        check(&lines, &[&format!("250 {} [100]", vec!["x"; 100].join(" "))]);
    }
}
