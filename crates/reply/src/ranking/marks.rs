//! Reads `marks.txt`, and finds its words in a text in one pass.

use super::{At, Evidence, Seen};
use crate::{Cause, Enhanced};
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::LazyLock;

/// All that is known.
pub(super) static MARKS: LazyLock<Marks> = LazyLock::new(|| Marks::read(include_str!("marks.txt")));

pub(super) struct Marks {
    pub causes: Vec<&'static Cause>,
    pub rules: Vec<Rule>,
    pieces: Vec<Piece>,
    finder: AhoCorasick,
}

/// One line.
pub(super) struct Rule {
    /// Its place in [`Marks::causes`].
    pub cause: usize,
    pub weight: u8,
    pub speaker: Speaker,
    pub words: Vec<Phrase>,
    not: Vec<Phrase>,
    pub steps: Vec<At>,
    /// Of each of these one has to fit.
    pub codes: Vec<Vec<Pattern>>,
    pub provider: Option<&'static str>,
    /// The words as the file has them.
    pub shown: &'static str,
}

/// Who says such words as a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    Server,
    /// A client, in its own messages.
    Client,
    /// They are of the session, and count wherever they stand.
    Session,
}

/// Pieces, by number, that follow each other closely.
pub(super) struct Phrase(Vec<usize>);

struct Piece {
    text: &'static str,
    /// Also within a word.
    anywhere: bool,
    /// To the end of a word.
    to_end: bool,
}

/// What a code has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    /// `535`
    Code(u16),
    /// `5xx`
    Class(u16),
    /// `5.7.8`, `x.7.8`, `4.3.x`
    Enhanced(Option<u16>, u16, Option<u16>),
    /// No reply at all.
    None,
}

/// Where each piece was found: begin and end.
pub(super) struct Hits(Vec<Vec<(usize, usize)>>);

/// Of one piece in a text; more say nothing more.
const HITS_MAX: usize = 16;
/// `...` stands for so many octets at most.
const GAP_MAX: usize = 60;

impl Marks {
    /// The file is a part of the program, and a test reads it: what is wrong in it never leaves the house.
    fn read(file: &'static str) -> Self {
        let mut pieces = Pieces::default();
        let (mut causes, mut rules) = (Vec::new(), Vec::new());
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(rule) = line.strip_prefix("    ") {
                let cause = causes
                    .len()
                    .checked_sub(1)
                    .unwrap_or_else(|| panic!("no cause before: {line}"));
                rules.push(Rule::read(rule, cause, &mut pieces).unwrap_or_else(|| panic!("cannot be read: {line}")));
            } else {
                causes.push(Cause::find(line).unwrap_or_else(|| panic!("no such cause: {line}")));
            }
        }
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(pieces.0.iter().map(|piece| piece.text))
            .unwrap_or_else(|error| panic!("{error}"));
        Self {
            causes,
            rules,
            pieces: pieces.0,
            finder,
        }
    }

    /// Where the pieces are in `text`, which is [`super::normal`]. The time is linear in it.
    pub fn hits(&self, text: &str) -> Hits {
        let mut hits = vec![Vec::new(); self.pieces.len()];
        for found in self.finder.find_overlapping_iter(text) {
            let piece = &self.pieces[found.pattern()];
            let before = text[..found.start()].chars().next_back();
            let behind = text[found.end()..].chars().next();
            let begins = piece.anywhere || !is_within(before, piece.text.chars().next());
            let ends = !piece.to_end || !behind.is_some_and(char::is_alphanumeric);
            let hits = &mut hits[found.pattern()];
            if begins && ends && hits.len() < HITS_MAX {
                hits.push((found.start(), found.end()));
            }
        }
        Hits(hits)
    }
}

