//! Access tokens as logins (OAUTHBEARER, RFC 7628; XOAUTH2): what they are worth, by issuer and by state of the account. And the
//! exact cause of every refused login, which the operator alone learns.

use super::issuer::{self, Asked, Key};
use super::support::{
    ALICE, Authority, Client, Door, ECDSA, JSON_LOG, PASSWORD, Reply, Server, Site, configuration, own_address,
    plain_response, wait_until,
};
use super::{At, CHEAP, IMPLICIT, NOBODY, RIGHT, STARTTLS, STRONG, WRONG, detail, listed, log_in, site, talk};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::iter;
use std::net::Ipv4Addr;
use std::time::SystemTime;
use tokio::runtime::{Builder, Runtime};

#[test]
fn what_tokens_are_worth() {
    let realm = Realm::open();
    let site = site("tokens", &realm.configuration());
    add_accounts(&site);
    let mut server = Server::start(&site);
    let door = server.doors()[IMPLICIT].clone();
    let with_tokens = Some("SCRAM-SHA-256-PLUS SCRAM-SHA-256 OAUTHBEARER XOAUTH2 PLAIN LOGIN");
    assert_eq!(listed(&door).as_deref(), with_tokens);
    wait_until_expired(&door);
    assert!(detail(&mut server).starts_with("expired"));

    let (known, any, narrow) = (realm.name(KNOWN), realm.name(ANY), realm.name(NARROW));
    let (disabled, forbidden, down) = ("525 5.7.13", "534 5.7.9", "454 4.7.0");
    let good = |issuer: &str, whose: &str| realm.token(&realm.key, &json!({"iss": issuer, "email": whose}));
    let claiming = |changes: Value| realm.token(&realm.key, &changes);
    let unknown = format!("unknown account: {NOBODY:?} of {known}");
    let foreign = format!("bad token: {ALICE:?} is of none of the domains of {narrow}");
    // RFC 7628 §3.2.2: where tokens come from.
    let told = json!({
        "status": "invalid_token",
        "openid-configuration": format!("{known}/.well-known/openid-configuration"),
    });
    for (user, token, expected, why) in [
        (ALICE, good(&known, ALICE), RIGHT, ""),
        ("", good(&known, ALICE), RIGHT, ""),
        (ALICE, good(&any, ALICE), RIGHT, ""),
        (NOBODY, good(&any, NOBODY), RIGHT, ""),
        (NOBODY, good(&known, NOBODY), WRONG, &unknown),
        (ALICE, good(&narrow, ALICE), WRONG, &foreign),
        (NOBODY, good(&known, ALICE), WRONG, "wants to act as another account"),
        (DISABLED, good(&known, DISABLED), disabled, "disabled"),
        // What a source says holds, whatever the issuer does.
        (DISABLED, good(&any, DISABLED), disabled, "disabled"),
        (ONLY_SCRAM, good(&known, ONLY_SCRAM), forbidden, "mechanism not allowed"),
        (EXPIRED, good(&known, EXPIRED), WRONG, "expired"),
        (ELSEWHERE, good(&known, ELSEWHERE), WRONG, "wrong network"),
        (
            ALICE,
            claiming(json!({"exp": 1_000_000_000})),
            WRONG,
            "bad token: it ended ",
        ),
        (
            ALICE,
            claiming(json!({"aud": "other"})),
            WRONG,
            "bad token: it is for \"other\", which `audience` does not name",
        ),
        (
            ALICE,
            claiming(json!({"iss": "https://login.example"})),
            WRONG,
            "bad token: its issuer is \"https://login.example\", which is none of those",
        ),
        (
            ALICE,
            realm.token(&realm.forger, &json!({})),
            WRONG,
            "bad token: its signature is wrong",
        ),
        (
            ALICE,
            "no-token".to_owned(),
            WRONG,
            "bad token: it does not say whose it is",
        ),
        (ALICE, String::new(), WRONG, "bad token: there is none"),
        // Its keys were never fetched, so nobody can say.
        (ALICE, good(&realm.down, ALICE), down, "issuer down: "),
    ] {
        for mechanism in MECHANISMS {
            let (reply, challenge) = present(&door, mechanism, user, &token);
            assert!(reply.is(expected), "{reply} by {mechanism}, and not {expected} ({why})");
            let is_told = (expected == WRONG).then(|| told.clone());
            assert_eq!(challenge, is_told, "{why:?} by {mechanism}");
            if expected == RIGHT {
                continue;
            }
            let detail = detail(&mut server);
            assert!(detail.starts_with(why), "{detail} by {mechanism}, and not {why}");
        }
    }

    // Whom a token alone speaks of may send as who it says.
    let mail = format!("MAIL FROM:<{NOBODY}>");
    for mechanism in MECHANISMS {
        let command = presenting(mechanism, NOBODY, &good(&any, NOBODY));
        talk(&door, At::Secured, &[(&command, RIGHT), (&mail, "250 2.1.0")]);
    }
}

