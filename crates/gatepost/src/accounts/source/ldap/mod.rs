//! Accounts in a directory: LDAP (RFC 4511). Whoever's password it is, the directory checks it, by a bind.
//!
//! An entry is named by a template, or looked for. One that is named by a template is known by nothing but its password: it
//! is there for everybody, and what it may do follows from the configuration.

mod connection;
mod entry;
mod guard;
mod kept;
mod line;
mod names;
mod outcome;
mod pool;
mod server;
mod wishes;

use super::{Check, Found, Source, SourceError, Verdict};
use crate::config::{self, LdapEntry, SourceKind, SourceTlsMode};
use crate::world::Clock;
use connection::Searcher;
use entry::Entry;
use futures_util::future::{BoxFuture, FutureExt};
use kept::Kept;
use mail::Timestamp;
use outcome::{Bound, judge, visible};
use pool::Pool;
use rustls::ClientConfig;
use server::Server;
use std::sync::Arc;
use store::{Account, Rights, ScramSet};
use wishes::{Answering, Base, Bind, Look};
use zeroize::Zeroizing;

/// A directory.
pub struct Ldap {
    name: String,
    pool: Pool,
    place: Place,
    clock: Arc<dyn Clock>,
}

/// Where the entry of a login name is.
enum Place {
    /// Where a template says.
    Template(String),
    /// It is looked for.
    Search { search: Search, kept: Kept },
}

/// How an entry is looked for.
struct Search {
    base: String,
    filter: String,
    searcher: Searcher,
    senders: Option<String>,
}

impl Ldap {
    /// The directory of a source of the kind `ldap`: `password` is that of who searches, and `tls` knows the authorities that
    /// are trusted. Nothing is connected before somebody asks.
    ///
    /// # Errors
    /// What is configured does not go together: another kind, a search as somebody without a password, a filter that cannot be
    /// read, TLS without authorities.
    pub fn new(
        source: &config::Source,
        password: Option<Zeroizing<String>>,
        tls: Option<Arc<ClientConfig>>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SourceError> {
        let SourceKind::Ldap {
            host,
            port,
            tls: wanted,
            entry,
            connections_max,
        } = &source.kind
        else {
            return Err(SourceError::new(format!("{} is no directory", source.name)));
        };
        if wanted.mode != SourceTlsMode::None && tls.is_none() {
            return Err(SourceError::new(
                "no authority is trusted here, so no certificate can be verified",
            ));
        }
        let place = match entry {
            LdapEntry::Template(template) => Place::Template(template.clone()),
            LdapEntry::Search {
                base,
                filter,
                dn,
                password_file: _,
                senders,
            } => {
                let kept = Kept::new(source.cache);
                let search = Search {
                    base: base.clone(),
                    filter: filter.clone(),
                    searcher: searcher(dn.as_deref(), password)?,
                    senders: senders.clone(),
                };
                if names::filter(filter, "a@example.org").is_none_or(|text| ldap3::parse_filter(text).is_err()) {
                    return Err(SourceError::new(format!(
                        "the filter {filter} cannot be read (RFC 4515)"
                    )));
                }
                Place::Search { search, kept }
            }
        };
        let server = Server {
            host: host.clone(),
            port: *port,
            mode: wanted.mode,
            tls,
            clock: clock.clone(),
        };
        Ok(Self {
            name: source.name.clone(),
            pool: Pool::new(server, *connections_max),
            place,
            clock,
        })
    }

    /// The account of that name, with nothing known of it where entries have templates.
    async fn find_account(&self, login: String) -> Result<Option<Found>, SourceError> {
        if is_spaced(&login) {
            return Ok(None);
        }
        let account = match &self.place {
            Place::Template(template) => names::entry_name(template, &login).map(|_| account(login, None)),
            Place::Search { search, kept } => {
                let entry = match kept.get(&login, self.clock.now()) {
                    Some(entry) => entry,
                    None => self.look(search, kept, &login).await?,
                };
                entry.map(|entry| account(login, Some(entry)))
            }
        };
        let check = match &self.place {
            Place::Template(_) => Check::Blind,
            Place::Search { .. } => Check::Source,
        };
        Ok(account.map(|account| Found { account, check }))
    }

    async fn check_password(&self, login: String, password: Zeroizing<String>) -> Result<Verdict, SourceError> {
        // RFC 4513 §5.1.2: a bind without a password succeeds, and says nothing about who asked for it.
        if password.is_empty() {
            return Ok(Verdict::Wrong);
        }
        if is_spaced(&login) {
            return Ok(Verdict::Unknown);
        }
        let (search, kept) = match &self.place {
            Place::Template(template) => {
                return Ok(match names::entry_name(template, &login) {
                    Some(name) => verdict(self.bind(&name, &password).await?, || account(login, None)),
                    None => Verdict::Unknown,
                });
            }
            Place::Search { search, kept } => (search, kept),
        };
        let before = kept.get(&login, self.clock.now()).flatten();
        let entry = match &before {
            Some(entry) => Some(entry.clone()),
            None => self.look(search, kept, &login).await?,
        };
        let Some(mut entry) = entry else {
            return Ok(Verdict::Unknown);
        };
        let mut bound = self.bind(&entry.name, &password).await?;
        if before.is_some() && matches!(bound, Bound::Wrong | Bound::NoEntry) {
            // What was kept may be older than the entry.
            match self.look(search, kept, &login).await? {
                None => return Ok(Verdict::Unknown),
                Some(now) if now.name == entry.name => {}
                Some(now) => {
                    bound = self.bind(&now.name, &password).await?;
                    entry = now;
                }
            }
        }
        Ok(verdict(bound, || account(login, Some(entry))))
    }

    /// Asks for the entry of a login name, and keeps the answer.
    async fn look(&self, search: &Search, kept: &Kept, login: &str) -> Result<Option<Entry>, SourceError> {
        let entry = match names::filter(&search.filter, login) {
            Some(filter) => self.pool.ask(&Look { search, login, filter }).await?,
            None => None,
        };
        kept.put(login.to_owned(), entry.clone(), self.clock.now());
        Ok(entry)
    }

    /// Tries a password, which is not empty.
    async fn bind(&self, name: &str, password: &Zeroizing<String>) -> Result<Bound, SourceError> {
        let result = self.pool.ask(&Bind { name, password }).await?;
        judge(&result).map_err(|why| {
            let why = format!("{}: binding as {}: {why}", self.pool.server(), visible(name));
            SourceError::new(why)
        })
    }

    async fn try_out(&self) -> Result<String, SourceError> {
        let server = self.pool.server();
        match &self.place {
            Place::Template(_) => {
                self.pool.try_out(&Answering).await?;
                Ok(format!("{server}, entries named by a template"))
            }
            Place::Search { search, .. } => {
                self.pool.try_out(&Base(search)).await?;
                Ok(match &search.searcher {
                    Some((name, _)) => format!("{server}, bound as {name}"),
                    None => format!("{server}, searched by nobody in particular"),
                })
            }
        }
    }
}

impl Source for Ldap {
    fn name(&self) -> &str {
        &self.name
    }

