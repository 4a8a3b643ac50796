//! The few lines of unsafe that Gatepost needs, each with its reason: SQLite on a disk of our own.
//!
//! The shipped server lets SQLite use its own VFS for Unix. Tests and the simulator open the same store through
//! [`register`], so that a made-up disk can fail, fill up and lose power underneath it. Files lie on that disk, locks
//! and the index of the log in the memory of this process.
//!
//! Where durability depends on it, this does what the VFS for Unix does: the first sync of a journal or of a
//! write-ahead log also syncs its directory (and, like there, ignores it when that fails), and a removal syncs the
//! directory if asked to. So what is proved above it is true of the shipped server.

#![deny(unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]
#![warn(missing_docs)]

mod file;
mod locks;
mod vfs;

pub use vfs::{RegisterError, Registered, register};
