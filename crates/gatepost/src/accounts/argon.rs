//! Argon2id, and PHC strings. Nothing else names the crate.

use super::password::{Checked, Cost};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use std::fmt;
use store::StoreError;
use zeroize::{Zeroize, Zeroizing};

/// What is hashed in, kept from one hash to the next, so that the system need not find and clear 19 MiB for each.
#[derive(Default)]
pub(super) struct Memory {
    blocks: Vec<Block>,
    is_used: bool,
}

impl Memory {
    /// Whether a hash has left something in it. Who knows all blocks can try passwords at nearly no cost.
    pub(super) fn is_used(&self) -> bool {
        self.is_used
    }

    /// Writes zeros over what a hash has left.
    pub(super) fn wipe(&mut self) {
        if std::mem::take(&mut self.is_used) {
            for block in &mut self.blocks {
                let words: &mut [u64] = block.as_mut();
                words.zeroize();
            }
        }
    }

    fn blocks(&mut self, count: usize) -> Result<&mut [Block], ArgonError> {
        if self.blocks.len() < count {
            // Growing could move them, and leave a copy behind.
            self.wipe();
            self.blocks = Vec::new();
            let room = self.blocks.try_reserve_exact(count);
            room.map_err(|_| ArgonError::NoMemory)?;
            self.blocks.resize(count, Block::new());
        }
        self.is_used = true;
        Ok(&mut self.blocks[..count])
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// Why nothing was hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ArgonError {
    /// The PHC string, or what it asks for, is none that we can use.
    Unusable(String),
    /// The system has no memory for it.
    NoMemory,
}

impl From<ArgonError> for StoreError {
    fn from(error: ArgonError) -> Self {
        match error {
            ArgonError::Unusable(why) => Self::Damaged(format!("a password hash: {why}")),
            ArgonError::NoMemory => Self::Unavailable("no memory to hash a password in".to_owned()),
        }
    }
}

fn unusable(error: impl fmt::Display) -> ArgonError {
    ArgonError::Unusable(error.to_string())
}

/// The PHC string of a password at this cost.
pub(super) fn hash(memory: &mut Memory, cost: Cost, password: &[u8], salt: &[u8]) -> Result<String, ArgonError> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(unusable)?;
    let param_text = ParamsString::try_from(&params).map_err(unusable)?;
    let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
    let mut output = Zeroizing::new([0_u8; HASH_OCTETS]);
    let argon = Argon2::new(algorithm, version, params);
    fill(memory, &argon, password, salt, &mut output[..])?;
    let phc = PasswordHash {
        algorithm: algorithm.ident(),
        version: Some(version.into()),
        params: param_text,
        salt: Some(Salt::new(salt).map_err(unusable)?),
        hash: Some(Output::new(&output[..]).map_err(unusable)?),
    };
    Ok(phc.to_string())
}

/// A PHC string, and what checks it.
fn read(phc: &str) -> Result<(PasswordHash, Argon2<'static>), ArgonError> {
    let phc = PasswordHash::new(phc).map_err(unusable)?;
    let algorithm = Algorithm::new(phc.algorithm.as_str()).map_err(unusable)?;
    let version = phc.version.map_or(Ok(Version::default()), Version::try_from);
    let params = Params::try_from(&phc).map_err(unusable)?;
    Ok((phc, Argon2::new(algorithm, version.map_err(unusable)?, params)))
}

/// The memory in KiB and the passes of a PHC string that can be that of a password.
///
/// # Errors
/// It is none, or has what Argon2 does not know: RFC 9106 §3.1.
pub(super) fn check(phc: &str) -> Result<(u32, u32), ArgonError> {
    let (phc, argon) = read(phc)?;
    let is_long = |octets: Option<usize>, least: usize| octets.is_some_and(|octets| octets >= least);
    let salt = phc.salt.as_ref().map(|salt| salt.as_ref().len());
    let is_whole = is_long(salt, argon2::MIN_SALT_LEN) && is_long(phc.hash.as_ref().map(|hash| hash.len()), 4);
    let costs = (argon.params().m_cost(), argon.params().t_cost());
    is_whole
        .then_some(costs)
        .ok_or_else(|| unusable("its salt or its hash is too short"))
}

