//! Those who mean harm, or are broken: crowds, floods, lines and messages without an end, silence. Each must end with a 421,
//! or unheard where nothing can be said, and keep nobody else from being served.

use super::Client;
use crate::chance::Chance;
use crate::ledger::Said;
use crate::plans;
use crate::talk::Talk;
use crate::world::Scene;
use futures_util::future::{BoxFuture, FutureExt};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// What a flood consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Connections that stay for a while.
    Stay,
    /// Connections that are given up as soon as they are there.
    Empty,
    /// Says nothing.
    Silence,
    /// Says something before the server's patience is over, again and again.
    Trickle,
    Noops,
    Recipients,
    Errors,
    /// A command line without an end.
    Line,
    /// A message without an end, or whose header has none.
    Message,
    /// Asks, and does not read what comes.
    Deaf,
}

/// The clients of one flood.
pub(super) fn flood(scene: &Arc<Scene>, chance: &mut Chance, number: u64) -> Vec<BoxFuture<'static, ()>> {
    use Kind::*;
    let start = chance.duration(Duration::ZERO, scene.length);
    let to = *chance.pick(&[plans::STARTTLS, plans::IMPLICIT, plans::RELAY]);
    let kind = *chance.pick(&[
        Stay, Stay, Stay, Empty, Silence, Trickle, Noops, Recipients, Errors, Line, Message, Deaf,
    ]);
    let (to, count) = match kind {
        Stay => (to, chance.between(8, 18)),
        Empty => (to, chance.between(4, 12)),
        Silence => (to, chance.between(1, 3)),
        Noops | Errors => (plans::RELAY, chance.between(1, 2)),
        Deaf => (plans::RELAY, chance.between(1, 3)),
        Trickle | Recipients | Line | Message => (plans::RELAY, 1),
    };
    let base = Ipv4Addr::new(203, 0, 113, 100 + 30 * number as u8);
    let source = chance.below(3);
    let one = |n: u64| -> IpAddr {
        match source {
            // From one network, from many, and from one that is trusted.
            0 => base.into(),
            1 => Ipv4Addr::from_bits(base.to_bits() + n as u32).into(),
            _ => Ipv4Addr::LOCALHOST.into(),
        }
    };
    let mut all = Vec::new();
    for n in 0..count {
        let client = Client::new(scene, "flood", 100 * number + n, one(n), chance);
        let delay = chance.duration(Duration::ZERO, Duration::from_secs(3));
        all.push(client.flood(kind, to, start + delay).boxed());
    }
    all
}

impl Client {
    async fn flood(mut self, kind: Kind, to: SocketAddr, at: Duration) {
        self.scene.executor.sleep_until(at).await;
        let Some(mut talk) = self.connect_once(to) else { return };
        // What ended it early stands in the ledger.
        let _ = match kind {
            Kind::Stay => self.stay(&mut talk).await,
            Kind::Empty => {
                talk.leave();
                None
            }
            Kind::Silence => {
                talk.listen().await;
                None
            }
            Kind::Trickle => self.trickle(&mut talk).await,
            Kind::Noops => self.noops(&mut talk).await,
            Kind::Recipients => self.recipients(&mut talk).await,
            Kind::Errors => self.errors(&mut talk).await,
            Kind::Line => self.line(&mut talk).await,
            Kind::Message => self.message(&mut talk).await,
            Kind::Deaf => self.deaf(&mut talk, false).await,
        };
        talk.finish().await;
    }

    async fn stay(&mut self, talk: &mut Talk) -> Option<()> {
        if talk.to() == plans::IMPLICIT && !self.chance.one_in(3) {
            talk.secure().await?;
        }
        let time = self.chance.duration(Duration::from_secs(5), Duration::from_secs(90));
        talk.listen_for(time).await;
        if self.chance.one_in(2) {
            talk.leave();
            return None;
        }
        talk.command(Said::Quit, "QUIT").await.map(drop)
    }

