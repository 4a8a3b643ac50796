//! The real server hands mail to servers that were made up for it, which do what no well-kept one does: what they did not take must
//! not count as delivered, and what they were not asked must not come back.

mod support;

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use support::{ALICE, Server, Site, configuration, wait_until};

/// What a server does with a line that it hears: says something, or nothing in the text of a message, or goes away.
type Answers = fn(&str) -> Option<&'static str>;

/// A server that says what `answers` has for each line, and `250 ok` where it has nothing.
struct Rude {
    address: SocketAddr,
    /// Recipients of each message that had an end, and that was taken.
    taken: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Rude {
    fn start(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let taken = Arc::default();
        let kept = Arc::clone(&taken);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let kept = Arc::clone(&kept);
                thread::spawn(move || drop(serve(stream, answers, &kept)));
            }
        });
        Self { address, taken }
    }

    fn taken(&self) -> Vec<Vec<String>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(mut stream: TcpStream, answers: Answers, taken: &Mutex<Vec<Vec<String>>>) -> std::io::Result<()> {
    stream.write_all(b"220 rude.example\r\n")?;
    let mut lines = BufReader::new(stream.try_clone()?).split(b'\n');
    let (mut recipients, mut is_text): (Vec<String>, bool) = (Vec::new(), false);
    while let Some(line) = lines.next().transpose()? {
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        if is_text && line != "." {
            continue;
        }
        let said = match (answers(&line), line.split(' ').next().unwrap_or_default()) {
            (Some(""), _) => return Ok(()),
            (Some(said), _) => said,
            (None, "DATA") => "354 go",
            (None, "QUIT") => "221 bye",
            (None, _) => "250 ok",
        };
        let is_yes = said.starts_with('2');
        match line.as_str() {
            "." if is_yes => taken
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(std::mem::take(&mut recipients)),
            "DATA" => is_text = said.starts_with('3'),
            line if is_yes && line.starts_with("RCPT TO:<") => {
                recipients.push(line["RCPT TO:<".len()..line.len() - 1].to_owned());
            }
            line if line.starts_with("MAIL") => recipients.clear(),
            _ => {}
        }
        is_text &= line != ".";
        stream.write_all(format!("{}\r\n", said.replace('|', "\r\n")).as_bytes())?;
    }
    Ok(())
}

fn route(domains: &str, address: SocketAddr, tls: &str) -> String {
    let (ip, port) = (address.ip(), address.port());
    format!("[[route]]\n{domains}via = \"smarthost\"\nhost = \"{ip}\"\nport = {port}\ntls = \"{tls}\"\n")
}

fn start(site: &Site, routes: &str) -> Server {
    site.configure(&configuration("", "", routes));
    Server::start(site)
}

/// Submits a message to these; waits until something is known of all of them. Returns a line for each: whom, state, cause.
fn outcome(site: &Site, server: &Server, recipients: &[&str]) -> Vec<String> {
    let id = server
        .log_in(ALICE)
        .deliver(ALICE, recipients, b"Subject: x\r\n\r\nx\r\n");
    wait_until("each recipient has an attempt behind it", || {
        let shown: Value = site.run(&["queue", "show", &id, "--json"]).succeeded().json();
        let all = shown["recipients"].as_array().cloned().unwrap_or_default();
        let lines = all.iter().map(|one| {
            let word = |name: &str| one[name].as_str().unwrap_or("-").to_owned();
            let is_known = word("state") != "ready" || word("cause") != "-";
            is_known.then(|| format!("{} {} {}", word("address"), word("state"), word("cause")))
        });
        lines.collect::<Option<Vec<String>>>()
    })
}

