//! Networks that are not answered: those that guessed, and those that an operator named.

use mail::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use store::{Ban, Network};

/// Finds the ban of an address with one look for each length of prefix among them: at most 33 for IPv4, 129 for IPv6.
pub(super) struct Bans {
    by_network: BTreeMap<Network, Ban>,
    /// How many there are of each length of prefix.
    lengths: BTreeMap<u8, usize>,
    /// Those that have an end, by that.
    ends: BTreeSet<(Timestamp, Network)>,
    /// Of these, the ones that we made ourselves. A set and not a look at who made it: a user of the system may have
    /// our name.
    automatic: BTreeSet<(Timestamp, Network)>,
    automatic_max: usize,
}

impl Bans {
    /// None, with room for so many of our own making. An operator's are not counted.
    pub(super) fn new(automatic_max: usize) -> Self {
        Self {
            by_network: BTreeMap::new(),
            lengths: BTreeMap::new(),
            ends: BTreeSet::new(),
            automatic: BTreeSet::new(),
            automatic_max,
        }
    }

    /// The one that keeps `client` out; of several the one that ends last.
    pub(super) fn find(&self, client: IpAddr, now: Timestamp) -> Option<&Ban> {
        let client = client.to_canonical();
        self.lengths
            .keys()
            .filter_map(|bits| self.by_network.get(&Network::new(client, *bits)?))
            .filter(|ban| holds(ban, now))
            .max_by_key(|ban| (ban.until.is_none(), ban.until))
    }

    /// Adds an operator's, in place of any of the same network.
    pub(super) fn add(&mut self, ban: Ban) {
        self.remove(ban.network);
        self.insert(ban);
    }

    /// Adds one of our own making. It neither shortens a ban of the same network nor takes the place of an operator's.
    pub(super) fn add_automatic(&mut self, ban: Ban, mut until: Timestamp) {
        if let Some(there) = self
            .by_network
            .get(&ban.network)
            .filter(|there| holds(there, ban.created))
        {
            let is_ours = there
                .until
                .filter(|until| self.automatic.contains(&(*until, ban.network)));
            let Some(end) = is_ours else { return };
            until = until.max(end);
        }
        self.remove(ban.network);
        // The one that would end first loses the least.
        while self.automatic.len() >= self.automatic_max
            && let Some((_, network)) = self.automatic.pop_first()
        {
            self.remove(network);
        }
        self.automatic.insert((until, ban.network));
        let until = Some(until);
        self.insert(Ban { until, ..ban });
    }

    /// Whether it is of our own making.
    pub(super) fn is_automatic(&self, ban: &Ban) -> bool {
        ban.until
            .is_some_and(|until| self.automatic.contains(&(until, ban.network)))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.by_network.len()
    }

    /// Lifts the ban of exactly this network. False if there is none.
    pub(super) fn remove(&mut self, network: Network) -> bool {
        let Some(ban) = self.by_network.remove(&network) else {
            return false;
        };
        if let Some(until) = ban.until {
            self.ends.remove(&(until, network));
            self.automatic.remove(&(until, network));
        }
        if let Some(count) = self.lengths.get_mut(&network.bits()) {
            *count -= 1;
            if *count == 0 {
                self.lengths.remove(&network.bits());
            }
        }
        true
    }

    /// Lifts those of our own making that lie within one of `networks`.
    pub(super) fn remove_automatic_within(&mut self, networks: &[Network]) {
        let is_within = |ban: &Network| {
            networks
                .iter()
                .any(|outer| outer.bits() <= ban.bits() && outer.contains(ban.address()))
        };
        let lifted: Vec<Network> = self.automatic.iter().map(|(_, ban)| *ban).filter(is_within).collect();
        for network in lifted {
            self.remove(network);
        }
    }

    /// Lifts those whose time is over.
    pub(super) fn expire(&mut self, now: Timestamp) {
        while let Some((until, network)) = self.ends.first().copied()
            && until <= now
        {
            self.remove(network);
        }
    }

    /// All, by network.
    pub(super) fn all(&self) -> impl Iterator<Item = &Ban> {
        self.by_network.values()
    }

    fn insert(&mut self, ban: Ban) {
        *self.lengths.entry(ban.network.bits()).or_insert(0) += 1;
        self.ends.extend(ban.until.map(|until| (until, ban.network)));
        self.by_network.insert(ban.network, ban);
    }
}

