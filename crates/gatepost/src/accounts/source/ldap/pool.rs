//! Connections to a directory: so many at once and no more, and those that are idle are used again for a while.

use super::connection::{Connection, Trouble};
use super::server::Server;
use crate::accounts::source::SourceError;
use futures_util::future::BoxFuture;
use smtp::Moment;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Something that is asked over a connection.
pub(super) trait Wish: Sync {
    /// What comes of it.
    type Granted: Send;

    /// What is done, for the operator, as in "looking for alice".
    fn what(&self) -> String;

    /// Whether it is asked by who may search.
    fn is_search(&self) -> bool;

    /// Asks.
    fn grant<'a>(&'a self, connection: &'a mut Connection) -> BoxFuture<'a, Result<Self::Granted, Trouble>>;
}

/// The connections to one server.
pub(super) struct Pool {
    server: Server,
    connections_max: usize,
    permits: Semaphore,
    /// Those that nobody uses, the last one used last. Together with those in use they are never more than there are permits,
    /// since a new one is only made when none of these is left.
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    connection: Connection,
    since: Moment,
}

impl Pool {
    /// None yet.
    pub(super) fn new(server: Server, connections_max: usize) -> Self {
        Self {
            server,
            connections_max,
            permits: Semaphore::new(connections_max),
            idle: Mutex::new(Vec::new()),
        }
    }

    /// The server.
    pub(super) fn server(&self) -> &Server {
        &self.server
    }

    /// Asks over a connection that is idle, or a new one. A connection that was idle and turns out to be lost is replaced once.
    ///
    /// # Errors
    /// No connection could be had, or it was no use.
    pub(super) async fn ask<W: Wish>(&self, wish: &W) -> Result<W::Granted, SourceError> {
        let _permit = self.permit().await?;
        if let Some(mut connection) = self.take_idle(wish.is_search()) {
            match wish.grant(&mut connection).await {
                Ok(granted) => {
                    self.put_back(connection);
                    return Ok(granted);
                }
                // Presumably the server was restarted, or somebody on the way has forgotten us: so the others are lost, too.
                Err(Trouble::Lost(_)) => self.idle().clear(),
                Err(trouble) => {
                    if trouble == Trouble::Silent {
                        self.idle().clear();
                    }
                    return Err(self.error(&wish.what(), &trouble));
                }
            }
        }
        self.ask_anew(wish).await
    }

    /// Asks over a new connection, to see whether one can be had.
    ///
    /// # Errors
    /// As for [`Self::ask`].
    pub(super) async fn try_out<W: Wish>(&self, wish: &W) -> Result<W::Granted, SourceError> {
        let connected = self.server.connect().await;
        let mut connection = connected.map_err(|trouble| self.error("connecting", &trouble))?;
        let granted = wish.grant(&mut connection).await;
        granted.map_err(|trouble| self.error(&wish.what(), &trouble))
    }

    async fn ask_anew<W: Wish>(&self, wish: &W) -> Result<W::Granted, SourceError> {
        let connected = self.server.connect().await;
        let mut connection = connected.map_err(|trouble| self.error("connecting", &trouble))?;
        let granted = wish.grant(&mut connection).await;
        let granted = granted.map_err(|trouble| self.error(&wish.what(), &trouble))?;
        self.put_back(connection);
        Ok(granted)
    }

    async fn permit(&self) -> Result<SemaphorePermit<'_>, SourceError> {
        let clock = &self.server.clock;
        tokio::select! {
            biased;
            permit = self.permits.acquire() => Ok(permit.expect("nobody closes it")),
            () = clock.sleep_until(clock.now() + PERMIT_TIME) => {
                let why = format!("{}: all {} connections are busy", self.server, self.connections_max);
                Err(SourceError::new(why))
            }
        }
    }

    /// One that is idle, and bound as who may search or not, as is wanted, if there is such a one.
    fn take_idle(&self, search: bool) -> Option<Connection> {
        let now = self.server.clock.now();
        let mut idle = self.idle();
        idle.retain(|one| now.saturating_sub(one.since) < IDLE_TIME);
        while !idle.is_empty() {
            let fitting = idle.iter().rposition(|one| one.connection.is_searcher() == search);
            let last = idle.len() - 1;
            let mut one = idle.remove(fitting.unwrap_or(last));
            if one.connection.is_open() {
                return Some(one.connection);
            }
        }
        None
    }

    fn put_back(&self, connection: Connection) {
        let since = self.server.clock.now();
        self.idle().push(Idle { connection, since });
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn error(&self, what: &str, trouble: &Trouble) -> SourceError {
        let why = format!("{}: {what}: {trouble}", self.server);
        match trouble {
            Trouble::OfName(_) => SourceError::of_name(why),
            Trouble::Refused(_) | Trouble::Lost(_) | Trouble::Silent => SourceError::new(why),
        }
    }
}

/// Until a connection is free.
const PERMIT_TIME: Duration = Duration::from_secs(5);
/// Firewalls and servers forget connections on which nothing is said, and firewalls do not say so.
const IDLE_TIME: Duration = Duration::from_secs(60);
