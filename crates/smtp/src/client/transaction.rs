//! One message on its way to a server: MAIL, RCPT, DATA or BDAT, and what becomes of each recipient.

use super::capabilities::Capabilities;
use super::step::{Failure, Fate, Lack, Parcel, Problem, Settled, Stage};
use ::mail::{Address, Recipient, ReversePath};
use reply::Received;

/// A reply that is due in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    Mail,
    /// To RCPT, for the recipient at this place.
    Recipient(usize),
    Data,
    /// To the end of a message that nobody was to get.
    EmptyEnd,
    /// To the end of the message.
    End,
    /// The same, for the recipient at this place (RFC 2033 §4.2).
    EndFor(usize),
}

impl Expected {
    pub(super) fn stage(self) -> Stage {
        match self {
            Self::Mail => Stage::Sender,
            Self::Recipient(_) => Stage::Recipient,
            Self::Data | Self::EmptyEnd => Stage::Data,
            Self::End | Self::EndFor(_) => Stage::EndOfData,
        }
    }
}

/// What comes next of a message when no reply is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The replies to what was said.
    Wait,
    /// Its octets.
    Body,
    /// It had other octets than were announced.
    Mismatch,
    /// It is over. Where it ended before its octets, the server is to forget it.
    Done { reset: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Mail,
    Recipients,
    /// The recipients are known.
    Data,
    /// DATA was said.
    DataSaid,
    Octets,
    Over,
}

#[derive(Debug)]
pub(super) struct Transaction {
    parcel: Parcel,
    phase: Phase,
    fates: Vec<Option<Fate>>,
    /// Whose RCPT comes next.
    next: usize,
    /// Who was accepted, and has no fate yet.
    accepted: Vec<usize>,
    begun: bool,
    may_send: bool,
    /// Whether it goes by BDAT (RFC 3030).
    chunked: bool,
    reports_passed_on: bool,
    octets: u64,
    stuffer: Stuffer,
}

impl Transaction {
    pub(super) fn new(parcel: Parcel) -> Self {
        Self {
            phase: Phase::Mail,
            fates: vec![None; parcel.envelope.recipients.len()],
            next: 0,
            accepted: Vec::new(),
            begun: false,
            may_send: false,
            chunked: false,
            reports_passed_on: false,
            octets: 0,
            stuffer: Stuffer::default(),
            parcel,
        }
    }

    /// Fails what this server cannot take. Nothing is made into something else for it.
    pub(super) fn judge(&mut self, server: &Capabilities) {
        self.chunked = server.chunking;
        self.reports_passed_on = server.dsn;
        let parcel = &self.parcel;
        let too_large = server.size.flatten().filter(|most| parcel.octets > *most);
        let is_eight_bit = parcel.eight_bit_header || parcel.eight_bit_body;
        let lack = if let Some(most) = too_large {
            Some(Lack::Size(most))
        } else if needs_utf8(parcel) && !server.utf8 {
            Some(Lack::Utf8)
        } else if is_eight_bit && !server.eight_bit {
            Some(Lack::EightBit)
        } else {
            None
        };
        if let Some(lack) = lack {
            self.fail_rest(Stage::Sender, &Problem::Lacks(lack));
        } else if !server.utf8 {
            for (fate, recipient) in self.fates.iter_mut().zip(&parcel.envelope.recipients) {
                // The domain has a form in ASCII (RFC 5890 §2.3.2.1), what stands before the @ has none.
                if !recipient.address.local().is_ascii() {
                    let problem = Problem::Lacks(Lack::Utf8);
                    let stage = Stage::Recipient;
                    *fate = Some(Err(Failure { stage, problem }));
                }
            }
        }
    }

    pub(super) fn was_begun(&self) -> bool {
        self.begun
    }

    /// Whether something is still to be said, to which no reply can be there yet. The last octets of BDAT may have been answered.
    pub(super) fn has_more_to_say(&self) -> bool {
        let is_all_said = self.phase == Phase::Octets && self.chunked && self.octets == self.parcel.octets;
        self.begun && self.phase != Phase::Over && !is_all_said
    }

