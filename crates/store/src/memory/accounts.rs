//! The accounts and app passwords of the store in memory.

use super::Memory;
use crate::accounts::{apply, apply_to_app, next_version};
use crate::{
    Account, AccountChange, AccountStore, AppChange, AppPassword, AppSecret, Exception, LastUse, Standing, StoreError,
    Used,
};
use futures_util::future::{BoxFuture, FutureExt, ready};
use mail::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// All of them, and what is known of those that were removed.
#[derive(Default)]
pub(super) struct Accounts {
    /// What every call ends with, if anything.
    pub(super) failure: Option<StoreError>,
    accounts: BTreeMap<String, Account>,
    removed_accounts: BTreeMap<String, u64>,
    apps: BTreeMap<Label, AppPassword>,
    removed_apps: BTreeMap<Label, u64>,
    uses: BTreeMap<Used, LastUse>,
    secret: Option<[u8; 32]>,
}

/// An app password's account and label.
type Label = (String, String);

impl Accounts {
    fn change(&mut self, name: &str, change: &AccountChange, now: Timestamp) -> Result<(), StoreError> {
        let account = self.accounts.get_mut(name).ok_or(StoreError::NotFound)?;
        if !matches!(change, AccountChange::Remove) {
            apply(account, change, now);
            return Ok(());
        }
        self.removed_accounts.insert(name.to_owned(), account.version);
        self.accounts.remove(name);
        let removed = self.apps.iter().filter(|(label, _)| label.0 == name);
        let removed = removed.map(|(label, password)| (label.clone(), password.version));
        self.removed_apps.extend(removed);
        self.apps.retain(|label, _| label.0 != name);
        self.uses.retain(|used, _| used.account != name);
        Ok(())
    }

    fn add_app(&mut self, mut password: AppPassword) -> Result<(), StoreError> {
        let label = (password.account.clone(), password.label.clone());
        if self.apps.contains_key(&label) || self.is_taken(&password.secrets, &label) {
            return Err(StoreError::Exists);
        }
        if let Some(last) = self.removed_apps.get(&label) {
            password.version = next_version(*last, password.changed);
        }
        self.apps.insert(label, password);
        Ok(())
    }

    fn change_app(&mut self, label: Label, change: &AppChange, now: Timestamp) -> Result<(), StoreError> {
        if let AppChange::Secrets(secrets) = change
            && self.apps.contains_key(&label)
            && self.is_taken(secrets, &label)
        {
            return Err(StoreError::Exists);
        }
        let password = self.apps.get_mut(&label).ok_or(StoreError::NotFound)?;
        if !matches!(change, AppChange::Remove) {
            apply_to_app(password, change, now);
            return Ok(());
        }
        let version = password.version;
        self.apps.remove(&label);
        let (account, name) = &label;
        self.uses
            .retain(|used, _| used.account != *account || used.label != *name);
        self.removed_apps.insert(label, version);
        Ok(())
    }

    /// Whether an id is there twice, or somebody else has it.
    fn is_taken(&self, secrets: &[AppSecret], label: &Label) -> bool {
        let ids: BTreeSet<&str> = secrets.iter().map(|secret| secret.id.as_str()).collect();
        let others = self.apps.iter().filter(|(other, _)| *other != label);
        let mut others = others.flat_map(|(_, password)| &password.secrets);
        ids.len() < secrets.len() || others.any(|secret| ids.contains(secret.id.as_str()))
    }

    fn keep_use(&mut self, used: Used, last: LastUse) {
        let is_gone = !used.label.is_empty() && !self.apps.contains_key(&(used.account.clone(), used.label.clone()));
        let is_old = self.uses.get(&used).is_some_and(|known| known.at >= last.at);
        if !is_gone && !is_old {
            self.uses.insert(used, last);
        }
    }

