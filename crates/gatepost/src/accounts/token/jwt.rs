//! A JWT (RFC 7519): what it says of itself, and whether its issuer has signed it (RFC 7515, RFC 8725).

use super::keys::KeySet;
use super::shown;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Validation, decode};
use serde_json::{Map, Value};

/// What is claimed of a token, by name.
pub(super) type Claims = Map<String, Value>;

/// A token that has the form of a JWT. Nobody has vouched for what it says.
pub(super) struct Unverified<'a> {
    token: &'a str,
    header: Map<String, Value>,
    issuer: Option<String>,
}

/// What comes of looking at its signature.
#[derive(Debug)]
pub(super) enum Signed {
    /// Its issuer has made it, and claims this.
    Right(Claims),
    /// It cannot be good, whatever keys there are: why.
    Wrong(String),
    /// None of these keys has made the signature. A newer one may have.
    Unknown(String),
}

impl<'a> Unverified<'a> {
    /// `None`: it is something that only its issuer can read.
    pub(super) fn read(token: &'a str) -> Option<Self> {
        let mut parts = token.split('.');
        let (Some(header), Some(claims), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return None;
        };
        let (header, claims) = (object(header)?, object(claims)?);
        let issuer = claims.get("iss").and_then(Value::as_str).map(str::to_owned);
        header.contains_key("alg").then_some(Self { token, header, issuer })
    }

    /// Whose it says it is.
    pub(super) fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// Whether one of `keys` has made its signature.
    pub(super) fn verify(&self, keys: &KeySet) -> Signed {
        let (algorithm, name) = match self.head() {
            Ok(head) => head,
            Err(why) => return Signed::Wrong(why),
        };
        for key in keys.choose(name, algorithm) {
            match decode::<Claims>(self.token, key, &only_signature(algorithm)) {
                Ok(token) => return Signed::Right(token.claims),
                Err(error) => match error.kind() {
                    ErrorKind::InvalidSignature => {}
                    ErrorKind::MissingRequiredClaim(claim) => {
                        return Signed::Wrong(format!("its claim `{claim}` is missing, or not what it has to be"));
                    }
                    _ => return Signed::Wrong("it cannot be read".to_owned()),
                },
            }
        }
        match name {
            Some(name) if keys.has(name) => Signed::Wrong("its signature is wrong".to_owned()),
            Some(name) => Signed::Unknown(format!("its issuer publishes no key {}", shown(name))),
            None => Signed::Unknown("none of its issuer's keys has signed it".to_owned()),
        }
    }

    /// With which algorithm it is signed, and with which key, if it says so.
    fn head(&self) -> Result<(Algorithm, Option<&str>), String> {
        let named = self.header.get("alg").and_then(Value::as_str).unwrap_or_default();
        // Anybody can make `none`, and HS256 with the public key as the secret (RFC 8725 §2.1).
        let algorithm = named
            .parse::<Algorithm>()
            .ok()
            .filter(|algorithm| TAKEN.contains(algorithm));
        let algorithm = algorithm.ok_or_else(|| format!("its algorithm is {}, which is not taken", shown(named)))?;
        if self.header.contains_key("crit") {
            // RFC 7515 §4.1.11
            return Err("it demands extensions that are not known here".to_owned());
        }
        let is_token = match self.header.get("typ") {
            None => true,
            Some(Value::String(kind)) => {
                let kind = kind.to_ascii_lowercase();
                // RFC 7515 §4.1.9, RFC 9068 §4
                matches!(kind.strip_prefix("application/").unwrap_or(&kind), "jwt" | "at+jwt")
            }
            Some(_) => false,
        };
        if !is_token {
            return Err("it is of a kind that is no access token".to_owned());
        }
        match self.header.get("kid") {
            None => Ok((algorithm, None)),
            Some(Value::String(name)) => Ok((algorithm, Some(name.as_str()))),
            Some(_) => Err("the name of its key is no text".to_owned()),
        }
    }
}

/// Names and times are judged elsewhere, by our own clock and in the same way for tokens that are asked about.
fn only_signature(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.set_required_spec_claims(&["aud", "exp", "iss"]);
    validation.validate_aud = false;
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let octets = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&octets).ok()
}

/// Those for which knowing the public key is not enough to sign.
const TAKEN: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

#[cfg(test)]
mod tests {
    use super::super::made_up::{Pair, part};
    use super::*;
    use serde_json::json;

    fn keys(pairs: &[&Pair]) -> KeySet {
        let all: Vec<Value> = pairs.iter().map(|pair| pair.jwk()).collect();
        KeySet::parse(json!({ "keys": all }).to_string().as_bytes()).expect("keys")
    }

