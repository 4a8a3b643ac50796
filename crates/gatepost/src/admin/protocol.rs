//! What the command line asks of whoever has the store, and what it is told. The same beside a running server, where it
//! travels as JSON, and on a stopped one.

mod deliveries;

pub use deliveries::{DeliveriesShown, DeliveryShown, EventShown, TroubledShown};

use crate::watch::counters::Sums;
use crate::watch::sessions::SessionSeen;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use zeroize::Zeroizing;

/// A question or an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// Adds an account: [`Answer::AccountMade`].
    AccountAdd {
        /// A word or an address; kept in its canonical form.
        name: String,
        /// Its password.
        password: NewPassword,
        /// Addresses, domains, or `*`. None: the rule of the configuration.
        senders: Vec<String>,
        /// Whether it may log in.
        enabled: bool,
    },
    /// All accounts, by name: [`Answer::Accounts`].
    AccountList {},
    /// One account: [`Answer::Account`].
    AccountShow {
        /// Its name.
        name: String,
    },
    /// Sets a password: [`Answer::AccountMade`].
    AccountPassword {
        /// The account's name.
        name: String,
        /// The new password.
        password: NewPassword,
    },
    /// Lets an account log in, or not: [`Answer::Account`].
    AccountEnable {
        /// Its name.
        name: String,
        /// Whether it may.
        enabled: bool,
    },
    /// Sets the senders of an account: [`Answer::Account`].
    AccountSenders {
        /// Its name.
        name: String,
        /// Addresses, domains, or `*`. None: the rule of the configuration.
        senders: Vec<String>,
    },
    /// Removes an account: [`Answer::Account`], as it was.
    AccountRemove {
        /// Its name.
        name: String,
    },
    /// One page of the messages that a filter means, oldest first: [`Answer::Messages`].
    QueueList {
        /// Which.
        filter: Filter,
        /// The last id of the page before.
        after: Option<String>,
        /// How many, at most [`super::PAGE_MESSAGES`].
        limit: usize,
    },
    /// How many messages a filter means: [`Answer::Counted`].
    QueueCount {
        /// Which.
        filter: Filter,
    },
    /// All that is known of one message: [`Answer::Message`].
    QueueShow {
        /// Its id.
        id: String,
    },
    /// Does something to messages: [`Answer::Changed`].
    QueueChange {
        /// What.
        change: Change,
        /// To which.
        messages: Meant,
    },
    /// The messages that are meant, those that have ended among them, the newest first: [`Answer::Traced`].
    Trace {
        /// A queue id, a Message-ID with its angle brackets, or an address.
        what: String,
        /// How many, at most [`super::PAGE_MESSAGES`].
        limit: usize,
    },
    /// Reads all that is kept, and marks what is damaged: [`Answer::Checked`].
    QueueCheck {
        /// Also compares the indexes and the counts with the rows.
        deep: bool,
    },
    /// Copies mail and accounts, beside a running server too: [`Answer::BackedUp`].
    QueueBackup {
        /// An absolute path. The directory is made, or is empty.
        path: String,
    },
    /// All bans that hold, by network: [`Answer::Bans`].
    BanList {},
    /// Bans a network: [`Answer::Ban`].
    BanAdd {
        /// An address, or a network such as `192.0.2.0/24`.
        network: String,
        /// For how long. None: for good.
        for_seconds: Option<u64>,
        /// Why, for whoever reads the list.
        reason: String,
    },
    /// Lifts a ban: [`Answer::BanRemoved`].
    BanRemove {
        /// As in the list.
        network: String,
    },
    /// The latest sessions of a running server: [`Answer::Sessions`].
    Sessions {
        /// The number of the last one that is known already; then further ones come in their order. None: the latest.
        after: Option<u64>,
        /// Only those that were refused.
        refused: bool,
        /// How many, at most 1,000.
        limit: usize,
    },
    /// How the server is: [`Answer::Status`].
    Status {},
}

