//! One run of a seed: clients, a server that dies and comes back, a disk and a network that fail, and at the end a look at
//! what is left.

use crate::chance::Chance;
use crate::checkers::{self, Evidence, Kept};
use crate::client;
use crate::counts::Counts;
use crate::disk::{Fault, MadeUpDisk};
use crate::executor::{Executor, WORLD};
use crate::ledger::{Ledger, Person};
use crate::mortal::{Accident, CallKind, Death, Mishap};
use crate::network::MadeUpNetwork;
use crate::plans::{self, Plan};
use crate::process::{Fate, Lived, Process};
use futures_util::future::{Either, FutureExt, select};
use gatepost::world::Endpoint;
use queue::{Filter, QueueId};
use std::collections::BTreeSet;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use store::embedded::Embedded;
use store::{Disk, MailStore};
use tokio::sync::mpsc;

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// The seed that it all came from.
    pub seed: u64,
    /// What happened, line by line. The same seed gives the same lines.
    pub log: Vec<String>,
    /// What was met.
    pub counts: Counts,
    /// What must not happen and did. Empty: all is well.
    pub problems: Vec<String>,
}

/// What everybody in a run shares.
pub(crate) struct Scene {
    pub(crate) executor: Executor,
    pub(crate) network: MadeUpNetwork,
    pub(crate) ledger: Arc<Ledger>,
    /// What the server may be told to run with; it begins with the first.
    pub(crate) plans: Vec<Plan>,
    pub(crate) people: Vec<Person>,
    /// Within this time clients begin their sessions.
    pub(crate) length: Duration,
}

impl Scene {
    /// From now on the disk is full, or not any more.
    pub(crate) fn set_full(&self, disk: &MadeUpDisk, yes: bool) {
        self.ledger.full(self.executor.now(), yes);
        disk.full(yes);
    }
}

/// Runs a seed.
pub fn run(seed: u64) -> Outcome {
    let mut chance = Chance::new(seed);
    let executor = Executor::new(chance.fork());
    let ledger = Arc::new(Ledger::default());
    let disk = MadeUpDisk::new(chance.number());
    let plans = plans::draw(&mut chance);
    let people = people();
    {
        let mut record = ledger.record();
        record.people.clone_from(&people);
        record
            .secrets
            .extend(people.iter().map(|person| person.password.clone()));
    }
    let scene = Arc::new(Scene {
        network: MadeUpNetwork::new(executor.clone(), chance.fork()),
        length: Duration::from_secs(60 * chance.magnitude(2, 120)),
        ledger: ledger.clone(),
        executor: executor.clone(),
        plans,
        people,
    });
    if make_data_directory(&disk).is_err() {
        ledger.problem(Duration::ZERO, "the data directory cannot be made".to_owned());
    }
    let kept = match executor.run(story(scene.clone(), disk.clone(), chance)) {
        Ok(kept) => kept,
        Err(stuck) => {
            ledger.problem(executor.now(), stuck.to_string());
            Vec::new()
        }
    };
    let record = std::mem::take(&mut *ledger.record());
    let evidence = Evidence {
        record: &record,
        kept: &kept,
        settings: &scene.plans[0].settings,
    };
    let mut problems = record.problems.clone();
    problems.extend(checkers::all(&evidence));
    let counts = Counts::of(&evidence, disk.counts(), scene.network.counts());
    Outcome {
        seed,
        log: record.log,
        counts,
        problems,
    }
}

fn make_data_directory(disk: &MadeUpDisk) -> std::io::Result<()> {
    disk.create_dir(Path::new(DATA))?;
    disk.sync_dir(Path::new("/"))
}

fn people() -> Vec<Person> {
    let person = |name: &str, password: &str, senders: &[&str], addresses: &[&str]| Person {
        name: name.to_owned(),
        password: password.to_owned(),
        senders: senders.iter().map(|text| (*text).to_owned()).collect(),
        addresses: addresses.iter().map(|text| (*text).to_owned()).collect(),
        added: false,
        disabled: Vec::new(),
    };
    vec![
        person("alice@example.com", "correct horse 7", &[], &["alice@example.com"]),
        person(
            "bob@example.com",
            "\u{c800}\u{bb3c}\u{cd08} 98",
            &["example.com"],
            &["bob@example.com", "sales@example.com"],
        ),
        person(
            "press",
            "tuna&Battery=42",
            &["*"],
            &["news@example.net", "press@example.com"],
        ),
    ]
}

