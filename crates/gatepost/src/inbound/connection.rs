//! Carries one session between a stream and the desk. All decisions are elsewhere.

use super::desk::Desk;
use crate::events::Event;
use crate::world::{Clock, Stream, Tls};
use futures_util::future::{BoxFuture, poll_immediate};
use smtp::Moment;
use smtp::server::{Ask, Session, Step, TlsFacts};
use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::sync::watch;
use zeroize::Zeroizing;

/// How a session ended.
#[derive(Debug)]
pub enum Ended {
    /// The session said all that it had to say.
    Closed,
    /// The client left first.
    Left,
    /// The client did not take our replies, or did not finish the handshake, in time.
    TimedOut,
    /// The connection broke.
    Broken(io::Error),
    /// The TLS handshake failed.
    Handshake(io::Error),
    /// The server stopped, and could not wait any longer.
    Stopped,
}

/// Whether the server goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Drain {
    /// It does.
    #[default]
    No,
    /// It stops when the messages that are on their way in are there.
    Gently,
    /// It stops now.
    Now,
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Closed => f.write_str("closed"),
            Self::Left => f.write_str("the client left"),
            Self::TimedOut => f.write_str("timed out"),
            Self::Broken(error) => write!(f, "the connection broke: {error}"),
            Self::Handshake(error) => write!(f, "TLS handshake failed: {error}"),
            Self::Stopped => f.write_str("the server stopped"),
        }
    }
}

/// What a session is carried by.
pub struct Carrier {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// TLS.
    pub tls: Arc<dyn Tls>,
    /// Whether the server goes on.
    pub drain: watch::Receiver<Drain>,
    /// How long a client may take to hear that we are done.
    close_time: Duration,
    /// Whether the session has heard of it.
    drained: bool,
}

