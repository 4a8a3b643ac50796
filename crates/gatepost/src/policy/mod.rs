//! May this client do this? Facts in, verdict out; nothing here looks anything up.

pub mod client;
pub mod login;
pub mod message;
pub mod recipient;
pub mod sender;
