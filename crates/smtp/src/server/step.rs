//! What a session says to the shell that carries it, and what the shell answers.

use crate::Moment;
use crate::sasl::{Binding, CertificateNames, Credential, Keys, OfferSet};
use ::mail::{Address, Envelope, ReversePath};
use reply::{Cause, Outgoing, Reply};
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
    /// The transaction is over: forget what was begun of it, unless it was committed.
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
    /// May this client speak to us at all, and how may it log in? The first question of a session, before its greeting. Answered
    /// by [`Answer::Client`].
    Client,
    /// Are these credentials right? Answered by [`Answer::Login`]; [`Credential::Lookup`] also by [`Answer::Keys`].
    Credential(Credential),
    /// May this sender be used? Answered by [`Answer::Verdict`].
    Sender {
        /// Who asks; nobody, where a relay listener takes mail without a login.
        login: Option<Login>,
        /// The reverse-path of MAIL.
        sender: ReversePath,
        /// The octets that MAIL announces (RFC 1870 §6).
        octets: Option<u64>,
        /// Whether it was written as only an exception allows.
        is_odd: bool,
    },
    /// May mail go to this recipient? Answered by [`Answer::Verdict`].
    Recipient {
        /// Who asks; nobody, where a relay listener takes mail without a login.
        login: Option<Login>,
        /// To whom.
        address: Address,
        /// Whether it is `<postmaster>` without a domain, which every server takes (RFC 5321 §4.5.1).
        postmaster: bool,
        /// Whether it was written as only an exception allows.
        is_odd: bool,
    },
    /// A message comes: is there room? Answered by [`Answer::Verdict`].
    Body,
    /// Make what was kept durable. Answered by [`Answer::Committed`].
    Commit(Box<Handover>),
}

/// The answer to an [`Ask`].
#[derive(Debug)]
pub enum Answer {
    /// To [`Ask::Client`].
    Client(Result<Welcome, Refusal>),
    /// To [`Ask::Credential`].
    Login(Result<Login, Refusal>),
    /// To [`Credential::Lookup`]. There are keys for accounts that there are not, too.
    Keys(Keys),
    /// To [`Ask::Sender`], [`Ask::Recipient`] and [`Ask::Body`].
    Verdict(Verdict),
    /// To [`Ask::Commit`]: the queue id under which the message is on disk.
    Committed(Result<String, Refusal>),
}

/// How a client may log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Welcome {
    /// The mechanisms under TLS.
    pub secured: OfferSet,
    /// Whether those with channel binding are listed where only the server's certificate can be bound to (TLS 1.2): clients that know
    /// `tls-unique` alone would take them, and fail.
    pub lists_end_point: bool,
    /// Those without it: none, but for the sake of one old machine at this client's address.
    pub clear: OfferSet,
}

/// Yes, or no with the reply that says so.
pub type Verdict = Result<(), Refusal>;

/// A "no".
#[derive(Debug, Clone)]
pub struct Refusal {
    /// What the client hears. A 421 ends the session.
    pub reply: &'static Reply,
    /// What stands in its text, where that has a place for something.
    pub value: String,
    /// What only the operator learns.
    pub detail: String,
    /// The exact cause, where that is not what the reply says.
    pub cause: Option<&'static Cause>,
}

impl Refusal {
    /// A refusal with what the operator should know about it.
    pub fn new(reply: &'static Reply, detail: impl Into<String>) -> Self {
        Self {
            reply,
            value: String::new(),
            detail: detail.into(),
            cause: None,
        }
    }

    /// With its exact cause, which the client does not learn.
    #[must_use]
    pub fn because(self, cause: &'static Cause) -> Self {
        Self {
            cause: Some(cause),
            ..self
        }
    }

    /// Why it is refused, as far as is known.
    pub fn cause(&self) -> Option<&'static Cause> {
        self.cause.or(self.reply.cause)
    }
}

/// Who logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The account's name.
    pub account: String,
    /// Whether MAIL and RCPT may be written as old machines write them.
    pub is_lenient: bool,
}

/// What is known of the session's TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFacts {
    /// `TLS1.2` or `TLS1.3`.
    pub version: String,
    /// The IANA name of the cipher suite.
    pub cipher: String,
    /// What a login can be bound to.
    pub binding: Binding,
    /// The certificate that the client showed, if it did and leads to somebody who is trusted for it.
    pub certificate: Option<CertificateNames>,
    /// Why the one that it shows does not count, if it shows such a one.
    pub bad_certificate: Option<String>,
}

impl TlsFacts {
    /// Of a session that nothing more is known of.
    pub fn new(version: impl Into<String>, cipher: impl Into<String>) -> Self {
        Self {
            version: version.into(),
            cipher: cipher.into(),
            binding: Binding::default(),
            certificate: None,
            bad_certificate: None,
        }
    }
}

/// A whole message is handed over, but for its octets, which went ahead as [`Step::Body`].
#[derive(Debug, Clone)]
pub struct Handover {
    /// Sender, recipients and their parameters.
    pub envelope: Envelope,
    /// Who submits; nobody, where a relay listener took it without a login.
    pub login: Option<Login>,
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
    /// Never. Nobody can log in there.
    None,
}

/// What a listener is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Mail from people and programs that log in first (RFC 6409).
    Submission,
    /// Mail also without a login, where the answers to [`Ask::Sender`] and [`Ask::Recipient`] allow it.
    Relay,
}

/// What holds for all sessions of a listener.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Our name, in the greeting and the EHLO reply.
    pub hostname: String,
    /// What it is for.
    pub service: Service,
    /// How TLS begins.
    pub tls: TlsMode,
    /// The largest message in octets, 0 for none (RFC 1870 §4).
    pub message_octets_max: u64,
    /// The most recipients of one message.
    pub recipients_max: usize,
    /// Refusals since the session began or a message was last accepted; with the last of them the session ends.
    pub errors_max: u32,
    /// Commands since then that brought nothing forward.
    pub idle_commands_max: u32,
    /// The longest command line in octets with its CR LF, before what an extension adds (RFC 5321 §4.5.3.1.4).
    pub command_octets_max: usize,
    /// The longest line of an AUTH exchange in octets without its CR LF, the AUTH command too (RFC 4954 §4).
    pub auth_octets_max: usize,
    /// What is said of an access token that is refused: the JSON of RFC 7628 §3.2.2.
    pub token_challenge: String,
    /// How long things may take.
    pub times: Times,
}

impl Terms {
    /// What holds where nothing else was said, for a server of this name.
    pub fn new(hostname: impl Into<String>, service: Service, tls: TlsMode) -> Self {
        Self {
            hostname: hostname.into(),
            service,
            tls,
            message_octets_max: MESSAGE_OCTETS_MAX,
            recipients_max: RECIPIENTS_MAX,
            errors_max: ERRORS_MAX,
            idle_commands_max: IDLE_COMMANDS_MAX,
            command_octets_max: COMMAND_OCTETS_MAX,
            auth_octets_max: AUTH_OCTETS_MAX,
            token_challenge: TOKEN_CHALLENGE.to_owned(),
            times: Times::default(),
        }
    }
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

const MESSAGE_OCTETS_MAX: u64 = 50 << 20;
const RECIPIENTS_MAX: usize = 1_000;
const ERRORS_MAX: u32 = 10;
const IDLE_COMMANDS_MAX: u32 = 100;
/// RFC 5321 §4.5.3.1.4
const COMMAND_OCTETS_MAX: usize = 512;
/// RFC 4954 §4
const AUTH_OCTETS_MAX: usize = 12_288;
const TOKEN_CHALLENGE: &str = r#"{"status":"invalid_token"}"#;
