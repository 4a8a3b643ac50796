//! All accounts: the sources in their order, the app passwords, and what each of them has done lately.

mod keys;
mod standing;
#[cfg(test)]
mod tests;
pub use keys::Looked;

use super::app_password;
use super::password::{Begun, CheckError, Checked, Passwords};
use super::source::embedded::EmbeddedSource;
use super::source::{Check, Source, SourceError, Verdict};
use super::token::{TokenError, Tokens};
use super::usage::{Usage, Who};
use super::uses::Uses;
use crate::accounts::canonical;
use crate::config::{self, Auth, CaseRule, SendRules, TokenAccounts};
use crate::fetch::Fetch;
use crate::world::World;
use mail::{Address, Timestamp};
use smtp::Moment;
use smtp::sasl::CertificateNames;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use store::{
    Account, AccountChange, AccountStore, AppPassword, LastUse, MailStore, Network, Rights, ScramSet, SendLimits, Sent,
    StoreError, Used,
};
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
    watcher: OnceLock<Watcher>,
    /// Hashes that are being made anew.
    upgrades: Arc<AtomicUsize>,
}

/// What the configuration says of accounts.
pub struct Rules {
    /// What holds for all logins.
    pub auth: Auth,
    /// The sources, in the order in which they are asked.
    pub sources: Vec<Listed>,
    /// Whose tokens are taken.
    pub tokens: Tokens,
    /// Whose certificate is which account's: account names by names of certificates, in lower case.
    pub certificates: BTreeMap<String, String>,
    /// How much an account may send that has no limit of its own.
    pub sending: SendRules,
}

/// A source, and for whom it is asked.
pub struct Listed {
    source: Arc<dyn Source>,
    settings: config::Source,
    /// Why it could not be asked, and since when, if that is so.
    trouble: Mutex<Option<Trouble>>,
}

/// A source that cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Since when.
    pub since: Timestamp,
    /// Why, at the last try.
    pub why: String,
}

/// What is new about a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// It cannot be asked any more: why.
    Down(String),
    /// It can be asked again.
    Back,
}

/// Hears of each turn of a source, by its name. It must not wait.
pub type Watcher = Box<dyn Fn(&str, &Turn) + Send + Sync>;

/// An account, and with which of its credentials somebody wants to be it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The account.
    pub account: Account,
    /// Its app password, if it is not its own password, token or certificate.
    pub app: Option<AppPassword>,
    /// Which source knows it; empty: a token alone says that there is such an account.
    pub source: String,
}

/// Who is meant by a login name, and whether the password is theirs.
#[derive(Debug)]
pub enum Answer {
    /// It is this one's.
    Right(Box<Subject>),
    /// It is not, though there is such an account.
    Wrong,
    /// No source knows the name; or those that do not tell apart what they do not know and what is wrong.
    Unknown,
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
            Self::Source { name, why } => write!(f, "source down: {name}: {why}"),
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
            sources: vec![Listed::new(source, settings)],
            tokens: Tokens::new(Vec::new(), Fetch::new(world), world.clock.clone()),
            certificates: BTreeMap::new(),
            sending: SendRules::default(),
        }
    }
}

impl Listed {
    /// A source as the configuration has it.
    pub fn new(source: Arc<dyn Source>, settings: config::Source) -> Self {
        Self {
            source,
            settings,
            trouble: Mutex::default(),
        }
    }

    /// As the configuration has it.
    pub fn settings(&self) -> &config::Source {
        &self.settings
    }

    /// Why it cannot be asked, if that is so.
    pub fn trouble(&self) -> Option<Trouble> {
        self.lock().clone()
    }

    /// What is found there.
    ///
    /// # Errors
    /// It cannot be asked.
    pub async fn probe(&self) -> Result<String, SourceError> {
        self.source.probe().await
    }

    fn is_asked_for(&self, name: &str) -> bool {
        let domains = &self.settings.domains;
        domains.is_empty() || domain_of(name).is_some_and(|domain| domains.contains(&domain))
    }

