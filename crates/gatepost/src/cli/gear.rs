//! Reads what routes and signatures need of files: passwords, authorities, keys.

use crate::config::{Finding, Route, Settings, Via};
use crate::outbound::dkim::DkimKey;
use crate::outbound::ways::Gear;
use crate::world::TlsClient;
use crate::world::tls::client::{RustlsClient, roots_of, system_roots};
use smtp::client::Login;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// All of it.
///
/// # Errors
/// What cannot be read, or is not what it has to be; all at once.
pub(super) fn load(settings: &Settings) -> Result<Gear, Vec<Finding>> {
    let mut findings = Vec::new();
    let (mut tls, mut logins): (Vec<Arc<dyn TlsClient>>, _) = (Vec::new(), Vec::new());
    let system: Arc<dyn TlsClient> = Arc::new(RustlsClient::new(system_roots()));
    for route in settings.routes.written() {
        tls.push(match authorities(route) {
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
    if findings.is_empty() {
        Ok(Gear {
            tls,
            logins,
            signers: Arc::new(signers),
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

fn authorities(route: &Route) -> Result<Option<Arc<dyn TlsClient>>, Finding> {
    let Some(file) = &route.ca else { return Ok(None) };
    match roots_of(file) {
        Ok(roots) => Ok(Some(Arc::new(RustlsClient::new(roots)))),
        Err(why) => Err(Finding::new(
            "route.ca",
            why,
            "name a PEM file with the certificates of the authorities that are to be trusted",
        )),
    }
}

fn login(route: &Route) -> Result<Option<Login>, Finding> {
    let Via::Smarthost { login: Some(login), .. } = &route.via else {
        return Ok(None);
    };
    let file = &login.password_file;
    let wrong = |problem: String, fix: &str| Finding::new("route.password_file", problem, fix);
    let text = read(file).map_err(|error| {
        let fix = "write the password into that file, as its first line, and let the server's user read it";
        wrong(format!("{} cannot be read: {error}", file.display()), fix)
    })?;
    let password = text.lines().next().unwrap_or_default();
    if password.is_empty() || password.contains('\0') {
        let fix = "write the password into that file, as its first line";
        return Err(wrong(format!("{} holds no password", file.display()), fix));
    }
    Ok(Some(Login {
        user: login.user.clone(),
        password: Zeroizing::new(password.to_owned()),
    }))
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
