//! Our client up to its login, at a server that says what a target has it say.

use smtp::Moment;
use smtp::client::{Login, Session, Step, Terms};
use smtp::sasl::{Binding, decode, encode};

/// Our client.
pub(crate) struct Speaker(Session);

/// What it does at a reply.
#[derive(Debug)]
pub(crate) enum Heard {
    /// It says this line.
    Line(String),
    /// It waits for the rest of it.
    Waits,
    /// It is logged in.
    Ready,
    /// It ends.
    Failed,
}

/// How it begins.
pub(crate) struct Begun {
    pub(crate) client: Speaker,
    /// The mechanism that it chose.
    pub(crate) mechanism: String,
    /// What it said along with AUTH.
    pub(crate) initial: Option<Vec<u8>>,
}

impl Speaker {
    /// Greets it and shows it these mechanisms. `None`: it has none of them.
    pub(crate) fn begin(login: Login, shown: &str, binding: Binding) -> Option<Begun> {
        let terms = Terms {
            login: Some(login),
            nonce: NONCE.to_owned(),
            ..Terms::new("client.example")
        };
        let mut client = Self(Session::new(terms, Some(binding), Moment::ZERO));
        let greeted = client.hear("220 server.example");
        assert!(matches!(greeted, Heard::Line(_)), "{greeted:?} to the greeting");
        let line = match client.hear(&format!("250-server.example\r\n250 AUTH {shown}")) {
            Heard::Line(line) => line,
            Heard::Failed => return None,
            other => panic!("{other:?} to EHLO"),
        };
        let mut words = line.split(' ');
        assert_eq!(words.next(), Some("AUTH"), "{line:?}");
        let mechanism = words.next().expect("AUTH has a mechanism").to_owned();
        Some(Begun {
            client,
            mechanism,
            initial: words.next().map(message),
        })
    }

    /// What it says to a challenge. `None`: it gives the exchange up, or ends.
    pub(crate) fn respond(&mut self, challenge: &[u8]) -> Option<Vec<u8>> {
        match self.hear(&format!("334 {}", encode(challenge))) {
            Heard::Line(line) if line != "*" => Some(message(&line)),
            Heard::Line(_) | Heard::Failed => None,
            other => panic!("{other:?} to a challenge"),
        }
    }

    /// What it does at a reply, or at a line of one.
    pub(crate) fn hear(&mut self, reply: &str) -> Heard {
        self.0.receive(format!("{reply}\r\n").as_bytes());
        match self.0.next_step(Moment::ZERO) {
            Step::Send { octets, .. } => {
                let line = std::str::from_utf8(&octets).expect("it says text");
                let line = line.strip_suffix("\r\n").expect("it says whole lines");
                Heard::Line(line.to_owned())
            }
            Step::Receive { .. } => Heard::Waits,
            Step::Ready => Heard::Ready,
            Step::Failed(_) | Step::Close => Heard::Failed,
            other => panic!("{other:?} to {reply:?}"),
        }
    }
}

/// A response, its base64 taken off.
pub(crate) fn message(line: &str) -> Vec<u8> {
    match line {
        "=" => Vec::new(),
        line => decode(line.as_bytes()).expect("it says base64").to_vec(),
    }
}

/// The mechanism that an octet stands for.
pub(crate) fn mechanism(octet: Option<&u8>) -> &'static str {
    match octet {
        Some(b'a') => "SCRAM-SHA-1",
        Some(b'A') => "SCRAM-SHA-1-PLUS",
        Some(b'B') => "SCRAM-SHA-256-PLUS",
        Some(b'e') => "EXTERNAL",
        Some(b'l') => "LOGIN",
        Some(b'o') => "OAUTHBEARER",
        Some(b'p') => "PLAIN",
        Some(b'x') => "XOAUTH2",
        _ => "SCRAM-SHA-256",
    }
}

/// What both sides know of the TLS session.
pub(crate) fn binding() -> Binding {
    Binding {
        exporter: Some(vec![1; 32]),
        end_point: Some(vec![2; 32]),
    }
}

/// The client's part of a nonce, as in the example of RFC 7677 §3.
pub(crate) const NONCE: &str = "rOprNGfwEbeRWgbNEkqO";
