//! Accounts, as an operator meets them.

mod apps;

use crate::accounts::directory::Listed;
use crate::accounts::source::{Check, Found, Source, SourceError, Verdict};
use crate::accounts::usage::Who;
use crate::admin::Control;
use crate::admin::made_up::{NOW, control, control_with};
use crate::admin::protocol::{
    AccountShown, AccountWhole, Answer, AppShown, Expiry, ImportOutcome, Imported, Limit, NewPassword, Problem,
    ProblemCode, Request, RightsChange, Secret,
};
use crate::admin::status::{Present, Running};
use crate::config;
use futures_util::future::{BoxFuture, FutureExt, ready};
use std::path::PathBuf;
use std::sync::Arc;
use store::{Account, AccountChange, LastUse, Rights, SendLimits, Used};
use zeroize::Zeroizing;

/// Knows one account, or cannot be asked.
struct Elsewhere(bool);

impl Source for Elsewhere {
    fn name(&self) -> &str {
        "ldap"
    }

    fn find(&self, name: String) -> BoxFuture<'_, Result<Option<Found>, SourceError>> {
        let found = match (self.0, name.as_str()) {
            (false, _) => Err(SourceError::new("no route to host")),
            (true, "eve@example.org") => Ok(Some(Found {
                account: Account {
                    rights: Rights {
                        senders: vec!["example.org".to_owned()],
                        ..Rights::default()
                    },
                    ..super::nobody("eve@example.org".to_owned(), NOW)
                },
                check: Check::Source,
            })),
            (true, _) => Ok(None),
        };
        ready(found).boxed()
    }

    fn check(&self, _: String, _: Zeroizing<String>) -> BoxFuture<'_, Result<Verdict, SourceError>> {
        ready(Ok(Verdict::Unknown)).boxed()
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, SourceError>> {
        ready(Ok(String::new())).boxed()
    }
}

