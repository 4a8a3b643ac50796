//! What holds for deliveries until the configuration is read again: routes, logins, certificates, keys.

use super::dkim::DkimKey;
use super::mx::Ourselves;
use crate::config::{LmtpServer, Route, Routes, Settings, Via};
use crate::world::{Network, TlsClient};
use queue::RetryRules;
use smtp::client::Login;
use std::sync::Arc;
use std::time::Duration;

/// What stands in files that the configuration names, and was read.
#[derive(Clone, Default)]
pub struct Gear {
    /// For each route that is written, and one more for what none of them names: TLS, with whom it trusts.
    pub tls: Vec<Arc<dyn TlsClient>>,
    /// In the same order: as whom to log in.
    pub logins: Vec<Option<Login>>,
    /// What signs.
    pub signers: Arc<Vec<DkimKey>>,
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
    /// What stands in files.
    pub gear: Gear,
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
            gear,
        }
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
        match &self.route(target).via {
            Via::Smarthost { host, port, login, .. } => match login {
                Some(login) => format!("{}@{host}:{port}", login.user),
                None => format!("{host}:{port}"),
            },
            Via::Lmtp(LmtpServer::Tcp { host, port, .. }) => format!("{host}:{port}"),
            Via::Lmtp(LmtpServer::Unix(path)) => path.display().to_string(),
            Via::Mx { .. } | Via::Hold => String::new(),
        }
    }

    /// Of a route's number, what belongs to it.
    pub fn tls(&self, place: usize) -> Option<&Arc<dyn TlsClient>> {
        self.gear.tls.get(place)
    }

    /// As whom to log in there.
    pub fn login(&self, place: usize) -> Option<&Login> {
        self.gear.logins.get(place).and_then(Option::as_ref)
    }
}
