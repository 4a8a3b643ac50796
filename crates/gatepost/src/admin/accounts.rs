//! What an operator does to accounts, and what names, senders and passwords may be.

use super::Control;
use super::protocol::{AccountShown, Answer, NewPassword, Problem, ProblemCode, Secret};
use crate::accounts::canonical;
use crate::accounts::password::PasswordError;
use crate::world::Random;
use mail::{Address, Domain};
use store::{Account, AccountChange, ScramKeys, StoreError};

/// The form in which the name of an account is kept: what a client sends is brought to the same form when it logs in.
///
/// # Errors
/// A name that is empty, longer than 255 octets, or has spaces or characters that clients cannot send.
pub fn account_name(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::invalid(
            "an account needs a name: an address such as alice@example.com, or a word",
        ));
    }
    let too_long = || Problem::invalid("the name is too long: at most 255 octets can be sent by clients (RFC 4616)");
    if text.len() > NAME_OCTETS_MAX {
        return Err(too_long());
    }
    if text.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return Err(Problem::invalid(
            "the name has a space or a control character in it: leave it out",
        ));
    }
    let unusable = || {
        Problem::invalid(
            "the name has characters that clients cannot send as a login (RFC 4013): use letters and digits",
        )
    };
    let prepared = stringprep::saslprep(text).map_err(|_| unusable())?;
    let name = canonical(&prepared);
    // What is invisible or a kind of space may become nothing or a space when it is prepared.
    if name.is_empty() || name.chars().any(char::is_whitespace) {
        return Err(unusable());
    }
    if name.len() > NAME_OCTETS_MAX {
        return Err(too_long());
    }
    Ok(name)
}

/// The form in which something that an account may send as is kept: an address (its local part as given), a domain in
/// A-labels, or `*` for any.
///
/// # Errors
/// What is none of these, and domains of one label: no message could have such a sender (RFC 6409 §4.2).
pub fn sender(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text == ANY_SENDER {
        return Ok(text.to_owned());
    }
    let help = "give an address (alice@example.com), a domain (example.com), or `*` for any sender";
    let wrong =
        |why: &dyn std::fmt::Display| Problem::invalid(format!("`{}` is no sender: {why}; {help}", visible(text)));
    let domain = match text.split_once('@') {
        None => text,
        Some(("", domain)) => domain,
        Some(_) => {
            let address = Address::parse(text).map_err(|_| wrong(&"it is not an address"))?;
            if !address.domain().is_qualified() {
                return Err(wrong(&"its domain is not whole"));
            }
            if address.local() == ANY_SENDER {
                return Err(wrong(&"all addresses of a domain are given by the domain alone"));
            }
            return Ok(address.to_string());
        }
    };
    let domain = Domain::parse(domain).map_err(|error| wrong(&error))?;
    if !domain.is_qualified() {
        return Err(wrong(&"the domain is not whole"));
    }
    Ok(domain.ascii().to_owned())
}

/// A password that nobody guesses (99 bits) and that can be read out over the telephone.
pub fn generated_password(random: &dyn Random) -> Secret {
    let mut text = String::with_capacity(GENERATED_LETTERS + GENERATED_LETTERS / GENERATED_GROUP);
    let mut letters = 0;
    while letters < GENERATED_LETTERS {
        let mut octet = [0];
        random.fill(&mut octet);
        let octet = usize::from(octet[0]);
        // The last, incomplete round through the alphabet would favour its first letters.
        if octet >= 256 - 256 % GENERATED_ALPHABET.len() {
            continue;
        }
        if letters > 0 && letters % GENERATED_GROUP == 0 {
            text.push('-');
        }
        text.push(char::from(GENERATED_ALPHABET[octet % GENERATED_ALPHABET.len()]));
        letters += 1;
    }
    Secret::new(text)
}

