//! Passwords: Argon2id hashes, and the SCRAM keys that are kept beside them.

use super::argon::{self, ArgonError, DECOY_OCTETS, Memory, SALT_OCTETS};
use super::crypt;
use super::pool::{Pool, PoolError};
use super::remembered::{Known, Remembered};
use crate::config::{PasswordCost, Settings};
use crate::world::Random;
use smtp::Moment;
use smtp::sasl::{Hash, derive};
use std::fmt;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::{Account, Network, ScramKeys, ScramSet, StoreError, Work};
use zeroize::Zeroizing;

/// Makes and checks hashes, in a pool that is fair by network, and remembers for a while which passwords were right.
pub struct Passwords {
    random: Arc<dyn Random>,
    pool: Pool,
    remembered: Arc<Remembered>,
    hashes: Arc<AtomicU64>,
    price: Mutex<Price>,
}

/// What a hash costs now.
struct Price {
    cost: Cost,
    /// What an unknown account is checked against, so that it costs as much as a known one. Made when it is needed.
    decoy: Option<Arc<str>>,
}

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory of Argon2id in KiB, at least 8.
    pub memory_kib: u32,
    /// Passes of Argon2id, at least 1.
    pub passes: u32,
    /// Iterations of PBKDF2 for SCRAM. RFC 7677 §4: at least 4096.
    pub scram_iterations: NonZeroU32,
    /// Whether keys for SCRAM-SHA-1 are made too.
    pub scram_sha1: bool,
}

impl Cost {
    /// As configured. Keys for SCRAM-SHA-1 are made where a listener has it.
    pub fn of(settings: &Settings) -> Self {
        let mut mechanisms = settings.listeners.iter().flat_map(|listener| &listener.mechanisms);
        Self {
            memory_kib: settings.passwords.memory_kib,
            passes: settings.passwords.passes,
            scram_iterations: settings.auth.scram_iterations,
            scram_sha1: mechanisms.any(|name| name.starts_with("SCRAM-SHA-1")),
        }
    }
}

impl Default for Cost {
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
            scram_iterations: SCRAM_ITERATIONS,
            scram_sha1: false,
        }
    }
}

/// Why no hash was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordError {
    /// SASLprep (RFC 4013) does not allow it, so no client could send it.
    Unusable,
    /// Longer than 255 octets (RFC 4616 §2), or empty.
    Length,
    /// Too many wait to be hashed, or there is no memory for it; try again.
    Busy,
    /// The process is ending.
    Stopped,
}

impl fmt::Display for PasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unusable => "the password holds characters that clients cannot send (RFC 4013): choose another",
            Self::Length => "a password has 1 to 255 octets",
            Self::Busy => "too many passwords are being checked just now",
            Self::Stopped => "the program is stopping",
        })
    }
}

/// What became of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It is the password.
    Right,
    /// It is not.
    Wrong,
}

