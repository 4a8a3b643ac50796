//! Several sources in their order; app passwords; keys of SCRAM, real and made up; what a session is worth later.

use super::super::made_up::{CHEAP, Here};
use super::super::source::{Check, Found, Source, SourceError};
use super::*;
use crate::config::PasswordCost;
use crate::world::os;
use aws_lc_rs::hmac;
use futures_util::future::{BoxFuture, FutureExt, pending, ready};
use smtp::sasl::{Hash, Keys, derive};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::memory::Memory;
use store::{AccountChange, AppChange, AppSecret, Exception};

/// An account with these senders.
pub(crate) fn account_of(name: &str, senders: &[&str]) -> Account {
    Account {
        rights: rights_of(senders),
        ..nobody_else(name.to_owned())
    }
}

/// An app password with these.
pub(crate) fn app_of(account: &str, senders: &[&str]) -> AppPassword {
    AppPassword {
        account: account.to_owned(),
        label: "printer".to_owned(),
        secrets: Vec::new(),
        version: 1,
        rights: rights_of(senders),
        created: Timestamp::from_micros(0),
        changed: Timestamp::from_micros(0),
    }
}

fn rights_of(senders: &[&str]) -> Rights {
    Rights {
        senders: senders.iter().map(|sender| (*sender).to_owned()).collect(),
        ..Rights::default()
    }
}

/// A source that knows whom it is told.
struct Made {
    name: &'static str,
    /// Whether it checks passwords itself, and knows nobody before.
    decides: bool,
    people: Vec<(&'static str, &'static str, bool)>,
    is_down: AtomicBool,
    asked: AtomicUsize,
}

impl Made {
    fn account(&self, name: &str, enabled: bool) -> Account {
        Account {
            enabled,
            ..nobody_else(name.to_owned())
        }
    }

    fn answer<T>(&self, answer: T) -> BoxFuture<'static, Result<T, SourceError>>
    where
        T: Send + 'static,
    {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let is_down = self.is_down.load(Ordering::Relaxed);
        let answer = if is_down {
            Err(SourceError::new("it is away"))
        } else {
            Ok(answer)
        };
        ready(answer).boxed()
    }
}

impl Source for Made {
    fn name(&self) -> &str {
        self.name
    }

    fn find(&self, name: String) -> BoxFuture<'_, Result<Option<Found>, SourceError>> {
        let known = self.people.iter().find(|(known, ..)| *known == name);
        let enabled = known.is_none_or(|(.., enabled)| *enabled);
        let found = (self.decides || known.is_some()).then(|| Found {
            account: self.account(&name, enabled),
            check: if self.decides { Check::Blind } else { Check::Source },
        });
        self.answer(found)
    }

    fn check(&self, name: String, password: Zeroizing<String>) -> BoxFuture<'_, Result<Verdict, SourceError>> {
        let known = self.people.iter().find(|(known, ..)| *known == name);
        self.answer(match known {
            None => Verdict::Unknown,
            Some((_, right, enabled)) if *right == password.as_str() => {
                Verdict::Right(Box::new(self.account(&name, *enabled)))
            }
            Some(_) => Verdict::Wrong,
        })
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, SourceError>> {
        self.answer(String::new())
    }
}

fn made(name: &'static str, decides: bool, people: &[(&'static str, &'static str, bool)]) -> Arc<Made> {
    Arc::new(Made {
        name,
        decides,
        people: people.to_vec(),
        is_down: AtomicBool::new(false),
        asked: AtomicUsize::new(0),
    })
}

fn listed(source: &Arc<Made>, domains: &[&str]) -> Arc<Listed> {
    let settings = config::Source {
        name: source.name.to_owned(),
        domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
        kind: config::SourceKind::Dovecot { socket: "/s".into() },
        ..config::Source::embedded()
    };
    Arc::new(Listed::new(source.clone(), settings))
}

