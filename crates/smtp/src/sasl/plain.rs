//! PLAIN: one message, `[authzid] NUL authcid NUL password` (RFC 4616).

use super::{ClientMechanism, Credential, Mechanism, NOT_PREPARED, Next, prepare, prepare_optional, prepare_own};
use zeroize::Zeroizing;

pub(super) const NAME: &str = "PLAIN";

pub(super) struct Plain;

impl Mechanism for Plain {
    fn start(&mut self, initial: Option<&[u8]>) -> Next {
        match initial {
            // RFC 4422 §5.1: an empty challenge asks for the message that was not sent along.
            None => Next::Challenge(Vec::new()),
            Some(message) => self.respond(message),
        }
    }

    fn respond(&mut self, message: &[u8]) -> Next {
        let parts: Vec<&[u8]> = message.split(|octet| *octet == 0).collect();
        let [authorization, login, password] = parts[..] else {
            return Next::Malformed;
        };
        // Wiped also where the names are of no use.
        let password = prepare(password).map(Zeroizing::new);
        Next::Ask(match (prepare_optional(authorization), prepare(login), password) {
            (Some(authorization), Some(login), Some(password)) => Credential::Password {
                mechanism: NAME,
                login,
                authorization,
                password,
            },
            _ => Credential::Impossible {
                mechanism: NAME,
                login: String::new(),
                why: NOT_PREPARED,
            },
        })
    }
}

pub(super) struct PlainClient {
    /// Until it was sent.
    message: Option<Zeroizing<Vec<u8>>>,
}

impl PlainClient {
    pub(super) fn new(user: &str, password: &str) -> Self {
        let (user, password) = (prepare_own(user), prepare_own(password));
        let parts = [b"\0", user.as_bytes(), b"\0", password.as_bytes()];
        let message = Some(Zeroizing::new(parts.concat()));
        Self { message }
    }
}

impl ClientMechanism for PlainClient {
    fn initial(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        self.message.clone()
    }

    fn initial_sent(&mut self) {
        self.message = None;
    }

    fn respond(&mut self, _: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.message.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &[u8], expected: &str) {
        let got = match Plain.start(Some(message)) {
            Next::Challenge(_) => "challenge".to_owned(),
            Next::Ask(Credential::Password {
                login,
                authorization,
                password,
                ..
            }) => {
                format!("{authorization}|{login}|{}", password.as_str())
            }
            Next::Malformed => "malformed".to_owned(),
            Next::Ask(_) => "refused".to_owned(),
        };
        assert_eq!(got, expected, "{message:?}");
    }

    #[test]
    fn the_message_and_its_parts() {
        check(b"\0alice\0secret", "|alice|secret");
        check(b"alice\0alice\0secret", "alice|alice|secret");
        check(b"alice\0secret", "malformed");
        check(b"alice", "malformed");
        check(b"", "malformed");
        check(b"\0alice\0secret\0", "malformed");
        check(b"\0alice\0sec\0ret", "malformed");
        check(b"\0\0secret", "refused");
        check(b"\0alice\0", "refused");
        check(b"\0al\xff\0secret", "refused");
        check("\0\u{c548}\0\u{be44}".as_bytes(), "|\u{c548}|\u{be44}");
    }

    /// RFC 4616 §4
    #[test]
    fn the_examples_of_the_rfc() {
        let tim = b"\0tim\0tanstaaftanstaaf";
        assert_eq!(tim.len(), 21);
        assert!(matches!(Plain.start(None), Next::Challenge(challenge) if challenge.is_empty()));
        check(tim, "|tim|tanstaaftanstaaf");
        let mut client = PlainClient::new("tim", "tanstaaftanstaaf");
        assert_eq!(client.respond(b"").as_deref(), Some(&tim.to_vec()));
        // Our client never asks to be somebody else.
        check(b"Ursel\0Kurt\0xipj3plmq", "Ursel|Kurt|xipj3plmq");
    }

    #[test]
    fn the_client_says_what_the_server_reads() {
        let mut client = PlainClient::new("al\u{ad}ice", "secret");
        let message = client.initial().expect("it begins");
        check(&message, "|alice|secret");
        // The server may ask for it instead, with any challenge, and only once.
        assert_eq!(client.respond(b""), Some(message));
        assert_eq!(client.respond(b""), None);
        let mut client = PlainClient::new("alice", "secret");
        client.initial_sent();
        assert_eq!(client.respond(b""), None);
    }
}
