//! The pool that passwords are hashed in: bounded, and fair by network.
//!
//! Each network has a queue of its own, and the queues take turns. At most as many jobs as there are workers are with
//! `Work` at once; who is next is decided when a worker is free, and not before.

use super::argon::Memory;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Lane, Network, Work};
use tokio::sync::oneshot;

/// Runs jobs on the lane for hashing.
pub(super) struct Pool(Arc<Shared>);

/// Why a job has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PoolError {
    /// Too many wait, in all or of this network. It was not begun.
    Full,
    /// It was dropped, or it panicked.
    Lost,
}

impl Pool {
    /// A pool of so many workers, at least one. At most `waiting_max` jobs wait in all, and a quarter of that, at least
    /// one, of one network.
    pub(super) fn new(workers: usize, waiting_max: usize, work: Arc<dyn Work>) -> Self {
        let state = State {
            workers: workers.max(1),
            waiting_max,
            running: 0,
            waiting: 0,
            queues: BTreeMap::new(),
            turns: BTreeMap::new(),
            numbers: 0,
            idle: Vec::new(),
        };
        let state = Mutex::new(state);
        Self(Arc::new(Shared { work, state }))
    }

    /// From now on so many may wait. Those that wait stay.
    pub(super) fn set_waiting_max(&self, waiting_max: usize) {
        self.0.state().waiting_max = waiting_max;
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.0.state().waiting
    }

    /// Runs `job` for `network` when its turn comes, and brings its result. Without a network it is the operator's own:
    /// a queue as any other, but for its length. A future that is dropped takes its job back, unless that has begun.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        network: Option<Network>,
        job: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, PoolError> {
        let (tell, told) = oneshot::channel();
        let _place = self.0.push(network, Box::new(Asked { tell, job }))?;
        told.await.map_err(|_| PoolError::Lost)
    }
}

/// A job, and who wants to hear of it.
trait Ticket: Send {
    fn is_wanted(&self) -> bool;
    fn run(self: Box<Self>, memory: &mut Memory);
}

struct Asked<T, F> {
    tell: oneshot::Sender<T>,
    job: F,
}

impl<T: Send, F: FnOnce(&mut Memory) -> T + Send> Ticket for Asked<T, F> {
    fn is_wanted(&self) -> bool {
        !self.tell.is_closed()
    }

    fn run(self: Box<Self>, memory: &mut Memory) {
        let Self { tell, job } = *self;
        drop(tell.send(job(memory)));
    }
}

struct Shared {
    work: Arc<dyn Work>,
    state: Mutex<State>,
}

struct State {
    workers: usize,
    waiting_max: usize,
    /// Workers that have a job, or look for the next. Jobs wait only while this is `workers`.
    running: usize,
    waiting: usize,
    /// Of those that wait; none is empty.
    queues: BTreeMap<Option<Network>, Queue>,
    /// Whose turn comes when.
    turns: BTreeMap<u64, Option<Network>>,
    numbers: u64,
    /// Not more than there are workers.
    idle: Vec<Memory>,
}

struct Queue {
    turn: u64,
    tickets: BTreeMap<u64, Box<dyn Ticket>>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(self: &Arc<Self>, network: Option<Network>, ticket: Box<dyn Ticket>) -> Result<Option<Place>, PoolError> {
        let mut state = self.state();
        if state.running < state.workers {
            state.running += 1;
            drop(state);
            self.hand_over(ticket);
            return Ok(None);
        }
        if !state.has_room(network) {
            return Err(PoolError::Full);
        }
        let number = state.enter(network, ticket);
        let shared = self.clone();
        Ok(Some(Place {
            shared,
            network,
            number,
        }))
    }

    /// Never under the lock: what runs jobs may do it at once.
    fn hand_over(self: &Arc<Self>, ticket: Box<dyn Ticket>) {
        let slot = Slot {
            shared: self.clone(),
            ticket: Some(ticket),
            memory: None,
            begun: false,
        };
        self.work.run(Lane::Hash, Box::new(move || slot.run()));
    }

