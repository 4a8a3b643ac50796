//! Password hashes that others made: crypt(3), Argon2 in any variant, SCRAM keys, each also behind Dovecot's `{SCHEME}`.

mod forms;

use super::argon::{self, ArgonError, Memory};
use super::password::{Checked, Cost};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{digest, hmac, pbkdf2};
use forms::{BcryptHash, SCRAM_SHA1, SCRAM_SHA256, judged, phc_number, scram};
use sha_crypt::ShaCrypt;
use std::fmt;
use std::num::NonZeroU32;
use store::ScramKeys;
use yescrypt::Yescrypt;
use yescrypt::password_hash::{Error as HashError, PasswordVerifier};
use zeroize::Zeroizing;

/// What made a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `$argon2id$`: what we make ourselves.
    Argon2id,
    /// `$argon2i$`
    Argon2i,
    /// `$argon2d$`
    Argon2d,
    /// `$2a$`, `$2b$`, `$2y$`
    Bcrypt,
    /// `$y$`
    Yescrypt,
    /// `$6$`
    Sha512Crypt,
    /// `$5$`
    Sha256Crypt,
    /// Keys of SCRAM-SHA-256 (RFC 5803), of which a password can be proved right too.
    ScramSha256,
}

impl Kind {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Argon2id => "Argon2id",
            Self::Argon2i => "Argon2i",
            Self::Argon2d => "Argon2d",
            Self::Bcrypt => "bcrypt",
            Self::Yescrypt => "yescrypt",
            Self::Sha512Crypt => "sha512-crypt",
            Self::Sha256Crypt => "sha256-crypt",
            Self::ScramSha256 => SCRAM_SHA256,
        }
    }
}

/// Why a hash is not taken. Nothing of the hash is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CryptError {
    /// Whoever has such a hash soon has the password.
    Weak(&'static str),
    /// It is the password itself.
    Clear(&'static str),
    /// It is not known how to check it.
    Foreign(&'static str),
    /// Nobody knows what it is.
    Unknown,
    /// It is not what it says that it is.
    Malformed(&'static str),
    /// To check it would take more than a login may cost: of what, and how much is allowed.
    Costly(&'static str, &'static str),
}

impl fmt::Display for CryptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weak(name) => write!(f, "{name} is too weak to be kept: set a new password"),
            Self::Clear(name) => write!(f, "{name} is the password itself and no hash of it: set a new password"),
            Self::Foreign(name) => write!(f, "{name} cannot be checked here: set a new password"),
            Self::Unknown => f.write_str("this is no password hash that is known here: set a new password"),
            Self::Malformed(name) => write!(
                f,
                "this is no whole hash of {name}: copy it again, or set a new password"
            ),
            Self::Costly(name, limit) => write!(
                f,
                "this hash of {name} asks for more work than a login may cost, at most {limit}: set a new password"
            ),
        }
    }
}

impl std::error::Error for CryptError {}

/// What made this hash, if it can be used.
pub fn kind_of(hash: &str) -> Option<Kind> {
    check(hash).ok()
}

/// What made this hash.
///
/// # Errors
/// Why it is not taken. What only hashing finds out is not looked at.
pub fn check(hash: &str) -> Result<Kind, CryptError> {
    judged(hash).map(|(kind, _)| kind)
}

/// Whether a hash should be made anew at the next right password: all that is not Argon2id at this cost or more.
pub fn is_weak(hash: &str, cost: Cost) -> bool {
    let Ok((Kind::Argon2id, phc)) = judged(hash) else {
        return true;
    };
    let at_least = |name, wanted| phc_number(phc, name).is_some_and(|number| number >= wanted);
    !(phc.contains("$v=19$") && at_least("m=", cost.memory_kib) && at_least("t=", cost.passes))
}

/// Keys of SCRAM-SHA-256, as Dovecot (`{SCRAM-SHA-256}iterations,salt,StoredKey,ServerKey`) and PostgreSQL
/// (`SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey`, RFC 5803 §3) write them.
///
/// # Errors
/// It is neither, or has more than 1,000,000 iterations.
pub fn scram_sha256(text: &str) -> Result<ScramKeys, CryptError> {
    scram(text, SCRAM_SHA256, digest::SHA256_OUTPUT_LEN)
}

/// Keys of SCRAM-SHA-1 in the same forms.
///
/// # Errors
/// As for [`scram_sha256`].
pub fn scram_sha1(text: &str) -> Result<ScramKeys, CryptError> {
    scram(text, SCRAM_SHA1, digest::SHA1_OUTPUT_LEN)
}

/// Whether a hash is that of the password. Costs what the hash says, within bounds; for an empty one, nothing is right.
///
/// bcrypt looks at the first 72 octets of a password alone, here as everywhere.
pub(super) fn verify(memory: &mut Memory, password: &[u8], hash: &str) -> Result<Checked, ArgonError> {
    if hash.is_empty() {
        return Ok(Checked::Wrong);
    }
    let (kind, bare) = judged(hash).map_err(unusable)?;
    // crypt(3) reads a password to its first NUL: what stands before it would be right.
    if password.contains(&0) {
        return Ok(Checked::Wrong);
    }
    let is_right = match kind {
        Kind::Argon2id | Kind::Argon2i | Kind::Argon2d => return argon::verify(memory, password, bare),
        Kind::Bcrypt => BcryptHash::parse(bare).map_err(unusable)?.is_of(password),
        Kind::Yescrypt => said(Yescrypt::default().verify_password(password, bare))?,
        Kind::Sha512Crypt | Kind::Sha256Crypt => said(ShaCrypt::default().verify_password(password, bare))?,
        Kind::ScramSha256 => is_scram_of(&scram_sha256(hash).map_err(unusable)?, password),
    };
    Ok(if is_right { Checked::Right } else { Checked::Wrong })
}

fn unusable(error: impl fmt::Display) -> ArgonError {
    ArgonError::Unusable(error.to_string())
}

fn said(verdict: Result<(), HashError>) -> Result<bool, ArgonError> {
    match verdict {
        Ok(()) => Ok(true),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(error) => Err(unusable(error)),
    }
}

/// RFC 5802 §3, of the side that has the password.
fn is_scram_of(keys: &ScramKeys, password: &[u8]) -> bool {
    let Some(iterations) = NonZeroU32::new(keys.iterations) else {
        return false;
    };
    let mut salted = Zeroizing::new([0_u8; digest::SHA256_OUTPUT_LEN]);
    pbkdf2::derive(
        pbkdf2::PBKDF2_HMAC_SHA256,
        iterations,
        &keys.salt,
        password,
        &mut *salted,
    );
    let client_key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &*salted), b"Client Key");
    let stored_key = digest::digest(&digest::SHA256, client_key.as_ref());
    verify_slices_are_equal(stored_key.as_ref(), &keys.stored_key).is_ok()
}

#[cfg(test)]
mod tests;
