//! What a disk shows and what it keeps: names, contents, and what a loss of power makes of them.
//!
//! What it believes of real disks and their file systems:
//!
//! - what is written is seen at once by all who read, and is on the disk once the file was synced;
//! - a name (made or removed) is on the disk once its directory was synced; syncing the file does not do it;
//! - when the power goes, any part of what was not synced may have got there, in any order, cut off anywhere, and a
//!   file that grew may have any size between; but a truncation or a name has got there whole or not at all;
//! - after a sync that failed, what it should have written is lost to the disk, although it can still be read, and the
//!   next sync says that all is well (Linux marks the pages clean; only who writes into such a page again has it
//!   written by the next sync, whole).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::DiskCounts;

/// Something that names and handles share. Its lock is only ever taken while the disk's is held, and never waits.
#[derive(Debug)]
pub(super) struct Shared<T>(Arc<Mutex<T>>);

impl<T> Shared<T> {
    pub(super) fn new(inside: T) -> Self {
        Self(Arc::new(Mutex::new(inside)))
    }

    pub(super) fn get(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

#[derive(Clone, Debug)]
pub(super) enum Node {
    File(Shared<Body>),
    Directory(Shared<Directory>),
}

impl Node {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File(one), Self::File(other)) => Arc::ptr_eq(&one.0, &other.0),
            (Self::Directory(one), Self::Directory(other)) => Arc::ptr_eq(&one.0, &other.0),
            _ => false,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Directory(BTreeMap<String, Entry>);

/// What stood under a name since the directory was synced: first what is on the disk, last what is seen.
#[derive(Debug, Default)]
struct Entry {
    durable: Option<Node>,
    since: Vec<Option<Node>>,
}

impl Entry {
    fn seen(&self) -> Option<&Node> {
        self.since.last().unwrap_or(&self.durable).as_ref()
    }
}

impl Directory {
    /// The names that are seen, sorted.
    pub(super) fn names(&self) -> Vec<String> {
        self.0
            .iter()
            .filter(|(_, entry)| entry.seen().is_some())
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// How long all files are that are seen in it and below, together.
    pub(super) fn octets(&self) -> u64 {
        let octets = |node: &Node| match node {
            Node::File(body) => body.get().seen().len() as u64,
            Node::Directory(directory) => directory.get().octets(),
        };
        self.0.values().filter_map(Entry::seen).map(octets).sum()
    }

    pub(super) fn seen(&self, name: &str) -> Option<Node> {
        self.0.get(name).and_then(Entry::seen).cloned()
    }

    pub(super) fn set(&mut self, name: String, node: Option<Node>) {
        self.0.entry(name).or_default().since.push(node);
    }

    pub(super) fn sync(&mut self) {
        self.0.retain(|_, entry| {
            if let Some(seen) = entry.since.pop() {
                entry.durable = seen;
                entry.since.clear();
            }
            entry.durable.is_some()
        });
    }

    pub(super) fn lose_power(&mut self, chance: &mut Chance, counts: &mut DiskCounts) {
        self.0.retain(|_, entry| {
            if !entry.since.is_empty() {
                let seen = entry.seen().cloned();
                let choice = chance.below(entry.since.len() as u64 + 1) as usize;
                if choice > 0 {
                    entry.durable = entry.since.swap_remove(choice - 1);
                }
                entry.since.clear();
                let same = match (&entry.durable, &seen) {
                    (Some(one), Some(other)) => one.is_same(other),
                    _ => false,
                };
                counts.lost_entries += u64::from(seen.is_some() && !same);
                counts.revived_entries += u64::from(entry.durable.is_some() && !same);
            }
            match &entry.durable {
                None => return false,
                Some(Node::File(body)) => body.get().lose_power(chance, counts),
                Some(Node::Directory(directory)) => directory.get().lose_power(chance, counts),
            }
            true
        });
    }

    pub(super) fn describe(&self, path: &str, lines: &mut Vec<String>) {
        for (name, entry) in &self.0 {
            let mark = if entry.since.is_empty() {
                ""
            } else {
                ", name not synced"
            };
            match entry.seen() {
                None => lines.push(format!("{path}/{name} removed{mark}")),
                Some(Node::Directory(directory)) => {
                    lines.push(format!("{path}/{name}/{mark}"));
                    directory.get().describe(&format!("{path}/{name}"), lines);
                }
                Some(Node::File(body)) => {
                    let body = body.get();
                    let (seen, durable, changes) = (body.seen.len(), body.durable.len(), body.unsynced.len());
                    lines.push(format!(
                        "{path}/{name} {seen} octets, {durable} on the disk, {changes} changes not synced{mark}"
                    ));
                }
            }
        }
    }
}

/// What is in a file.
#[derive(Debug, Default)]
pub(super) struct Body {
    seen: Vec<u8>,
    durable: Vec<u8>,
    /// In the order of the calls.
    unsynced: Vec<Change>,
    /// The numbers of the pages that a failed sync has marked clean.
    forgotten: BTreeSet<usize>,
}

#[derive(Debug)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
}

impl Body {
    pub(super) fn seen(&self) -> &[u8] {
        &self.seen
    }

    pub(super) fn write(&mut self, bytes: &[u8], at: usize) {
        if bytes.is_empty() {
            return;
        }
        lay(&mut self.seen, bytes, at);
        self.unsynced.push(Change::Write {
            at,
            bytes: bytes.to_vec(),
        });
        for page in pages(at, bytes) {
            if self.forgotten.remove(&page) {
                let at = page * PAGE_OCTETS;
                let end = self.seen.len().min(at + PAGE_OCTETS);
                self.unsynced.push(Change::Write {
                    at,
                    bytes: self.seen[at..end].to_vec(),
                });
            }
        }
    }

    pub(super) fn truncate(&mut self, octets: usize) {
        self.seen.resize(octets, 0);
        self.unsynced.push(Change::Truncate(octets));
    }

    pub(super) fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            match change {
                Change::Write { at, bytes } => lay(&mut self.durable, &bytes, at),
                Change::Truncate(octets) => self.durable.resize(octets, 0),
            }
        }
    }

