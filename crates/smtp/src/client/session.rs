//! The order of a session: greeting, EHLO, STARTTLS, login, message after message, QUIT.

use super::capabilities::Capabilities;
use super::reader::{NoReply, ReplyReader};
use super::step::{Failure, Lack, NoTls, Parcel, Problem, Protocol, Stage, Step, Terms, TlsWish};
use super::transaction::{Expected, Next, Transaction};
use crate::Moment;
use crate::sasl::{self, Binding, ClientMechanism};
use reply::Received;
use std::collections::VecDeque;
use std::time::Duration;
use zeroize::Zeroizing;

/// One connection's conversation, from the greeting that a server sends to its end.
///
/// The shell calls [`Self::next_step`], does what it says, reports back, and calls again.
pub struct Session {
    terms: Terms,
    state: State,
    secured: bool,
    /// What a login can be bound to.
    binding: Option<Binding>,
    /// Since the last greeting of ours.
    capabilities: Capabilities,
    reader: ReplyReader,
    /// What arrived and was not read.
    input: Vec<u8>,
    out: Zeroizing<Vec<u8>>,
    /// The replies that are due, in their order.
    due: VecDeque<Due>,
    /// Since when the next of them is waited for.
    since: Moment,
    /// What was asked of the shell last has been done: the time runs from now.
    fresh: bool,
    /// The connection has ended; what arrived before may still be read.
    ended: bool,
    exchange: Option<Box<dyn ClientMechanism>>,
    /// Why the exchange was given up.
    lack: Option<Lack>,
    transaction: Option<Transaction>,
    /// Messages that this server was asked to take.
    messages: u64,
    events: VecDeque<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Up to the login.
    SettingUp,
    /// 220 was said to STARTTLS.
    Handshake,
    /// A message may come.
    Ready,
    /// A message is under way.
    Busy,
    /// Its octets are wanted.
    Body,
    /// QUIT was said.
    Leaving,
    Closed,
}

/// A reply that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Greeting,
    /// To EHLO or LHLO.
    Hello,
    /// To HELO.
    PlainHello,
    StartTls,
    Auth,
    Message(Expected),
    Reset,
    Quit,
}

impl Due {
    fn stage(self) -> Stage {
        match self {
            Self::Greeting => Stage::Greeting,
            Self::Hello | Self::PlainHello => Stage::Hello,
            Self::StartTls => Stage::StartTls,
            Self::Auth => Stage::Login,
            Self::Message(expected) => expected.stage(),
            Self::Reset | Self::Quit => Stage::EndOfData,
        }
    }
}

impl Session {
    /// A session with a server that greets first. `secured` if the connection began with a TLS handshake (RFC 8314 §3): what a login
    /// can be bound to.
    pub fn new(terms: Terms, secured: Option<Binding>, now: Moment) -> Self {
        Self {
            terms,
            state: State::SettingUp,
            secured: secured.is_some(),
            binding: secured,
            capabilities: Capabilities::default(),
            reader: ReplyReader::default(),
            input: Vec::new(),
            out: Zeroizing::default(),
            due: VecDeque::from([Due::Greeting]),
            since: now,
            fresh: false,
            ended: false,
            exchange: None,
            lack: None,
            transaction: None,
            messages: 0,
            events: VecDeque::new(),
        }
    }

    /// What the shell has to do now.
    pub fn next_step(&mut self, now: Moment) -> Step {
        if std::mem::take(&mut self.fresh) {
            self.since = now;
        }
        loop {
            if !self.out.is_empty() {
                self.fresh = true;
                let octets = std::mem::take(&mut self.out);
                let until = now + self.terms.times.block;
                return Step::Send { octets, until };
            }
            if let Some(event) = self.events.pop_front() {
                return event;
            }
            match self.state {
                State::Closed => return Step::Close,
                State::Handshake => {
                    let until = now + self.terms.times.handshake;
                    return Step::StartTls { until };
                }
                _ => {}
            }
            let Some(due) = self.due.front().copied() else {
                match self.state {
                    State::Ready => return Step::Ready,
                    State::Body if !self.ended => return Step::Body,
                    _ => self.connection_lost(),
                }
                continue;
            };
            match self.next_reply() {
                Some(Ok(reply)) => {
                    self.since = now;
                    self.due.pop_front();
                    self.heard(due, reply);
                }
                Some(Err(what)) => self.fail(due.stage(), Problem::NoReply(what)),
                None if self.ended => self.connection_lost(),
                None => {
                    let until = self.since + self.patience(due);
                    if now < until {
                        return Step::Receive { until };
                    }
                    self.silent();
                }
            }
        }
    }

