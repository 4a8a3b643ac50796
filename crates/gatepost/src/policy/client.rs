//! Whether a client is heard at all, before anything was said.

use crate::accounts::guessing::Barred;
use crate::config::Limits;
use smtp::server::{Refusal, Verdict};

/// What is known of a connection when it comes.
#[derive(Debug, Clone, Copy)]
pub struct Newcomer<'a> {
    /// Whether its network is one that nothing of this is for.
    pub trusted: bool,
    /// The ban that it is under.
    pub barred: Option<&'a Barred>,
    /// Connections that are open, this one among them; those that are being turned away are not.
    pub open: usize,
    /// The same from its network.
    pub open_from_network: usize,
}

/// Whether it is greeted; if not, the reply stands where the greeting would (RFC 5321 §3.1, §3.8).
pub fn may_connect(newcomer: &Newcomer<'_>, limits: &Limits) -> Verdict {
    if newcomer.trusted {
        return Ok(());
    }
    if let Some(Barred { ban, automatic }) = newcomer.barred {
        let reply = if *automatic { &reply::BANNED } else { &reply::BLOCKED };
        let detail = format!("{} is banned: {}", ban.network, ban.reason);
        return Err(Refusal::new(reply, detail));
    }
    if newcomer.open_from_network > limits.network_connections_max {
        let detail = format!("{} connections from this network", newcomer.open_from_network);
        return Err(Refusal::new(&reply::NETWORK_CONNECTIONS, detail));
    }
    if newcomer.open > limits.connections_max {
        let detail = format!("{} connections in all", newcomer.open);
        return Err(Refusal::new(&reply::TOO_MANY_CONNECTIONS, detail));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail::Timestamp;
    use store::Ban;

    #[test]
    fn who_is_heard() {
        let barred = |automatic: bool| Barred {
            ban: Ban {
                network: "192.0.2.0/24".parse().expect("a network"),
                until: None,
                reason: "guessing".to_owned(),
                by: "gatepost".to_owned(),
                created: Timestamp::from_micros(0),
            },
            automatic,
        };
        let (ours, theirs) = (barred(true), barred(false));
        let limits = Limits {
            connections_max: 10,
            network_connections_max: 3,
            ..Limits::default()
        };
        for (trusted, barred, open, open_from_network, expected) in [
            (false, None, 1, 1, None),
            (false, None, 10, 3, None),
            (false, None, 10, 4, Some("network-connections")),
            (false, None, 11, 3, Some("too-many-connections")),
            (false, Some(&ours), 1, 1, Some("banned")),
            (false, Some(&theirs), 1, 1, Some("blocked")),
            (true, Some(&ours), 100, 100, None),
        ] {
            let newcomer = Newcomer {
                trusted,
                barred,
                open,
                open_from_network,
            };
            let got = may_connect(&newcomer, &limits).err().map(|refusal| refusal.reply.id);
            assert_eq!(got, expected, "{newcomer:?}");
        }
    }
}
