//! Certificates and keys as they lie on the disk, and what to do about those that cannot be used.

use nix::unistd::{Gid, Group, Uid, User, getegid, geteuid};
use rustls::crypto::aws_lc_rs;
use rustls::sign::CertifiedKey;
use rustls::{Error as TlsError, InconsistentKeys};
use rustls_pki_types::pem::{Error as PemError, PemObject};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Why a certificate or a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateError {
    /// Of what kind the trouble is.
    pub kind: Trouble,
    /// The file; empty where none was named.
    pub path: PathBuf,
    /// What is wrong, with the file's name.
    pub problem: String,
    /// What to do about it.
    pub fix: String,
}

/// What a caller may want to know about a [`CertificateError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The file is not there, or the disk does not give it.
    Unreadable,
    /// The user that this process runs as may not read it. Root may have been able to, at the start.
    Forbidden,
    /// It can be read, and what it holds is of no use.
    Unusable,
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.problem, self.fix)
    }
}

/// No certificate was named.
pub(super) fn none_named() -> CertificateError {
    unusable(
        Path::new(""),
        "no certificate is named".to_owned(),
        "name one in `[tls]`",
    )
}

/// The chain and its key, which belong together.
pub(in crate::world) fn pair(chain_path: &Path, key_path: &Path) -> Result<CertifiedKey, CertificateError> {
    let (certificates, private) = (chain(chain_path)?, key(key_path)?);
    let (chain_shown, key_shown) = (chain_path.display(), key_path.display());
    CertifiedKey::from_der(certificates, private, &aws_lc_rs::default_provider()).map_err(|error| match error {
        TlsError::InconsistentKeys(InconsistentKeys::KeyMismatch) => unusable(
            key_path,
            format!("the private key in {key_shown} does not belong to the certificate in {chain_shown}"),
            format!(
                "name the key that the certificate was made for: `openssl x509 -noout -pubkey -in {chain_shown}` and \
                 `openssl pkey -pubout -in {key_shown}` must print the same"
            ),
        ),
        TlsError::General(_) => unusable(
            key_path,
            format!("the private key in {key_shown} is of a kind that is not spoken"),
            format!("make a key and a certificate of another kind: {KINDS}"),
        ),
        error => unusable(
            chain_path,
            format!("the certificate in {chain_shown} cannot be used: {error}"),
            format!("name a certificate of X.509 version 3 for a key of another kind: {KINDS}"),
        ),
    })
}

/// All certificates of a file, at least one.
pub(in crate::world) fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let octets = read_small(path, "the certificate")?;
    let mut chain = Vec::new();
    for (n, certificate) in CertificateDer::pem_slice_iter(&octets).enumerate() {
        chain.push(certificate.map_err(|error| damaged(path, &format!("certificate {}", n + 1), &error))?);
    }
    if !chain.is_empty() {
        return Ok(chain);
    }
    Err(if PrivateKeyDer::from_pem_slice(&octets).is_ok() {
        unusable(
            path,
            format!("{} holds a private key and no certificate", path.display()),
            SWAPPED,
        )
    } else {
        no_pem(path, "certificate", "x509", &octets)
    })
}

fn key(path: &Path) -> Result<PrivateKeyDer<'static>, CertificateError> {
    let octets = read_small(path, "the private key")?;
    let shown = path.display();
    PrivateKeyDer::from_pem_slice(&octets).map_err(|error| match error {
        _ if ENCRYPTED.iter().any(|mark| contains(&octets, mark)) => unusable(
            path,
            format!("the private key in {shown} is protected by a passphrase"),
            format!("a server starts without anybody who types it: `openssl pkey -in {shown} -out mail.key`"),
        ),
        PemError::NoItemsFound if CertificateDer::from_pem_slice(&octets).is_ok() => {
            unusable(path, format!("{shown} holds a certificate and no private key"), SWAPPED)
        }
        PemError::NoItemsFound => no_pem(path, "private key", "pkey", &octets),
        error => damaged(path, "the private key", &error),
    })
}

/// Wiped when it is dropped: it may be a key.
fn read_small(path: &Path, what: &str) -> Result<Zeroizing<Vec<u8>>, CertificateError> {
    let cannot = |error: io::Error| unreadable(path, what, &error);
    let metadata = fs::metadata(path).map_err(cannot)?;
    // A pipe would keep us waiting.
    if !metadata.is_file() {
        let problem = format!("{} is not a file", path.display());
        return Err(unusable(path, problem, "name a file in PEM form"));
    }
    // Room for all of it at once: what a vector leaves behind when it grows is not wiped.
    let room = usize::try_from(metadata.len().min(PEM_OCTETS_MAX)).unwrap_or(0);
    let mut octets = Zeroizing::new(Vec::with_capacity(room + 1));
    File::open(path)
        .map_err(cannot)?
        .take(PEM_OCTETS_MAX + 1)
        .read_to_end(&mut octets)
        .map_err(cannot)?;
    if octets.len() as u64 > PEM_OCTETS_MAX {
        let problem = format!("{} is too large for {what}", path.display());
        return Err(unusable(
            path,
            problem,
            "name a file in PEM form that holds nothing else",
        ));
    }
    Ok(octets)
}

