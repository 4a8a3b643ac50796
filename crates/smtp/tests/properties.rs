//! What holds for any bytes: they end in replies or a close, never in a panic, and how they are cut makes no difference.

mod support;

use smtp::Moment;
use smtp::sasl::{Binding, Credential, Hash, Keys, MECHANISMS, OfferSet, derive, encode};
use smtp::server::{Answer, Ask, Login, Refusal, Service, Session, Step, Terms, TlsFacts, TlsMode, Welcome};
use std::num::NonZeroU32;
use std::sync::{Arc, LazyLock};
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

/// What is known of the session's TLS: a client can bind its login to it.
fn facts() -> TlsFacts {
    TlsFacts {
        binding: Binding {
            exporter: Some(vec![7; 32]),
            end_point: None,
        },
        ..TlsFacts::new("TLS1.3", "TLS_AES_128_GCM_SHA256")
    }
}

/// The keys of everybody whose password is `secret`.
fn keys(hash: Hash) -> Keys {
    static SHA1: LazyLock<Keys> = LazyLock::new(|| made(Hash::Sha1));
    static SHA256: LazyLock<Keys> = LazyLock::new(|| made(Hash::Sha256));
    match hash {
        Hash::Sha1 => SHA1.clone(),
        Hash::Sha256 => SHA256.clone(),
    }
}

fn made(hash: Hash) -> Keys {
    let (salt, iterations) = (vec![1; 16], 4096);
    let number = NonZeroU32::new(iterations).expect("not zero");
    Keys {
        pairs: vec![derive(hash, b"secret", &salt, number)],
        salt,
        iterations,
        nonce: "xyz".to_owned(),
    }
}

