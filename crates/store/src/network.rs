//! Networks: what is counted together, trusted, banned, or let through.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// All addresses that begin with the same bits. An IPv4 address within IPv6 (`::ffff:192.0.2.7`) is IPv4 here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// The network around `address` in which the first `bits` bits are the same. `None` if an address has not so many.
    pub fn new(address: IpAddr, bits: u8) -> Option<Self> {
        let (address, bits) = match address {
            IpAddr::V6(within) if bits >= MAPPED_BITS => match within.to_ipv4_mapped() {
                Some(v4) => (IpAddr::V4(v4), bits - MAPPED_BITS),
                None => (address, bits),
            },
            _ => (address, bits),
        };
        (bits <= bits_max(address)).then(|| Self {
            address: masked(address, bits),
            bits,
        })
    }

    /// What is counted as one client: the address itself in IPv4, its /64 in IPv6, of which a household or a machine has
    /// a whole one.
    pub fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        let bits = if address.is_ipv4() { V4_BITS } else { CLIENT_BITS };
        Self {
            address: masked(address, bits),
            bits,
        }
    }

    /// Whether `address` is one of it.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.address.is_ipv4() && masked(address, self.bits) == self.address
    }

    /// Whether all of `other` is in it.
    pub fn covers(&self, other: &Self) -> bool {
        self.bits <= other.bits && self.contains(other.address)
    }

    /// The first of its addresses.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// How many bits its addresses have in common.
    pub fn bits(&self) -> u8 {
        self.bits
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bits == bits_max(self.address) {
            fmt::Display::fmt(&self.address, f)
        } else {
            f.pad(&format!("{}/{}", self.address, self.bits))
        }
    }
}

/// Why a text is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkError {
    /// There is no address in it.
    Address,
    /// What stands behind the slash is no number from 0 to this.
    Bits(u8),
    /// The address has bits behind those that count. This is the network that it is in.
    HostBits(Network),
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => {
                f.write_str("this is neither an address nor a network such as 192.0.2.0/24 or 2001:db8::/32")
            }
            Self::Bits(max) => write!(f, "behind the slash of this network stands a number from 0 to {max}"),
            Self::HostBits(network) => write!(
                f,
                "this is an address within a network: the network is written {network}"
            ),
        }
    }
}

impl std::error::Error for NetworkError {}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NetworkError::Address)?;
        let max = bits_max(address);
        let bits = bits.map_or(Some(max), number).ok_or(NetworkError::Bits(max))?;
        let network = Self::new(address, bits).ok_or(NetworkError::Bits(max))?;
        if [address, address.to_canonical()].contains(&network.address) {
            Ok(network)
        } else {
            Err(NetworkError::HostBits(network))
        }
    }
}

/// Digits alone, without a zero in front.
fn number(text: &str) -> Option<u8> {
    let digits = text.bytes().all(|octet| octet.is_ascii_digit());
    let plain = digits && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

fn bits_max(address: IpAddr) -> u8 {
    if address.is_ipv4() { V4_BITS } else { V6_BITS }
}

/// `bits` are no more than the address has.
fn masked(address: IpAddr, bits: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(u32::from(V4_BITS - bits)).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(u32::from(V6_BITS - bits)).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
        }
    }
}

