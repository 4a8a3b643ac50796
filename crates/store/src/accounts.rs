//! Who may send: the store's side of accounts, and of the passwords of single programs.

use crate::{Network, StoreError};
use futures_util::future::BoxFuture;
use mail::Timestamp;
use std::fmt;
use std::net::IpAddr;

/// An account as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The login name, in lower case.
    pub name: String,
    /// The password's hash: a PHC string of Argon2, or what `crypt(3)` makes. Empty: no password is right.
    pub password: String,
    /// Keys for SCRAM, made from the same password.
    pub scram: ScramSet,
    /// Whether it may log in.
    pub enabled: bool,
    /// Changes with the password, enabled or disabled, and narrower rights, and is never used again for the name: a session that
    /// logged in under another version ends. A better hash of the same password does not change it.
    pub version: u64,
    /// What it may do.
    pub rights: Rights,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub changed: Timestamp,
}

/// The password of one program: random, and only good for what it is made for.
#[derive(Clone, PartialEq, Eq)]
pub struct AppPassword {
    /// Whose.
    pub account: String,
    /// What it is for: unique within the account.
    pub label: String,
    /// The one that holds, and for a while the one that it replaced.
    pub secrets: Vec<AppSecret>,
    /// As for an account: it changes when a session that logged in with it must end.
    pub version: u64,
    /// What it may do, within what its account may.
    pub rights: Rights,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub changed: Timestamp,
}

/// A token that is right.
#[derive(Clone, PartialEq, Eq)]
pub struct AppSecret {
    /// Its public part, by which it is found. No two are the same.
    pub id: String,
    /// SHA-256 of the whole token: it is random, and needs no slow hash.
    pub digest: [u8; 32],
    /// Keys for SCRAM. All secrets of an app password share salt and iterations, so that a proof can be of any of them.
    pub scram: ScramSet,
    /// When it ends, if it was replaced.
    pub until: Option<Timestamp>,
}

/// What an account or an app password may do. Empty lists and what is missing set no limit of their own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rights {
    /// Addresses and domains that it may send as; `*` is any. Empty: the rule of the configuration (of an app password: what its
    /// account may).
    pub senders: Vec<String>,
    /// From where it may log in.
    pub networks: Vec<Network>,
    /// The mechanisms with which it may log in, in capitals.
    pub mechanisms: Vec<String>,
    /// From then on it may not log in, nor send.
    pub expires: Option<Timestamp>,
    /// How much it may send.
    pub limits: SendLimits,
    /// What it alone may do although it is forbidden elsewhere.
    pub exceptions: Vec<Exception>,
}

/// How much may be sent in any hour, and in any 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SendLimits {
    /// Messages in an hour.
    pub messages_hour: Option<u32>,
    /// Messages in 24 hours.
    pub messages_day: Option<u32>,
    /// Recipients in an hour.
    pub recipients_hour: Option<u32>,
    /// Recipients in 24 hours.
    pub recipients_day: Option<u32>,
}

/// What one credential may do for the sake of an old machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exception {
    /// Log in by LOGIN where the listener does not have it.
    Login,
    /// Log in without TLS from this address.
    Clear(IpAddr),
    /// MAIL and RCPT without angle brackets, or with a space behind the colon.
    Syntax,
    /// Whatever it writes as its sender becomes its own address.
    From,
}

/// When and how something was used last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastUse {
    /// When.
    pub at: Timestamp,
    /// From which address.
    pub client: String,
    /// With which mechanism.
    pub mechanism: String,
}

/// What was used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Used {
    /// Of which account.
    pub account: String,
    /// Which app password; empty: the account's own password, token or certificate.
    pub label: String,
    /// Which exception, as [`Exception`] is written; empty: the login as such.
    pub exception: String,
}

