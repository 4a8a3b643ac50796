//! The client's side of SCRAM (RFC 5802, RFC 7677): written apart from the one that is shipped, and able to lie and to stop.

use super::client::{Client, Reply};
use aws_lc_rs::{digest, hmac, pbkdf2};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::num::NonZeroU32;

/// A login that will be tried. The channel is not bound, and nothing is a lie, unless it says so.
#[derive(Debug, Clone)]
pub struct Scram {
    mechanism: &'static str,
    account: String,
    password: String,
    authorization: String,
    flag: Flag,
    lie: Option<Lie>,
}

/// What the client says of channel binding (RFC 5802 §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// `n`: it cannot.
    No,
    /// `y`: it could, and was not offered it.
    Unoffered,
    /// `p=tls-exporter` (RFC 9266).
    Exporter,
    /// `p=tls-server-end-point` (RFC 5929 §4).
    EndPoint,
    /// `p=tls-unique` (RFC 5929 §3), which nobody has in TLS 1.3.
    Unique,
}

/// What is wrong in the client's last message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// The nonce is another one.
    Nonce,
    /// The last octet of what the channel is bound to is another one.
    Binding,
    /// Another flag is repeated than was said before: `n`.
    Header,
    /// The first octet of the proof is another one.
    Proof,
    /// There is an octet less of the proof.
    ShortProof,
}

/// The server's first message.
#[derive(Debug, Clone)]
pub struct Challenge {
    text: String,
    /// The client's, and the server's behind it.
    pub nonce: String,
    /// In base64.
    pub salt: String,
    /// Of PBKDF2.
    pub iterations: NonZeroU32,
}

/// The client's last message.
pub struct Last {
    /// In base64, as it is sent.
    pub message: String,
    /// What the server has to say to it, if it is right.
    signature: String,
    /// What nobody may find anywhere: the message, the proof, and all keys, in base64.
    pub secrets: Vec<String>,
}

impl Scram {
    /// A login with this password.
    pub fn new(mechanism: &'static str, account: &str, password: &str) -> Self {
        Self {
            mechanism,
            account: account.to_owned(),
            password: password.to_owned(),
            authorization: String::new(),
            flag: Flag::No,
            lie: None,
        }
    }

    /// The same, which says this of channel binding, and does it.
    pub fn saying(self, flag: Flag) -> Self {
        Self { flag, ..self }
    }

    /// The same, as somebody (the authorization identity).
    pub fn acting_as(self, authorization: &str) -> Self {
        let authorization = authorization.to_owned();
        Self { authorization, ..self }
    }

    /// The same with a lie.
    pub fn lying(self, lie: Lie) -> Self {
        let lie = Some(lie);
        Self { lie, ..self }
    }

    /// The client's first message, in base64.
    pub fn first(&self) -> String {
        STANDARD.encode(format!("{}{}", self.header(), self.bare()))
    }

    /// Says AUTH with the first message.
    ///
    /// # Errors
    /// The reply, if it is no challenge.
    pub fn begin(&self, client: &mut Client) -> Result<Challenge, Reply> {
        let command = format!("AUTH {} {}", self.mechanism, self.first());
        let reply = client.ask(&command).expect("a reply");
        challenge(&reply).map(Challenge::read).ok_or(reply)
    }

    /// What comes next.
    pub fn last(&self, client: &Client, challenge: &Challenge) -> Last {
        let mut bound = match self.lie {
            Some(Lie::Header) => b"n,,".to_vec(),
            _ => self.header().into_bytes(),
        };
        match self.flag {
            Flag::Exporter => bound.extend(client.exporter()),
            Flag::EndPoint => {
                let hash = digest::digest(&digest::SHA256, &client.certificate());
                bound.extend_from_slice(hash.as_ref());
            }
            Flag::No | Flag::Unoffered | Flag::Unique => {}
        }
        if self.lie == Some(Lie::Binding) {
            *bound.last_mut().expect("there is a header") ^= 1;
        }
        let more = if self.lie == Some(Lie::Nonce) { "x" } else { "" };
        let without_proof = format!("c={},r={}{more}", STANDARD.encode(bound), challenge.nonce);
        let text = format!("{},{},{without_proof}", self.bare(), challenge.text);
        let salted = self.salted(challenge);
        let client_key = self.hmac(&salted, b"Client Key");
        let stored_key = self.digest(&client_key);
        let server_key = self.hmac(&salted, b"Server Key");
        let signed = self.hmac(&stored_key, text.as_bytes());
        let mut proof: Vec<u8> = client_key.iter().zip(&signed).map(|(key, sign)| key ^ sign).collect();
        match self.lie {
            Some(Lie::Proof) => proof[0] ^= 1,
            Some(Lie::ShortProof) => proof.truncate(proof.len() - 1),
            _ => {}
        }
        let message = STANDARD.encode(format!("{without_proof},p={}", STANDARD.encode(&proof)));
        let keys = [&salted, &client_key, &stored_key, &server_key, &proof];
        let mut secrets = keys.map(|octets| STANDARD.encode(octets)).to_vec();
        secrets.push(message.clone());
        Last {
            message,
            signature: format!("v={}", STANDARD.encode(self.hmac(&server_key, text.as_bytes()))),
            secrets,
        }
    }

