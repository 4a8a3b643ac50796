//! When each credential was used last: gathered in memory, and kept in the store from time to time, since a commit for every login
//! would cost more than the login.

use smtp::Moment;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::{LastUse, Used};

/// Uses that are not in the store yet. A crash loses those of the last half minute.
#[derive(Default)]
pub struct Uses(Mutex<Gathered>);

#[derive(Default)]
struct Gathered {
    uses: BTreeMap<Used, LastUse>,
    /// Somebody keeps them in a while.
    is_planned: bool,
    /// When they were kept last, or will be.
    kept: Option<Moment>,
}

impl Uses {
    /// It was used. If it is told when what was gathered is to be kept, [`Self::take`] is to be called then.
    pub fn note(&self, used: Used, last: LastUse, now: Moment) -> Option<Moment> {
        let mut gathered = self.lock();
        if gathered.uses.len() < USES_MAX || gathered.uses.contains_key(&used) {
            gathered.uses.insert(used, last);
        }
        if gathered.is_planned {
            return None;
        }
        let at = gathered.kept.map_or(now, |kept| (kept + KEPT_EVERY).max(now));
        (gathered.is_planned, gathered.kept) = (true, Some(at));
        Some(at)
    }

    /// What was gathered, which is not gathered any more.
    pub fn take(&self) -> Vec<(Used, LastUse)> {
        let mut gathered = self.lock();
        gathered.is_planned = false;
        std::mem::take(&mut gathered.uses).into_iter().collect()
    }

    /// What was taken could not be kept: it is gathered again, unless it was used since.
    pub fn give_back(&self, uses: Vec<(Used, LastUse)>) {
        let mut gathered = self.lock();
        for (used, last) in uses {
            gathered.uses.entry(used).or_insert(last);
        }
    }

    /// What was gathered of an account.
    pub fn of(&self, account: &str) -> Vec<(Used, LastUse)> {
        let gathered = self.lock();
        let its = gathered.uses.iter().filter(|(used, _)| used.account == account);
        its.map(|(used, last)| (used.clone(), last.clone())).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const KEPT_EVERY: Duration = Duration::from_secs(30);
/// Of what is used in half a minute.
const USES_MAX: usize = 100_000;

#[cfg(test)]
mod tests {
    use super::*;
    use mail::Timestamp;

    fn used(account: &str) -> Used {
        Used {
            account: account.to_owned(),
            label: String::new(),
            exception: String::new(),
        }
    }

    fn last(micros: i64) -> LastUse {
        LastUse {
            at: Timestamp::from_micros(micros),
            client: "192.0.2.1".to_owned(),
            mechanism: "PLAIN".to_owned(),
        }
    }

    #[test]
    fn they_are_gathered_and_taken() {
        let uses = Uses::default();
        let at = Duration::from_secs;
        // The first at once; what comes behind it half a minute later, whether something comes then or not.
        assert_eq!(uses.note(used("a"), last(1), at(100)), Some(at(100)));
        assert_eq!(uses.take(), [(used("a"), last(1))]);
        assert_eq!(uses.note(used("a"), last(2), at(101)), Some(at(130)));
        assert_eq!(uses.note(used("b"), last(4), at(129)), None);
        let taken = uses.take();
        assert_eq!(taken, [(used("a"), last(2)), (used("b"), last(4))]);
        assert_eq!(uses.note(used("a"), last(5), at(300)), Some(at(300)));
        uses.give_back(taken);
        assert_eq!(uses.of("a"), [(used("a"), last(5))]);
        assert_eq!(uses.of("b"), [(used("b"), last(4))]);
        assert_eq!(uses.take().len(), 2);
    }
}
