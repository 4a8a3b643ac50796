//! The gate under attack: guessing that does not pay, bans, limits on connections, passwords that are checked by the
//! hundred, and clients behind a proxy.
//!
//! Loopback is trusted by default, and has no limits. Here only 127.0.0.1 is; the others of its addresses are strangers.

mod support;

use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc::channel;
use std::thread;
use support::{
    ALICE, Client, Door, JSON_LOG, PASSWORD, Server, Site, TIMEOUT, Tls, configuration, metrics, own_address,
    wait_until,
};

#[test]
fn ten_wrong_logins_ban_a_network() {
    // From the thousandth on replies would come late.
    let site = site("ban", "", "[guessing]\ndelay_from = 1000\nban_from = 10\n");
    let server = Server::start(&site);
    let (starttls, implicit) = (server.door(Tls::StartTls), server.door(Tls::Implicit));
    let guesser = starttls.seen_from(GUESSER);
    let mut early = guesser.connect().expect("nobody is banned yet");
    let mut client = guesser.connect().expect("nobody is banned yet");
    for guess in 1..10 {
        let reply = client.log_in(ALICE, &format!("guess {guess}")).expect("a reply");
        assert!(reply.is("535 5.7.8"), "{reply} to guess {guess}");
    }
    let reply = client.log_in(ALICE, "guess 10").expect("a reply");
    assert!(reply.is("421 4.7.0"), "{reply} to the tenth");
    assert!(client.is_closed());

    // What was open is not heard any more either, with the right password.
    let reply = early.log_in(ALICE, PASSWORD).expect("a reply");
    assert!(reply.is("421 4.7.0"), "{reply} in a session that was open");
    turned_away(&guesser, "421 4.7.0");
    // Before a handshake nothing can be said.
    let mut silent = implicit.seen_from(GUESSER).open().expect("the port is open");
    assert!(silent.is_closed(), "a close without an octet");
    for door in [starttls.seen_from(OTHER), implicit.seen_from(OTHER), starttls.clone()] {
        log_in(&door);
    }

    let bans = bans(&site);
    let [ban] = &bans[..] else {
        panic!("not one ban: {bans:?}")
    };
    assert_eq!(ban["network"], "127.0.0.2");
    assert_eq!(ban["by"], "gatepost");
    assert!(ban["until"].is_string() && ban["left_seconds"].as_u64().is_some_and(|left| left <= 900));
    site.run(&["ban", "list"]).succeeded().says("127.0.0.2");

    site.run(&["ban", "remove", "127.0.0.2"]).succeeded();
    site.run(&["ban", "remove", "127.0.0.2"]).ended(1);
    assert_eq!(self::bans(&site), Vec::<Value>::new());
    log_in(&guesser);
    log_in(&implicit.seen_from(GUESSER));
}

#[test]
fn what_an_operator_bans_stays_banned() {
    // Loopback itself cannot be banned, so the clients stand behind a proxy.
    let site = site("operator", PROXIED, "");
    site.run(&["ban", "add", "192.0.2.0/24", "--reason", "spam"])
        .succeeded();
    let mut server = Server::start(&site);
    let door = |server: &Server, client: &str| server.doors()[2].behind(&v1(client));

    turned_away(&door(&server, "192.0.2.7"), "421 4.7.0");
    greeted(&door(&server, "198.51.100.7"));
    site.run(&["ban", "add", "198.51.100.7", "--for", "2h"]).succeeded();
    for restarted in [false, true] {
        if restarted {
            server.stop();
            server = Server::start(&site);
        }
        turned_away(&door(&server, "192.0.2.250"), "421 4.7.0");
        turned_away(&door(&server, "198.51.100.7"), "421 4.7.0");
        greeted(&door(&server, "198.51.100.8"));
        greeted(&door(&server, "203.0.113.1"));
        let bans = bans(&site);
        let [network, address] = &bans[..] else {
            panic!("not two bans: {bans:?}")
        };
        assert_eq!(network["network"], "192.0.2.0/24");
        assert_eq!(network["reason"], "spam");
        assert!(network["until"].is_null(), "for good: {network}");
        assert_eq!(address["network"], "198.51.100.7");
        assert!(address["until"].is_string(), "for a time: {address}");
        for ban in [network, address] {
            assert_ne!(ban["by"], "gatepost", "{ban}");
        }
    }

    // An address within a network that is banned has no ban of its own.
    site.run(&["ban", "remove", "192.0.2.7"]).ended(1).says("192.0.2.0/24");
    site.run(&["ban", "remove", "192.0.2.0/24"]).succeeded();
    greeted(&door(&server, "192.0.2.7"));
    server.stop();
    // Whoever is at the machine must not lock himself out, nor everybody.
    for network in ["127.0.0.2", "::1", "0.0.0.0/0"] {
        site.run(&["ban", "add", network]).ended(1).says(network);
    }
    let left = bans(&site);
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0]["network"], "198.51.100.7");
}

