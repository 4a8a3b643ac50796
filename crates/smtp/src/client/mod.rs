//! The client's side of a session: SMTP (RFC 5321) and LMTP (RFC 2033), towards the servers that mail goes to.

mod capabilities;
mod reader;
mod session;
mod step;
mod transaction;

pub use capabilities::{Capabilities, Limits};
pub use reader::NoReply;
pub use session::Session;
pub use step::{
    BadCertificate, Failure, Fate, Lack, Login, NoTls, Parcel, Problem, Proof, Protocol, Settled, Stage, Step, Terms,
    Times, TlsWish,
};

#[cfg(test)]
mod tests;
