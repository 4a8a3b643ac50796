//! The one who decides what goes out next: looks at what is due, a page at a time, leases what may go, and gives it to workers.
//!
//! What waits here is bounded; a queue of a million waits in the store. Deliveries for a destination that is left alone are put off
//! in the store, so that those behind them come to their turn.

use self::clerk::{Clerk, Late};
use crate::events::Event;
use crate::outbound::destinations::{Bounds, Destination, PAUSE};
use crate::outbound::ways::{Way, Ways};
use crate::outbound::worker::{Job, Signal, Told, Worker};
use crate::outbound::{Board, Office, Standing, Troubled};
use futures_util::future::FutureExt;
use mail::Timestamp;
use queue::{Busy, Candidate, Waiting};
use smtp::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use store::{Due, DuePlace, Postponed, StoreError};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::watch;

mod clerk;
mod sort;

/// Decides what goes out next.
pub struct Dispatcher {
    office: Arc<Office>,
    ways: watch::Receiver<Arc<Ways>>,
    drain: watch::Receiver<bool>,
    asked: watch::Receiver<u64>,
    board: Board,
    waiting: Waiting<Job>,
    busy: Busy,
    destinations: BTreeMap<String, Destination>,
    /// The numbers of their routes.
    places: BTreeMap<String, usize>,
    workers: BTreeMap<u64, Hand>,
    /// Workers with a connection that wait for a job, by destination; the one that has waited for the shortest time is last.
    idle: BTreeMap<String, Vec<u64>>,
    last_worker: u64,
    tell: UnboundedSender<Told>,
    told: UnboundedReceiver<Told>,
    late: mpsc::Sender<Late>,
    scan: Scan,
    /// When what has ended for long is forgotten next.
    forget_at: Moment,
}

/// A worker, as the dispatcher knows it.
struct Hand {
    jobs: mpsc::Sender<Job>,
    destination: String,
    is_idle: bool,
    /// Messages over its connection so far.
    messages: u64,
}

/// How far what is due was looked at.
struct Scan {
    /// Behind which the next page begins.
    after: Option<DuePlace>,
    /// When to look again.
    at: Moment,
    /// The last page was the last one.
    at_end: bool,
    /// Something may be due that was not there when it was last looked at.
    has_news: bool,
    /// Destinations of which some were left where they are, since they have enough here.
    left: BTreeSet<String>,
    /// The last one that was due when all had been looked at: what is new stands behind it.
    tail: Option<DuePlace>,
}

impl Dispatcher {
    pub(super) fn new(
        office: Arc<Office>,
        ways: watch::Receiver<Arc<Ways>>,
        drain: watch::Receiver<bool>,
        asked: watch::Receiver<u64>,
        board: Board,
    ) -> Self {
        let (tell, told) = mpsc::unbounded_channel();
        let (late, receiver) = mpsc::channel(clerk::LATE_MAX);
        let clerk = Clerk {
            office: office.clone(),
            late: receiver,
            drain: drain.clone(),
            alive: tell.clone(),
        };
        office.world.tasks.spawn(clerk.work().boxed());
        Self {
            office,
            ways,
            drain,
            asked,
            board,
            waiting: Waiting::default(),
            busy: Busy::default(),
            destinations: BTreeMap::new(),
            places: BTreeMap::new(),
            workers: BTreeMap::new(),
            idle: BTreeMap::new(),
            last_worker: 0,
            tell,
            told,
            late,
            scan: Scan {
                after: None,
                at: Moment::ZERO,
                at_end: false,
                has_news: true,
                left: BTreeSet::new(),
                tail: None,
            },
            forget_at: Moment::ZERO,
        }
    }

