//! The embedded store: SQLite in WAL mode with one committer, and large bodies as files.
//!
//! Order on disk: body, directory entry, row, reply. `docs/queue.md` says what follows from it.

mod accounts;
mod app_passwords;
mod backup;
mod bans;
mod cache;
mod check;
mod columns;
mod committer;
mod credentials;
mod damage;
mod deliveries;
mod details;
mod mail;
pub(crate) mod reserve;
mod schema;
#[cfg(test)]
mod small_disk;
mod totals;
mod upkeep;
mod uses;

use crate::bodies::{self, DiskBodies, Found, make_dir};
use crate::latch::Latch;
use crate::leases::Leases;
use crate::{BodyBudget, Disk, Lane, Open, Place, SpaceEvent, SpaceRules, StoreError, Work, on_lane};
use ::mail::Timestamp;
use accounts::Known;
use committer::Committer;
pub use committer::Counts;
use queue::QueueId;
use reserve::Reserve;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// How the embedded store is opened.
#[derive(Clone)]
pub struct Options {
    /// The data directory. It must exist, and nobody else may have it open.
    pub root: PathBuf,
    /// Where body files are written.
    pub disk: Arc<dyn Disk>,
    /// Where what blocks is done.
    pub work: Arc<dyn Work>,
    /// The SQLite VFS to use; the system's own if there is none.
    pub vfs: Option<String>,
    /// Bodies up to this many octets go into the database.
    pub inline_octets_max: usize,
    /// What all bodies on their way in may take of the memory.
    pub body_memory: BodyBudget,
    /// What must stay free of the disk. Can be changed later: [`Embedded::set_space_rules`].
    pub space: SpaceRules,
    /// A number for this node, used when the store is made.
    pub node: u32,
    /// The time. What the start itself finds is dated with it.
    pub now: Timestamp,
    /// Told once, when the disk has failed and the process must stop. Nothing is committed any more then.
    pub on_broken: Arc<dyn Fn(&StoreError) + Send + Sync>,
    /// Told each time that there is no room for new mail any more, or is some again; already while the store is opened. It
    /// must not call the store.
    pub on_space: Arc<dyn Fn(SpaceEvent) + Send + Sync>,
}

/// The queue and the accounts of one node, on its own disk. Cheap to clone.
#[derive(Clone)]
pub struct Embedded(Arc<Inside>);

struct Inside {
    root: PathBuf,
    vfs: Option<String>,
    disk: Arc<dyn Disk>,
    work: Arc<dyn Work>,
    queue: Database,
    accounts: Database,
    known: Known,
    bodies: Arc<DiskBodies>,
    body_memory: BodyBudget,
    reserve: Arc<Reserve>,
    inline_octets_max: usize,
    node: u32,
    found: Found,
    unwanted: Arc<Mutex<Unwanted>>,
    leases: Leases,
    news: watch::Sender<u64>,
    /// A check or a backup is running.
    occupied: Arc<AtomicBool>,
}

struct Database {
    committer: Committer,
    reader: Arc<Mutex<Connection>>,
    lane: Lane,
    work: Arc<dyn Work>,
}

/// Body files that no row names any more.
#[derive(Default)]
struct Unwanted {
    waiting: Vec<(QueueId, Place)>,
    /// They stay for now: a backup is running, and its copy of the queue may name them.
    kept: bool,
}

impl Embedded {
    /// Opens the store, or makes it. Blocks. What a crash left half done is cleared up, and all that a crash left in the
    /// write-ahead log is made durable before this returns. A full disk is no hindrance as long as there is room for the index
    /// of the log; where there is none, the ballast is thrown off for it.
    ///
    /// # Errors
    /// [`StoreError::Full`] if the disk is full even without the ballast; [`StoreError::Unavailable`],
    /// [`StoreError::Damaged`] and [`StoreError::Broken`] for what was found.
    pub fn open(options: &Options) -> Result<Self, StoreError> {
        match Self::open_once(options, false) {
            // The index of the log needs a little room, and so do new tables.
            Err(StoreError::Full) if reserve::remove(&*options.disk, &options.root.join(QUEUE))? => {
                Self::open_once(options, true)
            }
            opened => opened,
        }
    }

