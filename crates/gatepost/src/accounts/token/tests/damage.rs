//! Damaged tokens, keys, claims and answers: whatever they say, nothing panics, and nobody is let in by a token that its issuer
//! has not made.

use super::super::claims::{Said, judge};
use super::super::jwt::{Claims, Signed, Unverified};
use super::super::keys::KeySet;
use super::super::made_up::part;
use super::*;
use crate::accounts::damage::{Chance, damaged};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::sync::Mutex;

fn right_claims() -> Value {
    json!({"iss": SIGNING, "aud": "mail", "exp": BEGAN_SECONDS + 100, "email": "alice@example.com"})
}

/// Tokens that the issuer has signed.
fn signed(pair: &Pair) -> Vec<String> {
    let headers = [
        json!({"alg": "EdDSA", "kid": "one"}),
        json!({"alg": "EdDSA"}),
        json!({"alg": "EdDSA", "kid": "one", "typ": "at+jwt"}),
    ];
    headers
        .iter()
        .map(|header| pair.sign(header, &right_claims()))
        .collect()
}

/// Tokens that look as if it had: without a signature, with that of another token, of another key, and of whoever takes the
/// public key for a secret.
fn forged(pair: &Pair) -> Vec<String> {
    let mut claims = right_claims();
    claims["email"] = json!("bob@example.com");
    let unsigned = |algorithm: &str| format!("{}.{}", part(&json!({"alg": algorithm, "kid": "one"})), part(&claims));
    let of_another = pair.sign(&json!({"alg": "EdDSA", "kid": "one"}), &right_claims());
    let (_, of_another) = of_another.rsplit_once('.').expect("a signature");
    let public = pair.jwk();
    let public = URL_SAFE_NO_PAD.decode(public["x"].as_str().expect("a key"));
    let secret = hmac::Key::new(hmac::HMAC_SHA256, &public.expect("base64"));
    let hashed = unsigned("HS256");
    let tag = hmac::sign(&secret, hashed.as_bytes());
    let tag: &[u8] = tag.as_ref();
    vec![
        format!("{}.", unsigned("none")),
        format!("{}.", unsigned("EdDSA")),
        format!("{}.{of_another}", unsigned("EdDSA")),
        format!("{hashed}.{}", URL_SAFE_NO_PAD.encode(tag)),
        Pair::new("one").sign(&json!({"alg": "EdDSA", "kid": "one"}), &claims),
    ]
}

/// The token with damage in its text, with a part of another one, or with damage in what a part stands for.
fn tampered(token: &str, others: &[String], chance: &mut Chance) -> String {
    let how = chance.below(4);
    if how == 0 {
        return String::from_utf8_lossy(&damaged(token.as_bytes(), TOKEN_WORDS, chance)).into_owned();
    }
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let place = chance.below(parts.len());
    parts[place] = if how == 1 {
        let other = &others[chance.below(others.len())];
        other.split('.').nth(place).unwrap_or_default().to_owned()
    } else {
        let octets = URL_SAFE_NO_PAD.decode(&parts[place]).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(damaged(&octets, JSON_WORDS, chance))
    };
    parts.join(".")
}

#[tokio::test]
async fn only_what_the_issuer_has_signed_lets_in() {
    let pair = Pair::new("one");
    let server = internet(&pair);
    let tokens = tokens(&server, vec![issuer(SIGNING)]);
    let signed = signed(&pair);
    let all = [signed.clone(), forged(&pair)].concat();
    let mut chance = Chance(1);
    let (mut right, mut wrongly_signed, mut invalid, mut unknown) = (0, 0, 0, 0);
    for _ in 0..6_000 {
        let token = &all[chance.below(all.len())];
        let token = match chance.below(6) {
            0 => token.clone(),
            _ => tampered(token, &all, &mut chance),
        };
        match tokens.check(&token).await {
            Ok(bearer) => {
                assert!(signed.contains(&token), "{token}");
                assert_eq!(bearer.login, "alice@example.com", "{token}");
                right += 1;
            }
            Err(TokenError::Invalid(why)) => {
                assert!(!signed.contains(&token), "{token}: {why}");
                assert!(!why.chars().any(char::is_control), "{token}: {why:?}");
                wrongly_signed += usize::from(why.contains("signature is wrong"));
                invalid += 1;
            }
            // Its key is not among those that were fetched a moment ago.
            Err(TokenError::Unavailable(why)) => {
                assert!(!signed.contains(&token), "{token}: {why}");
                unknown += 1;
            }
        }
    }
    let reached = [right, wrongly_signed, invalid, unknown];
    assert!(reached.iter().all(|count| *count >= 100), "{reached:?}");
}

