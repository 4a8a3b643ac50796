//! SCRAM, the server's side. What strangers say is read as a plain reading of RFC 5802 §7 has it, and never proves a password
//! that nobody knows. What our client says of any name and password is right for that password alone.

use super::credentials::{self, FIELD_OCTETS_MAX};
use crate::speaker::{Begun, Heard, Speaker, binding, mechanism};
use smtp::client::Login;
use smtp::sasl::{Around, Binding, Credential, Hash, Keys, Next, Offer, OfferSet, derive, encode, offer};
use std::num::NonZeroU32;

/// Of the first line the first octet names the mechanism, and `-` behind it says that the server lists none with channel
/// binding. Each line behind it is a message; the first two are also a name and a password.
pub fn run(input: &[u8]) {
    let mut lines = input.split(|octet| *octet == b'\n');
    let how = lines.next().unwrap_or_default();
    let messages: Vec<&[u8]> = lines.collect();
    let offer = scram(how.first());
    strangers(offer, how.get(1) != Some(&b'-'), &messages);
    if let [user, password, ..] = messages[..] {
        friends(offer, user, password);
    }
}

fn scram(octet: Option<&u8>) -> &'static Offer {
    let named = offer(mechanism(octet)).filter(|offer| offer.scram().is_some());
    named.or_else(|| offer("SCRAM-SHA-256")).expect("it is there")
}

fn around(channel: &Binding, offers_binding: bool) -> Around<'_> {
    Around {
        binding: Some(channel),
        offers_binding,
        token_challenge: "{}",
    }
}

fn strangers(offer: &Offer, offers_binding: bool, messages: &[&[u8]]) {
    let channel = binding();
    let mut server = offer.begin(&around(&channel, offers_binding));
    let mut messages = messages.iter().copied();
    let first = messages.next().unwrap_or_default();
    match server.start(Some(first)) {
        Next::Ask(Credential::Lookup {
            mechanism,
            hash,
            login,
            authorization,
        }) => {
            assert_eq!((mechanism, Some(hash)), (offer.name, offer.scram()));
            let opening = Opening::read(first);
            opening.check(offer.binds, offers_binding, [&login, &authorization]);
            // No password has these.
            let octets = if hash == Hash::Sha1 { 20 } else { 32 };
            let challenge = match server.keys(keys(vec![(vec![2; octets], vec![3; octets])])) {
                Next::Challenge(challenge) => challenge,
                next => panic!("{next:?} with the keys"),
            };
            let expected = format!("r={}{SERVER},s={},i={ITERATIONS}", opening.nonce, encode(SALT));
            assert_eq!(String::from_utf8_lossy(&challenge), expected);
            let Some(last) = messages.next() else { return };
            match server.respond(last) {
                Next::Ask(Credential::Proof { mechanism, right }) => {
                    assert_eq!((mechanism, right), (offer.name, None));
                    let expected = opening.repeated(&channel);
                    assert!(
                        last.starts_with(expected.as_bytes()),
                        "{} and not {expected}",
                        last.escape_ascii()
                    );
                }
                Next::Ask(Credential::Impossible { .. }) | Next::Malformed => {}
                next => panic!("{next:?} to {}", last.escape_ascii()),
            }
        }
        Next::Ask(Credential::Impossible { .. }) | Next::Malformed => {}
        next => panic!("{next:?} to {}", first.escape_ascii()),
    }
    assert_eq!((server.accepted(), server.refused()), (None, None));
    for message in messages {
        let next = server.respond(message);
        assert!(matches!(next, Next::Malformed), "{next:?} behind the end");
    }
}

/// A first message that the server has taken, read without any care.
struct Opening<'a> {
    flag: &'a str,
    identity: &'a str,
    user: &'a str,
    nonce: &'a str,
}

impl<'a> Opening<'a> {
    fn read(message: &'a [u8]) -> Self {
        let text = std::str::from_utf8(message).expect("it is text");
        let parts: Vec<&str> = text.split(',').collect();
        let [flag, identity, user, nonce, ..] = parts[..] else {
            panic!("{text:?} was taken")
        };
        Self {
            flag,
            identity,
            user: user.strip_prefix("n=").expect(text),
            nonce: nonce.strip_prefix("r=").expect(text),
        }
    }

