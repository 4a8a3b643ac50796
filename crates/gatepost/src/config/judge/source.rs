//! Where accounts come from: what belongs to which kind of source, and what it needs.

use super::{Judge, file, keys, place, values};
use crate::config::auth::{LdapEntry, Source, SourceKind, SourceTls, SourceTlsMode};
use crate::config::values::{Choice, Wrong};
use toml::Spanned;

/// The words of `kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Embedded,
    File,
    Postgres,
    Ldap,
    Dovecot,
}

impl Choice for Kind {
    const ALL: &'static [(&'static str, Self)] = &[
        ("embedded", Self::Embedded),
        ("file", Self::File),
        ("postgres", Self::Postgres),
        ("ldap", Self::Ldap),
        ("dovecot", Self::Dovecot),
    ];
}

impl Judge<'_> {
    pub(super) fn sources(&mut self, written: &[Spanned<file::Source>]) -> Vec<Source> {
        if written.is_empty() {
            return vec![Source::embedded()];
        }
        let mut sources: Vec<Source> = Vec::new();
        for (index, section) in written.iter().enumerate() {
            let Some(source) = self.source(index, section) else {
                continue;
            };
            let is_embedded = |source: &Source| source.kind == SourceKind::Embedded;
            if is_embedded(&source) && sources.iter().any(is_embedded) {
                let problem = "two sources are the accounts of `gatepost account`".to_owned();
                let fix = "take one of them out: there is one store of accounts";
                self.wrong("source.kind", problem, fix, section.span(), "is there already");
            } else if sources.iter().any(|other| other.name == source.name) {
                let name = &section.get_ref().name;
                let place = name.as_ref().map_or_else(|| section.span(), Spanned::span);
                let problem = format!("two sources have the name {}", source.name);
                let fix = "write another `name` for one of them";
                self.wrong("source.name", problem, fix, place, "is taken already");
            }
            sources.push(source);
        }
        sources
    }

    fn source(&mut self, index: usize, section: &Spanned<file::Source>) -> Option<Source> {
        let written = section.get_ref();
        let usual = Source::embedded();
        if written.kind.is_none() {
            self.missing("source.kind", &format!("source.{index}.kind"), Some(section.span()));
        }
        let kind = self.take("source.kind", &written.kind, |text| {
            values::one_of::<Kind>(keys::key("source.kind"), text)
        });
        let name = self.source_text("name", &written.name);
        let domains = self.list("source.domains", &written.domains, values::domain);
        let cache = self.time("source.cache", &written.cache, usual.cache);
        let kind = kind?;
        self.only_at_its_kind(written, kind);
        self.needed(index, section, kind);
        let of_kind = match kind {
            Kind::Embedded => Some(SourceKind::Embedded),
            Kind::File => {
                let path = self.path("source.path", &written.path);
                path.map(|path| SourceKind::File { path })
            }
            Kind::Postgres => self.postgres(written),
            Kind::Ldap => self.ldap(index, section),
            Kind::Dovecot => {
                let socket = self.path("source.socket", &written.socket);
                socket.map(|socket| SourceKind::Dovecot { socket })
            }
        };
        let domains = domains.unwrap_or_default();
        Some(Source {
            name: name.unwrap_or_else(|| kind.word().to_owned()),
            domains: domains.iter().map(|domain| domain.ascii().to_owned()).collect(),
            cache,
            kind: of_kind?,
        })
    }

    fn source_text(&mut self, key: &str, written: &Option<Spanned<String>>) -> Option<String> {
        let setting = format!("source.{key}");
        self.take(&setting, written, |text| values::text(keys::key(&setting), text))
    }

    /// What has no meaning where it stands is a mistake, and not silently without effect.
    fn only_at_its_kind(&mut self, written: &file::Source, kind: Kind) {
        use Kind::{Dovecot, File, Ldap, Postgres};
        let asked: &[Kind] = &[Postgres, Ldap, Dovecot];
        let (servers, files): (&[Kind], &[Kind]) = (&[Postgres, Ldap], &[File]);
        let (databases, directories): (&[Kind], &[Kind]) = (&[Postgres], &[Ldap]);
        let dovecots: &[Kind] = &[Dovecot];
        for (key, place, kinds) in [
            ("cache", place(&written.cache), asked),
            ("path", place(&written.path), files),
            ("host", place(&written.host), servers),
            ("port", place(&written.port), servers),
            ("tls", place(&written.tls), servers),
            ("ca", place(&written.ca), servers),
            ("connections", place(&written.connections), servers),
            ("database", place(&written.database), databases),
            ("user", place(&written.user), databases),
            ("password_file", place(&written.password_file), servers),
            ("query", place(&written.query), databases),
            ("bind_dn", place(&written.bind_dn), directories),
            ("base", place(&written.base), directories),
            ("filter", place(&written.filter), directories),
            ("search_dn", place(&written.search_dn), directories),
            ("senders_attribute", place(&written.senders_attribute), directories),
            ("socket", place(&written.socket), dovecots),
        ] {
            let Some(place) = place.filter(|_| !kinds.contains(&kind)) else {
                continue;
            };
            let setting = format!("source.{key}");
            let problem = format!("`{setting}` stands at a source with `kind = \"{}\"`", kind.word());
            let kinds: Vec<String> = kinds
                .iter()
                .map(|kind| format!("`kind = \"{}\"`", kind.word()))
                .collect();
            let fix = format!("take it out: it is for {}", kinds.join(", "));
            self.wrong(&setting, problem, fix, place, "has no meaning there");
        }
    }

    fn needed(&mut self, index: usize, section: &Spanned<file::Source>, kind: Kind) {
        let written = section.get_ref();
        let host = ("host", written.host.is_none());
        let needed = match kind {
            Kind::Embedded => Vec::new(),
            Kind::File => vec![("path", written.path.is_none())],
            Kind::Postgres => vec![
                host,
                ("database", written.database.is_none()),
                ("user", written.user.is_none()),
            ],
            Kind::Ldap => vec![host],
            Kind::Dovecot => vec![("socket", written.socket.is_none())],
        };
        for (key, is_missing) in needed {
            if is_missing {
                let path = format!("source.{index}.{key}");
                self.missing(&format!("source.{key}"), &path, Some(section.span()));
            }
        }
    }

    fn postgres(&mut self, written: &file::Source) -> Option<SourceKind> {
        let host = self.take("source.host", &written.host, |text| match text.starts_with('/') {
            true => values::text(keys::key("source.host"), text),
            false => values::host(keys::key("source.host"), text),
        });
        let port = self.source_port(written);
        let tls = self.source_tls(written, Kind::Postgres, host.as_deref(), port);
        let database = self.source_text("database", &written.database);
        let user = self.source_text("user", &written.user);
        let password_file = self.path("source.password_file", &written.password_file);
        let query = self.take("source.query", &written.query, |text| query(text));
        let connections_max = self.count("source.connections", &written.connections, CONNECTIONS);
        Some(SourceKind::Postgres {
            host: host?,
            port: port.unwrap_or(POSTGRES_PORT),
            database: database?,
            user: user?,
            password_file,
            query,
            tls,
            connections_max,
        })
    }

    fn ldap(&mut self, index: usize, section: &Spanned<file::Source>) -> Option<SourceKind> {
        let written = section.get_ref();
        let host = self.take("source.host", &written.host, |text| {
            values::host(keys::key("source.host"), text)
        });
        let port = self.source_port(written);
        let tls = self.source_tls(written, Kind::Ldap, host.as_deref(), port);
        let entry = self.ldap_entry(index, section);
        let connections_max = self.count("source.connections", &written.connections, CONNECTIONS);
        let usual_port = match tls.mode {
            SourceTlsMode::Implicit => LDAPS_PORT,
            SourceTlsMode::None | SourceTlsMode::StartTls => LDAP_PORT,
        };
        Some(SourceKind::Ldap {
            host: host?,
            port: port.unwrap_or(usual_port),
            tls,
            entry: entry?,
            connections_max,
        })
    }

    fn source_port(&mut self, written: &file::Source) -> Option<u16> {
        let port = self.take("source.port", &written.port, |port| {
            values::count(keys::key("source.port"), *port)
        });
        // The bounds are those of a port.
        port.and_then(|port| u16::try_from(port).ok())
    }

    /// Passwords and hashes go over it, so it leaves this machine only under TLS.
    fn source_tls(&mut self, written: &file::Source, kind: Kind, host: Option<&str>, port: Option<u16>) -> SourceTls {
        let setting = "source.tls";
        let mode = self.take(setting, &written.tls, |text| {
            values::one_of::<SourceTlsMode>(keys::key(setting), text)
        });
        let ca = self.path("source.ca", &written.ca);
        if host.is_some_and(|host| host.starts_with('/')) {
            for (key, place) in [("tls", place(&written.tls)), ("ca", place(&written.ca))] {
                let Some(place) = place else { continue };
                let setting = format!("source.{key}");
                let problem = format!("`{setting}` stands at a source whose `host` is a socket");
                let fix = "take it out: what goes through a socket does not leave this machine";
                self.wrong(&setting, problem, fix, place, "has no meaning there");
            }
            let mode = SourceTlsMode::None;
            return SourceTls { mode, ca: None };
        }
        let is_near = host.is_some_and(values::is_loopback);
        let usual = match port {
            Some(LDAPS_PORT) if kind == Kind::Ldap => SourceTlsMode::Implicit,
            _ if is_near => SourceTlsMode::None,
            _ => SourceTlsMode::StartTls,
        };
        let fix = "write `tls = \"starttls\"`";
        match (mode, place(&written.tls)) {
            (Some(SourceTlsMode::None), Some(place)) if host.is_some() && !is_near => {
                let problem = format!("`{setting}` is \"none\" at a source that is not on this machine");
                let label = "everybody's password would cross the network in the clear";
                self.wrong(setting, problem, fix, place, label);
            }
            (Some(SourceTlsMode::Implicit), Some(place)) if kind == Kind::Postgres => {
                let problem = format!("`{setting}` is \"implicit\" at a source with `kind = \"postgres\"`");
                let label = "PostgreSQL begins TLS after the connection was made";
                self.wrong(setting, problem, fix, place, label);
            }
            (mode, tls) => {
                // A word that cannot be read is said to be wrong above.
                let is_none = mode.unwrap_or(usual) == SourceTlsMode::None && mode.is_some() == tls.is_some();
                if let (true, Some(place)) = (is_none, place(&written.ca)) {
                    let problem = "`source.ca` stands at a source without TLS".to_owned();
                    let fix = format!("take it out, or {fix}");
                    self.wrong("source.ca", problem, fix, place, "has no meaning there");
                }
            }
        }
        SourceTls {
            mode: mode.unwrap_or(usual),
            ca,
        }
    }

    /// It has a name that is known, or is looked for.
    fn ldap_entry(&mut self, index: usize, section: &Spanned<file::Source>) -> Option<LdapEntry> {
        let written = section.get_ref();
        let bind_dn = self.take("source.bind_dn", &written.bind_dn, |text| {
            template(keys::key("source.bind_dn"), text)
        });
        let base = self.source_text("base", &written.base);
        let filter = self.take("source.filter", &written.filter, |text| filter(text));
        let dn = self.source_text("search_dn", &written.search_dn);
        let password_file = self.path("source.password_file", &written.password_file);
        let senders = self.take("source.senders_attribute", &written.senders_attribute, |text| {
            attribute(text)
        });
        match (place(&written.bind_dn), place(&written.base)) {
            (None, None) => {
                self.no_entry(index, section);
                None
            }
            (Some(_), Some(place)) => {
                let problem = "`source.base` stands beside `bind_dn`".to_owned();
                let fix = "take one of them out: an entry has a name that is known, or is looked for";
                self.wrong("source.base", problem, fix, place, "is another way to the entry");
                None
            }
            (Some(_), None) => {
                self.nothing_is_looked_for(written);
                bind_dn.map(LdapEntry::Template)
            }
            (None, Some(_)) => {
                self.search_password(index, written);
                Some(LdapEntry::Search {
                    base: base?,
                    filter: filter.unwrap_or_else(|| FILTER.to_owned()),
                    dn,
                    password_file,
                    senders,
                })
            }
        }
    }

    fn no_entry(&mut self, index: usize, section: &Spanned<file::Source>) {
        let is_unreadable = |key: &str| self.unreadable.contains(&format!("source.{index}.{key}"));
        if is_unreadable("bind_dn") || is_unreadable("base") {
            return;
        }
        let example = |setting| keys::example(setting).unwrap_or_default();
        let fix = format!(
            "write below it where they are looked for, for instance\n{}\nor what they are called, for instance\n{}",
            example("source.base"),
            example("source.bind_dn")
        );
        let problem = "nothing says which entries of the directory are accounts".to_owned();
        let label = "has neither `base` nor `bind_dn`";
        self.wrong("source.base", problem, fix, section.span(), label);
    }

    fn nothing_is_looked_for(&mut self, written: &file::Source) {
        for (key, place) in [
            ("filter", place(&written.filter)),
            ("search_dn", place(&written.search_dn)),
            ("password_file", place(&written.password_file)),
            ("senders_attribute", place(&written.senders_attribute)),
        ] {
            let Some(place) = place else { continue };
            let setting = format!("source.{key}");
            let problem = format!("`{setting}` stands beside `bind_dn`");
            let fix = "take it out: nothing is looked for; or write `base` in place of `bind_dn`";
            self.wrong(&setting, problem, fix, place, "is for `base`");
        }
    }

    /// A directory takes a name without a password for nobody's (RFC 4513 §5.1.2).
    fn search_password(&mut self, index: usize, written: &file::Source) {
        let alone = match (place(&written.search_dn), place(&written.password_file)) {
            (Some(place), None) => ("search_dn", "password_file", place),
            (None, Some(place)) => ("password_file", "search_dn", place),
            _ => return,
        };
        let (key, other, place) = alone;
        if self.unreadable.contains(&format!("source.{index}.{other}")) {
            return;
        }
        let setting = format!("source.{key}");
        let problem = format!("`{setting}` stands without `{other}`");
        let example = keys::example(&format!("source.{other}")).unwrap_or_default();
        let fix = format!("write `{example}` beside it, or take it out");
        self.wrong(&setting, problem, fix, place, "who searches needs both");
    }
}

