//! Finds credentials in what people paste, and takes them out of everything that is looked at and printed. It takes out too much
//! rather than too little: a word that is missing from a message harms nobody.

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use std::sync::LazyLock;

/// A text without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The text, with as many lines; `[removed]` stands where a credential was.
    pub text: String,
    /// How many there were.
    pub count: usize,
}

/// What stands in the place of a credential.
pub(super) const REMOVED: &str = "[removed]";

/// Takes the credentials out of a text: what AUTH sends, passwords in settings, commands and addresses, tokens and keys.
pub fn redacted(text: &str) -> Redacted {
    let mut out = Redacted {
        text: String::with_capacity(text.len()),
        count: 0,
    };
    let mut expects = Expects::Nothing;
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            out.text.push('\n');
        }
        let is_key = expects == Expects::Key || line.contains("-----BEGIN") && line.contains("PRIVATE KEY");
        if is_key {
            out.count += usize::from(expects != Expects::Key);
            expects = if line.contains("-----END") {
                Expects::Nothing
            } else {
                Expects::Key
            };
            out.text.push_str(REMOVED);
            continue;
        }
        let mut spans = Spans::default();
        expects = sasl(line, expects, &mut spans);
        if after_names(line, &mut spans) {
            expects = Expects::Value;
        }
        in_calls(line, &mut spans);
        in_urls(line, &mut spans);
        tokens(line, &mut spans);
        out.count += spans.cut_out(line, &mut out.text);
    }
    out
}

/// What the next line has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expects {
    Nothing,
    /// The answer to a challenge, in base64.
    Answer,
    /// The value of a setting.
    Value,
    /// More of a key.
    Key,
}

/// What is taken out of a line.
#[derive(Default)]
struct Spans(Vec<(usize, usize)>);

impl Spans {
    fn add(&mut self, begin: usize, end: usize) {
        if end > begin {
            self.0.push((begin, end));
        }
    }

    /// Writes the line without the spans; how many there were. Those that touch or overlap are one.
    fn cut_out(mut self, line: &str, out: &mut String) -> usize {
        self.0.sort_unstable();
        let (mut kept, mut count) = (0, 0);
        for (begin, end) in self.0 {
            if end <= kept {
                continue;
            }
            if begin > kept || count == 0 {
                out.push_str(&line[kept..begin.max(kept)]);
                out.push_str(REMOVED);
                count += 1;
            }
            kept = end;
        }
        out.push_str(&line[kept..]);
        count
    }
}

/// A word of a line, without the marks around it.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    begin: usize,
}

fn words(line: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    line.split_inclusive(|letter: char| {
        letter.is_whitespace() || matches!(letter, '"' | '\'' | '`' | ',' | '(' | ')' | '<' | '>')
    })
    .map(move |piece| {
        let begin = at;
        at += piece.len();
        let text = piece.trim_end_matches(|letter: char| {
            letter.is_whitespace() || matches!(letter, '"' | '\'' | '`' | ',' | '(' | ')' | '<' | '>')
        });
        Word { text, begin }
    })
}

