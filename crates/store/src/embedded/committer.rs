//! The one writer of a database: takes what waits, commits it as one, then tells everybody.
//!
//! No timer and no artificial delay: a batch forms while the one before it is synced.

use super::reserve::Reserve;
use super::totals::Tally;
use super::upkeep::GivenBack;
use super::{BUSY_TIMEOUT, upkeep};
use crate::latch::Latch;
use crate::{Disk, Lane, StoreError, Work};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// Hands work to the one writer of a database. Cheap to clone.
#[derive(Clone)]
pub(super) struct Committer {
    shared: Arc<Shared>,
    work: Arc<dyn Work>,
}

/// What a committer has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Transactions that are durable.
    pub commits: u64,
    /// Requests in them.
    pub requests: u64,
    /// Batches of which nothing was committed.
    pub failures: u64,
}

struct Shared {
    connection: Mutex<Connection>,
    waiting: Mutex<Waiting>,
    disk: Arc<dyn Disk>,
    latch: Latch,
    reserve: Arc<Reserve>,
}

#[derive(Default)]
struct Waiting {
    requests: VecDeque<Request>,
    /// A batch will be taken.
    scheduled: bool,
    /// Parts of a failed commit may lie in the log.
    in_doubt: bool,
    /// There is room in the database that the disk could have back.
    slack: bool,
    /// Some of it will be given back.
    tidying: bool,
    counts: Counts,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Takes room that it does not give back: it has to do without the ballast, since nothing is owed yet.
    NewMail,
    /// An operator's order, or what becomes of mail that is there: what a full disk is emptied with.
    Other,
}

struct Request {
    purpose: Purpose,
    /// Must be synced before the rows that name files in it are written.
    directory: Option<PathBuf>,
    octets: usize,
    order: Box<dyn Order>,
}

/// What is done to the database, and who hears of it.
trait Order: Send {
    /// Does it; perhaps again, when all that it did was undone.
    fn apply(&mut self, connection: &Connection, tally: &mut Tally) -> Result<(), StoreError>;
    /// Tells whoever asked what became of it.
    fn tell(self: Box<Self>, done: Result<(), StoreError>);
}

struct Asked<T, J> {
    job: J,
    made: Option<T>,
    tell: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, J> Order for Asked<T, J>
where
    T: Send,
    J: FnMut(&Connection, &mut Tally) -> Result<T, StoreError> + Send,
{
    fn apply(&mut self, connection: &Connection, tally: &mut Tally) -> Result<(), StoreError> {
        self.made = None;
        self.made = Some((self.job)(connection, tally)?);
        Ok(())
    }

    fn tell(self: Box<Self>, done: Result<(), StoreError>) {
        let made = self.made;
        // Whoever asked may be gone; the commit stands all the same.
        drop(self.tell.send(done.and_then(|()| made.ok_or(StoreError::Unknown))));
    }
}

impl Committer {
    pub(super) fn new(
        connection: Connection,
        disk: Arc<dyn Disk>,
        work: Arc<dyn Work>,
        latch: Latch,
        reserve: Arc<Reserve>,
    ) -> Self {
        let shared = Arc::new(Shared {
            connection: Mutex::new(connection),
            waiting: Mutex::default(),
            disk,
            latch,
            reserve,
        });
        Self { shared, work }
    }

    /// Runs `job` in the next transaction. What it returns comes back when that is durable. It may run more than once, each
    /// time on a database from which all that it did before is gone.
    pub(super) async fn commit<T: Send + 'static>(
        &self,
        job: impl FnMut(&Connection, &mut Tally) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ask(Purpose::Other, None, CHANGE_OCTETS, job).await
    }

