//! What a session says to the shell that carries it, and what the shell answers.

use crate::Moment;
use crate::sasl::Credential;
use ::mail::{Address, Envelope, ReversePath};
use reply::{Outgoing, Reply};
use std::time::Duration;

/// What the shell is to do next. `until` is the moment by which it must be done; when it has passed, drop the connection.
#[derive(Debug)]
pub enum Step {
    /// Write these bytes.
    Send {
        /// One or more whole replies.
        outgoing: Outgoing,
        /// A peer that does not read by then gets no more.
        until: Moment,
    },
    /// Put this question to the desk, and bring what it says to [`super::Session::answer`].
    Ask(Ask),
    /// Keep these octets of the message; where that fails, say so by [`super::Session::body_lost`].
    Body(Vec<u8>),
    /// Forget the message whose body was begun.
    Abandon,
    /// Do the TLS handshake, and bring what came of it to [`super::Session::tls_started`].
    StartTls {
        /// When to give up.
        until: Moment,
    },
    /// Bring bytes to [`super::Session::receive`], or come back at `until`.
    Receive {
        /// The next moment at which silence has a meaning.
        until: Moment,
    },
    /// Close the connection. All was said.
    Close,
}

/// A question which holds all that its answer needs. Pipelined bytes wait until it is answered.
#[derive(Debug)]
pub enum Ask {
    /// Are these credentials right? Answered by [`Answer::Login`].
    Credential(Credential),
    /// May this login send as this sender? Answered by [`Answer::Verdict`].
    Sender {
        /// Who asks.
        login: Login,
        /// The reverse-path of MAIL.
        sender: ReversePath,
    },
    /// May mail go to this recipient? Answered by [`Answer::Verdict`].
    Recipient(Address),
    /// A message comes: is there room? Answered by [`Answer::Verdict`].
    Body,
    /// Make what was kept durable. Answered by [`Answer::Committed`].
    Commit(Box<Handover>),
}

/// The answer to an [`Ask`].
#[derive(Debug)]
pub enum Answer {
    /// To [`Ask::Credential`].
    Login(Result<Login, Refusal>),
    /// To [`Ask::Sender`], [`Ask::Recipient`] and [`Ask::Body`].
    Verdict(Verdict),
    /// To [`Ask::Commit`]: the queue id under which the message is on disk.
    Committed(Result<String, Refusal>),
}

/// Yes, or no with the reply that says so.
pub type Verdict = Result<(), Refusal>;

/// A "no".
#[derive(Debug, Clone)]
pub struct Refusal {
    /// What the client hears. A 421 ends the session.
    pub reply: &'static Reply,
    /// What only the operator learns.
    pub detail: String,
}

impl Refusal {
    /// A refusal with what the operator should know about it.
    pub fn new(reply: &'static Reply, detail: impl Into<String>) -> Self {
        Self {
            reply,
            detail: detail.into(),
        }
    }
}

/// Who logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The account's name.
    pub account: String,
    /// The version of its credential, by which a later change is noticed.
    pub version: u64,
}

/// What is known of the session's TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFacts {
    /// `TLS1.2` or `TLS1.3`.
    pub version: String,
    /// The IANA name of the cipher suite.
    pub cipher: String,
}

/// A whole message is handed over, but for its octets, which went ahead as [`Step::Body`].
#[derive(Debug, Clone)]
pub struct Handover {
    /// Sender, recipients and their parameters.
    pub envelope: Envelope,
    /// Who submits.
    pub login: Login,
    /// The name that the client gave.
    pub ehlo: String,
    /// Whether it said EHLO.
    pub esmtp: bool,
    /// The TLS session, if there is one.
    pub tls: Option<TlsFacts>,
}

/// How a listener does TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// After STARTTLS (RFC 3207).
    StartTls,
    /// From the first octet (RFC 8314 §3.3).
    Implicit,
}

/// What holds for all sessions of a listener.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Our name, in the greeting and the EHLO reply.
    pub hostname: String,
    /// How TLS begins.
    pub tls: TlsMode,
    /// The largest message in octets, 0 for none (RFC 1870 §4).
    pub message_octets_max: u64,
    /// The most recipients of one message.
    pub recipients_max: usize,
    /// How long things may take.
    pub times: Times,
}

/// How long things may take.
#[derive(Debug, Clone)]
pub struct Times {
    /// From the connection to a successful login.
    pub login: Duration,
    /// Between two commands. RFC 5321 §4.5.3.2.7: at least 5 minutes.
    pub idle: Duration,
    /// Between two arrivals of message octets. RFC 5321 §4.5.3.2.5.
    pub data: Duration,
    /// The whole session.
    pub session: Duration,
    /// Until a reply is taken by the peer, and until a handshake is done.
    pub send: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            login: Duration::from_secs(60),
            idle: Duration::from_secs(5 * 60),
            data: Duration::from_secs(3 * 60),
            session: Duration::from_secs(60 * 60),
            send: Duration::from_secs(60),
        }
    }
}
