//! What a client's session says to the shell that carries it, and what comes of a message.

use super::reader::NoReply;
use crate::Moment;
use crate::sasl::{OfferSet, Salted};
use ::mail::Envelope;
use reply::Received;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

/// What the shell is to do next. What was not done at `until` counts as failed: [`super::Session::silent`].
pub enum Step {
    /// Write these octets. A login may be among them.
    Send {
        /// Whole commands, or a piece of the message.
        octets: Zeroizing<Vec<u8>>,
        /// A server that does not take them by then is given up.
        until: Moment,
    },
    /// Bring bytes to [`super::Session::receive`].
    Receive {
        /// How long the server may be silent.
        until: Moment,
    },
    /// Bring the next octets of the message to [`super::Session::body`], and say when it ends.
    Body,
    /// Do the TLS handshake, and say what came of it: [`super::Session::tls_started`], [`super::Session::tls_failed`].
    StartTls {
        /// When to give up.
        until: Moment,
    },
    /// The server waits for a message ([`super::Session::submit`]), or for the end ([`super::Session::quit`]).
    Ready,
    /// This became of the message.
    Settled(Settled),
    /// The session has failed before there was a message. [`Step::Close`] follows.
    Failed(Failure),
    /// Close the connection.
    Close,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // What may be a password is in no log.
            Self::Send { octets, until } => write!(f, "Send({} octets, until {until:?})", octets.len()),
            Self::Receive { until } => write!(f, "Receive(until {until:?})"),
            Self::Body => f.write_str("Body"),
            Self::StartTls { until } => write!(f, "StartTls(until {until:?})"),
            Self::Ready => f.write_str("Ready"),
            Self::Settled(settled) => f.debug_tuple("Settled").field(settled).finish(),
            Self::Failed(failure) => f.debug_tuple("Failed").field(failure).finish(),
            Self::Close => f.write_str("Close"),
        }
    }
}

/// A message to be handed over, but for its octets.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// From whom, to whom, and how.
    pub envelope: Envelope,
    /// How many octets will be sent, before dots are doubled.
    pub octets: u64,
    /// Whether its header has octets outside ASCII.
    pub eight_bit_header: bool,
    /// The same of its body.
    pub eight_bit_body: bool,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// For each recipient, in the order of the envelope.
    pub fates: Vec<Fate>,
    /// Whether the server knows what reports are wished (RFC 3461 §5.2.1), and so owes those about what comes after it.
    pub reports_passed_on: bool,
}

/// What became of one recipient.
pub type Fate = Result<Received, Failure>;

/// Where a session or a message came to its end, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was waited for.
    pub stage: Stage,
    /// What came instead.
    pub problem: Problem,
}

/// What a server is asked, in the order of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Its greeting.
    Greeting,
    /// EHLO, HELO or LHLO.
    Hello,
    /// STARTTLS and the handshake.
    StartTls,
    /// AUTH.
    Login,
    /// MAIL.
    Sender,
    /// RCPT.
    Recipient,
    /// DATA, and the octets of the message.
    Data,
    /// What it says to the end of the message. What fails here may have been delivered all the same.
    EndOfData,
}

/// Why it came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It said so, or what makes no sense there.
    Refused(Received),
    /// It said what is no reply.
    NoReply(NoReply),
    /// It said nothing in the time that it had.
    Silent,
    /// The connection ended.
    Lost,
    /// The handshake failed.
    Handshake(NoTls),
    /// It cannot do what is needed.
    Lacks(Lack),
    /// The octets of the message could not be had on our own side.
    BodyLost,
}

/// Why there is no TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoTls {
    /// In the words of the library.
    pub why: String,
    /// What is wrong with the server's certificate, if it is that.
    pub certificate: Option<BadCertificate>,
}

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadCertificate {
    /// It is for another name (RFC 9525 §6).
    OtherName,
    /// It leads to nobody who is trusted, or its time is over.
    NotTrusted,
}

