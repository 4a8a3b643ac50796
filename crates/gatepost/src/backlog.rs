//! Who has so much on its way out that more may wait a moment: what comes in faster than it goes out would fill the disk.

use crate::world::Clock;
use smtp::Moment;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::watch;

/// The accounts that have much waiting, for destinations that take mail as fast as they can. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Backlog(Arc<watch::Sender<BTreeSet<String>>>);

impl Default for Backlog {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(BTreeSet::new())))
    }
}

impl Backlog {
    /// These have, from now on.
    pub fn tell(&self, accounts: BTreeSet<String>) {
        self.0.send_if_modified(|told| {
            let changed = *told != accounts;
            *told = accounts;
            changed
        });
    }

    /// Waits until `account` has not, but no longer than [`WAIT_MAX`].
    pub async fn wait(&self, account: &str, clock: &dyn Clock) {
        let mut told = self.0.subscribe();
        if !told.borrow().contains(account) {
            return;
        }
        tokio::select! {
            biased;
            // The sender is ourselves, so it lives.
            _ = told.wait_for(|accounts| !accounts.contains(account)) => {}
            () = clock.sleep_until(clock.now() + WAIT_MAX) => {}
        }
    }
}

/// RFC 5321 §4.5.3.2.6 gives us ten minutes; a client with a person before it, much less.
pub const WAIT_MAX: Moment = Moment::from_secs(5);

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::{BoxFuture, FutureExt, pending, poll_immediate};
    use mail::Timestamp;

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Moment {
            Moment::ZERO
        }
        fn date(&self) -> Timestamp {
            Timestamp::from_micros(0)
        }
        fn sleep_until(&self, until: Moment) -> BoxFuture<'static, ()> {
            assert_eq!(until, WAIT_MAX);
            pending().boxed()
        }
    }

    #[tokio::test]
    async fn whoever_has_much_waits() {
        let backlog = Backlog::default();
        let waits = async |account: &str| poll_immediate(Box::pin(backlog.wait(account, &Still))).await.is_none();
        assert!(!waits("a").await);
        backlog.tell(BTreeSet::from(["a".to_owned()]));
        assert!(waits("a").await && !waits("b").await);
        let (still, mut waiting) = (Still, Box::pin(backlog.wait("a", &Still)));
        assert!(poll_immediate(&mut waiting).await.is_none() && still.now() == Moment::ZERO);
        backlog.tell(BTreeSet::new());
        assert!(poll_immediate(&mut waiting).await.is_some());
    }
}
