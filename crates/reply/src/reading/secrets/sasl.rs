//! What a login consists of: behind AUTH and a mechanism, and in answer to `334`.

use super::names::looks_secret;
use super::{Expects, Spans, Word, words};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// What a login consists of: behind AUTH and a mechanism, and in answer to `334`.
pub(super) fn sasl(line: &str, mut expects: Expects, spans: &mut Spans) -> Expects {
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
pub(super) fn is_login_message(word: &str) -> bool {
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
