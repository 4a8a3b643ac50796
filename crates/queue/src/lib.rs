//! What is owed to whom, and when: plain data and pure rules. Time and chance are arguments.

mod delivery;
mod fairness;
mod filter;
mod id;
mod retry;
mod settle;

pub use delivery::{Change, Delivery, Detail, Event, EventKind, Message, Origin, Progress, State, Update, apply};
pub use fairness::{Busy, Candidate, Waiting};
pub use filter::Filter;
pub use id::{IdSource, ParseIdError, QueueId};
pub use retry::{Next, RetryRules, Tried};
pub use settle::{Facts, Notice, Outcome, Settled, Standing, settle};
