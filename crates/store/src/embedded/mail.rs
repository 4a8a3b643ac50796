//! The queue in SQLite.

use super::damage::{self, Marked};
use super::totals::{self, Tally};
use super::{Embedded, backup, check, columns, deliveries, lock};
use crate::draft::Content;
use crate::mail_store::{COMING_IN, SENT_SLOT_MICROS, Standing};
use crate::{
    BackupReport, Bodies, Body, CheckReport, Checked, Draft, DuePage, DuePlace, Entry, KeptBody, Lane, Lease, Leased,
    MailStore, Place, Postponed, QueueCounts, Sent, Settlement, StoreError, Stored, Traced, Wanted, on_lane,
};
use ::mail::Timestamp;
use futures_util::future::{BoxFuture, FutureExt, join_all, ready};
use queue::{Change, Detail, Event, EventKind, Filter, IdSource, QueueId, apply};
use rusqlite::{Connection, OptionalExtension, ToSql, params};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;

impl MailStore for Embedded {
    fn room(&self, octets: u64, now: Timestamp) -> BoxFuture<'_, Result<(), StoreError>> {
        let reserve = &self.0.reserve;
        if !reserve.is_time(now) {
            return ready(reserve.check(octets)).boxed();
        }
        async move {
            let look = reserve.clone();
            on_lane(&*self.0.work, Lane::Disk, move || look.look(now)).await?;
            if reserve.is_short() {
                self.0.queue.committer.tidy_again();
            }
            reserve.check(octets)
        }
        .boxed()
    }

    fn draft(&self, id: QueueId) -> Draft {
        let inside = &self.0;
        let (bodies, work) = (inside.bodies.clone(), inside.work.clone());
        Draft::new(id, inside.inline_octets_max, &inside.body_memory, bodies, work)
    }

    fn accept(&self, entry: Entry, body: KeptBody) -> BoxFuture<'_, Result<(), StoreError>> {
        async move {
            let id = body.id;
            let place = body.place().map(|(_, place)| place);
            let rows = rows_octets(&entry, &body);
            let taken = body.octets + rows as u64;
            let directory = place.map(|Place(bucket)| self.0.bodies.bucket(bucket));
            let job = move |connection: &Connection, tally: &mut Tally| insert(connection, tally, &entry, &body);
            let committer = &self.0.queue.committer;
            let result = committer.commit_mail(directory, rows, job).await;
            match (place, &result) {
                (
                    Some(place),
                    Err(StoreError::Full | StoreError::Unavailable(_) | StoreError::Damaged(_) | StoreError::Exists),
                ) => {
                    self.remove_bodies(Some((id, place))).await;
                }
                (_, Ok(())) => {
                    self.0.reserve.accepted(taken);
                    self.tell_news();
                    self.remove_bodies(None).await;
                }
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
        self.0
            .queue
            .read(move |connection| list(connection, &filter, after, limit))
            .boxed()
    }

    fn counts(&self) -> BoxFuture<'_, Result<QueueCounts, StoreError>> {
        self.0.queue.read(totals::counts).boxed()
    }

    fn find(&self, id: QueueId) -> BoxFuture<'_, Result<Stored, StoreError>> {
        self.0
            .queue
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
        let (bodies, work) = (self.0.bodies.clone(), self.0.work.clone());
        self.0
            .queue
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
                    (octets, crc, Some(bucket), ..) => Ok(Body::large((id, Place(bucket)), octets, crc, bodies, work)),
                    (octets, crc, None, true, Some(content)) => Ok(Body::inline(content, octets, crc, work)),
                    (_, _, None, true, None) => Err(StoreError::Damaged("its body is missing".to_owned())),
                }
            })
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
                let job = move |connection: &Connection, tally: &mut Tally| {
                    change_one(connection, tally, id, change, &by, now)
                };
                let committer = &self.0.queue.committer;
                async move { (id, committer.commit(job).await) }
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
            if !changed.is_empty() {
                self.tell_news();
            }
            failed.map_or(Ok(changed), Err)
        }
        .boxed()
    }

    fn due(&self, now: Timestamp, after: Option<DuePlace>, limit: usize) -> BoxFuture<'_, Result<DuePage, StoreError>> {
        let leases = self.0.leases.clone();
        self.0
            .queue
            .read(move |connection| deliveries::due(connection, &leases, now, after, limit))
            .boxed()
    }

    fn lease(
        &self,
        wanted: Vec<Wanted>,
        now: Timestamp,
        _until: Timestamp,
        takes_over: bool,
    ) -> BoxFuture<'_, Result<Vec<Leased>, StoreError>> {
        let leases = self.0.leases.clone();
        self.0
            .queue
            .read(move |connection| deliveries::lease(connection, &leases, &wanted, now, takes_over))
            .boxed()
    }

    fn renew<'a>(&'a self, lease: &'a Lease, _until: Timestamp) -> BoxFuture<'a, Result<bool, StoreError>> {
        let (leases, lease) = (self.0.leases.clone(), lease.clone());
        self.0
            .queue
            .read(move |connection| deliveries::renew(connection, &leases, &lease))
            .boxed()
    }

    fn settle(&self, settlement: Settlement) -> BoxFuture<'_, Result<(), StoreError>> {
        async move {
            let (id, lease, leases) = (settlement.lease.id, settlement.lease.clone(), self.0.leases.clone());
            let has_reports = !settlement.reports.is_empty();
            let large = settlement.reports.iter().filter_map(|(_, body)| body.place());
            let large: Vec<(QueueId, Place)> = large.collect();
            let directory = large.first().map(|(_, Place(bucket))| self.0.bodies.bucket(*bucket));
            let rows = settlement.reports.iter().map(|(entry, body)| rows_octets(entry, body));
            let octets = CHANGE_OCTETS + rows.sum::<usize>();
            let job = move |connection: &Connection, tally: &mut Tally| {
                deliveries::settle(connection, tally, &leases, &settlement)
            };
            let committer = &self.0.queue.committer;
            match committer.commit_of(directory, octets, job).await {
                Ok(gone) => {
                    self.0.leases.end(&lease);
                    if has_reports {
                        self.tell_news();
                    }
                    self.remove_bodies(gone.map(|place| (id, place))).await;
                    Ok(())
                }
                Err(error) => {
                    if !matches!(error, StoreError::Unknown | StoreError::Broken(_)) {
                        for report in large {
                            self.remove_bodies(Some(report)).await;
                        }
                    }
                    Err(error)
                }
            }
        }
        .boxed()
    }

    fn postpone(&self, rows: Vec<Postponed>) -> BoxFuture<'_, Result<(), StoreError>> {
        let job = move |connection: &Connection, _: &mut Tally| deliveries::postpone(connection, &rows);
        self.0.queue.committer.commit(job).boxed()
    }

    fn news(&self) -> watch::Receiver<u64> {
        self.0.news.subscribe()
    }

    fn forget(&self, before: Timestamp, limit: usize) -> BoxFuture<'_, Result<usize, StoreError>> {
        let limit = limit.min(deliveries::FORGET_MAX);
        let job = move |connection: &Connection, _: &mut Tally| deliveries::forget(connection, before, limit);
        self.0.queue.committer.commit(job).boxed()
    }

    fn trace(&self, what: Traced, limit: usize) -> BoxFuture<'_, Result<Vec<QueueId>, StoreError>> {
        self.0
            .queue
            .read(move |connection| deliveries::trace(connection, &what, limit))
            .boxed()
    }

    fn sent_since(&self, since: Timestamp) -> BoxFuture<'_, Result<Vec<Sent>, StoreError>> {
        self.0
            .queue
            .read(move |connection| sent_since(connection, since))
            .boxed()
    }

    fn damaged(&self, id: QueueId, now: Timestamp, by: String) -> BoxFuture<'_, Result<bool, StoreError>> {
        async move {
            match self.mark(id, true, by, now).await? {
                None => Err(StoreError::NotFound),
                Some(marked) => Ok(marked == Marked::Now),
            }
        }
        .boxed()
    }

    fn check(
        &self,
        deep: bool,
        by: String,
        now: Timestamp,
        tell: Arc<dyn Fn(Checked) + Send + Sync>,
    ) -> BoxFuture<'_, Result<CheckReport, StoreError>> {
        check::check(self, deep, by, now, tell).boxed()
    }

    fn backup(&self, to: PathBuf) -> BoxFuture<'_, Result<BackupReport, StoreError>> {
        backup::backup(self, to).boxed()
    }
}

