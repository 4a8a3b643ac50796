//! The other story: mail on its way out. The real store and the real deliveries, in a world where servers are slow, dead, full,
//! rude or away for days, where processes die at any step, and at the end of which all that was accepted has come to an end.

mod checks;
mod host;
pub mod internet;
mod life;

use crate::chance::Chance;
use crate::disk::MadeUpDisk;
use crate::executor::Executor;
use crate::network::MadeUpNetwork;
use crate::world::DATA;
use gatepost::config::{DeliverySettings, Routes, Settings, Via, without_file};
use internet::{Internet, Manner};
use life::Life;
use mail::{Notify, Timestamp};
use queue::QueueId;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::Disk;

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// The seed that it all came from.
    pub seed: u64,
    /// What happened, line by line. The same seed gives the same lines.
    pub log: Vec<String>,
    /// How often what was met.
    pub counts: BTreeMap<&'static str, u64>,
    /// What must not happen and did. Empty: all is well.
    pub problems: Vec<String>,
}

/// What everybody in a run shares.
pub(crate) struct Scene {
    executor: Executor,
    network: MadeUpNetwork,
    internet: Arc<Internet>,
    settings: Settings,
    record: Mutex<Record>,
}

/// What was done and seen.
#[derive(Default)]
struct Record {
    log: Vec<String>,
    letters: Vec<Letter>,
    problems: Vec<String>,
    /// Lives that ended in the middle of something.
    crashes: u64,
    counts: BTreeMap<&'static str, u64>,
}

/// A message that somebody gave to the store.
#[derive(Debug, Clone)]
struct Letter {
    id: QueueId,
    /// Unique; stands in the text.
    marker: String,
    /// Who hears of failures; nobody for the null sender.
    sender: Option<String>,
    recipients: Vec<Addressee>,
    /// When the store had it, by the clock of the life.
    accepted: Timestamp,
    taken: Taken,
    /// Whether an operator removed it.
    removed: Removed,
}

#[derive(Debug, Clone)]
struct Addressee {
    address: String,
    manner: Manner,
    notify: Option<Notify>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// The store said so.
    Yes,
    /// The store said no.
    No,
    /// Nobody was told.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Removed {
    No,
    Yes,
    Perhaps,
}

