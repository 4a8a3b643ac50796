//! Guessing that does not pay: failed logins are counted by account and by network, slow the next ones down, and in the
//! end ban the network.
//!
//! A failure against an account never slows or bans a network from which that account logged in well lately: otherwise
//! anybody could lock anybody out. Everything is kept in memory, bounded, and forgotten with the process.

use super::bans::Bans;
use super::recent::Recent;
use crate::config::Guessing;
use aws_lc_rs::digest;
use mail::Timestamp;
use smtp::Moment;
use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::{Ban, Network};

/// Counts failures, and knows who is banned.
pub struct Gate(Mutex<State>);

/// What a failed login costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Penalty {
    /// The reply comes at once.
    None,
    /// The reply comes after this long.
    Delay(Duration),
    /// The network of the client is banned from now on, and the session ends.
    Banned,
}

/// A ban that keeps a client out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barred {
    /// The ban.
    pub ban: Ban,
    /// Whether it is of our own making, after failed logins; else an operator's.
    pub automatic: bool,
}

struct State {
    rules: Guessing,
    trusted: Vec<Network>,
    /// When logins as that account failed last.
    accounts: Recent<Name, Times>,
    /// When logins from that network failed last.
    networks: Recent<Network, Times>,
    /// Where that account logged in well last, the latest at the end.
    known: Recent<Name, Vec<(Network, Moment)>>,
    bans: Bans,
}

/// What a name comes to under SHA-256, as far as that matters: a name that a client makes up may be long, and may be a
/// password in the wrong place.
type Name = [u8; NAME_OCTETS];

/// No more than count, in their order.
type Times = VecDeque<Moment>;

impl Gate {
    /// Nobody has failed, nobody is banned.
    pub fn new(rules: Guessing, trusted: Vec<Network>) -> Self {
        Self(Mutex::new(State {
            rules,
            trusted,
            accounts: Recent::new(FAILING_MAX),
            networks: Recent::new(FAILING_MAX),
            known: Recent::new(KNOWN_ACCOUNTS_MAX),
            bans: Bans::new(AUTOMATIC_BANS_MAX),
        }))
    }

    /// From now on these hold. What was counted stays; a network that is trusted now is not banned any more, unless an
    /// operator did it.
    pub fn reload(&self, rules: Guessing, trusted: Vec<Network>) {
        let mut state = self.state();
        state.bans.remove_automatic_within(&trusted);
        state.rules = rules;
        state.trusted = trusted;
    }

    /// Whether the configuration trusts the client's network: nothing here ever touches it.
    pub fn is_trusted(&self, client: IpAddr) -> bool {
        self.state().is_trusted(client)
    }

    /// The ban that keeps the client out; of several the one that ends last. Never for a trusted client.
    pub fn banned(&self, client: IpAddr, now: Timestamp) -> Option<Barred> {
        let mut state = self.state();
        state.bans.expire(now);
        if state.is_trusted(client) {
            return None;
        }
        let ban = state.bans.find(client, now)?.clone();
        let automatic = state.bans.is_automatic(&ban);
        Some(Barred { ban, automatic })
    }

    /// How many bans there are.
    pub fn bans_count(&self, now: Timestamp) -> usize {
        let mut state = self.state();
        state.bans.expire(now);
        state.bans.len()
    }

    /// Counts a failed login, and says what it costs. `account` is the canonical name, whether there is such an account
    /// or not. A client without an address is taken for a trusted one.
    ///
    /// Of a trusted client, and of a network that this account logged in from lately, it counts for the account alone, so
    /// that others are slowed, and costs nothing.
    pub fn failed(&self, account: &str, client: Option<IpAddr>, now: Moment, date: Timestamp) -> Penalty {
        let name = name(account);
        let mut guard = self.state();
        let state = &mut *guard;
        let rules = state.rules;
        let of_account = count(&mut state.accounts, name, &rules, now);
        let Some(client) = client.filter(|client| !state.is_trusted(*client)) else {
            return Penalty::None;
        };
        let network = Network::of(client);
        if state.is_known(&name, network, now) {
            return Penalty::None;
        }
        let failures = count(&mut state.networks, network, &rules, now).max(of_account);
        if failures >= rules.ban_from.max(1) {
            let ban = Ban {
                network,
                until: None,
                reason: REASON.to_owned(),
                by: BY.to_owned(),
                created: date,
            };
            state.bans.expire(date);
            state.bans.add_automatic(ban, date.plus(rules.ban_time));
            return Penalty::Banned;
        }
        match failures.checked_sub(rules.delay_from.max(1)) {
            Some(doublings) => Penalty::Delay(Duration::from_secs(1_u64 << doublings.min(DOUBLINGS_MAX))),
            None => Penalty::None,
        }
    }

