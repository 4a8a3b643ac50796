//! How much is in the queue: counted with each change, in the same transaction, so that nobody has to count it.

use crate::mail_store::Standing;
use crate::{QueueCounts, StoreError};
use mail::Timestamp;
use rusqlite::{Connection, params};

/// What a batch adds to what is in the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    ready: i64,
    held: i64,
    damaged: i64,
    octets: i64,
}

impl Tally {
    /// A message with a body of so many octets stands otherwise than before.
    pub(super) fn moved(&mut self, before: Option<Standing>, after: Option<Standing>, octets: u64) {
        let octets = i64::try_from(octets).unwrap_or(i64::MAX);
        for (standing, sign) in [(before, -1), (after, 1)] {
            let Some(standing) = standing else { continue };
            match standing {
                Standing::Ready => self.ready += sign,
                Standing::Held => self.held += sign,
                Standing::Damaged => self.damaged += sign,
            }
            self.octets += sign * octets;
        }
    }

    /// Writes it, if there is anything.
    pub(super) fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        if *self == Self::default() {
            return Ok(());
        }
        let sql = "UPDATE total SET ready = ready + ?1, held = held + ?2, damaged = damaged + ?3, octets = octets + ?4";
        let values = params![self.ready, self.held, self.damaged, self.octets];
        connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }
}

/// What is in the queue.
pub(super) fn counts(connection: &Connection) -> Result<QueueCounts, StoreError> {
    // Ids sort by the time at which a message began to come in.
    let sql = "SELECT ready, held, damaged, octets, (SELECT accepted FROM message WHERE id = \
               (SELECT message FROM delivery INDEXED BY delivery_open WHERE state = 'ready' ORDER BY message LIMIT 1)) \
               FROM total";
    let counts = connection.prepare_cached(sql)?.query_row([], |row| {
        let number = |column: usize| {
            row.get::<_, i64>(column)
                .map(|number| u64::try_from(number).unwrap_or(0))
        };
        Ok(QueueCounts {
            ready: number(0)?,
            held: number(1)?,
            damaged: number(2)?,
            octets: number(3)?,
            oldest: row.get::<_, Option<i64>>(4)?.map(Timestamp::from_micros),
        })
    })?;
    Ok(counts)
}

/// Counts all rows, and says what the totals are if they are others. Takes as long as there are messages.
pub(super) fn verify(connection: &Connection) -> Result<Option<String>, StoreError> {
    // One statement, so that both are of the same moment.
    let sql = "SELECT \
               coalesce(sum(counted.damaged = 0 AND free), 0), coalesce(sum(counted.damaged = 0 AND NOT free), 0), \
               coalesce(sum(counted.damaged), 0), coalesce(sum(counted.octets), 0), \
               (SELECT ready FROM total), (SELECT held FROM total), \
               (SELECT damaged FROM total), (SELECT octets FROM total) \
               FROM (SELECT octets, damaged, EXISTS (SELECT 1 FROM delivery \
               WHERE delivery.message = message.id AND state = 'ready' AND held = 0) AS free \
               FROM message WHERE EXISTS (SELECT 1 FROM delivery \
               WHERE delivery.message = message.id AND state = 'ready')) AS counted";
    let (counted, kept) = connection.query_row(sql, [], |row| {
        let four = |from: usize| -> rusqlite::Result<[i64; 4]> {
            Ok([
                row.get(from)?,
                row.get(from + 1)?,
                row.get(from + 2)?,
                row.get(from + 3)?,
            ])
        };
        Ok((four(0)?, four(4)?))
    })?;
    let [ready, held, damaged, octets] = kept;
    Ok((counted != kept).then(|| {
        format!(
            "queue.db counts {ready} messages that are ready, {held} held, {damaged} damaged, with {octets} octets, but holds \
             {counted:?}"
        )
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_is_counted_once() {
        let mut tally = Tally::default();
        let (ready, held, damaged) = (Some(Standing::Ready), Some(Standing::Held), Some(Standing::Damaged));
        for (before, after, octets, expected) in [
            (None, held, 10, [0, 1, 0, 10]),
            (None, ready, 5, [1, 1, 0, 15]),
            (held, ready, 10, [2, 0, 0, 15]),
            (ready, damaged, 5, [1, 0, 1, 15]),
            (damaged, damaged, 5, [1, 0, 1, 15]),
            (damaged, None, 5, [1, 0, 0, 10]),
            (ready, None, 10, [0, 0, 0, 0]),
        ] {
            tally.moved(before, after, octets);
            let got = [tally.ready, tally.held, tally.damaged, tally.octets];
            assert_eq!(got, expected, "{before:?} {after:?}");
        }
    }
}