/// A directory over a store in memory: alice is in it, and further sources come behind.
async fn directory(behind: Vec<Arc<Listed>>) -> Arc<Directory> {
    let world = os::world();
    let store: Arc<dyn AccountStore> = Arc::new(Memory::new(Arc::new(Here), 16));
    let (random, rules) = (world.random.clone(), PasswordCost::default());
    let passwords = Arc::new(Passwords::new(CHEAP, rules, random, Arc::new(Here)));
    let mut rules = Rules::embedded(store.clone(), &world);
    rules.sources.extend(behind);
    let (password, scram) = passwords.hash("secret", &ScramSet::default()).await.expect("a hash");
    let alice = Account {
        password,
        scram,
        version: 1,
        ..nobody_else("alice@example.com".to_owned())
    };
    store.add(alice).await.expect("added");
    Arc::new(Directory::new(world, store, passwords, rules))
}

/// Whose password it is, in a word, and how many hashes that cost.
async fn check(directory: &Directory, login: &str, password: &str) -> (String, u64) {
    let before = directory.passwords().hashes();
    let begun = Begun::default();
    let a_try = Try {
        network: None,
        now: directory.world.clock.now(),
        date: directory.date(),
        begun: &begun,
    };
    let name = directory.name_of(login);
    let answer = directory
        .check(&name, login, Zeroizing::new(password.to_owned()), a_try)
        .await;
    let answer = match answer {
        Ok(Answer::Right(subject)) => format!("{} {}/{}", subject.source, subject.account.name, subject.label()),
        Ok(Answer::Wrong) => "wrong".to_owned(),
        Ok(Answer::Unknown) => "unknown".to_owned(),
        Ok(Answer::WrongOrUnknown) => "wrong or unknown".to_owned(),
        Err(why) => why.to_string(),
    };
    (answer, directory.passwords().hashes() - before)
}

fn ok(text: &str, hashes: u64) -> (String, u64) {
    (text.to_owned(), hashes)
}

#[tokio::test]
async fn sources_in_their_order() {
    let first = made(
        "first",
        false,
        &[("bob@example.com", "one", true), ("carol@example.org", "two", false)],
    );
    let second = made(
        "second",
        true,
        &[("bob@example.com", "other", true), ("dan", "four", true)],
    );
    let third = made(
        "third",
        false,
        &[("erin@example.com", "six", true), ("dan", "seven", true)],
    );
    let directory = directory(vec![
        listed(&first, &["example.com", "example.org"]),
        listed(&second, &[]),
        listed(&third, &[]),
    ])
    .await;
    for (login, password, expected) in [
        ("alice@example.com", "secret", ok("embedded alice@example.com/", 1)),
        ("Alice@Example.COM", "secret", ok("embedded alice@example.com/", 0)),
        ("alice@example.com", "wrong", ok("wrong", 1)),
        ("bob@example.com", "one", ok("first bob@example.com/", 0)),
        // The first knows the name: whatever others know of it is of no matter, and a wrong password costs what one costs here.
        ("bob@example.com", "other", ok("wrong", 1)),
        ("bob@example.com", "neither", ok("wrong", 1)),
        ("erin@example.com", "six", ok("third erin@example.com/", 0)),
        ("erin@example.com", "neither", ok("wrong", 1)),
        ("carol@example.org", "two", ok("first carol@example.org/", 0)),
        ("dan", "four", ok("second dan/", 0)),
        // The second does not tell what it does not know from what is wrong: the third is asked, too.
        ("dan", "five", ok("wrong", 1)),
        ("dan", "seven", ok("third dan/", 0)),
    ] {
        assert_eq!(check(&directory, login, password).await, expected, "{login} {password}");
    }
    // The first is not asked for names that are none of its domains.
    let asked = first.asked.load(Ordering::Relaxed);
    check(&directory, "dan", "four").await;
    check(&directory, "dan@example.net", "four").await;
    assert_eq!(first.asked.load(Ordering::Relaxed), asked);
    // One that cannot be asked might know the name: nobody can say.
    first.is_down.store(true, Ordering::Relaxed);
    let (answer, hashes) = check(&directory, "bob@example.com", "one").await;
    assert_eq!((answer.as_str(), hashes), ("source down: first: it is away", 0));
    assert!(directory.find("bob@example.com").await.is_err());
    let rules = directory.rules();
    assert!(
        rules.sources[1]
            .trouble()
            .is_some_and(|trouble| trouble.why == "it is away")
    );
    // Whoever is found before it, or not looked for there, goes on.
    assert_eq!(
        check(&directory, "alice@example.com", "secret").await.0,
        "embedded alice@example.com/"
    );
    assert_eq!(check(&directory, "dan", "four").await.0, "second dan/");
    first.is_down.store(false, Ordering::Relaxed);
    assert_eq!(
        check(&directory, "bob@example.com", "one").await.0,
        "first bob@example.com/"
    );
    // That came from memory. Whoever asks hears that it is back.
    assert!(directory.rules().sources[1].trouble().is_some());
    directory.probe(Duration::from_secs(1)).await;
    assert_eq!(directory.rules().sources[1].trouble(), None);
}

