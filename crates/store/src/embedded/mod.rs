//! The embedded store: SQLite in WAL mode with one committer, and large bodies as files.
//!
//! Order on disk: body, directory entry, row, reply. `docs/queue.md` says what follows from it.

mod accounts;
mod columns;
mod committer;
mod mail;
mod schema;

use crate::bodies::{DiskBodies, make_dir};
use crate::latch::Latch;
use crate::{Disk, Lane, Place, StoreError, Work, on_lane};
use committer::Committer;
pub use committer::Counts;
use queue::QueueId;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

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
    /// A number for this node, used when the store is made.
    pub node: u32,
    /// Told once, when the disk has failed and the process must stop. Nothing is committed any more then.
    pub on_broken: Arc<dyn Fn(&StoreError) + Send + Sync>,
}

/// The queue and the accounts of one node, on its own disk. Cheap to clone.
#[derive(Clone)]
pub struct Embedded {
    queue: Database,
    accounts: Database,
    bodies: Arc<DiskBodies>,
    work: Arc<dyn Work>,
    inline_octets_max: usize,
    node: u32,
    damaged: Arc<[QueueId]>,
    /// Body files that no row names, and that are still there.
    unwanted: Arc<Mutex<Vec<(QueueId, Place)>>>,
}

#[derive(Clone)]
struct Database {
    committer: Committer,
    reader: Arc<Mutex<Connection>>,
    lane: Lane,
    work: Arc<dyn Work>,
}

impl Embedded {
    /// Opens the store, or makes it. Blocks. What a crash left half done is cleared up, and all that a crash left in the
    /// write-ahead log is made durable before this returns.
    pub fn open(options: &Options) -> Result<Self, StoreError> {
        let Options {
            root, disk, work, vfs, ..
        } = options;
        let latch = Latch::new(options.on_broken.clone());
        let queue_root = root.join("queue");
        make_dir(&**disk, &queue_root).map_err(|error| StoreError::from_disk(&error, "making the queue directory"))?;
        let failed = |error: std::io::Error| StoreError::from_disk(&error, "looking into the queue directory");
        let bodies_root = queue_root.join("bodies");
        if !disk.exists(&queue_root.join("queue.db")).map_err(failed)? && disk.exists(&bodies_root).map_err(failed)? {
            return Err(StoreError::Damaged(format!(
                "{} is not there, but bodies of messages are: restore it from a backup, or move {} away",
                queue_root.join("queue.db").display(),
                bodies_root.display()
            )));
        }
        let database = |path: PathBuf, steps: &[&str], lane: Lane| {
            let writer = connect(&path, vfs.as_deref())?;
            schema::prepare(&writer, steps)?;
            // SQLite ignores it when this fails at the log's first sync.
            let directory = path.parent().unwrap_or(root);
            disk.sync_dir(directory)
                .map_err(|error| StoreError::from_disk(&error, "syncing the data directory"))?;
            let reader = connect(&path, vfs.as_deref())?;
            reader.execute_batch("PRAGMA query_only = ON")?;
            let committer = Committer::new(writer, disk.clone(), work.clone(), latch.clone());
            Ok::<_, StoreError>(Database {
                committer,
                reader: Arc::new(Mutex::new(reader)),
                lane,
                work: work.clone(),
            })
        };
        let queue = database(queue_root.join("queue.db"), schema::QUEUE, Lane::Read)?;
        let accounts = database(root.join("accounts.db"), schema::ACCOUNTS, Lane::Account)?;
        let bodies = Arc::new(DiskBodies::open(bodies_root, disk.clone(), latch)?);
        let (node, damaged) = {
            let connection = queue.reader.lock().unwrap_or_else(PoisonError::into_inner);
            (schema::node(&connection)?, bodies.reconcile(&body_files(&connection)?)?)
        };
        let node = match node {
            Some(node) => node,
            None => queue
                .committer
                .now(move |connection| schema::set_node(connection, options.node))?,
        };
        let inline_octets_max = options.inline_octets_max;
        Ok(Self {
            queue,
            accounts,
            bodies,
            work: work.clone(),
            inline_octets_max,
            node,
            damaged: damaged.into(),
            unwanted: Arc::default(),
        })
    }

    /// This node's number, made with the store.
    pub fn node(&self) -> u32 {
        self.node
    }

    /// Messages whose body file was missing when the store was opened. They are kept as they are.
    pub fn damaged(&self) -> &[QueueId] {
        &self.damaged
    }

    /// What the queue's committer has done so far.
    pub fn counts(&self) -> Counts {
        self.queue.committer.counts()
    }
}

impl Database {
    /// Looks something up, beside the committer.
    async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let reader = self.reader.clone();
        on_lane(&*self.work, self.lane, move || {
            job(&reader.lock().unwrap_or_else(PoisonError::into_inner))
        })
        .await?
    }
}

fn connect(path: &Path, vfs: Option<&str>) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs)?,
        None => Connection::open_with_flags(path, flags)?,
    };
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    // EXTRA is FULL, and the name of the rollback journal that the switch to WAL needs is durably gone: one that comes back
    // after a loss of power would undo the switch under a log that was written since.
    connection
        .execute_batch("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA synchronous = EXTRA; PRAGMA temp_store = MEMORY")?;
    // SQLite swallows the errors of a checkpoint that it makes by itself; the committer makes them, and hears of them.
    connection.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA trusted_schema = OFF")?;
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

fn body_files(connection: &Connection) -> Result<Vec<(Place, QueueId)>, StoreError> {
    let mut statement = connection.prepare("SELECT bucket, id FROM message WHERE bucket IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok((Place(row.get(0)?), columns::id(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Only another process could make us wait, and the lock keeps those out; a reader's checkpoint is over in no time.
const BUSY_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(5);