#[test]
fn only_the_keys_that_are_there_make_a_signature_right() {
    let (pair, foreign) = (Pair::new("one"), Pair::new("two"));
    let rsa = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "one"});
    let curve = |name: &str| json!({"kty": "EC", "crv": name, "x": "AAAA", "y": "AAAA", "use": "sig"});
    let secret = json!({"kty": "oct", "k": "AAAA", "alg": "HS256", "kid": "one"});
    let documents = [
        json!({"keys": [pair.jwk()]}).to_string(),
        json!({"keys": [foreign.jwk(), pair.jwk()]}).to_string(),
        json!({"keys": [foreign.jwk()]}).to_string(),
        json!({"keys": [rsa, curve("P-256"), curve("P-384"), secret, pair.jwk()]}).to_string(),
    ];
    let token = |algorithm: &str| pair.sign(&json!({"alg": algorithm}), &right_claims());
    let tokens: Vec<String> = ["EdDSA", "EdDSA", "RS256", "PS512", "ES256", "ES384", "HS256", "none"]
        .into_iter()
        .map(token)
        .collect();
    let mut chance = Chance(1);
    let (mut right, mut not_right, mut no_set) = (0, 0, 0);
    for _ in 0..10_000 {
        let document = &documents[chance.below(documents.len())];
        let document = damaged(document.as_bytes(), JSON_WORDS, &mut chance);
        let shown = String::from_utf8_lossy(&document);
        let Ok(keys) = KeySet::parse(&document) else {
            no_set += 1;
            continue;
        };
        assert!((1..=100).contains(&keys.len()), "{shown}");
        let place = chance.below(tokens.len());
        let jwt = Unverified::read(&tokens[place]).expect("it has the form");
        match jwt.verify(&keys) {
            Signed::Right(claims) => {
                assert_eq!(Value::Object(claims), right_claims());
                assert!(place < 2 && has_key(&document, &pair), "{shown}");
                right += 1;
            }
            Signed::Wrong(_) | Signed::Unknown(_) => not_right += 1,
        }
    }
    let reached = [right, not_right, no_set];
    assert!(reached.iter().all(|count| *count >= 100), "{reached:?}");
}

/// Whether the public key is in the document, whatever stands around it.
fn has_key(document: &[u8], pair: &Pair) -> bool {
    let document: Value = serde_json::from_slice(document).expect("it was read before");
    let public = pair.jwk();
    let keys = document["keys"].as_array().expect("a list");
    keys.iter().any(|key| key["x"] == public["x"])
}

