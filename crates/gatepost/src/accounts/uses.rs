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
    kept: Option<Moment>,
}

impl Uses {
    /// It was used. True if it is time to keep what was gathered: then [`Self::take`] is to be called.
    pub fn note(&self, used: Used, last: LastUse, now: Moment) -> bool {
        let mut gathered = self.lock();
        if gathered.uses.len() < USES_MAX || gathered.uses.contains_key(&used) {
            gathered.uses.insert(used, last);
        }
        let is_due = gathered.kept.is_none_or(|kept| now.saturating_sub(kept) >= KEPT_EVERY);
        if is_due {
            gathered.kept = Some(now);
        }
        is_due
    }

    /// What was gathered, which is not gathered any more.
    pub fn take(&self) -> Vec<(Used, LastUse)> {
        std::mem::take(&mut self.lock().uses).into_iter().collect()
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
        assert!(uses.note(used("a"), last(1), at(100)));
        assert!(!uses.note(used("a"), last(2), at(129)));
        assert!(!uses.note(used("b"), last(3), at(129)));
        assert!(uses.note(used("b"), last(4), at(130)));
        let taken = uses.take();
        assert_eq!(taken, [(used("a"), last(2)), (used("b"), last(4))]);
        uses.note(used("a"), last(5), at(131));
        uses.give_back(taken);
        assert_eq!(uses.of("a"), [(used("a"), last(5))]);
        assert_eq!(uses.of("b"), [(used("b"), last(4))]);
        assert_eq!(uses.take().len(), 2);
    }
}
