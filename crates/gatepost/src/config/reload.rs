//! What a changed configuration changes at a reload, and what waits for a restart; in sentences for people.

use super::keys::Change;
use super::settings::{CertificateFiles, Listener, Settings};
use super::show::{Block, blocks};

/// What differs between the settings that a server runs with and new ones: what a reload changes, and what only a restart
/// does. Both are empty when nothing differs. That certificate files hold something new is not seen here.
pub fn reload_difference(old: &Settings, new: &Settings) -> (Vec<String>, Vec<String>) {
    let (mut changes, mut waits) = (listeners(&old.listeners, &new.listeners), Vec::new());
    changes.extend(certificates(&old.certificates, &new.certificates));
    changes.extend(logins(old, new));
    changes.extend(ways(old, new));
    let others = |settings| blocks(settings).into_iter().filter(is_compared);
    for (old_block, new_block) in others(old).zip(others(new)) {
        for (old, new) in old_block.values.iter().zip(&new_block.values) {
            if old.toml == new.toml {
                continue;
            }
            let setting = old_block.section.setting(old.key.name);
            let was = old.toml.as_deref().unwrap_or(NOT_SET);
            let will_be = new.toml.as_deref().unwrap_or(NOT_SET);
            match old.key.change {
                Change::Reload => changes.push(format!("`{setting}` is {will_be} now, it was {was}")),
                Change::Restart => waits.push(format!(
                    "`{setting}` stays {was} until the server starts anew, and is {will_be} then"
                )),
            }
        }
    }
    (changes, waits)
}

/// Sections that stand once, and are compared setting by setting.
fn is_compared(block: &Block) -> bool {
    !block.section.is_repeated() && block.section.name != "tls"
}

fn listeners(old: &[Listener], new: &[Listener]) -> Vec<String> {
    let mut changes = Vec::new();
    // Port 0 may stand there more than once, so a listener has a partner of its own.
    let mut rest: Vec<&Listener> = new.iter().collect();
    for was in old {
        let same = rest.iter().position(|is| *is == was);
        let partner = same.or_else(|| rest.iter().position(|is| is.address == was.address));
        let Some(is) = partner.map(|at| rest.remove(at)) else {
            changes.push(format!("{} is closed", shown(was)));
            continue;
        };
        if (is.service, is.tls) != (was.service, was.tls) {
            changes.push(format!("{} becomes {}, {}", shown(was), is.service, is.tls));
        }
        for (key, differs) in [
            ("relay_from", is.relay_from != was.relay_from),
            ("relay_to", is.relay_to != was.relay_to),
            ("proxy_from", is.proxy_from != was.proxy_from),
            ("mechanisms", is.mechanisms != was.mechanisms),
            ("client_ca", is.client_ca != was.client_ca),
        ] {
            if differs {
                changes.push(format!("{} has another `{key}`", shown(was)));
            }
        }
    }
    changes.extend(rest.into_iter().map(|is| format!("{} is opened", shown(is))));
    changes
}

/// `0.0.0.0:25 (relay, starttls)`
fn shown(listener: &Listener) -> String {
    format!("{} ({}, {})", listener.address, listener.service, listener.tls)
}

fn certificates(old: &[CertificateFiles], new: &[CertificateFiles]) -> Option<String> {
    if old == new {
        return None;
    }
    let chains: Vec<String> = new.iter().map(|files| files.chain.display().to_string()).collect();
    Some(match &chains[..] {
        [] => "the certificate is the one that the server makes for itself".to_owned(),
        [one] => format!("the certificate is {one}"),
        several => format!("the certificates are {}", several.join(", ")),
    })
}

/// Sources, issuers and certificates have names: of those that stay it is said whose settings are others.
fn logins(old: &Settings, new: &Settings) -> Vec<String> {
    let mut changes = Vec::new();
    let names = |settings: &Settings| -> Vec<String> {
        let names = settings.sources.iter().map(|source| source.name.clone());
        names.collect()
    };
    if names(old) != names(new) {
        changes.push(format!("accounts come from {}", names(new).join(", ")));
    }
    for is in &new.sources {
        if old.sources.iter().any(|was| was.name == is.name && was != is) {
            changes.push(format!("the source {} has other settings", is.name));
        }
    }
    let urls = |settings: &Settings| -> Vec<String> {
        let urls = settings.issuers.iter().map(|issuer| issuer.issuer.clone());
        urls.collect()
    };
    if urls(old) != urls(new) {
        changes.push(match &urls(new)[..] {
            [] => "no tokens are taken any more".to_owned(),
            urls => format!("tokens are taken of {}", urls.join(", ")),
        });
    }
    for is in &new.issuers {
        if old.issuers.iter().any(|was| was.issuer == is.issuer && was != is) {
            changes.push(format!("the issuer {} has other settings", is.issuer));
        }
    }
    if old.client_certificates != new.client_certificates {
        let names = new.client_certificates.iter();
        let names: Vec<&str> = names.map(|certificate| certificate.name.as_str()).collect();
        changes.push(match &names[..] {
            [] => "no certificate is an account's any more".to_owned(),
            names => format!("certificates that are accounts' are {}", names.join(", ")),
        });
    }
    changes
}

