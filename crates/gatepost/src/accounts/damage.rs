//! Damage for the tests of what is read from outside: the same for the same seed.

/// SplitMix64: the same numbers everywhere.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    /// Any number.
    pub(super) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One below `end`, which is not 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.draw() % end as u64) as usize
    }

    /// One of these, of which there are some.
    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// The octets with one to three damages. The words are what means something to whoever reads it.
pub(super) fn damaged(octets: &[u8], words: &[&[u8]], chance: &mut Chance) -> Vec<u8> {
    let mut octets = octets.to_vec();
    for _ in 0..=chance.below(3) {
        let at = chance.below(octets.len() + 1);
        let end = (at + 1 + chance.below(RANGE_OCTETS_MAX)).min(octets.len());
        match chance.below(10) {
            0 | 1 => {
                if let Some(octet) = octets.get_mut(at) {
                    *octet ^= 1 << chance.below(8);
                }
            }
            2 => octets.insert(at, chance.draw() as u8),
            3 | 4 => drop(octets.splice(at..at, chance.one(words).iter().copied())),
            5 => {
                for (octet, new) in octets.iter_mut().skip(at).zip(chance.one(words)) {
                    *octet = *new;
                }
            }
            6 => drop(octets.drain(at..end)),
            7 => {
                let again = octets[at..end].to_vec();
                drop(octets.splice(at..at, again));
            }
            8 => {
                if at < octets.len() {
                    octets.remove(at);
                }
            }
            _ => octets.truncate(at),
        }
    }
    octets
}

const RANGE_OCTETS_MAX: usize = 16;
