//! One connection: two pipes with bounded room, a pace, and a fate.

use crate::chance::Chance;
use crate::executor::{Executor, Group, WORLD};
use crate::network::NetworkCounts;
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

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

/// What its ends share.
pub(crate) struct Wire {
    executor: Executor,
    counts: Arc<Mutex<NetworkCounts>>,
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
pub(crate) enum Kind {
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
    /// A connection to the server of `group`. With `fair`, nothing happens to it.
    pub(crate) fn new(
        executor: Executor,
        counts: Arc<Mutex<NetworkCounts>>,
        group: Group,
        mut chance: Chance,
        fair: bool,
    ) -> Arc<Self> {
        let up = *chance.pick(&[1 << 10, 16 << 10, 64 << 10]);
        let down = *chance.pick(&[128, 1 << 10, 16 << 10]);
        let (fate, pace) = (Fate::draw(&mut chance), Pace::draw(&mut chance));
        let connection = Connection {
            pipes: [Pipe::new(up), Pipe::new(down)],
            trouble: Trouble::None,
            fate: if fair { Fate::Fair } else { fate },
            pace,
            chance,
        };
        let wire = Arc::new(Self {
            executor,
            counts,
            group,
            connection: Mutex::new(connection),
        });
        if let (Fate::After(delay, trouble), false) = (fate, fair) {
            let weak = Arc::downgrade(&wire);
            let strike = move || {
                if let Some(wire) = weak.upgrade() {
                    wire.strike(&mut lock(&wire.connection), trouble);
                }
            };
            wire.executor.after(WORLD, delay, Box::new(strike));
        }
        wire
    }

    /// The client's end and the server's.
    pub(crate) fn ends(wire: &Arc<Self>) -> (End, End) {
        let end = |side| End {
            wire: wire.clone(),
            side,
        };
        (end(Side::Client), end(Side::Server))
    }

    /// Whose server it leads to.
    pub(crate) fn group(&self) -> Group {
        self.group
    }

    /// How octets come.
    pub(crate) fn kind(&self) -> Kind {
        lock(&self.connection).pace.kind
    }

    fn strike(&self, connection: &mut Connection, trouble: Trouble) {
        if connection.trouble != Trouble::None || connection.pipes.iter().all(|pipe| pipe.unread) {
            return;
        }
        connection.trouble = trouble;
        match trouble {
            Trouble::None => {}
            Trouble::Cut => lock(&self.counts).cut += 1,
            Trouble::Lost => lock(&self.counts).lost += 1,
        }
        if trouble == Trouble::Cut {
            for pipe in &mut connection.pipes {
                pipe.flight.clear();
                pipe.there.clear();
                pipe.wake_reader();
                pipe.wake_writer();
            }
        }
    }

    /// Neither side hears of the other again, because a machine lost its power.
    pub(crate) fn fall_silent(&self) {
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
        self.executor.after(WORLD, delay, Box::new(deliver));
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
            lock(&self.wire.counts).waits_for_room += 1;
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
