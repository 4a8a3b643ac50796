//! Runs everything in one thread, in virtual time, in an order that chance decides.
//!
//! Time passes only when nobody has anything left to do at the present moment, so hours cost no more than what happens
//! in them. Whoever could run next is chosen by the seed, so that no order of tasks is taken for granted.

use crate::chance::Chance;
use futures_util::future::{BoxFuture, FutureExt};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

/// The one thread. Cheap to clone; clones are the same.
#[derive(Clone)]
pub struct Executor(Arc<Mutex<State>>);

/// Whose tasks they are: those of the world itself, or those of one life of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group(u64);

/// Clients, the network, the story: they go on when the server dies.
pub const WORLD: Group = Group(0);

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "life {}", self.0)
    }
}

/// Why a run came to no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stuck {
    /// Everybody waits for something that cannot happen any more.
    Waiting,
    /// Somebody never stops.
    Endless,
}

impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Waiting => "everybody waits for something that cannot happen any more",
            Self::Endless => "the run does not end",
        })
    }
}

/// Something to be done later.
pub type Call = Box<dyn FnOnce() + Send>;

struct State {
    now: Duration,
    steps: u64,
    numbers: u64,
    over: bool,
    chance: Chance,
    tasks: BTreeMap<u64, Task>,
    /// Who could run now. A set, because the order in which they were woken must decide nothing: parts of tokio wake in
    /// an order of their own.
    ready: BTreeSet<u64>,
    /// By time, and in the order in which they were set.
    timers: BTreeMap<(Duration, u64), Timer>,
    at_step: BTreeMap<u64, Vec<Call>>,
    ended: BTreeSet<Group>,
    /// Ended, and its tasks are still here.
    ending: Vec<Group>,
    /// When the last commit that was handed in will have been done.
    commits_until: BTreeMap<Group, Duration>,
}

struct Task {
    group: Group,
    /// Not there while it is being polled.
    future: Option<BoxFuture<'static, ()>>,
    waker: Waker,
}

struct Timer {
    group: Group,
    what: What,
}

enum What {
    Wake(Waker),
    Call(Call),
}

impl Executor {
    /// An executor with nothing to do.
    pub fn new(chance: Chance) -> Self {
        Self(Arc::new(Mutex::new(State {
            now: Duration::ZERO,
            steps: 0,
            numbers: 0,
            over: false,
            chance,
            tasks: BTreeMap::new(),
            ready: BTreeSet::new(),
            timers: BTreeMap::new(),
            at_step: BTreeMap::new(),
            ended: BTreeSet::new(),
            ending: Vec::new(),
            commits_until: BTreeMap::new(),
        })))
    }

    /// Virtual time since the run began.
    pub fn now(&self) -> Duration {
        self.state().now
    }

    /// Polls and timers so far.
    pub fn steps(&self) -> u64 {
        self.state().steps
    }

    /// A group for the tasks of another life.
    pub fn group(&self) -> Group {
        let mut state = self.state();
        state.numbers += 1;
        Group(state.numbers)
    }

    /// Ends a group, as the end of a process does: before anything else runs, all its tasks, timers and jobs are dropped.
    pub fn end(&self, group: Group) {
        let mut guard = self.state();
        let state = &mut *guard;
        if state.ended.insert(group) {
            state.ending.push(group);
        }
    }

    /// Starts a task.
    pub fn spawn(&self, group: Group, task: BoxFuture<'static, ()>) {
        let unwanted = {
            let mut guard = self.state();
            let state = &mut *guard;
            if state.is_over(group) {
                Some(task)
            } else {
                let id = state.number();
                let waker = Waker::from(Arc::new(TaskWaker {
                    id,
                    state: Arc::downgrade(&self.0),
                }));
                state.tasks.insert(
                    id,
                    Task {
                        group,
                        future: Some(task),
                        waker,
                    },
                );
                state.ready.insert(id);
                None
            }
        };
        // Outside the lock: what is dropped may call us.
        drop(unwanted);
    }

    /// Does `call` when `delay` has passed.
    pub fn after(&self, group: Group, delay: Duration, call: Call) {
        let mut guard = self.state();
        let at = guard.now + delay;
        let unwanted = guard.set(at, group, call);
        drop(guard);
        drop(unwanted);
    }

    /// Does `call` when `delay` has passed since all earlier calls in turn of the group were done.
    pub fn in_turn(&self, group: Group, delay: Duration, call: Call) {
        let mut guard = self.state();
        let before = guard.commits_until.get(&group).copied().unwrap_or_default();
        let at = before.max(guard.now) + delay;
        guard.commits_until.insert(group, at);
        let unwanted = guard.set(at, group, call);
        drop(guard);
        drop(unwanted);
    }