    /// Takes what the network brought.
    pub fn receive(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
    }

    /// The connection has ended, or broke.
    pub fn lost(&mut self) {
        self.ended = true;
        // Nothing more can be said; what the server has said may still explain it.
        self.out = Zeroizing::default();
    }

    /// The server did not take in time what [`Step::Send`] brought, or said nothing.
    pub fn silent(&mut self) {
        self.fail(self.stage(), Problem::Silent);
    }

    /// The handshake has succeeded: all that was learned before is forgotten (RFC 3207 §4.2).
    pub fn tls_started(&mut self, binding: Binding) {
        self.secured = true;
        self.binding = Some(binding);
        self.fresh = true;
        self.state = State::SettingUp;
        self.hello();
    }

    /// The handshake has failed, or the certificate was not one to be trusted. The connection cannot be used any more.
    pub fn tls_failed(&mut self, why: NoTls) {
        self.fail(Stage::StartTls, Problem::Handshake(why));
    }

    /// Hands a message over, after [`Step::Ready`]; at any other time it fails at once.
    pub fn submit(&mut self, parcel: Parcel) {
        let mut transaction = Transaction::new(parcel);
        if self.state != State::Ready || !self.due.is_empty() {
            self.events
                .push_back(Step::Settled(transaction.end(Stage::Sender, Problem::Lost)));
            return;
        }
        transaction.judge(&self.capabilities);
        self.transaction = Some(transaction);
        self.state = State::Busy;
        // Whatever it says unasked concerns what is asked of it now.
        if self.has_unread() {
            let problem = match self.next_reply() {
                Some(Ok(reply)) => Problem::Refused(reply),
                _ => Problem::NoReply(NoReply::Unasked),
            };
            return self.fail(Stage::Sender, problem);
        }
        self.fresh = true;
        self.go_on();
    }

    /// The next octets of the message, after [`Step::Body`]. Lines end with CR LF.
    pub fn body(&mut self, octets: &[u8]) {
        if self.state == State::Body
            && let Some(transaction) = &mut self.transaction
        {
            transaction.body(octets, &mut self.out);
        }
    }

    /// The message has ended.
    pub fn body_ended(&mut self) {
        if self.state == State::Body {
            self.go_on();
        }
    }

    /// The octets of the message cannot be had. What was sent of it cannot be taken back, so the connection ends.
    pub fn body_failed(&mut self) {
        self.fail(Stage::Data, Problem::BodyLost);
    }

    /// Says goodbye, after [`Step::Ready`] (RFC 5321 §4.1.1.10); at any other time the connection is closed.
    pub fn quit(&mut self) {
        if self.state != State::Ready || !self.due.is_empty() || self.has_unread() {
            self.fail(Stage::EndOfData, Problem::Lost);
            return;
        }
        self.state = State::Leaving;
        self.say("QUIT", Due::Quit);
    }

    /// What the server can do, as far as it is known.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Whether TLS is up.
    pub fn is_secured(&self) -> bool {
        self.secured
    }

    /// Whether this connection has had as many messages as the server takes of one (RFC 9422 §4.1).
    pub fn is_used_up(&self) -> bool {
        let most = self.capabilities.limits.messages_max;
        most.is_some_and(|most| self.messages >= most)
    }

    /// Whether the server has said something that nobody asked for. A connection on which it has is not used again.
    pub fn has_unread(&self) -> bool {
        !self.input.is_empty() || self.reader.is_amid()
    }

    fn next_reply(&mut self) -> Option<Result<Received, NoReply>> {
        let (used, reply) = self.reader.read(&self.input);
        self.input.drain(..used);
        reply
    }

    fn patience(&self, due: Due) -> Duration {
        let times = &self.terms.times;
        match due {
            Due::Greeting => times.greeting,
            Due::Message(Expected::Data) => times.data,
            Due::Message(Expected::End | Expected::EndFor(_) | Expected::EmptyEnd) => times.end,
            Due::Quit => times.quit,
            _ => times.command,
        }
    }

