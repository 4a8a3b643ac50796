//! Where what blocks is done: on threads in production, as a call in the simulator.

use crate::StoreError;

/// Which kind of work; each has its own bound on how much runs at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Batches of commits. One at a time.
    Commit,
    /// Looking into the queue.
    Read,
    /// Looking accounts up: logins and MAIL must not wait for somebody who lists a long queue.
    Account,
    /// Hashing passwords.
    Hash,
    /// Writing and syncing body files.
    Disk,
}

/// Runs what blocks.
pub trait Work: Send + Sync {
    /// Runs `job` some time soon, once, or drops it when the process ends.
    fn run(&self, lane: Lane, job: Box<dyn FnOnce() + Send>);
}

/// Runs `job` on `lane` and brings its result. [`StoreError::Unknown`] if it was dropped: what it did is not known.
pub async fn on_lane<T: Send + 'static>(
    work: &dyn Work,
    lane: Lane,
    job: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StoreError> {
    let (tell, told) = tokio::sync::oneshot::channel();
    // Whoever asked may be gone by then; the work is done all the same.
    work.run(lane, Box::new(move || drop(tell.send(job()))));
    told.await.map_err(|_| StoreError::Unknown)
}
