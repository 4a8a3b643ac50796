//! Mail addresses as they stand in an envelope: RFC 5321 §4.1.2, with UTF-8 by RFC 6531 §3.3.

use crate::domain::{Domain, DomainError};
use std::fmt;

/// A mailbox: a local part and a domain.
///
/// A quoted local part is kept with the least quoting that it needs, so that `"bob"@example.org` is `bob@example.org`.
/// Two addresses are equal when their local parts are the same octets and their domains are equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    local: String,
    domain: Domain,
}

/// Why a text is no address, or no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressError {
    /// The local part is empty, or has characters that may not stand there, or not unquoted.
    LocalPart,
    /// The local part has more than 64 octets (RFC 5321 §4.5.3.1.1).
    LocalPartTooLong,
    /// There is no `@` behind the local part.
    NoDomain,
    /// What stands behind the `@` is no domain.
    Domain(DomainError),
    /// The whole has more than 256 octets (RFC 5321 §4.5.3.1.3).
    TooLong,
    /// Something stands behind the address.
    Trailing,
    /// A path without its angle brackets, or with a source route that cannot be read.
    Path,
}

impl Address {
    /// Reads a whole text as a mailbox.
    ///
    /// # Errors
    /// Any departure from the grammar: there is no white space, no comment and no control character in an address.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        match mailbox(text)? {
            (address, "") => Ok(address),
            _ => Err(AddressError::Trailing),
        }
    }

    /// Puts an address together from what its local part means, without quotes and backslashes.
    pub(crate) fn from_parts(content: &str, domain: Domain) -> Result<Self, AddressError> {
        let local = if is_dot_string(content) {
            content.to_owned()
        } else if content.chars().any(char::is_control) {
            return Err(AddressError::LocalPart);
        } else {
            quoted(content)
        };
        if local.len() > LOCAL_PART_OCTETS_MAX {
            return Err(AddressError::LocalPartTooLong);
        }
        if local.len() + 1 + domain.as_given().len() > ADDRESS_OCTETS_MAX {
            return Err(AddressError::TooLong);
        }
        Ok(Self { local, domain })
    }

    /// What stands in front of the `@`, in quotes where it needs them.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// What stands behind the `@`.
    pub fn domain(&self) -> &Domain {
        &self.domain
    }

    /// Whether it takes SMTPUTF8 to send it as it was given.
    pub fn is_internationalised(&self) -> bool {
        !self.local.is_ascii() || self.domain.is_internationalised()
    }
}

/// The form in which it can be sent; it can be parsed again.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain.as_given())
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LocalPart => f.write_str("the part before the @ is empty or has characters that need quotes"),
            Self::LocalPartTooLong => f.write_str("the part before the @ is longer than 64 octets"),
            Self::NoDomain => f.write_str("there is no @ with a domain"),
            Self::Domain(error) => error.fmt(f),
            Self::TooLong => f.write_str("the address is longer than 256 octets"),
            Self::Trailing => f.write_str("something stands behind the address"),
            Self::Path => f.write_str("the address does not stand in angle brackets"),
        }
    }
}

impl std::error::Error for AddressError {}

impl From<DomainError> for AddressError {
    fn from(error: DomainError) -> Self {
        Self::Domain(error)
    }
}

/// Reads a `Mailbox` at the start of `text`, and returns the rest. A domain which is no literal ends before `>`.
pub(crate) fn mailbox(text: &str) -> Result<(Address, &str), AddressError> {
    let (content, rest) = local_part(text)?;
    let rest = rest.strip_prefix('@').ok_or(AddressError::NoDomain)?;
    let end = if rest.starts_with('[') {
        rest.find(']').map_or(rest.len(), |at| at + 1)
    } else {
        rest.find('>').unwrap_or(rest.len())
    };
    let (domain, rest) = rest.split_at(end);
    Ok((Address::from_parts(&content, Domain::parse(domain)?)?, rest))
}

/// What may stand in an atom: RFC 5322 §3.2.3, with RFC 6531 §3.3.
pub(crate) fn is_atext(c: char) -> bool {
    match c {
        '!' | '#'..='\'' | '*' | '+' | '-' | '/' | '=' | '?' | '^'..='`' | '{'..='~' => true,
        _ => c.is_ascii_alphanumeric() || !(c.is_ascii() || c.is_control()),
    }
}

