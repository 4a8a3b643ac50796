//! What the server is told to run with: small limits, so that they are met, and what an operator makes of them while it
//! runs.

use crate::chance::Chance;
use crate::world::{DATA, INLINE_OCTETS_MAX};
use gatepost::config::{
    DeliverySettings, Guessing, Limits, Listener, ListenerTls, PasswordCost, Routes, SenderRule, Service, Settings,
    StoreSettings, Via, without_file,
};
use mail::Domain;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use store::Network;

/// A configuration.
pub(crate) struct Plan {
    pub(crate) settings: Settings,
    /// Whether all its addresses can be had.
    pub(crate) usable: bool,
}

/// The configurations of a run. With the first one each life begins.
pub(crate) fn draw(chance: &mut Chance) -> Vec<Plan> {
    let first = first(chance);
    let closed = *chance.pick(&[IMPLICIT, RELAY, STARTTLS]);
    let mut usable = vec![first.clone(), changed(&first, chance), changed(&first, chance)];
    usable[2].listeners.extend([MORE_STARTTLS, MORE_RELAY].map(listener));

    let mut fewer = changed(&first, chance);
    fewer.listeners.retain(|listener| listener.address != closed);
    fewer.listeners.push(listener(MORE_RELAY));
    usable.push(fewer);

    let mut closed_to_strangers = changed(&first, chance);
    for listener in &mut closed_to_strangers.listeners {
        listener.relay_from.clear();
        listener.relay_to.clear();
    }
    closed_to_strangers.listeners.rotate_left(1);
    usable.push(closed_to_strangers);

    // The first of the two new ones can be had, and must not be open afterwards.
    let mut unusable = changed(&first, chance);
    unusable.listeners.remove(0);
    unusable.listeners.extend([MORE_STARTTLS, TAKEN].map(listener));

    let usable = usable.into_iter().map(|settings| Plan { settings, usable: true });
    let unusable = Plan {
        settings: unusable,
        usable: false,
    };
    usable.chain([unusable]).collect()
}

/// The same listeners, and other limits.
fn changed(first: &Settings, chance: &mut Chance) -> Settings {
    let mut settings = first.clone();
    settings.limits = limits(chance);
    settings.guessing.ban_time = ban_time(chance);
    settings
}

/// The listener that is always there, unless an operator closed it, for one that may not be there.
pub(crate) fn usual(address: SocketAddr) -> SocketAddr {
    let instead = [(MORE_STARTTLS, STARTTLS), (MORE_RELAY, RELAY)];
    let found = instead.into_iter().find(|(more, _)| *more == address);
    found.map_or(address, |(_, usual)| usual)
}

fn first(chance: &mut Chance) -> Settings {
    Settings {
        hostname: "mail.example.com".to_owned(),
        senders: SenderRule::Own,
        configured: true,
        hide_client_address: chance.one_in(4),
        listeners: [STARTTLS, IMPLICIT, RELAY].map(listener).into(),
        limits: limits(chance),
        guessing: Guessing {
            window: Duration::from_secs(300),
            delay_from: *chance.pick(&[2, 3, 4]),
            ban_from: *chance.pick(&[5, 6, 7]),
            ban_time: ban_time(chance),
        },
        passwords: PasswordCost {
            workers: Some(1),
            waiting_max: 4,
            remembered_max: *chance.pick(&[0, 1, 100]),
            ..PasswordCost::default()
        },
        store: StoreSettings {
            free_octets_min: 64 << 10,
            free_percent_min: 0,
            ballast_octets: 16 << 10,
            inline_octets_max: INLINE_OCTETS_MAX,
        },
        routes: Routes::new(Vec::new(), Via::Mx { port: 25 }),
        // Nobody answers for as long as a run takes, and nobody is told of it.
        delivery: DeliverySettings {
            notice_after: Duration::from_secs(365 * 24 * 3_600),
            give_up_after: Duration::from_secs(365 * 24 * 3_600),
            ..DeliverySettings::default()
        },
        ..without_file(DATA.into())
    }
}

fn limits(chance: &mut Chance) -> Limits {
    Limits {
        message_octets_max: *chance.pick(&[64, 96, 128]) << 10,
        recipients_max: *chance.pick(&[4, 5, 6]),
        header_octets_max: *chance.pick(&[6, 8, 12]) << 10,
        received_max: *chance.pick(&[8, 10, 12]),
        connections_max: *chance.pick(&[8, 10, 12]),
        network_connections_max: *chance.pick(&[2, 3, 4]),
        errors_max: *chance.pick(&[7, 8, 10]),
        idle_commands_max: *chance.pick(&[24, 30, 40]),
        command_octets_max: *chance.pick(&[512, 1_000]),
        idle_time: Duration::from_secs(*chance.pick(&[200, 300])),
        session_time: Duration::from_secs(*chance.pick(&[1_200, 3_600])),
        body_memory_octets_max: *chance.pick(&[2, 64, 1_024]) << 10,
        ..Limits::default()
    }
}

fn ban_time(chance: &mut Chance) -> Duration {
    Duration::from_secs(*chance.pick(&[60, 120, 180]))
}

fn listener(address: SocketAddr) -> Listener {
    let is_relay = [RELAY, MORE_RELAY].contains(&address);
    let ours = if is_relay { Domain::parse(OUR_DOMAIN).ok() } else { None };
    let from = if is_relay { Network::new(RELAY_FROM, 24) } else { None };
    Listener {
        address,
        service: if is_relay { Service::Relay } else { Service::Submission },
        tls: if address == IMPLICIT {
            ListenerTls::Implicit
        } else if address == MORE_RELAY {
            ListenerTls::None
        } else {
            ListenerTls::StartTls
        },
        optional: false,
        relay_from: from.into_iter().collect(),
        relay_to: ours.into_iter().collect(),
        proxy_from: Vec::new(),
        mechanisms: Vec::new(),
        client_ca: None,
    }
}

const HOST: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
/// STARTTLS, for people.
pub(crate) const STARTTLS: SocketAddr = SocketAddr::new(HOST, 2587);
/// TLS from the first octet, for people.
pub(crate) const IMPLICIT: SocketAddr = SocketAddr::new(HOST, 2465);
/// STARTTLS if one likes, for other servers.
pub(crate) const RELAY: SocketAddr = SocketAddr::new(HOST, 2525);
/// The same as [`STARTTLS`], in some configurations.
pub(crate) const MORE_STARTTLS: SocketAddr = SocketAddr::new(HOST, 2588);
/// As [`RELAY`], in some configurations, and without TLS.
pub(crate) const MORE_RELAY: SocketAddr = SocketAddr::new(HOST, 2526);
/// Another program listens here.
pub(crate) const TAKEN: SocketAddr = SocketAddr::new(HOST, 2599);
/// To which everybody may write.
pub(crate) const OUR_DOMAIN: &str = "example.com";
/// Its /24 may write to everybody.
const RELAY_FROM: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 0));