    /// The same, where it adds `octets` to the log, about. `directory` is synced first.
    pub(super) async fn commit_of<T: Send + 'static>(
        &self,
        directory: Option<PathBuf>,
        octets: usize,
        job: impl FnMut(&Connection, &mut Tally) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ask(Purpose::Other, directory, octets, job).await
    }

    /// The same for new mail, whose rows take `octets`, about. `directory` is synced first.
    pub(super) async fn commit_mail<T: Send + 'static>(
        &self,
        directory: Option<PathBuf>,
        octets: usize,
        job: impl FnMut(&Connection, &mut Tally) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ask(Purpose::NewMail, directory, octets, job).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        purpose: Purpose,
        directory: Option<PathBuf>,
        octets: usize,
        job: impl FnMut(&Connection, &mut Tally) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.shared.latch.check()?;
        let (tell, told) = oneshot::channel();
        let request = Request {
            purpose,
            directory,
            octets,
            order: Box::new(Asked { job, made: None, tell }),
        };
        let schedule = {
            let mut waiting = lock(&self.shared.waiting);
            waiting.requests.push_back(request);
            !std::mem::replace(&mut waiting.scheduled, true)
        };
        if schedule {
            self.schedule();
        }
        told.await.map_err(|_| StoreError::Unknown)?
    }

    /// Runs `job` in a transaction of its own, while the store is being opened.
    pub(super) fn now<T>(
        &self,
        job: impl FnOnce(&Connection, &mut Tally) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let connection = lock(&self.shared.connection);
        let mut tally = Tally::default();
        run(&connection, BEGIN)?;
        let done = job(&connection, &mut tally).and_then(|made| {
            tally.write(&connection)?;
            run(&connection, COMMIT).map_err(StoreError::at_commit)?;
            Ok(made)
        });
        if done.is_err() && !connection.is_autocommit() {
            run(&connection, "ROLLBACK")?;
        }
        done
    }

    /// Whether a restart might find a commit that failed. Over with the next that succeeds.
    pub(super) fn is_in_doubt(&self) -> bool {
        lock(&self.shared.waiting).in_doubt
    }

    pub(super) fn counts(&self) -> Counts {
        lock(&self.shared.waiting).counts
    }

    fn schedule(&self) {
        let again = self.clone();
        self.work.run(Lane::Commit, Box::new(move || again.batch()));
    }

    fn batch(&self) {
        let requests = {
            let mut waiting = lock(&self.shared.waiting);
            let (mut octets, octets_max) = (0, self.shared.reserve.batch_octets_max());
            let count = waiting.requests.iter().take(BATCH_REQUESTS_MAX).take_while(|request| {
                let fits = octets < octets_max;
                octets += request.octets;
                fits
            });
            let count = count.count();
            waiting.requests.drain(..count).collect::<Vec<_>>()
        };
        self.shared.run(requests);
        let more = {
            let mut waiting = lock(&self.shared.waiting);
            waiting.scheduled = !waiting.requests.is_empty();
            waiting.scheduled
        };
        if more {
            self.schedule();
        } else {
            self.tidy_soon();
        }
    }

    /// Gives room back to the disk, a little at a time, when there is nothing else to do.
    fn tidy_soon(&self) {
        let tidy = {
            let waiting = &mut *lock(&self.shared.waiting);
            waiting.slack && !waiting.scheduled && !std::mem::replace(&mut waiting.tidying, true)
        };
        if tidy {
            let again = self.clone();
            self.work.run(Lane::Commit, Box::new(move || again.tidy()));
        }
    }

    /// Looks again whether the disk could have room back. For whoever finds that it is short of it: what could not be given
    /// back a while ago, since there was no room to move it in, perhaps can be now.
    pub(super) fn tidy_again(&self) {
        lock(&self.shared.waiting).slack = true;
        self.tidy_soon();
    }

    fn tidy(&self) {
        let idle = {
            let mut waiting = lock(&self.shared.waiting);
            waiting.tidying = false;
            // Else the batch that comes next goes on with it.
            !waiting.scheduled
        };
        if idle {
            let slack = self.shared.tidy();
            lock(&self.shared.waiting).slack = slack;
            self.tidy_soon();
        }
    }
}

/// What became of a batch.
struct Done {
    /// Those that failed by themselves, by their place in it. Nothing of them is in the transaction.
    refused: BTreeMap<usize, StoreError>,
    /// Whether anything was written at all.
    wrote: bool,
}

