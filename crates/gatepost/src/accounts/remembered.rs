//! Passwords that were right a while ago, so that a client that logs in again and again does not cost a hash each time.
//!
//! What is kept is no password and no hash of one that would be worth stealing: it means nothing without a key that only
//! this process has, and never wrote down.

use super::recent::Recent;
use crate::world::Random;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{digest, hmac};
use smtp::Moment;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// One password of each account, as it was when the account had this version.
pub(super) struct Remembered {
    key: hmac::Key,
    kept: Mutex<Recent<String, Proof>>,
}

/// What a password for an account comes to under the key.
#[derive(Clone)]
pub(super) struct Proof {
    version: u64,
    tag: hmac::Tag,
    /// When it was found to be right.
    since: Moment,
}

impl Remembered {
    /// Nothing yet. Room for so many accounts, about 400 octets each; for none: nothing is ever remembered.
    pub(super) fn new(random: &dyn Random, accounts_max: usize) -> Self {
        let mut key = Zeroizing::new([0_u8; digest::SHA256_OUTPUT_LEN]);
        random.fill(&mut key[..]);
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &key[..]),
            kept: Mutex::new(Recent::new(accounts_max)),
        }
    }

    /// From now on there is room for so many accounts.
    pub(super) fn set_max(&self, accounts_max: usize) {
        self.kept().set_max(accounts_max);
    }

    /// How many accounts there are.
    pub(super) fn len(&self) -> usize {
        self.kept().len()
    }

    /// For [`Self::knows`] and [`Self::remember`].
    pub(super) fn proof(&self, account: &str, version: u64, password: &str) -> Proof {
        let mut context = hmac::Context::with_key(&self.key);
        // With their lengths, so that no octet can pass from one to the other.
        for part in [account.as_bytes(), &version.to_be_bytes()[..], password.as_bytes()] {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let tag = context.sign();
        Proof {
            version,
            tag,
            since: Moment::ZERO,
        }
    }

    /// Whether this is the password that was right for the account, no longer ago than `age_max`. If so it was used now.
    pub(super) fn knows(&self, account: &str, proof: &Proof, now: Moment, age_max: Duration) -> Known {
        let mut kept = self.kept();
        forget(&mut kept, now);
        let known = match kept.get(account) {
            Some(known) if known.version == proof.version && now.saturating_sub(known.since) <= age_max => {
                match verify_slices_are_equal(known.tag.as_ref(), proof.tag.as_ref()) {
                    Ok(()) => Known::Right,
                    Err(_) => Known::Wrong,
                }
            }
            _ => Known::Nothing,
        };
        if known == Known::Right {
            kept.touch(account, now);
        }
        known
    }

    /// It was right. Replaces what was remembered of the account; versions of other sources do not grow, so none is the later.
    pub(super) fn remember(&self, account: String, proof: Proof, now: Moment) {
        let proof = Proof { since: now, ..proof };
        let mut kept = self.kept();
        forget(&mut kept, now);
        kept.insert(account, proof, now);
    }

    /// Nothing is known any more of these.
    pub(super) fn forget_if(&self, is_meant: impl Fn(&str) -> bool) {
        self.kept().forget_if(|account| is_meant(account));
    }

    fn kept(&self) -> MutexGuard<'_, Recent<String, Proof>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is remembered says of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// It was right before.
    Right,
    /// Another one was, under this very version: so this one is wrong.
    Wrong,
    /// Nothing.
    Nothing,
}

impl fmt::Debug for Remembered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remembered")
            .field("accounts", &self.len())
            .finish_non_exhaustive()
    }
}

fn forget(kept: &mut Recent<String, Proof>, now: Moment) {
    if let Some(limit) = now.checked_sub(UNUSED_MAX) {
        kept.forget_until(limit);
    }
}

/// What is not used for so long is forgotten.
const UNUSED_MAX: Duration = Duration::from_secs(3_600);

#[cfg(test)]
mod tests {
    use super::super::made_up::Sevens;
    use super::*;

