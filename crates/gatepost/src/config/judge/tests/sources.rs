//! Sources of accounts, right and wrong.

use super::super::super::auth::{LdapEntry, Source, SourceKind, SourceTls, SourceTlsMode};
use super::wrong::{and, complains};
use super::{RIGHT, load_text};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Sections of these lines, below a file that is right.
fn sources(below: &str) -> Vec<Source> {
    let text = and(below);
    let settings = load_text(&text).unwrap_or_else(|complaint| panic!("{text}\n{complaint}"));
    settings.sources
}

/// One source of these lines, of which the first is line 2.
fn wrong(below: &str, line: usize, problem: &str, fix: &str) {
    let text = and(&format!("[[source]]\n{below}"));
    complains(&text, RIGHT.len() + line, problem, fix);
}

fn in_etc(name: &str) -> PathBuf {
    Path::new("/etc/gatepost").join(name)
}

fn tls(mode: SourceTlsMode) -> SourceTls {
    SourceTls { mode, ca: None }
}

/// Those of the example.
pub(super) fn of_the_example() -> Vec<Source> {
    let source = |name: &str, domain: &str, kind| Source {
        name: name.to_owned(),
        domains: vec![domain.to_owned()],
        kind,
        ..Source::embedded()
    };
    let host = || "accounts.example.com".to_owned();
    vec![
        Source::embedded(),
        source(
            "machines",
            "machines.example.com",
            SourceKind::File {
                path: in_etc("accounts.passwd"),
            },
        ),
        Source {
            cache: Duration::from_secs(300),
            ..source(
                "staff",
                "example.com",
                SourceKind::Ldap {
                    host: host(),
                    port: 389,
                    tls: SourceTls {
                        mode: SourceTlsMode::StartTls,
                        ca: Some(in_etc("company-ca.pem")),
                    },
                    entry: LdapEntry::Search {
                        base: "ou=people,dc=example,dc=com".to_owned(),
                        filter: "(mail={login})".to_owned(),
                        dn: Some("cn=gatepost,dc=example,dc=com".to_owned()),
                        password_file: Some(in_etc("ldap.password")),
                        senders: Some("mailAlternateAddress".to_owned()),
                    },
                    connections_max: 4,
                },
            )
        },
        source(
            "students",
            "students.example.com",
            SourceKind::Ldap {
                host: host(),
                port: 389,
                tls: tls(SourceTlsMode::StartTls),
                entry: LdapEntry::Template("uid={local},ou=students,dc=example,dc=com".to_owned()),
                connections_max: 4,
            },
        ),
        source(
            "postgres",
            "example.org",
            SourceKind::Postgres {
                host: "/run/postgresql".to_owned(),
                port: 5432,
                database: "mail".to_owned(),
                user: "mailreader".to_owned(),
                password_file: None,
                query: Some("SELECT name, password, enabled FROM people WHERE name = $1".to_owned()),
                tls: tls(SourceTlsMode::None),
                connections_max: 4,
            },
        ),
        source(
            "dovecot",
            "example.net",
            SourceKind::Dovecot {
                socket: PathBuf::from("/run/dovecot/auth-client"),
            },
        ),
    ]
}

#[test]
fn names_domains_and_answers() {
    assert_eq!(sources(""), [Source::embedded()]);
    assert_eq!(sources("[[source]]\nkind = \"embedded\""), [Source::embedded()]);
    let below = "[[source]]\nkind = \"dovecot\"\nsocket = \"auth\"\ncache = 0\n\
                 domains = [\"B\\u00fccher.example\", \"EXAMPLE.org\"]\n[[source]]\nkind = \"embedded\"\nname = \"own\"";
    let expected = [
        Source {
            name: "dovecot".to_owned(),
            domains: vec!["xn--bcher-kva.example".to_owned(), "example.org".to_owned()],
            cache: Duration::ZERO,
            kind: SourceKind::Dovecot { socket: in_etc("auth") },
        },
        Source {
            name: "own".to_owned(),
            ..Source::embedded()
        },
    ];
    assert_eq!(sources(below), expected);
}

