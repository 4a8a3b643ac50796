//! Single values of the configuration: what each may be, and what to write instead.

use super::file;
use super::settings::{ListenerTls, LogFormat, LogLevel, Service};
use mail::Domain;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// What is wrong with a value, in three parts: `limits.recipients` *problem*, the word behind the caret, what to write.
pub(super) struct Wrong {
    pub(super) problem: String,
    pub(super) label: String,
    pub(super) fix: String,
}

impl Wrong {
    fn new(problem: impl Into<String>, label: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            label: label.into(),
            fix: fix.into(),
        }
    }
}

/// A name as others look it up. RFC 5321 §2.3.5 wants it whole; an address literal would do for SMTP, but not for a
/// certificate.
pub(super) fn hostname(text: &str) -> Result<String, Wrong> {
    let label = "must be a name such as mail.example.com";
    let example = file::example("hostname").unwrap_or_default();
    let is_address = || {
        let fix = format!("write the name that has this address in DNS, for instance `{example}`");
        Wrong::new("is an address", label, fix)
    };
    if text.parse::<IpAddr>().is_ok() {
        return Err(is_address());
    }
    if let Some(name) = text.strip_suffix('.') {
        let fix = format!("write `hostname = {}`", quoted(name));
        return Err(Wrong::new(
            "ends with a dot",
            "mail addresses and names in mail have none",
            fix,
        ));
    }
    let not_a_name = || Wrong::new("is not a domain name", label, format!("write for instance `{example}`"));
    let domain = Domain::parse(text).map_err(|_| not_a_name())?;
    if domain.is_literal() {
        return Err(is_address());
    }
    if !domain.is_qualified() {
        let fix = format!(
            "write it with its domain, for instance `hostname = {}`",
            quoted(&format!("{text}.example.com"))
        );
        return Err(Wrong::new("is not a whole name", label, fix));
    }
    Ok(domain.ascii().to_owned())
}

pub(super) fn address(text: &str, tls: Option<ListenerTls>) -> Result<SocketAddr, Wrong> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let port = if tls == Some(ListenerTls::Implicit) {
        "465"
    } else {
        "587"
    };
    let (host, given) = text.rsplit_once(':').unwrap_or(("", text));
    let given_port = given.parse::<u16>().ok().filter(|_| given.len() >= 2);
    let write = |address: String| format!("write `address = {}`", quoted(&address));
    let all = |port: &str| {
        format!("write `address = \"0.0.0.0:{port}\"` for every IPv4 address of this machine, \"[::]:{port}\" for IPv6")
    };
    let label = "must be an IP address and a port";
    Err(match (host.parse::<IpAddr>(), given_port) {
        (Ok(IpAddr::V6(ip)), Some(port)) => Wrong::new("needs brackets", label, write(format!("[{ip}]:{port}"))),
        _ => match text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(IpAddr::V4(ip)) => Wrong::new("has no port", label, write(format!("{ip}:{port}"))),
            Ok(IpAddr::V6(ip)) => Wrong::new("has no port", label, write(format!("[{ip}]:{port}"))),
            Err(_) if host.is_empty() || host == "*" => Wrong::new(
                "has no IP address",
                label,
                all(&given_port.map_or(port.to_owned(), |port| port.to_string())),
            ),
            Err(_) if host.eq_ignore_ascii_case("localhost") => {
                let port = given_port.map_or(port.to_owned(), |port| port.to_string());
                Wrong::new(
                    "is a name, not an IP address",
                    label,
                    write(format!("127.0.0.1:{port}")),
                )
            }
            Err(_) => Wrong::new("is not an IP address and a port", label, all(port)),
        },
    })
}

pub(super) fn path(base: &Path, setting: &str, text: &str) -> Result<PathBuf, Wrong> {
    let line = file::example(setting).unwrap_or_default();
    if text.is_empty() || text.contains('\0') {
        return Err(Wrong::new(
            "is not a path",
            "must name a file or directory",
            format!("write for instance `{line}`"),
        ));
    }
    // Shells do that, files do not: there would be a directory called `~`.
    if text == "~" || text.starts_with("~/") {
        let fix = format!("write the whole path, for instance `{line}`");
        return Err(Wrong::new(
            "begins with `~`",
            "is not replaced by a home directory",
            fix,
        ));
    }
    Ok(base.join(text))
}

pub(super) fn message_octets(written: &file::Size) -> Result<u64, Wrong> {
    let bounds = "must be from 64 KiB to 2 GiB";
    let octets = match written {
        file::Size::Octets(octets) => u64::try_from(*octets).unwrap_or(0),
        file::Size::Text(text) => octets_of(text)?,
    };
    if octets < MESSAGE_OCTETS_LEAST {
        return Err(Wrong::new(
            "is too small",
            bounds,
            "write `message_size = \"64 KiB\"` or more (RFC 5321 §4.5.3.1.7)",
        ));
    }
    if octets > MESSAGE_OCTETS_MOST {
        return Err(Wrong::new(
            "is too large",
            bounds,
            "write `message_size = \"2 GiB\"` or less",
        ));
    }
    Ok(octets)
}

