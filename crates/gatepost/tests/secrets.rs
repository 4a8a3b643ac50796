//! One run with every way to log in, right and wrong, and with passwords where they do not belong. Then all that was written or
//! printed is searched for what nobody may see.

#[allow(dead_code, reason = "of the issuer, only how it signs and answers")]
mod issuer;
mod support;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use support::{
    ALICE, Authority, Client, Door, ECDSA, Flag, Scram, Server, Site, configuration, get, own_address, wait_until,
};

#[test]
fn no_secret_is_told() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let key = issuer::Key::ed25519("key");
    let keys = json!({ "keys": [key.jwk()] }).to_string();
    let answers = move |asked: &issuer::Asked| match asked.what.as_str() {
        "GET /realm/.well-known/openid-configuration" => {
            let base = format!("http://{}", asked.host);
            let metadata = json!({"issuer": format!("{base}/realm"), "jwks_uri": format!("{base}/keys")});
            (200, metadata.to_string())
        }
        "GET /keys" => (200, keys.clone()),
        _ => (404, "{}".to_owned()),
    };
    let realm = runtime.block_on(issuer::Server::start(answers));
    let realm = format!("http://{}/realm", realm.address);
    for format in ["json", "text"] {
        whole_run(format, &realm, &key);
    }
}

/// Everything, with a log of this form.
fn whole_run(format: &str, realm: &str, key: &issuer::Key) {
    let (site, authority, monitor) = (Site::new("secrets"), Authority::new(), own_address());
    authority.write(&site);
    site.configure(&configuration(
        "",
        LISTENER,
        &format!(
            "[log]\nlevel = \"debug\"\nformat = \"{format}\"\n[metrics]\naddress = \"{monitor}\"\n\
             [passwords]\nmemory = \"8 MiB\"\npasses = 1\n\
             [[issuer]]\nissuer = \"{realm}\"\naudience = [\"gatepost\"]\n\
             [[client_certificate]]\nname = \"alice.example\"\naccount = \"{ALICE}\"\n"
        ),
    ));
    let mut secrets = Secrets::default();
    for password in [ALICES, WRONG] {
        secrets.password(password);
    }
    site.run_with(&["account", "add", ALICE, "--password-stdin"], &format!("{ALICES}\n"))
        .succeeded();
    let made: Value = site
        .run(&["account", "add", BOB, "--generate", "--json"])
        .succeeded()
        .json();
    let bobs = made["password"].as_str().expect("a password").to_owned();
    secrets.password(&bobs);
    let file = site.path("accounts.passwd");
    fs::write(&file, format!("{CAROL}:{CAROLS_HASH}\n")).expect("the temporary directory can be written");
    site.run(&["account", "import", file.to_str().expect("the path is text")])
        .succeeded();
    secrets.all.insert(CAROLS_HASH.to_owned());
    secrets.password(CAROLS);

    let server = Server::start(&site);
    let token = |verb: &str| -> String {
        let made = site.run(&["account", "app-password", verb, ALICE, "printer", "--json"]);
        let made: Value = made.succeeded().json();
        made["password"].as_str().expect("a token").to_owned()
    };
    let (before, printer) = (token("add"), token("rotate"));
    for token in [&before, &printer] {
        secrets.password(token);
        secrets.password(&token[12..]);
        secrets.octets(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
    }
    authority.issue(&["alice.example"], ECDSA).write(&site, "alice");
    let (chain, private) = (site.path("alice.pem"), site.path("alice.key"));
    let pem = fs::read_to_string(&private).expect("it was written");
    let lines = pem
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("-----"));
    secrets.all.extend(lines.map(str::to_owned));

    let door = server.doors()[2].clone();
    let mut run = Run {
        certified: door.showing(&chain, &private),
        door,
        secrets,
        sessions: 0,
        logins: 0,
    };
    let labelled = format!("{ALICE}/printer");
    for (account, password, is_right) in [
        (ALICE, ALICES, true),
        (ALICE, printer.as_str(), true),
        (ALICE, before.as_str(), true),
        (&labelled, printer.as_str(), true),
        (BOB, bobs.as_str(), true),
        (ALICE, WRONG, false),
        (BOB, printer.as_str(), false),
        (NOBODY, ALICES, false),
        (&labelled, WRONG, false),
    ] {
        run.log_in(account, password, is_right);
    }
    run.show_passwords(CAROL, CAROLS, true);
    run.present_tokens(realm, key);
    run.show_certificate();
    run.misplace();
    let id = run.submit(&printer);
    run.search(&site, server, monitor, &id);
}

