//! A siege: many who guess the password of one account, from one network or from many, and the owner of the account, who must
//! not notice.

use super::Client;
use super::letter::To;
use crate::chance::Chance;
use crate::ledger::{Person, Said};
use crate::plans;
use crate::talk::Talk;
use crate::world::Scene;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::{BoxFuture, FutureExt};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// Those who guess, and the owner.
pub(super) fn siege(scene: &Arc<Scene>, chance: &mut Chance) -> Vec<BoxFuture<'static, ()>> {
    let start = Duration::from_secs(60) + chance.duration(Duration::ZERO, scene.length * 3 / 4);
    let person = chance.pick(&scene.people).clone();
    let account = match chance.below(8) {
        0 => "nobody@example.com".to_owned(),
        _ => person.name.clone(),
    };
    let mut from: Vec<(IpAddr, u64)> = Vec::new();
    let kinds = chance.below(4);
    if matches!(kinds, 0 | 3) {
        // One address, over some connections at once.
        let address = Ipv4Addr::new(203, 0, 113, 50);
        from.extend((0..chance.between(2, 5)).map(|_| (address.into(), chance.between(3, 8))));
    }
    if matches!(kinds, 1 | 3) {
        for n in 0..chance.between(5, 9) {
            let address = Ipv4Addr::new(203, 0, 113, 20 + n as u8);
            from.push((address.into(), chance.between(1, 3)));
        }
    }
    if kinds == 2 {
        // Many addresses of one network, as everybody has them in IPv6.
        for n in 0..chance.between(3, 6) {
            let address = Ipv6Addr::new(0x2001, 0xdb8, 0x66, 0, 0, 0, 1, n as u16);
            from.push((address.into(), chance.between(2, 4)));
        }
    }
    let mut all = Vec::new();
    for (number, (ip, tries)) in (1..).zip(from) {
        let delay = chance.duration(Duration::ZERO, Duration::from_secs(5));
        let guesser = Client::new(scene, "guesser", number, ip, chance);
        all.push(guesser.guess(account.clone(), tries, start + delay).boxed());
    }
    let owner = Client::new(scene, "owner", 1, [192, 0, 2, 200].into(), chance);
    all.push(owner.own(person, start).boxed());
    all
}

impl Client {
    /// Guesses, comes back when it was thrown out, and looks at the end whether it would be let in.
    async fn guess(mut self, account: String, tries: u64, start: Duration) {
        let executor = self.scene.executor.clone();
        let ban_time = self.scene.plans[0].settings.guessing.ban_time;
        executor.sleep_until(start).await;
        let mut left = tries;
        for _ in 0..GUESSER_SESSIONS {
            let to = self.guessed_listener();
            if let Some(mut talk) = self.connect_once(to) {
                // What ended it early stands in the ledger.
                let _ = self.guess_on(&mut talk, &account, &mut left).await;
                talk.finish().await;
            }
            let pause = match left {
                0 => ban_time / 2,
                _ => Duration::from_secs(10),
            };
            executor
                .sleep(self.chance.duration(Duration::from_secs(1), pause))
                .await;
        }
        for _ in 0..2 {
            executor
                .sleep(self.chance.duration(Duration::ZERO, ban_time * 3 / 2))
                .await;
            if let Some(mut talk) = self.connect_once(plans::STARTTLS) {
                if talk.hear(0).await == Some(220) {
                    let _ = talk.command(Said::Quit, "QUIT").await;
                }
                talk.finish().await;
            }
        }
    }

    fn guessed_listener(&mut self) -> SocketAddr {
        *self.chance.pick(&[plans::STARTTLS, plans::IMPLICIT, plans::RELAY])
    }

    /// One session of a guesser.
    async fn guess_on(&mut self, talk: &mut Talk, account: &str, left: &mut u64) -> Option<()> {
        self.go_straight_to_tls(talk).await?;
        while *left > 0 {
            *left -= 1;
            let wrong = self.wrong_password();
            if self.chance.one_in(6) {
                // Whoever would be answered late might not wait for it.
                self.note_try(talk, account, &wrong);
                let plain = STANDARD.encode(format!("\0{account}\0{wrong}"));
                talk.say(Said::Auth, "AUTH PLAIN ...")?;
                talk.send(format!("AUTH PLAIN {plain}\r\n").as_bytes()).await?;
                let patience = self.chance.duration(Duration::ZERO, Duration::from_secs(2));
                talk.listen_for(patience).await;
                talk.leave();
                return None;
            }
            if self.log_in(talk, account, &wrong).await? {
                return None;
            }
        }
        talk.command(Said::Quit, "QUIT").await.map(drop)
    }

    /// Logs in before the siege, and mistypes the password in the middle of it.
    async fn own(mut self, person: Person, start: Duration) {
        let executor = self.scene.executor.clone();
        let before = self.chance.duration(Duration::ZERO, Duration::from_secs(60));
        executor.sleep_until(start.saturating_sub(before)).await;
        for session in 0..self.chance.between(2, 4) {
            let to = self.guessed_listener();
            if let Some(mut talk) = self.connect(to).await {
                // What ended it early stands in the ledger.
                let _ = self.log_in_and_send(&mut talk, &person, session).await;
                talk.finish().await;
            }
            executor
                .sleep(self.chance.duration(Duration::from_secs(1), Duration::from_secs(90)))
                .await;
        }
    }

    async fn log_in_and_send(&mut self, talk: &mut Talk, person: &Person, session: u64) -> Option<()> {
        self.go_straight_to_tls(talk).await?;
        let typos = if session == 0 { 0 } else { self.chance.below(3) };
        for _ in 0..typos {
            let wrong = self.wrong_password();
            self.log_in(talk, &person.name, &wrong).await?;
        }
        if self.log_in(talk, &person.name, &person.password).await? && self.chance.one_in(3) {
            let marker = format!("{}s{session}m0", self.tag);
            self.letter(talk, &person.addresses, To::Anybody, marker).await?;
        }
        talk.command(Said::Quit, "QUIT").await.map(drop)
    }
}

/// How often a guesser comes.
const GUESSER_SESSIONS: u64 = 3;
