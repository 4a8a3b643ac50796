//! Where the octets of large messages lie: a place of their own for each. (Small ones go with their row.)

use crate::embedded::reserve::Reserve;
use crate::latch::Latch;
use crate::{DirEntry, Disk, DiskFile, FileKind, Open, StoreError};
use queue::QueueId;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Where large bodies lie.
pub trait Bodies: Send + Sync {
    /// Makes an empty place for the body of `id`.
    fn create(&self, id: QueueId) -> Result<Box<dyn LargeBody>, StoreError>;
    /// Reads from a body.
    fn read_at(&self, id: QueueId, place: Place, buffer: &mut [u8], offset: u64) -> Result<usize, StoreError>;
    /// Removes a body. It may come back after a loss of power; the next start removes it then.
    fn remove(&self, id: QueueId, place: Place) -> Result<(), StoreError>;
}

/// A large body that is being written.
pub trait LargeBody: Send + Sync {
    /// Appends.
    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError>;
    /// Makes the content durable and says where it is. Its name is durable once the store has synced the place too.
    fn finish(&mut self) -> Result<Place, StoreError>;
}

/// A bucket of large bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(pub u32);

/// Large bodies as files: `bodies/<bucket>/<id>`, a new bucket every [`BUCKET_FILES_MAX`] files.
pub(crate) struct DiskBodies {
    root: PathBuf,
    disk: Arc<dyn Disk>,
    latch: Latch,
    reserve: Arc<Reserve>,
    newest: Mutex<(u32, usize)>,
}

impl DiskBodies {
    /// Opens the tree, and makes it if it is not there.
    pub(crate) fn open(
        root: PathBuf,
        disk: Arc<dyn Disk>,
        latch: Latch,
        reserve: Arc<Reserve>,
    ) -> Result<Self, StoreError> {
        let fail = |error: io::Error| StoreError::from_disk(&error, "opening the body files");
        make_dir(&*disk, &root).map_err(fail)?;
        let bodies = Self {
            root,
            disk,
            latch,
            reserve,
            newest: Mutex::new((0, 0)),
        };
        let newest = bodies.buckets()?.into_iter().max().unwrap_or(0);
        let files = match bodies.disk.list(&bodies.bucket(newest)) {
            Ok(names) => names.len(),
            Err(error) if error.kind() == ErrorKind::NotFound => 0,
            Err(error) => return Err(fail(error)),
        };
        *bodies.newest.lock().unwrap_or_else(PoisonError::into_inner) = (newest, files);
        Ok(bodies)
    }

    /// The directory of a bucket, which must be synced before a row names a file in it.
    pub(crate) fn bucket(&self, number: u32) -> PathBuf {
        self.root.join(format!("{number:06}"))
    }

    /// The file of a body.
    pub(crate) fn path(&self, id: QueueId, place: Place) -> PathBuf {
        self.bucket(place.0).join(id.to_string())
    }

    /// What is in a bucket, sorted by name.
    pub(crate) fn entries(&self, bucket: u32) -> Result<Vec<DirEntry>, StoreError> {
        self.entries_of(&self.bucket(bucket))
    }

    fn entries_of(&self, directory: &Path) -> Result<Vec<DirEntry>, StoreError> {
        self.disk
            .entries(directory)
            .map_err(|error| StoreError::from_disk(&error, &format!("listing {}", directory.display())))
    }

    /// Whether there is a file of this body.
    pub(crate) fn exists(&self, id: QueueId, place: Place) -> Result<bool, StoreError> {
        self.disk
            .exists(&self.path(id, place))
            .map_err(|error| StoreError::from_disk(&error, "looking for a body file"))
    }

    /// The numbers of all buckets, sorted.
    pub(crate) fn buckets(&self) -> Result<Vec<u32>, StoreError> {
        let entries = self.entries_of(&self.root)?;
        let buckets = entries.iter().filter(|entry| entry.kind == FileKind::Directory);
        Ok(buckets.filter_map(|entry| bucket_number(&entry.name)).collect())
    }

    /// Removes files that no row names (a crash came between the two). What is no ordinary file is nobody's, and stays.
    pub(crate) fn reconcile(&self, rows: &[(Place, QueueId)]) -> Result<Found, StoreError> {
        let mut wanted: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for (Place(bucket), id) in rows {
            wanted.entry(*bucket).or_default().push(id.to_string());
        }
        let (mut missing, mut strange) = (Vec::new(), Vec::new());
        for DirEntry { name, kind } in self.entries_of(&self.root)? {
            let bucket = match (bucket_number(&name), kind) {
                (Some(bucket), FileKind::Directory) => bucket,
                (Some(_), _) => {
                    strange.push(self.root.join(name));
                    continue;
                }
                (None, _) => continue,
            };
            let directory = self.bucket(bucket);
            let mut named = wanted.remove(&bucket).unwrap_or_default();
            named.sort_unstable();
            let mut files = Vec::new();
            for DirEntry { name, kind } in self.entries(bucket)? {
                match kind {
                    FileKind::File if named.binary_search(&name).is_ok() => files.push(name),
                    FileKind::File => {
                        let path = directory.join(name);
                        let doing = || format!("removing {}, which belongs to no message", path.display());
                        let removed = self.disk.remove(&path);
                        removed.map_err(|error| StoreError::from_disk(&error, &doing()))?;
                    }
                    FileKind::Directory | FileKind::Other => strange.push(directory.join(name)),
                }
            }
            missing.extend(named.into_iter().filter(|name| files.binary_search(name).is_err()));
        }
        missing.extend(wanted.into_values().flatten());
        Ok(Found {
            missing: missing.iter().filter_map(|name| name.parse().ok()).collect(),
            strange,
        })
    }
}

