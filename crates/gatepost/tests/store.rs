//! The list that every store must pass, run against the store in memory and the embedded one on this machine's disk.

use gatepost::world::os::{OsDisk, Threads};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::embedded::{Embedded, Options};
use store::memory::Memory;
use store::{StoreError, conformance};

#[test]
fn memory() {
    block_on(async {
        for inline_octets_max in [0, 4_096, 128 * 1024] {
            let store = Memory::new(Arc::new(Threads::new()), inline_octets_max);
            conformance::run(&store, &store).await;
        }
    });
}

#[test]
fn embedded() {
    for inline_octets_max in [0, 4_096, 128 * 1024] {
        let root = Root::new(&format!("embedded-{inline_octets_max}"));
        block_on(async {
            let store = Embedded::open(&options(&root, inline_octets_max)).expect("a store");
            conformance::run(&store, &store).await;
        });
    }
}

#[test]
fn embedded_again_and_again() {
    use mail::Timestamp;
    use queue::IdSource;
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
                use store::MailStore;
                assert_eq!(store.find(entry.message.id).await.expect("found").entry, *entry);
                let again = store.body(entry.message.id).await.expect("a body");
                assert!(conformance::read(again).await.expect("whole") == *body);
            }
        });
    }
}

#[test]
fn a_missing_or_changed_body_is_told_and_kept() {
    use mail::Timestamp;
    use queue::IdSource;
    use store::MailStore;
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
            assert!(store.find(id).await.is_ok(), "the message is kept");
            let body = store.body(id).await.expect("a body");
            assert!(matches!(conformance::read(body).await, Err(StoreError::Damaged(_))));
        }
    });
}

#[test]
fn bodies_without_their_database_are_not_garbage() {
    use mail::Timestamp;
    use queue::IdSource;
    let root = Root::new("no-database");
    let at = Timestamp::from_micros(5);
    let entry = conformance::sample(IdSource::new(1, 0).next(at), at, &["bob@example.org"]);
    let file = root.0.join("queue/bodies/000000").join(entry.message.id.to_string());
    block_on(async {
        let store = Embedded::open(&options(&root, 16)).expect("a store");
        conformance::accept(&store, entry, &[b'x'; 1000])
            .await
            .expect("accepted");
    });
    for name in ["queue.db", "queue.db-wal", "queue.db-shm"] {
        drop(std::fs::remove_file(root.0.join("queue").join(name)));
    }
    assert!(matches!(
        Embedded::open(&options(&root, 16)),
        Err(StoreError::Damaged(_))
    ));
    assert!(file.exists(), "the body is still there");
}

fn options(root: &Root, inline_octets_max: usize) -> Options {
    let broken = AtomicBool::new(false);
    Options {
        root: root.0.clone(),
        disk: Arc::new(OsDisk),
        work: Arc::new(Threads::new()),
        vfs: None,
        inline_octets_max,
        node: 7,
        on_broken: Arc::new(move |error| {
            assert!(!broken.swap(true, Ordering::Relaxed), "told once");
            panic!("the disk of this machine fails: {error}");
        }),
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
