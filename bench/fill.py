#!/usr/bin/env python3
"""Fills the queue of a stopped Gatepost with many messages, fast: copies of two that it accepted itself, and that go then.

    fill.py DATA [--messages 1000000] [--large-every 50] [--due]

DATA is a data directory in whose queue there are at least one message with its body in the database and one with its body
in a file, both held. Their rows are copied column by column under new ids, so this knows the ids, the body files, the keys of
the tables, what is counted in `total`, and nothing else of the schema. The copies are held, too; with --due they are due
since they were accepted. For measurements only: nothing here is synced before the end.
"""
import argparse
import os
import shutil
import sqlite3
import sys
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
BUCKET_FILES = 4_000        # as many body files as Gatepost puts into one directory
BATCH = 20_000

# Which messages are copied: a small one, a large one.
KINDS = ("bucket IS NULL AND has_body = 1", "bucket IS NOT NULL")


def name_of(identity):
    """A queue id as it is printed, and as its body file is called: 26 digits of Crockford's base32."""
    value = int.from_bytes(identity, "big")
    return "".join(ALPHABET[value >> (5 * n) & 31] for n in reversed(range(26)))


def key_of(table, columns):
    """The column that holds the id of the message, if there is one."""
    if "message" in columns:
        return "message"
    return "id" if table in ("message", "body") else None


def templates(connection, kinds):
    """For one message of each kind: its id, its bucket, and the rows of all tables that belong to it."""
    tables = {}
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        if key_of(table, columns):
            tables[table] = columns
    found = []
    for where in kinds:
        held = "EXISTS (SELECT 1 FROM delivery WHERE message = message.id AND state = 'ready' AND held = 1)"
        row = connection.execute(f"SELECT id, bucket FROM message WHERE {where} AND {held} ORDER BY id LIMIT 1").fetchone()
        if row is None:
            raise RuntimeError(f"there is no held message to copy where {where}")
        rows = {
            table: connection.execute(f"SELECT * FROM {table} WHERE {key_of(table, columns)} = ?", (row[0],)).fetchall()
            for table, columns in tables.items()
        }
        found.append((row[0], row[1], rows))
    return tables, found


def fill(data, messages, large_every, due=False):
    """Adds `messages`; each `large_every`-th has its body in a file, none if it is 0. Returns the octets that the queue takes
    then."""
    queue = os.path.join(data, "queue")
    bodies = os.path.join(queue, "bodies")
    connection = sqlite3.connect(os.path.join(queue, "queue.db"), isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -262144")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    # Without a log everything is written once. The log comes back at the end, so that the next start finds what it left.
    if connection.execute("PRAGMA journal_mode = OFF").fetchone() != ("off",):
        raise RuntimeError("somebody else has the queue open")
    tables, copied = templates(connection, KINDS if large_every else KINDS[:1])
    small, large = copied[0], copied[-1]
    large_ones = messages // large_every if large_every else 0

    content = b""
    if large_every:
        with open(os.path.join(bodies, f"{large[1]:06d}", name_of(large[0])), "rb") as file:
            content = file.read()
    room = shutil.disk_usage(data).free
    wanted = messages * 16_384 + large_ones * len(content)
    if room < 2 * wanted:
        raise RuntimeError(f"{wanted >> 20} MiB may be needed, and only {room >> 20} MiB are free")

    # As if one had come each millisecond up to now. Ids that grow are what fills the pages as a real queue fills them, so
    # nothing that is newer may be there.
    node = small[0][6:10]
    begin = int.from_bytes(max(small[0], large[0])[:6], "big") - messages
    for identity, bucket, _ in copied:
        for table, columns in tables.items():
            connection.execute(f"DELETE FROM {table} WHERE {key_of(table, columns)} = ?", (identity,))
        if bucket is not None:
            os.remove(os.path.join(bodies, f"{bucket:06d}", name_of(identity)))

    def rows(table, kinds):
        """The rows of the new messages in one table, in the order of their ids."""
        columns = tables[table]
        key = columns.index(key_of(table, columns))
        where = {column: columns.index(column) for column in columns}
        for identity, n, bucket in kinds:
            for row in (small if bucket is None else large)[2][table]:
                row = list(row)
                row[key] = identity
                if table == "message":
                    row[where["bucket"]] = bucket
                    row[where["message_id"]] = f"<{n}@fill.example>"
                    row[where["accepted"]] = (begin + n) * 1000
                elif table == "delivery":
                    row[where["recipient"]] = f"u{n}@sink.test"
                    if due:
                        row[where["held"]] = 0
                        row[where["due"]] = (begin + n) * 1000
                yield row

    done = 0
    while done < messages:
        kinds = []
        for n in range(done, min(done + BATCH, messages)):
            identity = (begin + n).to_bytes(6, "big") + node + n.to_bytes(6, "big")
            bucket = None
            if large_every and n % large_every == large_every - 1:
                bucket = n // large_every // BUCKET_FILES
                directory = os.path.join(bodies, f"{bucket:06d}")
                os.makedirs(directory, mode=0o700, exist_ok=True)
                path = os.path.join(directory, name_of(identity))
                with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(content)
            kinds.append((identity, n, bucket))
        connection.execute("BEGIN")
        for table, columns in tables.items():
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows(table, kinds))
        connection.execute("COMMIT")
        done += len(kinds)

    # Gatepost counts what comes and goes, and not what is there.
    standing = "ready" if due else "held"
    connection.execute(f"UPDATE total SET {standing} = {standing} + ?", (messages,))
    for (_, _, gone), number in zip(copied, (messages - large_ones, large_ones)):
        octets = gone["message"][0][tables["message"].index("octets")]
        connection.execute("UPDATE total SET held = held - 1, octets = octets + ?", ((number - 1) * octets,))
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    connection.close()
    owner = os.stat(os.path.join(queue, "queue.db"))
    for folder, _, names in os.walk(queue):
        for path in [folder, *(os.path.join(folder, name) for name in names)] if owner.st_uid else ():
            os.chown(path, owner.st_uid, owner.st_gid)
    os.sync()
    return sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(queue) for name in names)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--large-every", type=int, default=50, help="0: none")
    parser.add_argument("--due", action="store_true", help="not held")
    a = parser.parse_args()
    began = time.monotonic()
    try:
        octets = fill(a.data, a.messages, a.large_every, a.due)
    except (RuntimeError, sqlite3.Error, OSError) as error:
        sys.exit(f"fill.py: {error}")
    print(f"{a.messages} messages in {time.monotonic() - began:.0f} s; the queue takes {octets >> 20} MiB")
