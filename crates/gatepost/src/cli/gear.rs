//! Reads what routes, signatures and sources of accounts need of files: passwords, authorities, keys.

use super::sources::{self, Secrets};
use crate::config::{Finding, Route, RouteProof, Settings, TokenGrant, Via};
use crate::outbound::access::{AccessGear, AccessTokens};
use crate::outbound::dkim::DkimKey;
use crate::outbound::ways::{Entrance, Gear};
use crate::world::tls::certified;
use crate::world::tls::client::{RustlsClient, roots_of, system_roots};
use crate::world::{TlsClient, World};
use rustls::RootCertStore;
use smtp::client::{Login, Proof};
use smtp::sasl::OfferSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// What was read. It can be read as root, and put to use by somebody else.
#[derive(Clone)]
pub(super) struct Files {
    tls: Vec<Arc<dyn TlsClient>>,
    logins: Vec<Option<Wanted>>,
    signers: Arc<Vec<DkimKey>>,
    /// Of sources and issuers.
    pub(super) secrets: Secrets,
}

/// As whom to log in on a route.
#[derive(Clone)]
enum Wanted {
    Known(Login),
    Token {
        user: String,
        mechanisms: OfferSet,
        gear: Box<AccessGear>,
    },
}

impl Files {
    /// For deliveries, through these doors. Access tokens of the logins from `before` stay good, and routes with the same grant share
    /// theirs: the file of a refresh token may be behind what the endpoint has said since.
    pub(super) fn gear(&self, world: &World, before: &[Option<Entrance>]) -> Gear {
        let access = |entrance: &Option<Entrance>| match entrance {
            Some(Entrance::Token { access, .. }) => Some(access.clone()),
            _ => None,
        };
        let mut known: Vec<AccessTokens> = before.iter().filter_map(access).collect();
        let mut entrance = |wanted: &Wanted| match wanted.clone() {
            Wanted::Known(login) => Entrance::Known(login),
            Wanted::Token { user, mechanisms, gear } => {
                let access = AccessTokens::new(*gear, world, &known);
                known.push(access.clone());
                Entrance::Token {
                    user,
                    mechanisms,
                    access,
                }
            }
        };
        let logins = self.logins.iter().map(|wanted| wanted.as_ref().map(&mut entrance));
        Gear {
            tls: self.tls.clone(),
            logins: logins.collect(),
            signers: self.signers.clone(),
        }
    }
}

/// All of it.
///
/// # Errors
/// What cannot be read, or is not what it has to be; all at once.
pub(super) fn load(settings: &Settings) -> Result<Files, Vec<Finding>> {
    let mut findings = Vec::new();
    let (mut tls, mut logins): (Vec<Arc<dyn TlsClient>>, _) = (Vec::new(), Vec::new());
    let system: Arc<dyn TlsClient> = Arc::new(RustlsClient::new(system_roots()));
    for route in settings.routes.written() {
        tls.push(match own_tls(route) {
            Ok(None) => system.clone(),
            Ok(Some(own)) => own,
            Err(finding) => {
                findings.push(finding);
                system.clone()
            }
        });
        logins.push(login(route).unwrap_or_else(|finding| {
            findings.push(finding);
            None
        }));
    }
    // For what no route names.
    tls.push(system);
    logins.push(None);
    let mut signers = Vec::new();
    for file in &settings.dkim {
        match key(&file.domain, &file.selector, &file.key) {
            Ok(key) => signers.push(key),
            Err(finding) => findings.push(finding),
        }
    }
    let secrets = sources::load(settings).unwrap_or_else(|found| {
        findings.extend(found);
        Secrets::default()
    });
    if findings.is_empty() {
        Ok(Files {
            tls,
            logins,
            signers: Arc::new(signers),
            secrets,
        })
    } else {
        Err(findings)
    }
}

/// What is wrong, in one line each.
pub(super) fn told(findings: &[Finding]) -> String {
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| format!("`{}`: {finding}", finding.setting))
        .collect();
    lines.join("\n")
}

/// TLS of a route's own: with authorities of its own, or a certificate to be shown.
fn own_tls(route: &Route) -> Result<Option<Arc<dyn TlsClient>>, Finding> {
    let shown = match &route.via {
        Via::Smarthost { login: Some(login), .. } => match &login.proof {
            RouteProof::Certificate(files) => Some(files),
            RouteProof::Password(_) | RouteProof::Token(_) => None,
        },
        _ => None,
    };
    let roots = match &route.ca {
        Some(file) => Some(roots_of(file).map_err(|why| no_authorities("route.ca", why))?),
        None => None,
    };
    Ok(match (shown, roots) {
        (None, None) => None,
        (None, Some(roots)) => Some(Arc::new(RustlsClient::new(roots))),
        (Some(files), roots) => {
            let own = certified(&files.chain, &files.key);
            let own = own.map_err(|error| Finding::new("route.client_certificate", error.problem, error.fix))?;
            let roots = roots.unwrap_or_else(system_roots);
            Some(Arc::new(RustlsClient::with_certificate(roots, own)))
        }
    })
}

