//! The command line, beside a running server and on a stopped one; and how a server starts and stops.

mod support;

use serde::Deserialize;
use std::net::{Ipv4Addr, TcpListener};
use support::{
    ALICE, CONFIGURATION, DEAD_END, Listed, PASSWORD, Random, Server, Site, TempDir, Tls, assert_same, can_run, chunk,
    configuration, gatepost, message, missing, plain_response, run, stuffed,
};

#[test]
fn accounts_come_and_go() {
    for running in [false, true] {
        let (site, _server) = site("accounts", running);
        site.add_account(BOB, &[]);
        site.add_account(ALICE, &["alice@example.com", "Example.ORG"]);
        site.run_with(
            &["account", "add", "Alice@Example.com", "--password-stdin"],
            "other horse\n",
        )
        .ended(1)
        .says(ALICE);

        let alice = account(ALICE, true, &["alice@example.com", "example.org"]);
        assert_eq!(accounts(&site), [alice.clone(), account(BOB, true, &[])]);
        assert_eq!(
            site.run(&["account", "show", ALICE, "--json"])
                .succeeded()
                .json::<Account>(),
            alice
        );
        for arguments in [&["account", "list"][..], &["account", "show", ALICE]] {
            let shown = site.run(arguments).succeeded().says(ALICE).says("example.org");
            assert!(
                !shown.text().contains("argon2"),
                "hashes are nobody's business: {shown}"
            );
        }

        for (verb, enabled) in [("disable", false), ("disable", false), ("enable", true)] {
            site.run(&["account", verb, BOB]).succeeded();
            assert_eq!(
                accounts(&site),
                [alice.clone(), account(BOB, enabled, &[])],
                "after {verb}"
            );
        }
        for arguments in [
            &["account", "show", NOBODY][..],
            &["account", "passwd", NOBODY, "--generate"],
            &["account", "disable", NOBODY],
            &["account", "enable", NOBODY],
            &["account", "remove", NOBODY],
        ] {
            site.run(arguments).ended(1).says(NOBODY);
        }
        site.run(&["account", "remove", BOB]).succeeded();
        assert_eq!(accounts(&site), [alice]);
    }
}

#[test]
fn an_account_is_as_it_was_left_at_the_next_login() {
    for running in [false, true] {
        let site = Site::with_alice("logins");
        let mut server = Server::start(&site);
        // What is done, and what a login with a password hears then.
        for (arguments, input, logins) in [
            (
                &["show", ALICE][..],
                "",
                &[(PASSWORD, "235 2.7.0"), ("wrong horse", "535 5.7.8")][..],
            ),
            (
                &["passwd", ALICE, "--password-stdin"],
                "new horse\n",
                &[("new horse", "235 2.7.0"), (PASSWORD, "535 5.7.8")],
            ),
            (
                &["disable", ALICE],
                "",
                &[("new horse", "525 5.7.13"), ("wrong horse", "535 5.7.8")],
            ),
            (&["enable", ALICE], "", &[("new horse", "235 2.7.0")]),
            (&["remove", ALICE], "", &[("new horse", "535 5.7.8")]),
            (
                &["add", ALICE, "--password-stdin"],
                "last horse\n",
                &[("last horse", "235 2.7.0")],
            ),
        ] {
            let arguments = [&["account"][..], arguments].concat();
            if running {
                site.run_with(&arguments, input).succeeded();
            } else {
                server.stop();
                site.run_with(&arguments, input).succeeded();
                server = Server::start(&site);
            }
            for (password, codes) in logins {
                let reply = server.connect(Tls::StartTls).log_in(ALICE, password).expect("a reply");
                assert!(reply.is(codes), "{reply} to {password:?} after {arguments:?}");
            }
        }
    }
}

