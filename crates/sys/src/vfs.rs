//! The door through which SQLite calls us, and the only unsafe code: each function here checks what C handed over, and
//! passes it on to `file`, as thin as can be.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::slice;
use std::sync::{Arc, Mutex, Weak};

use rusqlite::ffi::{
    SQLITE_CANTOPEN, SQLITE_ERROR, SQLITE_IOERR, SQLITE_IOERR_ACCESS, SQLITE_IOERR_DELETE, SQLITE_IOERR_READ,
    SQLITE_IOERR_SHMMAP, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE, SQLITE_NOTFOUND, SQLITE_OK, sqlite3_file,
    sqlite3_filename, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs, sqlite3_vfs_find, sqlite3_vfs_register,
    sqlite3_vfs_unregister,
};
use store::Disk;

use crate::file::{Handle, State, TIME_START_MS, locked, normal};

/// Makes `disk` known to SQLite under `name`, for `Connection::open_with_flags_and_vfs`.
///
/// Any number may be registered at once; each has its own disk, its own locks and its own WAL indexes. `seed` is for
/// what SQLite asks this VFS to draw by chance. (SQLite's own generator, from which the salts of the write-ahead log
/// come, asks the default VFS instead, so the octets of a log differ from run to run; nothing is decided by them.)
/// Time passes by one millisecond each time that SQLite asks, and sleeping takes none, so with one thread a run
/// depends on nothing but its arguments.
///
/// # Errors
///
/// [`RegisterError`], if the name cannot be used.
pub fn register(name: &str, disk: Arc<dyn Disk>, seed: u64) -> Result<Registered, RegisterError> {
    if name.is_empty() {
        return Err(RegisterError::BadName);
    }
    let name = CString::new(name).map_err(|_| RegisterError::BadName)?;

    let _one_at_a_time = locked(&REGISTERING);
    // SAFETY: the name is terminated and outlives the call; the answer is only compared with null.
    if !unsafe { sqlite3_vfs_find(name.as_ptr()) }.is_null() {
        return Err(RegisterError::NameTaken);
    }

    let state = Arc::new(State::new(disk, seed));
    // A connection keeps a pointer to its VFS for as long as it lives, even one that never opened a file, and
    // nothing tells us when the last of them is gone. So these few hundred octets are never freed. They hold the state
    // weakly: the disk goes with the last open file.
    let vfs = Box::into_raw(Box::new(sqlite3_vfs {
        iVersion: 2,
        szOsFile: size_of::<File>() as c_int,
        mxPathname: PATH_OCTETS_MAX,
        pNext: ptr::null_mut(),
        zName: name.into_raw(),
        pAppData: Box::into_raw(Box::new(Arc::downgrade(&state))).cast::<c_void>(),
        xOpen: Some(open),
        xDelete: Some(delete),
        xAccess: Some(access),
        xFullPathname: Some(full_pathname),
        xDlOpen: Some(dl_open),
        xDlError: Some(dl_error),
        xDlSym: Some(dl_sym),
        xDlClose: Some(dl_close),
        xRandomness: Some(randomness),
        xSleep: Some(sleep),
        xCurrentTime: Some(current_time),
        xGetLastError: None,
        xCurrentTimeInt64: Some(current_time_int64),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    }));
    // SAFETY: the structure and all that it points to are never freed, and every function in it keeps SQLite's terms.
    let code = unsafe { sqlite3_vfs_register(vfs, 0) };
    if code != SQLITE_OK {
        return Err(RegisterError::Refused(code));
    }
    Ok(Registered { vfs, state })
}

/// A disk that SQLite knows. Dropping it takes the name back; connections that are still open go on working.
pub struct Registered {
    vfs: *mut sqlite3_vfs,
    state: Arc<State>,
}

impl Registered {
    /// The process that used it has died: takes the name back, and from now on nothing that its connections do
    /// reaches the disk; they get errors. Without this, closing them after a crash would checkpoint the log, or remove
    /// by its name a log that already belongs to the next life. The next life registers anew.
    pub fn kill(self) {
        self.state.cut();
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        let _one_at_a_time = locked(&REGISTERING);
        // SAFETY: the pointer came from `register` and is never freed. SQLite only takes it out of its list.
        unsafe { sqlite3_vfs_unregister(self.vfs) };
    }
}

// SAFETY: the pointer is used for one thing, unregistering, which SQLite guards with a mutex of its own.
unsafe impl Send for Registered {}
// SAFETY: as above; nothing can be done through a shared reference.
unsafe impl Sync for Registered {}

