//! Whose turn it is to have a password checked by a source. A source may take seconds to say no: if a network could ask for any number
//! meanwhile, the count of its failures would come too late.

use crate::world::Clock;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::Network;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The turns of all networks.
#[derive(Default)]
pub(super) struct Turns(Arc<Mutex<ByNetwork>>);

/// Whoever has no network, since a socket or a proxy does not tell it, is of one.
type ByNetwork = BTreeMap<Option<Network>, Arc<Semaphore>>;

/// It is one's turn until this is dropped.
pub(super) struct Place {
    network: Option<Network>,
    all: Arc<Mutex<ByNetwork>>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// Waits for a turn: at most 10 s.
    pub(super) async fn take(&self, network: Option<Network>, clock: &dyn Clock) -> Option<Place> {
        let turns = {
            let mut all = lock(&self.0);
            let turns = all.entry(network).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE)));
            turns.clone()
        };
        // Takes what nobody needs any more out again, also if it was in vain.
        let mut place = Place {
            network,
            all: self.0.clone(),
            permit: None,
        };
        tokio::select! {
            biased;
            permit = turns.acquire_owned() => place.permit = permit.ok(),
            () = clock.sleep_until(clock.now() + WAIT) => return None,
        }
        Some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(self.permit.take());
        let mut all = lock(&self.all);
        // The others have it in their hands.
        if all
            .get(&self.network)
            .is_some_and(|turns| Arc::strong_count(turns) == 1)
        {
            all.remove(&self.network);
        }
    }
}

fn lock(all: &Mutex<ByNetwork>) -> MutexGuard<'_, ByNetwork> {
    all.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Fewer than failures that end in a ban.
const AT_ONCE: usize = 4;
const WAIT: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::os;
    use futures_util::future::FutureExt;
    use std::net::{IpAddr, Ipv4Addr};

    #[tokio::test]
    async fn a_network_has_some_at_once() {
        let (turns, clock) = (Turns::default(), os::world().clock);
        let network = |last| Some(Network::of(IpAddr::from(Ipv4Addr::new(192, 0, 2, last))));
        let mut taken = Vec::new();
        for _ in 0..AT_ONCE {
            taken.push(
                turns
                    .take(network(1), &*clock)
                    .now_or_never()
                    .flatten()
                    .expect("a turn"),
            );
        }
        let mut fifth = Box::pin(turns.take(network(1), &*clock));
        assert!((&mut fifth).now_or_never().is_none());
        assert!(turns.take(network(2), &*clock).now_or_never().flatten().is_some());
        taken.pop();
        assert!((&mut fifth).now_or_never().flatten().is_some());
        drop((taken, fifth));
        assert!(lock(&turns.0).is_empty(), "nothing is left of who is gone");
    }
}