    /// Notes whether it could be asked: what is new about that, if something is.
    fn note(&self, failed: Option<&SourceError>, date: Timestamp) -> Option<Turn> {
        let mut trouble = self.lock();
        let Some(SourceError { why }) = failed else {
            return trouble.take().map(|_| Turn::Back);
        };
        let since = trouble.as_ref().map(|trouble| trouble.since);
        *trouble = Some(Trouble {
            since: since.unwrap_or(date),
            why: why.clone(),
        });
        since.is_none().then(|| Turn::Down(why.clone()))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Trouble>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The domain of a login name, as an A-label.
fn domain_of(name: &str) -> Option<String> {
    let (_, domain) = name.rsplit_once('@')?;
    mail::Domain::parse(domain).ok().map(|domain| domain.ascii().to_owned())
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
            watcher: OnceLock::new(),
            upgrades: Arc::default(),
        }
    }

    /// From now on this holds. What was kept of answers is forgotten.
    pub fn reload(&self, rules: Rules) {
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
        self.forget();
    }

    /// What was kept of answers is forgotten.
    pub fn forget(&self) {
        self.passwords.forget();
        self.rules().sources.iter().for_each(|listed| listed.source.forget());
    }

    /// From now on somebody hears of sources that cannot be asked, and of those that can be again: the first who asks for it.
    pub fn watch(&self, watcher: Watcher) {
        drop(self.watcher.set(watcher));
    }

    /// Notes whether a source could be asked.
    fn noted<T>(&self, listed: &Listed, answer: Result<T, SourceError>) -> Result<T, Unanswered> {
        let turn = listed.note(answer.as_ref().err(), self.date());
        if let (Some(turn), Some(watcher)) = (turn, self.watcher.get()) {
            watcher(listed.source.name(), &turn);
        }
        answer.map_err(|SourceError { why }| Unanswered::Source {
            name: listed.source.name().to_owned(),
            why,
        })
    }

