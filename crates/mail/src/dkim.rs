//! What a DKIM signature covers (RFC 6376), without the cryptography: which octets are hashed, which are signed, and the field
//! that says so. Both header and body are made canonical in the way that is called `relaxed`.

use crate::time::Timestamp;

/// The body as it is hashed (RFC 6376 §3.4.4), from pieces of any size.
///
/// White space at the end of lines goes, runs of it become one blank, empty lines at the end of the body are none, and what
/// has no CR LF at its end gets one.
#[derive(Debug, Default)]
pub struct CanonicalBody {
    /// White space was met, and nothing behind it yet.
    blank: bool,
    /// The last octet was a CR, of which it is not known yet what it means.
    after_cr: bool,
    /// Line ends that count only if something follows.
    line_ends: u64,
    /// Something was handed on.
    begun: bool,
}

impl CanonicalBody {
    /// Takes the next octets of the body, and hands on what is hashed of them.
    pub fn feed(&mut self, octets: &[u8], mut hash: impl FnMut(&[u8])) {
        let mut rest = octets;
        while let Some((&first, behind)) = rest.split_first() {
            if std::mem::take(&mut self.after_cr) {
                if first == b'\n' {
                    (self.blank, rest) = (false, behind);
                    self.line_ends += 1;
                    continue;
                }
                // A bare CR is an octet like others.
                self.content(b"\r", &mut hash);
            }
            match first {
                b' ' | b'\t' => (self.blank, rest) = (true, behind),
                b'\r' => (self.after_cr, rest) = (true, behind),
                _ => {
                    let end = rest.iter().position(|octet| matches!(octet, b' ' | b'\t' | b'\r'));
                    let (plain, behind) = rest.split_at(end.unwrap_or(rest.len()));
                    self.content(plain, &mut hash);
                    rest = behind;
                }
            }
        }
    }

    /// The body has ended.
    pub fn finish(mut self, mut hash: impl FnMut(&[u8])) {
        if self.after_cr {
            self.content(b"\r", &mut hash);
        }
        // RFC 6376 §3.4.4, and erratum 1377 to §3.4.3: an empty body stays empty.
        if self.begun {
            hash(b"\r\n");
        }
    }

    fn content(&mut self, octets: &[u8], hash: &mut impl FnMut(&[u8])) {
        for _ in 0..std::mem::take(&mut self.line_ends) {
            hash(b"\r\n");
        }
        if std::mem::take(&mut self.blank) {
            hash(b" ");
        }
        hash(octets);
        self.begun = true;
    }
}

/// Who signs, and how.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'a> {
    /// `d=`: for which domain, in A-labels.
    pub domain: &'a str,
    /// `s=`: which of its keys.
    pub selector: &'a str,
    /// `a=`: `rsa-sha256`, or `ed25519-sha256` (RFC 8463).
    pub algorithm: &'a str,
}

/// A signature that lacks nothing but its octets.
#[derive(Debug, PartialEq, Eq)]
pub struct Unsigned {
    /// What is signed.
    pub data: Vec<u8>,
    field: String,
}

impl Unsigned {
    /// What is to be signed of a message with this `header` (whole lines, as it is sent, without the empty line behind it),
    /// whose body has this hash, in base64. `None` where there is no From: RFC 6376 §5.4 wants it signed.
    ///
    /// Fields that are not there are signed, too, so that nobody can add them (§8.15); and those that readers see once more
    /// than there are.
    pub fn new(header: &[u8], body_hash: &str, signer: Signer<'_>, now: Timestamp) -> Option<Self> {
        let fields = fields(header);
        let count = |name: &str| fields.iter().filter(|(own, _)| own == name).count();
        if count("from") == 0 {
            return None;
        }
        let mut names = Vec::new();
        for (name, guard) in SIGNED {
            // A field that is there without bounds would make ours without bounds.
            let there = count(name).min(FIELDS_SIGNED_MAX);
            names.extend(std::iter::repeat_n(*name, there + usize::from(*guard)));
        }
        let mut data = Vec::new();
        let mut left: Vec<Option<&(String, Vec<u8>)>> = fields.iter().map(Some).collect();
        for name in &names {
            // §5.4.2: from the last of that name to the first. What is not there is nothing.
            let last = left
                .iter_mut()
                .rev()
                .find(|field| field.is_some_and(|(own, _)| own == name));
            if let Some((name, value)) = last.and_then(Option::take) {
                data.extend_from_slice(name.as_bytes());
                data.push(b':');
                data.extend_from_slice(value);
                data.extend_from_slice(b"\r\n");
            }
        }
        let field = signature_field(&names, body_hash, signer, now);
        // §3.7: the signature itself, its `b=` empty, and without a line end.
        data.extend_from_slice(b"dkim-signature:");
        data.extend_from_slice(&relaxed(&field.as_bytes()[NAME.len() + 1..]));
        Some(Self { data, field })
    }

