//! The real world: the only place that names the system's clock, sockets, random numbers and threads.

use super::dns::Dns;
use super::{Clock, Endpoint, Listener, Network, Peer, Random, Stream, Tasks, World};
use futures_util::future::{BoxFuture, FutureExt};
use mail::Timestamp;
use nix::fcntl::{OFlag, posix_fallocate};
use nix::ifaddrs::getifaddrs;
use nix::sys::socket::SockaddrStorage;
use nix::sys::statvfs::statvfs;
use smtp::Moment;
use socket2::{Domain, Protocol, Socket, Type};
use std::fs::{File, OpenOptions};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt, PermissionsExt};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use store::{DirEntry, Disk, DiskFile, FileKind, Lane, Open, Space, Work};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The world as it is, with one thread less for hashing than there are cores. Must be called inside a tokio runtime.
pub fn world() -> World {
    world_with(Bound::default(), hashers(), &[])
}

/// The world as it is, with ports that are open already, so many threads for hashing, and these name servers; if there are
/// none, those of the system. Must be called inside a tokio runtime.
pub fn world_with(bound: Bound, hashers: usize, resolvers: &[SocketAddr]) -> World {
    World {
        clock: Arc::new(OsClock::default()),
        random: Arc::new(OsRandom),
        network: Arc::new(OsNetwork(Mutex::new(bound))),
        resolver: Arc::new(Dns::new(resolvers)),
        disk: Arc::new(OsDisk),
        work: Arc::new(Threads::new(hashers)),
        tasks: Arc::new(OsTasks(tokio::runtime::Handle::current())),
    }
}

/// The system's clock.
pub struct OsClock {
    began: Instant,
}

impl Default for OsClock {
    fn default() -> Self {
        Self { began: Instant::now() }
    }
}

impl Clock for OsClock {
    fn now(&self) -> Moment {
        self.began.elapsed()
    }

    fn date(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    fn sleep_until(&self, until: Moment) -> BoxFuture<'static, ()> {
        tokio::time::sleep_until((self.began + until).into()).boxed()
    }
}

/// Random numbers of the one cryptographic library.
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, octets: &mut [u8]) {
        aws_lc_rs::rand::fill(octets).expect("the system's source of random numbers works, or nothing here is safe");
    }
}

struct OsTasks(tokio::runtime::Handle);

impl Tasks for OsTasks {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.0.spawn(task);
    }
}

/// How many threads hash where nothing else was said: the mail must not wait for those who log in.
pub fn hashers() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    cores.saturating_sub(1).max(1)
}

/// The signals that a server hears: SIGTERM and SIGINT ask it to stop, SIGHUP to read its configuration again.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Come to an end.
    Stop,
    /// Read the configuration again.
    Reload,
}

impl Signals {
    /// From now on these signals are heard instead of ending the process.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for the next of them.
    pub async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.terminate.recv() => Asked::Stop,
            _ = self.interrupt.recv() => Asked::Stop,
            _ = self.hangup.recv() => Asked::Reload,
        }
    }

    /// Waits until the process is asked to stop.
    pub async fn stop(&mut self) {
        while self.next().await != Asked::Stop {}
    }
}

/// Ports that are open before there is a runtime: opened by root before it stepped down, or handed over by whoever started
/// us. Each is for the listener of this address.
#[derive(Debug, Default)]
pub struct Bound(Vec<(SocketAddr, std::net::TcpListener)>);

impl Bound {
    /// Opens a port.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(&mut self, address: SocketAddr) -> io::Result<()> {
        self.0.push((address, bind(address)?));
        Ok(())
    }

    /// Takes one that somebody else opened.
    pub fn add(&mut self, address: SocketAddr, listener: std::net::TcpListener) {
        self.0.push((address, listener));
    }

    fn take(&mut self, address: SocketAddr) -> Option<std::net::TcpListener> {
        let at = self.0.iter().position(|(own, _)| *own == address)?;
        Some(self.0.remove(at).1)
    }
}

