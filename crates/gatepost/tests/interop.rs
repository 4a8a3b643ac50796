//! Real clients submit to the real server, over STARTTLS and over implicit TLS, with the right password, a wrong one and
//! none, and hand mail to a relay that wants no login of them. What they report and what the queue holds afterwards is
//! checked. All of them verify the certificate.
//!
//! A client that is not installed is skipped; `scripts/install-test-tools.sh` installs them all.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use support::{
    ALICE, Lines, PASSWORD, Random, Server, Site, TempDir, Tls, as_root, assert_same, can_run, configuration,
    find_tool, message, missing, run, spawn,
};

#[test]
fn swaks() {
    check(&Tool {
        name: "swaks",
        obstacle: || missing(&["swaks"]),
        // 28: error in AUTH. 23: error in MAIL.
        exits: [0, 28, 23],
        shows: [
            &["235 2.7.0 Authentication succeeded", "250 2.0.0 Queued as"],
            &["535 5.7.8 Username or password not accepted"],
            &["530 5.7.0 Authentication required"],
        ],
        relayed: "250 2.0.0 Queued as",
        relays: false,
        submit: |attempt| {
            // It ends the last line itself.
            let cut = attempt
                .message
                .strip_suffix(b"\r\n")
                .expect("messages end with a line end");
            let file = attempt.file("swaks.eml", cut);
            let mut swaks = Command::new("swaks");
            swaks.args([
                "--server",
                "127.0.0.1",
                "--port",
                &attempt.port,
                "--timeout",
                "60",
                "--helo",
                "client.example",
            ]);
            swaks.arg(match attempt.tls {
                Tls::Implicit => "--tls-on-connect",
                _ => "--tls",
            });
            // This checks the chain; Debian 12's swaks cannot check the name.
            swaks.arg("--tls-verify").arg("--tls-ca-path").arg(&attempt.ca);
            if let Some(password) = attempt.password {
                swaks.args(["--auth", "LOGIN", "--auth-user", ALICE, "--auth-password", password]);
            }
            swaks
                .args(["--from", ALICE, "--to", attempt.recipient])
                .arg("--data")
                .arg(at(&file));
            told(&mut swaks, b"")
        },
    });
}

#[test]
fn curl() {
    check(&Tool {
        name: "curl",
        obstacle: || missing(&["curl"]),
        // 67: login denied. 55: cannot send.
        exits: [0, 67, 55],
        shows: [
            &["< 235 2.7.0 Authentication succeeded", "< 250 2.0.0 Queued as"],
            &["< 535 5.7.8 Username or password not accepted"],
            &["< 530 5.7.0 Authentication required"],
        ],
        relayed: "< 250 2.0.0 Queued as",
        relays: false,
        submit: |attempt| {
            let file = attempt.file("curl.eml", attempt.message);
            let mut curl = Command::new("curl");
            // `-q`: the configuration of whoever runs the tests stays out of it.
            curl.args(["-q", "-sS", "-v", "--max-time", "60"])
                .arg("--cacert")
                .arg(&attempt.ca);
            let port = &attempt.port;
            match attempt.tls {
                Tls::Implicit => curl.arg(format!("smtps://127.0.0.1:{port}/client.example")),
                _ => curl.args(["--ssl-reqd", &format!("smtp://localhost:{port}/client.example")]),
            };
            if let Some(password) = attempt.password {
                curl.args(["--user", &format!("{ALICE}:{password}")]);
            }
            curl.args(["--mail-from", ALICE, "--mail-rcpt", attempt.recipient, "--upload-file"])
                .arg(file);
            told(&mut curl, b"")
        },
    });
}

