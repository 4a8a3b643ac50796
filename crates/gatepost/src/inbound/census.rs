//! How many connections are open, in all and from each network. Bounded by the connections themselves.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Network;

/// Counts connections. Cheap to clone; clones are one.
#[derive(Clone, Default)]
pub struct Census(Arc<Mutex<Counts>>);

#[derive(Default)]
struct Counts {
    open: usize,
    turned_away: usize,
    by_network: BTreeMap<Network, usize>,
}

/// One connection: it counts as long as this lives.
pub struct Guest {
    census: Census,
    network: Option<Network>,
    is_turned_away: bool,
    /// Connections that were open when it came, itself among them.
    pub open: usize,
    /// The same from its network.
    pub open_from_network: usize,
}

impl Census {
    /// A connection has come; `None` where it has no address.
    pub fn enter(&self, client: Option<IpAddr>) -> Guest {
        let network = client.map(Network::of);
        let mut counts = self.lock();
        counts.open += 1;
        let open_from_network = network.map_or(1, |network| {
            let count = counts.by_network.entry(network).or_default();
            *count += 1;
            *count
        });
        Guest {
            census: self.clone(),
            network,
            is_turned_away: false,
            open: counts.open,
            open_from_network,
        }
    }

    /// How many are open, but for those that are being turned away.
    pub fn open(&self) -> usize {
        self.lock().open
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guest {
    /// It is not let in: from now on it counts among those that only hear so, and takes nobody's place. Returns how many they
    /// are.
    pub fn turn_away(&mut self) -> usize {
        let mut counts = self.census.lock();
        if !std::mem::replace(&mut self.is_turned_away, true) {
            counts.leave(self.network);
            counts.turned_away += 1;
        }
        counts.turned_away
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut counts = self.census.lock();
        if self.is_turned_away {
            counts.turned_away -= 1;
        } else {
            counts.leave(self.network);
        }
    }
}

impl Counts {
    fn leave(&mut self, network: Option<Network>) {
        self.open -= 1;
        let Some(network) = network else { return };
        let left = self.by_network.get_mut(&network).map(|count| {
            *count -= 1;
            *count
        });
        if left == Some(0) {
            self.by_network.remove(&network);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_counted_by_network() {
        let census = Census::default();
        let enter = |text: &str| census.enter(text.parse().ok());
        let (first, second) = (enter("192.0.2.1"), enter("192.0.2.1"));
        assert_eq!((second.open, second.open_from_network), (2, 2));
        let other = enter("192.0.2.2");
        assert_eq!((other.open, other.open_from_network), (3, 1));
        let (one, same) = (enter("2001:db8::1"), enter("2001:db8::ffff"));
        assert_eq!((one.open_from_network, same.open_from_network), (1, 2));
        drop((first, second));
        assert_eq!(census.open(), 3);
        assert_eq!(enter("192.0.2.1").open_from_network, 1);
        let mut late = enter("192.0.2.2");
        assert_eq!((late.turn_away(), late.turn_away(), census.open()), (1, 1, 3));
        assert_eq!(
            enter("192.0.2.2").open_from_network,
            2,
            "who is turned away takes nobody's place"
        );
        drop(late);
        drop((other, one, same));
        assert_eq!(census.open(), 0);
        assert!(
            census.lock().by_network.is_empty(),
            "nothing is remembered of who has left"
        );
    }
}
