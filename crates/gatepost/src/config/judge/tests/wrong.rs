//! Everything that can be wrong with a file, and what is said about it.

use super::super::super::keys::{Kind, SECTIONS};
use super::super::*;
use super::{RIGHT, load_text, with};

/// The one mistake of a file is shown with its file, line, caret and fix.
pub(super) fn complains(text: &str, line: usize, problem: &str, fix: &str) {
    let Err(complaint) = load_text(text) else {
        panic!("it is taken:\n{text}")
    };
    let shown = complaint.render(false);
    assert_eq!(complaint.findings().count(), 1, "{shown}");
    assert!(shown.starts_with(&format!("error: {problem}\n")), "{problem}\n{shown}");
    assert!(
        shown.contains(&format!("--> /etc/gatepost/gatepost.toml:{line}:")),
        "{line}\n{shown}"
    );
    assert!(
        shown
            .lines()
            .any(|line| line.trim_start().starts_with('|') && line.contains('^')),
        "{shown}"
    );
    assert!(shown.contains(&format!("= help: {fix}")), "{fix}\n{shown}");
}

/// The same with one line that is wrong.
fn check(line: usize, instead: &str, problem: &str, fix: &str) {
    let text = with(line, instead);
    complains(&text, line, problem, fix);
    let shown = load_text(&text).unwrap_err().render(false);
    assert!(shown.contains(&format!("\n{line} | {instead}\n")), "{shown}");
}