    fn open_once(options: &Options, thrown_off: bool) -> Result<Self, StoreError> {
        let Options {
            root, disk, work, vfs, ..
        } = options;
        let latch = Latch::new(options.on_broken.clone());
        let queue_root = root.join(QUEUE);
        make_dir(&**disk, &queue_root).map_err(|error| StoreError::from_disk(&error, "making the queue directory"))?;
        let failed = |error: std::io::Error| StoreError::from_disk(&error, "looking into the queue directory");
        let (queue_path, bodies_root) = (queue_root.join(QUEUE_DATABASE), queue_root.join(BODIES));
        let lost = || {
            StoreError::Damaged(format!(
                "{} is not there or is empty, but bodies of messages are there: restore it from a backup, or move {} away",
                queue_path.display(),
                bodies_root.display()
            ))
        };
        if is_nothing(&**disk, &queue_path).map_err(failed)? && disk.exists(&bodies_root).map_err(failed)? {
            return Err(lost());
        }
        // Without the rows all body files would look like garbage.
        let has_no_bodies = || {
            if bodies::any(&**disk, &bodies_root).map_err(failed)? {
                return Err(lost());
            }
            Ok(())
        };
        let reserve = Arc::new(Reserve::new(
            disk.clone(),
            queue_root,
            options.space,
            options.on_space.clone(),
        ));
        // Both before any log is written back: on a nearly full disk that may take the room which the indexes of the logs need.
        let account_path = root.join(ACCOUNT_DATABASE);
        let queue_writer = connect(&queue_path, vfs.as_deref(), QUEUE_CACHES_KIB.0)?;
        let account_writer = connect(&account_path, vfs.as_deref(), ACCOUNT_CACHES_KIB.0)?;
        let database =
            |writer: Connection, path: &Path, steps: &[&str], lane: Lane, reader_kib: u32, is_queue: bool| {
                schema::prepare(&writer, steps, || if is_queue { has_no_bodies() } else { Ok(()) })?;
                // What the system still shows of the log, but the disk may have lost, is made durable before anybody builds on it.
                let cut = upkeep::cut_log(&writer, &**disk);
                let is_full = cut == Err(StoreError::Full);
                if is_full {
                    upkeep::rewrite_log(&writer, &**disk)?;
                } else {
                    cut?;
                }
                // SQLite ignores it when this fails at the log's first sync.
                let directory = path.parent().unwrap_or(root);
                disk.sync_dir(directory)
                    .map_err(|error| StoreError::from_disk(&error, "syncing the data directory"))?;
                let reader = connect(path, vfs.as_deref(), reader_kib)?;
                reader.execute_batch("PRAGMA query_only = ON")?;
                for connection in [&writer, &reader] {
                    // Whoever only reads leaves things as they are: the next start needs as much room as this one.
                    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, is_full)?;
                }
                let committer = Committer::new(writer, disk.clone(), work.clone(), latch.clone(), reserve.clone());
                Ok::<_, StoreError>(Database {
                    committer,
                    reader: Arc::new(Mutex::new(reader)),
                    lane,
                    work: work.clone(),
                })
            };
        let queue = database(
            queue_writer,
            &queue_path,
            schema::QUEUE,
            Lane::Read,
            QUEUE_CACHES_KIB.1,
            true,
        )?;
        let accounts = database(
            account_writer,
            &account_path,
            schema::ACCOUNTS,
            Lane::Account,
            ACCOUNT_CACHES_KIB.1,
            false,
        )?;
        let bodies = Arc::new(DiskBodies::open(
            bodies_root.clone(),
            disk.clone(),
            latch,
            reserve.clone(),
        )?);
        let (node, found) = {
            let connection = lock(&queue.reader);
            (schema::node(&connection)?, bodies.reconcile(&body_files(&connection)?)?)
        };
        let node = match node {
            Some(node) => node,
            None => queue
                .committer
                .now(|connection, _| schema::set_node(connection, options.node))?,
        };
        if !found.missing.is_empty() {
            let marked = queue.committer.now(|connection, tally| {
                for id in &found.missing {
                    damage::mark(connection, tally, *id, true, BY_ITSELF, options.now)?;
                }
                Ok(())
            });
            match marked {
                // Whoever reads one of them marks it, or the next start does.
                Err(StoreError::Full) => {}
                marked => marked?,
            }
        }
        reserve.open(thrown_off, options.now);
        Ok(Self(Arc::new(Inside {
            root: root.clone(),
            vfs: vfs.clone(),
            disk: disk.clone(),
            work: work.clone(),
            queue,
            accounts,
            known: Known::default(),
            bodies,
            body_memory: options.body_memory.clone(),
            reserve,
            inline_octets_max: options.inline_octets_max,
            node,
            found,
            unwanted: Arc::default(),
            leases: Leases::default(),
            news: watch::Sender::new(0),
            occupied: Arc::default(),
        })))
    }

    /// This node's number, made with the store.
    pub fn node(&self) -> u32 {
        self.0.node
    }

    /// Messages whose body file was missing when the store was opened. They are marked, and kept as they are.
    pub fn damaged(&self) -> &[QueueId] {
        &self.0.found.missing
    }

    /// What lay between the body files when the store was opened, and is no ordinary file. It was left alone.
    pub fn strange(&self) -> &[PathBuf] {
        &self.0.found.strange
    }

    /// What the queue's committer has done so far.
    pub fn counts(&self) -> Counts {
        self.0.queue.committer.counts()
    }

    /// Other rules for the room on the disk. They hold from the next question for room on, which looks at the disk and makes
    /// the ballast as long as they say.
    pub fn set_space_rules(&self, rules: SpaceRules) {
        self.0.reserve.set_rules(rules);
    }

    /// How many octets were free at the last look at the disk, less what was accepted since. Does not touch the disk; nothing
    /// where it would not say.
    pub fn free_octets(&self) -> Option<u64> {
        self.0.reserve.free_octets()
    }

    /// Takes the place of whoever looks at all of the store: there is one at a time, since it takes one thread of
    /// [`Lane::Disk`] and a good part of what the disk can do.
    fn occupy(&self) -> Result<Arc<Occupied>, StoreError> {
        if self.0.occupied.swap(true, Ordering::Relaxed) {
            return Err(StoreError::Unavailable(
                "a check or a backup is running already: wait until it is done".to_owned(),
            ));
        }
        Ok(Arc::new(Occupied(self.0.occupied.clone())))
    }

    /// Opens a connection of its own to the database `name`. Blocks.
    fn connect(&self, name: &Path) -> Result<Connection, StoreError> {
        connect(&self.0.root.join(name), self.0.vfs.as_deref(), SURVEY_CACHE_KIB)
    }
}

