//! Whether there is room on the disk, and the ballast: a file that is thrown off when there is none at all, so that mail can
//! be removed from a full disk.

use crate::{Disk, Open, Space, SpaceEvent, SpaceRules, StoreError};
use mail::Timestamp;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What is known of the room on the disk.
pub(crate) struct Reserve {
    disk: Arc<dyn Disk>,
    /// The queue's.
    directory: PathBuf,
    tell: Arc<dyn Fn(SpaceEvent) + Send + Sync>,
    /// How long the ballast is. Held while its file is worked on, and taken before `state`, for which nobody waits long.
    ballast: Mutex<u64>,
    state: Mutex<State>,
}

struct State {
    rules: SpaceRules,
    /// At the last look; nothing where the disk would not say.
    space: Option<Space>,
    /// Octets accepted since.
    accepted: u64,
    /// When the last look began.
    looked: Option<Timestamp>,
    /// When the last look began that has come to its end; nothing where the rules are others since.
    known: Option<Timestamp>,
    /// The disk was full, and there is no room again.
    refusing: bool,
    /// How often it was full.
    refusals: u64,
    /// How long the ballast is, for those who do not wait for its lock.
    ballast_octets: u64,
    /// What was told last.
    low: bool,
}

impl Reserve {
    /// Nothing is known before [`Self::open`].
    pub(super) fn new(
        disk: Arc<dyn Disk>,
        directory: PathBuf,
        rules: SpaceRules,
        tell: Arc<dyn Fn(SpaceEvent) + Send + Sync>,
    ) -> Self {
        let state = State {
            rules,
            space: None,
            accepted: 0,
            looked: None,
            known: None,
            refusing: false,
            refusals: 0,
            ballast_octets: 0,
            low: false,
        };
        Self {
            disk,
            directory,
            tell,
            ballast: Mutex::new(0),
            state: Mutex::new(state),
        }
    }

    /// Finds the ballast, or makes it: of scarce room only half, however little that is. If it was thrown off for this very
    /// start, new mail has to wait.
    pub(super) fn open(&self, thrown_off: bool, now: Timestamp) {
        let mut ballast = lock(&self.ballast);
        lock(&self.state).refusing = thrown_off;
        let found = self.find();
        self.is_now(&mut ballast, found);
        self.look_with(&mut ballast, true);
        lock(&self.state).known = Some(now);
    }

    /// How long the ballast is that is there. One that was copied may have holes: its room is taken again, and where it cannot
    /// be had, there is none.
    fn find(&self) -> u64 {
        let path = self.path();
        let found = self.disk.open(&path, Open::ReadWrite).and_then(|file| {
            let octets = file.octets()?;
            if octets > 0 {
                file.allocate(octets)?;
            }
            Ok(octets)
        });
        found.unwrap_or_else(|error| {
            if error.kind() != io::ErrorKind::NotFound {
                drop(self.disk.remove(&path));
            }
            0
        })
    }

    /// Other rules, from the next look on.
    pub(super) fn set_rules(&self, rules: SpaceRules) {
        let mut state = lock(&self.state);
        (state.rules, state.looked, state.known) = (rules, None, None);
    }

    /// Whether it is time to look at the disk. Whoever hears that it is must do it. While somebody else does, the others go by
    /// what is known, unless that is too old: then they have to wait for the disk, too.
    pub(super) fn is_time(&self, now: Timestamp) -> bool {
        let mut state = lock(&self.state);
        // Also when the clock was set back.
        let is_time = state
            .looked
            .is_none_or(|looked| now < looked || now.since(looked) >= LOOK_AGAIN)
            || state.known.is_none_or(|known| now.since(known) >= TOO_OLD);
        if is_time {
            state.looked = Some(now);
        }
        is_time
    }

    /// Looks at the disk, and makes the ballast anew where there is room for it again; or waits for whoever does so already.
    /// Blocks.
    pub(super) fn look(&self, now: Timestamp) {
        let mut ballast = lock(&self.ballast);
        let known = lock(&self.state).known;
        // Somebody looked while this one waited.
        if known.is_some_and(|known| known >= now && known.since(now) < LOOK_AGAIN) {
            return;
        }
        self.look_with(&mut ballast, false);
        lock(&self.state).known = Some(now);
    }

    /// Whether so many octets have room, as far as is known.
    pub(super) fn check(&self, octets: u64) -> Result<(), StoreError> {
        let state = lock(&self.state);
        let has_room = state.space.is_none_or(|space| {
            let free = space.free_octets.saturating_sub(state.accepted);
            free >= state.rules.watermark(space.total_octets).saturating_add(octets)
        });
        if has_room && !state.refusing {
            Ok(())
        } else {
            Err(StoreError::Full)
        }
    }

