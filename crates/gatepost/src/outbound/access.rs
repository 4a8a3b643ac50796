//! Access tokens for smarthosts (RFC 6749): got by client credentials (§4.4) or a refresh token (§6), kept while they are good.

use crate::config::TokenGrant;
use crate::fetch::{Fetch, FetchError, Url};
use crate::world::{Clock, Tasks, TlsClient, World};
use futures_util::future::FutureExt;
use serde::Deserialize;
use serde_json::Value;
use smtp::Moment;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Lane, Work, on_lane};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// Writes a new refresh token where the next start finds it. It may block.
pub type Keep = Arc<dyn Fn(&str) -> io::Result<()> + Send + Sync>;

/// How tokens are got, and what belongs to it of files.
#[derive(Clone)]
pub struct AccessGear {
    /// As it is configured.
    pub grant: TokenGrant,
    /// Of the client. A public one has none.
    pub client_secret: Option<Zeroizing<String>>,
    /// With which tokens are got; where there is none, by client credentials.
    pub refresh_token: Option<Zeroizing<String>>,
    /// Keeps the next refresh token.
    pub keep: Keep,
    /// Sees to it that it is the endpoint whom we ask.
    pub tls: Arc<dyn TlsClient>,
}

/// Tokens of one client. Cheap to clone; all clones share what they have.
#[derive(Clone)]
pub struct AccessTokens(Arc<Inner>);

/// Why there is no token. Without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessError {
    /// In the words of the endpoint, if it said some.
    pub why: String,
    /// It will not come right by itself: the secret is wrong, or somebody has to consent again. If not, it is worth while to
    /// try later.
    pub needs_person: bool,
}

struct Inner {
    gear: AccessGear,
    fetch: Fetch,
    clock: Arc<dyn Clock>,
    tasks: Arc<dyn Tasks>,
    work: Arc<dyn Work>,
    state: Arc<State>,
}

/// What whoever has the same grant has in common.
struct State {
    held: Mutex<Held>,
    /// The refresh token. Whoever has it asks; the others wait for what comes of that.
    flight: tokio::sync::Mutex<Option<Zeroizing<String>>>,
    /// The refresh token that its file holds, as far as we know.
    in_file: Mutex<Option<Zeroizing<String>>>,
}

#[derive(Default)]
struct Held {
    token: Option<Granted>,
    /// How often one was asked for,
    tries: u64,
    /// and why the last time was in vain, if it was.
    failed: Option<(Moment, AccessError)>,
    /// The last token that the smarthost did not take, and whether it may have ended by then.
    refused: Option<(Zeroizing<String>, bool)>,
}

#[derive(Clone)]
struct Granted {
    token: Zeroizing<String>,
    /// When it was asked for.
    since: Moment,
    /// When it is no longer handed out.
    until: Moment,
}

/// RFC 6749 §5.1
#[derive(Deserialize)]
struct Answer {
    access_token: String,
    token_type: Option<String>,
    /// A number; some write it as a text.
    expires_in: Option<Value>,
    refresh_token: Option<String>,
}

/// RFC 6749 §5.2
#[derive(Deserialize)]
struct Refusal {
    error: String,
    error_description: Option<String>,
}

impl AccessTokens {
    /// Through these doors. Nothing is asked for before it is needed. What one of those that are `known` has is taken over, if it has
    /// the same grant, and nobody has put another refresh token into the file since.
    pub fn new(mut gear: AccessGear, world: &World, known: &[Self]) -> Self {
        let refresh_token = gear.refresh_token.take();
        let alike = known.iter().find(|known| {
            let Inner { gear: old, state, .. } = &*known.0;
            let in_file = state.in_file.lock().unwrap_or_else(PoisonError::into_inner);
            old.grant == gear.grant && old.client_secret == gear.client_secret && *in_file == refresh_token
        });
        let state = match alike {
            Some(known) => {
                // Somebody may have mended what it was in vain for.
                known.0.held().failed = None;
                known.0.state.clone()
            }
            None => Arc::new(State {
                held: Mutex::default(),
                in_file: Mutex::new(refresh_token.clone()),
                flight: tokio::sync::Mutex::new(refresh_token),
            }),
        };
        Self(Arc::new(Inner {
            gear,
            fetch: Fetch::new(world),
            clock: world.clock.clone(),
            tasks: world.tasks.clone(),
            work: world.work.clone(),
            state,
        }))
    }