/// A control beside a running server, with a second source behind its own accounts.
fn beside(is_up: bool) -> Control {
    let (mut control, _) = control_with(|rules| {
        let settings = config::Source {
            name: "ldap".to_owned(),
            kind: config::SourceKind::File { path: PathBuf::new() },
            ..config::Source::embedded()
        };
        let elsewhere = Listed::new(Arc::new(Elsewhere(is_up)), settings);
        rules.sources.push(Arc::new(elsewhere));
        rules.sending.limits.messages_day = Some(1_000);
    });
    control.running = Some(Arc::new(Running {
        started: NOW,
        present: Box::new(Present::default),
    }));
    control
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn add(name: &str, rights: RightsChange) -> Request {
    Request::AccountAdd {
        name: name.to_owned(),
        password: NewPassword::Given(Secret::new("correct horse".to_owned())),
        rights,
        enabled: true,
    }
}

fn app_add(name: &str, label: &str, rights: RightsChange) -> Request {
    Request::AppAdd {
        name: name.to_owned(),
        label: label.to_owned(),
        rights,
    }
}

fn app_rotate(name: &str, label: &str, overlap_seconds: u64) -> Request {
    Request::AppRotate {
        name: name.to_owned(),
        label: label.to_owned(),
        overlap_seconds,
    }
}

fn senders(senders: &[&str]) -> RightsChange {
    RightsChange {
        senders: Some(texts(senders)),
        ..RightsChange::default()
    }
}

async fn ask(control: &Control, request: Request) -> Result<Answer, Problem> {
    control.answer(request, "root").await
}

async fn made(control: &Control, request: Request) -> (AppShown, String) {
    match ask(control, request).await {
        Ok(Answer::AppMade { app, token }) => (*app, token.reveal().to_owned()),
        other => panic!("{other:?}"),
    }
}

async fn show(control: &Control, name: &str) -> AccountWhole {
    match ask(control, Request::AccountShow { name: name.to_owned() }).await {
        Ok(Answer::AccountWhole(whole)) => *whole,
        other => panic!("{other:?}"),
    }
}

fn short(account: &AccountShown) -> String {
    let state = if account.enabled { "enabled" } else { "disabled" };
    format!("{state} {}", account.rights.senders.join(" "))
}

#[tokio::test]
async fn the_life_of_an_account() {
    let (control, _) = control();
    let given = |text: &str| NewPassword::Given(Secret::new(text.to_owned()));
    let add = |name: &str, password, list: &[&str]| Request::AccountAdd {
        name: name.to_owned(),
        password,
        rights: senders(list),
        enabled: true,
    };
    let name = "ALICE@example.com".to_owned();
    let (bob, not_found) = (|| "bob".to_owned(), Err(ProblemCode::NotFound));
    for (request, expected) in [
        (
            add(&name, given("correct horse"), &["@example.com", "example.com"]),
            Ok("enabled example.com, made"),
        ),
        (add(&name, given("correct horse"), &[]), Err(ProblemCode::Exists)),
        (add("bob", given(""), &[]), Err(ProblemCode::Invalid)),
        (add("bob", given(&"a".repeat(256)), &[]), Err(ProblemCode::Invalid)),
        (add("bob", given("bell\u{7}"), &[]), Err(ProblemCode::Invalid)),
        (
            add("bob", given("correct horse"), &["nowhere"]),
            Err(ProblemCode::Invalid),
        ),
        (Request::AccountShow { name: bob() }, not_found),
        (Request::AccountShow { name: name.clone() }, Ok("enabled example.com")),
        (
            Request::AccountEnable {
                name: name.clone(),
                enabled: false,
            },
            Ok("disabled example.com"),
        ),
        (
            Request::AccountEnable {
                name: name.clone(),
                enabled: false,
            },
            Ok("disabled example.com"),
        ),
        (
            Request::AccountEnable {
                name: bob(),
                enabled: false,
            },
            not_found,
        ),
        (
            Request::AccountSenders {
                name: name.clone(),
                senders: texts(&["a@example.org"]),
            },
            Ok("disabled a@example.org"),
        ),
        (
            Request::AccountSet {
                name: name.clone(),
                rights: RightsChange {
                    expires: Some(Expiry::In(60)),
                    ..senders(&["*"])
                },
            },
            Ok("disabled *"),
        ),
        (
            Request::AccountSet {
                name: name.clone(),
                rights: RightsChange {
                    networks: Some(texts(&["everywhere"])),
                    ..RightsChange::default()
                },
            },
            Err(ProblemCode::Invalid),
        ),
        (
            Request::AccountSet {
                name: bob(),
                rights: RightsChange::default(),
            },
            not_found,
        ),
        (
            Request::AccountPassword {
                name: name.clone(),
                password: NewPassword::Generated,
            },
            Ok("disabled *, made, told"),
        ),
        (
            Request::AccountPassword {
                name: bob(),
                password: given("x"),
            },
            not_found,
        ),
        (app_add(&name, "printer", RightsChange::default()), Ok("printer, told")),
        (Request::AccountRemove { name: name.clone() }, Ok("disabled *, with 1")),
        (Request::AccountRemove { name }, not_found),
        (Request::AppList { name: None }, Ok("0 app passwords")),
    ] {
        let asked = format!("{request:?}");
        let answer = ask(&control, request).await.map(|answer| match answer {
            Answer::Account(account) => short(&account),
            Answer::AccountWhole(whole) => short(&whole.listed),
            Answer::AccountMade {
                account,
                password: None,
            } => format!("{}, made", short(&account)),
            Answer::AccountMade {
                account,
                password: Some(_),
            } => format!("{}, made, told", short(&account)),
            Answer::AccountRemoved { account, app_passwords } => format!("{}, with {app_passwords}", short(&account)),
            Answer::AppMade { app, .. } => format!("{}, told", app.label),
            Answer::Apps(apps) => format!("{} app passwords", apps.len()),
            other => format!("{other:?}"),
        });
        assert_eq!(answer.as_deref().map_err(|problem| problem.code), expected, "{asked}");
    }
    assert_eq!(
        ask(&control, Request::AccountList {}).await,
        Ok(Answer::Accounts(Vec::new()))
    );
}

#[tokio::test]
async fn a_new_password_is_salted_like_the_app_passwords() {
    let (control, _) = control();
    ask(&control, add("alice", RightsChange::default()))
        .await
        .expect("added");
    let keys = async || {
        let account = control
            .directory
            .store()
            .account("alice".to_owned())
            .await
            .expect("it is there");
        account.scram.sha256.expect("it has keys")
    };
    let first = keys().await;
    made(&control, app_add("alice", "printer", RightsChange::default())).await;
    let request = Request::AccountPassword {
        name: "alice".to_owned(),
        password: NewPassword::Generated,
    };
    ask(&control, request).await.expect("changed");
    let second = keys().await;
    assert_eq!((&first.salt, first.iterations), (&second.salt, second.iterations));
    assert_ne!(first.stored_key, second.stored_key);
    let app = control
        .directory
        .store()
        .app_password("alice".to_owned(), "printer".to_owned())
        .await;
    let app = app
        .expect("it is there")
        .secrets
        .remove(0)
        .scram
        .sha256
        .expect("it has keys");
    assert_eq!((app.salt, app.iterations), (first.salt, first.iterations));
}

#[tokio::test]
async fn all_that_is_known_of_an_account() {
    let control = beside(true);
    let rights = RightsChange {
        messages_hour: Some(Limit::At(2)),
        ..senders(&["example.com"])
    };
    ask(&control, add("alice@example.com", rights)).await.expect("added");
    made(
        &control,
        app_add("alice@example.com", "printer", RightsChange::default()),
    )
    .await;
    let who: Who = ("alice@example.com".to_owned(), String::new());
    control.directory.usage().restore(who, NOW, 2, 5);
    let used = |label: &str| Used {
        account: "alice@example.com".to_owned(),
        label: label.to_owned(),
        exception: String::new(),
    };
    let last = |client: &str| LastUse {
        at: NOW,
        client: client.to_owned(),
        mechanism: "PLAIN".to_owned(),
    };
    let uses = vec![(used(""), last("192.0.2.1")), (used("printer"), last("192.0.2.2"))];
    control.directory.store().keep_uses(uses).await.expect("kept");

    let whole = show(&control, "Alice@Example.com").await;
    let listed = &whole.listed;
    assert_eq!((listed.source.as_deref(), listed.enabled), (Some("embedded"), true));
    assert_eq!(listed.created, Some(NOW.rfc3339()));
    assert_eq!(
        listed.last_use.as_ref().map(|last| last.client.as_str()),
        Some("192.0.2.1")
    );
    let kept = whole.password.expect("it has one");
    assert_eq!((kept.hash.as_deref(), kept.weak), (Some("Argon2id"), false));
    assert_eq!(kept.scram, ["SCRAM-SHA-256"]);
    let sending: Vec<_> = whole
        .sending
        .iter()
        .map(|row| (row.sent, row.limit, row.general))
        .collect();
    assert_eq!(
        sending,
        [
            (Some(2), Some(2), false),
            (Some(2), Some(1_000), true),
            (Some(5), None, false),
            (Some(5), None, false)
        ]
    );
    let opens: Vec<_> = whole.sending.iter().map(|row| row.opens.clone()).collect();
    // The minute in which they were sent is over then, and an hour.
    let open = NOW.micros().div_euclid(60_000_000) * 60_000_000 + 61 * 60_000_000;
    assert_eq!(
        opens,
        [
            Some(mail::Timestamp::from_micros(open).rfc3339().replace(".000000", "")),
            None,
            None,
            None
        ]
    );
    assert_eq!(whole.app_passwords.len(), 1);
    let app = &whole.app_passwords[0];
    assert_eq!(
        app.last_use.as_ref().map(|last| last.client.as_str()),
        Some("192.0.2.2")
    );

    let list = ask(&control, Request::AccountList {}).await;
    assert_eq!(list, Ok(Answer::Accounts(vec![whole.listed.clone()])));
    let change = AccountChange::Password {
        password: "$5$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/".to_owned(),
        scram: store::ScramSet::default(),
    };
    let changed = control
        .directory
        .store()
        .change("alice@example.com".to_owned(), change, NOW);
    changed.await.expect("changed");
    let kept = show(&control, "alice@example.com").await.password.expect("it has one");
    assert_eq!((kept.hash.as_deref(), kept.weak), (Some("sha256-crypt"), true));
    assert!(kept.scram.is_empty());
}

#[tokio::test]
async fn accounts_of_other_sources_are_shown_and_not_changed() {
    let control = beside(true);
    let whole = show(&control, "Eve@Example.org").await;
    assert_eq!(whole.listed.source.as_deref(), Some("ldap"));
    assert_eq!((whole.password, whole.listed.created), (None, None));
    assert_eq!(whole.listed.rights.senders, ["example.org"]);
    let name = "eve@example.org".to_owned();
    let request = Request::AccountEnable { name, enabled: false };
    let problem = ask(&control, request).await.expect_err("it is not here");
    assert_eq!(problem.code, ProblemCode::NotFound);
    assert!(problem.message.contains("an account of the source `ldap`"), "{problem}");
    let (app, _) = made(
        &control,
        app_add("eve@example.org", "phone", senders(&["eve@example.org"])),
    )
    .await;
    assert_eq!(app.account, "eve@example.org");
    assert_eq!(show(&control, "eve@example.org").await.app_passwords.len(), 1);

    // A name that another source has, or that is an app password's, is none to be given again.
    for (name, code, part) in [
        (
            "eve@example.org",
            ProblemCode::Exists,
            "an account of the source `ldap` already",
        ),
        (
            "eve@example.org/phone",
            ProblemCode::Invalid,
            "logs in with an app password",
        ),
    ] {
        let problem = ask(&control, add(name, RightsChange::default())).await.expect_err(name);
        assert_eq!(problem.code, code, "{name}");
        assert!(problem.message.contains(part), "{problem}");
    }
    let problem = ask(&control, Request::AccountShow { name: "bob".to_owned() }).await;
    let problem = problem.expect_err("nobody knows").message;
    assert!(
        problem.contains("there is no account bob, here or in a source"),
        "{problem}"
    );

    let down = beside(false);
    let problem = ask(&down, app_add("eve@example.org", "phone", RightsChange::default())).await;
    let problem = problem.expect_err("nobody knows");
    assert_eq!(problem.code, ProblemCode::Unavailable);
    assert!(problem.message.contains("ldap: no route to host"), "{problem}");
    let problem = ask(&down, Request::AccountShow { name: "bob".to_owned() })
        .await
        .expect_err("nobody knows");
    assert_eq!(problem.code, ProblemCode::Unavailable);
}

/// Whoever cannot give a name cannot have it.
#[tokio::test]
async fn names_that_nobody_could_log_in_with() {
    let (control, _) = control_with(|rules| rules.auth.default_domain = Some("example.com".to_owned()));
    let problem = ask(&control, add("bill", RightsChange::default()))
        .await
        .expect_err("a word");
    assert_eq!(problem.code, ProblemCode::Invalid);
    assert!(problem.message.ends_with("name it bill@example.com"), "{problem}");
    ask(&control, add("bill@example.com", RightsChange::default()))
        .await
        .expect("added");
    let words = vec![Imported {
        name: "jane".to_owned(),
        hash: Secret::new("$2b$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2".to_owned()),
        enabled: true,
    }];
    let request = Request::AccountImport {
        accounts: words,
        update: false,
        dry_run: false,
    };
    let Ok(Answer::Imported(done)) = ask(&control, request).await else {
        panic!("it is answered")
    };
    assert_eq!(done[0].outcome, ImportOutcome::Refused);
}

#[tokio::test]
async fn a_stopped_server_does_not_know_what_was_sent() {
    let (control, _) = control();
    let rights = RightsChange {
        messages_hour: Some(Limit::At(2)),
        ..RightsChange::default()
    };
    ask(&control, add("alice", rights)).await.expect("added");
    let whole = show(&control, "alice").await;
    assert!(
        whole
            .sending
            .iter()
            .all(|row| row.sent.is_none() && row.opens.is_none())
    );
    assert_eq!(whole.listed.rights.limits.messages_hour, Some(2));
    let account = control
        .directory
        .store()
        .account("alice".to_owned())
        .await
        .expect("it is there");
    let limits = SendLimits {
        messages_hour: Some(2),
        ..SendLimits::default()
    };
    assert_eq!(account.rights.limits, limits);
}