impl fmt::Debug for Registered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Registered")
    }
}

/// Why a disk could not be registered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RegisterError {
    /// The name is empty or has a NUL in it.
    BadName,
    /// Another VFS has this name: SQLite would not say which of the two it takes.
    NameTaken,
    /// SQLite itself said no, with this result code.
    Refused(i32),
}

impl fmt::Display for RegisterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadName => f.write_str("a VFS name must not be empty nor hold a NUL"),
            Self::NameTaken => f.write_str("another VFS has this name"),
            Self::Refused(code) => write!(f, "SQLite refused the VFS with code {code}"),
        }
    }
}

impl std::error::Error for RegisterError {}

// What SQLite calls. Its terms, <https://sqlite.org/c3ref/io_methods.html>: pointers are valid for the call; a file is
// used by one thread at a time (its connection's mutex, or the connection's being with one thread); `pMethods` is set
// if, and only if, the file has to be closed.

/// What SQLite allocates for each file, of `szOsFile` octets.
#[repr(C)]
struct File {
    base: sqlite3_file,
    handle: *mut Handle,
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// A panic must not unwind into C, so here it becomes an I/O error.
fn guarded(job: impl FnOnce() -> c_int) -> c_int {
    match catch_unwind(AssertUnwindSafe(job)) {
        Ok(code) => code,
        Err(payload) => {
            // What was thrown may itself panic when dropped.
            mem::forget(payload);
            SQLITE_IOERR
        }
    }
}

/// # Safety
///
/// `vfs` is one that `register` made.
unsafe fn state_of(vfs: *mut sqlite3_vfs) -> Option<Arc<State>> {
    // SAFETY: `register` put a `Weak<State>` there, and never frees it.
    unsafe { &*(*vfs).pAppData.cast::<Weak<State>>() }.upgrade()
}

/// # Safety
///
/// `file` was opened by `open`, has not been closed, and no other reference to its handle lives.
unsafe fn handle_of<'a>(file: *mut sqlite3_file) -> &'a mut Handle {
    // SAFETY: such a file is a `File` whose handle is a leaked box; nobody else has it (see the terms above).
    unsafe { &mut *(*file.cast::<File>()).handle }
}

/// # Safety
///
/// `path` is null, or ends with a NUL and outlives `'a`.
unsafe fn text<'a>(path: *const c_char) -> Option<&'a str> {
    if path.is_null() {
        return None;
    }
    // SAFETY: as demanded of the caller.
    unsafe { CStr::from_ptr(path) }.to_str().ok()
}

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    path: sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    granted: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives `szOsFile` octets, aligned as its allocator does. They may not be initialised, so they are
    // written whole. Until the end there is nothing to close.
    unsafe {
        file.cast::<File>().write(File {
            base: sqlite3_file { pMethods: ptr::null() },
            handle: ptr::null_mut(),
        });
    }
    guarded(|| {
        // SAFETY: SQLite passes the VFS that it was given.
        let Some(state) = (unsafe { state_of(vfs) }) else {
            return SQLITE_CANTOPEN;
        };
        // SAFETY: SQLite keeps the name at least until the file is closed; null means a temporary file.
        let name = unsafe { text(path) };
        if name.is_none() && !path.is_null() {
            return SQLITE_CANTOPEN;
        }
        match state.open(name, flags) {
            Err(code) => code,
            Ok((handle, flags)) => {
                let handle = Box::into_raw(Box::new(handle));
                // SAFETY: written above, so valid; `granted` may be null.
                unsafe {
                    file.cast::<File>().write(File {
                        base: sqlite3_file { pMethods: &METHODS },
                        handle,
                    });
                    if !granted.is_null() {
                        granted.write(flags);
                    }
                }
                SQLITE_OK
            }
        }
    })
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    guarded(|| {
        // SAFETY: an open file; its box came from `Box::into_raw` in `open`, and is taken out, so it is freed once.
        drop(unsafe {
            let file = &mut *file.cast::<File>();
            file.base.pMethods = ptr::null();
            Box::from_raw(mem::replace(&mut file.handle, ptr::null_mut()))
        });
        SQLITE_OK
    })
}

