//! What `gatepost explain` says, as data: the command line prints it, `--json` writes it, and pages show the same. What is known
//! stands in the crate `reply`.

mod answer;
pub mod paste;
pub mod question;

pub use answer::{
    Alike, CauseFound, CodeFound, Compared, Explained, FactFound, Likely, OtherFound, Overview, ProgramFound,
    ProviderFound, ReplyFound, StepsFound, explain, is_success, list,
};
