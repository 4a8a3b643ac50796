//! Which issuer a token is for, and what a client hears of one that was refused. What makes a token good is tested beside the
//! code for each part, and against a real issuer in `tests/tokens.rs`.

use super::made_up::{Pair, issuer};
use super::*;
use crate::config::Introspection;
use crate::fetch::made_up::{BEGAN_SECONDS, Hands, NoHandshake, Server, fetch, json as answer};
use serde_json::json;
use std::path::PathBuf;

mod damage;

const SIGNING: &str = "http://localhost/signing";

fn asked(name: &str) -> Issuer {
    Issuer {
        introspection: Some(Introspection {
            url: format!("{name}/introspect"),
            client_id: "gate".to_owned(),
            client_secret_file: PathBuf::new(),
        }),
        ..issuer(name)
    }
}

/// One issuer that signs, and two that are asked: `a` knows what begins with `a`, `b` what begins with `b`.
fn tokens(server: &Arc<Server>, issuers: Vec<Issuer>) -> Tokens {
    let clock = Hands::still();
    let gear = |issuer| IssuerGear {
        issuer,
        client_secret: None,
        tls: Arc::new(NoHandshake),
    };
    Tokens::new(issuers.into_iter().map(gear).collect(), fetch(server, &clock), clock)
}

fn all() -> Vec<Issuer> {
    vec![
        issuer(SIGNING),
        asked("http://localhost/a"),
        asked("http://localhost/b"),
    ]
}

