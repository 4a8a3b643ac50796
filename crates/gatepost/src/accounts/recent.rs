//! A map with room for so many entries and no more: what was used longest ago goes first.

use smtp::Moment;
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// Every call costs as much as a few looks into an ordered map, whatever the map holds.
pub(super) struct Recent<K, V> {
    entries: BTreeMap<K, Entry<V>>,
    /// The same keys, by last use.
    order: BTreeMap<Stamp, K>,
    entries_max: usize,
    stamps: u64,
}

struct Entry<V> {
    used: Stamp,
    value: V,
}

/// When, and a number: two uses may fall on one moment.
type Stamp = (Moment, u64);

impl<K: Ord + Clone, V> Recent<K, V> {
    /// An empty one. With room for none it stays empty.
    pub(super) fn new(entries_max: usize) -> Self {
        Self {
            entries: BTreeMap::new(),
            order: BTreeMap::new(),
            entries_max,
            stamps: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Nothing is kept any more.
    pub(super) fn clear(&mut self) {
        self.forget_if(|_| true);
    }

    /// Nothing is kept any more of these.
    pub(super) fn forget_if(&mut self, is_meant: impl Fn(&K) -> bool) {
        self.entries.retain(|key, _| !is_meant(key));
        self.order.retain(|_, key| !is_meant(key));
    }

    /// What is kept under `key`. This is no use of it.
    pub(super) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.get(key).map(|entry| &entry.value)
    }

    /// The same, to be changed.
    pub(super) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.entries.get_mut(key).map(|entry| &mut entry.value)
    }

    /// What is kept under `key`, which is used now.
    pub(super) fn touch<Q: Ord + ?Sized>(&mut self, key: &Q, now: Moment) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.stamps += 1;
        let entry = self.entries.get_mut(key)?;
        // Whoever read the clock first need not come first.
        let used = (now.max(entry.used.0), self.stamps);
        if let Some(key) = self.order.remove(&entry.used) {
            self.order.insert(used, key);
        }
        entry.used = used;
        Some(&mut entry.value)
    }

    /// Keeps `value`, which is used now, in place of what was kept under `key`.
    pub(super) fn insert(&mut self, key: K, value: V, now: Moment) {
        self.remove(&key);
        if self.entries_max == 0 {
            return;
        }
        self.shrink(self.entries_max - 1);
        self.stamps += 1;
        let used = (now, self.stamps);
        self.order.insert(used, key.clone());
        self.entries.insert(key, Entry { used, value });
    }

    /// Forgets `key`.
    pub(super) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
    {
        if let Some(entry) = self.entries.remove(key) {
            self.order.remove(&entry.used);
        }
    }

    /// Forgets what was not used after `moment`.
    pub(super) fn forget_until(&mut self, moment: Moment) {
        while self.order.first_key_value().is_some_and(|(used, _)| used.0 <= moment) {
            self.forget_oldest();
        }
    }

    /// From now on there is room for so many.
    pub(super) fn set_max(&mut self, entries_max: usize) {
        self.entries_max = entries_max;
        self.shrink(entries_max);
    }

    fn shrink(&mut self, entries_max: usize) {
        while self.entries.len() > entries_max {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((_, key)) = self.order.pop_first() {
            self.entries.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// `+a` keeps `a`, `a` uses it, `-a` forgets it, each a second after the one before; then all that is left.
    fn check(room: usize, steps: &str, left: &str) {
        let mut map: Recent<String, u64> = Recent::new(room);
        for (second, step) in (0..).zip(steps.split_whitespace()) {
            let now = Duration::from_secs(second);
            match step.split_at(1) {
                ("+", key) => map.insert(key.to_owned(), second, now),
                ("-", key) => map.remove(key),
                ("<", limit) => map.forget_until(Duration::from_secs(limit.parse().expect("a number"))),
                ("=", room) => map.set_max(room.parse().expect("a number")),
                _ => {
                    map.touch(step, now);
                }
            }
            assert_eq!(map.entries.len(), map.order.len(), "{steps}");
        }
        let keys: Vec<&str> = map.entries.keys().map(String::as_str).collect();
        assert_eq!(keys.join(" "), left, "{steps}");
        assert_eq!(map.len(), keys.len(), "{steps}");
    }

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        check(2, "+a +b", "a b");
        check(2, "+a +b +c", "b c");
        check(2, "+a +b a +c", "a c");
        check(2, "+a +b +a +c", "a c");
        check(2, "+a -a +b +c", "b c");
        check(2, "-a a", "");
        check(0, "+a +b a", "");
    }

    #[test]
    fn what_was_not_used_for_long_is_forgotten() {
        check(9, "+a +b +c <1", "c");
        check(9, "+a +b +c a <1", "a c");
        check(9, "+a +b +c <9", "");
        check(9, "+a <0", "");
    }

    #[test]
    fn the_room_can_change() {
        check(3, "+a +b +c =2", "b c");
        check(3, "+a +b a =1", "a");
        check(3, "+a =0 +b", "");
        check(1, "+a =2 +b", "a b");
    }

    #[test]
    fn a_use_is_never_set_back() {
        let mut map = Recent::new(2);
        map.insert("a", (), Duration::from_secs(9));
        map.insert("b", (), Duration::from_secs(5));
        assert!(map.touch("a", Duration::from_secs(1)).is_some());
        map.insert("c", (), Duration::from_secs(9));
        assert_eq!(map.get("a"), Some(&()));
        assert_eq!(map.get("b"), None);
    }
}
