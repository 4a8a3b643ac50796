//! Access tokens (OAUTHBEARER, XOAUTH2): whose they are, and whether they are good.
//!
//! A token of which an issuer says that it is one of its own (a JWT) is judged here, by the keys that the issuer publishes; or
//! the issuer is asked about it. Only what could not be asked is [`TokenError::Unavailable`].

mod claims;
mod introspection;
mod jwt;
mod keys;
#[cfg(test)]
mod made_up;
mod published;

use crate::config::{Issuer, TokenAccounts};
use crate::fetch::Fetch;
use crate::world::{Clock, TlsClient};
use futures_util::future::join_all;
use introspection::Asker;
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use jwt::{Signed, Unverified};
use mail::Timestamp;
use published::Published;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

/// A token that is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The login name, as the claim has it.
    pub login: String,
    /// Which issuer made it.
    pub issuer: String,
    /// Whose names it may speak for; empty: all.
    pub domains: Vec<String>,
    /// Whether the account has to be in a source too.
    pub accounts: TokenAccounts,
    /// When it ends, by the issuer's clock.
    pub expires: Option<Timestamp>,
}

/// Why a token does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenError {
    /// It is not good: why, for the operator alone.
    Invalid(String),
    /// Whoever could say cannot be reached: a temporary failure, and no guess.
    Unavailable(String),
}

/// An issuer, and what belongs to it of files.
pub struct IssuerGear {
    /// As it is configured.
    pub issuer: Issuer,
    /// With which we ask it about tokens, if we do.
    pub client_secret: Option<Zeroizing<String>>,
    /// Sees to it that it is the issuer whom we ask.
    pub tls: Arc<dyn TlsClient>,
}

/// What `check` and `status` show of an issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probed {
    /// Which.
    pub issuer: String,
    /// What was found there, or why nothing, in a few words each.
    pub found: Result<String, String>,
}

/// Checks tokens.
pub struct Tokens {
    issuers: Vec<Known>,
    clock: Arc<dyn Clock>,
}

struct Known {
    issuer: Issuer,
    way: Way,
}

/// How it is found out whether a token is good.
enum Way {
    Signature(Published),
    Question(Asker),
}

impl Tokens {
    /// Of these issuers; where two have the same name, the first holds. Nothing is fetched before it is needed.
    pub fn new(issuers: Vec<IssuerGear>, fetch: Fetch, clock: Arc<dyn Clock>) -> Self {
        // The library panics where it finds two providers and none was chosen. The first choice holds.
        let _ = DEFAULT_PROVIDER.install_default();
        let known = |gear: IssuerGear| {
            let IssuerGear {
                issuer,
                client_secret,
                tls,
            } = gear;
            let way = match &issuer.introspection {
                Some(introspection) => {
                    let secret = client_secret.unwrap_or_default();
                    Way::Question(Asker::new(introspection, secret, fetch.clone(), tls, clock.clone()))
                }
                None => Way::Signature(Published::new(&issuer.issuer, fetch.clone(), tls, clock.clone())),
            };
            Known { issuer, way }
        };
        let issuers = issuers.into_iter().map(known).collect();
        Self { issuers, clock }
    }

    /// Whether no token can be good, since there is no issuer.
    pub fn is_empty(&self) -> bool {
        self.issuers.is_empty()
    }

    /// Whether an issuer's word is enough for there to be an account.
    pub fn takes_anybody(&self) -> bool {
        self.issuers
            .iter()
            .any(|known| known.issuer.accounts == TokenAccounts::Any)
    }

    /// Whether a token is good, and whose it is.
    ///
    /// # Errors
    /// It is not, or that cannot be found out now.
    pub async fn check(&self, token: &str) -> Result<Bearer, TokenError> {
        if token.len() > TOKEN_OCTETS_MAX {
            let why = format!("it has more than {TOKEN_OCTETS_MAX} octets");
            return Err(TokenError::Invalid(why));
        }
        if !is_b64token(token) {
            let why = "it has characters that a token cannot have, or none at all";
            return Err(TokenError::Invalid(why.to_owned()));
        }
        let jwt = Unverified::read(token);
        // What names its issuer is nobody else's business.
        if let Some(name) = jwt.as_ref().and_then(Unverified::issuer) {
            let Some(known) = self
                .issuers
                .iter()
                .find(|known| claims::is_name_of(name, &known.issuer))
            else {
                let why = format!(
                    "its issuer is {}, which is none of those that are configured",
                    shown(name)
                );
                return Err(TokenError::Invalid(why));
            };
            return self.check_with(known, token, jwt.as_ref()).await;
        }
        self.ask_around(token).await
    }

    async fn check_with(&self, known: &Known, token: &str, jwt: Option<&Unverified<'_>>) -> Result<Bearer, TokenError> {
        match (&known.way, jwt) {
            (Way::Question(asker), _) => asker.ask(token, &known.issuer).await,
            (Way::Signature(published), Some(jwt)) => {
                let claims = signed_claims(published, jwt).await?;
                let bearer = claims::judge(&claims, &known.issuer, self.clock.date(), claims::Said::Signed);
                bearer.map_err(TokenError::Invalid)
            }
            (Way::Signature(_), None) => Err(TokenError::Invalid(OPAQUE.to_owned())),
        }
    }