/// Whether a word goes on from `before` to `first`.
fn is_within(before: Option<char>, first: Option<char>) -> bool {
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    is_word(before) && is_word(first)
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn phrase(&mut self, text: &'static str) -> Option<Phrase> {
        let (text, anywhere) = match text.strip_prefix('*') {
            Some(rest) if !rest.starts_with('*') => (rest, true),
            _ => (text, false),
        };
        let pieces = text.split(" ... ").enumerate().map(|(n, piece)| {
            let (piece, to_end) = match piece.strip_suffix('_') {
                Some(rest) => (rest, true),
                None => (piece, false),
            };
            (!piece.is_empty()).then(|| {
                let piece = Piece {
                    text: piece,
                    anywhere: anywhere && n == 0,
                    to_end,
                };
                self.number(piece)
            })
        });
        pieces.collect::<Option<Vec<usize>>>().map(Phrase)
    }

    fn number(&mut self, piece: Piece) -> usize {
        let same =
            |known: &Piece| (known.text, known.anywhere, known.to_end) == (piece.text, piece.anywhere, piece.to_end);
        self.0.iter().position(same).unwrap_or_else(|| {
            self.0.push(piece);
            self.0.len() - 1
        })
    }
}

impl Rule {
    fn read(line: &'static str, cause: usize, pieces: &mut Pieces) -> Option<Self> {
        let (weight, rest) = line.split_once("  ")?;
        let (weight, speaker) = match (weight.strip_prefix('c'), weight.strip_prefix('s')) {
            (Some(weight), _) => (weight, Speaker::Client),
            (_, Some(weight)) => (weight, Speaker::Session),
            _ => (weight, Speaker::Server),
        };
        let mut rule = Self {
            cause,
            weight: weight.parse().ok().filter(|weight| (1..=99).contains(weight))?,
            speaker,
            words: Vec::new(),
            not: Vec::new(),
            steps: Vec::new(),
            codes: Vec::new(),
            provider: None,
            shown: "",
        };
        for part in rest.split("  ").map(str::trim).filter(|part| !part.is_empty()) {
            // Conditions may stand before further words.
            let (part, more) = match part.split_once(" &! ") {
                Some((first, more)) if part.starts_with(['@', '#', '%']) => (first, Some(more)),
                _ => (part, None),
            };
            if let Some(steps) = part.strip_prefix('@') {
                rule.steps = steps.split(',').map(step).collect::<Option<_>>()?;
            } else if let Some(codes) = part.strip_prefix('#') {
                rule.codes
                    .push(codes.split(',').map(Pattern::read).collect::<Option<_>>()?);
            } else if let Some(provider) = part.strip_prefix('%') {
                rule.provider = Some(provider);
            } else {
                rule.read_words(part, pieces)?;
            }
            for not in more.into_iter().flat_map(|more| more.split(" &! ")) {
                rule.not.push(pieces.phrase(not)?);
            }
        }
        Some(rule)
    }

    fn read_words(&mut self, part: &'static str, pieces: &mut Pieces) -> Option<()> {
        let mut parts = part.split("&! ").map(str::trim);
        let words = parts.next().filter(|words| !words.is_empty());
        if let Some(words) = words {
            self.shown = words;
            self.words = words
                .split(" & ")
                .map(|words| pieces.phrase(words))
                .collect::<Option<_>>()?;
        }
        for not in parts {
            self.not.push(pieces.phrase(not)?);
        }
        Some(())
    }

    /// Whether all the words are there.
    pub fn fits(&self, hits: &Hits) -> bool {
        self.words.iter().all(|words| hits.have(words))
    }

    /// Whether words are there that must not be.
    pub fn is_excluded(&self, hits: &Hits) -> bool {
        self.not.iter().any(|words| hits.have(words))
    }

    /// Of a rule without words.
    pub fn evidence(&self) -> Evidence {
        if self
            .codes
            .iter()
            .flatten()
            .any(|code| matches!(code, Pattern::Enhanced(..)))
        {
            Evidence::Enhanced
        } else {
            Evidence::Code
        }
    }
}

impl Hits {
    fn have(&self, Phrase(pieces): &Phrase) -> bool {
        let Some((first, rest)) = pieces.split_first() else {
            return false;
        };
        // The earliest end from which the rest may follow; of several begins each may lead on.
        let mut ends: Vec<usize> = self.0[*first].iter().map(|(_, end)| *end).collect();
        for piece in rest {
            let follows = |begin: usize| ends.iter().any(|end| (*end..=*end + GAP_MAX).contains(&begin));
            ends = self.0[*piece]
                .iter()
                .filter(|(begin, _)| follows(*begin))
                .map(|(_, end)| *end)
                .collect();
        }
        !ends.is_empty()
    }
}