#[test]
fn made_passwords_work() {
    let (site, server) = site("generate", true);
    let server = server.expect("it was asked for");
    for arguments in [
        ["account", "add", ALICE, "--generate"],
        ["account", "passwd", ALICE, "--generate"],
    ] {
        let made = site.run(&arguments).succeeded();
        let text = String::from_utf8_lossy(&made.stdout);
        let password = text.split_whitespace().last().expect("the password stands at the end");
        let reply = server.connect(Tls::Implicit).log_in(ALICE, password).expect("a reply");
        assert!(reply.is("235 2.7.0"), "{reply} to the password at the end of {made}");
    }
}

#[test]
fn a_session_ends_when_its_account_changes() {
    let (site, server) = site("changes", true);
    let server = server.expect("it was asked for");
    for (name, arguments) in [
        ("disabled@example.com", Some(&["disable"][..])),
        ("removed@example.com", Some(&["remove"][..])),
        ("changed@example.com", Some(&["passwd", "--generate"][..])),
        ("other@example.com", None),
    ] {
        site.add_account(name, &[]);
        let mut client = server.log_in(name);
        let mail = format!("MAIL FROM:<{name}>");
        client.expect(&mail, "250 2.1.0").expect("a reply");
        client.expect("RSET", "250 2.0.0").expect("a reply");
        let Some(arguments) = arguments else {
            // What happened to the others is not its business.
            client.expect(&mail, "250 2.1.0").expect("a reply");
            continue;
        };
        site.run(&[&["account"][..], arguments, &[name]].concat()).succeeded();
        client.expect(&mail, "421 4.7.0").expect("a reply");
        assert!(client.is_closed(), "the connection of {name}");
    }
}

#[test]
fn senders_are_those_of_the_account() {
    let (site, server) = site("senders", true);
    let server = server.expect("it was asked for");
    site.add_account("own@example.com", &[]);
    site.add_account("some@example.com", &["example.org", "x@example.net"]);
    site.add_account("all@example.com", &["*"]);
    let (yes, queued, no) = ("250 2.1.0", Some("250 2.0.0"), "550 5.7.1");
    // Account, MAIL FROM, From; the reply to MAIL, and to the message.
    for (account, sender, from, to_mail, to_message) in [
        ("own@example.com", "own@example.com", "own@example.com", yes, queued),
        ("own@example.com", "", "own@example.com", yes, queued),
        ("own@example.com", "other@example.com", "", no, None),
        ("own@example.com", "own@example.com", "other@example.com", yes, Some(no)),
        ("own@example.com", "", "other@example.com", yes, Some(no)),
        ("some@example.com", "any@example.org", "x@example.net", yes, queued),
        ("some@example.com", "y@example.net", "", no, None),
        ("some@example.com", "any@sub.example.org", "", no, None),
        ("some@example.com", "some@example.com", "", no, None),
        ("all@example.com", "any@example.net", "other@example.org", yes, queued),
    ] {
        let what = format!("{account} as {sender:?}, From {from:?}");
        let mut client = server.log_in(account);
        let reply = client.ask(&format!("MAIL FROM:<{sender}>")).expect("a reply");
        assert!(reply.is(to_mail), "{reply} to MAIL of {what}");
        let Some(to_message) = to_message else { continue };
        client
            .expect("RCPT TO:<bob@example.org>", "250 2.1.5")
            .expect("a reply");
        client.expect("DATA", "354").expect("a reply");
        client
            .send(&stuffed(format!("From: {from}\r\n\r\nText\r\n").as_bytes()))
            .expect("a connection");
        let reply = client.reply().expect("a reply");
        assert!(reply.is(to_message), "{reply} to the message of {what}");
    }
}

