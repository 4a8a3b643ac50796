//! What is known of an entry: its name, and as whom its owner may send.

use super::connection::Trouble;
use super::outcome::{SIZE_LIMIT_EXCEEDED, SUCCESS, visible, words};
use aws_lc_rs::digest;
use ldap3::{LdapResult, SearchEntry};
use mail::Address;
use std::collections::BTreeSet;

/// An entry that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Addresses, sorted.
    pub(super) senders: Vec<String>,
    /// Of name and senders: it changes with them.
    pub(super) version: u64,
}

/// The one entry that was found, if there is one; `senders` is the attribute with the addresses that it may send as.
///
/// # Errors
/// The search failed, or there are two: none of them may be taken for the other.
pub(super) fn only(
    mut entries: Vec<SearchEntry>,
    result: &LdapResult,
    senders: Option<&str>,
) -> Result<Option<Entry>, Trouble> {
    if entries.len() > 1 || result.rc == SIZE_LIMIT_EXCEEDED {
        let more = "more than one entry fits, so nobody knows which is meant: make the filter or the base narrower";
        return Err(Trouble::OfName(more.to_owned()));
    }
    if result.rc != SUCCESS {
        return Err(Trouble::Refused(words(result)));
    }
    let Some(found) = entries.pop() else { return Ok(None) };
    if found.dn.is_empty() {
        return Err(Trouble::OfName("an entry without a name".to_owned()));
    }
    let senders = senders.map_or_else(BTreeSet::new, |attribute| addresses(&found, attribute));
    if senders.len() > SENDERS_MAX {
        let many = format!("{} has more than {SENDERS_MAX} senders", visible(&found.dn));
        return Err(Trouble::OfName(many));
    }
    let senders: Vec<String> = senders.into_iter().collect();
    Ok(Some(Entry {
        version: version(&found.dn, &senders),
        name: found.dn,
        senders,
    }))
}

/// The addresses among the values of an attribute. Active Directory has `smtp:` in front of those in `proxyAddresses`.
fn addresses(entry: &SearchEntry, attribute: &str) -> BTreeSet<String> {
    // An attribute may have options (RFC 4512 §2.5), and its name comes back as the server writes it.
    let is_it = |name: &str| {
        name.split(';')
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(attribute))
    };
    let texts = entry.attrs.iter().filter(|(name, _)| is_it(name));
    // If one value is no UTF-8, all of them are here.
    let octets = entry.bin_attrs.iter().filter(|(name, _)| is_it(name));
    let texts = texts.flat_map(|(_, values)| values.iter().map(String::as_str));
    let octets = octets.flat_map(|(_, values)| values.iter().filter_map(|value| std::str::from_utf8(value).ok()));
    let address = |value: &str| {
        let value = match value.split_at_checked(PROXY_SCHEME.len()) {
            Some((scheme, address)) if scheme.eq_ignore_ascii_case(PROXY_SCHEME) => address,
            _ => value,
        };
        let address = Address::parse(value)
            .ok()
            .filter(|address| address.domain().is_qualified());
        address.map(|address| address.to_string())
    };
    texts.chain(octets).filter_map(address).collect()
}

/// The beginning of a digest of what an account comes from.
fn version(name: &str, senders: &[String]) -> u64 {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in [name].into_iter().chain(senders.iter().map(String::as_str)) {
        // With their lengths, so that no octet can pass from one to the other.
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    let digest = context.finish();
    let first = digest.as_ref().first_chunk();
    u64::from_be_bytes(*first.expect("SHA-256 has 32 octets"))
}

const PROXY_SCHEME: &str = "smtp:";
/// They are looked through for every message.
const SENDERS_MAX: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, attribute: &str, values: &[&str]) -> SearchEntry {
        let mut entry = SearchEntry {
            dn: name.to_owned(),
            attrs: Default::default(),
            bin_attrs: Default::default(),
        };
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        entry.attrs.insert(attribute.to_owned(), values);
        entry
    }

    fn result(rc: u32) -> LdapResult {
        LdapResult {
            rc,
            matched: String::new(),
            text: String::new(),
            refs: Vec::new(),
            ctrls: Vec::new(),
        }
    }

    #[test]
    fn the_one_entry() {
        let one = || entry("cn=a", "mail", &["b@example.org", "a@example.org"]);
        let found = only(vec![one()], &result(0), Some("mail")).expect("one").expect("one");
        assert_eq!(found.name, "cn=a");
        assert_eq!(found.senders, ["a@example.org", "b@example.org"]);
        assert_eq!(only(vec![], &result(0), None), Ok(None));
        for (entries, rc, expected) in [
            (vec![one(), one()], 0, "more than one entry"),
            (vec![one(), one()], 4, "more than one entry"),
            (vec![], 4, "more than one entry"),
            (vec![one(), one(), one()], 88, "more than one entry"),
            (vec![one()], 51, "busy"),
            (vec![], 32, "noSuchObject"),
            (vec![], 88, "abandoned"),
            (vec![entry("", "mail", &[])], 0, "without a name"),
        ] {
            let trouble = only(entries, &result(rc), None).expect_err("no entry");
            assert!(trouble.to_string().contains(expected), "{rc}: {trouble}");
        }
        let many: Vec<String> = (0..=SENDERS_MAX).map(|n| format!("a{n}@example.org")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(only(vec![entry("cn=a", "mail", &many)], &result(0), Some("mail")).is_err());
        assert!(only(vec![entry("cn=a", "mail", &many)], &result(0), None).is_ok());
    }

    #[test]
    fn senders_are_addresses() {
        let joined = |entry: &SearchEntry| addresses(entry, "mail").into_iter().collect::<Vec<_>>().join(" ");
        for (attribute, values, expected) in [
            ("mail", "a@example.org", "a@example.org"),
            ("MAIL;lang-en", "a@example.org", "a@example.org"),
            ("mailer", "a@example.org", ""),
            (
                "mail",
                "b@example.org|a@example.org|b@example.org",
                "a@example.org b@example.org",
            ),
            ("mail", "SMTP:a@example.org|x400:c=US", "a@example.org"),
            ("mail", "example.org|*||smtp:|a@host|Alice <a@example.org>", ""),
        ] {
            let values: Vec<&str> = values.split('|').collect();
            assert_eq!(
                joined(&entry("cn=a", attribute, &values)),
                expected,
                "{attribute} {values:?}"
            );
        }
        let mut one = entry("cn=a", "other", &[]);
        let octets = vec![b"\xff".to_vec(), b"a@example.org".to_vec()];
        one.bin_attrs.insert("mail".to_owned(), octets);
        assert_eq!(joined(&one), "a@example.org");
    }

    #[test]
    fn a_version_changes_with_what_it_is_of() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let same = version("cn=a", &list(&["b", "c"]));
        assert_eq!(same, version("cn=a", &list(&["b", "c"])));
        for (name, senders) in [
            ("cn=b", list(&["b", "c"])),
            ("cn=a", list(&["b"])),
            ("cn=a", list(&["bc"])),
            ("cn=a", list(&[])),
            ("cn=ab", list(&["c"])),
        ] {
            assert_ne!(version(name, &senders), same, "{name} {senders:?}");
        }
    }
}
