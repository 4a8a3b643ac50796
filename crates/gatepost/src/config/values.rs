//! Single values of the configuration: what each may be, and what to write instead.

use super::file::{Count, Size, Time};
use super::keys::{self, Bounds, Key, Kind};
use super::nearest::nearest;
use super::units::{SIZE, TIME};
use mail::{Address, Domain};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use store::Network;

/// What is wrong with a value, in three parts: `limits.recipients` *problem*, the word behind the caret, what to write.
pub(super) struct Wrong {
    pub(super) problem: String,
    pub(super) label: String,
    pub(super) fix: String,
}

impl Wrong {
    pub(super) fn new(problem: impl Into<String>, label: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            label: label.into(),
            fix: fix.into(),
        }
    }
}

/// A setting that is one of a few words.
pub(super) trait Choice: Copy + Eq + 'static {
    /// All of them, with the words for them.
    const ALL: &'static [(&'static str, Self)];

    /// The word for this one.
    fn word(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, value)| *value == self);
        found.map_or("", |(word, _)| *word)
    }
}

/// A name as others look it up. RFC 5321 §2.3.5 wants it whole; an address literal would do for SMTP, but not for a
/// certificate.
pub(super) fn hostname(text: &str) -> Result<String, Wrong> {
    let label = "must be a name such as mail.example.com";
    let example = keys::example("hostname").unwrap_or_default();
    let is_address = || {
        let fix = format!("write the name that has this address in DNS, for instance `{example}`");
        Wrong::new("is an address", label, fix)
    };
    if text.parse::<IpAddr>().is_ok() {
        return Err(is_address());
    }
    if let Some(name) = text.strip_suffix('.') {
        let fix = format!("write `hostname = {}`", quoted(name));
        return Err(Wrong::new(
            "ends with a dot",
            "mail addresses and names in mail have none",
            fix,
        ));
    }
    let not_a_name = || Wrong::new("is not a domain name", label, format!("write for instance `{example}`"));
    let domain = Domain::parse(text).map_err(|_| not_a_name())?;
    if domain.is_literal() {
        return Err(is_address());
    }
    if !domain.is_qualified() {
        let fix = format!(
            "write it with its domain, for instance `hostname = {}`",
            quoted(&format!("{text}.example.com"))
        );
        return Err(Wrong::new("is not a whole name", label, fix));
    }
    Ok(domain.ascii().to_owned())
}

/// The name of a user of the system; whether there is one shows when the files are checked.
pub(super) fn user(text: &str) -> Result<String, Wrong> {
    let fix = format!(
        "write the name of a user that is there for nothing else, for instance `{}`",
        keys::example("user").unwrap_or_default()
    );
    if text == "root" {
        return Err(Wrong::new(
            "is root",
            "whoever found a hole in the server would have the whole machine",
            fix,
        ));
    }
    let first = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    let further = |letter: char| letter.is_ascii_alphanumeric() || "_-.$".contains(letter);
    if text.starts_with(first) && text.chars().all(further) && text.len() <= USER_OCTETS_MAX {
        return Ok(text.to_owned());
    }
    Err(Wrong::new(
        "is not the name of a user",
        "must be a name, not a number",
        fix,
    ))
}

/// Where a listener is; `port` is the one that it would usually have.
pub(super) fn address(text: &str, port: u16) -> Result<SocketAddr, Wrong> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let (host, given) = text.rsplit_once(':').unwrap_or(("", text));
    let given_port = given.parse::<u16>().ok().filter(|_| given.len() >= 2);
    let write = |address: String| format!("write `address = {}`", quoted(&address));
    let all = |port: u16| {
        format!("write `address = \"0.0.0.0:{port}\"` for every IPv4 address of this machine, \"[::]:{port}\" for IPv6")
    };
    let label = "must be an IP address and a port";
    Err(match (host.parse::<IpAddr>(), given_port) {
        (Ok(IpAddr::V6(ip)), Some(port)) => Wrong::new("needs brackets", label, write(format!("[{ip}]:{port}"))),
        _ => match text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(IpAddr::V4(ip)) => Wrong::new("has no port", label, write(format!("{ip}:{port}"))),
            Ok(IpAddr::V6(ip)) => Wrong::new("has no port", label, write(format!("[{ip}]:{port}"))),
            Err(_) if host.is_empty() || host == "*" => {
                Wrong::new("has no IP address", label, all(given_port.unwrap_or(port)))
            }
            Err(_) if host.eq_ignore_ascii_case("localhost") => {
                let port = given_port.unwrap_or(port);
                Wrong::new(
                    "is a name, not an IP address",
                    label,
                    write(format!("127.0.0.1:{port}")),
                )
            }
            Err(_) => Wrong::new("is not an IP address and a port", label, all(port)),
        },
    })
}