#[test]
fn the_queue_is_listed() {
    for running in [false, true] {
        let (site, _server, ids) = site_with_mail("list", running);
        for (filters, expected) in [
            (&[][..], &[0, 1, 2][..]),
            (&["--account", ALICE], &[0, 2]),
            (&["--account", NOBODY], &[]),
            (&["--sender", "BOB@example.com"], &[1]),
            (&["--sender", "<>"], &[2]),
            (&["--recipient", "x@example.org"], &[0, 1]),
            (&["--domain", "example.net"], &[0, 2]),
            (
                &["--domain", "example.net", "--account", ALICE, "--sender", ALICE],
                &[0],
            ),
            (&["--held"], &[0, 1, 2]),
            (&["--not-held"], &[]),
            (&["--newer-than", "1h"], &[0, 1, 2]),
            (&["--older-than", "1h"], &[]),
        ] {
            assert_eq!(
                numbers(&site.queue(filters), &ids),
                expected,
                "{filters:?}, running: {running}"
            );
        }

        let queue = site.queue(&[]);
        assert_eq!(queue[0].to(), ["x@example.org", "y@example.net"]);
        assert_eq!((queue[0].account.as_str(), queue[0].sender.as_str()), (ALICE, ALICE));
        assert_eq!((queue[2].account.as_str(), queue[2].sender.as_str()), (ALICE, ""));
        assert_eq!(queue[1].message_id.as_deref(), Some("<m1@client.example>"));
        for message in &queue {
            assert_eq!(message.size, site.export(&message.id).len() as u64);
        }

        let list = site.run(&["queue", "list"]).succeeded();
        for id in &ids {
            assert!(list.text().contains(id.as_str()), "{id} is missing in {list}");
        }
        site.run(&["queue", "show", &ids[0]])
            .succeeded()
            .says(&ids[0])
            .says(ALICE)
            .says("y@example.net");
        let shown: Listed = site.run(&["queue", "show", &ids[0], "--json"]).succeeded().json();
        assert_eq!(shown, queue[0]);
    }
}

#[test]
fn an_empty_queue_is_an_empty_list() {
    for running in [false, true] {
        let (site, _server) = site("empty", running);
        site.add_account(ALICE, &[]);
        assert!(site.queue(&[]).is_empty());
        site.run(&["queue", "list"]).succeeded();
    }
}

#[test]
fn the_queue_is_changed() {
    for running in [false, true] {
        let (site, _server, ids) = site_with_mail("change", running);
        // What is done, which messages are held then, and which are not.
        for (arguments, held, not_held) in [
            (&["release", &ids[1]][..], &[0, 2][..], &[1][..]),
            (&["release", &ids[0], &ids[1]], &[2], &[0, 1]),
            (&["hold", &ids[1]], &[1, 2], &[0]),
            (&["hold", "--account", ALICE], &[0, 1, 2], &[]),
            (
                &["release", "--domain", "example.net", "--sender", ALICE],
                &[1, 2],
                &[0],
            ),
            (&["remove", &ids[1]], &[2], &[0]),
            (
                &["remove", "--not-held", "--domain", "example.com", "--yes"],
                &[2],
                &[0],
            ),
        ] {
            let arguments = [&["queue"][..], arguments].concat();
            site.run(&arguments).succeeded();
            let (are, are_not) = (site.queue(&["--held"]), site.queue(&["--not-held"]));
            assert_eq!(
                numbers(&are, &ids),
                held,
                "held after {arguments:?}, running: {running}"
            );
            assert_eq!(
                numbers(&are_not, &ids),
                not_held,
                "not held after {arguments:?}, running: {running}"
            );
            assert!(are.iter().all(|message| message.held) && are_not.iter().all(|message| !message.held));
        }

        // Nobody is there who could be asked whether all of them are meant.
        site.run(&["queue", "remove", "--held"]).ended(2).says("--yes");
        site.run(&["queue", "release"]).ended(2);

        // What was removed is known still, but its content is gone; the others are as they were.
        assert_eq!(numbers(&site.queue(&["--all"]), &ids), [0, 1, 2]);
        site.run(&["queue", "show", &ids[1]]).succeeded().says("removed");
        site.run(&["queue", "export", &ids[1], "--as-received"])
            .ended(1)
            .says(&ids[1]);
        assert!(!site.export(&ids[0]).is_empty());

        for verb in ["show", "hold", "release", "remove", "export"] {
            site.run(&["queue", verb, UNKNOWN_ID]).ended(1).says(UNKNOWN_ID);
        }
    }
}

