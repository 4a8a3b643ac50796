//! What a hash looks like: by which form it is known, which are refused, and how much work each may ask for.

use super::super::argon;
use super::{CryptError, Kind, scram_sha256};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use store::ScramKeys;
use zeroize::Zeroizing;

/// What made it, and the hash without its `{SCHEME}`.
pub(super) fn judged(hash: &str) -> Result<(Kind, &str), CryptError> {
    let (scheme, bare) = match hash.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some((scheme, bare)) => (Some(scheme_of(scheme)?), bare),
        None => (None, hash),
    };
    if let Some(Scheme::Scram) = scheme {
        return scram_sha256(hash).map(|_| (Kind::ScramSha256, bare));
    }
    let kind = form_of(bare)?;
    let fits = match scheme {
        None => true,
        Some(Scheme::Crypt) => kind != Kind::ScramSha256,
        Some(Scheme::Argon) => matches!(kind, Kind::Argon2id | Kind::Argon2i | Kind::Argon2d),
        Some(Scheme::Only(only)) => only == kind,
        Some(Scheme::Scram) => false,
    };
    if !fits {
        return Err(CryptError::Malformed(match scheme {
            Some(Scheme::Only(only)) => only.name(),
            Some(Scheme::Argon) => "Argon2",
            _ => "crypt(3)",
        }));
    }
    match kind {
        Kind::Argon2id | Kind::Argon2i | Kind::Argon2d => bounded_argon(kind, bare)?,
        Kind::Bcrypt => {
            BcryptHash::parse(bare)?;
        }
        Kind::Yescrypt => bounded_yescrypt(bare)?,
        Kind::Sha512Crypt => bounded_sha(kind, bare, SHA512_LETTERS)?,
        Kind::Sha256Crypt => bounded_sha(kind, bare, SHA256_LETTERS)?,
        Kind::ScramSha256 => {
            scram_sha256(bare)?;
        }
    }
    Ok((kind, bare))
}

/// What Dovecot and OpenLDAP write in braces.
#[derive(Clone, Copy)]
enum Scheme {
    Crypt,
    Argon,
    Only(Kind),
    Scram,
}

fn scheme_of(name: &str) -> Result<Scheme, CryptError> {
    for (known, scheme) in SCHEMES {
        if name.eq_ignore_ascii_case(known) {
            return Ok(*scheme);
        }
    }
    let refused = |names: &'static [&'static str]| names.iter().copied().find(|known| name.eq_ignore_ascii_case(known));
    let clear = refused(CLEAR_SCHEMES).map(CryptError::Clear);
    let weak = || refused(WEAK_SCHEMES).map(CryptError::Weak);
    let foreign = || refused(FOREIGN_SCHEMES).map(CryptError::Foreign);
    Err(clear.or_else(weak).or_else(foreign).unwrap_or(CryptError::Unknown))
}

/// By how it begins.
fn form_of(bare: &str) -> Result<Kind, CryptError> {
    for (start, kind) in FORMS {
        if bare.starts_with(start) {
            return Ok(*kind);
        }
    }
    // RFC 5803 §3 allows spaces around the `$`.
    let first = bare.split('$').next().unwrap_or("").trim();
    if first.eq_ignore_ascii_case(SCRAM_SHA256) {
        return Ok(Kind::ScramSha256);
    }
    if first.eq_ignore_ascii_case(SCRAM_SHA1) {
        return Err(CryptError::Foreign(SCRAM_SHA1));
    }
    for (start, error) in REFUSED_FORMS {
        if bare.starts_with(start) {
            return Err(*error);
        }
    }
    if bare.len() == DES_LETTERS && bare.bytes().all(is_crypt_letter) {
        return Err(CryptError::Weak("DES-CRYPT"));
    }
    Err(CryptError::Unknown)
}

