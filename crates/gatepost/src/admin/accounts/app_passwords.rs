//! Passwords of single programs: made, given another token, limited and revoked. A token is told once, and never kept.

use super::names::visible;
use super::passwords::not_made;
use super::rights::{changed, fit_an_app_password};
use super::shown::Uses;
use super::{exceptions, first_version, shown};
use crate::accounts::app_password;
use crate::accounts::directory::{Subject, beside, beside_apps};
use crate::accounts::senders::beyond_account;
use crate::admin::Control;
use crate::admin::protocol::{Answer, AppShown, Problem, ProblemCode, RightsChange, Secret};
use std::time::Duration;
use store::{AppChange, AppPassword, AppSecret, Rights, ScramSet, StoreError};

impl Control {
    pub(in crate::admin) async fn app_add(
        &self,
        name: &str,
        label: &str,
        rights: &RightsChange,
    ) -> Result<Answer, Problem> {
        let (label, now) = (read_label(label)?, self.clock.date());
        let rights = changed(&Rights::default(), rights, now)?;
        fit_an_app_password(&rights)?;
        // One that is kept here and of no source could never log in.
        let found = self.found(name).await?;
        let subject = found.ok_or_else(|| self.nobody_knows(name))?;
        let account = subject.account.clone();
        // That would be how it logs in with this one.
        let labelled = format!("{}/{label}", account.name);
        if self.kept_account(&labelled).await?.is_some() {
            let message = format!("there is an account {labelled}: choose another label");
            return Err(Problem::new(ProblemCode::Exists, message));
        }
        let known = self.store().app_passwords(Some(account.name.clone())).await?;
        if known.iter().any(|app| app.label == label) {
            return Err(exists(&account.name, &label));
        }
        if known.len() >= APPS_MAX {
            let message =
                format!("an account can have {APPS_MAX} app passwords: revoke those that nobody uses any more");
            return Err(Problem::invalid(message));
        }
        let app = AppPassword {
            account: account.name.clone(),
            label: label.clone(),
            secrets: Vec::new(),
            version: first_version(now),
            rights,
            created: now,
            changed: now,
        };
        self.narrows(&Subject {
            app: Some(app.clone()),
            ..subject
        })?;
        let beside = beside(&**self.store(), &account).await?;
        for _ in 0..TRIES {
            let (secret, token) = self.new_token(&beside).await?;
            let app = AppPassword {
                secrets: vec![secret],
                ..app.clone()
            };
            match self.store().add_app_password(app.clone()).await {
                Ok(()) => return self.told(&app, token).await,
                Err(StoreError::Exists) => {}
                Err(error) => return Err(error.into()),
            }
            // Its id was taken; or somebody has taken the label meanwhile.
            match self.store().app_password(account.name.clone(), label.clone()).await {
                Ok(_) => return Err(exists(&account.name, &label)),
                Err(StoreError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(no_token())
    }

    pub(in crate::admin) async fn app_list(&self, name: Option<&str>) -> Result<Answer, Problem> {
        let mut apps = Vec::new();
        match name {
            None => apps = self.store().app_passwords(None).await?,
            Some(name) => {
                for known in self.kept_names(name)? {
                    apps.extend(self.store().app_passwords(Some(known)).await?);
                }
                if apps.is_empty() {
                    // It has none, or there is no such account.
                    self.known(name).await?;
                }
            }
        }
        let (mut list, mut uses, mut whose) = (Vec::new(), Uses::new(), None);
        for app in &apps {
            if whose != Some(&app.account) {
                uses = self.directory.last_uses(&app.account).await?;
                whose = Some(&app.account);
            }
            list.push(self.app_shown(app, &uses));
        }
        Ok(Answer::Apps(list))
    }

    pub(in crate::admin) async fn app_show(&self, name: &str, label: &str) -> Result<Answer, Problem> {
        let app = self.app_password(name, &read_label(label)?).await?;
        self.app_now(&app).await.map(Answer::App)
    }

    pub(in crate::admin) async fn app_set(
        &self,
        name: &str,
        label: &str,
        change: &RightsChange,
    ) -> Result<Answer, Problem> {
        let mut app = self.app_password(name, &read_label(label)?).await?;
        app.rights = changed(&app.rights, change, self.clock.date())?;
        fit_an_app_password(&app.rights)?;
        if change.senders.is_some() {
            let subject = self.with_account(app.clone()).await?;
            self.narrows(&subject)?;
            exceptions::has_an_address(&subject, self.directory.rules().senders)?;
        }
        self.change_app(&app, AppChange::Rights(app.rights.clone())).await?;
        let app = self.store().app_password(app.account, app.label).await?;
        self.app_now(&app).await.map(Answer::App)
    }

    pub(in crate::admin) async fn app_rotate(
        &self,
        name: &str,
        label: &str,
        overlap_seconds: u64,
    ) -> Result<Answer, Problem> {
        let overlap = Duration::from_secs(overlap_seconds);
        if overlap > OVERLAP_MAX {
            return Err(Problem::invalid(
                "the token before can hold on for 30 days at most: make a second app password for a longer change",
            ));
        }
        let app = self.app_password(name, &read_label(label)?).await?;
        let now = self.clock.date();
        // One that was replaced already goes; the one that holds stays for a while beside the new one.
        let stays = |secret: &&AppSecret| secret.until.is_none() && !overlap.is_zero();
        let held = |secret: &AppSecret| AppSecret {
            until: Some(now.plus(overlap)),
            ..secret.clone()
        };
        let kept: Vec<AppSecret> = app.secrets.iter().filter(stays).map(held).collect();
        // A proof can be of any of them.
        let beside = match self.known(&app.account).await {
            Ok(subject) => beside(&**self.store(), &subject.account).await?,
            Err(problem) if problem.code == ProblemCode::NotFound => return Err(problem),
            // Its source is away.
            Err(_) => beside_apps(&**self.store(), &app.account).await?,
        };
        for _ in 0..TRIES {
            let (secret, token) = self.new_token(&beside).await?;
            let mut secrets = vec![secret];
            secrets.extend(kept.iter().cloned());
            let (account, label) = (app.account.clone(), app.label.clone());
            let change = AppChange::Secrets(secrets);
            match self.store().change_app_password(account, label, change, now).await {
                Ok(()) => return self.told(&app, token).await,
                Err(StoreError::Exists) => {}
                Err(error) => return Err(no_app(&app.account, &app.label, error)),
            }
        }
        Err(no_token())
    }

    pub(in crate::admin) async fn app_revoke(&self, name: &str, label: &str) -> Result<Answer, Problem> {
        let app = self.app_password(name, &read_label(label)?).await?;
        let shown = self.app_now(&app).await?;
        self.change_app(&app, AppChange::Remove).await?;
        Ok(Answer::App(shown))
    }

    /// The app password with that label. Whether any source knows its account is of no matter.
    pub(super) async fn app_password(&self, name: &str, label: &str) -> Result<AppPassword, Problem> {
        for account in self.kept_names(name)? {
            match self.store().app_password(account, label.to_owned()).await {
                Err(StoreError::NotFound) => {}
                found => return found.map_err(Problem::from),
            }
        }
        Err(no_app(&visible(name.trim()), label, StoreError::NotFound))
    }

    /// An app password, with the account that it belongs to.
    pub(super) async fn with_account(&self, app: AppPassword) -> Result<Subject, Problem> {
        let subject = self.known(&app.account).await?;
        Ok(Subject {
            app: Some(app),
            ..subject
        })
    }

    /// Its senders are some of its account's, or they would be of no use.
    fn narrows(&self, subject: &Subject) -> Result<(), Problem> {
        let Some(sender) = beyond_account(subject, self.directory.rules().senders) else {
            return Ok(());
        };
        let account = &subject.account.name;
        let message = format!(
            "{account} itself may not send as {sender}, and an app password may do no more than its account: let the account \
             (`gatepost account set {account} --sender …`, with all that it may use), or leave it out"
        );
        Err(Problem::invalid(message))
    }

    async fn change_app(&self, app: &AppPassword, change: AppChange) -> Result<(), Problem> {
        let (account, label, now) = (app.account.clone(), app.label.clone(), self.clock.date());
        let changed = self.store().change_app_password(account, label, change, now).await;
        changed.map_err(|error| no_app(&app.account, &app.label, error))
    }

    /// A new token, and what is kept of it.
    async fn new_token(&self, beside: &ScramSet) -> Result<(AppSecret, Secret), Problem> {
        let (id, mut token) = app_password::make(&*self.random);
        let scram = self.directory.passwords().keys(&token, beside).await;
        let secret = AppSecret {
            id,
            digest: app_password::digest_of(&token),
            scram: scram.map_err(not_made)?,
            until: None,
        };
        Ok((secret, Secret::new(std::mem::take(&mut *token))))
    }

    /// What is told of an app password that has a new token.
    async fn told(&self, app: &AppPassword, token: Secret) -> Result<Answer, Problem> {
        let app = self
            .store()
            .app_password(app.account.clone(), app.label.clone())
            .await?;
        Ok(Answer::AppMade {
            app: self.app_now(&app).await?,
            token,
        })
    }

    async fn app_now(&self, app: &AppPassword) -> Result<Box<AppShown>, Problem> {
        let uses = self.directory.last_uses(&app.account).await?;
        Ok(Box::new(self.app_shown(app, &uses)))
    }

    fn app_shown(&self, app: &AppPassword, uses: &Uses) -> AppShown {
        shown::app(app, self.usage(), uses, self.clock.date())
    }
}

fn read_label(text: &str) -> Result<String, Problem> {
    app_password::label(text.trim()).ok_or_else(|| {
        Problem::invalid(format!(
            "`{}` is no label: it has letters, digits, `-`, `_` and `.`, at most 64 of them, such as printer or backup-nas",
            visible(text)
        ))
    })
}

fn exists(account: &str, label: &str) -> Problem {
    let help = "`gatepost account app-password rotate` gives it another token";
    let message = format!("{account} has an app password {label} already: choose another label; {help}");
    Problem::new(ProblemCode::Exists, message)
}

fn no_app(account: &str, label: &str, error: StoreError) -> Problem {
    match error {
        StoreError::NotFound => {
            let help = "`gatepost account app-password list` shows those that there are";
            let message = format!("there is no app password {label} of {account}: {help}");
            Problem::new(ProblemCode::NotFound, message)
        }
        error => error.into(),
    }
}

/// As good as impossible, as long as chance is what it should be.
fn no_token() -> Problem {
    Problem::new(
        ProblemCode::Unavailable,
        "no token was found that is not taken: try again",
    )
}

/// All keys of an account are tried with each proof.
const APPS_MAX: usize = 100;
/// For an id that nobody has.
const TRIES: usize = 5;
const OVERLAP_MAX: Duration = Duration::from_secs(30 * 24 * 60 * 60);
