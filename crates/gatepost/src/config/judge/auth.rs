//! Who may log in and how, whose tokens and certificates are taken, and how much may be sent.

use super::{Judge, file, keys, place, values};
use crate::config::auth::{Auth, ClientCertificate, Introspection, Issuer, OverLimit, SendRules, TokenAccounts};
use crate::config::file::{Count, Texts};
use crate::config::mechanisms::{Proof, mechanism, proof_of};
use crate::config::settings::ListenerTls;
use crate::config::values::Wrong;
use mail::{Address, Domain};
use std::num::NonZeroU32;
use std::ops::Range;
use std::time::Duration;
use store::SendLimits;
use toml::Spanned;

impl Judge<'_> {
    pub(super) fn auth(&mut self, written: &file::Auth) -> Auth {
        let usual = Auth::default();
        let domain = self.take("auth.default_domain", &written.default_domain, |text| {
            values::domain(keys::key("auth.default_domain"), text)
        });
        let iterations = usual.scram_iterations.get();
        let iterations = self.count("auth.scram_iterations", &written.scram_iterations, iterations);
        Auth {
            default_domain: domain.map(|domain| domain.ascii().to_owned()),
            case: self.one_of("auth.case", &written.case, usual.case),
            scram_iterations: NonZeroU32::new(iterations).unwrap_or(usual.scram_iterations),
            tell_transition: written.tell_transition.unwrap_or(usual.tell_transition),
        }
    }

    /// How much an account may send; more in an hour than in a day has no meaning.
    pub(super) fn sending(&mut self, written: &file::Submission) -> SendRules {
        let limits = SendLimits {
            messages_hour: self.limit("submission.messages_per_hour", &written.messages_per_hour),
            messages_day: self.limit("submission.messages_per_day", &written.messages_per_day),
            recipients_hour: self.limit("submission.recipients_per_hour", &written.recipients_per_hour),
            recipients_day: self.limit("submission.recipients_per_day", &written.recipients_per_day),
        };
        for (what, hour, day, written) in [
            (
                "messages",
                limits.messages_hour,
                limits.messages_day,
                &written.messages_per_hour,
            ),
            (
                "recipients",
                limits.recipients_hour,
                limits.recipients_day,
                &written.recipients_per_hour,
            ),
        ] {
            if let (Some(hour), Some(day), Some(written)) = (hour, day, written)
                && hour > day
            {
                let setting = format!("submission.{what}_per_hour");
                let problem = format!("`{setting}` is above `{what}_per_day`");
                let fix = format!("write `{what}_per_hour = {day}` or less, or raise `{what}_per_day`");
                let label = "the limit of the day is reached before";
                self.wrong(&setting, problem, fix, written.span(), label);
            }
        }
        SendRules {
            limits,
            over: self.one_of("submission.over_limit", &written.over_limit, OverLimit::default()),
        }
    }

    fn limit(&mut self, setting: &str, written: &Option<Spanned<Count>>) -> Option<u32> {
        let limit = self.take(setting, written, |count| values::count(keys::key(setting), *count));
        // The bounds are within.
        limit.and_then(|limit| u32::try_from(limit).ok())
    }

    /// Those of a list, each with its place. None at all where none is written; a list that is empty is a mistake.
    pub(super) fn mechanisms(
        &mut self,
        setting: &str,
        written: &Option<Spanned<Texts>>,
    ) -> Vec<(&'static str, Range<usize>)> {
        let mut found: Vec<(&'static str, Range<usize>)> = Vec::new();
        let Some(list) = written else { return found };
        if list.get_ref().is_empty() {
            self.empty(setting, list.span(), "name a mechanism, or take the setting out");
        }
        for text in list.get_ref() {
            let name = self.entry(setting, text, |text| mechanism(keys::key(setting), text));
            let Some(name) = name else { continue };
            if found.iter().any(|(other, _)| *other == name) {
                let problem = format!("`{setting}` has {name} twice");
                self.wrong(
                    setting,
                    problem,
                    "take it out once",
                    text.span(),
                    "stands there already",
                );
                continue;
            }
            found.push((name, text.span()));
        }
        found
    }

    fn empty(&mut self, setting: &str, place: Range<usize>, fix: &str) {
        self.wrong(
            setting,
            format!("`{setting}` is empty"),
            fix,
            place,
            "must name something",
        );
    }

    /// `index` is the listener's number. What is named has to be possible there.
    pub(super) fn listener_mechanisms(
        &mut self,
        index: usize,
        written: &file::Listener,
        tls: Option<ListenerTls>,
    ) -> Vec<String> {
        let setting = "listener.mechanisms";
        let found = self.mechanisms(setting, &written.mechanisms);
        if tls == Some(ListenerTls::None) {
            self.nobody_logs_in(written);
            return Vec::new();
        }
        let asks_for_certificates =
            written.client_ca.is_some() || self.unreadable.contains(&format!("listener.{index}.client_ca"));
        for (name, place) in &found {
            match proof_of(name) {
                Proof::Certificate if !asks_for_certificates => {
                    let problem = format!("`{setting}` has {name}, and the listener has no `client_ca`");
                    let example = keys::example("listener.client_ca").unwrap_or_default();
                    let fix = format!("write `{example}` below it, or take {name} out");
                    let label = "is for clients that are asked for a certificate";
                    self.wrong(setting, problem, fix, place.clone(), label);
                }
                Proof::Token if !self.takes_tokens => {
                    let problem = format!("`{setting}` has {name}, and there is no `[[issuer]]`");
                    let fix = format!("write an `[[issuer]]` whose tokens are taken, or take {name} out");
                    self.wrong(setting, problem, fix, place.clone(), "nobody's tokens are taken");
                }
                _ => {}
            }
        }
        found.into_iter().map(|(name, _)| name.to_owned()).collect()
    }

    /// Without TLS there is no login.
    fn nobody_logs_in(&mut self, written: &file::Listener) {
        for (key, place) in [
            ("mechanisms", place(&written.mechanisms)),
            ("client_ca", place(&written.client_ca)),
        ] {
            let Some(place) = place else { continue };
            let setting = format!("listener.{key}");
            let problem = format!("`{setting}` stands at a listener without TLS");
            let fix = "take it out: nobody logs in there; or write `tls = \"starttls\"`";
            self.wrong(&setting, problem, fix, place, "has no meaning there");
        }
    }

    pub(super) fn issuers(&mut self, written: &[Spanned<file::Issuer>]) -> Vec<Issuer> {
        if let Some(section) = written.get(ISSUERS_MAX) {
            let problem = format!("there are more than {ISSUERS_MAX} issuers");
            let fix = "take out those whose tokens nobody uses";
            self.wrong("issuer", problem, fix, section.span(), "is one too many");
        }
        let mut issuers: Vec<Issuer> = Vec::new();
        for (index, section) in written.iter().enumerate() {
            let Some(issuer) = self.issuer(index, section) else {
                continue;
            };
            if let Some(text) = &section.get_ref().issuer
                && issuers.iter().any(|other| other.issuer == issuer.issuer)
            {
                let problem = format!("two sections are for the issuer {}", issuer.issuer);
                let fix = "take one of them out: a token is judged by one";
                self.wrong("issuer.issuer", problem, fix, text.span(), "is there already");
            }
            issuers.push(issuer);
        }
        issuers
    }

    fn issuer(&mut self, index: usize, section: &Spanned<file::Issuer>) -> Option<Issuer> {
        let written = section.get_ref();
        for (key, is_missing) in [
            ("issuer", written.issuer.is_none()),
            ("audience", written.audience.is_none()),
        ] {
            if is_missing {
                let path = format!("issuer.{index}.{key}");
                self.missing(&format!("issuer.{key}"), &path, Some(section.span()));
            }
        }
        let url = self.take("issuer.issuer", &written.issuer, |text| {
            values::issuer(keys::key("issuer.issuer"), text)
        });
        let audiences = self.list("issuer.audience", &written.audience, values::text);
        if let Some(list) = &written.audience
            && list.get_ref().is_empty()
        {
            let fix = "name what tokens for this server are made for: otherwise those for anything else would do";
            self.empty("issuer.audience", list.span(), fix);
        }
        let scopes = self.list("issuer.scope", &written.scope, values::scope);
        let account = self.take("issuer.account", &written.account, |text| {
            values::text(keys::key("issuer.account"), text)
        });
        let domains = self.list("issuer.domains", &written.domains, values::domain);
        let accounts = self.one_of("issuer.accounts", &written.accounts, TokenAccounts::Any);
        let skew = self.time("issuer.skew", &written.skew, SKEW);
        let introspection = self.introspection(index, section);
        let ca = self.path("issuer.ca", &written.ca);
        Some(Issuer {
            issuer: url?,
            audiences: audiences?,
            scopes: scopes.unwrap_or_default(),
            account_claim: account.unwrap_or_else(|| "email".to_owned()),
            domains: domains
                .unwrap_or_default()
                .iter()
                .map(|domain| domain.ascii().to_owned())
                .collect(),
            accounts,
            skew,
            introspection,
            ca,
        })
    }

    /// With who asks, or not at all.
    fn introspection(&mut self, index: usize, section: &Spanned<file::Issuer>) -> Option<Introspection> {
        let written = section.get_ref();
        let url = self.take("issuer.introspection", &written.introspection, |text| {
            values::url(keys::key("issuer.introspection"), text)
        });
        let client_id = self.take("issuer.client_id", &written.client_id, |text| {
            values::text(keys::key("issuer.client_id"), text)
        });
        let client_secret_file = self.path("issuer.client_secret_file", &written.client_secret_file);
        let is_unreadable = self.unreadable.contains(&format!("issuer.{index}.introspection"));
        for (key, text) in [
            ("client_id", &written.client_id),
            ("client_secret_file", &written.client_secret_file),
        ] {
            let setting = format!("issuer.{key}");
            match text {
                None if written.introspection.is_some() => {
                    self.missing(&setting, &format!("issuer.{index}.{key}"), Some(section.span()));
                }
                Some(text) if written.introspection.is_none() && !is_unreadable => {
                    let problem = format!("`{setting}` stands without `introspection`");
                    let example = keys::example("issuer.introspection").unwrap_or_default();
                    let fix = format!("take it out, or write `{example}` beside it");
                    self.wrong(&setting, problem, fix, text.span(), "is for introspection alone");
                }
                _ => {}
            }
        }
        Some(Introspection {
            url: url?,
            client_id: client_id?,
            client_secret_file: client_secret_file?,
        })
    }

    /// `listeners` are those that are written: one of them has to ask for certificates.
    pub(super) fn client_certificates(
        &mut self,
        written: &[Spanned<file::ClientCertificate>],
        listeners: &[Spanned<file::Listener>],
    ) -> Vec<ClientCertificate> {
        let mut all: Vec<ClientCertificate> = Vec::new();
        for (index, section) in written.iter().enumerate() {
            let one = section.get_ref();
            for (key, text) in [("name", &one.name), ("account", &one.account)] {
                if text.is_none() {
                    let path = format!("client_certificate.{index}.{key}");
                    self.missing(&format!("client_certificate.{key}"), &path, Some(section.span()));
                }
            }
            let name = self.take("client_certificate.name", &one.name, |text| {
                certificate_name(keys::key("client_certificate.name"), text)
            });
            let account = self.take("client_certificate.account", &one.account, |text| {
                values::text(keys::key("client_certificate.account"), text)
            });
            let (Some(name), Some(account)) = (name, account) else {
                continue;
            };
            if let Some(text) = &one.name
                && all.iter().any(|other| other.name == name)
            {
                let problem = format!("the certificate {name} stands twice");
                let fix = "take it out once: it is one account's";
                self.wrong("client_certificate.name", problem, fix, text.span(), "is there already");
            }
            all.push(ClientCertificate { name, account });
        }
        let is_asked = listeners.iter().any(|listener| listener.get_ref().client_ca.is_some());
        let may_be_asked = |path: &String| path == "listener" || path.ends_with(".client_ca");
        if let (Some(section), false) = (written.first(), is_asked)
            && !self.unreadable.iter().any(may_be_asked)
        {
            let problem = "there is a `[[client_certificate]]`, and no listener has a `client_ca`".to_owned();
            let example = keys::example("listener.client_ca").unwrap_or_default();
            let fix = format!("write `{example}` below a `[[listener]]`, or take it out");
            let label = "no client is asked for a certificate";
            self.wrong("client_certificate", problem, fix, section.span(), label);
        }
        all
    }
}

