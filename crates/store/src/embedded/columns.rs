//! Rows and the types they stand for.

use super::details;
use crate::{Entry, StoreError};
use mail::{Address, BodyKind, Notify, Range, Recipient, Ret, ReversePath, Timestamp};
use queue::{Delivery, Event, EventKind, Message, Origin, Progress, QueueId, State};
use rusqlite::types::Type;
use rusqlite::{CachedStatement, Connection, Error, OptionalExtension, Result, Row, params};
use std::time::Duration;

/// The columns of [`message`], in its order.
pub(super) const MESSAGE: &str = "id, accepted, account, listener, client, ehlo, tls, session, sender, body_kind, smtputf8, \
     ret, envid, submitter, message_id, octets, crc, eight_bit, added, removed, bucket, has_body, damaged, \
     credential, mechanism";

/// A message from its row.
pub(super) fn message(row: &Row<'_>) -> Result<Message> {
    let sender: String = row.get(8)?;
    let eight_bit: u8 = row.get(17)?;
    Ok(Message {
        id: id(row, 0)?,
        accepted: time(row, 1)?,
        origin: Origin {
            account: row.get(2)?,
            credential: row.get(23)?,
            mechanism: row.get(24)?,
            listener: row.get(3)?,
            client: row.get(4)?,
            ehlo: row.get(5)?,
            tls: row.get(6)?,
            session: row.get(7)?,
        },
        sender: match sender.as_str() {
            "" => ReversePath::Null,
            text => ReversePath::Mailbox(parsed(8, Address::parse(text).ok())?),
        },
        body: if row.get::<_, String>(9)? == "8BITMIME" {
            BodyKind::EightBit
        } else {
            BodyKind::SevenBit
        },
        smtputf8: row.get(10)?,
        ret: row
            .get::<_, Option<String>>(11)?
            .map(|word| if word == "FULL" { Ret::Full } else { Ret::Headers }),
        envid: row.get(12)?,
        submitter: row.get(13)?,
        message_id: row.get(14)?,
        octets: row.get::<_, i64>(15)?.unsigned_abs(),
        crc: row.get(16)?,
        eight_bit_header: eight_bit & 1 != 0,
        eight_bit_body: eight_bit & 2 != 0,
        added: row.get(18)?,
        removed: parsed(19, ranges(&row.get::<_, String>(19)?))?,
        damaged: row.get(22)?,
    })
}

/// Writes a new message's row.
pub(super) fn insert_message(connection: &Connection, message: &Message, bucket: Option<u32>) -> Result<()> {
    let removed: Vec<String> = message
        .removed
        .iter()
        .map(|range| format!("{}-{}", range.start, range.end))
        .collect();
    let origin = &message.origin;
    connection.prepare_cached(INSERT_MESSAGE)?.execute(params![
        message.id.octets(),
        message.accepted.micros(),
        origin.account,
        origin.listener,
        origin.client,
        origin.ehlo,
        origin.tls,
        origin.session,
        message.sender.to_string(),
        match message.body {
            BodyKind::SevenBit => "7BIT",
            BodyKind::EightBit => "8BITMIME",
        },
        message.smtputf8,
        message.ret.map(|ret| match ret {
            Ret::Full => "FULL",
            Ret::Headers => "HDRS",
        }),
        message.envid,
        message.submitter,
        message.message_id,
        i64::try_from(message.octets).unwrap_or(i64::MAX),
        message.crc,
        u8::from(message.eight_bit_header) | u8::from(message.eight_bit_body) << 1,
        message.added,
        removed.join(","),
        bucket,
        origin.credential,
        origin.mechanism,
    ])?;
    Ok(())
}

/// The columns of [`delivery`], in its order.
const DELIVERY: &str =
    "recipient, notify, orcpt, state, held, due, ended, attempts, paused, late, cause, reply, hop, notice";

/// A delivery from its row.
fn delivery(row: &Row<'_>) -> Result<Delivery> {
    let notify: Option<String> = row.get(1)?;
    let report: Option<[u8; 16]> = row.get(13)?;
    Ok(Delivery {
        recipient: Recipient {
            address: parsed(0, Address::parse(&row.get::<_, String>(0)?).ok())?,
            notify: notify.map(|text| parsed(1, Notify::parse(&text))).transpose()?,
            orcpt: row.get(2)?,
        },
        state: parsed(3, State::from_word(&row.get::<_, String>(3)?))?,
        held: row.get(4)?,
        due: time(row, 5)?,
        ended: row.get::<_, Option<i64>>(6)?.map(Timestamp::from_micros),
        progress: Progress {
            attempts: row.get(7)?,
            paused: duration(row, 8)?,
            late: row.get(9)?,
            cause: row.get(10)?,
            said: row.get(11)?,
            hop: row.get(12)?,
            report: report.map(QueueId::from_octets),
        },
    })
}

