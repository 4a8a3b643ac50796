//! Values behind names: `password=…`, `"pass": "…"`, `비밀번호: …`.

use super::{REMOVED, Spans};
use crate::reading::cut;
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::LazyLock;

/// `password=…`, `"pass": "…"`, `--auth-password …`, `<password>…`, `비밀번호: …`; whether a name stands at the end, and its value is
/// on the next line.
pub(super) fn after_names(line: &str, spans: &mut Spans) -> bool {
    let mut done = 0;
    let mut is_open = false;
    for found in NAMES.find_iter(line) {
        let (begin, end) = (found.start(), found.end());
        if begin < done || !begins_name(line, begin) {
            continue;
        }
        match value(line, begin, end) {
            Value::At(from, to) => {
                if !is_placeholder(&line[from..to]) {
                    spans.add(from, to);
                }
                done = to;
            }
            Value::OnNextLine => is_open = true,
            Value::None => {}
        }
    }
    is_open
}

static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(SECRET_NAMES)
        // The names are a part of the program, and far from any limit.
        .unwrap_or_else(|error| panic!("{error}"))
});

const SECRET_NAMES: [&str; 56] = [
    "password",
    "passwd",
    "passphrase",
    "passwort",
    "kennwort",
    "passcode",
    "pass",
    "pwd",
    "pw",
    "secret",
    "secret_access_key",
    "secretkey",
    "secret_key",
    "client_secret",
    "clientsecret",
    "api_key",
    "apikey",
    "api-key",
    "api_token",
    "api-token",
    "server-token",
    "account-token",
    "access_token",
    "access-token",
    "accesstoken",
    "refresh_token",
    "refreshtoken",
    "auth_token",
    "authtoken",
    "id_token",
    "smtp_key",
    "smtpkey",
    "token",
    "private_key",
    "authorization",
    "oauth2-bearer",
    "비밀번호",
    "비밀 번호",
    "패스워드",
    "비번",
    "암호",
    "mot de passe",
    "contraseña",
    "contrasena",
    "clave",
    "senha",
    "密码",
    "口令",
    "授权码",
    "パスワード",
    "пароль",
    "hasło",
    "şifre",
    "wachtwoord",
    "$auth2",
    "resp",
];

/// A name begins a word, or a part of one: `SmtpPassword`, `smtp_password`, `userPass`.
fn begins_name(line: &str, begin: usize) -> bool {
    // `</password>`, `spf=pass`.
    if line[..begin].ends_with("</") || line[..begin].ends_with('=') && line[begin..].starts_with("pass") {
        return false;
    }
    let before = line[..begin].chars().next_back();
    let first = line[begin..].chars().next();
    match (before, first) {
        (Some(before), Some(first)) if before.is_ascii_alphabetic() => {
            first.is_ascii_uppercase() && before.is_ascii_lowercase()
        }
        _ => true,
    }
}

enum Value {
    At(usize, usize),
    OnNextLine,
    None,
}

/// So far before a name a reply may begin.
const BEFORE_MAX: usize = 200;
/// So far behind a name its value may begin.
const SEPARATOR_MAX: usize = 24;

