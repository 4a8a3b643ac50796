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
    /// password is never remembered. A hash that is no Argon2id costs its own price beside that. Dropping the future cancels a hash that was not begun.
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
mod tests {
    use super::super::made_up::{CHEAP, Here, Sevens, Steps};
    use super::*;
    use futures_util::future::{BoxFuture, FutureExt};
    use mail::Timestamp;

    const START: Moment = Moment::ZERO;

    /// One worker, unless they say otherwise.
    const RULES: PasswordCost = PasswordCost {
        memory_kib: 0,
        passes: 0,
        workers: None,
        waiting_max: 256,
        remembered_max: 10_000,
    };

    fn passwords(rules: PasswordCost, work: Arc<dyn Work>) -> Arc<Passwords> {
        Arc::new(Passwords::new(CHEAP, rules, Arc::new(Sevens), work))
    }

    fn account(name: &str, password: &str) -> Account {
        let made = passwords(RULES, Arc::new(Here))
            .hash(password, &ScramSet::default())
            .now_or_never();
        let (password, scram) = made.expect("done at once").expect("a hash");
        let (created, changed) = (Timestamp::from_micros(0), Timestamp::from_micros(0));
        Account {
            name: name.to_owned(),
            password,
            scram,
            enabled: true,
            version: 1,
            rights: store::Rights::default(),
            created,
            changed,
        }
    }

    fn checked(passwords: &Passwords, account: Option<&Account>, password: &str) -> Result<Checked, CheckError> {
        let password = Zeroizing::new(password.to_owned());
        let begun = Begun::default();
        let check = passwords.check(password, account, None, START, &begun);
        check.now_or_never().expect("done at once")
    }

    type Asking = BoxFuture<'static, Result<Checked, CheckError>>;

    /// Asks, and leaves it to the steps of the work to answer.
    fn ask(passwords: &Arc<Passwords>, account: &Account, password: &str) -> Asking {
        let (passwords, account) = (passwords.clone(), account.clone());
        let password = Zeroizing::new(password.to_owned());
        let mut asking = async move {
            passwords
                .check(password, Some(&account), None, START, &Begun::default())
                .await
        }
        .boxed();
        if let Some(answer) = asking.as_mut().now_or_never() {
            return async move { answer }.boxed();
        }
        asking
    }

    #[test]
    fn unknown_disabled_and_wrong_cost_one_hash_each() {
        use Checked::{Right, Wrong};
        let alice = account("alice", "right");
        let disabled = Account {
            enabled: false,
            ..account("carol", "right")
        };
        let (alice, disabled) = (Some(&alice), Some(&disabled));
        let passwords = passwords(RULES, Arc::new(Here));
        let mut hashes = 0;
        for (what, account, password, expected, cost) in [
            ("unknown", None, "right", Wrong, 1),
            ("unknown again", None, "right", Wrong, 1),
            ("wrong", alice, "wrong", Wrong, 1),
            ("wrong again", alice, "wrong", Wrong, 1),
            ("disabled and wrong", disabled, "wrong", Wrong, 1),
            ("disabled", disabled, "right", Right, 1),
            ("disabled again", disabled, "right", Right, 1),
            ("right", alice, "right", Right, 1),
            ("right again", alice, "right", Right, 0),
            ("wrong after a right one", alice, "wrong", Wrong, 1),
            ("and empty", alice, "", Wrong, 1),
            ("right after wrong ones", alice, "right", Right, 0),
        ] {
            assert_eq!(checked(&passwords, account, password), Ok(expected), "{what}");
            hashes += cost;
            assert_eq!(passwords.hashes(), hashes, "{what}");
        }
    }

    #[test]
    fn five_hundred_logins_cost_one_hash() {
        let alice = account("alice", "right");
        let passwords = passwords(RULES, Arc::new(Here));
        for _ in 0..500 {
            assert_eq!(checked(&passwords, Some(&alice), "right"), Ok(Checked::Right));
        }
        assert_eq!((passwords.hashes(), passwords.remembered()), (1, 1));
    }

