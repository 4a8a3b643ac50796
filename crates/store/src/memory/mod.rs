//! A store in memory: for tests and for the conformance list. It promises nothing about a loss of power.

mod accounts;

use crate::draft::Content;
use crate::leases::Leases;
use crate::mail_store::Standing;
use crate::{
    BackupReport, Ban, BanStore, Bodies, Body, BodyBudget, CheckReport, Checked, Draft, Due, DuePage, DuePlace, Entry,
    KeptBody, LargeBody, Lease, Leased, MailStore, Network, Place, Postponed, QueueCounts, Sent, Settlement,
    StoreError, Stored, Traced, Wanted, Work,
};
use accounts::Accounts;
use futures_util::future::{BoxFuture, FutureExt, ready};
use mail::Timestamp;
use queue::{Change, Delivery, Detail, Event, EventKind, Filter, QueueId, apply};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Mail and accounts in memory. Cheap to clone; clones share what they keep.
#[derive(Clone)]
pub struct Memory {
    state: Arc<Mutex<State>>,
    large: Arc<LargeBodies>,
    leases: Leases,
    news: Arc<watch::Sender<u64>>,
    work: Arc<dyn Work>,
    budget: BodyBudget,
    inline_octets_max: usize,
}

#[derive(Default)]
struct State {
    messages: BTreeMap<QueueId, (Stored, Option<Content>)>,
    accounts: Accounts,
    bans: BTreeMap<Network, Ban>,
    room_failure: Option<StoreError>,
    mail_failure: Option<StoreError>,
}

#[derive(Default)]
struct LargeBodies(Arc<Mutex<BTreeMap<QueueId, Vec<u8>>>>);

struct Writing {
    id: QueueId,
    bodies: Arc<Mutex<BTreeMap<QueueId, Vec<u8>>>>,
    finished: bool,
}

impl Memory {
    /// An empty store. Bodies over `inline_octets_max` take the way of large ones.
    pub fn new(work: Arc<dyn Work>, inline_octets_max: usize) -> Self {
        Self {
            state: Arc::default(),
            large: Arc::default(),
            leases: Leases::default(),
            news: Arc::new(watch::Sender::new(0)),
            work,
            budget: BodyBudget::new(u64::MAX),
            inline_octets_max,
        }
    }

    /// From now on there is no room for new mail, or is some again.
    pub fn fail_room(&self, error: Option<StoreError>) {
        self.lock().room_failure = error;
    }

    /// From now on every commit of mail fails with this, or works again.
    pub fn fail_mail(&self, error: Option<StoreError>) {
        self.lock().mail_failure = error;
    }

    /// From now on every call about accounts fails with this, or works again.
    pub fn fail_accounts(&self, error: Option<StoreError>) {
        self.lock().accounts.failure = error;
    }

