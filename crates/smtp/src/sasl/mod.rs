//! SASL (RFC 4422) as SMTP uses it (RFC 4954): one file per mechanism with both sides, and what they share.

mod binding;
mod external;
mod login;
mod oauth;
mod offer;
mod plain;
mod scram;

pub use binding::{Binding, CertificateNames};
pub use offer::{MECHANISMS, Offer, OfferSet, offer};
pub use scram::{Hash, ITERATIONS_MAX, Keys, Salted, derive};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use zeroize::Zeroizing;

/// What a mechanism wants next.
#[derive(Debug)]
pub enum Next {
    /// Send this challenge, base64-encoded in a 334, and bring the response.
    Challenge(Vec<u8>),
    /// Ask this. To [`Credential::Lookup`] the answer goes to [`Mechanism::keys`]; all others decide the exchange.
    Ask(Credential),
    /// The message has not the form that the mechanism prescribes: 501 5.5.2.
    Malformed,
}

/// What the desk is asked to verify.
pub enum Credential {
    /// A password in the clear, as PLAIN and LOGIN carry it.
    Password {
        /// Which of them.
        mechanism: &'static str,
        /// Who logs in, prepared by SASLprep.
        login: String,
        /// As whom (the authorization identity), prepared; empty where none was given.
        authorization: String,
        /// Prepared by SASLprep; wiped when dropped.
        password: Zeroizing<String>,
    },
    /// Nothing yet: SCRAM needs the keys that its proof is checked with.
    Lookup {
        /// The mechanism.
        mechanism: &'static str,
        /// Its hash function.
        hash: Hash,
        /// Who logs in, prepared.
        login: String,
        /// As whom, prepared; empty where none was given.
        authorization: String,
    },
    /// A proof was checked with the keys that were looked up last.
    Proof {
        /// The mechanism.
        mechanism: &'static str,
        /// The place, among [`Keys::pairs`], of those that it is right for. `None`: it is wrong.
        right: Option<usize>,
    },
    /// An access token (RFC 7628).
    Token {
        /// XOAUTH2 or OAUTHBEARER.
        mechanism: &'static str,
        /// As whom, prepared; empty where none was given.
        login: String,
        /// The token; empty if there was none. Wiped when dropped.
        token: Zeroizing<String>,
    },
    /// The certificate that the client showed in the handshake (RFC 4422, appendix A).
    Certificate {
        /// As whom, prepared; empty where none was given.
        authorization: String,
    },
    /// The form is right, and no account could be what it says: 535 5.7.8, and a failed try.
    Impossible {
        /// The mechanism.
        mechanism: &'static str,
        /// Who wants to log in, as far as that is known.
        login: String,
        /// Why, for the operator.
        why: &'static str,
    },
}

impl Credential {
    /// The mechanism that brought it.
    pub fn mechanism(&self) -> &'static str {
        match self {
            Self::Password { mechanism, .. }
            | Self::Lookup { mechanism, .. }
            | Self::Proof { mechanism, .. }
            | Self::Token { mechanism, .. }
            | Self::Impossible { mechanism, .. } => mechanism,
            Self::Certificate { .. } => external::NAME,
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, login) = match self {
            Self::Password { login, .. } => ("Password", login.as_str()),
            Self::Lookup { login, .. } => ("Lookup", login.as_str()),
            Self::Proof { .. } => ("Proof", ""),
            Self::Token { login, .. } => ("Token", login.as_str()),
            Self::Certificate { authorization } => ("Certificate", authorization.as_str()),
            Self::Impossible { why, .. } => ("Impossible", *why),
        };
        f.debug_tuple(kind).field(&login).finish()
    }
}

/// One exchange of one mechanism, the server's side.
pub trait Mechanism: Send {
    /// Begins. `initial` is the initial response, decoded, where the client sent one.
    fn start(&mut self, initial: Option<&[u8]>) -> Next;
    /// Goes on with the client's decoded response to the last challenge.
    fn respond(&mut self, response: &[u8]) -> Next;
    /// Takes what [`Credential::Lookup`] asked for.
    fn keys(&mut self, _: Keys) -> Next {
        Next::Malformed
    }
    /// The credentials are right. What is still said before that: a challenge, to which the client has nothing to say.
    fn accepted(&mut self) -> Option<Vec<u8>> {
        None
    }
    /// They are wrong. What is still said before that: a challenge, to which the answer is of no matter.
    fn refused(&mut self) -> Option<Vec<u8>> {
        None
    }
}

