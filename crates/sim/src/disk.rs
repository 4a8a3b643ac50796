//! A disk that keeps only what was synced, and that fails, fills up and loses power when told to.
//!
//! All that it does by chance comes from seeds, so a run with the same calls goes the same way again.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::ops::AddAssign;
use std::path::{Component, Path};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use store::{DirEntry, Disk, DiskFile, FileKind, Open, Space};

mod kept;

use kept::{Body, Chance, Directory, Node, Shared};

/// The made-up disk. Clones are the same disk. A relative path begins at the root, which is there from the start.
#[derive(Clone)]
pub struct MadeUpDisk(Arc<Mutex<Inside>>);

/// How a call fails.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
    /// EIO. A write may have written a part; a sync has lost what it should have written.
    Io,
    /// ENOSPC. The same holds.
    Full,
}

/// What happened to a disk so far.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DiskCounts {
    /// Calls to write, well or not.
    pub writes: u64,
    /// Calls to sync a file, well or not.
    pub syncs: u64,
    /// Calls to sync a directory, well or not.
    pub dir_syncs: u64,
    /// Sectors of which the beginning alone survived a loss of power.
    pub torn_tails: u64,
    /// Sectors of unsynced writes that a loss of power took.
    pub lost_sectors: u64,
    /// New names that a loss of power took.
    pub lost_entries: u64,
    /// Removed names that a loss of power brought back.
    pub revived_entries: u64,
    /// Calls that failed with EIO because they were told to. (Those on a dead handle or without power are not counted.)
    pub eio: u64,
    /// Calls that failed with ENOSPC.
    pub enospc: u64,
    /// How often the power was lost.
    pub power_losses: u64,
}

impl AddAssign for DiskCounts {
    fn add_assign(&mut self, other: Self) {
        self.writes += other.writes;
        self.syncs += other.syncs;
        self.dir_syncs += other.dir_syncs;
        self.torn_tails += other.torn_tails;
        self.lost_sectors += other.lost_sectors;
        self.lost_entries += other.lost_entries;
        self.revived_entries += other.revived_entries;
        self.eio += other.eio;
        self.enospc += other.enospc;
        self.power_losses += other.power_losses;
    }
}

impl MadeUpDisk {
    /// An empty disk. `seed` decides how much of a failing write is done.
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(Inside {
            root: Shared::new(Directory::default()),
            life: 0,
            dark: false,
            calls: 0,
            faults: BTreeMap::new(),
            dark_at: None,
            count_reads: false,
            full: false,
            size: None,
            sync_is_noop: false,
            counts: DiskCounts::default(),
            chance: Chance(seed),
        })))
    }

    /// The power goes and comes back. Of what was not synced, `seed` decides what survives. All handles are dead from
    /// now on: each of their calls gives EIO. The disk can be used again at once; faults that were set stay set.
    pub fn power_loss(&self, seed: u64) {
        let inside = &mut *self.inside();
        inside.life += 1;
        inside.dark = false;
        inside.dark_at = None;
        inside.counts.power_losses += 1;
        inside.root.get().lose_power(&mut Chance(seed), &mut inside.counts);
    }

    /// The power goes at the `n`-th counted call from now (1 is the next): that call, of which a part may be done, and
    /// all after it give EIO until [`power_loss`](Self::power_loss), which decides what is left.
    pub fn cut_power_at_call(&self, n: u64) {
        let inside = &mut *self.inside();
        inside.dark_at = Some(inside.calls + n.max(1));
    }

    /// While true, syncing a file or a directory says that all is well and does nothing.
    pub fn sync_is_noop(&self, yes: bool) {
        self.inside().sync_is_noop = yes;
    }

    /// Makes the `n`-th counted call from now (1 is the next) fail. Several may be set.
    ///
    /// Counted are writes, syncs, truncations, removals, syncs of directories, and what makes a file or a directory;
    /// with [`count_reads`](Self::count_reads), also reads and lists. Calls that cannot work (no such file, no such
    /// directory) are not.
    pub fn fail_call(&self, n: u64, fault: Fault) {
        let inside = &mut *self.inside();
        inside.faults.insert(inside.calls + n.max(1), fault);
    }

    /// No call fails any more that was meant to.
    pub fn no_more_faults(&self) {
        self.inside().faults.clear();
    }

    /// While true, reading files and listing directories is counted, and so can fail.
    pub fn count_reads(&self, yes: bool) {
        self.inside().count_reads = yes;
    }

    /// While true, there is no room: what makes a file, or lets one grow by writing or by allocating, fails with ENOSPC.
    pub fn full(&self, yes: bool) {
        self.inside().full = yes;
    }

    /// From now on the disk has so many octets, and what lets files grow beyond them fails with ENOSPC. Names take no room.
    /// A disk that was given no size has no end.
    pub fn size(&self, octets: u64) {
        self.inside().size = Some(octets);
    }

    /// Counted calls so far.
    pub fn calls(&self) -> u64 {
        self.inside().calls
    }

    /// What happened so far.
    pub fn counts(&self) -> DiskCounts {
        self.inside().counts
    }

    /// For looking at when a test fails: a line for each name, sorted by path, with its octets and what of it is not
    /// synced.
    pub fn snapshot_paths(&self) -> Vec<String> {
        let mut lines = Vec::new();
        self.inside().root.get().describe("", &mut lines);
        lines
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The disk, if there is power.
    fn powered(&self) -> io::Result<MutexGuard<'_, Inside>> {
        let inside = self.inside();
        if inside.dark { Err(os(EIO)) } else { Ok(inside) }
    }
}

