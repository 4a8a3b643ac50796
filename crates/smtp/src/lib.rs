//! The SMTP conversations, without a socket: bytes and time go in, replies, questions and body chunks come out.
//!
//! Nothing here waits, reads a clock or touches a file. The shell that owns the socket calls
//! [`server::Session::next_step`], or that of [`client::Session`], and does what it says.

pub mod body;
pub mod client;
pub mod command;
pub mod lines;
pub mod parameters;
pub mod sasl;
pub mod server;

/// Time since the process began. Only differences matter; the shell's clock says what "now" is.
pub type Moment = std::time::Duration;
