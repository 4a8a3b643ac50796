//! Deliveries, as programs see them.

use serde::{Deserialize, Serialize};

/// What is owed to one recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryShown {
    /// Whom.
    pub address: String,
    /// How far it is: a word of docs/queue.md.
    pub state: String,
    /// Whether it is paused.
    pub held: bool,
    /// When the next attempt may be made (RFC 3339).
    pub due: String,
    /// Whether that time has come.
    #[serde(default)]
    pub is_due: bool,
    /// When it ended (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// NOTIFY of RCPT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify: Option<String>,
    /// ORCPT of RCPT, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orcpt: Option<String>,
    /// How often it was tried.
    #[serde(default)]
    pub attempts: u32,
    /// Why the last attempt failed: the id of a cause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What was said to the last attempt, or seen of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// Who was asked last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hop: Option<String>,
    /// Whether the sender was told that it takes long.
    #[serde(default)]
    pub late: bool,
    /// The report about its end: a queue id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
}

/// Something that happened to a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventShown {
    /// When (RFC 3339).
    pub at: String,
    /// What: a word of docs/queue.md.
    pub event: String,
    /// Who did it: an account, or an operator's user name.
    pub by: String,
    /// The recipients that it concerns; all if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    /// Who was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hop: Option<String>,
    /// How the connection was secured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<String>,
    /// What was said, or seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// Why it failed: the id of a cause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What else is worth knowing, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When the next attempt may be made (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The report that goes to the sender: a queue id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
}

/// How it stands with what goes out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveriesShown {
    /// Messages that are being handed over.
    pub under_way: u64,
    /// Messages that wait for their turn, of those that were looked at; the others wait in the store.
    pub waiting: u64,
    /// Connections to other servers.
    pub connections: u64,
    /// Destinations that are left alone for a while, by name.
    pub troubled: Vec<TroubledShown>,
}

/// A destination that is left alone for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroubledShown {
    /// Its name: a domain, or a server.
    pub destination: String,
    /// Whether its route is paused, since our login is refused: somebody must correct it, and nothing is bounced meanwhile.
    pub paused: bool,
    /// Why: the id of a cause.
    pub cause: String,
    /// What was said, or seen.
    pub said: String,
    /// Who was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hop: Option<String>,
    /// Since when (RFC 3339).
    pub since: String,
    /// When it is tried again (RFC 3339).
    pub until: String,
}
