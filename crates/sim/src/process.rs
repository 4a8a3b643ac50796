//! One life of the server: opens the real store on the made-up disk, runs the real server, and ends one way or another.

use crate::chance::Chance;
use crate::disk::MadeUpDisk;
use crate::doors::Doors;
use crate::executor::Group;
use crate::ledger::{Ending, Life, Operation};
use crate::mortal::{Accident, CallKind, Death, MortalDisk};
use crate::tls::MadeUpTls;
use crate::world::{DATA, INLINE_OCTETS_MAX, Scene};
use futures_util::future::{Either, FutureExt, select};
use gatepost::accounts::password::{Cost, Passwords};
use gatepost::events::{Event, Events};
use gatepost::server::{Broken, Server, Stores};
use gatepost::world::{Clock, World};
use mail::Timestamp;
use queue::{Change, QueueId};
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::embedded::{Embedded, Options};
use store::{Account, AccountChange, AccountStore, MailStore, StoreError};
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
            Fate::Peace | Fate::AtStep(..) => None,
        };
        let on_death = on_death(scene, group, tell.clone());
        let mortal = MortalDisk::new(disk.clone(), accident, chance.fork(), on_death);
        let back = if chance.one_in(4) {
            chance.duration(Duration::ZERO, Duration::from_secs(7_200))
        } else {
            Duration::ZERO
        };
        {
            let mut record = ledger.record();
            record.clocks_set_back += u64::from(!back.is_zero());
            record.lives.push(Life {
                group,
                end: None,
                at_call: None,
                opening: true,
                draining: None,
                broken: false,
            });
        }
        ledger.log(
            now,
            "world",
            &format!("{group} begins, clock {}s behind: {fate:?}", back.as_secs()),
        );
        let date = FIRST_DATE
            .plus(now)
            .micros()
            .saturating_sub(i64::try_from(back.as_micros()).unwrap_or(0));
        let doors = Arc::new(Doors::new(
            executor.clone(),
            group,
            Timestamp::from_micros(date),
            chance.fork(),
        ));

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
        let tell_broken = broken.clone();
        let options = Options {
            root: DATA.into(),
            disk: Arc::new(mortal.clone()),
            work: doors.clone(),
            vfs: Some(name),
            inline_octets_max: INLINE_OCTETS_MAX,
            node: u32::try_from(chance.below(u64::from(u32::MAX))).unwrap_or(0),
            on_broken: Arc::new(move |error: &StoreError| tell_broken.tell(error)),
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
            broken,
        };
        inside.begin(disk, chance, drained, tell);
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

/// What runs inside the process, and what the made-up operator does with it.
#[derive(Clone)]
struct Inside {
    scene: Arc<Scene>,
    group: Group,
    doors: Arc<Doors>,
    disk: MortalDisk,
    store: Embedded,
    broken: Broken,
}

impl Inside {
    fn begin(
        self,
        disk: &MadeUpDisk,
        chance: &mut Chance,
        drained: oneshot::Receiver<()>,
        tell: mpsc::UnboundedSender<Ending>,
    ) {
        let (executor, group) = (self.scene.executor.clone(), self.group);
        executor.spawn(group, self.clone().operate(chance.fork()).boxed());
        executor.spawn(group, self.clone().disable(chance.fork()).boxed());
        if chance.one_in(2) {
            executor.spawn(group, self.clone().fill_up(disk.clone(), chance.fork()).boxed());
        }
        executor.spawn(group, self.run(chance.fork(), drained, tell).boxed());
    }

    /// From the start of the server to its end, as `gatepost serve` does it.
    async fn run(self, mut chance: Chance, drained: oneshot::Receiver<()>, tell: mpsc::UnboundedSender<Ending>) {
        let (executor, ledger) = (self.scene.executor.clone(), self.scene.ledger.clone());
        let passwords = Arc::new(Passwords::new(CHEAP, self.doors.clone(), self.doors.clone()));
        if let Err(error) = self.settle(&passwords).await {
            ledger.log(
                executor.now(),
                "server",
                &format!("the accounts cannot be made: {error}"),
            );
            drop(tell.send(Ending::Stopped));
            return;
        }
        let (clock, reader) = (executor.clone(), ledger.clone());
        let events = Events::new(move |event| reader.told(clock.now(), format!("{event:?}")));
        let stores = Stores {
            mail: Arc::new(self.store.clone()),
            accounts: Arc::new(self.store.clone()),
            node: self.store.node(),
        };
        let settings = self.scene.settings.clone();
        let started = Server::start(
            self.world(),
            Arc::new(MadeUpTls),
            stores,
            passwords,
            &settings,
            events.clone(),
        )
        .await;
        let mut server = match started {
            Ok(server) => server,
            Err(error) => {
                ledger.problem(executor.now(), format!("the server does not start: {error}"));
                drop(tell.send(Ending::Stopped));
                return;
            }
        };
        let failure = {
            let told = pin!(self.broken.told());
            match select(told, drained).await {
                Either::Left((error, _)) => Some(error),
                Either::Right(_) => None,
            }
        };
        if let Some(life) = ledger.record().life(self.group) {
            life.draining = Some(executor.now());
        }
        server.drain();
        let Some(error) = failure else {
            let ended = {
                let done = pin!(server.done());
                let told = pin!(self.broken.told());
                matches!(select(done, told).await, Either::Left(_))
            };
            if ended {
                drop(tell.send(Ending::Drained));
            } else {
                self.note_broken();
                drop(tell.send(Ending::Stopped));
            }
            return;
        };
        events.tell(&Event::StoreBroken(error));
        self.note_broken();
        let patience = executor.sleep(chance.duration(Duration::ZERO, Duration::from_secs(5)));
        {
            let done = pin!(server.done());
            drop(select(done, patience).await);
        }
        match chance.below(3) {
            0 => self.disk.die(Death::Killed, None),
            1 => self.disk.die(Death::PowerLost, None),
            _ => drop(tell.send(Ending::Stopped)),
        }
    }

