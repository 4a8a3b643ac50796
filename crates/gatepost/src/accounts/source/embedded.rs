//! The accounts of `gatepost account`, in the embedded store.

use super::{Found, Source, SourceError, Verdict};
use crate::accounts::canonical;
use crate::accounts::source::Check;
use futures_util::future::{BoxFuture, FutureExt, ready};
use std::sync::Arc;
use store::{AccountStore, StoreError};
use zeroize::Zeroizing;

/// The accounts that are kept here.
pub struct EmbeddedSource {
    name: String,
    store: Arc<dyn AccountStore>,
}

impl EmbeddedSource {
    /// As the configuration calls it.
    pub fn new(name: impl Into<String>, store: Arc<dyn AccountStore>) -> Self {
        Self {
            name: name.into(),
            store,
        }
    }
}

impl Source for EmbeddedSource {
    fn name(&self) -> &str {
        &self.name
    }

    fn find(&self, name: String) -> BoxFuture<'_, Result<Option<Found>, SourceError>> {
        // Names are kept in one form, whatever case rule there is for others.
        let found = self.store.account(canonical(&name));
        let read = async move {
            match found.await {
                Ok(account) => Ok(Some(Found {
                    account,
                    check: Check::Hash,
                })),
                Err(StoreError::NotFound) => Ok(None),
                Err(error) => Err(SourceError::new(error.to_string())),
            }
        };
        read.boxed()
    }

    // Nobody asks: all its accounts have a hash, or no password.
    fn check(&self, _: String, _: Zeroizing<String>) -> BoxFuture<'_, Result<Verdict, SourceError>> {
        ready(Ok(Verdict::Unknown)).boxed()
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, SourceError>> {
        let all = self.store.accounts();
        let counted = async move {
            match all.await.map(|accounts| accounts.len()) {
                Ok(1) => Ok("1 account".to_owned()),
                Ok(count) => Ok(format!("{count} accounts")),
                Err(error) => Err(SourceError::new(error.to_string())),
            }
        };
        counted.boxed()
    }
}