/// Whether a local part needs no quotes: atoms with single dots between them.
pub(crate) fn is_dot_string(content: &str) -> bool {
    content
        .split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

/// What a `Local-part` at the start of `text` means, and the rest.
fn local_part(text: &str) -> Result<(String, &str), AddressError> {
    if let Some(inner) = text.strip_prefix('"') {
        return quoted_string(inner).ok_or(AddressError::LocalPart);
    }
    let end = text.find(|c: char| !(is_atext(c) || c == '.')).unwrap_or(text.len());
    let (content, rest) = text.split_at(end);
    let ends_well = rest.is_empty() || rest.starts_with(['@', '>']);
    if is_dot_string(content) && ends_well {
        Ok((content.to_owned(), rest))
    } else {
        Err(AddressError::LocalPart)
    }
}

/// The rest of a `Quoted-string` whose first quote was read.
fn quoted_string(inner: &str) -> Option<(String, &str)> {
    let mut content = String::new();
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((content, &inner[at + 1..])),
            // Only ASCII may be escaped (`quoted-pairSMTP`): RFC 6531 extends what needs no escape, not this.
            '\\' => content.push(chars.next().map(|(_, c)| c).filter(|c| matches!(c, ' '..='~'))?),
            _ if c.is_control() => return None,
            _ => content.push(c),
        }
    }
    None
}

fn quoted(content: &str) -> String {
    let mut text = String::with_capacity(content.len() + 2);
    text.push('"');
    for c in content.chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    text
}

