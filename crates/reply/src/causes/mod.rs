//! The causes: one block for each, in all languages, grouped by what went wrong.

/// Makes a const of each block, and of all blocks together the group's list.
macro_rules! causes {
    ($group:ident: $(
        $name:ident {
            id: $id:literal, who: $who:ident,
            en: $en_meaning:literal => $en_remedy:literal,
            ko: $ko_meaning:literal => $ko_remedy:literal $(,)?
        }
    )+) => {
        $(
            #[doc = $en_meaning]
            pub const $name: $crate::Cause = $crate::Cause {
                id: $id,
                who: $crate::Who::$who,
                en: $crate::Explanation { meaning: $en_meaning, remedy: $en_remedy },
                ko: $crate::Explanation { meaning: $ko_meaning, remedy: $ko_remedy },
            };
        )+
        pub(super) const $group: &[&$crate::Cause] = &[$(&$name),+];
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
    use crate::{Explanation, catalogue, remote};
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

    /// A reply of ours has it, or one of another server is read as it, or a delivery meets it where nobody says anything.
    #[test]
    fn every_cause_is_met() {
        let unsaid = [
            &CERTIFICATE_UNKNOWN,
            &CLIENT_LACKS_MECHANISM,
            &CONNECTION_REFUSED,
            &LOGIN_AS_ANOTHER,
            &LOGIN_EXPIRED,
            &LOGIN_NETWORK,
            &MIDDLEBOX,
            &OAUTH_TOKEN_BAD,
            &SERVER_UNPROVEN,
            &STOPPED_BY_OPERATOR,
            &TLS_CERT_NAME,
            &TLS_CERT_UNTRUSTED,
            &TLS_NOT_OFFERED,
            &TLS_VERSION,
        ];
        for &cause in ALL {
            let is_said = catalogue::ALL.iter().any(|reply| reply.cause == Some(cause));
            let is_read = remote::known().any(|known| known == cause);
            assert!(is_said || is_read || unsaid.contains(&cause), "{}", cause.id);
        }
    }

    #[test]
    fn both_languages_explain_it() {
        for cause in ALL {
            check(cause.id, &cause.en);
            check(cause.id, &cause.ko);
            for text in [cause.en.meaning, cause.en.remedy] {
                assert!(!has_hangul(text), "{}: {text}", cause.id);
            }
            for text in [cause.ko.meaning, cause.ko.remedy] {
                assert!(has_hangul(text), "{}: {text}", cause.id);
            }
        }
    }

    fn check(id: &str, explanation: &Explanation) {
        for (text, sentences_max) in [(explanation.meaning, 1), (explanation.remedy, 3)] {
            assert!(text.ends_with('.'), "{id}: {text}");
            assert!(
                !text.contains("  ") && !text.chars().any(char::is_control),
                "{id}: {text}"
            );
            assert!(text.matches(". ").count() < sentences_max, "{id}: {text}");
        }
    }

    fn has_hangul(text: &str) -> bool {
        text.chars().any(|c| ('가'..='힣').contains(&c))
    }
}
