//! Makes what the configuration says of accounts: sources, issuers, certificates; with the secrets that they need of files.

use super::gear::first_line;
use crate::accounts::directory::{Listed, Rules};
use crate::accounts::source::dovecot::Dovecot;
use crate::accounts::source::embedded::EmbeddedSource;
use crate::accounts::source::file::FileSource;
use crate::accounts::source::ldap::Ldap;
use crate::accounts::source::postgres::Postgres;
use crate::accounts::source::{self, SourceError};
use crate::accounts::token::{IssuerGear, Tokens};
use crate::config::{Finding, Issuer, LdapEntry, Settings, Source, SourceKind, SourceTls, SourceTlsMode};
use crate::fetch::Fetch;
use crate::world::os;
use crate::world::tls::client::{RustlsClient, roots_of, system_roots, verifying};
use crate::world::{TlsClient, World};
use futures_util::future::join_all;
use rustls::ClientConfig;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::AccountStore;
use store::memory::Memory;
use zeroize::Zeroizing;

/// What sources and issuers need of files, in the order of the configuration.
#[derive(Clone, Default)]
pub(super) struct Secrets {
    sources: Vec<SourceSecrets>,
    issuers: Vec<IssuerSecrets>,
}

#[derive(Clone)]
struct SourceSecrets {
    password: Option<Zeroizing<String>>,
    tls: Option<Arc<ClientConfig>>,
}

#[derive(Clone)]
struct IssuerSecrets {
    client_secret: Option<Zeroizing<String>>,
    tls: Arc<dyn TlsClient>,
}

/// Reads all of it.
///
/// # Errors
/// What cannot be read, or is not what it has to be; all at once.
pub(super) fn load(settings: &Settings) -> Result<Secrets, Vec<Finding>> {
    let (mut secrets, mut findings) = (Secrets::default(), Vec::new());
    for source in &settings.sources {
        match source_secrets(source) {
            Ok(read) => secrets.sources.push(read),
            Err(finding) => findings.push(finding),
        }
    }
    for issuer in &settings.issuers {
        let client_secret = match &issuer.introspection {
            Some(introspection) => first_line(&introspection.client_secret_file, "issuer.client_secret_file").map(Some),
            None => Ok(None),
        };
        let roots = match &issuer.ca {
            Some(file) => roots_of(file).map_err(|why| no_authorities("issuer.ca", why)),
            None => Ok(system_roots()),
        };
        match (client_secret, roots) {
            (Ok(client_secret), Ok(roots)) => secrets.issuers.push(IssuerSecrets {
                client_secret,
                tls: Arc::new(RustlsClient::new(roots)),
            }),
            (secret, roots) => findings.extend(secret.err().into_iter().chain(roots.err())),
        }
    }
    if findings.is_empty() {
        Ok(secrets)
    } else {
        Err(findings)
    }
}

fn source_secrets(source: &Source) -> Result<SourceSecrets, Finding> {
    let (password_file, tls) = match &source.kind {
        SourceKind::Postgres { password_file, tls, .. } => (password_file.as_deref(), Some(tls)),
        SourceKind::Ldap { entry, tls, .. } => match entry {
            LdapEntry::Search { password_file, .. } => (password_file.as_deref(), Some(tls)),
            LdapEntry::Template(_) => (None, Some(tls)),
        },
        SourceKind::Embedded | SourceKind::File { .. } | SourceKind::Dovecot { .. } => (None, None),
    };
    let read = |file: &Path| first_line(file, "source.password_file");
    Ok(SourceSecrets {
        password: password_file.map(read).transpose()?,
        tls: match tls {
            Some(SourceTls { mode, ca }) if *mode != SourceTlsMode::None => {
                let roots = match ca {
                    Some(file) => roots_of(file).map_err(|why| no_authorities("source.ca", why))?,
                    None => system_roots(),
                };
                Some(verifying(roots).map_err(|why| no_authorities("source.ca", why))?)
            }
            _ => None,
        },
    })
}

fn no_authorities(setting: &str, why: String) -> Finding {
    let fix = "name a PEM file with the certificates of the authorities that are to be trusted";
    Finding::new(setting, why, fix)
}