    /// The body of `id` is another one from now on, as if the disk had changed it.
    pub fn spoil(&self, id: QueueId) {
        if let Some((_, Some(content))) = self.lock().messages.get_mut(&id) {
            match content {
                Content::Inline(octets) => octets.push(b'!'),
                Content::Large(_) => self.large.lock().entry(id).or_default().clear(),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn do_accept(&self, mut entry: Entry, body: KeptBody) -> Result<(), StoreError> {
        entry.message.damaged = false;
        let mut state = self.lock();
        if let Some(error) = &state.mail_failure {
            if let Content::Large(place) = body.content {
                self.large.remove(body.id, place)?;
            }
            return Err(error.clone());
        }
        if state.messages.contains_key(&body.id) {
            return Err(StoreError::Exists);
        }
        let by = entry.message.origin.account.clone();
        let events = vec![Event {
            at: entry.message.accepted,
            kind: EventKind::Accepted,
            by,
            detail: Detail::default(),
        }];
        state.messages.insert(
            body.id,
            (
                Stored {
                    entry,
                    events,
                    has_body: true,
                },
                Some(body.content),
            ),
        );
        self.tell_news();
        Ok(())
    }

    fn do_body(&self, id: QueueId) -> Result<Body, StoreError> {
        let state = self.lock();
        let (stored, content) = state.messages.get(&id).ok_or(StoreError::NotFound)?;
        let (octets, crc) = (stored.entry.message.octets, stored.entry.message.crc);
        match content {
            None => Err(StoreError::NotFound),
            Some(Content::Inline(content)) => Ok(Body::inline(content.clone(), octets, crc, self.work.clone())),
            Some(Content::Large(place)) => Ok(Body::large(
                (id, *place),
                octets,
                crc,
                self.large.clone(),
                self.work.clone(),
            )),
        }
    }

    fn do_change(&self, ids: &[QueueId], change: Change, by: &str, now: Timestamp) -> Result<Vec<QueueId>, StoreError> {
        let mut state = self.lock();
        let mut changed = Vec::new();
        for id in ids {
            let Some((stored, content)) = state.messages.get_mut(id) else {
                continue;
            };
            let Entry { message, deliveries } = &mut stored.entry;
            if !apply(change, message.damaged, deliveries, now) {
                continue;
            }
            stored.events.push(Event {
                at: now,
                kind: change.event(),
                by: by.to_owned(),
                detail: Detail::default(),
            });
            changed.push(*id);
            self.end(stored, content)?;
        }
        self.tell_news();
        Ok(changed)
    }

    /// The body goes with the last delivery.
    fn end(&self, stored: &mut Stored, content: &mut Option<Content>) -> Result<(), StoreError> {
        if !stored.entry.deliveries.iter().any(|delivery| delivery.state.is_open()) {
            stored.has_body = false;
            if let Some(Content::Large(place)) = content.take() {
                self.large.remove(stored.entry.message.id, place)?;
            }
        }
        Ok(())
    }

    fn tell_news(&self) {
        self.news.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn do_due(&self, now: Timestamp, after: Option<DuePlace>, limit: usize) -> DuePage {
        let state = self.lock();
        let open = state.messages.iter().flat_map(|(id, (stored, _))| {
            let rows = stored.entry.deliveries.iter().zip(0..);
            let open = rows.filter(|(delivery, _)| delivery.state.is_open() && !delivery.held);
            open.map(|(delivery, n)| {
                let place = DuePlace {
                    due: delivery.due,
                    id: *id,
                    n,
                };
                (place, delivery)
            })
        });
        let mut open: Vec<(DuePlace, &Delivery)> = open.collect();
        open.sort_by_key(|(place, _)| *place);
        let next = open
            .iter()
            .find(|(place, _)| place.due > now)
            .map(|(place, _)| place.due);
        open.retain(|(place, _)| place.due <= now && after.is_none_or(|after| *place > after));
        let is_full = open.len() >= limit;
        open.truncate(limit);
        let last = open.last().map(|(place, _)| *place).filter(|_| is_full);
        let free = open
            .into_iter()
            .filter(|(place, _)| !self.leases.is_leased(place.id, place.n));
        let due = free.map(|(place, delivery)| Due {
            place,
            domain: delivery.recipient.address.domain().ascii().to_owned(),
            late: delivery.progress.late,
            paused: delivery.progress.paused,
        });
        DuePage {
            due: due.collect(),
            last,
            next: next.filter(|_| !is_full),
        }
    }

    fn do_lease(&self, wanted: &[Wanted], now: Timestamp, takes_over: bool) -> Vec<Leased> {
        let state = self.lock();
        let one = |Wanted { id, rows }: &Wanted| {
            let mut lease = self.leases.lease(*id, rows, takes_over)?;
            let (stored, _) = state.messages.get(id)?;
            let deliveries = &stored.entry.deliveries;
            let find = |row: u32| {
                let found = deliveries.get(row as usize).filter(|one| one.state.is_open());
                found.filter(|one| takes_over || (!one.held && one.due <= now))
            };
            self.leases.narrow(&mut lease, |row| find(row).is_some());
            let deliveries: Vec<Delivery> = lease.rows.iter().filter_map(|row| find(*row)).cloned().collect();
            (!deliveries.is_empty()).then(|| Leased {
                lease,
                message: Arc::new(stored.entry.message.clone()),
                deliveries,
            })
        };
        wanted.iter().filter_map(one).collect()
    }

    fn do_renew(&self, lease: &Lease) -> bool {
        let state = self.lock();
        let is_ready = |row: &u32| {
            let one = state.messages.get(&lease.id);
            let one = one.and_then(|(stored, _)| stored.entry.deliveries.get(*row as usize));
            one.is_some_and(|one| one.state.is_open() && !one.held)
        };
        lease.rows.iter().all(is_ready) && self.leases.check(lease).is_ok()
    }

    fn do_settle(&self, settlement: Settlement) -> Result<(), StoreError> {
        let Settlement {
            lease,
            updates,
            events,
            reports,
            now,
        } = settlement;
        if let Some(error) = &self.lock().mail_failure {
            return Err(error.clone());
        }
        self.leases.check(&lease)?;
        let mut told = Vec::new();
        {
            let mut state = self.lock();
            let (stored, content) = state.messages.get_mut(&lease.id).ok_or(StoreError::NotFound)?;
            for update in &updates {
                if let Some(delivery) = stored.entry.deliveries.get_mut(update.n as usize)
                    && delivery.update(update, now)
                {
                    told.extend(update.progress.report);
                }
            }
            stored.events.extend(events);
            self.end(stored, content)?;
        }
        reports
            .into_iter()
            .filter(|(entry, _)| told.contains(&entry.message.id))
            .try_for_each(|(entry, body)| self.do_accept(entry, body))
    }

    fn do_forget(&self, before: Timestamp, limit: usize) -> usize {
        let mut state = self.lock();
        let ended = state.messages.iter().filter_map(|(id, (stored, _))| {
            let ends = stored.entry.deliveries.iter().map(|delivery| delivery.ended);
            let end = ends.collect::<Option<Vec<_>>>()?.into_iter().max()?;
            (end < before).then_some((end, *id))
        });
        let mut ended: Vec<(Timestamp, QueueId)> = ended.collect();
        ended.sort_unstable();
        ended.truncate(limit);
        for (_, id) in &ended {
            state.messages.remove(id);
        }
        ended.len()
    }

    fn do_trace(&self, what: &Traced, limit: usize) -> Vec<QueueId> {
        let is_meant = |stored: &Stored| match what {
            Traced::MessageId(id) => stored.entry.message.message_id.as_ref() == Some(id),
            Traced::Address(address) => {
                let Entry { message, deliveries } = &stored.entry;
                let is_recipient = |delivery: &Delivery| {
                    let one = &delivery.recipient.address;
                    one.domain() == address.domain() && one.local().eq_ignore_ascii_case(address.local())
                };
                message.sender.to_string().eq_ignore_ascii_case(&address.to_string())
                    || deliveries.iter().any(is_recipient)
            }
        };
        let state = self.lock();
        let meant = state.messages.iter().rev().filter(|(_, (stored, _))| is_meant(stored));
        meant.map(|(id, _)| *id).take(limit).collect()
    }

    fn do_sent_since(&self, since: Timestamp) -> Vec<Sent> {
        let mut sent: BTreeMap<(Timestamp, String, String), (u32, u32)> = BTreeMap::new();
        for (stored, _) in self.lock().messages.values() {
            let Entry { message, deliveries } = &stored.entry;
            let origin = &message.origin;
            if message.accepted < since || origin.account.is_empty() {
                continue;
            }
            let key = (
                Sent::slot(message.accepted),
                origin.account.clone(),
                origin.credential.clone(),
            );
            let (messages, recipients) = sent.entry(key).or_default();
            *messages += 1;
            *recipients += u32::try_from(deliveries.len()).unwrap_or(u32::MAX);
        }
        let sum = |((at, account, credential), (messages, recipients))| Sent {
            account,
            credential,
            at,
            messages,
            recipients,
        };
        sent.into_iter().map(sum).collect()
    }

    /// Marks a message as damaged, or takes the mark off. Whether that changed anything; `None` if there is no such message.
    fn mark(&self, id: QueueId, damaged: bool, by: &str, now: Timestamp) -> Option<bool> {
        let mut state = self.lock();
        let (stored, _) = state.messages.get_mut(&id)?;
        let Entry { message, deliveries } = &mut stored.entry;
        if !stored.has_body || message.damaged == damaged {
            return Some(false);
        }
        if damaged {
            apply(Change::Hold, message.damaged, deliveries, now);
        }
        message.damaged = damaged;
        stored.events.push(Event {
            at: now,
            kind: if damaged { EventKind::Damaged } else { EventKind::Mended },
            by: by.to_owned(),
            detail: Detail::default(),
        });
        Some(true)
    }

    fn do_counts(&self) -> QueueCounts {
        let mut counts = QueueCounts::default();
        for (stored, _) in self.lock().messages.values() {
            let Entry { message, deliveries } = &stored.entry;
            match Standing::of(deliveries, message.damaged) {
                None => continue,
                Some(Standing::Ready) => counts.ready += 1,
                Some(Standing::Held) => counts.held += 1,
                Some(Standing::Damaged) => counts.damaged += 1,
            }
            counts.octets += message.octets;
            // They are sorted by the time at which they began to come in.
            counts.oldest = counts.oldest.or(Some(message.accepted));
        }
        counts
    }
}

/// Whether a body comes to its end.
async fn is_whole(mut body: Body) -> bool {
    loop {
        match body.next().await {
            Ok(Some(_)) => {}
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}

impl MailStore for Memory {
    fn room(&self, _: u64, _: Timestamp) -> BoxFuture<'_, Result<(), StoreError>> {
        ready(self.lock().room_failure.clone().map_or(Ok(()), Err)).boxed()
    }

    fn draft(&self, id: QueueId) -> Draft {
        let (bodies, work) = (self.large.clone(), self.work.clone());
        Draft::new(id, self.inline_octets_max, &self.budget, bodies, work)
    }

    fn accept(&self, entry: Entry, body: KeptBody) -> BoxFuture<'_, Result<(), StoreError>> {
        ready(self.do_accept(entry, body)).boxed()
    }

    fn list(
        &self,
        filter: Filter,
        after: Option<QueueId>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>> {
        let state = self.lock();
        let entries = state.messages.values().map(|(stored, _)| &stored.entry);
        let meant = entries
            .filter(|entry| after.is_none_or(|after| entry.message.id > after))
            .filter(|entry| filter.matches(&entry.message, &entry.deliveries));
        ready(Ok(meant.take(limit).cloned().collect())).boxed()
    }

    fn counts(&self) -> BoxFuture<'_, Result<QueueCounts, StoreError>> {
        ready(Ok(self.do_counts())).boxed()
    }

    fn find(&self, id: QueueId) -> BoxFuture<'_, Result<Stored, StoreError>> {
        ready(
            self.lock()
                .messages
                .get(&id)
                .map(|(stored, _)| stored.clone())
                .ok_or(StoreError::NotFound),
        )
        .boxed()
    }

    fn body(&self, id: QueueId) -> BoxFuture<'_, Result<Body, StoreError>> {
        ready(self.do_body(id)).boxed()
    }

    fn change(
        &self,
        ids: Vec<QueueId>,
        change: Change,
        by: String,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Vec<QueueId>, StoreError>> {
        ready(self.do_change(&ids, change, &by, now)).boxed()
    }

    fn due(&self, now: Timestamp, after: Option<DuePlace>, limit: usize) -> BoxFuture<'_, Result<DuePage, StoreError>> {
        ready(Ok(self.do_due(now, after, limit))).boxed()
    }

    fn lease(
        &self,
        wanted: Vec<Wanted>,
        now: Timestamp,
        _until: Timestamp,
        takes_over: bool,
    ) -> BoxFuture<'_, Result<Vec<Leased>, StoreError>> {
        ready(Ok(self.do_lease(&wanted, now, takes_over))).boxed()
    }

    fn renew<'a>(&'a self, lease: &'a Lease, _until: Timestamp) -> BoxFuture<'a, Result<bool, StoreError>> {
        ready(Ok(self.do_renew(lease))).boxed()
    }

    fn settle(&self, settlement: Settlement) -> BoxFuture<'_, Result<(), StoreError>> {
        ready(self.do_settle(settlement)).boxed()
    }