/// What nobody may find.
#[derive(Default)]
struct Secrets {
    /// Anywhere.
    all: BTreeSet<String>,
    /// Not on the disk either.
    clear: BTreeSet<String>,
}

impl Secrets {
    fn password(&mut self, text: &str) {
        self.all.insert(text.to_owned());
        self.clear.insert(text.to_owned());
        self.octets(text.as_bytes());
    }

    /// In the forms in which they travel and are written.
    fn octets(&mut self, octets: &[u8]) {
        let hex = octets
            .iter()
            .fold(String::new(), |hex, octet| hex + &format!("{octet:02x}"));
        self.all
            .extend([STANDARD.encode(octets), URL_SAFE_NO_PAD.encode(octets), hex]);
    }
}

/// The sessions of one server.
struct Run {
    door: Door,
    /// The same for a client that shows a certificate.
    certified: Door,
    secrets: Secrets,
    sessions: usize,
    logins: usize,
}

impl Run {
    #[track_caller]
    fn connect(&mut self) -> Client {
        self.sessions += 1;
        self.door.connect().expect("a session")
    }

    #[track_caller]
    fn ended(&mut self, client: Client, reply: &str, is_right: bool) {
        client.quit();
        assert_eq!(reply.starts_with("235 "), is_right, "{reply}");
        self.logins += usize::from(is_right);
    }

    #[track_caller]
    fn log_in(&mut self, account: &str, password: &str, is_right: bool) {
        self.show_passwords(account, password, is_right);
        for (mechanism, flag) in [
            ("SCRAM-SHA-256-PLUS", Flag::Exporter),
            ("SCRAM-SHA-1-PLUS", Flag::EndPoint),
            ("SCRAM-SHA-256", Flag::No),
            ("SCRAM-SHA-1", Flag::No),
        ] {
            let login = Scram::new(mechanism, account, password).saying(flag);
            let mut client = self.connect();
            let challenge = login.begin(&mut client).expect("a challenge");
            let last = login.last(&client, &challenge);
            self.secrets.all.extend(last.secrets.iter().cloned());
            let mut reply = client.ask(&last.message).expect("a reply");
            if last.is_answered_by(&reply) {
                reply = client.ask("").expect("a reply");
            }
            self.ended(client, &reply.to_string(), is_right);
        }
    }

    /// By PLAIN and LOGIN.
    #[track_caller]
    fn show_passwords(&mut self, account: &str, password: &str, is_right: bool) {
        self.secrets.octets(format!("\0{account}\0{password}").as_bytes());
        for mechanism in ["PLAIN", "LOGIN"] {
            let mut client = self.connect();
            let reply = client.log_in_by(mechanism, account, password);
            self.ended(client, &reply.to_string(), is_right);
        }
    }

