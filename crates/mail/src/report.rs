//! Reports about deliveries (RFC 3461, 3464, 6522; RFC 6533 where an address is in UTF-8): a message in three parts, for
//! people, for programs, and what it is about.

use crate::address::Address;
use crate::time::Timestamp;
use crate::xtext;
use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::{BodyPart, MimePart};
use std::borrow::Cow;
use std::net::IpAddr;

/// A report to the sender of a message.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// The server that reports (RFC 3464 §2.2.2).
    pub reporter: &'a str,
    /// A name for it that no other report has: letters and digits. Message-ID and boundary are made of it.
    pub name: &'a str,
    /// When it is made.
    pub date: Timestamp,
    /// To whom.
    pub to: &'a Address,
    /// What it says at first sight.
    pub subject: &'a str,
    /// What people read, in lines that end with LF.
    pub text: &'a str,
    /// The Message-ID of the message that it is about, with angle brackets.
    pub about: Option<&'a str>,
    /// When that was accepted.
    pub arrival: Timestamp,
    /// Its ENVID, in xtext as it was given (RFC 3461 §4.4).
    pub envid: Option<&'a str>,
    /// What became of each recipient that the report is about; at least one.
    pub recipients: Vec<Reported<'a>>,
    /// What comes back of it.
    pub original: Original<'a>,
}

/// What became of a recipient (RFC 3464 §2.3).
#[derive(Debug, Clone)]
pub struct Reported<'a> {
    /// Whom.
    pub recipient: &'a Address,
    /// Its ORCPT, as it was given.
    pub orcpt: Option<&'a str>,
    /// What was done.
    pub action: Action,
    /// The enhanced code, `5.1.1`.
    pub status: String,
    /// The server that was asked.
    pub remote: Option<&'a str>,
    /// What it said, in one line.
    pub diagnostic: Option<String>,
    /// When it was asked last.
    pub last_attempt: Option<Timestamp>,
    /// Until when it goes on, where it was delayed.
    pub until: Option<Timestamp>,
}

/// What was done (RFC 3464 §2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It could not be delivered, and nothing more is tried.
    Failed,
    /// It could not be delivered so far.
    Delayed,
    /// It is in its mailbox.
    Delivered,
    /// A server has it that tells no more about it.
    Relayed,
}