#[test]
fn connections_are_counted_by_network_and_in_all() {
    let monitor = own_address();
    let limits = "[limits]\nconnections = 5\nconnections_per_network = 3\n";
    let site = site("connections", "", &format!("{limits}\n{}", monitored(monitor)));
    let server = Server::start(&site);
    let (starttls, implicit) = (server.door(Tls::StartTls), server.door(Tls::Implicit));
    // Those that are turned away take nobody's place.
    let open = |number: f64| {
        wait_until(&format!("{number} sessions are open"), || {
            (metrics(monitor)["gatepost_sessions_open"] == number).then_some(())
        });
    };

    let first = starttls.seen_from(GUESSER);
    let mut of_first: Vec<Client> = (0..3).map(|_| first.greeted().expect("a greeting")).collect();
    turned_away(&first, "421 4.7.0");
    open(3.0);
    let mut silent = implicit.seen_from(GUESSER).open().expect("the port is open");
    assert!(silent.is_closed(), "a close without an octet");
    drop(silent);
    open(3.0);
    of_first.remove(0).quit();
    open(2.0);
    of_first.push(first.greeted().expect("a greeting, since one has left"));

    let others: Vec<Client> = [OTHER, STRANGER]
        .map(|client| starttls.seen_from(client).greeted().expect("a greeting"))
        .into();
    let late = starttls.seen_from(LATE);
    turned_away(&late, "421 4.3.2");
    open(5.0);

    // None of this is for whom the configuration trusts.
    let trusted: Vec<Client> = (0..6).map(|_| starttls.greeted().expect("a greeting")).collect();
    turned_away(&late, "421 4.3.2");
    open(11.0);
    drop(trusted);
    open(5.0);
    for client in others {
        client.quit();
    }
    open(3.0);
    greeted(&late);
}

/// Otherwise anybody could lock anybody out.
#[test]
fn failures_elsewhere_do_not_slow_a_network_that_is_known() {
    let site = site("known", "", "[guessing]\ndelay_from = 3\nban_from = 1000\n");
    let server = Server::start(&site);
    let door = server.door(Tls::Implicit);
    let (guesser, known) = (door.seen_from(GUESSER), door.seen_from(OTHER));
    log_in(&known);

    let wrong = |door: &Door| {
        let mut client = door.connect().expect("the server takes connections");
        let reply = client.log_in(ALICE, "wrong horse").expect("a reply");
        assert!(reply.is("535 5.7.8"), "{reply}");
    };
    wrong(&guesser);
    wrong(&guesser);
    // From here on: after 1, 2, 4, 8 and 16 seconds.
    let (tell, answered) = channel();
    for _ in 0..5 {
        let mut client = guesser.connect().expect("the server takes connections");
        let tell = tell.clone();
        // The last ones end with the server.
        thread::spawn(move || drop(tell.send(client.log_in(ALICE, "wrong horse"))));
    }
    let reply = answered.recv_timeout(TIMEOUT).expect("the first comes after a second");
    let reply = reply.expect("a reply");
    assert!(reply.is("535 5.7.8"), "{reply}");

    // If this one was slowed, then by 16 seconds, and all the others would have been answered before it.
    wrong(&known);
    let before = 1 + answered.try_iter().count();
    assert!(
        before < 5,
        "the reply to the known network came behind all {before} of the guesser"
    );
    log_in(&known);
}

#[test]
fn a_crowd_with_the_right_password_gets_in() {
    let site = site("crowd", "", "");
    let server = Server::start(&site);
    let door = server.door(Tls::Implicit).seen_from(OTHER);
    let mut clients: Vec<Client> = (0..60).map(|_| door.connect().expect("a session")).collect();
    for client in &mut clients {
        client.begin_log_in(ALICE, PASSWORD).expect("a connection");
    }
    for client in &mut clients {
        client.hears("235 2.7.0");
    }
    let status: Value = site.run(&["status", "--json"]).succeeded().json();
    assert_eq!(status["server"]["remembered"], 1, "{status}");
    assert_eq!(status["server"]["since_start"]["logins"], 60, "{status}");

    // What is remembered is the password, and not that she logged in.
    let mut client = door.connect().expect("a session");
    let reply = client.log_in(ALICE, "wrong horse").expect("a reply");
    assert!(reply.is("535 5.7.8"), "{reply}");
    // Changed while it is remembered.
    site.run_with(&["account", "passwd", ALICE, "--password-stdin"], "new horse\n")
        .succeeded();
    let mut client = door.connect().expect("a session");
    let reply = client.log_in(ALICE, PASSWORD).expect("a reply");
    assert!(reply.is("535 5.7.8"), "{reply} to the old password");
    let reply = client.log_in(ALICE, "new horse").expect("a reply");
    assert!(reply.is("235 2.7.0"), "{reply} to the new one");
}

