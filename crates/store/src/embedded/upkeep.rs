//! What keeps the files of a database from growing: writing the log back, and giving unused room back to the disk.

use crate::body::READ_OCTETS;
use crate::{Disk, DiskFile, Open, StoreError};
use rusqlite::Connection;
use std::io;
use std::path::Path;

/// Writes the log back into the database when it has grown to `octets_max`.
pub(super) fn keep_short(connection: &Connection, octets_max: u64) -> Result<(), StoreError> {
    // Without a checkpoint this says how long the log is, in pages.
    let length = connection
        .prepare_cached("PRAGMA wal_checkpoint(NOOP)")
        .and_then(|mut statement| statement.query_row([], |row| row.get::<_, i64>(1)));
    match length.map_err(StoreError::from) {
        Ok(pages) if pages.unsigned_abs().saturating_mul(PAGE_OCTETS) >= octets_max => write_back(connection),
        // A page that cannot be read: whoever needs it hears of it. The log still holds all that was committed.
        Ok(_) | Err(StoreError::Damaged(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// What became of giving room back to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GivenBack {
    /// There is no more of it, or it cannot be had now.
    All,
    /// There is more.
    Some,
    /// Moving so many pages takes more room than there is.
    NoRoom,
}

/// Gives the room of so many pages back.
pub(super) fn give_back(
    connection: &Connection,
    pages: u32,
    is_short: bool,
    octets_max: u64,
) -> Result<GivenBack, StoreError> {
    let moved = connection
        .prepare_cached(&format!("PRAGMA incremental_vacuum({pages})"))
        .and_then(|mut statement| {
            // A row for each page: it goes on while they are read.
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            Ok(())
        });
    match moved.map_err(StoreError::from) {
        Ok(()) => {}
        Err(StoreError::Full) => {
            // What the log has room for can be used again then.
            write_back(connection)?;
            return Ok(GivenBack::NoRoom);
        }
        // Where a page cannot be read nothing was moved.
        Err(StoreError::Unavailable(_) | StoreError::Damaged(_)) => return Ok(GivenBack::All),
        Err(error) => return Err(error),
    }
    keep_short(connection, octets_max)?;
    if has_slack(connection, is_short)? {
        return Ok(GivenBack::Some);
    }
    // Only with this the file gets shorter.
    write_back(connection)?;
    Ok(GivenBack::All)
}

/// Writes all of the log back, and cuts it to nothing, which SQLite does not sync: a loss of power would bring it back with
/// what a failed commit left in it.
///
/// # Errors
/// [`StoreError::Full`]: the log is still there then, and still the truth.
pub(super) fn cut_log(connection: &Connection, disk: &dyn Disk) -> Result<(), StoreError> {
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Err(StoreError::Unavailable("somebody else reads the log".to_owned()));
    }
    sync(&*open_log(connection, disk)?)
}

/// Makes the log durable where it lies. That needs no room: it is written over with itself, since a sync alone says nothing
/// about pages of which a sync before, in a life before this one, has failed.
pub(super) fn rewrite_log(connection: &Connection, disk: &dyn Disk) -> Result<(), StoreError> {
    let failed = |error: io::Error| StoreError::from_disk(&error, "writing the log of a database over with itself");
    let file = open_log(connection, disk)?;
    let (mut buffer, mut at) = (vec![0; READ_OCTETS], 0);
    loop {
        let octets = file.read_at(&mut buffer, at).map_err(failed)?;
        if octets == 0 {
            return sync(&*file);
        }
        file.write_at(&buffer[..octets], at).map_err(failed)?;
        at += octets as u64;
    }
}

fn open_log(connection: &Connection, disk: &dyn Disk) -> Result<Box<dyn DiskFile>, StoreError> {
    // Beside the file itself, if the path was a symbolic link.
    let log = format!("{}-wal", connection.path().unwrap_or_default());
    let file = disk.open(Path::new(&log), Open::ReadWrite);
    file.map_err(|error| StoreError::from_disk(&error, "opening the log of a database"))
}

fn sync(log: &dyn DiskFile) -> Result<(), StoreError> {
    log.sync().map_err(
        |error| match StoreError::from_disk(&error, "syncing the log of a database") {
            // A sync that failed is not to be trusted when it succeeds later.
            StoreError::Full => StoreError::Broken(format!("syncing the log of a database: {error}")),
            other => other,
        },
    )
}

/// Writes the log back into the database as far as nobody reads it; the next commit then begins it anew, in blocks that are
/// there already. A full disk, a busy reader, or a page that cannot be read is no harm: it is tried again, and until then the
/// log is the truth.
pub(super) fn write_back(connection: &Connection) -> Result<(), StoreError> {
    let checkpoint = connection
        .prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?
        .query_row([], |_| Ok(()));
    match checkpoint.map_err(StoreError::from) {
        Err(StoreError::Full | StoreError::Unavailable(_) | StoreError::Damaged(_)) | Ok(()) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether the disk could have room back. If that `is_short` of room, any counts.
pub(super) fn has_slack(connection: &Connection, is_short: bool) -> Result<bool, StoreError> {
    let free = number(connection, "PRAGMA freelist_count")?;
    if is_short {
        return Ok(free > 0);
    }
    Ok(free > SLACK_PAGES && free > number(connection, "PRAGMA page_count")? / SLACK_SHARE)
}

/// Whether so much could be had back that the ballast may go for it: it comes again with what is won.
pub(super) fn has_much_slack(connection: &Connection) -> Result<bool, StoreError> {
    Ok(number(connection, "PRAGMA freelist_count")? >= MUCH_SLACK_PAGES)
}

/// 0 where a page cannot be read.
fn number(connection: &Connection, sql: &str) -> Result<i64, StoreError> {
    let number = connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)));
    match number.map_err(StoreError::from) {
        Err(StoreError::Damaged(_)) => Ok(0),
        number => number,
    }
}

/// SQLite's own, which `schema` leaves as it is.
const PAGE_OCTETS: u64 = 4_096;
/// 2 MB at once, in some milliseconds.
pub(super) const STEP_PAGES: u32 = 500;
/// What is moved goes through the log, for which there is hardly any room; the second where there is less still.
pub(super) const SHORT_STEPS_PAGES: [u32; 2] = [64, 4];
/// 1 MiB.
const MUCH_SLACK_PAGES: i64 = 256;
/// 256 MiB: what is unused is used again by the next messages, so a little of it is no loss.
const SLACK_PAGES: i64 = 65_536;
/// A quarter.
const SLACK_SHARE: i64 = 4;
