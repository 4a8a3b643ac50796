//! The configuration as used: plain values, all of them checked, with the defaults filled in.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;

use super::complain::{Complaint, Finding, Mistake};
use super::file;
use super::values::{
    FORMATS, LEVELS, LISTENER_TLS, SERVICES, Wrong, address, hostname, message_octets, one_of, path, recipients,
};

/// What the program runs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `hostname`: the name by which clients reach this server, in A-label form. It stands in the greeting, in Received
    /// lines and in the Message-IDs that we add. Required in a file.
    pub hostname: String,

    /// `data`: the directory for the queue, the accounts and the certificate that we make.
    pub data: PathBuf,

    /// `[[listener]]`: where clients connect, in the order of the file. Never empty, and no two want the same port of
    /// the same address.
    pub listeners: Vec<Listener>,

    /// `[tls]`: the certificate to show. `None`: one that was made at the first start.
    pub certificate: Option<CertificateFiles>,

    /// `[limits]`: how much one message may be.
    pub limits: Limits,

    /// `submission.hide_client_address`: leave the client's name and address out of the Received line. Default:
    /// false, since they are what an abuse desk asks for first.
    pub hide_client_address: bool,

    /// `[log]`: what is told, and where.
    pub log: Log,

    /// Whose address an account may write as. No setting: a server with a configuration is meant for real mail.
    pub senders: SenderRule,

    /// Whether these settings come from a file.
    pub configured: bool,
}

/// `[[listener]]`: one address at which clients connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    /// `address`: IP address and port. Port 0, of use to tests, is any free port.
    pub address: SocketAddr,

    /// `service`: what is spoken there.
    pub service: Service,

    /// `tls`: when TLS begins.
    pub tls: ListenerTls,

    /// A machine may lack this address (no IPv6); then the server starts without it.
    pub optional: bool,
}

/// What a listener offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Mail from people and programs that log in (RFC 6409).
    Submission,
}

/// When TLS begins on a listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListenerTls {
    /// The client asks for it (RFC 3207); usual on port 587.
    StartTls,
    /// With the first octet (RFC 8314 §3.3); usual on port 465.
    Implicit,
}

/// `[tls]`: where certificate and key are, both as PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFiles {
    /// `certificate`: the chain, the server's own certificate first.
    pub chain: PathBuf,

    /// `key`: its private key, without a passphrase.
    pub key: PathBuf,
}

/// `[limits]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// `message_size`: octets of one message as it came in, 64 KiB to 2 GiB. Default: 50 MiB.
    pub message_octets_max: u64,

    /// `recipients`: recipients of one message, 100 to 50,000. Default: 1,000.
    pub recipients_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_octets_max: MESSAGE_OCTETS_DEFAULT,
            recipients_max: RECIPIENTS_DEFAULT,
        }
    }
}

/// `[log]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// `level`: the least important events that are told. Default: info.
    pub level: LogLevel,

    /// `format`: for people or for programs. Default: text.
    pub format: LogFormat,

    /// `file`: appended to. `None`, the default: standard error.
    pub file: Option<PathBuf>,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            level: LogLevel::Info,
            format: LogFormat::Text,
            file: None,
        }
    }
}

/// How important an event is, the most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Somebody must act.
    Error,
    /// Something went wrong, and we coped.
    Warn,
    /// Sessions, acceptances, refusals.
    Info,
    /// Each step, for finding a fault.
    Debug,
}

/// How an event is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// A line for a person.
    Text,
    /// One JSON object a line.
    Json,
}

/// Which sender addresses an account may use, in MAIL and in the From header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SenderRule {
    /// Those that were given to the account.
    Own,
    /// Any. Only without a configuration, where nothing leaves the machine.
    Any,
}

/// The settings of a server that was started without a configuration: reachable from this machine only, on ports that
/// need no privileges.
pub fn without_file(data: PathBuf) -> Settings {
    let addresses: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    let ports = [(2587, ListenerTls::StartTls), (2465, ListenerTls::Implicit)];
    let listener = |ip: IpAddr, port, tls| Listener {
        address: SocketAddr::new(ip, port),
        service: Service::Submission,
        tls,
        optional: ip.is_ipv6(),
    };
    Settings {
        hostname: HOSTNAME_WITHOUT_FILE.to_owned(),
        data,
        listeners: addresses
            .iter()
            .flat_map(|ip| ports.map(|(port, tls)| listener(*ip, port, tls)))
            .collect(),
        certificate: None,
        limits: Limits::default(),
        hide_client_address: false,
        log: Log::default(),
        senders: SenderRule::Any,
        configured: false,
    }
}

