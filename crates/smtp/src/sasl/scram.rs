//! SCRAM (RFC 5802), with SHA-1 and SHA-256 (RFC 7677), with and without channel binding: both sides prove to each other that they
//! know the password, and nobody who listens learns it.

use super::{
    Around, Binding, ClientMechanism, Credential, Mechanism, NOT_PREPARED, Next, encode, escape, prepare,
    prepare_optional, prepare_own, unescape,
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{digest, hmac, pbkdf2};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// A hash function of SCRAM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hash {
    /// RFC 5802; only for clients that have nothing better.
    Sha1,
    /// RFC 7677.
    Sha256,
}

/// What a server checks a proof with.
#[derive(Clone)]
pub struct Keys {
    /// Random.
    pub salt: Vec<u8>,
    /// Of PBKDF2.
    pub iterations: u32,
    /// `StoredKey` and `ServerKey` of each password that may be meant. None: no proof is right.
    pub pairs: Vec<(Vec<u8>, Vec<u8>)>,
    /// The server's part of the nonce: printable, without a comma, never the same twice.
    pub nonce: String,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Hash {
    fn hmac(self, key: &[u8], text: &[u8]) -> Zeroizing<Vec<u8>> {
        let algorithm = match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
        };
        let tag = hmac::sign(&hmac::Key::new(algorithm, key), text);
        Zeroizing::new(tag.as_ref().to_vec())
    }

    fn digest(self, text: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
        };
        digest::digest(algorithm, text).as_ref().to_vec()
    }

    /// `Hi()` of RFC 5802 §2.2.
    fn salted(self, password: &[u8], salt: &[u8], iterations: NonZeroU32) -> Zeroizing<Vec<u8>> {
        let (algorithm, octets) = match self {
            Self::Sha1 => (pbkdf2::PBKDF2_HMAC_SHA1, digest::SHA1_OUTPUT_LEN),
            Self::Sha256 => (pbkdf2::PBKDF2_HMAC_SHA256, digest::SHA256_OUTPUT_LEN),
        };
        let mut salted = Zeroizing::new(vec![0; octets]);
        pbkdf2::derive(algorithm, iterations, salt, password, &mut salted);
        salted
    }
}

/// `StoredKey` and `ServerKey` of a password that was prepared by SASLprep (RFC 5802 §3). Takes as long as the iterations do.
pub fn derive(hash: Hash, password: &[u8], salt: &[u8], iterations: NonZeroU32) -> (Vec<u8>, Vec<u8>) {
    let salted = hash.salted(password, salt, iterations);
    let stored = hash.digest(&hash.hmac(&salted, b"Client Key"));
    (stored, hash.hmac(&salted, b"Server Key").to_vec())
}

/// The server's side.
pub(super) struct Scram {
    name: &'static str,
    hash: Hash,
    /// Whether it is the mechanism with channel binding, and whether that is offered.
    binds: bool,
    offers_binding: bool,
    binding: Option<Binding>,
    stage: Stage,
}

enum Stage {
    /// The client's first message comes.
    First,
    /// The keys are looked up.
    Lookup(Opening),
    /// The client's final message comes.
    Final(Opening, Keys, String),
    /// The proof was checked; the server's signature, if it is right.
    Checked(Option<Vec<u8>>),
    Over,
}

/// The client's first message, taken apart.
struct Opening {
    /// What the client's final message has to repeat: the GS2 header, and the channel binding behind it.
    bound: Vec<u8>,
    /// Without the GS2 header.
    bare: String,
    nonce: String,
}

impl Scram {
    pub(super) fn new(name: &'static str, hash: Hash, binds: bool, around: &Around<'_>) -> Self {
        Self {
            name,
            hash,
            binds,
            offers_binding: around.offers_binding,
            binding: around.binding.cloned(),
            stage: Stage::First,
        }
    }

