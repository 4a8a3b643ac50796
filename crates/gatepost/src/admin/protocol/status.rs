//! How a server is, as programs see it.

use super::{DeliveriesShown, IssuerShown, SourceShown};
use crate::watch::counters::Sums;
use serde::{Deserialize, Serialize};

/// How a server is, or the store of one that is stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusShown {
    /// The version of whoever answers.
    pub version: String,
    /// Why no mail is taken, if so.
    pub trouble: Option<String>,
    /// What is in the queue.
    pub queue: QueueShown,
    /// The server; none if it is stopped.
    pub server: Option<ServerShown>,
}

/// What is in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueShown {
    /// Messages that wait to be sent.
    pub ready: u64,
    /// Messages that are held.
    pub held: u64,
    /// Messages whose body is missing or damaged.
    pub damaged: u64,
    /// Octets of all of them.
    pub octets: u64,
    /// When the oldest of them was accepted (RFC 3339).
    pub oldest: Option<String>,
    /// How long ago that was.
    pub oldest_age_seconds: Option<u64>,
}

/// A server that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerShown {
    /// When it was started (RFC 3339).
    pub since: String,
    /// How long ago that was.
    pub up_seconds: u64,
    /// Where it listens and for what.
    pub listeners: Vec<String>,
    /// Sessions that are open.
    pub sessions: u64,
    /// Password hashes that wait for their turn.
    pub hashing: u64,
    /// Passwords that are remembered.
    pub remembered: u64,
    /// Enabled accounts that have a password and no keys for SCRAM: as long as there are any, it is not offered by default.
    #[serde(default)]
    pub without_scram: u64,
    /// Free octets on the disk of the data directory.
    pub free_octets: Option<u64>,
    /// The certificates that it shows.
    pub certificates: Vec<CertificateShown>,
    /// How it stands with what goes out.
    #[serde(default)]
    pub deliveries: DeliveriesShown,
    /// Where accounts come from, in the order in which they are asked.
    #[serde(default)]
    pub sources: Vec<SourceShown>,
    /// Whose tokens are taken.
    #[serde(default)]
    pub issuers: Vec<IssuerShown>,
    /// Networks that are banned.
    pub bans: u64,
    /// What happened since it was started.
    pub since_start: Sums,
    /// What happened in the last minute.
    pub last_minute: Sums,
    /// What happened in the last five minutes.
    pub last_5_minutes: Sums,
    /// What happened in the last fifteen minutes.
    pub last_15_minutes: Sums,
}

/// A certificate that the server shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateShown {
    /// The names that it is for.
    pub names: Vec<String>,
    /// When it ends (RFC 3339).
    pub end: String,
    /// How long that is from now; 0 if it has ended.
    pub left_seconds: u64,
}
