//! Logins at the real server: what is said to what is sent, by listener, state of TLS, mechanism and state of the account
//! (RFC 4954 §6, RFC 5248 §2.4); and what only the operator learns of it.

#[path = "logins/accounts.rs"]
mod accounts;
#[path = "logins/binding.rs"]
mod binding;
#[allow(dead_code, reason = "of the issuer, only how it signs and answers")]
mod issuer;
// Here and not in `support`: few tests have a use for them.
#[allow(dead_code, unused_imports, reason = "of the peers, those that know accounts")]
#[path = "support/peers/mod.rs"]
mod peers;
#[path = "support/postgresql.rs"]
mod postgresql;
#[path = "logins/scram.rs"]
mod scram;
#[path = "logins/sources.rs"]
mod sources;
mod support;
#[path = "logins/tokens.rs"]
mod tokens;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use support::{ALICE, Client, Door, JSON_LOG, PASSWORD, Reply, Server, Site, configuration, plain_response};

#[test]
fn what_is_said_to_what_is_sent() {
    let (_site, server) = usual("said");
    let response = plain_response(ALICE, PASSWORD);
    let (response, plain) = (response.as_str(), format!("AUTH PLAIN {response}"));
    let plain = plain.as_str();
    let (name, password) = (STANDARD.encode(ALICE), STANDARD.encode(PASSWORD));
    let (name, password) = (name.as_str(), password.as_str());
    let login = format!("AUTH LOGIN {name}");
    let ok = "235 2.7.0 Authentication succeeded";
    let (user_name, user_password) = ("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6");

    // Logins that work, and what is too late then.
    for at in [SECURED, IMPLICITLY] {
        check(&server, at, &[(plain, ok), (plain, "503 5.5.1"), ("AUTH", "503 5.5.1")]);
        check(&server, at, &[("auth pLaIn", "334 "), (response, ok)]);
        check(
            &server,
            at,
            &[("AUTH LOGIN", user_name), (name, user_password), (password, ok)],
        );
        check(&server, at, &[(&login, user_password), (password, ok)]);
    }

    // Too early: before EHLO, behind HELO, before TLS.
    check(&server, (IMPLICIT, At::Greeted), &[(plain, "503 5.5.1")]);
    check(
        &server,
        (STARTTLS, At::Greeted),
        &[(plain, "503 5.5.1"), ("AUTH XYZZY", "503 5.5.1")],
    );
    check(
        &server,
        (IMPLICIT, At::Greeted),
        &[("HELO client.example", "250"), (plain, "503 5.5.1")],
    );
    let needs_tls = "538 5.7.11";
    check(
        &server,
        (STARTTLS, At::Clear),
        &[
            (plain, needs_tls),
            ("AUTH PLAIN", needs_tls),
            ("AUTH PLAIN !", needs_tls),
            (&login, needs_tls),
            ("AUTH SCRAM-SHA-256", needs_tls),
            ("AUTH SCRAM-SHA-256-PLUS", needs_tls),
            (
                "MAIL FROM:<alice@example.com>",
                "530 5.7.0 Must issue a STARTTLS command first",
            ),
        ],
    );
    check(&server, (RELAY, At::Clear), &[(plain, needs_tls)]);
    // Within a transaction, which is possible without a login on a relay alone.
    check(
        &server,
        (RELAY, At::Secured),
        &[
            ("MAIL FROM:<bob@example.org>", "250 2.1.0"),
            (plain, "503 5.5.1"),
            ("RSET", "250 2.0.0"),
            (plain, ok),
        ],
    );
    for at in [SECURED, IMPLICITLY] {
        let required = "530 5.7.0 Authentication required";
        let mail = [
            "MAIL FROM:<alice@example.com>",
            "RCPT TO:<a@b.example>",
            "DATA",
            "VRFY a",
            "EXPN a",
        ];
        check(&server, at, &mail.map(|verb| (verb, required)));
    }

    // What there is not here, in TLS and before it: in general, and on this listener.
    for at in [SECURED, IMPLICITLY, (STARTTLS, At::Clear), (RELAY_CLEAR, At::Clear)] {
        let unknown = ["XYZZY", "CRAM-MD5", "ANONYMOUS", "NTLM", "SCRAM-SHA-1"];
        let unknown = unknown.map(|name| format!("AUTH {name}"));
        check(
            &server,
            at,
            &unknown.each_ref().map(|command| (command.as_str(), "504 5.5.4")),
        );
        let more = [
            "AUTH EXTERNAL =",
            "AUTH OAUTHBEARER AAAA",
            "AUTH XOAUTH2",
            "AUTH GSSAPI !",
        ];
        check(&server, at, &more.map(|command| (command, "504 5.5.4")));
    }
    for at in [At::Clear, At::Secured] {
        let missing = ["AUTH LOGIN", login.as_str(), "AUTH SCRAM-SHA-256-PLUS"];
        check(&server, (STRONG, at), &missing.map(|command| (command, "504 5.5.4")));
    }
    check(
        &server,
        (RELAY_CLEAR, At::Clear),
        &[(plain, "504 5.5.4"), (&login, "504 5.5.4")],
    );

    // The command itself.
    let words = ["AUTH", "AUTH  ", "AUTH PLAIN AGEA Yg==", "AUTH PLAIN a b c"];
    check(&server, SECURED, &words.map(|command| (command, "501 5.5.4")));
    let empty = [("AUTH PLAIN =", "501 5.5.2"), ("AUTH SCRAM-SHA-256 =", "501 5.5.2")];
    check(&server, IMPLICITLY, &empty);
    check(&server, SECURED, &[("AUTH LOGIN =", user_password), (password, WRONG)]);

    // Lines that are longer than RFC 4954 §4 has them, and lines that are not.
    let octets = |count: usize| "A".repeat(count);
    let (long, longer, fits) = (octets(12_289), octets(20_000), octets(12_288));
    let commands = [12_278, 20_000, 12_277].map(|count| format!("AUTH PLAIN {}", octets(count)));
    let [command, longer_command, command_that_fits] = commands.each_ref().map(String::as_str);
    let too_long = "500 5.5.6";
    check(
        &server,
        SECURED,
        &[
            (command, too_long),
            (longer_command, too_long),
            (command_that_fits, "501 5.5.2"),
            ("AUTH PLAIN", "334 "),
            (&long, too_long),
            ("AUTH LOGIN", user_name),
            (&longer, too_long),
            ("AUTH PLAIN", "334 "),
            (&fits, "501 5.5.2"),
            (plain, ok),
        ],
    );
    check(&server, (STARTTLS, At::Clear), &[(command, too_long)]);

    // Given up.
    check(
        &server,
        SECURED,
        &[
            ("AUTH PLAIN", "334 "),
            ("*", "501 5.7.0"),
            (&login, user_password),
            ("*", "501 5.7.0"),
            ("AUTH SCRAM-SHA-256", "334 "),
            ("*", "501 5.7.0"),
            ("*", "500 5.5.2"),
            (plain, ok),
        ],
    );
}

