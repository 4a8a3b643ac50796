//! What an attempt leads to: for each recipient the state behind it, and whether somebody is told.

use crate::retry::{Next, RetryRules, Tried};
use mail::{Notify, ReversePath, Timestamp};
use std::time::Duration;

/// What an attempt came to, for one recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The next server has taken responsibility. If it `reports`, what becomes of it then is its to tell (RFC 3461 §5.2.1).
    Delivered {
        /// Whether it understands the wishes for reports.
        reports: bool,
    },
    /// It was taken by whom it was for: nobody comes after (LMTP into a mailbox).
    Final,
    /// Not now. The cause may ask for a longer wait.
    Later {
        /// At least.
        wait: Duration,
    },
    /// Never.
    Never,
    /// There was no attempt, since nothing can go this way at present: our login is refused there, say.
    Paused {
        /// When it is looked at again.
        until: Timestamp,
    },
}

/// What is to be done about a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// How it stands from now on.
    pub standing: Standing,
    /// What its sender is told, in the same commit.
    pub notice: Option<Notice>,
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// D1: the next attempt is due then.
    Ready {
        /// When.
        due: Timestamp,
    },
    /// D3.
    Delivered,
    /// D4.
    Failed,
}

/// What a sender is told about a recipient (RFC 3464 §2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// `failed`: there will be no attempt any more.
    Failure,
    /// `delayed`: it goes on.
    Delay,
    /// `delivered`: into the mailbox.
    Success,
    /// `relayed`: to a server that will not report.
    Relayed,
}

/// What the rules need to know of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'a> {
    /// Who is told.
    pub sender: &'a ReversePath,
    /// What was wished about this recipient.
    pub notify: Option<Notify>,
    /// How long it has been tried, the attempt at hand among them.
    pub tried: Tried,
    /// Whether its sender was told already that it takes long.
    pub was_late: bool,
}

/// What an attempt that came to `outcome` at `now` leads to. `chance` is any number.
pub fn settle(rules: &RetryRules, facts: Facts<'_>, outcome: Outcome, now: Timestamp, chance: u64) -> Settled {
    let ready = |due: Timestamp| {
        let is_late = !facts.was_late && rules.is_late(facts.tried, now);
        (Standing::Ready { due }, is_late.then_some(Notice::Delay))
    };
    let (standing, notice) = match outcome {
        Outcome::Final => (Standing::Delivered, Some(Notice::Success)),
        Outcome::Delivered { reports: true } => (Standing::Delivered, None),
        Outcome::Delivered { reports: false } => (Standing::Delivered, Some(Notice::Relayed)),
        Outcome::Never => (Standing::Failed, Some(Notice::Failure)),
        Outcome::Later { wait } => match rules.next(facts.tried, wait, now, chance) {
            Next::At(due) => ready(due),
            Next::GiveUp => (Standing::Failed, Some(Notice::Failure)),
        },
        Outcome::Paused { until } => ready(until),
    };
    let notice = notice.filter(|notice| is_wished(facts, *notice));
    Settled { standing, notice }
}

/// RFC 3461 §4.1; where nothing was said, of failure and delay. Never to the null sender (RFC 5321 §4.5.5): nobody reads it,
/// and reports about reports go round in circles.
fn is_wished(facts: Facts<'_>, notice: Notice) -> bool {
    if *facts.sender == ReversePath::Null {
        return false;
    }
    match (facts.notify, notice) {
        (None, Notice::Failure | Notice::Delay) => true,
        (None, Notice::Success | Notice::Relayed) => false,
        (Some(wished), _) if wished.never => false,
        (Some(wished), Notice::Failure) => wished.failure,
        (Some(wished), Notice::Delay) => wished.delay,
        (Some(wished), Notice::Success | Notice::Relayed) => wished.success,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail::Address;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_micros(0).plus(Duration::from_secs(seconds))
    }

    const HOUR: u64 = 3_600;
    const DAY: u64 = 24 * HOUR;

    /// Attempt number 3 of a delivery that was accepted at 0: how it stands, and what is told.
    fn check(notify: Option<&str>, outcome: Outcome, now: u64, was_late: bool) -> String {
        let sender = ReversePath::Mailbox(Address::parse("ana@example.org").expect("an address"));
        let facts = |sender| Facts {
            sender,
            notify: notify.map(|text| Notify::parse(text).expect(text)),
            tried: Tried {
                accepted: at(0),
                paused: Duration::ZERO,
                attempts: 3,
            },
            was_late,
        };
        let rules = RetryRules::default();
        let settled = settle(&rules, facts(&sender), outcome, at(now), 0);
        let to_nobody = settle(&rules, facts(&ReversePath::Null), outcome, at(now), 0);
        let alone = Settled {
            notice: None,
            ..settled
        };
        assert_eq!(to_nobody, alone, "nobody is told, and the rest is the same");
        let standing = match settled.standing {
            Standing::Ready { due } => format!("in {} s", due.since(at(now)).as_secs()),
            Standing::Delivered => "delivered".to_owned(),
            Standing::Failed => "failed".to_owned(),
        };
        match settled.notice {
            Some(notice) => format!("{standing}, {notice:?}"),
            None => standing,
        }
    }

    #[test]
    fn what_outcomes_lead_to() {
        let wait = |seconds| Outcome::Later {
            wait: Duration::from_secs(seconds),
        };
        let (relayed, reporting) = (
            Outcome::Delivered { reports: false },
            Outcome::Delivered { reports: true },
        );
        for (notify, outcome, now, was_late, expected) in [
            (None, relayed, 5, false, "delivered"),
            (Some("SUCCESS"), relayed, 5, false, "delivered, Relayed"),
            (Some("SUCCESS"), reporting, 5, false, "delivered"),
            (Some("SUCCESS,FAILURE"), Outcome::Final, 5, false, "delivered, Success"),
            (None, Outcome::Final, 5, false, "delivered"),
            (None, Outcome::Never, 5, false, "failed, Failure"),
            (Some("FAILURE"), Outcome::Never, 5, true, "failed, Failure"),
            (Some("NEVER"), Outcome::Never, 5, false, "failed"),
            (Some("SUCCESS,DELAY"), Outcome::Never, 5, false, "failed"),
            (None, wait(0), 5, false, "in 900 s"),
            (None, wait(2 * HOUR), 5, false, "in 7200 s"),
            (None, wait(0), 4 * HOUR, false, "in 900 s, Delay"),
            (None, wait(0), 4 * HOUR, true, "in 900 s"),
            (Some("DELAY"), wait(0), 4 * HOUR, false, "in 900 s, Delay"),
            (Some("FAILURE"), wait(0), 4 * HOUR, false, "in 900 s"),
            (Some("NEVER"), wait(0), 4 * HOUR, false, "in 900 s"),
            (None, wait(0), 5 * DAY, true, "failed, Failure"),
            // A route that is paused bounces nothing, however long it takes; its senders hear of it.
            (
                None,
                Outcome::Paused { until: at(9 * DAY) },
                8 * DAY,
                false,
                "in 86400 s, Delay",
            ),
            (
                None,
                Outcome::Paused { until: at(9 * DAY) },
                8 * DAY,
                true,
                "in 86400 s",
            ),
        ] {
            assert_eq!(
                check(notify, outcome, now, was_late),
                expected,
                "{notify:?} {outcome:?} at {now} s"
            );
        }
    }
}
