//! What an operator does to accounts.

mod app_passwords;
mod exceptions;
mod import;
mod names;
mod passwords;
mod rights;
mod shown;
#[cfg(test)]
mod tests;

pub use names::{account_name, sender};
pub use passwords::generated_password;

use super::Control;
use super::protocol::{AccountShown, AccountWhole, Answer, NewPassword, Problem, ProblemCode, RightsChange};
use crate::accounts::directory::{Subject, Unanswered};
use crate::accounts::usage::Usage;
use crate::accounts::{app_password, canonical};
use crate::config::{self, LdapEntry, SourceKind};
use mail::Timestamp;
use names::login_name;
use rights::{all_senders, changed};
use shown::Uses;
use std::sync::Arc;
use store::{Account, AccountChange, AccountStore, Rights, ScramSet, StoreError};

impl Control {
    pub(super) async fn account_add(
        &self,
        name: &str,
        password: NewPassword,
        rights: &RightsChange,
        enabled: bool,
    ) -> Result<Answer, Problem> {
        let (name, now) = (account_name(name)?, self.clock.date());
        let mut account = Account {
            rights: changed(&Rights::default(), rights, now)?,
            enabled,
            ..nobody(name, now)
        };
        // Before the work of hashing; the store has the last word.
        match self.store().account(account.name.clone()).await {
            Err(StoreError::NotFound) => {}
            Ok(_) => return Err(exists(&account.name)),
            Err(error) => return Err(error.into()),
        }
        self.can_log_in(&account.name)?;
        self.is_nobodys(&account.name).await?;
        let (hash, scram, generated) = self.new_password(password, &account).await?;
        (account.password, account.scram) = (hash, scram);
        let shown = self.shown(&account, &Uses::new());
        let name = account.name.clone();
        self.store().add(account).await.map_err(|error| match error {
            StoreError::Exists => exists(&name),
            error => error.into(),
        })?;
        Ok(Answer::AccountMade {
            account: Box::new(shown),
            password: generated,
        })
    }

    pub(super) async fn account_list(&self) -> Result<Answer, Problem> {
        let accounts = self.store().accounts().await?;
        let mut list = Vec::with_capacity(accounts.len());
        for account in &accounts {
            // Each takes a look into the store, which has other things to do.
            let uses = match accounts.len() {
                0..=USES_MAX => self.directory.last_uses(&account.name).await?,
                _ => Uses::new(),
            };
            list.push(self.shown(account, &uses));
        }
        Ok(Answer::Accounts(list))
    }

    pub(super) async fn account_show(&self, name: &str) -> Result<Answer, Problem> {
        let Subject { account, source, .. } = self.known(name).await?;
        let own = self.own_source();
        let is_kept = source.is_empty() || own.as_ref() == Some(&source);
        let uses = self.directory.last_uses(&account.name).await?;
        let now = self.clock.date();
        let usage = self.usage();
        let apps = self.store().app_passwords(Some(account.name.clone())).await?;
        let limits = account.rights.limits.or(&self.directory.rules().sending.limits);
        let who = (account.name.clone(), String::new());
        let has_hash = is_kept || !account.password.is_empty();
        let source = Some(source.as_str()).filter(|source| !source.is_empty());
        Ok(Answer::AccountWhole(Box::new(AccountWhole {
            listed: shown::account(&account, source, is_kept, &uses, now),
            password: has_hash.then(|| shown::kept(&account, is_kept, self.directory.passwords().cost())),
            sending: shown::sending(usage, &who, &account.rights.limits, &limits, now),
            app_passwords: apps.iter().map(|app| shown::app(app, usage, &uses, now)).collect(),
        })))
    }

    pub(super) async fn account_password(&self, name: &str, password: NewPassword) -> Result<Answer, Problem> {
        let account = self.own_account(name).await?;
        let (password, scram, generated) = self.new_password(password, &account).await?;
        let change = AccountChange::Password { password, scram };
        Ok(Answer::AccountMade {
            account: self.change_account(&account.name, change).await?,
            password: generated,
        })
    }

    pub(super) async fn account_enable(&self, name: &str, enabled: bool) -> Result<Answer, Problem> {
        let account = self.own_account(name).await?;
        // A change makes a new version, and with that ends the sessions of the old one.
        let shown = match account.enabled == enabled {
            true => self.shown_now(&account).await?,
            false => {
                self.change_account(&account.name, AccountChange::Enabled(enabled))
                    .await?
            }
        };
        Ok(Answer::Account(shown))
    }

