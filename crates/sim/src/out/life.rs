//! One life of a server that delivers: the real store on the made-up disk, and the real deliveries.

use super::internet::{Dns, Manner};
use super::{Addressee, HOME, Letter, Removed, Scene, Taken};
use crate::chance::Chance;
use crate::disk::{Fault, MadeUpDisk};
use crate::doors::Doors;
use crate::executor::Group;
use crate::mortal::{Accident, CallKind, Death, Mishap, MortalDisk};
use crate::tls::MadeUpTls;
use crate::world::{DATA, INLINE_OCTETS_MAX};
use futures_util::future::{Either, FutureExt, select};
use gatepost::backlog::Backlog;
use gatepost::events::{Event, Events};
use gatepost::outbound::ways::{Gear, Ways};
use gatepost::outbound::{Office, Outbound};
use gatepost::world::{Clock, TlsClient, World};
use mail::{Address, Notify, ReversePath, Timestamp};
use queue::{Change, Filter, IdSource};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use store::embedded::{Embedded, Options};
use store::{BodyBudget, Checked, MailStore, SpaceRules, StoreError, Stored, conformance};
use tokio::sync::mpsc;

/// A life.
pub(super) struct Life {
    scene: Arc<Scene>,
    group: Group,
    doors: Arc<Doors>,
    disk: MortalDisk,
    vfs: sys::Registered,
    store: Embedded,
    outbound: Outbound,
    ids: Arc<IdSource>,
    died: mpsc::UnboundedReceiver<()>,
    broken: Arc<AtomicBool>,
}

impl Life {
    /// Begins one, to which something happens unless it is to be left in `peace`; on a `steady` machine nothing stalls.
    pub(super) async fn begin(
        scene: &Arc<Scene>,
        disk: &MadeUpDisk,
        chance: &mut Chance,
        peace: bool,
        steady: bool,
    ) -> Option<Self> {
        let executor = scene.executor.clone();
        let group = executor.group();
        let death = *chance.pick(&[Death::Killed, Death::PowerLost]);
        let accident = (!peace && chance.one_in(2)).then(|| {
            let kind = *chance.pick(&CallKind::ALL);
            let nth = chance.magnitude(1, 300);
            let what = match chance.one_in(4) {
                true => Mishap::Fails(Fault::Io),
                false => Mishap::Dies(death),
            };
            Accident { kind, nth, what }
        });
        let (tell, died) = mpsc::unbounded_channel();
        let on_death = {
            let (executor, network, scene) = (executor.clone(), scene.network.clone(), scene.clone());
            Box::new(move |death: Death, _: Option<CallKind>| {
                if death == Death::PowerLost {
                    network.silence(group);
                }
                executor.end(group);
                scene.log(&format!("{group}: {death:?}"));
                scene.lock().crashes += 1;
                let _ = tell.send(());
            })
        };
        let mortal = MortalDisk::new(disk.clone(), accident, chance.fork(), on_death);
        let date = FIRST_DATE.plus(executor.now());
        let doors = Doors::new(executor.clone(), group, date, chance.fork());
        let doors = Arc::new(if steady { doors.steady() } else { doors });
        static NAMES: AtomicU64 = AtomicU64::new(0);
        let name = format!("out-{}", NAMES.fetch_add(1, Ordering::Relaxed));
        let vfs = sys::register(&name, Arc::new(mortal.clone()), chance.number()).ok()?;
        let broken = Arc::new(AtomicBool::new(false));
        let options = Options {
            root: DATA.into(),
            disk: Arc::new(mortal.clone()),
            work: doors.clone(),
            vfs: Some(name),
            inline_octets_max: INLINE_OCTETS_MAX,
            body_memory: BodyBudget::new(64 << 20),
            space: SpaceRules {
                free_octets_min: 0,
                free_percent_min: 0,
                ballast_octets: 16 << 10,
            },
            node: 7,
            now: date,
            on_broken: {
                let broken = broken.clone();
                Arc::new(move |_: &StoreError| broken.store(true, Ordering::Relaxed))
            },
            on_space: Arc::new(|_| {}),
        };
        let store = match Embedded::open(&options) {
            Ok(store) if !mortal.is_dead() => store,
            _ => {
                mortal.retire();
                executor.end(group);
                executor.pause().await;
                vfs.kill();
                return None;
            }
        };
        scene.log(&format!("{group} begins, {accident:?}"));
        if !peace && accident.is_none() {
            let (mortal, steps) = (mortal.clone(), chance.magnitude(50, 30_000));
            executor.at_step(executor.steps() + steps, Box::new(move || mortal.die(death, None)));
        }
        let world = World {
            clock: doors.clone(),
            random: doors.clone(),
            network: scene.network.door(group),
            resolver: Arc::new(Dns(scene.internet.clone())),
            disk: Arc::new(mortal.clone()),
            work: doors.clone(),
            tasks: doors.clone(),
        };
        let tls: Arc<dyn TlsClient> = Arc::new(MadeUpTls);
        let gear = Gear {
            tls: vec![tls],
            logins: vec![None],
            ..Gear::default()
        };
        let ways = Ways::new(&scene.settings, gear, &*world.network);
        let ids = Arc::new(IdSource::new(7, chance.number()));
        let reader = scene.clone();
        let office = Office {
            world,
            mail: Arc::new(store.clone()),
            ids: ids.clone(),
            events: Events::new(move |event| told(&reader, event)),
            backlog: Backlog::default(),
        };
        Some(Self {
            scene: scene.clone(),
            group,
            doors,
            disk: mortal,
            vfs,
            store,
            outbound: Outbound::new(Arc::new(office), ways),
            ids,
            died,
            broken,
        })
    }

