//! Finds the replies of servers in lines: three digits, an enhanced code, or both, with their text.

use super::Line;
use crate::Enhanced;
use crate::codes::Code;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// A reply of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Which of the lines; not the number of the text's line.
    pub index: usize,
    /// The text's line.
    pub line: usize,
    /// How many of the lines it has.
    pub lines: usize,
    pub code: Option<u16>,
    pub enhanced: Option<Enhanced>,
    /// What it says, in one line.
    pub text: String,
    /// Where on its line it begins.
    pub at: usize,
    /// A report of a delivery has it as the reason.
    pub is_report: bool,
    /// A log has it beside the server's words: `dsn=5.1.1`.
    pub is_of_log: bool,
}

impl Found {
    /// Whether it says no.
    pub fn is_refusal(&self) -> bool {
        match (self.code, self.enhanced) {
            (Some(code), _) => code >= 400,
            (None, Some(enhanced)) => enhanced.class >= 4,
            (None, None) => false,
        }
    }

    /// Whether it only says that something before it was refused.
    pub fn is_consequence(&self) -> bool {
        let text = self.text.to_ascii_lowercase();
        let is_late = [
            "need mail",
            "need rcpt",
            "no valid recipient",
            "must precede",
            "no recipients",
            "bad sequence of commands",
        ];
        matches!(self.code, Some(503 | 554)) && is_late.iter().any(|words| text.contains(words))
            || self.code == Some(221)
    }

    /// Whether it tells more than that the session goes on.
    pub fn is_worth_it(&self) -> bool {
        matches!(self.code, Some(235 | 334)) || self.code.is_none()
    }
}

/// All replies in the lines, in their order.
pub(super) fn replies(lines: &[Line]) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let mut on_line = on_line(&lines[index].text);
        match (without_code(&lines[index].text), on_line.first_mut()) {
            (Some(reply), None) => on_line.push(reply),
            (Some(reply), Some(first)) if first.code.is_none() => {
                first.code = reply.code.filter(|_| first.is_without_code())
            }
            _ => {}
        }
        let mut taken = 1;
        for (n, one) in on_line.iter().enumerate() {
            let mut found = Found {
                index,
                line: lines[index].number,
                lines: 1,
                code: one.code,
                enhanced: one.enhanced,
                text: super::cut(one.text, TEXT_MAX).to_owned(),
                at: one.at,
                is_report: is_reason(&lines[index].text),
                is_of_log: one.is_of_log,
            };
            if n + 1 == on_line.len() {
                taken = go_on(&mut found, lines);
            }
            found.text = one_line(&found.text, found.code);
            out.push(found);
        }
        index += taken;
        if out.len() >= FOUND_MAX {
            break;
        }
    }
    out
}

/// More replies in one entry say nothing more.
const FOUND_MAX: usize = 2_000;
/// Lines of one reply, and octets of one line of it.
const LINES_MAX: usize = 40;
const TEXT_MAX: usize = 4 * 1024;

/// Takes the lines that belong to the reply; how many there are with the first.
fn go_on(found: &mut Found, lines: &[Line]) -> usize {
    let mut count = 1;
    for line in lines[found.index + 1..].iter().take(LINES_MAX) {
        let text = line.text.as_str();
        let same_code = found.code.is_some_and(|code| {
            on_line(text)
                .first()
                .is_some_and(|other| other.code == Some(code) && other.is_at_begin)
        });
        let same_enhanced = found
            .enhanced
            .is_some_and(|enhanced| text.trim_start().starts_with(&enhanced.to_string()));
        let is_folded = text.starts_with([' ', '\t']) && !is_something_else(text);
        if !same_code && !same_enhanced && !is_folded {
            break;
        }
        found.text.push('\n');
        found.text.push_str(super::cut(text.trim(), TEXT_MAX));
        count += 1;
    }
    found.lines = count;
    count
}

/// An indented line that is no part of a reply: a stack frame, a field, a new reply.
fn is_something_else(text: &str) -> bool {
    let text = text.trim_start();
    let is_frame = [
        "-> ", "<- ", "<** ", "~> ", "<~ ", "=== ", "*** ", "C: ", "S: ", "at ", "in ", "File ", "from ", "#", "...",
        "}", "{", "code:", "response", "command:", "nested ",
    ]
    .iter()
    .any(|begin| text.starts_with(begin));
    is_frame || on_line(text).first().is_some_and(|reply| reply.is_at_begin)
}

