//! What a proof of SCRAM is checked with: the keys of an account and of its app passwords, or such as nobody can prove, for
//! accounts that there are not.

use super::{Directory, Subject, Unanswered};
use crate::accounts::app_password;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use smtp::sasl::{Hash, Keys};
use store::{AppPassword, ScramKeys, ScramSet, StoreError};
use zeroize::Zeroizing;

/// What was looked up.
pub struct Looked {
    /// For the exchange.
    pub keys: Keys,
    /// Who would be logged in by a proof of the pair at that place.
    pub subjects: Vec<Subject>,
    /// The account, whether it has keys or not.
    pub account: Option<Subject>,
}

impl Looked {
    /// Whether there is such an account, with a password but without keys: a login with the password makes them.
    pub fn lacks_keys(&self, hash: Hash) -> bool {
        let lacks =
            |subject: &Subject| !subject.account.password.is_empty() && of(&subject.account.scram, hash).is_none();
        self.account.as_ref().is_some_and(lacks)
    }
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
        let name = self.name_of(login);
        let mut account = self.find(&name).await?;
        let mut labelled = None;
        if account.is_none()
            && let Some((base, label)) = app_password::labelled(login)
        {
            account = self.find(&self.name_of(base)).await?;
            labelled = Some(label);
        }
        let mut known: Vec<(ScramKeys, Subject)> = Vec::new();
        if let Some(account) = &account {
            if labelled.is_none()
                && let Some(keys) = of(&account.account.scram, hash)
            {
                known.push((keys.clone(), account.clone()));
            }
            for app in self.apps(&account.account.name, labelled.as_deref()).await? {
                for secret in app_password::holding(&app, self.date()) {
                    if let Some(keys) = of(&secret.scram, hash) {
                        let app = Some(app.clone());
                        let subject = Subject { app, ..account.clone() };
                        known.push((keys.clone(), subject));
                    }
                }
            }
        }
        known.retain(|(_, subject)| may(subject));
        // One challenge has one salt: what was made with another cannot be meant.
        if let Some((first, _)) = known.first() {
            let (salt, iterations) = (first.salt.clone(), first.iterations);
            known.retain(|(keys, _)| keys.salt == salt && keys.iterations == iterations);
        }
        let nonce = self.nonce();
        let Some((first, _)) = known.first() else {
            return Ok(Looked {
                keys: self.made_up(&name, hash, nonce).await?,
                subjects: Vec::new(),
                account,
            });
        };
        Ok(Looked {
            keys: Keys {
                salt: first.salt.clone(),
                iterations: first.iterations,
                pairs: known
                    .iter()
                    .map(|(keys, _)| (keys.stored_key.clone(), keys.server_key.clone()))
                    .collect(),
                nonce,
            },
            subjects: known.into_iter().map(|(_, subject)| subject).collect(),
            account,
        })
    }

    /// The app passwords of an account: all, or that with the label.
    async fn apps(&self, account: &str, label: Option<&str>) -> Result<Vec<AppPassword>, StoreError> {
        match label {
            None => self.store.app_passwords(Some(account.to_owned())).await,
            Some(label) => match self.store.app_password(account.to_owned(), label.to_owned()).await {
                Ok(app) => Ok(vec![app]),
                Err(StoreError::NotFound) => Ok(Vec::new()),
                Err(error) => Err(error),
            },
        }
    }

    /// What looks as keys do, is always the same for a name, and cannot be proved. Its iterations are those of most accounts.
    async fn made_up(&self, name: &str, hash: Hash, nonce: String) -> Result<Keys, Unanswered> {
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
        let usual = self.passwords.cost().scram_iterations.get();
        Ok(Keys {
            salt: octets("salt", SALT_OCTETS),
            iterations: self.store.standing().await?.iterations.unwrap_or(usual),
            pairs: vec![(octets("stored", length), octets("server", length))],
            nonce,
        })
    }

    fn nonce(&self) -> String {
        let mut octets = [0; NONCE_OCTETS];
        self.world.random.fill(&mut octets);
        STANDARD.encode(octets)
    }
}

/// As real ones have.
const SALT_OCTETS: usize = 16;
const NONCE_OCTETS: usize = 18;