    fn say(&mut self, line: &str, due: Due) {
        self.out.extend_from_slice(line.as_bytes());
        self.out.extend_from_slice(b"\r\n");
        self.due.push_back(due);
    }

    fn hello(&mut self) {
        self.capabilities = Capabilities::default();
        let verb = match self.terms.protocol {
            Protocol::Smtp => "EHLO",
            Protocol::Lmtp => "LHLO",
        };
        self.say(&format!("{verb} {}", self.terms.name), Due::Hello);
    }

    fn heard(&mut self, due: Due, reply: Received) {
        if reply.ends_session() && due != Due::Quit {
            return self.fail(due.stage(), Problem::Refused(reply));
        }
        let is_done = reply.class() == 2;
        match due {
            Due::Greeting if is_done => self.hello(),
            Due::Hello if is_done => {
                self.capabilities = Capabilities::read(&reply);
                self.set_up();
            }
            // RFC 5321 §3.2: it may be older than EHLO.
            Due::Hello if reply.class() == 5 && self.terms.protocol == Protocol::Smtp => {
                self.say(&format!("HELO {}", self.terms.name), Due::PlainHello);
            }
            Due::PlainHello if is_done => self.set_up(),
            Due::StartTls if is_done => self.start_tls(),
            // It goes on without: whoever could change this reply could have hidden the extension.
            Due::StartTls if self.terms.tls == TlsWish::IfOffered && self.terms.login.is_none() => {
                self.capabilities.starttls = false;
                self.set_up();
            }
            Due::Auth => self.auth_goes_on(reply),
            Due::Greeting | Due::Hello | Due::PlainHello | Due::StartTls => {
                self.fail(due.stage(), Problem::Refused(reply));
            }
            Due::Message(expected) => {
                if let Some(transaction) = &mut self.transaction {
                    transaction.heard(expected, reply);
                }
                if self.due.is_empty() {
                    self.go_on();
                }
            }
            Due::Reset if is_done => {}
            Due::Reset | Due::Quit => self.state = State::Closed,
        }
    }

    /// What comes next before there is a message.
    fn set_up(&mut self) {
        let wants_tls = self.terms.tls != TlsWish::Never;
        let needs_tls = self.terms.tls == TlsWish::Required || self.terms.login.is_some();
        if !self.secured && wants_tls && self.capabilities.starttls {
            return self.say("STARTTLS", Due::StartTls);
        }
        if !self.secured && needs_tls {
            return self.fail(Stage::StartTls, Problem::Lacks(Lack::StartTls));
        }
        let Some(login) = &self.terms.login else {
            self.state = State::Ready;
            return;
        };
        let offered = &self.capabilities.auth;
        let usable = sasl::MECHANISMS.iter().find_map(|offer| {
            let may = login.mechanisms.is_empty() || login.mechanisms.contains(offer.name);
            (may && offered.iter().any(|name| name == offer.name)).then_some(())?;
            let mechanism = offer.begin_client(login, &self.terms.nonce, self.binding.as_ref(), offered)?;
            Some((offer, mechanism))
        });
        let Some((offer, mut mechanism)) = usable else {
            return self.fail(Stage::Login, Problem::Lacks(Lack::Login));
        };
        let mut line = Zeroizing::new(format!("AUTH {}", offer.name));
        let initial = mechanism.initial();
        // RFC 4954 §4: an empty initial response is written `=`; one that does not fit into the line waits for the server's 334.
        if let Some(initial) = initial.map(|initial| match &initial[..] {
            [] => Zeroizing::new("=".to_owned()),
            initial => sasl::encode_secret(initial),
        }) && line.len() + 1 + initial.len() <= COMMAND_OCTETS_MAX
        {
            line.push(' ');
            line.push_str(&initial);
            mechanism.initial_sent();
        }
        self.exchange = Some(mechanism);
        self.say(&line, Due::Auth);
    }

    fn start_tls(&mut self) {
        // RFC 3207 §5: what somebody put behind the reply would be taken for the server's own words.
        if self.has_unread() {
            return self.fail(Stage::StartTls, Problem::NoReply(NoReply::Unasked));
        }
        self.state = State::Handshake;
    }

