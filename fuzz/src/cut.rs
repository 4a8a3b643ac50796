//! How octets may arrive: the network cuts wherever it likes.

use crate::Chance;

/// The same octets at once, one by one, and in pieces of drawn sizes.
pub(crate) fn ways(octets: &[u8]) -> [Vec<&[u8]>; 3] {
    [
        vec![octets],
        octets.chunks(1).collect(),
        pieces(octets, &mut Chance::of(octets)),
    ]
}

/// In pieces of drawn sizes, most of them small.
pub(crate) fn pieces<'a>(octets: &'a [u8], chance: &mut Chance) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = octets;
    while !rest.is_empty() {
        let size_max = if chance.below(4) == 0 { 2_000 } else { 20 };
        let (piece, behind) = rest.split_at((1 + chance.below(size_max)).min(rest.len()));
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

/// What stands between the CR LFs; the last one is what has no CR LF behind it, and may be empty.
pub(crate) fn lines(octets: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut rest = octets;
    while let Some(at) = rest.windows(2).position(|pair| pair == b"\r\n") {
        lines.push(&rest[..at]);
        rest = &rest[at + 2..];
    }
    lines.push(rest);
    lines
}

/// Whether `part` stands in `octets`; nothing stands everywhere.
pub(crate) fn contains(octets: &[u8], part: &[u8]) -> bool {
    part.is_empty() || octets.windows(part.len()).any(|window| window == part)
}

/// No bare CR, no bare LF, no NUL: what a message may consist of (RFC 5321 §2.3.8).
pub(crate) fn is_pure(octets: &[u8]) -> bool {
    let mut rest = octets;
    loop {
        rest = match rest {
            [] => return true,
            [b'\r', b'\n', behind @ ..] => behind,
            [b'\r' | b'\n' | 0, ..] => return false,
            [_, behind @ ..] => behind,
        };
    }
}
