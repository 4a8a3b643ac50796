//! How much of all bodies together may be in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What all drafts together hold in memory, with a bound. Clones are one.
#[derive(Debug, Clone)]
pub struct BodyBudget(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    used: AtomicU64,
    max: AtomicU64,
}

impl BodyBudget {
    /// A budget of so many octets. Where it is used up, drafts go to their files early, with one chunk in memory.
    pub fn new(octets_max: u64) -> Self {
        let (used, max) = (AtomicU64::new(0), AtomicU64::new(octets_max));
        Self(Arc::new(Inside { used, max }))
    }

    /// Changes the bound. What is held already stays.
    pub fn set_max(&self, octets_max: u64) {
        self.0.max.store(octets_max, Ordering::Relaxed);
    }

    /// Octets that are held now.
    pub fn used(&self) -> u64 {
        self.0.used.load(Ordering::Relaxed)
    }

    /// A share of it, empty at first.
    pub(crate) fn share(&self) -> Share {
        Share {
            budget: self.clone(),
            octets: 0,
        }
    }

    fn take(&self, octets: u64) -> bool {
        let max = self.0.max.load(Ordering::Relaxed);
        let mut used = self.used();
        loop {
            let Some(wanted) = used.checked_add(octets).filter(|wanted| *wanted <= max) else {
                return false;
            };
            let (success, failure) = (Ordering::Relaxed, Ordering::Relaxed);
            match self.0.used.compare_exchange_weak(used, wanted, success, failure) {
                Ok(_) => return true,
                Err(now) => used = now,
            }
        }
    }
}

/// Octets of a budget that one body holds; they go back when this is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    budget: BodyBudget,
    octets: u64,
}

impl Share {
    /// How many there are.
    pub(crate) fn octets(&self) -> usize {
        usize::try_from(self.octets).unwrap_or(usize::MAX)
    }

    /// Takes so many more, if there are.
    pub(crate) fn grow(&mut self, octets: usize) -> bool {
        let taken = self.budget.take(octets as u64);
        if taken {
            self.octets += octets as u64;
        }
        taken
    }

    /// Gives all of it back.
    pub(crate) fn give_back(&mut self) {
        let octets = std::mem::take(&mut self.octets);
        self.budget.0.used.fetch_sub(octets, Ordering::Relaxed);
    }

    /// All of it, and leaves an empty one.
    pub(crate) fn split_off(&mut self) -> Self {
        Self {
            budget: self.budget.clone(),
            octets: std::mem::take(&mut self.octets),
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.give_back();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_comes_back() {
        let budget = BodyBudget::new(100);
        let (mut one, mut other) = (budget.share(), budget.share());
        assert!(one.grow(60) && !other.grow(41) && other.grow(40));
        assert!(!one.grow(1) && one.grow(0));
        assert_eq!((one.octets(), budget.used()), (60, 100));
        let moved = one.split_off();
        drop(one);
        assert_eq!(budget.used(), 100, "it was moved, not given back");
        drop(moved);
        assert_eq!(budget.used(), 40);
        other.give_back();
        assert_eq!((other.octets(), budget.used()), (0, 0));
    }

    #[test]
    fn the_bound_can_be_moved() {
        let budget = BodyBudget::new(100);
        let mut share = budget.share();
        assert!(share.grow(100));
        budget.set_max(10);
        assert!(!share.grow(1));
        share.give_back();
        assert!(share.grow(10) && !share.grow(1));
        budget.set_max(u64::MAX);
        assert!(share.grow(usize::MAX / 2));
        assert!(
            !share.grow(usize::MAX) || !share.grow(usize::MAX),
            "no more than can be counted"
        );
    }
}
