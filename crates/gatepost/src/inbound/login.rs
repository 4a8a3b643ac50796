//! The desk's part of a login: who it is, whether that is true, and what becomes of a wrong try.

use super::desk::{Desk, House};
use crate::accounts::directory::{Answer as Whose, Subject, Try, Unanswered};
use crate::accounts::guessing::Penalty;
use crate::accounts::password::Begun;
use crate::accounts::{app_password, canonical};
use crate::events::Event;
use crate::policy::login::{Asking, TOO_MANY, UNKNOWN, WRONG, may_be_clear, may_log_in};
use mail::Address;
use reply::causes;
use smtp::sasl::{Credential, Hash, OfferSet};
use smtp::server::{Answer, Login, Refusal, Verdict};
use std::net::IpAddr;
use store::{Exception, Network, StoreError};
use zeroize::Zeroizing;

/// A login as far as the desk knows of it.
#[derive(Debug, Default)]
pub(super) struct Logins {
    /// The mechanisms that the listener has for everybody, under TLS.
    pub(super) offered: OfferSet,
    /// A proof of SCRAM comes next.
    pub(super) pending: Option<Pending>,
    /// It was right; the client has not heard so yet.
    pub(super) arriving: Option<Arrived>,
    /// It was right, and the client has heard so.
    pub(super) arrived: Option<Arrived>,
}

/// Who logged in, and how.
#[derive(Debug, Clone)]
pub(super) struct Arrived {
    pub(super) subject: Subject,
    pub(super) mechanism: &'static str,
}

/// Whose proof comes next.
#[derive(Debug)]
pub(super) struct Pending {
    named: Named,
    authorization: String,
    subjects: Vec<Subject>,
    /// What the operator learns if the proof is wrong.
    why: &'static str,
}

/// The login name, in the form in which failures are counted, and as the operator sees it.
#[derive(Debug, Clone)]
struct Named {
    counted: String,
    shown: String,
}

/// A password that is being checked. Whoever leaves while it is hashed would come back to see whether it is remembered, so to
/// leave counts as a failure.
struct Attempt<'a> {
    house: &'a House,
    name: &'a str,
    client: Option<IpAddr>,
    begun: Begun,
    answered: bool,
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.answered && self.begun.has_begun() {
            let clock = &self.house.world.clock;
            self.house
                .gate
                .failed(self.name, self.client, clock.now(), clock.date());
        }
    }
}

/// Nobody can say whether it is right: a temporary failure, and no word about the password.
fn unavailable(why: &Unanswered) -> Refusal {
    Refusal::new(&reply::AUTH_UNAVAILABLE, why.to_string())
}

fn wrong(why: impl Into<String>) -> Refusal {
    Refusal::new(&reply::BAD_CREDENTIALS, why)
}

impl Desk {
    /// Answers [`smtp::server::Ask::Credential`].
    pub(super) async fn credential(&mut self, credential: Credential) -> Answer {
        let mechanism = credential.mechanism();
        let pending = self.logins.pending.take();
        if let Err(refusal) = self.not_banned() {
            return Answer::Login(Err(refusal));
        }
        let login = match credential {
            Credential::Password {
                login,
                authorization,
                password,
                ..
            } => self.password(mechanism, &login, &authorization, password).await,
            Credential::Lookup {
                hash,
                login,
                authorization,
                ..
            } => match self.look_up(hash, &login, authorization).await {
                Ok(keys) => return keys,
                Err(refusal) => Err(refusal),
            },
            Credential::Proof { right, .. } => self.proof(mechanism, pending, right).await,
            Credential::Token { login, token, .. } => self.token(mechanism, &login, &token).await,
            Credential::Certificate { authorization } => self.certificate(mechanism, &authorization).await,
            Credential::Impossible { login, why, .. } => {
                let named = pending.map_or_else(|| self.named(&login, false), |pending| pending.named);
                Err(self.failed(&named, wrong(why)).await)
            }
        };
        Answer::Login(login)
    }

