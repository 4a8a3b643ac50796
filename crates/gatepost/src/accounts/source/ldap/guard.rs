//! What stands between a directory and the library that reads it. The library keeps as many octets as come, reads what is
//! nested as deep as it goes, and expects every message to begin as one; so it is given whole messages only, up to a size
//! and a depth. What a stranger on the way says before TLS goes through here, too.

use std::fmt;
use std::mem;
use std::ops::Range;

/// Collects octets until they are a message (RFC 4511 §4.1.1).
#[derive(Default)]
pub(super) struct Guard {
    octets: Vec<u8>,
}

/// Why something is no message, or none that we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unsound(&'static str);

/// What a server answers to StartTLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Extended {
    /// RFC 4511 §4.1.9
    pub(super) result: u32,
    /// For people.
    pub(super) text: String,
}

impl Guard {
    /// What has come from the server.
    pub(super) fn take(&mut self, octets: &[u8]) {
        self.octets.extend_from_slice(octets);
    }

    /// The next message that is whole. To be asked until there is none, whenever something was taken: that bounds what is
    /// kept here.
    ///
    /// # Errors
    /// What came is no message, or none that we take. Nothing that comes behind it has a meaning.
    pub(super) fn next_message(&mut self) -> Result<Option<Vec<u8>>, Unsound> {
        let Some((tag, content)) = element(&self.octets)? else {
            return Ok(None);
        };
        if tag != SEQUENCE {
            return Err(Unsound("it does not begin as a message"));
        }
        if self.octets.len() < content.end {
            return Ok(None);
        }
        let rest = self.octets.split_off(content.end);
        let message = mem::replace(&mut self.octets, rest);
        let parts = children(&message[content])?;
        match parts[..] {
            [(INTEGER, [_, ..]), (operation, _), ..] if operation & CLASS == APPLICATION => {}
            _ => return Err(Unsound("a message without a number or an operation")),
        }
        for (tag, content) in parts {
            look_into(tag, content, DEPTH_MAX)?;
        }
        Ok(Some(message))
    }
}

/// What a message says that should be the answer to StartTLS (RFC 4511 §4.14.2).
///
/// # Errors
/// It is another message.
pub(super) fn extended(message: &[u8]) -> Result<Extended, Unsound> {
    let other = Unsound("no answer to StartTLS");
    let content = match element(message)? {
        Some((SEQUENCE, content)) => message.get(content).ok_or(other)?,
        _ => return Err(other),
    };
    let parts = children(content)?;
    let [(INTEGER, START_TLS_ID), (EXTENDED_RESPONSE, answer), ..] = parts[..] else {
        return Err(other);
    };
    let parts = children(answer)?;
    let [(ENUMERATED, [result]), (OCTET_STRING, _), (OCTET_STRING, text), ..] = parts[..] else {
        return Err(other);
    };
    Ok(Extended {
        result: u32::from(*result),
        text: String::from_utf8_lossy(text).into_owned(),
    })
}

/// Whether what stands in an element is sound as well.
fn look_into(tag: u8, content: &[u8], depth: usize) -> Result<(), Unsound> {
    if tag & CONSTRUCTED == 0 {
        return Ok(());
    }
    let depth = depth
        .checked_sub(1)
        .ok_or(Unsound("a message that is nested too deep"))?;
    for (tag, content) in children(content)? {
        look_into(tag, content, depth)?;
    }
    Ok(())
}

/// The elements that stand in `content`: all that is there belongs to one of them.
fn children(mut content: &[u8]) -> Result<Vec<(u8, &[u8])>, Unsound> {
    let mut found = Vec::new();
    while !content.is_empty() {
        let broken = Unsound("an element that is longer than what it stands in");
        let (tag, range) = element(content)?.ok_or(broken)?;
        let end = range.end;
        found.push((tag, content.get(range).ok_or(broken)?));
        content = &content[end..];
    }
    Ok(found)
}

/// Tag and place of the content of the element at the beginning of `octets`; it may end behind what is there. `None`: its
/// length is not there yet.
fn element(octets: &[u8]) -> Result<Option<(u8, Range<usize>)>, Unsound> {
    let [tag, length, rest @ ..] = octets else {
        return Ok(None);
    };
    let (start, length) = match *length {
        short @ ..=0x7f => (2, usize::from(short)),
        long @ 0x81..=0x84 => {
            let count = usize::from(long & 0x7f);
            let Some(digits) = rest.get(..count) else {
                return Ok(None);
            };
            let length = digits
                .iter()
                .fold(0_usize, |sum, digit| (sum << 8) | usize::from(*digit));
            (2 + count, length)
        }
        // RFC 4511 §5.1: lengths are definite. Four octets hold more than we take.
        _ => return Err(Unsound("a length that is none")),
    };
    if length > MESSAGE_OCTETS_MAX {
        return Err(Unsound("a message of more than 256 KiB"));
    }
    Ok(Some((*tag, start..start + length)))
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "what the server says is no LDAP that we take: {}", self.0)
    }
}