    fn impossible(&self, login: &str, why: &'static str) -> Next {
        Next::Ask(Credential::Impossible {
            mechanism: self.name,
            login: login.to_owned(),
            why,
        })
    }

    /// `client-first-message` of RFC 5802 §7.
    fn first(&mut self, message: &[u8]) -> Next {
        let Some(first) = std::str::from_utf8(message).ok().and_then(First::read) else {
            return Next::Malformed;
        };
        if first.has_mandatory_extension {
            // RFC 5802 §5.1: its presence must make the login fail.
            return self.impossible("", EXTENSION);
        }
        let (Some(login), Some(authorization)) = (
            prepare(first.login.as_bytes()),
            prepare_optional(first.authorization.as_bytes()),
        ) else {
            return self.impossible("", NOT_PREPARED);
        };
        let mut bound = first.header.as_bytes().to_vec();
        match (first.flag, self.binds) {
            (Flag::Named(kind), true) => match self.binding.as_ref().and_then(|binding| binding.named(kind)) {
                Some(octets) => bound.extend_from_slice(octets),
                None => return self.impossible(&login, "the client wants a channel binding that this session has not"),
            },
            (Flag::Named(_), false) => {
                return self.impossible(&login, "the client binds the channel with a mechanism that does not");
            }
            (Flag::No | Flag::Unoffered, true) => {
                return self.impossible(
                    &login,
                    "the client does not bind the channel with a mechanism that does",
                );
            }
            // RFC 5802 §6: it could, and did not see that we offer it: somebody in between has taken it out.
            (Flag::Unoffered, false) if self.offers_binding => {
                return self.impossible(
                    &login,
                    "the client was not shown the mechanisms with channel binding: somebody is in between",
                );
            }
            (Flag::No | Flag::Unoffered, false) => {}
        }
        self.stage = Stage::Lookup(Opening {
            bound,
            bare: first.bare.to_owned(),
            nonce: first.nonce.to_owned(),
        });
        Next::Ask(Credential::Lookup {
            mechanism: self.name,
            hash: self.hash,
            login,
            authorization,
        })
    }

    /// `client-final-message`.
    fn last(&mut self, message: &[u8], opening: &Opening, keys: &Keys, server_first: &str) -> Next {
        let Some(last) = std::str::from_utf8(message).ok().and_then(Last::read) else {
            return Next::Malformed;
        };
        if last.has_mandatory_extension {
            return self.impossible("", EXTENSION);
        }
        if last.proof.len() != self.hash.digest(b"").len() {
            return Next::Malformed;
        }
        if last.bound != opening.bound {
            return self.impossible(
                "",
                "the channel binding is another one: somebody is in between, or the client is wrong",
            );
        }
        if last.nonce != format!("{}{}", opening.nonce, keys.nonce) {
            return self.impossible("", "the nonce is another one");
        }
        let text = format!("{},{server_first},{}", opening.bare, last.without_proof);
        let mut right = None;
        // All of them, so that the time does not tell which.
        for (place, (stored, server)) in keys.pairs.iter().enumerate() {
            let mut client_key = self.hash.hmac(stored, text.as_bytes());
            for (octet, proof) in client_key.iter_mut().zip(last.proof.iter()) {
                *octet ^= proof;
            }
            if verify_slices_are_equal(&self.hash.digest(&client_key), stored).is_ok() {
                right = Some((place, self.hash.hmac(server, text.as_bytes()).to_vec()));
            }
        }
        let (right, signature) = right.unzip();
        self.stage = Stage::Checked(signature);
        Next::Ask(Credential::Proof {
            mechanism: self.name,
            right,
        })
    }
}

impl Mechanism for Scram {
    fn start(&mut self, initial: Option<&[u8]>) -> Next {
        match initial {
            None => Next::Challenge(Vec::new()),
            Some(message) => self.respond(message),
        }
    }

