//! What every store must do with accounts, and know of all of them.

use super::{app_password, at};
use crate::{
    Account, AccountChange, AccountStore, AppChange, Exception, Network, Rights, ScramKeys, ScramSet, SendLimits,
    Standing, StoreError,
};
use std::net::{IpAddr, Ipv4Addr};

pub(super) async fn run(accounts: &dyn AccountStore) {
    keeps_accounts(accounts).await;
    upgrades_what_is_still_the_same(accounts).await;
    tells_wider_rights_from_narrower_ones(accounts).await;
    never_gives_a_version_twice(accounts).await;
    knows_how_all_stand(accounts).await;
    keeps_one_secret(accounts).await;
}

/// An account with something in every field, for tests.
pub fn account(name: &str, version: u64) -> Account {
    Account {
        name: name.to_owned(),
        password: "$argon2id$".to_owned(),
        scram: ScramSet {
            sha256: Some(keys(4_096, 1)),
            sha1: Some(keys(4_097, 2)),
        },
        enabled: true,
        version,
        rights: rights(),
        created: at(100),
        changed: at(101),
    }
}

pub(super) fn keys(iterations: u32, seed: u8) -> ScramKeys {
    ScramKeys {
        salt: vec![seed, 2],
        iterations,
        stored_key: vec![3, seed],
        server_key: vec![0, 255, seed],
    }
}

pub(super) fn rights() -> Rights {
    let network = |text: &str| -> Network { text.parse().expect("a network of the list") };
    Rights {
        senders: vec!["a@example.com".to_owned(), "example.org".to_owned()],
        networks: vec![network("2001:db8::/32"), network("192.0.2.7")],
        mechanisms: vec!["SCRAM-SHA-256".to_owned(), "PLAIN".to_owned()],
        // Not over before the year 2096.
        expires: Some(at(4_000_000_000_000)),
        limits: SendLimits {
            messages_hour: Some(1),
            messages_day: Some(u32::MAX),
            recipients_hour: Some(0),
            recipients_day: Some(4),
        },
        exceptions: vec![Exception::Syntax, CLEAR, Exception::Login, Exception::From],
    }
}

async fn found(accounts: &dyn AccountStore, name: &str) -> Account {
    accounts.account(name.to_owned()).await.expect("it is there")
}

pub(super) async fn change(accounts: &dyn AccountStore, name: &str, change: AccountChange, time: i64) {
    let changed = accounts.change(name.to_owned(), change, at(time)).await;
    changed.expect("changed");
}

async fn keeps_accounts(accounts: &dyn AccountStore) {
    assert_eq!(accounts.accounts().await, Ok(vec![]));
    assert_eq!(accounts.account("alice".to_owned()).await, Err(StoreError::NotFound));
    let (alice, mut bob) = (account("alice", 100), account("bob", 100));
    (bob.scram, bob.rights) = (ScramSet::default(), Rights::default());
    bob.password.clear();
    accounts.add(bob.clone()).await.expect("added");
    accounts.add(alice.clone()).await.expect("added");
    assert_eq!(accounts.add(alice.clone()).await, Err(StoreError::Exists));
    assert_eq!(accounts.accounts().await, Ok(vec![alice.clone(), bob.clone()]));
    assert_eq!(found(accounts, "bob").await, bob);
    change(accounts, "alice", AccountChange::Enabled(false), 200).await;
    let disabled = found(accounts, "alice").await;
    assert!(!disabled.enabled && disabled.version > alice.version && disabled.changed == at(200));
    let scram = ScramSet {
        sha256: Some(keys(7, 5)),
        sha1: None,
    };
    let password = AccountChange::Password {
        password: "new".to_owned(),
        scram: scram.clone(),
    };
    change(accounts, "alice", password, 150).await;
    let changed = found(accounts, "alice").await;
    assert_eq!((changed.password.as_str(), &changed.scram), ("new", &scram));
    assert!(changed.version > disabled.version, "also when the clock went back");
    let nobody = accounts.change("nobody".to_owned(), AccountChange::Remove, at(1)).await;
    assert_eq!(nobody, Err(StoreError::NotFound));
    change(accounts, "bob", AccountChange::Remove, 1).await;
    change(accounts, "alice", AccountChange::Remove, 1).await;
    assert_eq!(accounts.accounts().await, Ok(vec![]));
}

