//! Damages octets: the same damage for the same chance. Poorer than libFuzzer, which watches the code, and there on every
//! machine.

use crate::Chance;

/// What damage is made of.
#[derive(Debug)]
pub struct Mutator<'a> {
    /// What means something to the target: [`words`].
    pub words: &'a [Vec<u8>],
    /// Whole inputs, of which the ends are taken.
    pub others: &'a [Vec<u8>],
}

impl Mutator<'_> {
    /// The octets with one to five damages; at most 20,000 octets.
    pub fn mutate(&self, octets: &[u8], chance: &mut Chance) -> Vec<u8> {
        let mut damaged = octets.to_vec();
        for _ in 0..=chance.below(5) {
            self.damage(&mut damaged, chance);
        }
        damaged.truncate(OCTETS_MAX);
        damaged
    }

    fn damage(&self, octets: &mut Vec<u8>, chance: &mut Chance) {
        let at = chance.below(octets.len() + 1);
        let end = (at + 1 + chance.below(RANGE_OCTETS_MAX)).min(octets.len());
        match chance.below(12) {
            0 => flip(octets, at, chance),
            1 => replace(octets, at, &[chance.draw() as u8]),
            2 => replace(octets, at, &[drawn(chance, EDGES)]),
            3 | 4 => insert(octets, at, &[drawn(chance, EDGES)]),
            5 | 6 => insert(octets, at, self.word(chance)),
            7 => replace(octets, at, self.word(chance)),
            8 => drop(octets.drain(at..end)),
            9 => {
                let again = octets[at..end].to_vec();
                insert(octets, at, &again);
            }
            10 => self.splice(octets, at, chance),
            _ => {
                // Mostly short; long enough for every limit on a line once in a while.
                let count = if chance.below(8) == 0 { 14_000 } else { 600 };
                let filler = vec![drawn(chance, EDGES); chance.below(count)];
                insert(octets, at, &filler);
            }
        }
    }

    fn word(&self, chance: &mut Chance) -> &[u8] {
        chance.one(self.words).map_or(&[][..], Vec::as_slice)
    }

    /// Up to `at` these, from there on the end of another input.
    fn splice(&self, octets: &mut Vec<u8>, at: usize, chance: &mut Chance) {
        if let Some(other) = chance.one(self.others) {
            octets.truncate(at);
            octets.extend_from_slice(&other[chance.below(other.len() + 1)..]);
        }
    }
}

/// The words of a dictionary as libFuzzer reads them: one a line, in quotes, with `\\`, `\"` and `\xNN`.
pub fn words(dictionary: &str) -> Vec<Vec<u8>> {
    let quoted = |line: &str| Some(unescaped(line.trim().strip_prefix('"')?.strip_suffix('"')?));
    dictionary.lines().filter_map(quoted).collect()
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut rest = text.as_bytes();
    loop {
        rest = match rest {
            [] => return octets,
            [b'\\', b'x', high, low, behind @ ..] => {
                octets.push(digit(*high) * 16 + digit(*low));
                behind
            }
            [b'\\', octet, behind @ ..] | [octet, behind @ ..] => {
                octets.push(*octet);
                behind
            }
        };
    }
}

/// A hexadecimal digit; anything else counts as 0.
fn digit(octet: u8) -> u8 {
    char::from(octet)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
        .unwrap_or(0)
}

fn flip(octets: &mut [u8], at: usize, chance: &mut Chance) {
    if let Some(octet) = octets.get_mut(at) {
        *octet ^= 1 << chance.below(8);
    }
}

fn insert(octets: &mut Vec<u8>, at: usize, what: &[u8]) {
    let behind = octets.split_off(at);
    octets.extend_from_slice(what);
    octets.extend(behind);
}

fn replace(octets: &mut [u8], at: usize, what: &[u8]) {
    for (octet, new) in octets.iter_mut().skip(at).zip(what) {
        *octet = *new;
    }
}

fn drawn(chance: &mut Chance, of: &[u8]) -> u8 {
    chance.one(of).copied().unwrap_or_default()
}

/// Octets with which something begins or ends.
const EDGES: &[u8] = b"\r\n.\0 \t\"\\<>@:;,=+-[]()%'#a0~\x7f\x80\xff";
const RANGE_OCTETS_MAX: usize = 40;
const OCTETS_MAX: usize = 20_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_dictionary() {
        let text = "# a comment\n\n\"EHLO \"\n  \"\\x0d\\x0A\"  \n\"a\\\\b\\\"c\"\n\"\"\nno quotes\n";
        let expected: [&[u8]; 4] = [b"EHLO ", b"\r\n", b"a\\b\"c", b""];
        assert_eq!(words(text), expected);
    }

    #[test]
    fn the_same_chance_does_the_same_damage() {
        let (words, others) = ([b"word".to_vec()], [b"another input".to_vec()]);
        let mutator = Mutator {
            words: &words,
            others: &others,
        };
        let run = |input: &[u8]| {
            let mut chance = Chance::of(b"seed");
            (0..200).map(|_| mutator.mutate(input, &mut chance)).collect::<Vec<_>>()
        };
        for input in [&b""[..], b"x", b"MAIL FROM:<a@b.example>\r\n"] {
            let damaged = run(input);
            assert_eq!(damaged, run(input));
            assert!(damaged.iter().any(|octets| octets != input));
        }
    }
}
