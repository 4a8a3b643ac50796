//! What SQLite's files do: a database, its log and its journals on the disk, temporary files in memory.
//!
//! Errors are SQLite's result codes, and the same ones that its VFS for Unix gives.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::ffi::{c_int, c_void};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering, fence};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use rusqlite::ffi::{
    SQLITE_ACCESS_EXISTS, SQLITE_BUSY, SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR_ACCESS, SQLITE_IOERR_DELETE,
    SQLITE_IOERR_DELETE_NOENT, SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSTAT, SQLITE_IOERR_FSYNC, SQLITE_IOERR_LOCK,
    SQLITE_IOERR_READ, SQLITE_IOERR_SHMLOCK, SQLITE_IOERR_SHMMAP, SQLITE_IOERR_SHORT_READ, SQLITE_IOERR_TRUNCATE,
    SQLITE_IOERR_WRITE, SQLITE_OK, SQLITE_OPEN_CREATE, SQLITE_OPEN_DELETEONCLOSE, SQLITE_OPEN_EXCLUSIVE,
    SQLITE_OPEN_MAIN_DB, SQLITE_OPEN_MAIN_JOURNAL, SQLITE_OPEN_READONLY, SQLITE_OPEN_READWRITE,
    SQLITE_OPEN_SUPER_JOURNAL, SQLITE_OPEN_WAL, SQLITE_SHM_SHARED, SQLITE_SHM_UNLOCK,
};
use store::{Disk, DiskFile, Open};

use crate::locks::{Database, Held, LOCKS, Level};

/// What all files of one registration share.
pub(crate) struct State {
    disk: Arc<dyn Disk>,
    /// Set by [`Registered::kill`](crate::Registered::kill).
    cut: AtomicBool,
    /// By path, for the databases that are open now.
    databases: Mutex<BTreeMap<String, Weak<Mutex<Database>>>>,
    handles: AtomicU64,
    chance: Mutex<u64>,
    /// Milliseconds since noon in Greenwich on 24 November 4714 B.C., as SQLite counts.
    time: AtomicI64,
}

impl State {
    pub(crate) fn new(disk: Arc<dyn Disk>, seed: u64) -> Self {
        Self {
            disk,
            cut: AtomicBool::new(false),
            databases: Mutex::new(BTreeMap::new()),
            handles: AtomicU64::new(0),
            chance: Mutex::new(seed),
            time: AtomicI64::new(TIME_START_MS),
        }
    }

    /// From now on nothing reaches the disk.
    pub(crate) fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    fn is_cut(&self) -> bool {
        self.cut.load(Ordering::SeqCst)
    }

    /// What all connections to one database file share.
    fn database(&self, path: &str) -> Arc<Mutex<Database>> {
        let mut databases = locked(&self.databases);
        if let Some(open) = databases.get(path).and_then(Weak::upgrade) {
            return open;
        }
        databases.retain(|_, database| database.strong_count() > 0);
        let database = Arc::new(Mutex::new(Database::default()));
        databases.insert(path.to_owned(), Arc::downgrade(&database));
        database
    }

