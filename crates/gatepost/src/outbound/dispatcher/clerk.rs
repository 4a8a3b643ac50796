//! Settles what needs no attempt: deliveries whose destination is left alone, and whose sender is to hear of it, or whose time is
//! over. There may be many of them at once, so the dispatcher does not wait for it.

use super::STUMBLE_WAIT;
use super::sort::no_harm;
use crate::events::{Attempt, Event};
use crate::outbound::destinations::Trouble;
use crate::outbound::letter::Letter;
use crate::outbound::outcome::Verdict;
use crate::outbound::settling::{self, settlement};
use crate::outbound::ways::Ways;
use crate::outbound::worker::{Told, from_us};
use crate::outbound::{BY, Office};
use futures_util::future::join_all;
use mail::Timestamp;
use queue::Outcome;
use std::sync::Arc;
use store::{Leased, StoreError};
use tokio::sync::mpsc::{Receiver, UnboundedSender};
use tokio::sync::watch;

/// What is to be settled.
pub(super) struct Late {
    /// Which deliveries.
    pub(super) leased: Leased,
    /// What is wrong with their destination.
    pub(super) trouble: Trouble,
    /// Until when they wait, if their time is not over.
    pub(super) until: Timestamp,
    /// What holds for them.
    pub(super) ways: Arc<Ways>,
}

/// Who does it.
pub(super) struct Clerk {
    pub(super) office: Arc<Office>,
    pub(super) late: Receiver<Late>,
    pub(super) drain: watch::Receiver<bool>,
    /// As long as it works, the dispatcher does not end.
    pub(super) alive: UnboundedSender<Told>,
}

impl Clerk {
    pub(super) async fn work(mut self) {
        let mut all = Vec::new();
        while self.late.recv_many(&mut all, AT_ONCE).await > 0 {
            // What is left is due as before.
            if *self.drain.borrow() {
                break;
            }
            let done = join_all(all.drain(..).map(|late| attend(&self.office, late))).await;
            if let Some(error) = done.into_iter().find_map(Result::err) {
                let Office { world, events, .. } = &*self.office;
                events.tell(&Event::QueueUnread { why: error.to_string() });
                world.clock.sleep_until(world.clock.now() + STUMBLE_WAIT).await;
            }
        }
        drop(self.alive);
    }
}

async fn attend(office: &Office, late: Late) -> Result<(), StoreError> {
    let Office {
        mail,
        world,
        ids,
        events,
        ..
    } = office;
    let Late {
        leased,
        trouble,
        until,
        ways,
    } = late;
    let desk = settling::Desk {
        mail: &**mail,
        ids,
        clock: &*world.clock,
        random: &*world.random,
        ways: &ways,
    };
    let date = world.clock.date();
    let outcome = match trouble.is_pause {
        true => Outcome::Paused { until },
        false => Outcome::Later {
            wait: until.since(date),
        },
    };
    let cause = reply::causes::ALL.iter().find(|cause| cause.id == trouble.cause);
    let verdict = Verdict {
        outcome,
        cause: cause.copied(),
        said: trouble.said.clone(),
        is_reply: false,
        status: "4.4.1".to_owned(),
        may_be_double: false,
    };
    let mut attempted = from_us(verdict);
    attempted.hop = trouble.hop.clone();
    let attempted = vec![attempted; leased.deliveries.len()];
    let opened = Letter::open(&**mail, leased.message.clone(), &[], date).await;
    let letter = match opened {
        Ok(letter) => letter,
        Err(StoreError::Damaged(_)) => {
            let id = leased.lease.id;
            if mail.damaged(id, date, BY.to_owned()).await? {
                events.tell(&Event::Damaged { id: id.to_string() });
            }
            return Ok(());
        }
        Err(error) => return no_harm(Err(error)),
    };
    let settlement = settlement(&desk, &leased, &attempted, Some(&letter), BY).await?;
    let happened = settlement.events.clone();
    no_harm(mail.settle(settlement).await)?;
    for event in &happened {
        events.tell(&Event::Attempted(Box::new(Attempt::of(leased.lease.id, event))));
    }
    Ok(())
}

/// Settled together, in one commit.
const AT_ONCE: usize = 64;
/// What waits for the clerk.
pub(super) const LATE_MAX: usize = 2_000;
