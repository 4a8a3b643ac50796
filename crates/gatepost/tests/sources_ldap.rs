//! Accounts in a directory, asked of a real slapd: bound to directly and after a search, in the clear, with StartTLS, and in
//! TLS from the first octet.
//!
//! Where slapd is not, this is skipped; `scripts/install-test-tools.sh` brings it.

mod support;

// Here and not in `support`: few tests have a use for them.
#[allow(dead_code, unused_imports, reason = "of the peers, only the directory")]
#[path = "support/peers/mod.rs"]
mod peers;

use futures_util::future::join_all;
use gatepost::accounts::source::ldap::Ldap;
use gatepost::accounts::source::{Check, Source, SourceError, Verdict};
use gatepost::config::{self, LdapEntry, SourceKind, SourceTls, SourceTlsMode};
use gatepost::world::os::OsClock;
use gatepost::world::tls::client::roots_of;
use peers::{Certificate, SEARCHER, SEARCHER_SECRET as SECRET, Slapd};
use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use std::sync::Arc;
use std::time::Duration;
use support::{Authority, PASSWORD, Site, can_run, own_address};
use zeroize::Zeroizing;

#[tokio::test]
async fn entries_named_by_a_template() {
    if !can_run(Slapd::obstacle()) {
        return;
    }
    let place = Place::new("ldap-template");
    let slapd = place.start();
    for mode in MODES {
        let ldap = place.ldap(&slapd, mode, template(), None);
        for (login, password, expected) in [
            ("alice@example.com", PASSWORD, "right alice@example.com"),
            ("alice@example.com", "wrong", "wrong"),
            ("alice@example.com", "", "wrong"),
            // slapd does not tell who is not there.
            ("nobody@example.com", PASSWORD, "wrong"),
            ("locked@example.com", PASSWORD, "wrong"),
            // What would be a name of several parts, if it were put in as it is.
            ("a,b+c@example.com", PASSWORD, "right a,b+c@example.com"),
            ("alice,ou=people@example.com", PASSWORD, "wrong"),
            ("@example.com", PASSWORD, "unknown"),
        ] {
            check(&ldap, login, password, expected).await;
        }
        let found = ldap.find("nobody@example.com".to_owned()).await;
        let found = found.expect("nobody is asked").expect("everybody is there");
        assert_eq!((found.check, found.account.version), (Check::Blind, 0));
        let probed = ldap.probe().await.expect("it answers");
        assert!(probed.contains("entries named by a template"), "{probed}");
    }
    // An entry that has no password.
    let ldap = place.ldap(
        &slapd,
        SourceTlsMode::None,
        LdapEntry::Template("ou={login},dc=example,dc=com".to_owned()),
        None,
    );
    check(&ldap, "people", PASSWORD, "wrong").await;
    // A template that makes no name.
    let broken = LdapEntry::Template("{login}".to_owned());
    let ldap = place.ldap(&slapd, SourceTlsMode::None, broken, None);
    check(&ldap, "alice", PASSWORD, "error: invalidDNSyntax").await;
}

#[tokio::test]
async fn entries_that_are_looked_for() {
    if !can_run(Slapd::obstacle()) {
        return;
    }
    let place = Place::new("ldap-search");
    let slapd = place.start();
    for mode in MODES {
        let ldap = place.ldap(&slapd, mode, search("dc=example,dc=com", Some(SEARCHER)), Some(SECRET));
        let probed = ldap.probe().await.expect("it answers");
        assert!(probed.ends_with("bound as cn=gatepost,dc=example,dc=com"), "{probed}");
        for (login, expected) in [
            (
                "alice@example.com",
                "alice@example.com: alice@example.com sales@example.com",
            ),
            (
                "sales@example.com",
                "sales@example.com: alice@example.com sales@example.com",
            ),
            ("odd@example.com", "odd@example.com: odd@example.com"),
            ("nobody@example.com", "nobody"),
            ("*", "nobody"),
            ("alice@example.com)(uid=*", "nobody"),
            ("twin@example.com", "error: more than one entry"),
        ] {
            let found = find(&ldap, login).await;
            assert!(agree(&found, expected), "{login}: {found}");
        }
        for (login, password, expected) in [
            ("alice@example.com", PASSWORD, "right alice@example.com"),
            ("alice@example.com", "wrong", "wrong"),
            ("alice@example.com", "", "wrong"),
            ("nobody@example.com", PASSWORD, "unknown"),
            ("locked@example.com", PASSWORD, "wrong"),
            ("odd@example.com", PASSWORD, "right odd@example.com"),
            ("*", PASSWORD, "unknown"),
            ("twin@example.com", PASSWORD, "error: more than one entry"),
        ] {
            check(&ldap, login, password, expected).await;
        }
        // Only who searches may read: whose password was tried does not search on the same connection.
        let found = find(&ldap, "alice@example.com").await;
        assert!(found.starts_with("alice@example.com: "), "{found}");
    }
}

