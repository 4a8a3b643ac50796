//! Logins, right and wrong: mechanisms, issuers of tokens, client certificates, and how much may be sent.

use super::super::super::auth::{
    Auth, CaseRule, ClientCertificate, Introspection, Issuer, OverLimit, SendRules, TokenAccounts,
};
use super::super::super::settings::Settings;
use super::wrong::{and, complains};
use super::{RIGHT, load_text, with};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::SendLimits;

/// A file that is right.
fn right(text: &str) -> Settings {
    load_text(text).unwrap_or_else(|complaint| panic!("{text}\n{complaint}"))
}

/// Lines below a file that is right, the first of which is line 1.
fn wrong(below: &str, line: usize, problem: &str, fix: &str) {
    complains(&and(below), RIGHT.len() + line, problem, fix);
}

/// The file with more below its listener, from line 7 on.
fn listener(below: &str) -> String {
    with(6, &format!("tls = \"starttls\"\n{below}"))
}

const ISSUER: &str = "[[issuer]]\nissuer = \"https://login.example.com\"\naudience = [\"gatepost\"]";

#[test]
fn logins_and_limits() {
    let settings = right(&RIGHT.join("\n"));
    assert_eq!(
        (settings.auth, settings.sending),
        (Auth::default(), SendRules::default())
    );
    let settings = right(&and(
        "[auth]\ndefault_domain = \"B\\u00fccher.example\"\ncase = \"exact\"\nscram_iterations = 4096\ntell_transition = true\n\
         [submission]\nmessages_per_hour = 5\nmessages_per_day = 5\nrecipients_per_day = 7\nover_limit = \"refuse\"",
    ));
    let expected = Auth {
        default_domain: Some("xn--bcher-kva.example".to_owned()),
        case: CaseRule::Exact,
        scram_iterations: NonZeroU32::new(4_096).unwrap(),
        tell_transition: true,
    };
    assert_eq!(settings.auth, expected);
    let expected = SendRules {
        limits: SendLimits {
            messages_hour: Some(5),
            messages_day: Some(5),
            recipients_hour: None,
            recipients_day: Some(7),
        },
        over: OverLimit::Refuse,
    };
    assert_eq!(settings.sending, expected);
    for (below, line, problem, fix) in [
        (
            "[auth]\ndefault_domain = \"example\"",
            2,
            "`auth.default_domain` is no domain",
            "write for instance `default_domain = ",
        ),
        (
            "[auth]\ncase = \"Exact\"",
            2,
            "`auth.case` has a value that is unknown",
            "write `case = \"exact\"`",
        ),
        (
            "[auth]\nscram_iterations = 4095",
            2,
            "`auth.scram_iterations` is too small",
            "write `scram_iterations = 4096` or more (RFC 7677 §4)",
        ),
        (
            "[submission]\nmessages_per_hour = 6\nmessages_per_day = 5",
            2,
            "`submission.messages_per_hour` is above `messages_per_day`",
            "write `messages_per_hour = 5` or less",
        ),
        (
            "[submission]\nrecipients_per_day = 5\nrecipients_per_hour = 6",
            3,
            "`submission.recipients_per_hour` is above `recipients_per_day`",
            "write `recipients_per_hour = 5` or less",
        ),
        (
            "[submission]\nover_limit = \"reject\"",
            2,
            "`submission.over_limit` has a value that is unknown",
            "write one of",
        ),
    ] {
        wrong(below, line, problem, fix);
    }
}

