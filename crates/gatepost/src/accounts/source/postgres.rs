//! PostgreSQL as a source of accounts: the table of `packaging/postgresql/accounts.sql`, or the administrator's own query.
//!
//! The library has sockets and a name resolution of its own; its time is ours.

mod pool;
mod row;
mod time;

use super::{Found, Source, SourceError, Verdict};
use crate::accounts::recent::Recent;
use crate::config;
use crate::world::{Clock, World};
use futures_util::future::{BoxFuture, FutureExt, ready};
use futures_util::stream::StreamExt;
use pool::{Connected, Pool, within, words};
use smtp::Moment;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot};
use tokio_postgres::config::SslMode;
use tokio_postgres::{AsyncMessage, Config};
use tokio_postgres_rustls::MakeRustlsConnect;
use zeroize::Zeroizing;

/// A database.
pub struct Postgres {
    name: String,
    database: String,
    pool: Arc<Pool>,
    answers: Arc<Answers>,
    /// Gone with the source: then nobody listens any more.
    _held: oneshot::Sender<()>,
}

impl Postgres {
    /// The database that `source` names. Nothing is asked before somebody asks for an account; but if answers are kept, a
    /// task begins to listen for changes.
    ///
    /// `tls` has to verify the server, and is needed where the source has TLS: without it no connection comes about.
    ///
    /// # Panics
    /// If `source` is of another kind.
    pub fn new(
        source: &config::Source,
        password: Option<Zeroizing<String>>,
        tls: Option<Arc<rustls::ClientConfig>>,
        world: &World,
    ) -> Self {
        let config::SourceKind::Postgres {
            host,
            port,
            database,
            user,
            query,
            tls: demanded,
            connections_max,
            ..
        } = &source.kind
        else {
            unreachable!("whoever makes the sources looks at their kind")
        };
        let mut settings = Config::new();
        settings
            .host(host)
            .port(*port)
            .dbname(database)
            .user(user)
            .application_name("gatepost")
            .ssl_mode(match demanded.mode {
                config::SourceTlsMode::None => SslMode::Disable,
                // PostgreSQL has no port of its own for TLS; the configuration refuses it.
                config::SourceTlsMode::StartTls | config::SourceTlsMode::Implicit => SslMode::Require,
            })
            .keepalives_idle(SILENCE_MAX)
            .keepalives_interval(SILENCE_MAX / 6)
            .keepalives_retries(3)
            .tcp_user_timeout(SILENCE_MAX);
        if let Some(password) = password {
            settings.password(password.as_bytes());
        }
        let tls = tls.filter(|_| demanded.mode != config::SourceTlsMode::None);
        let tls = tls.map(|tls| MakeRustlsConnect::new(rustls::ClientConfig::clone(&tls)));
        let at = if host.starts_with('/') {
            format!("{host}/.s.PGSQL.{port}")
        } else if host.contains(':') {
            format!("[{host}]:{port}")
        } else {
            format!("{host}:{port}")
        };
        let pool = Arc::new(Pool {
            place: format!("PostgreSQL at {at}, database {database}"),
            config: settings,
            tls,
            query: query.as_deref().unwrap_or(QUERY).to_owned(),
            clock: world.clock.clone(),
            tasks: world.tasks.clone(),
            permits: Semaphore::new((*connections_max).max(1)),
            idle: Mutex::default(),
        });
        let answers = Arc::new(Answers {
            clock: world.clock.clone(),
            time: source.cache,
            by_name: query.is_none(),
            state: Mutex::new(State {
                kept: Recent::new(ANSWERS_MAX),
                forgotten: 0,
                hearing: Hearing::NotYet,
            }),
        });
        let (held, gone) = oneshot::channel();
        if !source.cache.is_zero() {
            world.tasks.spawn(listen(pool.clone(), answers.clone(), gone).boxed());
        }
        Self {
            name: source.name.clone(),
            database: database.clone(),
            pool,
            answers,
            _held: held,
        }
    }
}

impl Source for Postgres {
    fn name(&self) -> &str {
        &self.name
    }

