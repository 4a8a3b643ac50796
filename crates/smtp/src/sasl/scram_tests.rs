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

/// Any octets end in an answer, and never in a right proof.
#[test]
fn any_octets() {
    let mut seed = 1_u64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let pieces = [
        "n,,",
        "y,,",
        "p=tls-exporter,,",
        "n=alice",
        "r=abc",
        "r=abcxyz",
        "c=biws",
        "p=",
        "m=",
        "a=",
        ",",
        "=",
        "AAAA",
        "\0",
        "\u{e9}",
    ];
    for _ in 0..20_000 {
        let mut message = || -> Vec<u8> {
            let mut text = Vec::new();
            for _ in 0..random() % 8 {
                text.extend_from_slice(pieces[(random() % pieces.len() as u64) as usize].as_bytes());
                if random() % 8 == 0 {
                    text.push(random() as u8);
                }
            }
            text
        };
        let mut server = offer("SCRAM-SHA-256").expect("it is there").begin(&NONE);
        let mut next = server.start(Some(&message()));
        for _ in 0..4 {
            next = match next {
                Next::Ask(Credential::Lookup { .. }) => server.keys(Keys {
                    salt: vec![1; 16],
                    iterations: 4096,
                    pairs: vec![(vec![2; 32], vec![3; 32])],
                    nonce: "xyz".to_owned(),
                }),
                Next::Challenge(_) => server.respond(&message()),
                Next::Ask(Credential::Proof { right, .. }) => {
                    assert!(right.is_none());
                    break;
                }
                Next::Ask(_) | Next::Malformed => break,
            };
        }
        let mut client = client("SCRAM-SHA-256", "alice", "secret", None, &[], "abc");
        client.initial_sent();
        let _ = client.respond(&message());
        let _ = client.respond(&message());
        assert!(!client.is_satisfied());
    }
}

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
