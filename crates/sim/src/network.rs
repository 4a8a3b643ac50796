//! The made-up network: what is sent arrives in pieces, later, slowly, or not at all.
//!
//! A connection is a pair of pipes with bounded room. Each connection has its pace and its fate, which are drawn when it
//! is made: most end well, some are cut in the middle of something, some fall silent for ever.

use crate::chance::Chance;
use crate::executor::{Executor, Group};
use crate::wire::{Kind, Wire};
use futures_util::future::{BoxFuture, FutureExt, poll_fn, ready};
use gatepost::world::{Endpoint, Listener, Network, Peer, Stream};
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::AddAssign;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Poll, Waker};

pub use crate::wire::{End, Trouble};

/// All wires. Cheap to clone; clones are the same network.
#[derive(Clone)]
pub struct MadeUpNetwork(Arc<Shared>);

/// What happened on a network so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NetworkCounts {
    /// Connections that were made.
    pub connections: u64,
    /// Connections that nobody wanted to take.
    pub refused: u64,
    /// Connections that were cut: both sides got an error.
    pub cut: u64,
    /// Connections that fell silent: neither side hears of the other again.
    pub lost: u64,
    /// Connections whose octets come slowly.
    pub slow: u64,
    /// Connections whose octets come a few at a time.
    pub crumbs: u64,
    /// Times that a writer found no room, because its peer did not read.
    pub waits_for_room: u64,
}

impl AddAssign for NetworkCounts {
    fn add_assign(&mut self, other: Self) {
        self.connections += other.connections;
        self.refused += other.refused;
        self.cut += other.cut;
        self.lost += other.lost;
        self.slow += other.slow;
        self.crumbs += other.crumbs;
        self.waits_for_room += other.waits_for_room;
    }
}

struct Shared {
    executor: Executor,
    state: Mutex<State>,
}

struct State {
    chance: Chance,
    fair: bool,
    ports: BTreeMap<String, Arc<Mutex<Port>>>,
    wires: Vec<Weak<Wire>>,
    counts: Arc<Mutex<NetworkCounts>>,
}

struct Port {
    group: Group,
    waiting: VecDeque<(End, SocketAddr)>,
    waker: Option<Waker>,
}

impl MadeUpNetwork {
    /// A network without anybody.
    pub fn new(executor: Executor, chance: Chance) -> Self {
        let state = State {
            chance,
            fair: false,
            ports: BTreeMap::new(),
            wires: Vec::new(),
            counts: Arc::default(),
        };
        Self(Arc::new(Shared {
            executor,
            state: Mutex::new(state),
        }))
    }

    /// The network as the server of `group` sees it.
    pub fn door(&self, group: Group) -> Arc<dyn Network> {
        Arc::new(Door {
            network: self.clone(),
            group,
        })
    }

    /// From now on no new connection comes to harm.
    pub fn be_fair(&self) {
        self.state().fair = true;
    }

    /// Connects to the server that listens on `address`.
    pub fn connect(&self, address: SocketAddr, from: SocketAddr) -> io::Result<End> {
        let (port, wire) = {
            let mut guard = self.state();
            let state = &mut *guard;
            let mut counts = lock(&state.counts);
            let Some(port) = state.ports.get(&name(&Endpoint::Tcp(address))).cloned() else {
                counts.refused += 1;
                return Err(io::ErrorKind::ConnectionRefused.into());
            };
            let (group, chance) = (lock(&port).group, state.chance.fork());
            let wire = Wire::new(self.0.executor.clone(), state.counts.clone(), group, chance, state.fair);
            counts.connections += 1;
            match wire.kind() {
                Kind::Quick | Kind::Usual => {}
                Kind::Slow => counts.slow += 1,
                Kind::Crumbs => counts.crumbs += 1,
            }
            drop(counts);
            state.wires.retain(|wire| wire.strong_count() > 0);
            state.wires.push(Arc::downgrade(&wire));
            (port, wire)
        };
        let (client, server) = Wire::ends(&wire);
        let waker = {
            let mut port = lock(&port);
            port.waiting.push_back((server, from));
            port.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        Ok(client)
    }

    /// The machine of `group` lost its power: nobody hears of its connections again.
    pub fn silence(&self, group: Group) {
        let wires: Vec<Arc<Wire>> = self.state().wires.iter().filter_map(Weak::upgrade).collect();
        for wire in wires.into_iter().filter(|wire| wire.group() == group) {
            wire.fall_silent();
        }
    }

    /// What happened so far.
    pub fn counts(&self) -> NetworkCounts {
        *lock(&self.state().counts)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0.state)
    }
}

fn name(address: &Endpoint) -> String {
    match address {
        Endpoint::Tcp(address) => format!("tcp {address}"),
        Endpoint::Unix(path) => format!("unix {}", path.display()),
    }
}

struct Door {
    network: MadeUpNetwork,
    group: Group,
}

