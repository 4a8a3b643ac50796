//! Accounts that a real Dovecot knows, asked over the socket of its authentication.
//!
//! Where Dovecot is not, this is skipped; `scripts/install-test-tools.sh` brings it.

mod support;

// Here and not in `support`: few tests have a use for them.
#[allow(
    dead_code,
    unused_imports,
    reason = "of the peers, only the one that checks passwords"
)]
#[path = "support/peers/mod.rs"]
mod peers;

use futures_util::future::join_all;
use gatepost::accounts::source::dovecot::Dovecot;
use gatepost::accounts::source::{Check, Source, SourceError, Verdict};
use gatepost::config::{self, SourceKind};
use gatepost::world::os;
use peers::Logins;
use std::sync::Arc;
use std::time::Duration;
use support::{PASSWORD, can_run};
use zeroize::Zeroizing;

#[tokio::test]
async fn passwords() {
    if !can_run(Logins::obstacle()) {
        return;
    }
    let logins = Logins::start("plain login");
    let dovecot = dovecot(&logins);
    for (login, password, expected) in [
        ("alice@example.com", PASSWORD, "right alice@example.com"),
        ("alice@example.com", "wrong", "wrong"),
        ("alice@example.com", "", "wrong"),
        ("nobody@example.com", PASSWORD, "wrong"),
        ("renamed@example.com", PASSWORD, "right other@example.com"),
        ("blocked@example.com", PASSWORD, "disabled blocked@example.com"),
        ("blocked@example.com", "wrong", "wrong"),
        (
            "proxied@example.com",
            PASSWORD,
            "error: pass this login on to 192.0.2.1",
        ),
        // Whoever knows the passwords of these has no answer today.
        ("alice@later.example", PASSWORD, "error: could not look, for now"),
        ("alice@example.com\0x", PASSWORD, "wrong"),
        ("앨리스@example.com", PASSWORD, "right 앨리스@example.com"),
    ] {
        check(&dovecot, login, password, expected).await;
    }
    check(&dovecot, "alice@example.com", &"x".repeat(100_000), "wrong").await;
    let found = dovecot.find("nobody@example.com".to_owned()).await;
    let found = found.expect("nobody is asked").expect("everybody is there");
    assert_eq!((found.check, found.account.version), (Check::Blind, 0));
    let probed = dovecot.probe().await.expect("it answers");
    assert!(probed.ends_with("mechanisms PLAIN, LOGIN"), "{probed}");

    let many = (0..100).map(|n| match n % 2 {
        0 => check(&dovecot, "alice@example.com", PASSWORD, "right alice@example.com"),
        _ => check(&dovecot, "alice@example.com", "wrong", "wrong"),
    });
    join_all(many).await;
}

#[tokio::test]
async fn a_server_that_goes_and_comes_back() {
    if !can_run(Logins::obstacle()) {
        return;
    }
    let mut logins = Logins::start("plain");
    let dovecot = dovecot(&logins);
    let right = "right alice@example.com";
    check(&dovecot, "alice@example.com", PASSWORD, right).await;
    logins.stop();
    let error = "error: Dovecot at ";
    check(&dovecot, "alice@example.com", PASSWORD, error).await;
    check(&dovecot, "alice@example.com", "wrong", error).await;
    assert!(dovecot.probe().await.is_err());
    logins.run();
    check(&dovecot, "alice@example.com", PASSWORD, right).await;
}

#[tokio::test]
async fn a_server_that_takes_no_passwords() {
    if !can_run(Logins::obstacle()) {
        return;
    }
    let logins = Logins::start("cram-md5");
    let dovecot = dovecot(&logins);
    check(&dovecot, "alice@example.com", PASSWORD, "error: does not offer PLAIN").await;
    let why = dovecot.probe().await.expect_err("it is of no use").why;
    assert!(why.contains("CRAM-MD5"), "{why}");
}

async fn check(dovecot: &Dovecot, login: &str, password: &str, expected: &str) {
    let asked = dovecot.check(login.to_owned(), Zeroizing::new(password.to_owned()));
    let found = match asked.await {
        Ok(Verdict::Right(account)) if account.enabled => format!("right {}", account.name),
        Ok(Verdict::Right(account)) => format!("disabled {}", account.name),
        Ok(Verdict::Wrong) => "wrong".to_owned(),
        Ok(Verdict::Unknown) => "unknown".to_owned(),
        Err(SourceError { why, .. }) => format!("error: {why}"),
    };
    let agree = match (found.strip_prefix("error: "), expected.strip_prefix("error: ")) {
        (Some(why), Some(part)) => why.contains(part) && !why.contains(PASSWORD),
        _ => found == expected,
    };
    assert!(agree, "{login:?}: {found}, not {expected}");
}

/// The source that asks it.
fn dovecot(logins: &Logins) -> Dovecot {
    let source = config::Source {
        name: "dovecot".to_owned(),
        domains: Vec::new(),
        cache: Duration::from_secs(60),
        kind: SourceKind::Dovecot {
            socket: logins.socket(),
        },
    };
    let network = os::world().network;
    Dovecot::new(&source, network, Arc::new(os::OsClock::default())).expect("it is of that kind")
}