struct OsNetwork(Mutex<Bound>);

impl Network for OsNetwork {
    fn listen(&self, address: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Listener>>> {
        let address = address.clone();
        let bound = match &address {
            Endpoint::Tcp(address) => self.0.lock().unwrap_or_else(PoisonError::into_inner).take(*address),
            Endpoint::Unix(_) => None,
        };
        async move {
            Ok(match address {
                Endpoint::Tcp(address) => {
                    let listener = match bound {
                        Some(listener) => listener,
                        None => bind(address)?,
                    };
                    listener.set_nonblocking(true)?;
                    Box::new(TcpListener::from_std(listener)?) as Box<dyn Listener>
                }
                Endpoint::Unix(path) => {
                    let listener = UnixListener::bind(&path)?;
                    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
                    Box::new(LocalListener { listener, path })
                }
            })
        }
        .boxed()
    }

    fn connect(&self, address: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Stream>>> {
        let address = address.clone();
        async move {
            Ok(match address {
                Endpoint::Tcp(address) => {
                    let stream = TcpStream::connect(address).await?;
                    // Commands are written whole; waiting for more would only hold them back.
                    stream.set_nodelay(true)?;
                    Box::new(stream) as Box<dyn Stream>
                }
                Endpoint::Unix(path) => Box::new(UnixStream::connect(path).await?),
            })
        }
        .boxed()
    }

    fn own_addresses(&self) -> Vec<IpAddr> {
        interface_addresses()
    }
}

/// Of the interfaces that are up.
fn interface_addresses() -> Vec<IpAddr> {
    let Ok(interfaces) = getifaddrs() else {
        return Vec::new();
    };
    let address = |storage: SockaddrStorage| {
        let four = storage.as_sockaddr_in().map(|four| IpAddr::V4(four.ip()));
        four.or_else(|| storage.as_sockaddr_in6().map(|six| IpAddr::V6(six.ip())))
    };
    interfaces
        .filter_map(|interface| interface.address.and_then(address))
        .collect()
}

/// `0.0.0.0` and `[::]` are two addresses, so that both may stand in a configuration.
fn bind(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // A restart need not wait for the connections of the last run to be forgotten.
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

impl Listener for TcpListener {
    fn accept(&mut self) -> BoxFuture<'_, io::Result<(Box<dyn Stream>, Peer)>> {
        async move {
            let (stream, address) = TcpListener::accept(self).await?;
            // Replies are written whole; waiting for more would only hold them back.
            stream.set_nodelay(true)?;
            Ok((Box::new(stream) as Box<dyn Stream>, Peer::Tcp(address)))
        }
        .boxed()
    }

    fn address(&self) -> Endpoint {
        let unknown = SocketAddr::from(([0, 0, 0, 0], 0));
        Endpoint::Tcp(self.local_addr().unwrap_or(unknown))
    }
}

struct LocalListener {
    listener: UnixListener,
    path: std::path::PathBuf,
}

impl Listener for LocalListener {
    fn accept(&mut self) -> BoxFuture<'_, io::Result<(Box<dyn Stream>, Peer)>> {
        async move {
            let (stream, _) = self.listener.accept().await?;
            let uid = stream.peer_cred()?.uid();
            Ok((Box::new(stream) as Box<dyn Stream>, Peer::Local { uid }))
        }
        .boxed()
    }

    fn address(&self) -> Endpoint {
        Endpoint::Unix(self.path.clone())
    }
}

/// The system's files.
pub struct OsDisk;

impl Disk for OsDisk {
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        let mut options = OpenOptions::new();
        options.read(true).write(how != Open::Read).mode(0o600);
        // A pipe is not waited for.
        options.custom_flags((OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits());
        match how {
            Open::Read | Open::ReadWrite => {}
            Open::Create => drop(options.create(true).truncate(false)),
            Open::CreateNew => drop(options.create_new(true)),
        }
        let file = options.open(path).map_err(|error| {
            let is_link = error.raw_os_error() == Some(nix::Error::ELOOP as i32);
            if is_link { not_a_file() } else { error }
        })?;
        if !file.metadata()?.is_file() {
            return Err(not_a_file());
        }
        Ok(Box::new(OsFile(file)))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        if !from.symlink_metadata()?.is_file() {
            return Err(not_a_file());
        }
        std::fs::hard_link(from, to)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        std::fs::DirBuilder::new().mode(0o700).create(path)
    }