#[test]
fn a_crowd_with_wrong_passwords_is_told_to_wait() {
    let site = site("overflow", "", &slow_passwords(""));
    let server = Server::start(&site);
    let door = server.door(Tls::Implicit);
    let mut guessers: Vec<Client> = (0..24)
        .map(|_| door.seen_from(GUESSER).connect().expect("a session"))
        .collect();
    let mut other = door.seen_from(OTHER).connect().expect("a session");
    // Long before the first of them is checked all are there. One is being checked, and one of this network may wait.
    for client in &mut guessers {
        client.begin_log_in(NOBODY, "wrong horse").expect("a connection");
    }
    other.begin_log_in(ALICE, PASSWORD).expect("a connection");
    let (mut wrong, mut busy) = (0, 0);
    for client in &mut guessers {
        let reply = client.reply().expect("a reply");
        match (reply.is("535 5.7.8"), reply.is("454 4.7.0")) {
            (true, _) => wrong += 1,
            (_, true) => busy += 1,
            _ => panic!("{reply} to a wrong password"),
        }
    }
    assert!(wrong >= 1 && busy >= 1, "{wrong} were checked, {busy} were not");
    // The crowd took no place from others.
    other.hears("235 2.7.0");
}

#[test]
fn whoever_leaves_the_queue_makes_room() {
    let monitor = own_address();
    let site = site("leaver", "", &slow_passwords(&monitored(monitor)));
    let mut server = Server::start(&site);
    let door = server.door(Tls::Implicit);
    let connect = |client: Ipv4Addr| door.seen_from(client).connect().expect("a session");
    let mut busy = [connect(GUESSER), connect(GUESSER)];
    let (mut leaver, mut next) = (connect(OTHER), connect(OTHER));
    let waiting = |number: f64| {
        wait_until(&format!("{number} logins wait"), || {
            (metrics(monitor)["gatepost_hashing_waiting"] == number).then_some(())
        });
    };

    for client in &mut busy {
        client.begin_log_in(NOBODY, "wrong horse").expect("a connection");
    }
    // One is being checked, so this one waits too: it takes the only place of its network.
    waiting(1.0);
    leaver.begin_log_in(NOBODY, "wrong horse").expect("a connection");
    waiting(2.0);
    drop(leaver);
    let ended = server.told("session");
    assert!(
        ended["client"]
            .as_str()
            .is_some_and(|client| client.starts_with("127.0.0.3:")),
        "{ended}"
    );
    assert_eq!(ended["how"], "the client left");

    let reply = next.log_in(NOBODY, "wrong horse").expect("a reply");
    assert!(reply.is("535 5.7.8"), "{reply}, though there is a place");
    for client in &mut busy {
        client.hears("535 5.7.8");
    }
}

/// Otherwise who leaves early and comes back would learn whether the password is remembered, as often as they like.
#[test]
fn whoever_leaves_while_the_password_is_hashed_has_failed() {
    let monitor = own_address();
    let slow = slow_passwords(&monitored(monitor)).replace("ban_from = 1000", "ban_from = 3");
    let site = site("impatient", "", &slow);
    let mut server = Server::start(&site);
    let door = server.door(Tls::StartTls).seen_from(GUESSER);
    for guess in 1..=3 {
        let mut client = door.connect().expect("a session");
        let hashes = metrics(monitor)["gatepost_password_hashes_total"];
        client.begin_log_in(ALICE, "wrong horse").expect("a connection");
        wait_until(&format!("guess {guess} is hashed"), || {
            (metrics(monitor)["gatepost_password_hashes_total"] > hashes).then_some(())
        });
        drop(client);
        assert_eq!(server.told("session")["how"], "the client left");
    }
    turned_away(&door, "421 4.7.0");
    greeted(&server.door(Tls::StartTls).seen_from(OTHER));
}

