//! Files that the configuration names beside the certificates of this server: of routes and listeners, of sources of
//! accounts and issuers of tokens, and keys that sign.

use super::pem::{self, CORRECT};
use super::{KEY, Trouble, may_write, owner};
use crate::config::auth::{LdapEntry, SourceKind};
use crate::config::routes::{RouteProof, Via};
use crate::config::settings::Settings;
use std::fs::{self, File};
use std::path::Path;

/// One of them.
pub(super) struct Named<'a> {
    /// Where it is named.
    pub setting: &'static str,
    pub path: &'a Path,
    holds: Holds,
}

/// What a file has to hold.
enum Holds {
    /// The certificates of authorities, in PEM form.
    Authorities,
    /// The certificate that is shown to a smarthost.
    Chain,
    /// Its key.
    Key,
    /// A secret in its first line, by what it is.
    Secret(&'static str),
    /// The same, and a new one may be written into it.
    Renewed(&'static str),
    /// Names and hashes of passwords.
    Accounts,
    /// A key that is looked at where it is used.
    Signature,
}

/// All of them, each once for a setting.
pub(super) fn files(settings: &Settings) -> Vec<Named<'_>> {
    let listeners = settings.listeners.iter();
    let listeners = listeners.map(|listener| ("listener.client_ca", listener.client_ca.as_deref(), Holds::Authorities));
    let mut written: Vec<Written<'_>> = listeners.collect();
    for source in &settings.sources {
        written.extend(of_source(&source.kind));
    }
    for issuer in &settings.issuers {
        let secret = issuer
            .introspection
            .as_ref()
            .map(|asking| asking.client_secret_file.as_path());
        written.push(("issuer.ca", issuer.ca.as_deref(), Holds::Authorities));
        written.push(("issuer.client_secret_file", secret, Holds::Secret(SECRET)));
    }
    for route in settings.routes.written() {
        written.push(("route.ca", route.ca.as_deref(), Holds::Authorities));
        if let Via::Smarthost { login: Some(login), .. } = &route.via {
            written.extend(of_login(&login.proof));
        }
    }
    let keys = settings.dkim.iter();
    written.extend(keys.map(|one| ("dkim.key", Some(one.key.as_path()), Holds::Signature)));
    let mut all: Vec<Named<'_>> = Vec::new();
    for (setting, path, holds) in written {
        let Some(path) = path else { continue };
        if !all.iter().any(|other| other.setting == setting && other.path == path) {
            all.push(Named { setting, path, holds });
        }
    }
    all
}

/// A setting, and what it names if it is written.
type Written<'a> = (&'static str, Option<&'a Path>, Holds);

fn of_source(kind: &SourceKind) -> Vec<Written<'_>> {
    let (tls, password_file) = match kind {
        SourceKind::Embedded | SourceKind::Dovecot { .. } => return Vec::new(),
        SourceKind::File { path } => return vec![("source.path", Some(path.as_path()), Holds::Accounts)],
        SourceKind::Postgres { tls, password_file, .. } => (tls, password_file.as_deref()),
        SourceKind::Ldap { tls, entry, .. } => match entry {
            LdapEntry::Template(_) => (tls, None),
            LdapEntry::Search { password_file, .. } => (tls, password_file.as_deref()),
        },
    };
    vec![
        ("source.ca", tls.ca.as_deref(), Holds::Authorities),
        ("source.password_file", password_file, Holds::Secret(PASSWORD)),
    ]
}

fn of_login(proof: &RouteProof) -> Vec<Written<'_>> {
    match proof {
        RouteProof::Password(file) => vec![("route.password_file", Some(file.as_path()), Holds::Secret(PASSWORD))],
        RouteProof::Token(grant) => {
            let (secret, refresh) = (&grant.client_secret_file, &grant.refresh_token_file);
            vec![
                ("route.client_secret_file", secret.as_deref(), Holds::Secret(SECRET)),
                (
                    "route.refresh_token_file",
                    refresh.as_deref(),
                    Holds::Renewed(REFRESH_TOKEN),
                ),
            ]
        }
        RouteProof::Certificate(files) => vec![
            ("route.client_certificate", Some(files.chain.as_path()), Holds::Chain),
            ("route.client_key", Some(files.key.as_path()), Holds::Key),
        ],
    }
}

