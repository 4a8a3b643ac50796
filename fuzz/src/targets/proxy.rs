//! PROXY headers: as octets come in, there is one moment at most at which they are a header; before it more is wanted, and
//! behind it nothing is. The address that was read can be written, in both versions, and read again.

use gatepost::inbound::proxy::{Proxied, ProxyError, parse};
use std::net::{IpAddr, SocketAddr};

/// Takes the octets for the start of a connection, of which more and more is there.
pub fn run(octets: &[u8]) {
    let mut before = Found::More;
    for end in ends(octets) {
        let found = found(&octets[..end]);
        match (&before, &found) {
            (Found::More, _) | (_, Found::Nothing) => {}
            _ => panic!("{before:?} was {found:?} with more: {}", octets[..end].escape_ascii()),
        }
        before = found;
    }
}

#[derive(Debug)]
enum Found {
    /// It may become a header.
    More,
    /// It is one.
    Header,
    /// It is none, and never will be.
    Nothing,
}

fn found(octets: &[u8]) -> Found {
    let is_begun =
        V1.starts_with(&octets[..octets.len().min(V1.len())]) || V2.starts_with(&octets[..octets.len().min(V2.len())]);
    match parse(octets) {
        Ok(address) => {
            assert!(is_begun && octets.len() <= OCTETS_MAX, "{}", octets.escape_ascii());
            if let Proxied::Client(address) = address {
                check_address(address);
            }
            Found::Header
        }
        Err(error) => {
            let words = error.to_string();
            assert!(!words.is_empty() && !words.contains(char::is_control), "{words:?}");
            assert_eq!(
                matches!(error, ProxyError::Foreign),
                !is_begun,
                "{}",
                octets.escape_ascii()
            );
            match error {
                ProxyError::Ended | ProxyError::Silent => Found::More,
                _ => Found::Nothing,
            }
        }
    }
}

/// Everything that can be the end of a header of version 1, and what is near that of one of version 2.
fn ends(octets: &[u8]) -> Vec<usize> {
    let mut ends: Vec<usize> = (0..=octets.len().min(V1_OCTETS_MAX + 3)).collect();
    if let Some([high, low]) = octets.get(V2.len() + 2..V2.len() + 4) {
        let said = V2.len() + 4 + usize::from(u16::from_be_bytes([*high, *low]));
        ends.extend([said - 1, said, said + 1]);
    }
    ends.push(octets.len());
    ends.retain(|end| *end <= octets.len());
    ends.sort_unstable();
    ends.dedup();
    ends
}

fn check_address(address: SocketAddr) {
    let ip = address.ip();
    assert_eq!(ip.to_canonical(), ip, "IPv4 in the form of IPv6");
    let v1 = match ip {
        IpAddr::V4(ip) => format!("PROXY TCP4 {ip} 198.51.100.1 {} 587\r\n", address.port()),
        IpAddr::V6(ip) => format!("PROXY TCP6 {ip} 2001:db8::1 {} 587\r\n", address.port()),
    };
    let port = address.port().to_be_bytes();
    let v2 = match ip {
        IpAddr::V4(ip) => [
            V2,
            b"\x21\x11\0\x0c",
            &ip.octets(),
            &[198, 51, 100, 1],
            &port,
            b"\x02\x4b",
        ]
        .concat(),
        IpAddr::V6(ip) => [V2, b"\x21\x21\0\x24", &ip.octets(), &[0; 16], &port, b"\x02\x4b"].concat(),
    };
    for header in [v1.as_bytes(), &v2] {
        let read = parse(header).unwrap_or_else(|error| panic!("{error}: {}", header.escape_ascii()));
        assert_eq!(read, Proxied::Client(address), "{}", header.escape_ascii());
    }
}

const V1: &[u8] = b"PROXY ";
const V2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";
const V1_OCTETS_MAX: usize = 107;
/// Of either version, as far as we take them.
const OCTETS_MAX: usize = 16 + 4096;
