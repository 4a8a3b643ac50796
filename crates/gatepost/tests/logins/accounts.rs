//! What the state of an account comes to, and that of its source; and what the operator learns that the client does not.

use super::support::{
    ALICE, Authority, Door, ECDSA, JSON_LOG, PASSWORD, Scram, Server, Site, configuration, wait_until,
};
use super::{At, CHEAP, IMPLICIT, NOBODY, RIGHT, STRONGEST, WRONG, detail, listed, log_in, site, talk};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::net::Ipv4Addr;

#[test]
fn what_accounts_hear_and_what_the_operator_learns() {
    let site = site("states", "");
    for (name, options) in [
        (ONLY_SCRAM, &["--mechanism", "SCRAM-SHA-256"][..]),
        (ELSEWHERE, &["--network", "192.0.2.0/24"]),
        (EXPIRED, &["--expires", "1s"]),
        (DISABLED, &[]),
    ] {
        add(&site, name, options);
    }
    site.run(&["account", "disable", DISABLED]).succeeded();
    let mut server = Server::start(&site);
    let door = server.doors()[IMPLICIT].clone();
    wait_until("a second is over", || {
        let reply = log_in(&door, "SCRAM-SHA-256", EXPIRED, PASSWORD);
        reply.is(WRONG).then_some(())
    });
    assert!(detail(&mut server).starts_with("expired"));

    let wrong = "wrong horse";
    let (disabled, forbidden) = ("525 5.7.13", "534 5.7.9");
    for (account, password, by_password, by_scram, why) in [
        (ALICE, PASSWORD, RIGHT, RIGHT, ""),
        (ALICE, wrong, WRONG, WRONG, "wrong password"),
        (NOBODY, PASSWORD, WRONG, WRONG, "unknown account"),
        (DISABLED, PASSWORD, disabled, disabled, "disabled"),
        (DISABLED, wrong, WRONG, WRONG, "wrong password"),
        (ONLY_SCRAM, PASSWORD, forbidden, RIGHT, "mechanism not allowed"),
        (ONLY_SCRAM, wrong, WRONG, WRONG, "wrong password"),
        (ELSEWHERE, PASSWORD, WRONG, WRONG, "wrong network"),
        (ELSEWHERE, wrong, WRONG, WRONG, "wrong password"),
        (EXPIRED, PASSWORD, WRONG, WRONG, "expired"),
        (EXPIRED, wrong, WRONG, WRONG, "wrong password"),
    ] {
        for (mechanism, expected) in [
            ("PLAIN", by_password),
            ("LOGIN", by_password),
            ("SCRAM-SHA-256", by_scram),
            ("SCRAM-SHA-256-PLUS", by_scram),
        ] {
            let reply = log_in(&door, mechanism, account, password);
            assert!(
                reply.is(expected),
                "{reply} to {account} with {password:?} by {mechanism}"
            );
            if reply.is(RIGHT) {
                continue;
            }
            let detail = detail(&mut server);
            assert!(
                detail.starts_with(why),
                "{detail} of {account} with {password:?} by {mechanism}"
            );
        }
    }
    let reasons = [
        "wrong password",
        "unknown account",
        "disabled",
        "mechanism not allowed",
        "wrong network",
        "expired",
    ];
    wait_until("the sessions are told", || {
        let told = told(&site);
        let is_told = |reason: &&str| told.iter().any(|detail| detail.starts_with(reason));
        reasons.iter().all(is_told).then_some(())
    });
}

