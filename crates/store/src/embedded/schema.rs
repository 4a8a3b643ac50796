//! The tables. A change is a further step in the list, never a change of a step that was released.

use crate::StoreError;
use rusqlite::{Connection, OptionalExtension};

/// The queue. Columns that only deliveries will use (attempts, lease, cause, reply, hop, notice) are there from the first
/// day, so that no queue on any disk has to be rewritten for them.
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
];

/// Brings the tables up to date, then truncates the write-ahead log: what the system still shows of it, but the disk may
/// have lost, is written to the database and synced before anybody builds on it.
pub(super) fn prepare(connection: &Connection, steps: &[&str]) -> Result<(), StoreError> {
    let done: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
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
    let (busy, _, _): (i64, i64, i64) = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    if busy == 0 {
        Ok(())
    } else {
        Err(StoreError::Unavailable(
            "another process has the database open".to_owned(),
        ))
    }
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
