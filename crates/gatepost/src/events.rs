//! Everything worth telling, told once. The log is one reader; the counters and the latest sessions (`watch`) are others.

use mail::Timestamp;
use queue::{Detail, EventKind, QueueId};
use reply::{Cause, Reply};
use smtp::Moment;
use smtp::server::TlsFacts;
use std::sync::Arc;
use store::{Network, StoreError};

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A client connected.
    Connected {
        /// To which listener.
        listener: String,
    },
    /// A session logged in.
    LoggedIn(About),
    /// A message is on disk and was acknowledged.
    Accepted {
        /// Whose session.
        about: About,
        /// Its queue id.
        id: String,
        /// Octets as received.
        octets: u64,
        /// How many recipients.
        recipients: usize,
        /// Its Message-ID.
        message_id: Option<String>,
    },
    /// A client heard "no".
    Refused {
        /// Whose session.
        about: About,
        /// What was said.
        reply: &'static Reply,
        /// What only the operator learns.
        detail: String,
        /// Why, as exactly as we know.
        cause: Option<&'static Cause>,
    },
    /// A session is over.
    Ended(Box<EndedSession>),
    /// A TLS handshake failed.
    HandshakeFailed {
        /// Whose session.
        about: About,
        /// What the library says.
        why: String,
    },
    /// A connection was closed unheard: more come than there is any use in answering.
    Dropped {
        /// On which listener.
        listener: String,
        /// From where.
        client: String,
        /// Why no reply was possible.
        why: String,
    },
    /// A connection that should begin with a PROXY header did not.
    ProxyRefused {
        /// On which listener.
        listener: String,
        /// The proxy's address.
        client: String,
        /// What is wrong with it.
        why: String,
    },
    /// Too many logins from a network have failed: it is not answered for a while.
    Banned {
        /// Which.
        network: Network,
        /// At whose login it happened.
        account: String,
        /// Until when.
        until: Timestamp,
    },
    /// No connection could be taken; tried again in a moment.
    AcceptFailed {
        /// On which listener.
        listener: String,
        /// What the system says.
        why: String,
    },
    /// A source of accounts cannot be asked: logins that need it wait.
    SourceDown {
        /// Which.
        name: String,
        /// Why.
        why: String,
    },
    /// A source of accounts can be asked again.
    SourceBack {
        /// Which.
        name: String,
    },
    /// The disk has failed, and the server stops.
    StoreBroken(StoreError),
    /// A message's body is missing or not what was accepted. It is kept as it is.
    Damaged {
        /// Its queue id.
        id: String,
    },
    /// The disk is nearly full: no new mail is taken.
    DiskLow {
        /// What is left.
        free_octets: u64,
    },
    /// There is room on the disk again.
    DiskRoom,
    /// An attempt came to something.
    Attempted(Box<Attempt>),
    /// What an attempt came to could not be kept. It is tried again if it may come to be.
    NotSettled {
        /// The message.
        id: String,
        /// What the store says.
        why: String,
    },
    /// The queue could not be looked at; it is tried again in a moment.
    QueueUnread {
        /// What the store says.
        why: String,
    },
    /// A destination cannot be reached, and is left alone for a growing while; or its route is paused, since our login is refused.
    DestinationDown {
        /// Its name.
        destination: String,
        /// Why: the id of a cause.
        cause: String,
        /// What was said, or seen.
        said: String,
        /// Whether somebody must mend something before anything goes there.
        paused: bool,
    },
    /// A destination takes mail again.
    DestinationBack {
        /// Its name.
        destination: String,
        /// Why it did not: the id of a cause.
        cause: String,
    },
    /// The configuration was read again, and holds from now on.
    Reloaded {
        /// What is different, each a sentence.
        changes: Vec<String>,
    },
    /// The configuration was read again and cannot be used: the old one goes on.
    ReloadRefused {
        /// What is wrong.
        why: String,
    },
    /// Something that will go wrong later if nobody acts.
    Warning {
        /// What it is about.
        setting: String,
        /// What is wrong.
        problem: String,
        /// What to do.
        fix: String,
    },
    /// The server does its work.
    Started {
        /// Where it listens.
        listeners: Vec<String>,
    },
    /// No new sessions; those that are open finish.
    Draining {
        /// How many are open.
        sessions: usize,
    },
    /// All sessions are over.
    Stopped,
}

