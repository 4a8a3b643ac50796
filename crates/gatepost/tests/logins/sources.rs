//! A source of accounts of each kind, each for a domain of its own; and one of them that goes and comes back.
//!
//! Where one of the servers is not, this is skipped; `scripts/install-test-tools.sh` brings them.

use super::peers::{Certificate, Logins, SEARCHER, SEARCHER_SECRET, Slapd};
use super::postgresql::Postgresql;
use super::support::{Authority, JSON_LOG, PASSWORD, Server, Site, can_run, configuration, own_address};
use super::{At, CHEAP, IMPLICIT, RIGHT, WRONG, detail, listed, log_in};
use serde_json::Value;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use tokio::runtime::Builder;

#[test]
fn every_kind_of_source_beside_the_others() {
    let obstacle = Slapd::obstacle().or_else(Postgresql::obstacle);
    if !can_run(obstacle.or_else(Logins::obstacle)) {
        return;
    }
    let (site, authority) = (Site::new("sources"), Authority::new());
    authority.write(&site);
    let address = own_address().ip().to_string();
    let mut slapd = Slapd::start(&Certificate::issue(&authority, &site, &[&address]));
    let postgresql = Postgresql::start(&authority);
    let dovecot = Logins::start("plain");
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let insert = format!("INSERT INTO gatepost.account (name, password) VALUES ('{BOB}', '{HASH}')");
    runtime.block_on(async {
        postgresql.sql(TABLE).await;
        postgresql.sql(&insert).await;
    });
    keep_secret(&site, "directory.password", SEARCHER_SECRET);
    keep_secret(&site, "accounts.passwd", &format!("{CAROL}:{HASH}"));
    let sources = SOURCES
        .replace("{host}", &address)
        .replace("{port}", &slapd.clear.port().to_string())
        .replace("{searcher}", SEARCHER)
        .replace("{database}", &postgresql.directory())
        .replace("{database port}", &postgresql.address.port().to_string())
        .replace("{socket}", &dovecot.socket().display().to_string());
    site.configure(&configuration("", "", &format!("{CHEAP}{JSON_LOG}{sources}")));
    site.add_account(ERIN, &[]);
    let mut server = Server::start(&site);
    let door = server.doors()[IMPLICIT].clone();
    assert_eq!(listed(&door).as_deref(), Some("PLAIN LOGIN"));

    for (source, account, why) in ACCOUNTS {
        let mut client = At::Secured.session(&door);
        let reply = client.log_in(account, PASSWORD).expect("a reply");
        assert!(reply.is(RIGHT), "{reply} to {account} of {source}");
        client
            .expect(&format!("MAIL FROM:<{account}>"), "250 2.1.0")
            .expect("a reply");
        client.quit();
        let reply = log_in(&door, "PLAIN", account, "wrong horse");
        assert!(reply.is(WRONG), "{reply} to {account} of {source}");
        let detail = detail(&mut server);
        assert!(detail.starts_with(why), "{detail} of {account} of {source}");
    }
    // Nobody else is asked for the names of a domain.
    for account in ["carol@directory.example", "bob@file.example", "erin@nowhere.example"] {
        let reply = log_in(&door, "PLAIN", account, PASSWORD);
        assert!(reply.is(WRONG), "{reply} to {account}");
        let detail = detail(&mut server);
        assert!(detail.starts_with("unknown account"), "{detail} of {account}");
    }
    for (source, account, _) in ACCOUNTS {
        let shown = site.run(&["account", "show", account, "--json"]);
        if source == "dovecot" {
            // It says nothing of an account before the password is right.
            shown
                .ended(1)
                .says("what checks passwords and does not say who there is (dovecot)");
            continue;
        }
        let shown: Value = shown.succeeded().json();
        assert_eq!(shown["source"], source, "{shown}");
    }
    assert_eq!(findings(&site, 0), Vec::<Value>::new());
    for (source, _, _) in ACCOUNTS {
        let trouble = trouble(&site, source);
        assert!(trouble.is_null(), "{trouble} of {source}");
    }

    slapd.stop();
    for password in [PASSWORD, "wrong horse"] {
        let reply = log_in(&door, "PLAIN", ALICE, password);
        assert!(reply.is("454 4.7.0"), "{reply} to {password:?}");
    }
    let told = server.told(DOWN);
    assert_eq!(told["level"], "ERROR", "{told}");
    assert_eq!(told["source"], "directory", "{told}");
    let why = told["why"].as_str().unwrap_or_default();
    assert!(why.starts_with("ldap://"), "{told}");
    for _ in [PASSWORD, "wrong horse"] {
        let detail = detail(&mut server);
        assert!(detail.starts_with("source down: directory: ldap://"), "{detail}");
    }
    for (source, account, _) in &ACCOUNTS[1..] {
        let reply = log_in(&door, "PLAIN", account, PASSWORD);
        assert!(reply.is(RIGHT), "{reply} to {account} of {source}");
        let trouble = trouble(&site, source);
        assert!(trouble.is_null(), "{trouble} of {source}");
    }
    let trouble = trouble(&site, "directory");
    let (since, why) = (&trouble["since"], trouble["why"].as_str().unwrap_or_default());
    assert!(since.is_string() && why.starts_with("ldap://"), "{trouble}");
    let found = findings(&site, 1);
    let [finding] = &found[..] else {
        panic!("not one finding: {found:?}")
    };
    let problem = finding["problem"].as_str().unwrap_or_default();
    assert!(
        finding["severity"] == "error" && problem.starts_with("the source directory cannot be asked: ldap://"),
        "{finding}"
    );
    site.run(&["account", "show", ALICE])
        .ended(1)
        .says("source down: directory");

    slapd.run();
    let reply = log_in(&door, "PLAIN", ALICE, PASSWORD);
    assert!(reply.is(RIGHT), "{reply} when it is back");
    let told = server.told(BACK);
    assert_eq!(told["level"], "INFO", "{told}");
    assert_eq!(told["source"], "directory", "{told}");
    let trouble = self::trouble(&site, "directory");
    assert!(trouble.is_null(), "{trouble}");
    assert_eq!(findings(&site, 0), Vec::<Value>::new());
    let stopped = server.stop();
    for message in [DOWN, BACK] {
        assert_eq!(stopped.log.matches(message).count(), 1, "{message}: {}", stopped.log);
    }
}