    /// The client heard that it is logged in.
    pub(super) fn welcomed(&mut self) {
        let Some(arrived) = self.logins.arriving.take() else {
            return;
        };
        let Arrived { subject, mechanism } = &arrived;
        let directory = &self.house.directory;
        let client = self
            .client
            .map(|client| client.to_canonical().to_string())
            .unwrap_or_default();
        directory.used(subject, "", &client, mechanism);
        let is_forced = *mechanism == "LOGIN" && !self.logins.offered.contains(mechanism);
        if is_forced || mechanism_is_excepted(subject, mechanism) {
            directory.used(subject, &Exception::Login.to_string(), &client, mechanism);
        }
        if self.about().tls.is_none()
            && let Some(address) = self.client
        {
            let exception = Exception::Clear(address.to_canonical());
            directory.used(subject, &exception.to_string(), &client, mechanism);
        }
        self.about.account = Some(subject.account.name.clone());
        self.about.credential = subject.label().to_owned();
        self.about.mechanism = Some(mechanism);
        self.logins.arrived = Some(arrived);
        self.tell(&Event::LoggedIn(self.about.clone()));
    }

    async fn password(
        &mut self,
        mechanism: &'static str,
        login: &str,
        authorization: &str,
        password: Zeroizing<String>,
    ) -> Result<Login, Refusal> {
        let (house, client) = (self.house.clone(), self.client);
        let clock = &house.world.clock;
        let name = house.directory.name_of(login);
        let mut named = self.named(login, false);
        if self.about().tls.is_none() {
            let may = self.may_be_clear(&name, &password).await;
            may.map_err(|refusal| self.told(&named, refusal))?;
        }
        let mut attempt = Attempt {
            house: &house,
            name: &named.counted.clone(),
            client,
            begun: Begun::default(),
            answered: false,
        };
        let a_try = Try {
            network: client.map(Network::of),
            now: clock.now(),
            date: clock.date(),
            begun: &attempt.begun,
        };
        let whose = house.directory.check(&name, login, password, a_try).await;
        attempt.answered = true;
        let begun = attempt.begun.clone();
        drop(attempt);
        // Other sessions of this network may have guessed meanwhile: then this one was a guess too many, right or wrong.
        self.not_banned()?;
        let why = match whose {
            Ok(Whose::Right(subject)) => {
                let is_token = subject.app.is_some();
                let named = self.named(login, true);
                let login = self.right(mechanism, &named, *subject, authorization).await;
                let is_nobody = login.as_ref().is_err_and(|no| *no.reply == reply::BAD_CREDENTIALS);
                if is_nobody && !is_token && !begun.has_hashed() {
                    // It was remembered; who is told that it is wrong must not see that by the time.
                    let a_try = Try {
                        network: client.map(Network::of),
                        now: clock.now(),
                        date: clock.date(),
                        begun: &begun,
                    };
                    drop(house.directory.spend(a_try).await);
                }
                return login;
            }
            Ok(Whose::Wrong) => {
                named = self.named(login, true);
                WRONG
            }
            Ok(Whose::WrongOrUnknown) => WRONG_OR_UNKNOWN,
            Ok(Whose::Unknown) => UNKNOWN,
            Err(why) => {
                let refusal = unavailable(&why);
                // Or a full queue, and a source that is away, would be places where guessing costs nothing.
                return Err(match why {
                    Unanswered::Busy { wrong: true } | Unanswered::Source { wrong: true, .. } => {
                        self.failed(&named, refusal).await
                    }
                    _ => self.told(&named, refusal),
                });
            }
        };
        Err(self.failed(&named, wrong(why)).await)
    }

    /// Without TLS one credential may log in from this address, and no other is looked at.
    async fn may_be_clear(&self, name: &str, password: &str) -> Verdict {
        let directory = &self.house.directory;
        let lost = |error: StoreError| unavailable(&error.into());
        if let Some(id) = app_password::id_of(password) {
            match directory.store().app_password_of(id.to_owned()).await {
                Ok(app) => {
                    let exception = self.client.map(|client| Exception::Clear(client.to_canonical()));
                    let may = exception.is_some_and(|exception| app.rights.exceptions.contains(&exception));
                    return if may { Ok(()) } else { Err(needs_tls()) };
                }
                Err(StoreError::NotFound) => {}
                Err(error) => return Err(lost(error)),
            }
        }
        let subject = directory.find(name).await.map_err(|why| unavailable(&why))?;
        match subject {
            Some(subject) if may_be_clear(&subject, self.client) => Ok(()),
            _ => Err(needs_tls()),
        }
    }