    fn find(&self, name: String) -> BoxFuture<'_, Result<Option<Found>, SourceError>> {
        self.find_account(name).boxed()
    }

    fn check(&self, name: String, password: Zeroizing<String>) -> BoxFuture<'_, Result<Verdict, SourceError>> {
        self.check_password(name, password).boxed()
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, SourceError>> {
        self.try_out().boxed()
    }
}

/// As whom entries are looked for. Nobody searches with a name and no password: that would be a bind as nobody
/// (RFC 4513 §5.1.2).
fn searcher(name: Option<&str>, password: Option<Zeroizing<String>>) -> Result<Searcher, SourceError> {
    match (name, password) {
        (None, _) => Ok(None),
        (Some(name), Some(password)) if !name.is_empty() && !password.is_empty() => {
            Ok(Some((name.to_owned(), password)))
        }
        (Some(name), _) => Err(SourceError::new(format!("there is no password for {name}"))),
    }
}

/// Directories overlook spaces in names (RFC 4518 §2.6.1): one entry would be any number of accounts.
fn is_spaced(login: &str) -> bool {
    login.contains(char::is_whitespace)
}

/// An account with this name, and what is known of it.
fn account(login: String, entry: Option<Entry>) -> Account {
    let (senders, version) = entry.map_or((Vec::new(), 0), |entry| (entry.senders, entry.version));
    Account {
        name: login,
        password: String::new(),
        scram: ScramSet::default(),
        enabled: true,
        version,
        rights: Rights {
            senders,
            ..Rights::default()
        },
        // A directory may know, and nobody asks it.
        created: Timestamp::from_micros(0),
        changed: Timestamp::from_micros(0),
    }
}

