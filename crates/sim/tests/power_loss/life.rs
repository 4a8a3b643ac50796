//! A store on a made-up disk, from its opening to its end, and what it was asked for and said.

use futures_util::future::FutureExt;
use mail::Timestamp;
use queue::{Change, Filter, QueueId};
use sim::disk::MadeUpDisk;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use store::conformance::{read, sample};
use store::embedded::{Embedded, Options};
use store::{
    Account, AccountStore, BodyBudget, Disk, DiskFile, Lane, MailStore, Open, Rights, ScramKeys, ScramSet, SpaceEvent,
    SpaceRules, StoreError, Work,
};

pub const DATA: &str = "/data";
pub const INLINE_OCTETS_MAX: usize = 4_096;
pub const BALLAST_OCTETS: u64 = 256 * 1024;

/// From one start of a process to its end.
pub struct Life {
    pub store: Embedded,
    pub vfs: sys::Registered,
    /// How often the process was told that the disk has failed.
    pub broken: Arc<AtomicU64>,
    /// What it was told of the room.
    pub space: Arc<Mutex<Vec<SpaceEvent>>>,
}

impl Life {
    pub fn begin(disk: &MadeUpDisk, work: Arc<dyn Work>) -> Result<Self, StoreError> {
        Self::begin_with(DATA, BALLAST_OCTETS, disk, work)
    }

    pub fn begin_with(
        root: &str,
        ballast_octets: u64,
        disk: &MadeUpDisk,
        work: Arc<dyn Work>,
    ) -> Result<Self, StoreError> {
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
    pub fn lose_power(self, disk: &MadeUpDisk, seed: u64) {
        disk.power_loss(seed);
        self.kill();
    }

    /// The process dies; the machine goes on.
    pub fn kill(self) {
        self.vfs.kill();
        drop(self.store);
    }
}

/// What the store was asked for, and what it said.
#[derive(Default)]
pub struct Told {
    pub next: u128,
    /// Accepted.
    pub kept: BTreeMap<QueueId, Vec<u8>>,
    /// Not accepted, and not known.
    pub perhaps_kept: BTreeMap<QueueId, Vec<u8>>,
    pub removed: BTreeSet<QueueId>,
    pub perhaps_removed: BTreeSet<QueueId>,
    /// By name, whether it was said that they were added.
    pub accounts: BTreeMap<String, bool>,
}

impl Told {
    pub fn id(&mut self) -> QueueId {
        self.next += 1;
        QueueId::from_octets(self.next.to_be_bytes())
    }

    pub fn accepted(&mut self, id: QueueId, body: Vec<u8>, result: &Result<(), Refused>) {
        match result {
            Ok(()) => drop(self.kept.insert(id, body)),
            Err(Refused::Body(_)) => {}
            // Also where the disk was full: what SQLite wrote of it lies in the log until the next commit.
            Err(Refused::Commit(_)) => drop(self.perhaps_kept.insert(id, body)),
        }
    }

    pub fn changed(&mut self, id: QueueId, result: &Result<Vec<QueueId>, StoreError>) {
        match result {
            Ok(ids) => self.removed.extend(ids),
            Err(_) => self.perhaps_removed.extend([id]),
        }
    }

    /// Compares all that is there with all that was said. What was not known is known afterwards.
    pub async fn check(&mut self, store: &Embedded, disk: &MadeUpDisk) -> Result<(), String> {
        self.check_at(DATA, store, disk).await
    }

    /// The same for a store elsewhere.
    pub async fn check_at(&mut self, root: &str, store: &Embedded, disk: &MadeUpDisk) -> Result<(), String> {
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
pub enum Refused {
    Body(StoreError),
    Commit(StoreError),
}

pub async fn accept(store: &Embedded, id: QueueId, body: &[u8]) -> Result<(), Refused> {
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

pub async fn add_account(store: &Embedded, name: &str) -> Result<(), StoreError> {
    let account = Account {
        name: name.to_owned(),
        password: "$argon2id$".to_owned(),
        scram: ScramSet {
            sha256: Some(ScramKeys {
                salt: vec![1],
                iterations: 1,
                stored_key: vec![2],
                server_key: vec![3],
            }),
            sha1: None,
        },
        enabled: true,
        version: 1,
        rights: Rights {
            senders: vec!["*".to_owned()],
            ..Rights::default()
        },
        created: Timestamp::from_micros(1),
        changed: Timestamp::from_micros(1),
    };
    AccountStore::add(store, account).await
}

pub async fn remove(store: &Embedded, id: QueueId) -> Result<Vec<QueueId>, StoreError> {
    let now = Timestamp::from_micros(2);
    MailStore::change(store, vec![id], Change::Remove, "operator".to_owned(), now).await
}

pub fn fresh_disk(seed: u64) -> MadeUpDisk {
    let disk = MadeUpDisk::new(seed);
    disk.create_dir(Path::new(DATA)).expect("the disk is well");
    disk.sync_dir(Path::new("/")).expect("the disk is well");
    disk
}

pub fn body_files(disk: &MadeUpDisk) -> std::io::Result<BTreeSet<String>> {
    body_files_at(DATA, disk)
}

pub fn body_files_at(root: &str, disk: &MadeUpDisk) -> std::io::Result<BTreeSet<String>> {
    let root = Path::new(root).join("queue/bodies");
    let mut names = BTreeSet::new();
    for bucket in disk.list(&root)? {
        names.extend(disk.list(&root.join(bucket))?);
    }
    Ok(names)
}

/// The power went and has not come back.
pub fn is_dark(disk: &MadeUpDisk) -> bool {
    disk.list(Path::new("/")).is_err()
}

/// Work that is done at once, where it is asked for.
pub struct Here;

impl Work for Here {
    fn run(&self, _: Lane, job: Box<dyn FnOnce() + Send>) {
        job();
    }
}

/// With work that is done at once, nothing has to be waited for.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("all work is done where it is asked for")
}

/// Another program takes all that is free, with this file.
pub fn fill(disk: &MadeUpDisk) -> Box<dyn DiskFile> {
    let free = disk.space(Path::new(DATA)).expect("the disk is well").free_octets;
    let file = disk.open(Path::new(OTHER), Open::Create).expect("names take no room");
    let there = file.octets().expect("the disk is well");
    file.allocate(there + free).expect("it is free");
    assert_eq!(disk.space(Path::new(DATA)).expect("the disk is well").free_octets, 0);
    file
}

pub fn has_ballast(disk: &MadeUpDisk) -> bool {
    disk.exists(Path::new("/data/queue/ballast")).expect("the disk is well")
}

/// What another program wrote.
pub const OTHER: &str = "/data/other";

/// How many calls have failed so far.
pub fn faults(disk: &MadeUpDisk) -> u64 {
    let counts = disk.counts();
    counts.eio + counts.enospc
}