/// What a login consists of: behind AUTH and a mechanism, and in answer to `334`.
fn sasl(line: &str, mut expects: Expects, spans: &mut Spans) -> Expects {
    if !line.chars().any(char::is_alphanumeric) {
        return expects;
    }
    let is_expected = expects;
    expects = Expects::Nothing;
    let mut state = Sasl::Start;
    let mut last: Option<Word<'_>> = None;
    for word in words(line).filter(|word| !word.text.is_empty()) {
        last = Some(word);
        let bare = word
            .text
            .trim_matches(|letter: char| matches!(letter, ':' | ';' | '[' | ']' | '{' | '}' | '.'));
        state = match state {
            _ if bare.eq_ignore_ascii_case("auth") => Sasl::Auth,
            Sasl::Auth if MECHANISMS.iter().any(|name| bare.eq_ignore_ascii_case(name)) => {
                expects = Expects::Answer;
                Sasl::Mechanism
            }
            Sasl::Mechanism | Sasl::Prompt if is_mark_of_side(bare) => state,
            Sasl::Mechanism | Sasl::Prompt => {
                if is_secret_base64(bare) {
                    spans.add(word.begin, word.begin + word.text.len());
                } else if state == Sasl::Mechanism && !bare.bytes().all(|octet| octet == b'=' || octet == b'.') {
                    // What a server offers, or what a program says of it.
                    expects = Expects::Nothing;
                }
                Sasl::Start
            }
            _ if bare == "334" || bare.starts_with("334-") => {
                expects = Expects::Answer;
                Sasl::Challenge
            }
            Sasl::Challenge => Sasl::Prompt,
            _ => Sasl::Start,
        };
    }
    if let (Expects::Answer | Expects::Value, Some(word)) = (is_expected, last) {
        let is_alone = words(line).filter(|word| !word.text.is_empty()).count() <= 6;
        let bare = word.text.trim_end_matches([':', ';', '\\']);
        let is_answer = match is_expected {
            Expects::Answer => is_login_base64(bare),
            _ => looks_secret(bare),
        };
        if is_answer && is_alone && !is_reply(line) {
            spans.add(word.begin, word.begin + bare.len());
        }
    }
    expects
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sasl {
    Start,
    Auth,
    Mechanism,
    /// `334` was read; its text follows.
    Challenge,
    /// The text of `334` was read; on the same line the answer may follow.
    Prompt,
}

const MECHANISMS: [&str; 14] = [
    "PLAIN",
    "LOGIN",
    "XOAUTH2",
    "XOAUTH",
    "OAUTHBEARER",
    "SCRAM-SHA-256",
    "SCRAM-SHA-256-PLUS",
    "SCRAM-SHA-1",
    "SCRAM-SHA-1-PLUS",
    "CRAM-MD5",
    "DIGEST-MD5",
    "NTLM",
    "GSSAPI",
    "EXTERNAL",
];

fn is_mark_of_side(word: &str) -> bool {
    word.is_empty()
        || matches!(
            word,
            "C" | "S" | "->" | "<-" | "=" | "client" | "server" | ">" | "<" | "~>" | "<~"
        )
        || word == "CLIENT"
        || word == "SERVER"
}

fn is_base64(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=' | b'-' | b'_')
}

/// Base64, and no word of a language, no name of a mechanism.
fn is_secret_base64(word: &str) -> bool {
    let is_name = word
        .bytes()
        .all(|octet| octet.is_ascii_uppercase() || octet.is_ascii_digit() || octet == b'-');
    let is_plain = word.bytes().all(|octet| octet.is_ascii_lowercase());
    let is_long = word.len() >= 24;
    word.len() >= 4
        && word.bytes().all(is_base64)
        && (is_long || (!is_name || word.ends_with('=')) && !is_plain && !is_capitalised(word))
}

/// The same where it is expected: base64 of a name or a password, or something long.
fn is_login_base64(word: &str) -> bool {
    let octets = decoded(word);
    octets.is_some_and(|octets| {
        let is_text = std::str::from_utf8(&octets).is_ok_and(|text| {
            !text
                .chars()
                .any(|letter| letter.is_control() && letter != '\0' && letter != '\u{1}')
        });
        is_text && !octets.is_empty() || word.len() >= 24
    })
}

/// Base64 of `\0user\0password` (RFC 4616) or of an access token's message, wherever it stands.
fn is_login_message(word: &str) -> bool {
    let word = word.trim_end_matches('=');
    if word.len() < 8 || word.len() > 4096 || !word.bytes().all(is_base64) {
        return false;
    }
    let whole = &word[..word.len() - word.len() % 4];
    decoded(word).or_else(|| decoded(whole)).is_some_and(|octets| {
        let nuls = octets.iter().filter(|octet| **octet == 0).count();
        let is_plain = nuls == 2 && octets.iter().filter(|octet| **octet != 0).all(|octet| *octet >= 0x20);
        is_plain || octets.starts_with(b"user=") || octets.starts_with(b"n,a=") || octets.starts_with(b"NTLMSSP\0")
    })
}

fn decoded(word: &str) -> Option<Vec<u8>> {
    STANDARD.decode(word).or_else(|_| STANDARD_NO_PAD.decode(word)).ok()
}

fn is_capitalised(word: &str) -> bool {
    word.len() < 16 && word[1..].bytes().all(|octet| octet.is_ascii_lowercase())
}

/// Whether a line is one of a server.
fn is_reply(line: &str) -> bool {
    let begin = line.trim_start_matches(|letter: char| !letter.is_ascii_alphanumeric());
    let begin = begin.strip_prefix("S:").unwrap_or(begin).trim_start();
    let digits = begin
        .as_bytes()
        .get(..3)
        .is_some_and(|code| code.iter().all(u8::is_ascii_digit) && (b'2'..=b'5').contains(&code[0]));
    digits && begin[3..].starts_with([' ', '-'])
}

/// `password=…`, `"pass": "…"`, `--auth-password …`, `<password>…`, `비밀번호: …`; whether a name stands at the end, and its value is
/// on the next line.
fn after_names(line: &str, spans: &mut Spans) -> bool {
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
    let rest = super::cut(&line[end..], 4096);
    // The rest of a longer name: `password_file` is another thing, `password2` is not.
    let tail = rest.len()
        - rest
            .trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '_')
            .len();
    let tail = tail + particle(&rest[tail..]);
    let window = super::cut(&rest[tail..], SEPARATOR_MAX);
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
fn looks_secret(word: &str) -> bool {
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

/// `login("alice", "…")`, `PlainAuth("", "alice", "…", host)`, `--user alice:…`, `-ap …`.
fn in_calls(line: &str, spans: &mut Spans) {
    for found in CALLS.find_iter(line) {
        let behind = &super::cut(&line[found.end()..], 512);
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
fn in_urls(line: &str, spans: &mut Spans) {
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
        let rest = super::cut(&line[begin..], 2048);
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

/// Tokens that are known by their looks.
fn tokens(line: &str, spans: &mut Spans) {
    let is_part = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b'.' | b'/' | b'+' | b'~');
    let octets = line.as_bytes();
    let mut at = 0;
    while at < octets.len() {
        if !is_part(octets[at]) {
            at += 1;
            continue;
        }
        let len = octets[at..].iter().take_while(|octet| is_part(**octet)).count();
        let padding = octets[at + len..].iter().take_while(|octet| **octet == b'=').count();
        if is_token(&line[at..at + len]) || is_login_message(&line[at..at + len + padding]) {
            spans.add(at, at + len + padding);
        }
        at += len;
    }
}

fn is_token(word: &str) -> bool {
    let begins = |begins: &[&str]| begins.iter().any(|begin| word.starts_with(begin));
    // Google, SendGrid, Mailgun, Brevo, Slack, GitHub, Stripe, our own.
    word.len() >= 20 && begins(&["ya29.", "1//0", "SG.", "key-", "xkeysib-", "xsmtpsib-", "xoxb-", "ghp_", "github_pat_", "glpat-", "sk_live_", "GOCSPX-", "AIzaSy", "mlsn.", "gp_"])
        // Resend.
        || word.len() >= 24 && begins(&["re_"])
        // Amazon.
        || word.len() == 20 && begins(&["AKIA", "ASIA"]) && word.bytes().all(|octet| octet.is_ascii_uppercase() || octet.is_ascii_digit())
        // A JWT; a challenge of a server begins alike, and has no dots.
        || word.len() >= 24 && begins(&["eyJ"]) && word.contains('.') && !word.ends_with("...")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_taken_out() {
        for (text, expected) in [
            ("AUTH PLAIN AGFsaWNlAHNlY3JldA==", "AUTH PLAIN [removed]"),
            ("AUTH  PLAIN \"AGFsaWNlAHNlY3JldA==\"", "AUTH  PLAIN \"[removed]\""),
            ("AUTH PLAIN: AGFsaWNlAHNlY3JldA==", "AUTH PLAIN: [removed]"),
            ("AUTH NTLM TlRMTVNTUAABAAAA", "AUTH NTLM [removed]"),
            (
                "C: AUTH LOGIN YWxpY2U=\nS: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\nS: 235 ok",
                "C: AUTH LOGIN [removed]\nS: 334 UGFzc3dvcmQ6\nC: [removed]\nS: 235 ok",
            ),
            (
                "AUTH LOGIN\n334 VXNlcm5hbWU6\nYWxpY2U=\n334 UGFzc3dvcmQ6\nc2VjcmV0\n535 5.7.8 no",
                "AUTH LOGIN\n334 VXNlcm5hbWU6\n[removed]\n334 UGFzc3dvcmQ6\n[removed]\n535 5.7.8 no",
            ),
            (
                "2026-11-26 10:20:01\tSERVER -> CLIENT: 334 UGFzc3dvcmQ6\n2026-11-26 10:20:01\tCLIENT -> SERVER: c2VjcmV0",
                "2026-11-26 10:20:01\tSERVER -> CLIENT: 334 UGFzc3dvcmQ6\n2026-11-26 10:20:01\tCLIENT -> SERVER: [removed]",
            ),
            (
                "S: 334 UGFzc3dvcmQ6 C: aHVudGVyMlpx S: 535 5.7.8 bad",
                "S: 334 UGFzc3dvcmQ6 C: [removed] S: 535 5.7.8 bad",
            ),
            ("250-AUTH PLAIN LOGIN", "250-AUTH PLAIN LOGIN"),
            ("250 AUTH PLAIN LOGIN XOAUTH2", "250 AUTH PLAIN LOGIN XOAUTH2"),
            ("AUTH PLAIN failed", "AUTH PLAIN failed"),
            (
                "auth: { user: 'a', pass: 'hunter22' }",
                "auth: { user: 'a', pass: '[removed]' }",
            ),
            ("{\"password\":\"p w\",\"x\":1}", "{\"password\":\"[removed]\",\"x\":1}"),
            (
                "{\"password\":\"p\\\"w\",\"x\":1}",
                "{\"password\":\"[removed]\",\"x\":1}",
            ),
            (
                "EMAIL_HOST_PASSWORD = \"abcd efgh ijkl mnop\"",
                "EMAIL_HOST_PASSWORD = \"[removed]\"",
            ),
            ("password: abcd efgh ijkl mnop", "password: [removed]"),
            ("password: my,secret;hunterX2", "password: [removed]"),
            ("$mail->Password = 'topsecret';", "$mail->Password = '[removed]';"),
            ("smtpUserPassword=hunter2Zq", "smtpUserPassword=[removed]"),
            ("setPassword(\"hunter2Zq\")", "setPassword(\"[removed]\")"),
            ("<password>hunter2Zq</password>", "<password>[removed]</password>"),
            (
                "<add key=\"SmtpPassword\" value=\"hunter2Zq\"/>",
                "<add key=\"SmtpPassword\" value=\"[removed]\"/>",
            ),
            ("비밀번호: hunter2Zq 입니다", "비밀번호: [removed] 입니다"),
            ("my password is hunter2Zq", "my password is [removed]"),
            ("password:\n  hunter2Zq\n535 no", "password:\n  [removed]\n535 no"),
            (
                "swaks --auth-password hunter2Zq -ap other",
                "swaks --auth-password [removed] -ap [removed]",
            ),
            ("curl --user 'alice:hunter2Zq'", "curl --user 'alice:[removed]'"),
            (
                "s.login(\"alice@x.org\", \"hunter2Zq\")",
                "s.login(\"alice@x.org\", \"[removed]\")",
            ),
            (
                "MAILER_DSN=smtp://user:s3cret%21@smtp.example.com:587",
                "MAILER_DSN=smtp://user:[removed]@smtp.example.com:587",
            ),
            (
                "smtp://alice:a/b#c?d@smtp.example.com",
                "smtp://alice:[removed]@smtp.example.com",
            ),
            ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer [removed]"),
            ("X-Server-Token: 0123-4567", "X-Server-Token: [removed]"),
            (
                "access-token=ya29.a0AfH6SMBxxxxxxxxxxxxxxxxxxxx 535 no",
                "access-token=[removed] 535 no",
            ),
            ("key=SG.abcdefghijklmnop.qrstuvwxyz0123456789", "key=[removed]"),
            (
                "535 5.7.8 Username and Password not accepted",
                "535 5.7.8 Username and Password not accepted",
            ),
            (
                "535 Incorrect username or password (#5.7.8)",
                "535 Incorrect username or password (#5.7.8)",
            ),
            (
                "SMTP ERROR: Password command failed: 535 no",
                "SMTP ERROR: Password command failed: 535 no",
            ),
            (
                "missing password for PLAIN auth mechanism",
                "missing password for PLAIN auth mechanism",
            ),
            ("pass: '****'", "pass: '****'"),
            (
                "'password' => 'x1y2z3', 'response' => '550 5.1.1 no'",
                "'password' => '[removed]', 'response' => '550 5.1.1 no'",
            ),
            (
                "[pass] => x1y2z3 [error] => 535 no",
                "[pass] => [removed] [error] => 535 no",
            ),
            (
                "<password>x1y2z3</password> 535 no",
                "<password>[removed]</password> 535 no",
            ),
            ("AUTH LOGIN\nTimeout", "AUTH LOGIN\nTimeout"),
            ("Password:\nConnection refused", "Password:\nConnection refused"),
            (
                "Password: 530 5.7.0 Authentication required",
                "Password: 530 5.7.0 Authentication required",
            ),
            (
                "password=x1y2z3,error=535 5.7.8 no",
                "password=[removed],error=535 5.7.8 no",
            ),
            (
                "535 5.7.8 authentication failed, password: expired",
                "535 5.7.8 authentication failed, password: expired",
            ),
            (
                "550 Message does not pass RFC5322 check",
                "550 Message does not pass RFC5322 check",
            ),
            ("spf=pass client-ip=203.0.113.5", "spf=pass client-ip=203.0.113.5"),
            (
                "use an app password: https://example.com/help",
                "use an app password: https://example.com/help",
            ),
            ("password=b'hunter2Zq'", "password=b'[removed]'"),
            (
                "Credentials::new(\"alice\".to_owned(), \"hunter2Zq\".to_owned())",
                "Credentials::new(\"alice\".to_owned(), \"[removed]\".to_owned())",
            ),
            ("define('SMTP_PASS', 'hunter2Zq')", "define('SMTP_PASS', '[removed]')"),
            ("비밀번호는 hunter2Zq 입니다", "비밀번호는 [removed] 입니다"),
            ("密码：hunter2Zq", "密码：[removed]"),
            ("password for alice: hunter2Zq", "password for alice: [removed]"),
            (
                "[smtp.example.com]:587 alice@example.com:hunter2Zq",
                "[smtp.example.com]:587 alice@example.com:[removed]",
            ),
            ("curl --user=alice:hunter2Zq", "curl --user=alice:[removed]"),
            ("dGVzdAB0ZXN0AGh1bnRlcjI=", "[removed]"),
            (
                "host mx[192.0.2.1]:25 said: 550 no",
                "host mx[192.0.2.1]:25 said: 550 no",
            ),
            (
                "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nafter",
                "[removed]\n[removed]\n[removed]\nafter",
            ),
            ("http://example.com/a?b=c:d@e", "http://example.com/a?b=c:d@e"),
        ] {
            let found = redacted(text);
            assert_eq!(found.text, expected, "{text}");
            assert_eq!(found.count > 0, text != expected, "{text}");
            assert_eq!(found.text.lines().count(), text.lines().count(), "{text}");
        }
    }

    /// What is long costs no more than it is long.
    #[test]
    fn long_lines_are_read_once() {
        for piece in [
            "pass ",
            "\"password\":\"x12345\",",
            "bearer ",
            "://a:b@",
            "login(\"",
            "AUTH PLAIN ",
            "334 ",
        ] {
            let long = piece.repeat((1 << 20) / piece.len());
            assert!(redacted(&long).text.len() < 4 * long.len(), "{piece}");
        }
    }
}
