//! Starts everything and stops everything.

use crate::accounts::directory::{Directory, Turn};
use crate::accounts::guessing::Gate;
use crate::backlog::Backlog;
use crate::config::{self, Settings};
use crate::events::{Event, Events};
use crate::inbound::census::Census;
use crate::inbound::connection::Drain;
use crate::inbound::desk::{House, Post};
use crate::inbound::listener::Door;
use crate::outbound::ways::{Gear, Ways};
use crate::outbound::{Board, Office, Outbound, Prod};
use crate::world::{Endpoint, Listener, Tls, World};
use futures_util::future::FutureExt;
use mail::Domain;
use queue::IdSource;
use smtp::server::{Service, Terms, Times, TlsMode};
use std::fmt;
use std::io;
use std::sync::Arc;
use store::{MailStore, StoreError};
use tokio::sync::{mpsc, oneshot, watch};

/// Where things are kept.
#[derive(Clone)]
pub struct Stores {
    /// The queue.
    pub mail: Arc<dyn MailStore>,
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

/// Who may log in, and how that is found out.
#[derive(Clone)]
pub struct Guard {
    /// Who may log in.
    pub directory: Arc<Directory>,
    /// Counts failed logins, and knows who is banned.
    pub gate: Arc<Gate>,
}

/// TLS of both sides, and what else stands in files that the configuration names.
#[derive(Clone)]
pub struct Equipment {
    /// Towards clients.
    pub tls: Arc<dyn Tls>,
    /// Towards other servers.
    pub gear: Gear,
}

/// A server that does its work.
pub struct Server {
    house: Arc<House>,
    outbound: Outbound,
    doors: Vec<OpenDoor>,
    drain: watch::Sender<Drain>,
    /// What each session holds a copy of. Gone once no new ones begin.
    alive: Option<mpsc::Sender<()>>,
    ended: mpsc::Receiver<()>,
    stopped: bool,
}

/// A listener that is open.
struct OpenDoor {
    listener: config::Listener,
    address: Endpoint,
    post: watch::Sender<Option<Arc<Post>>>,
    /// Ends when the port is closed.
    closed: oneshot::Receiver<()>,
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
        equipment: Equipment,
        stores: Stores,
        guard: Guard,
        settings: &Settings,
        events: Events,
    ) -> Result<Self, CannotListen> {
        let mut seed = [0; 8];
        world.random.fill(&mut seed);
        let Equipment { tls, gear } = equipment;
        let (ids, backlog) = (
            Arc::new(IdSource::new(stores.node, u64::from_be_bytes(seed))),
            Backlog::default(),
        );
        let house = Arc::new(House {
            world: world.clone(),
            tls,
            mail: stores.mail.clone(),
            directory: guard.directory,
            gate: guard.gate,
            census: Census::default(),
            ids: ids.clone(),
            backlog: backlog.clone(),
            events: events.clone(),
        });
        {
            let events = events.clone();
            house.directory.watch(Box::new(move |name, turn| {
                let name = name.to_owned();
                events.tell(&match turn {
                    Turn::Down(why) => Event::SourceDown { name, why: why.clone() },
                    Turn::Back => Event::SourceBack { name },
                });
            }));
        }
        let recall = {
            let (directory, mail, events) = (house.directory.clone(), house.mail.clone(), events.clone());
            async move {
                let Err(error) = directory.recall(&*mail).await else {
                    return;
                };
                events.tell(&Event::Warning {
                    setting: "submission".to_owned(),
                    problem: format!(
                        "what accounts have sent in the last 24 hours could not be read, and does not count: {error}"
                    ),
                    fix: "restart the server when the store is well".to_owned(),
                });
            }
        };
        // Where nobody has a limit yet, nobody waits for that.
        match house.directory.limits_anybody().await {
            Ok(false) => world.tasks.spawn(recall.boxed()),
            Ok(true) | Err(_) => recall.await,
        }
        let (alive, ended) = mpsc::channel(1);
        let ways = Ways::new(settings, gear, &*world.network);
        let office = Office {
            world,
            mail: stores.mail,
            ids,
            events,
            backlog,
        };
        let mut server = Self {
            house,
            outbound: Outbound::new(Arc::new(office), ways),
            doors: Vec::new(),
            drain: watch::Sender::new(Drain::No),
            alive: Some(alive),
            ended,
            stopped: false,
        };
        let token_challenge = server.house.directory.rules().tokens.challenge();
        let wanted: Vec<&config::Listener> = settings.listeners.iter().collect();
        for (listener, bound) in server.listen(&wanted).await? {
            server.open(listener, bound, settings, &token_challenge);
        }
        server.outbound.begin();
        let names = server.doors.iter().map(|door| name(&door.address)).collect();
        server.house.events.tell(&Event::Started { listeners: names });
        Ok(server)
    }

