//! Who works on which delivery. In memory: a store that one process has open needs no more, and after a crash nobody works on
//! anything.

use crate::StoreError;
use queue::QueueId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The right to work on some deliveries of one message. They are given back when the last clone of it is gone. In a store that one
/// process has open it holds until then, however late it is: a clock that is set forward, or a machine that slept, sends nothing
/// twice.
#[derive(Debug, Clone)]
pub struct Lease {
    /// The message.
    pub id: QueueId,
    /// The deliveries, by their places among the recipients.
    pub rows: Vec<u32>,
    right: Arc<Right>,
}

#[derive(Debug)]
struct Right {
    id: QueueId,
    rows: Vec<u32>,
    token: u64,
    leases: Leases,
}

impl Drop for Right {
    fn drop(&mut self) {
        self.leases.give_back(self.id, &self.rows, self.token);
    }
}

/// All leases of a store. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Leases(Arc<Mutex<Inside>>);

#[derive(Debug, Default)]
struct Inside {
    /// The token of each.
    rows: BTreeMap<(QueueId, u32), u64>,
    last: u64,
}

impl Inside {
    fn is_ours(&self, lease: &Lease, row: u32) -> bool {
        let held = self.rows.get(&(lease.id, row));
        held.is_some_and(|token| *token == lease.right.token)
    }
}

impl Leases {
    /// Leases those of `rows` that nobody has; if `takes_over`, all of them.
    pub(crate) fn lease(&self, id: QueueId, rows: &[u32], takes_over: bool) -> Option<Lease> {
        let mut inside = self.lock();
        inside.last += 1;
        let token = inside.last;
        let mut leased = Vec::new();
        for row in rows {
            let is_free = !inside.rows.contains_key(&(id, *row));
            if (is_free || takes_over) && !leased.contains(row) {
                inside.rows.insert((id, *row), token);
                leased.push(*row);
            }
        }
        drop(inside);
        (!leased.is_empty()).then(|| Lease {
            id,
            rows: leased.clone(),
            right: Arc::new(Right {
                id,
                rows: leased,
                token,
                leases: self.clone(),
            }),
        })
    }

    /// Whether somebody works on it.
    pub(crate) fn is_leased(&self, id: QueueId, row: u32) -> bool {
        self.lock().rows.contains_key(&(id, row))
    }

    /// Whether nobody else has taken any row of `lease`.
    pub(crate) fn check(&self, lease: &Lease) -> Result<(), StoreError> {
        let inside = self.lock();
        if lease.rows.iter().all(|row| inside.is_ours(lease, *row)) {
            Ok(())
        } else {
            Err(StoreError::LeaseLost)
        }
    }

    /// What it was for is done. Clones of it may live on for a moment, in the thread that did it.
    pub(crate) fn end(&self, lease: &Lease) {
        self.give_back(lease.id, &lease.rows, lease.right.token);
    }

    /// No longer leases these rows, which turned out not to be there.
    pub(crate) fn narrow(&self, lease: &mut Lease, is_there: impl Fn(u32) -> bool) {
        let (stay, go): (Vec<u32>, Vec<u32>) = lease.rows.iter().partition(|row| is_there(**row));
        self.give_back(lease.id, &go, lease.right.token);
        lease.rows = stay;
    }

    fn give_back(&self, id: QueueId, rows: &[u32], token: u64) {
        let mut inside = self.lock();
        for row in rows {
            if inside.rows.get(&(id, *row)).is_some_and(|held| *held == token) {
                inside.rows.remove(&(id, *row));
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_works_on_a_delivery() {
        let (leases, id) = (Leases::default(), QueueId::from_octets([1; 16]));
        let lease = |rows: &[u32], takes_over| leases.lease(id, rows, takes_over);
        let first = lease(&[0, 1, 1], false).expect("nobody has them");
        assert_eq!(first.rows, [0, 1]);
        let second = lease(&[1, 2], false).expect("one is free");
        assert_eq!(second.rows, [2]);
        assert!(lease(&[0, 1, 2], false).is_none());
        assert_eq!(leases.check(&first), Ok(()));
        drop(second);
        assert!(!leases.is_leased(id, 2) && leases.is_leased(id, 1));
        // An operator takes it over: what the first comes with counts no more.
        let operator = lease(&[1], true).expect("it is taken over");
        assert_eq!(leases.check(&first), Err(StoreError::LeaseLost));
        drop(first);
        assert!(!leases.is_leased(id, 0));
        assert_eq!(
            leases.check(&operator),
            Ok(()),
            "what is given back late takes nothing away"
        );
    }
}
