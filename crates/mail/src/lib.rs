//! What a message is: addresses, the envelope, what the server must know of a header, what it adds to one,
//! reports about deliveries, and what a signature covers.
//!
//! Nothing here does I/O, reads a clock or panics, whatever it is given.

mod address;
mod cut;
pub mod dkim;
mod domain;
mod envelope;
mod fixup;
mod header;
mod path;
mod received;
mod report;
mod structured;
mod time;
pub mod xtext;

pub use address::{Address, AddressError};
pub use cut::without;
pub use domain::{Domain, DomainError};
pub use envelope::{BodyKind, Envelope, Notify, Recipient, Ret};
pub use fixup::{Added, fix_up, trace, write_as};
pub use header::{From, HeaderFacts, HeaderScanner, Range};
pub use path::{ForwardPath, ReversePath, forward_path, reverse_path};
pub use received::{Arrival, received};
pub use report::{Action, Original, Report, Reported, in_ascii};
pub use time::Timestamp;