#[test]
fn how_tokens_are_presented() {
    let realm = Realm::open();
    let site = site("presented", &realm.configuration());
    let server = Server::start(&site);
    let doors = server.doors();
    let door = &doors[IMPLICIT];
    let (good, forged) = (
        realm.token(&realm.key, &json!({})),
        realm.token(&realm.forger, &json!({})),
    );
    let mail = format!("MAIL FROM:<{ALICE}>");
    let required = "530 5.7.0 Authentication required";
    for mechanism in MECHANISMS {
        let alone = format!("AUTH {mechanism}");
        let response = STANDARD.encode(message(mechanism, ALICE, &good));
        let (right, wrong) = (
            presenting(mechanism, ALICE, &good),
            presenting(mechanism, ALICE, &forged),
        );
        talk(
            door,
            At::Secured,
            &[(&alone, "334 "), (&response, RIGHT), (&mail, "250 2.1.0")],
        );
        // Whatever is said to the challenge, the token is refused; and the next one is a login of its own.
        for acknowledgement in ["", "AQ==", "QUIT", &response] {
            talk(
                door,
                At::Secured,
                &[
                    (&wrong, "334"),
                    (acknowledgement, WRONG),
                    (&mail, required),
                    (&right, RIGHT),
                ],
            );
        }
        for (line, codes) in [("*", "501 5.7.0"), ("!", "501 5.5.2")] {
            talk(door, At::Secured, &[(&wrong, "334"), (line, codes), (&mail, required)]);
        }
        for unread in ["AAAA", "=", "!"] {
            let command = format!("{alone} {unread}");
            talk(door, At::Secured, &[(&command, "501 5.5.2"), (&right, RIGHT)]);
        }
        talk(
            door,
            At::Secured,
            &[(&alone, "334 "), ("*", "501 5.7.0"), (&right, RIGHT)],
        );
        talk(&doors[STARTTLS], At::Clear, &[(&right, "538 5.7.11")]);
        talk(&doors[STARTTLS], At::Secured, &[(&right, RIGHT)]);
        talk(&doors[STRONG], At::Secured, &[(&right, "504 5.5.4")]);
    }
}

