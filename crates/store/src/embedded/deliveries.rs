//! Deliveries on their way out: which are due, who works on them, what became of them.

use super::totals::Tally;
use super::{Embedded, columns, mail};
use crate::leases::Leases;
use crate::mail_store::Standing;
use crate::{Due, DuePage, DuePlace, Lease, Leased, Place, Postponed, Settlement, StoreError, Traced, Wanted, Why};
use ::mail::Timestamp;
use queue::QueueId;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::sync::Arc;

/// A page of what is due, along the index. `leases` says what somebody works on.
pub(super) fn due(
    connection: &Connection,
    leases: &Leases,
    now: Timestamp,
    after: Option<DuePlace>,
    limit: usize,
) -> Result<DuePage, StoreError> {
    let read = |row: &Row<'_>| {
        Ok(Due {
            place: DuePlace {
                due: row.get(0).map(Timestamp::from_micros)?,
                id: columns::id(row, 1)?,
                n: row.get(2)?,
            },
            domain: row.get(3)?,
            late: row.get(4)?,
            paused: columns::duration(row, 5)?,
        })
    };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(if after.is_some() { DUE_AFTER } else { DUE })?;
    let rows = match after {
        None => statement.query_map(params![now.micros(), limit], read)?,
        Some(place) => {
            let values = params![now.micros(), limit, place.due.micros(), place.id.octets(), place.n];
            statement.query_map(values, read)?
        }
    };
    let mut due: Vec<Due> = rows.collect::<Result<_, _>>()?;
    let is_full = due.len() as i64 == limit;
    let last = due.last().filter(|_| is_full).map(|due| due.place);
    due.retain(|due| !leases.is_leased(due.place.id, due.place.n));
    let next = if is_full {
        None
    } else {
        let next = connection
            .prepare_cached(NEXT)?
            .query_row([now.micros()], |row| row.get(0));
        next.optional()?.map(Timestamp::from_micros)
    };
    Ok(DuePage { due, last, next })
}

/// Leases what is wanted, as far as it is there.
pub(super) fn lease(
    connection: &Connection,
    leases: &Leases,
    wanted: &[Wanted],
    now: Timestamp,
    takes_over: bool,
) -> Result<Vec<Leased>, StoreError> {
    let mut all: Vec<Leased> = Vec::new();
    for Wanted { id, rows } in wanted {
        let Some(mut lease) = leases.lease(*id, rows, takes_over) else {
            continue;
        };
        let mut deliveries = Vec::new();
        for row in &lease.rows {
            let one = columns::delivery_at(connection, *id, *row)?;
            let one = one.filter(|one| one.state.is_open() && (takes_over || (!one.held && one.due <= now)));
            deliveries.push((*row, one));
        }
        let is_there = |row| deliveries.iter().any(|(n, one)| *n == row && one.is_some());
        leases.narrow(&mut lease, is_there);
        if lease.rows.is_empty() {
            continue;
        }
        let before = all.last().filter(|before| before.message.id == *id);
        let message = match before {
            Some(before) => before.message.clone(),
            None => {
                let sql = format!("SELECT {} FROM message WHERE id = ?1", columns::MESSAGE);
                let message = connection
                    .prepare_cached(&sql)?
                    .query_row([id.octets()], columns::message);
                Arc::new(message?)
            }
        };
        all.push(Leased {
            lease,
            message,
            deliveries: deliveries.into_iter().filter_map(|(_, one)| one).collect(),
        });
    }
    Ok(all)
}

/// Whether what a lease is about may still go out.
pub(super) fn renew(connection: &Connection, leases: &Leases, lease: &Lease) -> Result<bool, StoreError> {
    for row in &lease.rows {
        let one = columns::delivery_at(connection, lease.id, *row)?;
        if !one.is_some_and(|one| one.state.is_open() && !one.held) {
            return Ok(false);
        }
    }
    Ok(leases.check(lease).is_ok())
}

/// Does what became of leased deliveries. Returns the place of a body file that nobody needs any more.
pub(super) fn settle(
    connection: &Connection,
    tally: &mut Tally,
    leases: &Leases,
    settlement: &Settlement,
) -> Result<Option<Place>, StoreError> {
    let Settlement {
        lease,
        updates,
        events,
        reports,
        now,
    } = settlement;
    leases.check(lease)?;
    let sql = "SELECT octets, damaged FROM message WHERE id = ?1";
    let (octets, damaged) = connection.prepare_cached(sql)?.query_row([lease.id.octets()], |row| {
        Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, bool>(1)?))
    })?;
    let before = standing(connection, lease.id, damaged)?;
    let mut told = Vec::new();
    for update in updates {
        let Some(mut delivery) = columns::delivery_at(connection, lease.id, update.n)? else {
            continue;
        };
        if delivery.update(update, *now) {
            columns::update_delivery(connection, lease.id, update.n, &delivery)?;
            told.extend(update.progress.report);
        }
    }
    for event in events {
        columns::insert_event(connection, lease.id, event)?;
    }
    // Of what an operator has ended meanwhile nobody is told.
    for (entry, body) in reports.iter().filter(|(entry, _)| told.contains(&entry.message.id)) {
        mail::insert(connection, tally, entry, body)?;
    }
    let after = standing(connection, lease.id, damaged)?;
    tally.moved(before, after, octets);
    if before.is_some() && after.is_none() {
        return mail::end(connection, lease.id, *now);
    }
    Ok(None)
}