#[test]
fn mechanisms_of_a_listener() {
    let text =
        listener("mechanisms = [\"plain\", \"SCRAM-SHA-256\", \"External\", \"XOAUTH2\"]\nclient_ca = \"ca.pem\"");
    let settings = right(&format!("{text}{ISSUER}\n"));
    let listener_of = |settings: &Settings| settings.listeners[0].clone();
    let found = listener_of(&settings);
    assert_eq!(found.mechanisms, ["PLAIN", "SCRAM-SHA-256", "EXTERNAL", "XOAUTH2"]);
    assert_eq!(found.client_ca, Some(PathBuf::from("/etc/gatepost/ca.pem")));
    let found = listener_of(&right(&RIGHT.join("\n")));
    assert_eq!((found.mechanisms, found.client_ca), (Vec::new(), None));
    let there_are = "there are SCRAM-SHA-256-PLUS, SCRAM-SHA-256, ";
    for (below, line, problem, fix) in [
        (
            "mechanisms = [\"PLAIN\", \"SCRAM-SHA-512\"]",
            7,
            "`listener.mechanisms` has a mechanism that is unknown",
            there_are,
        ),
        (
            "mechanisms = [\"ANONYMOUS\"]",
            7,
            "`listener.mechanisms` has ANONYMOUS, which there is not here",
            there_are,
        ),
        (
            "mechanisms = [\"digest-md5\"]",
            7,
            "`listener.mechanisms` has DIGEST-MD5, which there is not here",
            there_are,
        ),
        (
            "mechanisms = [\"PLAIN\", \"LOGIN\", \"Plain\"]",
            7,
            "`listener.mechanisms` has PLAIN twice",
            "take it out once",
        ),
        (
            "mechanisms = []",
            7,
            "`listener.mechanisms` is empty",
            "name a mechanism",
        ),
        (
            "mechanisms = [\"EXTERNAL\"]",
            7,
            "`listener.mechanisms` has EXTERNAL, and the listener has no `client_ca`",
            "write `client_ca = ",
        ),
        (
            "mechanisms = [\"OAUTHBEARER\"]",
            7,
            "`listener.mechanisms` has OAUTHBEARER, and there is no `[[issuer]]`",
            "write an `[[issuer]]`",
        ),
        (
            "mechanisms = [\"EXTERNAL\"]\nclient_ca = 5",
            8,
            "`listener.client_ca` is of the wrong kind",
            "write `client_ca = ",
        ),
        (
            "client_ca = \"\"",
            7,
            "`listener.client_ca` is not a path",
            "write for instance `client_ca = ",
        ),
    ] {
        complains(&listener(below), line, problem, fix);
    }
}

#[test]
fn nobody_logs_in_without_tls() {
    let relay = |below: &str| {
        let text = with(6, &format!("tls = \"none\"\nrelay_to = [\"example.com\"]\n{below}"));
        text.replace("service = \"submission\"", "service = \"relay\"")
    };
    for (below, key) in [
        ("mechanisms = [\"PLAIN\"]", "mechanisms"),
        ("client_ca = \"c\"", "client_ca"),
    ] {
        complains(
            &relay(below),
            8,
            &format!("`listener.{key}` stands at a listener without TLS"),
            "take it out: nobody logs in there",
        );
        let with_tls = relay(below).replace("tls = \"none\"", "tls = \"starttls\"");
        assert_eq!(right(&with_tls).listeners.len(), 1);
    }
}

/// Those of the example.
pub(super) fn issuers_of_the_example() -> Vec<Issuer> {
    vec![Issuer {
        issuer: "https://login.example.com".to_owned(),
        audiences: vec!["gatepost".to_owned()],
        scopes: vec!["smtp".to_owned()],
        account_claim: "email".to_owned(),
        domains: vec!["example.com".to_owned()],
        accounts: TokenAccounts::Any,
        skew: Duration::from_secs(60),
        introspection: Some(Introspection {
            url: "https://login.example.com/oauth2/introspect".to_owned(),
            client_id: "gatepost".to_owned(),
            client_secret_file: PathBuf::from("/etc/gatepost/introspection.secret"),
        }),
        ca: Some(PathBuf::from("/etc/gatepost/company-ca.pem")),
    }]
}

#[test]
fn issuers_that_are_right() {
    let settings = right(&and(ISSUER));
    let usual = Issuer {
        scopes: Vec::new(),
        domains: Vec::new(),
        introspection: None,
        ca: None,
        ..issuers_of_the_example().remove(0)
    };
    assert_eq!(settings.issuers, [usual]);
    for url in [
        "https://login.example.com/",
        "https://login.example.com:8443/realms/Mail",
        "https://[2001:db8::1]/a",
        "https://192.0.2.1",
        "http://127.0.0.1:8080",
        "http://[::1]/",
        "http://localhost:8080/a",
    ] {
        let settings = right(&and(&ISSUER.replace("https://login.example.com", url)));
        assert_eq!(settings.issuers[0].issuer, url);
    }
    let sixteen: Vec<String> = (0..16)
        .map(|number| ISSUER.replace("login", &format!("login{number}")))
        .collect();
    assert_eq!(right(&and(&sixteen.join("\n"))).issuers.len(), 16);
    wrong(
        &format!("{}\n{ISSUER}", sixteen.join("\n")),
        16 * 3 + 1,
        "there are more than 16 issuers",
        "take out those",
    );
}