/// Runs a session over `input`, cut into pieces whose sizes come from `cut`. Answers depend on the question alone.
fn run(tls: TlsMode, input: &[u8], answers: u64, mut cut: impl FnMut() -> usize) -> Done {
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
                    Ask::Credential(Credential::Lookup { hash, .. }) => {
                        done.asked.push(question);
                        session.answer(Answer::Keys(keys(hash)));
                        continue;
                    }
                    Ask::Credential(Credential::Proof { right, .. }) => {
                        // Nobody makes one here: they are those of the table, or wrong.
                        let is_there = |proof: &&str| contains(input, encode(proof.as_bytes()).as_bytes());
                        let is_known = || PROOFS.iter().any(is_there);
                        assert!(right.is_none() || (right == Some(0) && is_known()), "{right:?}");
                        done.asked.push(format!("right: {}", right.is_some()));
                        match right {
                            Some(_) => Ok(Login {
                                account: "alice".to_owned(),
                                is_lenient: false,
                            }),
                            None => Err(Refusal::new(&reply::BAD_CREDENTIALS, "a test")),
                        }
                    }
                    Ask::Credential(_) if yes => Ok(Login {
                        account: "alice".to_owned(),
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

fn contains(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
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
    "AUTH SCRAM-SHA-256 biwsbj1hbGljZSxyPWFiYw==",
    "AUTH SCRAM-SHA-1",
    "AUTH OAUTHBEARER bixhPWFsaWNlLAFhdXRoPUJlYXJlciBhYmMBAQ==",
    "AUTH XOAUTH2 dXNlcj1hbGljZQFhdXRoPUJlYXJlciBhYmMBAQ==",
    "AUTH EXTERNAL =",
    "AUTH EXTERNAL",
    "AUTH CRAM-MD5",
    "AUTH",
    "AGFsaWNlAHNlY3JldA==",
    "c2VjcmV0",
    "biwsbj1hbGljZSxyPWFiYw==",
    "AQ==",
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

/// What a client says with each mechanism, before it is written in base64.
const EXCHANGES: &[(&str, &[&str])] = &[
    ("SCRAM-SHA-256", &["n,,n=alice,r=abc", PROOFS[0], ""]),
    ("SCRAM-SHA-256", &["n,,n=alice,r=abc", ZEROS]),
    ("SCRAM-SHA-1", &["n,,n=alice,r=abc", PROOFS[1], ""]),
    ("SCRAM-SHA-256-PLUS", &["p=tls-exporter,,n=alice,r=abc", PROOFS[2], ""]),
    ("SCRAM-SHA-1-PLUS", &["p=tls-exporter,,n=alice,r=abc", PROOFS[3], ""]),
    ("OAUTHBEARER", &["n,a=alice,\x01auth=Bearer abc\x01\x01", "\x01"]),
    (
        "OAUTHBEARER",
        &["n,,\x01host=mail.example.com\x01auth=\x01\x01", "\x01"],
    ),
    ("XOAUTH2", &["user=alice\x01auth=Bearer abc\x01\x01", ""]),
    ("EXTERNAL", &["alice"]),
    ("EXTERNAL", &[""]),
    ("PLAIN", &["\0alice\0secret"]),
    ("LOGIN", &["alice", "secret"]),
];

/// Final messages of SCRAM-SHA-256, SCRAM-SHA-1, and both with channel binding: right for [`keys`] and the nonces that are used.
const PROOFS: [&str; 4] = [
    "c=biws,r=abcxyz,p=ImTgMFj7xPjXY1ITP1j93FjgHGu9XefpvXd5B/BSEPw=",
    "c=biws,r=abcxyz,p=c86rCg39/kI3enjn+Jo3+SINusA=",
    "c=cD10bHMtZXhwb3J0ZXIsLAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH,r=abcxyz,p=1Wa9IuPWW3qlmioU4hO0n2II61dMMQu+IRlLF6V9pZ4=",
    "c=cD10bHMtZXhwb3J0ZXIsLAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH,r=abcxyz,p=Qzmw9zW4e9EgY5UNB8YMYLZaKHY=",
];

/// The proof of nobody.
const ZEROS: &str = "c=biws,r=abcxyz,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// Logins of every kind, some of them damaged in what stands behind the base64, cancelled, or left in the middle; then mail.
fn logins(chance: &mut Chance) -> Vec<u8> {
    let mut text = b"EHLO client.example\r\n".to_vec();
    for _ in 0..1 + chance.below(6) {
        let (name, messages) = EXCHANGES[chance.below(EXCHANGES.len())];
        text.extend_from_slice(format!("AUTH {name}").as_bytes());
        // With an initial response, or without; LOGIN has its own prompt for it.
        let is_damaged = chance.below(2) == 0;
        let mut separator = if chance.below(2) == 0 { " " } else { "\r\n" };
        for message in messages {
            if chance.below(12) == 0 {
                text.extend_from_slice(chance.one(&["\r\n*", "\r\nNOOP", "\r\n=", "\r\n"]).as_bytes());
                break;
            }
            let mut octets = message.as_bytes().to_vec();
            if is_damaged && chance.below(2) == 0 {
                damage(&mut octets, chance);
            }
            let base64 = match (encode(&octets), separator) {
                (base64, " ") if base64.is_empty() => "=".to_owned(),
                (base64, _) => base64,
            };
            text.extend_from_slice(separator.as_bytes());
            text.extend_from_slice(base64.as_bytes());
            separator = "\r\n";
        }
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nx\r\n.\r\n");
    text
}

/// Changes one octet, takes one out, puts something in, or cuts the end off.
fn damage(octets: &mut Vec<u8>, chance: &mut Chance) {
    let at = chance.below(octets.len() + 1);
    match chance.below(5) {
        0 | 1 => {
            if let Some(octet) = octets.get_mut(at) {
                *octet ^= 1 << chance.below(8);
            }
        }
        2 => {
            if at < octets.len() {
                octets.remove(at);
            }
        }
        3 => {
            let piece = chance.one(&["\0", "\x01", ",", "=", "m=x,", "a=bob,", "x=1,", "\u{e9}"]);
            drop(octets.splice(at..at, piece.bytes()));
        }
        _ => octets.truncate(at),
    }
}

#[test]
fn how_the_bytes_are_cut_makes_no_difference_to_logins() {
    let mut counts = [0; KINDS.len()];
    let (mut logged_in, mut cancelled, mut mails) = (0, 0, 0);
    for seed in 0..1500 {
        let mut chance = Chance(seed ^ 0x10a1);
        let input = logins(&mut chance);
        let shown = || format!("seed {seed}: {:?}", String::from_utf8_lossy(&input));
        let at_once = run(TlsMode::Implicit, &input, seed, || usize::MAX);
        assert_eq!(run(TlsMode::Implicit, &input, seed, || 1), at_once, "{}", shown());
        let pieces = run(TlsMode::Implicit, &input, seed, || 1 + chance.below(40));
        assert_eq!(pieces, at_once, "{}", shown());
        for question in &at_once.asked {
            for (kind, count) in KINDS.iter().zip(&mut counts) {
                *count += usize::from(question.starts_with(*kind));
            }
        }
        logged_in += usize::from(contains(&at_once.said, b"235 "));
        cancelled += usize::from(contains(&at_once.said, reply::AUTH_CANCELLED.text.as_bytes()));
        mails += at_once.messages.len();
        // Nobody is asked about mail before a login.
        let first_mail = at_once.asked.iter().position(|question| question.starts_with("Sender"));
        assert!(first_mail.is_none() || contains(&at_once.said, b"235 "), "{}", shown());
        // In the clear none of it is taken.
        let clear = run(TlsMode::StartTls, &input, seed, || 1 + chance.below(40));
        assert!(clear.asked.is_empty() && clear.messages.is_empty(), "{}", shown());
    }
    for (kind, count) in KINDS.iter().zip(counts) {
        assert!(count >= 20, "{count} times {kind}: the logins are too dull");
    }
    let reached = [logged_in, cancelled, mails];
    assert!(
        reached.iter().all(|count| *count >= 20),
        "{reached:?}: the logins are too dull"
    );
}

/// How the questions begin that have to come up.
const KINDS: [&str; 8] = [
    "Credential(Lookup(\"alice\")",
    "right: true",
    "right: false",
    "Credential(Token(\"alice\")",
    "Credential(Token(\"\")",
    "Credential(Certificate(",
    "Credential(Password(",
    "Credential(Impossible(",
];

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
        let mut input = match seed % 4 {
            0 | 2 => noise,
            1 => dialogue(&mut chance),
            _ => logins(&mut chance),
        };
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
