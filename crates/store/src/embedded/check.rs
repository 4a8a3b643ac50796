//! Looks at all that is kept: databases, bodies, and files that belong to nothing. In small pieces, beside the mail.

use super::damage::Marked;
use super::{ACCOUNT_DATABASE, Embedded, Occupied, QUEUE, QUEUE_DATABASE, columns, lock, totals};
use crate::bodies::DiskBodies;
use crate::body::READ_OCTETS;
use crate::mail_store::COMING_IN;
use crate::{Bodies, CheckReport, Checked, DirEntry, FileKind, Lane, Place, StoreError, on_lane};
use ::mail::Timestamp;
use queue::QueueId;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// See [`MailStore::check`](crate::MailStore::check).
pub(super) async fn check(
    store: &Embedded,
    deep: bool,
    by: String,
    now: Timestamp,
    tell: Arc<dyn Fn(Checked) + Send + Sync>,
) -> Result<CheckReport, StoreError> {
    let occupied = store.occupy()?;
    let mut report = CheckReport::default();
    let queue_name = Path::new(QUEUE).join(QUEUE_DATABASE);
    for name in [queue_name.clone(), PathBuf::from(ACCOUNT_DATABASE)] {
        let found = on_disk(store, &occupied, move |store| examine(store, &name, deep)).await?;
        report.problems.extend(found);
    }
    let connection = on_disk(store, &occupied, move |store| store.connect(&queue_name)).await?;
    let survey = Arc::new(Survey {
        store: store.clone(),
        queue: Mutex::new(connection),
    });

    let mut after = None;
    loop {
        let page = survey.on_disk(&occupied, move |survey| survey.read_page(after)).await?;
        report.messages += page.messages;
        report.bodies += page.bodies;
        report.octets += page.octets;
        report.problems.extend(page.problems);
        for (id, damaged) in page.marks {
            let marked = store.mark(id, damaged, by.clone(), now).await?;
            // One that has ended meanwhile took its body with it.
            if damaged && matches!(marked, Some(Marked::Now | Marked::Before)) {
                report.damaged.push(id);
            }
        }
        tell(Checked {
            messages: report.messages,
            octets: report.octets,
        });
        after = page.last;
        if after.is_none() {
            break;
        }
    }

    let mut strays = Vec::new();
    for bucket in on_disk(store, &occupied, |store| store.0.bodies.buckets()).await? {
        let found = survey
            .on_disk(&occupied, move |survey| survey.strays(bucket, now))
            .await?;
        strays.extend(found);
    }
    let sure = survey
        .on_disk(&occupied, move |survey| survey.still_strays(strays))
        .await?;
    report.problems.extend(sure);
    if report.problems.len() > PROBLEMS_MAX {
        let more = report.problems.len() - PROBLEMS_MAX;
        report.problems.truncate(PROBLEMS_MAX);
        report.problems.push(format!("and {more} more"));
    }
    Ok(report)
}

/// Does a piece of it where it holds up neither those who log in nor those who list. It goes on to its end even if nobody
/// waits for it any more, and until then nobody else begins.
async fn on_disk<T: Send + 'static>(
    store: &Embedded,
    occupied: &Arc<Occupied>,
    job: impl FnOnce(&Embedded) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let (same, occupied) = (store.clone(), occupied.clone());
    let job = move || {
        let done = job(&same);
        drop(occupied);
        done
    };
    on_lane(&*store.0.work, Lane::Disk, job).await?
}

/// Whoever reads bodies and names of files, on a connection of its own.
struct Survey {
    store: Embedded,
    queue: Mutex<Connection>,
}

/// What lies between the body files, and belongs to no message.
struct Stray {
    bucket: u32,
    name: String,
    kind: FileKind,
}

/// What one page of messages held.
#[derive(Default)]
struct Page {
    messages: u64,
    bodies: u64,
    octets: u64,
    /// Whether each of these is damaged: where that is so, or was so.
    marks: Vec<(QueueId, bool)>,
    problems: Vec<String>,
    /// Where to go on, if there is more.
    last: Option<QueueId>,
}

struct Row {
    id: QueueId,
    octets: u64,
    crc: u32,
    place: Option<Place>,
    damaged: bool,
    has_body: bool,
}