#[tokio::test]
async fn entries_that_everybody_may_look_for() {
    if !can_run(Slapd::obstacle()) {
        return;
    }
    let place = Place::new("ldap-anonymous");
    let slapd = place.start();
    let ldap = place.ldap(
        &slapd,
        SourceTlsMode::StartTls,
        search("ou=open,dc=example,dc=com", None),
        None,
    );
    for _ in 0..2 {
        assert_eq!(find(&ldap, "bob@example.com").await, "bob@example.com: bob@example.com");
        check(&ldap, "bob@example.com", PASSWORD, "right bob@example.com").await;
        check(&ldap, "bob@example.com", "wrong", "wrong").await;
    }
    let probed = ldap.probe().await.expect("it answers");
    assert!(probed.contains("(StartTLS)"), "{probed}");
}

#[tokio::test]
async fn more_logins_than_connections() {
    if !can_run(Slapd::obstacle()) {
        return;
    }
    let place = Place::new("ldap-many");
    let slapd = place.start();
    let entry = search("dc=example,dc=com", Some(SEARCHER));
    let ldap = place.ldap(&slapd, SourceTlsMode::StartTls, entry, Some(SECRET));
    let logins = (0..40).map(|n| match n % 3 {
        0 => check(&ldap, "alice@example.com", PASSWORD, "right alice@example.com"),
        1 => check(&ldap, "alice@example.com", "wrong", "wrong"),
        _ => check(&ldap, "nobody@example.com", PASSWORD, "unknown"),
    });
    join_all(logins).await;
}

#[tokio::test]
async fn what_is_not_as_configured() {
    if !can_run(Slapd::obstacle()) {
        return;
    }
    let place = Place::new("ldap-wrong");
    let slapd = place.start();
    let everything = "dc=example,dc=com";
    for (entry, password, expected) in [
        (search(everything, Some(SEARCHER)), "wrong", "not bound as cn=gatepost"),
        (
            search(everything, Some("cn=other,dc=example,dc=com")),
            SECRET,
            "not bound as cn=other",
        ),
        (
            search("ou=none,dc=example,dc=com", Some(SEARCHER)),
            SECRET,
            "noSuchObject",
        ),
    ] {
        let ldap = place.ldap(&slapd, SourceTlsMode::StartTls, entry, Some(password));
        let expected = format!("error: {expected}");
        let found = find(&ldap, "alice@example.com").await;
        assert!(agree(&found, &expected), "{found}");
        check(&ldap, "alice@example.com", PASSWORD, &expected).await;
        let why = ldap.probe().await.expect_err("it is not as configured").why;
        assert!(agree(&format!("error: {why}"), &expected), "{why}");
    }
    // Below what nobody in particular may see.
    let ldap = place.ldap(
        &slapd,
        SourceTlsMode::None,
        search("ou=people,dc=example,dc=com", None),
        None,
    );
    let why = ldap.probe().await.expect_err("nothing is seen").why;
    assert!(
        why.contains("not there for who searches") || why.contains("noSuchObject"),
        "{why}"
    );
}

/// TLS is with the server that is meant, or nothing is said.
#[tokio::test]
async fn certificates_that_nobody_vouches_for() {
    if !can_run(Slapd::obstacle()) {
        return;
    }
    let (place, stranger) = (Place::new("ldap-tls"), Place::new("ldap-stranger"));
    let right = place.start();
    let other_name = Certificate::issue(&stranger.authority, &stranger.site, &["directory.example"]);
    let other_name = Slapd::start(&other_name);
    for mode in [SourceTlsMode::StartTls, SourceTlsMode::Implicit] {
        for (trusts, server) in [(&stranger, &right), (&stranger, &other_name)] {
            let ldap = trusts.ldap(server, mode, template(), None);
            check(&ldap, "alice@example.com", PASSWORD, "error: no TLS: ").await;
            assert!(ldap.probe().await.is_err());
        }
    }
    // TLS where none is spoken.
    let mut crossed = place.source(&right, SourceTlsMode::Implicit, template());
    if let SourceKind::Ldap { port, .. } = &mut crossed.kind {
        *port = right.clear.port();
    }
    let ldap = place.make(&crossed, None);
    check(&ldap, "alice@example.com", PASSWORD, "error: no TLS: ").await;
}

