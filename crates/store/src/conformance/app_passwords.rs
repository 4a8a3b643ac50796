//! What every store must do with app passwords, and know of when things were used.

use super::accounts::{account, change, keys, rights, wider_and_narrower};
use super::at;
use crate::{
    AccountChange, AccountStore, AppChange, AppPassword, AppSecret, LastUse, Rights, ScramSet, StoreError, Used,
};

pub(super) async fn run(accounts: &dyn AccountStore) {
    keeps_app_passwords(accounts).await;
    replaces_secrets(accounts).await;
    changes_the_rights_of_app_passwords(accounts).await;
    never_gives_an_app_password_a_version_twice(accounts).await;
    removes_app_passwords_with_their_account(accounts).await;
    knows_when_things_were_used(accounts).await;
}

/// An app password with something in every field, and a secret for each of `ids`, for tests.
pub fn app_password(account: &str, label: &str, version: u64, ids: &[&str]) -> AppPassword {
    AppPassword {
        account: account.to_owned(),
        label: label.to_owned(),
        secrets: ids.iter().map(|id| secret(id)).collect(),
        version,
        rights: rights(),
        created: at(100),
        changed: at(101),
    }
}

fn secret(id: &str) -> AppSecret {
    AppSecret {
        id: id.to_owned(),
        digest: [7; 32],
        scram: ScramSet {
            sha256: Some(keys(4_098, 3)),
            sha1: Some(keys(4_099, 4)),
        },
        until: Some(at(7_000)),
    }
}

async fn found_app(
    accounts: &dyn AccountStore,
    account: &str,
    label: &str,
    id: Option<&str>,
) -> Result<AppPassword, StoreError> {
    let by_label = accounts.app_password(account.to_owned(), label.to_owned()).await;
    // The second time it may be remembered.
    for _ in 0..2 {
        let again = accounts.app_password(account.to_owned(), label.to_owned()).await;
        assert_eq!(again, by_label);
        if let Some(id) = id {
            let by_id = accounts.app_password_of(id.to_owned()).await;
            assert_eq!(by_id, by_label, "{id}");
        }
    }
    by_label
}

async fn change_app(accounts: &dyn AccountStore, label: &str, change: AppChange, time: i64) -> Result<(), StoreError> {
    let (account, label) = ("alice".to_owned(), label.to_owned());
    accounts.change_app_password(account, label, change, at(time)).await
}

async fn remove_apps(accounts: &dyn AccountStore) {
    for AppPassword { account, label, .. } in accounts.app_passwords(None).await.expect("a list") {
        let removed = accounts.change_app_password(account, label, AppChange::Remove, at(1));
        removed.await.expect("removed");
    }
    assert_eq!(accounts.app_passwords(None).await, Ok(vec![]));
}

async fn keeps_app_passwords(accounts: &dyn AccountStore) {
    assert_eq!(accounts.app_passwords(None).await, Ok(vec![]));
    let nothing = found_app(accounts, "alice", "phone", Some("p1")).await;
    assert_eq!(nothing, Err(StoreError::NotFound));
    // Their accounts are kept elsewhere.
    let phone = app_password("alice", "phone", 100, &["p2", "p1"]);
    let scanner = app_password("alice", "scanner", 100, &["s1"]);
    let of_bob = app_password("bob", "scanner", 100, &["b1"]);
    let mut bare = app_password("alice", "bare", 100, &[]);
    bare.rights = Rights::default();
    let mut lasting = app_password("carol", "lasting", 100, &["c1"]);
    (lasting.secrets[0].until, lasting.secrets[0].scram) = (None, ScramSet::default());
    for password in [&scanner, &of_bob, &lasting, &phone, &bare] {
        accounts.add_app_password(password.clone()).await.expect("added");
    }
    for taken in [
        app_password("alice", "scanner", 100, &["s9"]),
        app_password("alice", "fax", 100, &["f1", "p1"]),
        app_password("alice", "fax", 100, &["f1", "f1"]),
    ] {
        let refused = accounts.add_app_password(taken).await;
        assert_eq!(refused, Err(StoreError::Exists));
    }
    let nothing = found_app(accounts, "alice", "fax", Some("f1")).await;
    assert_eq!(nothing, Err(StoreError::NotFound), "nothing is left of it");
    let of_alice = vec![bare, phone.clone(), scanner.clone()];
    let all = [&of_alice[..], &[of_bob.clone(), lasting.clone()]].concat();
    assert_eq!(accounts.app_passwords(None).await, Ok(all));
    let listed = accounts.app_passwords(Some("alice".to_owned())).await;
    assert_eq!(listed, Ok(of_alice));
    assert_eq!(accounts.app_passwords(Some("dan".to_owned())).await, Ok(vec![]));
    for (password, id) in [(phone.clone(), "p1"), (phone, "p2"), (of_bob, "b1"), (lasting, "c1")] {
        let found = found_app(accounts, &password.account, &password.label, Some(id)).await;
        assert_eq!(found, Ok(password));
    }
    // What was removed is not found, and its id is free again.
    assert_eq!(change_app(accounts, "scanner", AppChange::Remove, 200).await, Ok(()));
    let removed = change_app(accounts, "scanner", AppChange::Remove, 200).await;
    assert_eq!(removed, Err(StoreError::NotFound));
    let nothing = found_app(accounts, "alice", "scanner", Some("s1")).await;
    assert_eq!(nothing, Err(StoreError::NotFound));
    let again = app_password("bob", "printer", 100, &["s1"]);
    accounts.add_app_password(again.clone()).await.expect("added");
    assert_eq!(found_app(accounts, "bob", "printer", Some("s1")).await, Ok(again));
    remove_apps(accounts).await;
}