    /// By OAUTHBEARER and XOAUTH2, with good tokens and bad ones.
    fn present_tokens(&mut self, realm: &str, key: &issuer::Key) {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.expect("it is later than 1970").as_secs();
        let claims = |end: u64| json!({"iss": realm, "aud": "gatepost", "exp": end, "iat": now, "email": ALICE});
        let good = key.token("EdDSA", &claims(now + 600));
        let over = key.token("EdDSA", &claims(now - 3_600));
        let forged = issuer::Key::ed25519("key").token("EdDSA", &claims(now + 600));
        for (token, is_right) in [
            (good.as_str(), true),
            (&over, false),
            (&forged, false),
            ("no-token-of-anybody-0815", false),
        ] {
            self.secrets.password(token);
            for part in token.split('.') {
                self.secrets.all.insert(part.to_owned());
            }
            for (mechanism, message) in [
                ("OAUTHBEARER", format!("n,a={ALICE},\u{1}auth=Bearer {token}\u{1}\u{1}")),
                ("XOAUTH2", format!("user={ALICE}\u{1}auth=Bearer {token}\u{1}\u{1}")),
            ] {
                self.secrets.octets(message.as_bytes());
                let mut client = self.connect();
                let command = format!("AUTH {mechanism} {}", STANDARD.encode(&message));
                let mut reply = client.ask(&command).expect("a reply");
                if reply.is("334") {
                    reply = client.ask("").expect("a reply");
                }
                self.ended(client, &reply.to_string(), is_right);
            }
        }
    }

    /// EXTERNAL, as oneself and as others.
    fn show_certificate(&mut self) {
        for (whom, is_right) in [("", true), (ALICE, true), (BOB, false), (ALICES, false)] {
            self.sessions += 1;
            let mut client = self.certified.connect().expect("a session");
            client.expect("AUTH EXTERNAL", "334 ").expect("a reply");
            let reply = client.ask(&STANDARD.encode(whom)).expect("a reply");
            self.ended(client, &reply.to_string(), is_right);
        }
    }

    /// Passwords where they do not belong, as people and programs that are a step behind send them. What is said to that is of
    /// no matter here.
    fn misplace(&mut self) {
        let encoded = STANDARD.encode(ALICES);
        let plain = |message: String| format!("AUTH PLAIN {}", STANDARD.encode(message));
        let scram = format!(
            "AUTH SCRAM-SHA-256 {}",
            Scram::new("SCRAM-SHA-256", ALICES, WRONG).first()
        );
        let token = format!("user={ALICES}\u{1}auth=Bearer {WRONG}\u{1}\u{1}");
        let token = format!("AUTH XOAUTH2 {}", STANDARD.encode(token));
        let (as_whom, as_name) = (
            plain(format!("{ALICES}\0{ALICE}\0{ALICES}")),
            plain(format!("\0{ALICES}\0{ALICES}")),
        );
        let too_much = plain(format!("\0{ALICE}\0{ALICES}\0{ALICES}"));
        self.say(&["AUTH LOGIN", &encoded, &encoded]);
        self.say(&["AUTH LOGIN", ALICES, ALICES]);
        self.say(&["AUTH LOGIN", "*", &encoded, ALICES]);
        self.say(&["AUTH PLAIN", ALICES]);
        self.say(&["AUTH PLAIN", &as_name["AUTH PLAIN ".len()..]]);
        self.say(&[&as_whom]);
        self.say(&[&as_name]);
        self.say(&[&too_much]);
        self.say(&[&format!("AUTH PLAIN {ALICES} {ALICES}")]);
        self.say(&[&format!("AUTH {ALICES}"), &format!("AUTH {encoded}")]);
        self.say(&[&scram, &encoded]);
        self.say(&[&token, ALICES]);
        self.say(&[ALICES, &encoded, &format!("PASS {ALICES}")]);
        self.say(&[&format!("NOOP {ALICES}"), &format!("RSET {ALICES}"), "XYZZY"]);
        self.say(&[&format!("VRFY {ALICES}"), &format!("EXPN {ALICES}")]);
    }

    /// Says this in a session of its own, which may end half-way.
    #[track_caller]
    fn say(&mut self, lines: &[&str]) {
        let mut client = self.connect();
        for line in lines {
            client.ask(line).expect("a reply");
        }
    }