    pub(crate) fn open(self: &Arc<Self>, path: Option<&str>, flags: c_int) -> Result<(Handle, c_int), c_int> {
        let mut handle = Handle {
            state: Arc::clone(self),
            id: self.handles.fetch_add(1, Ordering::Relaxed),
            content: Content::Memory(Vec::new()),
            directory_to_sync: None,
            database: None,
            level: Level::None,
            shared_memory: None,
        };
        // Nothing temporary has to outlive the process, so it need not reach the disk.
        let Some(path) = path.filter(|_| flags & SQLITE_OPEN_DELETEONCLOSE == 0) else {
            return Ok((handle, flags));
        };
        if self.is_cut() {
            return Err(SQLITE_CANTOPEN);
        }
        let mut granted = flags;
        let how = if flags & SQLITE_OPEN_EXCLUSIVE != 0 {
            Open::CreateNew
        } else if flags & SQLITE_OPEN_CREATE != 0 {
            Open::Create
        } else if flags & SQLITE_OPEN_READWRITE != 0 {
            Open::ReadWrite
        } else {
            Open::Read
        };
        let file = match self.disk.open(Path::new(path), how) {
            Err(error) if flags & SQLITE_OPEN_READWRITE != 0 && error.kind() != io::ErrorKind::IsADirectory => {
                granted &= !(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
                granted |= SQLITE_OPEN_READONLY;
                self.disk.open(Path::new(path), Open::Read)
            }
            other => other,
        };
        handle.content = Content::Disk(file.map_err(|_| SQLITE_CANTOPEN)?);
        // By what SQLite asked for and not by whether it was there, as the unix VFS does: after a crash the log may be
        // there and its directory not yet synced.
        if flags & SQLITE_OPEN_CREATE != 0 && flags & JOURNALS != 0 {
            handle.directory_to_sync = Some(directory_of(path));
        }
        if flags & SQLITE_OPEN_MAIN_DB != 0 {
            handle.database = Some(self.database(path));
        }
        Ok((handle, granted))
    }

    pub(crate) fn delete(&self, path: &str, sync_directory: bool) -> Result<(), c_int> {
        if self.is_cut() {
            return Err(SQLITE_IOERR_DELETE);
        }
        self.disk.remove(Path::new(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => SQLITE_IOERR_DELETE_NOENT,
            _ => SQLITE_IOERR_DELETE,
        })?;
        if sync_directory {
            self.disk
                .sync_dir(&directory_of(path))
                .map_err(|_| SQLITE_IOERR_DIR_FSYNC)?;
        }
        Ok(())
    }

    pub(crate) fn access(&self, path: &str, flags: c_int) -> Result<bool, c_int> {
        if self.is_cut() {
            return Err(SQLITE_IOERR_ACCESS);
        }
        let path = Path::new(path);
        if flags != SQLITE_ACCESS_EXISTS {
            return self.disk.exists(path).map_err(|_| SQLITE_IOERR_ACCESS);
        }
        // To SQLite an empty file does not exist: an empty journal is not hot.
        match self.disk.open(path, Open::Read) {
            Ok(file) => Ok(file.octets().map_err(|_| SQLITE_IOERR_ACCESS)? > 0),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(_) => self.disk.exists(path).map_err(|_| SQLITE_IOERR_ACCESS),
        }
    }

    pub(crate) fn randomness(&self, buffer: &mut [u8]) {
        let mut state = locked(&self.chance);
        for chunk in buffer.chunks_mut(8) {
            // SplitMix64.
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut drawn = *state;
            drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            drawn ^= drawn >> 31;
            chunk.copy_from_slice(&drawn.to_le_bytes()[..chunk.len()]);
        }
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.time.fetch_add(1, Ordering::Relaxed)
    }
}

/// One open file.
pub(crate) struct Handle {
    state: Arc<State>,
    id: u64,
    content: Content,
    /// Taken by the first sync.
    directory_to_sync: Option<PathBuf>,
    /// Only a main database has locks and a WAL index.
    database: Option<Arc<Mutex<Database>>>,
    level: Level,
    /// The locks that this handle holds, if it has mapped the WAL index.
    shared_memory: Option<Held>,
}

enum Content {
    Disk(Box<dyn DiskFile>),
    Memory(Vec<u8>),
}

impl Handle {
    fn is_cut(&self) -> bool {
        matches!(self.content, Content::Disk(_)) && self.state.is_cut()
    }

    /// `buffer` comes filled with zeros, and what the file does not reach stays so.
    pub(crate) fn read(&self, buffer: &mut [u8], offset: u64) -> c_int {
        if self.is_cut() {
            return SQLITE_IOERR_READ;
        }
        let wanted = buffer.len();
        let got = match &self.content {
            Content::Memory(octets) => {
                let start = usize::try_from(offset).map_or(octets.len(), |at| at.min(octets.len()));
                let there = wanted.min(octets.len() - start);
                buffer[..there].copy_from_slice(&octets[start..start + there]);
                there
            }
            Content::Disk(file) => {
                let mut got = 0;
                while got < wanted {
                    match file.read_at(&mut buffer[got..], offset + got as u64) {
                        Ok(0) => break,
                        Ok(more) => got = wanted.min(got + more),
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        Err(_) => return SQLITE_IOERR_READ,
                    }
                }
                got
            }
        };
        if got == wanted {
            SQLITE_OK
        } else {
            SQLITE_IOERR_SHORT_READ
        }
    }

    pub(crate) fn write(&mut self, bytes: &[u8], offset: u64) -> c_int {
        if self.is_cut() {
            return SQLITE_IOERR_WRITE;
        }
        match &mut self.content {
            Content::Memory(octets) => {
                let Some(end) = usize::try_from(offset)
                    .ok()
                    .and_then(|start| start.checked_add(bytes.len()))
                else {
                    return SQLITE_FULL;
                };
                if octets.len() < end {
                    octets.resize(end, 0);
                }
                octets[end - bytes.len()..end].copy_from_slice(bytes);
                SQLITE_OK
            }
            Content::Disk(file) => match file.write_at(bytes, offset) {
                Ok(()) => SQLITE_OK,
                Err(error) if error.kind() == io::ErrorKind::StorageFull => SQLITE_FULL,
                Err(_) => SQLITE_IOERR_WRITE,
            },
        }
    }

    pub(crate) fn truncate(&mut self, octets: u64) -> c_int {
        if self.is_cut() {
            return SQLITE_IOERR_TRUNCATE;
        }
        match &mut self.content {
            Content::Memory(content) => match usize::try_from(octets) {
                Ok(octets) => content.resize(octets, 0),
                Err(_) => return SQLITE_IOERR_TRUNCATE,
            },
            Content::Disk(file) => {
                if file.truncate(octets).is_err() {
                    return SQLITE_IOERR_TRUNCATE;
                }
            }
        }
        SQLITE_OK
    }

