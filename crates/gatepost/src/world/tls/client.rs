//! The client's side of TLS.

use super::{Stream, session_facts};
use crate::world::{Secured, TlsClient, TlsDemand};
use futures_util::future::{BoxFuture, FutureExt, ready};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use smtp::client::{BadCertificate, NoTls};
use std::io;
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsConnector;

/// TLS 1.2 and 1.3 towards other servers.
pub struct RustlsClient {
    /// Takes any certificate.
    open: Arc<ClientConfig>,
    /// Takes those that lead to a root, for the name that was asked for.
    strict: Option<Arc<ClientConfig>>,
}

impl RustlsClient {
    /// With those who are trusted to say whose a certificate is. Where there are none, whoever demands a verified
    /// certificate is told so.
    pub fn new(roots: RootCertStore) -> Self {
        Self::showing(roots, None)
    }

    /// The same, with a certificate of our own that is shown to servers which ask for one.
    pub fn with_certificate(roots: RootCertStore, own: CertifiedKey) -> Self {
        Self::showing(roots, Some(Arc::new(SingleCertAndKey::from(own))))
    }

    fn showing(roots: RootCertStore, own: Option<Arc<SingleCertAndKey>>) -> Self {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let strict = (!roots.is_empty()).then(|| {
            let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone());
            let verifier = verifier.build().expect("there are roots, and no revocation lists");
            configure(provider.clone(), verifier, own.clone())
        });
        Self {
            open: configure(provider.clone(), Arc::new(Anybody(provider)), own),
            strict,
        }
    }
}

fn configure(
    provider: Arc<CryptoProvider>,
    verifier: Arc<dyn ServerCertVerifier>,
    own: Option<Arc<SingleCertAndKey>>,
) -> Arc<ClientConfig> {
    // Each configuration has sessions of its own to come back to: one that anybody could have shown a certificate for never
    // stands for one that was verified.
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the library's own cipher suites go with its own versions")
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    Arc::new(match own {
        None => config.with_no_client_auth(),
        Some(own) => config.with_client_cert_resolver(own),
    })
}

impl TlsClient for RustlsClient {
    fn connect(&self, stream: Box<dyn Stream>, demand: &TlsDemand) -> BoxFuture<'static, Secured> {
        let fails = |why: String| ready(Err(NoTls::new(why))).boxed();
        let config = match (demand.verify, &self.strict) {
            (false, _) => &self.open,
            (true, Some(strict)) => strict,
            (true, None) => {
                let why = "no certificate can be verified: no authority is trusted here";
                return fails(why.to_owned());
            }
        };
        // A dot at the end is the DNS's and not the certificate's (RFC 6066 §3).
        let name = demand.name.trim_end_matches('.').to_owned();
        let Ok(name) = ServerName::try_from(name) else {
            let why = format!("{:?} is no name that a certificate can be for", demand.name);
            return fails(why);
        };
        let connect = TlsConnector::from(config.clone()).connect(name, stream);
        connect
            .map(|done| {
                let stream = done.map_err(|error| no_tls(&error))?;
                let session = stream.get_ref().1;
                let mut facts = session_facts(session);
                facts.binding.end_point = super::end_point(session.peer_certificates().and_then(|chain| chain.first()));
                Ok((Box::new(stream) as Box<dyn Stream>, facts))
            })
            .boxed()
    }
}

/// What the library says, and whether it is about the certificate.
fn no_tls(error: &io::Error) -> NoTls {
    let inside = error.get_ref().and_then(|inside| inside.downcast_ref::<Error>());
    let certificate = match inside {
        Some(Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        )) => Some(BadCertificate::OtherName),
        Some(Error::InvalidCertificate(_)) => Some(BadCertificate::NotTrusted),
        _ => None,
    };
    NoTls {
        why: error.to_string(),
        certificate,
    }
}

