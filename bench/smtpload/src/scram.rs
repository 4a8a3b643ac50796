//! SCRAM-SHA-256 as a client (RFC 5802, RFC 7677), without channel binding. It reads and writes nothing, and draws no nonce.
use base64::{engine::general_purpose::STANDARD as B64, Engine};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// What a password comes to with one salt and one count of iterations: the costly part, which a client may keep (RFC 5802 §5.1).
#[derive(Clone, Copy)]
pub struct Keys { client: [u8; 32], stored: [u8; 32], server: [u8; 32] }

impl Keys {
    pub fn derive(password: &str, salt: &[u8], iterations: u32) -> Keys {
        let mut salted = [0u8; 32];
        pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, iterations, &mut salted);
        let client = mac(&salted, b"Client Key");
        Keys { client, stored: Sha256::digest(client).into(), server: mac(&salted, b"Server Key") }
    }
}

/// `client-first-message-bare`. What stands before it is `n,,`.
pub fn bare(user: &str, nonce: &str) -> String {
    format!("n={},r={nonce}", user.replace('=', "=3D").replace(',', "=2C"))
}

/// `server-first-message`, taken apart.
pub struct Challenge<'a> { text: &'a str, nonce: &'a str, pub salt: Vec<u8>, pub iterations: u32 }

impl<'a> Challenge<'a> {
    /// `nonce` is the client's own.
    pub fn read(text: &'a str, nonce: &str) -> Result<Challenge<'a>, &'static str> {
        let mut parts = text.split(',');
        let mut value = |name: &str| parts.next().and_then(|part| part.strip_prefix(name)).ok_or("bad challenge");
        let (whole, salt, iterations) = (value("r=")?, value("s=")?, value("i=")?);
        if whole.len() <= nonce.len() || !whole.starts_with(nonce) {
            return Err("the nonce is not ours");
        }
        let salt = B64.decode(salt).map_err(|_| "bad salt")?;
        match iterations.parse::<u32>() {
            Ok(n) if (1..=ITERATIONS_MAX).contains(&n) => Ok(Challenge { text, nonce: whole, salt, iterations: n }),
            _ => Err("bad iteration count"),
        }
    }

    /// `client-final-message`, and the signature that the server has to show for it.
    pub fn answer(&self, bare: &str, keys: &Keys) -> (String, [u8; 32]) {
        let without_proof = format!("c=biws,r={}", self.nonce);
        let all = format!("{bare},{},{without_proof}", self.text);
        let mut proof = mac(&keys.stored, all.as_bytes());
        for (octet, key) in proof.iter_mut().zip(keys.client) { *octet ^= key }
        (format!("{without_proof},p={}", B64.encode(proof)), mac(&keys.server, all.as_bytes()))
    }
}

/// Whether `server-final-message` has the signature: only who knows the account's keys can make it.
pub fn is_signed(text: &str, signature: &[u8; 32]) -> Result<(), &'static str> {
    let shown = text.split(',').next().and_then(|part| part.strip_prefix("v=")).ok_or("no server signature")?;
    match B64.decode(shown) {
        Ok(shown) if shown == signature => Ok(()),
        _ => Err("wrong server signature"),
    }
}

fn mac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut m = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    m.update(text);
    m.finalize().into_bytes().into()
}

const ITERATIONS_MAX: u32 = 10_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7677 §3
    const NONCE: &str = "rOprNGfwEbeRWgbNEkqO";
    const FIRST: &str = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    const LAST: &str = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    const SIGNED: &str = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    #[test]
    fn the_example_of_the_rfc() {
        let challenge = Challenge::read(FIRST, NONCE).expect("a challenge");
        let keys = Keys::derive("pencil", &challenge.salt, challenge.iterations);
        let (last, signature) = challenge.answer(&bare("user", NONCE), &keys);
        assert_eq!(last, LAST);
        assert_eq!(is_signed(SIGNED, &signature), Ok(()));
        for (text, why) in [
            ("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=", "wrong server signature"),
            ("v=AAAA", "wrong server signature"),
            ("e=other-error", "no server signature"),
            ("", "no server signature"),
        ] {
            assert_eq!(is_signed(text, &signature), Err(why), "{text}");
        }
    }

    #[test]
    fn challenges_that_are_none() {
        for (text, why) in [
            ("", "bad challenge"),
            ("m=x,r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=4096", "bad challenge"),
            ("r=rOprNGfwEbeRWgbNEkqO,s=AAAA,i=4096", "the nonce is not ours"),
            ("r=another,s=AAAA,i=4096", "the nonce is not ours"),
            ("r=rOprNGfwEbeRWgbNEkqOx,s=AAA,i=4096", "bad salt"),
            ("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=0", "bad iteration count"),
            ("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=4294967295", "bad iteration count"),
            ("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=-1", "bad iteration count"),
        ] {
            assert_eq!(Challenge::read(text, NONCE).err(), Some(why), "{text}");
        }
        assert_eq!(bare("a=b,c", "x"), "n=a=3Db=2Cc,r=x");
    }
}
