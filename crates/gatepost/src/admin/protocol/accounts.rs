//! Accounts and app passwords, as programs see them: what may be changed of them, and what is shown.

use super::{Expiry, Secret};
use serde::{Deserialize, Serialize};

/// What an account or an app password may do, as far as that is to be changed: what is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RightsChange {
    /// Addresses, domains, or `*`. None in it: the rule of the configuration; of an app password, what its account may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub senders: Option<Vec<String>>,
    /// Addresses and networks. None in it: from everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub networks: Option<Vec<String>>,
    /// Names of SASL mechanisms. None in it: all that the listener has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mechanisms: Option<Vec<String>>,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Expiry>,
    /// Messages in an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages_hour: Option<Limit>,
    /// Messages in 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages_day: Option<Limit>,
    /// Recipients in an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipients_hour: Option<Limit>,
    /// Recipients in 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipients_day: Option<Limit>,
}

/// How much may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// No limit of its own.
    None,
    /// So many, 1 to 10,000,000.
    At(u32),
}

/// An account of a password file, to be added with the hash that it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imported {
    /// The login name.
    pub name: String,
    /// The hash, in any form that a password file may have; empty: no password is right.
    pub hash: Secret,
    /// Whether it may log in.
    pub enabled: bool,
}

/// What became of an account of a password file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedShown {
    /// The login name, as it was asked for.
    pub name: String,
    /// What was done; in a dry run, what would be.
    pub outcome: ImportOutcome,
    /// Why it cannot be used, if so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// What is done with an account of a password file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// There was none of that name.
    Added,
    /// It has the hash of the file now.
    Updated,
    /// It had it already.
    Unchanged,
    /// There is one of that name, which stays as it is.
    Skipped,
    /// It cannot be used.
    Refused,
}

/// An account, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountShown {
    /// The login name.
    pub name: String,
    /// Which source knows it, by its name in the configuration. None: it is kept here, and no source asks for it.
    pub source: Option<String>,
    /// Whether it may log in.
    pub enabled: bool,
    /// Whether it lacks keys for SCRAM-SHA-256, so that SCRAM is offered to nobody by default.
    #[serde(default)]
    pub without_scram: bool,
    /// What it may do.
    #[serde(flatten)]
    pub rights: RightsShown,
    /// When it was made (RFC 3339), where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// When it was last changed (RFC 3339), where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<String>,
    /// When it logged in last by itself, and not by one of its app passwords; where it ever did, and that was looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_use: Option<UseShown>,
}

/// All that is known of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountWhole {
    /// What the list shows.
    #[serde(flatten)]
    pub listed: AccountShown,
    /// What is kept of its password. None: only its source knows that.
    pub password: Option<KeptShown>,
    /// How much it may send, and has sent, with all that it has.
    pub sending: Vec<SendingShown>,
    /// By label.
    pub app_passwords: Vec<AppShown>,
}

/// What is kept of a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptShown {
    /// What made its hash, such as `Argon2id`. None: there is no password, and none is right.
    pub hash: Option<String>,
    /// Whether the hash is weaker than one that would be made now: it is replaced at the next login that shows the password.
    pub weak: bool,
    /// Whether it is kept here, so that keys which it lacks are made at the next login that shows the password.
    #[serde(default)]
    pub renewed: bool,
    /// The SCRAM mechanisms for which there are keys.
    pub scram: Vec<String>,
}

/// What an account or an app password may do. Empty lists set no limit of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightsShown {
    /// Addresses, domains, or `*`. None: the rule of the configuration; of an app password, what its account may.
    pub senders: Vec<String>,
    /// From where it may log in. None: from everywhere.
    #[serde(default)]
    pub networks: Vec<String>,
    /// The mechanisms with which it may log in. None: all that the listener has.
    #[serde(default)]
    pub mechanisms: Vec<String>,
    /// When it ends (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// Whether that time has come.
    #[serde(default)]
    pub expired: bool,
    /// How much it may send, as far as it has limits of its own.
    #[serde(default)]
    pub limits: LimitsShown,
    /// What it alone may do.
    #[serde(default)]
    pub exceptions: Vec<ExceptionShown>,
}

/// How much may be sent in any hour, and in any 24 hours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitsShown {
    /// Messages in an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages_hour: Option<u32>,
    /// Messages in 24 hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages_day: Option<u32>,
    /// Recipients in an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients_hour: Option<u32>,
    /// Recipients in 24 hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients_day: Option<u32>,
}

/// How much of one thing may be sent in one time, and was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendingShown {
    /// `messages` or `recipients`.
    pub what: String,
    /// `hour`, or `day` for 24 hours.
    pub window: String,
    /// How many may be sent in any such time.
    pub limit: Option<u32>,
    /// Whether that limit is the configuration's, since there is none of its own.
    pub general: bool,
    /// How many were sent in the last such time. None: no server runs that could know.
    pub sent: Option<u32>,
    /// When one more will be possible (RFC 3339), if the limit is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<String>,
}

/// When and how something was used last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseShown {
    /// When (RFC 3339).
    pub at: String,
    /// From which address.
    pub client: String,
    /// With which mechanism.
    pub mechanism: String,
}

/// An exception of a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionShown {
    /// `login`, `clear=192.0.2.7`, `syntax` or `from`.
    pub exception: String,
    /// When it was used last; where it ever was, and that was looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_use: Option<UseShown>,
}

/// An exception, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptedShown {
    /// The account.
    pub account: String,
    /// The label of its app password; empty: it is the account's own.
    pub label: String,
    /// Which.
    #[serde(flatten)]
    pub exception: ExceptionShown,
}

/// An app password, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppShown {
    /// Whose.
    pub account: String,
    /// What it is for.
    pub label: String,
    /// The token that holds, and the one that it replaced, as long as that holds too.
    pub tokens: Vec<TokenShown>,
    /// What it may do, within what its account may.
    #[serde(flatten)]
    pub rights: RightsShown,
    /// How much it may send, and has sent.
    pub sending: Vec<SendingShown>,
    /// When it was made (RFC 3339).
    pub created: String,
    /// When it was last changed (RFC 3339).
    pub changed: String,
    /// When it was used last, if it ever was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_use: Option<UseShown>,
}

/// A token, by its public part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenShown {
    /// The letters between its first two dashes.
    pub id: String,
    /// When it ends (RFC 3339), if it was replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// A source of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceShown {
    /// Its name in the configuration.
    pub name: String,
    /// Its `kind`.
    pub kind: String,
    /// Why it cannot be asked, if that was so the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<SourceTrouble>,
}

/// A source that cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceTrouble {
    /// Since when (RFC 3339).
    pub since: String,
    /// Why, at the last try.
    pub why: String,
}

/// An issuer of tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuerShown {
    /// Its URL.
    pub issuer: String,
    /// Whether it can be asked.
    pub ok: bool,
    /// What was found there, or why nothing.
    pub found: String,
}

/// So many accounts of a password file are added by one request.
pub const IMPORTED_MAX: usize = 500;
/// No hash is longer that anybody makes.
pub const IMPORTED_HASH_OCTETS_MAX: usize = 1_024;
