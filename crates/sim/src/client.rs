//! The clients: actors that speak SMTP as people's programs do, well and badly. They decide by chance what they do, and the
//! ledger keeps what they sent and heard.

use crate::chance::Chance;
use crate::ledger::{Letter, Person, Said};
use crate::talk::Talk;
use crate::world::Scene;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// A client, from its first session to its last.
pub(crate) struct Client {
    scene: Arc<Scene>,
    number: usize,
    name: String,
    connections: u16,
    chance: Chance,
}

/// With what a client tries to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Login {
    Right,
    Wrong,
    WrongThenRight,
    Unknown,
    None,
}

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
    pub(crate) fn new(scene: Arc<Scene>, number: usize, chance: Chance) -> Self {
        Self {
            scene,
            number,
            name: format!("client-{number}"),
            connections: 0,
            chance,
        }
    }

    /// All its sessions.
    pub(crate) async fn live(mut self) {
        let sessions = self.chance.between(1, 3);
        for session in 0..sessions {
            let wait = self
                .chance
                .duration(Duration::ZERO, self.scene.length / sessions as u32);
            self.scene.executor.sleep(wait).await;
            let implicit = self.chance.one_in(2);
            let Some(mut talk) = self.connect(implicit).await else {
                continue;
            };
            // What ended it early stands in the ledger.
            let _ = match self.chance.below(24) {
                0 => self.junk(&mut talk, implicit).await,
                1 => self.noise(&mut talk).await,
                2 if self.chance.one_in(2) => self.deaf(&mut talk, implicit).await,
                _ => self.proper(&mut talk, implicit, session).await,
            };
            talk.finish().await;
        }
    }

    async fn connect(&mut self, implicit: bool) -> Option<Talk> {
        let to = if implicit {
            self.scene.implicit
        } else {
            self.scene.starttls
        };
        for _ in 0..TRIES {
            self.connections += 1;
            let ip = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 10 + self.number as u8));
            let from = SocketAddr::new(ip, 20_000 + self.connections);
            if let Some(talk) = Talk::connect(&self.scene, &self.name, to, from) {
                return Some(talk);
            }
            self.scene
                .ledger
                .log(self.scene.executor.now(), &self.name, "nobody listens");
            let wait = self.chance.duration(Duration::from_secs(1), Duration::from_secs(120));
            self.scene.executor.sleep(wait).await;
        }
        None
    }

    /// A session as it should be, or nearly.
    async fn proper(&mut self, talk: &mut Talk, implicit: bool, session: u64) -> Option<()> {
        if self.chance.one_in(40) {
            talk.leave();
            return None;
        }
        self.reach_tls(talk, implicit).await?;
        if self.chance.one_in(40) {
            // Nobody may stay for longer than a minute without a login.
            let time = self.chance.duration(Duration::ZERO, Duration::from_secs(120));
            talk.listen_for(time).await;
        }
        let person = self.chance.pick(&self.scene.people).clone();
        let login = match self.chance.below(24) {
            0..=17 => Login::Right,
            18 | 19 => Login::Wrong,
            20 | 21 => Login::WrongThenRight,
            22 => Login::Unknown,
            _ => Login::None,
        };
        if self.chance.one_in(6) {
            talk.command(Said::Mail, &format!("MAIL FROM:<{}>", person.addresses[0]))
                .await?;
        }
        let mut logged_in = false;
        if matches!(login, Login::Wrong | Login::WrongThenRight) {
            let wrong = format!("wrong-{:016x}", self.chance.number());
            self.scene.ledger.record().secrets.push(wrong.clone());
            logged_in = self.log_in(talk, &person.name, &wrong).await?;
        }
        match login {
            Login::Right | Login::WrongThenRight => {
                logged_in = self.log_in(talk, &person.name, &person.password).await?;
            }
            Login::Unknown => logged_in = self.log_in(talk, "nobody@example.com", &person.password).await?,
            Login::Wrong | Login::None => {}
        }
        // Who is not logged in tries all the same: that is what must not work.
        let letters = if logged_in { self.chance.between(1, 4) } else { 1 };
        for letter in 0..letters {
            self.small_talk(talk).await?;
            self.letter(talk, &person, format!("c{}s{session}m{letter}", self.number))
                .await?;
        }
        if self.chance.one_in(12) {
            talk.leave();
            return None;
        }
        talk.command(Said::Quit, "QUIT").await?;
        Some(())
    }

    /// From the connection to the EHLO inside TLS.
    async fn reach_tls(&mut self, talk: &mut Talk, implicit: bool) -> Option<()> {
        let hello = format!("EHLO {}.example", self.name);
        let breaks = self.chance.one_in(30);
        if !implicit {
            if talk.hear(0).await? != 220 {
                return None;
            }
            if self.chance.one_in(20) {
                talk.command(Said::Helo, &hello.replace("EHLO", "HELO")).await?;
            } else {
                talk.command(Said::Ehlo, &hello).await?;
            }
            if self.chance.one_in(6) {
                talk.command(Said::Mail, "MAIL FROM:<early@example.com>").await?;
            }
            if self.chance.one_in(20) {
                talk.command(Said::Auth, "AUTH PLAIN").await?;
            }
            if self.chance.one_in(30) {
                return self.inject(talk).await;
            }
            if talk.command(Said::StartTls, "STARTTLS").await? != 220 {
                return None;
            }
        }
        if breaks {
            talk.break_handshake().await;
            return None;
        }
        talk.secure().await?;
        if implicit && talk.hear(0).await? != 220 {
            return None;
        }
        if self.chance.one_in(30) {
            // No EHLO: then there is no AUTH either.
            return Some(());
        }
        talk.command(Said::Ehlo, &hello).await.map(drop)
    }

    /// Says something behind STARTTLS, as somebody on the way would.
    async fn inject(&mut self, talk: &mut Talk) -> Option<()> {
        let (first, _) = (talk.say(Said::StartTls, "STARTTLS")?, talk.say(Said::Noop, "NOOP")?);
        talk.send(b"STARTTLS\r\nNOOP\r\n").await?;
        talk.hear(first).await?;
        // The server took it for the handshake; nothing more will come of this.
        talk.leave();
        None
    }

    /// Whether it worked.
    async fn log_in(&mut self, talk: &mut Talk, name: &str, password: &str) -> Option<bool> {
        self.scene.ledger.record().sessions[talk.place()].account = Some(name.to_owned());
        let (plain, first, second) = (
            STANDARD.encode(format!("\0{name}\0{password}")),
            STANDARD.encode(name),
            STANDARD.encode(password),
        );
        if self.chance.one_in(12) && talk.command(Said::Auth, "AUTH LOGIN").await? == 334 {
            talk.command(Said::Response, "*").await?;
        }
        let mut code = match self.chance.below(4) {
            0 => {
                talk.secret(Said::Auth, &format!("AUTH PLAIN {plain}"), "AUTH PLAIN ...")
                    .await?
            }
            1 => match talk.command(Said::Auth, "AUTH PLAIN").await? {
                334 => talk.secret(Said::Response, &plain, "...").await?,
                code => code,
            },
            2 => match talk.command(Said::Auth, "AUTH LOGIN").await? {
                334 => talk.secret(Said::Response, &first, "...").await?,
                code => code,
            },
            _ => {
                talk.secret(Said::Auth, &format!("AUTH LOGIN {first}"), "AUTH LOGIN ...")
                    .await?
            }
        };
        if code == 334 {
            code = talk.secret(Said::Response, &second, "...").await?;
        }
        Some(code == 235)
    }

    /// Things that do no harm between two messages.
    async fn small_talk(&mut self, talk: &mut Talk) -> Option<()> {
        if self.chance.one_in(6) {
            // Long enough for an account to be disabled meanwhile; sometimes longer than the server waits.
            let time = self.chance.duration(Duration::ZERO, Duration::from_secs(330));
            talk.listen_for(time).await;
        }
        if !self.chance.one_in(5) {
            return Some(());
        }
        let (said, line) = *self.chance.pick(&[
            (Said::Noop, "NOOP"),
            (Said::Rset, "RSET"),
            (Said::Help, "HELP"),
            (Said::Vrfy, "VRFY alice"),
            (Said::Expn, "EXPN everybody"),
            (Said::Junk, "XCLIENT ADDR=192.0.2.1"),
            (Said::Junk, "RCPT TO:<too-early@example.org>"),
            (Said::Auth, "AUTH PLAIN ="),
        ]);
        talk.command(said, line).await.map(drop)
    }

    /// Hands over one message.
    async fn letter(&mut self, talk: &mut Talk, person: &Person, marker: String) -> Option<()> {
        let address = self.chance.pick(&person.addresses).clone();
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
        let mut text = self.compose(&marker, &from);
        if plan.chunked && self.chance.one_in(4) {
            text.plain.extend_from_slice(b"no line end");
        }
        let count = if self.chance.one_in(8) {
            self.chance.between(4, 8)
        } else {
            self.chance.between(1, 3)
        };
        let recipients: Vec<String> = (0..count).map(|n| format!("{marker}.{n}@example.org")).collect();
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
            lines.push((Said::Rcpt, format!("RCPT TO:<{recipient}>{notify}")));
        }
        let letter = {
            let mut record = self.scene.ledger.record();
            record.letters.push(Letter {
                session: talk.place(),
                marker,
                octets: text.plain.clone(),
                sender,
                tried: recipients,
                taken: Vec::new(),
                too_many: 0,
                whole: None,
                last: None,
                chunked: plan.chunked,
            });
            record.letters.len() - 1
        };
        if plan.chunked {
            self.by_chunks(talk, letter, &lines, &text.plain, &plan).await
        } else {
            self.by_data(talk, letter, lines, &text.stuffed, &plan).await
        }
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

    /// Writes a message.
    fn compose(&mut self, marker: &str, from: &str) -> Text {
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
            return text;
        }
        if size >= 150 && !self.chance.one_in(8) {
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
        text
    }

    /// Lines that no client should send. Each has a reply of its own.
    async fn junk(&mut self, talk: &mut Talk, implicit: bool) -> Option<()> {
        if implicit {
            talk.secure().await?;
        }
        talk.hear(0).await?;
        let long = format!("NOOP {}", "x".repeat(self.chance.between(500, 13_000) as usize));
        let count = self.chance.between(3, 12);
        let grouped = self.chance.one_in(2);
        let mut octets = Vec::new();
        let mut exchanges = Vec::new();
        for _ in 0..count {
            let line = *self.chance.pick(&[
                "",
                "XYZZY",
                "MAIL",
                "MAIL FROM:alice@example.com",
                "RCPT TO:<a@example.org>",
                "DATA",
                "VRFY alice",
                "EXPN everybody",
                "HELP me",
                "EHLO",
                "EHLO two names",
                "EHLO junk.example",
                "RSET now",
                "QUIT now",
                "STARTTLS now",
                "AUTH",
                "AUTH NOTHING",
                "NOOP \0",
                "NOOP bare\nline feed",
                "RSET bare\rcarriage return",
                "\u{c548}\u{b155}",
                long.as_str(),
            ]);
            let shown: String = line.escape_debug().take(60).collect();
            let exchange = talk.say(Said::Junk, &shown)?;
            if grouped {
                octets.extend_from_slice(format!("{line}\r\n").as_bytes());
                exchanges.push(exchange);
            } else {
                talk.send(format!("{line}\r\n").as_bytes()).await?;
                talk.hear(exchange).await?;
            }
        }
        talk.send(&octets).await?;
        for exchange in exchanges {
            talk.hear(exchange).await?;
        }
        talk.command(Said::Quit, "QUIT").await.map(drop)
    }

    /// Octets without any sense.
    async fn noise(&mut self, talk: &mut Talk) -> Option<()> {
        self.scene.ledger.record().sessions[talk.place()].countable = false;
        for _ in 0..self.chance.between(1, 4) {
            let mut octets = vec![0; self.chance.magnitude(1, 4_000) as usize];
            self.chance.fill(&mut octets);
            for at in 0..octets.len() / 40 {
                octets[40 * at..40 * at + 2].copy_from_slice(b"\r\n");
            }
            talk.send(&octets).await?;
            let wait = self.chance.duration(Duration::ZERO, Duration::from_secs(10));
            talk.listen_for(wait).await;
        }
        Some(())
    }

    /// Asks and asks, and does not read what comes.
    async fn deaf(&mut self, talk: &mut Talk, implicit: bool) -> Option<()> {
        self.scene.ledger.record().sessions[talk.place()].countable = false;
        if implicit {
            talk.secure().await?;
        }
        talk.send_without_reading(&b"EHLO deaf.example\r\n".repeat(120), Duration::from_secs(200))
            .await;
        talk.leave();
        None
    }
}

/// How often a client tries to connect before it gives up for this time.
const TRIES: u32 = 5;