    fn entries(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            entries.push(DirEntry {
                name: entry.file_name().to_string_lossy().into_owned(),
                kind: match (kind.is_file(), kind.is_dir()) {
                    (true, _) => FileKind::File,
                    (_, true) => FileKind::Directory,
                    _ => FileKind::Other,
                },
            });
        }
        entries.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        Ok(entries)
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        match path.symlink_metadata() {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn space(&self, path: &Path) -> io::Result<Space> {
        let found = statvfs(path)?;
        // Blocks are counted in fragments. Not `blocks_free`: the last part is root's alone on many file systems.
        let octets = |fragments: u64| fragments.saturating_mul(found.fragment_size());
        Ok(Space {
            free_octets: octets(found.blocks_available()),
            total_octets: octets(found.blocks()),
        })
    }
}

fn not_a_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is not an ordinary file")
}

struct OsFile(File);

impl DiskFile for OsFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.0.read_at(buffer, offset)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.0.write_all_at(bytes, offset)
    }

    fn truncate(&self, octets: u64) -> io::Result<()> {
        self.0.set_len(octets)
    }

    fn allocate(&self, octets: u64) -> io::Result<()> {
        let octets = i64::try_from(octets).map_err(|_| io::ErrorKind::FileTooLarge)?;
        Ok(posix_fallocate(&self.0, 0, octets)?)
    }

    fn octets(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn sync(&self) -> io::Result<()> {
        self.0.sync_data()
    }
}

/// A few threads for each lane. They end with the process, or when this is dropped and their work is done.
pub struct Threads {
    lanes: [Sender<Job>; 5],
}

type Job = Box<dyn FnOnce() + Send>;

impl Threads {
    /// Starts them: one that commits, `hashers` that hash.
    pub fn new(hashers: usize) -> Self {
        let lane = |name: &'static str, count: usize| {
            let (give, take) = channel::<Job>();
            let take = Arc::new(Mutex::new(take));
            for n in 0..count {
                let take = take.clone();
                let thread = std::thread::Builder::new().name(format!("{name}-{n}"));
                thread
                    .spawn(move || work(&take, name == COMMIT))
                    .expect("the system has room for a handful of threads at start");
            }
            give
        };
        Self {
            lanes: [
                lane(COMMIT, 1),
                lane("read", 1),
                lane("account", 1),
                lane("hash", hashers.max(1)),
                lane("disk", 4),
            ],
        }
    }
}

fn work(take: &Mutex<Receiver<Job>>, commits: bool) {
    loop {
        let job = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // Whoever asked hears that the end is not known.
        let panicked = catch_unwind(AssertUnwindSafe(job)).is_err();
        if panicked && commits {
            // What the committer has done is not known either, and everybody would wait for it: a restart knows.
            std::process::abort();
        }
    }
}

impl Work for Threads {
    fn run(&self, lane: Lane, job: Job) {
        let lane = match lane {
            Lane::Commit => 0,
            Lane::Read => 1,
            Lane::Account => 2,
            Lane::Hash => 3,
            Lane::Disk => 4,
        };
        // The receivers live as long as their threads do; a job that finds none is dropped, as `Work` allows.
        drop(self.lanes[lane].send(job));
    }
}

/// Connections that wait to be taken.
const BACKLOG: i32 = 1024;
const COMMIT: &str = "commit";
