//! Credentials of single programs: what a token opens, how it is replaced and revoked, and how much may be sent with it.

#[path = "app_passwords/exceptions.rs"]
mod exceptions;
mod support;

use serde_json::Value;
use support::{
    ALICE, Client, Finished, JSON_LOG, PASSWORD, Reply, Server, Site, Tls, configuration, metrics, own_address,
    stuffed, wait_until,
};

#[test]
fn a_token_is_shown_once_and_opens_one_account() {
    let monitor = own_address();
    let site = Site::new("token");
    site.configure(&configuration(
        "",
        "",
        &format!("{CHEAP}[metrics]\naddress = \"{monitor}\"\n"),
    ));
    site.add_account(ALICE, &[]);
    site.add_account(BOB, &[]);
    let server = Server::start(&site);
    let printer = add(&site, "printer", &[]);
    let scanner = add(&site, "scanner", &["--json"]);
    for shown in [
        &["account", "show", ALICE][..],
        &["account", "show", ALICE, "--json"],
        &["account", "list", "--json"],
        &["account", "app-password", "list", ALICE],
        &["account", "app-password", "list", ALICE, "--json"],
        &["account", "app-password", "show", ALICE, "printer"],
        &["account", "app-password", "show", ALICE, "printer", "--json"],
    ] {
        let shown = site.run(shown).succeeded();
        for token in [&printer, &scanner] {
            assert!(!shown.text().contains(secret_of(token)), "{shown}");
        }
    }
    site.run(&["account", "app-password", "add", ALICE, "printer"])
        .ended(1)
        .says("printer");

    let labelled = |label: &str| format!("{ALICE}/{label}");
    let everything = ["PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"];
    for (account, password, expected) in [
        (ALICE, &printer, RIGHT),
        (ALICE, &scanner, RIGHT),
        (&labelled("printer"), &printer, RIGHT),
        (&labelled("Printer"), &printer, RIGHT),
        (&labelled("scanner"), &scanner, RIGHT),
        (&labelled("scanner"), &printer, WRONG),
        (&labelled("other"), &printer, WRONG),
        (BOB, &printer, WRONG),
        ("bob@example.com/printer", &printer, WRONG),
        ("nobody@example.com", &printer, WRONG),
        (&labelled("printer"), &PASSWORD.to_owned(), WRONG),
    ] {
        for mechanism in everything {
            let reply = log_in(&server, mechanism, account, password);
            assert!(reply.is(expected), "{reply} to {account} by {mechanism}");
        }
    }
    // Beside them the account has its own password, for SCRAM too.
    for mechanism in everything {
        assert!(log_in(&server, mechanism, ALICE, PASSWORD).is(RIGHT), "{mechanism}");
    }

    // A token whose id exists is decided by its digest; everything else costs one run of Argon2, whatever it is.
    let hashes = || metrics(monitor)["gatepost_password_hashes_total"];
    let another = |text: &str| -> String {
        let (rest, last) = text.split_at(text.len() - 1);
        format!("{rest}{}", if last == "a" { "b" } else { "a" })
    };
    let wrong_secret = another(&printer);
    let (id, secret) = printer.split_at(ID_END);
    let unknown_id = format!("{}{secret}", another(id));
    for (account, password, expected, cost) in [
        (ALICE, &printer, RIGHT, 0.0),
        (ALICE, &wrong_secret, WRONG, 0.0),
        (BOB, &printer, WRONG, 0.0),
        ("nobody@example.com", &printer, WRONG, 0.0),
        (ALICE, &unknown_id, WRONG, 1.0),
        ("nobody@example.com", &unknown_id, WRONG, 1.0),
        (ALICE, &printer.to_uppercase(), WRONG, 1.0),
        (ALICE, &"wrong horse".to_owned(), WRONG, 1.0),
        // It is remembered.
        (ALICE, &PASSWORD.to_owned(), RIGHT, 0.0),
    ] {
        for mechanism in ["PLAIN", "LOGIN"] {
            let before = hashes();
            let reply = log_in(&server, mechanism, account, password);
            assert!(reply.is(expected), "{reply} to {account} by {mechanism}");
            assert_eq!(hashes() - before, cost, "of {account} by {mechanism}");
        }
    }
}