    /// About a token that does not say whose it is: one issuer after the other, as they are configured.
    async fn ask_around(&self, token: &str) -> Result<Bearer, TokenError> {
        let (mut invalid, mut unavailable) = (Vec::new(), None);
        for known in &self.issuers {
            let Way::Question(asker) = &known.way else { continue };
            match asker.ask(token, &known.issuer).await {
                Ok(bearer) => return Ok(bearer),
                Err(TokenError::Invalid(why)) => invalid.push(format!("{}: {why}", known.issuer.issuer)),
                Err(TokenError::Unavailable(why)) => unavailable = unavailable.or(Some(why)),
            }
        }
        match unavailable {
            Some(why) => Err(TokenError::Unavailable(why)),
            None if invalid.is_empty() => Err(TokenError::Invalid(OPAQUE.to_owned())),
            None => Err(TokenError::Invalid(invalid.join("; "))),
        }
    }

    /// What a client is told of a token that was refused (RFC 7628 §3.2.2), as JSON: where it can get a better one.
    pub fn challenge(&self) -> String {
        let first = self.issuers.first().map(|known| &known.issuer);
        let challenge = Challenge {
            status: "invalid_token",
            scope: first
                .map(|issuer| issuer.scopes.join(" "))
                .filter(|scope| !scope.is_empty()),
            configuration: first.map(|issuer| published::openid_configuration(&issuer.issuer)),
        };
        serde_json::to_string(&challenge).expect("texts can always be written as JSON")
    }

    /// Asks every issuer, or looks at what it said lately: for `check` and `status`. All at once; who has not answered within
    /// `patience` cannot be asked.
    pub async fn probe(&self, patience: Duration) -> Vec<Probed> {
        let asked = self.issuers.iter().map(|known| known.probe(&*self.clock, patience));
        join_all(asked).await
    }
}

/// No secret, and nothing of a token.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.issuers.iter().map(|known| &known.issuer.issuer);
        f.debug_list().entries(names).finish()
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(why) | Self::Unavailable(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for TokenError {}

impl Known {
    async fn probe(&self, clock: &dyn Clock, patience: Duration) -> Probed {
        let asked = async {
            match &self.way {
                Way::Signature(published) => published.probe().await,
                Way::Question(asker) => asker.probe().await,
            }
        };
        let found = tokio::select! {
            biased;
            found = asked => found,
            () = clock.sleep_until(clock.now() + patience) => Err(format!("no answer within {} s", patience.as_secs())),
        };
        Probed {
            issuer: self.issuer.issuer.clone(),
            found,
        }
    }
}

/// RFC 7628 §3.2.2
#[derive(Serialize)]
struct Challenge {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(rename = "openid-configuration", skip_serializing_if = "Option::is_none")]
    configuration: Option<String>,
}

/// The claims of a token that its issuer has signed.
async fn signed_claims(published: &Published, jwt: &Unverified<'_>) -> Result<jwt::Claims, TokenError> {
    let keys = published.keys().await.map_err(TokenError::Unavailable)?;
    match jwt.verify(&keys) {
        Signed::Right(claims) => Ok(claims),
        Signed::Wrong(why) => Err(TokenError::Invalid(why)),
        // The issuer may have new keys by now.
        Signed::Unknown(why) => {
            let newer = published.newer_keys(&keys).await.map_err(TokenError::Unavailable)?;
            match newer.map(|keys| jwt.verify(&keys)) {
                Some(Signed::Right(claims)) => Ok(claims),
                Some(Signed::Wrong(why) | Signed::Unknown(why)) => Err(TokenError::Invalid(why)),
                None => Err(TokenError::Invalid(why)),
            }
        }
    }
}

/// RFC 6750 §2.1: what may stand behind `Bearer`.
fn is_b64token(token: &str) -> bool {
    let body = token.trim_end_matches('=');
    let is_fit = |octet: u8| octet.is_ascii_alphanumeric() || b"-._~+/".contains(&octet);
    !body.is_empty() && body.bytes().all(is_fit)
}

/// What a token or an issuer says, for the operator: quoted, escaped, and cut.
fn shown(text: &str) -> String {
    if text.chars().nth(SHOWN_CHARACTERS_MAX).is_none() {
        return format!("{text:?}");
    }
    let beginning: String = text.chars().take(SHOWN_CHARACTERS_MAX).collect();
    format!("{beginning:?} (cut)")
}

const OPAQUE: &str = "it does not say whose it is, and there is no issuer that is asked about tokens";
const TOKEN_OCTETS_MAX: usize = 8 * 1024;
const SHOWN_CHARACTERS_MAX: usize = 100;

#[cfg(test)]
mod tests;