impl Named<'_> {
    /// It can be read, and holds what it has to.
    pub fn look(&self) -> Result<(), Trouble> {
        match self.holds {
            Holds::Authorities => pem::check_authorities(self.path),
            Holds::Chain => pem::check_chain(self.path, &pem::SHOWN),
            Holds::Key => pem::check_key(self.path, &pem::SHOWN),
            Holds::Secret(what) | Holds::Renewed(what) => check_secret(self.path, what),
            Holds::Accounts => check_accounts(self.path),
            Holds::Signature => Ok(()),
        }
    }

    /// What others may do with it and should not, and we may not and should.
    pub fn open_to_others(&self) -> Vec<Trouble> {
        let secret = match self.holds {
            Holds::Authorities | Holds::Chain => None,
            Holds::Key | Holds::Signature => Some(KEY),
            Holds::Secret(what) | Holds::Renewed(what) => Some(what),
            Holds::Accounts => Some(HASHES),
        };
        let mut found: Vec<Trouble> = secret
            .and_then(|what| owner::is_open(self.path, what))
            .into_iter()
            .collect();
        match self.holds {
            Holds::Accounts => found.extend(owner::is_open_to_change(self.path, HASHES)),
            Holds::Renewed(what) => found.extend(cannot_be_renewed(self.path, what)),
            _ => {}
        }
        found
    }
}

/// Whether its first line can be a secret. Nothing of it is quoted.
fn check_secret(path: &Path, what: &str) -> Result<(), Trouble> {
    let octets = pem::read_small(path, what, CORRECT, "with it in its first line")?;
    let first = octets.split(|octet| *octet == b'\n').next().unwrap_or_default();
    let first = first.strip_suffix(b"\r").unwrap_or(first);
    let is_text = std::str::from_utf8(first).is_ok() && !first.contains(&0);
    if is_text && !first.is_empty() {
        return Ok(());
    }
    let bare = what.trim_start_matches("the ");
    Err(Trouble {
        problem: format!("{} holds no {bare}", path.display()),
        fix: format!("write {what} into that file, as its first line"),
    })
}

/// It is there and can be read; what is in it is for the source to say.
fn check_accounts(path: &Path) -> Result<(), Trouble> {
    let shown = path.display();
    let fix = "name a password file that the user that the server runs as may read".to_owned();
    // A pipe would keep us waiting.
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => Err(Trouble {
            problem: format!("{shown} is not a file"),
            fix,
        }),
        found => match found.and_then(|_| File::open(path)) {
            Ok(_) => Ok(()),
            Err(error) => Err(Trouble {
                problem: format!("the accounts in {shown} cannot be read: {error}"),
                fix,
            }),
        },
    }
}

/// A provider may take the old one back as soon as it has handed out a new one.
fn cannot_be_renewed(path: &Path, what: &str) -> Option<Trouble> {
    let shown = path.display();
    if !may_write(path) {
        return Some(Trouble {
            problem: format!("this user may not write to {shown}, so {what} would be lost when a new one comes"),
            fix: format!(
                "give the file to the user that the server runs as: `chown USER {shown} && chmod 600 {shown}`"
            ),
        });
    }
    // The new one is written beside it, and put in its place whole.
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or(Path::new("."));
    (!may_write(directory)).then(|| Trouble {
        problem: format!(
            "this user may not write to the directory of {shown}, so {what} would be lost when a new one comes"
        ),
        fix: format!(
            "give it a directory of its own: `chown USER {0} && chmod 700 {0}`",
            directory.display()
        ),
    })
}

