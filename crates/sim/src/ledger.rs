//! What was done and seen in a run: the event log, and the records that the checkers read.

use crate::executor::Group;
use crate::mortal::CallKind;
use crate::network::Trouble;
use gatepost::config::Settings;
use gatepost::events::{EndedSession, Event};
use mail::Timestamp;
use queue::{Change, QueueId};
use reply::Reply;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Where everybody writes down what they do and see.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Record>);

/// All that was written down in a run. Indexes are places in the vectors.
#[derive(Debug, Default)]
pub struct Record {
    /// The event log: virtual time, who, what.
    pub log: Vec<String>,
    /// What the server told in its events, as its log would.
    pub told: Vec<String>,
    /// The same, to be read by programs.
    pub events: Vec<Told>,
    /// One for each connection of a client.
    pub sessions: Vec<Session>,
    /// One for each message that a client tried to hand over.
    pub letters: Vec<Letter>,
    /// One for each start of the server.
    pub lives: Vec<Life>,
    /// What operators did to messages.
    pub operations: Vec<Operation>,
    /// Who may send.
    pub people: Vec<Person>,
    /// Passwords, right and wrong: none of them may be told.
    pub secrets: Vec<String>,
    /// What went wrong and needs no checker to be seen.
    pub problems: Vec<String>,
    /// Passwords that were tried, in the order in which the clients began to.
    pub tries: Vec<Try>,
    /// When a password was hashed, in which life.
    pub hashes: BTreeSet<(Group, Duration)>,
    /// Which configuration held when; in the order in which they began to.
    pub in_force: Vec<InForce>,
    /// Configurations that a server read while it ran.
    pub reloads: Vec<Reload>,
    /// From when to when the disk was full.
    pub full: Vec<(Duration, Option<Duration>)>,
    /// Commits of the queue's committer, in all lives.
    pub commits: u64,
    /// Requests in them.
    pub commit_requests: u64,
    /// Batches that failed.
    pub commit_failures: u64,
    /// Starts at which the clock had been set back.
    pub clocks_set_back: u64,
    /// Small bodies that have a file of their own at the end, because there was no memory for them.
    pub early_files: u64,
    /// Sessions by the address that they come from.
    pub(crate) places: BTreeMap<String, usize>,
    /// Ports that clients have used.
    pub(crate) ports: u16,
}

/// Something that the server told.
#[derive(Debug, Clone)]
pub struct Told {
    /// When.
    pub at: Duration,
    /// In which life.
    pub life: Group,
    /// Of which session.
    pub session: Option<usize>,
    /// What.
    pub event: Event,
}

/// A password that was tried.
#[derive(Debug, Clone)]
pub struct Try {
    /// In which session.
    pub session: usize,
    /// For which account.
    pub account: String,
    /// Whether it is the account's.
    pub right: bool,
    /// When the client began.
    pub at: Duration,
    /// The code of the reply; nothing if none came, or one that ended the session.
    pub code: Option<u16>,
}

/// A configuration that held for new sessions.
#[derive(Debug, Clone)]
pub struct InForce {
    /// In which life.
    pub life: Group,
    /// What it says.
    pub settings: Settings,
    /// The first moment at which it may have held.
    pub from: Duration,
    /// The last one; nothing if it held to the end.
    pub until: Option<Duration>,
}

/// A configuration that was read while the server ran.
#[derive(Debug, Clone)]
pub struct Reload {
    /// In which life.
    pub life: Group,
    /// When.
    pub at: Duration,
    /// Whether it could be used. If not, all must be as it was.
    pub used: bool,
    /// Addresses at which nobody listens any more.
    pub closed: Vec<SocketAddr>,
    /// Addresses at which the server listens since then.
    pub opened: Vec<SocketAddr>,
}

/// A session as the server tells of it at its end.
#[derive(Debug, Clone)]
pub struct Served {
    /// When the server took the connection.
    pub from: Duration,
    /// When it was done with it.
    pub until: Duration,
    /// How it ended.
    pub how: String,
    /// The last refusal.
    pub refusal: Option<&'static Reply>,
}

