//! Files that are right, and in `wrong` everything that can be wrong with one.

use super::super::EXAMPLE;
use super::super::keys::{SECTIONS, Usual};
use super::super::routes::{
    DeliverySettings, DkimFile, LmtpServer, Route, RouteLogin, RouteProof, RouteTls, Routes, TokenGrant, Via,
};
use super::super::settings::{LogFormat, LogLevel};
use super::*;
use mail::{Address, Domain};
use store::Network;

mod auth;
mod sources;
mod ways;
mod wrong;

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
    let networks = |texts: &[&str]| -> Vec<Network> { texts.iter().map(|text| text.parse().unwrap()).collect() };
    let listener = |address: &str, service, tls| Listener {
        address: address.parse().unwrap(),
        service,
        tls,
        optional: false,
        relay_from: Vec::new(),
        relay_to: Vec::new(),
        proxy_from: Vec::new(),
        mechanisms: Vec::new(),
        client_ca: None,
    };
    let files = |chain: &str, key: &str| CertificateFiles {
        chain: PathBuf::from(chain),
        key: PathBuf::from(key),
    };
    let (auth, sending, client_certificates) = auth::auth_of_the_example();
    let names = [
        "SCRAM-SHA-256-PLUS",
        "SCRAM-SHA-256",
        "EXTERNAL",
        "OAUTHBEARER",
        "XOAUTH2",
        "PLAIN",
    ];
    let expected = Settings {
        hostname: "mail.example.com".to_owned(),
        data: PathBuf::from("/var/lib/gatepost"),
        user: Some("gatepost".to_owned()),
        trusted: networks(&["127.0.0.0/8", "::1", "192.168.1.0/24"]),
        listeners: vec![
            listener("0.0.0.0:587", Service::Submission, ListenerTls::StartTls),
            Listener {
                proxy_from: networks(&["10.0.0.0/8"]),
                mechanisms: names.map(str::to_owned).to_vec(),
                client_ca: Some(PathBuf::from("/etc/gatepost/clients-ca.pem")),
                ..listener("0.0.0.0:465", Service::Submission, ListenerTls::Implicit)
            },
            Listener {
                relay_from: networks(&["192.0.2.0/24", "2001:db8::/32"]),
                relay_to: ["example.com", "example.org"]
                    .map(|domain| Domain::parse(domain).unwrap())
                    .to_vec(),
                ..listener("0.0.0.0:25", Service::Relay, ListenerTls::StartTls)
            },
        ],
        certificates: vec![
            files("/etc/ssl/mail.pem", "/etc/ssl/mail.key"),
            files("/etc/ssl/mail-rsa.pem", "/etc/ssl/mail-rsa.key"),
        ],
        limits: Limits::default(),
        guessing: Guessing::default(),
        passwords: PasswordCost {
            workers: Some(3),
            ..PasswordCost::default()
        },
        store: StoreSettings::default(),
        routes: routes(),
        delivery: DeliverySettings {
            resolvers: vec!["127.0.0.1:53".parse().unwrap()],
            postmaster: Address::parse("admin@example.com").ok(),
            ..DeliverySettings::default()
        },
        dkim: vec![DkimFile {
            domain: "example.com".to_owned(),
            selector: "gatepost".to_owned(),
            key: PathBuf::from("/etc/gatepost/dkim-example.com.pem"),
        }],
        hide_client_address: false,
        senders: SenderRule::Own,
        sending,
        auth,
        sources: sources::of_the_example(),
        issuers: auth::issuers_of_the_example(),
        client_certificates,
        metrics: "127.0.0.1:9587".parse().ok(),
        log: Log {
            level: LogLevel::Info,
            format: LogFormat::Text,
            file: Some(PathBuf::from("/var/log/gatepost.log")),
        },
        configured: true,
    };
    assert_eq!(load_text(EXAMPLE).unwrap(), expected);
    let settings = load_text(&RIGHT.join("\n")).unwrap();
    assert_eq!(
        settings.certificates,
        [files("/etc/gatepost/mail.pem", "/etc/ssl/mail.key")]
    );
    assert_eq!(settings.log.file, Some(PathBuf::from("/etc/gatepost/gatepost.log")));
}

/// Those of the example.
fn routes() -> Routes {
    let to = |domain: &str, via| Route {
        domains: vec![Domain::parse(domain).unwrap()],
        ..Route::new(via)
    };
    let in_etc = |name: &str| Path::new("/etc/gatepost").join(name);
    let smarthost = |user: &str, proof, mechanisms: &[&str]| Via::Smarthost {
        host: "smtp.example.net".to_owned(),
        port: 587,
        implicit_tls: false,
        login: Some(RouteLogin {
            user: user.to_owned(),
            proof,
            mechanisms: mechanisms.iter().map(|name| (*name).to_owned()).collect(),
        }),
    };
    let token = RouteProof::Token(TokenGrant {
        endpoint: "https://login.example.net/oauth2/token".to_owned(),
        client_id: "gatepost".to_owned(),
        client_secret_file: Some(in_etc("smarthost.secret")),
        refresh_token_file: Some(PathBuf::from("/var/lib/gatepost/smarthost.refresh")),
        scope: Some("https://outlook.office365.com/.default".to_owned()),
    });
    let certificate = RouteProof::Certificate(CertificateFiles {
        chain: in_etc("client.pem"),
        key: in_etc("client.key"),
    });
    let password = RouteProof::Password(in_etc("smarthost.password"));
    let office = "office@example.com";
    let written = vec![
        to(
            "example.com",
            Via::Lmtp(LmtpServer::Unix(PathBuf::from("/run/dovecot/lmtp"))),
        ),
        Route {
            tls: RouteTls::Require,
            ..to("example.net", Via::Mx { port: 25 })
        },
        to("example.org", Via::Hold),
        to("example.edu", smarthost(office, token, &["XOAUTH2"])),
        to("example.info", smarthost("", certificate, &[])),
        Route {
            ca: Some(PathBuf::from("/etc/gatepost/company-ca.pem")),
            per_minute: Some(600),
            ..Route::new(smarthost(office, password, &["SCRAM-SHA-256", "PLAIN"]))
        },
    ];
    Routes::new(written, Via::Mx { port: 25 })
}