#[tokio::test]
async fn what_a_source_said_is_remembered_for_a_while() {
    let source = made("elsewhere", true, &[("bob", "one", true), ("carol", "two", false)]);
    let directory = directory(vec![listed(&source, &[])]).await;
    check(&directory, "bob", "one").await;
    let asked = source.asked.load(Ordering::Relaxed);
    check(&directory, "bob", "one").await;
    // It is asked whether there is such an account, and nothing more.
    assert_eq!(source.asked.load(Ordering::Relaxed), asked + 1);
    check(&directory, "bob", "two").await;
    assert_eq!(source.asked.load(Ordering::Relaxed), asked + 3);
    // A disabled one is never remembered.
    for _ in 0..2 {
        let before = source.asked.load(Ordering::Relaxed);
        check(&directory, "carol", "two").await;
        assert_eq!(source.asked.load(Ordering::Relaxed), before + 2);
    }
    directory.reload(Rules {
        sources: vec![listed(&source, &[])],
        ..Rules::embedded(directory.store().clone(), &directory.world)
    });
    let before = source.asked.load(Ordering::Relaxed);
    check(&directory, "bob", "one").await;
    assert_eq!(source.asked.load(Ordering::Relaxed), before + 2);
}

/// An app password of an account, and its token.
async fn app(directory: &Directory, account: &str, label: &str, rights: Rights) -> (AppPassword, String) {
    let subject = directory.find(account).await.expect("a source").expect("an account");
    let (id, token) = app_password::make(&*directory.world.random);
    let beside = beside(&**directory.store(), &subject.account).await.expect("a store");
    let secret = AppSecret {
        id,
        digest: app_password::digest_of(&token),
        scram: directory.passwords().keys(&token, &beside).await.expect("keys"),
        until: None,
    };
    let app = AppPassword {
        account: account.to_owned(),
        label: label.to_owned(),
        secrets: vec![secret],
        version: 1,
        rights,
        created: directory.date(),
        changed: directory.date(),
    };
    directory.store().add_app_password(app.clone()).await.expect("added");
    (app, token.to_string())
}

#[tokio::test]
async fn app_passwords_cost_no_hash() {
    let source = made("elsewhere", false, &[("bob", "one", true)]);
    let directory = directory(vec![listed(&source, &[])]).await;
    let alice = "alice@example.com";
    let (printer, token) = app(&directory, alice, "printer", Rights::default()).await;
    let (_, bobs) = app(&directory, "bob", "scanner", Rights::default()).await;
    let other = format!("gp-{}-{}", printer.secrets[0].id, "a".repeat(27));
    let nobodys = format!("gp-aaaaaaaa-{}", "a".repeat(27));
    for (login, password, expected) in [
        (alice, token.as_str(), ok("embedded alice@example.com/printer", 0)),
        (
            "alice@example.com/printer",
            &token,
            ok("embedded alice@example.com/printer", 0),
        ),
        (
            "alice@example.com/Printer",
            &token,
            ok("embedded alice@example.com/printer", 0),
        ),
        ("alice@example.com/scanner", &token, ok("wrong", 0)),
        ("bob", &token, ok("wrong", 0)),
        ("nobody", &token, ok("wrong", 0)),
        (alice, &other, ok("wrong", 0)),
        // What is no token of ours is a password like others.
        (alice, &nobodys, ok("wrong", 1)),
        ("bob", &bobs, ok("elsewhere bob/scanner", 0)),
    ] {
        assert_eq!(check(&directory, login, password).await, expected, "{login}");
    }
}

