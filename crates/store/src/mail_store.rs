//! The queue's door: what a store of mail can do.

use crate::{Body, Draft, KeptBody, Lease, StoreError};
use futures_util::future::BoxFuture;
use mail::{Address, Timestamp};
use queue::{Change, Delivery, Event, Filter, Message, QueueId, Update};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

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

/// What is in the queue. Each message of which something is owed is counted once, as damaged, ready or held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueCounts {
    /// Messages of which at least one delivery may go on.
    pub ready: u64,
    /// Messages of which all that is owed is held.
    pub held: u64,
    /// Messages whose body is gone or damaged.
    pub damaged: u64,
    /// When the oldest of them was accepted.
    pub oldest: Option<Timestamp>,
    /// Octets of their bodies.
    pub octets: u64,
}

/// How far a check has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checked {
    /// Messages that were looked at.
    pub messages: u64,
    /// Octets of bodies that were read.
    pub octets: u64,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// Messages that were looked at, those that have ended among them.
    pub messages: u64,
    /// Bodies that were read.
    pub bodies: u64,
    /// Octets in them.
    pub octets: u64,
    /// Messages whose body is gone or damaged, those among them that were known before. They are marked.
    pub damaged: Vec<QueueId>,
    /// What else is wrong, in sentences for the operator; at most some hundred.
    pub problems: Vec<String>,
}

/// What a backup holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupReport {
    /// Messages of which something is owed.
    pub messages: u64,
    /// Bodies in files of their own.
    pub bodies: u64,
    /// Octets in these files.
    pub octets: u64,
    /// How many of the files had to be copied, since they could not get a second name there.
    pub copied: u64,
    /// Messages whose body file is not there any more in the store itself, or cannot be read, and so is not in the copy
    /// either.
    pub missing: Vec<QueueId>,
}

/// A delivery that may be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub place: DuePlace,
    /// The recipient's domain, as A-label in lower case, or an address literal.
    pub domain: String,
    /// Whether its sender was told already that it takes long.
    pub late: bool,
    /// For how long there could be no attempt through no fault of the destination.
    pub paused: Duration,
}

/// Where a delivery stands among those that are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DuePlace {
    /// Since when.
    pub due: Timestamp,
    /// Its message.
    pub id: QueueId,
    /// Its place among the recipients.
    pub n: u32,
}

/// Some of the deliveries that are due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DuePage {
    /// Those on which nobody works.
    pub due: Vec<Due>,
    /// Behind which the next page begins; nothing if this was the last.
    pub last: Option<DuePlace>,
    /// When the first that is not due yet will be; only on the last page.
    pub next: Option<Timestamp>,
}

/// Deliveries that somebody wants to work on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Their message.
    pub id: QueueId,
    /// Their places among the recipients.
    pub rows: Vec<u32>,
}

/// Deliveries that somebody works on.
#[derive(Debug, Clone)]
pub struct Leased {
    /// The right to.
    pub lease: Lease,
    /// Their message.
    pub message: Arc<Message>,
    /// They, in the order of [`Lease::rows`].
    pub deliveries: Vec<Delivery>,
}

/// What became of deliveries that somebody worked on.
#[derive(Debug)]
pub struct Settlement {
    /// The right to have worked on them. It ends with this.
    pub lease: Lease,
    /// What it does to each.
    pub updates: Vec<Update>,
    /// What happened.
    pub events: Vec<Event>,
    /// Reports about it, each a message of its own.
    pub reports: Vec<(Entry, KeptBody)>,
    /// When.
    pub now: Timestamp,
}

/// A delivery that is not tried before a later time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postponed {
    /// Which.
    pub place: DuePlace,
    /// Until when.
    pub until: Timestamp,
    /// How much of that is no fault of the destination.
    pub paused: Duration,
    /// What is wrong with its destination: the id of a cause, what was said, and by whom. `None` leaves what is known.
    pub why: Option<Arc<Why>>,
}

/// What is wrong with a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The id of a cause.
    pub cause: String,
    /// What was said, or seen; as long as in [`queue::Progress`].
    pub said: String,
    /// By whom, if there was somebody.
    pub hop: Option<String>,
}

/// What a trace begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Traced {
    /// A Message-ID, with angle brackets.
    MessageId(String),
    /// An address, of a sender or of a recipient, without regard to case.
    Address(Address),
}

/// What was accepted from an account, or with one of its app passwords, in ten minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// From which account.
    pub account: String,
    /// The label of the app password; empty: none.
    pub credential: String,
    /// When the ten minutes began: they are those of the clock.
    pub at: Timestamp,
    /// Messages.
    pub messages: u32,
    /// Their recipients.
    pub recipients: u32,
}

/// Keeps messages and what is owed for them.
pub trait MailStore: Send + Sync {
    /// Whether there is room for a message of so many octets. [`StoreError::Full`]: the disk is below its watermark, or
    /// would be, or was full a while ago. Cheap: looks at the disk at most once a second of `now`.
    fn room(&self, octets: u64, now: Timestamp) -> BoxFuture<'_, Result<(), StoreError>>;

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

    /// How many messages there are. Quick, however many.
    fn counts(&self) -> BoxFuture<'_, Result<QueueCounts, StoreError>>;

    /// One message. [`StoreError::NotFound`] if there is none.
    fn find(&self, id: QueueId) -> BoxFuture<'_, Result<Stored, StoreError>>;

    /// The octets of a message as received. [`StoreError::NotFound`] if they are gone because it has ended.
    fn body(&self, id: QueueId) -> BoxFuture<'_, Result<Body, StoreError>>;

