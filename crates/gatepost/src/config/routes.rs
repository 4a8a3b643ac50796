//! Which way mail goes, by the domain of its recipient.

use super::settings::CertificateFiles;
use super::values::Choice;
use mail::{Address, Domain};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// `[[route]]`: one way that mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// `domains`: whose mail goes this way; empty: all that no other route names.
    pub domains: Vec<Domain>,

    /// `via`: where it goes.
    pub via: Via,

    /// `tls`: how safe the connection must be.
    pub tls: RouteTls,

    /// `ca`: authorities that are trusted in place of the system's.
    pub ca: Option<PathBuf>,

    /// `connections`: at once to one destination, 1 to 1,000. Default: 20.
    pub connections_max: usize,

    /// `messages_per_connection`: 1 to 100,000. Default: 100.
    pub messages_max: u64,

    /// `messages_per_minute`: to one destination. `None`, the default: no limit.
    pub per_minute: Option<u32>,
}

/// `via`: where mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// Nowhere, until an operator releases it.
    Hold,
    /// To the servers of the domain (RFC 5321 §5.1).
    Mx {
        /// Their port: 25, but for tests.
        port: u16,
    },
    /// To a server that passes it on.
    Smarthost {
        /// A name, as A-labels, or an address.
        host: String,
        /// Its port.
        port: u16,
        /// TLS begins with the first octet (RFC 8314 §3.3).
        implicit_tls: bool,
        /// As whom to log in.
        login: Option<RouteLogin>,
    },
    /// Into mailboxes (RFC 2033).
    Lmtp(LmtpServer),
}

/// As whom to log in at a smarthost, and with which mechanisms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteLogin {
    /// `user`. Empty only with a certificate, which may say it all.
    pub user: String,
    /// What proves it.
    pub proof: RouteProof,
    /// `mechanisms`: those that may be used, in capitals; the strongest that the server has is. Empty, the default: all that go
    /// with the proof.
    pub mechanisms: Vec<String>,
}

/// What proves who we are at a smarthost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteProof {
    /// `password_file`: its first line is the password.
    Password(PathBuf),
    /// An access token (XOAUTH2, OAUTHBEARER), got anew whenever one ends.
    Token(TokenGrant),
    /// `client_certificate`, `client_key` (EXTERNAL): PEM files, shown in the handshake.
    Certificate(CertificateFiles),
}

/// Where access tokens come from (RFC 6749).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenGrant {
    /// `token_endpoint`: its URL.
    pub endpoint: String,
    /// `client_id`
    pub client_id: String,
    /// `client_secret_file`: its first line is the secret. A public client has none.
    pub client_secret_file: Option<PathBuf>,
    /// `refresh_token_file`: its first line is the refresh token (§6); a new one that comes with an access token is written into
    /// it. `None`: client credentials (§4.4).
    pub refresh_token_file: Option<PathBuf>,
    /// `scope`
    pub scope: Option<String>,
}

/// Where an LMTP server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LmtpServer {
    /// `host` and `port`
    Tcp {
        /// A name, as A-labels, or an address.
        host: String,
        /// Its port.
        port: u16,
        /// TLS begins with the first octet.
        implicit_tls: bool,
    },
    /// `socket`
    Unix(PathBuf),
}

/// `tls` of a route: how safe the connection must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteTls {
    /// TLS where it is offered, with any certificate (RFC 7435).
    Opportunistic,
    /// Always TLS, with any certificate.
    Require,
    /// Always TLS, with a certificate for the server's name (RFC 9525).
    Verify,
}

impl Choice for RouteTls {
    const ALL: &'static [(&'static str, Self)] = &[
        ("opportunistic", Self::Opportunistic),
        ("require", Self::Require),
        ("verify", Self::Verify),
    ];
}

impl Route {
    /// A route with the defaults.
    pub fn new(via: Via) -> Self {
        Self {
            domains: Vec::new(),
            tls: match via {
                Via::Smarthost { .. } => RouteTls::Verify,
                Via::Hold | Via::Mx { .. } | Via::Lmtp(_) => RouteTls::Opportunistic,
            },
            via,
            ca: None,
            connections_max: 20,
            messages_max: 100,
            per_minute: None,
        }
    }

    /// The word for `via`.
    pub fn via(&self) -> &'static str {
        match self.via {
            Via::Hold => "hold",
            Via::Mx { .. } => "mx",
            Via::Smarthost { .. } => "smarthost",
            Via::Lmtp(_) => "lmtp",
        }
    }
}

/// All routes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routes {
    /// As they are written, in that order.
    written: Vec<Route>,
    /// What holds for domains that none of them names.
    otherwise: Route,
    /// By domain, as A-labels: the place among those that are written.
    places: BTreeMap<String, usize>,
    /// The place of the one that is for all others.
    rest: Option<usize>,
}

impl Routes {
    /// Of two routes with the same domain, or two for all others, the first holds.
    pub fn new(written: Vec<Route>, otherwise: Via) -> Self {
        let mut places = BTreeMap::new();
        for (place, route) in written.iter().enumerate() {
            for domain in &route.domains {
                places.entry(domain.ascii().to_owned()).or_insert(place);
            }
        }
        Self {
            rest: written.iter().position(|route| route.domains.is_empty()),
            written,
            otherwise: Route::new(otherwise),
            places,
        }
    }