/// The deliveries of a message, in the order of RCPT.
pub(super) fn deliveries(connection: &Connection, message: QueueId) -> Result<Vec<Delivery>> {
    let sql = format!("SELECT {DELIVERY} FROM delivery WHERE message = ?1 ORDER BY n");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([message.octets()], delivery)?;
    rows.collect()
}

/// One delivery of a message.
pub(super) fn delivery_at(connection: &Connection, message: QueueId, n: u32) -> Result<Option<Delivery>> {
    let sql = format!("SELECT {DELIVERY} FROM delivery WHERE message = ?1 AND n = ?2");
    let row = connection
        .prepare_cached(&sql)?
        .query_row(params![message.octets(), n], delivery);
    row.optional()
}

/// Writes a new delivery's row.
pub(super) fn insert_delivery(connection: &Connection, message: QueueId, n: usize, delivery: &Delivery) -> Result<()> {
    let address = &delivery.recipient.address;
    connection
        .prepare_cached(
            "INSERT INTO delivery (message, n, recipient, domain, notify, orcpt, state, held, due) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            message.octets(),
            row_number(n),
            address.to_string(),
            address.domain().ascii(),
            delivery.recipient.notify.map(|notify| notify.to_string()),
            delivery.recipient.orcpt,
            delivery.state.word(),
            delivery.held,
            delivery.due.micros(),
        ])?;
    Ok(())
}

/// Writes what changed of a message's deliveries.
pub(super) fn update_deliveries(
    connection: &Connection,
    message: QueueId,
    before: &[Delivery],
    after: &[Delivery],
) -> Result<()> {
    let changed = before.iter().zip(after).zip(0..);
    for ((_, delivery), n) in changed.filter(|((before, after), _)| before != after) {
        update_delivery(connection, message, n, delivery)?;
    }
    Ok(())
}

/// Writes a delivery that has changed.
pub(super) fn update_delivery(connection: &Connection, message: QueueId, n: u32, delivery: &Delivery) -> Result<()> {
    let sql = "UPDATE delivery SET state = ?3, held = ?4, due = ?5, ended = ?6, attempts = ?7, paused = ?8, late = ?9, \
               cause = ?10, reply = ?11, hop = ?12, notice = ?13 WHERE message = ?1 AND n = ?2";
    let progress = &delivery.progress;
    connection.prepare_cached(sql)?.execute(params![
        message.octets(),
        n,
        delivery.state.word(),
        delivery.held,
        delivery.due.micros(),
        delivery.ended.map(Timestamp::micros),
        progress.attempts,
        micros(progress.paused),
        progress.late,
        progress.cause,
        progress.said,
        progress.hop,
        progress.report.map(QueueId::octets),
    ])?;
    Ok(())
}

/// What happened to a message, oldest first.
pub(super) fn events(connection: &Connection, message: QueueId) -> Result<Vec<Event>> {
    let mut statement =
        connection.prepare_cached("SELECT at, kind, actor, detail FROM event WHERE message = ?1 ORDER BY n")?;
    let rows = statement.query_map([message.octets()], |row| {
        let kind = parsed(1, EventKind::from_word(&row.get::<_, String>(1)?))?;
        Ok(Event {
            at: time(row, 0)?,
            kind,
            by: row.get(2)?,
            detail: parsed(3, details::from_text(row.get::<_, Option<String>>(3)?.as_deref()))?,
        })
    })?;
    rows.collect()
}

/// Writes the first thing that happened to a message.
pub(super) fn insert_first_event(connection: &Connection, message: QueueId, event: &Event) -> Result<()> {
    let sql = "INSERT INTO event (message, n, at, kind, actor, detail) VALUES (?1, 1, ?2, ?3, ?4, ?5)";
    write_event(connection, sql, message, event)
}

/// Writes what happened to a message that is there already.
pub(super) fn insert_event(connection: &Connection, message: QueueId, event: &Event) -> Result<()> {
    let sql = "INSERT INTO event (message, n, at, kind, actor, detail) \
               VALUES (?1, (SELECT coalesce(max(n), 0) + 1 FROM event WHERE message = ?1), ?2, ?3, ?4, ?5)";
    write_event(connection, sql, message, event)
}

