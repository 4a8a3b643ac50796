//! Our client speaks to our server, without a socket: whatever a message holds, it arrives as it left, and both agree on what
//! became of it.

mod support;

use mail::{Address, BodyKind, Envelope, Notify, Recipient, Ret, ReversePath};
use smtp::Moment;
use smtp::client::{self, Failure, Parcel, Problem, Settled, Stage, TlsWish};
use smtp::sasl::{Binding, CertificateNames, Credential, Keys, MECHANISMS, OfferSet, derive};
use smtp::server::{self, Answer, Ask, Handover, Refusal, Service, TlsFacts, TlsMode, Welcome};
use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::Arc;
use support::Chance;

fn binding() -> Binding {
    Binding {
        exporter: Some(vec![1; 32]),
        end_point: Some(vec![2; 32]),
    }
}

fn facts() -> TlsFacts {
    TlsFacts {
        binding: binding(),
        certificate: Some(CertificateNames {
            names: vec!["alice".to_owned()],
            fingerprint: String::new(),
        }),
        ..TlsFacts::new("TLS1.3", "TLS_AES_128_GCM_SHA256")
    }
}

/// A conversation, and what came of it.
struct Conversation {
    near: client::Session,
    far: server::Session,
    to_near: Vec<u8>,
    to_far: Vec<u8>,
    near_closed: bool,
    far_closed: bool,
    /// What is still to be handed over, and the rest of what is on its way.
    parcels: VecDeque<(Parcel, Vec<u8>)>,
    octets: Vec<u8>,
    body: Vec<u8>,
    piece: usize,
    /// What the server took.
    taken: Vec<(Handover, Vec<u8>)>,
    settled: Vec<Settled>,
    failed: Vec<Failure>,
    offered: OfferSet,
    /// With which somebody wanted to log in, each time that it was asked.
    mechanisms: Vec<&'static str>,
}

impl Conversation {
    /// From the greeting to the close. The client hands `parcels` over, in pieces of so many octets.
    fn hold(near: client::Terms, far: server::Terms, parcels: Vec<(Parcel, Vec<u8>)>, piece: usize) -> Self {
        Self::offering(OfferSet::of(["PLAIN", "LOGIN"]), near, far, parcels, piece)
    }

    /// With a server that offers these mechanisms.
    fn offering(
        offered: OfferSet,
        near: client::Terms,
        far: server::Terms,
        parcels: Vec<(Parcel, Vec<u8>)>,
        piece: usize,
    ) -> Self {
        let implicit = far.tls == TlsMode::Implicit;
        let mut conversation = Self {
            near: client::Session::new(near, implicit.then(binding), Moment::ZERO),
            far: server::Session::new(Arc::new(far), implicit.then(facts), Moment::ZERO),
            to_near: Vec::new(),
            to_far: Vec::new(),
            near_closed: false,
            far_closed: false,
            parcels: parcels.into(),
            octets: Vec::new(),
            body: Vec::new(),
            piece,
            taken: Vec::new(),
            settled: Vec::new(),
            failed: Vec::new(),
            offered,
            mechanisms: Vec::new(),
        };
        while conversation.server() | conversation.client() {}
        assert!(
            conversation.near_closed && conversation.far_closed,
            "each waits for the other"
        );
        conversation
    }

    /// One step of the server's; false if it waits.
    fn server(&mut self) -> bool {
        if self.far_closed {
            return false;
        }
        match self.far.next_step(Moment::ZERO) {
            server::Step::Send { outgoing, .. } => self.to_near.extend_from_slice(outgoing.as_bytes()),
            server::Step::Ask(ask) => {
                let answer = self.answer(ask);
                self.far.answer(answer);
            }
            server::Step::Body(octets) => self.body.extend(octets),
            server::Step::Abandon => self.body.clear(),
            server::Step::StartTls { .. } => self.far.tls_started(facts()),
            server::Step::Receive { .. } if !self.to_far.is_empty() => {
                self.far.receive(&std::mem::take(&mut self.to_far));
            }
            server::Step::Receive { .. } if self.near_closed => self.far_closed = true,
            server::Step::Receive { .. } => return false,
            server::Step::Close => self.far_closed = true,
        }
        true
    }

