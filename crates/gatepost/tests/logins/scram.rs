//! SCRAM (RFC 5802, RFC 7677) with a client that can lie; who has keys, and who seems to.

use super::support::{ALICE, Flag, Lie, PASSWORD, Scram, Server, wait_until};
use super::{
    ALL, At, IMPLICIT, IMPLICITLY, NOBODY, RIGHT, STARTTLS, STRONG, STRONGEST, WRONG, check, detail, listed, log_in,
    site, text, usual,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

#[test]
fn scram_is_proved_by_both_sides() {
    let (_site, server) = usual("scram");
    let (sha1, sha256) = ("SCRAM-SHA-1", "SCRAM-SHA-256");
    let (sha1_plus, sha256_plus) = ("SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS");
    for (listener, mechanism, flag, expected) in [
        (STARTTLS, sha256, Flag::No, RIGHT),
        (STARTTLS, sha256_plus, Flag::Exporter, RIGHT),
        (IMPLICIT, sha256, Flag::No, RIGHT),
        (IMPLICIT, sha256_plus, Flag::Exporter, RIGHT),
        (IMPLICIT, sha256_plus, Flag::EndPoint, RIGHT),
        (ALL, sha1, Flag::No, RIGHT),
        (ALL, sha1_plus, Flag::Exporter, RIGHT),
        (ALL, sha1_plus, Flag::EndPoint, RIGHT),
        // Somebody has hidden the stronger ones; where there are none, nobody has.
        (IMPLICIT, sha256, Flag::Unoffered, WRONG),
        (STRONG, sha256, Flag::Unoffered, RIGHT),
        (IMPLICIT, sha256_plus, Flag::No, WRONG),
        (IMPLICIT, sha256_plus, Flag::Unoffered, WRONG),
        (IMPLICIT, sha256_plus, Flag::Unique, WRONG),
        (IMPLICIT, sha256, Flag::Exporter, WRONG),
        (STRONG, sha256, Flag::Exporter, WRONG),
    ] {
        let login = Scram::new(mechanism, ALICE, PASSWORD).saying(flag);
        prove(&server, listener, &login, expected);
        let login = Scram::new(mechanism, ALICE, "wrong horse").saying(flag);
        prove(&server, listener, &login, WRONG);
    }

    let right = || Scram::new(sha256_plus, ALICE, PASSWORD).saying(Flag::Exporter);
    prove(&server, IMPLICIT, &right().acting_as(ALICE), RIGHT);
    prove(&server, IMPLICIT, &right().acting_as("bob@example.com"), WRONG);
    for (lie, expected) in [
        (Lie::Nonce, WRONG),
        (Lie::Binding, WRONG),
        (Lie::Header, WRONG),
        (Lie::Proof, WRONG),
        (Lie::ShortProof, "501 5.5.2"),
    ] {
        prove(&server, IMPLICIT, &right().lying(lie), expected);
    }
    let hidden = Scram::new(sha256, ALICE, PASSWORD).saying(Flag::Unoffered);
    prove(&server, STRONG, &hidden.lying(Lie::Header), WRONG);
    let extension = format!("AUTH {sha256} {}", STANDARD.encode("n,,m=new,n=alice@example.com,r=x"));
    check(&server, IMPLICITLY, &[(&extension, WRONG)]);
}

#[test]
fn an_exchange_that_stops_half_way_is_no_login() {
    let (_site, server) = usual("half-way");
    let login = Scram::new("SCRAM-SHA-256", ALICE, PASSWORD);
    let connect = || At::Secured.session(&server.doors()[IMPLICIT]);
    let required = "530 5.7.0 Authentication required";
    let mail = format!("MAIL FROM:<{ALICE}>");

    let mut gone = connect();
    login.begin(&mut gone).expect("a challenge");
    drop(gone);
    for (line, codes) in [
        ("*", "501 5.7.0"),
        ("AAAA", "501 5.5.2"),
        ("", "501 5.5.2"),
        ("QUIT", "501 5.5.2"),
    ] {
        let mut client = connect();
        login.begin(&mut client).expect("a challenge");
        client.expect(line, codes).expect("a reply");
        client.expect(&mail, required).expect("a reply");
        // The proof comes too late.
        let last = login
            .begin(&mut client)
            .map(|challenge| login.last(&client, &challenge));
        let last = last.expect("a challenge");
        client.expect("*", "501 5.7.0").expect("a reply");
        client.expect(&last.message, "500 5.5.2").expect("a reply");
        assert!(login.log_in(&mut client).is(RIGHT), "afterwards as ever");
        client.expect(&mail, "250 2.1.0").expect("a reply");
        client.quit();
    }
    // The password is proved; and yet it is no login before the client has taken notice of the server's own proof.
    for (line, codes) in [("*", "501 5.7.0"), ("AAAA", "501 5.5.2"), ("=", "501 5.5.2")] {
        let mut client = connect();
        let challenge = login.begin(&mut client).expect("a challenge");
        let last = login.last(&client, &challenge);
        let reply = client.ask(&last.message).expect("a reply");
        assert!(last.is_answered_by(&reply), "{reply}");
        client.expect(line, codes).expect("a reply");
        client.expect(&mail, required).expect("a reply");
        client.quit();
    }
    // Without an initial response.
    let mut client = connect();
    client.expect("AUTH SCRAM-SHA-256", "334 ").expect("a reply");
    let reply = client.ask(&login.first()).expect("a reply");
    assert!(reply.is("334"), "{reply}");
    client.expect("*", "501 5.7.0").expect("a reply");
    client.quit();
}

/// Whoever asks for the keys of a name cannot tell by them whether there is such an account.
#[test]
fn nobody_has_keys_like_everybody() {
    let site = site("nobody", "[auth]\nscram_iterations = 5000\n");
    let mut server = Server::start(&site);
    let ask = |server: &Server, account: &str| {
        let mut client = At::Secured.session(&server.doors()[IMPLICIT]);
        let challenge = Scram::new("SCRAM-SHA-256", account, PASSWORD).begin(&mut client);
        let challenge = challenge.unwrap_or_else(|reply| panic!("{reply} to {account}"));
        client.expect("*", "501 5.7.0").expect("a reply");
        client.quit();
        challenge
    };
    let names = [ALICE, NOBODY, "nobody@example.org", "nobody"];
    let first = names.map(|name| ask(&server, name));
    let alice = &first[0];
    let different: BTreeSet<&str> = first.iter().map(|challenge| challenge.salt.as_str()).collect();
    assert_eq!(different.len(), names.len());
    for restarted in [false, true] {
        if restarted {
            server.stop();
            server = Server::start(&site);
        }
        for (name, first) in names.iter().zip(&first) {
            let again = ask(&server, name);
            assert_eq!(again.salt, first.salt, "the salt of {name}");
            assert_eq!(again.iterations.get(), 5_000, "the iterations of {name}");
            assert_ne!(again.nonce, first.nonce, "the nonce of {name}");
            assert_eq!(again.salt.len(), alice.salt.len(), "the salt of {name}");
        }
        assert_eq!(ask(&server, "Nobody@Example.COM").salt, first[1].salt);
        for name in &names[1..] {
            let reply = log_in(&server.doors()[IMPLICIT], "SCRAM-SHA-256", name, PASSWORD);
            assert!(reply.is(WRONG), "{reply} to {name}");
        }
    }
}

/// An account that came with a hash of another program: SCRAM has nothing to go by until it has shown its password.
#[test]
fn a_login_with_the_password_makes_keys() {
    let site = site("keys", "");
    let file = site.path("accounts.passwd");
    fs::write(&file, format!("{CAROL}:{CAROLS_HASH}\n")).expect("the temporary directory can be written");
    let file = file.to_str().expect("the path is text");
    site.run(&["account", "import", file]).succeeded();
    let mut server = Server::start(&site);
    let (usual, strong) = (server.doors()[IMPLICIT].clone(), server.doors()[STRONG].clone());
    let scram = "SCRAM-SHA-256";

    // Many clients take the strongest, and do not fall back.
    assert_eq!(listed(&usual).as_deref(), Some("PLAIN LOGIN"));
    assert_eq!(listed(&strong).as_deref(), Some("SCRAM-SHA-256 PLAIN"));
    for (account, why) in [(CAROL, "it has no SCRAM keys yet"), (NOBODY, "unknown account")] {
        let mut client = At::Secured.session(&strong);
        let begun = Scram::new(scram, account, PASSWORD).begin(&mut client);
        assert!(begun.is_ok(), "{account} has to see a challenge");
        drop(client);
        let reply = log_in(&strong, scram, account, PASSWORD);
        assert!(reply.is(WRONG), "{reply} to {account}");
        let detail = detail(&mut server);
        assert!(detail.starts_with(why), "{detail} of {account}");
    }

    site.configure(&text("[auth]\ntell_transition = true\n"));
    server.reload();
    for (account, password, expected) in [
        (CAROL, PASSWORD, "432 4.7.12"),
        (CAROL, "wrong horse", "432 4.7.12"),
        (NOBODY, PASSWORD, WRONG),
        (ALICE, PASSWORD, RIGHT),
        (ALICE, "wrong horse", WRONG),
    ] {
        let reply = log_in(&strong, scram, account, password);
        assert!(reply.is(expected), "{reply} to {account} with {password:?}");
    }

    let mut open = At::Secured.session(&strong);
    let reply = open.log_in(CAROL, PASSWORD).expect("a reply");
    assert!(reply.is(RIGHT), "{reply}");
    wait_until("the keys are made", || {
        log_in(&strong, scram, CAROL, PASSWORD).is(RIGHT).then_some(())
    });
    assert!(log_in(&strong, scram, CAROL, "wrong horse").is(WRONG));
    assert_eq!(listed(&usual).as_deref(), STRONGEST);
    let shown: Value = site.run(&["account", "show", CAROL, "--json"]).succeeded().json();
    assert_eq!(shown["password"]["hash"], "Argon2id", "{shown}");
    // It is the same password still.
    open.expect(&format!("MAIL FROM:<{CAROL}>"), "250 2.1.0")
        .expect("a reply");
    open.quit();
}

/// A login by SCRAM comes to this.
#[track_caller]
fn prove(server: &Server, listener: usize, login: &Scram, expected: &str) {
    let mut client = At::Secured.session(&server.doors()[listener]);
    let reply = login.log_in(&mut client);
    assert!(reply.is(expected), "{reply} to {login:?} at listener {listener}");
    client.quit();
}

const CAROL: &str = "carol@example.com";
/// Of [`PASSWORD`], by crypt(3) of libxcrypt.
const CAROLS_HASH: &str = "$6$rounds=1234$0123456789abcdef$yJKAU.GCgxQxo9NIHthYvSOZlwcGg6tBNIwD1wtfwrQJ8ZAMotNBlAVg1rHuHueFD9A/6OxeAnDolLXIH.xSz1";
