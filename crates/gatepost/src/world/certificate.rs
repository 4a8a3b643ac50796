//! The certificate that is made at the first start: for this machine's own names, by an authority of its own whose key is
//! thrown away at once, so that `ca.pem` can be trusted by clients without trusting anything else.

use super::tls::files;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rustls::RootCertStore;
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::server::ParsedCertificate;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Where the made certificate lies.
#[derive(Debug, Clone)]
pub struct Made {
    /// What clients trust.
    pub authority: PathBuf,
    /// What we show: our certificate, then the authority's.
    pub chain: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

impl Made {
    /// Chain and key, as `RustlsServer::load` takes them.
    pub fn pair(&self) -> (PathBuf, PathBuf) {
        (self.chain.clone(), self.key.clone())
    }
}

/// The certificate in `directory`; made now if there is none, if it ends within a month, or if it is for another `hostname`.
pub fn find_or_make(directory: &Path, hostname: &str) -> io::Result<Made> {
    let made = Made {
        authority: directory.join("ca.pem"),
        chain: directory.join("cert.pem"),
        key: directory.join("key.pem"),
    };
    if still_good(&made, hostname) && files::pair(&made.chain, &made.key).is_ok() {
        return Ok(made);
    }
    match DirBuilder::new().mode(0o700).create(directory) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let (authority, chain, key) = make(hostname).map_err(io::Error::other)?;
    write(&made.key, &key, 0o600)?;
    write(&made.authority, &authority, 0o644)?;
    write(&made.chain, &chain, 0o644)?;
    Ok(made)
}

/// Whether clients that trust the authority would take what we show, for `hostname` and a month from now.
fn still_good(made: &Made, hostname: &str) -> bool {
    let chain = || CertificateDer::pem_file_iter(&made.chain).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let (Ok(chain), Ok(authority)) = (chain(), CertificateDer::from_pem_file(&made.authority)) else {
        return false;
    };
    let Some(own) = chain.first().and_then(|own| ParsedCertificate::try_from(own).ok()) else {
        return false;
    };
    let Ok(name) = ServerName::try_from(hostname) else {
        return false;
    };
    let mut roots = RootCertStore::empty();
    let month = UnixTime::since_unix_epoch(Duration::from_secs(UnixTime::now().as_secs()) + RENEW_BEFORE);
    let algorithms = rustls::crypto::aws_lc_rs::default_provider()
        .signature_verification_algorithms
        .all;
    roots.add(authority).is_ok()
        && verify_server_name(&own, &name).is_ok()
        && verify_server_cert_signed_by_trust_anchor(&own, &roots, &chain[1..], month, algorithms).is_ok()
}

fn make(hostname: &str) -> Result<(String, String, String), rcgen::Error> {
    let now = SystemTime::now();
    let name = |text: &str| {
        let mut name = DistinguishedName::new();
        name.push(DnType::CommonName, text);
        name
    };
    let mut authority = CertificateParams::default();
    authority.distinguished_name = name("Gatepost, made at first start");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.not_before = (now - CLOCK_SKEW).into();
    authority.not_after = (now + LIFETIME).into();
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;

    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    if !names.iter().any(|known| known == hostname) {
        names.push(hostname.to_owned());
    }
    let mut own = CertificateParams::new(names)?;
    own.distinguished_name = name(hostname);
    own.is_ca = IsCa::ExplicitNoCa;
    own.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    own.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    own.use_authority_key_identifier_extension = true;
    own.not_before = (now - CLOCK_SKEW).into();
    own.not_after = (now + LIFETIME).into();
    let key = KeyPair::generate()?;
    let own = own.signed_by(&key, &authority)?;
    Ok((authority.pem(), own.pem() + &authority.pem(), key.serialize_pem()))
}

/// Written beside and moved into place, so that a crash leaves the old file or the new one.
fn write(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(mode)
        .open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&beside, path)
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// The most that Apple's clients accept of an authority that was added by hand.
const LIFETIME: Duration = Duration::from_secs(825 * 24 * 60 * 60);
const RENEW_BEFORE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Clients' clocks are not ours.
const CLOCK_SKEW: Duration = DAY;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::tls::RustlsServer;

    #[test]
    fn what_is_made_can_be_used() {
        let (authority, chain, key) = make("gatepost.localhost").expect("a certificate");
        assert_eq!(chain.matches("BEGIN CERTIFICATE").count(), 2);
        assert!(chain.ends_with(&authority));
        let directory = std::env::temp_dir().join(format!("gatepost-certificate-{}", std::process::id()));
        let made = find_or_make(&directory, "gatepost.localhost").expect("a certificate");
        assert!(RustlsServer::load(&[made.pair()], &[]).is_ok());
        let before = std::fs::read(&made.chain).expect("the chain");
        let again = find_or_make(&directory, "gatepost.localhost").expect("the same certificate");
        assert_eq!(
            std::fs::read(&again.chain).expect("the chain"),
            before,
            "kept at the second start"
        );
        let other = find_or_make(&directory, "mail.example.com").expect("another certificate");
        assert_ne!(
            std::fs::read(&other.chain).expect("the chain"),
            before,
            "made anew for another name"
        );
        std::fs::remove_dir_all(&directory).expect("our own directory");
        assert!(!key.is_empty());
    }
}
