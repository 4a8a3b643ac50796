//! The configuration as used: plain values, all of them checked, with the defaults filled in.

use super::auth::{Auth, ClientCertificate, Issuer, SendRules, Source};
use super::routes::{DeliverySettings, DkimFile, Routes, Via};
use super::units::{GIB, KIB, MIB, MINUTE};
use super::values::Choice;
use mail::Domain;
use std::ffi::OsString;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;
use store::Network;

/// What the program runs with. Bounds and words for people stand in `keys`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `hostname`: the name by which clients reach this server, in A-label form. It stands in the greeting, in Received
    /// lines and in the Message-IDs that we add. Required in a file.
    pub hostname: String,

    /// `data`: the directory for the queue, the accounts and the certificate that we make.
    pub data: PathBuf,

    /// `user`: who root becomes once the ports are open; never root. `None`: the owner of the data directory.
    pub user: Option<String>,

    /// `trusted`: networks without a limit on connections, a delay or a ban. Default: loopback.
    pub trusted: Vec<Network>,

    /// `[[listener]]`: where clients connect, in the order of the file. Never empty, and no two want the same port of
    /// the same address.
    pub listeners: Vec<Listener>,

    /// `[tls]`, which is shown to clients that name no host we know, then each `[[certificate]]`. Empty: one is made at
    /// the first start.
    pub certificates: Vec<CertificateFiles>,

    /// `[limits]`: what one client, and all together, may ask for.
    pub limits: Limits,

    /// `[guessing]`: what wrong passwords lead to.
    pub guessing: Guessing,

    /// `[passwords]`: what checking one costs.
    pub passwords: PasswordCost,

    /// `[store]`: what is asked of the disk.
    pub store: StoreSettings,

    /// `[[route]]`: which way mail goes.
    pub routes: Routes,

    /// `[delivery]`: what holds for all deliveries.
    pub delivery: DeliverySettings,

    /// `[[dkim]]`: keys that sign what is delivered.
    pub dkim: Vec<DkimFile>,

    /// `submission.hide_client_address`: leave the client's name and address out of the Received line. Default:
    /// false, since they are what an abuse desk asks for first.
    pub hide_client_address: bool,

    /// `submission.senders`: whose address an account may write as. Default: only its own.
    pub senders: SenderRule,

    /// `submission`: how much an account may send.
    pub sending: SendRules,

    /// `[auth]`: what holds for all logins.
    pub auth: Auth,

    /// `[[source]]`: where accounts come from, in the order in which they are asked. Never empty: the embedded store where none
    /// is written.
    pub sources: Vec<Source>,

    /// `[[issuer]]`: whose tokens are taken.
    pub issuers: Vec<Issuer>,

    /// `[[client_certificate]]`: whose certificate is which account's.
    pub client_certificates: Vec<ClientCertificate>,

    /// `metrics.address`: where numbers are told, on loopback. `None`, the default: nowhere.
    pub metrics: Option<SocketAddr>,

    /// `[log]`: what is told, and where.
    pub log: Log,

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

    /// `relay_from`: who may send to everybody without a login. Only of a relay; at least 8 bits (IPv4) or 16 (IPv6).
    pub relay_from: Vec<Network>,

    /// `relay_to`: domains to which everybody may send without a login. Only of a relay; never literals.
    pub relay_to: Vec<Domain>,

    /// `proxy_from`: whose connections begin with a PROXY header.
    pub proxy_from: Vec<Network>,

    /// `mechanisms`: those that are offered, in capitals. Empty, the default: what all accounts can use.
    pub mechanisms: Vec<String>,

    /// `client_ca`: authorities whose certificates clients may log in with. `None`, the default: clients are asked for none.
    pub client_ca: Option<PathBuf>,
}

/// What a listener offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Mail from people and programs that log in (RFC 6409).
    Submission,
    /// Mail without a login, from networks and to domains that are named.
    Relay,
}

/// When TLS begins on a listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListenerTls {
    /// The client asks for it (RFC 3207); usual on port 587.
    StartTls,
    /// With the first octet (RFC 8314 §3.3); usual on port 465.
    Implicit,
    /// Never. Only of a relay.
    None,
}