    fn respond(&mut self, message: &[u8]) -> Next {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::First => self.first(message),
            Stage::Final(opening, keys, server_first) => self.last(message, &opening, &keys, &server_first),
            Stage::Lookup(_) | Stage::Checked(_) | Stage::Over => Next::Malformed,
        }
    }

    fn keys(&mut self, keys: Keys) -> Next {
        let Stage::Lookup(opening) = std::mem::replace(&mut self.stage, Stage::Over) else {
            return Next::Malformed;
        };
        let first = format!(
            "r={}{},s={},i={}",
            opening.nonce,
            keys.nonce,
            encode(&keys.salt),
            keys.iterations
        );
        self.stage = Stage::Final(opening, keys, first.clone());
        Next::Challenge(first.into_bytes())
    }

    fn accepted(&mut self) -> Option<Vec<u8>> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Checked(Some(signature)) => Some(format!("v={}", encode(&signature)).into_bytes()),
            _ => None,
        }
    }
}

/// `client-first-message`.
struct First<'a> {
    flag: Flag<'a>,
    /// The whole GS2 header, with its second comma.
    header: &'a str,
    authorization: String,
    bare: &'a str,
    login: String,
    nonce: &'a str,
    has_mandatory_extension: bool,
}

/// Whether the client binds the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flag<'a> {
    /// `n`: it cannot.
    No,
    /// `y`: it could, but was not offered it.
    Unoffered,
    /// `p=`: by this.
    Named(&'a str),
}

impl<'a> First<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (flag, rest) = text.split_once(',')?;
        let (identity, bare) = rest.split_once(',')?;
        let header = &text[..text.len() - bare.len()];
        let flag = match flag {
            "n" => Flag::No,
            "y" => Flag::Unoffered,
            named => {
                let kind = named.strip_prefix("p=")?;
                let is_name = |octet: u8| octet.is_ascii_alphanumeric() || b".-".contains(&octet);
                (!kind.is_empty() && kind.bytes().all(is_name)).then_some(())?;
                Flag::Named(kind)
            }
        };
        let authorization = match identity {
            "" => String::new(),
            named => unescape(named.strip_prefix("a=")?).filter(|name| !name.is_empty())?,
        };
        let has_mandatory_extension = wants_extension(bare);
        let mut first = Self {
            flag,
            header,
            authorization,
            bare,
            login: String::new(),
            nonce: "",
            has_mandatory_extension,
        };
        if has_mandatory_extension {
            return Some(first);
        }
        let mut parts = bare.split(',');
        first.login = unescape(parts.next()?.strip_prefix("n=")?)?;
        first.nonce = parts.next()?.strip_prefix("r=").filter(|nonce| is_nonce(nonce))?;
        parts.all(is_attribute).then_some(first)
    }
}

/// `client-final-message`.
struct Last<'a> {
    bound: Vec<u8>,
    nonce: &'a str,
    proof: Zeroizing<Vec<u8>>,
    without_proof: &'a str,
    has_mandatory_extension: bool,
}

impl<'a> Last<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (without_proof, proof) = text.rsplit_once(",p=")?;
        let mut parts = without_proof.split(',');
        let bound = STANDARD.decode(parts.next()?.strip_prefix("c=")?).ok()?;
        let nonce = parts.next()?.strip_prefix("r=").filter(|nonce| is_nonce(nonce))?;
        parts.all(is_attribute).then_some(Self {
            bound,
            nonce,
            proof: Zeroizing::new(STANDARD.decode(proof).ok()?),
            without_proof,
            has_mandatory_extension: wants_extension(without_proof),
        })
    }
}

/// Whether there is one without which the other side does not want to go on.
fn wants_extension(message: &str) -> bool {
    message.split(',').any(|part| part.starts_with("m="))
}

const EXTENSION: &str = "the client wants an extension of SCRAM that nobody knows (m=)";

fn is_nonce(text: &str) -> bool {
    let printable = |octet: u8| octet.is_ascii_graphic() && octet != b',';
    !text.is_empty() && text.len() <= NONCE_OCTETS_MAX && text.bytes().all(printable)
}