/// Where the value of a name begins and ends.
fn value(line: &str, name: usize, end: usize) -> Value {
    let rest = cut(&line[end..], 4096);
    // The rest of a longer name: `password_file` is another thing, `password2` is not.
    let tail = rest.len()
        - rest
            .trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '_')
            .len();
    let tail = tail + particle(&rest[tail..]);
    let window = cut(&rest[tail..], SEPARATOR_MAX);
    let mut letters = window.char_indices().peekable();
    let (mut separator, mut blanks, mut at) = (None, 0, 0);
    while let Some((n, letter)) = letters.peek().copied() {
        at = n;
        match letter {
            ' ' | '\t' | '\u{a0}' => blanks += 1,
            ']' | '}' if separator.is_none() => {}
            '"' | '\'' | '`' if separator.is_none() && blanks == 0 => {}
            '(' if blanks > 0 || separator.is_some() => break,
            // `password => x`, `password := x`, `password -> x`.
            '=' | ':' | '>' | '：' | '-'
                if separator.is_some_and(|found| found != '>') && blanks_since(window, n) == 0 =>
            {
                separator = Some('=')
            }
            '-' if separator.is_none() && window[n..].starts_with("->") => separator = Some('='),
            '=' | ':' | '：' | '(' | '|' if separator.is_none() => separator = Some(letter),
            '>' if separator.is_none() && blanks == 0 => separator = Some('>'),
            ',' if separator.is_none() && blanks == 0 && window.starts_with(['"', '\'']) => separator = Some(letter),
            _ => break,
        }
        letters.next();
        at = n + letter.len_utf8();
    }
    let begin = end + tail + at;
    let value = &rest[tail + at..];
    let is_option = line[..name].ends_with('-') || line[..name].ends_with("login ");
    if value.trim().is_empty() {
        return if separator.is_some() {
            Value::OnNextLine
        } else {
            Value::None
        };
    }
    let Some(separator) = separator else {
        return spoken(
            value,
            begin,
            blanks > 0,
            is_option,
            line[name..end].eq_ignore_ascii_case("pass"),
        );
    };
    if separator == '>' {
        let len = value
            .find('<')
            .unwrap_or_else(|| value.find(' ').unwrap_or(value.len()));
        return Value::At(begin, begin + len);
    }
    let scheme = ["bearer ", "basic ", "token "]
        .iter()
        .find(|scheme| starts_with(value, scheme));
    let skipped = scheme.map_or(0, |scheme| scheme.len());
    let found = quoted_value(&value[skipped..], begin + skipped);
    // A server that says `password: expired` tells no password.
    let is_said = is_in_reply(&line[..name]) && separator != '=';
    match found {
        Value::At(from, to) if is_said && !value.starts_with(['"', '\'', '`']) && !looks_secret(&line[from..to]) => {
            Value::None
        }
        found => found,
    }
}

/// The particle of a Korean noun.
fn particle(rest: &str) -> usize {
    let particles = ["는", "은", "가", "이", "를", "을"];
    particles
        .iter()
        .find(|particle| rest.starts_with(**particle))
        .map_or(0, |particle| particle.len())
}

/// Blanks right before `at`.
fn blanks_since(window: &str, at: usize) -> usize {
    window[..at]
        .chars()
        .rev()
        .take_while(|letter| letter.is_whitespace())
        .count()
}

/// Whether a server's reply has begun on the line.
fn is_in_reply(before: &str) -> bool {
    let mut from = before.len().saturating_sub(BEFORE_MAX);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let before = &before[from..];
    let mut words = before.split([' ', '"', '\'', '(', ':', '\t']);
    words.any(|word| {
        let code = word.as_bytes();
        code.len() >= 3
            && matches!(code[0], b'4' | b'5')
            && code[..3].iter().all(u8::is_ascii_digit)
            && (code.len() == 3 || code[3] == b'-')
    })
}

/// A value without a sign before it: `password is hunter2`, `--password hunter2`, `key="SmtpPassword" value="…"`.
fn spoken(value: &str, begin: usize, is_apart: bool, is_option: bool, is_verb: bool) -> Value {
    if let Some(quoted) = value.strip_prefix("value=") {
        return quoted_value(quoted, begin + "value=".len());
    }
    // `does not pass RFC5322 check`
    if is_verb && !is_option {
        return Value::None;
    }
    let said = ["is ", "was ", "is: "].iter().find(|said| value.starts_with(**said));
    let mut skipped = said.map_or(0, |said| said.len());
    if let Some(whom) = value.strip_prefix("for ") {
        let len = whom.find([' ', ':']).unwrap_or(whom.len());
        let behind = &whom[len..];
        let gap = behind.len() - behind.trim_start_matches([':', ' ']).trim_start_matches("is ").len();
        skipped = value.len() - whom.len() + len + gap;
    }
    let value = &value[skipped..];
    if value.starts_with(['"', '\'', '`']) && is_apart {
        return quoted_value(value, begin + skipped);
    }
    let word = value.split([' ', ',', ';']).next().unwrap_or_default();
    let is_given = is_option && !word.starts_with('-') || looks_secret(word);
    if is_apart && is_given {
        Value::At(begin + skipped, begin + skipped + word.len())
    } else {
        Value::None
    }
}