#[test]
fn every_refusal_has_its_cause() {
    let (realm, authority) = (Realm::open(), Authority::new());
    let site = Site::new("causes");
    authority.write(&site);
    let sections = format!("{CHEAP}{JSON_LOG}{}{SECTIONS}", realm.configuration());
    // One address of the machine is a stranger's, who may guess twice.
    site.configure(&configuration("trusted = [\"127.0.0.1/32\"]", CERTIFIED, &sections));
    site.add_account(ALICE, &[]);
    add_accounts(&site);
    let server = Server::start(&site);
    let doors = server.doors();
    let [_, door, certified] = doors else {
        panic!("{} listeners", doors.len())
    };
    wait_until_expired(door);

    authority.issue(&["stranger.example"], ECDSA).write(&site, "stranger");
    let stranger = certified.showing(&site.path("stranger.pem"), &site.path("stranger.key"));
    let plain = |account: &str, password: &str| format!("AUTH PLAIN {}", plain_response(account, password));
    let another = STANDARD.encode(format!("{NOBODY}\0{ALICE}\0{PASSWORD}"));
    let bearer = |issuer: &str, whose: &str| {
        let token = realm.token(&realm.key, &json!({"iss": issuer, "email": whose}));
        presenting("XOAUTH2", whose, &token)
    };
    let known = realm.name(KNOWN);
    let (external, unavailable) = ("AUTH EXTERNAL =".to_owned(), "454 4.7.0");
    // Each client is known by the name that it says in EHLO.
    for (client, door, command, replies) in [
        ("password.example", door, plain(ALICE, "wrong horse"), &[WRONG][..]),
        ("nobody.example", door, plain(NOBODY, PASSWORD), &[WRONG]),
        ("expired.example", door, plain(EXPIRED, PASSWORD), &[WRONG]),
        ("elsewhere.example", door, plain(ELSEWHERE, PASSWORD), &[WRONG]),
        ("another.example", door, format!("AUTH PLAIN {another}"), &[WRONG]),
        ("disabled.example", door, plain(DISABLED, PASSWORD), &["525 5.7.13"]),
        ("mechanism.example", door, plain(ONLY_SCRAM, PASSWORD), &["534 5.7.9"]),
        ("away.example", door, plain("bob@example.org", PASSWORD), &[unavailable]),
        (
            "forged.example",
            door,
            presenting("OAUTHBEARER", ALICE, &realm.token(&realm.forger, &json!({}))),
            &["334", WRONG],
        ),
        (
            "tokenless.example",
            door,
            presenting("XOAUTH2", ALICE, ""),
            &["334", WRONG],
        ),
        ("unknown.example", door, bearer(&known, NOBODY), &["334", WRONG]),
        ("late.example", door, bearer(&known, EXPIRED), &["334", WRONG]),
        ("issuer.example", door, bearer(&realm.down, ALICE), &[unavailable]),
        ("stranger.example", &stranger, external.clone(), &[WRONG]),
        ("uncertified.example", certified, external, &[WRONG]),
    ] {
        let mut session = named(door, client);
        let lines = iter::once(command.as_str()).chain(iter::repeat(""));
        for (line, codes) in lines.zip(replies) {
            session.expect(line, codes).expect("a reply");
        }
        session.quit();
    }
    let mut guesser = named(&door.seen_from(GUESSER), "guesser.example");
    for codes in [WRONG, WRONG, "421 4.7.0"] {
        let guess = plain("guessed@example.com", PASSWORD);
        guesser.expect(&guess, codes).expect("a reply");
    }
    assert!(guesser.is_closed());

    let causes = [
        ("password.example", "credentials-wrong", "wrong password"),
        ("nobody.example", "credentials-wrong", "unknown account"),
        ("expired.example", "login-expired", "expired"),
        ("elsewhere.example", "login-network", "wrong network"),
        ("another.example", "login-as-another", "wants to act as another account"),
        ("disabled.example", "account-locked", "disabled"),
        ("mechanism.example", "mechanism-too-weak", "mechanism not allowed"),
        ("away.example", "temp-auth-failure", "source down: staff"),
        ("forged.example", "oauth-token-bad", "bad token: its signature is wrong"),
        ("tokenless.example", "oauth-token-bad", "bad token: there is none"),
        ("unknown.example", "oauth-token-bad", "unknown account"),
        ("late.example", "login-expired", "expired"),
        ("issuer.example", "temp-auth-failure", "issuer down: "),
        ("stranger.example", "client-certificate-unknown", "unknown certificate"),
        (
            "uncertified.example",
            "client-certificate-unknown",
            "the client showed no certificate",
        ),
        ("guesser.example", "auth-rate-limit", "too many attempts"),
    ];
    let sessions = wait_until("the sessions are told", || {
        let sessions = ["sessions", "--refused", "--json", "--limit", "1000"];
        let sessions: Vec<Value> = site.run(&sessions).succeeded().json();
        let are_over = causes.iter().all(|(client, ..)| of(&sessions, client).is_some());
        are_over.then_some(sessions)
    });
    for (client, cause, why) in causes {
        let session = of(&sessions, client).expect("it was found");
        assert_eq!(session["why"]["cause"], cause, "{session}");
        // It is that of the last refusal.
        assert!(session["why"]["refusal"].is_null(), "{session}");
        let detail = session["detail"].as_str().unwrap_or_default();
        assert!(detail.starts_with(why), "{session}");
    }
}

/// Several issuers at one server, which sign with the same key; and one that is not there.
struct Realm {
    server: issuer::Server,
    key: Key,
    /// Another one, which says that it is the same.
    forger: Key,
    /// The name of the issuer that is not there.
    down: String,
    /// Without it nobody answers.
    _runtime: Runtime,
}

impl Realm {
    fn open() -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let key = Key::ed25519("key");
        let keys = json!({ "keys": [key.jwk()] }).to_string();
        let answers = move |asked: &Asked| {
            let base = format!("http://{}", asked.host);
            let path = asked.what.strip_prefix("GET /").unwrap_or_default();
            match path.strip_suffix("/.well-known/openid-configuration") {
                Some(name) => {
                    let metadata = json!({"issuer": format!("{base}/{name}"), "jwks_uri": format!("{base}/keys")});
                    (200, metadata.to_string())
                }
                None if path == "keys" => (200, keys.clone()),
                None => (404, "{}".to_owned()),
            }
        };
        Self {
            server: runtime.block_on(issuer::Server::start(answers)),
            key,
            forger: Key::ed25519("key"),
            down: format!("http://{}/down", own_address()),
            _runtime: runtime,
        }
    }

    /// The whole name of an issuer.
    fn name(&self, issuer: &str) -> String {
        format!("http://{}/{issuer}", self.server.address)
    }

    /// Whose tokens are taken. Clients are told of the first.
    fn configuration(&self) -> String {
        let section =
            |name: &str, more: &str| format!("[[issuer]]\nissuer = \"{name}\"\naudience = [\"gatepost\"]\n{more}\n");
        [
            section(&self.name(KNOWN), "accounts = \"known\""),
            section(&self.name(ANY), "accounts = \"any\""),
            section(&self.name(NARROW), "domains = [\"example.org\"]"),
            section(&self.down, ""),
        ]
        .concat()
    }

    /// A token of [`ALICE`] by [`KNOWN`] that is good, but for these changes.
    fn token(&self, key: &Key, changes: &Value) -> String {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.expect("it is later than 1970").as_secs();
        let mut claims = json!({
            "iss": self.name(KNOWN), "aud": "gatepost", "exp": now + 600, "iat": now, "email": ALICE,
        });
        for (claim, value) in changes.as_object().expect("an object") {
            claims[claim.as_str()] = value.clone();
        }
        key.token("EdDSA", &claims)
    }
}