/// Why a check came to no end. It says nothing about the password: a temporary failure, and no guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckError {
    /// Too many wait, in all or of the client's network. Nothing was hashed.
    Busy {
        /// Whether it is known all the same that it is wrong, because another one is remembered.
        wrong: bool,
    },
    /// The stored hash cannot be used, or the work was dropped.
    Store(StoreError),
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy { .. } => f.write_str("too many passwords are being checked"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CheckError {}

/// A check that may be given up half-way. Whoever gives it up asks here whether it was begun: then it was a try.
#[derive(Debug, Clone, Default)]
pub struct Begun(Arc<How>);

#[derive(Debug, Default)]
struct How {
    is_begun: AtomicBool,
    is_hashed: AtomicBool,
}

impl Begun {
    /// Somebody looks at the password now.
    pub fn begin(&self) {
        self.0.is_begun.store(true, Ordering::Relaxed);
    }

    fn hash(&self) {
        self.begin();
        self.0.is_hashed.store(true, Ordering::Relaxed);
    }

    /// Whether somebody has looked at it.
    pub fn has_begun(&self) -> bool {
        self.0.is_begun.load(Ordering::Relaxed)
    }

    /// Whether Argon2 has begun to run for it.
    pub fn has_hashed(&self) -> bool {
        self.0.is_hashed.load(Ordering::Relaxed)
    }
}

impl Passwords {
    /// Passwords at this cost; of `rules` the rest holds. Draws the key that they are remembered under. `rules.workers`
    /// hashes run at once, so `work` should have as many threads for them; `None` is one.
    pub fn new(cost: Cost, rules: PasswordCost, random: Arc<dyn Random>, work: Arc<dyn Work>) -> Self {
        Self {
            pool: Pool::new(rules.workers.unwrap_or(1), rules.waiting_max, work),
            remembered: Arc::new(Remembered::new(&*random, rules.remembered_max)),
            random,
            hashes: Arc::default(),
            price: Mutex::new(Price { cost, decoy: None }),
        }
    }

    /// From now on these hold: new hashes, and the one that an unknown account costs, are made at `cost`; old ones stay
    /// valid. The number of workers stays as it is.
    pub fn reload(&self, cost: Cost, rules: PasswordCost) {
        self.pool.set_waiting_max(rules.waiting_max);
        self.remembered.set_max(rules.remembered_max);
        let mut price = self.price();
        if price.cost != cost {
            *price = Price { cost, decoy: None };
        }
    }

    /// Passwords that wait to be hashed.
    pub fn waiting(&self) -> usize {
        self.pool.waiting()
    }

    /// Accounts whose password is remembered.
    pub fn remembered(&self) -> usize {
        self.remembered.len()
    }

    /// How often Argon2 ran so far.
    pub fn hashes(&self) -> u64 {
        self.hashes.load(Ordering::Relaxed)
    }

    /// Hashes a new password: a PHC string, and keys for SCRAM, with the salts and iterations of `beside` where that has any. Takes
    /// as long as a login, and waits in the same pool.
    pub async fn hash(&self, password: &str, beside: &ScramSet) -> Result<(String, ScramSet), PasswordError> {
        if password.is_empty() || password.len() > PASSWORD_OCTETS_MAX {
            return Err(PasswordError::Length);
        }
        let prepared = stringprep::saslprep(password).map_err(|_| PasswordError::Unusable)?;
        if prepared.is_empty() {
            return Err(PasswordError::Unusable);
        }
        let prepared = Zeroizing::new(prepared.into_owned());
        let mut salt = [0; SALT_OCTETS];
        self.random.fill(&mut salt);
        let cost = self.cost();
        let seasoning = self.seasoning(beside);
        let hashes = self.hashes.clone();
        let job = move |memory: &mut Memory| -> Result<(String, ScramSet), ArgonError> {
            let password = prepared.as_bytes();
            hashes.fetch_add(1, Ordering::Relaxed);
            let hash = argon::hash(memory, cost, password, &salt)?;
            Ok((hash, seasoning.keys(password)))
        };
        match self.pool.run(None, job).await {
            Ok(made) => made.map_err(|_| PasswordError::Busy),
            Err(PoolError::Full) => Err(PasswordError::Busy),
            Err(PoolError::Lost) => Err(PasswordError::Stopped),
        }
    }

    /// Keys for SCRAM alone, of a secret that needs no slow hash; as for [`Self::hash`].
    pub async fn keys(&self, secret: &str, beside: &ScramSet) -> Result<ScramSet, PasswordError> {
        let seasoning = self.seasoning(beside);
        let secret = Zeroizing::new(secret.to_owned());
        let made = self.pool.run(None, move |_| seasoning.keys(secret.as_bytes())).await;
        made.map_err(|error| match error {
            PoolError::Full => PasswordError::Busy,
            PoolError::Lost => PasswordError::Stopped,
        })
    }

    /// Whether what is kept of an account's password should be made anew while the password is at hand: the hash is weaker than it
    /// would be now, keys are missing, or they have fewer iterations than they could have `beside` others.
    pub fn is_outdated(&self, account: &Account, beside: &ScramSet) -> bool {
        let cost = self.cost();
        let is_lacking = |keys: &Option<ScramKeys>, beside: &Option<ScramKeys>| match keys {
            None => true,
            Some(keys) => beside.is_none() && keys.iterations < cost.scram_iterations.get(),
        };
        crypt::is_weak(&account.password, cost)
            || is_lacking(&account.scram.sha256, &beside.sha256)
            || (cost.scram_sha1 && is_lacking(&account.scram.sha1, &beside.sha1))
    }

    /// What a hash costs now.
    pub fn cost(&self) -> Cost {
        self.price().cost
    }

    /// Whether this was the account's password a while ago, and not longer than `age_max`: asked of accounts whose password is
    /// checked elsewhere.
    pub fn knows(&self, source: &str, account: &Account, password: &str, now: Moment, age_max: Duration) -> bool {
        let key = elsewhere(source, &account.name);
        let proof = self.remembered.proof(&key, account.version, password);
        self.remembered.knows(&key, &proof, now, age_max) == Known::Right
    }

    /// It is the account's password: whoever checked it elsewhere says so.
    pub fn remember(&self, source: &str, account: &Account, password: &str, now: Moment) {
        let key = elsewhere(source, &account.name);
        let proof = self.remembered.proof(&key, account.version, password);
        self.remembered.remember(key, proof, now);
    }

    /// What others have said of passwords is remembered no more.
    pub fn forget_elsewhere(&self) {
        self.remembered.forget_if(|account| account.contains('\0'));
    }

    /// What keys are made with: as `beside` has it, else a new salt and the configured iterations.
    fn seasoning(&self, beside: &ScramSet) -> Seasoning {
        let cost = self.cost();
        let like = |keys: &Option<ScramKeys>| match keys {
            Some(keys) => (
                keys.salt.clone(),
                NonZeroU32::new(keys.iterations).unwrap_or(cost.scram_iterations),
            ),
            None => {
                let mut salt = vec![0; SALT_OCTETS];
                self.random.fill(&mut salt);
                (salt, cost.scram_iterations)
            }
        };
        Seasoning {
            sha256: like(&beside.sha256),
            sha1: (cost.scram_sha1 || beside.sha1.is_some()).then(|| like(&beside.sha1)),
        }
    }

    /// Checks a prepared password for an account, or for none, as which a client from that network wants to log in.
    ///
    /// A right one that is remembered costs nothing. Anything else costs exactly one hash, whether the account is there,
    /// disabled or not, and the password right or wrong; so what it costs tells nobody which it was. A disabled account's
    /// password is never remembered. A hash that is no Argon2id costs its own price beside that. Dropping the future cancels a hash
    /// that was not begun.
    pub async fn check(
        &self,
        password: Zeroizing<String>,
        account: Option<&Account>,
        client: Option<Network>,
        now: Moment,
        begun: &Begun,
    ) -> Result<Checked, CheckError> {
        let (name, version) = account.map_or(("", 0), |account| (account.name.as_str(), account.version));
        let proof = self.remembered.proof(name, version, &password);
        let usable = account
            .filter(|account| account.enabled)
            .map(|account| account.name.clone());
        let known = match &usable {
            Some(name) => self.remembered.knows(name, &proof, now, Duration::MAX),
            None => Known::Nothing,
        };
        if known == Known::Right {
            return Ok(Checked::Right);
        }
        let phc: Arc<str> = match account {
            Some(account) if !account.password.is_empty() => Arc::from(account.password.as_str()),
            // Where there is no password, none is right.
            _ => self.decoy(),
        };
        // One of another kind is mostly faster, or slower: who is asked for must not be seen by that alone.
        let is_other = !phc.starts_with("$argon2id$");
        let decoy = self.decoy();
        let (remembered, hashes, begun) = (self.remembered.clone(), self.hashes.clone(), begun.clone());
        let job = move |memory: &mut Memory| -> Result<Checked, ArgonError> {
            // Others with the same password may have waited in front.
            if let Some(name) = &usable
                && remembered.knows(name, &proof, now, Duration::MAX) == Known::Right
            {
                return Ok(Checked::Right);
            }
            begun.hash();
            hashes.fetch_add(1, Ordering::Relaxed);
            let checked = crypt::verify(memory, password.as_bytes(), &phc)?;
            if is_other {
                crypt::verify(memory, password.as_bytes(), &decoy)?;
            }
            if checked == Checked::Right
                && let Some(name) = usable
            {
                remembered.remember(name, proof, now);
            }
            Ok(checked)
        };
        let checked = self.pool.run(client, job).await.map_err(|error| match error {
            PoolError::Full => CheckError::Busy {
                wrong: known == Known::Wrong,
            },
            PoolError::Lost => CheckError::Store(StoreError::Unknown),
        })?;
        checked.map_err(|error| CheckError::Store(error.into()))
    }

    /// A hash of nothing anybody knows, at our cost.
    fn decoy(&self) -> Arc<str> {
        let mut price = self.price();
        let Price { cost, decoy } = &mut *price;
        let made = decoy.get_or_insert_with(|| {
            let mut octets = [0; DECOY_OCTETS];
            self.random.fill(&mut octets);
            argon::decoy(*cost, &octets).into()
        });
        made.clone()
    }

    fn price(&self) -> MutexGuard<'_, Price> {
        self.price.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Salts and iterations of SCRAM keys.
struct Seasoning {
    sha256: (Vec<u8>, NonZeroU32),
    sha1: Option<(Vec<u8>, NonZeroU32)>,
}

impl Seasoning {
    /// RFC 5802 §3
    fn keys(self, password: &[u8]) -> ScramSet {
        let make = |hash, (salt, iterations): (Vec<u8>, NonZeroU32)| {
            let (stored_key, server_key) = derive(hash, password, &salt, iterations);
            ScramKeys {
                salt,
                iterations: iterations.get(),
                stored_key,
                server_key,
            }
        };
        ScramSet {
            sha256: Some(make(Hash::Sha256, self.sha256)),
            sha1: self.sha1.map(|sha1| make(Hash::Sha1, sha1)),
        }
    }
}

/// The name under which a password is remembered that is checked elsewhere. No account has it: names have no NUL.
fn elsewhere(source: &str, account: &str) -> String {
    format!("{source}\0{account}")
}

const PASSWORD_OCTETS_MAX: usize = 255;
const SCRAM_ITERATIONS: NonZeroU32 = NonZeroU32::new(10_000).expect("not zero");

#[cfg(test)]
#[path = "password_tests.rs"]
mod tests;
