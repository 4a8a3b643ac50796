//! `rsasl`, which others wrote, on the other side of each mechanism: its client at our server, and our client at its server.

mod its_client;
mod its_server;

use rsasl::mechanisms::external::EXTERNAL;
use rsasl::mechanisms::login::LOGIN;
use rsasl::mechanisms::oauthbearer::OAUTHBEARER;
use rsasl::mechanisms::plain::PLAIN;
use rsasl::mechanisms::scram::{SCRAM_SHA1, SCRAM_SHA1_PLUS, SCRAM_SHA256, SCRAM_SHA256_PLUS};
use rsasl::mechanisms::xoauth2::XOAUTH2;
use rsasl::prelude::{ChannelBindingCallback, Mechanism, Session, SessionError, State};
use rsasl::validate::Validation;
use smtp::sasl::{Binding, Hash, derive};
use std::num::NonZeroU32;

/// All that both have.
static BOTH: &[Mechanism] = &[
    SCRAM_SHA256_PLUS,
    SCRAM_SHA1_PLUS,
    SCRAM_SHA256,
    SCRAM_SHA1,
    EXTERNAL,
    OAUTHBEARER,
    XOAUTH2,
    PLAIN,
    LOGIN,
];

/// What a side knows of a TLS session; of another session, if the octet is another.
fn binding(octet: u8) -> Binding {
    Binding {
        exporter: Some(vec![octet; 32]),
        end_point: Some(vec![octet ^ 0xff; 32]),
    }
}

/// The TLS session as rsasl asks for it.
struct Channel(Binding);

impl ChannelBindingCallback for Channel {
    fn get_cb_data(&self, name: &str) -> Option<&[u8]> {
        match name {
            "tls-server-end-point" => self.0.end_point.as_deref(),
            _ => self.0.exporter.as_deref(),
        }
    }
}

/// One step of rsasl's: what it says, and whether it goes on.
fn step<V: Validation, C: ChannelBindingCallback>(
    session: &mut Session<V, C>,
    input: Option<&[u8]>,
) -> Result<(Vec<u8>, State), SessionError> {
    let mut said = Vec::new();
    let state = session.step(input, &mut said)?;
    Ok((said, state))
}

#[track_caller]
fn assert_came(what: &str, found: &Result<String, String>, expected: Result<&str, &str>) {
    let is_so = match (found, expected) {
        (Ok(found), Ok(expected)) => found == expected,
        (Err(why), Err(part)) => why.contains(part),
        _ => false,
    };
    assert!(is_so, "{what}: {found:?}, and not {expected:?}");
}

/// `StoredKey` and `ServerKey` of [`SECRET`], or of another password; the second is wrong for whoever does not know itself.
fn pair(hash: Hash, password: &str, knows_itself: bool) -> (Vec<u8>, Vec<u8>) {
    let (stored, mut server) = derive(hash, password.as_bytes(), SALT, iterations());
    if !knows_itself {
        server[0] ^= 1;
    }
    (stored, server)
}

fn iterations() -> NonZeroU32 {
    // The fewest that our client takes.
    NonZeroU32::new(4_096).expect("not zero")
}

const SALT: &[u8] = b"salt of the server";
const SECRET: &str = "secret";