/// `[tls]`, or one `[[certificate]]`: where certificate and key are, both as PEM.
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

    /// `header_size`: octets of the header of one message, 64 KiB to 16 MiB. Default: 1 MiB.
    pub header_octets_max: u64,

    /// `received_headers`: Received lines of one message, 10 to 1,000. Default: 100 (RFC 5321 §6.3).
    pub received_max: u32,

    /// `connections`: connections at once, 1 to 1,000,000. Default: 10,000.
    pub connections_max: usize,

    /// `connections_per_network`: the same from one network, [`Network::of`]. Default: 100.
    pub network_connections_max: usize,

    /// `errors`: errors of one session, 1 to 1,000. Default: 10.
    pub errors_max: u32,

    /// `idle_commands`: commands of one session without progress, 10 to 10,000. Default: 100.
    pub idle_commands_max: u32,

    /// `command_line`: octets of a command line, 512 (RFC 5321 §4.5.3.1.4) to 4,096. Default: 512.
    pub command_octets_max: usize,

    /// `auth_line`: octets of a line of a login, 1,024 to 65,536. Default: 12,288 (RFC 4954 §4).
    pub auth_octets_max: usize,

    /// `login_time`: from the connection to the login, 10 s to 1 h. Default: 60 s.
    pub login_time: Duration,

    /// `idle_time`: from one command to the next, 10 s to 1 h. Default: 5 min (RFC 5321 §4.5.3.2.7).
    pub idle_time: Duration,

    /// `data_time`: from one piece of a message to the next, 10 s to 1 h. Default: 3 min (RFC 5321 §4.5.3.2.5).
    pub data_time: Duration,

    /// `session_time`: from the beginning of a session to its end, 1 min to 24 h. Default: 60 min.
    pub session_time: Duration,

    /// `body_memory`: octets of messages that all sessions together hold, 1 MiB to 64 GiB. Default: 64 MiB.
    pub body_memory_octets_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_octets_max: 50 * MIB,
            recipients_max: 1_000,
            header_octets_max: MIB,
            received_max: 100,
            connections_max: 10_000,
            network_connections_max: 100,
            errors_max: 10,
            idle_commands_max: 100,
            command_octets_max: 512,
            auth_octets_max: 12_288,
            login_time: Duration::from_secs(60),
            idle_time: Duration::from_secs(5 * MINUTE),
            data_time: Duration::from_secs(3 * MINUTE),
            session_time: Duration::from_secs(60 * MINUTE),
            body_memory_octets_max: 64 * MIB,
        }
    }
}

/// `[guessing]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guessing {
    /// `window`: how long a failure counts, 1 min to 24 h. Default: 15 min.
    pub window: Duration,

    /// `delay_from`: the first failure that is answered late. Default: 4.
    pub delay_from: u32,

    /// `ban_from`: the first failure that leads to a ban, at least 3. Default: 10.
    pub ban_from: u32,

    /// `ban_time`: how long such a ban holds, 1 min to 30 d. Default: 15 min.
    pub ban_time: Duration,
}

impl Default for Guessing {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(15 * MINUTE),
            delay_from: 4,
            ban_from: 10,
            ban_time: Duration::from_secs(15 * MINUTE),
        }
    }
}

/// `[passwords]`: Argon2id (RFC 9106) with one lane, and how much of it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// `memory`: for one check, in KiB; 8 MiB to 1 GiB. Default: 19 MiB.
    pub memory_kib: u32,

    /// `passes`: over that memory, 1 to 20. Default: 2.
    pub passes: u32,

    /// `workers`: checks at once, 1 to 1,024. `None`, the default: cores but one, at least one.
    pub workers: Option<usize>,

    /// `waiting`: logins that wait for their check, 1 to 100,000. Default: 256.
    pub waiting_max: usize,

    /// `remembered`: passwords that need no check, 0 (off) to 1,000,000. Default: 10,000.
    pub remembered_max: usize,
}

impl Default for PasswordCost {
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
            workers: None,
            waiting_max: 256,
            remembered_max: 10_000,
        }
    }
}

