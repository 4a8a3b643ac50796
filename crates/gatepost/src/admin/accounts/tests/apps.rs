//! App passwords, as an operator meets them.

use super::{add, app_add, app_rotate, ask, beside, made, senders, show, texts};
use crate::accounts::app_password;
use crate::admin::made_up::{NOW, control};
use crate::admin::protocol::{Answer, AppShown, Limit, ProblemCode, Request, RightsChange};
use crate::world::Random;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[tokio::test]
async fn the_life_of_an_app_password() {
    let control = beside(true);
    ask(&control, add("alice", senders(&["example.com"])))
        .await
        .expect("added");
    let (app, token) = made(&control, app_add("Alice", "Printer", senders(&["a@example.com"]))).await;
    assert_eq!((app.account.as_str(), app.label.as_str()), ("alice", "printer"));
    assert_eq!(app_password::id_of(&token), Some(app.tokens[0].id.as_str()));
    let kept = async || {
        let kept = control
            .directory
            .store()
            .app_password("alice".to_owned(), "printer".to_owned())
            .await;
        kept.expect("it is there")
    };
    let is_right = async |token: &str, later: u64| {
        app_password::right(&kept().await, token, NOW.plus(Duration::from_secs(later))).is_some()
    };
    assert!(is_right(&token, 0).await);
    let version = kept().await.version;

    let (app, second) = made(&control, app_rotate("alice", "printer", 3_600)).await;
    assert_eq!(app.tokens.len(), 2);
    assert_eq!(
        app.tokens[1].until,
        Some(NOW.plus(Duration::from_secs(3_600)).rfc3339())
    );
    assert!(is_right(&second, 0).await && is_right(&second, 1_000_000).await);
    assert!(is_right(&token, 3_599).await && !is_right(&token, 3_600).await);
    assert_eq!(kept().await.version, version, "sessions of the old one go on");
    let salts: Vec<_> = kept()
        .await
        .secrets
        .into_iter()
        .map(|secret| secret.scram.sha256)
        .collect();
    let salts: Vec<_> = salts
        .into_iter()
        .flatten()
        .map(|keys| (keys.salt, keys.iterations))
        .collect();
    assert!(salts.len() == 2 && salts[0] == salts[1]);

    let (app, third) = made(&control, app_rotate("alice", "printer", 60)).await;
    assert_eq!(app.tokens.len(), 2, "the oldest goes");
    assert!(!is_right(&token, 0).await && is_right(&second, 0).await && is_right(&third, 0).await);
    assert_eq!(kept().await.version, version, "sessions of the second go on");
    let (app, fourth) = made(&control, app_rotate("alice", "printer", 0)).await;
    assert_eq!(app.tokens.len(), 1);
    assert!(!is_right(&third, 0).await && is_right(&fourth, 0).await);

    let (name, label) = (|| "alice".to_owned(), |label: &str| label.to_owned());
    let set = |rights| Request::AppSet {
        name: name(),
        label: label("printer"),
        rights,
    };
    let (not_found, invalid) = (Err(ProblemCode::NotFound), Err(ProblemCode::Invalid));
    for (request, expected) in [
        (
            app_add("alice", "printer", RightsChange::default()),
            Err(ProblemCode::Exists),
        ),
        (app_add("alice", "two words", RightsChange::default()), invalid),
        (app_add("alice", "", RightsChange::default()), invalid),
        (app_add("nobody", "printer", RightsChange::default()), not_found),
        (app_add("alice", "fax", senders(&["nowhere"])), invalid),
        // It would be of no use.
        (app_add("alice", "fax", senders(&["scan@example.org"])), invalid),
        (app_rotate("alice", "printer", 30 * 86_400 + 1), invalid),
        (app_rotate("alice", "fax", 60), not_found),
        (
            set(RightsChange {
                mechanisms: Some(texts(&["XOAUTH2"])),
                ..RightsChange::default()
            }),
            invalid,
        ),
        (
            set(RightsChange {
                messages_day: Some(Limit::At(10)),
                mechanisms: Some(texts(&["PLAIN"])),
                ..RightsChange::default()
            }),
            Ok("alice/printer a@example.com PLAIN Some(10)"),
        ),
        (
            Request::AppShow {
                name: name(),
                label: label("PRINTER"),
            },
            Ok("alice/printer a@example.com PLAIN Some(10)"),
        ),
        (
            Request::AppList { name: None },
            Ok("alice/printer a@example.com PLAIN Some(10)"),
        ),
        (
            Request::AppList { name: Some(name()) },
            Ok("alice/printer a@example.com PLAIN Some(10)"),
        ),
        (
            Request::AppList {
                name: Some("eve@example.org".to_owned()),
            },
            Ok(""),
        ),
        (
            Request::AppList {
                name: Some("nobody".to_owned()),
            },
            not_found,
        ),
        (
            Request::AppRevoke {
                name: name(),
                label: label("printer"),
            },
            Ok("alice/printer a@example.com PLAIN Some(10)"),
        ),
        (
            Request::AppRevoke {
                name: name(),
                label: label("printer"),
            },
            not_found,
        ),
        (
            Request::AppShow {
                name: name(),
                label: label("printer"),
            },
            not_found,
        ),
    ] {
        let asked = format!("{request:?}");
        let short = |app: &AppShown| {
            let rights = &app.rights;
            let (senders, mechanisms) = (rights.senders.join(" "), rights.mechanisms.join(" "));
            let limit = rights.limits.messages_day;
            format!("{}/{} {senders} {mechanisms} {limit:?}", app.account, app.label)
        };
        let answer = ask(&control, request).await.map(|answer| match answer {
            Answer::App(app) => short(&app),
            Answer::Apps(apps) => apps.iter().map(short).collect::<Vec<_>>().join(", "),
            other => format!("{other:?}"),
        });
        assert_eq!(answer.as_deref().map_err(|problem| problem.code), expected, "{asked}");
    }
}