    /// What the configuration says.
    pub fn rules(&self) -> Arc<Rules> {
        self.rules.read().unwrap_or_else(PoisonError::into_inner).clone()
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

    /// The account of that name, and the source that knows it.
    ///
    /// # Errors
    /// A source that might know it cannot be asked.
    pub async fn find(&self, name: &str) -> Result<Option<Subject>, Unanswered> {
        let rules = self.rules();
        for listed in rules.sources.iter().filter(|listed| listed.is_asked_for(name)) {
            let found = self.noted(listed, listed.source.find(name.to_owned()).await)?;
            if let Some(found) = found {
                return Ok(Some(Subject {
                    account: found.account,
                    app: None,
                    source: listed.source.name().to_owned(),
                }));
            }
        }
        Ok(None)
    }

    /// Whose password this is. It costs one hash, or none where it was right a while ago, is a token whose id exists, or was
    /// decided by a source of its own.
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
        let mut is_decided_elsewhere = false;
        for listed in rules.sources.iter().filter(|listed| listed.is_asked_for(name)) {
            let source = listed.source.name();
            let found = self.noted(listed, listed.source.find(name.to_owned()).await)?;
            let Some(found) = found else { continue };
            let subject = |account| {
                Box::new(Subject {
                    account,
                    app: None,
                    source: source.to_owned(),
                })
            };
            if found.check == Check::Hash {
                let checked = self.hash_check(Some(&found.account), password.clone(), a_try).await?;
                if checked == Checked::Wrong {
                    return Ok(Answer::Wrong);
                }
                if listed.settings.kind == config::SourceKind::Embedded {
                    self.upgrade(&found.account, &password);
                }
                return Ok(Answer::Right(subject(found.account)));
            }
            is_decided_elsewhere = true;
            let age_max = listed.settings.cache;
            if self
                .passwords
                .knows(source, &found.account, &password, a_try.now, age_max)
            {
                return Ok(Answer::Right(subject(found.account)));
            }
            let verdict = listed.source.check(name.to_owned(), password.clone()).await;
            match self.noted(listed, verdict)? {
                Verdict::Right(account) => {
                    // One that is disabled has to be asked about each time.
                    if account.enabled && account.name == found.account.name {
                        self.passwords.remember(source, &account, &password, a_try.now);
                    }
                    return Ok(Answer::Right(subject(*account)));
                }
                // It may not tell the two apart; the next one may know.
                Verdict::Wrong | Verdict::Unknown => {}
            }
        }
        if !is_decided_elsewhere {
            self.hash_check(None, password, a_try).await?;
        }
        Ok(Answer::Unknown)
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

    /// A token whose id exists is decided by its digest alone. It counts for its own account, under the account's name or with the
    /// label behind it.
    async fn check_app(
        &self,
        app: AppPassword,
        name: &str,
        login: &str,
        token: &str,
        date: Timestamp,
    ) -> Result<Answer, Unanswered> {
        let is_labelled = app_password::labelled(login)
            .is_some_and(|(name, label)| label == app.label && self.name_of(name) == app.account);
        let is_named = name == app.account || is_labelled;
        if !app_password::is_right(&app, token, date) || !is_named {
            return Ok(Answer::Wrong);
        }
        Ok(match self.find(&app.account).await? {
            Some(subject) => Answer::Right(Box::new(Subject {
                app: Some(app),
                ..subject
            })),
            None => Answer::Unknown,
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
        Ok(match self.find(&name).await? {
            Some(subject) => Ok(subject),
            None if bearer.accounts == TokenAccounts::Known => {
                Err(format!("unknown account: {name:?} of {}", bearer.issuer))
            }
            None => Ok(Subject {
                account: nobody_else(name),
                app: None,
                source: String::new(),
            }),
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

    /// The subject as it is now, if it is still the one that logged in: `version` of the account, and of the app password.
    ///
    /// # Errors
    /// In a few words why not; or nobody can say.
    pub async fn still(&self, subject: &Subject) -> Result<Result<Subject, &'static str>, Unanswered> {
        let name = &subject.account.name;
        let account = match subject.source.as_str() {
            // A source may know it by now.
            "" => match self.find(name).await? {
                Some(_) => return Ok(Err("the account was changed")),
                None => subject.account.clone(),
            },
            source => {
                let rules = self.rules();
                let Some(listed) = rules.sources.iter().find(|listed| listed.source.name() == source) else {
                    return Ok(Err("the account's source was removed"));
                };
                match self.noted(listed, listed.source.find(name.clone()).await)? {
                    Some(found) => found.account,
                    None => return Ok(Err("the account was removed")),
                }
            }
        };
        if !account.enabled {
            return Ok(Err("the account was disabled"));
        }
        if account.version != subject.account.version {
            return Ok(Err("the account was changed"));
        }
        let app = match &subject.app {
            None => None,
            Some(app) => match self.store.app_password(app.account.clone(), app.label.clone()).await {
                Ok(now) if now.version == app.version => Some(now),
                Ok(_) => return Ok(Err("the app password was changed")),
                Err(StoreError::NotFound) => return Ok(Err("the app password was revoked")),
                Err(error) => return Err(error.into()),
            },
        };
        let now = Subject {
            account,
            app,
            source: subject.source.clone(),
        };
        if now.expired(self.date()) {
            return Ok(Err("the account or the app password has expired"));
        }
        Ok(Ok(now))
    }

    /// It was used: the login, or one of its exceptions.
    pub fn used(self: &Arc<Self>, subject: &Subject, exception: &str, client: &str, mechanism: &str) {
        let used = Used {
            account: subject.account.name.clone(),
            label: subject.label().to_owned(),
            exception: exception.to_owned(),
        };
        let last = LastUse {
            at: self.date(),
            client: client.to_owned(),
            mechanism: mechanism.to_owned(),
        };
        if self.uses.note(used, last, self.world.clock.now()) {
            let directory = self.clone();
            self.world
                .tasks
                .spawn(Box::pin(async move { directory.keep_uses().await }));
        }
    }

    /// Keeps what is known of uses.
    pub async fn keep_uses(&self) {
        let uses = self.uses.take();
        if !uses.is_empty() && self.store.keep_uses(uses.clone()).await.is_err() {
            self.uses.give_back(uses);
        }
    }

    /// When an account, its app passwords and their exceptions were used last.
    ///
    /// # Errors
    /// The store's.
    pub async fn last_uses(&self, account: &str) -> Result<BTreeMap<Used, LastUse>, StoreError> {
        let mut uses: BTreeMap<Used, LastUse> = self.store.last_uses(account.to_owned()).await?.into_iter().collect();
        uses.extend(self.uses.of(account));
        Ok(uses)
    }

    /// For whom a transaction counts, and how much they may send.
    pub fn limits_of(&self, subject: &Subject) -> Vec<(Who, SendLimits)> {
        let general = self.rules().sending.limits;
        let name = &subject.account.name;
        let mut whom = vec![(
            (name.clone(), String::new()),
            subject.account.rights.limits.or(&general),
        )];
        if let Some(app) = &subject.app {
            whom.push(((name.clone(), app.label.clone()), app.rights.limits));
        }
        whom
    }

    /// Counts what was sent in the last 24 hours, before the process began. Only where somebody's sending has a limit.
    ///
    /// # Errors
    /// The stores'.
    pub async fn recall(&self, mail: &dyn MailStore) -> Result<(), StoreError> {
        let is_limited = |rights: &Rights| !rights.limits.is_none();
        let anybody = !self.rules().sending.limits.is_none()
            || self
                .store
                .accounts()
                .await?
                .iter()
                .any(|account| is_limited(&account.rights))
            || self
                .store
                .app_passwords(None)
                .await?
                .iter()
                .any(|app| is_limited(&app.rights));
        if !anybody {
            return Ok(());
        }
        let since = Timestamp::from_micros(self.date().micros() - DAY_MICROS);
        for sent in mail.sent_since(since).await? {
            let Sent {
                account,
                credential,
                at,
                messages,
                recipients,
            } = sent;
            // A slot is known by its beginning; what is in it may have been sent at its end.
            let at = Timestamp::from_micros(at.micros() + SLOT_MICROS).min(self.date());
            if !credential.is_empty() {
                self.usage
                    .restore((account.clone(), credential), at, messages, recipients);
            }
            self.usage.restore((account, String::new()), at, messages, recipients);
        }
        Ok(())
    }

    /// The password is at hand and right: what is kept of it is made anew, if it is weaker than it would be now. Not for more than a
    /// few at once: the others come again.
    fn upgrade(&self, account: &Account, password: &Zeroizing<String>) {
        if !self.passwords.is_outdated(account) || self.upgrades.load(Ordering::Relaxed) >= UPGRADES_MAX {
            return;
        }
        self.upgrades.fetch_add(1, Ordering::Relaxed);
        let (store, passwords, clock) = (self.store.clone(), self.passwords.clone(), self.world.clock.clone());
        let (account, password) = (account.clone(), password.clone());
        let done = Upgrading(self.upgrades.clone());
        self.world.tasks.spawn(Box::pin(async move {
            let _done = done;
            let Ok(beside) = beside(&*store, &account).await else {
                return;
            };
            let Ok((hash, scram)) = passwords.hash(&password, &beside).await else {
                return;
            };
            let is_weak = super::crypt::is_weak(&account.password, passwords.cost());
            let change = AccountChange::Upgrade {
                version: account.version,
                password: is_weak.then_some(hash),
                scram,
            };
            // It is tried again at the next login.
            drop(store.change(account.name, change, clock.date()).await);
        }));
    }

    fn date(&self) -> Timestamp {
        self.world.clock.date()
    }
}

/// Counts one hash that is being made anew.
struct Upgrading(Arc<AtomicUsize>);

impl Drop for Upgrading {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The salts that new SCRAM keys of an account have to have: those of its app passwords, so that a proof can be of any of them.
///
/// # Errors
/// The store's.
pub async fn beside(store: &dyn AccountStore, account: &Account) -> Result<ScramSet, StoreError> {
    let apps = store.app_passwords(Some(account.name.clone())).await?;
    let secrets = || apps.iter().flat_map(|app| &app.secrets);
    Ok(ScramSet {
        sha256: secrets()
            .find_map(|secret| secret.scram.sha256.clone())
            .or(account.scram.sha256.clone()),
        sha1: secrets()
            .find_map(|secret| secret.scram.sha1.clone())
            .or(account.scram.sha1.clone()),
    })
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

    /// The address that is somebody's own, if there is one: the first among the senders of the credential, else among those of the
    /// account, else the account's name.
    pub fn own_address(&self) -> Option<Address> {
        let listed = [self.app.as_ref().map(|app| &app.rights), Some(&self.account.rights)];
        let senders = listed.into_iter().flatten().flat_map(|rights| &rights.senders);
        let mut addresses = senders
            .chain([&self.account.name])
            .filter_map(|text| Address::parse(text).ok());
        addresses.find(|address| address.domain().is_qualified())
    }

    /// Whether its time is over.
    pub fn expired(&self, now: Timestamp) -> bool {
        self.rights()
            .any(|rights| rights.expires.is_some_and(|expires| expires <= now))
    }
}

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
/// Of [`MailStore::sent_since`].
const SLOT_MICROS: i64 = 10 * 60 * 1_000_000;
/// How many hashes are made anew at once.
const UPGRADES_MAX: usize = 4;