    /// From now on it delivers.
    pub(super) fn deliver(&mut self) {
        self.outbound.begin();
    }

    /// Gives it mail, and lets it live until it dies, or all is done.
    pub(super) async fn live(mut self, domains: &[(String, Manner)], is_last: bool, chance: &mut Chance) {
        self.deliver();
        let executor = self.scene.executor.clone();
        let count = chance.between(1, 8);
        let people = Self::people(&self, domains.to_vec(), count, chance.fork());
        executor.spawn(self.group, people.boxed());
        let operator = Self::operator(&self, chance.fork());
        executor.spawn(self.group, operator.boxed());
        let limit = match is_last {
            true => Duration::from_secs(30 * 24 * 3_600),
            false => chance.duration(Duration::from_secs(60), Duration::from_secs(7 * 24 * 3_600)),
        };
        let end = executor.now() + limit;
        loop {
            let has_died = {
                let step = executor.sleep(Duration::from_secs(3_600));
                let died = pin!(self.died.recv());
                matches!(select(died, step).await, Either::Left(_))
            };
            if has_died {
                return self.bury().await;
            }
            if self.broken.load(Ordering::Relaxed) {
                self.disk.die(Death::Killed, None);
                return self.bury().await;
            }
            let counts = MailStore::counts(&self.store).await;
            let is_done = counts.is_ok_and(|counts| counts.ready + counts.held == 0);
            if executor.now() >= end || (is_last && is_done) {
                break;
            }
        }
        self.end().await;
    }

    /// Ends it in good order.
    pub(super) async fn end(mut self) {
        self.outbound.drain();
        let patience = self.scene.executor.sleep(Duration::from_secs(4 * 3_600));
        {
            let done = pin!(self.outbound.done());
            if let Either::Right(_) = select(done, patience).await {
                self.scene.problem(format!("{} does not drain", self.group));
            }
        }
        self.scene.executor.end(self.group);
        self.scene.executor.pause().await;
        drop(self.outbound);
        drop(self.store);
        self.disk.retire();
        drop(self.vfs);
    }

    async fn bury(self) {
        self.scene.executor.end(self.group);
        self.scene.executor.pause().await;
        self.vfs.kill();
        drop(self.outbound);
        drop(self.store);
    }

