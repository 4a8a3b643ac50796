//! The disk as one life of the server sees it: accidents happen at chosen calls, and after death no call reaches it.
//!
//! Without this, what a dying process drops would still tidy up behind it: drafts remove their files, SQLite checkpoints.

use crate::chance::Chance;
use crate::disk::{Fault, MadeUpDisk};
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{DirEntry, Disk, DiskFile, Open, Space};

/// A disk with an end. Cheap to clone; clones are the same.
#[derive(Clone)]
pub struct MortalDisk(Arc<Shared>);

/// How a life ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// The process dies. What it wrote is still seen by the next one, synced or not.
    Killed,
    /// The machine loses its power. Of what was not synced, chance decides.
    PowerLost,
}

/// Calls at which something can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum CallKind {
    Create,
    Write,
    Truncate,
    Sync,
    SyncDirectory,
    MakeDirectory,
    Remove,
}

impl CallKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Create,
        Self::Write,
        Self::Truncate,
        Self::Sync,
        Self::SyncDirectory,
        Self::MakeDirectory,
        Self::Remove,
    ];
}

impl fmt::Display for CallKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "create",
            Self::Write => "write",
            Self::Truncate => "truncate",
            Self::Sync => "sync",
            Self::SyncDirectory => "sync of a directory",
            Self::MakeDirectory => "mkdir",
            Self::Remove => "remove",
        })
    }
}

/// Something that happens at the `nth` (1 is the first) call of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accident {
    /// Of which kind.
    pub kind: CallKind,
    /// Which of them.
    pub nth: u64,
    /// What happens.
    pub what: Mishap,
}

/// What happens at a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// It fails.
    Fails(Fault),
    /// It is the last one; chance decides whether it is still done.
    Dies(Death),
}

/// Hears of the death, and of the call at which it came if it was one.
pub type OnDeath = Box<dyn Fn(Death, Option<CallKind>) + Send + Sync>;

struct Shared {
    disk: MadeUpDisk,
    state: Mutex<State>,
    on_death: OnDeath,
}

struct State {
    dead: bool,
    accident: Option<Accident>,
    calls: [u64; CallKind::ALL.len()],
    chance: Chance,
}

impl MortalDisk {
    /// The disk for one life, to which at most one accident happens.
    pub fn new(disk: MadeUpDisk, accident: Option<Accident>, chance: Chance, on_death: OnDeath) -> Self {
        let state = State {
            dead: false,
            accident,
            calls: [0; CallKind::ALL.len()],
            chance,
        };
        Self(Arc::new(Shared {
            disk,
            state: Mutex::new(state),
            on_death,
        }))
    }

    /// Ends the life, if it has not ended.
    pub fn die(&self, death: Death, at: Option<CallKind>) {
        let seed = {
            let mut state = self.state();
            if std::mem::replace(&mut state.dead, true) {
                return;
            }
            state.chance.number()
        };
        if death == Death::PowerLost {
            self.0.disk.power_loss(seed);
        }
        (self.0.on_death)(death, at);
    }

    /// The process has ended by itself: from now on nothing happens to it.
    pub fn retire(&self) {
        self.state().dead = true;
    }

    /// Whether the life has ended.
    pub fn is_dead(&self) -> bool {
        self.state().dead
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn alive(&self) -> io::Result<()> {
        if self.is_dead() { Err(gone()) } else { Ok(()) }
    }

    /// Does `call`, unless something happens.
    fn call<T>(&self, kind: CallKind, call: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        self.alive()?;
        let (mishap, done) = {
            let mut state = self.state();
            state.calls[kind as usize] += 1;
            let nth = state.calls[kind as usize];
            let due = state
                .accident
                .filter(|accident| accident.kind == kind && accident.nth == nth);
            (due.map(|accident| accident.what), state.chance.one_in(2))
        };
        match mishap {
            None => call(),
            Some(Mishap::Fails(fault)) => {
                self.0.disk.fail_call(1, fault);
                call()
            }
            Some(Mishap::Dies(death)) => {
                if done {
                    drop(call());
                }
                self.die(death, Some(kind));
                Err(gone())
            }
        }
    }
}

impl Disk for MortalDisk {
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        self.alive()?;
        let disk = &self.0.disk;
        let creates = matches!(how, Open::Create | Open::CreateNew) && !disk.exists(path)?;
        let file = if creates {
            self.call(CallKind::Create, || disk.open(path, how))?
        } else {
            disk.open(path, how)?
        };
        Ok(Box::new(MortalFile {
            file,
            disk: self.clone(),
        }))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.alive()?;
        if !self.0.disk.exists(path)? {
            return self.0.disk.remove(path);
        }
        self.call(CallKind::Remove, || self.0.disk.remove(path))
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.alive()?;
        let disk = &self.0.disk;
        if !disk.exists(from)? || disk.exists(to)? {
            return disk.link(from, to);
        }
        self.call(CallKind::Create, || disk.link(from, to))
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.alive()?;
        if self.0.disk.exists(path)? {
            return self.0.disk.create_dir(path);
        }
        self.call(CallKind::MakeDirectory, || self.0.disk.create_dir(path))
    }

