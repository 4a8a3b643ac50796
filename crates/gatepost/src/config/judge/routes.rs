//! Routes, deliveries and the keys that sign them.

use super::{Judge, file, keys, login, values};
use crate::config::routes::{DeliverySettings, DkimFile, LmtpServer, Route, RouteTls, Routes, Via};
use crate::config::values::Choice;
use std::ops::Range;
use toml::Spanned;

/// The words of `via`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mx,
    Smarthost,
    Lmtp,
    Hold,
}

impl Choice for Kind {
    const ALL: &'static [(&'static str, Self)] = &[
        ("mx", Self::Mx),
        ("smarthost", Self::Smarthost),
        ("lmtp", Self::Lmtp),
        ("hold", Self::Hold),
    ];
}

impl Judge<'_> {
    pub(super) fn routes(&mut self, written: &[Spanned<file::Route>]) -> Routes {
        let mut routes: Vec<Route> = Vec::new();
        // Where each domain stands, and the route for all others.
        let mut named: Vec<(String, Range<usize>)> = Vec::new();
        let mut rest: Option<Range<usize>> = None;
        for (index, section) in written.iter().enumerate() {
            let domains = section.get_ref().domains.as_ref();
            if domains.is_none_or(|list| list.get_ref().is_empty()) {
                if rest.is_some() {
                    let problem = "two routes have no `domains`".to_owned();
                    let fix = "write for one of them which domains it is for, or take it out";
                    let label = "there is one for all other domains already";
                    self.wrong("route.domains", problem, fix, section.span(), label);
                }
                rest = rest.or(Some(section.span()));
            }
            let Some(route) = self.route(index, section) else {
                continue;
            };
            let places = domains.map(|list| list.get_ref().as_slice()).unwrap_or_default();
            for (domain, text) in route.domains.iter().zip(places) {
                let name = domain.ascii().to_owned();
                if named.iter().any(|(other, _)| *other == name) {
                    let problem = format!("{domain} stands twice");
                    let fix = "take it out once: mail for it goes one way";
                    self.wrong("route.domains", problem, fix, text.span(), "goes another way already");
                }
                named.push((name, text.span()));
            }
            routes.push(route);
        }
        Routes::new(routes, Via::Mx { port: MX_PORT })
    }

    fn route(&mut self, index: usize, section: &Spanned<file::Route>) -> Option<Route> {
        let written = section.get_ref();
        if written.via.is_none() {
            self.missing("route.via", &format!("route.{index}.via"), Some(section.span()));
        }
        let kind = self.take("route.via", &written.via, |text| {
            values::one_of::<Kind>(keys::key("route.via"), text)
        });
        let domains = self.list("route.domains", &written.domains, values::relay_domain);
        let host = self.take("route.host", &written.host, |text| {
            values::host(keys::key("route.host"), text)
        });
        let port = self.take("route.port", &written.port, |port| {
            values::count(keys::key("route.port"), *port)
        });
        // The bounds are those of a port.
        let port = port.and_then(|port| u16::try_from(port).ok());
        let socket = self.path("route.socket", &written.socket);
        let tls = self.take("route.tls", &written.tls, |text| {
            values::one_of::<RouteTls>(keys::key("route.tls"), text)
        });
        let ca = self.path("route.ca", &written.ca);
        let login = self.login(index, section);
        let kind = kind?;
        self.only_where_it_belongs(written, kind);
        let implicit = |port: u16| {
            written
                .implicit_tls
                .as_ref()
                .map_or(port == TLS_PORT, |flag| *flag.get_ref())
        };
        let usual = if written.implicit_tls.as_ref().is_some_and(|flag| *flag.get_ref()) {
            TLS_PORT
        } else {
            SUBMISSION_PORT
        };
        let needs_host = |judge: &mut Self| {
            if written.host.is_none() {
                judge.missing("route.host", &format!("route.{index}.host"), Some(section.span()));
            }
        };
        let via = match kind {
            Kind::Hold => Via::Hold,
            Kind::Mx => Via::Mx {
                port: port.unwrap_or(MX_PORT),
            },
            Kind::Smarthost => {
                needs_host(self);
                let port = port.unwrap_or(usual);
                Via::Smarthost {
                    host: host?,
                    port,
                    implicit_tls: implicit(port),
                    login,
                }
            }
            Kind::Lmtp => match socket {
                Some(path) => Via::Lmtp(LmtpServer::Unix(path)),
                None => {
                    if written.socket.is_none() {
                        needs_host(self);
                    }
                    let port = port.unwrap_or(LMTP_PORT);
                    Via::Lmtp(LmtpServer::Tcp {
                        host: host?,
                        port,
                        implicit_tls: implicit(port),
                    })
                }
            },
        };
        let usual = Route::new(via);
        Some(Route {
            domains: domains.unwrap_or_default(),
            tls: tls.unwrap_or(usual.tls),
            ca,
            connections_max: self.count("route.connections", &written.connections, usual.connections_max),
            messages_max: self.count(
                "route.messages_per_connection",
                &written.messages_per_connection,
                usual.messages_max,
            ),
            per_minute: written.messages_per_minute.as_ref().map(|_| {
                let least = 1;
                self.count("route.messages_per_minute", &written.messages_per_minute, least)
            }),
            ..usual
        })
    }

    /// What has no meaning where it stands is a mistake, and not silently without effect.
    fn only_where_it_belongs(&mut self, written: &file::Route, kind: Kind) {
        let via = kind.word();
        let mut places: Vec<(&str, Range<usize>)> = Vec::new();
        let mut note = |key, place: Option<Range<usize>>, belongs: bool| {
            places.extend(place.filter(|_| !belongs).map(|place| (key, place)));
        };
        let (smarthost, lmtp) = (kind == Kind::Smarthost, kind == Kind::Lmtp);
        let over_tcp = smarthost || (lmtp && written.socket.is_none());
        let sends = kind != Kind::Hold;
        note("host", written.host.as_ref().map(Spanned::span), over_tcp);
        note(
            "port",
            written.port.as_ref().map(Spanned::span),
            over_tcp || kind == Kind::Mx,
        );
        note("socket", written.socket.as_ref().map(Spanned::span), lmtp);
        note(
            "implicit_tls",
            written.implicit_tls.as_ref().map(Spanned::span),
            over_tcp,
        );
        for (key, place) in login::written_of(written) {
            note(key, place, smarthost);
        }
        note(
            "tls",
            written.tls.as_ref().map(Spanned::span),
            over_tcp || kind == Kind::Mx,
        );
        note(
            "ca",
            written.ca.as_ref().map(Spanned::span),
            over_tcp || kind == Kind::Mx,
        );
        note("connections", written.connections.as_ref().map(Spanned::span), sends);
        let per_connection = written.messages_per_connection.as_ref().map(Spanned::span);
        note("messages_per_connection", per_connection, sends);
        let per_minute = written.messages_per_minute.as_ref().map(Spanned::span);
        note("messages_per_minute", per_minute, sends);
        for (key, place) in places {
            let setting = format!("route.{key}");
            let what = if lmtp && written.socket.is_some() {
                "a route to a socket".to_owned()
            } else {
                format!("a route with `via = \"{via}\"`")
            };
            let problem = format!("`{setting}` stands at {what}");
            self.wrong(&setting, problem, "take it out", place, "has no meaning there");
        }
    }

    pub(super) fn delivery(&mut self, written: &file::Delivery) -> DeliverySettings {
        let usual = DeliverySettings::default();
        let delivery = DeliverySettings {
            workers_max: self.count("delivery.workers", &written.workers, usual.workers_max),
            resolvers: self
                .list("delivery.resolvers", &written.resolvers, values::server)
                .unwrap_or_default(),
            notice_after: self.time("delivery.delay_notice", &written.delay_notice, usual.notice_after),
            give_up_after: self.time("delivery.give_up", &written.give_up, usual.give_up_after),
            keep: self.time("delivery.keep", &written.keep, usual.keep),
            postmaster: self.take("delivery.postmaster", &written.postmaster, |text| {
                values::mailbox(keys::key("delivery.postmaster"), text)
            }),
        };
        if let Some(list) = &written.resolvers
            && list.get_ref().is_empty()
        {
            let problem = "`delivery.resolvers` is empty".to_owned();
            let fix = "name a DNS server, or take the setting out: then those of the system are asked";
            self.wrong("delivery.resolvers", problem, fix, list.span(), "names nobody to ask");
        }
        delivery
    }

    pub(super) fn dkim(&mut self, written: &[Spanned<file::Dkim>]) -> Vec<DkimFile> {
        let mut all: Vec<DkimFile> = Vec::new();
        for (index, section) in written.iter().enumerate() {
            let one = section.get_ref();
            for (key, text) in [("domain", &one.domain), ("selector", &one.selector), ("key", &one.key)] {
                if text.is_none() {
                    let path = format!("dkim.{index}.{key}");
                    self.missing(&format!("dkim.{key}"), &path, Some(section.span()));
                }
            }
            let domain = self.take("dkim.domain", &one.domain, |text| {
                values::relay_domain(keys::key("dkim.domain"), text)
            });
            let selector = self.take("dkim.selector", &one.selector, |text| {
                values::selector(keys::key("dkim.selector"), text)
            });
            let key = self.path("dkim.key", &one.key);
            let (Some(domain), Some(selector), Some(key)) = (domain, selector, key) else {
                continue;
            };
            let file = DkimFile {
                domain: domain.ascii().to_owned(),
                selector,
                key,
            };
            let is_same = |other: &DkimFile| (&other.domain, &other.selector) == (&file.domain, &file.selector);
            if all.iter().any(is_same) {
                let name = format!("{}._domainkey.{}", file.selector, file.domain);
                let problem = format!("two keys have the name {name}");
                let fix = "give one of them another `selector`, or take it out";
                self.wrong("dkim.selector", problem, fix, section.span(), "is there already");
            }
            all.push(file);
        }
        all
    }
}

const MX_PORT: u16 = 25;
const SUBMISSION_PORT: u16 = 587;
/// RFC 8314 §3.3
const TLS_PORT: u16 = 465;
const LMTP_PORT: u16 = 24;
