//! What the server must know of a message, learned while its octets stream by.

use crate::address::Address;
use crate::structured::{authors, message_id};

/// Reads a message in pieces of any size, and remembers little: one field's value and a bounded list of ranges.
///
/// A field is a name of printable ASCII, white space (obsolete, RFC 5322 §4.5) and a colon, with the lines behind it
/// that begin with white space. The header ends at an empty line, or at a line that is no field. Only CR LF ends a
/// line.
#[derive(Debug, Default)]
pub struct HeaderScanner {
    /// How many octets came before the one at hand.
    octets: u64,
    /// Where the line at hand begins.
    line_start: u64,
    /// Whether the last octet was a CR, of which it is not known yet what it means.
    after_cr: bool,
    place: Place,
    /// The name that is being read.
    name: Name,
    /// The field whose lines are being read.
    field: Option<Field>,
    /// Its value without line ends, if it is one that is looked at.
    value: Vec<u8>,
    value_too_long: bool,
    /// Set when the header has ended.
    header_octets: Option<u64>,
    has_header: bool,
    /// Whether the message began with a line that is no field.
    headless: bool,
    has_date: bool,
    message_id: Option<String>,
    author_fields: u32,
    authors: Option<Vec<Address>>,
    author_runs: Runs,
    hidden_author: bool,
    received_count: u32,
    unsent: Runs,
    blank_dates: Runs,
    bad_ids: Runs,
    eight_bit_header: bool,
    eight_bit_body: bool,
}

/// What was learned of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderFacts {
    /// Whether there is a Date field with something in it.
    pub has_date: bool,
    /// The first valid Message-ID, with its angle brackets.
    pub message_id: Option<String>,
    /// Who wrote it.
    pub from: From,
    /// The whole From fields, in octets of the message as received; nothing where something stands in the message that others may
    /// take for a From field and we do not.
    pub from_fields: Option<Vec<Range>>,
    /// Whose From field stands in their place: see [`crate::write_as`].
    pub written_as: Option<Address>,
    /// How many Received fields there are.
    pub received_count: u32,
    /// What is not to be sent, in octets of the message as received, in order, apart from each other: the whole fields
    /// Bcc and Return-Path, and those which [`crate::fix_up`] replaces: a Date with nothing in it, and Message-IDs
    /// where none is valid.
    pub removed: Vec<Range>,
    /// Whether `removed` would have more than 64 ranges. Then it is not complete.
    pub too_many_runs: bool,
    /// Whether there are octets outside ASCII in the header.
    pub eight_bit_header: bool,
    /// Whether there are octets outside ASCII behind the header.
    pub eight_bit_body: bool,
    /// Where the header ends: behind its last field, before the empty line.
    pub header_octets: u64,
    /// Whether the message begins with a field, or with the empty line that ends a header without fields. If not, an
    /// empty line must stand between the fields that we add and the message.
    pub has_header: bool,
}

impl HeaderFacts {
    /// These ranges are not to be sent either. False, and nothing is done, if there would be too many.
    pub(crate) fn remove(&mut self, ranges: Vec<Range>) -> bool {
        let part = |ranges| Runs {
            ranges,
            too_many: false,
        };
        let joined = Runs::joined([part(self.removed.clone()), part(ranges)].into_iter());
        if !joined.too_many {
            self.removed = joined.ranges;
        }
        !joined.too_many
    }
}

/// Who wrote a message, by its From field (RFC 5322 §3.6.2, RFC 6854).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// There is no From field.
    Missing,
    /// It is doubled, names nobody, is longer than 4 KiB, or cannot be read without doubt. So it is, too, where
    /// something stands in the message that others may take for a From field and we do not.
    Unreadable,
    /// These, at least one; those in groups too.
    Addresses(Vec<Address>),
}

/// Octets of a message: from `start`, up to and without `end`, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first octet.
    pub start: u64,
    /// The one behind the last.
    pub end: u64,
}

impl HeaderScanner {
    /// Before the first octet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the next octets of the message.
    pub fn feed(&mut self, octets: &[u8]) {
        let mut rest = octets;
        while self.place != Place::Body {
            let Some((&octet, behind)) = rest.split_first() else {
                return;
            };
            self.take(octet);
            self.octets = self.octets.saturating_add(1);
            rest = behind;
        }
        self.octets = self.octets.saturating_add(rest.len() as u64);
        self.eight_bit_body = self.eight_bit_body || !rest.is_ascii();
    }

    /// How long the header is, as far as it was read.
    pub fn header_octets(&self) -> u64 {
        self.header_octets.unwrap_or(self.octets)
    }