#[test]
fn what_came_in_goes_out() {
    for running in [false, true] {
        let site = Site::with_alice("export");
        let server = Server::start(&site);
        let mut random = Random::fresh();
        let mut client = server.log_in(ALICE);
        let mut sent = Vec::new();
        // Around the size above which bodies lie in files, and from one octet on.
        for octets in [1, 2, 3, 77, 5_000, 131_071, 131_072, 131_073, 400_000] {
            let body = random.text(octets, 20_000);
            let id = client.deliver(ALICE, &["bob@example.org"], &body);
            sent.push((id, body));
        }
        // In two chunks, without a line end behind the last line.
        let mut body = random.text(9_000, 100);
        body.truncate(8_998);
        client.envelope(ALICE, &["bob@example.org"]).expect("replies");
        let (first, last) = body.split_at(body.len() / 2);
        client
            .send(format!("BDAT {}\r\n", first.len()).as_bytes())
            .expect("a connection");
        client.send(first).expect("a connection");
        let reply = client.reply().expect("a reply");
        assert!(reply.is("250 2.0.0"), "{reply} to a chunk");
        client.send(&chunk(last)).expect("a connection");
        let reply = client.reply().expect("a reply");
        let id = reply
            .queue_id()
            .unwrap_or_else(|| panic!("{reply} to the last chunk"))
            .to_owned();
        sent.push((id, body));
        drop(client);

        let _server = if running {
            Some(server)
        } else {
            server.stop();
            None
        };
        for (id, body) in &sent {
            assert_same(
                &format!("{} octets, running: {running}", body.len()),
                &site.export(id),
                body,
            );
        }
    }
}

#[test]
fn what_is_missing_is_added_and_what_is_private_is_taken_out() {
    let (site, server) = site("fix-up", true);
    let server = server.expect("it was asked for");
    site.add_account(ALICE, &[]);
    let came = "From: alice@example.com\r\nBcc: secret@example.org,\r\n other@example.org\r\nSubject: Hello\r\n\
                Return-Path: <x@example.org>\r\n\r\nText\r\n";
    let id = server
        .log_in(ALICE)
        .deliver(ALICE, &["bob@example.org"], came.as_bytes());
    assert_same("as received", &site.export(&id), came.as_bytes());

    let goes = site.export_as_sent(&id);
    let kept = "From: alice@example.com\r\nSubject: Hello\r\n\r\nText\r\n";
    let added = goes
        .strip_suffix(kept)
        .unwrap_or_else(|| panic!("{goes:?} does not end with {kept:?}"));
    assert!(added.starts_with("Received: from client.example "), "{added:?}");
    for part in [
        "by gatepost.example",
        "with ESMTPSA",
        &id,
        "\r\nDate: ",
        "\r\nMessage-ID: <",
    ] {
        assert!(added.contains(part), "{part:?} is missing in {added:?}");
    }
    let message_id = site.queue(&[])[0].message_id.clone().expect("one was made");
    assert!(
        added.contains(&format!("Message-ID: {message_id}\r\n")),
        "{message_id:?} is not in {added:?}"
    );
}

#[test]
fn a_wrong_configuration_is_shown_with_its_fix() {
    let site = Site::new("configuration");
    for (text, line, fix) in [
        (CONFIGURATION.replace("hostname", "hostnam"), 1, "write `hostname`"),
        (
            CONFIGURATION.replace("\"implicit\"", "\"implict\""),
            12,
            "write `tls = \"implicit\"`",
        ),
        (
            CONFIGURATION.to_owned() + "[limits]\nrecipients = 5\n",
            22,
            "write `recipients = 100` or more",
        ),
    ] {
        site.configure(&text);
        for arguments in [&["check"][..], &["serve"], &["account", "list"], &["queue", "list"]] {
            let place = format!("gatepost.toml:{line}:");
            site.run(arguments).ended(1).says(&place).says("^").says(fix);
        }
    }
    site.configure(CONFIGURATION);
    site.run(&["check"]).succeeded();
    assert!(!site.data.exists(), "looking at a configuration makes nothing");
    let mut command = gatepost(&["serve", "--config"]);
    run(command.arg(site.path("nowhere.toml")), b"")
        .ended(1)
        .says("nowhere.toml");
}

