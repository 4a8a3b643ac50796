//! The queue's door: what a store of mail can do.

use crate::{Body, Draft, KeptBody, StoreError};
use futures_util::future::BoxFuture;
use mail::Timestamp;
use queue::{Change, Delivery, Event, Filter, Message, QueueId};

/// A message with what is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The message.
    pub message: Message,
    /// One for each recipient, in the order of RCPT.
    pub deliveries: Vec<Delivery>,
}

/// A message with what is owed and what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The message and its deliveries.
    pub entry: Entry,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// Whether the body is still there: it goes with the last delivery.
    pub has_body: bool,
}

/// Keeps messages and what is owed for them.
pub trait MailStore: Send + Sync {
    /// Begins to keep the octets of a message. Nothing is promised before [`Self::accept`].
    fn draft(&self, id: QueueId) -> Draft;

    /// Takes responsibility: the message, one delivery for each recipient and the first event are durable on return.
    fn accept(&self, entry: Entry, body: KeptBody) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Messages that `filter` means, oldest first, at most `limit`, those behind `after`. A page ends early when it has
    /// [`PAGE_DELIVERIES`] deliveries; only an empty one is the last.
    fn list(
        &self,
        filter: Filter,
        after: Option<QueueId>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>>;

    /// One message. [`StoreError::NotFound`] if there is none.
    fn find(&self, id: QueueId) -> BoxFuture<'_, Result<Stored, StoreError>>;

    /// The octets of a message as received. [`StoreError::NotFound`] if they are gone.
    fn body(&self, id: QueueId) -> BoxFuture<'_, Result<Body, StoreError>>;

    /// Does `change` to each of `ids` for the operator `by`; durable on return. Returns those that it changed.
    fn change(
        &self,
        ids: Vec<QueueId>,
        change: Change,
        by: String,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Vec<QueueId>, StoreError>>;
}

/// A message may have many thousands of recipients: this bounds a page's memory.
pub const PAGE_DELIVERIES: usize = 5_000;
