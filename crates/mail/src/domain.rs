//! Domain names and address literals, as they stand behind the `@`.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::{Ipv4Addr, Ipv6Addr};

/// A domain name or an address literal (RFC 5321 §4.1.2, §4.1.3; RFC 6531 §3.3).
///
/// Two are equal when their A-label forms are: `Bücher.example` is `xn--bcher-kva.EXAMPLE`.
#[derive(Debug, Clone)]
pub struct Domain {
    as_given: String,
    ascii: String,
}

/// Why a text is no domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DomainError {
    /// There is nothing.
    Empty,
    /// More than 255 octets (RFC 5321 §4.5.3.1.2).
    TooLong,
    /// A label is empty (two dots, or one at an end), longer than 63 octets, or has a hyphen at an end.
    Label,
    /// Something other than letters, digits, hyphens and dots.
    Character,
    /// Not one of `[192.0.2.1]`, `[IPv6:2001:db8::1]` or `[tag:content]`.
    Literal,
    /// No valid internationalised name by IDNA: neither a U-label nor the A-label of one.
    Internationalised,
}

impl Domain {
    /// Reads a whole text as a domain.
    ///
    /// # Errors
    /// Any departure from the grammar, a dot at the end too. Labels outside ASCII must be U-labels but for the case of
    /// letters; characters that IDNA would only map (full-width letters, other kinds of dots) are refused, because not
    /// everyone maps them alike.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        if text.is_empty() {
            return Err(DomainError::Empty);
        }
        if text.len() > DOMAIN_OCTETS_MAX {
            return Err(DomainError::TooLong);
        }
        if text.starts_with('[') {
            let ascii = literal(text).ok_or(DomainError::Literal)?;
            return Ok(Self {
                as_given: text.to_owned(),
                ascii,
            });
        }
        let (as_given, ascii) = if needs_idna(text) {
            internationalised(text).ok_or(DomainError::Internationalised)?
        } else {
            (text.to_owned(), text.to_ascii_lowercase())
        };
        if as_given.len() > DOMAIN_OCTETS_MAX || ascii.len() > DOMAIN_OCTETS_MAX {
            return Err(DomainError::TooLong);
        }
        check_labels(&ascii)?;
        Ok(Self { as_given, ascii })
    }

    /// As it was written, but for capital letters in labels outside ASCII, which no U-label has (RFC 5890 §2.3.2.1).
    pub fn as_given(&self) -> &str {
        &self.as_given
    }

    /// In A-labels and lower case; for a literal, in the usual form of its address. For look-ups and comparison.
    pub fn ascii(&self) -> &str {
        &self.ascii
    }

    /// Whether it is an address in brackets.
    pub fn is_literal(&self) -> bool {
        self.ascii.starts_with('[')
    }

    /// Whether it can be whole: a literal, or a name of at least two labels (RFC 6409 §4.2).
    pub fn is_qualified(&self) -> bool {
        self.is_literal() || self.ascii.contains('.')
    }

    /// Whether it takes SMTPUTF8 to send it as it was given.
    pub fn is_internationalised(&self) -> bool {
        !self.as_given.is_ascii()
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.as_given)
    }
}

impl PartialEq for Domain {
    fn eq(&self, other: &Self) -> bool {
        self.ascii == other.ascii
    }
}

impl Eq for Domain {}

impl Hash for Domain {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.ascii.hash(state);
    }
}

impl PartialOrd for Domain {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Domain {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.ascii.cmp(&other.ascii)
    }
}

impl fmt::Display for DomainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "there is no domain",
            Self::TooLong => "the domain is longer than 255 octets",
            Self::Label => "a part of the domain is empty, longer than 63 octets, or begins or ends with a hyphen",
            Self::Character => "the domain has a character other than letters, digits, hyphens and dots",
            Self::Literal => "the address in brackets is neither [192.0.2.1] nor [IPv6:2001:db8::1]",
            Self::Internationalised => "the domain is no valid internationalised name",
        })
    }
}

impl std::error::Error for DomainError {}

