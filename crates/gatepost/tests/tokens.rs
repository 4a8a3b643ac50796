//! Access tokens against an issuer on this machine, over real sockets: those that clients log in with, by signature and by
//! question, and those that we get for smarthosts. Nothing here speaks to Microsoft or to Google.

mod issuer;

use futures_util::future::BoxFuture;
use gatepost::accounts::token::{IssuerGear, TokenError, Tokens};
use gatepost::config::{Introspection, Issuer, TokenAccounts, TokenGrant};
use gatepost::fetch::Fetch;
use gatepost::outbound::access::{AccessGear, AccessTokens};
use gatepost::world::os::{self, OsClock};
use gatepost::world::tls::RustlsClient;
use gatepost::world::{Clock, World};
use issuer::{Asked, Key, Server, part};
use mail::Timestamp;
use rustls::RootCertStore;
use serde_json::{Value, json};
use smtp::Moment;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use zeroize::Zeroizing;

/// The real time, of which some can be left out.
#[derive(Default)]
struct Ahead {
    clock: OsClock,
    seconds: AtomicU64,
}

impl Ahead {
    fn skip(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    fn skipped(&self) -> Duration {
        Duration::from_secs(self.seconds.load(Ordering::SeqCst))
    }
}

impl Clock for Ahead {
    fn now(&self) -> Moment {
        self.clock.now() + self.skipped()
    }

    fn date(&self) -> Timestamp {
        self.clock.date().plus(self.skipped())
    }

    fn sleep_until(&self, until: Moment) -> BoxFuture<'static, ()> {
        self.clock.sleep_until(until.saturating_sub(self.skipped()))
    }
}

fn world(clock: &Arc<Ahead>) -> World {
    World {
        clock: clock.clone(),
        ..os::world()
    }
}

/// Where an issuer publishes what it has, and of whom its tokens are.
struct Realm {
    server: Server,
    /// Its name.
    name: String,
    keys: Arc<Mutex<Value>>,
    clock: Arc<Ahead>,
}

/// More than anything takes that answers at all.
const PATIENCE: Duration = Duration::from_secs(60);
const KEYS: &str = "GET /keys";

impl Realm {
    async fn open(keys: &[&Key]) -> Self {
        Self::open_with("http", keys).await
    }

    async fn open_with(scheme: &'static str, keys: &[&Key]) -> Self {
        let published = Arc::new(Mutex::new(set(keys)));
        let own = published.clone();
        let answers = move |asked: &Asked| match asked.what.as_str() {
            "GET /realm/.well-known/openid-configuration" => {
                let base = format!("{scheme}://{}", asked.host);
                let metadata = json!({
                    "issuer": format!("{base}/realm"),
                    "jwks_uri": format!("{base}/keys"),
                    "introspection_endpoint": format!("{base}/introspect"),
                    "id_token_signing_alg_values_supported": ["RS256"],
                });
                (200, metadata.to_string())
            }
            KEYS => (200, own.lock().expect("no panic").to_string()),
            "POST /introspect" => introspect(asked),
            _ => (404, "{}".to_owned()),
        };
        let server = if scheme == "https" {
            Server::start_tls(answers).await
        } else {
            Server::start(answers).await
        };
        Self {
            name: format!("{scheme}://localhost:{}/realm", server.address.port()),
            server,
            keys: published,
            clock: Arc::default(),
        }
    }

    fn publish(&self, keys: &[&Key]) {
        *self.keys.lock().expect("no panic") = set(keys);
    }

    fn config(&self) -> Issuer {
        Issuer {
            issuer: self.name.clone(),
            audiences: vec!["mail.example.com".to_owned(), "mail".to_owned()],
            scopes: vec!["smtp".to_owned()],
            account_claim: "email".to_owned(),
            domains: Vec::new(),
            accounts: TokenAccounts::Known,
            skew: Duration::from_secs(60),
            introspection: None,
            ca: None,
        }
    }

    fn tokens(&self) -> Tokens {
        self.tokens_of(self.config(), RootCertStore::empty())
    }

