//! Networks that are not answered: what an operator sees of them and does about them.

use super::Control;
use super::protocol::{Answer, BanShown, Problem, ProblemCode};
use mail::Timestamp;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;
use std::time::Duration;
use store::{Ban, Network, StoreError};

impl Control {
    /// All bans that hold, by network. Those that the server made itself are there only while it runs.
    pub(super) async fn ban_list(&self) -> Result<Answer, Problem> {
        let now = self.clock.date();
        let bans = self.bans_now(now).await?;
        Ok(Answer::Bans(bans.iter().map(|ban| shown(ban, now)).collect()))
    }

    pub(super) async fn ban_add(
        &self,
        network: &str,
        seconds: Option<u64>,
        reason: String,
        by: &str,
    ) -> Result<Answer, Problem> {
        let network = parse(network)?;
        if let Some(why) = self.must_not_ban(network) {
            return Err(Problem::invalid(format!("{network} cannot be banned: {why}")));
        }
        if seconds == Some(0) {
            return Err(Problem::invalid("a ban that lasts no time is none: give a longer one"));
        }
        if reason.len() > REASON_OCTETS_MAX {
            let message = format!("the reason is too long: at most {REASON_OCTETS_MAX} octets");
            return Err(Problem::invalid(message));
        }
        let now = self.clock.date();
        let ban = Ban {
            network,
            until: seconds.map(|seconds| now.plus(Duration::from_secs(seconds))),
            reason,
            by: by.to_owned(),
            created: now,
        };
        let ban_shown = shown(&ban, now);
        self.bans.ban(ban.clone()).await?;
        if let Some(gate) = &self.gate {
            gate.ban(ban);
        }
        // Bans that are over take no room. If they cannot be removed now, the next ban tries again.
        drop(self.bans.forget_ended(now).await);
        Ok(Answer::Ban(ban_shown))
    }

    pub(super) async fn ban_remove(&self, network: &str) -> Result<Answer, Problem> {
        let network = parse(network)?;
        let was_kept = match self.bans.unban(network).await {
            Ok(()) => true,
            Err(StoreError::NotFound) => false,
            Err(error) => return Err(error.into()),
        };
        let held = self.gate.as_ref().is_some_and(|gate| gate.unban(network));
        if was_kept || held {
            return Ok(Answer::BanRemoved {
                network: network.to_string(),
            });
        }
        let bans = self.bans_now(self.clock.date()).await?;
        let around = bans.iter().find(|ban| contains(ban.network, network));
        let help = match around {
            Some(ban) => format!("it is within {}, which is banned: remove that", ban.network),
            None => "`gatepost ban list` shows those that there are".to_owned(),
        };
        Err(Problem::new(
            ProblemCode::NotFound,
            format!("{network} is not banned by itself: {help}"),
        ))
    }

    async fn bans_now(&self, now: Timestamp) -> Result<Vec<Ban>, Problem> {
        if let Some(gate) = &self.gate {
            return Ok(gate.bans(now));
        }
        let mut bans = self.bans.bans().await?;
        bans.retain(|ban| holds(ban, now));
        Ok(bans)
    }

    /// Why a network must not be banned, if so: whoever did it could not undo it from there, or it would do nothing.
    fn must_not_ban(&self, network: Network) -> Option<&'static str> {
        if network.bits() == 0 {
            return Some("that is everybody; to take no mail at all, stop the server");
        }
        let own = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        if network.address().is_loopback() || own.iter().any(|own| network.contains(*own)) {
            return Some("that is this machine itself");
        }
        let gate = self.gate.as_ref()?;
        (gate.is_trusted(network.address()) && gate.is_trusted(last_address(network))).then_some(
            "it is one of the networks under `trusted` in the configuration, which are never banned: take it out there first",
        )
    }
}

fn parse(text: &str) -> Result<Network, Problem> {
    let text = text.trim();
    Network::from_str(text).map_err(|error| {
        let shown: String = text.chars().take(TEXT_SHOWN_MAX).flat_map(char::escape_debug).collect();
        Problem::invalid(format!("`{shown}` cannot be used: {error}"))
    })
}

fn holds(ban: &Ban, now: Timestamp) -> bool {
    ban.until.is_none_or(|until| until > now)
}

/// Whether all of `inner` is in `outer`.
fn contains(outer: Network, inner: Network) -> bool {
    outer.bits() <= inner.bits() && outer.contains(inner.address())
}

fn last_address(network: Network) -> IpAddr {
    match network.address() {
        IpAddr::V4(first) => {
            let hosts = u32::MAX.checked_shr(u32::from(network.bits())).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(first.to_bits() | hosts))
        }
        IpAddr::V6(first) => {
            let hosts = u128::MAX.checked_shr(u32::from(network.bits())).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(first.to_bits() | hosts))
        }
    }
}

fn shown(ban: &Ban, now: Timestamp) -> BanShown {
    BanShown {
        network: ban.network.to_string(),
        until: ban.until.map(|until| until.rfc3339()),
        left_seconds: ban.until.map(|until| until.since(now).as_secs()),
        reason: ban.reason.clone(),
        by: ban.by.clone(),
        created: ban.created.rfc3339(),
    }
}