    /// What holds for new sessions is from now on what `settings` say: limits, rules, who may relay. Listeners are opened and
    /// closed as they say; sessions that are open go on as they began. `token_challenge` is what is said from now on of an access token
    /// that is refused.
    ///
    /// # Errors
    /// An address is not to be had. Then nothing has changed.
    pub async fn reload(&mut self, settings: &Settings, gear: Gear, token_challenge: &str) -> Result<(), CannotListen> {
        let mut old: Vec<Option<OpenDoor>> = std::mem::take(&mut self.doors).into_iter().map(Some).collect();
        let mut take = |fits: &dyn Fn(&config::Listener) -> bool| {
            let found = old
                .iter_mut()
                .find(|door| door.as_ref().is_some_and(|door| fits(&door.listener)));
            found.and_then(Option::take)
        };
        // Port 0 may stand there more than once: first whoever is wholly the same.
        let mut kept: Vec<Option<OpenDoor>> = Vec::new();
        for wanted in &settings.listeners {
            kept.push(take(&|open| {
                (open.address, open.service, open.tls) == (wanted.address, wanted.service, wanted.tls)
            }));
        }
        for (wanted, kept) in settings.listeners.iter().zip(&mut kept) {
            if kept.is_none() {
                *kept = take(&|open| open.address == wanted.address);
            }
        }
        let missing: Vec<&config::Listener> = settings
            .listeners
            .iter()
            .zip(&kept)
            .filter(|(_, kept)| kept.is_none())
            .map(|(wanted, _)| wanted)
            .collect();
        let overlap = missing.iter().find_map(|wanted| {
            let ours = kept.iter().chain(&old).flatten();
            let mut open = ours.map(|door| door.listener.address);
            let taken = open.find(|open| config::collide(*open, wanted.address))?;
            Some(CannotListen {
                listener: (*wanted).clone(),
                error: io::Error::other(format!("this server itself listens on {taken} until it is restarted")),
            })
        });
        let bound = match overlap {
            Some(overlap) => Err(overlap),
            None => self.listen(&missing).await,
        };
        let bound = match bound {
            Ok(bound) => bound,
            Err(error) => {
                self.doors = kept.into_iter().chain(old).flatten().collect();
                return Err(error);
            }
        };
        for (wanted, kept) in settings.listeners.iter().zip(kept) {
            let Some(mut door) = kept else { continue };
            door.post
                .send_replace(Some(Arc::new(post(settings, wanted, token_challenge.to_owned()))));
            door.listener = wanted.clone();
            self.doors.push(door);
        }
        for door in old.into_iter().flatten() {
            door.post.send_replace(None);
            // The next reload may want this port again, and would find it taken: by us.
            drop(door.closed.await);
        }
        for (listener, bound) in bound {
            self.open(listener, bound, settings, token_challenge);
        }
        self.house.gate.reload(settings.guessing, settings.trusted.clone());
        let ways = Ways::new(settings, gear, &*self.house.world.network);
        self.outbound.reload(ways);
        Ok(())
    }

    /// Where it listens, with the ports that were really taken.
    pub fn addresses(&self) -> impl Iterator<Item = (&config::Listener, &Endpoint)> {
        self.doors.iter().map(|door| (&door.listener, &door.address))
    }

    /// Counts the connections that are open.
    pub fn census(&self) -> Census {
        self.house.census.clone()
    }

    /// How it stands with deliveries.
    pub fn board(&self) -> Board {
        self.outbound.board()
    }

    /// Has destinations asked again that are left alone.
    pub fn prod(&self) -> Prod {
        self.outbound.prod()
    }

    /// What holds for deliveries at the moment of the call.
    pub fn ways(&self) -> Arc<dyn Fn() -> Arc<Ways> + Send + Sync> {
        self.outbound.ways()
    }

    /// Names messages. Whoever makes reports beside the deliveries needs names from the same source.
    pub fn ids(&self) -> Arc<IdSource> {
        self.house.ids.clone()
    }