impl fmt::Debug for MadeUpDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.snapshot_paths()).finish()
    }
}

impl Disk for MadeUpDisk {
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        let inside = &mut *self.powered()?;
        let (parent, name) = inside.parent(path)?.ok_or_else(|| os(EISDIR))?;
        let there = parent.get().seen(&name);
        let body = match (there, &how) {
            (Some(_), Open::CreateNew) => return Err(os(EEXIST)),
            (Some(Node::Directory(_)), _) => return Err(os(EISDIR)),
            (Some(Node::File(body)), _) => body,
            (None, Open::Read | Open::ReadWrite) => return Err(os(ENOENT)),
            (None, Open::Create | Open::CreateNew) => {
                inside.make()?;
                let body = Shared::new(Body::default());
                parent.get().set(name, Some(Node::File(body.clone())));
                body
            }
        };
        Ok(Box::new(MadeUpFile {
            disk: self.clone(),
            life: inside.life,
            body,
            writable: !matches!(how, Open::Read),
        }))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let inside = &mut *self.powered()?;
        let (parent, name) = inside.parent(path)?.ok_or_else(|| os(EISDIR))?;
        match parent.get().seen(&name) {
            None => return Err(os(ENOENT)),
            Some(Node::Directory(_)) => return Err(os(EISDIR)),
            Some(Node::File(_)) => {}
        }
        inside.call()?;
        parent.get().set(name, None);
        Ok(())
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let inside = &mut *self.powered()?;
        let (source, old) = inside.parent(from)?.ok_or_else(|| os(EISDIR))?;
        let (parent, name) = inside.parent(to)?.ok_or_else(|| os(EEXIST))?;
        let there = source.get().seen(&old);
        let body = match there {
            None => return Err(os(ENOENT)),
            // Linux says EPERM, which is all the same here.
            Some(Node::Directory(_)) => return Err(os(EISDIR)),
            Some(Node::File(body)) => body,
        };
        if parent.get().seen(&name).is_some() {
            return Err(os(EEXIST));
        }
        inside.make()?;
        parent.get().set(name, Some(Node::File(body)));
        Ok(())
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        let inside = &mut *self.powered()?;
        let (parent, name) = inside.parent(path)?.ok_or_else(|| os(EEXIST))?;
        if parent.get().seen(&name).is_some() {
            return Err(os(EEXIST));
        }
        inside.make()?;
        parent
            .get()
            .set(name, Some(Node::Directory(Shared::new(Directory::default()))));
        Ok(())
    }

    fn entries(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        let inside = &mut *self.powered()?;
        let directory = inside.directory(&names(path)?)?;
        if inside.count_reads {
            inside.call()?;
        }
        let directory = directory.get();
        let entry = |name: String| {
            let kind = match directory.seen(&name) {
                Some(Node::File(_)) => FileKind::File,
                _ => FileKind::Directory,
            };
            DirEntry { name, kind }
        };
        Ok(directory.names().into_iter().map(entry).collect())
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        let inside = self.powered()?;
        match inside.parent(path) {
            Ok(None) => Ok(true),
            Ok(Some((parent, name))) => Ok(parent.get().seen(&name).is_some()),
            Err(error) if matches!(error.raw_os_error(), Some(ENOENT | ENOTDIR)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        let inside = &mut *self.powered()?;
        let directory = inside.directory(&names(path)?)?;
        inside.counts.dir_syncs += 1;
        inside.call()?;
        if !inside.sync_is_noop {
            directory.get().sync();
        }
        Ok(())
    }

    fn space(&self, path: &Path) -> io::Result<Space> {
        let inside = &*self.powered()?;
        // Whether it is there at all.
        inside.parent(path)?;
        Ok(Space {
            free_octets: inside.free(),
            total_octets: inside.size.unwrap_or(ENDLESS_OCTETS),
        })
    }
}

/// An open file.
struct MadeUpFile {
    disk: MadeUpDisk,
    /// The life of the disk in which it was opened.
    life: u64,
    body: Shared<Body>,
    writable: bool,
}

impl MadeUpFile {
    fn alive(&self) -> io::Result<MutexGuard<'_, Inside>> {
        let inside = self.disk.powered()?;
        if inside.life == self.life {
            Ok(inside)
        } else {
            Err(os(EIO))
        }
    }

    fn alive_and_writable(&self) -> io::Result<MutexGuard<'_, Inside>> {
        let inside = self.alive()?;
        if self.writable { Ok(inside) } else { Err(os(EBADF)) }
    }
}

