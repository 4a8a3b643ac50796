//! The way in: a connection is taken, its session carried, its questions answered.

pub mod census;
pub mod connection;
pub mod desk;
pub mod listener;
mod login;
pub mod proxy;