    fn entries(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        self.alive()?;
        self.0.disk.entries(path)
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        self.alive()?;
        self.0.disk.exists(path)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.call(CallKind::SyncDirectory, || self.0.disk.sync_dir(path))
    }

    fn space(&self, path: &Path) -> io::Result<Space> {
        self.alive()?;
        self.0.disk.space(path)
    }
}

fn gone() -> io::Error {
    io::Error::other("the process is gone")
}

struct MortalFile {
    file: Box<dyn DiskFile>,
    disk: MortalDisk,
}

impl DiskFile for MortalFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.disk.alive()?;
        self.file.read_at(buffer, offset)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.disk.call(CallKind::Write, || self.file.write_at(bytes, offset))
    }

    fn truncate(&self, octets: u64) -> io::Result<()> {
        self.disk.call(CallKind::Truncate, || self.file.truncate(octets))
    }

    fn allocate(&self, octets: u64) -> io::Result<()> {
        self.disk.call(CallKind::Write, || self.file.allocate(octets))
    }

    fn octets(&self) -> io::Result<u64> {
        self.disk.alive()?;
        self.file.octets()
    }

    fn sync(&self) -> io::Result<()> {
        self.disk.call(CallKind::Sync, || self.file.sync())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dead_touch_nothing() {
        let disk = MadeUpDisk::new(1);
        let deaths = Arc::new(Mutex::new(Vec::new()));
        let keep = deaths.clone();
        let on_death = move |death: Death, at: Option<CallKind>| keep.lock().expect("no panic").push((death, at));
        let accident = Accident {
            kind: CallKind::Write,
            nth: 2,
            what: Mishap::Dies(Death::Killed),
        };
        let mortal = MortalDisk::new(disk.clone(), Some(accident), Chance::new(1), Box::new(on_death));
        let (path, other) = (Path::new("/a"), Path::new("/b"));
        let file = mortal.open(path, Open::CreateNew).expect("it can be made");
        file.write_at(b"one", 0).expect("it can be written");
        assert!(!mortal.is_dead());
        assert!(file.write_at(b"two", 3).is_err());
        assert!(mortal.is_dead());
        assert!(file.write_at(b"three", 6).is_err() && file.sync().is_err() && mortal.remove(path).is_err());
        assert!(mortal.open(other, Open::Create).is_err() && mortal.list(Path::new("/")).is_err());
        mortal.die(Death::PowerLost, None);
        assert_eq!(
            *deaths.lock().expect("no panic"),
            [(Death::Killed, Some(CallKind::Write))]
        );
        assert_eq!(disk.list(Path::new("/")).expect("the disk lives on"), ["a"]);
        assert_eq!(disk.counts().power_losses, 0);
    }

    #[test]
    fn a_chosen_call_fails_once() {
        for (kind, fault) in [(CallKind::Sync, Fault::Io), (CallKind::Create, Fault::Full)] {
            let disk = MadeUpDisk::new(1);
            let accident = Accident {
                kind,
                nth: 1,
                what: Mishap::Fails(fault),
            };
            let mortal = MortalDisk::new(disk.clone(), Some(accident), Chance::new(1), Box::new(|_, _| {}));
            let work = || {
                let file = mortal.open(Path::new("/a"), Open::Create)?;
                file.write_at(b"one", 0)?;
                file.sync()
            };
            assert!(work().is_err(), "{kind}");
            assert!(work().is_ok(), "{kind}");
            assert_eq!(disk.counts().eio + disk.counts().enospc, 1, "{kind}");
        }
    }
}
