//! Turns what is written into what is used, and keeps a list of what cannot be.

mod auth;
mod login;
mod routes;
mod source;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::Spanned;

use super::complain::{Complaint, Finding, Mistake};
use super::file::{self, Count, Size, Texts, Time};
use super::keys;
use super::read::{Read, read};
use super::settings::{
    CertificateFiles, Guessing, Limits, Listener, ListenerTls, Log, PasswordCost, SenderRule, Service, Settings,
    StoreSettings, loopback_networks,
};
use super::units::KIB;
use super::values::{self, Choice, Wrong};

/// Reads and checks a configuration. `path` is where `text` came from: it is shown in complaints, and relative paths
/// in the file start at its directory. The data directory is `data_override` (`--data`), else what the file says,
/// else `data_default`. Nothing on the disk is looked at.
///
/// # Errors
///
/// Everything that is wrong with the file, at once.
pub fn load(path: &Path, text: &str, data_override: Option<&Path>, data_default: &Path) -> Result<Settings, Complaint> {
    let complain = |mistakes| Complaint::new(path, text, mistakes);
    let Read {
        file,
        mistakes,
        unreadable,
    } = read(text).map_err(complain)?;
    let mut judge = Judge {
        base: path.parent().unwrap_or(Path::new("")),
        takes_tokens: !file.issuer.is_empty() || unreadable.contains("issuer"),
        mistakes,
        unreadable,
        ports: Vec::new(),
    };

    let hostname = judge.take("hostname", &file.hostname, |text| values::hostname(text));
    if file.hostname.is_none() {
        judge.missing("hostname", "hostname", None);
    }
    let data = judge.path("data", &file.data);
    let user = judge.take("user", &file.user, |text| values::user(text));
    let trusted = judge.list("trusted", &file.trusted, values::network);
    let listeners = judge.listeners(&file.listener);
    let certificates = judge.certificates(&file.tls, &file.certificate);
    let limits = judge.limits(&file.limits);
    let guessing = judge.guessing(&file.guessing);
    let passwords = judge.passwords(&file.passwords);
    let auth = judge.auth(&file.auth);
    let sources = judge.sources(&file.source);
    let issuers = judge.issuers(&file.issuer);
    let client_certificates = judge.client_certificates(&file.client_certificate, &file.listener);
    let store = judge.store(&file.store);
    let routes = judge.routes(&file.route);
    let delivery = judge.delivery(&file.delivery);
    let dkim = judge.dkim(&file.dkim);
    let senders = judge.one_of("submission.senders", &file.submission.senders, SenderRule::Own);
    let sending = judge.sending(&file.submission);
    let metrics = judge.metrics(file.metrics.as_ref());
    let log = judge.log(&file.log);

    match hostname {
        Some(hostname) if judge.mistakes.is_empty() => Ok(Settings {
            hostname,
            data: data_override
                .map(Path::to_owned)
                .or(data)
                .unwrap_or_else(|| data_default.to_owned()),
            user,
            trusted: trusted.unwrap_or_else(loopback_networks),
            listeners,
            certificates,
            limits,
            guessing,
            passwords,
            store,
            routes,
            delivery,
            dkim,
            hide_client_address: file.submission.hide_client_address.unwrap_or(false),
            senders,
            sending,
            auth,
            sources,
            issuers,
            client_certificates,
            metrics,
            log,
            configured: true,
        }),
        _ => Err(complain(judge.mistakes)),
    }
}

/// Whether binding one of the two addresses makes binding the other impossible. An IPv6 listener is taken to be only
/// that.
pub fn collide(one: SocketAddr, other: SocketAddr) -> bool {
    let (a, b) = (one.ip(), other.ip());
    one.port() != 0
        && one.port() == other.port()
        && a.is_ipv4() == b.is_ipv4()
        && (a == b || a.is_unspecified() || b.is_unspecified())
}

