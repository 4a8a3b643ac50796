//! The settings as used, as a file that leads to the same settings.

mod auth;

use super::auth::SendRules;
use super::keys::{self, Key, Section, Usual};
use super::routes::{DeliverySettings, DkimFile, LmtpServer, Route, Via};
use super::settings::{CertificateFiles, Listener, Settings};
use super::units::KIB;
use super::values::{Choice, quoted};
use std::fmt;
use std::path::Path;
use std::time::Duration;

/// The settings as a configuration file (TOML): every value as it is used, with those of the defaults marked. What is not
/// set stands as a comment. [`load`](super::load) makes equal settings of it, if they came from a file. Paths are as they
/// are: relative ones would start elsewhere if the text was put into another directory.
pub fn show(settings: &Settings) -> String {
    let mut text = String::from("# The settings as they are used.\n");
    for block in blocks(settings) {
        let Block { section, values } = block;
        if !section.name.is_empty() && values.iter().all(|value| value.toml.is_none()) {
            if !section.is_repeated() {
                text.push_str(&format!("\n# {} is not there.\n", section.header));
            }
            continue;
        }
        if !section.name.is_empty() {
            text.push_str(&format!("\n{}\n", section.header));
        }
        for Value { key, toml } in values {
            match (toml, &key.default) {
                (Some(toml), Usual::Is(usual)) if toml == *usual => {
                    text.push_str(&format!("{} = {toml}  # the default\n", key.name));
                }
                (Some(toml), _) => text.push_str(&format!("{} = {toml}\n", key.name)),
                (None, Usual::Unset(what)) if !section.is_repeated() => {
                    text.push_str(&format!("# {} is not set: {}\n", key.name, what.en));
                }
                (None, _) => {}
            }
        }
    }
    text
}

/// The same for programs, as the file would be in JSON; what is not set is left out.
pub fn show_json(settings: &Settings) -> serde_json::Value {
    toml::from_str(&show(settings)).expect("what `show` writes is TOML, as a test shows")
}

/// A section of a file, with all its settings in the order of their list.
pub(super) struct Block {
    pub section: &'static Section,
    pub values: Vec<Value>,
}

/// A setting with what it is; `None`: not set.
pub(super) struct Value {
    pub key: &'static Key,
    pub toml: Option<String>,
}

/// All settings, section by section; `[tls]` and `[metrics]` also when they are not there.
pub(super) fn blocks(settings: &Settings) -> Vec<Block> {
    // Taken apart without `..`, so that a new field has to be shown.
    let Settings {
        hostname,
        data,
        user,
        trusted,
        listeners,
        certificates,
        limits,
        guessing,
        passwords,
        store,
        routes,
        delivery,
        dkim,
        hide_client_address,
        senders,
        sending,
        auth,
        sources,
        issuers,
        client_certificates,
        metrics,
        log,
        configured: _,
    } = settings;
    let (first, further) = match certificates.split_first() {
        Some((first, further)) => (Some(first), further),
        None => (None, &[][..]),
    };
    let mut blocks = vec![block(
        "",
        vec![
            ("hostname", Some(quoted(hostname))),
            ("data", Some(path(data))),
            ("user", user.as_deref().map(quoted)),
            ("trusted", Some(list(trusted))),
        ],
    )];
    blocks.extend(listeners.iter().map(listener));
    blocks.push(certificate("tls", first));
    blocks.extend(further.iter().map(|files| certificate("certificate", Some(files))));
    blocks.push(block(
        "limits",
        vec![
            ("message_size", number("limits.message_size", limits.message_octets_max)),
            ("recipients", Some(limits.recipients_max.to_string())),
            ("header_size", number("limits.header_size", limits.header_octets_max)),
            ("received_headers", Some(limits.received_max.to_string())),
            ("connections", Some(limits.connections_max.to_string())),
            (
                "connections_per_network",
                Some(limits.network_connections_max.to_string()),
            ),
            ("errors", Some(limits.errors_max.to_string())),
            ("idle_commands", Some(limits.idle_commands_max.to_string())),
            ("command_line", Some(limits.command_octets_max.to_string())),
            ("auth_line", Some(limits.auth_octets_max.to_string())),
            ("login_time", time("limits.login_time", limits.login_time)),
            ("idle_time", time("limits.idle_time", limits.idle_time)),
            ("data_time", time("limits.data_time", limits.data_time)),
            ("session_time", time("limits.session_time", limits.session_time)),
            (
                "body_memory",
                number("limits.body_memory", limits.body_memory_octets_max),
            ),
        ],
    ));
    blocks.push(block(
        "guessing",
        vec![
            ("window", time("guessing.window", guessing.window)),
            ("delay_from", Some(guessing.delay_from.to_string())),
            ("ban_from", Some(guessing.ban_from.to_string())),
            ("ban_time", time("guessing.ban_time", guessing.ban_time)),
        ],
    ));
    let memory = u64::from(passwords.memory_kib) * KIB;
    blocks.push(block(
        "passwords",
        vec![
            ("memory", number("passwords.memory", memory)),
            ("passes", Some(passwords.passes.to_string())),
            ("workers", passwords.workers.map(|workers| workers.to_string())),
            ("waiting", Some(passwords.waiting_max.to_string())),
            ("remembered", Some(passwords.remembered_max.to_string())),
        ],
    ));
    blocks.push(auth::auth(auth));
    blocks.extend(sources.iter().map(auth::source));
    blocks.extend(issuers.iter().map(auth::issuer));
    blocks.extend(client_certificates.iter().map(auth::client_certificate));
    blocks.push(block(
        "store",
        vec![
            ("free_space", number("store.free_space", store.free_octets_min)),
            ("free_percent", Some(store.free_percent_min.to_string())),
            ("ballast", number("store.ballast", store.ballast_octets)),
            ("inline", number("store.inline", store.inline_octets_max as u64)),
        ],
    ));
    let SendRules { limits: most, over } = sending;
    let limit = |most: Option<u32>| most.map(|most| most.to_string());
    blocks.push(block(
        "submission",
        vec![
            ("hide_client_address", Some(hide_client_address.to_string())),
            ("senders", Some(quoted(senders.word()))),
            ("messages_per_hour", limit(most.messages_hour)),
            ("messages_per_day", limit(most.messages_day)),
            ("recipients_per_hour", limit(most.recipients_hour)),
            ("recipients_per_day", limit(most.recipients_day)),
            ("over_limit", Some(quoted(over.word()))),
        ],
    ));
    blocks.extend(routes.written().iter().map(route));
    let DeliverySettings {
        workers_max,
        resolvers,
        notice_after,
        give_up_after,
        keep,
        postmaster,
    } = delivery;
    blocks.push(block(
        "delivery",
        vec![
            ("workers", Some(workers_max.to_string())),
            ("resolvers", some_list(resolvers)),
            ("delay_notice", time("delivery.delay_notice", *notice_after)),
            ("give_up", time("delivery.give_up", *give_up_after)),
            ("keep", time("delivery.keep", *keep)),
            (
                "postmaster",
                postmaster.as_ref().map(|address| quoted(&address.to_string())),
            ),
        ],
    ));
    blocks.extend(dkim.iter().map(|DkimFile { domain, selector, key }| {
        let values = vec![
            ("domain", Some(quoted(domain))),
            ("selector", Some(quoted(selector))),
            ("key", Some(path(key))),
        ];
        block("dkim", values)
    }));
    let address = metrics.map(|address| quoted(&address.to_string()));
    blocks.push(block("metrics", vec![("address", address)]));
    blocks.push(block(
        "log",
        vec![
            ("level", Some(quoted(log.level.word()))),
            ("format", Some(quoted(log.format.word()))),
            ("file", log.file.as_deref().map(path)),
        ],
    ));
    blocks
}

