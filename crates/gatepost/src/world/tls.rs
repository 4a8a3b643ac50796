//! The real TLS: rustls, behind this one module.

use super::{Stream, Tls};
use futures_util::future::{BoxFuture, FutureExt};
use rustls::crypto::aws_lc_rs;
use rustls::server::ServerConfig;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use smtp::server::TlsFacts;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// TLS 1.2 and 1.3 (RFC 8997) with one certificate.
pub struct RustlsServer {
    acceptor: TlsAcceptor,
}

/// Why a certificate cannot be used.
#[derive(Debug)]
pub enum CertificateError {
    /// A file cannot be read, or holds no PEM of the kind.
    File {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// Certificate and key do not fit, or are of a kind that nobody accepts.
    Pair(rustls::Error),
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, why } => write!(f, "{}: {why}", path.display()),
            Self::Pair(error) => write!(f, "the certificate cannot be used with the key: {error}"),
        }
    }
}

impl RustlsServer {
    /// Loads the chain (the server's own certificate first) and its key, both PEM.
    pub fn load(chain: &Path, key: &Path) -> Result<Self, CertificateError> {
        let fail = |path: &Path, why: String| CertificateError::File {
            path: path.to_owned(),
            why,
        };
        let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(chain)
            .and_then(Iterator::collect)
            .map_err(|error| fail(chain, error.to_string()))?;
        if certificates.is_empty() {
            return Err(fail(chain, "holds no certificate in PEM form".to_owned()));
        }
        let private = PrivateKeyDer::from_pem_file(key).map_err(|error| fail(key, error.to_string()))?;
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(certificates, private))
            .map_err(CertificateError::Pair)?;
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }
}

impl Tls for RustlsServer {
    fn accept(&self, stream: Box<dyn Stream>) -> BoxFuture<'static, io::Result<(Box<dyn Stream>, TlsFacts)>> {
        let handshake = self.acceptor.accept(stream);
        async move {
            let stream = handshake.await?;
            let session = stream.get_ref().1;
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
            Ok((Box::new(stream) as Box<dyn Stream>, TlsFacts { version, cipher }))
        }
        .boxed()
    }
}
