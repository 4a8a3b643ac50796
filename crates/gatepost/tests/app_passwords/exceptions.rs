//! What one credential may do for the sake of an old machine, and nobody else; and when it did so last.

use super::support::{ALICE, Client, Door, PASSWORD, Reply, Server, Site, Tls, configuration, stuffed};
use super::{BOB, CHEAP, RIGHT, TEXT, WRONG, add, ended, expect, log_in};
use serde_json::Value;
use std::net::Ipv4Addr;

#[test]
fn without_tls_from_one_address() {
    let site = site("clear");
    let (printer, other) = (add(&site, "printer", &[]), add(&site, "other", &[]));
    let whose = format!("{ALICE}/printer");
    let clear = format!("clear={MACHINE}");
    except(&site, "add", &whose, &clear);
    let server = Server::start(&site);
    let everywhere = server.door(Tls::StartTls);
    let there = everywhere.seen_from(MACHINE);
    assert_eq!(last_use(&site, &whose, &clear), Value::Null);

    // What is listed, and what mail hears before a login.
    let mechanisms = Some("SCRAM-SHA-256 PLAIN LOGIN");
    for (door, expected, required) in [
        (&there, mechanisms, "530 5.7.0 Authentication required"),
        (everywhere, None, "530 5.7.0 Must issue a STARTTLS command first"),
    ] {
        let mut client = clear_session(door);
        let reply = client.ask(EHLO).expect("a reply");
        assert_eq!(reply.keyword("AUTH"), expected);
        assert!(reply.has_line("STARTTLS"), "{reply:?}");
        for verb in [
            "MAIL FROM:<alice@example.com>",
            "RCPT TO:<bob@example.org>",
            "DATA",
            "VRFY bob",
        ] {
            expect(&mut client, verb, required);
        }
        client.quit();
    }
    for door in [&there, everywhere, &server.door(Tls::Implicit).seen_from(MACHINE)] {
        let mut client = door.connect().expect("a session");
        let reply = client.ask(EHLO).expect("a reply");
        let strongest = "SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN";
        assert_eq!(reply.keyword("AUTH"), Some(strongest));
        client.quit();
    }

    let needs_tls = "538 5.7.11";
    let wrong_secret = format!("{}{}", &printer[..38], if printer.ends_with('a') { "b" } else { "a" });
    let passwords = ["PLAIN", "LOGIN"];
    for (account, password, mechanisms, expected) in [
        (ALICE, &printer, &["PLAIN", "LOGIN", "SCRAM-SHA-256"][..], RIGHT),
        (&whose, &printer, &["PLAIN", "LOGIN", "SCRAM-SHA-256"], RIGHT),
        (ALICE, &wrong_secret, &passwords, WRONG),
        (BOB, &printer, &passwords, WRONG),
        (ALICE, &other, &passwords, needs_tls),
        (ALICE, &PASSWORD.to_owned(), &passwords, needs_tls),
        (ALICE, &"wrong horse".to_owned(), &passwords, needs_tls),
        (
            BOB,
            &PASSWORD.to_owned(),
            &["PLAIN", "LOGIN", "SCRAM-SHA-256"],
            needs_tls,
        ),
        (BOB, &"wrong horse".to_owned(), &passwords, needs_tls),
        (
            "nobody@example.com",
            &PASSWORD.to_owned(),
            &["PLAIN", "LOGIN", "SCRAM-SHA-256"],
            needs_tls,
        ),
    ] {
        for &mechanism in mechanisms {
            let reply = clear_log_in(&there, mechanism, account, password);
            assert!(reply.is(expected), "{reply} to {account} by {mechanism}");
        }
    }
    // What is bound to TLS cannot be had without.
    let reply = clear_session(&there).ask("AUTH SCRAM-SHA-256-PLUS").expect("a reply");
    assert!(reply.is(needs_tls), "{reply}");
    // From elsewhere nothing has changed; and under TLS nothing has for the others.
    for password in [&printer, &PASSWORD.to_owned()] {
        for mechanism in passwords {
            let reply = clear_log_in(everywhere, mechanism, ALICE, password);
            assert!(reply.is(needs_tls), "{reply} by {mechanism} from elsewhere");
        }
        let mut client = there.connect().expect("a session");
        assert!(client.log_in_by("SCRAM-SHA-256-PLUS", ALICE, password).is(RIGHT));
        client.quit();
    }

    let mut client = clear_session(&there);
    assert!(client.log_in_by("LOGIN", ALICE, &printer).is(RIGHT));
    let id = client.deliver(ALICE, &["bob@example.org"], TEXT.as_bytes());
    let sent = site.export_as_sent(&id);
    assert!(
        sent.contains("with ESMTPA\r\n") || sent.contains("with ESMTPA "),
        "{sent}"
    );
    used(&site, &whose, &clear, &MACHINE.to_string(), "LOGIN");

    // It is taken away: who is there has to go, and whoever comes is one of all.
    except(&site, "remove", &whose, &clear);
    ended(client);
    let reply = clear_log_in(&there, "PLAIN", ALICE, &printer);
    assert!(reply.is(needs_tls), "{reply}");
    assert!(log_in(&server, "PLAIN", ALICE, &printer).is(RIGHT));
}