    fn postpone(&self, rows: Vec<Postponed>) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut state = self.lock();
        for row in rows {
            let Postponed {
                place,
                until,
                paused,
                why,
            } = row;
            let stored = state.messages.get_mut(&place.id);
            let delivery = stored.and_then(|(stored, _)| stored.entry.deliveries.get_mut(place.n as usize));
            if let Some(one) = delivery.filter(|one| one.state.is_open() && !one.held && one.due == place.due) {
                one.due = until;
                one.progress.paused += paused;
                if let Some(why) = why.as_deref() {
                    one.progress.cause = Some(why.cause.clone());
                    one.progress.said = Some(why.said.clone());
                    one.progress.hop = why.hop.clone().or(one.progress.hop.take());
                }
            }
        }
        ready(Ok(())).boxed()
    }

    fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    fn forget(&self, before: Timestamp, limit: usize) -> BoxFuture<'_, Result<usize, StoreError>> {
        ready(Ok(self.do_forget(before, limit))).boxed()
    }

    fn trace(&self, what: Traced, limit: usize) -> BoxFuture<'_, Result<Vec<QueueId>, StoreError>> {
        ready(Ok(self.do_trace(&what, limit))).boxed()
    }

    fn sent_since(&self, since: Timestamp) -> BoxFuture<'_, Result<Vec<Sent>, StoreError>> {
        ready(Ok(self.do_sent_since(since))).boxed()
    }

    fn damaged(&self, id: QueueId, now: Timestamp, by: String) -> BoxFuture<'_, Result<bool, StoreError>> {
        ready(self.mark(id, true, &by, now).ok_or(StoreError::NotFound)).boxed()
    }

    fn check(
        &self,
        _: bool,
        by: String,
        now: Timestamp,
        tell: Arc<dyn Fn(Checked) + Send + Sync>,
    ) -> BoxFuture<'_, Result<CheckReport, StoreError>> {
        async move {
            let mut report = CheckReport::default();
            let ids: Vec<QueueId> = self.lock().messages.keys().copied().collect();
            for id in ids {
                report.messages += 1;
                let body = match self.do_body(id) {
                    Err(StoreError::NotFound) => continue,
                    body => body?,
                };
                report.bodies += 1;
                report.octets += body.octets();
                let whole = is_whole(body).await;
                self.mark(id, !whole, &by, now);
                if !whole {
                    report.damaged.push(id);
                }
            }
            tell(Checked {
                messages: report.messages,
                octets: report.octets,
            });
            Ok(report)
        }
        .boxed()
    }

    fn backup(&self, _: PathBuf) -> BoxFuture<'_, Result<BackupReport, StoreError>> {
        let why = "what is kept in memory alone cannot be copied to a disk";
        ready(Err(StoreError::Unavailable(why.to_owned()))).boxed()
    }
}

