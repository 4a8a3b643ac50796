//! Which certificate a client is shown: by the name that it asks for (RFC 6066 §3), and by the signatures that it can check.

use crate::world::facts::covers;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{SignatureAlgorithm, SignatureScheme};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// All certificates. In each list the one that is preferred stands first.
#[derive(Debug, Default)]
pub(super) struct Chooser {
    /// All of them, with what a login can be bound to of each.
    end_points: Vec<(Arc<CertifiedKey>, Option<Vec<u8>>)>,
    /// By a whole name.
    by_name: BTreeMap<String, Vec<Arc<CertifiedKey>>>,
    /// By what stands behind the `*.` of a wildcard.
    by_parent: BTreeMap<String, Vec<Arc<CertifiedKey>>>,
    /// For who names nothing, or something that we have not: as good as the first certificate of the configuration.
    fallback: Vec<Arc<CertifiedKey>>,
}

struct Candidate {
    names: Vec<String>,
    key: Arc<CertifiedKey>,
    is_first: bool,
}

impl Chooser {
    /// Of certificates with their names (in lower case), in the order of the configuration. `None`: there are none.
    pub(super) fn new(certificates: Vec<(Vec<String>, CertifiedKey)>) -> Option<Self> {
        let first = certificates.first()?.0.clone();
        let mut candidates: Vec<Candidate> = certificates
            .into_iter()
            .enumerate()
            .map(|(n, (names, key))| Candidate {
                names,
                key: Arc::new(key),
                is_first: n == 0,
            })
            .collect();
        // Stable: of two that are as good, the configuration's order decides.
        candidates.sort_by_key(|candidate| rank(candidate.key.key.algorithm()));
        let mut chooser = Self {
            end_points: candidates
                .iter()
                .map(|candidate| (candidate.key.clone(), super::end_point(candidate.key.cert.first())))
                .collect(),
            ..Self::default()
        };
        for candidate in &candidates {
            for name in &candidate.names {
                let (list, name) = match name.strip_prefix("*.") {
                    Some(parent) => (&mut chooser.by_parent, parent),
                    None => (&mut chooser.by_name, name.as_str()),
                };
                let list = list.entry(name.to_owned()).or_default();
                // A certificate may hold a name twice.
                if list.last().is_none_or(|last| !Arc::ptr_eq(last, &candidate.key)) {
                    list.push(candidate.key.clone());
                }
            }
        }
        // A client that sends no name checks one all the same, and it is one of the first certificate's: what covers only some
        // of those is for clients that can use nothing better.
        let covered = |candidate: &Candidate| first.iter().filter(|name| covers(&candidate.names, name)).count();
        let is_as_good =
            |candidate: &Candidate| candidate.is_first || (!first.is_empty() && covered(candidate) == first.len());
        let (as_good, others): (Vec<&Candidate>, Vec<&Candidate>) =
            candidates.iter().partition(|candidate| is_as_good(candidate));
        let others = others.into_iter().filter(|candidate| covered(candidate) > 0);
        let fallback = as_good.into_iter().chain(others);
        chooser.fallback = fallback.map(|candidate| candidate.key.clone()).collect();
        Some(chooser)
    }

    /// The certificate for a client that asks for `name` and can check signatures of the schemes `offered`. If it can use
    /// none, it gets one all the same: the handshake then fails with the reason.
    fn choose(&self, name: Option<&str>, offered: &[SignatureScheme]) -> Option<&Arc<CertifiedKey>> {
        let named = name.and_then(|name| {
            let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
            // RFC 9525 §6.3: a wildcard stands for one whole label, the leftmost.
            let parent = name.split_once('.').map(|(_, parent)| parent);
            let exact = self.by_name.get(&name).and_then(|list| usable(list, offered));
            exact.or_else(|| self.by_parent.get(parent?).and_then(|list| usable(list, offered)))
        });
        named
            .or_else(|| usable(&self.fallback, offered))
            .or_else(|| self.fallback.first())
    }
}

/// Chooses for one session, and remembers what it chose.
#[derive(Debug)]
pub(super) struct Showing {
    chooser: Arc<Chooser>,
    shown: OnceLock<Arc<CertifiedKey>>,
}

impl Showing {
    pub(super) fn of(chooser: Arc<Chooser>) -> Self {
        Self {
            chooser,
            shown: OnceLock::new(),
        }
    }

    /// What a login can be bound to of the certificate that was shown.
    pub(super) fn end_point(&self) -> Option<Vec<u8>> {
        let shown = self.shown.get()?;
        let known = self
            .chooser
            .end_points
            .iter()
            .find(|(key, _)| Arc::ptr_eq(key, shown))?;
        known.1.clone()
    }
}

impl ResolvesServerCert for Showing {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let chosen = self.chooser.resolve(hello)?;
        Some(self.shown.get_or_init(|| chosen).clone())
    }
}

impl ResolvesServerCert for Chooser {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // rustls has taken those out already that no cipher suite of this client goes with.
        self.choose(hello.server_name(), hello.signature_schemes()).cloned()
    }
}

/// The first whose key can sign as the client wants it.
fn usable<'a>(list: &'a [Arc<CertifiedKey>], offered: &[SignatureScheme]) -> Option<&'a Arc<CertifiedKey>> {
    list.iter()
        .find(|candidate| candidate.key.choose_scheme(offered).is_some())
}

