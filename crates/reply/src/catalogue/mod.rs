//! The catalogue: one block for each reply, grouped by the part of a session that says it.

/// Makes a const of each block, and of all blocks together the group's list.
macro_rules! replies {
    (@maybe) => { None };
    (@maybe $value:expr) => { Some($value) };
    ($group:ident: $(
        $(#[$doc:meta])+
        $name:ident {
            id: $id:literal, code: $code:literal
            $(, enhanced: $enhanced:tt)? $(, cause: $cause:ident)?,
            text: $text:literal $(,)?
        }
    )+) => {
        $(
            $(#[$doc])+
            pub const $name: $crate::Reply = $crate::Reply {
                id: $id,
                code: $code,
                enhanced: replies!(@maybe $($enhanced)?),
                text: $text,
                cause: replies!(@maybe $(&$crate::causes::$cause)?),
            };
        )+
        pub(super) const $group: &[&$crate::Reply] = &[$(&$name),+];
    };
}

mod auth;
mod message;
mod recipient;
mod sender;
mod session;
mod tls;

pub use auth::*;
pub use message::*;
pub use recipient::*;
pub use sender::*;
pub use session::*;
pub use tls::*;

use crate::Reply;

/// All replies, in the order of a session.
pub static ALL: &[&Reply] = &crate::join::<_, { crate::count(&GROUPS) }>(&GROUPS);

const GROUPS: [&[&Reply]; 6] = [
    session::SESSION,
    tls::TLS,
    auth::AUTH,
    sender::SENDER,
    recipient::RECIPIENT,
    message::MESSAGE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes;
    use std::collections::BTreeSet;

    #[test]
    fn every_reply_is_well_formed() {
        for reply in ALL {
            let id = reply.id;
            let plain = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
            assert!(!id.is_empty() && id.bytes().all(plain), "{id}");
            assert!((200..600).contains(&reply.code) && reply.code % 100 < 60, "{id}");
            assert!(
                reply
                    .text
                    .bytes()
                    .all(|octet| octet == b' ' || octet.is_ascii_graphic()),
                "{id}"
            );
            assert!(!reply.text.is_empty() && reply.text.len() <= TEXT_OCTETS_MAX, "{id}");
            assert!(reply.text.matches("{}").count() <= 1, "{id}");
            assert_eq!(reply.text.trim(), reply.text, "{id}");
            assert!(!reply.text.ends_with('.'), "{id}: a text is a note and no sentence");
        }
    }

    /// RFC 2034 §4: all but the greeting, the replies to HELO and EHLO, and 3yz.
    #[test]
    fn enhanced_codes_where_they_belong() {
        for &reply in ALL {
            let bare = [&GREETING, &HELO_OK, &EHLO_OK].contains(&reply) || reply.class() == 3;
            assert_eq!(reply.enhanced.is_none(), bare, "{}", reply.id);
            if let Some(enhanced) = reply.enhanced_code() {
                assert!(enhanced.starts_with(&reply.code.to_string()[..1]), "{}", reply.id);
            }
        }
    }

    #[test]
    fn refusals_have_a_cause() {
        for reply in ALL {
            if reply.class() >= 4 {
                assert!(
                    reply.cause.is_some_and(|cause| causes::ALL.contains(&cause)),
                    "{}",
                    reply.id
                );
            }
        }
    }

    #[test]
    fn ids_are_unique() {
        let ids: BTreeSet<&str> = ALL.iter().map(|reply| reply.id).collect();
        assert_eq!(ids.len(), ALL.len());
    }

    /// The ones that clients act upon and that people know by heart.
    #[test]
    fn fixed_numbers() {
        for (reply, code, enhanced, cause) in [
            (&AUTH_OK, 235, "2.7.0", "auth-ok"),
            (&TLS_REQUIRED, 530, "5.7.0", "tls-required"),
            (&AUTH_REQUIRED, 530, "5.7.0", "auth-required"),
            (&BAD_CREDENTIALS, 535, "5.7.8", "credentials-wrong"),
            (&ACCOUNT_DISABLED, 525, "5.7.13", "account-locked"),
            (&AUTH_UNAVAILABLE, 454, "4.7.0", "temp-auth-failure"),
            (&MECHANISM_NEEDS_TLS, 538, "5.7.11", "auth-needs-tls"),
            (&MECHANISM_UNKNOWN, 504, "5.5.4", "mechanism-unsupported"),
            (&ACCOUNT_CHANGED, 421, "4.7.0", "account-locked"),
            (&NO_SPACE, 452, "4.3.1", "service-unavailable"),
            (&BARE_NEWLINES, 554, "5.6.0", "line-format"),
            (&BANNED, 421, "4.7.0", "auth-rate-limit"),
            (&TOO_MANY_LOGINS, 421, "4.7.0", "auth-rate-limit"),
            (&RELAY_DENIED, 550, "5.7.1", "relay-denied"),
            (&LOOP, 554, "5.4.6", "routing-loop"),
            (&TOO_MANY_RECIPIENTS, 452, "4.5.3", "too-many-recipients"),
        ] {
            assert_eq!(reply.code, code);
            assert_eq!(reply.enhanced_code().as_deref(), Some(enhanced), "{}", reply.id);
            assert_eq!(reply.cause.map(|cause| cause.id), Some(cause), "{}", reply.id);
        }
    }

    /// Leaves room for codes and a value in a line of 512 octets, and on a small screen.
    const TEXT_OCTETS_MAX: usize = 80;
}