    fn find(&self, name: String) -> BoxFuture<'_, Result<Option<Found>, SourceError>> {
        async move {
            let ticket = match self.answers.known(&name) {
                Ok(found) => return Ok(found),
                Err(ticket) => ticket,
            };
            let found = self.pool.find(&name).await?;
            self.answers.keep(name, found.clone(), ticket);
            Ok(found)
        }
        .boxed()
    }

    fn check(&self, _: String, _: Zeroizing<String>) -> BoxFuture<'_, Result<Verdict, SourceError>> {
        let why = "a database has hashes, and checks no password itself";
        ready(Err(SourceError::new(why))).boxed()
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, SourceError>> {
        async move {
            let (version, is_somebody) = self.pool.probe(NOBODY).await?;
            if is_somebody {
                let why = "the query finds an account for a name that nobody has: it has to compare $1 with the name";
                return Err(self.pool.error(why));
            }
            let mut text = format!("PostgreSQL {version}, database {}", self.database);
            match &self.answers.state().hearing {
                Hearing::NotYet => {}
                Hearing::Yes => text.push_str("; changes are heard of at once"),
                Hearing::No(why) => text.push_str(&format!("; changes are not heard of at once: {why}")),
            }
            Ok(text)
        }
        .boxed()
    }
}

/// What the database said a moment ago.
struct Answers {
    clock: Arc<dyn Clock>,
    /// How long it holds.
    time: Duration,
    /// Whether accounts have the names by which they are asked for.
    by_name: bool,
    state: Mutex<State>,
}

struct State {
    kept: Recent<String, Answer>,
    /// How often something was forgotten.
    forgotten: u64,
    hearing: Hearing,
}

/// Whether we are told of changes.
enum Hearing {
    NotYet,
    Yes,
    /// Why not.
    No(String),
}

struct Answer {
    until: Moment,
    found: Option<Found>,
}

/// What was forgotten before the question: an answer from before that is not kept.
#[derive(Clone, Copy)]
struct Ticket(u64);

impl Answers {
    fn known(&self, name: &str) -> Result<Option<Found>, Ticket> {
        let now = self.clock.now();
        let mut state = self.state();
        let ticket = Ticket(state.forgotten);
        match state.kept.touch(name, now) {
            Some(answer) if now < answer.until => Ok(answer.found.clone()),
            _ => Err(ticket),
        }
    }

    fn keep(&self, name: String, found: Option<Found>, Ticket(forgotten): Ticket) {
        let time = match found {
            Some(_) => self.time,
            None => self.time.min(UNKNOWN_TIME_MAX),
        };
        let now = self.clock.now();
        let mut state = self.state();
        if state.forgotten == forgotten && !time.is_zero() {
            let until = now.saturating_add(time);
            state.kept.insert(name, Answer { until, found }, now);
        }
    }

    /// The database says that something has changed of this account; empty: of any.
    fn forget(&self, name: &str) {
        if name.is_empty() || !self.by_name {
            return self.forget_all();
        }
        let mut state = self.state();
        state.forgotten += 1;
        state.kept.remove(name);
    }

    fn forget_all(&self) {
        let mut state = self.state();
        state.forgotten += 1;
        state.kept.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Listens as long as the source is there.
async fn listen(pool: Arc<Pool>, answers: Arc<Answers>, mut gone: oneshot::Receiver<()>) {
    let mut wait = AGAIN_MIN;
    loop {
        let began = pool.clock.now();
        let why = tokio::select! {
            biased;
            _ = &mut gone => return,
            why = hear(&pool, &answers) => why,
        };
        answers.state().hearing = Hearing::No(why.why);
        // What happens meanwhile, nobody knows.
        answers.forget_all();
        if pool.clock.now().saturating_sub(began) > AGAIN_MAX {
            wait = AGAIN_MIN;
        }
        tokio::select! {
            biased;
            _ = &mut gone => return,
            () = pool.clock.sleep_until(pool.clock.now() + wait) => {}
        }
        wait = (wait * 2).min(AGAIN_MAX);
    }
}

/// Forgets what the database says has changed. Why it came to an end.
async fn hear(pool: &Pool, answers: &Answers) -> SourceError {
    let Connected { client, mut line, .. } = match pool.connect().await {
        Ok(connected) => connected,
        Err(error) => return error,
    };
    // The connection does its work only while its messages are asked for.
    let mut beginning = pin!(within(&*pool.clock, LISTEN_TIME, client.batch_execute(LISTEN)));
    let mut has_begun = false;
    loop {
        tokio::select! {
            biased;
            begun = &mut beginning, if !has_begun => match begun {
                Some(Ok(())) => {
                    has_begun = true;
                    answers.forget_all();
                    answers.state().hearing = Hearing::Yes;
                }
                Some(Err(error)) => return pool.error(words(&error)),
                None => return pool.error("no answer to LISTEN within 5 s"),
            },
            message = line.next() => match message {
                Some(Ok(AsyncMessage::Notification(told))) => answers.forget(told.payload()),
                Some(Ok(_)) => {}
                Some(Err(error)) => return pool.error(words(&error)),
                None => return pool.error("the server has closed the connection"),
            },
        }
    }
}

/// For the table of `packaging/postgresql/accounts.sql`.
const QUERY: &str = "\
SELECT name, password, scram_sha_256, scram_sha_1, enabled, senders, networks, mechanisms, expires, \
messages_per_hour, messages_per_day, recipients_per_hour, recipients_per_day, version \
FROM gatepost.account WHERE name = $1";
const LISTEN: &str = "LISTEN gatepost_account";
const LISTEN_TIME: Duration = Duration::from_secs(5);
/// No login name has a space in it, and nobody has this domain (RFC 6761 §6.4).
const NOBODY: &str = "no such account@gatepost.invalid";
/// A connection on which the other side says nothing for about twice as long is lost.
const SILENCE_MAX: Duration = Duration::from_secs(60);
/// Accounts whose answers are kept, some 1 KiB each.
const ANSWERS_MAX: usize = 10_000;
/// An account that was added is there soon.
const UNKNOWN_TIME_MAX: Duration = Duration::from_secs(5);
/// How long it takes until somebody listens again.
const AGAIN_MIN: Duration = Duration::from_secs(1);
const AGAIN_MAX: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::super::Check;
    use super::*;
    use mail::Timestamp;
    use store::{Account, Rights, ScramSet};

    struct Made(Mutex<Moment>);

    impl Clock for Made {
        fn now(&self) -> Moment {
            *self.0.lock().expect("no panic")
        }

        fn date(&self) -> Timestamp {
            Timestamp::from_micros(0)
        }

        fn sleep_until(&self, _: Moment) -> BoxFuture<'static, ()> {
            ready(()).boxed()
        }
    }

