//! An issuer's public keys (RFC 7517), and which of them may have signed a token.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

/// Keys that are good for signatures.
#[derive(Debug)]
pub(super) struct KeySet(Vec<Key>);

#[derive(Debug)]
struct Key {
    name: Option<String>,
    kind: Kind,
    /// The only algorithm that it is for, if it says so.
    algorithm: Option<Algorithm>,
    key: DecodingKey,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rsa,
    P256,
    P384,
    Ed25519,
}

impl KeySet {
    /// Reads a set. What is of no use here is left out (RFC 7517 §5); keys that are secrets above all.
    pub(super) fn parse(document: &[u8]) -> Result<Self, &'static str> {
        let document = serde_json::from_slice(document);
        let Ok(Value::Object(mut members)) = document else {
            return Err("what is there is no set of keys");
        };
        let Some(Value::Array(keys)) = members.remove("keys") else {
            return Err("what is there is no set of keys");
        };
        let keys: Vec<Key> = keys.into_iter().take(KEYS_MAX).filter_map(Key::read).collect();
        if keys.is_empty() {
            return Err("no key that is there is good for signatures that are taken");
        }
        Ok(Self(keys))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is one of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|key| key.name.as_deref() == Some(name))
    }

    /// Those that may have signed with this algorithm. A key has to have the name that the token gives, if both say one.
    pub(super) fn choose(&self, name: Option<&str>, algorithm: Algorithm) -> Vec<&DecodingKey> {
        let is_named = |key: &&Key| match (name, &key.name) {
            (Some(name), Some(own)) => name == own,
            (None, _) | (_, None) => true,
        };
        let fitting = self.0.iter().filter(is_named).filter(|key| key.fits(algorithm));
        fitting.take(TRIED_MAX).map(|key| &key.key).collect()
    }
}

impl Key {
    fn read(value: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value).ok()?;
        let common = &jwk.common;
        let is_other_use = common
            .public_key_use
            .as_ref()
            .is_some_and(|one| *one != PublicKeyUse::Signature);
        let verifies = |all: &Vec<KeyOperations>| all.contains(&KeyOperations::Verify);
        if is_other_use || !common.key_operations.as_ref().is_none_or(verifies) {
            return None;
        }
        let kind = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => Kind::Rsa,
            AlgorithmParameters::EllipticCurve(of) if of.curve == EllipticCurve::P256 => Kind::P256,
            AlgorithmParameters::EllipticCurve(of) if of.curve == EllipticCurve::P384 => Kind::P384,
            AlgorithmParameters::OctetKeyPair(of) if of.curve == EllipticCurve::Ed25519 => Kind::Ed25519,
            _ => return None,
        };
        let algorithm = match common.key_algorithm {
            Some(algorithm) => Some(Algorithm::try_from(algorithm).ok()?),
            None => None,
        };
        Some(Self {
            key: DecodingKey::from_jwk(&jwk).ok()?,
            name: jwk.common.key_id,
            kind,
            algorithm,
        })
    }

    fn fits(&self, algorithm: Algorithm) -> bool {
        let kind = match algorithm {
            Algorithm::RS256 | Algorithm::RS384 | Algorithm::RS512 => Kind::Rsa,
            Algorithm::PS256 | Algorithm::PS384 | Algorithm::PS512 => Kind::Rsa,
            Algorithm::ES256 => Kind::P256,
            Algorithm::ES384 => Kind::P384,
            Algorithm::EdDSA => Kind::Ed25519,
            _ => return false,
        };
        self.kind == kind && self.algorithm.is_none_or(|own| own == algorithm)
    }
}

/// More than any issuer has at a time.
const KEYS_MAX: usize = 100;
/// Of a token that does not name its key.
const TRIED_MAX: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// How many keys of a set of this one may have signed with each of these algorithms.
    fn check(key: Value, name: Option<&str>, expected: &[Algorithm]) {
        let set = json!({ "keys": [key] }).to_string();
        let Ok(set) = KeySet::parse(set.as_bytes()) else {
            assert!(expected.is_empty(), "{key}");
            return;
        };
        for algorithm in [
            Algorithm::HS256,
            Algorithm::RS256,
            Algorithm::PS512,
            Algorithm::ES256,
            Algorithm::ES384,
            Algorithm::EdDSA,
        ] {
            let count = usize::from(expected.contains(&algorithm));
            assert_eq!(set.choose(name, algorithm).len(), count, "{key} {algorithm:?}");
        }
    }

    #[test]
    fn what_a_key_is_good_for() {
        use Algorithm::{ES256, ES384, EdDSA, PS512, RS256};
        let rsa = || json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"});
        let with = |mut key: Value, member: &str, value: Value| {
            key[member] = value;
            key
        };
        let ed = || json!({"kty": "OKP", "crv": "Ed25519", "x": "AAAA"});
        let ec = |curve: &str| json!({"kty": "EC", "crv": curve, "x": "AAAA", "y": "AAAA"});
        check(rsa(), None, &[RS256, PS512]);
        check(rsa(), Some("a"), &[RS256, PS512]);
        check(with(rsa(), "kid", json!("a")), Some("a"), &[RS256, PS512]);
        check(with(rsa(), "kid", json!("a")), None, &[RS256, PS512]);
        check(with(rsa(), "kid", json!("a")), Some("b"), &[]);
        check(with(rsa(), "alg", json!("RS256")), None, &[RS256]);
        check(with(rsa(), "alg", json!("RSA-OAEP")), None, &[]);
        check(with(rsa(), "alg", json!("XS1")), None, &[]);
        check(with(rsa(), "use", json!("sig")), None, &[RS256, PS512]);
        check(with(rsa(), "use", json!("enc")), None, &[]);
        check(with(rsa(), "key_ops", json!(["verify"])), None, &[RS256, PS512]);
        check(with(rsa(), "key_ops", json!(["encrypt"])), None, &[]);
        check(with(rsa(), "x5c", json!(["AAAA"])), None, &[RS256, PS512]);
        check(with(rsa(), "n", json!("not base64!")), None, &[]);
        check(with(rsa(), "n", json!(1)), None, &[]);
        check(ec("P-256"), None, &[ES256]);
        check(ec("P-384"), None, &[ES384]);
        check(ec("P-521"), None, &[]);
        check(ec("secp256k1"), None, &[]);
        check(ed(), None, &[EdDSA]);
        check(with(ed(), "crv", json!("X25519")), None, &[]);
        // A secret, which whoever reads it could sign with.
        check(json!({"kty": "oct", "k": "AAAA", "alg": "HS256"}), None, &[]);
        check(json!({"kty": "oct", "k": "AAAA"}), None, &[]);
    }

    #[test]
    fn sets() {
        let key = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "a"});
        for (document, count) in [
            (json!({"keys": [key, {"kty": "new"}, 1, null]}), Some(1)),
            (json!({"keys": vec![key.clone(); 200]}), Some(KEYS_MAX)),
            (json!({"keys": []}), None),
            (json!({"keys": {}}), None),
            (json!({}), None),
            (json!([key]), None),
        ] {
            let set = KeySet::parse(document.to_string().as_bytes());
            assert_eq!(set.as_ref().ok().map(KeySet::len), count, "{document}");
            if let Ok(set) = set {
                assert!(set.has("a") && !set.has("b"));
                assert!(set.choose(None, Algorithm::RS256).len() <= TRIED_MAX);
            }
        }
        assert!(KeySet::parse(b"<html>").is_err());
    }
}
