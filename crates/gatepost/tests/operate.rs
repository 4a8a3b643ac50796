//! A server in the hands of its operator: reload, certificates, what `check`, `config`, `status` and `sessions` say,
//! monitoring, systemd, and root.

mod support;

use nix::unistd::User;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{
    ALICE, Authority, Background, CONFIGURATION, Door, ECDSA, JSON_LOG, Manager, PASSWORD, RSA, Random, Server, Site,
    Tls, activated, as_root, assert_same, can_run, configuration, find_tool, gatepost, get, listening, message,
    metrics, missing, own_address, plain_response, run, stuffed, wait_until,
};

#[test]
fn a_reload_holds_for_new_sessions_and_disturbs_none() {
    let site = Site::with_alice("reload");
    site.configure(&configuration("", "", JSON_LOG));
    let mut server = Server::start(&site);
    let mut busy = server.log_in(ALICE);
    let large = message(&mut Random::fresh(), "reload", 300_000, 1_000);
    let octets = stuffed(&large);
    let (first, last) = octets.split_at(octets.len() / 2);
    busy.envelope(ALICE, &["bob@example.org"]).expect("replies");
    busy.expect("DATA", "354").expect("a reply");
    busy.send(first).expect("a connection");

    site.configure(&configuration(
        "",
        "",
        &format!("{JSON_LOG}[limits]\nmessage_size = \"64 KiB\"\n"),
    ));
    let changes = server.reload();
    assert!(
        changes.contains("`limits.message_size` is \"64 KiB\" now"),
        "{changes:?}"
    );
    let mut new = server.log_in(ALICE);
    let reply = new.ask("EHLO client.example").expect("a reply");
    assert!(reply.has_line("SIZE 65536"), "{reply:?}");
    new.expect(&format!("MAIL FROM:<{ALICE}> SIZE=300000"), "552 5.3.4")
        .expect("a reply");

    // As it began.
    busy.send(last).expect("a connection");
    let reply = busy.reply().expect("a reply");
    let id = reply.queue_id().unwrap_or_else(|| panic!("{reply} to the message"));
    assert_same("the message", &site.export(id), &large);
    busy.quit();
    server.stop();
}

/// By anybody: the next reload, too.
#[test]
fn a_port_that_a_reload_closed_may_be_taken_at_once() {
    let site = Site::with_alice("port");
    let address = own_address();
    let more = format!("[[listener]]\naddress = \"{address}\"\nservice = \"submission\"\ntls = \"starttls\"\n");
    site.configure(&configuration("", "", JSON_LOG));
    let mut server = Server::start(&site);
    for _ in 0..5 {
        site.configure(&configuration("", &more, JSON_LOG));
        let changes = server.reload();
        assert!(changes.contains("is opened"), "{changes}");
        TcpStream::connect(address).expect("it listens");
        site.configure(&configuration("", "", JSON_LOG));
        let changes = server.reload();
        assert!(changes.contains("is closed"), "{changes}");
        TcpListener::bind(address).expect("nobody listens any more");
    }
    server.stop();
}

#[test]
fn a_renewed_certificate_is_shown_after_a_reload() {
    let (site, authority) = certified("renewed", OWN_CERTIFICATE);
    let (first, second) = (authority.issue(NAMES, ECDSA), authority.issue(NAMES, ECDSA));
    first.write(&site, "mail");
    let ca = authority.write(&site);
    let mut server = Server::start_as(&mut site.command(&["serve"]), &ca, 2);
    let mut before: Vec<_> = Tls::ALL.map(|tls| server.connect(tls)).into();
    assert!(before.iter().all(|client| client.certificate() == first.der));

    second.write(&site, "mail");
    // Nothing is read unasked.
    let door = server.door(Tls::Implicit).clone();
    assert!(shown(&door) == first.der);
    server.reload();
    for tls in Tls::ALL {
        assert!(shown(server.door(tls)) == second.der, "{}", tls.word());
    }
    for client in &mut before {
        client.expect("NOOP", "250 2.0.0").expect("a reply");
    }

    // Half of a pair is none: what there was stays.
    authority.issue(NAMES, ECDSA).write(&site, "other");
    fs::copy(site.path("other.key"), site.path("mail.key")).expect("the temporary directory can be written");
    server.hang_up();
    let why = refused(&mut server);
    assert!(why.contains("does not belong to"), "{why}");
    assert!(shown(server.door(Tls::StartTls)) == second.der);
}

