//! The PROXY protocol, versions 1 and 2: in front of a connection, a proxy says whose connection it is
//! (haproxy.org/download/2.8/doc/proxy-protocol.txt). How far a header reaches is known here; addresses are read by
//! proxy-header, which stays behind this module.

use crate::world::Stream;
use proxy_header::{ParseConfig, Protocol, ProxyHeader};
use std::fmt;
use std::io;
use std::net::SocketAddr;
use tokio::io::AsyncReadExt;

/// Whose connection it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proxied {
    /// That of a client at this address.
    Client(SocketAddr),
    /// The proxy's own (LOCAL), which looks whether we live.
    Itself,
    /// A client's of whom the proxy does not say where it is (UNKNOWN, AF_UNIX, AF_UNSPEC).
    Unknown,
}

/// Why what stands in front of a connection is not a header that we can go by.
#[derive(Debug)]
pub enum ProxyError {
    /// Nothing came at all. What looks whether a port is open does this.
    Silent,
    /// The connection ended before the header did.
    Ended,
    /// The connection broke.
    Broken(io::Error),
    /// It begins like no header of either version.
    Foreign,
    /// It says that it is longer than any that we take.
    TooLong,
    /// It begins like a header, and is none.
    Damaged(&'static str),
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silent => f.write_str("the connection ended before it began"),
            Self::Ended => f.write_str("the connection ended within the header"),
            Self::Broken(error) => write!(f, "the connection broke: {error}"),
            Self::Foreign => f.write_str("the connection does not begin with a header"),
            Self::TooLong => f.write_str("the header is too long"),
            Self::Damaged(why) => write!(f, "the header is damaged: {why}"),
        }
    }
}

/// Takes the header off the front of a connection, and not one octet more. The caller bounds the time.
///
/// # Errors
/// There is no header. What was read of the connection is lost, so it cannot be used any more.
pub async fn read_header(stream: &mut dyn Stream) -> Result<Proxied, ProxyError> {
    let mut header = Vec::with_capacity(V1_OCTETS_MAX);
    loop {
        let more = missing(&header)?;
        if more == 0 {
            return parse(&header);
        }
        let known = header.len();
        header.resize(known + more, 0);
        let octets = stream.read(&mut header[known..]).await.map_err(ProxyError::Broken)?;
        header.truncate(known + octets);
        if octets == 0 {
            return Err(if known == 0 {
                ProxyError::Silent
            } else {
                ProxyError::Ended
            });
        }
    }
}

/// Reads one whole header, behind which nothing follows. An address of IPv4 in the form of IPv6 is one of IPv4.
///
/// # Errors
/// It is no header, or not all of it.
pub fn parse(header: &[u8]) -> Result<Proxied, ProxyError> {
    if missing(header)? != 0 {
        return Err(ProxyError::Ended);
    }
    // What the specification says about UNKNOWN (§2.1: ignore what follows it) and LOCAL (§2.2: ignore addresses and their
    // kind) the crate does not do in all cases, and the number reader of the standard library takes a sign.
    if let Some(line) = header.strip_prefix(V1_BEGIN) {
        match line.strip_prefix(b"UNKNOWN") {
            Some([b' ' | b'\r', ..]) => return Ok(Proxied::Unknown),
            Some(_) => return Err(ProxyError::Damaged("it names no protocol")),
            // §2.1: no leading zeros, since some read them as octal.
            None if !line.split(u8::is_ascii_whitespace).skip(3).all(is_port_or_nothing) => {
                return Err(ProxyError::Damaged("a port is no number"));
            }
            None => {}
        }
    } else if header.get(V2_BEGIN.len()) == Some(&V2_LOCAL) {
        return Ok(Proxied::Itself);
    } else if !additions_fill(header) {
        return Err(ProxyError::Damaged("what it adds does not fill it"));
    }
    let config = ParseConfig {
        include_tlvs: false,
        ..ParseConfig::default()
    };
    match ProxyHeader::parse(header, config) {
        Ok((_, octets)) if octets != header.len() => Err(ProxyError::Damaged("its parts do not fill it")),
        Ok((parsed, _)) => match parsed.proxied_address() {
            None => Ok(Proxied::Unknown),
            Some(address) if address.protocol == Protocol::Stream => {
                let source = address.source;
                Ok(Proxied::Client(SocketAddr::new(
                    source.ip().to_canonical(),
                    source.port(),
                )))
            }
            Some(_) => Err(ProxyError::Damaged("it tells of UDP")),
        },
        Err(_) => Err(ProxyError::Damaged("its addresses cannot be read")),
    }
}

