//! Accounts that were looked up lately: each MAIL asks for one.

use crate::Account;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The accounts that were asked for last, as they are on the disk: whoever changes one takes it out before and keeps it out
/// until the change is done, so that nobody who read the old row meanwhile can put it back.
#[derive(Default)]
pub(super) struct Cache(Mutex<State>);

#[derive(Default)]
struct State {
    /// Asked for since the last time that this was full; then it becomes `old`, and what was old is forgotten.
    young: BTreeMap<String, Account>,
    old: BTreeMap<String, Account>,
    /// Names whose change is under way, with their number.
    changing: BTreeMap<String, usize>,
    /// How many changes have begun or ended.
    turns: u64,
}

impl Cache {
    /// The account of that name; or what [`Self::keep`] has to be given with the row that is read now.
    pub(super) fn find(&self, name: &str) -> Result<Account, u64> {
        let mut state = self.lock();
        if let Some(account) = state.young.get(name) {
            return Ok(account.clone());
        }
        match state.old.remove(name) {
            Some(account) => {
                state.put(account.clone());
                Ok(account)
            }
            None => Err(state.turns),
        }
    }

    /// Keeps an account that was read, unless any change began or ended since `turns` was told.
    pub(super) fn keep(&self, account: Account, turns: u64) {
        let mut state = self.lock();
        if state.turns == turns && !state.changing.contains_key(&account.name) {
            state.put(account);
        }
    }

    /// Begins a change of that name. It ends when what is returned is dropped, which must not be before it is known to be
    /// done or not done.
    pub(super) fn change(self: &Arc<Self>, name: &str) -> Changing {
        let mut state = self.lock();
        state.turn(name);
        *state.changing.entry(name.to_owned()).or_default() += 1;
        drop(state);
        Changing {
            cache: self.clone(),
            name: name.to_owned(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn put(&mut self, account: Account) {
        if self.young.len() >= YOUNG_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(account.name.clone(), account);
    }

    fn turn(&mut self, name: &str) {
        self.turns += 1;
        self.young.remove(name);
        self.old.remove(name);
    }
}

/// A change that is under way.
pub(super) struct Changing {
    cache: Arc<Cache>,
    name: String,
}

impl Changing {
    /// Whose.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Changing {
    fn drop(&mut self) {
        let mut state = self.cache.lock();
        state.turn(&self.name);
        if let Some(number) = state.changing.get_mut(&self.name) {
            *number -= 1;
            if *number == 0 {
                state.changing.remove(&self.name);
            }
        }
    }
}

/// Half of all that are kept: 10,000, of less than 1 KiB each.
const YOUNG_MAX: usize = 5_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ScramKeys;
    use mail::Timestamp;

    fn account(name: &str, version: u64) -> Account {
        Account {
            name: name.to_owned(),
            password: String::new(),
            scram: ScramKeys {
                salt: Vec::new(),
                iterations: 1,
                stored_key: Vec::new(),
                server_key: Vec::new(),
            },
            enabled: true,
            version,
            senders: Vec::new(),
            created: Timestamp::from_micros(1),
            changed: Timestamp::from_micros(1),
        }
    }

    fn found(cache: &Cache, name: &str) -> Option<u64> {
        cache.find(name).ok().map(|account| account.version)
    }

    #[test]
    fn no_old_row_comes_back() {
        let cache = Arc::new(Cache::default());
        let read = |version| (account("alice", version), cache.find("alice").expect_err("not there"));
        // Before the change, and kept after it began, or after it ended.
        let (early, late) = (read(1), read(1));
        let changing = cache.change("alice");
        cache.keep(early.0, early.1);
        assert_eq!(found(&cache, "alice"), None, "it is being changed");
        // Meanwhile: nobody knows which row that is.
        let meanwhile = (read(1), read(1));
        cache.keep(meanwhile.0.0, meanwhile.0.1);
        assert_eq!(found(&cache, "alice"), None, "it is being changed");
        drop(changing);
        for (account, turns) in [late, meanwhile.1] {
            cache.keep(account, turns);
            assert_eq!(found(&cache, "alice"), None, "it was read before the change was done");
        }
        let (account, turns) = read(2);
        cache.keep(account, turns);
        assert_eq!(found(&cache, "alice"), Some(2));
    }

    #[test]
    fn a_change_ends_with_the_last() {
        let cache = Arc::new(Cache::default());
        let keep = |version| {
            if let Err(turns) = cache.find("alice") {
                cache.keep(account("alice", version), turns);
            }
        };
        keep(1);
        let (one, other) = (cache.change("alice"), cache.change("alice"));
        assert_eq!((one.name(), found(&cache, "alice")), ("alice", None));
        drop(one);
        keep(2);
        assert_eq!(found(&cache, "alice"), None);
        drop(other);
        keep(3);
        assert_eq!(found(&cache, "alice"), Some(3));
        // Whoever else is changed does no harm to what is there.
        drop(cache.change("bob"));
        assert_eq!(found(&cache, "alice"), Some(3));
    }

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let cache = Arc::new(Cache::default());
        for n in 0..3 * YOUNG_MAX {
            let name = format!("{n:06}");
            let turns = cache.find(&name).expect_err("new");
            cache.keep(account(&name, 1), turns);
            assert!(n < 10 || found(&cache, "000007") == Some(1), "asked for all the time");
        }
        assert_eq!(found(&cache, "000001"), None);
        let state = cache.lock();
        assert!(state.young.len() + state.old.len() <= 2 * YOUNG_MAX);
    }
}
