//! Starts everything and stops everything.

use crate::accounts::password::Passwords;
use crate::config::{self, Settings};
use crate::events::{Event, Events};
use crate::inbound::connection::Drain;
use crate::inbound::desk::House;
use crate::inbound::listener::Door;
use crate::world::{ListenAddress, Tls, World};
use futures_util::future::FutureExt;
use queue::IdSource;
use smtp::server::{Terms, Times, TlsMode};
use std::fmt;
use std::io;
use std::sync::Arc;
use store::{AccountStore, MailStore, StoreError};
use tokio::sync::{mpsc, watch};

/// Where things are kept.
#[derive(Clone)]
pub struct Stores {
    /// The queue.
    pub mail: Arc<dyn MailStore>,
    /// The accounts.
    pub accounts: Arc<dyn AccountStore>,
    /// This node's number, for queue ids.
    pub node: u32,
}

/// Set once the disk has failed. Cheap to clone.
#[derive(Clone)]
pub struct Broken(Arc<watch::Sender<Option<StoreError>>>);

impl Default for Broken {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Broken {
    /// The disk has failed: the process must stop.
    pub fn tell(&self, error: &StoreError) {
        self.0.send_if_modified(|told| {
            let first = told.is_none();
            told.get_or_insert_with(|| error.clone());
            first
        });
    }

    /// Waits until the disk fails.
    pub async fn told(&self) -> StoreError {
        let mut told = self.0.subscribe();
        match told.wait_for(Option::is_some).await {
            Ok(error) => error.clone().unwrap_or(StoreError::Unknown),
            // The sender is ourselves, so it lives.
            Err(_) => StoreError::Unknown,
        }
    }
}

/// A server that does its work.
pub struct Server {
    addresses: Vec<(config::Listener, ListenAddress)>,
    drain: watch::Sender<Drain>,
    ended: mpsc::Receiver<()>,
    alive: mpsc::WeakSender<()>,
    stopped: bool,
    events: Events,
}

/// Why a server did not start.
#[derive(Debug)]
pub struct CannotListen {
    /// The listener of the configuration.
    pub listener: config::Listener,
    /// What the system said.
    pub error: io::Error,
}

impl fmt::Display for CannotListen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.listener.address;
        match self.error.kind() {
            io::ErrorKind::AddrInUse => write!(
                f,
                "port {} is taken: another program listens on {address}. Stop it, or change `address` of that [[listener]]",
                address.port()
            ),
            io::ErrorKind::PermissionDenied => write!(
                f,
                "this user may not open port {}: give the program the capability CAP_NET_BIND_SERVICE (systemd: \
                 AmbientCapabilities), or change `address` of that [[listener]]",
                address.port()
            ),
            io::ErrorKind::AddrNotAvailable => write!(
                f,
                "this machine has no address {}: change `address` of that [[listener]]",
                address.ip()
            ),
            _ => write!(f, "cannot listen on {address}: {}", self.error),
        }
    }
}

impl Server {
    /// Listens on all addresses of `settings`. If one is not to be had, none is.
    pub async fn start(
        world: World,
        tls: Arc<dyn Tls>,
        stores: Stores,
        passwords: Arc<Passwords>,
        settings: &Settings,
        events: Events,
    ) -> Result<Self, CannotListen> {
        let mut seed = [0; 8];
        world.random.fill(&mut seed);
        let house = Arc::new(House {
            world: world.clone(),
            tls,
            mail: stores.mail,
            accounts: stores.accounts,
            passwords,
            ids: IdSource::new(stores.node, u64::from_be_bytes(seed)),
            events: events.clone(),
            hostname: settings.hostname.clone(),
            senders: settings.senders,
            hide_client_address: settings.hide_client_address,
        });
        let mut listeners = Vec::new();
        for listener in &settings.listeners {
            match world.network.listen(&ListenAddress::Tcp(listener.address)).await {
                Ok(bound) => listeners.push((listener.clone(), bound)),
                Err(error) if listener.optional && is_lacking(&error) => {}
                Err(error) => {
                    return Err(CannotListen {
                        listener: listener.clone(),
                        error,
                    });
                }
            }
        }
        let (drain, drained) = watch::channel(Drain::No);
        let (alive, ended) = mpsc::channel(1);
        let (mut addresses, mut names) = (Vec::new(), Vec::new());
        for (listener, bound) in listeners {
            let address = bound.address();
            let door = Door {
                name: match &address {
                    ListenAddress::Tcp(address) => address.to_string(),
                    ListenAddress::Unix(path) => path.display().to_string(),
                },
                terms: Arc::new(terms(settings, &listener)),
                house: house.clone(),
                drain: drained.clone(),
                alive: alive.clone(),
            };
            names.push(door.name.clone());
            addresses.push((listener, address));
            world.tasks.spawn(door.stand_open(bound).boxed());
        }
        events.tell(&Event::Started { listeners: names });
        Ok(Self {
            addresses,
            drain,
            ended,
            alive: alive.downgrade(),
            stopped: false,
            events,
        })
    }

    /// Where it listens, with the ports that were really taken.
    pub fn addresses(&self) -> &[(config::Listener, ListenAddress)] {
        &self.addresses
    }

    /// Takes no new connections; sessions finish the message that they are at.
    pub fn drain(&self) {
        // Each listener holds one besides each session.
        let sessions = self.alive.strong_count().saturating_sub(self.addresses.len());
        if self.drain.send_replace(Drain::Gently) == Drain::No {
            self.events.tell(&Event::Draining { sessions });
        }
    }

    /// Ends the sessions that are still open: each hears 421, if it listens.
    pub fn cut(&self) {
        self.drain.send_replace(Drain::Now);
    }

    /// Waits until all sessions are over.
    pub async fn done(&mut self) {
        while self.ended.recv().await.is_some() {}
        if !std::mem::replace(&mut self.stopped, true) {
            self.events.tell(&Event::Stopped);
        }
    }
}

/// Whether the machine has no such address, or no IPv6 at all.
fn is_lacking(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AddrNotAvailable || error.raw_os_error() == Some(EAFNOSUPPORT)
}

fn terms(settings: &Settings, listener: &config::Listener) -> Terms {
    Terms {
        hostname: settings.hostname.clone(),
        tls: match listener.tls {
            config::ListenerTls::StartTls => TlsMode::StartTls,
            config::ListenerTls::Implicit => TlsMode::Implicit,
        },
        message_octets_max: settings.limits.message_octets_max,
        recipients_max: settings.limits.recipients_max,
        times: Times::default(),
    }
}

const EAFNOSUPPORT: i32 = 97;
