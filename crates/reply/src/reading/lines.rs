//! Takes off what programs wrapped around a text: escapes of JSON and of languages, HTML, literal line ends.

use super::secrets::redacted;

/// A line as it is read; several may stand on one line of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The line of the text; the first is 1.
    pub number: usize,
    pub text: String,
}

/// The lines of a text, without escapes and without credentials, and how many credentials there were.
pub(super) fn unwrapped(text: &str) -> (Vec<Line>, usize) {
    let mut numbers = Vec::new();
    let mut plain = String::with_capacity(text.len());
    for (n, line) in text.split('\n').enumerate() {
        let line = html(&escapes(line.strip_suffix('\r').unwrap_or(line)));
        let line = if is_of_qmail(&line) {
            line.replace('_', " ")
        } else {
            line
        };
        for part in line.split('\n') {
            numbers.push(n + 1);
            plain.extend(part.trim_end_matches('\r').chars().map(printable));
            plain.push('\n');
        }
    }
    let redacted = redacted(&plain);
    let mut out = Vec::new();
    for (number, line) in numbers.into_iter().zip(redacted.text.split('\n')) {
        let mut rest = line;
        while !rest.trim().is_empty() {
            let piece = super::cut(rest, PIECE_MAX);
            out.push(Line {
                number,
                text: piece.to_owned(),
            });
            rest = &rest[piece.len()..];
        }
    }
    (out, redacted.count)
}

/// qmail's log has no blanks in what a server said.
fn is_of_qmail(line: &str) -> bool {
    line.contains("_host_said:_")
        || line.contains("_does_not_like_")
        || line.contains("_to_establish_an_SMTP_connection")
}

/// A longer line is read in pieces: whatever is done with one costs no more than this.
const PIECE_MAX: usize = 16 * 1024;

/// A terminal takes nothing else for a command.
fn printable(letter: char) -> char {
    if letter.is_control() && letter != '\t' {
        ' '
    } else {
        letter
    }
}

/// Undoes `\n`, `\"`, `\/`, `\u003c`, `\x3c` and the like; twice escaped ones, too.
fn escapes(line: &str) -> String {
    if !line.contains('\\') {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let before = &line[..line.len() - rest.len() + at];
        // Of several one is enough: it was escaped again and again.
        let behind = rest[at..].trim_start_matches('\\');
        let mut letters = behind.chars();
        rest = match letters.next() {
            Some('n') if !is_path(before, behind) => {
                out.push('\n');
                letters.as_str()
            }
            Some('r') if !is_path(before, behind) => letters.as_str(),
            Some('t') if !is_path(before, behind) => {
                out.push(' ');
                letters.as_str()
            }
            Some(quote @ ('"' | '\'' | '/')) => {
                out.push(quote);
                letters.as_str()
            }
            Some('u') => push_code(&mut out, letters.as_str(), 4).unwrap_or(behind),
            Some('x') => push_code(&mut out, letters.as_str(), 2).unwrap_or(behind),
            _ => {
                out.push('\\');
                behind
            }
        };
    }
    out.push_str(rest);
    out
}

/// Whether a backslash parts folders: `C:\new\relay`.
fn is_path(before: &str, behind: &str) -> bool {
    // A path is no longer than that.
    let mut from = before.len().saturating_sub(256);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let word = before[from..].rsplit([' ', '"', '\'', '(']).next().unwrap_or_default();
    let begins_with_drive = word.len() >= 2 && word.as_bytes()[0].is_ascii_alphabetic() && word.as_bytes()[1] == b':';
    let goes_on = behind
        .chars()
        .nth(1)
        .is_some_and(|letter| letter.is_ascii_alphanumeric());
    begins_with_drive && goes_on
}

/// A character by its hexadecimal number; what follows it.
fn push_code<'a>(out: &mut String, rest: &'a str, digits: usize) -> Option<&'a str> {
    let number = u32::from_str_radix(rest.get(..digits)?, 16).ok()?;
    out.push(char::from_u32(number)?);
    rest.get(digits..)
}

/// Undoes the entities and line breaks of HTML.
fn html(line: &str) -> String {
    if !line.contains('&') && !line.contains('<') {
        return line.to_owned();
    }
    let mut out = line.to_owned();
    for (entity, letter) in ENTITIES {
        if out.contains(entity) {
            out = out.replace(entity, letter);
        }
    }
    out
}

/// The ampersand last, so that nothing is undone twice.
const ENTITIES: [(&str, &str); 11] = [
    ("<br>", "\n"),
    ("<br/>", "\n"),
    ("<br />", "\n"),
    ("<BR>", "\n"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&#039;", "'"),
    ("&nbsp;", " "),
    ("&amp;", "&"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappings_are_undone() {
        for (text, expected) in [
            ("550 no\r\n551 more\n", &["1 550 no", "2 551 more"][..]),
            (r"535-5.7.8 a\r\n535 5.7.8 b\r\n", &["1 535-5.7.8 a", "1 535 5.7.8 b"]),
            (r"{\\\r\\\n}", &["1 {", "1 }"]),
            (r#"\"550\" \u003ca@b.c\u003e \x41"#, &["1 \"550\" <a@b.c> A"]),
            ("a&lt;b&gt; &amp;lt;<br />c", &["1 a<b> &lt;", "1 c"]),
            (r"at C:\new\relay\tls.rs", &[r"1 at C:\new\relay\tls.rs"]),
            ("\x1b[31mred\x07", &["1  [31mred "]),
            (r"\", &[r"1 \"]),
            (r"\u00", &["1 u00"]),
            ("", &[]),
            (" \n\t\n", &[]),
        ] {
            let found: Vec<String> = unwrapped(text)
                .0
                .iter()
                .map(|line| format!("{} {}", line.number, line.text))
                .collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
