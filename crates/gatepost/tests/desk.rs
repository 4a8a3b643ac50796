//! What is taken, from whom, and how it is kept: the relay, limits of a session and of a message, backups, damage, and a
//! disk that is full.

mod support;

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use support::{
    ALICE, CONFIGURATION, DEAD_END, Door, Finished, JSON_LOG, Listed, PASSWORD, Random, Server, Site, SmallDisk,
    TIMEOUT, Tls, assert_same, can_run, configuration, message, run, wait_until,
};

#[test]
fn what_a_network_relays_stays_as_it_is() {
    let (site, server) = relay("relay");
    let came = "From: printer@anywhere.example\r\nBcc: carol@example.org\r\nSubject: Page\r\n\r\nText\r\n";
    let printer = server.doors()[2].seen_from(PRINTER);
    let to = ["bob@example.org", "ana@example.net"];
    let id = printer
        .connect()
        .expect("a session")
        .deliver("printer@anywhere.example", &to, came.as_bytes());
    let added = added(&site, &id, came);
    assert!(
        added.starts_with("Received: from client.example ([127.0.0.3])"),
        "{added:?}"
    );
    assert!(
        added.contains("with ESMTPS\r\n") || added.contains("with ESMTPS "),
        "{added:?}"
    );
    assert!(!added.contains("Date:") && !added.contains("Message-ID:"), "{added:?}");
    let queue = site.queue(&[]);
    let [listed] = &queue[..] else { panic!("{queue:?}") };
    assert_eq!((listed.account.as_str(), listed.message_id.as_deref()), ("", None));
    assert_eq!(listed.to(), to);

    // Who logs in submits, here too: it is mended, and the blind copy stays a secret.
    let came = format!("From: {ALICE}\r\nBcc: carol@example.org\r\n\r\nText\r\n");
    let mut client = server.doors()[2].seen_from(STRANGER).connect().expect("a session");
    let reply = client.log_in(ALICE, PASSWORD).expect("a reply");
    assert!(reply.is("235 2.7.0"), "{reply}");
    let id = client.deliver(ALICE, &["bob@example.org"], came.as_bytes());
    let added = self::added(&site, &id, &format!("From: {ALICE}\r\n\r\nText\r\n"));
    assert!(added.contains("with ESMTPSA"), "{added:?}");
    assert!(
        added.contains("\r\nDate: ") && added.contains("\r\nMessage-ID: <"),
        "{added:?}"
    );
    assert_same("as received", &site.export(&id), came.as_bytes());
}

/// All of loopback is trusted here, which is no right to send.
#[test]
fn strangers_write_to_our_domains_and_to_nobody_else() {
    let (site, server) = relay("strangers");
    let relay = server.doors()[2].clone();
    for path in [
        "ana@example.org",
        "ana%example.org@example.com",
        "example.org!ana@example.com",
        "example.com!ana@example.org",
        "\"ana@example.org\"@example.com",
        "\"ana%example.org\"@example.com",
        "\"@example.org:ana\"@example.com",
        "@example.com:ana@example.org",
        "@example.com,@example.com:ana@example.org",
        "ana@[192.0.2.7]",
        "ana@[127.0.0.1]",
        "ana@[IPv6:::1]",
        "ana%example.org@[127.0.0.1]",
        "ana@sub.example.com",
        "ana@localhost",
    ] {
        for client in [STRANGER, Ipv4Addr::LOCALHOST] {
            let mut session = relay.seen_from(client).greeted().expect("a greeting");
            session.expect("EHLO stranger.example", "250").expect("a reply");
            session
                .expect("MAIL FROM:<ana@example.org>", "250 2.1.0")
                .expect("a reply");
            session
                .expect(&format!("RCPT TO:<{path}>"), "550 5.7.1")
                .expect("a reply");
            session.expect("DATA", "554 5.5.1").expect("a reply");
            session.quit();
        }
    }
    assert!(site.queue(&[]).is_empty(), "nothing was taken");

    let mut session = relay.seen_from(STRANGER).connect().expect("a session");
    session.deliver(
        "ana@example.org",
        &["kim@example.com"],
        b"Subject: Hello\r\n\r\nText\r\n",
    );
    // Where people submit, nobody writes to anybody without a login.
    let mut session = server
        .door(Tls::Implicit)
        .seen_from(PRINTER)
        .connect()
        .expect("a session");
    session
        .expect("MAIL FROM:<printer@anywhere.example>", "530 5.7.0")
        .expect("a reply");
    let queue = site.queue(&[]);
    let [listed] = &queue[..] else { panic!("{queue:?}") };
    assert_eq!(listed.to(), ["kim@example.com"]);
}

