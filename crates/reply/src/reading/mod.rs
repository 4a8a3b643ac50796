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

/// What was found in `text`: one reading for what was pasted, or one for each entry of a log that has something to say, in the
/// order of the text. None where there is nothing to read.
pub fn read(text: &str) -> Vec<Reading> {
    let lines = lines::unwrapped(text);
    let entries = records::entries(&lines);
    match entries.len() {
        0 => Vec::new(),
        1 => entries.into_iter().filter_map(|entry| reading(entry, true)).collect(),
        _ => {
            let readings: Vec<Reading> = entries.iter().filter_map(|entry| reading(entry, false)).collect();
            if readings.is_empty() {
                return reading(&lines, true).into_iter().collect();
            }
            readings
        }
    }
}

/// What was found in these lines; of a log, entries without anything to say are left out.
fn reading(lines: &[Line], is_all: bool) -> Option<Reading> {
    let found = found::replies(lines);
    let (chosen, why) = choose(&found);
    let is_wanted = is_all || chosen.is_some_and(|found| found.is_refusal()) || records::is_trouble(lines);
    if !is_wanted || lines.is_empty() {
        return None;
    }
    let around = around(lines, chosen);
    let normal = crate::ranking::normal(&around);
    let challenge = chosen
        .and_then(|found| found::challenge(lines, found))
        .or_else(|| found::any_challenge(lines));
    let around = match &challenge {
        Some(reason) => format!("{around} {reason}"),
        None => around,
    };
    let at = step::find(lines, chosen, &normal);
    let said = chosen.map(|found| found.text.clone()).unwrap_or_default();
    let provider = whose::provider(&crate::ranking::normal(&said), &normal);
    let client = whose::client(&normal);
    let (first, shown) = shown(lines, chosen);
    Some(Reading {
        line: first,
        shown: secrets::redacted(&shown).text,
        why,
        code: chosen.and_then(|found| found.code),
        enhanced: chosen.and_then(|found| found.enhanced),
        said,
        around,
        at,
        provider,
        client,
        challenge,
    })
}

/// The reply that is explained.
fn choose(found: &[Found]) -> (Option<&Found>, Why) {
    if let Some(reason) = found.iter().find(|found| found.is_report && found.is_refusal()) {
        return (Some(reason), Why::Report);
    }
    let Some(first) = found.iter().position(Found::is_refusal) else {
        return match found.iter().rfind(|found| found.is_worth_it()).or(found.last()) {
            Some(last) => (Some(last), Why::NoRefusal),
            None => (None, Why::NoReply),
        };
    };
    let refusals = found[first..].iter().filter(|found| found.is_refusal());
    // What stands on the same line behind it stands within it.
    let nested: Vec<&Found> = refusals
        .clone()
        .take_while(|other| other.line == found[first].line)
        .collect();
    // Commands behind a refused one are out of order, and say nothing.
    let inner = nested
        .iter()
        .rev()
        .find(|found| found.code != Some(503))
        .filter(|_| nested.len() > 1);
    if let Some(inner) = inner.filter(|inner| inner.is_refusal()) {
        return (Some(inner), Why::Innermost);
    }
    let why = if refusals.count() > 1 { Why::First } else { Why::Only };
    (Some(&found[first]), why)
}

/// As much of the text as is looked at, around the reply.
fn around(lines: &[Line], chosen: Option<&Found>) -> String {
    let middle = chosen.map_or(0, |found| found.index);
    let first = middle.saturating_sub(LINES_AROUND);
    let mut out = String::new();
    for line in lines.iter().skip(first).take(2 * LINES_AROUND) {
        if out.len() > AROUND_MAX {
            break;
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

/// The begin of a text, at the end of a character.
pub(crate) fn cut(text: &str, octets_max: usize) -> &str {
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
