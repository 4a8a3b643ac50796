//! The causes: one block for each, in all languages, grouped by what went wrong.

/// Makes a static of each block, and of all blocks together the group's list.
macro_rules! causes {
    ($group:ident: $(
        $name:ident {
            id: $id:literal, who: $who:ident, retry: $retry:ident,
            en: { title: $en_title:literal, meaning: $en_meaning:literal, when: $en_when:literal,
                steps: [$($en_step:literal),+ $(,)?], check: $en_check:literal, retry: $en_retry:literal $(,)? },
            ko: { title: $ko_title:literal, meaning: $ko_meaning:literal, when: $ko_when:literal,
                steps: [$($ko_step:literal),+ $(,)?], check: $ko_check:literal, retry: $ko_retry:literal $(,)? },
            near: [$($near:ident => $en_near:literal, $ko_near:literal),+ $(,)?] $(,)?
        }
    )+) => {
        $(
            #[doc = $en_meaning]
            pub static $name: $crate::Cause = $crate::Cause {
                id: $id,
                who: $crate::Who::$who,
                retry: $crate::Retry::$retry,
                en: $crate::Explanation { title: $en_title, meaning: $en_meaning, when: $en_when, steps: &[$($en_step),+],
                    check: $en_check, retry: $en_retry },
                ko: $crate::Explanation { title: $ko_title, meaning: $ko_meaning, when: $ko_when, steps: &[$($ko_step),+],
                    check: $ko_check, retry: $ko_retry },
                near: &[$($crate::Near { cause: &super::$near, en: $en_near, ko: $ko_near }),+],
            };
        )+
        pub(super) static $group: &[&$crate::Cause] = &[$(&$name),+];
    };
}

mod limits;
mod login;
mod message;
mod protocol;
mod reaching;
mod sender;
mod tls;
mod trust;

pub use limits::*;
pub use login::*;
pub use message::*;
pub use protocol::*;
pub use reaching::*;
pub use sender::*;
pub use tls::*;
pub use trust::*;

use crate::Cause;

/// All causes, group by group.
pub static ALL: &[&Cause] = &crate::join::<_, { crate::count(&GROUPS) }>(&GROUPS);

const GROUPS: [&[&Cause]; 8] = [
    login::LOGIN,
    tls::TLS,
    reaching::REACHING,
    sender::SENDER,
    limits::LIMITS,
    trust::TRUST,
    message::MESSAGE,
    protocol::PROTOCOL,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Explanation;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_plain() {
        let ids: BTreeSet<&str> = ALL.iter().map(|cause| cause.id).collect();
        assert_eq!(ids.len(), ALL.len());
        for id in ids {
            let plain = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
            assert!(!id.is_empty() && id.bytes().all(plain), "{id}");
        }
    }

    #[test]
    fn both_languages_explain_it() {
        for cause in ALL {
            check(cause.id, &cause.en, false);
            check(cause.id, &cause.ko, true);
            assert_eq!(cause.en.steps.len(), cause.ko.steps.len(), "{}", cause.id);
        }
    }

    fn check(id: &str, words: &Explanation, is_korean: bool) {
        let Explanation {
            title,
            meaning,
            when,
            steps,
            check,
            retry,
        } = *words;
        assert!(columns(title) <= 48 && !title.ends_with('.'), "{id}: {title}");
        assert!((1..=5).contains(&steps.len()), "{id}: {} steps", steps.len());
        for (text, sentences_max) in [(meaning, 1), (when, 4), (check, 3), (retry, 4)] {
            assert!(text.matches(". ").count() < sentences_max, "{id}: {text}");
        }
        for text in [&[title, meaning, when, check, retry], steps].concat() {
            assert!(text == title || text.ends_with(['.', ')', '`', '"']), "{id}: {text}");
            assert!(
                !text.contains("  ") && !text.chars().any(char::is_control),
                "{id}: {text}"
            );
            assert_eq!(text.chars().any(is_hangul), is_korean, "{id}: {text}");
        }
    }

    #[test]
    fn neighbours_are_others_and_told_apart() {
        for cause in ALL {
            let near: BTreeSet<&str> = cause.near.iter().map(|near| near.cause.id).collect();
            assert!(
                near.len() == cause.near.len() && !near.contains(cause.id),
                "{}: {near:?}",
                cause.id
            );
            for near in cause.near {
                assert!(!near.en.chars().any(is_hangul), "{}: {}", cause.id, near.en);
                assert!(near.ko.chars().any(is_hangul), "{}: {}", cause.id, near.ko);
            }
        }
    }

    fn is_hangul(letter: char) -> bool {
        ('가'..='힣').contains(&letter)
    }

    /// A Korean character takes two.
    fn columns(text: &str) -> usize {
        text.chars().map(|letter| if is_hangul(letter) { 2 } else { 1 }).sum()
    }
}
