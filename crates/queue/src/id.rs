//! Queue ids: 128 bits of time, node and counter, printed in base32, never used twice.

use mail::Timestamp;
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

/// The name of a message in the queue. Ids sort by the time at which they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueId(u128);

impl QueueId {
    /// From its 16 octets, as the store keeps them.
    pub fn from_octets(octets: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(octets))
    }

    /// Its 16 octets; their order is the ids' order.
    pub fn octets(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// When it was made, to the millisecond: when the message began to come in.
    pub fn made(self) -> Timestamp {
        // 48 bits of milliseconds fit, and so do as many thousands.
        let millis = i64::try_from(self.0 >> 80).unwrap_or(i64::MAX);
        Timestamp::from_micros(millis.saturating_mul(1000))
    }
}

impl fmt::Display for QueueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits: String = (0..DIGITS)
            .rev()
            .map(|n| char::from(ALPHABET[(self.0 >> (5 * n)) as usize & 31]))
            .collect();
        f.pad(&digits)
    }
}

/// The text is no queue id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseIdError;

impl fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a queue id is {DIGITS} letters and digits, as `gatepost queue list` prints it"
        )
    }
}

impl std::error::Error for ParseIdError {}

impl FromStr for QueueId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        if text.len() != DIGITS || text.as_bytes()[0] > b'7' {
            return Err(ParseIdError);
        }
        let mut value = 0u128;
        for octet in text.bytes() {
            let digit = ALPHABET
                .iter()
                .position(|letter| *letter == octet.to_ascii_lowercase())
                .ok_or(ParseIdError)?;
            value = value << 5 | digit as u128;
        }
        Ok(Self(value))
    }
}

/// Makes ids: 48 bits of milliseconds, 32 of the node, 48 of a counter that begins somewhere new at each start,
/// so that a clock which was set back makes no id again.
#[derive(Debug)]
pub struct IdSource {
    node: u32,
    counter: AtomicU64,
}

impl IdSource {
    /// `node` is kept by the store, `seed` is random.
    pub fn new(node: u32, seed: u64) -> Self {
        Self {
            node,
            counter: AtomicU64::new(seed),
        }
    }

    /// The next id.
    pub fn next(&self, now: Timestamp) -> QueueId {
        let millis = u128::try_from(now.micros() / 1000).unwrap_or(0) & ((1 << 48) - 1);
        let count = u128::from(self.counter.fetch_add(1, Ordering::Relaxed)) & ((1 << 48) - 1);
        QueueId(millis << 80 | u128::from(self.node) << 48 | count)
    }
}

const DIGITS: usize = 26;
/// Crockford's base32 in lower case: no i, l, o, u, and it sorts as the numbers do.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_print_parse_and_sort() {
        let source = IdSource::new(7, u64::MAX);
        let ids: Vec<QueueId> = (0..100)
            .map(|n| source.next(Timestamp::from_micros(n * 1000)))
            .collect();
        for pair in ids.windows(2) {
            assert!(pair[0] < pair[1] && pair[0].to_string() < pair[1].to_string());
        }
        for id in ids {
            assert_eq!(id.to_string().parse(), Ok(id));
            assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
            assert_eq!(QueueId::from_octets(id.octets()), id);
        }
        for micros in [0, 999, 1_000, 1_795_435_200_123_456] {
            let made = source.next(Timestamp::from_micros(micros)).made();
            assert_eq!(made.micros(), micros / 1000 * 1000, "to the millisecond");
        }
        for bad in [
            "",
            "0",
            "8zzzzzzzzzzzzzzzzzzzzzzzzz",
            "0000000000000000000000000u",
            "\u{ac00}0000000000000000000000",
        ] {
            assert_eq!(bad.parse::<QueueId>(), Err(ParseIdError), "{bad:?}");
        }
    }

    #[test]
    fn no_id_comes_twice_when_the_clock_goes_back() {
        let source = IdSource::new(1, 5);
        let (first, again) = (
            source.next(Timestamp::from_micros(5000)),
            source.next(Timestamp::from_micros(5000)),
        );
        assert_ne!(first, again);
    }
}