    /// A worker is done with its job: to the next, or to rest.
    fn done(self: &Arc<Self>, mut memory: Option<Memory>) {
        let next = loop {
            let mut state = self.state();
            if let Some(next) = state.take_next() {
                state.idle.extend(memory);
                break next;
            }
            // One that was meant for a job which nobody wanted any more.
            memory = memory.or_else(|| state.idle.pop());
            if let Some(used) = memory.as_mut().filter(|memory| memory.is_used()) {
                drop(state);
                // Under load the next hash writes over it anyway, and at rest there is time. Then look again.
                used.wipe();
                continue;
            }
            state.running -= 1;
            // One stays for the next login; a burst must not cost its memory for good.
            if state.idle.is_empty() {
                state.idle.extend(memory);
            }
            return;
        };
        self.hand_over(next);
    }

    /// `Work` drops what it will not run any more: then nobody needs to wait.
    fn give_up(&self) {
        let waiting = {
            let mut state = self.state();
            state.running -= 1;
            state.waiting = 0;
            state.turns.clear();
            std::mem::take(&mut state.queues)
        };
        // Outside of the lock: whoever hears of it may ask again at once.
        drop(waiting);
    }
}

impl State {
    fn has_room(&self, network: Option<Network>) -> bool {
        let own = self.queues.get(&network).map_or(0, |queue| queue.tickets.len());
        let own_max = match network {
            Some(_) => (self.waiting_max / NETWORK_SHARE).max(1),
            None => usize::MAX,
        };
        self.waiting < self.waiting_max && own < own_max
    }

    /// Waits from now on, under the number that is returned.
    fn enter(&mut self, network: Option<Network>, ticket: Box<dyn Ticket>) -> u64 {
        self.numbers += 1;
        let number = self.numbers;
        let queue = self.queues.entry(network).or_insert_with(|| {
            self.turns.insert(number, network);
            Queue {
                turn: number,
                tickets: BTreeMap::new(),
            }
        });
        queue.tickets.insert(number, ticket);
        self.waiting += 1;
        number
    }

    /// The first of the network whose turn it is. That network's next turn comes after those of all others that wait.
    fn take_next(&mut self) -> Option<Box<dyn Ticket>> {
        let (_, network) = self.turns.pop_first()?;
        let queue = self.queues.get_mut(&network)?;
        let (_, ticket) = queue.tickets.pop_first()?;
        self.waiting -= 1;
        if queue.tickets.is_empty() {
            self.queues.remove(&network);
        } else {
            self.numbers += 1;
            queue.turn = self.numbers;
            self.turns.insert(queue.turn, network);
        }
        Some(ticket)
    }

    fn withdraw(&mut self, network: Option<Network>, number: u64) -> Option<Box<dyn Ticket>> {
        let queue = self.queues.get_mut(&network)?;
        let ticket = queue.tickets.remove(&number)?;
        self.waiting -= 1;
        if queue.tickets.is_empty() {
            let turn = queue.turn;
            self.turns.remove(&turn);
            self.queues.remove(&network);
        }
        Some(ticket)
    }
}

/// A place in a queue. Whoever leaves gives it up, so that nobody fills the pool with jobs that he does not wait for.
struct Place {
    shared: Arc<Shared>,
    network: Option<Network>,
    number: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        let ticket = self.shared.state().withdraw(self.network, self.number);
        drop(ticket);
    }
}

/// A worker's job on its way through `Work`. However it ends, the worker goes on.
struct Slot {
    shared: Arc<Shared>,
    ticket: Option<Box<dyn Ticket>>,
    memory: Option<Memory>,
    begun: bool,
}

