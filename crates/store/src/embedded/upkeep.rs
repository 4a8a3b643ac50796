//! What keeps the files of a database from growing: writing the log back, and giving unused room back to the disk.

use crate::StoreError;
use rusqlite::Connection;

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

/// Gives a little of it back. Says whether there is more.
pub(super) fn give_back(connection: &Connection, is_short: bool, octets_max: u64) -> Result<bool, StoreError> {
    let step = if is_short { SMALL_STEP } else { STEP };
    let moved = connection.prepare_cached(step).and_then(|mut statement| {
        // A row for each page: it goes on while they are read.
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
        Ok(())
    });
    match moved.map_err(StoreError::from) {
        Ok(()) => {}
        // It needs a little room itself. Later, then. And where a page cannot be read nothing was moved.
        Err(StoreError::Full | StoreError::Unavailable(_) | StoreError::Damaged(_)) => return Ok(false),
        Err(error) => return Err(error),
    }
    keep_short(connection, octets_max)?;
    let more = has_slack(connection, is_short)?;
    if !more {
        // Only with this the file gets shorter.
        write_back(connection)?;
    }
    Ok(more)
}

/// Writes all of the log back, and cuts it to nothing.
///
/// # Errors
/// [`StoreError::Full`]: the log is still there then, and still the truth.
pub(super) fn cut_log(connection: &Connection) -> Result<(), StoreError> {
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        Err(StoreError::Unavailable("somebody else reads the log".to_owned()))
    } else {
        Ok(())
    }
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
    let number = |sql: &str| -> Result<i64, StoreError> {
        let number = connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)));
        match number.map_err(StoreError::from) {
            Err(StoreError::Damaged(_)) => Ok(0),
            number => number,
        }
    };
    let free = number("PRAGMA freelist_count")?;
    if is_short {
        return Ok(free > 0);
    }
    Ok(free > SLACK_PAGES && free > number("PRAGMA page_count")? / SLACK_SHARE)
}

/// SQLite's own, which `schema` leaves as it is.
const PAGE_OCTETS: u64 = 4_096;
/// 2 MB at once, in some milliseconds.
const STEP: &str = "PRAGMA incremental_vacuum(500)";
/// What is moved goes through the log, for which there is hardly any room.
const SMALL_STEP: &str = "PRAGMA incremental_vacuum(64)";
/// 256 MiB: what is unused is used again by the next messages, so a little of it is no loss.
const SLACK_PAGES: i64 = 65_536;
/// A quarter.
const SLACK_SHARE: i64 = 4;