fn write_event(connection: &Connection, sql: &str, message: QueueId, event: &Event) -> Result<()> {
    connection.prepare_cached(sql)?.execute(params![
        message.octets(),
        event.at.micros(),
        event.kind.word(),
        event.by,
        details::to_text(&event.detail)
    ])?;
    Ok(())
}

/// The rows of a prepared query over [`MESSAGE`], with their deliveries; no further ones when there are
/// [`PAGE_DELIVERIES`](crate::PAGE_DELIVERIES) of these. A message that is damaged itself is named in the error.
pub(super) fn entries(
    connection: &Connection,
    mut statement: CachedStatement<'_>,
    values: &[(&str, &dyn rusqlite::ToSql)],
) -> Result<Vec<Entry>, StoreError> {
    let (mut entries, mut count) = (Vec::new(), 0);
    let mut rows = statement.query(values)?;
    while count < crate::PAGE_DELIVERIES
        && let Some(row) = rows.next()?
    {
        let id = id(row, 0)?;
        let entry = entry(connection, row).map_err(|error| match StoreError::from(error) {
            StoreError::Damaged(what) => StoreError::Damaged(format!("message {id}: {what}")),
            error => error,
        })?;
        count += entry.deliveries.len();
        entries.push(entry);
    }
    Ok(entries)
}

/// A message from its row, with its deliveries.
pub(super) fn entry(connection: &Connection, row: &Row<'_>) -> Result<Entry> {
    let message = message(row)?;
    let deliveries = deliveries(connection, message.id)?;
    Ok(Entry { message, deliveries })
}

/// A queue id.
pub(super) fn id(row: &Row<'_>, column: usize) -> Result<QueueId> {
    row.get(column).map(QueueId::from_octets)
}

fn time(row: &Row<'_>, column: usize) -> Result<Timestamp> {
    row.get(column).map(Timestamp::from_micros)
}

/// A length of time.
pub(super) fn duration(row: &Row<'_>, column: usize) -> Result<Duration> {
    Ok(Duration::from_micros(row.get::<_, i64>(column)?.unsigned_abs()))
}

/// A length of time, as a column has it.
pub(super) fn micros(of: Duration) -> i64 {
    i64::try_from(of.as_micros()).unwrap_or(i64::MAX)
}

/// Whoever cuts them out counts on their order.
fn ranges(text: &str) -> Option<Vec<Range>> {
    let range = |text: &str| {
        let (start, end) = text.split_once('-')?;
        Some(Range {
            start: start.parse().ok()?,
            end: end.parse().ok()?,
        })
    };
    let parts = text.split(',').filter(|part| !part.is_empty());
    let ranges: Vec<Range> = parts.map(range).collect::<Option<_>>()?;
    let ends = std::iter::once(0).chain(ranges.iter().map(|range| range.end));
    let in_order = ranges
        .iter()
        .zip(ends)
        .all(|(range, end_before)| end_before <= range.start && range.start <= range.end);
    in_order.then_some(ranges)
}

/// A value that was read from text, if it could be.
pub(super) fn parsed<T>(column: usize, value: Option<T>) -> Result<T> {
    let unreadable = || Error::FromSqlConversionFailure(column, Type::Text, "not a value that we wrote".into());
    value.ok_or_else(unreadable)
}

fn row_number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The columns that a new message sets; the others begin as the table says.
const INSERT_MESSAGE: &str = "INSERT INTO message (id, accepted, account, listener, client, ehlo, tls, session, sender, \
     body_kind, smtputf8, ret, envid, submitter, message_id, octets, crc, eight_bit, added, removed, bucket, credential, \
     mechanism, has_body) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, 1)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ranges_in_order_are_ranges() {
        for (text, expected) in [
            ("", Some(vec![])),
            ("1-5", Some(vec![(1, 5)])),
            ("0-5,5-5,9-12", Some(vec![(0, 5), (5, 5), (9, 12)])),
            ("5-1", None),
            ("9-12,1-5", None),
            ("1-5,4-9", None),
            ("1-5,x", None),
            ("1-", None),
            ("-5", None),
        ] {
            let pairs = |ranges: Vec<Range>| ranges.iter().map(|range| (range.start, range.end)).collect::<Vec<_>>();
            let found = ranges(text).map(pairs);
            assert_eq!(found, expected, "{text}");
        }
    }
}
