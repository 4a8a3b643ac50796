//! What an issuer publishes: where its keys are (OpenID Connect Discovery §4, RFC 8414 §3), and the keys. Fetched when they are
//! needed, and kept for a while.

use super::keys::KeySet;
use super::shown;
use crate::fetch::{Fetch, Url};
use crate::world::{Clock, TlsClient};
use serde::Deserialize;
use smtp::Moment;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What one issuer publishes.
pub(super) struct Published {
    issuer: String,
    fetch: Fetch,
    tls: Arc<dyn TlsClient>,
    clock: Arc<dyn Clock>,
    kept: Mutex<Kept>,
    /// Whoever fetches has it; the others wait for what comes of that.
    flight: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Kept {
    /// Where the keys are, and since when that is known.
    place: Option<(Url, Moment)>,
    /// The keys, and when they were fetched.
    keys: Option<(Arc<KeySet>, Moment)>,
    /// How often keys were fetched, or were tried to be,
    tries: u64,
    /// when that was last over,
    tried: Option<Moment>,
    /// and why it failed, if it did.
    trouble: Option<String>,
}

/// As much of an issuer's document as is of use here (RFC 8414 §2).
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

impl Published {
    pub(super) fn new(issuer: &str, fetch: Fetch, tls: Arc<dyn TlsClient>, clock: Arc<dyn Clock>) -> Self {
        Self {
            issuer: issuer.to_owned(),
            fetch,
            tls,
            clock,
            kept: Mutex::default(),
            flight: tokio::sync::Mutex::default(),
        }
    }

    /// The keys, which are fetched if they are older than 10 min. While the issuer cannot be reached, those of the last 24 h
    /// are.
    ///
    /// # Errors
    /// Why there are none.
    pub(super) async fn keys(&self) -> Result<Arc<KeySet>, String> {
        let now = self.clock.now();
        let (usable, tries) = {
            let kept = self.kept();
            if let Some(keys) = kept.keys_of(FRESH, now) {
                return Ok(keys);
            }
            (kept.keys_of(USABLE, now), kept.tries)
        };
        // Who has keys need not wait for somebody else's fetching.
        if let Some(keys) = &usable
            && self.flight.try_lock().is_err()
        {
            return Ok(keys.clone());
        }
        let pause = if usable.is_some() { PAUSE } else { PAUSE_WITHOUT };
        self.fetch_again(tries, pause).await;
        let kept = self.kept();
        let keys = kept.keys_of(USABLE, self.clock.now());
        keys.ok_or_else(|| kept.why_none())
    }

    /// Keys other than `old`, since those did not do: fetched at most once in 30 s. `None`: there are no others.
    ///
    /// # Errors
    /// Why it cannot be found out, which may be that it is too soon to fetch.
    pub(super) async fn newer_keys(&self, old: &Arc<KeySet>) -> Result<Option<Arc<KeySet>>, String> {
        let tries = {
            let kept = self.kept();
            if let Some(keys) = kept.keys_other_than(old, self.clock.now()) {
                return Ok(Some(keys));
            }
            kept.tries
        };
        let is_too_soon = self.fetch_again(tries, PAUSE).await;
        let kept = self.kept();
        match (kept.keys_other_than(old, self.clock.now()), &kept.trouble) {
            (Some(keys), _) => Ok(Some(keys)),
            (None, Some(why)) => Err(why.clone()),
            (None, None) if is_too_soon => Err(TOO_SOON.to_owned()),
            (None, None) => Ok(None),
        }
    }

    /// How it stands with the keys.
    pub(super) async fn probe(&self) -> Result<String, String> {
        let keys = self.keys().await?;
        let kept = self.kept();
        match (&kept.trouble, &kept.place) {
            (Some(why), _) => {
                let fetched = kept.keys.as_ref().map_or(Moment::ZERO, |(_, fetched)| *fetched);
                let minutes = self.clock.now().saturating_sub(fetched).as_secs() / 60;
                Err(format!(
                    "{why}; until it answers, the keys of {minutes} min ago are used"
                ))
            }
            (None, Some((place, _))) if keys.len() == 1 => Ok(format!("1 key at {place}")),
            (None, Some((place, _))) => Ok(format!("{} keys at {place}", keys.len())),
            (None, None) => Ok(format!("{} of its keys", keys.len())),
        }
    }

