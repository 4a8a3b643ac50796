//! The one writer of a database: takes what waits, commits it as one, then tells everybody.
//!
//! No timer and no artificial delay: a batch forms while the one before it is synced.

use crate::latch::Latch;
use crate::{Disk, Lane, StoreError, Work};
use rusqlite::Connection;
use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// Hands work to the one writer of a database. Cheap to clone.
#[derive(Clone)]
pub(super) struct Committer {
    shared: Arc<Shared>,
    work: Arc<dyn Work>,
}

/// What a committer has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Transactions that are durable.
    pub commits: u64,
    /// Requests in them.
    pub requests: u64,
    /// Transactions that failed.
    pub failures: u64,
}

struct Shared {
    connection: Mutex<Connection>,
    waiting: Mutex<Waiting>,
    disk: Arc<dyn Disk>,
    latch: Latch,
}

#[derive(Default)]
struct Waiting {
    requests: VecDeque<Request>,
    scheduled: bool,
    /// Parts of a failed commit may lie in the log.
    in_doubt: bool,
    counts: Counts,
}

struct Request {
    /// Must be synced before the rows that name files in it are written.
    directory: Option<PathBuf>,
    octets: usize,
    apply: Apply,
    tell: Tell,
}

/// What a request does to the database.
type Apply = Box<dyn FnOnce(&Connection) -> Result<(), StoreError> + Send>;
/// Who is told what became of it.
type Tell = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

impl Committer {
    pub(super) fn new(connection: Connection, disk: Arc<dyn Disk>, work: Arc<dyn Work>, latch: Latch) -> Self {
        let connection = Mutex::new(connection);
        let shared = Arc::new(Shared {
            connection,
            waiting: Mutex::default(),
            disk,
            latch,
        });
        Self { shared, work }
    }

    /// Runs `job` in the next transaction. What it returns comes back when that is durable.
    pub(super) async fn commit<T: Send + 'static>(
        &self,
        directory: Option<PathBuf>,
        octets: usize,
        job: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.shared.latch.check()?;
        let (tell, told) = oneshot::channel();
        let made = Arc::new(Mutex::new(None));
        let keep = made.clone();
        let request = Request {
            directory,
            octets,
            apply: Box::new(move |connection| {
                *lock(&keep) = Some(job(connection)?);
                Ok(())
            }),
            // Whoever asked may be gone; the commit stands all the same.
            tell: Box::new(move |result| drop(tell.send(result))),
        };
        let schedule = {
            let mut waiting = lock(&self.shared.waiting);
            waiting.requests.push_back(request);
            !std::mem::replace(&mut waiting.scheduled, true)
        };
        if schedule {
            self.schedule();
        }
        told.await.map_err(|_| StoreError::Unknown)??;
        let made = lock(&made).take();
        made.ok_or(StoreError::Unknown)
    }

    /// Runs `job` in a transaction of its own, while the store is being opened.
    pub(super) fn now<T>(&self, job: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let connection = lock(&self.shared.connection);
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let made = job(&connection)?;
        connection.execute_batch("COMMIT")?;
        Ok(made)
    }

    /// Whether a restart might find a commit that failed. Over with the next that succeeds.
    pub(super) fn is_in_doubt(&self) -> bool {
        lock(&self.shared.waiting).in_doubt
    }

    pub(super) fn counts(&self) -> Counts {
        lock(&self.shared.waiting).counts
    }

    fn schedule(&self) {
        let again = self.clone();
        self.work.run(Lane::Commit, Box::new(move || again.batch()));
    }

    fn batch(&self) {
        let requests = {
            let mut waiting = lock(&self.shared.waiting);
            let mut octets = 0;
            let count = waiting.requests.iter().take(BATCH_REQUESTS_MAX).take_while(|request| {
                let fits = octets < BATCH_OCTETS_MAX;
                octets += request.octets;
                fits
            });
            let count = count.count();
            waiting.requests.drain(..count).collect::<Vec<_>>()
        };
        self.shared.run(requests);
        let more = {
            let mut waiting = lock(&self.shared.waiting);
            waiting.scheduled = !waiting.requests.is_empty();
            waiting.scheduled
        };
        if more {
            self.schedule();
        }
    }
}