#[tokio::test]
async fn a_server_that_goes_and_comes_back() {
    if !can_run(Slapd::obstacle()) {
        return;
    }
    let place = Place::new("ldap-gone");
    let mut slapd = place.start();
    let entry = search("dc=example,dc=com", Some(SEARCHER));
    let searched = place.ldap(&slapd, SourceTlsMode::StartTls, entry, Some(SECRET));
    let named = place.ldap(&slapd, SourceTlsMode::Implicit, template(), None);
    let right = "right alice@example.com";
    for ldap in [&searched, &named] {
        check(ldap, "alice@example.com", PASSWORD, right).await;
    }
    // What was idle is lost, and nobody notices.
    slapd.stop();
    slapd.run();
    for ldap in [&searched, &named] {
        check(ldap, "alice@example.com", PASSWORD, right).await;
    }
    slapd.stop();
    for ldap in [&searched, &named] {
        check(ldap, "alice@example.com", PASSWORD, "error: ldap").await;
        check(ldap, "alice@example.com", "wrong", "error: ldap").await;
        assert!(ldap.probe().await.is_err());
    }
    assert!(find(&searched, "alice@example.com").await.starts_with("error: "));
    slapd.run();
    for ldap in [&searched, &named] {
        check(ldap, "alice@example.com", PASSWORD, right).await;
    }
}

/// Who is trusted, and a place for files.
struct Place {
    site: Site,
    authority: Authority,
    tls: Arc<ClientConfig>,
}

impl Place {
    fn new(name: &str) -> Self {
        let (site, authority) = (Site::new(name), Authority::new());
        let roots = roots_of(&authority.write(&site)).expect("a certificate");
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("its own versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self {
            site,
            authority,
            tls: Arc::new(config),
        }
    }

    /// A server with a certificate for its address.
    fn start(&self) -> Slapd {
        let name = own_address().ip().to_string();
        Slapd::start(&Certificate::issue(&self.authority, &self.site, &[&name]))
    }

    fn source(&self, slapd: &Slapd, mode: SourceTlsMode, entry: LdapEntry) -> config::Source {
        let address = match mode {
            SourceTlsMode::Implicit => slapd.implicit,
            SourceTlsMode::None | SourceTlsMode::StartTls => slapd.clear,
        };
        config::Source {
            name: "directory".to_owned(),
            domains: Vec::new(),
            // Each name is looked for anew.
            cache: Duration::ZERO,
            kind: SourceKind::Ldap {
                host: address.ip().to_string(),
                port: address.port(),
                tls: SourceTls { mode, ca: None },
                entry,
                connections_max: 3,
            },
        }
    }

    fn make(&self, source: &config::Source, password: Option<&str>) -> Ldap {
        let password = password.map(|password| Zeroizing::new(password.to_owned()));
        let clock = Arc::new(OsClock::default());
        Ldap::new(source, password, Some(self.tls.clone()), clock).expect("it goes together")
    }

    fn ldap(&self, slapd: &Slapd, mode: SourceTlsMode, entry: LdapEntry, password: Option<&str>) -> Ldap {
        self.make(&self.source(slapd, mode, entry), password)
    }
}

fn template() -> LdapEntry {
    LdapEntry::Template("uid={local},ou=people,dc=example,dc=com".to_owned())
}

fn search(base: &str, dn: Option<&str>) -> LdapEntry {
    LdapEntry::Search {
        base: base.to_owned(),
        filter: "(mail={login})".to_owned(),
        dn: dn.map(str::to_owned),
        password_file: None,
        senders: Some("mail".to_owned()),
    }
}

/// Whether what was found is what was expected: of an error, a part of its text.
fn agree(found: &str, expected: &str) -> bool {
    match (found.strip_prefix("error: "), expected.strip_prefix("error: ")) {
        (Some(why), Some(part)) => why.contains(part) && !why.contains(SECRET) && !why.contains(PASSWORD),
        _ => found == expected,
    }
}

/// An account and its senders.
async fn find(ldap: &Ldap, login: &str) -> String {
    match ldap.find(login.to_owned()).await {
        Ok(Some(found)) => {
            let senders = found.account.rights.senders.join(" ");
            format!("{}: {senders}", found.account.name)
        }
        Ok(None) => "nobody".to_owned(),
        Err(SourceError { why, .. }) => format!("error: {why}"),
    }
}

async fn check(ldap: &Ldap, login: &str, password: &str, expected: &str) {
    let verdict = ldap.check(login.to_owned(), Zeroizing::new(password.to_owned())).await;
    let found = match verdict {
        Ok(Verdict::Right(account)) if account.enabled => format!("right {}", account.name),
        Ok(Verdict::Right(account)) => format!("disabled {}", account.name),
        Ok(Verdict::Wrong) => "wrong".to_owned(),
        Ok(Verdict::Unknown) => "unknown".to_owned(),
        Err(SourceError { why, .. }) => format!("error: {why}"),
    };
    assert!(
        agree(&found, expected),
        "{login} with {password:?}: {found}, not {expected}"
    );
}

const MODES: [SourceTlsMode; 3] = [SourceTlsMode::None, SourceTlsMode::StartTls, SourceTlsMode::Implicit];
