//! Routes, their logins, deliveries and keys that are wrong, and what is said about them.

use super::super::super::routes::{RouteLogin, RouteProof, TokenGrant, Via};
use super::super::super::settings::CertificateFiles;
use super::wrong::{and, complains};
use super::{RIGHT, load_text};
use std::path::Path;

/// A route of these lines, below a file that is right: the line number counts from the route's header.
fn route(below: &str, line: usize, problem: &str, fix: &str) {
    let text = and(&format!("[[route]]\n{below}"));
    complains(&text, RIGHT.len() + line, problem, fix);
}

#[test]
fn routes_that_are_wrong() {
    for (below, line, problem, fix) in [
        (
            "domains = [\"example.org\"]",
            1,
            "`route.via` is missing",
            "write `via = \"smarthost\"` below it",
        ),
        (
            "via = \"smarthost\"",
            1,
            "`route.host` is missing",
            "write `host = \"smtp.example.net\"` below it",
        ),
        (
            "via = \"lmtp\"",
            1,
            "`route.host` is missing",
            "write `host = \"smtp.example.net\"` below it",
        ),
        (
            "via = \"smarthoust\"",
            2,
            "`route.via` has a value that is unknown",
            "write `via = \"smarthost\"`",
        ),
        (
            "via = \"smarthost\"\nhost = \"smtp.example.net:587\"",
            3,
            "`route.host` has a port in it",
            "write `host = \"smtp.example.net\"` and `port = 587`",
        ),
        (
            "via = \"smarthost\"\nhost = \"a b\"",
            3,
            "`route.host` is no server",
            "write for instance",
        ),
        (
            "via = \"mx\"\nhost = \"a.example\"",
            3,
            "`route.host` stands at a route with `via = \"mx\"`",
            "take it out",
        ),
        (
            "via = \"hold\"\ntls = \"verify\"",
            3,
            "`route.tls` stands at a route with `via = \"hold\"`",
            "take it out",
        ),
        (
            "via = \"lmtp\"\nsocket = \"/s\"\nport = 24",
            4,
            "`route.port` stands at a route to a socket",
            "take it out",
        ),
        (
            "via = \"smarthost\"\nhost = \"a.example\"\nuser = \"x\"",
            4,
            "`route.user` stands without `password_file`",
            "write `password_file = ",
        ),
        (
            "via = \"mx\"\ndomains = [\"a.example\", \"A.example\"]",
            3,
            "A.example stands twice",
            "take it out once",
        ),
        (
            "via = \"mx\"\n[[route]]\nvia = \"hold\"",
            3,
            "two routes have no `domains`",
            "write for one of them",
        ),
        (
            "via = \"mx\"\nport = 0",
            3,
            "`route.port` is too small",
            "write `port = 1` or more",
        ),
    ] {
        route(below, line, problem, fix);
    }
}

#[test]
fn deliveries_and_keys_that_are_wrong() {
    for (below, line, problem, fix) in [
        (
            "[delivery]\nworkers = 0",
            2,
            "`delivery.workers` is too small",
            "write `workers = 1` or more",
        ),
        (
            "[delivery]\nresolvers = []",
            2,
            "`delivery.resolvers` is empty",
            "name a DNS server",
        ),
        (
            "[delivery]\nresolvers = [\"dns.example\"]",
            2,
            "`delivery.resolvers` has an entry that is no IP address and port",
            "write for instance",
        ),
        (
            "[delivery]\npostmaster = \"admin\"",
            2,
            "`delivery.postmaster` is no mail address",
            "write for instance",
        ),
        (
            "[[dkim]]\ndomain = \"a.example\"\nselector = \"s\"",
            1,
            "`dkim.key` is missing",
            "write `key = ",
        ),
        (
            "[[dkim]]\ndomain = \"a.example\"\nselector = \"a b\"\nkey = \"k\"",
            3,
            "`dkim.selector` is no selector",
            "write for instance",
        ),
        (
            "[[dkim]]\ndomain = \"a.example\"\nselector = \"s\"\nkey = \"k\"\n[[dkim]]\ndomain = \"a.example\"\n\
             selector = \"s\"\nkey = \"l\"",
            5,
            "two keys have the name s._domainkey.a.example",
            "give one of them another `selector`",
        ),
    ] {
        complains(&and(below), RIGHT.len() + line, problem, fix);
    }
}