impl Survey {
    async fn on_disk<T: Send + 'static>(
        self: &Arc<Self>,
        occupied: &Arc<Occupied>,
        job: impl FnOnce(&Self) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let same = self.clone();
        on_disk(&self.store, occupied, move |_| job(&same)).await
    }

    /// The next bodies: not many messages and not many octets, so that a thread is not held for long.
    fn read_page(&self, after: Option<QueueId>) -> Result<Page, StoreError> {
        let mut page = Page::default();
        let connection = lock(&self.queue);
        let rows = match rows(&connection, after) {
            Ok(rows) => rows,
            Err(StoreError::Unavailable(why)) => return Err(StoreError::Unavailable(why)),
            Err(error) => {
                let problem = format!("the messages in {QUEUE_DATABASE} cannot be read: {error}");
                page.problems.push(problem);
                return Ok(page);
            }
        };
        let is_last = rows.len() < PAGE_MESSAGES;
        for (id, row) in rows {
            page.messages += 1;
            page.last = Some(id);
            let row = match row {
                Ok(row) => row,
                Err(error) => {
                    let problem = format!("the rows of message {id} in {QUEUE_DATABASE} cannot be read: {error}");
                    page.problems.push(problem);
                    continue;
                }
            };
            if row.has_body {
                page.bodies += 1;
                page.octets += row.octets;
                let whole = is_whole(&connection, &self.store.0.bodies, &row)?;
                if !whole || row.damaged {
                    page.marks.push((row.id, !whole));
                }
            }
            if page.octets >= PAGE_OCTETS {
                return Ok(page);
            }
        }
        if is_last {
            page.last = None;
        }
        Ok(page)
    }

    /// Files in a bucket that belong to no message. One that is young may belong to a message that is still on its way in.
    fn strays(&self, bucket: u32, now: Timestamp) -> Result<Vec<Stray>, StoreError> {
        let connection = lock(&self.queue);
        let mut statement = connection.prepare_cached(BELONGS)?;
        let mut strays = Vec::new();
        for DirEntry { name, kind } in self.store.0.bodies.entries(bucket)? {
            let is_ours = match name.parse::<QueueId>() {
                Ok(id) => now.since(id.made()) < COMING_IN || statement.exists(params![id.octets(), bucket])?,
                Err(_) => false,
            };
            if !is_ours {
                strays.push(Stray { bucket, name, kind });
            }
        }
        Ok(strays)
    }

    /// Those that are there still, in sentences: a message that was removed meanwhile took its file with it.
    fn still_strays(&self, strays: Vec<Stray>) -> Result<Vec<String>, StoreError> {
        let (bodies, connection) = (&self.store.0.bodies, lock(&self.queue));
        let mut statement = connection.prepare_cached(BELONGS)?;
        let mut problems = Vec::new();
        for Stray { bucket, name, kind } in strays {
            // Or it was accepted meanwhile.
            let is_going = match name.parse::<QueueId>() {
                Ok(id) => {
                    let waits = lock(&self.store.0.unwanted).waiting.contains(&(id, Place(bucket)));
                    waits || !bodies.exists(id, Place(bucket))? || statement.exists(params![id.octets(), bucket])?
                }
                Err(_) => false,
            };
            if !is_going {
                let file = bodies.bucket(bucket).join(name);
                let file = file.display();
                problems.push(if kind == FileKind::File {
                    format!("{file} belongs to no message: the next start removes it")
                } else {
                    format!("{file} is no ordinary file, and belongs to no message: move it away")
                });
            }
        }
        Ok(problems)
    }
}

/// A message, and its rows, or what is wrong with them.
type Seen = (QueueId, Result<Row, StoreError>);

/// The next messages.
fn rows(connection: &Connection, after: Option<QueueId>) -> Result<Vec<Seen>, StoreError> {
    let sql = format!(
        "SELECT {} FROM message WHERE id > ?1 ORDER BY id LIMIT ?2",
        columns::MESSAGE
    );
    // No octets stand before any.
    let after = after.map_or_else(Vec::new, |id| id.octets().to_vec());
    let limit = i64::try_from(PAGE_MESSAGES).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(&sql)?;
    let (mut read, mut rows) = (Vec::new(), statement.query(params![after, limit])?);
    while let Some(row) = rows.next()? {
        let id = columns::id(row, 0)?;
        // All that is kept of it, since whoever lists or shows it needs all of it.
        let one = columns::entry(connection, row).and_then(|entry| {
            let message = entry.message;
            Ok(Row {
                id,
                octets: message.octets,
                crc: message.crc,
                place: row.get::<_, Option<u32>>("bucket")?.map(Place),
                damaged: message.damaged,
                has_body: row.get("has_body")?,
            })
        });
        match one.map_err(StoreError::from) {
            Err(StoreError::Unavailable(why)) => return Err(StoreError::Unavailable(why)),
            one => read.push((id, one)),
        }
    }
    Ok(read)
}