#[test]
fn a_certificate_is_chosen_by_name_and_key() {
    let further = "[tls]\ncertificate = \"mail.pem\"\nkey = \"mail.key\"\n\
                   [[certificate]]\ncertificate = \"other.pem\"\nkey = \"other.key\"\n\
                   [[certificate]]\ncertificate = \"rsa.pem\"\nkey = \"rsa.key\"\n";
    let (site, authority) = certified("chosen", further);
    let (mail, other) = (
        authority.issue(NAMES, ECDSA),
        authority.issue(&["smtp.example.net", "*.example.org"], ECDSA),
    );
    let rsa = authority.issue(NAMES, RSA);
    for (issued, name) in [(&mail, "mail"), (&other, "other"), (&rsa, "rsa")] {
        issued.write(&site, name);
    }
    let ca = authority.write(&site);
    let server = Server::start_as(&mut site.command(&["serve"]), &ca, 2);
    for tls in Tls::ALL {
        let door = server.door(tls);
        for (name, expected) in [
            ("localhost", &mail),
            ("gatepost.example", &mail),
            // An address is not asked for by name: this is for who names nothing.
            ("127.0.0.1", &mail),
            ("smtp.example.net", &other),
            ("any.example.org", &other),
        ] {
            assert!(shown(&door.named(name)) == expected.der, "{name}, {}", tls.word());
        }
        assert!(shown(&door.with_rsa_only()) == rsa.der, "RSA, {}", tls.word());
    }
}

#[test]
fn a_configuration_that_cannot_be_used_changes_nothing() {
    let site = Site::new("refused");
    site.configure(&configuration(
        "",
        "",
        &format!("{JSON_LOG}[limits]\nmessage_size = \"1 MiB\"\n"),
    ));
    let mut server = Server::start(&site);
    let holder = TcpListener::bind(own_address()).expect("nobody else has it");
    let taken = holder.local_addr().expect("it has an address");
    let larger = "[limits]\nmessage_size = \"2 MiB\"\n";
    for (text, part) in [
        (
            configuration("", "", &format!("{JSON_LOG}{larger}recipients = 5\n")),
            "recipients = 5",
        ),
        (
            configuration("", "", &format!("{JSON_LOG}{larger}{OWN_CERTIFICATE}")),
            "mail.pem",
        ),
        (
            configuration("", &listener(taken, "starttls"), &format!("{JSON_LOG}{larger}")),
            "is taken",
        ),
        ("nonsense".to_owned(), "nonsense"),
    ] {
        site.configure(&text);
        server.hang_up();
        let why = refused(&mut server);
        assert!(why.contains(part), "{part:?} is not in {why:?}");
        if part == "recipients = 5" {
            let line = text.lines().position(|line| line == part).expect("it is there") + 1;
            assert!(why.contains(&format!("gatepost.toml:{line}:")), "{why}");
        }
        let mut client = server.connect(Tls::StartTls);
        let reply = client.ask("EHLO client.example").expect("a reply");
        assert!(reply.has_line("SIZE 1048576"), "{reply:?}");
    }
    site.configure(&configuration("", "", &format!("{JSON_LOG}{larger}")));
    server.reload();
    let reply = server
        .connect(Tls::StartTls)
        .ask("EHLO client.example")
        .expect("a reply");
    assert!(reply.has_line("SIZE 2097152"), "{reply:?}");
}