fn starts_with(text: &str, begin: &str) -> bool {
    text.get(..begin.len())
        .is_some_and(|found| found.eq_ignore_ascii_case(begin))
}

/// A value in quotes, with its escapes, or one word; four groups of four letters are one.
fn quoted_value(value: &str, begin: usize) -> Value {
    // `b'…'`, `u"…"` of Python.
    let prefix = usize::from(value.starts_with(['b', 'u', 'r', 'f', '@']) && value[1..].starts_with(['"', '\'']));
    let (value, begin) = (&value[prefix..], begin + prefix);
    if let Some(inner) = value.strip_prefix("\"\"\"") {
        return Value::At(begin + 3, begin + 3 + inner.find("\"\"\"").unwrap_or(inner.len()));
    }
    let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\'' | '`'));
    if let Some(quote) = quote {
        let mut is_escaped = false;
        let inner = &value[1..];
        let len = inner.find(|letter: char| {
            let ends = letter == quote && !is_escaped;
            is_escaped = letter == '\\' && !is_escaped;
            ends
        });
        return Value::At(begin + 1, begin + 1 + len.unwrap_or(inner.len()));
    }
    let groups: Vec<&str> = value.split(' ').take(4).collect();
    let is_group = |group: &str| group.len() == 4 && group.bytes().all(|octet| octet.is_ascii_lowercase());
    if groups.len() == 4
        && groups
            .iter()
            .all(|group| is_group(group.trim_end_matches(['"', '\'', ',', '.', ';'])))
    {
        return Value::At(begin, begin + 19);
    }
    let len = value.find(|letter: char| letter.is_whitespace()).unwrap_or(value.len());
    let mut word = &value[..len];
    // What parts settings may stand in a password, too; but not before a name and a sign.
    if let Some(next) = word
        .match_indices([',', ';', '&'])
        .map(|(at, _)| at)
        .find(|at| is_setting(&word[at + 1..]))
    {
        word = &word[..next];
    }
    let word = word.trim_end_matches([',', ';', '&', '.', '}', ')', ']', '"', '\'', '>']);
    Value::At(begin, begin + word.len())
}

/// `error=…`, `"user":…`
fn is_setting(text: &str) -> bool {
    let name = text.trim_start_matches(['"', '\'']);
    let len = name
        .bytes()
        .take_while(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'_' | b'-'))
        .count();
    len > 0 && name[len..].trim_start_matches(['"', '\'']).starts_with(['=', ':'])
}

/// A word that nobody says: with digits or signs in it.
pub(super) fn looks_secret(word: &str) -> bool {
    let has_digit = word.bytes().any(|octet| octet.is_ascii_digit());
    let has_letter = word.bytes().any(|octet| octet.is_ascii_alphabetic());
    let is_code = word
        .split(['.', '-'])
        .all(|part| part.bytes().all(|octet| octet.is_ascii_digit()));
    word.len() >= 6 && has_digit && has_letter && !is_code && !word.contains("://") && !word.contains('@')
}

/// What stands for a password, or is about one.
fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    value.is_empty()
        || value.starts_with("http")
        || value.len() < 4 && value.bytes().all(|octet| octet.is_ascii_digit())
        || value
            .bytes()
            .all(|octet| matches!(octet, b'*' | b'.' | b'x' | b'X' | b'-' | b'_' | b'='))
        || value.contains(REMOVED)
        || [
            "null",
            "none",
            "true",
            "false",
            "undefined",
            "nil",
            "authentication",
            "error",
            "command",
            "required",
            "failed",
            "not",
            "the",
            "is",
            "535",
            "yes",
            "no",
            "incorrect",
            "invalid",
            "wrong",
            "rejected",
            "expected",
            "login",
            "plain",
            "bearer",
            "basic",
        ]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word))
        || ["${", "process.env", "os.environ", "getenv", "env(", "$_ENV"]
            .iter()
            .any(|begin| value.starts_with(begin))
}
