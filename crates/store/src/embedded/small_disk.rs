//! A disk for tests.

use super::lock;
use crate::{DirEntry, Disk, DiskFile, Open, Space};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// A disk with one file, the ballast, beside what others use.
pub(super) struct Small {
    pub(super) total: u64,
    pub(super) used: Mutex<u64>,
    pub(super) ballast: Arc<Mutex<Option<u64>>>,
}

struct Ballast {
    file: Arc<Mutex<Option<u64>>>,
    room: u64,
}

impl Disk for Small {
    fn open(&self, _: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        let mut ballast = lock(&self.ballast);
        if ballast.is_none() && how != Open::Create {
            return Err(io::ErrorKind::NotFound.into());
        }
        ballast.get_or_insert(0);
        Ok(Box::new(Ballast {
            file: self.ballast.clone(),
            room: self.total.saturating_sub(*lock(&self.used)),
        }))
    }
    fn remove(&self, _: &Path) -> io::Result<()> {
        let removed = lock(&self.ballast).take();
        removed.map(|_| ()).ok_or(io::ErrorKind::NotFound.into())
    }
    fn link(&self, _: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
    fn create_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }
    fn entries(&self, _: &Path) -> io::Result<Vec<DirEntry>> {
        Ok(Vec::new())
    }
    fn exists(&self, _: &Path) -> io::Result<bool> {
        Ok(lock(&self.ballast).is_some())
    }
    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }
    fn space(&self, _: &Path) -> io::Result<Space> {
        let used = *lock(&self.used) + lock(&self.ballast).unwrap_or(0);
        Ok(Space {
            free_octets: self.total.saturating_sub(used),
            total_octets: self.total,
        })
    }
}

impl DiskFile for Ballast {
    fn read_at(&self, _: &mut [u8], _: u64) -> io::Result<usize> {
        Ok(0)
    }
    fn write_at(&self, _: &[u8], _: u64) -> io::Result<()> {
        Ok(())
    }
    fn truncate(&self, octets: u64) -> io::Result<()> {
        *lock(&self.file) = Some(octets);
        Ok(())
    }
    fn allocate(&self, octets: u64) -> io::Result<()> {
        if octets > self.room {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.truncate(octets)
    }
    fn octets(&self) -> io::Result<u64> {
        Ok(lock(&self.file).unwrap_or(0))
    }
    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}