    /// A token that is good for another minute: the one that is there, or a new one, in some 10 s.
    ///
    /// # Errors
    /// There is none to be had now.
    pub async fn get(&self) -> Result<Zeroizing<String>, AccessError> {
        let tries = {
            let held = self.0.held();
            if let Some(token) = held.good(self.0.clock.now()) {
                return Ok(token);
            }
            held.tries
        };
        // What was begun is finished, also when whoever needed the token is gone: the answer may hold the only refresh token
        // that is still good.
        let (tell, told) = oneshot::channel();
        let inner = self.0.clone();
        let order = async move { drop(tell.send(inner.obtain(tries).await)) };
        self.0.tasks.spawn(order.boxed());
        told.await
            .unwrap_or_else(|_| Err(AccessError::for_now("the server is stopping".to_owned())))
    }

    /// The smarthost does not take this token: it is not handed out again. True: it may have ended early, and the next one may
    /// fare better. False: it was got a moment ago, so that it is the account that may not log in.
    pub fn refused(&self, token: &str) -> bool {
        let now = self.0.clock.now();
        let mut held = self.0.held();
        match held.token.take_if(|granted| *granted.token == token) {
            Some(granted) => {
                let may_have_ended = now.saturating_sub(granted.since) >= NEW;
                held.refused = Some((granted.token, may_have_ended));
                may_have_ended
            }
            // Other connections used it, too: they hear the same.
            None => match &held.refused {
                Some((refused, may_have_ended)) if refused.as_str() == token => *may_have_ended,
                _ => true,
            },
        }
    }
}

/// No secret.
impl fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grant = &self.0.gear.grant;
        f.debug_struct("AccessTokens")
            .field("endpoint", &grant.endpoint)
            .field("client_id", &grant.client_id)
            .finish_non_exhaustive()
    }
}

impl AccessError {
    fn for_now(why: String) -> Self {
        Self {
            why,
            needs_person: false,
        }
    }

