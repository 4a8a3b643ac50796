//! The real TLS: rustls, behind this one module.

mod chooser;
pub mod client;
pub(in crate::world) mod files;
#[cfg(test)]
pub(in crate::world) mod made_up;
mod shown;

pub use client::RustlsClient;
pub use files::{CertificateError, Trouble};

use super::{Stream, Tls, facts};
use chooser::{Chooser, Showing};
use futures_util::future::{BoxFuture, FutureExt, ready};
use rustls::ConnectionCommon;
use rustls::crypto::aws_lc_rs;
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{NoServerSessionStorage, ProducesTickets, ServerConfig, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls_pki_types::{CertificateDer, UnixTime};
use smtp::sasl::Binding;
use smtp::server::TlsFacts;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

type Verifier = Arc<dyn ClientCertVerifier>;

/// TLS 1.2 and 1.3 (RFC 8997), with as many certificates as there are, which may be replaced while it runs.
pub struct RustlsServer {
    /// Replaced as a whole. A session keeps the one that it began with.
    configs: RwLock<Arc<Configs>>,
    /// Seals what clients keep to come back with. It stays through reloads, so that they still can.
    ticketer: Arc<dyn ProducesTickets>,
}

/// Certificates, and authorities of clients' certificates, as they were at a moment.
pub struct Shown(Arc<Configs>);

/// What sessions begin with.
struct Configs {
    chooser: Arc<Chooser>,
    /// Where clients are asked for no certificate.
    plain: Arc<ServerConfig>,
    /// Where they are, by the file that names the authorities.
    asking: BTreeMap<PathBuf, Asking>,
}

/// Where clients are asked for a certificate.
struct Asking {
    config: Arc<ServerConfig>,
    /// Says whether one counts.
    verifier: Verifier,
}

impl RustlsServer {
    /// Loads certificates: of each pair the chain (the server's own certificate first), then its key, both PEM. A client is
    /// shown one of those that are for the name that it asks for; one that asks for none, or for one that we have not, the
    /// first pair's or one that is for the same names. Among these the key decides: ECDSA, else Ed25519, else RSA, as far as
    /// the client can check its signatures. `client_cas` are files with authorities whose certificates clients may show.
    ///
    /// # Errors
    /// The first pair, or the first of these files, that cannot be used.
    pub fn load(pairs: &[(PathBuf, PathBuf)], client_cas: &[PathBuf]) -> Result<Self, CertificateError> {
        let ticketer =
            aws_lc_rs::Ticketer::new().expect("the system's source of random numbers works, or nothing here is safe");
        Ok(Self {
            configs: RwLock::new(configure(pairs, client_cas, &ticketer)?),
            ticketer,
        })
    }

    /// Loads certificates anew, for the sessions that begin from now on.
    ///
    /// # Errors
    /// As for [`Self::load`]; then nothing has changed.
    pub fn reload(&self, pairs: &[(PathBuf, PathBuf)], client_cas: &[PathBuf]) -> Result<(), CertificateError> {
        let configs = configure(pairs, client_cas, &self.ticketer)?;
        *self.configs.write().unwrap_or_else(PoisonError::into_inner) = configs;
        Ok(())
    }

    /// Looks at files with authorities whose certificates clients may show.
    ///
    /// # Errors
    /// The first that cannot be used.
    pub fn check_client_cas(client_cas: &[PathBuf]) -> Result<(), CertificateError> {
        client_cas.iter().try_for_each(|file| verifier(file).map(drop))
    }

    /// What sessions begin with now.
    pub fn shown(&self) -> Shown {
        Shown(self.configs.read().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// Sessions begin with that again.
    pub fn show_again(&self, Shown(configs): Shown) {
        *self.configs.write().unwrap_or_else(PoisonError::into_inner) = configs;
    }

    /// What one session begins with; and where it will stand which certificate it was shown, since a login may be bound to that.
    fn acceptor(&self, client_ca: Option<&Path>) -> io::Result<(TlsAcceptor, Arc<Showing>, Option<Verifier>)> {
        let configs = self.configs.read().unwrap_or_else(PoisonError::into_inner).clone();
        let (config, verifier) = match client_ca {
            None => (&configs.plain, None),
            // A listener that a reload brings is there a moment after its authorities.
            Some(file) => {
                let asking = configs.asking.get(file);
                let asking =
                    asking.ok_or_else(|| io::Error::other("the authorities of this listener are not loaded"))?;
                (&asking.config, Some(asking.verifier.clone()))
            }
        };
        let showing = Arc::new(Showing::of(configs.chooser.clone()));
        let mut config = ServerConfig::clone(config);
        config.cert_resolver = showing.clone();
        Ok((TlsAcceptor::from(Arc::new(config)), showing, verifier))
    }
}

fn configure(
    pairs: &[(PathBuf, PathBuf)],
    client_cas: &[PathBuf],
    ticketer: &Arc<dyn ProducesTickets>,
) -> Result<Arc<Configs>, CertificateError> {
    let mut certificates = Vec::new();
    for (chain, key) in pairs {
        let pair = files::pair(chain, key)?;
        certificates.push((pair.cert.first().map(facts::names).unwrap_or_default(), pair));
    }
    let chooser = Arc::new(Chooser::new(certificates).ok_or_else(files::none_named)?);
    let mut asking = BTreeMap::new();
    for file in client_cas {
        let verifier = verifier(file)?;
        let config = one(&chooser, Some(&verifier), ticketer);
        asking.insert(file.clone(), Asking { config, verifier });
    }
    Ok(Arc::new(Configs {
        plain: one(&chooser, None, ticketer),
        chooser,
        asking,
    }))
}

/// Says whether a client's certificate is from an authority of that file.
fn verifier(file: &Path) -> Result<Verifier, CertificateError> {
    let unusable = |why: String| files::unusable(file, why, CLIENT_CA_FIX);
    let roots = client::roots_of(file).map_err(unusable)?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    // Who has none may still log in by a password.
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).allow_unauthenticated();
    verifier.build().map_err(|error| unusable(error.to_string()))
}

fn one(chooser: &Arc<Chooser>, verifier: Option<&Verifier>, ticketer: &Arc<dyn ProducesTickets>) -> Arc<ServerConfig> {
    let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the library's own cipher suites go with its own versions");
    let builder = match verifier {
        None => builder.with_no_client_auth(),
        Some(verifier) => builder.with_client_cert_verifier(Arc::new(shown::Any::new(verifier.clone()))),
    };
    let mut config = builder.with_cert_resolver(chooser.clone());
    // Resumption must not cost us memory: the client keeps its session, sealed, under a key that changes every six hours and is
    // forgotten after twelve. Nothing is kept here, so TLS 1.2 has tickets too, and no session ids.
    // Not where a certificate may be a login: one that comes back with a ticket is not verified again, though its time may be over or
    // its authority trusted no more.
    let resumes = verifier.is_none();
    if resumes {
        config.ticketer = ticketer.clone();
    }
    config.session_storage = Arc::new(NoServerSessionStorage {});
    // Each is sealed, encrypted and sent at every handshake. A mail client has one connection at a time and gets another
    // ticket at each; browsers, which open several at once, are what the usual two are for.
    config.send_tls13_tickets = usize::from(resumes);
    // A command that was sent early could be sent again by whoever has seen it (RFC 8446 §8), and half-finished handshakes are
    // told nothing.
    config.max_early_data_size = 0;
    config.send_half_rtt_data = false;
    // All suites are good; a telephone without AES in its hardware knows best that it wants ChaCha20.
    config.ignore_client_order = false;
    // No ALPN: SMTP has no name there.
    Arc::new(config)
}

/// A certificate with its chain, and its key: for showing it as a client.
///
/// # Errors
/// One of the files cannot be used, or they do not belong together.
pub fn certified(chain: &Path, key: &Path) -> Result<CertifiedKey, CertificateError> {
    files::pair(chain, key)
}

impl Tls for RustlsServer {
    fn accept(
        &self,
        stream: Box<dyn Stream>,
        client_ca: Option<&Path>,
    ) -> BoxFuture<'static, io::Result<(Box<dyn Stream>, TlsFacts)>> {
        let (acceptor, showing, verifier) = match self.acceptor(client_ca) {
            Ok(acceptor) => acceptor,
            Err(error) => return ready(Err(error)).boxed(),
        };
        let limit = |session: &mut rustls::ServerConnection| session.set_buffer_limit(Some(SEALED_OCTETS_MAX));
        // All of a handshake that is given up halfway is in this one future, and goes with it.
        let handshake = acceptor.accept_with(stream, limit);
        handshake
            .map(move |done| done.map(|stream| secured(stream, &showing, verifier.as_ref())))
            .boxed()
    }
}

fn secured(
    stream: TlsStream<Box<dyn Stream>>,
    showing: &Showing,
    verifier: Option<&Verifier>,
) -> (Box<dyn Stream>, TlsFacts) {
    let session = stream.get_ref().1;
    let mut facts = session_facts(session);
    facts.binding.end_point = showing.end_point();
    if let (Some([own, others @ ..]), Some(verifier)) = (session.peer_certificates(), verifier) {
        match verifier.verify_client_cert(own, others, UnixTime::now()) {
            // Whether the client has its key was not looked at.
            _ if !shown::is_known_kind(own) => facts.bad_certificate = Some(shown::UNKNOWN_KIND.to_owned()),
            Ok(_) => facts.certificate = Some(facts::client_names(own)),
            Err(error) => facts.bad_certificate = Some(shown::why_not(&error)),
        }
    }
    (Box::new(stream), facts)
}

/// What was agreed upon, in the words of the registries.
fn session_facts<Side>(session: &ConnectionCommon<Side>) -> TlsFacts {
    let version = match session.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_2) => "TLS1.2".to_owned(),
        Some(rustls::ProtocolVersion::TLSv1_3) => "TLS1.3".to_owned(),
        other => format!("{other:?}"),
    };
    let suite = session.negotiated_cipher_suite().map(|suite| suite.suite());
    // rustls names TLS 1.3 suites `TLS13_AES_…`; their registered names begin with `TLS_`.
    let cipher = suite
        .and_then(|suite| suite.as_str())
        .unwrap_or("unknown")
        .replacen("TLS13_", "TLS_", 1);
    // RFC 9266 §4.2: of TLS 1.2 only with the extended master secret, of which the library does not tell.
    let exporter = (version == "TLS1.3").then(|| {
        let octets = vec![0; EXPORTER_OCTETS];
        session.export_keying_material(octets, EXPORTER_LABEL, Some(b"")).ok()
    });
    TlsFacts {
        binding: Binding {
            exporter: exporter.flatten(),
            end_point: None,
        },
        ..TlsFacts::new(version, cipher)
    }
}

