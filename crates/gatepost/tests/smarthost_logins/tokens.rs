//! Access tokens as logins: got where Microsoft 365 and Google give them out, in the forms that they document, and checked by the
//! smarthost as those of an issuer that it knows.

use super::issuer::{Asked, Key, Server};
use super::place::{IMPLICIT, Near, RELAY, Smarthost, keep_secret};
use super::support::{Site, wait_until};
use serde_json::json;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use tokio::runtime::{Builder, Runtime};

/// What the endpoints say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    /// A token that the smarthost takes.
    Good,
    /// One that it does not take: of another key with the same name.
    Forging,
    /// Nothing that could be read.
    Down,
    /// That nobody consents any more.
    Revoked,
}

/// What they know.
struct Known {
    mood: Mood,
    /// The only refresh token that is good.
    refresh_token: String,
    /// How many there were.
    count: usize,
}

/// The issuer of the tokens, and the endpoints.
struct Provider {
    server: Server,
    known: Arc<Mutex<Known>>,
    /// Without it nobody answers.
    _runtime: Runtime,
}

impl Provider {
    fn open() -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let known = Arc::new(Mutex::new(Known {
            mood: Mood::Good,
            refresh_token: "1//first".to_owned(),
            count: 1,
        }));
        let (own, key, forger) = (Arc::clone(&known), Key::ed25519("key"), Key::ed25519("key"));
        let answers = move |asked: &Asked| {
            let base = format!("http://{}", asked.host);
            match asked.what.as_str() {
                "GET /realm/.well-known/openid-configuration" => {
                    let metadata = json!({"issuer": format!("{base}/realm"), "jwks_uri": format!("{base}/keys")});
                    (200, metadata.to_string())
                }
                "GET /keys" => (200, json!({ "keys": [key.jwk()] }).to_string()),
                MICROSOFT | GOOGLE => {
                    let mut known = locked(&own);
                    let key = if known.mood == Mood::Forging { &forger } else { &key };
                    answer(asked, &mut known, || token(key, &format!("{base}/realm")))
                }
                _ => (404, "{}".to_owned()),
            }
        };
        let server = runtime.block_on(Server::start(answers));
        Self {
            server,
            known,
            _runtime: runtime,
        }
    }

    fn set(&self, mood: Mood) {
        locked(&self.known).mood = mood;
    }

    /// What the smarthost has to know.
    fn issuer(&self) -> String {
        let address = self.server.address;
        format!("[[issuer]]\nissuer = \"http://{address}/realm\"\naudience = [\"gatepost\"]\n")
    }

    /// A login as a program (client credentials), as Microsoft has it.
    fn as_program(&self) -> String {
        let (address, (_, path)) = (self.server.address, split(MICROSOFT));
        format!(
            "user = \"{RELAY}\"\ntoken_endpoint = \"http://{address}{path}\"\nclient_id = \"{CLIENT}\"\n\
             client_secret_file = \"secret\"\nscope = \"https://outlook.office365.com/.default\"\n"
        )
    }

    /// A login with what a person has consented to, which stands in the file `refresh`, as Google has it.
    fn as_person(&self) -> String {
        let (address, (_, path)) = (self.server.address, split(GOOGLE));
        format!(
            "user = \"{RELAY}\"\ntoken_endpoint = \"http://{address}{path}\"\nclient_id = \"{CLIENT}\"\n\
             client_secret_file = \"secret\"\nrefresh_token_file = \"refresh\"\n"
        )
    }
}

