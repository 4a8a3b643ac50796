//! What single credentials may do although it is forbidden elsewhere, and when each of these exceptions was used last.

use super::names::{login_name, visible};
use super::{shown, unknown};
use crate::accounts::app_password;
use crate::accounts::directory::Subject;
use crate::accounts::senders::own_address;
use crate::admin::Control;
use crate::admin::protocol::{Answer, ExceptedShown, Problem, ProblemCode};
use crate::config::SenderRule;
use std::net::IpAddr;
use store::{Account, AccountChange, AppChange, AppPassword, Exception, Rights, StoreError};

/// What an exception can be given to.
enum Credential {
    /// An account, and so its own password.
    Account(Account),
    /// An app password.
    App(AppPassword),
}

impl Credential {
    fn account(&self) -> &str {
        match self {
            Self::Account(account) => &account.name,
            Self::App(app) => &app.account,
        }
    }

    fn label(&self) -> &str {
        match self {
            Self::Account(_) => "",
            Self::App(app) => &app.label,
        }
    }

    fn rights(&self) -> &Rights {
        match self {
            Self::Account(account) => &account.rights,
            Self::App(app) => &app.rights,
        }
    }
}

impl Control {
    pub(in crate::admin) async fn exception_add(&self, whose: &str, exception: &str) -> Result<Answer, Problem> {
        let exception = read(exception)?;
        let credential = self.credential(whose).await?;
        let mut rights = credential.rights().clone();
        if !rights.exceptions.contains(&exception) {
            if rights.exceptions.len() >= EXCEPTIONS_MAX {
                let help = "give the machines app passwords of their own";
                let message = format!("a credential can have {EXCEPTIONS_MAX} exceptions: {help}");
                return Err(Problem::invalid(message));
            }
            rights.exceptions.push(exception);
            rights.exceptions.sort_unstable();
            if exception == Exception::From {
                self.needs_an_address(&credential, &rights).await?;
            }
            self.except(&credential, rights).await?;
        }
        self.exceptions_of(credential.account(), Some(credential.label())).await
    }

    pub(in crate::admin) async fn exception_remove(&self, whose: &str, exception: &str) -> Result<Answer, Problem> {
        let exception = read(exception)?;
        let credential = self.credential(whose).await?;
        let mut rights = credential.rights().clone();
        if !rights.exceptions.contains(&exception) {
            let message = format!(
                "{} has no exception `{exception}`: `gatepost account exception list` shows those that there are",
                visible(whose.trim())
            );
            return Err(Problem::new(ProblemCode::NotFound, message));
        }
        rights.exceptions.retain(|other| *other != exception);
        self.except(&credential, rights).await?;
        self.exceptions_of(credential.account(), Some(credential.label())).await
    }

    pub(in crate::admin) async fn exception_list(&self, name: Option<&str>) -> Result<Answer, Problem> {
        if let Some(name) = name {
            if let Some(account) = self.kept_account(name).await? {
                return self.exceptions_of(&account.name, None).await;
            }
            for name in self.kept_names(name)? {
                if !self.store().app_passwords(Some(name.clone())).await?.is_empty() {
                    return self.exceptions_of(&name, None).await;
                }
            }
            // It is there and has none, or it is not there.
            let subject = self.known(name).await?;
            return self.exceptions_of(&subject.account.name, None).await;
        }
        let accounts = self.store().accounts().await?.into_iter().map(Credential::Account);
        let mut all: Vec<Credential> = accounts.collect();
        let apps = self.store().app_passwords(None).await?;
        all.extend(apps.into_iter().map(Credential::App));
        all.retain(|one| !one.rights().exceptions.is_empty());
        all.sort_by(|one, other| (one.account(), one.label()).cmp(&(other.account(), other.label())));
        let mut list = Vec::new();
        for credential in &all {
            self.list_exceptions(credential, &mut list).await?;
        }
        Ok(Answer::Exceptions(list))
    }

