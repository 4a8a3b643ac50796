//! All accounts: the sources in their order, the app passwords, and what each of them has done lately.

mod keys;
mod later;
mod listed;
mod standing;
#[cfg(test)]
pub(crate) mod tests;
mod turns;
mod upgrade;
pub use keys::Looked;
use listed::is_of;
pub use listed::{Listed, Trouble, Turn, Watcher};
use turns::{Place, Turns};
pub use upgrade::{beside, beside_apps};

use super::app_password;
use super::password::{Begun, CheckError, Checked, Passwords};
use super::source::embedded::EmbeddedSource;
use super::source::{Check, Verdict};
use super::token::{TokenError, Tokens};
use super::usage::Usage;
use super::uses::Uses;
use crate::accounts::canonical;
use crate::config::{self, Auth, CaseRule, SendRules, SenderRule, TokenAccounts};
use crate::fetch::Fetch;
use crate::world::World;
use mail::Timestamp;
use smtp::Moment;
use smtp::sasl::CertificateNames;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU32, AtomicUsize};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use store::{Account, AccountStore, AppPassword, Network, Rights, ScramSet, StoreError};
use zeroize::Zeroizing;

/// Who may log in. Lives as long as the server; what the configuration says of it is replaced at a reload.
pub struct Directory {
    world: World,
    store: Arc<dyn AccountStore>,
    passwords: Arc<Passwords>,
    rules: RwLock<Arc<Rules>>,
    usage: Usage,
    uses: Uses,
    /// Belongs to the accounts, and salts what is made up for those that there are not. Read once.
    secret: tokio::sync::OnceCell<[u8; 32]>,
    watcher: Arc<OnceLock<Watcher>>,
    /// Of the SCRAM keys that were shown first; 0 before there were any.
    shown_iterations: AtomicU32,
    /// Hashes that are being made anew.
    upgrades: Arc<AtomicUsize>,
    /// Of networks whose passwords sources check.
    turns: Turns,
}

/// What the configuration says of accounts.
pub struct Rules {
    /// What holds for all logins.
    pub auth: Auth,
    /// The sources, in the order in which they are asked.
    pub sources: Vec<Arc<Listed>>,
    /// Whose tokens are taken.
    pub tokens: Arc<Tokens>,
    /// Whose certificate is which account's: account names by names of certificates, in lower case.
    pub certificates: BTreeMap<String, String>,
    /// How much an account may send that has no limit of its own.
    pub sending: SendRules,
    /// As whom an account may send that has no senders of its own.
    pub senders: SenderRule,
}

/// An account, and with which of its credentials somebody wants to be it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The account.
    pub account: Account,
    /// Its app password, if it is not its own password, token or certificate.
    pub app: Option<AppPassword>,
    /// Which source knows it; empty: a token alone says that there is such an account.
    pub source: String,
    /// The name that the source was asked for: it may call the account otherwise.
    pub asked: String,
    /// Which secret of the app password it was; empty: it is none.
    pub secret_id: String,
}

/// Who is meant by a login name, and whether the password is theirs.
#[derive(Debug)]
pub enum Answer {
    /// It is this one's.
    Right(Box<Subject>),
    /// It is not, though there is such an account.
    Wrong,
    /// No source knows the name.
    Unknown,
    /// A source that does not tell apart what it does not know and what is wrong has said no, and no other knows better.
    WrongOrUnknown,
}

/// Why nobody can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unanswered {
    /// A source cannot be asked.
    Source {
        /// Which.
        name: String,
        /// Why.
        why: String,
        /// Whether another one has said that the password is wrong.
        wrong: bool,
    },
    /// The store cannot be asked, or a hash cannot be used.
    Store(StoreError),
    /// Too many logins wait.
    Busy {
        /// Whether it is known all the same that the password is wrong.
        wrong: bool,
    },
    /// Whoever could say whether a token is good cannot be reached.
    Issuer(String),
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source { name, why, .. } => write!(f, "source down: {name}: {why}"),
            Self::Store(error) => write!(f, "source down: {error}"),
            Self::Busy { .. } => f.write_str("too many logins wait to be checked"),
            Self::Issuer(why) => write!(f, "issuer down: {why}"),
        }
    }
}

