//! Whether files are what PEM files have to be. Nothing of what stands in them is quoted: it may be a key.

use super::Trouble;
use rustls_pki_types::pem::{Error as PemError, PemObject};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// What a certificate and its key are called in the configuration, and what is said where one of them is not there.
pub(super) struct Pair {
    certificate: &'static str,
    key: &'static str,
    absent: &'static str,
}

/// Those of this server.
pub(super) const OURS: Pair = Pair {
    certificate: "certificate",
    key: "key",
    absent: "correct the path; without `[tls]` a certificate is made at the first start",
};

/// Those that a smarthost is shown.
pub(super) const SHOWN: Pair = Pair {
    certificate: "client_certificate",
    key: "client_key",
    absent: CORRECT,
};

impl Pair {
    fn swapped(&self) -> String {
        let Self { certificate, key, .. } = self;
        format!("name the certificate in `{certificate}` and the private key in `{key}`: they may be swapped")
    }
}

/// The file holds certificates in PEM form.
pub(super) fn check_chain(path: &Path, pair: &Pair) -> Result<(), Trouble> {
    check_certificates(path, "the certificate", pair.absent, pair.swapped())
}

/// The file holds the certificates of authorities in PEM form.
pub(super) fn check_authorities(path: &Path) -> Result<(), Trouble> {
    let fix = "name a PEM file with the certificates of the authorities that are to be trusted".to_owned();
    check_certificates(path, "the authorities", CORRECT, fix)
}

fn check_certificates(path: &Path, what: &str, absent: &str, swapped: String) -> Result<(), Trouble> {
    let octets = read_small(path, what, absent, IN_PEM)?;
    let file = path.display();
    for (count, certificate) in CertificateDer::pem_slice_iter(&octets).enumerate() {
        certificate.map_err(|error| broken_pem(path, &error, &format!("certificate {}", count + 1)))?;
    }
    match CertificateDer::from_pem_slice(&octets) {
        Ok(_) => Ok(()),
        Err(_) if PrivateKeyDer::from_pem_slice(&octets).is_ok() => Err(Trouble {
            problem: format!("{file} holds a private key and no certificate"),
            fix: swapped,
        }),
        Err(_) => Err(no_pem(
            path,
            &octets,
            "certificate",
            &format!("openssl x509 -inform der -in {file} -out mail.pem"),
        )),
    }
}

/// The file holds a private key in PEM form, without a passphrase.
pub(super) fn check_key(path: &Path, pair: &Pair) -> Result<(), Trouble> {
    let octets = read_small(path, "the private key", pair.absent, IN_PEM)?;
    let file = path.display();
    match PrivateKeyDer::from_pem_slice(&octets) {
        Ok(_) => Ok(()),
        Err(_) if ENCRYPTED.iter().any(|mark| contains(&octets, mark)) => Err(Trouble {
            problem: format!("the private key in {file} is protected by a passphrase"),
            fix: format!("a server starts without anybody who types it: `openssl pkey -in {file} -out mail.key`"),
        }),
        Err(PemError::NoItemsFound) if CertificateDer::from_pem_slice(&octets).is_ok() => Err(Trouble {
            problem: format!("{file} holds a certificate and no private key"),
            fix: pair.swapped(),
        }),
        Err(PemError::NoItemsFound) => Err(no_pem(
            path,
            &octets,
            "private key",
            &format!("openssl pkey -inform der -in {file} -out mail.key"),
        )),
        Err(error) => Err(broken_pem(path, &error, "the private key")),
    }
}

/// A small file: `what` is in it, `absent` is what to do where it is not there, `form` what it has to be.
pub(super) fn read_small(path: &Path, what: &str, absent: &str, form: &str) -> Result<Zeroizing<Vec<u8>>, Trouble> {
    let file = path.display();
    let cannot = |error: io::Error| {
        let fix = match error.kind() {
            io::ErrorKind::NotFound => absent.to_owned(),
            io::ErrorKind::PermissionDenied => {
                format!(
                    "let the group of the user that runs Gatepost read it: `chgrp GROUP {file} && chmod g+r {file}`"
                )
            }
            _ => "see that the path is right and the disk is well".to_owned(),
        };
        Trouble {
            problem: format!("{what} in {file} cannot be read: {error}"),
            fix,
        }
    };
    // A pipe would keep us waiting.
    if !fs::metadata(path).map_err(cannot)?.is_file() {
        let fix = format!("name a file {form}");
        return Err(Trouble {
            problem: format!("{file} is not a file"),
            fix,
        });
    }
    let mut octets = Zeroizing::new(Vec::new());
    fs::File::open(path)
        .map_err(cannot)?
        .take(PEM_OCTETS_MAX + 1)
        .read_to_end(&mut octets)
        .map_err(cannot)?;
    if octets.len() as u64 > PEM_OCTETS_MAX {
        let fix = format!("name a file {form} that holds nothing else");
        return Err(Trouble {
            problem: format!("{file} is too large for {what}"),
            fix,
        });
    }
    Ok(octets)
}

fn no_pem(path: &Path, octets: &[u8], what: &str, convert: &str) -> Trouble {
    // DER begins with the tag of a sequence.
    let fix = match octets.first() {
        None => "the file is empty: make or copy it again".to_owned(),
        Some(0x30) => format!("it looks like DER: `{convert}` makes PEM of it"),
        Some(_) => format!("name a file in PEM form: `-----BEGIN …-----` stands above each {what}"),
    };
    Trouble {
        problem: format!("{} holds no {what} in PEM form", path.display()),
        fix,
    }
}

/// The error's own text is left out: it may quote what stands in the file.
fn broken_pem(path: &Path, error: &PemError, what: &str) -> Trouble {
    let reason = match error {
        PemError::MissingSectionEnd { .. } => "its last line, `-----END …-----`, is missing",
        PemError::IllegalSectionStart { .. } => "a line `-----BEGIN …-----` is damaged",
        PemError::Base64Decode(_) => "it is not base64",
        _ => "it is not PEM",
    };
    Trouble {
        problem: format!("{what} in {} is damaged: {reason}", path.display()),
        fix: "copy the file again from where it was made".to_owned(),
    }
}

fn contains(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
}

/// What to do about a file that is not there and has to be.
pub(super) const CORRECT: &str = "correct the path";
const IN_PEM: &str = "in PEM form";

/// Chains are a few KiB; this keeps a wrong path from filling the memory.
pub(super) const PEM_OCTETS_MAX: u64 = 1 << 20;

/// How PEM says that a passphrase is needed: PKCS #8, and the older form.
const ENCRYPTED: [&[u8]; 2] = [b"-----BEGIN ENCRYPTED PRIVATE KEY-----", b"Proc-Type: 4,ENCRYPTED"];