/// The proof of a client, and whether the keys take it: the label of whom it is.
fn proves(keys: &Keys, subjects: &[Subject], hash: Hash, password: &str) -> Option<String> {
    let iterations = NonZeroU32::new(keys.iterations).expect("not zero");
    let pair = derive(hash, password.as_bytes(), &keys.salt, iterations);
    let place = keys.pairs.iter().position(|known| *known == pair)?;
    Some(subjects.get(place)?.label().to_owned())
}

#[tokio::test]
async fn keys_of_all_who_may_be_meant() {
    let directory = directory(Vec::new()).await;
    let alice = "alice@example.com";
    let (_, printer) = app(&directory, alice, "printer", Rights::default()).await;
    let (_, scanner) = app(&directory, alice, "scanner", Rights::default()).await;
    let all = |login: &'static str| {
        let directory = directory.clone();
        async move {
            directory
                .look_up(login, Hash::Sha256, |_| true)
                .await
                .expect("a source")
        }
    };
    let looked = all(alice).await;
    for (password, label) in [
        ("secret", Some("")),
        (&printer, Some("printer")),
        (&scanner, Some("scanner")),
        ("x", None),
    ] {
        let got = proves(&looked.keys, &looked.subjects, Hash::Sha256, password);
        assert_eq!(got.as_deref(), label, "{password}");
    }
    let labelled = all("alice@example.com/printer").await;
    assert_eq!(labelled.subjects.len(), 1);
    assert_eq!(
        proves(&labelled.keys, &labelled.subjects, Hash::Sha256, &printer).as_deref(),
        Some("printer")
    );
    // Only those who may.
    let none = directory
        .look_up(alice, Hash::Sha256, |subject| subject.label() == "scanner")
        .await
        .expect("a source");
    assert_eq!(none.subjects.len(), 1);
    // There are no keys for SHA-1: the account is there, and looks as if it were not.
    let older = directory.look_up(alice, Hash::Sha1, |_| true).await.expect("a source");
    assert!(older.subjects.is_empty() && older.lacks_keys && !looked.lacks_keys);
    assert_eq!(older.keys.pairs[0].0.len(), 20);
}

/// Nobody can tell an account that there is from one that there is not.
#[tokio::test]
async fn who_is_not_there_looks_as_if_they_were() {
    let directory = directory(Vec::new()).await;
    let look = |login: &'static str| {
        let directory = directory.clone();
        async move {
            directory
                .look_up(login, Hash::Sha256, |_| true)
                .await
                .expect("a source")
        }
    };
    let real = look("alice@example.com").await;
    let (one, again, other) = (look("nobody").await, look("NoBody").await, look("somebody").await);
    assert_eq!(one.keys.salt, again.keys.salt);
    assert_ne!(one.keys.salt, other.keys.salt);
    assert_ne!(one.keys.nonce, again.keys.nonce);
    assert_eq!(one.keys.salt.len(), real.keys.salt.len());
    assert_eq!(one.keys.iterations, real.keys.iterations);
    assert_eq!(one.keys.pairs[0].0.len(), real.keys.pairs[0].0.len());
    assert!(one.subjects.is_empty() && one.account.is_none());
    // With labels, too: what there is not has the salt of the account, whether there is that or not.
    app(&directory, "alice@example.com", "printer", Rights::default()).await;
    for login in ["alice@example.com/printer", "alice@example.com/scanner"] {
        assert_eq!(look(login).await.keys.salt, real.keys.salt, "{login}");
    }
    let unknown = look("nobody/printer").await;
    assert_eq!(unknown.keys.salt, one.keys.salt);
    let scanner = look("alice@example.com/scanner").await;
    assert!(scanner.subjects.is_empty() && scanner.keys.pairs.len() == 1);
    // The salt belongs to the accounts, not to the process.
    let (passwords, store) = (directory.passwords().clone(), directory.store().clone());
    let rules = Rules::embedded(store.clone(), &directory.world);
    let later = Directory::new(directory.world.clone(), store, passwords, rules);
    let later = later.look_up("nobody", Hash::Sha256, |_| true).await.expect("a source");
    assert_eq!(later.keys.salt, one.keys.salt);
    assert_eq!(
        hmac::HMAC_SHA256.digest_algorithm().output_len(),
        one.keys.pairs[0].1.len()
    );
}

