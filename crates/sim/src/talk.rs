//! One connection of a client: sends commands, finds the replies to them, and writes both down.

use crate::ledger::{Over, Said};
use crate::network::End;
use crate::tls::{CLIENT_HELLO, SERVER_HELLO};
use crate::world::Scene;
use futures_util::future::{Either, poll_fn, select};
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};

/// A session, as the client's program holds it. Where a method returns `None`, the session cannot go on.
pub(crate) struct Talk {
    scene: Arc<Scene>,
    /// Its place in the ledger.
    place: usize,
    to: SocketAddr,
    end: End,
    /// What came and is no whole line yet.
    came: Vec<u8>,
    /// Lines of a reply that is not whole yet.
    lines: Vec<String>,
    /// What comes belongs to the handshake.
    in_handshake: bool,
    /// The server has said its last word.
    closing: bool,
    over: Option<Over>,
}

impl Talk {
    /// Connects; nothing if nobody listens.
    pub(crate) fn connect(scene: &Arc<Scene>, client: &str, to: SocketAddr, from: IpAddr) -> Option<Self> {
        let from = SocketAddr::new(from, scene.ledger.port());
        let end = scene.network.connect(to, from).ok()?;
        let place = scene.ledger.begin(client, end.group(), from, to);
        scene.ledger.say(
            scene.executor.now(),
            place,
            Said::Connect,
            &format!("(connects from {from} to port {})", to.port()),
        );
        Some(Self {
            scene: scene.clone(),
            place,
            to,
            end,
            came: Vec::new(),
            lines: Vec::new(),
            in_handshake: false,
            closing: false,
            over: None,
        })
    }

    /// Its place in the ledger.
    pub(crate) fn place(&self) -> usize {
        self.place
    }

    /// The listener at the other end.
    pub(crate) fn to(&self) -> SocketAddr {
        self.to
    }

    /// Whether nothing more can be said.
    pub(crate) fn is_over(&self) -> bool {
        self.over.is_some() || self.closing
    }

    /// Writes down that something is said, and returns the place of the exchange. The caller sends it.
    pub(crate) fn say(&mut self, said: Said, shown: &str) -> Option<usize> {
        if self.is_over() {
            return None;
        }
        Some(
            self.scene
                .ledger
                .say(self.scene.executor.now(), self.place, said, shown),
        )
    }

    /// Says a line and hears the reply.
    pub(crate) async fn command(&mut self, said: Said, line: &str) -> Option<u16> {
        self.secret(said, line, line).await
    }

    /// Says a line that is written down as `shown`, and hears the reply.
    pub(crate) async fn secret(&mut self, said: Said, line: &str, shown: &str) -> Option<u16> {
        let exchange = self.say(said, shown)?;
        self.send(format!("{line}\r\n").as_bytes()).await?;
        self.hear(exchange).await
    }

    /// Sends octets, and takes what comes meanwhile, so that two full pipes do not wait for each other.
    pub(crate) async fn send(&mut self, octets: &[u8]) -> Option<()> {
        if self.over.is_some() {
            return None;
        }
        let mut sent = 0;
        let mut patience = self.scene.executor.sleep(PATIENCE);
        let outcome = poll_fn(|context| {
            loop {
                if sent == octets.len() {
                    return Poll::Ready(Ok(()));
                }
                match Pin::new(&mut self.end).poll_write(context, &octets[sent..]) {
                    Poll::Ready(Ok(taken)) => {
                        sent += taken;
                        continue;
                    }
                    // What the server said before it closed may still come.
                    Poll::Ready(Err(_)) => return Poll::Ready(Err(None)),
                    Poll::Pending => {}
                }
                match self.poll_take(context) {
                    Poll::Ready(Ok(())) => {}
                    Poll::Ready(Err(over)) => return Poll::Ready(Err(Some(over))),
                    Poll::Pending => return Pin::new(&mut patience).poll(context).map(|()| Err(Some(Over::Silent))),
                }
            }
        })
        .await;
        match outcome {
            Ok(()) => Some(()),
            Err(Some(over)) => {
                self.over = Some(over);
                None
            }
            Err(None) => {
                self.listen().await;
                None
            }
        }
    }

