//! `gatepost dkim create`: makes a key, and prints the record that has to be published.

use super::{Failure, Global, output};
use crate::outbound::dkim::{DkimKey, KeyKind, new_key};
use clap::{Args, Subcommand, ValueEnum};
use mail::Domain;
use serde::Serialize;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What can be done with DKIM keys.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key, and print the DNS record by which others verify what it signs
    #[command(
        after_help = "Examples:\n  gatepost dkim create example.com --output /etc/gatepost/dkim-example.com.pem\n  \
                      gatepost dkim create example.com --selector ed --kind ed25519 --output ed.pem"
    )]
    Create(Create),
    /// Print the DNS record of a key that is there
    #[command(after_help = "Example:\n  gatepost dkim show example.com --key /etc/gatepost/dkim-example.com.pem")]
    Show(Show),
}

/// What `dkim create` takes.
#[derive(Debug, Args)]
pub(super) struct Create {
    /// Whose messages it signs
    domain: String,

    /// Its name in the DNS: a new key gets a new one
    #[arg(long, default_value = "gatepost")]
    selector: String,

    /// RSA, which all can verify, or Ed25519, whose record is short
    #[arg(long, value_enum, default_value_t = Kind::Rsa)]
    kind: Kind,

    /// Where the private key goes. A file that is there is never overwritten
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,

    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// What `dkim show` takes.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// Whose messages it signs
    domain: String,

    /// Its name in the DNS
    #[arg(long, default_value = "gatepost")]
    selector: String,

    /// The file of the private key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,

    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// RSA with 2,048 bits
    Rsa,
    /// Ed25519 (RFC 8463)
    Ed25519,
}

/// A record for programs.
#[derive(Debug, Serialize)]
struct Record {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    value: String,
    file: String,
}

/// Does it.
pub(super) fn run(_: &Global, command: Command) -> Result<(), Failure> {
    match command {
        Command::Create(create) => run_create(&create),
        Command::Show(show) => {
            let pem = std::fs::read(&show.key)
                .map_err(|error| Failure::new(format!("{} cannot be read: {error}", show.key.display())))?;
            let key = key(&show.domain, &show.selector, &pem)?;
            tell(&key, &show.domain, &show.selector, &show.key, show.json)
        }
    }
}

fn run_create(create: &Create) -> Result<(), Failure> {
    // Nothing is written for a name that cannot be.
    let (domain, selector) = names(&create.domain, &create.selector)?;
    let kind = match create.kind {
        Kind::Rsa => KeyKind::Rsa,
        Kind::Ed25519 => KeyKind::Ed25519,
    };
    let pem = new_key(kind).ok_or_else(|| Failure::new("the library makes no key: try again"))?;
    let key = key(&domain, &selector, pem.as_bytes())?;
    write(&create.output, pem.as_bytes())?;
    tell(&key, &domain, &selector, &create.output, create.json)
}

fn names(domain: &str, selector: &str) -> Result<(String, String), Failure> {
    let domain = Domain::parse(domain)
        .ok()
        .filter(|domain| !domain.is_literal() && domain.is_qualified());
    let domain = domain.ok_or_else(|| Failure::usage("name the domain as in an address: example.com"))?;
    let is_label = |label: &str| {
        let inner = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'-';
        (1..=63).contains(&label.len()) && label.bytes().all(inner)
    };
    if !selector.split('.').all(is_label) {
        return Err(Failure::usage("a selector is made of letters, digits and `-`"));
    }
    Ok((domain.ascii().to_owned(), selector.to_ascii_lowercase()))
}

fn key(domain: &str, selector: &str, pem: &[u8]) -> Result<DkimKey, Failure> {
    let (domain, selector) = names(domain, selector)?;
    DkimKey::from_pem(&domain, &selector, pem).map_err(|error| Failure::new(error.to_string()))
}

/// For its owner alone, and durable: a record may be published for it at once.
fn write(path: &Path, octets: &[u8]) -> Result<(), Failure> {
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| {
            file.write_all(octets)?;
            file.sync_all()
        });
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::new(format!(
            "{} is there already, and is not overwritten: name another file, or print its record with `gatepost dkim show`",
            path.display()
        )),
        _ => Failure::new(format!("{} cannot be written: {error}", path.display())),
    })
}

fn tell(key: &DkimKey, domain: &str, selector: &str, file: &Path, json: bool) -> Result<(), Failure> {
    let (name, value) = (key.name(), key.record());
    if json {
        return output::json(&Record {
            name,
            kind: "TXT",
            value,
            file: file.display().to_string(),
        });
    }
    // A string of the DNS has 255 octets at most (RFC 1035 §3.3); several stand one behind the other.
    let strings: Vec<String> = value
        .as_bytes()
        .chunks(STRING_OCTETS_MAX)
        .map(|piece| format!("\"{}\"", String::from_utf8_lossy(piece)))
        .collect();
    output::print(&format!(
        "The private key is in {file}. Let the user that the server runs as read it, and nobody else.\n\n\
         Publish this record:\n\n  {name}. IN TXT ( {} )\n\n\
         Then write into the configuration, and reload:\n\n  \
         [[dkim]]\n  domain = \"{domain}\"\n  selector = \"{selector}\"\n  key = \"{file}\"\n",
        strings.join("\n    "),
        file = file.display(),
    ))
}

const STRING_OCTETS_MAX: usize = 255;
