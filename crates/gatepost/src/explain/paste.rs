//! From octets to text: any encoding, of any length, and the parts of a bounce that tell why.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use mail_parser::{MessageParser, MimeHeaders};
use reply::reading::cut;
use std::collections::VecDeque;
use std::io::{self, Read};

/// Of what is pasted the begin and the end are read: so many octets of each.
pub const HALF_MAX: usize = 8 << 20;

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Paste {
    /// As text: of a long one the begin and the end.
    pub text: String,
    /// What is to be read of it: of a bounce its reasons, one for each recipient, else all of it.
    pub parts: Vec<String>,
    /// How many octets were left out between begin and end.
    pub left_out: u64,
    /// Behind so many lines so many are missing.
    gap: (usize, usize),
}

impl Paste {
    /// Reads to the end, however far that is, and keeps no more than twice [`HALF_MAX`]. `is_dsn` says that it is a message.
    ///
    /// # Errors
    /// Whatever reading ends with.
    pub fn read(from: &mut impl Read, is_dsn: bool) -> io::Result<Self> {
        let mut octets = Vec::new();
        from.by_ref().take(HALF_MAX as u64).read_to_end(&mut octets)?;
        let mut end: VecDeque<u8> = VecDeque::new();
        let (mut left_out, mut lines) = (0, 0);
        let mut block = vec![0; 64 * 1024];
        loop {
            let count = match from.read(&mut block) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            end.extend(&block[..count]);
            let over = end.len().saturating_sub(HALF_MAX);
            lines += end.drain(..over).filter(|octet| *octet == b'\n').count();
            left_out += over as u64;
        }
        let first = octets.iter().filter(|octet| **octet == b'\n').count() + 1;
        if left_out > 0 {
            // What was cut there is no line. In UTF-16 a character has two octets.
            match utf_16(&octets) {
                Some(encoding) => {
                    octets.extend(if encoding == UTF_16LE { [b'\n', 0] } else { [0, b'\n'] });
                    if left_out % 2 == 1 {
                        end.pop_front();
                        left_out += 1;
                    }
                }
                None => octets.push(b'\n'),
            }
        }
        octets.extend(end);
        let text = text(&octets);
        let report = if is_dsn || looks_like_message(&octets) {
            report(&octets)
        } else {
            Vec::new()
        };
        Ok(Self {
            parts: if report.is_empty() { vec![text.clone()] } else { report },
            text,
            left_out,
            gap: (first, lines),
        })
    }

    /// The number of a line in what was pasted, from its number in a part; nothing where the part was encoded.
    pub fn line(&self, number: Option<usize>, shown: &str) -> Option<usize> {
        let number = if self.parts.len() == 1 && self.parts[0] == self.text {
            number?
        } else {
            let begin = shown.lines().next().unwrap_or_default().trim();
            self.text
                .lines()
                .position(|line| !begin.is_empty() && line.trim() == begin)?
                + 1
        };
        let (first, missing) = self.gap;
        // The line that was cut is one more in the text.
        Some(if number > first {
            (number + missing).saturating_sub(1)
        } else {
            number
        })
    }
}

