//! What a server says while our client logs in: it shows its password or token at most once, with SCRAM never, gives up for
//! good, and with SCRAM believes only a server that knows the password, too.

use crate::cut::contains;
use crate::speaker::{Begun, Heard, NONCE, Speaker, binding, mechanism, message};
use smtp::client::{Login, Proof};
use smtp::sasl::{
    Around, Binding, Credential, ITERATIONS_MAX, Keys, Next, Offer, OfferSet, decode, derive, encode, offer,
};
use std::num::NonZeroU32;

/// The first octet names the mechanism. Each line behind the first is a challenge, or a whole reply behind `!`. In the end
/// the server says yes.
pub fn run(input: &[u8]) {
    let mut lines = input.split(|octet| *octet == b'\n');
    let name = mechanism(lines.next().and_then(<[u8]>::first));
    let offer = offer(name).expect("it is there");
    let begun = Speaker::begin(login(name), name, channel(offer));
    let Begun {
        mut client, initial, ..
    } = begun.expect("it has what the mechanism needs");
    let mut exchange = Exchange {
        offer,
        challenges: Vec::new(),
        said: initial.into_iter().collect(),
        is_given_up: false,
    };
    for line in lines.chain([YES]) {
        let (reply, challenge) = match line.strip_prefix(b"!") {
            Some(reply) => {
                let reply = String::from_utf8_lossy(reply).into_owned();
                let challenge = reply.strip_prefix("334 ").and_then(|text| decode(text.as_bytes()));
                (reply, challenge.map(|challenge| challenge.to_vec()))
            }
            None => (format!("334 {}", encode(line)), Some(line.to_vec())),
        };
        match client.hear(&reply) {
            Heard::Line(line) if line == "*" => exchange.is_given_up = true,
            Heard::Line(line) => exchange.goes_on(challenge, message(&line)),
            Heard::Ready => return exchange.check_login(),
            // What comes of a reply in several lines is not followed.
            Heard::Failed | Heard::Waits => return,
        }
    }
    panic!("it waits behind a yes")
}

/// What both have said.
struct Exchange {
    offer: &'static Offer,
    /// Each that was answered; nothing, where it was not one that can be told.
    challenges: Vec<Option<Vec<u8>>>,
    said: Vec<Vec<u8>>,
    is_given_up: bool,
}

impl Exchange {
    fn goes_on(&mut self, challenge: Option<Vec<u8>>, response: Vec<u8>) {
        let name = self.offer.name;
        assert!(!self.is_given_up, "{name} goes on behind its end");
        if self.offer.scram().is_some()
            && self.said.len() == 1
            && let Some(challenge) = challenge.as_ref().filter(|challenge| challenge.len() < KEPT_OCTETS)
        {
            check_opening(challenge, &response);
        }
        self.challenges.push(challenge);
        self.said.push(response);
        let shown = self.said.iter().filter(|said| contains(said, SECRET)).count();
        let may = usize::from(self.offer.scram().is_none() && name != "EXTERNAL");
        assert!(shown <= may, "{name} shows the secret {shown} times");
    }

    /// The client believes that it is logged in.
    fn check_login(&self) {
        let name = self.offer.name;
        assert!(!self.is_given_up, "{name} was given up");
        assert!(
            self.offer.scram().is_none() || self.is_proved().is_some(),
            "nobody has proved to {name} that the password is known"
        );
    }

    /// Whether a server that knows the password would have said the same.
    fn is_proved(&self) -> Option<()> {
        let [first, last, end] = &self.said[..] else {
            return None;
        };
        let [Some(opening), Some(signature)] = &self.challenges[..] else {
            return None;
        };
        let text = std::str::from_utf8(opening).ok()?;
        let mut parts = text.split(',');
        let nonce = parts.next()?.strip_prefix("r=")?.strip_prefix(NONCE)?;
        let salt = decode(parts.next()?.strip_prefix("s=")?.as_bytes())?;
        let iterations: NonZeroU32 = parts.next()?.strip_prefix("i=")?.parse().ok()?;
        let channel = binding();
        let mut server = self.offer.begin(&Around {
            binding: Some(&channel),
            offers_binding: true,
            token_challenge: "{}",
        });
        let Next::Ask(Credential::Lookup { hash, .. }) = server.start(Some(first)) else {
            return None;
        };
        let next = server.keys(Keys {
            salt: salt.to_vec(),
            iterations: iterations.get(),
            pairs: vec![derive(hash, SECRET, &salt, iterations)],
            nonce: nonce.to_owned(),
        });
        let is_same = matches!(next, Next::Challenge(challenge) if challenge == *opening);
        let asked = server.respond(last);
        let is_right = matches!(asked, Next::Ask(Credential::Proof { right: Some(0), .. }));
        let is_signed = signature.starts_with(&server.accepted()?);
        (is_same && is_right && is_signed && end.is_empty()).then_some(())
    }
}

/// What a server's first message must have been, where the client goes on with this.
fn check_opening(challenge: &[u8], response: &[u8]) {
    let text = std::str::from_utf8(challenge).expect("it is text");
    if text.starts_with("e=") {
        return assert!(response.is_empty(), "{response:?} to {text:?}");
    }
    let parts: Vec<&str> = text.split(',').collect();
    let [nonce, salt, iterations, ..] = parts[..] else {
        panic!("{text:?} was taken")
    };
    let nonce = nonce.strip_prefix("r=").expect(text);
    assert!(nonce.starts_with(NONCE) && nonce != NONCE, "{text:?}");
    assert!(salt.strip_prefix("s=").is_some_and(|salt| !salt.is_empty()), "{text:?}");
    let iterations: Option<u32> = iterations.strip_prefix("i=").and_then(|number| number.parse().ok());
    assert!(
        iterations.is_some_and(|number| (1..=ITERATIONS_MAX).contains(&number)),
        "{text:?}"
    );
    let response = std::str::from_utf8(response).expect("it says text");
    assert!(
        response.starts_with("c=") && response.contains(&format!(",r={nonce},p=")),
        "{response:?} to {text:?}"
    );
}

/// Without channel binding it says so: who shows it one mechanism alone would be found out otherwise.
fn channel(offer: &Offer) -> Binding {
    if offer.binds { binding() } else { Binding::default() }
}

fn login(name: &str) -> Login {
    let secret = String::from_utf8_lossy(SECRET).into_owned();
    let login = Login {
        mechanisms: OfferSet::of([name]),
        ..Login::with_password("user", secret.as_str())
    };
    let proof = match name {
        "EXTERNAL" => Proof::Certificate,
        "OAUTHBEARER" | "XOAUTH2" => Proof::Token(secret.into()),
        _ => return login,
    };
    Login { proof, ..login }
}

/// As in the example of RFC 7677 §3.
const SECRET: &[u8] = b"pencil";
const YES: &[u8] = b"!235 2.7.0 Authentication succeeded";
/// The client keeps no more of a line than 2,048 octets of base64; longer challenges it may take for shorter ones.
const KEPT_OCTETS: usize = 1_500;
