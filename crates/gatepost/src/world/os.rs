//! The real world: the only place that names the system's clock, sockets, random numbers and threads.

use super::{Clock, ListenAddress, Listener, Network, Peer, Random, Stream, Tasks, World};
use futures_util::future::{BoxFuture, FutureExt};
use mail::Timestamp;
use smtp::Moment;
use socket2::{Domain, Protocol, Socket, Type};
use std::fs::{File, OpenOptions};
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt, PermissionsExt};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use store::{Disk, DiskFile, Lane, Open, Work};
use tokio::net::{TcpListener, UnixListener};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The world as it is. Must be called inside a tokio runtime.
pub fn world() -> World {
    World {
        clock: Arc::new(OsClock { began: Instant::now() }),
        random: Arc::new(OsRandom),
        network: Arc::new(OsNetwork),
        disk: Arc::new(OsDisk),
        work: Arc::new(Threads::new()),
        tasks: Arc::new(OsTasks(tokio::runtime::Handle::current())),
    }
}

struct OsClock {
    began: Instant,
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

/// The signals that ask a server to stop: SIGTERM and SIGINT.
pub struct Termination {
    terminate: Signal,
    interrupt: Signal,
}

impl Termination {
    /// From now on these signals are heard instead of ending the process.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for the next of them.
    pub async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

struct OsNetwork;

impl Network for OsNetwork {
    fn listen(&self, address: &ListenAddress) -> BoxFuture<'static, io::Result<Box<dyn Listener>>> {
        let address = address.clone();
        async move {
            Ok(match address {
                ListenAddress::Tcp(address) => Box::new(listen(address)?) as Box<dyn Listener>,
                ListenAddress::Unix(path) => {
                    let listener = UnixListener::bind(&path)?;
                    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
                    Box::new(LocalListener { listener, path })
                }
            })
        }
        .boxed()
    }
}

/// `0.0.0.0` and `[::]` are two addresses, so that both may stand in a configuration.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // A restart need not wait for the connections of the last run to be forgotten.
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    TcpListener::from_std(socket.into())
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

    fn address(&self) -> ListenAddress {
        let unknown = SocketAddr::from(([0, 0, 0, 0], 0));
        ListenAddress::Tcp(self.local_addr().unwrap_or(unknown))
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

    fn address(&self) -> ListenAddress {
        ListenAddress::Unix(self.path.clone())
    }
}

/// The system's files.
pub struct OsDisk;

impl Disk for OsDisk {
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        let mut options = OpenOptions::new();
        options.read(true).write(how != Open::Read).mode(0o600);
        match how {
            Open::Read | Open::ReadWrite => {}
            Open::Create => drop(options.create(true).truncate(false)),
            Open::CreateNew => drop(options.create_new(true)),
        }
        Ok(Box::new(OsFile(options.open(path)?)))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        std::fs::DirBuilder::new().mode(0o700).create(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(path)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort_unstable();
        Ok(names)
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        path.try_exists()
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }
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
    /// Starts them: one that commits, one for each core but one that hashes.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
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
                lane("hash", cores.saturating_sub(1).max(1)),
                lane("disk", 4),
            ],
        }
    }
}

impl Default for Threads {
    fn default() -> Self {
        Self::new()
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