#[test]
fn a_source_that_is_down_says_nothing_of_passwords() {
    let site = site("down", SOURCES);
    let mut server = Server::start(&site);
    let door = server.doors()[IMPLICIT].clone();
    assert_eq!(listed(&door).as_deref(), Some("PLAIN LOGIN"));
    for mechanism in ["PLAIN", "LOGIN"] {
        for (account, password, expected, why) in [
            ("bob@example.org", PASSWORD, "454 4.7.0", "source down: staff"),
            ("bob@example.org", "wrong horse", "454 4.7.0", "source down: staff"),
            ("nobody@example.org", PASSWORD, "454 4.7.0", "source down: staff"),
            (ALICE, "wrong horse", WRONG, "wrong password"),
            (NOBODY, PASSWORD, WRONG, "unknown account"),
        ] {
            let reply = log_in(&door, mechanism, account, password);
            assert!(reply.is(expected), "{reply} to {account} by {mechanism}");
            let detail = detail(&mut server);
            assert!(detail.starts_with(why), "{detail} of {account}");
        }
        assert!(log_in(&door, mechanism, ALICE, PASSWORD).is(RIGHT));
    }
    let status: Value = site.run(&["status", "--json"]).succeeded().json();
    let sources = status["server"]["sources"].as_array().expect("a list");
    let staff = sources.iter().find(|source| source["name"] == "staff");
    assert!(
        staff.is_some_and(|staff| staff["trouble"]["why"].is_string()),
        "{status}"
    );
    wait_until("the sessions are told", || {
        let told = told(&site);
        told.iter()
            .any(|detail| detail.starts_with("source down: staff"))
            .then_some(())
    });
}

#[test]
fn too_many_attempts_of_any_kind_are_the_end() {
    let site = Site::new("attempts");
    let sections = format!("[guessing]\ndelay_from = 1000\nban_from = 3\n{CHEAP}{JSON_LOG}");
    site.configure(&configuration("trusted = [\"127.0.0.1/32\"]", "", &sections));
    site.add_account(ALICE, &[]);
    let mut server = Server::start(&site);
    let door = server.doors()[IMPLICIT].clone();
    let mut client = door.seen_from(GUESSER).connect().expect("a session");
    // What is given up half-way was no attempt.
    for _ in 0..4 {
        let begun = Scram::new("SCRAM-SHA-256", ALICE, "wrong horse").begin(&mut client);
        assert!(begun.is_ok());
        client.expect("*", "501 5.7.0").expect("a reply");
        detail(&mut server);
    }
    for (mechanism, expected, why) in [
        ("SCRAM-SHA-256-PLUS", WRONG, "wrong password"),
        ("LOGIN", WRONG, "wrong password"),
        ("PLAIN", "421 4.7.0", "too many attempts"),
    ] {
        let reply = client.log_in_by(mechanism, ALICE, "wrong horse");
        assert!(reply.is(expected), "{reply} to {mechanism}");
        let detail = detail(&mut server);
        assert!(detail.starts_with(why), "{detail} of {mechanism}");
    }
    assert!(client.is_closed());
    assert!(log_in(&door, "PLAIN", ALICE, PASSWORD).is(RIGHT), "from elsewhere");
}

