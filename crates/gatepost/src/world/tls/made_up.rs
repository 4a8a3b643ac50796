//! Certificates for tests, made on the spot.

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, SignatureAlgorithm};
use std::fs;
use std::path::PathBuf;

/// A directory of one test, gone at its end.
pub(in crate::world) struct Scratch(PathBuf);

impl Scratch {
    pub(in crate::world) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gatepost-tls-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a directory");
        Self(path)
    }

    pub(in crate::world) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(in crate::world) fn file(&self, name: &str, octets: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, octets).expect("our own directory");
        path
    }

    /// A certificate for `names` that signs itself, and its key.
    pub(in crate::world) fn pair(
        &self,
        name: &str,
        names: &[&str],
        algorithm: &'static SignatureAlgorithm,
    ) -> (PathBuf, PathBuf) {
        let key = KeyPair::generate_for(algorithm).expect("a key");
        let own = params(name, names).self_signed(&key).expect("a certificate");
        (
            self.file(&format!("{name}.pem"), own.pem().as_bytes()),
            self.file(&format!("{name}.key"), key.serialize_pem().as_bytes()),
        )
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// What a certificate of this subject says, for these names.
pub(in crate::world) fn params(subject: &str, names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("names");
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, subject);
    params.distinguished_name = name;
    params
}
