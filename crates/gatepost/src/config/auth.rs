//! Who may log in, how, and where accounts come from.

use super::values::Choice;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;
use store::SendLimits;

/// `[auth]`: what holds for all logins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auth {
    /// `default_domain`: what is put behind login names that have no domain, as an A-label. `None`, the default: nothing.
    pub default_domain: Option<String>,

    /// `case`: whether `Alice` is `alice`. Default: yes.
    pub case: CaseRule,

    /// `scram_iterations`: of PBKDF2 for new SCRAM keys, 4,096 (RFC 7677 §4) to 1,000,000. Default: 10,000.
    pub scram_iterations: NonZeroU32,

    /// `tell_transition`: say 432 to who has no SCRAM keys yet, although that tells who has an account. Default: no.
    pub tell_transition: bool,
}

impl Default for Auth {
    fn default() -> Self {
        Self {
            default_domain: None,
            case: CaseRule::Ignore,
            scram_iterations: NonZeroU32::new(10_000).expect("not zero"),
            tell_transition: false,
        }
    }
}

/// `auth.case`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseRule {
    /// `Alice` and `alice` are the same.
    Ignore,
    /// They are not.
    Exact,
}

impl Choice for CaseRule {
    const ALL: &'static [(&'static str, Self)] = &[("ignore", Self::Ignore), ("exact", Self::Exact)];
}

/// `[[source]]`: where accounts come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// `name`: for the log, `check` and `status`. Default: the word of `kind`. No two are the same.
    pub name: String,

    /// `domains`: it is asked for login names of these domains alone, as A-labels. Empty, the default: for all.
    pub domains: Vec<String>,

    /// `cache`: how long an answer holds, 0 to 1 h. Default: 1 min. Only of databases, directories and Dovecot:
    /// the others know what changes there.
    pub cache: Duration,

    /// `kind`, and what belongs to it.
    pub kind: SourceKind,
}

impl Source {
    /// What holds where no source is configured.
    pub fn embedded() -> Self {
        Self {
            name: "embedded".to_owned(),
            domains: Vec::new(),
            cache: Duration::from_secs(60),
            kind: SourceKind::Embedded,
        }
    }
}

/// `source.kind`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceKind {
    /// `embedded`: the accounts of `gatepost account`.
    Embedded,
    /// `file`: a password file.
    File {
        /// `path`: lines of `name:hash`.
        path: PathBuf,
    },
    /// `postgres`: a table, or a query.
    Postgres {
        /// `host`: a name, an address, or the directory of the socket.
        host: String,
        /// `port`. Default: 5432.
        port: u16,
        /// `database`
        database: String,
        /// `user`
        user: String,
        /// `password_file`: its first line is the password.
        password_file: Option<PathBuf>,
        /// `query`: in place of the table that is shipped; its only parameter is the login name.
        query: Option<String>,
        /// `tls`, `ca`
        tls: SourceTls,
        /// `connections`: at once, 1 to 100. Default: 4.
        connections_max: usize,
    },
    /// `ldap`: RFC 4511.
    Ldap {
        /// `host`: a name or an address.
        host: String,
        /// `port`. Default: 389, and 636 where TLS comes first.
        port: u16,
        /// `tls`, `ca`
        tls: SourceTls,
        /// How the entry of a login name is found.
        entry: LdapEntry,
        /// `connections`: at once, 1 to 100. Default: 4.
        connections_max: usize,
    },
    /// `dovecot`: the socket of Dovecot's authentication, for clients.
    Dovecot {
        /// `socket`
        socket: PathBuf,
    },
}

impl Source {
    /// All files and directories that it names.
    pub fn paths(&mut self) -> Vec<&mut PathBuf> {
        match &mut self.kind {
            SourceKind::Embedded => Vec::new(),
            SourceKind::File { path } | SourceKind::Dovecot { socket: path } => vec![path],
            SourceKind::Postgres { password_file, tls, .. } => password_file.iter_mut().chain(&mut tls.ca).collect(),
            SourceKind::Ldap { entry, tls, .. } => {
                let password_file = match entry {
                    LdapEntry::Search { password_file, .. } => password_file.as_mut(),
                    LdapEntry::Template(_) => None,
                };
                password_file.into_iter().chain(&mut tls.ca).collect()
            }
        }
    }
}

impl Issuer {
    /// All files that it names.
    pub fn paths(&mut self) -> Vec<&mut PathBuf> {
        let asked = self.introspection.as_mut();
        let secret = asked.map(|introspection| &mut introspection.client_secret_file);
        secret.into_iter().chain(&mut self.ca).collect()
    }
}

impl SourceKind {
    /// The word for `kind`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::File { .. } => "file",
            Self::Postgres { .. } => "postgres",
            Self::Ldap { .. } => "ldap",
            Self::Dovecot { .. } => "dovecot",
        }
    }
}

