//! Which mechanisms are offered: what a listener is told to, else what all accounts can use.

use super::{Directory, Rules};
use crate::config::{Listener, ListenerTls, SourceKind};
use smtp::sasl::OfferSet;
use smtp::server::Welcome;
use std::net::IpAddr;
use store::{Exception, Standing};

impl Directory {
    /// What a listener has for everybody, and how a client there may log in. If the store cannot be asked, it is offered what needs
    /// nothing of it.
    pub async fn welcome(&self, listener: &Listener, client: Option<IpAddr>) -> (OfferSet, Welcome) {
        if listener.tls == ListenerTls::None {
            return (OfferSet::default(), Welcome::default());
        }
        // The worst that there can be.
        let unknown = Standing {
            without_sha256: 1,
            ..Standing::default()
        };
        let standing = self.store.standing().await.unwrap_or(unknown);
        let rules = self.rules();
        (
            own(&rules, &standing, listener),
            welcome(&rules, &standing, listener, client),
        )
    }
}

/// What the listener itself has, without what is there for the sake of one credential.
fn own(rules: &Rules, standing: &Standing, listener: &Listener) -> OfferSet {
    if !listener.mechanisms.is_empty() {
        return OfferSet::of(listener.mechanisms.iter().map(String::as_str));
    }
    let mut set = OfferSet::of(["PLAIN", "LOGIN"]);
    // Many clients take the strongest and then do not fall back: who has no keys could not log in any more.
    let is_embedded = |kind: &SourceKind| *kind == SourceKind::Embedded;
    if standing.without_sha256 == 0 && rules.sources.iter().all(|listed| is_embedded(&listed.settings().kind)) {
        set = set.with("SCRAM-SHA-256").with("SCRAM-SHA-256-PLUS");
    }
    if !rules.tokens.is_empty() {
        set = set.with("OAUTHBEARER").with("XOAUTH2");
    }
    if listener.client_ca.is_some() {
        set = set.with("EXTERNAL");
    }
    set
}

fn welcome(rules: &Rules, standing: &Standing, listener: &Listener, client: Option<IpAddr>) -> Welcome {
    let own = own(rules, standing, listener);
    let has = |exception: Exception| standing.exceptions.contains(&exception);
    let secured = match has(Exception::Login) {
        true => own.with("LOGIN"),
        false => own,
    };
    let is_clear = listener.tls == ListenerTls::StartTls
        && client.is_some_and(|client| has(Exception::Clear(client.to_canonical())));
    let clear = match is_clear {
        true => OfferSet::of(secured.names().filter(|name| CLEAR.contains(name)))
            .with("PLAIN")
            .with("LOGIN"),
        false => OfferSet::default(),
    };
    Welcome {
        secured,
        lists_end_point: !listener.mechanisms.is_empty(),
        clear,
    }
}

/// What may be offered without TLS to a machine that cannot have it.
const CLEAR: [&str; 4] = ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"];
