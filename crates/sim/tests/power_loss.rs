//! What the embedded store promises, on a disk that keeps only what was synced: what it accepted is there after a loss of
//! power, once and whole, and what met a failing disk was not accepted. And that these tests could tell if it were not so.

use futures_util::future::{FutureExt, join_all};
use mail::Timestamp;
use queue::{Change, Filter, QueueId};
use sim::chance::Chance;
use sim::disk::{Fault, MadeUpDisk};
use sim::doors::Doors;
use sim::executor::{Executor, WORLD};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use store::conformance::{octets, read, sample};
use store::embedded::{Embedded, Options};
use store::{
    Account, AccountStore, BodyBudget, Disk, DiskFile, Lane, MailStore, Open, ScramKeys, SpaceEvent, SpaceRules,
    StoreError, Work,
};

const DATA: &str = "/data";
const INLINE_OCTETS_MAX: usize = 4_096;
const BALLAST_OCTETS: u64 = 256 * 1024;

/// From one start of a process to its end.
struct Life {
    store: Embedded,
    vfs: sys::Registered,
    /// How often the process was told that the disk has failed.
    broken: Arc<AtomicU64>,
    /// What it was told of the room.
    space: Arc<Mutex<Vec<SpaceEvent>>>,
}

impl Life {
    fn begin(disk: &MadeUpDisk, work: Arc<dyn Work>) -> Result<Self, StoreError> {
        Self::begin_with(DATA, BALLAST_OCTETS, disk, work)
    }