    /// All that is kept, and whether it is sound.
    pub(super) async fn kept(&self) -> Vec<Stored> {
        let mut all = Vec::new();
        let filter = Filter {
            ended: true,
            ..Filter::default()
        };
        match MailStore::list(&self.store, filter, None, usize::MAX).await {
            Ok(entries) => {
                for entry in entries {
                    match self.store.find(entry.message.id).await {
                        Ok(stored) => all.push(stored),
                        Err(error) => self.scene.problem(format!("{}: {error}", entry.message.id)),
                    }
                }
            }
            Err(error) => self.scene.problem(format!("the store cannot be read: {error}")),
        }
        let now = self.doors.date();
        let checked = self
            .store
            .check(true, "test".to_owned(), now, Arc::new(|_: Checked| {}))
            .await;
        match checked {
            Ok(report) if report.damaged.is_empty() && report.problems.is_empty() => {}
            found => self.scene.problem(format!("the store is not sound: {found:?}")),
        }
        all
    }

    /// Somebody who sends now and then.
    fn people(
        life: &Self,
        domains: Vec<(String, Manner)>,
        count: u64,
        mut chance: Chance,
    ) -> impl Future<Output = ()> + Send + use<> {
        let (scene, store, doors, ids) = (
            life.scene.clone(),
            life.store.clone(),
            life.doors.clone(),
            life.ids.clone(),
        );
        async move {
            for _ in 0..count {
                let recipients: Vec<(String, Manner, Option<Notify>)> = (0..chance.between(1, 5))
                    .map(|_| {
                        let (domain, manner) = chance.pick(&domains).clone();
                        let wish = chance.pick(&["", "", "NEVER", "SUCCESS,FAILURE", "FAILURE,DELAY"]);
                        (domain, manner, Notify::parse(wish))
                    })
                    .collect();
                let has_sender = !chance.one_in(6);
                let octets = chance.magnitude(40, 12_000) as usize;
                send(&scene, &store, &*doors, &ids, &recipients, has_sender, octets, "r").await;
                let wait = chance.duration(Duration::ZERO, Duration::from_secs(3 * 3_600));
                scene.executor.sleep(wait).await;
            }
        }
    }

    /// Somebody who removes, retries, holds and releases now and then.
    fn operator(life: &Self, mut chance: Chance) -> impl Future<Output = ()> + Send + use<> {
        let (scene, store, doors) = (life.scene.clone(), life.store.clone(), life.doors.clone());
        async move {
            for _ in 0..chance.below(5) {
                let wait = chance.duration(Duration::ZERO, Duration::from_secs(12 * 3_600));
                scene.executor.sleep(wait).await;
                let letters = scene.lock().letters.len();
                if letters == 0 {
                    continue;
                }
                let which = chance.below(letters as u64) as usize;
                let (id, marker) = {
                    let mut record = scene.lock();
                    let letter = &mut record.letters[which];
                    (letter.id, letter.marker.clone())
                };
                let change = *chance.pick(&[Change::Remove, Change::Retry, Change::Retry, Change::Hold]);
                if change == Change::Remove && scene.lock().letters[which].removed == Removed::No {
                    scene.lock().letters[which].removed = Removed::Perhaps;
                }
                scene.log(&format!("operator: {change:?} {marker}"));
                let ids = vec![id];
                let done = MailStore::change(&store, ids.clone(), change, "operator".to_owned(), doors.date()).await;
                if change == Change::Remove && done.as_ref().is_ok_and(|changed| !changed.is_empty()) {
                    scene.lock().letters[which].removed = Removed::Yes;
                    scene.count("messages removed by an operator", 1);
                }
                if change == Change::Hold {
                    scene
                        .executor
                        .sleep(chance.duration(Duration::ZERO, Duration::from_secs(48 * 3_600)))
                        .await;
                    let released = MailStore::change(&store, ids, Change::Release, "operator".to_owned(), doors.date());
                    if released.await.is_ok_and(|changed| !changed.is_empty()) {
                        scene.count("messages released by an operator", 1);
                    }
                }
            }
        }
    }

    /// So many messages for each of these domains at once.
    pub(super) async fn burst(&self, domains: &[(String, Manner)], messages: u64) {
        for _ in 0..messages {
            for (domain, manner) in domains {
                let word = if *manner == Manner::Good { "good" } else { "bad" };
                let recipients = [(domain.clone(), *manner, None)];
                send(
                    &self.scene,
                    &self.store,
                    &*self.doors,
                    &self.ids,
                    &recipients,
                    true,
                    300,
                    word,
                )
                .await;
            }
        }
    }
}

