//! Marks messages whose body is gone or changed, and takes the mark off.

use super::columns;
use super::totals::Tally;
use crate::StoreError;
use crate::mail_store::Standing;
use mail::Timestamp;
use queue::{Change, Detail, Event, EventKind, QueueId, apply};
use rusqlite::{Connection, OptionalExtension, params};

/// What became of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marked {
    /// It was put there, or taken off.
    Now,
    /// It was there already, or was not.
    Before,
    /// The message has ended: it has no body.
    Ended,
}

/// Marks a message as damaged, which holds it, or takes the mark off, which leaves it held. `None` if there is none.
pub(super) fn mark(
    connection: &Connection,
    tally: &mut Tally,
    id: QueueId,
    damaged: bool,
    by: &str,
    now: Timestamp,
) -> Result<Option<Marked>, StoreError> {
    let sql = "SELECT octets, has_body, damaged FROM message WHERE id = ?1";
    let row = connection.prepare_cached(sql)?.query_row([id.octets()], |row| {
        let octets = row.get::<_, i64>(0)?.unsigned_abs();
        Ok((octets, row.get::<_, bool>(1)?, row.get::<_, bool>(2)?))
    });
    let (octets, was) = match row.optional()? {
        None => return Ok(None),
        Some((_, false, _)) => return Ok(Some(Marked::Ended)),
        Some((_, true, was)) if was == damaged => return Ok(Some(Marked::Before)),
        Some((octets, true, was)) => (octets, was),
    };
    let before = columns::deliveries(connection, id)?;
    let mut after = before.clone();
    if damaged {
        apply(Change::Hold, was, &mut after, now);
        columns::update_deliveries(connection, id, &before, &after)?;
    }
    tally.moved(Standing::of(&before, was), Standing::of(&after, damaged), octets);
    connection
        .prepare_cached("UPDATE message SET damaged = ?2 WHERE id = ?1")?
        .execute(params![id.octets(), damaged])?;
    let kind = if damaged { EventKind::Damaged } else { EventKind::Mended };
    let by = by.to_owned();
    let detail = Detail::default();
    columns::insert_event(
        connection,
        id,
        &Event {
            at: now,
            kind,
            by,
            detail,
        },
    )?;
    Ok(Some(Marked::Now))
}
