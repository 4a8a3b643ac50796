//! What an operator lets an account or an app password do: read, judged, and put in the place of what was there.

use super::names::{sender, visible};
use crate::admin::protocol::{Limit, Problem, RightsChange};
use mail::Timestamp;
use smtp::sasl::{MECHANISMS, offer};
use store::{Network, Rights};

/// The rights that come of a change; what it leaves out is as it was.
///
/// # Errors
/// Something in it makes no sense, or there is too much of it.
pub(super) fn changed(rights: &Rights, change: &RightsChange, now: Timestamp) -> Result<Rights, Problem> {
    let mut rights = rights.clone();
    if let Some(texts) = &change.senders {
        rights.senders = all_senders(texts)?;
    }
    if let Some(texts) = &change.networks {
        rights.networks = each(texts, "networks", NETWORKS_MAX, network)?;
    }
    if let Some(texts) = &change.mechanisms {
        rights.mechanisms = each(texts, "mechanisms", MECHANISMS.len(), mechanism)?;
    }
    if let Some(expires) = &change.expires {
        rights.expires = expires.moment(now).map_err(Problem::invalid)?;
    }
    let limits = &mut rights.limits;
    for (kept, new) in [
        (&mut limits.messages_hour, change.messages_hour),
        (&mut limits.messages_day, change.messages_day),
        (&mut limits.recipients_hour, change.recipients_hour),
        (&mut limits.recipients_day, change.recipients_day),
    ] {
        match new {
            None => {}
            Some(Limit::None) => *kept = None,
            Some(Limit::At(limit @ 1..=LIMIT_MAX)) => *kept = Some(limit),
            Some(Limit::At(_)) => {
                let help = "to let it send nothing, disable the account or revoke the app password";
                return Err(Problem::invalid(format!("a limit is 1 to {LIMIT_MAX}; {help}")));
            }
        }
    }
    Ok(rights)
}

/// Senders in the order given, each once.
///
/// # Errors
/// One is none, or there are more than 1,000.
pub(super) fn all_senders(texts: &[String]) -> Result<Vec<String>, Problem> {
    if texts.len() > SENDERS_MAX {
        let message = format!("at most {SENDERS_MAX} senders can be given to an account: name a domain, or use `*`");
        return Err(Problem::invalid(message));
    }
    each(texts, "senders", SENDERS_MAX, sender)
}

/// Whether an app password could be used at all with the mechanisms that it may use.
///
/// # Errors
/// One of them carries no password.
pub(super) fn fit_an_app_password(rights: &Rights) -> Result<(), Problem> {
    let carries_password =
        |name: &String| offer(name).is_some_and(|offer| offer.scram().is_some() || PASSWORDS.contains(&offer.name));
    match rights.mechanisms.iter().find(|name| !carries_password(name)) {
        None => Ok(()),
        Some(name) => Err(Problem::invalid(format!(
            "{name} carries no password, so no app password can be used with it: leave it out"
        ))),
    }
}

/// Each once, in the order given.
fn each<T: PartialEq>(
    texts: &[String],
    what: &str,
    most: usize,
    read: impl Fn(&str) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    let mut all = Vec::new();
    for text in texts {
        let one = read(text)?;
        if !all.contains(&one) {
            all.push(one);
        }
        if all.len() > most {
            return Err(Problem::invalid(format!("at most {most} {what} can be given")));
        }
    }
    Ok(all)
}

fn network(text: &str) -> Result<Network, Problem> {
    let text = text.trim();
    let read = text.parse::<Network>();
    read.map_err(|error| Problem::invalid(format!("`{}`: {error}", visible(text))))
}

fn mechanism(text: &str) -> Result<String, Problem> {
    let found = offer(text.trim()).map(|offer| offer.name.to_owned());
    found.ok_or_else(|| {
        let names: Vec<&str> = MECHANISMS.iter().map(|known| known.name).collect();
        Problem::invalid(format!(
            "`{}` is no mechanism that there is here: there are {}",
            visible(text),
            names.join(", ")
        ))
    })
}

