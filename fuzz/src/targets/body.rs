//! The octets of a message, by DATA and by BDAT: one sequence ends it, the stuffed dots and nothing else are taken off,
//! and no bare CR, bare LF or NUL goes unnoticed, however all of it is cut.

use crate::cut::{is_pure, lines, ways};
use smtp::body::{ChunkReader, DataReader};

/// Takes the octets for what stands behind DATA, for chunks, and for a message that a client sends by DATA.
pub fn run(octets: &[u8]) {
    let expected = reference(octets);
    for pieces in ways(octets) {
        assert_eq!(read(&pieces), expected, "{}", octets.escape_ascii());
    }
    for pieces in ways(octets) {
        let mut reader = ChunkReader::default();
        pieces.iter().for_each(|piece| reader.read(piece));
        assert_eq!(reader.is_pure(), is_pure(octets), "{}", octets.escape_ascii());
    }
    there_and_back(octets);
}

/// What came of the text behind DATA.
#[derive(Debug, PartialEq, Eq)]
struct Text {
    body: Vec<u8>,
    /// How many octets it took, if the end was met.
    ended: Option<usize>,
    pure: bool,
}

fn read(pieces: &[&[u8]]) -> Text {
    let mut reader = DataReader::default();
    let (mut body, mut used) = (Vec::new(), 0);
    for piece in pieces {
        let (taken, ended) = reader.read(piece, &mut body);
        used += taken;
        if ended {
            let pure = reader.is_pure();
            return Text {
                body,
                ended: Some(used),
                pure,
            };
        }
        assert_eq!(taken, piece.len(), "before the end all is used");
    }
    let pure = reader.is_pure();
    Text {
        body,
        ended: None,
        pure,
    }
}

/// The same from all of it at once, as RFC 5321 §4.5.2 has it.
fn reference(octets: &[u8]) -> Text {
    let lines = lines(octets);
    // The last one has no end, so it cannot be the one with the dot.
    let end = lines[..lines.len() - 1].iter().position(|line| *line == b".");
    let text = &lines[..end.unwrap_or(lines.len())];
    let unstuffed = text.iter().map(|line| line.strip_prefix(b".").unwrap_or(line));
    let mut body: Vec<u8> = unstuffed.flat_map(|line| [line, b"\r\n"].concat()).collect();
    if end.is_none() {
        // A line that goes on has no end yet, and of a CR it is not known yet what it means.
        body.truncate(body.len() - 2);
        if body.ends_with(b"\r") {
            body.pop();
        }
    }
    let pure = is_pure(&body);
    let ended = end.map(|_| text.iter().map(|line| line.len() + 2).sum::<usize>() + 3);
    Text { body, ended, pure }
}

/// A message that a client stuffs comes out as it went in, whatever it consists of, and what follows it is left alone.
fn there_and_back(octets: &[u8]) {
    let mut message = octets.to_vec();
    if !message.is_empty() && !message.ends_with(b"\r\n") {
        message.extend_from_slice(b"\r\n");
    }
    let mut sent = Vec::new();
    let mut lines = lines(&message);
    lines.pop();
    for line in lines {
        if line.starts_with(b".") {
            sent.push(b'.');
        }
        sent.extend_from_slice(line);
        sent.extend_from_slice(b"\r\n");
    }
    sent.extend_from_slice(b".\r\n");
    let ended = Some(sent.len());
    sent.extend_from_slice(b"QUIT\r\n.\r\n");
    let pure = is_pure(&message);
    let expected = Text {
        body: message,
        ended,
        pure,
    };
    for pieces in ways(&sent) {
        assert_eq!(read(&pieces), expected, "{}", octets.escape_ascii());
    }
}