async fn replaces_secrets(accounts: &dyn AccountStore) {
    let scanner = app_password("alice", "copier", 100, &["s1"]);
    let other = app_password("alice", "other", 100, &["o1"]);
    for password in [&scanner, &other] {
        accounts.add_app_password(password.clone()).await.expect("added");
        let id = password.secrets[0].id.as_str();
        let found = found_app(accounts, "alice", &password.label, Some(id)).await;
        assert_eq!(found.as_ref(), Ok(password));
    }
    let secrets = |secrets: &[AppSecret]| AppChange::Secrets(secrets.to_vec());
    let ends = AppSecret {
        until: Some(at(500)),
        ..scanner.secrets[0].clone()
    };
    // Both are right for a while.
    let both = [ends, secret("s2")];
    assert_eq!(change_app(accounts, "copier", secrets(&both), 200).await, Ok(()));
    let found = found_app(accounts, "alice", "copier", Some("s1")).await.expect("found");
    assert!(found.secrets == both && found.changed == at(200));
    assert_eq!(found.version, scanner.version, "sessions go on");
    let other_one = found_app(accounts, "alice", "copier", Some("s2")).await;
    assert_eq!(other_one.as_ref(), Ok(&found));
    // Of a refused change nothing is done.
    let taken = secrets(&[secret("s3"), secret("o1")]);
    let refused = change_app(accounts, "copier", taken, 300).await;
    assert_eq!(refused, Err(StoreError::Exists));
    let other_one = found_app(accounts, "alice", "copier", Some("s2")).await;
    assert_eq!(other_one.as_ref(), Ok(&found));
    let nobodys = change_app(accounts, "nobody's", secrets(&both), 300).await;
    assert_eq!(nobodys, Err(StoreError::NotFound));
    // Then the old one is gone.
    assert_eq!(change_app(accounts, "copier", secrets(&both[1..]), 400).await, Ok(()));
    let after = found_app(accounts, "alice", "copier", Some("s2")).await.expect("found");
    assert!(after.version == found.version && after.secrets == both[1..]);
    let gone = accounts.app_password_of("s1".to_owned()).await;
    assert_eq!(gone, Err(StoreError::NotFound));
    let mut another = secret("s2");
    another.digest = [8; 32];
    assert_eq!(change_app(accounts, "copier", secrets(&[another]), 500).await, Ok(()));
    let last = found_app(accounts, "alice", "copier", Some("s2")).await.expect("found");
    assert!(last.version > after.version, "it has the same id, and is another one");
    remove_apps(accounts).await;
}

async fn changes_the_rights_of_app_passwords(accounts: &dyn AccountStore) {
    let phone = app_password("alice", "tablet", 100, &["t1"]);
    accounts.add_app_password(phone.clone()).await.expect("added");
    let (wider, narrower) = wider_and_narrower();
    let changed = change_app(accounts, "tablet", AppChange::Rights(wider.clone()), 200).await;
    assert_eq!(changed, Ok(()));
    let changed = found_app(accounts, "alice", "tablet", Some("t1")).await;
    let expected = AppPassword {
        rights: wider,
        changed: at(200),
        ..phone.clone()
    };
    assert_eq!(changed, Ok(expected), "sessions go on");
    let changed = change_app(accounts, "tablet", AppChange::Rights(narrower.clone()), 300).await;
    assert_eq!(changed, Ok(()));
    let changed = found_app(accounts, "alice", "tablet", Some("t1")).await.expect("found");
    assert!(changed.version > phone.version && changed.rights == narrower && changed.secrets == phone.secrets);
    remove_apps(accounts).await;
}

async fn never_gives_an_app_password_a_version_twice(accounts: &dyn AccountStore) {
    let fax = app_password("alice", "fax", 100, &["f1"]);
    accounts.add_app_password(fax.clone()).await.expect("added");
    let changed = change_app(accounts, "fax", AppChange::Secrets(vec![]), 5_000).await;
    assert_eq!(changed, Ok(()));
    let last = found_app(accounts, "alice", "fax", None).await.expect("found").version;
    assert_eq!(change_app(accounts, "fax", AppChange::Remove, 100).await, Ok(()));
    accounts.add_app_password(fax).await.expect("added again");
    let again = found_app(accounts, "alice", "fax", Some("f1")).await;
    assert!(again.expect("found").version > last);
    remove_apps(accounts).await;
}