    fn begin_with(root: &str, ballast_octets: u64, disk: &MadeUpDisk, work: Arc<dyn Work>) -> Result<Self, StoreError> {
        static NAMES: AtomicU64 = AtomicU64::new(0);
        let name = format!("power-loss-{}", NAMES.fetch_add(1, Ordering::Relaxed));
        let vfs = sys::register(&name, Arc::new(disk.clone()), 1).expect("the name is new");
        let (broken, space) = (Arc::new(AtomicU64::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (tell_broken, tell_space) = (broken.clone(), space.clone());
        let opened = Embedded::open(&Options {
            root: root.into(),
            disk: Arc::new(disk.clone()),
            work,
            vfs: Some(name),
            inline_octets_max: INLINE_OCTETS_MAX,
            body_memory: BodyBudget::new(u64::MAX),
            space: SpaceRules {
                ballast_octets,
                ..SpaceRules::default()
            },
            node: 1,
            now: Timestamp::from_micros(1),
            on_broken: Arc::new(move |_: &StoreError| {
                tell_broken.fetch_add(1, Ordering::Relaxed);
            }),
            on_space: Arc::new(move |event| tell_space.lock().expect("no panic").push(event)),
        });
        match opened {
            Ok(store) => Ok(Self {
                store,
                vfs,
                broken,
                space,
            }),
            Err(error) => {
                vfs.kill();
                Err(error)
            }
        }
    }

    /// The machine loses its power.
    fn lose_power(self, disk: &MadeUpDisk, seed: u64) {
        disk.power_loss(seed);
        self.kill();
    }

    /// The process dies; the machine goes on.
    fn kill(self) {
        self.vfs.kill();
        drop(self.store);
    }
}

/// What the store was asked for, and what it said.
#[derive(Default)]
struct Told {
    next: u128,
    /// Accepted.
    kept: BTreeMap<QueueId, Vec<u8>>,
    /// Not accepted, and not known.
    perhaps_kept: BTreeMap<QueueId, Vec<u8>>,
    removed: BTreeSet<QueueId>,
    perhaps_removed: BTreeSet<QueueId>,
    /// By name, whether it was said that they were added.
    accounts: BTreeMap<String, bool>,
}

impl Told {
    fn id(&mut self) -> QueueId {
        self.next += 1;
        QueueId::from_octets(self.next.to_be_bytes())
    }

    fn accepted(&mut self, id: QueueId, body: Vec<u8>, result: &Result<(), Refused>) {
        match result {
            Ok(()) => drop(self.kept.insert(id, body)),
            Err(Refused::Body(_)) => {}
            // Also where the disk was full: what SQLite wrote of it lies in the log until the next commit.
            Err(Refused::Commit(_)) => drop(self.perhaps_kept.insert(id, body)),
        }
    }

    fn changed(&mut self, id: QueueId, result: &Result<Vec<QueueId>, StoreError>) {
        match result {
            Ok(ids) => self.removed.extend(ids),
            Err(_) => self.perhaps_removed.extend([id]),
        }
    }

    /// Compares all that is there with all that was said. What was not known is known afterwards.
    async fn check(&mut self, store: &Embedded, disk: &MadeUpDisk) -> Result<(), String> {
        self.check_at(DATA, store, disk).await
    }

    /// The same for a store elsewhere.
    async fn check_at(&mut self, root: &str, store: &Embedded, disk: &MadeUpDisk) -> Result<(), String> {
        let error = |error: StoreError| error.to_string();
        if !store.damaged().is_empty() {
            return Err(format!("files are missing: {:?}", store.damaged()));
        }
        let filter = Filter {
            ended: true,
            ..Filter::default()
        };
        let (mut there, mut files) = (BTreeSet::new(), BTreeSet::new());
        for entry in MailStore::list(store, filter, None, usize::MAX).await.map_err(error)? {
            let id = entry.message.id;
            let body = match (self.kept.get(&id), self.perhaps_kept.get(&id)) {
                (Some(body), _) | (None, Some(body)) => body.clone(),
                (None, None) => return Err(format!("{id} was never handed over")),
            };
            there.insert(id);
            let open = entry.deliveries.iter().all(|delivery| delivery.state.is_open());
            match (open, self.removed.contains(&id), self.perhaps_removed.contains(&id)) {
                (true, true, _) => return Err(format!("{id} was removed and is there again")),
                (false, false, false) => return Err(format!("{id} was removed by nobody")),
                (false, ..) => {
                    self.removed.insert(id);
                }
                (true, false, _) => {
                    let found = store.body(id).await.map_err(error)?;
                    if read(found).await.map_err(error)? != body {
                        return Err(format!("{id} has other octets"));
                    }
                    if body.len() > INLINE_OCTETS_MAX {
                        files.insert(id.to_string());
                    }
                }
            }
            self.kept.insert(id, body);
        }
        if let Some(lost) = self.kept.keys().find(|id| !there.contains(*id)) {
            return Err(format!("{lost} was accepted and is lost"));
        }
        let found = body_files_at(root, disk).map_err(|error| error.to_string())?;
        if found != files {
            return Err(format!("body files {found:?} are there, {files:?} should be"));
        }
        let accounts = AccountStore::accounts(store).await.map_err(error)?;
        let names: BTreeSet<String> = accounts.into_iter().map(|account| account.name).collect();
        if let Some((lost, _)) = self
            .accounts
            .iter()
            .find(|(name, sure)| **sure && !names.contains(*name))
        {
            return Err(format!("the account {lost} was added and is lost"));
        }
        self.perhaps_kept.clear();
        self.perhaps_removed.clear();
        self.accounts = names.into_iter().map(|name| (name, true)).collect();
        Ok(())
    }
}

/// Why a message was not taken: it could not be kept, or not be committed.
#[derive(Debug)]
enum Refused {
    Body(StoreError),
    Commit(StoreError),
}

async fn accept(store: &Embedded, id: QueueId, body: &[u8]) -> Result<(), Refused> {
    let mut draft = store.draft(id);
    for chunk in body.chunks(1_500) {
        draft.write(chunk).await.map_err(Refused::Body)?;
    }
    let kept = draft.finish().await.map_err(Refused::Body)?;
    let mut entry = sample(id, Timestamp::from_micros(1), &["bob@example.org"]);
    entry.message.octets = kept.octets;
    entry.message.crc = kept.crc;
    store.accept(entry, kept).await.map_err(Refused::Commit)
}

async fn add_account(store: &Embedded, name: &str) -> Result<(), StoreError> {
    let account = Account {
        name: name.to_owned(),
        password: "$argon2id$".to_owned(),
        scram: ScramKeys {
            salt: vec![1],
            iterations: 1,
            stored_key: vec![2],
            server_key: vec![3],
        },
        enabled: true,
        version: 1,
        senders: vec!["*".to_owned()],
        created: Timestamp::from_micros(1),
        changed: Timestamp::from_micros(1),
    };
    AccountStore::add(store, account).await
}

async fn remove(store: &Embedded, id: QueueId) -> Result<Vec<QueueId>, StoreError> {
    let now = Timestamp::from_micros(2);
    MailStore::change(store, vec![id], Change::Remove, "operator".to_owned(), now).await
}

fn fresh_disk(seed: u64) -> MadeUpDisk {
    let disk = MadeUpDisk::new(seed);
    disk.create_dir(Path::new(DATA)).expect("the disk is well");
    disk.sync_dir(Path::new("/")).expect("the disk is well");
    disk
}

fn body_files(disk: &MadeUpDisk) -> std::io::Result<BTreeSet<String>> {
    body_files_at(DATA, disk)
}

fn body_files_at(root: &str, disk: &MadeUpDisk) -> std::io::Result<BTreeSet<String>> {
    let root = Path::new(root).join("queue/bodies");
    let mut names = BTreeSet::new();
    for bucket in disk.list(&root)? {
        names.extend(disk.list(&root.join(bucket))?);
    }
    Ok(names)
}

/// The power went and has not come back.
fn is_dark(disk: &MadeUpDisk) -> bool {
    disk.list(Path::new("/")).is_err()
}

/// So many lives on one disk, each ended by a loss of power at some call. Says how many messages were accepted.
fn lose_power_again_and_again(seed: u64, rounds: u64, sync_is_noop: bool) -> Result<usize, String> {
    let mut chance = Chance::new(seed);
    let disk = fresh_disk(chance.number());
    disk.sync_is_noop(sync_is_noop);
    let mut told = Told::default();
    for round in 0..rounds {
        told = one_life(&disk, told, &mut chance).map_err(|what| format!("round {round}: {what}"))?;
    }
    let executor = Executor::new(chance.fork());
    let life = Life::begin(&disk, doors(&executor, &mut chance)).map_err(|error| error.to_string())?;
    let store = life.store.clone();
    let checked = executor.run(async move {
        let checked = told.check(&store, &disk).await;
        checked.map(|()| told.kept.len())
    });
    life.kill();
    checked.map_err(|stuck| stuck.to_string())?
}

fn doors(executor: &Executor, chance: &mut Chance) -> Arc<Doors> {
    let born = Timestamp::from_micros(1_795_435_200_000_000);
    Arc::new(Doors::new(executor.clone(), WORLD, born, chance.fork()))
}

/// Checks what is there, then accepts and removes a number of messages at once, until the power goes.
fn one_life(disk: &MadeUpDisk, mut told: Told, chance: &mut Chance) -> Result<Told, String> {
    let call = chance.magnitude(1, 400);
    let while_opening = chance.one_in(4);
    if while_opening {
        disk.cut_power_at_call(call.min(60));
    }
    let executor = Executor::new(chance.fork());
    let life = match Life::begin(disk, doors(&executor, chance)) {
        Ok(life) if !is_dark(disk) => life,
        opened => {
            let dark = is_dark(disk);
            if let Ok(life) = opened {
                life.kill();
            } else if !dark {
                return Err("the store does not open".to_owned());
            }
            disk.power_loss(chance.number());
            return Ok(told);
        }
    };
    let (store, same_disk) = (life.store.clone(), disk.clone());
    let (clock, mut draws) = (executor.clone(), chance.fork());
    let told = executor.run(async move {
        told.check(&store, &same_disk).await?;
        if !while_opening {
            same_disk.cut_power_at_call(call);
        }
        let removable: Vec<QueueId> = told
            .kept
            .keys()
            .filter(|id| !told.removed.contains(*id))
            .copied()
            .collect();
        let mut accepts = Vec::new();
        for _ in 0..draws.between(3, 25) {
            let size = if draws.one_in(10) {
                0
            } else {
                draws.magnitude(1, 30_000)
            };
            let (id, body) = (told.id(), octets(size as usize, draws.below(256) as u8));
            let wait = clock.sleep(draws.duration(Duration::ZERO, Duration::from_millis(150)));
            let store = store.clone();
            accepts.push(async move {
                wait.await;
                let result = accept(&store, id, &body).await;
                (id, body, result)
            });
        }
        let mut removals = Vec::new();
        for _ in 0..draws.below(4) {
            if removable.is_empty() {
                break;
            }
            let id = *draws.pick(&removable);
            let wait = clock.sleep(draws.duration(Duration::ZERO, Duration::from_millis(150)));
            let store = store.clone();
            removals.push(async move {
                wait.await;
                (id, remove(&store, id).await)
            });
        }
        let (accepted, removed) = futures_util::future::join(join_all(accepts), join_all(removals)).await;
        for (id, body, result) in accepted {
            told.accepted(id, body, &result);
        }
        for (id, result) in removed {
            told.changed(id, &result);
        }
        Ok::<_, String>(told)
    });
    let told = told.map_err(|stuck| stuck.to_string())??;
    life.lose_power(disk, chance.number());
    Ok(told)
}

#[test]
fn what_was_accepted_survives_a_loss_of_power() {
    let mut accepted = 0;
    for seed in 0..4 {
        accepted += lose_power_again_and_again(seed, 30, false).unwrap_or_else(|what| panic!("seed {seed}, {what}"));
    }
    // Otherwise nothing was shown.
    assert!(accepted > 100, "{accepted} messages accepted");
}

#[test]
fn without_syncs_the_test_above_fails() {
    let found = (0..30)
        .filter(|seed| lose_power_again_and_again(*seed, 3, true).is_err())
        .count();
    assert!(found >= 15, "a loss was noticed in {found} of 30 runs");
}

/// Work that is done at once, where it is asked for.
struct Here;

impl Work for Here {
    fn run(&self, _: Lane, job: Box<dyn FnOnce() + Send>) {
        job();
    }
}

/// With work that is done at once, nothing has to be waited for.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("all work is done where it is asked for")
}

/// What is asked of the store while the disk fails.
#[derive(Debug, Clone, Copy)]
enum Step {
    Accept(usize),
    /// The message that was handed over as the `n`-th.
    Remove(u128),
    AddAccount(&'static str),
}

const STEPS: &[Step] = &[
    Step::Accept(100),
    Step::Accept(6_000),
    Step::AddAccount("alice"),
    Step::Remove(2),
    Step::Accept(20_000),
    Step::Accept(4_000),
    Step::Remove(1),
    Step::AddAccount("bob"),
    Step::Accept(5_000),
];

fn faults(disk: &MadeUpDisk) -> u64 {
    let counts = disk.counts();
    counts.eio + counts.enospc
}

/// Does the steps. Stops behind a step that met the fault and still says that all is well: then the power goes at once.
fn play(life: &Life, disk: &MadeUpDisk, told: &mut Told, all_well: &mut bool) {
    let store = &life.store;
    let broken = || life.broken.load(Ordering::Relaxed) > 0;
    for step in STEPS {
        let (before, was_broken) = (faults(disk), broken());
        let heard = |error: Option<&StoreError>| {
            assert!(
                !(was_broken && error.is_none()),
                "{step:?} was done after the disk had failed"
            );
            assert!(
                broken() || !matches!(error, Some(StoreError::Broken(_))),
                "nobody was told of {error:?}"
            );
        };
        let fine = match *step {
            Step::Accept(size) => {
                let (id, body) = (told.id(), octets(size, size as u8));
                let result = now(accept(store, id, &body));
                match &result {
                    Err(Refused::Body(error) | Refused::Commit(error)) => heard(Some(error)),
                    Ok(()) => heard(None),
                }
                told.accepted(id, body, &result);
                result.is_ok()
            }
            Step::Remove(n) => {
                let id = QueueId::from_octets(n.to_be_bytes());
                let result = now(remove(store, id));
                told.changed(id, &result);
                result.is_ok()
            }
            Step::AddAccount(name) => {
                let result = now(add_account(store, name));
                heard(result.as_ref().err());
                told.accounts.insert(name.to_owned(), result.is_ok());
                result.is_ok()
            }
        };
        *all_well &= fine;
        if fine && faults(disk) > before {
            return;
        }
    }
}

/// What comes between a life that met a fault and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    PowerGoes,
    ProcessDies,
    /// And others fill the disk.
    DiskFills,
}

/// Fails the `n`-th call and those behind it in these ways, then ends the life, begins the next, accepts, and loses power. False
/// if there was no `n`-th call.
fn one_trial(ways: &[Fault], ballast: u64, n: u64, then: Then) -> bool {
    let name = format!("{ways:?} from call {n}, ballast {ballast}, then {then:?}");
    let disk = fresh_disk(n);
    disk.size(8 * 1024 * 1024);
    for (n, fault) in (n..).zip(ways) {
        disk.fail_call(n, *fault);
    }
    let (mut told, mut all_well) = (Told::default(), true);
    match Life::begin_with(DATA, ballast, &disk, Arc::new(Here)) {
        Ok(life) => {
            play(&life, &disk, &mut told, &mut all_well);
            if faults(&disk) == 0 {
                assert!(all_well, "{name}: an error without a fault");
                return false;
            }
            if then == Then::PowerGoes {
                life.lose_power(&disk, n)
            } else {
                life.kill()
            }
        }
        Err(_) => {
            assert!(
                faults(&disk) > 0,
                "{name}: the store does not open on a disk that is well"
            );
            if then == Then::PowerGoes {
                disk.power_loss(n);
            }
        }
    }

    disk.no_more_faults();
    if then == Then::DiskFills {
        a_life_on_a_full_disk(&disk, ballast, &mut told, &name);
    }
    let begin = || Life::begin(&disk, Arc::new(Here)).unwrap_or_else(|error| panic!("{name}: {error}: {disk:?}"));
    let check = |told: &mut Told, life: &Life| {
        now(told.check(&life.store, &disk)).unwrap_or_else(|what| panic!("{name}: {what}: {disk:?}"));
    };
    let life = begin();
    check(&mut told, &life);
    // What is built on what is there now must stand, too.
    for size in [50, 9_000] {
        let (id, body) = (told.id(), octets(size, 7));
        let result = now(accept(&life.store, id, &body));
        assert!(result.is_ok(), "{name}: {result:?}");
        told.accepted(id, body, &result);
    }
    let added = now(add_account(&life.store, "carol"));
    assert_eq!(added, Ok(()), "{name}");
    told.accounts.insert("carol".to_owned(), true);
    life.lose_power(&disk, n + 1);
    let life = begin();
    check(&mut told, &life);
    life.lose_power(&disk, n + 2);
    true
}

/// Removes and adds what there is room for, and loses power. What was there before it and what it was told must stand.
fn a_life_on_a_full_disk(disk: &MadeUpDisk, ballast: u64, told: &mut Told, name: &str) {
    fill(disk);
    match Life::begin_with(DATA, ballast, disk, Arc::new(Here)) {
        Ok(life) => {
            now(told.check(&life.store, disk)).unwrap_or_else(|what| panic!("{name}, full: {what}: {disk:?}"));
            if let Some(id) = told.kept.keys().next().copied() {
                let result = now(remove(&life.store, id));
                told.changed(id, &result);
            }
            let added = now(add_account(&life.store, "dora"));
            told.accounts.insert("dora".to_owned(), added.is_ok());
            assert_eq!(
                life.broken.load(Ordering::Relaxed),
                0,
                "{name}: a full disk is no broken one"
            );
            life.lose_power(disk, 100);
        }
        // It had not come far before.
        Err(error) => assert_eq!(error, StoreError::Full, "{name}"),
    }
    disk.remove(Path::new(OTHER)).unwrap_or_default();
}

fn fail_each_call(ways: &[Fault]) {
    // Without a ballast a full disk is met as it is; with one, what is done about it is met, too.
    for ballast in [0, BALLAST_OCTETS] {
        for n in 1.. {
            let met = one_trial(ways, ballast, n, Then::PowerGoes);
            for then in [Then::ProcessDies, Then::DiskFills] {
                assert_eq!(one_trial(ways, ballast, n, then), met, "a trial is the same each time");
            }
            if !met {
                assert!(n > 60, "only {n} calls");
                break;
            }
        }
    }
}

#[test]
fn an_io_error_at_each_call_accepts_nothing_that_is_lost() {
    fail_each_call(&[Fault::Io]);
}

#[test]
fn no_space_at_each_call_accepts_nothing_that_is_lost() {
    fail_each_call(&[Fault::Full]);
}

/// What is done about a full disk may itself meet one that fails.
#[test]
fn no_space_and_then_an_io_error_accepts_nothing_that_is_lost() {
    fail_each_call(&[Fault::Full, Fault::Io]);
}

/// A second full disk behind the ballast, and a third: nothing is tried for ever.
#[test]
fn no_space_again_and_again_accepts_nothing_that_is_lost() {
    fail_each_call(&[Fault::Full, Fault::Full, Fault::Full]);
}

/// Another program takes all that is free, with this file.
fn fill(disk: &MadeUpDisk) -> Box<dyn DiskFile> {
    let free = disk.space(Path::new(DATA)).expect("the disk is well").free_octets;
    let file = disk.open(Path::new(OTHER), Open::Create).expect("names take no room");
    let there = file.octets().expect("the disk is well");
    file.allocate(there + free).expect("it is free");
    assert_eq!(disk.space(Path::new(DATA)).expect("the disk is well").free_octets, 0);
    file
}

/// A life on a small disk with three messages in it, in files but for the first.
fn begin_on_a_small_disk(disk: &MadeUpDisk) -> (Life, Told) {
    disk.size(4 * 1024 * 1024);
    let life = Life::begin(disk, Arc::new(Here)).expect("there is room");
    let mut told = Told::default();
    for size in [100, 9_000, 20_000] {
        let (id, body) = (told.id(), octets(size, 3));
        let result = now(accept(&life.store, id, &body));
        assert!(result.is_ok(), "{result:?}");
        told.accepted(id, body, &result);
    }
    (life, told)
}

fn has_ballast(disk: &MadeUpDisk) -> bool {
    disk.exists(Path::new("/data/queue/ballast")).expect("the disk is well")
}

#[test]
fn mail_can_be_removed_from_a_disk_that_is_full_to_the_last_block() {
    let disk = fresh_disk(1);
    let (life, mut told) = begin_on_a_small_disk(&disk);
    let store = &life.store;
    let room = |seconds: i64| now(store.room(0, Timestamp::from_micros(seconds * 1_000_000)));
    let events = || life.space.lock().expect("no panic").clone();
    assert_eq!((room(10), has_ballast(&disk), events()), (Ok(()), true, vec![]));
    fill(&disk);
    let (first, second) = (
        QueueId::from_octets(1u128.to_be_bytes()),
        QueueId::from_octets(2u128.to_be_bytes()),
    );
    let result = now(remove(store, second));
    assert_eq!(result, Ok(vec![second]), "thanks to the ballast");
    told.changed(second, &result);
    assert!(!has_ballast(&disk));
    assert!(matches!(events()[..], [SpaceEvent::Low { .. }]));
    assert_eq!(
        room(10),
        Err(StoreError::Full),
        "no new mail, without a look at the disk"
    );
    assert_eq!(room(12), Err(StoreError::Full));
    // What the operator does goes on.
    let result = now(remove(store, first));
    told.changed(first, &result);
    assert_eq!(result, Ok(vec![first]));
    assert_eq!(now(add_account(store, "alice")), Ok(()));
    told.accounts.insert("alice".to_owned(), true);

    disk.remove(Path::new(OTHER)).expect("the disk is well");
    assert_eq!(room(12), Err(StoreError::Full), "it looks once a second");
    assert_eq!(room(13), Ok(()));
    assert!(has_ballast(&disk) && matches!(events()[..], [SpaceEvent::Low { .. }, SpaceEvent::Room]));
    let (id, body) = (told.id(), octets(5_000, 4));
    let result = now(accept(store, id, &body));
    assert!(result.is_ok(), "without a restart: {result:?}");
    told.accepted(id, body, &result);
    assert_eq!(life.broken.load(Ordering::Relaxed), 0);
    life.lose_power(&disk, 5);
    let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
    now(told.check(&life.store, &disk)).expect("all is there");
    life.kill();
}

/// All that was accepted is in the log, and the disk has no room for the database to grow by it.
#[test]
fn a_start_on_a_full_disk_needs_no_room() {
    for with_ballast in [true, false] {
        let disk = fresh_disk(1);
        let (life, mut told) = begin_on_a_small_disk(&disk);
        for _ in 0..30 {
            let (id, body) = (told.id(), octets(4_000, 3));
            let result = now(accept(&life.store, id, &body));
            told.accepted(id, body, &result);
        }
        life.kill();
        if !with_ballast {
            disk.remove(Path::new("/data/queue/ballast")).expect("it is there");
        }
        fill(&disk);
        let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
        assert_eq!(has_ballast(&disk), with_ballast, "nothing is owed to a start");
        now(told.check(&life.store, &disk)).expect("all can be read");
        let first = QueueId::from_octets(1u128.to_be_bytes());
        let result = now(remove(&life.store, first));
        assert!(
            result.is_ok() || !with_ballast && result == Err(StoreError::Full),
            "{result:?}"
        );
        told.changed(first, &result);
        // What the log holds is as durable as if it had been written back.
        life.lose_power(&disk, 5);
        let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
        now(told.check(&life.store, &disk)).expect("all is there");
        life.kill();
    }
}

#[test]
fn new_mail_never_takes_the_ballast() {
    let disk = fresh_disk(1);
    let (life, mut told) = begin_on_a_small_disk(&disk);
    fill(&disk);
    let mut full = 0;
    for size in (0..200).map(|n| if n % 3 == 0 { 30_000 } else { 3_000 }) {
        let (id, body) = (told.id(), octets(size, 3));
        let result = now(accept(&life.store, id, &body));
        assert!(
            matches!(
                result,
                Ok(()) | Err(Refused::Body(StoreError::Full) | Refused::Commit(StoreError::Full))
            ),
            "{result:?}"
        );
        full += usize::from(result.is_err());
        told.accepted(id, body, &result);
    }
    assert!(full > 100 && has_ballast(&disk), "{full} of 200");
    // It dies there, and whoever comes next has the ballast to make room with.
    life.kill();
    let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
    for n in 1..=3u128 {
        let id = QueueId::from_octets(n.to_be_bytes());
        let result = now(remove(&life.store, id));
        assert_eq!(result, Ok(vec![id]));
        told.changed(id, &result);
    }
    assert_eq!(life.broken.load(Ordering::Relaxed), 0);
    life.lose_power(&disk, 5);
    let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
    now(told.check(&life.store, &disk)).expect("all is there");
    life.kill();
}

/// Room inside the database is given back when the disk is full.
#[test]
fn what_was_removed_from_a_full_disk_makes_it_less_full() {
    let disk = fresh_disk(1);
    disk.size(16 * 1024 * 1024);
    let life = Life::begin(&disk, Arc::new(Here)).expect("there is room");
    let mut told = Told::default();
    let mut ids = Vec::new();
    for _ in 0..150 {
        let (id, body) = (told.id(), octets(4_000, 3));
        let result = now(accept(&life.store, id, &body));
        assert!(result.is_ok(), "{result:?}");
        told.accepted(id, body, &result);
        ids.push(id);
    }
    // A restart writes the log back, and so gives its room back.
    life.kill();
    let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
    let before = length(&disk);
    fill(&disk);
    for id in &ids[..140] {
        let result = now(remove(&life.store, *id));
        assert_eq!(result, Ok(vec![*id]));
        told.changed(*id, &result);
    }
    let after = length(&disk);
    assert!(after + 200_000 < before, "{before} octets, then {after}");
    disk.remove(Path::new(OTHER)).expect("the disk is well");
    life.lose_power(&disk, 5);
    let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
    now(told.check(&life.store, &disk)).expect("all is there");
    life.kill();
}

/// The same where there is a little room, and not enough to move many pages at once.
#[test]
fn a_queue_that_was_emptied_takes_mail_again() {
    for left_octets in (0..400).step_by(40).map(|kib| kib * 1024) {
        let disk = fresh_disk(1);
        disk.size(8 * 1024 * 1024);
        let life = Life::begin(&disk, Arc::new(Here)).expect("there is room");
        let mut told = Told::default();
        for _ in 0..400 {
            let (id, body) = (told.id(), octets(4_000, 3));
            let result = now(accept(&life.store, id, &body));
            assert!(result.is_ok(), "{result:?}");
            told.accepted(id, body, &result);
        }
        for id in told.kept.keys() {
            assert_eq!(now(remove(&life.store, *id)), Ok(vec![*id]));
        }
        // Behind a restart the log has no blocks of its own.
        life.kill();
        let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
        let other = fill(&disk);
        let filled = other.octets().expect("the disk is well");
        other.truncate(filled - left_octets).expect("the disk is well");
        life.store.set_space_rules(SpaceRules {
            free_octets_min: 500 * 1024,
            free_percent_min: 0,
            ballast_octets: BALLAST_OCTETS,
        });
        let before = length(&disk);
        // Whoever asks for room sees to it that it is looked for.
        let room = |second: i64| now(life.store.room(0, Timestamp::from_micros(second * 1_000_000)));
        assert_eq!(room(10), Err(StoreError::Full), "{left_octets} octets left");
        let takes_again = (11..20).any(|second| room(second).is_ok());
        let after = length(&disk);
        assert!(takes_again, "{left_octets} octets left: {before} octets, then {after}");
        assert!(
            after + 1_000_000 < before,
            "{left_octets} octets left: {before} octets, then {after}"
        );
        assert!(has_ballast(&disk) && life.broken.load(Ordering::Relaxed) == 0);
        life.kill();
    }
}

/// How long the database of the queue is.
fn length(disk: &MadeUpDisk) -> u64 {
    let file = disk.open(Path::new("/data/queue/queue.db"), Open::Read);
    file.and_then(|file| file.octets()).expect("the disk is well")
}

/// Work that waits until it is told to go on.
#[derive(Default)]
struct Patient(Mutex<VecDeque<Box<dyn FnOnce() + Send>>>);

impl Work for Patient {
    fn run(&self, _: Lane, job: Box<dyn FnOnce() + Send>) {
        self.0.lock().expect("no panic").push_back(job);
    }
}

impl Patient {
    fn step(&self) {
        let job = self.0.lock().expect("no panic").pop_front();
        job.expect("there is something to be done")();
    }