    pub(super) async fn run(mut self) {
        let mut news = self.office.mail.news();
        let clock = self.office.world.clock.clone();
        loop {
            if *self.drain.borrow() {
                return self.finish().await;
            }
            let wake = self.look().await;
            self.begin_all();
            self.show();
            let until = wake.min(self.rate_opens()).min(self.forget_at);
            tokio::select! {
                biased;
                _ = self.drain.changed() => {}
                told = self.told.recv() => {
                    self.hear_all(told);
                }
                changed = self.ways.changed() => match changed {
                    Ok(()) => self.new_ways().await,
                    // Whoever began this is gone.
                    Err(_) => return self.finish().await,
                },
                Ok(()) = self.asked.changed() => self.ask_again(),
                _ = news.changed() => self.scan.has_news = true,
                () = clock.sleep_until(until) => self.forget().await,
            }
        }
    }

    /// What is under way comes to its end; the rest is given back.
    async fn finish(mut self) {
        for (_, hand) in std::mem::take(&mut self.workers)
            .into_iter()
            .filter(|(_, hand)| hand.is_idle)
        {
            drop(hand.jobs);
        }
        drop(std::mem::take(&mut self.waiting));
        drop(self.late);
        drop(std::mem::replace(&mut self.tell, mpsc::unbounded_channel().0));
        // Each worker, and the clerk, has a sender of its own, so this ends with the last of them.
        while self.told.recv().await.is_some() {}
    }

    /// Takes a page of what is due, if there is room for it. Returns when to look again.
    async fn look(&mut self) -> Moment {
        let now = self.office.world.clock.now();
        let date = self.office.world.clock.date();
        let (room, mut left) = (WAITING_MAX.saturating_sub(self.waiting.len()), self.scan.left.iter());
        let has_room = left.any(|name| match self.waiting.at(name) {
            0 => room > 0,
            waits => room > WAITING_RESERVE && waits <= self.share(name, now) / 2,
        });
        if now >= self.scan.at || (has_room && self.scan.at_end) {
            if self.scan.at_end {
                // All of it, from the beginning.
                (self.scan.after, self.scan.at_end) = (None, false);
                self.scan.left.clear();
            }
        } else if self.scan.has_news && self.scan.at_end {
            // Commits are not quite in the order of their dates.
            self.scan.after = self.scan.tail.map(|tail| DuePlace {
                due: Timestamp::from_micros(tail.due.micros().saturating_sub(TAIL_MICROS)),
                ..tail
            });
            self.scan.at_end = false;
        } else {
            return self.scan.at;
        }
        self.scan.has_news = false;
        let page = match self.office.mail.due(date, self.scan.after, PAGE).await {
            Ok(page) => page,
            Err(error) => return self.stumble(&error),
        };
        self.scan.tail = page.last.or(page.due.last().map(|due| due.place)).or(self.scan.after);
        let sorted = self.sort(page.due, date, now);
        if sorted.crowded {
            self.waiting.thin_out();
        }
        let put_off = sorted.next();
        let found = !sorted.wanted.is_empty() || !sorted.postponed.is_empty() || !sorted.attention.is_empty();
        if let Err(error) = self.carry_out(sorted, date).await {
            return self.stumble(&error);
        }
        (self.scan.after, self.scan.at_end) = (page.last, page.last.is_none());
        let now = self.office.world.clock.now();
        // What was put off now was not yet among what comes next.
        let next = page.next.into_iter().chain(put_off).min();
        self.scan.at = match next {
            _ if page.last.is_some() && found => now,
            // Where nothing may go, a long queue is not read in vain all the time.
            _ if page.last.is_some() => now + PACE,
            Some(next) => now + next.since(date).min(RESCAN),
            None => now + RESCAN,
        };
        self.scan.at
    }

    /// How many messages for one destination may wait here: as many as it takes within moments.
    fn share(&self, name: &str, now: Moment) -> usize {
        match self.destinations.get(name) {
            Some(standing) if standing.is_fast(now) => WAITING_AT_FAST_MAX,
            _ => WAITING_AT_SLOW_MAX,
        }
    }