#[test]
fn listeners_come_and_go_with_a_reload() {
    let site = Site::new("listeners");
    let (old, new) = (own_address(), own_address());
    site.configure(&configuration("", &listener(old, "starttls"), JSON_LOG));
    let mut server = Server::start(&site);
    assert_eq!(server.doors()[2].address, old);
    let mut open = server.doors()[2].greeted().expect("a greeting");

    site.configure(&configuration("", &listener(new, "implicit"), JSON_LOG));
    let changes = server.reload();
    for part in [
        format!("{old} (submission, starttls) is closed"),
        format!("{new} (submission, implicit) is opened"),
    ] {
        assert!(changes.contains(&part), "{part:?} is not in {changes:?}");
    }
    let door = Door::new(new, Tls::Implicit, &site.ca());
    door.connect().expect("a session").quit();
    wait_until("nobody answers at the old address", || TcpStream::connect(old).err());
    open.expect("NOOP", "250 2.0.0").expect("a reply");
    open.quit();
    for tls in Tls::ALL {
        server.connect(tls).quit();
    }
    let status: Value = site.run(&["status", "--json"]).succeeded().json();
    let listeners: Vec<&str> = status["server"]["listeners"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(listeners.len(), 3, "{listeners:?}");
    assert!(
        listeners.contains(&format!("{new} (submission, implicit)").as_str()),
        "{listeners:?}"
    );
}

#[test]
fn a_log_that_was_moved_away_is_begun_anew() {
    let site = Site::new("log-file");
    site.configure(&configuration("", "", "[log]\nfile = \"gatepost.log\"\n"));
    let (path, moved) = (site.path("gatepost.log"), site.path("gatepost.log.1"));
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    let server = Server::start(&site);
    wait_until("the log tells of the start", || {
        read(&path).contains(" started ").then_some(())
    });
    fs::rename(&path, &moved).expect("the log is there");
    server.hang_up();
    wait_until("the new log tells of the reload", || {
        read(&path).contains(" reloaded ").then_some(())
    });
    server.stop();
    assert!(read(&path).contains(" stopped"), "{}", read(&path));
    assert!(!read(&moved).contains(" reloaded "), "{}", read(&moved));
}

#[test]
fn check_says_what_is_wrong() {
    let (site, authority) = certified("check", OWN_CERTIFICATE);
    let plain = configuration("", "", "");
    let with_tls = configuration("", "", OWN_CERTIFICATE);
    check(&site, &plain, 0, None);

    let taken = TcpListener::bind(own_address()).expect("nobody else has it");
    let address = taken.local_addr().expect("it has an address");
    check(
        &site,
        &configuration("", &listener(address, "starttls"), ""),
        1,
        Some((
            "error",
            "listener.address",
            format!("port {} is taken", address.port()).as_str(),
        )),
    );
    authority.issue(NAMES, ECDSA).write(&site, "mail");
    check(&site, &with_tls, 0, None);
    authority.issue_expired(NAMES, ECDSA).write(&site, "mail");
    check(
        &site,
        &with_tls,
        1,
        Some(("error", "tls.certificate", "ended on 2021-01-01")),
    );
    authority.issue(&["other.example.com"], ECDSA).write(&site, "mail");
    check(
        &site,
        &with_tls,
        0,
        Some(("warning", "hostname", "no certificate is for gatepost.example")),
    );
    authority.issue(NAMES, RSA).write(&site, "mail");
    check(&site, &with_tls, 0, None);
    fs::set_permissions(site.path("mail.key"), Permissions::from_mode(0o644)).expect("it is ours");
    check(
        &site,
        &with_tls,
        0,
        Some((
            "warning",
            "tls.key",
            "everybody on this machine may read the private key",
        )),
    );
    fs::set_permissions(site.path("mail.key"), Permissions::from_mode(0o600)).expect("it is ours");
    authority.issue(NAMES, RSA).write(&site, "other");
    fs::copy(site.path("other.key"), site.path("mail.key")).expect("the temporary directory can be written");
    check(&site, &with_tls, 1, Some(("error", "tls.key", "does not belong to")));

    // Each connection takes a file.
    site.configure(&plain);
    let checked = site.command(&["check"]);
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "ulimit -n 500 && exec \"$@\"", "sh"])
        .arg(checked.get_program())
        .args(checked.get_args());
    run(&mut limited, b"")
        .succeeded()
        .says("limits.connections: this user may have 500 files open");
}