    /// So many octets were accepted.
    pub(super) fn accepted(&self, octets: u64) {
        let mut state = lock(&self.state);
        state.accepted = state.accepted.saturating_add(octets);
    }

    /// Whether no new mail is taken, since there is too little room or the disk was full.
    pub(super) fn is_short(&self) -> bool {
        let state = lock(&self.state);
        state.refusing || state.low
    }

    /// Whether anything may be written for new mail: not from when the disk was full until there is room again.
    ///
    /// # Errors
    /// [`StoreError::Full`].
    pub(crate) fn may_write_mail(&self) -> Result<(), StoreError> {
        if lock(&self.state).refusing {
            return Err(StoreError::Full);
        }
        Ok(())
    }

    /// Whether there is a ballast.
    pub(super) fn has_ballast(&self) -> bool {
        lock(&self.state).ballast_octets > 0
    }

    /// How long the log may grow before it is written back into the database, which takes up to as much room again: the
    /// ballast must have that room, and enough beside it for what empties a full disk.
    pub(super) fn log_octets_max(&self) -> u64 {
        let state = lock(&self.state);
        if state.refusing || state.low {
            return SHORT_LOG_OCTETS;
        }
        let watermark = state.space.map_or(0, |space| state.rules.watermark(space.total_octets));
        let mut most = LOG_OCTETS;
        if state.rules.ballast_octets > 0 {
            most = most.min(state.ballast_octets / 4);
        }
        if watermark > 0 {
            most = most.min(watermark / 4);
        }
        most.max(SHORT_LOG_OCTETS)
    }

    /// How much one commit may hold, about: it makes the log longer before anybody looks how long it is.
    pub(super) fn batch_octets_max(&self) -> usize {
        usize::try_from(self.log_octets_max() / 2).unwrap_or(usize::MAX)
    }

    /// What is free, as far as is known.
    pub(super) fn free_octets(&self) -> Option<u64> {
        let state = lock(&self.state);
        let space = state.space?;
        Some(space.free_octets.saturating_sub(state.accepted))
    }

    /// Whether a copy of so many octets has room in the directory `to`. On this very disk it must stay above the watermark:
    /// mail goes before copies. Blocks.
    ///
    /// # Errors
    /// [`StoreError::Full`].
    pub(super) fn check_copy(&self, to: &Path, octets: u64) -> Result<(), StoreError> {
        // Nothing is refused because a question was not answered.
        let (Ok(there), Ok(here)) = (self.disk.space(to), self.disk.space(&self.directory)) else {
            return Ok(());
        };
        // Volumes that share their room differ in size at most.
        let is_here = there.total_octets == here.total_octets || there.free_octets == here.free_octets;
        let kept = if is_here {
            lock(&self.state).rules.watermark(there.total_octets)
        } else {
            0
        };
        if there.free_octets >= kept.saturating_add(octets) {
            Ok(())
        } else {
            Err(StoreError::Full)
        }
    }

    /// The disk is full: refuses new mail until there is room for it and for the ballast. Blocks.
    pub(super) fn refuse(&self) {
        self.begin_to_refuse();
        self.note(self.disk.space(&self.directory).ok());
    }

    /// Throws the ballast off, if there is one. Blocks.
    ///
    /// # Errors
    /// The disk fails.
    pub(super) fn throw_off(&self) -> Result<(), StoreError> {
        // Before the room is there, so that no mail takes it.
        self.begin_to_refuse();
        let mut ballast = lock(&self.ballast);
        self.is_now(&mut ballast, 0);
        let thrown_off = remove(&*self.disk, &self.directory);
        self.note(self.disk.space(&self.directory).ok());
        thrown_off.map(|_| ())
    }

    fn begin_to_refuse(&self) {
        let mut state = lock(&self.state);
        state.refusing = true;
        state.refusals += 1;
    }

    /// So long is the ballast from now on.
    fn is_now(&self, ballast: &mut u64, octets: u64) {
        *ballast = octets;
        lock(&self.state).ballast_octets = octets;
    }

