//! SASL (RFC 4422) as SMTP uses it (RFC 4954): one file per mechanism, and what they share.

mod login;
mod plain;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// What a mechanism wants next.
pub enum Next {
    /// Send this challenge, base64-encoded in a 334, and bring the response.
    Challenge(&'static [u8]),
    /// Ask whether these credentials are right.
    Ask(Credential),
    /// The message has not the form that the mechanism prescribes: 501 5.5.2.
    Malformed,
    /// The form is right and the content can never be: 535 5.7.8.
    Refused,
}

/// What the desk is asked to verify. A mechanism that proves itself in another way adds its variant.
pub enum Credential {
    /// A password in the clear, as PLAIN and LOGIN carry it.
    Password {
        /// Who logs in, prepared by SASLprep.
        login: String,
        /// As whom (the authorization identity), prepared; empty where none was given.
        authorization: String,
        /// Prepared by SASLprep; wiped when dropped.
        password: Zeroizing<String>,
    },
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Password { login, .. } => f.debug_struct("Password").field("login", login).finish_non_exhaustive(),
        }
    }
}

/// One exchange of one mechanism, the server's side.
pub trait Mechanism: Send {
    /// Begins. `initial` is the initial response, decoded, where the client sent one.
    fn start(&mut self, initial: Option<&[u8]>) -> Next;
    /// Goes on with the client's decoded response to the last challenge.
    fn respond(&mut self, response: &[u8]) -> Next;
}

/// One exchange of one mechanism, the client's side.
pub trait ClientMechanism: Send {
    /// The initial response (RFC 4954 §4), where the mechanism begins with the client.
    fn initial(&mut self) -> Option<Zeroizing<Vec<u8>>>;
    /// The initial response went along with AUTH.
    fn initial_sent(&mut self);
    /// The response to a challenge; `None` if it makes no sense here.
    fn respond(&mut self, challenge: &[u8]) -> Option<Zeroizing<Vec<u8>>>;
}

/// A mechanism that we have.
pub struct Offer {
    /// Its name, as EHLO lists it.
    pub name: &'static str,
    /// Starts an exchange.
    pub begin: fn() -> Box<dyn Mechanism>,
    /// Starts one as a client, with a user name and a password.
    pub begin_client: fn(&str, &str) -> Box<dyn ClientMechanism>,
}

/// All mechanisms, strongest first.
pub const MECHANISMS: &[Offer] = &[
    Offer {
        name: "PLAIN",
        begin: || Box::new(plain::Plain),
        begin_client: |user, password| Box::new(plain::PlainClient::new(user, password)),
    },
    Offer {
        name: "LOGIN",
        begin: || Box::new(login::Login::default()),
        begin_client: |user, password| Box::new(login::LoginClient::new(user, password)),
    },
];

/// Finds a mechanism by name, in any case (RFC 4954 §8).
pub fn offer(name: &str) -> Option<&'static Offer> {
    MECHANISMS.iter().find(|offer| offer.name.eq_ignore_ascii_case(name))
}

/// Strict base64: nothing but the alphabet, padding only at the end (RFC 4954 §4).
pub fn decode(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    STANDARD.decode(text).ok().map(Zeroizing::new)
}

/// Base64 for a challenge.
pub fn encode(octets: &[u8]) -> String {
    STANDARD.encode(octets)
}

/// Base64 for a response, wiped when dropped.
pub fn encode_secret(octets: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(STANDARD.encode(octets))
}

/// SASLprep of a name or password of our own; as it is where that fails, since the server may know better.
fn prepare_own(text: &str) -> Zeroizing<String> {
    Zeroizing::new(prepare(text.as_bytes()).unwrap_or_else(|| text.to_owned()))
}

/// SASLprep (RFC 4013) of a name or password, at most 255 octets (RFC 4616 §2).
/// `None` where preparation fails or leaves nothing: authentication fails (RFC 4954 §4).
fn prepare(octets: &[u8]) -> Option<String> {
    if octets.len() > FIELD_OCTETS_MAX {
        return None;
    }
    let text = std::str::from_utf8(octets).ok()?;
    stringprep::saslprep(text)
        .ok()
        .map(std::borrow::Cow::into_owned)
        .filter(|prepared| !prepared.is_empty())
}

/// RFC 4616 §2: at least this much must be accepted; nobody needs more.
const FIELD_OCTETS_MAX: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_strict() {
        for (text, expected) in [
            (&b"AGEAYg=="[..], Some(&b"\0a\0b"[..])),
            (b"", Some(b"")),
            (b"=AAA", None),
            (b"AAA=BBB", None),
            (b"AGEA Yg==", None),
            (b"AGEAYg", None),
            (b"AGEAYg==\r", None),
            (b"AG-_", None),
        ] {
            assert_eq!(
                decode(text).as_ref().map(|octets| octets.as_slice()),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn names_are_prepared() {
        for (octets, expected) in [
            (&b"alice"[..], Some("alice")),
            ("I\u{ad}X".as_bytes(), Some("IX")),
            ("\u{aa}".as_bytes(), Some("a")),
            ("\u{7}".as_bytes(), None),
            ("\u{ad}".as_bytes(), None),
            (b"", None),
            (b"\xff", None),
        ] {
            assert_eq!(prepare(octets).as_deref(), expected, "{octets:?}");
        }
        assert!(prepare(&[b'a'; 255]).is_some());
        assert!(prepare(&[b'a'; 256]).is_none());
    }

    #[test]
    fn a_password_is_never_printed() {
        let password = Zeroizing::new("correct horse".to_owned());
        let credential = Credential::Password {
            login: "alice".into(),
            authorization: String::new(),
            password,
        };
        assert!(!format!("{credential:?}").contains("horse"));
    }
}