#[test]
fn headers_have_limits() {
    let site = Site::with_alice("headers");
    let server = Server::start(&site);
    let mut client = server.log_in(ALICE);
    let trace = "Received: from a.example by b.example; Mon, 23 Nov 2026 20:15:53 +0000\r\n";
    let filler = format!("X-Filler: {}\r\n", "x".repeat(900));
    for (header, codes) in [
        (trace.repeat(99), "250 2.0.0"),
        (trace.repeat(100), "554 5.4.6"),
        (filler.repeat(1_100), "250 2.0.0"),
        (filler.repeat(1_200), "552 5.3.4"),
        // As long as it stands in the text, it is text.
        (format!("\r\n{}", trace.repeat(200)), "250 2.0.0"),
    ] {
        let text = format!("From: {ALICE}\r\n{header}\r\nText\r\n");
        let reply = client
            .submit(ALICE, &["bob@example.org"], text.as_bytes())
            .expect("a reply");
        assert!(reply.is(codes), "{reply} to a header of {} octets", header.len());
    }
    assert_eq!(site.queue(&[]).len(), 3);
}

#[test]
fn errors_and_idle_commands_come_to_an_end() {
    let site = Site::new("patience");
    let server = Server::start(&site);
    let door = server.door(Tls::StartTls);
    for (command, codes, before) in [("XYZZY", "500 5.5.2", 10), ("NOOP", "250 2.0.0", 100)] {
        let mut client = door.greeted().expect("a greeting");
        for _ in 0..before {
            client.expect(command, codes).expect("a reply");
        }
        // The last refusal that there may be is followed by the end; of idle commands, one too many is answered by it.
        if command == "NOOP" {
            client.send(b"NOOP\r\n").expect("a connection");
        }
        client.hears("421 4.7.0");
        assert!(client.is_closed(), "behind too many {command}");
    }
}

#[test]
fn a_backup_beside_a_server_holds_what_was_acknowledged_before() {
    let site = Site::with_alice("backup");
    let server = Server::start(&site);
    let mut random = Random::fresh();
    let (tell, acknowledged) = channel();
    let enough = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (door, tell, enough) = (server.door(Tls::Implicit).clone(), tell.clone(), enough.clone());
            let random = Random::new(random.draw());
            thread::spawn(move || submit_until(&enough, &door, client, random, &tell))
        })
        .collect();
    drop(tell);

    let mut before = Vec::new();
    while before.len() < ACKNOWLEDGED_BEFORE {
        before.push(acknowledged.recv_timeout(TIMEOUT).expect("the clients get on"));
    }
    before.extend(acknowledged.try_iter());
    let directory = site.path("copy");
    let copy = directory.as_path();
    let backup: Value = on(&site, None, &["queue", "backup", "--json"], Some(copy))
        .succeeded()
        .json();
    enough.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().expect("nothing disturbed it");
    }
    let all = before.len() + acknowledged.iter().count();
    assert_eq!(site.queue(&[]).len(), all, "the queue itself");
    let copied = backup["messages"].as_u64().expect("a number");
    assert!(
        (before.len() as u64..=all as u64).contains(&copied),
        "{} were acknowledged before, {all} in all: {backup}",
        before.len()
    );
    on(&site, None, &["queue", "backup"], Some(copy))
        .ended(1)
        .says("not empty");
    server.stop();
    on(&site, None, &["queue", "backup"], Some(site.path("second").as_path())).succeeded();

    // The copy is a data directory like any other.
    on(&site, Some(copy), &["queue", "check", "--deep"], None)
        .succeeded()
        .says("everything is sound");
    let copy_path = copy.to_str().expect("the path is text");
    let server = Server::start_as(
        &mut site.command(&["serve", "--data", copy_path]),
        &copy.join("tls").join("ca.pem"),
        2,
    );
    let listed: Vec<Listed> = on(&site, Some(copy), &["queue", "list", "--json"], None)
        .succeeded()
        .json();
    assert_eq!(listed.len() as u64, copied);
    let sizes: BTreeMap<&str, u64> = listed
        .iter()
        .map(|message| (message.id.as_str(), message.size))
        .collect();
    for Acknowledged { id, body } in &before {
        assert_eq!(sizes.get(id.as_str()), Some(&(body.len() as u64)), "the size of {id}");
        let kept = on(&site, Some(copy), &["queue", "export", id, "--as-received"], None).succeeded();
        assert_same(id, &kept.stdout, body);
    }
    on(&site, Some(copy), &["queue", "check"], None).succeeded();
    server.log_in(ALICE).deliver(
        ALICE,
        &["bob@example.org"],
        format!("From: {ALICE}\r\n\r\nText\r\n").as_bytes(),
    );
}

