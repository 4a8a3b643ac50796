//! Whose turn it is: nobody waits because somebody else has much to send, and no destination takes all the workers.

use crate::QueueId;
use mail::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What is due of one message at one destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The message.
    pub id: QueueId,
    /// Who sent it.
    pub account: String,
    /// Where it goes: a domain, or a route that many share.
    pub destination: String,
    /// The higher the sooner, whoever it is.
    pub priority: i32,
    /// Since when.
    pub due: Timestamp,
}

/// What is under way already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Busy {
    /// By account.
    accounts: BTreeMap<String, usize>,
    /// By destination, and there by account.
    destinations: BTreeMap<String, BTreeMap<String, usize>>,
}

/// What waits for its turn. Bounded by whoever fills it.
#[derive(Debug)]
pub struct Waiting<T> {
    /// By destination, by account, and then in order: priority, time, message.
    destinations: BTreeMap<String, BTreeMap<String, InOrder<T>>>,
    count: usize,
    next: u64,
}

type InOrder<T> = BTreeMap<Place, (Candidate, T)>;

/// In which order one account's mail for one destination goes. The last number is nobody else's.
type Place = (i64, Timestamp, QueueId, u64);

impl Busy {
    /// Something begins.
    pub fn begin(&mut self, account: &str, destination: &str) {
        *self.accounts.entry(account.to_owned()).or_default() += 1;
        let there = self.destinations.entry(destination.to_owned()).or_default();
        *there.entry(account.to_owned()).or_default() += 1;
    }

    /// Something that had begun has ended.
    pub fn end(&mut self, account: &str, destination: &str) {
        less(&mut self.accounts, account);
        if let Some(there) = self.destinations.get_mut(destination) {
            less(there, account);
            if there.is_empty() {
                self.destinations.remove(destination);
            }
        }
    }

    /// How much is under way to a destination.
    pub fn at(&self, destination: &str) -> usize {
        self.destinations
            .get(destination)
            .map_or(0, |there| there.values().sum())
    }

    fn of(&self, account: &str) -> usize {
        self.accounts.get(account).copied().unwrap_or(0)
    }

    fn of_at(&self, account: &str, destination: &str) -> usize {
        let there = self.destinations.get(destination);
        there.and_then(|there| there.get(account)).copied().unwrap_or(0)
    }
}

/// One less of it, and nothing kept where there is none.
fn less(counts: &mut BTreeMap<String, usize>, name: &str) {
    if let Some(count) = counts.get_mut(name) {
        *count = count.saturating_sub(1);
        if *count == 0 {
            counts.remove(name);
        }
    }
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self {
            destinations: BTreeMap::new(),
            count: 0,
            next: 0,
        }
    }
}

