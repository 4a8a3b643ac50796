//! SQLite on the made-up disk: what it says is committed survives a loss of power, and a test can tell if it does not.

// A test that cannot be set up has failed.
#![allow(clippy::unwrap_used)]

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use sim::disk::{DiskCounts, Fault, MadeUpDisk};
use store::{DirEntry, Disk, DiskFile, Open, Space};
use sys::{RegisterError, Registered};

const FOLDER: &str = "/queue";
const DATABASE: &str = "/queue/queue.db";

/// From one start of a process to its end: a VFS of its own on a disk that may have lived before.
struct Life {
    disk: MadeUpDisk,
    name: String,
    vfs: Registered,
}

impl Life {
    fn begin(disk: &MadeUpDisk) -> Self {
        static NAMES: AtomicU64 = AtomicU64::new(0);
        let name = format!("life-{}", NAMES.fetch_add(1, Ordering::Relaxed));
        let vfs = sys::register(&name, Arc::new(disk.clone()), 1).unwrap();
        Self {
            disk: disk.clone(),
            name,
            vfs,
        }
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags_and_vfs(DATABASE, OpenFlags::default(), self.name.as_str())?;
        to_the_end(&connection, "PRAGMA journal_mode = WAL")?;
        connection.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8; PRAGMA cache_size = 20;
             CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, body BLOB NOT NULL);",
        )?;
        // SQLite's own VFS for Unix ignores it when the directory of a new log cannot be synced, and so does ours. Who
        // wants to be sure that the log will be found must sync the directory before anything is promised.
        self.disk
            .sync_dir(Path::new(FOLDER))
            .map_err(|_| failure(ffi::SQLITE_IOERR_DIR_FSYNC))?;
        Ok(connection)
    }

    /// The power goes while `connections` are open.
    fn lose_power(self, seed: u64, connections: Vec<Connection>) {
        self.disk.power_loss(seed);
        self.vfs.kill();
        drop(connections);
    }
}

/// Until it has no more rows. To begin to use a log, SQLite changes the database, and commits that only behind the row
/// that says `wal`. Who reads this row and no further (`query_row`, `execute_batch` and `pragma_update` do) never hears
/// that it failed; then the database goes on without a log, says `wal` when asked, and the last commit before a loss of
/// power may be undone.
fn to_the_end(connection: &Connection, statement: &str) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(statement)?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}

fn failure(code: i32) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)
}

fn fresh_disk(seed: u64) -> MadeUpDisk {
    let disk = MadeUpDisk::new(seed);
    disk.create_dir(Path::new(FOLDER)).unwrap();
    disk.sync_dir(Path::new("/")).unwrap();
    disk
}

/// Bodies differ in length, so that frames and sectors fall differently.
fn insert(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    let body = vec![id as u8; 100 + (id as usize * 1_237) % 9_000];
    connection
        .execute("INSERT INTO message VALUES (?1, ?2)", (id, body))
        .map(|_| ())
}

