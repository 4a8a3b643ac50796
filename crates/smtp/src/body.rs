//! The octets of a message as DATA and BDAT carry them: where it ends, what is stuffed, what must not be in it.

/// Reads the text behind DATA: removes the stuffed dots and finds the one true end, CR LF . CR LF (RFC 5321 §4.5.2).
#[derive(Debug)]
pub struct DataReader {
    at: At,
    purity: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    LineStart,
    Middle,
    Cr,
    /// A dot at the start of a line, held back.
    Dot,
    /// That dot and a CR, held back.
    DotCr,
}

impl Default for DataReader {
    /// The CR LF of the DATA command itself is the start of the first line.
    fn default() -> Self {
        Self {
            at: At::LineStart,
            purity: true,
        }
    }
}

impl DataReader {
    /// Reads `input` up to its end or the end of the message; the text goes to `out`.
    /// Returns how many octets were used and whether the message has ended.
    pub fn read(&mut self, input: &[u8], out: &mut Vec<u8>) -> (usize, bool) {
        let mut used = 0;
        while used < input.len() {
            if self.at == At::Middle {
                let rest = &input[used..];
                let plain = memchr::memchr3(b'\r', b'\n', 0, rest).unwrap_or(rest.len());
                out.extend_from_slice(&rest[..plain]);
                used += plain;
                if used == input.len() {
                    break;
                }
            }
            let octet = input[used];
            used += 1;
            if self.step(octet, out) {
                return (used, true);
            }
        }
        (used, false)
    }

    /// False once a bare CR, a bare LF or a NUL was met.
    pub fn is_pure(&self) -> bool {
        self.purity
    }

    fn step(&mut self, octet: u8, out: &mut Vec<u8>) -> bool {
        match self.at {
            At::Cr if octet == b'\n' => {
                out.extend_from_slice(b"\r\n");
                self.at = At::LineStart;
                return false;
            }
            At::DotCr if octet == b'\n' => return true,
            At::Cr | At::DotCr => {
                self.purity = false;
                out.push(b'\r');
                self.at = At::Middle;
            }
            At::LineStart if octet == b'.' => {
                self.at = At::Dot;
                return false;
            }
            At::Dot if octet == b'\r' => {
                self.at = At::DotCr;
                return false;
            }
            At::LineStart | At::Dot | At::Middle => {}
        }
        match octet {
            b'\r' => self.at = At::Cr,
            _ => {
                // After a bare LF no line begins: `<LF>.<CR><LF>` must not end the message (RFC 5321 §4.1.1.4).
                self.at = At::Middle;
                self.purity &= octet != b'\n' && octet != 0;
                out.push(octet);
            }
        }
        false
    }
}

/// Watches the octets of BDAT chunks, which are kept as they are (RFC 3030 §2), for bare CR, bare LF and NUL.
#[derive(Debug, Default)]
pub struct ChunkReader {
    after_cr: bool,
    tainted: bool,
}

impl ChunkReader {
    /// Looks at the next octets; a CR at the end of one call and the LF at the start of the next belong together.
    pub fn read(&mut self, mut input: &[u8]) {
        while let Some(&first) = input.first() {
            if self.after_cr {
                self.after_cr = false;
                if first == b'\n' {
                    input = &input[1..];
                    continue;
                }
                self.tainted = true;
            }
            let Some(at) = memchr::memchr3(b'\r', b'\n', 0, input) else {
                return;
            };
            if input[at] == b'\r' {
                self.after_cr = true;
            } else {
                self.tainted = true;
            }
            input = &input[at + 1..];
        }
    }

    /// Whether all was well, asked after the last chunk: a CR at the very end is a bare one.
    pub fn is_pure(&self) -> bool {
        !self.tainted && !self.after_cr
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (input, body, octets behind the end or None when the end was not met, pure)
    type Row = (&'static [u8], &'static [u8], Option<usize>, bool);

    const ROWS: &[Row] = &[
        (b".\r\n", b"", Some(0), true),
        (b"a\r\n.\r\n", b"a\r\n", Some(0), true),
        (b"a\r\n.\r\nQUIT\r\n", b"a\r\n", Some(6), true),
        (b"..\r\n...\r\n.a\r\n.\r\n", b".\r\n..\r\na\r\n", Some(0), true),
        (b"a.\r\n.\r\n", b"a.\r\n", Some(0), true),
        (b"a\r\n.", b"a\r\n", None, true),
        // Smuggling: none of these ends the message.
        (b"a\n.\nb\r\n.\r\n", b"a\n.\nb\r\n", Some(0), false),
        (b"a\n.\r\nb\r\n.\r\n", b"a\n.\r\nb\r\n", Some(0), false),
        (b"a\r\n.\nb\r\n.\r\n", b"a\r\n\nb\r\n", Some(0), false),
        (b"a\r.\r\nb\r\n.\r\n", b"a\r.\r\nb\r\n", Some(0), false),
        (b"a\r\n.\rb\r\n.\r\n", b"a\r\n\rb\r\n", Some(0), false),
        (b"a\r\r\n.\r\n", b"a\r\r\n", Some(0), false),
        (b"a\r\n.\r\r\n.\r\n", b"a\r\n\r\r\n", Some(0), false),
        (b"a\0b\r\n.\r\n", b"a\0b\r\n", Some(0), false),
        (b"\n\r\n.\r\n", b"\n\r\n", Some(0), false),
    ];

    #[test]
    fn only_one_sequence_ends_data() {
        for &(input, body, behind, pure) in ROWS {
            for step in [1, 2, 3, input.len()] {
                let (mut reader, mut out, mut used, mut ended) = (DataReader::default(), Vec::new(), 0, false);
                while used < input.len() && !ended {
                    let part = &input[used..input.len().min(used + step)];
                    let (taken, end) = reader.read(part, &mut out);
                    used += taken;
                    ended = end;
                }
                let name = String::from_utf8_lossy(input);
                assert_eq!(out, body, "{name:?} by {step}");
                assert_eq!(ended.then(|| input.len() - used), behind, "{name:?} by {step}");
                assert_eq!(reader.is_pure(), pure, "{name:?} by {step}");
            }
        }
    }

    #[test]
    fn chunks_are_watched_across_their_borders() {
        for (chunks, pure) in [
            (vec![&b"a\r\nb"[..]], true),
            (vec![b"a\r", b"\nb"], true),
            (vec![b"a\r", b"b"], false),
            (vec![b"a\n"], false),
            (vec![b"a\r"], false),
            (vec![b"a\r\r\n"], false),
            (vec![b"\0"], false),
            (vec![b"", b"\r\n"], true),
        ] {
            let mut reader = ChunkReader::default();
            chunks.iter().for_each(|chunk| reader.read(chunk));
            assert_eq!(reader.is_pure(), pure, "{chunks:?}");
        }
    }
}