/// What there is to say about two listeners, or a listener and the metrics, of which only one can be had.
pub(super) fn collision(setting: &str, earlier: SocketAddr, later: SocketAddr) -> Finding {
    let who = match setting {
        "metrics.address" => "a listener and the metrics want",
        _ => "two listeners want",
    };
    let problem = format!("{who} port {}: {earlier} and {later}", later.port());
    let fix = "give one of them another port or another address, or take one out";
    Finding::new(setting, problem, fix)
}

struct Judge<'a> {
    /// Where relative paths start.
    base: &'a Path,
    /// Whether there is somebody whose tokens are taken.
    takes_tokens: bool,
    mistakes: Vec<Mistake>,
    unreadable: BTreeSet<String>,
    /// The addresses of the listeners so far, and where they stand.
    ports: Vec<(SocketAddr, Range<usize>)>,
}

impl Judge<'_> {
    fn take<W, T>(
        &mut self,
        setting: &str,
        written: &Option<Spanned<W>>,
        parse: impl Fn(&W) -> Result<T, Wrong>,
    ) -> Option<T> {
        self.entry(setting, written.as_ref()?, parse)
    }

    fn entry<W, T>(
        &mut self,
        setting: &str,
        written: &Spanned<W>,
        parse: impl Fn(&W) -> Result<T, Wrong>,
    ) -> Option<T> {
        match parse(written.get_ref()) {
            Ok(value) => Some(value),
            Err(wrong) => {
                let problem = format!("`{setting}` {}", wrong.problem);
                self.wrong(setting, problem, wrong.fix, written.span(), wrong.label);
                None
            }
        }
    }

    fn wrong(
        &mut self,
        setting: &str,
        problem: String,
        fix: impl Into<String>,
        place: Range<usize>,
        label: impl Into<String>,
    ) {
        let finding = Finding::new(setting, problem, fix);
        self.mistakes.push(Mistake::new(finding, Some(place), label));
    }

    fn path(&mut self, setting: &str, written: &Option<Spanned<String>>) -> Option<PathBuf> {
        let base = self.base;
        self.take(setting, written, |text| values::path(keys::key(setting), base, text))
    }

    /// A count that is not written is `usual`, as with all that follow.
    fn count<N: TryFrom<u64>>(&mut self, setting: &str, written: &Option<Spanned<Count>>, usual: N) -> N {
        let count = self.take(setting, written, |count| values::count(keys::key(setting), *count));
        // The bounds are within what each type can hold.
        count.and_then(|count| N::try_from(count).ok()).unwrap_or(usual)
    }

    fn size(&mut self, setting: &str, written: &Option<Spanned<Size>>, usual: u64) -> u64 {
        let octets = self.take(setting, written, |size| values::size(keys::key(setting), size));
        octets.unwrap_or(usual)
    }

    fn time(&mut self, setting: &str, written: &Option<Spanned<Time>>, usual: Duration) -> Duration {
        let seconds = self.take(setting, written, |time| values::time(keys::key(setting), time));
        seconds.map_or(usual, Duration::from_secs)
    }

    fn one_of<T: Choice>(&mut self, setting: &str, written: &Option<Spanned<String>>, usual: T) -> T {
        let word = self.take(setting, written, |text| values::one_of(keys::key(setting), text));
        word.unwrap_or(usual)
    }

    /// `None` only if nothing is written; an entry that is wrong is left out, and a mistake.
    fn list<T>(
        &mut self,
        setting: &str,
        written: &Option<Spanned<Texts>>,
        parse: impl Fn(&keys::Key, &str) -> Result<T, Wrong>,
    ) -> Option<Vec<T>> {
        let mut values = Vec::new();
        for text in written.as_ref()?.get_ref() {
            values.extend(self.entry(setting, text, |text| parse(keys::key(setting), text)));
        }
        Some(values)
    }

    /// `path` is the setting with the number of its section; `section` the place to point at.
    fn missing(&mut self, setting: &str, path: &str, section: Option<Range<usize>>) {
        if self.unreadable.contains(path) {
            return;
        }
        let fix = match keys::example(setting) {
            Some(line) if section.is_none() => format!("write `{line}` at the top of the file"),
            Some(line) => format!("write `{line}` below it"),
            None => format!("write for instance\n{LISTENER_EXAMPLE}"),
        };
        let label = format!("has no `{}`", setting.rsplit('.').next().unwrap_or(setting));
        let finding = Finding::new(setting, format!("`{setting}` is missing"), fix);
        self.mistakes.push(Mistake::new(finding, section, label));
    }

    fn listeners(&mut self, written: &[Spanned<file::Listener>]) -> Vec<Listener> {
        if written.is_empty() {
            self.missing("listener", "listener", None);
        }
        let mut listeners = Vec::new();
        for (index, section) in written.iter().enumerate() {
            listeners.extend(self.listener(index, section));
        }
        listeners
    }

    fn listener(&mut self, index: usize, section: &Spanned<file::Listener>) -> Option<Listener> {
        let written = section.get_ref();
        for (key, text) in [
            ("address", &written.address),
            ("service", &written.service),
            ("tls", &written.tls),
        ] {
            if text.is_none() {
                let path = format!("listener.{index}.{key}");
                self.missing(&format!("listener.{key}"), &path, Some(section.span()));
            }
        }
        let service = self.take("listener.service", &written.service, |text| {
            values::one_of::<Service>(keys::key("listener.service"), text)
        });
        let tls = self.take("listener.tls", &written.tls, |text| {
            values::one_of::<ListenerTls>(keys::key("listener.tls"), text)
        });
        let usual_port = match (service, tls) {
            (Some(Service::Relay), _) => 25,
            (_, Some(ListenerTls::Implicit)) => 465,
            _ => 587,
        };
        let address = self.take("listener.address", &written.address, |text| {
            values::address(text, usual_port)
        });
        if let (Some(address), Some(text)) = (address, &written.address) {
            self.port("listener.address", address, text.span());
        }
        let relay_from = self.list("listener.relay_from", &written.relay_from, values::relay_network);
        let relay_to = self.list("listener.relay_to", &written.relay_to, values::relay_domain);
        let proxy_from = self.list("listener.proxy_from", &written.proxy_from, values::network);
        let mechanisms = self.listener_mechanisms(index, written, tls);
        let client_ca = self.path("listener.client_ca", &written.client_ca);
        match service {
            Some(Service::Submission) => self.no_relay(written, tls),
            Some(Service::Relay) => self.some_relay(index, written),
            None => {}
        }
        Some(Listener {
            address: address?,
            service: service?,
            tls: tls?,
            optional: false,
            relay_from: relay_from.unwrap_or_default(),
            relay_to: relay_to.unwrap_or_default(),
            proxy_from: proxy_from.unwrap_or_default(),
            mechanisms,
            client_ca,
        })
    }

    /// Whoever submits has logged in, and does not do that in the clear.
    fn no_relay(&mut self, written: &file::Listener, tls: Option<ListenerTls>) {
        for (key, list) in [("relay_from", &written.relay_from), ("relay_to", &written.relay_to)] {
            let Some(list) = list else { continue };
            let setting = format!("listener.{key}");
            let problem = format!("`{setting}` stands at a listener for submission");
            let fix = "take it out, because whoever logs in may send anywhere; or write `service = \"relay\"`";
            self.wrong(&setting, problem, fix, list.span(), "is for `service = \"relay\"`");
        }
        if let (Some(ListenerTls::None), Some(word)) = (tls, &written.tls) {
            let problem = "`listener.tls` is \"none\" at a listener for submission".to_owned();
            let fix = "write `tls = \"starttls\"`; only `service = \"relay\"` can do without TLS";
            let label = "passwords would go over the network in the clear";
            self.wrong("listener.tls", problem, fix, word.span(), label);
        }
    }

    /// A relay is for somebody.
    fn some_relay(&mut self, index: usize, written: &file::Listener) {
        let is_empty = |list: &Option<Spanned<Texts>>| list.as_ref().is_none_or(|list| list.get_ref().is_empty());
        let is_unreadable = |key: &str| self.unreadable.contains(&format!("listener.{index}.{key}"));
        let nobody = is_empty(&written.relay_from) && is_empty(&written.relay_to);
        if !nobody || is_unreadable("relay_from") || is_unreadable("relay_to") {
            return;
        }
        if let Some(service) = &written.service {
            let example = |setting| keys::example(setting).unwrap_or_default();
            let fix = format!(
                "write below it who may send to everybody without a login, for instance\n{}\nor to whom everybody may send, \
                 for instance\n{}",
                example("listener.relay_from"),
                example("listener.relay_to")
            );
            let problem = "nobody could send through this relay".to_owned();
            let label = "has neither `relay_from` nor `relay_to`";
            self.wrong("listener.relay_from", problem, fix, service.span(), label);
        }
    }

    /// Notes who wants a port, and whether somebody has it.
    fn port(&mut self, setting: &str, address: SocketAddr, place: Range<usize>) {
        if let Some((other, its_place)) = self.ports.iter().find(|(other, _)| collide(address, *other)) {
            let finding = collision(setting, *other, address);
            let mut mistake = Mistake::new(finding, Some(place.clone()), "is taken already");
            mistake.also = Some((its_place.clone(), "by this one".to_owned()));
            self.mistakes.push(mistake);
        }
        self.ports.push((address, place));
    }

    fn certificates(
        &mut self,
        first: &Option<Spanned<file::Certificate>>,
        further: &[Spanned<file::Certificate>],
    ) -> Vec<CertificateFiles> {
        let mut files = Vec::new();
        if let Some(section) = first {
            files.extend(self.certificate("tls", "tls", section));
        }
        for (index, section) in further.iter().enumerate() {
            files.extend(self.certificate("certificate", &format!("certificate.{index}"), section));
        }
        if let (None, Some(section), false) = (first, further.first(), self.unreadable.contains("tls")) {
            let problem = "there is a `[[certificate]]` and no `[tls]`".to_owned();
            let fix = "write `[tls]` above the one that clients see who name no host, in place of `[[certificate]]`";
            self.wrong("tls", problem, fix, section.span(), "is for further certificates");
        }
        files
    }

    /// `path` is `name` with the number of the section, where it has one.
    fn certificate(
        &mut self,
        name: &str,
        path: &str,
        section: &Spanned<file::Certificate>,
    ) -> Option<CertificateFiles> {
        let written = section.get_ref();
        for (key, text) in [("certificate", &written.certificate), ("key", &written.key)] {
            if text.is_none() {
                let (setting, path) = (format!("{name}.{key}"), format!("{path}.{key}"));
                self.missing(&setting, &path, Some(section.span()));
            }
        }
        let chain = self.path(&format!("{name}.certificate"), &written.certificate);
        let key = self.path(&format!("{name}.key"), &written.key);
        Some(CertificateFiles {
            chain: chain?,
            key: key?,
        })
    }

    fn limits(&mut self, written: &file::Limits) -> Limits {
        let usual = Limits::default();
        Limits {
            message_octets_max: self.size("limits.message_size", &written.message_size, usual.message_octets_max),
            recipients_max: self.count("limits.recipients", &written.recipients, usual.recipients_max),
            header_octets_max: self.size("limits.header_size", &written.header_size, usual.header_octets_max),
            received_max: self.count("limits.received_headers", &written.received_headers, usual.received_max),
            connections_max: self.count("limits.connections", &written.connections, usual.connections_max),
            network_connections_max: self.count(
                "limits.connections_per_network",
                &written.connections_per_network,
                usual.network_connections_max,
            ),
            errors_max: self.count("limits.errors", &written.errors, usual.errors_max),
            idle_commands_max: self.count("limits.idle_commands", &written.idle_commands, usual.idle_commands_max),
            command_octets_max: self.count("limits.command_line", &written.command_line, usual.command_octets_max),
            auth_octets_max: self.count("limits.auth_line", &written.auth_line, usual.auth_octets_max),
            login_time: self.time("limits.login_time", &written.login_time, usual.login_time),
            idle_time: self.time("limits.idle_time", &written.idle_time, usual.idle_time),
            data_time: self.time("limits.data_time", &written.data_time, usual.data_time),
            session_time: self.time("limits.session_time", &written.session_time, usual.session_time),
            body_memory_octets_max: self.size("limits.body_memory", &written.body_memory, usual.body_memory_octets_max),
        }
    }

    fn guessing(&mut self, written: &file::Guessing) -> Guessing {
        let usual = Guessing::default();
        Guessing {
            window: self.time("guessing.window", &written.window, usual.window),
            delay_from: self.count("guessing.delay_from", &written.delay_from, usual.delay_from),
            ban_from: self.count("guessing.ban_from", &written.ban_from, usual.ban_from),
            ban_time: self.time("guessing.ban_time", &written.ban_time, usual.ban_time),
        }
    }

    fn passwords(&mut self, written: &file::Passwords) -> PasswordCost {
        let usual = PasswordCost::default();
        let memory = self.size("passwords.memory", &written.memory, u64::from(usual.memory_kib) * KIB);
        let workers = self.count("passwords.workers", &written.workers, usize::MAX);
        PasswordCost {
            memory_kib: u32::try_from(memory / KIB).unwrap_or(u32::MAX),
            passes: self.count("passwords.passes", &written.passes, usual.passes),
            workers: written.workers.as_ref().map(|_| workers),
            waiting_max: self.count("passwords.waiting", &written.waiting, usual.waiting_max),
            remembered_max: self.count("passwords.remembered", &written.remembered, usual.remembered_max),
        }
    }

    fn store(&mut self, written: &file::Store) -> StoreSettings {
        let usual = StoreSettings::default();
        let inline = self.size("store.inline", &written.inline, usual.inline_octets_max as u64);
        StoreSettings {
            free_octets_min: self.size("store.free_space", &written.free_space, usual.free_octets_min),
            free_percent_min: self.count("store.free_percent", &written.free_percent, usual.free_percent_min),
            ballast_octets: self.size("store.ballast", &written.ballast, usual.ballast_octets),
            inline_octets_max: usize::try_from(inline).unwrap_or(usual.inline_octets_max),
        }
    }

    fn metrics(&mut self, section: Option<&Spanned<file::Metrics>>) -> Option<SocketAddr> {
        let section = section?;
        let setting = "metrics.address";
        let Some(text) = &section.get_ref().address else {
            self.missing(setting, setting, Some(section.span()));
            return None;
        };
        let address = self.entry(setting, text, |text| values::loopback(keys::key(setting), text))?;
        self.port(setting, address, text.span());
        Some(address)
    }

    fn log(&mut self, written: &file::Log) -> Log {
        let usual = Log::default();
        Log {
            level: self.one_of("log.level", &written.level, usual.level),
            format: self.one_of("log.format", &written.format, usual.format),
            file: self.path("log.file", &written.file),
        }
    }
}

/// Where a setting stands.
fn place<T>(written: &Option<Spanned<T>>) -> Option<Range<usize>> {
    written.as_ref().map(Spanned::span)
}

const LISTENER_EXAMPLE: &str = "[[listener]]\naddress = \"0.0.0.0:587\"\nservice = \"submission\"\ntls = \"starttls\"";

#[cfg(test)]
mod tests;
