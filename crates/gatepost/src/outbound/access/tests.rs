//! What is asked of a token endpoint, and what comes of its answers: those of Microsoft and Google are as they document them.

use super::*;
use crate::fetch::made_up::{Hands, NoHandshake, Server, json as answer, world};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// learn.microsoft.com, "OAuth 2.0 client credentials flow", "Successful response".
const MICROSOFT: &str = r#"{
  "token_type": "Bearer",
  "expires_in": 3599,
  "access_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6Ik1uQ19WWmNBVGZNNXBP..."
}"#;
const MICROSOFT_TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6Ik1uQ19WWmNBVGZNNXBP...";
/// The same page, "Error response".
const MICROSOFT_ERROR: &str = r#"{
  "error": "invalid_scope",
  "error_description": "AADSTS70011: The provided value for the input parameter 'scope' is not valid. The scope https://foo.microsoft.com/.default is not valid.\r\nTrace ID: 255d1aef-8c98-452f-ac51-23d051240864\r\nCorrelation ID: fb3d2015-bc17-4bb9-bb85-30c5cf1aaaa7\r\nTimestamp: 2016-01-09 02:02:12Z",
  "error_codes": [
    70011
  ],
  "timestamp": "YYYY-MM-DD HH:MM:SSZ",
  "trace_id": "255d1aef-8c98-452f-ac51-23d051240864",
  "correlation_id": "fb3d2015-bc17-4bb9-bb85-30c5cf1aaaa7"
}"#;
/// learn.microsoft.com, "OAuth 2.0 authorization code flow", "Refresh the access token"; without the comma behind the last
/// member.
const MICROSOFT_REFRESHED: &str = r#"{
    "access_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6Ik5HVEZ2ZEstZnl0aEV1Q...",
    "token_type": "Bearer",
    "expires_in": 3599,
    "scope": "https%3A%2F%2Fgraph.microsoft.com%2Fmail.read",
    "refresh_token": "AwABAAAAvPM1KaPlrEqdFSBzjqfTGAMxZGUTdM0t4B4...",
    "id_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.eyJhdWQiOiIyZDRkMTFhMi1mODE0LTQ2YTctOD..."
}"#;
/// developers.google.com, "Using OAuth 2.0 for Web Server Applications", "Refreshing an access token".
const GOOGLE: &str = r#"{
  "access_token": "1/fFAGRNJru1FTz70BzhT3Zg",
  "expires_in": 3920,
  "scope": "https://www.googleapis.com/auth/drive.metadata.readonly",
  "token_type": "Bearer"
}"#;
/// What it says of a refresh token that was revoked, or not used for six months.
const GOOGLE_ERROR: &str = r#"{
  "error": "invalid_grant",
  "error_description": "Token has been expired or revoked."
}"#;

/// What was kept of refresh tokens; where it is full, nothing can be.
#[derive(Default)]
struct Drawer {
    kept: Mutex<Vec<String>>,
    is_full: bool,
}

struct Place {
    server: Arc<Server>,
    clock: Arc<Hands>,
    drawer: Arc<Drawer>,
    tokens: AccessTokens,
}

/// A client of an endpoint that gives these answers, one after the other and the last for ever.
fn client(refresh_token: Option<&str>, answers: &[(u16, &str)], drawer: Drawer) -> Place {
    let answers: Vec<Vec<u8>> = answers
        .iter()
        .map(|(status, document)| answer(*status, document))
        .collect();
    let count = AtomicUsize::new(0);
    let server = Server::new(move |_| {
        let at = count.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
        Some(answers[at].clone())
    });
    let (clock, drawer) = (Hands::still(), Arc::new(drawer));
    let keeps = drawer.clone();
    let gear = AccessGear {
        grant: TokenGrant {
            endpoint: "http://localhost:8080/TENANT/oauth2/v2.0/token".to_owned(),
            client_id: "535fb089-9ff3-47b6-9bfb-4f1264799865".to_owned(),
            client_secret_file: None,
            refresh_token_file: refresh_token.map(|_| PathBuf::from("/refresh")),
            scope: refresh_token
                .is_none()
                .then(|| "https://outlook.office365.com/.default".to_owned()),
        },
        client_secret: Some(Zeroizing::new("qWgdYAmab0YSkuL1qKv5bPX".to_owned())),
        refresh_token: refresh_token.map(|token| Zeroizing::new(token.to_owned())),
        keep: Arc::new(move |token| {
            if keeps.is_full {
                return Err(io::ErrorKind::StorageFull.into());
            }
            keeps.kept.lock().expect("no panic").push(token.to_owned());
            Ok(())
        }),
        tls: Arc::new(NoHandshake),
    };
    let tokens = AccessTokens::new(gear, &world(&server, &clock), &[]);
    Place {
        server,
        clock,
        drawer,
        tokens,
    }
}

impl Place {
    async fn get(&self) -> String {
        self.tokens.get().await.expect("a token").to_string()
    }

    fn kept(&self) -> Vec<String> {
        self.drawer.kept.lock().expect("no panic").clone()
    }