/// How the entry of a login name is found in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LdapEntry {
    /// `bind_dn`: its name, with `{login}`, `{local}` and `{domain}` in it.
    Template(String),
    /// Looked for.
    Search {
        /// `base`: below which entry.
        base: String,
        /// `filter`: with `{login}`, `{local}` and `{domain}` in it. Default: `(mail={login})`.
        filter: String,
        /// `search_dn`: as whom. `None`, the default: anonymously.
        dn: Option<String>,
        /// `password_file`: its first line is the password of `search_dn`.
        password_file: Option<PathBuf>,
        /// `senders_attribute`: whose values are addresses that the account may send as. Default: none.
        senders: Option<String>,
    },
}

/// `tls` and `ca` of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceTls {
    /// `tls`
    pub mode: SourceTlsMode,
    /// `ca`: authorities that are trusted in place of the system's.
    pub ca: Option<PathBuf>,
}

/// `source.tls`: how the connection is protected. Wherever there is TLS, the certificate is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceTlsMode {
    /// Not at all: over a Unix socket, or on loopback.
    None,
    /// After the connection began (LDAP's StartTLS, PostgreSQL's SSLRequest).
    StartTls,
    /// From the first octet (ldaps).
    Implicit,
}

impl Choice for SourceTlsMode {
    const ALL: &'static [(&'static str, Self)] = &[
        ("none", Self::None),
        ("starttls", Self::StartTls),
        ("implicit", Self::Implicit),
    ];
}

/// `[[issuer]]`: whose tokens are taken (OAUTHBEARER, XOAUTH2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// `issuer`: its URL, as `iss` in its tokens; `/.well-known/openid-configuration` is found below it. https, or http to loopback.
    pub issuer: String,

    /// `audience`: one of these has to be in `aud`. Not empty.
    pub audiences: Vec<String>,

    /// `scope`: all of these have to be in `scope` or `scp`. Default: none.
    pub scopes: Vec<String>,

    /// `account`: the claim that holds the login name. Default: `email`.
    pub account_claim: String,

    /// `domains`: the login names that it may speak for are of these, as A-labels. Empty, the default: all.
    pub domains: Vec<String>,

    /// `accounts`: whether the account has to be in a source too. Default: it has not.
    pub accounts: TokenAccounts,

    /// `skew`: by how much clocks may differ, 0 to 5 min. Default: 60 s.
    pub skew: Duration,

    /// `introspection`: the URL that is asked about each token (RFC 7662), in place of looking at its signature.
    pub introspection: Option<Introspection>,

    /// `ca`: authorities that are trusted in place of the system's.
    pub ca: Option<PathBuf>,
}

/// `issuer.accounts`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenAccounts {
    /// Whoever has a token has an account.
    Any,
    /// Only accounts that a source knows.
    Known,
}

impl Choice for TokenAccounts {
    const ALL: &'static [(&'static str, Self)] = &[("any", Self::Any), ("known", Self::Known)];
}

/// How a token is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introspection {
    /// `introspection`: the URL.
    pub url: String,
    /// `client_id`: who asks.
    pub client_id: String,
    /// `client_secret_file`: its first line is the secret.
    pub client_secret_file: PathBuf,
}

/// `[[client_certificate]]`: whose certificate is which account's (EXTERNAL).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    /// `name`: a DNS name or a mail address among the certificate's alternative names, or `sha256:` and its fingerprint in
    /// hexadecimal digits. In lower case.
    pub name: String,
    /// `account`
    pub account: String,
}

/// `[submission]`, as far as it is about how much accounts may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SendRules {
    /// `messages_per_hour`, `messages_per_day`, `recipients_per_hour`, `recipients_per_day`: of accounts that have no limit of
    /// their own, 1 to 10,000,000. Default: none.
    pub limits: SendLimits,
    /// `over_limit`
    pub over: OverLimit,
}

/// `submission.over_limit`: what is said beyond the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OverLimit {
    /// 450: try again later.
    #[default]
    Defer,
    /// 550.
    Refuse,
}

impl Choice for OverLimit {
    const ALL: &'static [(&'static str, Self)] = &[("defer", Self::Defer), ("refuse", Self::Refuse)];
}

#[cfg(test)]
mod tests {
    use super::super::{EXAMPLE, keys, load};
    use super::*;
    use std::path::Path;

    /// The words of a setting are those that are described, in the same order.
    fn check<T: Choice>(setting: &str) {
        let described: Vec<&str> = keys::key(setting).words().iter().map(|word| word.name).collect();
        let known: Vec<&str> = T::ALL.iter().map(|(word, _)| *word).collect();
        assert_eq!(described, known, "{setting}");
        assert!(T::ALL.iter().all(|(word, value)| value.word() == *word), "{setting}");
    }

    #[test]
    fn words_are_described() {
        check::<CaseRule>("auth.case");
        check::<SourceTlsMode>("source.tls");
        check::<TokenAccounts>("issuer.accounts");
        check::<OverLimit>("submission.over_limit");
    }

    /// The example has a source of each kind.
    #[test]
    fn kinds_are_described() {
        let settings = load(Path::new("/etc/gatepost.toml"), EXAMPLE, None, Path::new("/data"));
        let settings = settings.unwrap_or_else(|complaint| panic!("{complaint}"));
        let has = |word: &str| settings.sources.iter().any(|source| source.kind.word() == word);
        let words = keys::key("source.kind").words();
        assert!(words.len() == 5 && words.iter().all(|word| has(word.name)));
    }
}