#[tokio::test]
async fn what_a_session_is_worth_later() {
    let directory = directory(Vec::new()).await;
    let name = "alice@example.com";
    let store = directory.store().clone();
    let now = || directory.date();
    let narrow = Rights {
        senders: vec!["a@example.com".to_owned()],
        ..Rights::default()
    };
    let (_, token) = app(&directory, name, "printer", narrow.clone()).await;
    let logged_in = |password: String| {
        let directory = directory.clone();
        async move {
            let begun = Begun::default();
            let a_try = Try {
                network: None,
                now: directory.world.clock.now(),
                date: directory.date(),
                begun: &begun,
            };
            let password = Zeroizing::new(password);
            match directory
                .check("alice@example.com", "alice@example.com", password, a_try)
                .await
            {
                Ok(Answer::Right(subject)) => *subject,
                other => panic!("{other:?}"),
            }
        }
    };
    let (own, printer) = (logged_in("secret".to_owned()).await, logged_in(token).await);
    let worth = |subject: &Subject| {
        let (directory, subject) = (directory.clone(), subject.clone());
        async move { directory.still(&subject).await.expect("a source").map(|_| ()) }
    };
    assert_eq!((worth(&own).await, worth(&printer).await), (Ok(()), Ok(())));
    // Wider is no matter, narrower is.
    let change =
        |rights| store.change_app_password(name.to_owned(), "printer".to_owned(), AppChange::Rights(rights), now());
    change(Rights::default()).await.expect("changed");
    assert_eq!(worth(&printer).await, Ok(()));
    change(narrow).await.expect("changed");
    assert_eq!(
        (worth(&own).await, worth(&printer).await),
        (Ok(()), Err("the app password was changed"))
    );
    store
        .change_app_password(name.to_owned(), "printer".to_owned(), AppChange::Remove, now())
        .await
        .expect("removed");
    assert_eq!(worth(&printer).await, Err("the app password was revoked"));
    let exceptions = Rights {
        exceptions: vec![Exception::Syntax],
        ..Rights::default()
    };
    let change = |change| store.change(name.to_owned(), change, now());
    change(AccountChange::Rights(exceptions)).await.expect("changed");
    assert_eq!(worth(&own).await, Ok(()));
    change(AccountChange::Rights(Rights::default())).await.expect("changed");
    assert_eq!(worth(&own).await, Err("the account was changed"));
    let own = logged_in("secret".to_owned()).await;
    change(AccountChange::Enabled(false)).await.expect("changed");
    assert_eq!(worth(&own).await, Err("the account was disabled"));
    change(AccountChange::Remove).await.expect("removed");
    assert_eq!(worth(&own).await, Err("the account was removed"));
}

