//! What runs inside a process: the real server, from its start to its end, and what it is told on the way.

use crate::chance::Chance;
use crate::disk::MadeUpDisk;
use crate::doors::Doors;
use crate::executor::Group;
use crate::ledger::{Ending, Reload};
use crate::mortal::{Death, MortalDisk};
use crate::tls::MadeUpTls;
use crate::world::Scene;
use futures_util::future::{BoxFuture, Either, FutureExt, ready, select};
use gatepost::accounts::directory::{Directory, Rules};
use gatepost::accounts::guessing::Gate;
use gatepost::accounts::password::{Cost, Passwords};
use gatepost::config::{Settings, reload_difference};
use gatepost::events::{Event, Events};
use gatepost::outbound::ways::Gear;
use gatepost::server::{Broken, Equipment, Guard, Server, Stores};
use gatepost::world::{Clock, DnsError, Endpoint, Mx, Resolver, TlsClient, World};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use store::embedded::Embedded;
use store::{Account, AccountStore, BodyBudget, Rights, ScramSet, SpaceRules, StoreError};
use tokio::sync::{mpsc, oneshot};

/// What runs inside the process, and what the made-up operator does with it.
#[derive(Clone)]
pub(super) struct Inside {
    pub(super) scene: Arc<Scene>,
    pub(super) group: Group,
    pub(super) doors: Arc<Doors>,
    pub(super) disk: MortalDisk,
    pub(super) store: Embedded,
    pub(super) body_memory: BodyBudget,
    pub(super) broken: Broken,
    pub(super) events: Events,
}

impl Inside {
    /// Starts the server, and those who do something to it, unless it is to be `alone`.
    pub(super) fn begin(
        self,
        disk: &MadeUpDisk,
        chance: &mut Chance,
        alone: bool,
        drained: oneshot::Receiver<()>,
        tell: mpsc::UnboundedSender<Ending>,
    ) {
        let (executor, group) = (self.scene.executor.clone(), self.group);
        let (ask, plans) = mpsc::unbounded_channel();
        if !alone {
            executor.spawn(group, self.clone().operate(chance.fork()).boxed());
            executor.spawn(group, self.clone().disable(chance.fork()).boxed());
            if chance.one_in(2) {
                executor.spawn(group, self.clone().fill_up(disk.clone(), chance.fork()).boxed());
            }
            executor.spawn(group, self.clone().reconfigure(chance.fork(), ask).boxed());
        }
        executor.spawn(group, self.run(chance.fork(), drained, plans, tell).boxed());
    }

