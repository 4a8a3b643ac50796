//! What goes out. So far: where to, what attempts come to, and signatures; nothing is delivered yet.

pub mod dkim;
pub mod mx;
pub mod outcome;