impl DiskFile for MadeUpFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let inside = &mut *self.alive()?;
        if inside.count_reads {
            inside.call()?;
        }
        let body = self.body.get();
        let start = body.seen().len().min(usize::try_from(offset).unwrap_or(usize::MAX));
        let octets = buffer.len().min(body.seen().len() - start);
        buffer[..octets].copy_from_slice(&body.seen()[start..start + octets]);
        Ok(octets)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let inside = &mut *self.alive_and_writable()?;
        inside.counts.writes += 1;
        let start = usize::try_from(offset).map_err(|_| os(EFBIG))?;
        let end = start.checked_add(bytes.len()).ok_or_else(|| os(EFBIG))?;
        let free = inside.free();
        let mut body = self.body.get();
        let grows = end.saturating_sub(body.seen().len()) as u64;
        let failed = match inside.call() {
            Err(error) => Some((error, bytes.len())),
            Ok(()) if grows > free => {
                inside.counts.enospc += 1;
                Some((os(ENOSPC), body.seen().len().saturating_sub(start)))
            }
            Ok(()) => None,
        };
        match failed {
            None => body.write(bytes, start),
            Some((_, room)) => {
                let done = inside.chance.below(room as u64 + 1) as usize;
                body.write(&bytes[..done], start);
            }
        }
        failed.map_or(Ok(()), |(error, _)| Err(error))
    }

    fn truncate(&self, octets: u64) -> io::Result<()> {
        let inside = &mut *self.alive_and_writable()?;
        let octets = usize::try_from(octets).map_err(|_| os(EFBIG))?;
        inside.call()?;
        self.body.get().truncate(octets);
        Ok(())
    }

    fn allocate(&self, octets: u64) -> io::Result<()> {
        let inside = &mut *self.alive_and_writable()?;
        let octets = usize::try_from(octets).map_err(|_| os(EFBIG))?;
        let free = inside.free();
        inside.call()?;
        let mut body = self.body.get();
        let grows = octets.saturating_sub(body.seen().len());
        if grows as u64 > free {
            inside.counts.enospc += 1;
            return Err(os(ENOSPC));
        }
        // What a file system keeps of it is what it keeps of a file that grew.
        if grows > 0 {
            body.truncate(octets);
        }
        Ok(())
    }

    fn octets(&self) -> io::Result<u64> {
        let _inside = self.alive()?;
        Ok(self.body.get().seen().len() as u64)
    }

    fn sync(&self) -> io::Result<()> {
        let inside = &mut *self.alive()?;
        inside.counts.syncs += 1;
        let mut body = self.body.get();
        if let Err(error) = inside.call() {
            // Not when the power went: then chance decides.
            if !inside.dark {
                body.forget_writes();
            }
            return Err(error);
        }
        if !inside.sync_is_noop {
            body.sync();
        }
        Ok(())
    }
}

