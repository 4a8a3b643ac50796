//! One life of the server: opens the real store on the made-up disk, runs the real server, and ends one way or another.

mod inside;
mod operators;

use crate::chance::Chance;
use crate::disk::{Fault, MadeUpDisk};
use crate::doors::Doors;
use crate::executor::Group;
use crate::ledger::{Ending, Life};
use crate::mortal::{Accident, CallKind, Death, Mishap, MortalDisk};
use crate::world::{DATA, INLINE_OCTETS_MAX, Scene};
use futures_util::future::{Either, select};
use gatepost::events::{Event, Events};
use gatepost::server::Broken;
use inside::{DRAIN_TIME_MAX, Inside, space_rules};
use mail::Timestamp;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::embedded::{Embedded, Options};
use store::{BodyBudget, SpaceEvent, StoreError};
use tokio::sync::{mpsc, oneshot};

/// A server that runs, or has just ended.
pub(crate) struct Process {
    scene: Arc<Scene>,
    group: Group,
    disk: MortalDisk,
    vfs: sys::Registered,
    store: Embedded,
    ends: mpsc::UnboundedReceiver<Ending>,
    drain: Option<oneshot::Sender<()>>,
}

/// What is to happen to a life.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fate {
    /// Nothing.
    Peace,
    /// Nothing, and nobody does anything to it: somebody wants to see what is kept.
    Alone,
    /// Something at a call of the disk.
    AtCall(Accident),
    /// It ends so many steps of the executor after its start.
    AtStep(u64, Death),
}

/// Why nobody waits for a life any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lived {
    /// It ended.
    Ended(Ending),
    /// All clients are done.
    AllDone,
    /// The time is up.
    TimeUp,
}

impl Process {
    /// Starts a server. Nothing if its store did not open, or it died meanwhile.
    pub(crate) fn begin(scene: &Arc<Scene>, disk: &MadeUpDisk, chance: &mut Chance, fate: Fate) -> Option<Self> {
        let (executor, ledger) = (&scene.executor, &scene.ledger);
        let (group, now) = (executor.group(), executor.now());
        let (tell, ends) = mpsc::unbounded_channel();
        let accident = match fate {
            Fate::AtCall(accident) => Some(accident),
            Fate::Peace | Fate::Alone | Fate::AtStep(..) => None,
        };
        let on_death = on_death(scene, group, tell.clone());
        let mortal = MortalDisk::new(disk.clone(), accident, chance.fork(), on_death);
        let back = if chance.one_in(4) {
            chance.duration(Duration::ZERO, Duration::from_secs(7_200))
        } else {
            Duration::ZERO
        };
        let date = FIRST_DATE
            .plus(now)
            .micros()
            .saturating_sub(i64::try_from(back.as_micros()).unwrap_or(0));
        let date = Timestamp::from_micros(date);
        {
            let mut record = ledger.record();
            record.clocks_set_back += u64::from(!back.is_zero());
            record.lives.push(Life {
                group,
                began: (now, date),
                end: None,
                at_call: None,
                opening: true,
                draining: None,
                cut: None,
                broken: false,
                meets_full: accident.is_some_and(|accident| accident.what == Mishap::Fails(Fault::Full)),
            });
        }
        ledger.log(
            now,
            "world",
            &format!("{group} begins, clock {}s behind: {fate:?}", back.as_secs()),
        );
        let doors = Doors::new(executor.clone(), group, date, chance.fork());
        let doors = Arc::new(doors.watched(ledger.clone()));
        let events = {
            let (clock, reader) = (executor.clone(), ledger.clone());
            Events::new(move |event| reader.told(clock.now(), group, event))
        };
        let settings = &scene.plans[0].settings;

        // A name for all threads that simulate; nothing is decided by it, so runs stay the same.
        static NAMES: AtomicU64 = AtomicU64::new(0);
        let name = format!("sim-{}", NAMES.fetch_add(1, Ordering::Relaxed));
        let vfs = match sys::register(&name, Arc::new(mortal.clone()), chance.number()) {
            Ok(vfs) => vfs,
            Err(error) => {
                ledger.problem(now, format!("no VFS: {error}"));
                return None;
            }
        };
        let broken = Broken::default();
        let (tell_broken, tell_space) = (broken.clone(), events.clone());
        let body_memory = BodyBudget::new(settings.limits.body_memory_octets_max);
        let options = Options {
            root: DATA.into(),
            disk: Arc::new(mortal.clone()),
            work: doors.clone(),
            vfs: Some(name),
            inline_octets_max: INLINE_OCTETS_MAX,
            body_memory: body_memory.clone(),
            space: space_rules(settings),
            node: u32::try_from(chance.below(u64::from(u32::MAX))).unwrap_or(0),
            now: date,
            on_broken: Arc::new(move |error: &StoreError| tell_broken.tell(error)),
            on_space: Arc::new(move |space: SpaceEvent| {
                tell_space.tell(&match space {
                    SpaceEvent::Low { free_octets } => Event::DiskLow { free_octets },
                    SpaceEvent::Room => Event::DiskRoom,
                });
            }),
        };
        let store = match Embedded::open(&options) {
            Ok(store) if !mortal.is_dead() => store,
            opened => {
                let why = opened.map_or_else(|error| error.to_string(), |_| "it is dead".to_owned());
                ledger.log(now, "world", &format!("{group} does not open: {why}"));
                if !mortal.is_dead() {
                    mortal.retire();
                    if let Some(life) = ledger.record().life(group) {
                        life.end = Some((now, Ending::NotOpened));
                    }
                }
                executor.end(group);
                vfs.kill();
                return None;
            }
        };
        if let Some(life) = ledger.record().life(group) {
            life.opening = false;
        }
        if !store.damaged().is_empty() {
            ledger.problem(now, format!("body files are missing: {:?}", store.damaged()));
        }
        if let Fate::AtStep(steps, death) = fate {
            let mortal = mortal.clone();
            executor.at_step(executor.steps() + steps, Box::new(move || mortal.die(death, None)));
        }
        let (drain, drained) = oneshot::channel();
        let inside = Inside {
            scene: scene.clone(),
            group,
            doors,
            disk: mortal.clone(),
            store: store.clone(),
            body_memory,
            broken,
            events,
        };
        inside.begin(disk, chance, matches!(fate, Fate::Alone), drained, tell);
        Some(Self {
            scene: scene.clone(),
            group,
            disk: mortal,
            vfs,
            store,
            ends,
            drain: Some(drain),
        })
    }