#[test]
fn login_where_a_listener_leaves_it_out() {
    let site = site("login");
    let server = Server::start(&site);
    let door = &server.doors()[STRICT];
    let listed = || {
        let mut client = door.connect().expect("a session");
        let reply = client.ask(EHLO).expect("a reply");
        client.quit();
        reply.keyword("AUTH").map(str::to_owned)
    };
    let log_in = |mechanism: &'static str, account: &str, password: &str| {
        let mut client = door.connect().expect("a session");
        let reply = client.log_in_by(mechanism, account, password);
        (client, reply)
    };
    let check = |mechanism: &'static str, account: &str, password: &str, expected: &str| {
        let (client, reply) = log_in(mechanism, account, password);
        assert!(reply.is(expected), "{reply} to {account} by {mechanism}");
        client.quit();
    };
    assert_eq!(listed().as_deref(), Some("SCRAM-SHA-256 PLAIN"));
    check("LOGIN", BOB, PASSWORD, "504 5.5.4");

    except(&site, "add", BOB, "login");
    assert_eq!(listed().as_deref(), Some("SCRAM-SHA-256 PLAIN LOGIN"));
    check("PLAIN", BOB, PASSWORD, RIGHT);
    assert_eq!(last_use(&site, BOB, "login"), Value::Null);
    for (account, password, expected) in [
        (BOB, PASSWORD, RIGHT),
        (BOB, "wrong horse", WRONG),
        (ALICE, PASSWORD, "534 5.7.9"),
        (ALICE, "wrong horse", WRONG),
        ("nobody@example.com", PASSWORD, WRONG),
    ] {
        check("LOGIN", account, password, expected);
    }
    check("PLAIN", ALICE, PASSWORD, RIGHT);
    used(&site, BOB, "login", "127.0.0.1", "LOGIN");
    // App passwords are other credentials.
    let token = add(&site, "printer", &[]);
    check("LOGIN", ALICE, &token, "534 5.7.9");
    except(&site, "add", &format!("{ALICE}/printer"), "login");
    check("LOGIN", ALICE, &token, RIGHT);
    check("LOGIN", ALICE, PASSWORD, "534 5.7.9");

    let (mut client, reply) = log_in("LOGIN", BOB, PASSWORD);
    assert!(reply.is(RIGHT), "{reply}");
    except(&site, "remove", BOB, "login");
    expect(&mut client, &format!("MAIL FROM:<{BOB}>"), "421 4.7.0");
    assert!(client.is_closed());
    check("LOGIN", BOB, PASSWORD, "534 5.7.9");
    except(&site, "remove", &format!("{ALICE}/printer"), "login");
    check("LOGIN", BOB, PASSWORD, "504 5.5.4");
    assert_eq!(listed().as_deref(), Some("SCRAM-SHA-256 PLAIN"));
}

#[test]
fn odd_paths() {
    let site = site("syntax");
    except(&site, "add", BOB, "syntax");
    let server = Server::start(&site);
    let mut bob = server.log_in(BOB);
    let text = format!("From: {BOB}\r\n\r\nText\r\n");
    // As it should be: no use of the exception.
    bob.deliver(BOB, &["carol@example.org"], text.as_bytes());
    assert_eq!(last_use(&site, BOB, "syntax"), Value::Null);
    for (mail, rcpt) in [
        ("MAIL FROM: <bob@example.com>", "RCPT TO: <carol@example.org>"),
        ("MAIL FROM:bob@example.com", "RCPT TO:carol@example.org"),
        (
            "MAIL FROM: bob@example.com BODY=8BITMIME",
            "RCPT TO: carol@example.org NOTIFY=NEVER",
        ),
        ("MAIL FROM:<bob@example.com> SIZE=100", "RCPT TO:<carol@example.org>"),
    ] {
        expect(&mut bob, mail, "250 2.1.0");
        expect(&mut bob, rcpt, "250 2.1.5");
        expect(&mut bob, "DATA", "354");
        bob.send(&stuffed(text.as_bytes())).expect("a connection");
        bob.hears("250 2.0.0");
    }
    for listed in site.queue(&[]) {
        assert_eq!(
            (listed.sender.as_str(), &listed.to()[..]),
            (BOB, &["carol@example.org"][..])
        );
    }
    // What it is not about, it does not help.
    expect(&mut bob, "MAIL FROM: alice@example.com", "550 5.7.1");
    expect(&mut bob, "MAIL FROM:", "501 5.5.4");
    expect(&mut bob, "MAIL FROM: bob@@example.com", "501 5.1.7");
    bob.quit();
    used(&site, BOB, "syntax", "127.0.0.1", "PLAIN");

    let mut alice = server.log_in(ALICE);
    for mail in ["MAIL FROM: <alice@example.com>", "MAIL FROM:alice@example.com"] {
        expect(&mut alice, mail, "501 5.5.4");
    }
    expect(&mut alice, "MAIL FROM:<alice@example.com>", "250 2.1.0");
    for rcpt in ["RCPT TO: <carol@example.org>", "RCPT TO:carol@example.org"] {
        expect(&mut alice, rcpt, "501 5.5.4");
    }
    alice.quit();
}

