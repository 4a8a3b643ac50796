//! Handing over a message: how it is written, how it is sent, and where the client leaves in the middle.

use super::Client;
use crate::ledger::{Letter, Said};
use crate::talk::Talk;
use std::time::Duration;

/// A message: as it is, and as DATA carries it, with its dots stuffed.
#[derive(Default)]
struct Text {
    plain: Vec<u8>,
    stuffed: Vec<u8>,
}

impl Text {
    fn line(&mut self, line: &[u8]) {
        if line.starts_with(b".") {
            self.stuffed.push(b'.');
        }
        for text in [&mut self.plain, &mut self.stuffed] {
            text.extend_from_slice(line);
            text.extend_from_slice(b"\r\n");
        }
    }
}

/// To whom letters go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum To {
    /// To another domain, for which one needs a login or the right network.
    Anybody,
    /// To our domain, to which everybody may write; and in all the ways by which open relays were found, nobody.
    Ours,
}

/// A recipient: as RCPT names it, and as it is kept if it is taken.
struct Recipient {
    path: String,
    address: String,
}

/// How a message is sent.
struct Plan {
    chunked: bool,
    grouped: bool,
    /// Disconnects in the middle of the octets.
    half: bool,
    /// Disconnects when all is sent, before the reply.
    hasty: bool,
    /// Takes its time before it reads.
    sluggish: Option<Duration>,
}

impl Client {
    /// Hands over one message, written as one of `addresses`.
    pub(super) async fn letter(&mut self, talk: &mut Talk, addresses: &[String], to: To, marker: String) -> Option<()> {
        let address = self.chance.pick(addresses).clone();
        let sender = match self.chance.below(25) {
            0 => "somebody@else.example".to_owned(),
            1 | 2 => String::new(),
            _ => address.clone(),
        };
        let from = if self.chance.one_in(25) {
            "somebody@else.example".to_owned()
        } else {
            address
        };
        let plan = Plan {
            chunked: self.chance.one_in(3),
            grouped: self.chance.one_in(2),
            half: self.chance.one_in(16),
            hasty: self.chance.one_in(20),
            sluggish: self
                .chance
                .one_in(10)
                .then(|| self.chance.duration(Duration::ZERO, Duration::from_secs(20))),
        };
        let (mut text, received) = self.compose(&marker, &from);
        if plan.chunked && self.chance.one_in(4) {
            text.plain.extend_from_slice(b"no line end");
        }
        let count = if self.chance.one_in(8) {
            self.chance.between(4, 8)
        } else {
            self.chance.between(1, 3)
        };
        let recipients: Vec<Recipient> = (0..count).map(|n| self.recipient(to, &marker, n)).collect();
        let mut mail = format!("MAIL FROM:<{sender}>");
        if self.chance.one_in(3) {
            mail += &format!(" SIZE={}", text.plain.len());
        }
        if self.chance.one_in(3) {
            mail += " BODY=8BITMIME";
        }
        if self.chance.one_in(6) {
            mail += &format!(" RET=HDRS ENVID={marker}");
        }
        let mut lines = vec![(Said::Mail, mail)];
        for recipient in &recipients {
            let notify = if self.chance.one_in(8) { " NOTIFY=NEVER" } else { "" };
            lines.push((Said::Rcpt, format!("RCPT TO:<{}>{notify}", recipient.path)));
        }
        let letter = {
            let mut record = self.scene.ledger.record();
            let first = record.sessions[talk.place()].exchanges.len();
            record.letters.push(Letter {
                session: talk.place(),
                first,
                marker,
                octets: text.plain.clone(),
                sender,
                tried: recipients.into_iter().map(|recipient| recipient.address).collect(),
                taken: Vec::new(),
                too_many: 0,
                whole: None,
                last: None,
                chunked: plan.chunked,
                received,
            });
            record.letters.len() - 1
        };
        if plan.chunked {
            self.by_chunks(talk, letter, &lines, &text.plain, &plan).await
        } else {
            self.by_data(talk, letter, lines, &text.stuffed, &plan).await
        }
    }