    fn auth_goes_on(&mut self, reply: Received) {
        match (reply.class(), self.exchange.as_mut()) {
            (2, Some(mechanism)) if mechanism.is_satisfied() => {
                self.exchange = None;
                self.state = State::Ready;
            }
            // It said yes unproved, or we gave the exchange up: what it says to that is not why we did.
            (2, Some(_)) | (_, None) => {
                let lack = self.given_up();
                self.fail(Stage::Login, Problem::Lacks(lack));
            }
            (3, Some(mechanism)) => {
                let challenge = sasl::decode(reply.text().as_bytes());
                let response = challenge.and_then(|challenge| mechanism.respond(&challenge));
                match response {
                    Some(response) => self.say(&sasl::encode_secret(&response), Due::Auth),
                    // RFC 4954 §4: the exchange is given up, and the server says 501.
                    None => {
                        self.lack = Some(self.given_up());
                        self.exchange = None;
                        self.say("*", Due::Auth);
                    }
                }
            }
            _ => self.fail(Stage::Login, Problem::Refused(reply)),
        }
    }

    /// What is wrong with the server in this exchange.
    fn given_up(&self) -> Lack {
        let complaint = self.exchange.as_ref().and_then(|mechanism| mechanism.complaint());
        self.lack.unwrap_or(complaint.map_or(Lack::Challenge, Lack::Proof))
    }

    /// What comes next of the message at hand.
    fn go_on(&mut self) {
        // What was said before it was asked for would be taken for the answer to what is asked next.
        if self.has_unread() && self.transaction.as_ref().is_some_and(Transaction::has_more_to_say) {
            // A refusal in the middle of the text is meant for the text.
            let problem = match (self.state, self.next_reply()) {
                (State::Body, Some(Ok(reply))) if reply.class() > 3 => Problem::Refused(reply),
                _ => Problem::NoReply(NoReply::Unasked),
            };
            return self.fail(Stage::Data, problem);
        }
        let Some(transaction) = &mut self.transaction else {
            return;
        };
        let due = &mut self.due;
        let lmtp = self.terms.protocol == Protocol::Lmtp;
        let next = transaction.next(&self.capabilities, lmtp, &mut self.out, |expected| {
            due.push_back(Due::Message(expected));
        });
        match next {
            Next::Wait => self.state = State::Busy,
            Next::Body => self.state = State::Body,
            Next::Mismatch => self.body_failed(),
            Next::Done { reset } => {
                if let Some(transaction) = self.transaction.take() {
                    self.messages += u64::from(transaction.was_begun());
                    self.events.push_back(Step::Settled(transaction.settled()));
                }
                self.state = State::Ready;
                if reset {
                    self.say("RSET", Due::Reset);
                }
            }
        }
    }

    fn connection_lost(&mut self) {
        let stage = self.stage();
        // In the middle of a message it may have said why.
        let last_word = (self.state == State::Body).then(|| self.next_reply()).flatten();
        let problem = match last_word {
            Some(Ok(reply)) => Problem::Refused(reply),
            _ => Problem::Lost,
        };
        self.fail(stage, problem);
    }

    /// What is waited for.
    fn stage(&self) -> Stage {
        match (self.due.front(), self.state) {
            (Some(due), _) => due.stage(),
            (None, State::Handshake) => Stage::StartTls,
            (None, State::Body) => Stage::Data,
            (None, State::SettingUp) => Stage::Hello,
            (None, State::Ready | State::Busy | State::Leaving | State::Closed) => Stage::Sender,
        }
    }

    /// Nothing more is said or heard.
    fn fail(&mut self, stage: Stage, problem: Problem) {
        let is_set_up = !matches!(self.state, State::SettingUp | State::Handshake);
        let was_closed = std::mem::replace(&mut self.state, State::Closed) == State::Closed;
        self.due.clear();
        self.out = Zeroizing::default();
        match self.transaction.take() {
            Some(mut transaction) => self.events.push_back(Step::Settled(transaction.end(stage, problem))),
            None if !is_set_up && !was_closed => self.events.push_back(Step::Failed(Failure { stage, problem })),
            // Nobody waits for anything.
            None => {}
        }
    }
}

/// RFC 5321 §4.5.3.1.4, without CR LF.
const COMMAND_OCTETS_MAX: usize = 510;
