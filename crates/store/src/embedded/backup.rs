//! A copy of the whole store beside a server that runs.
//!
//! Body files are never changed once a row names them, so they get a second name in the copy; only their removal has to wait
//! until all are there. The queue's database appears last: without it a store does not open.

use super::{
    ACCOUNT_DATABASE, BODIES, Embedded, Occupied, QUEUE, QUEUE_DATABASE, Unwanted, columns, lock, open_file, totals,
};
use crate::bodies::{self, make_dir};
use crate::body::READ_OCTETS;
use crate::{BackupReport, DirEntry, Disk, FileKind, Lane, Open, Place, StoreError, on_lane};
use queue::QueueId;
use rusqlite::{Connection, OpenFlags, params};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// See [`MailStore::backup`](crate::MailStore::backup).
pub(super) async fn backup(store: &Embedded, to: PathBuf) -> Result<BackupReport, StoreError> {
    let copy = Backup {
        store: store.clone(),
        queue: to.join(QUEUE),
        bodies: to.join(QUEUE).join(BODIES),
        to,
        _occupied: store.occupy()?,
        _kept: Kept::begin(&store.0.unwanted),
    };
    let done = copy_all(Arc::new(copy)).await;
    // What had to wait is removed now, however it ended. If pieces of it still run, the next removal takes it along.
    store.remove_bodies(None).await;
    done
}

async fn copy_all(copy: Arc<Backup>) -> Result<BackupReport, StoreError> {
    copy.on_disk(Backup::begin).await?;
    let done = fill(&copy).await;
    if done.is_err() {
        undo(&copy).await;
    }
    done
}

async fn fill(copy: &Arc<Backup>) -> Result<BackupReport, StoreError> {
    copy.on_disk(|copy| copy.copy_database(Path::new(ACCOUNT_DATABASE), &copy.to.join(ACCOUNT_DATABASE)))
        .await?;
    // Removals wait since before the queue is seen: all that it names now stays until it is there.
    copy.on_disk(|copy| copy.copy_database(&Path::new(QUEUE).join(QUEUE_DATABASE), &copy.unfinished()))
        .await?;
    let mut report = BackupReport {
        messages: copy.on_disk(Backup::messages).await?,
        ..BackupReport::default()
    };
    let (mut after, mut buckets) = (None, BTreeSet::new());
    loop {
        let page = copy.on_disk(move |copy| copy.copy_bodies(after, buckets)).await?;
        report.bodies += page.bodies;
        report.octets += page.octets;
        report.copied += page.copied;
        report.missing.extend(page.missing);
        (after, buckets) = (page.last, page.buckets);
        if after.is_none() {
            break;
        }
    }
    copy.on_disk(move |copy| copy.finish(&buckets)).await?;
    Ok(report)
}

/// Gives back the room that a copy took which failed. What cannot be removed stays, and does not open as a store.
async fn undo(copy: &Arc<Backup>) {
    let buckets = copy.on_disk(Backup::remove_databases).await.unwrap_or_default();
    for bucket in buckets {
        drop(copy.on_disk(move |copy| copy.remove_bodies(&bucket)).await);
    }
}

/// A copy that is being made.
struct Backup {
    store: Embedded,
    to: PathBuf,
    queue: PathBuf,
    bodies: PathBuf,
    // In this order: as long as removals wait for this one, no other may begin.
    _kept: Kept,
    _occupied: Arc<Occupied>,
}

/// While this lives, no body file is removed.
struct Kept(Arc<Mutex<Unwanted>>);

impl Kept {
    fn begin(unwanted: &Arc<Mutex<Unwanted>>) -> Self {
        lock(unwanted).kept = true;
        Self(unwanted.clone())
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        lock(&self.0).kept = false;
    }
}

/// What one page of body files came to.
#[derive(Default)]
struct Page {
    bodies: u64,
    octets: u64,
    copied: u64,
    missing: Vec<QueueId>,
    /// Where to go on, if there is more.
    last: Option<(u32, QueueId)>,
    /// The buckets that were made so far.
    buckets: BTreeSet<u32>,
}

