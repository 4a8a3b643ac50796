//! The accounts in SQLite: a database of their own, written by the same kind of committer.

use super::cache::Cache;
use super::credentials::{self, KEYS, KEYS_COUNT, RIGHTS};
use super::totals::Tally;
use super::{Embedded, app_passwords, uses};
use crate::accounts::{apply, next_version};
use crate::{
    Account, AccountChange, AccountStore, AppChange, AppPassword, Exception, LastUse, Standing, StoreError, Used,
};
use futures_util::future::{BoxFuture, FutureExt, ready};
use mail::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was looked up lately.
#[derive(Default)]
pub(super) struct Known {
    accounts: Arc<Cache<String, Account>>,
    apps: Arc<Cache<Label, AppPassword>>,
    /// Which app password had the secret of that id when it was looked up: whether it has it still, `apps` tells.
    ids: Arc<Cache<String, Label>>,
    standing: Arc<Cache<(), Standing>>,
}

/// An app password's account and label.
type Label = (String, String);

impl AccountStore for Embedded {
    fn account(&self, name: String) -> BoxFuture<'_, Result<Account, StoreError>> {
        self.remembered(&self.0.known.accounts, name, |connection, name| find(connection, name))
    }

    fn accounts(&self) -> BoxFuture<'_, Result<Vec<Account>, StoreError>> {
        let read = |connection: &Connection| {
            let sql = format!("SELECT {ACCOUNT}, {KEYS}, {RIGHTS} FROM account ORDER BY name");
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map([], account)?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        self.0.accounts.read(read).boxed()
    }

    fn add(&self, account: Account) -> BoxFuture<'_, Result<(), StoreError>> {
        let known = &self.0.known;
        let changing = (known.accounts.change(account.name.clone()), known.standing.change(()));
        self.commit_change(changing, move |connection| {
            let mut account = account.clone();
            let sql = "SELECT version FROM removed_account WHERE name = ?1";
            let last = last_version(connection, sql, params![account.name])?;
            if let Some(last) = last {
                account.version = next_version(last, account.changed);
            }
            insert(connection, &account)
        })
    }

    fn change(&self, name: String, change: AccountChange, now: Timestamp) -> BoxFuture<'_, Result<(), StoreError>> {
        let known = &self.0.known;
        let is_removal = matches!(change, AccountChange::Remove);
        // Its app passwords go with it, and only the database knows which these are.
        let apps = is_removal.then(|| known.apps.change_all());
        let changing = (known.accounts.change(name.clone()), known.standing.change(()), apps);
        self.commit_change(changing, move |connection| {
            let mut account = find(connection, &name)?;
            if is_removal {
                return remove(connection, &account);
            }
            if apply(&mut account, &change, now) {
                let sql = "DELETE FROM account WHERE name = ?1";
                connection.prepare_cached(sql)?.execute(params![name])?;
                insert(connection, &account)?;
            }
            Ok(())
        })
    }

    fn app_password_of(&self, id: String) -> BoxFuture<'_, Result<AppPassword, StoreError>> {
        let known = &self.0.known;
        let has_it = |password: &AppPassword| password.secrets.iter().any(|secret| secret.id == id);
        if let Ok(label) = known.ids.find(&id)
            && let Ok(password) = known.apps.find(&label)
            && has_it(&password)
        {
            return ready(Ok(password)).boxed();
        }
        let (ids, apps) = (known.ids.clone(), known.apps.clone());
        let (ids_turns, apps_turns) = (ids.turns(), apps.turns());
        let read = move |connection: &Connection| {
            let password = app_passwords::with_secret(connection, &id)?;
            let label = (password.account.clone(), password.label.clone());
            ids.keep(id, label.clone(), ids_turns);
            apps.keep(label, password.clone(), apps_turns);
            Ok(password)
        };
        self.0.accounts.read(read).boxed()
    }

    fn app_password(&self, account: String, label: String) -> BoxFuture<'_, Result<AppPassword, StoreError>> {
        self.remembered(&self.0.known.apps, (account, label), |connection, (account, label)| {
            app_passwords::find(connection, account, label)
        })
    }

    fn app_passwords(&self, account: Option<String>) -> BoxFuture<'_, Result<Vec<AppPassword>, StoreError>> {
        let read = move |connection: &Connection| app_passwords::list(connection, account.as_deref());
        self.0.accounts.read(read).boxed()
    }

    fn add_app_password(&self, password: AppPassword) -> BoxFuture<'_, Result<(), StoreError>> {
        let known = &self.0.known;
        let label = (password.account.clone(), password.label.clone());
        let changing = (known.apps.change(label), known.standing.change(()));
        self.commit_change(changing, move |connection| app_passwords::add(connection, &password))
    }

    fn change_app_password(
        &self,
        account: String,
        label: String,
        change: AppChange,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        let known = &self.0.known;
        let changing = (
            known.apps.change((account.clone(), label.clone())),
            known.standing.change(()),
        );
        self.commit_change(changing, move |connection| {
            app_passwords::change(connection, &account, &label, &change, now)
        })
    }

    fn last_uses(&self, account: String) -> BoxFuture<'_, Result<Vec<(Used, LastUse)>, StoreError>> {
        let read = move |connection: &Connection| uses::of(connection, &account);
        self.0.accounts.read(read).boxed()
    }

    fn keep_uses(&self, uses: Vec<(Used, LastUse)>) -> BoxFuture<'_, Result<(), StoreError>> {
        if uses.is_empty() {
            return ready(Ok(())).boxed();
        }
        let octets = CHANGE_OCTETS + uses.len() * uses::USE_OCTETS;
        let job = move |connection: &Connection, _: &mut Tally| uses::keep(connection, &uses);
        self.0.accounts.committer.commit_of(None, octets, job).boxed()
    }

    fn standing(&self) -> BoxFuture<'_, Result<Standing, StoreError>> {
        self.remembered(&self.0.known.standing, (), |connection, _| standing(connection))
    }

    fn secret(&self, candidate: [u8; 32]) -> BoxFuture<'_, Result<[u8; 32], StoreError>> {
        let job = move |connection: &Connection, _: &mut Tally| {
            let sql = "INSERT INTO meta (name, value) VALUES ('secret', ?1) ON CONFLICT DO NOTHING";
            connection.prepare_cached(sql)?.execute(params![candidate])?;
            let sql = "SELECT value FROM meta WHERE name = 'secret'";
            let kept: [u8; 32] = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
            Ok(kept)
        };
        self.0.accounts.committer.commit(job).boxed()
    }
}

