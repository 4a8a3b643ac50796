//! What certificates say: names, dates, keys. x509-parser stays behind this module.

mod findings;

pub use findings::{CertificateFinding, findings};

use super::tls::{CertificateError, files};
use aws_lc_rs::digest;
use mail::Timestamp;
use rustls_pki_types::CertificateDer;
use smtp::sasl::CertificateNames;
use std::net::IpAddr;
use std::path::Path;
use x509_parser::asn1_rs::Oid;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;
use x509_parser::public_key::PublicKey;
use x509_parser::signature_algorithm::SignatureAlgorithm;
use x509_parser::x509::SubjectPublicKeyInfo;

/// What one certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Whose it is: host names in lower case, wildcards (`*.example.com`) and addresses. Only the subjectAltName counts
    /// (RFC 9525 §2).
    pub names: Vec<String>,
    /// Good from here.
    pub not_before: Timestamp,
    /// Good up to here.
    pub not_after: Timestamp,
    /// The kind of its key: `ECDSA P-256`, `Ed25519`, `RSA 2048`.
    pub key: String,
    /// Whether it names itself as its issuer.
    pub self_signed: bool,
    /// Who signed it, for people.
    pub issuer: String,
    /// Whom it names, for people.
    pub subject: String,
    /// Whether it may sign others.
    is_authority: bool,
    /// Of an RSA key.
    rsa_bits: Option<usize>,
    /// Whether its signature is one that can be forged.
    is_weakly_signed: bool,
    issuer_der: Vec<u8>,
    subject_der: Vec<u8>,
}

/// What the certificates of a chain say, the server's own first.
///
/// # Errors
/// The file cannot be read, or one of them is no certificate.
pub fn read(chain: &Path) -> Result<Vec<CertificateFacts>, CertificateError> {
    let certificates = files::chain(chain)?;
    let facts = certificates.iter().enumerate().map(|(n, certificate)| {
        facts(certificate).ok_or_else(|| {
            let problem = format!("certificate {} in {} is damaged", n + 1, chain.display());
            files::unusable(chain, problem, "copy the file again from where it was made")
        })
    });
    facts.collect()
}

/// What a login can be bound to of a server's certificate (RFC 5929 §4.1): its hash by the function of its signature, and SHA-256 in
/// place of weaker ones. None where the signature has no such function (Ed25519).
pub(super) fn end_point(certificate: &CertificateDer<'_>) -> Option<Vec<u8>> {
    let (_, parsed) = parse_x509_certificate(certificate).ok()?;
    let signature = &parsed.signature_algorithm;
    let name = match SignatureAlgorithm::try_from(signature) {
        Ok(SignatureAlgorithm::RSASSA_PSS(parameters)) => parameters.hash_algorithm_oid().to_id_string(),
        _ => signature.algorithm.to_id_string(),
    };
    let (_, algorithm) = HASHES.iter().find(|(names, _)| names.contains(&name.as_str()))?;
    Some(digest::digest(algorithm, certificate).as_ref().to_vec())
}

/// What a client's certificate says of who it is.
pub(super) fn client_names(certificate: &CertificateDer<'_>) -> CertificateNames {
    let parsed = parse_x509_certificate(certificate).ok();
    let names = parsed.map(|(_, parsed)| {
        let Ok(Some(extension)) = parsed.subject_alternative_name() else {
            return Vec::new();
        };
        let names = extension.value.general_names.iter().filter_map(|name| match name {
            GeneralName::DNSName(name) | GeneralName::RFC822Name(name) => Some(name.to_ascii_lowercase()),
            _ => None,
        });
        names.collect()
    });
    let fingerprint = digest::digest(&digest::SHA256, certificate);
    CertificateNames {
        names: names.unwrap_or_default(),
        fingerprint: fingerprint
            .as_ref()
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect(),
    }
}

/// Whose a certificate is; nobody's, if that cannot be read.
pub(super) fn names(certificate: &CertificateDer<'_>) -> Vec<String> {
    facts(certificate).map_or_else(Vec::new, |facts| facts.names)
}

/// Whether one of `names` is `name`, or a wildcard that stands for it: for its leftmost label, as a whole (RFC 9525 §6.3).
pub(super) fn covers(names: &[String], name: &str) -> bool {
    let parent = name.split_once('.').map(|(_, parent)| parent);
    names.iter().any(|known| {
        known.eq_ignore_ascii_case(name)
            || known
                .strip_prefix("*.")
                .zip(parent)
                .is_some_and(|(known, parent)| known.eq_ignore_ascii_case(parent))
    })
}

fn facts(certificate: &CertificateDer<'_>) -> Option<CertificateFacts> {
    let (_, parsed) = parse_x509_certificate(certificate).ok()?;
    let (issuer, subject) = (parsed.issuer(), parsed.subject());
    let validity = parsed.validity();
    let at = |seconds: i64| Timestamp::from_micros(seconds.saturating_mul(1_000_000));
    let rsa_bits = rsa_bits(parsed.public_key());
    let signature = parsed.signature_algorithm.algorithm.to_id_string();
    Some(CertificateFacts {
        names: alternative_names(&parsed),
        not_before: at(validity.not_before.timestamp()),
        not_after: at(validity.not_after.timestamp()),
        key: key_kind(parsed.public_key(), rsa_bits),
        self_signed: issuer.as_raw() == subject.as_raw(),
        issuer: issuer.to_string(),
        subject: subject.to_string(),
        is_authority: parsed.is_ca(),
        rsa_bits,
        is_weakly_signed: WEAK_SIGNATURES.contains(&signature.as_str()),
        issuer_der: issuer.as_raw().to_vec(),
        subject_der: subject.as_raw().to_vec(),
    })
}