/// Better hashes of the same password change nothing that a session would notice.
#[tokio::test]
async fn a_login_makes_what_is_missing() {
    let directory = directory(Vec::new()).await;
    let store = directory.store().clone();
    let weak = Account {
        // "secret", as crypt(3) has it with SHA-256 and 1,000 rounds.
        password: "$5$rounds=1000$saltstring$AH5PD0i.riCRu4BNDy9v7OPV7u3dfLBApcXI6khquVA".to_owned(),
        version: 7,
        ..nobody_else("erin".to_owned())
    };
    store.add(weak.clone()).await.expect("added");
    assert_eq!(store.standing().await.expect("a store").without_sha256, 1);
    let (answer, _) = check(&directory, "erin", "wrong").await;
    assert_eq!(answer, "wrong");
    assert_eq!(check(&directory, "erin", "secret").await.0, "embedded erin/");
    let mut now = weak.clone();
    for _ in 0..1_000 {
        now = store.account("erin".to_owned()).await.expect("there");
        if now.password != weak.password {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert!(now.password.starts_with("$argon2id$") && now.scram.sha256.is_some());
    assert_eq!(now.version, 7);
    assert_eq!(store.standing().await.expect("a store").without_sha256, 0);
    assert_eq!(check(&directory, "erin", "secret").await.0, "embedded erin/");
}

#[tokio::test]
async fn names_of_logins() {
    let directory = directory(Vec::new()).await;
    let with = |default_domain: Option<&str>, case| {
        let mut rules = Rules::embedded(directory.store().clone(), &directory.world);
        rules.auth.default_domain = default_domain.map(str::to_owned);
        rules.auth.case = case;
        directory.reload(rules);
    };
    for (domain, case, login, expected) in [
        (None, CaseRule::Ignore, "Alice", "alice"),
        (Some("example.com"), CaseRule::Ignore, "Alice", "alice@example.com"),
        (
            Some("example.com"),
            CaseRule::Ignore,
            "Alice@Example.ORG",
            "alice@example.org",
        ),
        (Some("example.com"), CaseRule::Exact, "Alice", "Alice@example.com"),
    ] {
        with(domain, case);
        assert_eq!(directory.name_of(login), expected);
    }
}

/// A source that never comes to an end with a password.
struct Endless;

impl Source for Endless {
    fn name(&self) -> &str {
        "endless"
    }

    fn find(&self, name: String) -> BoxFuture<'_, Result<Option<Found>, SourceError>> {
        let account = nobody_else(name);
        let check = Check::Blind;
        ready(Ok(Some(Found { account, check }))).boxed()
    }

    fn check(&self, _: String, _: Zeroizing<String>) -> BoxFuture<'_, Result<Verdict, SourceError>> {
        pending().boxed()
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, SourceError>> {
        pending().boxed()
    }
}

/// Whoever leaves while a source looks at a password has tried one.
#[tokio::test]
async fn a_check_that_is_left_was_begun() {
    let settings = config::Source {
        kind: config::SourceKind::Dovecot { socket: "/s".into() },
        ..config::Source::embedded()
    };
    let endless = Arc::new(Listed::new(Arc::new(Endless), settings));
    let directory = directory(vec![endless]).await;
    let begun = Begun::default();
    let a_try = Try {
        network: None,
        now: directory.world.clock.now(),
        date: directory.date(),
        begun: &begun,
    };
    assert!(!begun.has_begun());
    let check = directory.check("bob", "bob", Zeroizing::new("x".to_owned()), a_try);
    assert!(check.now_or_never().is_none());
    assert!(begun.has_begun() && !begun.has_hashed());
}

/// What a source says of others than its own counts for nothing.
#[tokio::test]
async fn a_source_speaks_for_its_own_domains() {
    let source = made("renaming", false, &[("imp@dov.example", "one", true)]);
    let directory = directory(vec![Arc::new(Listed::new(
        Arc::new(Renaming(source)),
        config::Source {
            domains: vec!["dov.example".to_owned()],
            kind: config::SourceKind::Dovecot { socket: "/s".into() },
            ..config::Source::embedded()
        },
    ))])
    .await;
    let (answer, _) = check(&directory, "imp@dov.example", "one").await;
    assert!(answer.contains("which is none of its domains"), "{answer}");
}

/// Says that whoever it knows is alice.
struct Renaming(Arc<Made>);

impl Source for Renaming {
    fn name(&self) -> &str {
        "renaming"
    }

    fn find(&self, name: String) -> BoxFuture<'_, Result<Option<Found>, SourceError>> {
        self.0.find(name)
    }

    fn check(&self, name: String, password: Zeroizing<String>) -> BoxFuture<'_, Result<Verdict, SourceError>> {
        let checked = self.0.check(name, password);
        let alice = nobody_else("alice@example.com".to_owned());
        async move { checked.await.map(|_| Verdict::Right(Box::new(alice))) }.boxed()
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, SourceError>> {
        self.0.probe()
    }
}