    /// One step of the client's; false if it waits.
    fn client(&mut self) -> bool {
        if self.near_closed {
            return false;
        }
        match self.near.next_step(Moment::ZERO) {
            client::Step::Send { octets, .. } => self.to_far.extend_from_slice(&octets),
            client::Step::Receive { .. } if !self.to_near.is_empty() => {
                self.near.receive(&std::mem::take(&mut self.to_near));
            }
            client::Step::Receive { .. } if self.far_closed => self.near.lost(),
            client::Step::Receive { .. } => return false,
            client::Step::StartTls { .. } => self.near.tls_started(binding()),
            client::Step::Body if self.octets.is_empty() => self.near.body_ended(),
            client::Step::Body => {
                let rest = self.octets.split_off(self.piece.min(self.octets.len()));
                self.near.body(&std::mem::replace(&mut self.octets, rest));
            }
            client::Step::Ready => match self.parcels.pop_front() {
                Some((parcel, octets)) => {
                    self.octets = octets;
                    self.near.submit(parcel);
                }
                None => self.near.quit(),
            },
            client::Step::Settled(settled) => self.settled.push(settled),
            client::Step::Failed(failure) => self.failed.push(failure),
            client::Step::Close => self.near_closed = true,
        }
        true
    }

    /// alice has the password `secret`, the token `abc` and a certificate; recipients that begin with `no` are refused.
    fn answer(&mut self, ask: Ask) -> Answer {
        let alice = |is_right: bool| {
            let login = server::Login {
                account: "alice".to_owned(),
                is_lenient: false,
            };
            let refusal = || Refusal::new(&reply::BAD_CREDENTIALS, "a test");
            Answer::Login(if is_right { Ok(login) } else { Err(refusal()) })
        };
        match ask {
            Ask::Credential(credential) => {
                self.mechanisms.push(credential.mechanism());
                match credential {
                    Credential::Password { login, password, .. } => {
                        alice(login == "alice" && password.as_str() == "secret")
                    }
                    Credential::Lookup { hash, login, .. } => {
                        assert_eq!(login, "alice");
                        let iterations = NonZeroU32::new(4096).expect("not zero");
                        Answer::Keys(Keys {
                            salt: b"salt".to_vec(),
                            iterations: iterations.get(),
                            pairs: vec![derive(hash, b"secret", b"salt", iterations)],
                            nonce: "server".to_owned(),
                        })
                    }
                    Credential::Proof { right, .. } => alice(right.is_some()),
                    Credential::Token { login, token, .. } => alice(login == "alice" && token.as_str() == "abc"),
                    Credential::Certificate { authorization } => alice(authorization == "alice"),
                    Credential::Impossible { .. } => alice(false),
                }
            }
            Ask::Recipient { address, .. } if address.local().starts_with("no") => {
                Answer::Verdict(Err(Refusal::new(&reply::RELAY_DENIED, "a test")))
            }
            Ask::Client => Answer::Client(Ok(Welcome {
                secured: self.offered,
                clear: OfferSet::default(),
                lists_end_point: false,
            })),
            Ask::Sender { .. } | Ask::Recipient { .. } | Ask::Body => Answer::Verdict(Ok(())),
            Ask::Commit(handover) => {
                self.taken.push((*handover, std::mem::take(&mut self.body)));
                Answer::Committed(Ok(format!("id{}", self.taken.len())))
            }
        }
    }
}

fn address(text: &str) -> Address {
    Address::parse(text).expect(text)
}

fn parcel(recipients: &[&str], octets: &[u8]) -> (Parcel, Vec<u8>) {
    let recipients = recipients.iter().map(|text| Recipient {
        address: address(text),
        notify: Notify::parse("SUCCESS,FAILURE"),
        orcpt: Some(format!("rfc822;{text}")),
    });
    let envelope = Envelope {
        sender: ReversePath::Mailbox(address("alice@example.com")),
        recipients: recipients.collect(),
        size: None,
        body: BodyKind::SevenBit,
        smtputf8: false,
        ret: Some(Ret::Full),
        envid: Some("id+2B1".to_owned()),
        submitter: None,
    };
    let parcel = Parcel {
        envelope,
        octets: octets.len() as u64,
        eight_bit_header: false,
        eight_bit_body: !octets.is_ascii(),
    };
    (parcel, octets.to_vec())
}

