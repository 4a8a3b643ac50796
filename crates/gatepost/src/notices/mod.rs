//! What the sender of a message is told about its recipients.

pub mod report;
pub mod text;
