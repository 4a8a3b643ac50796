//! More of what real clients have than `interop.rs` asks of them: s-nail and mutt, which write their messages themselves, and the
//! mechanisms that msmtp, curl and those two know, over STARTTLS and over implicit TLS, with what is right and what is wrong. All of
//! them verify the certificate.
//!
//! A client that is not installed is skipped; `scripts/install-test-tools.sh` installs them all. Debian 12's curl and s-nail have no
//! SCRAM, and none of the four can bind it to the TLS session.

#[allow(dead_code, reason = "of the issuer, only how it signs and answers")]
mod issuer;
mod support;

use serde_json::json;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;
use support::{
    ALICE, Authority, ECDSA, Finished, PASSWORD, Server, Site, TempDir, Tls, can_run, configuration, missing, run,
};
use tokio::runtime::{Builder, Runtime};

#[test]
fn s_nail() {
    check(&Tool {
        name: "s-nail",
        refused: 4,
        shows: "535 5.7.8 Username or password not accepted",
        cases: &[
            ("plain", USUAL, Proof::Password, "PLAIN"),
            ("login", USUAL, Proof::Password, "LOGIN"),
            // So it calls what it does.
            ("oauthbearer", USUAL, Proof::Token, "XOAUTH2"),
            ("externanon", PLAINER, Proof::Certificate, "EXTERNAL"),
            ("external", PLAINER, Proof::Certificate, "EXTERNAL"),
        ],
        submit: by_s_nail,
    });
}

#[test]
fn mutt() {
    check(&Tool {
        name: "mutt",
        refused: 1,
        shows: "SASL authentication failed",
        cases: &[
            ("plain", USUAL, Proof::Password, "PLAIN"),
            ("login", USUAL, Proof::Password, "LOGIN"),
            ("scram-sha-256", USUAL, Proof::Password, "SCRAM-SHA-256"),
            // By its own choice.
            ("", PLAINER, Proof::Password, "SCRAM-SHA-256"),
            ("oauthbearer", USUAL, Proof::Token, "OAUTHBEARER"),
            ("xoauth2", USUAL, Proof::Token, "XOAUTH2"),
        ],
        submit: by_mutt,
    });
}

#[test]
fn msmtp() {
    check(&Tool {
        name: "msmtp",
        // sysexits.h: EX_NOPERM.
        refused: 77,
        shows: "535 5.7.8 Username or password not accepted",
        cases: &[
            ("plain", USUAL, Proof::Password, "PLAIN"),
            ("login", USUAL, Proof::Password, "LOGIN"),
            ("scram-sha-256", USUAL, Proof::Password, "SCRAM-SHA-256"),
            ("oauthbearer", USUAL, Proof::Token, "OAUTHBEARER"),
            ("xoauth2", USUAL, Proof::Token, "XOAUTH2"),
            ("external", PLAINER, Proof::Certificate, "EXTERNAL"),
        ],
        submit: by_msmtp,
    });
}

#[test]
fn curl() {
    check(&Tool {
        name: "curl",
        // Login denied.
        refused: 67,
        shows: "< 535 5.7.8 Username or password not accepted",
        cases: &[
            ("PLAIN", USUAL, Proof::Password, "PLAIN"),
            ("LOGIN", USUAL, Proof::Password, "LOGIN"),
            // What it does with a token is its own choice.
            ("*", USUAL, Proof::Token, "OAUTHBEARER"),
            ("*", PLAINER, Proof::Token, "XOAUTH2"),
            ("EXTERNAL", PLAINER, Proof::Certificate, "EXTERNAL"),
        ],
        submit: by_curl,
    });
}

/// Debian 12's mutt takes the strongest mechanism by its name, finds that it cannot bind the channel, and tries no other one. Whoever
/// offers -PLUS has to know that.
#[test]
fn mutt_where_channel_binding_is_offered() {
    if !can_run(missing(&["mutt"])) {
        return;
    }
    let mut place = Place::open("mutt-plus");
    for (asks, is_in) in [("", false), ("scram-sha-256", true)] {
        let attempt = Attempt {
            asks,
            tls: Tls::StartTls,
            port: place.server.doors()[BOUND].port,
            secret: Some(PASSWORD),
            place: &place,
        };
        let finished = by_mutt(&attempt);
        if is_in {
            finished.succeeded();
            assert_eq!(place.server.told("logged in")["mechanism"], "SCRAM-SHA-256");
        } else {
            finished.ended(1).says("SASL authentication failed");
            assert_eq!(place.server.told("refused")["reply"], "auth-cancelled");
        }
    }
}