#[test]
fn msmtp() {
    check(&Tool {
        name: "msmtp",
        obstacle: || missing(&["msmtp"]),
        // sysexits.h: EX_NOPERM; EX_DATAERR, as it counts a refused sender.
        exits: [0, 77, 65],
        shows: [
            &["<-- 235 2.7.0 Authentication succeeded", "<-- 250 2.0.0 Queued as"],
            &["<-- 535 5.7.8 Username or password not accepted"],
            &["<-- 530 5.7.0 Authentication required"],
        ],
        relayed: "<-- 250 2.0.0 Queued as",
        relays: false,
        submit: |attempt| {
            let mut lines = vec![
                "account default".to_owned(),
                "host localhost".to_owned(),
                format!("port {}", attempt.port),
                "domain client.example".to_owned(),
                "timeout 60".to_owned(),
                "tls on".to_owned(),
                format!(
                    "tls_starttls {}",
                    if attempt.tls == Tls::StartTls { "on" } else { "off" }
                ),
                format!("tls_trust_file {}", attempt.ca.display()),
                format!("from {ALICE}"),
            ];
            // The message goes out as it is.
            lines.extend(["set_from_header", "set_date_header", "set_msgid_header"].map(|set| format!("{set} off")));
            if let Some(password) = attempt.password {
                lines.extend([
                    "auth on".to_owned(),
                    format!("user {ALICE}"),
                    format!("password \"{password}\""),
                ]);
            }
            let file = attempt.file("msmtprc", (lines.join("\n") + "\n").as_bytes());
            let mut msmtp = Command::new("msmtp");
            msmtp.arg("--file").arg(file).args(["--debug", "--", attempt.recipient]);
            told(&mut msmtp, attempt.message)
        },
    });
}

#[test]
fn python_smtplib() {
    check(&Tool {
        name: "python",
        obstacle: || missing(&["python3"]),
        exits: [0, 1, 1],
        shows: [
            &["login 235 2.7.0 Authentication succeeded", "sent"],
            &["login 535 5.7.8 Username or password not accepted"],
            &["mail 530 5.7.0 Authentication required"],
        ],
        relayed: "sent",
        relays: false,
        submit: |attempt| {
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/interop/client.py");
            let mut python = Command::new("python3");
            python
                .arg(script)
                .args(["--port", &attempt.port, "--tls", attempt.tls.word(), "--ca"])
                .arg(&attempt.ca);
            python.args(["--sender", ALICE, "--recipient", attempt.recipient]);
            if let Some(password) = attempt.password {
                python.args(["--user", ALICE]).env("GATEPOST_PASSWORD", password);
            }
            told(&mut python, attempt.message)
        },
    });
}

#[test]
fn postfix() {
    check(&Tool {
        name: "postfix",
        obstacle: || missing(&["postfix", "sendmail"]).or_else(|| as_root("Postfix needs it")),
        // Of its `sendmail`, which only hands the message to Postfix; what came of it is in Postfix's log.
        exits: [0, 0, 0],
        shows: [
            &[
                "Verified TLS connection established",
                "status=sent (250 2.0.0 Queued as",
            ],
            &[
                "Verified TLS connection established",
                "535 5.7.8 Username or password not accepted",
            ],
            &[
                "Verified TLS connection established",
                "530 5.7.0 Authentication required (in reply to MAIL FROM",
            ],
        ],
        relayed: "status=sent (250 2.0.0 Queued as",
        relays: true,
        submit: |attempt| {
            let mut postfix = Postfix::start(attempt);
            // Programs hand over lines that end with LF.
            let lines = String::from_utf8_lossy(attempt.message).replace("\r\n", "\n");
            let mut sendmail = Command::new(find_tool("sendmail").expect("it was looked for"));
            sendmail
                .arg("-C")
                .arg(&postfix.configuration)
                .args(["-i", "-B8BITMIME", "-f", ALICE, attempt.recipient]);
            let told = told(&mut sendmail, lines.as_bytes());
            let status = postfix.log.wait_for(|line| line.contains(" status=").then_some(()));
            let text = told.text + &postfix.log.text();
            assert!(status.is_some(), "Postfix did not try to send:\n{text}");
            Told { code: told.code, text }
        },
    });
}

/// A client under test.
struct Tool {
    name: &'static str,
    /// Why it cannot be run here, if it cannot.
    obstacle: fn() -> Option<String>,
    /// Its exit codes with the right password, a wrong one, and none.
    exits: [i32; 3],
    /// What it shows of the dialogue, in the same order.
    shows: [&'static [&'static str]; 3],
    /// What it shows when a relay has taken the message, without a login.
    relayed: &'static str,
    /// It is a mail server itself: it adds a Received field of its own, and keeps to lines of text.
    relays: bool,
    /// Has it submit a message.
    submit: fn(&Attempt) -> Told,
}