impl Embedded {
    /// What is remembered of `key`, or what `read` finds, which is remembered then.
    fn remembered<K, V>(
        &self,
        cache: &Arc<Cache<K, V>>,
        key: K,
        read: impl FnOnce(&Connection, &K) -> Result<V, StoreError> + Send + 'static,
    ) -> BoxFuture<'_, Result<V, StoreError>>
    where
        K: Ord + Clone + Send + 'static,
        V: Clone + Send + 'static,
    {
        let turns = match cache.find(&key) {
            Ok(value) => return ready(Ok(value)).boxed(),
            Err(turns) => turns,
        };
        let cache = cache.clone();
        let job = move |connection: &Connection| {
            let value = read(connection, &key)?;
            cache.keep(key, value.clone(), turns);
            Ok(value)
        };
        self.0.accounts.read(job).boxed()
    }

    /// Commits a change of what is remembered.
    fn commit_change(
        &self,
        changing: impl Send + 'static,
        mut job: impl FnMut(&Connection) -> Result<(), StoreError> + Send + 'static,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        let job = move |connection: &Connection, _: &mut Tally| {
            // Dropped with the job, when it is known what became of it.
            let _changing = &changing;
            job(connection)
        };
        self.0.accounts.committer.commit(job).boxed()
    }
}