/// A client under test.
struct Tool {
    name: &'static str,
    /// Its exit code where its login is refused.
    refused: i32,
    /// What it shows where a password is.
    shows: &'static str,
    cases: &'static [Case],
    /// Has it submit [`TEXT`].
    submit: fn(&Attempt) -> Finished,
}

/// How the client calls what it is to do, the first of the two listeners, what proves who it is, and the mechanism that the server is
/// to see.
type Case = (&'static str, usize, Proof, &'static str);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    Password,
    Token,
    Certificate,
}

/// What a client is told to do.
struct Attempt<'a> {
    asks: &'a str,
    tls: Tls,
    port: u16,
    /// A password or a token. `None`: it shows a certificate.
    secret: Option<&'a str>,
    place: &'a Place,
}

impl Attempt<'_> {
    /// A file that only we may read: it may hold a secret.
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.place.files.path().join(name);
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&path);
        file.and_then(|mut file| file.write_all(text.as_bytes()))
            .expect("the temporary directory can be written");
        path
    }

    /// A command in an environment in which nothing of whoever runs the tests stands.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.place.files.path())
            .env("TERM", "dumb")
            .env("LC_ALL", "C.UTF-8");
        command
    }

    /// PEM file that the server's certificate leads to.
    fn ca(&self) -> String {
        self.place.site.ca().display().to_string()
    }

    /// The certificate of our own, and its key.
    fn own(&self) -> [String; 2] {
        ["own.pem", "own.key"].map(|name| self.place.site.path(name).display().to_string())
    }
}

/// A message for programs that send what they are given.
fn whole() -> String {
    format!(
        "From: {ALICE}\r\nTo: {BOB}\r\nSubject: Hello\r\n\r\n{}",
        TEXT.replace('\n', "\r\n")
    )
}

fn by_s_nail(attempt: &Attempt) -> Finished {
    let (port, ca) = (attempt.port, attempt.ca());
    let (scheme, more) = match attempt.tls {
        Tls::Implicit => ("submissions", ""),
        _ => ("smtp", "set smtp-use-starttls\n"),
    };
    let proof = match attempt.secret {
        Some(secret) => format!("set password=\"{secret}\"\n"),
        None => {
            let [certificate, key] = attempt.own();
            format!("set tls-config-pairs='Certificate={certificate},PrivateKey={key}'\n")
        }
    };
    let file = attempt.file(
        "mailrc",
        &format!(
            "set v15-compat nosave sendwait mta={scheme}://localhost:{port}\n{more}\
             set from={ALICE} user={ALICE} smtp-auth={}\n{proof}\
             set tls-verify=strict tls-ca-file={ca} tls-ca-no-defaults\n",
            attempt.asks
        ),
    );
    let mut command = attempt.command("s-nail");
    command.env("MAILRC", file).env("MAILX_NO_SYSTEM_RC", "1");
    command.args(["-s", "Hello", BOB]);
    run(&mut command, TEXT.as_bytes())
}

fn by_mutt(attempt: &Attempt) -> Finished {
    let (port, ca) = (attempt.port, attempt.ca());
    let scheme = if attempt.tls == Tls::Implicit { "smtps" } else { "smtp" };
    let user = ALICE.replace('@', "%40");
    let secret = attempt.secret.expect("it is asked for no certificate");
    // Passwords stand in its file, and for tokens it runs a command.
    let token = attempt.file("token", secret);
    let file = attempt.file(
        "muttrc",
        &format!(
            "set smtp_url=\"{scheme}://{user}@localhost:{port}/\" smtp_pass=\"{secret}\"\n\
             set smtp_authenticators=\"{}\" smtp_oauth_refresh_command=\"cat {}\"\n\
             set from=\"{ALICE}\" envelope_from_address=\"{ALICE}\" use_envelope_from=yes hostname=\"client.example\"\n\
             set ssl_starttls=yes ssl_force_tls=yes ssl_ca_certificates_file=\"{ca}\" certificate_file=\"\"\n\
             set record=\"\" tmpdir=\"{}\" sleep_time=0\n",
            attempt.asks,
            token.display(),
            attempt.place.files.path().display()
        ),
    );
    let mut command = attempt.command("mutt");
    command.args(["-n", "-F"]).arg(file).args(["-s", "Hello", "--", BOB]);
    run(&mut command, TEXT.as_bytes())
}

