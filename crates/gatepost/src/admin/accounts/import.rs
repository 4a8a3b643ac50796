//! Accounts of password files, which keep the hashes that they have until somebody logs in.

use super::names::account_name;
use super::{nobody, unknown};
use crate::accounts::crypt;
use crate::admin::Control;
use crate::admin::protocol::{
    Answer, IMPORTED_HASH_OCTETS_MAX, IMPORTED_MAX, ImportOutcome, Imported, ImportedShown, Problem,
};
use futures_util::future::join_all;
use store::{Account, AccountChange, ScramSet, StoreError};

impl Control {
    pub(in crate::admin) async fn account_import(
        &self,
        accounts: Vec<Imported>,
        update: bool,
        dry_run: bool,
    ) -> Result<Answer, Problem> {
        if accounts.len() > IMPORTED_MAX {
            let message = format!("at most {IMPORTED_MAX} accounts can be imported by one request");
            return Err(Problem::invalid(message));
        }
        let mut done = Vec::with_capacity(accounts.len());
        let mut accounts = accounts.into_iter().peekable();
        while accounts.peek().is_some() {
            // Those that wait for the disk at the same time share its sync.
            let mut at_once = Vec::new();
            for account in accounts.by_ref().take(AT_ONCE) {
                at_once.push(self.import_one(account, update, dry_run));
            }
            for one in join_all(at_once).await {
                done.push(one?);
            }
        }
        Ok(Answer::Imported(done))
    }

    async fn import_one(&self, imported: Imported, update: bool, dry_run: bool) -> Result<ImportedShown, Problem> {
        let shown = |outcome, why: String| ImportedShown {
            name: imported.name.clone(),
            outcome,
            why,
        };
        let (name, scram) = match usable(&imported) {
            Ok(usable) => usable,
            Err(why) => return Ok(shown(ImportOutcome::Refused, why)),
        };
        let (hash, enabled) = (imported.hash.reveal(), imported.enabled);
        let outcome = match self.store().account(name.clone()).await {
            Ok(account) if update => self.import_into(account, hash, scram, enabled, dry_run).await?,
            Ok(_) => ImportOutcome::Skipped,
            Err(StoreError::NotFound) if self.can_log_in(&name).is_err() => {
                let why = self
                    .can_log_in(&name)
                    .map_or_else(|problem| problem.message, |()| String::new());
                return Ok(shown(ImportOutcome::Refused, why));
            }
            Err(StoreError::NotFound) if self.is_labelled(&name).await?.is_some() => {
                let problem = self.is_labelled(&name).await?;
                return Ok(shown(
                    ImportOutcome::Refused,
                    problem.map(|problem| problem.message).unwrap_or_default(),
                ));
            }
            Err(StoreError::NotFound) if dry_run => ImportOutcome::Added,
            Err(StoreError::NotFound) => {
                let account = Account {
                    password: hash.to_owned(),
                    scram,
                    enabled,
                    ..nobody(name, self.clock.date())
                };
                match self.store().add(account).await {
                    Ok(()) => ImportOutcome::Added,
                    // Somebody was faster.
                    Err(StoreError::Exists) => ImportOutcome::Skipped,
                    Err(error) => return Err(error.into()),
                }
            }
            Err(error) => return Err(error.into()),
        };
        Ok(shown(outcome, String::new()))
    }

    /// Gives an account the hash of the file. One that is disabled here stays so, whatever the file says of it.
    async fn import_into(
        &self,
        account: Account,
        hash: &str,
        scram: ScramSet,
        enabled: bool,
        dry_run: bool,
    ) -> Result<ImportOutcome, Problem> {
        let mut changes = Vec::new();
        if !hash.is_empty() && account.password != hash {
            changes.push(AccountChange::Password {
                password: hash.to_owned(),
                scram,
            });
        }
        if !enabled && account.enabled {
            changes.push(AccountChange::Enabled(false));
        }
        if changes.is_empty() {
            return Ok(ImportOutcome::Unchanged);
        }
        if !dry_run {
            for change in changes {
                let changed = self.store().change(account.name.clone(), change, self.clock.date());
                changed.await.map_err(|error| unknown(&account.name, error))?;
            }
        }
        Ok(ImportOutcome::Updated)
    }
}

/// The name under which an account of a file is kept, and its keys; or why it cannot be used.
fn usable(imported: &Imported) -> Result<(String, ScramSet), String> {
    let name = account_name(&imported.name).map_err(|problem| problem.message)?;
    let hash = imported.hash.reveal();
    if hash.len() > IMPORTED_HASH_OCTETS_MAX {
        let message =
            format!("its hash has more than {IMPORTED_HASH_OCTETS_MAX} octets, as none has that is known here");
        return Err(message);
    }
    if !hash.is_empty() {
        crypt::check(hash).map_err(|error| error.to_string())?;
    } else if imported.enabled {
        return Err("there is no password hash".to_owned());
    }
    let sha256 = crypt::scram_sha256(hash).ok();
    Ok((name, ScramSet { sha256, sha1: None }))
}