    fn note_broken(&self) {
        if let Some(life) = self.scene.ledger.record().life(self.group) {
            life.broken = true;
        }
    }

    fn world(&self) -> World {
        World {
            clock: self.doors.clone(),
            random: self.doors.clone(),
            network: self.scene.network.door(self.group),
            disk: Arc::new(self.disk.clone()),
            work: self.doors.clone(),
            tasks: self.doors.clone(),
        }
    }

    /// Sees to it that all accounts are there.
    async fn settle(&self, passwords: &Passwords) -> Result<(), StoreError> {
        let (executor, ledger) = (&self.scene.executor, &self.scene.ledger);
        for (place, person) in self.scene.people.iter().enumerate() {
            match AccountStore::account(&self.store, person.name.clone()).await {
                Ok(_) => {}
                Err(StoreError::NotFound) => {
                    if ledger.record().people[place].added {
                        ledger.problem(
                            executor.now(),
                            format!("the account {} was added and is lost", person.name),
                        );
                    }
                    let Ok((password, scram)) = passwords.hash(&person.password).await else {
                        return Err(StoreError::Unknown);
                    };
                    let now = self.doors.date();
                    let account = Account {
                        name: person.name.clone(),
                        password,
                        scram,
                        enabled: true,
                        version: u64::try_from(now.micros()).unwrap_or(0),
                        senders: person.senders.clone(),
                        created: now,
                        changed: now,
                    };
                    AccountStore::add(&self.store, account).await?;
                }
                Err(error) => return Err(error),
            }
            ledger.record().people[place].added = true;
        }
        Ok(())
    }

    /// An operator who holds, releases and removes what was accepted.
    async fn operate(self, mut chance: Chance) {
        let (executor, ledger) = (self.scene.executor.clone(), self.scene.ledger.clone());
        loop {
            executor
                .sleep(chance.duration(Duration::from_secs(5), self.scene.length / 3))
                .await;
            let (id, change, place) = {
                let mut record = ledger.record();
                let ids: Vec<QueueId> = record
                    .letters
                    .iter()
                    .filter_map(|letter| record.acknowledged(letter))
                    .collect();
                if ids.is_empty() {
                    continue;
                }
                let id = *chance.pick(&ids);
                let change = *chance.pick(&[Change::Hold, Change::Release, Change::Remove]);
                record.operations.push(Operation { id, change, done: None });
                (id, change, record.operations.len() - 1)
            };
            ledger.log(executor.now(), "operator", &format!("{change:?} {id}"));
            let changed =
                MailStore::change(&self.store, vec![id], change, "operator".to_owned(), self.doors.date()).await;
            let done = changed.map(|ids| ids.contains(&id)).map_err(|error| error.to_string());
            ledger.log(executor.now(), "operator", &format!("{change:?} {id}: {done:?}"));
            ledger.record().operations[place].done = Some(done);
        }
    }

    /// An operator who disables accounts, and enables some of them again.
    async fn disable(self, mut chance: Chance) {
        let (executor, ledger) = (self.scene.executor.clone(), self.scene.ledger.clone());
        loop {
            executor
                .sleep(chance.duration(Duration::from_secs(1), self.scene.length))
                .await;
            let place = chance.below(self.scene.people.len() as u64) as usize;
            let (name, enable) = {
                let mut record = ledger.record();
                let (now, person) = (executor.now(), &mut record.people[place]);
                let mut enable = false;
                for (_, until) in person.disabled.iter_mut().filter(|(_, until)| until.is_none()) {
                    *until = Some(now);
                    enable = true;
                }
                (person.name.clone(), enable)
            };
            let change = AccountChange::Enabled(enable);
            let done = AccountStore::change(&self.store, name.clone(), change, self.doors.date()).await;
            let now = executor.now();
            ledger.log(now, "operator", &format!("{name} enabled: {enable}, {done:?}"));
            if !enable && done.is_ok() {
                ledger.record().people[place].disabled.push((now, None));
            }
        }
    }

    /// The disk is full for a while.
    async fn fill_up(self, disk: MadeUpDisk, mut chance: Chance) {
        let (executor, ledger) = (self.scene.executor.clone(), self.scene.ledger.clone());
        executor
            .sleep(chance.duration(Duration::ZERO, self.scene.length / 2))
            .await;
        ledger.log(executor.now(), "disk", "full");
        ledger.record().full_spells += 1;
        disk.full(true);
        executor
            .sleep(chance.duration(Duration::from_secs(1), self.scene.length / 3))
            .await;
        disk.full(false);
        ledger.log(executor.now(), "disk", "has room again");
    }
}

/// 23 November 2026, 12:00 UTC: the date when a run begins.
const FIRST_DATE: Timestamp = Timestamp::from_micros(1_795_435_200_000_000);

/// Hashing is not what is looked at here.
const CHEAP: Cost = Cost {
    memory_kib: 8,
    passes: 1,
    scram_iterations: NonZeroU32::MIN,
};

/// The longest that a session may take is an hour.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(2 * 3_600);