    fn look_with(&self, ballast: &mut u64, opening: bool) {
        let (rules, refusing, refusals) = {
            let state = lock(&self.state);
            (state.rules, state.refusing, state.refusals)
        };
        // Nothing is refused because a question was not answered.
        let Ok(space) = self.disk.space(&self.directory) else {
            return self.note(None);
        };
        let spare = space.free_octets.saturating_sub(rules.watermark(space.total_octets));
        let missing = rules.ballast_octets.saturating_sub(*ballast);
        // Of scarce room the ballast takes half, and mail is taken again if that is of use: a start would do the same.
        let least = rules.ballast_octets.min(BALLAST_OCTETS_LEAST);
        let is_enough = spare > missing || (spare > 0 && *ballast + spare / 2 >= least);
        let wanted = if spare > missing {
            rules.ballast_octets
        } else if (opening && !refusing) || (refusing && is_enough) {
            *ballast + spare / 2
        } else {
            rules.ballast_octets.min(*ballast)
        };
        let before = *ballast;
        let full = matches!(self.resize(ballast, wanted), Err(error) if error.kind() == io::ErrorKind::StorageFull);
        if is_enough && !full {
            let mut state = lock(&self.state);
            // Not if it was full since this look began.
            state.refusing &= state.refusals != refusals;
        }
        let space = if *ballast == before {
            Some(space)
        } else {
            self.disk.space(&self.directory).ok()
        };
        self.note(space);
    }

    /// Makes the ballast longer or shorter. Nobody depends upon it: where it cannot be had, there is none.
    fn resize(&self, ballast: &mut u64, wanted: u64) -> io::Result<()> {
        if wanted == *ballast {
            return Ok(());
        }
        let path = self.path();
        let made = if wanted == 0 {
            self.disk.remove(&path)
        } else {
            self.disk.open(&path, Open::Create).and_then(|file| {
                if wanted < *ballast {
                    file.truncate(wanted)
                } else {
                    file.allocate(wanted)
                }
            })
        };
        match made {
            Ok(()) => self.is_now(ballast, wanted),
            Err(_) => {
                // Part of it may be there.
                drop(self.disk.remove(&path));
                self.is_now(ballast, 0);
            }
        }
        made
    }

    /// Remembers what the disk said, and tells if there is room now and was none, or the other way round.
    fn note(&self, space: Option<Space>) {
        let event = {
            let mut state = lock(&self.state);
            (state.space, state.accepted) = (space, 0);
            let is_short = |space: Space| space.free_octets < state.rules.watermark(space.total_octets);
            let low = state.refusing || space.is_some_and(is_short);
            let turned = low != state.low;
            state.low = low;
            turned.then(|| {
                let free_octets = space.map_or(0, |space| space.free_octets);
                if low {
                    SpaceEvent::Low { free_octets }
                } else {
                    SpaceEvent::Room
                }
            })
        };
        if let Some(event) = event {
            (self.tell)(event);
        }
    }

    fn path(&self) -> PathBuf {
        self.directory.join(BALLAST)
    }
}

