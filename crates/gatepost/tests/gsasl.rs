//! GNU SASL (`gsasl`), which others wrote, on both sides: as a client it logs in at the real server, over STARTTLS; as a
//! server, with a few lines of SMTP around it, it is where our client logs in.
//!
//! It has neither OAUTHBEARER nor XOAUTH2, as a server no EXTERNAL, and of channel bindings `tls-exporter`, and
//! `tls-unique`, which we leave out.

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use smtp::Moment;
use smtp::client::{Login, Problem, Session, Step, Terms};
use smtp::sasl::{Binding, OfferSet};
use std::io::Write;
use std::process::{Child, ChildStdin, Command, Stdio};
use support::{ALICE, Authority, ECDSA, Lines, PASSWORD, Server, Site, can_run, configuration, missing, run};

/// A server at which every mechanism is offered that gsasl has.
struct Place {
    site: Site,
    server: Server,
    /// The listener for which clients may have certificates.
    port: u16,
}

impl Place {
    fn open() -> Self {
        let site = Site::new("gsasl");
        let authority = Authority::new();
        authority.issue(&["laptop.example.com"], ECDSA).write(&site, "laptop");
        let listener = format!(
            "[[listener]]\naddress = \"127.0.0.1:0\"\nservice = \"submission\"\ntls = \"starttls\"\n\
             mechanisms = [\"PLAIN\", \"LOGIN\", \"EXTERNAL\", \"SCRAM-SHA-1\", \"SCRAM-SHA-256\", \"SCRAM-SHA-1-PLUS\", \
             \"SCRAM-SHA-256-PLUS\"]\nclient_ca = \"{}\"\n",
            authority.write(&site).display()
        );
        let certificate = format!("[[client_certificate]]\nname = \"laptop.example.com\"\naccount = \"{ALICE}\"\n");
        site.configure(&configuration("", &listener, &certificate));
        // Now, since the listener says for which mechanisms an account has to have keys.
        site.add_account(ALICE, &[]);
        let add = ["account", "add", CAROL, "--password-stdin"];
        site.run_with(&add, &format!("{COMPOSED}\n")).succeeded();
        let server = Server::start(&site);
        let port = server.doors()[2].port;
        Self { site, server, port }
    }

    /// gsasl logs in. It must be heard to choose that mechanism, and hear this.
    #[track_caller]
    fn check(&self, arguments: &[&str], chosen: &str, heard: &str) {
        let mut gsasl = Command::new("gsasl");
        // Its messages are in English, and its arguments in UTF-8.
        gsasl.env("LC_ALL", "C.UTF-8").arg("--smtp");
        gsasl.arg(format!("--connect=localhost:{}", self.port));
        gsasl.arg("--x509-ca-file").arg(self.site.ca()).args(arguments);
        let finished = run(&mut gsasl, b"");
        let text = finished.text();
        let is_in = heard.starts_with("235");
        assert_eq!(finished.code, Some(i32::from(!is_in)), "{arguments:?}:\n{text}");
        for line in ["The certificate is trusted", &format!("\nAUTH {chosen}\n"), heard] {
            assert!(text.contains(line), "{arguments:?} should show {line:?}:\n{text}");
        }
        assert_eq!(text.contains("(server trusted)"), is_in, "{arguments:?}:\n{text}");
    }
}

#[test]
fn it_logs_in_here() {
    if !can_run(missing(&["gsasl"])) {
        return;
    }
    let place = Place::open();
    let alice = ["--authentication-id", ALICE];
    for mechanism in [
        "SCRAM-SHA-256-PLUS",
        "SCRAM-SHA-1-PLUS",
        "SCRAM-SHA-256",
        "SCRAM-SHA-1",
        "PLAIN",
        "LOGIN",
    ] {
        let mut how = vec!["--mechanism", mechanism];
        if !mechanism.ends_with("-PLUS") {
            // Where it could bind the channel and is told of a mechanism that does not, it stops by itself.
            how.push("--no-cb");
        }
        for (user, password, heard) in [
            (ALICE, PASSWORD, YES),
            (ALICE, "wrong horse", NO),
            ("nobody@example.com", PASSWORD, NO),
            // SASLprep makes the same of both.
            (CAROL, COMPOSED, YES),
            (CAROL, PLAINLY, YES),
        ] {
            let who = ["--authentication-id", user, "--password", password];
            place.check(&[&how[..], &who].concat(), mechanism, heard);
        }
        if mechanism == "LOGIN" {
            continue;
        }
        // As oneself, and as somebody else.
        for (authorization, heard) in [(ALICE, YES), (CAROL, NO)] {
            let whom = ["--password", PASSWORD, "--authorization-id", authorization];
            place.check(&[&how[..], &alice, &whom].concat(), mechanism, heard);
        }
    }
    let with_password = [&alice[..], &["--password", PASSWORD]].concat();
    // By its own choice.
    place.check(&with_password, "SCRAM-SHA-256-PLUS", YES);
    // Without TLS 1.3 it has tls-unique alone.
    let older = ["--priority", "NORMAL:-VERS-TLS1.3"];
    place.check(&[&with_password[..], &older].concat(), "SCRAM-SHA-256-PLUS", NO);

    let (certificate, key) = (place.site.path("laptop.pem"), place.site.path("laptop.key"));
    let external = ["--mechanism", "EXTERNAL"];
    let shown = [
        "--x509-cert-file",
        certificate.to_str().expect("a path of ours"),
        "--x509-key-file",
        key.to_str().expect("a path of ours"),
    ];
    place.check(&[&external[..], &shown].concat(), "EXTERNAL", YES);
    for (authorization, heard) in [(ALICE, YES), (CAROL, NO)] {
        let whom = ["--authorization-id", authorization];
        place.check(&[&external[..], &shown, &whom].concat(), "EXTERNAL", heard);
    }
    place.check(&external, "EXTERNAL", NO);

    let log = place.server.stop().log;
    for secret in [PASSWORD, "wrong horse", COMPOSED, PLAINLY] {
        assert!(!log.contains(secret), "{secret:?} is in the log:\n{log}");
    }
    for why in [
        "wrong password",
        "unknown account",
        "wants to act as another account",
        "a channel binding that this session has not",
        "the client showed no certificate",
    ] {
        assert!(log.contains(why), "the log should tell {why:?}:\n{log}");
    }
}