impl Control {
    pub(super) async fn account_add(
        &self,
        name: &str,
        password: NewPassword,
        senders: &[String],
        enabled: bool,
    ) -> Result<Answer, Problem> {
        let name = account_name(name)?;
        let senders = all_senders(senders)?;
        let exists = || {
            let help = "see `gatepost account show`, or set its password with `gatepost account passwd`";
            Problem::new(
                ProblemCode::Exists,
                format!("there is an account {name} already: {help}"),
            )
        };
        // Before the work of hashing; the store has the last word.
        match self.accounts.account(name.clone()).await {
            Err(StoreError::NotFound) => {}
            Ok(_) => return Err(exists()),
            Err(error) => return Err(error.into()),
        }
        let (password, scram, generated) = self.new_password(password).await?;
        let now = self.clock.date();
        let version = u64::try_from(now.micros()).unwrap_or(0).max(1);
        let account = Account {
            name: name.clone(),
            password,
            scram,
            enabled,
            version,
            senders,
            created: now,
            changed: now,
        };
        let account_shown = shown(&account);
        self.accounts.add(account).await.map_err(|error| match error {
            StoreError::Exists => exists(),
            error => error.into(),
        })?;
        Ok(Answer::AccountMade {
            account: account_shown,
            password: generated,
        })
    }

    pub(super) async fn account_list(&self) -> Result<Answer, Problem> {
        Ok(Answer::Accounts(
            self.accounts.accounts().await?.iter().map(shown).collect(),
        ))
    }

    pub(super) async fn account_show(&self, name: &str) -> Result<Answer, Problem> {
        self.account_now(&account_name(name)?).await.map(Answer::Account)
    }

    pub(super) async fn account_password(&self, name: &str, password: NewPassword) -> Result<Answer, Problem> {
        let name = account_name(name)?;
        self.account_now(&name).await?;
        let (password, scram, generated) = self.new_password(password).await?;
        let account = self
            .change_account(&name, AccountChange::Password { password, scram })
            .await?;
        Ok(Answer::AccountMade {
            account,
            password: generated,
        })
    }

    pub(super) async fn account_enable(&self, name: &str, enabled: bool) -> Result<Answer, Problem> {
        let name = account_name(name)?;
        let account = self.account_now(&name).await?;
        // A change makes a new version, and with that ends the sessions of the old one.
        if account.enabled == enabled {
            return Ok(Answer::Account(account));
        }
        self.change_account(&name, AccountChange::Enabled(enabled))
            .await
            .map(Answer::Account)
    }

    pub(super) async fn account_senders(&self, name: &str, senders: &[String]) -> Result<Answer, Problem> {
        let (name, senders) = (account_name(name)?, all_senders(senders)?);
        self.change_account(&name, AccountChange::Senders(senders))
            .await
            .map(Answer::Account)
    }

    pub(super) async fn account_remove(&self, name: &str) -> Result<Answer, Problem> {
        let name = account_name(name)?;
        let account = self.account_now(&name).await?;
        let removed = self
            .accounts
            .change(name.clone(), AccountChange::Remove, self.clock.date())
            .await;
        removed.map_err(|error| unknown_account(&name, error))?;
        Ok(Answer::Account(account))
    }

    async fn change_account(&self, name: &str, change: AccountChange) -> Result<AccountShown, Problem> {
        let changed = self.accounts.change(name.to_owned(), change, self.clock.date()).await;
        changed.map_err(|error| unknown_account(name, error))?;
        self.account_now(name).await
    }

    async fn account_now(&self, name: &str) -> Result<AccountShown, Problem> {
        let account = self.accounts.account(name.to_owned()).await;
        account
            .map(|account| shown(&account))
            .map_err(|error| unknown_account(name, error))
    }

    /// The password's hash and keys, and the password itself if it was made here.
    async fn new_password(&self, password: NewPassword) -> Result<(String, ScramKeys, Option<Secret>), Problem> {
        let (password, is_generated) = match password {
            NewPassword::Given(password) => (password, false),
            NewPassword::Generated => (generated_password(&*self.random), true),
        };
        let (hash, scram) = self
            .passwords
            .hash(password.reveal())
            .await
            .map_err(|error| match error {
                PasswordError::Length | PasswordError::Unusable => Problem::invalid(error.to_string()),
                PasswordError::Busy | PasswordError::Stopped => {
                    Problem::new(ProblemCode::Unavailable, format!("{error}: try again"))
                }
            })?;
        Ok((hash, scram, is_generated.then_some(password)))
    }
}