    fn recipient(&mut self, to: To, marker: &str, n: u64) -> Recipient {
        let (foreign, ours) = (format!("{marker}.{n}@example.org"), format!("{marker}.{n}@example.com"));
        if to == To::Anybody {
            let path = foreign.clone();
            return Recipient { path, address: foreign };
        }
        if !self.chance.one_in(3) {
            let path = ours.clone();
            return Recipient { path, address: ours };
        }
        let routed = self.chance.one_in(8);
        let path = match self.chance.below(11) {
            // The last host alone decides, and here it is ours.
            _ if routed => format!("@example.org,@example.com:{ours}"),
            0 => foreign.clone(),
            1 => format!("{marker}.{n}%example.org@example.com"),
            2 => format!("example.org!{marker}.{n}@example.com"),
            3 => format!("\"{foreign}\"@example.com"),
            4 => format!("\"{marker}.{n}%example.org\"@example.com"),
            5 => format!("\"@example.org:{marker}.{n}\"@example.com"),
            6 => format!("@example.com:{foreign}"),
            7 => format!("@example.com,@mail.example.com:{foreign}"),
            8 => format!("{marker}.{n}@[192.0.2.1]"),
            9 => format!("{marker}.{n}%example.org@[127.0.0.1]"),
            _ => format!("{marker}.{n}@[IPv6:2001:db8::1]"),
        };
        let address = if routed { ours } else { foreign };
        Recipient { path, address }
    }

    /// MAIL, RCPT, DATA, the text, and a dot.
    async fn by_data(
        &mut self,
        talk: &mut Talk,
        letter: usize,
        mut lines: Vec<(Said, String)>,
        stuffed: &[u8],
        plan: &Plan,
    ) -> Option<()> {
        if plan.grouped {
            lines.push((Said::Data, "DATA".to_owned()));
        }
        let mut codes = self.envelope(talk, letter, &lines, plan.grouped).await?;
        let taken = !self.scene.ledger.record().letters[letter].taken.is_empty();
        if !plan.grouped && taken {
            codes.push(talk.command(Said::Data, "DATA").await?);
        }
        if codes.last() != Some(&354) {
            return self.give_up(talk, &codes).await;
        }
        let end = talk.say(Said::Text, &format!("({} octets and the dot)", stuffed.len()))?;
        self.scene.ledger.record().letters[letter].last = Some(end);
        let octets = [stuffed, b".\r\n"].concat();
        self.transfer(talk, letter, &octets, 0, plan).await?;
        self.ponder(plan).await;
        talk.hear(end).await.map(drop)
    }