/// It is shown in a list.
const REASON_OCTETS_MAX: usize = 500;
const TEXT_SHOWN_MAX: usize = 80;

#[cfg(test)]
mod tests {
    use super::super::made_up::{NOW, control, gate};
    use super::super::protocol::Request;
    use super::*;

    #[test]
    fn where_a_network_ends() {
        for (network, last) in [
            ("192.0.2.7", "192.0.2.7"),
            ("192.0.2.0/24", "192.0.2.255"),
            ("192.0.0.0/15", "192.1.255.255"),
            ("2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff"),
            ("2001:db8::1", "2001:db8::1"),
        ] {
            let network: Network = network.parse().expect(network);
            assert_eq!(last_address(network).to_string(), last);
        }
    }

    async fn list(control: &Control) -> Vec<(String, Option<u64>, String)> {
        let Ok(Answer::Bans(bans)) = control.answer(Request::BanList {}, "root").await else {
            panic!("no list")
        };
        bans.into_iter()
            .map(|ban| (ban.network, ban.left_seconds, ban.by))
            .collect()
    }

    fn add(network: &str, for_seconds: Option<u64>) -> Request {
        Request::BanAdd {
            network: network.to_owned(),
            for_seconds,
            reason: "spam".to_owned(),
        }
    }

    fn remove(network: &str) -> Request {
        Request::BanRemove {
            network: network.to_owned(),
        }
    }

    #[tokio::test]
    async fn networks_are_banned_and_let_in_again() {
        for running in [false, true] {
            let (mut control, _) = control();
            control.gate = running.then(|| gate(&["198.51.100.0/24"]));
            for (request, expected) in [
                (add("192.0.2.0/24", None), Ok(())),
                (add("2001:db8::/32", Some(3_600)), Ok(())),
                (add("192.0.2.0/24", Some(60)), Ok(())),
                (add("0.0.0.0/0", None), Err("everybody")),
                (add("::/0", None), Err("everybody")),
                (add("127.0.0.1", None), Err("this machine")),
                (add("127.0.0.0/8", None), Err("this machine")),
                (add("::1", None), Err("this machine")),
                (add("96.0.0.0/3", None), Err("this machine")),
                (add("203.0.113.9", Some(0)), Err("no time")),
                (add("mail.example.com", None), Err("mail.example.com")),
                (remove("192.0.2.7"), Err("within 192.0.2.0/24")),
                (remove("203.0.113.9"), Err("gatepost ban list")),
                (remove("2001:db8::/32"), Ok(())),
                (remove("2001:db8::/32"), Err("gatepost ban list")),
            ] {
                let asked = format!("{request:?}, running: {running}");
                let answer = control.answer(request, "root").await.map(drop);
                match (answer, expected) {
                    (Ok(()), Ok(())) => {}
                    (Err(problem), Err(part)) => assert!(problem.message.contains(part), "{asked}: {problem}"),
                    (answer, _) => panic!("{asked}: {answer:?}"),
                }
            }
            assert_eq!(
                list(&control).await,
                [("192.0.2.0/24".to_owned(), Some(60), "root".to_owned())]
            );
        }
    }

    #[tokio::test]
    async fn trusted_networks_are_never_banned() {
        let (mut control, _) = control();
        control.gate = Some(gate(&["198.51.100.0/24"]));
        for (network, banned) in [
            ("198.51.100.0/24", false),
            ("198.51.100.7", false),
            // It holds for the others in it.
            ("198.51.100.0/23", true),
        ] {
            let answer = control.answer(add(network, None), "root").await;
            assert_eq!(answer.is_ok(), banned, "{network}");
        }
    }

    #[tokio::test]
    async fn a_ban_of_the_server_is_lifted_by_hand() {
        let (mut control, _) = control();
        let gate = gate(&[]);
        let network: Network = "192.0.2.7".parse().expect("a network");
        gate.ban(Ban {
            network,
            until: Some(NOW.plus(Duration::from_secs(900))),
            reason: "failed logins".to_owned(),
            by: "gatepost".to_owned(),
            created: NOW,
        });
        control.gate = Some(gate);
        assert_eq!(
            list(&control).await,
            [("192.0.2.7".to_owned(), Some(900), "gatepost".to_owned())]
        );
        assert!(control.answer(remove("192.0.2.7"), "root").await.is_ok());
        assert!(list(&control).await.is_empty());
    }

    #[tokio::test]
    async fn what_is_over_is_forgotten() {
        let (control, memory) = control();
        let ban = |network: &str, until: Option<Timestamp>| Ban {
            network: network.parse().expect(network),
            until,
            reason: String::new(),
            by: "root".to_owned(),
            created: NOW,
        };
        let bans: &dyn store::BanStore = &memory;
        bans.ban(ban("192.0.2.1", Some(NOW))).await.expect("banned");
        bans.ban(ban("192.0.2.2", None)).await.expect("banned");
        assert_eq!(list(&control).await.len(), 1);
        assert_eq!(bans.bans().await.map(|bans| bans.len()), Ok(2));
        assert!(control.answer(add("192.0.2.3", None), "root").await.is_ok());
        assert_eq!(bans.bans().await.map(|bans| bans.len()), Ok(2));
    }
}
