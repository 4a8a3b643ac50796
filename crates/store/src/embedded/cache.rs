//! What was looked up lately of accounts and app passwords: each MAIL asks for one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What was asked for last, as it is on the disk: whoever changes one takes it out before and keeps it out until the change is
/// done, so that nobody who read the old row meanwhile can put it back.
pub(super) struct Cache<K, V>(Mutex<State<K, V>>);

struct State<K, V> {
    /// Asked for since the last time that this was full; then it becomes `old`, and what was old is forgotten.
    young: BTreeMap<K, V>,
    old: BTreeMap<K, V>,
    /// What is being changed, and by how many.
    changing: BTreeMap<K, usize>,
    /// How many are changing any number of them.
    changing_all: usize,
    /// How many changes have begun or ended.
    turns: u64,
}

// Neither a key nor a value has to have a default.
impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self(Mutex::new(State {
            young: BTreeMap::new(),
            old: BTreeMap::new(),
            changing: BTreeMap::new(),
            changing_all: 0,
            turns: 0,
        }))
    }
}

impl<K: Ord + Clone, V: Clone> Cache<K, V> {
    /// What is known of `key`; or what [`Self::keep`] has to be given with what is read now.
    pub(super) fn find(&self, key: &K) -> Result<V, u64> {
        let mut state = self.lock();
        if let Some(value) = state.young.get(key) {
            return Ok(value.clone());
        }
        match state.old.remove_entry(key) {
            Some((key, value)) => {
                state.put(key, value.clone());
                Ok(value)
            }
            None => Err(state.turns),
        }
    }

    /// What [`Self::keep`] has to be given with what is read now, where its key is not known before.
    pub(super) fn turns(&self) -> u64 {
        self.lock().turns
    }

    /// Keeps what was read, unless any change began or ended since `turns` was told.
    pub(super) fn keep(&self, key: K, value: V, turns: u64) {
        let mut state = self.lock();
        if state.turns == turns && state.changing_all == 0 && !state.changing.contains_key(&key) {
            state.put(key, value);
        }
    }

    /// Begins a change of what `key` stands for. It ends when what is returned is dropped, which must not be before it is
    /// known to be done or not done.
    pub(super) fn change(self: &Arc<Self>, key: K) -> Changing<K, V> {
        self.begin(Some(key))
    }

    /// The same for a change of nobody knows how many.
    pub(super) fn change_all(self: &Arc<Self>) -> Changing<K, V> {
        self.begin(None)
    }

    fn begin(self: &Arc<Self>, key: Option<K>) -> Changing<K, V> {
        let mut state = self.lock();
        state.turn(key.as_ref());
        match &key {
            Some(key) => *state.changing.entry(key.clone()).or_default() += 1,
            None => state.changing_all += 1,
        }
        drop(state);
        Changing {
            cache: self.clone(),
            key,
        }
    }
}

impl<K, V> Cache<K, V> {
    fn lock(&self) -> MutexGuard<'_, State<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Ord, V> State<K, V> {
    fn put(&mut self, key: K, value: V) {
        if self.young.len() >= YOUNG_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }

    /// Forgets what changes.
    fn turn(&mut self, key: Option<&K>) {
        self.turns += 1;
        match key {
            Some(key) => {
                self.young.remove(key);
                self.old.remove(key);
            }
            None => {
                self.young.clear();
                self.old.clear();
            }
        }
    }
}

/// A change that is under way.
pub(super) struct Changing<K: Ord, V> {
    cache: Arc<Cache<K, V>>,
    key: Option<K>,
}

impl<K: Ord, V> Drop for Changing<K, V> {
    fn drop(&mut self) {
        let mut state = self.cache.lock();
        state.turn(self.key.as_ref());
        let Some(key) = &self.key else {
            state.changing_all -= 1;
            return;
        };
        if let Some(number) = state.changing.get_mut(key) {
            *number -= 1;
            if *number == 0 {
                state.changing.remove(key);
            }
        }
    }
}

/// Half of all that are kept: 10,000, mostly of less than 1 KiB each.
const YOUNG_MAX: usize = 5_000;

#[cfg(test)]
mod tests {
    use super::*;

    type Versions = Arc<Cache<String, u64>>;

    fn find(cache: &Versions, name: &str) -> Result<u64, u64> {
        cache.find(&name.to_owned())
    }

    /// Somebody reads a version, and says later that it may be kept.
    fn read(cache: &Versions, version: u64) -> (u64, u64) {
        (version, find(cache, "alice").expect_err("not there"))
    }

    fn keep(cache: &Versions, (version, turns): (u64, u64)) {
        cache.keep("alice".to_owned(), version, turns);
    }

    fn change(cache: &Versions, of_all: bool) -> Changing<String, u64> {
        if of_all {
            cache.change_all()
        } else {
            cache.change("alice".to_owned())
        }
    }

    #[test]
    fn no_old_row_comes_back() {
        for of_all in [false, true] {
            let cache = Versions::default();
            // Before the change, and kept after it began, or after it ended.
            let (early, late) = (read(&cache, 1), read(&cache, 1));
            let changing = change(&cache, of_all);
            keep(&cache, early);
            assert!(find(&cache, "alice").is_err(), "it is being changed");
            // Meanwhile: nobody knows which row that is.
            let meanwhile = [read(&cache, 1), (1, cache.turns())];
            keep(&cache, meanwhile[0]);
            assert!(find(&cache, "alice").is_err(), "it is being changed");
            drop(changing);
            for one in [late, meanwhile[0], meanwhile[1]] {
                keep(&cache, one);
                assert!(find(&cache, "alice").is_err(), "it was read before the change was done");
            }
            let now = read(&cache, 2);
            keep(&cache, now);
            assert_eq!(find(&cache, "alice"), Ok(2));
        }
    }

    #[test]
    fn a_change_ends_with_the_last() {
        for (first_of_all, second_of_all) in [(false, false), (false, true), (true, false), (true, true)] {
            let cache = Versions::default();
            let try_to_keep = |version| {
                if let Err(turns) = find(&cache, "alice") {
                    keep(&cache, (version, turns));
                }
                find(&cache, "alice").ok()
            };
            assert_eq!(try_to_keep(1), Some(1));
            let (one, other) = (change(&cache, first_of_all), change(&cache, second_of_all));
            assert_eq!(try_to_keep(2), None);
            drop(one);
            assert_eq!(try_to_keep(3), None);
            drop(other);
            assert_eq!(try_to_keep(4), Some(4));
            // Whoever else is changed does no harm to what is there.
            drop(cache.change("bob".to_owned()));
            assert_eq!(find(&cache, "alice"), Ok(4));
        }
    }

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let cache = Versions::default();
        for n in 0..3 * YOUNG_MAX {
            let name = format!("{n:06}");
            let turns = find(&cache, &name).expect_err("new");
            cache.keep(name, 1, turns);
            assert!(n < 10 || find(&cache, "000007") == Ok(1), "asked for all the time");
        }
        assert!(find(&cache, "000001").is_err());
        let state = cache.lock();
        assert!(state.young.len() + state.old.len() <= 2 * YOUNG_MAX);
    }
}