    fn check(&self, binds: bool, offers_binding: bool, read: [&String; 2]) {
        let is_right = match self.flag {
            "n" => !binds,
            "y" => !binds && !offers_binding,
            flag => binds && ["p=tls-exporter", "p=tls-server-end-point"].contains(&flag),
        };
        assert!(is_right, "{:?} was taken", self.flag);
        let identity = self.identity.strip_prefix("a=").unwrap_or_default();
        for (read, said) in read.into_iter().zip([self.user, identity]) {
            let plain = said.replace("=2C", ",").replace("=3D", "=");
            assert!(!read.chars().any(char::is_control), "{read:?}");
            assert!(*read == plain || !said.is_ascii(), "{read:?} of {said:?}");
        }
    }

    /// How a final message begins that binds the channel as this one says.
    fn repeated(&self, channel: &Binding) -> String {
        let header = format!("{},{},", self.flag, self.identity);
        let bound = match self.flag {
            "p=tls-exporter" => channel.exporter.clone(),
            "p=tls-server-end-point" => channel.end_point.clone(),
            _ => None,
        };
        let octets = [header.into_bytes(), bound.unwrap_or_default()].concat();
        format!("c={},r={}{SERVER},", encode(&octets), self.nonce)
    }
}

/// Our client, with any name and password that can be prepared.
fn friends(offer: &Offer, user: &[u8], password: &[u8]) {
    // As PLAIN reads them.
    let message = [&b"\0"[..], user, b"\0", password].concat();
    let Some(claim) = credentials::read("PLAIN", &[&message]) else {
        return;
    };
    let (Ok(user), Ok(password)) = (std::str::from_utf8(user), std::str::from_utf8(password)) else {
        return;
    };
    if claim.login.len() > FIELD_OCTETS_MAX {
        // SASLprep has made it too long.
        return;
    }
    let meet = |known: &str| meet(offer, [user, password], &claim.login, known);
    assert_eq!(meet(&claim.secret), (true, true), "{user:?}");
    assert_eq!(meet(&format!("{}x", claim.secret)), (false, false), "{user:?}");
}

/// Whether the proof of our client is right for the password that the server knows, and whether the client then believes a yes.
fn meet(offer: &Offer, [user, password]: [&str; 2], login: &str, known: &str) -> (bool, bool) {
    let near = Login {
        mechanisms: OfferSet::of([offer.name]),
        ..Login::with_password(user, password)
    };
    let Begun {
        mut client, initial, ..
    } = Speaker::begin(near, SHOWN, binding()).expect("it has a password");
    let channel = binding();
    let mut server = offer.begin(&around(&channel, true));
    let mut next = server.start(initial.as_deref());
    for _ in 0..STEPS_MAX {
        next = match next {
            Next::Challenge(challenge) => {
                let response = client.respond(&challenge);
                server.respond(&response.expect("it has not said all"))
            }
            Next::Ask(Credential::Lookup { hash, login: read, .. }) => {
                assert_eq!(read, login);
                server.keys(keys(vec![derive(hash, known.as_bytes(), SALT, iterations())]))
            }
            Next::Ask(Credential::Proof { right, .. }) => {
                let last = server.accepted();
                assert_eq!(last.is_some(), right.is_some());
                if let Some(last) = last {
                    assert_eq!(client.respond(&last), Some(Vec::new()));
                }
                return (right == Some(0), matches!(client.hear("235 2.7.0 yes"), Heard::Ready));
            }
            next => panic!("{next:?} to our client"),
        };
    }
    panic!("it comes to no end")
}

fn keys(pairs: Vec<(Vec<u8>, Vec<u8>)>) -> Keys {
    Keys {
        salt: SALT.to_vec(),
        iterations: ITERATIONS,
        pairs,
        nonce: SERVER.to_owned(),
    }
}

fn iterations() -> NonZeroU32 {
    NonZeroU32::new(ITERATIONS).expect("not zero")
}

const SHOWN: &str = "SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1";
const SALT: &[u8] = b"salt of the server";
/// Few, since it is the messages that are looked at.
/// The fewest that our client takes.
const ITERATIONS: u32 = 4_096;
/// The server's part of the nonce.
const SERVER: &str = "server";
const STEPS_MAX: usize = 6;