    /// Says what can be said now. `expect` is told of each reply that is due then, in their order.
    pub(super) fn next(
        &mut self,
        server: &Capabilities,
        lmtp: bool,
        out: &mut Vec<u8>,
        mut expect: impl FnMut(Expected),
    ) -> Next {
        loop {
            match self.phase {
                Phase::Mail if self.fates.iter().all(Option::is_some) => return Next::Done { reset: false },
                Phase::Mail => {
                    line(out, &self.mail(server));
                    expect(Expected::Mail);
                    self.begun = true;
                    self.phase = Phase::Recipients;
                    if !server.pipelining {
                        return Next::Wait;
                    }
                }
                Phase::Recipients => {
                    let group = if server.pipelining { GROUP_RECIPIENTS } else { 1 };
                    let mut said = 0;
                    while said < group && self.next < self.fates.len() {
                        let place = self.next;
                        self.next += 1;
                        if self.fates[place].is_none() {
                            line(out, &self.recipient(place, server));
                            expect(Expected::Recipient(place));
                            said += 1;
                        }
                    }
                    if self.next == self.fates.len() {
                        self.phase = Phase::Data;
                        // RFC 2920 §3.1: DATA may be the last of a group.
                        if server.pipelining && !self.chunked && said > 0 {
                            line(out, "DATA");
                            expect(Expected::Data);
                            self.phase = Phase::DataSaid;
                        }
                    }
                    if said > 0 {
                        return Next::Wait;
                    }
                }
                Phase::Data if self.accepted.is_empty() => return Next::Done { reset: true },
                Phase::Data if self.chunked => {
                    line(out, &format!("BDAT {} LAST", self.parcel.octets));
                    self.phase = Phase::Octets;
                    return Next::Body;
                }
                Phase::Data => {
                    line(out, "DATA");
                    expect(Expected::Data);
                    self.phase = Phase::DataSaid;
                    return Next::Wait;
                }
                Phase::DataSaid => match (self.may_send, self.accepted.is_empty()) {
                    (true, false) => {
                        self.phase = Phase::Octets;
                        return Next::Body;
                    }
                    // RFC 2920 §3.1: it waits for text that nobody is to get.
                    (true, true) => {
                        line(out, ".");
                        expect(Expected::EmptyEnd);
                        self.phase = Phase::Over;
                        return Next::Wait;
                    }
                    (false, _) => return Next::Done { reset: true },
                },
                Phase::Octets => {
                    if self.octets != self.parcel.octets {
                        return Next::Mismatch;
                    }
                    if !self.chunked {
                        self.stuffer.end(out);
                    }
                    if lmtp {
                        self.accepted.iter().for_each(|place| expect(Expected::EndFor(*place)));
                    } else {
                        expect(Expected::End);
                    }
                    self.phase = Phase::Over;
                    return Next::Wait;
                }
                Phase::Over => return Next::Done { reset: false },
            }
        }
    }

    /// The next octets of the message.
    pub(super) fn body(&mut self, octets: &[u8], out: &mut Vec<u8>) {
        self.octets += octets.len() as u64;
        if !self.chunked {
            self.stuffer.stuff(octets, out);
        } else if self.octets <= self.parcel.octets {
            // More than was announced would be taken for commands.
            out.extend_from_slice(octets);
        }
    }

    pub(super) fn heard(&mut self, expected: Expected, reply: Received) {
        let is_done = reply.class() == 2;
        match expected {
            Expected::Mail if is_done => {}
            Expected::Mail => self.fail_rest(Stage::Sender, &Problem::Refused(reply)),
            Expected::Recipient(place) if self.fates[place].is_some() => {}
            Expected::Recipient(place) if is_done => self.accepted.push(place),
            Expected::Recipient(place) => {
                let (stage, problem) = (Stage::Recipient, Problem::Refused(reply));
                self.fates[place] = Some(Err(Failure { stage, problem }));
            }
            Expected::Data if reply.starts_text() => self.may_send = true,
            Expected::Data => {
                self.fail_rest(Stage::Data, &Problem::Refused(reply));
                self.accepted.clear();
            }
            Expected::EmptyEnd => {}
            Expected::End => {
                for place in std::mem::take(&mut self.accepted) {
                    self.fates[place] = Some(at_the_end(reply.clone()));
                }
            }
            Expected::EndFor(place) => self.fates[place] = Some(at_the_end(reply)),
        }
    }

    /// It comes to its end here, for all who have no fate yet.
    pub(super) fn end(&mut self, stage: Stage, problem: Problem) -> Settled {
        self.fail_rest(stage, &problem);
        Settled {
            fates: std::mem::take(&mut self.fates).into_iter().flatten().collect(),
            reports_passed_on: self.reports_passed_on,
        }
    }

    /// What became of it.
    pub(super) fn settled(mut self) -> Settled {
        self.end(Stage::EndOfData, Problem::Lost)
    }

    fn fail_rest(&mut self, stage: Stage, problem: &Problem) {
        for fate in self.fates.iter_mut().filter(|fate| fate.is_none()) {
            let problem = problem.clone();
            *fate = Some(Err(Failure { stage, problem }));
        }
    }

    fn mail(&self, server: &Capabilities) -> String {
        let Parcel { envelope, octets, .. } = &self.parcel;
        let sender = match &envelope.sender {
            ReversePath::Null => String::new(),
            ReversePath::Mailbox(address) => self.written(address, server),
        };
        let mut line = format!("MAIL FROM:<{sender}>");
        if server.size.is_some() {
            line.push_str(&format!(" SIZE={octets}"));
        }
        if self.parcel.eight_bit_header || self.parcel.eight_bit_body {
            line.push_str(" BODY=8BITMIME");
        }
        if self.is_utf8(server) {
            line.push_str(" SMTPUTF8");
        }
        if server.dsn {
            if let Some(ret) = envelope.ret {
                line.push_str(&format!(" RET={ret}"));
            }
            if let Some(envid) = &envelope.envid {
                line.push_str(&format!(" ENVID={envid}"));
            }
        }
        line
    }