    /// Fetches, unless somebody has done so since `seen` or within the last `pause`. True: it was too soon.
    async fn fetch_again(&self, seen: u64, pause: Moment) -> bool {
        let _flight = self.flight.lock().await;
        let now = self.clock.now();
        let place = {
            let kept = self.kept();
            let is_lately = kept.tried.is_some_and(|tried| now.saturating_sub(tried) < pause);
            if kept.tries != seen || is_lately {
                return kept.tries == seen;
            }
            let is_known = |(_, since): &(Url, Moment)| now.saturating_sub(*since) < PLACE_KNOWN;
            kept.place.clone().filter(is_known)
        };
        let fetched = tokio::select! {
            biased;
            fetched = self.download(place) => fetched,
            () = self.clock.sleep_until(now + TIME_MAX) => {
                Err(format!("it did not say its keys within {} s", TIME_MAX.as_secs()))
            }
        };
        let now = self.clock.now();
        let mut kept = self.kept();
        kept.tries += 1;
        kept.tried = Some(now);
        match fetched {
            Ok((place, keys)) => {
                kept.place = Some(place);
                kept.keys = Some((Arc::new(keys), now));
                kept.trouble = None;
            }
            Err(why) => {
                // They may have moved.
                kept.place = None;
                kept.trouble = Some(why);
            }
        }
        false
    }

    async fn download(&self, place: Option<(Url, Moment)>) -> Result<((Url, Moment), KeySet), String> {
        let place = match place {
            Some(place) => place,
            None => (self.discover().await?, self.clock.now()),
        };
        let told = |why: String| format!("the keys at {}: {why}", place.0);
        let document = self.fetch.get(&place.0, &*self.tls).await;
        let document = document.map_err(|error| told(error.to_string()))?;
        let keys = KeySet::parse(&document).map_err(|why| told(why.to_owned()))?;
        Ok((place, keys))
    }

    /// Where the keys are.
    async fn discover(&self) -> Result<Url, String> {
        let mut refusal = None;
        for text in [openid_configuration(&self.issuer), authorization_server(&self.issuer)] {
            let url = Url::parse(&text).map_err(|why| format!("{text}: {why}"))?;
            match self.fetch.get(&url, &*self.tls).await {
                Ok(document) => return self.place_in(&document).map_err(|why| format!("{url}: {why}")),
                // It may be an issuer that is no OpenID provider.
                Err(error) if error.is_refusal() => {
                    refusal.get_or_insert_with(|| format!("{url}: {error}"));
                }
                Err(error) => return Err(format!("{url}: {error}")),
            }
        }
        Err(refusal.unwrap_or_default())
    }

