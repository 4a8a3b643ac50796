//! As whom an account may send: in MAIL (RFC 6409 §6.1) and in the From header.

use crate::accounts::directory::Subject;
use crate::accounts::senders::{own_address, owns, owns_all};
use crate::config::SenderRule;
use mail::{Address, From, ReversePath};
use smtp::server::{Refusal, Verdict};
use store::Exception;

/// Whether MAIL may name this sender. The null sender claims nothing, so everybody may use it (RFC 6409 §3.2).
pub fn may_send_as(subject: &Subject, rule: SenderRule, sender: &ReversePath) -> Verdict {
    let ReversePath::Mailbox(address) = sender else {
        return Ok(());
    };
    is_whole(sender)?;
    if owns(subject, rule, address) {
        Ok(())
    } else {
        Err(Refusal::new(&reply::SENDER_NOT_OWNED, address.to_string()))
    }
}

/// Whether the sender has a domain to which a report could go. Nothing else is asked of who may relay without a login.
pub fn is_whole(sender: &ReversePath) -> Verdict {
    match sender {
        ReversePath::Mailbox(address) if !address.domain().is_qualified() => {
            Err(Refusal::new(&reply::SENDER_NOT_QUALIFIED, address.to_string()))
        }
        _ => Ok(()),
    }
}

/// Whether the From header may say what it says. One that is missing claims nothing; one that cannot be read might
/// claim anything.
pub fn may_write_as(subject: &Subject, rule: SenderRule, from: &From) -> Verdict {
    if owns_all(subject, rule) {
        return Ok(());
    }
    match from {
        From::Missing => Ok(()),
        From::Unreadable => Err(Refusal::new(&reply::FROM_NOT_OWNED, "the From header cannot be read")),
        From::Addresses(addresses) => match addresses.iter().find(|address| !owns(subject, rule, address)) {
            None => Ok(()),
            Some(address) => Err(Refusal::new(&reply::FROM_NOT_OWNED, address.to_string())),
        },
    }
}

/// The address that stands in place of whatever somebody writes, where an exception wants that.
pub fn rewritten(subject: &Subject, rule: SenderRule) -> Option<Address> {
    let is_wanted = subject.own_rights().exceptions.contains(&Exception::From);
    is_wanted.then(|| own_address(subject, rule)).flatten()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use mail::Timestamp;
    use store::{Account, Rights, ScramSet};

    fn subject(name: &str, senders: &[&str]) -> Subject {
        Subject::of(account(name, senders), "", name)
    }

    pub(crate) fn account(name: &str, senders: &[&str]) -> Account {
        Account {
            name: name.to_owned(),
            password: String::new(),
            scram: ScramSet::default(),
            enabled: true,
            version: 1,
            rights: Rights {
                senders: senders.iter().map(|sender| (*sender).to_owned()).collect(),
                ..Rights::default()
            },
            created: Timestamp::from_micros(0),
            changed: Timestamp::from_micros(0),
        }
    }

    fn check(name: &str, senders: &[&str], rule: SenderRule, sender: &str, mail: Option<&str>, from: Option<&str>) {
        let account = subject(name, senders);
        let path = match sender {
            "" => ReversePath::Null,
            text => ReversePath::Mailbox(Address::parse(text).expect("an address")),
        };
        let header = match sender {
            "" => From::Missing,
            text => From::Addresses(vec![Address::parse(text).expect("an address")]),
        };
        let id = |verdict: Verdict| verdict.err().map(|refusal| refusal.reply.id);
        assert_eq!(
            id(may_send_as(&account, rule, &path)),
            mail,
            "MAIL as {sender:?} by {name} {senders:?}"
        );
        assert_eq!(
            id(may_write_as(&account, rule, &header)),
            from,
            "From {sender:?} by {name} {senders:?}"
        );
    }

    #[test]
    fn who_may_send_as_whom() {
        use SenderRule::{Any, Own};
        let (no, from_no) = (Some("sender-not-owned"), Some("from-not-owned"));
        check("alice@example.com", &[], Own, "alice@example.com", None, None);
        check("alice@example.com", &[], Own, "Alice@Example.COM", None, None);
        check("alice@example.com", &[], Own, "bob@example.com", no, from_no);
        check("alice@example.com", &[], Own, "", None, None);
        check("alice", &[], Own, "alice@example.com", no, from_no);
        check("alice", &[], Any, "anybody@example.org", None, None);
        check("alice", &["*"], Own, "anybody@example.org", None, None);
        check("alice", &["example.com"], Own, "anybody@example.com", None, None);
        check("alice", &["example.com"], Own, "a@sub.example.com", no, from_no);
        check("alice", &["example.com"], Any, "a@example.org", no, from_no);
        check(
            "alice",
            &["a@example.org", "example.com"],
            Own,
            "a@example.org",
            None,
            None,
        );
        check(
            "alice@example.com",
            &["a@example.org"],
            Own,
            "alice@example.com",
            no,
            from_no,
        );
        check(
            "alice",
            &["xn--9t4b11yi5a.example"],
            Own,
            "a@\u{d14c}\u{c2a4}\u{d2b8}.example",
            None,
            None,
        );
        check("alice", &[], Any, "a@localhost", Some("sender-not-qualified"), None);
    }

    #[test]
    fn a_from_that_cannot_be_read_claims_too_much() {
        let unreadable =
            |senders: &[&str], rule| may_write_as(&subject("a@b.example", senders), rule, &From::Unreadable);
        assert!(unreadable(&[], SenderRule::Own).is_err());
        assert!(unreadable(&[], SenderRule::Any).is_ok());
        assert!(unreadable(&["*"], SenderRule::Own).is_ok());
    }
}