    /// An account logged in well: for a while its own failures cost its network nothing.
    ///
    /// No count is cleared. An account's failures from elsewhere are somebody else's guesses; and if a network's were
    /// cleared, whoever has one good account would log in with it between any two guesses at the others.
    pub fn succeeded(&self, account: &str, client: Option<IpAddr>, now: Moment) {
        let mut guard = self.state();
        let state = &mut *guard;
        let Some(client) = client.filter(|client| !state.is_trusted(*client)) else {
            return;
        };
        let (name, network) = (name(account), Network::of(client));
        if let Some(limit) = now.checked_sub(KNOWN_TIME) {
            state.known.forget_until(limit);
        }
        let Some(networks) = state.known.touch(&name, now) else {
            state.known.insert(name, vec![(network, now)], now);
            return;
        };
        networks.retain(|(known, _)| *known != network);
        if networks.len() >= KNOWN_NETWORKS_MAX {
            networks.remove(0);
        }
        networks.push((network, now));
    }

    /// All bans that hold, by network.
    pub fn bans(&self, now: Timestamp) -> Vec<Ban> {
        let mut state = self.state();
        state.bans.expire(now);
        state.bans.all().cloned().collect()
    }

    /// Bans a network of any size, for a time or for good, in place of any ban of the same one. In memory only.
    pub fn ban(&self, ban: Ban) {
        self.state().bans.add(ban);
    }

    /// Lifts the ban of exactly this network, and forgets what failed from it. False if it is not banned. In memory only.
    pub fn unban(&self, network: Network) -> bool {
        let mut state = self.state();
        // Or the next failure would ban it again.
        state.networks.remove(&network);
        state.bans.remove(network)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_trusted(&self, client: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(client))
    }

    fn is_known(&self, name: &Name, network: Network, now: Moment) -> bool {
        let networks = self.known.get(name).map_or(&[][..], Vec::as_slice);
        networks
            .iter()
            .any(|(known, at)| *known == network && now.saturating_sub(*at) < KNOWN_TIME)
    }
}

/// Adds a failure to those of `key`, and says how many there are within the window, this one with them.
fn count<K: Ord + Clone>(failing: &mut Recent<K, Times>, key: K, rules: &Guessing, now: Moment) -> u32 {
    if let Some(limit) = now.checked_sub(rules.window) {
        failing.forget_until(limit);
    }
    let Some(times) = failing.touch(&key, now) else {
        failing.insert(key, Times::from([now]), now);
        return 1;
    };
    times.push_back(now);
    let kept = usize::try_from(rules.ban_from.max(1)).unwrap_or(usize::MAX);
    while times.len() > kept {
        times.pop_front();
    }
    let within = times.iter().filter(|at| now.saturating_sub(**at) < rules.window);
    u32::try_from(within.count()).unwrap_or(u32::MAX)
}

fn name(account: &str) -> Name {
    let digest = digest::digest(&digest::SHA256, account.as_bytes());
    let mut name = [0; NAME_OCTETS];
    name.copy_from_slice(&digest.as_ref()[..NAME_OCTETS]);
    name
}

/// Who makes the bans that nobody ordered.
const BY: &str = "gatepost";
const REASON: &str = "too many failed logins";
/// From 1 s to 16 s.
const DOUBLINGS_MAX: u32 = 4;
/// For so long after a login its network is known.
const KNOWN_TIME: Duration = Duration::from_secs(7 * 24 * 3_600);

// All of these are full only under attack. Each failure costs the attacker one of our hashes, of which a core makes some
// 40 a second: to have one count forgotten before its time he must fail in this many other places within 15 minutes.

/// Accounts whose failures are counted, and as many networks: 200 octets each with one failure, 450 with ten, so each of
/// the two takes at most 28 MiB; with `ban_from` at its highest, 1,000, up to 1 GiB.
const FAILING_MAX: usize = 65_536;
/// Accounts of which it is known where they log in: 320 octets each with up to four networks, 800 with all 16, so at
/// most 50 MiB. Only accounts that there are get here.
const KNOWN_ACCOUNTS_MAX: usize = 65_536;
/// Networks known of one account; a telephone has many, of which the latest matter.
const KNOWN_NETWORKS_MAX: usize = 16;
/// Networks that we banned ourselves: 350 octets each, at most 22 MiB. Each cost the attacker ten hashes, and lasts a
/// quarter of an hour; those that end first make room.
const AUTOMATIC_BANS_MAX: usize = 65_536;
/// Of a digest. Two names with the same one would share their count, and no more.
const NAME_OCTETS: usize = 16;

#[cfg(test)]
mod tests {
    use super::super::bans::tests::{ban, second};
    use super::*;

