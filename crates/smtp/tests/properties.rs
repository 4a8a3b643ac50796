//! What holds for any bytes: they end in replies or a close, never in a panic, and how they are cut makes no difference.

mod support;

use smtp::Moment;
use smtp::sasl::{Credential, Keys, MECHANISMS, OfferSet};
use smtp::server::{Answer, Ask, Login, Refusal, Service, Session, Step, Terms, TlsFacts, TlsMode, Welcome};
use std::sync::Arc;
use support::Chance;

/// All that a session did.
#[derive(Debug, Default, PartialEq)]
struct Done {
    said: Vec<u8>,
    asked: Vec<String>,
    /// The octets of each message that was handed over.
    messages: Vec<Vec<u8>>,
    secured: bool,
    closed: bool,
}

fn welcome() -> Welcome {
    Welcome {
        secured: OfferSet::of(MECHANISMS.iter().map(|offer| offer.name)),
        clear: OfferSet::default(),
        lists_end_point: false,
    }
}

/// Runs a session over `input`, cut into pieces whose sizes come from `cut`. Answers depend on the question alone.
fn run(tls: TlsMode, input: &[u8], answers: u64, mut cut: impl FnMut() -> usize) -> Done {
    let facts = || TlsFacts::new("TLS1.3", "TLS_AES_128_GCM_SHA256");
    let terms = Terms {
        message_octets_max: 300,
        recipients_max: 3,
        ..Terms::new("mail.example.com", Service::Submission, tls)
    };
    let mut session = Session::new(Arc::new(terms), (tls == TlsMode::Implicit).then(facts), Moment::ZERO);
    let mut done = Done::default();
    let (mut rest, mut body, mut steps) = (input, Vec::new(), 0_usize);
    loop {
        steps += 1;
        assert!(steps < 100 + 20 * input.len(), "the session does not come to an end");
        match session.next_step(Moment::ZERO) {
            Step::Send { outgoing, .. } => {
                assert!(!outgoing.is_empty() && outgoing.as_bytes().ends_with(b"\r\n"));
                for line in std::str::from_utf8(outgoing.as_bytes()).expect("ASCII").lines() {
                    assert!(reply::in_catalogue(line), "{line:?} is not in the catalogue");
                }
                done.said.extend_from_slice(outgoing.as_bytes());
            }
            Step::Ask(ask) => {
                let question = format!("{ask:?}");
                let yes = !hash(&question, answers).is_multiple_of(4);
                let no = || Refusal::new(&reply::STORE_FAILED, "a test");
                let answer = match ask {
                    Ask::Credential(Credential::Lookup { .. }) => {
                        session.answer(Answer::Keys(Keys {
                            salt: vec![1; 16],
                            iterations: 4096,
                            pairs: vec![(vec![2; 32], vec![3; 32])],
                            nonce: "xyz".to_owned(),
                        }));
                        continue;
                    }
                    // Whatever it is: nobody here knows what these keys are made of.
                    Ask::Credential(Credential::Proof { right, .. }) => {
                        assert!(right.is_none());
                        Err(Refusal::new(&reply::BAD_CREDENTIALS, "a test"))
                    }
                    Ask::Credential(_) if yes => Ok(Login {
                        account: "alice".to_owned(),
                        version: 1,
                        is_lenient: !hash(&question, answers).is_multiple_of(3),
                    }),
                    Ask::Credential(_) => Err(Refusal::new(&reply::BAD_CREDENTIALS, "a test")),
                    Ask::Commit(_) => {
                        if yes {
                            done.messages.push(std::mem::take(&mut body));
                        }
                        body.clear();
                        done.asked.push(question);
                        let committed = if yes { Ok("id".to_owned()) } else { Err(no()) };
                        session.answer(Answer::Committed(committed));
                        continue;
                    }
                    Ask::Client => {
                        session.answer(Answer::Client(Ok(welcome())));
                        continue;
                    }
                    Ask::Sender { .. } | Ask::Recipient { .. } | Ask::Body => {
                        done.asked.push(question);
                        session.answer(Answer::Verdict(if yes { Ok(()) } else { Err(no()) }));
                        continue;
                    }
                };
                done.asked.push(question);
                session.answer(Answer::Login(answer));
            }
            Step::Body(chunk) => {
                assert!(!chunk.is_empty());
                body.extend_from_slice(&chunk);
            }
            Step::Abandon => body.clear(),
            Step::StartTls { .. } => {
                done.secured = true;
                session.tls_started(facts());
            }
            Step::Receive { .. } if rest.is_empty() => return done,
            Step::Receive { .. } => {
                let (piece, behind) = rest.split_at(cut().clamp(1, rest.len()));
                rest = behind;
                session.receive(piece);
            }
            Step::Close => {
                done.closed = true;
                return done;
            }
        }
    }
}