fn bounded_argon(kind: Kind, phc: &str) -> Result<(), CryptError> {
    let malformed = CryptError::Malformed(kind.name());
    let (Some(memory), Some(passes)) = (phc_number(phc, "m="), phc_number(phc, "t=")) else {
        return Err(malformed);
    };
    let is_version = |field: &&str| field.starts_with("v=");
    let fields: Vec<&str> = phc.split('$').skip(2).skip_while(is_version).collect();
    // Parameters, salt, hash.
    if fields.len() != 3 || fields.iter().any(|field| field.is_empty()) {
        return Err(malformed);
    }
    if memory > ARGON_KIB_MAX || passes > ARGON_PASSES_MAX {
        return Err(CryptError::Costly(kind.name(), "1 GiB and 20 passes"));
    }
    // A parameter may stand twice, and what the library takes is what counts.
    match argon::check(phc) {
        Ok(costs) if costs == (memory, passes) => Ok(()),
        _ => Err(malformed),
    }
}

/// A parameter of a PHC string.
pub(super) fn phc_number(phc: &str, name: &str) -> Option<u32> {
    let mut params = phc.split('$').skip(2).flat_map(|field| field.split(','));
    number(params.find_map(|param| param.strip_prefix(name))?)
}

/// A hash of bcrypt, taken apart.
pub(super) struct BcryptHash {
    cost: u32,
    salt: [u8; 16],
    output: [u8; 23],
}

impl BcryptHash {
    /// Reads one, if it may be used.
    pub(super) fn parse(bare: &str) -> Result<Self, CryptError> {
        let malformed = CryptError::Malformed(Kind::Bcrypt.name());
        if bare.len() != BCRYPT_LETTERS || !bare.is_ascii() || bare.as_bytes()[6] != b'$' {
            return Err(malformed);
        }
        let cost = number(&bare[4..6])
            .filter(|cost| (4..=31).contains(cost))
            .ok_or(malformed)?;
        if cost > BCRYPT_COST_MAX {
            return Err(CryptError::Costly(Kind::Bcrypt.name(), "a cost of 16"));
        }
        let decode = |text: &str| BCRYPT.decode(text).map_err(|_| malformed);
        let salt: [u8; 16] = decode(&bare[7..29])?.try_into().map_err(|_| malformed)?;
        let output: [u8; 23] = decode(&bare[29..])?.try_into().map_err(|_| malformed)?;
        Ok(Self { cost, salt, output })
    }

    /// Whether it is that of the password, of which 72 octets count.
    pub(super) fn is_of(&self, password: &[u8]) -> bool {
        let taken = password.len().min(BCRYPT_PASSWORD_OCTETS);
        let mut octets = Zeroizing::new([0_u8; BCRYPT_PASSWORD_OCTETS]);
        octets[..taken].copy_from_slice(&password[..taken]);
        // The NUL behind it counts, if there is room.
        let with_nul = (taken + 1).min(BCRYPT_PASSWORD_OCTETS);
        let made = Zeroizing::new(bcrypt::bcrypt(self.cost, self.salt, &octets[..with_nul]));
        verify_slices_are_equal(&made[..self.output.len()], &self.output).is_ok()
    }
}

fn bounded_yescrypt(bare: &str) -> Result<(), CryptError> {
    let name = Kind::Yescrypt.name();
    let malformed = CryptError::Malformed(name);
    let fields: Vec<&str> = bare.split('$').skip(2).collect();
    let [params, salt, output] = fields[..] else {
        return Err(malformed);
    };
    let is_output = output.len() == SHA256_LETTERS && is_whole(output);
    let is_salt = (1..=YESCRYPT_SALT_LETTERS_MAX).contains(&salt.len()) && is_whole(salt);
    if !is_output || !is_salt {
        return Err(malformed);
    }
    let params: yescrypt::Params = params.parse().map_err(|_| malformed)?;
    // RFC 7914 §2: 128 octets for each of N times r.
    let octets = 128 * u128::from(params.n()) * u128::from(params.r());
    if octets > YESCRYPT_OCTETS_MAX {
        return Err(CryptError::Costly(name, "a quarter of a GiB"));
    }
    // crypt(3) makes no others; these could take any time.
    let usual = yescrypt::Params::new(yescrypt::Mode::default(), params.n(), params.r(), 1);
    if usual != Ok(params) {
        return Err(CryptError::Foreign("yescrypt with unusual parameters"));
    }
    Ok(())
}

