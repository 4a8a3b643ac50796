//! What `gatepost explain` says, as data: the command line prints it, `--json` writes it, and pages show the same. What is known
//! stands in the crate `reply`.

mod answer;
pub mod paste;
pub mod question;
mod said;

pub use answer::{explain, list};
pub use said::{
    Alike, CauseFound, CodeFound, Compared, ComparedFact, Explained, FactFound, Likely, OtherFound, Overview,
    ProgramFound, ProviderFound, ReplyFound, SessionFound, StepsFound, is_success,
};