    /// What the endpoint was asked the last time.
    fn form(&self) -> BTreeMap<String, String> {
        let asked = self.server.asked().pop().expect("it was asked");
        assert_eq!(asked.what, "POST /TENANT/oauth2/v2.0/token");
        assert!(!asked.fields.contains("authorization"), "{}", asked.fields);
        let fields = asked.body.split('&').filter_map(|field| field.split_once('='));
        fields
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }
}

fn form(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    fields.iter().map(owned).collect()
}

#[tokio::test]
async fn client_credentials_as_microsoft_has_them() {
    let place = client(None, &[(200, MICROSOFT)], Drawer::default());
    assert_eq!(place.get().await, MICROSOFT_TOKEN);
    assert_eq!(
        place.form(),
        form(&[
            ("client_id", "535fb089-9ff3-47b6-9bfb-4f1264799865"),
            ("scope", "https%3A%2F%2Foutlook.office365.com%2F.default"),
            ("client_secret", "qWgdYAmab0YSkuL1qKv5bPX"),
            ("grant_type", "client_credentials"),
        ])
    );
    // Until a minute before its end.
    place.clock.pass(3_538);
    place.get().await;
    assert_eq!(place.server.asked().len(), 1);
    place.clock.pass(1);
    place.get().await;
    assert_eq!(place.server.asked().len(), 2);
    assert!(place.kept().is_empty());
}

#[tokio::test]
async fn a_refresh_token_as_google_has_it() {
    let place = client(
        Some("1//xEoDL4iW3cxlI7yDbSRFYNG01kVKM2C-259HOF2aQbI"),
        &[(200, GOOGLE)],
        Drawer::default(),
    );
    assert_eq!(place.get().await, "1/fFAGRNJru1FTz70BzhT3Zg");
    assert_eq!(
        place.form(),
        form(&[
            ("client_id", "535fb089-9ff3-47b6-9bfb-4f1264799865"),
            ("client_secret", "qWgdYAmab0YSkuL1qKv5bPX"),
            ("refresh_token", "1%2F%2FxEoDL4iW3cxlI7yDbSRFYNG01kVKM2C-259HOF2aQbI"),
            ("grant_type", "refresh_token"),
        ])
    );
    assert!(place.kept().is_empty());
}

#[tokio::test]
async fn a_new_refresh_token_takes_the_place_of_the_old_one() {
    for is_full in [false, true] {
        let drawer = Drawer {
            is_full,
            ..Drawer::default()
        };
        let place = client(Some("old"), &[(200, MICROSOFT_REFRESHED)], drawer);
        let new = "AwABAAAAvPM1KaPlrEqdFSBzjqfTGAMxZGUTdM0t4B4...";
        assert!(place.get().await.starts_with("eyJ0eXAi"));
        assert_eq!(place.form()["refresh_token"], "old");
        let expected: &[&str] = if is_full { &[] } else { &[new] };
        assert_eq!(place.kept(), expected);
        // The same again is nothing new.
        place.clock.pass(3_600);
        place.get().await;
        assert_eq!(place.form()["refresh_token"], new);
        assert_eq!(place.kept(), expected);
    }
}

#[tokio::test]
async fn one_asks_for_all() {
    let place = client(None, &[(200, MICROSOFT)], Drawer::default());
    let (one, other) = tokio::join!(place.get(), place.get());
    assert_eq!((one.as_str(), other.as_str()), (MICROSOFT_TOKEN, MICROSOFT_TOKEN));
    assert_eq!(place.server.asked().len(), 1);

    let vain = client(None, &[(500, ""), (200, MICROSOFT)], Drawer::default());
    let (one, other) = tokio::join!(vain.tokens.get(), vain.tokens.get());
    assert!(one.is_err() && other.is_err());
    assert!(vain.tokens.get().await.is_err());
    assert_eq!(vain.server.asked().len(), 1);
    vain.clock.pass(5);
    assert_eq!(vain.get().await, MICROSOFT_TOKEN);
}

#[tokio::test]
async fn a_token_that_the_smarthost_does_not_take() {
    let place = client(None, &[(200, MICROSOFT)], Drawer::default());
    place.get().await;
    assert!(place.tokens.refused("one from before"));
    place.get().await;
    assert_eq!(place.server.asked().len(), 1);
    place.clock.pass(59);
    // Two connections used it.
    assert!(!place.tokens.refused(MICROSOFT_TOKEN) && !place.tokens.refused(MICROSOFT_TOKEN));
    place.get().await;
    assert_eq!(place.server.asked().len(), 2);
    place.clock.pass(60);
    assert!(place.tokens.refused(MICROSOFT_TOKEN) && place.tokens.refused(MICROSOFT_TOKEN));
    place.get().await;
    assert_eq!(place.server.asked().len(), 3);
}

