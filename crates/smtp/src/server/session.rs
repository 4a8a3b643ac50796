//! The order of commands: what is allowed now, and what comes next. The mail verbs are in `mail`.

use super::dialogue::Dialogue;
use super::greeting::{is_acceptable, keywords};
use super::step::{Answer, Ask, Login, Refusal, Service, Step, Terms, TlsFacts, TlsMode, Welcome};
use super::transaction::{Body, Transaction};
use crate::Moment;
use crate::command::{Chunk, Command, Verb, parse};
use crate::lines::{Line, Lines};
use crate::sasl::{self, Around, Mechanism, Next, OfferSet};
use ::mail::{Envelope, Recipient};
use reply::{Outgoing, Reply};
use std::sync::Arc;
use zeroize::Zeroizing;

/// One connection's conversation, from the greeting to the close.
///
/// The shell calls [`Self::next_step`], does what it says, reports back, and calls again.
pub struct Session {
    pub(super) terms: Arc<Terms>,
    tls: Option<TlsFacts>,
    began: Moment,
    heard: Moment,
    fresh: bool,
    draining: bool,
    lines: Lines,
    out: Outgoing,
    /// Replies that end a pipelined group are not held back (RFC 2920 §3.2).
    flush: bool,
    /// A body that was begun will not be finished: the shell must hear of it.
    abandon: bool,
    hello: Option<Hello>,
    welcome: Welcome,
    login: Option<Login>,
    /// Refusals, and commands that brought nothing forward, since the last message.
    errors: u32,
    idle_commands: u32,
    /// Recipients beyond the limit of the message at hand.
    recipients_over: usize,
    /// Octets that were read and dropped since the last message.
    dropped: u64,
    dialogue: Dialogue,
    pub(super) state: State,
    pub(super) transaction: Option<Transaction>,
}

struct Hello {
    name: String,
    esmtp: bool,
}

pub(super) enum State {
    /// A command line comes next.
    Command,
    /// A line of an AUTH exchange comes next.
    Exchange(Box<dyn Mechanism>),
    /// It has been decided, and the client still has to take notice of what was said last.
    LastWord(Box<Result<Login, Refusal>>),
    /// A question is out (or about to go).
    Asking(Option<Ask>, Waiting),
    /// The text behind DATA.
    Data,
    /// All of it has come.
    DataEnded,
    /// The octets of a BDAT chunk.
    Chunk { left: u64, chunk: Chunk },
    /// The octets of a chunk that nobody wants, and the reply that follows them (RFC 3030 §2).
    Discard { left: u64, then: &'static Reply },
    /// The 220 to STARTTLS goes out, then the handshake begins.
    Handshake,
    /// What is still to be said, then the end.
    Closing,
}

/// What the answer to the question that is out will be used for.
pub(super) enum Waiting {
    Client,
    Login(Box<dyn Mechanism>),
    Sender(Box<Envelope>),
    Recipient(Box<Recipient>),
    Data,
    Chunk(Chunk),
    Commit,
}

impl Session {
    /// A session that begins by asking whether the client may speak to us, and with the greeting if so. `tls` is there if
    /// the handshake came first.
    pub fn new(terms: Arc<Terms>, tls: Option<TlsFacts>, now: Moment) -> Self {
        Self {
            tls,
            began: now,
            heard: now,
            fresh: false,
            draining: false,
            lines: Lines::with_max(longest_line(&terms)),
            out: Outgoing::default(),
            flush: true,
            abandon: false,
            hello: None,
            welcome: Welcome::default(),
            login: None,
            errors: 0,
            idle_commands: 0,
            recipients_over: 0,
            dropped: 0,
            dialogue: Dialogue::default(),
            state: State::Asking(Some(Ask::Client), Waiting::Client),
            transaction: None,
            terms,
        }
    }

