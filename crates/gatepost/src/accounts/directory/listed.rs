//! A source in the list of those that there are: for whom it is asked, and whether it can be.

use super::{Directory, Unanswered};
use crate::accounts::source::{Found, Source, SourceError};
use crate::config;
use crate::world::Clock;
use mail::Timestamp;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use store::Account;

/// A source, and for whom it is asked.
pub struct Listed {
    pub(super) source: Arc<dyn Source>,
    pub(super) settings: config::Source,
    /// Why it could not be asked, and since when, if that is so.
    trouble: Mutex<Option<Trouble>>,
    /// It is asked again and again whether it can be.
    is_watched: AtomicBool,
}

/// A source that cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Since when.
    pub since: Timestamp,
    /// Why, at the last try.
    pub why: String,
}

/// What is new about a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// It cannot be asked any more: why.
    Down(String),
    /// It can be asked again.
    Back,
}

/// Hears of each turn of a source, by its name. It must not wait.
pub type Watcher = Box<dyn Fn(&str, &Turn) + Send + Sync>;

impl Listed {
    /// A source as the configuration has it.
    pub fn new(source: Arc<dyn Source>, settings: config::Source) -> Self {
        Self {
            source,
            settings,
            trouble: Mutex::default(),
            is_watched: AtomicBool::new(false),
        }
    }

    /// As the configuration has it.
    pub fn settings(&self) -> &config::Source {
        &self.settings
    }

    /// Why it cannot be asked, if that is so.
    pub fn trouble(&self) -> Option<Trouble> {
        self.lock().clone()
    }

    /// What is wrong with single accounts there.
    pub async fn problems(&self) -> Vec<String> {
        self.source.problems().await
    }

    /// What is found there.
    ///
    /// # Errors
    /// It cannot be asked.
    pub async fn probe(&self) -> Result<String, SourceError> {
        self.source.probe().await
    }

    /// Whether it is our own store.
    pub(super) fn is_embedded(&self) -> bool {
        self.settings.kind == config::SourceKind::Embedded
    }

    /// Whether it is asked itself each time, so that an answer says that it can be.
    pub(super) fn looks_always(&self) -> bool {
        matches!(
            self.settings.kind,
            config::SourceKind::Embedded | config::SourceKind::File { .. }
        )
    }

    pub(super) fn is_asked_for(&self, name: &str) -> bool {
        is_of(name, &self.settings.domains)
    }

