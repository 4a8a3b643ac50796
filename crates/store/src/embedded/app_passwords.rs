//! The passwords of single programs, in the database of the accounts.

use super::accounts::{last_version, number};
use super::credentials::{self, KEYS, RIGHTS, RIGHTS_COUNT};
use crate::accounts::{apply_to_app, next_version};
use crate::{AppChange, AppPassword, AppSecret, StoreError};
use mail::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, Params, params};

/// All of an account, or of all accounts, by account and label.
pub(super) fn list(connection: &Connection, account: Option<&str>) -> Result<Vec<AppPassword>, StoreError> {
    match account {
        Some(account) => read(connection, OF_ACCOUNT, params![account]),
        None => read(connection, "", params![]),
    }
}

/// The one with that label.
pub(super) fn find(connection: &Connection, account: &str, label: &str) -> Result<AppPassword, StoreError> {
    one(read(connection, WITH_LABEL, params![account, label])?)
}

/// The one that has a secret with this id.
pub(super) fn with_secret(connection: &Connection, id: &str) -> Result<AppPassword, StoreError> {
    one(read(connection, WITH_SECRET, params![id])?)
}

fn one(mut found: Vec<AppPassword>) -> Result<AppPassword, StoreError> {
    found.pop().ok_or(StoreError::NotFound)
}

/// Adds one, under a version that its label never had.
pub(super) fn add(connection: &Connection, password: &AppPassword) -> Result<(), StoreError> {
    let mut password = password.clone();
    let sql = "SELECT version FROM removed_app_password WHERE account = ?1 AND label = ?2";
    let last = last_version(connection, sql, params![password.account, password.label])?;
    if let Some(last) = last {
        password.version = next_version(last, password.changed);
    }
    insert(connection, &password)
}

/// Changes one.
pub(super) fn change(
    connection: &Connection,
    account: &str,
    label: &str,
    change: &AppChange,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut password = find(connection, account, label)?;
    for sql in [
        "DELETE FROM app_secret WHERE account = ?1 AND label = ?2",
        "DELETE FROM app_password WHERE account = ?1 AND label = ?2",
    ] {
        connection.prepare_cached(sql)?.execute(params![account, label])?;
    }
    if let AppChange::Remove = change {
        let sql = "INSERT OR REPLACE INTO removed_app_password (account, label, version) VALUES (?1, ?2, ?3)";
        let values = params![account, label, number(password.version)];
        connection.prepare_cached(sql)?.execute(values)?;
        let sql = "DELETE FROM last_use WHERE account = ?1 AND label = ?2";
        connection.prepare_cached(sql)?.execute(params![account, label])?;
        return Ok(());
    }
    apply_to_app(&mut password, change, now);
    insert(connection, &password)
}

/// Removes all of an account.
pub(super) fn remove_all(connection: &Connection, account: &str) -> Result<(), StoreError> {
    for sql in [
        "INSERT OR REPLACE INTO removed_app_password (account, label, version) \
         SELECT account, label, version FROM app_password WHERE account = ?1",
        "DELETE FROM app_secret WHERE account = ?1",
        "DELETE FROM app_password WHERE account = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([account])?;
    }
    Ok(())
}

/// Those that `which` means, with their secrets. One statement, so that all is of the same moment.
fn read(connection: &Connection, which: &str, values: impl Params) -> Result<Vec<AppPassword>, StoreError> {
    let mut statement = connection.prepare_cached(&select(which))?;
    let mut rows = statement.query(values)?;
    let mut all: Vec<AppPassword> = Vec::new();
    while let Some(row) = rows.next()? {
        let (account, label): (String, String) = (row.get(0)?, row.get(1)?);
        let is_other = |last: &AppPassword| last.account != account || last.label != label;
        if all.last().is_none_or(is_other) {
            all.push(AppPassword {
                account,
                label,
                secrets: Vec::new(),
                version: row.get::<_, i64>(2)?.unsigned_abs(),
                rights: credentials::rights(row, PASSWORD_COUNT)?,
                created: Timestamp::from_micros(row.get(3)?),
                changed: Timestamp::from_micros(row.get(4)?),
            });
        }
        let from = PASSWORD_COUNT + RIGHTS_COUNT;
        // None, where it has no secret at all.
        let id: Option<String> = row.get(from)?;
        if let (Some(id), Some(password)) = (id, all.last_mut()) {
            password.secrets.push(AppSecret {
                id,
                digest: row.get(from + 1)?,
                until: row.get::<_, Option<i64>>(from + 2)?.map(Timestamp::from_micros),
                scram: credentials::keys(row, from + SECRET_COUNT)?,
            });
        }
    }
    Ok(all)
}

fn select(which: &str) -> String {
    format!(
        "SELECT {PASSWORD}, {RIGHTS}, {SECRET}, {KEYS} FROM app_password LEFT JOIN app_secret USING (account, label) \
         {which} ORDER BY account, label, n"
    )
}

fn insert(connection: &Connection, password: &AppPassword) -> Result<(), StoreError> {
    let mut values: Vec<Value> = vec![
        password.account.clone().into(),
        password.label.clone().into(),
        number(password.version).into(),
        password.created.micros().into(),
        password.changed.micros().into(),
    ];
    values.extend(credentials::rights_values(&password.rights));
    credentials::insert(connection, "app_password", &[PASSWORD, RIGHTS], values)?;
    for (secret, n) in password.secrets.iter().zip(0i64..) {
        let mut values: Vec<Value> = vec![
            password.account.clone().into(),
            password.label.clone().into(),
            n.into(),
            secret.id.clone().into(),
            secret.digest.to_vec().into(),
            secret.until.map(Timestamp::micros).into(),
        ];
        values.extend(credentials::key_values(&secret.scram));
        credentials::insert(connection, "app_secret", &["account, label, n", SECRET, KEYS], values)?;
    }
    Ok(())
}

const PASSWORD: &str = "account, label, version, created, changed";
const PASSWORD_COUNT: usize = 5;
const SECRET: &str = "id, digest, until";
const SECRET_COUNT: usize = 3;
const OF_ACCOUNT: &str = "WHERE account = ?1";
const WITH_LABEL: &str = "WHERE account = ?1 AND label = ?2";
const WITH_SECRET: &str = "WHERE (account, label) = (SELECT account, label FROM app_secret WHERE id = ?1)";

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;

    #[test]
    fn nothing_is_searched_row_by_row() {
        let connection = Connection::open_in_memory().expect("a database");
        schema::prepare(&connection, schema::ACCOUNTS, || Ok(())).expect("tables");
        for which in [OF_ACCOUNT, WITH_LABEL, WITH_SECRET] {
            let sql = format!("EXPLAIN QUERY PLAN {}", select(which));
            let mut statement = connection.prepare(&sql).expect("a statement");
            let unbound: &[(&str, &dyn rusqlite::ToSql)] = &[];
            let plan = statement.query_map(unbound, |row| row.get::<_, String>(3));
            let plan: Vec<String> = plan.expect("a plan").collect::<Result<_, _>>().expect("a plan");
            assert!(
                plan.iter().all(|step| !step.contains("SCAN") && !step.contains("TEMP")),
                "{which}: {plan:?}"
            );
        }
    }
}