#[test]
fn what_an_app_password_may() {
    let site = Site::new("rights");
    site.configure(&configuration("", "", &format!("{CHEAP}{JSON_LOG}")));
    site.add_account(ALICE, &["example.com"]);
    let mut server = Server::start(&site);
    let token = |label: &str, options: &[&str]| add(&site, label, options);

    let printer = token("printer", &["--sender", "printer@example.com"]);
    let mut client = logged_in(&server, &printer);
    expect(&mut client, "MAIL FROM:<printer@example.com>", "250 2.1.0");
    expect(&mut client, "RSET", "250 2.0.0");
    for other in [ALICE, "anybody@example.com", "printer@example.org"] {
        expect(&mut client, &format!("MAIL FROM:<{other}>"), "550 5.7.1");
    }
    // In the header neither.
    let text = format!("From: {ALICE}\r\n\r\nText\r\n");
    let reply = client.submit("printer@example.com", &["bob@example.org"], text.as_bytes());
    let reply = reply.expect("a reply");
    assert!(reply.is("550 5.7.1"), "{reply}");
    client.quit();
    // Its account may more than it.
    let mut own = logged_in(&server, PASSWORD);
    expect(&mut own, "MAIL FROM:<anybody@example.com>", "250 2.1.0");
    own.quit();
    let seen = app(&site, "printer");
    assert_eq!(seen["last_use"]["client"], "127.0.0.1", "{seen}");
    assert_eq!(seen["last_use"]["mechanism"], "PLAIN", "{seen}");

    let elsewhere = token("elsewhere", &["--network", "127.0.0.2", "--network", "192.0.2.0/24"]);
    let scram = token("scram", &["--mechanism", "SCRAM-SHA-256"]);
    let short = token("short", &["--expires", "1s"]);
    assert_eq!(app(&site, "elsewhere")["last_use"], Value::Null);
    wait_until("a second is over", || {
        log_in(&server, "SCRAM-SHA-256", ALICE, &short).is(WRONG).then_some(())
    });
    for why in [ALICE, "anybody@example.com", "printer@example.org", ALICE, "expired"] {
        told(&mut server, why);
    }
    for (token, mechanism, expected, why) in [
        (&elsewhere, "PLAIN", WRONG, "wrong network"),
        (&elsewhere, "SCRAM-SHA-256", WRONG, "wrong network"),
        (&scram, "SCRAM-SHA-256", RIGHT, ""),
        (&scram, "SCRAM-SHA-256-PLUS", RIGHT, ""),
        (&scram, "PLAIN", "534 5.7.9", "mechanism not allowed"),
        (&scram, "LOGIN", "534 5.7.9", "mechanism not allowed"),
        (&format!("{scram}x"), "PLAIN", WRONG, "wrong password"),
        (&short, "PLAIN", WRONG, "expired"),
        (&short, "SCRAM-SHA-256", WRONG, "expired"),
    ] {
        let reply = log_in(&server, mechanism, ALICE, token);
        assert!(reply.is(expected), "{reply} by {mechanism}, which should be {why}");
        if !reply.is(RIGHT) {
            told(&mut server, why);
        }
    }
    let there = server.door(Tls::Implicit).seen_from([127, 0, 0, 2].into());
    let mut client = there.connect().expect("a session");
    assert!(client.log_in_by("SCRAM-SHA-256", ALICE, &elsewhere).is(RIGHT));

    // Nor more than its account.
    site.run(&["account", "disable", ALICE]).succeeded();
    for mechanism in ["PLAIN", "SCRAM-SHA-256"] {
        let reply = log_in(&server, mechanism, ALICE, &printer);
        let expected = "525 5.7.13";
        assert!(reply.is(expected), "{reply} by {mechanism}");
    }
}