    /// A sync failed. The size, when it was set and not written, lies in the file system's own journal: it is not lost.
    pub(super) fn forget_writes(&mut self) {
        let forgotten = &mut self.forgotten;
        self.unsynced.retain(|change| match change {
            Change::Truncate(_) => true,
            Change::Write { at, bytes } => {
                forgotten.extend(pages(*at, bytes));
                false
            }
        });
    }

    pub(super) fn lose_power(&mut self, chance: &mut Chance, counts: &mut DiskCounts) {
        let changes = std::mem::take(&mut self.unsynced);
        if !changes.is_empty() {
            let steps = changes.iter().map(Change::steps).sum();
            let (from, to) = (self.durable.len(), self.seen.len());
            let mut luck = Luck::draw(chance, steps);
            for change in &changes {
                match change {
                    Change::Truncate(octets) => {
                        if luck.fate(chance) == Fate::Kept {
                            self.durable.resize(*octets, 0);
                        }
                    }
                    Change::Write { at, bytes } => {
                        for (start, sector) in sectors(*at, bytes) {
                            match luck.fate(chance) {
                                Fate::Kept => lay(&mut self.durable, sector, start),
                                Fate::Lost => counts.lost_sectors += 1,
                                Fate::Torn => {
                                    let kept = chance.below(sector.len() as u64) as usize;
                                    lay(&mut self.durable, &sector[..kept], start);
                                    counts.torn_tails += 1;
                                }
                            }
                        }
                    }
                }
            }
            // When a file grows, its size is written by itself: it may be ahead of the data (then zeros are read) or
            // behind. A truncation happens or not, nothing between; file systems promise that, and SQLite, which would
            // replay the older part of its log, counts on it.
            if !matches!(luck, Luck::All) {
                let size = match chance.below(4) {
                    0 => to,
                    1 if to > from => from + chance.below((to - from) as u64 + 1) as usize,
                    _ => self.durable.len(),
                };
                if size > self.durable.len() || to > from {
                    self.durable.resize(size, 0);
                }
            }
        }
        self.forgotten.clear();
        self.seen.clone_from(&self.durable);
    }
}

impl Change {
    /// How many decisions a loss of power has to make of it.
    fn steps(&self) -> u64 {
        match self {
            Self::Truncate(_) => 1,
            Self::Write { at, bytes } => sectors(*at, bytes).count() as u64,
        }
    }
}

/// Lays `bytes` into `content`, which grows if it must.
fn lay(content: &mut Vec<u8>, bytes: &[u8], at: usize) {
    if bytes.is_empty() {
        return;
    }
    let end = at + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[at..end].copy_from_slice(bytes);
}

/// Cuts what is written at `at` where the disk's sectors end.
fn sectors(at: usize, bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut done = 0;
    std::iter::from_fn(move || {
        let start = at + done;
        let octets = (SECTOR_OCTETS - start % SECTOR_OCTETS).min(bytes.len() - done);
        let sector = &bytes[done..done + octets];
        done += octets;
        (octets > 0).then_some((start, sector))
    })
}

/// The numbers of the pages in which `bytes`, at least one, lie.
fn pages(at: usize, bytes: &[u8]) -> std::ops::RangeInclusive<usize> {
    at / PAGE_OCTETS..=(at + bytes.len() - 1) / PAGE_OCTETS
}

/// What a loss of power does to the unsynced changes of one file. If each sector always had a chance of its own, long
/// writes would hardly ever survive whole, and those are the ones that a recovery takes for good.
enum Luck {
    All,
    Nothing,
    /// As many in order, the next one torn, no more.
    UpTo(u64),
    /// Each by itself: so many of sixteen are kept.
    Each(u64),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fate {
    Kept,
    Lost,
    Torn,
}

impl Luck {
    fn draw(chance: &mut Chance, steps: u64) -> Self {
        match chance.below(8) {
            0 => Self::All,
            1 => Self::Nothing,
            2..=4 => Self::UpTo(chance.below(steps)),
            _ => Self::Each(1 + chance.below(15)),
        }
    }

    fn fate(&mut self, chance: &mut Chance) -> Fate {
        match self {
            Self::All => Fate::Kept,
            Self::Nothing => Fate::Lost,
            Self::UpTo(0) => {
                *self = Self::Nothing;
                Fate::Torn
            }
            Self::UpTo(left) => {
                *left -= 1;
                Fate::Kept
            }
            Self::Each(_) if chance.below(16) == 0 => Fate::Torn,
            Self::Each(kept) if chance.below(16) < *kept => Fate::Kept,
            Self::Each(_) => Fate::Lost,
        }
    }
}

/// SplitMix64: small, and good enough to choose what breaks.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut drawn = self.0;
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        drawn ^ (drawn >> 31)
    }

    /// From 0 up to, and without, `limit`, which is not 0.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

/// What disks write whole, or so they say.
const SECTOR_OCTETS: usize = 512;

/// What the system keeps in memory as one piece, clean or dirty.
pub(super) const PAGE_OCTETS: usize = 4096;