/// Replies whose code the program left out, and gave in its own words: of .NET's SmtpClient.
fn without_code(line: &str) -> Option<OnLine<'_>> {
    let (before, said) = SAYS.iter().find_map(|says| line.split_once(says))?;
    let code = MEANINGS
        .iter()
        .find(|(meaning, _)| before.contains(meaning))
        .map(|(_, code)| *code)?;
    let said = said.trim_start();
    (!said.is_empty()).then_some(OnLine {
        code: Some(code),
        enhanced: None,
        text: said,
        at: 0,
        is_at_begin: false,
        is_of_log: false,
    })
}

const SAYS: [&str; 3] = [
    "The server response was: ",
    "The server response is: ",
    "The server responded: ",
];

/// What .NET calls the codes.
const MEANINGS: [(&str, u16); 14] = [
    ("requires a secure connection or the client", 530),
    ("Mailbox unavailable", 550),
    ("Mailbox name not allowed", 553),
    ("Exceeded storage allocation", 552),
    ("Transaction failed", 554),
    ("User not local", 551),
    ("Service not available", 421),
    ("Error in processing", 451),
    ("Insufficient system storage", 452),
    ("Syntax error in parameters", 501),
    ("Syntax error, command", 500),
    ("Command not implemented", 502),
    ("Bad sequence of commands", 503),
    ("Command parameter not implemented", 504),
];

/// The line of a report with the reason (RFC 3464 §2.3.6).
fn is_reason(line: &str) -> bool {
    let begin = line.trim_start();
    begin
        .get(..16)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("diagnostic-code:"))
}

/// The text without the codes that stand before each of its lines.
fn one_line(text: &str, code: Option<u16>) -> String {
    let code = code.map(|code| code.to_string());
    let mut words = Vec::new();
    for line in text.lines() {
        let mut line = line.trim();
        if let Some(code) = &code
            && let Some(at) = line.find(code.as_str())
            && at < PREFIX_MAX
            && line[at + 3..].starts_with([' ', '-'])
            && !line[..at].contains(|letter: char| letter.is_ascii_digit())
        {
            line = line[at + 4..].trim_start();
        }
        if let Some((_, rest)) = Enhanced::split(line) {
            line = rest.trim_start();
        }
        words.extend(line.split_whitespace());
    }
    words.join(" ")
}

/// `S: `, `<- `, `Got: ` and the like.
const PREFIX_MAX: usize = 12;

struct OnLine<'a> {
    code: Option<u16>,
    enhanced: Option<Enhanced>,
    text: &'a str,
    at: usize,
    /// Nothing but a mark of the server's side stands before it.
    is_at_begin: bool,
    is_of_log: bool,
}

impl OnLine<'_> {
    /// An enhanced code alone.
    fn is_without_code(&self) -> bool {
        self.code.is_none() && !self.is_of_log
    }
}

/// The replies on one line, from the outermost to the innermost.
fn on_line(line: &str) -> Vec<OnLine<'_>> {
    let mut out: Vec<OnLine<'_>> = Vec::new();
    let octets = line.as_bytes();
    let mut at = 0;
    while at < octets.len() && out.len() < ON_LINE_MAX {
        let begins = octets[at].is_ascii_digit() && at.checked_sub(1).is_none_or(|before| !is_inner(octets[before]));
        if !begins {
            at += 1;
            continue;
        }
        match token(line, at) {
            Some((reply, next)) => {
                // `550-first 550-second`, `535-5.7.8 … go to535 5.7.8  https://…`: one reply, folded into a line.
                let is_part = out
                    .last()
                    .is_some_and(|last| reply.code.is_none() && last.enhanced == reply.enhanced);
                let is_same = out
                    .last()
                    .is_some_and(|last| reply.code.is_some() && last.code == reply.code);
                // `got code "535", with message "535 5.7.8 …"`: the message is it.
                let is_better = out
                    .last()
                    .is_some_and(|last| last.enhanced.is_none() && reply.enhanced.is_some())
                    || says_code(before(line, at));
                if is_same && is_better {
                    out.pop();
                    out.push(reply);
                } else if !is_same && !is_part {
                    out.push(reply);
                }
                at = next;
            }
            None => {
                at += octets[at..]
                    .iter()
                    .take_while(|octet| octet.is_ascii_digit())
                    .count()
                    .max(1)
            }
        }
    }
    out
}

const ON_LINE_MAX: usize = 8;

/// Something that a number goes on from.
fn is_inner(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'_' | b'-' | b'/' | b'+' | b'@') || octet >= 0x80
}

