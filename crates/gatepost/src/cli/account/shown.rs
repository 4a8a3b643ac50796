//! How accounts and app passwords are shown to people.

use crate::admin::protocol::{
    AccountShown, AccountWhole, AppShown, ExceptedShown, KeptShown, LimitsShown, RightsShown, SendingShown, UseShown,
};
use crate::cli::output;

/// A line of what is known of something: its name, and what it is.
type Line = (&'static str, String);

/// What the list knows of an account.
pub(super) fn facts(account: &AccountShown) -> String {
    let mut lines = head(account);
    lines.extend(rights(&account.rights, ACCOUNT_SENDERS));
    lines.extend(own_limits(&account.rights.limits));
    lines.extend(foot(account));
    text(&lines)
}

/// All that is known of an account, but for its app passwords.
pub(super) fn whole(account: &AccountWhole) -> String {
    let listed = &account.listed;
    let mut lines = head(listed);
    lines.extend(account.password.as_ref().map(|kept| ("Password", password(kept))));
    lines.extend(rights(&listed.rights, ACCOUNT_SENDERS));
    lines.extend(sending(&account.sending));
    lines.extend(foot(listed));
    lines.push(("Last login", used(listed.last_use.as_ref())));
    let apps = account.app_passwords.len() as u64;
    lines.extend((apps == 0).then(|| ("Programs", "no app passwords".to_owned())));
    text(&lines)
}

/// All that is known of an app password.
pub(super) fn app(app: &AppShown) -> String {
    let mut lines = vec![("Account", app.account.clone()), ("Label", app.label.clone())];
    for token in &app.tokens {
        let until = token.until.as_deref().map(output::moment);
        let until = until.map(|until| format!(", which was replaced and holds until {until}"));
        lines.push(("Token", format!("{}{}", token.id, until.unwrap_or_default())));
    }
    lines.extend(rights(&app.rights, APP_SENDERS));
    lines.extend(sending(&app.sending));
    lines.push(("Created", output::moment(&app.created)));
    lines.push(("Changed", output::moment(&app.changed)));
    lines.push(("Last login", used(app.last_use.as_ref())));
    text(&lines)
}

/// The header of [`app_row`].
pub(super) const APP_HEADER: [&str; 5] = ["LABEL", "TOKEN", "CREATED", "EXPIRES", "LAST LOGIN"];

/// An app password in the list of those of its account.
pub(super) fn app_row(app: &AppShown) -> Vec<String> {
    let ids: Vec<&str> = app.tokens.iter().map(|token| token.id.as_str()).collect();
    vec![
        app.label.clone(),
        ids.join(" "),
        output::moment(&app.created),
        expiry(&app.rights).unwrap_or_else(|| "never".to_owned()),
        used(app.last_use.as_ref()),
    ]
}

/// The header of [`account_row`].
pub(super) const ACCOUNT_HEADER: [&str; 4] = ["NAME", "STATE", "SENDERS", "LAST LOGIN"];

/// An account in the list of all.
pub(super) fn account_row(account: &AccountShown) -> Vec<String> {
    vec![
        account.name.clone(),
        match account.without_scram {
            true => format!("{}, no SCRAM keys", state(account)),
            false => state(account).to_owned(),
        },
        senders(&account.rights, ACCOUNT_SENDERS),
        account.last_use.as_ref().map(short).unwrap_or_default(),
    ]
}

/// An exception in a list.
pub(super) fn exception_row(shown: &ExceptedShown) -> Vec<String> {
    vec![
        whose(shown),
        shown.exception.exception.clone(),
        used(shown.exception.last_use.as_ref()),
    ]
}

/// The account, or `account/label`.
fn whose(shown: &ExceptedShown) -> String {
    match shown.label.as_str() {
        "" => shown.account.clone(),
        label => format!("{}/{label}", shown.account),
    }
}

fn text(lines: &[Line]) -> String {
    lines
        .iter()
        .map(|(name, value)| format!("{name:<12}{}\n", output::safe(value)))
        .collect()
}

fn head(account: &AccountShown) -> Vec<Line> {
    let source = match &account.source {
        Some(source) => source.clone(),
        None => "none: no [[source]] of the configuration asks for the accounts that are kept here".to_owned(),
    };
    vec![
        ("Name", account.name.clone()),
        ("Source", source),
        ("State", state(account).to_owned()),
    ]
}

fn foot(account: &AccountShown) -> Vec<Line> {
    let dates = [("Created", &account.created), ("Changed", &account.changed)];
    let known = |(name, date): (&'static str, &Option<String>)| Some((name, output::moment(date.as_deref()?)));
    dates.into_iter().filter_map(known).collect()
}

fn state(account: &AccountShown) -> &'static str {
    match (account.enabled, account.rights.expired) {
        (false, _) => "disabled",
        (true, true) => "expired",
        (true, false) => "enabled",
    }
}

fn password(kept: &KeptShown) -> String {
    let hash = match (&kept.hash, kept.weak) {
        (None, _) => "none: no password is right".to_owned(),
        (Some(hash), false) => hash.clone(),
        (Some(hash), true) => format!("{hash}, made anew at the next login by PLAIN or LOGIN"),
    };
    let scram = match &kept.scram[..] {
        [] if kept.renewed => "no keys for SCRAM yet".to_owned(),
        [] => "no keys for SCRAM".to_owned(),
        some => format!("keys for {}", some.join(", ")),
    };
    format!("{hash}; {scram}")
}

fn senders(rights: &RightsShown, without: &str) -> String {
    match &rights.senders[..] {
        [] => without.to_owned(),
        some => some.join(", "),
    }
}

fn expiry(rights: &RightsShown) -> Option<String> {
    let expires = output::moment(rights.expires.as_deref()?);
    Some(match rights.expired {
        true => format!("EXPIRED {expires}"),
        false => expires,
    })
}

/// Without limits, which stand beside what was sent where that is known.
fn rights(rights: &RightsShown, without: &str) -> Vec<Line> {
    let mut lines = vec![("Senders", senders(rights, without))];
    for (name, list) in [("Networks", &rights.networks), ("Mechanisms", &rights.mechanisms)] {
        lines.extend((!list.is_empty()).then(|| (name, list.join(", "))));
    }
    lines.extend(expiry(rights).map(|expires| ("Expires", expires)));
    for exception in &rights.exceptions {
        let last = match &exception.last_use {
            Some(last) => format!("used last {}", whole_use(last)),
            None => "never used".to_owned(),
        };
        lines.push(("Exception", format!("{}, {last}", exception.exception)));
    }
    lines
}

fn own_limits(limits: &LimitsShown) -> Vec<Line> {
    let rows = [
        (limits.messages_hour, "message", "an hour"),
        (limits.messages_day, "message", "24 hours"),
        (limits.recipients_hour, "recipient", "an hour"),
        (limits.recipients_day, "recipient", "24 hours"),
    ];
    let row = |(limit, word, window): (Option<u32>, &str, &str)| {
        let count = output::quantity(u64::from(limit?), word);
        Some(("Limit", format!("{count} in {window}")))
    };
    rows.into_iter().filter_map(row).collect()
}

/// Limits with what was used of them, and then all that was sent.
fn sending(rows: &[SendingShown]) -> Vec<Line> {
    let mut lines: Vec<Line> = rows.iter().filter_map(limit).collect();
    let sent = |window: &str| {
        let of_it = rows.iter().filter(|row| row.window == window);
        let counts: Option<Vec<String>> = of_it.map(|row| Some(quantity(row.sent?, row))).collect();
        counts
            .filter(|counts| !counts.is_empty())
            .map(|counts| counts.join(" to "))
    };
    if let (Some(hour), Some(day)) = (sent("hour"), sent("day")) {
        lines.push(("Sent", format!("{hour} in the last hour, {day} in the last 24 hours")));
    }
    lines
}

fn limit(row: &SendingShown) -> Option<Line> {
    let limit = row.limit?;
    let window = match row.window.as_str() {
        "hour" => "hour",
        _ => "24 hours",
    };
    let mut text = match row.sent {
        Some(sent) => format!(
            "{} of {} in the last {window}",
            output::number(u64::from(sent)),
            quantity(limit, row)
        ),
        None => format!(
            "{} in {}",
            quantity(limit, row),
            if window == "hour" { "an hour" } else { window }
        ),
    };
    if row.general {
        text.push_str(", as configured for all");
    }
    if let Some(opens) = &row.opens {
        text.push_str(&format!(": REACHED, open again {}", output::moment(opens)));
    }
    Some(("Limit", text))
}

fn quantity(count: u32, row: &SendingShown) -> String {
    let word = if row.what == "recipients" {
        "recipient"
    } else {
        "message"
    };
    output::quantity(u64::from(count), word)
}

fn used(last: Option<&UseShown>) -> String {
    last.map_or_else(|| "never".to_owned(), whole_use)
}

fn short(last: &UseShown) -> String {
    output::moment(&last.at)
}

fn whole_use(last: &UseShown) -> String {
    let client = match last.client.as_str() {
        "" => String::new(),
        client => format!(" from {client}"),
    };
    format!("{}{client} by {}", output::moment(&last.at), last.mechanism)
}

const ACCOUNT_SENDERS: &str = "by the configuration's rule";
const APP_SENDERS: &str = "what its account may";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::protocol::{ExceptionShown, TokenShown};

    const AT: &str = "2026-11-23T20:15:53.123456Z";

    fn last() -> Option<UseShown> {
        Some(UseShown {
            at: AT.to_owned(),
            client: "192.0.2.7".to_owned(),
            mechanism: "LOGIN".to_owned(),
        })
    }

    fn account() -> AccountShown {
        AccountShown {
            name: "alice".to_owned(),
            source: Some("embedded".to_owned()),
            enabled: true,
            without_scram: false,
            rights: RightsShown::default(),
            created: Some(AT.to_owned()),
            changed: Some(AT.to_owned()),
            last_use: None,
        }
    }

    fn row(what: &str, window: &str, limit: Option<u32>, sent: Option<u32>) -> SendingShown {
        SendingShown {
            what: what.to_owned(),
            window: window.to_owned(),
            limit,
            general: false,
            sent,
            opens: None,
        }
    }

    fn printer() -> AppShown {
        AppShown {
            account: "alice".to_owned(),
            label: "printer".to_owned(),
            tokens: vec![
                TokenShown {
                    id: "abcdefgh".to_owned(),
                    until: None,
                },
                TokenShown {
                    id: "jkmnpqrs".to_owned(),
                    until: Some(AT.to_owned()),
                },
            ],
            rights: RightsShown::default(),
            sending: Vec::new(),
            created: AT.to_owned(),
            changed: AT.to_owned(),
            last_use: last(),
        }
    }

    #[test]
    fn an_account_is_shown() {
        let mut account = account();
        assert_eq!(
            facts(&account),
            "Name        alice\nSource      embedded\nState       enabled\nSenders     by the configuration's rule\n\
             Created     2026-11-23 20:15:53 UTC\nChanged     2026-11-23 20:15:53 UTC\n"
        );
        account.source = None;
        account.enabled = false;
        account.created = None;
        account.rights = RightsShown {
            senders: vec!["example.com".to_owned(), "a@example.org".to_owned()],
            networks: vec!["192.0.2.0/24".to_owned()],
            mechanisms: vec!["PLAIN".to_owned(), "LOGIN".to_owned()],
            expires: Some(AT.to_owned()),
            expired: true,
            limits: LimitsShown {
                messages_hour: Some(1_000),
                recipients_day: Some(1),
                ..LimitsShown::default()
            },
            exceptions: vec![
                ExceptionShown {
                    exception: "login".to_owned(),
                    last_use: last(),
                },
                ExceptionShown {
                    exception: "syntax".to_owned(),
                    last_use: None,
                },
            ],
        };
        let text = facts(&account);
        for line in [
            "Source      none: no [[source]]",
            "State       disabled\n",
            "Senders     example.com, a@example.org\n",
            "Networks    192.0.2.0/24\n",
            "Mechanisms  PLAIN, LOGIN\n",
            "Expires     EXPIRED 2026-11-23 20:15:53 UTC\n",
            "Exception   login, used last 2026-11-23 20:15:53 UTC from 192.0.2.7 by LOGIN\n",
            "Exception   syntax, never used\n",
            "Limit       1,000 messages in an hour\n",
            "Limit       1 recipient in 24 hours\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        assert!(!text.contains("Created"), "{text}");
        account.enabled = true;
        assert_eq!(state(&account), "expired");
    }

    #[test]
    fn all_that_is_known_is_shown() {
        let mut reached = row("messages", "hour", Some(2), Some(2));
        reached.opens = Some(AT.to_owned());
        let mut general = row("messages", "day", Some(1_000), Some(20));
        general.general = true;
        let mut account = AccountWhole {
            listed: account(),
            password: Some(KeptShown {
                hash: Some("bcrypt".to_owned()),
                weak: true,
                renewed: true,
                scram: Vec::new(),
            }),
            sending: vec![
                reached,
                general,
                row("recipients", "hour", None, Some(1)),
                row("recipients", "day", None, Some(40)),
            ],
            app_passwords: Vec::new(),
        };
        let text = whole(&account);
        for line in [
            "Password    bcrypt, made anew at the next login by PLAIN or LOGIN; no keys for SCRAM yet\n",
            "Limit       2 of 2 messages in the last hour: REACHED, open again 2026-11-23 20:15:53 UTC\n",
            "Limit       20 of 1,000 messages in the last 24 hours, as configured for all\n",
            "Sent        2 messages to 1 recipient in the last hour, 20 messages to 40 recipients in the last 24 hours\n",
            "Last login  never\n",
            "Programs    no app passwords\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        // A stopped server knows the limits alone.
        for row in &mut account.sending {
            (row.sent, row.opens) = (None, None);
        }
        account.password = Some(KeptShown {
            hash: Some("Argon2id".to_owned()),
            weak: false,
            renewed: true,
            scram: vec!["SCRAM-SHA-256".to_owned()],
        });
        account.app_passwords = vec![printer()];
        let text = whole(&account);
        for line in [
            "Password    Argon2id; keys for SCRAM-SHA-256\n",
            "Limit       2 messages in an hour\n",
            "Limit       1,000 messages in 24 hours, as configured for all\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        assert!(!text.contains("Sent") && !text.contains("Programs"), "{text}");
    }

    #[test]
    fn an_app_password_is_shown() {
        let text = app(&printer());
        for line in [
            "Account     alice\nLabel       printer\nToken       abcdefgh\n",
            "Token       jkmnpqrs, which was replaced and holds until 2026-11-23 20:15:53 UTC\n",
            "Senders     what its account may\n",
            "Last login  2026-11-23 20:15:53 UTC from 192.0.2.7 by LOGIN\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        assert_eq!(
            app_row(&printer()),
            [
                "printer",
                "abcdefgh jkmnpqrs",
                "2026-11-23 20:15:53 UTC",
                "never",
                "2026-11-23 20:15:53 UTC from 192.0.2.7 by LOGIN"
            ]
        );
    }
}
