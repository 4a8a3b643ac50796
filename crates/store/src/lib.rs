//! Where mail and accounts are kept. What a call here returns as done is on disk: not before, never "soon".

mod accounts;
mod bans;
mod bodies;
mod body;
mod budget;
pub mod conformance;
mod disk;
mod draft;
pub mod embedded;
mod error;
mod latch;
mod leases;
mod mail_store;
pub mod memory;
mod network;
mod space;
mod work;

pub use accounts::{
    Account, AccountChange, AccountStore, AppChange, AppPassword, AppSecret, Exception, LastUse, Rights, ScramKeys,
    ScramSet, SendLimits, Standing, Used,
};
pub use bans::{Ban, BanStore};
pub use bodies::{Bodies, LargeBody, Place};
pub use body::Body;
pub use budget::BodyBudget;
pub use disk::{DirEntry, Disk, DiskFile, FileKind, Open, Space};
pub use draft::{Draft, KeptBody};
pub use error::StoreError;
pub use leases::Lease;
pub use mail_store::{
    BackupReport, CheckReport, Checked, Due, DuePage, DuePlace, Entry, Leased, MailStore, PAGE_DELIVERIES, Postponed,
    QueueCounts, Sent, Settlement, Stored, Traced, Wanted, Why,
};
pub use network::{Network, NetworkError};
pub use space::{SpaceEvent, SpaceRules};
pub use work::{Lane, Work, on_lane};