fn listener(listener: &Listener) -> Block {
    let Listener {
        address,
        service,
        tls,
        optional: _,
        relay_from,
        relay_to,
        proxy_from,
        mechanisms,
        client_ca,
    } = listener;
    block(
        "listener",
        vec![
            ("address", Some(quoted(&address.to_string()))),
            ("service", Some(quoted(service.word()))),
            ("tls", Some(quoted(tls.word()))),
            ("relay_from", some_list(relay_from)),
            ("relay_to", some_list(relay_to)),
            ("proxy_from", some_list(proxy_from)),
            ("mechanisms", some_list(mechanisms)),
            ("client_ca", client_ca.as_deref().map(path)),
        ],
    )
}

fn route(route: &Route) -> Block {
    let Route {
        domains,
        via,
        tls,
        ca,
        connections_max,
        messages_max,
        per_minute,
    } = route;
    let mut values = vec![("domains", some_list(domains)), ("via", Some(quoted(route.via())))];
    let server = |host: &str, port: u16, implicit_tls: bool| {
        [
            ("host", Some(quoted(host))),
            ("port", Some(port.to_string())),
            ("implicit_tls", Some(implicit_tls.to_string())),
        ]
    };
    match via {
        Via::Hold => return block("route", values),
        Via::Mx { port } => values.push(("port", Some(port.to_string()))),
        Via::Lmtp(LmtpServer::Unix(socket)) => values.push(("socket", Some(path(socket)))),
        Via::Lmtp(LmtpServer::Tcp {
            host,
            port,
            implicit_tls,
        }) => values.extend(server(host, *port, *implicit_tls)),
        Via::Smarthost {
            host,
            port,
            implicit_tls,
            login,
        } => {
            values.extend(server(host, *port, *implicit_tls));
            values.extend(login.iter().flat_map(auth::route_login));
        }
    }
    if !matches!(via, Via::Lmtp(LmtpServer::Unix(_))) {
        values.push(("tls", Some(quoted(tls.word()))));
        values.push(("ca", ca.as_deref().map(path)));
    }
    values.extend([
        ("connections", Some(connections_max.to_string())),
        ("messages_per_connection", Some(messages_max.to_string())),
        ("messages_per_minute", per_minute.map(|count| count.to_string())),
    ]);
    block("route", values)
}