#[test]
fn a_token_is_replaced_and_revoked() {
    let site = Site::new("rotate");
    site.configure(&configuration("", "", CHEAP));
    site.add_account(ALICE, &[]);
    let server = Server::start(&site);
    let first = add(&site, "printer", &[]);
    let rotate = |options: &[&str]| -> String {
        let rotate = ["account", "app-password", "rotate", ALICE, "printer"];
        token_in(&site.run(&[&rotate[..], options].concat()).succeeded())
    };
    let right = |token: &str, expected: &str| {
        for mechanism in ["PLAIN", "SCRAM-SHA-256"] {
            for account in [ALICE, "alice@example.com/printer"] {
                let reply = log_in(&server, mechanism, account, token);
                assert!(reply.is(expected), "{reply} to {account} by {mechanism}");
            }
        }
    };
    let mail = format!("MAIL FROM:<{ALICE}>");
    let mut own = logged_in(&server, PASSWORD);

    let mut session = logged_in(&server, &first);
    let second = rotate(&[]);
    right(&first, RIGHT);
    right(&second, RIGHT);
    let seen = app(&site, "printer");
    let tokens = seen["tokens"].as_array().expect("a list");
    assert_eq!(tokens.len(), 2, "{seen}");
    assert!(tokens.iter().any(|token| token["until"].is_string()), "{seen}");
    expect(&mut session, &mail, "250 2.1.0");
    expect(&mut session, "RSET", "250 2.0.0");

    let third = rotate(&["--overlap", "0"]);
    for (token, expected) in [(&first, WRONG), (&second, WRONG), (&third, RIGHT)] {
        right(token, expected);
    }
    ended(session);

    let mut session = logged_in(&server, &third);
    // Within a transaction that was begun before, it goes on to its end.
    session.envelope(ALICE, &["bob@example.org"]).expect("replies");
    let revoked = site.run(&["account", "app-password", "revoke", ALICE, "printer"]);
    revoked.succeeded();
    right(&third, WRONG);
    session.expect("DATA", "354").expect("a reply");
    session.send(&stuffed(TEXT.as_bytes())).expect("a connection");
    session.hears("250 2.0.0");
    ended(session);
    site.run(&["account", "app-password", "revoke", ALICE, "printer"])
        .ended(1)
        .says("printer");

    // The account's own password was never meant.
    expect(&mut own, &mail, "250 2.1.0");
    own.quit();
}

#[test]
fn narrower_rights_end_a_session_and_wider_ones_do_not() {
    let site = Site::new("changes");
    site.configure(&configuration("", "", CHEAP));
    site.add_account(ALICE, &["example.com"]);
    let server = Server::start(&site);
    let token = add(&site, "printer", &["--sender", "printer@example.com"]);
    let set = |options: &[&str]| {
        let set = ["account", "app-password", "set", ALICE, "printer"];
        site.run(&[&set[..], options].concat()).succeeded();
    };
    let (printer, scanner) = ("MAIL FROM:<printer@example.com>", "MAIL FROM:<scanner@example.com>");
    let both = ["--sender", "printer@example.com", "--sender", "scanner@example.com"];
    let mut own = logged_in(&server, PASSWORD);

    let mut session = logged_in(&server, &token);
    expect(&mut session, scanner, "550 5.7.1");
    set(&both);
    for mail in [scanner, printer] {
        expect(&mut session, mail, "250 2.1.0");
        expect(&mut session, "RSET", "250 2.0.0");
    }
    for narrower in [
        &["--sender", "scanner@example.com"][..],
        &["--messages-per-hour", "100"],
        &["--network", "127.0.0.1"],
        &["--mechanism", "PLAIN"],
        &["--expires", "1h"],
    ] {
        set(narrower);
        let reply = session.ask(scanner).expect("a reply");
        assert!(reply.is("421 4.7.0"), "{reply} behind {narrower:?}");
        assert!(session.is_closed());
        session = logged_in(&server, &token);
        expect(&mut session, scanner, "250 2.1.0");
        expect(&mut session, "RSET", "250 2.0.0");
    }
    for wider in [
        &both[..],
        &["--messages-per-hour", "200"],
        &["--network", "127.0.0.1", "--network", "192.0.2.1"],
        &["--mechanism", "PLAIN", "--mechanism", "LOGIN"],
        &["--expires", "2h"],
    ] {
        set(wider);
        expect(&mut session, scanner, "250 2.1.0");
        expect(&mut session, "RSET", "250 2.0.0");
    }

    // The same of an account; and what it loses, its app passwords lose.
    expect(&mut own, "MAIL FROM:<alice@example.com>", "250 2.1.0");
    expect(&mut own, "RSET", "250 2.0.0");
    site.run(&["account", "set", ALICE, "--messages-per-hour", "100"])
        .succeeded();
    ended(own);
    ended(session);
    let mut own = logged_in(&server, PASSWORD);
    site.run(&["account", "set", ALICE, "--messages-per-hour", "200"])
        .succeeded();
    expect(&mut own, "MAIL FROM:<alice@example.com>", "250 2.1.0");
    own.quit();
}