impl Backup {
    /// Does a piece of it. It goes on to its end even if nobody waits for it any more.
    async fn on_disk<T: Send + 'static>(
        self: &Arc<Self>,
        job: impl FnOnce(&Self) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let same = self.clone();
        on_lane(&*self.store.0.work, Lane::Disk, move || job(&same)).await?
    }

    fn disk(&self) -> &dyn Disk {
        &*self.store.0.disk
    }

    /// The copy of the queue until all of its bodies are there.
    fn unfinished(&self) -> PathBuf {
        self.queue.join(UNFINISHED)
    }

    /// Makes the directories.
    fn begin(&self) -> Result<(), StoreError> {
        let shown = self.to.display();
        if !self.to.is_absolute() {
            return Err(StoreError::Unavailable(format!("{shown} is not an absolute path")));
        }
        if self.to.starts_with(self.store.0.root.join(QUEUE)) {
            return Err(StoreError::Unavailable(format!("{shown} is within the queue itself")));
        }
        if holds_anything(self.disk(), &self.to)? {
            return Err(StoreError::Exists);
        }
        for directory in [&self.to, &self.queue, &self.bodies] {
            make_dir(self.disk(), directory).map_err(|error| cannot(&error, directory))?;
        }
        Ok(())
    }

    /// Copies a database as it is now, and makes the copy durable, but for its name.
    fn copy_database(&self, name: &Path, to: &Path) -> Result<(), StoreError> {
        let Some(text) = to.to_str() else {
            return Err(StoreError::Unavailable(format!("{} is not UTF-8", to.display())));
        };
        // Not the connection that serves those who list: this may take minutes.
        let connection = self.store.connect(name)?;
        let copied = size(&connection)
            .and_then(|octets| self.check_room(octets))
            .and_then(|()| Ok(connection.execute("VACUUM INTO ?1", [text])?));
        copied.map_err(|error| match error {
            error @ (StoreError::Full | StoreError::Unavailable(_)) => error,
            // Of whichever of the two disks: what the store itself needs of its own, it will meet itself.
            error => StoreError::Unavailable(format!("{} cannot be copied to {text}: {error}", name.display())),
        })?;
        drop(connection);
        let synced = self.disk().open(to, Open::ReadWrite).and_then(|file| file.sync());
        synced.map_err(|error| cannot(&error, to))
    }

    /// The copy of the queue, to be read.
    fn read(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        open_file(&self.unfinished(), self.store.0.vfs.as_deref(), flags)
    }

    /// How many messages it holds.
    fn messages(&self) -> Result<u64, StoreError> {
        let counts = totals::counts(&self.read()?)?;
        Ok(counts.ready + counts.held + counts.damaged)
    }

    /// The next body files that the copy of the queue names.
    fn copy_bodies(&self, after: Option<(u32, QueueId)>, buckets: BTreeSet<u32>) -> Result<Page, StoreError> {
        let mut page = Page {
            buckets,
            ..Page::default()
        };
        let files = files(&self.read()?, after)?;
        let is_last = files.len() < PAGE_FILES;
        for (place, id, octets) in files {
            let Place(bucket) = place;
            page.last = Some((bucket, id));
            let directory = self.bodies.join(format!("{bucket:06}"));
            if page.buckets.insert(bucket) {
                make_dir(self.disk(), &directory).map_err(|error| cannot(&error, &directory))?;
            }
            let (from, to) = (self.store.0.bodies.path(id, place), directory.join(id.to_string()));
            match self.name_or_copy(&from, &to, octets)? {
                Done::Missing => page.missing.push(id),
                done => {
                    page.bodies += 1;
                    page.octets += octets;
                    page.copied += u64::from(done == Done::Copied);
                    if page.copied >= PAGE_COPIES {
                        return Ok(page);
                    }
                }
            }
        }
        if is_last {
            page.last = None;
        }
        Ok(page)
    }

    /// Makes all names durable, and then the copy one that opens.
    fn finish(&self, buckets: &BTreeSet<u32>) -> Result<(), StoreError> {
        let directories = buckets.iter().map(|bucket| self.bodies.join(format!("{bucket:06}")));
        for directory in directories.chain([self.bodies.clone(), self.to.clone()]) {
            let synced = self.disk().sync_dir(&directory);
            synced.map_err(|error| cannot(&error, &directory))?;
        }
        let (from, to) = (self.unfinished(), self.queue.join(QUEUE_DATABASE));
        let named = self.disk().rename(&from, &to);
        let named = named.and_then(|()| self.disk().sync_dir(&self.queue));
        named.map_err(|error| cannot(&error, &to))
    }

    /// Gives a body file a second name, or copies it where it cannot have one: on another disk, say. The octets are durable
    /// then, the name is not. Of one that cannot be read nothing is left in the copy.
    fn name_or_copy(&self, from: &Path, to: &Path, octets: u64) -> Result<Done, StoreError> {
        let (disk, target_failed) = (self.disk(), |error: io::Error| cannot(&error, to));
        if disk.link(from, to).is_ok() {
            return Ok(Done::Named);
        }
        let source = match disk.open(from, Open::Read) {
            Ok(source) => source,
            Err(error) => return missing(&error, from),
        };
        self.check_room(octets)?;
        let target = disk.open(to, Open::CreateNew).map_err(target_failed)?;
        let (mut buffer, mut at) = (vec![0; READ_OCTETS], 0);
        loop {
            let got = match source.read_at(&mut buffer, at) {
                Ok(0) => break,
                Ok(got) => got,
                Err(error) => {
                    disk.remove(to).map_err(target_failed)?;
                    return missing(&error, from);
                }
            };
            target.write_at(&buffer[..got], at).map_err(target_failed)?;
            at += got as u64;
        }
        target.sync().map_err(target_failed)?;
        Ok(Done::Copied)
    }

    /// Whether so many octets more may be written.
    fn check_room(&self, octets: u64) -> Result<(), StoreError> {
        self.store.0.reserve.check_copy(&self.to, octets)
    }

    /// Removes the databases of the copy, and says which buckets there are.
    fn remove_databases(&self) -> Result<Vec<String>, StoreError> {
        let named = self.queue.join(QUEUE_DATABASE);
        let gone = match self.disk().remove(&named) {
            // A loss of power must not bring it back without its bodies.
            Ok(()) => self.disk().sync_dir(&self.queue),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        };
        gone.map_err(|error| cannot(&error, &named))?;
        for path in [self.unfinished(), self.to.join(ACCOUNT_DATABASE)] {
            drop(self.disk().remove(&path));
        }
        let buckets = self.disk().list(&self.bodies);
        buckets.map_err(|error| cannot(&error, &self.bodies))
    }

    /// Removes the body files of the copy in one bucket.
    fn remove_bodies(&self, bucket: &str) -> Result<(), StoreError> {
        let bucket = self.bodies.join(bucket);
        let names = self.disk().list(&bucket).map_err(|error| cannot(&error, &bucket))?;
        for name in names {
            drop(self.disk().remove(&bucket.join(name)));
        }
        Ok(())
    }
}