    /// What the shell has to do now.
    pub fn next_step(&mut self, now: Moment) -> Step {
        if std::mem::take(&mut self.fresh) {
            self.heard = now;
        }
        loop {
            if self.flush && !self.out.is_empty() {
                return self.send(now);
            }
            if std::mem::take(&mut self.abandon) {
                return Step::Abandon;
            }
            let progress = match &mut self.state {
                State::Closing if self.out.is_empty() => return Step::Close,
                State::Closing => return self.send(now),
                State::Asking(ask, _) => {
                    let slow = matches!(ask, Some(Ask::Credential(_) | Ask::Commit(_)));
                    if slow && !self.out.is_empty() {
                        return self.send(now);
                    }
                    match ask.take() {
                        Some(ask) => return Step::Ask(ask),
                        // The shell came back without an answer: it has given up on this session.
                        None => self.close(),
                    }
                    true
                }
                State::Handshake if !self.out.is_empty() => return self.send(now),
                State::Handshake => {
                    let until = self.deadline().0.min(now + self.terms.times.send);
                    return Step::StartTls { until };
                }
                State::Command => self.command_line(),
                State::Exchange(_) | State::LastWord(_) => self.exchange_line(),
                State::DataEnded => {
                    self.data_ended();
                    true
                }
                State::Data => match self.data() {
                    Some(step) => return step,
                    None => matches!(self.state, State::DataEnded),
                },
                State::Chunk { left: 0, .. } => {
                    self.chunk_ended();
                    true
                }
                State::Chunk { .. } => match self.chunk() {
                    Some(step) => return step,
                    None => matches!(self.state, State::Chunk { left: 0, .. }),
                },
                State::Discard { .. } => self.discard(),
            };
            if !progress && let Some(step) = self.wait(now) {
                return step;
            }
        }
    }

    /// Takes what the network brought, after [`Step::Receive`].
    pub fn receive(&mut self, bytes: &[u8]) {
        self.fresh = true;
        self.lines.push(bytes);
    }

    /// Takes the answer to the question that is out. An answer of the wrong kind closes the session.
    pub fn answer(&mut self, answer: Answer) {
        let State::Asking(_, waiting) = std::mem::replace(&mut self.state, State::Command) else {
            return self.close();
        };
        match (waiting, answer) {
            (Waiting::Client, Answer::Client(Ok(welcome))) => {
                self.welcome = welcome;
                self.say_with(&reply::GREETING, &self.terms.hostname.clone());
                self.flush = true;
            }
            (Waiting::Client, Answer::Client(Err(refusal))) => {
                self.refuse(&refusal);
                self.close();
            }
            (Waiting::Login(mut mechanism), Answer::Keys(keys)) => {
                let next = mechanism.keys(keys);
                self.exchange(mechanism, next);
            }
            (Waiting::Login(mechanism), Answer::Login(decided)) => self.login_decided(mechanism, decided),
            (Waiting::Sender(envelope), Answer::Verdict(verdict)) => self.sender_decided(*envelope, verdict),
            (Waiting::Recipient(recipient), Answer::Verdict(verdict)) => self.recipient_decided(*recipient, verdict),
            (Waiting::Data, Answer::Verdict(verdict)) => self.data_decided(verdict),
            (Waiting::Chunk(chunk), Answer::Verdict(verdict)) => self.chunk_decided(chunk, verdict),
            (Waiting::Commit, Answer::Committed(committed)) => self.committed(committed),
            _ => self.close(),
        }
    }

    /// The handshake has succeeded: everything learned before it is forgotten (RFC 3207 §4.2).
    pub fn tls_started(&mut self, facts: TlsFacts) {
        self.dialogue.tls(&facts.version);
        self.tls = Some(facts);
        self.hello = None;
        self.login = None;
        self.forget_transaction();
        self.lines.clear();
        self.state = State::Command;
        self.fresh = true;
    }

    /// What [`Step::Body`] brought could not be kept. The message is read to its end and refused with `reply`.
    pub fn body_lost(&mut self, reply: &'static Reply) {
        if let Some(Transaction {
            body: Body::Data(_, intake) | Body::Chunks(_, intake),
            ..
        }) = &mut self.transaction
        {
            intake.lose(reply);
        }
    }

    /// The server stops: a message on its way in is finished first, everything else ends with 421 (RFC 5321 §3.8).
    pub fn drain(&mut self) {
        self.draining = true;
    }

    /// Who logged in.
    pub fn login(&self) -> Option<&Login> {
        self.login.as_ref()
    }

    /// The session's TLS.
    pub fn tls(&self) -> Option<&TlsFacts> {
        self.tls.as_ref()
    }

    /// The name that the client gave last.
    pub fn ehlo(&self) -> Option<&str> {
        self.hello.as_ref().map(|hello| hello.name.as_str())
    }