/// As what a message is counted.
fn standing(connection: &Connection, id: QueueId, damaged: bool) -> Result<Option<Standing>, StoreError> {
    let sql = "SELECT min(held) FROM delivery INDEXED BY delivery_open WHERE message = ?1 AND state = 'ready'";
    let held: Option<bool> = connection
        .prepare_cached(sql)?
        .query_row([id.octets()], |row| row.get(0))?;
    Ok(held.map(|all_held| match (damaged, all_held) {
        (true, _) => Standing::Damaged,
        (false, true) => Standing::Held,
        (false, false) => Standing::Ready,
    }))
}

/// Puts deliveries off.
pub(super) fn postpone(connection: &Connection, rows: &[Postponed]) -> Result<(), StoreError> {
    for row in rows {
        let DuePlace { due, id, n } = row.place;
        let (until, paused) = (row.until.micros(), columns::micros(row.paused));
        match row.why.as_deref() {
            None => {
                connection
                    .prepare_cached(POSTPONE)?
                    .execute(params![id.octets(), n, due.micros(), until, paused])?
            }
            Some(Why { cause, said, hop }) => connection.prepare_cached(POSTPONE_FOR)?.execute(params![
                id.octets(),
                n,
                due.micros(),
                until,
                paused,
                cause,
                said,
                hop
            ])?,
        };
    }
    Ok(())
}

/// Forgets messages that have ended.
pub(super) fn forget(connection: &Connection, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
    let sql = "SELECT id FROM message INDEXED BY message_ended WHERE ended < ?1 ORDER BY ended LIMIT ?2";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let ids: Vec<[u8; 16]> = {
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![before.micros(), limit], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for id in &ids {
        for sql in [
            "DELETE FROM event WHERE message = ?1",
            "DELETE FROM delivery WHERE message = ?1",
            "DELETE FROM message WHERE id = ?1",
        ] {
            connection.prepare_cached(sql)?.execute([id])?;
        }
    }
    Ok(ids.len())
}

/// The messages that are meant, the newest first.
pub(super) fn trace(connection: &Connection, what: &Traced, limit: usize) -> Result<Vec<QueueId>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let read = |row: &Row<'_>| columns::id(row, 0);
    let found = match what {
        Traced::MessageId(id) => {
            let sql = "SELECT id FROM message WHERE message_id = ?1 ORDER BY id DESC LIMIT ?2";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![id, limit], read)?;
            rows.collect::<Result<_, _>>()?
        }
        Traced::Address(address) => {
            let sql = format!(
                "SELECT id FROM message WHERE sender = ?3 COLLATE NOCASE OR EXISTS (SELECT 1 FROM delivery \
                 WHERE delivery.message = message.id AND domain = ?1 AND {RECIPIENT_IS}) ORDER BY id DESC LIMIT ?4"
            );
            let text = address.to_string();
            let local = text.rsplit_once('@').map_or(text.as_str(), |(local, _)| local);
            let values = params![address.domain().ascii(), format!("{local}@"), text, limit];
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map(values, read)?;
            rows.collect::<Result<_, _>>()?
        }
    };
    Ok(found)
}

impl Embedded {
    /// Something may be due that was not there before.
    pub(super) fn tell_news(&self) {
        self.0.news.send_modify(|count| *count = count.wrapping_add(1));
    }
}

/// `recipient` is as it was given, so its domain may be in U-labels; `domain` never is.
const RECIPIENT_IS: &str = "substr(recipient, 1, length(?2)) = ?2 COLLATE NOCASE";
const DUE: &str = "SELECT due, message, n, domain, late, paused FROM delivery INDEXED BY delivery_due \
     WHERE state = 'ready' AND held = 0 AND due <= ?1 ORDER BY due, message, n LIMIT ?2";
const DUE_AFTER: &str = "SELECT due, message, n, domain, late, paused FROM delivery INDEXED BY delivery_due \
     WHERE state = 'ready' AND held = 0 AND due <= ?1 AND (due, message, n) > (?3, ?4, ?5) ORDER BY due, message, n LIMIT ?2";
const NEXT: &str = "SELECT due FROM delivery INDEXED BY delivery_due WHERE state = 'ready' AND held = 0 AND due > ?1 \
     ORDER BY due LIMIT 1";
const POSTPONE: &str = "UPDATE delivery SET due = ?4, paused = paused + ?5 \
     WHERE message = ?1 AND n = ?2 AND due = ?3 AND state = 'ready' AND held = 0";
const POSTPONE_FOR: &str = "UPDATE delivery SET due = ?4, paused = paused + ?5, cause = ?6, reply = ?7, hop = coalesce(?8, hop) \
     WHERE message = ?1 AND n = ?2 AND due = ?3 AND state = 'ready' AND held = 0";
/// How long a commit of the oldest messages may take is bounded by their number; a thousand are some 10 ms.
pub(super) const FORGET_MAX: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;

    #[test]
    fn what_is_due_is_read_along_its_index() {
        let connection = Connection::open_in_memory().expect("a database");
        schema::prepare(&connection, schema::QUEUE, || Ok(())).expect("tables");
        for sql in [DUE, DUE_AFTER, NEXT] {
            let mut statement = connection
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .expect("a statement");
            let unbound: &[(&str, &dyn rusqlite::ToSql)] = &[];
            let plan = statement.query_map(unbound, |row| row.get::<_, String>(3));
            let plan: Vec<String> = plan.expect("a plan").collect::<Result<_, _>>().expect("a plan");
            assert_eq!(plan.len(), 1, "nothing is sorted: {plan:?}");
            assert!(
                plan[0].contains("USING INDEX delivery_due") || plan[0].contains("USING COVERING INDEX delivery_due"),
                "{plan:?}"
            );
            assert!(plan[0].contains("due"), "{plan:?}");
        }
    }
}