    #[test]
    fn fifty_logins_at_once_cost_few_hashes() {
        let (alice, steps) = (account("alice", "right"), Arc::new(Steps::default()));
        let rules = PasswordCost {
            workers: Some(2),
            ..RULES
        };
        let passwords = passwords(rules, steps.clone());
        let mut waiting: Vec<Asking> = (0..50).map(|_| ask(&passwords, &alice, "right")).collect();
        waiting.push(ask(&passwords, &alice, "wrong"));
        assert_eq!(passwords.waiting(), 49);
        steps.run_all();
        let wrong = waiting.pop().and_then(FutureExt::now_or_never);
        assert_eq!(wrong, Some(Ok(Checked::Wrong)));
        for asking in waiting {
            assert_eq!(asking.now_or_never(), Some(Ok(Checked::Right)));
        }
        // One for the wrong one. Of the right ones the first alone, as here nothing runs beside it: on threads, each
        // worker may have one in hand before any is done.
        assert_eq!(passwords.hashes(), 2);
    }

    #[test]
    fn another_version_is_hashed_again() {
        let alice = account("alice", "right");
        let passwords = passwords(RULES, Arc::new(Here));
        assert_eq!(checked(&passwords, Some(&alice), "right"), Ok(Checked::Right));
        let later = Account {
            version: 2,
            ..account("alice", "other")
        };
        assert_eq!(checked(&passwords, Some(&later), "right"), Ok(Checked::Wrong));
        assert_eq!(checked(&passwords, Some(&later), "other"), Ok(Checked::Right));
        assert_eq!(passwords.hashes(), 3);
        let disabled = Account {
            version: 3,
            enabled: false,
            ..later
        };
        assert_eq!(checked(&passwords, Some(&disabled), "other"), Ok(Checked::Right));
        assert_eq!(passwords.hashes(), 4);
    }

    #[test]
    fn nothing_is_remembered_where_that_is_off() {
        let alice = account("alice", "right");
        let rules = PasswordCost {
            remembered_max: 0,
            ..RULES
        };
        let passwords = passwords(rules, Arc::new(Here));
        for hashes in 1..4 {
            assert_eq!(checked(&passwords, Some(&alice), "right"), Ok(Checked::Right));
            assert_eq!(passwords.hashes(), hashes);
        }
    }

    /// Or a full queue would be a place where guessing costs nothing.
    #[test]
    fn a_wrong_one_is_known_without_a_place_where_the_right_one_is_remembered() {
        let (alice, steps) = (account("alice", "right"), Arc::new(Steps::default()));
        let rules = PasswordCost {
            waiting_max: 1,
            ..RULES
        };
        let passwords = passwords(rules, steps.clone());
        let right = ask(&passwords, &alice, "right");
        steps.run_all();
        assert_eq!(right.now_or_never(), Some(Ok(Checked::Right)));
        let [runs, waits, busy] = [(); 3].map(|()| ask(&passwords, &alice, "wrong"));
        assert_eq!(busy.now_or_never(), Some(Err(CheckError::Busy { wrong: true })));
        let known = ask(&passwords, &alice, "right");
        assert_eq!(known.now_or_never(), Some(Ok(Checked::Right)));
        drop((runs, waits));
    }

    #[test]
    fn who_finds_no_place_hears_that_we_are_busy() {
        let (alice, steps) = (account("alice", "right"), Arc::new(Steps::default()));
        let rules = PasswordCost {
            waiting_max: 1,
            ..RULES
        };
        let passwords = passwords(rules, steps.clone());
        let [runs, waits, busy] = [(); 3].map(|()| ask(&passwords, &alice, "right"));
        assert_eq!(busy.now_or_never(), Some(Err(CheckError::Busy { wrong: false })));
        let new = passwords
            .hash("new", &ScramSet::default())
            .now_or_never()
            .expect("an answer at once");
        assert_eq!(new.err(), Some(PasswordError::Busy), "it is the same pool");
        steps.drop_one();
        for asking in [runs, waits] {
            let lost = CheckError::Store(StoreError::Unknown);
            assert_eq!(asking.now_or_never(), Some(Err(lost)));
        }
        assert_eq!(passwords.hashes(), 0);
    }

