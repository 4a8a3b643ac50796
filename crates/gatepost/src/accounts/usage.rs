//! How much each account, and each app password, has sent lately, and whether it may send more.
//!
//! Counts are in memory; at the start the queue tells what was accepted in the last 24 hours. A message counts from MAIL on, and a
//! recipient from RCPT on, so that sessions side by side cannot send more than one alone; what then does not come in is given back.

use super::recent::Recent;
use mail::Timestamp;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::SendLimits;

/// All counts: of 65,536 accounts and app passwords at most, those that sent last; 3 KiB each at most.
#[derive(Clone)]
pub struct Usage(Arc<Mutex<Recent<Who, Counts>>>);

/// An account, and the label of its app password; empty: the account with all that it has.
pub type Who = (String, String);

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Messages.
    Messages,
    /// Recipients.
    Recipients,
}

/// In which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Any hour.
    Hour,
    /// Any 24 hours.
    Day,
}

/// A limit that is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Of what.
    pub what: What,
    /// In which time.
    pub window: Window,
    /// How many.
    pub limit: u32,
    /// When one more will be possible.
    pub opens: Timestamp,
}

impl Reached {
    /// When one more will be possible, as people read it (RFC 3339): always at the beginning of a minute.
    pub fn opening(&self) -> String {
        self.opens.rfc3339().replace(".000000Z", "Z")
    }
}

/// What was sent in an hour and in 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// Messages in the last hour.
    pub messages_hour: u32,
    /// Messages in the last 24 hours.
    pub messages_day: u32,
    /// Recipients in the last hour.
    pub recipients_hour: u32,
    /// Recipients in the last 24 hours.
    pub recipients_day: u32,
}

/// What a transaction has taken. Dropping it gives it back.
pub struct Taken {
    usage: Usage,
    whom: Vec<(Who, SendLimits)>,
    messages: Vec<i64>,
    recipients: Vec<i64>,
    kept: bool,
}

/// The minutes in which something was sent, in order.
#[derive(Debug, Default)]
struct Counts(VecDeque<Slot>);

#[derive(Debug, Clone, Copy)]
struct Slot {
    minute: i64,
    messages: u32,
    recipients: u32,
}

impl Default for Usage {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Recent::new(KEYS_MAX))))
    }
}

impl Usage {
    /// Takes one message for each of these; all or none.
    ///
    /// # Errors
    /// The limit that is reached; of several, the one that opens last.
    pub fn begin(&self, whom: Vec<(Who, SendLimits)>, now: Timestamp) -> Result<Taken, Reached> {
        let mut taken = Taken {
            usage: self.clone(),
            whom,
            messages: Vec::new(),
            recipients: Vec::new(),
            kept: false,
        };
        taken.take(What::Messages, now)?;
        Ok(taken)
    }

    /// Notes what was accepted before the process began.
    pub fn restore(&self, who: Who, at: Timestamp, messages: u32, recipients: u32) {
        let mut all = self.lock();
        let counts = entry(&mut all, &who, at);
        let slot = counts.slot(minute(at));
        slot.messages = slot.messages.saturating_add(messages);
        slot.recipients = slot.recipients.saturating_add(recipients);
    }

    /// What was sent.
    pub fn sent(&self, who: &Who, now: Timestamp) -> Sent {
        let all = self.lock();
        let Some(counts) = all.get(who) else {
            return Sent::default();
        };
        Sent {
            messages_hour: counts.sum(What::Messages, Window::Hour, minute(now)),
            messages_day: counts.sum(What::Messages, Window::Day, minute(now)),
            recipients_hour: counts.sum(What::Recipients, Window::Hour, minute(now)),
            recipients_day: counts.sum(What::Recipients, Window::Day, minute(now)),
        }
    }

    /// The limits that are reached now.
    pub fn reached(&self, who: &Who, limits: &SendLimits, now: Timestamp) -> Vec<Reached> {
        let all = self.lock();
        let Some(counts) = all.get(who) else {
            return Vec::new();
        };
        let both = [What::Messages, What::Recipients];
        both.into_iter()
            .flat_map(|what| counts.reached(what, limits, minute(now)))
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Recent<Who, Counts>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    /// Takes one recipient more.
    ///
    /// # Errors
    /// The limit that is reached.
    pub fn recipient(&mut self, now: Timestamp) -> Result<(), Reached> {
        self.take(What::Recipients, now)
    }

    /// It was sent: it stays counted.
    pub fn keep(mut self) {
        self.kept = true;
    }

    fn take(&mut self, what: What, now: Timestamp) -> Result<(), Reached> {
        let usage = self.usage.clone();
        let mut all = usage.lock();
        let now_minute = minute(now);
        let reached = self.whom.iter().filter_map(|(who, limits)| {
            let counts = all.get(who)?;
            counts
                .reached(what, limits, now_minute)
                .max_by_key(|reached| reached.opens)
        });
        if let Some(reached) = reached.max_by_key(|reached| reached.opens) {
            return Err(reached);
        }
        for (who, _) in &self.whom {
            let slot = entry(&mut all, who, now).slot(now_minute);
            let count = slot.count_mut(what);
            *count = count.saturating_add(1);
        }
        match what {
            What::Messages => self.messages.push(now_minute),
            What::Recipients => self.recipients.push(now_minute),
        }
        Ok(())
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let mut all = self.usage.lock();
        for (who, _) in &self.whom {
            // It may have been forgotten for others meanwhile.
            let Some(counts) = all.get_mut(who) else { continue };
            for (what, minutes) in [(What::Messages, &self.messages), (What::Recipients, &self.recipients)] {
                minutes.iter().for_each(|minute| counts.give_back(what, *minute));
            }
        }
    }
}

impl Slot {
    fn count(&self, what: What) -> u32 {
        match what {
            What::Messages => self.messages,
            What::Recipients => self.recipients,
        }
    }