/// What comes back of the message.
#[derive(Debug, Clone, Copy)]
pub enum Original<'a> {
    /// Its header.
    Header(&'a [u8]),
    /// All of it.
    Whole(&'a [u8]),
}

impl Report<'_> {
    /// The report as a message: header, empty line, body, in lines that end with CR LF. It is in ASCII, but where it returns
    /// a whole message that is not, or speaks of an address in UTF-8.
    pub fn message(&self) -> Vec<u8> {
        let content = ContentType::new("multipart/report")
            .attribute(
                "report-type",
                if self.is_utf8() {
                    "global-delivery-status"
                } else {
                    "delivery-status"
                },
            )
            .attribute("boundary", format!("=_{}", self.name));
        let parts = vec![self.for_people(), self.for_programs(), self.returned()];
        let body = MimePart {
            headers: vec![("Content-Type".into(), content.into())],
            contents: BodyPart::Multipart(parts),
        };
        let mut message = MessageBuilder::new()
            .header(
                "From",
                raw(format!("Mail Delivery System <MAILER-DAEMON@{}>", self.reporter)),
            )
            .header("To", raw(format!("<{}>", self.to)))
            .header("Subject", HeaderType::from(Text::new(self.subject)))
            .header("Date", raw(self.date.rfc5322()))
            .header("Message-ID", raw(format!("<{}@{}>", self.name, self.reporter)))
            // RFC 3834 §5: what answers by itself must not answer this.
            .header("Auto-Submitted", raw("auto-replied"));
        if let Some(about) = self.about {
            message = message
                .header("In-Reply-To", raw(about))
                .header("References", raw(about));
        }
        let mut out = Vec::new();
        message
            .header("MIME-Version", raw("1.0"))
            .body(body)
            .serialize(&mut out);
        out
    }

    /// Whether an address in it has no form in ASCII (RFC 6533 §3).
    pub fn is_utf8(&self) -> bool {
        let is_utf8 = |address: &Address| address.is_internationalised();
        is_utf8(self.to) || self.recipients.iter().any(|one| is_utf8(one.recipient))
    }

    fn for_people(&self) -> MimePart<'_> {
        let content = ContentType::new("text/plain").attribute("charset", "utf-8");
        MimePart::new(content, self.text.replace('\n', "\r\n"))
    }

    fn for_programs(&self) -> MimePart<'_> {
        let utf8 = self.is_utf8();
        let mut text = format!("Reporting-MTA: dns; {}\r\n", self.reporter);
        if let Some(envid) = self.envid.and_then(xtext::decode) {
            field(
                &mut text,
                "Original-Envelope-Id",
                &String::from_utf8_lossy(&envid),
                utf8,
            );
        }
        field(&mut text, "Arrival-Date", &self.arrival.rfc5322(), utf8);
        for one in &self.recipients {
            text.push_str("\r\n");
            one.write(&mut text, utf8);
        }
        let (kind, encoding) = if utf8 {
            ("message/global-delivery-status", "8bit")
        } else {
            ("message/delivery-status", "7bit")
        };
        MimePart::new(ContentType::new(kind), text.into_bytes()).transfer_encoding(encoding)
    }

    fn returned(&self) -> MimePart<'_> {
        let utf8 = self.is_utf8();
        match self.original {
            Original::Header(octets) => {
                let kind = if utf8 {
                    "message/global-headers"
                } else {
                    "text/rfc822-headers"
                };
                let part = MimePart::new(ContentType::new(kind), octets);
                // RFC 6533 §6.1: it may be encoded, or go as it is; text is encoded where it must be.
                if utf8 { part.transfer_encoding("8bit") } else { part }
            }
            // RFC 2046 §5.2.1: this is never encoded.
            Original::Whole(octets) => {
                // RFC 6532 §3.7: what has a header in UTF-8 is no message/rfc822.
                let is_global = utf8 || !header_of(octets).is_ascii();
                let kind = if is_global { "message/global" } else { "message/rfc822" };
                let encoding = if octets.is_ascii() { "7bit" } else { "8bit" };
                MimePart::new(ContentType::new(kind), octets).transfer_encoding(encoding)
            }
        }
    }
}

impl Reported<'_> {
    fn write(&self, text: &mut String, utf8: bool) {
        if let Some((kind, xtext)) = self.orcpt.and_then(|orcpt| orcpt.split_once(';')) {
            let original = xtext::decode(xtext).map(|octets| String::from_utf8_lossy(&octets).into_owned());
            let original = original.unwrap_or_else(|| xtext.to_owned());
            field(text, "Original-Recipient", &format!("{kind}; {original}"), utf8);
        }
        let kind = if self.recipient.is_internationalised() {
            "utf-8"
        } else {
            "rfc822"
        };
        field(text, "Final-Recipient", &format!("{kind}; {}", self.recipient), utf8);
        field(text, "Action", self.action.word(), utf8);
        field(text, "Status", &self.status, utf8);
        if let Some(remote) = self.remote {
            field(text, "Remote-MTA", &format!("dns; {}", host(remote)), utf8);
        }
        if let Some(diagnostic) = &self.diagnostic {
            field(text, "Diagnostic-Code", &format!("smtp; {diagnostic}"), utf8);
        }
        if let Some(at) = self.last_attempt {
            field(text, "Last-Attempt-Date", &at.rfc5322(), utf8);
        }
        if let Some(until) = self.until {
            field(text, "Will-Retry-Until", &until.rfc5322(), utf8);
        }
    }
}

impl Action {
    /// As it stands in a report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
            Self::Relayed => "relayed",
        }
    }
}