/// As much of what stands before a number as tells what it is.
fn before(line: &str, at: usize) -> &str {
    let mut from = at.saturating_sub(BEFORE_MAX);
    while !line.is_char_boundary(from) {
        from += 1;
    }
    &line[from..at]
}

const BEFORE_MAX: usize = 80;

/// The reply that begins at `at`, and where to go on.
fn token(line: &str, at: usize) -> Option<(OnLine<'_>, usize)> {
    let rest = &line[at..];
    let before = before(line, at);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 1 {
        let (enhanced, len) = enhanced(rest)?;
        if !stands_alone(before, &rest[len..]) {
            return None;
        }
        let reply = OnLine {
            code: None,
            enhanced: Some(enhanced),
            text: rest[len..].trim_start_matches([' ', ':', '-', ',', ';']),
            at,
            is_at_begin: is_begin(before),
            is_of_log: before.ends_with("dsn="),
        };
        return Some((reply, at + len));
    }
    if digits != 3 {
        return None;
    }
    let code: u16 = rest[..3].parse().ok()?;
    let behind = &rest[3..];
    let is_at_begin = is_begin(before);
    // `{ [512 bytes data]` of curl.
    let is_octets = ["byte", "octet"]
        .iter()
        .any(|unit| behind.trim_start().starts_with(unit));
    if !(200..600).contains(&code) || is_octets || !is_at_begin && is_measure(before, behind) {
        return None;
    }
    let inner = behind.trim_start_matches([' ', '-', ',', ':', '"', '\'', '\\', ')', '=', '>', '#', ';']);
    let inner = inner
        .strip_prefix("b'")
        .or_else(|| inner.strip_prefix("b\""))
        .unwrap_or(inner);
    // `"message"`, `with message "535-5.7.8 …`: the reply itself follows.
    let with_enhanced = enhanced(inner).filter(|(enhanced, _)| enhanced.class == code / 100);
    let is_known = Code::find(code).is_some() || OTHERS.contains(&code);
    let separated = behind.is_empty()
        || behind.starts_with([' ', '-', '"', '\'', ',', ')', ':', '}', ']', ';', '.', '>', '/', '|']);
    if !separated {
        return None;
    }
    let is_reply = match with_enhanced {
        Some(_) => true,
        None if code < 400 => is_known && (is_at_begin || says_code(before)),
        None => (is_known || is_at_begin || says_code(before)) && is_reply_like(before, behind),
    };
    if !is_reply {
        return None;
    }
    let text = match with_enhanced {
        Some((_, len)) => &inner[len..],
        None => inner,
    };
    let next = line.len() - text.len();
    let reply = OnLine {
        code: Some(code),
        enhanced: with_enhanced.map(|(enhanced, _)| enhanced),
        text: text.trim_start_matches([' ', ':', '-']),
        at,
        is_at_begin,
        is_of_log: false,
    };
    Some((reply, next.max(at + 3)))
}

/// `5.7.8`, and its length.
fn enhanced(text: &str) -> Option<(Enhanced, usize)> {
    let len = text
        .bytes()
        .take_while(|octet| octet.is_ascii_digit() || *octet == b'.')
        .count();
    // A full stop may follow.
    let number = text[..len].trim_end_matches('.');
    let (enhanced, _) = Enhanced::split(number)?;
    let is_word = text[len..].starts_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '/'));
    (!is_word).then_some((enhanced, number.len()))
}

/// Whether an enhanced code may stand there without three digits: no version, no address.
fn stands_alone(before: &str, behind: &str) -> bool {
    let word = before
        .trim_end()
        .rsplit(|letter: char| letter.is_whitespace())
        .next()
        .unwrap_or_default();
    let word = word.to_ascii_lowercase();
    let is_version = VERSIONS
        .iter()
        .any(|name| word.trim_end_matches([':', '/', '(']) == *name);
    !is_version && !before.ends_with(['v', 'V', '[']) && !behind.starts_with(['.', ']', '-', '_'])
}

/// Words behind which three numbers are a version.
const VERSIONS: [&str; 22] = [
    "version",
    "v",
    "php",
    "mysql",
    "mariadb",
    "wordpress",
    "linux",
    "kernel",
    "python",
    "ruby",
    "node",
    "postfix",
    "exim",
    "openssl",
    "phpmailer",
    "swiftmailer",
    "laravel",
    "symfony",
    "dovecot",
    "nginx",
    "release",
    "sendmail",
];