/// Whether letters stand for whole octets, six bits each: in the last one there is only what is left of them, and any other is no hash
/// of anything.
fn is_whole(text: &str) -> bool {
    let last = match text.len() % 4 {
        0 => 64,
        2 => 4,
        3 => 16,
        _ => 0,
    };
    let is_rest = |letter: u8| CRYPT_LETTERS[..last].contains(&letter);
    text.bytes().all(is_crypt_letter) && text.bytes().last().is_some_and(is_rest)
}

fn bounded_sha(kind: Kind, bare: &str, letters: usize) -> Result<(), CryptError> {
    let malformed = CryptError::Malformed(kind.name());
    let fields: Vec<&str> = bare.split('$').skip(2).collect();
    let (rounds, salt, output) = match fields[..] {
        [salt, output] => (None, salt, output),
        [rounds, salt, output] => (Some(rounds), salt, output),
        _ => return Err(malformed),
    };
    let is_output = output.len() == letters && is_whole(output);
    let is_salt = (1..=SHA_SALT_LETTERS_MAX).contains(&salt.len()) && salt.bytes().all(is_crypt_letter);
    if !is_output || !is_salt {
        return Err(malformed);
    }
    let Some(rounds) = rounds else { return Ok(()) };
    let rounds = rounds.strip_prefix("rounds=").and_then(number).ok_or(malformed)?;
    match rounds {
        0..SHA_ROUNDS_MIN => Err(malformed),
        SHA_ROUNDS_MIN..=SHA_ROUNDS_MAX => Ok(()),
        _ => Err(CryptError::Costly(kind.name(), "5,000,000 rounds")),
    }
}

/// SCRAM keys of so many octets, in either form.
pub(super) fn scram(text: &str, name: &'static str, octets: usize) -> Result<ScramKeys, CryptError> {
    let malformed = CryptError::Malformed(name);
    let fields: Vec<&str> = match text.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case(name) => rest.split(',').collect(),
        Some(_) => return Err(malformed),
        None => {
            let parts: Vec<&str> = text.split('$').map(str::trim).collect();
            let [scheme, info, keys] = parts[..] else {
                return Err(malformed);
            };
            if !scheme.eq_ignore_ascii_case(name) {
                return Err(malformed);
            }
            info.split(':').chain(keys.split(':')).collect()
        }
    };
    let [iterations, salt, stored_key, server_key] = fields[..] else {
        return Err(malformed);
    };
    let iterations = number(iterations)
        .filter(|iterations| *iterations > 0)
        .ok_or(malformed)?;
    if iterations > SCRAM_ITERATIONS_MAX {
        return Err(CryptError::Costly(name, "1,000,000 iterations"));
    }
    let decode = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        let octets = BASE64.decode(text).map_err(|_| malformed)?;
        if lengths.contains(&octets.len()) {
            Ok(octets)
        } else {
            Err(malformed)
        }
    };
    Ok(ScramKeys {
        salt: decode(salt, 1..=SCRAM_SALT_OCTETS_MAX)?,
        iterations,
        stored_key: decode(stored_key, octets..=octets)?,
        server_key: decode(server_key, octets..=octets)?,
    })
}

/// Digits alone: no sign, no space.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// The alphabet of crypt(3).
fn is_crypt_letter(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'/')
}

const FORMS: &[(&str, Kind)] = &[
    ("$argon2id$", Kind::Argon2id),
    ("$argon2i$", Kind::Argon2i),
    ("$argon2d$", Kind::Argon2d),
    ("$2a$", Kind::Bcrypt),
    ("$2b$", Kind::Bcrypt),
    ("$2y$", Kind::Bcrypt),
    ("$y$", Kind::Yescrypt),
    ("$6$", Kind::Sha512Crypt),
    ("$5$", Kind::Sha256Crypt),
];