    /// All of it, to the reply in which it ends. Whoever says that the password is right has to prove that it knows it too.
    pub fn log_in(&self, client: &mut Client) -> Reply {
        let challenged = match self.begin(client) {
            Ok(challenged) => challenged,
            Err(reply) => return reply,
        };
        let last = self.last(client, &challenged);
        let reply = client.ask(&last.message).expect("a reply");
        if !last.is_answered_by(&reply) {
            return reply;
        }
        client.ask("").expect("a reply")
    }

    /// The GS2 header.
    fn header(&self) -> String {
        let flag = match self.flag {
            Flag::No => "n",
            Flag::Unoffered => "y",
            Flag::Exporter => "p=tls-exporter",
            Flag::EndPoint => "p=tls-server-end-point",
            Flag::Unique => "p=tls-unique",
        };
        match self.authorization.as_str() {
            "" => format!("{flag},,"),
            name => format!("{flag},a={},", escaped(name)),
        }
    }

    fn bare(&self) -> String {
        format!("n={},r={NONCE}", escaped(&self.account))
    }

    fn is_sha256(&self) -> bool {
        self.mechanism.contains("SHA-256")
    }

    /// `Hi()` of RFC 5802 §2.2.
    fn salted(&self, challenge: &Challenge) -> Vec<u8> {
        let salt = STANDARD.decode(&challenge.salt).expect("a salt is in base64");
        let (algorithm, octets) = match self.is_sha256() {
            true => (pbkdf2::PBKDF2_HMAC_SHA256, digest::SHA256_OUTPUT_LEN),
            false => (pbkdf2::PBKDF2_HMAC_SHA1, digest::SHA1_OUTPUT_LEN),
        };
        let mut salted = vec![0; octets];
        pbkdf2::derive(
            algorithm,
            challenge.iterations,
            &salt,
            self.password.as_bytes(),
            &mut salted,
        );
        salted
    }

    fn hmac(&self, key: &[u8], text: &[u8]) -> Vec<u8> {
        let algorithm = match self.is_sha256() {
            true => hmac::HMAC_SHA256,
            false => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        };
        hmac::sign(&hmac::Key::new(algorithm, key), text).as_ref().to_vec()
    }

    fn digest(&self, text: &[u8]) -> Vec<u8> {
        let algorithm = match self.is_sha256() {
            true => &digest::SHA256,
            false => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        };
        digest::digest(algorithm, text).as_ref().to_vec()
    }
}

impl Challenge {
    #[track_caller]
    fn read(text: String) -> Self {
        let mut parts = text.split(',');
        let mut part = |name: &str| -> String {
            let part = parts.next().and_then(|part| part.strip_prefix(name));
            part.unwrap_or_else(|| panic!("{name} is missing in {text:?}"))
                .to_owned()
        };
        let (nonce, salt, iterations) = (part("r="), part("s="), part("i="));
        assert!(
            nonce.starts_with(NONCE) && nonce.len() > NONCE.len(),
            "the nonce in {text:?}"
        );
        Self {
            nonce,
            salt,
            iterations: iterations.parse().expect("a number, and not 0"),
            text,
        }
    }
}

impl Last {
    /// Whether the reply is what a server says that knows the password. False: it is something else than a challenge.
    #[track_caller]
    pub fn is_answered_by(&self, reply: &Reply) -> bool {
        let said = challenge(reply);
        if let Some(said) = &said {
            assert_eq!(*said, self.signature, "the server's own proof");
        }
        said.is_some()
    }
}

impl Client {
    /// The reply in which a login by PLAIN, LOGIN, or a mechanism of SCRAM ends.
    #[track_caller]
    pub fn log_in_by(&mut self, mechanism: &'static str, account: &str, password: &str) -> Reply {
        match mechanism {
            "PLAIN" => self.log_in(account, password).expect("a reply"),
            "LOGIN" => {
                let begun = self.ask("AUTH LOGIN").expect("a reply");
                if challenge(&begun).as_deref() != Some("Username:") {
                    return begun;
                }
                let named = self.ask(&STANDARD.encode(account)).expect("a reply");
                assert_eq!(challenge(&named).as_deref(), Some("Password:"), "{named} to a name");
                self.ask(&STANDARD.encode(password)).expect("a reply")
            }
            _ => {
                let flag = match mechanism.ends_with("-PLUS") {
                    true => Flag::Exporter,
                    false => Flag::No,
                };
                Scram::new(mechanism, account, password).saying(flag).log_in(self)
            }
        }
    }
}

/// The text of a challenge, if the reply is one.
fn challenge(reply: &Reply) -> Option<String> {
    let reply = reply.to_string();
    let octets = STANDARD.decode(reply.strip_prefix("334 ")?);
    let text = String::from_utf8(octets.expect("a challenge is in base64"));
    Some(text.expect("these challenges are texts"))
}

/// A `saslname` (RFC 5802 §5.1).
fn escaped(name: &str) -> String {
    name.replace('=', "=3D").replace(',', "=2C")
}

/// It need not be new for each login: whoever sees to that here is the server.
const NONCE: &str = "fyko+d2lbbFgONRv9qkxdawL";