    /// Does what there is to be done until `future` is ready.
    fn drive<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        loop {
            match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(done) => return done,
                Poll::Pending => self.step(),
            }
        }
    }
}

#[test]
fn what_is_removed_beside_a_backup_is_in_it() {
    let disk = fresh_disk(1);
    let work = Arc::new(Patient::default());
    let life = Life::begin(&disk, work.clone()).expect("it opens");
    let mut told = Told::default();
    for size in [100, 9_000, 20_000, 4_000] {
        let (id, body) = (told.id(), octets(size, 3));
        let result = work.drive(accept(&life.store, id, &body));
        told.accepted(id, body, &result);
    }
    let removed = QueueId::from_octets(2u128.to_be_bytes());
    assert!(
        body_files(&disk)
            .expect("the disk is well")
            .contains(&removed.to_string())
    );
    {
        let mut backup = pin!(life.store.backup(COPY.into()));
        let mut cx = Context::from_waker(Waker::noop());
        // The directories, the accounts, the queue.
        for _ in 0..3 {
            assert!(backup.as_mut().poll(&mut cx).is_pending());
            work.step();
        }
        let result = work.drive(remove(&life.store, removed));
        assert_eq!(result, Ok(vec![removed]));
        assert!(
            body_files(&disk)
                .expect("the disk is well")
                .contains(&removed.to_string()),
            "its file waits for the copy"
        );
        let busy = work.drive(life.store.backup("/other".into()));
        assert!(matches!(busy, Err(StoreError::Unavailable(_))), "{busy:?}");
        let report = work.drive(backup).expect("a copy");
        assert_eq!((report.messages, report.bodies, report.octets), (4, 2, 29_000));
        assert_eq!((report.copied, report.missing), (0, vec![]));
    }
    assert!(
        !body_files(&disk)
            .expect("the disk is well")
            .contains(&removed.to_string())
    );
    let again = work.drive(life.store.backup(COPY.into()));
    assert_eq!(again, Err(StoreError::Exists));
    // What it said is there after a loss of power.
    life.lose_power(&disk, 3);
    let copy = Life::begin_with(COPY, 0, &disk, Arc::new(Here)).expect("a copy is a data directory");
    now(told.check_at(COPY, &copy.store, &disk)).expect("as it was when the copy was made");
    copy.kill();
}