/// A further attribute: a letter and a value.
fn is_attribute(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b'=', _, ..] if letter.is_ascii_alphabetic()) && !text.contains('\0')
}

/// The salted password of a client, kept from one login to the next (RFC 5802 §5.1): a server's salt rarely changes, and to salt
/// takes long. Wiped when dropped.
#[derive(Default)]
pub struct Salted(Mutex<Option<Known>>);

struct Known {
    hash: Hash,
    salt: Vec<u8>,
    iterations: NonZeroU32,
    salted: Zeroizing<Vec<u8>>,
}

impl Salted {
    fn of(&self, hash: Hash, password: &str, salt: &[u8], iterations: NonZeroU32) -> Zeroizing<Vec<u8>> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*known()
            && (known.hash, known.iterations) == (hash, iterations)
            && known.salt == salt
        {
            return known.salted.clone();
        }
        // Not under the lock: it takes long.
        let salted = hash.salted(password.as_bytes(), salt, iterations);
        *known() = Some(Known {
            hash,
            salt: salt.to_vec(),
            iterations,
            salted: salted.clone(),
        });
        salted
    }
}

impl fmt::Debug for Salted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salted")
    }
}

/// The client's side.
pub(super) struct ScramClient {
    hash: Hash,
    /// The GS2 header, and the channel binding behind it.
    header: String,
    bound: Vec<u8>,
    bare: String,
    nonce: String,
    password: Zeroizing<String>,
    salted: Arc<Salted>,
    stage: ClientStage,
    complaint: &'static str,
}

enum ClientStage {
    First,
    Challenge,
    /// What the server has to show.
    Signature(Zeroizing<Vec<u8>>),
    Satisfied,
    Failed,
}

/// What a client needs for it.
pub(super) struct ClientSide<'a> {
    pub hash: Hash,
    /// Whether the mechanism binds the channel; if not, whether the server offers one that does.
    pub binds: bool,
    pub offered: bool,
    pub binding: Option<&'a Binding>,
    pub user: &'a str,
    pub password: &'a str,
    pub salted: &'a Arc<Salted>,
    /// Printable, without a comma, never the same twice.
    pub nonce: &'a str,
}

impl ScramClient {
    pub(super) fn new(side: &ClientSide<'_>) -> Self {
        let best = side.binding.and_then(Binding::best);
        let (header, octets) = match best {
            Some((kind, octets)) if side.binds => (format!("p={kind},,"), octets),
            // RFC 5802 §6: so that a server which does offer it finds out that somebody has hidden it.
            Some(_) if !side.offered => ("y,,".to_owned(), &[][..]),
            _ => ("n,,".to_owned(), &[][..]),
        };
        Self {
            hash: side.hash,
            bound: [header.as_bytes(), octets].concat(),
            header,
            bare: format!("n={},r={}", escape(&prepare_own(side.user)), side.nonce),
            nonce: side.nonce.to_owned(),
            password: prepare_own(side.password),
            salted: side.salted.clone(),
            stage: ClientStage::First,
            complaint: UNPROVEN,
        }
    }

    fn message(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(format!("{}{}", self.header, self.bare).into_bytes())
    }