    /// The last lines of both sides, without secrets; some 4 KiB at most.
    pub fn dialogue(&self) -> &str {
        self.dialogue.as_str()
    }

    /// Whether something that the client sent has not been looked at yet.
    pub fn has_unread(&self) -> bool {
        !self.lines.is_empty()
    }

    /// Whether EHLO or HELO has been said, since TLS began if it did.
    pub(super) fn is_greeted(&self) -> bool {
        self.hello.is_some()
    }

    pub(super) fn is_esmtp(&self) -> bool {
        self.hello.as_ref().is_some_and(|hello| hello.esmtp)
    }

    /// Says `reply`. A 421 is the last word, and so is a refusal too many (RFC 5321 §7.8).
    pub(super) fn say(&mut self, reply: &'static Reply) {
        self.out.append(reply.send());
        self.said(reply);
    }

    fn said(&mut self, reply: &'static Reply) {
        if reply.ends_session() {
            return self.close();
        }
        // A client with many recipients may send all of them before it reads the first 452 (RFC 5321 §4.5.3.1.10).
        if OVER_LIMIT.contains(&reply) {
            self.recipients_over += 1;
            if self.recipients_over > self.terms.recipients_max {
                self.say(&reply::TOO_MANY_COMMANDS);
            }
        } else if reply.is_refusal() {
            self.errors += 1;
            if self.errors >= self.terms.errors_max {
                self.say(&reply::TOO_MANY_ERRORS);
            }
        }
    }

    /// The octets of a message have all come.
    pub(super) fn message_ended(&mut self) {
        self.dialogue.message();
    }

    /// The client got something done: its patience account is full again.
    pub(super) fn message_accepted(&mut self) {
        self.errors = 0;
        self.idle_commands = 0;
        self.recipients_over = 0;
        self.dropped = 0;
    }

    /// The command at hand brought its message forward, so it does not count against the client.
    pub(super) fn progress(&mut self) {
        self.idle_commands = self.idle_commands.saturating_sub(1);
    }

    /// Counts octets that nobody wants. False when there were too many of them: the end of this is not waited for.
    pub(super) fn drop_octets(&mut self, octets: usize) -> bool {
        self.dropped = self.dropped.saturating_add(octets as u64);
        let enough = DROPPED_MESSAGES_MAX.saturating_mul(match self.terms.message_octets_max {
            0 => DROPPED_OCTETS_BASE,
            octets => octets.max(DROPPED_OCTETS_BASE),
        });
        if self.dropped <= enough {
            return true;
        }
        self.state = State::Command;
        self.say(&reply::ENDLESS);
        false
    }

    pub(super) fn say_with(&mut self, reply: &'static Reply, value: &str) {
        self.out.append(reply.send_with(value));
    }

    /// Says why not.
    pub(super) fn refuse(&mut self, refusal: &Refusal) {
        if refusal.value.is_empty() {
            return self.say(refusal.reply);
        }
        self.say_with(refusal.reply, &refusal.value);
        self.said(refusal.reply);
    }

    pub(super) fn ask(&mut self, ask: Ask, waiting: Waiting) {
        self.state = State::Asking(Some(ask), waiting);
    }

    /// The reply that was just said ends a group: do not hold it back.
    pub(super) fn flush(&mut self) {
        self.flush = true;
    }

    pub(super) fn close(&mut self) {
        self.state = State::Closing;
    }

    /// Ends the transaction, whatever became of it.
    pub(super) fn forget_transaction(&mut self) {
        self.abandon |= self.transaction.take().is_some();
    }

    /// The body that was begun is not wanted any more, though its transaction goes on.
    pub(super) fn abandon_body(&mut self) {
        self.abandon = true;
    }

    pub(super) fn input(&self) -> &[u8] {
        self.lines.waiting()
    }

    pub(super) fn used(&mut self, octets: usize) {
        self.lines.consume(octets);
    }

    fn send(&mut self, now: Moment) -> Step {
        self.flush = false;
        self.heard = now;
        self.dialogue.replies(self.out.as_bytes());
        Step::Send {
            outgoing: std::mem::take(&mut self.out),
            until: now + self.terms.times.send,
        }
    }