    fn claims() -> Value {
        json!({"iss": "i", "aud": "a", "exp": 5})
    }

    /// A part of why it is wrong, `?` and a part of why it is unknown, or nothing where it is right.
    fn check(token: &str, keys: &KeySet, expected: &str) {
        let jwt = Unverified::read(token).unwrap_or_else(|| panic!("no JWT: {token}"));
        match (jwt.verify(keys), expected.strip_prefix('?')) {
            (Signed::Right(found), None) => {
                assert_eq!(expected, "", "{token}");
                assert_eq!(Value::Object(found), claims(), "{token}");
            }
            (Signed::Wrong(why), None) => assert!(!expected.is_empty() && why.contains(expected), "{token}: {why}"),
            (Signed::Unknown(why), Some(part)) => assert!(why.contains(part), "{token}: {why}"),
            (found, _) => panic!("{token}: {found:?}, and not {expected:?}"),
        }
    }

    #[test]
    fn headers() {
        let pair = Pair::new("one");
        let keys = keys(&[&pair]);
        for (header, expected) in [
            (json!({"alg": "EdDSA"}), ""),
            (json!({"alg": "EdDSA", "kid": "one", "typ": "JWT"}), ""),
            (json!({"alg": "EdDSA", "typ": "at+jwt"}), ""),
            (json!({"alg": "EdDSA", "typ": "application/AT+JWT"}), ""),
            (json!({"alg": "EdDSA", "typ": "logout+jwt"}), "no access token"),
            (json!({"alg": "EdDSA", "typ": 1}), "no access token"),
            (json!({"alg": "EdDSA", "kid": "two"}), "?no key \"two\""),
            (json!({"alg": "EdDSA", "kid": 1}), "no text"),
            (json!({"alg": "EdDSA", "crit": ["b64"], "b64": false}), "extensions"),
            (json!({"alg": "none"}), "\"none\", which is not taken"),
            (json!({"alg": "None"}), "not taken"),
            (json!({"alg": "HS256"}), "not taken"),
            (json!({"alg": "eddsa"}), "not taken"),
            (json!({"alg": 1}), "not taken"),
            (json!({"alg": "RS256"}), "?none of its issuer's keys"),
            (json!({"alg": "RS256", "kid": "one"}), "signature is wrong"),
        ] {
            check(&pair.sign(&header, &claims()), &keys, expected);
        }
    }

    #[test]
    fn signatures() {
        let (one, other) = (Pair::new("one"), Pair::new("other"));
        let (header, nameless) = (json!({"alg": "EdDSA", "kid": "one"}), json!({"alg": "EdDSA"}));
        let token = one.sign(&header, &claims());
        check(&token, &keys(&[&one, &other]), "");
        check(
            &other.sign(&header, &claims()),
            &keys(&[&one, &other]),
            "signature is wrong",
        );
        check(&other.sign(&nameless, &claims()), &keys(&[&one, &other]), "");
        check(
            &other.sign(&nameless, &claims()),
            &keys(&[&one]),
            "?none of its issuer's keys",
        );
        let (signed, signature) = token.rsplit_once('.').expect("a signature");
        check(&format!("{signed}."), &keys(&[&one]), "signature is wrong");
        check(
            &format!("{signed}.{}", &signature[1..]),
            &keys(&[&one]),
            "cannot be read",
        );
        let changed = part(&json!({"iss": "i", "aud": "a", "exp": 6}));
        check(
            &format!("{}.{changed}.{signature}", part(&header)),
            &keys(&[&one]),
            "signature is wrong",
        );
        for lack in ["iss", "aud", "exp"] {
            let mut claims = claims();
            claims.as_object_mut().expect("an object").remove(lack);
            check(
                &one.sign(&header, &claims),
                &keys(&[&one]),
                &format!("`{lack}` is missing"),
            );
        }
    }

    #[test]
    fn what_is_no_jwt() {
        let (header, claims) = (part(&json!({"alg": "EdDSA"})), part(&claims()));
        for token in [
            String::new(),
            "ya29.a0AfH6SMBx".to_owned(),
            format!("{header}.{claims}"),
            format!("{header}.{claims}.a.b.c"),
            format!("{header}.{claims}x=.a"),
            format!("{}.{claims}.a", part(&json!({"typ": "JWT"}))),
            format!("{}.{claims}.a", part(&json!(["alg"]))),
            format!("{header}.{}.a", part(&json!("iss"))),
        ] {
            assert!(Unverified::read(&token).is_none(), "{token}");
        }
        let unsigned = format!("{header}.{claims}.");
        assert_eq!(Unverified::read(&unsigned).expect("a JWT").issuer(), Some("i"));
    }
}