/// One connection, as the client saw it.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who: `client-3`.
    pub client: String,
    /// The server's life at the other end.
    pub life: Group,
    /// From where.
    pub from: SocketAddr,
    /// To which listener.
    pub to: SocketAddr,
    /// The account that it logs in as.
    pub account: Option<String>,
    /// What it said and what it heard, in order.
    pub exchanges: Vec<Exchange>,
    /// Replies that answer nothing.
    pub surplus: Vec<Heard>,
    /// Octets at the end that make no whole reply.
    pub leftover: Vec<u8>,
    /// When and how it ended.
    pub end: Option<(Duration, Over)>,
    /// What became of the connection.
    pub trouble: Trouble,
    /// What was sent can be counted in commands.
    pub countable: bool,
    /// What the server tells of it, if it came to its end.
    pub served: Option<Served>,
    /// The server closed it unheard, and told so.
    pub dropped: bool,
}

/// A command and its reply.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// What was said.
    pub said: Said,
    /// When the client began to send it.
    pub at: Duration,
    /// What came back.
    pub heard: Option<Heard>,
}

/// A reply.
#[derive(Debug, Clone)]
pub struct Heard {
    /// When its last line came.
    pub at: Duration,
    /// Its lines, without CR LF.
    pub lines: Vec<String>,
}

impl Heard {
    /// The three digits of the first line; 0 if it has none.
    pub fn code(&self) -> u16 {
        self.lines
            .first()
            .and_then(|line| line.get(..3))
            .and_then(|digits| digits.parse().ok())
            .unwrap_or(0)
    }

    /// Whether this is `reply`, in one line.
    pub fn is(&self, reply: &reply::Reply) -> bool {
        matches!(&self.lines[..], [line] if reply.matches_line(line))
    }
}

/// What a client says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the wire's own words")]
pub enum Said {
    /// Nothing: it connected.
    Connect,
    Ehlo,
    Helo,
    StartTls,
    Auth,
    /// A line of an AUTH exchange.
    Response,
    Mail,
    Rcpt,
    Data,
    /// The text behind DATA, to its end.
    Text,
    Bdat {
        last: bool,
    },
    Rset,
    Noop,
    Help,
    Vrfy,
    Expn,
    Quit,
    /// Something that no client should say.
    Junk,
}

/// How a session ended for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The server closed the connection.
    Closed,
    /// The connection was cut.
    Reset,
    /// The client waited for too long.
    Silent,
    /// The client left, as it had planned.
    Left,
    /// The client broke the TLS handshake, so there is nobody who could answer.
    NoTls,
}

/// A message that a client tried to hand over.
#[derive(Debug, Clone)]
pub struct Letter {
    /// In which session.
    pub session: usize,
    /// The first exchange that belongs to it.
    pub first: usize,
    /// Unique; the local part of each recipient begins with it.
    pub marker: String,
    /// The octets of the message, exactly.
    pub octets: Vec<u8>,
    /// The envelope's sender; empty for the null sender.
    pub sender: String,
    /// Recipients that were tried.
    pub tried: Vec<String>,
    /// Recipients that were taken, as far as the client heard.
    pub taken: Vec<String>,
    /// Recipients that were refused because there were too many.
    pub too_many: usize,
    /// When its last octet was sent.
    pub whole: Option<Duration>,
    /// The exchange whose reply says what became of it.
    pub last: Option<usize>,
    /// By BDAT.
    pub chunked: bool,
    /// How many Received fields it has.
    pub received: u32,
}

/// One life of the server.
#[derive(Debug, Clone)]
pub struct Life {
    /// Its tasks.
    pub group: Group,
    /// When it began, and what its clock said then.
    pub began: (Duration, Timestamp),
    /// When it ended, and how.
    pub end: Option<(Duration, Ending)>,
    /// The call of the disk at which it ended.
    pub at_call: Option<CallKind>,
    /// It was still opening the store.
    pub opening: bool,
    /// When it began to take no new connections.
    pub draining: Option<Duration>,
    /// When it ended the sessions that were still open by force.
    pub cut: Option<Duration>,
    /// The disk had failed.
    pub broken: bool,
    /// A call of its disk says that there is no room, though there is.
    pub meets_full: bool,
}

