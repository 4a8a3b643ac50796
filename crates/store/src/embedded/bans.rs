//! The bans in SQLite, beside the accounts.

use super::totals::Tally;
use super::{Embedded, columns};
use crate::{Ban, BanStore, Network, StoreError};
use futures_util::future::{BoxFuture, FutureExt};
use mail::Timestamp;
use rusqlite::{Connection, Row, params};

impl BanStore for Embedded {
    fn bans(&self) -> BoxFuture<'_, Result<Vec<Ban>, StoreError>> {
        let read = |connection: &Connection| {
            let sql = "SELECT network, until, reason, actor, created FROM ban";
            let mut statement = connection.prepare_cached(sql)?;
            let mut bans: Vec<Ban> = statement.query_map([], ban)?.collect::<Result<_, _>>()?;
            // Their texts do not sort as they do.
            bans.sort_unstable_by_key(|ban| ban.network);
            Ok(bans)
        };
        self.0.accounts.read(read).boxed()
    }

    fn ban(&self, ban: Ban) -> BoxFuture<'_, Result<(), StoreError>> {
        let job = move |connection: &Connection, _: &mut Tally| {
            let sql = "INSERT OR REPLACE INTO ban (network, until, reason, actor, created) VALUES (?1, ?2, ?3, ?4, ?5)";
            connection.prepare_cached(sql)?.execute(params![
                ban.network.to_string(),
                ban.until.map(Timestamp::micros),
                ban.reason,
                ban.by,
                ban.created.micros(),
            ])?;
            Ok(())
        };
        self.0.accounts.committer.commit(job).boxed()
    }

    fn unban(&self, network: Network) -> BoxFuture<'_, Result<(), StoreError>> {
        async move {
            let job = move |connection: &Connection, _: &mut Tally| {
                let mut statement = connection.prepare_cached("DELETE FROM ban WHERE network = ?1")?;
                Ok(statement.execute([network.to_string()])? > 0)
            };
            if self.0.accounts.committer.commit(job).await? {
                Ok(())
            } else {
                Err(StoreError::NotFound)
            }
        }
        .boxed()
    }

    fn forget_ended(&self, now: Timestamp) -> BoxFuture<'_, Result<(), StoreError>> {
        let job = move |connection: &Connection, _: &mut Tally| {
            let mut statement = connection.prepare_cached("DELETE FROM ban WHERE until <= ?1")?;
            statement.execute([now.micros()])?;
            Ok(())
        };
        self.0.accounts.committer.commit(job).boxed()
    }
}

fn ban(row: &Row<'_>) -> rusqlite::Result<Ban> {
    Ok(Ban {
        network: columns::parsed(0, row.get::<_, String>(0)?.parse().ok())?,
        until: row.get::<_, Option<i64>>(1)?.map(Timestamp::from_micros),
        reason: row.get(2)?,
        by: row.get(3)?,
        created: Timestamp::from_micros(row.get(4)?),
    })
}
