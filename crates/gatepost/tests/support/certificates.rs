//! Certificates for tests, made on the spot by an authority that nobody else knows.

use super::Site;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, SignatureAlgorithm, date_time_ymd,
};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// A kind of keys: ECDSA on P-256.
pub static ECDSA: &SignatureAlgorithm = &PKCS_ECDSA_P256_SHA256;
/// A kind of keys: RSA of 2048 bits.
pub static RSA: &SignatureAlgorithm = &PKCS_RSA_SHA256;

/// Signs certificates.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key.
pub struct Issued {
    /// The certificate, as it is shown in a handshake.
    pub der: Vec<u8>,
    /// As PEM, the authority's behind it.
    chain: String,
    key: String,
}

impl Authority {
    /// A new one.
    pub fn new() -> Self {
        let mut params = params("An authority for tests", &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// Writes what clients have to trust beside the data directory of a site.
    pub fn write(&self, site: &Site) -> PathBuf {
        let path = site.path("authority.pem");
        fs::write(&path, self.0.pem()).expect("the temporary directory can be written");
        path
    }

    /// A certificate for these names, with a key of that kind.
    pub fn issue(&self, names: &[&str], algorithm: &'static SignatureAlgorithm) -> Issued {
        self.sign(&params(names[0], names), algorithm)
    }

    /// One whose time is over.
    pub fn issue_expired(&self, names: &[&str], algorithm: &'static SignatureAlgorithm) -> Issued {
        let mut params = params(names[0], names);
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
        self.sign(&params, algorithm)
    }

    fn sign(&self, params: &CertificateParams, algorithm: &'static SignatureAlgorithm) -> Issued {
        let key = KeyPair::generate_for(algorithm).expect("a key");
        let own = params.signed_by(&key, &self.0).expect("a certificate");
        Issued {
            der: own.der().to_vec(),
            chain: own.pem() + &self.0.pem(),
            key: key.serialize_pem(),
        }
    }
}

impl Issued {
    /// Writes `NAME.pem` and `NAME.key` beside the data directory of a site, in place of what is there.
    pub fn write(&self, site: &Site, name: &str) {
        for (end, text, mode) in [("pem", &self.chain, 0o644), ("key", &self.key, 0o600)] {
            let mut options = OpenOptions::new();
            let file = options
                .write(true)
                .create(true)
                .truncate(true)
                .mode(mode)
                .open(site.path(&format!("{name}.{end}")));
            file.and_then(|mut file| file.write_all(text.as_bytes()))
                .expect("the temporary directory can be written");
        }
    }
}

fn params(subject: &str, names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("names");
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, subject);
    let now = SystemTime::now();
    params.not_before = (now - DAY).into();
    params.not_after = (now + 90 * DAY).into();
    params
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
