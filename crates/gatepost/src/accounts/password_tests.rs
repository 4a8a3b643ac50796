//! What a check costs, what is remembered, and what hashes and keys are made of.

use super::*;
use crate::accounts::made_up::{CHEAP, Here, Sevens, Steps};
use futures_util::future::{BoxFuture, FutureExt};
use mail::Timestamp;

const START: Moment = Moment::ZERO;

/// One worker, unless they say otherwise.
const RULES: PasswordCost = PasswordCost {
    memory_kib: 0,
    passes: 0,
    workers: None,
    waiting_max: 256,
    remembered_max: 10_000,
};

fn passwords(rules: PasswordCost, work: Arc<dyn Work>) -> Arc<Passwords> {
    Arc::new(Passwords::new(CHEAP, rules, Arc::new(Sevens), work))
}

fn account(name: &str, password: &str) -> Account {
    let made = passwords(RULES, Arc::new(Here))
        .hash(password, &ScramSet::default())
        .now_or_never();
    let (password, scram) = made.expect("done at once").expect("a hash");
    let (created, changed) = (Timestamp::from_micros(0), Timestamp::from_micros(0));
    Account {
        name: name.to_owned(),
        password,
        scram,
        enabled: true,
        version: 1,
        rights: store::Rights::default(),
        created,
        changed,
    }
}

fn checked(passwords: &Passwords, account: Option<&Account>, password: &str) -> Result<Checked, CheckError> {
    let password = Zeroizing::new(password.to_owned());
    let begun = Begun::default();
    let check = passwords.check(password, account, None, START, &begun);
    check.now_or_never().expect("done at once")
}

type Asking = BoxFuture<'static, Result<Checked, CheckError>>;

/// Asks, and leaves it to the steps of the work to answer.
fn ask(passwords: &Arc<Passwords>, account: &Account, password: &str) -> Asking {
    let (passwords, account) = (passwords.clone(), account.clone());
    let password = Zeroizing::new(password.to_owned());
    let mut asking = async move {
        passwords
            .check(password, Some(&account), None, START, &Begun::default())
            .await
    }
    .boxed();
    if let Some(answer) = asking.as_mut().now_or_never() {
        return async move { answer }.boxed();
    }
    asking
}

#[test]
fn unknown_disabled_and_wrong_cost_one_hash_each() {
    use Checked::{Right, Wrong};
    let alice = account("alice", "right");
    let disabled = Account {
        enabled: false,
        ..account("carol", "right")
    };
    let (alice, disabled) = (Some(&alice), Some(&disabled));
    let passwords = passwords(RULES, Arc::new(Here));
    let mut hashes = 0;
    for (what, account, password, expected, cost) in [
        ("unknown", None, "right", Wrong, 1),
        ("unknown again", None, "right", Wrong, 1),
        ("wrong", alice, "wrong", Wrong, 1),
        ("wrong again", alice, "wrong", Wrong, 1),
        ("disabled and wrong", disabled, "wrong", Wrong, 1),
        ("disabled", disabled, "right", Right, 1),
        ("disabled again", disabled, "right", Right, 1),
        ("right", alice, "right", Right, 1),
        ("right again", alice, "right", Right, 0),
        ("wrong after a right one", alice, "wrong", Wrong, 1),
        ("and empty", alice, "", Wrong, 1),
        ("right after wrong ones", alice, "right", Right, 0),
    ] {
        assert_eq!(checked(&passwords, account, password), Ok(expected), "{what}");
        hashes += cost;
        assert_eq!(passwords.hashes(), hashes, "{what}");
    }
}

#[test]
fn five_hundred_logins_cost_one_hash() {
    let alice = account("alice", "right");
    let passwords = passwords(RULES, Arc::new(Here));
    for _ in 0..500 {
        assert_eq!(checked(&passwords, Some(&alice), "right"), Ok(Checked::Right));
    }
    assert_eq!((passwords.hashes(), passwords.remembered()), (1, 1));
}