    fn place_in(&self, document: &[u8]) -> Result<Url, String> {
        let Ok(metadata) = serde_json::from_slice::<Metadata>(document) else {
            return Err("this does not say where its keys are".to_owned());
        };
        // RFC 8414 §3.3: or anybody could speak for anybody.
        if metadata.issuer != self.issuer {
            let name = shown(&metadata.issuer);
            return Err(format!(
                "it calls itself {name}: if that is who you mean, write it so as `issuer`"
            ));
        }
        let place = Url::parse(&metadata.jwks_uri);
        place.map_err(|why| format!("its keys are at {}: {why}", shown(&metadata.jwks_uri)))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// The keys, if they are younger than that.
    fn keys_of(&self, age: Moment, now: Moment) -> Option<Arc<KeySet>> {
        let (keys, fetched) = self.keys.as_ref()?;
        (now.saturating_sub(*fetched) < age).then(|| keys.clone())
    }

    fn keys_other_than(&self, old: &Arc<KeySet>, now: Moment) -> Option<Arc<KeySet>> {
        self.keys_of(USABLE, now).filter(|keys| !Arc::ptr_eq(keys, old))
    }

    fn why_none(&self) -> String {
        self.trouble
            .clone()
            .unwrap_or_else(|| "its keys could not be fetched".to_owned())
    }
}

/// Where an OpenID provider describes itself (OpenID Connect Discovery §4.1).
pub(super) fn openid_configuration(issuer: &str) -> String {
    let bare = issuer.strip_suffix('/').unwrap_or(issuer);
    format!("{bare}/.well-known/openid-configuration")
}

/// Where any issuer does (RFC 8414 §3.1): before its path.
fn authorization_server(issuer: &str) -> String {
    let bare = issuer.strip_suffix('/').unwrap_or(issuer);
    let host = bare.find("://").map_or(0, |at| at + "://".len());
    let path = bare[host..].find('/').map_or(bare.len(), |at| host + at);
    let (origin, path) = bare.split_at(path);
    format!("{origin}/.well-known/oauth-authorization-server{path}")
}

const TOO_SOON: &str =
    "its keys were fetched a moment ago, and this one's is not among them; they are fetched again in half a minute";
/// Keys that were fetched since then are not asked for again.
const FRESH: Moment = Moment::from_secs(10 * 60);
/// Those are good while no newer ones can be had.
const USABLE: Moment = Moment::from_secs(24 * 60 * 60);
const PLACE_KNOWN: Moment = Moment::from_secs(60 * 60);
/// Between two fetches, whoever asks for keys with names that nobody has ever heard of.
const PAUSE: Moment = Moment::from_secs(30);
/// The same where there are no keys, and all who log in are turned away.
const PAUSE_WITHOUT: Moment = Moment::from_secs(5);
/// For up to three documents.
const TIME_MAX: Moment = Moment::from_secs(15);

#[cfg(test)]
mod tests {
    use super::super::made_up::Pair;
    use super::*;
    use crate::fetch::made_up::{Hands, NoHandshake, Server, fetch, json as answer};
    use serde_json::json;

    const ISSUER: &str = "http://localhost:8080/realm";
    const OPENID: &str = "GET /realm/.well-known/openid-configuration";
    const OAUTH: &str = "GET /.well-known/oauth-authorization-server/realm";
    const KEYS: &str = "GET /keys";

    fn published(server: &Arc<Server>, clock: &Arc<Hands>) -> Published {
        Published::new(ISSUER, fetch(server, clock), Arc::new(NoHandshake), clock.clone())
    }

    fn metadata() -> String {
        json!({"issuer": ISSUER, "jwks_uri": "http://localhost:8080/keys", "other": [1]}).to_string()
    }

    fn key_set() -> String {
        json!({"keys": [Pair::new("one").jwk()]}).to_string()
    }

    /// An issuer that gives these documents, and 404 for all others.
    fn issuer(documents: &[(&str, String)]) -> Arc<Server> {
        let documents: Vec<(String, String)> = documents
            .iter()
            .map(|(what, document)| ((*what).to_owned(), document.clone()))
            .collect();
        Server::new(move |asked| {
            let found = documents.iter().find(|(what, _)| *what == asked.what);
            Some(found.map_or_else(|| answer(404, "{}"), |(_, document)| answer(200, document)))
        })
    }

    async fn check(documents: &[(&str, String)], expected: Result<&str, &str>) {
        let found = published(&issuer(documents), &Hands::still()).probe().await;
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(why), Err(part)) => assert!(why.contains(part), "{why}"),
            (found, _) => panic!("{found:?}, and not {expected:?}"),
        }
    }

