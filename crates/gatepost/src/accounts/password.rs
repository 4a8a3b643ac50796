//! Passwords: Argon2id hashes, and the SCRAM-SHA-256 keys that are kept beside them.

use crate::world::Random;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::{digest, hmac, pbkdf2};
use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use store::{Lane, ScramKeys, StoreError, Work, on_lane};
use zeroize::Zeroizing;

/// Makes and checks hashes, on the lane for that.
pub struct Passwords {
    cost: Cost,
    random: Arc<dyn Random>,
    work: Arc<dyn Work>,
    /// What an unknown account is checked against, so that it costs as much as a known one.
    decoy: OnceLock<String>,
}

/// What one hash costs.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Memory of Argon2id in KiB.
    pub memory_kib: u32,
    /// Passes of Argon2id.
    pub passes: u32,
    /// Iterations of PBKDF2 for SCRAM. RFC 7677 §4: at least 4096.
    pub scram_iterations: NonZeroU32,
}

impl Default for Cost {
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
            scram_iterations: SCRAM_ITERATIONS,
        }
    }
}

/// Why no hash was made.
#[derive(Debug, PartialEq, Eq)]
pub enum PasswordError {
    /// SASLprep (RFC 4013) does not allow it, so no client could send it.
    Unusable,
    /// Longer than 255 octets (RFC 4616 §2), or empty.
    Length,
    /// The process is ending.
    Stopped,
}

impl fmt::Display for PasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unusable => "the password holds characters that clients cannot send (RFC 4013): choose another",
            Self::Length => "a password has 1 to 255 octets",
            Self::Stopped => "the program is stopping",
        })
    }
}

/// What became of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It is the password.
    Right,
    /// It is not.
    Wrong,
}

impl Passwords {
    /// Passwords at this cost.
    pub fn new(cost: Cost, random: Arc<dyn Random>, work: Arc<dyn Work>) -> Self {
        Self {
            cost,
            random,
            work,
            decoy: OnceLock::new(),
        }
    }

    /// Hashes a new password: a PHC string, and keys for SCRAM. Takes as long as a login.
    pub async fn hash(&self, password: &str) -> Result<(String, ScramKeys), PasswordError> {
        if password.is_empty() || password.len() > PASSWORD_OCTETS_MAX {
            return Err(PasswordError::Length);
        }
        let prepared = stringprep::saslprep(password).map_err(|_| PasswordError::Unusable)?;
        if prepared.is_empty() {
            return Err(PasswordError::Unusable);
        }
        let prepared = Zeroizing::new(prepared.into_owned());
        let (mut salt, mut scram_salt) = ([0; SALT_OCTETS], [0; SALT_OCTETS]);
        self.random.fill(&mut salt);
        self.random.fill(&mut scram_salt);
        let cost = self.cost;
        let job = move || {
            let hash = hash(cost, prepared.as_bytes(), &salt);
            (
                hash,
                scram_keys(prepared.as_bytes(), &scram_salt, cost.scram_iterations),
            )
        };
        let (hash, keys) = on_lane(&*self.work, Lane::Hash, job)
            .await
            .map_err(|_| PasswordError::Stopped)?;
        Ok((hash.map_err(|_| PasswordError::Unusable)?, keys))
    }

    /// Checks a prepared password against a PHC string; against a decoy if there is none. One hash in any case.
    pub async fn check(&self, password: Zeroizing<String>, phc: Option<String>) -> Result<Checked, StoreError> {
        let phc = match phc {
            Some(phc) => phc,
            None => self.decoy.get_or_init(|| self.make_decoy()).clone(),
        };
        on_lane(&*self.work, Lane::Hash, move || verify(password.as_bytes(), &phc)).await?
    }

    /// A hash of nothing anybody knows, at our cost, without hashing.
    fn make_decoy(&self) -> String {
        let mut octets = [0; 48];
        self.random.fill(&mut octets);
        let base64 = |octets: &[u8]| {
            use base64::Engine;
            base64::engine::general_purpose::STANDARD_NO_PAD.encode(octets)
        };
        let (salt, output) = (base64(&octets[..SALT_OCTETS]), base64(&octets[SALT_OCTETS..]));
        format!(
            "$argon2id$v=19$m={},t={},p=1${salt}${output}",
            self.cost.memory_kib, self.cost.passes
        )
    }
}

