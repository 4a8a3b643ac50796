//! Reads what people paste: finds the server's reply in logs, exceptions, bounces and dialogues, the step at which it came,
//! whose server it was and which program shows it. Any text ends in an answer, in time that is linear in its length.

mod found;
mod lines;
mod records;
mod secrets;
mod step;
mod whose;

pub use secrets::redacted;

use crate::clients::Client;
use crate::providers::Provider;
use crate::ranking::{At, Seen};
use crate::{Enhanced, Language};
use found::Found;
use lines::Line;
use std::collections::BTreeMap;

/// What was found in a text, or in one entry of a log.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The line on which it stands; the first is 1.
    pub line: usize,
    /// That line, or the lines of the reply, without credentials.
    pub shown: String,
    /// Why this one.
    pub why: Why,
    /// The three digits.
    pub code: Option<u16>,
    /// The enhanced code.
    pub enhanced: Option<Enhanced>,
    /// What the server said, in one line; empty where no reply of a server was found.
    pub said: String,
    /// All of the text or of the entry, as far as it is looked at.
    pub around: String,
    /// The step.
    pub at: Option<At>,
    /// Whose server it was.
    pub provider: Option<&'static Provider>,
    /// Which program shows it.
    pub client: Option<&'static Client>,
    /// The reason within an access token's refusal (`334` with base64), decoded.
    pub challenge: Option<String>,
}

/// Why a line was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It has the only reply.
    Only,
    /// It has the first reply that refuses something: what follows is its consequence.
    First,
    /// It has the innermost reply: others repeat it in words of their own.
    Innermost,
    /// A report of a delivery names it as its reason.
    Report,
    /// There is no reply of a server: the client's own words are all there is.
    NoReply,
    /// Nothing in the text refuses anything.
    NoRefusal,
}

impl Why {
    /// As programs read it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Only => "only",
            Self::First => "first-refusal",
            Self::Innermost => "innermost",
            Self::Report => "delivery-report",
            Self::NoReply => "no-reply",
            Self::NoRefusal => "no-refusal",
        }
    }

    /// In a sentence.
    pub const fn text(self, language: Language) -> &'static str {
        let (english, korean) = match self {
            Self::Only => (
                "It has the only reply of a server in the text.",
                "서버 응답이 이 줄에만 있습니다.",
            ),
            Self::First => (
                "It has the first refusal; what comes after it is a consequence.",
                "처음으로 거부된 줄이며, 그 뒤의 오류는 그 결과입니다.",
            ),
            Self::Innermost => (
                "Of several replies in one another the innermost counts: the others only pass it on.",
                "응답 안에 다른 응답이 들어 있으면 가장 안쪽의 응답이 실제 원인입니다.",
            ),
            Self::Report => (
                "The delivery report names it as its reason.",
                "반송 보고서가 원인으로 적은 응답입니다.",
            ),
            Self::NoReply => (
                "There is no reply of a server in the text, so the program's own words are all there is.",
                "서버 응답이 없어서 프로그램이 남긴 문구로 판단했습니다.",
            ),
            Self::NoRefusal => ("Nothing in the text refuses anything.", "거부하는 응답이 없습니다."),
        };
        match language {
            Language::English => english,
            Language::Korean => korean,
        }
    }
}

impl Reading {
    /// Whether a program complains although the server said yes: it may have lost the connection, or expected something else.
    pub fn is_followed_by_trouble(&self) -> bool {
        let around = self.around.to_ascii_lowercase();
        [
            "timed out",
            "timeout",
            "lost connection",
            "connection lost",
            "closed",
            "empty",
            "eof",
            "exception",
        ]
        .iter()
        .any(|word| around.contains(word))
    }

    /// What the ranking looks at.
    pub fn seen(&self) -> Seen<'_> {
        Seen {
            code: self.code,
            enhanced: self.enhanced,
            at: self.at,
            said: &self.said,
            around: &self.around,
            provider: self.provider,
        }
    }
}

/// What was found in a text.
#[derive(Debug, Default)]
pub struct Read {
    /// One sighting for what was pasted, or one for each kind of entry of a log that has something to say, in the order of the text.
    pub sightings: Vec<Sighting>,
    /// How many credentials were taken out.
    pub credentials: usize,
}

/// Something that was found, perhaps several times.
#[derive(Debug)]
pub struct Sighting {
    /// The first.
    pub reading: Reading,
    /// How many entries say the same.
    pub count: usize,
}

/// Kinds of entries; more are not told apart.
const KINDS_MAX: usize = 200;

/// What was found in `text`; no sighting where there is nothing to read.
pub fn read(text: &str) -> Read {
    let (lines, credentials) = lines::unwrapped(text);
    let mut sightings: Vec<Sighting> = Vec::new();
    let entries = records::entries(&lines);
    if entries.len() > 1 {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for entry in entries {
            let found = found::replies(entry);
            let (chosen, why) = choose(entry, &found);
            if !(chosen.is_some_and(Found::is_refusal) || records::is_trouble(entry)) {
                continue;
            }
            match known.get(&kind(entry, chosen)) {
                Some(n) => sightings[*n].count += 1,
                None if sightings.len() >= KINDS_MAX => {}
                None => {
                    known.insert(kind(entry, chosen), sightings.len());
                    let reading = reading(entry, chosen, why);
                    sightings.push(Sighting { reading, count: 1 });
                }
            }
        }
    }
    if sightings.is_empty() && !lines.is_empty() {
        let found = found::replies(&lines);
        let (chosen, why) = choose(&lines, &found);
        let reading = reading(&lines, chosen, why);
        sightings.push(Sighting { reading, count: 1 });
    }
    Read { sightings, credentials }
}

