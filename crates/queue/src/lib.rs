//! What is owed to whom, and when: plain data and pure rules. Time and chance are arguments.

mod delivery;
mod filter;
mod id;

pub use delivery::{Change, Delivery, Event, EventKind, Message, Origin, State, apply};
pub use filter::Filter;
pub use id::{IdSource, ParseIdError, QueueId};