/// Whether only a mark of the server's side stands before it.
fn is_begin(before: &str) -> bool {
    let before = before.trim();
    before.is_empty()
        || before.len() <= PREFIX_MAX && SIDES.iter().any(|side| before.eq_ignore_ascii_case(side))
        || before.len() <= PREFIX_MAX
            && before
                .bytes()
                .all(|octet| !octet.is_ascii_alphanumeric() && octet < 0x80)
}

const SIDES: [&str; 14] = [
    "s:",
    "server:",
    "<-",
    "<**",
    "<~",
    "<<<",
    "<",
    "got:",
    "out:",
    "recv:",
    "reply:",
    "received:",
    "response:",
    "smtp:",
];

/// Whether it is said before that a code follows.
fn says_code(before: &str) -> bool {
    let word = before
        .trim_end_matches([' ', '"', '\'', ':', '(', '=', '[', '{', '<', '#', '\\'])
        .to_ascii_lowercase();
    [
        "code",
        "said",
        "response",
        "reply",
        "error",
        "failed",
        "status",
        "smtp",
        "smtp;",
        "was",
        "returned",
        "server",
        "login",
        "message",
        "exception",
        "statuscode",
        "responsecode",
        "smtpcode",
        "smtp_code",
        "reject",
        "rejected",
        "refused",
        "permanent",
        "transient",
        "with",
        "got",
        "get",
        "gets",
        "getting",
        "gives",
        "give",
        "receive",
        "received",
        "a",
        "the",
        "an",
        "fails",
        "fail",
    ]
    .iter()
    .any(|said| word.ends_with(said))
}

/// Whether a number is counted, measured, a port, a line of a program, or a code that was only expected.
fn is_measure(before: &str, behind: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    let word = lower.trim_end_matches([' ', '=', ':', '#', '(', '"']);
    let word = word
        .rsplit(|letter: char| !letter.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    let unit = super::cut(behind, 16)
        .trim_start()
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '%')
        .next()
        .unwrap_or_default();
    // `smtpd[550]:`, `mail.php:550`, `send.php(535)`.
    let last = lower.trim_end_matches([':', '(', '\'', '"', '[']);
    let is_glued = last.len() < lower.len()
        && last.ends_with(|letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ']' | ')'))
        && lower.ends_with([':', '(', '['])
        && !says_code(before);
    let is_expected = ["expected response code", "expected code", "expected"]
        .iter()
        .any(|words| word_ends(&lower, words));
    // `S: ` is the server's side, `S=` a size.
    let is_side = word == "s" && !lower.ends_with('=');
    COUNTED.contains(&word) && !is_side
        || UNITS.contains(&unit.to_ascii_lowercase().as_str())
        || is_glued
        || is_expected
        || lower.contains(" http/")
}

fn word_ends(text: &str, words: &str) -> bool {
    text.trim_end_matches([' ', '"', '\'', '`', '/', '[', '1', '2', '3', '5', '0'])
        .ends_with(words)
}

const COUNTED: [&str; 26] = [
    "port", "line", "size", "bytes", "took", "pid", "id", "uid", "gid", "errno", "http", "https", "version", "lines",
    "nrcpt", "limit", "column", "delay", "length", "s", "ms", "in", "out", "len", "time", "as",
];
const UNITS: [&str; 20] = [
    "bytes", "byte", "octets", "ms", "s", "sec", "secs", "second", "seconds", "minutes", "kb", "mb", "gb", "px",
    "messages", "buffers", "files", "rows", "tid", "%",
];

/// Whether what follows looks like the text of a reply, or what stands before like the words that bring one.
fn is_reply_like(before: &str, behind: &str) -> bool {
    let last = before.trim_end().chars().next_back();
    let is_hooked =
        last.is_none_or(|letter| !letter.is_ascii_alphanumeric()) || says_code(before) || ends_with_time(before);
    let text = behind.trim_start_matches([' ', '-', '"', '\'', ',', ')', ':', '>', ';', '#', '\\']);
    let has_text = text.chars().next().is_none_or(|letter| {
        letter.is_alphabetic()
            || matches!(
                letter,
                '<' | '[' | '(' | '{' | '#' | '*' | '!' | '.' | ']' | '}' | '|' | '/'
            )
            || !letter.is_ascii()
            || letter.is_ascii_digit()
    });
    is_hooked && has_text
}

/// `10:20:02`, `10:20:02,123`, `10:20:02.5Z`: what a log has before its message.
fn ends_with_time(before: &str) -> bool {
    let time = before.trim_end().trim_end_matches('Z');
    let time = time.rsplit([' ', 'T']).next().unwrap_or_default();
    let mut parts = time.split(':');
    let is_number = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|octet| octet.is_ascii_digit() || matches!(octet, b'.' | b','))
    };
    let (hours, minutes) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    hours.len() == 2 && is_number(hours) && is_number(minutes) && parts.all(is_number)
}