#[test]
fn so_many_messages_an_hour() {
    let site = Site::new("messages");
    let configure = |more: &str| site.configure(&configuration("", "", &format!("{CHEAP}{JSON_LOG}{more}")));
    configure("");
    site.add_account(ALICE, &[]);
    site.run(&["account", "set", ALICE, "--messages-per-hour", "2"])
        .succeeded();
    let mut server = Server::start(&site);
    let mail = format!("MAIL FROM:<{ALICE}>");
    let mut client = logged_in(&server, PASSWORD);
    for _ in 0..2 {
        deliver(&mut client);
    }
    let reply = client.ask(&mail).expect("a reply");
    let opens = opens(&reply, "450 4.7.0", "2 messages");
    // Everybody learns the same.
    let mut second = logged_in(&server, PASSWORD);
    let reply = second.ask(&mail).expect("a reply");
    assert_eq!(self::opens(&reply, "450 4.7.0", "2 messages"), opens);
    for _ in 0..2 {
        let detail = server.told("refused")["detail"].to_string();
        assert!(detail.contains(ALICE) && detail.contains(&opens), "{detail}");
    }
    let shown: Value = site.run(&["account", "show", ALICE, "--json"]).succeeded().json();
    let hour = sending(&shown["sending"], "messages", "hour");
    assert_eq!(hour["limit"], 2, "{shown}");
    assert_eq!(hour["sent"], 2, "{shown}");
    assert_eq!(hour["opens"], opens.as_str(), "{shown}");
    let recipients = sending(&shown["sending"], "recipients", "hour");
    assert_eq!(recipients["sent"], 2, "{shown}");
    assert!(
        recipients["limit"].is_null() && recipients["opens"].is_null(),
        "{shown}"
    );

    // What was sent before the restart was sent.
    server.stop();
    configure("[submission]\nover_limit = \"refuse\"\n");
    let mut server = Server::start(&site);
    let mut client = logged_in(&server, PASSWORD);
    let reply = client.ask(&mail).expect("a reply");
    self::opens(&reply, "550 5.7.1", "2 messages");
    configure("");
    server.reload();
    let reply = client.ask(&mail).expect("a reply");
    self::opens(&reply, "450 4.7.0", "2 messages");
    site.run(&["account", "set", ALICE, "--messages-per-hour", "3"])
        .succeeded();
    deliver(&mut client);
    let reply = client.ask(&mail).expect("a reply");
    self::opens(&reply, "450 4.7.0", "3 messages");
    client.quit();
}

/// A message counts from MAIL on, so that sessions side by side do not send more than one.
#[test]
fn what_one_session_has_begun_no_other_can_begin() {
    let site = Site::new("beside");
    let sections = format!("{CHEAP}{JSON_LOG}[submission]\nmessages_per_hour = 1\n");
    site.configure(&configuration("", "", &sections));
    for name in [ALICE, BOB, CAROL] {
        site.add_account(name, &[]);
    }
    site.run(&["account", "set", CAROL, "--messages-per-hour", "2"])
        .succeeded();
    let server = Server::start(&site);
    let mail = format!("MAIL FROM:<{ALICE}>");
    let mut first = logged_in(&server, PASSWORD);
    expect(&mut first, &mail, "250 2.1.0");
    let mut second = logged_in(&server, PASSWORD);
    opens(&second.ask(&mail).expect("a reply"), "450 4.7.0", "1 message");
    // Of others nothing was taken.
    let mut bob = server.log_in(BOB);
    expect(&mut bob, &format!("MAIL FROM:<{BOB}>"), "250 2.1.0");
    // It was not sent after all.
    first.quit();
    let mut third = wait_until("what was begun is given back", || {
        let mut client = logged_in(&server, PASSWORD);
        let reply = client.ask(&mail).expect("a reply");
        reply.is("250 2.1.0").then_some(client)
    });
    opens(&second.ask(&mail).expect("a reply"), "450 4.7.0", "1 message");
    expect(&mut third, "RCPT TO:<bob@example.org>", "250 2.1.5");
    third.expect("DATA", "354").expect("a reply");
    third.send(&stuffed(TEXT.as_bytes())).expect("a connection");
    third.hears("250 2.0.0");
    third.quit();
    opens(&second.ask(&mail).expect("a reply"), "450 4.7.0", "1 message");
    // One's own limit holds in place of the general one.
    let mut carol = server.log_in(CAROL);
    let text = format!("From: {CAROL}\r\n\r\nText\r\n");
    for _ in 0..2 {
        carol.deliver(CAROL, &["alice@example.org"], text.as_bytes());
    }
    let reply = carol.ask(&format!("MAIL FROM:<{CAROL}>")).expect("a reply");
    opens(&reply, "450 4.7.0", "2 messages");
}