fn by_msmtp(attempt: &Attempt) -> Finished {
    let (port, ca, asks) = (attempt.port, attempt.ca(), attempt.asks);
    let starttls = if attempt.tls == Tls::StartTls { "on" } else { "off" };
    let proof = match attempt.secret {
        Some(secret) => format!("password \"{secret}\"\n"),
        None => {
            let [certificate, key] = attempt.own();
            format!("tls_cert_file {certificate}\ntls_key_file {key}\n")
        }
    };
    let file = attempt.file(
        "msmtprc",
        &format!(
            "account default\nhost localhost\nport {port}\ndomain client.example\ntimeout 60\n\
             tls on\ntls_starttls {starttls}\ntls_trust_file {ca}\n\
             from {ALICE}\nuser {ALICE}\nauth {asks}\n{proof}"
        ),
    );
    let mut command = attempt.command("msmtp");
    command.arg("--file").arg(file).args(["--", BOB]);
    run(&mut command, whole().as_bytes())
}

fn by_curl(attempt: &Attempt) -> Finished {
    let mut command = attempt.command("curl");
    command
        .args(["-q", "-sS", "-v", "--max-time", "60", "--cacert", &attempt.ca()])
        .args(["--mail-from", ALICE, "--mail-rcpt", BOB])
        .args(["--login-options", &format!("AUTH={}", attempt.asks)])
        .arg("--upload-file")
        .arg(attempt.file("curl.eml", &whole()));
    let place = format!("localhost:{}/client.example", attempt.port);
    match attempt.tls {
        Tls::Implicit => command.arg(format!("smtps://{place}")),
        _ => command.args(["--ssl-reqd", &format!("smtp://{place}")]),
    };
    // Not as arguments, which others could see.
    let secrets = match attempt.secret {
        // It is one of RFC 7519.
        Some(token) if token.starts_with("eyJ") => format!("user = \"{ALICE}:\"\noauth2-bearer = \"{token}\"\n"),
        Some(password) => format!("user = \"{ALICE}:{password}\"\n"),
        None => {
            let [certificate, key] = attempt.own();
            format!("user = \"{ALICE}:\"\ncert = \"{certificate}\"\nkey = \"{key}\"\n")
        }
    };
    command.arg("--config").arg(attempt.file("curlrc", &secrets));
    run(&mut command, b"")
}

fn check(tool: &Tool) {
    if !can_run(missing(&[tool.name])) {
        return;
    }
    let mut place = Place::open(tool.name);
    let mut accepted = 0;
    for (asks, listener, proof, mechanism) in tool.cases.iter().copied() {
        // The right one last: after it nothing is held against whoever it is.
        let secrets = match proof {
            Proof::Password => vec![
                (Some("wrong horse".to_owned()), false),
                (Some(PASSWORD.to_owned()), true),
            ],
            Proof::Token => vec![
                (Some(place.token(&issuer::Key::ed25519("key"))), false),
                (Some(place.token(&place.key)), true),
            ],
            Proof::Certificate => vec![(None, true)],
        };
        for (listener, tls) in (listener..).zip(Tls::ALL) {
            for (secret, is_right) in &secrets {
                let what = format!("{} with {asks:?}, {}, right: {is_right}", tool.name, tls.word());
                let finished = (tool.submit)(&Attempt {
                    asks,
                    tls,
                    port: place.server.doors()[listener].port,
                    secret: secret.as_deref(),
                    place: &place,
                });
                if *is_right {
                    assert_eq!(finished.code, Some(0), "{what}: {finished}");
                    let told = place.server.told("logged in");
                    assert_eq!(told["mechanism"], mechanism, "{what}");
                    accepted += 1;
                    place.has_kept(&what, accepted);
                    continue;
                }
                assert_eq!(finished.code, Some(tool.refused), "{what}: {finished}");
                // Of tokens some hear only why, and leave.
                if proof == Proof::Password {
                    assert!(finished.text().contains(tool.shows), "{what}: {finished}");
                    let detail = place.server.told("refused")["detail"].to_string();
                    assert!(detail.contains("wrong password"), "{what}: {detail}");
                }
                assert_eq!(place.site.queue(&[]).len(), accepted, "{what}: {finished}");
            }
        }
    }
    let log = place.server.stop().log;
    for secret in [PASSWORD, "wrong horse", "eyJ", "PRIVATE KEY"] {
        assert!(!log.contains(secret), "{secret:?} is in the log:\n{log}");
    }
}

