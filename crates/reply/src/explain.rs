//! Puts together what is known of a text that somebody pasted: what was found in it, the causes that fit, who must act.

use crate::causes::{
    ACCOUNT_SUSPENDED, AUTH_NEEDS_TLS, AUTH_NOT_OFFERED, AUTH_OK, AUTH_REQUIRED, CLIENT_NO_CREDENTIALS,
    CONNECT_TIMEOUT, CONNECTION_DROPPED, CONNECTION_REFUSED, CREDENTIALS_WRONG, DNS, MECHANISM_UNSUPPORTED, QUOTA,
    RATE_LIMIT, SENDER_INVALID, TLS_CERT_NAME, TLS_CERT_UNTRUSTED, TLS_NOT_OFFERED, TLS_REQUIRED, TLS_VERSION,
    TOO_MANY_RECIPIENTS, WRONG_PORT_PLAIN_ON_TLS, WRONG_PORT_TLS_ON_PLAIN,
};
use crate::clients::Kind;
use crate::providers::Provider;
use crate::ranking::{At, Ranked, rank};
use crate::reading::{Reading, read};
use crate::{Cause, Who};

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
    let mut groups: Vec<Answer> = Vec::new();
    for mut reading in parts.iter().flat_map(|part| read(part)) {
        reading.provider = hints.provider.or(reading.provider);
        reading.at = hints.at.or(reading.at);
        let same = |group: &&mut Answer| is_same(&group.reading, &reading);
        if let Some(group) = groups.iter_mut().find(same) {
            group.count += 1;
            continue;
        }
        if groups.len() >= GROUPS_MAX {
            continue;
        }
        let ranked = rank(&reading.seen());
        groups.push(Answer {
            reading,
            ranked,
            count: 1,
            others: Vec::new(),
        });
    }
    // The sort is stable: of equals the first comes first.
    groups.sort_by_key(|group| (group.is_quiet(), std::cmp::Reverse(group.count)));
    let mut groups = groups.into_iter();
    let mut answer = groups.next()?;
    answer.others = groups
        .map(|group| Other {
            cause: group.cause(),
            count: group.count,
            reading: group.reading,
        })
        .collect();
    Some(answer)
}

impl Answer {
    /// Whether nothing is refused there.
    fn is_quiet(&self) -> bool {
        self.cause().is_none_or(|cause| *cause == AUTH_OK)
    }
}

/// Different refusals of one text; more are not told apart.
const GROUPS_MAX: usize = 200;

/// Whether two entries say the same but for names and numbers.
fn is_same(one: &Reading, other: &Reading) -> bool {
    let words = |text: &str| -> String {
        let mut out = String::new();
        for word in text.split_whitespace().take(12) {
            let is_plain = word
                .bytes()
                .all(|octet| octet.is_ascii_alphabetic() || matches!(octet, b',' | b'.' | b'\'' | b':'));
            out.push_str(if is_plain { word } else { "…" });
            out.push(' ');
        }
        out
    };
    (one.code, one.enhanced, one.at) == (other.code, other.enhanced, other.at)
        && if one.said.is_empty() || other.said.is_empty() {
            one.said == other.said && words(&one.shown) == words(&other.shown)
        } else {
            words(&one.said) == words(&other.said)
        }
}

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
    if is(&[&RATE_LIMIT]) && !is_library {
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