    pub(super) async fn account_senders(&self, name: &str, senders: &[String]) -> Result<Answer, Problem> {
        let senders = all_senders(senders)?;
        let account = self.own_account(name).await?;
        let rights = Rights {
            senders,
            ..account.rights.clone()
        };
        self.set_rights(account, rights).await
    }

    pub(super) async fn account_set(&self, name: &str, change: &RightsChange) -> Result<Answer, Problem> {
        let account = self.own_account(name).await?;
        let rights = changed(&account.rights, change, self.clock.date())?;
        self.set_rights(account, rights).await
    }

    pub(super) async fn account_remove(&self, name: &str) -> Result<Answer, Problem> {
        let account = self.own_account(name).await?;
        let shown = self.shown_now(&account).await?;
        let apps = self.store().app_passwords(Some(account.name.clone())).await?;
        let name = account.name;
        let removed = self
            .store()
            .change(name.clone(), AccountChange::Remove, self.clock.date());
        removed.await.map_err(|error| unknown(&name, error))?;
        Ok(Answer::AccountRemoved {
            account: shown,
            app_passwords: apps.len() as u64,
        })
    }

    async fn set_rights(&self, mut account: Account, rights: Rights) -> Result<Answer, Problem> {
        account.rights = rights;
        let apps = self.store().app_passwords(Some(account.name.clone())).await?;
        let subject = |app| Subject {
            app,
            ..Subject::of(account.clone(), "", &account.name)
        };
        let all = std::iter::once(None).chain(apps.into_iter().map(Some));
        all.map(subject)
            .try_for_each(|subject| exceptions::has_an_address(&subject, self.directory.rules().senders))?;
        let change = AccountChange::Rights(account.rights);
        self.change_account(&account.name, change).await.map(Answer::Account)
    }

    async fn change_account(&self, name: &str, change: AccountChange) -> Result<Box<AccountShown>, Problem> {
        let changed = self.store().change(name.to_owned(), change, self.clock.date()).await;
        changed.map_err(|error| unknown(name, error))?;
        let account = self.store().account(name.to_owned()).await;
        self.shown_now(&account.map_err(|error| unknown(name, error))?).await
    }

    /// The account that is kept here under that name; with the default domain behind it, if there is none without.
    async fn own_account(&self, text: &str) -> Result<Account, Problem> {
        if let Some(account) = self.kept_account(text).await? {
            return Ok(account);
        }
        let name = account_name(text)?;
        // That a source cannot be asked is no reason to say anything else of what is kept here.
        match self.found(text).await {
            Ok(Some(subject)) => Err(Problem::new(
                ProblemCode::NotFound,
                format!(
                    "{name} is an account of the source `{}`: its password, state and rights are changed there; an app password \
                     for it can be made here (`gatepost account app-password add`)",
                    subject.source
                ),
            )),
            Ok(None) | Err(_) => Err(unknown(&name, StoreError::NotFound)),
        }
    }

    async fn kept_account(&self, text: &str) -> Result<Option<Account>, Problem> {
        for name in self.kept_names(text)? {
            match self.store().account(name).await {
                Err(StoreError::NotFound) => {}
                found => return Ok(Some(found?)),
            }
        }
        Ok(None)
    }

