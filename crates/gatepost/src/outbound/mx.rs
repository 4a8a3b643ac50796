//! Which servers take mail for a domain, and in which order they are asked (RFC 5321 §5.1, RFC 7505). What the DNS said goes in;
//! nothing is looked up here.

use crate::world::Mx;
use reply::Cause;
use reply::causes::{RECIPIENT_DOMAIN_BAD, ROUTING_LOOP};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

/// What the DNS said when it was asked for the MX records of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Records {
    /// These; perhaps none at all.
    Found(Vec<Mx>),
    /// There is no such domain.
    NoDomain,
}

/// Who we are, so that no mail goes in a circle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ourselves {
    /// Our names, in lower case, without a dot at the end.
    pub names: BTreeSet<String>,
    /// Where we listen. `0.0.0.0` and `[::]` stand for all addresses of their kind, and so for those in `own`.
    pub listens: BTreeSet<SocketAddr>,
    /// The addresses of this machine.
    pub own: BTreeSet<IpAddr>,
}

/// Why a domain takes no mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoServer {
    /// In a word.
    pub cause: &'static Cause,
    /// In a sentence.
    pub why: &'static str,
    /// The enhanced code.
    pub status: &'static str,
}

/// The servers of a domain, the first to be asked first. Those of one preference are in an order that `chance` draws: any
/// numbers. If the domain has no MX record at all, it is its own server (the implicit MX).
///
/// # Errors
/// There is none, for good: the domain does not exist, it says so by the null MX, or all of its servers are behind us.
pub fn hosts(
    domain: &str,
    records: &Records,
    ourselves: &Ourselves,
    mut chance: impl FnMut() -> u64,
) -> Result<Vec<String>, NoServer> {
    let records = match records {
        Records::NoDomain => {
            return Err(NoServer {
                cause: &RECIPIENT_DOMAIN_BAD,
                why: "the domain does not exist",
                status: "5.1.2",
            });
        }
        // The domain's own addresses are its server only where there is no MX record at all.
        Records::Found(records) if records.is_empty() => {
            let host = plain(domain);
            return if ourselves.names.contains(&host) {
                Err(CIRCLE)
            } else {
                Ok(vec![host])
            };
        }
        Records::Found(records) => records,
    };
    let mut all: Vec<(u16, u64, String)> = records
        .iter()
        .map(|mx| (mx.preference, chance(), plain(&mx.host)))
        .filter(|(_, _, host)| !host.is_empty())
        .collect();
    if all.is_empty() {
        // RFC 7505 §4.1
        return Err(NoServer {
            cause: &RECIPIENT_DOMAIN_BAD,
            why: "the domain says that it takes no mail (null MX)",
            status: "5.1.10",
        });
    }
    // Where we stand ourselves, those as good as we are and those behind us would send it back.
    let own = all.iter().filter(|(_, _, host)| ourselves.names.contains(host));
    if let Some(limit) = own.map(|(preference, _, _)| *preference).min() {
        all.retain(|(preference, _, _)| *preference < limit);
    }
    all.sort();
    let mut seen = BTreeSet::new();
    all.retain(|(_, _, host)| seen.insert(host.clone()));
    all.truncate(HOSTS_MAX);
    if all.is_empty() {
        return Err(CIRCLE);
    }
    Ok(all.into_iter().map(|(_, _, host)| host).collect())
}

/// In which order the addresses of a server are tried: as the resolver has them, the two kinds in turns, so that one that does
/// not get through does not hold up the other for long.
///
/// # Errors
/// We listen at one of them ourselves, so the server is us.
pub fn addresses(found: &[IpAddr], port: u16, ourselves: &Ourselves) -> Result<Vec<SocketAddr>, NoServer> {
    let all = found.iter().map(|ip| SocketAddr::new(*ip, port));
    if all.clone().any(|address| ourselves.is_at(address)) {
        return Err(CIRCLE);
    }
    let (six, four): (Vec<SocketAddr>, Vec<SocketAddr>) = all.partition(SocketAddr::is_ipv6);
    let begins_with_six = found.first().is_some_and(IpAddr::is_ipv6);
    let (mut first, mut second) = if begins_with_six {
        (six.into_iter(), four.into_iter())
    } else {
        (four.into_iter(), six.into_iter())
    };
    let mut order = Vec::new();
    loop {
        let pair = [first.next(), second.next()];
        if pair == [None, None] || order.len() >= ADDRESSES_MAX {
            order.truncate(ADDRESSES_MAX);
            return Ok(order);
        }
        order.extend(pair.into_iter().flatten());
    }
}

impl Ourselves {
    /// Whether we listen there.
    pub fn is_at(&self, address: SocketAddr) -> bool {
        self.listens.iter().any(|own| {
            let is_any = own.ip().is_unspecified() && own.is_ipv4() == address.is_ipv4();
            let is_ours = || address.ip().is_loopback() || self.own.contains(&address.ip());
            own.port() == address.port() && (own.ip() == address.ip() || (is_any && is_ours()))
        })
    }
}