    /// Those of an account and of its app passwords, or of the one with that label; the account itself has the empty label.
    async fn exceptions_of(&self, account: &str, label: Option<&str>) -> Result<Answer, Problem> {
        let mut all = Vec::new();
        match self.store().account(account.to_owned()).await {
            Ok(account) => all.push(Credential::Account(account)),
            // An account of another source.
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
        let apps = self.store().app_passwords(Some(account.to_owned())).await?;
        all.extend(apps.into_iter().map(Credential::App));
        all.retain(|one| label.is_none_or(|label| one.label() == label));
        let mut list = Vec::new();
        for credential in &all {
            self.list_exceptions(credential, &mut list).await?;
        }
        Ok(Answer::Exceptions(list))
    }

    async fn list_exceptions(&self, credential: &Credential, list: &mut Vec<ExceptedShown>) -> Result<(), Problem> {
        let (account, label) = (credential.account(), credential.label());
        let uses = self.directory.last_uses(account).await?;
        let exceptions = shown::exceptions(credential.rights(), account, label, &uses);
        list.extend(exceptions.into_iter().map(|exception| ExceptedShown {
            account: account.to_owned(),
            label: label.to_owned(),
            exception,
        }));
        Ok(())
    }

    /// The account that is kept here under that name, or the app password `name/label`.
    async fn credential(&self, whose: &str) -> Result<Credential, Problem> {
        if let Some(account) = self.kept_account(whose).await? {
            return Ok(Credential::Account(account));
        }
        let login = login_name(whose)?;
        match app_password::labelled(&login) {
            Some((name, label)) => self.app_password(name, &label).await.map(Credential::App),
            // Says whose it is.
            None => self.own_account(whose).await.map(Credential::Account),
        }
    }

    async fn except(&self, credential: &Credential, rights: Rights) -> Result<(), Problem> {
        let now = self.clock.date();
        match credential {
            Credential::Account(account) => {
                let change = AccountChange::Rights(rights);
                let changed = self.store().change(account.name.clone(), change, now).await;
                changed.map_err(|error| unknown(&account.name, error))
            }
            Credential::App(app) => {
                let change = AppChange::Rights(rights);
                let changed = self
                    .store()
                    .change_app_password(app.account.clone(), app.label.clone(), change, now);
                changed.await.map_err(Problem::from)
            }
        }
    }

    /// Whether there is an address that can stand in place of what somebody writes.
    async fn needs_an_address(&self, credential: &Credential, rights: &Rights) -> Result<(), Problem> {
        let subject = match credential {
            Credential::Account(account) => {
                let name = &account.name;
                let account = Account {
                    rights: rights.clone(),
                    ..account.clone()
                };
                Subject::of(account, "", name)
            }
            Credential::App(app) => {
                let app = AppPassword {
                    rights: rights.clone(),
                    ..app.clone()
                };
                self.with_account(app).await?
            }
        };
        has_an_address(&subject, self.directory.rules().senders)
    }
}

/// Whether a credential whose From is rewritten has an address of its own for that.
///
/// # Errors
/// It has none.
pub(super) fn has_an_address(subject: &Subject, rule: SenderRule) -> Result<(), Problem> {
    if !subject.own_rights().exceptions.contains(&Exception::From) || own_address(subject, rule).is_some() {
        return Ok(());
    }
    let whose = match subject.label() {
        "" => subject.account.name.clone(),
        label => format!("{}/{label}", subject.account.name),
    };
    let help = "give it one as its first `--sender`, such as printer@example.com";
    Err(Problem::invalid(format!(
        "{whose} has no address of its own that could be written into From, as its exception `from` needs: {help}"
    )))
}

/// The exception that is written.
///
/// # Errors
/// It is none, or opens more than one machine's way.
fn read(text: &str) -> Result<Exception, Problem> {
    let text = text.trim();
    match Exception::parse(text) {
        Some(Exception::Clear(address)) if !is_one_machine(address) => Err(Problem::invalid(format!(
            "{address} is the address of no single machine: give the one from which the old machine connects"
        ))),
        Some(exception) => Ok(exception),
        None if text.starts_with("clear") => Err(Problem::invalid(format!(
            "`{}` has no address: write `clear=` and the one address from which the old machine connects, such as \
             clear=192.0.2.7; a network cannot be given",
            visible(text)
        ))),
        None => Err(Problem::invalid(format!(
            "`{}` is no exception: there are login, clear=ADDRESS, syntax and from",
            visible(text)
        ))),
    }
}

fn is_one_machine(address: IpAddr) -> bool {
    let is_broadcast = matches!(address, IpAddr::V4(address) if address.is_broadcast());
    !address.is_unspecified() && !address.is_multicast() && !is_broadcast
}

/// They are looked through for every login.
const EXCEPTIONS_MAX: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::made_up::{NOW, control};
    use crate::admin::protocol::{NewPassword, Request, RightsChange};
    use store::{LastUse, Used};