/// What is done about a full disk, in this order.
enum Remedy {
    /// New mail is refused, and nothing is tried for it: the rest is what makes room.
    LeaveOutMail,
    /// The ballast goes, if there is one.
    ThrowOff,
    /// The log is written back, so that its blocks can be used again.
    WriteBack,
}

/// How far an error reaches. Nothing of the transaction is there any more.
enum Undone {
    /// One request could not be done; its neighbours could.
    Request(StoreError),
    /// The request at this place could not be done, since something cannot be read, and SQLite gave up the transaction.
    Unreadable(usize, StoreError),
    /// The transaction was not to be committed.
    Batch(StoreError),
    /// Its commit failed: parts of it may lie in the log.
    Commit(StoreError),
}

impl Undone {
    /// Of an error that the request at `place` met.
    fn by_request(connection: &Connection, place: usize, error: StoreError) -> Self {
        // A full or failing disk may make SQLite roll back the whole transaction.
        match (connection.is_autocommit(), error) {
            (_, error @ (StoreError::Broken(_) | StoreError::Full)) => Self::Batch(error),
            (true, error @ StoreError::Damaged(_)) => Self::Unreadable(place, error),
            (true, error) => Self::Batch(error),
            (false, error) => Self::Request(error),
        }
    }
}

impl Shared {
    fn run(&self, mut requests: Vec<Request>) {
        if let Err(broken) = self.latch.check() {
            return tell_all(requests, &broken);
        }
        let directories: BTreeSet<&PathBuf> = requests
            .iter()
            .filter_map(|request| request.directory.as_ref())
            .collect();
        let synced = directories
            .into_iter()
            .try_for_each(|directory| self.disk.sync_dir(directory));
        if let Err(error) = synced {
            let error = match StoreError::from_disk(&error, "syncing a directory of body files") {
                // A sync that failed is not to be trusted when it succeeds later.
                StoreError::Full => StoreError::Broken(format!("syncing a directory of body files: {error}")),
                other => other,
            };
            return self.fail(requests, &error);
        }
        let connection = lock(&self.connection);
        let (done, remains) = self.commit(&connection, &mut requests);
        let is_over = match &done {
            Ok(done) => done.wrote,
            Err(error) => matches!(error, StoreError::Broken(_)),
        };
        if remains
            && !is_over
            && let Err(error) = overwrite(&connection, &*self.disk)
        {
            lock(&self.waiting).in_doubt = true;
            self.latch.note(&error);
        }
        let done = match done {
            Ok(done) => done,
            Err(error) => {
                drop(connection);
                return self.fail(requests, &error);
            }
        };
        let commits = {
            let waiting = &mut *lock(&self.waiting);
            // A transaction that changed nothing wrote nothing.
            waiting.in_doubt &= !done.wrote;
            let counts = &mut waiting.counts;
            let committed = requests.len() - done.refused.len();
            if committed > 0 {
                counts.commits += 1;
                counts.requests += committed as u64;
            } else {
                counts.failures += 1;
            }
            counts.commits
        };
        let mut refused = done.refused;
        for (place, request) in requests.into_iter().enumerate() {
            request.order.tell(refused.remove(&place).map_or(Ok(()), Err));
        }
        let is_short = self.reserve.is_short();
        let looked = upkeep::keep_short(&connection, self.reserve.log_octets_max()).and_then(|()| {
            if is_short || commits.is_multiple_of(LOOK) {
                lock(&self.waiting).slack = upkeep::has_slack(&connection, is_short)?;
            }
            Ok(())
        });
        // Nobody waits for this; the log still holds all that was committed.
        if let Err(error) = looked {
            drop(connection);
            self.fail(Vec::new(), &error);
        }
    }

