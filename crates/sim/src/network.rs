//! The made-up network: what is sent arrives in pieces, later, slowly, or not at all.
//!
//! A connection is a pair of pipes with bounded room. Each connection has its pace and its fate, which are drawn when it
//! is made: most end well, some are cut in the middle of something, some fall silent for ever.

use crate::chance::Chance;
use crate::executor::{Executor, Group, WORLD};
use futures_util::future::{BoxFuture, FutureExt, poll_fn, ready};
use gatepost::world::{ListenAddress, Listener, Network, Peer, Stream};
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::ops::AddAssign;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

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

/// What became of a connection, apart from what its ends did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    None,
    /// It was cut.
    Cut,
    /// It fell silent.
    Lost,
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
    counts: NetworkCounts,
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
            counts: NetworkCounts::default(),
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
            let mut state = self.state();
            let Some(port) = state.ports.get(&name(&ListenAddress::Tcp(address))).cloned() else {
                state.counts.refused += 1;
                return Err(io::ErrorKind::ConnectionRefused.into());
            };
            let fair = state.fair;
            let chance = state.chance.fork();
            let group = lock(&port).group;
            let wire = Arc::new(Wire::new(self.clone(), group, chance, fair));
            state.counts.connections += 1;
            match lock(&wire.connection).pace.kind {
                Kind::Quick | Kind::Usual => {}
                Kind::Slow => state.counts.slow += 1,
                Kind::Crumbs => state.counts.crumbs += 1,
            }
            state.wires.retain(|wire| wire.strong_count() > 0);
            state.wires.push(Arc::downgrade(&wire));
            (port, wire)
        };
        wire.begin();
        let waker = {
            let mut port = lock(&port);
            port.waiting.push_back((
                End {
                    wire: wire.clone(),
                    side: Side::Server,
                },
                from,
            ));
            port.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        Ok(End {
            wire,
            side: Side::Client,
        })
    }

    /// The machine of `group` lost its power: nobody hears of its connections again.
    pub fn silence(&self, group: Group) {
        let wires: Vec<Arc<Wire>> = self.state().wires.iter().filter_map(Weak::upgrade).collect();
        for wire in wires.into_iter().filter(|wire| wire.group == group) {
            wire.fall_silent();
        }
    }

    /// What happened so far.
    pub fn counts(&self) -> NetworkCounts {
        self.state().counts
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0.state)
    }
}

fn name(address: &ListenAddress) -> String {
    match address {
        ListenAddress::Tcp(address) => format!("tcp {address}"),
        ListenAddress::Unix(path) => format!("unix {}", path.display()),
    }
}

struct Door {
    network: MadeUpNetwork,
    group: Group,
}

impl Network for Door {
    fn listen(&self, address: &ListenAddress) -> BoxFuture<'static, io::Result<Box<dyn Listener>>> {
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

struct Open {
    network: MadeUpNetwork,
    name: String,
    address: ListenAddress,
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