    fn recipient(&self, place: usize, server: &Capabilities) -> String {
        let Recipient { address, notify, orcpt } = &self.parcel.envelope.recipients[place];
        let mut line = format!("RCPT TO:<{}>", self.written(address, server));
        if server.dsn {
            if let Some(notify) = notify {
                line.push_str(&format!(" NOTIFY={notify}"));
            }
            if let Some(orcpt) = orcpt {
                line.push_str(" ORCPT=");
                line.push_str(&self.original(orcpt, server));
            }
        }
        line
    }

    /// An ORCPT as it was given; where SMTPUTF8 is not spoken, in ASCII (RFC 6533 §3: utf-8-addr-xtext).
    fn original(&self, orcpt: &str, server: &Capabilities) -> String {
        if orcpt.is_ascii() || self.is_utf8(server) {
            return orcpt.to_owned();
        }
        let letter = |letter: char| match letter {
            letter if letter.is_ascii() => letter.to_string(),
            letter => format!("\\x{{{:X}}}", u32::from(letter)),
        };
        orcpt.chars().map(letter).collect()
    }

    /// Whether the message is declared as one of SMTPUTF8: where something in it needs that.
    fn is_utf8(&self, server: &Capabilities) -> bool {
        let is_given = |recipient: &Recipient| recipient.address.is_internationalised();
        server.utf8 && (needs_utf8(&self.parcel) || self.parcel.envelope.recipients.iter().any(is_given))
    }

    /// An address as it stands in a command: with its domain in ASCII, but where SMTPUTF8 is spoken.
    fn written(&self, address: &Address, server: &Capabilities) -> String {
        if self.is_utf8(server) {
            address.to_string()
        } else {
            format!("{}@{}", address.local(), address.domain().ascii())
        }
    }
}

fn at_the_end(reply: Received) -> Fate {
    if reply.class() == 2 {
        return Ok(reply);
    }
    Err(Failure {
        stage: Stage::EndOfData,
        problem: Problem::Refused(reply),
    })
}

/// Whether sender or header cannot go without SMTPUTF8. A header in UTF-8 that its client did not declare is 8-bit text.
fn needs_utf8(parcel: &Parcel) -> bool {
    let sender = match &parcel.envelope.sender {
        ReversePath::Null => false,
        ReversePath::Mailbox(address) => !address.local().is_ascii(),
    };
    sender || (parcel.envelope.smtputf8 && parcel.eight_bit_header)
}

fn line(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.extend_from_slice(b"\r\n");
}

/// Doubles the dots at the beginning of lines (RFC 5321 §4.5.2).
#[derive(Debug)]
struct Stuffer {
    /// The last two octets.
    last: [u8; 2],
}

impl Default for Stuffer {
    /// The CR LF of the DATA command is the start of the first line.
    fn default() -> Self {
        Self { last: *b"\r\n" }
    }
}

impl Stuffer {
    fn stuff(&mut self, octets: &[u8], out: &mut Vec<u8>) {
        let mut rest = octets;
        while !rest.is_empty() {
            if self.last == *b"\r\n" && rest[0] == b'.' {
                out.push(b'.');
            }
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            let (piece, behind) = rest.split_at(end);
            out.extend_from_slice(piece);
            self.last = match *piece {
                [.., one, two] => [one, two],
                [one] => [self.last[1], one],
                [] => self.last,
            };
            rest = behind;
        }
    }

    /// RFC 5321 §4.1.1.4: no empty line is added, and none lacks its end.
    fn end(&mut self, out: &mut Vec<u8>) {
        if self.last != *b"\r\n" {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b".\r\n");
    }
}

/// RCPT commands that go together. Whoever does not read while it writes, and does not write while it reads, can take so
/// many and their replies (RFC 2920 §3.1).
const GROUP_RECIPIENTS: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::DataReader;

    #[test]
    fn dots_are_doubled_and_come_back() {
        for (text, expected) in [
            (&b""[..], &b".\r\n"[..]),
            (b"a\r\n", b"a\r\n.\r\n"),
            (b"a", b"a\r\n.\r\n"),
            (b".\r\n", b"..\r\n.\r\n"),
            (b"..a\r\n.b\r\na.\r\n", b"...a\r\n..b\r\na.\r\n.\r\n"),
            (b"\r\n.\r\n\r\n", b"\r\n..\r\n\r\n.\r\n"),
        ] {
            for step in [1, 2, 3, text.len().max(1)] {
                let (mut stuffer, mut out) = (Stuffer::default(), Vec::new());
                text.chunks(step).for_each(|piece| stuffer.stuff(piece, &mut out));
                stuffer.end(&mut out);
                let shown = String::from_utf8_lossy(text);
                assert_eq!(out, expected, "{shown:?} by {step}");
                let mut read = Vec::new();
                let (used, ended) = DataReader::default().read(&out, &mut read);
                assert!(ended && used == out.len());
                assert!(read.starts_with(text) && read.len() <= text.len() + 2, "{shown:?}");
            }
        }
    }
}
