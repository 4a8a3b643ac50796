//! The operator's side: what may be asked of a store of mail and accounts, and how a running server is asked.

mod accounts;
pub mod client;
mod control;
pub mod local;
#[cfg(test)]
mod made_up;
pub mod protocol;
mod queue;

pub use accounts::{account_name, generated_password, sender};
pub use control::{Control, Export};
// `queue` alone would be the crate.
pub use self::queue::PAGE_MESSAGES;
