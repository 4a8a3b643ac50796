//! How it stands with each destination: how many connections it takes, and whether it is left alone for a while.

use super::settling::shortened;
use mail::Timestamp;
use smtp::Moment;
use std::time::Duration;
use store::Why;

/// One destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Connections at once: one at first, one more with each message that went well.
    limit: usize,
    /// Failures in a row.
    failures: u32,
    /// Until when it is left alone. Behind that one delivery tries it.
    alone_until: Option<Moment>,
    /// That one is under way.
    probing: bool,
    last_well: Option<Moment>,
    /// When the while began in which so many messages went well, and how many did in the while before it.
    pace: (Moment, u32, u32),
    /// What is wrong with it.
    trouble: Option<Trouble>,
    /// When the minute began in which so many messages began.
    minute: (Moment, u32),
}

/// What is wrong with a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Why: the id of a cause.
    pub cause: String,
    /// What was said, or seen.
    pub said: String,
    /// By whom.
    pub hop: Option<String>,
    /// Nothing can go there until somebody mends it: our login is refused.
    pub is_pause: bool,
    /// Since when.
    pub since: Timestamp,
}

/// What a destination is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Connections at once.
    pub connections_max: usize,
    /// Messages in a minute.
    pub per_minute: Option<u32>,
}

impl Trouble {
    /// As it is kept with each delivery that waits for it.
    pub fn why(&self) -> Why {
        Why {
            cause: self.cause.clone(),
            said: shortened(&self.said),
            hop: self.hop.clone(),
        }
    }
}

impl Default for Destination {
    fn default() -> Self {
        Self {
            limit: 1,
            failures: 0,
            alone_until: None,
            probing: false,
            last_well: None,
            pace: (Moment::ZERO, 0, 0),
            trouble: None,
            minute: (Moment::ZERO, 0),
        }
    }
}

impl Destination {
    /// Whether one more may begin, beside so many connections.
    pub fn may_begin(&self, now: Moment, connections: usize, bounds: Bounds) -> bool {
        if let Some(until) = self.alone_until {
            return now >= until && !self.probing && self.has_rate(now, bounds);
        }
        connections < self.limit.min(bounds.connections_max) && self.has_rate(now, bounds)
    }

    /// Whether the rate of a minute has room. Also for a connection that is there.
    pub fn has_rate(&self, now: Moment, bounds: Bounds) -> bool {
        let (began, count) = self.minute;
        bounds
            .per_minute
            .is_none_or(|most| count < most || now.saturating_sub(began) >= MINUTE)
    }

    /// When the rate has room again.
    pub fn rate_opens(&self) -> Moment {
        self.minute.0 + MINUTE
    }

    /// A message begins.
    pub fn begins(&mut self, now: Moment) {
        self.probing = self.alone_until.is_some();
        if now.saturating_sub(self.minute.0) >= MINUTE {
            self.minute = (now, 0);
        }
        self.minute.1 += 1;
    }

    /// What began was given back before it was tried.
    pub fn was_not_tried(&mut self) {
        self.probing = false;
    }

    /// Whether it is left alone, and until when: while it is probed, for a moment.
    pub fn alone_until(&self, now: Moment) -> Option<Moment> {
        let until = self.alone_until?;
        if self.probing {
            Some(until.max(now + PROBE_TIME))
        } else {
            (now < until).then_some(until)
        }
    }

    /// It is to be tried by one delivery.
    pub fn wants_probe(&self, now: Moment) -> bool {
        !self.probing && self.alone_until.is_some_and(|until| now >= until)
    }

    /// Somebody wants to know now whether it is there again: it is tried at once, and not when its while is over.
    pub fn ask_again(&mut self, now: Moment) {
        self.alone_until = self.alone_until.map(|until| until.min(now));
    }

    /// It answered, whatever it said to the message.
    pub fn went_well(&mut self, now: Moment, bounds: Bounds) {
        self.limit = (self.limit + 1).min(bounds.connections_max);
        (self.failures, self.alone_until, self.probing, self.trouble) = (0, None, false, None);
        self.last_well = Some(now);
        let (began, count, _) = self.pace;
        self.pace = match now.saturating_sub(began) {
            since if since < PACE_TIME => (began, count + 1, self.pace.2),
            since if since < 2 * PACE_TIME => (now, 1, count),
            _ => (now, 1, 0),
        };
    }

