//! How accounts and app passwords are shown: all that is known of them, without their secrets.

use crate::accounts::app_password::holding;
use crate::accounts::crypt;
use crate::accounts::password::Cost;
use crate::accounts::usage::{Reached, Usage, What, Who, Window};
use crate::admin::protocol::{
    AccountShown, AppShown, ExceptionShown, KeptShown, LimitsShown, RightsShown, SendingShown, TokenShown, UseShown,
};
use mail::Timestamp;
use std::collections::BTreeMap;
use store::{Account, AppPassword, LastUse, Network, Rights, SendLimits, Used};

/// When things of an account were used last.
pub(super) type Uses = BTreeMap<Used, LastUse>;

/// An account that `source` knows. When it was made and changed is known of one that is kept here.
pub(super) fn account(
    account: &Account,
    source: Option<&str>,
    is_kept: bool,
    uses: &Uses,
    now: Timestamp,
) -> AccountShown {
    let date = |at: Timestamp| is_kept.then(|| at.rfc3339());
    AccountShown {
        name: account.name.clone(),
        source: source.map(str::to_owned),
        enabled: account.enabled,
        without_scram: is_kept && account.enabled && !account.password.is_empty() && account.scram.sha256.is_none(),
        rights: rights(&account.rights, &account.name, "", uses, now),
        created: date(account.created),
        changed: date(account.changed),
        last_use: last_use(uses, &account.name, "", ""),
    }
}

/// An app password. `usage` is given where a server runs.
pub(super) fn app(app: &AppPassword, usage: Option<&Usage>, uses: &Uses, now: Timestamp) -> AppShown {
    let token = |secret: &store::AppSecret| TokenShown {
        id: secret.id.clone(),
        until: secret.until.map(|until| until.rfc3339()),
    };
    let limits = app.rights.limits;
    AppShown {
        account: app.account.clone(),
        label: app.label.clone(),
        tokens: holding(app, now).map(token).collect(),
        rights: rights(&app.rights, &app.account, &app.label, uses, now),
        sending: sending(usage, &(app.account.clone(), app.label.clone()), &limits, &limits, now),
        created: app.created.rfc3339(),
        changed: app.changed.rfc3339(),
        last_use: last_use(uses, &app.account, &app.label, ""),
    }
}

/// What is kept of the password of an account. Only what is ours is made anew.
pub(super) fn kept(account: &Account, is_ours: bool, cost: Cost) -> KeptShown {
    let keys = [
        ("SCRAM-SHA-256", account.scram.sha256.is_some()),
        ("SCRAM-SHA-1", account.scram.sha1.is_some()),
    ];
    let hash = match account.password.as_str() {
        "" => None,
        // It was looked at before it was kept; what is damaged since is still no absence.
        hash => Some(crypt::kind_of(hash).map_or("unknown", crypt::Kind::name).to_owned()),
    };
    KeptShown {
        weak: is_ours && hash.is_some() && crypt::is_weak(&account.password, cost),
        renewed: is_ours,
        hash,
        scram: keys
            .iter()
            .filter(|(_, is_there)| *is_there)
            .map(|(name, _)| (*name).to_owned())
            .collect(),
    }
}

/// How much may be sent, by `limits`, of which `own` are one's own, and was.
pub(super) fn sending(
    usage: Option<&Usage>,
    who: &Who,
    own: &SendLimits,
    limits: &SendLimits,
    now: Timestamp,
) -> Vec<SendingShown> {
    let sent = usage.map(|usage| usage.sent(who, now));
    let reached: Vec<Reached> = usage.map(|usage| usage.reached(who, limits, now)).unwrap_or_default();
    let row = |what: What, window: Window, sent: Option<u32>, limit: Option<u32>, own: Option<u32>| {
        let is_it = |reached: &&Reached| reached.what == what && reached.window == window;
        SendingShown {
            what: match what {
                What::Messages => "messages".to_owned(),
                What::Recipients => "recipients".to_owned(),
            },
            window: match window {
                Window::Hour => "hour".to_owned(),
                Window::Day => "day".to_owned(),
            },
            limit,
            general: limit.is_some() && own.is_none(),
            sent,
            opens: reached.iter().find(is_it).map(|reached| reached.opening()),
        }
    };
    vec![
        row(
            What::Messages,
            Window::Hour,
            sent.map(|sent| sent.messages_hour),
            limits.messages_hour,
            own.messages_hour,
        ),
        row(
            What::Messages,
            Window::Day,
            sent.map(|sent| sent.messages_day),
            limits.messages_day,
            own.messages_day,
        ),
        row(
            What::Recipients,
            Window::Hour,
            sent.map(|sent| sent.recipients_hour),
            limits.recipients_hour,
            own.recipients_hour,
        ),
        row(
            What::Recipients,
            Window::Day,
            sent.map(|sent| sent.recipients_day),
            limits.recipients_day,
            own.recipients_day,
        ),
    ]
}

/// The exceptions of a credential.
pub(super) fn exceptions(rights: &Rights, account: &str, label: &str, uses: &Uses) -> Vec<ExceptionShown> {
    let shown = |exception: &store::Exception| {
        let exception = exception.to_string();
        ExceptionShown {
            last_use: last_use(uses, account, label, &exception),
            exception,
        }
    };
    rights.exceptions.iter().map(shown).collect()
}

fn rights(rights: &Rights, account: &str, label: &str, uses: &Uses, now: Timestamp) -> RightsShown {
    let SendLimits {
        messages_hour,
        messages_day,
        recipients_hour,
        recipients_day,
    } = rights.limits;
    RightsShown {
        senders: rights.senders.clone(),
        networks: rights.networks.iter().map(Network::to_string).collect(),
        mechanisms: rights.mechanisms.clone(),
        expires: rights.expires.map(|expires| expires.rfc3339()),
        expired: rights.expires.is_some_and(|expires| expires <= now),
        limits: LimitsShown {
            messages_hour,
            messages_day,
            recipients_hour,
            recipients_day,
        },
        exceptions: exceptions(rights, account, label, uses),
    }
}

fn last_use(uses: &Uses, account: &str, label: &str, exception: &str) -> Option<UseShown> {
    let used = Used {
        account: account.to_owned(),
        label: label.to_owned(),
        exception: exception.to_owned(),
    };
    uses.get(&used).map(|last| UseShown {
        at: last.at.rfc3339(),
        client: last.client.clone(),
        mechanism: last.mechanism.clone(),
    })
}