/// What `check` finds of sources when it ends with that code.
#[track_caller]
fn findings(site: &Site, code: i32) -> Vec<Value> {
    let found: Vec<Value> = site.run(&["check", "--json"]).ended(code).json();
    let is_of_sources = |finding: &Value| {
        let setting = finding["setting"].as_str().unwrap_or_default();
        setting.starts_with("source")
    };
    found.into_iter().filter(is_of_sources).collect()
}

/// What `status` says is wrong with a source; null, if nothing is.
#[track_caller]
fn trouble(site: &Site, name: &str) -> Value {
    let status: Value = site.run(&["status", "--json"]).succeeded().json();
    let sources = status["server"]["sources"].as_array().expect("a list");
    let source = sources.iter().find(|source| source["name"] == name);
    let source = source.unwrap_or_else(|| panic!("there is no source {name}: {status}"));
    source["trouble"].clone()
}

/// Writes a file that nobody else may read.
fn keep_secret(site: &Site, name: &str, line: &str) {
    let mut options = OpenOptions::new();
    let opened = options.write(true).create_new(true).mode(0o600).open(site.path(name));
    opened
        .and_then(|mut file| writeln!(file, "{line}"))
        .expect("the temporary directory can be written");
}

/// What the log says of a source.
const DOWN: &str = "a source of accounts cannot be asked: its logins are told to wait";
/// See [`DOWN`].
const BACK: &str = "a source of accounts can be asked again";

const ALICE: &str = "alice@directory.example";
const BOB: &str = "bob@database.example";
const CAROL: &str = "carol@file.example";
const ERIN: &str = "erin@embedded.example";
/// Each with its source, and with what the operator learns when its password is wrong. All have [`PASSWORD`].
const ACCOUNTS: [(&str, &str, &str); 5] = [
    ("directory", ALICE, "wrong password (login "),
    ("database", BOB, "wrong password (login "),
    ("dovecot", "alice@example.com", "wrong password or unknown account"),
    ("file", CAROL, "wrong password (login "),
    ("embedded", ERIN, "wrong password (login "),
];

/// Of [`PASSWORD`], by crypt(3) of libxcrypt.
const HASH: &str = "$6$rounds=1234$0123456789abcdef$yJKAU.GCgxQxo9NIHthYvSOZlwcGg6tBNIwD1wtfwrQJ8ZAMotNBlAVg1rHuHueFD9A/6OxeAnDolLXIH.xSz1";
const TABLE: &str = include_str!("../../../../packaging/postgresql/accounts.sql");

/// What the directory says is not kept, so that each login asks it.
const SOURCES: &str = r#"
[[source]]
kind = "ldap"
name = "directory"
domains = ["directory.example"]
host = "{host}"
port = {port}
tls = "starttls"
ca = "authority.pem"
base = "dc=example,dc=com"
filter = "(uid={local})"
search_dn = "{searcher}"
password_file = "directory.password"
cache = 0

[[source]]
kind = "postgres"
name = "database"
domains = ["database.example"]
host = "{database}"
port = {database port}
database = "postgres"
user = "gatepost"

[[source]]
kind = "dovecot"
domains = ["example.com"]
socket = "{socket}"

[[source]]
kind = "file"
domains = ["file.example"]
path = "accounts.passwd"

[[source]]
kind = "embedded"
domains = ["embedded.example"]
"#;
