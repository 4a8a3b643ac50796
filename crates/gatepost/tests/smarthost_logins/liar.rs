//! A smarthost that was made up, and that lies: it speaks TLS with a certificate that is in order, and SCRAM without knowing any
//! password. Whoever believes it hands mail to a stranger.

use super::place::{Near, keep_secret, route};
use super::support::{Authority, ECDSA, PASSWORD, Site, Tls};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::aws_lc_rs;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What a server that knows no password does in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lie {
    /// It says yes to the client's first message.
    AtOnce,
    /// It says yes to the proof, without one of its own.
    Unsigned,
    /// The same, with what looks like a proof behind the yes.
    Beside,
    /// Its proof is a wrong one.
    Signature,
    /// The same, and it says yes although the client gives up.
    Persistent,
    /// Its nonce does not begin with the client's.
    Nonce,
    /// It wants so many iterations of PBKDF2.
    Iterations(u32),
}

#[test]
fn who_does_not_prove_that_it_knows_the_password_gets_no_mail() {
    let (site, authority) = (Site::new("liars"), Authority::new());
    let ca = authority.write(&site);
    authority.issue(&["127.0.0.1"], ECDSA).write(&site, "liar");
    keep_secret(&site, "password", PASSWORD);
    let unproved = "the server took the login without proving that it knows the password";
    let iterations = "the server wants fewer than 4,096 or more than 200,000 iterations in SCRAM";
    let signature = "the server showed a wrong proof that it knows the password";
    // Behind the login come the proof and giving up, and neither a weaker login nor a message.
    let cases: [(Lie, &str, &[&str]); 9] = [
        (Lie::AtOnce, unproved, &[]),
        (Lie::Unsigned, unproved, &["proof"]),
        (Lie::Beside, unproved, &["proof"]),
        (Lie::Persistent, signature, &["proof", "*"]),
        (Lie::Signature, signature, &["proof", "*"]),
        // Before anything is said that could be guessed at, or costs anything.
        (
            Lie::Nonce,
            "the server has a nonce in SCRAM that does not begin with ours",
            &["*"],
        ),
        (Lie::Iterations(4_095), iterations, &["*"]),
        (Lie::Iterations(200_001), iterations, &["*"]),
        (Lie::Iterations(u32::MAX), iterations, &["*"]),
    ];
    let liars = cases.map(|(lie, ..)| Liar::start(&site, lie));
    let login = "user = \"office\"\npassword_file = \"password\"";
    let routes = liars.iter().enumerate();
    let routes = routes.map(|(n, liar)| route(&format!("liar{n}.example"), (liar.address, Tls::Implicit), &ca, login));
    let near = Near::start(site, &routes.collect::<String>());
    for (n, ((lie, words, behind), liar)) in cases.into_iter().zip(&liars).enumerate() {
        let id = near.submit(&format!("liar{n}.example"));
        near.pauses(&id, "server-unproven", words);
        let heard = liar.heard();
        let verbs: Vec<&str> = heard
            .iter()
            .map(|line| line.split(' ').next().unwrap_or_default())
            .collect();
        assert_eq!(verbs[..2], ["EHLO", "AUTH"], "{lie:?}: {heard:?}");
        assert!(heard[1].starts_with("AUTH SCRAM-SHA-256-PLUS "), "{lie:?}: {heard:?}");
        let said = heard[2..].iter().map(|line| match line.as_str() {
            "*" => "*",
            line if line.contains(' ') => line,
            _ => "proof",
        });
        assert_eq!(said.collect::<Vec<&str>>(), behind, "{lie:?}: {heard:?}");
    }
    let encoded = STANDARD.encode(PASSWORD);
    near.stop(&[PASSWORD, &encoded]);
}

struct Liar {
    address: SocketAddr,
    /// The lines of all sessions.
    heard: Arc<Mutex<Vec<String>>>,
}

impl Liar {
    /// Shows the certificate `liar` of this site.
    fn start(site: &Site, lie: Lie) -> Self {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(site.path("liar.pem"))
            .expect("the certificate was written")
            .collect();
        let key = PrivateKeyDer::from_pem_file(site.path("liar.key")).expect("the key was written");
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has what the versions need")
            .with_no_client_auth()
            .with_single_cert(chain.expect("the file is in PEM form"), key)
            .expect("the two belong together");
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&heard);
        thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let (config, kept) = (Arc::clone(&config), Arc::clone(&kept));
                // Whoever sees through it goes away.
                thread::spawn(move || drop(serve(socket, config, lie, &kept)));
            }
        });
        Self { address, heard }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(socket: TcpStream, config: Arc<ServerConfig>, lie: Lie, heard: &Mutex<Vec<String>>) -> io::Result<()> {
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut wire = BufReader::new(StreamOwned::new(connection, socket));
    let mut said = "220 liar.example".to_owned();
    loop {
        let stream = wire.get_mut();
        stream.write_all(format!("{said}\r\n").as_bytes())?;
        stream.flush()?;
        let mut line = String::new();
        if wire.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line.to_owned());
        let words: Vec<&str> = line.split(' ').collect();
        said = match words[..] {
            ["EHLO", _] => "250-liar.example\r\n250 AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN".to_owned(),
            ["AUTH", "SCRAM-SHA-256-PLUS", first] => challenge(lie, first),
            ["*"] if lie == Lie::Persistent => "235 2.7.0 yes".to_owned(),
            ["*"] => "501 5.7.0 given up".to_owned(),
            // The client's proof.
            [_] => match lie {
                Lie::Signature | Lie::Persistent => format!("334 {}", STANDARD.encode(format!("v={NO_SIGNATURE}"))),
                Lie::Beside => format!("235 {}", STANDARD.encode(format!("v={NO_SIGNATURE}"))),
                _ => "235 2.7.0 yes".to_owned(),
            },
            // Whatever else comes: it wants the mail.
            _ => "250 2.0.0 ok".to_owned(),
        };
    }
}

/// What is said to the client's first message.
fn challenge(lie: Lie, first: &str) -> String {
    if lie == Lie::AtOnce {
        return "235 2.7.0 yes".to_owned();
    }
    let first = STANDARD.decode(first).expect("it is in base64");
    let first = String::from_utf8(first).expect("it is text");
    let (_, nonce) = first.rsplit_once("r=").expect("there is a nonce");
    let nonce = match lie {
        Lie::Nonce => "fyko+d2lbbFgONRv9qkxdawL",
        _ => nonce,
    };
    let iterations = match lie {
        Lie::Iterations(iterations) => iterations,
        _ => 4_096,
    };
    let text = format!("r={nonce}3rfcNHYJY1ZVvWVs7j,s=W22ZaJ0SNY7soEsUEjb6gQ==,i={iterations}");
    format!("334 {}", STANDARD.encode(text))
}

/// As long as one of SHA-256.
const NO_SIGNATURE: &str = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