    /// Commits `requests` as one. Says too whether parts of a commit that failed may lie in the log.
    ///
    /// A try that fails leaves nothing in the database, and nobody is told of it. Another is made in three cases. When a
    /// request failed by itself, each gets a savepoint, which is not had for nothing and is hardly ever needed. Where a
    /// request met what cannot be read, and the transaction is gone with it, it is made again without that one. And when the
    /// disk is full, what is [`Remedy`] is tried, each once.
    fn commit(&self, connection: &Connection, requests: &mut [Request]) -> (Result<Done, StoreError>, bool) {
        let (mut careful, mut remains, mut unreadable) = (false, false, 0);
        let mut left_out = BTreeMap::new();
        if self.reserve.may_write_mail().is_err() {
            leave_out_mail(requests, &mut left_out);
        }
        let has_mail = requests.iter().any(|request| request.purpose == Purpose::NewMail);
        let remedies = [Remedy::LeaveOutMail, Remedy::ThrowOff, Remedy::WriteBack];
        let mut remedies = remedies.into_iter().skip(usize::from(!has_mail));
        loop {
            if left_out.len() == requests.len() {
                let done = Done {
                    refused: left_out,
                    wrote: false,
                };
                return (Ok(done), remains);
            }
            let error = match attempt(connection, requests, careful, &left_out) {
                Ok(mut done) => {
                    done.refused.append(&mut left_out);
                    return (Ok(done), remains);
                }
                Err(Undone::Request(_)) if !careful => {
                    careful = true;
                    continue;
                }
                // What cannot be read may take the disk seconds each time.
                Err(Undone::Unreadable(_, error)) if unreadable >= LEFT_OUT_MAX => error,
                Err(Undone::Unreadable(place, error)) => {
                    unreadable += 1;
                    left_out.insert(place, error);
                    continue;
                }
                Err(Undone::Request(error) | Undone::Batch(error)) => error,
                Err(Undone::Commit(error)) => {
                    remains = true;
                    error
                }
            };
            let next = if error == StoreError::Full {
                remedies.next()
            } else {
                None
            };
            let made_room = match next {
                None => return (Err(error), remains),
                Some(Remedy::LeaveOutMail) => {
                    self.reserve.refuse();
                    leave_out_mail(requests, &mut left_out);
                    Ok(())
                }
                Some(Remedy::ThrowOff) => self.reserve.throw_off(),
                Some(Remedy::WriteBack) => upkeep::write_back(connection),
            };
            if let Err(error) = made_room {
                return (Err(error), remains);
            }
        }
    }

    /// Gives some room back to the disk. Says whether there is more of it.
    fn tidy(&self) -> bool {
        if self.latch.check().is_err() {
            return false;
        }
        let connection = lock(&self.connection);
        match self.give_back(&connection) {
            Ok(more) => more,
            Err(error) => {
                drop(connection);
                self.latch.note(&error);
                false
            }
        }
    }

    fn give_back(&self, connection: &Connection) -> Result<bool, StoreError> {
        let is_short = self.reserve.is_short();
        let steps = if is_short {
            &upkeep::SHORT_STEPS_PAGES[..]
        } else {
            &[upkeep::STEP_PAGES]
        };
        for pages in steps {
            match upkeep::give_back(connection, *pages, is_short, self.reserve.log_octets_max())? {
                GivenBack::All => return Ok(false),
                GivenBack::Some => return Ok(true),
                GivenBack::NoRoom => {}
            }
        }
        let takes_ballast = is_short && self.reserve.has_ballast() && upkeep::has_much_slack(connection)?;
        if takes_ballast {
            self.reserve.throw_off()?;
        }
        Ok(takes_ballast)
    }

    /// Nothing of the batch is durable. After a failure of the disk nothing more is ever committed by this process.
    fn fail(&self, requests: Vec<Request>, error: &StoreError) {
        lock(&self.waiting).counts.failures += 1;
        self.latch.note(error);
        tell_all(requests, error);
    }
}

/// Notes those of new mail among `requests` as refused for want of room.
fn leave_out_mail(requests: &[Request], left_out: &mut BTreeMap<usize, StoreError>) {
    let mail = requests.iter().enumerate();
    for (place, _) in mail.filter(|(_, request)| request.purpose == Purpose::NewMail) {
        left_out.entry(place).or_insert(StoreError::Full);
    }
}

fn tell_all(requests: Vec<Request>, error: &StoreError) {
    requests
        .into_iter()
        .for_each(|request| request.order.tell(Err(error.clone())));
}