/// What a bind says of an account.
fn verdict(bound: Bound, account: impl FnOnce() -> Account) -> Verdict {
    match bound {
        Bound::Right => Verdict::Right(Box::new(account())),
        Bound::Disabled => Verdict::Right(Box::new(Account {
            enabled: false,
            ..account()
        })),
        Bound::Wrong => Verdict::Wrong,
        Bound::NoEntry => Verdict::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SourceTls;
    use crate::world::os::OsClock;
    use std::path::PathBuf;
    use std::time::Duration;

    fn source(mode: SourceTlsMode, entry: LdapEntry) -> config::Source {
        config::Source {
            name: "directory".to_owned(),
            domains: Vec::new(),
            cache: Duration::from_secs(60),
            kind: SourceKind::Ldap {
                host: "127.0.0.1".to_owned(),
                // Nobody listens there.
                port: 1,
                tls: SourceTls { mode, ca: None },
                entry,
                connections_max: 1,
            },
        }
    }

    fn search(filter: &str, dn: Option<&str>) -> LdapEntry {
        LdapEntry::Search {
            base: "dc=example".to_owned(),
            filter: filter.to_owned(),
            dn: dn.map(str::to_owned),
            password_file: Some(PathBuf::from("/nowhere")),
            senders: None,
        }
    }

    fn template(text: &str) -> LdapEntry {
        LdapEntry::Template(text.to_owned())
    }

    fn ldap(entry: LdapEntry, password: Option<&str>) -> Result<Ldap, SourceError> {
        let password = password.map(|password| Zeroizing::new(password.to_owned()));
        let source = source(SourceTlsMode::None, entry);
        Ldap::new(&source, password, None, Arc::new(OsClock::default()))
    }

    #[test]
    fn what_is_configured_goes_together() {
        let good = "(mail={login})";
        for (entry, password, expected) in [
            (template("uid={login}"), None, None),
            (search(good, None), None, None),
            (search(good, Some("cn=a")), Some("secret"), None),
            (search(good, Some("cn=a")), None, Some("no password for cn=a")),
            (search(good, Some("cn=a")), Some(""), Some("no password for cn=a")),
            (search(good, Some("")), Some("secret"), Some("no password")),
            (search("(mail={login}", None), None, Some("cannot be read")),
            (search("mail", None), None, Some("cannot be read")),
            (search("(&(a={local})(b={domain}))", None), None, None),
        ] {
            let found = ldap(entry, password).err().map(|error| error.why);
            match (&found, expected) {
                (Some(why), Some(words)) => assert!(why.contains(words), "{why}"),
                _ => assert_eq!(found.as_deref(), expected),
            }
        }
        for mode in [SourceTlsMode::StartTls, SourceTlsMode::Implicit] {
            let made = Ldap::new(
                &source(mode, template("uid={login}")),
                None,
                None,
                Arc::new(OsClock::default()),
            );
            assert!(made.is_err(), "{mode:?} with nobody to trust");
        }
        let embedded = Ldap::new(&config::Source::embedded(), None, None, Arc::new(OsClock::default()));
        assert!(embedded.is_err());
    }

    #[tokio::test]
    async fn an_entry_with_a_template_is_there_for_everybody() {
        let ldap = ldap(template("uid={local},dc={domain}"), None).expect("it goes together");
        let found = ldap.find("a@example.org".to_owned()).await.expect("nothing is asked");
        let found = found.expect("it is there");
        assert_eq!(found.check, Check::Blind);
        assert_eq!(found.account, account("a@example.org".to_owned(), None));
        assert!(found.account.enabled && found.account.version == 0);
        assert_eq!(ldap.find("a".to_owned()).await, Ok(None));
    }

    #[tokio::test]
    async fn what_is_answered_without_a_directory() {
        let template = ldap(template("uid={local},dc={domain}"), None).expect("it goes together");
        let search = ldap(search("(mail={login})", None), None).expect("it goes together");
        for ldap in [&template, &search] {
            let check = |login: &str, password: &str| ldap.check(login.to_owned(), Zeroizing::new(password.to_owned()));
            assert_eq!(check("a@example.org", "").await, Ok(Verdict::Wrong));
            let error = check("a@example.org", "secret").await.expect_err("nobody listens");
            assert!(error.why.starts_with("ldap://127.0.0.1:1: connecting: "), "{error}");
            assert!(!error.why.contains("secret"));
            assert!(ldap.probe().await.is_err());
        }
        let unknown = template
            .check("a".to_owned(), Zeroizing::new("secret".to_owned()))
            .await;
        assert_eq!(unknown, Ok(Verdict::Unknown));
        // What could not be asked is not kept.
        assert!(search.find("a@example.org".to_owned()).await.is_err());
        assert!(search.find("a@example.org".to_owned()).await.is_err());
    }

    #[test]
    fn what_a_bind_says_of_an_account() {
        let alice = || account("alice".to_owned(), None);
        let disabled = Account {
            enabled: false,
            ..alice()
        };
        for (bound, expected) in [
            (Bound::Right, Verdict::Right(Box::new(alice()))),
            (Bound::Disabled, Verdict::Right(Box::new(disabled))),
            (Bound::Wrong, Verdict::Wrong),
            (Bound::NoEntry, Verdict::Unknown),
        ] {
            assert_eq!(verdict(bound, alice), expected);
        }
    }
}
