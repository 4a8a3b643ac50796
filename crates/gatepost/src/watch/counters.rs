//! Counts what events tell of: since the start, and in the last minutes. What Prometheus is shown is made from it in
//! `exposition`.

use super::exposition::{self, Gauges};
use crate::events::Event;
use queue::EventKind;
use reply::Reply;
use serde::{Deserialize, Serialize};
use smtp::Moment;
use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What was counted since the start. A reader of events. Its memory is bounded: nothing is counted by address or account.
#[derive(Default)]
pub struct Counters(Mutex<Counts>);

/// What happened in a span of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Clients that connected.
    pub sessions: u64,
    /// Logins that worked.
    pub logins: u64,
    /// Logins that were refused: a wrong name or password, a disabled account, or too many of those before.
    pub refused_logins: u64,
    /// Refusals of all kinds.
    pub refusals: u64,
    /// Messages accepted.
    pub messages: u64,
    /// Octets of those messages.
    pub octets: u64,
    /// Recipients to whom a message was delivered.
    #[serde(default)]
    pub delivered: u64,
    /// Attempts that failed for now, by recipient.
    #[serde(default)]
    pub deferred: u64,
    /// Recipients to whom a message cannot be delivered.
    #[serde(default)]
    pub failed: u64,
}

/// All that is counted.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    pub(super) sums: Sums,
    pub(super) recipients: u64,
    pub(super) bans: u64,
    pub(super) reloads: u64,
    pub(super) reloads_refused: u64,
    /// By the listener's address.
    pub(super) listeners: BTreeMap<String, AtListener>,
    /// The cause and the number, by the id of the reply.
    pub(super) refusals: BTreeMap<&'static str, (&'static str, u64)>,
    /// Recipients, by what an attempt came to, and its cause.
    pub(super) attempts: BTreeMap<(&'static str, &'static str), u64>,
    /// How often a destination was left alone, its route paused, or it came back.
    pub(super) destinations: BTreeMap<&'static str, u64>,
    /// What went wrong with the store, by its kind. All kinds are there from the start.
    pub(super) store_errors: BTreeMap<&'static str, u64>,
    pub(super) session_seconds: Histogram,
    pub(super) message_octets: Histogram,
    /// The disk has failed.
    is_broken: bool,
    /// No new sessions are taken.
    is_draining: bool,
    slots: [Slot; SLOTS],
}

/// What is counted for each listener.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AtListener {
    pub(super) sessions: u64,
    pub(super) handshake_failures: u64,
    pub(super) proxy_refusals: u64,
    pub(super) dropped: u64,
    pub(super) accept_failures: u64,
}

/// How often a value fell between two bounds.
#[derive(Debug, Clone)]
pub(super) struct Histogram {
    /// The upper bounds; what is above the last has a place of its own in `counts`.
    pub(super) bounds: &'static [f64],
    pub(super) counts: Vec<u64>,
    pub(super) sum: f64,
}

/// A few seconds.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// Which: slots are counted from the start of the process.
    number: u64,
    sums: Sums,
}

impl Counters {
    /// Counts an event that happens `now`.
    pub fn note(&self, event: &Event, now: Moment) {
        let mut counts = self.lock();
        let counts = &mut *counts;
        let mut sums = Sums::default();
        match event {
            Event::Connected { listener } => {
                counts.at(listener).sessions += 1;
                sums.sessions = 1;
            }
            Event::LoggedIn(_) => sums.logins = 1,
            Event::Accepted { octets, recipients, .. } => {
                counts.recipients += *recipients as u64;
                counts.message_octets.observe(*octets as f64);
                (sums.messages, sums.octets) = (1, *octets);
            }
            Event::Refused { reply, .. } => {
                counts.refuse(reply);
                sums.refusals = 1;
                sums.refused_logins = u64::from(LOGIN_REFUSALS.contains(reply));
            }
            Event::Ended(session) => counts.session_seconds.observe(session.took.as_secs_f64()),
            Event::HandshakeFailed { about, .. } => counts.at(&about.listener).handshake_failures += 1,
            Event::Dropped { listener, .. } => counts.at(listener).dropped += 1,
            Event::ProxyRefused { listener, .. } => counts.at(listener).proxy_refusals += 1,
            Event::AcceptFailed { listener, .. } => counts.at(listener).accept_failures += 1,
            Event::Banned { .. } => counts.bans += 1,
            Event::StoreBroken(_) => {
                counts.is_broken = true;
                counts.store_error(BROKEN);
            }
            Event::Damaged { .. } => counts.store_error(DAMAGED),
            Event::DiskLow { .. } => counts.store_error(DISK_LOW),
            Event::Reloaded { .. } => counts.reloads += 1,
            Event::ReloadRefused { .. } => counts.reloads_refused += 1,
            Event::Attempted(attempt) => {
                let count = attempt.recipients as u64;
                match attempt.kind {
                    EventKind::Delivered => sums.delivered = count,
                    EventKind::Deferred => sums.deferred = count,
                    EventKind::Failed | EventKind::Bounced => sums.failed = count,
                    _ => {}
                }
                let cause = attempt.detail.cause.as_deref();
                let known = reply::causes::ALL.iter().find(|known| Some(known.id) == cause);
                let key = (attempt.kind.word(), known.map_or("", |known| known.id));
                *counts.attempts.entry(key).or_default() += count;
            }
            Event::NotSettled { .. } | Event::QueueUnread { .. } => counts.store_error(UNSETTLED),
            Event::DestinationDown { paused, .. } => {
                let kind = if *paused { "paused" } else { "down" };
                *counts.destinations.entry(kind).or_default() += 1;
            }
            Event::DestinationBack { .. } => *counts.destinations.entry("back").or_default() += 1,
            Event::Draining { .. } => counts.is_draining = true,
            Event::SourceDown { .. }
            | Event::SourceBack { .. }
            | Event::DiskRoom
            | Event::Warning { .. }
            | Event::Started { .. }
            | Event::Stopped => return,
        }
        counts.sums += sums;
        *counts.slot(now) += sums;
    }

