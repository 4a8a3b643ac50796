//! What a directory says when somebody's password is tried, and what that says of the password.

use ldap3::LdapResult;

/// What came of a bind with somebody's password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// It is right.
    Right,
    /// It is right, and its account is disabled.
    Disabled,
    /// It is wrong; or right, and yet no use: then it is said in the same words, so that nobody learns that it is right.
    Wrong,
    /// There is no such entry.
    NoEntry,
}

/// What a result of a bind (RFC 4511 §4.2.2) says of the password.
///
/// # Errors
/// Nothing: the server could not, or would not, say. In its words.
pub(super) fn judge(result: &LdapResult) -> Result<Bound, String> {
    match result.rc {
        SUCCESS => Ok(Bound::Right),
        INVALID_CREDENTIALS if is_disabled(&result.text) => Ok(Bound::Disabled),
        // The entry has no password at all (OpenLDAP).
        INVALID_CREDENTIALS | INAPPROPRIATE_AUTHENTICATION => Ok(Bound::Wrong),
        // The entry is locked: after too many failures (389 Directory Server says the first of these), or by an administrator
        // (389, eDirectory). Not all look at the password before they say so, so it may be wrong as well.
        CONSTRAINT_VIOLATION | UNWILLING_TO_PERFORM => Ok(Bound::Wrong),
        NO_SUCH_OBJECT => Ok(Bound::NoEntry),
        _ => Err(words(result)),
    }
}

/// Active Directory and Samba say with result 49 why, as a Windows error in hexadecimal digits. 533 (ERROR_ACCOUNT_DISABLED)
/// comes "only when presented with valid username and password" (ldapwiki.com, "Common Active Directory Bind Errors"). So do
/// 530 to 532, 701 and 773: the right password at the wrong time or place, or one that has expired. 775 (locked) comes with
/// any password. All of these are the same to a client as a wrong one, and so they are here.
fn is_disabled(text: &str) -> bool {
    let data = text.split_once("AcceptSecurityContext error, data ");
    let digits = data.map(|(_, behind)| behind.split(',').next().unwrap_or_default().trim());
    digits.is_some_and(|digits| digits == ACCOUNT_DISABLED)
}

/// What the server said, fit for a line of the log.
pub(super) fn words(result: &LdapResult) -> String {
    visible(&result.to_string())
}

/// A text from outside in a message.
pub(super) fn visible(text: &str) -> String {
    // AD ends its texts with NUL.
    let shown = text.chars().filter(|c| *c != '\0').take(TEXT_SHOWN_MAX);
    shown.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// RFC 4511 §4.1.9, appendix A
pub(super) const SUCCESS: u32 = 0;
/// More entries than were asked for.
pub(super) const SIZE_LIMIT_EXCEEDED: u32 = 4;
const CONSTRAINT_VIOLATION: u32 = 19;
const NO_SUCH_OBJECT: u32 = 32;
const INAPPROPRIATE_AUTHENTICATION: u32 = 48;
const INVALID_CREDENTIALS: u32 = 49;
const UNWILLING_TO_PERFORM: u32 = 53;

const ACCOUNT_DISABLED: &str = "533";
const TEXT_SHOWN_MAX: usize = 300;

#[cfg(test)]
mod tests {
    use super::*;

    /// A result with this number and text.
    fn result(rc: u32, text: &str) -> LdapResult {
        LdapResult {
            rc,
            matched: String::new(),
            text: text.to_owned(),
            refs: Vec::new(),
            ctrls: Vec::new(),
        }
    }

    #[test]
    fn what_a_result_says_of_a_password() {
        use Bound::{Disabled, NoEntry, Right, Wrong};
        let ad = |data: &str| {
            format!("80090308: LdapErr: DSID-0C090446, comment: AcceptSecurityContext error, data {data}, v3839\0")
        };
        for (rc, text, expected) in [
            (0, String::new(), Some(Right)),
            (49, String::new(), Some(Wrong)),
            (49, ad("52e"), Some(Wrong)),
            (49, ad("525"), Some(Wrong)),
            (49, ad("533"), Some(Disabled)),
            (49, ad("5330"), Some(Wrong)),
            (49, ad("532"), Some(Wrong)),
            (49, ad("701"), Some(Wrong)),
            (49, ad("773"), Some(Wrong)),
            (49, ad("775"), Some(Wrong)),
            // Anybody's words.
            (49, "data 533, they say".to_owned(), Some(Wrong)),
            (48, String::new(), Some(Wrong)),
            (32, String::new(), Some(NoEntry)),
            (
                19,
                "Exceed password retry limit. Please try later.".to_owned(),
                Some(Wrong),
            ),
            (53, "Account inactivated.".to_owned(), Some(Wrong)),
            (53, ad("533"), Some(Wrong)),
            // The source has no answer.
            (1, String::new(), None),
            (2, String::new(), None),
            (3, String::new(), None),
            (7, String::new(), None),
            (8, String::new(), None),
            (10, String::new(), None),
            (13, "TLS confidentiality required".to_owned(), None),
            (14, String::new(), None),
            (34, "invalid DN".to_owned(), None),
            (50, String::new(), None),
            (51, String::new(), None),
            (52, String::new(), None),
            (80, String::new(), None),
            (4096, String::new(), None),
        ] {
            assert_eq!(judge(&result(rc, &text)).ok(), expected, "{rc} {text}");
        }
    }

    #[test]
    fn the_words_of_a_server() {
        let why = judge(&result(51, "come\r\nagain\u{1b}[2J\0")).expect_err("no answer");
        assert_eq!(why, "rc=51 (busy), dn: \"\", text: \"come  again [2J\"");
        let long = judge(&result(52, &"x".repeat(10_000))).expect_err("no answer");
        assert_eq!(long.chars().count(), TEXT_SHOWN_MAX);
    }
}