/// RFC 5321 §4.5.3.1.1
const LOCAL_PART_OCTETS_MAX: usize = 64;
/// RFC 5321 §4.5.3.1.3, without the angle brackets.
const ADDRESS_OCTETS_MAX: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;
    use AddressError::{LocalPart, LocalPartTooLong, NoDomain, TooLong, Trailing};

    #[test]
    fn what_is_an_address() {
        let local = "l".repeat(64);
        let domain = format!("{0}.{0}.{0}", "d".repeat(63));
        assert_eq!(domain.len(), 191);
        let longest = format!("{local}@{domain}");
        let (long_local, too_long) = (format!("{local}l@example.org"), format!("{local}@{domain}.e"));
        let hidden_length = format!("\"{}\"@example.org", "\\l".repeat(64));
        let plain_length = format!("{local}@example.org");
        let quoted_length = format!("\"{} \"@example.org", "l".repeat(62));
        for (text, expected) in [
            ("bob@example.org", Ok("bob@example.org")),
            ("Bob.Smith@Example.ORG", Ok("Bob.Smith@Example.ORG")),
            (
                "!#$%&'*+-/=?^_`{|}~0@example.org",
                Ok("!#$%&'*+-/=?^_`{|}~0@example.org"),
            ),
            ("a@b", Ok("a@b")),
            ("a@[192.0.2.1]", Ok("a@[192.0.2.1]")),
            ("a@[IPv6:2001:db8::1]", Ok("a@[IPv6:2001:db8::1]")),
            ("a@[x:<>@]", Ok("a@[x:<>@]")),
            (
                "\u{c548}\u{b155}@\u{c608}\u{c2dc}.\u{d55c}\u{ad6d}",
                Ok("\u{c548}\u{b155}@\u{c608}\u{c2dc}.\u{d55c}\u{ad6d}"),
            ),
            ("e\u{301}@example.org", Ok("e\u{301}@example.org")),
            ("\"bob\"@example.org", Ok("bob@example.org")),
            ("\"b\\o\\b\"@example.org", Ok("bob@example.org")),
            ("\"bob.smith\"@example.org", Ok("bob.smith@example.org")),
            ("\"\u{c548}\"@example.org", Ok("\u{c548}@example.org")),
            ("\"bob smith\"@example.org", Ok("\"bob smith\"@example.org")),
            ("\"bob\\ smith\"@example.org", Ok("\"bob smith\"@example.org")),
            ("\"Joe\\,Smith\"@example.org", Ok("\"Joe,Smith\"@example.org")),
            ("\"a\\\"b\\\\c\"@example.org", Ok("\"a\\\"b\\\\c\"@example.org")),
            ("\"a@b>c\"@example.org", Ok("\"a@b>c\"@example.org")),
            ("\"\"@example.org", Ok("\"\"@example.org")),
            ("\".a\"@example.org", Ok("\".a\"@example.org")),
            ("\"a..b\"@example.org", Ok("\"a..b\"@example.org")),
            (longest.as_str(), Ok(longest.as_str())),
            (hidden_length.as_str(), Ok(plain_length.as_str())),
            ("", Err(LocalPart)),
            ("@example.org", Err(LocalPart)),
            (".a@example.org", Err(LocalPart)),
            ("a.@example.org", Err(LocalPart)),
            ("a..b@example.org", Err(LocalPart)),
            ("a b@example.org", Err(LocalPart)),
            (" a@example.org", Err(LocalPart)),
            ("a(b)@example.org", Err(LocalPart)),
            ("a,b@example.org", Err(LocalPart)),
            ("a\\@b@example.org", Err(LocalPart)),
            ("<a@example.org>", Err(LocalPart)),
            ("a\0@example.org", Err(LocalPart)),
            ("a\u{7f}@example.org", Err(LocalPart)),
            ("a\u{85}@example.org", Err(LocalPart)),
            ("a\r\n@example.org", Err(LocalPart)),
            ("\"a@example.org", Err(LocalPart)),
            ("\"a\"b@example.org", Err(NoDomain)),
            ("\"a\".b@example.org", Err(NoDomain)),
            ("\"a\tb\"@example.org", Err(LocalPart)),
            ("\"a\\\tb\"@example.org", Err(LocalPart)),
            ("\"a\\\u{c548}\"@example.org", Err(LocalPart)),
            ("\"a\\", Err(LocalPart)),
            ("\"a\u{9b}\"@example.org", Err(LocalPart)),
            ("\"a\r\n b\"@example.org", Err(LocalPart)),
            (long_local.as_str(), Err(LocalPartTooLong)),
            (quoted_length.as_str(), Err(LocalPartTooLong)),
            (too_long.as_str(), Err(TooLong)),
            ("bob", Err(NoDomain)),
            ("bob>", Err(NoDomain)),
            ("a@example.org>", Err(Trailing)),
            ("a@[192.0.2.1]x", Err(Trailing)),
            ("a@", Err(AddressError::Domain(DomainError::Empty))),
            ("a@example.org ", Err(AddressError::Domain(DomainError::Character))),
            ("a@b@c", Err(AddressError::Domain(DomainError::Character))),
            ("a@example.org.", Err(AddressError::Domain(DomainError::Label))),
            ("a@my_pc.example", Err(AddressError::Domain(DomainError::Character))),
            ("a@[192.0.2.1", Err(AddressError::Domain(DomainError::Literal))),
            ("a@[2001:db8::1]", Err(AddressError::Domain(DomainError::Literal))),
        ] {
            let shown = Address::parse(text).map(|address| address.to_string());
            assert_eq!(shown.as_deref(), expected.as_ref().copied(), "{text:?}");
        }
    }

    #[test]
    fn which_addresses_are_the_same() {
        for (one, other, expected) in [
            ("bob@example.org", "bob@EXAMPLE.org", true),
            ("bob@example.org", "Bob@example.org", false),
            ("\"bob\"@example.org", "bob@example.org", true),
            ("\"b b\"@example.org", "\"b\\ b\"@example.org", true),
            ("bob@b\u{fc}cher.example", "bob@xn--bcher-kva.example", true),
            ("bob@[IPv6:::1]", "bob@[ipv6:0:0::1]", true),
            ("bob@example.org", "bob@example.com", false),
        ] {
            assert_eq!(Address::parse(one) == Address::parse(other), expected, "{one} {other}");
        }
    }

    #[test]
    fn which_addresses_take_smtputf8() {
        for (text, expected) in [
            ("bob@example.org", false),
            ("bob@xn--bcher-kva.example", false),
            ("bob@b\u{fc}cher.example", true),
            ("b\u{f6}b@example.org", true),
            ("\"b\u{f6} b\"@example.org", true),
        ] {
            assert_eq!(
                Address::parse(text).map(|address| address.is_internationalised()),
                Ok(expected),
                "{text}"
            );
        }
    }

    /// Whatever is taken for an address keeps the rules, and is the same address when it is read again.
    #[test]
    fn random_texts() {
        let pieces = "a@|B|0|.|@|\"|\\| |<|>|[|]|IPv6:|::1|192.0.2.1|-|_|xn--|\u{fc}|\u{c548}|\u{3002}|\u{85}|\0|\t|\
            \r\n|example.org|(|,|:|\u{ad}|\u{ff21}";
        let pieces: Vec<&str> = pieces.split('|').collect();
        let mut chance: u64 = 1;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                chance = chance
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                text.push_str(pieces[(chance >> 33) as usize % pieces.len()]);
                if let Ok(address) = Address::parse(&text) {
                    let shown = address.to_string();
                    assert_eq!(Address::parse(&shown).as_ref(), Ok(&address), "{text:?}");
                    assert!(!shown.chars().any(char::is_control), "{text:?}");
                    assert!(address.local().len() <= 64 && shown.len() <= 256, "{text:?}");
                }
            }
        }
    }
}