    /// MAIL, RCPT, and the octets in one or more chunks.
    async fn by_chunks(
        &mut self,
        talk: &mut Talk,
        letter: usize,
        lines: &[(Said, String)],
        plain: &[u8],
        plan: &Plan,
    ) -> Option<()> {
        let count = self.chance.between(1, 4) as usize;
        let size = plain.len().div_ceil(count).max(1);
        let mut chunks: Vec<&[u8]> = plain.chunks(size).collect();
        if chunks.is_empty() || self.chance.one_in(4) {
            chunks.push(b"");
        }
        let last = chunks.len() - 1;
        let command =
            |n: usize, octets: &[u8]| format!("BDAT {}{}", octets.len(), if n == last { " LAST" } else { "" });
        if plan.grouped {
            let mut octets = Vec::new();
            let mut exchanges = Vec::new();
            for (said, line) in lines {
                exchanges.push(talk.say(*said, line)?);
                octets.extend_from_slice(format!("{line}\r\n").as_bytes());
            }
            let envelope = octets.len();
            for (n, chunk) in chunks.iter().copied().enumerate() {
                let line = command(n, chunk);
                exchanges.push(talk.say(Said::Bdat { last: n == last }, &line)?);
                octets.extend_from_slice(format!("{line}\r\n").as_bytes());
                octets.extend_from_slice(chunk);
            }
            self.scene.ledger.record().letters[letter].last = exchanges.last().copied();
            self.transfer(talk, letter, &octets, envelope, plan).await?;
            self.ponder(plan).await;
            let mut codes = Vec::new();
            for exchange in exchanges {
                let code = talk.hear(exchange).await?;
                codes.push(code);
                if codes.len() <= lines.len() {
                    self.note_recipient(letter, codes.len(), code);
                }
            }
            return if codes.last() == Some(&250) {
                Some(())
            } else {
                self.give_up(talk, &codes).await
            };
        }
        let mut codes = self.envelope(talk, letter, lines, false).await?;
        if self.scene.ledger.record().letters[letter].taken.is_empty() {
            return self.give_up(talk, &codes).await;
        }
        for (n, chunk) in chunks.iter().copied().enumerate() {
            let line = command(n, chunk);
            let exchange = talk.say(Said::Bdat { last: n == last }, &line)?;
            let octets = [format!("{line}\r\n").as_bytes(), chunk].concat();
            if n == last {
                self.scene.ledger.record().letters[letter].last = Some(exchange);
                self.transfer(talk, letter, &octets, 0, plan).await?;
                self.ponder(plan).await;
            } else {
                talk.send(&octets).await?;
            }
            codes.push(talk.hear(exchange).await?);
            if codes.last() != Some(&250) {
                return self.give_up(talk, &codes).await;
            }
        }
        Some(())
    }

    /// MAIL and RCPT (and DATA, if it stands behind them), one by one or all at once. Returns the codes.
    async fn envelope(
        &mut self,
        talk: &mut Talk,
        letter: usize,
        lines: &[(Said, String)],
        grouped: bool,
    ) -> Option<Vec<u16>> {
        let mut codes = Vec::new();
        let mut exchanges = Vec::new();
        if grouped {
            let mut octets = Vec::new();
            for (said, line) in lines {
                exchanges.push(talk.say(*said, line)?);
                octets.extend_from_slice(format!("{line}\r\n").as_bytes());
            }
            talk.send(&octets).await?;
        }
        for (n, (said, line)) in lines.iter().enumerate() {
            let code = match exchanges.get(n) {
                Some(exchange) => talk.hear(*exchange).await?,
                None => talk.command(*said, line).await?,
            };
            codes.push(code);
            if *said == Said::Rcpt {
                self.note_recipient(letter, codes.len(), code);
            }
            if *said == Said::Mail && code != 250 && !grouped {
                break;
            }
        }
        Some(codes)
    }

    /// Writes down what became of the recipient whose reply was the `nth` of the envelope (MAIL's is the first).
    fn note_recipient(&self, letter: usize, nth: usize, code: u16) {
        let mut record = self.scene.ledger.record();
        let letter = &mut record.letters[letter];
        let Some(recipient) = nth.checked_sub(2).and_then(|n| letter.tried.get(n)).cloned() else {
            return;
        };
        match code {
            250 => letter.taken.push(recipient),
            452 => letter.too_many += 1,
            _ => {}
        }
    }

    /// Sends the octets that make the message whole; the first `envelope` of them are commands. Nothing if the client
    /// leaves as it had planned.
    async fn transfer(
        &mut self,
        talk: &mut Talk,
        letter: usize,
        octets: &[u8],
        envelope: usize,
        plan: &Plan,
    ) -> Option<()> {
        if plan.half {
            let part = self.chance.between(envelope as u64, octets.len() as u64 - 1) as usize;
            talk.send(&octets[..part]).await?;
            let wait = self.chance.duration(Duration::ZERO, Duration::from_secs(2));
            talk.listen_for(wait).await;
            talk.leave();
            return None;
        }
        talk.send(octets).await?;
        self.scene.ledger.record().letters[letter].whole = Some(self.scene.executor.now());
        if plan.hasty {
            let wait = self.chance.duration(Duration::ZERO, Duration::from_millis(100));
            self.scene.executor.sleep(wait).await;
            talk.leave();
            return None;
        }
        Some(())
    }