    /// Nothing can be done before more arrives, or time passes.
    fn wait(&mut self, now: Moment) -> Option<Step> {
        if !self.out.is_empty() {
            return Some(self.send(now));
        }
        if self.draining && self.waits_for_line() {
            self.say(&reply::SHUTTING_DOWN);
            return None;
        }
        let (until, reply) = self.deadline();
        if now >= until {
            self.say(reply);
            return None;
        }
        if self.waits_for_line() {
            // Thousands of sessions wait like this, and most of them for long.
            self.lines.release();
        }
        Some(Step::Receive { until })
    }

    fn waits_for_line(&self) -> bool {
        matches!(self.state, State::Command | State::Exchange(_) | State::LastWord(_))
    }

    fn deadline(&self) -> (Moment, &'static Reply) {
        let times = &self.terms.times;
        let idle = match self.state {
            State::Data | State::Chunk { .. } | State::Discard { .. } => times.data,
            _ => times.idle,
        };
        let mut first = (self.heard + idle, &reply::IDLE_TOO_LONG);
        let needs_login = self.terms.service == Service::Submission && self.login.is_none();
        if needs_login && self.began + times.login < first.0 {
            first = (self.began + times.login, &reply::LOGIN_TOO_SLOW);
        }
        if self.began + times.session < first.0 {
            first = (self.began + times.session, &reply::SESSION_TOO_LONG);
        }
        first
    }

    fn command_line(&mut self) -> bool {
        let Some(line) = self.lines.next_line() else {
            return self.endless_line();
        };
        // Replies are not held back, those to unknown commands neither (RFC 2920 §3.2); the few that are say so below.
        self.flush = true;
        let (verb, line) = match line {
            Line::TooLong(head) => {
                let verb = Verb::of(&head);
                self.dialogue.command(verb, &head);
                self.line_too_long(verb);
                return true;
            }
            // An AUTH command may hold a password.
            Line::Whole(line) => (Verb::of(&line), Zeroizing::new(line)),
        };
        if verb == Some(Verb::Auth) {
            self.lines.wipe();
        }
        self.dialogue.command(verb, &line);
        let Some(verb) = verb else {
            self.say(&reply::UNKNOWN_COMMAND);
            return true;
        };
        if line.len() + 2 > verb.line_octets_max(&self.terms) {
            self.line_too_long(Some(verb));
            return true;
        }
        if verb != Verb::Quit {
            if self.idle_commands >= self.terms.idle_commands_max {
                self.say(&reply::TOO_MANY_COMMANDS);
                return true;
            }
            self.idle_commands += 1;
        }
        self.command(verb, &line);
        true
    }

    /// A line of which no end comes is not waited for. True if there is something to say.
    fn endless_line(&mut self) -> bool {
        let endless = self.lines.skipped() > LINE_DROPPED_OCTETS_MAX;
        if endless {
            self.say(&reply::ENDLESS);
        }
        endless
    }

    fn line_too_long(&mut self, verb: Option<Verb>) {
        let reply = match verb {
            Some(Verb::Auth) => &reply::AUTH_LINE_TOO_LONG,
            Some(verb) => self.gate(verb).unwrap_or(&reply::LINE_TOO_LONG),
            None => &reply::LINE_TOO_LONG,
        };
        self.say(reply);
        if verb == Some(Verb::Bdat) {
            // Where its octets end cannot be known any more.
            self.close();
        }
    }

    fn command(&mut self, verb: Verb, line: &[u8]) {
        self.flush = !matches!(verb, Verb::Mail | Verb::Rcpt | Verb::Rset | Verb::Bdat);
        let Ok(command) = parse(verb, line) else {
            return match self.gate(verb) {
                Some(reply) => self.say(reply),
                None => self.say(&reply::BAD_CHARACTERS),
            };
        };
        if let Some(reply) = self.gate(verb) {
            return match command {
                Command::Bdat(chunk) => self.refuse_chunk(chunk, reply),
                _ => self.say(reply),
            };
        }
        match command {
            Command::Ehlo(name) => self.hello(name, true),
            Command::Helo(name) => self.hello(name, false),
            Command::Mail(rest) => self.mail(rest),
            Command::Rcpt(rest) => self.rcpt(rest),
            Command::Data("") => self.data_command(),
            Command::Bdat(chunk) => self.bdat(chunk),
            Command::Rset("") => {
                self.forget_transaction();
                self.say(&reply::RESET);
            }
            Command::Noop => self.say(&reply::NOOP),
            Command::Help => self.out.append(reply::help()),
            Command::Quit("") => {
                self.say(&reply::GOODBYE);
                self.close();
            }
            Command::StartTls("") => self.start_tls(),
            Command::Auth(argument) => self.auth(argument),
            // Whether an address exists is nobody's business, and mostly unknown here (RFC 5321 §7.3).
            Command::Vrfy(name) if !name.is_empty() => self.say(&reply::VRFY_CANNOT),
            Command::Expn(_) => self.say(&reply::EXPN_UNSUPPORTED),
            Command::Data(_) | Command::Rset(_) | Command::Quit(_) | Command::StartTls(_) | Command::Vrfy(_) => {
                self.say(&reply::BAD_ARGUMENTS);
            }
        }
    }