/// What is told when it was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// An account.
    Account(AccountShown),
    /// Accounts, by name.
    Accounts(Vec<AccountShown>),
    /// An account that has a new password.
    AccountMade {
        /// The account.
        account: AccountShown,
        /// The password, if it was made here: it is told this once.
        password: Option<Secret>,
    },
    /// A page of messages.
    Messages {
        /// Oldest first.
        messages: Vec<MessageListed>,
        /// Whether there are further ones behind the last.
        more: bool,
    },
    /// How many messages were meant.
    Counted {
        /// The number.
        messages: u64,
        /// The newest of them.
        last: Option<String>,
    },
    /// A message.
    Message(Box<MessageShown>),
    /// What became of an order.
    Changed {
        /// Ids of messages that were changed.
        changed: Vec<String>,
        /// Ids of messages that are as they were: changed already, ended, or not meant by the filter.
        unchanged: Vec<String>,
        /// Those of the unchanged that were to be released, and are damaged.
        #[serde(default)]
        damaged: Vec<String>,
        /// Those that were released, and that the server holds again at once, since the configuration has no way for them.
        #[serde(default)]
        without_way: Vec<String>,
        /// Ids that no message has.
        unknown: Vec<String>,
        /// Where to go on, if a filter means further ones.
        after: Option<String>,
    },
    /// Messages with what happened to them, the newest first.
    Traced {
        /// They.
        messages: Vec<MessageShown>,
        /// Whether there are older ones.
        more: bool,
    },
    /// What was looked at, and what is wrong.
    Checked(CheckedShown),
    /// What was copied.
    BackedUp(BackupShown),
    /// Bans, by network.
    Bans(Vec<BanShown>),
    /// A ban.
    Ban(BanShown),
    /// A ban was lifted.
    BanRemoved {
        /// Of this network.
        network: String,
    },
    /// Sessions that are over.
    Sessions {
        /// When the server was started (RFC 3339): the numbers begin anew with it.
        since: String,
        /// In the order in which they ended.
        sessions: Vec<SessionSeen>,
    },
    /// How the server is.
    Status(Box<StatusShown>),
}

/// Why it was not done, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// For programs.
    pub code: ProblemCode,
    /// For people: what is wrong and what to do.
    pub message: String,
}

/// Sorts of problems, by what the caller can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// There is no such account or message.
    NotFound,
    /// The name is taken.
    Exists,
    /// What was asked makes no sense.
    Invalid,
    /// No space is left.
    Full,
    /// Not possible now.
    Unavailable,
    /// The disk failed.
    Broken,
    /// The octets on disk are not those that were accepted.
    Damaged,
}

/// Where a password comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewPassword {
    /// Somebody chose it.
    Given(Secret),
    /// It is made, and told once.
    Generated,
}

/// A password on its way. It is never printed by accident, and wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

/// What is done to messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Pause them.
    Hold,
    /// Let them go on.
    Release,
    /// Try them now, but for those that are held.
    Retry,
    /// End them without delivery.
    Remove,
    /// End them without delivery, and tell their senders.
    Bounce,
}

/// Which messages an order is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Meant {
    /// Those of the ids that the filter means, at most [`super::PAGE_MESSAGES`].
    Ids {
        /// The ids.
        ids: Vec<String>,
        /// An empty one means all.
        filter: Filter,
    },
    /// A page of those that the filter means.
    All {
        /// Which.
        filter: Filter,
        /// Behind this id.
        after: Option<String>,
        /// Up to this id, or mail that arrives meanwhile would never let it end.
        until: String,
    },
}

/// Which messages are meant. All that is set must hold; of the recipient's conditions, all for one and the same recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// The account that submitted it.
    pub account: Option<String>,
    /// The envelope's sender; empty or `<>` for the null sender.
    pub sender: Option<String>,
    /// A recipient's address.
    pub recipient: Option<String>,
    /// A recipient's domain.
    pub domain: Option<String>,
    /// Why the last attempt failed: the id of a cause.
    #[serde(default)]
    pub cause: Option<String>,
    /// Held, or not held.
    pub held: Option<bool>,
    /// Accepted more than this long ago.
    pub older_than_seconds: Option<u64>,
    /// Accepted within the last seconds.
    pub newer_than_seconds: Option<u64>,
    /// Also messages of which nothing is owed any more.
    pub ended: bool,
}

/// An account, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountShown {
    /// The login name.
    pub name: String,
    /// Whether it may log in.
    pub enabled: bool,
    /// Addresses, domains, or `*`. None: the rule of the configuration.
    pub senders: Vec<String>,
    /// When it was made (RFC 3339).
    pub created: String,
    /// When it was last changed (RFC 3339).
    pub changed: String,
}

/// A message in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageListed {
    /// Its queue id.
    pub id: String,
    /// When it was accepted (RFC 3339).
    pub accepted: String,
    /// How long ago that was.
    pub age_seconds: u64,
    /// The account that submitted it.
    pub account: String,
    /// The client's address.
    pub client: String,
    /// The envelope's sender; empty for the null sender.
    pub sender: String,
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// Octets as received.
    pub size: u64,
    /// Whether all that is still owed is paused.
    pub held: bool,
    /// Whether its body is missing or damaged: then it is never sent.
    #[serde(default)]
    pub damaged: bool,
    /// In the order of RCPT.
    pub recipients: Vec<DeliveryShown>,
}