#[test]
fn ports_and_tls_of_servers() {
    use SourceTlsMode::{Implicit, None, StartTls};
    for (kind, below, expected_port, expected) in [
        ("ldap", "host = \"ldap.example\"", 389, StartTls),
        ("ldap", "host = \"ldap.example\"\ntls = \"implicit\"", 636, Implicit),
        ("ldap", "host = \"ldap.example\"\nport = 636", 636, Implicit),
        (
            "ldap",
            "host = \"ldap.example\"\nport = 636\ntls = \"starttls\"",
            636,
            StartTls,
        ),
        ("ldap", "host = \"127.0.0.1\"", 389, None),
        ("ldap", "host = \"[::1]\"\nport = 3890", 3890, None),
        ("ldap", "host = \"localhost\"\ntls = \"none\"", 389, None),
        (
            "ldap",
            "host = \"localhost\"\ntls = \"starttls\"\nca = \"ca\"",
            389,
            StartTls,
        ),
        ("postgres", "host = \"db.example\"", 5432, StartTls),
        ("postgres", "host = \"db.example\"\nport = 636", 636, StartTls),
        ("postgres", "host = \"127.0.0.1\"\nport = 5433", 5433, None),
        ("postgres", "host = \"/run/postgresql\"", 5432, None),
    ] {
        let more = match kind {
            "ldap" => "base = \"o=a\"",
            _ => "database = \"d\"\nuser = \"u\"",
        };
        let found = sources(&format!("[[source]]\nkind = \"{kind}\"\n{below}\n{more}"));
        match &found[0].kind {
            SourceKind::Ldap { port, tls, .. } | SourceKind::Postgres { port, tls, .. } => {
                assert_eq!((*port, tls.mode), (expected_port, expected), "{below}");
            }
            other => panic!("{below}: {other:?}"),
        }
    }
}

#[test]
fn sources_that_lack_something() {
    let text = str::to_owned;
    let ldap = |more: &str| format!("kind = \"ldap\"\nhost = \"127.0.0.1\"{more}");
    for (below, line, problem, fix) in [
        (text("name = \"a\""), 1, "`source.kind` is missing", "write `kind = "),
        (text("kind = \"file\""), 1, "`source.path` is missing", "write `path = "),
        (
            text("kind = \"dovecot\""),
            1,
            "`source.socket` is missing",
            "write `socket = ",
        ),
        (
            text("kind = \"ldap\"\nbase = \"o=a\""),
            1,
            "`source.host` is missing",
            "write `host = ",
        ),
        (
            text("kind = \"postgres\"\nhost = \"::1\"\nuser = \"u\""),
            1,
            "`source.database` is missing",
            "write `database = ",
        ),
        (
            text("kind = \"postgres\"\nhost = \"::1\"\ndatabase = \"d\""),
            1,
            "`source.user` is missing",
            "write `user = ",
        ),
        (
            ldap(""),
            1,
            "nothing says which entries of the directory are accounts",
            "write below it where they are looked for",
        ),
        (
            ldap("\nbase = \"o=a\"\nsearch_dn = \"cn=a\""),
            5,
            "`source.search_dn` stands without `password_file`",
            "write `password_file = ",
        ),
        (
            ldap("\nbase = \"o=a\"\npassword_file = \"p\""),
            5,
            "`source.password_file` stands without `search_dn`",
            "write `search_dn = ",
        ),
        // What cannot be read is not called missing.
        (
            text("kind = \"file\"\npath = 5"),
            3,
            "`source.path` is of the wrong kind",
            "write `path = ",
        ),
        (
            ldap("\nbase = 5"),
            4,
            "`source.base` is of the wrong kind",
            "write `base = ",
        ),
    ] {
        wrong(&below, line, problem, fix);
    }
}