/// The ids in order, after a look at everything.
fn ids(connection: &Connection) -> rusqlite::Result<Vec<i64>> {
    let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    let mut statement = connection.prepare("SELECT id, body FROM message ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    if check != "ok"
        || !rows
            .iter()
            .all(|(id, body)| body.iter().all(|octet| *octet == *id as u8))
    {
        return Err(failure(ffi::SQLITE_CORRUPT));
    }
    Ok(rows.into_iter().map(|(id, _)| id).collect())
}

fn code_of(error: &rusqlite::Error) -> (ErrorCode, i32) {
    match error {
        rusqlite::Error::SqliteFailure(error, _) => (error.code, error.extended_code),
        other => panic!("{other}"),
    }
}

#[test]
fn two_connections_see_each_others_commits() {
    let disk = fresh_disk(1);
    let life = Life::begin(&disk);
    let (writer, reader) = (life.connect().unwrap(), life.connect().unwrap());
    let mode: String = writer.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");

    reader.execute_batch("BEGIN").unwrap();
    assert_eq!(ids(&reader).unwrap(), Vec::<i64>::new());
    for id in 0..20 {
        insert(&writer, id).unwrap();
    }
    // A reader stays where it began, and does not stop the writer.
    assert_eq!(ids(&reader).unwrap(), Vec::<i64>::new());
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(ids(&reader).unwrap(), (0..20).collect::<Vec<_>>());

    // Two writers do not go together; waiting takes no time and ends.
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(code_of(&insert(&reader, 20).unwrap_err()).0, ErrorCode::DatabaseBusy);
    writer.execute_batch("COMMIT").unwrap();
    insert(&reader, 20).unwrap();
    assert_eq!(ids(&writer).unwrap().len(), 21);

    // Who closes last checkpoints, and takes the log away.
    drop(writer);
    assert_eq!(disk.list(Path::new(FOLDER)).unwrap(), ["queue.db", "queue.db-wal"]);
    drop(reader);
    assert_eq!(disk.list(Path::new(FOLDER)).unwrap(), ["queue.db"]);
    assert_eq!(ids(&life.connect().unwrap()).unwrap().len(), 21);
}

#[test]
fn threads_share_a_database() {
    let disk = fresh_disk(1);
    let life = Life::begin(&disk);
    let writer = life.connect().unwrap();
    thread::scope(|scope| {
        for _ in 0..2 {
            let reader = life.connect().unwrap();
            scope.spawn(move || {
                let mut last = 0;
                while last < 300 {
                    match reader.query_row("SELECT count(*) FROM message", [], |row| row.get::<_, i64>(0)) {
                        Ok(now) => {
                            assert!(now >= last, "{now} after {last}");
                            last = now;
                        }
                        // Sleeping takes no time, so SQLite's patience may end while another thread is not running.
                        Err(error) => {
                            let code = code_of(&error).0;
                            let tired = [ErrorCode::DatabaseBusy, ErrorCode::FileLockingProtocolFailed];
                            assert!(tired.contains(&code), "{error}");
                        }
                    }
                }
            });
        }
        for id in 0..300 {
            insert(&writer, id).unwrap();
        }
    });
    assert_eq!(ids(&writer).unwrap().len(), 300);
}

/// Lives one after another, each ended by a loss of power; what each was promised must be there in the next.
fn lose_power_again_and_again(seed: u64, sync_is_noop: bool) -> (bool, DiskCounts) {
    let disk = fresh_disk(seed);
    disk.sync_is_noop(sync_is_noop);
    let mut promised = Vec::new();
    for round in 0..5 {
        let life = Life::begin(&disk);
        let found = life.connect().and_then(|connection| {
            let there = ids(&connection)?;
            Ok((connection, there))
        });
        let (connection, there) = match found {
            Ok(found) => found,
            // Without syncs the database may well be damaged.
            Err(_) if sync_is_noop => return (false, disk.counts()),
            Err(error) => panic!("seed {seed}, round {round}: {error} {disk:?}"),
        };
        if there != promised {
            return (false, disk.counts());
        }
        let reader = life.connect().unwrap();
        for _ in 0..1 + (seed + round) % 7 {
            let id = promised.len() as i64;
            insert(&connection, id).unwrap();
            promised.push(id);
            assert_eq!(ids(&reader).unwrap().len(), promised.len());
        }
        // What was not committed must not come back, though with so small a cache it is already in the log.
        connection.execute_batch("BEGIN").unwrap();
        for id in 1_000..1_030 {
            insert(&connection, id).unwrap();
        }
        life.lose_power(seed * 5 + round, vec![connection, reader]);
    }
    (true, disk.counts())
}

#[test]
fn what_was_committed_survives_a_loss_of_power() {
    let mut total = DiskCounts::default();
    for seed in 0..60 {
        let (kept, counts) = lose_power_again_and_again(seed, false);
        assert!(kept, "seed {seed}");
        total += counts;
    }
    assert_eq!(total.power_losses, 300);
    // Otherwise the test has shown nothing.
    assert!(total.lost_sectors > 1_000 && total.torn_tails > 100, "{total:?}");
}

#[test]
fn without_syncs_the_test_above_fails() {
    let lost = (0..20)
        .filter(|seed| !lose_power_again_and_again(*seed, true).0)
        .count();
    assert!(lost >= 18, "{lost} of 20");
}

#[test]
fn the_same_seeds_do_the_same() {
    for seed in 0..4 {
        assert_eq!(
            lose_power_again_and_again(seed, false),
            lose_power_again_and_again(seed, false)
        );
    }
}

/// What was asked for: ids that SQLite promised to keep, and ids of which it said that it failed.
#[derive(Default, Debug)]
struct Asked {
    promised: Vec<i64>,
    failed: Vec<i64>,
}

/// Inserts, checkpoints and inserts again. The process stops at the first error, except for want of room: then it goes
/// on with the next.
fn work(life: &Life, connections: &mut Vec<Connection>, asked: &mut Asked) -> rusqlite::Result<()> {
    connections.push(life.connect()?);
    for id in 0..12 {
        match insert(&connections[0], id) {
            Ok(()) => asked.promised.push(id),
            Err(error) => {
                asked.failed.push(id);
                if code_of(&error).0 != ErrorCode::DiskFull {
                    return Err(error);
                }
            }
        }
        if id == 6 {
            to_the_end(&connections[0], "PRAGMA wal_checkpoint(TRUNCATE)")?;
        }
    }
    Ok(())
}

/// Breaks the disk by `how` at each call that the work makes, one after another; then the power goes, too. The next
/// life must find what was promised.
fn break_each_call(how: impl Fn(&MadeUpDisk, u64)) {
    let mut errors = 0;
    for n in 1.. {
        for seed in 0..SEEDS {
            let disk = fresh_disk(seed);
            let before = disk.calls();
            how(&disk, n);
            let life = Life::begin(&disk);
            let (mut connections, mut asked) = (Vec::new(), Asked::default());
            let result = work(&life, &mut connections, &mut asked);
            if disk.calls() - before < n {
                assert!(n > 100 && errors > 100, "{n} calls, {errors} errors");
                return;
            }
            errors += u64::from(result.is_err() || !asked.failed.is_empty());
            life.lose_power(seed, connections);

            let there = Life::begin(&disk).connect().and_then(|connection| ids(&connection));
            let there = there.unwrap_or_else(|error| panic!("call {n}, seed {seed}: {error} {disk:?}"));
            let mut expected = asked.promised.clone();
            expected.extend(asked.failed.iter().filter(|id| there.contains(id)));
            expected.sort_unstable();
            assert_eq!(there, expected, "call {n}, seed {seed}: {asked:?} {result:?}");
        }
    }
}

/// Losses of power to try at each call.
const SEEDS: u64 = 4;

#[test]
fn an_io_error_at_each_call() {
    break_each_call(|disk, n| disk.fail_call(n, Fault::Io));
}

#[test]
fn no_space_at_each_call() {
    break_each_call(|disk, n| disk.fail_call(n, Fault::Full));
}

#[test]
fn no_power_from_each_call_on() {
    break_each_call(|disk, n| disk.cut_power_at_call(n));
}

#[test]
fn a_full_disk_is_said_and_passes() {
    let disk = fresh_disk(1);
    let life = Life::begin(&disk);
    let connection = life.connect().unwrap();
    insert(&connection, 0).unwrap();
    disk.full(true);
    assert_eq!(
        code_of(&insert(&connection, 1).unwrap_err()),
        (ErrorCode::DiskFull, ffi::SQLITE_FULL)
    );
    assert_eq!(ids(&connection).unwrap(), [0]);
    disk.full(false);
    insert(&connection, 1).unwrap();
    assert_eq!(ids(&connection).unwrap(), [0, 1]);
    life.lose_power(1, vec![connection]);
    assert_eq!(ids(&Life::begin(&disk).connect().unwrap()).unwrap(), [0, 1]);
}

#[test]
fn errors_of_the_disk_are_told_apart() {
    // With a log already begun, an insertion writes frames, syncs the log, and (as no sector is promised to be safe)
    // writes some more. The last but one of its calls is the sync.
    let disk = fresh_disk(1);
    let life = Life::begin(&disk);
    let connection = life.connect().unwrap();
    let writes_before_the_sync = (1..)
        .find(|n| {
            let syncs = disk.counts().syncs;
            disk.fail_call(*n, Fault::Io);
            let error = insert(&connection, 0).unwrap_err();
            let expected = if disk.counts().syncs > syncs {
                ffi::SQLITE_IOERR_FSYNC
            } else {
                ffi::SQLITE_IOERR_WRITE
            };
            assert_eq!(code_of(&error), (ErrorCode::SystemIoFailure, expected));
            disk.counts().syncs > syncs
        })
        .unwrap();
    assert!(writes_before_the_sync > 1);
    insert(&connection, 0).unwrap();

    // A connection without a cache has to read.
    disk.count_reads(true);
    let reader = life.connect().unwrap();
    disk.fail_call(1, Fault::Io);
    let error = reader
        .query_row("SELECT body FROM message", [], |row| row.get::<_, Vec<u8>>(0))
        .unwrap_err();
    assert_eq!(code_of(&error), (ErrorCode::SystemIoFailure, ffi::SQLITE_IOERR_READ));
    assert_eq!(ids(&reader).unwrap(), [0]);
    disk.count_reads(false);

    let error = Connection::open_with_flags_and_vfs("/nowhere/q.db", OpenFlags::default(), life.name.as_str());
    assert_eq!(code_of(&error.unwrap_err()).0, ErrorCode::CannotOpen);
}

#[test]
fn a_process_that_was_killed_touches_nothing_more() {
    let disk = fresh_disk(1);
    let life = Life::begin(&disk);
    let old = life.connect().unwrap();
    insert(&old, 0).unwrap();
    // All that is in the log is in the database too, so closing would take the log away without looking at it.
    old.execute_batch("PRAGMA wal_checkpoint(FULL)").unwrap();
    life.vfs.kill();
    assert_eq!(code_of(&insert(&old, 1).unwrap_err()).0, ErrorCode::SystemIoFailure);
    let life = Life::begin(&disk);
    let new = life.connect().unwrap();
    insert(&new, 2).unwrap();
    let before = (disk.calls(), disk.snapshot_paths());
    drop(old);
    assert_eq!((disk.calls(), disk.snapshot_paths()), before);
    assert_eq!(ids(&new).unwrap(), [0, 2]);
}

#[test]
fn a_name_that_was_dropped_leaves_open_connections_working() {
    let disk = fresh_disk(1);
    let life = Life::begin(&disk);
    let connection = life.connect().unwrap();
    drop(life);
    insert(&connection, 0).unwrap();
    drop(connection);
    assert_eq!(disk.list(Path::new(FOLDER)).unwrap(), ["queue.db"]);
    assert_eq!(ids(&Life::begin(&disk).connect().unwrap()).unwrap(), [0]);
}

#[test]
fn temporary_files_do_not_reach_the_disk() {
    let disk = fresh_disk(1);
    let life = Life::begin(&disk);
    let connection = life.connect().unwrap();
    let before = disk.calls();
    connection
        .execute_batch(
            "PRAGMA temp_store = FILE; CREATE TEMP TABLE t (a); PRAGMA temp.cache_size = 2;
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000)
             INSERT INTO t SELECT hex(randomblob(50)) FROM n;
             CREATE INDEX temp.ti ON t (a); DELETE FROM t WHERE rowid % 2;",
        )
        .unwrap();
    let left: i64 = connection
        .query_row("SELECT count(DISTINCT a) FROM t", [], |row| row.get(0))
        .unwrap();
    assert_eq!((left, disk.calls()), (2_500, before));
}