    pub(crate) fn sync(&mut self) -> c_int {
        if self.is_cut() {
            return SQLITE_IOERR_FSYNC;
        }
        let Content::Disk(file) = &self.content else {
            return SQLITE_OK;
        };
        if file.sync().is_err() {
            return SQLITE_IOERR_FSYNC;
        }
        if let Some(directory) = self.directory_to_sync.take() {
            // The unix VFS ignores a failure here, and does not try again. To report it would hide, from all that is
            // tested through us, that the shipped server hears nothing of it.
            let _ = self.state.disk.sync_dir(&directory);
        }
        SQLITE_OK
    }

    pub(crate) fn octets(&self) -> Result<i64, c_int> {
        if self.is_cut() {
            return Err(SQLITE_IOERR_FSTAT);
        }
        let octets = match &self.content {
            Content::Memory(octets) => octets.len() as u64,
            Content::Disk(file) => file.octets().map_err(|_| SQLITE_IOERR_FSTAT)?,
        };
        i64::try_from(octets).map_err(|_| SQLITE_IOERR_FSTAT)
    }

    pub(crate) fn lock(&mut self, wanted: c_int) -> c_int {
        let Some(wanted) = Level::from_code(wanted) else {
            return SQLITE_IOERR_LOCK;
        };
        let Some(database) = &self.database else {
            return SQLITE_OK;
        };
        locked(database).files.raise(self.id, &mut self.level, wanted)
    }

    pub(crate) fn unlock(&mut self, down_to: c_int) -> c_int {
        let Some(down_to) = Level::from_code(down_to) else {
            return SQLITE_IOERR_LOCK;
        };
        let Some(database) = &self.database else {
            return SQLITE_OK;
        };
        locked(database).files.lower(&mut self.level, down_to);
        SQLITE_OK
    }

    pub(crate) fn is_reserved(&self) -> bool {
        self.database
            .as_ref()
            .is_some_and(|database| locked(database).files.has_writer())
    }

    /// A region of the WAL index, see [`SharedMemory::region`](crate::locks::SharedMemory::region).
    pub(crate) fn map(&mut self, region: usize, octets: usize, make: bool) -> Result<*mut c_void, c_int> {
        let memory = &mut locked(self.database.as_ref().ok_or(SQLITE_IOERR_SHMMAP)?).memory;
        self.shared_memory.get_or_insert_with(|| memory.join());
        Ok(memory.region(region, octets, make))
    }

    pub(crate) fn lock_memory(&mut self, first: c_int, count: c_int, flags: c_int) -> c_int {
        let (Some(database), Some(held)) = (&self.database, &mut self.shared_memory) else {
            return SQLITE_IOERR_SHMLOCK;
        };
        let (Ok(first), Ok(count)) = (usize::try_from(first), usize::try_from(count)) else {
            return SQLITE_IOERR_SHMLOCK;
        };
        if count == 0 || first + count > LOCKS {
            return SQLITE_IOERR_SHMLOCK;
        }
        let slots = first..first + count;
        let memory = &mut locked(database).memory;
        if flags & SQLITE_SHM_UNLOCK != 0 {
            memory.release(held, slots);
            SQLITE_OK
        } else if memory.take(held, slots, flags & SQLITE_SHM_SHARED != 0) {
            SQLITE_OK
        } else {
            SQLITE_BUSY
        }
    }

    pub(crate) fn barrier(&self) {
        fence(Ordering::SeqCst);
        if let Some(database) = &self.database {
            // The unix VFS takes its mutex here too, for those who do not trust fences.
            drop(locked(database));
        }
    }

    pub(crate) fn unmap(&mut self) {
        if let (Some(database), Some(held)) = (&self.database, self.shared_memory.take()) {
            locked(database).memory.leave(held);
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.unmap();
        if let Some(database) = &self.database {
            locked(database).files.lower(&mut self.level, Level::None);
        }
    }
}

/// Like the unix VFS: `.` and `..` are worked out, doubled slashes go. A relative path stays one, since the disk knows
/// no working directory.
pub(crate) fn normal(path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", names.join("/"))
}

fn directory_of(path: &str) -> PathBuf {
    match Path::new(path).parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Nothing that we guard is left half-changed by a panic, so a poisoned lock is as good as any.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Files whose first sync also syncs the directory.
const JOURNALS: c_int = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;

/// Julian day 2460000.5, 25 February 2023, 00:00 UTC: the same in every run.
pub(crate) const TIME_START_MS: i64 = 212_544_043_200_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (given, full, directory) in [
            ("/queue/queue.db", "/queue/queue.db", "/queue"),
            ("/a//b/./c/../queue.db", "/a/b/queue.db", "/a/b"),
            ("/../queue.db", "/queue.db", "/"),
            ("queue/queue.db", "queue/queue.db", "queue"),
            ("./queue.db", "queue.db", "."),
        ] {
            assert_eq!(normal(given), full);
            assert_eq!(directory_of(full), Path::new(directory), "{given}");
        }
    }
}
