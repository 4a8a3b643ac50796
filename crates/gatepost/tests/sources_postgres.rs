//! Accounts in a real PostgreSQL: the table that is shipped, own queries, changes that are heard of, and a server that goes.
//!
//! Where PostgreSQL is not there this is skipped; `scripts/install-test-tools.sh` brings it.

mod support;

// Here and not in `support`: few tests have a use for it.
#[path = "support/postgresql.rs"]
mod postgresql;

use gatepost::accounts::password::{Begun, Checked, Cost, Passwords};
use gatepost::accounts::source::postgres::Postgres;
use gatepost::accounts::source::{Check, Found, Source, SourceError};
use gatepost::config::{self, PasswordCost, SourceKind, SourceTls, SourceTlsMode};
use gatepost::world::os;
use postgresql::Postgresql;
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use smtp::Moment;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Account;
use support::{ALICE, Authority, Site, TIMEOUT, can_run};
use zeroize::Zeroizing;

/// Of the password `password`: the reference implementation's own test.
const HASH: &str = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
const OTHER_HASH: &str = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2";
const SCRAM: &str = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
const TABLE: &str = include_str!("../../../packaging/postgresql/accounts.sql");
const NO_CACHE: Duration = Duration::ZERO;
const LONG_CACHE: Duration = Duration::from_secs(3_600);

/// The password of the role over TCP.
const SECRET: &str = "database secret";

fn source(server: &Postgresql, cache: Duration, query: Option<&str>) -> config::Source {
    config::Source {
        name: "database".to_owned(),
        domains: Vec::new(),
        cache,
        kind: SourceKind::Postgres {
            host: server.directory(),
            port: server.address.port(),
            database: "postgres".to_owned(),
            user: "gatepost".to_owned(),
            password_file: None,
            query: query.map(str::to_owned),
            tls: SourceTls {
                mode: SourceTlsMode::None,
                ca: None,
            },
            connections_max: 2,
        },
    }
}

/// A source over the socket.
fn postgres(server: &Postgresql, cache: Duration, query: Option<&str>) -> Postgres {
    Postgres::new(&source(server, cache, query), None, None, &os::world())
}

async fn find(postgres: &Postgres, name: &str) -> Result<Option<Found>, SourceError> {
    postgres.find(name.to_owned()).await
}

#[track_caller]
fn account(found: Result<Option<Found>, SourceError>) -> Account {
    let found = found.expect("an answer").expect("an account");
    assert_eq!(found.check, Check::Hash);
    found.account
}

/// Asks again and again until it is so.
async fn wait_for<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(began.elapsed() < TIMEOUT, "waited too long until {what}");
        tokio::task::yield_now().await;
    }
}