/// EXTERNAL (RFC 4422, appendix A).
#[test]
fn a_certificate_is_a_login() {
    let (site, authority) = (Site::new("external"), Authority::new());
    authority.write(&site);
    let listeners = ["starttls", "implicit"].map(|tls| {
        format!(
            "[[listener]]\naddress = \"127.0.0.1:0\"\nservice = \"submission\"\ntls = \"{tls}\"\n\
             client_ca = \"authority.pem\"\n"
        )
    });
    let known = [
        ("alice.example", ALICE),
        ("disabled.example", DISABLED),
        ("nobody.example", NOBODY),
    ];
    let known =
        known.map(|(name, account)| format!("[[client_certificate]]\nname = \"{name}\"\naccount = \"{account}\"\n"));
    let sections = format!("{}{CHEAP}{JSON_LOG}", known.concat());
    site.configure(&configuration("", &listeners.concat(), &sections));
    site.add_account(ALICE, &[]);
    site.add_account(DISABLED, &[]);
    site.run(&["account", "disable", DISABLED]).succeeded();
    let mut server = Server::start(&site);
    let doors = server.doors().to_vec();
    let [plain, _, starttls, implicit] = &doors[..] else {
        panic!("{} listeners", doors.len())
    };
    let showing = |door: &Door, name: &str| {
        authority.issue(&[name], ECDSA).write(&site, name);
        door.showing(&site.path(&format!("{name}.pem")), &site.path(&format!("{name}.key")))
    };

    let alice = showing(implicit, "alice.example");
    let with_external = Some("SCRAM-SHA-256-PLUS SCRAM-SHA-256 EXTERNAL PLAIN LOGIN");
    assert_eq!(listed(&alice).as_deref(), with_external);
    assert_eq!(listed(&showing(starttls, "alice.example")).as_deref(), with_external);
    for door in [starttls, implicit, plain] {
        assert_eq!(listed(door).as_deref(), STRONGEST);
    }
    let as_whom = |name: &str| format!("AUTH EXTERNAL {}", STANDARD.encode(name));
    let mail = format!("MAIL FROM:<{ALICE}>");
    talk(&alice, At::Secured, &[("AUTH EXTERNAL =", RIGHT), (&mail, "250 2.1.0")]);
    talk(&alice, At::Secured, &[("AUTH EXTERNAL", "334 "), ("", RIGHT)]);
    talk(&alice, At::Secured, &[("AUTH EXTERNAL", "334 "), ("=", "501 5.5.2")]);
    talk(&alice, At::Secured, &[(&as_whom(ALICE), RIGHT)]);
    talk(
        &alice,
        At::Secured,
        &[
            (&as_whom("bob@example.com"), WRONG),
            (&as_whom("a\0b"), "501 5.5.2"),
            (&as_whom("bell\u{7}"), WRONG),
        ],
    );
    for (name, expected) in [
        ("disabled.example", "525 5.7.13"),
        ("nobody.example", WRONG),
        ("stranger.example", WRONG),
    ] {
        talk(&showing(implicit, name), At::Secured, &[("AUTH EXTERNAL =", expected)]);
    }
    talk(implicit, At::Secured, &[("AUTH EXTERNAL =", WRONG)]);
    talk(starttls, At::Clear, &[("AUTH EXTERNAL =", "538 5.7.11")]);
    talk(
        &showing(plain, "alice.example"),
        At::Secured,
        &[("AUTH EXTERNAL =", "504 5.5.4")],
    );

    // One that does not count is as good as none, and keeps nobody from a password.
    let old = authority.issue_expired(&["alice.example"], ECDSA);
    old.write(&site, "old");
    let foreign = Authority::new().issue(&["alice.example"], ECDSA);
    foreign.write(&site, "foreign");
    for (name, why) in [
        ("old", "it has expired"),
        ("foreign", "its signature is not that of the authority"),
    ] {
        for door in [starttls, implicit] {
            let door = door.showing(&site.path(&format!("{name}.pem")), &site.path(&format!("{name}.key")));
            assert_eq!(listed(&door).as_deref(), STRONGEST, "{name}");
            talk(&door, At::Secured, &[("AUTH EXTERNAL =", WRONG)]);
            assert!(log_in(&door, "PLAIN", ALICE, PASSWORD).is(RIGHT), "{name}");
        }
        wait_until("the sessions are told", || {
            let why = format!("the client's certificate does not count: {why}");
            told(&site).iter().any(|detail| detail.starts_with(&why)).then_some(())
        });
    }

    // Another authority is trusted now. Who comes back by a ticket shows no certificate anew.
    Authority::new().write(&site);
    server.reload();
    let back = alice.connect().and_then(|mut client| client.ask("AUTH EXTERNAL ="));
    assert!(
        !back.is_ok_and(|reply| reply.is(RIGHT)),
        "a certificate of an authority from before"
    );
    talk(implicit, At::Secured, &[("AUTH EXTERNAL =", WRONG)]);
}

/// The same of all sessions that are over.
fn told(site: &Site) -> Vec<String> {
    let sessions = ["sessions", "--refused", "--json", "--limit", "1000"];
    let sessions: Vec<Value> = site.run(&sessions).succeeded().json();
    let details = sessions.iter().filter_map(|session| session["detail"].as_str());
    details.map(str::to_owned).collect()
}

/// Adds an account with [`PASSWORD`].
fn add(site: &Site, name: &str, options: &[&str]) {
    let add = ["account", "add", name, "--password-stdin"];
    site.run_with(&[&add[..], options].concat(), &format!("{PASSWORD}\n"))
        .succeeded();
}

const DISABLED: &str = "disabled@example.com";
const EXPIRED: &str = "expired@example.com";
const ELSEWHERE: &str = "elsewhere@example.com";
const ONLY_SCRAM: &str = "scram@example.com";
const GUESSER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const SOURCES: &str = r#"
[[source]]
kind = "dovecot"
name = "staff"
socket = "nobody.sock"
domains = ["example.org"]

[[source]]
kind = "embedded"
"#;