fn unknown_account(name: &str, error: StoreError) -> Problem {
    match error {
        StoreError::NotFound => {
            let message = format!("there is no account {name}: `gatepost account list` shows those that there are");
            Problem::new(ProblemCode::NotFound, message)
        }
        error => error.into(),
    }
}

fn shown(account: &Account) -> AccountShown {
    AccountShown {
        name: account.name.clone(),
        enabled: account.enabled,
        senders: account.senders.clone(),
        created: account.created.rfc3339(),
        changed: account.changed.rfc3339(),
    }
}

/// Senders in the order given, each once.
fn all_senders(texts: &[String]) -> Result<Vec<String>, Problem> {
    if texts.len() > SENDERS_MAX {
        let message = format!("at most {SENDERS_MAX} senders can be given to an account: name a domain, or use `*`");
        return Err(Problem::invalid(message));
    }
    let mut senders = Vec::new();
    for text in texts {
        let sender = sender(text)?;
        if !senders.contains(&sender) {
            senders.push(sender);
        }
    }
    Ok(senders)
}

/// A text from outside in a message for a terminal.
fn visible(text: &str) -> String {
    text.chars().take(TEXT_SHOWN_MAX).flat_map(char::escape_debug).collect()
}

/// Stands for any sender.
const ANY_SENDER: &str = "*";
/// RFC 4616 §2
const NAME_OCTETS_MAX: usize = 255;
/// They are looked through for every message.
const SENDERS_MAX: usize = 1_000;
const TEXT_SHOWN_MAX: usize = 80;
const GENERATED_LETTERS: usize = 20;
const GENERATED_GROUP: usize = 5;
/// No letters and digits that look alike: i, l, 1, o, 0.
const GENERATED_ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

#[cfg(test)]
mod tests {
    use super::super::made_up::{Counting, control};
    use super::super::protocol::Request;
    use super::*;

    #[test]
    fn what_may_be_a_name() {
        for (text, expected) in [
            ("alice", Some("alice")),
            ("  Alice@Example.COM ", Some("alice@example.com")),
            ("I\u{ad}X", Some("ix")),
            ("\u{ff21}lice", Some("alice")),
            ("\u{bbfc}\u{c9c0}", Some("\u{bbfc}\u{c9c0}")),
            ("", None),
            (" \t", None),
            ("two words", None),
            ("a\u{a0}b", None),
            ("a\u{3000}b", None),
            ("a\0b", None),
            ("a\nb", None),
            ("a\u{1b}[2J", None),
            ("\u{ad}", None),
            ("a\u{e000}", None),
        ] {
            assert_eq!(account_name(text).ok().as_deref(), expected, "{text:?}");
        }
        assert!(account_name(&"a".repeat(255)).is_ok());
        assert!(account_name(&"a".repeat(256)).is_err());
    }

    #[test]
    fn what_may_be_a_sender() {
        for (text, expected) in [
            ("*", Some("*")),
            (" example.com ", Some("example.com")),
            ("@Example.COM", Some("example.com")),
            ("b\u{fc}cher.example", Some("xn--bcher-kva.example")),
            ("Alice@example.com", Some("Alice@example.com")),
            ("[192.0.2.1]", Some("[192.0.2.1]")),
            ("", None),
            ("@", None),
            ("localhost", None),
            ("alice@localhost", None),
            ("alice@", None),
            ("*.example.com", None),
            ("*@example.com\n*", None),
            ("a b@example.com", None),
            ("example.com\nexample.org", None),
        ] {
            assert_eq!(sender(text).ok().as_deref(), expected, "{text:?}");
        }
        assert!(!sender("\u{1b}[2J").expect_err("no sender").message.contains('\u{1b}'));
    }