#[test]
fn claims_are_judged_by_what_they_say() {
    let issuer = issuer(SIGNING);
    let now = Timestamp::from_micros(BEGAN_SECONDS * 1_000_000);
    let earliest = Timestamp::from_micros((BEGAN_SECONDS - 60) * 1_000_000);
    let mut more = right_claims();
    more["aud"] = json!(["other", "mail"]);
    more["nbf"] = json!(BEGAN_SECONDS);
    more["iat"] = json!(1.5e9);
    more["email_verified"] = json!(true);
    let documents = [
        right_claims().to_string(),
        more.to_string(),
        json!({"aud": "mail", "email": "alice@example.com"}).to_string(),
    ];
    let mut chance = Chance(1);
    let (mut good, mut bad, mut no_claims) = (0, 0, 0);
    for _ in 0..20_000 {
        let document = &documents[chance.below(documents.len())];
        let document = damaged(document.as_bytes(), JSON_WORDS, &mut chance);
        let shown = String::from_utf8_lossy(&document);
        let Ok(claims) = serde_json::from_slice::<Claims>(&document) else {
            no_claims += 1;
            continue;
        };
        let said = chance.one(&[Said::Signed, Said::Asked]);
        match judge(&claims, &issuer, now, said) {
            Ok(bearer) => {
                let login = bearer.login.as_str();
                assert_eq!(claims.get("email").and_then(Value::as_str), Some(login), "{shown}");
                assert!(!login.is_empty() && !login.chars().any(char::is_control), "{shown}");
                let is_for_us = match claims.get("aud") {
                    Some(Value::Array(all)) => all.iter().any(|one| one == "mail"),
                    one => one.is_some_and(|one| one == "mail"),
                };
                assert!(is_for_us && bearer.issuer == SIGNING, "{shown}");
                assert!(bearer.expires.is_some() || said == Said::Asked, "{shown}");
                assert!(bearer.expires.is_none_or(|end| end > earliest), "{shown}");
                good += 1;
            }
            Err(why) => {
                assert!(!why.chars().any(char::is_control), "{shown}: {why:?}");
                bad += 1;
            }
        }
    }
    let reached = [good, bad, no_claims];
    assert!(reached.iter().all(|count| *count >= 500), "{reached:?}");
}

#[tokio::test]
async fn only_an_issuer_that_says_so_lets_in_whom_it_is_asked_about() {
    let said = Arc::new(Mutex::new(Vec::new()));
    let says = said.clone();
    let server = Server::new(move |_| Some(says.lock().expect("no panic").clone()));
    let tokens = tokens(&server, vec![asked("http://localhost/a")]);
    let documents = [
        json!({"active": true, "aud": "mail", "email": "alice@example.com"}).to_string(),
        json!({"active": true, "aud": ["mail"], "email": "a@example.com", "exp": BEGAN_SECONDS + 100}).to_string(),
        json!({"active": false}).to_string(),
    ];
    let mut chance = Chance(1);
    let (mut good, mut bad, mut no_answer) = (0, 0, 0);
    for round in 0..1_500 {
        let document = &documents[chance.below(documents.len())];
        let document = match chance.below(6) {
            0 => document.clone(),
            _ => String::from_utf8_lossy(&damaged(document.as_bytes(), JSON_WORDS, &mut chance)).into_owned(),
        };
        *said.lock().expect("no panic") = answer(200, &document);
        // A good answer is kept for a while, so no token comes twice.
        match tokens.check(&format!("token{round}")).await {
            Ok(bearer) => {
                let claims: Value = serde_json::from_str(&document).expect("it was read before");
                assert_eq!(claims["active"], Value::Bool(true), "{document}");
                assert_eq!(claims["email"], Value::String(bearer.login), "{document}");
                good += 1;
            }
            Err(TokenError::Invalid(why)) => {
                assert!(!why.chars().any(char::is_control), "{document}: {why:?}");
                bad += 1;
            }
            Err(TokenError::Unavailable(why)) => {
                assert!(!why.chars().any(char::is_control), "{document}: {why:?}");
                no_answer += 1;
            }
        }
    }
    let reached = [good, bad, no_answer];
    assert!(reached.iter().all(|count| *count >= 50), "{reached:?}");
}

const TOKEN_WORDS: &[&[u8]] = &[
    b".", b"..", b"=", b"e30", b"eyJ", b"A", b"-", b"_", b"+", b"/", b" ", b"\0",
];

const JSON_WORDS: &[&[u8]] = &[
    b"\"", b"\\", b"{", b"}", b"[", b"]", b":", b",", b"0", b"9", b"-", b"e9", b".5", b"null", b"true", b"false",
    b"none", b"HS256", b"\"kid", b"\"aud", b"\"exp", b"\"crit", b"mail", b"\\n", b"\\u0000", b"\xff",
];
