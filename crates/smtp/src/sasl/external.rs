//! EXTERNAL: the client's certificate says who it is (RFC 4422, appendix A); the message is as whom, or empty.

use super::{ClientMechanism, Credential, Mechanism, NOT_PREPARED, Next, prepare_optional};
use zeroize::Zeroizing;

pub(super) const NAME: &str = "EXTERNAL";

pub(super) struct External;

impl Mechanism for External {
    fn start(&mut self, initial: Option<&[u8]>) -> Next {
        match initial {
            None => Next::Challenge(Vec::new()),
            Some(message) => self.respond(message),
        }
    }

    fn respond(&mut self, message: &[u8]) -> Next {
        if message.contains(&0) {
            return Next::Malformed;
        }
        Next::Ask(match prepare_optional(message) {
            Some(authorization) => Credential::Certificate { authorization },
            None => Credential::Impossible {
                mechanism: NAME,
                login: String::new(),
                why: NOT_PREPARED,
            },
        })
    }
}

pub(super) struct ExternalClient {
    /// As whom, until it was said.
    authorization: Option<Zeroizing<Vec<u8>>>,
}

impl ExternalClient {
    pub(super) fn new(user: &str) -> Self {
        Self {
            authorization: Some(Zeroizing::new(user.as_bytes().to_vec())),
        }
    }
}

impl ClientMechanism for ExternalClient {
    fn initial(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        self.authorization.clone()
    }

    fn initial_sent(&mut self) {
        self.authorization = None;
    }

    fn respond(&mut self, _: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.authorization.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_as_whom() {
        for (message, expected) in [
            (&b""[..], "Ask(Certificate(\"\"))"),
            (b"alice", "Ask(Certificate(\"alice\"))"),
            (b"a\0b", "Malformed"),
            (b"\xff", &format!("Ask(Impossible({NOT_PREPARED:?}))")),
        ] {
            assert_eq!(format!("{:?}", External.start(Some(message))), expected);
        }
        assert_eq!(format!("{:?}", External.start(None)), "Challenge([])");
    }

    /// RFC 4422 §A.2
    #[test]
    fn the_examples_of_the_rfc() {
        let mut server = External;
        let mut client = ExternalClient::new("");
        assert_eq!(format!("{:?}", server.start(None)), "Challenge([])");
        let response = client.respond(b"").expect("it has not said it yet");
        assert!(response.is_empty());
        assert_eq!(format!("{:?}", server.respond(&response)), "Ask(Certificate(\"\"))");

        let mut client = ExternalClient::new("fred@example.com");
        let initial = client.initial().expect("it begins");
        assert_eq!((&initial[..], initial.len()), (&b"fred@example.com"[..], 16));
        client.initial_sent();
        assert_eq!(
            format!("{:?}", External.start(Some(&initial))),
            "Ask(Certificate(\"fred@example.com\"))"
        );
    }

    #[test]
    fn the_client_says_it_once() {
        let mut client = ExternalClient::new("alice");
        assert_eq!(client.initial().as_deref(), Some(&b"alice".to_vec()));
        assert_eq!(client.respond(b"").as_deref(), Some(&b"alice".to_vec()));
        assert_eq!(client.respond(b""), None);
    }
}
