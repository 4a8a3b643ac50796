//! The clients: actors that speak SMTP as people's programs do, well and badly. They decide by chance what they do, and the
//! ledger keeps what they sent and heard.

mod flood;
mod guess;
mod letter;
mod relay;

use crate::chance::Chance;
use crate::ledger::{Heard, Said, Try};
use crate::plans;
use crate::talk::Talk;
use crate::world::Scene;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::{BoxFuture, FutureExt};
use letter::To;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// Everybody who comes to the server of a run.
pub(crate) fn everybody(scene: &Arc<Scene>, chance: &mut Chance) -> Vec<BoxFuture<'static, ()>> {
    let mut all = Vec::new();
    for number in 1..=chance.between(2, 4) {
        let client = Client::new(scene, "client", number, [192, 0, 2, 10 + number as u8].into(), chance);
        all.push(client.live().boxed());
    }
    if chance.one_in(2) {
        // One of the network that may relay.
        let printer = Client::new(scene, "printer", 1, [198, 51, 100, 7].into(), chance);
        all.push(printer.relay(To::Anybody).boxed());
    }
    if chance.one_in(2) {
        let stranger = Client::new(scene, "stranger", 1, [203, 0, 113, 9].into(), chance);
        all.push(stranger.relay(To::Ours).boxed());
    }
    if chance.one_in(2) {
        all.extend(guess::siege(scene, chance));
    }
    for number in 0..chance.below(4) {
        all.extend(flood::flood(scene, chance, number));
    }
    all
}

/// A client, from its first session to its last.
pub(crate) struct Client {
    scene: Arc<Scene>,
    name: String,
    /// What the markers of its letters begin with.
    tag: String,
    ip: IpAddr,
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

impl Client {
    /// The client of that number among those who are called so; the first letters of these names differ.
    fn new(scene: &Arc<Scene>, name: &str, number: u64, ip: IpAddr, chance: &mut Chance) -> Self {
        Self {
            scene: scene.clone(),
            name: format!("{name}-{number}"),
            tag: format!("{}{number}", &name[..1]),
            ip,
            chance: chance.fork(),
        }
    }

    /// All its sessions.
    async fn live(mut self) {
        let sessions = self.chance.between(1, 3);
        for session in 0..sessions {
            let wait = self
                .chance
                .duration(Duration::ZERO, self.scene.length / sessions as u32);
            self.scene.executor.sleep(wait).await;
            let implicit = self.chance.one_in(2);
            let to = self.submission(implicit);
            let Some(mut talk) = self.connect(to).await else {
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

    /// A listener for people, which may not be there.
    fn submission(&mut self, implicit: bool) -> SocketAddr {
        match implicit {
            true => plans::IMPLICIT,
            false if self.chance.one_in(4) => plans::MORE_STARTTLS,
            false => plans::STARTTLS,
        }
    }

    /// Connects, now or a bit later; where an additional listener is not there, to the usual one.
    async fn connect(&mut self, to: SocketAddr) -> Option<Talk> {
        let mut to = to;
        for _ in 0..TRIES {
            if let Some(talk) = self.connect_once(to) {
                return Some(talk);
            }
            to = plans::usual(to);
            let wait = self.chance.duration(Duration::from_secs(1), Duration::from_secs(120));
            self.scene.executor.sleep(wait).await;
        }
        None
    }

    fn connect_once(&self, to: SocketAddr) -> Option<Talk> {
        let talk = Talk::connect(&self.scene, &self.name, to, self.ip);
        if talk.is_none() {
            self.scene
                .ledger
                .log(self.scene.executor.now(), &self.name, "nobody listens");
        }
        talk
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
            let wrong = self.wrong_password();
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
            let marker = format!("{}s{session}m{letter}", self.tag);
            self.letter(talk, &person.addresses, To::Anybody, marker).await?;
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

    /// From the connection to the EHLO inside TLS, and nothing else.
    async fn go_straight_to_tls(&mut self, talk: &mut Talk) -> Option<()> {
        let hello = format!("EHLO {}.example", self.name);
        if talk.to() == plans::IMPLICIT {
            talk.secure().await?;
            if talk.hear(0).await? != 220 {
                return None;
            }
        } else {
            if talk.hear(0).await? != 220 {
                return None;
            }
            talk.command(Said::Ehlo, &hello).await?;
            if talk.command(Said::StartTls, "STARTTLS").await? != 220 {
                return None;
            }
            talk.secure().await?;
        }
        talk.command(Said::Ehlo, &hello).await.map(drop)
    }

    /// A password that is nobody's, and that may not be told either.
    fn wrong_password(&mut self) -> String {
        let wrong = format!("wrong-{:016x}", self.chance.number());
        self.scene.ledger.record().secrets.push(wrong.clone());
        wrong
    }

    /// Whether it worked.
    async fn log_in(&mut self, talk: &mut Talk, name: &str, password: &str) -> Option<bool> {
        let noted = self.note_try(talk, name, password);
        let worked = self.exchange(talk, name, password).await;
        let mut record = self.scene.ledger.record();
        let last = record.sessions[talk.place()].exchanges.last();
        let code = last.and_then(|last| last.heard.as_ref()).map(Heard::code);
        record.tries[noted].code = code.filter(|code| *code != 421);
        worked
    }

    /// Writes down that a password is tried. Returns the place of the note.
    fn note_try(&self, talk: &Talk, name: &str, password: &str) -> usize {
        let (now, session) = (self.scene.executor.now(), talk.place());
        let mut people = self.scene.people.iter();
        let right = people.any(|person| person.name == name && person.password == password);
        let mut record = self.scene.ledger.record();
        record.sessions[session].account = Some(name.to_owned());
        record.tries.push(Try {
            session,
            account: name.to_owned(),
            right,
            at: now,
            code: None,
        });
        record.tries.len() - 1
    }

    async fn exchange(&mut self, talk: &mut Talk, name: &str, password: &str) -> Option<bool> {
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