    fn count_mut(&mut self, what: What) -> &mut u32 {
        match what {
            What::Messages => &mut self.messages,
            What::Recipients => &mut self.recipients,
        }
    }
}

impl Counts {
    /// The slot of a minute. Time that was set back counts as the last minute that there is.
    fn slot(&mut self, minute: i64) -> &mut Slot {
        self.0.retain(|slot| slot.minute >= minute - Window::Day.minutes());
        if self.0.back().is_none_or(|last| last.minute < minute) {
            self.merge(minute);
            self.0.push_back(Slot {
                minute,
                messages: 0,
                recipients: 0,
            });
        }
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    /// What is older than an hour needs no minutes: those of the same ten are put together, at the last of them.
    fn merge(&mut self, now: i64) {
        let mut merged: VecDeque<Slot> = VecDeque::with_capacity(self.0.len());
        for slot in self.0.drain(..) {
            match merged.back_mut() {
                Some(last)
                    if slot.minute < now - Window::Hour.minutes()
                        && last.minute.div_euclid(MERGED_MINUTES) == slot.minute.div_euclid(MERGED_MINUTES) =>
                {
                    last.minute = slot.minute;
                    last.messages = last.messages.saturating_add(slot.messages);
                    last.recipients = last.recipients.saturating_add(slot.recipients);
                }
                _ => merged.push_back(slot),
            }
        }
        self.0 = merged;
    }

    /// A minute counts until all of it is longer ago than the window.
    fn sum(&self, what: What, window: Window, now: i64) -> u32 {
        let slots = self.0.iter().filter(|slot| slot.minute >= now - window.minutes());
        slots.fold(0, |sum, slot| sum.saturating_add(slot.count(what)))
    }

    fn reached(&self, what: What, limits: &SendLimits, now: i64) -> impl Iterator<Item = Reached> {
        let limit = move |window| match (what, window) {
            (What::Messages, Window::Hour) => limits.messages_hour,
            (What::Messages, Window::Day) => limits.messages_day,
            (What::Recipients, Window::Hour) => limits.recipients_hour,
            (What::Recipients, Window::Day) => limits.recipients_day,
        };
        [Window::Hour, Window::Day].into_iter().filter_map(move |window| {
            let limit = limit(window)?;
            let mut sum = self.sum(what, window, now);
            (sum >= limit).then_some(())?;
            // The oldest leave first.
            let mut within = self.0.iter().filter(|slot| slot.minute >= now - window.minutes());
            let opens = within.find_map(|slot| {
                sum = sum.saturating_sub(slot.count(what));
                (sum < limit).then_some(slot.minute + window.minutes() + 1)
            });
            Some(Reached {
                what,
                window,
                limit,
                opens: Timestamp::from_micros(opens.unwrap_or(now + window.minutes()) * MINUTE_MICROS),
            })
        })
    }

    fn give_back(&mut self, what: What, minute: i64) {
        // It may stand with later ones by now.
        let slot = self
            .0
            .iter_mut()
            .find(|slot| slot.minute >= minute && slot.count(what) > 0);
        if let Some(slot) = slot {
            *slot.count_mut(what) -= 1;
        }
    }
}

impl Window {
    fn minutes(self) -> i64 {
        match self {
            Self::Hour => 60,
            Self::Day => 24 * 60,
        }
    }

    /// Its length.
    pub fn length(self) -> Duration {
        Duration::from_secs(60 * self.minutes().unsigned_abs())
    }
}

fn entry<'a>(all: &'a mut Recent<Who, Counts>, who: &Who, now: Timestamp) -> &'a mut Counts {
    let used = Duration::from_micros(u64::try_from(now.micros()).unwrap_or(0));
    if all.get(who).is_none() {
        all.insert(who.clone(), Counts::default(), used);
    }
    all.touch(who, used)
        .expect("it was just put there, and there is room for more than none")
}

fn minute(at: Timestamp) -> i64 {
    at.micros().div_euclid(MINUTE_MICROS)
}