fn holds(ban: &Ban, now: Timestamp) -> bool {
    ban.until.is_none_or(|until| now < until)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::time::Duration;

    pub(in super::super) fn second(second: u64) -> Timestamp {
        Timestamp::from_micros(0).plus(Duration::from_secs(second))
    }

    /// A ban of `network` by `by`, until that second.
    pub(in super::super) fn ban(network: &str, by: &str, until: Option<u64>) -> Ban {
        Ban {
            network: network.parse().expect("a network"),
            until: until.map(second),
            reason: "a test".to_owned(),
            by: by.to_owned(),
            created: second(0),
        }
    }

    fn automatic(bans: &mut Bans, network: &str, until: u64) {
        bans.add_automatic(ban(network, "gatepost", None), second(until));
    }

    /// The network of the ban that keeps `client` out at that second.
    fn check(bans: &Bans, client: &str, at: u64, expected: Option<&str>) {
        let found = bans.find(client.parse().expect("an address"), second(at));
        let found = found.map(|ban| ban.network.to_string());
        assert_eq!(found.as_deref(), expected, "{client} at {at}");
    }

    #[test]
    fn the_ban_that_ends_last_is_found() {
        let mut bans = Bans::new(9);
        for (network, until) in [
            ("192.0.2.0/24", Some(100)),
            ("192.0.2.7", Some(200)),
            ("198.51.100.0/24", None),
            ("198.51.100.7", Some(200)),
            ("2001:db8::/32", Some(50)),
            ("2001:db8:0:1::/64", Some(20)),
        ] {
            bans.add(ban(network, "root", until));
        }
        check(&bans, "192.0.2.7", 0, Some("192.0.2.7"));
        check(&bans, "::ffff:192.0.2.7", 0, Some("192.0.2.7"));
        check(&bans, "192.0.2.8", 99, Some("192.0.2.0/24"));
        check(&bans, "192.0.2.8", 100, None);
        check(&bans, "192.0.2.7", 199, Some("192.0.2.7"));
        check(&bans, "198.51.100.7", 0, Some("198.51.100.0/24"));
        check(&bans, "198.51.100.7", 9_999_999, Some("198.51.100.0/24"));
        check(&bans, "2001:db8:0:1::9", 0, Some("2001:db8::/32"));
        check(&bans, "2001:db9::1", 0, None);
        check(&bans, "203.0.113.1", 0, None);
    }

    #[test]
    fn what_is_over_goes_away() {
        let mut bans = Bans::new(9);
        bans.add(ban("192.0.2.0/24", "root", Some(10)));
        bans.add(ban("192.0.2.1", "root", None));
        automatic(&mut bans, "192.0.2.2", 20);
        for (now, left) in [(9, 3), (10, 2), (20, 1), (1_000, 1)] {
            bans.expire(second(now));
            assert_eq!(bans.all().count(), left, "at {now}");
        }
        assert!(bans.remove("192.0.2.1".parse().expect("a network")));
        assert!(!bans.remove("192.0.2.1".parse().expect("a network")));
        assert!(bans.lengths.is_empty() && bans.ends.is_empty() && bans.automatic.is_empty());
    }

    #[test]
    fn the_automatic_one_that_ends_first_makes_room() {
        let mut bans = Bans::new(2);
        bans.add(ban("203.0.113.1", "root", Some(5)));
        bans.add(ban("203.0.113.2", "gatepost", Some(5)));
        automatic(&mut bans, "192.0.2.1", 30);
        automatic(&mut bans, "192.0.2.2", 10);
        automatic(&mut bans, "192.0.2.3", 20);
        check(&bans, "192.0.2.1", 0, Some("192.0.2.1"));
        check(&bans, "192.0.2.2", 0, None);
        check(&bans, "192.0.2.3", 0, Some("192.0.2.3"));
        check(&bans, "203.0.113.1", 0, Some("203.0.113.1"));
        check(&bans, "203.0.113.2", 0, Some("203.0.113.2"));
        assert_eq!(bans.automatic.len(), 2);
    }

    #[test]
    fn an_automatic_one_shortens_nothing() {
        let mut bans = Bans::new(9);
        bans.add(ban("192.0.2.1", "root", Some(10)));
        automatic(&mut bans, "192.0.2.1", 30);
        check(&bans, "192.0.2.1", 9, Some("192.0.2.1"));
        check(&bans, "192.0.2.1", 10, None);
        automatic(&mut bans, "192.0.2.2", 30);
        automatic(&mut bans, "192.0.2.2", 20);
        check(&bans, "192.0.2.2", 29, Some("192.0.2.2"));
        automatic(&mut bans, "192.0.2.2", 40);
        check(&bans, "192.0.2.2", 39, Some("192.0.2.2"));
        assert_eq!((bans.ends.len(), bans.automatic.len()), (2, 1));
        // The operator's takes its place, and is his from now on.
        bans.add(ban("192.0.2.2", "root", None));
        automatic(&mut bans, "192.0.2.2", 50);
        check(&bans, "192.0.2.2", 9_999, Some("192.0.2.2"));
        assert!(bans.automatic.is_empty());
    }

    #[test]
    fn what_is_trusted_now_is_banned_no_more() {
        let mut bans = Bans::new(9);
        bans.add(ban("192.0.2.3", "root", None));
        for network in ["192.0.2.1", "198.51.100.1", "2001:db8::/64"] {
            automatic(&mut bans, network, 30);
        }
        let trusted: [Network; 2] =
            ["192.0.2.0/24", "2001:db8::/48"].map(|network| network.parse().expect("a network"));
        bans.remove_automatic_within(&trusted);
        let left: Vec<String> = bans.all().map(|ban| ban.network.to_string()).collect();
        assert_eq!(left, ["192.0.2.3", "198.51.100.1"]);
    }

    #[test]
    fn thousands_of_mixed_lengths() {
        let mut bans = Bans::new(0);
        for n in 0..10_000_u32 {
            let bits = u8::try_from(16 + n % 17).expect("at most 32");
            let address = IpAddr::from((n << 12).to_be_bytes());
            bans.add(Ban {
                network: Network::new(address, bits).expect("not too long"),
                ..ban("192.0.2.1", "root", None)
            });
        }
        let slow = |client: IpAddr| bans.all().any(|ban| ban.network.contains(client));
        for n in 0..300_u32 {
            let client = IpAddr::from((n * 14_000_003).to_be_bytes());
            assert_eq!(bans.find(client, second(0)).is_some(), slow(client), "{client}");
        }
    }
}
