//! The paths of MAIL and RCPT: an address in angle brackets, or one of the two special ones.

use crate::address::{Address, AddressError, mailbox};
use crate::domain::Domain;
use std::fmt;

/// Where reports about a message go: what MAIL names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ReversePath {
    /// `<>`: to nobody (RFC 5321 §4.5.5).
    Null,
    /// To this mailbox.
    Mailbox(Address),
}

/// Where a message goes: what RCPT names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ForwardPath {
    /// `<postmaster>`, without a domain: whoever runs this server (RFC 5321 §4.1.1.3).
    Postmaster,
    /// To this mailbox.
    Mailbox(Address),
}

/// Without angle brackets; nothing for the null path.
impl fmt::Display for ReversePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Mailbox(address) => address.fmt(f),
        }
    }
}

/// Without angle brackets.
impl fmt::Display for ForwardPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postmaster => f.write_str("postmaster"),
            Self::Mailbox(address) => address.fmt(f),
        }
    }
}

/// Reads the path at the start of `text`, and returns it with what stands behind its `>`. A source route is dropped
/// (RFC 5321 §4.1.1.2, Appendix C).
///
/// # Errors
/// No angle brackets, or no address in them.
pub fn reverse_path(text: &str) -> Result<(ReversePath, &str), AddressError> {
    if let Some(rest) = text.strip_prefix("<>") {
        return Ok((ReversePath::Null, rest));
    }
    let (address, rest) = path(text)?;
    Ok((ReversePath::Mailbox(address), rest))
}

/// Reads the path at the start of `text`, and returns it with what stands behind its `>`. A source route is dropped
/// (RFC 5321 §4.1.1.3, Appendix C).
///
/// # Errors
/// No angle brackets, or neither an address nor `postmaster` in them.
pub fn forward_path(text: &str) -> Result<(ForwardPath, &str), AddressError> {
    if let Some((head, rest)) = text.split_at_checked(POSTMASTER.len())
        && head.eq_ignore_ascii_case(POSTMASTER)
    {
        return Ok((ForwardPath::Postmaster, rest));
    }
    let (address, rest) = path(text)?;
    Ok((ForwardPath::Mailbox(address), rest))
}

fn path(text: &str) -> Result<(Address, &str), AddressError> {
    let inner = text.strip_prefix('<').ok_or(AddressError::Path)?;
    let (address, rest) = mailbox(behind_route(inner)?)?;
    Ok((address, rest.strip_prefix('>').ok_or(AddressError::Path)?))
}

/// Skips `@one.example,@two.example:`, of which nothing is used.
fn behind_route(inner: &str) -> Result<&str, AddressError> {
    let mut rest = inner;
    let mut more = inner.starts_with('@');
    while more {
        let host = rest.strip_prefix('@').ok_or(AddressError::Path)?;
        let end = host.find([',', ':']).ok_or(AddressError::Path)?;
        if Domain::parse(&host[..end])?.is_literal() {
            return Err(AddressError::Path);
        }
        more = host[end..].starts_with(',');
        rest = &host[end + 1..];
    }
    Ok(rest)
}

const POSTMASTER: &str = "<postmaster>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forward_paths() {
        for (text, expected) in [
            ("<bob@example.org>", Some(("bob@example.org", ""))),
            (
                "<bob@example.org> NOTIFY=NEVER",
                Some(("bob@example.org", " NOTIFY=NEVER")),
            ),
            ("<bob@example.org>x", Some(("bob@example.org", "x"))),
            ("<\"a>b\"@example.org> x", Some(("\"a>b\"@example.org", " x"))),
            ("<\"<a@b>\"@example.org>", Some(("\"<a@b>\"@example.org", ""))),
            ("<a@[x:>]>", Some(("a@[x:>]", ""))),
            ("<a@[192.0.2.1]>", Some(("a@[192.0.2.1]", ""))),
            ("<@one.example:bob@example.org>", Some(("bob@example.org", ""))),
            (
                "<@one.example,@two.example:bob@example.org> x",
                Some(("bob@example.org", " x")),
            ),
            ("<postmaster>", Some(("postmaster", ""))),
            ("<PostMaster> x", Some(("postmaster", " x"))),
            ("<postmaster@example.org>", Some(("postmaster@example.org", ""))),
            (
                "<\u{c548}\u{b155}@example.org>",
                Some(("\u{c548}\u{b155}@example.org", "")),
            ),
            ("<>", None),
            ("", None),
            ("<", None),
            ("bob@example.org", None),
            ("<bob@example.org", None),
            (" <bob@example.org>", None),
            ("< bob@example.org>", None),
            ("<bob@example.org >", None),
            ("<<bob@example.org>>", None),
            ("<bob>", None),
            ("<\"postmaster\">", None),
            ("<postmaster", None),
            ("<bob@>", None),
            ("<@example.org>", None),
            ("<@one.example bob@example.org>", None),
            ("<@one.example,bob@example.org>", None),
            ("<@one.example:>", None),
            ("<@:bob@example.org>", None),
            ("<@one.example,:bob@example.org>", None),
            ("<@[192.0.2.1]:bob@example.org>", None),
            ("<\u{c548}\u{b155}\u{c548}\u{b155}", None),
        ] {
            let read = forward_path(text).ok().map(|(path, rest)| (path.to_string(), rest));
            assert_eq!(
                read.as_ref().map(|(path, rest)| (path.as_str(), *rest)),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn reverse_paths() {
        for (text, expected) in [
            ("<>", Some(("", ""))),
            ("<> SIZE=1", Some(("", " SIZE=1"))),
            ("<ana@example.org> SIZE=1", Some(("ana@example.org", " SIZE=1"))),
            ("<@one.example:ana@example.org>", Some(("ana@example.org", ""))),
            ("<postmaster>", None),
            ("<ana>", None),
            ("< >", None),
            ("<", None),
            ("ana@example.org", None),
        ] {
            let read = reverse_path(text).ok().map(|(path, rest)| (path.to_string(), rest));
            assert_eq!(
                read.as_ref().map(|(path, rest)| (path.as_str(), *rest)),
                expected,
                "{text:?}"
            );
        }
    }
}