impl<T> Waiting<T> {
    /// One more waits.
    pub fn push(&mut self, candidate: Candidate, what: T) {
        self.next += 1;
        let place = (-i64::from(candidate.priority), candidate.due, candidate.id, self.next);
        self.count += 1;
        let there = self.destinations.entry(candidate.destination.clone()).or_default();
        there
            .entry(candidate.account.clone())
            .or_default()
            .insert(place, (candidate, what));
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many wait for a destination.
    pub fn at(&self, destination: &str) -> usize {
        let there = self.destinations.get(destination);
        there.map_or(0, |there| there.values().map(BTreeMap::len).sum())
    }

    /// The destinations for which something waits.
    pub fn destinations(&self) -> impl Iterator<Item = &str> {
        self.destinations.keys().map(String::as_str)
    }

    /// The accounts of which at least so many wait for destinations that `count`.
    pub fn much(&self, least: usize, mut counts: impl FnMut(&str) -> bool) -> BTreeSet<String> {
        let mut accounts: BTreeMap<&str, usize> = BTreeMap::new();
        let there = self.destinations.iter().filter(|(destination, _)| counts(destination));
        for (account, theirs) in there.flat_map(|(_, there)| there) {
            *accounts.entry(account).or_default() += theirs.len();
        }
        let much = accounts.into_iter().filter(|(_, count)| *count >= least);
        much.map(|(account, _)| account.to_owned()).collect()
    }

    /// Half of what waits for the destination for which most does goes: that which would come last. Returns it.
    pub fn thin_out(&mut self) -> Vec<(Candidate, T)> {
        let most = self
            .destinations
            .keys()
            .max_by_key(|destination| self.at(destination))
            .cloned();
        let Some(destination) = most else { return Vec::new() };
        let goes = self.at(&destination).div_ceil(2);
        let mut gone = Vec::new();
        while gone.len() < goes
            && let Some(there) = self.destinations.get_mut(&destination)
        {
            let most = there
                .iter()
                .max_by_key(|(_, theirs)| theirs.len())
                .map(|(account, _)| account.clone());
            let Some(account) = most else { break };
            if let Some(theirs) = there.get_mut(&account) {
                gone.extend(theirs.pop_last().map(|(_, last)| last));
                if theirs.is_empty() {
                    there.remove(&account);
                }
            }
            if there.is_empty() {
                self.destinations.remove(&destination);
            }
        }
        self.count -= gone.len();
        gone
    }

    /// Who is next, among the destinations that `may` be asked.
    ///
    /// Within a priority the accounts take turns, those first that have least under way; and of one account the destinations do.
    /// Behind that the one that has been due for longest comes first.
    pub fn take(&mut self, busy: &Busy, mut may: impl FnMut(&str) -> bool) -> Option<(Candidate, T)> {
        let open = self.destinations.iter().filter(|(destination, _)| may(destination));
        let firsts = open.flat_map(|(destination, there)| {
            there.iter().filter_map(move |(account, theirs)| {
                let (priority, due, id, number) = *theirs.keys().next()?;
                let turn = (
                    priority,
                    busy.of(account),
                    busy.of_at(account, destination),
                    due,
                    id,
                    number,
                );
                Some((turn, destination, account))
            })
        });
        let (_, destination, account) = firsts.min()?;
        let (destination, account) = (destination.clone(), account.clone());
        self.first(&destination, &account)
    }

    /// All that wait for a destination.
    pub fn drain(&mut self, destination: &str) -> Vec<(Candidate, T)> {
        let Some(there) = self.destinations.remove(destination) else {
            return Vec::new();
        };
        let all: Vec<(Candidate, T)> = there.into_values().flat_map(BTreeMap::into_values).collect();
        self.count -= all.len();
        all
    }

    fn first(&mut self, destination: &str, account: &str) -> Option<(Candidate, T)> {
        let there = self.destinations.get_mut(destination)?;
        let theirs = there.get_mut(account)?;
        let (_, first) = theirs.pop_first()?;
        if theirs.is_empty() {
            there.remove(account);
        }
        if there.is_empty() {
            self.destinations.remove(destination);
        }
        self.count -= 1;
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Candidates in words: `account>destination`, with `!` in front for a higher priority. Those further behind are due later.
    fn waiting(words: &str) -> Waiting<()> {
        let mut waiting = Waiting::default();
        for (n, word) in (0..).zip(words.split_whitespace()) {
            let (priority, word) = word.strip_prefix('!').map_or((0, word), |word| (1, word));
            let (account, destination) = word.split_once('>').expect("account>destination");
            let candidate = Candidate {
                id: QueueId::from_octets(u128::to_be_bytes(n)),
                account: account.to_owned(),
                destination: destination.to_owned(),
                priority,
                due: Timestamp::from_micros(n as i64),
            };
            waiting.push(candidate, ());
        }
        waiting
    }

    /// In which order they go, while those of `under_way` do not end, and each destination takes `destination_max` at once.
    fn check(words: &str, under_way: &str, destination_max: usize, count: usize, expected: &str) {
        let (mut all, mut busy) = (waiting(words), Busy::default());
        for one in under_way.split_whitespace() {
            let (account, destination) = one.split_once('>').expect("account>destination");
            busy.begin(account, destination);
        }
        let mut shown = Vec::new();
        while shown.len() < count {
            let next = all.take(&busy, |destination| busy.at(destination) < destination_max);
            let Some((next, ())) = next else { break };
            busy.begin(&next.account, &next.destination);
            shown.push(format!("{}>{}", next.account, next.destination));
        }
        assert_eq!(shown.join(" "), expected, "{words}, {under_way}");
    }

    #[test]
    fn whose_turn_it_is() {
        let all = usize::MAX;
        check("", "", all, all, "");
        check("a>x b>x", "", all, all, "a>x b>x");
        // Whoever has much waits for whoever has little.
        check("a>x a>x a>x b>x", "", all, 2, "a>x b>x");
        check("a>x a>x a>x b>x c>x", "", all, all, "a>x b>x c>x a>x a>x");
        // What is under way counts.
        check("a>x b>x", "a>x a>x a>y", all, all, "b>x a>x");
        check("a>x a>x b>x b>x", "b>z", all, all, "a>x b>x a>x b>x");
        // Of one account the destinations take turns.
        check("a>x a>x a>x a>y", "", all, all, "a>x a>y a>x a>x");
        check("a>x a>x a>y b>x", "", all, 3, "a>x b>x a>y");
        // A destination takes so many; the others go past it.
        check("a>x a>x a>x a>y", "", 2, all, "a>x a>y a>x");
        check("a>x b>x c>y", "d>x d>x", 2, all, "c>y");
        check("a>x b>x c>y", "d>x", 2, all, "a>x c>y");
        check("a>x b>y", "", 0, all, "");
        // Priority goes before all turns, and not before the destination's room.
        check("a>x a>x !b>x !b>x", "", all, all, "b>x b>x a>x a>x");
        check("a>x a>y !b>x !b>x", "", 1, all, "b>x a>y");
    }

    #[test]
    fn nobody_is_left_out_for_ever() {
        // A thousand of one account are due since long, and one of another comes last.
        let mut all = waiting(&("a>x ".repeat(1_000) + "b>y"));
        assert_eq!((all.len(), all.at("x"), all.at("y"), all.at("z")), (1_001, 1_000, 1, 0));
        assert_eq!(all.much(2, |_| true), BTreeSet::from(["a".to_owned()]));
        assert_eq!(all.much(2, |_| false), BTreeSet::new());
        let mut busy = Busy::default();
        for expected in ["x", "y"] {
            let (next, ()) = all.take(&busy, |_| true).expect("somebody waits");
            assert_eq!(next.destination, expected);
            busy.begin(&next.account, &next.destination);
        }
        assert_eq!(all.destinations().collect::<Vec<_>>(), ["x"]);
    }

    #[test]
    fn who_has_most_gives_way() {
        let mut all = waiting("a>x b>x a>x b>x a>x c>y c>y");
        let gone = all.thin_out();
        let gone: Vec<i64> = gone.iter().map(|(one, ())| one.due.micros()).collect();
        assert_eq!(gone, [4, 3, 2], "the last ones of whoever has most");
        assert_eq!((all.len(), all.at("x"), all.at("y")), (4, 2, 2));
        while !all.thin_out().is_empty() {}
        assert!(all.is_empty() && all.destinations().next().is_none());
    }

    #[test]
    fn one_destination_by_itself() {
        let (mut all, mut busy) = (waiting("a>x a>x b>x c>y"), Busy::default());
        for expected in ["a", "b", "a"] {
            let (next, ()) = all
                .take(&busy, |destination| destination == "x")
                .expect("somebody waits");
            assert_eq!(next.account, expected);
            busy.begin(&next.account, "x");
        }
        assert!(all.take(&busy, |destination| destination == "x").is_none());
        assert_eq!(busy.at("x"), 3);
        for account in ["a", "b", "a"] {
            busy.end(account, "x");
        }
        assert_eq!(busy, Busy::default(), "nothing is kept of what has ended");
        assert_eq!(all.drain("y").len(), 1);
        assert!(all.is_empty() && all.drain("y").is_empty());
    }
}
