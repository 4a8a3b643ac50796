//! Keys and rights as columns: accounts and app passwords have the same.

use super::columns::parsed;
use crate::{Exception, Rights, ScramKeys, ScramSet, SendLimits};
use mail::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, Result, Row, params_from_iter};

/// The columns of [`keys`], in its order.
pub(super) const KEYS: &str =
    "salt, iterations, stored_key, server_key, sha1_salt, sha1_iterations, sha1_stored_key, sha1_server_key";
/// How many these are.
pub(super) const KEYS_COUNT: usize = 8;
/// The columns of [`rights`], in its order.
pub(super) const RIGHTS: &str = "senders, networks, mechanisms, exceptions, expires, messages_hour, messages_day, \
     recipients_hour, recipients_day";
/// How many these are.
pub(super) const RIGHTS_COUNT: usize = 9;

/// The keys in [`KEYS`], which begin at the column `from`.
pub(super) fn keys(row: &Row<'_>, from: usize) -> Result<ScramSet> {
    Ok(ScramSet {
        sha256: keys_of_one(row, from)?,
        sha1: keys_of_one(row, from + KEYS_COUNT / 2)?,
    })
}

fn keys_of_one(row: &Row<'_>, from: usize) -> Result<Option<ScramKeys>> {
    let Some(salt) = row.get::<_, Option<Vec<u8>>>(from)? else {
        return Ok(None);
    };
    Ok(Some(ScramKeys {
        salt,
        iterations: row.get(from + 1)?,
        stored_key: row.get(from + 2)?,
        server_key: row.get(from + 3)?,
    }))
}

/// The same for a row that is written.
pub(super) fn key_values(keys: &ScramSet) -> Vec<Value> {
    let of_one = |keys: &Option<ScramKeys>| match keys {
        None => [Value::Null, Value::Null, Value::Null, Value::Null],
        Some(keys) => [
            keys.salt.clone().into(),
            keys.iterations.into(),
            keys.stored_key.clone().into(),
            keys.server_key.clone().into(),
        ],
    };
    [of_one(&keys.sha256), of_one(&keys.sha1)].concat()
}

/// The rights in [`RIGHTS`], which begin at the column `from`.
pub(super) fn rights(row: &Row<'_>, from: usize) -> Result<Rights> {
    let text = |place: usize| row.get::<_, String>(from + place);
    Ok(Rights {
        senders: words(&text(0)?),
        networks: parsed(from + 1, all(&text(1)?, |line| line.parse().ok()))?,
        mechanisms: words(&text(2)?),
        exceptions: exceptions(row, from + 3)?,
        expires: row.get::<_, Option<i64>>(from + 4)?.map(Timestamp::from_micros),
        limits: SendLimits {
            messages_hour: row.get(from + 5)?,
            messages_day: row.get(from + 6)?,
            recipients_hour: row.get(from + 7)?,
            recipients_day: row.get(from + 8)?,
        },
    })
}

/// The exceptions in a column.
pub(super) fn exceptions(row: &Row<'_>, column: usize) -> Result<Vec<Exception>> {
    parsed(column, all(&row.get::<_, String>(column)?, Exception::parse))
}

/// The same as [`rights`], for a row that is written.
pub(super) fn rights_values(rights: &Rights) -> Vec<Value> {
    let networks: Vec<String> = rights.networks.iter().map(ToString::to_string).collect();
    let exceptions: Vec<String> = rights.exceptions.iter().map(ToString::to_string).collect();
    let limits = &rights.limits;
    vec![
        rights.senders.join("\n").into(),
        networks.join("\n").into(),
        rights.mechanisms.join("\n").into(),
        exceptions.join("\n").into(),
        rights.expires.map(Timestamp::micros).into(),
        limits.messages_hour.into(),
        limits.messages_day.into(),
        limits.recipients_hour.into(),
        limits.recipients_day.into(),
    ]
}

/// Writes a new row. An error if its key is taken.
pub(super) fn insert(connection: &Connection, table: &str, columns: &[&str], values: Vec<Value>) -> Result<()> {
    let places = vec!["?"; values.len()].join(", ");
    let sql = format!("INSERT INTO {table} ({}) VALUES ({places})", columns.join(", "));
    connection.prepare_cached(&sql)?.execute(params_from_iter(values))?;
    Ok(())
}

fn words(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn all<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.lines().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_columns_as_values() {
        let count = |columns: &str| columns.split(',').count();
        let (keys, rights) = (key_values(&ScramSet::default()), rights_values(&Rights::default()));
        assert_eq!((count(KEYS), keys.len()), (KEYS_COUNT, KEYS_COUNT));
        assert_eq!((count(RIGHTS), rights.len()), (RIGHTS_COUNT, RIGHTS_COUNT));
    }

    #[test]
    fn only_what_we_write_is_read() {
        let connection = Connection::open_in_memory().expect("a database");
        for (networks, exceptions, is_read) in [
            ("", "", true),
            ("192.0.2.0/24\n2001:db8::/32", "login\nclear=192.0.2.7", true),
            ("192.0.2.0/33", "", false),
            ("192.0.2.1\n\n192.0.2.2", "", false),
            ("", "logon", false),
        ] {
            let sql = "SELECT '', ?1, '', ?2, 5, NULL, NULL, NULL, NULL";
            let read = connection.query_row(sql, [networks, exceptions], |row| rights(row, 0));
            assert_eq!(read.is_ok(), is_read, "{networks} {exceptions}: {read:?}");
        }
    }
}