    /// The whole field, with CR LF at its end, to stand in front of the header. `signature` is in base64.
    pub fn signed(mut self, signature: &str) -> String {
        let mut rest = signature;
        while !rest.is_empty() {
            let (line, behind) = rest.split_at(rest.len().min(BASE64_LINE));
            if !std::ptr::eq(rest, signature) {
                self.field.push_str("\r\n\t");
            }
            self.field.push_str(line);
            rest = behind;
        }
        self.field.push_str("\r\n");
        self.field
    }
}

/// The field up to its empty `b=`. Folded: RFC 5322 §2.1.1.
fn signature_field(names: &[&str], body_hash: &str, signer: Signer<'_>, now: Timestamp) -> String {
    let Signer {
        domain,
        selector,
        algorithm,
    } = signer;
    let mut field = format!(
        "{NAME}: v=1; a={algorithm}; c=relaxed/relaxed; d={domain};\r\n\ts={selector}; t={};\r\n\th=",
        now.seconds()
    );
    let mut column = 3;
    for (n, name) in names.iter().enumerate() {
        if n > 0 {
            field.push(':');
            column += 1;
        }
        if column + name.len() > LINE_MAX {
            field.push_str("\r\n\t ");
            column = 2;
        }
        field.push_str(name);
        column += name.len();
    }
    field.push_str(&format!(";\r\n\tbh={body_hash};\r\n\tb="));
    field
}

/// The fields of a header: the name as it is signed, and the value (§3.4.2). A line that belongs to no field is not signed.
fn fields(header: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
    let mut start = 0;
    while start < header.len() {
        let mut end = line_end(header, start);
        while matches!(header.get(end), Some(b' ' | b'\t')) {
            end = line_end(header, end);
        }
        let whole = &header[start..end];
        start = end;
        let Some(colon) = memchr::memchr(b':', whole) else {
            continue;
        };
        let name = String::from_utf8_lossy(&whole[..colon]).trim().to_ascii_lowercase();
        fields.push((name, relaxed(&whole[colon + 1..])));
    }
    fields
}

/// Where the next line begins.
fn line_end(header: &[u8], start: usize) -> usize {
    let end = memchr::memmem::find(&header[start..], b"\r\n");
    end.map_or(header.len(), |at| start + at + 2)
}

/// §3.4.2: unfolded, runs of white space made one blank, none at the ends.
fn relaxed(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut blank = false;
    let mut at = 0;
    while at < value.len() {
        if value[at..].starts_with(b"\r\n") {
            at += 2;
            continue;
        }
        let octet = value[at];
        at += 1;
        if matches!(octet, b' ' | b'\t') {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) && !out.is_empty() {
            out.push(b' ');
        }
        out.push(octet);
    }
    out
}

/// What is signed where it is there, and whether once more (§5.4.1). Not what servers on the way add or change.
const SIGNED: &[(&str, bool)] = &[
    ("from", true),
    ("sender", false),
    ("reply-to", true),
    ("to", true),
    ("cc", true),
    ("subject", true),
    ("date", true),
    ("message-id", true),
    ("in-reply-to", false),
    ("references", false),
    ("mime-version", true),
    ("content-type", true),
    ("content-transfer-encoding", true),
    ("content-disposition", false),
    ("content-id", false),
    ("content-description", false),
    ("resent-date", false),
    ("resent-from", false),
    ("resent-to", false),
    ("resent-cc", false),
    ("resent-message-id", false),
    ("list-id", false),
    ("list-help", false),
    ("list-unsubscribe", false),
    ("list-unsubscribe-post", false),
    ("list-subscribe", false),
    ("list-post", false),
    ("list-owner", false),
    ("list-archive", false),
    ("auto-submitted", false),
];
const FIELDS_SIGNED_MAX: usize = 20;
const NAME: &str = "DKIM-Signature";
const LINE_MAX: usize = 76;
const BASE64_LINE: usize = 72;

#[cfg(test)]
mod tests {
    use super::*;

    fn body(octets: &[u8], step: usize) -> Vec<u8> {
        let (mut canonical, mut out) = (CanonicalBody::default(), Vec::new());
        octets
            .chunks(step)
            .for_each(|piece| canonical.feed(piece, |octets| out.extend_from_slice(octets)));
        canonical.finish(|octets| out.extend_from_slice(octets));
        out
    }