async fn upgrades_what_is_still_the_same(accounts: &dyn AccountStore) {
    let mut alice = account("alice", 100);
    alice.scram.sha1 = None;
    accounts.add(alice).await.expect("added");
    // The name may have been another's before.
    let alice = found(accounts, "alice").await;
    let upgrade = |version, password: Option<&str>, scram| AccountChange::Upgrade {
        version,
        password: password.map(str::to_owned),
        scram,
    };
    let sha1 = ScramSet {
        sha256: None,
        sha1: Some(keys(9, 9)),
    };
    change(
        accounts,
        "alice",
        upgrade(alice.version - 1, Some("late"), sha1.clone()),
        200,
    )
    .await;
    assert_eq!(found(accounts, "alice").await, alice, "it was made of another password");
    change(
        accounts,
        "alice",
        upgrade(alice.version, Some("better"), sha1.clone()),
        200,
    )
    .await;
    let upgraded = Account {
        password: "better".to_owned(),
        scram: ScramSet {
            sha256: alice.scram.sha256.clone(),
            sha1: sha1.sha1.clone(),
        },
        ..alice
    };
    assert_eq!(found(accounts, "alice").await, upgraded, "sessions go on");
    change(
        accounts,
        "alice",
        upgrade(alice.version, None, ScramSet::default()),
        300,
    )
    .await;
    assert_eq!(found(accounts, "alice").await, upgraded);
    let nobody = upgrade(alice.version, None, ScramSet::default());
    let nobody = accounts.change("nobody".to_owned(), nobody, at(1)).await;
    assert_eq!(nobody, Err(StoreError::NotFound));
    change(accounts, "alice", AccountChange::Remove, 1).await;
}

async fn tells_wider_rights_from_narrower_ones(accounts: &dyn AccountStore) {
    let alice = account("erin", 100);
    accounts.add(alice.clone()).await.expect("added");
    let (wider, narrower) = wider_and_narrower();
    change(accounts, "erin", AccountChange::Rights(wider.clone()), 200).await;
    let changed = found(accounts, "erin").await;
    assert_eq!((&changed.rights, changed.changed), (&wider, at(200)));
    assert_eq!(changed.version, alice.version, "sessions go on");
    change(accounts, "erin", AccountChange::Rights(narrower.clone()), 300).await;
    let changed = found(accounts, "erin").await;
    assert_eq!((&changed.rights, changed.changed), (&narrower, at(300)));
    assert!(changed.version > alice.version);
    change(accounts, "erin", AccountChange::Remove, 1).await;
}

/// Rights that are wider than [`rights`], and some that are narrower than those.
pub(super) fn wider_and_narrower() -> (Rights, Rights) {
    let wider = Rights {
        senders: vec!["*".to_owned()],
        exceptions: rights().exceptions,
        ..Rights::default()
    };
    let narrower = Rights {
        mechanisms: vec!["PLAIN".to_owned()],
        ..wider.clone()
    };
    (wider, narrower)
}

async fn never_gives_a_version_twice(accounts: &dyn AccountStore) {
    accounts.add(account("dan", 100)).await.expect("added");
    change(accounts, "dan", AccountChange::Enabled(false), 5_000).await;
    let last = found(accounts, "dan").await.version;
    change(accounts, "dan", AccountChange::Remove, 100).await;
    accounts.add(account("dan", 100)).await.expect("added again");
    assert!(found(accounts, "dan").await.version > last);
    change(accounts, "dan", AccountChange::Remove, 100).await;
}