/// The request for TLS (RFC 4511 §4.14.1), as message 1.
pub(super) const START_TLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";
const START_TLS_ID: &[u8] = &[1];

/// X.690 §8.1.2: two bits, one bit.
const CLASS: u8 = 0b1100_0000;
const APPLICATION: u8 = 0b0100_0000;
const CONSTRUCTED: u8 = 0b0010_0000;
const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const ENUMERATED: u8 = 0x0a;
const SEQUENCE: u8 = 0x30;
/// RFC 4511 §4.12
const EXTENDED_RESPONSE: u8 = 0x78;

/// An entry with a thousand addresses has some 30 KiB.
const MESSAGE_OCTETS_MAX: usize = 256 * 1024;
/// Of an operation: attributes, attribute, values, value; and some more for controls.
const DEPTH_MAX: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::damage::{Chance, damaged};

    /// An element.
    fn one(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let head = match length {
            0..=0x7f => vec![tag, length as u8],
            _ => [&[tag, 0x84][..], &(length as u32).to_be_bytes()[..]].concat(),
        };
        [head, content.to_vec()].concat()
    }

    fn message(operation: &[u8]) -> Vec<u8> {
        one(0x30, &[&[2, 1, 1][..], operation].concat())
    }

    fn nested(depth: usize) -> Vec<u8> {
        (0..depth).fold(Vec::new(), |inner, _| one(0x30, &inner))
    }

    /// How many messages there are, if all octets come at once, and if they come one by one.
    fn check(octets: &[u8], expected: Result<usize, &str>) {
        for pieces in [octets.len().max(1), 1] {
            let mut guard = Guard::default();
            let mut passed = Vec::new();
            let mut end = Ok(());
            'all: for piece in octets.chunks(pieces) {
                guard.take(piece);
                loop {
                    match guard.next_message() {
                        Ok(Some(message)) => passed.push(message),
                        Ok(None) => break,
                        Err(unsound) => {
                            end = Err(unsound.0);
                            break 'all;
                        }
                    }
                }
            }
            let shown = &octets[..octets.len().min(40)];
            assert_eq!(end.map(|()| passed.len()), expected, "{shown:02x?} by {pieces}");
            assert!(octets.starts_with(&passed.concat()), "{shown:02x?}");
        }
    }

    #[test]
    fn only_messages_pass() {
        let bound = message(&one(0x61, &[0x0a, 1, 0, 4, 0, 4, 0]));
        check(&[], Ok(0));
        check(&bound, Ok(1));
        check(&[&bound[..], &bound[..]].concat(), Ok(2));
        check(&bound[..bound.len() - 1], Ok(0));
        let (no_length, too_long) = ("a length that is none", "a message of more than 256 KiB");
        let (no_start, no_operation) = (
            "it does not begin as a message",
            "a message without a number or an operation",
        );
        check(b"HTTP/1.1 400 Bad Request\r\n", Err(no_start));
        check(b"\x16\x03\x01\x00\x05hello", Err(no_start));
        check(&[0x30, 0x80, 0, 0], Err(no_length));
        check(&[0x30, 0x85, 0, 0, 0, 0, 1, 0], Err(no_length));
        check(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], Err(too_long));
        check(&[0x30, 0x83, 0x04, 0x00, 0x01], Err(too_long));
        check(&[0x30, 0], Err(no_operation));
        check(&[0x30, 3, 2, 1, 1], Err(no_operation));
        check(&[0x30, 4, 2, 0, 0x61, 0], Err(no_operation));
        check(&message(&[4, 0]), Err(no_operation));
        check(&[&bound[..], &[0x30, 0][..]].concat(), Err(no_operation));
        check(
            &message(&[0x61, 9, 0]),
            Err("an element that is longer than what it stands in"),
        );
        let deep = "a message that is nested too deep";
        check(&message(&one(0x64, &nested(DEPTH_MAX - 1))), Ok(1));
        check(&message(&one(0x64, &nested(DEPTH_MAX))), Err(deep));
        check(&message(&one(0x64, &nested(2_000))), Err(deep));
        check(&message(&one(0x64, &vec![0; 256 * 1024])), Err(too_long));
        check(&message(&one(0x61, &one(4, &vec![0; 255 * 1024]))), Ok(1));
    }

    /// What passes, and how it ends, if the octets come in pieces of these sizes.
    fn torn(octets: &[u8], mut size: impl FnMut() -> usize) -> (Vec<Vec<u8>>, Result<(), Unsound>) {
        let (mut guard, mut passed, mut rest) = (Guard::default(), Vec::new(), octets);
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at(size().clamp(1, rest.len()));
            rest = behind;
            guard.take(piece);
            loop {
                match guard.next_message() {
                    Ok(Some(message)) => passed.push(message),
                    Ok(None) => break,
                    Err(unsound) => return (passed, Err(unsound)),
                }
            }
            assert!(guard.octets.len() < HEAD_OCTETS_MAX + MESSAGE_OCTETS_MAX);
        }
        (passed, Ok(()))
    }

    /// However octets are damaged and torn: what passes is whole, the library reads it to its end, and the pieces make no
    /// difference.
    #[test]
    fn any_octets_pass_whole_or_not_at_all() {
        let bound = message(&one(0x61, &[0x0a, 1, 0, 4, 0, 4, 0]));
        let attribute = one(0x30, &[one(4, b"mail"), one(0x31, &one(4, b"a@example.org"))].concat());
        let entry = message(&one(
            0x64,
            &[one(4, b"uid=a,dc=example"), one(0x30, &attribute)].concat(),
        ));
        let go_on = message(&one(0x78, &[0x0a, 1, 0, 4, 0, 4, 0]));
        let long = message(&one(0x61, &one(4, &[b'x'; 300])));
        let deep = message(&one(0x64, &nested(DEPTH_MAX - 1)));
        let corpus: [&[u8]; 5] = [&bound, &entry, &go_on, &long, &deep];
        let mut chance = Chance(1);
        let (mut passed, mut answers, mut refused, mut waiting) = (0, 0, 0, 0);
        for _ in 0..20_000 {
            let mut octets = Vec::new();
            for _ in 0..=chance.below(3) {
                octets.extend_from_slice(chance.one(&corpus));
            }
            if chance.below(8) > 0 {
                octets = damaged(&octets, WORDS, &mut chance);
            }
            let (messages, end) = torn(&octets, || usize::MAX);
            let again = torn(&octets, || 1 + chance.below(9));
            assert_eq!(again, (messages.clone(), end), "{octets:02x?}");
            assert!(octets.starts_with(&messages.concat()), "{octets:02x?}");
            for message in &messages {
                let read = ldap3::asn1::parse_tag(message);
                assert!(matches!(read, Ok((rest, _)) if rest.is_empty()), "{message:02x?}");
                answers += usize::from(extended(message).is_ok());
            }
            // It stands before TLS, so it is given anything.
            let _ = extended(&octets);
            passed += messages.len();
            refused += usize::from(end.is_err());
            waiting += usize::from(end.is_ok() && messages.concat().len() < octets.len());
        }
        let reached = [passed, answers, refused, waiting];
        assert!(reached.iter().all(|count| *count >= 500), "{reached:?}");
        // As much as is ever kept: the largest message, which is none.
        let zeros = vec![0_u8; MESSAGE_OCTETS_MAX];
        let largest = [&[0x30, 0x83, 0x04, 0x00, 0x00][..], &zeros[..]].concat();
        assert!(torn(&largest, || 4096).1.is_err());
    }

    /// Tag, and the longest length that is taken.
    const HEAD_OCTETS_MAX: usize = 6;

    const WORDS: &[&[u8]] = &[
        b"\x30",
        b"\x30\x80",
        b"\x30\x00",
        b"\x02\x01\x01",
        b"\x04\x00",
        b"\x78\x07",
        b"\x81\x01",
        b"\x82\x01\x00",
        b"\x83\x03\xff\xff",
        b"\x84\xff\xff\xff\xff",
        b"\x85",
        b"\xff",
    ];

    #[test]
    fn answers_to_start_tls() {
        let (ok, name) = ([0x0a, 1, 0, 4, 0, 4, 0], b"\x8a\x161.3.6.1.4.1.1466.20037");
        let no = [&[0x0a, 1, 2, 4, 0][..], &one(4, b"no TLS here")].concat();
        for (octets, expected) in [
            (message(&one(0x78, &ok)), Some((0, ""))),
            (message(&one(0x78, &[&ok[..], &name[..]].concat())), Some((0, ""))),
            (message(&one(0x78, &no)), Some((2, "no TLS here"))),
            (message(&one(0x61, &ok)), None),
            (message(&one(0x78, &ok[..5])), None),
            (one(0x30, &[&[2, 1, 2][..], &one(0x78, &ok)].concat()), None),
            // Notice of Disconnection (RFC 4511 §4.4.1)
            (one(0x30, &[&[2, 1, 0][..], &one(0x78, &ok)].concat()), None),
            (Vec::new(), None),
        ] {
            let found = extended(&octets).ok();
            let found = found.as_ref().map(|answer| (answer.result, answer.text.as_str()));
            assert_eq!(found, expected, "{octets:02x?}");
        }
        let mut guard = Guard::default();
        guard.take(START_TLS);
        assert_eq!(guard.next_message(), Ok(Some(START_TLS.to_vec())));
    }
}