/// A number and a unit. Units of 1,000 are not taken: who writes them rarely means them.
fn octets_of(text: &str) -> Result<u64, Wrong> {
    let label = "must be a whole number of octets, or one with KiB, MiB or GiB";
    let end = text.find(|octet: char| !octet.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = (&text[..end], text[end..].trim());
    let Ok(number) = digits.parse::<u64>() else {
        let problem = if digits.is_empty() {
            "is not a size"
        } else {
            "is too large"
        };
        return Err(Wrong::new(
            problem,
            label,
            "write for instance `message_size = \"50 MiB\"`",
        ));
    };
    let Some((_, octets)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        let fix = match unit.chars().next().map(|first| first.to_ascii_lowercase()) {
            None => format!("write `message_size = {number}` without quotes, or a unit behind it"),
            Some(first) => match UNITS
                .iter()
                .find(|(name, _)| name.to_ascii_lowercase().starts_with(first))
            {
                Some((name, _)) => format!("write `message_size = \"{number} {name}\"`"),
                None => "write for instance `message_size = \"50 MiB\"`".to_owned(),
            },
        };
        return Err(Wrong::new("has no unit that is known", label, fix));
    };
    // More than there can be is caught by the bounds.
    Ok(number.saturating_mul(*octets))
}

pub(super) fn recipients(count: i128) -> Result<usize, Wrong> {
    let label = format!("must be from {RECIPIENTS_LEAST} to {RECIPIENTS_MOST}");
    match usize::try_from(count) {
        Ok(count) if (RECIPIENTS_LEAST..=RECIPIENTS_MOST).contains(&count) => Ok(count),
        _ if count > RECIPIENTS_MOST as i128 => Err(Wrong::new(
            "is too large",
            label,
            format!("write `recipients = {RECIPIENTS_MOST}` or less"),
        )),
        _ => {
            let fix = format!("write `recipients = {RECIPIENTS_LEAST}` or more (RFC 5321 §4.5.3.1.8)");
            Err(Wrong::new("is too small", label, fix))
        }
    }
}

/// A value from a list, of which the nearest is proposed.
pub(super) fn one_of<T: Copy>(text: &str, key: &str, choices: &[Choice<T>]) -> Result<T, Wrong> {
    if let Some(choice) = choices.iter().find(|choice| choice.name == text) {
        return Ok(choice.value);
    }
    let names: Vec<String> = choices.iter().map(|choice| format!("\"{}\"", choice.name)).collect();
    let label = match &names[..] {
        [only] => format!("can only be {only} now"),
        names => format!("must be one of {}", names.join(", ")),
    };
    let fix = match (file::nearest(text, choices.iter().map(|choice| choice.name)), choices) {
        (Some(near), _) => format!("write `{key} = \"{near}\"`"),
        (None, [only]) => format!("write `{key} = \"{}\"`", only.name),
        (None, _) => {
            let lines = choices
                .iter()
                .map(|choice| format!("`{key} = \"{}\"`: {}", choice.name, choice.meaning));
            format!("write one of\n{}", lines.collect::<Vec<_>>().join("\n"))
        }
    };
    Err(Wrong::new("has a value that is unknown", label, fix))
}

/// The text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// One of the values that a setting can have.
pub(super) struct Choice<T> {
    name: &'static str,
    value: T,
    meaning: &'static str,
}

pub(super) const SERVICES: &[Choice<Service>] = &[Choice {
    name: "submission",
    value: Service::Submission,
    meaning: "mail from people who log in",
}];

pub(super) const LISTENER_TLS: &[Choice<ListenerTls>] = &[
    Choice {
        name: "starttls",
        value: ListenerTls::StartTls,
        meaning: "the client asks for TLS; usual on port 587",
    },
    Choice {
        name: "implicit",
        value: ListenerTls::Implicit,
        meaning: "TLS from the start; usual on port 465",
    },
];

pub(super) const LEVELS: &[Choice<LogLevel>] = &[
    Choice {
        name: "error",
        value: LogLevel::Error,
        meaning: "somebody must act",
    },
    Choice {
        name: "warn",
        value: LogLevel::Warn,
        meaning: "also what went wrong without harm",
    },
    Choice {
        name: "info",
        value: LogLevel::Info,
        meaning: "also sessions, acceptances and refusals",
    },
    Choice {
        name: "debug",
        value: LogLevel::Debug,
        meaning: "everything, for finding a fault",
    },
];

pub(super) const FORMATS: &[Choice<LogFormat>] = &[
    Choice {
        name: "text",
        value: LogFormat::Text,
        meaning: "for people",
    },
    Choice {
        name: "json",
        value: LogFormat::Json,
        meaning: "for programs, one object a line",
    },
];

const UNITS: &[(&str, u64)] = &[("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];
/// RFC 5321 §4.5.3.1.7: a server takes messages of 64 KiB at least.
const MESSAGE_OCTETS_LEAST: u64 = 64 << 10;
const MESSAGE_OCTETS_MOST: u64 = 2 << 30;
/// RFC 5321 §4.5.3.1.8: a server takes 100 recipients at least.
const RECIPIENTS_LEAST: usize = 100;
const RECIPIENTS_MOST: usize = 50_000;