/// The name of an entry, with a place for the login name in it.
fn template(key: &keys::Key, text: &str) -> Result<String, Wrong> {
    let text = values::text(key, text)?;
    let fix = || format!("write for instance `{}`", key.example);
    let mut names = text
        .split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').map_or("", |(name, _)| name));
    if names.any(|name| !PLACEHOLDERS.contains(&name)) {
        let label = "there are {login}, {local} and {domain}";
        return Err(Wrong::new("has a placeholder that is unknown", label, fix()));
    }
    if !text.contains("{login}") && !text.contains("{local}") {
        let label = "must have {login} or {local} in it";
        return Err(Wrong::new("is the same for every account", label, fix()));
    }
    Ok(text)
}

/// As far as parentheses say (RFC 4515 §3).
fn filter(text: &str) -> Result<String, Wrong> {
    let key = keys::key("source.filter");
    let text = template(key, text)?;
    let mut depth = 0_usize;
    let mut is_whole = text.starts_with('(');
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 0 => is_whole = false,
            ')' => depth -= 1,
            _ => {}
        }
        is_whole &= depth > 0 || at + 1 == text.len();
    }
    if is_whole && depth == 0 {
        return Ok(text);
    }
    let fix = format!("write for instance `{}`", key.example);
    Err(Wrong::new("is no filter", "must stand in parentheses that match", fix))
}