impl Slot {
    fn run(mut self) {
        self.begun = true;
        while let Some(ticket) = self.ticket.take() {
            if ticket.is_wanted() {
                let memory = self.shared.state().idle.pop();
                let mut memory = memory.unwrap_or_default();
                ticket.run(&mut memory);
                self.memory = Some(memory);
                return;
            }
            let next = self.shared.state().take_next();
            self.ticket = next;
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if self.begun {
            self.shared.done(self.memory.take());
        } else {
            self.shared.give_up();
        }
    }
}

/// One network may have this part of all that wait, so that it takes several to keep others out.
const NETWORK_SHARE: usize = 4;

#[cfg(test)]
mod tests {
    use super::super::made_up::{Here, Steps};
    use super::*;
    use futures_util::future::{BoxFuture, FutureExt};

    /// A pool whose work is done step by step, and what its jobs have written down.
    struct Story {
        pool: Arc<Pool>,
        steps: Arc<Steps>,
        log: Arc<Mutex<String>>,
    }

    type Asking = BoxFuture<'static, Result<usize, PoolError>>;

    impl Story {
        fn new(workers: usize, waiting_max: usize) -> Self {
            let steps = Arc::new(Steps::default());
            let pool = Arc::new(Pool::new(workers, waiting_max, steps.clone()));
            let log = Arc::default();
            Self { pool, steps, log }
        }

        /// Asks for a job of the network of that letter; `-` is the operator. What has been answered at once is that.
        fn ask(&self, letter: char) -> (Asking, Option<Result<usize, PoolError>>) {
            let network = match letter {
                '-' => None,
                letter => {
                    let last = u8::try_from(letter).expect("an ASCII letter");
                    Some(Network::of([192, 0, 2, last].into()))
                }
            };
            let (pool, log) = (self.pool.clone(), self.log.clone());
            let mut asking = async move {
                let job = move |_: &mut Memory| {
                    let mut log = log.lock().expect("no panic");
                    log.push(letter);
                    log.len()
                };
                pool.run(network, job).await
            }
            .boxed();
            let answer = asking.as_mut().now_or_never();
            (asking, answer)
        }

        fn log(&self) -> String {
            self.log.lock().expect("no panic").clone()
        }

        fn waiting(&self) -> usize {
            let state = self.pool.0.state();
            let queued = state.queues.values().map(|queue| queue.tickets.len()).sum::<usize>();
            assert_eq!(state.waiting, queued);
            assert_eq!(state.turns.len(), state.queues.len());
            assert!(state.queues.iter().all(|(network, queue)| {
                !queue.tickets.is_empty() && state.turns.get(&queue.turn) == Some(network)
            }));
            queued
        }
    }

    /// All ask before anybody works: those in `refused` hear at once that there is no room, the others are served in
    /// this order.
    fn check(workers: usize, waiting_max: usize, asked: &str, served: &str, refused: &str) {
        let story = Story::new(workers, waiting_max);
        let (mut full, mut waiting) = (String::new(), Vec::new());
        for letter in asked.chars() {
            match story.ask(letter) {
                (_, Some(answer)) => {
                    assert_eq!(answer, Err(PoolError::Full), "{asked}");
                    full.push(letter);
                }
                (asking, None) => waiting.push(asking),
            }
            assert!(story.steps.count() <= workers.max(1), "{asked}");
        }
        assert_eq!(full, refused, "{asked}");
        story.steps.run_all();
        assert_eq!(story.log(), served, "{asked}");
        let mut answers: Vec<usize> = Vec::new();
        for asking in waiting {
            answers.push(asking.now_or_never().expect("an answer").expect("not lost"));
        }
        answers.sort_unstable();
        assert_eq!(answers, (1..=served.len()).collect::<Vec<_>>(), "{asked}");
        assert_eq!(story.waiting(), 0, "{asked}");
        let state = story.pool.0.state();
        assert_eq!((state.running, state.idle.len()), (0, 1), "{asked}");
    }