/// Reads and checks a configuration. `path` is where `text` came from: it is shown in complaints, and relative paths
/// in the file start at its directory. The data directory is `data_override` (`--data`), else what the file says,
/// else `data_default`. Nothing on the disk is looked at.
///
/// # Errors
///
/// Everything that is wrong with the file, at once.
pub fn load(path: &Path, text: &str, data_override: Option<&Path>, data_default: &Path) -> Result<Settings, Complaint> {
    let complain = |mistakes| Complaint::new(path, text, mistakes);
    let file::Read {
        file,
        mistakes,
        unreadable,
    } = file::read(text).map_err(complain)?;
    let mut judge = Judge {
        base: path.parent().unwrap_or(Path::new("")),
        mistakes,
        unreadable,
    };

    let hostname = judge.take("hostname", file.hostname.as_ref(), |text| hostname(text));
    if file.hostname.is_none() {
        judge.missing("hostname", "hostname", None);
    }
    let data = judge.path("data", file.data.as_ref());
    let listeners = judge.listeners(&file.listener);
    let certificate = file.tls.as_ref().and_then(|tls| judge.certificate(tls));
    let limits = &file.limits;
    let message_octets_max = judge.take("limits.message_size", limits.message_size.as_ref(), message_octets);
    let recipients_max = judge.take("limits.recipients", limits.recipients.as_ref(), |count| {
        recipients(*count)
    });
    let level = judge.take("log.level", file.log.level.as_ref(), |text| {
        one_of(text, "level", LEVELS)
    });
    let format = judge.take("log.format", file.log.format.as_ref(), |text| {
        one_of(text, "format", FORMATS)
    });
    let log_file = judge.path("log.file", file.log.file.as_ref());

    match hostname {
        Some(hostname) if judge.mistakes.is_empty() => Ok(Settings {
            hostname,
            data: data_override
                .map(Path::to_owned)
                .or(data)
                .unwrap_or_else(|| data_default.to_owned()),
            listeners,
            certificate,
            limits: Limits {
                message_octets_max: message_octets_max.unwrap_or(MESSAGE_OCTETS_DEFAULT),
                recipients_max: recipients_max.unwrap_or(RECIPIENTS_DEFAULT),
            },
            hide_client_address: file.submission.hide_client_address.unwrap_or(false),
            log: Log {
                level: level.unwrap_or(LogLevel::Info),
                format: format.unwrap_or(LogFormat::Text),
                file: log_file,
            },
            senders: SenderRule::Own,
            configured: true,
        }),
        _ => Err(complain(judge.mistakes)),
    }
}

/// Where the data lies when neither the command line nor a file says so: `/var/lib/gatepost` for root,
/// `$XDG_STATE_HOME/gatepost` or `~/.local/state/gatepost` for others. The arguments are the environment's, unread.
pub fn default_data(is_root: bool, xdg_state_home: Option<OsString>, home: Option<OsString>) -> PathBuf {
    // Relative paths in XDG variables are invalid and are to be ignored (XDG Base Directory Specification).
    let absolute = |variable: Option<OsString>| variable.map(PathBuf::from).filter(|path| path.is_absolute());
    if is_root {
        return PathBuf::from(DATA_OF_ROOT);
    }
    match (absolute(xdg_state_home), absolute(home)) {
        (Some(state), _) => state.join("gatepost"),
        (None, Some(home)) => home.join(".local/state/gatepost"),
        // A service account without a home has its state where services have it.
        (None, None) => PathBuf::from(DATA_OF_ROOT),
    }
}

/// Whether binding one of the two addresses makes binding the other impossible. An IPv6 listener is taken to be only
/// that.
pub(super) fn collide(one: SocketAddr, other: SocketAddr) -> bool {
    let (a, b) = (one.ip(), other.ip());
    one.port() != 0
        && one.port() == other.port()
        && a.is_ipv4() == b.is_ipv4()
        && (a == b || a.is_unspecified() || b.is_unspecified())
}