fn hash(text: &str, seed: u64) -> u64 {
    let mut chance = Chance(seed);
    for octet in text.bytes() {
        chance.0 ^= u64::from(octet);
        chance.next();
    }
    chance.next()
}

const LINES: &[&str] = &[
    "EHLO client.example",
    "EHLO client.example",
    "HELO client.example",
    "EHLO",
    "AUTH PLAIN AGFsaWNlAHNlY3JldA==",
    "AUTH PLAIN AGFsaWNlAHNlY3JldA==",
    "AUTH PLAIN",
    "AUTH LOGIN YWxpY2U=",
    "AUTH LOGIN",
    "AUTH CRAM-MD5",
    "AUTH",
    "AGFsaWNlAHNlY3JldA==",
    "c2VjcmV0",
    "*",
    "MAIL FROM:<alice@example.com> SIZE=20 BODY=8BITMIME",
    "MAIL FROM:<alice@example.com>",
    "MAIL FROM:<>",
    "MAIL FROM:<alice@\u{d14c}\u{c2a4}\u{d2b8}.example> SMTPUTF8",
    "MAIL FROM:<alice@example.com> SIZE=99999",
    "RCPT TO:<bob@example.org>",
    "RCPT TO:<bob@example.org> NOTIFY=NEVER",
    "RCPT TO:<postmaster>",
    "RCPT TO:<@a.example,@b.example:carol@example.net>",
    "RCPT TO:<nonsense",
    "DATA",
    "DATA",
    "Subject: a",
    "",
    ".",
    "..dot",
    ".",
    "BDAT 12",
    "BDAT 7 LAST",
    "BDAT 0 LAST",
    "BDAT 400 LAST",
    "BDAT x",
    "RSET",
    "NOOP",
    "VRFY bob",
    "EXPN list",
    "HELP",
    "ETRN example.org",
];

