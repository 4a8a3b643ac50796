//! The tables. A change is a further step in the list, never a change of a step that was released.

use crate::StoreError;
use rusqlite::{Connection, OptionalExtension};

/// The queue. `lease` and `lease_until` are for a store that several nodes share.
pub(super) const QUEUE: &[&str] = &[
    "
    CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;

    CREATE TABLE message (
        id          BLOB PRIMARY KEY,        -- 16 octets; their order is the order of acceptance
        accepted    INTEGER NOT NULL,        -- microseconds since 1970, as all times here
        account     TEXT NOT NULL,
        listener    TEXT NOT NULL,
        client      TEXT NOT NULL,
        ehlo        TEXT NOT NULL,
        tls         TEXT,
        session     TEXT NOT NULL,
        sender      TEXT NOT NULL,           -- '' is the null sender
        body_kind   TEXT NOT NULL,
        smtputf8    INTEGER NOT NULL,
        ret         TEXT,
        envid       TEXT,
        submitter   TEXT,
        message_id  TEXT,
        octets      INTEGER NOT NULL,        -- as received
        crc         INTEGER NOT NULL,        -- CRC-32 of the same
        eight_bit   INTEGER NOT NULL,        -- 1: in the header, 2: in the body
        added       TEXT NOT NULL,           -- header lines in front of what was received
        removed     TEXT NOT NULL,           -- ranges left out of what was received: 'start-end,...'
        priority    INTEGER NOT NULL DEFAULT 0,
        bucket      INTEGER,                 -- of the body file; NULL where the body is in this database
        has_body    INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX message_bucket ON message (bucket) WHERE bucket IS NOT NULL;
    CREATE INDEX message_message_id ON message (message_id) WHERE message_id IS NOT NULL;

    CREATE TABLE body (id BLOB PRIMARY KEY, octets BLOB NOT NULL) STRICT;

    CREATE TABLE delivery (
        message     BLOB NOT NULL,
        n           INTEGER NOT NULL,        -- in the order of RCPT
        recipient   TEXT NOT NULL,
        domain      TEXT NOT NULL,           -- A-label, lower case
        notify      TEXT,
        orcpt       TEXT,
        state       TEXT NOT NULL,
        held        INTEGER NOT NULL,
        due         INTEGER NOT NULL,
        attempts    INTEGER NOT NULL DEFAULT 0,
        lease       INTEGER,                 -- fencing token of who works on it
        lease_until INTEGER,
        cause       TEXT,                    -- of the last failure
        reply       TEXT,                    -- the other server's words
        hop         TEXT,                    -- the last one tried
        notice      BLOB,                    -- the report about its end
        ended       INTEGER,
        PRIMARY KEY (message, n)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX delivery_open ON delivery (message) WHERE state = 'ready';
    CREATE INDEX delivery_due ON delivery (due) WHERE state = 'ready' AND held = 0;

    CREATE TABLE event (
        message     BLOB NOT NULL,
        n           INTEGER NOT NULL,
        at          INTEGER NOT NULL,
        kind        TEXT NOT NULL,
        actor       TEXT NOT NULL,
        detail      TEXT,
        PRIMARY KEY (message, n)
    ) STRICT, WITHOUT ROWID;
",
    "
    ALTER TABLE message ADD COLUMN damaged INTEGER NOT NULL DEFAULT 0;  -- 1: the body is gone, or is not what was accepted

    -- Message-IDs are random: each message wrote a page somewhere in this index, which cost as much as all its other rows.
    -- Nothing in the server looks for one.
    DROP INDEX message_message_id;

    -- What is in the queue, kept with each change of it: messages of which something is owed.
    CREATE TABLE total (
        n           INTEGER PRIMARY KEY CHECK (n = 1),
        ready       INTEGER NOT NULL,        -- messages of which something may go on
        held        INTEGER NOT NULL,        -- messages of which all that is owed is held
        damaged     INTEGER NOT NULL,
        octets      INTEGER NOT NULL         -- of their bodies
    ) STRICT;
    INSERT INTO total (n, ready, held, damaged, octets)
        SELECT 1, coalesce(sum(free), 0), coalesce(sum(1 - free), 0), 0, coalesce(sum(octets), 0)
        FROM (
            SELECT
                octets,
                EXISTS (
                    SELECT 1 FROM delivery WHERE delivery.message = message.id AND state = 'ready' AND held = 0
                ) AS free
            FROM message
            WHERE EXISTS (SELECT 1 FROM delivery WHERE delivery.message = message.id AND state = 'ready')
        );
",
    "
    -- Whether the sender was told that it takes long; for how many microseconds there could be no attempt through no fault of
    -- the destination.
    ALTER TABLE delivery ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE delivery ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;

    -- When nothing was owed any more: what has ended for long is forgotten.
    ALTER TABLE message ADD COLUMN ended INTEGER;
    UPDATE message SET
        ended = (SELECT coalesce(max(ended), 0) FROM delivery WHERE delivery.message = message.id)
        WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.message = message.id AND state = 'ready');
    CREATE INDEX message_ended ON message (ended) WHERE ended IS NOT NULL;
",
    "
    ALTER TABLE message ADD COLUMN credential TEXT NOT NULL DEFAULT '';   -- the label of an app password; '' is none
    ALTER TABLE message ADD COLUMN mechanism TEXT NOT NULL DEFAULT '';    -- '' is no login
",
];

/// The accounts.
pub(super) const ACCOUNTS: &[&str] = &[
    "
    CREATE TABLE account (
        name        TEXT PRIMARY KEY,        -- lower case
        password    TEXT NOT NULL,           -- PHC string
        salt        BLOB NOT NULL,           -- SCRAM-SHA-256, RFC 5802
        iterations  INTEGER NOT NULL,
        stored_key  BLOB NOT NULL,
        server_key  BLOB NOT NULL,
        enabled     INTEGER NOT NULL,
        version     INTEGER NOT NULL,
        senders     TEXT NOT NULL,           -- separated by line feeds
        created     INTEGER NOT NULL,
        changed     INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- The last version of a name that was removed: one that comes back must not have it again.
    CREATE TABLE removed_account (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
",
    "
    CREATE TABLE ban (
        network     TEXT PRIMARY KEY,        -- '192.0.2.0/24', or an address
        until       INTEGER,                 -- NULL: for good
        reason      TEXT NOT NULL,
        actor       TEXT NOT NULL,
        created     INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    "
    -- An account may have no keys for SCRAM now, or others beside those of SCRAM-SHA-256: NOT NULL cannot be taken off a column.
    ALTER TABLE account RENAME TO account_before;
    CREATE TABLE account (
        name             TEXT PRIMARY KEY,   -- lower case
        password         TEXT NOT NULL,      -- PHC string, or as crypt(3) makes it; '' is none
        enabled          INTEGER NOT NULL,
        version          INTEGER NOT NULL,
        created          INTEGER NOT NULL,
        changed          INTEGER NOT NULL,
        salt             BLOB,               -- SCRAM-SHA-256; NULL in all four: no keys
        iterations       INTEGER,
        stored_key       BLOB,
        server_key       BLOB,
        sha1_salt        BLOB,               -- SCRAM-SHA-1, in the same way
        sha1_iterations  INTEGER,
        sha1_stored_key  BLOB,
        sha1_server_key  BLOB,
        senders          TEXT NOT NULL,      -- lists are separated by line feeds
        networks         TEXT NOT NULL,
        mechanisms       TEXT NOT NULL,
        exceptions       TEXT NOT NULL,
        expires          INTEGER,
        messages_hour    INTEGER,
        messages_day     INTEGER,
        recipients_hour  INTEGER,
        recipients_day   INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX account_exceptions ON account (exceptions) WHERE exceptions <> '';

    -- How many accounts there are of each kind, so that nobody has to count them after each change. Rows of accounts are
    -- never updated, but replaced.
    CREATE TABLE account_count (
        iterations       INTEGER NOT NULL,   -- 0: no keys for SCRAM-SHA-256
        sha1_iterations  INTEGER NOT NULL,
        is_open          INTEGER NOT NULL,   -- enabled, and has a password
        accounts         INTEGER NOT NULL,
        PRIMARY KEY (iterations, sha1_iterations, is_open)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER account_added AFTER INSERT ON account BEGIN
        INSERT INTO account_count (iterations, sha1_iterations, is_open, accounts)
            VALUES (coalesce(new.iterations, 0), coalesce(new.sha1_iterations, 0), new.enabled AND new.password <> '', 1)
            ON CONFLICT DO UPDATE SET accounts = accounts + 1;
    END;
    CREATE TRIGGER account_removed AFTER DELETE ON account BEGIN
        UPDATE account_count SET accounts = accounts - 1
            WHERE iterations = coalesce(old.iterations, 0) AND sha1_iterations = coalesce(old.sha1_iterations, 0)
                AND is_open = (old.enabled AND old.password <> '');
    END;

    INSERT INTO account (name, password, enabled, version, created, changed, salt, iterations, stored_key, server_key,
            senders, networks, mechanisms, exceptions)
        SELECT name, password, enabled, version, created, changed, salt, iterations, stored_key, server_key,
            senders, '', '', ''
        FROM account_before;
    DROP TABLE account_before;

    -- The passwords of single programs.
    CREATE TABLE app_password (
        account          TEXT NOT NULL,
        label            TEXT NOT NULL,
        version          INTEGER NOT NULL,
        created          INTEGER NOT NULL,
        changed          INTEGER NOT NULL,
        senders          TEXT NOT NULL,
        networks         TEXT NOT NULL,
        mechanisms       TEXT NOT NULL,
        exceptions       TEXT NOT NULL,
        expires          INTEGER,
        messages_hour    INTEGER,
        messages_day     INTEGER,
        recipients_hour  INTEGER,
        recipients_day   INTEGER,
        PRIMARY KEY (account, label)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX app_password_exceptions ON app_password (exceptions) WHERE exceptions <> '';
    CREATE TABLE app_secret (
        id               TEXT PRIMARY KEY,   -- the token's public part
        account          TEXT NOT NULL,
        label            TEXT NOT NULL,
        n                INTEGER NOT NULL,   -- in the order in which they were given
        digest           BLOB NOT NULL,      -- SHA-256 of the token
        until            INTEGER,            -- NULL: it was not replaced
        salt             BLOB,               -- SCRAM, as of an account
        iterations       INTEGER,
        stored_key       BLOB,
        server_key       BLOB,
        sha1_salt        BLOB,
        sha1_iterations  INTEGER,
        sha1_stored_key  BLOB,
        sha1_server_key  BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX app_secret_of ON app_secret (account, label, n);
    CREATE TABLE removed_app_password (
        account          TEXT NOT NULL,
        label            TEXT NOT NULL,
        version          INTEGER NOT NULL,
        PRIMARY KEY (account, label)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE last_use (
        account          TEXT NOT NULL,
        label            TEXT NOT NULL,      -- of an app password; '': what the account itself has
        exception        TEXT NOT NULL,      -- '': the login as such
        at               INTEGER NOT NULL,
        client           TEXT NOT NULL,
        mechanism        TEXT NOT NULL,
        PRIMARY KEY (account, label, exception)
    ) STRICT, WITHOUT ROWID;

    -- The secret that belongs to the accounts.
    CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
",
];

/// Brings the tables up to date. Where there are none yet, `may_be_new` is asked before anything is written.
pub(super) fn prepare(
    connection: &Connection,
    steps: &[&str],
    may_be_new: impl FnOnce() -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let done: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if done == 0 {
        may_be_new()?;
    }
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    if done > known {
        return Err(StoreError::Unavailable(format!(
            "this data directory was written by a newer version of Gatepost (schema {done}, this one knows {known})"
        )));
    }
    for (n, step) in steps.iter().enumerate().skip(done as usize) {
        connection.execute_batch(&format!(
            "BEGIN IMMEDIATE; {step}; PRAGMA user_version = {}; COMMIT",
            n + 1
        ))?;
    }
    Ok(())
}

/// The node's number.
pub(super) fn node(connection: &Connection) -> Result<Option<u32>, StoreError> {
    let sql = "SELECT value FROM meta WHERE name = 'node'";
    Ok(connection.query_row(sql, [], |row| row.get(0)).optional()?)
}

/// Gives the node its number.
pub(super) fn set_node(connection: &Connection, node: u32) -> Result<u32, StoreError> {
    connection.execute("INSERT INTO meta (name, value) VALUES ('node', ?1)", [node])?;
    Ok(node)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded::{accounts, columns, totals};
    use crate::{Account, QueueCounts, Rights, ScramKeys, ScramSet, Standing};
    use mail::Timestamp;
    use queue::QueueId;
    use rusqlite::params;

    /// A database as the first step left it.
    fn released(first: &str) -> Connection {
        let connection = Connection::open_in_memory().expect("a database");
        connection.execute_batch(first).expect("the first step");
        connection
            .execute_batch("PRAGMA user_version = 1")
            .expect("a database of version 1");
        connection
    }

    fn version(connection: &Connection) -> u32 {
        let read = connection.query_row("PRAGMA user_version", [], |row| row.get(0));
        read.expect("a version")
    }

    fn never() -> Result<(), StoreError> {
        panic!("there are tables")
    }

    #[test]
    fn a_queue_of_the_first_release_is_brought_up_to_date() {
        let connection = released(QUEUE[0]);
        // octets, bucket, the (state, held) of each delivery
        type Case<'a> = (i64, Option<u32>, &'a [(&'a str, bool)]);
        let messages: [Case<'_>; 5] = [
            (10, None, &[("ready", false), ("removed", true)]),
            (200, None, &[("ready", true), ("ready", true)]),
            (3_000, None, &[("ready", true), ("ready", false)]),
            (40_000, None, &[("removed", true), ("removed", false)]),
            (500_000, Some(7), &[("ready", true)]),
        ];
        for (n, (octets, bucket, deliveries)) in messages.into_iter().enumerate() {
            let id = [n as u8 + 1; 16];
            let has_body = deliveries.iter().any(|(state, _)| *state == "ready");
            let sql = "INSERT INTO message (id, accepted, account, listener, client, ehlo, session, sender, body_kind, smtputf8, \
                       message_id, octets, crc, eight_bit, added, removed, bucket, has_body) \
                       VALUES (?1, ?2, 'alice', 'l', 'c', 'e', 's', '', '7BIT', 0, '<1@example.com>', ?3, 9, 0, '', '1-5', ?4, ?5)";
            let row = params![id, n as i64 + 1, octets, bucket, has_body];
            connection.execute(sql, row).expect("a message");
            for (k, (state, held)) in deliveries.iter().enumerate() {
                let sql = "INSERT INTO delivery (message, n, recipient, domain, state, held, due) \
                           VALUES (?1, ?2, 'bob@example.org', 'example.org', ?3, ?4, 5)";
                let row = params![id, k as i64, state, held];
                connection.execute(sql, row).expect("a delivery");
            }
        }
        prepare(&connection, QUEUE, never).expect("it is brought up to date");
        assert_eq!(version(&connection), QUEUE.len() as u32);
        let expected = QueueCounts {
            ready: 2,
            held: 2,
            damaged: 0,
            oldest: Some(Timestamp::from_micros(1)),
            octets: 503_210,
        };
        assert_eq!(totals::counts(&connection), Ok(expected));
        assert_eq!(totals::verify(&connection), Ok(None));
        let sql = format!("SELECT {} FROM message ORDER BY id", columns::MESSAGE);
        let mut statement = connection.prepare(&sql).expect("its columns");
        let read = statement.query_map([], columns::message).expect("its rows");
        for (n, message) in read.enumerate() {
            let message = message.expect("a message");
            assert!(message.id == QueueId::from_octets([n as u8 + 1; 16]) && !message.damaged);
            let origin = &message.origin;
            assert_eq!((origin.account.as_str(), origin.credential.as_str()), ("alice", ""));
            let deliveries = columns::deliveries(&connection, message.id).expect("deliveries");
            assert_eq!(deliveries.len(), messages[n].2.len());
        }
        prepare(&connection, QUEUE, never).expect("it is up to date");
    }

    #[test]
    fn accounts_of_earlier_releases_are_brought_up_to_date() {
        let account = |name: &str, password: &str, enabled, senders: &[&str]| Account {
            name: name.to_owned(),
            password: password.to_owned(),
            scram: ScramSet {
                sha256: Some(ScramKeys {
                    salt: vec![1],
                    iterations: 4_096,
                    stored_key: vec![2],
                    server_key: vec![3],
                }),
                sha1: None,
            },
            enabled,
            version: 5,
            rights: Rights {
                senders: senders.iter().map(|sender| (*sender).to_owned()).collect(),
                ..Rights::default()
            },
            created: Timestamp::from_micros(1),
            changed: Timestamp::from_micros(2),
        };
        let expected = [
            account("alice", "p", true, &[]),
            account("bob", "", true, &["a@example.com", "example.org"]),
            account("carol", "q", false, &["*"]),
        ];
        for steps in 1..ACCOUNTS.len() {
            let connection = Connection::open_in_memory().expect("a database");
            prepare(&connection, &ACCOUNTS[..steps], || Ok(())).expect("a database of that release");
            for account in &expected {
                let sql = "INSERT INTO account VALUES (?1, ?2, x'01', 4096, x'02', x'03', ?3, 5, ?4, 1, 2)";
                let senders = account.rights.senders.join("\n");
                let row = params![account.name, account.password, account.enabled, senders];
                connection.execute(sql, row).expect("an account");
            }
            let sql = "INSERT INTO removed_account VALUES ('dan', 7)";
            connection.execute(sql, []).expect("one that was removed");
            if steps > 1 {
                let sql = "INSERT INTO ban VALUES ('192.0.2.7', NULL, 'r', 'a', 1)";
                connection.execute(sql, []).expect("a ban");
            }
            prepare(&connection, ACCOUNTS, never).expect("it is brought up to date");
            assert_eq!(version(&connection), ACCOUNTS.len() as u32);
            for account in &expected {
                let found = accounts::find(&connection, &account.name).expect("it is there");
                assert!(found == *account, "{found:?} from step {steps}");
            }
            let count = |table: &str| -> i64 {
                let sql = format!("SELECT count(*) FROM {table}");
                connection.query_row(&sql, [], |row| row.get(0)).expect("a count")
            };
            let counted = ["account", "removed_account", "ban", "app_password"].map(count);
            assert_eq!(counted, [3, 1, i64::from(steps > 1), 0]);
            let standing = accounts::standing(&connection).expect("a standing");
            let expected = Standing {
                iterations: vec![(4_096, 3)],
                ..Standing::default()
            };
            assert_eq!(standing, expected, "those that were there are counted");
        }
    }

    #[test]
    fn who_has_bodies_is_not_new() {
        let connection = Connection::open_in_memory().expect("a database");
        for _ in 0..2 {
            let refused = prepare(&connection, QUEUE, || Err(StoreError::Damaged("bodies".to_owned())));
            assert_eq!(refused, Err(StoreError::Damaged("bodies".to_owned())));
            assert_eq!(version(&connection), 0, "nothing was written");
        }
        prepare(&connection, QUEUE, || Ok(())).expect("it is made");
        prepare(&connection, QUEUE, never).expect("it is there");
    }
}
