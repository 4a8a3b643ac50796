//! Messages for tests, and how they stand on the wire.

use super::ALICE;
use std::hash::{BuildHasher, Hasher, RandomState};

/// A message that ends with CR LF, as it stands behind DATA (RFC 5321 §4.5.2).
pub fn stuffed(message: &[u8]) -> Vec<u8> {
    assert!(message.ends_with(b"\r\n"), "DATA carries whole lines");
    let mut out = Vec::with_capacity(message.len() + 16);
    let mut line_start = true;
    for octet in message {
        if line_start && *octet == b'.' {
            out.push(b'.');
        }
        out.push(*octet);
        line_start = *octet == b'\n';
    }
    out.extend_from_slice(b".\r\n");
    out
}

/// A message as one chunk (RFC 3030 §2).
pub fn chunk(message: &[u8]) -> Vec<u8> {
    let mut out = format!("BDAT {} LAST\r\n", message.len()).into_bytes();
    out.extend_from_slice(message);
    out
}

/// A small generator of random numbers (SplitMix64): the same numbers for the same seed, on every machine.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Begins at this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Begins at a new seed, or at the one that GATEPOST_TEST_SEED names. The seed is in the output of a test that fails.
    pub fn fresh() -> Self {
        let seed = match std::env::var("GATEPOST_TEST_SEED") {
            Ok(text) => text.parse().expect("GATEPOST_TEST_SEED is a number"),
            Err(_) => RandomState::new().build_hasher().finish(),
        };
        println!("GATEPOST_TEST_SEED={seed}");
        Self(seed)
    }

    /// Any number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.draw() % bound as u64).expect("it is below a usize")
    }

    /// So many random octets of text as it may stand in a message: no NUL, CR and LF only together, lines of up to
    /// `line_max` octets, some of them beginning with dots. From two octets on it ends with CR LF.
    pub fn text(&mut self, octets: usize, line_max: usize) -> Vec<u8> {
        let mut text = Vec::with_capacity(octets);
        while octets - text.len() >= 2 {
            let room = octets - text.len() - 2;
            let wanted = match self.below(8) {
                0 => 0,
                1 => self.below(line_max),
                _ => self.below(line_max.min(120)),
            };
            let mut length = wanted.min(room);
            // One octet alone would have no room for its line end.
            if room - length == 1 {
                length += 1;
            }
            let start = text.len();
            while text.len() < start + length {
                for octet in self.draw().to_le_bytes().into_iter().take(start + length - text.len()) {
                    text.push(if matches!(octet, 0 | b'\r' | b'\n') {
                        b'?'
                    } else {
                        octet
                    });
                }
            }
            if length > 0 && self.below(4) == 0 {
                text[start] = b'.';
            }
            text.extend_from_slice(b"\r\n");
        }
        if text.len() < octets {
            text.push(b'x');
        }
        text
    }
}

/// A message from [`ALICE`] with a random body.
pub fn message(random: &mut Random, name: &str, body_octets: usize, line_max: usize) -> Vec<u8> {
    let mut message = format!(
        "From: Alice <{ALICE}>\r\nTo: Bob <bob@example.org>\r\nSubject: {name}\r\n\
         Date: Mon, 23 Nov 2026 20:15:53 +0000\r\nMessage-ID: <{name}@client.example>\r\n\r\n"
    )
    .into_bytes();
    message.extend(random.text(body_octets, line_max));
    message
}

/// Fails without printing a screenful of octets.
#[track_caller]
pub fn assert_same(what: &str, got: &[u8], sent: &[u8]) {
    if got == sent {
        return;
    }
    let at = got.iter().zip(sent).take_while(|(got, sent)| got == sent).count();
    let around = |octets: &[u8]| {
        let (start, end) = (at.saturating_sub(40).min(octets.len()), (at + 40).min(octets.len()));
        octets[start..end].escape_ascii().to_string()
    };
    panic!(
        "{what}: {} octets, {} were sent; they differ at octet {at}:\n got: {}\nsent: {}",
        got.len(),
        sent.len(),
        around(got),
        around(sent)
    );
}
