//! The list that every store must pass, run against the store in memory and the embedded one on this machine's disk.

use gatepost::world::os::{OsDisk, Threads};
use mail::Timestamp;
use queue::{Change, EventKind, IdSource};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::embedded::{Embedded, Options};
use store::memory::Memory;
use store::{
    AccountChange, AccountStore, BodyBudget, DirEntry, Disk, DiskFile, LastUse, MailStore, Open, Space, SpaceRules,
    StoreError, Used, conformance,
};

#[test]
fn memory() {
    block_on(async {
        for inline_octets_max in [0, 4_096, 128 * 1024] {
            let store = Memory::new(Arc::new(Threads::new(1)), inline_octets_max);
            conformance::run(&store, &store, &store).await;
        }
    });
}

#[test]
fn embedded() {
    for inline_octets_max in [0, 4_096, 128 * 1024] {
        let root = Root::new(&format!("embedded-{inline_octets_max}"));
        block_on(async {
            let store = Embedded::open(&options(&root, inline_octets_max)).expect("a store");
            conformance::run(&store, &store, &store).await;
        });
    }
}

#[test]
fn embedded_again_and_again() {
    let root = Root::new("embedded-again");
    let mut kept = Vec::new();
    let mut node = None;
    for round in 0..3 {
        block_on(async {
            let store = Embedded::open(&options(&root, 4_096)).expect("a store");
            assert_eq!(
                *node.get_or_insert(store.node()),
                store.node(),
                "a node keeps its number"
            );
            assert_eq!(store.damaged(), []);
            let ids = IdSource::new(store.node(), round);
            for (n, octets) in [10, 5_000, 200_000].into_iter().enumerate() {
                let at = Timestamp::from_micros(1_000_000 * (round as i64 * 10 + n as i64));
                let body = conformance::octets(octets, n as u8);
                let entry = conformance::sample(ids.next(at), at, &["bob@example.org"]);
                kept.push((conformance::accept(&store, entry, &body).await.expect("accepted"), body));
            }
            for (entry, body) in &kept {
                assert_eq!(store.find(entry.message.id).await.expect("found").entry, *entry);
                let again = store.body(entry.message.id).await.expect("a body");
                assert!(conformance::read(again).await.expect("whole") == *body);
            }
        });
    }
}

#[test]
fn a_missing_or_changed_body_is_told_and_kept() {
    let root = Root::new("damaged");
    let at = Timestamp::from_micros(5);
    let ids = IdSource::new(1, 0);
    let (gone, changed) = (ids.next(at), ids.next(at));
    block_on(async {
        let store = Embedded::open(&options(&root, 16)).expect("a store");
        for id in [gone, changed] {
            let entry = conformance::sample(id, at, &["bob@example.org"]);
            conformance::accept(&store, entry, &[b'x'; 1000])
                .await
                .expect("accepted");
        }
    });
    let bucket = root.0.join("queue/bodies/000000");
    std::fs::remove_file(bucket.join(gone.to_string())).expect("our own file");
    std::fs::write(bucket.join(changed.to_string()), [b'y'; 1000]).expect("our own file");
    std::fs::write(bucket.join("garbage"), b"a crash left this").expect("our own file");
    block_on(async {
        let store = Embedded::open(&options(&root, 16)).expect("a store");
        assert_eq!(store.damaged(), [gone]);
        assert!(!bucket.join("garbage").exists(), "what no row names is removed");
        for id in [gone, changed] {
            let found = store.find(id).await.expect("the message is kept");
            assert_eq!(found.entry.message.damaged, id == gone, "what is missing was marked");
            let body = store.body(id).await.expect("a body");
            assert!(matches!(conformance::read(body).await, Err(StoreError::Damaged(_))));
        }
        std::fs::write(bucket.join("0000000000000000000000000a"), b"nobody's").expect("our own file");
        let check = async |deep| {
            let (by, now) = ("operator".to_owned(), Timestamp::from_micros(1 << 50));
            let report = MailStore::check(&store, deep, by, now, Arc::new(|_| {})).await;
            report.expect("a report")
        };
        let report = check(false).await;
        assert_eq!((report.bodies, report.octets), (2, 2000));
        assert_eq!(report.damaged, [gone, changed]);
        assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
        assert!(report.problems[0].contains("0000000000000000000000000a"));
        let found = store.find(changed).await.expect("the message is kept");
        assert!(found.entry.message.damaged);
        assert_eq!(found.events.last().map(|event| event.kind), Some(EventKind::Damaged));
        assert_eq!(check(true).await, report, "what was found before is found again");
        // Whoever has the right octets puts them back.
        std::fs::write(bucket.join(gone.to_string()), [b'x'; 1000]).expect("our own file");
        assert_eq!(check(true).await.damaged, [changed]);
        let released = MailStore::change(&store, vec![gone, changed], Change::Release, "o".to_owned(), at).await;
        assert_eq!(released, Ok(vec![gone]), "the other one must not be sent");
        let body = store.body(gone).await.expect("a body");
        assert!(conformance::read(body).await.is_ok());
        let counts = MailStore::counts(&store).await.expect("counts");
        assert_eq!((counts.ready, counts.held, counts.damaged), (1, 0, 1));
    });
}