const KEYS_MAX: usize = 65_536;
const MERGED_MINUTES: i64 = 10;
const MINUTE_MICROS: i64 = 60_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_micros((1_000_000 + minute) * MINUTE_MICROS + 1)
    }

    fn who(name: &str) -> Who {
        (name.to_owned(), String::new())
    }

    fn hour(messages: u32) -> SendLimits {
        SendLimits {
            messages_hour: Some(messages),
            ..SendLimits::default()
        }
    }

    /// Each word is a minute at which a message is sent: the minute at which the limit would open, or `ok`.
    fn check(limits: SendLimits, minutes: &[i64], expected: &[Option<i64>]) {
        let usage = Usage::default();
        let got: Vec<Option<i64>> = minutes
            .iter()
            .map(|now| match usage.begin(vec![(who("a"), limits)], at(*now)) {
                Ok(taken) => {
                    taken.keep();
                    None
                }
                Err(reached) => Some(minute(reached.opens) - 1_000_000),
            })
            .collect();
        assert_eq!(got, expected, "{minutes:?}");
    }

    #[test]
    fn never_more_than_the_limit_in_any_window() {
        check(
            hour(2),
            &[0, 0, 0, 60, 61, 61, 62],
            &[None, None, Some(61), Some(61), None, None, Some(122)],
        );
        check(hour(2), &[0, 30, 60, 61, 62], &[None, None, Some(61), None, Some(91)]);
        let day = SendLimits {
            messages_day: Some(3),
            ..hour(2)
        };
        // What is long ago is known in tens of minutes, by the last of them.
        check(
            day,
            &[0, 1, 2, 100, 101, 1441, 1442],
            &[None, None, Some(61), None, Some(1442), Some(1442), None],
        );
        // A clock that was set back counts on.
        check(hour(2), &[100, 50, 50], &[None, None, Some(161)]);
        check(SendLimits::default(), &[0; 5], &[None; 5]);
    }

    #[test]
    fn what_is_not_sent_is_given_back() {
        let usage = Usage::default();
        let limits = SendLimits {
            recipients_day: Some(3),
            ..hour(2)
        };
        let begin = |now| usage.begin(vec![(who("a"), limits)], at(now));
        let mut taken = begin(0).expect("room");
        assert!((0..3).all(|_| taken.recipient(at(0)).is_ok()));
        let reached = taken.recipient(at(5)).expect_err("no room");
        assert_eq!(
            (reached.what, reached.window, reached.limit),
            (What::Recipients, Window::Day, 3)
        );
        assert_eq!(
            reached.opens,
            Timestamp::from_micros((1_000_000 + 1441) * MINUTE_MICROS)
        );
        assert!(begin(0).is_ok_and(|second| {
            assert!(begin(0).is_err());
            drop(second);
            true
        }));
        drop(taken);
        assert_eq!(usage.sent(&who("a"), at(1)), Sent::default());
        let mut taken = begin(1).expect("room again");
        assert!(taken.recipient(at(1)).is_ok());
        taken.keep();
        let sent = usage.sent(&who("a"), at(2));
        assert_eq!((sent.messages_hour, sent.recipients_day), (1, 1));
        assert_eq!(usage.sent(&who("a"), at(63)).messages_hour, 0);
        assert_eq!(usage.sent(&who("b"), at(2)), Sent::default());
    }

    /// One message counts for the account and for its app password; if either is full, for neither.
    #[test]
    fn both_have_to_have_room() {
        let usage = Usage::default();
        let app = ("a".to_owned(), "printer".to_owned());
        let both = |now| {
            let whom = vec![(who("a"), hour(2)), (app.clone(), hour(1))];
            usage.begin(whom, at(now)).map(Taken::keep)
        };
        assert!(both(0).is_ok() && both(1).is_err());
        assert_eq!(usage.sent(&who("a"), at(1)).messages_hour, 1);
        assert!(usage.begin(vec![(who("a"), hour(2))], at(1)).map(Taken::keep).is_ok());
        assert!(usage.begin(vec![(who("a"), hour(2))], at(1)).is_err());
        assert_eq!(usage.reached(&who("a"), &hour(2), at(1)).len(), 1);
        assert!(usage.reached(&who("a"), &hour(3), at(1)).is_empty());
    }

    #[test]
    fn a_busy_day_takes_little_room() {
        let usage = Usage::default();
        for now in 0..3000 {
            usage
                .begin(vec![(who("a"), SendLimits::default())], at(now))
                .map(Taken::keep)
                .expect("no limit");
        }
        let slots = usage.lock().get(&who("a")).map_or(0, |counts| counts.0.len());
        assert!(slots <= 60 + 145, "{slots}");
        assert_eq!(usage.sent(&who("a"), at(2999)).messages_hour, 61);
        let day = usage.sent(&who("a"), at(2999)).messages_day;
        assert!((1441..=1451).contains(&day), "{day}");
    }

    #[test]
    fn what_was_before_counts() {
        let usage = Usage::default();
        usage.restore(who("a"), at(0), 5, 50);
        usage.restore(who("a"), at(10), 1, 1);
        let sent = usage.sent(&who("a"), at(20));
        assert_eq!((sent.messages_hour, sent.recipients_hour), (6, 51));
        assert!(usage.begin(vec![(who("a"), hour(6))], at(20)).is_err());
    }
}
