//! As much of a URL as it takes to fetch from it: scheme, host, port, path and query (RFC 3986 §3).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where a document is: over https; or over http, on this machine alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    is_https: bool,
    host: Host,
    port: u16,
    /// Path and query, as they are asked for.
    target: String,
}

/// Who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// A name, in lower case.
    Name(String),
    /// An address.
    Address(IpAddr),
}

/// A text is no URL that can be fetched from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadUrl(&'static str);

impl Url {
    /// Reads a whole text.
    ///
    /// # Errors
    /// It is too long, has parts that are not known here (a user, a fragment, octets outside ASCII), or is http to another
    /// machine.
    pub fn parse(text: &str) -> Result<Self, BadUrl> {
        if text.len() > OCTETS_MAX {
            return Err(BadUrl("it is longer than 2,048 octets"));
        }
        if !text.bytes().all(|octet| octet.is_ascii_graphic()) || text.contains(FORBIDDEN) {
            return Err(BadUrl("it has characters that a URL cannot have"));
        }
        let (scheme, rest) = text
            .split_once("://")
            .ok_or(BadUrl("it does not begin with https://"))?;
        let is_https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(BadUrl("it does not begin with https://")),
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let (host, port) = authority_of(authority)?;
        if !is_https && !host.is_this_machine() {
            return Err(BadUrl("http is for this machine alone: it has to be https"));
        }
        Ok(Self {
            is_https,
            port: port.unwrap_or(default_port(is_https)),
            host,
            target: if target.starts_with('/') {
                target.to_owned()
            } else {
                format!("/{target}")
            },
        })
    }

    /// Whether TLS comes first.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Who has it.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// At which port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Path and query.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Host, and port where it is not the usual one: what stands in `Host` (RFC 9110 §7.2).
    pub fn authority(&self) -> String {
        if self.port == default_port(self.is_https) {
            self.host.to_string()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

/// Without its query, which is of no use to who reads it.
impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_https { "https" } else { "http" };
        let path = self.target.split('?').next().unwrap_or_default();
        write!(f, "{scheme}://{}{path}", self.authority())
    }
}

impl Host {
    /// As a certificate names it: an address without brackets.
    pub fn certificate_name(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Address(address) => address.to_string(),
        }
    }

