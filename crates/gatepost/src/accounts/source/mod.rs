//! Where accounts come from: the embedded store, and what administrators have already.
//!
//! A source is asked by the form of a name that the configuration makes of what the client sent. It says who that is, and what
//! the password is checked against; or it checks the password itself.

pub mod dovecot;
pub mod embedded;
pub mod file;
pub mod ldap;
pub mod postgres;

use futures_util::future::{BoxFuture, FutureExt, ready};
use std::fmt;
use store::Account;
use zeroize::Zeroizing;

/// Where accounts come from.
pub trait Source: Send + Sync {
    /// What the configuration calls it.
    fn name(&self) -> &str;

    /// The account of that name, as it is now. `None`: the source does not know it.
    ///
    /// # Errors
    /// The source cannot be asked.
    fn find(&self, name: String) -> BoxFuture<'_, Result<Option<Found>, SourceError>>;

    /// Whether that is the account's password: asked of accounts whose [`Found::check`] is not [`Check::Hash`]. The account comes
    /// with the answer, since some sources know nothing of it before.
    ///
    /// # Errors
    /// The source cannot be asked.
    fn check(&self, name: String, password: Zeroizing<String>) -> BoxFuture<'_, Result<Verdict, SourceError>>;

    /// Whether the source can be asked at all, for `check` and `status`: what is found there, in a few words.
    ///
    /// # Errors
    /// It cannot, or not as it is configured.
    fn probe(&self) -> BoxFuture<'_, Result<String, SourceError>>;

    /// The numbers of iterations of its accounts' keys for SCRAM, and how many have each, where it can count them: whoever is not
    /// there is shown one of these.
    fn iterations(&self) -> BoxFuture<'_, Vec<(u32, u64)>> {
        ready(Vec::new()).boxed()
    }

    /// What is wrong with single accounts of a source that can be asked, for `check`: a few sentences.
    fn problems(&self) -> BoxFuture<'_, Vec<String>> {
        ready(Vec::new()).boxed()
    }
}

/// An account that a source knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What is known of it. `version` changes with whatever of password, state and rights the source tells before a login: of a kept
    /// account with narrower rights alone, elsewhere with other rights, and in directories with neither password nor state.
    pub account: Account,
    /// How its password is checked.
    pub check: Check,
}

/// How a password is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Against `Account::password`.
    Hash,
    /// By the source: [`Source::check`].
    Source,
    /// By the source as well, which has not looked whether there is such an account: it may be none.
    Blind,
}

/// What a source says of a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is right, and this is the account (which may be disabled).
    Right(Box<Account>),
    /// It is wrong.
    Wrong,
    /// There is no such account.
    Unknown,
}

/// Why a source has no answer. It says nothing about the password: a temporary failure, and no guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError {
    /// Why, for the operator: what was tried, and what came of it. Without secrets.
    pub why: String,
    /// It is about the name that was asked for, and says nothing of the source.
    pub is_of_name: bool,
}

impl SourceError {
    /// With what the operator should know of it.
    pub fn new(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            is_of_name: false,
        }
    }

    /// Of one name alone.
    pub fn of_name(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            is_of_name: true,
        }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for SourceError {}