    #[test]
    fn generated_passwords_use_each_letter_alike() {
        let random = Counting::default();
        let mut counts = [0; 256];
        for _ in 0..GENERATED_ALPHABET.len() {
            let password = generated_password(&random);
            let groups: Vec<usize> = password.reveal().split('-').map(str::len).collect();
            assert_eq!(groups, [GENERATED_GROUP; 4]);
            for octet in password.reveal().bytes().filter(|octet| *octet != b'-') {
                counts[usize::from(octet)] += 1;
            }
        }
        // The made-up numbers go round and round, and what is left over of a round is thrown away.
        for letter in GENERATED_ALPHABET {
            assert_eq!(
                counts[usize::from(*letter)],
                GENERATED_LETTERS,
                "{}",
                char::from(*letter)
            );
        }
        assert_eq!(
            counts.iter().sum::<usize>(),
            GENERATED_LETTERS * GENERATED_ALPHABET.len()
        );
    }

    #[tokio::test]
    async fn the_life_of_an_account() {
        let (control, _) = control();
        let given = |text: &str| NewPassword::Given(Secret::new(text.to_owned()));
        let add = |name: &str, password, senders: &[&str]| Request::AccountAdd {
            name: name.to_owned(),
            password,
            senders: senders.iter().map(|sender| (*sender).to_owned()).collect(),
            enabled: true,
        };
        let name = "ALICE@example.com".to_owned();
        for (request, expected) in [
            (
                add(&name, given("correct horse"), &["@example.com", "example.com"]),
                Ok("enabled example.com, made"),
            ),
            (add(&name, given("correct horse"), &[]), Err(ProblemCode::Exists)),
            (add("bob", given(""), &[]), Err(ProblemCode::Invalid)),
            (add("bob", given(&"a".repeat(256)), &[]), Err(ProblemCode::Invalid)),
            (add("bob", given("bell\u{7}"), &[]), Err(ProblemCode::Invalid)),
            (
                add("bob", given("correct horse"), &["nowhere"]),
                Err(ProblemCode::Invalid),
            ),
            (
                Request::AccountShow { name: "bob".to_owned() },
                Err(ProblemCode::NotFound),
            ),
            (Request::AccountShow { name: name.clone() }, Ok("enabled example.com")),
            (
                Request::AccountEnable {
                    name: name.clone(),
                    enabled: false,
                },
                Ok("disabled example.com"),
            ),
            (
                Request::AccountEnable {
                    name: name.clone(),
                    enabled: false,
                },
                Ok("disabled example.com"),
            ),
            (
                Request::AccountEnable {
                    name: "bob".to_owned(),
                    enabled: false,
                },
                Err(ProblemCode::NotFound),
            ),
            (
                Request::AccountSenders {
                    name: name.clone(),
                    senders: vec!["a@example.org".to_owned()],
                },
                Ok("disabled a@example.org"),
            ),
            (
                Request::AccountPassword {
                    name: name.clone(),
                    password: NewPassword::Generated,
                },
                Ok("disabled a@example.org, made, told"),
            ),
            (
                Request::AccountPassword {
                    name: "bob".to_owned(),
                    password: given("x"),
                },
                Err(ProblemCode::NotFound),
            ),
            (
                Request::AccountRemove { name: name.clone() },
                Ok("disabled a@example.org"),
            ),
            (Request::AccountRemove { name }, Err(ProblemCode::NotFound)),
        ] {
            let asked = format!("{request:?}");
            let short = |account: &AccountShown| {
                let state = if account.enabled { "enabled" } else { "disabled" };
                format!("{state} {}", account.senders.join(" "))
            };
            let answer = control.answer(request, "root").await.map(|answer| match answer {
                Answer::Account(account) => short(&account),
                Answer::AccountMade {
                    account,
                    password: None,
                } => format!("{}, made", short(&account)),
                Answer::AccountMade {
                    account,
                    password: Some(_),
                } => format!("{}, made, told", short(&account)),
                other => format!("{other:?}"),
            });
            assert_eq!(answer.as_deref().map_err(|problem| problem.code), expected, "{asked}");
        }
        assert_eq!(
            control.answer(Request::AccountList {}, "root").await,
            Ok(Answer::Accounts(Vec::new()))
        );
    }
}