fn unreadable(path: &Path, what: &str, error: &io::Error) -> CertificateError {
    let (kind, fix) = match error.kind() {
        io::ErrorKind::PermissionDenied => return forbidden(path, what),
        io::ErrorKind::NotFound => (Trouble::Unreadable, "correct the path"),
        _ => (Trouble::Unreadable, "see that the path is right and the disk is well"),
    };
    CertificateError {
        kind,
        path: path.to_owned(),
        problem: format!("{what} in {} cannot be read: {error}", path.display()),
        fix: fix.to_owned(),
    }
}

/// Who may not read what, and how to let them, or the key itself, through.
fn forbidden(path: &Path, what: &str) -> CertificateError {
    let user = user_name(geteuid());
    let shown = path.display();
    // What can be looked at stands in directories that can be entered; then the file itself is closed.
    let closed = path.ancestors().find(|place| fs::metadata(place).is_ok());
    let (place, group_fix) = match closed.and_then(|place| Some((place, fs::metadata(place).ok()?))) {
        None => (
            "a directory above it is closed".to_owned(),
            "let this user enter it".to_owned(),
        ),
        Some((place, metadata)) => {
            let (owner, group) = (
                user_name(Uid::from_raw(metadata.uid())),
                group_name(Gid::from_raw(metadata.gid())),
            );
            let is_file = place == path;
            let subject = if is_file {
                "it".to_owned()
            } else {
                format!("the directory {}", place.display())
            };
            let mode = metadata.mode() & 0o7777;
            let needed = if is_file { 0o040 } else { 0o050 };
            let fix = if mode & needed == needed && group != "root" {
                format!("put {user} into the group {group} (`usermod -aG {group} {user}`) and start Gatepost anew")
            } else {
                let (own_group, place) = (group_name(getegid()), place.display());
                let mode = if is_file { "g+r" } else { "g+rx" };
                format!("let the group of {user} in (`chgrp {own_group} {place} && chmod {mode} {place}`)")
            };
            (
                format!("{subject} belongs to {owner}:{group} and has mode {mode:04o}"),
                fix,
            )
        }
    };
    CertificateError {
        kind: Trouble::Forbidden,
        path: path.to_owned(),
        problem: format!("{user} may not read {what} in {shown}: {place}"),
        fix: format!("{group_fix}, or let systemd hand the file over with `LoadCredential=` (packaging/README.md)"),
    }
}

fn user_name(uid: Uid) -> String {
    match User::from_uid(uid) {
        Ok(Some(user)) => user.name,
        Ok(None) | Err(_) => format!("uid {uid}"),
    }
}

fn group_name(gid: Gid) -> String {
    match Group::from_gid(gid) {
        Ok(Some(group)) => group.name,
        Ok(None) | Err(_) => gid.to_string(),
    }
}

fn no_pem(path: &Path, what: &str, tool: &str, octets: &[u8]) -> CertificateError {
    let shown = path.display();
    // DER begins with the tag of a sequence.
    let fix = match octets.first() {
        None => "the file is empty: make or copy it again".to_owned(),
        Some(0x30) => {
            format!("it looks like DER: `openssl {tool} -inform der -in {shown} -out mail.pem` makes PEM of it")
        }
        Some(_) => format!("name a file in PEM form: `-----BEGIN …-----` stands above each {what}"),
    };
    unusable(path, format!("{shown} holds no {what} in PEM form"), fix)
}

/// The error's own text is left out: it may quote what stands in the file.
fn damaged(path: &Path, what: &str, error: &PemError) -> CertificateError {
    let why = match error {
        PemError::MissingSectionEnd { .. } => "its last line, `-----END …-----`, is missing",
        PemError::IllegalSectionStart { .. } => "a line `-----BEGIN …-----` is damaged",
        PemError::Base64Decode(_) => "it is not base64",
        _ => "it is not PEM",
    };
    let problem = format!("{what} in {} is damaged: {why}", path.display());
    unusable(path, problem, "copy the file again from where it was made")
}

/// What the file holds is of no use.
pub(in crate::world) fn unusable(path: &Path, problem: String, fix: impl Into<String>) -> CertificateError {
    CertificateError {
        kind: Trouble::Unusable,
        path: path.to_owned(),
        problem,
        fix: fix.into(),
    }
}

fn contains(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
}

/// Chains are a few KiB; this keeps a wrong path from filling the memory.
const PEM_OCTETS_MAX: u64 = 1 << 20;
/// How PEM says that a passphrase is needed: PKCS #8, and the older form.
const ENCRYPTED: [&[u8]; 2] = [b"-----BEGIN ENCRYPTED PRIVATE KEY-----", b"Proc-Type: 4,ENCRYPTED"];
const SWAPPED: &str = "name the certificate in `certificate` and the private key in `key`: they may be swapped";
const KINDS: &str = "RSA of 2048 bits or more, ECDSA with P-256, P-384 or P-521, or Ed25519";

