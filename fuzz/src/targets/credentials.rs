//! What clients say of who they are with PLAIN, LOGIN, OAUTHBEARER, XOAUTH2 and EXTERNAL: what the server has read, our client
//! can say, and then the same is read again.

use crate::cut::contains;
use crate::speaker::{Begun, Speaker};
use smtp::client::{Login, Proof};
use smtp::sasl::{Around, Binding, Credential, Mechanism, Next, OfferSet, offer};
use std::sync::Arc;

/// Takes the octets for the message of each of them. Of LOGIN it is the name up to the first LF, and then the password.
pub fn run(octets: &[u8]) {
    for name in ["PLAIN", "OAUTHBEARER", "XOAUTH2", "EXTERNAL"] {
        check(name, &[octets]);
    }
    let (user, password) = match octets.iter().position(|octet| *octet == b'\n') {
        Some(at) => (&octets[..at], &octets[at + 1..]),
        None => (octets, &b""[..]),
    };
    check("LOGIN", &[user, password]);
}

/// What was read. What a mechanism does not have is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) login: String,
    authorization: String,
    pub(super) secret: String,
}

fn check(name: &str, messages: &[&[u8]]) {
    let Some(claim) = read(name, messages) else { return };
    let said = messages.join(&b'\n');
    for (what, text) in [("login", &claim.login), ("authorization", &claim.authorization)] {
        assert!(!text.chars().any(char::is_control), "{what} {text:?} of {name}");
        // OAUTHBEARER alone has escapes.
        let is_plain = said.is_ascii() && name != "OAUTHBEARER";
        assert!(
            !is_plain || contains(&said, text.as_bytes()),
            "{what} {text:?} of {name}"
        );
    }
    assert!(
        !said.is_ascii() || contains(&said, claim.secret.as_bytes()),
        "what {name} shows was not said"
    );
    let is_token = ["OAUTHBEARER", "XOAUTH2"].contains(&name);
    let password = if is_token { "" } else { claim.secret.as_str() };
    let fields = [claim.login.as_str(), claim.authorization.as_str(), password];
    if fields.into_iter().any(|text| text.len() > FIELD_OCTETS_MAX) {
        // SASLprep has made it too long to be said again.
        return;
    }
    // As a client we act as nobody else.
    let authorization = match name {
        "EXTERNAL" => claim.authorization.clone(),
        _ => String::new(),
    };
    let again = say(name, &claim);
    assert_eq!(again, Some(Claim { authorization, ..claim }), "{name}");
}

/// What the server makes of these messages. `None`: nothing, or nobody that there could be.
pub(super) fn read(name: &str, messages: &[&[u8]]) -> Option<Claim> {
    let (&first, more) = messages.split_first()?;
    let mut server = begin(name);
    let mut next = server.start(Some(first));
    for message in more {
        assert!(matches!(next, Next::Challenge(_)), "{name} does not ask for more");
        next = server.respond(message);
    }
    claim(name, next)
}

/// What the server makes of it when our client says it.
fn say(name: &str, of: &Claim) -> Option<Claim> {
    let (user, proof) = match name {
        "PLAIN" | "LOGIN" => {
            let (password, salted) = (of.secret.clone().into(), Arc::default());
            (&of.login, Proof::Password { password, salted })
        }
        "EXTERNAL" => (&of.authorization, Proof::Certificate),
        _ => (&of.login, Proof::Token(of.secret.clone().into())),
    };
    let login = Login {
        user: user.clone(),
        proof,
        mechanisms: OfferSet::of([name]),
    };
    let begun = Speaker::begin(login, name, Binding::default());
    let Begun {
        mut client,
        mechanism,
        initial,
    } = begun.expect("it has what the mechanism needs");
    assert_eq!(mechanism, name);
    let mut server = begin(name);
    let mut next = server.start(initial.as_deref());
    for _ in 0..CHALLENGES_MAX {
        next = match next {
            Next::Challenge(challenge) => {
                let response = client.respond(&challenge);
                server.respond(&response.expect("it has not said all"))
            }
            other => return claim(name, other),
        };
    }
    panic!("{name} comes to no end")
}

fn begin(name: &str) -> Box<dyn Mechanism> {
    let around = Around {
        binding: None,
        offers_binding: false,
        token_challenge: "{}",
    };
    offer(name).expect("it is there").begin(&around)
}

fn claim(name: &str, next: Next) -> Option<Claim> {
    let credential = match next {
        Next::Ask(credential) => credential,
        Next::Malformed => return None,
        Next::Challenge(_) => panic!("{name} has heard all and asks for more"),
    };
    assert_eq!(credential.mechanism(), name);
    let claim = |login, authorization, secret: &str| Claim {
        login,
        authorization,
        secret: secret.to_owned(),
    };
    match credential {
        Credential::Password {
            login,
            authorization,
            password,
            ..
        } => {
            assert!(!login.is_empty() && !password.is_empty(), "{name}");
            Some(claim(login, authorization, &password))
        }
        Credential::Token { login, token, .. } => Some(claim(login, String::new(), &token)),
        Credential::Certificate { authorization } => Some(claim(String::new(), authorization, "")),
        Credential::Impossible { .. } => None,
        Credential::Lookup { .. } | Credential::Proof { .. } => panic!("{name} is none of SCRAM"),
    }
}

/// RFC 4616 §2
pub(super) const FIELD_OCTETS_MAX: usize = 255;
/// LOGIN has two.
const CHALLENGES_MAX: usize = 4;