#[test]
fn a_directory_on_the_command_line_wins() {
    let site = Site::new("directory");
    let other = site.path("other");
    let other = other.to_str().expect("the path is text");
    site.run_with(
        &["account", "add", ALICE, "--password-stdin", "--data", other],
        "correct horse\n",
    )
    .succeeded();
    site.run(&["account", "show", ALICE, "--data", other]).succeeded();
    assert!(!site.data.exists(), "the directory of the configuration was used");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let site = Site::new("port");
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there are free ports");
    let address = taken.local_addr().expect("it has an address");
    site.configure(&CONFIGURATION.replacen("127.0.0.1:0", &address.to_string(), 1));
    site.run(&["serve"])
        .ended(1)
        .says(&format!("port {}", address.port()))
        .says("address");
}

#[test]
fn a_directory_has_one_server() {
    let (site, server) = site("lock", true);
    let directory = site.data.display().to_string();
    site.run(&["serve"]).ended(1).says(&directory);
    // The first one did not notice.
    server.expect("it was asked for").connect(Tls::StartTls);
}

#[test]
fn what_makes_no_sense_is_a_usage_error() {
    for arguments in [
        &[][..],
        &["nonsense"],
        &["serve", "--nonsense"],
        &["account"],
        &["account", "add"],
        &["account", "add", ALICE, "--generate", "--password-stdin"],
        &["queue"],
        &["queue", "show"],
        &["queue", "show", "nonsense"],
        &["queue", "backup"],
        &["ban"],
        &["ban", "add", "192.0.2.7/24"],
        &["ban", "remove", "mail.example.com"],
        &["sessions", "--limit", "0"],
        &["config"],
        &["completions", "nonsense"],
    ] {
        run(&mut gatepost(arguments), b"").ended(2);
    }
    for arguments in [&["--help"][..], &["--version"], &["account", "add", "--help"]] {
        run(&mut gatepost(arguments), b"").succeeded();
    }
}

#[test]
fn a_stopping_server_finishes_the_message_that_it_is_at() {
    let site = Site::with_alice("drain");
    let mut server = Server::start(&site);
    let mut idle = server.log_in(ALICE);
    let mut busy = server.log_in(ALICE);
    let message = message(&mut Random::fresh(), "drain", 100_000, 1_000);
    let octets = stuffed(&message);
    let (first, last) = octets.split_at(octets.len() / 2);
    busy.envelope(ALICE, &["bob@example.org"]).expect("replies");
    busy.expect("DATA", "354").expect("a reply");
    busy.send(first).expect("a connection");

    server.terminate();
    assert!(
        server
            .log
            .wait_for(|line| line.contains("draining").then_some(()))
            .is_some(),
        "it does not drain"
    );
    let reply = idle.reply().expect("a reply");
    assert!(reply.is("421 4.3.2"), "{reply} to the session that did nothing");
    assert!(idle.is_closed());

    busy.send(last).expect("a connection");
    let reply = busy.reply().expect("a reply");
    let id = reply
        .queue_id()
        .unwrap_or_else(|| panic!("{reply} to the message"))
        .to_owned();
    let reply = busy.reply().expect("a reply");
    assert!(reply.is("421 4.3.2"), "{reply} behind the message");
    assert!(busy.is_closed());
    assert_eq!(server.wait().code, Some(0), "the exit code");
    assert_same("the message", &site.export(&id), &message);
}