/// An address that only this machine can reach.
pub(super) fn loopback(key: &Key, text: &str) -> Result<SocketAddr, Wrong> {
    let label = "must be 127.0.0.1 or [::1], and a port";
    match text.parse::<SocketAddr>() {
        Ok(address) if address.ip().is_loopback() => Ok(address),
        Ok(address) => {
            let local = SocketAddr::new(loopback_of(address), address.port());
            let fix = format!(
                "write `{} = \"{local}\"`, and let a proxy there ask for who may see it",
                key.name
            );
            Err(Wrong::new("can be reached from other machines", label, fix))
        }
        Err(_) => {
            let fix = format!("write for instance `{}`", key.example);
            Err(Wrong::new("is not an IP address and a port", label, fix))
        }
    }
}

fn loopback_of(address: SocketAddr) -> IpAddr {
    match address {
        SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    }
}

pub(super) fn path(key: &Key, base: &Path, text: &str) -> Result<PathBuf, Wrong> {
    let line = key.example;
    if text.is_empty() || text.contains('\0') {
        return Err(Wrong::new(
            "is not a path",
            "must name a file or directory",
            format!("write for instance `{line}`"),
        ));
    }
    // Shells do that, files do not: there would be a directory called `~`.
    if text == "~" || text.starts_with("~/") {
        let fix = format!("write the whole path, for instance `{line}`");
        return Err(Wrong::new(
            "begins with `~`",
            "is not replaced by a home directory",
            fix,
        ));
    }
    Ok(base.join(text))
}

pub(super) fn count(key: &Key, written: Count) -> Result<u64, Wrong> {
    within(key, written)
}

pub(super) fn size(key: &Key, written: &Size) -> Result<u64, Wrong> {
    match written {
        Size::Octets(octets) => within(key, i128::from(*octets)),
        Size::Text(text) => within(key, i128::from(SIZE.read(text, key)?)),
    }
}

/// In seconds.
pub(super) fn time(key: &Key, written: &Time) -> Result<u64, Wrong> {
    match written {
        Time::Seconds(seconds) => within(key, i128::from(*seconds)),
        Time::Text(text) => within(key, i128::from(TIME.read(text, key)?)),
    }
}

/// A number within the bounds of the setting.
pub(super) fn within(key: &Key, number: i128) -> Result<u64, Wrong> {
    let Bounds { least, most, rfc } = key.bounds();
    let label = format!("must be from {} to {}", key.shown(least), key.shown(most));
    match u64::try_from(number) {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ if number < i128::from(least) => {
            let rfc = if rfc.is_empty() {
                String::new()
            } else {
                format!(" ({rfc})")
            };
            let fix = format!("write `{} = {}` or more{rfc}", key.name, key.toml(least));
            Err(Wrong::new("is too small", label, fix))
        }
        _ => {
            let fix = format!("write `{} = {}` or less", key.name, key.toml(most));
            Err(Wrong::new("is too large", label, fix))
        }
    }
}

/// A network that is not the whole internet.
pub(super) fn network(key: &Key, text: &str) -> Result<Network, Wrong> {
    let network = any_network(key, text)?;
    if network.bits() == 0 {
        let fix = format!("name the networks that are meant, for instance `{}`", key.example);
        return Err(Wrong::new("names the whole internet", "that is everybody", fix));
    }
    Ok(network)
}

/// A network that may relay: nothing that could pass for everybody.
pub(super) fn relay_network(key: &Key, text: &str) -> Result<Network, Wrong> {
    let network = any_network(key, text)?;
    let least = match network.address() {
        IpAddr::V4(_) => RELAY_BITS_LEAST_V4,
        IpAddr::V6(_) => RELAY_BITS_LEAST_V6,
    };
    if network.bits() < least {
        let label = format!("must have at least {RELAY_BITS_LEAST_V4} bits (IPv4) or {RELAY_BITS_LEAST_V6} (IPv6)");
        let fix = format!(
            "name your own networks, for instance `{}`; never an open relay: there is no switch that turns this off for \
             everybody",
            key.example
        );
        return Err(Wrong::new("would let far too many send", label, fix));
    }
    Ok(network)
}

