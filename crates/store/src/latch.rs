//! Remembers that the disk has failed. From then on nothing more is ever committed by this process.

use crate::StoreError;
use std::sync::{Arc, Mutex, PoisonError};

/// Open until the disk fails. Cheap to clone; clones are one.
#[derive(Clone)]
pub(crate) struct Latch(Arc<Inner>);

struct Inner {
    failed: Mutex<Option<StoreError>>,
    tell: Arc<dyn Fn(&StoreError) + Send + Sync>,
}

impl Latch {
    /// Tells `tell` once, when it falls.
    pub(crate) fn new(tell: Arc<dyn Fn(&StoreError) + Send + Sync>) -> Self {
        let failed = Mutex::new(None);
        Self(Arc::new(Inner { failed, tell }))
    }

    /// The failure, if there was one.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        match &*self.0.failed.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(error) => Err(error.clone()),
        }
    }

    /// Falls if `error` says that the disk has failed.
    pub(crate) fn note(&self, error: &StoreError) {
        let StoreError::Broken(_) = error else { return };
        let first = {
            let mut failed = self.0.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.is_none() && failed.replace(error.clone()).is_none()
        };
        if first {
            (self.0.tell)(error);
        }
    }

    /// Passes a result on, and falls if it says that the disk has failed.
    pub(crate) fn watch<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &result {
            self.note(error);
        }
        result
    }
}
