//! The real server logs in at smarthosts, with each mechanism that it has: at another Gatepost, whose log tells how it was done, at a
//! Postfix that asks a Dovecot, and at one that lies. What comes of it is seen as whoever runs the server sees it.
//!
//! Nothing here speaks to Microsoft or to Google.

#[allow(dead_code, reason = "of the issuer, only how it signs and answers")]
mod issuer;
#[path = "smarthost_logins/liar.rs"]
mod liar;
// Here and not in `support`: few tests have a use for them.
#[allow(dead_code, unused_imports, reason = "of the peers, the two that log in")]
#[path = "support/peers/mod.rs"]
mod peers;
#[path = "smarthost_logins/place.rs"]
mod place;
mod support;
#[path = "smarthost_logins/tokens.rs"]
mod tokens;

use peers::{ACCOUNT, Certificate, Dovecot, Postfix, SECRET};
use place::{IMPLICIT, Near, RELAY, STARTTLS, Smarthost, keep_secret, route};
use serde_json::Value;
use support::{Authority, ECDSA, PASSWORD, Site, Tls, can_run, own_address};

/// Without `mechanisms`: of those that the smarthost has; with it: of those that both have.
#[test]
fn the_strongest_mechanism_that_both_have() {
    let mut far = Smarthost::open(Site::new("strongest-far"), LISTENERS, "");
    let site = Site::new("strongest");
    keep_secret(&site, "password", PASSWORD);
    let cases = [
        ("implicit.example", IMPLICIT, "", "SCRAM-SHA-256-PLUS"),
        ("starttls.example", STARTTLS, "", "SCRAM-SHA-256-PLUS"),
        ("all.example", ALL, "", "SCRAM-SHA-256-PLUS"),
        ("older.example", OLDER, "", "SCRAM-SHA-1"),
        ("oldest.example", OLDEST, "", "LOGIN"),
        ("plain.example", STARTTLS, r#""PLAIN""#, "PLAIN"),
        ("login.example", IMPLICIT, r#""login""#, "LOGIN"),
        (
            "unbound.example",
            IMPLICIT,
            r#""LOGIN", "SCRAM-SHA-256""#,
            "SCRAM-SHA-256",
        ),
        (
            "bound.example",
            ALL,
            r#""SCRAM-SHA-256", "SCRAM-SHA-1-PLUS""#,
            "SCRAM-SHA-1-PLUS",
        ),
        ("sha1.example", ALL, r#""PLAIN", "SCRAM-SHA-1""#, "SCRAM-SHA-1"),
    ];
    let routes = cases.map(|(domain, listener, may, _)| far.route(domain, listener, &by_password("password", may)));
    let near = Near::start(site, &routes.concat());
    for (domain, _, _, mechanism) in cases {
        near.delivers(&near.submit(domain));
        assert_eq!(far.login(), (mechanism.to_owned(), String::new()), "{domain}");
        far.has_one_more(domain);
    }
    near.stop(&[PASSWORD]);
}

#[test]
fn nothing_in_common() {
    let mut far = Smarthost::open(Site::new("common-far"), LISTENERS, "");
    let site = Site::new("common");
    keep_secret(&site, "password", PASSWORD);
    let may = |may: &str| by_password("password", may);
    let route = far.route("bob.example", OLDEST, &may(r#""PLAIN", "SCRAM-SHA-256""#));
    let mut near = Near::start(site, &route);
    let id = near.submit("bob.example");
    near.pauses(
        &id,
        "auth-not-offered",
        "no AUTH mechanism that goes with this login and may be used",
    );
    let told = near.server.told(PAUSED);
    assert_eq!(told["cause"], "auth-not-offered", "{told}");

    near.reload(&far.route("bob.example", OLDEST, &may(r#""PLAIN", "LOGIN""#)));
    near.delivers(&id);
    assert_eq!(far.login().0, "LOGIN");
    far.has_one_more("bob.example");
    near.stop(&[PASSWORD]);
}

#[test]
fn a_wrong_password_is_mended() {
    let mut far = Smarthost::open(Site::new("wrong-far"), LISTENERS, "");
    let site = Site::new("wrong");
    keep_secret(&site, "password", "wrong horse");
    let cases = [
        ("scram.example", STARTTLS, "", "SCRAM-SHA-256-PLUS"),
        ("plain.example", IMPLICIT, r#""PLAIN""#, "PLAIN"),
        ("login.example", OLDEST, "", "LOGIN"),
    ];
    let routes = cases.map(|(domain, listener, may, _)| far.route(domain, listener, &by_password("password", may)));
    let mut near = Near::start(site, &routes.concat());
    let ids = cases.map(|(domain, ..)| {
        let id = near.submit(domain);
        near.pauses(&id, "credentials-wrong", "535 5.7.8 Username or password not accepted");
        let why = far.refusal();
        assert!(why.starts_with("wrong password"), "{why}");
        id
    });
    for _ in &ids {
        let told = near.server.told(PAUSED);
        assert_eq!(told["level"], "ERROR", "{told}");
    }
    // The file is another one, and the configuration is not.
    keep_secret(&near.site, "password", PASSWORD);
    assert_eq!(near.server.reload(), "");
    for id in &ids {
        near.delivers(id);
    }
    let mut logins = cases.map(|_| far.login().0);
    logins.sort();
    assert_eq!(logins, ["LOGIN", "PLAIN", "SCRAM-SHA-256-PLUS"]);
    near.stop(&[PASSWORD, "wrong horse"]);
}

/// Of the smarthost, as the password here; also under the login that names it.
#[test]
fn an_app_password() {
    let mut far = Smarthost::open(Site::new("app-far"), LISTENERS, "");
    let made = far
        .site
        .run(&["account", "app-password", "add", RELAY, "outgoing", "--json"]);
    let made: Value = made.succeeded().json();
    let token = made["password"].as_str().expect("a token").to_owned();
    let site = Site::new("app");
    keep_secret(&site, "token", &token);
    let labelled = format!("{RELAY}/outgoing");
    let cases = [
        ("one.example", labelled.as_str(), "", "SCRAM-SHA-256-PLUS"),
        ("two.example", &labelled, r#""SCRAM-SHA-256""#, "SCRAM-SHA-256"),
        ("three.example", &labelled, r#""PLAIN""#, "PLAIN"),
        ("four.example", RELAY, r#""PLAIN""#, "PLAIN"),
        ("five.example", RELAY, r#""LOGIN""#, "LOGIN"),
    ];
    let routes = cases.map(|(domain, user, may, _)| {
        let login = by_password("token", may).replace(RELAY, user);
        far.route(domain, STARTTLS, &login)
    });
    let near = Near::start(site, &routes.concat());
    for (domain, _, _, mechanism) in cases {
        near.delivers(&near.submit(domain));
        assert_eq!(far.login(), (mechanism.to_owned(), "outgoing".to_owned()), "{domain}");
        far.has_one_more(domain);
    }
    near.stop(&[&token, &token[12..]]);
}

#[test]
fn a_client_certificate() {
    let (far_site, authority) = (Site::new("certificate-far"), Authority::new());
    authority.write(&far_site);
    let known = format!("[[client_certificate]]\nname = \"relay.example.net\"\naccount = \"{RELAY}\"\n");
    let mut far = Smarthost::open(far_site, CERTIFIED, &known);
    let site = Site::new("certificate");
    authority.issue(&["relay.example.net"], ECDSA).write(&site, "own");
    Authority::new()
        .issue(&["relay.example.net"], ECDSA)
        .write(&site, "foreign");
    let showing =
        |name: &str, user: &str| format!("{user}client_certificate = \"{name}.pem\"\nclient_key = \"{name}.key\"\n");
    let (own, foreign) = (showing("own", ""), showing("foreign", ""));
    let named = showing("own", &format!("user = \"{RELAY}\"\n"));
    let other = showing("own", "user = \"bob@example.com\"\n");
    let routes = [
        far.route("implicit.example", CERTIFIED_IMPLICIT, &own),
        far.route("starttls.example", CERTIFIED_STARTTLS, &named),
        far.route("foreign.example", CERTIFIED_IMPLICIT, &foreign),
        far.route("stranger.example", CERTIFIED_STARTTLS, &foreign),
        far.route("other.example", CERTIFIED_IMPLICIT, &other),
        far.route("unasked.example", IMPLICIT, &own),
    ];
    let mut near = Near::start(site, &routes.concat());
    for domain in ["implicit.example", "starttls.example"] {
        near.delivers(&near.submit(domain));
        assert_eq!(far.login(), ("EXTERNAL".to_owned(), String::new()), "{domain}");
        far.has_one_more(domain);
    }
    // One of another authority is as good as none: there is no EXTERNAL for it.
    let foreign = ["foreign.example", "stranger.example"].map(|domain| {
        let id = near.submit(domain);
        near.pauses(&id, "auth-not-offered", "no AUTH mechanism that goes with this login");
        id
    });
    let id = near.submit("other.example");
    near.pauses(&id, "credentials-wrong", "535 5.7.8 Username or password not accepted");
    let why = far.refusal();
    assert!(why.starts_with("wants to act as another account"), "{why}");
    let id = near.submit("unasked.example");
    near.pauses(&id, "auth-not-offered", "no AUTH mechanism that goes with this login");

    // With a certificate of the right one they go out.
    authority
        .issue(&["relay.example.net"], ECDSA)
        .write(&near.site, "foreign");
    near.server.reload();
    for id in &foreign {
        near.retry(id);
        near.delivers(id);
    }
    near.stop(&["PRIVATE KEY"]);
}

/// Dovecot's own SCRAM, of which Postfix only carries the octets.
#[test]
fn scram_at_postfix_and_dovecot() {
    if !can_run(Postfix::obstacle().or_else(Dovecot::obstacle)) {
        return;
    }
    let (site, authority) = (Site::new("postfix-scram"), Authority::new());
    let ip = own_address().ip().to_string();
    let certificate = Certificate::issue(&authority, &site, &[ip.as_str()]);
    let dovecot = Dovecot::start(&certificate, &[]);
    let postfix = Postfix::start(&certificate, &["bob@example.org"], Some(&dovecot));
    keep_secret(&site, "right", SECRET);
    keep_secret(&site, "wrong", "wrong secret");
    let ca = authority.write(&site);
    let routes = [("example.org", "right"), ("wrong.example", "wrong")].map(|(domain, file)| {
        // By that alone, so that what arrives has come by it.
        let login = by_password(file, r#""SCRAM-SHA-256""#).replace(RELAY, ACCOUNT);
        route(domain, (postfix.address, Tls::StartTls), &ca, &login)
    });
    let near = Near::start(site, &routes.concat());
    near.delivers(&near.submit("example.org"));
    postfix.mailboxes.wait_for("bob@example.org", "Subject: To example.org");
    let id = near.submit("wrong.example");
    near.pauses(&id, "credentials-wrong", "535 5.7.8");
    near.stop(&[SECRET, "wrong secret"]);
}

/// A login of [`RELAY`] with the password in this file, by these mechanisms; by all that go with it, where there are none.
fn by_password(file: &str, may: &str) -> String {
    let login = format!("user = \"{RELAY}\"\npassword_file = \"{file}\"\n");
    match may {
        "" => login,
        _ => format!("{login}mechanisms = [{may}]\n"),
    }
}

/// What the log says of a route that is paused.
const PAUSED: &str = "the route is paused: correct its login, then reload; nothing is bounced";

/// The places of [`LISTENERS`], behind those that every site has.
const OLDER: usize = 2;
const OLDEST: usize = 3;
const ALL: usize = 4;

const LISTENERS: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "implicit"
mechanisms = ["SCRAM-SHA-1"]

[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "starttls"
mechanisms = ["LOGIN"]

[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "starttls"
mechanisms = ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"]
"#;

/// The places of [`CERTIFIED`].
const CERTIFIED_IMPLICIT: usize = 2;
const CERTIFIED_STARTTLS: usize = 3;

const CERTIFIED: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "implicit"
client_ca = "authority.pem"

[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "starttls"
client_ca = "authority.pem"
"#;