#[test]
fn the_log_tells_what_happened_and_no_secrets() {
    let site = Site::with_alice("log");
    site.configure(&format!("{CONFIGURATION}\n[log]\nformat = \"json\"\n"));
    let server = Server::start(&site);
    let mut client = server.connect(Tls::StartTls);
    assert!(client.log_in(ALICE, "wrong horse").expect("a reply").is("535 5.7.8"));
    assert!(client.log_in(ALICE, PASSWORD).expect("a reply").is("235 2.7.0"));
    let text = b"From: alice@example.com\r\nSubject: Nobody's business\r\n\r\nPrivate words\r\n";
    let id = client.deliver(ALICE, &["bob@example.org"], text);
    client.expect("QUIT", "221 2.0.0").expect("a reply");
    let log = server.stop().log;

    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in the log line {line}")))
        .collect();
    let line = |message: &str| {
        let found: Vec<_> = lines.iter().filter(|line| line["message"] == message).collect();
        let [line] = found[..] else {
            panic!("not one line {message:?} in\n{log}")
        };
        line
    };
    let (accepted, refused, session) = (line("accepted"), line("refused"), line("session"));
    assert_eq!(accepted["id"], id.as_str());
    assert_eq!(accepted["account"], ALICE);
    assert_eq!(refused["code"], 535);
    assert_eq!(refused["cause"], "credentials-wrong");
    for line in [accepted, refused, session] {
        assert_eq!(line["session"], session["session"], "{line}");
        assert!(
            line["client"]
                .as_str()
                .is_some_and(|client| client.starts_with("127.0.0.1")),
            "{line}"
        );
        assert!(
            line["tls"].as_str().is_some_and(|tls| tls.starts_with("TLS1.")),
            "{line}"
        );
    }
    for secret in [
        PASSWORD,
        "wrong horse",
        &plain_response(ALICE, PASSWORD),
        "Nobody's business",
        "Private words",
        "argon2",
    ] {
        assert!(!log.contains(secret), "{secret:?} is in the log:\n{log}");
    }
}

/// Product promise "First minutes", 1: no configuration at all.
#[test]
fn the_first_minutes() {
    let taken: Vec<String> = [2587, 2465]
        .into_iter()
        .filter(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_err())
        .map(|port| format!("free port {port}: another program listens there"))
        .collect();
    if !can_run(taken.first().cloned()) {
        return;
    }
    let root = TempDir::new("first");
    let data = root.path().join("data");
    let with_data = |arguments: &[&str]| {
        let mut command = gatepost(arguments);
        command.arg("--data").arg(&data);
        command
    };
    let ca = data.join("tls").join("ca.pem");

    let mut server = Server::start_as(&mut with_data(&["serve"]), &ca, 2);
    assert_eq!(Tls::ALL.map(|tls| server.door(tls).port), [2587, 2465]);
    let mut value = |name: &str| {
        let value = server.output.wait_for(|line| {
            line.strip_prefix(name)?
                .strip_prefix(' ')
                .map(|rest| rest.trim().to_owned())
        });
        value.unwrap_or_else(|| panic!("no {name} was printed:\n{}", server.output.text()))
    };
    let (account, password) = (value("account"), value("password"));

    // Any sender will do.
    let mut client = server.connect(Tls::StartTls);
    assert!(client.log_in(&account, &password).expect("a reply").is("235 2.7.0"));
    client.deliver(
        "anybody@example.net",
        &["you@example.com"],
        b"From: somebody@example.net\r\n\r\nText\r\n",
    );
    let mut submitted = 1;

    // The commands that it proposes work when pasted.
    for (part, tool) in [
        ("curl ", Some("curl")),
        ("swaks ", Some("swaks")),
        (" queue list", None),
    ] {
        let proposed = server
            .output
            .wait_for(|line| (line.starts_with("  ") && line.contains(part)).then(|| line.to_owned()));
        let proposed = proposed.unwrap_or_else(|| panic!("no {part:?} is proposed:\n{}", server.output.text()));
        assert!(!proposed.contains(" -k"), "{proposed}");
        if can_run(tool.and_then(|tool| missing(&[tool]))) {
            let mut shell = std::process::Command::new("sh");
            // Whoever runs the tests may have configured these programs for themselves.
            shell.args(["-c", proposed.trim()]).env("HOME", root.path());
            run(&mut shell, b"").succeeded();
            submitted += usize::from(tool.is_some());
        }
    }
    let queue: Vec<Listed> = run(&mut with_data(&["queue", "list", "--json"]), b"")
        .succeeded()
        .json();
    assert_eq!(queue.len(), submitted, "{queue:?}");
    assert!(
        queue.iter().all(|message| message.held && message.account == account),
        "{queue:?}"
    );

    let first = server.stop();
    assert_eq!(
        first
            .output
            .lines()
            .filter(|line| line.starts_with("password "))
            .count(),
        1,
        "{}",
        first.output
    );
    assert!(
        !first.log.contains(&password),
        "the password is in the log:\n{}",
        first.log
    );

    let second = Server::start_as(&mut with_data(&["serve"]), &ca, 2);
    let reply = second
        .connect(Tls::Implicit)
        .log_in(&account, &password)
        .expect("a reply");
    assert!(reply.is("235 2.7.0"), "{reply}");
    let second = second.stop();
    assert!(
        !second.output.contains(&password),
        "a second start shows the password:\n{}",
        second.output
    );
    assert!(
        !second.output.lines().any(|line| line.starts_with("password ")),
        "{}",
        second.output
    );
    assert!(
        second.output.contains("account passwd"),
        "how to set a new one: {}",
        second.output
    );
}