/// As learn.microsoft.com and developers.google.com document it.
fn answer(asked: &Asked, known: &mut Known, token: impl FnOnce() -> String) -> (u16, String) {
    let is = |field: &str| asked.body.split('&').any(|one| one == field);
    let refused = |error: &str, description: &str| {
        (
            400,
            json!({"error": error, "error_description": description}).to_string(),
        )
    };
    if known.mood == Mood::Down {
        return (503, "<html>Service Unavailable</html>".to_owned());
    }
    if !is(&format!("client_id={CLIENT}")) || !is("client_secret=s%2Becret") {
        return refused(
            "invalid_client",
            "AADSTS7000215: Invalid client secret is provided.\r\nTrace ID: 255d1aef",
        );
    }
    if known.mood == Mood::Revoked {
        return refused("invalid_grant", "Token has been expired or revoked.");
    }
    if asked.what == MICROSOFT {
        if !is("grant_type=client_credentials") || !is("scope=https%3A%2F%2Foutlook.office365.com%2F.default") {
            return refused("invalid_scope", "AADSTS70011: The provided value is not valid.");
        }
        let answer =
            json!({"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token()});
        return (200, answer.to_string());
    }
    let shown = format!("refresh_token={}", known.refresh_token.replace('/', "%2F"));
    if !is("grant_type=refresh_token") || !is(&shown) {
        return refused("invalid_grant", "Bad Request");
    }
    known.count += 1;
    known.refresh_token = format!("1//number-{}", known.count);
    let answer = json!({
        "access_token": token(), "expires_in": 3920, "scope": "https://mail.google.com/", "token_type": "Bearer",
        "refresh_token": known.refresh_token,
    });
    (200, answer.to_string())
}

/// A token of [`RELAY`] (RFC 9068).
fn token(key: &Key, issuer: &str) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = now.expect("it is later than 1970").as_secs();
    let claims = json!({"iss": issuer, "aud": "gatepost", "exp": now + 3_600, "iat": now, "email": RELAY});
    key.token("EdDSA", &claims)
}

fn locked(known: &Mutex<Known>) -> MutexGuard<'_, Known> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

fn split(request: &str) -> (&str, &str) {
    request.split_once(' ').expect("a method and a path")
}

/// A site with the files that [`Provider::as_program`] and [`Provider::as_person`] name.
fn prepared(name: &str) -> Site {
    let site = Site::new(name);
    keep_secret(&site, "secret", "s+ecret");
    keep_secret(&site, "refresh", "1//first");
    site
}

#[test]
fn tokens_in_the_forms_of_microsoft_and_of_google() {
    let provider = Provider::open();
    let mut far = Smarthost::open(Site::new("tokens-far"), LISTENERS, &provider.issuer());
    let site = prepared("tokens");
    // Others may read it: they may afterwards.
    let file = site.path("refresh");
    fs::set_permissions(&file, Permissions::from_mode(0o640)).expect("it is ours");
    let (program, person) = (provider.as_program(), provider.as_person());
    let older = format!("{program}mechanisms = [\"XOAUTH2\"]\n");
    let cases = [
        ("program.example", BOTH, &program, "OAUTHBEARER"),
        ("older.example", BOTH, &older, "XOAUTH2"),
        ("oldest.example", ONLY_OLDER, &program, "XOAUTH2"),
        ("person.example", BOTH, &person, "OAUTHBEARER"),
        // What is offered where nothing is configured.
        ("usual.example", IMPLICIT, &program, "OAUTHBEARER"),
    ];
    let mut routes = cases
        .map(|(domain, listener, login, _)| far.route(domain, listener, login))
        .concat();
    routes += &far.route("without.example", WITHOUT, &program);
    let near = Near::start(site, &routes);
    for (domain, _, _, mechanism) in cases {
        near.delivers(&near.submit(domain));
        assert_eq!(far.login(), (mechanism.to_owned(), String::new()), "{domain}");
        far.has_one_more(domain);
    }
    let without = near.submit("without.example");
    near.pauses(
        &without,
        "auth-not-offered",
        "no AUTH mechanism that goes with this login",
    );
    // What was got is kept, and the routes of one program share it.
    for (domain, _, _, _) in cases {
        near.delivers(&near.submit(domain));
        far.has_one_more(domain);
    }
    assert_eq!(provider.server.count(MICROSOFT), 1);
    assert_eq!(provider.server.count(GOOGLE), 1);

    let kept = fs::read_to_string(&file).expect("it is there");
    assert_eq!(kept, "1//number-2\n");
    let mode = fs::metadata(&file).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o7777, 0o640);
    near.stop(&["s+ecret", "1//first", "1//number-2", "eyJ"]);

    // With what was kept the next start goes on.
    let site = prepared("tokens-again");
    keep_secret(&site, "refresh", kept.trim_end());
    let near = Near::start(site, &far.route("person.example", BOTH, &person));
    near.delivers(&near.submit("person.example"));
    far.has_one_more("person.example");
    assert_eq!(provider.server.count(GOOGLE), 2);
    near.stop(&["s+ecret", "1//number-2", "1//number-3", "eyJ"]);
}