fn internet(pair: &Pair) -> Arc<Server> {
    let keys = json!({ "keys": [pair.jwk()] }).to_string();
    let metadata = json!({"issuer": SIGNING, "jwks_uri": "http://localhost/keys"}).to_string();
    let active = |login: &str| json!({"active": true, "aud": "mail", "email": login}).to_string();
    Server::new(move |asked| {
        let (what, body) = (asked.what.as_str(), asked.body.as_str());
        Some(match what {
            "GET /signing/.well-known/openid-configuration" => answer(200, &metadata),
            "GET /keys" => answer(200, &keys),
            "POST /a/introspect" if body.starts_with("token=a") => answer(200, &active("a@example.com")),
            "POST /b/introspect" if body.starts_with("token=b") => answer(200, &active("b@example.com")),
            "POST /a/introspect" if body.starts_with("token=x") => answer(500, ""),
            "POST /a/introspect" | "POST /b/introspect" => answer(200, r#"{"active":false}"#),
            _ => answer(404, ""),
        })
    })
}

/// The login, or `-` and a part of why it is invalid, or `!` and a part of why that is not known.
async fn check(tokens: &Tokens, token: &str, expected: &str) {
    let found = match tokens.check(token).await {
        Ok(bearer) => bearer.login,
        Err(TokenError::Invalid(why)) => format!("-{why}"),
        Err(TokenError::Unavailable(why)) => format!("!{why}"),
    };
    let is_same = found.get(..1) == expected.get(..1) && found.contains(&expected[1..]);
    assert!(is_same, "{token}: {found}, and not {expected}");
}

#[tokio::test]
async fn whose_token_it_is() {
    let pair = Pair::new("one");
    let server = internet(&pair);
    let tokens = tokens(&server, all());
    let token = |issuer: &str| {
        let claims = json!({
            "iss": issuer, "aud": "mail", "exp": BEGAN_SECONDS + 100, "email": "alice@example.com",
        });
        pair.sign(&json!({"alg": "EdDSA", "kid": "one"}), &claims)
    };
    check(&tokens, &token(SIGNING), "alice@example.com").await;
    check(&tokens, &token("http://localhost/signing/"), "alice@example.com").await;
    check(&tokens, &token("http://localhost/other"), "-which is none of those").await;
    // It has the form of one that `a` has signed; but `a` wants to be asked, and does not know it.
    check(&tokens, &token("http://localhost/a"), "-does not know it").await;
    check(&tokens, "abc", "a@example.com").await;
    check(&tokens, "bcd", "b@example.com").await;
    check(&tokens, "cde", "-http://localhost/a: its issuer does not know it").await;
    // `a` could have known it.
    check(&tokens, "xyz", "!the status 500").await;
    check(&tokens, "", "-characters").await;
    check(&tokens, "a b", "-characters").await;
    check(&tokens, "a\r\nb", "-characters").await;
    check(&tokens, "a=b", "-characters").await;
    check(&tokens, &"a".repeat(8_193), "-more than 8192 octets").await;
    check(&tokens, &"a".repeat(8_192), "a@example.com").await;
    // What names its issuer is nobody else's business.
    let asked = server.asked();
    let foreign = token("http://localhost/other");
    assert!(!asked.iter().any(|asked| asked.body.contains(&foreign)));
}

#[tokio::test]
async fn where_nobody_is_asked() {
    let server = internet(&Pair::new("one"));
    let none = tokens(&server, Vec::new());
    assert!(none.is_empty());
    check(&none, "abc", "-does not say whose it is").await;
    let signing = tokens(&server, vec![issuer(SIGNING)]);
    assert!(!signing.is_empty());
    check(&signing, "abc", "-does not say whose it is").await;
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn what_a_refused_client_hears() {
    let server = internet(&Pair::new("one"));
    let mut first = issuer("https://login.example.com/realm/");
    first.scopes = vec!["smtp".to_owned(), "mail".to_owned()];
    let mut example = issuer("https://example.com");
    example.scopes = vec!["example_scope".to_owned()];
    for (issuers, expected) in [
        (
            vec![first, issuer(SIGNING)],
            r#"{"status":"invalid_token","scope":"smtp mail","openid-configuration":"https://login.example.com/realm/.well-known/openid-configuration"}"#,
        ),
        (
            vec![issuer("https://login.example.com")],
            r#"{"status":"invalid_token","openid-configuration":"https://login.example.com/.well-known/openid-configuration"}"#,
        ),
        // RFC 7628 §4.3
        (
            vec![example],
            r#"{"status":"invalid_token","scope":"example_scope","openid-configuration":"https://example.com/.well-known/openid-configuration"}"#,
        ),
        (Vec::new(), r#"{"status":"invalid_token"}"#),
    ] {
        assert_eq!(tokens(&server, issuers).challenge(), expected);
    }
}

#[tokio::test]
async fn how_it_stands_with_each() {
    let server = internet(&Pair::new("one"));
    let mut issuers = all();
    issuers.push(issuer("http://localhost/other"));
    let found: Vec<String> = tokens(&server, issuers)
        .probe(smtp::Moment::from_secs(15))
        .await
        .into_iter()
        .map(|probed| format!("{} {:?}", probed.issuer, probed.found))
        .collect();
    assert_eq!(
        found[..3],
        [
            r#"http://localhost/signing Ok("1 key at http://localhost/keys")"#,
            r#"http://localhost/a Ok("http://localhost/a/introspect answers")"#,
            r#"http://localhost/b Ok("http://localhost/b/introspect answers")"#,
        ]
    );
    assert!(found[3].starts_with("http://localhost/other Err("), "{}", found[3]);
}

#[tokio::test]
async fn nothing_secret_is_shown() {
    let server = internet(&Pair::new("one"));
    let gear = IssuerGear {
        issuer: asked("http://localhost/a"),
        client_secret: Some(Zeroizing::new("hush".to_owned())),
        tls: Arc::new(NoHandshake),
    };
    let clock = Hands::still();
    let tokens = Tokens::new(vec![gear], fetch(&server, &clock), clock);
    assert_eq!(format!("{tokens:?}"), r#"["http://localhost/a"]"#);
    let why = tokens
        .check("xyz")
        .await
        .expect_err("the issuer has failed")
        .to_string();
    assert!(!why.contains("xyz") && !why.contains("hush"), "{why}");
}