/// What there is to say about two listeners of which only one can be had.
pub(super) fn collision(earlier: SocketAddr, later: SocketAddr) -> Finding {
    let problem = format!("two listeners want port {}: {earlier} and {later}", later.port());
    let fix = "give one of them another port or another address, or take one out";
    Finding::new("listener.address", problem, fix)
}

/// Turns what is written into what is used, and keeps a list of what cannot be.
struct Judge<'a> {
    /// Where relative paths start.
    base: &'a Path,
    mistakes: Vec<Mistake>,
    unreadable: BTreeSet<String>,
}

impl Judge<'_> {
    fn take<W, T>(
        &mut self,
        setting: &str,
        written: Option<&Spanned<W>>,
        parse: impl Fn(&W) -> Result<T, Wrong>,
    ) -> Option<T> {
        let written = written?;
        match parse(written.get_ref()) {
            Ok(value) => Some(value),
            Err(wrong) => {
                let finding = Finding::new(setting, format!("`{setting}` {}", wrong.problem), wrong.fix);
                self.mistakes
                    .push(Mistake::new(finding, Some(written.span()), wrong.label));
                None
            }
        }
    }

    fn path(&mut self, setting: &str, written: Option<&Spanned<String>>) -> Option<PathBuf> {
        let base = self.base;
        self.take(setting, written, |text| path(base, setting, text))
    }

    /// `path` is the setting with the number of its listener; `section` the place to point at.
    fn missing(&mut self, setting: &str, path: &str, section: Option<Range<usize>>) {
        if self.unreadable.contains(path) {
            return;
        }
        let fix = match file::example(setting) {
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
        let mut places: Vec<(SocketAddr, &Spanned<String>)> = Vec::new();
        for (index, section) in written.iter().enumerate() {
            let listener = section.get_ref();
            for (key, text) in [
                ("address", &listener.address),
                ("service", &listener.service),
                ("tls", &listener.tls),
            ] {
                if text.is_none() {
                    let path = format!("listener.{index}.{key}");
                    self.missing(&format!("listener.{key}"), &path, Some(section.span()));
                }
            }
            let service = self.take("listener.service", listener.service.as_ref(), |text| {
                one_of(text, "service", SERVICES)
            });
            let tls = self.take("listener.tls", listener.tls.as_ref(), |text| {
                one_of(text, "tls", LISTENER_TLS)
            });
            let address = self.take("listener.address", listener.address.as_ref(), |text| address(text, tls));
            if let (Some(address), Some(text)) = (address, &listener.address) {
                if let Some((other, place)) = places.iter().find(|(other, _)| collide(address, *other)) {
                    let mut mistake = Mistake::new(collision(*other, address), Some(text.span()), "is taken already");
                    mistake.also = Some((place.span(), "by this one".to_owned()));
                    self.mistakes.push(mistake);
                }
                places.push((address, text));
            }
            if let (Some(address), Some(service), Some(tls)) = (address, service, tls) {
                listeners.push(Listener {
                    address,
                    service,
                    tls,
                    optional: false,
                });
            }
        }
        listeners
    }

    fn certificate(&mut self, section: &Spanned<file::Tls>) -> Option<CertificateFiles> {
        let tls = section.get_ref();
        for (setting, text) in [("tls.certificate", &tls.certificate), ("tls.key", &tls.key)] {
            if text.is_none() {
                self.missing(setting, setting, Some(section.span()));
            }
        }
        let chain = self.path("tls.certificate", tls.certificate.as_ref());
        let key = self.path("tls.key", tls.key.as_ref());
        Some(CertificateFiles {
            chain: chain?,
            key: key?,
        })
    }
}

const LISTENER_EXAMPLE: &str = "[[listener]]\naddress = \"0.0.0.0:587\"\nservice = \"submission\"\ntls = \"starttls\"";

/// `localhost` alone is no qualified domain, and a name under a real domain could belong to somebody. Names under
/// `.localhost` lead to the own machine and nowhere else (RFC 6761 §6.3), like such a server.
const HOSTNAME_WITHOUT_FILE: &str = "gatepost.localhost";

const DATA_OF_ROOT: &str = "/var/lib/gatepost";

const MESSAGE_OCTETS_DEFAULT: u64 = 50 << 20;