/// All that is known of a message but its octets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageShown {
    /// What the list shows.
    #[serde(flatten)]
    pub listed: MessageListed,
    /// The session's id, as in the log.
    pub session: String,
    /// The address at which the client connected.
    pub listener: String,
    /// The client's own name.
    pub ehlo: String,
    /// TLS version and cipher suite.
    pub tls: Option<String>,
    /// BODY of MAIL: `7BIT` or `8BITMIME`.
    pub body: String,
    /// SMTPUTF8 of MAIL.
    pub smtputf8: bool,
    /// RET of MAIL: `FULL` or `HDRS`.
    pub ret: Option<String>,
    /// ENVID of MAIL, in xtext as given.
    pub envid: Option<String>,
    /// AUTH of MAIL, decoded.
    pub submitter: Option<String>,
    /// Octets as they would be sent.
    pub sent_size: u64,
    /// Whether the octets are still there.
    pub has_body: bool,
    /// What happened, oldest first.
    pub events: Vec<EventShown>,
}

/// What was looked at in the store, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedShown {
    /// Messages that were looked at, those that have ended among them.
    pub messages: u64,
    /// Bodies that were read.
    pub bodies: u64,
    /// Octets in them.
    pub octets: u64,
    /// Ids of messages whose body is missing or damaged.
    pub damaged: Vec<String>,
    /// What else is wrong, a sentence each.
    pub problems: Vec<String>,
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupShown {
    /// Where it is.
    pub path: String,
    /// Messages of which something is owed.
    pub messages: u64,
    /// Bodies in files of their own.
    pub bodies: u64,
    /// Octets in these files.
    pub octets: u64,
    /// How many of the files were copied; the others have a second name there.
    pub copied: u64,
    /// Ids of messages whose body is missing in the store itself, and so in the backup too.
    pub missing: Vec<String>,
}

/// A network that is not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BanShown {
    /// An address, or a network such as `192.0.2.0/24`.
    pub network: String,
    /// When it ends (RFC 3339). None: never.
    pub until: Option<String>,
    /// How long that is from now.
    pub left_seconds: Option<u64>,
    /// Why.
    pub reason: String,
    /// Who did it: an operator's user name, or `gatepost` for the server itself.
    pub by: String,
    /// When it was made (RFC 3339).
    pub created: String,
}

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
    /// Free octets on the disk of the data directory.
    pub free_octets: Option<u64>,
    /// The certificates that it shows.
    pub certificates: Vec<CertificateShown>,
    /// How it stands with what goes out.
    #[serde(default)]
    pub deliveries: DeliveriesShown,
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

impl Filter {
    /// Whether nothing is asked of a message but, perhaps, that something is owed.
    pub fn is_empty(&self) -> bool {
        *self
            == Self {
                ended: self.ended,
                ..Self::default()
            }
    }
}

impl Problem {
    /// A problem of that sort.
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// What was asked makes no sense.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ProblemCode::Invalid, message)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl Secret {
    /// Takes the text over.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.reveal())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl Change {
    /// What the queue calls it. Nothing for what needs a report beside it.
    pub fn of_the_queue(self) -> Option<queue::Change> {
        match self {
            Self::Hold => Some(queue::Change::Hold),
            Self::Release => Some(queue::Change::Release),
            Self::Retry => Some(queue::Change::Retry),
            Self::Remove => Some(queue::Change::Remove),
            Self::Bounce => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_come_back() {
        let secret = Secret::new("correct horse".to_owned());
        let filter = Filter {
            held: Some(true),
            older_than_seconds: Some(60),
            ..Filter::default()
        };
        for request in [
            Request::AccountAdd {
                name: "alice".to_owned(),
                password: NewPassword::Given(secret.clone()),
                senders: vec!["*".to_owned()],
                enabled: true,
            },
            Request::AccountPassword {
                name: "alice".to_owned(),
                password: NewPassword::Generated,
            },
            Request::AccountList {},
            Request::QueueList {
                filter: filter.clone(),
                after: None,
                limit: 5,
            },
            Request::QueueChange {
                change: Change::Remove,
                messages: Meant::All {
                    filter,
                    after: None,
                    until: "0".to_owned(),
                },
            },
            Request::BanAdd {
                network: "192.0.2.0/24".to_owned(),
                for_seconds: Some(60),
                reason: "spam".to_owned(),
            },
            Request::Sessions {
                after: Some(7),
                refused: true,
                limit: 20,
            },
            Request::Status {},
        ] {
            let json = serde_json::to_string(&request).expect("JSON");
            assert_eq!(serde_json::from_str::<Request>(&json).expect(&json), request);
            assert!(
                !format!("{request:?}").contains("horse"),
                "a password is never printed by accident"
            );
        }
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for json in [
            r#"{"queue_list":{"filter":{"hold":true},"after":null,"limit":5}}"#,
            r#"{"account_list":{"all":true}}"#,
            r#"{"account_drop":{"name":"alice"}}"#,
            r#"{"account_show":{}}"#,
        ] {
            assert!(serde_json::from_str::<Request>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn an_empty_filter_is_known() {
        assert!(Filter::default().is_empty());
        assert!(
            Filter {
                ended: true,
                ..Filter::default()
            }
            .is_empty()
        );
        assert!(
            !Filter {
                held: Some(false),
                ..Filter::default()
            }
            .is_empty()
        );
    }
}