fn no_authorities(setting: &str, why: String) -> Finding {
    let fix = "name a PEM file with the certificates of the authorities that are to be trusted";
    Finding::new(setting, why, fix)
}

fn login(route: &Route) -> Result<Option<Wanted>, Finding> {
    let Via::Smarthost { login: Some(login), .. } = &route.via else {
        return Ok(None);
    };
    let mechanisms = OfferSet::of(login.mechanisms.iter().map(String::as_str));
    let known = |proof| {
        Wanted::Known(Login {
            user: login.user.clone(),
            proof,
            mechanisms,
        })
    };
    Ok(Some(match &login.proof {
        RouteProof::Password(file) => known(Proof::Password {
            password: first_line(file, "route.password_file")?,
            salted: Arc::default(),
        }),
        RouteProof::Certificate(_) => known(Proof::Certificate),
        RouteProof::Token(grant) => Wanted::Token {
            user: login.user.clone(),
            mechanisms,
            gear: Box::new(access(grant, route)?),
        },
    }))
}

/// What an access token needs of files.
fn access(grant: &TokenGrant, route: &Route) -> Result<AccessGear, Finding> {
    let client_secret = grant.client_secret_file.as_deref();
    let refresh_token = grant.refresh_token_file.as_deref();
    let keep_in = grant.refresh_token_file.clone();
    Ok(AccessGear {
        grant: grant.clone(),
        client_secret: client_secret
            .map(|file| first_line(file, "route.client_secret_file"))
            .transpose()?,
        refresh_token: refresh_token
            .map(|file| first_line(file, "route.refresh_token_file"))
            .transpose()?,
        keep: Arc::new(move |token| match &keep_in {
            Some(file) => replace(file, token),
            None => Ok(()),
        }),
        // The endpoint is on the web, whatever authorities the smarthost has.
        tls: Arc::new(RustlsClient::new(match &route.ca {
            Some(file) => both(roots_of(file).map_err(|why| no_authorities("route.ca", why))?),
            None => system_roots(),
        })),
    })
}

/// The authorities of a route, and those of the system.
fn both(mut roots: RootCertStore) -> RootCertStore {
    roots.extend(system_roots().roots);
    roots
}

/// Writes a secret in place of the one that a file holds: whole, or not at all; with the same permissions.
fn replace(file: &Path, secret: &str) -> io::Result<()> {
    let permissions = std::fs::metadata(file)?.permissions();
    let mut new = file.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    let mut options = std::fs::OpenOptions::new();
    let mut written = options.write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    written.write_all(secret.as_bytes())?;
    written.write_all(b"\n")?;
    written.set_permissions(permissions)?;
    written.sync_all()?;
    std::fs::rename(&new, file)?;
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}

/// The first line of a file with a secret.
///
/// # Errors
/// The file cannot be read, or has none.
pub(super) fn first_line(file: &Path, setting: &str) -> Result<Zeroizing<String>, Finding> {
    let fix = "write the secret into that file, as its first line, and let the server's user read it";
    let wrong = |problem: String| Finding::new(setting, problem, fix);
    let text = read(file).map_err(|error| wrong(format!("{} cannot be read: {error}", file.display())))?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() || line.contains('\0') {
        return Err(wrong(format!("{} holds no secret in its first line", file.display())));
    }
    Ok(Zeroizing::new(line.to_owned()))
}

fn key(domain: &str, selector: &str, file: &Path) -> Result<DkimKey, Finding> {
    let wrong = |problem: String| {
        let fix = format!("make a key with `gatepost dkim create {domain} --selector {selector} --output FILE`");
        Finding::new("dkim.key", format!("{}: {problem}", file.display()), fix)
    };
    let pem = read(file).map_err(|error| wrong(format!("it cannot be read: {error}")))?;
    DkimKey::from_pem(domain, selector, pem.as_bytes()).map_err(|error| wrong(error.to_string()))
}

/// A small file. A pipe would keep us waiting.
fn read(path: &Path) -> io::Result<Zeroizing<String>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut text = Zeroizing::new(String::new());
    File::open(path)?.take(SECRET_OCTETS_MAX).read_to_string(&mut text)?;
    Ok(text)
}

/// A key of 16,384 bits has some 13,000.
const SECRET_OCTETS_MAX: u64 = 64 * 1024;