async fn removes_app_passwords_with_their_account(accounts: &dyn AccountStore) {
    accounts.add(account("alice", 100)).await.expect("added");
    let (badge, door) = (
        app_password("alice", "badge", 100, &["x1"]),
        app_password("alice", "door", 100, &["x2"]),
    );
    let of_bob = app_password("alice2", "badge", 100, &["x3"]);
    for password in [&badge, &door, &of_bob] {
        accounts.add_app_password(password.clone()).await.expect("added");
    }
    let uses = ["", "badge"].map(|label| (used("alice", label, ""), last(100)));
    accounts.keep_uses(uses.to_vec()).await.expect("kept");
    for (label, id) in [("badge", "x1"), ("door", "x2")] {
        assert!(found_app(accounts, "alice", label, Some(id)).await.is_ok());
    }
    change(accounts, "alice", AccountChange::Remove, 200).await;
    for (label, id) in [("badge", "x1"), ("door", "x2")] {
        let gone = found_app(accounts, "alice", label, Some(id)).await;
        assert_eq!(gone, Err(StoreError::NotFound));
    }
    assert_eq!(accounts.app_passwords(None).await, Ok(vec![of_bob.clone()]));
    assert_eq!(found_app(accounts, "alice2", "badge", Some("x3")).await, Ok(of_bob));
    assert_eq!(accounts.last_uses("alice".to_owned()).await, Ok(vec![]));
    accounts.add_app_password(badge.clone()).await.expect("added again");
    let again = found_app(accounts, "alice", "badge", Some("x1")).await;
    assert!(again.expect("found").version > badge.version);
    remove_apps(accounts).await;
}

async fn knows_when_things_were_used(accounts: &dyn AccountStore) {
    let scanner = app_password("alice", "scanner", 100, &["s1"]);
    accounts.add_app_password(scanner).await.expect("added");
    let known = async || {
        let known = accounts.last_uses("alice".to_owned()).await.expect("uses");
        let short = |(used, last): (Used, LastUse)| (used.label, used.exception, last.at.micros() / 1_000);
        known.into_iter().map(short).collect::<Vec<_>>()
    };
    let row = |label: &str, exception: &str, time: i64| (label.to_owned(), exception.to_owned(), time);
    let keep = async |uses: &[(&str, &str, i64)]| {
        let one = |(label, exception, time): &(&str, &str, i64)| (used("alice", label, exception), last(*time));
        let kept = accounts.keep_uses(uses.iter().map(one).collect()).await;
        assert_eq!(kept, Ok(()));
    };
    assert_eq!(known().await, []);
    keep(&[]).await;
    let of_bob = (used("bob", "", ""), last(900));
    accounts.keep_uses(vec![of_bob.clone()]).await.expect("kept");
    keep(&[
        ("scanner", "login", 150),
        ("scanner", "", 200),
        ("", "", 100),
        ("fax", "", 100),
    ])
    .await;
    let expected = [row("", "", 100), row("scanner", "", 200), row("scanner", "login", 150)];
    assert_eq!(known().await, expected, "nothing of what is not there");
    let found = accounts.last_uses("alice".to_owned()).await.expect("uses");
    assert_eq!(found[0], (used("alice", "", ""), last(100)));
    // Later ones win, wherever they stand.
    keep(&[("", "", 99), ("scanner", "", 400), ("scanner", "", 300)]).await;
    let expected = [row("", "", 100), row("scanner", "", 400), row("scanner", "login", 150)];
    assert_eq!(known().await, expected);
    let mut elsewhere = last(100);
    elsewhere.client = "2001:db8::1".to_owned();
    let kept = accounts.keep_uses(vec![(used("alice", "", ""), elsewhere)]).await;
    assert_eq!(kept, Ok(()));
    let found = accounts.last_uses("alice".to_owned()).await.expect("uses");
    assert_eq!(found[0].1, last(100), "it was not later");
    remove_apps(accounts).await;
    assert_eq!(known().await, [row("", "", 100)], "with the app password");
    assert_eq!(accounts.last_uses("bob".to_owned()).await, Ok(vec![of_bob]));
}

fn used(account: &str, label: &str, exception: &str) -> Used {
    Used {
        account: account.to_owned(),
        label: label.to_owned(),
        exception: exception.to_owned(),
    }
}

fn last(time: i64) -> LastUse {
    LastUse {
        at: at(time),
        client: "192.0.2.1".to_owned(),
        mechanism: "PLAIN".to_owned(),
    }
}
