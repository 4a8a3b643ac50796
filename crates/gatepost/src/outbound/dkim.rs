//! DKIM signatures (RFC 6376): RSA, and Ed25519 (RFC 8463). What is signed is `mail::dkim`'s to say.

use aws_lc_rs::digest::{Context, SHA256, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail::Timestamp;
use mail::dkim::{CanonicalBody, Signer, Unsigned};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use std::fmt;
use zeroize::Zeroizing;

/// A domain's key.
pub struct DkimKey {
    domain: String,
    selector: String,
    pair: Pair,
}

enum Pair {
    Rsa(Box<rsa::KeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Why a key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DkimKeyError {
    /// It is no private key in PEM.
    NoKey,
    /// It is neither RSA nor Ed25519.
    OtherKind,
    /// RFC 8301 §3.2: shorter keys than this many bits are not taken by those who verify.
    TooShort {
        /// How many it has.
        bits: usize,
    },
}

/// A kind of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// With 2,048 bits (RFC 8301 §3.2).
    Rsa,
    /// RFC 8463.
    Ed25519,
}

/// A new private key, in PEM (PKCS #8). Wiped when dropped. `None` if the library makes none.
pub fn new_key(kind: KeyKind) -> Option<Zeroizing<String>> {
    let der = match kind {
        KeyKind::Rsa => {
            let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).ok()?;
            let der: Pkcs8V1Der<'_> = pair.as_der().ok()?;
            Zeroizing::new(der.as_ref().to_vec())
        }
        KeyKind::Ed25519 => {
            let pair = Ed25519KeyPair::generate().ok()?;
            let der: Pkcs8V1Der<'_> = pair.as_der().ok()?;
            Zeroizing::new(der.as_ref().to_vec())
        }
    };
    let text = Zeroizing::new(STANDARD.encode(&der));
    let mut pem = Zeroizing::new("-----BEGIN PRIVATE KEY-----\n".to_owned());
    for line in text.as_bytes().chunks(64) {
        pem.extend(line.iter().copied().map(char::from));
        pem.push('\n');
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    Some(pem)
}

impl DkimKey {
    /// Reads a private key: PEM, PKCS #8 or PKCS #1.
    ///
    /// # Errors
    /// It is none that can sign.
    pub fn from_pem(domain: &str, selector: &str, pem: &[u8]) -> Result<Self, DkimKeyError> {
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| DkimKeyError::NoKey)?;
        let der = key.secret_der();
        let pair = if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
            Pair::Ed25519(pair)
        } else {
            let pair = rsa::KeyPair::from_pkcs8(der).or_else(|_| rsa::KeyPair::from_der(der));
            Pair::Rsa(Box::new(pair.map_err(|_| DkimKeyError::OtherKind)?))
        };
        if let Pair::Rsa(pair) = &pair {
            let bits = 8 * pair.public_modulus_len();
            if bits < RSA_BITS_LEAST {
                return Err(DkimKeyError::TooShort { bits });
            }
        }
        Ok(Self {
            domain: domain.to_owned(),
            selector: selector.to_owned(),
            pair,
        })
    }

    /// Whose messages it signs, as A-labels.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Where the record stands in the DNS (RFC 6376 §3.6.2.1).
    pub fn name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// The record, whose type is TXT (RFC 6376 §3.6.1). Longer than one string of the DNS may be where the key is RSA.
    pub fn record(&self) -> String {
        let (kind, public) = match &self.pair {
            Pair::Rsa(pair) => {
                let public: Result<PublicKeyX509Der<'_>, _> = pair.public_key().as_der();
                ("rsa", public.map(|der| der.as_ref().to_vec()).unwrap_or_default())
            }
            // RFC 8463 §4: the key alone.
            Pair::Ed25519(pair) => ("ed25519", pair.public_key().as_ref().to_vec()),
        };
        format!("v=DKIM1; k={kind}; p={}", STANDARD.encode(public))
    }

    /// The field that signs a message with this header (whole lines, as it is sent) and this body, with CR LF at its end.
    /// `None` where there is no From, or the library fails: the message goes without.
    pub fn sign(&self, header: &[u8], body: &BodyHash, now: Timestamp) -> Option<String> {
        let algorithm = match &self.pair {
            Pair::Rsa(_) => "rsa-sha256",
            Pair::Ed25519(_) => "ed25519-sha256",
        };
        let signer = Signer {
            domain: &self.domain,
            selector: &self.selector,
            algorithm,
        };
        let unsigned = Unsigned::new(header, &body.0, signer, now)?;
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &unsigned.data, &mut signature)
                    .ok()?;
                signature
            }
            // RFC 8463 §3: the hash is what is signed.
            Pair::Ed25519(pair) => pair.sign(digest(&SHA256, &unsigned.data).as_ref()).as_ref().to_vec(),
        };
        Some(unsigned.signed(&STANDARD.encode(signature)))
    }
}

