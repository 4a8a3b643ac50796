//! Whole sessions: any octets, cut anywhere, and any answers, while the world does not keep still.
//!
//! The first line of an input says how the listener is set up (its first octet) and how the questions are answered (the
//! octets behind it, one a question, from [`Ask::Client`] on; what is missing is a yes). Behind its LF stands what the
//! client sends. Each input is played three times in calm, where the cut must make no difference, and twice in a storm.

mod watch;

use crate::Chance;
use crate::cut::{pieces, ways};
use crate::speaker::binding;
use reply::Reply;
use smtp::Moment;
use smtp::sasl::{CertificateNames, Credential, Keys, MECHANISMS, OfferSet, derive};
use smtp::server::{Answer, Ask, Login, Refusal, Service, Session, Step, Terms, TlsFacts, TlsMode, Welcome};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use watch::{Done, Watch};

/// Plays the input in calm and in storm.
pub fn run(input: &[u8]) {
    let (how, octets) = match input.iter().position(|octet| *octet == b'\n') {
        Some(at) => (&input[..at], &input[at + 1..]),
        None => (&b""[..], input),
    };
    let [at_once, one_by_one, in_pieces] = sendings(octets).map(|pieces| play(how, &pieces, None));
    assert_eq!(one_by_one, at_once, "one octet at a time, and all at once");
    assert_eq!(in_pieces, at_once, "in pieces, and all at once");
    // From the first line alone, so that a finding can be made smaller without turning into another one.
    let mut chance = Chance::of(how);
    for _ in 0..STORMS {
        let storm = Chance::of(&chance.draw().to_be_bytes());
        let pieces = pieces(octets, &mut storm.clone());
        play(how, &pieces, Some(storm));
    }
}

/// Carries a session to its end, as the shell does, with the watch beside it. Without a storm, all that happens depends on
/// `how` and on the octets alone.
fn play(how: &[u8], pieces: &[&[u8]], mut storm: Option<Chance>) -> Done {
    let terms = Arc::new(terms(how.first().copied()));
    let tls = (terms.tls == TlsMode::Implicit).then(facts);
    let mut watch = Watch::new(Arc::clone(&terms));
    let mut session = Session::new(terms, tls, Moment::ZERO);
    let (mut now, mut questions) = (Moment::ZERO, 0);
    let mut coming = pieces.iter().filter(|piece| !piece.is_empty());
    let octets: usize = pieces.iter().map(|piece| piece.len()).sum();
    for _ in 0..STEPS_BASE + STEPS_AN_OCTET * octets {
        let mut draws = |end| storm.as_mut().map_or(end, |chance| chance.below(end));
        match session.next_step(now) {
            Step::Send { outgoing, until } => {
                assert!(until > now);
                watch.send(&outgoing);
            }
            Step::Ask(ask) => {
                if draws(8) == 0 {
                    now += Duration::from_secs(draws(20) as u64);
                }
                questions += 1;
                let answer = answer(&ask, how, questions);
                watch.ask(ask, answer.as_ref());
                // Without an answer the session is just called again, as by a shell that gives up.
                if let Some(answer) = answer {
                    session.answer(answer);
                }
            }
            Step::Body(chunk) => {
                watch.body(&chunk);
                if draws(12) == 0 {
                    let refusals = refusals();
                    session.body_lost(refusals[draws(refusals.len())]);
                    watch.lost();
                }
            }
            Step::Abandon => watch.abandon(),
            Step::StartTls { .. } => {
                watch.secured();
                session.tls_started(facts());
            }
            Step::Receive { until } => {
                assert!(until > now, "a wait that is over");
                watch.receive();
                match draws(400) {
                    0 => now = watch.silence(until),
                    1 => session.drain(),
                    2 => {
                        session.answer(Answer::Verdict(Ok(())));
                        watch.closes();
                    }
                    3..=20 => now += (until - now) / 2,
                    _ => match coming.next() {
                        Some(piece) => {
                            watch.hear(piece);
                            session.receive(piece);
                        }
                        None => now = watch.silence(until),
                    },
                }
            }
            Step::Close => return watch.finish(session.dialogue(), &pieces.concat()),
        }
    }
    panic!("the session does not come to an end");
}

