//! To whom mail may go. Who logged in may write to anybody whose address can be delivered at all; so may a network that
//! the configuration names, on a relay listener. Everybody else may write to the domains that it names, and to nobody else.

use crate::config::{Listener, Service};
use mail::Address;
use smtp::server::{Refusal, Verdict};
use std::net::IpAddr;

/// What is known of who asks.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Whether somebody logged in.
    pub logged_in: bool,
    /// From where; `None` where there is no address.
    pub client: Option<IpAddr>,
    /// At which listener.
    pub listener: &'a Listener,
}

/// Whether mail may go to `recipient`. Domains in the envelope are fully qualified (RFC 6409 §4.2).
///
/// Trust in a network is never a right to send: only a login, `relay_from` and `relay_to` are looked at. A source route was
/// left out when the path was read, so the last host alone decides (RFC 5321 §3.6.1, appendix F.2).
pub fn may_address(asking: &Asking<'_>, recipient: &Address, postmaster: bool) -> Verdict {
    // Every server takes what is for its postmaster (RFC 5321 §4.5.1).
    if !postmaster {
        may_relay(asking, recipient)?;
    }
    if recipient.domain().is_qualified() {
        Ok(())
    } else {
        Err(Refusal::new(&reply::RECIPIENT_NOT_QUALIFIED, recipient.to_string()))
    }
}

fn may_relay(asking: &Asking<'_>, recipient: &Address) -> Verdict {
    let Asking {
        logged_in,
        client,
        listener,
    } = *asking;
    if logged_in {
        return Ok(());
    }
    let from = |client: IpAddr| listener.relay_from.iter().any(|network| network.contains(client));
    if listener.service == Service::Relay && client.is_some_and(from) {
        return Ok(());
    }
    let ours = listener.service == Service::Relay && listener.relay_to.contains(recipient.domain());
    let refused = |why: &str| Err(Refusal::new(&reply::RELAY_DENIED, format!("{recipient}: {why}")));
    match ours {
        false => refused("not a domain of ours, and no login"),
        // The host behind us might read these as a way to somewhere else, and take it from us without a question.
        true if recipient.local().contains(ROUTE_MARKS) => refused("the local part names another host"),
        true => Ok(()),
    }
}

/// `user%host@us`, `host!user@us`, `"user@host"@us`, `"@host:user"@us`.
const ROUTE_MARKS: [char; 4] = ['%', '!', '@', ':'];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ListenerTls;
    use mail::{Domain, ForwardPath, forward_path};

    fn listener(service: Service) -> Listener {
        Listener {
            address: "127.0.0.1:25".parse().expect("an address"),
            service,
            tls: ListenerTls::StartTls,
            optional: false,
            relay_from: vec!["192.0.2.0/24".parse().expect("a network")],
            relay_to: vec![Domain::parse("example.com").expect("a domain")],
            proxy_from: Vec::new(),
            mechanisms: Vec::new(),
            client_ca: None,
        }
    }

    fn check(logged_in: bool, client: &str, path: &str, expected: Option<&str>) {
        let relay = listener(Service::Relay);
        let asking = Asking {
            logged_in,
            client: client.parse().ok(),
            listener: &relay,
        };
        let (path, _) = forward_path(path).expect("a path");
        let ForwardPath::Mailbox(recipient) = path else {
            panic!("a mailbox")
        };
        let got = may_address(&asking, &recipient, false)
            .err()
            .map(|refusal| refusal.reply.id);
        assert_eq!(got, expected, "{recipient} from {client}, logged in: {logged_in}");
    }

    #[test]
    fn who_may_write_to_whom() {
        let denied = Some("relay-denied");
        let stranger = "198.51.100.7";
        check(true, stranger, "<ana@example.org>", None);
        check(false, stranger, "<ana@example.org>", denied);
        check(false, "192.0.2.7", "<ana@example.org>", None);
        check(false, "::ffff:192.0.2.7", "<ana@example.org>", None);
        check(false, stranger, "<kim@example.com>", None);
        check(false, stranger, "<kim@EXAMPLE.com>", None);
        check(false, stranger, "<kim@sub.example.com>", denied);
        // Trusted for limits, and for nothing else.
        check(false, "127.0.0.1", "<ana@example.org>", denied);
        check(true, stranger, "<ana@localhost>", Some("recipient-not-qualified"));
        check(false, "192.0.2.7", "<ana@localhost>", Some("recipient-not-qualified"));
    }

    /// The classic forms by which open relays were found.
    #[test]
    fn no_form_makes_an_open_relay() {
        for path in [
            "<ana@example.org>",
            "<ana%example.org@example.com>",
            "<example.org!ana@example.com>",
            "<\"ana@example.org\"@example.com>",
            "<\"ana%example.org\"@example.com>",
            "<\"@example.org:ana\"@example.com>",
            "<@example.com:ana@example.org>",
            "<@example.com,@example.com:ana@example.org>",
            "<ana@[192.0.2.7]>",
            "<ana@[127.0.0.1]>",
            "<ana@[IPv6:::1]>",
            "<ana%example.org@[127.0.0.1]>",
            "<example.com!ana@example.org>",
        ] {
            check(false, "198.51.100.7", path, Some("relay-denied"));
        }
    }

    #[test]
    fn a_submission_listener_relays_for_nobody() {
        let submission = listener(Service::Submission);
        let asking = Asking {
            logged_in: false,
            client: "192.0.2.7".parse().ok(),
            listener: &submission,
        };
        let kim = Address::parse("kim@example.com").expect("an address");
        assert!(may_address(&asking, &kim, false).is_err());
        let postmaster = Address::parse("postmaster@mail.example.com").expect("an address");
        assert!(may_address(&asking, &postmaster, true).is_ok());
    }
}