#[test]
fn the_settings_are_shown_as_a_configuration() {
    let site = Site::new("show");
    site.configure(&configuration(
        "trusted = [\"192.0.2.0/24\"]",
        RELAY,
        "[limits]\nrecipients = 500\n[guessing]\nban_time = \"2 h\"\n",
    ));
    let shown = site.run(&["config", "show"]).succeeded();
    let path = site.path("shown.toml");
    fs::write(&path, &shown.stdout).expect("the temporary directory can be written");
    let with_shown = |arguments: &[&str]| run(gatepost(arguments).arg("--config").arg(&path), b"").succeeded();
    assert_eq!(
        String::from_utf8_lossy(&with_shown(&["config", "show"]).stdout),
        String::from_utf8_lossy(&shown.stdout)
    );
    with_shown(&["check"]);
    let json: Value = site.run(&["config", "show", "--json"]).succeeded().json();
    assert_eq!(json["limits"]["recipients"], 500);
    assert_eq!(json["limits"]["errors"], 10, "a default");
    assert_eq!(json["trusted"], serde_json::json!(["192.0.2.0/24"]));
    assert_eq!(json["listener"].as_array().map(Vec::len), Some(3));
    let same: Value = with_shown(&["config", "show", "--json"]).json();
    assert_eq!(same, json);

    let schema: Value = run(&mut gatepost(&["config", "schema"]), b"").succeeded().json();
    assert!(schema["$schema"].is_string() && schema["properties"]["limits"].is_object());
    assert!(!site.data.exists(), "looking at a configuration makes nothing");
}

#[test]
fn status_is_one_screen() {
    let (site, authority) = certified("status", OWN_CERTIFICATE);
    authority.issue(NAMES, ECDSA).write(&site, "mail");
    site.add_account(ALICE, &[]);
    let ca = authority.write(&site);
    let server = Server::start_as(&mut site.command(&["serve"]), &ca, 2);
    server.log_in(ALICE).deliver(
        ALICE,
        &["bob@example.org"],
        format!("From: {ALICE}\r\n\r\nText\r\n").as_bytes(),
    );
    let shown = site.run(&["status"]).succeeded();
    for part in ["(submission, starttls)", "is taken", "0 ready, 1 held", "localhost"] {
        assert!(shown.text().contains(part), "{part:?} is missing in {shown}");
    }
    assert!(shown.text().lines().count() <= 24, "{shown}");
    let status: Value = site.run(&["status", "--json"]).succeeded().json();
    assert_eq!(status["trouble"], Value::Null);
    assert_eq!(status["queue"]["held"], 1);
    let now = &status["server"]["since_start"];
    assert_eq!(now["logins"], 1);
    assert_eq!(now["messages"], 1);
    assert!(
        status["server"]["free_octets"]
            .as_u64()
            .is_some_and(|octets| octets > 0)
    );
    assert!(
        status["server"]["certificates"][0]["left_seconds"]
            .as_u64()
            .is_some_and(|left| left > 0)
    );

    server.stop();
    site.run(&["status"]).succeeded().says("stopped").says("1 held");
    let status: Value = site.run(&["status", "--json"]).succeeded().json();
    assert_eq!(status["server"], Value::Null);
    assert_eq!(status["queue"]["held"], 1);
}