impl From<StoreError> for Unanswered {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A try to log in, as far as hashing has to know of it.
#[derive(Clone, Copy)]
pub struct Try<'a> {
    /// From where.
    pub network: Option<Network>,
    /// Now.
    pub now: Moment,
    /// Now.
    pub date: Timestamp,
    /// Set when it has cost something.
    pub begun: &'a Begun,
}

impl Rules {
    /// The accounts that are kept here, and nothing else.
    pub fn embedded(store: Arc<dyn AccountStore>, world: &World) -> Self {
        let settings = config::Source::embedded();
        let source = Arc::new(EmbeddedSource::new(settings.name.clone(), store));
        Self {
            auth: Auth::default(),
            sources: vec![Arc::new(Listed::new(source, settings))],
            tokens: Arc::new(Tokens::new(Vec::new(), Fetch::new(world), world.clock.clone())),
            certificates: BTreeMap::new(),
            sending: SendRules::default(),
            senders: SenderRule::Own,
        }
    }
}

impl Directory {
    /// With what the configuration says.
    pub fn new(world: World, store: Arc<dyn AccountStore>, passwords: Arc<Passwords>, rules: Rules) -> Self {
        Self {
            world,
            store,
            passwords,
            rules: RwLock::new(Arc::new(rules)),
            usage: Usage::default(),
            uses: Uses::default(),
            secret: tokio::sync::OnceCell::new(),
            watcher: Arc::default(),
            shown_iterations: AtomicU32::new(0),
            upgrades: Arc::default(),
            turns: Turns::default(),
        }
    }

    /// From now on this holds. What other servers have said of passwords is forgotten; those that are checked by a hash go with their
    /// version.
    pub fn reload(&self, rules: Rules) {
        for listed in &rules.sources {
            let before = self.rules();
            let mut before = before.sources.iter();
            // Whoever was told that it is down is told when it is back.
            let trouble = before
                .find(|old| old.settings.name == listed.settings.name)
                .and_then(|old| old.trouble());
            if let Some(trouble) = trouble {
                self.goes_on(listed, trouble);
            }
        }
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
        self.passwords.forget_elsewhere();
    }