/// They are looked through for every message.
const SENDERS_MAX: usize = 1_000;
/// They are looked through for every login.
const NETWORKS_MAX: usize = 100;
/// As in the configuration.
const LIMIT_MAX: u32 = 10_000_000;
/// Beside SCRAM.
const PASSWORDS: [&str; 2] = ["PLAIN", "LOGIN"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::protocol::Expiry;
    use store::SendLimits;

    const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

    fn texts(texts: &[&str]) -> Option<Vec<String>> {
        Some(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    fn short(rights: &Rights) -> String {
        let networks: Vec<String> = rights.networks.iter().map(Network::to_string).collect();
        let SendLimits {
            messages_hour,
            messages_day,
            recipients_hour,
            recipients_day,
        } = rights.limits;
        let limits = [messages_hour, messages_day, recipients_hour, recipients_day];
        let limits = limits.map(|limit| limit.map_or("-".to_owned(), |limit| limit.to_string()));
        let (senders, mechanisms) = (rights.senders.join(" "), rights.mechanisms.join(" "));
        let expires = rights.expires.map_or("never".to_owned(), |expires| expires.rfc3339());
        format!(
            "{senders}; {}; {mechanisms}; {expires}; {}",
            networks.join(" "),
            limits.join(" ")
        )
    }

    #[test]
    fn what_is_left_out_stays() {
        let mut rights = Rights::default();
        for (change, expected) in [
            (RightsChange::default(), "; ; ; never; - - - -"),
            (
                RightsChange {
                    senders: texts(&["@Example.com", "example.com", "a@example.org"]),
                    networks: texts(&["192.0.2.0/24", "::ffff:192.0.2.7", "192.0.2.7"]),
                    mechanisms: texts(&["plain", "SCRAM-SHA-256", "PLAIN"]),
                    ..RightsChange::default()
                },
                "example.com a@example.org; 192.0.2.0/24 192.0.2.7; PLAIN SCRAM-SHA-256; never; - - - -",
            ),
            (
                RightsChange {
                    networks: texts(&[]),
                    expires: Some(Expiry::In(60)),
                    messages_hour: Some(Limit::At(100)),
                    recipients_day: Some(Limit::At(10_000_000)),
                    ..RightsChange::default()
                },
                "example.com a@example.org; ; PLAIN SCRAM-SHA-256; 2023-11-14T22:14:20.000000Z; 100 - - 10000000",
            ),
            (
                RightsChange {
                    senders: texts(&["*"]),
                    mechanisms: texts(&[]),
                    expires: Some(Expiry::Never),
                    messages_hour: Some(Limit::None),
                    messages_day: Some(Limit::At(1)),
                    recipients_hour: Some(Limit::At(2)),
                    ..RightsChange::default()
                },
                "*; ; ; never; - 1 2 10000000",
            ),
        ] {
            rights = changed(&rights, &change, NOW).expect("it makes sense");
            assert_eq!(short(&rights), expected);
        }
    }

    #[test]
    fn what_makes_no_sense() {
        let many = |count: u32| -> Option<Vec<String>> {
            Some((0..count).map(|n| format!("10.0.{}.{}", n / 250, n % 250)).collect())
        };
        let limit = |limit| RightsChange {
            recipients_hour: Some(Limit::At(limit)),
            ..RightsChange::default()
        };
        for (change, expected) in [
            (
                RightsChange {
                    senders: texts(&["nowhere"]),
                    ..RightsChange::default()
                },
                "is no sender",
            ),
            (
                RightsChange {
                    senders: Some(vec!["example.com".to_owned(); 1_001]),
                    ..RightsChange::default()
                },
                "at most 1000 senders",
            ),
            (
                RightsChange {
                    networks: texts(&["192.0.2.7/24"]),
                    ..RightsChange::default()
                },
                "192.0.2.0/24",
            ),
            (
                RightsChange {
                    networks: texts(&["\u{1b}[2J"]),
                    ..RightsChange::default()
                },
                "neither an address nor a network",
            ),
            (
                RightsChange {
                    networks: many(101),
                    ..RightsChange::default()
                },
                "at most 100 networks",
            ),
            (
                RightsChange {
                    mechanisms: texts(&["CRAM-MD5"]),
                    ..RightsChange::default()
                },
                "`CRAM-MD5` is no mechanism that there is here: there are SCRAM-SHA-256-PLUS,",
            ),
            (
                RightsChange {
                    expires: Some(Expiry::In(0)),
                    ..RightsChange::default()
                },
                "is over",
            ),
            (limit(0), "a limit is 1 to 10000000"),
            (limit(10_000_001), "a limit is 1 to 10000000"),
        ] {
            let problem = changed(&Rights::default(), &change, NOW).expect_err(expected);
            assert!(problem.message.contains(expected), "{problem}");
            assert!(!problem.message.contains('\u{1b}'), "{problem:?}");
        }
    }

    #[test]
    fn app_passwords_are_passwords() {
        for (mechanisms, fits) in [
            (&[] as &[&str], true),
            (&["PLAIN", "LOGIN", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS"], true),
            (&["PLAIN", "XOAUTH2"], false),
            (&["EXTERNAL"], false),
        ] {
            let rights = Rights {
                mechanisms: mechanisms.iter().map(|name| (*name).to_owned()).collect(),
                ..Rights::default()
            };
            assert_eq!(fit_an_app_password(&rights).is_ok(), fits, "{mechanisms:?}");
        }
    }
}
