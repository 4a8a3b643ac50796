//! LOGIN: two prompts, no RFC. An initial response is taken as the user name, because many clients send it so.

use super::{ClientMechanism, Credential, Mechanism, NOT_PREPARED, Next, prepare, prepare_own};
use zeroize::Zeroizing;

pub(super) const NAME: &str = "LOGIN";

#[derive(Default)]
pub(super) struct Login {
    name: Option<Zeroizing<Vec<u8>>>,
}

impl Mechanism for Login {
    fn start(&mut self, initial: Option<&[u8]>) -> Next {
        match initial {
            None => Next::Challenge(b"Username:".to_vec()),
            Some(name) => self.respond(name),
        }
    }

    fn respond(&mut self, response: &[u8]) -> Next {
        let Some(name) = self.name.take() else {
            self.name = Some(Zeroizing::new(response.to_vec()));
            return Next::Challenge(b"Password:".to_vec());
        };
        Next::Ask(match (prepare(&name), prepare(response)) {
            (Some(login), Some(password)) => Credential::Password {
                mechanism: NAME,
                login,
                authorization: String::new(),
                password: Zeroizing::new(password),
            },
            _ => Credential::Impossible {
                mechanism: NAME,
                login: String::new(),
                why: NOT_PREPARED,
            },
        })
    }
}

pub(super) struct LoginClient {
    /// What was not sent yet, the last first.
    left: Vec<Zeroizing<String>>,
}

impl LoginClient {
    pub(super) fn new(user: &str, password: &str) -> Self {
        let left = vec![prepare_own(password), prepare_own(user)];
        Self { left }
    }
}

impl ClientMechanism for LoginClient {
    // Not all servers take one.
    fn initial(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        None
    }

    fn initial_sent(&mut self) {}

    // The prompts differ from server to server; their order does not.
    fn respond(&mut self, _: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.left.pop().map(|text| Zeroizing::new(text.as_bytes().to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(initial: Option<&[u8]>, responses: &[&[u8]], expected: &[&str]) {
        let mut mechanism = Login::default();
        let mut got = Vec::new();
        let mut tell = |next| {
            got.push(match next {
                Next::Challenge(text) => String::from_utf8_lossy(&text).into_owned(),
                Next::Ask(Credential::Password { login, password, .. }) => format!("{login}|{}", password.as_str()),
                Next::Malformed => "malformed".to_owned(),
                Next::Ask(_) => "refused".to_owned(),
            });
        };
        tell(mechanism.start(initial));
        responses.iter().for_each(|response| tell(mechanism.respond(response)));
        assert_eq!(got, expected);
    }

    #[test]
    fn prompts_and_answers() {
        check(
            None,
            &[b"alice", b"secret"],
            &["Username:", "Password:", "alice|secret"],
        );
        check(Some(b"alice"), &[b"secret"], &["Password:", "alice|secret"]);
        check(None, &[b"alice", b""], &["Username:", "Password:", "refused"]);
        check(Some(b""), &[b"secret"], &["Password:", "refused"]);
        check(Some(b"a\0b"), &[b"secret"], &["Password:", "refused"]);
    }

    #[test]
    fn the_client_says_name_and_password() {
        let mut client = LoginClient::new("alice", "secret");
        assert_eq!(client.initial(), None);
        let mut respond = |challenge: &[u8]| client.respond(challenge).map(|text| text.to_vec());
        assert_eq!(respond(b"User Name\0"), Some(b"alice".to_vec()));
        assert_eq!(respond(b"Password"), Some(b"secret".to_vec()));
        assert_eq!(respond(b"Once more?"), None);
    }
}
