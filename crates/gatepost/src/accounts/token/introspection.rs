//! Asks an issuer about a token (RFC 7662), and remembers a good answer for a moment.

use super::claims::{self, Said};
use super::jwt::Claims;
use super::{Bearer, TokenError};
use crate::accounts::recent::Recent;
use crate::config::{Introspection, Issuer};
use crate::fetch::{Basic, Fetch, FetchError, Url};
use crate::world::{Clock, TlsClient};
use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;
use smtp::Moment;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Asks one issuer.
pub(super) struct Asker {
    endpoint: String,
    client_id: String,
    client_secret: Zeroizing<String>,
    fetch: Fetch,
    tls: Arc<dyn TlsClient>,
    clock: Arc<dyn Clock>,
    /// By SHA-256 of the token. What is not good is not remembered, so that it cannot drive out what is.
    kept: Mutex<Recent<Digest, Kept>>,
    /// So many may ask at once.
    turns: Semaphore,
}

type Digest = [u8; 32];

struct Kept {
    bearer: Bearer,
    until: Moment,
}

impl Asker {
    pub(super) fn new(
        introspection: &Introspection,
        client_secret: Zeroizing<String>,
        fetch: Fetch,
        tls: Arc<dyn TlsClient>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            endpoint: introspection.url.clone(),
            client_id: introspection.client_id.clone(),
            client_secret,
            fetch,
            tls,
            clock,
            kept: Mutex::new(Recent::new(KEPT_MAX)),
            turns: Semaphore::new(ASK_MAX),
        }
    }

    /// Whether the issuer knows the token, and whose it is.
    pub(super) async fn ask(&self, token: &str, issuer: &Issuer) -> Result<Bearer, TokenError> {
        let digest = digest_of(token);
        if let Some(bearer) = self.known(&digest) {
            return Ok(bearer);
        }
        let claims = self.claims_of(token).await.map_err(TokenError::Unavailable)?;
        match claims.get("active") {
            Some(Value::Bool(true)) => {}
            Some(Value::Bool(false)) => {
                let why = "its issuer does not know it, or not any more";
                return Err(TokenError::Invalid(why.to_owned()));
            }
            _ => return Err(TokenError::Unavailable(self.told(NO_ANSWER))),
        }
        let bearer = claims::judge(&claims, issuer, self.clock.date(), Said::Asked).map_err(TokenError::Invalid)?;
        self.keep(digest, &bearer);
        Ok(bearer)
    }

    /// Whether the issuer answers us.
    pub(super) async fn probe(&self) -> Result<String, String> {
        // Nobody has such a token, and the issuer has to say so (RFC 7662 §2.2).
        let claims = self.claims_of("gatepost").await?;
        match claims.get("active") {
            Some(Value::Bool(_)) => Ok(format!("{} answers", self.endpoint)),
            _ => Err(self.told(NO_ANSWER)),
        }
    }

    async fn claims_of(&self, token: &str) -> Result<Claims, String> {
        let _turn = tokio::select! {
            biased;
            turn = self.turns.acquire() => turn,
            () = self.clock.sleep_until(self.clock.now() + WAIT) => {
                return Err(self.told("it is slow, and too many tokens wait for it"));
            }
        };
        let url = Url::parse(&self.endpoint).map_err(|why| self.told(&why.to_string()))?;
        let fields = [("token", token), ("token_type_hint", "access_token")];
        let who = Basic {
            user: &self.client_id,
            password: &self.client_secret,
        };
        let answer = self.fetch.post_form(&url, &fields, Some(who), &*self.tls).await;
        let document = answer.map_err(|error| match error {
            FetchError::Status(401 | 403, _) => self.told("it does not take our client id, or our secret"),
            error => self.told(&error.to_string()),
        })?;
        serde_json::from_slice(&document).map_err(|_| self.told(NO_ANSWER))
    }

    fn told(&self, why: &str) -> String {
        format!("{}: {why}", self.endpoint)
    }

    fn known(&self, digest: &Digest) -> Option<Bearer> {
        let now = self.clock.now();
        let mut kept = self.kept();
        if let Some(limit) = now.checked_sub(KEPT_TIME) {
            kept.forget_until(limit);
        }
        let found = kept.get(digest).filter(|found| now < found.until);
        found.map(|found| found.bearer.clone())
    }

    /// Until the token ends, but never for long: it may be called back.
    fn keep(&self, digest: Digest, bearer: &Bearer) {
        let (now, date) = (self.clock.now(), self.clock.date());
        let left = bearer.expires.map_or(KEPT_TIME, |end| end.since(date).min(KEPT_TIME));
        if !left.is_zero() {
            let kept = Kept {
                bearer: bearer.clone(),
                until: now + left,
            };
            self.kept().insert(digest, kept, now);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Recent<Digest, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn digest_of(token: &str) -> Digest {
    let digest = digest(&SHA256, token.as_bytes());
    digest.as_ref().try_into().expect("SHA-256 makes 32 octets")
}

const NO_ANSWER: &str = "what it says is no answer about a token";
const ASK_MAX: usize = 16;
/// For one's turn.
const WAIT: Moment = Moment::from_secs(10);
const KEPT_MAX: usize = 10_000;
const KEPT_TIME: Moment = Moment::from_secs(60);

#[cfg(test)]
mod tests {
    use super::super::made_up::issuer;
    use super::*;
    use crate::fetch::made_up::{BEGAN_SECONDS, Hands, NoHandshake, Server, fetch, json as answer};
    use serde_json::json;
    use std::path::PathBuf;

    fn asker(server: &Arc<Server>, clock: &Arc<Hands>) -> Asker {
        let introspection = Introspection {
            url: "http://localhost/introspect".to_owned(),
            client_id: "gate".to_owned(),
            client_secret_file: PathBuf::new(),
        };
        let secret = Zeroizing::new("post".to_owned());
        Asker::new(
            &introspection,
            secret,
            fetch(server, clock),
            Arc::new(NoHandshake),
            clock.clone(),
        )
    }

    /// Says this of every token.
    fn says(status: u16, document: &str) -> Arc<Server> {
        let said = answer(status, document);
        Server::new(move |_| Some(said.clone()))
    }

    fn active(end_seconds: i64) -> String {
        let end = BEGAN_SECONDS + end_seconds;
        json!({"active": true, "aud": "mail", "email": "alice@example.com", "exp": end}).to_string()
    }

    async fn check(status: u16, document: &str, expected: Result<&str, TokenError>) {
        let server = says(status, document);
        let asker = asker(&server, &Hands::still());
        let found = asker.ask("token", &issuer("https://login.example.com")).await;
        match (found, expected) {
            (Ok(bearer), Ok(login)) => assert_eq!(bearer.login, login, "{document}"),
            (Err(TokenError::Invalid(why)), Err(TokenError::Invalid(part)))
            | (Err(TokenError::Unavailable(why)), Err(TokenError::Unavailable(part))) => {
                assert!(why.contains(&part), "{document}: {why}");
            }
            (found, expected) => panic!("{document}: {found:?}, and not {expected:?}"),
        }
    }

    #[tokio::test]
    async fn what_the_issuer_says() {
        let invalid = |part: &str| Err(TokenError::Invalid(part.to_owned()));
        let unavailable = |part: &str| Err(TokenError::Unavailable(part.to_owned()));
        check(200, &active(100), Ok("alice@example.com")).await;
        check(200, &active(-100), invalid("ended 100 s ago")).await;
        check(200, r#"{"active":false}"#, invalid("does not know it")).await;
        check(200, r#"{"active":true}"#, invalid("`audience`")).await;
        check(
            200,
            r#"{"active":true,"aud":"mail","username":"alice"}"#,
            invalid("\"email\" is missing"),
        )
        .await;
        check(
            200,
            r#"{"active":"true","aud":"mail"}"#,
            unavailable("no answer about a token"),
        )
        .await;
        check(200, "{}", unavailable("no answer about a token")).await;
        check(200, "[]", unavailable("no answer about a token")).await;
        check(401, "{}", unavailable("does not take our client id")).await;
        check(500, "{}", unavailable("the status 500")).await;
    }

    #[tokio::test]
    async fn how_it_is_asked() {
        let server = says(200, r#"{"active":false}"#);
        let asker = asker(&server, &Hands::still());
        assert_eq!(
            asker.probe().await.as_deref(),
            Ok("http://localhost/introspect answers")
        );
        assert!(asker.ask("a+b==", &issuer("i")).await.is_err());
        let asked = server.asked();
        assert_eq!(asked[1].what, "POST /introspect");
        assert_eq!(asked[1].body, "token=a%2Bb%3D%3D&token_type_hint=access_token");
        // gate:post
        assert!(
            asked[1].fields.contains("authorization: Basic Z2F0ZTpwb3N0"),
            "{}",
            asked[1].fields
        );
    }

    #[tokio::test]
    async fn good_answers_are_kept_for_a_minute_or_until_the_token_ends() {
        let counts = |seconds: i64, passed: u64| async move {
            let (server, clock) = (says(200, &active(seconds)), Hands::still());
            let (asker, issuer) = (asker(&server, &clock), issuer("https://login.example.com"));
            for token in ["one", "one", "other"] {
                asker.ask(token, &issuer).await.expect("it is good");
            }
            let before = server.asked().len();
            clock.pass(passed);
            asker.ask("one", &issuer).await.expect("it is good");
            (before, server.asked().len())
        };
        assert_eq!(counts(1_000, 59).await, (2, 2));
        assert_eq!(counts(1_000, 60).await, (2, 3));
        assert_eq!(counts(30, 29).await, (2, 2));
        // Within the skew it is good, but not kept.
        assert_eq!(counts(30, 30).await, (2, 3));
        assert_eq!(counts(0, 0).await, (3, 4));
    }
}
