//! Passwords that are told by their place: in calls of libraries, commands, lists of passwords and addresses.

use super::{Spans, Word, words};
use crate::reading::cut;
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// `login("alice", "…")`, `PlainAuth("", "alice", "…", host)`, `--user alice:…`, `-ap …`.
pub(super) fn in_calls(line: &str, spans: &mut Spans) {
    for found in CALLS.find_iter(line) {
        let behind = &cut(&line[found.end()..], 512);
        let mut strings = 0;
        let mut from = 0;
        while let Some(begin) = behind[from..].find(['"', '\'']).map(|at| at + from) {
            if behind[from..begin].matches(')').count() > 1 || behind[from..begin].contains(['{', ';']) {
                break;
            }
            let quote = &behind[begin..=begin];
            let len = behind[begin + 1..].find(quote).unwrap_or(behind.len() - begin - 1);
            if strings > 0 && len > 0 {
                spans.add(found.end() + begin + 1, found.end() + begin + 1 + len);
            }
            strings += 1;
            from = (begin + len + 2).min(behind.len());
            if strings > 4 {
                break;
            }
        }
    }
    let mut option = "";
    for word in words(line).filter(|word| !word.text.is_empty()) {
        let end = word.begin + word.text.len();
        match option {
            "-p" if is_word_of_command(line) => spans.add(word.begin, end),
            "-u" | "--user" => {
                if let Some(colon) = word.text.find(':') {
                    spans.add(word.begin + colon + 1, end);
                }
            }
            "-ap" | "-xp" | "--ap" | "-securestring" | "ConvertTo-SecureString" => spans.add(word.begin, end),
            _ => {}
        }
        // `-ualice:…`, `--user=alice:…`, `-ap=…`
        let glued = word
            .text
            .strip_prefix("--user=")
            .or_else(|| word.text.strip_prefix("-u"));
        if let Some(colon) = glued
            .filter(|_| line.contains("curl"))
            .and_then(|glued| glued.find(':'))
        {
            spans.add(end - (glued.map_or(0, str::len) - colon - 1), end);
        }
        if let Some(value) = word.text.strip_prefix("-ap=") {
            spans.add(end - value.len(), end);
        }
        option = word.text;
    }
    // `[smtp.example.com]:587 alice@example.com:…` of Postfix, `*.example.com:alice@example.com:…` of Exim.
    let parts: Vec<Word<'_>> = words(line).filter(|word| !word.text.is_empty()).take(3).collect();
    if let [.., login] = parts[..]
        && parts.len() <= 2
        && let Some(at) = login.text.find('@')
        && let Some(colon) = login.text[at..].find(':').map(|colon| at + colon)
        && !login.text.contains("://")
        && login.text.len() > colon + 1
        && !login.text[colon + 1..].bytes().all(|octet| octet.is_ascii_digit())
        && (parts.len() == 2 && parts[0].text.contains('.') || login.text[..at].contains(':'))
    {
        spans.add(login.begin + colon + 1, login.begin + login.text.len());
    }
}

/// Whether a line is a command that takes a password behind `-p`.
fn is_word_of_command(line: &str) -> bool {
    ["testsaslauthd", "sendEmail", "mail ", "smtp"]
        .iter()
        .any(|command| line.contains(command))
}

static CALLS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build([
            "login(",
            "plainauth(",
            "networkcredential(",
            "authenticate(",
            "credentials::new(",
            "pscredential(",
        ])
        .unwrap_or_else(|error| panic!("{error}"))
});

/// `smtp://user:password@host`
pub(super) fn in_urls(line: &str, spans: &mut Spans) {
    let mut from = 0;
    while let Some(at) = line[from..].find("://").map(|at| at + from) {
        let begin = at + 3;
        let scheme = line[..at]
            .bytes()
            .rev()
            .take_while(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'-'))
            .take(24)
            .count();
        let scheme = line[at - scheme..at].to_ascii_lowercase();
        let is_mail = [
            "smtp",
            "submission",
            "imap",
            "sendgrid",
            "ses",
            "mailgun",
            "gmail",
            "postmark",
            "brevo",
        ]
        .iter()
        .any(|mail| scheme.contains(mail));
        let ends = |letter: char| {
            letter.is_whitespace()
                || matches!(letter, '"' | '\'' | '<' | '>' | '`')
                || !is_mail && matches!(letter, '/' | '?' | '#')
        };
        let rest = cut(&line[begin..], 2048);
        let end = rest.find(ends).unwrap_or(rest.len());
        let authority = &rest[..end];
        if let Some(host) = authority.rfind('@')
            && let Some(colon) = authority[..host].find(':')
        {
            spans.add(begin + colon + 1, begin + host);
        }
        from = begin;
    }
}
