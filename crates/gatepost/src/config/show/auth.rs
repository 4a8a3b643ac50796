//! What is shown of logins: of clients with us, and of us at smarthosts.

use super::{Block, block, list, path, some_list, time};
use crate::config::auth::{
    Auth, ClientCertificate, Introspection, Issuer, LdapEntry, Source, SourceKind, SourceTls, SourceTlsMode,
};
use crate::config::routes::{RouteLogin, RouteProof, TokenGrant};
use crate::config::settings::CertificateFiles;
use crate::config::values::{Choice, quoted};

/// A key of a section, and its value as TOML.
type Written = (&'static str, Option<String>);

pub(super) fn auth(auth: &Auth) -> Block {
    let Auth {
        default_domain,
        case,
        scram_iterations,
        tell_transition,
    } = auth;
    block(
        "auth",
        vec![
            ("default_domain", default_domain.as_deref().map(quoted)),
            ("case", Some(quoted(case.word()))),
            ("scram_iterations", Some(scram_iterations.to_string())),
            ("tell_transition", Some(tell_transition.to_string())),
        ],
    )
}

pub(super) fn source(source: &Source) -> Block {
    let Source {
        name,
        domains,
        cache,
        kind,
    } = source;
    let mut values = vec![
        ("kind", Some(quoted(kind.word()))),
        ("name", Some(quoted(name))),
        ("domains", some_list(domains)),
    ];
    if !matches!(kind, SourceKind::Embedded | SourceKind::File { .. }) {
        values.push(("cache", time("source.cache", *cache)));
    }
    match kind {
        SourceKind::Embedded => {}
        SourceKind::File { path: file } => values.push(("path", Some(path(file)))),
        SourceKind::Postgres {
            host,
            port,
            database,
            user,
            password_file,
            query,
            tls,
            connections_max,
        } => {
            values.extend(server(host, *port, tls, *connections_max));
            values.extend([
                ("database", Some(quoted(database))),
                ("user", Some(quoted(user))),
                ("password_file", password_file.as_deref().map(path)),
                ("query", query.as_deref().map(in_one_line)),
            ]);
        }
        SourceKind::Ldap {
            host,
            port,
            tls,
            entry,
            connections_max,
        } => {
            values.extend(server(host, *port, tls, *connections_max));
            values.extend(ldap_entry(entry));
        }
        SourceKind::Dovecot { socket } => values.push(("socket", Some(path(socket)))),
    }
    block("source", values)
}

fn server(host: &str, port: u16, tls: &SourceTls, connections_max: usize) -> Vec<Written> {
    let SourceTls { mode, ca } = tls;
    // A socket can have no TLS, and no setting that says so.
    let is_socket = *mode == SourceTlsMode::None && host.starts_with('/');
    vec![
        ("host", Some(quoted(host))),
        ("port", Some(port.to_string())),
        ("tls", (!is_socket).then(|| quoted(mode.word()))),
        ("ca", ca.as_deref().map(path)),
        ("connections", Some(connections_max.to_string())),
    ]
}

fn ldap_entry(entry: &LdapEntry) -> Vec<Written> {
    match entry {
        LdapEntry::Template(dn) => vec![("bind_dn", Some(quoted(dn)))],
        LdapEntry::Search {
            base,
            filter,
            dn,
            password_file,
            senders,
        } => vec![
            ("base", Some(quoted(base))),
            ("filter", Some(quoted(filter))),
            ("search_dn", dn.as_deref().map(quoted)),
            ("password_file", password_file.as_deref().map(path)),
            ("senders_attribute", senders.as_deref().map(quoted)),
        ],
    }
}

pub(super) fn issuer(issuer: &Issuer) -> Block {
    let Issuer {
        issuer,
        audiences,
        scopes,
        account_claim,
        domains,
        accounts,
        skew,
        introspection,
        ca,
    } = issuer;
    let mut values = vec![
        ("issuer", Some(quoted(issuer))),
        ("audience", Some(list(audiences))),
        ("scope", some_list(scopes)),
        ("account", Some(quoted(account_claim))),
        ("domains", some_list(domains)),
        ("accounts", Some(quoted(accounts.word()))),
        ("skew", time("issuer.skew", *skew)),
        ("ca", ca.as_deref().map(path)),
    ];
    if let Some(Introspection {
        url,
        client_id,
        client_secret_file,
    }) = introspection
    {
        values.extend([
            ("introspection", Some(quoted(url))),
            ("client_id", Some(quoted(client_id))),
            ("client_secret_file", Some(path(client_secret_file))),
        ]);
    }
    block("issuer", values)
}

pub(super) fn client_certificate(certificate: &ClientCertificate) -> Block {
    let ClientCertificate { name, account } = certificate;
    let values = vec![("name", Some(quoted(name))), ("account", Some(quoted(account)))];
    block("client_certificate", values)
}

/// As whom we log in at a smarthost.
pub(super) fn route_login(login: &RouteLogin) -> Vec<Written> {
    let RouteLogin {
        user,
        proof,
        mechanisms,
    } = login;
    let mut values = vec![
        ("user", (!user.is_empty()).then(|| quoted(user))),
        ("mechanisms", some_list(mechanisms)),
    ];
    match proof {
        RouteProof::Password(file) => values.push(("password_file", Some(path(file)))),
        RouteProof::Token(TokenGrant {
            endpoint,
            client_id,
            client_secret_file,
            refresh_token_file,
            scope,
        }) => values.extend([
            ("token_endpoint", Some(quoted(endpoint))),
            ("client_id", Some(quoted(client_id))),
            ("client_secret_file", client_secret_file.as_deref().map(path)),
            ("refresh_token_file", refresh_token_file.as_deref().map(path)),
            ("scope", scope.as_deref().map(quoted)),
        ]),
        RouteProof::Certificate(CertificateFiles { chain, key }) => values.extend([
            ("client_certificate", Some(path(chain))),
            ("client_key", Some(path(key))),
        ]),
    }
    values
}

/// A text that may have several lines; JSON's escapes are TOML's too.
fn in_one_line(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use crate::config::{load, reload_difference, show};
    use std::path::Path;

    /// What is shown is loaded as the same settings, and has these lines.
    fn check(below: &str, lines: &[&str]) {
        let text = format!(
            "hostname = \"mail.example.com\"\n[[listener]]\naddress = \"[::1]:587\"\nservice = \"submission\"\n\
             tls = \"starttls\"\n{below}"
        );
        let read = |text: &str| {
            let read = load(Path::new("/etc/gatepost.toml"), text, None, Path::new("/data"));
            read.unwrap_or_else(|complaint| panic!("{text}\n{complaint}"))
        };
        let settings = read(&text);
        let shown = show(&settings);
        let again = read(&shown);
        assert_eq!(again, settings, "{shown}");
        assert_eq!(reload_difference(&settings, &again), (Vec::new(), Vec::new()));
        for line in lines {
            assert!(shown.lines().any(|shown| shown == *line), "{line} is not in\n{shown}");
        }
    }

    #[test]
    fn the_usual_source_and_logins() {
        check(
            "",
            &[
                "# default_domain is not set: nothing",
                "case = \"ignore\"  # the default",
                "scram_iterations = 10000  # the default",
                "# messages_per_hour is not set: no limit",
                "over_limit = \"defer\"  # the default",
                "[[source]]",
                "kind = \"embedded\"",
                "name = \"embedded\"",
            ],
        );
    }

    #[test]
    fn sources() {
        check(
            "[[source]]\nkind = \"postgres\"\nhost = \"/run/postgresql\"\ndatabase = \"mail\"\nuser = \"gatepost\"\n\
             query = \"\"\"\nSELECT name, \"password\"\nFROM people\tWHERE name = $1 AND note <> '\\\\'\"\"\"\n",
            &[
                "host = \"/run/postgresql\"",
                "port = 5432",
                "query = \"SELECT name, \\\"password\\\"\\nFROM people\\tWHERE name = $1 AND note <> '\\\\'\"",
            ],
        );
        check(
            "[[source]]\nkind = \"postgres\"\nhost = \"::1\"\ndatabase = \"mail\"\nuser = \"gatepost\"\ncache = 0\n",
            &["host = \"::1\"", "tls = \"none\"", "cache = 0"],
        );
        check(
            "[[source]]\nkind = \"ldap\"\nhost = \"ldap.example\"\ntls = \"implicit\"\nbind_dn = \"uid={login}\"\n",
            &[
                "port = 636",
                "tls = \"implicit\"",
                "connections = 4  # the default",
                "cache = \"60 s\"  # the default",
            ],
        );
        check(
            "[[source]]\nkind = \"ldap\"\nhost = \"ldap.example\"\nbase = \"o=a\"\n[[source]]\nkind = \"embedded\"\n",
            &["filter = \"(mail={login})\"  # the default", "tls = \"starttls\""],
        );
    }

    #[test]
    fn logins_at_smarthosts() {
        let smarthost = "[[route]]\nvia = \"smarthost\"\nhost = \"smtp.example\"\n";
        check(
            &format!("{smarthost}client_certificate = \"/c.pem\"\nclient_key = \"/k.pem\"\n"),
            &["client_certificate = \"/c.pem\"", "client_key = \"/k.pem\""],
        );
        check(
            &format!(
                "{smarthost}user = \"a\"\nmechanisms = [\"xoauth2\"]\ntoken_endpoint = \"http://127.0.0.1:8080/token\"\n\
                 client_id = \"c\"\nrefresh_token_file = \"/t\"\n"
            ),
            &["mechanisms = [\"XOAUTH2\"]", "refresh_token_file = \"/t\""],
        );
    }
}