/// A name of an attribute, or its number (RFC 4512 §2.5).
fn attribute(text: &str) -> Result<String, Wrong> {
    let key = keys::key("source.senders_attribute");
    let text = values::text(key, text)?;
    let may_stand = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b';');
    if text.starts_with(|first: char| first.is_ascii_alphanumeric()) && text.bytes().all(may_stand) {
        return Ok(text);
    }
    let fix = format!("write for instance `{}`", key.example);
    Err(Wrong::new("is no attribute", "must be letters, digits and `-`", fix))
}

/// A query with one parameter; it may have several lines.
fn query(text: &str) -> Result<String, Wrong> {
    let key = keys::key("source.query");
    let fix = || format!("write for instance `{}`", key.example);
    let is_odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    if text.trim().is_empty() || text.len() > QUERY_OCTETS_MAX || text.chars().any(is_odd) {
        let label = format!("must be a text of 1 to {QUERY_OCTETS_MAX} octets");
        return Err(Wrong::new("is no query", label, fix()));
    }
    let parameters = text.split('$').skip(1).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        &rest[..end]
    });
    let parameters: Vec<&str> = parameters.filter(|digits| !digits.is_empty()).collect();
    if parameters.is_empty() {
        return Err(Wrong::new(
            "does not ask for the login name",
            "must have `$1` in it",
            fix(),
        ));
    }
    if parameters.iter().any(|digits| *digits != "1") {
        return Err(Wrong::new(
            "has another parameter",
            "there is only `$1`, the login name",
            fix(),
        ));
    }
    Ok(text.to_owned())
}

/// What a login name is put in place of.
const PLACEHOLDERS: [&str; 3] = ["login", "local", "domain"];
const FILTER: &str = "(mail={login})";
const CONNECTIONS: usize = 4;
const QUERY_OCTETS_MAX: usize = 4_096;
const POSTGRES_PORT: u16 = 5_432;
const LDAP_PORT: u16 = 389;
/// From the first octet under TLS.
const LDAPS_PORT: u16 = 636;