#[test]
fn sessions_say_why_they_were_refused() {
    let site = Site::with_alice("sessions");
    let server = Server::start(&site);
    let list = |arguments: &[&str]| site.run(&[&["sessions"][..], arguments].concat()).succeeded();
    // One after the other, so that their order is known.
    let over = |number: usize| {
        wait_until(&format!("{number} sessions are over"), || {
            (list(&["--json"]).json::<Vec<Value>>().len() == number).then_some(())
        });
    };
    let mail = format!("MAIL FROM:<{ALICE}>");
    let mut client = server.connect(Tls::StartTls);
    client.expect(&mail, "530 5.7.0").expect("a reply");
    client.quit();
    over(1);
    let mut client = server.connect(Tls::StartTls);
    let reply = client.log_in(ALICE, "wrong horse").expect("a reply");
    assert!(reply.is("535 5.7.8"), "{reply}");
    client.expect(&mail, "530 5.7.0").expect("a reply");
    client.quit();
    over(2);
    let mut client = server.door(Tls::StartTls).greeted().expect("a greeting");
    client.expect("EHLO client.example", "250").expect("a reply");
    client.expect(&mail, "530 5.7.0").expect("a reply");
    client.quit();
    over(3);
    server.log_in(ALICE).quit();
    over(4);

    let refused = list(&["--refused", "--json"]);
    let sessions: Vec<Value> = refused.json();
    // How it ended for each, as they ended: the last reply, the cause, a part of the explanation and of the dialogue.
    let expected = [
        (
            "auth-required",
            "auth-required",
            "never sent AUTH",
            "C: MAIL FROM:<alice@example.com>",
        ),
        (
            "auth-required",
            "credentials-wrong",
            "does not fit it",
            "C: AUTH PLAIN (response)",
        ),
        ("tls-required", "tls-required", "never sent STARTTLS", "S: 530 5.7.0 "),
    ];
    assert_eq!(sessions.len(), expected.len(), "{refused}");
    for (session, (last, cause, what, line)) in sessions.iter().zip(expected) {
        assert_eq!(session["last"]["reply"], last, "{session}");
        assert_eq!(session["why"]["cause"], cause, "{session}");
        let part_of = |text: &Value, part: &str| text.as_str().is_some_and(|text| text.contains(part));
        assert!(part_of(&session["why"]["what"], what), "{session}");
        assert!(part_of(&session["dialogue"], line), "{session}");
    }
    let shown = list(&["--refused"]).says("never sent AUTH").says("credentials-wrong");
    for secret in [
        PASSWORD,
        "wrong horse",
        &plain_response(ALICE, PASSWORD),
        &plain_response(ALICE, "wrong horse"),
    ] {
        for output in [&refused, &shown, &list(&["--json"])] {
            assert!(!output.text().contains(secret), "{secret:?} is in {output}");
        }
    }
    assert_eq!(list(&["--limit", "1", "--json"]).json::<Vec<Value>>().len(), 1);

    // Those that end from now on.
    let mut follow = Background::start(&mut site.command(&["sessions", "--follow", "--json"]));
    let mut client = server.door(Tls::StartTls).greeted().expect("a greeting");
    client.expect("EHLO follow.example", "250").expect("a reply");
    client.quit();
    let line = follow.output.wait_for(|line| {
        let session: Value = serde_json::from_str(line).ok()?;
        (session["ehlo"] == "follow.example").then_some(session)
    });
    assert_eq!(line.map(|session| session["refused"].clone()), Some(Value::Bool(false)));
    drop(follow);

    server.stop();
    site.run(&["sessions"]).ended(1).says("no server runs");
}