fn any_network(key: &Key, text: &str) -> Result<Network, Wrong> {
    let fix = format!("write for instance `{}`", key.example);
    let network = text
        .parse::<Network>()
        .map_err(|error| Wrong::new("has an entry that is no network", error.to_string(), fix.clone()))?;
    // It stands for clients of whom their proxy does not say who they are: nothing is promised to them.
    if network.bits() > 0 && network.contains(Ipv4Addr::UNSPECIFIED.into()) {
        return Err(Wrong::new("names nobody", "0.0.0.0 is no address of a client", fix));
    }
    Ok(network)
}

/// A domain to which everybody may send.
pub(super) fn relay_domain(key: &Key, text: &str) -> Result<Domain, Wrong> {
    let fix = format!("write for instance `{}`", key.example);
    let wrong = |label: &str| Wrong::new("has an entry that is no domain", label, fix.clone());
    if text.contains('*') {
        return Err(wrong(
            "each domain is named: patterns could open the relay to everybody",
        ));
    }
    let domain = Domain::parse(text).map_err(|error| wrong(&error.to_string()))?;
    if domain.is_literal() || !domain.is_qualified() {
        return Err(wrong("must be a whole domain such as example.com"));
    }
    Ok(domain)
}

/// A domain of addresses, in whole.
pub(super) fn domain(key: &Key, text: &str) -> Result<Domain, Wrong> {
    let problem = match key.kind {
        Kind::Domains => "has an entry that is no domain",
        _ => "is no domain",
    };
    let wrong = |label: &str| Wrong::new(problem, label, format!("write for instance `{}`", key.example));
    let domain = Domain::parse(text).map_err(|error| wrong(&error.to_string()))?;
    if domain.is_literal() || !domain.is_qualified() {
        return Err(wrong("must be a whole domain such as example.com"));
    }
    Ok(domain)
}

/// The name or the address of a server, names as A-labels.
pub(super) fn host(key: &Key, text: &str) -> Result<String, Wrong> {
    let fix = format!("write for instance `{}`", key.example);
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(address.to_string());
    }
    let with_port = text.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok());
    if let Some((host, port)) = with_port {
        let fix = format!("write `host = {}` and `port = {port}`", quoted(host));
        return Err(Wrong::new("has a port in it", "must be a name or an address", fix));
    }
    match Domain::parse(text) {
        Ok(domain) if !domain.is_literal() => Ok(domain.ascii().to_owned()),
        _ => Err(Wrong::new("is no server", "must be a name or an address", fix)),
    }
}

/// A few words in one line.
pub(super) fn text(key: &Key, text: &str) -> Result<String, Wrong> {
    if text.is_empty() || text.len() > TEXT_OCTETS_MAX || text.chars().any(char::is_control) {
        let label = format!("must be a text of 1 to {TEXT_OCTETS_MAX} octets, without control characters");
        let fix = format!("write for instance `{}`", key.example);
        return Err(Wrong::new("is no text that can be used", label, fix));
    }
    Ok(text.to_owned())
}

/// The URL of a server (RFC 3986) that is told secrets: https, or http where it is this machine. As it is written, since
/// others compare it by its octets.
pub(super) fn url(key: &Key, text: &str) -> Result<String, Wrong> {
    let fix = || format!("write for instance `{}`", key.example);
    let wrong = |problem: &str, label: &str| Err(Wrong::new(problem, label, fix()));
    if text.len() > URL_OCTETS_MAX {
        return wrong("is too long", &format!("must have at most {URL_OCTETS_MAX} octets"));
    }
    let may_stand = |octet: u8| octet.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&octet);
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    if !matches!(scheme, "https" | "http") || !text.bytes().all(may_stand) {
        return wrong("is no URL", "must begin with https://, and have no spaces");
    }
    if text.contains('#') {
        return wrong("has a fragment", "what stands behind `#` is never sent");
    }
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let authority = &rest[..end];
    if authority.contains('@') {
        return wrong("has a user in it", "secrets stand in files of their own");
    }
    let Some(host) = host_of(authority) else {
        return wrong("is no URL", "must have the name or the address of a server");
    };
    if scheme == "http" && !is_loopback(host) {
        let fix = format!("write `{} = {}`", key.name, quoted(&format!("https://{rest}")));
        let label = "http is for this machine alone";
        return Err(Wrong::new("goes over the network in the clear", label, fix));
    }
    Ok(text.to_owned())
}