/// Directories, symbolic links and pipes between the body files, or in the place of one.
#[test]
fn what_is_no_file_is_left_alone() {
    let root = Root::new("strange");
    let at = Timestamp::from_micros(5);
    let ids = IdSource::new(1, 0);
    let [directory, link, pipe, whole] = [(); 4].map(|()| ids.next(at));
    block_on(async {
        let store = Embedded::open(&options(&root, 16)).expect("a store");
        for id in [directory, link, pipe, whole] {
            let entry = conformance::sample(id, at, &["bob@example.org"]);
            let body = conformance::octets(1_000, 3);
            conformance::accept(&store, entry, &body).await.expect("accepted");
        }
        let bodies = root.0.join("queue/bodies");
        let bucket = bodies.join("000000");
        let secret = root.0.join("secret");
        std::fs::write(&secret, [b'x'; 1_000]).expect("our own file");
        for id in [directory, link, pipe] {
            std::fs::remove_file(bucket.join(id.to_string())).expect("it is there");
        }
        std::fs::create_dir(bucket.join(directory.to_string())).expect("our own directory");
        std::os::unix::fs::symlink(&secret, bucket.join(link.to_string())).expect("our own link");
        nix::unistd::mkfifo(&bucket.join(pipe.to_string()), nix::sys::stat::Mode::S_IRWXU).expect("our own pipe");
        std::fs::create_dir(bucket.join("stray")).expect("our own directory");
        std::fs::write(bodies.join("000007"), b"").expect("our own file");
        // A bucket that leads elsewhere: nothing there is ours to remove.
        let elsewhere = root.0.join("elsewhere");
        std::fs::create_dir(&elsewhere).expect("our own directory");
        std::fs::write(elsewhere.join("precious"), b"").expect("our own file");
        std::os::unix::fs::symlink(&elsewhere, bodies.join("000009")).expect("our own link");
        // Beside a store that is open.
        for id in [directory, link, pipe] {
            let body = store.body(id).await.expect("a row");
            let read = conformance::read(body).await;
            assert!(
                matches!(&read, Err(StoreError::Damaged(why)) if why.contains("ordinary")),
                "{read:?}"
            );
        }
        let removed = MailStore::change(&store, vec![directory], Change::Remove, "o".to_owned(), at).await;
        assert_eq!(removed, Ok(vec![directory]));
        drop(store);
        for _ in 0..2 {
            let store = Embedded::open(&options(&root, 16)).expect("a store");
            assert_eq!(store.damaged(), [link, pipe]);
            let strange = [
                directory.to_string(),
                link.to_string(),
                pipe.to_string(),
                "stray".to_owned(),
            ];
            let strange = strange.map(|name| bucket.join(name));
            let others = ["000007", "000009"].map(|name| bodies.join(name));
            assert_eq!(store.strange(), [&strange[..], &others].concat());
            assert!(elsewhere.join("precious").exists());
            let body = store.body(whole).await.expect("a row");
            assert!(conformance::read(body).await.is_ok());
            let (by, now) = ("operator".to_owned(), Timestamp::from_micros(1 << 50));
            let report = MailStore::check(&store, false, by, now, Arc::new(|_| {})).await;
            let problems = report.expect("a report").problems;
            assert_eq!(problems.len(), 2, "{problems:?}");
            assert!(
                problems.iter().all(|problem| problem.contains("move it away")),
                "{problems:?}"
            );
        }
        // A copy has none of it.
        let copy = Root::new("strange-copy");
        let store = Embedded::open(&options(&root, 16)).expect("a store");
        let report = MailStore::backup(&store, copy.0.join("b")).await.expect("a copy");
        assert_eq!((report.bodies, report.missing), (1, vec![link, pipe]));
        drop(store);
        // Removing the message takes the link away, and not what it points to.
        let store = Embedded::open(&options(&root, 16)).expect("a store");
        let removed = MailStore::change(&store, vec![link], Change::Remove, "o".to_owned(), at).await;
        assert_eq!(removed, Ok(vec![link]));
        assert!(secret.exists() && !bucket.join(link.to_string()).is_symlink());
    });
}