async fn knows_how_all_stand(accounts: &dyn AccountStore) {
    use Exception::{From, Login, Syntax};
    let stands = async |without_sha256, iterations: &[(u32, u64)], exceptions: &[Exception]| {
        let expected = Standing {
            without_sha256,
            iterations: iterations.to_vec(),
            exceptions: exceptions.to_vec(),
        };
        // The second time it may be remembered.
        for _ in 0..2 {
            assert_eq!(accounts.standing().await, Ok(expected.clone()));
        }
    };
    let add = async |name: &str, scram| {
        let mut account = account(name, 100);
        (account.scram, account.rights) = (scram, Rights::default());
        accounts.add(account).await.expect("added");
    };
    let sha256 = |iterations| ScramSet {
        sha256: Some(keys(iterations, 1)),
        sha1: None,
    };
    let except = |exceptions: &[Exception]| Rights {
        exceptions: exceptions.to_vec(),
        ..Rights::default()
    };
    let password = |password: &str, scram| AccountChange::Password {
        password: password.to_owned(),
        scram,
    };
    stands(0, &[], &[]).await;
    add("one", sha256(4_096)).await;
    stands(0, &[(4_096, 1)], &[]).await;
    add("two", ScramSet::default()).await;
    stands(1, &[(4_096, 1)], &[]).await;
    let upgrade = AccountChange::Upgrade {
        version: found(accounts, "two").await.version,
        password: None,
        scram: sha256(10_000),
    };
    change(accounts, "two", upgrade, 200).await;
    stands(0, &[(4_096, 1), (10_000, 1)], &[]).await;
    change(accounts, "one", AccountChange::Enabled(false), 300).await;
    stands(0, &[(4_096, 1), (10_000, 1)], &[]).await;
    change(accounts, "one", AccountChange::Enabled(true), 300).await;
    stands(0, &[(4_096, 1), (10_000, 1)], &[]).await;
    change(accounts, "one", password("", ScramSet::default()), 400).await;
    stands(0, &[(10_000, 1)], &[]).await;
    let sha1 = ScramSet {
        sha256: None,
        sha1: Some(keys(4_096, 1)),
    };
    change(accounts, "one", password("x", sha1), 400).await;
    stands(1, &[(4_096, 1), (10_000, 1)], &[]).await;
    add("three", sha256(4_096)).await;
    stands(1, &[(4_096, 2), (10_000, 1)], &[]).await;

    change(accounts, "three", AccountChange::Rights(except(&[From, Login])), 500).await;
    stands(1, &[(4_096, 2), (10_000, 1)], &[Login, From]).await;
    let mut app = app_password("three", "scanner", 100, &["s1"]);
    app.rights = except(&[CLEAR, Login]);
    accounts.add_app_password(app.clone()).await.expect("added");
    stands(1, &[(4_096, 2), (10_000, 1)], &[Login, CLEAR, From]).await;
    let change_app = async |change| {
        let (account, label) = ("three".to_owned(), "scanner".to_owned());
        let changed = accounts.change_app_password(account, label, change, at(600)).await;
        assert_eq!(changed, Ok(()));
    };
    change_app(AppChange::Rights(except(&[Syntax]))).await;
    stands(1, &[(4_096, 2), (10_000, 1)], &[Login, Syntax, From]).await;
    change_app(AppChange::Remove).await;
    stands(1, &[(4_096, 2), (10_000, 1)], &[Login, From]).await;
    accounts.add_app_password(app).await.expect("added");
    stands(1, &[(4_096, 2), (10_000, 1)], &[Login, CLEAR, From]).await;
    change(accounts, "three", AccountChange::Remove, 700).await;
    stands(1, &[(4_096, 1), (10_000, 1)], &[]).await;
    for name in ["one", "two"] {
        change(accounts, name, AccountChange::Remove, 700).await;
    }
    stands(0, &[], &[]).await;
}

async fn keeps_one_secret(accounts: &dyn AccountStore) {
    for candidate in [1, 2, 1] {
        assert_eq!(accounts.secret([candidate; 32]).await, Ok([1; 32]));
    }
}

const CLEAR: Exception = Exception::Clear(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7)));
