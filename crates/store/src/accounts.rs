//! Who may send: the store's side of accounts.

use crate::StoreError;
use futures_util::future::BoxFuture;
use mail::Timestamp;

/// An account as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The login name, in lower case.
    pub name: String,
    /// The password's hash as a PHC string (Argon2id).
    pub password: String,
    /// Keys for SCRAM-SHA-256, made from the same password.
    pub scram: ScramKeys,
    /// Whether it may log in.
    pub enabled: bool,
    /// Changes with password, enabled or disabled, and senders, and is never used again for the name:
    /// a session that logged in under another version ends.
    pub version: u64,
    /// Addresses and domains that it may send as; `*` is any. Empty: the rule of the configuration.
    pub senders: Vec<String>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub changed: Timestamp,
}

/// RFC 5802 §3: what a server needs to verify SCRAM.
#[derive(Clone, PartialEq, Eq)]
pub struct ScramKeys {
    /// Random.
    pub salt: Vec<u8>,
    /// Of PBKDF2.
    pub iterations: u32,
    /// H(ClientKey)
    pub stored_key: Vec<u8>,
    /// HMAC(SaltedPassword, "Server Key")
    pub server_key: Vec<u8>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("name", &self.name)
            .field("enabled", &self.enabled)
            .finish_non_exhaustive()
    }
}

/// What may be changed of an account.
#[derive(Clone)]
pub enum AccountChange {
    /// Another password.
    Password {
        /// Its PHC string.
        password: String,
        /// Its SCRAM keys.
        scram: ScramKeys,
    },
    /// May log in, or may not.
    Enabled(bool),
    /// Other senders.
    Senders(Vec<String>),
    /// It goes.
    Remove,
}

/// Keeps accounts. Names are compared as they are kept: in lower case.
pub trait AccountStore: Send + Sync {
    /// The account of that name. [`StoreError::NotFound`] if there is none.
    fn account(&self, name: String) -> BoxFuture<'_, Result<Account, StoreError>>;

    /// All accounts, by name.
    fn accounts(&self) -> BoxFuture<'_, Result<Vec<Account>, StoreError>>;

    /// Adds one. [`StoreError::Exists`] if the name is taken. Durable on return.
    fn add(&self, account: Account) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Changes one; `now` becomes its time of change. [`StoreError::NotFound`] if there is none. Durable on return.
    fn change(&self, name: String, change: AccountChange, now: Timestamp) -> BoxFuture<'_, Result<(), StoreError>>;
}

/// A version that the name never had: later than both the last one and the clock's last tick.
pub(crate) fn next_version(last: u64, now: Timestamp) -> u64 {
    u64::try_from(now.micros()).unwrap_or(0).max(last + 1)
}

/// Applies a change other than removal.
pub(crate) fn apply(account: &mut Account, change: &AccountChange, now: Timestamp) {
    match change {
        AccountChange::Password { password, scram } => {
            account.password.clone_from(password);
            account.scram = scram.clone();
        }
        AccountChange::Enabled(enabled) => account.enabled = *enabled,
        AccountChange::Senders(senders) => account.senders.clone_from(senders),
        AccountChange::Remove => {}
    }
    account.version = next_version(account.version, now);
    account.changed = now;
}