/// The account of that name.
pub(super) fn find(connection: &Connection, name: &str) -> Result<Account, StoreError> {
    let sql = format!("SELECT {ACCOUNT}, {KEYS}, {RIGHTS} FROM account WHERE name = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([name], account)?)
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        name: row.get(0)?,
        password: row.get(1)?,
        enabled: row.get(2)?,
        version: row.get::<_, i64>(3)?.unsigned_abs(),
        created: Timestamp::from_micros(row.get(4)?),
        changed: Timestamp::from_micros(row.get(5)?),
        scram: credentials::keys(row, ACCOUNT_COUNT)?,
        rights: credentials::rights(row, ACCOUNT_COUNT + KEYS_COUNT)?,
    })
}

fn insert(connection: &Connection, account: &Account) -> Result<(), StoreError> {
    let mut values: Vec<Value> = vec![
        account.name.clone().into(),
        account.password.clone().into(),
        account.enabled.into(),
        number(account.version).into(),
        account.created.micros().into(),
        account.changed.micros().into(),
    ];
    values.extend(credentials::key_values(&account.scram));
    values.extend(credentials::rights_values(&account.rights));
    let columns = [ACCOUNT, KEYS, RIGHTS];
    Ok(credentials::insert(connection, "account", &columns, values)?)
}

fn remove(connection: &Connection, account: &Account) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO removed_account (name, version) VALUES (?1, ?2)";
    let values = params![account.name, number(account.version)];
    connection.prepare_cached(sql)?.execute(values)?;
    app_passwords::remove_all(connection, &account.name)?;
    for sql in [
        "DELETE FROM last_use WHERE account = ?1",
        "DELETE FROM account WHERE name = ?1",
    ] {
        connection.prepare_cached(sql)?.execute(params![account.name])?;
    }
    Ok(())
}

/// What holds for all accounts and app passwords. Takes as long as there are exceptions, however many accounts there are.
pub(super) fn standing(connection: &Connection) -> Result<Standing, StoreError> {
    let (mut standing, mut with_keys) = (Standing::default(), BTreeMap::<u32, u64>::new());
    let sql = "SELECT iterations, sha1_iterations, is_open, accounts FROM account_count WHERE accounts > 0";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (sha256, sha1): (u32, u32) = (row.get(0)?, row.get(1)?);
        let (is_open, accounts): (bool, u64) = (row.get(2)?, row.get::<_, i64>(3)?.unsigned_abs());
        if is_open && sha256 == 0 {
            standing.without_sha256 += accounts;
        }
        let iterations = if sha256 > 0 { sha256 } else { sha1 };
        if iterations > 0 {
            *with_keys.entry(iterations).or_default() += accounts;
        }
    }
    standing.iterations = with_keys.into_iter().collect();
    let sql = "SELECT exceptions FROM account WHERE exceptions <> '' \
               UNION SELECT exceptions FROM app_password WHERE exceptions <> ''";
    let mut statement = connection.prepare_cached(sql)?;
    let lists = statement.query_map([], |row| credentials::exceptions(row, 0))?;
    let mut exceptions: BTreeSet<Exception> = BTreeSet::new();
    for list in lists {
        exceptions.extend(list?);
    }
    standing.exceptions = exceptions.into_iter().collect();
    Ok(standing)
}

/// The version in the only column of what was removed, if anything was.
pub(super) fn last_version(connection: &Connection, sql: &str, of: impl Params) -> Result<Option<u64>, StoreError> {
    let last: Option<i64> = connection
        .prepare_cached(sql)?
        .query_row(of, |row| row.get(0))
        .optional()?;
    Ok(last.map(i64::unsigned_abs))
}

/// A version, as a column has it.
pub(super) fn number(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}

/// The first columns of [`account`], in its order.
const ACCOUNT: &str = "name, password, enabled, version, created, changed";
const ACCOUNT_COUNT: usize = 6;
/// What a change of a few rows adds to the log, about: whole pages.
const CHANGE_OCTETS: usize = 8 * 1024;