/// One timer goes on over many steps: nearly all of them move their end further away.
type Timer = Option<(Moment, BoxFuture<'static, ()>)>;

impl Carrier {
    /// A carrier for one session.
    pub fn new(clock: Arc<dyn Clock>, tls: Arc<dyn Tls>, drain: watch::Receiver<Drain>, close_time: Duration) -> Self {
        Self {
            clock,
            tls,
            drain,
            close_time,
            drained: false,
        }
    }

    /// Carries `session` over `stream` to its end.
    pub async fn carry(mut self, session: &mut Session, mut stream: Box<dyn Stream>, desk: &mut Desk) -> Ended {
        let mut timer = None;
        loop {
            let done = match session.next_step(self.clock.now()) {
                Step::Send { outgoing, until } => {
                    for reply in outgoing.replies() {
                        desk.said(reply);
                    }
                    self.write(&mut stream, outgoing.as_bytes(), until).await
                }
                Step::Ask(ask) => Box::pin(self.ask(ask, session, &mut stream, desk)).await,
                Step::Body(chunk) => {
                    if let Err(refusal) = Box::pin(desk.keep(&chunk)).await {
                        session.body_lost(refusal.reply);
                    }
                    Ok(())
                }
                Step::Abandon => {
                    desk.abandon();
                    Ok(())
                }
                Step::StartTls { until } => match Box::pin(self.secure(stream, until, desk)).await {
                    Ok((secured, facts)) => {
                        stream = secured;
                        desk.secured(facts.clone());
                        session.tls_started(facts);
                        continue;
                    }
                    Err(ended) => return ended,
                },
                Step::Receive { until } => self.receive(session, &mut stream, &mut timer, until).await,
                Step::Close => {
                    Box::pin(self.close(&mut stream)).await;
                    return Ended::Closed;
                }
            };
            if let Err(ended) = done {
                return ended;
            }
        }
    }

    /// Has a question answered, and meanwhile looks whether the client is still there: nothing is hashed or waited for on
    /// behalf of one that has left. A message that was handed over is finished in any case.
    async fn ask(
        &mut self,
        ask: Ask,
        session: &mut Session,
        stream: &mut Box<dyn Stream>,
        desk: &mut Desk,
    ) -> Result<(), Ended> {
        if matches!(ask, Ask::Commit(_)) {
            let answer = desk.answer(ask).await;
            session.answer(answer);
            return Ok(());
        }
        let mut early = Zeroizing::new(Vec::new());
        let answer = {
            let mut answer = pin!(desk.answer(ask));
            match poll_immediate(answer.as_mut()).await {
                Some(answer) => answer,
                None => {
                    let mut watching = true;
                    loop {
                        tokio::select! {
                            biased;
                            answer = &mut answer => break answer,
                            heard = hear(stream, |octets| early.extend_from_slice(octets)), if watching => match heard {
                                // Who has closed only one direction may wait for the replies to what came before.
                                Ok(0) if early.is_empty() && !session.has_unread() => return Err(Ended::Left),
                                Ok(0) => watching = false,
                                Ok(_) => watching = early.len() < EARLY_OCTETS_MAX,
                                Err(error) => return Err(Ended::Broken(error)),
                            },
                            () = stopping(self.drain.clone()) => break self.cut(stream).await?,
                        }
                    }
                }
            }
        };
        session.answer(answer);
        if !early.is_empty() {
            session.receive(&early);
        }
        Ok(())
    }

    /// Does the handshake. What is wrong with it is told as an event of its own, because no reply can be.
    pub async fn secure(
        &self,
        stream: Box<dyn Stream>,
        until: Moment,
        desk: &Desk,
    ) -> Result<(Box<dyn Stream>, TlsFacts), Ended> {
        tokio::select! {
            biased;
            secured = self.tls.accept(stream, desk.client_ca()) => secured.map_err(|error| {
                desk.tell(&Event::HandshakeFailed { about: desk.about().clone(), why: error.to_string() });
                Ended::Handshake(error)
            }),
            () = self.clock.sleep_until(until) => Err(Ended::TimedOut),
            // Nothing can be said before there is TLS, so nobody is waited for.
            () = draining(self.drain.clone()) => Err(Ended::Stopped),
        }
    }

    /// The TLS close alert goes first (RFC 8314 §3.4). What the client still sends is read and dropped: with octets that
    /// nobody read the system would reset the connection, and our last reply could be lost with it.
    async fn close(&self, stream: &mut Box<dyn Stream>) {
        let timeout = self.clock.sleep_until(self.clock.now() + self.close_time);
        let farewell = async {
            if stream.shutdown().await.is_err() || self.drained {
                return;
            }
            let mut left = LINGER_OCTETS;
            while let Ok(octets @ 1..) = hear(stream, |_| ()).await {
                left = left.saturating_sub(octets);
                if left == 0 {
                    return;
                }
            }
        };
        tokio::select! {
            biased;
            () = farewell => {}
            () = timeout => {}
        }
    }

    async fn write(&self, stream: &mut Box<dyn Stream>, bytes: &[u8], until: Moment) -> Result<(), Ended> {
        let mut write = pin!(async {
            stream.write_all(bytes).await?;
            stream.flush().await
        });
        // Nearly always there is room, and no need for a timer.
        if let Some(written) = poll_immediate(write.as_mut()).await {
            return written.map_err(Ended::Broken);
        }
        tokio::select! {
            biased;
            written = write => written.map_err(Ended::Broken),
            () = self.clock.sleep_until(until) => Err(Ended::TimedOut),
        }
    }

    async fn receive(
        &mut self,
        session: &mut Session,
        stream: &mut Box<dyn Stream>,
        timer: &mut Timer,
        until: Moment,
    ) -> Result<(), Ended> {
        let drain = *self.drain.borrow_and_update();
        match drain {
            Drain::Gently if !self.drained => {
                // The session decides anew what it waits for.
                self.drained = true;
                session.drain();
                return Ok(());
            }
            Drain::Now => return self.cut(stream).await,
            Drain::No | Drain::Gently => {}
        }
        let begun = match timer.take() {
            Some((moment, begun)) if moment <= until => (moment, begun),
            _ => (until, self.clock.sleep_until(until)),
        };
        let (_, silence) = timer.insert(begun);
        tokio::select! {
            biased;
            heard = hear(stream, |octets| session.receive(octets)) => match heard {
                Ok(0) => Err(Ended::Left),
                Ok(_) => Ok(()),
                Err(error) => Err(Ended::Broken(error)),
            },
            Ok(()) = self.drain.changed() => Ok(()),
            // The session sees the time at its next step.
            () = silence => {
                *timer = None;
                Ok(())
            }
        }
    }

    /// RFC 5321 §3.8: a forced end is said, if it can be.
    async fn cut<T>(&self, stream: &mut Box<dyn Stream>) -> Result<T, Ended> {
        let until = self.clock.now() + CUT_TIME;
        self.write(stream, reply::SHUTTING_DOWN.send().as_bytes(), until)
            .await?;
        Err(Ended::Stopped)
    }
}

/// Hands what the network brought to `take`, and says how many octets it were; 0 at the end. The buffer is the thread's, so
/// that a session that waits holds none; what was in it is wiped, because passwords pass through it.
async fn hear(stream: &mut Box<dyn Stream>, mut take: impl FnMut(&[u8])) -> io::Result<usize> {
    poll_fn(|context| {
        BUFFER.with_borrow_mut(|buffer| {
            let mut read = ReadBuf::new(buffer);
            match Pin::new(&mut *stream).poll_read(context, &mut read) {
                Poll::Ready(Ok(())) => {
                    let heard = read.filled_mut();
                    take(heard);
                    heard.fill(0);
                    Poll::Ready(Ok(heard.len()))
                }
                // A TLS peer that ends without saying so has ended all the same. What it sent before is answered, as without TLS:
                // commands and messages say themselves where they end.
                Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => Poll::Ready(Ok(0)),
                Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
                Poll::Pending => Poll::Pending,
            }
        })
    })
    .await
}

thread_local! {
    static BUFFER: RefCell<Box<[u8]>> = RefCell::new(vec![0; READ_OCTETS].into_boxed_slice());
}

/// Waits until the server stops by force.
async fn stopping(mut drain: watch::Receiver<Drain>) {
    if drain.wait_for(|drain| *drain == Drain::Now).await.is_err() {
        // Whoever could stop it is gone: it does not stop.
        futures_util::future::pending().await
    }
}

/// Waits until the server stops.
async fn draining(mut drain: watch::Receiver<Drain>) {
    if drain.wait_for(|drain| *drain != Drain::No).await.is_err() {
        // Whoever could stop it is gone: it does not stop.
        futures_util::future::pending().await
    }
}

/// One read at most; with a draft's 128 KiB this bounds what a session holds of a message.
const READ_OCTETS: usize = 16 * 1024;
/// What a client may send while a question is out; the rest waits in the system's buffers.
const EARLY_OCTETS_MAX: usize = 16 * 1024;
/// How long a client may take to hear that we are done when the server stops by force.
const CUT_TIME: Moment = Moment::from_secs(1);
/// What a client may still send after we are done.
const LINGER_OCTETS: usize = 256 * 1024;