#[test]
fn a_backup_that_fails_harms_nothing() {
    for fault in [Fault::Io, Fault::Full] {
        for n in 1.. {
            let name = format!("{fault:?} at call {n}");
            let disk = fresh_disk(n);
            let life = Life::begin(&disk, Arc::new(Here)).expect("it opens");
            let mut told = Told::default();
            for size in [100, 9_000, 20_000] {
                let (id, body) = (told.id(), octets(size, 3));
                let result = now(accept(&life.store, id, &body));
                told.accepted(id, body, &result);
            }
            let before = faults(&disk);
            disk.fail_call(n, fault);
            let copied = now(life.store.backup(COPY.into()));
            let met = faults(&disk) > before;
            disk.no_more_faults();
            assert_eq!(
                life.broken.load(Ordering::Relaxed),
                0,
                "{name}: it was not its own disk that failed"
            );
            let (id, body) = (told.id(), octets(6_000, 3));
            let result = now(accept(&life.store, id, &body));
            assert!(result.is_ok(), "{name}: {result:?}");
            life.lose_power(&disk, n);
            if copied.is_ok() {
                let copy = Life::begin_with(COPY, 0, &disk, Arc::new(Here));
                let copy = copy.unwrap_or_else(|error| panic!("{name}: {error}: {disk:?}"));
                // What comes behind the copy is not in it.
                let checked = now(told.check_at(COPY, &copy.store, &disk));
                checked.unwrap_or_else(|what| panic!("{name}: {what}: {disk:?}"));
                copy.kill();
            }
            told.accepted(id, body, &result);
            let life = Life::begin(&disk, Arc::new(Here)).unwrap_or_else(|error| panic!("{name}: {error}: {disk:?}"));
            now(told.check(&life.store, &disk)).unwrap_or_else(|what| panic!("{name}: {what}: {disk:?}"));
            life.kill();
            if !met {
                assert!(copied.is_ok() && n > 15, "{n} calls, {copied:?}");
                break;
            }
        }
    }
}

const COPY: &str = "/copy";
/// What another program wrote.
const OTHER: &str = "/data/other";
