//! A store in memory: for tests and for the conformance list. It promises nothing about a loss of power.

use crate::accounts::{apply as apply_change, next_version};
use crate::bodies::Content;
use crate::{
    Account, AccountChange, AccountStore, Bodies, Body, Draft, Entry, KeptBody, LargeBody, MailStore, Place,
    StoreError, Stored, Work,
};
use futures_util::future::{BoxFuture, FutureExt, ready};
use mail::Timestamp;
use queue::{Change, Event, EventKind, Filter, QueueId, apply};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Mail and accounts in memory. Cheap to clone; clones share what they keep.
#[derive(Clone)]
pub struct Memory {
    state: Arc<Mutex<State>>,
    large: Arc<LargeBodies>,
    work: Arc<dyn Work>,
    inline_octets_max: usize,
}

#[derive(Default)]
struct State {
    messages: BTreeMap<QueueId, (Stored, Option<Content>)>,
    accounts: BTreeMap<String, Account>,
    removed_accounts: BTreeMap<String, u64>,
    mail_failure: Option<StoreError>,
    account_failure: Option<StoreError>,
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
            work,
            inline_octets_max,
        }
    }

    /// From now on every commit of mail fails with this, or works again.
    pub fn fail_mail(&self, error: Option<StoreError>) {
        self.lock().mail_failure = error;
    }

    /// From now on every call about accounts fails with this, or works again.
    pub fn fail_accounts(&self, error: Option<StoreError>) {
        self.lock().account_failure = error;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn do_accept(&self, entry: Entry, body: KeptBody) -> Result<(), StoreError> {
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
            if !apply(change, &mut stored.entry.deliveries, now) {
                continue;
            }
            stored.events.push(Event {
                at: now,
                kind: change.event(),
                by: by.to_owned(),
            });
            changed.push(*id);
            if !stored.entry.deliveries.iter().any(|delivery| delivery.state.is_open()) {
                stored.has_body = false;
                if let Some(Content::Large(place)) = content.take() {
                    self.large.remove(*id, place)?;
                }
            }
        }
        Ok(changed)
    }
}

impl MailStore for Memory {
    fn draft(&self, id: QueueId) -> Draft {
        Draft::new(id, self.inline_octets_max, self.large.clone(), self.work.clone())
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
}

impl AccountStore for Memory {
    fn account(&self, name: String) -> BoxFuture<'_, Result<Account, StoreError>> {
        let state = self.lock();
        let found = match &state.account_failure {
            Some(error) => Err(error.clone()),
            None => state.accounts.get(&name).cloned().ok_or(StoreError::NotFound),
        };
        ready(found).boxed()
    }

    fn accounts(&self) -> BoxFuture<'_, Result<Vec<Account>, StoreError>> {
        ready(Ok(self.lock().accounts.values().cloned().collect())).boxed()
    }

    fn add(&self, mut account: Account) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut state = self.lock();
        if state.accounts.contains_key(&account.name) {
            return ready(Err(StoreError::Exists)).boxed();
        }
        if let Some(last) = state.removed_accounts.get(&account.name) {
            account.version = next_version(*last, account.changed);
        }
        state.accounts.insert(account.name.clone(), account);
        ready(Ok(())).boxed()
    }

    fn change(&self, name: String, change: AccountChange, now: Timestamp) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut state = self.lock();
        let Some(mut account) = state.accounts.remove(&name) else {
            return ready(Err(StoreError::NotFound)).boxed();
        };
        if let AccountChange::Remove = change {
            state.removed_accounts.insert(name, account.version);
        } else {
            apply_change(&mut account, &change, now);
            state.accounts.insert(name, account);
        }
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