    /// Whether it takes messages so quickly that many may wait for it here.
    pub fn is_fast(&self, now: Moment) -> bool {
        let (began, count, before) = self.pace;
        now.saturating_sub(began) < 2 * PACE_TIME && count.max(before) >= PACE_FAST
    }

    /// Whether something went well there within the last hour, and nothing is wrong with it.
    pub fn has_worked_lately(&self, now: Moment) -> bool {
        self.trouble.is_none()
            && self
                .last_well
                .is_some_and(|well| now.saturating_sub(well) < 60 * MINUTE)
    }

    /// It could not be reached, or ended the session. `chance` is any number. Returns whether it is left alone from now on, and was
    /// not before.
    pub fn failed(&mut self, trouble: Trouble, now: Moment, chance: u64) -> bool {
        self.failures = self.failures.saturating_add(1);
        let since = self
            .trouble
            .as_ref()
            .filter(|before| before.is_pause == trouble.is_pause);
        let since = since.map_or(trouble.since, |before| before.since);
        let is_pause = trouble.is_pause;
        let was_alone =
            self.trouble.as_ref().is_some_and(|before| before.is_pause == is_pause) && self.alone_until.is_some();
        self.probing = false;
        // One of many connections that breaks says little.
        let is_busy = self.last_well.is_some_and(|well| now.saturating_sub(well) < LATELY);
        if is_busy && !is_pause && self.failures < FAILURES_LATELY {
            self.limit = (self.limit / 2).max(1);
            return false;
        }
        self.limit = 1;
        let wait = if is_pause {
            PAUSE
        } else {
            let doublings = self.failures.saturating_sub(1).min(10);
            let wait = (WAIT_FIRST * 2_u32.pow(doublings)).min(WAIT_MOST);
            wait + share(wait / 5, chance)
        };
        self.alone_until = Some(now + wait);
        self.trouble = Some(Trouble { since, ..trouble });
        !was_alone
    }

    /// What is wrong with it, if anything is.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// Whether it is paused.
    pub fn is_paused(&self) -> bool {
        self.trouble.as_ref().is_some_and(|trouble| trouble.is_pause)
    }

    /// Whether nothing would be lost if it were forgotten.
    pub fn is_unremarkable(&self, now: Moment) -> bool {
        let old_trouble = self
            .alone_until
            .is_none_or(|until| now.saturating_sub(until) > FORGET_AFTER);
        old_trouble && !self.probing && now.saturating_sub(self.minute.0) >= MINUTE && !self.has_worked_lately(now)
    }
}

fn share(of: Duration, chance: u64) -> Duration {
    let micros = u64::try_from(of.as_micros()).unwrap_or(u64::MAX);
    let some = (u128::from(micros) * u128::from(chance)) >> 64;
    Duration::from_micros(u64::try_from(some).unwrap_or(u64::MAX))
}