/// gsasl as a server of one mechanism and one password, with a little SMTP around it.
struct Peer {
    /// The mechanisms that the client is shown.
    shown: &'static str,
    /// What it is told beside the password.
    more: &'static [&'static str],
    password: &'static str,
    /// What it asks for, on its standard input, before it answers the client's first message.
    fed: Vec<String>,
    program: Option<Program>,
    /// It has said all but yes or no.
    is_over: bool,
}

struct Program {
    child: Child,
    input: Option<ChildStdin>,
    output: Lines,
}

impl Program {
    fn start(mechanism: &str, password: &str, more: &[&str]) -> Self {
        let mut gsasl = Command::new("gsasl");
        gsasl.args(["--server", "--quiet", "--mechanism", mechanism]);
        gsasl
            .args(["--authentication-id", ALICE, "--password", password])
            .args(more);
        let mut child = gsasl
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it is installed");
        let input = child.stdin.take();
        let output = Lines::new(child.stdout.take().expect("it was asked for"));
        let mut program = Self { child, input, output };
        assert_eq!(program.says().as_deref(), Some(mechanism));
        program
    }

    /// Its next line, without the questions that it asks in front of it. `None`: it has ended.
    fn says(&mut self) -> Option<String> {
        self.output.wait_for_next(|line| {
            let answer = line.rsplit(':').next().unwrap_or_default();
            Some(answer.trim().to_owned())
        })
    }

    fn hears(&mut self, line: &str) {
        if let Some(input) = &mut self.input {
            // It may have ended.
            drop(input.write_all(format!("{line}\n").as_bytes()));
        }
    }