    /// Before TLS and login, mail verbs get 530 before anything else is looked at (RFC 4954 §6, RFC 3207 §4).
    fn gate(&self, verb: Verb) -> Option<&'static Reply> {
        if !verb.needs_login() || self.login.is_some() || self.terms.service == Service::Relay {
            return None;
        }
        let needs_tls = self.tls.is_none() && self.terms.tls == TlsMode::StartTls && self.welcome.clear.is_empty();
        Some(if needs_tls {
            &reply::TLS_REQUIRED
        } else {
            &reply::AUTH_REQUIRED
        })
    }

    fn hello(&mut self, name: &str, esmtp: bool) {
        if !is_acceptable(name) {
            // A refused EHLO leaves the state as it was (RFC 5321 §4.1.4).
            return self.say(&reply::HELO_BAD);
        }
        self.forget_transaction();
        self.hello = Some(Hello {
            name: name.to_owned(),
            esmtp,
        });
        if esmtp {
            let keywords = keywords(&self.terms, self.tls.is_some(), self.offered());
            self.out.append(reply::ehlo(&self.terms.hostname, &keywords));
        } else {
            self.say_with(&reply::HELO_OK, &self.terms.hostname.clone());
        }
    }

    fn start_tls(&mut self) {
        if self.terms.tls == TlsMode::None {
            return self.say(&reply::TLS_NOT_OFFERED);
        }
        if self.tls.is_some() || self.terms.tls == TlsMode::Implicit {
            return self.say(&reply::TLS_ALREADY);
        }
        if self.hello.is_none() {
            // An extension is used after it was seen to be offered (RFC 5321 §4.1.1.1).
            return self.say(&reply::BAD_SEQUENCE);
        }
        if !self.lines.is_empty() {
            // Not protected by the handshake, so whoever sits between could have put it there (RFC 3207 §6).
            return self.say(&reply::TLS_INJECTION);
        }
        self.say(&reply::TLS_GO);
        self.state = State::Handshake;
    }

    fn auth(&mut self, argument: &str) {
        if self.login.is_some() {
            return self.say(&reply::AUTH_ALREADY);
        }
        if self.transaction.is_some() {
            // What was decided of the sender was decided of somebody else (RFC 4954 §4).
            return self.say(&reply::BAD_SEQUENCE);
        }
        if !self.is_esmtp() {
            return self.say(&reply::AUTH_SEQUENCE);
        }
        let words: Vec<&str> = argument.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
        let (name, initial) = match words[..] {
            [name] => (name, None),
            [name, initial] => (name, Some(initial)),
            _ => return self.say(&reply::AUTH_SYNTAX),
        };
        let Welcome { secured, clear, .. } = self.welcome;
        // What only an exception offers is offered without TLS alone.
        let is_had = |name| secured.contains(name) || (self.tls.is_none() && clear.contains(name));
        let Some(offer) = sasl::offer(name).filter(|offer| is_had(offer.name)) else {
            return self.say(&reply::MECHANISM_UNKNOWN);
        };
        if self.tls.is_none() && !clear.contains(offer.name) {
            return self.say(&reply::MECHANISM_NEEDS_TLS);
        }
        let around = Around {
            binding: self.tls.as_ref().map(|tls| &tls.binding),
            offers_binding: self.offered().binds(),
            token_challenge: &self.terms.token_challenge,
        };
        let mut mechanism = offer.begin(&around);
        let next = match initial {
            None => mechanism.start(None),
            Some("=") => mechanism.start(Some(b"")),
            Some(text) => match sasl::decode(text.as_bytes()) {
                Some(octets) => mechanism.start(Some(&octets)),
                None => Next::Malformed,
            },
        };
        self.exchange(mechanism, next);
    }

