//! What goes out. So far: signatures; nothing is delivered yet.

pub mod dkim;