/// What the configuration says of accounts. Nothing is asked yet. Of the rules from `before` the keys of issuers are kept, if they
/// are the same issuers.
///
/// # Errors
/// A source cannot be made of its settings; in a sentence.
pub(super) fn rules(
    settings: &Settings,
    secrets: &Secrets,
    world: &World,
    store: &Arc<dyn AccountStore>,
    before: Option<(&Settings, &Rules)>,
) -> Result<Rules, String> {
    let mut sources = Vec::new();
    for (settings, secrets) in settings.sources.iter().zip(&secrets.sources) {
        let made = make(settings, secrets, world, store);
        let made = made.map_err(|error| format!("the source {}: {error}", settings.name))?;
        sources.push(Arc::new(Listed::new(made, settings.clone())));
    }
    // With files behind it, an issuer may be another one under the same name.
    let is_without_files = |issuer: &Issuer| issuer.introspection.is_none() && issuer.ca.is_none();
    let kept = before
        .filter(|(old, _)| old.issuers == settings.issuers && settings.issuers.iter().all(is_without_files))
        .map(|(_, old)| old.tokens.clone());
    let issuers = settings
        .issuers
        .iter()
        .zip(&secrets.issuers)
        .map(|(issuer, secrets)| IssuerGear {
            issuer: issuer.clone(),
            client_secret: secrets.client_secret.clone(),
            tls: secrets.tls.clone(),
        });
    let certificates = settings.client_certificates.iter();
    Ok(Rules {
        auth: settings.auth.clone(),
        sources,
        tokens: kept.unwrap_or_else(|| {
            let issuers = issuers.collect();
            Arc::new(Tokens::new(issuers, Fetch::new(world), world.clock.clone()))
        }),
        certificates: certificates
            .map(|one| (one.name.clone(), one.account.clone()))
            .collect(),
        sending: settings.sending,
        senders: settings.senders,
    })
}

fn make(
    source: &Source,
    secrets: &SourceSecrets,
    world: &World,
    store: &Arc<dyn AccountStore>,
) -> Result<Arc<dyn source::Source>, SourceError> {
    let (password, tls, clock) = (secrets.password.clone(), secrets.tls.clone(), world.clock.clone());
    Ok(match source.kind {
        SourceKind::Embedded => Arc::new(EmbeddedSource::new(source.name.clone(), store.clone())),
        SourceKind::File { .. } => Arc::new(FileSource::new(source, clock, world.work.clone())),
        SourceKind::Postgres { .. } => Arc::new(Postgres::new(source, password, tls, world)),
        SourceKind::Ldap { .. } => Arc::new(Ldap::new(source, password, tls, clock)?),
        SourceKind::Dovecot { .. } => Arc::new(Dovecot::new(source, world.network.clone(), clock)?),
    })
}

/// An issuer's documents come from three addresses, one after the other.
const PROBE_TIME: Duration = Duration::from_secs(20);

/// Asks every source but our own store, and every issuer, whether it can be asked.
pub(super) fn findings(settings: &Settings, secrets: &Secrets) -> Vec<Finding> {
    let is_elsewhere = |source: &Source| source.kind != SourceKind::Embedded;
    if !settings.sources.iter().any(is_elsewhere) && settings.issuers.is_empty() {
        return Vec::new();
    }
    let failed = |problem: String| vec![Finding::new("source", problem, "mend that, then check again")];
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(format!("the system gives no threads: {error}")),
    };
    runtime.block_on(async {
        let world = os::world();
        // Nothing of our own store is asked here: a server may have it.
        let nothing: Arc<dyn AccountStore> = Arc::new(Memory::new(world.work.clone(), 0));
        let rules = match rules(settings, secrets, &world, &nothing, None) {
            Ok(rules) => rules,
            Err(why) => return failed(why),
        };
        let mut findings = Vec::new();
        let elsewhere = rules.sources.iter().filter(|listed| is_elsewhere(listed.settings()));
        // All at once: one that does not answer takes its time.
        let asked = elsewhere.map(async |listed| (listed, listed.probe().await, listed.problems().await));
        for (listed, probed, problems) in join_all(asked).await {
            let name = &listed.settings().name;
            if let Err(error) = probed {
                findings.push(Finding::new(
                    "source",
                    format!("the source {name} cannot be asked: {error}"),
                    "see that it runs and is reached from here, and that its settings are right; logins wait for it (454)",
                ));
            }
            findings.extend(problems.into_iter().map(|problem| {
                let problem = format!("the source {name}: {problem}");
                Finding::warning("source", problem, "nobody can log in by that line: mend it, or take it out")
            }));
        }
        for probed in rules.tokens.probe(PROBE_TIME).await {
            if let Err(why) = probed.found {
                findings.push(Finding::new(
                    "issuer",
                    format!("the issuer {} cannot be asked: {why}", probed.issuer),
                    "see that it is reached from here; logins with its tokens wait for it (454)",
                ));
            }
        }
        findings
    })
}