    const RULES: Guessing = Guessing {
        window: Duration::from_secs(900),
        delay_from: 4,
        ban_from: 10,
        ban_time: Duration::from_secs(900),
    };

    fn gate() -> Gate {
        let trusted = ["127.0.0.0/8", "::1", "10.0.0.0/8"];
        let trusted: [Network; 3] = trusted.map(|network| network.parse().expect("a network"));
        Gate::new(RULES, trusted.to_vec())
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    /// Each line is `second account client what…`; every `what` is one login, a second after the one before: `in` went
    /// well, the others failed and cost nothing (`-`), so many seconds, or a `ban`. `local` has no address.
    fn check(gate: &Gate, story: &str) {
        for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [at, account, client, costs @ ..] = &words[..] else {
                panic!("{line}")
            };
            let client = (*client != "local").then(|| address(client));
            for (at, cost) in (at.parse::<u64>().expect("a second")..).zip(costs) {
                let now = Duration::from_secs(at);
                if *cost == "in" {
                    gate.succeeded(account, client, now);
                    continue;
                }
                let expected = match *cost {
                    "-" => Penalty::None,
                    "ban" => Penalty::Banned,
                    seconds => Penalty::Delay(Duration::from_secs(seconds.parse().expect("seconds"))),
                };
                assert_eq!(
                    gate.failed(account, client, now, second(at)),
                    expected,
                    "{line}, at {at}"
                );
            }
        }
    }

    #[test]
    fn failures_slow_and_then_ban() {
        check(&gate(), "0 alice 192.0.2.1 - - - 1 2 4 8 16 16 ban ban");
        check(&gate(), "0 nobody 2001:db8::1 - - - 1 2 4 8 16 16 ban ban");
    }

    #[test]
    fn both_account_and_network_are_counted() {
        // Many accounts from one network, of which a whole /64 is one.
        check(
            &gate(),
            "0 alice 2001:db8::1 - - -
             3 bob   2001:db8::2 1 2 4
             6 carol 2001:db8::ffff:1 8 16 16 ban
             9 dave  2001:db8:0:1::1 -",
        );
        // One account from many networks.
        check(
            &gate(),
            "0 alice 192.0.2.1 - -
             2 alice 192.0.2.2 - 1
             4 alice 192.0.2.3 2 4 8 16 16
             9 alice 192.0.2.4 ban
             9 bob   192.0.2.5 -",
        );
        // An IPv4 address is one, whatever the socket says.
        check(
            &gate(),
            "0 alice 192.0.2.1 - - -
             3 bob   ::ffff:192.0.2.1 1",
        );
    }

    #[test]
    fn only_what_failed_within_the_window_counts() {
        check(
            &gate(),
            "0   alice 192.0.2.1 - - -
             899 alice 192.0.2.1 1 1 1 1 2
             5000 alice 192.0.2.1 - - - 1",
        );
        check(
            &gate(),
            "0    alice 192.0.2.1 - - - 1 2 4 8 16 16
             905  alice 192.0.2.1 1 1
             2000 alice 192.0.2.1 -",
        );
    }

    #[test]
    fn where_an_account_logged_in_lately_its_failures_cost_nothing() {
        check(
            &gate(),
            "0  alice 192.0.2.1 in - - - - - - - - - - - -
             20 alice 192.0.2.2 ban
             21 bob   192.0.2.1 - - - 1",
        );
        // For a week.
        check(
            &gate(),
            "0      alice 192.0.2.1 in
             604790 alice 192.0.2.1 - - - - - - - - - - ban",
        );
        check(
            &gate(),
            "0      alice 192.0.2.1 in
             604790 alice 192.0.2.1 in - - - - - - - - - - - -",
        );
    }

    #[test]
    fn a_login_clears_no_count() {
        // Of its network: there are other accounts to guess at.
        check(
            &gate(),
            "0  victim  192.0.2.1 - - - 1
             10 mallory 192.0.2.1 in
             11 victim  192.0.2.1 2 4 8 16 16 ban",
        );
        // Of the account: somebody else goes on guessing.
        check(
            &gate(),
            "0  alice 192.0.2.1 - - - 1
             10 alice 192.0.2.2 in
             11 alice 192.0.2.1 2
             12 alice 192.0.2.3 4",
        );
        // Who mistypes, gets in, and mistypes again is not slowed.
        check(&gate(), "0 alice 192.0.2.1 - - - in - - -");
    }