/// How a life ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// By itself, after a drain.
    Drained,
    /// By itself, after a drain, while sessions were still open.
    Cut,
    /// The process was killed.
    Killed,
    /// The machine lost its power.
    PowerLost,
    /// By itself, because the disk had failed.
    Stopped,
    /// The store did not open.
    NotOpened,
}

/// What an operator did.
#[derive(Debug, Clone)]
pub struct Operation {
    /// To which message.
    pub id: QueueId,
    /// What.
    pub change: Change,
    /// What came of it: whether it changed something, or an error. Nothing if the server died meanwhile.
    pub done: Option<Result<bool, String>>,
}

/// An account.
#[derive(Debug, Clone)]
pub struct Person {
    /// The login name.
    pub name: String,
    /// The password.
    pub password: String,
    /// What the account may send as; see [`store::Rights::senders`].
    pub senders: Vec<String>,
    /// The addresses that the client uses.
    pub addresses: Vec<String>,
    /// It was added, and that was durable.
    pub added: bool,
    /// It was surely disabled from then to then.
    pub disabled: Vec<(Duration, Option<Duration>)>,
}

impl Ledger {
    /// The record, to read or to write.
    pub fn record(&self) -> MutexGuard<'_, Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a line into the event log.
    pub fn log(&self, now: Duration, who: &str, what: &str) {
        self.record().log.push(line(now, who, what));
    }

    /// What the server told of itself.
    pub fn told(&self, now: Duration, life: Group, event: &Event) {
        let mut record = self.record();
        let what = format!("{event:?}");
        record.log.push(line(now, "server", &what));
        record.told.push(what);
        record.tell(now, life, event);
    }

    /// From now on the disk is full, or not any more.
    pub fn full(&self, now: Duration, yes: bool) {
        let mut record = self.record();
        let is_full = record.full.last().is_some_and(|(_, until)| until.is_none());
        match (is_full, yes) {
            (false, true) => {
                record.log.push(line(now, "disk", "full"));
                record.full.push((now, None));
            }
            (true, false) => {
                record.log.push(line(now, "disk", "has room again"));
                if let Some((_, until)) = record.full.last_mut() {
                    *until = Some(now);
                }
            }
            (true, true) | (false, false) => {}
        }
    }

    /// Another configuration holds: it may have since `from`, and the one before it may have until `now`.
    pub fn in_force(&self, from: Duration, now: Duration, life: Group, settings: Settings) {
        let mut record = self.record();
        if let Some(before) = record.in_force.iter_mut().rfind(|before| before.life == life) {
            before.until = Some(now);
        }
        record.in_force.push(InForce {
            life,
            settings,
            from,
            until: None,
        });
    }

    /// Something went wrong that must not.
    pub fn problem(&self, now: Duration, what: String) {
        let mut record = self.record();
        record.log.push(line(now, "problem", &what));
        record.problems.push(what);
    }

    /// A port from which nobody has connected yet.
    pub fn port(&self) -> u16 {
        let mut record = self.record();
        record.ports += 1;
        FIRST_PORT + record.ports
    }

    /// A session has begun. Returns its place. No two may come from the same address.
    pub fn begin(&self, client: &str, life: Group, from: SocketAddr, to: SocketAddr) -> usize {
        let mut record = self.record();
        let place = record.sessions.len();
        if record.places.insert(from.to_string(), place).is_some() {
            record.problems.push(format!("two sessions come from {from}"));
        }
        record.sessions.push(Session {
            client: client.to_owned(),
            life,
            from,
            to,
            account: None,
            exchanges: Vec::new(),
            surplus: Vec::new(),
            leftover: Vec::new(),
            end: None,
            trouble: Trouble::None,
            countable: true,
            served: None,
            dropped: false,
        });
        place
    }