fn argon2(cost: Cost) -> Result<Argon2<'static>, Error> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|_| Error::ParamsInvalid)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(cost: Cost, password: &[u8], salt: &[u8]) -> Result<String, Error> {
    let hash: PasswordHash = argon2(cost)?.hash_password_with_salt(password, salt)?;
    Ok(hash.to_string())
}

fn verify(password: &[u8], phc: &str) -> Result<Checked, StoreError> {
    let unreadable = |error: &dyn fmt::Display| StoreError::Damaged(format!("a password hash: {error}"));
    let parsed = PasswordHash::new(phc).map_err(|error| unreadable(&error))?;
    match Argon2::default().verify_password(password, &parsed) {
        Ok(()) => Ok(Checked::Right),
        Err(Error::PasswordInvalid) => Ok(Checked::Wrong),
        Err(error) => Err(unreadable(&error)),
    }
}

/// RFC 5802 §3
fn scram_keys(password: &[u8], salt: &[u8], iterations: NonZeroU32) -> ScramKeys {
    let mut salted = Zeroizing::new([0; digest::SHA256_OUTPUT_LEN]);
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, salt, password, &mut *salted);
    let key = hmac::Key::new(hmac::HMAC_SHA256, &*salted);
    let client_key = hmac::sign(&key, b"Client Key");
    ScramKeys {
        salt: salt.to_vec(),
        iterations: iterations.get(),
        stored_key: digest::digest(&digest::SHA256, client_key.as_ref()).as_ref().to_vec(),
        server_key: hmac::sign(&key, b"Server Key").as_ref().to_vec(),
    }
}

const SALT_OCTETS: usize = 16;
const PASSWORD_OCTETS_MAX: usize = 255;
const SCRAM_ITERATIONS: NonZeroU32 = NonZeroU32::new(10_000).expect("not zero");

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    const CHEAP: Cost = Cost {
        memory_kib: 8,
        passes: 1,
        scram_iterations: SCRAM_ITERATIONS,
    };

    #[test]
    fn only_the_password_is_right() {
        let phc = hash(CHEAP, b"correct horse", b"0123456789abcdef").expect("a hash");
        assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        assert_eq!(verify(b"correct horse", &phc), Ok(Checked::Right));
        assert_eq!(verify(b"correct hors", &phc), Ok(Checked::Wrong));
        assert_eq!(verify(b"", &phc), Ok(Checked::Wrong));
        assert!(matches!(verify(b"x", "garbage"), Err(StoreError::Damaged(_))));
    }

    #[test]
    fn a_decoy_is_a_hash_that_nothing_matches() {
        struct Zeros;
        impl Random for Zeros {
            fn fill(&self, octets: &mut [u8]) {
                octets.fill(0);
            }
        }
        struct Here;
        impl Work for Here {
            fn run(&self, _: Lane, job: Box<dyn FnOnce() + Send>) {
                job();
            }
        }
        let decoy = Passwords::new(CHEAP, Arc::new(Zeros), Arc::new(Here)).make_decoy();
        assert_eq!(verify(b"anything", &decoy), Ok(Checked::Wrong));
    }

    /// The example of RFC 7677 §3: user "user", password "pencil".
    #[test]
    fn scram_keys_are_those_of_the_rfc() {
        let salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").expect("base64");
        let keys = scram_keys(b"pencil", &salt, NonZeroU32::new(4096).expect("not zero"));
        let auth_message = b"n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
            s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        let signature = |key: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), auth_message);
        assert_eq!(
            STANDARD.encode(signature(&keys.server_key).as_ref()),
            "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
        );
        let proof = STANDARD
            .decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
            .expect("base64");
        let client_signature = signature(&keys.stored_key);
        let client_key: Vec<u8> = proof
            .iter()
            .zip(client_signature.as_ref())
            .map(|(a, b)| a ^ b)
            .collect();
        assert_eq!(digest::digest(&digest::SHA256, &client_key).as_ref(), keys.stored_key);
    }
}