    async fn look_up(&mut self, hash: Hash, login: &str, authorization: String) -> Result<Answer, Refusal> {
        let house = self.house.clone();
        let (secured, client) = (self.about().tls.is_some(), self.client);
        let may = move |subject: &Subject| secured || may_be_clear(subject, client);
        let looked = house.directory.look_up(login, hash, may).await;
        let looked = looked.map_err(|why| self.told(&self.named(login, false), unavailable(&why)))?;
        let named = self.named(login, looked.account.is_some());
        if !secured && looked.subjects.is_empty() {
            return Err(self.told(&named, needs_tls()));
        }
        let lacks_keys = looked.lacks_keys;
        if lacks_keys && looked.subjects.is_empty() && house.directory.rules().auth.tell_transition {
            return Err(self.told(&named, Refusal::new(&reply::TRANSITION_NEEDED, NO_KEYS)));
        }
        let why = match (&looked.account, lacks_keys) {
            (None, _) => UNKNOWN,
            (Some(_), true) => NO_KEYS,
            (Some(_), false) if looked.subjects.is_empty() => "it has no password that SCRAM could prove",
            (Some(_), false) if looked.subjects.iter().all(|subject| subject.app.is_some()) => NO_APP_PASSWORD,
            (Some(_), false) => WRONG,
        };
        self.logins.pending = Some(Pending {
            named,
            authorization,
            subjects: looked.subjects,
            why,
        });
        Ok(Answer::Keys(looked.keys))
    }

    async fn proof(
        &mut self,
        mechanism: &'static str,
        pending: Option<Pending>,
        right: Option<usize>,
    ) -> Result<Login, Refusal> {
        let Some(Pending {
            named,
            authorization,
            mut subjects,
            why,
        }) = pending
        else {
            return Err(wrong("a proof without a question"));
        };
        match right.filter(|place| *place < subjects.len()) {
            Some(place) => {
                let subject = subjects.swap_remove(place);
                self.right(mechanism, &named, subject, &authorization).await
            }
            None if why == NO_KEYS => {
                let refusal = wrong(why).because(&causes::TRANSITION_NEEDED);
                Err(self.failed(&named, refusal).await)
            }
            None => Err(self.failed(&named, wrong(why)).await),
        }
    }

    async fn token(&mut self, mechanism: &'static str, login: &str, token: &str) -> Result<Login, Refusal> {
        let named = self.named(login, false);
        if token.is_empty() {
            // RFC 7628 §4.3: it only asks where tokens come from.
            return Err(wrong("bad token: there is none").because(&causes::OAUTH_TOKEN_BAD));
        }
        let house = self.house.clone();
        let checked = house.directory.check_token(token).await;
        self.not_banned()?;
        match checked.map_err(|why| self.told(&named, unavailable(&why)))? {
            Ok(subject) => self.right(mechanism, &named, subject, login).await,
            Err(why) => Err(self.failed(&named, wrong(why).because(&causes::OAUTH_TOKEN_BAD)).await),
        }
    }

    async fn certificate(&mut self, mechanism: &'static str, authorization: &str) -> Result<Login, Refusal> {
        let named = self.named(authorization, false);
        let certificate = self.about().tls.as_ref().and_then(|tls| tls.certificate.clone());
        let Some(certificate) = certificate else {
            let bad = self.about().tls.as_ref().and_then(|tls| tls.bad_certificate.clone());
            let why = match bad {
                Some(why) => format!("the client's certificate does not count: {why}"),
                None => "the client showed no certificate".to_owned(),
            };
            let refusal = wrong(why).because(&causes::CERTIFICATE_UNKNOWN);
            return Err(self.failed(&named, refusal).await);
        };
        let house = self.house.clone();
        let checked = house.directory.check_certificate(&certificate).await;
        match checked.map_err(|why| self.told(&named, unavailable(&why)))? {
            Ok(subject) => self.right(mechanism, &named, subject, authorization).await,
            Err(why) => Err(self
                .failed(&named, wrong(why).because(&causes::CERTIFICATE_UNKNOWN))
                .await),
        }
    }