/// An account in `account list --json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Account {
    name: String,
    enabled: bool,
    senders: Vec<String>,
}

fn account(name: &str, enabled: bool, senders: &[&str]) -> Account {
    let senders = senders.iter().map(|sender| (*sender).to_owned()).collect();
    Account {
        name: name.to_owned(),
        enabled,
        senders,
    }
}

fn accounts(site: &Site) -> Vec<Account> {
    site.run(&["account", "list", "--json"]).succeeded().json()
}

/// A site without accounts, and perhaps a server on it.
fn site(name: &str, running: bool) -> (Site, Option<Server>) {
    println!("a server runs: {running}");
    let site = Site::new(name);
    let server = running.then(|| Server::start(&site));
    (site, server)
}

/// A site with three messages: from alice to two recipients, from bob, and from alice with the null sender.
fn site_with_mail(name: &str, running: bool) -> (Site, Option<Server>, Vec<String>) {
    println!("a server runs: {running}");
    let site = Site::with_alice(name);
    site.add_account(BOB, &[]);
    let server = Server::start(&site);
    let mut ids = Vec::new();
    for (account, sender, recipients) in [
        (ALICE, ALICE, &["x@example.org", "y@example.net"][..]),
        (BOB, BOB, &["x@example.org"]),
        (ALICE, "", &["z@example.net"]),
    ] {
        let message = format!(
            "From: {account}\r\nMessage-ID: <m{}@client.example>\r\n\r\nText\r\n",
            ids.len()
        );
        ids.push(server.log_in(account).deliver(sender, recipients, message.as_bytes()));
    }
    server.stop();
    // What is released from here on is tried, and stays.
    site.configure(&configuration("", "", DEAD_END));
    let server = running.then(|| Server::start(&site));
    (site, server, ids)
}

/// Which of `ids` are listed, in the order of the list.
fn numbers(listed: &[Listed], ids: &[String]) -> Vec<usize> {
    listed
        .iter()
        .map(|message| {
            ids.iter()
                .position(|id| *id == message.id)
                .expect("nothing else was submitted")
        })
        .collect()
}

const BOB: &str = "bob@example.com";
const NOBODY: &str = "nobody@example.com";
/// It has the form of an id, of a time long ago.
const UNKNOWN_ID: &str = "00000000000000000000000000";