    /// The message has ended: what was learned of it.
    pub fn finish(mut self) -> HeaderFacts {
        if self.after_cr {
            self.content(b'\r');
        }
        if self.place == Place::Name {
            self.header_breaks();
        }
        // The last line may have no end; what is still open ends with it.
        self.line_start = self.octets;
        self.close_field();
        let from = match self.authors {
            _ if self.hidden_author => From::Unreadable,
            Some(authors) if self.author_fields == 1 => From::Addresses(authors),
            _ if self.author_fields > 0 => From::Unreadable,
            _ => From::Missing,
        };
        let replaced_date = (!self.has_date).then_some(self.blank_dates);
        let replaced_ids = self.message_id.is_none().then_some(self.bad_ids);
        let parts = [Some(self.unsent), replaced_date, replaced_ids];
        let removed = Runs::joined(parts.into_iter().flatten());
        HeaderFacts {
            has_date: self.has_date,
            message_id: self.message_id,
            from,
            from_fields: (!self.hidden_author && !self.author_runs.too_many).then_some(self.author_runs.ranges),
            written_as: None,
            received_count: self.received_count,
            removed: removed.ranges,
            too_many_runs: removed.too_many,
            eight_bit_header: self.eight_bit_header,
            eight_bit_body: self.eight_bit_body,
            header_octets: self.header_octets.unwrap_or(self.octets),
            has_header: self.has_header,
        }
    }

    fn take(&mut self, octet: u8) {
        let after_cr = std::mem::replace(&mut self.after_cr, octet == b'\r');
        if after_cr && octet == b'\n' {
            return self.line_ends();
        }
        if after_cr {
            // It ended nothing, so it is an octet like others.
            self.content(b'\r');
        }
        if octet != b'\r' {
            self.content(octet);
        }
    }

    /// An octet within a line.
    fn content(&mut self, octet: u8) {
        match self.place {
            Place::LineStart => self.first_of_line(octet),
            Place::Name => self.name_octet(octet),
            Place::Value => self.value_octet(octet),
            Place::Skipped | Place::Body => {}
        }
        if !octet.is_ascii() {
            let seen = if self.header_octets.is_none() {
                &mut self.eight_bit_header
            } else {
                &mut self.eight_bit_body
            };
            *seen = true;
        }
    }

    fn first_of_line(&mut self, octet: u8) {
        if !matches!(octet, b' ' | b'\t') {
            self.close_field();
            self.name = Name::default();
            self.place = Place::Name;
            self.name_octet(octet);
        } else if self.field.is_some() {
            self.place = Place::Value;
            self.value_octet(octet);
        } else {
            self.place = Place::Skipped;
            self.header_breaks();
        }
    }

    fn name_octet(&mut self, octet: u8) {
        match octet {
            b':' => self.name_ends(),
            b' ' | b'\t' => self.name.spaced = true,
            b'!'..=b'~' => {
                if self.name.spaced {
                    self.header_breaks();
                }
                self.name.push(octet);
            }
            _ => self.header_breaks(),
        }
    }

    fn name_ends(&mut self) {
        if self.name.octets == 0 {
            self.header_breaks();
        }
        let kind = Kind::of(&self.name);
        if kind == Kind::Unsent && self.header_octets == Some(self.line_start) {
            // It is this very line that is no field (`B\x01cc:`), and it will be taken out: the header goes on behind it.
            self.header_octets = None;
            self.headless = false;
        }
        if self.header_octets.is_some() {
            // The header has ended at a line that is no field, but not everyone ends it there: who skips such a line
            // reads on, and must find neither an author whom we have not seen nor those who are not to be seen.
            self.hidden_author |= kind == Kind::Author && !self.headless;
            let start = self.line_start;
            self.field = (kind == Kind::Unsent).then_some(Field { kind, start });
            self.place = if self.field.is_some() {
                Place::Value
            } else {
                Place::Skipped
            };
            return;
        }
        match kind {
            Kind::Author => self.author_fields = self.author_fields.saturating_add(1),
            Kind::Received => self.received_count = self.received_count.saturating_add(1),
            _ => {}
        }
        self.has_header = true;
        self.value.clear();
        self.value_too_long = false;
        self.field = Some(Field {
            kind,
            start: self.line_start,
        });
        self.place = Place::Value;
    }

    fn value_octet(&mut self, octet: u8) {
        let is_looked_at = |field: &Field| matches!(field.kind, Kind::Date | Kind::MessageId | Kind::Author);
        if !self.field.as_ref().is_some_and(is_looked_at) {
            return;
        }
        if self.value.len() < VALUE_OCTETS_MAX {
            self.value.push(octet);
        } else {
            self.value_too_long = true;
        }
    }

