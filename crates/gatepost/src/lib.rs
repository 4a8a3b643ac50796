//! Gatepost, the program. `ARCHITECTURE.md` is the map.

pub mod accounts;
pub mod admin;
pub mod backlog;
pub mod call;
pub mod cli;
pub mod config;
pub mod events;
pub mod explain;
pub mod fetch;
pub mod inbound;
pub mod notices;
pub mod outbound;
pub mod policy;
pub mod server;
pub mod watch;
pub mod world;
