//! Those who come without a login: a network that may relay, and strangers, who may write to our domain and try what else
//! works.

use super::Client;
use super::letter::To;
use crate::ledger::Said;
use crate::plans;
use crate::talk::Talk;
use std::time::Duration;

impl Client {
    /// All the sessions of one who relays, or would like to.
    pub(super) async fn relay(mut self, to: To) {
        let sessions = self.chance.between(1, 2);
        for session in 0..sessions {
            let wait = self
                .chance
                .duration(Duration::ZERO, self.scene.length / sessions as u32);
            self.scene.executor.sleep(wait).await;
            let listener = if self.chance.one_in(4) {
                plans::MORE_RELAY
            } else {
                plans::RELAY
            };
            let Some(mut talk) = self.connect(listener).await else {
                continue;
            };
            // What ended it early stands in the ledger.
            let _ = self.hand_in(&mut talk, to, session).await;
            talk.finish().await;
        }
    }

    async fn hand_in(&mut self, talk: &mut Talk, to: To, session: u64) -> Option<()> {
        if talk.hear(0).await? != 220 {
            return None;
        }
        let addresses = [format!("{}@{}.example", self.name, self.name)];
        let hello = format!("EHLO {}.example", self.name);
        talk.command(Said::Ehlo, &hello).await?;
        if self.chance.one_in(3) && talk.command(Said::StartTls, "STARTTLS").await? == 220 {
            talk.secure().await?;
            talk.command(Said::Ehlo, &hello).await?;
        }
        if self.chance.one_in(5) {
            // Who logs in here is a person like any other.
            let person = self.chance.pick(&self.scene.people).clone();
            if self.log_in(talk, &person.name, &person.password).await? {
                let marker = format!("{}s{session}in", self.tag);
                self.letter(talk, &person.addresses, To::Anybody, marker).await?;
                return talk.command(Said::Quit, "QUIT").await.map(drop);
            }
        }
        for letter in 0..self.chance.between(1, 3) {
            self.small_talk(talk).await?;
            let marker = format!("{}s{session}m{letter}", self.tag);
            self.letter(talk, &addresses, to, marker).await?;
        }
        talk.command(Said::Quit, "QUIT").await.map(drop)
    }
}