    /// Whether it lets the client in. With nothing more to read it ends by itself.
    fn verdict(&mut self) -> bool {
        // To what it said last it wants to hear something, too.
        self.hears("");
        self.input = None;
        assert!(self.output.wait_for_end(), "gsasl does not end");
        let status = self.child.wait().expect("a child of ours can be waited for");
        status.success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both do nothing to a child that was waited for.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Peer {
    /// What it says to a line.
    fn reply(&mut self, line: &str) -> String {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["EHLO", _] => format!("250-gsasl.example\r\n250 AUTH {}", self.shown),
            ["AUTH", mechanism] => self.begin(mechanism, None),
            ["AUTH", mechanism, initial] => self.begin(mechanism, Some(initial)),
            ["*"] => "501 5.7.0 given up".to_owned(),
            ["QUIT"] => "221 2.0.0 bye".to_owned(),
            [_] if self.is_over => self.verdict(),
            [response] => self.go_on(response),
            _ => panic!("{line:?}"),
        }
    }

    fn begin(&mut self, mechanism: &str, initial: Option<&str>) -> String {
        let mut program = Program::start(mechanism, self.password, self.more);
        // Nothing, where the client begins; it prints that, too.
        let first = program.says().expect("it has begun");
        self.program = Some(program);
        match initial {
            Some(initial) => self.go_on(initial),
            None => format!("334 {first}"),
        }
    }

    fn go_on(&mut self, response: &str) -> String {
        let program = self.program.as_mut().expect("AUTH was said");
        program.hears(response);
        for line in self.fed.drain(..) {
            program.hears(&line);
        }
        let said = program.says().unwrap_or_default();
        let decoded = STANDARD.decode(&said).expect("it says base64");
        // Of SCRAM the server's signature; of the others nothing.
        self.is_over = decoded.is_empty() || decoded.starts_with(b"v=");
        if decoded.is_empty() {
            self.verdict()
        } else {
            format!("334 {said}")
        }
    }

    fn verdict(&mut self) -> String {
        let is_in = self.program.as_mut().is_some_and(Program::verdict);
        let text = if is_in { "235 2.7.0 yes" } else { "535 5.7.8 no" };
        text.to_owned()
    }
}

/// Our client at gsasl.
#[derive(Debug, Clone, Copy)]
struct Meeting {
    /// The mechanisms that it is shown, and the one that it may use.
    shown: &'static str,
    may: &'static str,
    password: &'static str,
    /// The TLS session on its side, and on gsasl's; none: what has no channel binding.
    near: Option<u8>,
    far: Option<u8>,
    /// What gsasl knows.
    known: &'static str,
}

const MEETING: Meeting = Meeting {
    shown: "SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN",
    may: "",
    password: PASSWORD,
    near: Some(1),
    far: Some(1),
    known: PASSWORD,
};

/// Whether our client comes in at gsasl; if not, why.
fn meet(meeting: Meeting) -> Result<(), String> {
    let login = Login {
        mechanisms: OfferSet::of([meeting.may]),
        ..Login::with_password(ALICE, meeting.password)
    };
    let terms = Terms {
        login: Some(login),
        nonce: "fyko+d2lbbFgONRv9qkxdawL".to_owned(),
        ..Terms::new("client.example")
    };
    let channel = Binding {
        exporter: meeting.near.map(|octet| vec![octet; 32]),
        end_point: None,
    };
    let mut session = Session::new(terms, Some(channel), Moment::ZERO);
    // It asks only where that matters: with channel binding, and where the client says that it could and did not see it.
    let is_asked = meeting.may.ends_with("-PLUS") || (meeting.near.is_some() && !meeting.shown.contains("-PLUS"));
    let fed = meeting
        .far
        .filter(|_| is_asked)
        .map(|octet| STANDARD.encode([octet; 32]));
    let mut peer = Peer {
        shown: meeting.shown,
        more: if meeting.far.is_none() { &["--no-cb"] } else { &[] },
        password: meeting.known,
        fed: fed.into_iter().collect(),
        program: None,
        is_over: false,
    };
    let mut reply = "220 gsasl.example".to_owned();
    let mut came = Err("it says nothing".to_owned());
    loop {
        match session.next_step(Moment::ZERO) {
            Step::Send { octets, .. } => {
                let line = std::str::from_utf8(&octets).expect("it says text");
                reply = peer.reply(line.strip_suffix("\r\n").expect("it says whole lines"));
            }
            Step::Receive { .. } => {
                assert!(!reply.is_empty(), "each waits for the other");
                session.receive(format!("{}\r\n", std::mem::take(&mut reply)).as_bytes());
            }
            Step::Ready => {
                came = Ok(());
                session.quit();
            }
            Step::Failed(failure) => {
                came = Err(match failure.problem {
                    Problem::Refused(reply) => reply.to_string(),
                    other => format!("{other:?}"),
                });
            }
            Step::Close => return came,
            other => panic!("{other:?}"),
        }
    }
}

#[track_caller]
fn check(meeting: Meeting, is_in: bool) {
    let came = meet(meeting);
    let is_so = match &came {
        Ok(()) => is_in,
        Err(why) => !is_in && why.starts_with("535"),
    };
    assert!(is_so, "{meeting:?}: {came:?}");
}

#[test]
fn our_client_logs_in_there() {
    if !can_run(missing(&["gsasl"])) {
        return;
    }
    for may in [
        "SCRAM-SHA-256-PLUS",
        "SCRAM-SHA-1-PLUS",
        "SCRAM-SHA-256",
        "SCRAM-SHA-1",
        "PLAIN",
        "LOGIN",
    ] {
        let meeting = Meeting { may, ..MEETING };
        check(meeting, true);
        let password = "wrong horse";
        check(Meeting { password, ..meeting }, false);
        let known = PLAINLY;
        for password in [COMPOSED, PLAINLY] {
            let meeting = Meeting {
                password,
                known,
                ..meeting
            };
            check(meeting, true);
        }
    }
    for may in ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"] {
        // Somebody is in between, with a TLS session on each side.
        let near = Some(2);
        check(Meeting { may, near, ..MEETING }, false);
    }
    for may in ["SCRAM-SHA-256", "SCRAM-SHA-1"] {
        // Somebody has taken the stronger ones out of the list.
        let meeting = Meeting {
            may,
            shown: "SCRAM-SHA-256 SCRAM-SHA-1 PLAIN",
            ..MEETING
        };
        check(meeting, false);
        // There are none.
        check(Meeting { far: None, ..meeting }, true);
        check(Meeting { near: None, ..meeting }, true);
    }
}

const YES: &str = "235 2.7.0 Authentication succeeded";
const NO: &str = "535 5.7.8 Username or password not accepted";
const CAROL: &str = "carol@example.com";
/// Her password with a letter that SASLprep takes apart, and as it is then.
const COMPOSED: &str = "\u{2168} \u{be44}\u{bc00}";
const PLAINLY: &str = "IX \u{be44}\u{bc00}";