/// So many wait for the disk at once.
const AT_ONCE: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::made_up::control;
    use crate::admin::protocol::{ProblemCode, Request, Secret};
    use mail::Timestamp;

    const BCRYPT: &str = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2";
    const SHA: &str = "$5$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/";
    const SCRAM: &str = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    fn imported(name: &str, hash: &str, enabled: bool) -> Imported {
        Imported {
            name: name.to_owned(),
            hash: Secret::new(hash.to_owned()),
            enabled,
        }
    }

    async fn import(
        control: &Control,
        accounts: &[(&str, &str, bool)],
        update: bool,
        dry_run: bool,
    ) -> Vec<ImportedShown> {
        let accounts = accounts
            .iter()
            .map(|(name, hash, enabled)| imported(name, hash, *enabled));
        let request = Request::AccountImport {
            accounts: accounts.collect(),
            update,
            dry_run,
        };
        match control.answer(request, "root").await {
            Ok(Answer::Imported(done)) => done,
            other => panic!("{other:?}"),
        }
    }

    /// Each account as it is kept.
    async fn kept(control: &Control) -> Vec<(String, String, bool, bool)> {
        let accounts = control.directory.store().accounts().await.expect("accounts");
        let one = |account: Account| {
            let has_keys = account.scram.sha256.is_some();
            (account.name, account.password, account.enabled, has_keys)
        };
        accounts.into_iter().map(one).collect()
    }

    fn row(name: &str, hash: &str, enabled: bool, has_keys: bool) -> (String, String, bool, bool) {
        (name.to_owned(), hash.to_owned(), enabled, has_keys)
    }

    #[tokio::test]
    async fn files_come_in_once() {
        use ImportOutcome::{Added, Refused, Skipped, Unchanged, Updated};
        let (control, _) = control();
        let first = &[
            ("Alice@Example.com", BCRYPT, true),
            ("bob", SCRAM, true),
            ("carol", "", false),
            ("dave", SHA, false),
            ("two words", BCRYPT, true),
            ("erin", "secret", true),
            ("frank", "", true),
        ][..];
        let second = &[
            ("alice@example.com", SHA, true),
            ("bob", SCRAM, false),
            ("carol", BCRYPT, true),
            ("dave", "", false),
        ][..];
        let none: &[(String, String, bool, bool)] = &[];
        let all_added = [
            row("alice@example.com", BCRYPT, true, false),
            row("bob", SCRAM, true, true),
            row("carol", "", false, false),
            row("dave", SHA, false, false),
        ];
        let all_updated = [
            row("alice@example.com", SHA, true, false),
            row("bob", SCRAM, false, true),
            row("carol", BCRYPT, false, false),
            row("dave", SHA, false, false),
        ];
        let added = [Added, Added, Added, Added, Refused, Refused, Refused];
        let skipped = [Skipped, Skipped, Skipped, Skipped, Refused, Refused, Refused];
        for (accounts, update, dry_run, expected, then) in [
            (first, false, true, &added[..], none),
            (first, false, false, &added, &all_added),
            (first, false, false, &skipped, &all_added),
            (
                first,
                true,
                false,
                &[Unchanged, Unchanged, Unchanged, Unchanged, Refused, Refused, Refused],
                &all_added,
            ),
            (second, true, true, &[Updated, Updated, Updated, Unchanged], &all_added),
            (second, false, false, &[Skipped; 4], &all_added),
            (
                second,
                true,
                false,
                &[Updated, Updated, Updated, Unchanged],
                &all_updated,
            ),
        ] {
            let done = import(&control, accounts, update, dry_run).await;
            let outcomes: Vec<ImportOutcome> = done.iter().map(|one| one.outcome).collect();
            assert_eq!(outcomes, expected, "update {update}, dry run {dry_run}");
            assert!(done.iter().all(|one| one.why.is_empty() == (one.outcome != Refused)));
            assert!(!format!("{done:?}").contains("secret"), "nothing of a hash is told");
            assert_eq!(kept(&control).await, then, "update {update}, dry run {dry_run}");
        }
    }

    #[tokio::test]
    async fn what_was_imported_can_log_in() {
        let (control, _) = control();
        let many: Vec<(String, &str, bool)> = (0..120).map(|n| (format!("user{n}"), BCRYPT, true)).collect();
        let many: Vec<(&str, &str, bool)> = many
            .iter()
            .map(|(name, hash, on)| (name.as_str(), *hash, *on))
            .collect();
        let done = import(&control, &many, false, false).await;
        let names: Vec<&str> = done.iter().map(|one| one.name.as_str()).collect();
        let expected: Vec<&str> = many.iter().map(|(name, ..)| *name).collect();
        assert_eq!(names, expected, "in their order");
        let account = control
            .directory
            .store()
            .account("user7".to_owned())
            .await
            .expect("it is there");
        assert!(account.version > 0 && account.created > Timestamp::from_micros(0));
        assert_eq!(crypt::kind_of(&account.password), Some(crypt::Kind::Bcrypt));
    }

    #[tokio::test]
    async fn there_is_an_end_to_a_request() {
        let (control, _) = control();
        let accounts = vec![imported("alice", BCRYPT, true); IMPORTED_MAX + 1];
        let request = Request::AccountImport {
            accounts,
            update: false,
            dry_run: false,
        };
        let problem = control.answer(request, "root").await.expect_err("too many");
        assert_eq!(problem.code, ProblemCode::Invalid);
        let long = format!("$argon2id$v=19$m=8,t=1,p=1${}$x", "a".repeat(IMPORTED_HASH_OCTETS_MAX));
        let done = import(&control, &[("alice", &long, true)], false, false).await;
        assert!(done[0].why.contains("more than 1024 octets"), "{done:?}");
    }
}