    #[test]
    fn exceptions_are_read() {
        for (text, expected) in [
            ("login", Ok("login")),
            (" syntax ", Ok("syntax")),
            ("from", Ok("from")),
            ("clear=192.0.2.7", Ok("clear=192.0.2.7")),
            ("clear=::ffff:192.0.2.7", Ok("clear=192.0.2.7")),
            ("clear=2001:DB8::7", Ok("clear=2001:db8::7")),
            ("clear=192.0.2.0/24", Err("a network cannot be given")),
            ("clear=printer.example.com", Err("has no address")),
            ("clear", Err("has no address")),
            ("clear=0.0.0.0", Err("no single machine")),
            ("clear=::", Err("no single machine")),
            ("clear=255.255.255.255", Err("no single machine")),
            ("clear=224.0.0.1", Err("no single machine")),
            ("LOGIN", Err("there are login,")),
            ("", Err("there are login,")),
            ("\u{1b}[2J", Err("there are login,")),
        ] {
            match (read(text), expected) {
                (Ok(exception), Ok(expected)) => assert_eq!(exception.to_string(), expected, "{text}"),
                (Err(problem), Err(expected)) => {
                    assert!(problem.message.contains(expected), "{text}: {problem}");
                    assert!(!problem.message.contains('\u{1b}'), "{problem:?}");
                }
                (got, _) => panic!("{text}: {got:?}"),
            }
        }
    }

    fn rights(senders: &[&str]) -> RightsChange {
        RightsChange {
            senders: Some(senders.iter().map(|sender| (*sender).to_owned()).collect()),
            ..RightsChange::default()
        }
    }

    async fn add(control: &Control, name: &str, senders: &[&str]) {
        let request = Request::AccountAdd {
            name: name.to_owned(),
            password: NewPassword::Generated,
            rights: rights(senders),
            enabled: true,
        };
        control.answer(request, "root").await.expect("added");
    }

    async fn add_app(control: &Control, name: &str, label: &str, senders: &[&str]) {
        let request = Request::AppAdd {
            name: name.to_owned(),
            label: label.to_owned(),
            rights: rights(senders),
        };
        control.answer(request, "root").await.expect("added");
    }

    /// Each as `whose exception`.
    fn short(answer: Answer) -> String {
        let Answer::Exceptions(list) = answer else {
            return format!("{answer:?}");
        };
        let one = |shown: ExceptedShown| {
            let whose = format!("{}/{}", shown.account, shown.label);
            let used = match shown.exception.last_use {
                Some(last) => format!(" ({} {})", last.client, last.mechanism),
                None => String::new(),
            };
            format!("{} {}{used}", whose.trim_end_matches('/'), shown.exception.exception)
        };
        list.into_iter().map(one).collect::<Vec<_>>().join(", ")
    }