    /// The store does not answer as it should: it is asked again in a moment.
    fn stumble(&mut self, error: &StoreError) -> Moment {
        self.office.events.tell(&Event::QueueUnread { why: error.to_string() });
        self.scan.at = self.office.world.clock.now() + STUMBLE_WAIT;
        (self.scan.after, self.scan.at_end, self.scan.has_news) = (None, false, false);
        self.scan.at
    }

    /// Gives out what may begin now.
    fn begin_all(&mut self) {
        let ways = self.ways.borrow().clone();
        let now = self.office.world.clock.now();
        // Those of which nothing good is known may all be silent: they leave some connections to the others.
        let unproven_max = (ways.workers_max - ways.workers_max / 4).max(1);
        let is_proven = |destinations: &BTreeMap<String, Destination>, name: &str| {
            destinations.get(name).is_some_and(|one| one.has_worked_lately(now))
        };
        let hands = self.workers.values();
        let mut unproven = hands
            .filter(|hand| !is_proven(&self.destinations, &hand.destination))
            .count();
        loop {
            let has_hand = self.workers.len() < ways.workers_max || !self.idle.is_empty();
            if !has_hand {
                break;
            }
            let is_full = self.workers.len() >= ways.workers_max;
            let is_crowded = unproven >= unproven_max;
            let (destinations, idle, workers) = (&self.destinations, &self.idle, &self.workers);
            let may = |name: &str| {
                if is_crowded && !idle.contains_key(name) && !is_proven(destinations, name) {
                    return false;
                }
                let standing = destinations.get(name);
                let bounds = self.bounds(&ways, name);
                if idle.contains_key(name) {
                    return standing
                        .is_none_or(|standing| standing.has_rate(now, bounds) && standing.alone_until(now).is_none());
                }
                let connections = connections(workers, name);
                standing.map_or(connections == 0, |standing| {
                    standing.may_begin(now, connections, bounds)
                })
            };
            let names: Vec<String> = self
                .waiting
                .destinations()
                .filter(|name| may(name))
                .map(str::to_owned)
                .collect();
            if names.is_empty() {
                break;
            }
            let next = self.waiting.take(&self.busy, |name| {
                names.binary_search_by(|own| own.as_str().cmp(name)).is_ok()
            });
            let Some((candidate, job)) = next else { break };
            if !self.idle.contains_key(&candidate.destination) {
                unproven += usize::from(!is_proven(&self.destinations, &candidate.destination));
                if is_full {
                    self.dismiss_one();
                }
            }
            self.begin(candidate, job, &ways, now);
        }
        self.tell_backlog(now, &ways);
    }

    /// Ends a connection that waits, so that another can be made.
    fn dismiss_one(&mut self) {
        let Some((name, mut numbers)) = self.idle.pop_first() else {
            return;
        };
        let number = numbers.remove(0);
        if !numbers.is_empty() {
            self.idle.insert(name, numbers);
        }
        // It hears that there is nothing more to do.
        self.workers.remove(&number);
    }

    fn begin(&mut self, candidate: Candidate, job: Job, ways: &Arc<Ways>, now: Moment) {
        let Candidate {
            account, destination, ..
        } = candidate;
        self.busy.begin(&account, &destination);
        self.destinations.entry(destination.clone()).or_default().begins(now);
        let job = match self.take_idle(&destination) {
            None => job,
            Some(number) => {
                let Some(hand) = self.workers.get_mut(&number) else {
                    return;
                };
                hand.is_idle = false;
                hand.messages += 1;
                match hand.jobs.try_send(job) {
                    Ok(()) => return,
                    // It was about to leave.
                    Err(mpsc::error::TrySendError::Full(job) | mpsc::error::TrySendError::Closed(job)) => {
                        self.workers.remove(&number);
                        job
                    }
                }
            }
        };
        self.last_worker += 1;
        let (jobs, receiver) = mpsc::channel(1);
        let hand = Hand {
            jobs,
            destination,
            is_idle: false,
            messages: 1,
        };
        self.workers.insert(self.last_worker, hand);
        let worker = Worker {
            number: self.last_worker,
            office: self.office.clone(),
            ways: ways.clone(),
            jobs: receiver,
            tell: self.tell.clone(),
        };
        self.office.world.tasks.spawn(worker.work(job).boxed());
    }

