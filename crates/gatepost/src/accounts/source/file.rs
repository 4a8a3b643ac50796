//! A password file as a source: lines of `name:hash`, as Dovecot, Apache and the system's shadow file have them.

mod lines;

use super::{Check, Found, Source, SourceError, Verdict};
use crate::accounts::{canonical, crypt};
use crate::config;
use crate::world::Clock;
use aws_lc_rs::digest;
use futures_util::future::{BoxFuture, FutureExt, ready};
use mail::Timestamp;
use smtp::Moment;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::{Account, Lane, Rights, ScramSet, Work, on_lane};
use zeroize::Zeroizing;

pub use lines::{Entry, LineProblem, parse};

/// A password file, read again when it has changed.
pub struct FileSource {
    name: String,
    path: PathBuf,
    clock: Arc<dyn Clock>,
    work: Arc<dyn Work>,
    /// Whoever has it looks at the file; the others wait for what comes of it.
    turn: tokio::sync::Mutex<()>,
    kept: Mutex<Kept>,
}

struct Kept {
    /// When the file was looked at last.
    looked: Option<Moment>,
    /// Which file was read. `None`: it is read again in any case.
    stamp: Option<Stamp>,
    list: Result<Arc<List>, SourceError>,
}

/// What is in the file.
struct List {
    entries: BTreeMap<String, Entry>,
    problems: Vec<LineProblem>,
    changed: Timestamp,
    iterations: Vec<(u32, u64)>,
}

/// By this it is seen that a file is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    device: u64,
    inode: u64,
    octets: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl FileSource {
    /// The file that `source` names. It is read when somebody asks for an account.
    ///
    /// # Panics
    /// If `source` is of another kind.
    pub fn new(source: &config::Source, clock: Arc<dyn Clock>, work: Arc<dyn Work>) -> Self {
        let config::SourceKind::File { path } = &source.kind else {
            unreachable!("whoever makes the sources looks at their kind")
        };
        Self {
            name: source.name.clone(),
            path: path.clone(),
            clock,
            work,
            turn: tokio::sync::Mutex::new(()),
            kept: Mutex::new(Kept {
                looked: None,
                stamp: None,
                list: Err(SourceError::new("it was not read yet")),
            }),
        }
    }

    /// What is in the file now, or was a moment ago, unless that will not do.
    async fn list(&self, at_once: bool) -> Result<Arc<List>, SourceError> {
        let _turn = self.turn.lock().await;
        let now = self.clock.now();
        let stamp = {
            let kept = self.kept();
            let is_recent = |looked| now.saturating_sub(looked) < LOOK_INTERVAL;
            if !at_once && kept.looked.is_some_and(is_recent) {
                return kept.list.clone();
            }
            kept.stamp
        };
        let (path, date) = (self.path.clone(), self.clock.date());
        let read = on_lane(&*self.work, Lane::Read, move || look(&path, stamp, date)).await;
        let mut kept = self.kept();
        kept.looked = Some(now);
        match read {
            Ok(Ok(None)) => {}
            Ok(Ok(Some((stamp, list)))) => {
                kept.stamp = stamp;
                kept.list = Ok(Arc::new(list));
            }
            Ok(Err(error)) => {
                kept.stamp = None;
                kept.list = Err(SourceError::new(format!("{}: {error}", self.path.display())));
            }
            Err(error) => return Err(SourceError::new(format!("{}: {error}", self.path.display()))),
        }
        kept.list.clone()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source for FileSource {
    fn name(&self) -> &str {
        &self.name
    }

    fn find(&self, name: String) -> BoxFuture<'_, Result<Option<Found>, SourceError>> {
        async move {
            let list = self.list(false).await?;
            let entry = list.entries.get(&canonical(&name));
            Ok(entry.map(|entry| found(entry, list.changed)))
        }
        .boxed()
    }

    fn check(&self, _: String, _: Zeroizing<String>) -> BoxFuture<'_, Result<Verdict, SourceError>> {
        let why = "a password file has hashes, and checks no password itself";
        ready(Err(SourceError::new(why))).boxed()
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, SourceError>> {
        async move {
            let list = self.list(true).await?;
            let plural = if list.entries.len() == 1 { "" } else { "s" };
            Ok(format!(
                "{} account{plural} in {}",
                list.entries.len(),
                self.path.display()
            ))
        }
        .boxed()
    }

    fn iterations(&self) -> BoxFuture<'_, Vec<(u32, u64)>> {
        async move {
            self.list(false)
                .await
                .map(|list| list.iterations.clone())
                .unwrap_or_default()
        }
        .boxed()
    }

    fn problems(&self) -> BoxFuture<'_, Vec<String>> {
        async move {
            let Ok(list) = self.list(true).await else {
                return Vec::new();
            };
            let mut told: Vec<String> = list
                .problems
                .iter()
                .take(PROBLEMS_SHOWN_MAX)
                .map(ToString::to_string)
                .collect();
            if let Some(more @ 1..) = list.problems.len().checked_sub(PROBLEMS_SHOWN_MAX) {
                told.push(format!("{more} more lines do not count"));
            }
            told
        }
        .boxed()
    }
}