/// One of our reports, for a server that takes no 8-bit or UTF-8 text: ASCII alone. Of a message that comes back the header stays;
/// what has no form in ASCII becomes `?`. Nothing if it is no report of ours.
pub fn in_ascii(report: &[u8]) -> Option<Vec<u8>> {
    let header_end = header_of(report).len();
    let header = std::str::from_utf8(&report[..header_end]).ok()?;
    let boundary = header.split_once("boundary=\"")?.1.split_once('"')?.0;
    let mark = format!("\r\n--{boundary}");
    let rest = &report[header_end..];
    let at = |from: usize| find(&rest[from..], mark.as_bytes()).map(|place| from + place);
    let first = at(0)?;
    let second = at(first + 1)?;
    let third = at(second + 1)?;
    let mut out = header.replace("global-delivery-status", "delivery-status").into_bytes();
    // What people read is ASCII already, in quoted-printable or base64.
    out.extend_from_slice(&rest[..second]);
    let status = String::from_utf8_lossy(&rest[second..third]);
    let status = status
        .replace("message/global-delivery-status", "message/delivery-status")
        .replace("Content-Transfer-Encoding: 8bit", "Content-Transfer-Encoding: 7bit");
    for letter in status.chars() {
        match u8::try_from(letter) {
            Ok(octet) if octet.is_ascii() => out.push(octet),
            // RFC 6533 §3: utf-8-addr-xtext.
            _ => out.extend_from_slice(format!("\\x{{{:X}}}", u32::from(letter)).as_bytes()),
        }
    }
    let returned = &rest[third + mark.len()..];
    let content = &returned[find(returned, b"\r\n\r\n")? + 4..];
    let content = content
        .strip_suffix(format!("{mark}--\r\n").as_bytes())
        .unwrap_or(content);
    out.extend_from_slice(mark.as_bytes());
    out.extend_from_slice(b"\r\nContent-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: 7bit\r\n\r\n");
    let header = &content[..header_of(content).len()];
    out.extend(header.iter().map(|octet| if octet.is_ascii() { *octet } else { b'?' }));
    out.extend_from_slice(format!("{mark}--\r\n").as_bytes());
    out.is_ascii().then_some(out)
}

/// The header of a message, without the empty line behind it.
fn header_of(octets: &[u8]) -> &[u8] {
    find(octets, b"\r\n\r\n").map_or(octets, |end| &octets[..end + 2])
}

fn find(octets: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(octets, what)
}

fn raw<'x>(text: impl Into<Cow<'x, str>>) -> HeaderType<'x> {
    HeaderType::from(Raw::new(text))
}

/// A server by its name, or by its address as RFC 5321 §4.1.3 writes it.
fn host(server: &str) -> String {
    match server.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => format!("[{address}]"),
        Ok(IpAddr::V6(address)) => format!("[IPv6:{address}]"),
        Err(_) => server.to_owned(),
    }
}

/// A field of a delivery status, whose value cannot break out of it: without control characters, in ASCII where that is all
/// there may be, folded, and cut where nobody reads on.
fn field(text: &mut String, name: &str, value: &str, utf8: bool) {
    let allowed = |letter: char| match letter {
        letter if letter.is_control() => ' ',
        letter if utf8 || letter.is_ascii() => letter,
        _ => '?',
    };
    let value: String = value.chars().take(VALUE_LETTERS_MAX).map(allowed).collect();
    text.push_str(name);
    text.push(':');
    let mut column = name.len() + 1;
    for word in value.split(' ').filter(|word| !word.is_empty()) {
        // RFC 5322 §2.1.1: 78 where that can be had.
        if column + 1 + word.len() > 78 && column > name.len() + 1 {
            text.push_str("\r\n");
            column = 0;
        }
        text.push(' ');
        text.push_str(word);
        column += 1 + word.len();
    }
    text.push_str("\r\n");
}