    /// Whether no packet to it leaves this machine (RFC 6761 §6.3).
    fn is_this_machine(&self) -> bool {
        match self {
            Self::Name(name) => name == LOCALHOST,
            Self::Address(address) => address.is_loopback(),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => address.fmt(f),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

impl fmt::Display for BadUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for BadUrl {}

fn authority_of(text: &str) -> Result<(Host, Option<u16>), BadUrl> {
    if text.contains('@') {
        return Err(BadUrl("it names a user"));
    }
    if let Some(inside) = text.strip_prefix('[') {
        let (address, rest) = inside.split_once(']').ok_or(BadUrl(NO_HOST))?;
        let address: Ipv6Addr = address.parse().map_err(|_| BadUrl(NO_HOST))?;
        let port = match rest {
            "" => None,
            rest => Some(port_of(rest.strip_prefix(':').ok_or(BadUrl(NO_PORT))?)?),
        };
        return Ok((Host::Address(address.into()), port));
    }
    let (name, port) = match text.split_once(':') {
        Some((name, port)) => (name, Some(port_of(port)?)),
        None => (text, None),
    };
    let host = match name.parse::<Ipv4Addr>() {
        Ok(address) => Host::Address(address.into()),
        Err(_) if is_name(name) => Host::Name(name.to_ascii_lowercase()),
        Err(_) => return Err(BadUrl(NO_HOST)),
    };
    Ok((host, port))
}

fn port_of(text: &str) -> Result<u16, BadUrl> {
    let are_digits = text.bytes().all(|octet| octet.is_ascii_digit());
    let port = text.parse::<u16>().ok().filter(|port| are_digits && *port != 0);
    port.ok_or(BadUrl(NO_PORT))
}

/// A name whose last label is a number could be taken for an address by somebody else.
fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'))
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= NAME_OCTETS_MAX && text.split('.').all(is_label) && !last.bytes().all(|octet| octet.is_ascii_digit())
}

fn default_port(is_https: bool) -> u16 {
    if is_https { 443 } else { 80 }
}

/// RFC 6761 §6.3: is never asked of the DNS.
pub(super) const LOCALHOST: &str = "localhost";
const NO_HOST: &str = "it names no host";
const NO_PORT: &str = "it names no port that there can be";
/// Not in any part of a URL (RFC 3986 §2), or behind what is fetched.
const FORBIDDEN: [char; 10] = ['"', '#', '<', '>', '\\', '^', '`', '{', '|', '}'];
const OCTETS_MAX: usize = 2048;
const NAME_OCTETS_MAX: usize = 253;

#[cfg(test)]
mod tests {
    use super::*;

    /// Authority, port, target, and what is shown of it; or a part of why it is none.
    fn check(text: &str, expected: Result<(&str, u16, &str, &str), &str>) {
        match (Url::parse(text), expected) {
            (Ok(url), Ok((authority, port, target, shown))) => {
                assert_eq!(url.authority(), authority, "{text}");
                assert_eq!(url.port(), port, "{text}");
                assert_eq!(url.target(), target, "{text}");
                assert_eq!(url.to_string(), shown, "{text}");
                assert_eq!(url.is_https(), shown.starts_with("https:"), "{text}");
            }
            (Err(why), Err(part)) => assert!(why.to_string().contains(part), "{text}: {why}"),
            (found, expected) => panic!("{text}: {found:?}, and not {expected:?}"),
        }
    }

    #[test]
    fn what_can_be_fetched_from() {
        let host = "login.example.com";
        check(
            "https://login.example.com",
            Ok((host, 443, "/", "https://login.example.com/")),
        );
        check(
            "HTTPS://Login.Example.COM/",
            Ok((host, 443, "/", "https://login.example.com/")),
        );
        check(
            "https://login.example.com:443/a",
            Ok((host, 443, "/a", "https://login.example.com/a")),
        );
        check(
            "https://login.example.com:8443/a/b?c=d&e=%20",
            Ok((
                "login.example.com:8443",
                8443,
                "/a/b?c=d&e=%20",
                "https://login.example.com:8443/a/b",
            )),
        );
        check(
            "https://a.example?b/c",
            Ok(("a.example", 443, "/?b/c", "https://a.example/")),
        );
        check("https://192.0.2.1/", Ok(("192.0.2.1", 443, "/", "https://192.0.2.1/")));
        check(
            "https://[2001:DB8::1]/",
            Ok(("[2001:db8::1]", 443, "/", "https://[2001:db8::1]/")),
        );
        check("https://[::1]:1/", Ok(("[::1]:1", 1, "/", "https://[::1]:1/")));
        check(
            "http://127.0.0.1:8080/x",
            Ok(("127.0.0.1:8080", 8080, "/x", "http://127.0.0.1:8080/x")),
        );
        check("http://[::1]/x", Ok(("[::1]", 80, "/x", "http://[::1]/x")));
        check("http://LocalHost/x", Ok(("localhost", 80, "/x", "http://localhost/x")));
    }

    #[test]
    fn what_is_no_url_for_us() {
        let http = Err("this machine alone");
        check("http://login.example.com/", http);
        check("http://192.0.2.1/", http);
        check("http://[2001:db8::1]/", http);
        check("http://localhost.example.com/", http);
        check("http://127.0.0.1.example.com/", http);
        for text in [
            "",
            "login.example.com",
            "/a",
            "ftp://a.example/",
            "file:///etc/passwd",
            "https:/a.example/",
        ] {
            check(text, Err("https://"));
        }
        for text in [
            "https://",
            "https:///a",
            "https://?a",
            "https://a..b/",
            "https://.a/",
            "https://a./",
            "https://[::1/",
            "https://[a]/",
            "https://[127.0.0.1]/",
            "https://1.2.3/",
            "https://300.1.1.1/",
            "https://a.example%00/",
        ] {
            check(text, Err("host"));
        }
        for text in [
            "https://a.example:/",
            "https://a.example:0/",
            "https://a.example:65536/",
            "https://a.example:+1/",
            "https://a.example:1:2/",
            "https://[::1]1/",
            "https://[::1]:/",
        ] {
            check(text, Err("port"));
        }
        check("https://login.example.com@evil.example/", Err("user"));
        check("https://:a@evil.example/", Err("user"));
        for text in [
            "https://a.example/#b",
            "https://a.example/ b",
            "https://a.example/\r\nHost: b",
            "https://b\u{fc}cher.example/",
            "https://a.example\\@b.example/",
        ] {
            check(text, Err("characters"));
        }
        check(&format!("https://a.example/{}", "a".repeat(OCTETS_MAX)), Err("longer"));
        check(&format!("https://{}a/", "a.".repeat(130)), Err("host"));
    }

    #[test]
    fn the_name_in_a_certificate() {
        for (text, name) in [
            ("https://A.example/", "a.example"),
            ("https://192.0.2.1:1/", "192.0.2.1"),
            ("https://[2001:db8::1]/", "2001:db8::1"),
        ] {
            let url = Url::parse(text).expect(text);
            assert_eq!(url.host().certificate_name(), name);
        }
    }
}