fn certificate(section: &str, files: Option<&CertificateFiles>) -> Block {
    block(
        section,
        vec![
            ("certificate", files.map(|files| path(&files.chain))),
            ("key", files.map(|files| path(&files.key))),
        ],
    )
}

/// A section with its values, which are put into the order of the list.
fn block(name: &str, mut values: Vec<(&str, Option<String>)>) -> Block {
    let section = keys::section(name).expect("what is shown stands in the list, as a test shows");
    let mut take = |key: &str| {
        let found = values.iter_mut().find(|(name, _)| *name == key);
        found.and_then(|(_, toml)| toml.take())
    };
    Block {
        section,
        values: section
            .keys
            .iter()
            .map(|key| Value {
                key,
                toml: take(key.name),
            })
            .collect(),
    }
}

fn number(setting: &str, number: u64) -> Option<String> {
    Some(keys::key(setting).toml(number))
}

fn time(setting: &str, time: Duration) -> Option<String> {
    number(setting, time.as_secs())
}

/// A path that is no text cannot stand in a file; then it is shown as well as it can be.
fn path(path: &Path) -> String {
    quoted(&path.to_string_lossy())
}

fn list(entries: &[impl fmt::Display]) -> String {
    let entries: Vec<String> = entries.iter().map(|entry| quoted(&entry.to_string())).collect();
    format!("[{}]", entries.join(", "))
}

fn some_list(entries: &[impl fmt::Display]) -> Option<String> {
    (!entries.is_empty()).then(|| list(entries))
}

#[cfg(test)]
mod tests {
    use super::super::keys::SECTIONS;
    use super::super::{EXAMPLE, load, without_file};
    use super::*;
    use std::path::PathBuf;

    fn read(text: &str) -> Settings {
        let path = Path::new("/etc/gatepost/gatepost.toml");
        load(path, text, None, Path::new("/default")).unwrap_or_else(|complaint| panic!("{text}\n{complaint}"))
    }

    const LEAST: &str = "hostname = \"mail.example.com\"\n[[listener]]\naddress = \"[::1]:25\"\nservice = \"relay\"\n\
                         tls = \"none\"\nrelay_to = [\"B\u{fc}cher.example\"]\n";

    /// What is shown leads to the same settings, and is shown as the same.
    fn check(settings: &Settings) {
        let shown = show(settings);
        let read = read(&shown);
        assert_eq!(read, *settings, "{shown}");
        assert_eq!(show(&read), shown);
    }

    #[test]
    fn what_is_shown_can_be_read() {
        check(&read(LEAST));
        check(&read(EXAMPLE));
        let odd = "[limits]\nmessage_size = 65537\nidle_time = 61\n[passwords]\nworkers = 3\n[store]\nballast = 0\n\
                   [log]\nfile = 'C:\\log \"a\".txt'\n";
        check(&read(&format!("trusted = []\ndata = '/a\"b'\n{LEAST}{odd}")));
        // Without a file there is an address that may be lacking, which no file can say.
        let mut bare = without_file(PathBuf::from("/data"));
        bare.configured = true;
        bare.listeners.iter_mut().for_each(|listener| listener.optional = false);
        // What holds where nothing is written is no setting.
        bare.routes = read(LEAST).routes;
        check(&bare);
    }

    #[test]
    fn defaults_are_marked_and_complete() {
        let shown = show(&read(LEAST));
        for section in SECTIONS {
            for key in section.keys {
                // Of what may stand several times there is none.
                let Usual::Is(usual) = key.default else { continue };
                if section.is_repeated() {
                    continue;
                }
                let line = format!("{} = {usual}  # the default", key.name);
                assert!(shown.lines().any(|shown| shown == line), "{line} is not in\n{shown}");
            }
        }
        for line in [
            "# user is not set: the owner of the data directory",
            "# [tls] is not there.",
            "# [metrics] is not there.",
            "# workers is not set: all cores but one",
            "relay_to = [\"b\u{fc}cher.example\"]",
        ] {
            assert!(shown.lines().any(|shown| shown == line), "{line} is not in\n{shown}");
        }
        assert!(!shown.contains("relay_from"));
    }

    #[test]
    fn every_setting_is_shown() {
        let blocks = blocks(&read(EXAMPLE));
        for section in SECTIONS {
            for key in section.keys {
                let shown = blocks
                    .iter()
                    .filter(|block| block.section.name == section.name)
                    .flat_map(|block| &block.values)
                    .any(|value| value.key.name == key.name && value.toml.is_some());
                assert!(shown, "{} is not shown", section.setting(key.name));
            }
        }
    }

    #[test]
    fn programs_see_the_same() {
        let json = show_json(&read(EXAMPLE));
        assert_eq!(json["hostname"], "mail.example.com");
        assert_eq!(json["limits"]["recipients"], 1000);
        assert_eq!(json["limits"]["message_size"], "50 MiB");
        assert_eq!(json["listener"][0]["service"], "submission");
        assert_eq!(json["submission"]["hide_client_address"], false);
        let json = show_json(&read(LEAST));
        assert!(json.get("user").is_none() && json.get("tls").is_none());
    }
}
