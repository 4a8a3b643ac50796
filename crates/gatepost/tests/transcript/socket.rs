//! Plays a transcript to a whole server over a real socket, with real TLS.

use super::world::Kept;
use super::{Act, Driver, Heard, Transcript};
use gatepost::events::Events;
use gatepost::outbound::ways::Gear;
use gatepost::server::{Equipment, Guard, Server, Stores};
use gatepost::world::{Endpoint, certificate, os, tls::RustlsServer};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use socket2::{Domain, Socket, Type};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::Stored;

pub struct OverSocket {
    runtime: tokio::runtime::Runtime,
    server: Server,
    kept: Kept,
    client: Option<Client>,
    waiting: Vec<u8>,
    authority: PathBuf,
}

enum Client {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl OverSocket {
    pub fn new(transcript: &Transcript) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let directory = std::env::temp_dir().join(format!("gatepost-transcripts-{}", std::process::id()));
        let made = certificate::find_or_make(&directory, "mail.example.com").unwrap();
        let tls = Arc::new(RustlsServer::load(&[(made.chain, made.key)], &[]).unwrap());
        let (kept, server) = runtime.block_on(async {
            let kept = Kept::new().await;
            let world = os::world();
            let stores = Stores {
                mail: Arc::new(kept.store.clone()),
                node: 1,
            };
            let events = Events::new(|_| {});
            let guard = Guard {
                directory: kept.directory(&world, &transcript.settings),
                gate: kept.gate(transcript),
            };
            let equipment = Equipment {
                tls,
                gear: Gear::default(),
            };
            let server = Server::start(world, equipment, stores, guard, &transcript.settings, events).await;
            (kept, server.unwrap_or_else(|error| panic!("{error}")))
        });
        let Some((_, Endpoint::Tcp(address))) = server.addresses().next() else {
            panic!("a TCP port")
        };
        // From where the transcript says: all of 127.0.0.0/8 is this machine.
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::new(transcript.client, 0).into()).unwrap();
        socket.connect(&(*address).into()).unwrap();
        let stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.set_nodelay(true).unwrap();
        let client = Some(Client::Plain(stream));
        let mut driver = Self {
            runtime,
            server,
            kept,
            client,
            waiting: Vec::new(),
            authority: made.authority,
        };
        if transcript.is_implicit() {
            driver.secure();
        }
        driver
    }

    fn secure(&mut self) {
        let Some(Client::Plain(stream)) = self.client.take() else {
            panic!("a connection in the clear")
        };
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_file(&self.authority).unwrap())
            .unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connection = ClientConnection::new(Arc::new(config), "mail.example.com".try_into().unwrap()).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        while stream.conn.is_handshaking() {
            stream
                .conn
                .complete_io(&mut stream.sock)
                .expect("the handshake succeeds");
        }
        self.client = Some(Client::Tls(Box::new(stream)));
    }

    /// Reads more; false at the end.
    fn read(&mut self) -> bool {
        let mut buffer = [0; 4096];
        let heard = match &mut self.client {
            Some(Client::Plain(stream)) => stream.read(&mut buffer),
            Some(Client::Tls(stream)) => stream.read(&mut buffer),
            None => Ok(0),
        };
        match heard {
            Ok(0) => false,
            Ok(octets) => {
                self.waiting.extend_from_slice(&buffer[..octets]);
                true
            }
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof) => false,
            Err(error) => panic!("no reply came: {error}"),
        }
    }

    fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.waiting.windows(2).position(|pair| pair == b"\r\n") {
                let line: Vec<u8> = self.waiting.drain(..end + 2).take(end).collect();
                return Some(String::from_utf8(line).expect("replies are ASCII"));
            }
            if !self.read() {
                return None;
            }
        }
    }
}

impl Driver for OverSocket {
    fn send(&mut self, octets: &[u8]) {
        // A server that has closed does not listen; what it said before is read all the same.
        drop(match &mut self.client {
            Some(Client::Plain(stream)) => stream.write_all(octets),
            Some(Client::Tls(stream)) => stream.write_all(octets).and_then(|()| stream.flush()),
            None => panic!("the client is gone"),
        });
    }

    fn hear(&mut self) -> Option<Heard> {
        let mut lines = Vec::new();
        loop {
            let line = self.line()?;
            let more = line.as_bytes().get(3) == Some(&b'-');
            lines.push(line);
            if !more {
                return Some(Heard { lines, id: None });
            }
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Tls => self.secure(),
            Act::Drain => self.server.drain(),
            Act::Disconnect => self.client = None,
            Act::Wait(_) => panic!("time does not pass on command here"),
            other => assert!(self.runtime.block_on(self.kept.act(other)), "a change of the store"),
        }
    }

    fn is_closed(&mut self) -> bool {
        self.waiting.is_empty() && !self.read()
    }

    fn kept(&mut self) -> Vec<(Stored, Vec<u8>)> {
        self.client = None;
        self.server.drain();
        self.runtime.block_on(self.server.done());
        assert!(
            self.waiting.is_empty(),
            "not expected: {}",
            String::from_utf8_lossy(&self.waiting)
        );
        self.runtime.block_on(self.kept.messages())
    }
}