    /// A client says something. Returns the place of the exchange in its session.
    pub fn say(&self, now: Duration, session: usize, said: Said, shown: &str) -> usize {
        let mut record = self.record();
        let who = record.sessions[session].client.clone();
        record.log.push(line(now, &who, &format!("C: {shown}")));
        let exchanges = &mut record.sessions[session].exchanges;
        exchanges.push(Exchange {
            said,
            at: now,
            heard: None,
        });
        exchanges.len() - 1
    }

    /// A client hears a whole reply: that to the oldest command that has none.
    pub fn hear(&self, now: Duration, session: usize, lines: Vec<String>) {
        let mut record = self.record();
        let who = record.sessions[session].client.clone();
        for text in &lines {
            record.log.push(line(now, &who, &format!("S: {text}")));
        }
        let session = &mut record.sessions[session];
        let heard = Heard { at: now, lines };
        match session.exchanges.iter_mut().find(|exchange| exchange.heard.is_none()) {
            Some(exchange) => exchange.heard = Some(heard),
            None => session.surplus.push(heard),
        }
    }

    /// The code of the reply to an exchange, once it is there.
    pub fn code(&self, session: usize, exchange: usize) -> Option<u16> {
        self.record().sessions[session].exchanges[exchange]
            .heard
            .as_ref()
            .map(Heard::code)
    }

    /// A session is over.
    pub fn end(&self, now: Duration, session: usize, over: Over, trouble: Trouble, leftover: Vec<u8>) {
        let mut record = self.record();
        let who = record.sessions[session].client.clone();
        record.log.push(line(now, &who, &format!("{over:?} {trouble:?}")));
        let session = &mut record.sessions[session];
        session.end = Some((now, over));
        session.trouble = trouble;
        session.leftover = leftover;
    }
}

impl Record {
    /// The record of a life.
    pub fn life(&mut self, group: Group) -> Option<&mut Life> {
        self.lives.iter_mut().find(|life| life.group == group)
    }

    /// When the life ended with its sessions unfinished, if it did.
    pub fn crashed(&self, group: Group) -> Option<Duration> {
        match self.lives.iter().find(|life| life.group == group)?.end {
            Some((at, Ending::Killed | Ending::PowerLost | Ending::Stopped | Ending::Cut)) => Some(at),
            _ => None,
        }
    }

    /// Writes down an event, and with its session what it says of that.
    pub fn tell(&mut self, at: Duration, life: Group, event: &Event) {
        let client = match event {
            Event::LoggedIn(about)
            | Event::Accepted { about, .. }
            | Event::Refused { about, .. }
            | Event::HandshakeFailed { about, .. } => Some(about.client.as_str()),
            Event::Ended(ended) => Some(ended.about.client.as_str()),
            Event::Dropped { client, .. } => Some(client.as_str()),
            _ => None,
        };
        let session = client.and_then(|client| self.places.get(client)).copied();
        if let Some(session) = session.and_then(|session| self.sessions.get_mut(session)) {
            match event {
                Event::Ended(ended) => session.served = Some(served(at, ended)),
                Event::Dropped { .. } => session.dropped = true,
                _ => {}
            }
        }
        self.events.push(Told {
            at,
            life,
            session,
            event: event.clone(),
        });
    }

    /// When the server took the connection of a session, or the earliest and the latest moment at which it may have.
    pub fn taken(&self, session: &Session) -> (Duration, Duration) {
        if let Some(served) = &session.served {
            return (served.from, served.from);
        }
        let connected = session.exchanges.first().map_or(Duration::ZERO, |exchange| exchange.at);
        let heard = session.exchanges.iter().find_map(|exchange| exchange.heard.as_ref());
        let latest = heard.map(|heard| heard.at).or(session.end.map(|(at, _)| at));
        (connected, latest.unwrap_or(Duration::MAX))
    }