#[test]
fn a_copy_is_a_data_directory() {
    let (root, copy) = (Root::new("backup"), Root::new("backup-copy"));
    let at = Timestamp::from_micros(5);
    let ids = IdSource::new(1, 0);
    let mut kept = Vec::new();
    block_on(async {
        let store = Embedded::open(&options(&root, 4_096)).expect("a store");
        for octets in [0, 100, 5_000, 300_000] {
            let body = conformance::octets(octets, 9);
            let entry = conformance::sample(ids.next(at), at, &["bob@example.org", "c@example.org"]);
            kept.push((conformance::accept(&store, entry, &body).await.expect("accepted"), body));
        }
        let gone = conformance::sample(ids.next(at), at, &["bob@example.org"]);
        let gone = conformance::accept(&store, gone, &[b'x'; 9_000])
            .await
            .expect("accepted");
        let remove = |id| MailStore::change(&store, vec![id], Change::Remove, "o".to_owned(), at);
        remove(gone.message.id).await.expect("removed");

        let report = store.backup(copy.0.clone()).await.expect("a copy");
        assert_eq!((report.messages, report.bodies, report.octets), (4, 2, 305_000));
        assert_eq!(report.missing, []);
        assert_eq!(store.backup(copy.0.clone()).await, Err(StoreError::Exists));
        for bad in ["relative", "/nowhere/at/all"] {
            let refused = store.backup(bad.into()).await;
            assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{bad}: {refused:?}");
        }
        let within = store.backup(root.0.join("queue/copy")).await;
        assert!(matches!(within, Err(StoreError::Unavailable(_))), "{within:?}");
        // What comes behind the copy is not in it.
        remove(kept[2].0.message.id).await.expect("removed");
    });
    block_on(async {
        let store = Embedded::open(&options(&copy, 4_096)).expect("the copy opens");
        assert_eq!(store.damaged(), []);
        for (entry, body) in &kept {
            assert_eq!(store.find(entry.message.id).await.expect("found").entry, *entry);
            let again = store.body(entry.message.id).await.expect("a body");
            assert!(conformance::read(again).await.expect("whole") == *body);
        }
        let report = MailStore::check(&store, true, "operator".to_owned(), at, Arc::new(|_| {})).await;
        let report = report.expect("a report");
        assert_eq!((report.messages, report.bodies), (5, 4));
        assert_eq!((report.damaged, report.problems), (vec![], vec![]));
    });
}