impl NoTls {
    /// For a reason that is no certificate.
    pub fn new(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            certificate: None,
        }
    }
}

/// What a server cannot do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// STARTTLS, where TLS is demanded or a login is to be sent.
    StartTls,
    /// AUTH with a mechanism that goes with what proves who we are, and may be used.
    Login,
    /// A proof that it knows our password (RFC 5802 §5): it said yes without one, or the exchange was given up. In words that
    /// follow "the server".
    Proof(&'static str),
    /// A challenge to which there is an answer.
    Challenge,
    /// 8BITMIME: the message has octets outside ASCII (RFC 6152 §3).
    EightBit,
    /// SMTPUTF8: an address or the header is in UTF-8 (RFC 6531 §3.2).
    Utf8,
    /// Messages of this size (RFC 1870 §6.1): it takes so many octets.
    Size(u64),
}

/// What holds for a session.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Our name, for EHLO (RFC 5321 §4.1.4).
    pub name: String,
    /// What is spoken.
    pub protocol: Protocol,
    /// When STARTTLS is used.
    pub tls: TlsWish,
    /// As whom to log in. Never without TLS.
    pub login: Option<Login>,
    /// For SCRAM: printable, without a comma, and never the same twice.
    pub nonce: String,
    /// How long things may take.
    pub times: Times,
}

impl Terms {
    /// A session of SMTP that uses TLS where it is offered, and does not log in.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            protocol: Protocol::Smtp,
            tls: TlsWish::IfOffered,
            login: None,
            nonce: String::new(),
            times: Times::default(),
        }
    }
}

/// What is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// RFC 5321.
    Smtp,
    /// RFC 2033: a reply for each recipient behind the message.
    Lmtp,
}

/// When STARTTLS is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsWish {
    /// Never.
    Never,
    /// Where it is offered. A server that then says that it cannot now is spoken to without.
    IfOffered,
    /// Always: nothing else is said without it.
    Required,
}

/// As whom to log in.
#[derive(Clone)]
pub struct Login {
    /// The user name.
    pub user: String,
    /// What proves it.
    pub proof: Proof,
    /// The mechanisms that may be used, of those that go with the proof; empty: all.
    pub mechanisms: OfferSet,
}

/// What proves who we are.
#[derive(Clone)]
pub enum Proof {
    /// A password.
    Password {
        /// Wiped when dropped.
        password: Zeroizing<String>,
        /// What is kept of it from one login to the next.
        salted: Arc<Salted>,
    },
    /// An access token (RFC 7628). Wiped when dropped.
    Token(Zeroizing<String>),
    /// The certificate that was shown in the handshake.
    Certificate,
}

impl Login {
    /// With a password, and any mechanism for one.
    pub fn with_password(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            user: user.into(),
            proof: Proof::Password {
                password: Zeroizing::new(password.into()),
                salted: Arc::default(),
            },
            mechanisms: OfferSet::default(),
        }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// How long things may take: RFC 5321 §4.5.3.2.
#[derive(Debug, Clone)]
pub struct Times {
    /// Until the greeting is there, §4.5.3.2.1.
    pub greeting: Duration,
    /// Until the reply to any command but the following, §4.5.3.2.2 and §4.5.3.2.3.
    pub command: Duration,
    /// Until the reply to DATA, §4.5.3.2.4.
    pub data: Duration,
    /// Until a piece of the message is taken, §4.5.3.2.5.
    pub block: Duration,
    /// Until the reply to the end of the message, §4.5.3.2.6.
    pub end: Duration,
    /// Until the handshake is done.
    pub handshake: Duration,
    /// Until the reply to QUIT: nothing depends on it.
    pub quit: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            greeting: Duration::from_secs(5 * 60),
            command: Duration::from_secs(5 * 60),
            data: Duration::from_secs(2 * 60),
            block: Duration::from_secs(3 * 60),
            end: Duration::from_secs(10 * 60),
            handshake: Duration::from_secs(60),
            quit: Duration::from_secs(10),
        }
    }
}