    #[test]
    fn the_trusted_and_the_local_are_left_alone() {
        check(
            &gate(),
            "0  alice 127.0.0.1 - - - - - - - - - - - -
             20 bob   local     - - - - - - - - - - - -
             40 carol ::1       - - - - - - - - - - - -
             60 dave  ::ffff:10.1.2.3 - - - - -
             70 alice 192.0.2.1 ban
             70 dave  192.0.2.2 4",
        );
        let gate = gate();
        gate.ban(ban("0.0.0.0/0", "root", None));
        assert!(gate.is_trusted(address("10.1.2.3")));
        assert!(!gate.is_trusted(address("192.0.2.1")));
        assert_eq!(gate.banned(address("10.1.2.3"), second(0)), None);
        assert!(gate.banned(address("192.0.2.1"), second(0)).is_some());
    }

    #[test]
    fn the_latest_networks_of_an_account_are_known() {
        let gate = gate();
        let client = |n: usize| Some(IpAddr::from([192, 0, 2, u8::try_from(n).expect("small")]));
        for n in 0..=KNOWN_NETWORKS_MAX {
            // The first is used again and again.
            gate.succeeded("alice", client(0), Duration::from_secs(n as u64));
            gate.succeeded("alice", client(n), Duration::from_secs(n as u64));
        }
        for _ in 0..20 {
            gate.failed("alice", None, Duration::from_secs(99), second(99));
        }
        let fails = |n| gate.failed("alice", client(n), Duration::from_secs(99), second(99));
        assert_eq!(fails(0), Penalty::None);
        assert_eq!(fails(2), Penalty::None);
        assert_eq!(fails(KNOWN_NETWORKS_MAX), Penalty::None);
        assert_eq!(fails(1), Penalty::Banned);
    }

    #[test]
    fn a_ban_ends_and_can_be_lifted() {
        let gate = gate();
        let client = address("192.0.2.1");
        check(&gate, "0 alice 192.0.2.1 - - - 1 2 4 8 16 16 ban");
        let found = gate.banned(client, second(9)).expect("banned");
        assert!(found.automatic);
        let found = found.ban;
        assert_eq!(found, gate.bans(second(9))[0]);
        assert_eq!((found.by.as_str(), found.created), (BY, second(9)));
        assert_eq!((found.network, found.until), (Network::of(client), Some(second(909))));
        assert!(gate.banned(client, second(908)).is_some());
        assert_eq!(gate.banned(client, second(909)), None);
        // Sessions that were open go on to be counted, and each failure bans anew.
        let again = self::gate();
        check(&again, "0 alice 192.0.2.1 - - - 1 2 4 8 16 16 ban ban");
        assert!(again.banned(client, second(909)).is_some());
        assert_eq!(again.banned(client, second(910)), None);

        check(&again, "899 bob 192.0.2.1 ban");
        assert!(again.unban(Network::of(client)));
        assert!(!again.unban(Network::of(client)));
        check(&again, "901 bob 192.0.2.1 - -");
        assert!(again.bans(second(902)).is_empty());
    }

    #[test]
    fn an_operator_s_ban_stays_his() {
        let gate = gate();
        gate.ban(ban("192.0.2.0/24", "root", None));
        gate.ban(ban("192.0.2.1", "root", Some(20)));
        check(&gate, "0 alice 192.0.2.1 - - - 1 2 4 8 16 16 ban");
        let bans = gate.bans(second(10));
        assert_eq!(
            bans,
            [ban("192.0.2.0/24", "root", None), ban("192.0.2.1", "root", Some(20))]
        );
        assert_eq!(gate.bans(second(20)), [ban("192.0.2.0/24", "root", None)]);
    }

    #[test]
    fn a_reload_keeps_what_was_counted() {
        let gate = gate();
        check(&gate, "0 alice 192.0.2.1 - - - 1 2 4 8 16 16 ban");
        check(&gate, "0 bob 192.0.2.2 - - -");
        let rules = Guessing {
            delay_from: 2,
            ban_from: 5,
            ..RULES
        };
        gate.reload(rules, vec!["192.0.2.1".parse().expect("a network")]);
        assert!(gate.bans(second(10)).is_empty());
        check(
            &gate,
            "10 bob  192.0.2.2 4 ban
             12 carl 192.0.2.1 - - - - - - -
             20 dave 10.1.2.3  - 1 2 4 ban",
        );
    }

    #[test]
    fn a_flood_of_names_and_networks_lifts_no_ban() {
        let gate = gate();
        check(&gate, "0 alice 192.0.2.1 - - - 1 2 4 8 16 16 ban");
        for n in 0..70_000_u32 {
            let client = Some(IpAddr::from((0x0b00_0000 + n).to_be_bytes()));
            gate.failed(&format!("name {n}"), client, Duration::from_secs(10), second(10));
        }
        assert!(gate.banned(address("192.0.2.1"), second(10)).is_some());
        let state = gate.state();
        assert_eq!((state.accounts.len(), state.networks.len()), (FAILING_MAX, FAILING_MAX));
    }
}