    /// Does `call` before the step of that number.
    pub fn at_step(&self, step: u64, call: Call) {
        self.state().at_step.entry(step).or_default().push(call);
    }

    /// Ends when `time` has passed.
    pub fn sleep(&self, time: Duration) -> Sleep {
        let until = self.now() + time;
        self.sleep_until(until)
    }

    /// Ends when [`Self::now`] is `until`.
    pub fn sleep_until(&self, until: Duration) -> Sleep {
        Sleep {
            executor: self.clone(),
            until,
            timer: None,
        }
    }

    /// Lets others go first, once.
    pub async fn pause(&self) {
        let mut paused = false;
        poll_fn(|context| {
            if std::mem::replace(&mut paused, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    /// Runs until `main` is done, then drops all that is left.
    pub fn run<T: Send + 'static>(&self, main: impl Future<Output = T> + Send + 'static) -> Result<T, Stuck> {
        let slot = Arc::new(Mutex::new(None));
        let result = slot.clone();
        let main = async move {
            let value = main.await;
            *lock(&result) = Some(value);
        };
        self.spawn(WORLD, main.boxed());
        let outcome = loop {
            let done = lock(&slot).take();
            if let Some(value) = done {
                break Ok(value);
            }
            if let Err(stuck) = self.step() {
                break Err(stuck);
            }
        };
        self.clear();
        outcome
    }

    fn step(&self) -> Result<(), Stuck> {
        self.bury();
        let calls = {
            let mut guard = self.state();
            let state = &mut *guard;
            state.steps += 1;
            if state.steps > STEPS_MAX {
                return Err(Stuck::Endless);
            }
            let later = state.at_step.split_off(&(state.steps + 1));
            std::mem::replace(&mut state.at_step, later)
        };
        if !calls.is_empty() {
            calls.into_values().flatten().for_each(|call| call());
            return Ok(());
        }
        if self.poll_one() || self.pass_time() {
            Ok(())
        } else {
            Err(Stuck::Waiting)
        }
    }

    /// Drops what belongs to groups that have ended.
    fn bury(&self) {
        let gone = {
            let mut guard = self.state();
            let state = &mut *guard;
            if state.ending.is_empty() {
                return;
            }
            let ending = std::mem::take(&mut state.ending);
            let ids: Vec<u64> = state
                .tasks
                .iter()
                .filter(|(_, task)| ending.contains(&task.group))
                .map(|(id, _)| *id)
                .collect();
            let keys: Vec<(Duration, u64)> = state
                .timers
                .iter()
                .filter(|(_, timer)| ending.contains(&timer.group))
                .map(|(key, _)| *key)
                .collect();
            let tasks: Vec<Task> = ids.iter().filter_map(|id| state.tasks.remove(id)).collect();
            state.ready.retain(|id| state.tasks.contains_key(id));
            let timers: Vec<Timer> = keys.iter().filter_map(|key| state.timers.remove(key)).collect();
            (tasks, timers)
        };
        drop(gone);
    }

    fn poll_one(&self) -> bool {
        let (id, mut future, waker) = {
            let mut guard = self.state();
            let state = &mut *guard;
            loop {
                if state.ready.is_empty() {
                    return false;
                }
                let at = state.chance.below(state.ready.len() as u64) as usize;
                let Some(id) = state.ready.iter().nth(at).copied() else {
                    return false;
                };
                state.ready.remove(&id);
                if let Some(task) = state.tasks.get_mut(&id)
                    && let Some(future) = task.future.take()
                {
                    break (id, future, task.waker.clone());
                }
            }
        };
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        let mut left = Some(future);
        let done = {
            let mut guard = self.state();
            match polled {
                Poll::Ready(()) => guard.tasks.remove(&id),
                Poll::Pending => {
                    if let Some(task) = guard.tasks.get_mut(&id) {
                        task.future = left.take();
                    }
                    None
                }
            }
        };
        drop((done, left));
        true
    }

    fn pass_time(&self) -> bool {
        let timer = {
            let mut guard = self.state();
            let Some(((at, _), timer)) = guard.timers.pop_first() else {
                return false;
            };
            guard.now = guard.now.max(at);
            timer
        };
        match timer.what {
            What::Wake(waker) => waker.wake(),
            What::Call(call) => call(),
        }
        true
    }

    fn clear(&self) {
        let gone = {
            let mut guard = self.state();
            let state = &mut *guard;
            // From now on nothing new is taken, so what is dropped leaves nothing behind.
            state.over = true;
            let (tasks, timers) = (std::mem::take(&mut state.tasks), std::mem::take(&mut state.timers));
            (tasks, timers, std::mem::take(&mut state.at_step))
        };
        drop(gone);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

impl State {
    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    fn is_over(&self, group: Group) -> bool {
        self.over || self.ended.contains(&group)
    }

    /// Returns `call` if nobody wants it any more.
    fn set(&mut self, at: Duration, group: Group, call: Call) -> Option<Call> {
        if self.is_over(group) {
            return Some(call);
        }
        let number = self.number();
        self.timers.insert(
            (at, number),
            Timer {
                group,
                what: What::Call(call),
            },
        );
        None
    }
}

struct TaskWaker {
    id: u64,
    state: Weak<Mutex<State>>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let Some(state) = self.state.upgrade() else { return };
        let mut guard = lock(&state);
        let state = &mut *guard;
        if state.tasks.contains_key(&self.id) {
            state.ready.insert(self.id);
        }
    }
}

/// Waits for a moment. See [`Executor::sleep`].
pub struct Sleep {
    executor: Executor,
    until: Duration,
    timer: Option<(Duration, u64)>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let mut guard = this.executor.state();
        let state = &mut *guard;
        if let Some(key) = this.timer.take() {
            state.timers.remove(&key);
        }
        if state.now >= this.until {
            return Poll::Ready(());
        }
        let key = (this.until, state.number());
        // Whose timer it is does not matter: it goes with the task that waits for it.
        state.timers.insert(
            key,
            Timer {
                group: WORLD,
                what: What::Wake(context.waker().clone()),
            },
        );
        this.timer = Some(key);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.timer.take() {
            self.executor.state().timers.remove(&key);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A run takes some thousands of steps; one that takes this many goes in circles.
const STEPS_MAX: u64 = 20_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn executor(seed: u64) -> Executor {
        Executor::new(Chance::new(seed))
    }

    /// Three tasks that sleep and write down when they woke.
    fn naps(seed: u64) -> Vec<String> {
        let (executor, log) = (executor(seed), Arc::new(Mutex::new(Vec::new())));
        for name in ["a", "b", "c"] {
            let (clock, log) = (executor.clone(), log.clone());
            let nap = async move {
                for _ in 0..3 {
                    clock.sleep(Duration::from_secs(3_600)).await;
                    lock(&log).push(format!("{name} {}", clock.now().as_secs()));
                }
            };
            executor.spawn(WORLD, nap.boxed());
        }
        let clock = executor.clone();
        assert_eq!(
            executor.run(async move { clock.sleep(Duration::from_secs(36_000)).await }),
            Ok(())
        );
        lock(&log).clone()
    }

    #[test]
    fn hours_pass_in_an_order_that_the_seed_decides() {
        let log = naps(1);
        assert_eq!(log.len(), 9);
        assert!(log[..3].iter().all(|line| line.ends_with(" 3600")), "{log:?}");
        assert_eq!(log, naps(1));
        assert!((2..20).any(|seed| naps(seed) != log));
    }

    #[test]
    fn a_run_that_cannot_go_on_says_so() {
        assert_eq!(executor(1).run(std::future::pending::<()>()), Err(Stuck::Waiting));
    }

    #[test]
    fn the_end_of_a_group_drops_all_that_it_had() {
        struct Tells(Arc<Mutex<u32>>);
        impl Drop for Tells {
            fn drop(&mut self) {
                *lock(&self.0) += 1;
            }
        }
        let (executor, dropped) = (executor(1), Arc::new(Mutex::new(0)));
        let group = executor.group();
        let tells = || Tells(dropped.clone());
        let (task, timer, job, late) = (tells(), tells(), tells(), tells());
        let waits = async move {
            std::future::pending::<()>().await;
            drop(task);
        };
        executor.spawn(group, waits.boxed());
        executor.after(group, Duration::from_secs(1), Box::new(move || *lock(&timer.0) += 100));
        executor.in_turn(group, Duration::from_secs(1), Box::new(move || *lock(&job.0) += 100));
        let (ends, count) = (executor.clone(), dropped.clone());
        let main = async move {
            ends.pause().await;
            ends.end(group);
            ends.spawn(group, async move { drop(late) }.boxed());
            ends.pause().await;
            assert_eq!(*lock(&count), 4);
            ends.sleep(Duration::from_secs(9)).await;
        };
        assert_eq!(executor.run(main), Ok(()));
    }

    #[test]
    fn something_is_done_at_a_step() {
        let (executor, at) = (executor(1), Arc::new(Mutex::new(0)));
        let (clock, keep) = (executor.clone(), at.clone());
        executor.at_step(5, Box::new(move || *lock(&keep) = clock.steps()));
        let pauses = executor.clone();
        let main = async move {
            for _ in 0..20 {
                pauses.pause().await;
            }
        };
        assert_eq!(executor.run(main), Ok(()));
        assert_eq!(*lock(&at), 5);
    }
}