fn is_port_or_nothing(word: &[u8]) -> bool {
    let is_number = word.iter().all(u8::is_ascii_digit) && (word == b"0" || !word.starts_with(b"0"));
    word.is_empty() || is_number
}

/// Whether what follows the addresses of a header of version 2 is a row of types, lengths and values that ends with it (§2.2.1).
fn additions_fill(header: &[u8]) -> bool {
    let addresses = match header.get(V2_BEGIN.len() + 1).map(|kind| kind >> 4) {
        Some(1) => 12,
        Some(2) => 36,
        Some(3) => 216,
        // §2.2: without addresses that we know, nothing of the rest is looked at.
        _ => return true,
    };
    let Some(mut rest) = header.get(V2_FIXED_OCTETS + addresses..) else {
        return false;
    };
    while let [_, high, low, values @ ..] = rest {
        match values.get(usize::from(u16::from_be_bytes([*high, *low]))..) {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    rest.is_empty()
}

/// How many octets may be read next without reading beyond the header. Zero: it is whole.
fn missing(header: &[u8]) -> Result<usize, ProxyError> {
    let begins = |with: &[u8]| header.iter().zip(with).all(|(octet, expected)| octet == expected);
    let octets = header.len();
    let is_v1 = begins(V1_BEGIN);
    if !is_v1 && !begins(V2_BEGIN) {
        // Told at the first octet that is wrong: a client that speaks SMTP would wait for us, and we for it.
        return Err(ProxyError::Foreign);
    }
    if octets < V2_BEGIN.len() {
        // No header of version 1 is shorter than this.
        return Ok(V2_BEGIN.len() - octets);
    }
    if is_v1 {
        return match header.iter().position(|octet| *octet == b'\n') {
            Some(at) if at >= V1_OCTETS_MAX => Err(ProxyError::TooLong),
            Some(at) if at + 1 == octets && header.ends_with(b"\r\n") => Ok(0),
            Some(_) => Err(ProxyError::Damaged("its line does not end where it should")),
            None if octets >= V1_OCTETS_MAX => Err(ProxyError::TooLong),
            None => Ok(1),
        };
    }
    if octets < V2_FIXED_OCTETS {
        return Ok(V2_FIXED_OCTETS - octets);
    }
    let rest = usize::from(u16::from_be_bytes([
        header[V2_FIXED_OCTETS - 2],
        header[V2_FIXED_OCTETS - 1],
    ]));
    if rest > V2_REST_OCTETS_MAX {
        return Err(ProxyError::TooLong);
    }
    let whole = V2_FIXED_OCTETS + rest;
    whole
        .checked_sub(octets)
        .ok_or(ProxyError::Damaged("more follows than it says"))
}

/// §2.1
const V1_BEGIN: &[u8] = b"PROXY ";
/// §2.1, with CR LF.
const V1_OCTETS_MAX: usize = 107;
/// §2.2
const V2_BEGIN: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";
/// §2.2: the beginning, version and command, family and protocol, the length of what follows.
const V2_FIXED_OCTETS: usize = V2_BEGIN.len() + 4;
/// §2.2: version 2, command LOCAL.
const V2_LOCAL: u8 = 0x20;
/// Addresses take 216 octets at most; the rest is for what proxies add. HAProxy itself takes no more than one buffer.
const V2_REST_OCTETS_MAX: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncWriteExt, duplex};

    /// What a connection begins with, and what is learnt of it: whole, through a pipe, and octet by octet. What follows a
    /// header stays to be read.
    async fn check(header: &[u8], expected: Result<&str, &str>) {
        const NEXT: &[u8] = b"EHLO client.example.com\r\n";
        for pipe_octets in [1, 7, 8192] {
            let (mut near, mut far) = duplex(pipe_octets);
            let sent = if expected.is_ok() {
                [header, NEXT].concat()
            } else {
                header.to_vec()
            };
            let write = async move {
                far.write_all(&sent).await.expect("a pipe");
            };
            let read = async {
                let found = read_header(&mut near).await;
                let mut rest = Vec::new();
                near.read_to_end(&mut rest).await.expect("a pipe");
                (found, rest)
            };
            let ((), (found, rest)) = tokio::join!(write, read);
            match (found, expected) {
                (Ok(found), Ok(expected)) => {
                    let shown = match found {
                        Proxied::Client(address) => address.to_string(),
                        Proxied::Itself => "itself".to_owned(),
                        Proxied::Unknown => "unknown".to_owned(),
                    };
                    assert_eq!(shown, expected, "{}", header.escape_ascii());
                    assert_eq!(rest, NEXT, "not one octet more");
                    assert_eq!(parse(header).expect("the same"), found);
                }
                (Err(error), Err(expected)) => {
                    assert!(
                        error.to_string().contains(expected),
                        "{error}: {}",
                        header.escape_ascii()
                    );
                    assert!(parse(header).is_err());
                }
                (found, expected) => panic!("{found:?}, not {expected:?}: {}", header.escape_ascii()),
            }
        }
    }

    /// Of version 2: command, family and protocol, and what follows.
    fn v2(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
        let octets = u16::try_from(rest.len()).expect("short").to_be_bytes();
        [V2_BEGIN, &[command, family], &octets, rest].concat()
    }

    const IPV4: &[u8] = &[192, 0, 2, 7, 198, 51, 100, 1, 0xC8, 0x22, 0x02, 0x4B];

    fn ipv6(source: [u8; 16]) -> Vec<u8> {
        [&source[..], &[0; 15], &[1, 0xC8, 0x22, 0x02, 0x4B]].concat()
    }

    const DOCUMENTATION: [u8; 16] = [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
    const MAPPED: [u8; 16] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 7];

    #[tokio::test]
    async fn version_1() {
        let damaged = "damaged";
        for (line, expected) in [
            ("PROXY TCP4 192.0.2.7 198.51.100.1 51234 587\r\n", Ok("192.0.2.7:51234")),
            ("PROXY TCP6 2001:db8::7 ::1 51234 587\r\n", Ok("[2001:db8::7]:51234")),
            ("PROXY TCP6 ::ffff:192.0.2.7 ::1 51234 587\r\n", Ok("192.0.2.7:51234")),
            ("PROXY UNKNOWN\r\n", Ok("unknown")),
            ("PROXY UNKNOWN ffff:f...f:ffff 65535 whatever\r\n", Ok("unknown")),
            ("PROXY UNKNOWNS\r\n", Err(damaged)),
            ("PROXY TCP4 2001:db8::7 ::1 51234 587\r\n", Err(damaged)),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 51234\r\n", Err(damaged)),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 +51234 587\r\n", Err(damaged)),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 65536 587\r\n", Err(damaged)),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 0 587\r\n", Ok("192.0.2.7:0")),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 051234 587\r\n", Err(damaged)),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 51234 00587\r\n", Err(damaged)),
            ("PROXY TCP4 192.0.2.07 198.51.100.1 51234 587\r\n", Err(damaged)),
            ("PROXY TCP4 192.0.2.300 198.51.100.1 51234 587\r\n", Err(damaged)),
            ("PROXY TCP4  192.0.2.7 198.51.100.1 51234 587\r\n", Err(damaged)),
            ("PROXY UDP4 192.0.2.7 198.51.100.1 51234 587\r\n", Err(damaged)),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 51234 587\n", Err(damaged)),
            ("PROXY UNKNOWN\n", Err(damaged)),
            ("PROXY \r\n\r\n\r\n", Err(damaged)),
            (
                "PROXY TCP4 192.0.2.7 198.51.100.1 51234 587",
                Err("ended within the header"),
            ),
            ("PROXY", Err("ended within the header")),
            ("", Err("before it began")),
        ] {
            check(line.as_bytes(), expected).await;
        }
        // The longest that there may be, and one octet more.
        let filled = |octets: usize| {
            let spaces = octets - "PROXY UNKNOWN\r\n".len();
            format!("PROXY UNKNOWN{}\r\n", " ".repeat(spaces))
        };
        check(filled(V1_OCTETS_MAX).as_bytes(), Ok("unknown")).await;
        check(filled(V1_OCTETS_MAX + 1).as_bytes(), Err("too long")).await;
    }

    #[tokio::test]
    async fn version_2() {
        let tlvs = [IPV4, &[0x02, 0, 3, b'a', b'.', b'b'], &[0x04, 0, 0]].concat();
        let unix = [&b"/run/client"[..], &[0; 205]].concat();
        let value = V2_REST_OCTETS_MAX - 12 - 3;
        let most = [IPV4, &[0xE0, (value >> 8) as u8, value as u8], &vec![0; value]].concat();
        let from = Ok("192.0.2.7:51234");
        for (header, expected) in [
            (v2(0x21, 0x11, IPV4), from),
            (v2(0x21, 0x11, &tlvs), from),
            (v2(0x21, 0x11, &most), from),
            (v2(0x21, 0x21, &ipv6(DOCUMENTATION)), Ok("[2001:db8::7]:51234")),
            (v2(0x21, 0x21, &ipv6(MAPPED)), from),
            (v2(0x21, 0x31, &unix), Ok("unknown")),
            (v2(0x21, 0x00, b""), Ok("unknown")),
            (v2(0x21, 0x00, b"whatever"), Ok("unknown")),
            (v2(0x20, 0x00, b""), Ok("itself")),
            (v2(0x20, 0x11, IPV4), Ok("itself")),
            (v2(0x20, 0x31, b""), Ok("itself")),
            (v2(0x21, 0x12, IPV4), Err("UDP")),
            (v2(0x21, 0x22, &ipv6(DOCUMENTATION)), Err("UDP")),
            (v2(0x21, 0x11, &IPV4[..11]), Err("damaged")),
            // What follows the addresses reaches beyond the header, or does not fill it.
            (v2(0x21, 0x11, &[IPV4, &[0x04, 0, 1]].concat()), Err("does not fill")),
            (
                v2(0x21, 0x11, &[IPV4, &[0x04, 0xFF, 0xFF, 0]].concat()),
                Err("does not fill"),
            ),
            (v2(0x21, 0x11, &[IPV4, &[0x04, 0]].concat()), Err("does not fill")),
            (
                v2(0x21, 0x11, &[IPV4, &[0x04, 0, 0, 0x04]].concat()),
                Err("does not fill"),
            ),
            (
                v2(0x21, 0x31, &[&unix[..], &[0x04, 0, 1]].concat()),
                Err("does not fill"),
            ),
            (v2(0x21, 0x21, IPV4), Err("damaged")),
            (v2(0x21, 0x31, IPV4), Err("damaged")),
            (v2(0x21, 0x41, IPV4), Err("damaged")),
            (v2(0x22, 0x11, IPV4), Err("damaged")),
            (v2(0x11, 0x11, IPV4), Err("damaged")),
            (v2(0x21, 0x11, &[&most[..], &[0]].concat()), Err("too long")),
            (V2_BEGIN.to_vec(), Err("ended within the header")),
            (v2(0x21, 0x11, IPV4)[..27].to_vec(), Err("ended within the header")),
        ] {
            check(&header, expected).await;
        }
        let more = [&v2(0x20, 0x00, b"")[..], b"E"].concat();
        assert!(parse(&more).is_err(), "one header, and nothing behind it");
    }

    #[tokio::test]
    async fn no_header_at_all() {
        for begin in [
            &b"EHLO client.example.com\r\n"[..],
            b"P",
            b"PROXy TCP4",
            b"\x16\x03\x01\x02\x00\x01\x00",
            b"\r\n\r\n\0\r\nQUIX",
            b"\0",
        ] {
            let expected = if b"PROXY ".starts_with(begin) {
                "ended within"
            } else {
                "does not begin"
            };
            check(begin, Err(expected)).await;
        }
    }
}