    /// Takes no new connections, and begins no deliveries; sessions finish the message that they are at.
    pub fn drain(&mut self) {
        self.alive = None;
        self.outbound.drain();
        let sessions = self.house.census.open();
        if self.drain.send_replace(Drain::Gently) == Drain::No {
            self.house.events.tell(&Event::Draining { sessions });
        }
    }

    /// Ends the sessions that are still open: each hears 421, if it listens.
    pub fn cut(&self) {
        self.drain.send_replace(Drain::Now);
    }

    /// Waits until all sessions are over and all deliveries settled, once no new ones begin.
    pub async fn done(&mut self) {
        while self.ended.recv().await.is_some() {}
        self.outbound.done().await;
        self.house.directory.keep_uses().await;
        if !std::mem::replace(&mut self.stopped, true) {
            self.house.events.tell(&Event::Stopped);
        }
    }

    /// Opens the addresses of `wanted`, or none.
    async fn listen(
        &self,
        wanted: &[&config::Listener],
    ) -> Result<Vec<(config::Listener, Box<dyn Listener>)>, CannotListen> {
        let mut listeners = Vec::new();
        for &listener in wanted {
            let address = Endpoint::Tcp(listener.address);
            match self.house.world.network.listen(&address).await {
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
        Ok(listeners)
    }

    fn open(
        &mut self,
        listener: config::Listener,
        bound: Box<dyn Listener>,
        settings: &Settings,
        token_challenge: &str,
    ) {
        // Without it the server is draining, and opens nothing.
        let Some(alive) = self.alive.clone() else { return };
        let address = bound.address();
        let post = post(settings, &listener, token_challenge.to_owned());
        let posts = watch::Sender::new(Some(Arc::new(post)));
        let door = Door {
            name: name(&address),
            post: posts.subscribe(),
            house: self.house.clone(),
            drain: self.drain.subscribe(),
            alive,
        };
        let (open, closed) = oneshot::channel();
        let stand_open = async move {
            door.stand_open(bound).await;
            drop::<oneshot::Sender<()>>(open);
        };
        self.house.world.tasks.spawn(stand_open.boxed());
        self.doors.push(OpenDoor {
            listener,
            address,
            post: posts,
            closed,
        });
    }
}

/// An address as it stands in the log.
pub fn name(address: &Endpoint) -> String {
    match address {
        Endpoint::Tcp(address) => address.to_string(),
        Endpoint::Unix(path) => path.display().to_string(),
    }
}

/// Whether the machine has no such address, or no IPv6 at all.
fn is_lacking(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AddrNotAvailable || error.raw_os_error() == Some(EAFNOSUPPORT)
}

/// What holds for the sessions of a listener. `token_challenge` is what is said of an access token that is refused.
pub fn post(settings: &Settings, listener: &config::Listener, token_challenge: String) -> Post {
    let limits = settings.limits;
    let service = match listener.service {
        config::Service::Submission => Service::Submission,
        config::Service::Relay => Service::Relay,
    };
    let tls = match listener.tls {
        config::ListenerTls::StartTls => TlsMode::StartTls,
        config::ListenerTls::Implicit => TlsMode::Implicit,
        config::ListenerTls::None => TlsMode::None,
    };
    let terms = Terms {
        message_octets_max: limits.message_octets_max,
        recipients_max: limits.recipients_max,
        errors_max: limits.errors_max,
        idle_commands_max: limits.idle_commands_max,
        command_octets_max: limits.command_octets_max,
        auth_octets_max: limits.auth_octets_max,
        token_challenge,
        times: Times {
            login: limits.login_time,
            idle: limits.idle_time,
            data: limits.data_time,
            session: limits.session_time,
            ..Times::default()
        },
        ..Terms::new(settings.hostname.clone(), service, tls)
    };
    Post {
        listener: listener.clone(),
        terms: Arc::new(terms),
        limits,
        senders: settings.senders,
        hide_client_address: settings.hide_client_address,
        routes: settings.routes.clone(),
        postmaster: settings.delivery.postmaster.clone(),
        own_domains: own_domains(settings),
    }
}

/// The domains for which we are the one to ask: those of `relay_to`.
fn own_domains(settings: &Settings) -> Vec<Domain> {
    let mut all: Vec<Domain> = Vec::new();
    for domain in settings.listeners.iter().flat_map(|listener| &listener.relay_to) {
        if !all.contains(domain) {
            all.push(domain.clone());
        }
    }
    all
}

const EAFNOSUPPORT: i32 = 97;
