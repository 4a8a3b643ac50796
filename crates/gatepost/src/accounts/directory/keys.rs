//! What a proof of SCRAM is checked with: the keys of an account and of its app passwords, or such as nobody can prove, for
//! accounts that there are not.

use super::{Directory, Subject, Unanswered};
use crate::accounts::app_password;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use smtp::sasl::{Hash, Keys};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use store::{Account, ScramKeys, ScramSet};
use zeroize::Zeroizing;

/// What was looked up.
pub struct Looked {
    /// For the exchange.
    pub keys: Keys,
    /// Who would be logged in by a proof of the pair at that place.
    pub subjects: Vec<Subject>,
    /// The account, whether it has keys or not.
    pub account: Option<Subject>,
    /// Whether it is one of our own, with a password and without keys: a login with the password makes them.
    pub lacks_keys: bool,
}

fn of(scram: &ScramSet, hash: Hash) -> Option<&ScramKeys> {
    match hash {
        Hash::Sha256 => scram.sha256.as_ref(),
        Hash::Sha1 => scram.sha1.as_ref(),
    }
}

impl Directory {
    /// Keys for a login name: those of the account and of its app passwords, or under `name/label` those of one app password.
    /// `may` leaves out what may not log in here at all.
    ///
    /// # Errors
    /// A source that might know the name cannot be asked.
    pub async fn look_up(
        &self,
        login: &str,
        hash: Hash,
        may: impl Fn(&Subject) -> bool + Send,
    ) -> Result<Looked, Unanswered> {
        let mut name = self.name_of(login);
        let mut account = self.find(&name).await?;
        let mut labelled = None;
        if account.is_none()
            && let Some((base, label)) = app_password::labelled(login)
        {
            name = self.name_of(base);
            account = self.find(&name).await?;
            labelled = Some(label);
        }
        let lacks_keys = account.as_ref().is_some_and(|subject| {
            let Account { password, scram, .. } = &subject.account;
            self.is_embedded(&subject.source) && !password.is_empty() && of(scram, hash).is_none()
        });
        let mut known = match &account {
            Some(account) => self.all_keys(account, hash).await?,
            None => Vec::new(),
        };
        // Made before the account's own password came from elsewhere, it may have another salt, and still is what is meant.
        let is_meant = |subject: &Subject| labelled.as_deref().is_none_or(|label| subject.label() == label);
        let shown = known
            .iter()
            .find(|(_, subject)| labelled.is_some() && is_meant(subject))
            .or(known.first());
        let mut keys = match shown {
            // What is meant by a label that there is not looks the same.
            Some((first, _)) => Keys {
                salt: first.salt.clone(),
                iterations: first.iterations,
                ..self.made_up(&name, hash).await?
            },
            None => self.made_up(&name, hash).await?,
        };
        // One challenge has one salt: what was made with another cannot be meant.
        known.retain(|(of, _)| of.salt == keys.salt && of.iterations == keys.iterations);
        known.retain(|(_, subject)| is_meant(subject));
        known.retain(|(_, subject)| may(subject));
        if !known.is_empty() {
            // The first holds: what changes would tell who is not there.
            let _ = self
                .shown_iterations
                .compare_exchange(0, keys.iterations, Ordering::Relaxed, Ordering::Relaxed);
            let pair = |(of, _): &(ScramKeys, Subject)| (of.stored_key.clone(), of.server_key.clone());
            keys.pairs = known.iter().map(pair).collect();
        }
        Ok(Looked {
            keys,
            subjects: known.into_iter().map(|(_, subject)| subject).collect(),
            account,
            lacks_keys,
        })
    }

    /// The keys of an account, its own first, and of its app passwords.
    async fn all_keys(&self, account: &Subject, hash: Hash) -> Result<Vec<(ScramKeys, Subject)>, Unanswered> {
        let own = of(&account.account.scram, hash).map(|keys| (keys.clone(), account.clone()));
        let mut all: Vec<(ScramKeys, Subject)> = own.into_iter().collect();
        let apps = self.store.app_passwords(Some(account.account.name.clone())).await?;
        for app in &apps {
            for secret in app_password::holding(app, self.date()) {
                if let Some(keys) = of(&secret.scram, hash) {
                    let subject = Subject {
                        app: Some(app.clone()),
                        secret_id: secret.id.clone(),
                        ..account.clone()
                    };
                    all.push((keys.clone(), subject));
                }
            }
        }
        Ok(all)
    }