impl Network for Door {
    fn connect(&self, address: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Stream>>> {
        let end = match address {
            Endpoint::Tcp(address) => self.network.connect(*address, OURS),
            Endpoint::Unix(_) => Err(io::ErrorKind::NotFound.into()),
        };
        ready(end.map(|end| Box::new(end) as Box<dyn Stream>)).boxed()
    }

    fn own_addresses(&self) -> Vec<IpAddr> {
        vec![OURS.ip()]
    }

    fn listen(&self, address: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Listener>>> {
        let mut state = self.network.state();
        let name = name(address);
        if state.ports.contains_key(&name) {
            return ready(Err(io::ErrorKind::AddrInUse.into())).boxed();
        }
        let port = Arc::new(Mutex::new(Port {
            group: self.group,
            waiting: VecDeque::new(),
            waker: None,
        }));
        state.ports.insert(name.clone(), port.clone());
        let (network, address) = (self.network.clone(), address.clone());
        ready(Ok(Box::new(Open {
            network,
            name,
            address,
            port,
        }) as Box<dyn Listener>))
        .boxed()
    }
}

/// From where the server connects.
const OURS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 40_000);

struct Open {
    network: MadeUpNetwork,
    name: String,
    address: Endpoint,
    port: Arc<Mutex<Port>>,
}

impl Listener for Open {
    fn accept(&mut self) -> BoxFuture<'_, io::Result<(Box<dyn Stream>, Peer)>> {
        poll_fn(|context| {
            let mut port = lock(&self.port);
            match port.waiting.pop_front() {
                Some((end, from)) => Poll::Ready(Ok((Box::new(end) as Box<dyn Stream>, Peer::Tcp(from)))),
                None => {
                    port.waker = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .boxed()
    }

    fn address(&self) -> Endpoint {
        self.address.clone()
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        drop(self.network.state().ports.remove(&self.name));
        // Whoever still waits for an answer sees the connection closed.
        let waiting = std::mem::take(&mut lock(&self.port).waiting);
        drop(waiting);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::executor::WORLD;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const PORT: &str = "192.0.2.1:587";
    const CLIENT: &str = "192.0.2.9:4000";

    fn address(text: &str) -> SocketAddr {
        text.parse().expect("an address")
    }

    /// Sends `octets` up and half of them back down; returns what each side heard until the end, or its error.
    fn talk(seed: u64, fair: bool, octets: usize) -> (Result<Vec<u8>, io::ErrorKind>, Result<Vec<u8>, io::ErrorKind>) {
        let executor = Executor::new(Chance::new(seed));
        let network = MadeUpNetwork::new(executor.clone(), Chance::new(seed));
        if fair {
            network.be_fair();
        }
        let sent: Vec<u8> = (0..octets).map(|n| n as u8).collect();
        let (tell, told) = tokio::sync::oneshot::channel();
        let (door, clock) = (network.door(executor.group()), executor.clone());
        let server = async move {
            let mut listener = door
                .listen(&Endpoint::Tcp(address(PORT)))
                .await
                .expect("the port is free");
            let (mut stream, peer) = listener.accept().await.expect("a connection");
            assert_eq!(peer, Peer::Tcp(address(CLIENT)));
            let mut heard = Vec::new();
            let read = stream.read_to_end(&mut heard).await.map_err(|error| error.kind());
            let half = heard[..heard.len() / 2].to_vec();
            drop(stream.write_all(&half).await);
            drop(tell.send(read.map(|_| heard)));
        };
        let everything = async move {
            clock.spawn(WORLD, server.boxed());
            clock.sleep(Duration::from_secs(1)).await;
            let mut end = network
                .connect(address(PORT), address(CLIENT))
                .expect("somebody listens");
            let mut heard = Vec::new();
            let talk = async {
                end.write_all(&sent).await?;
                end.shutdown().await?;
                end.read_to_end(&mut heard).await
            };
            let said = talk.await.map_err(|error| error.kind());
            drop(end);
            (told.await.expect("the server ends"), said.map(|_| heard))
        };
        match executor.run(everything) {
            Ok(outcome) => outcome,
            // Silence: nobody ever learns anything.
            Err(_) => (Err(io::ErrorKind::TimedOut), Err(io::ErrorKind::TimedOut)),
        }
    }

    #[test]
    fn what_is_sent_arrives_whole_and_in_order() {
        for seed in 0..60 {
            for octets in [0, 1, 500, 100_000] {
                let sent: Vec<u8> = (0..octets).map(|n| n as u8).collect();
                let half = sent[..octets / 2].to_vec();
                assert_eq!(
                    talk(seed, true, octets),
                    (Ok(sent), Ok(half)),
                    "seed {seed}, {octets} octets"
                );
            }
        }
    }

    #[test]
    fn some_connections_are_cut_and_some_are_lost() {
        let outcomes: Vec<_> = (0..200).map(|seed| talk(seed, false, 20_000).1).collect();
        let count = |kind| outcomes.iter().filter(|outcome| **outcome == Err(kind)).count();
        assert!(count(io::ErrorKind::ConnectionReset) > 5, "{outcomes:?}");
        assert!(count(io::ErrorKind::TimedOut) > 2, "{outcomes:?}");
        assert!(
            outcomes.iter().filter(|outcome| outcome.is_ok()).count() > 100,
            "{outcomes:?}"
        );
    }

    #[test]
    fn nobody_listens_twice_and_nobody_answers_for_the_dead() {
        let executor = Executor::new(Chance::new(1));
        let network = MadeUpNetwork::new(executor.clone(), Chance::new(1));
        let door = network.door(executor.group());
        let everything = async move {
            let here = Endpoint::Tcp(address(PORT));
            let listener = door.listen(&here).await.expect("the port is free");
            assert_eq!(
                door.listen(&here).await.err().map(|error| error.kind()),
                Some(io::ErrorKind::AddrInUse)
            );
            let mut waits = network
                .connect(address(PORT), address(CLIENT))
                .expect("somebody listens");
            drop(listener);
            assert_eq!(waits.read(&mut [0; 1]).await.map_err(|error| error.kind()), Ok(0));
            let refused = network
                .connect(address(PORT), address(CLIENT))
                .err()
                .map(|error| error.kind());
            assert_eq!(refused, Some(io::ErrorKind::ConnectionRefused));
            assert!(door.listen(&here).await.is_ok());
        };
        assert_eq!(executor.run(everything), Ok(()));
    }
}