fn alternative_names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    let names = extension.value.general_names.iter();
    names
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(name.to_ascii_lowercase()),
            GeneralName::IPAddress(octets) => address(octets).map(|address| address.to_string()),
            _ => None,
        })
        .collect()
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    let short = <[u8; 4]>::try_from(octets).map(IpAddr::from);
    short.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from)).ok()
}

fn rsa_bits(key: &SubjectPublicKeyInfo<'_>) -> Option<usize> {
    let Ok(PublicKey::RSA(key)) = key.parsed() else {
        return None;
    };
    let modulus = key.modulus;
    let leading = modulus.iter().take_while(|octet| **octet == 0).count();
    let modulus = &modulus[leading..];
    let unused = modulus.first().map_or(0, |first| first.leading_zeros() as usize);
    Some(modulus.len() * 8 - unused)
}

fn key_kind(key: &SubjectPublicKeyInfo<'_>, rsa_bits: Option<usize>) -> String {
    if let Some(bits) = rsa_bits {
        return format!("RSA {bits}");
    }
    let algorithm = key.algorithm.algorithm.to_id_string();
    let curve = key
        .algorithm
        .parameters
        .as_ref()
        .and_then(|any| Oid::try_from(any).ok());
    let curve = curve.map(|curve| curve.to_id_string()).unwrap_or_default();
    let known = KEYS
        .iter()
        .find(|(known, parameters, _)| *known == algorithm && (parameters.is_empty() || *parameters == curve));
    known.map_or_else(|| format!("of the kind {algorithm}"), |(_, _, name)| (*name).to_owned())
}

/// Algorithm, curve, and what people call it (RFC 5480 §2.1.1, RFC 8410 §3).
const KEYS: &[(&str, &str, &str)] = &[
    ("1.2.840.10045.2.1", "1.2.840.10045.3.1.7", "ECDSA P-256"),
    ("1.2.840.10045.2.1", "1.3.132.0.34", "ECDSA P-384"),
    ("1.2.840.10045.2.1", "1.3.132.0.35", "ECDSA P-521"),
    ("1.2.840.10045.2.1", "", "ECDSA on another curve"),
    ("1.3.101.112", "", "Ed25519"),
    ("1.3.101.113", "", "Ed448"),
    ("1.2.840.10040.4.1", "", "DSA"),
];
/// RSA with MD5 and SHA-1 (twice: the second is an older number), ECDSA with SHA-1 (RFC 3279 §2.2).
const WEAK_SIGNATURES: [&str; 4] = [
    "1.2.840.113549.1.1.4",
    "1.2.840.113549.1.1.5",
    "1.3.14.3.2.29",
    "1.2.840.10045.4.1",
];

/// Signatures and hash functions, by their object identifiers (RFC 8017, 5758, 4055), and with what a certificate is hashed.
const HASHES: &[(&[&str], &digest::Algorithm)] = &[
    (
        &[
            "1.2.840.113549.1.1.4",
            "1.2.840.113549.1.1.5",
            "1.2.840.113549.1.1.11",
            "1.2.840.10045.4.1",
            "1.2.840.10045.4.3.2",
            "1.3.14.3.2.26",
            "2.16.840.1.101.3.4.2.1",
        ],
        &digest::SHA256,
    ),
    (
        &["1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3", "2.16.840.1.101.3.4.2.2"],
        &digest::SHA384,
    ),
    (
        &["1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4", "2.16.840.1.101.3.4.2.3"],
        &digest::SHA512,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::tls::made_up::Scratch;
    use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256};

    #[test]
    fn what_a_certificate_says() {
        let scratch = Scratch::new("facts");
        let names = ["Mail.Example.com", "*.example.net", "192.0.2.1", "2001:db8::1"];
        for (algorithm, key) in [
            (&PKCS_ECDSA_P256_SHA256, "ECDSA P-256"),
            (&PKCS_ECDSA_P384_SHA384, "ECDSA P-384"),
            (&PKCS_ED25519, "Ed25519"),
            (&PKCS_RSA_SHA256, "RSA 2048"),
        ] {
            let (chain, _) = scratch.pair("mail", &names, algorithm);
            let facts = read(&chain).expect("a certificate").remove(0);
            assert_eq!(facts.key, key);
            assert_eq!(
                facts.names,
                ["mail.example.com", "*.example.net", "192.0.2.1", "2001:db8::1"]
            );
            assert!(facts.self_signed && !facts.is_weakly_signed && !facts.is_authority);
            assert_eq!((facts.issuer.as_str(), facts.subject.as_str()), ("CN=mail", "CN=mail"));
        }
        let broken = scratch.file(
            "broken",
            b"-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n",
        );
        let error = read(&broken).expect_err("no certificate");
        assert!(error.problem.contains("certificate 1 in"), "{error}");
    }

    #[test]
    fn wildcards_stand_for_one_label() {
        let names = ["*.example.com", "mail.example.net"].map(str::to_owned);
        for (name, expected) in [
            ("mail.example.com", true),
            ("MAIL.EXAMPLE.COM", true),
            ("example.com", false),
            ("a.mail.example.com", false),
            ("mail.example.net", true),
            ("a.example.net", false),
            ("com", false),
        ] {
            assert_eq!(covers(&names, name), expected, "{name}");
        }
    }
}
