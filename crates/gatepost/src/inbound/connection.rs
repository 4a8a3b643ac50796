//! Carries one session between a stream and the desk. All decisions are elsewhere.

use super::desk::Desk;
use crate::events::Event;
use crate::world::{Clock, Stream, Tls};
use smtp::Moment;
use smtp::server::{Session, Step, TlsFacts};
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::watch;

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
    /// Whether the session has heard of it.
    pub drained: bool,
}

impl Carrier {
    /// Carries `session` over `stream` to its end.
    pub async fn carry(mut self, session: &mut Session, mut stream: Box<dyn Stream>, desk: &mut Desk) -> Ended {
        let mut buffer = vec![0; READ_OCTETS];
        loop {
            let done = match session.next_step(self.clock.now()) {
                Step::Send { outgoing, until } => {
                    for reply in outgoing.replies() {
                        desk.said(reply);
                    }
                    self.write(&mut stream, outgoing.as_bytes(), until).await
                }
                Step::Ask(ask) => {
                    let answer = desk.answer(ask).await;
                    session.answer(answer);
                    Ok(())
                }
                Step::Body(chunk) => {
                    if let Err(refusal) = desk.keep(&chunk).await {
                        session.body_lost(refusal.reply);
                    }
                    Ok(())
                }
                Step::Abandon => {
                    desk.abandon();
                    Ok(())
                }
                Step::StartTls { until } => match self.secure(stream, until, desk).await {
                    Ok((secured, facts)) => {
                        stream = secured;
                        desk.secured(facts.clone());
                        session.tls_started(facts);
                        continue;
                    }
                    Err(ended) => return ended,
                },
                Step::Receive { until } => self.receive(session, &mut stream, &mut buffer, until).await,
                Step::Close => {
                    self.close(&mut stream, &mut buffer).await;
                    return Ended::Closed;
                }
            };
            if let Err(ended) = done {
                return ended;
            }
        }
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
            secured = self.tls.accept(stream) => secured.map_err(|error| {
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
    async fn close(&self, stream: &mut Box<dyn Stream>, buffer: &mut [u8]) {
        let timeout = self.clock.sleep_until(self.clock.now() + CLOSE_TIME);
        let farewell = async {
            if stream.shutdown().await.is_err() || self.drained {
                return;
            }
            let mut left = LINGER_OCTETS;
            while let Ok(octets @ 1..) = stream.read(buffer).await {
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
        let write = async {
            stream.write_all(bytes).await?;
            stream.flush().await
        };
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
        buffer: &mut [u8],
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
            Drain::Now => {
                // RFC 5321 §3.8: a forced end is said, if it can be.
                let until = self.clock.now() + CUT_TIME;
                self.write(stream, reply::SHUTTING_DOWN.send().as_bytes(), until)
                    .await?;
                return Err(Ended::Stopped);
            }
            Drain::No | Drain::Gently => {}
        }
        let mut drain = self.drain.clone();
        tokio::select! {
            biased;
            heard = stream.read(buffer) => match heard {
                Ok(0) => Err(Ended::Left),
                Ok(octets) => {
                    session.receive(&buffer[..octets]);
                    Ok(())
                }
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(Ended::Left),
                Err(error) => Err(Ended::Broken(error)),
            },
            Ok(()) = drain.changed() => Ok(()),
            // The session sees the time at its next step.
            () = self.clock.sleep_until(until) => Ok(()),
        }
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
/// How long a client may take to hear that we are done.
const CLOSE_TIME: Moment = Moment::from_secs(5);
/// The same when the server stops by force.
const CUT_TIME: Moment = Moment::from_secs(1);
/// What a client may still send after we are done.
const LINGER_OCTETS: usize = 256 * 1024;