    fn take_idle(&mut self, destination: &str) -> Option<u64> {
        let numbers = self.idle.get_mut(destination)?;
        let number = numbers.pop();
        if numbers.is_empty() {
            self.idle.remove(destination);
        }
        number
    }

    fn hear_all(&mut self, first: Option<Told>) {
        let mut next = first;
        while let Some(told) = next {
            self.hear(told);
            next = self.told.try_recv().ok();
        }
    }

    fn hear(&mut self, told: Told) {
        match told {
            Told::Done {
                worker,
                account,
                destination,
                signal,
                next,
                waits,
            } => {
                self.busy.end(&account, &destination);
                self.note(&destination, signal);
                if let Some(next) = next {
                    let clock = &self.office.world.clock;
                    self.scan.at = self.scan.at.min(clock.now() + next.since(clock.date()));
                }
                self.rest(worker, &destination, waits);
            }
            Told::Left { worker, job } => {
                self.workers.remove(&worker);
                for numbers in self.idle.values_mut() {
                    numbers.retain(|number| *number != worker);
                }
                self.idle.retain(|_, numbers| !numbers.is_empty());
                let Some(job) = job else { return };
                let job = *job;
                if let Some(standing) = self.destinations.get_mut(&job.destination) {
                    standing.was_not_tried();
                }
                self.busy.end(&job.leased.message.origin.account, &job.destination);
                let candidate = Candidate {
                    id: job.leased.lease.id,
                    account: job.leased.message.origin.account.clone(),
                    destination: job.destination.clone(),
                    priority: 0,
                    due: job
                        .leased
                        .deliveries
                        .first()
                        .map_or(self.office.world.clock.date(), |delivery| delivery.due),
                };
                self.waiting.push(candidate, job);
            }
        }
    }

    /// What a job said of its destination.
    fn note(&mut self, destination: &str, signal: Signal) {
        let (clock, chance) = (&self.office.world.clock, self.chance());
        let now = clock.now();
        let bounds = self.bounds(&self.ways.borrow(), destination);
        let standing = self.destinations.entry(destination.to_owned()).or_default();
        match signal {
            Signal::Nothing if standing.trouble().is_none() => standing.went_well(now, bounds),
            // It was not asked, so nothing is known: another one tries.
            Signal::Nothing => {
                if let Some(trouble) = standing.trouble().cloned() {
                    standing.failed(trouble, now, chance);
                }
            }
            Signal::Well => {
                let was_alone = standing.trouble().cloned();
                standing.went_well(now, bounds);
                if let Some(trouble) = was_alone {
                    self.office.events.tell(&Event::DestinationBack {
                        destination: destination.to_owned(),
                        cause: trouble.cause,
                    });
                }
            }
            Signal::Failed(trouble) => {
                let shown = trouble.clone();
                if standing.failed(trouble, now, chance) {
                    self.office.events.tell(&Event::DestinationDown {
                        destination: destination.to_owned(),
                        cause: shown.cause,
                        said: shown.said,
                        paused: shown.is_pause,
                    });
                }
                self.give_back(destination);
            }
        }
    }

    /// Those that wait for a destination that is left alone go back to the store, to be put off there.
    fn give_back(&mut self, destination: &str) {
        let now = self.office.world.clock.now();
        let is_alone = self
            .destinations
            .get(destination)
            .is_some_and(|one| one.alone_until(now).is_some());
        if is_alone && !self.waiting.drain(destination).is_empty() {
            (self.scan.after, self.scan.at, self.scan.at_end) = (None, now, false);
        }
    }