impl BanStore for Memory {
    fn bans(&self) -> BoxFuture<'_, Result<Vec<Ban>, StoreError>> {
        ready(Ok(self.lock().bans.values().cloned().collect())).boxed()
    }

    fn ban(&self, ban: Ban) -> BoxFuture<'_, Result<(), StoreError>> {
        self.lock().bans.insert(ban.network, ban);
        ready(Ok(())).boxed()
    }

    fn unban(&self, network: Network) -> BoxFuture<'_, Result<(), StoreError>> {
        let removed = self.lock().bans.remove(&network);
        ready(removed.map(drop).ok_or(StoreError::NotFound)).boxed()
    }

    fn forget_ended(&self, now: Timestamp) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut state = self.lock();
        state.bans.retain(|_, ban| ban.until.is_none_or(|until| until > now));
        ready(Ok(())).boxed()
    }
}

impl Bodies for LargeBodies {
    fn create(&self, id: QueueId) -> Result<Box<dyn LargeBody>, StoreError> {
        let mut bodies = self.lock();
        if bodies.contains_key(&id) {
            return Err(StoreError::Exists);
        }
        bodies.insert(id, Vec::new());
        Ok(Box::new(Writing {
            id,
            bodies: self.0.clone(),
            finished: false,
        }))
    }

