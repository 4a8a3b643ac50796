//! The accounts in SQLite: a database of their own, written by the same kind of committer.

use super::Embedded;
use super::totals::Tally;
use crate::accounts::{apply, next_version};
use crate::{Account, AccountChange, AccountStore, ScramKeys, StoreError};
use futures_util::future::{BoxFuture, FutureExt, ready};
use mail::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

impl AccountStore for Embedded {
    fn account(&self, name: String) -> BoxFuture<'_, Result<Account, StoreError>> {
        let turns = match self.0.known_accounts.find(&name) {
            Ok(account) => return ready(Ok(account)).boxed(),
            Err(turns) => turns,
        };
        let known = self.0.known_accounts.clone();
        let read = move |connection: &Connection| {
            let account = find(connection, &name)?;
            known.keep(account.clone(), turns);
            Ok(account)
        };
        self.0.accounts.read(read).boxed()
    }

    fn accounts(&self) -> BoxFuture<'_, Result<Vec<Account>, StoreError>> {
        let read = |connection: &Connection| {
            let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM account ORDER BY name"))?;
            let rows = statement.query_map([], account)?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        self.0.accounts.read(read).boxed()
    }

    fn add(&self, account: Account) -> BoxFuture<'_, Result<(), StoreError>> {
        // Dropped with the job, when it is known what became of it.
        let changing = self.0.known_accounts.change(&account.name);
        let job = move |connection: &Connection, _: &mut Tally| {
            let sql = "SELECT version FROM removed_account WHERE name = ?1";
            let last: Option<i64> = connection
                .query_row(sql, [changing.name()], |row| row.get(0))
                .optional()?;
            let mut account = account.clone();
            if let Some(last) = last {
                account.version = next_version(last.unsigned_abs(), account.changed);
            }
            insert(connection, &account)
        };
        self.0.accounts.committer.commit(job).boxed()
    }

    fn change(&self, name: String, change: AccountChange, now: Timestamp) -> BoxFuture<'_, Result<(), StoreError>> {
        // As above.
        let changing = self.0.known_accounts.change(&name);
        let job = move |connection: &Connection, _: &mut Tally| {
            let name = changing.name();
            let mut account = find(connection, name)?;
            connection.execute("DELETE FROM account WHERE name = ?1", [name])?;
            if let AccountChange::Remove = change {
                let sql = "INSERT OR REPLACE INTO removed_account (name, version) VALUES (?1, ?2)";
                connection.execute(sql, params![name, number(account.version)])?;
                return Ok(());
            }
            apply(&mut account, &change, now);
            insert(connection, &account)
        };
        self.0.accounts.committer.commit(job).boxed()
    }
}

fn find(connection: &Connection, name: &str) -> Result<Account, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM account WHERE name = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([name], account)?)
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    let senders: String = row.get(8)?;
    Ok(Account {
        name: row.get(0)?,
        password: row.get(1)?,
        scram: ScramKeys {
            salt: row.get(2)?,
            iterations: row.get(3)?,
            stored_key: row.get(4)?,
            server_key: row.get(5)?,
        },
        enabled: row.get(6)?,
        version: row.get::<_, i64>(7)?.unsigned_abs(),
        senders: senders.lines().map(str::to_owned).collect(),
        created: Timestamp::from_micros(row.get(9)?),
        changed: Timestamp::from_micros(row.get(10)?),
    })
}

fn insert(connection: &Connection, account: &Account) -> Result<(), StoreError> {
    connection
        .prepare_cached(&format!(
            "INSERT INTO account ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
        ))?
        .execute(params![
            account.name,
            account.password,
            account.scram.salt,
            account.scram.iterations,
            account.scram.stored_key,
            account.scram.server_key,
            account.enabled,
            number(account.version),
            account.senders.join("\n"),
            account.created.micros(),
            account.changed.micros(),
        ])?;
    Ok(())
}

fn number(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}

const COLUMNS: &str =
    "name, password, salt, iterations, stored_key, server_key, enabled, version, senders, created, changed";
