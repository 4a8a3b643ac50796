//! What `gatepost serve` says when it is ready: where it listens, where mail goes, and, where nothing is configured, what to try.

use super::Failure;
use crate::admin::Control;
use crate::admin::protocol::{Answer, NewPassword, Request, RightsChange, Secret};
use crate::config::{self, ListenerTls, LmtpServer, Route, SenderRule, Service, Settings, Via};
use crate::server::{Server, name};
use crate::world::Endpoint;
use mail::Domain;
use std::fmt::Write as _;
use std::path::Path;
use store::AccountStore;

/// What became of the account that is made where nothing is configured.
pub(super) enum First {
    /// It was made now: its password is shown this once.
    Made(Secret),
    /// It is there.
    There,
    /// Somebody added accounts of their own before.
    NotNeeded,
}

/// Without a configuration the first start makes one account.
pub(super) async fn first_account(accounts: &dyn AccountStore, control: &Control) -> Result<First, Failure> {
    let known = accounts.accounts().await;
    let known = known.map_err(|error| Failure::new(format!("the accounts cannot be read: {error}")))?;
    if !known.is_empty() {
        let there = known.iter().any(|account| account.name == FIRST_ACCOUNT);
        return Ok(if there { First::There } else { First::NotNeeded });
    }
    let request = Request::AccountAdd {
        name: FIRST_ACCOUNT.to_owned(),
        password: NewPassword::Generated,
        rights: RightsChange::default(),
        enabled: true,
    };
    match control.answer(request, "first start").await? {
        Answer::AccountMade {
            password: Some(password),
            ..
        } => Ok(First::Made(password)),
        _ => Ok(First::There),
    }
}

pub(super) fn greeting(
    settings: &Settings,
    data_was_named: bool,
    server: &Server,
    authority: Option<&Path>,
    first: &First,
) -> String {
    let mut text = String::new();
    if !settings.configured {
        text.push_str(
            "No configuration: any sender address is accepted, and all mail is held here. Nothing is delivered.\n",
        );
    } else if settings.senders == SenderRule::Any {
        text.push_str("any sender address is accepted from whoever logs in\n");
    }
    let (mut starttls, mut implicit) = (None, None);
    for (listener, address) in server.addresses() {
        let _ = writeln!(text, "listening on {}", shown(listener, address));
        let Endpoint::Tcp(address) = address else { continue };
        match listener.tls {
            ListenerTls::StartTls => drop(starttls.get_or_insert(address.port())),
            ListenerTls::Implicit => drop(implicit.get_or_insert(address.port())),
            ListenerTls::None => {}
        }
    }
    if settings.configured {
        text.push_str(&ways(settings));
        return text;
    }
    let program = quote(&std::env::args().next().unwrap_or_else(|| "gatepost".to_owned()));
    let data = match data_was_named {
        true => format!(" --data {}", quote(&settings.data.display().to_string())),
        false => String::new(),
    };
    let (name, password) = match first {
        First::Made(password) => {
            let password = password.reveal();
            let shown =
                format!("\naccount   {FIRST_ACCOUNT}\npassword  {password}\n          (shown only this once)\n");
            text.push_str(&shown);
            (FIRST_ACCOUNT, password)
        }
        First::There => {
            let _ = writeln!(
                text,
                "\nThe password of the account `{FIRST_ACCOUNT}` was shown at the first start. To set a new one:\n  \
                 {program} account passwd {FIRST_ACCOUNT}{data}"
            );
            (FIRST_ACCOUNT, "PASSWORD")
        }
        First::NotNeeded => {
            let _ = writeln!(text, "\nWho may log in:\n  {program} account list{data}");
            ("ACCOUNT", "PASSWORD")
        }
    };
    if let (Some(starttls), Some(implicit), Some(authority)) = (starttls, implicit, authority) {
        let authority = quote(&authority.display().to_string());
        let _ = write!(
            text,
            "\nTry it:\n  \
             printf 'From: me@example.com\\r\\nTo: you@example.com\\r\\nSubject: Hello\\r\\n\\r\\nFrom curl.\\r\\n' | \
             curl -sS --ssl-reqd --cacert {authority} --url smtp://localhost:{starttls} --user '{name}:{password}' \
             --mail-from me@example.com --mail-rcpt you@example.com -T -\n  \
             swaks --server localhost --port {implicit} --tlsc --tls-verify --tls-ca-path {authority} --auth PLAIN \
             --auth-user {name} --auth-password '{password}' --from me@example.com --to you@example.com\n  \
             {program} queue list{data}\n"
        );
    }
    text
}

/// Where mail goes, a line each.
fn ways(settings: &Settings) -> String {
    let mut text = String::new();
    let (mut has_rest, words) = (false, |route: &Route| match &route.via {
        Via::Hold => "held here, until the configuration has another way for it".to_owned(),
        Via::Mx { .. } => "delivered to the domains' own servers (MX)".to_owned(),
        Via::Smarthost { host, port, .. } => format!("handed to {host}:{port}"),
        Via::Lmtp(LmtpServer::Tcp { host, port, .. }) => format!("put into mailboxes by {host}:{port} (LMTP)"),
        Via::Lmtp(LmtpServer::Unix(path)) => format!("put into mailboxes by {} (LMTP)", path.display()),
    });
    for route in settings.routes.written() {
        let domains: Vec<&str> = route.domains.iter().take(DOMAINS_SHOWN).map(Domain::as_given).collect();
        has_rest |= domains.is_empty();
        let more = route.domains.len().saturating_sub(DOMAINS_SHOWN);
        let for_whom = match (&domains[..], more) {
            ([], _) if settings.routes.written().len() == 1 => "mail".to_owned(),
            ([], _) => "all other mail".to_owned(),
            (some, 0) => format!("mail for {}", some.join(", ")),
            (some, more) => format!("mail for {} and {more} more domains", some.join(", ")),
        };
        let _ = writeln!(text, "{for_whom} is {}", words(route));
    }
    if !has_rest {
        let for_whom = if text.is_empty() { "mail" } else { "all other mail" };
        let _ = writeln!(text, "{for_whom} is {}", words(settings.routes.find("").1));
    }
    text
}

/// A word for the shell.
fn quote(word: &str) -> String {
    let plain = |octet: u8| octet.is_ascii_alphanumeric() || b"/._-+:@".contains(&octet);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

pub(super) fn shown(listener: &config::Listener, address: &Endpoint) -> String {
    let (service, tls) = words(listener);
    format!("{} ({service}, {tls})", name(address))
}

/// As they stand in the configuration.
fn words(listener: &config::Listener) -> (&'static str, &'static str) {
    let service = match listener.service {
        Service::Submission => "submission",
        Service::Relay => "relay",
    };
    let tls = match listener.tls {
        ListenerTls::StartTls => "starttls",
        ListenerTls::Implicit => "implicit",
        ListenerTls::None => "none",
    };
    (service, tls)
}

/// Of a route.
const DOMAINS_SHOWN: usize = 5;
/// The account that is made where nothing is configured.
const FIRST_ACCOUNT: &str = "gatepost";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_the_shell() {
        for (word, expected) in [
            ("/var/lib/gatepost", "/var/lib/gatepost"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
            ("$HOME", "'$HOME'"),
        ] {
            assert_eq!(quote(word), expected);
        }
    }
}