#[test]
fn the_ballast_is_as_long_as_the_rules_say() {
    let root = Root::new("ballast");
    let length = || std::fs::metadata(root.0.join("queue/ballast")).map_or(0, |file| file.len());
    let rules = |ballast_octets| SpaceRules {
        ballast_octets,
        ..SpaceRules::default()
    };
    block_on(async {
        let mut options = options(&root, 4_096);
        options.space = rules(1 << 20);
        let store = Embedded::open(&options).expect("a store");
        assert_eq!(length(), 1 << 20);
        let room = async |octets, seconds: i64| store.room(octets, Timestamp::from_micros(seconds * 1_000_000)).await;
        for (n, ballast) in [1 << 19, 0, 1 << 16].into_iter().enumerate() {
            store.set_space_rules(rules(ballast));
            assert_eq!(room(0, 10).await, Ok(()), "{n}");
            assert_eq!(length(), ballast);
        }
        assert_eq!(room(u64::MAX, 10).await, Err(StoreError::Full));
        let space = OsDisk.space(Path::new(&root.0)).expect("it is there");
        assert!(space.free_octets > 0 && space.free_octets <= space.total_octets);
        let percent = SpaceRules {
            free_percent_min: 100,
            ..rules(0)
        };
        store.set_space_rules(percent);
        assert_eq!(room(0, 10).await, Err(StoreError::Full), "no disk is all free");
    });
}

#[test]
fn an_account_is_remembered_as_it_is() {
    let root = Root::new("known-accounts");
    block_on(async {
        let store = Embedded::open(&options(&root, 4_096)).expect("a store");
        let name = || "alice".to_owned();
        let account = conformance::account("alice", 1);
        assert_eq!(store.account(name()).await, Err(StoreError::NotFound));
        AccountStore::add(&store, account.clone()).await.expect("added");
        for enabled in [false, true, false] {
            // The first of these reads it, the second remembers.
            for _ in 0..2 {
                assert_eq!(store.account(name()).await.expect("found").enabled, !enabled);
            }
            let change = AccountChange::Enabled(enabled);
            let now = Timestamp::from_micros(5);
            AccountStore::change(&store, name(), change, now)
                .await
                .expect("changed");
        }
        assert!(!store.account(name()).await.expect("found").enabled);
        let now = Timestamp::from_micros(6);
        AccountStore::change(&store, name(), AccountChange::Remove, now)
            .await
            .expect("removed");
        assert_eq!(store.account(name()).await, Err(StoreError::NotFound));
    });
}

#[test]
fn what_is_kept_of_accounts_outlives_the_process() {
    let root = Root::new("accounts-again");
    let account = conformance::account("alice", 1);
    let password = conformance::app_password("alice", "phone", 1, &["p1", "p2"]);
    let used = Used {
        account: "alice".to_owned(),
        label: "phone".to_owned(),
        exception: String::new(),
    };
    let last = LastUse {
        at: Timestamp::from_micros(7),
        client: "192.0.2.1".to_owned(),
        mechanism: "PLAIN".to_owned(),
    };
    for round in 1..4 {
        block_on(async {
            let store = Embedded::open(&options(&root, 4_096)).expect("a store");
            if round == 1 {
                store.add(account.clone()).await.expect("added");
                store.add_app_password(password.clone()).await.expect("added");
                let uses = vec![(used.clone(), last.clone())];
                store.keep_uses(uses).await.expect("kept");
            }
            assert_eq!(store.accounts().await, Ok(vec![account.clone()]));
            let found = store.app_password_of("p2".to_owned()).await;
            assert_eq!(found, Ok(password.clone()));
            let uses = store.last_uses("alice".to_owned()).await;
            assert_eq!(uses, Ok(vec![(used.clone(), last.clone())]));
            let standing = store.standing().await.expect("a standing");
            assert_eq!(standing.iterations, [(4_096, 1)]);
            assert_eq!(store.secret([round; 32]).await, Ok([1; 32]));
        });
    }
}