/// Gives a message to the store.
#[expect(clippy::too_many_arguments, reason = "what a message is made of")]
async fn send(
    scene: &Scene,
    store: &Embedded,
    clock: &dyn Clock,
    ids: &IdSource,
    recipients: &[(String, Manner, Option<Notify>)],
    has_sender: bool,
    octets: usize,
    word: &str,
) {
    let id = ids.next(clock.date());
    let n = scene.lock().letters.len();
    let marker = format!("m{n}");
    let addressees: Vec<Addressee> = recipients
        .iter()
        .enumerate()
        .map(|(k, (domain, manner, notify))| Addressee {
            address: format!("{word}.{marker}.{k}@{domain}"),
            manner: *manner,
            notify: *notify,
        })
        .collect();
    let sender = has_sender.then(|| format!("{marker}@{HOME}"));
    let addresses: Vec<&str> = addressees.iter().map(|one| one.address.as_str()).collect();
    let mut entry = conformance::sample(id, clock.date(), &addresses);
    let message = &mut entry.message;
    message.removed.clear();
    (message.smtputf8, message.eight_bit_body) = (false, false);
    let address = sender.as_deref().and_then(|text| Address::parse(text).ok());
    message.sender = address.map_or(ReversePath::Null, ReversePath::Mailbox);
    for (delivery, one) in entry.deliveries.iter_mut().zip(&addressees) {
        (delivery.held, delivery.recipient.notify) = (false, one.notify);
        delivery.recipient.orcpt = None;
    }
    scene.lock().letters.push(Letter {
        id,
        marker: marker.clone(),
        sender,
        recipients: addressees,
        accepted: clock.date(),
        taken: Taken::Unknown,
        removed: Removed::No,
    });
    let text = body(&marker, octets);
    let taken = match conformance::accept(store, entry, &text).await {
        Ok(_) => Taken::Yes,
        Err(StoreError::Unknown | StoreError::Broken(_)) => Taken::Unknown,
        Err(_) => Taken::No,
    };
    scene.lock().letters[n].taken = taken;
    scene.log(&format!("{marker} is given to the store: {taken:?}"));
}

/// The text of a message, with lines that begin with dots.
pub(super) fn body(marker: &str, octets: usize) -> Vec<u8> {
    let mut text = format!("From: {marker}@{HOME}\r\nSubject: {marker}\r\n\r\n.{marker}\r\n..\r\n").into_bytes();
    while text.len() < octets {
        text.extend_from_slice(b"a line of text that stands for many others\r\n");
    }
    text
}

fn told(scene: &Scene, event: &Event) {
    match event {
        Event::Attempted(attempt) => {
            scene.log(&format!(
                "{} {}: {} {}",
                attempt.id,
                attempt.kind.word(),
                attempt.detail.cause.as_deref().unwrap_or(""),
                attempt.detail.said.as_deref().unwrap_or("")
            ));
            let kind = match attempt.kind.word() {
                "delivered" => "recipients delivered",
                "deferred" => "recipients deferred",
                _ => "recipients failed",
            };
            scene.count(kind, attempt.recipients as u64);
            if attempt
                .detail
                .note
                .as_deref()
                .is_some_and(|note| note.contains("twice"))
            {
                scene.count("possible duplicates marked", 1);
            }
            if attempt
                .detail
                .note
                .as_deref()
                .is_some_and(|note| note.starts_with("no TLS"))
            {
                scene.count("handshakes that failed, tried without TLS", 1);
            }
        }
        Event::DestinationDown { destination, .. } => {
            scene.log(&format!("{destination} is left alone"));
            scene.count("destinations left alone", 1);
        }
        Event::DestinationBack { destination, .. } => {
            scene.log(&format!("{destination} is back"));
            scene.count("destinations back", 1);
        }
        Event::NotSettled { id, why } => {
            scene.log(&format!("{id} is not settled: {why}"));
            scene.count("settlements that failed", 1);
        }
        Event::Damaged { id } => scene.problem(format!("{id} is damaged")),
        _ => {}
    }
}

/// 23 November 2026, 12:00 UTC: the date when a run begins.
const FIRST_DATE: Timestamp = Timestamp::from_micros(1_795_435_200_000_000);