const RECIPIENTS_DEFAULT: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that is right, one setting a line; tests replace one line of it.
    const RIGHT: [&str; 16] = [
        r#"hostname = "mail.example.com""#,
        r#"data = "/srv/gatepost""#,
        "[[listener]]",
        r#"address = "0.0.0.0:587""#,
        r#"service = "submission""#,
        r#"tls = "starttls""#,
        "[tls]",
        r#"certificate = "mail.pem""#,
        r#"key = "/etc/ssl/mail.key""#,
        "[limits]",
        r#"message_size = "10 MiB""#,
        "recipients = 200",
        "[log]",
        r#"level = "warn""#,
        r#"format = "json""#,
        r#"file = "gatepost.log""#,
    ];

    fn with(line: usize, instead: &str) -> String {
        let mut lines = RIGHT;
        lines[line - 1] = instead;
        lines.join("\n") + "\n"
    }

    fn load_text(text: &str) -> Result<Settings, Complaint> {
        load(
            Path::new("/etc/gatepost/gatepost.toml"),
            text,
            None,
            Path::new("/default"),
        )
    }

    #[test]
    fn a_whole_file() {
        let expected = Settings {
            hostname: "mail.example.com".to_owned(),
            data: PathBuf::from("/srv/gatepost"),
            listeners: vec![Listener {
                address: "0.0.0.0:587".parse().unwrap(),
                service: Service::Submission,
                tls: ListenerTls::StartTls,
                optional: false,
            }],
            certificate: Some(CertificateFiles {
                chain: PathBuf::from("/etc/gatepost/mail.pem"),
                key: PathBuf::from("/etc/ssl/mail.key"),
            }),
            limits: Limits {
                message_octets_max: 10 << 20,
                recipients_max: 200,
            },
            hide_client_address: false,
            log: Log {
                level: LogLevel::Warn,
                format: LogFormat::Json,
                file: Some(PathBuf::from("/etc/gatepost/gatepost.log")),
            },
            senders: SenderRule::Own,
            configured: true,
        };
        assert_eq!(load_text(&RIGHT.join("\n")).unwrap(), expected);
    }

    #[test]
    fn the_least_file_has_the_defaults() {
        let text = format!("hostname = \"mail.example.com\"\n{LISTENER_EXAMPLE}\n");
        let settings = load_text(&text).unwrap();
        assert_eq!(settings.data, Path::new("/default"));
        assert_eq!(settings.certificate, None);
        assert_eq!(
            settings.limits,
            Limits {
                message_octets_max: 52_428_800,
                recipients_max: 1_000
            }
        );
        assert!(!settings.hide_client_address);
        assert_eq!(
            settings.log,
            Log {
                level: LogLevel::Info,
                format: LogFormat::Text,
                file: None
            }
        );
        let hidden = load_text(&format!("{text}[submission]\nhide_client_address = true\n")).unwrap();
        assert!(hidden.hide_client_address);
    }

    #[test]
    fn the_command_line_wins_over_the_file() {
        let given = load(
            Path::new("a.toml"),
            &RIGHT.join("\n"),
            Some(Path::new("here")),
            Path::new("/default"),
        );
        assert_eq!(given.unwrap().data, Path::new("here"));
        // A file named without a directory lies in the current one.
        let relative = load(
            Path::new("a.toml"),
            &with(2, r#"data = "state""#),
            None,
            Path::new("/default"),
        );
        assert_eq!(relative.unwrap().data, Path::new("state"));
    }

    #[test]
    fn values_that_are_right() {
        let shown = |settings: &Settings| {
            let (limits, listener, log) = (&settings.limits, &settings.listeners[0], &settings.log);
            let tls = if listener.tls == ListenerTls::Implicit {
                "implicit"
            } else {
                "starttls"
            };
            let format = if log.format == LogFormat::Json { "json" } else { "text" };
            let level = format!("{:?}", log.level).to_lowercase();
            [
                settings.hostname.clone(),
                listener.address.to_string(),
                tls.to_owned(),
                limits.message_octets_max.to_string(),
                limits.recipients_max.to_string(),
                level,
                format.to_owned(),
            ]
        };
        for (line, instead, expected) in [
            (1, r#"hostname = "MAIL.example.com""#, "mail.example.com"),
            (4, r#"address = "[::1]:587""#, "[::1]:587"),
            (4, r#"address = "192.0.2.7:2525""#, "192.0.2.7:2525"),
            (4, r#"address = "127.0.0.1:0""#, "127.0.0.1:0"),
            (6, r#"tls = "implicit""#, "implicit"),
            (6, r#"tls = "starttls""#, "starttls"),
            (11, "message_size = 65536", "65536"),
            (11, "message_size = 2147483648", "2147483648"),
            (11, r#"message_size = "64 KiB""#, "65536"),
            (11, r#"message_size = "1MiB""#, "1048576"),
            (11, r#"message_size = "2 GiB""#, "2147483648"),
            (12, "recipients = 100", "100"),
            (12, "recipients = 50_000", "50000"),
            (14, r#"level = "error""#, "error"),
            (14, r#"level = "warn""#, "warn"),
            (14, r#"level = "info""#, "info"),
            (14, r#"level = "debug""#, "debug"),
            (15, r#"format = "text""#, "text"),
            (15, r#"format = "json""#, "json"),
        ] {
            let settings = load_text(&with(line, instead)).unwrap_or_else(|complaint| panic!("{complaint}"));
            assert!(
                shown(&settings).contains(&expected.to_owned()),
                "{instead}: {settings:?}"
            );
        }
    }

    /// The one mistake of a file is shown with its file, line, caret and fix.
    fn check(line: usize, instead: &str, problem: &str, fix: &str) {
        let Err(complaint) = load_text(&with(line, instead)) else {
            panic!("{instead} is taken")
        };
        let shown = complaint.render(false);
        assert_eq!(complaint.findings().count(), 1, "{shown}");
        assert!(shown.starts_with(&format!("error: {problem}\n")), "{problem}\n{shown}");
        assert!(
            shown.contains(&format!("--> /etc/gatepost/gatepost.toml:{line}:")),
            "{shown}"
        );
        assert!(shown.contains(&format!("\n{line} | {instead}\n")), "{shown}");
        assert!(
            shown
                .lines()
                .any(|line| line.trim_start().starts_with('|') && line.contains('^')),
            "{shown}"
        );
        assert!(shown.contains(&format!("= help: {fix}")), "{fix}\n{shown}");
    }

    #[test]
    fn a_hostname_that_is_wrong() {
        let example = r#"write for instance `hostname = "mail.example.com"`"#;
        let address = "write the name that has this address in DNS";
        for (value, problem, fix) in [
            (
                "mail",
                "is not a whole name",
                r#"write it with its domain, for instance `hostname = "mail.example.com"`"#,
            ),
            (
                "mail.example.com.",
                "ends with a dot",
                r#"write `hostname = "mail.example.com"`"#,
            ),
            ("192.0.2.1", "is an address", address),
            ("2001:db8::1", "is an address", address),
            ("[192.0.2.1]", "is an address", address),
            ("mail example", "is not a domain name", example),
            ("mail..example.com", "is not a domain name", example),
            ("", "is not a domain name", example),
        ] {
            check(
                1,
                &format!("hostname = \"{value}\""),
                &format!("`hostname` {problem}"),
                fix,
            );
        }
    }

    #[test]
    fn a_listener_that_is_wrong() {
        let all = r#"write `address = "0.0.0.0:587"` for every IPv4 address"#;
        for (value, problem, fix) in [
            ("587", "has no IP address", all),
            (":2587", "has no IP address", r#"write `address = "0.0.0.0:2587"`"#),
            ("*:587", "has no IP address", all),
            ("192.0.2.1", "has no port", r#"write `address = "192.0.2.1:587"`"#),
            (
                "[2001:db8::1]",
                "has no port",
                r#"write `address = "[2001:db8::1]:587"`"#,
            ),
            ("2001:db8::1", "has no port", r#"write `address = "[2001:db8::1]:587"`"#),
            ("::1:465", "needs brackets", r#"write `address = "[::1]:465"`"#),
            (
                "localhost:25",
                "is a name, not an IP address",
                r#"write `address = "127.0.0.1:25"`"#,
            ),
            ("0.0.0.0:65536", "is not an IP address and a port", all),
            ("mail.example.com:587", "is not an IP address and a port", all),
            ("", "has no IP address", all),
        ] {
            check(
                4,
                &format!("address = \"{value}\""),
                &format!("`listener.address` {problem}"),
                fix,
            );
        }
        let unknown = |setting: &str| format!("`listener.{setting}` has a value that is unknown");
        check(
            5,
            r#"service = "relay""#,
            &unknown("service"),
            r#"write `service = "submission"`"#,
        );
        check(6, r#"tls = "STARTTLS""#, &unknown("tls"), r#"write `tls = "starttls"`"#);
        check(6, r#"tls = "none""#, &unknown("tls"), "write one of");
    }

    #[test]
    fn a_limit_that_is_wrong() {
        let (least, most) = (
            r#"write `message_size = "64 KiB"` or more"#,
            r#"write `message_size = "2 GiB"` or less"#,
        );
        let (unit, example) = (
            "has no unit that is known",
            r#"write for instance `message_size = "50 MiB"`"#,
        );
        for (value, problem, fix) in [
            ("65535", "is too small", least),
            ("-1", "is too small", least),
            (r#""63 KiB""#, "is too small", least),
            ("2147483649", "is too large", most),
            (r#""3 GiB""#, "is too large", most),
            (r#""99999999999999 GiB""#, "is too large", most),
            (r#""99999999999999999999""#, "is too large", example),
            (r#""50 MB""#, unit, r#"write `message_size = "50 MiB"`"#),
            (r#""50m""#, unit, r#"write `message_size = "50 MiB"`"#),
            (r#""1.5 GiB""#, unit, example),
            (r#""65536""#, unit, "write `message_size = 65536` without quotes"),
            (r#""large""#, "is not a size", example),
        ] {
            check(
                11,
                &format!("message_size = {value}"),
                &format!("`limits.message_size` {problem}"),
                fix,
            );
        }
        for (value, problem, fix) in [
            ("99", "is too small", "write `recipients = 100` or more"),
            ("-1", "is too small", "write `recipients = 100` or more"),
            ("50001", "is too large", "write `recipients = 50000` or less"),
            (
                "99999999999999999999",
                "is too large",
                "write `recipients = 50000` or less",
            ),
        ] {
            check(
                12,
                &format!("recipients = {value}"),
                &format!("`limits.recipients` {problem}"),
                fix,
            );
        }
    }

    #[test]
    fn a_path_or_a_log_that_is_wrong() {
        for (line, setting) in [(2, "data"), (8, "tls.certificate"), (9, "tls.key"), (16, "log.file")] {
            let example = file::example(setting).unwrap();
            let key = setting.rsplit('.').next().unwrap();
            let fix = format!("write for instance `{example}`");
            check(
                line,
                &format!("{key} = \"\""),
                &format!("`{setting}` is not a path"),
                &fix,
            );
            let fix = format!("write the whole path, for instance `{example}`");
            check(
                line,
                &format!("{key} = \"~/mail\""),
                &format!("`{setting}` begins with `~`"),
                &fix,
            );
        }
        for (line, instead, setting, fix) in [
            (14, r#"level = "warning""#, "level", r#"write `level = "warn"`"#),
            (14, r#"level = "all""#, "level", "write one of"),
            (15, r#"format = "JSON""#, "format", r#"write `format = "json"`"#),
            (15, r#"format = "xml""#, "format", "write one of"),
        ] {
            check(
                line,
                instead,
                &format!("`log.{setting}` has a value that is unknown"),
                fix,
            );
        }
    }

    #[test]
    fn what_is_missing_is_said_where_it_is_missing() {
        for (line, section, setting) in [
            (4, 3, "listener.address"),
            (5, 3, "listener.service"),
            (6, 3, "listener.tls"),
            (8, 7, "tls.certificate"),
            (9, 7, "tls.key"),
        ] {
            let complaint = load_text(&with(line, "")).unwrap_err();
            let fix = format!("write `{}` below it", file::example(setting).unwrap());
            let expected = Finding::new(setting, format!("`{setting}` is missing"), fix);
            assert_eq!(complaint.findings().collect::<Vec<_>>(), [(Some(section), &expected)]);
        }
        let nothing = load_text("").unwrap_err();
        let missing: Vec<_> = nothing
            .findings()
            .map(|(line, finding)| (line, finding.setting.as_str()))
            .collect();
        assert_eq!(missing, [(None, "hostname"), (None, "listener")]);
    }

    #[test]
    fn what_cannot_be_read_is_not_called_missing() {
        for (line, instead) in [
            (1, "hostname = 5"),
            (1, r#"hostnme = "mail.example.com""#),
            (4, "address = 587"),
            (4, r#"adress = "0.0.0.0:587""#),
            (9, "key = true"),
        ] {
            let complaint = load_text(&with(line, instead)).unwrap_err();
            assert_eq!(complaint.findings().count(), 1, "{complaint}");
        }
        // A setting that slipped below a section.
        let slipped = [&RIGHT[1..], &RIGHT[..1]].concat().join("\n");
        let complaint = load_text(&slipped).unwrap_err();
        assert_eq!(complaint.findings().count(), 1, "{complaint}");
        assert!(
            complaint
                .render(false)
                .contains("write `hostname` at the top of the file"),
            "{complaint}"
        );
    }

    #[test]
    fn everything_is_said_at_once() {
        let text = with(1, "hostname = 5")
            .replace("recipients", "recipient")
            .replace("10 MiB", "1 KiB")
            .replace("submission", "smtp")
            .replace("[log]", "[logs]");
        let complaint = load_text(&text).unwrap_err();
        let settings: Vec<_> = complaint
            .findings()
            .map(|(_, finding)| finding.setting.as_str())
            .collect();
        let expected = [
            "hostname",
            "listener.service",
            "limits.message_size",
            "limits.recipient",
            "logs",
        ];
        assert_eq!(settings, expected, "{complaint}");
    }

    #[test]
    fn listeners_that_collide() {
        for (one, other, expected) in [
            ("0.0.0.0:587", "0.0.0.0:587", true),
            ("0.0.0.0:587", "192.0.2.1:587", true),
            ("[::1]:587", "[::]:587", true),
            ("0.0.0.0:587", "0.0.0.0:465", false),
            ("192.0.2.1:587", "192.0.2.2:587", false),
            ("0.0.0.0:587", "[::]:587", false),
            ("127.0.0.1:0", "127.0.0.1:0", false),
        ] {
            let second = LISTENER_EXAMPLE.replace("0.0.0.0:587", other);
            let text = with(4, &format!("address = \"{one}\"")) + &second;
            match load_text(&text) {
                Ok(settings) => assert_eq!((settings.listeners.len(), expected), (2, false), "{one} {other}"),
                Err(complaint) => {
                    assert!(expected, "{complaint}");
                    let shown = complaint.render(false);
                    assert!(
                        shown.contains("gatepost.toml:18:11") && shown.contains("by this one"),
                        "{shown}"
                    );
                }
            }
        }
    }

    #[test]
    fn without_a_file_only_this_machine_is_served() {
        let settings = without_file(PathBuf::from("/tmp/state"));
        let listeners: Vec<_> = settings
            .listeners
            .iter()
            .map(|listener| (listener.address.to_string(), listener.tls, listener.optional))
            .collect();
        let expected = [
            ("127.0.0.1:2587", ListenerTls::StartTls, false),
            ("127.0.0.1:2465", ListenerTls::Implicit, false),
            ("[::1]:2587", ListenerTls::StartTls, true),
            ("[::1]:2465", ListenerTls::Implicit, true),
        ];
        assert_eq!(
            listeners,
            expected.map(|(address, tls, optional)| (address.to_owned(), tls, optional))
        );
        assert_eq!((settings.senders, settings.configured), (SenderRule::Any, false));
        assert_eq!(hostname(&settings.hostname).ok().as_ref(), Some(&settings.hostname));
    }

    #[test]
    fn where_the_data_lies() {
        let some = |text: &str| Some(OsString::from(text));
        for (is_root, state, home, expected) in [
            (true, some("/s"), some("/root"), "/var/lib/gatepost"),
            (false, some("/s"), some("/home/a"), "/s/gatepost"),
            (false, None, some("/home/a"), "/home/a/.local/state/gatepost"),
            (false, some(""), some("/home/a"), "/home/a/.local/state/gatepost"),
            (false, some("state"), some("/home/a"), "/home/a/.local/state/gatepost"),
            (false, None, some(""), "/var/lib/gatepost"),
            (false, None, None, "/var/lib/gatepost"),
        ] {
            assert_eq!(default_data(is_root, state, home), Path::new(expected));
        }
    }
}