impl Pattern {
    fn read(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Self::None);
        }
        if let Some(class) = text.strip_suffix("xx") {
            return class.parse().ok().map(Self::Class);
        }
        if text.contains('.') {
            let mut numbers = text.split('.').map(|number| match number {
                "x" => Some(None),
                number => number.parse().ok().map(Some),
            });
            let (class, subject, detail) = (numbers.next()??, numbers.next()??, numbers.next()??);
            return Some(Self::Enhanced(class, subject?, detail));
        }
        text.parse().ok().map(Self::Code)
    }

    pub fn fits(self, seen: &Seen<'_>) -> bool {
        match self {
            Self::Code(code) => seen.code == Some(code),
            Self::Class(class) => seen.code.is_some_and(|code| code / 100 == class),
            Self::Enhanced(class, subject, detail) => seen.enhanced.is_some_and(|seen: Enhanced| {
                class.is_none_or(|class| class == seen.class)
                    && subject == seen.subject
                    && detail.is_none_or(|detail| detail == seen.detail)
            }),
            Self::None => seen.code.is_none() && seen.enhanced.is_none(),
        }
    }
}

fn step(name: &str) -> Option<At> {
    Some(match name {
        "connect" => At::Connect,
        "hello" => At::Hello,
        "starttls" => At::StartTls,
        "auth" => At::Login,
        "mail" => At::Sender,
        "rcpt" => At::Recipient,
        "data" => At::Data,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_file_is_read_and_says_nothing_twice() {
        let marks = &*MARKS;
        let causes: BTreeSet<&str> = marks.causes.iter().map(|cause| cause.id).collect();
        assert_eq!(causes.len(), marks.causes.len());
        for piece in &marks.pieces {
            assert_eq!(piece.text, super::super::normal(piece.text).trim(), "never found");
        }
        let mut lines = BTreeSet::new();
        let mut cause = "";
        for line in include_str!("marks.txt").lines().filter(|line| !line.starts_with('#')) {
            match line.strip_prefix("    ") {
                Some(rule) => {
                    let (_, what) = rule.split_once("  ").expect("a weight, and what it is for");
                    assert!(lines.insert((cause, what)), "{cause}: {what} stands twice");
                }
                None => cause = line,
            }
        }
        for rule in &marks.rules {
            assert!(
                !rule.words.is_empty() || !rule.codes.is_empty(),
                "{}: a rule without words and codes",
                marks.causes[rule.cause].id
            );
            if let Some(id) = rule.provider {
                assert!(crate::providers::all().any(|known| known.id == id), "no provider {id}");
            }
        }
    }

    #[test]
    fn words_are_found_from_the_begin_of_a_word() {
        let mut pieces = Pieces::default();
        let phrases =
            ["relay", "*denied", "eof_", "sender ... blocked"].map(|text| pieces.phrase(text).expect("a phrase"));
        let finder = AhoCorasick::new(pieces.0.iter().map(|piece| piece.text)).expect("patterns");
        let marks = Marks {
            causes: Vec::new(),
            rules: Vec::new(),
            pieces: pieces.0,
            finder,
        };
        for (text, expected) in [
            ("relay", [true, false, false, false]),
            ("no relaying", [true, false, false, false]),
            ("norelay", [false; 4]),
            ("sendasdenied", [false, true, false, false]),
            ("an eof.", [false, false, true, false]),
            ("eoferror", [false; 4]),
            ("sender <a@example.com> is blocked", [false, false, false, true]),
            ("blocked sender", [false; 4]),
        ] {
            let hits = marks.hits(text);
            assert_eq!([0, 1, 2, 3].map(|n| hits.have(&phrases[n])), expected, "{text}");
        }
        let far = format!("sender {} blocked", "x".repeat(GAP_MAX));
        assert!(!marks.hits(&far).have(&phrases[3]), "too far away");
    }
}