/// The file with more at its end, from line 17 on.
pub(super) fn and(more: &str) -> String {
    format!("{}\n{more}\n", RIGHT.join("\n"))
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
        r#"service = "relais""#,
        &unknown("service"),
        r#"write `service = "relay"`"#,
    );
    check(5, r#"service = "smtp""#, &unknown("service"), "write one of");
    check(6, r#"tls = "STARTTLS""#, &unknown("tls"), r#"write `tls = "starttls"`"#);
    check(6, r#"tls = "maybe""#, &unknown("tls"), "write one of");
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
fn a_time_that_is_wrong() {
    let (unit, example) = (
        "has no unit that is known",
        r#"write for instance `idle_time = "5 min"`"#,
    );
    for (value, problem, fix) in [
        ("9", "is too small", r#"write `idle_time = "10 s"` or more"#),
        (r#""2 h""#, "is too large", r#"write `idle_time = "60 min"` or less"#),
        (r#""5 minutes""#, unit, r#"write `idle_time = "5 min"`"#),
        (r#""5m""#, unit, r#"write `idle_time = "5 min"`"#),
        (r#""300""#, unit, "write `idle_time = 300` without quotes"),
        (r#""1h30m""#, unit, example),
        (r#""never""#, "is not a time", example),
    ] {
        check(
            12,
            &format!("idle_time = {value}"),
            &format!("`limits.idle_time` {problem}"),
            fix,
        );
    }
    let settings = load_text(&with(12, r#"idle_time = "90 s""#)).unwrap();
    assert_eq!(settings.limits.idle_time, Duration::from_secs(90));
}

#[test]
fn a_user_or_a_network_that_is_wrong() {
    let fix = "write the name of a user that is there for nothing else, for instance `user = \"gatepost\"`";
    for (value, problem) in [
        ("root", "is root"),
        ("0", "is not the name of a user"),
        ("1000", "is not the name of a user"),
        ("", "is not the name of a user"),
        ("mail user", "is not the name of a user"),
        ("-x", "is not the name of a user"),
    ] {
        check(2, &format!("user = \"{value}\""), &format!("`user` {problem}"), fix);
    }
    let example = "write for instance `trusted = [\"127.0.0.0/8\"";
    let internet = "name the networks that are meant, for instance `trusted = [";
    for (value, problem, fix) in [
        ("0.0.0.0/0", "names the whole internet", internet),
        ("::/0", "names the whole internet", internet),
        ("192.0.2.7/24", "has an entry that is no network", example),
        ("192.0.2.0/33", "has an entry that is no network", example),
        ("localhost", "has an entry that is no network", example),
        ("", "has an entry that is no network", example),
    ] {
        check(
            2,
            &format!("trusted = [\"::1\", \"{value}\"]"),
            &format!("`trusted` {problem}"),
            fix,
        );
    }
    // The same one twice is no mistake, and none at all is none.
    let twice = load_text(&with(2, r#"trusted = ["::1", "::1/128"]"#)).unwrap();
    assert_eq!(twice.trusted.len(), 2);
    assert_eq!(load_text(&with(2, "trusted = []")).unwrap().trusted, []);
}

/// A file whose listener, from line 3 on, is a relay with this below its `service`.
fn relay(below: &str) -> String {
    RIGHT
        .join("\n")
        .replace("service = \"submission\"", &format!("service = \"relay\"\n{below}"))
}

#[test]
fn a_relay_is_for_somebody_and_not_for_everybody() {
    for below in [
        r#"relay_from = ["10.0.0.0/8"]"#,
        r#"relay_from = ["2001::/16"]"#,
        r#"relay_from = ["192.0.2.7", "192.0.2.7"]"#,
        r#"relay_to = ["example.com"]"#,
        "relay_from = []\nrelay_to = [\"example.com\"]",
        r#"relay_to = ["b\u00fccher.example"]"#,
    ] {
        let settings = load_text(&relay(below)).unwrap_or_else(|complaint| panic!("{complaint}"));
        assert_eq!(settings.listeners[0].service, Service::Relay);
    }
    let nobody = "nobody could send through this relay";
    let below = "write below it who may send to everybody without a login";
    let everybody = "`listener.relay_from` would let far too many send";
    let own = "name your own networks, for instance `relay_from = [";
    let no_domain = "`listener.relay_to` has an entry that is no domain";
    let example = "write for instance `relay_to = [\"example.com\"";
    for (written, line, problem, fix) in [
        ("", 5, nobody, below),
        ("relay_from = []\nrelay_to = []", 5, nobody, below),
        (r#"relay_from = ["0.0.0.0/0"]"#, 6, everybody, own),
        (r#"relay_from = ["::/0"]"#, 6, everybody, own),
        (r#"relay_from = ["128.0.0.0/7"]"#, 6, everybody, own),
        (r#"relay_from = ["2000::/3"]"#, 6, everybody, own),
        (r#"relay_from = ["::1", "2000::/15"]"#, 6, everybody, own),
        (r#"relay_to = ["*"]"#, 6, no_domain, example),
        (r#"relay_to = ["*.example.com"]"#, 6, no_domain, example),
        (r#"relay_to = ["com"]"#, 6, no_domain, example),
        (r#"relay_to = ["[192.0.2.1]"]"#, 6, no_domain, example),
        (r#"relay_to = ["example..com"]"#, 6, no_domain, example),
        (r#"relay_to = ["a@example.com"]"#, 6, no_domain, example),
        // What cannot be read is not called missing.
        (
            "relay_from = 5",
            6,
            "`listener.relay_from` is of the wrong kind",
            "write `relay_from = [",
        ),
    ] {
        complains(&relay(written), line, problem, fix);
    }
    let shown = load_text(&relay("relay_from = [\"0.0.0.0/0\"]"))
        .unwrap_err()
        .render(false);
    assert!(
        shown.contains("there is no switch that turns this off for everybody"),
        "{shown}"
    );
}

#[test]
fn what_only_a_relay_has() {
    let text = |below: &str| with(6, &format!("tls = \"starttls\"\n{below}"));
    for (key, value) in [
        ("relay_from", r#"["::1"]"#),
        ("relay_to", r#"["example.com"]"#),
        ("relay_to", "[]"),
    ] {
        complains(
            &text(&format!("{key} = {value}")),
            7,
            &format!("`listener.{key}` stands at a listener for submission"),
            "take it out",
        );
    }
    check(
        6,
        r#"tls = "none""#,
        "`listener.tls` is \"none\" at a listener for submission",
        r#"write `tls = "starttls"`"#,
    );
    let settings = load_text(&relay("relay_to = [\"example.com\"]").replace("\"starttls\"", "\"none\"")).unwrap();
    assert_eq!(settings.listeners[0].tls, ListenerTls::None);
    // A proxy may stand before either.
    let settings = load_text(&text("proxy_from = [\"10.0.0.0/8\"]")).unwrap();
    assert_eq!(settings.listeners[0].proxy_from.len(), 1);
    complains(
        &text("proxy_from = [\"0.0.0.0/0\"]"),
        7,
        "`listener.proxy_from` names the whole internet",
        "name the networks that are meant",
    );
}

#[test]
fn metrics_that_are_wrong() {
    for (below, line, problem, fix) in [
        (
            r#"address = "0.0.0.0:9587""#,
            18,
            "`metrics.address` can be reached from other machines",
            r#"write `address = "127.0.0.1:9587"`"#,
        ),
        (
            r#"address = "[2001:db8::1]:9587""#,
            18,
            "`metrics.address` can be reached from other machines",
            r#"write `address = "[::1]:9587"`"#,
        ),
        (
            r#"address = "9587""#,
            18,
            "`metrics.address` is not an IP address and a port",
            r#"write for instance `address = "127.0.0.1:9587"`"#,
        ),
        (
            r#"address = "127.0.0.1:587""#,
            18,
            "a listener and the metrics want port 587: 0.0.0.0:587 and 127.0.0.1:587",
            "give one of them another port",
        ),
        (
            "",
            17,
            "`metrics.address` is missing",
            r#"write `address = "127.0.0.1:9587"` below it"#,
        ),
    ] {
        complains(&and(&format!("[metrics]\n{below}")), line, problem, fix);
    }
    let settings = load_text(&and("[metrics]\naddress = \"[::1]:587\"")).unwrap();
    assert_eq!(settings.metrics, "[::1]:587".parse().ok());
}

#[test]
fn certificates_that_are_wrong() {
    let further = "[[certificate]]\ncertificate = \"b.pem\"\nkey = \"b.key\"\n";
    let settings = load_text(&and(&further.repeat(2))).unwrap();
    assert_eq!(settings.certificates.len(), 3);
    assert_eq!(settings.certificates[2].chain, Path::new("/etc/gatepost/b.pem"));
    complains(
        &format!("hostname = \"mail.example.com\"\n{LISTENER_EXAMPLE}\n{further}"),
        6,
        "there is a `[[certificate]]` and no `[tls]`",
        "write `[tls]` above the one",
    );
    complains(
        &and("[[certificate]]\nkey = \"b.key\""),
        17,
        "`certificate.certificate` is missing",
        "write `certificate = \"/etc/ssl/mail-rsa.pem\"` below it",
    );
    complains(
        &and("[[certificate]]\nkey = \"\"\ncertificate = \"b.pem\""),
        18,
        "`certificate.key` is not a path",
        "write for instance `key = \"/etc/ssl/mail-rsa.key\"`",
    );
}

#[test]
fn every_bound_holds() {
    let least = format!("hostname = \"mail.example.com\"\n{LISTENER_EXAMPLE}\n");
    for section in SECTIONS {
        for key in section.keys {
            if !matches!(key.kind, Kind::Count(_) | Kind::Size(_) | Kind::Time(_)) {
                continue;
            }
            let bounds = key.bounds();
            let numbers = [
                ((i128::from(bounds.least) - 1).to_string(), Some("is too small")),
                (bounds.least.to_string(), None),
                (bounds.most.to_string(), None),
                ((i128::from(bounds.most) + 1).to_string(), Some("is too large")),
                // More than one integer of the parser, or of ours, can hold.
                ("9223372036854775808".to_owned(), Some("is too large")),
                ("99999999999999999999".to_owned(), Some("is too large")),
                ("9".repeat(60), Some("is too large")),
                (format!("-{}", "9".repeat(60)), Some("is too small")),
                (format!("0x{}", "f".repeat(40)), Some("is too large")),
            ];
            for (number, expected) in numbers {
                let setting = section.setting(key.name);
                let above = match section.name {
                    "route" => "via = \"mx\"\n",
                    "source" => "kind = \"ldap\"\nhost = \"ldap.example.com\"\nbase = \"dc=example\"\n",
                    "issuer" => "issuer = \"https://login.example.com\"\naudience = [\"gatepost\"]\n",
                    _ => "",
                };
                let found = load_text(&format!("{least}{}\n{above}{} = {number}\n", section.header, key.name));
                match (found, expected) {
                    (Ok(_), None) => {}
                    (Err(complaint), Some(problem)) => {
                        let shown = complaint.render(false);
                        assert!(shown.contains(&format!("error: `{setting}` {problem}\n")), "{shown}");
                        assert!(shown.contains(&format!("= help: write `{} = ", key.name)), "{shown}");
                    }
                    (found, _) => panic!("{setting} = {number}: {found:?}"),
                }
            }
        }
    }
}

#[test]
fn a_path_or_a_log_that_is_wrong() {
    for (line, setting) in [(2, "data"), (8, "tls.certificate"), (9, "tls.key"), (16, "log.file")] {
        let example = keys::example(setting).unwrap();
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
        let fix = format!("write `{}` below it", keys::example(setting).unwrap());
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
