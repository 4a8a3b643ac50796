//! All chance of the made-up world: one small generator, so that a seed says everything about a run.

use std::time::Duration;

/// A stream of numbers that depends on its seed and on nothing else (xoshiro256++, seeded by SplitMix64).
#[derive(Debug, Clone)]
pub struct Chance([u64; 4]);

impl Chance {
    /// The stream of `seed`.
    pub fn new(seed: u64) -> Self {
        let mut state = seed;
        Self(std::array::from_fn(|_| {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut drawn = state;
            drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            drawn ^ (drawn >> 31)
        }))
    }

    /// A stream of its own, so that what one part draws does not move what another one gets.
    pub fn fork(&mut self) -> Self {
        Self::new(self.number())
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let drawn = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        drawn
    }

    /// From 0 up to, and without, `limit`; 0 if that is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.number() % limit.max(1)
    }

    /// From `least` to `most`, both included.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most.saturating_sub(least).saturating_add(1))
    }

    /// From `least` to `most`, small ones as likely as large ones: each doubling has the same chance.
    pub fn magnitude(&mut self, least: u64, most: u64) -> u64 {
        let least = least.max(1);
        let doublings = most.max(least).ilog2() - least.ilog2();
        let from = (least << self.below(u64::from(doublings) + 1)).min(most.max(least));
        self.between(from, (2 * from - 1).min(most))
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// One of `choices`, which is not empty.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len() as u64) as usize]
    }

    /// A time from `least` to `most`, in whole microseconds.
    pub fn duration(&mut self, least: Duration, most: Duration) -> Duration {
        let micros = |duration: Duration| u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(self.between(micros(least), micros(most)))
    }

    /// Fills `octets`.
    pub fn fill(&mut self, octets: &mut [u8]) {
        for part in octets.chunks_mut(8) {
            let drawn = self.number().to_le_bytes();
            part.copy_from_slice(&drawn[..part.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_stream() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            (0..8).map(|_| chance.number()).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        let (mut one, mut other) = (Chance::new(1), Chance::new(1));
        one.fork().number();
        other.fork();
        assert_eq!(one.number(), other.number());
    }

    #[test]
    fn what_is_drawn_lies_within() {
        let mut chance = Chance::new(7);
        for (least, most) in [(0, 0), (1, 1), (0, 5), (3, 400_000), (3, 4), (5, 6)] {
            for _ in 0..200 {
                assert!((least..=most).contains(&chance.between(least, most)), "{least} {most}");
                assert!(
                    (least.max(1)..=most.max(1)).contains(&chance.magnitude(least, most)),
                    "{least} {most}"
                );
            }
        }
        let (short, long) = (Duration::from_millis(2), Duration::from_secs(9));
        for _ in 0..200 {
            assert!((short..=long).contains(&chance.duration(short, long)));
        }
        assert_eq!(chance.below(0), 0);
        assert!((0..1_000).filter(|_| chance.one_in(4)).count().abs_diff(250) < 60);
    }
}