    /// From the connection to the first reply to EHLO, at a listener where one need not log in.
    async fn say_hello(&mut self, talk: &mut Talk) -> Option<()> {
        if talk.hear(0).await? != 220 {
            return None;
        }
        talk.command(Said::Ehlo, &format!("EHLO {}.example", self.name))
            .await
            .map(drop)
    }

    /// As [`Self::say_hello`], and on to a recipient.
    async fn say_recipient(&mut self, talk: &mut Talk) -> Option<()> {
        self.say_hello(talk).await?;
        talk.command(Said::Mail, "MAIL FROM:<>").await?;
        match talk.command(Said::Rcpt, "RCPT TO:<flood@example.com>").await? {
            250 => Some(()),
            _ => None,
        }
    }

    async fn trickle(&mut self, talk: &mut Talk) -> Option<()> {
        let in_message = self.chance.one_in(2);
        if in_message {
            self.say_recipient(talk).await?;
            if talk.command(Said::Data, "DATA").await? != 354 {
                return None;
            }
            talk.say(Said::Text, "(a line now and then)")?;
        } else {
            self.say_hello(talk).await?;
        }
        while !talk.is_over() {
            let pause = self.chance.duration(Duration::from_secs(90), Duration::from_secs(160));
            talk.listen_for(pause).await;
            if in_message {
                talk.send(b"a line\r\n").await?;
            } else {
                talk.command(Said::Noop, "NOOP").await?;
            }
        }
        None
    }

    /// The same line again and again, without waiting for replies.
    async fn repeat(&mut self, talk: &mut Talk, said: Said, line: &str, times: u64) -> Option<()> {
        let mut exchanges = Vec::new();
        for _ in 0..times {
            exchanges.push(talk.say(said, line)?);
        }
        talk.send(format!("{line}\r\n").repeat(times as usize).as_bytes())
            .await?;
        for exchange in exchanges {
            talk.hear(exchange).await?;
        }
        talk.command(Said::Quit, "QUIT").await.map(drop)
    }

    async fn noops(&mut self, talk: &mut Talk) -> Option<()> {
        self.say_hello(talk).await?;
        let times = self.chance.between(10, 120);
        self.repeat(talk, Said::Noop, "NOOP", times).await
    }

    async fn recipients(&mut self, talk: &mut Talk) -> Option<()> {
        self.say_recipient(talk).await?;
        let times = self.chance.between(5, 40);
        self.repeat(talk, Said::Rcpt, "RCPT TO:<more@example.com>", times).await
    }

    async fn errors(&mut self, talk: &mut Talk) -> Option<()> {
        self.say_hello(talk).await?;
        let times = self.chance.between(5, 20);
        self.repeat(talk, Said::Junk, "XYZZY", times).await
    }

    async fn line(&mut self, talk: &mut Talk) -> Option<()> {
        self.say_hello(talk).await?;
        let exchange = talk.say(Said::Junk, "(a line without an end)")?;
        let piece = b"x".repeat(PIECE_OCTETS);
        for _ in 0..ENDLESS_OCTETS / PIECE_OCTETS {
            talk.send(&piece).await?;
        }
        talk.hear(exchange).await.map(drop)
    }

    async fn message(&mut self, talk: &mut Talk) -> Option<()> {
        self.say_recipient(talk).await?;
        if talk.command(Said::Data, "DATA").await? != 354 {
            return None;
        }
        let line: &[u8] = if self.chance.one_in(2) {
            b"X-Header: more\r\n"
        } else {
            b"a line of it.\r\n"
        };
        let piece = line.repeat(PIECE_OCTETS / line.len());
        let exchange = talk.say(Said::Text, "(a message without an end)")?;
        // The server reads in search of its end four times what it thinks large.
        for _ in 0..6 * ENDLESS_OCTETS / PIECE_OCTETS {
            talk.send(&piece).await?;
        }
        talk.hear(exchange).await.map(drop)
    }
}

const PIECE_OCTETS: usize = 32 << 10;

/// More than the server looks at in search of the end of a line.
const ENDLESS_OCTETS: usize = 1_200 << 10;
