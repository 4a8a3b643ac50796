//! What can go wrong in a store, sorted by what the caller should do.

use std::fmt;
use std::io;

/// Why a store could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// Out of space. Nothing was changed, unless the process dies before the next commit: then it is as with
    /// [`Self::Unknown`]. New mail is deferred until there is room.
    Full,
    /// Not reachable or busy. Nothing was changed; try again later.
    Unavailable(String),
    /// The work was handed over and its end is not known. Never to be taken for success.
    Unknown,
    /// The disk failed. The process must stop: only a restart can tell what is there.
    Broken(String),
    /// The octets on disk are not those that were accepted, or cannot be read. Nothing was changed.
    Damaged(String),
    /// It is there already.
    Exists,
    /// There is no such thing.
    NotFound,
    /// Somebody else works on it: what was to be settled was not.
    LeaseLost,
}

impl StoreError {
    /// Sorts an error of the disk.
    pub(crate) fn from_disk(error: &io::Error, doing: &str) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::Full,
            // Too many open files, no memory: the disk is well, and there will be some again.
            _ if matches!(error.raw_os_error(), Some(ENOMEM | ENFILE | EMFILE)) => {
                Self::Unavailable(format!("{doing}: {error}"))
            }
            _ => Self::Broken(format!("{doing}: {error}")),
        }
    }

    /// Sorts an error of SQLite.
    pub(crate) fn from_sqlite(error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        if error
            .sqlite_error()
            .is_some_and(|error| error.extended_code == SQLITE_IOERR_SHMSIZE)
        {
            // No room for the index of a log that grew.
            return Self::Full;
        }
        // What cannot be read concerns whoever asked for it. What is written is another matter: see `at_commit`.
        if error
            .sqlite_error()
            .is_some_and(|error| matches!(error.extended_code, SQLITE_IOERR_READ | SQLITE_IOERR_SHORT_READ))
        {
            return Self::Damaged(error.to_string());
        }
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::Full,
            Some(Code::DatabaseBusy | Code::DatabaseLocked | Code::OutOfMemory | Code::CannotOpen) => {
                Self::Unavailable(error.to_string())
            }
            Some(Code::ConstraintViolation) => Self::Exists,
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged(error.to_string()),
            Some(_) => Self::Broken(error.to_string()),
            None => match error {
                rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
                // A row that holds what we never write.
                _ => Self::Damaged(error.to_string()),
            },
        }
    }

    /// The same error, met by a commit: whatever the disk said then, nobody knows what is on it.
    pub(crate) fn at_commit(self) -> Self {
        match self {
            Self::Damaged(why) => Self::Broken(why),
            other => other,
        }
    }
}

/// SQLITE_IOERR | (19 << 8), sqlite3.h
const SQLITE_IOERR_SHMSIZE: i32 = 4874;
/// SQLITE_IOERR | (1 << 8)
const SQLITE_IOERR_READ: i32 = 266;
/// SQLITE_IOERR | (2 << 8)
const SQLITE_IOERR_SHORT_READ: i32 = 522;
const ENOMEM: i32 = 12;
const ENFILE: i32 = 23;
const EMFILE: i32 = 24;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::from_sqlite(&error)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("no space left on the disk"),
            Self::Unavailable(why) => write!(f, "the store is not available: {why}"),
            Self::Unknown => f.write_str("the outcome is not known"),
            Self::Broken(why) => write!(f, "the disk failed: {why}"),
            Self::Damaged(what) => write!(f, "damaged: {what}"),
            Self::Exists => f.write_str("exists already"),
            Self::NotFound => f.write_str("not found"),
            Self::LeaseLost => f.write_str("somebody else works on it"),
        }
    }
}

impl std::error::Error for StoreError {}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    #[test]
    fn what_sqlite_says_is_sorted() {
        // code, what it means, what it means at a commit
        for (code, expected, at_commit) in [
            (ffi::SQLITE_FULL, "Full", "Full"),
            (ffi::SQLITE_IOERR_SHMSIZE, "Full", "Full"),
            (ffi::SQLITE_BUSY, "Unavailable", "Unavailable"),
            (ffi::SQLITE_CANTOPEN, "Unavailable", "Unavailable"),
            (ffi::SQLITE_CONSTRAINT_PRIMARYKEY, "Exists", "Exists"),
            (ffi::SQLITE_IOERR_READ, "Damaged", "Broken"),
            (ffi::SQLITE_IOERR_SHORT_READ, "Damaged", "Broken"),
            (ffi::SQLITE_CORRUPT, "Damaged", "Broken"),
            (ffi::SQLITE_NOTADB, "Damaged", "Broken"),
            (ffi::SQLITE_IOERR_WRITE, "Broken", "Broken"),
            (ffi::SQLITE_IOERR_FSYNC, "Broken", "Broken"),
            (ffi::SQLITE_IOERR_DIR_FSYNC, "Broken", "Broken"),
            (ffi::SQLITE_IOERR_TRUNCATE, "Broken", "Broken"),
        ] {
            let error = || StoreError::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
            let name = |error: StoreError| {
                let text = format!("{error:?}");
                text.split('(').next().unwrap_or_default().to_owned()
            };
            assert_eq!(name(error()), expected, "{code}");
            assert_eq!(name(error().at_commit()), at_commit, "{code}");
        }
    }
}