    fn found(name: &str) -> Found {
        let never = Timestamp::from_micros(0);
        let account = Account {
            name: name.to_owned(),
            password: String::new(),
            scram: ScramSet::default(),
            enabled: true,
            version: 1,
            rights: Rights::default(),
            created: never,
            changed: never,
        };
        let check = Check::Hash;
        Found { account, check }
    }

    /// Words in order: `?name` asks, and keeps that there is such an account; `?-name` that there is none; `<name` asks, and
    /// `>name` keeps what came; `+5` is five seconds later; `!name` was changed, `!` something was. Of each question `y` if the
    /// answer was known and `n` if not.
    fn check(seconds: u64, by_name: bool, steps: &str, expected: &str) {
        let clock = Arc::new(Made(Mutex::default()));
        let answers = Answers {
            clock: clock.clone(),
            time: Duration::from_secs(seconds),
            by_name,
            state: Mutex::new(State {
                kept: Recent::new(ANSWERS_MAX),
                forgotten: 0,
                hearing: Hearing::NotYet,
            }),
        };
        let (mut known, mut asked) = (String::new(), Vec::new());
        for step in steps.split_whitespace() {
            let (kind, rest) = step.split_at(1);
            let name = rest.trim_start_matches('-');
            let answer = || (!rest.starts_with('-')).then(|| found(name));
            match kind {
                "?" | "<" => match answers.known(name) {
                    Ok(found) => {
                        assert_eq!(found, answer(), "{steps}");
                        known.push('y');
                    }
                    Err(ticket) => {
                        known.push('n');
                        if kind == "?" {
                            answers.keep(name.to_owned(), answer(), ticket);
                        } else {
                            asked.push(ticket);
                        }
                    }
                },
                ">" => answers.keep(name.to_owned(), answer(), asked.pop().expect("a question")),
                "+" => *clock.0.lock().expect("no panic") += Duration::from_secs(rest.parse().expect("a number")),
                "!" => answers.forget(rest),
                _ => panic!("{step}"),
            }
        }
        assert_eq!(known, expected, "{steps}");
    }

    #[test]
    fn answers_hold_for_a_while() {
        check(60, true, "?a ?a +59 ?a +1 ?a ?a", "nyyny");
        check(60, true, "?-a ?-a +4 ?-a +1 ?-a", "nyyn");
        check(2, true, "?-a +1 ?-a +1 ?-a", "nyn");
        check(0, true, "?a ?a ?-b ?-b", "nnnn");
    }

    #[test]
    fn what_has_changed_is_forgotten() {
        check(60, true, "?a ?b !a ?a ?b", "nnny");
        check(60, true, "?a ?b !c ?a ?b", "nnyy");
        check(60, true, "?a ?b ! ?a ?b", "nnnn");
        // A query may know an account under several names.
        check(60, false, "?a ?b !c ?a ?b", "nnnn");
        // What was asked before the change is not kept behind it.
        check(60, true, "<a !a >a ?a", "nn");
        check(60, true, "<a >a ?a", "ny");
    }
}
