//! As whom a credential may send.

use super::directory::Subject;
use crate::config::SenderRule;
use mail::{Address, Domain};
use store::Rights;

/// Whether any sender is right.
pub fn owns_all(subject: &Subject, rule: SenderRule) -> bool {
    let any = |senders: &[String]| senders.iter().any(|sender| sender == "*");
    let account = match subject.account.rights.senders.as_slice() {
        [] => rule == SenderRule::Any,
        senders => any(senders),
    };
    account
        && subject
            .app
            .as_ref()
            .is_none_or(|app| app.rights.senders.is_empty() || any(&app.rights.senders))
}

/// Whether an address is one of its own. An app password's own senders narrow those of its account.
pub fn owns(subject: &Subject, rule: SenderRule, address: &Address) -> bool {
    account_owns(subject, rule, address)
        && subject
            .app
            .as_ref()
            .is_none_or(|app| app.rights.senders.is_empty() || names(&app.rights.senders, address))
}

/// The address that stands for somebody, if there is one: the first that is owned of the senders of the credential, else of those of
/// the account, else the account's name.
pub fn own_address(subject: &Subject, rule: SenderRule) -> Option<Address> {
    let listed: [Option<&Rights>; 2] = [
        subject.app.as_ref().map(|app| &app.rights),
        Some(&subject.account.rights),
    ];
    let senders = listed.into_iter().flatten().flat_map(|rights| &rights.senders);
    let mut addresses = senders
        .chain([&subject.account.name])
        .filter_map(|text| Address::parse(text).ok());
    addresses.find(|address| address.domain().is_qualified() && owns(subject, rule, address))
}

/// A sender of an app password that its account may not use, if there is one: it would be of no use.
pub fn beyond_account(subject: &Subject, rule: SenderRule) -> Option<&str> {
    let is_within = |sender: &str| match Address::parse(sender) {
        Ok(address) if sender.contains('@') => account_owns(subject, rule, &address),
        _ if sender == "*" => true,
        _ => Domain::parse(sender).is_ok_and(|domain| account_is_in(subject, rule, &domain)),
    };
    let senders = subject.app.iter().flat_map(|app| &app.rights.senders);
    senders.map(String::as_str).find(|sender| !is_within(sender))
}

fn account_owns(subject: &Subject, rule: SenderRule, address: &Address) -> bool {
    match subject.account.rights.senders.as_slice() {
        [] => rule == SenderRule::Any || same(&subject.account.name, address),
        senders => names(senders, address),
    }
}

/// Whether the account may use any address of a domain.
fn account_is_in(subject: &Subject, rule: SenderRule, domain: &Domain) -> bool {
    let is_in = |text: &str| match text {
        "*" => true,
        text if text.contains('@') => Address::parse(text).is_ok_and(|address| address.domain() == domain),
        text => Domain::parse(text).is_ok_and(|own| own == *domain),
    };
    match subject.account.rights.senders.as_slice() {
        [] => rule == SenderRule::Any || (subject.account.name.contains('@') && is_in(&subject.account.name)),
        senders => senders.iter().any(|sender| is_in(sender)),
    }
}

fn names(senders: &[String], address: &Address) -> bool {
    senders.iter().any(|sender| match sender.as_str() {
        "*" => true,
        text if text.contains('@') => same(text, address),
        text => Domain::parse(text).is_ok_and(|domain| domain == *address.domain()),
    })
}

/// Local parts are compared without regard to case here: nobody's domain gives `Alice` and `alice` to two people.
fn same(text: &str, address: &Address) -> bool {
    Address::parse(text).is_ok_and(|own| {
        own.domain() == address.domain() && own.local().to_lowercase() == address.local().to_lowercase()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::directory::tests::{account_of, app_of};

    fn subject(senders: &[&str], app: &[&str]) -> Subject {
        let account = account_of("bob@corp.example", senders);
        Subject {
            app: Some(app_of("bob@corp.example", app)),
            ..Subject::of(account, "", "bob@corp.example")
        }
    }

    #[test]
    fn the_address_that_stands_for_somebody_is_their_own() {
        use SenderRule::{Any, Own};
        for (senders, app, rule, expected) in [
            (&[][..], &[][..], Own, Some("bob@corp.example")),
            (&[], &["boss@corp.example"], Own, None),
            (&[], &["boss@corp.example"], Any, Some("boss@corp.example")),
            (
                &[],
                &["boss@corp.example", "bob@corp.example"],
                Own,
                Some("bob@corp.example"),
            ),
            (
                &["sales@corp.example", "bob@corp.example"],
                &[],
                Own,
                Some("sales@corp.example"),
            ),
            (
                &["sales@corp.example", "bob@corp.example"],
                &["bob@corp.example"],
                Own,
                Some("bob@corp.example"),
            ),
            (&["corp.example"], &[], Own, Some("bob@corp.example")),
            (&["other.example"], &[], Own, None),
        ] {
            let own = own_address(&subject(senders, app), rule);
            assert_eq!(
                own.map(|own| own.to_string()).as_deref(),
                expected,
                "{senders:?} {app:?}"
            );
        }
    }

    #[test]
    fn what_an_app_password_may_not_have() {
        use SenderRule::{Any, Own};
        for (senders, app, rule, expected) in [
            (&[][..], &["*"][..], Own, None),
            (&[], &["bob@corp.example", "corp.example"], Own, None),
            (&[], &["scan@corp.example"], Own, Some("scan@corp.example")),
            (&[], &["scan@corp.example"], Any, None),
            (&[], &["other.example"], Own, Some("other.example")),
            (&["corp.example"], &["scan@corp.example", "corp.example"], Own, None),
            (&["scan@corp.example"], &["corp.example"], Own, None),
            (
                &["scan@corp.example"],
                &["bob@corp.example"],
                Own,
                Some("bob@corp.example"),
            ),
            (&["*"], &["other.example", "a@b.example"], Own, None),
        ] {
            assert_eq!(
                beyond_account(&subject(senders, app), rule),
                expected,
                "{senders:?} {app:?}"
            );
        }
    }
}
