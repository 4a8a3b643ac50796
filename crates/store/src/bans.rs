//! Networks that are not answered: the store's side of bans.

use crate::{Network, StoreError};
use futures_util::future::BoxFuture;
use mail::Timestamp;

/// A network that is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ban {
    /// Which.
    pub network: Network,
    /// Until when; for good if there is no time.
    pub until: Option<Timestamp>,
    /// Why, for whoever reads the list.
    pub reason: String,
    /// Who did it: an operator's user name, or `gatepost`.
    pub by: String,
    /// When.
    pub created: Timestamp,
}

/// Keeps bans. Those that are over stay until [`BanStore::forget_ended`].
pub trait BanStore: Send + Sync {
    /// All of them, by network.
    fn bans(&self) -> BoxFuture<'_, Result<Vec<Ban>, StoreError>>;

    /// Adds one, in place of one of the same network. Durable on return.
    fn ban(&self, ban: Ban) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Takes one away. [`StoreError::NotFound`] if there is none of exactly this network. Durable on return.
    fn unban(&self, network: Network) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Takes away all that are over at `now`. Durable on return.
    fn forget_ended(&self, now: Timestamp) -> BoxFuture<'_, Result<(), StoreError>>;
}
