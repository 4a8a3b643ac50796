//! What the tests of tokens sign with, and for whom.

use crate::config::{Issuer, TokenAccounts};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::time::Duration;

/// A key of Ed25519, with its name.
pub(super) struct Pair {
    name: String,
    pair: Ed25519KeyPair,
}

impl Pair {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            pair: Ed25519KeyPair::generate().expect("a key"),
        }
    }

    /// Its public part (RFC 8037 §2).
    pub(super) fn jwk(&self) -> Value {
        let public: &[u8] = self.pair.public_key().as_ref();
        let x = URL_SAFE_NO_PAD.encode(public);
        json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.name, "use": "sig"})
    }

    /// A token, whatever its header says.
    pub(super) fn sign(&self, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = self.pair.sign(signed.as_bytes());
        let octets: &[u8] = signature.as_ref();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(octets))
    }
}

/// A part of a token.
pub(super) fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// An issuer of this name, for the audience `mail`.
pub(super) fn issuer(name: &str) -> Issuer {
    Issuer {
        issuer: name.to_owned(),
        audiences: vec!["mail".to_owned()],
        scopes: Vec::new(),
        account_claim: "email".to_owned(),
        domains: Vec::new(),
        accounts: TokenAccounts::Any,
        skew: Duration::from_secs(60),
        introspection: None,
        ca: None,
    }
}