/// Whether a person is needed, and a part of why there is no token.
async fn check(status: u16, document: &str, expected: (bool, &str)) {
    let place = client(Some("hushhush"), &[(status, document)], Drawer::default());
    let error = place.tokens.get().await.expect_err("there is no token");
    assert_eq!(error.needs_person, expected.0, "{error}");
    assert!(error.why.contains(expected.1), "{error}");
    assert!(
        error.why.chars().count() < 400 && !error.why.contains(char::is_control),
        "{error}"
    );
    assert!(
        !error.why.contains("hushhush") && !error.why.contains("qWgdYAmab0YSkuL1qKv5bPX"),
        "{error}"
    );
    let debug = format!("{:?}", place.tokens);
    assert!(
        debug.contains("535fb089") && !debug.contains("hushhush") && !debug.contains("qWgd"),
        "{debug}"
    );
}

#[tokio::test]
async fn why_there_is_no_token() {
    let microsoft = "/TENANT/oauth2/v2.0/token says invalid_scope: AADSTS70011: The provided value for the input parameter \
        'scope' is not valid. The scope https://foo.microsoft.com/.default is not valid. Trace ID: 255d1aef";
    check(400, MICROSOFT_ERROR, (true, microsoft)).await;
    check(
        400,
        GOOGLE_ERROR,
        (true, "says invalid_grant: Token has been expired or revoked."),
    )
    .await;
    check(401, r#"{"error":"invalid_client"}"#, (true, "says invalid_client")).await;
    check(
        400,
        r#"{"error":"unauthorized_client"}"#,
        (true, "says unauthorized_client"),
    )
    .await;
    check(
        503,
        r#"{"error":"temporarily_unavailable"}"#,
        (false, "says temporarily_unavailable"),
    )
    .await;
    check(429, "slow down", (false, "the status 429")).await;
    let quoting = r#"{"error":"invalid_client","error_description":"hushhush and qWgdYAmab0YSkuL1qKv5bPX are wrong"}"#;
    check(401, quoting, (true, "… and … are wrong")).await;
    let long = format!(r#"{{"error":"x","error_description":"{}"}}"#, "a ".repeat(1_000));
    check(400, &long, (false, "says x: a a")).await;
    check(302, "", (false, "redirects are not followed")).await;
    check(200, "<html>", (false, "holds no token")).await;
    check(200, r#"{"token_type":"Bearer"}"#, (false, "holds no token")).await;
    check(200, r#"{"access_token":""}"#, (false, "cannot be sent")).await;
    check(200, r#"{"access_token":"a\u0001b"}"#, (false, "cannot be sent")).await;
    check(
        200,
        r#"{"access_token":"a","token_type":"mac"}"#,
        (false, "another kind"),
    )
    .await;
}

#[test]
fn how_long_a_token_is_good() {
    for (expires_in, seconds) in [
        ("3599", 3_599),
        ("\"3599\"", 3_599),
        ("3599.9", 3_599),
        ("null", 3_600),
        ("\"soon\"", 3_600),
        ("-1", 0),
        ("0", 0),
        ("1e30", 86_400),
    ] {
        let value: Value = serde_json::from_str(expires_in).expect("JSON");
        assert_eq!(life(Some(&value)).as_secs(), seconds, "{expires_in}");
    }
    assert_eq!(life(None), LIFE);
}

#[tokio::test]
async fn a_short_life_is_used_up_to_its_half() {
    let short = r#"{"access_token":"a","token_type":"bearer","expires_in":60}"#;
    let place = client(None, &[(200, short)], Drawer::default());
    place.get().await;
    place.clock.pass(29);
    place.get().await;
    assert_eq!(place.server.asked().len(), 1);
    place.clock.pass(1);
    place.get().await;
    assert_eq!(place.server.asked().len(), 2);
}

/// Behind a reload the file may be behind what the endpoint has said, and the token is good still.
#[tokio::test]
async fn whoever_has_the_same_grant_goes_on_with_it() {
    let place = client(
        Some("first"),
        &[(200, MICROSOFT_REFRESHED), (200, MICROSOFT)],
        Drawer::default(),
    );
    place.get().await;
    assert_eq!(place.kept().len(), 1);
    let next = &place.kept()[0];
    let again = |refresh_token: &str, scope: Option<&str>| {
        let mut gear = place.tokens.0.gear.clone();
        gear.refresh_token = Some(Zeroizing::new(refresh_token.to_owned()));
        gear.grant.scope = scope.map(str::to_owned);
        let world = world(&place.server, &place.clock);
        AccessTokens::new(gear, &world, std::slice::from_ref(&place.tokens))
    };
    // The file holds what was kept in it.
    again(next, None).get().await.expect("a token");
    assert_eq!(place.server.asked().len(), 1);
    // Somebody has consented anew, or to something else.
    for (refresh_token, scope) in [("consented", None), (next.as_str(), Some("other"))] {
        let before = place.server.asked().len();
        again(refresh_token, scope).get().await.expect("a token");
        assert_eq!(place.server.asked().len(), before + 1, "{refresh_token}");
        assert_eq!(place.form()["refresh_token"].as_str(), refresh_token);
    }
}