/// Whether there is anything below `directory` but the directories that a copy which failed has left.
fn holds_anything(disk: &dyn Disk, directory: &Path) -> Result<bool, StoreError> {
    let mut looked_at = vec![directory.to_owned()];
    while let Some(directory) = looked_at.pop() {
        let entries = match disk.entries(&directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.map_err(|error| cannot(&error, &directory))?,
        };
        for DirEntry { name, kind } in entries {
            let is_left_over = name == QUEUE || name == BODIES || bodies::bucket_number(&name).is_some();
            if kind != FileKind::Directory || !is_left_over {
                return Ok(true);
            }
            looked_at.push(directory.join(name));
        }
    }
    Ok(false)
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    /// It has a second name.
    Named,
    /// There is a second one with the same octets.
    Copied,
    /// There is none, or none that can be read.
    Missing,
}

/// What it means that a body file cannot be read: the others are copied all the same. Where there are too many open files or
/// there is no memory, that passes, and the copy can be begun again.
fn missing(error: &io::Error, from: &Path) -> Result<Done, StoreError> {
    match StoreError::from_disk(error, "") {
        StoreError::Unavailable(_) => Err(cannot(error, from)),
        _ => Ok(Done::Missing),
    }
}

/// How many octets a copy of a database has: unused pages are left out.
fn size(connection: &Connection) -> Result<u64, StoreError> {
    let number = |sql: &str| -> rusqlite::Result<i64> { connection.query_row(sql, [], |row| row.get(0)) };
    let pages = number("PRAGMA page_count")? - number("PRAGMA freelist_count")?;
    Ok(pages.saturating_mul(number("PRAGMA page_size")?).unsigned_abs())
}

/// The next body files that are named there, with their octets.
fn files(connection: &Connection, after: Option<(u32, QueueId)>) -> Result<Vec<(Place, QueueId, u64)>, StoreError> {
    let sql = "SELECT bucket, id, octets FROM message INDEXED BY message_bucket \
               WHERE bucket IS NOT NULL AND (bucket, id) > (?1, ?2) ORDER BY bucket, id LIMIT ?3";
    let (bucket, id) = match after {
        Some((bucket, id)) => (i64::from(bucket), id.octets().to_vec()),
        None => (-1, Vec::new()),
    };
    let mut statement = connection.prepare(sql)?;
    let limit = i64::try_from(PAGE_FILES).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![bucket, id, limit], |row| {
        let octets = row.get::<_, i64>(2)?.unsigned_abs();
        Ok((Place(row.get(0)?), columns::id(row, 1)?, octets))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What fails here is the disk of the copy, and no reason to end the server.
fn cannot(error: &io::Error, path: &Path) -> StoreError {
    match StoreError::from_disk(error, "") {
        StoreError::Full => StoreError::Full,
        _ => StoreError::Unavailable(format!("{}: {error}", path.display())),
    }
}

const UNFINISHED: &str = "queue.db.unfinished";
/// Files on one page, where they only get a second name.
const PAGE_FILES: usize = 500;
/// Files that are copied before others may have the thread.
const PAGE_COPIES: u64 = 20;