#[test]
fn bodies_without_their_database_are_not_garbage() {
    for how in ["missing", "empty", "no-tables"] {
        let root = Root::new(&format!("database-{how}"));
        let at = Timestamp::from_micros(5);
        let entry = conformance::sample(IdSource::new(1, 0).next(at), at, &["bob@example.org"]);
        let file = root.0.join("queue/bodies/000000").join(entry.message.id.to_string());
        block_on(async {
            let store = Embedded::open(&options(&root, 16)).expect("a store");
            conformance::accept(&store, entry, &[b'x'; 1000])
                .await
                .expect("accepted");
        });
        let database = root.0.join("queue/queue.db");
        // Whoever commits may have its last look at the log still to do.
        until("the database is closed", || !root.0.join("queue/queue.db-wal").exists());
        let content = match how {
            "no-tables" => {
                let mut content = std::fs::read(&database).expect("our own file");
                // `user_version` in SQLite's header.
                content[60..64].fill(0);
                Some(content)
            }
            "empty" => Some(Vec::new()),
            _ => None,
        };
        match content {
            Some(content) => std::fs::write(&database, content).expect("our own file"),
            None => std::fs::remove_file(&database).expect("our own file"),
        }
        // Nothing that the first start does may mislead the next.
        for start in 1..3 {
            let opened = Embedded::open(&options(&root, 16)).map(drop);
            assert!(
                matches!(opened, Err(StoreError::Damaged(_))),
                "{how}, start {start}: {opened:?}"
            );
            assert!(file.exists(), "{how}, start {start}: the body is still there");
        }
    }
}

#[test]
fn what_is_removed_below_the_watermark_goes_back_to_the_disk() {
    let root = Root::new("below-watermark");
    let at = Timestamp::from_micros(5);
    let ids = IdSource::new(1, 0);
    let mut kept = Vec::new();
    block_on(async {
        let store = Embedded::open(&options(&root, 128 * 1024)).expect("a store");
        for _ in 0..20 {
            let entry = conformance::sample(ids.next(at), at, &["bob@example.org"]);
            let body = conformance::octets(100_000, 9);
            let entry = conformance::accept(&store, entry, &body).await.expect("accepted");
            kept.push(entry.message.id);
        }
    });
    let length = || std::fs::metadata(root.0.join("queue/queue.db")).map_or(0, |file| file.len());
    block_on(async {
        let mut options = options(&root, 128 * 1024);
        // No disk is all free.
        options.space.free_percent_min = 100;
        let store = Embedded::open(&options).expect("a store");
        assert!(store.free_octets().is_some_and(|octets| octets > 0));
        assert!(length() > 2_000_000, "the bodies are in the database");
        let removed = MailStore::change(&store, kept, Change::Remove, "o".to_owned(), at).await;
        assert_eq!(removed.map(|ids| ids.len()), Ok(20));
        until("the database is short again", || length() < 500_000);
    });
}

