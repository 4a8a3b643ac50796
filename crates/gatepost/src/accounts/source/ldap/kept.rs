//! What a directory has said of login names, for a while.

use super::entry::Entry;
use crate::accounts::recent::Recent;
use smtp::Moment;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Answers by login name: that there is an entry, or that there is none.
pub(super) struct Kept {
    time: Duration,
    answers: Mutex<Recent<String, Answer>>,
}

struct Answer {
    entry: Option<Entry>,
    until: Moment,
}

impl Kept {
    /// None yet. Each is kept for that long; that there is no entry, for five seconds at most: somebody waits for a new one.
    pub(super) fn new(time: Duration) -> Self {
        Self {
            time,
            answers: Mutex::new(Recent::new(ANSWERS_MAX)),
        }
    }

    /// What was said of that name, if it still holds.
    pub(super) fn get(&self, login: &str, now: Moment) -> Option<Option<Entry>> {
        let answers = self.answers();
        let answer = answers.get(login).filter(|answer| now < answer.until);
        answer.map(|answer| answer.entry.clone())
    }

    /// Keeps what was said of that name.
    pub(super) fn put(&self, login: String, entry: Option<Entry>, now: Moment) {
        let time = match entry {
            Some(_) => self.time,
            None => self.time.min(ABSENT_TIME_MAX),
        };
        let until = now + time;
        self.answers().insert(login, Answer { entry, until }, now);
    }

    fn answers(&self) -> MutexGuard<'_, Recent<String, Answer>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Some 300 octets each, without long lists of senders.
const ANSWERS_MAX: usize = 10_000;
const ABSENT_TIME_MAX: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str) -> Option<Entry> {
        Some(Entry {
            name: name.to_owned(),
            senders: Vec::new(),
            version: 1,
        })
    }

    /// What is known of `alice` and `bob`, asked in that second: `-` nothing, `0` that there is none.
    fn known(kept: &Kept, second: u64) -> String {
        let words = ["alice", "bob"].map(|login| match kept.get(login, Duration::from_secs(second)) {
            None => "-".to_owned(),
            Some(None) => "0".to_owned(),
            Some(Some(entry)) => entry.name,
        });
        words.join(" ")
    }

    #[test]
    fn answers_hold_for_a_while() {
        for (time, at_once, later, much_later) in [
            (60, "cn=a 0", "cn=a -", "- -"),
            (5, "cn=a 0", "- -", "- -"),
            (2, "cn=a 0", "- -", "- -"),
            (0, "- -", "- -", "- -"),
        ] {
            let kept = Kept::new(Duration::from_secs(time));
            let now = Duration::from_secs(100);
            kept.put("alice".to_owned(), entry("cn=a"), now);
            kept.put("bob".to_owned(), None, now);
            let found = [100, 105, 160].map(|second| known(&kept, second));
            assert_eq!(found, [at_once, later, much_later], "{time}");
        }
    }
}