/// `[store]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreSettings {
    /// `free_space`: octets that are kept free; the larger of this and `free_percent_min` counts. Default: 1 GiB.
    pub free_octets_min: u64,

    /// `free_percent`: the same in percent of the disk, 0 to 50. Default: 5.
    pub free_percent_min: u8,

    /// `ballast`: octets of a file that is given up when the disk is full; 0: none. Default: 64 MiB.
    pub ballast_octets: u64,

    /// `inline`: octets up to which a message lies in the database, 0 to 128 KiB. Default: 128 KiB.
    pub inline_octets_max: usize,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self {
            free_octets_min: GIB,
            free_percent_min: 5,
            ballast_octets: 64 * MIB,
            inline_octets_max: INLINE_OCTETS_MAX,
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
    /// Any.
    Any,
}

impl Choice for Service {
    const ALL: &'static [(&'static str, Self)] = &[("submission", Self::Submission), ("relay", Self::Relay)];
}

impl Choice for ListenerTls {
    const ALL: &'static [(&'static str, Self)] = &[
        ("starttls", Self::StartTls),
        ("implicit", Self::Implicit),
        ("none", Self::None),
    ];
}

impl Choice for LogLevel {
    const ALL: &'static [(&'static str, Self)] = &[
        ("error", Self::Error),
        ("warn", Self::Warn),
        ("info", Self::Info),
        ("debug", Self::Debug),
    ];
}

impl Choice for LogFormat {
    const ALL: &'static [(&'static str, Self)] = &[("text", Self::Text), ("json", Self::Json)];
}

impl Choice for SenderRule {
    const ALL: &'static [(&'static str, Self)] = &[("own", Self::Own), ("any", Self::Any)];
}

/// As the file has it.
impl fmt::Display for Service {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
    }
}

/// As the file has it.
impl fmt::Display for ListenerTls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
    }
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
        relay_from: Vec::new(),
        relay_to: Vec::new(),
        proxy_from: Vec::new(),
        mechanisms: Vec::new(),
        client_ca: None,
    };
    Settings {
        hostname: HOSTNAME_WITHOUT_FILE.to_owned(),
        data,
        user: None,
        trusted: loopback_networks(),
        listeners: addresses
            .iter()
            .flat_map(|ip| ports.map(|(port, tls)| listener(*ip, port, tls)))
            .collect(),
        certificates: Vec::new(),
        limits: Limits::default(),
        guessing: Guessing::default(),
        passwords: PasswordCost::default(),
        // A laptop may be nearly full, and one look at a message is no reason to take much of what is left.
        store: StoreSettings {
            free_octets_min: 64 * MIB,
            free_percent_min: 0,
            ballast_octets: 4 * MIB,
            inline_octets_max: INLINE_OCTETS_MAX,
        },
        // A developer looks at what was sent; nothing goes to the internet.
        routes: Routes::new(Vec::new(), Via::Hold),
        delivery: DeliverySettings::default(),
        dkim: Vec::new(),
        hide_client_address: false,
        senders: SenderRule::Any,
        sending: SendRules::default(),
        auth: Auth::default(),
        sources: vec![Source::embedded()],
        issuers: Vec::new(),
        client_certificates: Vec::new(),
        metrics: None,
        log: Log::default(),
        configured: false,
    }
}

/// What is trusted unless the file says otherwise.
pub(super) fn loopback_networks() -> Vec<Network> {
    let networks = [
        Network::new(Ipv4Addr::LOCALHOST.into(), 8),
        Network::new(Ipv6Addr::LOCALHOST.into(), 128),
    ];
    networks.into_iter().flatten().collect()
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

/// `localhost` alone is no qualified domain, and a name under a real domain could belong to somebody. Names under
/// `.localhost` lead to the own machine and nowhere else (RFC 6761 §6.3), like such a server.
const HOSTNAME_WITHOUT_FILE: &str = "gatepost.localhost";

const DATA_OF_ROOT: &str = "/var/lib/gatepost";

/// As much of a message as a session may hold in memory.
const INLINE_OCTETS_MAX: usize = 128 * KIB as usize;

#[cfg(test)]
mod tests {
    use super::super::keys::{self, Usual};
    use super::super::values::hostname;
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
        check::<Service>("listener.service");
        check::<ListenerTls>("listener.tls");
        check::<SenderRule>("submission.senders");
        check::<LogLevel>("log.level");
        check::<LogFormat>("log.format");
        assert!(matches!(keys::key("log.level").default, Usual::Is("\"info\"")));
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
        let trusted: Vec<String> = settings.trusted.iter().map(Network::to_string).collect();
        assert_eq!(trusted, ["127.0.0.0/8", "::1"]);
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