    fn read_at(&self, id: QueueId, _: Place, buffer: &mut [u8], offset: u64) -> Result<usize, StoreError> {
        let bodies = self.lock();
        let body = bodies
            .get(&id)
            .ok_or_else(|| StoreError::Damaged("its body is missing".to_owned()))?;
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(body.len());
        let octets = buffer.len().min(body.len() - start);
        buffer[..octets].copy_from_slice(&body[start..start + octets]);
        Ok(octets)
    }

    fn remove(&self, id: QueueId, _: Place) -> Result<(), StoreError> {
        self.lock().remove(&id);
        Ok(())
    }
}

impl LargeBody for Writing {
    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        bodies.entry(self.id).or_default().extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self) -> Result<Place, StoreError> {
        self.finished = true;
        Ok(Place(0))
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if !self.finished {
            self.bodies
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .remove(&self.id);
        }
    }
}

impl LargeBodies {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<QueueId, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Lane, conformance};

    struct Here;

    impl Work for Here {
        fn run(&self, _: Lane, job: Box<dyn FnOnce() + Send>) {
            job();
        }
    }

    #[test]
    fn what_was_spoiled_is_found() {
        let at = Timestamp::from_micros(1);
        let test = async {
            for (octets, inline_octets_max) in [(10, 16), (100, 16)] {
                let memory = Memory::new(Arc::new(Here), inline_octets_max);
                let ids = [1, 2].map(|n| QueueId::from_octets([n; 16]));
                for id in ids {
                    let entry = conformance::sample(id, at, &["bob@example.org"]);
                    let body = conformance::octets(octets, 1);
                    conformance::accept(&memory, entry, &body).await.expect("accepted");
                }
                memory.spoil(ids[1]);
                let report = memory.check(false, "operator".to_owned(), at, Arc::new(|_| {})).await;
                assert_eq!(report.expect("a report").damaged, [ids[1]], "{octets}");
                let found = memory.find(ids[1]).await.expect("it is kept");
                assert!(found.entry.message.damaged, "{octets}");
                memory.fail_room(Some(StoreError::Full));
                assert_eq!(memory.room(0, at).await, Err(StoreError::Full));
                assert!(matches!(
                    memory.backup("/b".into()).await,
                    Err(StoreError::Unavailable(_))
                ));
            }
        };
        test.now_or_never().expect("all work is done where it is asked for");
    }
}