/// SCRAM keys for each hash function, where there are any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScramSet {
    /// Of SCRAM-SHA-256 (RFC 7677).
    pub sha256: Option<ScramKeys>,
    /// Of SCRAM-SHA-1 (RFC 5802).
    pub sha1: Option<ScramKeys>,
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

impl fmt::Debug for ScramKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScramKeys")
            .field("iterations", &self.iterations)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("name", &self.name)
            .field("enabled", &self.enabled)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AppPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppPassword")
            .field("account", &self.account)
            .field("label", &self.label)
            .finish_non_exhaustive()
    }
}

/// What may be changed of an account.
#[derive(Clone)]
pub enum AccountChange {
    /// Another password.
    Password {
        /// Its hash.
        password: String,
        /// Its SCRAM keys.
        scram: ScramSet,
    },
    /// A better hash, or SCRAM keys, of the password that it has. Nothing happens if the account has another version by now.
    Upgrade {
        /// Of the password that they were made of.
        version: u64,
        /// The better hash, if there is one.
        password: Option<String>,
        /// Keys; those of a hash function that is left out stay as they are.
        scram: ScramSet,
    },
    /// May log in, or may not.
    Enabled(bool),
    /// Other rights.
    Rights(Rights),
    /// It goes, with its app passwords and what is known of its use.
    Remove,
}

/// What may be changed of an app password.
#[derive(Clone)]
pub enum AppChange {
    /// Other secrets: what it was is replaced. The version stays, but where one has the id of another: sessions know with which they
    /// began.
    Secrets(Vec<AppSecret>),
    /// Other rights.
    Rights(Rights),
    /// It goes, with what is known of its use.
    Remove,
}

/// What holds for all accounts together: which mechanisms can be offered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Enabled accounts that have a password and no keys for SCRAM-SHA-256.
    pub without_sha256: u64,
    /// The numbers of iterations that accounts with keys have (of SCRAM-SHA-1 where these are all), ascending, and how many accounts
    /// have each.
    pub iterations: Vec<(u32, u64)>,
    /// Exceptions of accounts and app passwords, sorted, each once.
    pub exceptions: Vec<Exception>,
}

/// Keeps accounts. Names are compared as they are kept: in lower case.
pub trait AccountStore: Send + Sync {
    /// The account of that name. [`StoreError::NotFound`] if there is none.
    fn account(&self, name: String) -> BoxFuture<'_, Result<Account, StoreError>>;

    /// All accounts, by name.
    fn accounts(&self) -> BoxFuture<'_, Result<Vec<Account>, StoreError>>;

    /// Adds one. [`StoreError::Exists`] if the name is taken. Durable on return.
    fn add(&self, account: Account) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Changes one; `now` becomes its time of change, but for an upgrade. [`StoreError::NotFound`] if there is none. Durable on
    /// return.
    fn change(&self, name: String, change: AccountChange, now: Timestamp) -> BoxFuture<'_, Result<(), StoreError>>;

    /// The app password that has a secret with this id. [`StoreError::NotFound`] if none has.
    fn app_password_of(&self, id: String) -> BoxFuture<'_, Result<AppPassword, StoreError>>;

    /// The app password with that label. [`StoreError::NotFound`] if there is none.
    fn app_password(&self, account: String, label: String) -> BoxFuture<'_, Result<AppPassword, StoreError>>;

    /// All app passwords of an account, or of all accounts, by account and label.
    fn app_passwords(&self, account: Option<String>) -> BoxFuture<'_, Result<Vec<AppPassword>, StoreError>>;