    /// A worker has nothing to do: it keeps its connection if it may.
    fn rest(&mut self, worker: u64, destination: &str, waits: bool) {
        let ways = self.ways.borrow().clone();
        let now = self.office.world.clock.now();
        let most = self
            .places
            .get(destination)
            .map_or(1, |place| ways.routes.at(*place).messages_max);
        let is_alone = self
            .destinations
            .get(destination)
            .is_some_and(|one| one.alone_until(now).is_some());
        let stays = waits && !is_alone && self.workers.get(&worker).is_some_and(|hand| hand.messages < most);
        if !stays {
            // If it waits, it hears that there is nothing more to do.
            self.workers.remove(&worker);
            return;
        }
        if let Some(hand) = self.workers.get_mut(&worker) {
            hand.is_idle = true;
            self.idle.entry(destination.to_owned()).or_default().push(worker);
        }
    }

    /// What waits may go another way now: it goes back to the store, and is sorted anew. Connections that wait are closed.
    async fn new_ways(&mut self) {
        self.waiting = Waiting::default();
        self.scan.left.clear();
        self.places.clear();
        for numbers in std::mem::take(&mut self.idle).into_values() {
            for number in numbers {
                self.workers.remove(&number);
            }
        }
        // A pause was for the old login.
        let count = self.destinations.len();
        self.destinations.retain(|_, destination| !destination.is_paused());
        if self.destinations.len() < count
            && let Err(error) = self.bring_forward().await
        {
            self.stumble(&error);
        }
        let now = self.office.world.clock.now();
        (self.scan.after, self.scan.at, self.scan.at_end) = (None, now, false);
    }