/// Zeros for so many calls, then ones.
struct Twice(AtomicUsize);

impl Random for Twice {
    fn fill(&self, octets: &mut [u8]) {
        let is_early = self.0.load(Ordering::Relaxed) > 0;
        if is_early {
            self.0.fetch_sub(1, Ordering::Relaxed);
        }
        octets.fill(u8::from(!is_early));
    }
}

#[tokio::test]
async fn no_two_tokens_have_the_same_id() {
    let (mut control, _) = control();
    ask(&control, add("alice", RightsChange::default()))
        .await
        .expect("added");
    // A letter takes a call: one token, and the same once more.
    control.random = Arc::new(Twice(AtomicUsize::new(2 * LETTERS)));
    let (first, _) = made(&control, app_add("alice", "one", RightsChange::default())).await;
    let (second, _) = made(&control, app_add("alice", "two", RightsChange::default())).await;
    assert_ne!(first.tokens[0].id, second.tokens[0].id);
    let problem = ask(&control, app_add("alice", "three", RightsChange::default())).await;
    assert_eq!(problem.map_err(|problem| problem.code), Err(ProblemCode::Unavailable));
    let problem = ask(&control, app_rotate("alice", "one", 60)).await;
    assert_eq!(problem.map_err(|problem| problem.code), Err(ProblemCode::Unavailable));
}

#[tokio::test]
async fn an_account_has_a_hundred_app_passwords_at_most() {
    let (mut control, _) = control();
    ask(&control, add("alice", RightsChange::default()))
        .await
        .expect("added");
    // The made-up numbers come round too soon for so many.
    control.random = crate::world::os::world().random;
    for n in 0..=100 {
        let added = ask(
            &control,
            app_add("alice", &format!("program{n}"), RightsChange::default()),
        )
        .await;
        assert_eq!(added.is_ok(), n < 100, "{n}");
    }
    assert_eq!(show(&control, "alice").await.app_passwords.len(), 100);
}

/// Of a token, but for its prefix and dash.
const LETTERS: usize = 8 + 27;