const V4_BITS: u8 = 32;
const V6_BITS: u8 = 128;
/// RFC 4291 §2.5.5.2: what stands in front of an IPv4 address within IPv6.
const MAPPED_BITS: u8 = 96;
/// RFC 6177: sites get at least this, and whoever has it can use every address in it.
const CLIENT_BITS: u8 = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn networks_as_they_are_written() {
        for (text, expected) in [
            ("192.0.2.0/24", Ok("192.0.2.0/24")),
            ("192.0.2.7", Ok("192.0.2.7")),
            ("192.0.2.7/32", Ok("192.0.2.7")),
            ("0.0.0.0/0", Ok("0.0.0.0/0")),
            ("2001:db8::/32", Ok("2001:db8::/32")),
            ("2001:DB8:0::1", Ok("2001:db8::1")),
            ("::/0", Ok("::/0")),
            ("::ffff:192.0.2.7", Ok("192.0.2.7")),
            ("::ffff:192.0.2.0/120", Ok("192.0.2.0/24")),
            ("192.0.2.7/24", Err("192.0.2.0/24")),
            ("192.0.2.1/0", Err("0.0.0.0/0")),
            ("2001:db8::1/64", Err("2001:db8::/64")),
            ("::ffff:192.0.2.7/120", Err("192.0.2.0/24")),
            ("192.0.2.0/33", Err("from 0 to 32")),
            ("2001:db8::/129", Err("from 0 to 128")),
            ("192.0.2.0/", Err("from 0 to 32")),
            ("192.0.2.0/+8", Err("from 0 to 32")),
            ("192.0.2.0/08", Err("from 0 to 32")),
            ("192.0.2.0/8/8", Err("from 0 to 32")),
            ("192.0.2.0/999", Err("from 0 to 32")),
            ("", Err("neither")),
            ("/8", Err("neither")),
            ("192.0.2", Err("neither")),
            (" 192.0.2.7", Err("neither")),
            ("example.com", Err("neither")),
        ] {
            match (text.parse::<Network>(), expected) {
                (Ok(network), Ok(expected)) => {
                    assert_eq!(network.to_string(), expected, "{text}");
                    assert_eq!(network.to_string().parse(), Ok(network), "{text}");
                }
                (Err(error), Err(expected)) => assert!(error.to_string().contains(expected), "{text}: {error}"),
                (got, _) => panic!("{text}: {got:?}"),
            }
        }
    }

    #[test]
    fn which_addresses_are_in_it() {
        for (network, client, inside) in [
            ("192.0.2.0/24", "192.0.2.0", true),
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.0/24", "::ffff:192.0.2.9", true),
            ("192.0.2.0/24", "::192.0.2.9", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.6", false),
            ("0.0.0.0/0", "203.0.113.1", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "203.0.113.1", false),
            ("::/0", "::ffff:203.0.113.1", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false),
        ] {
            let parsed: Network = network.parse().expect("a network");
            assert_eq!(parsed.contains(address(client)), inside, "{client} in {network}");
        }
    }

    #[test]
    fn what_is_counted_as_one() {
        for (client, network) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(Network::of(address(client)).to_string(), network, "{client}");
        }
    }

    #[test]
    fn made_of_an_address_and_a_number() {
        for (text, bits, expected) in [
            ("192.0.2.7", 24, Some("192.0.2.0/24")),
            ("192.0.2.7", 0, Some("0.0.0.0/0")),
            ("192.0.2.7", 33, None),
            ("2001:db8::7", 128, Some("2001:db8::7")),
            ("2001:db8::7", 129, None),
            ("::ffff:192.0.2.7", 96, Some("0.0.0.0/0")),
            ("::ffff:192.0.2.7", 128, Some("192.0.2.7")),
            ("::ffff:192.0.2.7", 129, None),
            // Fewer bits than the mark has: a network of IPv6.
            ("::ffff:192.0.2.7", 64, Some("::/64")),
        ] {
            let network = Network::new(address(text), bits).map(|network| network.to_string());
            assert_eq!(network.as_deref(), expected, "{text} {bits}");
        }
    }

    #[test]
    fn they_sort_by_address() {
        let mut networks: Vec<Network> = ["2001:db8::/32", "192.0.2.0/24", "10.0.0.0/8", "192.0.2.0"]
            .map(|text| text.parse().expect("a network"))
            .to_vec();
        networks.sort_unstable();
        let sorted: Vec<String> = networks.iter().map(Network::to_string).collect();
        assert_eq!(sorted, ["10.0.0.0/8", "192.0.2.0/24", "192.0.2.0", "2001:db8::/32"]);
    }
}