/// A route to a smarthost with these lines, of which the first is line 4.
fn smarthost(below: &str, line: usize, problem: &str, fix: &str) {
    route(
        &format!("via = \"smarthost\"\nhost = \"a.example\"\n{below}"),
        line,
        problem,
        fix,
    );
}

const USER: &str = "user = \"x\"";
const PASSWORD: &str = "password_file = \"p\"";
const TOKEN: &str = "token_endpoint = \"https://login.example/token\"";
const CLIENT: &str = "client_id = \"c\"";
const SECRET: &str = "client_secret_file = \"s\"";
const REFRESH: &str = "refresh_token_file = \"r\"";
const CERTIFICATE: &str = "client_certificate = \"c.pem\"\nclient_key = \"k.pem\"";

#[test]
fn logins_that_are_wrong() {
    let lines = |lines: &[&str]| lines.join("\n");
    for (below, line, problem, fix) in [
        (
            lines(&[PASSWORD]),
            4,
            "`route.password_file` stands without `user`",
            "write `user = ",
        ),
        (
            lines(&[USER, PASSWORD, TOKEN, CLIENT, SECRET]),
            6,
            "`route.token_endpoint` stands beside `password_file`",
            "take one of them out",
        ),
        (
            lines(&[USER, PASSWORD, CERTIFICATE]),
            6,
            "`route.client_certificate` stands beside `password_file`",
            "take one of them out",
        ),
        (
            lines(&[TOKEN, CLIENT, SECRET]),
            4,
            "`route.token_endpoint` stands without `user`",
            "write `user = ",
        ),
        (
            lines(&[USER, TOKEN, SECRET]),
            1,
            "`route.client_id` is missing",
            "write `client_id = ",
        ),
        (
            lines(&[USER, TOKEN, CLIENT]),
            1,
            "`route.client_secret_file` is missing",
            "write `client_secret_file = ",
        ),
        (
            lines(&[CLIENT]),
            4,
            "`route.client_id` stands without `token_endpoint`",
            "write `token_endpoint = ",
        ),
        (
            lines(&[USER, PASSWORD, "scope = \"smtp\""]),
            6,
            "`route.scope` stands without `token_endpoint`",
            "write `token_endpoint = ",
        ),
        (
            lines(&["client_certificate = \"c.pem\""]),
            4,
            "`route.client_certificate` stands without `client_key`",
            "write `client_key = ",
        ),
        (
            lines(&["client_key = \"k.pem\""]),
            4,
            "`route.client_key` stands without `client_certificate`",
            "write `client_certificate = ",
        ),
        (
            lines(&["mechanisms = [\"PLAIN\"]"]),
            4,
            "`route.mechanisms` stands at a route that does not log in",
            "write `user` and `password_file = ",
        ),
        (
            lines(&[USER, PASSWORD, "mechanisms = [\"PLAIN\", \"external\"]"]),
            6,
            "`route.mechanisms` has EXTERNAL, which does not go with `password_file`",
            "take it out; with `password_file` go SCRAM-SHA-256-PLUS",
        ),
        (
            lines(&[USER, TOKEN, CLIENT, REFRESH, "mechanisms = [\"LOGIN\"]"]),
            8,
            "`route.mechanisms` has LOGIN, which does not go with `token_endpoint`",
            "take it out; with `token_endpoint` go OAUTHBEARER, XOAUTH2",
        ),
        (
            lines(&[CERTIFICATE, "mechanisms = [\"XOAUTH2\"]"]),
            6,
            "`route.mechanisms` has XOAUTH2, which does not go with `client_certificate`",
            "take it out; with `client_certificate` go EXTERNAL",
        ),
        (
            lines(&[USER, PASSWORD, "mechanisms = [\"CRAM-MD5\"]"]),
            6,
            "`route.mechanisms` has CRAM-MD5, which there is not here",
            "there are SCRAM-SHA-256-PLUS",
        ),
        (
            lines(&[USER, PASSWORD, "mechanisms = [\"PLAIN\", \"plain\"]"]),
            6,
            "`route.mechanisms` has PLAIN twice",
            "take it out once",
        ),
        (
            lines(&[USER, PASSWORD, "mechanisms = []"]),
            6,
            "`route.mechanisms` is empty",
            "name a mechanism",
        ),
        (
            lines(&[USER, "token_endpoint = \"http://login.example/token\"", CLIENT, SECRET]),
            5,
            "`route.token_endpoint` goes over the network in the clear",
            "write `token_endpoint = \"https://login.example/token\"`",
        ),
        // What cannot be read is not called missing.
        (
            lines(&[USER, "password_file = 5"]),
            5,
            "`route.password_file` is of the wrong kind",
            "write `password_file = ",
        ),
        (
            lines(&["user = 5", PASSWORD]),
            4,
            "`route.user` is of the wrong kind",
            "write `user = ",
        ),
        (
            lines(&[USER, TOKEN, CLIENT, "refresh_token_file = 5"]),
            7,
            "`route.refresh_token_file` is of the wrong kind",
            "write `refresh_token_file = ",
        ),
    ] {
        smarthost(&below, line, problem, fix);
    }
}