/// Codes that no RFC has and that servers and clients use all the same.
const OTHERS: [u16; 45] = [
    403, 425, 431, 433, 434, 435, 436, 437, 440, 441, 442, 443, 444, 446, 447, 448, 449, 456, 457, 460, 471, 473, 475,
    480, 499, 505, 510, 511, 512, 513, 517, 522, 540, 541, 542, 543, 544, 545, 546, 547, 549, 557, 571, 577, 598,
];

/// The reason that a server gives in the challenge behind a refused access token (RFC 7628 §3.2.2), of those before `found`.
pub(super) fn challenge(lines: &[Line], found: &Found) -> Option<String> {
    let first = found.index.saturating_sub(8);
    lines[first..=found.index.min(lines.len() - 1)]
        .iter()
        .rev()
        .find_map(|line| decoded(&line.text))
}

/// The same, wherever it is.
pub(super) fn any_challenge(lines: &[Line]) -> Option<String> {
    lines.iter().take(200).find_map(|line| decoded(&line.text))
}

fn decoded(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("334")?;
    let word = rest
        .trim_start_matches([' ', '-', ',', '\'', '"', ':', 'b'])
        .split(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '+' | '/' | '='))
        .next()?;
    // Its begin is enough, where somebody cut it.
    let whole = &word[..word.len() - word.len() % 4];
    let octets = STANDARD
        .decode(word)
        .or_else(|_| STANDARD_NO_PAD.decode(word))
        .or_else(|_| STANDARD.decode(whole))
        .ok()?;
    let text = String::from_utf8(octets).ok()?;
    text.trim_start()
        .starts_with('{')
        .then(|| super::cut(&text, 500).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let (lines, _) = super::super::lines::unwrapped(text);
        replies(&lines)
            .iter()
            .map(|found| {
                let code = found.code.map_or("-".to_owned(), |code| code.to_string());
                let enhanced = found.enhanced.map_or("-".to_owned(), |code| code.to_string());
                format!("{code} {enhanced} {}", found.text)
            })
            .collect()
    }

    #[test]
    fn replies_are_found_in_what_surrounds_them() {
        for (text, expected) in [
            ("530", &["530 - "][..]),
            ("5.7.8", &["- 5.7.8 "]),
            ("550 5.1.1 No such user", &["550 5.1.1 No such user"]),
            ("535-5.7.8 One\n535 5.7.8 two", &["535 5.7.8 One two"]),
            ("550-First\r\n550 second", &["550 - First second"]),
            ("(550, b'relay not permitted')", &["550 - relay not permitted')"]),
            (
                "Diagnostic-Code: smtp; 550 5.1.1\n <a@example.org>: unknown",
                &["550 5.1.1 <a@example.org>: unknown"],
            ),
            (
                "The server response was: 5.7.57 Not authenticated. Error: 535 5.7.139 Disabled.",
                &[
                    "- 5.7.57 Not authenticated. Error: 535 5.7.139 Disabled.",
                    "535 5.7.139 Disabled.",
                ],
            ),
            ("to host 192.0.2.5:587 in 550 ms, 421 bytes, line 531", &[]),
            ("smtp.example.com:465 refused, Postfix 2.5.1 at 10.4.5.6", &[]),
            (
                "code \"535\", with message \"535-5.7.8 No\n535 5.7.8 way\"",
                &["535 5.7.8 No way\""],
            ),
            ("responseCode: 550,", &["550 - "]),
            ("[550] Rejected", &["550 - ] Rejected"]),
            ("} [512 bytes data]\n< 535 5.7.8 no", &["535 5.7.8 no"]),
            ("[x] S: 550 User unknown", &["550 - User unknown"]),
            ("smtpd[550]: connect, S=550 id=1, x.php:550, x.php(535): send()", &[]),
            ("err=535 5.7.8 no", &["535 5.7.8 no"]),
            ("2026/11/26 10:20:02 550 User unknown", &["550 - User unknown"]),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_reason_for_a_refused_token_is_decoded() {
        let (lines, _) = super::super::lines::unwrapped("334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoi...\n535 5.7.1 no");
        let found = replies(&lines);
        let refusal = found.iter().find(|found| found.is_refusal()).expect("a refusal");
        assert_eq!(
            challenge(&lines, refusal).as_deref(),
            Some("{\"status\":\"400\",\"schemes\":\"")
        );
    }
}
