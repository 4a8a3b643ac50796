//! When the next attempt is made, when somebody is told that it takes long, and when there is none any more.

use mail::Timestamp;
use std::time::Duration;

/// How patient we are with a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryRules {
    /// How long to wait after the first attempt, the second, and so on; the last of them holds from there on.
    pub waits: Vec<Duration>,
    /// Each wait is longer by up to so much of it, so that what failed together does not come together again.
    pub spread_percent: u8,
    /// The sender is told once when a delivery takes longer than this, whatever it waits for.
    pub notice_after: Duration,
    /// There is no attempt any more when it takes longer than this. RFC 5321 §4.5.4.1: at least 4 to 5 days.
    pub give_up_after: Duration,
}

impl Default for RetryRules {
    fn default() -> Self {
        let minutes = |count: u64| Duration::from_secs(60 * count);
        Self {
            waits: [1, 5, 15, 30, 60, 120, 240].map(minutes).to_vec(),
            spread_percent: 20,
            notice_after: minutes(4 * 60),
            give_up_after: minutes(5 * 24 * 60),
        }
    }
}

/// What becomes of a delivery whose attempt has failed for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The next attempt is due then.
    At(Timestamp),
    /// There is none.
    GiveUp,
}

/// How long a delivery has been tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    /// When we took responsibility.
    pub accepted: Timestamp,
    /// For how long there could be no attempt, through no fault of the destination: its route was paused, or it was held.
    pub paused: Duration,
    /// Attempts, the one that has just failed among them.
    pub attempts: u32,
}

impl Tried {
    /// How long it has taken so far.
    fn age(&self, now: Timestamp) -> Duration {
        now.since(self.accepted).saturating_sub(self.paused)
    }
}

impl RetryRules {
    /// What follows an attempt that failed for now at `now`. `least` is what the cause asks for: whoever was told to go
    /// slower does not come back at once. `chance` is any number.
    ///
    /// The last attempt is made when the time is over, not a wait before that.
    pub fn next(&self, tried: Tried, least: Duration, now: Timestamp, chance: u64) -> Next {
        let left = self.give_up_after.saturating_sub(tried.age(now));
        if left.is_zero() {
            return Next::GiveUp;
        }
        let step = usize::try_from(tried.attempts.saturating_sub(1)).unwrap_or(usize::MAX);
        let wait = self.waits.get(step).or(self.waits.last()).copied().unwrap_or_default();
        let wait = self.spread(wait.max(least).max(WAIT_LEAST), chance);
        Next::At(now.plus(wait.min(left.max(WAIT_LEAST))))
    }

    /// When deliveries that were all due while nobody could try them are due instead: not at once, but within `over`. Those
    /// that are due later stay as they are.
    pub fn after_a_pause(due: Timestamp, now: Timestamp, over: Duration, chance: u64) -> Timestamp {
        if due > now { due } else { now.plus(share(over, chance)) }
    }

    /// Whether the sender is to be told now that it takes long. Once for each delivery.
    pub fn is_late(&self, tried: Tried, now: Timestamp) -> bool {
        now.since(tried.accepted) >= self.notice_after
    }

    fn spread(&self, wait: Duration, chance: u64) -> Duration {
        let most = wait.saturating_mul(u32::from(self.spread_percent)) / 100;
        wait.saturating_add(share(most, chance))
    }
}

/// Some of it: none for 0, nearly all for the largest number.
fn share(of: Duration, chance: u64) -> Duration {
    let micros = u64::try_from(of.as_micros()).unwrap_or(u64::MAX);
    // The high half of the product: so evenly spread as the numbers are.
    let some = (u128::from(micros) * u128::from(chance)) >> 64;
    Duration::from_micros(u64::try_from(some).unwrap_or(u64::MAX))
}