#[test]
fn monitoring_reads_numbers_and_health() {
    let monitor = own_address();
    let site = Site::with_alice("metrics");
    site.configure(&configuration(
        "",
        "",
        &format!("{JSON_LOG}[metrics]\naddress = \"{monitor}\"\n"),
    ));
    let mut server = Server::start(&site);
    let mut client = server.connect(Tls::Implicit);
    let reply = client.log_in(ALICE, "wrong horse").expect("a reply");
    assert!(reply.is("535 5.7.8"), "{reply}");
    let reply = client.log_in(ALICE, PASSWORD).expect("a reply");
    assert!(reply.is("235 2.7.0"), "{reply}");
    let text = format!("From: {ALICE}\r\n\r\nText\r\n");
    client.deliver(ALICE, &["bob@example.org", "kim@example.net"], text.as_bytes());

    let values = metrics(monitor);
    let port = server.door(Tls::Implicit).port;
    for (name, expected) in [
        (format!("gatepost_sessions_total{{listener=\"127.0.0.1:{port}\"}}"), 1.0),
        ("gatepost_logins_total".to_owned(), 1.0),
        (
            "gatepost_refusals_total{reply=\"auth-bad-credentials\",cause=\"credentials-wrong\"}".to_owned(),
            1.0,
        ),
        ("gatepost_messages_total".to_owned(), 1.0),
        ("gatepost_octets_total".to_owned(), text.len() as f64),
        ("gatepost_recipients_total".to_owned(), 2.0),
        ("gatepost_sessions_open".to_owned(), 1.0),
        ("gatepost_queue_messages{state=\"held\"}".to_owned(), 1.0),
        ("gatepost_queue_messages{state=\"ready\"}".to_owned(), 0.0),
        ("gatepost_passwords_remembered".to_owned(), 1.0),
        ("gatepost_message_octets_count".to_owned(), 1.0),
    ] {
        assert_eq!(values.get(&name), Some(&expected), "{name} in {values:?}");
    }
    assert!(
        !values.keys().any(|name| name.contains("alice")),
        "numbers, and no names"
    );
    assert_eq!(get(monitor, "/healthz"), (200, "ok\n".to_owned()));
    assert_eq!(get(monitor, "/").0, 404);

    // While it stops it still answers, and says so.
    client.envelope(ALICE, &["bob@example.org"]).expect("replies");
    client.expect("DATA", "354").expect("a reply");
    server.terminate();
    server.told("draining");
    let why = wait_until("it says that it is not well", || {
        let (status, why) = get(monitor, "/healthz");
        (status == 503).then_some(why)
    });
    assert!(why.contains("stopping"), "{why}");
    client.send(&stuffed(text.as_bytes())).expect("a connection");
    client.hears("250 2.0.0");
    client.hears("421 4.3.2");
    drop(client);
    assert_eq!(server.wait().code, Some(0));
}

#[test]
fn nothing_listens_that_is_not_configured() {
    let site = Site::new("ports");
    let server = Server::start(&site);
    let doors: BTreeSet<u16> = server.doors().iter().map(|door| door.port).collect();
    assert_eq!(doors.len(), 2);
    assert_eq!(listening(server.pid()), doors);
}

#[test]
fn shells_and_readers_understand_what_is_made_for_them() {
    if can_run(missing(&["bash"])) {
        let script = run(&mut gatepost(&["completions", "bash"]), b"").succeeded().stdout;
        let checked = run(Command::new("bash").arg("-n"), &script).succeeded();
        assert!(checked.stderr.is_empty(), "{checked}");
    }
    run(&mut gatepost(&["man"]), b"").succeeded().says(".TH");
    let no_reader = || "install man-db (scripts/install-test-tools.sh)".to_owned();
    if !can_run(find_tool("man").is_none().then(no_reader)) {
        return;
    }
    let site = Site::new("man");
    let pages = site.path("pages");
    run(gatepost(&["man"]).arg(&pages), b"").succeeded();
    let mut names: Vec<_> = fs::read_dir(&pages)
        .expect("it was made")
        .map(|page| page.expect("a page").path())
        .collect();
    names.sort();
    assert!(names.len() > 20, "{names:?}");
    for page in names {
        let mut man = Command::new("man");
        man.args(["--warnings", "-E", "UTF-8", "-Tutf8", "-Z", "-l"])
            .arg(&page)
            .env("LC_ALL", "C.UTF-8")
            .env("MANROFFSEQ", "")
            .env("MANWIDTH", "80");
        let read = run(&mut man, b"").succeeded();
        let complaints = String::from_utf8_lossy(&read.stderr);
        assert!(complaints.is_empty(), "{}: {complaints}", page.display());
    }
}