/// As names are compared.
pub(super) fn plain(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

/// All servers of a domain are ourselves.
pub const CIRCLE: NoServer = NoServer {
    cause: &ROUTING_LOOP,
    why: "all of the domain's servers are this one, or stand behind it",
    status: "5.4.6",
};
/// RFC 5321 §5.1 wants two at least. Nobody has use for more than this many.
pub(super) const HOSTS_MAX: usize = 20;
const ADDRESSES_MAX: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    fn ourselves() -> Ourselves {
        Ourselves {
            names: ["mail.example.com".to_owned()].into(),
            listens: ["0.0.0.0:25", "192.0.2.1:587", "[::]:2525"]
                .map(|text| text.parse().expect(text))
                .into(),
            own: ["192.0.2.1", "2001:db8::1"]
                .map(|text| text.parse().expect(text))
                .into(),
        }
    }

    /// Records in words, `10 a`, with commas between. Chance draws 0, 1, 2 and so on, or the other way round.
    fn check(records: &str, upside_down: bool, expected: &str) {
        let found = records
            .split(',')
            .map(str::trim)
            .filter(|record| !record.is_empty())
            .map(|record| {
                let (preference, host) = record.split_once(' ').expect("preference and host");
                Mx {
                    preference: preference.parse().expect("a number"),
                    host: host.to_owned(),
                }
            });
        let mut drawn = 0u64;
        let chance = || {
            drawn += 1;
            if upside_down { u64::MAX - drawn } else { drawn }
        };
        let hosts = hosts("Example.ORG", &Records::Found(found.collect()), &ourselves(), chance);
        let shown = hosts.map_or_else(
            |none| format!("{} {}", none.status, none.cause.id),
            |hosts| hosts.join(" "),
        );
        assert_eq!(shown, expected, "{records}");
    }

    #[test]
    fn servers_in_their_order() {
        check("", false, "example.org");
        check("10 a", false, "a");
        check("20 b, 10 a, 30 c", false, "a b c");
        // Those of one preference share the load.
        check("10 a, 10 b, 10 c", false, "a b c");
        check("10 a, 10 b, 10 c, 5 d", true, "d c b a");
        // A dot at the end and capitals are the same name.
        check("10 MX.Example.net., 20 mx.example.net", false, "mx.example.net");
        check("0 .", false, "5.1.10 recipient-domain-bad");
        check("0 . , 10 a", false, "a");
        // Where we are one of them.
        check("10 a, 20 mail.example.com, 20 b, 30 c", false, "a");
        check("10 Mail.Example.COM., 20 b", false, "5.4.6 routing-loop");
        check("10 mail.example.com", false, "5.4.6 routing-loop");
        check("30 mail.example.com, 10 a, 20 b", false, "a b");
        let many: String = (0..100).map(|n| format!("{n} h{n},")).collect();
        let first: Vec<String> = (0..HOSTS_MAX).map(|n| format!("h{n}")).collect();
        check(&many, false, &first.join(" "));
    }

    #[test]
    fn domains_without_a_server() {
        let none = hosts("example.org", &Records::NoDomain, &ourselves(), || 0).expect_err("there is no such domain");
        assert_eq!((none.status, none.cause.id), ("5.1.2", "recipient-domain-bad"));
        let own = hosts("MAIL.example.com.", &Records::Found(vec![]), &ourselves(), || 0);
        assert_eq!(own, Err(CIRCLE), "we are the domain's only server, and do not know it");
    }

    #[test]
    fn addresses_in_turns() {
        for (found, port, expected) in [
            ("", 25, ""),
            ("198.51.100.1", 25, "198.51.100.1:25"),
            (
                "198.51.100.1 198.51.100.2 2001:db8::7 2001:db8::8",
                25,
                "198.51.100.1:25 [2001:db8::7]:25 198.51.100.2:25 [2001:db8::8]:25",
            ),
            (
                "2001:db8::7 198.51.100.1 198.51.100.2",
                25,
                "[2001:db8::7]:25 198.51.100.1:25 198.51.100.2:25",
            ),
            // Where we listen ourselves; the same address with another port is another server.
            ("127.0.0.1 198.51.100.1", 25, "ourselves"),
            ("198.51.100.1 192.0.2.1", 25, "ourselves"),
            ("192.0.2.1", 587, "ourselves"),
            ("192.0.2.1", 2525, "192.0.2.1:2525"),
            ("2001:db8::1 ::1 2001:db8::2", 2525, "ourselves"),
            ("2001:db8::1", 25, "[2001:db8::1]:25"),
        ] {
            let ips: Vec<IpAddr> = found.split_whitespace().map(|text| text.parse().expect(text)).collect();
            let shown = match addresses(&ips, port, &ourselves()) {
                Ok(order) => order.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
                Err(_) => "ourselves".to_owned(),
            };
            assert_eq!(shown, expected, "{found}, port {port}");
        }
        let many: Vec<IpAddr> = (0..50).map(|n| IpAddr::from([198, 51, 100, n])).collect();
        let order = addresses(&many, 25, &ourselves());
        assert_eq!(order.map(|order| order.len()), Ok(ADDRESSES_MAX));
    }
}