#[test]
fn urls_that_are_wrong() {
    let example = "write for instance `issuer = ";
    let long = format!("https://login.example.com/{}", "a".repeat(1_000));
    for (url, problem, fix) in [
        ("login.example.com", "is no URL", example),
        ("ftp://login.example.com", "is no URL", example),
        ("HTTPS://login.example.com", "is no URL", example),
        ("https://", "is no URL", example),
        ("https:///path", "is no URL", example),
        ("https://login example.com", "is no URL", example),
        ("https://b\u{fc}cher.example", "is no URL", example),
        ("https://login.example.com:0", "is no URL", example),
        ("https://login.example.com:", "is no URL", example),
        ("https://login.example.com:+443", "is no URL", example),
        ("https://login.example.com:65536", "is no URL", example),
        ("https://[::1", "is no URL", example),
        ("https://[login.example.com]", "is no URL", example),
        ("https://user:secret@login.example.com", "has a user in it", example),
        ("https://login.example.com/#a", "has a fragment", example),
        ("https://login.example.com/?a=b", "has a query in it", example),
        (long.as_str(), "is too long", example),
        (
            "http://login.example.com/a",
            "goes over the network in the clear",
            "write `issuer = \"https://login.example.com/a\"`",
        ),
        (
            "http://10.0.0.1",
            "goes over the network in the clear",
            "write `issuer = \"https://10.0.0.1\"`",
        ),
        (
            "http://localhost.example.com",
            "goes over the network in the clear",
            "write `issuer = ",
        ),
    ] {
        let below = ISSUER.replace("https://login.example.com", url);
        wrong(&below, 2, &format!("`issuer.issuer` {problem}"), fix);
    }
}

#[test]
fn issuers_that_are_wrong() {
    let id = "client_id = \"c\"";
    let secret = "client_secret_file = \"s\"";
    let url = "introspection = \"https://login.example.com/introspect\"";
    for (below, line, problem, fix) in [
        (
            "[[issuer]]\naudience = [\"a\"]".to_owned(),
            1,
            "`issuer.issuer` is missing",
            "write `issuer = ",
        ),
        (
            "[[issuer]]\nissuer = \"https://login.example.com\"".to_owned(),
            1,
            "`issuer.audience` is missing",
            "write `audience = ",
        ),
        (
            ISSUER.replace("[\"gatepost\"]", "[]"),
            3,
            "`issuer.audience` is empty",
            "name what tokens for this server are made for",
        ),
        (
            ISSUER.replace("[\"gatepost\"]", "[\"\"]"),
            3,
            "`issuer.audience` is no text that can be used",
            "write for instance `audience = ",
        ),
        (
            format!("{ISSUER}\nscope = [\"smtp send\"]"),
            4,
            "`issuer.scope` has an entry that is no scope",
            "write for instance `scope = ",
        ),
        (
            format!("{ISSUER}\naccounts = \"all\""),
            4,
            "`issuer.accounts` has a value that is unknown",
            "write ",
        ),
        (
            format!("{ISSUER}\nskew = \"6 min\""),
            4,
            "`issuer.skew` is too large",
            "write `skew = \"5 min\"` or less",
        ),
        (
            format!("{ISSUER}\n{url}\n{id}"),
            1,
            "`issuer.client_secret_file` is missing",
            "write `client_secret_file = ",
        ),
        (
            format!("{ISSUER}\n{url}\n{secret}"),
            1,
            "`issuer.client_id` is missing",
            "write `client_id = ",
        ),
        (
            format!("{ISSUER}\n{id}"),
            4,
            "`issuer.client_id` stands without `introspection`",
            "take it out, or write `introspection = ",
        ),
        (
            format!("{ISSUER}\n{secret}"),
            4,
            "`issuer.client_secret_file` stands without `introspection`",
            "take it out, or write `introspection = ",
        ),
        (
            format!("{ISSUER}\n{id}\n{secret}\nintrospection = 5"),
            6,
            "`issuer.introspection` is of the wrong kind",
            "write `introspection = ",
        ),
        (
            format!("{ISSUER}\n{ISSUER}"),
            5,
            "two sections are for the issuer https://login.example.com",
            "take one of them out",
        ),
    ] {
        wrong(&below, line, problem, fix);
    }
}