    fn standing(&self) -> Standing {
        let (mut standing, mut with_keys) = (Standing::default(), BTreeMap::<u32, u64>::new());
        let mut exceptions: BTreeSet<Exception> = BTreeSet::new();
        for account in self.accounts.values() {
            let is_open = account.enabled && !account.password.is_empty();
            let (sha256, sha1) = (&account.scram.sha256, &account.scram.sha1);
            standing.without_sha256 += u64::from(is_open && sha256.is_none());
            if let Some(keys) = sha256.as_ref().or(sha1.as_ref()) {
                *with_keys.entry(keys.iterations).or_default() += 1;
            }
            exceptions.extend(account.rights.exceptions.iter().copied());
        }
        for password in self.apps.values() {
            exceptions.extend(password.rights.exceptions.iter().copied());
        }
        standing.iterations = with_keys.into_iter().collect();
        standing.exceptions = exceptions.into_iter().collect();
        standing
    }
}

impl Memory {
    fn with_accounts<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Accounts) -> Result<T, StoreError>,
    ) -> BoxFuture<'_, Result<T, StoreError>> {
        let mut state = self.lock();
        let accounts = &mut state.accounts;
        let done = match accounts.failure.clone() {
            Some(error) => Err(error),
            None => job(accounts),
        };
        ready(done).boxed()
    }
}

impl AccountStore for Memory {
    fn account(&self, name: String) -> BoxFuture<'_, Result<Account, StoreError>> {
        self.with_accounts(|all| all.accounts.get(&name).cloned().ok_or(StoreError::NotFound))
    }

    fn accounts(&self) -> BoxFuture<'_, Result<Vec<Account>, StoreError>> {
        self.with_accounts(|all| Ok(all.accounts.values().cloned().collect()))
    }

    fn add(&self, mut account: Account) -> BoxFuture<'_, Result<(), StoreError>> {
        self.with_accounts(|all| {
            if all.accounts.contains_key(&account.name) {
                return Err(StoreError::Exists);
            }
            if let Some(last) = all.removed_accounts.get(&account.name) {
                account.version = next_version(*last, account.changed);
            }
            all.accounts.insert(account.name.clone(), account);
            Ok(())
        })
    }

    fn change(&self, name: String, change: AccountChange, now: Timestamp) -> BoxFuture<'_, Result<(), StoreError>> {
        self.with_accounts(|all| all.change(&name, &change, now))
    }

    fn app_password_of(&self, id: String) -> BoxFuture<'_, Result<AppPassword, StoreError>> {
        self.with_accounts(|all| {
            let has_it = |password: &&AppPassword| password.secrets.iter().any(|secret| secret.id == id);
            all.apps.values().find(has_it).cloned().ok_or(StoreError::NotFound)
        })
    }

    fn app_password(&self, account: String, label: String) -> BoxFuture<'_, Result<AppPassword, StoreError>> {
        self.with_accounts(|all| all.apps.get(&(account, label)).cloned().ok_or(StoreError::NotFound))
    }

    fn app_passwords(&self, account: Option<String>) -> BoxFuture<'_, Result<Vec<AppPassword>, StoreError>> {
        self.with_accounts(|all| {
            let is_meant = |password: &&AppPassword| account.as_ref().is_none_or(|name| password.account == *name);
            Ok(all.apps.values().filter(is_meant).cloned().collect())
        })
    }

    fn add_app_password(&self, password: AppPassword) -> BoxFuture<'_, Result<(), StoreError>> {
        self.with_accounts(|all| all.add_app(password))
    }

    fn change_app_password(
        &self,
        account: String,
        label: String,
        change: AppChange,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        self.with_accounts(|all| all.change_app((account, label), &change, now))
    }

    fn last_uses(&self, account: String) -> BoxFuture<'_, Result<Vec<(Used, LastUse)>, StoreError>> {
        self.with_accounts(|all| {
            let of_it = all.uses.iter().filter(|(used, _)| used.account == account);
            Ok(of_it.map(|(used, last)| (used.clone(), last.clone())).collect())
        })
    }

    fn keep_uses(&self, uses: Vec<(Used, LastUse)>) -> BoxFuture<'_, Result<(), StoreError>> {
        self.with_accounts(|all| {
            uses.into_iter().for_each(|(used, last)| all.keep_use(used, last));
            Ok(())
        })
    }

    fn standing(&self) -> BoxFuture<'_, Result<Standing, StoreError>> {
        self.with_accounts(|all| Ok(all.standing()))
    }

    fn secret(&self, candidate: [u8; 32]) -> BoxFuture<'_, Result<[u8; 32], StoreError>> {
        self.with_accounts(|all| Ok(*all.secret.get_or_insert(candidate)))
    }
}