/// What a comparison of the files with the rows found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Messages whose file is not there.
    pub(crate) missing: Vec<QueueId>,
    /// What lies between the files, and is none.
    pub(crate) strange: Vec<PathBuf>,
}

impl Bodies for DiskBodies {
    fn create(&self, id: QueueId) -> Result<Box<dyn LargeBody>, StoreError> {
        self.latch.check()?;
        self.reserve.may_write_mail()?;
        let fail = |error: io::Error| {
            let error = StoreError::from_disk(&error, "making a body file");
            self.latch.note(&error);
            error
        };
        let place = {
            let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
            if newest.1 >= BUCKET_FILES_MAX {
                *newest = (newest.0 + 1, 0);
            }
            if newest.1 == 0 {
                make_dir(&*self.disk, &self.bucket(newest.0)).map_err(fail)?;
            }
            newest.1 += 1;
            Place(newest.0)
        };
        let path = self.path(id, place);
        let file = self
            .disk
            .open(&path, Open::CreateNew)
            .map_err(|error| match error.kind() {
                ErrorKind::AlreadyExists => StoreError::Exists,
                _ => fail(error),
            })?;
        Ok(Box::new(BodyFile {
            file,
            path,
            disk: self.disk.clone(),
            latch: self.latch.clone(),
            reserve: self.reserve.clone(),
            octets: 0,
            place,
            finished: false,
        }))
    }

    fn read_at(&self, id: QueueId, place: Place, buffer: &mut [u8], offset: u64) -> Result<usize, StoreError> {
        let path = self.path(id, place);
        let fail = |error: io::Error| unreadable(&path, &error);
        let file = self.disk.open(&path, Open::Read).map_err(fail)?;
        file.read_at(buffer, offset).map_err(fail)
    }

    fn remove(&self, id: QueueId, place: Place) -> Result<(), StoreError> {
        let path = self.path(id, place);
        match self.disk.remove(&path) {
            // It is none of ours, then.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::IsADirectory) => Ok(()),
            Err(error) => {
                let doing = format!("removing {}", path.display());
                self.latch.watch(Err(StoreError::from_disk(&error, &doing)))
            }
            Ok(()) => Ok(()),
        }
    }
}

struct BodyFile {
    file: Box<dyn DiskFile>,
    path: PathBuf,
    disk: Arc<dyn Disk>,
    latch: Latch,
    reserve: Arc<Reserve>,
    octets: u64,
    place: Place,
    finished: bool,
}

impl LargeBody for BodyFile {
    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.reserve.may_write_mail()?;
        let written = self.file.write_at(bytes, self.octets);
        self.octets += bytes.len() as u64;
        self.latch
            .watch(written.map_err(|error| StoreError::from_disk(&error, "writing a body file")))
    }

    fn finish(&mut self) -> Result<Place, StoreError> {
        let synced = self.file.sync();
        self.latch
            .watch(synced.map_err(|error| StoreError::from_disk(&error, "syncing a body file")))?;
        self.finished = true;
        Ok(self.place)
    }
}

impl Drop for BodyFile {
    fn drop(&mut self) {
        if !self.finished {
            // If this fails, the next start finds a file that no row names; a disk that fails is told all the same.
            if let Err(error) = self.disk.remove(&self.path)
                && error.kind() != ErrorKind::NotFound
            {
                self.latch.note(&StoreError::from_disk(&error, "removing a body file"));
            }
        }
    }
}

/// The bucket of this name.
pub(crate) fn bucket_number(name: &str) -> Option<u32> {
    let is_number = name.len() == 6 && name.bytes().all(|digit| digit.is_ascii_digit());
    if is_number { name.parse().ok() } else { None }
}

/// What it means that a body file cannot be read. It is one message's damage: nothing that was acknowledged depends on it.
fn unreadable(path: &Path, error: &io::Error) -> StoreError {
    match StoreError::from_disk(error, "reading a body file") {
        StoreError::Unavailable(why) => StoreError::Unavailable(why),
        // Whoever put it back forgot its owner: that says nothing about its octets.
        _ if error.kind() == ErrorKind::PermissionDenied => {
            StoreError::Unavailable(format!("{}: {error}: give it to the server's user", path.display()))
        }
        _ => StoreError::Damaged(format!("{}: {error}", path.display())),
    }
}

/// Whether there is any body file below `root`.
pub(crate) fn any(disk: &dyn Disk, root: &Path) -> io::Result<bool> {
    let entries = match disk.entries(root) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        entries => entries?,
    };
    for DirEntry { name, kind } in entries {
        let is_bucket = kind == FileKind::Directory && bucket_number(&name).is_some();
        if is_bucket && !disk.entries(&root.join(name))?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes a directory and its entry durable; all is well if it is there.
pub(crate) fn make_dir(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    match disk.create_dir(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    // Also when it was there: whoever made it may have crashed before this.
    let synced = path.parent().map_or(Ok(()), |parent| disk.sync_dir(parent));
    synced.map_err(|error| match error.kind() {
        // A sync that failed is not to be trusted when it succeeds later.
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => io::Error::other(error),
        _ => error,
    })
}

const BUCKET_FILES_MAX: usize = 4_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_body_file_that_cannot_be_read_means() {
        // ENOENT, EIO, EISDIR; EACCES, EMFILE
        for (code, damaged) in [(2, true), (5, true), (21, true), (13, false), (24, false)] {
            let error = io::Error::from_raw_os_error(code);
            match unreadable(Path::new("/b/x"), &error) {
                StoreError::Damaged(_) => assert!(damaged, "{error}"),
                StoreError::Unavailable(why) => {
                    assert!(!damaged, "{error}");
                    assert_eq!(why.contains("/b/x: "), code == 13, "{why}");
                }
                other => panic!("{error}: {other}"),
            }
        }
    }
}
