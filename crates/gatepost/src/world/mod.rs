//! The doors to the outside. Everything that the program sees of time, chance, networks, disks and signals comes through
//! one of these, so that a whole server can run in a made-up world.

pub mod certificate;
pub mod dns;
pub mod facts;
pub mod os;
pub mod systemd;
pub mod tls;

use futures_util::future::BoxFuture;
use mail::Timestamp;
use smtp::Moment;
use smtp::client::NoTls;
use smtp::server::TlsFacts;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Disk, Work};
use tokio::io::{AsyncRead, AsyncWrite};

/// All doors.
#[derive(Clone)]
pub struct World {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<dyn Random>,
    /// Sockets.
    pub network: Arc<dyn Network>,
    /// The DNS.
    pub resolver: Arc<dyn Resolver>,
    /// Files.
    pub disk: Arc<dyn Disk>,
    /// What blocks.
    pub work: Arc<dyn Work>,
    /// Tasks that go on by themselves.
    pub tasks: Arc<dyn Tasks>,
}

/// Time.
pub trait Clock: Send + Sync {
    /// Since the process began; never goes back.
    fn now(&self) -> Moment;
    /// The date, as the world sees it; may be set back.
    fn date(&self) -> Timestamp;
    /// Waits until [`Self::now`] is `until`.
    fn sleep_until(&self, until: Moment) -> BoxFuture<'static, ()>;
}

/// Chance, fit for secrets.
pub trait Random: Send + Sync {
    /// Fills `octets`.
    fn fill(&self, octets: &mut [u8]);
}

/// Tasks that go on by themselves.
pub trait Tasks: Send + Sync {
    /// Starts `task`; it ends by itself or with the process.
    fn spawn(&self, task: BoxFuture<'static, ()>);
}

/// Sockets.
pub trait Network: Send + Sync {
    /// Begins to listen.
    fn listen(&self, address: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Listener>>>;
    /// Connects. Whoever waits bounds the time.
    fn connect(&self, address: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Stream>>>;
    /// The addresses of this machine, as far as the system says.
    fn own_addresses(&self) -> Vec<IpAddr>;
}

/// The DNS. Names are A-labels, without a dot at the end.
pub trait Resolver: Send + Sync {
    /// The MX records of a domain; none if it exists and has none.
    fn mx(&self, domain: &str) -> BoxFuture<'static, Result<Vec<Mx>, DnsError>>;
    /// The addresses of a host; none if it exists and has none.
    fn addresses(&self, host: &str) -> BoxFuture<'static, Result<Vec<IpAddr>, DnsError>>;
}

/// An MX record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mx {
    /// The lower the sooner.
    pub preference: u16,
    /// The server's name, in A-labels; a dot at its end or none. Empty, or a dot alone: the null MX (RFC 7505).
    pub host: String,
}

/// Why the DNS has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DnsError {
    /// There is no such name.
    NoName,
    /// It is not known: nobody answered, or with an error. In the words of the library.
    Failed(String),
}

/// Where to listen, or to connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// A TCP port.
    Tcp(SocketAddr),
    /// A Unix socket; one of ours only the owner of the process may use.
    Unix(PathBuf),
}

/// Takes connections.
pub trait Listener: Send {
    /// The next connection.
    fn accept(&mut self) -> BoxFuture<'_, io::Result<(Box<dyn Stream>, Peer)>>;
    /// Where it listens, with the port that was really taken.
    fn address(&self) -> Endpoint;
}

/// Who connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Peer {
    /// From an address.
    Tcp(SocketAddr),
    /// Over a Unix socket, as this user.
    Local {
        /// The user's number.
        uid: u32,
    },
}

impl Peer {
    /// The address, if there is one.
    pub fn ip(&self) -> Option<IpAddr> {
        match self {
            Self::Tcp(address) => Some(address.ip()),
            Self::Local { .. } => None,
        }
    }
}

impl std::fmt::Display for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Local { uid } => write!(f, "uid {uid}"),
        }
    }
}

/// A connection, in the clear or in TLS.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// The server's side of TLS. A door, because the made-up world's is made up too.
pub trait Tls: Send + Sync {
    /// Does the handshake. Where authorities are named (a file of the configuration), the client is asked for a certificate of
    /// theirs, and may have none.
    fn accept(
        &self,
        stream: Box<dyn Stream>,
        client_ca: Option<&Path>,
    ) -> BoxFuture<'static, io::Result<(Box<dyn Stream>, TlsFacts)>>;
}

/// The client's side of TLS, towards the servers that mail goes to.
pub trait TlsClient: Send + Sync {
    /// Does the handshake, and sees to it that the certificate is what is demanded.
    fn connect(&self, stream: Box<dyn Stream>, demand: &TlsDemand) -> BoxFuture<'static, Secured>;
}

/// What comes of a client's handshake.
pub type Secured = Result<(Box<dyn Stream>, TlsFacts), NoTls>;

/// What a server's certificate must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsDemand {
    /// The name that the server is asked for (RFC 6066 §3); an address of its own has none to be asked for.
    pub name: String,
    /// Whether it must be for that name (RFC 9525 §6), and lead to somebody who is trusted. If not, any will do: the
    /// connection is encrypted, and nobody knows towards whom (RFC 7435).
    pub verify: bool,
}