const PASSWORD: &str = "the password";
const SECRET: &str = "the client's secret";
const REFRESH_TOKEN: &str = "the refresh token";
const HASHES: &str = "the hashes of passwords";

#[cfg(test)]
mod tests {
    use super::super::tests::{CERTIFICATE, Expected, KEY, Scratch, check, set_mode};
    use crate::config::auth::{Source, SourceKind};
    use crate::config::{Settings, load};
    use std::path::Path;

    /// Settings whose data directory is the scratch one, with these lines below.
    fn settings(scratch: &Scratch, below: &str) -> Settings {
        let text = format!(
            "hostname = \"mail.example.com\"\n[[listener]]\naddress = \"127.0.0.1:0\"\nservice = \"submission\"\n\
             tls = \"starttls\"\n{below}"
        );
        let file = scratch.0.join("gatepost.toml");
        let mut settings = load(&file, &text, Some(&scratch.0), Path::new("/data"))
            .unwrap_or_else(|complaint| panic!("{text}\n{complaint}"));
        // Root would be told to run it as somebody else.
        settings.configured = false;
        settings
    }

    fn found(scratch: &Scratch, below: &str, expected: Expected<'_>) {
        check(&settings(scratch, below), expected);
    }

    #[test]
    fn what_is_not_there() {
        let scratch = Scratch::new("named-absent");
        let route = "[[route]]\nvia = \"smarthost\"\nhost = \"smtp.example\"";
        for (below, setting) in [
            ("client_ca = \"a\"".to_owned(), "listener.client_ca"),
            ("[[source]]\nkind = \"file\"\npath = \"a\"".to_owned(), "source.path"),
            (
                "[[source]]\nkind = \"ldap\"\nhost = \"ldap.example\"\nbase = \"o=a\"\nca = \"a\"".to_owned(),
                "source.ca",
            ),
            (
                "[[source]]\nkind = \"postgres\"\nhost = \"/run\"\ndatabase = \"d\"\nuser = \"u\"\npassword_file = \"a\""
                    .to_owned(),
                "source.password_file",
            ),
            (
                "[[issuer]]\nissuer = \"https://a.example\"\naudience = [\"a\"]\nca = \"a\"".to_owned(),
                "issuer.ca",
            ),
            (
                format!("{route}\nuser = \"u\"\npassword_file = \"a\""),
                "route.password_file",
            ),
            (format!("{route}\nca = \"a\""), "route.ca"),
            (
                format!(
                    "{route}\nuser = \"u\"\ntoken_endpoint = \"https://a.example\"\nclient_id = \"c\"\n\
                     client_secret_file = \"a\""
                ),
                "route.client_secret_file",
            ),
            (
                format!(
                    "{route}\nuser = \"u\"\ntoken_endpoint = \"https://a.example\"\nclient_id = \"c\"\n\
                     refresh_token_file = \"a\""
                ),
                "route.refresh_token_file",
            ),
        ] {
            let fix = if setting == "source.path" { "name a password file" } else { "correct the path" };
            found(&scratch, &below, &[(setting, "cannot be read", fix)]);
        }
        let pair = format!("{route}\nclient_certificate = \"a\"\nclient_key = \"b\"");
        let expected: Expected<'_> = &[
            ("route.client_certificate", "cannot be read", "correct the path"),
            ("route.client_key", "cannot be read", "correct the path"),
        ];
        found(&scratch, &pair, expected);
    }

    #[test]
    fn what_they_hold() {
        let scratch = Scratch::new("named-held");
        scratch.file("certificate", CERTIFICATE.as_bytes());
        scratch.file("key", KEY.as_bytes());
        scratch.file("text", b"a secret\r\n");
        scratch.file("empty", b"\nsecond line\n");
        scratch.file("zero", b"a\0b\n");
        let ca = |name: &str| format!("client_ca = \"{name}\"");
        let authorities = "name a PEM file with the certificates of the authorities";
        found(&scratch, &ca("certificate"), &[]);
        found(
            &scratch,
            &ca("key"),
            &[("listener.client_ca", "holds a private key", authorities)],
        );
        found(
            &scratch,
            &ca("text"),
            &[("listener.client_ca", "holds no certificate", "in PEM form")],
        );
        found(
            &scratch,
            &ca("."),
            &[("listener.client_ca", "is not a file", "name a file in PEM form")],
        );
        let route = "[[route]]\nvia = \"smarthost\"\nhost = \"smtp.example\"";
        let password = |name: &str| format!("{route}\nuser = \"u\"\npassword_file = \"{name}\"");
        found(&scratch, &password("text"), &[]);
        for name in ["empty", "zero"] {
            let expected: Expected<'_> = &[("route.password_file", "holds no password", "as its first line")];
            found(&scratch, &password(name), expected);
        }
        let pair =
            |chain: &str, key: &str| format!("{route}\nclient_certificate = \"{chain}\"\nclient_key = \"{key}\"");
        found(&scratch, &pair("certificate", "key"), &[]);
        let swapped: Expected<'_> = &[
            (
                "route.client_certificate",
                "holds a private key",
                "in `client_certificate`",
            ),
            ("route.client_key", "holds a certificate", "in `client_key`"),
        ];
        found(&scratch, &pair("key", "certificate"), swapped);
    }

    #[test]
    fn what_others_may_do() {
        let scratch = Scratch::new("named-others");
        let accounts = scratch.file("accounts", b"alice:$2b$05$\n");
        let token = scratch.file("token", b"a token\n");
        let data = scratch.0.join("data");
        std::fs::create_dir_all(&data).unwrap();
        set_mode(&data, 0o700);
        let file = "[[source]]\nkind = \"file\"\npath = \"accounts\"";
        let route = "[[route]]\nvia = \"smarthost\"\nhost = \"smtp.example\"\nuser = \"u\"\n\
                     token_endpoint = \"https://a.example\"\nclient_id = \"c\"\nrefresh_token_file = \"token\"";
        let check_all = |below: &str, expected: Expected<'_>| {
            let mut settings = settings(&scratch, below);
            settings.data.clone_from(&data);
            check(&settings, expected);
        };
        let read = (
            "source.path",
            "everybody on this machine may read the hashes",
            "chmod o-r",
        );
        let change = (
            "source.path",
            "everybody on this machine may change the hashes",
            "chmod o-w",
        );
        for (around, mode, expected) in [
            (0o755, 0o640, &[][..]),
            (0o755, 0o644, &[read][..]),
            (0o755, 0o642, &[change][..]),
            (0o755, 0o646, &[read, change][..]),
            // Nobody else gets there.
            (0o700, 0o666, &[][..]),
        ] {
            set_mode(&scratch.0, around);
            set_mode(&accounts, mode);
            check_all(file, expected);
        }
        set_mode(&scratch.0, 0o755);
        for (mode, expected) in [
            (0o600, &[][..]),
            (
                0o644,
                &[("route.refresh_token_file", "may read the refresh token", "chmod o-r")][..],
            ),
        ] {
            set_mode(&token, mode);
            check_all(route, expected);
        }
        set_mode(&token, 0o400);
        let lost: Expected<'_> = &[("route.refresh_token_file", "this user may not write to", "chown USER")];
        check_all(route, if nix::unistd::geteuid().is_root() { &[] } else { lost });
    }

    #[test]
    fn the_same_file_is_named_once() {
        let scratch = Scratch::new("named-once");
        let mut settings = settings(&scratch, "[[source]]\nkind = \"file\"\npath = \"absent\"");
        let again = Source {
            name: "again".to_owned(),
            ..settings.sources[0].clone()
        };
        settings.sources.push(again);
        assert!(
            settings
                .sources
                .iter()
                .all(|source| matches!(source.kind, SourceKind::File { .. }))
        );
        check(&settings, &[("source.path", "cannot be read", "name a password file")]);
    }
}
