//! Readers of events: what a running server remembers of what it told, for whoever asks. Nothing here is durable, and all of
//! it is bounded.

pub mod counters;
mod diagnosis;
mod exposition;
pub mod sessions;

pub use exposition::Gauges;