#[test]
fn fifty_logins_at_once_cost_few_hashes() {
    let (alice, steps) = (account("alice", "right"), Arc::new(Steps::default()));
    let rules = PasswordCost {
        workers: Some(2),
        ..RULES
    };
    let passwords = passwords(rules, steps.clone());
    let mut waiting: Vec<Asking> = (0..50).map(|_| ask(&passwords, &alice, "right")).collect();
    waiting.push(ask(&passwords, &alice, "wrong"));
    assert_eq!(passwords.waiting(), 49);
    steps.run_all();
    let wrong = waiting.pop().and_then(FutureExt::now_or_never);
    assert_eq!(wrong, Some(Ok(Checked::Wrong)));
    for asking in waiting {
        assert_eq!(asking.now_or_never(), Some(Ok(Checked::Right)));
    }
    // One for the wrong one. Of the right ones the first alone, as here nothing runs beside it: on threads, each
    // worker may have one in hand before any is done.
    assert_eq!(passwords.hashes(), 2);
}

#[test]
fn another_version_is_hashed_again() {
    let alice = account("alice", "right");
    let passwords = passwords(RULES, Arc::new(Here));
    assert_eq!(checked(&passwords, Some(&alice), "right"), Ok(Checked::Right));
    let later = Account {
        version: 2,
        ..account("alice", "other")
    };
    assert_eq!(checked(&passwords, Some(&later), "right"), Ok(Checked::Wrong));
    assert_eq!(checked(&passwords, Some(&later), "other"), Ok(Checked::Right));
    assert_eq!(passwords.hashes(), 3);
    let disabled = Account {
        version: 3,
        enabled: false,
        ..later
    };
    assert_eq!(checked(&passwords, Some(&disabled), "other"), Ok(Checked::Right));
    assert_eq!(passwords.hashes(), 4);
}

#[test]
fn nothing_is_remembered_where_that_is_off() {
    let alice = account("alice", "right");
    let rules = PasswordCost {
        remembered_max: 0,
        ..RULES
    };
    let passwords = passwords(rules, Arc::new(Here));
    for hashes in 1..4 {
        assert_eq!(checked(&passwords, Some(&alice), "right"), Ok(Checked::Right));
        assert_eq!(passwords.hashes(), hashes);
    }
}

/// Or a full queue would be a place where guessing costs nothing.
#[test]
fn a_wrong_one_is_known_without_a_place_where_the_right_one_is_remembered() {
    let (alice, steps) = (account("alice", "right"), Arc::new(Steps::default()));
    let rules = PasswordCost {
        waiting_max: 1,
        ..RULES
    };
    let passwords = passwords(rules, steps.clone());
    let right = ask(&passwords, &alice, "right");
    steps.run_all();
    assert_eq!(right.now_or_never(), Some(Ok(Checked::Right)));
    let [runs, waits, busy] = [(); 3].map(|()| ask(&passwords, &alice, "wrong"));
    assert_eq!(busy.now_or_never(), Some(Err(CheckError::Busy { wrong: true })));
    let known = ask(&passwords, &alice, "right");
    assert_eq!(known.now_or_never(), Some(Ok(Checked::Right)));
    drop((runs, waits));
}

#[test]
fn who_finds_no_place_hears_that_we_are_busy() {
    let (alice, steps) = (account("alice", "right"), Arc::new(Steps::default()));
    let rules = PasswordCost {
        waiting_max: 1,
        ..RULES
    };
    let passwords = passwords(rules, steps.clone());
    let [runs, waits, busy] = [(); 3].map(|()| ask(&passwords, &alice, "right"));
    assert_eq!(busy.now_or_never(), Some(Err(CheckError::Busy { wrong: false })));
    let new = passwords
        .hash("new", &ScramSet::default())
        .now_or_never()
        .expect("an answer at once");
    assert_eq!(new.err(), Some(PasswordError::Busy), "it is the same pool");
    steps.drop_one();
    for asking in [runs, waits] {
        let lost = CheckError::Store(StoreError::Unknown);
        assert_eq!(asking.now_or_never(), Some(Err(lost)));
    }
    assert_eq!(passwords.hashes(), 0);
}