/// Whose session it is.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The session's id.
    pub session: String,
    /// The listener's address.
    pub listener: String,
    /// The client's address.
    pub client: String,
    /// The account, once logged in.
    pub account: Option<String>,
    /// The label of the app password that it logged in with; empty: it was none.
    pub credential: String,
    /// The mechanism that it logged in with.
    pub mechanism: Option<&'static str>,
    /// The TLS version, once there.
    pub tls: Option<TlsFacts>,
}

/// What an attempt came to, for recipients who share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The message.
    pub id: String,
    /// What: deferred, delivered, failed, bounced.
    pub kind: EventKind,
    /// How many recipients.
    pub recipients: usize,
    /// What is known of it.
    pub detail: Detail,
}

impl Attempt {
    /// Of the message `id`, this row of its trace.
    pub fn of(id: QueueId, event: &queue::Event) -> Self {
        Self {
            id: id.to_string(),
            kind: event.kind,
            recipients: event.detail.recipients.len(),
            detail: event.detail.clone(),
        }
    }
}

/// How a session went.
#[derive(Debug, Clone)]
pub struct EndedSession {
    /// Whose.
    pub about: About,
    /// How it ended.
    pub how: String,
    /// Messages accepted in it.
    pub messages: u64,
    /// Refusals in it.
    pub refusals: u64,
    /// When it began.
    pub began: Timestamp,
    /// How long it took.
    pub took: Moment,
    /// The name that the client gave.
    pub ehlo: Option<String>,
    /// The last refusal.
    pub refusal: Option<&'static Reply>,
    /// What only the operator learns of that.
    pub detail: String,
    /// Why that was, as exactly as we know.
    pub cause: Option<&'static Cause>,
    /// What was said at the end, without secrets; kept only where something was refused. A line each, `C: ` before the
    /// client's and `S: ` before ours.
    pub dialogue: String,
}

/// Tells all readers. Cheap to clone.
#[derive(Clone)]
pub struct Events(Arc<[Reader]>);

type Reader = Arc<dyn Fn(&Event) + Send + Sync>;

impl Events {
    /// Events for one reader.
    pub fn new(reader: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self(Arc::new([Arc::new(reader)]))
    }

    /// Events that become log lines.
    pub fn to_log() -> Self {
        Self::new(log)
    }

    /// One more reader, behind those that there are.
    #[must_use]
    pub fn and(self, reader: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        let one: Reader = Arc::new(reader);
        Self(self.0.iter().cloned().chain([one]).collect())
    }

    /// Tells of one.
    pub fn tell(&self, event: &Event) {
        self.0.iter().for_each(|reader| reader(event));
    }
}