unsafe extern "C" fn read(file: *mut sqlite3_file, buffer: *mut c_void, octets: c_int, offset: sqlite3_int64) -> c_int {
    guarded(|| {
        let (Ok(octets), Ok(offset)) = (usize::try_from(octets), u64::try_from(offset)) else {
            return SQLITE_IOERR_READ;
        };
        // SAFETY: SQLite gives a buffer of `octets` that nobody else uses now. Zeros make it initialised, and are
        // what a short read must leave behind.
        let buffer = unsafe {
            buffer.cast::<u8>().write_bytes(0, octets);
            slice::from_raw_parts_mut(buffer.cast::<u8>(), octets)
        };
        // SAFETY: an open file.
        unsafe { handle_of(file) }.read(buffer, offset)
    })
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    bytes: *const c_void,
    octets: c_int,
    offset: sqlite3_int64,
) -> c_int {
    guarded(|| {
        let (Ok(octets), Ok(offset)) = (usize::try_from(octets), u64::try_from(offset)) else {
            return SQLITE_IOERR_WRITE;
        };
        // SAFETY: SQLite gives `octets` initialised octets, and leaves them alone until we return.
        let bytes = unsafe { slice::from_raw_parts(bytes.cast::<u8>(), octets) };
        // SAFETY: an open file.
        unsafe { handle_of(file) }.write(bytes, offset)
    })
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, octets: sqlite3_int64) -> c_int {
    guarded(|| match u64::try_from(octets) {
        // SAFETY: an open file.
        Ok(octets) => unsafe { handle_of(file) }.truncate(octets),
        Err(_) => SQLITE_IOERR_TRUNCATE,
    })
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: an open file.
    guarded(|| unsafe { handle_of(file) }.sync())
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, octets: *mut sqlite3_int64) -> c_int {
    // SAFETY: an open file.
    guarded(|| match unsafe { handle_of(file) }.octets() {
        Ok(size) => {
            // SAFETY: SQLite gives a place for the answer.
            unsafe { octets.write(size) };
            SQLITE_OK
        }
        Err(code) => code,
    })
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file.
    guarded(|| unsafe { handle_of(file) }.lock(level))
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file.
    guarded(|| unsafe { handle_of(file) }.unlock(level))
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, answer: *mut c_int) -> c_int {
    guarded(|| {
        // SAFETY: an open file, and a place for the answer.
        unsafe { answer.write(c_int::from(handle_of(file).is_reserved())) };
        SQLITE_OK
    })
}

/// We have nothing to tune, and SQLite copes with a VFS that says so.
unsafe extern "C" fn file_control(_file: *mut sqlite3_file, _operation: c_int, _argument: *mut c_void) -> c_int {
    SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_file: *mut sqlite3_file) -> c_int {
    SECTOR_OCTETS
}

/// No promise at all. In particular not `SQLITE_IOCAP_POWERSAFE_OVERWRITE`, that a loss of power in the middle of a
/// write harms nothing beside it: a made-up disk exists to be worse than real ones, and may one day tear whole sectors.
/// Without it SQLite fills the log up to a sector's end behind each commit.
unsafe extern "C" fn device_characteristics(_file: *mut sqlite3_file) -> c_int {
    0
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    region: c_int,
    octets: c_int,
    extend: c_int,
    address: *mut *mut c_void,
) -> c_int {
    // SAFETY: SQLite gives a place for the answer, which must be null when there is none.
    unsafe { address.write(ptr::null_mut()) };
    guarded(|| {
        let (Ok(region), Ok(octets)) = (usize::try_from(region), usize::try_from(octets)) else {
            return SQLITE_IOERR_SHMMAP;
        };
        // SAFETY: an open file.
        match unsafe { handle_of(file) }.map(region, octets, extend != 0) {
            Ok(found) => {
                // SAFETY: as above. The memory stays where it is until every connection has unmapped it.
                unsafe { address.write(found) };
                SQLITE_OK
            }
            Err(code) => code,
        }
    })
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, first: c_int, count: c_int, flags: c_int) -> c_int {
    // SAFETY: an open file.
    guarded(|| unsafe { handle_of(file) }.lock_memory(first, count, flags))
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    guarded(|| {
        // SAFETY: an open file.
        unsafe { handle_of(file) }.barrier();
        SQLITE_OK
    });
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, _delete: c_int) -> c_int {
    guarded(|| {
        // SAFETY: an open file.
        unsafe { handle_of(file) }.unmap();
        SQLITE_OK
    })
}

unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, path: *const c_char, sync_directory: c_int) -> c_int {
    guarded(|| {
        // SAFETY: our VFS, and a terminated name that outlives the call.
        let (Some(state), Some(path)) = (unsafe { (state_of(vfs), text(path)) }) else {
            return SQLITE_IOERR_DELETE;
        };
        state.delete(path, sync_directory & 1 != 0).err().unwrap_or(SQLITE_OK)
    })
}

