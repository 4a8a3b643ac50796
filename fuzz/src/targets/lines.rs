//! Lines: CR LF ends one and nothing else does, however they are cut; what waits is bounded.

use crate::cut::{lines, ways};
use smtp::lines::{LINE_OCTETS_MAX, Line, Lines};

/// Holds [`Lines`] against a splitting of all octets at once.
pub fn run(octets: &[u8]) {
    for octets_max in [SHORT_OCTETS_MAX, LINE_OCTETS_MAX] {
        for pieces in ways(octets) {
            check(octets, &pieces, octets_max);
        }
    }
}

fn check(octets: &[u8], pieces: &[&[u8]], octets_max: usize) {
    let mut expected = lines(octets);
    let unfinished = expected.pop().unwrap_or_default();
    let mut expected = expected.into_iter();
    let mut reader = Lines::with_max(octets_max);
    for piece in pieces {
        reader.push(piece);
        while let Some(line) = reader.next_line() {
            let whole = expected.next().expect("a line that has come to its end");
            assert_eq!(line, as_read(whole, octets_max));
        }
        assert!(reader.waiting().len() <= octets_max + 1, "bounded");
        reader.release();
    }
    assert_eq!(expected.next(), None, "each line is read");
    assert_eq!(reader.is_empty(), unfinished.is_empty());
    let skipped = usize::try_from(reader.skipped()).unwrap_or(usize::MAX);
    assert_eq!(skipped + reader.waiting().len(), unfinished.len());
    assert!(unfinished.ends_with(reader.waiting()));
    reader.clear();
    assert!(reader.is_empty() && reader.skipped() == 0 && reader.next_line().is_none());
}

fn as_read(line: &[u8], octets_max: usize) -> Line {
    if line.len() > octets_max {
        Line::TooLong(line[..HEAD_OCTETS].to_vec())
    } else {
        Line::Whole(line.to_vec())
    }
}

/// Short, so that small inputs reach it; no shorter than [`HEAD_OCTETS`].
const SHORT_OCTETS_MAX: usize = 24;
/// Of a line that is too long this much is kept, by which its verb is known.
const HEAD_OCTETS: usize = 16;
