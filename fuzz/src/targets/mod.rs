//! The targets, one a file. Each says at its head what it holds against the code.

pub mod addresses;
pub mod body;
pub mod challenges;
pub mod commands;
pub mod configuration;
pub mod credentials;
pub mod explain;
pub mod headers;
pub mod lines;
pub mod parameters;
pub mod proxy;
pub mod scram;
pub mod sessions;