impl Embedded {
    /// Marks a message as damaged, or takes the mark off. `None` if there is none. Durable on return.
    pub(super) async fn mark(
        &self,
        id: QueueId,
        damaged: bool,
        by: String,
        now: Timestamp,
    ) -> Result<Option<Marked>, StoreError> {
        let job =
            move |connection: &Connection, tally: &mut Tally| damage::mark(connection, tally, id, damaged, &by, now);
        let committer = &self.0.queue.committer;
        committer.commit(job).await
    }

    /// Removes the file of a body that no row names, and those that had to wait. While a restart might find a commit that
    /// failed, the files that it names stay, and so do all while a backup is running. Where removing fails, the next start
    /// finds and removes them.
    pub(super) async fn remove_bodies(&self, unwanted: Option<(QueueId, Place)>) {
        let gone = {
            let mut all = lock(&self.0.unwanted);
            all.waiting.extend(unwanted);
            if all.waiting.is_empty() || all.kept || self.0.queue.committer.is_in_doubt() {
                return;
            }
            std::mem::take(&mut all.waiting)
        };
        let bodies = self.0.bodies.clone();
        let job = move || gone.into_iter().for_each(|(id, place)| drop(bodies.remove(id, place)));
        drop(on_lane(&*self.0.work, Lane::Disk, job).await);
    }
}

