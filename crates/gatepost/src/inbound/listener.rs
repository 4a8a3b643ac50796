//! Takes connections on one address and starts a session for each.

use super::census::Guest;
use super::connection::{Carrier, Drain};
use super::desk::{Desk, House, Post};
use super::proxy::{self, Proxied, ProxyError};
use crate::events::{About, Event};
use crate::policy::client::{Newcomer, may_connect};
use crate::world::{Listener, Peer, Stream};
use futures_util::future::FutureExt;
use smtp::server::{Session, TlsMode, Verdict};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// One address at which clients connect.
pub struct Door {
    /// Its address, as in the log and in the queue.
    pub name: String,
    /// What holds for the sessions that begin now. Nothing: the configuration has this listener no more.
    pub post: watch::Receiver<Option<Arc<Post>>>,
    /// What all listeners share.
    pub house: Arc<House>,
    /// Whether the server goes on.
    pub drain: watch::Receiver<Drain>,
    /// Each session holds one until it ends.
    pub alive: mpsc::Sender<()>,
}

impl Door {
    /// Takes connections until the server drains, or the listener is taken out of the configuration.
    pub async fn stand_open(self, mut listener: Box<dyn Listener>) {
        let door = Arc::new(self);
        let (mut drain, mut gone) = (door.drain.clone(), door.post.clone());
        loop {
            let taken = tokio::select! {
                biased;
                _ = drain.wait_for(|drain| *drain != Drain::No) => return,
                _ = gone.wait_for(Option::is_none) => return,
                taken = listener.accept() => taken,
            };
            match taken {
                Ok((stream, peer)) => {
                    let (door, alive) = (door.clone(), door.alive.clone());
                    let Some(post) = door.post.borrow().clone() else { return };
                    let tasks = door.house.world.tasks.clone();
                    tasks.spawn(
                        async move {
                            door.receive(stream, peer, post).await;
                            drop(alive);
                        }
                        .boxed(),
                    );
                }
                Err(error) => {
                    // Mostly too many open files: sessions that end make room.
                    let event = Event::AcceptFailed {
                        listener: door.name.clone(),
                        why: error.to_string(),
                    };
                    door.house.events.tell(&event);
                    let clock = &door.house.world.clock;
                    clock.sleep_until(clock.now() + PAUSE).await;
                }
            }
        }
    }

    async fn receive(&self, mut stream: Box<dyn Stream>, peer: Peer, post: Arc<Post>) {
        let house = &self.house;
        let peer = match Box::pin(self.behind_proxy(&mut stream, peer, &post)).await {
            Some(peer) => peer,
            None => return,
        };
        let client = peer.ip();
        let mut guest = house.census.enter(client);
        let admitted = self.admit(&peer, &guest, &post);
        let listener = self.name.clone();
        house.events.tell(&Event::Connected {
            listener: listener.clone(),
        });
        if let Err(refusal) = &admitted {
            // Before a handshake no reply can be sent (and it would cost more than it is worth), nor to a crowd.
            let crowd = guest.turn_away() > TURNED_AWAY_MAX;
            if crowd || post.terms.tls == TlsMode::Implicit {
                let (client, why) = (peer.to_string(), refusal.detail.clone());
                return house.events.tell(&Event::Dropped { listener, client, why });
            }
        }
        let clock = house.world.clock.clone();
        let began = clock.now();
        let about = About {
            session: house.session_id(),
            listener,
            client: peer.to_string(),
            ..About::default()
        };
        let patience = if admitted.is_ok() { CLOSE_TIME } else { TURNED_AWAY_TIME };
        let mut desk = Desk::new(house.clone(), post.clone(), client, admitted, about);
        let carrier = Carrier::new(clock.clone(), house.tls.clone(), self.drain.clone(), patience);
        let times = &post.terms.times;
        let handshake = times.send.min(times.login);
        let (ended, session) = if post.terms.tls == TlsMode::Implicit {
            match Box::pin(carrier.secure(stream, began + handshake, &desk)).await {
                Ok((stream, facts)) => {
                    desk.secured(facts.clone());
                    let mut session = Session::new(post.terms.clone(), Some(facts), began);
                    let ended = carrier.carry(&mut session, stream, &mut desk).await;
                    (ended, Some(session))
                }
                Err(ended) => (ended, None),
            }
        } else {
            let mut session = Session::new(post.terms.clone(), None, began);
            let ended = carrier.carry(&mut session, stream, &mut desk).await;
            (ended, Some(session))
        };
        let took = clock.now().saturating_sub(began);
        desk.ended(ended.to_string(), took, session.as_ref());
        drop(guest);
    }

    /// Who is behind the proxy, if the connection comes from one; `None` if it does not say so as it should.
    async fn behind_proxy(&self, stream: &mut Box<dyn Stream>, peer: Peer, post: &Post) -> Option<Peer> {
        let from_proxy = |ip| post.listener.proxy_from.iter().any(|network| network.contains(ip));
        if !peer.ip().is_some_and(from_proxy) {
            return Some(peer);
        }
        let clock = &self.house.world.clock;
        let why = tokio::select! {
            biased;
            header = proxy::read_header(&mut **stream) => match header {
                Ok(Proxied::Itself) => return Some(peer),
                Ok(Proxied::Client(client)) => return Some(Peer::Tcp(client)),
                // It is somebody, and nobody whom anything was promised to.
                Ok(Proxied::Unknown) => return Some(Peer::Tcp(NOBODY)),
                // Whoever only looks whether the port is open.
                Err(ProxyError::Silent) => return None,
                Err(error) => error.to_string(),
            },
            () = clock.sleep_until(clock.now() + PROXY_TIME) => "no whole header in time".to_owned(),
        };
        let (listener, client) = (self.name.clone(), peer.to_string());
        self.house.events.tell(&Event::ProxyRefused { listener, client, why });
        None
    }

    fn admit(&self, peer: &Peer, guest: &Guest, post: &Post) -> Verdict {
        let gate = &self.house.gate;
        let date = self.house.world.clock.date();
        let barred = peer.ip().and_then(|client| gate.banned(client, date));
        let newcomer = Newcomer {
            trusted: peer.ip().is_none_or(|client| gate.is_trusted(client)),
            barred: barred.as_ref(),
            open: guest.open,
            open_from_network: guest.open_from_network,
        };
        may_connect(&newcomer, &post.limits)
    }
}

/// A client whose proxy does not say who it is.
const NOBODY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);
/// Between two attempts to take a connection when the system refuses.
const PAUSE: Duration = Duration::from_millis(100);
/// How long a proxy may take to say who is behind it. It has nothing to wait for.
const PROXY_TIME: Duration = Duration::from_secs(10);
/// Clients that are turned away and still hear why; further ones are closed at once.
const TURNED_AWAY_MAX: usize = 1_000;
/// How long a client may take to hear that we are done, and to hear that it is not let in.
const CLOSE_TIME: Duration = Duration::from_secs(5);
const TURNED_AWAY_TIME: Duration = Duration::from_secs(1);