    /// The code of the reply to an exchange. Nothing after a 421: that is the last word.
    pub(crate) async fn hear(&mut self, exchange: usize) -> Option<u16> {
        loop {
            match self.scene.ledger.code(self.place, exchange) {
                Some(421) => return None,
                Some(code) => return Some(code),
                None if self.over.is_some() => return None,
                None => self.take().await,
            }
        }
    }

    /// Listens until the connection ends.
    pub(crate) async fn listen(&mut self) {
        while self.over.is_none() {
            self.take().await;
        }
    }

    /// Listens for so long.
    pub(crate) async fn listen_for(&mut self, time: Duration) {
        let sleep = self.scene.executor.sleep(time);
        let listen = pin!(self.listen());
        drop(select(listen, sleep).await);
    }

    /// Does the client's side of the handshake.
    pub(crate) async fn secure(&mut self) -> Option<()> {
        self.in_handshake = true;
        self.send(&CLIENT_HELLO).await?;
        while self.came.len() < SERVER_HELLO.len() && self.over.is_none() {
            self.take().await;
        }
        self.in_handshake = false;
        if !self.came.starts_with(&SERVER_HELLO) {
            return None;
        }
        self.came.drain(..SERVER_HELLO.len());
        self.read_lines();
        Some(())
    }

    /// Sends something that is no handshake, and waits for what comes of it.
    pub(crate) async fn break_handshake(&mut self) {
        self.in_handshake = true;
        if self.send(b"\x16NO-TLS\r\n").await.is_some() {
            self.listen_for(PATIENCE).await;
        }
        if self.over == Some(Over::Closed) || self.over.is_none() {
            self.over = Some(Over::NoTls);
        }
    }

    /// Sends and reads nothing, for so long at most.
    pub(crate) async fn send_without_reading(&mut self, octets: &[u8], time: Duration) {
        let sleep = self.scene.executor.sleep(time);
        let write = pin!(self.end.write_all(octets));
        if let Either::Left((Ok(()), rest)) = select(write, sleep).await {
            rest.await;
        }
    }

    /// Leaves at once.
    pub(crate) fn leave(&mut self) {
        self.over.get_or_insert(Over::Left);
    }

    /// Waits for the server's end of it, if it has said its last word, and writes down how it ended.
    pub(crate) async fn finish(mut self) {
        if self.closing {
            self.listen().await;
        }
        let over = self.over.unwrap_or(Over::Left);
        let mut leftover = self.lines.join("\r\n").into_bytes();
        leftover.append(&mut self.came);
        let (now, trouble) = (self.scene.executor.now(), self.end.trouble());
        self.scene.ledger.end(now, self.place, over, trouble, leftover);
    }

    /// Waits for something to come.
    async fn take(&mut self) {
        let mut patience = self.scene.executor.sleep(PATIENCE);
        let came = poll_fn(|context| match self.poll_take(context) {
            Poll::Ready(came) => Poll::Ready(came),
            Poll::Pending => Pin::new(&mut patience).poll(context).map(|()| Err(Over::Silent)),
        });
        if let Err(over) = came.await {
            self.over.get_or_insert(over);
        }
    }

    fn poll_take(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Over>> {
        let mut space = [0; 1024];
        let mut buffer = ReadBuf::new(&mut space);
        match Pin::new(&mut self.end).poll_read(context, &mut buffer) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(_)) => Poll::Ready(Err(Over::Reset)),
            Poll::Ready(Ok(())) if buffer.filled().is_empty() => Poll::Ready(Err(Over::Closed)),
            Poll::Ready(Ok(())) => {
                self.came.extend_from_slice(buffer.filled());
                if !self.in_handshake {
                    self.read_lines();
                }
                Poll::Ready(Ok(()))
            }
        }
    }

    fn read_lines(&mut self) {
        while let Some(at) = self.came.windows(2).position(|pair| pair == b"\r\n") {
            let line = String::from_utf8_lossy(&self.came[..at]).into_owned();
            self.came.drain(..at + 2);
            let more = line.as_bytes().get(3) == Some(&b'-');
            self.closing |= line.starts_with("421") || line.starts_with("221");
            self.lines.push(line);
            if !more {
                let lines = std::mem::take(&mut self.lines);
                self.scene.ledger.hear(self.scene.executor.now(), self.place, lines);
            }
        }
    }
}

/// Longer than the server may be silent: it says 421 after five minutes at most.
const PATIENCE: Duration = Duration::from_secs(20 * 60);