/// Nothing of the key.
impl fmt::Debug for DkimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DkimKey").field(&self.name()).finish()
    }
}

impl fmt::Display for DkimKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey => f.write_str("this is no private key in PEM form"),
            Self::OtherKind => f.write_str("this key is neither RSA nor Ed25519"),
            Self::TooShort { bits } => {
                write!(
                    f,
                    "this RSA key has {bits} bits, and {RSA_BITS_LEAST} are the least that others take"
                )
            }
        }
    }
}

impl std::error::Error for DkimKeyError {}

/// The hash of a body, one for all who sign the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyHash(String);

/// Makes one, from pieces of any size.
pub struct BodyHasher {
    canonical: CanonicalBody,
    context: Context,
}

impl Default for BodyHasher {
    fn default() -> Self {
        Self {
            canonical: CanonicalBody::default(),
            context: Context::new(&SHA256),
        }
    }
}

impl BodyHasher {
    /// The next octets of the body: what stands behind the empty line.
    pub fn feed(&mut self, octets: &[u8]) {
        let context = &mut self.context;
        self.canonical.feed(octets, |octets| context.update(octets));
    }

    /// The body has ended.
    pub fn finish(mut self) -> BodyHash {
        self.canonical.finish(|octets| self.context.update(octets));
        BodyHash(STANDARD.encode(self.context.finish()))
    }
}

/// RFC 8301 §3.2
const RSA_BITS_LEAST: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8463 §A.2, as PKCS #8.
    const ED25519: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
        -----END PRIVATE KEY-----\n";

    fn hash(octets: &[u8]) -> String {
        let mut hasher = BodyHasher::default();
        octets.chunks(3).for_each(|piece| hasher.feed(piece));
        hasher.finish().0
    }

    #[test]
    fn bodies_are_hashed() {
        for (body, expected) in [
            (&b""[..], "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
            (b"  \r\n", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
            // RFC 8463 §A.3
            (
                b"Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n",
                "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=",
            ),
        ] {
            assert_eq!(hash(body), expected, "{}", String::from_utf8_lossy(body));
        }
        assert!(hash(b"Hello!\r\n  \r\n\r\n").starts_with("EVfAHe"));
    }

    #[test]
    fn a_key_says_its_record() {
        let key = DkimKey::from_pem("football.example.com", "brisbane", ED25519.as_bytes()).expect("a key");
        assert_eq!(key.name(), "brisbane._domainkey.football.example.com");
        assert_eq!(
            key.record(),
            "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
        );
        assert!(!format!("{key:?}").contains("nWGx"));
        let hash = BodyHasher::default().finish();
        let now = Timestamp::from_micros(1_764_000_000_000_000);
        let field = key
            .sign(b"From: joe@football.example.com\r\n", &hash, now)
            .expect("a signature");
        assert!(field.starts_with("DKIM-Signature: v=1; a=ed25519-sha256; "), "{field}");
        assert_eq!(key.sign(b"To: joe@football.example.com\r\n", &hash, now), None);
    }

    #[test]
    fn a_new_key_can_sign() {
        for (kind, algorithm) in [(KeyKind::Rsa, "rsa"), (KeyKind::Ed25519, "ed25519")] {
            let (one, other) = (new_key(kind).expect("a key"), new_key(kind).expect("a key"));
            assert_ne!(*one, *other);
            let key = DkimKey::from_pem("example.com", "s", one.as_bytes()).expect("a key");
            assert!(key.record().starts_with(&format!("v=DKIM1; k={algorithm}; p=")));
            let now = Timestamp::from_micros(1_764_000_000_000_000);
            let field = key.sign(b"From: a@example.com\r\n", &BodyHasher::default().finish(), now);
            assert!(field.is_some_and(|field| field.contains(&format!("a={algorithm}-sha256"))));
        }
    }

    #[test]
    fn what_is_no_key() {
        for (pem, expected) in [
            ("", DkimKeyError::NoKey),
            (
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                DkimKeyError::OtherKind,
            ),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                DkimKeyError::NoKey,
            ),
        ] {
            assert_eq!(
                DkimKey::from_pem("d", "s", pem.as_bytes()).err(),
                Some(expected),
                "{pem}"
            );
        }
    }
}