/// A word has no more either, so no line is longer than RFC 5322 §2.1.1 allows.
const VALUE_LETTERS_MAX: usize = 900;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::header::{From, HeaderScanner};

    fn address(text: &str) -> Address {
        Address::parse(text).expect(text)
    }

    fn report<'a>(to: &'a Address, recipient: &'a Address, original: Original<'a>) -> Report<'a> {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        Report {
            reporter: "mail.example.com",
            name: "0123abcd",
            date: at(1_764_000_100),
            to,
            subject: "Mail was not delivered",
            text: "It was not delivered.\n\nThat is all.\n",
            about: Some("<1@example.com>"),
            arrival: at(1_764_000_000),
            envid: Some("QQ314+2B159"),
            recipients: vec![Reported {
                recipient,
                orcpt: Some("rfc822;Bob+2Bx@example.org"),
                action: Action::Failed,
                status: "5.1.1".to_owned(),
                remote: Some("mx.example.org"),
                diagnostic: Some("550 5.1.1 No such user".to_owned()),
                last_attempt: Some(at(1_764_000_090)),
                until: None,
            }],
            original,
        }
    }

    #[test]
    fn a_report_in_three_parts() {
        let (to, recipient) = (address("ana@example.com"), address("bob@example.org"));
        let header = b"From: ana@example.com\r\nSubject: lunch\r\n";
        let message = report(&to, &recipient, Original::Header(header)).message();
        let text = String::from_utf8(message).expect("ASCII");
        let expected = "From: Mail Delivery System <MAILER-DAEMON@mail.example.com>\r\n\
            To: <ana@example.com>\r\n\
            Subject: Mail was not delivered\r\n\
            Date: Mon, 24 Nov 2025 16:01:40 +0000\r\n\
            Message-ID: <0123abcd@mail.example.com>\r\n\
            Auto-Submitted: auto-replied\r\n\
            In-Reply-To: <1@example.com>\r\n\
            References: <1@example.com>\r\n\
            MIME-Version: 1.0\r\n\
            Content-Type: multipart/report; report-type=\"delivery-status\";\r\n \
            boundary=\"=_0123abcd\"\r\n\
            \r\n\r\n--=_0123abcd\r\n\
            Content-Type: text/plain; charset=\"utf-8\"\r\n\
            Content-Transfer-Encoding: 7bit\r\n\
            \r\n\
            It was not delivered.\r\n\
            \r\n\
            That is all.\r\n\
            \r\n--=_0123abcd\r\n\
            Content-Type: message/delivery-status\r\n\
            Content-Transfer-Encoding: 7bit\r\n\
            \r\n\
            Reporting-MTA: dns; mail.example.com\r\n\
            Original-Envelope-Id: QQ314+159\r\n\
            Arrival-Date: Mon, 24 Nov 2025 16:00:00 +0000\r\n\
            \r\n\
            Original-Recipient: rfc822; Bob+x@example.org\r\n\
            Final-Recipient: rfc822; bob@example.org\r\n\
            Action: failed\r\n\
            Status: 5.1.1\r\n\
            Remote-MTA: dns; mx.example.org\r\n\
            Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n\
            Last-Attempt-Date: Mon, 24 Nov 2025 16:01:30 +0000\r\n\
            \r\n--=_0123abcd\r\n\
            Content-Type: text/rfc822-headers\r\n\
            Content-Transfer-Encoding: 7bit\r\n\
            \r\n\
            From: ana@example.com\r\nSubject: lunch\r\n\
            \r\n--=_0123abcd--\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn it_is_a_message_as_we_send_them() {
        let (to, recipient) = (address("ana@example.com"), address("bob@example.org"));
        let mut one = report(
            &to,
            &recipient,
            Original::Whole(b"Subject: \xec\x95\x88\r\n\r\n\xec\x95\x88\r\n"),
        );
        one.subject = "Mail was not delivered / \u{ba54}\u{c77c}\u{c774} \u{c804}\u{b2ec}\u{b418}\u{c9c0} \u{c54a}\u{c558}\u{c2b5}\u{b2c8}\u{b2e4}";
        one.text = "\u{c804}\u{b2ec}\u{b418}\u{c9c0} \u{c54a}\u{c558}\u{c2b5}\u{b2c8}\u{b2e4}.\n";
        one.about = None;
        let message = one.message();
        let mut scanner = HeaderScanner::new();
        scanner.feed(&message);
        let facts = scanner.finish();
        assert!(facts.has_date && facts.has_header && !facts.eight_bit_header);
        assert!(facts.eight_bit_body, "what comes back is as it was");
        assert_eq!(facts.message_id.as_deref(), Some("<0123abcd@mail.example.com>"));
        assert_eq!(
            facts.from,
            From::Addresses(vec![address("MAILER-DAEMON@mail.example.com")])
        );
        let text = String::from_utf8_lossy(&message);
        assert!(text.contains("message/global\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSubject: "));
        assert!(
            text.contains("Content-Transfer-Encoding: base64\r\n"),
            "the text for people is in ASCII: {text}"
        );
        let lines = message.split(|octet| *octet == b'\n');
        assert!(
            lines
                .clone()
                .all(|line| line.len() <= 998 && (line.is_empty() || line.ends_with(b"\r"))),
            "{text}"
        );
    }

    #[test]
    fn addresses_in_utf8_have_forms_of_their_own() {
        let (to, recipient) = (address("ana@example.com"), address("\u{ac00}@example.org"));
        let message = report(&to, &recipient, Original::Header("Subject: \u{ac00}\r\n".as_bytes())).message();
        let text = String::from_utf8(message).expect("UTF-8");
        for expected in [
            "report-type=\"global-delivery-status\"",
            "Content-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n",
            "Final-Recipient: utf-8; \u{ac00}@example.org\r\n",
            "Content-Type: message/global-headers\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSubject: \u{ac00}\r\n",
        ] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
    }

    #[test]
    fn a_report_for_servers_that_take_ascii_alone() {
        let (to, recipient) = (address("ana@example.com"), address("\u{ac00}@example.org"));
        let whole = "Subject: \u{ac00}\r\n\r\n\u{ac00}\r\n".as_bytes();
        for original in [
            Original::Header("Subject: \u{ac00}\r\n".as_bytes()),
            Original::Whole(whole),
        ] {
            let report = report(&to, &recipient, original).message();
            let plain = in_ascii(&report).expect("it is a report of ours");
            let text = String::from_utf8(plain).expect("ASCII");
            assert!(text.is_ascii() && !text.contains("global"), "{text}");
            for expected in [
                "report-type=\"delivery-status\"",
                "Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: 7bit\r\n",
                "Final-Recipient: utf-8; \\x{AC00}@example.org\r\n",
                "It was not delivered.\r\n",
            ] {
                assert!(text.contains(expected), "{expected}: {text}");
            }
            let end = "--=_0123abcd\r\nContent-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\
                       Subject: ???\r\n\r\n--=_0123abcd--\r\n";
            assert!(text.ends_with(end), "{text}");
        }
        for other in [
            &b""[..],
            b"Subject: x\r\n\r\nx\r\n",
            b"X: boundary=\"y\"\r\n\r\n--y\r\n--y--\r\n",
        ] {
            assert_eq!(in_ascii(other), None);
        }
    }

    #[test]
    fn what_others_said_stays_in_its_field() {
        for (value, utf8, expected) in [
            ("550 no\r\nStatus: 2.0.0", false, "X: 550 no Status: 2.0.0\r\n"),
            ("550 \u{c548}", false, "X: 550 ?\r\n"),
            ("550 \u{c548}", true, "X: 550 \u{c548}\r\n"),
            ("", false, "X:\r\n"),
            ("\0\x1b[2J", false, "X: [2J\r\n"),
        ] {
            let mut text = String::new();
            field(&mut text, "X", value, utf8);
            assert_eq!(text, expected, "{value:?}");
        }
        let mut text = String::new();
        field(&mut text, "Diagnostic-Code", &"word ".repeat(1_000), false);
        assert!(
            text.lines().all(|line| line.len() <= 78) && text.len() < 1_200,
            "{text}"
        );
        let mut text = String::new();
        field(&mut text, "Diagnostic-Code", &"x".repeat(5_000), false);
        assert!(text.len() < 998);
    }
}