/// What a client is told to do.
struct Attempt<'a> {
    tls: Tls,
    port: String,
    /// PEM file that the server's certificate leads to.
    ca: PathBuf,
    /// `None`: no login at all.
    password: Option<&'a str>,
    recipient: &'a str,
    message: &'a [u8],
    /// Where it may keep files.
    directory: &'a Path,
}

impl Attempt<'_> {
    /// A file that only we may read: it may hold the password.
    fn file(&self, name: &str, octets: &[u8]) -> PathBuf {
        use std::io::Write;
        use std::os::unix::fs::OpenOptionsExt;
        let path = self.directory.join(name);
        let mut options = fs::OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&path);
        file.and_then(|mut file| file.write_all(octets))
            .expect("the temporary directory can be written");
        path
    }
}

/// How it went, as the client tells it.
struct Told {
    code: Option<i32>,
    text: String,
}

fn told(command: &mut Command, input: &[u8]) -> Told {
    // Messages of programs are compared as they are in English.
    let finished = run(command.env("LC_ALL", "C"), input);
    Told {
        code: finished.code,
        text: finished.text(),
    }
}

/// `@FILE`
fn at(file: &Path) -> String {
    format!("@{}", file.display())
}

fn check(tool: &Tool) {
    if !can_run((tool.obstacle)()) {
        return;
    }
    let name = tool.name;
    let site = Site::with_alice(name);
    site.configure(&configuration("", RELAY, ""));
    let files = TempDir::new(name);
    let server = Server::start(&site);
    let mut random = Random::fresh();
    let mut accepted = 0;
    for tls in Tls::ALL {
        for (login, password) in [Some(PASSWORD), Some("wrong horse"), None].into_iter().enumerate() {
            let what = format!("{name}, {}, password {password:?}", tls.word());
            let id = format!("{name}-{}-{login}", tls.word());
            let message = message_for(tool, &mut random, &id);
            let recipient = format!("{id}@example.org");
            let attempt = Attempt {
                tls,
                port: server.door(tls).port.to_string(),
                ca: site.ca(),
                password,
                recipient: &recipient,
                message: &message,
                directory: files.path(),
            };
            let told = (tool.submit)(&attempt);
            told.check(&what, tool.exits[login], tool.shows[login]);
            accepted += usize::from(password == Some(PASSWORD));
            let queue = site.queue(&[]);
            assert_eq!(queue.len(), accepted, "messages in the queue after {what}: {queue:?}");
            if password == Some(PASSWORD) {
                check_kept(tool, &site, &what, &id, ALICE, &message);
            }
        }
    }

    let (what, id) = (format!("{name} to a relay"), format!("{name}-relay"));
    let message = message_for(tool, &mut random, &id);
    let told = (tool.submit)(&Attempt {
        tls: Tls::StartTls,
        port: server.doors()[2].port.to_string(),
        ca: site.ca(),
        password: None,
        recipient: &format!("{id}@example.org"),
        message: &message,
        directory: files.path(),
    });
    told.check(&what, tool.exits[0], &[tool.relayed]);
    check_kept(tool, &site, &what, &id, "", &message);

    let stopped = server.stop();
    let log = stopped.log;
    assert!(
        !log.contains(PASSWORD) && !log.contains("wrong horse"),
        "a password is in the log:\n{log}"
    );
}

impl Told {
    #[track_caller]
    fn check(&self, what: &str, exit: i32, shows: &[&str]) {
        let text = &self.text;
        assert_eq!(self.code, Some(exit), "the exit code of {what}:\n{text}");
        for words in shows {
            assert!(text.contains(words), "{what} should show {words:?}:\n{text}");
        }
    }
}

/// A message that the tool can send as it is.
fn message_for(tool: &Tool, random: &mut Random, id: &str) -> Vec<u8> {
    if tool.relays {
        // RFC 5321 §4.5.3.1.6: it would fold longer lines, and 8-bit text that is UTF-8 is what programs hand over.
        return text_message(random, id);
    }
    let message = message(random, id, 40_000, 4_000);
    if tool.name != "swaks" {
        return message;
    }
    // It takes a backslash and what follows it for an escape, also in what it reads from a file.
    message
        .into_iter()
        .map(|octet| if octet == b'\\' { b'/' } else { octet })
        .collect()
}