/// Waits until the source is told of changes.
async fn wait_to_hear(postgres: &Postgres) {
    wait_for("changes are heard of", async || {
        let said = postgres.probe().await.expect("it is asked");
        said.ends_with("; changes are heard of at once").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_that_is_shipped() {
    if !can_run(Postgresql::obstacle()) {
        return;
    }
    let server = Postgresql::start(&Authority::new());
    server.sql(TABLE).await;
    server
        .sql(&format!(
            "INSERT INTO gatepost.account (name, password) VALUES ('{ALICE}', '{HASH}');
             INSERT INTO gatepost.account (name, password, enabled) VALUES ('bob', '{HASH}', false);
             INSERT INTO gatepost.account (name, password, expires) VALUES ('carol', '{HASH}', '2020-01-01T00:00:00Z');
             INSERT INTO gatepost.account (name) VALUES ('dave');
             INSERT INTO gatepost.account VALUES ('eve', '{OTHER_HASH}', '{SCRAM}', NULL, true,
                 '{{example.com,*}}', '{{192.0.2.0/24,2001:db8::/32}}', '{{PLAIN}}', 'infinity', 1, 2, 3, 4, 0);"
        ))
        .await;
    let postgres = postgres(&server, NO_CACHE, None);
    let said = postgres.probe().await.expect("it is asked");
    assert!(
        said.starts_with("PostgreSQL 1") && said.ends_with(", database postgres"),
        "{said}"
    );

    let alice = account(find(&postgres, ALICE).await);
    assert_eq!((alice.name.as_str(), alice.password.as_str()), (ALICE, HASH));
    assert!(alice.enabled && alice.rights == store::Rights::default());
    let world = os::world();
    let passwords = Passwords::new(Cost::default(), PasswordCost::default(), world.random, world.work);
    for (password, expected) in [("password", Checked::Right), ("passwore", Checked::Wrong)] {
        let (password, begun) = (Zeroizing::new(password.to_owned()), Begun::default());
        let checked = passwords.check(password, Some(&alice), None, Moment::ZERO, &begun);
        assert_eq!(checked.await, Ok(expected));
    }
    for nobody in ["nobody@example.com", "", "' OR true --", "Alice@example.com", "한글"] {
        assert_eq!(find(&postgres, nobody).await, Ok(None), "{nobody}");
    }
    assert!(!account(find(&postgres, "bob").await).enabled);
    let carol = account(find(&postgres, "carol").await);
    let expired = carol.rights.expires.map(|at| at.rfc3339());
    assert_eq!(expired.as_deref(), Some("2020-01-01T00:00:00.000000Z"));
    assert_eq!(account(find(&postgres, "dave").await).password, "");

    let eve = account(find(&postgres, "eve").await);
    assert_eq!(eve.scram.sha256.map(|keys| keys.iterations), Some(4096));
    let networks: Vec<String> = eve.rights.networks.iter().map(ToString::to_string).collect();
    assert_eq!(eve.rights.senders, ["example.com", "*"]);
    assert_eq!(networks, ["192.0.2.0/24", "2001:db8::/32"]);
    assert_eq!(
        (eve.rights.mechanisms, eve.rights.expires),
        (vec!["PLAIN".to_owned()], None)
    );
    let limits = eve.rights.limits;
    let limits = [
        limits.messages_hour,
        limits.messages_day,
        limits.recipients_hour,
        limits.recipients_day,
    ];
    assert_eq!(limits, [Some(1), Some(2), Some(3), Some(4)]);

    // The version, as the trigger keeps it.
    let mut version = alice.version;
    for (change, ends_sessions) in [
        ("version = 1", false),
        (&format!("scram_sha_256 = '{SCRAM}'")[..], false),
        (&format!("password = '{OTHER_HASH}'"), true),
        ("enabled = false", true),
        ("senders = '{example.com}'", true),
        ("messages_per_hour = 5", true),
    ] {
        let statement = format!("UPDATE gatepost.account SET {change} WHERE name = '{ALICE}'");
        server.sql(&statement).await;
        let now = account(find(&postgres, ALICE).await).version;
        assert_eq!(now != version, ends_sessions, "{change}");
        version = now;
    }
    server.sql("DROP SCHEMA gatepost CASCADE").await;
    let error = find(&postgres, ALICE).await.expect_err("no table").to_string();
    assert!(
        error.contains("gatepost.account") && error.contains("database postgres"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_of_the_administrator() {
    if !can_run(Postgresql::obstacle()) {
        return;
    }
    let server = Postgresql::start(&Authority::new());
    server
        .sql(&format!(
            "CREATE ROLE gatepost LOGIN;
             CREATE TABLE users (mail varchar(100), hash char(120), active smallint, place point, nets inet[]);
             INSERT INTO users VALUES ('Alice@Example.com', '{HASH}', 1, point(1, 2), '{{192.0.2.7/24}}');
             GRANT SELECT ON users TO gatepost;"
        ))
        .await;
    let query = "SELECT mail AS name, hash AS password, active AS enabled, nets AS networks, place \
                 FROM users WHERE lower(mail) = $1";
    let own = postgres(&server, NO_CACHE, Some(query));
    own.probe().await.expect("it is asked");
    let alice = account(find(&own, ALICE).await);
    assert_eq!(
        (alice.name.as_str(), alice.password.as_str(), alice.enabled),
        (ALICE, HASH, true)
    );
    assert_eq!(alice.rights.networks.len(), 1);
    assert_eq!(account(find(&own, ALICE).await).version, alice.version);
    assert_eq!(find(&own, "bob").await, Ok(None));
    server.sql("UPDATE users SET active = 0").await;
    let disabled = account(find(&own, ALICE).await);
    assert!(!disabled.enabled && disabled.version != alice.version);

    for (query, why) in [
        ("SELEKT $1", "syntax error"),
        ("SELECT hash AS password FROM missing WHERE mail = $1", "does not exist"),
        ("SELECT hash AS password FROM users", "needs one parameter"),
        ("SELECT mail FROM users WHERE mail = $1", "no column `password`"),
        (
            "SELECT hash AS password, place AS enabled FROM users WHERE lower(mail) = $1",
            "column `enabled` has the type point",
        ),
        (
            "SELECT hash AS password, 'maybe'::text AS enabled FROM users WHERE lower(mail) = $1",
            "column `enabled` says neither",
        ),
        (
            "SELECT hash AS password FROM users, generate_series(1, 2) WHERE lower(mail) = $1",
            "more than one row",
        ),
        ("SELECT hash AS password FROM users WHERE active = $1", "parameter"),
        (
            "SELECT rolpassword AS password FROM pg_authid WHERE rolname = $1",
            "permission denied",
        ),
    ] {
        let error = find(&postgres(&server, NO_CACHE, Some(query)), ALICE).await;
        let error = error.expect_err(query).to_string();
        assert!(
            error.contains(why) && error.contains("database postgres"),
            "{query}: {error}"
        );
        assert!(!error.contains("$argon2id"), "{error}");
    }
    let anybody = postgres(
        &server,
        NO_CACHE,
        Some("SELECT hash AS password FROM users WHERE $1 <> ''"),
    );
    let error = anybody.probe().await.expect_err("nobody has that name").to_string();
    assert!(error.contains("a name that nobody has"), "{error}");

    // A statement that was prepared before the table changed is prepared anew.
    let all = postgres(
        &server,
        NO_CACHE,
        Some("SELECT *, hash AS password FROM users WHERE lower(mail) = $1"),
    );
    account(find(&all, ALICE).await);
    server.sql("ALTER TABLE users ADD COLUMN more integer").await;
    account(find(&all, ALICE).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_heard_of() {
    if !can_run(Postgresql::obstacle()) {
        return;
    }
    let server = Postgresql::start(&Authority::new());
    server.sql(TABLE).await;
    let insert = format!("INSERT INTO gatepost.account (name, password) VALUES ('{ALICE}', '{HASH}')");
    server.sql(&insert).await;
    let postgres = postgres(&server, LONG_CACHE, None);
    wait_to_hear(&postgres).await;
    let is_enabled = async || account(find(&postgres, ALICE).await).enabled;
    let set = async |enabled: bool, silently: bool| {
        let role = if silently {
            "SET session_replication_role = replica;"
        } else {
            ""
        };
        let text = format!("{role} UPDATE gatepost.account SET enabled = {enabled} WHERE name = '{ALICE}'");
        server.sql(&text).await;
    };
    let becomes = async |expected: bool| {
        wait_for("it is heard of", async || {
            (is_enabled().await == expected).then_some(())
        })
        .await;
    };

    assert!(is_enabled().await);
    // Without triggers nobody is told, and the answer is kept.
    set(false, true).await;
    assert!(is_enabled().await);
    for enabled in [false, true, false] {
        set(enabled, false).await;
        becomes(enabled).await;
    }
    // Another account's change is none of this one's; a message without a name is everybody's.
    set(true, true).await;
    assert_eq!(find(&postgres, "bob").await, Ok(None));
    server.sql("INSERT INTO gatepost.account (name) VALUES ('bob')").await;
    wait_for("bob is there", async || {
        find(&postgres, "bob").await.expect("an answer")
    })
    .await;
    assert!(!is_enabled().await);
    server.sql("DELETE FROM gatepost.account WHERE name = 'bob'").await;
    wait_for("bob is gone", async || {
        let found = find(&postgres, "bob").await.expect("an answer");
        found.is_none().then_some(())
    })
    .await;
    assert!(!is_enabled().await);
    server.sql("NOTIFY gatepost_account").await;
    becomes(true).await;

    // Whatever happens while nobody listens: all is forgotten.
    set(false, true).await;
    assert!(is_enabled().await);
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN gatepost_account'";
    server.sql(end).await;
    becomes(false).await;
    wait_to_hear(&postgres).await;
    set(true, false).await;
    becomes(true).await;

    // With the source, its connections go.
    drop(postgres);
    let open = "SELECT pid FROM pg_stat_activity WHERE application_name = 'gatepost'";
    wait_for("all are gone", async || server.sql(open).await.is_empty().then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_and_comes() {
    if !can_run(Postgresql::obstacle()) {
        return;
    }
    let mut server = Postgresql::start(&Authority::new());
    server.sql(TABLE).await;
    let insert = format!("INSERT INTO gatepost.account (name, password) VALUES ('{ALICE}', '{HASH}')");
    server.sql(&insert).await;
    let postgres = postgres(&server, NO_CACHE, None);
    // As many at once as there are, and more: they share two connections.
    let asked = (0..20).map(|_| find(&postgres, ALICE));
    for found in futures_util::future::join_all(asked).await {
        account(found);
    }
    let open = "SELECT pid FROM pg_stat_activity WHERE application_name = 'gatepost'";
    assert!(server.sql(open).await.len() <= 2);
    // A connection that has ended is replaced, and nobody sees it.
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gatepost'";
    for _ in 0..3 {
        server.sql(end).await;
        account(find(&postgres, ALICE).await);
    }
    server.stop();
    for _ in 0..2 {
        let error = find(&postgres, ALICE).await.expect_err("it is gone").to_string();
        assert!(
            error.contains(&server.directory()) && error.contains("database postgres"),
            "{error}"
        );
        postgres.probe().await.expect_err("it is gone");
    }
    server.start_again();
    account(find(&postgres, ALICE).await);
    postgres.probe().await.expect("it is back");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_with_a_password() {
    if !can_run(Postgresql::obstacle()) {
        return;
    }
    let authority = Authority::new();
    let server = Postgresql::start(&authority);
    server.sql(TABLE).await;
    server.sql(&format!("ALTER ROLE gatepost PASSWORD '{SECRET}'")).await;
    let insert = format!("INSERT INTO gatepost.account (name, password) VALUES ('{ALICE}', '{HASH}')");
    server.sql(&insert).await;
    let ask = async |mode: SourceTlsMode, password: Option<&str>, tls: Option<Arc<ClientConfig>>| {
        let mut source = source(&server, NO_CACHE, None);
        if let SourceKind::Postgres { host, tls, .. } = &mut source.kind {
            *host = server.address.ip().to_string();
            tls.mode = mode;
        }
        let password = password.map(|password| Zeroizing::new(password.to_owned()));
        find(&Postgres::new(&source, password, tls, &os::world()), ALICE).await
    };
    let known = trusting(&authority);
    let found = ask(SourceTlsMode::StartTls, Some(SECRET), Some(known.clone())).await;
    account(found);
    for (mode, password, tls, why) in [
        (
            SourceTlsMode::StartTls,
            Some("wrong secret"),
            Some(known.clone()),
            "authentication failed",
        ),
        (SourceTlsMode::StartTls, None, Some(known.clone()), "password"),
        (
            SourceTlsMode::StartTls,
            Some(SECRET),
            Some(trusting(&Authority::new())),
            "certificate",
        ),
        // Without TLS we are not let in, and where it is demanded we do not go without.
        (SourceTlsMode::None, Some(SECRET), None, "no pg_hba.conf entry"),
        (SourceTlsMode::StartTls, Some(SECRET), None, "TLS"),
    ] {
        let error = ask(mode, password, tls).await.expect_err(why).to_string();
        assert!(error.contains(why), "{why}: {error}");
        assert!(error.contains(&server.address.to_string()), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}

/// Trusts an authority, and nobody else.
fn trusting(authority: &Authority) -> Arc<ClientConfig> {
    let site = Site::new("postgresql-trust");
    let certificate = CertificateDer::from_pem_file(authority.write(&site)).expect("a certificate");
    let mut roots = RootCertStore::empty();
    roots.add(certificate).expect("an authority");
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let config = config.with_safe_default_protocol_versions().expect("they fit");
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
}
