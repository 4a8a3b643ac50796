//! Connections to PostgreSQL, each with the query prepared: a bounded number, kept while nobody needs them.
//!
//! A list and a semaphore: deadpool-postgres would do the same with further crates, and by a clock of its own.

use super::row::Columns;
use crate::accounts::source::{Found, SourceError};
use crate::world::{Clock, Tasks};
use futures_util::future::FutureExt;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt, poll_fn};
use std::error::Error as _;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};
use tokio_postgres::error::{Severity, SqlState};
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Error, NoTls, Socket, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Asks one query, on so many connections at once.
pub(super) struct Pool {
    /// Where, for people.
    pub(super) place: String,
    pub(super) config: Config,
    pub(super) tls: Option<MakeRustlsConnect>,
    pub(super) query: String,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) tasks: Arc<dyn Tasks>,
    pub(super) permits: Semaphore,
    /// Not more than there are permits. The one that was used last comes last.
    pub(super) idle: Mutex<Vec<Session>>,
}

/// What the server sends of itself, and the work of the connection, which is done only while somebody asks for the next.
pub(super) type Line = BoxStream<'static, Result<AsyncMessage, Error>>;

/// A connection on which nothing was asked yet.
pub(super) struct Connected {
    pub(super) client: Client,
    pub(super) line: Line,
    /// Of the server, as it says.
    version: String,
}

/// A connection with the query prepared.
pub(super) struct Session {
    client: Client,
    statement: Statement,
    columns: Columns,
    version: String,
    /// Gone with the session: then its connection ends.
    _held: oneshot::Sender<()>,
}

/// Why a session gave no answer.
enum Failed {
    /// It said nothing in time.
    Late,
    /// The server or the connection failed.
    Sql(Error),
    /// What it said is none that we can use.
    Answer(String),
}

impl Pool {
    /// The account of that name.
    pub(super) async fn find(&self, name: &str) -> Result<Option<Found>, SourceError> {
        let _permit = self.permit().await?;
        if let Some(session) = self.take_idle() {
            match self.ask(&session, name).await {
                Ok(found) => {
                    self.idle().push(session);
                    return Ok(found);
                }
                // Once more, on a new one.
                Err(Failed::Sql(error)) if is_of_the_connection(&error) => {}
                Err(failed) => return Err(self.failed(failed)),
            }
        }
        let session = self.open().await?;
        let found = self.ask(&session, name).await.map_err(|failed| self.failed(failed))?;
        self.idle().push(session);
        Ok(found)
    }

    /// Asks for this name on a new connection; the server's version, and whether there is such an account.
    pub(super) async fn probe(&self, name: &str) -> Result<(String, bool), SourceError> {
        let _permit = self.permit().await?;
        drop(self.take_idle());
        let session = self.open().await?;
        let found = self.ask(&session, name).await.map_err(|failed| self.failed(failed))?;
        Ok((session.version.clone(), found.is_some()))
    }

    /// A connection that does not count among those.
    pub(super) async fn connect(&self) -> Result<Connected, SourceError> {
        let connecting = async {
            Ok::<_, Error>(match &self.tls {
                None => connected(self.config.connect(NoTls).await?),
                Some(tls) => connected(self.config.connect(tls.clone()).await?),
            })
        };
        let connected = within(&*self.clock, CONNECT_TIME, connecting).await;
        let connected = connected.ok_or_else(|| self.error("no connection within 5 s"))?;
        connected.map_err(|error| self.error(words(&error)))
    }

    /// For the operator: where, and what.
    pub(super) fn error(&self, what: impl std::fmt::Display) -> SourceError {
        SourceError::new(format!("{}: {what}", self.place))
    }

    fn failed(&self, failed: Failed) -> SourceError {
        match failed {
            Failed::Late => self.error("no answer within 5 s"),
            Failed::Sql(error) => self.error(words(&error)),
            Failed::Answer(why) => SourceError::of_name(self.error(why).why),
        }
    }