const REFUSED_FORMS: &[(&str, CryptError)] = &[
    ("$1$", CryptError::Weak("MD5-CRYPT")),
    ("$apr1$", CryptError::Weak("MD5-CRYPT of Apache (apr1)")),
    ("$md5", CryptError::Weak("MD5-CRYPT of Sun")),
    ("$sha1$", CryptError::Weak("SHA1-CRYPT")),
    ("$3$", CryptError::Weak("NTLM")),
    ("_", CryptError::Weak("DES-CRYPT of BSD")),
    ("$2$", CryptError::Weak("bcrypt of its first version")),
    ("$2x$", CryptError::Weak("bcrypt with a fault (2x)")),
    ("$7$", CryptError::Foreign("scrypt")),
    ("$gy$", CryptError::Foreign("gost-yescrypt")),
];

const SCHEMES: &[(&str, Scheme)] = &[
    ("CRYPT", Scheme::Crypt),
    ("BLF-CRYPT", Scheme::Only(Kind::Bcrypt)),
    ("SHA512-CRYPT", Scheme::Only(Kind::Sha512Crypt)),
    ("SHA256-CRYPT", Scheme::Only(Kind::Sha256Crypt)),
    ("ARGON2ID", Scheme::Only(Kind::Argon2id)),
    ("ARGON2I", Scheme::Only(Kind::Argon2i)),
    // As OpenLDAP has it.
    ("ARGON2", Scheme::Argon),
    (SCRAM_SHA256, Scheme::Scram),
];

const CLEAR_SCHEMES: &[&str] = &["PLAIN", "CLEAR", "CLEARTEXT", "PLAIN-TRUNC"];

/// Without a salt, without iterations, or as good as the password itself (CRAM-MD5, DIGEST-MD5).
const WEAK_SCHEMES: &[&str] = &[
    "MD5",
    "MD5-CRYPT",
    "PLAIN-MD4",
    "PLAIN-MD5",
    "LDAP-MD5",
    "SMD5",
    "HMAC-MD5",
    "CRAM-MD5",
    "DIGEST-MD5",
    "SHA",
    "SHA1",
    "SSHA",
    "SHA256",
    "SSHA256",
    "SHA512",
    "SSHA512",
    "DES-CRYPT",
    "LANMAN",
    "NTLM",
];

const FOREIGN_SCHEMES: &[&str] = &["PBKDF2", SCRAM_SHA1, "OTP", "SKEY", "RPA", "SASL"];

pub(super) const SCRAM_SHA256: &str = "SCRAM-SHA-256";
pub(super) const SCRAM_SHA1: &str = "SCRAM-SHA-1";

/// Old implementations left something in the bits that do not count.
const BCRYPT: GeneralPurpose = GeneralPurpose::new(&alphabet::BCRYPT, LENIENT.with_decode_allow_trailing_bits(true));
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

const BCRYPT_LETTERS: usize = 60;
/// What the algorithm has room for; also the limit of what it looks at.
pub(super) const BCRYPT_PASSWORD_OCTETS: usize = 72;
/// Some 3 s on a processor of 2024; each further one doubles it.
const BCRYPT_COST_MAX: u32 = 16;
/// 1 GiB
const ARGON_KIB_MAX: u32 = 1024 * 1024;
const ARGON_PASSES_MAX: u32 = 20;
/// 256 MiB
const YESCRYPT_OCTETS_MAX: u128 = 256 * 1024 * 1024;
/// Of 64 octets.
const YESCRYPT_SALT_LETTERS_MAX: usize = 86;
/// What crypt(3) takes at least.
const SHA_ROUNDS_MIN: u32 = 1_000;
const SHA_ROUNDS_MAX: u32 = 5_000_000;
const SHA_SALT_LETTERS_MAX: usize = 16;
/// In the order of what they stand for.
const CRYPT_LETTERS: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SHA512_LETTERS: usize = 86;
const SHA256_LETTERS: usize = 43;
const DES_LETTERS: usize = 13;
const SCRAM_ITERATIONS_MAX: u32 = 1_000_000;
const SCRAM_SALT_OCTETS_MAX: usize = 128;
