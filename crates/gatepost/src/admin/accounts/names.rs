//! What names and senders may be, and the form in which they are kept.

use crate::accounts::canonical;
use crate::admin::protocol::Problem;
use mail::{Address, Domain};
use std::fmt;

/// The form in which the name of an account is kept: what a client sends is brought to the same form when it logs in.
///
/// # Errors
/// A name that is empty, longer than 255 octets, or has spaces or characters that clients cannot send.
pub fn account_name(text: &str) -> Result<String, Problem> {
    let name = fit(canonical(&login_name(text)?))?;
    match name.rsplit_once('@') {
        Some(("", _) | (_, "")) => Err(Problem::invalid(
            "an account is named by a whole address, such as alice@example.com, or by a word",
        )),
        _ => Ok(name),
    }
}

/// A login name as a client would send it: prepared (RFC 4013), in the case in which it was given.
///
/// # Errors
/// As for [`account_name`].
pub(super) fn login_name(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::invalid(
            "an account needs a name: an address such as alice@example.com, or a word",
        ));
    }
    if text.len() > NAME_OCTETS_MAX {
        return Err(too_long());
    }
    if text.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return Err(Problem::invalid(
            "the name has a space or a control character in it: leave it out",
        ));
    }
    let prepared = stringprep::saslprep(text).map_err(|_| unusable())?;
    fit(prepared.into_owned())
}

/// A name that was prepared, if it still can be one.
fn fit(name: String) -> Result<String, Problem> {
    // What is invisible or a kind of space may become nothing or a space when it is prepared.
    if name.is_empty() || name.chars().any(char::is_whitespace) {
        return Err(unusable());
    }
    if name.len() > NAME_OCTETS_MAX {
        return Err(too_long());
    }
    Ok(name)
}

fn too_long() -> Problem {
    Problem::invalid("the name is too long: at most 255 octets can be sent by clients (RFC 4616)")
}

fn unusable() -> Problem {
    Problem::invalid("the name has characters that clients cannot send as a login (RFC 4013): use letters and digits")
}

/// The form in which something that an account may send as is kept: an address (its local part as given), a domain in
/// A-labels, or `*` for any.
///
/// # Errors
/// What is none of these, and domains of one label: no message could have such a sender (RFC 6409 §4.2).
pub fn sender(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text == ANY_SENDER {
        return Ok(text.to_owned());
    }
    let help = "give an address (alice@example.com), a domain (example.com), or `*` for any sender";
    let wrong = |why: &dyn fmt::Display| Problem::invalid(format!("`{}` is no sender: {why}; {help}", visible(text)));
    let domain = match text.split_once('@') {
        None => text,
        Some(("", domain)) => domain,
        Some(_) => {
            let address = Address::parse(text).map_err(|_| wrong(&"it is not an address"))?;
            if !address.domain().is_qualified() {
                return Err(wrong(&"its domain is not whole"));
            }
            if address.local() == ANY_SENDER {
                return Err(wrong(&"all addresses of a domain are given by the domain alone"));
            }
            return Ok(address.to_string());
        }
    };
    let domain = Domain::parse(domain).map_err(|error| wrong(&error))?;
    if !domain.is_qualified() {
        return Err(wrong(&"the domain is not whole"));
    }
    Ok(domain.ascii().to_owned())
}

/// A text from outside in a message for a terminal.
pub(super) fn visible(text: &str) -> String {
    text.chars().take(TEXT_SHOWN_MAX).flat_map(char::escape_debug).collect()
}

/// Stands for any sender.
const ANY_SENDER: &str = "*";
/// RFC 4616 §2
const NAME_OCTETS_MAX: usize = 255;
const TEXT_SHOWN_MAX: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_name() {
        for (text, expected, login) in [
            ("alice", Some("alice"), "alice"),
            ("  Alice@Example.COM ", Some("alice@example.com"), "Alice@Example.COM"),
            ("I\u{ad}X", Some("ix"), "IX"),
            ("\u{ff21}lice", Some("alice"), "Alice"),
            ("\u{bbfc}\u{c9c0}", Some("\u{bbfc}\u{c9c0}"), "\u{bbfc}\u{c9c0}"),
            ("", None, ""),
            (" \t", None, ""),
            ("@", None, "@"),
            ("alice@", None, "alice@"),
            ("@example.com", None, "@example.com"),
            ("two words", None, ""),
            ("a\u{a0}b", None, ""),
            ("a\u{3000}b", None, ""),
            ("a\0b", None, ""),
            ("a\nb", None, ""),
            ("a\u{1b}[2J", None, ""),
            ("\u{ad}", None, ""),
            ("a\u{e000}", None, ""),
        ] {
            assert_eq!(account_name(text).ok().as_deref(), expected, "{text:?}");
            assert_eq!(login_name(text).unwrap_or_default(), login, "{text:?}");
        }
        assert!(account_name(&"a".repeat(255)).is_ok());
        assert!(account_name(&"a".repeat(256)).is_err());
    }

    #[test]
    fn what_may_be_a_sender() {
        for (text, expected) in [
            ("*", Some("*")),
            (" example.com ", Some("example.com")),
            ("@Example.COM", Some("example.com")),
            ("b\u{fc}cher.example", Some("xn--bcher-kva.example")),
            ("Alice@example.com", Some("Alice@example.com")),
            ("[192.0.2.1]", Some("[192.0.2.1]")),
            ("", None),
            ("@", None),
            ("localhost", None),
            ("alice@localhost", None),
            ("alice@", None),
            ("none", None),
            ("*.example.com", None),
            ("*@example.com\n*", None),
            ("a b@example.com", None),
            ("example.com\nexample.org", None),
        ] {
            assert_eq!(sender(text).ok().as_deref(), expected, "{text:?}");
        }
        assert!(!sender("\u{1b}[2J").expect_err("no sender").message.contains('\u{1b}'));
    }
}