/// What is no base64, and what is not in the form of PLAIN (RFC 4616 §2).
#[test]
fn what_cannot_be_read() {
    let (_site, server) = usual("unread");
    let no_base64 = [
        "!",
        "A",
        "AGEAYg",
        "AGEAYg=",
        "AGEAYg===",
        "AGEAYh==",
        "=",
        "AG-_",
        "AGEAYg==AGEAYg==",
    ];
    let spaces = ["AGEA Yg==", " AGEAYg==", "AGEAYg== ", " ", "\tAGEAYg=="];
    let parts = [
        "",
        "alice@example.com",
        "alice@example.com\0correct horse",
        "\0alice@example.com\0correct horse\0",
        "\0alice@example.com\0correct horse\0more",
        "\0\0alice@example.com\0correct horse",
        "\0alice@example.com\0correct\0horse",
    ]
    .map(|message| STANDARD.encode(message));
    let parts = parts.each_ref().map(String::as_str);
    for line in no_base64.iter().chain(&spaces).chain(&parts) {
        check(&server, SECURED, &[("AUTH PLAIN", "334 "), (line, "501 5.5.2")]);
    }
    for line in no_base64.iter().chain(&parts[1..]) {
        check(&server, IMPLICITLY, &[(&format!("AUTH PLAIN {line}"), "501 5.5.2")]);
    }
    for line in no_base64.iter().chain(&spaces) {
        let name = STANDARD.encode(ALICE);
        let dialogue = [("AUTH LOGIN", "334"), (name.as_str(), "334"), (*line, "501 5.5.2")];
        check(&server, SECURED, &dialogue);
    }
    for message in [
        "n,,n=alice",
        "n,,n=a=b,r=x",
        "n,,r=x",
        "q,,n=a,r=x",
        "n,,n=a,r=x,bad",
        "n",
        "\u{0}",
    ] {
        let first = format!("AUTH SCRAM-SHA-256 {}", STANDARD.encode(message));
        check(&server, SECURED, &[(&first, "501 5.5.2")]);
    }

    // The form is right, and nobody could be meant: the same words as for anybody else.
    let long = "x".repeat(256);
    for (authorization, account, password) in [
        ("", ALICE, ""),
        ("", "", PASSWORD),
        ("", ALICE, "bell\u{7}"),
        ("", "\u{ad}", PASSWORD),
        ("", ALICE, long.as_str()),
        ("", long.as_str(), PASSWORD),
        ("bell\u{7}", ALICE, PASSWORD),
        ("bob@example.com", ALICE, PASSWORD),
        ("alice@example.org", ALICE, PASSWORD),
    ] {
        let message = STANDARD.encode(format!("{authorization}\0{account}\0{password}"));
        check(&server, SECURED, &[(&format!("AUTH PLAIN {message}"), WRONG)]);
    }
    for authorization in [ALICE, "Alice@Example.COM"] {
        let message = STANDARD.encode(format!("{authorization}\0ALICE@example.com\0{PASSWORD}"));
        check(&server, SECURED, &[(&format!("AUTH PLAIN {message}"), RIGHT)]);
    }
}