/// What an exchange has to know of its session.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// What the TLS session can be bound to.
    pub binding: Option<&'a Binding>,
    /// Whether a mechanism with channel binding is offered in it.
    pub offers_binding: bool,
    /// What is said of a token that is refused: the JSON of RFC 7628 §3.2.2.
    pub token_challenge: &'a str,
}

/// One exchange of one mechanism, the client's side.
pub trait ClientMechanism: Send {
    /// The initial response (RFC 4954 §4), where the mechanism begins with the client.
    fn initial(&mut self) -> Option<Zeroizing<Vec<u8>>>;
    /// The initial response went along with AUTH.
    fn initial_sent(&mut self);
    /// The response to a challenge; `None` if it makes no sense here.
    fn respond(&mut self, challenge: &[u8]) -> Option<Zeroizing<Vec<u8>>>;
    /// What is wrong with the server, if it has not proved that it knows the password: in words that follow "the server".
    fn complaint(&self) -> Option<&'static str> {
        None
    }
    /// Whether the server may say now that it worked. If not, it has not proved that it knows the password (RFC 5802 §5).
    fn is_satisfied(&self) -> bool {
        true
    }
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

/// As [`prepare`], of an identity that may be left out.
fn prepare_optional(octets: &[u8]) -> Option<String> {
    match octets {
        [] => Some(String::new()),
        octets => prepare(octets),
    }
}

/// A `saslname` (RFC 5801 §4, RFC 5802 §5.1): commas and equals signs are escaped in it. `None` if it is none.
fn unescape(text: &str) -> Option<String> {
    if text.contains(['\0', ',']) {
        return None;
    }
    let mut parts = text.split('=');
    let mut name = parts.next()?.to_owned();
    for part in parts {
        let (sign, rest) = match (part.strip_prefix("2C"), part.strip_prefix("3D")) {
            (Some(rest), _) => (',', rest),
            (_, Some(rest)) => ('=', rest),
            _ => return None,
        };
        name.push(sign);
        name.push_str(rest);
    }
    Some(name)
}

/// Makes a `saslname`.
fn escape(name: &str) -> String {
    name.replace('=', "=3D").replace(',', "=2C")
}

/// RFC 4616 §2: at least this much must be accepted; nobody needs more.
const FIELD_OCTETS_MAX: usize = 255;

/// Written into the detail of an impossible credential.
const NOT_PREPARED: &str = "the name or the password is empty, too long, or has characters that SASLprep forbids";

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
            ("\u{ad}".as_bytes(), None),
            (b"", None),
            (b"\xff", None),
        ] {
            assert_eq!(prepare(octets).as_deref(), expected, "{octets:?}");
        }
        assert!(prepare(&[b'a'; 255]).is_some());
        assert!(prepare(&[b'a'; 256]).is_none());
    }

    /// RFC 4013 §3, all seven.
    #[test]
    fn the_examples_of_saslprep() {
        for (text, expected) in [
            ("I\u{ad}X", Some("IX")),
            ("user", Some("user")),
            ("USER", Some("USER")),
            ("\u{aa}", Some("a")),
            ("\u{2168}", Some("IX")),
            ("\u{7}", None),
            ("\u{627}\u{31}", None),
        ] {
            assert_eq!(prepare(text.as_bytes()).as_deref(), expected, "{text:?}");
            assert_eq!(prepare_optional(text.as_bytes()).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn names_are_escaped() {
        for (name, text) in [("alice", "alice"), ("a,b=c", "a=2Cb=3Dc"), ("=2C", "=3D2C"), ("", "")] {
            assert_eq!(escape(name), text);
            assert_eq!(unescape(text).as_deref(), Some(name));
        }
        for text in ["a=", "a=2", "a=2c", "a,b", "a\0b", "=="] {
            assert_eq!(unescape(text), None, "{text:?}");
        }
    }

    #[test]
    fn secrets_are_never_printed() {
        let secret = || Zeroizing::new("correct horse".to_owned());
        let (login, authorization) = ("alice".to_owned(), String::new());
        let password = Credential::Password {
            mechanism: "PLAIN",
            login: login.clone(),
            authorization,
            password: secret(),
        };
        let token = Credential::Token {
            mechanism: "XOAUTH2",
            login,
            token: secret(),
        };
        for credential in [password, token] {
            let text = format!("{credential:?}");
            assert!(text.contains("alice") && !text.contains("horse"), "{text}");
        }
    }
}