    /// The store, to look into.
    pub(crate) fn store(&self) -> &Embedded {
        &self.store
    }

    /// Lets it live until it ends, all clients are done, or `limit` has passed.
    pub(crate) async fn live(&mut self, limit: Duration, done: &mut mpsc::UnboundedReceiver<()>) -> Lived {
        let sleep = self.scene.executor.sleep(limit);
        let ends = pin!(self.ends.recv());
        let done = pin!(done.recv());
        match select(ends, select(done, sleep)).await {
            Either::Left((ending, _)) => Lived::Ended(ending.unwrap_or(Ending::Killed)),
            Either::Right((Either::Left(_), _)) => Lived::AllDone,
            Either::Right((Either::Right(_), _)) => Lived::TimeUp,
        }
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn drain(&mut self) -> Ending {
        if let Some(drain) = self.drain.take() {
            // Nobody to hear it: then it is ending already.
            let _ = drain.send(());
        }
        let limit = self.scene.executor.sleep(DRAIN_TIME_MAX);
        let ends = pin!(self.ends.recv());
        match select(ends, limit).await {
            Either::Left((ending, _)) => ending.unwrap_or(Ending::Killed),
            Either::Right(_) => {
                let now = self.scene.executor.now();
                self.scene.ledger.problem(now, format!("{} does not drain", self.group));
                Ending::Stopped
            }
        }
    }

    /// Takes away what is left of it.
    pub(crate) async fn end(self, ending: Ending) {
        let (executor, ledger) = (&self.scene.executor, &self.scene.ledger);
        let by_itself = !self.disk.is_dead();
        if by_itself {
            ledger.log(executor.now(), "world", &format!("{} ends: {ending:?}", self.group));
            if let Some(life) = ledger.record().life(self.group) {
                life.end = Some((executor.now(), ending));
            }
        }
        executor.end(self.group);
        // At the next step all that it had is dropped.
        executor.pause().await;
        {
            let counts = self.store.counts();
            let mut record = ledger.record();
            record.commits += counts.commits;
            record.commit_requests += counts.requests;
            record.commit_failures += counts.failures;
        }
        if by_itself {
            // This closes the databases, as a process does that ends in good order. It may still die of it.
            drop(self.store);
            self.disk.retire();
            drop(self.vfs);
        } else {
            self.vfs.kill();
            drop(self.store);
        }
    }
}

fn on_death(scene: &Arc<Scene>, group: Group, tell: mpsc::UnboundedSender<Ending>) -> crate::mortal::OnDeath {
    let (executor, network, ledger) = (scene.executor.clone(), scene.network.clone(), scene.ledger.clone());
    Box::new(move |death: Death, at: Option<CallKind>| {
        let ending = match death {
            Death::Killed => Ending::Killed,
            Death::PowerLost => {
                network.silence(group);
                Ending::PowerLost
            }
        };
        executor.end(group);
        let (now, at_call) = (executor.now(), at.map_or_else(String::new, |at| format!(" at a {at}")));
        ledger.log(now, "world", &format!("{group}: {ending:?}{at_call}"));
        if let Some(life) = ledger.record().life(group) {
            life.end = Some((now, ending.clone()));
            life.at_call = at;
        }
        drop(tell.send(ending));
    })
}

/// 23 November 2026, 12:00 UTC: the date when a run begins.
const FIRST_DATE: Timestamp = Timestamp::from_micros(1_795_435_200_000_000);
