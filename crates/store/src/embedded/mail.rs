//! The queue in SQLite.

use super::{Embedded, columns};
use crate::bodies::Content;
use crate::{Bodies, Body, Draft, Entry, KeptBody, Lane, MailStore, Place, StoreError, Stored, on_lane};
use ::mail::Timestamp;
use futures_util::future::{BoxFuture, FutureExt, join_all};
use queue::{Change, Event, EventKind, Filter, QueueId, apply};
use rusqlite::{Connection, OptionalExtension, ToSql, params};
use std::sync::PoisonError;

impl MailStore for Embedded {
    fn draft(&self, id: QueueId) -> Draft {
        Draft::new(id, self.inline_octets_max, self.bodies.clone(), self.work.clone())
    }

    fn accept(&self, entry: Entry, body: KeptBody) -> BoxFuture<'_, Result<(), StoreError>> {
        async move {
            let id = body.id;
            let (place, octets) = match &body.content {
                Content::Inline(octets) => (None, octets.len()),
                Content::Large(place) => (Some(*place), 0),
            };
            let rows = ROW_OCTETS + entry.message.added.len() + entry.deliveries.len() * DELIVERY_OCTETS;
            let directory = place.map(|Place(bucket)| self.bodies.bucket(bucket));
            let insert = move |connection: &Connection| insert(connection, &entry, body);
            let result = self.queue.committer.commit(directory, octets + rows, insert).await;
            match (place, &result) {
                (Some(place), Err(StoreError::Full | StoreError::Unavailable(_) | StoreError::Exists)) => {
                    self.remove_bodies(Some((id, place))).await;
                }
                (_, Ok(())) => self.remove_bodies(None).await,
                _ => {}
            }
            result
        }
        .boxed()
    }

    fn list(
        &self,
        filter: Filter,
        after: Option<QueueId>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>> {
        self.queue
            .read(move |connection| list(connection, &filter, after, limit))
            .boxed()
    }

    fn find(&self, id: QueueId) -> BoxFuture<'_, Result<Stored, StoreError>> {
        self.queue
            .read(move |connection| {
                let sql = format!("SELECT {} FROM message WHERE id = ?1", columns::MESSAGE);
                let (message, has_body) = connection
                    .prepare_cached(&sql)?
                    .query_row([id.octets()], |row| Ok((columns::message(row)?, row.get("has_body")?)))?;
                let entry = Entry {
                    message,
                    deliveries: columns::deliveries(connection, id)?,
                };
                Ok(Stored {
                    entry,
                    events: columns::events(connection, id)?,
                    has_body,
                })
            })
            .boxed()
    }

    fn body(&self, id: QueueId) -> BoxFuture<'_, Result<Body, StoreError>> {
        async move {
            let (bodies, work) = (self.bodies.clone(), self.work.clone());
            self.queue
                .read(move |connection| {
                    let sql = "SELECT message.octets, crc, bucket, has_body, body.octets FROM message \
                               LEFT JOIN body USING (id) WHERE message.id = ?1";
                    let row = connection.prepare_cached(sql)?.query_row([id.octets()], |row| {
                        Ok((
                            row.get::<_, i64>(0)?.unsigned_abs(),
                            row.get::<_, u32>(1)?,
                            row.get::<_, Option<u32>>(2)?,
                            row.get::<_, bool>(3)?,
                            row.get::<_, Option<Vec<u8>>>(4)?,
                        ))
                    })?;
                    match row {
                        (_, _, _, false, _) => Err(StoreError::NotFound),
                        (octets, crc, Some(bucket), ..) => {
                            Ok(Body::large((id, Place(bucket)), octets, crc, bodies, work))
                        }
                        (octets, crc, None, true, Some(content)) => Ok(Body::inline(content, octets, crc, work)),
                        (_, _, None, true, None) => Err(StoreError::Damaged("its body is missing".to_owned())),
                    }
                })
                .await
        }
        .boxed()
    }

    fn change(
        &self,
        ids: Vec<QueueId>,
        change: Change,
        by: String,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Vec<QueueId>, StoreError>> {
        async move {
            // All at once, so that the committer can take them together.
            let orders = ids.into_iter().map(|id| {
                let by = by.clone();
                let job = move |connection: &Connection| change_one(connection, id, change, by, now);
                async move { (id, self.queue.committer.commit(None, ROW_OCTETS, job).await) }
            });
            let (mut changed, mut failed) = (Vec::new(), None);
            for (id, done) in join_all(orders).await {
                match done {
                    Ok(None) => {}
                    Ok(Some(gone)) => {
                        changed.push(id);
                        self.remove_bodies(gone.map(|place| (id, place))).await;
                    }
                    // What was done of the others stays done.
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
            failed.map_or(Ok(changed), Err)
        }
        .boxed()
    }
}

impl Embedded {
    /// Removes the file of a body that no row names, and those that had to wait. While a restart might find a commit that
    /// failed, the files that it names stay. Where removing fails, the next start finds and removes them.
    async fn remove_bodies(&self, unwanted: Option<(QueueId, Place)>) {
        let gone = {
            let mut waiting = self.unwanted.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.extend(unwanted);
            if waiting.is_empty() || self.queue.committer.is_in_doubt() {
                return;
            }
            std::mem::take(&mut *waiting)
        };
        let bodies = self.bodies.clone();
        let job = move || gone.into_iter().for_each(|(id, place)| drop(bodies.remove(id, place)));
        drop(on_lane(&*self.work, Lane::Disk, job).await);
    }
}

fn insert(connection: &Connection, entry: &Entry, body: KeptBody) -> Result<(), StoreError> {
    let id = body.id;
    let bucket = match body.content {
        Content::Large(Place(bucket)) => Some(bucket),
        Content::Inline(octets) => {
            let sql = "INSERT INTO body (id, octets) VALUES (?1, ?2)";
            connection.prepare_cached(sql)?.execute(params![id.octets(), octets])?;
            None
        }
    };
    columns::insert_message(connection, &entry.message, bucket)?;
    for (n, delivery) in entry.deliveries.iter().enumerate() {
        columns::insert_delivery(connection, id, n, delivery)?;
    }
    let by = entry.message.origin.account.clone();
    let event = Event {
        at: entry.message.accepted,
        kind: EventKind::Accepted,
        by,
    };
    Ok(columns::insert_event(connection, id, &event)?)
}

fn list(
    connection: &Connection,
    filter: &Filter,
    after: Option<QueueId>,
    limit: usize,
) -> Result<Vec<Entry>, StoreError> {
    let mut message = vec!["1"];
    let mut delivery = vec!["1"];
    let mut values: Vec<(&str, Box<dyn ToSql>)> = Vec::new();
    if let Some(after) = after {
        message.push("id > :after");
        values.push((":after", Box::new(after.octets())));
    }
    if let Some(account) = &filter.account {
        message.push("account = :account");
        values.push((":account", Box::new(account.clone())));
    }
    if let Some(sender) = &filter.sender {
        message.push("sender = :sender COLLATE NOCASE");
        values.push((":sender", Box::new(sender.clone())));
    }
    if let Some(before) = filter.before {
        message.push("accepted < :before");
        values.push((":before", Box::new(before.micros())));
    }
    if let Some(since) = filter.since {
        message.push("accepted >= :since");
        values.push((":since", Box::new(since.micros())));
    }
    if !filter.ended {
        delivery.push("state = 'ready'");
    }
    if let Some(held) = filter.held {
        delivery.push("held = :held");
        values.push((":held", Box::new(held)));
    }
    if let Some(domain) = &filter.domain {
        delivery.push("domain = :domain");
        values.push((":domain", Box::new(domain.clone())));
    }
    if let Some(recipient) = &filter.recipient {
        // `recipient` is as it was given, so its domain may be in U-labels; `domain` never is.
        delivery.push("domain = :recipient_domain");
        delivery.push("substr(recipient, 1, length(:recipient_local)) = :recipient_local COLLATE NOCASE");
        let text = recipient.to_string();
        let local = text.rsplit_once('@').map_or(text.as_str(), |(local, _)| local);
        values.push((":recipient_domain", Box::new(recipient.domain().ascii().to_owned())));
        values.push((":recipient_local", Box::new(format!("{local}@"))));
    }
    let sql = format!(
        "SELECT {} FROM message WHERE {} AND id IN (SELECT message FROM delivery WHERE {}) ORDER BY id LIMIT :limit",
        columns::MESSAGE,
        message.join(" AND "),
        delivery.join(" AND "),
    );
    values.push((":limit", Box::new(i64::try_from(limit).unwrap_or(i64::MAX))));
    let statement = connection.prepare_cached(&sql)?;
    let named: Vec<(&str, &dyn ToSql)> = values.iter().map(|(name, value)| (*name, value.as_ref())).collect();
    Ok(columns::entries(connection, statement, &named)?)
}

/// `None` if nothing changed; else the place of a body file that nobody needs any more.
fn change_one(
    connection: &Connection,
    id: QueueId,
    change: Change,
    by: String,
    now: Timestamp,
) -> Result<Option<Option<Place>>, StoreError> {
    let before = columns::deliveries(connection, id)?;
    let mut after = before.clone();
    if !apply(change, &mut after, now) {
        return Ok(None);
    }
    for (n, delivery) in after
        .iter()
        .enumerate()
        .filter(|(n, delivery)| before[*n] != **delivery)
    {
        columns::update_delivery(connection, id, n, delivery)?;
    }
    columns::insert_event(
        connection,
        id,
        &Event {
            at: now,
            kind: change.event(),
            by,
        },
    )?;
    if after.iter().any(|delivery| delivery.state.is_open()) {
        return Ok(Some(None));
    }
    let sql = "SELECT bucket FROM message WHERE id = ?1 AND bucket IS NOT NULL";
    let bucket: Option<u32> = connection
        .prepare_cached(sql)?
        .query_row([id.octets()], |row| row.get(0))
        .optional()?;
    connection
        .prepare_cached("DELETE FROM body WHERE id = ?1")?
        .execute([id.octets()])?;
    let sql = "UPDATE message SET bucket = NULL, has_body = 0 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute([id.octets()])?;
    Ok(Some(bucket.map(Place)))
}

/// What the rows of a message take, about: it bounds a batch.
const ROW_OCTETS: usize = 1024;
/// The same for each delivery.
const DELIVERY_OCTETS: usize = 200;