/// The usual form of an address literal, RFC 5321 §4.1.3.
fn literal(text: &str) -> Option<String> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    let Some((tag, content)) = inner.split_once(':') else {
        let address: Ipv4Addr = inner.parse().ok()?;
        return Some(format!("[{address}]"));
    };
    if tag.eq_ignore_ascii_case("IPv6") {
        let address: Ipv6Addr = content.parse().ok()?;
        return Some(format!("[IPv6:{address}]"));
    }
    // `[2001:db8::1]` would pass for the tag `2001`, but whoever wrote it forgot a tag.
    let is_tag = tag.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
        && tag.ends_with(|c: char| c.is_ascii_alphanumeric())
        && inner.parse::<Ipv6Addr>().is_err();
    let is_content = !content.is_empty() && content.bytes().all(|octet| matches!(octet, 33..=90 | 94..=126));
    (is_tag && is_content).then(|| format!("[{}:{content}]", tag.to_ascii_lowercase()))
}

fn needs_idna(text: &str) -> bool {
    let is_a_label = |label: &str| label.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("xn--"));
    !text.is_ascii() || text.split('.').any(is_a_label)
}

/// As given and in A-labels, by UTS 46 without the transitional mappings. Hyphens in the third and fourth place are
/// allowed, because real names of hosts have them.
fn internationalised(text: &str) -> Option<(String, String)> {
    let (deny, hyphens) = (AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    let ascii = Uts46::new()
        .to_ascii(text.as_bytes(), deny, hyphens, DnsLength::Ignore)
        .ok()?
        .into_owned();
    let (unicode, outcome) = Uts46::new().to_unicode(ascii.as_bytes(), deny, hyphens);
    outcome.ok()?;
    let unicode = unicode.into_owned();
    if text.split('.').count() != unicode.split('.').count() {
        return None;
    }
    let mut labels = Vec::new();
    for (given, label) in text.split('.').zip(unicode.split('.')) {
        if given.is_ascii() {
            labels.push(given);
        } else if given == label || given.to_lowercase() == label {
            labels.push(label);
        } else {
            return None;
        }
    }
    Some((labels.join("."), ascii))
}

fn check_labels(ascii: &str) -> Result<(), DomainError> {
    for label in ascii.split('.') {
        if !label
            .bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
        {
            return Err(DomainError::Character);
        }
        if label.is_empty() || label.len() > LABEL_OCTETS_MAX || label.starts_with('-') || label.ends_with('-') {
            return Err(DomainError::Label);
        }
    }
    Ok(())
}

/// RFC 5321 §4.5.3.1.2
const DOMAIN_OCTETS_MAX: usize = 255;
/// RFC 1035 §2.3.4
const LABEL_OCTETS_MAX: usize = 63;

#[cfg(test)]
mod tests {
    use super::*;
    use DomainError::{Character, Empty, Internationalised, Label, Literal, TooLong};

    #[test]
    fn what_is_a_domain() {
        let label = "a".repeat(63);
        let long = format!("{label}.{label}.{label}.{label}");
        assert_eq!(long.len(), 255);
        let (too_long, long_label) = (format!("{long}a"), format!("{label}a.example"));
        for (text, expected) in [
            ("example.com", Ok("example.com")),
            ("Example.COM", Ok("example.com")),
            ("localhost", Ok("localhost")),
            ("a", Ok("a")),
            ("3com.example", Ok("3com.example")),
            ("192.0.2.1", Ok("192.0.2.1")),
            ("r3---sn.example", Ok("r3---sn.example")),
            (long.as_str(), Ok(long.as_str())),
            ("\u{d55c}\u{ad6d}", Ok("xn--3e0b707e")),
            (
                "mail.\u{c608}\u{c2dc}.\u{d55c}\u{ad6d}",
                Ok("mail.xn--vv4b11d.xn--3e0b707e"),
            ),
            ("B\u{fc}cher.Example", Ok("xn--bcher-kva.example")),
            ("B\u{dc}CHER.example", Ok("xn--bcher-kva.example")),
            ("XN--Bcher-KVA.example", Ok("xn--bcher-kva.example")),
            (
                "xn--3e0b707e.b\u{fc}cher.example",
                Ok("xn--3e0b707e.xn--bcher-kva.example"),
            ),
            ("[192.0.2.1]", Ok("[192.0.2.1]")),
            ("[IPv6:2001:DB8:0:0:0:0:0:1]", Ok("[IPv6:2001:db8::1]")),
            ("[ipv6:::1]", Ok("[IPv6:::1]")),
            ("[IPv6:::ffff:192.0.2.1]", Ok("[IPv6:::ffff:192.0.2.1]")),
            ("[X-new:0a0b]", Ok("[x-new:0a0b]")),
            ("", Err(Empty)),
            (too_long.as_str(), Err(TooLong)),
            (long_label.as_str(), Err(Label)),
            (".", Err(Label)),
            (".example", Err(Label)),
            ("example.", Err(Label)),
            ("a..b", Err(Label)),
            ("-a.example", Err(Label)),
            ("a-.example", Err(Label)),
            ("my_pc.example", Err(Character)),
            ("a b", Err(Character)),
            ("a@b", Err(Character)),
            ("a\0b", Err(Character)),
            ("a\r\nb", Err(Character)),
            ("a\u{7f}", Err(Character)),
            ("xn--", Err(Internationalised)),
            ("xn--\u{fc}", Err(Internationalised)),
            ("xn--zzzzzzzzzzzz99999.example", Err(Internationalised)),
            ("xn--abc-.example", Err(Internationalised)),
            ("b\u{fc}_cher.example", Err(Internationalised)),
            ("-b\u{fc}cher.example", Err(Internationalised)),
            ("a\u{85}.example", Err(Internationalised)),
            ("a\u{ad}b.example", Err(Internationalised)),
            ("\u{ff45}xample.com", Err(Internationalised)),
            ("a\u{3002}\u{d55c}\u{ad6d}", Err(Internationalised)),
            ("[192.0.2.256]", Err(Literal)),
            ("[192.0.2]", Err(Literal)),
            ("[192.0.2.01]", Err(Literal)),
            ("[192.0.2.1", Err(Literal)),
            ("[192.0.2.1]x", Err(Literal)),
            ("[]", Err(Literal)),
            ("[", Err(Literal)),
            ("[ 192.0.2.1]", Err(Literal)),
            ("[2001:db8::1]", Err(Literal)),
            ("[::1]", Err(Literal)),
            ("[IPv6:]", Err(Literal)),
            ("[IPv6:192.0.2.1]", Err(Literal)),
            ("[IPv6:1::2::3]", Err(Literal)),
            ("[IPv6:fe80::1%1]", Err(Literal)),
            ("[tag:]", Err(Literal)),
            ("[tag-:x]", Err(Literal)),
            ("[t_g:x]", Err(Literal)),
            ("[tag:a b]", Err(Literal)),
            ("[tag:a\\]]", Err(Literal)),
            ("[tag:\u{d55c}]", Err(Literal)),
        ] {
            let domain = Domain::parse(text);
            assert_eq!(
                domain.as_ref().map(Domain::ascii),
                expected.as_ref().copied(),
                "{text:?}"
            );
            if let Ok(domain) = domain {
                assert_eq!(Domain::parse(domain.as_given()).as_ref(), Ok(&domain), "{text:?}");
                assert_eq!(Domain::parse(domain.ascii()).as_ref(), Ok(&domain), "{text:?}");
            }
        }
    }

    #[test]
    fn what_is_told_of_a_domain() {
        // text, as given, literal, qualified, internationalised
        for (text, given, literal, qualified, internationalised) in [
            ("Example.COM", "Example.COM", false, true, false),
            ("localhost", "localhost", false, false, false),
            ("[192.0.2.1]", "[192.0.2.1]", true, true, false),
            ("[ipv6:0::1]", "[ipv6:0::1]", true, true, false),
            ("\u{d55c}\u{ad6d}", "\u{d55c}\u{ad6d}", false, false, true),
            ("B\u{dc}cher.Example", "b\u{fc}cher.Example", false, true, true),
            ("XN--bcher-kva.Example", "XN--bcher-kva.Example", false, true, false),
        ] {
            let domain = Domain::parse(text).expect(text);
            assert_eq!(domain.as_given(), given);
            assert_eq!(domain.to_string(), given);
            assert_eq!(domain.is_literal(), literal, "{text}");
            assert_eq!(domain.is_qualified(), qualified, "{text}");
            assert_eq!(domain.is_internationalised(), internationalised, "{text}");
        }
    }

    #[test]
    fn equal_domains_are_one_key() {
        let domains = [
            "B\u{fc}cher.example",
            "b\u{fc}cher.EXAMPLE",
            "xn--bcher-kva.example",
            "[IPv6:::1]",
            "[IPv6:0::1]",
        ];
        let set: std::collections::HashSet<Domain> =
            domains.iter().filter_map(|text| Domain::parse(text).ok()).collect();
        assert_eq!(set.len(), 2);
        let (a, b) = (Domain::parse("a.example"), Domain::parse("B.example"));
        assert!(a.expect("a domain") < b.expect("a domain"));
    }
}
