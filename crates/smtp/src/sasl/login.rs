//! LOGIN: two prompts, no RFC. An initial response is taken as the user name, because many clients send it so.

use super::{Credential, Mechanism, Next, prepare};
use zeroize::Zeroizing;

#[derive(Default)]
pub(super) struct Login {
    name: Option<Zeroizing<Vec<u8>>>,
}

impl Mechanism for Login {
    fn start(&mut self, initial: Option<&[u8]>) -> Next {
        match initial {
            None => Next::Challenge(b"Username:"),
            Some(name) => self.respond(name),
        }
    }

    fn respond(&mut self, response: &[u8]) -> Next {
        let Some(name) = self.name.take() else {
            self.name = Some(Zeroizing::new(response.to_vec()));
            return Next::Challenge(b"Password:");
        };
        match (prepare(&name), prepare(response)) {
            (Some(login), Some(password)) => Next::Ask(Credential::Password {
                login,
                authorization: String::new(),
                password: Zeroizing::new(password),
            }),
            _ => Next::Refused,
        }
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
                Next::Challenge(text) => String::from_utf8_lossy(text).into_owned(),
                Next::Ask(Credential::Password { login, password, .. }) => format!("{login}|{}", password.as_str()),
                Next::Malformed => "malformed".to_owned(),
                Next::Refused => "refused".to_owned(),
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
}