#[test]
fn rollback_journals_work_too() {
    for seed in 0..40 {
        let disk = fresh_disk(seed);
        let life = Life::begin(&disk);
        let connection = life.connect().unwrap();
        connection.execute_batch("PRAGMA journal_mode = DELETE").unwrap();
        insert(&connection, 0).unwrap();
        connection.execute_batch("BEGIN").unwrap();
        for id in 1..40 {
            insert(&connection, id).unwrap();
        }
        assert!(
            disk.list(Path::new(FOLDER))
                .unwrap()
                .contains(&"queue.db-journal".to_owned())
        );
        life.lose_power(seed, vec![connection]);
        assert_eq!(ids(&Life::begin(&disk).connect().unwrap()).unwrap(), [0], "seed {seed}");
    }
}

#[test]
fn names_that_cannot_be_used() {
    let disk: Arc<dyn Disk> = Arc::new(MadeUpDisk::new(1));
    let register = |name| sys::register(name, Arc::clone(&disk), 1);
    let held = register("taken").unwrap();
    for (name, error) in [
        ("", RegisterError::BadName),
        ("a\0b", RegisterError::BadName),
        ("taken", RegisterError::NameTaken),
        ("unix", RegisterError::NameTaken),
    ] {
        assert_eq!(register(name).map(drop).unwrap_err(), error);
    }
    drop(held);
    register("taken").unwrap();
}