/// The breaks between transactions are where recipients get lost.
#[test]
fn each_recipient_has_a_fate_of_its_own() {
    let site = Site::with_alice("fates");
    let rude = Rude::start(|line| match line {
        "RCPT TO:<outside@example.org>" => Some("550 5.7.1 Authentication required to relay"),
        "RCPT TO:<list@example.org>" => Some("550 5.7.1 RESOLVER.RST.AuthRequired; authentication required"),
        "RCPT TO:<unknown@example.org>" => Some("550 5.1.1 no such user"),
        line if line.starts_with("EHLO") => Some("250-rude.example|250 LIMITS RCPTMAX=2"),
        _ => None,
    });
    let server = start(&site, &route("", rude.address, "opportunistic"));
    let all = ["outside", "one", "unknown", "two", "three", "list"].map(|name| format!("{name}@example.org"));
    let found = outcome(&site, &server, &all.each_ref().map(String::as_str));
    assert_eq!(
        found,
        [
            "outside@example.org failed auth-required",
            "one@example.org delivered -",
            "unknown@example.org failed mailbox-unavailable",
            "two@example.org delivered -",
            "three@example.org delivered -",
            "list@example.org failed recipient-restricted",
        ]
    );
    let mut taken = rude.taken().concat();
    taken.retain(|recipient| recipient != ALICE);
    assert_eq!(taken, ["one", "two", "three"].map(|name| format!("{name}@example.org")));
    server.stop();
}

#[test]
fn a_message_goes_in_as_many_parts_as_the_server_wants() {
    let site = Site::with_alice("domains");
    let rude = Rude::start(|line| {
        line.starts_with("EHLO")
            .then_some("250-rude.example|250 LIMITS RCPTDOMAINMAX=1")
    });
    let server = start(&site, &route("", rude.address, "opportunistic"));
    let all = ["a@one.example", "b@one.example", "c@two.example", "d@one.example"];
    let found = outcome(&site, &server, &all);
    assert_eq!(found, all.map(|address| format!("{address} delivered -")));
    assert_eq!(
        rude.taken(),
        [
            vec!["a@one.example", "b@one.example"],
            vec!["c@two.example"],
            vec!["d@one.example"]
        ]
    );
    server.stop();
}

#[test]
fn who_was_not_asked_for_waits() {
    let site = Site::with_alice("not-asked");
    let rude = Rude::start(|line| match line {
        "RCPT TO:<unknown@example.org>" => Some("550 5.1.1 no such user"),
        line if line.starts_with("EHLO") => Some("250-rude.example|250 LIMITS RCPTMAX=3"),
        "." => Some(""),
        _ => None,
    });
    let server = start(&site, &route("", rude.address, "opportunistic"));
    let all = ["one", "two", "unknown", "never", "neither"].map(|name| format!("{name}@example.org"));
    let found = outcome(&site, &server, &all.each_ref().map(String::as_str));
    assert_eq!(
        found,
        [
            "one@example.org ready connection-dropped",
            "two@example.org ready connection-dropped",
            "unknown@example.org failed mailbox-unavailable",
            "never@example.org ready connection-dropped",
            "neither@example.org ready connection-dropped",
        ]
    );
    server.stop();
}

/// One that refuses all of us is the configuration's matter.
#[test]
fn a_smarthost_that_takes_nothing_from_us() {
    for (name, answers, cause) in [
        (
            "hello",
            (|line: &str| {
                (line.starts_with("EHLO") || line.starts_with("HELO")).then_some("554 5.7.1 no mail from you")
            }) as Answers,
            "helo-bad",
        ),
        (
            "login",
            |line| line.starts_with("RCPT").then_some("530 5.7.0 Authentication required"),
            "auth-required",
        ),
        (
            "tls",
            |line| {
                line.starts_with("MAIL")
                    .then_some("530 5.7.0 Must issue a STARTTLS command first")
            },
            "tls-required",
        ),
    ] {
        let site = Site::with_alice(name);
        let rude = Rude::start(answers);
        let server = start(&site, &route("", rude.address, "opportunistic"));
        let found = outcome(&site, &server, &["one@example.org", "two@example.org"]);
        let expected = ["one", "two"].map(|name| format!("{name}@example.org ready {cause}"));
        assert_eq!(found, expected, "{name}");
        server.stop();
    }
}