struct Inside {
    root: Shared<Directory>,
    /// Counts losses of power, so that a handle can know that it is dead.
    life: u64,
    /// The power went and has not come back.
    dark: bool,
    calls: u64,
    /// By the number of the call.
    faults: BTreeMap<u64, Fault>,
    dark_at: Option<u64>,
    count_reads: bool,
    full: bool,
    size: Option<u64>,
    sync_is_noop: bool,
    counts: DiskCounts,
    chance: Chance,
}

impl Inside {
    /// Counts a call, which fails if it was told to.
    fn call(&mut self) -> io::Result<()> {
        self.calls += 1;
        if self.dark_at == Some(self.calls) {
            self.dark = true;
            return Err(os(EIO));
        }
        match self.faults.remove(&self.calls) {
            None => Ok(()),
            Some(Fault::Io) => {
                self.counts.eio += 1;
                Err(os(EIO))
            }
            Some(Fault::Full) => {
                self.counts.enospc += 1;
                Err(os(ENOSPC))
            }
        }
    }

    /// Counts a call that needs room for a new name.
    fn make(&mut self) -> io::Result<()> {
        self.call()?;
        if self.full {
            self.counts.enospc += 1;
            return Err(os(ENOSPC));
        }
        Ok(())
    }

    /// What may still be written. No file's lock may be held.
    fn free(&self) -> u64 {
        match self.size {
            _ if self.full => 0,
            None => ENDLESS_OCTETS,
            Some(octets) => octets.saturating_sub(self.root.get().octets()),
        }
    }

    /// The directory in which the last name of `path` stands, and that name; nothing for the root.
    fn parent(&self, path: &Path) -> io::Result<Option<(Shared<Directory>, String)>> {
        let mut names = names(path)?;
        match names.pop() {
            None => Ok(None),
            Some(last) => Ok(Some((self.directory(&names)?, last))),
        }
    }

    fn directory(&self, names: &[String]) -> io::Result<Shared<Directory>> {
        let mut directory = self.root.clone();
        for name in names {
            let next = match directory.get().seen(name) {
                None => return Err(os(ENOENT)),
                Some(Node::File(_)) => return Err(os(ENOTDIR)),
                Some(Node::Directory(next)) => next,
            };
            directory = next;
        }
        Ok(directory)
    }
}

fn names(path: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => names.push(name.to_str().ok_or_else(|| os(EINVAL))?.to_owned()),
            Component::ParentDir => {
                names.pop();
            }
            Component::RootDir | Component::CurDir | Component::Prefix(_) => {}
        }
    }
    Ok(names)
}

fn os(code: i32) -> io::Error {
    io::Error::from_raw_os_error(code)
}

/// 1 TiB: what a disk says that has no end.
const ENDLESS_OCTETS: u64 = 1 << 40;

// As Linux numbers them.
const ENOENT: i32 = 2;
const EIO: i32 = 5;
const EBADF: i32 = 9;
const EEXIST: i32 = 17;
const ENOTDIR: i32 = 20;
const EISDIR: i32 = 21;
const EINVAL: i32 = 22;
const EFBIG: i32 = 27;
const ENOSPC: i32 = 28;

#[cfg(test)]
mod tests;