#[test]
fn another_sender_than_ones_own() {
    let site = site("from");
    except(&site, "add", BOB, "from");
    let server = Server::start(&site);
    let mut bob = server.log_in(BOB);
    let own = format!("From: Bob <{BOB}>\r\nSubject: Page\r\n\r\nText\r\n");
    let id = bob.deliver(BOB, &["carol@example.org"], own.as_bytes());
    assert!(site.export_as_sent(&id).contains("From: Bob <bob@example.com>\r\n"));
    assert_eq!(last_use(&site, BOB, "from"), Value::Null);

    let others = "From: Root <root@scanner.example>\r\nSubject: Page\r\n\r\nText\r\n";
    for (sender, text) in [
        ("root@scanner.example", own.as_str()),
        (BOB, others),
        ("root@scanner.example", others),
        ("root@localhost", "From: root\r\nSubject: Page\r\n\r\nText\r\n"),
    ] {
        let id = bob.deliver(sender, &["carol@example.org"], text.as_bytes());
        let queue = site.queue(&[]);
        let listed = queue.iter().find(|listed| listed.id == id).expect("it was accepted");
        assert_eq!(listed.sender, BOB, "the envelope of what came from {sender}");
        let sent = site.export_as_sent(&id);
        let authors: Vec<&str> = sent.lines().filter(|line| line.starts_with("From:")).collect();
        let [author] = &authors[..] else {
            panic!("not one author: {sent}")
        };
        assert!(author.contains(BOB) && !author.contains("root"), "{author}");
        assert!(sent.ends_with("\r\nSubject: Page\r\n\r\nText\r\n"), "{sent}");
        // As it came, it is kept.
        assert_eq!(site.export(&id), text.as_bytes());
    }
    bob.quit();
    used(&site, BOB, "from", "127.0.0.1", "PLAIN");

    let mut alice = server.log_in(ALICE);
    expect(&mut alice, "MAIL FROM:<root@scanner.example>", "550 5.7.1");
    expect(&mut alice, "MAIL FROM:<root@localhost>", "554 5.1.7");
    let reply = alice.submit(ALICE, &["carol@example.org"], others.as_bytes());
    let reply = reply.expect("a reply");
    assert!(reply.is("550 5.7.1"), "{reply}");
    alice.quit();
}

/// A site with [`ALICE`], [`BOB`], and a listener without LOGIN.
fn site(name: &str) -> Site {
    let site = Site::new(name);
    site.configure(&configuration("", STRICTLY, CHEAP));
    site.add_account(ALICE, &[]);
    site.add_account(BOB, &[]);
    site
}

/// Gives a credential an exception, or takes it away.
#[track_caller]
fn except(site: &Site, verb: &str, whose: &str, exception: &str) {
    site.run(&["account", "exception", verb, whose, exception]).succeeded();
}

/// When an exception was used last, as `account exception list` knows it.
#[track_caller]
fn last_use(site: &Site, whose: &str, exception: &str) -> Value {
    let listed: Vec<Value> = site.run(&["account", "exception", "list", "--json"]).succeeded().json();
    let (account, label) = whose.split_once('/').unwrap_or((whose, ""));
    let is_it = |one: &&Value| one["account"] == account && one["label"] == label && one["exception"] == exception;
    let found = listed.iter().find(is_it);
    found.unwrap_or_else(|| panic!("{whose} has no {exception}: {listed:?}"))["last_use"].clone()
}

/// It was used last from there, by this mechanism; people are told so too.
#[track_caller]
fn used(site: &Site, whose: &str, exception: &str, client: &str, mechanism: &str) {
    let last = last_use(site, whose, exception);
    assert_eq!(last["client"], client, "{whose}, {exception}: {last}");
    assert_eq!(last["mechanism"], mechanism, "{whose}, {exception}: {last}");
    assert!(last["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{last}");
    let listed = site.run(&["account", "exception", "list"]).succeeded();
    listed.says(exception).says(&format!("from {client} by {mechanism}"));
}

/// A session that has said EHLO, without TLS.
#[track_caller]
fn clear_session(door: &Door) -> Client {
    let mut client = door.greeted().expect("a greeting");
    expect(&mut client, EHLO, "250");
    client
}

/// The last reply to a login without TLS.
#[track_caller]
fn clear_log_in(door: &Door, mechanism: &'static str, account: &str, password: &str) -> Reply {
    let mut client = clear_session(door);
    let reply = client.log_in_by(mechanism, account, password);
    client.quit();
    reply
}

const EHLO: &str = "EHLO client.example";
/// Where the old machine is.
const MACHINE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// The place of [`STRICTLY`] among the listeners.
const STRICT: usize = 2;
const STRICTLY: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "implicit"
mechanisms = ["SCRAM-SHA-256", "PLAIN"]
"#;