/// Two ways to one server, one of which must be secret.
#[test]
fn what_must_be_secret_goes_over_no_other_connection() {
    let site = Site::with_alice("two-ways");
    let rude = Rude::start(|_| None);
    let loose = route("domains = [\"loose.example\"]\n", rude.address, "opportunistic");
    let strict = route("", rude.address, "require");
    let server = start(&site, &(loose + &strict));
    let found = outcome(&site, &server, &["bob@loose.example"]);
    assert_eq!(found, ["bob@loose.example delivered -"]);
    let found = outcome(&site, &server, &["bob@strict.example"]);
    assert_eq!(found, ["bob@strict.example ready tls-not-offered"]);
    assert_eq!(rude.taken(), [["bob@loose.example"]]);
    server.stop();
}

/// A reply that came before it was asked for says nothing about the message.
#[test]
fn what_is_said_too_early_does_not_count() {
    let site = Site::with_alice("early");
    let rude = Rude::start(|line| match line {
        "DATA" => Some("354 go|250 queued"),
        "." => Some("554 5.7.1 no"),
        _ => None,
    });
    let server = start(&site, &route("", rude.address, "opportunistic"));
    let found = outcome(&site, &server, &["bob@example.org"]);
    assert_eq!(found, ["bob@example.org ready middlebox"]);
    server.stop();
}

/// Whoever is to hear of a failure may be behind a server that takes ASCII alone.
#[test]
fn a_report_gets_to_servers_that_take_ascii_alone() {
    let site = Site::with_alice("ascii");
    let rude = Rude::start(|line| match line {
        "RCPT TO:<unknown@example.org>" => Some("550 5.1.1 no such user"),
        _ => None,
    });
    let server = start(&site, &route("", rude.address, "opportunistic"));
    let mut client = server.log_in(ALICE);
    for line in [
        format!("MAIL FROM:<{ALICE}> BODY=8BITMIME RET=FULL"),
        "RCPT TO:<unknown@example.org>".to_owned(),
        "RCPT TO:<bob@example.org>".to_owned(),
    ] {
        client.expect(&line, "250").expect("a reply");
    }
    client.expect("DATA", "354").expect("a reply");
    client
        .send("Subject: x\r\n\r\n안녕\r\n.\r\n".as_bytes())
        .expect("the server reads");
    client.hears("250");
    // It lacks 8BITMIME, so the message fails at once; what is told of it arrives.
    wait_until("the report arrives", || {
        rude.taken().contains(&vec![ALICE.to_owned()]).then_some(())
    });
    server.stop();
}

/// Servers that take connections and say nothing do not get all of ours.
#[test]
fn silent_servers_leave_room_for_those_that_work() {
    let site = Site::with_alice("silent");
    let rude = Rude::start(|_| None);
    // The system takes connections for them; nobody ever greets.
    let silent: Vec<TcpListener> = (0..8)
        .map(|_| TcpListener::bind("127.0.0.1:0").expect("a port"))
        .collect();
    let mut routes = String::from("[delivery]\nworkers = 8\n");
    routes += &route("domains = [\"good.example\"]\n", rude.address, "opportunistic");
    for (n, listener) in silent.iter().enumerate() {
        let address = listener.local_addr().expect("an address");
        routes += &route(&format!("domains = [\"s{n}.example\"]\n"), address, "opportunistic");
    }
    let server = start(&site, &routes);
    assert_eq!(
        outcome(&site, &server, &["a@good.example"]),
        ["a@good.example delivered -"]
    );
    // First less than their share of the eight, then more.
    for (first, last, under_way) in [(0, 3, 3), (3, 8, 6)] {
        let recipients: Vec<String> = (first..last).map(|n| format!("x@s{n}.example")).collect();
        let recipients: Vec<&str> = recipients.iter().map(String::as_str).collect();
        server
            .log_in(ALICE)
            .deliver(ALICE, &recipients, b"Subject: x\r\n\r\nx\r\n");
        wait_until("they are asked", || {
            let status: Value = site.run(&["status", "--json"]).succeeded().json();
            let asked = status["server"]["deliveries"]["under_way"].as_u64().unwrap_or_default();
            (asked >= under_way).then_some(())
        });
    }
    // Also once the connection that waited is gone.
    assert_eq!(
        outcome(&site, &server, &["b@good.example"]),
        ["b@good.example delivered -"]
    );
    drop(silent);
    server.stop();
}