impl Scene {
    fn lock(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn log(&self, what: &str) {
        let line = format!("{:>12.3}  {what}", self.executor.now().as_secs_f64());
        self.lock().log.push(line);
    }

    fn problem(&self, what: String) {
        self.lock().problems.push(what);
    }

    fn count(&self, what: &'static str, times: u64) {
        *self.lock().counts.entry(what).or_default() += times;
    }
}

/// Runs a seed.
pub fn run(seed: u64) -> Outcome {
    let mut chance = Chance::new(!seed);
    let executor = Executor::new(chance.fork());
    let network = MadeUpNetwork::new(executor.clone(), chance.fork());
    let scene = Arc::new(Scene {
        internet: Internet::new(executor.clone()),
        network,
        executor: executor.clone(),
        settings: settings(),
        record: Mutex::default(),
    });
    let disk = MadeUpDisk::new(chance.number());
    let made = disk
        .create_dir(Path::new(DATA))
        .and_then(|()| disk.sync_dir(Path::new("/")));
    if made.is_err() {
        scene.problem("the data directory cannot be made".to_owned());
    }
    let fair = chance.one_in(2);
    if fair {
        scene.network.be_fair();
    }
    if let Err(stuck) = executor.run(story(scene.clone(), disk, fair, chance)) {
        scene.problem(stuck.to_string());
    }
    let record = std::mem::take(&mut *scene.lock());
    Outcome {
        seed,
        log: record.log,
        counts: record.counts,
        problems: record.problems,
    }
}

async fn story(scene: Arc<Scene>, disk: MadeUpDisk, fair: bool, mut chance: Chance) {
    let away = Duration::from_secs(24 * 3_600 * chance.between(1, 5));
    scene
        .internet
        .add(&scene.network, HOME, Manner::Good, Duration::ZERO, &mut chance)
        .await;
    let mut domains = Vec::new();
    for n in 0..chance.between(2, 8) {
        let manner = *chance.pick(&Manner::ALL);
        let name = format!("d{n}.example");
        scene
            .internet
            .add(&scene.network, &name, manner, away, &mut chance)
            .await;
        scene.log(&format!("{name} is {manner:?}"));
        domains.push((name, manner));
    }
    let lives = chance.between(0, 3);
    for n in 0..=lives {
        let is_last = n == lives;
        if let Some(life) = Life::begin(&scene, &disk, &mut chance, is_last, false).await {
            life.live(&domains, is_last, &mut chance).await;
        }
        scene
            .executor
            .sleep(chance.duration(Duration::ZERO, Duration::from_secs(60)))
            .await;
    }
    // One more, to look at what is left.
    match Life::begin(&scene, &disk, &mut chance, true, false).await {
        Some(life) => {
            let kept = life.kept().await;
            life.end().await;
            checks::all(&scene, &kept, fair);
        }
        None => scene.problem("the store does not open any more".to_owned()),
    }
}

fn settings() -> Settings {
    Settings {
        hostname: HOSTNAME.to_owned(),
        routes: Routes::new(Vec::new(), Via::Mx { port: 25 }),
        delivery: DeliverySettings {
            keep: Duration::from_secs(365 * 24 * 3_600),
            ..DeliverySettings::default()
        },
        configured: true,
        ..without_file(DATA.into())
    }
}

/// A queue for a thousand destinations, of which `troubled` are dead, and as many slow. Returns how long it took until the last of
/// the others was done.
pub fn finish_beside(troubled: u64) -> Duration {
    let manner = |n: u64| match n % 100 {
        3 if n / 100 < troubled => Some(Manner::Dead),
        57 if n / 100 < troubled => Some(Manner::Slow),
        3 | 57 => None,
        _ => Some(Manner::Good),
    };
    let named = |n: u64| manner(n).map(|manner| (format!("d{n}.example"), manner));
    let arrivals = arrivals(
        &(0..1_000).filter_map(named).collect::<Vec<_>>(),
        4,
        Duration::ZERO,
        Manner::Good,
    );
    arrivals.into_iter().max().unwrap_or_default()
}

/// When each of so many messages for one domain arrives that behaves like this, and may be away for so long at first.
pub fn arrivals_at(manner: Manner, messages: u64, away: Duration) -> Vec<Duration> {
    arrivals(&[("d.example".to_owned(), manner)], messages, away, manner)
}

/// Gives so many messages for each of `domains` to deliveries that then begin. Returns how long it took until each of those for domains
/// of one manner had arrived.
fn arrivals(domains: &[(String, Manner)], messages: u64, away: Duration, manner: Manner) -> Vec<Duration> {
    let mut chance = Chance::new(4711);
    let executor = Executor::new(chance.fork());
    let network = MadeUpNetwork::new(executor.clone(), chance.fork());
    network.be_fair();
    let scene = Arc::new(Scene {
        internet: Internet::new(executor.clone()),
        network,
        executor: executor.clone(),
        settings: settings(),
        record: Mutex::default(),
    });
    let disk = MadeUpDisk::new(1);
    disk.create_dir(Path::new(DATA)).expect("an empty disk");
    let domains = domains.to_vec();
    let everything = async move {
        let home = (HOME.to_owned(), Manner::Good);
        for (name, manner) in [&home].into_iter().chain(&domains) {
            scene
                .internet
                .add(&scene.network, name, *manner, away, &mut chance)
                .await;
        }
        let mut life = Life::begin(&scene, &disk, &mut chance, true, true)
            .await
            .expect("it opens");
        life.burst(&domains, messages).await;
        let began = scene.executor.now();
        life.deliver();
        let meant = domains.iter().filter(|one| one.1 == manner);
        let mut meant: Vec<String> = meant.map(|one| format!("@{}", one.0)).collect();
        meant.sort();
        let wanted = meant.len() as u64 * messages;
        let arrived = || {
            let copies = scene.internet.copies().into_iter().filter(|copy| copy.acknowledged);
            let copies = copies.filter(|copy| {
                let at = copy.recipient.find('@').unwrap_or(0);
                meant
                    .binary_search_by(|one| one.as_str().cmp(&copy.recipient[at..]))
                    .is_ok()
            });
            copies.map(|copy| copy.at.saturating_sub(began)).collect::<Vec<_>>()
        };
        while (arrived().len() as u64) < wanted {
            scene.executor.sleep(Duration::from_millis(100)).await;
        }
        life.end().await;
        arrived()
    };
    executor.run(everything).expect("it comes to an end")
}

/// Our name.
const HOSTNAME: &str = "mail.example.com";
/// Where all senders are, and hear of what became of their mail.
const HOME: &str = "home.example";