    fn address(&self) -> ListenAddress {
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

/// One connection.
struct Wire {
    network: MadeUpNetwork,
    /// Of the server's life.
    group: Group,
    connection: Mutex<Connection>,
}

struct Connection {
    pipes: [Pipe; 2],
    trouble: Trouble,
    fate: Fate,
    pace: Pace,
    chance: Chance,
}

/// One direction of a connection.
struct Pipe {
    /// Sent and not there yet.
    flight: VecDeque<u8>,
    /// There and not read yet.
    there: VecDeque<u8>,
    /// Octets that the two may hold together.
    room: usize,
    /// Octets that arrived so far.
    passed: u64,
    /// A piece is on its way.
    moving: bool,
    /// The writer has said all.
    closing: bool,
    /// And the reader knows.
    closed: bool,
    /// Nobody will read any more.
    unread: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Client,
    Server,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Fair,
    /// When so many octets have arrived that way.
    At(Way, u64, Trouble),
    /// After so long.
    After(Duration, Trouble),
}

impl Fate {
    fn draw(chance: &mut Chance) -> Self {
        let trouble = match chance.below(15) {
            0 | 1 => Trouble::Cut,
            2 => Trouble::Lost,
            _ => return Self::Fair,
        };
        match chance.below(4) {
            // Commands and bodies, then replies: a whole session has some hundred octets of those.
            0 | 1 => Self::At(Way::Up, chance.magnitude(1, 100_000), trouble),
            2 => Self::At(Way::Down, chance.between(1, 1_200), trouble),
            _ => Self::After(chance.duration(Duration::ZERO, Duration::from_secs(60)), trouble),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Quick,
    Usual,
    Slow,
    Crumbs,
}

/// How fast octets come, and how many at a time.
struct Pace {
    kind: Kind,
    delay_max: Duration,
    piece_octets_max: u64,
}

impl Pace {
    fn draw(chance: &mut Chance) -> Self {
        let (kind, millis, piece_octets_max) = match chance.below(10) {
            0..=3 => (Kind::Quick, 1, 32 * 1024),
            4..=7 => (Kind::Usual, 40, 8 * 1024),
            8 => (Kind::Slow, 4_000, 4 * 1024),
            _ => (Kind::Crumbs, 2, 5),
        };
        Self {
            kind,
            delay_max: Duration::from_millis(millis),
            piece_octets_max,
        }
    }

    /// Of so many octets that wait, how many come next.
    fn piece(&self, waiting: usize, chance: &mut Chance) -> usize {
        // Large ones do not come in crumbs alone, or a run would take for ever.
        let most = self.piece_octets_max.max(waiting as u64 / 32);
        let piece = if chance.one_in(6) {
            chance.between(1, 3)
        } else {
            chance.between(1, most)
        };
        waiting.min(usize::try_from(piece).unwrap_or(usize::MAX))
    }
}

impl Pipe {
    fn new(room: usize) -> Self {
        Self {
            flight: VecDeque::new(),
            there: VecDeque::new(),
            room,
            passed: 0,
            moving: false,
            closing: false,
            closed: false,
            unread: false,
            reader: None,
            writer: None,
        }
    }

    fn wake_reader(&mut self) {
        if let Some(waker) = self.reader.take() {
            waker.wake();
        }
    }

    fn wake_writer(&mut self) {
        if let Some(waker) = self.writer.take() {
            waker.wake();
        }
    }
}

impl Connection {
    fn pipe(&mut self, way: Way) -> &mut Pipe {
        &mut self.pipes[way as usize]
    }
}

impl Side {
    fn writes(self) -> Way {
        match self {
            Self::Client => Way::Up,
            Self::Server => Way::Down,
        }
    }

    fn reads(self) -> Way {
        match self {
            Self::Client => Way::Down,
            Self::Server => Way::Up,
        }
    }
}

impl Wire {
    fn new(network: MadeUpNetwork, group: Group, mut chance: Chance, fair: bool) -> Self {
        let (up, down) = (
            *chance.pick(&[1 << 10, 16 << 10, 64 << 10]),
            *chance.pick(&[128, 1 << 10, 16 << 10]),
        );
        let (fate, pace) = (Fate::draw(&mut chance), Pace::draw(&mut chance));
        let fate = if fair { Fate::Fair } else { fate };
        let pipes = [Pipe::new(up), Pipe::new(down)];
        let connection = Mutex::new(Connection {
            pipes,
            trouble: Trouble::None,
            fate,
            pace,
            chance,
        });
        Self {
            network,
            group,
            connection,
        }
    }

    /// Sets the timer of a fate that comes by time.
    fn begin(self: &Arc<Self>) {
        let fate = lock(&self.connection).fate;
        if let Fate::After(delay, trouble) = fate {
            let wire = Arc::downgrade(self);
            let strike = move || {
                if let Some(wire) = wire.upgrade() {
                    wire.strike(&mut lock(&wire.connection), trouble);
                }
            };
            self.network.0.executor.after(WORLD, delay, Box::new(strike));
        }
    }

    fn strike(&self, connection: &mut Connection, trouble: Trouble) {
        if connection.trouble != Trouble::None || connection.pipes.iter().all(|pipe| pipe.unread) {
            return;
        }
        connection.trouble = trouble;
        let mut state = self.network.state();
        match trouble {
            Trouble::None => {}
            Trouble::Cut => state.counts.cut += 1,
            Trouble::Lost => state.counts.lost += 1,
        }
        drop(state);
        if trouble == Trouble::Cut {
            for pipe in &mut connection.pipes {
                pipe.flight.clear();
                pipe.there.clear();
                pipe.wake_reader();
                pipe.wake_writer();
            }
        }
    }

    fn fall_silent(&self) {
        let mut connection = lock(&self.connection);
        if connection.trouble == Trouble::None {
            connection.trouble = Trouble::Lost;
        }
    }

    /// Sends the next piece on its way, if there is something to carry and nothing under way.
    fn carry(self: &Arc<Self>, connection: &mut Connection, way: Way) {
        if connection.trouble != Trouble::None {
            return;
        }
        let delay = connection.chance.duration(Duration::ZERO, connection.pace.delay_max);
        let pipe = connection.pipe(way);
        let nothing = pipe.flight.is_empty() && (!pipe.closing || pipe.closed);
        if pipe.moving || nothing {
            return;
        }
        pipe.moving = true;
        let wire = Arc::downgrade(self);
        let deliver = move || {
            if let Some(wire) = wire.upgrade() {
                wire.deliver(way);
            }
        };
        self.network.0.executor.after(WORLD, delay, Box::new(deliver));
    }

    /// A piece arrives.
    fn deliver(self: &Arc<Self>, way: Way) {
        let mut guard = lock(&self.connection);
        let connection = &mut *guard;
        if connection.trouble != Trouble::None {
            return;
        }
        let waiting = connection.pipe(way).flight.len();
        let mut octets = connection.pace.piece(waiting, &mut connection.chance);
        let mut struck = None;
        if let Fate::At(fatal, at, trouble) = connection.fate
            && fatal == way
        {
            let left = at.saturating_sub(connection.pipe(way).passed);
            let left = usize::try_from(left).unwrap_or(usize::MAX);
            if octets >= left {
                octets = left;
                struck = Some(trouble);
            }
        }
        let pipe = connection.pipe(way);
        pipe.moving = false;
        if octets > 0 {
            shift(&mut pipe.flight, &mut pipe.there, octets);
            pipe.passed += octets as u64;
        }
        if pipe.flight.is_empty() && pipe.closing {
            pipe.closed = true;
        }
        pipe.wake_reader();
        if let Some(trouble) = struck {
            self.strike(connection, trouble);
        }
        self.carry(connection, way);
    }
}

/// Moves octets from the front of one to the end of the other.
fn shift(from: &mut VecDeque<u8>, to: &mut VecDeque<u8>, octets: usize) {
    let (first, second) = from.as_slices();
    let cut = octets.min(first.len());
    to.extend(&first[..cut]);
    to.extend(&second[..octets - cut]);
    from.drain(..octets);
}

/// One end of a connection. Dropping it closes it, as the end of a process does.
pub struct End {
    wire: Arc<Wire>,
    side: Side,
}

impl End {
    /// What became of the connection.
    pub fn trouble(&self) -> Trouble {
        lock(&self.wire.connection).trouble
    }

    /// The life of the server at the other end.
    pub fn group(&self) -> Group {
        self.wire.group
    }

    fn close(&self, connection: &mut Connection) {
        connection.pipe(self.side.writes()).closing = true;
        self.wire.carry(connection, self.side.writes());
    }
}

impl AsyncRead for End {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut connection = lock(&self.wire.connection);
        if connection.trouble == Trouble::Cut {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let pipe = connection.pipe(self.side.reads());
        if pipe.there.is_empty() && !pipe.closed {
            pipe.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        let octets = buffer.remaining().min(pipe.there.len());
        let (first, second) = pipe.there.as_slices();
        let cut = octets.min(first.len());
        buffer.put_slice(&first[..cut]);
        buffer.put_slice(&second[..octets - cut]);
        pipe.there.drain(..octets);
        pipe.wake_writer();
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for End {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        let mut connection = lock(&self.wire.connection);
        let (trouble, way) = (connection.trouble, self.side.writes());
        if trouble == Trouble::Cut {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let pipe = connection.pipe(way);
        if pipe.closing || (pipe.unread && trouble == Trouble::None) {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let room = pipe.room.saturating_sub(pipe.flight.len() + pipe.there.len());
        if room == 0 && !octets.is_empty() {
            pipe.writer = Some(context.waker().clone());
            drop(connection);
            self.wire.network.state().counts.waits_for_room += 1;
            return Poll::Pending;
        }
        let taken = room.min(octets.len());
        pipe.flight.extend(&octets[..taken]);
        self.wire.carry(&mut connection, way);
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut connection = lock(&self.wire.connection);
        self.close(&mut connection);
        Poll::Ready(Ok(()))
    }
}

impl Drop for End {
    fn drop(&mut self) {
        let mut connection = lock(&self.wire.connection);
        self.close(&mut connection);
        let pipe = connection.pipe(self.side.reads());
        pipe.unread = true;
        pipe.wake_writer();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
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
                .listen(&ListenAddress::Tcp(address(PORT)))
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
            let here = ListenAddress::Tcp(address(PORT));
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