#[test]
fn sockets_that_are_open_already_are_taken_over() {
    if !can_run(missing(&["python3"])) {
        return;
    }
    let site = Site::with_alice("activated");
    let (starttls, implicit) = (own_address(), own_address());
    let text = CONFIGURATION
        .replacen("127.0.0.1:0", &starttls.to_string(), 1)
        .replacen("127.0.0.1:0", &implicit.to_string(), 1);
    site.configure(&text);
    // One that is not handed over is opened. One that is cannot be opened again, so it is used.
    for addresses in [&[starttls, implicit][..], &[implicit]] {
        let server = Server::start_as(&mut activated(&site, addresses), &site.ca(), 2);
        assert_eq!(
            [server.doors()[0].address, server.doors()[1].address],
            [starttls, implicit]
        );
        for tls in Tls::ALL {
            server.connect(tls).quit();
        }
        let ports = BTreeSet::from([starttls.port(), implicit.port()]);
        assert_eq!(listening(server.pid()), ports);
        server.stop();
    }
    // Whoever connects there would wait for ever.
    let nobodys = own_address();
    run(&mut activated(&site, &[starttls, nobodys]), b"")
        .ended(1)
        .says("handed over")
        .says(&nobodys.to_string());
}

#[test]
fn systemd_hears_how_the_server_is() {
    let site = Site::new("notify");
    let mut manager = Manager::new(&site);
    let mut command = site.command(&["serve"]);
    command
        .env("NOTIFY_SOCKET", &manager.path)
        .env("WATCHDOG_USEC", "600000000");
    let server = Server::start_as(&mut command, &site.ca(), 2);
    let ready = manager.hear(0, "READY=1");
    let port = server.door(Tls::StartTls).port;
    assert!(
        manager.seen[ready].contains("STATUS=") && manager.seen[ready].contains(&format!("127.0.0.1:{port}")),
        "{:?}",
        manager.seen[ready]
    );
    manager.hear(0, "WATCHDOG=1");

    let mut heard = ready;
    // It is ready again also when nothing came of it.
    for text in [CONFIGURATION, "nonsense", CONFIGURATION] {
        site.configure(text);
        server.hang_up();
        let reloading = manager.hear(heard + 1, "RELOADING=1");
        let time = manager.seen[reloading]
            .lines()
            .find_map(|line| line.strip_prefix("MONOTONIC_USEC="));
        assert!(
            time.is_some_and(|time| time.parse::<u64>().is_ok()),
            "{:?}",
            manager.seen
        );
        heard = manager.hear(reloading + 1, "READY=1");
    }
    server.terminate();
    manager.hear(heard + 1, "STOPPING=1");
    assert_eq!(server.wait().code, Some(0));
}

#[test]
fn root_opens_ports_and_keys_and_becomes_somebody_else() {
    if !can_run(as_root("it starts a server that becomes somebody else")) {
        return;
    }
    let user = User::from_name(SOMEBODY).ok().flatten();
    if !can_run(user.is_none().then(|| format!("add the user {SOMEBODY}"))) {
        return;
    }
    let user = user.expect("it was looked for");
    let (site, authority) = certified("root", OWN_CERTIFICATE);
    // Its key is for root alone.
    authority.issue(NAMES, ECDSA).write(&site, "mail");
    let ca = authority.write(&site);
    // Below 1024, and at an address where nobody else has it.
    let low = SocketAddr::new(own_address().ip(), 587);
    let top = format!("user = \"{SOMEBODY}\"");
    let text = configuration(&top, "", &format!("{OWN_CERTIFICATE}{JSON_LOG}"));
    site.configure(&text.replacen("127.0.0.1:0", &low.to_string(), 1));
    let mut server = Server::start_as(&mut site.command(&["serve"]), &ca, 2);
    assert_eq!(server.doors()[0].address, low);
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).expect("it runs");
    for (field, number) in [("Uid:", user.uid.as_raw()), ("Gid:", user.gid.as_raw())] {
        let line = status
            .lines()
            .find(|line| line.starts_with(field))
            .expect("it is there");
        let numbers: Vec<&str> = line.split_whitespace().skip(1).collect();
        assert_eq!(numbers, [number.to_string().as_str(); 4], "{line}");
    }
    // Now it is somebody who may not read the key: the old certificate goes on, and all the rest is read again.
    server.hang_up();
    let line = server.told("reloaded");
    let changes = line["changes"].as_str().expect("changes is a text");
    assert!(changes.contains("certificates are those from before"), "{changes}");

    // What root's commands make beside the server and without it belongs to that user, too.
    site.add_account(ALICE, &[]);
    let text = format!("From: {ALICE}\r\n\r\nText\r\n");
    let id = server
        .log_in(ALICE)
        .deliver(ALICE, &["bob@example.org"], text.as_bytes());
    server.connect(Tls::StartTls).quit();
    server.stop();
    site.add_account("bob@example.com", &[]);
    assert_same("the message", &site.export(&id), text.as_bytes());
    for path in below(&site.data) {
        let owner = fs::metadata(&path).expect("it is there").uid();
        assert_eq!(owner, user.uid.as_raw(), "the owner of {}", path.display());
    }
    let server = Server::start_as(&mut site.command(&["serve"]), &ca, 2);
    server.log_in(ALICE).quit();
}