fn found(entry: &Entry, changed: Timestamp) -> Found {
    let account = Account {
        name: entry.name.clone(),
        password: entry.hash.clone(),
        scram: ScramSet {
            sha256: crypt::scram_sha256(&entry.hash).ok(),
            sha1: None,
        },
        enabled: entry.enabled,
        version: version_of(&[&[u8::from(entry.enabled)], entry.hash.as_bytes()]),
        rights: Rights::default(),
        // Nobody knows better.
        created: changed,
        changed,
    };
    let check = Check::Hash;
    Found { account, check }
}

/// A number that changes with any of these: the first 8 octets of their SHA-256.
pub(super) fn version_of(parts: &[&[u8]]) -> u64 {
    let mut sum = digest::Context::new(&digest::SHA256);
    for part in parts {
        // With their lengths, so that no octet can pass from one to the other.
        sum.update(&(part.len() as u64).to_be_bytes());
        sum.update(part);
    }
    let sum = sum.finish();
    sum.as_ref()
        .first_chunk::<8>()
        .map_or(0, |first| u64::from_be_bytes(*first))
}

/// What is in the file, unless it is the one that is known already.
fn look(path: &Path, known: Option<Stamp>, date: Timestamp) -> io::Result<Option<(Option<Stamp>, List)>> {
    let found = std::fs::metadata(path)?;
    if !found.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not an ordinary file",
        ));
    }
    if known == Some(stamp_of(&found)) {
        return Ok(None);
    }
    let file = File::open(path)?;
    let stamp = stamp_of(&file.metadata()?);
    let mut octets = Vec::new();
    file.take(FILE_OCTETS_MAX + 1).read_to_end(&mut octets)?;
    if octets.len() as u64 > FILE_OCTETS_MAX {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it has more than 16 MiB"));
    }
    let (entries, problems) = parse(&String::from_utf8_lossy(&octets));
    let mut iterations: BTreeMap<u32, u64> = BTreeMap::new();
    for keys in entries.iter().filter_map(|entry| crypt::scram_sha256(&entry.hash).ok()) {
        *iterations.entry(keys.iterations).or_default() += 1;
    }
    let by_name = entries.into_iter().map(|entry| (entry.name.clone(), entry));
    let list = List {
        entries: by_name.collect(),
        iterations: iterations.into_iter().collect(),
        problems,
        changed: Timestamp::from_micros(stamp.modified.0.saturating_mul(1_000_000)),
    };
    // Somebody may be writing still: within one tick of the file system's clock nothing shows that.
    let is_settled = stamp.modified.0.saturating_add(SETTLING_SECONDS) < date.seconds();
    Ok(Some((is_settled.then_some(stamp), list)))
}

fn stamp_of(found: &std::fs::Metadata) -> Stamp {
    Stamp {
        device: found.dev(),
        inode: found.ino(),
        octets: found.size(),
        modified: (found.mtime(), found.mtime_nsec()),
        changed: (found.ctime(), found.ctime_nsec()),
    }
}

/// The file is not looked at more often.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
/// What was modified less long ago is read again at the next look.
const SETTLING_SECONDS: i64 = 2;
/// 16 MiB
const FILE_OCTETS_MAX: u64 = 16 * 1024 * 1024;
const PROBLEMS_SHOWN_MAX: usize = 10;

#[cfg(test)]
mod tests {
    use super::super::super::made_up::Here;
    use super::*;
    use std::fs;
    use std::sync::atomic::{AtomicU32, Ordering};

    const BCRYPT: &str = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2";
    const SHA: &str = "$5$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/";
    const SCRAM: &str = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    struct Made {
        now: Mutex<Moment>,
        date: Timestamp,
    }

    impl Clock for Made {
        fn now(&self) -> Moment {
            *self.now.lock().expect("no panic")
        }

        fn date(&self) -> Timestamp {
            self.date
        }