/// Whatever the rules say, nobody is asked again sooner than this.
const WAIT_LEAST: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000).plus(Duration::from_secs(seconds))
    }

    fn tried(attempts: u32) -> Tried {
        Tried {
            accepted: at(0),
            paused: Duration::ZERO,
            attempts,
        }
    }

    #[test]
    fn waits_grow_and_end() {
        let rules = RetryRules::default();
        for (attempts, now, least, chance, expected) in [
            (1, 0, 0, 0, Some(MINUTE)),
            (2, 0, 0, 0, Some(5 * MINUTE)),
            (3, 0, 0, 0, Some(15 * MINUTE)),
            (4, 0, 0, 0, Some(30 * MINUTE)),
            (5, 0, 0, 0, Some(HOUR)),
            (6, 0, 0, 0, Some(2 * HOUR)),
            (7, 0, 0, 0, Some(4 * HOUR)),
            (8, 0, 0, 0, Some(4 * HOUR)),
            (u32::MAX, 0, 0, 0, Some(4 * HOUR)),
            // None was counted.
            (0, 0, 0, 0, Some(MINUTE)),
            // A fifth more at most, and half of that in the middle.
            (1, 0, 0, u64::MAX / 2, Some(MINUTE + 5)),
            (7, 0, 0, u64::MAX / 2, Some(4 * HOUR + 23 * MINUTE + 59)),
            // What the cause asks for.
            (1, 0, 15 * MINUTE, 0, Some(15 * MINUTE)),
            (6, 0, 15 * MINUTE, 0, Some(2 * HOUR)),
            // The last one is made at the end.
            (9, 5 * DAY - 3 * HOUR, 0, 0, Some(5 * DAY)),
            (9, 5 * DAY - 1, 0, 0, Some(5 * DAY)),
            (9, 5 * DAY, 0, 0, None),
            (9, 9 * DAY, 0, 0, None),
        ] {
            let next = rules.next(tried(attempts), Duration::from_secs(least), at(now), chance);
            let expected = expected.map_or(Next::GiveUp, |due| Next::At(at(due)));
            let whole_seconds = match next {
                Next::At(due) => Next::At(Timestamp::from_micros(due.micros() / 1_000_000 * 1_000_000)),
                Next::GiveUp => Next::GiveUp,
            };
            assert_eq!(
                whole_seconds, expected,
                "attempt {attempts} at {now} s, {least} s at least, chance {chance}"
            );
        }
    }

    #[test]
    fn rules_without_sense_ask_nobody_all_the_time() {
        let rules = RetryRules {
            waits: Vec::new(),
            spread_percent: 0,
            notice_after: Duration::ZERO,
            give_up_after: Duration::from_secs(10),
        };
        assert_eq!(rules.next(tried(1), Duration::ZERO, at(0), 7), Next::At(at(1)));
        let rules = RetryRules {
            waits: vec![Duration::MAX],
            spread_percent: 255,
            ..rules
        };
        assert_eq!(rules.next(tried(1), Duration::ZERO, at(0), u64::MAX), Next::At(at(10)));
    }

    #[test]
    fn a_pause_is_nobodys_fault() {
        let rules = RetryRules::default();
        let paused = Tried {
            paused: Duration::from_secs(4 * DAY),
            ..tried(3)
        };
        assert_eq!(
            rules.next(paused, Duration::ZERO, at(6 * DAY), 0),
            Next::At(at(6 * DAY + 15 * MINUTE))
        );
        // Whoever waits is told all the same.
        for tried in [paused, tried(1)] {
            assert!(!rules.is_late(tried, at(4 * HOUR - 1)) && rules.is_late(tried, at(4 * HOUR)));
        }
        // The clock was set back: it is as if no time had gone by.
        let later = Tried {
            accepted: at(HOUR),
            ..tried(1)
        };
        assert_eq!(rules.next(later, Duration::ZERO, at(0), 0), Next::At(at(MINUTE)));
    }

    #[test]
    fn what_waited_together_does_not_come_together() {
        let (now, over) = (at(HOUR), Duration::from_secs(100));
        let due = |due: u64, chance: u64| RetryRules::after_a_pause(at(due), now, over, chance);
        assert_eq!(due(HOUR + 1, u64::MAX), at(HOUR + 1), "it is not due yet");
        assert_eq!(due(0, 0), now);
        let tenths: Vec<u64> = (0..10)
            .map(|n| due(0, n * (u64::MAX / 10)).since(now).as_secs())
            .collect();
        assert_eq!(tenths, [0, 9, 19, 29, 39, 49, 59, 69, 79, 89]);
    }
}