    fn for_a_person(why: String) -> Self {
        Self {
            why,
            needs_person: true,
        }
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for AccessError {}

impl Held {
    fn good(&self, now: Moment) -> Option<Zeroizing<String>> {
        let granted = self.token.as_ref().filter(|granted| now < granted.until);
        granted.map(|granted| granted.token.clone())
    }

    /// Why the last try was in vain, if it would be no use to try again so soon.
    fn vain(&self, seen: u64, now: Moment) -> Option<AccessError> {
        let (at, error) = self.failed.as_ref()?;
        let pause = if error.needs_person { PERSON_PAUSE } else { PAUSE };
        let is_lately = self.tries != seen || now.saturating_sub(*at) < pause;
        is_lately.then(|| error.clone())
    }
}

impl Inner {
    /// Asks for a token, unless somebody has done so since `seen`.
    async fn obtain(&self, seen: u64) -> Result<Zeroizing<String>, AccessError> {
        let mut refresh_token = self.state.flight.lock().await;
        {
            let (held, now) = (self.held(), self.clock.now());
            if let Some(token) = held.good(now) {
                return Ok(token);
            }
            if let Some(error) = held.vain(seen, now) {
                return Err(error);
            }
        }
        let granted = self.ask(&mut refresh_token).await;
        let mut held = self.held();
        held.tries += 1;
        match granted {
            Ok(granted) => {
                let token = granted.token.clone();
                (held.token, held.failed) = (Some(granted), None);
                Ok(token)
            }
            Err(error) => {
                (held.token, held.failed) = (None, Some((self.clock.now(), error.clone())));
                Err(error)
            }
        }
    }

    async fn ask(&self, refresh_token: &mut Option<Zeroizing<String>>) -> Result<Granted, AccessError> {
        let grant = &self.gear.grant;
        let url = Url::parse(&grant.endpoint)
            .map_err(|why| AccessError::for_a_person(format!("the token endpoint {}: {why}", grant.endpoint)))?;
        // As Microsoft and Google document it: the client says who it is in the form.
        let mut fields = vec![("client_id", grant.client_id.as_str())];
        match &*refresh_token {
            Some(token) => fields.extend([("grant_type", "refresh_token"), ("refresh_token", token.as_str())]),
            None => fields.push(("grant_type", "client_credentials")),
        }
        if let Some(secret) = &self.gear.client_secret {
            fields.push(("client_secret", secret.as_str()));
        }
        if let Some(scope) = &grant.scope {
            fields.push(("scope", scope.as_str()));
        }
        let asked = self.clock.now();
        let answer = self.fetch.post_form(&url, &fields, None, &*self.gear.tls).await;
        let document = match answer {
            Ok(document) => document,
            Err(error) => return Err(self.refusal(&url, &error, refresh_token.as_ref())),
        };
        // What is wrong with the document is not said in the words of the library, which may quote from it.
        let strange = |what: &str| AccessError::for_now(format!("the token endpoint {url}: its answer {what}"));
        let answer: Answer = serde_json::from_slice(&document).map_err(|_| strange("holds no token"))?;
        let token = Zeroizing::new(answer.access_token);
        // First of all, or it might be lost.
        if let Some(next) = answer.refresh_token.map(Zeroizing::new)
            && refresh_token.as_ref().is_some_and(|old| *old != next)
        {
            self.keep(&url, &next).await;
            *refresh_token = Some(next);
        }
        if !is_token(&token) {
            return Err(strange("holds a token that cannot be sent"));
        }
        if answer
            .token_type
            .is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer"))
        {
            return Err(strange("holds a token of another kind than Bearer"));
        }
        let life = life(answer.expires_in.as_ref());
        Ok(Granted {
            token,
            since: asked,
            // One that is short is good for half of its life.
            until: asked + life.saturating_sub(MARGIN).max(life / 2),
        })
    }

    /// The old one may be good no more (RFC 6749 §6), so the new one is used from now on, whether it can be kept or not.
    async fn keep(&self, url: &Url, token: &Zeroizing<String>) {
        let (keep, kept) = (self.gear.keep.clone(), token.clone());
        let why = match on_lane(&*self.work, Lane::Disk, move || keep(kept.as_str())).await {
            Ok(Ok(())) => {
                *self.state.in_file.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
                return;
            }
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::error!(
            endpoint = %url, why,
            "a new refresh token could not be kept: after a restart the old one may be good no more; let the server write to its file and its directory"
        );
    }

    /// What the endpoint says of itself, or what happened on the way there.
    fn refusal(&self, url: &Url, error: &FetchError, refresh_token: Option<&Zeroizing<String>>) -> AccessError {
        let body = match error {
            FetchError::Status(_, body) => body.as_str(),
            FetchError::BadUrl(_) => return AccessError::for_a_person(format!("the token endpoint {url}: {error}")),
            _ => "",
        };
        let Ok(refusal) = serde_json::from_str::<Refusal>(body) else {
            return AccessError::for_now(format!("the token endpoint {url}: {error}"));
        };
        let mut said = match &refusal.error_description {
            Some(description) => format!("{}: {description}", refusal.error),
            None => refusal.error.clone(),
        };
        for secret in [self.gear.client_secret.as_ref(), refresh_token].into_iter().flatten() {
            if !secret.is_empty() {
                said = said.replace(secret.as_str(), "…");
            }
        }
        AccessError {
            why: format!("the token endpoint {url} says {}", one_line(&said)),
            needs_person: FOR_A_PERSON.contains(&refusal.error.as_str()),
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.state.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a token is good.
fn life(expires_in: Option<&Value>) -> Moment {
    let seconds = match expires_in {
        Some(Value::Number(number)) => number
            .as_u64()
            .or_else(|| number.as_f64().map(|seconds| seconds as u64)),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    };
    seconds.map_or(LIFE, Moment::from_secs).min(LIFE_MAX)
}

/// Whether it can stand in a login: RFC 6750 §2.1 allows fewer characters yet.
fn is_token(token: &str) -> bool {
    !token.is_empty() && token.len() <= TOKEN_OCTETS_MAX && token.bytes().all(|octet| octet.is_ascii_graphic())
}

/// In one line, and cut.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(SAID_CHARACTERS_MAX).collect()
}

/// RFC 6749 §5.2, and two of Microsoft's: the request is wrong in itself, or nobody has consented to it, and the same request
/// will not fare better.
const FOR_A_PERSON: &[&str] = &[
    "invalid_grant",
    "invalid_client",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "interaction_required",
    "consent_required",
];
/// Where the endpoint does not say it (RFC 6749 §5.1).
const LIFE: Moment = Moment::from_secs(3_600);
const LIFE_MAX: Moment = Moment::from_secs(24 * 60 * 60);
/// Before its end a token is no longer handed out.
const MARGIN: Moment = Moment::from_secs(60);
/// A token that is younger has not ended early.
const NEW: Moment = Moment::from_secs(60);
/// Behind a try that was in vain.
const PAUSE: Moment = Moment::from_secs(5);
const PERSON_PAUSE: Moment = Moment::from_secs(60);
/// Google's have at most 2,048, Microsoft's some thousand.
const TOKEN_OCTETS_MAX: usize = 16 * 1024;
const SAID_CHARACTERS_MAX: usize = 300;

#[cfg(test)]
mod tests;