    /// The routes as they are written.
    pub fn written(&self) -> &[Route] {
        &self.written
    }

    /// All files and sockets that they name.
    pub fn paths(&mut self) -> Vec<&mut PathBuf> {
        let mut paths = Vec::new();
        for route in &mut self.written {
            paths.extend(&mut route.ca);
            match &mut route.via {
                Via::Smarthost { login: Some(login), .. } => match &mut login.proof {
                    RouteProof::Password(file) => paths.push(file),
                    RouteProof::Token(grant) => {
                        paths.extend(&mut grant.client_secret_file);
                        paths.extend(&mut grant.refresh_token_file);
                    }
                    RouteProof::Certificate(files) => paths.extend([&mut files.chain, &mut files.key]),
                },
                Via::Lmtp(LmtpServer::Unix(socket)) => paths.push(socket),
                Via::Hold | Via::Mx { .. } | Via::Smarthost { login: None, .. } | Via::Lmtp(LmtpServer::Tcp { .. }) => {
                }
            }
        }
        paths
    }

    /// The number of the route for a domain (A-labels, lower case), and the route.
    pub fn find(&self, domain: &str) -> (usize, &Route) {
        let place = self.places.get(domain).copied().or(self.rest);
        let place = place.unwrap_or(self.written.len());
        (place, self.at(place))
    }

    /// The route of this number; the one behind all that are written is for what none of them names.
    pub fn at(&self, place: usize) -> &Route {
        self.written.get(place).unwrap_or(&self.otherwise)
    }

    /// Whether a route names this very domain.
    pub fn names(&self, domain: &str) -> bool {
        self.places.contains_key(domain)
    }
}

/// `[delivery]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliverySettings {
    /// `workers`: connections to other servers at once, 1 to 5,000. Default: 200.
    pub workers_max: usize,

    /// `resolvers`: DNS servers. Empty, the default: those of the system.
    pub resolvers: Vec<SocketAddr>,

    /// `delay_notice`: when the sender is told that it takes long. Default: 4 h.
    pub notice_after: Duration,

    /// `give_up`: when a message comes back. Default: 5 d.
    pub give_up_after: Duration,

    /// `keep`: how long is known what became of a message. Default: 30 d.
    pub keep: Duration,

    /// `postmaster`: who gets the mail for the postmaster of our own domains.
    pub postmaster: Option<Address>,
}

impl Default for DeliverySettings {
    fn default() -> Self {
        let hours = |hours: u64| Duration::from_secs(60 * 60 * hours);
        Self {
            workers_max: 200,
            resolvers: Vec::new(),
            notice_after: hours(4),
            give_up_after: hours(5 * 24),
            keep: hours(30 * 24),
            postmaster: None,
        }
    }
}

/// `[[dkim]]`: a key that signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DkimFile {
    /// `domain`: as A-labels.
    pub domain: String,
    /// `selector`
    pub selector: String,
    /// `key`
    pub key: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::*;

    #[test]
    fn the_way_of_a_domain() {
        let route = |domains: &[&str], via| Route {
            domains: domains
                .iter()
                .map(|domain| Domain::parse(domain).expect("a domain"))
                .collect(),
            ..Route::new(via)
        };
        let hold = route(&["example.com", "B\u{fc}cher.example"], Via::Hold);
        let rest = route(&[], Via::Mx { port: 2525 });
        let again = route(&["example.com"], Via::Mx { port: 1 });
        let routes = Routes::new(vec![hold, rest, again], Via::Hold);
        for (domain, place) in [
            ("example.com", 0),
            ("xn--bcher-kva.example", 0),
            ("www.example.com", 1),
            ("[192.0.2.1]", 1),
        ] {
            assert_eq!(routes.find(domain).0, place, "{domain}");
        }
        assert!(routes.names("example.com") && !routes.names("example.org"));
        let none = Routes::new(Vec::new(), Via::Mx { port: 25 });
        assert_eq!(
            (none.find("example.com").0, none.find("example.com").1.via()),
            (0, "mx")
        );
    }

    #[test]
    fn words_are_described() {
        let described =
            |setting: &str| -> Vec<&str> { keys::key(setting).words().iter().map(|word| word.name).collect() };
        let words: Vec<&str> = RouteTls::ALL.iter().map(|(word, _)| *word).collect();
        assert_eq!(described("route.tls"), words);
        let server = LmtpServer::Unix(PathBuf::from("/s"));
        let smarthost = Via::Smarthost {
            host: "h".to_owned(),
            port: 1,
            implicit_tls: false,
            login: None,
        };
        let vias = [Via::Mx { port: 25 }, smarthost, Via::Lmtp(server), Via::Hold];
        let words: Vec<&str> = vias.into_iter().map(|via| Route::new(via).via()).collect();
        assert_eq!(described("route.via"), words);
    }
}