/// Panics at everything, or only once a file is open.
struct Panics {
    at_open: bool,
}

impl Disk for Panics {
    fn open(&self, _: &Path, _: Open) -> io::Result<Box<dyn DiskFile>> {
        assert!(!self.at_open);
        Ok(Box::new(Panics { at_open: true }))
    }
    fn remove(&self, _: &Path) -> io::Result<()> {
        panic!()
    }
    fn link(&self, _: &Path, _: &Path) -> io::Result<()> {
        panic!()
    }
    fn create_dir(&self, _: &Path) -> io::Result<()> {
        panic!()
    }
    fn entries(&self, _: &Path) -> io::Result<Vec<DirEntry>> {
        panic!()
    }
    fn exists(&self, _: &Path) -> io::Result<bool> {
        panic!()
    }
    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        panic!()
    }
    fn space(&self, _: &Path) -> io::Result<Space> {
        panic!()
    }
}

impl DiskFile for Panics {
    fn read_at(&self, _: &mut [u8], _: u64) -> io::Result<usize> {
        panic!()
    }
    fn write_at(&self, _: &[u8], _: u64) -> io::Result<()> {
        panic!()
    }
    fn truncate(&self, _: u64) -> io::Result<()> {
        panic!()
    }
    fn allocate(&self, _: u64) -> io::Result<()> {
        panic!()
    }
    fn octets(&self) -> io::Result<u64> {
        panic!()
    }
    fn sync(&self) -> io::Result<()> {
        panic!()
    }
}

#[test]
fn a_panic_becomes_an_error() {
    for (name, at_open) in [("panics-at-open", true), ("panics-later", false)] {
        let _vfs = sys::register(name, Arc::new(Panics { at_open }), 1).unwrap();
        let result = Connection::open_with_flags_and_vfs("/q.db", OpenFlags::default(), name)
            .and_then(|connection| connection.execute_batch("CREATE TABLE t (a)"));
        assert_eq!(code_of(&result.unwrap_err()).0, ErrorCode::SystemIoFailure, "{name}");
    }
}
