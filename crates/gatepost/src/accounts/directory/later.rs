//! What a login is worth later: whether it still holds, when it was used last, how much was sent with it.

use super::{Directory, Listed, Subject, Unanswered};
use crate::accounts::app_password;
use crate::accounts::source::Check;
use crate::accounts::usage::Who;
use crate::config::SourceKind;
use mail::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{LastUse, MailStore, Rights, SendLimits, Sent, StoreError, Used};

impl Directory {
    /// The subject as it is now, if it is still the one that logged in: `version` of the account, and of the app password.
    ///
    /// # Errors
    /// In a few words why not; or nobody can say.
    pub async fn still(&self, subject: &Subject) -> Result<Result<Subject, &'static str>, Unanswered> {
        let name = &subject.account.name;
        let account = match subject.source.as_str() {
            // A source may know it by now.
            "" => match self.find(name).await? {
                Some(_) => return Ok(Err("the account was changed")),
                None => subject.account.clone(),
            },
            source => {
                let rules = self.rules();
                let Some(listed) = rules.sources.iter().find(|listed| listed.source.name() == source) else {
                    return Ok(Err("the account's source was removed"));
                };
                match self.found(listed, &subject.asked).await? {
                    Some(found) if found.check == Check::Blind => subject.account.clone(),
                    Some(found) if found.account.name == *name => found.account,
                    Some(_) | None => return Ok(Err("the account was removed")),
                }
            }
        };
        if !account.enabled {
            return Ok(Err("the account was disabled"));
        }
        if account.version != subject.account.version {
            return Ok(Err("the account was changed"));
        }
        let app = match &subject.app {
            None => None,
            Some(app) => match self.store.app_password(app.account.clone(), app.label.clone()).await {
                Ok(now) if now.version == app.version => {
                    if !app_password::holding(&now, self.date()).any(|secret| secret.id == subject.secret_id) {
                        return Ok(Err("the app password was replaced"));
                    }
                    Some(now)
                }
                Ok(_) => return Ok(Err("the app password was changed")),
                Err(StoreError::NotFound) => return Ok(Err("the app password was revoked")),
                Err(error) => return Err(error.into()),
            },
        };
        let now = Subject {
            account,
            app,
            ..subject.clone()
        };
        if now.expired(self.date()) {
            return Ok(Err("the account or the app password has expired"));
        }
        Ok(Ok(now))
    }

    /// It was used: the login, or one of its exceptions.
    pub fn used(self: &Arc<Self>, subject: &Subject, exception: &str, client: &str, mechanism: &str) {
        let used = Used {
            account: subject.account.name.clone(),
            label: subject.label().to_owned(),
            exception: exception.to_owned(),
        };
        let last = LastUse {
            at: self.date(),
            client: client.to_owned(),
            mechanism: mechanism.to_owned(),
        };
        if let Some(at) = self.uses.note(used, last, self.world.clock.now()) {
            let directory = self.clone();
            self.world.tasks.spawn(Box::pin(async move {
                directory.world.clock.sleep_until(at).await;
                directory.keep_uses().await;
            }));
        }
    }

    /// Keeps what is known of uses.
    pub async fn keep_uses(&self) {
        let uses = self.uses.take();
        if !uses.is_empty() && self.store.keep_uses(uses.clone()).await.is_err() {
            self.uses.give_back(uses);
        }
    }

    /// When an account, its app passwords and their exceptions were used last.
    ///
    /// # Errors
    /// The store's.
    pub async fn last_uses(&self, account: &str) -> Result<BTreeMap<Used, LastUse>, StoreError> {
        let mut uses: BTreeMap<Used, LastUse> = self.store.last_uses(account.to_owned()).await?.into_iter().collect();
        uses.extend(self.uses.of(account));
        Ok(uses)
    }

    /// For whom a transaction counts, and how much they may send.
    pub fn limits_of(&self, subject: &Subject) -> Vec<(Who, SendLimits)> {
        let general = self.rules().sending.limits;
        let name = &subject.account.name;
        let mut whom = vec![(
            (name.clone(), String::new()),
            subject.account.rights.limits.or(&general),
        )];
        if let Some(app) = &subject.app {
            whom.push(((name.clone(), app.label.clone()), app.rights.limits));
        }
        whom
    }

    /// Whether anybody's sending may have a limit.
    ///
    /// # Errors
    /// The store's.
    pub async fn limits_anybody(&self) -> Result<bool, StoreError> {
        let rules = self.rules();
        // What a database knows of its accounts is not known before they are asked for.
        let elsewhere = |listed: &Arc<Listed>| matches!(listed.settings().kind, SourceKind::Postgres { .. });
        if !rules.sending.limits.is_none() || rules.sources.iter().any(elsewhere) {
            return Ok(true);
        }
        let is_limited = |rights: &Rights| !rights.limits.is_none();
        let accounts = self.store.accounts().await?;
        if accounts.iter().any(|account| is_limited(&account.rights)) {
            return Ok(true);
        }
        let apps = self.store.app_passwords(None).await?;
        Ok(apps.iter().any(|app| is_limited(&app.rights)))
    }

    /// Counts what was sent in the last 24 hours, before the process began.
    ///
    /// # Errors
    /// The store's.
    pub async fn recall(&self, mail: &dyn MailStore) -> Result<(), StoreError> {
        let since = Timestamp::from_micros(self.date().micros() - DAY_MICROS);
        for sent in mail.sent_since(since).await? {
            let Sent {
                account,
                credential,
                at,
                messages,
                recipients,
            } = sent;
            // A slot is known by its beginning; what is in it may have been sent at its end.
            let at = Timestamp::from_micros(at.micros() + SLOT_MICROS).min(self.date());
            if !credential.is_empty() {
                self.usage
                    .restore((account.clone(), credential), at, messages, recipients);
            }
            self.usage.restore((account, String::new()), at, messages, recipients);
        }
        Ok(())
    }
}

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
/// Of [`MailStore::sent_since`].
const SLOT_MICROS: i64 = 10 * 60 * 1_000_000;