/// What entries have in common that say the same but for names and numbers.
fn kind(entry: &[Line], chosen: Option<&Found>) -> String {
    let text = match chosen {
        Some(found) if found.is_refusal() => found.text.as_str(),
        _ => entry[0].text.as_str(),
    };
    let mut out = match chosen {
        Some(found) => format!("{:?} {:?} ", found.code, found.enhanced),
        None => String::new(),
    };
    for word in cut(text, 300).split_whitespace().take(16) {
        let is_plain = |octet: u8| octet.is_ascii_alphabetic() || matches!(octet, b',' | b'.' | b'\'' | b':');
        out.push_str(if word.bytes().all(is_plain) { word } else { "…" });
        out.push(' ');
    }
    out
}

/// What was found in these lines, of which there is at least one.
fn reading(lines: &[Line], chosen: Option<&Found>, why: Why) -> Reading {
    let around = around(lines, chosen);
    let normal = crate::ranking::normal(&around);
    let challenge = chosen
        .and_then(|found| found::challenge(lines, found))
        .or_else(|| found::any_challenge(lines));
    let around = match &challenge {
        Some(reason) => format!("{around} {reason}"),
        None => around,
    };
    let said = chosen.map(|found| found.text.clone()).unwrap_or_default();
    let (line, shown) = shown(lines, chosen);
    Reading {
        line,
        shown,
        why,
        code: chosen.and_then(|found| found.code),
        enhanced: chosen.and_then(|found| found.enhanced),
        at: step::find(lines, chosen, &normal),
        provider: whose::provider(&crate::ranking::normal(&said), &normal),
        client: whose::client(&normal),
        said,
        around,
        challenge,
    }
}

/// The reply that is explained.
fn choose<'a>(lines: &[Line], found: &'a [Found]) -> (Option<&'a Found>, Why) {
    if let Some(reason) = found.iter().find(|found| found.is_report && found.is_refusal()) {
        return (Some(reason), Why::Report);
    }
    let counts = |n: &usize| found[*n].is_refusal() && !found[*n].is_consequence() && !is_got_over(lines, found, *n);
    let any = |n: &usize| found[*n].is_refusal();
    let all = 0..found.len();
    let Some(first) = all.clone().find(counts).or_else(|| all.clone().find(any)) else {
        return match found.iter().rfind(|found| found.is_worth_it()).or(found.last()) {
            Some(last) => (Some(last), Why::NoRefusal),
            None => (None, Why::NoReply),
        };
    };
    // What stands on the same line behind it stands within it.
    let nested: Vec<&Found> = found[first..]
        .iter()
        .take_while(|other| other.index == found[first].index)
        .filter(|other| other.is_refusal() && !other.is_consequence())
        .collect();
    let outer = nested.iter().filter(|found| !found.is_of_log).count();
    let is_beside = nested.iter().skip(1).any(|other| {
        let between = lines[other.index]
            .text
            .get(found[first].at..other.at)
            .unwrap_or_default()
            .to_ascii_lowercase();
        ["), '", "), \"", "; rcpt", "; mail", "; data"]
            .iter()
            .any(|mark| between.contains(mark))
    });
    if let Some(inner) = nested.last().filter(|_| nested.len() > 1 && !is_beside) {
        return (Some(inner), if outer > 1 { Why::Innermost } else { Why::Only });
    }
    let refusals = found[first..].iter().filter(|found| found.is_refusal()).count();
    (Some(&found[first]), if refusals > 1 { Why::First } else { Why::Only })
}

/// Whether the session went on behind a refusal as if there had been none: HELO after EHLO, another mechanism that worked.
fn is_got_over(lines: &[Line], found: &[Found], n: usize) -> bool {
    let later = |code: u16| found[n + 1..].iter().any(|found| found.code == Some(code));
    match step::command_before(lines, &found[n]) {
        Some(At::Login) => later(235),
        Some(At::Hello) => found[n + 1..].first().is_some_and(|next| next.code == Some(250)),
        _ => false,
    }
}

/// As much of the text as is looked at, around the reply.
fn around(lines: &[Line], chosen: Option<&Found>) -> String {
    let middle = chosen.map_or(0, |found| found.index);
    let first = middle.saturating_sub(LINES_AROUND);
    let mut out = String::new();
    for (n, line) in lines.iter().enumerate().skip(first).take(2 * LINES_AROUND) {
        if out.len() > AROUND_MAX {
            break;
        }
        if n != middle && step::is_greeting(&line.text) {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(cut(&line.text, LINE_MAX));
    }
    out
}

/// The number of the first line that is shown, and what is shown.
fn shown(lines: &[Line], chosen: Option<&Found>) -> (usize, String) {
    let (first, count) = match chosen {
        Some(found) => (found.index, found.lines),
        // The client's words: those that name something.
        None => (records::most_telling(lines), 1),
    };
    let shown: Vec<&str> = lines[first..]
        .iter()
        .take(count.min(SHOWN_LINES_MAX))
        .map(|line| cut(line.text.trim(), SHOWN_MAX))
        .collect();
    (lines[first].number, shown.join("\n"))
}

/// The begin of a text, `octets_max` at most, to the end of a character.
pub fn cut(text: &str, octets_max: usize) -> &str {
    if text.len() <= octets_max {
        return text;
    }
    let mut end = octets_max;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Lines before and behind the reply, octets of all of them and of each that are looked at.
const LINES_AROUND: usize = 60;
const AROUND_MAX: usize = 16 * 1024;
const LINE_MAX: usize = 4 * 1024;
/// What is shown of a reply.
const SHOWN_LINES_MAX: usize = 12;
const SHOWN_MAX: usize = 400;