    /// A message with the app password: its queue id.
    fn submit(&mut self, token: &str) -> String {
        let mut client = self.connect();
        let reply = client.log_in(ALICE, token).expect("a reply");
        assert!(reply.is("235 2.7.0"), "{reply}");
        self.logins += 1;
        client
            .expect("MAIL FROM:<bob@example.com>", "550 5.7.1")
            .expect("a reply");
        let text = format!("From: {ALICE}\r\n\r\nText\r\n");
        let id = client.deliver(ALICE, &["bob@example.org"], text.as_bytes());
        client.quit();
        id
    }

    /// Looks through everything that can be seen of it.
    fn search(self, site: &Site, server: Server, monitor: SocketAddr, id: &str) {
        let Self {
            secrets,
            sessions,
            logins,
            ..
        } = self;
        wait_until("all sessions are over", || {
            let all: Vec<Value> = site.run(&["sessions", "--limit", "1000", "--json"]).succeeded().json();
            (all.len() == sessions).then_some(())
        });
        let mut seen: Vec<(String, String)> = Vec::new();
        for command in [
            &["status"][..],
            &["sessions", "--limit", "1000"],
            &["sessions", "--limit", "1000", "--refused"],
            &["trace", id],
            &["queue", "list"],
            &["queue", "show", id],
            &["account", "list"],
            &["account", "show", ALICE],
            &["account", "show", BOB],
            &["account", "show", CAROL],
            &["account", "app-password", "list"],
            &["account", "app-password", "show", ALICE, "printer"],
            &["account", "exception", "list"],
            &["ban", "list"],
            &["config", "show"],
        ] {
            for arguments in [command.to_vec(), [command, &["--json"][..]].concat()] {
                let shown = site.run(&arguments).succeeded();
                seen.push((arguments.join(" "), shown.text()));
            }
        }
        seen.push(("/metrics".to_owned(), get(monitor, "/metrics").1));
        let stopped = server.stop();
        let told = stopped.log.matches("logged in").count();
        assert!(told >= logins, "{told} of {logins} logins are told");
        assert!(stopped.log.matches("refused").count() > 20, "{}", stopped.log);
        seen.push(("standard output".to_owned(), stopped.output));
        seen.push(("the log".to_owned(), stopped.log));
        // Where hashes and keys are, there would be these.
        let marks = ["$argon2", "$6$", "PRIVATE KEY", "gp-"];
        for (what, text) in &seen {
            for secret in secrets.all.iter().map(String::as_str).chain(marks) {
                assert!(!text.contains(secret), "{secret:?} is in what {what} tells:\n{text}");
            }
        }
        for file in below(&site.data) {
            let octets = fs::read(&file).unwrap_or_default();
            let text = String::from_utf8_lossy(&octets);
            for secret in &secrets.clear {
                assert!(!text.contains(secret), "{secret:?} is in {}", file.display());
            }
        }
    }
}

/// All that is below a directory.
fn below(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for name in fs::read_dir(directory).expect("it is ours") {
        let path = name.expect("a name").path();
        match path.is_dir() {
            true => found.extend(below(&path)),
            false => found.push(path),
        }
    }
    found
}

const BOB: &str = "bob@example.com";
const CAROL: &str = "carol@example.com";
const NOBODY: &str = "nobody@example.com";
const ALICES: &str = "open-sesame-4711";
const WRONG: &str = "wrong-horse-0815";
const CAROLS: &str = "correct horse";
/// By crypt(3) of libxcrypt.
const CAROLS_HASH: &str = "$6$rounds=1234$0123456789abcdef$yJKAU.GCgxQxo9NIHthYvSOZlwcGg6tBNIwD1wtfwrQJ8ZAMotNBlAVg1rHuHueFD9A/6OxeAnDolLXIH.xSz1";

const LISTENER: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "implicit"
client_ca = "authority.pem"
mechanisms = [
    "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1",
    "EXTERNAL", "OAUTHBEARER", "XOAUTH2", "PLAIN", "LOGIN",
]
"#;
