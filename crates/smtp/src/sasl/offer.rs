//! Which mechanisms there are, and in which order they are offered.

use super::oauth::{Bearer, BearerClient, OAUTHBEARER, XOAUTH2};
use super::scram::{ClientSide, Hash, Scram, ScramClient};
use super::{Around, Binding, ClientMechanism, Mechanism, external, login, plain};
use crate::client::{Login, Proof};

/// A mechanism that we have.
pub struct Offer {
    /// Its name, as EHLO lists it.
    pub name: &'static str,
    /// Whether it is bound to the TLS session.
    pub binds: bool,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Scram(Hash),
    External,
    Token,
    Plain,
    Login,
}

/// All mechanisms, strongest first: what is bound to the session and proves the password without showing it; certificates; tokens,
/// which can be stolen but not used for long; passwords.
pub const MECHANISMS: &[Offer] = &[
    one("SCRAM-SHA-256-PLUS", true, Kind::Scram(Hash::Sha256)),
    one("SCRAM-SHA-1-PLUS", true, Kind::Scram(Hash::Sha1)),
    one("SCRAM-SHA-256", false, Kind::Scram(Hash::Sha256)),
    one("SCRAM-SHA-1", false, Kind::Scram(Hash::Sha1)),
    one(external::NAME, false, Kind::External),
    one(OAUTHBEARER, false, Kind::Token),
    one(XOAUTH2, false, Kind::Token),
    one(plain::NAME, false, Kind::Plain),
    one(login::NAME, false, Kind::Login),
];

const fn one(name: &'static str, binds: bool, kind: Kind) -> Offer {
    Offer { name, binds, kind }
}

/// Finds a mechanism by name, in any case (RFC 4954 §8).
pub fn offer(name: &str) -> Option<&'static Offer> {
    MECHANISMS.iter().find(|offer| offer.name.eq_ignore_ascii_case(name))
}

impl Offer {
    /// Whether it uses SCRAM keys, and of which hash function.
    pub fn scram(&self) -> Option<Hash> {
        match self.kind {
            Kind::Scram(hash) => Some(hash),
            _ => None,
        }
    }

    /// Starts an exchange.
    pub fn begin(&self, around: &Around<'_>) -> Box<dyn Mechanism> {
        match self.kind {
            Kind::Scram(hash) => Box::new(Scram::new(self.name, hash, self.binds, around)),
            Kind::External => Box::new(external::External),
            Kind::Token => Box::new(Bearer::new(self.name, around)),
            Kind::Plain => Box::new(plain::Plain),
            Kind::Login => Box::new(login::Login::default()),
        }
    }

    /// Starts one as a client; `None` where it does not go with what proves who we are. `offered` are the names that the server
    /// lists, in capitals.
    pub(crate) fn begin_client(
        &self,
        login: &Login,
        nonce: &str,
        binding: Option<&Binding>,
        offered: &[String],
    ) -> Option<Box<dyn ClientMechanism>> {
        let user = login.user.as_str();
        Some(match (self.kind, &login.proof) {
            (Kind::Scram(hash), Proof::Password { password, salted }) => {
                if self.binds && !binding.is_some_and(Binding::is_there) {
                    return None;
                }
                Box::new(ScramClient::new(&ClientSide {
                    hash,
                    binds: self.binds,
                    offered: offered.iter().any(|name| name.ends_with("-PLUS")),
                    binding,
                    user,
                    password,
                    salted,
                    nonce,
                }))
            }
            (Kind::Plain, Proof::Password { password, .. }) => Box::new(plain::PlainClient::new(user, password)),
            (Kind::Login, Proof::Password { password, .. }) => Box::new(login::LoginClient::new(user, password)),
            (Kind::Token, Proof::Token(token)) => Box::new(BearerClient::new(self.name, user, token)),
            (Kind::External, Proof::Certificate) => Box::new(external::ExternalClient::new(user)),
            _ => return None,
        })
    }
}

/// Some of the mechanisms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OfferSet(u16);

impl OfferSet {
    /// Those of these names; others are left out.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        names.into_iter().fold(Self::default(), |set, name| set.with(name))
    }

    /// With one more.
    pub fn with(self, name: &str) -> Self {
        Self(self.0 | bit(name))
    }

    /// Without one.
    pub fn without(self, name: &str) -> Self {
        Self(self.0 & !bit(name))
    }

    /// Whether it has this one.
    pub fn contains(self, name: &str) -> bool {
        self.0 & bit(name) != 0
    }

    /// Whether it has none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names, strongest first.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        MECHANISMS
            .iter()
            .map(|offer| offer.name)
            .filter(move |name| self.contains(name))
    }

    /// Without those that are bound to the TLS session.
    pub fn unbound(self) -> Self {
        let bound = MECHANISMS.iter().filter(|offer| offer.binds);
        bound.fold(self, |set, offer| set.without(offer.name))
    }

    /// Whether one of them is bound to the TLS session.
    pub fn binds(self) -> bool {
        MECHANISMS.iter().any(|offer| offer.binds && self.contains(offer.name))
    }
}

fn bit(name: &str) -> u16 {
    let place = MECHANISMS
        .iter()
        .position(|offer| offer.name.eq_ignore_ascii_case(name));
    place.map_or(0, |place| 1 << place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets() {
        let set = OfferSet::of(["login", "PLAIN", "SCRAM-SHA-256", "NTLM"]);
        let names: Vec<&str> = set.names().collect();
        assert_eq!(names, ["SCRAM-SHA-256", "PLAIN", "LOGIN"]);
        assert!(set.contains("plain") && !set.contains("EXTERNAL") && !set.contains("NTLM"));
        assert!(!set.binds() && set.with("SCRAM-SHA-1-PLUS").binds());
        assert_eq!(set.with("SCRAM-SHA-1-PLUS").unbound(), set);
        assert!(!set.without("LOGIN").contains("LOGIN"));
        assert!(OfferSet::default().is_empty() && !set.is_empty());
        assert!(MECHANISMS.len() <= 16);
    }
}