fn login(password: &str) -> Option<client::Login> {
    Some(client::Login::with_password("alice", password))
}

fn terms(login: Option<client::Login>) -> client::Terms {
    client::Terms {
        login,
        tls: TlsWish::IfOffered,
        ..client::Terms::new("client.example.org")
    }
}

/// Lines of all that may stand in a message: dots, empty lines, octets outside ASCII.
fn message(chance: &mut Chance) -> Vec<u8> {
    let mut octets = b"Subject: x\r\n\r\n".to_vec();
    for _ in 0..chance.below(30) {
        let piece: &[u8] = chance.one(&[
            &b"."[..],
            b"..",
            b".\r\n",
            b"\r\n",
            b"\r\n.\r\n",
            b"text",
            b" ",
            b"\t",
            b"\xec\x95\x88",
            b"QUIT\r\n",
            b"a longer line of text that goes on for a while, as they do",
        ]);
        octets.extend_from_slice(piece);
    }
    if !octets.ends_with(b"\r\n") {
        octets.extend_from_slice(b"\r\n");
    }
    octets
}

#[test]
fn messages_arrive_as_they_left() {
    for seed in 0..2_000 {
        let mut chance = Chance(seed);
        let messages: Vec<Vec<u8>> = (0..=chance.below(3)).map(|_| message(&mut chance)).collect();
        let recipients = ["b@example.net", "no@example.net", "d@example.net"];
        let parcels = messages.iter().map(|octets| parcel(&recipients, octets)).collect();
        let tls = [TlsMode::StartTls, TlsMode::Implicit][chance.below(2)];
        let far = server::Terms::new("mail.example.com", Service::Submission, tls);
        let piece = chance.below(20) + 1;
        let done = Conversation::hold(terms(login("secret")), far, parcels, piece);
        assert!(done.failed.is_empty(), "seed {seed}: {:?}", done.failed);
        assert_eq!(done.taken.len(), messages.len(), "seed {seed}");
        for (n, (handover, octets)) in done.taken.iter().enumerate() {
            assert_eq!(octets, &messages[n], "seed {seed}");
            assert_eq!(
                handover.login.as_ref().map(|login| login.account.as_str()),
                Some("alice")
            );
            let Envelope {
                sender,
                recipients,
                body,
                ret,
                envid,
                ..
            } = &handover.envelope;
            assert_eq!(sender.to_string(), "alice@example.com");
            let names: Vec<String> = recipients.iter().map(|one| one.address.to_string()).collect();
            assert_eq!(names, ["b@example.net", "d@example.net"]);
            assert_eq!(
                *body,
                if messages[n].is_ascii() {
                    BodyKind::SevenBit
                } else {
                    BodyKind::EightBit
                }
            );
            assert_eq!((*ret, envid.as_deref()), (Some(Ret::Full), Some("id+2B1")));
            assert_eq!(recipients[0].orcpt.as_deref(), Some("rfc822;b@example.net"));
            let Settled {
                fates,
                reports_passed_on,
            } = &done.settled[n];
            assert!(reports_passed_on);
            let fates: Vec<String> = fates
                .iter()
                .map(|fate| match fate {
                    Ok(reply) => reply.to_string(),
                    Err(Failure {
                        stage: Stage::Recipient,
                        problem: Problem::Refused(reply),
                    }) => reply.enhanced.map(|code| code.to_string()).unwrap_or_default(),
                    Err(other) => format!("{other:?}"),
                })
                .collect();
            let taken = format!("250 2.0.0 Queued as id{}", n + 1);
            assert_eq!(fates, [taken.as_str(), "5.7.1", taken.as_str()], "seed {seed}");
        }
    }
}