/// The URL by which an issuer is known (RFC 8414 §2).
pub(super) fn issuer(key: &Key, text: &str) -> Result<String, Wrong> {
    let url = url(key, text)?;
    if url.contains('?') {
        let fix = format!("write for instance `{}`", key.example);
        return Err(Wrong::new("has a query in it", "an issuer's URL has none", fix));
    }
    Ok(url)
}

/// The host of a URL, without its port and without brackets.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<Ipv6Addr>().ok()?;
            (host, port)
        }
        None => {
            let end = authority.find(':').unwrap_or(authority.len());
            let (host, port) = authority.split_at(end);
            if Domain::parse(host).ok()?.is_literal() {
                return None;
            }
            (host, port)
        }
    };
    if port.is_empty() {
        return Some(host);
    }
    let port = port.strip_prefix(':')?;
    let is_number = port.bytes().all(|octet| octet.is_ascii_digit());
    (is_number && port.parse::<u16>().is_ok_and(|port| port != 0)).then_some(host)
}

/// Whether a host is this machine, by its address or by a name that can mean nothing else (RFC 6761 §6.3).
pub(super) fn is_loopback(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => {
            let name = host.to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

/// A word of what a token is good for (RFC 6749 §3.3).
pub(super) fn scope(key: &Key, written: &str) -> Result<String, Wrong> {
    let text = text(key, written)?;
    let may_stand = |octet: u8| octet.is_ascii_graphic() && !matches!(octet, b'"' | b'\\');
    if text.bytes().all(may_stand) {
        return Ok(text);
    }
    let fix = format!(
        "write for instance `{}`, each scope as an entry of its own",
        key.example
    );
    Err(Wrong::new(
        "has an entry that is no scope",
        "must have no spaces and no quotes",
        fix,
    ))
}

/// Labels of a domain name (RFC 6376 §3.1).
pub(super) fn selector(key: &Key, text: &str) -> Result<String, Wrong> {
    let is_label = |label: &str| {
        let inner = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'-';
        (1..=63).contains(&label.len()) && label.bytes().all(inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    if text.split('.').all(is_label) && text.len() <= TEXT_OCTETS_MAX {
        return Ok(text.to_ascii_lowercase());
    }
    let fix = format!("write for instance `{}`", key.example);
    Err(Wrong::new("is no selector", "must be letters, digits and `-`", fix))
}

/// A server by its IP address.
pub(super) fn server(key: &Key, text: &str) -> Result<SocketAddr, Wrong> {
    text.parse().map_err(|_| {
        let fix = format!("write for instance `{}`", key.example);
        Wrong::new(
            "has an entry that is no IP address and port",
            "must be an IP address and a port",
            fix,
        )
    })
}

/// A mail address.
pub(super) fn mailbox(key: &Key, text: &str) -> Result<Address, Wrong> {
    let fix = format!("write for instance `{}`", key.example);
    Address::parse(text).map_err(|error| Wrong::new("is no mail address", error.to_string(), fix))
}

/// A value from a list, of which the nearest is proposed.
pub(super) fn one_of<T: Choice>(key: &Key, text: &str) -> Result<T, Wrong> {
    if let Some((_, value)) = T::ALL.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let words = key.words();
    let names: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.name)).collect();
    let label = format!("must be one of {}", names.join(", "));
    let fix = match nearest(text, words.iter().map(|word| word.name)) {
        Some(near) => format!("write `{} = \"{near}\"`", key.name),
        None => {
            let lines = words
                .iter()
                .map(|word| format!("`{} = \"{}\"`: {}", key.name, word.name, word.about.en));
            format!("write one of\n{}", lines.collect::<Vec<_>>().join("\n"))
        }
    };
    Err(Wrong::new("has a value that is unknown", label, fix))
}

/// The text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Of a name that somebody logs in with, say.
const TEXT_OCTETS_MAX: usize = 255;
const URL_OCTETS_MAX: usize = 1_000;
/// What the usual tools make.
const USER_OCTETS_MAX: usize = 32;
const RELAY_BITS_LEAST_V4: u8 = 8;
const RELAY_BITS_LEAST_V6: u8 = 16;