        fn sleep_until(&self, _: Moment) -> BoxFuture<'static, ()> {
            ready(()).boxed()
        }
    }

    /// A file, and a source that reads it.
    struct Story {
        path: PathBuf,
        clock: Arc<Made>,
        source: FileSource,
    }

    impl Story {
        fn new(date: Timestamp) -> Self {
            static COUNT: AtomicU32 = AtomicU32::new(0);
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = std::env::temp_dir().join(format!("gatepost-password-file-{}-{count}", std::process::id()));
            let clock = Arc::new(Made {
                now: Mutex::default(),
                date,
            });
            let source = config::Source {
                kind: config::SourceKind::File { path: path.clone() },
                ..config::Source::embedded()
            };
            let source = FileSource::new(&source, clock.clone(), Arc::new(Here));
            Self { path, clock, source }
        }

        fn write(&self, text: &str) {
            fs::write(&self.path, text).expect("the temporary directory can be written");
        }

        fn pass(&self, time: Duration) {
            *self.clock.now.lock().expect("no panic") += time;
        }

        fn find(&self, name: &str) -> Result<Option<Found>, SourceError> {
            let found = self.source.find(name.to_owned()).now_or_never();
            found.expect("all is done at once")
        }

        /// The hash of an account, or what was said instead.
        fn hash(&self, name: &str) -> String {
            match self.find(name) {
                Ok(Some(found)) => found.account.password,
                Ok(None) => "nobody".to_owned(),
                Err(error) => error.to_string(),
            }
        }

        fn problems(&self) -> Vec<String> {
            self.source.problems().now_or_never().expect("all is done at once")
        }

        fn probe(&self) -> Result<String, SourceError> {
            self.source.probe().now_or_never().expect("all is done at once")
        }
    }

    impl Drop for Story {
        fn drop(&mut self) {
            drop(fs::remove_file(&self.path));
        }
    }

    const LATE: Timestamp = Timestamp::from_micros(i64::MAX);

    #[test]
    fn a_file_is_read_again_when_it_has_changed() {
        // What is settled is seen by its stamp, what is not is read again in any case.
        for date in [LATE, Timestamp::from_micros(0)] {
            let story = Story::new(date);
            let name = story.path.display().to_string();
            assert!(
                story.hash("alice").starts_with(&format!("{name}: ")),
                "there is no file"
            );
            story.write(&format!("alice:{BCRYPT}\n"));
            assert!(story.hash("alice").starts_with(&name), "a second has not passed");
            story.pass(LOOK_INTERVAL);
            assert_eq!(story.hash("Alice"), BCRYPT);
            assert_eq!(story.hash("bob"), "nobody");
            story.write(&format!("alice:{SHA}\nbob:{BCRYPT}\n"));
            story.pass(LOOK_INTERVAL / 2);
            assert_eq!(story.hash("alice"), BCRYPT);
            story.pass(LOOK_INTERVAL / 2);
            assert_eq!(
                (story.hash("alice"), story.hash("bob")),
                (SHA.to_owned(), BCRYPT.to_owned())
            );
            story.pass(LOOK_INTERVAL);
            assert_eq!(story.hash("alice"), SHA, "nothing has changed");
            fs::remove_file(&story.path).expect("it is there");
            story.pass(LOOK_INTERVAL);
            assert!(story.hash("alice").starts_with(&name), "it is gone");
        }
    }

    #[test]
    fn what_is_known_of_an_account() {
        let story = Story::new(Timestamp::from_micros(0));
        let found = |text: &str| {
            story.write(text);
            story.pass(LOOK_INTERVAL);
            let found = story.find("alice").expect("a file").expect("an account");
            assert_eq!((found.check, found.account.name.as_str()), (Check::Hash, "alice"));
            found.account
        };
        let account = found(&format!("alice:{BCRYPT}"));
        assert!(account.enabled && account.scram == ScramSet::default());
        assert_eq!(found(&format!("# moved\nalice:{BCRYPT}:1:2")).version, account.version);
        assert_ne!(found(&format!("alice:{SHA}")).version, account.version);
        let disabled = found(&format!("alice:!{BCRYPT}"));
        assert!(!disabled.enabled && disabled.password == BCRYPT);
        assert_ne!(disabled.version, account.version);
        assert!(found("alice:*").password.is_empty());
        let keys = found(&format!("alice:{SCRAM}:1:2")).scram.sha256.expect("keys");
        assert_eq!(keys.iterations, 4096);
    }

    #[test]
    fn what_a_probe_says() {
        let story = Story::new(LATE);
        assert!(story.probe().is_err());
        story.write(&format!("alice:{BCRYPT}\n"));
        let place = story.path.display().to_string();
        assert_eq!(story.probe(), Ok(format!("1 account in {place}")), "at once");
        story.write("alice:secret\n");
        assert_eq!(story.probe(), Ok(format!("0 accounts in {place}")));
        let problems = story.problems();
        assert!(
            problems.len() == 1 && problems[0].starts_with("line 1: "),
            "{problems:?}"
        );
        assert!(!problems[0].contains("secret"));
        story.write(&"x\n".repeat(12));
        assert_eq!(
            story.problems().last().map(String::as_str),
            Some("2 more lines do not count")
        );
        let directory = Story::new(LATE);
        fs::create_dir(&directory.path).expect("the temporary directory can be written");
        let said = directory.probe().expect_err("no file").to_string();
        fs::remove_dir(&directory.path).expect("it is empty");
        assert!(said.contains("not an ordinary file"), "{said}");
    }
}