/// Routes and keys have no names, so what is said of them is how many there are.
fn ways(old: &Settings, new: &Settings) -> Vec<String> {
    let mut changes = Vec::new();
    if old.routes != new.routes {
        let vias: Vec<&str> = new.routes.written().iter().map(|route| route.via()).collect();
        changes.push(match &vias[..] {
            [] => "there are no routes: all mail goes by MX".to_owned(),
            vias => format!("mail goes other ways: {}", vias.join(", ")),
        });
    }
    if old.dkim != new.dkim {
        let names: Vec<String> = new
            .dkim
            .iter()
            .map(|file| format!("{} ({})", file.domain, file.selector))
            .collect();
        changes.push(match &names[..] {
            [] => "nothing is signed any more".to_owned(),
            names => format!("what signs is {}", names.join(", ")),
        });
    }
    changes
}

const NOT_SET: &str = "not set";

#[cfg(test)]
mod tests {
    use super::super::{EXAMPLE, load};
    use super::*;
    use std::path::Path;

    fn read(text: &str) -> Settings {
        let read = load(Path::new("/etc/gatepost.toml"), text, None, Path::new("/default"));
        read.unwrap_or_else(|complaint| panic!("{complaint}"))
    }

    /// The example with one line of it changed: what is said, and whether it waits for a restart.
    fn check(line: &str, instead: &str, change: Option<&str>, wait: Option<&str>) {
        assert!(EXAMPLE.contains(line), "{line}");
        let (changes, waits) = reload_difference(&read(EXAMPLE), &read(&EXAMPLE.replace(line, instead)));
        let expected: Vec<&str> = change.into_iter().collect();
        assert_eq!(changes, expected, "{line}");
        let expected: Vec<&str> = wait.into_iter().collect();
        assert_eq!(waits, expected, "{line}");
    }

    #[test]
    fn what_changes_and_what_waits() {
        check("recipients = 1000", "recipients = 1_000", None, None);
        check(
            "recipients = 1000",
            "recipients = 500",
            Some("`limits.recipients` is 500 now, it was 1000"),
            None,
        );
        check(
            "hostname = \"mail.example.com\"",
            "hostname = \"mx.example.com\"",
            Some("`hostname` is \"mx.example.com\" now, it was \"mail.example.com\""),
            None,
        );
        check(
            "level = \"info\"",
            "level = \"debug\"",
            Some("`log.level` is \"debug\" now, it was \"info\""),
            None,
        );
        for (line, instead, setting, was, is) in [
            (
                "data = \"/var/lib/gatepost\"",
                "data = \"/srv\"",
                "data",
                "\"/var/lib/gatepost\"",
                "\"/srv\"",
            ),
            ("user = \"gatepost\"", "", "user", "\"gatepost\"", "not set"),
            ("workers = 3", "", "passwords.workers", "3", "not set"),
            ("inline = \"128 KiB\"", "inline = 0", "store.inline", "\"128 KiB\"", "0"),
            (
                "[metrics]\naddress = \"127.0.0.1:9587\"",
                "",
                "metrics.address",
                "\"127.0.0.1:9587\"",
                "not set",
            ),
            (
                "format = \"text\"",
                "format = \"json\"",
                "log.format",
                "\"text\"",
                "\"json\"",
            ),
            (
                "file = \"/var/log/gatepost.log\"",
                "",
                "log.file",
                "\"/var/log/gatepost.log\"",
                "not set",
            ),
        ] {
            let expected = format!("`{setting}` stays {was} until the server starts anew, and is {is} then");
            check(line, instead, None, Some(&expected));
        }
    }