/// The newest message in the queue is this one, submitted by `account`; nobody, if that is empty.
#[track_caller]
fn check_kept(tool: &Tool, site: &Site, what: &str, id: &str, account: &str, message: &[u8]) {
    let queue = site.queue(&[]);
    let listed = queue.last().expect("there is one");
    assert_eq!(listed.to(), [format!("{id}@example.org")], "{what}");
    assert_eq!(
        (listed.account.as_str(), listed.sender.as_str()),
        (account, ALICE),
        "{what}"
    );
    assert_eq!(listed.message_id, Some(format!("<{id}@client.example>")), "{what}");
    assert!(listed.held, "{what}: all mail is held");
    let kept = site.export(&listed.id);
    assert_eq!(listed.size, kept.len() as u64, "{what}");
    let added = kept
        .len()
        .saturating_sub(if tool.relays { message.len() } else { kept.len() });
    assert_same(what, &kept[added..], message);
    let trace = String::from_utf8_lossy(&kept[..added]).into_owned();
    assert_eq!(
        trace.starts_with("Received: by client.example (Postfix"),
        tool.relays,
        "{what}: {trace:?}"
    );
}

/// What stands in for a proxy is swaks: it says in front of its session whose it is, in both versions of the protocol.
#[test]
fn swaks_as_a_proxy() {
    if !can_run(missing(&["swaks"])) {
        return;
    }
    let site = Site::with_alice("proxy");
    site.configure(&configuration("", PROXIED, ""));
    let server = Server::start(&site);
    let port = server.doors()[2].port.to_string();
    for (version, family, more) in [
        ("1", "TCP4", &[][..]),
        (
            "2",
            "AF_INET",
            &["--proxy-protocol", "STREAM", "--proxy-command", "PROXY"],
        ),
    ] {
        let mut swaks = Command::new("swaks");
        swaks
            .args(["--server", "127.0.0.1", "--port", &port, "--timeout", "60"])
            .args(["--helo", "client.example", "--tls", "--tls-verify", "--tls-ca-path"])
            .arg(site.ca())
            .args(["--auth", "LOGIN", "--auth-user", ALICE, "--auth-password", PASSWORD])
            .args(["--from", ALICE, "--to", "bob@example.org"])
            .args(["--proxy-version", version, "--proxy-family", family])
            .args(["--proxy-source", "192.0.2.7", "--proxy-source-port", "51234"])
            .args(["--proxy-dest", "127.0.0.1", "--proxy-dest-port", "587"])
            .args(more);
        let what = format!("swaks with a header of version {version}");
        told(&mut swaks, b"").check(&what, 0, &["250 2.0.0 Queued as"]);
        let queue = site.queue(&[]);
        let listed = queue.last().expect("there is one");
        assert_eq!(listed.client, "192.0.2.7:51234", "{what}");
        let sent = site.export_as_sent(&listed.id);
        assert!(
            sent.starts_with("Received: from client.example ([192.0.2.7])"),
            "{what}: {sent}"
        );
    }
    assert_eq!(site.queue(&[]).len(), 2);
}

/// A message of lines of UTF-8 text, none of them long.
fn text_message(random: &mut Random, id: &str) -> Vec<u8> {
    let mut message = message(random, id, 0, 1);
    for _ in 0..200 {
        let letters = random.below(120);
        let line: String = (0..letters)
            .map(|_| match random.below(4) {
                0 => '\u{ac00}',
                1 => '.',
                2 => ' ',
                _ => 'x',
            })
            .collect();
        message.extend_from_slice(line.as_bytes());
        message.extend_from_slice(b"\r\n");
    }
    message
}

/// A Postfix of our own, beside the one that this machine may have: its own configuration, queue and log, and no port.
struct Postfix {
    child: Child,
    /// The directory of its main.cf.
    configuration: PathBuf,
    log: Lines,
    errors: Lines,
    _root: TempDir,
}