    /// What was put off by a pause need not wait for its end. Of a very long queue the rest does.
    async fn bring_forward(&self) -> Result<(), StoreError> {
        let (mail, ways) = (&self.office.mail, self.ways.borrow().clone());
        let date = self.office.world.clock.date();
        let mut after = None;
        for _ in 0..PAGES_FORWARD {
            let page = mail.due(date.plus(PAUSE + sort::SPREAD), after, PAGE).await?;
            let goes_to_a_server = |due: &Due| match ways.find(&due.domain) {
                Way::To(target) => target.domain.is_none() && due.place.due > date,
                Way::Hold => false,
            };
            let forward = page
                .due
                .iter()
                .filter(|due| goes_to_a_server(due))
                .map(|due| Postponed {
                    place: due.place,
                    until: date,
                    paused: Duration::ZERO,
                    why: None,
                });
            mail.postpone(forward.collect()).await?;
            after = page.last;
            if after.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Somebody does not want to wait.
    fn ask_again(&mut self) {
        let now = self.office.world.clock.now();
        for destination in self.destinations.values_mut() {
            destination.ask_again(now);
        }
        (self.scan.after, self.scan.at, self.scan.at_end) = (None, now, false);
    }

    async fn forget(&mut self) {
        let (now, date) = (self.office.world.clock.now(), self.office.world.clock.date());
        if now < self.forget_at {
            return;
        }
        let in_use: Vec<String> = self.workers.values().map(|hand| hand.destination.clone()).collect();
        self.destinations
            .retain(|name, one| !one.is_unremarkable(now) || in_use.contains(name) || self.waiting.at(name) > 0);
        let (destinations, waiting) = (&self.destinations, &self.waiting);
        self.places
            .retain(|name, _| destinations.contains_key(name) || in_use.contains(name) || waiting.at(name) > 0);
        let keep = i64::try_from(self.ways.borrow().keep.as_micros()).unwrap_or(i64::MAX);
        let before = Timestamp::from_micros(date.micros().saturating_sub(keep));
        self.forget_at = match self.office.mail.forget(before, FORGET_AT_ONCE).await {
            Ok(FORGET_AT_ONCE) => now,
            _ => now + FORGET_EACH,
        };
    }

    /// When the first destination that waits for its rate may go on.
    fn rate_opens(&self) -> Moment {
        let now = self.office.world.clock.now();
        let ways = self.ways.borrow();
        let waiting = self.waiting.destinations().filter_map(|name| {
            let standing = self.destinations.get(name)?;
            let bounds = self.bounds(&ways, name);
            (!standing.has_rate(now, bounds)).then(|| standing.rate_opens())
        });
        waiting.min().unwrap_or(now + RESCAN)
    }

    /// Accounts with much that waits for destinations which take it as fast as they can.
    fn tell_backlog(&self, now: Moment, ways: &Ways) {
        if self.waiting.len() < BACKLOG {
            return self.office.backlog.tell(BTreeSet::new());
        }
        let takes_many = |name: &str| {
            let standing = self.destinations.get(name);
            standing.is_some_and(|one| one.is_fast(now) && one.has_rate(now, self.bounds(ways, name)))
        };
        let much = self.waiting.much(BACKLOG, takes_many);
        self.office.backlog.tell(much);
    }

    fn show(&self) {
        let (clock, mut troubled) = (&self.office.world.clock, Vec::new());
        let (now, date) = (clock.now(), clock.date());
        for (name, standing) in &self.destinations {
            if let (Some(trouble), true) = (standing.trouble(), troubled.len() < SHOWN_MAX) {
                let until = standing.alone_until(now).unwrap_or(now);
                troubled.push(Troubled {
                    destination: name.clone(),
                    trouble: trouble.clone(),
                    until: date.plus(until.saturating_sub(now)),
                });
            }
        }
        let idle: usize = self.idle.values().map(Vec::len).sum();
        self.board.write(Standing {
            under_way: self.workers.len().saturating_sub(idle),
            waiting: self.waiting.len(),
            connections: self.workers.len(),
            troubled,
        });
    }

    /// What a destination is held to.
    fn bounds(&self, ways: &Ways, destination: &str) -> Bounds {
        let place = self.places.get(destination).copied().unwrap_or(usize::MAX);
        let route = ways.routes.at(place);
        Bounds {
            connections_max: route.connections_max,
            per_minute: route.per_minute,
        }
    }

    fn chance(&self) -> u64 {
        let mut octets = [0; 8];
        self.office.world.random.fill(&mut octets);
        u64::from_be_bytes(octets)
    }
}

/// How many connections there are to a destination.
fn connections(workers: &BTreeMap<u64, Hand>, destination: &str) -> usize {
    workers.values().filter(|hand| hand.destination == destination).count()
}

/// Messages that wait here. Some KiB each.
const WAITING_MAX: usize = 4_000;
/// Places that only those get who have nothing here.
const WAITING_RESERVE: usize = 400;
/// Of them, for one destination that takes many.
const WAITING_AT_FAST_MAX: usize = 2_000;
/// For one that takes few, or of which nothing is known yet.
const WAITING_AT_SLOW_MAX: usize = 200;
/// So much of one account is much.
const BACKLOG: usize = 1_000;
/// 5 min, which no commit takes.
const TAIL_MICROS: i64 = 5 * 60 * 1_000_000;
/// Rows that are looked at together.
const PAGE: usize = 500;
/// Pages that are brought forward when a pause ends early.
const PAGES_FORWARD: usize = 40;
/// Between two pages of which nothing could go.
const PACE: Moment = Moment::from_millis(20);
/// What nobody told of is seen after this time.
const RESCAN: Moment = Moment::from_secs(5 * 60);
const STUMBLE_WAIT: Moment = Moment::from_secs(5);
const FORGET_AT_ONCE: usize = 1_000;
const FORGET_EACH: Moment = Moment::from_secs(10 * 60);
/// Destinations in trouble that are shown.
const SHOWN_MAX: usize = 100;