/// What a login can be bound to of a server's certificate.
fn end_point(certificate: Option<&CertificateDer<'_>>) -> Option<Vec<u8>> {
    facts::end_point(certificate?)
}

/// RFC 9266 §2
const EXPORTER_LABEL: &[u8] = b"EXPORTER-Channel-Binding";
/// RFC 9266 §2
const EXPORTER_OCTETS: usize = 32;
const CLIENT_CA_FIX: &str =
    "name a PEM file with the certificates of the authorities that sign the certificates of clients";
/// What waits, encrypted, for a client that does not read: about one record. More stays with who writes it, once and not
/// twice.
const SEALED_OCTETS_MAX: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::made_up::Scratch;
    use super::*;
    use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256};
    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use rustls::{ClientConfig, DigitallySignedStruct, Error, HandshakeKind, ProtocolVersion, SignatureScheme};
    use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio_rustls::{TlsConnector, client};

    /// Takes every certificate, and says that it can check signatures of these schemes.
    #[derive(Debug)]
    struct Trusting(Vec<SignatureScheme>);

    impl ServerCertVerifier for Trusting {
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
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn verify_tls13_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.0.clone()
        }
    }

    const ECDSA: SignatureScheme = SignatureScheme::ECDSA_NISTP256_SHA256;
    const RSA: SignatureScheme = SignatureScheme::RSA_PSS_SHA256;

    fn client(schemes: &[SignatureScheme], version: &'static rustls::SupportedProtocolVersion) -> Arc<ClientConfig> {
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[version])
            .expect("a version")
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Trusting(schemes.to_vec())))
            .with_no_client_auth();
        Arc::new(config)
    }

    struct Connection {
        client: client::TlsStream<DuplexStream>,
        server: Box<dyn Stream>,
        facts: TlsFacts,
    }

    impl Connection {
        /// A session in which each side has heard the other.
        async fn open(server: &RustlsServer, client: &Arc<ClientConfig>, name: &str) -> io::Result<Self> {
            let (near, far) = duplex(64 * 1024);
            let name = ServerName::try_from(name.to_owned()).expect("a name");
            let connector = TlsConnector::from(client.clone());
            let (client, server) = tokio::join!(connector.connect(name, near), server.accept(Box::new(far), None));
            let (server, facts) = server?;
            let mut connection = Self {
                client: client?,
                server,
                facts,
            };
            connection.talk().await?;
            Ok(connection)
        }

        async fn talk(&mut self) -> io::Result<()> {
            let mut heard = [0; 5];
            self.client.write_all(b"hello").await?;
            self.server.read_exact(&mut heard).await?;
            self.server.write_all(&heard).await?;
            self.server.flush().await?;
            self.client.read_exact(&mut heard).await?;
            assert_eq!(&heard, b"hello");
            Ok(())
        }

        fn shown(&self) -> CertificateDer<'static> {
            let certificates = self.client.get_ref().1.peer_certificates();
            certificates.expect("a certificate")[0].clone()
        }

        fn kind(&self) -> HandshakeKind {
            self.client.get_ref().1.handshake_kind().expect("it is done")
        }
    }

    fn own(pair: &(PathBuf, PathBuf)) -> CertificateDer<'static> {
        files::chain(&pair.0).expect("a chain").remove(0)
    }

    #[tokio::test]
    async fn a_client_is_shown_what_it_asks_for_and_can_check() {
        let scratch = Scratch::new("shown");
        let rsa = scratch.pair("rsa", &["mail.example.com"], &PKCS_RSA_SHA256);
        let ecdsa = scratch.pair("ecdsa", &["mail.example.com"], &PKCS_ECDSA_P256_SHA256);
        let other = scratch.pair("other", &["*.example.net"], &PKCS_ECDSA_P256_SHA256);
        let server = RustlsServer::load(&[rsa.clone(), ecdsa.clone(), other.clone()], &[]).expect("certificates");
        for (name, schemes, expected) in [
            ("mail.example.com", &[RSA, ECDSA][..], &ecdsa),
            ("mail.example.com", &[RSA][..], &rsa),
            ("MAIL.example.com", &[ECDSA][..], &ecdsa),
            ("mail.example.net", &[RSA, ECDSA][..], &other),
            ("unknown.example.org", &[RSA, ECDSA][..], &ecdsa),
            // A client names no address (RFC 6066 §3).
            ("192.0.2.1", &[RSA][..], &rsa),
        ] {
            for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
                let connection = Connection::open(&server, &client(schemes, version), name).await;
                let connection = connection.expect("a session");
                assert_eq!(connection.shown(), own(expected), "{name} {schemes:?}");
                let (expected, begin) = match version.version {
                    ProtocolVersion::TLSv1_2 => ("TLS1.2", "TLS_ECDHE_"),
                    _ => ("TLS1.3", "TLS_AES_"),
                };
                assert_eq!(connection.facts.version, expected);
                assert!(connection.facts.cipher.starts_with(begin), "{:?}", connection.facts);
            }
        }
        let neither = client(&[SignatureScheme::ED25519], &rustls::version::TLS13);
        assert!(Connection::open(&server, &neither, "mail.example.com").await.is_err());
    }

    #[tokio::test]
    async fn a_reload_is_whole_or_nothing() {
        let scratch = Scratch::new("reload");
        let first = scratch.pair("first", &["mail.example.com"], &PKCS_ECDSA_P256_SHA256);
        let second = scratch.pair("second", &["mail.example.com"], &PKCS_ECDSA_P256_SHA256);
        let server = RustlsServer::load(std::slice::from_ref(&first), &[]).expect("a certificate");
        let client = client(&[ECDSA], &rustls::version::TLS13);
        let mut before = Connection::open(&server, &client, "mail.example.com")
            .await
            .expect("a session");
        assert_eq!(before.shown(), own(&first));

        let swapped = (second.0.clone(), first.1.clone());
        assert!(server.reload(&[second.clone(), swapped], &[]).is_err());
        assert!(server.reload(&[], &[]).is_err());
        let kept = Connection::open(&server, &client, "kept.example.com")
            .await
            .expect("a session");
        assert_eq!(kept.shown(), own(&first), "a bad one changes nothing");

        server
            .reload(std::slice::from_ref(&second), &[])
            .expect("a certificate");
        let after = Connection::open(&server, &client, "after.example.com")
            .await
            .expect("a session");
        assert_eq!(after.shown(), own(&second));
        before.talk().await.expect("the old session goes on");
    }

    #[tokio::test]
    async fn who_was_here_comes_back_cheaply() {
        let scratch = Scratch::new("resume");
        let pair = scratch.pair("mail", &["mail.example.com"], &PKCS_ECDSA_P256_SHA256);
        let server = RustlsServer::load(std::slice::from_ref(&pair), &[]).expect("a certificate");
        for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
            let client = client(&[ECDSA], version);
            let mut kinds = Vec::new();
            for _ in 0..3 {
                let connection = Connection::open(&server, &client, "mail.example.com").await;
                kinds.push(connection.expect("a session").kind());
                // What a client was given before a reload is still good after it.
                server.reload(std::slice::from_ref(&pair), &[]).expect("a certificate");
            }
            use HandshakeKind::{Full, Resumed};
            assert_eq!(kinds, [Full, Resumed, Resumed], "{version:?}");
        }
    }

    #[tokio::test]
    async fn a_handshake_that_is_given_up_leaves_nothing() {
        let scratch = Scratch::new("halfway");
        let pair = scratch.pair("mail", &["mail.example.com"], &PKCS_ECDSA_P256_SHA256);
        let server = RustlsServer::load(&[pair], &[]).expect("a certificate");
        let (mut near, far) = duplex(64 * 1024);
        near.write_all(b"\x16\x03\x01\x02\x00").await.expect("a pipe");
        let mut accept = server.accept(Box::new(far), None);
        assert!((&mut accept).now_or_never().is_none(), "it waits for the rest");
        drop(accept);
        let mut rest = Vec::new();
        near.read_to_end(&mut rest).await.expect("the other end is gone");
        assert!(rest.is_empty());
    }
}