#[test]
fn so_many_recipients_an_hour() {
    let site = Site::new("recipients");
    site.configure(&configuration("", "", &format!("{CHEAP}{JSON_LOG}")));
    site.add_account(ALICE, &[]);
    site.run(&["account", "set", ALICE, "--recipients-per-hour", "2"])
        .succeeded();
    let mut server = Server::start(&site);
    let mut client = logged_in(&server, PASSWORD);
    client
        .envelope(ALICE, &["bob@example.org", "carol@example.org"])
        .expect("replies");
    let reply = client.ask("RCPT TO:<dave@example.org>").expect("a reply");
    let opens = opens(&reply, "450 4.7.0", "2 recipients");
    assert!(server.told("refused")["detail"].to_string().contains(&opens));
    // The others get it.
    client.expect("DATA", "354").expect("a reply");
    client.send(&stuffed(TEXT.as_bytes())).expect("a connection");
    client.hears("250 2.0.0");
    let queue = site.queue(&[]);
    assert_eq!(queue[0].to(), ["bob@example.org", "carol@example.org"]);
    let shown: Value = site.run(&["account", "show", ALICE, "--json"]).succeeded().json();
    assert_eq!(
        sending(&shown["sending"], "recipients", "hour")["opens"],
        opens.as_str(),
        "{shown}"
    );
    expect(&mut client, &format!("MAIL FROM:<{ALICE}>"), "250 2.1.0");
    expect(&mut client, "RCPT TO:<dave@example.org>", "450 4.7.0");
    expect(&mut client, "DATA", "554 5.5.1");
    client.quit();
}

#[test]
fn an_app_password_has_limits_beside_those_of_its_account() {
    let site = Site::new("limits");
    site.configure(&configuration("", "", CHEAP));
    site.add_account(ALICE, &[]);
    site.run(&["account", "set", ALICE, "--messages-per-hour", "3"])
        .succeeded();
    let server = Server::start(&site);
    let printer = add(&site, "printer", &["--messages-per-hour", "1"]);
    let scanner = add(&site, "scanner", &[]);
    let mail = format!("MAIL FROM:<{ALICE}>");
    let over = |password: &str, what: &str| {
        let mut client = logged_in(&server, password);
        let reply = client.ask(&mail).expect("a reply");
        client.quit();
        opens(&reply, "450 4.7.0", what)
    };
    let send = |password: &str| {
        let mut client = logged_in(&server, password);
        deliver(&mut client);
        client.quit();
    };
    send(&printer);
    let opens = over(&printer, "1 message");
    send(PASSWORD);
    send(&scanner);
    for password in [PASSWORD, scanner.as_str()] {
        over(password, "3 messages");
    }
    let printer = app(&site, "printer");
    let hour = sending(&printer["sending"], "messages", "hour");
    assert_eq!(hour["limit"], 1, "{printer}");
    assert_eq!(hour["sent"], 1, "{printer}");
    assert_eq!(hour["opens"], opens.as_str(), "{printer}");
    let scanner = app(&site, "scanner");
    let hour = sending(&scanner["sending"], "messages", "hour");
    assert!(hour["limit"].is_null(), "{scanner}");
    assert_eq!(hour["sent"], 1, "{scanner}");
}

/// Makes an app password of [`ALICE`]: its token.
#[track_caller]
fn add(site: &Site, label: &str, options: &[&str]) -> String {
    let add = ["account", "app-password", "add", ALICE, label];
    token_in(&site.run(&[&add[..], options].concat()).succeeded())
}

