//! Puts together what is known of a text that somebody pasted: what was found in it, the causes that fit, who must act.

use crate::causes::{
    ACCOUNT_SUSPENDED, AUTH_NEEDS_TLS, AUTH_NOT_OFFERED, AUTH_OK, AUTH_REQUIRED, CLIENT_NO_CREDENTIALS,
    CONNECT_TIMEOUT, CONNECTION_DROPPED, CONNECTION_REFUSED, CREDENTIALS_WRONG, DNS, MECHANISM_UNSUPPORTED, QUOTA,
    RATE_LIMIT, RELAY_DENIED, SENDER_INVALID, TLS_CERT_NAME, TLS_CERT_UNTRUSTED, TLS_NOT_OFFERED, TLS_REQUIRED,
    TLS_VERSION, TOO_MANY_RECIPIENTS, WRONG_PORT_PLAIN_ON_TLS, WRONG_PORT_TLS_ON_PLAIN,
};
use crate::clients::Kind;
use crate::providers::Provider;
use crate::ranking::{At, Ranked, rank};
use crate::reading::{Reading, Sighting, read};
use crate::{Cause, Who};
use std::cmp::Reverse;

/// What is known beside the text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints {
    /// Whose server it was.
    pub provider: Option<&'static Provider>,
    /// At which step it was.
    pub at: Option<At>,
}

/// What there is to say of a text.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What is explained.
    pub reading: Reading,
    /// The causes that fit, the likeliest first; none where nothing speaks for any.
    pub ranked: Vec<Ranked>,
    /// How many entries of the text say the same.
    pub count: usize,
    /// How many credentials were taken out of the text.
    pub credentials: usize,
    /// What else was refused in the text, the most frequent first.
    pub others: Vec<Other>,
}

/// Another refusal in the same text.
#[derive(Debug, Clone)]
pub struct Other {
    /// The first one.
    pub reading: Reading,
    /// What it is about.
    pub cause: Option<&'static Cause>,
    /// How many entries say the same.
    pub count: usize,
}

impl Answer {
    /// The likeliest cause.
    pub fn cause(&self) -> Option<&'static Cause> {
        self.ranked.first().map(|first| first.cause)
    }

    /// Who must act.
    pub fn who(&self) -> Option<Who> {
        self.cause().map(|cause| who(cause, &self.reading))
    }
}

/// What there is to say of a text; nothing if there is nothing to read in it.
pub fn explain(text: &str, hints: Hints) -> Option<Answer> {
    explain_parts(&[text], hints)
}

/// What there is to say of the parts of a text, such as the recipients of a report; nothing if there is nothing to read in them.
///
/// Of several refusals the most frequent is explained, and of equals the first.
pub fn explain_parts(parts: &[&str], hints: Hints) -> Option<Answer> {
    let mut credentials = 0;
    let mut groups: Vec<Answer> = Vec::new();
    for part in parts {
        let read = read(part);
        credentials += read.credentials;
        for Sighting { mut reading, count } in read.sightings {
            reading.provider = hints.provider.or(reading.provider);
            reading.at = hints.at.or(reading.at);
            // Recipients of one report to whom the same happened.
            let same = |group: &&mut Answer| {
                let known = &group.reading;
                parts.len() > 1
                    && (known.code, known.enhanced, &known.said) == (reading.code, reading.enhanced, &reading.said)
            };
            if let Some(group) = groups.iter_mut().find(same) {
                group.count += count;
            } else if groups.len() < GROUPS_MAX {
                let ranked = ranked(&reading);
                groups.push(Answer {
                    reading,
                    ranked,
                    count,
                    credentials: 0,
                    others: Vec::new(),
                });
            }
        }
    }
    // What a server said before what clients only met; the sort is stable: of equals the first comes first.
    let is_yes = |group: &Answer| group.reading.code.is_some_and(|code| code < 400);
    groups.sort_by_key(|group| {
        (
            group.is_quiet(),
            is_yes(group),
            group.reading.said.is_empty(),
            Reverse(group.count),
        )
    });
    let mut groups = groups.into_iter();
    let mut answer = groups.next()?;
    answer.credentials = credentials;
    answer.others = groups
        .filter(|group| !group.is_quiet())
        .map(|group| Other {
            cause: group.cause(),
            count: group.count,
            reading: group.reading,
        })
        .collect();
    Some(answer)
}

/// The causes that fit; none where the server said yes.
fn ranked(reading: &Reading) -> Vec<Ranked> {
    let is_yes = matches!(reading.code, Some(200..400))
        || reading.code.is_none() && reading.enhanced.is_some_and(|code| code.class == 2);
    let is_of_login = matches!(reading.code, Some(235 | 334)) || reading.challenge.is_some();
    if is_yes && !is_of_login && !reading.is_followed_by_trouble() {
        return Vec::new();
    }
    rank(&reading.seen())
}

impl Answer {
    /// Whether nothing is refused there.
    fn is_quiet(&self) -> bool {
        self.cause().is_none_or(|cause| *cause == AUTH_OK)
    }
}

/// Different refusals of one text; more are not told apart.
const GROUPS_MAX: usize = 200;

/// Who must act: the cause says it, but for what depends on which side of a server one stands.
pub fn who(cause: &Cause, reading: &Reading) -> Who {
    let is = |causes: &[&Cause]| causes.contains(&cause);
    // A server that could not deliver to another one, or its report.
    let is_between_servers =
        reading.client.is_some_and(|client| client.kind == Kind::Server) || is_bounce(&reading.around);
    if is(&[&CONNECT_TIMEOUT, &CONNECTION_REFUSED, &CONNECTION_DROPPED]) {
        // Whose port does not answer: that of the recipient's server, or that of the own provider.
        return if is_between_servers || reading.code.is_some() {
            Who::RemoteAdmin
        } else {
            Who::User
        };
    }
    let is_library = reading.client.is_some_and(|client| client.kind != Kind::Server);
    if is(&[&RATE_LIMIT, &RELAY_DENIED]) && !is_library {
        return Who::MailAdmin;
    }
    let is_a_clients = is_library || reading.code.is_none() && reading.enhanced.is_none() && !is_between_servers;
    if is_a_clients && is(&[&TLS_VERSION, &TLS_CERT_UNTRUSTED])
        || is_library && is(&[&SENDER_INVALID, &ACCOUNT_SUSPENDED])
    {
        return Who::User;
    }
    match cause.who {
        // What a client has to set, the administrator has to, where a server is the client.
        Who::User if is_between_servers && is(SETTINGS) => Who::MailAdmin,
        who => who,
    }
}

/// What is put right in the settings of whoever sends.
static SETTINGS: &[&Cause] = &[
    &AUTH_NEEDS_TLS,
    &AUTH_NOT_OFFERED,
    &AUTH_REQUIRED,
    &CLIENT_NO_CREDENTIALS,
    &CREDENTIALS_WRONG,
    &DNS,
    &MECHANISM_UNSUPPORTED,
    &QUOTA,
    &TLS_CERT_NAME,
    &TLS_NOT_OFFERED,
    &TLS_REQUIRED,
    &TOO_MANY_RECIPIENTS,
    &WRONG_PORT_PLAIN_ON_TLS,
    &WRONG_PORT_TLS_ON_PLAIN,
];

/// Whether a text is a report of a delivery.
fn is_bounce(text: &str) -> bool {
    [
        "Diagnostic-Code",
        "Final-Recipient",
        "Reporting-MTA",
        "status=bounced",
        "status=deferred",
        "in reply to",
        "] said: ",
        "Remote Server returned",
    ]
    .iter()
    .any(|mark| text.contains(mark))
}