/// Whoever holds one looks at all of the store.
struct Occupied(Arc<AtomicBool>);

impl Drop for Occupied {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

impl Database {
    /// Looks something up, beside the committer.
    async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let reader = self.reader.clone();
        on_lane(&*self.work, self.lane, move || job(&lock(&reader))).await?
    }
}

fn connect(path: &Path, vfs: Option<&str>, cache_kib: u32) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = open_file(path, vfs, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    // EXTRA is FULL, and the name of the rollback journal that the switch to WAL needs is durably gone: one that comes back
    // after a loss of power would undo the switch under a log that was written since.
    connection.execute_batch("PRAGMA synchronous = EXTRA; PRAGMA temp_store = MEMORY")?;
    let vacuum: i64 = connection.query_row("PRAGMA auto_vacuum", [], |row| row.get(0))?;
    if vacuum != INCREMENTAL {
        // It writes, also where nothing is new.
        connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")?;
    }
    // SQLite swallows the errors of a checkpoint that it makes by itself; the committer makes them, and hears of them.
    connection.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA trusted_schema = OFF")?;
    // Pages are read and not mapped: a disk that fails under a mapping ends the process, and is not told.
    connection.execute_batch(&format!(
        "PRAGMA cache_size = -{cache_kib}; PRAGMA mmap_size = 0; PRAGMA journal_size_limit = {LOG_OCTETS_KEPT}"
    ))?;
    // To the end of the statement: only there is the switch committed, and only there does it fail if it does.
    let mut statement = connection.prepare("PRAGMA journal_mode = WAL")?;
    let modes: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    drop(statement);
    if modes != ["wal"] {
        return Err(StoreError::Broken(format!(
            "SQLite cannot keep a write-ahead log here ({modes:?})"
        )));
    }
    Ok(connection)
}

/// Whether there is no such file, or nothing in it. SQLite would begin a new one, and remove a log that lies beside it.
fn is_nothing(disk: &dyn Disk, path: &Path) -> std::io::Result<bool> {
    match disk.open(path, Open::Read) {
        Ok(file) => Ok(file.octets()? == 0),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        // A link would lead to a log that lies elsewhere.
        Err(error) if error.kind() == std::io::ErrorKind::InvalidInput => {
            Err(std::io::Error::other(format!("{}: {error}", path.display())))
        }
        // SQLite meets it, too, and says what it is.
        Err(_) => Ok(false),
    }
}

fn open_file(path: &Path, vfs: Option<&str>, flags: OpenFlags) -> Result<Connection, StoreError> {
    Ok(match vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs)?,
        None => Connection::open_with_flags(path, flags)?,
    })
}

fn body_files(connection: &Connection) -> Result<Vec<(Place, QueueId)>, StoreError> {
    // By that index or not at all: it has all that is asked for, and a row only for each file.
    let sql = "SELECT bucket, id FROM message INDEXED BY message_bucket WHERE bucket IS NOT NULL";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((Place(row.get(0)?), columns::id(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while it was held is a bug that was reported already, and what is behind these is whole all the same.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// As SQLite numbers them.
const INCREMENTAL: i64 = 2;
// Where the files of the store are, below its root.
const QUEUE: &str = "queue";
const QUEUE_DATABASE: &str = "queue.db";
const BODIES: &str = "bodies";
const ACCOUNT_DATABASE: &str = "accounts.db";
/// Who marks what the start itself finds.
const BY_ITSELF: &str = "gatepost";
/// Only another process could make us wait, and the lock keeps those out; a reader's checkpoint is over in no time.
const BUSY_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(5);
/// Pages in memory, in KiB: of the one that writes, and of the one that reads. A batch is 8 MiB at most, and fits; what is
/// read is mostly read once.
const QUEUE_CACHES_KIB: (u32, u32) = (16 * 1024, 4 * 1024);
/// Most accounts are remembered anyway.
const ACCOUNT_CACHES_KIB: (u32, u32) = (1024, 1024);
/// Of whoever reads all of it once.
const SURVEY_CACHE_KIB: u32 = 4 * 1024;
/// A log that grew longer while somebody read for a long time is cut to this when it begins anew. 64 MiB.
const LOG_OCTETS_KEPT: u32 = 64 * 1024 * 1024;