    /// Adds one. [`StoreError::Exists`] if its account has that label, or an id is taken. The account need not be kept here.
    /// Durable on return.
    fn add_app_password(&self, password: AppPassword) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Changes one. [`StoreError::NotFound`] if there is none, [`StoreError::Exists`] if an id is taken. Durable on return.
    fn change_app_password(
        &self,
        account: String,
        label: String,
        change: AppChange,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<(), StoreError>>;

    /// When an account, its app passwords and their exceptions were used last, by what was used.
    fn last_uses(&self, account: String) -> BoxFuture<'_, Result<Vec<(Used, LastUse)>, StoreError>>;

    /// Keeps when things were used last, unless a later use is known; nothing of an app password that is gone. Durable on return.
    fn keep_uses(&self, uses: Vec<(Used, LastUse)>) -> BoxFuture<'_, Result<(), StoreError>>;

    /// What holds for all of them.
    fn standing(&self) -> BoxFuture<'_, Result<Standing, StoreError>>;

    /// A secret that belongs to these accounts: the one that is kept, or from now on `candidate`. Durable on return.
    fn secret(&self, candidate: [u8; 32]) -> BoxFuture<'_, Result<[u8; 32], StoreError>>;
}

impl Rights {
    /// Whether an account that had `before` could do something that these do not allow any more. No senders are the rule of the
    /// configuration, of which nobody knows here whether it allows less.
    pub fn are_narrower_than(&self, before: &Self) -> bool {
        let any = |senders: &[String]| senders.iter().any(|sender| sender == "*");
        let fewer_senders = match (&before.senders[..], &self.senders[..]) {
            (old, new) if old == new || any(new) => false,
            (_, []) | ([], _) => true,
            (old, new) => any(old) || !covers_all(new, old, sender_covers),
        };
        fewer_senders || self.allow_less_than(before)
    }

    /// The same of an app password, where no senders are all that its account may use.
    fn are_narrower_for_app(&self, before: &Self) -> bool {
        let any = self.senders.iter().any(|sender| sender == "*");
        let fewer_senders = !any && has_less(&before.senders, &self.senders, sender_covers);
        fewer_senders || self.allow_less_than(before)
    }

    /// Apart from senders.
    fn allow_less_than(&self, before: &Self) -> bool {
        let earlier = match (before.expires, self.expires) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(old), Some(new)) => new < old,
        };
        has_less(&before.networks, &self.networks, Network::covers)
            || has_less(&before.mechanisms, &self.mechanisms, mechanism_covers)
            || earlier
            || self.limits.are_narrower_than(&before.limits)
            || !before
                .exceptions
                .iter()
                .all(|exception| self.exceptions.contains(exception))
    }
}

/// Of lists of which an empty one is everything.
fn has_less<T>(before: &[T], now: &[T], covers: impl Fn(&T, &T) -> bool) -> bool {
    !now.is_empty() && (before.is_empty() || !covers_all(now, before, covers))
}

/// Whether whatever `before` allowed is allowed by one of `now`.
fn covers_all<T>(now: &[T], before: &[T], covers: impl Fn(&T, &T) -> bool) -> bool {
    before.iter().all(|old| now.iter().any(|new| covers(new, old)))
}

/// A domain covers its addresses.
fn sender_covers(new: &String, old: &String) -> bool {
    let is_domain_of = || {
        old.rsplit_once('@')
            .is_some_and(|(_, domain)| domain.eq_ignore_ascii_case(new))
    };
    new == "*" || new == old || is_domain_of()
}

/// Who may log in without channel binding may do it with.
fn mechanism_covers(new: &String, old: &String) -> bool {
    new == old || old.strip_suffix("-PLUS").is_some_and(|unbound| unbound == new)
}

impl SendLimits {
    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// These, and of `general` those that are missing.
    pub fn or(&self, general: &Self) -> Self {
        Self {
            messages_hour: self.messages_hour.or(general.messages_hour),
            messages_day: self.messages_day.or(general.messages_day),
            recipients_hour: self.recipients_hour.or(general.recipients_hour),
            recipients_day: self.recipients_day.or(general.recipients_day),
        }
    }

    fn are_narrower_than(&self, before: &Self) -> bool {
        let less = |old: Option<u32>, new: Option<u32>| match (old, new) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(old), Some(new)) => new < old,
        };
        less(before.messages_hour, self.messages_hour)
            || less(before.messages_day, self.messages_day)
            || less(before.recipients_hour, self.recipients_hour)
            || less(before.recipients_day, self.recipients_day)
    }
}

