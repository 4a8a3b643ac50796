//! May this client do this? Facts in, verdict out; nothing here looks anything up.

pub mod login;
pub mod recipient;
pub mod sender;