#[test]
fn who_may_not_come_in_hears_why() {
    for (near, tls, stage, expected) in [
        (terms(login("wrong")), TlsMode::StartTls, Stage::Login, "535 5.7.8"),
        (terms(login("wrong")), TlsMode::Implicit, Stage::Login, "535 5.7.8"),
        (
            terms(login("secret")),
            TlsMode::None,
            Stage::StartTls,
            "Lacks(StartTls)",
        ),
    ] {
        let far = server::Terms::new("mail.example.com", Service::Submission, tls);
        let done = Conversation::hold(near, far, vec![parcel(&["b@example.net"], b"x\r\n")], 3);
        assert!(done.taken.is_empty() && done.settled.is_empty());
        let [Failure { stage: found, problem }] = &done.failed[..] else {
            panic!("{:?}", done.failed);
        };
        let problem = match problem {
            Problem::Refused(reply) => reply.to_string(),
            other => format!("{other:?}"),
        };
        assert!(*found == stage && problem.starts_with(expected), "{found:?}: {problem}");
    }
    // Without a login a submission server takes nothing, and says so at MAIL.
    let far = server::Terms::new("mail.example.com", Service::Submission, TlsMode::StartTls);
    let done = Conversation::hold(terms(None), far, vec![parcel(&["b@example.net"], b"x\r\n")], 3);
    let Settled { fates, .. } = &done.settled[0];
    assert!(
        matches!(&fates[0], Err(Failure { stage: Stage::Sender, problem: Problem::Refused(reply) }) if reply.code == 530),
        "{fates:?}"
    );
}

/// Each mechanism, from the client's first word to the message; and each with something that is wrong.
#[test]
fn every_mechanism() {
    let password = |password: &str| client::Proof::Password {
        password: password.to_owned().into(),
        salted: Arc::default(),
    };
    let token = |token: &str| client::Proof::Token(token.to_owned().into());
    for offer in MECHANISMS {
        let (right, wrong) = match offer.name {
            "OAUTHBEARER" | "XOAUTH2" => (token("abc"), token("abd")),
            "EXTERNAL" => (client::Proof::Certificate, client::Proof::Certificate),
            _ => (password("secret"), password("wrong")),
        };
        for (user, proof, works) in [("alice", right, true), ("alice", wrong, offer.name == "EXTERNAL")] {
            for mechanisms in [OfferSet::default(), OfferSet::of([offer.name])] {
                for tls in [TlsMode::StartTls, TlsMode::Implicit] {
                    let near = client::Login {
                        user: user.to_owned(),
                        proof: proof.clone(),
                        mechanisms,
                    };
                    let near = client::Terms {
                        nonce: "client".to_owned(),
                        ..terms(Some(near))
                    };
                    let far = server::Terms::new("mail.example.com", Service::Submission, tls);
                    let parcels = vec![parcel(&["b@example.net"], b"Subject: x\r\n\r\n")];
                    let done = Conversation::offering(OfferSet::of([offer.name]), near, far, parcels, 100);
                    assert_eq!(done.taken.len(), usize::from(works), "{} {:?}", offer.name, done.failed);
                    assert!(!done.mechanisms.is_empty() && done.mechanisms.iter().all(|name| *name == offer.name));
                }
            }
        }
    }
}

/// Of all that the server has, and that the client may use, the strongest.
#[test]
fn the_strongest_is_taken() {
    let all = || OfferSet::of(MECHANISMS.iter().map(|offer| offer.name));
    for (offered, allowed, expected) in [
        (all(), &[][..], Some("SCRAM-SHA-256-PLUS")),
        (all(), &["PLAIN", "LOGIN"], Some("PLAIN")),
        (
            all().without("SCRAM-SHA-256-PLUS"),
            &["SCRAM-SHA-256", "PLAIN"],
            Some("SCRAM-SHA-256"),
        ),
        (OfferSet::of(["LOGIN"]), &[], Some("LOGIN")),
        (OfferSet::of(["LOGIN"]), &["PLAIN"], None),
        (OfferSet::of(["OAUTHBEARER"]), &[], None),
    ] {
        let near = client::Login {
            mechanisms: OfferSet::of(allowed.iter().copied()),
            ..client::Login::with_password("alice", "secret")
        };
        let near = client::Terms {
            nonce: "client".to_owned(),
            ..terms(Some(near))
        };
        let far = server::Terms::new("mail.example.com", Service::Submission, TlsMode::Implicit);
        let parcels = vec![parcel(&["b@example.net"], b"Subject: x\r\n\r\n")];
        let done = Conversation::offering(offered, near, far, parcels, 100);
        assert_eq!(done.mechanisms.first().copied(), expected);
        assert_eq!(done.taken.len(), usize::from(expected.is_some()));
    }
}