    fn line_ends(&mut self) {
        match self.place {
            Place::LineStart => {
                self.close_field();
                self.header_octets.get_or_insert(self.line_start);
                self.has_header |= !self.headless;
                self.place = Place::Body;
            }
            Place::Name => {
                self.place = Place::LineStart;
                self.header_breaks();
            }
            Place::Value | Place::Skipped => self.place = Place::LineStart,
            Place::Body => {}
        }
        self.line_start = self.octets.saturating_add(1);
    }

    /// The line at hand is no field, so the body has begun with it; where there was no header, an empty line of ours will
    /// stand here. Up to the next empty line others may read a header all the same (a first line that a mailbox or an
    /// editor put there, a broken one in the middle), so we go on to look for what must not be found.
    fn header_breaks(&mut self) {
        if self.header_octets.is_none() {
            self.header_octets = Some(self.line_start);
            self.headless = !self.has_header;
        }
    }

    /// The field at hand ends where the line at hand begins.
    fn close_field(&mut self) {
        let Some(field) = self.field.take() else { return };
        let range = Range {
            start: field.start,
            end: self.line_start,
        };
        match field.kind {
            Kind::Unsent => self.unsent.add(range),
            Kind::Date if self.value.iter().any(|octet| *octet > b' ') || self.value_too_long => self.has_date = true,
            Kind::Date => self.blank_dates.add(range),
            Kind::MessageId => match message_id(&self.value) {
                Some(id) if !self.value_too_long => {
                    self.message_id.get_or_insert(id);
                }
                _ => self.bad_ids.add(range),
            },
            Kind::Author => {
                self.author_runs.add(range);
                if !self.value_too_long {
                    self.authors = authors(&self.value);
                }
            }
            Kind::Received | Kind::Other => {}
        }
    }
}

/// Where in a message the scanner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    /// Nothing of the line was seen.
    #[default]
    LineStart,
    /// In what may be the name of a field.
    Name,
    /// In the value of a field.
    Value,
    /// In a line of which nothing more is wanted.
    Skipped,
    /// Behind all that can be taken for a header.
    Body,
}

#[derive(Debug, Clone, Copy)]
struct Field {
    kind: Kind,
    start: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Author,
    Date,
    MessageId,
    Received,
    /// Bcc and Return-Path: not for the recipients' eyes, and not ours to give (RFC 5322 §3.6.3, RFC 5321 §4.4).
    Unsent,
    Other,
}

impl Kind {
    fn of(name: &Name) -> Self {
        FIELDS
            .iter()
            .find(|(known, _)| name.is(known))
            .map_or(Self::Other, |(_, kind)| *kind)
    }
}

/// As much of a field's name as is needed to know it. Only printable octets count, so that `From\x0b` is found out.
#[derive(Debug, Default)]
struct Name {
    start: [u8; NAME_OCTETS_KEPT],
    octets: usize,
    /// Whether white space followed.
    spaced: bool,
}

impl Name {
    fn push(&mut self, octet: u8) {
        if let Some(place) = self.start.get_mut(self.octets) {
            *place = octet.to_ascii_lowercase();
        }
        self.octets = self.octets.saturating_add(1);
    }

    fn is(&self, known: &str) -> bool {
        self.start.get(..self.octets) == Some(known.as_bytes())
    }
}

/// Ranges in order, with none that touch. Bounded.
#[derive(Debug, Default)]
struct Runs {
    ranges: Vec<Range>,
    too_many: bool,
}

impl Runs {
    fn add(&mut self, range: Range) {
        let count = self.ranges.len();
        match self.ranges.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ if count < RUNS_MAX => self.ranges.push(range),
            _ => self.too_many = true,
        }
    }

    fn joined(parts: impl Iterator<Item = Runs>) -> Self {
        let mut joined = Self::default();
        let mut ranges = Vec::new();
        for part in parts {
            joined.too_many |= part.too_many;
            ranges.extend(part.ranges);
        }
        ranges.sort_unstable_by_key(|range| range.start);
        for range in ranges {
            joined.add(range);
        }
        joined
    }
}

const FIELDS: [(&str, Kind); 6] = [
    ("bcc", Kind::Unsent),
    ("date", Kind::Date),
    ("from", Kind::Author),
    ("message-id", Kind::MessageId),
    ("received", Kind::Received),
    ("return-path", Kind::Unsent),
];
/// The longest name of `FIELDS`.
const NAME_OCTETS_KEPT: usize = 11;
/// How much of a value is remembered; a field that we look into and that is longer counts as unreadable.
const VALUE_OCTETS_MAX: usize = 4096;
/// How many ranges are remembered.
const RUNS_MAX: usize = 64;

#[cfg(test)]
mod tests;