    /// The credentials are right: whether they are enough.
    async fn right(
        &mut self,
        mechanism: &'static str,
        named: &Named,
        subject: Subject,
        authorization: &str,
    ) -> Result<Login, Refusal> {
        let house = self.house.clone();
        let clock = &house.world.clock;
        let authorization = (!authorization.is_empty()).then(|| {
            let whole = house.directory.name_of(authorization);
            // `name/label` is as whom, too.
            match app_password::labelled(authorization) {
                Some((name, label)) if subject.label() == label => house.directory.name_of(name),
                _ => whole,
            }
        });
        let asking = Asking {
            subject: &subject,
            authorization: authorization.as_deref(),
            mechanism,
            is_offered: self.about().tls.is_none() || self.logins.offered.contains(mechanism),
            client: self.client,
            secured: self.about().tls.is_some(),
            now: clock.date(),
        };
        if let Err(refusal) = may_log_in(&asking) {
            // Who has the right password and the wrong mechanism does not guess.
            return Err(match *refusal.reply == reply::MECHANISM_FORBIDDEN {
                true => self.told(named, refusal),
                false => self.failed(named, refusal).await,
            });
        }
        house.gate.succeeded(&named.counted, self.client, clock.now());
        let login = Login {
            account: subject.account.name.clone(),
            is_lenient: subject.own_rights().exceptions.contains(&Exception::Syntax),
        };
        self.logins.arriving = Some(Arrived { subject, mechanism });
        Ok(login)
    }

    /// People type their password where the name belongs: only what is clearly a name is told.
    fn named(&self, login: &str, is_known: bool) -> Named {
        let is_name = is_known || Address::parse(login).is_ok_and(|address| address.domain().is_qualified());
        let counted = match (login, self.client) {
            // Nobody in particular, so nobody else is slowed by it.
            ("", Some(client)) => format!("\0{}", Network::of(client)),
            _ => canonical(&self.house.directory.name_of(login)),
        };
        Named {
            counted,
            shown: if is_name { format!("{login:?}") } else { "?".to_owned() },
        }
    }

    /// Whether the client's network may try to log in at all.
    fn not_banned(&self) -> Verdict {
        let date = self.house.world.clock.date();
        let barred = self.client.and_then(|client| self.house.gate.banned(client, date));
        match barred.map(|barred| barred.ban) {
            None => Ok(()),
            Some(ban) => {
                let detail = format!("{TOO_MANY}: {} is banned: {}", ban.network, ban.reason);
                Err(Refusal::new(&reply::TOO_MANY_LOGINS, detail))
            }
        }
    }

    fn told(&self, named: &Named, refusal: Refusal) -> Refusal {
        Refusal {
            detail: format!("{} (login {})", refusal.detail, named.shown),
            ..refusal
        }
    }

    /// A try to log in was wrong: it counts, and from some number on it is answered late, or not at all any more.
    async fn failed(&mut self, named: &Named, refusal: Refusal) -> Refusal {
        let clock = &self.house.world.clock;
        let (now, date) = (clock.now(), clock.date());
        let refusal = self.told(named, refusal);
        match self.house.gate.failed(&named.counted, self.client, now, date) {
            Penalty::None => refusal,
            Penalty::Delay(delay) => {
                clock.sleep_until(now + delay).await;
                refusal
            }
            Penalty::Banned => {
                let barred = self.client.and_then(|client| self.house.gate.banned(client, date));
                if let Some((network, until)) = barred.and_then(|barred| Some((barred.ban.network, barred.ban.until?)))
                {
                    let account = named.shown.clone();
                    self.tell(&Event::Banned {
                        network,
                        account,
                        until,
                    });
                }
                Refusal::new(&reply::TOO_MANY_LOGINS, format!("{TOO_MANY}: {}", refusal.detail))
            }
        }
    }
}

/// Whether only an exception lets this mechanism be used.
fn mechanism_is_excepted(subject: &Subject, mechanism: &str) -> bool {
    let list = &subject.own_rights().mechanisms;
    mechanism == "LOGIN" && !list.is_empty() && !list.iter().any(|name| name == mechanism)
}

fn needs_tls() -> Refusal {
    Refusal::new(&reply::MECHANISM_NEEDS_TLS, "no exception lets it log in without TLS")
}

/// What sources say that do not tell the two apart.
const WRONG_OR_UNKNOWN: &str = "wrong password or unknown account";
const NO_APP_PASSWORD: &str = "wrong password: none of its app passwords, and there are no keys for its own";
const NO_KEYS: &str = "it has no SCRAM keys yet: a login with PLAIN makes them";