/// From the first start of the server to the last look at its disk. Returns what is kept there.
async fn story(scene: Arc<Scene>, disk: MadeUpDisk, mut chance: Chance) -> Vec<Kept> {
    let executor = scene.executor.clone();
    // Another program has a port that an operator would like to have.
    let taken = scene.network.door(WORLD).listen(&Endpoint::Tcp(plans::TAKEN)).await;
    let (alive, mut done) = mpsc::unbounded_channel();
    for somebody in client::everybody(&scene, &mut chance) {
        let alive = alive.clone();
        let live = async move {
            somebody.await;
            drop(alive);
        };
        executor.spawn(WORLD, live.boxed());
    }
    drop(alive);

    let lives = chance.between(1, 3);
    for n in 0..=lives {
        let last = n == lives;
        let (fate, limit) = match last {
            true => (Fate::Peace, CLIENTS_TIME_MAX),
            false => {
                let length = scene.length / lives as u32;
                let limit = chance.duration(length / 4, length);
                (fate(&mut chance), limit)
            }
        };
        // A disk that was full stays full over a restart, or somebody has made room meanwhile.
        if last || !chance.one_in(4) {
            scene.set_full(&disk, false);
        }
        let mut all_done = false;
        if let Some(mut process) = Process::begin(&scene, &disk, &mut chance, fate) {
            let ending = match process.live(limit, &mut done).await {
                Lived::Ended(ending) => ending,
                lived => {
                    all_done = lived == Lived::AllDone;
                    process.drain().await
                }
            };
            process.end(ending).await;
        }
        if all_done {
            break;
        }
        executor
            .sleep(chance.duration(Duration::ZERO, Duration::from_secs(30)))
            .await;
    }
    let clients = pin!(done.recv());
    if let Either::Right(_) = select(clients, executor.sleep(CLIENTS_TIME_MAX)).await {
        scene
            .ledger
            .problem(executor.now(), "the clients come to no end".to_owned());
    }

    drop(taken);
    scene.set_full(&disk, false);
    if chance.one_in(2) {
        scene.ledger.log(executor.now(), "world", "the power goes once more");
        disk.power_loss(chance.number());
    }
    let Some(mut process) = Process::begin(&scene, &disk, &mut chance, Fate::Alone) else {
        scene
            .ledger
            .problem(executor.now(), "the store does not open any more".to_owned());
        return Vec::new();
    };
    let kept = match examine(&scene, process.store(), &disk).await {
        Ok(kept) => kept,
        Err(why) => {
            scene
                .ledger
                .problem(executor.now(), format!("the store cannot be read: {why}"));
            Vec::new()
        }
    };
    let ending = process.drain().await;
    process.end(ending).await;
    kept
}

/// How a life may end. Half of them meet the disk, which knows better than a clock where it hurts.
fn fate(chance: &mut Chance) -> Fate {
    let death = *chance.pick(&[Death::Killed, Death::PowerLost]);
    let kind = *chance.pick(&CallKind::ALL);
    let nth = match kind {
        CallKind::Write => chance.magnitude(1, 250),
        CallKind::Sync => chance.magnitude(1, 60),
        CallKind::SyncDirectory | CallKind::Create => chance.between(1, 12),
        CallKind::Truncate | CallKind::MakeDirectory | CallKind::Remove => chance.between(1, 3),
    };
    let at_call = |what| Fate::AtCall(Accident { kind, nth, what });
    match chance.below(11) {
        0 | 10 => Fate::Peace,
        1..=3 => Fate::AtStep(chance.magnitude(10, 20_000), death),
        4..=6 => at_call(Mishap::Dies(death)),
        7 | 8 => at_call(Mishap::Fails(Fault::Io)),
        _ => at_call(Mishap::Fails(Fault::Full)),
    }
}

/// Reads all that is kept, and compares the body files with it.
async fn examine(scene: &Scene, store: &Embedded, disk: &MadeUpDisk) -> Result<Vec<Kept>, String> {
    let filter = Filter {
        ended: true,
        ..Filter::default()
    };
    let entries = MailStore::list(store, filter, None, usize::MAX)
        .await
        .map_err(|error| error.to_string())?;
    let mut kept = Vec::new();
    for entry in entries {
        let id = entry.message.id;
        let stored = store.find(id).await.map_err(|error| format!("{id}: {error}"))?;
        let mut octets = Vec::new();
        if stored.has_body {
            let mut body = store.body(id).await.map_err(|error| format!("{id}: {error}"))?;
            while let Some(chunk) = body.next().await.map_err(|error| format!("{id}: {error}"))? {
                octets.extend_from_slice(&chunk);
            }
        }
        kept.push(Kept {
            id,
            account: entry.message.origin.account.clone(),
            sender: entry.message.sender.to_string(),
            recipients: entry
                .deliveries
                .iter()
                .map(|delivery| delivery.recipient.address.to_string())
                .collect(),
            octets: entry.message.octets,
            open: entry.deliveries.iter().any(|delivery| delivery.state.is_open()),
            held: entry.deliveries.iter().any(|delivery| delivery.held),
            body: stored.has_body.then_some(octets),
        });
    }
    let names = |is_meant: &dyn Fn(&Kept) -> bool| -> BTreeSet<String> {
        let meant = kept.iter().filter(|kept| kept.body.is_some() && is_meant(kept));
        meant.map(|kept| kept.id.to_string()).collect()
    };
    let (large, all) = (names(&|kept| kept.octets > INLINE_OCTETS_MAX as u64), names(&|_| true));
    let found = body_files(disk).map_err(|error| error.to_string())?;
    // Where the memory for bodies was used up, a small one has a file, too.
    if !large.is_subset(&found) || !found.is_subset(&all) {
        let problem = format!("body files {found:?} are there; {large:?} must be, and no more than {all:?}");
        scene.ledger.problem(scene.executor.now(), problem);
    }
    scene.ledger.record().early_files = found.difference(&large).count() as u64;
    Ok(kept)
}

/// The names of all body files.
fn body_files(disk: &MadeUpDisk) -> std::io::Result<BTreeSet<String>> {
    let root = Path::new(DATA).join("queue/bodies");
    let mut names = BTreeSet::new();
    for bucket in disk.list(&root)? {
        names.extend(disk.list(&root.join(bucket))?);
    }
    Ok(names
        .into_iter()
        .filter(|name| name.parse::<QueueId>().is_ok())
        .collect())
}

/// The server's data directory.
pub(crate) const DATA: &str = "/data";

/// Small, so that bodies of both kinds are met.
pub(crate) const INLINE_OCTETS_MAX: usize = 4_096;

/// The longest that clients may take, with all their patience, once the last life has begun.
const CLIENTS_TIME_MAX: Duration = Duration::from_secs(48 * 3_600);