    #[test]
    fn whoever_leaves_costs_no_hash() {
        let (alice, steps) = (account("alice", "right"), Arc::new(Steps::default()));
        let passwords = passwords(RULES, steps.clone());
        let asked: Vec<Asking> = (0..9).map(|_| ask(&passwords, &alice, "wrong")).collect();
        drop(asked);
        steps.run_all();
        assert_eq!(passwords.hashes(), 0);
    }

    #[test]
    fn a_new_cost_is_that_of_new_hashes_and_of_the_decoy() {
        let alice = account("alice", "right");
        let passwords = passwords(RULES, Arc::new(Here));
        assert!(passwords.decoy().starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        let cost = Cost {
            memory_kib: 16,
            passes: 3,
            ..CHEAP
        };
        let rules = PasswordCost {
            remembered_max: 0,
            ..RULES
        };
        passwords.reload(cost, rules);
        let dearer = "$argon2id$v=19$m=16,t=3,p=1$";
        assert!(passwords.decoy().starts_with(dearer));
        let made = passwords
            .hash("new", &ScramSet::default())
            .now_or_never()
            .expect("done at once");
        assert!(made.expect("a hash").0.starts_with(dearer));
        assert_eq!(checked(&passwords, Some(&alice), "right"), Ok(Checked::Right));
        assert_eq!(checked(&passwords, None, "right"), Ok(Checked::Wrong));
    }

    #[test]
    fn a_stored_hash_that_cannot_be_used_is_no_wrong_password() {
        let alice = Account {
            password: "garbage".to_owned(),
            ..account("alice", "right")
        };
        let passwords = passwords(RULES, Arc::new(Here));
        let checked = checked(&passwords, Some(&alice), "right");
        assert!(matches!(checked, Err(CheckError::Store(StoreError::Damaged(_)))));
    }

    #[test]
    fn what_cannot_be_a_password() {
        let passwords = passwords(RULES, Arc::new(Here));
        let long = "x".repeat(256);
        for (password, expected) in [
            ("", PasswordError::Length),
            (long.as_str(), PasswordError::Length),
            ("a\u{7}b", PasswordError::Unusable),
            ("\u{ad}", PasswordError::Unusable),
        ] {
            let made = passwords
                .hash(password, &ScramSet::default())
                .now_or_never()
                .expect("an answer at once");
            assert_eq!(made.err(), Some(expected), "{password:?}");
        }
        assert_eq!(passwords.hashes(), 0);
    }

    /// What they have to be is tested in `smtp::sasl`; here, that those of one account fit together.
    #[test]
    fn scram_keys_share_their_salt_where_they_have_to() {
        let passwords = passwords(RULES, Arc::new(Here));
        let made = |password: &str, beside: &ScramSet| {
            let made = passwords.hash(password, beside).now_or_never();
            made.expect("done at once").expect("a hash").1
        };
        let first = made("one", &ScramSet::default());
        assert!(first.sha256.is_some() && first.sha1.is_none());
        let known = ScramKeys {
            salt: vec![1; 16],
            iterations: 5,
            stored_key: Vec::new(),
            server_key: Vec::new(),
        };
        let beside = ScramSet {
            sha256: Some(known.clone()),
            sha1: Some(known),
        };
        let keys = passwords.keys("a token", &beside).now_or_never();
        let keys = keys.expect("done at once").expect("keys");
        for set in [made("two", &beside), keys] {
            for keys in [set.sha256, set.sha1].into_iter().flatten() {
                assert_eq!((keys.salt, keys.iterations), (vec![1; 16], 5));
            }
        }
        let with_sha1 = Cost {
            scram_sha1: true,
            ..CHEAP
        };
        passwords.reload(with_sha1, RULES);
        assert!(made("one", &ScramSet::default()).sha1.is_some());
    }
}
