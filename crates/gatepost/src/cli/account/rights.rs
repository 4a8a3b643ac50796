//! The options by which an account or an app password is told what it may do.

use crate::admin::protocol::{Expiry, Limit, RightsChange};
use crate::cli::Failure;
use crate::cli::queue::parse_age;
use clap::Args;

/// What an account or an app password may do. What is not given stays as it is.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Rights")]
pub(in crate::cli) struct RightsOptions {
    /// Let it send as an address (alice@example.com), a domain (example.com), or any sender (*); may be given several times
    ///
    /// `none` takes the list away. Without a list, the rule of the configuration holds for an account, and for an app password
    /// what its account may.
    #[arg(long = "sender", value_name = "SENDER")]
    senders: Vec<String>,

    /// Let it log in from an address or network (192.0.2.0/24) alone; may be given several times, `none` is from everywhere
    #[arg(long = "network", value_name = "NETWORK")]
    networks: Vec<String>,

    /// Let it log in by a mechanism (SCRAM-SHA-256) alone; may be given several times, `none` is by all that the listener has
    #[arg(long = "mechanism", value_name = "NAME")]
    mechanisms: Vec<String>,

    /// Let it log in and send until a day (2026-12-31), a time (2026-12-31T18:30:00Z), or for 12h, 90d, 8w from now; or `never`
    ///
    /// Days begin and times are in UTC.
    #[arg(long, value_name = "WHEN", value_parser = parse_expiry)]
    expires: Option<Expiry>,

    /// Let it send N messages in any hour, or `none`: no limit of its own
    ///
    /// Where an account has no limit of its own, that of the configuration holds. An app password counts for its account too.
    #[arg(long = "messages-per-hour", value_name = "N", value_parser = parse_limit)]
    messages_hour: Option<Limit>,

    /// Let it send N messages in any 24 hours, or `none`
    #[arg(long = "messages-per-day", value_name = "N", value_parser = parse_limit)]
    messages_day: Option<Limit>,

    /// Let it send to N recipients in any hour, or `none`
    #[arg(long = "recipients-per-hour", value_name = "N", value_parser = parse_limit)]
    recipients_hour: Option<Limit>,

    /// Let it send to N recipients in any 24 hours, or `none`
    #[arg(long = "recipients-per-day", value_name = "N", value_parser = parse_limit)]
    recipients_day: Option<Limit>,
}

impl RightsOptions {
    /// What is asked for.
    ///
    /// # Errors
    /// `none` stands beside others.
    pub(super) fn change(&self) -> Result<RightsChange, Failure> {
        Ok(RightsChange {
            senders: list("--sender", &self.senders)?,
            networks: list("--network", &self.networks)?,
            mechanisms: list("--mechanism", &self.mechanisms)?,
            expires: self.expires.clone(),
            messages_hour: self.messages_hour,
            messages_day: self.messages_day,
            recipients_hour: self.recipients_hour,
            recipients_day: self.recipients_day,
        })
    }

    /// The same, where something has to be asked for.
    ///
    /// # Errors
    /// Nothing is, too.
    pub(super) fn some_change(&self) -> Result<RightsChange, Failure> {
        let change = self.change()?;
        if change == RightsChange::default() {
            return Err(Failure::usage(
                "say what is to be changed, for instance `--messages-per-hour 100`: `--help` lists all",
            ));
        }
        Ok(change)
    }
}

fn list(option: &str, values: &[String]) -> Result<Option<Vec<String>>, Failure> {
    match values {
        [] => Ok(None),
        [only] if only == NONE => Ok(Some(Vec::new())),
        some if some.iter().any(|value| value == NONE) => Err(Failure::usage(format!(
            "`{option} {NONE}` takes the whole list away, so it cannot stand beside others"
        ))),
        some => Ok(Some(some.to_vec())),
    }
}

fn parse_expiry(text: &str) -> Result<Expiry, String> {
    if text == "never" {
        return Ok(Expiry::Never);
    }
    if let Ok(time) = parse_age(text) {
        return Ok(Expiry::In(time.as_secs()));
    }
    match Expiry::date(text) {
        Ok(_) => Ok(Expiry::At(text.to_owned())),
        Err(help) => Err(format!("{help}, a time from now (12h, 90d, 8w), or never")),
    }
}

fn parse_limit(text: &str) -> Result<Limit, String> {
    if text == NONE {
        return Ok(Limit::None);
    }
    let digits = text.bytes().all(|octet| octet.is_ascii_digit());
    let limit = digits.then(|| text.parse().ok()).flatten();
    match limit {
        Some(limit @ 1..=LIMIT_MAX) => Ok(Limit::At(limit)),
        _ => Err(format!("write a whole number from 1 to {LIMIT_MAX}, or {NONE}")),
    }
}

/// Takes away what there was.
const NONE: &str = "none";
/// As in the configuration.
const LIMIT_MAX: u32 = 10_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_something_ends() {
        for (text, expected) in [
            ("never", Some(Expiry::Never)),
            ("12h", Some(Expiry::In(43_200))),
            ("90d", Some(Expiry::In(7_776_000))),
            ("2026-12-31", Some(Expiry::At("2026-12-31".to_owned()))),
            (
                "2026-12-31T18:30:00Z",
                Some(Expiry::At("2026-12-31T18:30:00Z".to_owned())),
            ),
            ("2026-02-30", None),
            ("tomorrow", None),
            ("12", None),
            ("", None),
        ] {
            assert_eq!(parse_expiry(text).ok(), expected, "{text:?}");
        }
    }

    #[test]
    fn how_much() {
        for (text, expected) in [
            ("none", Some(Limit::None)),
            ("1", Some(Limit::At(1))),
            ("10000000", Some(Limit::At(10_000_000))),
            ("0", None),
            ("10000001", None),
            ("99999999999", None),
            ("+5", None),
            ("1.5", None),
            ("", None),
        ] {
            assert_eq!(parse_limit(text).ok(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_asked_for() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
        for (given, expected) in [
            (&[] as &[&str], Ok(None)),
            (&["example.com", "*"], Ok(Some(texts(&["example.com", "*"])))),
            (&["none"], Ok(Some(Vec::new()))),
            (&["none", "none"], Err(2)),
            (&["example.com", "none"], Err(2)),
        ] {
            let options = RightsOptions {
                senders: texts(given),
                ..RightsOptions::default()
            };
            let change = options
                .change()
                .map(|change| change.senders)
                .map_err(|failure| failure.code);
            assert_eq!(change, expected, "{given:?}");
        }
        assert_eq!(
            RightsOptions::default().some_change().map_err(|failure| failure.code),
            Err(2)
        );
    }
}