    /// Does `change` to each of `ids` for the operator `by`; durable on return. Returns those that it changed. To release
    /// what is damaged changes nothing.
    fn change(
        &self,
        ids: Vec<QueueId>,
        change: Change,
        by: String,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Vec<QueueId>, StoreError>>;

    /// Deliveries that are due at `now`, not held, and that nobody works on; those that have been due for longest first. Looks at
    /// no more than `limit`, those behind `after`.
    fn due(&self, now: Timestamp, after: Option<DuePlace>, limit: usize) -> BoxFuture<'_, Result<DuePage, StoreError>>;

    /// Leases those of `wanted` that are open, not held, and nobody's, until a later time: after that another process may
    /// lease them, and then whoever had them before comes too late with what became of them. Within a process they are leased until
    /// the lease is dropped. If `takes_over`, those that are held or that somebody works on are leased as well.
    fn lease(
        &self,
        wanted: Vec<Wanted>,
        now: Timestamp,
        until: Timestamp,
        takes_over: bool,
    ) -> BoxFuture<'_, Result<Vec<Leased>, StoreError>>;

    /// Makes a lease last until a later time, for whoever begins to work on what has waited. False if somebody else has taken
    /// any of its deliveries, or one of them has ended or is held: nothing may be done then.
    fn renew<'a>(&'a self, lease: &'a Lease, until: Timestamp) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Does what became of leased deliveries, all of it in one commit with the events and the reports; durable on return. What
    /// has ended meanwhile stays as it is. The body goes with the last delivery.
    ///
    /// [`StoreError::LeaseLost`] if somebody else has them by now: nothing was changed.
    fn settle(&self, settlement: Settlement) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Puts deliveries off on which nobody works, in one commit. Those that are no longer due as they were stay as they are.
    fn postpone(&self, rows: Vec<Postponed>) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Changes whenever there may be something due that was not there before.
    fn news(&self) -> watch::Receiver<u64>;

    /// Forgets messages of which all had ended before `before`, the oldest first, at most `limit`. Returns how many.
    fn forget(&self, before: Timestamp, limit: usize) -> BoxFuture<'_, Result<usize, StoreError>>;

    /// The messages that are meant, those that have ended among them, the newest first, at most `limit`. Reads all messages
    /// that are kept, if need be.
    fn trace(&self, what: Traced, limit: usize) -> BoxFuture<'_, Result<Vec<QueueId>, StoreError>>;

    /// What was accepted from accounts since then, by time, account and credential. For whoever has just started, and has to know
    /// how much each has sent lately. What was forgotten since is not counted: that is much, where what has ended is kept for
    /// less than a day.
    fn sent_since(&self, since: Timestamp) -> BoxFuture<'_, Result<Vec<Sent>, StoreError>>;

    /// Marks a message whose body turned out to be gone or changed: its deliveries are held, and it is never released.
    /// Nothing of it is removed. For whoever heard [`StoreError::Damaged`] of its body. False if it is marked already, or
    /// has ended; [`StoreError::NotFound`] if there is none. Durable on return.
    fn damaged(&self, id: QueueId, now: Timestamp, by: String) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// Looks at all that is kept: whether the databases are sound, whether each body is there and is what was accepted, and
    /// whether there are files that belong to nothing. What is damaged is marked (by `by`, at `now`), and a mark whose body
    /// is whole again is taken off; the message stays held. `deep` also compares the indexes and the counts with the rows,
    /// which reads each database several times. `tell` hears now and then how far it is.
    ///
    /// Mail goes on meanwhile. [`StoreError::Unavailable`] while another check or a backup is running.
    fn check(
        &self,
        deep: bool,
        by: String,
        now: Timestamp,
        tell: Arc<dyn Fn(Checked) + Send + Sync>,
    ) -> BoxFuture<'_, Result<CheckReport, StoreError>>;

    /// Copies mail and accounts to the directory `to`, an absolute path, which is made, or holds nothing (the directories that a
    /// copy which failed has left are nothing): as they were at one
    /// moment after the call, laid out as a data directory. Durable on return; mail goes on meanwhile. A copy that was not
    /// finished does not open; after an error its files are removed again, and the directories stay.
    ///
    /// [`StoreError::Exists`] if there is something in `to`; [`StoreError::Unavailable`] if it cannot be written, or while
    /// another backup or a check is running; [`StoreError::Full`], also where the copy would leave less of this very disk free
    /// than new mail needs.
    fn backup(&self, to: PathBuf) -> BoxFuture<'_, Result<BackupReport, StoreError>>;
}

/// As what a message is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Ready,
    Held,
    Damaged,
}

impl Standing {
    /// `None` if nothing is owed any more.
    pub(crate) fn of(deliveries: &[Delivery], damaged: bool) -> Option<Self> {
        let mut open = deliveries.iter().filter(|delivery| delivery.state.is_open()).peekable();
        open.peek()?;
        Some(if damaged {
            Self::Damaged
        } else if open.all(|delivery| delivery.held) {
            Self::Held
        } else {
            Self::Ready
        })
    }
}

impl Sent {
    /// When the ten minutes began in which this moment is.
    pub(crate) fn slot(at: Timestamp) -> Timestamp {
        Timestamp::from_micros(at.micros() / SENT_SLOT_MICROS * SENT_SLOT_MICROS)
    }
}

/// Ten minutes.
pub(crate) const SENT_SLOT_MICROS: i64 = 600_000_000;
/// Longer than a session may last at most (24 hours), in which a message may be on its way in.
pub(crate) const COMING_IN: Duration = Duration::from_secs(25 * 3600);
/// A message may have many thousands of recipients: this bounds a page's memory.
pub const PAGE_DELIVERIES: usize = 5_000;