    /// Each word is a second later than the one before, but `@n`, which is the second n. `+alice.1.secret` remembers,
    /// `alice.1.secret` is asked for; then one letter for each that was asked for.
    fn check(room: usize, steps: &str, expected: &str) {
        let remembered = Remembered::new(&Sevens, room);
        let (mut second, mut answers) = (0, String::new());
        for step in steps.split_whitespace() {
            if let Some(at) = step.strip_prefix('@') {
                second = at.parse().expect("a number");
                continue;
            }
            let now = Duration::from_secs(second);
            second += 1;
            let words: Vec<&str> = step.trim_start_matches('+').split('.').collect();
            let [account, version, password] = words[..] else {
                panic!("{step}")
            };
            let proof = remembered.proof(account, version.parse().expect("a number"), password);
            if step.starts_with('+') {
                remembered.remember(account.to_owned(), proof, now);
            } else {
                answers.push(
                    if remembered.knows(account, &proof, now, Duration::MAX) == Known::Right {
                        'y'
                    } else {
                        'n'
                    },
                );
            }
        }
        assert_eq!(answers, expected, "{steps}");
    }

    #[test]
    fn only_the_same_password_of_the_same_account_in_the_same_version_is_known() {
        check(9, "a.1.secret", "n");
        check(9, "+a.1.secret a.1.secret a.1.secret", "yy");
        check(
            9,
            "+a.1.secret a.1.secreT a.1. b.1.secret a.2.secret a.0.secret",
            "nnnnn",
        );
        check(9, "+a.1.secret +b.1.secret a.1.secret b.1.secret", "yy");
        check(9, "+a.1.secret +a.2.other a.1.secret a.2.other", "ny");
        check(9, "+a.2.other +a.1.secret a.1.secret a.2.other", "yn");
        check(9, "+a.1.secret +a.1.other a.1.secret a.1.other", "ny");
        check(9, "+ab.1.c a.1.bc abc.1.", "nn");
    }

    #[test]
    fn room_and_time_are_bounded() {
        check(0, "+a.1.x a.1.x", "n");
        check(2, "+a.1.x +b.1.x a.1.x +c.1.x a.1.x b.1.x c.1.x", "yyny");
        check(9, "+a.1.x @3599 a.1.x", "y");
        check(9, "+a.1.x @3600 a.1.x", "n");
        check(9, "+a.1.x @3000 a.1.x @6599 a.1.x @10199 a.1.x", "yyn");
        // A wrong password is no use.
        check(9, "+a.1.x @3000 a.1.y @3600 a.1.x", "nn");
    }

    #[test]
    fn the_room_can_change() {
        let remembered = Remembered::new(&Sevens, 2);
        let proof = remembered.proof("a", 1, "secret");
        remembered.remember("a".to_owned(), proof.clone(), Duration::ZERO);
        remembered.set_max(0);
        assert_eq!(
            remembered.knows("a", &proof, Duration::ZERO, Duration::MAX),
            Known::Nothing
        );
        remembered.remember("a".to_owned(), proof.clone(), Duration::ZERO);
        assert_eq!(
            remembered.knows("a", &proof, Duration::ZERO, Duration::MAX),
            Known::Nothing
        );
    }

    #[test]
    fn what_is_shown_of_it_is_how_many_there_are() {
        let remembered = Remembered::new(&Sevens, 2);
        let proof = remembered.proof("alice", 1, "secret");
        remembered.remember("alice".to_owned(), proof, Duration::ZERO);
        assert_eq!(format!("{remembered:?}"), "Remembered { accounts: 1, .. }");
    }

    #[test]
    fn what_is_too_old_is_not_believed() {
        let remembered = Remembered::new(&Sevens, 2);
        let proof = remembered.proof("a", 1, "secret");
        remembered.remember("a".to_owned(), proof.clone(), Duration::from_secs(100));
        let knows = |second, age| {
            let (now, age_max) = (Duration::from_secs(second), Duration::from_secs(age));
            remembered.knows("a", &proof, now, age_max) == Known::Right
        };
        assert!(knows(160, 60) && !knows(161, 60) && knows(161, 61));
        remembered.forget_if(|account| account == "b");
        assert!(knows(161, 61));
        remembered.forget_if(|account| account == "a");
        assert!(!knows(161, 61));
    }
}