impl Postfix {
    /// Starts one that relays everything to the server under test.
    fn start(attempt: &Attempt) -> Self {
        // Its processes run as another user and must be able to come here.
        let root = TempDir::new("postfix");
        let (configuration, queue) = (root.path().join("etc"), root.path().join("queue"));
        for directory in [&configuration, &queue] {
            fs::create_dir(directory).expect("the temporary directory can be written");
        }
        let write = |name: &str, text: &str| {
            fs::write(configuration.join(name), text).expect("the temporary directory can be written");
        };
        let ca = configuration.join("ca.pem");
        fs::copy(&attempt.ca, &ca).expect("the server made its certificate");
        let relay = format!("[127.0.0.1]:{}", attempt.port);
        write(
            "passwords",
            &format!("{relay} {ALICE}:{}\n", attempt.password.unwrap_or_default()),
        );
        let yes = |yes: bool| if yes { "yes" } else { "no" };
        let here = root.path().display();
        let settings = format!(
            "{POSTFIX_MAIN}queue_directory = {here}/queue\n\
             data_directory = {here}/data\n\
             relayhost = {relay}\n\
             smtp_tls_CAfile = {}\n\
             smtp_tls_wrappermode = {}\n\
             smtp_sasl_auth_enable = {}\n\
             smtp_sasl_password_maps = texthash:{here}/etc/passwords\n",
            ca.display(),
            yes(attempt.tls == Tls::Implicit),
            yes(attempt.password.is_some()),
        );
        write("main.cf", &settings);
        write("master.cf", POSTFIX_MASTER);
        let mut command = Command::new(find_tool("postfix").expect("it was looked for"));
        command.arg("-c").arg(&configuration).arg("start-fg");
        let (child, log, errors) = spawn(&mut command);
        let mut postfix = Self {
            child,
            configuration,
            log,
            errors,
            _root: root,
        };
        let started = postfix
            .log
            .wait_for(|line| line.contains("daemon started").then_some(()));
        let (log, errors) = (postfix.log.text(), postfix.errors.text());
        assert!(started.is_some(), "Postfix does not start:\n{log}\n{errors}");
        postfix
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        // It knows its own processes, by the files in its own queue directory.
        if let Some(postfix) = find_tool("postfix") {
            let mut stop = Command::new(postfix);
            stop.arg("-c").arg(&self.configuration).arg("stop");
            drop(
                stop.stdin(Stdio::null())
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .status(),
            );
        }
        // Its processes have the pipe open as long as they run, and the directory must not go before they do.
        if !self.log.wait_for_end() {
            drop(self.child.kill());
        }
        drop(self.child.wait());
    }
}

/// A refusal stays in the log as a deferral (`soft_bounce`): a report about it would be one more message.
const POSTFIX_MAIN: &str = "\
compatibility_level = 3.6
myhostname = client.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
default_transport = smtp
soft_bounce = yes
maillog_file = /dev/stdout
smtp_tls_loglevel = 1
smtp_tls_security_level = secure
smtp_tls_secure_cert_match = localhost
smtp_sasl_security_options = noanonymous
";

/// What a Postfix needs that takes mail from programs and relays it. None of it listens on a port or is chrooted.
const POSTFIX_MASTER: &str = "\
pickup  unix  n  -  n  60  1  pickup
cleanup unix  n  -  n  -  0  cleanup
qmgr    unix  n  -  n  300  1  qmgr
tlsmgr  unix  -  -  n  1000?  1  tlsmgr
rewrite unix  -  -  n  -  -  trivial-rewrite
bounce  unix  -  -  n  -  0  bounce
defer   unix  -  -  n  -  0  bounce
trace   unix  -  -  n  -  0  bounce
proxymap unix -  -  n  -  -  proxymap
smtp    unix  -  -  n  -  -  smtp
error   unix  -  -  n  -  -  error
retry   unix  -  -  n  -  -  error
scache  unix  -  -  n  -  1  scache
showq   unix  n  -  n  -  -  showq
postlog unix-dgram n - n  -  1  postlogd
";

/// Behind those where one logs in.
const RELAY: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "relay"
tls = "starttls"
relay_from = ["127.0.0.1"]
"#;

const PROXIED: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "starttls"
proxy_from = ["127.0.0.1"]
"#;
