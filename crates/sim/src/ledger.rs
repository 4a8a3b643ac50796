//! What was done and seen in a run: the event log, and the records that the checkers read.

use crate::executor::Group;
use crate::mortal::CallKind;
use crate::network::Trouble;
use queue::{Change, QueueId};
use std::collections::BTreeMap;
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
    /// Times that the disk was full for a while.
    pub full_spells: u64,
    /// Commits of the queue's committer, in all lives.
    pub commits: u64,
    /// Requests in them.
    pub commit_requests: u64,
    /// Batches that failed.
    pub commit_failures: u64,
    /// Starts at which the clock had been set back.
    pub clocks_set_back: u64,
}

/// One connection, as the client saw it.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who: `client-3`.
    pub client: String,
    /// The server's life at the other end.
    pub life: Group,
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
}

/// One life of the server.
#[derive(Debug, Clone)]
pub struct Life {
    /// Its tasks.
    pub group: Group,
    /// When it ended, and how.
    pub end: Option<(Duration, Ending)>,
    /// The call of the disk at which it ended.
    pub at_call: Option<CallKind>,
    /// It was still opening the store.
    pub opening: bool,
    /// When it began to take no new connections.
    pub draining: Option<Duration>,
    /// The disk had failed.
    pub broken: bool,
}

/// How a life ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// By itself, after a drain.
    Drained,
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
    /// What the account may send as; see [`store::Account::senders`].
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
    pub fn told(&self, now: Duration, what: String) {
        let mut record = self.record();
        record.log.push(line(now, "server", &what));
        record.told.push(what);
    }

    /// Something went wrong that must not.
    pub fn problem(&self, now: Duration, what: String) {
        let mut record = self.record();
        record.log.push(line(now, "problem", &what));
        record.problems.push(what);
    }

    /// A session has begun. Returns its place.
    pub fn begin(&self, client: &str, life: Group) -> usize {
        let mut record = self.record();
        record.sessions.push(Session {
            client: client.to_owned(),
            life,
            account: None,
            exchanges: Vec::new(),
            surplus: Vec::new(),
            leftover: Vec::new(),
            end: None,
            trouble: Trouble::None,
            countable: true,
        });
        record.sessions.len() - 1
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
            Some((at, Ending::Killed | Ending::PowerLost | Ending::Stopped)) => Some(at),
            _ => None,
        }
    }

    /// Whether something other than the server explains that a session ended without the replies that were due.
    pub fn is_excused(&self, session: &Session) -> bool {
        let Some((at, over)) = session.end else { return false };
        let crashed = self.crashed(session.life).is_some_and(|crash| crash <= at);
        // It connected, and before the server took the connection it stopped to take any.
        let draining = self
            .lives
            .iter()
            .find(|life| life.group == session.life)
            .and_then(|life| life.draining);
        let unheard = session.exchanges.iter().all(|exchange| exchange.heard.is_none());
        match over {
            Over::Left | Over::NoTls => true,
            Over::Closed if unheard && draining.is_some_and(|draining| draining <= at) => true,
            Over::Closed | Over::Reset | Over::Silent => crashed || session.trouble != Trouble::None,
        }
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

fn line(now: Duration, who: &str, what: &str) -> String {
    format!("{:>7}.{:06} {who:<9} {what}", now.as_secs(), now.subsec_micros())
}