    /// What happened since the start.
    pub fn sums(&self) -> Sums {
        self.lock().sums
    }

    /// What happened in the last `span`, 15 minutes at most. It is counted in steps of five seconds, and the one that has
    /// begun is in it.
    pub fn lately(&self, span: Duration, now: Moment) -> Sums {
        let (now, span) = (slot_number(now), slot_number(span));
        let counts = self.lock();
        let mut sums = Sums::default();
        for slot in &counts.slots {
            if now.checked_sub(slot.number).is_some_and(|age| age <= span) {
                sums += slot.sums;
            }
        }
        sums
    }

    /// Why the server takes no mail, as far as events say, in one line.
    pub fn trouble(&self) -> Option<&'static str> {
        let counts = self.lock();
        if counts.is_broken {
            Some("the disk has failed: check it, then start the server again")
        } else {
            counts.is_draining.then_some("the server is stopping")
        }
    }

    /// All that was counted, and `gauges`, as OpenMetrics text (version 1.0.0).
    pub fn openmetrics(&self, gauges: Gauges) -> String {
        let counts = self.lock().clone();
        exposition::text(counts, gauges)
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// The counts of a listener. They come from the configuration and are few; should they be many, the rest is one.
    fn at(&mut self, listener: &str) -> &mut AtListener {
        let is_known = self.listeners.contains_key(listener) || self.listeners.len() < LISTENERS_MAX;
        let name = if is_known { listener } else { "other" };
        self.listeners.entry(name.to_owned()).or_default()
    }

    fn refuse(&mut self, reply: &Reply) {
        let cause = reply.cause.map_or("", |cause| cause.id);
        self.refusals.entry(reply.id).or_insert((cause, 0)).1 += 1;
    }

    fn store_error(&mut self, kind: &'static str) {
        *self.store_errors.entry(kind).or_default() += 1;
    }

    fn slot(&mut self, now: Moment) -> &mut Sums {
        let number = slot_number(now);
        // There are fewer slots than a usize can tell apart.
        let slot = &mut self.slots[(number % SLOTS as u64) as usize];
        if slot.number != number {
            *slot = Slot {
                number,
                sums: Sums::default(),
            };
        }
        &mut slot.sums
    }
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            sums: Sums::default(),
            recipients: 0,
            bans: 0,
            reloads: 0,
            reloads_refused: 0,
            listeners: BTreeMap::new(),
            refusals: BTreeMap::new(),
            attempts: BTreeMap::new(),
            destinations: ["down", "paused", "back"].map(|kind| (kind, 0)).into(),
            store_errors: STORE_ERRORS.iter().map(|kind| (*kind, 0)).collect(),
            session_seconds: Histogram::new(SESSION_SECONDS),
            message_octets: Histogram::new(MESSAGE_OCTETS),
            is_broken: false,
            is_draining: false,
            slots: [Slot::default(); SLOTS],
        }
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, more: Self) {
        self.sessions += more.sessions;
        self.logins += more.logins;
        self.refused_logins += more.refused_logins;
        self.refusals += more.refusals;
        self.messages += more.messages;
        self.octets += more.octets;
        self.delivered += more.delivered;
        self.deferred += more.deferred;
        self.failed += more.failed;
    }
}

impl Histogram {
    fn new(bounds: &'static [f64]) -> Self {
        Self {
            bounds,
            counts: vec![0; bounds.len() + 1],
            sum: 0.0,
        }
    }

    fn observe(&mut self, value: f64) {
        let place = self.bounds.iter().position(|bound| value <= *bound);
        self.counts[place.unwrap_or(self.bounds.len())] += 1;
        self.sum += value;
    }
}