unsafe extern "C" fn access(vfs: *mut sqlite3_vfs, path: *const c_char, flags: c_int, answer: *mut c_int) -> c_int {
    guarded(|| {
        // SAFETY: our VFS, and a terminated name that outlives the call.
        let (Some(state), Some(path)) = (unsafe { (state_of(vfs), text(path)) }) else {
            return SQLITE_IOERR_ACCESS;
        };
        match state.access(path, flags) {
            Ok(yes) => {
                // SAFETY: SQLite gives a place for the answer.
                unsafe { answer.write(c_int::from(yes)) };
                SQLITE_OK
            }
            Err(code) => code,
        }
    })
}

unsafe extern "C" fn full_pathname(
    _vfs: *mut sqlite3_vfs,
    path: *const c_char,
    octets: c_int,
    answer: *mut c_char,
) -> c_int {
    guarded(|| {
        // SAFETY: a terminated name that outlives the call.
        let Some(full) = (unsafe { text(path) }).map(normal) else {
            return SQLITE_CANTOPEN;
        };
        let room = usize::try_from(octets).unwrap_or(0);
        if full.is_empty() || full == "/" || full.len() >= room {
            return SQLITE_CANTOPEN;
        }
        // SAFETY: SQLite gives `octets` octets of room, and the name with its NUL is not longer.
        unsafe {
            answer.copy_from_nonoverlapping(full.as_ptr().cast::<c_char>(), full.len());
            answer.add(full.len()).write(0);
        }
        SQLITE_OK
    })
}

/// Extensions are code from files, and our files are no libraries.
unsafe extern "C" fn dl_open(_vfs: *mut sqlite3_vfs, _path: *const c_char) -> *mut c_void {
    ptr::null_mut()
}

unsafe extern "C" fn dl_error(_vfs: *mut sqlite3_vfs, octets: c_int, message: *mut c_char) {
    if octets > 0 {
        // SAFETY: SQLite gives `octets` octets of room, so at least one.
        unsafe { message.write(0) };
    }
}

unsafe extern "C" fn dl_sym(
    _vfs: *mut sqlite3_vfs,
    _library: *mut c_void,
    _symbol: *const c_char,
) -> Option<unsafe extern "C" fn(*mut sqlite3_vfs, *mut c_void, *const c_char)> {
    None
}

unsafe extern "C" fn dl_close(_vfs: *mut sqlite3_vfs, _library: *mut c_void) {}

/// Says how many octets it wrote.
unsafe extern "C" fn randomness(vfs: *mut sqlite3_vfs, octets: c_int, answer: *mut c_char) -> c_int {
    let mut written = 0;
    guarded(|| {
        let room = usize::try_from(octets).unwrap_or(0);
        // SAFETY: SQLite gives `octets` octets, perhaps not initialised, so zeros come first.
        let buffer = unsafe {
            answer.write_bytes(0, room);
            slice::from_raw_parts_mut(answer.cast::<u8>(), room)
        };
        // SAFETY: our VFS.
        if let Some(state) = unsafe { state_of(vfs) } {
            state.randomness(buffer);
        }
        written = octets;
        SQLITE_OK
    });
    written
}

/// Takes no time, so that a wait for a lock which nobody can release ends at once. Other threads may go first.
unsafe extern "C" fn sleep(_vfs: *mut sqlite3_vfs, microseconds: c_int) -> c_int {
    std::thread::yield_now();
    microseconds
}

unsafe extern "C" fn current_time(vfs: *mut sqlite3_vfs, days: *mut f64) -> c_int {
    guarded(|| {
        // SAFETY: our VFS, and a place for the answer.
        unsafe { days.write(state_of(vfs).map_or(TIME_START_MS, |state| state.now_ms()) as f64 / 86_400_000.0) };
        SQLITE_OK
    })
}

unsafe extern "C" fn current_time_int64(vfs: *mut sqlite3_vfs, milliseconds: *mut sqlite3_int64) -> c_int {
    guarded(|| {
        // SAFETY: our VFS, and a place for the answer.
        let Some(state) = (unsafe { state_of(vfs) }) else {
            return SQLITE_ERROR;
        };
        // SAFETY: as above.
        unsafe { milliseconds.write(state.now_ms()) };
        SQLITE_OK
    })
}

/// Looking for a name and taking it must be one step.
static REGISTERING: Mutex<()> = Mutex::new(());

/// What the unix VFS has, too.
const PATH_OCTETS_MAX: c_int = 512;
const SECTOR_OCTETS: c_int = 4096;