/// What is said in the end to a token, and what before that of where to get another.
#[track_caller]
fn present(door: &Door, mechanism: &str, user: &str, token: &str) -> (Reply, Option<Value>) {
    let mut client = At::Secured.session(door);
    let mut reply = client.ask(&presenting(mechanism, user, token)).expect("a reply");
    let challenge = challenge(&reply);
    if challenge.is_some() {
        // RFC 7628 §3.2.3: the separator alone. The older mechanism has nothing to say.
        let acknowledgement = if mechanism == "XOAUTH2" { "" } else { "AQ==" };
        reply = client.ask(acknowledgement).expect("a reply");
    }
    client.quit();
    (reply, challenge)
}

/// The command that presents a token.
fn presenting(mechanism: &str, user: &str, token: &str) -> String {
    format!("AUTH {mechanism} {}", STANDARD.encode(message(mechanism, user, token)))
}

fn message(mechanism: &str, user: &str, token: &str) -> String {
    match (mechanism, user) {
        ("XOAUTH2", _) => format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}"),
        (_, "") => format!("n,,\u{1}auth=Bearer {token}\u{1}\u{1}"),
        _ => format!("n,a={user},\u{1}auth=Bearer {token}\u{1}\u{1}"),
    }
}

/// The JSON of a challenge, if the reply is one.
fn challenge(reply: &Reply) -> Option<Value> {
    let reply = reply.to_string();
    let octets = STANDARD.decode(reply.strip_prefix("334 ")?);
    let value = serde_json::from_slice(&octets.expect("a challenge is in base64"));
    Some(value.expect("these challenges are JSON"))
}

/// A session of a client that says this name.
#[track_caller]
fn named(door: &Door, name: &str) -> Client {
    let mut client = At::Secured.session(door);
    client.expect(&format!("EHLO {name}"), "250").expect("a reply");
    client
}

/// The session of a client that said this name.
fn of<'a>(sessions: &'a [Value], name: &str) -> Option<&'a Value> {
    sessions.iter().find(|session| session["ehlo"] == name)
}

/// Accounts with [`PASSWORD`], none of which may do everything.
fn add_accounts(site: &Site) {
    for (name, options) in [
        (ONLY_SCRAM, &["--mechanism", "SCRAM-SHA-256"][..]),
        (ELSEWHERE, &["--network", "192.0.2.0/24"]),
        (EXPIRED, &["--expires", "1s"]),
        (DISABLED, &["--disabled"]),
    ] {
        let add = ["account", "add", name, "--password-stdin"];
        site.run_with(&[&add[..], options].concat(), &format!("{PASSWORD}\n"))
            .succeeded();
    }
}

/// Waits until the time of [`EXPIRED`] is over; one refusal tells of it.
#[track_caller]
fn wait_until_expired(door: &Door) {
    wait_until("a second is over", || {
        let reply = log_in(door, "PLAIN", EXPIRED, PASSWORD);
        reply.is(WRONG).then_some(())
    });
}

const MECHANISMS: [&str; 2] = ["OAUTHBEARER", "XOAUTH2"];

/// Takes accounts that a source knows.
const KNOWN: &str = "known";
/// Takes everybody.
const ANY: &str = "any";
/// Speaks for a domain in which nobody is.
const NARROW: &str = "narrow";

const DISABLED: &str = "disabled@example.com";
const EXPIRED: &str = "expired@example.com";
const ELSEWHERE: &str = "elsewhere@example.com";
const ONLY_SCRAM: &str = "scram@example.com";
const GUESSER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Behind the two listeners that every site has.
const CERTIFIED: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "implicit"
client_ca = "authority.pem"
"#;

const SECTIONS: &str = r#"
[guessing]
delay_from = 1000
ban_from = 3

[[client_certificate]]
name = "alice.example"
account = "alice@example.com"

[[source]]
kind = "dovecot"
name = "staff"
socket = "nobody.sock"
domains = ["example.org"]

[[source]]
kind = "embedded"
"#;