    #[tokio::test]
    async fn exceptions_come_and_go() {
        let (control, _) = control();
        add(&control, "alice@example.com", &[]).await;
        add(&control, "word", &["example.com"]).await;
        add_app(&control, "alice@example.com", "printer", &[]).await;
        add_app(&control, "word", "printer", &["scan@example.com"]).await;
        add_app(&control, "word", "fax", &[]).await;
        let used = Used {
            account: "alice@example.com".to_owned(),
            label: "printer".to_owned(),
            exception: "login".to_owned(),
        };
        let last = LastUse {
            at: NOW,
            client: "192.0.2.7".to_owned(),
            mechanism: "LOGIN".to_owned(),
        };
        control
            .directory
            .store()
            .keep_uses(vec![(used, last)])
            .await
            .expect("kept");
        let (not_found, invalid) = (Err(ProblemCode::NotFound), Err(ProblemCode::Invalid));
        for (verb, whose, exception, expected) in [
            ("add", "Alice@Example.com", "syntax", Ok("alice@example.com syntax")),
            ("add", "alice@example.com", "syntax", Ok("alice@example.com syntax")),
            (
                "add",
                "alice@example.com",
                "from",
                Ok("alice@example.com syntax, alice@example.com from"),
            ),
            (
                "add",
                "alice@example.com/Printer",
                "clear=192.0.2.7",
                Ok("alice@example.com/printer clear=192.0.2.7"),
            ),
            (
                "add",
                "alice@example.com/printer",
                "login",
                Ok("alice@example.com/printer login (192.0.2.7 LOGIN), alice@example.com/printer clear=192.0.2.7"),
            ),
            ("add", "word", "from", invalid),
            ("add", "word/fax", "from", invalid),
            ("add", "word/printer", "from", Ok("word/printer from")),
            ("add", "nobody", "login", not_found),
            ("add", "word/scanner", "login", not_found),
            ("add", "word", "logon", invalid),
            ("remove", "word", "login", not_found),
            ("remove", "word/printer", "login", not_found),
            ("remove", "alice@example.com", "syntax", Ok("alice@example.com from")),
            ("list", "word", "", Ok("word/printer from")),
            ("list", "nobody", "", not_found),
            (
                "list",
                "",
                "",
                Ok(
                    "alice@example.com from, alice@example.com/printer login (192.0.2.7 LOGIN), alice@example.com/printer \
                     clear=192.0.2.7, word/printer from",
                ),
            ),
            ("remove", "word/printer", "from", Ok("")),
            ("list", "word", "", Ok("")),
        ] {
            let (whose, exception) = (whose.to_owned(), exception.to_owned());
            let asked = format!("{verb} {whose} {exception}");
            let answer = match verb {
                "add" => control.answer(Request::ExceptionAdd { whose, exception }, "root").await,
                "remove" => {
                    control
                        .answer(Request::ExceptionRemove { whose, exception }, "root")
                        .await
                }
                _ => {
                    let name = (!whose.is_empty()).then_some(whose);
                    control.answer(Request::ExceptionList { name }, "root").await
                }
            };
            let answer = answer.map(short);
            assert_eq!(answer.as_deref().map_err(|problem| problem.code), expected, "{asked}");
        }
        let account = control.directory.store().account("alice@example.com".to_owned()).await;
        assert_eq!(account.expect("it is there").rights.exceptions, [Exception::From]);
    }

    #[tokio::test]
    async fn the_address_stays_as_long_as_it_is_needed() {
        let (control, _) = control();
        add(&control, "word", &["word@example.com"]).await;
        add_app(&control, "word", "fax", &[]).await;
        for whose in ["word", "word/fax"] {
            let (whose, exception) = (whose.to_owned(), "from".to_owned());
            let request = Request::ExceptionAdd { whose, exception };
            control.answer(request, "root").await.expect("it has an address");
        }
        let senders = |senders: &[&str]| Request::AccountSet {
            name: "word".to_owned(),
            rights: rights(senders),
        };
        let problem = control
            .answer(senders(&["example.com"]), "root")
            .await
            .expect_err("no address");
        assert!(problem.message.starts_with("word has no address"), "{problem}");
        let (whose, exception) = ("word".to_owned(), "from".to_owned());
        control
            .answer(Request::ExceptionRemove { whose, exception }, "root")
            .await
            .expect("removed");
        let problem = control
            .answer(senders(&["example.com"]), "root")
            .await
            .expect_err("no address");
        assert!(problem.message.starts_with("word/fax has no address"), "{problem}");
        let answer = control.answer(senders(&["example.com", "a@example.com"]), "root").await;
        assert!(answer.is_ok(), "{answer:?}");
    }

    #[tokio::test]
    async fn there_are_not_many() {
        let (control, _) = control();
        add(&control, "word", &[]).await;
        for n in 0..=EXCEPTIONS_MAX {
            let (whose, exception) = ("word".to_owned(), format!("clear=192.0.2.{}", n + 1));
            let answer = control.answer(Request::ExceptionAdd { whose, exception }, "root").await;
            assert_eq!(answer.is_ok(), n < EXCEPTIONS_MAX, "{n}");
        }
    }
}
