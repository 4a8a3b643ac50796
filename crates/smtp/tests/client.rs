//! What holds for the client whatever a server says: it comes to an end, keeps its word about each recipient, says nothing of a
//! message that nobody gave leave for, and does not depend on how the network cuts.

mod support;

use mail::{Address, BodyKind, Envelope, Recipient, ReversePath};
use smtp::Moment;
use smtp::client::{Login, Parcel, Protocol, Session, Settled, Step, Terms, TlsWish};
use smtp::sasl::Binding;
use support::Chance;

/// All that a session did.
#[derive(Debug, Default, PartialEq)]
struct Done {
    said: Vec<u8>,
    settled: Vec<Settled>,
    failed: Vec<String>,
    secured: bool,
}

const BODY: &[u8] = b"Subject: x\r\n\r\n.dots\r\n.\r\n\r\nend";

fn address(text: &str) -> Address {
    Address::parse(text).expect(text)
}

fn parcel() -> Parcel {
    let recipients = ["b@example.net", "c@example.net", "d@example.net"].map(|text| Recipient {
        address: address(text),
        notify: None,
        orcpt: None,
    });
    Parcel {
        envelope: Envelope {
            sender: ReversePath::Mailbox(address("a@example.org")),
            recipients: recipients.to_vec(),
            size: None,
            body: BodyKind::SevenBit,
            smtputf8: false,
            ret: None,
            envid: None,
            submitter: None,
        },
        octets: BODY.len() as u64,
        eight_bit_header: false,
        eight_bit_body: false,
    }
}

/// Runs a session of two messages with a server that says `input`, a piece each time that it is listened to, and then ends the
/// connection. If `by_octets`, the pieces come octet by octet.
fn run(terms: &Terms, secured: bool, input: &[Vec<u8>], by_octets: bool) -> Done {
    let pieces: Vec<&[u8]> = input
        .iter()
        .flat_map(|piece| piece.chunks(if by_octets { 1 } else { piece.len() }))
        .collect();
    let mut pieces = pieces.into_iter();
    let mut session = Session::new(terms.clone(), secured.then(Binding::default), Moment::ZERO);
    let (mut done, mut messages, mut steps) = (Done::default(), 0, 0_usize);
    loop {
        steps += 1;
        assert!(steps < 5_000, "the session does not come to an end");
        match session.next_step(Moment::ZERO) {
            Step::Send { octets, .. } => {
                assert!(!octets.is_empty());
                done.said.extend_from_slice(&octets);
            }
            Step::Receive { .. } => match pieces.next() {
                Some(piece) => session.receive(piece),
                None => session.lost(),
            },
            Step::Body => {
                session.body(&BODY[..5]);
                session.body(&BODY[5..]);
                session.body_ended();
            }
            Step::StartTls { .. } => {
                done.secured = true;
                session.tls_started(Binding::default());
            }
            Step::Ready if messages < 2 => {
                messages += 1;
                session.submit(parcel());
            }
            Step::Ready => session.quit(),
            Step::Settled(settled) => {
                assert_eq!(settled.fates.len(), 3, "one fate for each recipient");
                done.settled.push(settled);
            }
            Step::Failed(failure) => done.failed.push(format!("{failure:?}")),
            Step::Close => break,
        }
    }
    assert_eq!(done.settled.len(), messages, "each message is settled once");
    assert!(done.failed.len() <= 1);
    done
}

/// Replies that make sense somewhere, perhaps with some damage.
fn server(chance: &mut Chance) -> (Vec<Vec<u8>>, bool) {
    const LINES: [&[u8]; 24] = [
        b"220 hi\r\n",
        b"250 ok\r\n",
        b"250 ok\r\n",
        b"250 2.0.0 ok\r\n",
        b"250-mx\r\n250-PIPELINING\r\n250 SIZE 1000\r\n",
        b"250-mx\r\n250-CHUNKING\r\n250 PIPELINING\r\n",
        b"250-mx\r\n250-STARTTLS\r\n250-AUTH PLAIN LOGIN\r\n250 DSN\r\n",
        b"250-mx\r\n250-AUTH LOGIN\r\n250 SIZE 3\r\n",
        b"235 2.7.0 in\r\n",
        b"334 \r\n",
        b"334 VXNlcm5hbWU6\r\n",
        b"354 go\r\n",
        b"354 go\r\n",
        b"550 5.1.1 no\r\n",
        b"450 later\r\n",
        b"421 bye\r\n",
        b"503 5.5.1 order\r\n",
        b"502 what\n",
        b"250-",
        b"250",
        b"\r\n",
        b"hello\r\n",
        b"\xff\x00\r\n",
        b"554-a\r\n250 b\r\n",
    ];
    // Mostly a session that begins well, or nothing else would ever be seen.
    let mut input = match chance.below(4) {
        0 => Vec::new(),
        1 => vec![LINES[0].to_vec(), LINES[1].to_vec()],
        _ => vec![LINES[0].to_vec(), LINES[4 + chance.below(4)].to_vec()],
    };
    for _ in 0..chance.below(30) {
        let friendly = chance.below(3) > 0;
        let line = if friendly {
            LINES[[1, 1, 1, 11][chance.below(4)]]
        } else {
            chance.one(&LINES)
        };
        input.push(line.to_vec());
    }
    let damaged = chance.below(4) == 0 && !input.is_empty();
    if damaged {
        let piece = chance.below(input.len());
        let at = chance.below(input[piece].len());
        input[piece][at] = chance.next() as u8;
    }
    (input, damaged)
}

#[test]
fn whatever_a_server_says() {
    let mut delivered = 0;
    for seed in 0..20_000 {
        let mut chance = Chance(seed);
        let login = Login::with_password("alice", "secret");
        let terms = Terms {
            protocol: if chance.below(4) == 0 {
                Protocol::Lmtp
            } else {
                Protocol::Smtp
            },
            tls: [TlsWish::Never, TlsWish::IfOffered, TlsWish::Required][chance.below(3)],
            login: (chance.below(3) == 0).then_some(login),
            ..Terms::new("client.example.org")
        };
        let secured = chance.below(3) == 0;
        let (input, damaged) = server(&mut chance);
        let done = run(&terms, secured, &input, false);
        let said = String::from_utf8_lossy(&done.said);
        // A login goes through TLS alone, and a message only where it was asked for.
        assert!(
            !said.contains("AUTH ") || secured || done.secured,
            "seed {seed}: {said}"
        );
        let has_leave = said.contains("BDAT") || input.concat().windows(3).any(|code| code == b"354");
        assert!(
            !said.contains("Subject: x") || has_leave || damaged,
            "seed {seed}: {said}"
        );
        let fates = done.settled.iter().flat_map(|settled| &settled.fates);
        let count = fates.filter(|fate| fate.is_ok()).count();
        delivered += count;
        // Who was delivered got all of the message.
        let is_sent = said.contains("\r\n..dots\r\n..\r\n\r\nend\r\n.\r\n") || said.contains("BDAT 29 LAST\r\nSubject");
        assert!(count == 0 || is_sent, "seed {seed}: {said}");
        if !damaged {
            assert_eq!(run(&terms, secured, &input, true), done, "seed {seed}: {said}");
        }
    }
    assert!(delivered > 300, "{delivered} deliveries in all");
}
