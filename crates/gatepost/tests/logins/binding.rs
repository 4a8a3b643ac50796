//! Channel binding in TLS 1.2, where there is nothing but the server's certificate to bind to (`tls-server-end-point`, RFC 5929
//! §4).

use super::support::{ALICE, Door, Flag, Lie, PASSWORD, Reply, Scram, Server};
use super::{ALL, At, IMPLICIT, RIGHT, STARTTLS, STRONG, STRONGEST, WRONG, listed, usual};

/// A client that knows `tls-unique` alone would take what is listed, and fail. So it is listed where somebody has named it;
/// whoever binds to the certificate is let in wherever it is not left out.
#[test]
fn tls_1_2_is_bound_to_the_certificate_alone() {
    let (_site, mut server) = usual("binding");
    let doors: Vec<Door> = server.doors().iter().map(Door::with_tls12_only).collect();
    let (sha256, plus) = ("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS");
    let everything = Some("SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN");
    let unbound = Some("SCRAM-SHA-256 PLAIN LOGIN");
    for (listener, expected) in [
        (STARTTLS, unbound),
        (IMPLICIT, unbound),
        (STRONG, Some("SCRAM-SHA-256 PLAIN")),
        (ALL, everything),
    ] {
        assert_eq!(listed(&doors[listener]).as_deref(), expected, "listener {listener}");
    }
    assert_eq!(listed(&server.doors()[IMPLICIT]).as_deref(), STRONGEST, "in TLS 1.3");

    let has_not = "the client wants a channel binding that this session has not";
    for (listener, mechanism, flag, expected, why) in [
        (ALL, plus, Flag::EndPoint, RIGHT, ""),
        (ALL, "SCRAM-SHA-1-PLUS", Flag::EndPoint, RIGHT, ""),
        (ALL, plus, Flag::Exporter, WRONG, has_not),
        (ALL, plus, Flag::Unique, WRONG, has_not),
        (ALL, plus, Flag::No, WRONG, "the client does not bind the channel"),
        (ALL, sha256, Flag::No, RIGHT, ""),
        (ALL, sha256, Flag::EndPoint, WRONG, "the client binds the channel with"),
        // Somebody has hidden the stronger ones; where they are not listed, nobody has.
        (ALL, sha256, Flag::Unoffered, WRONG, "the client was not shown"),
        (IMPLICIT, sha256, Flag::Unoffered, RIGHT, ""),
        (STRONG, sha256, Flag::Unoffered, RIGHT, ""),
        (STARTTLS, sha256, Flag::No, RIGHT, ""),
        (STARTTLS, plus, Flag::EndPoint, RIGHT, ""),
        (IMPLICIT, plus, Flag::EndPoint, RIGHT, ""),
        (IMPLICIT, plus, Flag::Exporter, WRONG, has_not),
        (IMPLICIT, plus, Flag::Unique, WRONG, has_not),
        (STRONG, plus, Flag::EndPoint, "504 5.5.4", ""),
    ] {
        let login = Scram::new(mechanism, ALICE, PASSWORD).saying(flag);
        let reply = log_in(&doors[listener], &login);
        assert!(reply.is(expected), "{reply} to {login:?} at listener {listener}");
        if expected != RIGHT {
            let detail = told(&mut server);
            assert!(detail.starts_with(why), "{detail} of {login:?} at listener {listener}");
            continue;
        }
        let login = Scram::new(mechanism, ALICE, "wrong horse").saying(flag);
        let reply = log_in(&doors[listener], &login);
        assert!(reply.is(WRONG), "{reply} to {login:?} at listener {listener}");
        let detail = told(&mut server);
        assert!(detail.starts_with("wrong password"), "{detail} of {login:?}");
    }
    // The certificate is another one.
    for listener in [ALL, IMPLICIT] {
        let login = Scram::new(plus, ALICE, PASSWORD).saying(Flag::EndPoint);
        let reply = log_in(&doors[listener], &login.lying(Lie::Binding));
        assert!(reply.is(WRONG), "{reply} at listener {listener}");
        let detail = told(&mut server);
        assert!(detail.starts_with("the channel binding is another one"), "{detail}");
    }
}

/// The reply in which a login ends.
#[track_caller]
fn log_in(door: &Door, login: &Scram) -> Reply {
    let mut client = At::Secured.session(door);
    let reply = login.log_in(&mut client);
    client.quit();
    reply
}

/// What the log tells of the next refusal, which was in TLS 1.2.
#[track_caller]
fn told(server: &mut Server) -> String {
    let line = server.told("refused");
    assert_eq!(line["tls"], "TLS1.2", "{line}");
    line["detail"].as_str().expect("a text").to_owned()
}
