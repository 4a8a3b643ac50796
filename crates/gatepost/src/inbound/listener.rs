//! Takes connections on one address and starts a session for each.

use super::connection::{Carrier, Drain};
use super::desk::{Desk, House};
use crate::events::{About, Event};
use crate::world::{Listener, Peer, Stream};
use futures_util::future::FutureExt;
use smtp::server::{Session, Terms, TlsMode};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// One address, and what holds for all sessions on it.
pub struct Door {
    /// Its address, as in the log and in the queue.
    pub name: String,
    /// What holds for its sessions.
    pub terms: Arc<Terms>,
    /// What all listeners share.
    pub house: Arc<House>,
    /// Whether the server goes on.
    pub drain: watch::Receiver<Drain>,
    /// Each session holds one until it ends.
    pub alive: mpsc::Sender<()>,
}

impl Door {
    /// Takes connections until the server drains.
    pub async fn stand_open(self, mut listener: Box<dyn Listener>) {
        let door = Arc::new(self);
        let mut drain = door.drain.clone();
        loop {
            let taken = tokio::select! {
                biased;
                _ = drain.wait_for(|drain| *drain != Drain::No) => return,
                taken = listener.accept() => taken,
            };
            match taken {
                Ok((stream, peer)) => {
                    let (door, alive) = (door.clone(), door.alive.clone());
                    let tasks = door.house.world.tasks.clone();
                    tasks.spawn(
                        async move {
                            door.receive(stream, peer).await;
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

    async fn receive(&self, stream: Box<dyn Stream>, peer: Peer) {
        let house = self.house.clone();
        let clock = house.world.clock.clone();
        let began = clock.now();
        let about = About {
            session: house.session_id(),
            listener: self.name.clone(),
            client: peer.to_string(),
            ..About::default()
        };
        let mut desk = Desk::new(house.clone(), peer.ip(), about);
        let carrier = Carrier {
            clock: clock.clone(),
            tls: house.tls.clone(),
            drain: self.drain.clone(),
            drained: false,
        };
        let ended = match self.terms.tls {
            TlsMode::StartTls => {
                let mut session = Session::new(self.terms.clone(), None, began);
                carrier.carry(&mut session, stream, &mut desk).await
            }
            TlsMode::Implicit => match carrier.secure(stream, began + self.terms.times.send, &desk).await {
                Ok((stream, facts)) => {
                    desk.secured(facts.clone());
                    let mut session = Session::new(self.terms.clone(), Some(facts), began);
                    carrier.carry(&mut session, stream, &mut desk).await
                }
                Err(ended) => ended,
            },
        };
        desk.ended(ended.to_string(), clock.now().saturating_sub(began));
    }
}

/// Between two attempts to take a connection when the system refuses.
const PAUSE: Duration = Duration::from_millis(100);
