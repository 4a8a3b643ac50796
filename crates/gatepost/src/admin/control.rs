//! Does what an operator asks, on any store: the same code beside a running server and on a stopped one.

use super::protocol::{Answer, Problem, ProblemCode, Request};
use super::status::Running;
use crate::accounts::directory::Directory;
use crate::accounts::guessing::Gate;
use crate::events::Events;
use crate::outbound::Prod;
use crate::outbound::ways::Ways;
use crate::watch::counters::Counters;
use crate::watch::sessions::Sessions;
use crate::world::{Clock, Random};
use futures_util::stream::BoxStream;
use queue::IdSource;
use std::sync::Arc;
use store::{BanStore, MailStore, StoreError};

/// The octets of a message, in pieces. After a problem nothing more comes, and what came is not the whole.
pub type Export = BoxStream<'static, Result<Vec<u8>, Problem>>;

/// What an operator may do, and what it is done to.
pub struct Control {
    /// The queue.
    pub mail: Arc<dyn MailStore>,
    /// The accounts of all sources, those that are kept here, and what hashes their passwords.
    pub directory: Arc<Directory>,
    /// Dates what is done.
    pub clock: Arc<dyn Clock>,
    /// Makes passwords.
    pub random: Arc<dyn Random>,
    /// Names the reports about messages that an operator bounces.
    pub ids: Arc<IdSource>,
    /// What reports say of this server, and which way they go.
    pub ways: Arc<dyn Fn() -> Arc<Ways> + Send + Sync>,
    /// The bans that survive a restart.
    pub bans: Arc<dyn BanStore>,
    /// Of a running server: who is let in.
    pub gate: Option<Arc<Gate>>,
    /// Of a running server: the latest sessions.
    pub sessions: Option<Arc<Sessions>>,
    /// Of a running server: what it counted.
    pub counters: Option<Arc<Counters>>,
    /// Of a running server: what else it knows of itself.
    pub running: Option<Arc<Running>>,
    /// Of a running server: has destinations asked that are left alone.
    pub prod: Option<Prod>,
    /// Of a running server: who hears of damage that is found.
    pub events: Option<Events>,
}

impl Control {
    /// Does what is asked, for the operator `by`. What is answered as done is durable.
    ///
    /// # Errors
    /// A [`Problem`] says what to do. Of an order for several messages, some may have been changed before it.
    pub async fn answer(&self, request: Request, by: &str) -> Result<Answer, Problem> {
        match request {
            Request::AccountAdd {
                name,
                password,
                rights,
                enabled,
            } => self.account_add(&name, password, &rights, enabled).await,
            Request::AccountList {} => self.account_list().await,
            Request::AccountShow { name } => self.account_show(&name).await,
            Request::AccountPassword { name, password } => self.account_password(&name, password).await,
            Request::AccountEnable { name, enabled } => self.account_enable(&name, enabled).await,
            Request::AccountSenders { name, senders } => self.account_senders(&name, &senders).await,
            Request::AccountSet { name, rights } => self.account_set(&name, &rights).await,
            Request::AccountRemove { name } => self.account_remove(&name).await,
            Request::AccountImport {
                accounts,
                update,
                dry_run,
            } => self.account_import(accounts, update, dry_run).await,
            Request::ExceptionAdd { whose, exception } => self.exception_add(&whose, &exception).await,
            Request::ExceptionRemove { whose, exception } => self.exception_remove(&whose, &exception).await,
            Request::ExceptionList { name } => self.exception_list(name.as_deref()).await,
            Request::AppAdd { name, label, rights } => self.app_add(&name, &label, &rights).await,
            Request::AppList { name } => self.app_list(name.as_deref()).await,
            Request::AppShow { name, label } => self.app_show(&name, &label).await,
            Request::AppSet { name, label, rights } => self.app_set(&name, &label, &rights).await,
            Request::AppRotate {
                name,
                label,
                overlap_seconds,
            } => self.app_rotate(&name, &label, overlap_seconds).await,
            Request::AppRevoke { name, label } => self.app_revoke(&name, &label).await,
            Request::QueueList { filter, after, limit } => self.queue_list(&filter, after.as_deref(), limit).await,
            Request::QueueCount { filter } => self.queue_count(&filter).await,
            Request::QueueShow { id } => self.queue_show(&id).await,
            Request::QueueChange { change, messages } => self.queue_change(change, messages, by).await,
            Request::Trace { what, limit } => self.trace(&what, limit).await,
            Request::QueueCheck { deep } => self.queue_check(deep, by).await,
            Request::QueueBackup { path } => self.queue_backup(&path).await,
            Request::BanList {} => self.ban_list().await,
            Request::BanAdd {
                network,
                for_seconds,
                reason,
            } => self.ban_add(&network, for_seconds, reason, by).await,
            Request::BanRemove { network } => self.ban_remove(&network).await,
            Request::Sessions { after, refused, limit } => self.sessions(after, refused, limit),
            Request::Status {} => self.status().await,
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let (code, message) = match error {
            StoreError::Full => (
                ProblemCode::Full,
                "no space is left on the disk: make room, then try again".to_owned(),
            ),
            StoreError::Unavailable(why) => (
                ProblemCode::Unavailable,
                format!("the store is busy ({why}): try again in a moment"),
            ),
            StoreError::Unknown => (
                ProblemCode::Unavailable,
                "it is not known whether this was done, because the server was stopping: look, then try again"
                    .to_owned(),
            ),
            StoreError::Broken(why) => (
                ProblemCode::Broken,
                format!("the disk failed ({why}): see the system's log for the disk's health before anything else"),
            ),
            StoreError::Damaged(what) => (
                ProblemCode::Damaged,
                format!("this is damaged on the disk ({what}): restore it from a backup"),
            ),
            StoreError::Exists => (ProblemCode::Exists, "this exists already".to_owned()),
            StoreError::LeaseLost => (
                ProblemCode::Unavailable,
                "somebody else is at this message: look, then try again".to_owned(),
            ),
            StoreError::NotFound => (ProblemCode::NotFound, "there is no such thing".to_owned()),
        };
        Self { code, message }
    }
}