/// Throws the ballast in `directory` off, if there is one.
///
/// # Errors
/// The disk fails.
pub(super) fn remove(disk: &dyn Disk, directory: &Path) -> Result<bool, StoreError> {
    let removed = disk.remove(&directory.join(BALLAST));
    // A directory of that name is none of ours.
    let is_none = |error: &io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::IsADirectory);
    if removed.as_ref().is_err_and(is_none) {
        return Ok(false);
    }
    // A file system may keep the blocks until it is on the disk that they are free.
    match removed.and_then(|()| disk.sync_dir(directory)) {
        Ok(()) => Ok(true),
        Err(error) => match StoreError::from_disk(&error, "removing the ballast") {
            broken @ StoreError::Broken(_) => Err(broken),
            // It is tried, then: perhaps there is room all the same.
            _ => Ok(true),
        },
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is behind these locks is whole at every place where a panic could come.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The disk is asked no more often.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Nobody goes by what the disk said so long ago.
const TOO_OLD: Duration = Duration::from_secs(5);
const BALLAST: &str = "ballast";
/// With less, little can be done on a full disk.
const BALLAST_OCTETS_LEAST: u64 = 2 * 1024 * 1024;
/// Fewer checkpoints mean fewer pauses, each of them longer: so much is written back in some 30 ms.
const LOG_OCTETS: u64 = 16 * 1024 * 1024;
/// Where there is hardly any room.
const SHORT_LOG_OCTETS: u64 = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded::small_disk::Small;

    /// Plays what `steps` say on a disk of 1,000 octets with a watermark of 100 and a ballast of 50. `used=` is what others
    /// use; `found=` is a ballast that is there already, perhaps with holes; `full` is an order that
    /// found no room, `refuse` new mail that found none. Says what is there after each step: the ballast, the octets that
    /// would be taken at most, and what was told.
    fn play(steps: &str) -> Vec<String> {
        let disk = Arc::new(Small {
            total: 1_000,
            used: Mutex::default(),
            ballast: Arc::default(),
        });
        let told = Arc::new(Mutex::new(String::new()));
        let tell = told.clone();
        let rules = SpaceRules {
            free_octets_min: 100,
            free_percent_min: 0,
            ballast_octets: 50,
        };
        let on_space: Arc<dyn Fn(SpaceEvent) + Send + Sync> = Arc::new(move |event| {
            *lock(&tell) = match event {
                SpaceEvent::Low { free_octets } => format!(" low {free_octets}"),
                SpaceEvent::Room => " room".to_owned(),
            };
        });
        let reserve = Reserve::new(disk.clone(), "queue".into(), rules, on_space);
        let mut seen = Vec::new();
        for (second, step) in (0..).zip(steps.split_whitespace()) {
            let now = Timestamp::from_micros(second * 1_000_000);
            let (what, with) = step.split_once('=').unwrap_or((step, "0"));
            let with: u64 = with.parse().expect("a number");
            match what {
                "used" => *lock(&disk.used) = with,
                "found" => *lock(&disk.ballast) = Some(with),
                "open" => reserve.open(false, now),
                "open-after-full" => reserve.open(true, now),
                "look" => reserve.look(now),
                "accepted" => reserve.accepted(with),
                "full" => reserve.throw_off().expect("the disk is well"),
                "refuse" => reserve.refuse(),
                "ballast" => reserve.set_rules(SpaceRules {
                    ballast_octets: with,
                    ..rules
                }),
                other => panic!("{other}"),
            }
            let taken = (0..=1_000).rev().find(|octets| reserve.check(*octets).is_ok());
            let taken = taken.map_or("nothing".to_owned(), |octets| octets.to_string());
            let told = std::mem::take(&mut *lock(&told));
            let short = reserve.is_short();
            assert!(
                !short || taken == "nothing",
                "{steps}: short of room, and taking {taken}"
            );
            assert!(!told.starts_with(" low") || short, "{steps}: {told}");
            seen.push(format!("{} {taken}{told}", lock(&disk.ballast).unwrap_or(0)));
        }
        seen
    }

    #[test]
    fn what_is_taken_and_kept_in_reserve() {
        for (steps, expected) in [
            ("open", &["50 850"][..]),
            // What is accepted counts until the next look, which sees it on the disk.
            (
                "open accepted=100 used=100 look",
                &["50 850", "50 750", "50 750", "50 750"],
            ),
            // Of scarce room half is taken, and the rest when there is more.
            ("used=860 open used=500 look", &["0 1000", "20 20", "20 20", "50 350"]),
            ("used=900 open", &["0 1000", "0 0"]),
            ("used=901 open", &["0 1000", "0 nothing low 99"]),
            // A ballast that is there has its room or is none.
            ("used=500 found=50 open", &["0 1000", "50 1000", "50 350"]),
            ("used=960 found=50 open", &["0 1000", "50 1000", "0 nothing low 40"]),
            // Below the watermark, and above it again.
            (
                "open used=851 look look used=850 look",
                &[
                    "50 850",
                    "50 850",
                    "50 nothing low 99",
                    "50 nothing",
                    "50 nothing",
                    "50 0 room",
                ],
            ),
            // Full to the last block: the ballast goes, and comes again when there is room for it above the watermark.
            (
                "open used=950 full full look used=850 look used=849 look",
                &[
                    "50 850",
                    "50 850",
                    "0 nothing low 50",
                    "0 nothing",
                    "0 nothing",
                    "0 nothing",
                    "0 nothing",
                    "0 nothing",
                    "50 1 room",
                ],
            ),
            (
                "used=990 open-after-full used=0 look",
                &["0 1000", "0 nothing low 10", "0 nothing", "50 850 room"],
            ),
            // Full for new mail alone: the ballast stays.
            (
                "open used=950 refuse look used=850 look used=849 look",
                &[
                    "50 850",
                    "50 850",
                    "50 nothing low 0",
                    "50 nothing",
                    "50 nothing",
                    "50 nothing",
                    "50 nothing",
                    "50 1 room",
                ],
            ),
            // Other rules.
            ("open ballast=10 look", &["50 850", "50 850", "10 890"]),
            ("open ballast=0 look", &["50 850", "50 850", "0 900"]),
            (
                "open ballast=0 look full look",
                &["50 850", "50 850", "0 900", "0 nothing low 1000", "0 900 room"],
            ),
        ] {
            assert_eq!(play(steps), expected, "{steps}");
        }
    }

    #[test]
    fn the_disk_is_asked_once_a_second() {
        let disk = Arc::new(Small {
            total: 1_000,
            used: Mutex::default(),
            ballast: Arc::default(),
        });
        let reserve = Reserve::new(disk, "queue".into(), SpaceRules::default(), Arc::new(|_| {}));
        for (millis, is_time, answers) in [
            (5_000, true, true),
            (5_000, false, false),
            (5_999, false, false),
            (6_000, true, true),
            (6_500, false, false),
            // The clock was set back.
            (1_000, true, true),
            (1_500, false, false),
            (2_000, true, true),
            // A look that takes long: for a while the others go by what is known.
            (6_900, true, false),
            (6_950, false, false),
            (7_000, true, false),
            (7_001, true, true),
            (7_002, false, false),
        ] {
            let now = Timestamp::from_micros(millis * 1_000);
            assert_eq!(reserve.is_time(now), is_time, "{millis}");
            if answers {
                reserve.look(now);
            }
        }
    }

    #[test]
    fn the_ballast_can_hold_what_the_log_holds() {
        const MIB: u64 = 1 << 20;
        for (watermark, ballast, log) in [
            (0, 0, 16 * MIB),
            (1024 * MIB, 64 * MIB, 16 * MIB),
            (64 * MIB, 4 * MIB, MIB),
            (2 * MIB, 64 * MIB, MIB / 2),
            (0, 4 * MIB, MIB),
            (MIB, MIB / 2, MIB / 4),
        ] {
            let disk = Arc::new(Small {
                total: 4096 * MIB,
                used: Mutex::default(),
                ballast: Arc::default(),
            });
            let rules = SpaceRules {
                free_octets_min: watermark,
                free_percent_min: 0,
                ballast_octets: ballast,
            };
            let reserve = Reserve::new(disk, "queue".into(), rules, Arc::new(|_| {}));
            reserve.open(false, Timestamp::from_micros(0));
            assert_eq!(reserve.log_octets_max(), log, "{watermark} {ballast}");
            assert_eq!(reserve.batch_octets_max() as u64, log / 2);
            reserve.refuse();
            assert_eq!(reserve.log_octets_max(), MIB / 4, "once the disk is full");
        }
    }

    /// A disk of 40 MiB with a watermark of 16 and a ballast of 8, of which others use so much, in MiB: at the start, and
    /// after it was full. The ballast in the end, in KiB, and whether mail is taken.
    #[test]
    fn of_scarce_room_the_ballast_takes_half() {
        const MIB: u64 = 1 << 20;
        for (at_start, afterwards, ballast, takes) in [
            (10, 10, 8_192, true),
            (18, 18, 3_072, true),
            (18, 20, 2_048, true),
            (18, 21, 0, false),
            (18, 24, 0, false),
            (30, 15, 8_192, true),
        ] {
            let disk = Arc::new(Small {
                total: 40 * MIB,
                used: Mutex::new(at_start * MIB),
                ballast: Arc::default(),
            });
            let rules = SpaceRules {
                free_octets_min: 16 * MIB,
                free_percent_min: 0,
                ballast_octets: 8 * MIB,
            };
            let reserve = Reserve::new(disk.clone(), "queue".into(), rules, Arc::new(|_| {}));
            let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
            reserve.open(false, at(0));
            reserve.throw_off().expect("the disk is well");
            *lock(&disk.used) = afterwards * MIB;
            reserve.look(at(10));
            let kib = lock(&disk.ballast).map_or(0, |octets| octets >> 10);
            assert_eq!(
                (kib, reserve.check(0).is_ok()),
                (ballast, takes),
                "{at_start}, {afterwards}"
            );
        }
    }

    #[test]
    fn a_copy_leaves_the_room_that_mail_needs() {
        let disk = Arc::new(Small {
            total: 1_000,
            used: Mutex::new(500),
            ballast: Arc::default(),
        });
        let rules = SpaceRules {
            free_octets_min: 100,
            ..SpaceRules::default()
        };
        let reserve = Reserve::new(disk, "queue".into(), rules, Arc::new(|_| {}));
        for (octets, fits) in [(0, true), (400, true), (401, false), (u64::MAX, false)] {
            assert_eq!(reserve.check_copy(Path::new("copy"), octets).is_ok(), fits, "{octets}");
        }
        assert_eq!(reserve.free_octets(), None, "nobody looked yet");
        reserve.open(false, Timestamp::from_micros(0));
        reserve.accepted(30);
        assert_eq!(reserve.free_octets(), Some(470));
    }
}