fn text(octets: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(octets) {
        return encoding.decode_without_bom_handling(&octets[mark..]).0.into_owned();
    }
    if let Some(encoding) = utf_16(octets) {
        return encoding.decode_without_bom_handling(octets).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(octets) {
        return text.to_owned();
    }
    // A log in UTF-8 with a line of something else, or cut within a character, stays what it is.
    let lossy = String::from_utf8_lossy(octets);
    let broken = lossy
        .chars()
        .filter(|letter| *letter == char::REPLACEMENT_CHARACTER)
        .count();
    let beyond_ascii = lossy.chars().filter(|letter| !letter.is_ascii()).count();
    if broken * 4 < beyond_ascii {
        return lossy.into_owned();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&octets[..octets.len().min(DETECTED_MAX)], true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let encoding = if encoding == UTF_8 {
        encoding_rs::WINDOWS_1252
    } else {
        encoding
    };
    encoding.decode_without_bom_handling(octets).0.into_owned()
}

/// So many octets tell the encoding.
const DETECTED_MAX: usize = 256 * 1024;

/// Every second octet is a NUL: ASCII in UTF-16, as a shell of Windows writes it without a mark.
fn utf_16(octets: &[u8]) -> Option<&'static Encoding> {
    match Encoding::for_bom(octets) {
        Some((encoding, _)) if encoding == UTF_16LE || encoding == UTF_16BE => return Some(encoding),
        _ => {}
    }
    let sample = &octets[..octets.len().min(4096) & !1];
    if sample.len() < 4 {
        return None;
    }
    let nul = |first: usize| {
        sample
            .iter()
            .skip(first)
            .step_by(2)
            .filter(|octet| **octet == 0)
            .count()
    };
    let most = sample.len() / 2 * 3 / 4;
    match (nul(0) >= most, nul(1) >= most) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether it is a message whose parts have to be decoded, and not only words about one.
fn looks_like_message(octets: &[u8]) -> bool {
    let begin = &octets[..octets.len().min(64 * 1024)];
    let is_header = begin
        .split(|octet| *octet == b'\n')
        .find(|line| !line.trim_ascii().is_empty())
        .is_some_and(|line| line.starts_with(b"From ") || is_field(line));
    let lower = String::from_utf8_lossy(begin).to_ascii_lowercase();
    let is_encoded = [
        "content-type: multipart/",
        "content-transfer-encoding: base64",
        "content-transfer-encoding: quoted-printable",
    ];
    is_header && is_encoded.iter().any(|field| lower.contains(field))
}

/// `Name: value`
fn is_field(line: &[u8]) -> bool {
    let name = line
        .iter()
        .take_while(|octet| octet.is_ascii_alphanumeric() || **octet == b'-')
        .count();
    name > 1 && line.get(name) == Some(&b':')
}

/// The reasons that a bounce gives: each recipient's fields, with what is told to people; without the message that came back.
fn report(octets: &[u8]) -> Vec<String> {
    // mbox: the line before the message is none of its own.
    let octets = match octets.strip_prefix(b"From ") {
        Some(rest) => rest
            .iter()
            .position(|octet| *octet == b'\n')
            .map_or(rest, |end| &rest[end + 1..]),
        None => octets,
    };
    let octets = before_inner(&octets[..octets.len().min(MESSAGE_MAX)]);
    let Some(message) = MessageParser::default().parse(octets) else {
        return Vec::new();
    };
    let (mut told, mut fields) = (String::new(), Vec::new());
    for part in &message.parts {
        let kind = part.content_type();
        let (main, sub) = kind.map_or(("text", "plain"), |kind| {
            (kind.ctype(), kind.subtype().unwrap_or_default())
        });
        if main.eq_ignore_ascii_case("message") && sub.to_ascii_lowercase().contains("delivery-status") {
            fields.push(String::from_utf8_lossy(part.contents()).into_owned());
        } else if part.is_text() && main.eq_ignore_ascii_case("text") && !sub.eq_ignore_ascii_case("rfc822-headers") {
            let text = part.text_contents().unwrap_or_default();
            if told.len() < TOLD_MAX && !sub.eq_ignore_ascii_case("html") {
                told.push_str(cut(text, TOLD_MAX));
                told.push('\n');
            }
        }
    }
    let mut parts: Vec<String> = fields.iter().flat_map(|fields| recipients(fields)).collect();
    if parts.is_empty() {
        let html = message.body_text(0).map(|text| text.into_owned()).unwrap_or_default();
        let text = if told.trim().is_empty() { html } else { told };
        return if text.trim().is_empty() { Vec::new() } else { vec![text] };
    }
    // What people are told of one recipient may be about that one; of several nobody knows about whom.
    if let [only] = parts.as_mut_slice() {
        only.push('\n');
        only.push_str(&told);
    }
    parts
}

/// What stands before the message that came back: nothing in that is looked at, and the parser would go into it, however deep and
/// however encoded it is, with a copy for each level.
fn before_inner(octets: &[u8]) -> &[u8] {
    let mut at = 0;
    let mut lines = octets.split_inclusive(|octet| *octet == b'\n').peekable();
    while let Some(line) = lines.next() {
        let mut field = line[..line.len().min(FIELD_MAX)].to_ascii_lowercase();
        if let Some(next) = lines
            .peek()
            .filter(|next| next.starts_with(b" ") || next.starts_with(b"\t"))
        {
            field.extend(next[..next.len().min(FIELD_MAX)].to_ascii_lowercase());
        }
        // Without its parameters.
        let kind = field.split(|octet| *octet == b';').next().unwrap_or_default();
        let has = |word: &[u8]| kind.windows(word.len()).any(|part| part == word);
        let is_report = has(b"delivery-status") || has(b"feedback-report") || has(b"disposition");
        if field.starts_with(b"content-type") && (has(b"message") && !is_report || has(b"multipart/digest")) {
            return &octets[..at];
        }
        at += line.len();
    }
    octets
}

/// Of a field so much tells what it is.
const FIELD_MAX: usize = 200;
/// So much of a message is decoded: reports have their reasons at the begin.
const MESSAGE_MAX: usize = 1 << 20;
/// Fields of a report, and of one recipient, of which no more is looked at.
const FIELDS_MAX: usize = 16 * 1024;
/// Of what is told to people no more is looked at.
const TOLD_MAX: usize = 64 * 1024;
/// Recipients of one report; more say nothing more.
const RECIPIENTS_MAX: usize = 1_000;

/// The groups of fields, each with those of the whole report before it (RFC 3464 §2.1).
fn recipients(fields: &str) -> Vec<String> {
    let text = fields.replace("\r\n", "\n");
    let mut groups = text.split("\n\n").map(str::trim).filter(|group| !group.is_empty());
    let Some(first) = groups.next().map(|group| cut(group, FIELDS_MAX)) else {
        return Vec::new();
    };
    // Who reports is not who refused.
    let is_of_refuser = |line: &&str| !line.to_ascii_lowercase().starts_with("reporting-mta:");
    let whole = first;
    let first: Vec<&str> = first.lines().filter(is_of_refuser).collect();
    let first = first.join("\n");
    let others: Vec<String> = groups
        .filter(|group| group.contains(':'))
        .take(RECIPIENTS_MAX)
        .map(|group| format!("{first}\n{}", cut(group, FIELDS_MAX)))
        .collect();
    if others.is_empty() {
        vec![whole.to_owned()]
    } else {
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_encoding_becomes_text() {
        let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let korean = "535 인증에 실패했습니다. 비밀번호를 확인하세요.";
        for (octets, expected) in [
            (b"535 no".to_vec(), "535 no"),
            (b"\xef\xbb\xbf535 no".to_vec(), "535 no"),
            (utf_16("535 no"), "535 no"),
            ([b"\xff\xfe".to_vec(), utf_16(korean)].concat(), korean),
            (encoding_rs::EUC_KR.encode(korean).0.into_owned(), korean),
            (korean.as_bytes().to_vec(), korean),
            (b"550 refus\xe9".to_vec(), "550 refus\u{e9}"),
            (Vec::new(), ""),
        ] {
            assert_eq!(text(&octets), expected, "{octets:?}");
        }
        let cut = &korean.as_bytes()[..korean.len() - 2];
        assert!(text(cut).starts_with("535 인증에 실패"), "{}", text(cut));
    }

    #[test]
    fn of_a_long_text_the_begin_and_the_end_are_kept() {
        let read = |octets: &[u8]| Paste::read(&mut &octets[..], false).expect("read");
        let line = b"Nov 26 10:20:02 mx nothing happens here at all, again and again\n";
        let count = 3 * HALF_MAX / line.len();
        let mut long = line.repeat(count);
        long.extend_from_slice(b"550 5.1.1 no such user\n");
        let paste = read(&long);
        assert_eq!(paste.left_out as usize, long.len() - 2 * HALF_MAX);
        let number = paste
            .text
            .lines()
            .position(|line| line.starts_with("550"))
            .expect("the last line")
            + 1;
        assert_eq!(paste.line(Some(number), "550 5.1.1 no such user"), Some(count + 1));
        let wide: Vec<u8> = String::from_utf8(long)
            .expect("ASCII")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(read(&wide).text.ends_with("550 5.1.1 no such user\n"));
        assert_eq!((read(b"short").text.as_str(), read(b"short").left_out), ("short", 0));
    }

    #[test]
    fn a_bounce_gives_its_reasons() {
        let bounce = "From: MAILER-DAEMON@example.com\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
            --b\r\nContent-Type: text/plain\r\n\r\nIt was not delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
            Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; a@example.org\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n unknown\r\n\r\n\
            Final-Recipient: rfc822; b@example.org\r\nStatus: 5.2.2\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n\
            Subject: 550 not this\r\n\r\n535 nor this\r\n--b--\r\n";
        let read = |text: &str, is_dsn| Paste::read(&mut text.as_bytes(), is_dsn).expect("read");
        let paste = read(bounce, false);
        assert_eq!(paste.parts.len(), 2, "{paste:?}");
        assert!(
            paste.parts[0].contains("Diagnostic-Code: smtp; 550 5.1.1\n unknown"),
            "{paste:?}"
        );
        assert!(
            paste.parts[1].contains("5.2.2") && !paste.parts.concat().contains("this"),
            "{paste:?}"
        );
        assert_eq!(
            paste.line(Some(3), "Diagnostic-Code: smtp; 550 5.1.1\n unknown"),
            Some(15)
        );
        assert_eq!(read("Error: 550 no", true).parts, ["Error: 550 no"]);
        let encoded = "From: a@example.com\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nNTUwIDUuMS4xIG5vIHN1Y2ggdXNlcg==\n";
        let paste = read(encoded, false);
        assert_eq!(
            (paste.parts[0].trim(), paste.line(Some(1), "550 5.1.1 no such user")),
            ("550 5.1.1 no such user", None)
        );
    }

    /// Each of these once took far more time or memory than it is long.
    #[test]
    fn a_bounce_that_is_a_trap_is_no_more_than_a_text() {
        let nested = format!(
            "From: a\n{}x\n550 5.1.1 no",
            "Content-Type: message/rfc822\n\n".repeat(200_000)
        );
        assert_eq!(Paste::read(&mut nested.as_bytes(), true).expect("read").parts.len(), 1);
        let wide = format!(
            "From: a\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; {}\n\n{}--b--\n",
            "x".repeat(1 << 20),
            "Final-Recipient: rfc822; a@example.org\nDiagnostic-Code: smtp; 550 5.1.1 no\n\n".repeat(1_000)
        );
        let paste = Paste::read(&mut wide.as_bytes(), true).expect("read");
        assert!(paste.parts.iter().map(String::len).sum::<usize>() < 32 << 20);
    }
}
