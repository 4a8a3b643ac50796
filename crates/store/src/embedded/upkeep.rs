//! What keeps the files of a database from growing: writing the log back, and giving unused room back to the disk.

use crate::StoreError;
use rusqlite::Connection;

/// Writes the log back into the database when it has grown long. Says whether the disk could have room back. If that
/// `is_short` of room, the log is long much sooner, since it should not grow, and any room counts.
pub(super) fn look(connection: &Connection, is_short: bool) -> Result<bool, StoreError> {
    match look_once(connection, is_short) {
        // A page that cannot be read: whoever needs it hears of it. The log still holds all that was committed.
        Err(StoreError::Damaged(_)) => Ok(false),
        looked => looked,
    }
}

fn look_once(connection: &Connection, is_short: bool) -> Result<bool, StoreError> {
    // Without a checkpoint this says how long the log is.
    let pages: i64 = connection
        .prepare_cached("PRAGMA wal_checkpoint(NOOP)")?
        .query_row([], |row| row.get(1))?;
    let long = if is_short {
        SHORT_CHECKPOINT_PAGES
    } else {
        CHECKPOINT_PAGES
    };
    if pages >= long {
        write_back(connection)?;
    }
    has_slack(connection, is_short)
}

/// Gives a little of it back. Says whether there is more.
pub(super) fn give_back(connection: &Connection, is_short: bool) -> Result<bool, StoreError> {
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
    let more = look(connection, is_short)?;
    if !more {
        // Only with this the file gets shorter.
        write_back(connection)?;
    }
    Ok(more)
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

fn has_slack(connection: &Connection, is_short: bool) -> Result<bool, StoreError> {
    let number =
        |sql: &str| -> rusqlite::Result<i64> { connection.prepare_cached(sql)?.query_row([], |row| row.get(0)) };
    let free = number("PRAGMA freelist_count")?;
    if is_short {
        return Ok(free > 0);
    }
    Ok(free > SLACK_PAGES && free > number("PRAGMA page_count")? / SLACK_SHARE)
}

/// Fewer checkpoints mean fewer pauses, each of them longer: 4,000 pages (16 MiB) are written back in some 30 ms.
const CHECKPOINT_PAGES: i64 = 4_000;
/// 256 KiB.
const SHORT_CHECKPOINT_PAGES: i64 = 64;
/// 2 MB at once, in some milliseconds.
const STEP: &str = "PRAGMA incremental_vacuum(500)";
/// What is moved goes through the log, for which there is hardly any room.
const SMALL_STEP: &str = "PRAGMA incremental_vacuum(64)";
/// 256 MiB: what is unused is used again by the next messages, so a little of it is no loss.
const SLACK_PAGES: i64 = 65_536;
/// A quarter.
const SLACK_SHARE: i64 = 4;