fn slot_number(time: Duration) -> u64 {
    time.as_secs() / SLOT_SECONDS
}

/// What a login that is refused is told.
const LOGIN_REFUSALS: &[&Reply] = &[
    &reply::BAD_CREDENTIALS,
    &reply::ACCOUNT_DISABLED,
    &reply::MECHANISM_FORBIDDEN,
    &reply::TRANSITION_NEEDED,
    &reply::TOO_MANY_LOGINS,
];
/// Kinds of what goes wrong with the store.
const STORE_ERRORS: &[&str] = &[BROKEN, DAMAGED, DISK_LOW, UNSETTLED];
const UNSETTLED: &str = "unsettled";
const BROKEN: &str = "broken";
const DAMAGED: &str = "damaged";
const DISK_LOW: &str = "disk-low";
const SLOT_SECONDS: u64 = 5;
/// 15 minutes, and the slot that has begun.
const SLOTS: usize = 15 * 60 / SLOT_SECONDS as usize + 1;
const LISTENERS_MAX: usize = 64;
const SESSION_SECONDS: &[f64] = &[0.01, 0.1, 0.5, 1.0, 5.0, 30.0, 60.0, 300.0, 3600.0];
const MESSAGE_OCTETS: &[f64] = &[
    1_024.0,
    4_096.0,
    16_384.0,
    65_536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
    16_777_216.0,
    67_108_864.0,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::About;
    use store::StoreError;

    fn connected(listener: &str) -> Event {
        Event::Connected {
            listener: listener.to_owned(),
        }
    }

    fn refused(reply: &'static Reply) -> Event {
        Event::Refused {
            about: About::default(),
            reply,
            detail: String::new(),
            cause: None,
        }
    }

    fn accepted(octets: u64) -> Event {
        Event::Accepted {
            about: About::default(),
            id: String::new(),
            octets,
            recipients: 2,
            message_id: None,
        }
    }

    #[test]
    fn what_happens_is_summed_up() {
        let counters = Counters::default();
        for event in [
            connected("127.0.0.1:2587"),
            connected("127.0.0.1:2465"),
            Event::LoggedIn(About::default()),
            accepted(1_000),
            accepted(24),
            refused(&reply::BAD_CREDENTIALS),
            refused(&reply::TLS_REQUIRED),
            refused(&reply::TOO_MANY_LOGINS),
        ] {
            counters.note(&event, Moment::ZERO);
        }
        let expected = Sums {
            delivered: 0,
            deferred: 0,
            failed: 0,
            sessions: 2,
            logins: 1,
            refused_logins: 2,
            refusals: 3,
            messages: 2,
            octets: 1_024,
        };
        assert_eq!(counters.sums(), expected);
        assert_eq!(counters.lately(Duration::from_secs(60), Moment::from_secs(9)), expected);
        assert_eq!(counters.lock().recipients, 4);
    }

    #[test]
    fn the_last_minutes_are_apart() {
        let counters = Counters::default();
        for second in [0, 100, 400, 899, 900, 1_000] {
            counters.note(&connected("x"), Moment::from_secs(second));
        }
        for (now, minutes, sessions) in [
            (1_000, 1, 1),
            (1_000, 5, 3),
            (1_000, 15, 5),
            (1_059, 1, 1),
            (1_065, 1, 0),
            (1_901, 15, 1),
            (5_000, 15, 0),
        ] {
            let sums = counters.lately(Duration::from_secs(minutes * 60), Moment::from_secs(now));
            assert_eq!(sums.sessions, sessions, "the {minutes} minutes before {now}");
        }
        // A long while later the same slots serve again.
        counters.note(&connected("x"), Moment::from_secs(100_000));
        let later = counters.lately(Duration::from_secs(900), Moment::from_secs(100_001));
        assert_eq!((later.sessions, counters.sums().sessions), (1, 7));
    }

    #[test]
    fn what_is_counted_is_bounded() {
        let counters = Counters::default();
        for n in 0..1_000 {
            counters.note(&connected(&n.to_string()), Moment::ZERO);
        }
        let counts = counters.lock();
        assert_eq!(counts.listeners.len(), LISTENERS_MAX + 1);
        assert_eq!(counts.listeners["other"].sessions, 1_000 - LISTENERS_MAX as u64);
    }

    #[test]
    fn trouble_is_told() {
        let counters = Counters::default();
        assert_eq!(counters.trouble(), None);
        counters.note(&Event::Draining { sessions: 1 }, Moment::ZERO);
        assert!(counters.trouble().is_some_and(|why| why.contains("stopping")));
        counters.note(&Event::StoreBroken(StoreError::Unknown), Moment::ZERO);
        assert!(counters.trouble().is_some_and(|why| why.contains("disk")));
    }
}
