//! Where mail and accounts are kept. What a call here returns as done is on disk: not before, never "soon".

mod accounts;
mod bodies;
pub mod conformance;
mod disk;
pub mod embedded;
mod error;
mod latch;
mod mail_store;
pub mod memory;
mod work;

pub use accounts::{Account, AccountChange, AccountStore, ScramKeys};
pub use bodies::{Bodies, Body, Draft, KeptBody, LargeBody, Place};
pub use disk::{Disk, DiskFile, Open};
pub use error::StoreError;
pub use mail_store::{Entry, MailStore, PAGE_DELIVERIES, Stored};
pub use work::{Lane, Work, on_lane};