/// A name that a certificate may have, or its fingerprint; in lower case.
fn certificate_name(key: &keys::Key, text: &str) -> Result<String, Wrong> {
    let wrong = |label: &str| {
        let fix = format!("write for instance `{}`", key.example);
        Wrong::new("is no name of a certificate", label, fix)
    };
    let lower = text.to_ascii_lowercase();
    if let Some(fingerprint) = lower.strip_prefix("sha256:") {
        // OpenSSL writes colons between the octets.
        let digits: String = fingerprint.chars().filter(|letter| *letter != ':').collect();
        let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        return match digits.len() == FINGERPRINT_DIGITS && is_hexadecimal {
            true => Ok(format!("sha256:{digits}")),
            false => Err(wrong("must have 64 hexadecimal digits behind `sha256:`")),
        };
    }
    if text.contains('@') {
        let address = Address::parse(text).map_err(|error| wrong(&error.to_string()))?;
        return Ok(format!(
            "{}@{}",
            address.local().to_ascii_lowercase(),
            address.domain().ascii()
        ));
    }
    match Domain::parse(text) {
        Ok(domain) if !domain.is_literal() => Ok(domain.ascii().to_owned()),
        _ => Err(wrong(
            "must be a DNS name, a mail address, or `sha256:` and a fingerprint",
        )),
    }
}

/// Each has keys that are fetched and kept.
const ISSUERS_MAX: usize = 16;
const SKEW: Duration = Duration::from_secs(60);
/// Two for each octet of SHA-256.
const FINGERPRINT_DIGITS: usize = 64;