    /// What the configuration says.
    pub fn rules(&self) -> Arc<Rules> {
        self.rules.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a source is our own store.
    fn is_embedded(&self, source: &str) -> bool {
        let rules = self.rules();
        let mut named = rules.sources.iter().filter(|listed| listed.source.name() == source);
        named.any(|listed| listed.is_embedded())
    }

    /// Where the accounts of this server are kept.
    pub fn store(&self) -> &Arc<dyn AccountStore> {
        &self.store
    }

    /// Makes and checks hashes.
    pub fn passwords(&self) -> &Arc<Passwords> {
        &self.passwords
    }

    /// How much was sent.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// The form of a login name in which accounts are looked for: with the default domain where it has none, and in lower case
    /// where that makes no difference.
    pub fn name_of(&self, login: &str) -> String {
        let rules = self.rules();
        let whole = match &rules.auth.default_domain {
            Some(domain) if !login.contains('@') => format!("{login}@{domain}"),
            _ => login.to_owned(),
        };
        match rules.auth.case {
            CaseRule::Ignore => canonical(&whole),
            CaseRule::Exact => whole,
        }
    }

    /// The account of that name, and the source that knows it. Sources that do not look before they have a password know nobody.
    ///
    /// # Errors
    /// A source that might know it cannot be asked.
    pub async fn find(&self, name: &str) -> Result<Option<Subject>, Unanswered> {
        let rules = self.rules();
        for listed in rules.sources.iter().filter(|listed| listed.is_asked_for(name)) {
            match self.found(listed, name).await? {
                Some(found) if found.check != Check::Blind => {
                    return Ok(Some(Subject::of(found.account, listed.source.name(), name)));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// Whose password this is. It costs one hash, or none where it was right a while ago, is a token whose id exists, or was
    /// found to be right by a source of its own.
    ///
    /// # Errors
    /// Nobody can say.
    pub async fn check(
        &self,
        name: &str,
        login: &str,
        password: Zeroizing<String>,
        a_try: Try<'_>,
    ) -> Result<Answer, Unanswered> {
        if let Some(id) = app_password::id_of(&password) {
            match self.store.app_password_of(id.to_owned()).await {
                Ok(app) => return self.check_app(app, name, login, &password, a_try.date).await,
                Err(StoreError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let rules = self.rules();
        // The first that knows the name decides; one that cannot say whether it does leaves it to the others.
        let mut said_no = false;
        // No more of one network at once than a few: what they come to is counted before the next may try.
        let mut turn = None;
        for listed in rules.sources.iter().filter(|listed| listed.is_asked_for(name)) {
            match self.check_with(listed, name, &password, a_try, &mut turn).await {
                Ok(None) => {}
                Ok(Some(Answer::WrongOrUnknown)) => said_no = true,
                Ok(Some(answer)) => return Ok(answer),
                Err(Unanswered::Source { name, why, .. }) => {
                    let wrong = said_no;
                    return Err(Unanswered::Source { name, why, wrong });
                }
                Err(why) => return Err(why),
            }
        }
        self.spend_on(password, said_no, a_try).await?;
        Ok(if said_no {
            Answer::WrongOrUnknown
        } else {
            Answer::Unknown
        })
    }

    /// What one source says of a password; nothing, if it does not know the name.
    async fn check_with(
        &self,
        listed: &Arc<Listed>,
        name: &str,
        password: &Zeroizing<String>,
        a_try: Try<'_>,
        turn: &mut Option<Place>,
    ) -> Result<Option<Answer>, Unanswered> {
        if !listed.looks_always() {
            // Others have work with it from here on.
            a_try.begun.begin();
        }
        let Some(found) = self.found(listed, name).await? else {
            return Ok(None);
        };
        let source = listed.source.name();
        let right = |account| Answer::Right(Box::new(Subject::of(account, source, name)));
        if found.check == Check::Hash {
            let checked = self.hash_check(Some(&found.account), password.clone(), a_try).await?;
            if checked == Checked::Wrong {
                return Ok(Some(Answer::Wrong));
            }
            if listed.is_embedded() {
                self.upgrade(&found.account, password);
            }
            return Ok(Some(right(found.account)));
        }
        let age_max = listed.settings.cache;
        if self
            .passwords
            .knows(source, &found.account, password, a_try.now, age_max)
        {
            return Ok(Some(right(found.account)));
        }
        if turn.is_none() {
            let taken = self.turns.take(a_try.network, &*self.world.clock).await;
            *turn = Some(taken.ok_or(Unanswered::Busy { wrong: false })?);
        }
        a_try.begun.begin();
        let verdict = listed.source.check(name.to_owned(), password.clone()).await;
        Ok(match self.noted(listed, verdict, true)? {
            Verdict::Right(account) => {
                self.own_account(listed, &account)?;
                // One that is disabled has to be asked about each time.
                if account.enabled && account.name == found.account.name {
                    self.passwords.remember(source, &account, password, a_try.now);
                }
                Some(right(*account))
            }
            Verdict::Wrong if found.check == Check::Blind => Some(Answer::WrongOrUnknown),
            Verdict::Wrong => {
                self.spend_on(password.clone(), true, a_try).await?;
                Some(Answer::Wrong)
            }
            Verdict::Unknown => None,
        })
    }

    /// Costs what a wrong password costs, for who is told what a wrong password is told.
    ///
    /// # Errors
    /// Too many wait.
    pub async fn spend(&self, a_try: Try<'_>) -> Result<(), Unanswered> {
        let password = Zeroizing::new("nobody's".to_owned());
        self.spend_on(password, false, a_try).await
    }

    /// Whoever there is not, and whoever another server says no to, costs what those cost whose hash is here.
    async fn spend_on(&self, password: Zeroizing<String>, is_wrong: bool, a_try: Try<'_>) -> Result<(), Unanswered> {
        match self.hash_check(None, password, a_try).await {
            Ok(_) => Ok(()),
            Err(Unanswered::Busy { wrong }) => Err(Unanswered::Busy {
                wrong: wrong || is_wrong,
            }),
            Err(why) => Err(why),
        }
    }

    async fn hash_check(
        &self,
        account: Option<&Account>,
        password: Zeroizing<String>,
        a_try: Try<'_>,
    ) -> Result<Checked, Unanswered> {
        let Try {
            network, now, begun, ..
        } = a_try;
        let checked = self.passwords.check(password, account, network, now, begun).await;
        checked.map_err(|error| match error {
            CheckError::Busy { wrong } => Unanswered::Busy { wrong },
            CheckError::Store(error) => Unanswered::Store(error),
        })
    }

    /// A token whose id exists is decided by its digest alone. It counts for its own account, under each of its names, or with the
    /// label behind it.
    async fn check_app(
        &self,
        app: AppPassword,
        name: &str,
        login: &str,
        token: &str,
        date: Timestamp,
    ) -> Result<Answer, Unanswered> {
        let Some(secret_id) = app_password::right(&app, token, date) else {
            return Ok(Answer::Wrong);
        };
        let base = match app_password::labelled(login) {
            Some((base, label)) if label == app.label && name != app.account => self.name_of(base),
            _ => name.to_owned(),
        };
        Ok(match self.find(&base).await? {
            Some(subject) if subject.account.name == app.account => Answer::Right(Box::new(Subject {
                app: Some(app),
                secret_id,
                ..subject
            })),
            _ => Answer::Wrong,
        })
    }

    /// Whose token this is.
    ///
    /// # Errors
    /// Nobody can say.
    pub async fn check_token(&self, token: &str) -> Result<Result<Subject, String>, Unanswered> {
        let rules = self.rules();
        let bearer = match rules.tokens.check(token).await {
            Ok(bearer) => bearer,
            Err(TokenError::Invalid(why)) => return Ok(Err(format!("bad token: {why}"))),
            Err(TokenError::Unavailable(why)) => return Err(Unanswered::Issuer(why)),
        };
        let name = self.name_of(&bearer.login);
        if !is_of(&name, &bearer.domains) {
            let issuer = &bearer.issuer;
            return Ok(Err(format!(
                "bad token: {name:?} is of none of the domains of {issuer}"
            )));
        }
        Ok(match self.find(&name).await? {
            Some(subject) => Ok(subject),
            None if bearer.accounts == TokenAccounts::Known => {
                Err(format!("unknown account: {name:?} of {}", bearer.issuer))
            }
            None => Ok(Subject::of(nobody_else(name.clone()), "", &name)),
        })
    }

    /// Whose certificate this is: its account, if the configuration names one and a source knows it.
    ///
    /// # Errors
    /// Nobody can say.
    pub async fn check_certificate(
        &self,
        certificate: &CertificateNames,
    ) -> Result<Result<Subject, String>, Unanswered> {
        let rules = self.rules();
        let fingerprint = format!("sha256:{}", certificate.fingerprint);
        let mut names = certificate.names.iter().chain([&fingerprint]);
        let Some(account) = names.find_map(|name| rules.certificates.get(name)) else {
            return Ok(Err(format!(
                "unknown certificate: no [[client_certificate]] has {}",
                certificate.names.first().unwrap_or(&fingerprint)
            )));
        };
        let name = self.name_of(account);
        let found = self.find(&name).await?;
        Ok(found.ok_or_else(|| format!("unknown account: {name:?}")))
    }

    fn date(&self) -> Timestamp {
        self.world.clock.date()
    }
}

/// An account that only a token speaks of.
fn nobody_else(name: String) -> Account {
    Account {
        name,
        password: String::new(),
        scram: ScramSet::default(),
        enabled: true,
        version: 0,
        rights: Rights::default(),
        created: Timestamp::from_micros(0),
        changed: Timestamp::from_micros(0),
    }
}

impl Subject {
    /// An account with its own credential: the source knows it by the name that was `asked`.
    pub fn of(account: Account, source: &str, asked: &str) -> Self {
        Self {
            account,
            app: None,
            source: source.to_owned(),
            asked: asked.to_owned(),
            secret_id: String::new(),
        }
    }

    /// The label of the app password; empty if it is none.
    pub fn label(&self) -> &str {
        self.app.as_ref().map_or("", |app| app.label.as_str())
    }

    /// What the credential may do, the account's rights first.
    pub fn rights(&self) -> impl Iterator<Item = &Rights> {
        [Some(&self.account.rights), self.app.as_ref().map(|app| &app.rights)]
            .into_iter()
            .flatten()
    }

    /// What the very credential may do that was used: the app password's own rights, or the account's.
    pub fn own_rights(&self) -> &Rights {
        self.app.as_ref().map_or(&self.account.rights, |app| &app.rights)
    }

    /// Whether its time is over.
    pub fn expired(&self, now: Timestamp) -> bool {
        self.rights()
            .any(|rights| rights.expires.is_some_and(|expires| expires <= now))
    }
}