#[test]
fn a_proxy_says_who_its_clients_are() {
    let site = site("proxy", PROXIED, JSON_LOG);
    let mut server = Server::start(&site);
    let text = format!("From: {ALICE}\r\n\r\nText\r\n");
    for (header, client, port) in [
        (v1("192.0.2.7"), "192.0.2.7", Some(51_234)),
        (v2(0x21, [198, 51, 100, 7]), "198.51.100.7", Some(51_234)),
        // The proxy for itself.
        (v2(0x20, [198, 51, 100, 7]), "127.0.0.1", None),
        (b"PROXY UNKNOWN\r\n".to_vec(), "0.0.0.0", Some(0)),
    ] {
        for door in &server.doors()[2..] {
            let mut session = door.behind(&header).connect().expect("a session");
            let reply = session.log_in(ALICE, PASSWORD).expect("a reply");
            assert!(reply.is("235 2.7.0"), "{reply}");
            let id = session.deliver(ALICE, &["bob@example.org"], text.as_bytes());
            let sent = site.export_as_sent(&id);
            let from = format!("Received: from client.example ([{client}])");
            assert!(sent.starts_with(&from), "{from:?} does not stand in front of {sent:?}");
            let queue = site.queue(&[]);
            let listed = queue.last().expect("it was accepted");
            match port {
                Some(port) => assert_eq!(listed.client, format!("{client}:{port}")),
                None => assert!(listed.client.starts_with(&format!("{client}:")), "{}", listed.client),
            }
        }
    }

    // What is no header is answered with nothing, and the log says who should look at its configuration.
    for header in [
        b"EHLO client.example\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"PROXY TCP4 192.0.2.7 127.0.0.1 51234\r\n".to_vec(),
        v2(0x31, [192, 0, 2, 7]),
    ] {
        let mut refused = server.doors()[2].behind(&header).open().expect("the port is open");
        assert!(refused.is_closed(), "an answer to {}", header.escape_ascii());
        let line = server.told("no PROXY header from a proxy: check its configuration");
        assert!(
            line["client"]
                .as_str()
                .is_some_and(|client| client.starts_with("127.0.0.1:")),
            "{line}"
        );
    }

    // Others are not believed: to them it is a command like any other, and an unknown one.
    let mut liar = server.doors()[2]
        .seen_from(GUESSER)
        .behind(&v1("192.0.2.7"))
        .open()
        .expect("the port is open");
    liar.hears("220");
    liar.hears("500 5.5.2");
    liar.quit();
}

/// A site with [`ALICE`], where 127.0.0.1 alone is trusted.
fn site(name: &str, listeners: &str, sections: &str) -> Site {
    let site = Site::new(name);
    site.configure(&configuration(
        "trusted = [\"127.0.0.1/32\", \"::1/128\"]",
        listeners,
        sections,
    ));
    site.add_account(ALICE, &[]);
    site
}

/// One check at a time, which takes so long that a whole crowd is there before it is done; of each network one more may
/// wait. The failures cost nothing else. Ends with further sections.
fn slow_passwords(sections: &str) -> String {
    format!(
        "[passwords]\nmemory = \"64 MiB\"\npasses = 20\nworkers = 1\nwaiting = 4\n\
         [guessing]\ndelay_from = 1000\nban_from = 1000\n{JSON_LOG}{sections}"
    )
}

fn monitored(address: SocketAddr) -> String {
    format!("[metrics]\naddress = \"{address}\"\n")
}

#[track_caller]
fn log_in(door: &Door) {
    let mut client = door.connect().expect("the server takes connections");
    let reply = client.log_in(ALICE, PASSWORD).expect("a reply");
    assert!(reply.is("235 2.7.0"), "{reply}");
}

#[track_caller]
fn greeted(door: &Door) {
    door.greeted().expect("a greeting").quit();
}

/// Who connects hears this in place of a greeting, and nothing else.
#[track_caller]
fn turned_away(door: &Door, codes: &str) {
    let mut client = door.open().expect("the port is open");
    client.hears(codes);
    assert!(client.is_closed(), "the connection behind {codes}");
}

fn bans(site: &Site) -> Vec<Value> {
    site.run(&["ban", "list", "--json"]).succeeded().json()
}

/// A header of version 1 for a client at this address.
fn v1(client: &str) -> Vec<u8> {
    format!("PROXY TCP4 {client} 127.0.0.1 51234 587\r\n").into_bytes()
}

/// A header of version 2 for a client at this address; the first octet holds version and command.
fn v2(command: u8, client: [u8; 4]) -> Vec<u8> {
    let mut header = b"\r\n\r\n\0\r\nQUIT\n".to_vec();
    header.extend([command, 0x11, 0, 12]);
    header.extend(client);
    header.extend([127, 0, 0, 1]);
    header.extend(51_234_u16.to_be_bytes());
    header.extend(587_u16.to_be_bytes());
    header
}

const GUESSER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const OTHER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
const STRANGER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 4);
const LATE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 5);
const NOBODY: &str = "nobody@example.com";

/// Listeners of both kinds, for what stands behind a proxy on this machine.
const PROXIED: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "starttls"
proxy_from = ["127.0.0.1"]

[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "implicit"
proxy_from = ["127.0.0.1"]
"#;
