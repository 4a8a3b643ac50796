//! Who issues tokens, on this machine: keys that sign, and a server that answers as a test has it.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaKeyPair, RsaPublicKeyComponents,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, header};
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// A key with its name.
pub struct Key {
    name: String,
    pair: Pair,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl Key {
    pub fn rsa(name: &str) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
        Self::new(name, Pair::Rsa(Box::new(pair)))
    }

    pub fn p256(name: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
        Self::new(name, Pair::P256(pair))
    }

    pub fn ed25519(name: &str) -> Self {
        Self::new(name, Pair::Ed25519(Ed25519KeyPair::generate().expect("a key")))
    }

    fn new(name: &str, pair: Pair) -> Self {
        let name = name.to_owned();
        Self { name, pair }
    }

    /// Its public part (RFC 7518 §6, RFC 8037 §2).
    pub fn jwk(&self) -> Value {
        let text = |octets: &[u8]| URL_SAFE_NO_PAD.encode(octets);
        match &self.pair {
            Pair::Rsa(pair) => {
                let public = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                json!({"kty": "RSA", "use": "sig", "kid": self.name, "n": text(&public.n), "e": text(&public.e)})
            }
            Pair::P256(pair) => {
                // One octet says that both coordinates follow.
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({"kty": "EC", "crv": "P-256", "kid": self.name, "x": text(x), "y": text(y)})
            }
            Pair::Ed25519(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "kid": self.name, "x": text(pair.public_key().as_ref())})
            }
        }
    }

    /// A token (RFC 9068).
    pub fn token(&self, algorithm: &str, claims: &Value) -> String {
        let header = json!({"alg": algorithm, "kid": self.name, "typ": "at+jwt"});
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = self.signature(algorithm, signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn signature(&self, algorithm: &str, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            // What anybody can do who has read the public key.
            Pair::Rsa(pair) if algorithm == "HS256" => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, pair.public_key().as_ref());
                hmac::sign(&key, message).as_ref().to_vec()
            }
            Pair::Rsa(pair) => {
                let encoding = match algorithm {
                    "RS256" => &RSA_PKCS1_SHA256,
                    "RS384" => &RSA_PKCS1_SHA384,
                    "RS512" => &RSA_PKCS1_SHA512,
                    "PS256" => &RSA_PSS_SHA256,
                    "PS384" => &RSA_PSS_SHA384,
                    "PS512" => &RSA_PSS_SHA512,
                    _ => panic!("{algorithm} is none of RSA"),
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &random, message, &mut signature)
                    .expect("a signature");
                signature
            }
            Pair::P256(pair) => pair.sign(&random, message).expect("a signature").as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }
}

/// A part of a token.
pub fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// What a server was asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// `GET /path`
    pub what: String,
    /// By which name, with its port.
    pub host: String,
    /// The field `Authorization`.
    pub authorization: String,
    /// The form.
    pub body: String,
}

/// Status and document.
type Answers = dyn Fn(&Asked) -> (u16, String) + Send + Sync;

/// Answers over HTTP on a port of its own.
pub struct Server {
    pub address: SocketAddr,
    /// What shows that it is `localhost`, if it has TLS.
    pub certificate: Option<CertificateDer<'static>>,
    log: Arc<Mutex<Vec<Asked>>>,
    accepts: JoinHandle<()>,
}

impl Server {
    pub async fn start(answers: impl Fn(&Asked) -> (u16, String) + Send + Sync + 'static) -> Self {
        Self::open(None, Arc::new(answers)).await
    }

    pub async fn start_tls(answers: impl Fn(&Asked) -> (u16, String) + Send + Sync + 'static) -> Self {
        let key = rcgen::KeyPair::generate().expect("a key");
        let params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        let certificate = params.self_signed(&key).expect("a certificate").der().clone();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the library's own")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .expect("they belong together");
        Self::open(
            Some((certificate, TlsAcceptor::from(Arc::new(config)))),
            Arc::new(answers),
        )
        .await
    }

    async fn open(tls: Option<(CertificateDer<'static>, TlsAcceptor)>, answers: Arc<Answers>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (certificate, acceptor) = tls.unzip();
        let log: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let kept = log.clone();
        let accepts = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answers, log, acceptor) = (answers.clone(), kept.clone(), acceptor.clone());
                tokio::spawn(async move {
                    let Some(acceptor) = acceptor else {
                        return serve(stream, answers, log).await;
                    };
                    // Who does not trust us goes away.
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, answers, log).await;
                    }
                });
            }
        });
        Self {
            address,
            certificate,
            log,
            accepts,
        }
    }

    /// How often it was asked for this.
    pub fn count(&self, what: &str) -> usize {
        self.log
            .lock()
            .expect("no panic")
            .iter()
            .filter(|asked| asked.what == what)
            .count()
    }

    /// From now on nobody is there.
    pub async fn stop(&mut self) {
        self.accepts.abort();
        // It ends with an error, since it was made to.
        drop((&mut self.accepts).await);
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    answers: Arc<Answers>,
    log: Arc<Mutex<Vec<Asked>>>,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let (answers, log) = (answers.clone(), log.clone());
        async move {
            let field = |name| {
                let value = request.headers().get(name).and_then(|value| value.to_str().ok());
                value.unwrap_or_default().to_owned()
            };
            let (host, authorization) = (field(header::HOST), field(header::AUTHORIZATION));
            let what = format!("{} {}", request.method(), request.uri().path());
            let body = request.into_body().collect().await?.to_bytes();
            let asked = Asked {
                what,
                host,
                authorization,
                body: String::from_utf8_lossy(&body).into_owned(),
            };
            let (status, document) = answers(&asked);
            log.lock().expect("no panic").push(asked);
            let answer = Response::builder()
                .status(status)
                .header(header::CONTENT_TYPE, "application/json");
            let answer = answer.body(Full::new(Bytes::from(document))).expect("an answer");
            Ok::<_, hyper::Error>(answer)
        }
    });
    // Whoever asked may be gone.
    drop(
        http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service)
            .await,
    );
}