    /// The configurations of a life of which each held at some moment from `from` to `until`.
    pub fn settings_between(&self, life: Group, from: Duration, until: Duration) -> impl Iterator<Item = &Settings> {
        self.in_force
            .iter()
            .filter(move |held| held.life == life && held.from <= until && held.until.is_none_or(|last| from <= last))
            .map(|held| &held.settings)
    }

    /// Whether something other than the server explains that a session ended without the replies that were due.
    pub fn is_excused(&self, session: &Session) -> bool {
        let Some((at, over)) = session.end else { return false };
        let crashed = self.crashed(session.life).is_some_and(|crash| crash <= at);
        let life = self.lives.iter().find(|life| life.group == session.life);
        let before = |moment: Option<Duration>| moment.is_some_and(|moment| moment <= at);
        // It connected, and before the server took the connection it stopped to take any.
        let closed = before(life.and_then(|life| life.draining)) || self.was_closed(session, at);
        let unheard = session.exchanges.iter().all(|exchange| exchange.heard.is_none());
        // The server waits for a client that does not read, or does not finish its handshake, but not for ever.
        let too_slow = session.served.as_ref().is_some_and(|served| {
            let patience = served.until.saturating_sub(served.from) >= SEND_TIME;
            served.how == TIMED_OUT && (patience || before(life.and_then(|life| life.cut)))
        });
        match over {
            Over::Left | Over::NoTls => true,
            Over::Closed if unheard && (closed || session.dropped) => true,
            Over::Closed if too_slow => true,
            Over::Closed | Over::Reset | Over::Silent => crashed || session.trouble != Trouble::None,
        }
    }

    /// Whether its listener was taken out of the configuration between its connection and `at`.
    fn was_closed(&self, session: &Session, at: Duration) -> bool {
        let connected = session.exchanges.first().map_or(Duration::ZERO, |exchange| exchange.at);
        self.reloads.iter().any(|reload| {
            reload.life == session.life && (connected..=at).contains(&reload.at) && reload.closed.contains(&session.to)
        })
    }

    /// Who had logged in before an exchange of a session. Whoever logged in before TLS has not (RFC 3207 §4.2).
    pub fn logged_in(session: &Session, before: usize) -> Option<&str> {
        let mut account = None;
        for exchange in session.exchanges.iter().take(before) {
            match (exchange.said, exchange.heard.as_ref().map(Heard::code)) {
                (Said::StartTls, Some(220)) => account = None,
                (_, Some(235)) => account = session.account.as_deref(),
                _ => {}
            }
        }
        account
    }

    /// The reply that says what became of a letter.
    pub fn answer(&self, letter: &Letter) -> Option<&Heard> {
        self.sessions[letter.session].exchanges[letter.last?].heard.as_ref()
    }

    /// The queue id under which a letter was acknowledged.
    pub fn acknowledged(&self, letter: &Letter) -> Option<QueueId> {
        let heard = self.answer(letter).filter(|heard| heard.is(&reply::ACCEPTED))?;
        heard.lines.first()?.rsplit(' ').next()?.parse().ok()
    }

    /// Letters by their markers.
    pub fn by_marker(&self) -> BTreeMap<&str, &Letter> {
        self.letters
            .iter()
            .map(|letter| (letter.marker.as_str(), letter))
            .collect()
    }
}

fn served(at: Duration, ended: &EndedSession) -> Served {
    Served {
        from: at.saturating_sub(ended.took),
        until: at,
        how: ended.how.clone(),
        refusal: ended.refusal,
    }
}

fn line(now: Duration, who: &str, what: &str) -> String {
    format!("{:>7}.{:06} {who:<9} {what}", now.as_secs(), now.subsec_micros())
}

const FIRST_PORT: u16 = 10_000;

/// How the server says that a client did not read, or did not finish its handshake.
pub const TIMED_OUT: &str = "timed out";

/// How long it waits for that, at least.
const SEND_TIME: Duration = Duration::from_secs(60);