#[test]
fn what_is_listed_where() {
    let (_site, server) = usual("listed");
    let everything = Some("SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN");
    for (listener, at, expected) in [
        (STARTTLS, At::Clear, None),
        (STARTTLS, At::Secured, STRONGEST),
        (IMPLICIT, At::Secured, STRONGEST),
        (STRONG, At::Clear, None),
        (STRONG, At::Secured, Some("SCRAM-SHA-256 PLAIN")),
        (ALL, At::Secured, everything),
        (RELAY_CLEAR, At::Clear, None),
        (RELAY, At::Clear, None),
        (RELAY, At::Secured, STRONGEST),
    ] {
        let mut client = at.session(&server.doors()[listener]);
        let reply = client.ask(EHLO).expect("a reply");
        assert_eq!(reply.keyword("AUTH"), expected, "listener {listener}, {at:?}");
        client.quit();
    }
}

/// How far a session has come.
#[derive(Debug, Clone, Copy)]
enum At {
    /// It was greeted, in TLS where that comes first.
    Greeted,
    /// It has said EHLO, without STARTTLS.
    Clear,
    /// It has said EHLO, under TLS where there is any.
    Secured,
}

impl At {
    #[track_caller]
    fn session(self, door: &Door) -> Client {
        let session = match self {
            Self::Greeted => door.greeted(),
            Self::Clear => door
                .greeted()
                .and_then(|mut client| client.expect(EHLO, "250").map(|_| client)),
            Self::Secured => door.connect(),
        };
        session.expect("the server takes connections")
    }
}

/// Says these lines one by one, to which these replies have to come, and takes leave.
#[track_caller]
fn talk(door: &Door, at: At, dialogue: &[(&str, &str)]) {
    let mut client = at.session(door);
    for (line, codes) in dialogue {
        client.expect(line, codes).expect("a reply");
    }
    client.quit();
}

/// The same at a listener of [`LISTENERS`].
#[track_caller]
fn check(server: &Server, (listener, at): (usize, At), dialogue: &[(&str, &str)]) {
    talk(&server.doors()[listener], at, dialogue);
}

/// The last reply to a login in a session of its own.
#[track_caller]
fn log_in(door: &Door, mechanism: &'static str, account: &str, password: &str) -> Reply {
    let mut client = At::Secured.session(door);
    let reply = client.log_in_by(mechanism, account, password);
    client.quit();
    reply
}

/// The mechanisms that EHLO lists.
#[track_caller]
fn listed(door: &Door) -> Option<String> {
    let mut client = At::Secured.session(door);
    let reply = client.ask(EHLO).expect("a reply");
    client.quit();
    reply.keyword("AUTH").map(str::to_owned)
}

/// What the log tells of the next refusal, and the client was not told.
#[track_caller]
fn detail(server: &mut Server) -> String {
    let line = server.told("refused");
    line["detail"].as_str().expect("a text").to_owned()
}

/// A site with [`LISTENERS`] and [`ALICE`], and its server.
fn usual(name: &str) -> (Site, Server) {
    let site = site(name, "");
    let server = Server::start(&site);
    (site, server)
}

fn site(name: &str, sections: &str) -> Site {
    let site = Site::new(name);
    site.configure(&text(sections));
    site.add_account(ALICE, &[]);
    site
}

fn text(sections: &str) -> String {
    configuration("", LISTENERS, &format!("{CHEAP}{JSON_LOG}{sections}"))
}

const RIGHT: &str = "235 2.7.0";
/// To the letter, or it would tell why.
const WRONG: &str = "535 5.7.8 Username or password not accepted";
/// What is listed where nothing is configured and every account has keys.
const STRONGEST: Option<&str> = Some("SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN");
const EHLO: &str = "EHLO client.example";

const NOBODY: &str = "nobody@example.com";

/// What is tested here does not depend on the cost.
const CHEAP: &str = "[passwords]\nmemory = \"8 MiB\"\npasses = 1\n";

/// The listeners, in their order: the two that every site has, and [`LISTENERS`].
const STARTTLS: usize = 0;
const IMPLICIT: usize = 1;
const STRONG: usize = 2;
const ALL: usize = 3;
const RELAY_CLEAR: usize = 4;
const RELAY: usize = 5;
const SECURED: (usize, At) = (STARTTLS, At::Secured);
const IMPLICITLY: (usize, At) = (IMPLICIT, At::Secured);

const LISTENERS: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "starttls"
mechanisms = ["SCRAM-SHA-256", "PLAIN"]

[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "implicit"
mechanisms = ["login", "PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"]

[[listener]]
address = "127.0.0.1:0"
service = "relay"
tls = "none"
relay_to = ["example.com"]

[[listener]]
address = "127.0.0.1:0"
service = "relay"
tls = "starttls"
relay_to = ["example.com"]
"#;