/// What becomes of a question.
#[derive(Clone, Copy)]
enum Mood {
    Yes,
    No(&'static Reply),
    /// An answer that belongs to another question.
    Wrong,
    /// The shell comes back without an answer.
    Never,
}

/// A letter refuses (which reply says so depends on letter and place), `-` refuses as wrong credentials are refused, `?` is an
/// answer of the wrong kind, `!` is none, everything else a yes.
fn mood(how: &[u8], question: usize) -> Mood {
    match how.get(question).copied().unwrap_or(b'+') {
        b'?' => Mood::Wrong,
        b'!' => Mood::Never,
        b'-' => Mood::No(&reply::BAD_CREDENTIALS),
        letter if letter.is_ascii_alphabetic() => {
            let refusals = refusals();
            Mood::No(refusals[(usize::from(letter) + 7 * question) % refusals.len()])
        }
        _ => Mood::Yes,
    }
}

fn answer(ask: &Ask, how: &[u8], question: usize) -> Option<Answer> {
    let no = |reply| Refusal::new(reply, "a test");
    Some(match (ask, mood(how, question)) {
        (_, Mood::Never) => return None,
        (Ask::Client, Mood::Yes) => Answer::Client(Ok(welcome(how.first().copied()))),
        (Ask::Client, Mood::No(reply)) => Answer::Client(Err(no(reply))),
        (Ask::Credential(credential), Mood::Yes) => match credential {
            Credential::Lookup { hash, .. } => Answer::Keys(Keys {
                salt: SALT.to_vec(),
                iterations: ITERATIONS,
                pairs: vec![derive(*hash, PASSWORD, SALT, iterations())],
                nonce: "server".to_owned(),
            }),
            // Nobody says yes to these.
            Credential::Proof { right: None, .. } | Credential::Impossible { .. } => {
                Answer::Login(Err(no(&reply::BAD_CREDENTIALS)))
            }
            _ => Answer::Login(Ok(Login {
                account: "alice".to_owned(),
                is_lenient: question.is_multiple_of(2),
            })),
        },
        (Ask::Credential(_), Mood::No(reply)) => Answer::Login(Err(no(reply))),
        (Ask::Commit(_), Mood::Yes) => Answer::Committed(Ok(format!("id{question}"))),
        (Ask::Commit(_), Mood::No(reply)) => Answer::Committed(Err(no(reply))),
        (Ask::Credential(_) | Ask::Commit(_), Mood::Wrong) => Answer::Verdict(Ok(())),
        (_, Mood::Yes) => Answer::Verdict(Ok(())),
        (_, Mood::No(reply)) => Answer::Verdict(Err(no(reply))),
        (_, Mood::Wrong) => Answer::Committed(Ok("wrong".to_owned())),
    })
}

/// All mechanisms under TLS; where the first octet is `c`, those that show a password without it, too.
fn welcome(how: Option<u8>) -> Welcome {
    let clear: &[&str] = if how == Some(b'c') { &["PLAIN", "LOGIN"] } else { &[] };
    Welcome {
        secured: OfferSet::of(MECHANISMS.iter().map(|offer| offer.name)),
        clear: OfferSet::of(clear.iter().copied()),
        lists_end_point: how == Some(b'e'),
    }
}

/// All that a desk may refuse with.
fn refusals() -> Vec<&'static Reply> {
    reply::ALL.iter().copied().filter(|reply| reply.is_refusal()).collect()
}

/// Small limits, so that small inputs reach them.
fn terms(how: Option<u8>) -> Terms {
    let (service, tls) = match how {
        Some(b'i') => (Service::Submission, TlsMode::Implicit),
        Some(b'r') => (Service::Relay, TlsMode::StartTls),
        Some(b'p') => (Service::Relay, TlsMode::None),
        Some(b'q') => (Service::Relay, TlsMode::Implicit),
        _ => (Service::Submission, TlsMode::StartTls),
    };
    Terms {
        message_octets_max: 300,
        recipients_max: 3,
        errors_max: 8,
        idle_commands_max: 40,
        command_octets_max: 512,
        auth_octets_max: 1024,
        ..Terms::new("mail.example.com", service, tls)
    }
}

fn facts() -> TlsFacts {
    TlsFacts {
        binding: binding(),
        certificate: Some(CertificateNames {
            names: vec!["alice@example.com".to_owned()],
            fingerprint: String::new(),
        }),
        ..TlsFacts::new("TLS1.3", "TLS_AES_128_GCM_SHA256")
    }
}

fn iterations() -> NonZeroU32 {
    NonZeroU32::new(ITERATIONS).expect("not zero")
}

/// The three ways in which the octets arrive in calm. Behind STARTTLS the client waits for the reply: otherwise the end of
/// the session would depend on the cut, and must (RFC 3207 §6). In a storm it does not wait.
fn sendings(octets: &[u8]) -> [Vec<&[u8]>; 3] {
    let mut sendings = [Vec::new(), Vec::new(), Vec::new()];
    let mut rest = octets;
    while !rest.is_empty() {
        let (part, behind) = rest.split_at(behind_starttls(rest).unwrap_or(rest.len()));
        for (sending, pieces) in sendings.iter_mut().zip(ways(part)) {
            sending.extend(pieces);
        }
        rest = behind;
    }
    sendings
}

/// Where the first STARTTLS has come to its end.
fn behind_starttls(octets: &[u8]) -> Option<usize> {
    (0..octets.len()).find_map(|at| {
        let head = octets.get(at..at + STARTTLS.len())?;
        let behind = octets.get(at + STARTTLS.len()..)?;
        let blanks = behind.iter().take_while(|octet| matches!(octet, b' ' | b'\t')).count();
        let ends = head.eq_ignore_ascii_case(STARTTLS) && behind[blanks..].starts_with(b"\r\n");
        ends.then_some(at + STARTTLS.len() + blanks + 2)
    })
}

const STARTTLS: &[u8] = b"STARTTLS";
/// Of alice, for SCRAM.
const PASSWORD: &[u8] = b"correct horse";
const SALT: &[u8] = b"salt of the server";
const ITERATIONS: u32 = 64;
const STORMS: usize = 2;
const STEPS_BASE: usize = 200;
const STEPS_AN_OCTET: usize = 20;