/// An RSA signature takes ten times as long as one of the others, and is three times as large.
fn rank(algorithm: SignatureAlgorithm) -> u8 {
    match algorithm {
        SignatureAlgorithm::ECDSA => 0,
        SignatureAlgorithm::ED25519 => 1,
        SignatureAlgorithm::RSA => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, PKCS_RSA_SHA256};
    use rustls::SignatureScheme as Scheme;
    use rustls::crypto::aws_lc_rs::sign::any_supported_type;
    use rustls::sign::SigningKey;
    use rustls_pki_types::{CertificateDer, PrivateKeyDer};

    const ECDSA: &[Scheme] = &[Scheme::ECDSA_NISTP256_SHA256];
    const ED25519: &[Scheme] = &[Scheme::ED25519];
    const RSA: &[Scheme] = &[Scheme::RSA_PSS_SHA256, Scheme::RSA_PKCS1_SHA256];
    const NEWER: &[Scheme] = &[Scheme::RSA_PSS_SHA256, Scheme::ED25519, Scheme::ECDSA_NISTP256_SHA256];
    const OTHERS: &[Scheme] = &[Scheme::ECDSA_NISTP384_SHA384];

    /// Keys of each kind. One of each is enough: a chooser looks at no key twice.
    struct Keys {
        ecdsa: Arc<dyn SigningKey>,
        ed25519: Arc<dyn SigningKey>,
        rsa: Arc<dyn SigningKey>,
    }

    impl Keys {
        fn make() -> Self {
            let make = |algorithm| {
                let pair = KeyPair::generate_for(algorithm).expect("a key");
                let der = PrivateKeyDer::try_from(pair.serialize_der()).expect("a key");
                any_supported_type(&der).expect("a key")
            };
            Self {
                ecdsa: make(&PKCS_ECDSA_P256_SHA256),
                ed25519: make(&PKCS_ED25519),
                rsa: make(&PKCS_RSA_SHA256),
            }
        }
    }

    /// A certificate whose octets are its label, so that it is known again.
    fn certificate(label: &str, names: &[&str], key: &Arc<dyn SigningKey>) -> (Vec<String>, CertifiedKey) {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let octets = CertificateDer::from(label.as_bytes().to_vec());
        (names, CertifiedKey::new(vec![octets], key.clone()))
    }

    fn check(chooser: &Chooser, name: Option<&str>, offered: &[Scheme], expected: &str) {
        let chosen = chooser.choose(name, offered).expect("a certificate");
        let label = String::from_utf8_lossy(&chosen.cert[0]);
        assert_eq!(label, expected, "{name:?} {offered:?}");
    }

    #[test]
    fn names() {
        let keys = Keys::make();
        let chooser = Chooser::new(vec![
            certificate("first", &["mail.example.com"], &keys.ecdsa),
            certificate("wildcard", &["*.example.com", "example.com"], &keys.ecdsa),
            certificate("other", &["smtp.example.net", "smtp.example.net"], &keys.ecdsa),
            certificate("late", &["smtp.example.net"], &keys.ecdsa),
            certificate("none", &[], &keys.ecdsa),
        ]);
        let chooser = chooser.expect("certificates");
        for (name, expected) in [
            (Some("mail.example.com"), "first"),
            (Some("MAIL.Example.com"), "first"),
            (Some("mail.example.com."), "first"),
            (Some("smtp.example.com"), "wildcard"),
            (Some("SMTP.example.com"), "wildcard"),
            (Some("example.com"), "wildcard"),
            (Some("a.smtp.example.com"), "first"),
            (Some("smtp.example.net"), "other"),
            (Some("example.net"), "first"),
            (Some("localhost"), "first"),
            (None, "first"),
        ] {
            check(&chooser, name, ECDSA, expected);
        }
        assert!(Chooser::new(Vec::new()).is_none());
    }

    #[test]
    fn keys() {
        let keys = Keys::make();
        // The configuration's order is not what decides here.
        let chooser = Chooser::new(vec![
            certificate("rsa", &["mail.example.com"], &keys.rsa),
            certificate("ed25519", &["mail.example.com", "smtp.example.com"], &keys.ed25519),
            certificate("ecdsa", &["*.example.com"], &keys.ecdsa),
        ]);
        let chooser = chooser.expect("certificates");
        let mail = Some("mail.example.com");
        for (name, offered, expected) in [
            (mail, NEWER, "ed25519"),
            (mail, RSA, "rsa"),
            (mail, ED25519, "ed25519"),
            // Exact names come first, but what cannot be used is of no use.
            (mail, ECDSA, "ecdsa"),
            (None, NEWER, "ecdsa"),
            (None, RSA, "rsa"),
            (None, ED25519, "ed25519"),
            (Some("unknown.example.net"), RSA, "rsa"),
            (Some("smtp.example.com"), RSA, "rsa"),
            (mail, OTHERS, "ecdsa"),
        ] {
            check(&chooser, name, offered, expected);
        }
    }

    #[test]
    fn who_stands_in_for_the_first() {
        let keys = Keys::make();
        let chooser = Chooser::new(vec![
            certificate("first", &["a.example.com", "b.example.com"], &keys.rsa),
            certificate("half", &["b.example.com", "c.example.com"], &keys.ecdsa),
            certificate("foreign", &["d.example.com"], &keys.ed25519),
        ]);
        let chooser = chooser.expect("certificates");
        check(&chooser, None, NEWER, "first");
        check(&chooser, None, ECDSA, "half");
        check(&chooser, None, ED25519, "first");
        check(&chooser, Some("d.example.com"), NEWER, "foreign");
    }
}