/// Whether a PHC string is that of the password. Costs what the string says.
pub(super) fn verify(memory: &mut Memory, password: &[u8], phc: &str) -> Result<Checked, ArgonError> {
    let (phc, argon) = read(phc)?;
    let (Some(salt), Some(expected)) = (&phc.salt, &phc.hash) else {
        return Err(unusable("it has no salt or no hash"));
    };
    let mut output = Zeroizing::new([0_u8; Output::MAX_LENGTH]);
    let output = &mut output[..expected.len()];
    fill(memory, &argon, password, salt.as_ref(), output)?;
    Ok(match verify_slices_are_equal(output, expected.as_bytes()) {
        Ok(()) => Checked::Right,
        Err(_) => Checked::Wrong,
    })
}

/// A PHC string at this cost that nothing anybody knows is right for, without hashing.
pub(super) fn decoy(cost: Cost, random: &[u8; DECOY_OCTETS]) -> String {
    let base64 = |octets: &[u8]| {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD_NO_PAD.encode(octets)
    };
    let (salt, output) = random.split_at(SALT_OCTETS);
    let (salt, output) = (base64(salt), base64(output));
    format!(
        "$argon2id$v=19$m={},t={},p=1${salt}${output}",
        cost.memory_kib, cost.passes
    )
}

fn fill(
    memory: &mut Memory,
    argon: &Argon2<'_>,
    password: &[u8],
    salt: &[u8],
    output: &mut [u8],
) -> Result<(), ArgonError> {
    let blocks = memory.blocks(argon.params().block_count())?;
    argon
        .hash_password_into_with_memory(password, salt, output, blocks)
        .map_err(unusable)
}

/// Of a new salt.
pub(super) const SALT_OCTETS: usize = 16;
/// Of a new hash.
const HASH_OCTETS: usize = 32;
/// What a decoy is made of.
pub(super) const DECOY_OCTETS: usize = SALT_OCTETS + HASH_OCTETS;

#[cfg(test)]
mod tests {
    use super::super::made_up::CHEAP;
    use super::*;

    #[test]
    fn only_the_password_is_right() {
        let mut memory = Memory::default();
        let phc = hash(&mut memory, CHEAP, b"correct horse", b"0123456789abcdef").expect("a hash");
        assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{phc}");
        for (password, expected) in [
            ("correct horse", Checked::Right),
            ("correct hors", Checked::Wrong),
            ("correct horse ", Checked::Wrong),
            ("", Checked::Wrong),
        ] {
            assert_eq!(
                verify(&mut memory, password.as_bytes(), &phc),
                Ok(expected),
                "{password:?}"
            );
        }
    }

    /// The reference implementation's own test: `hashtest(version, 2, 16, 1, "password", "somesalt", …, Argon2_id)`
    /// with 2^8 KiB.
    #[test]
    fn others_hash_as_we_do() {
        let phc = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        let mut memory = Memory::default();
        assert_eq!(verify(&mut memory, b"password", phc), Ok(Checked::Right));
        assert_eq!(verify(&mut memory, b"passwore", phc), Ok(Checked::Wrong));
    }

    #[test]
    fn what_is_no_hash_is_said_to_be_none() {
        let salt_alone = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ";
        let other = "$scrypt$ln=16,r=8,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        let too_little = "$argon2id$v=19$m=7,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        for phc in ["", "garbage", "$argon2id$v=19", salt_alone, other, too_little] {
            let verdict = verify(&mut Memory::default(), b"x", phc);
            assert!(matches!(verdict, Err(ArgonError::Unusable(_))), "{phc}");
        }
    }

    #[test]
    fn nothing_is_right_for_a_decoy() {
        let decoy = decoy(CHEAP, &[7; DECOY_OCTETS]);
        assert!(decoy.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{decoy}");
        assert_eq!(verify(&mut Memory::default(), b"anything", &decoy), Ok(Checked::Wrong));
    }

    #[test]
    fn the_memory_serves_any_cost_and_is_wiped() {
        let mut memory = Memory::default();
        let mut fresh = |cost, password: &[u8]| {
            let used = hash(&mut memory, cost, password, b"0123456789abcdef").expect("a hash");
            let alone = hash(&mut Memory::default(), cost, password, b"0123456789abcdef").expect("a hash");
            assert_eq!(used, alone);
        };
        let larger = Cost {
            memory_kib: 64,
            passes: 2,
            ..CHEAP
        };
        fresh(CHEAP, b"one");
        fresh(larger, b"two");
        fresh(CHEAP, b"three");
        assert!(memory.is_used());
        memory.wipe();
        assert!(!memory.is_used());
        let is_zero = |block: &Block| {
            let words: &[u64] = block.as_ref();
            words.iter().all(|word| *word == 0)
        };
        assert_eq!(memory.blocks.len(), 64);
        assert!(memory.blocks.iter().all(is_zero));
    }
}