#[test]
fn a_copy_is_made_as_far_as_there_is_room_and_of_what_can_be_read() {
    let (root, copy) = (Root::new("other-disk"), Root::new("other-disk-copy"));
    let at = Timestamp::from_micros(5);
    let ids = IdSource::new(1, 0);
    block_on(async {
        let elsewhere = Arc::new(Elsewhere::default());
        let mut options = options(&root, 16);
        options.disk = elsewhere.clone();
        options.space.free_octets_min = 1;
        let store = Embedded::open(&options).expect("a store");
        let mut kept = Vec::new();
        for octets in [100, 200, 300] {
            let entry = conformance::sample(ids.next(at), at, &["bob@example.org"]);
            let entry = conformance::accept(&store, entry, &conformance::octets(octets, 1))
                .await
                .expect("accepted");
            kept.push(entry.message.id);
        }
        let files = || files_below(&copy.0);
        // Both databases, and then each body.
        for looks in 0..5 {
            elsewhere.looks.store(looks, Ordering::Relaxed);
            let to = copy.0.join(looks.to_string());
            assert_eq!(store.backup(to).await, Err(StoreError::Full), "{looks}");
            assert_eq!(files(), Vec::<String>::new(), "{looks}: nothing of it is left");
        }
        elsewhere.looks.store(usize::MAX, Ordering::Relaxed);
        *elsewhere.unreadable.lock().expect("no panic") = Some(kept[1].to_string());
        let report = store.backup(copy.0.join("copy")).await.expect("a copy");
        assert_eq!((report.messages, report.bodies, report.copied), (3, 2, 2));
        assert_eq!(report.missing, [kept[1]]);
        assert_eq!(
            files(),
            [
                kept[0].to_string(),
                kept[2].to_string(),
                "accounts.db".to_owned(),
                "queue.db".to_owned()
            ]
        );
        let bodies = std::fs::read_dir(copy.0.join("copy/queue/bodies/000000")).expect("a bucket");
        assert_eq!(bodies.count(), 2);
    });
}

/// The names of all files in a directory and below, sorted.
fn files_below(directory: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(directory).expect("our own directory") {
        let entry = entry.expect("our own directory");
        if entry.path().is_dir() {
            names.extend(files_below(&entry.path()));
        } else {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort_unstable();
    names
}

/// The disk of this machine, but no file has two names, and a copy meets a full disk or what cannot be read.
#[derive(Default)]
struct Elsewhere {
    /// So many times a copy hears that there is room.
    looks: AtomicUsize,
    /// The name of a file that cannot be read.
    unreadable: Mutex<Option<String>>,
}

impl Disk for Elsewhere {
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        let unreadable = self.unreadable.lock().expect("no panic");
        if how == Open::Read && unreadable.as_ref().is_some_and(|name| path.ends_with(name)) {
            return Err(io::Error::other("the disk cannot read it"));
        }
        OsDisk.open(path, how)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        OsDisk.remove(path)
    }
    fn link(&self, _: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::CrossesDevices.into())
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        OsDisk.rename(from, to)
    }
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        OsDisk.create_dir(path)
    }
    fn entries(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        OsDisk.entries(path)
    }
    fn exists(&self, path: &Path) -> io::Result<bool> {
        OsDisk.exists(path)
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        OsDisk.sync_dir(path)
    }
    fn space(&self, path: &Path) -> io::Result<Space> {
        let is_queue = path.ends_with("queue");
        let look = |left: usize| left.checked_sub(1);
        let is_full = !is_queue
            && self
                .looks
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, look)
                .is_err();
        Ok(Space {
            free_octets: if is_full { 0 } else { 1 << 40 },
            total_octets: 1 << 50,
        })
    }
}

/// Waits for what another thread does.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "it never came to this: {what}"
        );
        std::thread::yield_now();
    }
}

fn options(root: &Root, inline_octets_max: usize) -> Options {
    let broken = AtomicBool::new(false);
    Options {
        root: root.0.clone(),
        disk: Arc::new(OsDisk),
        work: Arc::new(Threads::new(1)),
        vfs: None,
        inline_octets_max,
        body_memory: BodyBudget::new(u64::MAX),
        space: SpaceRules::default(),
        node: 7,
        now: Timestamp::from_micros(4),
        on_broken: Arc::new(move |error| {
            assert!(!broken.swap(true, Ordering::Relaxed), "told once");
            panic!("the disk of this machine fails: {error}");
        }),
        on_space: Arc::new(|_| {}),
    }
}

fn block_on(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
        .block_on(test);
}

/// A directory of this test, removed at its end.
struct Root(PathBuf);

impl Root {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gatepost-store-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a directory for the test");
        Self(path)
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
