//! Who may use a database file, and the memory in which SQLite keeps the index of its log. Plain data.

#![forbid(unsafe_code)]

use std::ffi::{c_int, c_void};
use std::mem;
use std::ops::Range;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use rusqlite::ffi::{SQLITE_BUSY, SQLITE_OK, SQLITE_SHM_NLOCK};

/// What all connections to one database file share.
#[derive(Default)]
pub(crate) struct Database {
    pub(crate) files: FileLocks,
    pub(crate) memory: SharedMemory,
}

/// SQLite's five states of a database file, <https://sqlite.org/lockingv3.html>.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Level {
    #[default]
    None,
    Shared,
    Reserved,
    Pending,
    Exclusive,
}

impl Level {
    pub(crate) fn from_code(code: c_int) -> Option<Self> {
        [Self::None, Self::Shared, Self::Reserved, Self::Pending, Self::Exclusive]
            .get(usize::try_from(code).ok()?)
            .copied()
    }
}

/// The locks on a database file: many readers, and at most one handle with more than that.
#[derive(Debug, Default)]
pub(crate) struct FileLocks {
    /// All who hold at least `Shared`, so the writer too.
    readers: u32,
    writer: Option<(u64, Level)>,
}

impl FileLocks {
    /// A handle that reads does not count.
    pub(crate) fn has_writer(&self) -> bool {
        self.writer.is_some()
    }

    pub(crate) fn raise(&mut self, id: u64, held: &mut Level, wanted: Level) -> c_int {
        if *held >= wanted {
            return SQLITE_OK;
        }
        if *held == Level::None {
            // A writer that waits for the last readers to leave must not be starved by new ones.
            if self.writer.is_some_and(|(_, level)| level >= Level::Pending) {
                return SQLITE_BUSY;
            }
            self.readers += 1;
            *held = Level::Shared;
        }
        if wanted == Level::Shared {
            return SQLITE_OK;
        }
        if self.writer.is_some_and(|(writer, _)| writer != id) {
            return SQLITE_BUSY;
        }
        if wanted == Level::Exclusive && self.readers > 1 {
            // Who only reads (to roll a journal back) leaves the door open, as in the unix VFS.
            if *held == Level::Reserved {
                *held = Level::Pending;
                self.writer = Some((id, Level::Pending));
            }
            return SQLITE_BUSY;
        }
        *held = wanted;
        self.writer = Some((id, wanted));
        SQLITE_OK
    }

    pub(crate) fn lower(&mut self, held: &mut Level, down_to: Level) {
        if *held <= down_to {
            return;
        }
        if *held > Level::Shared {
            self.writer = None;
        }
        if down_to == Level::None {
            self.readers -= 1;
        }
        *held = down_to;
    }
}

/// The WAL index of one database, and the locks upon it, <https://sqlite.org/walformat.html#wal_locks>.
#[derive(Default)]
pub(crate) struct SharedMemory {
    /// Words and not octets, so that they are aligned for whatever SQLite lays there; atomic, so that others may write
    /// what we share. We make and free them, and never look inside.
    regions: Vec<Arc<[AtomicU64]>>,
    /// How many hold each slot: so many readers, or -1 for one alone.
    slots: [i32; LOCKS],
    users: usize,
}

/// The slots that one handle holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Held {
    shared: [bool; LOCKS],
    alone: [bool; LOCKS],
}

impl SharedMemory {
    /// One more uses it.
    pub(crate) fn join(&mut self) -> Held {
        self.users += 1;
        Held::default()
    }

    /// Lets go of all locks. With the last user the regions go, as when the last process lets go of the `-shm` file:
    /// who comes next reads the log anew.
    pub(crate) fn leave(&mut self, mut held: Held) {
        self.release(&mut held, 0..LOCKS);
        self.users -= 1;
        if self.users == 0 {
            self.regions.clear();
        }
    }

    /// The address of a region, which stays where it is until the last user leaves; null if it is not there and shall
    /// not be made.
    pub(crate) fn region(&mut self, number: usize, octets: usize, make: bool) -> *mut c_void {
        while make && self.regions.len() <= number {
            self.regions
                .push((0..octets.div_ceil(8)).map(|_| AtomicU64::new(0)).collect());
        }
        self.regions.get(number).map_or(ptr::null_mut(), |region| {
            Arc::as_ptr(region).cast_mut().cast::<c_void>()
        })
    }

    /// All of them or none; false if somebody is in the way. Taking again what one holds changes nothing.
    pub(crate) fn take(&mut self, held: &mut Held, slots: Range<usize>, shared: bool) -> bool {
        let free = slots.clone().all(|slot| match (shared, self.slots[slot]) {
            (true, taken) => held.shared[slot] || taken >= 0,
            (false, taken) => held.alone[slot] || taken == 0,
        });
        if free {
            for slot in slots {
                if shared && !held.shared[slot] {
                    held.shared[slot] = true;
                    self.slots[slot] += 1;
                } else if !shared {
                    held.alone[slot] = true;
                    self.slots[slot] = -1;
                }
            }
        }
        free
    }