    async fn permit(&self) -> Result<SemaphorePermit<'_>, SourceError> {
        let waited = within(&*self.clock, WAIT_TIME, self.permits.acquire()).await;
        let busy = || self.error("all connections were in use for 5 s; more `connections` may help");
        // Nobody closes it.
        waited.and_then(Result::ok).ok_or_else(busy)
    }

    fn take_idle(&self) -> Option<Session> {
        let mut idle = self.idle();
        while let Some(session) = idle.pop() {
            if !session.client.is_closed() {
                return Some(session);
            }
        }
        None
    }

    async fn open(&self) -> Result<Session, SourceError> {
        let Connected { client, line, version } = self.connect().await?;
        let (held, gone) = oneshot::channel();
        self.tasks.spawn(carry(line, gone, self.clock.clone()).boxed());
        let preparing = async {
            client.batch_execute(SETTINGS).await?;
            client.prepare(&self.query).await
        };
        let prepared = within(&*self.clock, QUERY_TIME, preparing).await;
        let prepared = prepared.ok_or_else(|| self.failed(Failed::Late))?;
        let statement = prepared.map_err(|error| self.error(words(&error)))?;
        if statement.params().len() != 1 {
            return Err(self.error("the query needs one parameter, $1, which is the login name"));
        }
        let columns = statement.columns().iter().map(|column| (column.name(), column.type_()));
        let columns = Columns::of(columns).map_err(|why| self.error(why))?;
        Ok(Session {
            client,
            statement,
            columns,
            version,
            _held: held,
        })
    }

    async fn ask(&self, session: &Session, name: &str) -> Result<Option<Found>, Failed> {
        let asking = async {
            let rows = session.client.query_raw(&session.statement, [name]).await?;
            let mut rows = pin!(rows);
            let first = rows.try_next().await?;
            let has_more = first.is_some() && rows.try_next().await?.is_some();
            Ok::<_, Error>((first, has_more))
        };
        let answer = within(&*self.clock, QUERY_TIME, asking).await.ok_or(Failed::Late)?;
        match answer.map_err(Failed::Sql)? {
            (None, _) => Ok(None),
            (Some(_), true) => Err(Failed::Answer(
                "the query gives more than one row for a name".to_owned(),
            )),
            (Some(row), false) => {
                let value = |at: usize| row.try_get(at).map_err(|error| words(&error));
                session.columns.found(name, value).map(Some).map_err(Failed::Answer)
            }
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Session>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn connected<T>((client, mut connection): (Client, Connection<Socket, T>)) -> Connected
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let version = connection.parameter("server_version").unwrap_or("of unknown version");
    Connected {
        version: version.to_owned(),
        line: poll_fn(move |context| connection.poll_message(context)).boxed(),
        client,
    }
}

/// Does the work of a connection while its session lives.
async fn carry(mut line: Line, mut gone: oneshot::Receiver<()>, clock: Arc<dyn Clock>) {
    loop {
        tokio::select! {
            biased;
            message = line.next() => match message {
                Some(Ok(_)) => {}
                _ => return,
            },
            _ = &mut gone => break,
        }
    }
    // It says goodbye, unless the other side does not even take that.
    within(&*clock, CLOSE_TIME, async {
        while let Some(Ok(_)) = line.next().await {}
    })
    .await;
}

/// What comes of `work`, if it comes in time.
pub(super) async fn within<T>(clock: &dyn Clock, time: Duration, work: impl Future<Output = T>) -> Option<T> {
    let late = clock.sleep_until(clock.now() + time);
    tokio::select! {
        biased;
        done = work => Some(done),
        () = late => None,
    }
}

/// Whether another connection might have an answer.
fn is_of_the_connection(error: &Error) -> bool {
    let Some(error) = error.as_db_error() else { return true };
    // Of the errors that leave the connection as it is: the table has changed, or whoever stands between has forgotten the
    // statement.
    let of_the_statement = [SqlState::FEATURE_NOT_SUPPORTED, SqlState::INVALID_SQL_STATEMENT_NAME];
    matches!(error.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
        || of_the_statement.contains(error.code())
}

/// The server's words, or the library's, in one line.
pub(super) fn words(error: &Error) -> String {
    let mut text = match error.as_db_error() {
        Some(error) => format!("{} (SQLSTATE {})", error.message(), error.code().code()),
        None => error.to_string(),
    };
    let mut cause = error.source().filter(|_| error.as_db_error().is_none());
    while let Some(inner) = cause {
        text.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    let shown = text.chars().take(WORDS_MAX);
    shown
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

/// The server gives up by itself, too.
const SETTINGS: &str = "SET statement_timeout = 5000";
const WAIT_TIME: Duration = Duration::from_secs(5);
const CONNECT_TIME: Duration = Duration::from_secs(5);
const QUERY_TIME: Duration = Duration::from_secs(5);
const CLOSE_TIME: Duration = Duration::from_secs(5);
/// Characters.
const WORDS_MAX: usize = 400;