/// As it is kept, and as people write it: `login`, `clear=192.0.2.7`, `syntax`, `from`.
impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Login => f.write_str("login"),
            Self::Clear(address) => write!(f, "clear={address}"),
            Self::Syntax => f.write_str("syntax"),
            Self::From => f.write_str("from"),
        }
    }
}

impl Exception {
    /// Reads what [`fmt::Display`] writes. `None` if it is nothing of the kind.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once('=') {
            Some(("clear", address)) => {
                let address: IpAddr = address.parse().ok()?;
                Some(Self::Clear(address.to_canonical()))
            }
            Some(_) => None,
            None => match text {
                "login" => Some(Self::Login),
                "syntax" => Some(Self::Syntax),
                "from" => Some(Self::From),
                _ => None,
            },
        }
    }
}

/// A version that the name never had: later than both the last one and the clock's last tick.
pub(crate) fn next_version(last: u64, now: Timestamp) -> u64 {
    u64::try_from(now.micros()).unwrap_or(0).max(last + 1)
}

/// Applies a change other than removal. False if there is nothing to do.
pub(crate) fn apply(account: &mut Account, change: &AccountChange, now: Timestamp) -> bool {
    let ends_sessions = match change {
        AccountChange::Password { password, scram } => {
            account.password.clone_from(password);
            account.scram = scram.clone();
            true
        }
        AccountChange::Upgrade {
            version,
            password,
            scram,
        } => {
            if *version != account.version {
                return false;
            }
            if let Some(password) = password {
                account.password.clone_from(password);
            }
            for (kept, new) in [
                (&mut account.scram.sha256, &scram.sha256),
                (&mut account.scram.sha1, &scram.sha1),
            ] {
                if new.is_some() {
                    kept.clone_from(new);
                }
            }
            return true;
        }
        AccountChange::Enabled(enabled) => {
            account.enabled = *enabled;
            true
        }
        AccountChange::Rights(rights) => {
            let narrower = rights.are_narrower_than(&account.rights);
            account.rights = rights.clone();
            narrower
        }
        AccountChange::Remove => false,
    };
    if ends_sessions {
        account.version = next_version(account.version, now);
    }
    account.changed = now;
    true
}