/// One transaction with all of them but those that are `left_out`; if `careful`, without those that fail by themselves.
fn attempt(
    connection: &Connection,
    requests: &mut [Request],
    careful: bool,
    left_out: &BTreeMap<usize, StoreError>,
) -> Result<Done, Undone> {
    run(connection, BEGIN).map_err(Undone::Batch)?;
    let done = apply(connection, requests, careful, left_out).and_then(|done| {
        let committed = run(connection, COMMIT).map_err(StoreError::at_commit);
        committed.map(|()| done).map_err(Undone::Commit)
    });
    if done.is_err() && !connection.is_autocommit() {
        // If this fails too, the next BEGIN says so.
        drop(run(connection, "ROLLBACK"));
    }
    done
}

fn apply(
    connection: &Connection,
    requests: &mut [Request],
    careful: bool,
    left_out: &BTreeMap<usize, StoreError>,
) -> Result<Done, Undone> {
    let (mut tally, mut wrote, mut refused) = (Tally::default(), false, BTreeMap::new());
    let requests = requests.iter_mut().enumerate();
    for (place, request) in requests.filter(|(place, _)| !left_out.contains_key(place)) {
        let (changes, before) = (connection.total_changes(), tally);
        let order = &mut *request.order;
        let applied = if careful {
            savepoint(connection, place, order, &mut tally)
        } else {
            let applied = order.apply(connection, &mut tally);
            applied.map_err(|error| Undone::by_request(connection, place, error))
        };
        match applied {
            Ok(()) => wrote |= connection.total_changes() != changes,
            // It alone was rolled back.
            Err(Undone::Request(error)) if careful => {
                tally = before;
                refused.insert(place, error);
            }
            Err(undone) => return Err(undone),
        }
    }
    tally.write(connection).map_err(Undone::Batch)?;
    Ok(Done { refused, wrote })
}

/// One request must not fail its neighbours.
fn savepoint(connection: &Connection, place: usize, order: &mut dyn Order, tally: &mut Tally) -> Result<(), Undone> {
    let run = |sql: &str| run(connection, sql).map_err(Undone::Batch);
    run("SAVEPOINT request")?;
    let Err(error) = order.apply(connection, tally) else {
        return run("RELEASE request");
    };
    let undone = Undone::by_request(connection, place, error);
    if let Undone::Request(_) = undone {
        run("ROLLBACK TO request")?;
        run("RELEASE request")?;
    }
    Err(undone)
}

/// Makes sure that no restart finds what a failed commit left in the log: a small commit writes over its beginning, in
/// blocks that are there already; else the log is written back and cut to nothing. Waits for nobody: all commits would wait
/// with it.
fn overwrite(connection: &Connection, disk: &dyn Disk) -> Result<(), StoreError> {
    connection.busy_timeout(Duration::ZERO)?;
    let overwritten = overwrite_at_once(connection, disk);
    connection.busy_timeout(BUSY_TIMEOUT)?;
    overwritten
}

fn overwrite_at_once(connection: &Connection, disk: &dyn Disk) -> Result<(), StoreError> {
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let again = connection.execute_batch(&format!("PRAGMA user_version = {version}"));
    match again.map_err(StoreError::from) {
        Err(StoreError::Full | StoreError::Unavailable(_) | StoreError::Damaged(_)) => {}
        done => return done,
    }
    upkeep::cut_log(connection, disk)
}

fn run(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while it was held is a bug that was reported already; the data behind it is whole at every await.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const BEGIN: &str = "BEGIN IMMEDIATE";
const COMMIT: &str = "COMMIT";
/// What a change of a few rows adds to the log, about: whole pages.
const CHANGE_OCTETS: usize = 8 * 1024;
const BATCH_REQUESTS_MAX: usize = 2_000;
/// Requests of one batch that are left out one by one.
const LEFT_OUT_MAX: usize = 8;
/// The room that the database does not need is looked at after so many commits.
const LOOK: u64 = 16;

#[cfg(test)]
mod tests;