#[test]
fn what_is_damaged_is_told_and_kept() {
    let site = Site::with_alice("damage");
    let server = Server::start(&site);
    let mut random = Random::fresh();
    let mut client = server.log_in(ALICE);
    let sent: Vec<(String, Vec<u8>)> = [2_000, LARGE, LARGE, LARGE]
        .into_iter()
        .enumerate()
        .map(|(n, octets)| {
            let text = message(&mut random, &format!("damage-{n}"), octets, 1_000);
            (client.deliver(ALICE, &["bob@example.org"], &text), text)
        })
        .collect();
    server.stop();
    // What is released from here on is tried, and stays.
    site.configure(&configuration("", "", DEAD_END));
    let server = Server::start(&site);
    let mut client = server.log_in(ALICE);
    let ids: Vec<&str> = sent.iter().map(|(id, _)| id.as_str()).collect();
    let [small, changed, removed, whole] = ids[..] else {
        panic!("{ids:?}")
    };
    site.run(&["queue", "check"]).succeeded().says("everything is sound");

    let changed_file = body_file(&site, changed);
    let octets = fs::read(&changed_file).expect("its body has a file");
    let mut other = octets.clone();
    other[LARGE / 2] ^= 1;
    fs::write(&changed_file, &other).expect("the file can be written");
    fs::remove_file(body_file(&site, removed)).expect("its body has a file");
    let damaged = |expected: &[&str]| {
        let queue = site.queue(&[]);
        assert_eq!(queue.len(), sent.len(), "nothing is removed: {queue:?}");
        let damaged: Vec<&str> = queue
            .iter()
            .filter(|message| message.damaged)
            .map(|message| message.id.as_str())
            .collect();
        assert_eq!(damaged, expected);
    };

    site.run(&["queue", "check"]).ended(1).says(changed).says(removed);
    damaged(&[changed, removed]);
    let checked: Value = site.run(&["queue", "check", "--json"]).ended(1).json();
    let mut named: Vec<&str> = checked["damaged"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    named.sort_unstable();
    assert_eq!(named, [changed, removed]);
    site.run(&["queue", "list"]).succeeded().says("damaged");
    let status: Value = site.run(&["status", "--json"]).succeeded().json();
    assert_eq!(status["queue"]["damaged"], 2, "{status}");

    site.run(&["queue", "release", changed, removed, whole]).succeeded();
    let held: Vec<String> = site.queue(&["--held"]).into_iter().map(|message| message.id).collect();
    assert_eq!(held, [small, changed, removed], "what is damaged stays held");
    for id in [changed, removed] {
        for arguments in [&["queue", "export", id][..], &["queue", "export", id, "--as-received"]] {
            site.run(arguments).ended(1).says("damaged");
        }
    }
    for (id, text) in &sent {
        if [small, whole].contains(&id.as_str()) {
            assert_same(id, &site.export(id), text);
        }
    }
    assert_same("the file", &fs::read(&changed_file).expect("it is there"), &other);
    // Mail goes on.
    client.expect("NOOP", "250 2.0.0").expect("a reply");
    let mut server = {
        server.stop();
        site.configure(&configuration("", "", &format!("{DEAD_END}{JSON_LOG}")));
        Server::start(&site)
    };
    let line = server.told("the body of this message is missing or damaged; it is kept as it is");
    assert_eq!(line["level"], "ERROR");
    damaged(&[changed, removed]);

    // Put back from a backup, it is whole; that it goes on is for the operator to say.
    fs::write(&changed_file, &octets).expect("the file can be written");
    let finished = site.run(&["queue", "check"]).ended(1).says(removed);
    assert!(!finished.text().contains(changed), "{finished}");
    damaged(&[removed]);
    site.run(&["queue", "release", changed]).succeeded();
    assert_eq!(site.queue(&["--not-held"]).len(), 2);
    assert_same("put back", &site.export(changed), &octets);
    site.run(&["queue", "remove", removed]).succeeded();
    site.run(&["queue", "check"]).succeeded();
}

#[test]
fn a_full_disk_takes_no_mail_and_is_no_end() {
    let mut site = Site::new("full");
    let disk = match SmallDisk::mount(&site.path("disk"), 64) {
        Ok(disk) => disk,
        Err(obstacle) => {
            can_run(Some(obstacle));
            return;
        }
    };
    site.data = site.path("disk").join("data");
    let text = CONFIGURATION
        .replace("data = \"data\"", "data = \"disk/data\"")
        .replace("free_space = 0", "free_space = \"12 MiB\"")
        .replace("ballast = 0", "ballast = \"4 MiB\"");
    site.configure(&format!("{text}{JSON_LOG}"));
    site.add_account(ALICE, &[]);
    let mut server = Server::start(&site);
    let mut random = Random::fresh();
    let mut client = server.log_in(ALICE);
    let mut deliver = |client: &mut support::Client, octets: usize| {
        let text = message(&mut random, "full", octets, 1_000);
        (client.deliver(ALICE, &["bob@example.org"], &text), text)
    };
    let (small, small_text) = deliver(&mut client, 2_000);
    let (large, large_text) = deliver(&mut client, 1 << 20);

    let filler = disk.fill();
    has_room(&site, false);
    server.told("the disk is nearly full: no new mail is taken until there is room");
    let mail = format!("MAIL FROM:<{ALICE}>");
    client.expect(&mail, "452 4.3.1").expect("a reply");
    // Whoever is there goes on, and whoever comes can log in.
    client.expect("NOOP", "250 2.0.0").expect("a reply");
    let mut another = server.log_in(ALICE);
    another.expect(&mail, "452 4.3.1").expect("a reply");
    assert_eq!(site.queue(&[]).len(), 2);
    assert_same("the small one", &site.export(&small), &small_text);
    assert_same("the large one", &site.export(&large), &large_text);

    // For this the ballast is given up. It makes some room, and not enough for new mail.
    site.run(&["queue", "remove", &large]).succeeded();
    site.run(&["account", "disable", ALICE]).succeeded();
    another.expect(&mail, "421 4.7.0").expect("a reply");
    site.run(&["account", "enable", ALICE]).succeeded();
    let queue = site.queue(&[]);
    assert_eq!(queue.iter().map(|listed| &listed.id).collect::<Vec<_>>(), [&small]);
    server.log_in(ALICE).expect(&mail, "452 4.3.1").expect("a reply");

    fs::remove_file(filler).expect("it is there");
    has_room(&site, true);
    server.told("there is room on the disk again: new mail is taken");
    let mut client = server.log_in(ALICE);
    let (id, text) = deliver(&mut client, 1 << 20);
    assert_same("the next one", &site.export(&id), &text);
    site.run(&["queue", "check", "--deep"]).succeeded();
    server.stop();
}

/// A message whose 250 was read.
struct Acknowledged {
    id: String,
    body: Vec<u8>,
}

/// Submits small and large messages by turns until it is enough.
fn submit_until(enough: &AtomicBool, door: &Door, client: usize, mut random: Random, tell: &Sender<Acknowledged>) {
    let mut session = door.connect().expect("a session");
    let reply = session.log_in(ALICE, PASSWORD).expect("a reply");
    assert!(reply.is("235 2.7.0"), "{reply}");
    for number in 0.. {
        if enough.load(Ordering::Relaxed) {
            return;
        }
        let octets = if number % 2 == 0 { 2_000 } else { LARGE };
        let body = message(&mut random, &format!("backup-{client}-{number}"), octets, 1_000);
        let id = session.deliver(ALICE, &["bob@example.org"], &body);
        // Nobody listens any more where the test has failed.
        drop(tell.send(Acknowledged { id, body }));
    }
}

/// A site with [`ALICE`], and a server whose third listener is a relay.
fn relay(name: &str) -> (Site, Server) {
    let site = Site::with_alice(name);
    site.configure(&configuration("", RELAY, ""));
    let server = Server::start(&site);
    (site, server)
}

/// What stands in front of a message as it would be sent, whose rest must be this.
#[track_caller]
fn added(site: &Site, id: &str, rest: &str) -> String {
    let sent = site.export_as_sent(id);
    let added = sent
        .strip_suffix(rest)
        .unwrap_or_else(|| panic!("{sent:?} does not end with {rest:?}"));
    added.to_owned()
}

/// Runs a command on the data directory of the site, or on another one; the last argument may be a path.
fn on(site: &Site, data: Option<&Path>, arguments: &[&str], path: Option<&Path>) -> Finished {
    let mut command = site.command(arguments);
    command.args(path);
    if let Some(data) = data {
        command.arg("--data").arg(data);
    }
    run(&mut command, b"")
}

/// Where a large body lies.
#[track_caller]
fn body_file(site: &Site, id: &str) -> PathBuf {
    let bodies = site.data.join("queue").join("bodies");
    let buckets = fs::read_dir(&bodies).expect("there are large bodies");
    buckets
        .map(|bucket| bucket.expect("a directory").path().join(id))
        .find(|file| file.exists())
        .unwrap_or_else(|| panic!("{id} has no file below {}", bodies.display()))
}

/// Waits until the server knows how the disk is: it looks at most once a second.
fn has_room(site: &Site, room: bool) {
    wait_until(&format!("there is room: {room}"), || {
        let status: Value = site.run(&["status", "--json"]).succeeded().json();
        (status["trouble"].is_null() == room).then_some(())
    });
}

const PRINTER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
const STRANGER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 4);

const RELAY: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "relay"
tls = "starttls"
relay_from = ["127.0.0.3"]
relay_to = ["example.com"]
"#;

const CLIENTS: usize = 2;
/// Of small and large messages together.
const ACKNOWLEDGED_BEFORE: usize = 24;
/// More than what lies in the database.
const LARGE: usize = 200 * 1024;