const MINUTE: Moment = Moment::from_secs(60);
/// How long others wait while one finds out whether it is there again.
const PROBE_TIME: Moment = Moment::from_secs(15);
/// How long a destination is left alone after its first failure; each further one doubles it.
const WAIT_FIRST: Duration = Duration::from_secs(60);
const WAIT_MOST: Duration = Duration::from_secs(30 * 60);
/// How long a route is paused that refused our login, before it is tried once more.
pub const PAUSE: Duration = Duration::from_secs(15 * 60);
/// Messages within this time that make a destination a fast one: 50 a second.
const PACE_TIME: Moment = Moment::from_secs(5);
const PACE_FAST: u32 = 250;
const LATELY: Moment = Moment::from_secs(10);
/// So many failures in a row are more than a connection that broke.
const FAILURES_LATELY: u32 = 5;
/// Longer than the longest wait between two attempts, or each would be told as news.
const FORGET_AFTER: Moment = Moment::from_secs(6 * 60 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds {
        connections_max: 4,
        per_minute: None,
    };

    fn at(seconds: u64) -> Moment {
        Moment::from_secs(seconds)
    }

    fn trouble(is_pause: bool, since: i64) -> Trouble {
        Trouble {
            cause: "connection-refused".to_owned(),
            said: "no".to_owned(),
            hop: None,
            is_pause,
            since: Timestamp::from_micros(since),
        }
    }

    #[test]
    fn it_begins_slowly_and_grows() {
        let mut one = Destination::default();
        for limit in [1, 2, 3, 4, 4] {
            assert!(one.may_begin(at(0), limit - 1, BOUNDS) && !one.may_begin(at(0), limit, BOUNDS));
            one.begins(at(0));
            one.went_well(at(0), BOUNDS);
        }
        // One of many that breaks: fewer at once, and nobody waits.
        assert!(!one.failed(trouble(false, 1), at(1), 0));
        assert!(one.may_begin(at(1), 1, BOUNDS) && !one.may_begin(at(1), 2, BOUNDS));
        assert_eq!((one.alone_until(at(1)), one.trouble()), (None, None));
    }

    #[test]
    fn it_is_left_alone_for_a_growing_while() {
        let mut one = Destination::default();
        let mut now = 100;
        for (wait, first) in [
            (60, true),
            (120, false),
            (240, false),
            (480, false),
            (960, false),
            (1_800, false),
            (1_800, false),
        ] {
            assert!(one.may_begin(at(now), 0, BOUNDS));
            one.begins(at(now));
            assert_eq!(one.failed(trouble(false, 7), at(now), 0), first);
            assert_eq!(one.alone_until(at(now)), Some(at(now + wait)));
            assert!(!one.may_begin(at(now + wait - 1), 0, BOUNDS) && !one.wants_probe(at(now + wait - 1)));
            now += wait;
            assert!(one.wants_probe(at(now)) && one.alone_until(at(now)).is_none());
        }
        one.begins(at(now));
        // One tries it; the others wait for what it finds.
        assert!(!one.may_begin(at(now), 0, BOUNDS) && !one.wants_probe(at(now)));
        assert_eq!(one.alone_until(at(now)), Some(at(now + 15)));
        one.went_well(at(now + 1), BOUNDS);
        assert!(one.may_begin(at(now + 1), 1, BOUNDS) && one.trouble().is_none());
        // An operator need not wait for that.
        let mut one = Destination::default();
        one.failed(trouble(false, 7), at(0), 0);
        one.ask_again(at(10));
        assert!(one.wants_probe(at(10)) && one.may_begin(at(10), 0, BOUNDS));
        // A fifth more at most.
        let mut one = Destination::default();
        one.failed(trouble(false, 7), at(0), u64::MAX);
        assert!(
            one.alone_until(at(0))
                .is_some_and(|until| until > at(71) && until < at(72))
        );
    }

    #[test]
    fn a_pause_is_as_long_each_time() {
        let mut one = Destination::default();
        one.went_well(at(0), BOUNDS);
        for (n, now) in [(1, 1), (2, 901), (3, 1_801)] {
            assert_eq!(one.failed(trouble(true, now), at(now as u64), 0), n == 1, "{n}");
            assert_eq!(one.alone_until(at(now as u64)), Some(at(now as u64 + 900)));
            assert_eq!(
                one.trouble().map(|trouble| trouble.since),
                Some(Timestamp::from_micros(1))
            );
            assert!(one.is_paused());
        }
    }

    #[test]
    fn who_takes_many() {
        let mut one = Destination::default();
        assert!(!one.is_fast(at(0)) && !one.has_worked_lately(at(0)));
        for n in 0..PACE_FAST {
            assert!(!one.is_fast(at(10)), "{n}");
            one.went_well(at(10), BOUNDS);
        }
        assert!(one.is_fast(at(10)) && one.is_fast(at(19)) && !one.is_fast(at(20)));
        // Into the next while.
        one.went_well(at(16), BOUNDS);
        assert!(one.is_fast(at(25)) && !one.is_fast(at(26)));
        one.went_well(at(22), BOUNDS);
        assert!(!one.is_fast(at(22)), "one in five seconds");
        assert!(one.has_worked_lately(at(3_000)) && !one.has_worked_lately(at(4_000)));
        one.failed(trouble(true, 1), at(3_000), 0);
        assert!(!one.has_worked_lately(at(3_000)));
    }

    #[test]
    fn so_many_in_a_minute() {
        let bounds = Bounds {
            connections_max: 100,
            per_minute: Some(2),
        };
        let mut one = Destination::default();
        for _ in 0..2 {
            assert!(one.has_rate(at(100), bounds));
            one.begins(at(100));
            one.went_well(at(100), bounds);
        }
        assert!(!one.has_rate(at(159), bounds) && !one.may_begin(at(159), 0, bounds));
        assert_eq!(one.rate_opens(), at(160));
        assert!(one.may_begin(at(160), 0, bounds));
        assert!(!one.is_unremarkable(at(160)) && one.is_unremarkable(at(3_701)));
    }
}
