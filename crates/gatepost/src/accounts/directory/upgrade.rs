//! Better hashes, and keys that are missing, of passwords that are at hand because somebody logged in with them.

use super::Directory;
use crate::accounts::crypt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::{Account, AccountChange, AccountStore, ScramSet, StoreError};
use zeroize::Zeroizing;

impl Directory {
    /// The password is at hand and right: what is kept of it is made anew, if it is weaker than it would be now. Not for more than a
    /// few at once: the others come again.
    pub(super) fn upgrade(&self, account: &Account, password: &Zeroizing<String>) {
        if !self.passwords.is_outdated(account, &ScramSet::default())
            || self.upgrades.load(Ordering::Relaxed) >= UPGRADES_MAX
        {
            return;
        }
        self.upgrades.fetch_add(1, Ordering::Relaxed);
        let (store, passwords, clock) = (self.store.clone(), self.passwords.clone(), self.world.clock.clone());
        let (account, password) = (account.clone(), password.clone());
        let done = Upgrading(self.upgrades.clone());
        self.world.tasks.spawn(Box::pin(async move {
            let _done = done;
            let Ok(beside) = beside_apps(&*store, &account.name).await else {
                return;
            };
            if !passwords.is_outdated(&account, &beside) {
                return;
            }
            let Ok((hash, scram)) = passwords.hash(&password, &beside).await else {
                return;
            };
            let is_weak = crypt::is_weak(&account.password, passwords.cost());
            let change = AccountChange::Upgrade {
                version: account.version,
                password: is_weak.then_some(hash),
                scram,
            };
            // It is tried again at the next login.
            drop(store.change(account.name, change, clock.date()).await);
        }));
    }
}

/// Counts one hash that is being made anew.
struct Upgrading(Arc<AtomicUsize>);

impl Drop for Upgrading {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What the keys of an account's own password have to share salt and iterations with: those of its app passwords, so that a proof
/// can be of any of them.
///
/// # Errors
/// The store's.
pub async fn beside_apps(store: &dyn AccountStore, account: &str) -> Result<ScramSet, StoreError> {
    let apps = store.app_passwords(Some(account.to_owned())).await?;
    let secrets = || apps.iter().flat_map(|app| &app.secrets);
    Ok(ScramSet {
        sha256: secrets().find_map(|secret| secret.scram.sha256.clone()),
        sha1: secrets().find_map(|secret| secret.scram.sha1.clone()),
    })
}

/// The same of a new app password: those that there are, else the account's own.
///
/// # Errors
/// The store's.
pub async fn beside(store: &dyn AccountStore, account: &Account) -> Result<ScramSet, StoreError> {
    let apps = beside_apps(store, &account.name).await?;
    Ok(ScramSet {
        sha256: apps.sha256.or(account.scram.sha256.clone()),
        sha1: apps.sha1.or(account.scram.sha1.clone()),
    })
}

/// How many hashes are made anew at once.
const UPGRADES_MAX: usize = 4;