    /// The mechanisms as they are listed now.
    fn offered(&self) -> OfferSet {
        match &self.tls {
            None => self.welcome.clear,
            Some(TlsFacts {
                binding, certificate, ..
            }) => {
                let mut offered = self.welcome.secured;
                // Who has shown no certificate cannot be known by it.
                if certificate.is_none() {
                    offered = offered.without("EXTERNAL");
                }
                let can_bind = binding.exporter.is_some() || (self.welcome.lists_end_point && binding.is_there());
                if can_bind { offered } else { offered.unbound() }
            }
        }
    }

    fn exchange_line(&mut self) -> bool {
        let Some(line) = self.lines.next_line() else {
            return self.endless_line();
        };
        let state = std::mem::replace(&mut self.state, State::Command);
        self.flush = true;
        self.lines.wipe();
        match &line {
            Line::TooLong(head) | Line::Whole(head) => self.dialogue.response(head),
        }
        match line {
            Line::TooLong(_) => self.say(&reply::AUTH_LINE_TOO_LONG),
            Line::Whole(line) if line.len() > self.terms.auth_octets_max => self.say(&reply::AUTH_LINE_TOO_LONG),
            Line::Whole(line) if line == b"*" => self.say(&reply::AUTH_CANCELLED),
            Line::Whole(line) => {
                let line = Zeroizing::new(line);
                match (state, sasl::decode(&line)) {
                    (State::Exchange(mut mechanism), Some(response)) => {
                        let next = mechanism.respond(&response);
                        self.exchange(mechanism, next);
                    }
                    // RFC 4954 §4: to what is said along with the success there is nothing to say.
                    (State::LastWord(decided), Some(response)) if response.is_empty() || decided.is_err() => {
                        self.login_ended(*decided);
                    }
                    _ => self.say(&reply::AUTH_BAD_EXCHANGE),
                }
            }
        }
        true
    }

    /// The credentials are right or wrong; the mechanism may still have something to say to that.
    fn login_decided(&mut self, mut mechanism: Box<dyn Mechanism>, decided: Result<Login, Refusal>) {
        self.flush = true;
        let last = match &decided {
            Ok(_) => mechanism.accepted(),
            Err(refusal) if *refusal.reply == reply::BAD_CREDENTIALS => mechanism.refused(),
            Err(_) => None,
        };
        match last {
            Some(text) => {
                self.out.append(reply::challenge(&sasl::encode(&text)));
                self.state = State::LastWord(Box::new(decided));
            }
            None => self.login_ended(decided),
        }
    }

    fn login_ended(&mut self, decided: Result<Login, Refusal>) {
        match decided {
            Ok(login) => {
                self.login = Some(login);
                self.idle_commands = 0;
                self.say(&reply::AUTH_OK);
            }
            Err(refusal) => self.refuse(&refusal),
        }
    }

    fn exchange(&mut self, mechanism: Box<dyn Mechanism>, next: Next) {
        match next {
            Next::Challenge(text) => {
                self.out.append(reply::challenge(&sasl::encode(&text)));
                self.state = State::Exchange(mechanism);
            }
            Next::Ask(credential) => self.ask(Ask::Credential(credential), Waiting::Login(mechanism)),
            Next::Malformed => self.say(&reply::AUTH_BAD_EXCHANGE),
        }
    }
}

/// What is beyond a limit: a client may send all its recipients before it reads the first of these.
const OVER_LIMIT: &[&Reply] = &[
    &reply::TOO_MANY_RECIPIENTS,
    &reply::HOUR_LIMIT,
    &reply::HOUR_LIMIT_REFUSED,
    &reply::DAY_LIMIT,
    &reply::DAY_LIMIT_REFUSED,
];

/// Further than this no line is kept.
fn longest_line(terms: &Terms) -> usize {
    terms.auth_octets_max.max(Verb::Mail.line_octets_max(terms))
}

/// After a message was refused in its middle, this many times the largest message is read and dropped in search of its end.
const DROPPED_MESSAGES_MAX: u64 = 4;
const DROPPED_OCTETS_BASE: u64 = 1 << 20;
/// The same for a command line.
const LINE_DROPPED_OCTETS_MAX: u64 = 1 << 20;