#[test]
fn the_least_file_has_the_defaults() {
    let text = format!("hostname = \"mail.example.com\"\n{LISTENER_EXAMPLE}\n");
    let settings = load_text(&text).unwrap();
    assert_eq!(settings.data, Path::new("/default"));
    assert_eq!((settings.user, settings.metrics), (None, None));
    assert_eq!(settings.certificates, []);
    let trusted: Vec<String> = settings.trusted.iter().map(Network::to_string).collect();
    assert_eq!(trusted, ["127.0.0.0/8", "::1"]);
    let expected = Limits {
        message_octets_max: 52_428_800,
        recipients_max: 1_000,
        header_octets_max: 1_048_576,
        received_max: 100,
        connections_max: 10_000,
        network_connections_max: 100,
        errors_max: 10,
        idle_commands_max: 100,
        command_octets_max: 512,
        auth_octets_max: 12_288,
        login_time: Duration::from_secs(60),
        idle_time: Duration::from_secs(300),
        data_time: Duration::from_secs(180),
        session_time: Duration::from_secs(3_600),
        body_memory_octets_max: 67_108_864,
    };
    assert_eq!(settings.limits, expected);
    let expected = Guessing {
        window: Duration::from_secs(900),
        delay_from: 4,
        ban_from: 10,
        ban_time: Duration::from_secs(900),
    };
    assert_eq!(settings.guessing, expected);
    let expected = PasswordCost {
        memory_kib: 19_456,
        passes: 2,
        workers: None,
        waiting_max: 256,
        remembered_max: 10_000,
    };
    assert_eq!(settings.passwords, expected);
    let expected = StoreSettings {
        free_octets_min: 1 << 30,
        free_percent_min: 5,
        ballast_octets: 67_108_864,
        inline_octets_max: 131_072,
    };
    assert_eq!(settings.store, expected);
    assert_eq!(
        (settings.hide_client_address, settings.senders),
        (false, SenderRule::Own)
    );
    assert_eq!(settings.log, Log::default());
    assert_eq!(settings.routes, Routes::new(Vec::new(), Via::Mx { port: 25 }));
    assert_eq!(
        (settings.delivery, settings.dkim),
        (DeliverySettings::default(), vec![])
    );
}

#[test]
fn routes_and_their_defaults() {
    let via = |below: &str| {
        let text = format!("hostname = \"mail.example.com\"\n{LISTENER_EXAMPLE}\n[[route]]\n{below}\n");
        let settings = load_text(&text).unwrap_or_else(|complaint| panic!("{complaint}"));
        let (place, route) = settings.routes.find("example.org");
        assert_eq!(place, 0);
        (route.via.clone(), route.tls)
    };
    let smarthost = |port, implicit_tls| Via::Smarthost {
        host: "smtp.example.net".to_owned(),
        port,
        implicit_tls,
        login: None,
    };
    let lmtp = |port| {
        Via::Lmtp(LmtpServer::Tcp {
            host: "192.0.2.1".to_owned(),
            port,
            implicit_tls: false,
        })
    };
    let host = "via = \"smarthost\"\nhost = \"SMTP.example.net\"";
    for (below, expected, tls) in [
        (host.to_owned(), smarthost(587, false), RouteTls::Verify),
        (format!("{host}\nport = 465"), smarthost(465, true), RouteTls::Verify),
        (
            format!("{host}\nport = 465\nimplicit_tls = false"),
            smarthost(465, false),
            RouteTls::Verify,
        ),
        (
            format!("{host}\nimplicit_tls = true"),
            smarthost(465, true),
            RouteTls::Verify,
        ),
        (
            format!("{host}\ntls = \"require\""),
            smarthost(587, false),
            RouteTls::Require,
        ),
        (
            "via = \"lmtp\"\nhost = \"192.0.2.1\"".to_owned(),
            lmtp(24),
            RouteTls::Opportunistic,
        ),
        (
            "via = \"mx\"\nport = 2525".to_owned(),
            Via::Mx { port: 2525 },
            RouteTls::Opportunistic,
        ),
        ("via = \"hold\"".to_owned(), Via::Hold, RouteTls::Opportunistic),
    ] {
        assert_eq!(via(&below), (expected, tls), "{below}");
    }
}

/// The default that stands in the description is the one that is used.
#[test]
fn written_defaults_change_nothing() {
    let least = format!("hostname = \"mail.example.com\"\n{LISTENER_EXAMPLE}\n");
    let mut text = String::from("hostname = \"mail.example.com\"\n");
    for section in SECTIONS.iter().filter(|section| !section.is_repeated()) {
        let defaults = section.keys.iter().filter_map(|key| match key.default {
            Usual::Is(toml) => Some(format!("{} = {toml}\n", key.name)),
            _ => None,
        });
        let defaults: String = defaults.collect();
        if !defaults.is_empty() {
            text.push_str(&format!("{}\n{defaults}", section.header));
        }
    }
    text.push_str(LISTENER_EXAMPLE);
    assert_eq!(load_text(&text).unwrap(), load_text(&least).unwrap(), "{text}");
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
