//! One listener of a running server, as clients see it.

use super::TIMEOUT;
use super::client::Client;
use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs};
use rustls::version::TLS12;
use rustls::{ClientConfig, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use socket2::{Domain, Protocol, Socket, Type};
use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "STARTTLS is one word")]
pub enum Tls {
    /// After the command STARTTLS.
    StartTls,
    /// From the first octet.
    Implicit,
    /// Never.
    None,
}

impl Tls {
    /// Both kinds that there are of it.
    pub const ALL: [Self; 2] = [Self::StartTls, Self::Implicit];

    /// As the configuration calls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::StartTls => "starttls",
            Self::Implicit => "implicit",
            Self::None => "none",
        }
    }
}

/// One listener of a running server, and a client that may go there again and again.
#[derive(Clone)]
pub struct Door {
    /// How it does TLS.
    pub tls: Tls,
    /// Its port.
    pub port: u16,
    /// Where it is.
    pub address: SocketAddr,
    /// Whether it is for those who log in.
    pub is_submission: bool,
    roots: Arc<RootCertStore>,
    trust: Arc<ClientConfig>,
    name: String,
    client: Ipv4Addr,
    header: Vec<u8>,
}

impl Door {
    /// A listener for submission. Its certificate leads to one of those in the PEM file `ca`, and is for localhost.
    pub fn new(address: SocketAddr, tls: Tls, ca: &Path) -> Self {
        let roots = Arc::new(roots(ca));
        Self {
            tls,
            port: address.port(),
            address,
            is_submission: true,
            trust: config(&roots, aws_lc_rs::default_provider()),
            roots,
            name: "localhost".to_owned(),
            client: Ipv4Addr::LOCALHOST,
            header: Vec::new(),
        }
    }

    /// The listener of a line such as `127.0.0.1:587 (submission, starttls)`.
    pub(super) fn shown(line: &str, ca: &Path) -> Option<Self> {
        let (address, words) = line.split_once(" (")?;
        let (service, word) = words.strip_suffix(')')?.split_once(", ")?;
        let tls = [Tls::StartTls, Tls::Implicit, Tls::None]
            .into_iter()
            .find(|tls| tls.word() == word)?;
        Some(Self {
            is_submission: service == "submission",
            ..Self::new(address.parse().ok()?, tls, ca)
        })
    }

    /// The same for a client at this address of the machine.
    pub fn seen_from(&self, client: Ipv4Addr) -> Self {
        Self { client, ..self.clone() }
    }

    /// The same for a client behind a proxy that says this first, in front of TLS.
    pub fn behind(&self, header: &[u8]) -> Self {
        let header = header.to_vec();
        Self { header, ..self.clone() }
    }

    /// The same for a client that knows the server by this name.
    pub fn named(&self, name: &str) -> Self {
        let name = name.to_owned();
        Self { name, ..self.clone() }
    }

    /// The same for a client that has never been here: there is no TLS session that it could come back to.
    pub fn anew(&self) -> Self {
        let mut config = ClientConfig::clone(&self.trust);
        config.resumption = Resumption::in_memory_sessions(SESSIONS_MAX);
        let trust = Arc::new(config);
        Self { trust, ..self.clone() }
    }

    /// The same for a client that can check RSA signatures only.
    pub fn with_rsa_only(&self) -> Self {
        let mut provider = aws_lc_rs::default_provider();
        let WebPkiSupportedAlgorithms { all, mapping } = provider.signature_verification_algorithms;
        let is_rsa = |scheme: SignatureScheme| scheme.as_str().is_some_and(|name| name.starts_with("RSA_"));
        let rsa: Vec<_> = mapping.iter().copied().filter(|(scheme, _)| is_rsa(*scheme)).collect();
        provider.signature_verification_algorithms = WebPkiSupportedAlgorithms {
            all,
            // The library takes what lives for ever; it is a few octets.
            mapping: Box::leak(rsa.into_boxed_slice()),
        };
        let trust = config(&self.roots, provider);
        Self { trust, ..self.clone() }
    }

    /// The same for a client that has nothing newer than TLS 1.2.
    pub fn with_tls12_only(&self) -> Self {
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[&TLS12])
            .expect("the provider has what the version needs")
            .with_root_certificates(self.roots.clone())
            .with_no_client_auth();
        let trust = Arc::new(config);
        Self { trust, ..self.clone() }
    }

    /// The same for a client that shows the certificate in this PEM file, whose key is in that one.
    pub fn showing(&self, chain: &Path, key: &Path) -> Self {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(chain)
            .expect("the certificate was written")
            .collect();
        let key = PrivateKeyDer::from_pem_file(key).expect("the key was written");
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has what the versions need")
            .with_root_certificates(self.roots.clone())
            .with_client_auth_cert(chain.expect("the file is in PEM form"), key)
            .expect("the two belong together");
        let trust = Arc::new(config);
        Self { trust, ..self.clone() }
    }

    /// A session that has said EHLO, under TLS where there is any.
    pub fn connect(&self) -> io::Result<Client> {
        let mut client = self.greeted()?;
        client.expect(EHLO, "250")?;
        if self.tls == Tls::StartTls {
            client.expect("STARTTLS", "220 2.0.0")?;
            client = client.secure(self.trust.clone(), &self.name)?;
            client.expect(EHLO, "250")?;
        }
        Ok(client)
    }

    /// A session that was greeted.
    pub fn greeted(&self) -> io::Result<Client> {
        let mut client = self.open()?;
        if self.tls == Tls::Implicit {
            client = client.secure(self.trust.clone(), &self.name)?;
        }
        let greeting = client.reply()?;
        assert!(greeting.is("220"), "{greeting} as a greeting");
        Ok(client)
    }

    /// A connection on which nothing was said but the header of a proxy, if there is one.
    pub fn open(&self) -> io::Result<Client> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
        if self.client != Ipv4Addr::LOCALHOST {
            socket.bind(&SocketAddr::from((self.client, 0)).into())?;
        }
        socket.connect_timeout(&self.address.into(), TIMEOUT)?;
        let socket = TcpStream::from(socket);
        socket.set_read_timeout(Some(TIMEOUT))?;
        socket.set_write_timeout(Some(TIMEOUT))?;
        socket.set_nodelay(true)?;
        let mut client = Client::new(socket);
        client.send(&self.header)?;
        Ok(client)
    }
}

/// The certificates in a PEM file.
fn roots(ca: &Path) -> RootCertStore {
    let pem = fs::read(ca).unwrap_or_else(|error| panic!("cannot read {}: {error}", ca.display()));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.expect("the file is in PEM form");
        roots.add(certificate).expect("the certificate can be trusted");
    }
    roots
}

/// Trusts these certificates, and no others.
fn config(roots: &Arc<RootCertStore>, provider: CryptoProvider) -> Arc<ClientConfig> {
    let config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .expect("the provider has what the versions need")
        .with_root_certificates(roots.clone())
        .with_no_client_auth();
    Arc::new(config)
}

const EHLO: &str = "EHLO client.example";
/// That a client remembers: as many as it does by itself.
const SESSIONS_MAX: usize = 256;
