//! What the store needs of a disk. The real one is files of the system; the simulator's keeps only what was synced.

use std::io;
use std::path::Path;

/// A tree of files. All calls block.
pub trait Disk: Send + Sync {
    /// Opens an ordinary file; never what a symbolic link at `path` points to.
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>>;
    /// Removes a file. Durable after [`Self::sync_dir`] of its directory.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Gives an ordinary file a second name; `AlreadyExists` if that is taken. The name is durable after [`Self::sync_dir`] of its
    /// directory. Not every pair of directories can have it: whoever wants a copy must be able to make one.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Gives a file another name in its directory, one that is not taken. It appears whole or not at all, and is durable after
    /// [`Self::sync_dir`]. A disk on which no file can have two names must do this in its own way.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.link(from, to)?;
        self.remove(from)
    }
    /// Makes one directory; `AlreadyExists` if it is there. Durable after [`Self::sync_dir`] of its parent.
    fn create_dir(&self, path: &Path) -> io::Result<()>;
    /// What is in a directory, sorted by name.
    fn entries(&self, path: &Path) -> io::Result<Vec<DirEntry>>;
    /// The names of it.
    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        Ok(self.entries(path)?.into_iter().map(|entry| entry.name).collect())
    }
    /// Whether there is something by this name.
    fn exists(&self, path: &Path) -> io::Result<bool>;
    /// Makes the directory's entries durable.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
    /// How large the disk is that `path` lies on, and how much of it is free.
    fn space(&self, path: &Path) -> io::Result<Space>;
}

/// A name in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirEntry {
    /// The name.
    pub name: String,
    /// What it is the name of.
    pub kind: FileKind,
}

/// What a name can be the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// An ordinary file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link, a pipe and the like: nothing of ours.
    Other,
}

/// How large a disk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// What an ordinary user may still write.
    pub free_octets: u64,
    /// All of it.
    pub total_octets: u64,
}

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// To read.
    Read,
    /// To read and write; it is there.
    ReadWrite,
    /// To read and write; made if it is not there.
    Create,
    /// To read and write; `AlreadyExists` if it is there.
    CreateNew,
}

/// An open file.
pub trait DiskFile: Send + Sync {
    /// Reads at `offset`; 0 at the end.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;
    /// Writes all of `bytes` at `offset`, or fails; what was written of it is then unknown.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;
    /// Sets the length.
    fn truncate(&self, octets: u64) -> io::Result<()>;
    /// Makes the file at least this long, and really takes the room for it. What it leaves of a failure is unknown.
    fn allocate(&self, octets: u64) -> io::Result<()>;
    /// The length.
    fn octets(&self) -> io::Result<u64>;
    /// Makes content and length durable (fdatasync). After an error nothing is known of what was written since the last
    /// success, and a later success says nothing about it.
    fn sync(&self) -> io::Result<()>;
}