    fn tokens_of(&self, issuer: Issuer, roots: RootCertStore) -> Tokens {
        let gear = IssuerGear {
            issuer,
            client_secret: Some(Zeroizing::new("secret of the gate".to_owned())),
            tls: Arc::new(RustlsClient::new(roots)),
        };
        Tokens::new(vec![gear], Fetch::new(&world(&self.clock)), self.clock.clone())
    }

    /// What a good token claims now, but for these changes; null stands for a claim that is not there.
    fn claims(&self, changes: Value) -> Value {
        let now = self.clock.date().seconds();
        let mut claims = json!({
            "iss": self.name, "aud": ["mail", "other"], "scope": "openid smtp", "exp": now + 600, "nbf": now, "iat": now,
            "sub": "4711", "email": "alice@example.com", "email_verified": true,
        });
        for (claim, value) in changes.as_object().expect("an object") {
            claims[claim.as_str()] = value.clone();
        }
        claims
            .as_object_mut()
            .expect("an object")
            .retain(|_, value| !value.is_null());
        claims
    }
}

fn set(keys: &[&Key]) -> Value {
    let keys: Vec<Value> = keys.iter().map(|key| key.jwk()).collect();
    json!({ "keys": keys })
}

/// RFC 7662 §2: knows one token, and who may ask.
fn introspect(asked: &Asked) -> (u16, String) {
    // gate:secret+of+the+gate
    if asked.authorization != "Basic Z2F0ZTpzZWNyZXQrb2YrdGhlK2dhdGU=" {
        return (401, r#"{"error":"invalid_client"}"#.to_owned());
    }
    let answer = if asked.body == "token=mF_9.B5f-4.1JqM&token_type_hint=access_token" {
        json!({"active": true, "aud": "mail", "scope": "smtp", "email": "alice@example.com", "token_type": "Bearer"})
    } else {
        json!({"active": false})
    };
    (200, answer.to_string())
}

/// The login, or `-` and a part of why it is invalid, or `!` and a part of why that is not known.
async fn check(tokens: &Tokens, token: &str, expected: &str) {
    let found = match tokens.check(token).await {
        Ok(bearer) => {
            assert_eq!(bearer.accounts, TokenAccounts::Known);
            bearer.login
        }
        Err(TokenError::Invalid(why)) => format!("-{why}"),
        Err(TokenError::Unavailable(why)) => format!("!{why}"),
    };
    let is_same = found.get(..1) == expected.get(..1) && found.contains(&expected[1..]);
    assert!(is_same, "{token}: {found}, and not {expected}");
}

const ALICE: &str = "alice@example.com";

#[tokio::test]
async fn every_algorithm_that_is_taken() {
    let (rsa, p256, ed25519) = (Key::rsa("r"), Key::p256("p"), Key::ed25519("e"));
    let realm = Realm::open(&[&rsa, &p256, &ed25519]).await;
    let tokens = realm.tokens();
    for (key, algorithm) in [
        (&rsa, "RS256"),
        (&rsa, "RS384"),
        (&rsa, "RS512"),
        (&rsa, "PS256"),
        (&rsa, "PS384"),
        (&rsa, "PS512"),
        (&p256, "ES256"),
        (&ed25519, "EdDSA"),
    ] {
        check(&tokens, &key.token(algorithm, &realm.claims(json!({}))), ALICE).await;
    }
    assert_eq!(realm.server.count(KEYS), 1);
    let bearer = tokens
        .check(&p256.token("ES256", &realm.claims(json!({}))))
        .await
        .expect("it is good");
    let end = bearer.expires.expect("it has an end").seconds() - realm.clock.date().seconds();
    assert!((500..=600).contains(&end), "{end}");
}

#[tokio::test]
async fn tokens_that_are_not_good() {
    let key = Key::rsa("r");
    let realm = Realm::open(&[&key]).await;
    let tokens = realm.tokens();
    let now = realm.clock.date().seconds();
    for (changes, expected) in [
        (json!({"aud": "other"}), "-which `audience` does not name"),
        (json!({"aud": null}), "-`aud` is missing"),
        (json!({"scope": "openid"}), "-lacks the scope \"smtp\""),
        (json!({"scope": null, "scp": ["smtp"]}), ALICE),
        (
            json!({"iss": "https://login.example.com"}),
            "-none of those that are configured",
        ),
        (json!({"iss": null}), "-does not say whose it is"),
        (json!({"exp": now - 100}), "-it ended"),
        (json!({"exp": null}), "-`exp` is missing"),
        (json!({"exp": "soon"}), "-`exp` is missing, or not what it has to be"),
        (json!({"nbf": now + 300}), "-it is good only in"),
        (json!({"iat": now + 300}), "-it was made only in"),
        (json!({"email": null}), "-\"email\" is missing"),
        (json!({"email_verified": false}), "-has not verified"),
    ] {
        check(&tokens, &key.token("RS256", &realm.claims(changes)), expected).await;
    }

    let claims = realm.claims(json!({}));
    check(&tokens, &key.token("HS256", &claims), "-\"HS256\", which is not taken").await;
    let unsigned = format!("{}.{}.", part(&json!({"alg": "none"})), part(&claims));
    check(&tokens, &unsigned, "-\"none\", which is not taken").await;
    // Of another key with the same name.
    check(
        &tokens,
        &Key::rsa("r").token("RS256", &claims),
        "-its signature is wrong",
    )
    .await;
    let token = key.token("RS256", &claims);
    let (head, signature) = token.rsplit_once('.').expect("a signature");
    let (header, _) = head.split_once('.').expect("a header");
    let bob = part(&realm.claims(json!({"email": "bob@example.com"})));
    check(
        &tokens,
        &format!("{header}.{bob}.{signature}"),
        "-its signature is wrong",
    )
    .await;
    let large = realm.claims(json!({"email": "a".repeat(8_000)}));
    check(&tokens, &key.token("RS256", &large), "-more than 8192 octets").await;
    for garbage in ["", "x", "..", "a.b.c", "\u{0}", "Bearer x", "===="] {
        check(&tokens, garbage, "-").await;
    }
    // After all of that.
    check(&tokens, &token, ALICE).await;
    assert_eq!(realm.server.count(KEYS), 1);
}

#[tokio::test]
async fn an_issuer_that_changes_its_keys() {
    let (old, new) = (Key::ed25519("old"), Key::p256("new"));
    let realm = Realm::open(&[&old]).await;
    let tokens = realm.tokens();
    check(&tokens, &old.token("EdDSA", &realm.claims(json!({}))), ALICE).await;
    realm.publish(&[&new]);
    // It may be good: that is found out in a moment.
    check(
        &tokens,
        &new.token("ES256", &realm.claims(json!({}))),
        "!fetched a moment ago",
    )
    .await;
    realm.clock.skip(30);
    check(&tokens, &new.token("ES256", &realm.claims(json!({}))), ALICE).await;
    for n in 0..10 {
        let strange = Key::ed25519(&format!("strange {n}"));
        check(
            &tokens,
            &strange.token("EdDSA", &realm.claims(json!({}))),
            "!fetched a moment ago",
        )
        .await;
    }
    assert_eq!(realm.server.count(KEYS), 2);
    realm.clock.skip(30);
    check(
        &tokens,
        &old.token("EdDSA", &realm.claims(json!({}))),
        "-publishes no key \"old\"",
    )
    .await;
    assert_eq!(realm.server.count(KEYS), 3);
}

#[tokio::test]
async fn an_issuer_that_goes_away() {
    let key = Key::ed25519("e");
    let mut realm = Realm::open(&[&key]).await;
    let (knowing, new) = (realm.tokens(), realm.tokens());
    check(&knowing, &key.token("EdDSA", &realm.claims(json!({}))), ALICE).await;
    realm.server.stop().await;
    let token = key.token("EdDSA", &realm.claims(json!({})));
    check(&knowing, &token, ALICE).await;
    check(&new, &token, "!cannot be reached").await;
    // What anybody can see is said all the same.
    check(&new, "x", "-does not say whose it is").await;
    realm.clock.skip(23 * 60 * 60);
    check(&knowing, &key.token("EdDSA", &realm.claims(json!({}))), ALICE).await;
    let strange = Key::ed25519("strange").token("EdDSA", &realm.claims(json!({})));
    check(&knowing, &strange, "!cannot be reached").await;
    realm.clock.skip(2 * 60 * 60);
    check(
        &knowing,
        &key.token("EdDSA", &realm.claims(json!({}))),
        "!cannot be reached",
    )
    .await;
    let probed = knowing.probe(PATIENCE).await;
    let is_told = probed[0]
        .found
        .as_ref()
        .is_err_and(|why| why.contains("cannot be reached"));
    assert!(is_told, "{probed:?}");
}

#[tokio::test]
async fn an_issuer_that_has_to_show_who_it_is() {
    let key = Key::p256("p");
    let realm = Realm::open_with("https", &[&key]).await;
    let mut roots = RootCertStore::empty();
    roots
        .add(realm.server.certificate.clone().expect("it has TLS"))
        .expect("a root");
    let token = key.token("ES256", &realm.claims(json!({})));
    check(&realm.tokens_of(realm.config(), roots), &token, ALICE).await;
    let other = Realm::open_with("https", &[&key]).await;
    let mut others = RootCertStore::empty();
    others
        .add(other.server.certificate.clone().expect("it has TLS"))
        .expect("a root");
    check(&realm.tokens_of(realm.config(), others), &token, "!no TLS with").await;
    check(&realm.tokens(), &token, "!no TLS with").await;
    assert_eq!(realm.server.count(KEYS), 1);
}

#[tokio::test]
async fn an_issuer_that_is_asked() {
    let mut realm = Realm::open(&[]).await;
    let with = |client_id: &str| {
        let mut issuer = realm.config();
        issuer.introspection = Some(Introspection {
            url: realm.name.replace("/realm", "/introspect"),
            client_id: client_id.to_owned(),
            client_secret_file: PathBuf::new(),
        });
        realm.tokens_of(issuer, RootCertStore::empty())
    };
    let (known, strange) = (with("gate"), with("stranger"));
    check(&known, "mF_9.B5f-4.1JqM", ALICE).await;
    check(&known, "mF_9.B5f-4.1JqM", ALICE).await;
    assert_eq!(realm.server.count("POST /introspect"), 1);
    check(&known, "mF_9.B5f-4.1JqN", "-does not know it").await;
    check(&known, "mF_9.B5f-4.1JqN", "-does not know it").await;
    assert_eq!(realm.server.count("POST /introspect"), 3);
    check(&strange, "mF_9.B5f-4.1JqM", "!does not take our client id").await;
    assert!(known.probe(PATIENCE).await[0].found.is_ok() && strange.probe(PATIENCE).await[0].found.is_err());
    realm.server.stop().await;
    check(&known, "mF_9.B5f-4.1JqM", ALICE).await;
    realm.clock.skip(60);
    check(&known, "mF_9.B5f-4.1JqM", "!cannot be reached").await;
}

/// Answers as learn.microsoft.com and developers.google.com document it.
fn token_endpoint(asked: &Asked) -> (u16, String) {
    let is = |field: &str| asked.body.split('&').any(|one| one == field);
    let scope_is_right = is("scope=https%3A%2F%2Foutlook.office365.com%2F.default");
    let refused = |error: &str, description: &str| {
        (
            400,
            json!({"error": error, "error_description": description}).to_string(),
        )
    };
    match asked.what.as_str() {
        "POST /TENANT/oauth2/v2.0/token" if !is("grant_type=client_credentials") || !scope_is_right => refused(
            "invalid_scope",
            "AADSTS70011: The provided value for the input parameter 'scope' is not valid.",
        ),
        "POST /TENANT/oauth2/v2.0/token" if !is("client_secret=s%2Becret") => refused(
            "invalid_client",
            "AADSTS7000215: Invalid client secret is provided.\r\nTrace ID: 255d1aef",
        ),
        "POST /TENANT/oauth2/v2.0/token" => {
            let answer =
                r#"{"token_type":"Bearer","expires_in":3599,"access_token":"eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIs"}"#;
            (200, answer.to_owned())
        }
        "POST /token" if !is("grant_type=refresh_token") || !is("refresh_token=1%2F%2FxEoDL4iW3cxlI7yDbSRF") => {
            refused("invalid_grant", "Token has been expired or revoked.")
        }
        "POST /token" => {
            let answer = r#"{"access_token":"1/fFAGRNJru1FTz70BzhT3Zg","expires_in":3920,
                "scope":"https://mail.google.com/","token_type":"Bearer","refresh_token":"1//next"}"#;
            (200, answer.to_owned())
        }
        _ => (404, String::new()),
    }
}

