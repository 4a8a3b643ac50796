//! What the command line asks of whoever has the store, and what it is told. The same beside a running server, where it
//! travels as JSON, and on a stopped one.

mod accounts;
mod deliveries;
mod expiry;
mod secret;
mod status;

pub use accounts::{
    AccountShown, AccountWhole, AppShown, ExceptedShown, ExceptionShown, IMPORTED_HASH_OCTETS_MAX, IMPORTED_MAX,
    ImportOutcome, Imported, ImportedShown, IssuerShown, KeptShown, Limit, LimitsShown, RightsChange, RightsShown,
    SendingShown, SourceShown, SourceTrouble, TokenShown, UseShown,
};
pub use deliveries::{DeliveriesShown, DeliveryShown, EventShown, TroubledShown};
pub use expiry::Expiry;
pub use secret::{NewPassword, Secret};
pub use status::{CertificateShown, QueueShown, ServerShown, StatusShown};

use crate::watch::sessions::SessionSeen;
use serde::{Deserialize, Serialize};
use std::fmt;

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
        /// What it may do, beside what every account may.
        rights: RightsChange,
        /// Whether it may log in.
        enabled: bool,
    },
    /// All accounts, by name: [`Answer::Accounts`].
    AccountList {},
    /// All that is known of one account, of any source: [`Answer::AccountWhole`].
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
    /// Changes what an account may do: [`Answer::Account`].
    AccountSet {
        /// Its name.
        name: String,
        /// In what.
        rights: RightsChange,
    },
    /// Removes an account, and its app passwords: [`Answer::AccountRemoved`].
    AccountRemove {
        /// Its name.
        name: String,
    },
    /// Adds accounts of a password file: [`Answer::Imported`].
    AccountImport {
        /// At most [`IMPORTED_MAX`].
        accounts: Vec<Imported>,
        /// Whether accounts that are there get the hash of the file.
        update: bool,
        /// Only say what would be done.
        dry_run: bool,
    },
    /// Lets one credential do what is forbidden elsewhere: [`Answer::Exceptions`], all of that credential.
    ExceptionAdd {
        /// The account, or `account/label` for one of its app passwords.
        whose: String,
        /// `login`, `clear=192.0.2.7`, `syntax` or `from`.
        exception: String,
    },
    /// Takes that away: [`Answer::Exceptions`], all that are left to that credential.
    ExceptionRemove {
        /// As for [`Request::ExceptionAdd`].
        whose: String,
        /// The same.
        exception: String,
    },
    /// The exceptions of one account with its app passwords, or of all: [`Answer::Exceptions`].
    ExceptionList {
        /// The account.
        name: Option<String>,
    },
    /// Makes an app password: [`Answer::AppMade`].
    AppAdd {
        /// The account, of any source.
        name: String,
        /// What it is for.
        label: String,
        /// What it may do, within what its account may.
        rights: RightsChange,
    },
    /// The app passwords of one account, or of all: [`Answer::Apps`].
    AppList {
        /// The account.
        name: Option<String>,
    },
    /// One app password: [`Answer::App`].
    AppShow {
        /// The account.
        name: String,
        /// Its label.
        label: String,
    },
    /// Changes what an app password may do: [`Answer::App`].
    AppSet {
        /// The account.
        name: String,
        /// Its label.
        label: String,
        /// In what.
        rights: RightsChange,
    },
    /// Gives an app password another token: [`Answer::AppMade`].
    AppRotate {
        /// The account.
        name: String,
        /// Its label.
        label: String,
        /// How long the one before holds on, at most 30 days; 0 ends it at once.
        overlap_seconds: u64,
    },
    /// Ends an app password: [`Answer::App`], as it was.
    AppRevoke {
        /// The account.
        name: String,
        /// Its label.
        label: String,
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
    Account(Box<AccountShown>),
    /// An account, and all that belongs to it.
    AccountWhole(Box<AccountWhole>),
    /// Accounts, by name.
    Accounts(Vec<AccountShown>),
    /// An account that has a new password.
    AccountMade {
        /// The account.
        account: Box<AccountShown>,
        /// The password, if it was made here: it is told this once.
        password: Option<Secret>,
    },
    /// An account that is gone.
    AccountRemoved {
        /// As it was.
        account: Box<AccountShown>,
        /// How many app passwords went with it.
        app_passwords: u64,
    },
    /// What became of accounts of a password file, in their order.
    Imported(Vec<ImportedShown>),
    /// Exceptions, by account and label.
    Exceptions(Vec<ExceptedShown>),
    /// An app password.
    App(Box<AppShown>),
    /// App passwords, by account and label.
    Apps(Vec<AppShown>),
    /// An app password that has a new token.
    AppMade {
        /// It.
        app: Box<AppShown>,
        /// The token, which is told this once.
        token: Secret,
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
    /// The label of the app password that it was submitted with; empty: none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub credential: String,
    /// The mechanism that the account logged in with; empty: it did not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mechanism: String,
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
        let rights = RightsChange {
            senders: Some(vec!["*".to_owned()]),
            networks: Some(Vec::new()),
            expires: Some(Expiry::In(60)),
            messages_hour: Some(Limit::At(100)),
            messages_day: Some(Limit::None),
            ..RightsChange::default()
        };
        let filter = Filter {
            held: Some(true),
            older_than_seconds: Some(60),
            ..Filter::default()
        };
        for request in [
            Request::AccountAdd {
                name: "alice".to_owned(),
                password: NewPassword::Given(secret.clone()),
                rights: rights.clone(),
                enabled: true,
            },
            Request::AccountSet {
                name: "alice".to_owned(),
                rights: RightsChange::default(),
            },
            Request::AccountImport {
                accounts: vec![Imported {
                    name: "alice".to_owned(),
                    hash: secret.clone(),
                    enabled: false,
                }],
                update: true,
                dry_run: false,
            },
            Request::AppAdd {
                name: "alice".to_owned(),
                label: "printer".to_owned(),
                rights,
            },
            Request::ExceptionList { name: None },
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
            r#"{"account_set":{"name":"alice","rights":{"sender":["*"]}}}"#,
            r#"{"account_set":{"name":"alice","rights":{"expires":"soon"}}}"#,
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