    #[test]
    fn networks_take_turns() {
        check(1, 99, "abc", "abc", "");
        check(1, 99, "aaaabbc", "aabcaba", "");
        check(1, 99, "xaaaaaab", "xabaaaaa", "");
        check(1, 99, "xaaaa--b", "xa-ba-aa", "");
        check(2, 99, "xyaaab", "xyabaa", "");
        check(5, 99, "aaabb", "aaabb", "");
    }

    #[test]
    fn waiting_is_bounded_in_all_and_by_network() {
        // One of `x` runs, eight may wait, two of one network.
        check(1, 8, "xaaab", "xaba", "a");
        check(1, 8, "xaabbccdde", "xabcdabcd", "e");
        check(1, 8, "x---------", "x--------", "-");
        check(1, 8, "xxxx", "xxx", "x");
        check(1, 1, "xab", "xa", "b");
        check(1, 0, "xa-", "x", "a-");
        check(0, 8, "xa", "xa", "");
    }

    #[test]
    fn the_bound_can_change() {
        let story = Story::new(1, 8);
        let all: Vec<_> = "xabc".chars().map(|letter| story.ask(letter)).collect();
        story.pool.set_waiting_max(2);
        assert_eq!(story.ask('d').1, Some(Err(PoolError::Full)));
        story.steps.run_all();
        assert_eq!(story.log(), "xabc");
        drop(all);
    }

    #[test]
    fn whoever_leaves_gives_up_his_place() {
        let story = Story::new(1, 4);
        let x = story.ask('x').0;
        let [a, b, c] = ['a', 'b', 'c'].map(|letter| story.ask(letter).0);
        assert_eq!(story.ask('a').1, Some(Err(PoolError::Full)));
        drop(a);
        assert_eq!(story.waiting(), 2);
        let again = story.ask('a').0;
        drop(b);
        // Handed over already, and not begun: it is skipped when its time comes.
        drop(x);
        assert_eq!(story.steps.count(), 1);
        assert!(story.steps.step());
        assert_eq!(story.log(), "c");
        story.steps.run_all();
        assert_eq!(story.log(), "ca");
        assert!(matches!(c.now_or_never(), Some(Ok(1))));
        assert!(matches!(again.now_or_never(), Some(Ok(2))));
        // All of them have left: the worker is free again.
        drop(story.ask('x'));
        story.steps.run_all();
        assert_eq!(story.log(), "ca");
        assert_eq!(story.pool.0.state().running, 0);
    }

    #[test]
    fn what_work_drops_is_lost_and_said_to_be() {
        let story = Story::new(1, 8);
        let all = ['x', 'a', 'b'].map(|letter| story.ask(letter).0);
        story.steps.drop_one();
        for asking in all {
            assert_eq!(asking.now_or_never(), Some(Err(PoolError::Lost)));
        }
        assert_eq!((story.waiting(), story.pool.0.state().running), (0, 0));
        let later = story.ask('a').0;
        story.steps.run_all();
        assert_eq!(later.now_or_never(), Some(Ok(1)));
    }

    #[test]
    fn a_panic_takes_nobody_else_along() {
        let story = Story::new(1, 8);
        let pool = story.pool.clone();
        let mut bad = async move { pool.run::<usize>(None, |_| panic!("a test")).await }.boxed();
        assert_eq!(bad.as_mut().now_or_never(), None);
        let good = story.ask('a').0;
        story.steps.run_all();
        assert_eq!(bad.now_or_never(), Some(Err(PoolError::Lost)));
        assert_eq!(good.now_or_never(), Some(Ok(1)));
        assert_eq!(story.pool.0.state().running, 0);
    }

    #[test]
    fn work_may_be_done_at_once() {
        let pool = Pool::new(1, 0, Arc::new(Here));
        for n in 0..3 {
            assert_eq!(pool.run(None, move |_| n).now_or_never(), Some(Ok(n)));
        }
    }
}
