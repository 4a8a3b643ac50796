//! The client that delivery will use, against the server itself: real sockets, real TLS, a login, and the octets of a message.

mod support;

use gatepost::call::{Begin, Call, LostOctets, Octets};
use gatepost::world::os::OsClock;
use gatepost::world::tls::RustlsClient;
use gatepost::world::{Stream, TlsDemand};
use mail::{Address, BodyKind, Envelope, Recipient, ReversePath};
use rustls::RootCertStore;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use smtp::client::{Failure, Login, Parcel, Problem, Stage, Terms, TlsWish};
use std::path::Path;
use std::sync::Arc;
use support::{ALICE, Door, PASSWORD, Random, Server, Site, Tls, assert_same, message};
use tokio::net::TcpStream;

/// A message in pieces that fit nothing.
struct Pieces(Vec<u8>);

impl Octets for Pieces {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, LostOctets> {
        let rest = self.0.split_off(self.0.len().min(1_000));
        let piece = std::mem::replace(&mut self.0, rest);
        Ok((!piece.is_empty()).then_some(piece))
    }
}

fn parcel(octets: &[u8]) -> Parcel {
    let address = |text: &str| Address::parse(text).expect(text);
    Parcel {
        envelope: Envelope {
            sender: ReversePath::Mailbox(address(ALICE)),
            recipients: vec![Recipient {
                address: address("bob@example.org"),
                notify: None,
                orcpt: None,
            }],
            size: None,
            body: BodyKind::SevenBit,
            smtputf8: false,
            ret: None,
            envid: None,
            submitter: None,
        },
        octets: octets.len() as u64,
        eight_bit_header: false,
        eight_bit_body: !octets.is_ascii(),
    }
}

fn roots(ca: Option<&Path>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    for certificate in ca
        .into_iter()
        .flat_map(|ca| CertificateDer::pem_file_iter(ca).expect("the server made it"))
    {
        roots.add(certificate.expect("a certificate")).expect("a root");
    }
    roots
}

/// A session at one of the server's doors.
async fn call(door: &Door, ca: Option<&Path>, name: &str, password: &str) -> Result<Call, Failure> {
    let stream = TcpStream::connect(door.address).await.expect("it listens");
    let login = Login::with_password(ALICE, password);
    let begin = Begin {
        terms: Terms {
            login: Some(login),
            tls: TlsWish::Required,
            nonce: "never the same twice, but here".replace([' ', ','], "-"),
            ..Terms::new("client.example")
        },
        demand: TlsDemand {
            name: name.to_owned(),
            verify: true,
        },
        implicit_tls: door.tls == Tls::Implicit,
    };
    let tls = Arc::new(RustlsClient::new(roots(ca)));
    let stream: Box<dyn Stream> = Box::new(stream);
    Call::begin(stream, begin, Arc::new(OsClock::default()), tls).await
}

#[tokio::test]
async fn messages_go_out_as_they_are() {
    let site = Site::with_alice("call");
    let server = Server::start(&site);
    let mut random = Random::fresh();
    for tls in Tls::ALL {
        let door = server.door(tls);
        let mut call = call(door, Some(&site.ca()), "localhost", PASSWORD)
            .await
            .expect("a session");
        assert!(call.tls().is_some_and(|facts| facts.version == "TLS1.3"));
        for n in 0..3 {
            assert!(call.is_usable().await, "message {n} on the same connection");
            let octets = message(&mut random, &format!("call-{n}"), 30_000, 900);
            let settled = call.hand_over(parcel(&octets), &mut Pieces(octets.clone())).await;
            let reply = settled.fates[0].as_ref().expect("it is taken").to_string();
            let id = reply.strip_prefix("250 2.0.0 Queued as ").expect(&reply);
            assert!(settled.reports_passed_on);
            assert_same("what was kept", &site.export(id), &octets);
        }
        call.end().await;
    }
}

#[tokio::test]
async fn whoever_is_not_trusted_hears_nothing() {
    let site = Site::with_alice("call-trust");
    let server = Server::start(&site);
    for tls in Tls::ALL {
        let door = server.door(tls);
        let own = site.ca();
        let own = Some(own.as_path());
        for (ca, name, password, stage, expected) in [
            (own, "localhost", "wrong", Stage::Login, "535 5.7.8"),
            (own, "mx.example.net", PASSWORD, Stage::StartTls, "not valid for name"),
            (None, "localhost", PASSWORD, Stage::StartTls, "no authority is trusted"),
        ] {
            let failure = call(door, ca, name, password).await.err().expect("no session");
            let told = match &failure.problem {
                Problem::Refused(reply) => reply.to_string(),
                Problem::Handshake(no) => format!("{:?} {}", no.certificate, no.why),
                other => format!("{other:?}"),
            };
            assert!(
                failure.stage == stage && told.contains(expected),
                "{tls:?}, {name}: {:?} {told}",
                failure.stage
            );
        }
    }
}