#[tokio::test]
async fn tokens_for_smarthosts() {
    let server = Server::start(token_endpoint).await;
    let clock: Arc<Ahead> = Arc::default();
    let kept: Arc<Mutex<Vec<String>>> = Arc::default();
    let client = |path: &str, secret: &str, refresh_token: Option<&str>| {
        let kept = kept.clone();
        let gear = AccessGear {
            grant: TokenGrant {
                endpoint: format!("http://{}{path}", server.address),
                client_id: "535fb089-9ff3-47b6-9bfb-4f1264799865".to_owned(),
                client_secret_file: None,
                refresh_token_file: refresh_token.map(|_| PathBuf::from("/refresh")),
                scope: refresh_token
                    .is_none()
                    .then(|| "https://outlook.office365.com/.default".to_owned()),
            },
            client_secret: Some(Zeroizing::new(secret.to_owned())),
            refresh_token: refresh_token.map(|token| Zeroizing::new(token.to_owned())),
            keep: Arc::new(move |token| {
                kept.lock().expect("no panic").push(token.to_owned());
                Ok(())
            }),
            tls: Arc::new(RustlsClient::new(RootCertStore::empty())),
        };
        AccessTokens::new(gear, &world(&clock), &[])
    };

    let microsoft = client("/TENANT/oauth2/v2.0/token", "s+ecret", None);
    let token = microsoft.get().await.expect("a token");
    assert_eq!(*token, "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIs");
    microsoft.get().await.expect("the same");
    assert_eq!(server.count("POST /TENANT/oauth2/v2.0/token"), 1);
    // The smarthost has answered 535.
    assert!(!microsoft.refused(&token));
    microsoft.get().await.expect("another");
    clock.skip(3_600);
    microsoft.get().await.expect("another");
    assert_eq!(server.count("POST /TENANT/oauth2/v2.0/token"), 3);
    let wrong = client("/TENANT/oauth2/v2.0/token", "old", None)
        .get()
        .await
        .expect_err("it is wrong");
    assert!(
        wrong.needs_person && wrong.why.contains("invalid_client: AADSTS7000215"),
        "{wrong}"
    );

    let google = client("/token", "sesame", Some("1//xEoDL4iW3cxlI7yDbSRF"));
    let token = google.get().await.expect("a token");
    assert_eq!(*token, "1/fFAGRNJru1FTz70BzhT3Zg");
    assert_eq!(*kept.lock().expect("no panic"), ["1//next"]);
    let revoked = client("/token", "sesame", Some("one of last year"))
        .get()
        .await
        .expect_err("it is revoked");
    assert!(
        revoked.needs_person
            && revoked
                .why
                .ends_with("invalid_grant: Token has been expired or revoked."),
        "{revoked}"
    );
    let away = client("/nowhere", "sesame", None)
        .get()
        .await
        .expect_err("there is none");
    assert!(!away.needs_person && away.why.contains("the status 404"), "{away}");
}