impl Shared {
    fn run(&self, requests: Vec<Request>) {
        if let Err(broken) = self.latch.check() {
            requests
                .into_iter()
                .for_each(|request| (request.tell)(Err(broken.clone())));
            return;
        }
        let directories: BTreeSet<PathBuf> = requests
            .iter()
            .filter_map(|request| request.directory.clone())
            .collect();
        for directory in directories {
            if let Err(error) = self.disk.sync_dir(&directory) {
                let error = match StoreError::from_disk(&error, "syncing a directory of body files") {
                    // A sync that failed is not to be trusted when it succeeds later.
                    StoreError::Full => StoreError::Broken(format!("syncing a directory of body files: {error}")),
                    other => other,
                };
                return self.fail(requests.into_iter().map(|request| request.tell), &error);
            }
        }
        let connection = lock(&self.connection);
        if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
            return self.fail(requests.into_iter().map(|request| request.tell), &error.into());
        }
        let changes = connection.total_changes();
        let mut told = Vec::with_capacity(requests.len());
        let mut lost = None;
        for request in requests {
            if let Some(error) = &lost {
                (request.tell)(Err(StoreError::clone(error)));
                continue;
            }
            match savepoint(&connection, request.apply) {
                Ok(()) => told.push(request.tell),
                // It alone was rolled back.
                Err(Undone::Request(error)) => (request.tell)(Err(error)),
                Err(Undone::Batch(error)) => {
                    told.push(request.tell);
                    lost = Some(error);
                }
            }
        }
        let tried = lost.is_none();
        let committed = match lost {
            Some(error) => Err(error),
            None => connection.execute_batch("COMMIT").map_err(StoreError::from),
        };
        if let Err(error) = committed {
            if !connection.is_autocommit() {
                // If this fails too, the next BEGIN says so.
                drop(connection.execute_batch("ROLLBACK"));
            }
            if tried
                && !matches!(error, StoreError::Broken(_))
                && let Err(error) = overwrite(&connection)
            {
                lock(&self.waiting).in_doubt = true;
                self.latch.note(&error);
            }
            drop(connection);
            return self.fail(told.into_iter(), &error);
        }
        let commits = {
            let waiting = &mut lock(&self.waiting);
            // A transaction that changed nothing wrote nothing.
            waiting.in_doubt &= connection.total_changes() == changes;
            let counts = &mut waiting.counts;
            counts.commits += 1;
            counts.requests += told.len() as u64;
            counts.commits
        };
        told.into_iter().for_each(|tell| tell(Ok(())));
        if let Err(error) = checkpoint(&connection, commits) {
            drop(connection);
            // Nobody waits for this; the log still holds all that was committed.
            self.fail(std::iter::empty(), &error);
        }
    }

    /// Nothing of the batch is durable. After a failure of the disk nothing more is ever committed by this process.
    fn fail(&self, told: impl Iterator<Item = Tell>, error: &StoreError) {
        lock(&self.waiting).counts.failures += 1;
        self.latch.note(error);
        told.for_each(|tell| tell(Err(error.clone())));
    }
}

/// Writes the log back into the database when it has grown long. A full disk or a busy reader is no harm: the next
/// commit tries again.
fn checkpoint(connection: &Connection, commits: u64) -> Result<(), StoreError> {
    let pages: i64 = match commits % CHECKPOINT_LOOK {
        // Without a checkpoint this says how long the log is.
        0 => connection
            .prepare_cached("PRAGMA wal_checkpoint(NOOP)")?
            .query_row([], |row| row.get(1))?,
        _ => return Ok(()),
    };
    if pages < CHECKPOINT_PAGES {
        return Ok(());
    }
    let checkpoint = connection
        .prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?
        .query_row([], |_| Ok(()));
    match checkpoint.map_err(StoreError::from) {
        Err(StoreError::Full | StoreError::Unavailable(_)) | Ok(()) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes sure that no restart finds what a failed commit left in the log: a small commit writes over its beginning, in
/// blocks that are there already; else the log is written back and cut to nothing.
fn overwrite(connection: &Connection) -> Result<(), StoreError> {
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let again = connection.execute_batch(&format!("PRAGMA user_version = {version}"));
    match again.map_err(StoreError::from) {
        Err(StoreError::Full | StoreError::Unavailable(_)) => {}
        done => return done,
    }
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        Err(StoreError::Unavailable("a reader holds the log".to_owned()))
    } else {
        Ok(())
    }
}

/// How far an error reaches.
enum Undone {
    /// This request is rolled back, its neighbours are not touched.
    Request(StoreError),
    /// The transaction is not to be committed.
    Batch(StoreError),
}

/// One request must not fail its neighbours.
fn savepoint(connection: &Connection, apply: Apply) -> Result<(), Undone> {
    let run = |sql: &str| {
        let done = connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute([]));
        done.map(drop).map_err(|error| Undone::Batch(error.into()))
    };
    run("SAVEPOINT request")?;
    let Err(error) = apply(connection) else {
        return run("RELEASE request");
    };
    // A full or failing disk may make SQLite roll back the whole transaction.
    if connection.is_autocommit() || matches!(error, StoreError::Broken(_)) {
        return Err(Undone::Batch(error));
    }
    run("ROLLBACK TO request")?;
    run("RELEASE request")?;
    Err(Undone::Request(error))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while it was held is a bug that was reported already; the data behind it is whole at every await.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const BATCH_REQUESTS_MAX: usize = 2_000;
const BATCH_OCTETS_MAX: usize = 16 * 1024 * 1024;
/// Fewer checkpoints mean fewer pauses, each of them longer: 4,000 pages (16 MiB) are written back in some 30 ms.
const CHECKPOINT_PAGES: i64 = 4_000;
/// The log's length is looked at after so many commits.
const CHECKPOINT_LOOK: u64 = 16;
