//! An operator decides that messages are not delivered: they end, and their senders are told in the same commit.

use super::Control;
use super::protocol::Problem;
use crate::events::{Attempt, Event};
use crate::outbound::letter::Letter;
use crate::outbound::outcome::Verdict;
use crate::outbound::settling::{Desk, settlement};
use crate::outbound::worker::{from_us, lease_end};
use queue::{EventKind, QueueId};
use reply::causes::STOPPED_BY_OPERATOR;
use store::{StoreError, Wanted};

impl Control {
    /// Bounces what is still owed of each of `ids`, also what is held or under way. Returns those of which something was.
    pub(super) async fn bounce(&self, ids: &[QueueId], by: &str) -> Result<Vec<QueueId>, Problem> {
        let mut bounced = Vec::new();
        for id in ids {
            if self.bounce_one(*id, by).await? {
                bounced.push(*id);
            }
        }
        Ok(bounced)
    }

    async fn bounce_one(&self, id: QueueId, by: &str) -> Result<bool, Problem> {
        let (now, ways) = (self.clock.date(), (self.ways)());
        let count = match self.mail.find(id).await {
            Ok(stored) => u32::try_from(stored.entry.deliveries.len()).unwrap_or(u32::MAX),
            Err(StoreError::NotFound) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let rows = (0..count).collect();
        // Whoever works on it comes too late: what they deliver meanwhile is told in the log.
        let mut leased = self
            .mail
            .lease(vec![Wanted { id, rows }], now, lease_end(now), true)
            .await?;
        let Some(leased) = leased.pop() else { return Ok(false) };
        let desk = Desk {
            mail: &*self.mail,
            ids: &self.ids,
            clock: &*self.clock,
            random: &*self.random,
            ways: &ways,
        };
        // What is damaged comes back without its header.
        let letter = Letter::open(&*self.mail, leased.message.clone(), &[], now).await.ok();
        let said = format!(
            "an administrator of {} decided that this message is not delivered",
            ways.hostname
        );
        let verdict = Verdict::for_good(&STOPPED_BY_OPERATOR, said, "5.7.1");
        let attempted = vec![from_us(verdict); leased.deliveries.len()];
        let mut settlement = settlement(&desk, &leased, &attempted, letter.as_ref(), by).await?;
        for event in &mut settlement.events {
            event.kind = EventKind::Bounced;
        }
        let happened = settlement.events.clone();
        self.mail.settle(settlement).await?;
        if let Some(events) = &self.events {
            for event in &happened {
                events.tell(&Event::Attempted(Box::new(Attempt::of(id, event))));
            }
        }
        Ok(true)
    }
}
