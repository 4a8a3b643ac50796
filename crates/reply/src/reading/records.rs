//! Cuts a log into its entries. What is no log is one entry.

use super::Line;
use std::cmp::Reverse;

/// The entries, in order: each a line of a log with those that follow from it, or all there is.
pub(super) fn entries(lines: &[Line]) -> Vec<&[Line]> {
    if lines.is_empty() {
        return Vec::new();
    }
    let begins: Vec<usize> = (0..lines.len()).filter(|n| is_entry(&lines[*n].text)).collect();
    // A dialogue with a time before each line is read as one: what refuses something stands behind what it answers.
    if begins.len() < 2 || is_dialogue(lines, &begins) {
        return vec![lines];
    }
    let mut out = Vec::with_capacity(begins.len() + 1);
    if begins[0] > 0 {
        out.push(&lines[..begins[0]]);
    }
    for (n, &begin) in begins.iter().enumerate() {
        let end = begins.get(n + 1).copied().unwrap_or(lines.len());
        out.push(&lines[begin..end]);
    }
    out
}

/// Whether a line begins as those of logs do: with a date and a time.
fn is_entry(line: &str) -> bool {
    let begin = line.trim_start_matches(['[', '<', '{', '"']);
    is_syslog(begin) || is_dated(begin)
}

/// `Nov 26 10:20:02 host postfix/smtp[1]:`
fn is_syslog(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let month = words.next().is_some_and(|word| MONTHS.contains(&word));
    let day = words
        .next()
        .is_some_and(|word| word.len() <= 2 && word.bytes().all(|octet| octet.is_ascii_digit()));
    month && day && words.next().is_some_and(is_time)
}

/// `2026-11-26 10:20:02`, `2026-11-26T10:20:02.5Z`, `2026/11/26 10:20:02`, `26/Nov/2026:10:20:02`
fn is_dated(line: &str) -> bool {
    let octets = line.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        octets
            .get(range)
            .is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let has_date = digits(0..4) && matches!(octets.get(4), Some(b'-' | b'/' | b'.')) && digits(5..7) && digits(8..10);
    let rest = line.get(10..).unwrap_or_default().trim_start_matches(['T', ' ', ',']);
    has_date && is_time(rest)
}

/// `10:20:02` and what may follow it.
fn is_time(word: &str) -> bool {
    let octets = word.as_bytes();
    octets.len() >= 5
        && octets[..2].iter().all(u8::is_ascii_digit)
        && octets[2] == b':'
        && octets[3..5].iter().all(u8::is_ascii_digit)
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Whether the entries are the two sides of one session.
fn is_dialogue(lines: &[Line], begins: &[usize]) -> bool {
    let says = |word: &str| {
        begins.iter().any(|n| {
            lines[*n]
                .text
                .rsplit([' ', '"', '\'', '>', ']', ','])
                .any(|part| part.eq_ignore_ascii_case(word))
                || lines[*n].text.to_ascii_uppercase().contains(&format!(" {word} "))
        })
    };
    let is_log_of_many = lines.iter().any(|line| {
        ["status=", "stat=", " => ", " ** ", " == ", "NOQUEUE"]
            .iter()
            .any(|mark| line.text.contains(mark))
    });
    !is_log_of_many && (says("EHLO") || says("STARTTLS")) && begins.len() < 400
}

/// Whether an entry without a reply tells of trouble all the same.
pub(super) fn is_trouble(lines: &[Line]) -> bool {
    lines.iter().any(|line| {
        let text = line.text.to_ascii_lowercase();
        TROUBLE.iter().any(|word| text.contains(word))
    })
}

const TROUBLE: [&str; 39] = [
    "exceeded",
    "retry",
    "frozen",
    "unroute",
    "undeliver",
    "status=deferred",
    "status=bounced",
    "status=undeliverable",
    "lost connection",
    "timed out",
    "refused",
    "ssl_accept error",
    "ssl_connect error",
    "verification failed",
    "no route to host",
    "network is unreachable",
    "sasl",
    "too many errors",
    "stat=",
    "certificate",
    "wrong version number",
    "getaddrinfo",
    "enotfound",
    "econn",
    "etimedout",
    "error",
    "fail",
    "denied",
    "reject",
    "unable",
    "could not",
    "cannot",
    "expired",
    "token",
    "missing",
    "unavailable",
    "invalid",
    "exception",
    "not support",
];

/// Where nothing is a reply: the line that tells most, by words of trouble.
pub(super) fn most_telling(lines: &[Line]) -> usize {
    let telling = |line: &Line| {
        let text = line.text.to_ascii_lowercase();
        // A frame of a stack tells where it was, and not what.
        if ["at ", "#", "from ", "file \""]
            .iter()
            .any(|begin| text.trim_start().starts_with(begin))
        {
            return 0;
        }
        TELLING.iter().filter(|word| text.contains(**word)).count()
    };
    // Of equals the first: what follows are frames and consequences.
    let best = lines
        .iter()
        .take(LOOKED_AT)
        .enumerate()
        .max_by_key(|(n, line)| (telling(line), Reverse(*n)));
    best.map_or(0, |(n, _)| n)
}

const LOOKED_AT: usize = 2_000;
const TELLING: [&str; 30] = [
    "error",
    "fail",
    "exception",
    "refused",
    "timed out",
    "timeout",
    "unable",
    "could not",
    "cannot",
    "can't",
    "denied",
    "rejected",
    "not ",
    "certificate",
    "tls",
    "ssl",
    "auth",
    "lost",
    "closed",
    "reset",
    "unknown",
    "smtp",
    "mail",
    "invalid",
    "missing",
    "credentials",
    "version",
    "resolve",
    "econn",
    "enotfound",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::lines::unwrapped;

    #[test]
    fn logs_are_cut_and_dialogues_are_not() {
        for (text, expected) in [
            ("550 no", 1),
            ("Error: no\n  at x\n  at y", 1),
            (
                "Nov 26 10:20:02 mx postfix/smtp[1]: A: status=sent\nNov 26 10:20:03 mx postfix/smtp[1]: B: status=bounced (x)\n  more",
                2,
            ),
            (
                "2026-11-26 10:20:02 1abc ** a@b.c: 550\n2026-11-26T10:20:03Z 1abd => c",
                2,
            ),
            ("first\nNov 26 10:20:02 mx a status=x\nNov 26 10:20:03 mx b", 3),
            (
                "2026-11-26 10:20:02 C: EHLO x\n2026-11-26 10:20:03 S: 250 y\n2026-11-26 10:20:04 S: 535 z",
                1,
            ),
            ("", 0),
        ] {
            assert_eq!(entries(&unwrapped(text).0).len(), expected, "{text}");
        }
    }
}
