//! The reference pages as Markdown, made from the same blocks that the server speaks with and `explain` answers from.

mod codes;
mod providers;
mod replies;

pub use crate::Language;
pub use codes::reference as codes;
pub use providers::reference as providers;
pub use replies::reference;

/// What stands at the head of each page.
fn made_by(language: Language) -> &'static str {
    match language {
        Language::English => "Made from crates/reply by the xtask command `docs`. Change the words there.",
        Language::Korean => "xtask의 `docs` 명령으로 crates/reply에서 만든 문서입니다. 내용은 그곳에서 수정하세요.",
    }
}