/// For libraries that bring their own connections: certificates lead to one of these roots, and are for the name that was asked for.
///
/// # Errors
/// Nobody is trusted here.
pub fn verifying(roots: RootCertStore) -> Result<Arc<ClientConfig>, String> {
    let client = RustlsClient::new(roots);
    client
        .strict
        .ok_or_else(|| "no certificate can be verified: no authority is trusted here".to_owned())
}

/// The authorities that the system trusts. What cannot be read of them is left out; there may be none.
pub fn system_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// The authorities of a PEM file.
///
/// # Errors
/// It cannot be read, or holds none; in a sentence.
pub fn roots_of(file: &Path) -> Result<RootCertStore, String> {
    let chain = super::files::chain(file).map_err(|error| error.to_string())?;
    let mut roots = RootCertStore::empty();
    for certificate in chain {
        let added = roots.add(certificate);
        added.map_err(|error| format!("{}: a certificate cannot be used: {error}", file.display()))?;
    }
    Ok(roots)
}

/// Whoever it is: but what they sign must be signed with the key that they show, or somebody in between could take part.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::super::made_up::Scratch;
    use super::super::{RustlsServer, files};
    use super::*;
    use crate::world::Tls;
    use rcgen::PKCS_ECDSA_P256_SHA256;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    /// What comes of a handshake with `server`: the version, or why it failed.
    async fn check(client: &RustlsClient, server: &RustlsServer, name: &str, verify: bool) -> String {
        let (near, far) = duplex(64 * 1024);
        let demand = TlsDemand {
            name: name.to_owned(),
            verify,
        };
        let (client, server) = tokio::join!(
            client.connect(Box::new(near), &demand),
            server.accept(Box::new(far), None)
        );
        let (mut client, facts) = match client {
            Ok(client) => client,
            Err(no) => return format!("{:?} {}", no.certificate, no.why),
        };
        let (mut server, server_facts) = server.expect("the client is content");
        assert_eq!(facts, server_facts);
        let mut heard = [0; 5];
        client.write_all(b"hello").await.expect("a session");
        client.flush().await.expect("a session");
        server.read_exact(&mut heard).await.expect("a session");
        assert_eq!(&heard, b"hello");
        facts.version
    }

    #[tokio::test]
    async fn certificates_and_demands() {
        let scratch = Scratch::new("client");
        let pair = scratch.pair("own", &["mx.example.net", "*.example.org"], &PKCS_ECDSA_P256_SHA256);
        let server = RustlsServer::load(std::slice::from_ref(&pair), &[]).expect("a certificate");
        let mut roots = RootCertStore::empty();
        // It says itself whose it is, so it is its own root.
        roots
            .add(files::chain(&pair.0).expect("a chain").remove(0))
            .expect("a root");
        let knows = RustlsClient::new(roots);
        let strange = scratch.pair("strange", &["mx.example.net"], &PKCS_ECDSA_P256_SHA256);
        let mut others = RootCertStore::empty();
        others
            .add(files::chain(&strange.0).expect("a chain").remove(0))
            .expect("a root");
        let (knows_others, knows_nobody) = (RustlsClient::new(others), RustlsClient::new(RootCertStore::empty()));
        for (client, name, verify, expected) in [
            (&knows, "mx.example.net", true, "TLS1.3"),
            (&knows, "MX.example.net.", true, "TLS1.3"),
            (&knows, "a.example.org", true, "TLS1.3"),
            (&knows, "a.b.example.org", true, "OtherName"),
            (&knows, "mail.example.net", true, "OtherName"),
            (&knows, "192.0.2.1", true, "OtherName"),
            (&knows_others, "mx.example.net", true, "NotTrusted"),
            (&knows_nobody, "mx.example.net", true, "no authority is trusted"),
            // Whoever it is.
            (&knows_nobody, "mx.example.net", false, "TLS1.3"),
            (&knows_others, "mail.example.com", false, "TLS1.3"),
            (&knows, "192.0.2.1", false, "TLS1.3"),
            (&knows, "not a name", false, "is no name"),
        ] {
            let found = check(client, &server, name, verify).await;
            assert!(found.contains(expected), "{name}, verify {verify}: {found}");
        }
    }
}
