//! SCRAM: the examples of the RFCs, both sides against each other, and what must not work.

use super::super::{MECHANISMS, Offer, offer};
use super::*;
use crate::client::{Login, Proof};

const NONE: Around<'_> = Around {
    binding: None,
    offers_binding: false,
    token_challenge: "{}",
};

/// An example of an RFC: both sides' messages, all of them.
struct Example {
    hash: Hash,
    first: &'static str,
    server_first: &'static str,
    last: &'static str,
    server_last: &'static str,
}

/// RFC 5802 §5
const SHA1: Example = Example {
    hash: Hash::Sha1,
    first: "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
    server_first: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
    last: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
    server_last: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
};

/// RFC 7677 §3
const SHA256: Example = Example {
    hash: Hash::Sha256,
    first: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    server_first: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    last: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    server_last: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
};

fn iterations(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).expect("not zero")
}

fn keys(hash: Hash, passwords: &[&str], salt: &[u8], nonce: &str) -> Keys {
    let pair = |password: &&str| derive(hash, password.as_bytes(), salt, iterations(4096));
    Keys {
        salt: salt.to_vec(),
        iterations: 4096,
        pairs: passwords.iter().map(pair).collect(),
        nonce: nonce.to_owned(),
    }
}

fn text(next: Next) -> String {
    match next {
        Next::Challenge(text) => String::from_utf8(text).expect("text"),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_examples_of_the_rfcs() {
    for (name, example) in [("SCRAM-SHA-1", SHA1), ("SCRAM-SHA-256", SHA256)] {
        let (nonce, rest) = example.server_first[2..].split_once(",s=").expect("a salt");
        let own = example.first.rsplit_once("r=").expect("a nonce").1;
        let salt = STANDARD
            .decode(rest.split_once(',').expect("iterations").0)
            .expect("base64");
        let keys = keys(example.hash, &["pencil"], &salt, &nonce[own.len()..]);
        let mut server = offer(name).expect("it is there").begin(&NONE);
        let asked = server.start(Some(example.first.as_bytes()));
        assert!(matches!(asked, Next::Ask(Credential::Lookup { login, .. }) if login == "user"));
        assert_eq!(text(server.keys(keys)), example.server_first);
        let asked = server.respond(example.last.as_bytes());
        assert!(matches!(asked, Next::Ask(Credential::Proof { right: Some(0), .. })));
        assert_eq!(server.accepted(), Some(example.server_last.as_bytes().to_vec()));

        let mut client = client(name, "user", "pencil", None, &[], own);
        let said =
            |message: Option<Zeroizing<Vec<u8>>>| message.map(|octets| String::from_utf8_lossy(&octets).into_owned());
        assert_eq!(said(client.initial()).as_deref(), Some(example.first));
        client.initial_sent();
        assert_eq!(
            said(client.respond(example.server_first.as_bytes())).as_deref(),
            Some(example.last)
        );
        assert!(!client.is_satisfied());
        assert_eq!(
            said(client.respond(example.server_last.as_bytes())).as_deref(),
            Some("")
        );
        assert!(client.is_satisfied());
    }
}

fn client(
    name: &str,
    user: &str,
    password: &str,
    binding: Option<&Binding>,
    offered: &[&str],
    nonce: &str,
) -> Box<dyn ClientMechanism> {
    let login = Login::with_password(user, password);
    let offered: Vec<String> = offered.iter().map(|name| (*name).to_owned()).collect();
    let mechanism = offer(name)
        .expect("it is there")
        .begin_client(&login, nonce, binding, &offered);
    mechanism.expect("it goes with a password")
}

fn binding(exporter: u8) -> Binding {
    Binding {
        exporter: Some(vec![exporter; 32]),
        end_point: Some(vec![9; 32]),
    }
}

/// Both sides: what the server asks at the end, and whether the client is satisfied.
fn meet(
    name: &str,
    passwords: [&str; 2],
    near: Option<&Binding>,
    far: Option<&Binding>,
    seen: &[&str],
) -> (String, bool) {
    let hash = offer(name).and_then(Offer::scram).expect("SCRAM");
    let around = Around {
        binding: far,
        offers_binding: far.is_some(),
        token_challenge: "{}",
    };
    let mut server = offer(name).expect("it is there").begin(&around);
    let mut client = client(name, "al,i=ce", passwords[0], near, seen, "abc");
    let mut next = server.start(client.initial().as_ref().map(|message| &message[..]));
    client.initial_sent();
    for _ in 0..4 {
        next = match next {
            Next::Challenge(challenge) => match client.respond(&challenge) {
                Some(response) => server.respond(&response),
                None => return ("given up".to_owned(), false),
            },
            Next::Ask(Credential::Lookup { login, .. }) => {
                assert_eq!(login, "al,i=ce");
                server.keys(keys(hash, &["other", passwords[1]], b"0123456789abcdef", "xyz"))
            }
            Next::Ask(Credential::Proof { right, .. }) => {
                let satisfied = server.accepted().is_some_and(|last| client.respond(&last).is_some());
                return (
                    format!("right: {}", right == Some(1)),
                    satisfied && client.is_satisfied(),
                );
            }
            Next::Ask(Credential::Impossible { why, .. }) => return (why.to_owned(), client.is_satisfied()),
            other => return (format!("{other:?}"), false),
        };
    }
    panic!("it comes to no end")
}

#[test]
fn both_sides() {
    let (here, elsewhere) = (binding(1), binding(2));
    let older = Binding {
        exporter: None,
        ..binding(1)
    };
    let all: Vec<&str> = MECHANISMS.iter().map(|offer| offer.name).collect();
    for name in ["SCRAM-SHA-256", "SCRAM-SHA-1"] {
        assert_eq!(
            meet(name, ["secret"; 2], None, None, &all),
            ("right: true".to_owned(), true)
        );
        assert_eq!(
            meet(name, ["secret", "wrong"], None, None, &all),
            ("right: false".to_owned(), false)
        );
        // The client sees what there is, and uses what it was told to.
        let (came, satisfied) = meet(name, ["secret"; 2], Some(&here), Some(&here), &all);
        assert_eq!((came.as_str(), satisfied), ("right: true", true));
        // It does not see it: whoever took it out is found out.
        let (came, satisfied) = meet(name, ["secret"; 2], Some(&here), Some(&here), &[name]);
        assert!(came.contains("somebody is in between") && !satisfied, "{came}");
        // The server has none, and says so.
        let (came, _) = meet(name, ["secret"; 2], Some(&here), None, &[name]);
        assert_eq!(came, "right: true");
    }
    for name in ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"] {
        let (came, satisfied) = meet(name, ["secret"; 2], Some(&here), Some(&here), &all);
        assert_eq!((came.as_str(), satisfied), ("right: true", true));
        let (came, satisfied) = meet(name, ["secret"; 2], Some(&older), Some(&here), &all);
        assert_eq!((came.as_str(), satisfied), ("right: true", true));
        let (came, satisfied) = meet(name, ["secret"; 2], Some(&here), Some(&elsewhere), &all);
        assert!(came.contains("channel binding is another") && !satisfied, "{came}");
        let (came, _) = meet(name, ["secret"; 2], Some(&here), Some(&older), &all);
        assert!(came.contains("this session has not"), "{came}");
    }
}

/// What the server makes of a first message.
fn first(name: &str, message: &str) -> String {
    let here = binding(1);
    let around = Around {
        binding: Some(&here),
        offers_binding: true,
        token_challenge: "{}",
    };
    match offer(name)
        .expect("it is there")
        .begin(&around)
        .start(Some(message.as_bytes()))
    {
        Next::Ask(Credential::Lookup {
            login, authorization, ..
        }) => format!("{login}|{authorization}"),
        Next::Ask(Credential::Impossible { .. }) => "impossible".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn first_messages() {
    for (message, plain, bound) in [
        ("n,,n=alice,r=abc", "alice|", "impossible"),
        ("n,a=bob,n=alice,r=abc,x=1", "alice|bob", "impossible"),
        ("n,,n=a=2Cb=3Dc,r=abc", "a,b=c|", "impossible"),
        ("y,,n=alice,r=abc", "impossible", "impossible"),
        ("p=tls-exporter,,n=alice,r=abc", "impossible", "alice|"),
        ("p=tls-server-end-point,,n=alice,r=abc", "impossible", "alice|"),
        ("p=tls-unique,,n=alice,r=abc", "impossible", "impossible"),
        ("n,,m=x,n=alice,r=abc", "impossible", "impossible"),
        ("n,,n=,r=abc", "impossible", "impossible"),
        ("n,,n=al\u{7}ice,r=abc", "impossible", "impossible"),
        ("", "Malformed", "Malformed"),
        ("n", "Malformed", "Malformed"),
        ("n,", "Malformed", "Malformed"),
        ("n,,", "Malformed", "Malformed"),
        ("x,,n=alice,r=abc", "Malformed", "Malformed"),
        ("p=,,n=alice,r=abc", "Malformed", "Malformed"),
        ("p=tls exporter,,n=alice,r=abc", "Malformed", "Malformed"),
        ("n,a=,n=alice,r=abc", "Malformed", "Malformed"),
        ("n,bob,n=alice,r=abc", "Malformed", "Malformed"),
        ("n,,n=a=2cb,r=abc", "Malformed", "Malformed"),
        ("n,,n=alice", "Malformed", "Malformed"),
        ("n,,n=alice,r=", "Malformed", "Malformed"),
        ("n,,n=alice,r=a b", "Malformed", "Malformed"),
        ("n,,r=abc,n=alice", "Malformed", "Malformed"),
        ("n,,n=alice,r=abc,", "Malformed", "Malformed"),
        ("n,,n=alice,r=abc,xx", "Malformed", "Malformed"),
        ("n,,n=al\0ice,r=abc", "Malformed", "Malformed"),
    ] {
        assert_eq!(first("SCRAM-SHA-256", message), plain, "{message:?}");
        assert_eq!(first("SCRAM-SHA-256-PLUS", message), bound, "{message:?}");
    }
}

/// What the server makes of a final message, instead of the right one.
fn last(message: &str) -> String {
    let mut server = offer("SCRAM-SHA-256").expect("it is there").begin(&NONE);
    server.start(Some(b"n,,n=user,r=abc"));
    server.keys(keys(Hash::Sha256, &["pencil"], b"salt", "xyz"));
    let next = server.respond(message.as_bytes());
    assert!(server.accepted().is_none(), "{message}");
    match next {
        Next::Ask(Credential::Impossible { .. }) => "impossible".to_owned(),
        Next::Ask(Credential::Proof { right, .. }) => format!("{}", right.is_some()),
        other => format!("{other:?}"),
    }
}

#[test]
fn final_messages() {
    let zeros = STANDARD.encode([0; 32]);
    for (message, expected) in [
        (format!("c=biws,r=abcxyz,p={zeros}"), "false"),
        (format!("c=biws,r=abcxyz,x=1,p={zeros}"), "false"),
        (format!("c=biws,r=abc,p={zeros}"), "impossible"),
        (format!("c=biws,r=abcxyz1,p={zeros}"), "impossible"),
        (format!("c=eSws,r=abcxyz,p={zeros}"), "impossible"),
        (format!("c=,r=abcxyz,p={zeros}"), "impossible"),
        ("c=biws,r=abcxyz,p=".to_owned(), "Malformed"),
        ("c=biws,r=abcxyz,p=AAAA".to_owned(), "Malformed"),
        ("c=biws,r=abcxyz".to_owned(), "Malformed"),
        (format!("c=bi ws,r=abcxyz,p={zeros}"), "Malformed"),
        (format!("r=abcxyz,c=biws,p={zeros}"), "Malformed"),
        (String::new(), "Malformed"),
    ] {
        assert_eq!(last(&message), expected, "{message}");
    }
}

#[test]
fn servers_that_a_client_does_not_believe() {
    let said = |challenge: &str| {
        let mut client = client("SCRAM-SHA-256", "user", "pencil", None, &[], "abc");
        client.initial_sent();
        client.respond(challenge.as_bytes()).is_some()
    };
    let salt = "c2FsdA==";
    assert!(said(&format!("r=abcxyz,s={salt},i=4096")));
    assert!(said(&format!("r=abcxyz,s={salt},i=4096,x=y")));
    assert!(said(&format!("r=abcxyz,s={salt},i={ITERATIONS_MAX}")));
    for challenge in [
        String::new(),
        format!("r=abc,s={salt},i=4096"),
        format!("r=xyz,s={salt},i=4096"),
        format!("r=abcxyz,s={salt},i=0"),
        format!("r=abcxyz,s={salt},i=4095"),
        format!("r=abcxyz,s={salt},i=-1"),
        format!("r=abcxyz,s={salt},i={}", ITERATIONS_MAX + 1),
        "r=abcxyz,s=,i=4096".to_owned(),
        "r=abcxyz,s=!,i=4096".to_owned(),
        format!("m=1,r=abcxyz,s={salt},i=4096"),
        format!("r=abcxyz,s={salt}"),
    ] {
        assert!(!said(&challenge), "{challenge}");
    }
    // One that says yes without a signature, or with another one.
    for (last, has_answer) in [("", false), ("v=", false), ("v=AAAA", false), ("e=invalid-proof", true)] {
        let mut client = client("SCRAM-SHA-256", "user", "pencil", None, &[], "abc");
        client.initial_sent();
        client.respond(format!("r=abcxyz,s={salt},i=4096").as_bytes());
        // Who says that it refuses is heard out.
        assert_eq!(client.respond(last.as_bytes()).is_some(), has_answer, "{last}");
        assert!(!client.is_satisfied() && client.respond(b"v=AAAA").is_none(), "{last}");
    }
}

#[test]
fn a_password_is_salted_once() {
    let salted = Salted::default();
    let one = salted.of(Hash::Sha256, "secret", b"salt", iterations(2));
    assert_eq!(one, Hash::Sha256.salted(b"secret", b"salt", iterations(2)));
    // Another password with the same salt is another login's; this one is kept with its own.
    assert_eq!(salted.of(Hash::Sha256, "ignored", b"salt", iterations(2)), one);
    assert_ne!(salted.of(Hash::Sha256, "secret", b"salt", iterations(3)), one);
    assert_ne!(salted.of(Hash::Sha1, "secret", b"salt", iterations(3)).len(), one.len());
    assert_eq!(format!("{salted:?}"), "Salted");
}

/// All messages of a login that goes well.
struct Undamaged {
    offer: &'static Offer,
    keys: Keys,
    first: Vec<u8>,
    server_first: Vec<u8>,
    last: Vec<u8>,
    server_last: Vec<u8>,
}

/// The place of the right password among the pairs.
const PLACE: usize = 1;

fn around(here: &Binding) -> Around<'_> {
    Around {
        binding: Some(here),
        offers_binding: true,
        token_challenge: "{}",
    }
}

fn undamaged(name: &str, here: &Binding) -> Undamaged {
    let offer = offer(name).expect("it is there");
    let hash = offer.scram().expect("SCRAM");
    let keys = keys(hash, &["other", "secret"], b"0123456789abcdef", "xyz");
    let mut server = offer.begin(&around(here));
    let mut client = client(
        name,
        "alice",
        "secret",
        Some(here),
        &[name, "SCRAM-SHA-256-PLUS"],
        "abc",
    );
    let first = client.initial().expect("it begins").to_vec();
    client.initial_sent();
    let asked = server.start(Some(&first));
    assert!(
        matches!(asked, Next::Ask(Credential::Lookup { .. })),
        "{name}: {asked:?}"
    );
    let server_first = text(server.keys(keys.clone())).into_bytes();
    let last = client.respond(&server_first).expect("it goes on").to_vec();
    let asked = server.respond(&last);
    assert!(
        matches!(asked, Next::Ask(Credential::Proof { right: Some(PLACE), .. })),
        "{name}: {asked:?}"
    );
    let server_last = server.accepted().expect("a signature");
    assert!(client.respond(&server_last).is_some() && client.is_satisfied());
    Undamaged {
        offer,
        keys,
        first,
        server_first,
        last,
        server_last,
    }
}

/// xorshift64: the same numbers everywhere.
struct Chance(u64);

impl Chance {
    fn draw(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// One below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        (self.draw() % end as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a [u8]]) -> &'a [u8] {
        of[self.below(of.len())]
    }
}

/// The message with one damage, or with two.
fn damaged(message: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut octets = message.to_vec();
    for _ in 0..=chance.below(2) {
        let at = chance.below(octets.len() + 1);
        let mut parts: Vec<Vec<u8>> = octets.split(|octet| *octet == b',').map(<[u8]>::to_vec).collect();
        let (one, other) = (chance.below(parts.len()), chance.below(parts.len()));
        match chance.below(10) {
            0 | 1 => {
                if let Some(octet) = octets.get_mut(at) {
                    *octet ^= 1 << chance.below(8);
                }
            }
            2 => drop(octets.splice(at..at, chance.one(PIECES).iter().copied())),
            3 => {
                if at < octets.len() {
                    octets.remove(at);
                }
            }
            4 => octets.truncate(at),
            5 => {
                let again = parts[one].clone();
                parts.insert(other, again);
                octets = parts.join(&b',');
            }
            6 => {
                parts.swap(one, other);
                octets = parts.join(&b',');
            }
            7 => {
                parts.remove(one);
                octets = parts.join(&b',');
            }
            8 => octets = parts.join(chance.one(SEPARATORS)),
            _ => {
                // An attribute more, wherever it comes to stand.
                parts.insert(other, chance.one(ATTRIBUTES).to_vec());
                octets = parts.join(&b',');
            }
        }
    }
    octets
}

/// A final message as a client would make it that was let in with that first one, but knows only the proof of another login.
fn adapted(first: &[u8], challenge: &[u8], good: &Undamaged, here: &Binding) -> Vec<u8> {
    let (first, challenge) = (String::from_utf8_lossy(first), String::from_utf8_lossy(challenge));
    let (at, _) = first.match_indices(',').nth(1).expect("a GS2 header");
    let header = &first[..=at];
    let kind = header.strip_prefix("p=").and_then(|rest| rest.split(',').next());
    let octets = kind.and_then(|kind| here.named(kind)).unwrap_or_default();
    let bound = encode(&[header.as_bytes(), octets].concat());
    let (nonce, _) = challenge.split_once(',').expect("a salt");
    let last = String::from_utf8_lossy(&good.last);
    let (_, proof) = last.rsplit_once(",p=").expect("a proof");
    format!("c={bound},{nonce},p={proof}").into_bytes()
}

/// Whatever is damaged, the server answers; and a proof is right only as the client that knows the password has made it.
#[test]
fn damaged_messages_to_the_server() {
    let here = binding(1);
    for (seed, name) in (1..).zip(ALL_FOUR) {
        let mut chance = Chance(seed);
        let good = undamaged(name, &here);
        let (mut looked_up, mut right, mut wrong, mut refused_first, mut refused_last) = (0, 0, 0, 0, 0);
        for _ in 0..5_000 {
            let first = match chance.below(3) {
                0 => good.first.clone(),
                _ => damaged(&good.first, &mut chance),
            };
            let mut server = good.offer.begin(&around(&here));
            let asked = server.start(Some(&first));
            if !matches!(asked, Next::Ask(Credential::Lookup { .. })) {
                assert!(is_refused(&asked) && first != good.first, "{}", first.escape_ascii());
                assert!(matches!(server.keys(good.keys.clone()), Next::Malformed));
                assert_eq!(server.accepted(), None);
                refused_first += 1;
                continue;
            }
            looked_up += 1;
            let Next::Challenge(challenge) = server.keys(good.keys.clone()) else {
                panic!("no challenge to {}", first.escape_ascii());
            };
            let last = match chance.below(3) {
                0 => good.last.clone(),
                1 => adapted(&first, &challenge, &good, &here),
                _ => damaged(&good.last, &mut chance),
            };
            let shown = format!("{} {}", first.escape_ascii(), last.escape_ascii());
            let is_good = (&first, &last) == (&good.first, &good.last);
            match server.respond(&last) {
                Next::Ask(Credential::Proof { right: place, .. }) => {
                    assert_eq!(place, is_good.then_some(PLACE), "{shown}");
                    let signature = is_good.then(|| good.server_last.clone());
                    assert_eq!(server.accepted(), signature, "{shown}");
                    if is_good {
                        right += 1;
                    } else {
                        wrong += 1;
                    }
                }
                other => {
                    assert!(is_refused(&other) && !is_good, "{other:?} to {shown}");
                    assert_eq!(server.accepted(), None, "{shown}");
                    refused_last += 1;
                }
            }
            assert!(
                matches!(server.respond(&last), Next::Malformed),
                "behind the end: {shown}"
            );
        }
        let reached = [looked_up, right, wrong, refused_first, refused_last];
        assert!(reached.iter().all(|count| *count >= 80), "{name}: {reached:?}");
    }
}

fn is_refused(next: &Next) -> bool {
    matches!(next, Next::Ask(Credential::Impossible { .. }) | Next::Malformed)
}

/// The same of our client, which believes a yes only of a server that has shown the right signature.
#[test]
fn damaged_messages_to_the_client() {
    let here = binding(1);
    for (seed, name) in (1..).zip(ALL_FOUR) {
        let mut chance = Chance(seed);
        let good = undamaged(name, &here);
        let offered = ["SCRAM-SHA-256-PLUS".to_owned()];
        // To salt a password takes long: what is done once for the salt that does not change is kept.
        let (known, other) = (
            Login::with_password("alice", "secret"),
            Login::with_password("alice", "secret"),
        );
        let (mut answered, mut refused, mut satisfied, mut unsatisfied) = (0, 0, 0, 0);
        for round in 0..2_400 {
            let (login, server_first) = match round % 3 {
                0 => (&other, damaged(&good.server_first, &mut chance)),
                _ => (&known, good.server_first.clone()),
            };
            let server_last = match round % 3 {
                1 => damaged(&good.server_last, &mut chance),
                _ => good.server_last.clone(),
            };
            let begun = good.offer.begin_client(login, "abc", Some(&here), &offered);
            let mut client = begun.expect("it goes with a password");
            let initial = client.initial().expect("it begins");
            assert_eq!(initial[..], good.first[..]);
            client.initial_sent();
            let shown = format!("{} {}", server_first.escape_ascii(), server_last.escape_ascii());
            let response = client.respond(&server_first);
            assert!(!client.is_satisfied(), "{shown}");
            let is_undamaged = server_first == good.server_first;
            match response {
                Some(response) => {
                    assert_eq!(response[..] == good.last[..], is_undamaged, "{shown}");
                    answered += usize::from(!is_undamaged);
                }
                None => {
                    assert!(!is_undamaged, "{shown}");
                    refused += 1;
                }
            }
            let heard = client.respond(&server_last).is_some();
            // Behind the signature there may be attributes that nobody knows.
            let signature = server_last.split(|octet| *octet == b',').next();
            let is_signed = is_undamaged && signature == Some(&good.server_last[..]);
            assert!(is_signed || !client.is_satisfied(), "{shown}");
            if is_undamaged && server_last == good.server_last {
                assert!(heard && client.is_satisfied(), "{shown}");
            }
            if client.is_satisfied() {
                satisfied += 1;
            } else {
                unsatisfied += usize::from(is_undamaged);
                assert!(client.complaint().is_some(), "{shown}");
            }
        }
        let reached = [answered, refused, satisfied, unsatisfied];
        assert!(reached.iter().all(|count| *count >= 30), "{name}: {reached:?}");
    }
}

const ALL_FOUR: [&str; 4] = ["SCRAM-SHA-256", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"];

/// What is put anywhere.
const PIECES: &[&[u8]] = &[
    b",", b"=", b"0", b"A", b"/", b"+", b" ", b"\0", b"\x7f", b"\xff", b"\xc2", b"=2C", b"=3D", b"=2", b"a=", b"n=",
    b"r=", b"c=", b"p=", b"s=", b"i=", b"v=",
];

/// What stands between two attributes instead.
const SEPARATORS: &[&[u8]] = &[b";", b", ", b",,", b" ", b"\0", b"\r\n"];

/// What is put between two commas.
const ATTRIBUTES: &[&[u8]] = &[
    b"m=x",
    b"x=1",
    b"x=",
    b"",
    b"a=bob",
    b"n=bob",
    b"r=abcxyz",
    b"c=biws",
    b"s=QUFBQQ==",
    b"i=4096",
    b"i=0",
    b"p=AAAA",
    b"v=AAAA",
    b"e=other-error",
];

#[test]
fn what_goes_with_what() {
    let offered = vec!["PLAIN".to_owned()];
    let with = |proof: Proof| Login {
        proof,
        ..Login::with_password("alice", "secret")
    };
    let password = || Login::with_password("alice", "secret");
    let token = || with(Proof::Token(Zeroizing::new("abc".to_owned())));
    let certificate = || with(Proof::Certificate);
    let names = |login: Login, binding: Option<&Binding>| -> Vec<&str> {
        let usable = |offer: &&Offer| offer.begin_client(&login, "abc", binding, &offered).is_some();
        MECHANISMS.iter().filter(usable).map(|offer| offer.name).collect()
    };
    let here = binding(1);
    assert_eq!(
        names(password(), None),
        ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"]
    );
    assert_eq!(names(password(), Some(&here)).len(), 6);
    assert_eq!(names(token(), Some(&here)), ["OAUTHBEARER", "XOAUTH2"]);
    assert_eq!(names(certificate(), None), ["EXTERNAL"]);
}