/// Applies a change other than removal.
pub(crate) fn apply_to_app(password: &mut AppPassword, change: &AppChange, now: Timestamp) {
    let ends_sessions = match change {
        AppChange::Secrets(secrets) => {
            // Sessions know with which of them they began, and miss it when it is gone.
            let is_another = |old: &AppSecret| secrets.iter().any(|new| new.id == old.id && new.digest != old.digest);
            let is_replaced = password.secrets.iter().any(is_another);
            password.secrets.clone_from(secrets);
            is_replaced
        }
        AppChange::Rights(rights) => {
            let narrower = rights.are_narrower_for_app(&password.rights);
            password.rights = rights.clone();
            narrower
        }
        AppChange::Remove => false,
    };
    if ends_sessions {
        password.version = next_version(password.version, now);
    }
    password.changed = now;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn list(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn what_is_narrower() {
        let senders = |words: &[&str]| Rights {
            senders: list(words),
            ..Rights::default()
        };
        let mechanisms = |words: &[&str]| Rights {
            mechanisms: list(words),
            ..Rights::default()
        };
        let networks = |all: &[(u8, u8)]| Rights {
            networks: all
                .iter()
                .filter_map(|(last, bits)| Network::new(Ipv4Addr::new(192, 0, 2, *last).into(), *bits))
                .collect(),
            ..Rights::default()
        };
        let hour = |limit| Rights {
            limits: SendLimits {
                messages_hour: limit,
                ..SendLimits::default()
            },
            ..Rights::default()
        };
        let until = |micros: Option<i64>| Rights {
            expires: micros.map(Timestamp::from_micros),
            ..Rights::default()
        };
        let excepted = |exceptions: &[Exception]| Rights {
            exceptions: exceptions.to_vec(),
            ..Rights::default()
        };
        for (before, now, expected) in [
            (senders(&["a"]), senders(&["a"]), false),
            (senders(&["a"]), senders(&["b", "a"]), false),
            (senders(&["a", "b"]), senders(&["a"]), true),
            (senders(&[]), senders(&["a"]), true),
            (senders(&["a"]), senders(&[]), true),
            (senders(&["a"]), senders(&["*"]), false),
            (senders(&["*"]), senders(&["a"]), true),
            (senders(&["a@b.example"]), senders(&["b.example"]), false),
            (senders(&["b.example"]), senders(&["a@b.example"]), true),
            (senders(&["a@b.example"]), senders(&["c.example"]), true),
            (networks(&[(1, 32)]), networks(&[(0, 24)]), false),
            (networks(&[(0, 24)]), networks(&[(1, 32)]), true),
            (networks(&[(0, 25), (128, 25)]), networks(&[(0, 24)]), false),
            (networks(&[(0, 24)]), networks(&[]), false),
            (networks(&[]), networks(&[(0, 24)]), true),
            (
                mechanisms(&["SCRAM-SHA-256-PLUS"]),
                mechanisms(&["SCRAM-SHA-256"]),
                false,
            ),
            (
                mechanisms(&["SCRAM-SHA-256"]),
                mechanisms(&["SCRAM-SHA-256-PLUS"]),
                true,
            ),
            (mechanisms(&[]), mechanisms(&["PLAIN"]), true),
            (mechanisms(&["PLAIN"]), mechanisms(&[]), false),
            (mechanisms(&["PLAIN"]), mechanisms(&["PLAIN", "LOGIN"]), false),
            (mechanisms(&["PLAIN"]), mechanisms(&["LOGIN"]), true),
            (hour(None), hour(Some(1)), true),
            (hour(Some(1)), hour(Some(2)), false),
            (hour(Some(2)), hour(Some(1)), true),
            (hour(Some(2)), hour(None), false),
            (until(None), until(Some(5)), true),
            (until(Some(5)), until(Some(6)), false),
            (until(Some(5)), until(None), false),
            (until(Some(5)), until(Some(4)), true),
            (excepted(&[Exception::From]), excepted(&[]), true),
            (excepted(&[]), excepted(&[Exception::From]), false),
        ] {
            assert_eq!(now.are_narrower_than(&before), expected, "{before:?} {now:?}");
        }
        for (before, now, expected) in [
            (senders(&["a"]), senders(&[]), false),
            (senders(&[]), senders(&["a"]), true),
            (senders(&[]), senders(&["*"]), false),
            (senders(&["a"]), senders(&["b"]), true),
        ] {
            assert_eq!(now.are_narrower_for_app(&before), expected, "{before:?} {now:?}");
        }
    }

    #[test]
    fn exceptions_as_they_are_written() {
        let address = IpAddr::from(Ipv4Addr::new(192, 0, 2, 7));
        for (text, exception) in [
            ("login", Some(Exception::Login)),
            ("clear=192.0.2.7", Some(Exception::Clear(address))),
            ("syntax", Some(Exception::Syntax)),
            ("from", Some(Exception::From)),
            ("clear", None),
            ("clear=", None),
            ("clear=192.0.2.0/24", None),
            ("login=1", None),
            ("", None),
        ] {
            assert_eq!(Exception::parse(text), exception, "{text}");
            if let Some(exception) = exception {
                assert_eq!(exception.to_string(), text);
            }
        }
        assert_eq!(
            Exception::parse("clear=::ffff:192.0.2.7"),
            Some(Exception::Clear(address))
        );
    }
}