#[test]
fn whoever_leaves_costs_no_hash() {
    let (alice, steps) = (account("alice", "right"), Arc::new(Steps::default()));
    let passwords = passwords(RULES, steps.clone());
    let asked: Vec<Asking> = (0..9).map(|_| ask(&passwords, &alice, "wrong")).collect();
    drop(asked);
    steps.run_all();
    assert_eq!(passwords.hashes(), 0);
}

#[test]
fn a_new_cost_is_that_of_new_hashes_and_of_the_decoy() {
    let alice = account("alice", "right");
    let passwords = passwords(RULES, Arc::new(Here));
    assert!(passwords.decoy().starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
    let cost = Cost {
        memory_kib: 16,
        passes: 3,
        ..CHEAP
    };
    let rules = PasswordCost {
        remembered_max: 0,
        ..RULES
    };
    passwords.reload(cost, rules);
    let dearer = "$argon2id$v=19$m=16,t=3,p=1$";
    assert!(passwords.decoy().starts_with(dearer));
    let made = passwords
        .hash("new", &ScramSet::default())
        .now_or_never()
        .expect("done at once");
    assert!(made.expect("a hash").0.starts_with(dearer));
    assert_eq!(checked(&passwords, Some(&alice), "right"), Ok(Checked::Right));
    assert_eq!(checked(&passwords, None, "right"), Ok(Checked::Wrong));
}

#[test]
fn a_stored_hash_that_cannot_be_used_is_no_wrong_password() {
    let alice = Account {
        password: "garbage".to_owned(),
        ..account("alice", "right")
    };
    let passwords = passwords(RULES, Arc::new(Here));
    let checked = checked(&passwords, Some(&alice), "right");
    assert!(matches!(checked, Err(CheckError::Store(StoreError::Damaged(_)))));
}

#[test]
fn what_cannot_be_a_password() {
    let passwords = passwords(RULES, Arc::new(Here));
    let long = "x".repeat(256);
    for (password, expected) in [
        ("", PasswordError::Length),
        (long.as_str(), PasswordError::Length),
        ("a\u{7}b", PasswordError::Unusable),
        ("\u{ad}", PasswordError::Unusable),
    ] {
        let made = passwords
            .hash(password, &ScramSet::default())
            .now_or_never()
            .expect("an answer at once");
        assert_eq!(made.err(), Some(expected), "{password:?}");
    }
    assert_eq!(passwords.hashes(), 0);
}

/// What they have to be is tested in `smtp::sasl`; here, that those of one account fit together.
#[test]
fn scram_keys_share_their_salt_where_they_have_to() {
    let passwords = passwords(RULES, Arc::new(Here));
    let made = |password: &str, beside: &ScramSet| {
        let made = passwords.hash(password, beside).now_or_never();
        made.expect("done at once").expect("a hash").1
    };
    let first = made("one", &ScramSet::default());
    assert!(first.sha256.is_some() && first.sha1.is_none());
    let known = ScramKeys {
        salt: vec![1; 16],
        iterations: 5,
        stored_key: Vec::new(),
        server_key: Vec::new(),
    };
    let beside = ScramSet {
        sha256: Some(known.clone()),
        sha1: Some(known),
    };
    let keys = passwords.keys("a token", &beside).now_or_never();
    let keys = keys.expect("done at once").expect("keys");
    for set in [made("two", &beside), keys] {
        for keys in [set.sha256, set.sha1].into_iter().flatten() {
            assert_eq!((keys.salt, keys.iterations), (vec![1; 16], 5));
        }
    }
    let with_sha1 = Cost {
        scram_sha1: true,
        ..CHEAP
    };
    passwords.reload(with_sha1, RULES);
    assert!(made("one", &ScramSet::default()).sha1.is_some());
}