#[cfg(test)]
mod tests {
    use super::super::made_up::Scratch;
    use super::*;
    use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_ED25519};
    use std::os::unix::fs::PermissionsExt;

    const BROKEN_KEY: &str = "-----BEGIN PRIVATE KEY-----\nMAAA\n-----END PRIVATE KEY-----\n";

    /// That the pair cannot be used, for which file, why, and what to do.
    fn check(chain: &Path, key: &Path, kind: Trouble, path: &Path, problem: &str, fix: &str) {
        let error = pair(chain, key).expect_err(problem);
        assert_eq!((error.kind, error.path.as_path()), (kind, path), "{error}");
        assert!(error.problem.contains(problem), "{problem}: {error}");
        assert!(error.fix.contains(fix), "{fix}: {error}");
        assert!(error.problem.contains(&path.display().to_string()), "{error}");
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        let scratch = Scratch::new("files");
        let (chain, key) = scratch.pair("mail", &["mail.example.com"], &PKCS_ECDSA_P256_SHA256);
        assert!(pair(&chain, &key).is_ok());
        let (_, other) = scratch.pair("other", &["mail.example.com"], &PKCS_ED25519);
        let absent = scratch.path("absent");
        let der = scratch.file("der", b"0\x82\x01\x00\x00");
        let text = scratch.file("text", b"hello");
        let empty = scratch.file("empty", b"");
        let locked = BROKEN_KEY.replace("PRIVATE", "ENCRYPTED PRIVATE");
        let locked = scratch.file("locked", locked.as_bytes());
        let broken = scratch.file("broken", BROKEN_KEY.as_bytes());
        let pem = fs::read_to_string(&chain).expect("the chain");
        let cut = scratch.file("cut", &pem.as_bytes()[..100]);
        let large = scratch.file("large", &vec![b'a'; 1 + (1 << 20)]);
        let directory = scratch.path("");
        use Trouble::{Unreadable, Unusable};
        for (chain_path, key_path, kind, path, problem, fix) in [
            (&absent, &key, Unreadable, &absent, "cannot be read", "correct the path"),
            (
                &chain,
                &absent,
                Unreadable,
                &absent,
                "the private key in",
                "correct the path",
            ),
            (
                &directory,
                &key,
                Unusable,
                &directory,
                "is not a file",
                "name a file in PEM",
            ),
            (&large, &key, Unusable, &large, "too large", "nothing else"),
            (&der, &key, Unusable, &der, "no certificate in PEM", "openssl x509"),
            (&chain, &der, Unusable, &der, "no private key in PEM", "openssl pkey"),
            (&text, &key, Unusable, &text, "no certificate in PEM", "-----BEGIN"),
            (&empty, &key, Unusable, &empty, "no certificate in PEM", "is empty"),
            (&cut, &key, Unusable, &cut, "certificate 1 in", "copy the file"),
            (&key, &key, Unusable, &key, "a private key and no cert", "swapped"),
            (
                &chain,
                &chain,
                Unusable,
                &chain,
                "a certificate and no private",
                "swapped",
            ),
            (&chain, &locked, Unusable, &locked, "passphrase", "openssl pkey"),
            (
                &chain,
                &broken,
                Unusable,
                &broken,
                "of a kind that is not spoken",
                "2048 bits",
            ),
            (&chain, &other, Unusable, &other, "does not belong to", "-pubkey"),
        ] {
            check(chain_path, key_path, kind, path, problem, fix);
        }
    }

    /// Root may read everything, so this shows something only when others run it.
    #[test]
    fn what_this_user_may_not_read() {
        let scratch = Scratch::new("forbidden");
        let (chain, key) = scratch.pair("mail", &["mail.example.com"], &PKCS_ECDSA_P256_SHA256);
        let closed = scratch.path("closed");
        fs::create_dir_all(&closed).expect("a directory");
        let within = closed.join("key");
        fs::copy(&key, &within).expect("a copy");
        let mode = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("ours");
        };
        mode(&key, 0o000);
        mode(&closed, 0o000);
        if !geteuid().is_root() {
            let fix = "LoadCredential=";
            check(
                &chain,
                &key,
                Trouble::Forbidden,
                &key,
                "and has mode 0000",
                "chmod g+r ",
            );
            check(
                &chain,
                &key,
                Trouble::Forbidden,
                &key,
                "may not read the private key",
                fix,
            );
            check(
                &chain,
                &within,
                Trouble::Forbidden,
                &within,
                "the directory",
                "chmod g+rx",
            );
        }
        mode(&closed, 0o700);
    }

    #[test]
    fn who_is_closed_out_of_what() {
        let scratch = Scratch::new("closed");
        let (_, key) = scratch.pair("mail", &["mail.example.com"], &PKCS_ECDSA_P256_SHA256);
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("ours");
        let error = unreadable(&key, "the private key", &io::ErrorKind::PermissionDenied.into());
        assert_eq!(error.kind, Trouble::Forbidden);
        let user = user_name(geteuid());
        assert!(
            error
                .problem
                .starts_with(&format!("{user} may not read the private key")),
            "{error}"
        );
        assert!(error.problem.contains("has mode 0600"), "{error}");
        assert!(error.fix.contains(&format!("chmod g+r {}", key.display())), "{error}");
    }
}