    #[test]
    fn listeners_and_certificates() {
        let relay = "[[listener]]\naddress = \"0.0.0.0:25\"\nservice = \"relay\"\ntls = \"starttls\"\n\
                     relay_from = [\"192.0.2.0/24\", \"2001:db8::/32\"]\nrelay_to = [\"example.com\", \"example.org\"]\n";
        check(relay, "", Some("0.0.0.0:25 (relay, starttls) is closed"), None);
        let second = relay.replace("0.0.0.0:25", "[::]:25");
        check(
            relay,
            &format!("{relay}{second}"),
            Some("[::]:25 (relay, starttls) is opened"),
            None,
        );
        check(
            "tls = \"implicit\"",
            "tls = \"starttls\"",
            Some("0.0.0.0:465 (submission, implicit) becomes submission, starttls"),
            None,
        );
        check(
            "relay_to = [\"example.com\", \"example.org\"]",
            "relay_to = [\"example.com\"]",
            Some("0.0.0.0:25 (relay, starttls) has another `relay_to`"),
            None,
        );
        check(
            "[[certificate]]\ncertificate = \"/etc/ssl/mail-rsa.pem\"\nkey = \"/etc/ssl/mail-rsa.key\"\n",
            "",
            Some("the certificate is /etc/ssl/mail.pem"),
            None,
        );
        let (first, rest) = EXAMPLE.split_once("[[listener]]").unwrap();
        let (one, others) = rest.split_once("[[listener]]").unwrap();
        let (other, end) = others.split_once("[[listener]]").unwrap();
        let moved = [first, other, one, end].join("[[listener]]");
        let (changes, waits) = reload_difference(&read(EXAMPLE), &read(&moved));
        assert!(
            changes.is_empty() && waits.is_empty(),
            "the order is no matter: {changes:?}"
        );
    }

    #[test]
    fn logins_and_where_accounts_come_from() {
        check(
            "tell_transition = false",
            "tell_transition = true",
            Some("`auth.tell_transition` is true now, it was false"),
            None,
        );
        check(
            "messages_per_day = 2000\n",
            "",
            Some("`submission.messages_per_day` is not set now, it was 2000"),
            None,
        );
        check(
            "client_ca = \"/etc/gatepost/clients-ca.pem\"",
            "client_ca = \"/etc/gatepost/ca.pem\"",
            Some("0.0.0.0:465 (submission, implicit) has another `client_ca`"),
            None,
        );
        check(
            "\"XOAUTH2\", \"PLAIN\"]",
            "\"XOAUTH2\"]",
            Some("0.0.0.0:465 (submission, implicit) has another `mechanisms`"),
            None,
        );
        check(
            "name = \"students\"",
            "name = \"pupils\"",
            Some("accounts come from embedded, machines, staff, pupils, postgres, dovecot"),
            None,
        );
        check(
            "filter = \"(mail={login})\"",
            "filter = \"(uid={local})\"",
            Some("the source staff has other settings"),
            None,
        );
        check(
            "issuer = \"https://login.example.com\"",
            "issuer = \"https://id.example.com\"",
            Some("tokens are taken of https://id.example.com"),
            None,
        );
        check(
            "skew = \"60 s\"",
            "skew = 0",
            Some("the issuer https://login.example.com has other settings"),
            None,
        );
        check(
            "[[client_certificate]]\nname = \"printer.example.com\"\naccount = \"printer@example.com\"\n",
            "",
            Some("no certificate is an account's any more"),
            None,
        );
        check(
            "account = \"printer@example.com\"",
            "account = \"scanner@example.com\"",
            Some("certificates that are accounts' are printer.example.com"),
            None,
        );
        check(
            "mechanisms = [\"XOAUTH2\"]",
            "mechanisms = [\"OAUTHBEARER\"]",
            Some("mail goes other ways: lmtp, mx, hold, smarthost, smarthost, smarthost"),
            None,
        );
    }

    #[test]
    fn what_needs_a_restart() {
        let needs: Vec<String> = super::super::keys::SECTIONS
            .iter()
            .flat_map(|section| section.keys.iter().map(move |key| (section, key)))
            .filter(|(_, key)| key.change == Change::Restart)
            .map(|(section, key)| section.setting(key.name))
            .collect();
        let expected = [
            "data",
            "user",
            "passwords.workers",
            "store.inline",
            "delivery.resolvers",
            "metrics.address",
            "log.format",
            "log.file",
        ];
        assert_eq!(needs, expected);
    }
}
