//! The server's side of a session: submission, RFC 5321 with RFC 6409, 4954, 3207 and the extensions of the EHLO reply.

mod dialogue;
mod greeting;
mod mail;
mod session;
mod step;
mod transaction;

pub use session::Session;
pub use step::{
    Answer, Ask, Handover, Login, Refusal, Service, Step, Terms, Times, TlsFacts, TlsMode, Verdict, Welcome,
};