/// error = somebody must act; warn = we coped; info = a session, an acceptance, a refusal.
fn log(event: &Event) {
    match event {
        Event::Connected { listener } => tracing::debug!(listener, "connected"),
        Event::LoggedIn(about) => line(about, |session, client, account, tls| {
            let About {
                listener,
                credential,
                mechanism,
                ..
            } = about;
            let mechanism = mechanism.unwrap_or_default();
            tracing::debug!(
                session,
                client,
                account,
                credential,
                mechanism,
                tls,
                listener,
                "logged in"
            );
        }),
        Event::Accepted {
            about,
            id,
            octets,
            recipients,
            message_id,
        } => line(about, |session, client, account, tls| {
            let message_id = message_id.as_deref().unwrap_or("");
            let credential = &about.credential;
            tracing::info!(
                session, client, account, credential, tls, id, octets, recipients, message_id, "accepted"
            );
        }),
        Event::Refused {
            about,
            reply,
            detail,
            cause,
        } => line(about, |session, client, account, tls| {
            let (code, id) = (reply.code, reply.id);
            let cause = cause.map_or("", |cause| cause.id);
            if is_turned_away(reply) {
                tracing::debug!(
                    session,
                    client,
                    account,
                    tls,
                    code,
                    reply = id,
                    cause,
                    detail,
                    "refused"
                );
            } else {
                tracing::info!(
                    session,
                    client,
                    account,
                    tls,
                    code,
                    reply = id,
                    cause,
                    detail,
                    "refused"
                );
            }
        }),
        Event::Ended(session) => line(&session.about, |id, client, account, tls| {
            let EndedSession {
                about,
                how,
                messages,
                refusals,
                took,
                refusal,
                ..
            } = &**session;
            let (listener, millis) = (&about.listener, u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
            if refusal.is_some_and(is_turned_away) {
                tracing::debug!(
                    session = id,
                    client,
                    account,
                    tls,
                    listener,
                    messages,
                    refusals,
                    millis,
                    how,
                    "session"
                );
            } else {
                tracing::info!(
                    session = id,
                    client,
                    account,
                    tls,
                    listener,
                    messages,
                    refusals,
                    millis,
                    how,
                    "session"
                );
            }
        }),
        Event::HandshakeFailed { about, why } => line(about, |session, client, account, tls| {
            tracing::info!(
                session,
                client,
                account,
                tls,
                listener = about.listener,
                why,
                "TLS handshake failed"
            );
        }),
        Event::Dropped { listener, client, why } => tracing::debug!(listener, client, why, "dropped"),
        Event::ProxyRefused { listener, client, why } => {
            tracing::warn!(
                listener,
                client,
                why,
                "no PROXY header from a proxy: check its configuration"
            );
        }
        Event::Banned {
            network,
            account,
            until,
        } => {
            let (network, until) = (network.to_string(), until.rfc3339());
            tracing::warn!(network, account, until, "banned after too many failed logins");
        }
        Event::AcceptFailed { listener, why } => tracing::warn!(listener, why, "cannot take connections"),
        Event::SourceDown { name, why } => {
            tracing::error!(
                source = name,
                why,
                "a source of accounts cannot be asked: its logins are told to wait"
            );
        }
        Event::SourceBack { name } => tracing::info!(source = name, "a source of accounts can be asked again"),
        Event::StoreBroken(error) => {
            tracing::error!(%error, "the disk has failed: check it, then start Gatepost again; what was acknowledged is kept");
        }
        Event::Damaged { id } => tracing::error!(
            id,
            "the body of this message is missing or damaged; it is kept as it is"
        ),
        Event::DiskLow { free_octets } => {
            tracing::error!(
                free_octets,
                "the disk is nearly full: no new mail is taken until there is room"
            );
        }
        Event::DiskRoom => tracing::warn!("there is room on the disk again: new mail is taken"),
        Event::Attempted(attempt) => {
            let Attempt {
                id,
                kind,
                recipients,
                detail,
            } = &**attempt;
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let (hop, tls, cause) = (text(&detail.hop), text(&detail.tls), text(&detail.cause));
            let (said, note) = (text(&detail.said), text(&detail.note));
            let next = detail.next.map(|at| at.rfc3339()).unwrap_or_default();
            let report = detail.report.map(|id| id.to_string()).unwrap_or_default();
            tracing::info!(
                id,
                recipients,
                hop,
                tls,
                cause,
                said,
                note,
                next,
                report,
                "{}",
                kind.word()
            );
        }
        Event::NotSettled { id, why } => {
            tracing::warn!(id, why, "what became of a delivery could not be kept");
        }
        Event::QueueUnread { why } => tracing::warn!(why, "the queue could not be read; it is tried again"),
        Event::DestinationDown {
            destination,
            cause,
            said,
            paused,
        } => {
            if *paused {
                tracing::error!(
                    destination,
                    cause,
                    said,
                    "the route is paused: correct its login, then reload; nothing is bounced"
                );
            } else {
                tracing::warn!(destination, cause, said, "left alone for a while");
            }
        }
        Event::DestinationBack { destination, cause } => {
            tracing::warn!(destination, cause, "takes mail again");
        }
        Event::Reloaded { changes } => tracing::info!(changes = changes.join("; "), "reloaded"),
        Event::ReloadRefused { why } => {
            tracing::error!(why, "the new configuration cannot be used; the old one goes on");
        }
        Event::Warning { setting, problem, fix } => tracing::warn!(setting, fix, "{problem}"),
        Event::Started { listeners } => tracing::info!(listeners = listeners.join(" "), "started"),
        Event::Draining { sessions } => tracing::info!(sessions, "draining"),
        Event::Stopped => tracing::info!("stopped"),
    }
}

/// Whoever is kept out comes again and again, and must not fill the log with it.
pub fn is_turned_away(reply: &Reply) -> bool {
    [
        &reply::BANNED,
        &reply::BLOCKED,
        &reply::NETWORK_CONNECTIONS,
        &reply::TOO_MANY_CONNECTIONS,
    ]
    .contains(&reply)
}

fn line(about: &About, write: impl FnOnce(&str, &str, &str, &str)) {
    let tls = about.tls.as_ref().map_or("none", |facts| facts.version.as_str());
    write(
        &about.session,
        &about.client,
        about.account.as_deref().unwrap_or(""),
        tls,
    );
}