    /// Notes whether it could be asked: what is new about that, if something is.
    fn note(&self, failed: Option<&SourceError>, date: Timestamp) -> Option<Turn> {
        let mut trouble = self.lock();
        let Some(SourceError { why, .. }) = failed else {
            return trouble.take().map(|_| Turn::Back);
        };
        let since = trouble.as_ref().map(|trouble| trouble.since);
        *trouble = Some(Trouble {
            since: since.unwrap_or(date),
            why: why.clone(),
        });
        since.is_none().then(|| Turn::Down(why.clone()))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Trouble>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a login name is of one of these domains, or there are none of which it would have to be.
pub(super) fn is_of(name: &str, domains: &[String]) -> bool {
    domains.is_empty() || domain_of(name).is_some_and(|domain| domains.contains(&domain))
}

/// The domain of a login name, as an A-label.
fn domain_of(name: &str) -> Option<String> {
    let (_, domain) = name.rsplit_once('@')?;
    mail::Domain::parse(domain).ok().map(|domain| domain.ascii().to_owned())
}

impl Directory {
    /// From now on somebody hears of sources that cannot be asked, and of those that can be again: the first who asks for it.
    pub fn watch(&self, watcher: Watcher) {
        drop(self.watcher.set(watcher));
    }

    /// Notes whether a source could be asked. Where it may have answered from memory, that says nothing.
    pub(super) fn noted<T>(
        &self,
        listed: &Arc<Listed>,
        answer: Result<T, SourceError>,
        has_looked: bool,
    ) -> Result<T, Unanswered> {
        let turn = match &answer {
            Err(error) if error.is_of_name => None,
            Ok(_) if !has_looked => None,
            answer => listed.note(answer.as_ref().err(), self.date()),
        };
        if let Some(turn) = turn {
            if matches!(turn, Turn::Down(_)) && !listed.looks_always() {
                self.ask_until_it_answers(listed);
            }
            if let Some(watcher) = self.watcher.get() {
                watcher(listed.source.name(), &turn);
            }
        }
        answer.map_err(|SourceError { why, .. }| Unanswered::Source {
            name: listed.source.name().to_owned(),
            why,
            wrong: false,
        })
    }

    /// Asks a source for a name.
    pub(super) async fn found(&self, listed: &Arc<Listed>, name: &str) -> Result<Option<Found>, Unanswered> {
        let answer = listed.source.find(name.to_owned()).await;
        let found = self.noted(listed, answer, listed.looks_always())?;
        if let Some(found) = &found {
            self.own_account(listed, &found.account)?;
        }
        Ok(found)
    }

    /// Asks every source but our own store, all at once, whether it can be asked. Who has not answered within `patience` cannot be.
    pub async fn probe(&self, patience: Duration) {
        let rules = self.rules();
        let elsewhere = rules.sources.iter().filter(|listed| !listed.is_embedded());
        let asked = elsewhere.map(async |listed| {
            let answer = within(&*self.world.clock, patience, listed.source.probe()).await;
            // What is wrong is seen in `trouble`.
            drop(self.noted(listed, answer, true));
        });
        futures_util::future::join_all(asked).await;
    }

    /// It was down before the configuration was read again.
    pub(super) fn goes_on(&self, listed: &Arc<Listed>, trouble: Trouble) {
        *listed.lock() = Some(trouble);
        if !listed.looks_always() {
            self.ask_until_it_answers(listed);
        }
    }

    /// Sees to it that a source which is back is known to be, also if nobody logs in.
    fn ask_until_it_answers(&self, listed: &Arc<Listed>) {
        let (clock, watcher) = (self.world.clock.clone(), self.watcher.clone());
        // Another configuration may have taken its place.
        if listed.is_watched.swap(true, Ordering::Relaxed) {
            return;
        }
        let listed: Weak<Listed> = Arc::downgrade(listed);
        self.world.tasks.spawn(Box::pin(async move {
            loop {
                clock.sleep_until(clock.now() + ASK_AGAIN).await;
                let Some(listed) = listed.upgrade() else { return };
                // Whoever finds from here on that it cannot be asked begins anew.
                listed.is_watched.store(false, Ordering::Relaxed);
                if listed.trouble().is_none() || listed.is_watched.swap(true, Ordering::Relaxed) {
                    return;
                }
                let answer = within(&*clock, ASK_AGAIN, listed.source.probe()).await;
                if let Some(turn) = listed.note(answer.as_ref().err(), clock.date())
                    && let Some(watcher) = watcher.get()
                {
                    watcher(listed.source.name(), &turn);
                }
            }
        }));
    }

    /// A source speaks for its own domains alone.
    pub(super) fn own_account(&self, listed: &Listed, account: &Account) -> Result<(), Unanswered> {
        if listed.is_asked_for(&account.name) {
            return Ok(());
        }
        Err(Unanswered::Source {
            name: listed.source.name().to_owned(),
            why: format!("it says that this is {:?}, which is none of its domains", account.name),
            wrong: false,
        })
    }
}

/// What a source answers in that time.
async fn within(
    clock: &dyn Clock,
    patience: Duration,
    answer: impl Future<Output = Result<String, SourceError>>,
) -> Result<String, SourceError> {
    tokio::select! {
        biased;
        answer = answer => answer,
        () = clock.sleep_until(clock.now() + patience) => {
            Err(SourceError::new(format!("no answer within {} s", patience.as_secs())))
        }
    }
}

/// How long after it could not be asked a source is asked whether it can be.
const ASK_AGAIN: Duration = Duration::from_secs(15);
