//! As whom an account may send: in MAIL (RFC 6409 §6.1) and in the From header.

use crate::config::SenderRule;
use mail::{Address, Domain, From, ReversePath};
use smtp::server::{Refusal, Verdict};
use store::Account;

/// Whether MAIL may name this sender. The null sender claims nothing, so everybody may use it (RFC 6409 §3.2).
pub fn may_send_as(account: &Account, rule: SenderRule, sender: &ReversePath) -> Verdict {
    let ReversePath::Mailbox(address) = sender else {
        return Ok(());
    };
    is_whole(sender)?;
    if owns(account, rule, address) {
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
pub fn may_write_as(account: &Account, rule: SenderRule, from: &From) -> Verdict {
    if owns_all(account, rule) {
        return Ok(());
    }
    match from {
        From::Missing => Ok(()),
        From::Unreadable => Err(Refusal::new(&reply::FROM_NOT_OWNED, "the From header cannot be read")),
        From::Addresses(addresses) => match addresses.iter().find(|address| !owns(account, rule, address)) {
            None => Ok(()),
            Some(address) => Err(Refusal::new(&reply::FROM_NOT_OWNED, address.to_string())),
        },
    }
}

fn owns_all(account: &Account, rule: SenderRule) -> bool {
    match account.senders.as_slice() {
        [] => rule == SenderRule::Any,
        senders => senders.iter().any(|sender| sender == "*"),
    }
}

/// Local parts are compared without regard to case here: nobody's domain gives `Alice` and `alice` to two people.
fn owns(account: &Account, rule: SenderRule, address: &Address) -> bool {
    if owns_all(account, rule) {
        return true;
    }
    let same = |text: &str| {
        Address::parse(text).is_ok_and(|own| {
            own.domain() == address.domain() && own.local().to_lowercase() == address.local().to_lowercase()
        })
    };
    if account.senders.is_empty() {
        return same(&account.name);
    }
    account.senders.iter().any(|sender| match sender.contains('@') {
        true => same(sender),
        false => Domain::parse(sender).is_ok_and(|domain| domain == *address.domain()),
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use mail::Timestamp;
    use store::ScramKeys;

    pub(crate) fn account(name: &str, senders: &[&str]) -> Account {
        Account {
            name: name.to_owned(),
            password: String::new(),
            scram: ScramKeys {
                salt: vec![],
                iterations: 1,
                stored_key: vec![],
                server_key: vec![],
            },
            enabled: true,
            version: 1,
            senders: senders.iter().map(|sender| (*sender).to_owned()).collect(),
            created: Timestamp::from_micros(0),
            changed: Timestamp::from_micros(0),
        }
    }

    fn check(name: &str, senders: &[&str], rule: SenderRule, sender: &str, mail: Option<&str>, from: Option<&str>) {
        let account = account(name, senders);
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
            |senders: &[&str], rule| may_write_as(&account("a@b.example", senders), rule, &From::Unreadable);
        assert!(unreadable(&[], SenderRule::Own).is_err());
        assert!(unreadable(&[], SenderRule::Any).is_ok());
        assert!(unreadable(&["*"], SenderRule::Own).is_ok());
    }
}