/// A server at which [`ALICE`] can log in with a password, a token and a certificate.
struct Place {
    server: Server,
    site: Site,
    /// Where clients may keep files.
    files: TempDir,
    key: issuer::Key,
    /// The name of the issuer.
    realm: String,
    _issuer: issuer::Server,
    /// Without it the issuer does not answer.
    _runtime: Runtime,
}

impl Place {
    fn open(name: &str) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
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
        let issuer = runtime.block_on(issuer::Server::start(answers));
        let realm = format!("http://{}/realm", issuer.address);
        let (site, authority) = (Site::new(name), Authority::new());
        authority.write(&site);
        authority.issue(&["alice.example"], ECDSA).write(&site, "own");
        let sections = format!(
            "[passwords]\nmemory = \"8 MiB\"\npasses = 1\n[log]\nformat = \"json\"\nlevel = \"debug\"\n\
             [[issuer]]\nissuer = \"{realm}\"\naudience = [\"gatepost\"]\n\
             [[client_certificate]]\nname = \"alice.example\"\naccount = \"{ALICE}\"\n"
        );
        site.configure(&configuration("trusted = [\"127.0.0.1/32\"]", LISTENERS, &sections));
        // Now, since the listeners say for which mechanisms an account has to have keys.
        site.add_account(ALICE, &[]);
        Self {
            server: Server::start(&site),
            site,
            files: TempDir::new(name),
            key,
            realm,
            _issuer: issuer,
            _runtime: runtime,
        }
    }

    /// A token of [`ALICE`] that this key signs.
    fn token(&self, key: &issuer::Key) -> String {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.expect("it is later than 1970").as_secs();
        let claims = json!({"iss": self.realm, "aud": "gatepost", "exp": now + 600, "iat": now, "email": ALICE});
        key.token("EdDSA", &claims)
    }

    /// So many messages are in the queue, and the newest is [`TEXT`].
    #[track_caller]
    fn has_kept(&self, what: &str, count: usize) {
        let queue = self.site.queue(&[]);
        assert_eq!(queue.len(), count, "{what}: {queue:?}");
        let last = queue.last().expect("there is one");
        assert_eq!(last.to(), [BOB], "{what}");
        assert_eq!((last.account.as_str(), last.sender.as_str()), (ALICE, ALICE), "{what}");
        let kept = String::from_utf8(self.site.export(&last.id)).expect("they were given ASCII");
        let (head, text) = kept.split_once("\r\n\r\n").expect("there is a header");
        assert!(head.contains("Subject: Hello"), "{what}: {head}");
        assert_eq!(text, TEXT.replace('\n', "\r\n"), "{what}");
    }
}

const BOB: &str = "bob@example.org";

/// As programs are given it.
const TEXT: &str = "Hello,\n.a dot\n..\n\n From here\n\nBye\n";

/// The first of two listeners, for STARTTLS and for implicit TLS: those that every site has, and those without channel binding.
const USUAL: usize = 0;
const PLAINER: usize = 2;
/// The one that has to offer it.
const BOUND: usize = 4;

const LISTENERS: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "starttls"
mechanisms = ["SCRAM-SHA-256", "EXTERNAL", "XOAUTH2", "PLAIN", "LOGIN"]
client_ca = "authority.pem"

[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "implicit"
mechanisms = ["SCRAM-SHA-256", "EXTERNAL", "XOAUTH2", "PLAIN", "LOGIN"]
client_ca = "authority.pem"

[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "starttls"
mechanisms = ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN"]
"#;
