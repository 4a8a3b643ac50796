//! The operator's side: what may be asked of a store of mail and accounts and of a server, and how a running one is asked.

mod accounts;
mod bans;
mod bounce;
pub mod client;
mod control;
mod http;
pub mod local;
#[cfg(test)]
mod made_up;
pub mod metrics;
pub mod protocol;
mod queue;
pub mod status;

pub use accounts::{account_name, generated_password, sender};
pub use control::{Control, Export};
// `queue` alone would be the crate.
pub use self::queue::PAGE_MESSAGES;
