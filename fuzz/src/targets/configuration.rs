//! Configuration files: what loads keeps its bounds, is shown, and means the same when that is loaded; what does not load
//! is complained about in words that can be put on a terminal.

use gatepost::config::{Complaint, Listener, ListenerTls, Service, Settings, load, reload_difference, show};
use mail::Domain;
use std::path::Path;

/// Takes the octets for a file.
pub fn run(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    match read(&text) {
        Ok(settings) => {
            check_settings(&settings);
            let shown = show(&settings);
            let again = read(&shown).unwrap_or_else(|complaint| panic!("{shown}\n{complaint}"));
            assert_eq!(again, settings, "{shown}");
            assert_eq!(show(&again), shown);
            assert_eq!(reload_difference(&settings, &again), (Vec::new(), Vec::new()));
        }
        Err(complaint) => check_complaint(&text, &complaint),
    }
}

fn read(text: &str) -> Result<Settings, Complaint> {
    let (file, data) = (Path::new("/etc/gatepost/gatepost.toml"), Path::new("/var/lib/gatepost"));
    load(file, text, None, data)
}

fn check_settings(settings: &Settings) {
    let hostname = Domain::parse(&settings.hostname).expect("a domain");
    assert!(hostname.is_qualified() && !hostname.is_literal() && hostname.as_given().is_ascii());
    assert!(settings.configured && !settings.listeners.is_empty());
    settings.listeners.iter().for_each(check_listener);
    assert!(
        settings.trusted.iter().all(|network| network.bits() > 0),
        "nobody trusts everybody"
    );
    assert!(settings.metrics.is_none_or(|address| address.ip().is_loopback()));
    let limits = &settings.limits;
    assert!((64 << 10..=2 << 30).contains(&limits.message_octets_max));
    assert!((512..=4096).contains(&limits.command_octets_max), "RFC 5321 §4.5.3.1.4");
    assert!((1024..=65_536).contains(&limits.auth_octets_max));
    assert!(limits.recipients_max >= 100, "RFC 5321 §4.5.3.1.8");
    assert!(limits.errors_max > 0 && limits.idle_commands_max > 0 && limits.connections_max > 0);
    assert!(settings.store.inline_octets_max <= 128 << 10);
    assert!(settings.passwords.memory_kib >= 8 << 10 && settings.passwords.passes > 0);
    assert_ne!(settings.passwords.workers, Some(0));
}

/// No line of a file opens a relay to everybody, or lets passwords go over the network in the clear.
fn check_listener(listener: &Listener) {
    let relays = !listener.relay_from.is_empty() || !listener.relay_to.is_empty();
    match listener.service {
        Service::Submission => assert!(!relays && listener.tls != ListenerTls::None, "{listener:?}"),
        Service::Relay => assert!(relays, "{listener:?}"),
    }
    for network in &listener.relay_from {
        let least = if network.address().is_ipv4() { 8 } else { 16 };
        assert!(network.bits() >= least, "{listener:?}");
    }
    assert!(
        listener.proxy_from.iter().all(|network| network.bits() > 0),
        "{listener:?}"
    );
}

fn check_complaint(text: &str, complaint: &Complaint) {
    let lines = text.matches('\n').count() + 1;
    let mut findings = 0;
    for (line, finding) in complaint.findings() {
        findings += 1;
        assert!(
            line.is_none_or(|line| (1..=lines).contains(&line)),
            "line {line:?} of {lines}"
        );
        assert!(!finding.problem.is_empty(), "{finding:?}");
    }
    assert!(findings > 0, "refused for no reason");
    let plain = complaint.render(false);
    assert_eq!(complaint.to_string(), plain);
    assert!(plain.ends_with('\n') && !plain.contains('\u{1b}'), "{plain:?}");
    assert!(plain.lines().any(|line| line.starts_with("error: ")), "{plain:?}");
    assert!(complaint.render(true).contains('\u{1b}'), "in colour");
    if text.lines().any(|line| line.trim_start().starts_with("-----BEGIN ")) {
        // Perhaps a private key: nothing of it is quoted.
        let quoted = text
            .lines()
            .map(str::trim)
            .find(|line| line.len() >= 40 && plain.contains(line));
        assert_eq!(quoted, None);
    }
}