    #[test]
    fn bodies_are_made_canonical() {
        for (octets, expected) in [
            (&b""[..], &b""[..]),
            (b"\r\n", b""),
            (b"\r\n\r\n", b""),
            (b"  \r\n", b""),
            (b" \t\r\n \r\n", b""),
            (b"  ", b""),
            (b"Hello!\r\n", b"Hello!\r\n"),
            (b"Hello!", b"Hello!\r\n"),
            (b"Hello!\r\n  \r\n\r\n", b"Hello!\r\n"),
            (b"Hello!\r\n\t", b"Hello!\r\n"),
            // RFC 6376 §3.4.5
            (b" C \r\nD \t E\r\n\r\n\r\n", b" C\r\nD E\r\n"),
            (b"a\r\n\r\n\r\nb\r\n", b"a\r\n\r\n\r\nb\r\n"),
            (b"\r\n\r\na\r\n", b"\r\n\r\na\r\n"),
            (b"a  \r\n  b  c  \r\n", b"a\r\n b c\r\n"),
            // Bare line ends are none.
            (b"a \n b\r c\r\n", b"a \n b\r c\r\n"),
            (b"a\r", b"a\r\r\n"),
            (b"a\r\r\n", b"a\r\r\n"),
        ] {
            for step in [1, 2, 3, octets.len().max(1)] {
                let shown = String::from_utf8_lossy(octets);
                assert_eq!(
                    String::from_utf8_lossy(&body(octets, step)),
                    String::from_utf8_lossy(expected),
                    "{shown:?} by {step}"
                );
            }
        }
    }

    const SIGNER: Signer<'static> = Signer {
        domain: "example.com",
        selector: "mail",
        algorithm: "rsa-sha256",
    };

    fn unsigned(header: &str) -> Option<Unsigned> {
        Unsigned::new(
            header.as_bytes(),
            "HASH",
            SIGNER,
            Timestamp::from_micros(1_764_000_000_000_000),
        )
    }

    #[test]
    fn headers_are_made_canonical() {
        // RFC 6376 §3.4.5, with a From.
        let header = "From: x@example.com\r\nSubject:   a  b\r\n\t c  \r\nSUBJECT : d\r\nX-Other: e\r\nto:\r\n";
        let unsigned = unsigned(header).expect("it has a From");
        let data = String::from_utf8(unsigned.data).expect("ASCII");
        assert_eq!(
            data,
            "from:x@example.com\r\nto:\r\nsubject:d\r\nsubject:a b c\r\n\
             dkim-signature:v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=mail; t=1764000000; \
             h=from:from:reply-to:to:to:cc:subject:subject:subject:date:message-id: \
             mime-version:content-type:content-transfer-encoding; bh=HASH; b="
        );
        assert!(unsigned.field.split("\r\n").all(|line| line.len() <= 78));
    }

    #[test]
    fn the_field_is_whole() {
        let header = "From: x@example.com\r\n";
        let signature = "Z".repeat(344);
        let field = unsigned(header).expect("it has a From").signed(&signature);
        assert!(field.starts_with("DKIM-Signature: v=1; a=rsa-sha256;") && field.ends_with("ZZZZ\r\n"));
        assert!(field.split("\r\n").all(|line| line.len() <= 78), "{field}");
        assert_eq!(field.matches('Z').count(), 344);
        // What is signed is this field without its signature.
        let (before, _) = field.split_once("\tb=").expect("b=");
        let canonical = String::from_utf8(relaxed(&before.as_bytes()[NAME.len() + 1..])).expect("ASCII");
        let data = unsigned(header).expect("it has a From").data;
        assert!(
            String::from_utf8(data)
                .expect("ASCII")
                .ends_with(&format!("dkim-signature:{canonical} b="))
        );
    }

    #[test]
    fn what_cannot_be_signed_and_what_is_bounded() {
        assert_eq!(unsigned(""), None);
        assert_eq!(unsigned("Subject: x\r\n"), None);
        assert_eq!(unsigned("From\r\n x\r\n"), None);
        let many = format!("From: x@example.com\r\n{}", "To: y@example.com\r\n".repeat(1_000));
        let data = String::from_utf8(unsigned(&many).expect("it has a From").data).expect("ASCII");
        assert_eq!(data.matches("to:y@example.com").count(), FIELDS_SIGNED_MAX + 1);
        // Lines that are no field, and octets outside ASCII.
        let odd = unsigned("From: \u{c548} <x@example.com>\r\nnothing\r\n : x\r\nDate: d").expect("it has a From");
        let data = String::from_utf8(odd.data).expect("UTF-8");
        assert!(
            data.starts_with("from:\u{c548} <x@example.com>\r\ndate:d\r\n"),
            "{data}"
        );
    }
}