/// Whether a body is there, and is what was accepted.
fn is_whole(connection: &Connection, bodies: &DiskBodies, row: &Row) -> Result<bool, StoreError> {
    let crc = match row.place {
        Some(place) => crc_of_file(bodies, row.id, place, row.octets),
        None => crc_of_row(connection, row.id, row.octets),
    };
    match crc {
        Ok(crc) => Ok(crc == Some(row.crc)),
        // Too many open files, no memory: that says nothing about the body.
        Err(StoreError::Unavailable(why)) => Err(StoreError::Unavailable(why)),
        Err(_) => Ok(false),
    }
}

fn crc_of_row(connection: &Connection, id: QueueId, octets: u64) -> Result<Option<u32>, StoreError> {
    let crc = connection
        .prepare_cached("SELECT octets FROM body WHERE id = ?1")?
        .query_row([id.octets()], |row| {
            let content = row.get_ref(0)?.as_blob()?;
            Ok((content.len() as u64 == octets).then(|| crc32fast::hash(content)))
        })
        .optional()?;
    Ok(crc.flatten())
}

fn crc_of_file(bodies: &DiskBodies, id: QueueId, place: Place, octets: u64) -> Result<Option<u32>, StoreError> {
    let (mut crc, mut at, mut buffer) = (crc32fast::Hasher::new(), 0, vec![0; READ_OCTETS]);
    while at < octets {
        // No more than the buffer has, so it fits.
        let wanted = (octets - at).min(READ_OCTETS as u64) as usize;
        let got = bodies.read_at(id, place, &mut buffer[..wanted], at)?;
        if got == 0 {
            return Ok(None);
        }
        crc.update(&buffer[..got]);
        at += got as u64;
    }
    // An empty one must be there, too.
    if octets == 0 {
        bodies.read_at(id, place, &mut buffer[..1], 0)?;
    }
    Ok(Some(crc.finalize()))
}

/// Whether a database is sound, in sentences. It is read as it was at one moment; its log grows meanwhile.
fn examine(store: &Embedded, name: &Path, deep: bool) -> Result<Vec<String>, StoreError> {
    let problem = |what: &str| format!("{}: {what}", name.display());
    let found = store.connect(name).and_then(|connection| {
        connection.execute_batch("PRAGMA query_only = ON")?;
        let kind = if deep { "integrity_check" } else { "quick_check" };
        let mut statement = connection.prepare(&format!("PRAGMA {kind}({DATABASE_PROBLEMS_MAX})"))?;
        let lines: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut problems: Vec<String> = lines
            .iter()
            .filter(|line| *line != "ok")
            .map(|line| problem(line))
            .collect();
        if deep && problems.is_empty() && name.ends_with(QUEUE_DATABASE) {
            problems.extend(totals::verify(&connection)?);
        }
        Ok(problems)
    });
    match found {
        Err(StoreError::Unavailable(why)) => Err(StoreError::Unavailable(why)),
        Err(error) => Ok(vec![problem(&format!("it cannot be read: {error}"))]),
        found => found,
    }
}

/// Messages on one page.
const PAGE_MESSAGES: usize = 256;
/// Octets after which a page ends: some ten milliseconds of reading.
const PAGE_OCTETS: u64 = 8 * 1024 * 1024;
const BELONGS: &str = "SELECT 1 FROM message WHERE id = ?1 AND bucket = ?2";
const PROBLEMS_MAX: usize = 200;
const DATABASE_PROBLEMS_MAX: usize = 50;

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;
    use crate::conformance;

    #[test]
    fn a_message_that_cannot_be_read_is_named() {
        let connection = Connection::open_in_memory().expect("a database");
        schema::prepare(&connection, schema::QUEUE, || Ok(())).expect("tables");
        let ids = [1, 2, 3].map(|n| QueueId::from_octets([n; 16]));
        for id in ids {
            let entry = conformance::sample(id, Timestamp::from_micros(1), &["bob@example.org"]);
            columns::insert_message(&connection, &entry.message, None).expect("a message");
            columns::insert_delivery(&connection, id, 0, &entry.deliveries[0]).expect("a delivery");
        }
        for (spoil, id) in [
            ("UPDATE message SET removed = '5-1' WHERE id = ?1", ids[0]),
            ("UPDATE delivery SET state = 'lost' WHERE message = ?1", ids[2]),
        ] {
            connection.execute(spoil, [id.octets()]).expect("it is spoiled");
        }
        let read = rows(&connection, None).expect("rows");
        let read: Vec<(QueueId, bool)> = read.iter().map(|(id, row)| (*id, row.is_ok())).collect();
        assert_eq!(read, [(ids[0], false), (ids[1], true), (ids[2], false)]);
    }
}