/// Mostly what clients say, in a likely order, with damage.
fn dialogue(chance: &mut Chance) -> Vec<u8> {
    let mut text = Vec::new();
    if chance.below(4) > 0 {
        text.extend_from_slice(b"EHLO client.example\r\nAUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n");
    }
    for _ in 0..chance.below(25) {
        if chance.below(5) == 0 {
            text.extend_from_slice(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nx\r\n.\r\n");
        }
        text.extend_from_slice(chance.one(LINES).as_bytes());
        text.extend_from_slice(
            chance
                .one(&["\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\r\n", " \r\n"])
                .as_bytes(),
        );
    }
    for _ in 0..chance.below(4) {
        if let Some(at) = text.len().checked_sub(1).map(|end| chance.below(end + 1)) {
            match chance.below(4) {
                0 => text[at] = chance.next() as u8,
                1 => drop(text.remove(at)),
                2 => text.insert(at, *chance.one(&[&b'\r', &b'\n', &b'.', &b' ', &0, &0xff])),
                _ => {
                    let filler = vec![b'a'; chance.below(14_000)];
                    drop(text.splice(at..at, filler));
                }
            }
        }
    }
    text
}

#[test]
fn how_the_bytes_are_cut_makes_no_difference() {
    let (mut accepted, mut closed, mut logged_in) = (0, 0, 0);
    for seed in 0..1500 {
        let mut chance = Chance(seed);
        let input = dialogue(&mut chance);
        for tls in [TlsMode::Implicit, TlsMode::StartTls] {
            let at_once = run(tls, &input, seed, || usize::MAX);
            assert_eq!(
                run(tls, &input, seed, || 1),
                at_once,
                "seed {seed}: {:?}",
                String::from_utf8_lossy(&input)
            );
            let pieces = run(tls, &input, seed, || 1 + chance.below(40));
            assert_eq!(pieces, at_once, "seed {seed}: {:?}", String::from_utf8_lossy(&input));
            accepted += at_once.messages.len();
            closed += usize::from(at_once.closed);
            logged_in += usize::from(at_once.said.windows(4).any(|octets| octets == b"235 "));
            let mail_before_login = tls == TlsMode::StartTls && !at_once.asked.is_empty();
            assert!(
                !mail_before_login,
                "seed {seed}: something was asked though nobody could log in"
            );
        }
    }
    assert!(
        accepted > 200 && closed > 200 && logged_in > 300,
        "{accepted} {closed} {logged_in}: the dialogues are too dull"
    );
}

#[test]
fn any_bytes_end_in_replies_or_a_close() {
    for seed in 0..1500 {
        let mut chance = Chance(seed ^ 0xdead_beef);
        let noise: Vec<u8> = (0..chance.below(2_000)).map(|_| chance.next() as u8).collect();
        let mut input = if seed % 2 == 0 { noise } else { dialogue(&mut chance) };
        if seed % 3 == 0 {
            // Behind STARTTLS: refused when already there, part of the handshake when later; so only the end is looked at.
            let at = chance.below(input.len() + 1);
            drop(input.splice(at..at, *b"\r\nEHLO x\r\nSTARTTLS\r\n"));
        }
        input.extend_from_slice(b"\r\n.\r\nQUIT\r\n");
        for tls in [TlsMode::Implicit, TlsMode::StartTls] {
            let done = run(tls, &input, seed, || 1 + chance.below(300));
            assert!(done.said.starts_with(b"220 "), "seed {seed}");
        }
    }
}

#[test]
fn what_stands_behind_starttls_is_never_obeyed() {
    let injected = b"EHLO x\r\nSTARTTLS\r\nEHLO y\r\nAUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n";
    let at_once = run(TlsMode::StartTls, injected, 1, || usize::MAX);
    assert!(at_once.closed && !at_once.secured && at_once.asked.is_empty());
    assert!(
        String::from_utf8_lossy(&at_once.said)
            .lines()
            .last()
            .is_some_and(|line| line.starts_with("421 4.7.0"))
    );
}

/// RFC 2920 §3.2: replies to RSET, MAIL and RCPT may wait for the rest of their group, those to other commands may not.
#[test]
fn only_groups_are_answered_at_once() {
    for (input, writes) in [
        ("RSET\r\nRSET\r\nNOOP\r\n", 1),
        ("XYZZY\r\nRSET\r\n", 2),
        ("NOOP\r\nRSET\r\n", 2),
        ("VRFY a\r\nHELP\r\n", 2),
    ] {
        let terms = Terms::new("mail.example.com", Service::Submission, TlsMode::StartTls);
        let mut session = Session::new(Arc::new(terms), None, Moment::ZERO);
        assert!(matches!(session.next_step(Moment::ZERO), Step::Ask(Ask::Client)));
        session.answer(Answer::Client(Ok(welcome())));
        assert!(
            matches!(session.next_step(Moment::ZERO), Step::Send { .. }),
            "the greeting"
        );
        session.receive(input.as_bytes());
        let steps = std::iter::from_fn(|| match session.next_step(Moment::ZERO) {
            Step::Send { .. } => Some(()),
            _ => None,
        });
        assert_eq!(steps.count(), writes, "{input:?}");
    }
}