/// Nobody has to do anything, and nothing comes back.
#[test]
fn an_endpoint_that_is_down() {
    let provider = Provider::open();
    let mut far = Smarthost::open(Site::new("down-far"), LISTENERS, &provider.issuer());
    provider.set(Mood::Down);
    let logins = [
        ("program.example", provider.as_program()),
        ("person.example", provider.as_person()),
    ];
    let routes = logins
        .each_ref()
        .map(|(domain, login)| far.route(domain, BOTH, login))
        .concat();
    let near = Near::start(prepared("down"), &routes);
    for (domain, _) in logins {
        let id = near.submit(domain);
        let (cause, said) = near.keeps(&id);
        assert_eq!(cause, "temp-auth-failure", "{said}");
        assert!(
            said.starts_with("no access token: the token endpoint http://"),
            "{said}"
        );
        let trouble = near.trouble(&cause);
        assert_eq!(trouble["paused"], false, "{trouble}");
        provider.set(Mood::Good);
        // The endpoint is not asked again at once.
        wait_until("it is tried with a token", || {
            near.retry(&id);
            let life = near.site.run(&["trace", &id]).succeeded().text();
            life.contains("  delivered\n").then_some(())
        });
        assert_eq!(far.login().0, "OAUTHBEARER");
        far.has_one_more(domain);
        provider.set(Mood::Down);
    }
    near.stop(&["s+ecret", "1//first", "eyJ"]);
}

#[test]
fn where_somebody_has_to_consent_again() {
    let provider = Provider::open();
    let mut far = Smarthost::open(Site::new("revoked-far"), LISTENERS, &provider.issuer());
    provider.set(Mood::Revoked);
    let route = far.route("person.example", ONLY_OLDER, &provider.as_person());
    let mut near = Near::start(prepared("revoked"), &route);
    let id = near.submit("person.example");
    let words = "says invalid_grant: Token has been expired or revoked.";
    near.pauses(&id, "oauth-token-bad", words);
    let told = near
        .server
        .told("the route is paused: correct its login, then reload; nothing is bounced");
    assert_eq!(told["level"], "ERROR", "{told}");
    assert!(
        told["said"].as_str().is_some_and(|said| said.ends_with(words)),
        "{told}"
    );
    assert_eq!(provider.server.count(GOOGLE), 1);

    // It is consented, and the new refresh token is in the file.
    provider.set(Mood::Good);
    locked(&provider.known).refresh_token = "1//consented".to_owned();
    keep_secret(&near.site, "refresh", "1//consented");
    near.reload(&route);
    near.delivers(&id);
    assert_eq!(far.login().0, "XOAUTH2");
    near.stop(&["s+ecret", "1//first", "1//consented", "eyJ"]);
}

/// The smarthost says why in a challenge of JSON (RFC 7628 §3.2.2), to which the client has to say something before it hears the
/// refusal itself.
#[test]
fn a_token_that_is_refused() {
    let provider = Provider::open();
    let mut far = Smarthost::open(Site::new("forged-far"), LISTENERS, &provider.issuer());
    provider.set(Mood::Forging);
    let program = provider.as_program();
    let cases = [("both.example", BOTH), ("older.example", ONLY_OLDER)];
    let routes = cases
        .map(|(domain, listener)| far.route(domain, listener, &program))
        .concat();
    let mut near = Near::start(prepared("forged"), &routes);
    let ids = cases.map(|(domain, _)| {
        let id = near.submit(domain);
        near.pauses(&id, "credentials-wrong", "535 5.7.8 Username or password not accepted");
        let why = far.refusal();
        assert!(why.starts_with("bad token: its signature is wrong"), "{why}");
        id
    });
    // A token that is that new has not ended early: another would fare no better.
    assert_eq!(provider.server.count(MICROSOFT), 2);

    provider.set(Mood::Good);
    near.reload(&routes);
    for id in &ids {
        near.delivers(id);
    }
    assert_eq!(provider.server.count(MICROSOFT), 3);
    let mut logins = [far.login().0, far.login().0];
    logins.sort();
    assert_eq!(logins, ["OAUTHBEARER", "XOAUTH2"]);
    near.stop(&["s+ecret", "eyJ"]);
}

const MICROSOFT: &str = "POST /TENANT/oauth2/v2.0/token";
const GOOGLE: &str = "POST /token";
const CLIENT: &str = "535fb089-9ff3-47b6-9bfb-4f1264799865";

/// The places of [`LISTENERS`], behind those that every site has.
const BOTH: usize = 2;
const ONLY_OLDER: usize = 3;
const WITHOUT: usize = 4;

const LISTENERS: &str = r#"
[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "implicit"
mechanisms = ["LOGIN", "PLAIN", "XOAUTH2", "OAUTHBEARER"]

[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "starttls"
mechanisms = ["LOGIN", "XOAUTH2"]

[[listener]]
address = "127.0.0.1:0"
service = "submission"
tls = "implicit"
mechanisms = ["LOGIN", "PLAIN", "SCRAM-SHA-256"]
"#;