/// A site with these sections in its configuration, and an authority for its certificates, of which there is none yet.
fn certified(name: &str, sections: &str) -> (Site, Authority) {
    let site = Site::new(name);
    site.configure(&configuration("", "", &format!("{sections}{JSON_LOG}")));
    (site, Authority::new())
}

/// The certificate that a client is shown who has not been here before.
#[track_caller]
fn shown(door: &Door) -> Vec<u8> {
    door.anew().connect().expect("a session").certificate()
}

/// Waits until the log says why a configuration cannot be used.
#[track_caller]
fn refused(server: &mut Server) -> String {
    let line = server.told("the new configuration cannot be used; the old one goes on");
    assert_eq!(line["level"], "ERROR");
    line["why"].as_str().expect("why is a text").to_owned()
}

/// A further listener for submission.
fn listener(address: SocketAddr, tls: &str) -> String {
    format!("[[listener]]\naddress = \"{address}\"\nservice = \"submission\"\ntls = \"{tls}\"\n")
}

/// `check` of this configuration ends with `code`, and finds, perhaps among others: how severe, the setting, and a part of
/// the problem. Without that it finds nothing about certificates and ports.
#[track_caller]
fn check(site: &Site, text: &str, code: i32, expected: Option<(&str, &str, &str)>) {
    site.configure(text);
    let json = site.run(&["check", "--json"]).ended(code);
    let found: Vec<Value> = json.json();
    let Some((severity, setting, problem)) = expected else {
        // That root would run it, and that few files may be open, is told of the machine and not of the file.
        let about_it = found.iter().filter(|found| {
            let setting = found["setting"].as_str().unwrap_or_default();
            ["tls", "listener", "hostname"]
                .iter()
                .any(|part| setting.starts_with(part))
        });
        assert_eq!(about_it.count(), 0, "{json}");
        return;
    };
    let is_expected = |found: &Value| {
        let told = found["problem"].as_str().unwrap_or_default();
        found["severity"] == severity && found["setting"] == setting && told.contains(problem)
    };
    assert!(
        found.iter().any(is_expected),
        "{severity}, {setting}, {problem:?}: {json}"
    );
    site.run(&["check"]).ended(code).says(setting).says(problem);
}

/// A directory and all that is below it.
fn below(directory: &Path) -> Vec<PathBuf> {
    let mut found = vec![directory.to_owned()];
    for name in fs::read_dir(directory).expect("root may look everywhere") {
        let path = name.expect("a name").path();
        if path.is_dir() {
            found.extend(below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

const NAMES: &[&str] = &["localhost", "127.0.0.1", "gatepost.example"];
const OWN_CERTIFICATE: &str = "[tls]\ncertificate = \"mail.pem\"\nkey = \"mail.key\"\n";

const RELAY: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "relay"
tls = "none"
relay_from = ["198.51.100.0/24"]
relay_to = ["example.com"]
proxy_from = ["127.0.0.1"]
"#;

/// A user whom every machine has, and who may do nothing.
const SOMEBODY: &str = "nobody";
