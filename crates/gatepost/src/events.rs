//! Everything worth telling, told once. The log is one reader; others follow.

use reply::Reply;
use smtp::Moment;
use smtp::server::TlsFacts;
use std::sync::Arc;
use store::StoreError;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
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
    },
    /// A session is over.
    Ended {
        /// Whose session.
        about: About,
        /// How it ended.
        how: String,
        /// Messages accepted in it.
        messages: u64,
        /// Refusals in it.
        refusals: u64,
        /// How long it took.
        took: Moment,
    },
    /// A TLS handshake failed.
    HandshakeFailed {
        /// Whose session.
        about: About,
        /// What the library says.
        why: String,
    },
    /// No connection could be taken; tried again in a moment.
    AcceptFailed {
        /// On which listener.
        listener: String,
        /// What the system says.
        why: String,
    },
    /// The disk has failed, and the server stops.
    StoreBroken(StoreError),
    /// A message's body is missing or not what was accepted. It is kept as it is.
    Damaged {
        /// Its queue id.
        id: String,
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
    /// The TLS version, once there.
    pub tls: Option<TlsFacts>,
}

/// Tells all readers.
#[derive(Clone)]
pub struct Events(Arc<dyn Fn(&Event) + Send + Sync>);

impl Events {
    /// Events for one reader.
    pub fn new(reader: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self(Arc::new(reader))
    }

    /// Events that become log lines.
    pub fn to_log() -> Self {
        Self::new(log)
    }

    /// Tells of one.
    pub fn tell(&self, event: &Event) {
        (self.0)(event);
    }
}

/// error = somebody must act; warn = we coped; info = a session, an acceptance, a refusal.
fn log(event: &Event) {
    match event {
        Event::LoggedIn(about) => line(about, |session, client, account, tls| {
            tracing::debug!(session, client, account, tls, listener = about.listener, "logged in");
        }),
        Event::Accepted {
            about,
            id,
            octets,
            recipients,
            message_id,
        } => line(about, |session, client, account, tls| {
            let message_id = message_id.as_deref().unwrap_or("");
            tracing::info!(
                session, client, account, tls, id, octets, recipients, message_id, "accepted"
            );
        }),
        Event::Refused { about, reply, detail } => line(about, |session, client, account, tls| {
            let cause = reply.cause.map_or("", |cause| cause.id);
            tracing::info!(
                session,
                client,
                account,
                tls,
                code = reply.code,
                reply = reply.id,
                cause,
                detail,
                "refused"
            );
        }),
        Event::Ended {
            about,
            how,
            messages,
            refusals,
            took,
        } => line(about, |session, client, account, tls| {
            let (listener, millis) = (&about.listener, u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
            tracing::info!(
                session, client, account, tls, listener, messages, refusals, millis, how, "session"
            );
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
        Event::AcceptFailed { listener, why } => tracing::warn!(listener, why, "cannot take connections"),
        Event::StoreBroken(error) => {
            tracing::error!(%error, "the disk has failed: check it, then start Gatepost again; what was acknowledged is kept");
        }
        Event::Damaged { id } => tracing::error!(
            id,
            "the body of this message is missing or damaged; it is kept as it is"
        ),
        Event::Started { listeners } => tracing::info!(listeners = listeners.join(" "), "started"),
        Event::Draining { sessions } => tracing::info!(sessions, "draining"),
        Event::Stopped => tracing::info!("stopped"),
    }
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