    async fn ponder(&self, plan: &Plan) {
        if let Some(time) = plan.sluggish {
            self.scene.executor.sleep(time).await;
        }
    }

    /// The message was not taken: makes sure that no transaction is open, and goes on.
    async fn give_up(&mut self, talk: &mut Talk, codes: &[u16]) -> Option<()> {
        // Where MAIL was refused there is none.
        if codes.first() == Some(&250) || self.chance.one_in(2) {
            talk.command(Said::Rset, "RSET").await?;
        }
        Some(())
    }

    /// Writes a message, and says how many Received fields it has.
    fn compose(&mut self, marker: &str, from: &str) -> (Text, u32) {
        let size = match self.chance.below(16) {
            0 => 0,
            1..=9 => self.chance.magnitude(20, 4_000),
            // Around the size up to which bodies lie in the database.
            10 | 11 => self.chance.between(4_000, 4_200),
            12 | 13 => self.chance.magnitude(4_200, 30_000),
            14 => self.chance.magnitude(30_000, 100_000),
            _ if self.chance.one_in(3) => self.chance.magnitude(100_000, 400_000),
            _ => self.chance.magnitude(4_200, 30_000),
        };
        let mut text = Text::default();
        if size == 0 {
            return (text, 0);
        }
        let limits = self.scene.plans[0].settings.limits;
        let received = match self.chance.below(12) {
            0..=8 => 0,
            9 => self.chance.between(1, 3),
            _ => self
                .chance
                .between(u64::from(limits.received_max).saturating_sub(3), RECEIVED_MAX),
        };
        let is_long = self.chance.one_in(20);
        if received > 0 || is_long || (size >= 150 && !self.chance.one_in(8)) {
            for n in 0..received {
                text.line(
                    format!("Received: from hop{n}.example by hop.example; Mon, 23 Nov 2026 11:00:00 +0000").as_bytes(),
                );
            }
            if is_long {
                let most = limits.header_octets_max.saturating_mul(2);
                let octets = self.chance.between(limits.header_octets_max / 2, most);
                for n in 0..octets / 64 {
                    text.line(format!("X-Line-{n:05}: {}", "y".repeat(48)).as_bytes());
                }
            }
            text.line(format!("From: Somebody <{from}>").as_bytes());
            text.line(format!("Subject: {marker}").as_bytes());
            if self.chance.one_in(2) {
                text.line(b"Date: Mon, 23 Nov 2026 12:00:00 +0000");
            }
            if self.chance.one_in(2) {
                text.line(format!("Message-ID: <{marker}@{}.example>", self.name).as_bytes());
            }
            if self.chance.one_in(5) {
                text.line(b"Bcc: secret@example.org,");
                text.line(b"\tother@example.org");
            }
            text.line(b"");
        }
        text.line(marker.as_bytes());
        if self.chance.one_in(25) {
            let bad: [&[u8]; 4] = [b"bare\nline feed", b"bare\rcarriage return", b"nul\0", b"x\n.\r\nQUIT"];
            let bad = *self.chance.pick(&bad);
            text.line(bad);
        }
        let width = if size > 8_000 { 900 } else { 60 };
        let filler = "x".repeat(width);
        let mut number = 0;
        while (text.plain.len() as u64) < size {
            number += 1;
            match self.chance.below(8) {
                0 => text.line(b"."),
                1 => text.line(b""),
                2 => text.line(b"..dots"),
                3 => text.line(b"QUIT"),
                4 => text.line("\u{c548}\u{b155} 250 2.0.0 Queued as 1".as_bytes()),
                _ => text.line(format!("{number} {filler}").as_bytes()),
            }
        }
        (text, received as u32)
    }
}

/// More than any configuration of a run lets in.
const RECEIVED_MAX: u64 = 15;
