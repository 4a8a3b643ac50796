//! When accounts and app passwords were used last.

use crate::{LastUse, StoreError, Used};
use mail::Timestamp;
use rusqlite::{Connection, params};

/// What is known of an account, by what was used.
pub(super) fn of(connection: &Connection, account: &str) -> Result<Vec<(Used, LastUse)>, StoreError> {
    let sql =
        "SELECT label, exception, at, client, mechanism FROM last_use WHERE account = ?1 ORDER BY label, exception";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([account], |row| {
        let used = Used {
            account: account.to_owned(),
            label: row.get(0)?,
            exception: row.get(1)?,
        };
        let last = LastUse {
            at: Timestamp::from_micros(row.get(2)?),
            client: row.get(3)?,
            mechanism: row.get(4)?,
        };
        Ok((used, last))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps them, as far as they are later than what is known.
pub(super) fn keep(connection: &Connection, uses: &[(Used, LastUse)]) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(KEEP)?;
    for (used, last) in uses {
        statement.execute(params![
            used.account,
            used.label,
            used.exception,
            last.at.micros(),
            last.client,
            last.mechanism
        ])?;
    }
    Ok(())
}

/// What one of them adds to the log, about.
pub(super) const USE_OCTETS: usize = 200;
// One of an app password may come late, when that is gone already: whoever has its label next did not use it then.
const KEEP: &str = "INSERT INTO last_use (account, label, exception, at, client, mechanism) \
     SELECT ?1, ?2, ?3, ?4, ?5, ?6 \
     WHERE ?2 = '' OR EXISTS (SELECT 1 FROM app_password WHERE account = ?1 AND label = ?2) \
     ON CONFLICT DO UPDATE SET at = excluded.at, client = excluded.client, mechanism = excluded.mechanism \
     WHERE excluded.at > last_use.at";