#[test]
fn only_smarthosts_have_logins() {
    let below = [USER, TOKEN, CLIENT, SECRET, REFRESH, "scope = \"smtp\""].join("\n");
    let text = and(&format!("[[route]]\nvia = \"mx\"\nmechanisms = [\"XOAUTH2\"]\n{below}"));
    let complaint = load_text(&text).unwrap_err();
    let settings: Vec<&str> = complaint
        .findings()
        .map(|(_, finding)| finding.setting.as_str())
        .collect();
    let expected = [
        "route.mechanisms",
        "route.user",
        "route.token_endpoint",
        "route.client_id",
        "route.client_secret_file",
        "route.refresh_token_file",
        "route.scope",
    ];
    assert_eq!(settings, expected, "{complaint}");
}

#[test]
fn logins_that_are_right() {
    let path = |name: &str| Path::new("/etc/gatepost").join(name);
    let grant = |secret: bool, refresh: bool, scope: Option<&str>| {
        RouteProof::Token(TokenGrant {
            endpoint: "https://login.example/token".to_owned(),
            client_id: "c".to_owned(),
            client_secret_file: secret.then(|| path("s")),
            refresh_token_file: refresh.then(|| path("r")),
            scope: scope.map(str::to_owned),
        })
    };
    let certificate = RouteProof::Certificate(CertificateFiles {
        chain: path("c.pem"),
        key: path("k.pem"),
    });
    let password = RouteProof::Password(path("p"));
    let scope = "scope = \"a b\"";
    let names = "mechanisms = [\"plain\", \"Scram-SHA-256\"]";
    for (lines, user, proof, mechanisms) in [
        (vec![USER, PASSWORD], "x", password.clone(), vec![]),
        (
            vec![USER, PASSWORD, names],
            "x",
            password,
            vec!["PLAIN", "SCRAM-SHA-256"],
        ),
        (
            vec![USER, TOKEN, CLIENT, SECRET, scope],
            "x",
            grant(true, false, Some("a b")),
            vec![],
        ),
        (
            vec![USER, TOKEN, CLIENT, REFRESH],
            "x",
            grant(false, true, None),
            vec![],
        ),
        (
            vec![USER, TOKEN, CLIENT, REFRESH, SECRET],
            "x",
            grant(true, true, None),
            vec![],
        ),
        (vec![CERTIFICATE], "", certificate.clone(), vec![]),
        (vec![CERTIFICATE, USER], "x", certificate, vec![]),
    ] {
        let text = and(&format!(
            "[[route]]\nvia = \"smarthost\"\nhost = \"a.example\"\n{}",
            lines.join("\n")
        ));
        let settings = load_text(&text).unwrap_or_else(|complaint| panic!("{complaint}"));
        let Via::Smarthost { login, .. } = &settings.routes.written()[0].via else {
            panic!("no smarthost: {text}")
        };
        let expected = RouteLogin {
            user: user.to_owned(),
            proof,
            mechanisms: mechanisms.into_iter().map(str::to_owned).collect(),
        };
        assert_eq!(login.as_ref(), Some(&expected), "{text}");
    }
}