#[test]
fn settings_of_another_kind() {
    for (kind, key, value) in [
        ("embedded", "cache", "60"),
        ("embedded", "path", "\"p\""),
        ("embedded", "password_file", "\"p\""),
        ("file", "cache", "60"),
        ("file", "host", "\"h\""),
        ("file", "connections", "4"),
        ("file", "socket", "\"s\""),
        ("dovecot", "path", "\"p\""),
        ("dovecot", "tls", "\"none\""),
        ("dovecot", "port", "1"),
        ("ldap", "user", "\"u\""),
        ("ldap", "database", "\"d\""),
        ("ldap", "query", "\"SELECT $1\""),
        ("postgres", "base", "\"o=a\""),
        ("postgres", "filter", "\"(a={login})\""),
        ("postgres", "bind_dn", "\"uid={login}\""),
        ("postgres", "search_dn", "\"cn=a\""),
        ("postgres", "senders_attribute", "\"mail\""),
    ] {
        let needed = match kind {
            "file" => "path = \"p\"\n",
            "dovecot" => "socket = \"s\"\n",
            "ldap" => "host = \"::1\"\nbase = \"o=a\"\n",
            "postgres" => "host = \"::1\"\ndatabase = \"d\"\nuser = \"u\"\n",
            _ => "",
        };
        wrong(
            &format!("kind = \"{kind}\"\n{needed}{key} = {value}"),
            3 + needed.lines().count(),
            &format!("`source.{key}` stands at a source with `kind = \"{kind}\"`"),
            "take it out: it is for `kind = ",
        );
    }
}

#[test]
fn nothing_crosses_the_network_in_the_clear() {
    let ldap = "kind = \"ldap\"\nbase = \"o=a\"";
    let postgres = "kind = \"postgres\"\ndatabase = \"d\"\nuser = \"u\"";
    for (below, line, problem, fix) in [
        (
            format!("{ldap}\nhost = \"ldap.example\"\ntls = \"none\""),
            5,
            "`source.tls` is \"none\" at a source that is not on this machine",
            "write `tls = \"starttls\"`",
        ),
        (
            format!("{postgres}\nhost = \"192.0.2.1\"\ntls = \"none\""),
            6,
            "`source.tls` is \"none\" at a source that is not on this machine",
            "write `tls = \"starttls\"`",
        ),
        (
            format!("{postgres}\nhost = \"db.example\"\ntls = \"implicit\""),
            6,
            "`source.tls` is \"implicit\" at a source with `kind = \"postgres\"`",
            "write `tls = \"starttls\"`",
        ),
        (
            format!("{postgres}\nhost = \"/run/postgresql\"\ntls = \"starttls\""),
            6,
            "`source.tls` stands at a source whose `host` is a socket",
            "take it out",
        ),
        (
            format!("{postgres}\nhost = \"/run/postgresql\"\nca = \"ca\""),
            6,
            "`source.ca` stands at a source whose `host` is a socket",
            "take it out",
        ),
        (
            format!("{ldap}\nhost = \"127.0.0.1\"\nca = \"ca\""),
            5,
            "`source.ca` stands at a source without TLS",
            "take it out, or write `tls = \"starttls\"`",
        ),
        (
            format!("{ldap}\nhost = \"127.0.0.1\"\ntls = \"always\""),
            5,
            "`source.tls` has a value that is unknown",
            "write one of",
        ),
        (
            format!("{ldap}\nhost = \"/run/ldapi\""),
            4,
            "`source.host` is no server",
            "write for instance `host = ",
        ),
        (
            format!("{ldap}\nhost = \"ldap.example:389\""),
            4,
            "`source.host` has a port in it",
            "write `host = \"ldap.example\"` and `port = 389`",
        ),
    ] {
        wrong(&below, line, problem, fix);
    }
}