    /// What looks as keys do, is always the same for a name, and cannot be proved.
    async fn made_up(&self, name: &str, hash: Hash) -> Result<Keys, Unanswered> {
        let mut candidate = [0; 32];
        self.world.random.fill(&mut candidate);
        let secret = self.secret.get_or_try_init(|| self.store.secret(candidate)).await?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let octets = |what: &str, count: usize| -> Vec<u8> {
            let text = Zeroizing::new(format!("{what}\0{hash:?}\0{name}"));
            hmac::sign(&key, text.as_bytes()).as_ref()[..count].to_vec()
        };
        let length = match hash {
            Hash::Sha256 => 32,
            Hash::Sha1 => 20,
        };
        let mut place = [0; 8];
        place.copy_from_slice(&octets("place", 8));
        let iterations = self.made_up_iterations(u64::from_be_bytes(place)).await?;
        Ok(Keys {
            salt: octets("salt", SALT_OCTETS),
            iterations,
            pairs: vec![(octets("stored", length), octets("server", length))],
            nonce: self.nonce(),
        })
    }

    /// As many iterations as whoever has that place among the accounts, from those with the fewest to those with the most: they
    /// move to another number when so many accounts have done so, and so look like one of them. Where nobody can count, those of
    /// the first keys that were shown.
    async fn made_up_iterations(&self, place: u64) -> Result<u32, Unanswered> {
        let mut counts: BTreeMap<u32, u64> = self.store.standing().await?.iterations.into_iter().collect();
        for listed in &self.rules().sources {
            for (iterations, accounts) in listed.source.iterations().await {
                *counts.entry(iterations).or_default() += accounts;
            }
        }
        let usual = match self.shown_iterations.load(Ordering::Relaxed) {
            0 => self.passwords.cost().scram_iterations.get(),
            shown => shown,
        };
        Ok(at_place(&counts, place).unwrap_or(usual))
    }

    fn nonce(&self) -> String {
        let mut octets = [0; NONCE_OCTETS];
        self.world.random.fill(&mut octets);
        STANDARD.encode(octets)
    }
}

/// What is had at a place, of 2^64, among all.
fn at_place(counts: &BTreeMap<u32, u64>, place: u64) -> Option<u32> {
    let all: u64 = counts.values().sum();
    let mut before = (u128::from(place) * u128::from(all)) >> 64;
    for (iterations, accounts) in counts {
        match before.checked_sub(u128::from(*accounts)) {
            Some(rest) => before = rest,
            None => return Some(*iterations),
        }
    }
    None
}

/// As real ones have.
const SALT_OCTETS: usize = 16;
const NONCE_OCTETS: usize = 18;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_not_there_has_a_place_among_the_others() {
        let counts = |counts: &[(u32, u64)]| counts.iter().copied().collect::<BTreeMap<u32, u64>>();
        let quarter = u64::MAX / 4;
        for (of, expected) in [
            (&[][..], [None; 4]),
            (&[(4_096, 1)], [Some(4_096); 4]),
            (
                &[(4_096, 1), (10_000, 1)],
                [Some(4_096), Some(4_096), Some(10_000), Some(10_000)],
            ),
            (
                &[(4_096, 1), (10_000, 3)],
                [Some(4_096), Some(10_000), Some(10_000), Some(10_000)],
            ),
            (
                &[(4_096, 3), (10_000, 1)],
                [Some(4_096), Some(4_096), Some(4_096), Some(10_000)],
            ),
        ] {
            let found = [1, 2, 3, 4].map(|place| at_place(&counts(of), place * quarter - quarter / 2));
            assert_eq!(found, expected, "{of:?}");
        }
        assert_eq!(at_place(&counts(&[(1, 1), (2, 1)]), u64::MAX), Some(2));
    }
}