    #[tokio::test]
    async fn where_the_keys_are() {
        let right = Ok("1 key at http://localhost:8080/keys");
        check(&[(OPENID, metadata()), (KEYS, key_set())], right).await;
        check(&[(OAUTH, metadata()), (KEYS, key_set())], right).await;
        check(&[], Err("openid-configuration: it answered with the status 404")).await;
        check(
            &[(OPENID, metadata())],
            Err("the keys at http://localhost:8080/keys: it answered with the status 404"),
        )
        .await;
        check(&[(OPENID, metadata()), (KEYS, "[]".to_owned())], Err("no set of keys")).await;
        check(&[(OPENID, "{}".to_owned())], Err("does not say where")).await;
        let with = |issuer: &str, place: &str| json!({"issuer": issuer, "jwks_uri": place}).to_string();
        let other = with("http://localhost:8080/realm/", "http://localhost:8080/keys");
        check(
            &[(OPENID, other), (KEYS, key_set())],
            Err("calls itself \"http://localhost:8080/realm/\""),
        )
        .await;
        let clear = with(ISSUER, "http://keys.example.com/keys");
        check(&[(OPENID, clear)], Err("this machine alone")).await;
    }

    #[test]
    fn where_an_issuer_describes_itself() {
        for (issuer, openid, oauth) in [
            (
                "https://a.example",
                "https://a.example/.well-known/openid-configuration",
                "https://a.example/.well-known/oauth-authorization-server",
            ),
            (
                "https://a.example/b/c/",
                "https://a.example/b/c/.well-known/openid-configuration",
                "https://a.example/.well-known/oauth-authorization-server/b/c",
            ),
        ] {
            assert_eq!(openid_configuration(issuer), openid);
            assert_eq!(authorization_server(issuer), oauth);
        }
    }

    #[tokio::test]
    async fn keys_are_kept_and_fetched_again() {
        let server = issuer(&[(OPENID, metadata()), (KEYS, key_set())]);
        let clock = Hands::still();
        let published = published(&server, &clock);
        let counts = || (server.count(OPENID), server.count(KEYS));
        // Who comes while somebody fetches waits for that.
        let (one, other, third) = tokio::join!(published.keys(), published.keys(), published.keys());
        assert!(one.is_ok() && other.is_ok() && third.is_ok());
        assert_eq!(counts(), (1, 1));
        clock.pass(599);
        let keys = published.keys().await.expect("keys");
        assert_eq!(counts(), (1, 1));
        clock.pass(1);
        published.keys().await.expect("keys");
        assert_eq!(counts(), (1, 2));
        // A name that nobody knows: once in 30 s.
        let newer = published
            .newer_keys(&keys)
            .await
            .expect("the issuer answers")
            .expect("they were fetched");
        assert_eq!(counts(), (1, 2));
        assert_eq!(published.newer_keys(&newer).await.err().as_deref(), Some(TOO_SOON));
        assert_eq!(counts(), (1, 2));
        clock.pass(30);
        let (one, other) = tokio::join!(published.newer_keys(&newer), published.newer_keys(&newer));
        assert!(one.is_ok_and(|keys| keys.is_some()) && other.is_ok_and(|keys| keys.is_some()));
        assert_eq!(counts(), (1, 3));
        // An hour after the first.
        clock.pass(3_600);
        published.keys().await.expect("keys");
        assert_eq!(counts(), (2, 4));
    }

    #[tokio::test]
    async fn an_issuer_that_is_away() {
        let server = issuer(&[(OPENID, metadata()), (KEYS, key_set())]);
        let clock = Hands::still();
        let published = published(&server, &clock);
        server.set_down(true);
        assert!(
            published
                .keys()
                .await
                .expect_err("nobody is there")
                .contains("cannot be reached")
        );
        // It is not asked again at once.
        server.set_down(false);
        assert!(published.keys().await.is_err());
        clock.pass(5);
        let keys = published.keys().await.expect("keys");
        server.set_down(true);
        clock.pass(60);
        assert!(published.newer_keys(&keys).await.is_err());
        clock.pass(24 * 60 * 60 - 61);
        assert!(Arc::ptr_eq(&keys, &published.keys().await.expect("the old ones")));
        let why = published.probe().await.expect_err("it is away");
        assert!(why.contains("the keys of 1439 min ago are used"), "{why}");
        clock.pass(1);
        assert!(published.keys().await.is_err());
        server.set_down(false);
        clock.pass(5);
        assert!(published.keys().await.is_ok());
        assert_eq!(
            published.probe().await.as_deref(),
            Ok("1 key at http://localhost:8080/keys")
        );
    }
}