    /// The names under which something of that account may be kept here.
    fn kept_names(&self, text: &str) -> Result<Vec<String>, Problem> {
        let whole = self.directory.name_of(&login_name(text)?);
        let mut names = vec![account_name(text)?];
        for name in [canonical(&whole), whole] {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// Whether a login can give that name.
    pub(super) fn can_log_in(&self, name: &str) -> Result<(), Problem> {
        let meant = canonical(&self.directory.name_of(name));
        if meant == name {
            return Ok(());
        }
        let message = format!(
            "nobody could log in as {name}: a login without a domain is taken for {meant} (`auth.default_domain`); name it {meant}"
        );
        Err(Problem::invalid(message))
    }

    /// Whether nobody else has that name.
    async fn is_nobodys(&self, name: &str) -> Result<(), Problem> {
        // That a source cannot be asked is no reason to wait for it.
        if let Ok(Some(subject)) = self.directory.find(name).await {
            let message = format!(
                "{name} is an account of the source `{}` already: leave it there, or give this one another name",
                subject.source
            );
            return Err(Problem::new(ProblemCode::Exists, message));
        }
        if let Some((base, _)) = app_password::labelled(name)
            && matches!(self.directory.find(base).await, Ok(Some(_)))
        {
            return Err(is_how(base, name));
        }
        self.is_labelled(name).await?.map_or(Ok(()), Err)
    }

    /// Why that cannot be an account, if it is how one that is kept here logs in with an app password.
    pub(super) async fn is_labelled(&self, name: &str) -> Result<Option<Problem>, Problem> {
        let Some((base, _)) = app_password::labelled(name) else {
            return Ok(None);
        };
        let is_there = self.kept_account(base).await?.is_some();
        Ok(is_there.then(|| is_how(base, name)))
    }

    /// Why no account of that name was found.
    pub(super) fn nobody_knows(&self, text: &str) -> Problem {
        let rules = self.directory.rules();
        let is_blind = |source: &config::Source| match &source.kind {
            SourceKind::Dovecot { .. } => true,
            SourceKind::Ldap { entry, .. } => matches!(entry, LdapEntry::Template(_)),
            _ => false,
        };
        let blind = rules.sources.iter().map(|listed| listed.settings());
        let blind: Vec<&str> = blind.filter(|one| is_blind(one)).map(|one| one.name.as_str()).collect();
        let mut message = format!(
            "there is no account {}, here or in a source: `gatepost account list` shows those that are kept here",
            names::visible(text.trim())
        );
        if !blind.is_empty() {
            message += &format!(
                "; what checks passwords and does not say who there is ({}) may have one, to which nothing can be given here",
                blind.join(", ")
            );
        }
        if rules.tokens.takes_anybody() {
            message += "; whoever logs in by a token alone is nowhere listed";
        }
        Problem::new(ProblemCode::NotFound, message)
    }

    /// The account of that name: of those that are kept here, else of any source. The source is empty where none asks for it.
    async fn known(&self, text: &str) -> Result<Subject, Problem> {
        if let Some(account) = self.kept_account(text).await? {
            let name = account.name.clone();
            return Ok(Subject::of(account, &self.own_source().unwrap_or_default(), &name));
        }
        let found = self.found(text).await?;
        found.ok_or_else(|| self.nobody_knows(text))
    }

    /// Whoever would log in under that name.
    async fn found(&self, text: &str) -> Result<Option<Subject>, Problem> {
        let name = self.directory.name_of(&login_name(text)?);
        self.directory.find(&name).await.map_err(|why| match why {
            Unanswered::Store(error) => error.into(),
            why => {
                let message =
                    format!("{why}: `gatepost status` tells how the sources are; try again when it can be asked");
                Problem::new(ProblemCode::Unavailable, message)
            }
        })
    }

    /// What the configuration calls the accounts that are kept here, if they are one of its sources.
    fn own_source(&self) -> Option<String> {
        let rules = self.directory.rules();
        let mut settings = rules.sources.iter().map(|listed| listed.settings());
        let own = settings.find(|settings| settings.kind == SourceKind::Embedded);
        own.map(|settings| settings.name.clone())
    }

    fn shown(&self, account: &Account, uses: &Uses) -> AccountShown {
        shown::account(account, self.own_source().as_deref(), true, uses, self.clock.date())
    }

    async fn shown_now(&self, account: &Account) -> Result<Box<AccountShown>, Problem> {
        let uses = self.directory.last_uses(&account.name).await?;
        Ok(Box::new(self.shown(account, &uses)))
    }

    fn store(&self) -> &Arc<dyn AccountStore> {
        self.directory.store()
    }

    /// What was sent; a stopped server does not know.
    fn usage(&self) -> Option<&Usage> {
        self.running.is_some().then(|| self.directory.usage())
    }
}

fn unknown(name: &str, error: StoreError) -> Problem {
    match error {
        StoreError::NotFound => {
            let message = format!("there is no account {name}: `gatepost account list` shows those that there are");
            Problem::new(ProblemCode::NotFound, message)
        }
        error => error.into(),
    }
}

fn is_how(base: &str, name: &str) -> Problem {
    Problem::invalid(format!(
        "{name} is how {base} logs in with an app password: make that (`gatepost account app-password add`), or choose another \
         name"
    ))
}

fn exists(name: &str) -> Problem {
    let help = "see `gatepost account show`, or set its password with `gatepost account passwd`";
    let message = format!("there is an account {name} already: {help}");
    Problem::new(ProblemCode::Exists, message)
}

/// An account without anything.
fn nobody(name: String, now: Timestamp) -> Account {
    Account {
        name,
        password: String::new(),
        scram: ScramSet::default(),
        enabled: true,
        version: first_version(now),
        rights: Rights::default(),
        created: now,
        changed: now,
    }
}

/// Of what is made now.
fn first_version(now: Timestamp) -> u64 {
    u64::try_from(now.micros()).unwrap_or(0).max(1)
}

/// Last uses are looked up for a list of so many accounts, and of none for a longer one.
const USES_MAX: usize = 1_000;