    pub(crate) fn release(&mut self, held: &mut Held, slots: Range<usize>) {
        for slot in slots {
            if mem::take(&mut held.shared[slot]) {
                self.slots[slot] -= 1;
            }
            if mem::take(&mut held.alone[slot]) {
                self.slots[slot] = 0;
            }
        }
    }
}

/// Slots in a WAL index.
pub(crate) const LOCKS: usize = SQLITE_SHM_NLOCK as usize;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_lock_a_file() {
        use Level::{Exclusive, None, Pending, Reserved, Shared};
        // (handle, wanted, granted, level afterwards), one after another. Wanting less than held is letting go.
        let steps = [
            (0, Shared, true, Shared),
            (1, Shared, true, Shared),
            (0, Reserved, true, Reserved),
            (1, Reserved, false, Shared),
            (2, Shared, true, Shared),      // a reserved lock does not keep readers away
            (1, Exclusive, false, Shared),  // nor may a reader pass the writer
            (0, Exclusive, false, Pending), // readers are there: the door is closed
            (3, Shared, false, None),       // to new ones
            (1, None, true, None),
            (0, Exclusive, false, Pending), // one is left
            (2, None, true, None),
            (0, Exclusive, true, Exclusive),
            (1, Shared, false, None),
            (0, Shared, true, Shared),
            (1, Shared, true, Shared),
            (1, Exclusive, false, Shared), // from shared: the door stays open
            (2, Shared, true, Shared),
            (0, None, true, None),
            (2, None, true, None),
            (1, Exclusive, true, Exclusive),
            (1, None, true, None),
            (3, Exclusive, true, Exclusive), // SQLite takes the steps singly, but this must not go wrong
        ];
        let mut locks = FileLocks::default();
        let mut held = [None; 4];
        for (step, (handle, wanted, granted, after)) in steps.into_iter().enumerate() {
            let done = if wanted < held[handle] {
                locks.lower(&mut held[handle], wanted);
                true
            } else {
                locks.raise(handle as u64, &mut held[handle], wanted) == SQLITE_OK
            };
            assert_eq!((done, held[handle]), (granted, after), "step {step}");
            assert_eq!(
                locks.readers as usize,
                held.iter().filter(|level| **level > None).count(),
                "step {step}"
            );
        }
    }

    #[test]
    fn who_may_lock_the_index() {
        enum Do {
            Share(usize),
            Alone(Range<usize>),
            Free(Range<usize>),
        }
        use Do::{Alone, Free, Share};
        // (handle, what, granted, the slots afterwards)
        let steps = [
            (0, Share(3), true, [0, 0, 0, 1, 0, 0, 0, 0]),
            (0, Share(3), true, [0, 0, 0, 1, 0, 0, 0, 0]),
            (1, Share(3), true, [0, 0, 0, 2, 0, 0, 0, 0]),
            (1, Alone(0..1), true, [-1, 0, 0, 2, 0, 0, 0, 0]),
            (0, Alone(0..1), false, [-1, 0, 0, 2, 0, 0, 0, 0]),
            (0, Share(0), false, [-1, 0, 0, 2, 0, 0, 0, 0]),
            (2, Alone(3..8), false, [-1, 0, 0, 2, 0, 0, 0, 0]), // all or none
            (2, Alone(4..8), true, [-1, 0, 0, 2, -1, -1, -1, -1]),
            (0, Free(4..8), true, [-1, 0, 0, 2, -1, -1, -1, -1]), // not one's own
            (0, Free(3..4), true, [-1, 0, 0, 1, -1, -1, -1, -1]),
            (2, Free(0..8), true, [-1, 0, 0, 1, 0, 0, 0, 0]),
            (1, Free(0..8), true, [0; 8]),
        ];
        let mut memory = SharedMemory::default();
        let mut held = [Held::default(); 3];
        for (step, (handle, what, granted, after)) in steps.into_iter().enumerate() {
            let done = match what {
                Share(slot) => memory.take(&mut held[handle], slot..slot + 1, true),
                Alone(slots) => memory.take(&mut held[handle], slots, false),
                Free(slots) => {
                    memory.release(&mut held[handle], slots);
                    true
                }
            };
            assert_eq!((done, memory.slots), (granted, after), "step {step}");
        }
    }

    #[test]
    fn regions_live_until_the_last_user_leaves() {
        let mut memory = SharedMemory::default();
        let (one, mut other) = (memory.join(), memory.join());
        assert!(memory.region(1, 32 * 1024, false).is_null());
        let second = memory.region(1, 32 * 1024, true);
        assert_eq!(second as usize % 8, 0);
        assert_eq!(memory.region(1, 32 * 1024, false), second);
        assert_ne!(memory.region(0, 32 * 1024, false), second);
        assert!(memory.take(&mut other, 0..1, false));
        memory.leave(one);
        assert_eq!((memory.region(1, 32 * 1024, false), memory.slots[0]), (second, -1));
        memory.leave(other);
        assert!(memory.region(0, 32 * 1024, false).is_null());
        assert_eq!(memory.slots, [0; LOCKS]);
    }
}