/// The only token in what a command has printed.
#[track_caller]
fn token_in(finished: &Finished) -> String {
    let text = finished.text();
    let token = |at: usize| text.get(at..at + TOKEN_LETTERS);
    // An id may end with these letters, too.
    let begins = |at: &usize| !text[..*at].ends_with(|letter: char| letter.is_ascii_alphanumeric());
    let starts = text.match_indices("gp-").map(|(at, _)| at).filter(begins);
    let mut tokens = starts.filter_map(token);
    let token = tokens.next().unwrap_or_else(|| panic!("there is no token: {finished}"));
    assert_eq!(tokens.next(), None, "once: {finished}");
    let fits = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
    assert!(token.bytes().all(fits), "{finished}");
    token.to_owned()
}

/// What nobody may see of a token but once.
fn secret_of(token: &str) -> &str {
    &token[ID_END + 1..]
}

/// What is known of an app password of [`ALICE`].
#[track_caller]
fn app(site: &Site, label: &str) -> Value {
    let shown: Value = site.run(&["account", "show", ALICE, "--json"]).succeeded().json();
    let apps = shown["app_passwords"].as_array().expect("a list");
    let app = apps.iter().find(|app| app["label"] == label);
    app.unwrap_or_else(|| panic!("no {label}: {shown}")).clone()
}

/// How much of one thing may be sent in one time.
#[track_caller]
fn sending<'a>(list: &'a Value, what: &str, window: &str) -> &'a Value {
    let mut rows = list.as_array().expect("a list").iter();
    let row = rows.find(|row| row["what"] == what && row["window"] == window);
    row.unwrap_or_else(|| panic!("no {what} in a {window}: {list}"))
}

/// The time in a reply to who has sent too much.
#[track_caller]
fn opens(reply: &Reply, codes: &str, what: &str) -> String {
    assert!(reply.is(codes), "{reply}, not {codes}");
    let text = reply.to_string();
    assert!(text.contains(what), "{text:?} should say {what:?}");
    let opens = text.split_once("opens ").and_then(|(_, behind)| behind.split_once(')'));
    let (opens, _) = opens.unwrap_or_else(|| panic!("there is no time in {text:?}"));
    // RFC 3339, in UTC.
    assert!(opens.starts_with("20") && opens.ends_with('Z'), "{opens}");
    opens.to_owned()
}

/// The log tells next that somebody was refused, because of this.
#[track_caller]
fn told(server: &mut Server, why: &str) {
    let line = server.told("refused");
    let detail = line["detail"].as_str().expect("a text");
    assert!(detail.starts_with(why), "{detail}, not {why}");
}

/// The last reply to a login in a session of its own.
#[track_caller]
fn log_in(server: &Server, mechanism: &'static str, account: &str, password: &str) -> Reply {
    let mut client = server.connect(Tls::Implicit);
    let reply = client.log_in_by(mechanism, account, password);
    client.quit();
    reply
}

/// A session of [`ALICE`] with this password.
#[track_caller]
fn logged_in(server: &Server, password: &str) -> Client {
    let mut client = server.connect(Tls::Implicit);
    let reply = client.log_in(ALICE, password).expect("a reply");
    assert!(reply.is(RIGHT), "{reply}");
    client
}

#[track_caller]
fn deliver(client: &mut Client) {
    client.deliver(ALICE, &["bob@example.org"], TEXT.as_bytes());
}

#[track_caller]
fn expect(client: &mut Client, command: &str, codes: &str) {
    client.expect(command, codes).expect("a reply");
}

/// The session ends at its next MAIL.
#[track_caller]
fn ended(mut client: Client) {
    expect(&mut client, "NOOP", "250 2.0.0");
    expect(&mut client, &format!("MAIL FROM:<{ALICE}>"), "421 4.7.0");
    assert!(client.is_closed());
}

const RIGHT: &str = "235 2.7.0";
/// To the letter, or it would tell why.
const WRONG: &str = "535 5.7.8 Username or password not accepted";
const BOB: &str = "bob@example.com";
const CAROL: &str = "carol@example.com";
const TEXT: &str = "From: alice@example.com\r\n\r\nText\r\n";
/// `gp-`, 8 letters, `-`, 27 letters.
const TOKEN_LETTERS: usize = 39;
/// Where the public part of a token ends.
const ID_END: usize = 11;
/// What is tested here does not depend on the cost.
const CHEAP: &str = "[passwords]\nmemory = \"8 MiB\"\npasses = 1\n";
