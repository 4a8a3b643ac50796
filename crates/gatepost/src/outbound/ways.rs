//! What holds for deliveries until the configuration is read again: routes, logins, certificates, keys.

use super::access::AccessTokens;
use super::dkim::DkimKey;
use super::mx::Ourselves;
use crate::config::{LmtpServer, Route, Routes, Settings, Via};
use crate::world::{Network, TlsClient};
use queue::{Origin, RetryRules};
use smtp::client::Login;
use smtp::sasl::OfferSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// What stands in files that the configuration names, and was read.
#[derive(Clone, Default)]
pub struct Gear {
    /// For each route that is written, and one more for what none of them names: TLS, with whom it trusts.
    pub tls: Vec<Arc<dyn TlsClient>>,
    /// In the same order: as whom to log in.
    pub logins: Vec<Option<Entrance>>,
    /// What signs.
    pub signers: Arc<Vec<DkimKey>>,
}

/// As whom to log in on a route.
#[derive(Debug, Clone)]
pub enum Entrance {
    /// With what is known.
    Known(Login),
    /// With an access token, which has to be got first.
    Token {
        /// The user name.
        user: String,
        /// The mechanisms that may be used; empty: all that go with it.
        mechanisms: OfferSet,
        /// Where tokens come from.
        access: AccessTokens,
    },
}

/// What holds for deliveries.
pub struct Ways {
    /// Our name.
    pub hostname: String,
    /// Which way mail goes.
    pub routes: Routes,
    /// When it is tried again.
    pub rules: RetryRules,
    /// Connections at once.
    pub workers_max: usize,
    /// How long messages that have ended are known.
    pub keep: Duration,
    /// Who we are.
    pub ourselves: Ourselves,
    /// Who may send through us without a login: `relay_from` of all listeners.
    pub relay_from: Vec<store::Network>,
    /// What stands in files.
    pub gear: Gear,
    /// The names of the servers of routes, by number. Where two routes share a server, but not all that holds for a connection,
    /// they share no name, and so no connection.
    names: Vec<String>,
}

/// Which way a recipient's mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way<'a> {
    /// Nowhere for now.
    Hold,
    /// There.
    To(Target<'a>),
}

/// Where mail goes: all of it that has the same name waits, and is limited, together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target<'a> {
    /// The number of its route.
    pub place: usize,
    /// The domain, where the route goes to its own servers.
    pub domain: Option<&'a str>,
}

impl Ways {
    /// Of these settings. Asks `network` for the addresses of this machine.
    pub fn new(settings: &Settings, gear: Gear, network: &dyn Network) -> Self {
        let delivery = &settings.delivery;
        Self {
            hostname: settings.hostname.clone(),
            routes: settings.routes.clone(),
            rules: RetryRules {
                notice_after: delivery.notice_after,
                give_up_after: delivery.give_up_after,
                ..RetryRules::default()
            },
            workers_max: delivery.workers_max,
            keep: delivery.keep,
            ourselves: Ourselves {
                names: [settings.hostname.clone()].into(),
                listens: settings.listeners.iter().map(|listener| listener.address).collect(),
                own: network.own_addresses().into_iter().collect(),
            },
            relay_from: settings
                .listeners
                .iter()
                .flat_map(|one| one.relay_from.clone())
                .collect(),
            names: names(settings.routes.written()),
            gear,
        }
    }

    /// The keys that may sign a message: all, if it was submitted by somebody who may send through us, or is a report of our
    /// own. What strangers have sent to our domains says of itself that it is from whom it likes: it is never signed
    /// (RFC 6376 §2.1).
    pub fn signers(&self, origin: &Origin) -> &[DkimKey] {
        let client = || {
            origin
                .client
                .parse::<SocketAddr>()
                .ok()
                .map(|client| client.ip().to_canonical())
        };
        let is_ours = !origin.account.is_empty()
            || origin.client.is_empty()
            || client().is_some_and(|client| self.relay_from.iter().any(|network| network.contains(client)));
        if is_ours { &self.gear.signers } else { &[] }
    }