#[test]
fn names_of_certificates() {
    let certificate =
        |name: &str| format!("[[client_certificate]]\nname = \"{name}\"\naccount = \"printer@example.com\"");
    let asked = listener("client_ca = \"ca.pem\"");
    let digits = "0123456789abcdef".repeat(4);
    for (name, expected) in [
        ("Printer.example.com".to_owned(), "printer.example.com".to_owned()),
        ("printer".to_owned(), "printer".to_owned()),
        ("B\u{fc}cher.example".to_owned(), "xn--bcher-kva.example".to_owned()),
        ("Printer@Example.com".to_owned(), "printer@example.com".to_owned()),
        (format!("SHA256:{}", digits.to_uppercase()), format!("sha256:{digits}")),
        (format!("sha256:01:{}", &digits[2..]), format!("sha256:{digits}")),
    ] {
        let settings = right(&format!("{asked}{}\n", certificate(&name)));
        let expected = ClientCertificate {
            name: expected,
            account: "printer@example.com".to_owned(),
        };
        assert_eq!(settings.client_certificates, [expected], "{name}");
    }
    // The listener takes one line more.
    let check = |below: &str, line: usize, problem: &str, fix: &str| {
        complains(&format!("{asked}{below}\n"), RIGHT.len() + 1 + line, problem, fix);
    };
    let example = "write for instance `name = ";
    let odd = format!("sha256:g{}", &digits[1..]);
    for name in [
        "",
        "*.example.com",
        "[192.0.2.1]",
        "a b@example.com",
        "@example.com",
        "sha256:",
        "sha256:0123",
        odd.as_str(),
    ] {
        check(
            &certificate(name),
            2,
            "`client_certificate.name` is no name of a certificate",
            example,
        );
    }
    let twice = format!("{}\n{}", certificate("a.example"), certificate("A.example"));
    check(&twice, 5, "the certificate a.example stands twice", "take it out once");
    check(
        "[[client_certificate]]\nname = \"a.example\"",
        1,
        "`client_certificate.account` is missing",
        "write `account = ",
    );
    check(
        "[[client_certificate]]\naccount = \"a\"",
        1,
        "`client_certificate.name` is missing",
        "write `name = ",
    );
    wrong(
        &certificate("a.example"),
        1,
        "there is a `[[client_certificate]]`, and no listener has a `client_ca`",
        "write `client_ca = ",
    );
}

/// What the example says of logins.
pub(super) fn auth_of_the_example() -> (Auth, SendRules, Vec<ClientCertificate>) {
    let auth = Auth {
        default_domain: Some("example.com".to_owned()),
        ..Auth::default()
    };
    let limits = SendLimits {
        messages_hour: Some(500),
        messages_day: Some(2_000),
        recipients_hour: Some(2_000),
        recipients_day: Some(10_000),
    };
    let sending = SendRules {
        limits,
        over: OverLimit::Defer,
    };
    let certificate = ClientCertificate {
        name: "printer.example.com".to_owned(),
        account: "printer@example.com".to_owned(),
    };
    (auth, sending, vec![certificate])
}

#[test]
fn relative_paths_start_at_the_file() {
    let settings = right(&and(&format!(
        "{ISSUER}\nca = \"ca.pem\"\nintrospection = \"https://login.example.com/i\"\nclient_id = \"c\"\n\
         client_secret_file = \"secret\""
    )));
    let issuer = &settings.issuers[0];
    let secret = issuer
        .introspection
        .as_ref()
        .map(|asking| asking.client_secret_file.as_path());
    assert_eq!(issuer.ca.as_deref(), Some(Path::new("/etc/gatepost/ca.pem")));
    assert_eq!(secret, Some(Path::new("/etc/gatepost/secret")));
}