    /// From the start of the server to its end, as `gatepost serve` does it.
    async fn run(
        self,
        mut chance: Chance,
        drained: oneshot::Receiver<()>,
        mut plans: mpsc::UnboundedReceiver<usize>,
        tell: mpsc::UnboundedSender<Ending>,
    ) {
        let (executor, ledger) = (self.scene.executor.clone(), self.scene.ledger.clone());
        let mut settings = self.scene.plans[0].settings.clone();
        let (random, work) = (self.doors.clone(), self.doors.clone());
        let passwords = Passwords::new(CHEAP, settings.passwords, random, work);
        let passwords = Arc::new(passwords);
        let store: Arc<dyn AccountStore> = Arc::new(self.store.clone());
        let world = self.world();
        let rules = Rules::embedded(store.clone(), &world);
        let guard = Guard {
            directory: Arc::new(Directory::new(world, store, passwords.clone(), rules)),
            gate: Arc::new(Gate::new(settings.guessing, settings.trusted.clone())),
        };
        if let Err(error) = self.settle(&passwords).await {
            ledger.log(
                executor.now(),
                "server",
                &format!("the accounts cannot be made: {error}"),
            );
            drop(tell.send(Ending::Stopped));
            return;
        }
        let stores = Stores {
            mail: Arc::new(self.store.clone()),
            node: self.store.node(),
        };
        let began = executor.now();
        let started = Server::start(
            self.world(),
            equipment(&settings),
            stores,
            guard.clone(),
            &settings,
            self.bounded(&guard, &settings),
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
        ledger.in_force(began, executor.now(), self.group, settings.clone());
        let failure = {
            let mut told = pin!(self.broken.told());
            let mut drained = pin!(drained);
            loop {
                let plan = pin!(plans.recv());
                match select(told.as_mut(), select(drained.as_mut(), plan)).await {
                    Either::Left((error, _)) => break Some(error),
                    Either::Right((Either::Right((Some(plan), _)), _)) => {
                        self.reload(&mut server, &guard, &mut settings, plan).await;
                    }
                    Either::Right(_) => break None,
                }
            }
        };
        if let Some(life) = ledger.record().life(self.group) {
            life.draining = Some(executor.now());
        }
        server.drain();
        let Some(error) = failure else {
            let patience = match chance.one_in(2) {
                true => DRAIN_TIME_MAX,
                // A second signal ends it early.
                false => chance.duration(Duration::ZERO, DRAIN_TIME),
            };
            let ending = self.finish(&mut server, patience).await;
            if ending == Ending::Drained && server.census().open() != 0 {
                let problem = format!("{} connections are counted that are not there", server.census().open());
                ledger.problem(executor.now(), problem);
            }
            if ending == Ending::Drained && self.body_memory.used() != 0 {
                let problem = format!("bodies that are not there hold {} octets", self.body_memory.used());
                ledger.problem(executor.now(), problem);
            }
            if ending == Ending::Stopped {
                self.note_broken();
            }
            let (refused, hashes) = (self.refused_passwords(), guard.directory.passwords().hashes());
            if hashes < refused {
                let problem = format!("{refused} passwords were refused at the price of {hashes} hashes");
                ledger.problem(executor.now(), problem);
            }
            drop(tell.send(ending));
            return;
        };
        self.events.tell(&Event::StoreBroken(error));
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

    /// Has the server read another configuration. All of it holds then, or nothing of it does.
    async fn reload(&self, server: &mut Server, guard: &Guard, settings: &mut Settings, number: usize) {
        let (executor, ledger) = (&self.scene.executor, &self.scene.ledger);
        let plan = &self.scene.plans[number];
        let (before, from) = (addresses(server), executor.now());
        let challenge = guard.directory.rules().tokens.challenge();
        let gear = equipment(&plan.settings).gear;
        let reloaded = server.reload(&plan.settings, gear, &challenge).await;
        let (after, now) = (addresses(server), executor.now());
        ledger.record().reloads.push(Reload {
            life: self.group,
            at: now,
            used: reloaded.is_ok(),
            closed: before.difference(&after).copied().collect(),
            opened: after.difference(&before).copied().collect(),
        });
        let wanted: BTreeSet<SocketAddr> = match &reloaded {
            Ok(()) => plan
                .settings
                .listeners
                .iter()
                .map(|listener| listener.address)
                .collect(),
            Err(_) => before,
        };
        if after != wanted || plan.usable != reloaded.is_ok() {
            let problem = format!("after the reload of plan {number} ({reloaded:?}) it listens on {after:?}");
            ledger.problem(now, problem);
        }
        match reloaded {
            Ok(()) => {
                self.store.set_space_rules(space_rules(&plan.settings));
                self.body_memory.set_max(plan.settings.limits.body_memory_octets_max);
                guard.directory.passwords().reload(CHEAP, plan.settings.passwords);
                ledger.in_force(from, now, self.group, plan.settings.clone());
                let (changes, _) = reload_difference(settings, &plan.settings);
                settings.clone_from(&plan.settings);
                self.events.tell(&Event::Reloaded { changes });
            }
            Err(error) => self.events.tell(&Event::ReloadRefused { why: error.to_string() }),
        }
    }

    /// After a drain: waits for the sessions, and ends those by force that are still open then.
    async fn finish(&self, server: &mut Server, patience: Duration) -> Ending {
        if let Some(ending) = self.ending_within(server, patience).await {
            return ending;
        }
        if let Some(life) = self.scene.ledger.record().life(self.group) {
            life.cut = Some(self.scene.executor.now());
        }
        server.cut();
        self.ending_within(server, CUT_TIME).await.unwrap_or(Ending::Cut)
    }

    /// How it ends, if it does within `time`.
    async fn ending_within(&self, server: &mut Server, time: Duration) -> Option<Ending> {
        let sleep = self.scene.executor.sleep(time);
        let done = pin!(server.done());
        let told = pin!(self.broken.told());
        match select(done, select(told, sleep)).await {
            Either::Left(_) => Some(Ending::Drained),
            Either::Right((Either::Left(_), _)) => Some(Ending::Stopped),
            Either::Right((Either::Right(_), _)) => None,
        }
    }

    /// The same events; at each of them what the server keeps of passwords is looked at.
    fn bounded(&self, guard: &Guard, settings: &Settings) -> Events {
        let (passwords, bounds) = (guard.directory.passwords().clone(), settings.passwords);
        let (clock, ledger) = (self.scene.executor.clone(), self.scene.ledger.clone());
        self.events.clone().and(move |_| {
            let (waiting, remembered) = (passwords.waiting(), passwords.remembered());
            if waiting > bounds.waiting_max || remembered > bounds.remembered_max {
                let problem = format!("{waiting} passwords wait, and {remembered} are remembered");
                ledger.problem(clock.now(), problem);
            }
        })
    }

    /// How many passwords this life has refused. Each must have cost a hash.
    fn refused_passwords(&self) -> u64 {
        let is_refusal = |event: &Event| match event {
            Event::Refused { reply, .. } => **reply == reply::BAD_CREDENTIALS || **reply == reply::ACCOUNT_DISABLED,
            _ => false,
        };
        let record = self.scene.ledger.record();
        let told = record.events.iter().filter(|told| told.life == self.group);
        told.filter(|told| is_refusal(&told.event)).count() as u64
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
            resolver: Arc::new(NoDns),
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
                    let Ok((password, scram)) = passwords.hash(&person.password, &ScramSet::default()).await else {
                        return Err(StoreError::Unknown);
                    };
                    let now = self.doors.date();
                    let account = Account {
                        name: person.name.clone(),
                        password,
                        scram,
                        enabled: true,
                        version: u64::try_from(now.micros()).unwrap_or(0),
                        rights: Rights {
                            senders: person.senders.clone(),
                            ..Rights::default()
                        },
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
}

/// TLS of both sides; nothing signs here.
pub(crate) fn equipment(settings: &Settings) -> Equipment {
    let count = settings.routes.written().len() + 1;
    let tls: Arc<dyn TlsClient> = Arc::new(MadeUpTls);
    Equipment {
        tls: Arc::new(MadeUpTls),
        gear: Gear {
            tls: vec![tls; count],
            logins: vec![None; count],
            ..Gear::default()
        },
    }
}

/// Here nothing goes out, since nobody can be looked up. What becomes of mail on its way is the other story: `out`.
struct NoDns;

impl Resolver for NoDns {
    fn mx(&self, _: &str) -> BoxFuture<'static, Result<Vec<Mx>, DnsError>> {
        ready(Err(DnsError::Failed("nobody answers".to_owned()))).boxed()
    }

    fn addresses(&self, _: &str) -> BoxFuture<'static, Result<Vec<IpAddr>, DnsError>> {
        ready(Err(DnsError::Failed("nobody answers".to_owned()))).boxed()
    }
}

/// Where a server listens.
fn addresses(server: &Server) -> BTreeSet<SocketAddr> {
    let address = |address: &Endpoint| match address {
        Endpoint::Tcp(address) => Some(*address),
        Endpoint::Unix(_) => None,
    };
    server.addresses().filter_map(|(_, bound)| address(bound)).collect()
}

pub(super) fn space_rules(settings: &Settings) -> SpaceRules {
    let store = settings.store;
    SpaceRules {
        free_octets_min: store.free_octets_min,
        free_percent_min: store.free_percent_min,
        ballast_octets: store.ballast_octets,
    }
}

/// Hashing is not what is looked at here.
const CHEAP: Cost = Cost {
    memory_kib: 8,
    passes: 1,
    scram_iterations: NonZeroU32::MIN,
    scram_sha1: false,
};

/// How long `gatepost serve` waits for sessions after a drain, and for what is left of them when it has ended them by force.
const DRAIN_TIME: Duration = Duration::from_secs(30);
const CUT_TIME: Duration = Duration::from_secs(2);

/// The longest that a session may take is an hour.
pub(super) const DRAIN_TIME_MAX: Duration = Duration::from_secs(2 * 3_600);