    /// `client-final-message`, and what the server has to say to it.
    fn answer(&mut self, challenge: &str) -> Option<(String, Zeroizing<Vec<u8>>)> {
        self.complaint = "began SCRAM with what makes no sense";
        let mut parts = challenge.split(',');
        let nonce = parts.next()?.strip_prefix("r=").filter(|nonce| is_nonce(nonce))?;
        // RFC 5802 §5.1: ours, and more behind it.
        self.complaint = "has a nonce in SCRAM that does not begin with ours";
        (nonce.starts_with(&self.nonce) && nonce.len() > self.nonce.len()).then_some(())?;
        self.complaint = "began SCRAM with what makes no sense";
        let salt = STANDARD.decode(parts.next()?.strip_prefix("s=")?).ok()?;
        let iterations = parts.next()?.strip_prefix("i=")?;
        self.complaint = "wants fewer than 4,096 or more than 200,000 iterations in SCRAM";
        let iterations: NonZeroU32 = iterations.parse().ok()?;
        let is_bounded = (ITERATIONS_MIN..=ITERATIONS_MAX).contains(&iterations.get());
        is_bounded.then_some(())?;
        self.complaint = "began SCRAM with what makes no sense";
        (!salt.is_empty() && parts.all(is_attribute)).then_some(())?;
        self.complaint = UNPROVEN;
        let salted = self.salted.of(self.hash, &self.password, &salt, iterations);
        let mut proof = self.hash.hmac(&salted, b"Client Key");
        let without_proof = format!("c={},r={nonce}", encode(&self.bound));
        let text = format!("{},{challenge},{without_proof}", self.bare);
        let signature = self.hash.hmac(&self.hash.digest(&proof), text.as_bytes());
        for (octet, signed) in proof.iter_mut().zip(signature.iter()) {
            *octet ^= signed;
        }
        let server_key = self.hash.hmac(&salted, b"Server Key");
        let expected = self.hash.hmac(&server_key, text.as_bytes());
        Some((format!("{without_proof},p={}", encode(&proof)), expected))
    }

    /// `server-final-message`.
    fn is_signed(challenge: &str, expected: &[u8]) -> bool {
        let mut parts = challenge.split(',');
        let signature = parts.next().and_then(|first| first.strip_prefix("v="));
        let signature = signature.and_then(|text| STANDARD.decode(text).ok());
        signature.is_some_and(|signature| verify_slices_are_equal(&signature, expected).is_ok())
            && parts.all(is_attribute)
    }
}

impl ClientMechanism for ScramClient {
    fn initial(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        Some(self.message())
    }

    fn initial_sent(&mut self) {
        self.stage = ClientStage::Challenge;
    }

    fn respond(&mut self, challenge: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let text = std::str::from_utf8(challenge).ok();
        match std::mem::replace(&mut self.stage, ClientStage::Failed) {
            ClientStage::First => {
                self.stage = ClientStage::Challenge;
                Some(self.message())
            }
            // RFC 5802 §7, `server-error`: it says why it refuses, and its reply to whatever comes says that it does.
            ClientStage::Challenge | ClientStage::Signature(_) if text.is_some_and(|text| text.starts_with("e=")) => {
                self.complaint = "went on with SCRAM after it had said that the login failed";
                Some(Zeroizing::default())
            }
            ClientStage::Challenge => {
                let (answer, expected) = self.answer(text?)?;
                self.stage = ClientStage::Signature(expected);
                Some(Zeroizing::new(answer.into_bytes()))
            }
            ClientStage::Signature(expected) => {
                self.complaint = "showed a wrong proof that it knows the password: it may be another";
                Self::is_signed(text?, &expected).then_some(())?;
                self.stage = ClientStage::Satisfied;
                Some(Zeroizing::default())
            }
            ClientStage::Satisfied | ClientStage::Failed => None,
        }
    }

    fn complaint(&self) -> Option<&'static str> {
        Some(self.complaint)
    }

    fn is_satisfied(&self) -> bool {
        matches!(self.stage, ClientStage::Satisfied)
    }
}

/// As a client, no more than this: whoever is between could ask for four billion (RFC 5802 §9; RUSTSEC-2026-0179 was that).
pub const ITERATIONS_MAX: u32 = 200_000;
/// As a client, no less: a proof with fewer is cheap to guess from (RFC 5802 §5.1, RFC 7677 §4).
const ITERATIONS_MIN: u32 = 4_096;
const UNPROVEN: &str = "took the login without proving that it knows the password: it may be another";
const NONCE_OCTETS_MAX: usize = 1_024;

#[cfg(test)]
#[path = "scram_tests.rs"]
mod tests;
