//! What is left of a message when ranges of it are left out.

use crate::header::Range;

/// What is left of a chunk that begins at `start` of the message. `removed` is in order and without overlap.
pub fn without(mut chunk: Vec<u8>, start: u64, removed: &[Range]) -> Vec<u8> {
    let end = start + chunk.len() as u64;
    // From the back, so that the places of what is still to be cut do not move.
    for range in removed.iter().rev() {
        let (from, to) = (range.start.clamp(start, end), range.end.clamp(start, end));
        if from < to {
            // Both are within the chunk, whose length is a usize.
            chunk.drain((from - start) as usize..(to - start) as usize);
        }
    }
    chunk
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_any_size_are_cut_alike() {
        let text: Vec<u8> = (b'a'..=b'z').collect();
        for (removed, expected) in [
            (&[][..], "abcdefghijklmnopqrstuvwxyz"),
            (&[(0, 3)], "defghijklmnopqrstuvwxyz"),
            (&[(2, 5), (5, 7), (25, 26)], "abhijklmnopqrstuvwxy"),
            (&[(3, 3), (20, 99)], "abcdefghijklmnopqrst"),
            (&[(0, 26)], ""),
        ] {
            let removed: Vec<Range> = removed
                .iter()
                .map(|(start, end)| Range {
                    start: *start,
                    end: *end,
                })
                .collect();
            for size in [1, 2, 7, 26] {
                let pieces = text.chunks(size).zip((0..).step_by(size));
                let left: Vec<u8> = pieces
                    .flat_map(|(piece, start)| without(piece.to_vec(), start, &removed))
                    .collect();
                assert_eq!(
                    String::from_utf8_lossy(&left),
                    expected,
                    "{removed:?}, pieces of {size}"
                );
            }
        }
    }
}