/// What the rows of a message take, with a body that lies among them.
fn rows_octets(entry: &Entry, body: &KeptBody) -> usize {
    let inline = match &body.content {
        Content::Inline(octets) => octets.len(),
        Content::Large(_) => 0,
    };
    inline + ROW_OCTETS + entry.message.added.len() + entry.deliveries.len() * DELIVERY_OCTETS
}

/// Writes a new message.
pub(super) fn insert(
    connection: &Connection,
    tally: &mut Tally,
    entry: &Entry,
    body: &KeptBody,
) -> Result<(), StoreError> {
    let id = body.id;
    let bucket = match &body.content {
        Content::Large(Place(bucket)) => Some(*bucket),
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
    let event = Event {
        at: entry.message.accepted,
        kind: EventKind::Accepted,
        by: entry.message.origin.account.clone(),
        detail: Detail::default(),
    };
    columns::insert_first_event(connection, id, &event)?;
    tally.moved(None, Standing::of(&entry.deliveries, false), entry.message.octets);
    Ok(())
}

fn list(
    connection: &Connection,
    filter: &Filter,
    after: Option<QueueId>,
    limit: usize,
) -> Result<Vec<Entry>, StoreError> {
    let mut wanted = vec!["1"];
    let mut values: Vec<(&str, Box<dyn ToSql>)> = Vec::new();
    if let Some(after) = after {
        wanted.push("delivery.message > :after");
        values.push((":after", Box::new(after.octets())));
    }
    if let Some(account) = &filter.account {
        wanted.push("account = :account");
        values.push((":account", Box::new(account.clone())));
    }
    if let Some(sender) = &filter.sender {
        wanted.push("sender = :sender COLLATE NOCASE");
        values.push((":sender", Box::new(sender.clone())));
    }
    if let Some(before) = filter.before {
        wanted.push("accepted < :before");
        values.push((":before", Box::new(before.micros())));
    }
    if let Some(since) = filter.since {
        wanted.push("accepted >= :since");
        values.push((":since", Box::new(since.micros())));
    }
    if !filter.ended {
        wanted.push("state = 'ready'");
    }
    if let Some(cause) = &filter.cause {
        wanted.push("cause = :cause");
        values.push((":cause", Box::new(cause.clone())));
    }
    if let Some(held) = filter.held {
        wanted.push("held = :held");
        values.push((":held", Box::new(held)));
    }
    if let Some(domain) = &filter.domain {
        wanted.push("domain = :domain");
        values.push((":domain", Box::new(domain.clone())));
    }
    if let Some(recipient) = &filter.recipient {
        // `recipient` is as it was given, so its domain may be in U-labels; `domain` never is.
        wanted.push("domain = :recipient_domain");
        wanted.push("substr(recipient, 1, length(:recipient_local)) = :recipient_local COLLATE NOCASE");
        let text = recipient.to_string();
        let local = text.rsplit_once('@').map_or(text.as_str(), |(local, _)| local);
        values.push((":recipient_domain", Box::new(recipient.domain().ascii().to_owned())));
        values.push((":recipient_local", Box::new(format!("{local}@"))));
    }
    let sql = list_sql(filter.ended, &wanted);
    values.push((":limit", Box::new(i64::try_from(limit).unwrap_or(i64::MAX))));
    let statement = connection.prepare_cached(&sql)?;
    let named: Vec<(&str, &dyn ToSql)> = values.iter().map(|(name, value)| (*name, value.as_ref())).collect();
    columns::entries(connection, statement, &named)
}

/// A page of messages. It goes along an index of the deliveries, in the order of the messages, and stops where it is full:
/// there may be a million behind it, and as many that have ended before it.
fn list_sql(ended: bool, wanted: &[&str]) -> String {
    let index = if ended { "" } else { "INDEXED BY delivery_open" };
    format!(
        "SELECT {} FROM delivery {index} CROSS JOIN message ON message.id = delivery.message WHERE {} \
         GROUP BY delivery.message ORDER BY delivery.message LIMIT :limit",
        columns::MESSAGE,
        wanted.join(" AND "),
    )
}

fn sent_since(connection: &Connection, since: Timestamp) -> Result<Vec<Sent>, StoreError> {
    // Ids tell when a message began to come in. The first of a moment has no node and no count.
    let begun = Timestamp::from_micros(since.micros() - columns::micros(COMING_IN));
    let first = IdSource::new(0, 0).next(begun);
    let mut statement = connection.prepare_cached(SENT)?;
    let values = params![first.octets(), since.micros(), SENT_SLOT_MICROS];
    let rows = statement.query_map(values, |row| {
        Ok(Sent {
            at: Timestamp::from_micros(row.get(0)?),
            account: row.get(1)?,
            credential: row.get(2)?,
            messages: row.get(3)?,
            recipients: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// `None` if nothing changed; else the place of a body file that nobody needs any more.
fn change_one(
    connection: &Connection,
    tally: &mut Tally,
    id: QueueId,
    change: Change,
    by: &str,
    now: Timestamp,
) -> Result<Option<Option<Place>>, StoreError> {
    let sql = "SELECT octets, damaged FROM message WHERE id = ?1";
    let row = connection.prepare_cached(sql)?.query_row([id.octets()], |row| {
        let octets = row.get::<_, i64>(0)?.unsigned_abs();
        Ok((octets, row.get::<_, bool>(1)?))
    });
    let Some((octets, damaged)) = row.optional()? else {
        return Ok(None);
    };
    let before = columns::deliveries(connection, id)?;
    let mut after = before.clone();
    if !apply(change, damaged, &mut after, now) {
        return Ok(None);
    }
    columns::update_deliveries(connection, id, &before, &after)?;
    let event = Event {
        at: now,
        kind: change.event(),
        by: by.to_owned(),
        detail: Detail::default(),
    };
    columns::insert_event(connection, id, &event)?;
    let standing = Standing::of(&after, damaged);
    tally.moved(Standing::of(&before, damaged), standing, octets);
    if standing.is_some() {
        return Ok(Some(None));
    }
    end(connection, id, now).map(Some)
}

/// Nothing is owed of a message any more: its body goes. Returns the place of its body file, if it has one.
pub(super) fn end(connection: &Connection, id: QueueId, now: Timestamp) -> Result<Option<Place>, StoreError> {
    let sql = "SELECT bucket FROM message WHERE id = ?1";
    let bucket: Option<u32> = connection
        .prepare_cached(sql)?
        .query_row([id.octets()], |row| row.get(0))?;
    if bucket.is_none() {
        connection
            .prepare_cached("DELETE FROM body WHERE id = ?1")?
            .execute([id.octets()])?;
    }
    let sql = "UPDATE message SET bucket = NULL, has_body = 0, ended = ?2 WHERE id = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![id.octets(), now.micros()])?;
    Ok(bucket.map(Place))
}

/// Along the primary key.
const SENT: &str = "SELECT accepted / ?3 * ?3 AS slot, account, credential, count(*), \
     sum((SELECT count(*) FROM delivery WHERE delivery.message = message.id)) \
     FROM message WHERE id >= ?1 AND accepted >= ?2 AND account <> '' \
     GROUP BY slot, account, credential ORDER BY slot, account, credential";
/// What a change of a few rows adds to the log, about: whole pages.
const CHANGE_OCTETS: usize = 8 * 1024;
/// What the rows of a message take, about: it bounds a batch.
const ROW_OCTETS: usize = 1024;
/// The same for each delivery.
const DELIVERY_OCTETS: usize = 200;

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;
    use crate::conformance;

    #[test]
    fn a_page_is_read_along_an_index() {
        let connection = Connection::open_in_memory().expect("a database");
        schema::prepare(&connection, schema::QUEUE, || Ok(())).expect("tables");
        for (ended, wanted) in [
            (false, &["state = 'ready'"][..]),
            (false, &["state = 'ready'", "delivery.message > :after"]),
            (false, &["state = 'ready'", "delivery.message > :after", "held = :held"]),
            (false, &["state = 'ready'", "account = :account", "domain = :domain"]),
            (true, &["1"]),
            (
                true,
                &["delivery.message > :after", "held = :held", "account = :account"],
            ),
        ] {
            let sql = format!("EXPLAIN QUERY PLAN {}", list_sql(ended, wanted));
            let mut statement = connection.prepare(&sql).expect("a statement");
            let unbound: &[(&str, &dyn ToSql)] = &[];
            let plan = statement.query_map(unbound, |row| row.get::<_, String>(3));
            let plan = plan.expect("a plan");
            let plan: Vec<String> = plan.collect::<Result<_, _>>().expect("a plan");
            assert_eq!(plan.len(), 2, "nothing is sorted or kept: {wanted:?}: {plan:?}");
            let way = if ended { "delivery" } else { "INDEX delivery_open" };
            assert!(plan[0].contains(way), "{plan:?}");
            assert!(plan[1].contains("SEARCH message USING PRIMARY KEY"), "{plan:?}");
        }
    }

    #[test]
    fn what_was_sent_is_read_from_the_day_before_on() {
        let connection = Connection::open_in_memory().expect("a database");
        schema::prepare(&connection, schema::QUEUE, || Ok(())).expect("tables");
        let mut statement = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {SENT}"))
            .expect("a statement");
        let unbound: &[(&str, &dyn ToSql)] = &[];
        let plan = statement.query_map(unbound, |row| row.get::<_, String>(3));
        let plan: Vec<String> = plan.expect("a plan").collect::<Result<_, _>>().expect("a plan");
        assert!(
            plan[0].contains("SEARCH message USING PRIMARY KEY (id>?)"),
            "not all of it: {plan:?}"
        );
        assert!(
            plan.iter().all(|step| !step.contains("SCAN")),
            "nor each delivery: {plan:?}"
        );
    }

    #[test]
    fn a_list_names_what_it_cannot_read() {
        let connection = Connection::open_in_memory().expect("a database");
        schema::prepare(&connection, schema::QUEUE, || Ok(())).expect("tables");
        let id = QueueId::from_octets([1; 16]);
        let entry = conformance::sample(id, Timestamp::from_micros(1), &["a@example.org", "b@example.org"]);
        columns::insert_message(&connection, &entry.message, None).expect("a message");
        for (n, delivery) in entry.deliveries.iter().enumerate() {
            columns::insert_delivery(&connection, id, n, delivery).expect("a delivery");
        }
        let listed = || list(&connection, &Filter::default(), None, 10);
        assert_eq!(listed(), Ok(vec![entry]), "once, though it has two recipients");
        let spoiled = connection.execute("UPDATE message SET removed = '5-1'", []);
        spoiled.expect("it is spoiled");
        let error = listed().expect_err("it is damaged");
        assert!(
            matches!(&error, StoreError::Damaged(what) if what.contains(&id.to_string())),
            "{error}"
        );
    }
}
