//! Reads the values of structured fields: the authors in From, the id in Message-ID.

use crate::address::{Address, is_atext};
use crate::domain::Domain;

/// The addresses of a From field's value (an `address-list`, RFC 5322 §3.4), or `None` where there are none, or any
/// doubt.
pub(crate) fn authors(value: &[u8]) -> Option<Vec<Address>> {
    let text = std::str::from_utf8(value).ok()?;
    if text.chars().any(|c| c.is_control() && c != '\t') {
        return None;
    }
    let mut found = Vec::new();
    Reader { rest: text }.address_list(false, &mut found)?;
    (!found.is_empty()).then_some(found)
}

/// The `msg-id` of a Message-ID field's value, as real mail has them: anything printable on both sides of an `@`.
pub(crate) fn message_id(value: &[u8]) -> Option<String> {
    let mut reader = Reader {
        rest: std::str::from_utf8(value).ok()?,
    };
    reader.blank()?;
    let (id, rest) = reader.rest.strip_prefix('<')?.split_once('>')?;
    reader.rest = rest;
    reader.blank()?;
    let (left, right) = id.rsplit_once('@')?;
    let is_printable = id.chars().all(|c| !c.is_control() && !c.is_whitespace() && c != '<');
    (reader.rest.is_empty() && is_printable && !left.is_empty() && !right.is_empty()).then(|| format!("<{id}>"))
}

/// Reads the value of a structured field from its start. `None` is: this cannot be read.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// `address-list`, or the `group-list` of a group with its `;`. Empty members are tolerated (RFC 5322 §4.4).
    fn address_list(&mut self, in_group: bool, found: &mut Vec<Address>) -> Option<()> {
        loop {
            self.blank()?;
            if self.rest.is_empty() {
                return (!in_group).then_some(());
            }
            if in_group && self.eat(';') {
                return Some(());
            }
            if !self.eat(',') {
                self.address(in_group, found)?;
                self.blank()?;
                if !(self.rest.is_empty() || self.rest.starts_with([',', ';'])) {
                    return None;
                }
            }
        }
    }

    /// `address`: a mailbox, or a group, which holds no other group.
    fn address(&mut self, in_group: bool, found: &mut Vec<Address>) -> Option<()> {
        let words = self.words()?;
        if self.rest.starts_with('@') {
            found.push(self.at_domain(words)?);
            Some(())
        } else if self.eat('<') {
            found.push(self.angle_address()?);
            Some(())
        } else if !in_group && words.count > 0 && self.eat(':') {
            self.address_list(true, found)
        } else {
            None
        }
    }

    /// The rest of an `angle-addr`, behind its `<`.
    fn angle_address(&mut self) -> Option<Address> {
        self.blank()?;
        if self.rest.starts_with(['@', ',']) {
            self.route()?;
        }
        let words = self.words()?;
        let address = self.at_domain(words)?;
        self.blank()?;
        self.eat('>').then_some(address)
    }

    /// `obs-route`, which is read over (RFC 5322 §4.4).
    fn route(&mut self) -> Option<()> {
        loop {
            while self.eat(',') {
                self.blank()?;
            }
            self.eat('@').then_some(())?;
            self.domain()?;
            self.blank()?;
            if self.eat(':') {
                return Some(());
            }
            if !self.rest.starts_with(',') {
                return None;
            }
        }
    }

    /// The rest of an `addr-spec`, whose local part was read.
    fn at_domain(&mut self, local: Words) -> Option<Address> {
        if !local.is_local_part || local.is_open || !self.eat('@') {
            return None;
        }
        let domain = self.domain()?;
        Address::from_parts(&local.text, domain).ok()
    }

    /// `domain`. White space and comments within (`obs-domain`) are a doubt: some would read only what stands before
    /// them.
    fn domain(&mut self) -> Option<Domain> {
        self.blank()?;
        let text = self.rest;
        let end = if text.starts_with('[') {
            text.find(']')? + 1
        } else {
            text.find(|c: char| !(is_atext(c) || c == '.')).unwrap_or(text.len())
        };
        let (domain, rest) = text.split_at(end);
        self.rest = rest;
        Domain::parse(domain).ok()
    }

    /// Words and dots, as many as there are: what may become a `phrase` or a `local-part`.
    fn words(&mut self) -> Option<Words> {
        let mut words = Words {
            text: String::new(),
            count: 0,
            is_open: true,
            is_local_part: true,
        };
        loop {
            let spaced = self.blank()?;
            if self.rest.starts_with('"') {
                let word = self.quoted_string()?;
                words.add(&word, spaced);
            } else if self.rest.starts_with('.') {
                words.add_dot(spaced)?;
                self.eat('.');
            } else {
                let text = self.rest;
                let (word, rest) = text.split_at(text.find(|c: char| !is_atext(c)).unwrap_or(text.len()));
                if word.is_empty() {
                    return Some(words);
                }
                self.rest = rest;
                words.add(word, spaced);
            }
        }
    }

    /// What a `quoted-string` means.
    fn quoted_string(&mut self) -> Option<String> {
        let text = self.rest;
        let mut content = String::new();
        let mut chars = text.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &text[at + 1..];
                    return Some(content);
                }
                '\\' => content.push(chars.next()?.1),
                _ => content.push(c),
            }
        }
        None
    }

    /// `[CFWS]`: whether there was any.
    fn blank(&mut self) -> Option<bool> {
        let before = self.rest.len();
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t']);
            if !self.rest.starts_with('(') {
                return Some(self.rest.len() < before);
            }
            self.comment()?;
        }
    }

    /// `comment`; they nest, and they are counted rather than called, because a value can be full of them.
    fn comment(&mut self) -> Option<()> {
        let text = self.rest;
        let mut depth = 0usize;
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '(' => depth += 1,
                ')' if depth <= 1 => {
                    self.rest = &text[at + 1..];
                    return Some(());
                }
                ')' => depth -= 1,
                '\\' => {
                    chars.next()?;
                }
                _ => {}
            }
        }
        None
    }

    fn eat(&mut self, c: char) -> bool {
        let behind = self.rest.strip_prefix(c);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }
}

/// Words that were read, and whether they could be a local part: joined by single dots with nothing between (white
/// space there is obsolete, and a doubt: some would read only what stands behind it).
struct Words {
    text: String,
    count: usize,
    /// Whether a word is missing behind the last dot, or there is none yet.
    is_open: bool,
    is_local_part: bool,
}

impl Words {
    fn add(&mut self, word: &str, spaced: bool) {
        self.is_local_part &= self.is_open && (self.count == 0 || !spaced);
        self.is_open = false;
        self.count += 1;
        self.text.push_str(word);
    }

    /// Dots may stand in a phrase too, but not first (RFC 5322 §4.1).
    fn add_dot(&mut self, spaced: bool) -> Option<()> {
        if self.count == 0 {
            return None;
        }
        self.is_local_part &= !self.is_open && !spaced;
        self.is_open = true;
        self.text.push('.');
        Some(())
    }
}