#[test]
fn entries_and_queries_that_are_wrong() {
    let ldap = "kind = \"ldap\"\nhost = \"127.0.0.1\"";
    let postgres = "kind = \"postgres\"\ndatabase = \"d\"\nuser = \"u\"\nhost = \"::1\"";
    for (below, line, problem, fix) in [
        (
            format!("{ldap}\nbind_dn = \"uid={{login}}\"\nbase = \"o=a\""),
            5,
            "`source.base` stands beside `bind_dn`",
            "take one of them out",
        ),
        (
            format!("{ldap}\nbind_dn = \"uid={{login}}\"\nfilter = \"(a={{login}})\""),
            5,
            "`source.filter` stands beside `bind_dn`",
            "take it out: nothing is looked for",
        ),
        (
            format!("{ldap}\nbind_dn = \"uid={{login}}\"\nsenders_attribute = \"mail\""),
            5,
            "`source.senders_attribute` stands beside `bind_dn`",
            "take it out: nothing is looked for",
        ),
        (
            format!("{ldap}\nbind_dn = \"uid=%u\""),
            4,
            "`source.bind_dn` is the same for every account",
            "write for instance `bind_dn = ",
        ),
        (
            format!("{ldap}\nbind_dn = \"ou={{domain}}\""),
            4,
            "`source.bind_dn` is the same for every account",
            "write for instance `bind_dn = ",
        ),
        (
            format!("{ldap}\nbind_dn = \"uid={{user}}\""),
            4,
            "`source.bind_dn` has a placeholder that is unknown",
            "write for instance `bind_dn = ",
        ),
        (
            format!("{ldap}\nbind_dn = \"uid={{login\""),
            4,
            "`source.bind_dn` has a placeholder that is unknown",
            "write for instance `bind_dn = ",
        ),
        (
            format!("{ldap}\nbase = \"o=a\"\nfilter = \"mail={{login}}\""),
            5,
            "`source.filter` is no filter",
            "write for instance `filter = ",
        ),
        (
            format!("{ldap}\nbase = \"o=a\"\nfilter = \"(&(mail={{login}})(a=b)\""),
            5,
            "`source.filter` is no filter",
            "write for instance `filter = ",
        ),
        (
            format!("{ldap}\nbase = \"o=a\"\nfilter = \"(mail={{login}})(a=b)\""),
            5,
            "`source.filter` is no filter",
            "write for instance `filter = ",
        ),
        (
            format!("{ldap}\nbase = \"o=a\"\nfilter = \"(mail=a)\""),
            5,
            "`source.filter` is the same for every account",
            "write for instance `filter = ",
        ),
        (
            format!("{ldap}\nbase = \"o=a\"\nsenders_attribute = \"mail address\""),
            5,
            "`source.senders_attribute` is no attribute",
            "write for instance `senders_attribute = ",
        ),
        (
            format!("{postgres}\nquery = \"SELECT 1\""),
            6,
            "`source.query` does not ask for the login name",
            "write for instance `query = ",
        ),
        (
            format!("{postgres}\nquery = \"SELECT $1, $2\""),
            6,
            "`source.query` has another parameter",
            "write for instance `query = ",
        ),
        (
            format!("{postgres}\nquery = \" \""),
            6,
            "`source.query` is no query",
            "write for instance `query = ",
        ),
        (
            format!("{postgres}\nquery = \"SELECT $1{}\"", " ".repeat(4_096)),
            6,
            "`source.query` is no query",
            "write for instance `query = ",
        ),
    ] {
        wrong(&below, line, problem, fix);
    }
    for filter in ["(|(mail={login})(uid={local}))", "(&(uid={local})(ou={domain}))"] {
        let found = sources(&format!("[[source]]\n{ldap}\nbase = \"o=a\"\nfilter = \"{filter}\""));
        assert!(
            matches!(&found[0].kind, SourceKind::Ldap { entry: LdapEntry::Search { filter: is, .. }, .. } if is == filter)
        );
    }
}

#[test]
fn several_sources_that_do_not_go_together() {
    let file = "[[source]]\nkind = \"file\"\npath = \"p\"";
    for (below, line, problem, fix) in [
        (
            format!("{file}\n{file}"),
            4,
            "two sources have the name file",
            "write another `name`",
        ),
        (
            format!("{file}\nname = \"a\"\n{file}\nname = \"a\""),
            8,
            "two sources have the name a",
            "write another `name`",
        ),
        (
            "[[source]]\nkind = \"embedded\"\n[[source]]\nname = \"a\"\nkind = \"embedded\"".to_owned(),
            3,
            "two sources are the accounts of `gatepost account`",
            "take one of them out",
        ),
        (
            format!("{file}\ndomains = [\"com\"]"),
            4,
            "`source.domains` has an entry that is no domain",
            "write for instance `domains = ",
        ),
        (
            format!("{file}\ndomains = [\"*.example.com\"]"),
            4,
            "`source.domains` has an entry that is no domain",
            "write for instance `domains = ",
        ),
    ] {
        complains(&and(&below), RIGHT.len() + line, problem, fix);
    }
    assert_eq!(sources(&format!("{file}\n{file}\nname = \"a\"")).len(), 2);
}