    /// The way of mail for a domain (A-labels, lower case, or an address literal).
    pub fn find<'a>(&self, domain: &'a str) -> Way<'a> {
        let (place, route) = self.routes.find(domain);
        match route.via {
            Via::Hold => Way::Hold,
            Via::Mx { .. } => Way::To(Target {
                place,
                domain: Some(domain),
            }),
            Via::Smarthost { .. } | Via::Lmtp(_) => Way::To(Target { place, domain: None }),
        }
    }

    /// The route of a target.
    pub fn route(&self, target: Target<'_>) -> &Route {
        self.routes.at(target.place)
    }

    /// A target as people read it: the domain, or the server.
    pub fn name(&self, target: Target<'_>) -> String {
        if let Some(domain) = target.domain {
            return domain.to_owned();
        }
        let name = self.names.get(target.place);
        name.cloned().unwrap_or_else(|| server(&self.route(target).via))
    }

    /// Of a route's number, what belongs to it.
    pub fn tls(&self, place: usize) -> Option<&Arc<dyn TlsClient>> {
        self.gear.tls.get(place)
    }

    /// As whom to log in there.
    pub fn login(&self, place: usize) -> Option<&Entrance> {
        self.gear.logins.get(place).and_then(Option::as_ref)
    }
}

/// The names of the servers of these routes, in order.
fn names(routes: &[Route]) -> Vec<String> {
    let alike = |one: &Route, other: &Route| {
        let without_domains = |route: &Route| Route {
            domains: Vec::new(),
            ..route.clone()
        };
        without_domains(one) == without_domains(other)
    };
    let mut names: Vec<String> = Vec::new();
    for (place, route) in routes.iter().enumerate() {
        let plain = server(&route.via);
        let same = routes[..place].iter().position(|earlier| alike(earlier, route));
        let name = match same {
            Some(same) => names[same].clone(),
            None if names.contains(&plain) => format!("{plain} (route {})", place + 1),
            None => plain,
        };
        names.push(name);
    }
    names
}

/// The server of a route as people read it; nothing where it has none.
fn server(via: &Via) -> String {
    match via {
        Via::Smarthost { host, port, login, .. } => match login {
            Some(login) if !login.user.is_empty() => format!("{}@{host}:{port}", login.user),
            Some(_) | None => format!("{host}:{port}"),
        },
        Via::Lmtp(LmtpServer::Tcp { host, port, .. }) => format!("{host}:{port}"),
        Via::Lmtp(LmtpServer::Unix(path)) => path.display().to_string(),
        Via::Mx { .. } | Via::Hold => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::dkim::{KeyKind, new_key};
    use super::*;
    use crate::config::{self, RouteTls, without_file};
    use crate::world::os;

    #[test]
    fn routes_share_a_connection_only_if_they_are_alike() {
        let smarthost = |tls| Route {
            tls,
            ..Route::new(Via::Smarthost {
                host: "mail.example.net".to_owned(),
                port: 587,
                implicit_tls: false,
                login: None,
            })
        };
        let lmtp = Route::new(Via::Lmtp(LmtpServer::Tcp {
            host: "mail.example.net".to_owned(),
            port: 587,
            implicit_tls: false,
        }));
        let named = Route {
            domains: vec![mail::Domain::parse("example.org").expect("a domain")],
            ..smarthost(RouteTls::Opportunistic)
        };
        let (loose, strict) = (smarthost(RouteTls::Opportunistic), smarthost(RouteTls::Verify));
        assert_eq!(
            names(&[loose, strict, named, lmtp]),
            [
                "mail.example.net:587",
                "mail.example.net:587 (route 2)",
                "mail.example.net:587",
                "mail.example.net:587 (route 4)"
            ]
        );
    }

    #[tokio::test]
    async fn whose_mail_is_signed() {
        let mut settings = without_file("/data".into());
        let mut relay = settings.listeners[0].clone();
        relay.service = config::Service::Relay;
        relay.relay_from = vec!["198.51.100.0/24".parse().expect("a network")];
        relay.relay_to = vec![mail::Domain::parse("example.com").expect("a domain")];
        settings.listeners.push(relay);
        let pem = new_key(KeyKind::Ed25519).expect("a key");
        let key = DkimKey::from_pem("example.com", "s", pem.as_bytes()).expect("a key");
        let gear = Gear {
            signers: Arc::new(vec![key]),
            ..Gear::default()
        };
        let ways = Ways::new(&settings, gear, &*os::world().network);
        for (account, client, is_signed) in [
            ("alice", "203.0.113.5:4711", true),
            ("", "198.51.100.7:4711", true),
            ("", "[::ffff:198.51.100.7]:4711", true),
            // A stranger who has mail for `relay_to`, whatever its From says.
            ("", "203.0.113.5:4711", false),
            ("", "[2001:db8::1]:4711", false),
            ("", "uid 0", false),
            // A report of our own.
            ("", "", true),
        ] {
            let origin = Origin {
                account: account.to_owned(),
                credential: String::new(),
                mechanism: String::new(),
                listener: String::new(),
                client: client.to_owned(),
                ehlo: String::new(),
                tls: None,
                session: String::new(),
            };
            assert_eq!(!ways.signers(&origin).is_empty(), is_signed, "{account} {client}");
        }
    }
}
