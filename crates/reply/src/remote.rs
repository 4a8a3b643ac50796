//! What another server's refusal is about: its words first, then its enhanced code, then its three digits at the step where
//! they came. Whether it is for now or for good is not asked here: that is what the first digit says.

use crate::causes::*;
use crate::{Cause, Enhanced, Received};

/// At which step of a session a reply came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The greeting.
    Connect,
    /// EHLO, HELO or LHLO.
    Hello,
    /// STARTTLS.
    StartTls,
    /// AUTH.
    Login,
    /// MAIL.
    Sender,
    /// RCPT.
    Recipient,
    /// DATA, or the end of the message.
    Data,
}

/// What a refusal is about.
pub fn cause(at: At, reply: &Received) -> &'static Cause {
    let text = reply.text().to_lowercase();
    let by_words = WORDS.iter().find(|rule| {
        let is_here = rule.at.is_empty() || rule.at.contains(&at);
        is_here && rule.all.iter().all(|word| text.contains(word))
    });
    if let Some(rule) = by_words {
        return rule.cause;
    }
    let by_enhanced = reply.enhanced.and_then(|code| {
        let Enhanced { subject, detail, .. } = code;
        ENHANCED
            .iter()
            .find(|known| (known.0, known.1) == (subject, detail) && (known.2.is_empty() || known.2.contains(&at)))
    });
    if let Some((_, _, _, cause)) = by_enhanced {
        return cause;
    }
    by_digits(at, reply.code)
}

/// The causes that words and enhanced codes lead to, some of them several times.
#[cfg(test)]
pub(crate) fn known() -> impl Iterator<Item = &'static Cause> {
    let words = WORDS.iter().map(|rule| rule.cause);
    words.chain(ENHANCED.iter().map(|(_, _, _, cause)| *cause))
}

/// What the digits alone may mean at this step: the likeliest of much.
fn by_digits(at: At, code: u16) -> &'static Cause {
    match (at, code) {
        (At::Login, 454 | 451) => &TEMP_AUTH_FAILURE,
        (At::Login, 504) => &MECHANISM_UNSUPPORTED,
        (At::Login, 503) => &AUTH_NOT_OFFERED,
        (At::Login, 500..=502) => &AUTH_EXCHANGE_BAD,
        (At::Login, 538) => &AUTH_NEEDS_TLS,
        (At::Login, 534) => &ACCOUNT_LOCKED,
        (At::Login, 500..) => &CREDENTIALS_WRONG,
        (At::StartTls, _) => &TLS_SERVER_BROKEN,
        (_, 530) => &AUTH_REQUIRED,
        (_, 452) if at == At::Recipient => &TOO_MANY_RECIPIENTS,
        (_, ..=499) => &SERVICE_UNAVAILABLE,
        (_, 500 | 502 | 504) if at == At::Hello => &HELO_BAD,
        (_, 500..=502 | 504 | 555) => &SYNTAX,
        (_, 503) => &BAD_SEQUENCE,
        (At::Connect, _) => &IP_BLOCKED,
        (At::Hello, _) => &HELO_BAD,
        (At::Sender, 552) | (At::Data, 552) => &SIZE_LIMIT,
        (At::Sender, 553) => &SENDER_INVALID,
        (At::Recipient, 552) => &MAILBOX_FULL,
        (At::Recipient, 550 | 551 | 553) => &MAILBOX_UNAVAILABLE,
        _ => &POLICY_REJECTED,
    }
}

/// Words that say what it is about: all of these, in lower case.
struct Words {
    all: &'static [&'static str],
    /// The steps at which they mean that; at any if there are none.
    at: &'static [At],
    cause: &'static Cause,
}

const fn words(all: &'static [&'static str], cause: &'static Cause) -> Words {
    Words { all, at: &[], cause }
}

const fn words_at(at: &'static [At], all: &'static [&'static str], cause: &'static Cause) -> Words {
    Words { all, at, cause }
}

const LOGIN: &[At] = &[At::Login];
const MAIL: &[At] = &[At::Sender, At::Recipient, At::Data];
const EARLY: &[At] = &[At::Connect, At::Hello, At::Sender, At::Recipient];

/// The more exact before the less exact: of several that fit, the first counts.
const WORDS: &[Words] = &[
    // Login and TLS.
    words(&["must issue a starttls"], &TLS_REQUIRED),
    words(&["starttls", "first"], &TLS_REQUIRED),
    words(&["encryption required"], &TLS_REQUIRED),
    words(&["pipeline after starttls"], &BAD_SEQUENCE),
    words(&["tls not available"], &TLS_SERVER_BROKEN),
    words(&["already authenticated"], &AUTH_ALREADY_DONE),
    words(&["not advertised"], &AUTH_NOT_OFFERED),
    words(&["too many unauthenticated commands"], &BAD_SEQUENCE),
    words(&["invalid format"], &AUTH_EXCHANGE_BAD),
    words(&["cannot decode"], &AUTH_EXCHANGE_BAD),
    words(&["application password"], &APP_PASSWORD_NEEDED),
    words(&["application-specific password"], &APP_PASSWORD_NEEDED),
    words(&["app password"], &APP_PASSWORD_NEEDED),
    words(&["#auth005"], &APP_PASSWORD_NEEDED),
    words(&["authentication is disabled"], &BASIC_AUTH_DISABLED),
    words(&["smtpclientauthentication is disabled"], &BASIC_AUTH_DISABLED),
    words(&["no mechanism available"], &MECHANISM_UNSUPPORTED),
    words(&["authentication mechanism", "weak"], &MECHANISM_TOO_WEAK),
    words(&["invalid authentication mechanism"], &MECHANISM_UNSUPPORTED),
    words_at(LOGIN, &["not permitted"], &MECHANISM_UNSUPPORTED),
    words_at(LOGIN, &["no longer supported"], &MECHANISM_UNSUPPORTED),
    words_at(LOGIN, &["sequence error"], &BAD_SEQUENCE),
    words_at(LOGIN, &["no permission"], &SMTP_ACCESS_DISABLED),
    words_at(LOGIN, &["web browser"], &ACCOUNT_LOCKED),
    words_at(LOGIN, &["account", "disabled"], &ACCOUNT_LOCKED),
    words_at(LOGIN, &["account", "locked"], &ACCOUNT_LOCKED),
    words_at(LOGIN, &["credits"], &QUOTA),
    words_at(LOGIN, &["too many", "attempt"], &AUTH_RATE_LIMIT),
    words_at(LOGIN, &["too many", "login"], &AUTH_RATE_LIMIT),
    words_at(LOGIN, &["temporary"], &TEMP_AUTH_FAILURE),
    words_at(LOGIN, &["credentials"], &CREDENTIALS_WRONG),
    // What a message or a domain lacks; DMARC wins over the two that it is made of.
    words(&["dmarc"], &DMARC_FAIL),
    words(&["isn't aligned"], &FROM_MISMATCH),
    words(&["not aligned"], &FROM_MISMATCH),
    words(&["either spf or dkim"], &UNAUTHENTICATED_MAIL),
    words(&["sender is unauthenticated"], &UNAUTHENTICATED_MAIL),
    words(&["duplicate header"], &HEADER_BAD),
    words(&["dkim", "pass"], &DKIM_FAIL),
    words(&["dkim", "fail"], &DKIM_FAIL),
    words(&["spf record"], &SPF_FAIL),
    words(&["spf", "fail"], &SPF_FAIL),
    words(&["spf", "reject"], &SPF_FAIL),
    words(&["spf check"], &SPF_FAIL),
    words(&["from: header"], &HEADER_BAD),
    words(&["headers too large"], &HEADER_BAD),
    words(&["missing", "header"], &HEADER_BAD),
    words(&["bare cr"], &LINE_FORMAT),
    words(&["bare lf"], &LINE_FORMAT),
    words(&["smtplf"], &LINE_FORMAT),
    words(&["line too long"], &LINE_FORMAT),
    words(&["smtputf8"], &SMTPUTF8),
    words(&["8bitmime"], &EIGHT_BIT),
    // The mail service's own customers.
    words(&["sandbox"], &SANDBOX_MODE),
    words(&["verified sender"], &SENDER_NOT_VERIFIED),
    words(&["domain not verified"], &SENDER_NOT_VERIFIED),
    words(&["not verified"], &SENDER_NOT_VERIFIED),
    words(&["sender name is not valid"], &SENDER_NOT_VERIFIED),
    words(&["not allowed to send: please activate"], &ACCOUNT_SUSPENDED),
    words(&["suspended"], &ACCOUNT_SUSPENDED),
    words(&["bad outbound sender"], &ACCOUNT_SUSPENDED),
    words(&["sendasdenied"], &SENDER_NOT_OWNED),
    words(&["send as"], &SENDER_NOT_OWNED),
    words(&["relaying disallowed"], &SENDER_NOT_OWNED),
    words(&["local user only"], &SENDER_NOT_OWNED),
    words(&["same as authorization user"], &SENDER_NOT_OWNED),
    words(&["not owned by user"], &SENDER_NOT_OWNED),
    words(&["sender address rejected", "not owned"], &SENDER_NOT_OWNED),
    // Limits.
    words(&["greylist"], &GREYLISTED),
    words(&["graylist"], &GREYLISTED),
    words(&["grey list"], &GREYLISTED),
    words(&["mailbox", "full"], &MAILBOX_FULL),
    words(&["over quota"], &MAILBOX_FULL),
    words(&["quota exceeded", "mailbox"], &MAILBOX_FULL),
    words(&["out of storage"], &MAILBOX_FULL),
    words(&["exceededquota"], &MAILBOX_FULL),
    words(&["too many recipients"], &TOO_MANY_RECIPIENTS),
    words_at(EARLY, &["ip address", "connection refused"], &IP_BLOCKED),
    words(&["temporary server error"], &SERVICE_UNAVAILABLE),
    words(&["busy"], &SERVICE_UNAVAILABLE),
    words(&["overload"], &SERVICE_UNAVAILABLE),
    words(&["insufficient", "disk"], &SERVICE_UNAVAILABLE),
    words(&["insufficient system storage"], &SERVICE_UNAVAILABLE),
    words(&["24 hours"], &QUOTA),
    words(&["daily"], &QUOTA),
    words(&["quota exceeded"], &QUOTA),
    words(&["sending limit"], &QUOTA),
    words(&["size limit"], &SIZE_LIMIT),
    words(&["sizelimit"], &SIZE_LIMIT),
    words(&["message size"], &SIZE_LIMIT),
    words(&["too large"], &SIZE_LIMIT),
    words(&["too big"], &SIZE_LIMIT),
    words(&["too many hops"], &ROUTING_LOOP),
    words(&["loop detected"], &ROUTING_LOOP),
    words(&["mail loop"], &ROUTING_LOOP),
    // Trust.
    words(&["helo command rejected"], &HELO_BAD),
    words(&["invalid helo"], &HELO_BAD),
    words(&["fully-qualified hostname"], &HELO_BAD),
    words(&["reverse dns"], &RDNS_MISSING),
    words(&["cannot find your hostname"], &RDNS_MISSING),
    words(&["cannot find your reverse"], &RDNS_MISSING),
    words(&["ptr record"], &RDNS_MISSING),
    words(&["ip name lookup failed"], &RDNS_MISSING),
    words(&["does not resolve"], &RDNS_MISSING),
    words(&["ratelimit"], &RATE_LIMIT),
    words(&["reputation", "sending domain"], &SENDER_BLOCKED),
    words(&["ip reputation"], &IP_BLOCKED),
    words(&["reputation", "ip"], &IP_BLOCKED),
    words(&["from your ip address"], &IP_BLOCKED),
    words(&["banned sending ip"], &IP_BLOCKED),
    words(&["user complaints"], &IP_BLOCKED),
    words(&["dnsbl"], &IP_BLOCKED),
    words(&["rbl"], &IP_BLOCKED),
    words(&["blacklist"], &IP_BLOCKED),
    words(&["blocklist"], &IP_BLOCKED),
    words(&["block list"], &IP_BLOCKED),
    words(&["spamhaus"], &IP_BLOCKED),
    words(&["spamcop"], &IP_BLOCKED),
    words(&["barracuda"], &IP_BLOCKED),
    words(&["reject list"], &SENDER_BLOCKED),
    words(&["registered as spammer"], &SENDER_BLOCKED),
    words(&["sender", "blocked"], &SENDER_BLOCKED),
    words(&["rate limit"], &RATE_LIMIT),
    words(&["per hour"], &RATE_LIMIT),
    words(&["hour limit"], &RATE_LIMIT),
    words(&["per time unit"], &RATE_LIMIT),
    words(&["too many requests"], &RATE_LIMIT),
    words(&["too many connections"], &RATE_LIMIT),
    words(&["concurrent connections"], &RATE_LIMIT),
    words(&["too many messages"], &RATE_LIMIT),
    words(&["intrusion prevention"], &RATE_LIMIT),
    words(&["try again in", "second"], &RATE_LIMIT),
    words(&["slow down"], &RATE_LIMIT),
    words(&["too fast"], &RATE_LIMIT),
    // The message.
    words(&["illegal attachment"], &ATTACHMENT_BLOCKED),
    words(&["attachment", "not accept"], &ATTACHMENT_BLOCKED),
    words(&["attachment", "block"], &ATTACHMENT_BLOCKED),
    words(&["content presents a potential"], &ATTACHMENT_BLOCKED),
    words(&["virus"], &ATTACHMENT_BLOCKED),
    words(&["malware"], &ATTACHMENT_BLOCKED),
    words(&["content rejected"], &SPAM_CONTENT),
    words(&["spam"], &SPAM_CONTENT),
    words(&["unsolicited"], &SPAM_CONTENT),
    words(&["message rejected due to local policy"], &SPAM_CONTENT),
    words(&["looks like junk"], &SPAM_CONTENT),
    // The sender's address.
    words(&["domain of sender address"], &SENDER_INVALID),
    words(&["sender address rejected", "domain not found"], &SENDER_INVALID),
    words(&["invalid sender"], &SENDER_INVALID),
    words(&["sender address rejected"], &SENDER_INVALID),
    words(&["sender domain"], &SENDER_INVALID),
    // Permission.
    words(&["must issue an auth"], &AUTH_REQUIRED),
    words(&["authentication required"], &AUTH_REQUIRED),
    words(&["authentication is required"], &AUTH_REQUIRED),
    words(&["not logged in"], &AUTH_REQUIRED),
    words(&["relay"], &RELAY_DENIED),
    // The recipient.
    words(&["authrequired"], &RECIPIENT_RESTRICTED),
    words(&["restricted"], &RECIPIENT_RESTRICTED),
    words(&["not authorized to send to"], &RECIPIENT_RESTRICTED),
    words(&["only accepts mail from"], &RECIPIENT_RESTRICTED),
    words(&["does not accept mail"], &RECIPIENT_DOMAIN_BAD),
    words(&["host or domain name not found"], &RECIPIENT_DOMAIN_BAD),
    words_at(MAIL, &["user unknown"], &MAILBOX_UNAVAILABLE),
    words_at(MAIL, &["unknown user"], &MAILBOX_UNAVAILABLE),
    words_at(MAIL, &["no such user"], &MAILBOX_UNAVAILABLE),
    words_at(MAIL, &["no such recipient"], &MAILBOX_UNAVAILABLE),
    words_at(MAIL, &["recipient not found"], &MAILBOX_UNAVAILABLE),
    words_at(MAIL, &["recipient address rejected"], &MAILBOX_UNAVAILABLE),
    words_at(MAIL, &["account", "disabled"], &MAILBOX_UNAVAILABLE),
    words_at(MAIL, &["does not exist"], &MAILBOX_UNAVAILABLE),
    words_at(MAIL, &["doesn't exist"], &MAILBOX_UNAVAILABLE),
    words_at(MAIL, &["doesn't have", "account"], &MAILBOX_UNAVAILABLE),
    words_at(&[At::Recipient], &["mailbox unavailable"], &MAILBOX_UNAVAILABLE),
    words_at(&[At::Recipient], &["inactive"], &MAILBOX_UNAVAILABLE),
    words_at(&[At::Recipient], &["recipient address", "valid"], &SYNTAX),
    words_at(&[At::Recipient], &["try again later"], &GREYLISTED),
    // Protocol.
    words(&["helo/ehlo first"], &BAD_SEQUENCE),
    words(&["ehlo first"], &BAD_SEQUENCE),
    words(&["helo first"], &BAD_SEQUENCE),
    words(&["syntax error"], &SYNTAX),
    words(&["unrecognized command"], &SYNTAX),
    words(&["policy"], &POLICY_REJECTED),
    words(&["not allowed"], &POLICY_REJECTED),
    // Reaching somebody further on.
    words(&["message expired", "connection refused"], &CONNECTION_REFUSED),
    words(&["expired"], &DELIVERY_EXPIRED),
    words(&["no answer from host"], &CONNECT_TIMEOUT),
];

/// Subject and detail (RFC 3463, the registry of RFC 5248, and what large providers added), at which steps, and what it is
/// about.
const ENHANCED: &[(u16, u16, &[At], &Cause)] = &[
    (1, 1, &[], &MAILBOX_UNAVAILABLE),
    (1, 2, &[], &RECIPIENT_DOMAIN_BAD),
    (1, 3, &[], &SYNTAX),
    (1, 6, &[], &MAILBOX_UNAVAILABLE),
    (1, 7, &[], &SENDER_INVALID),
    (1, 8, &[], &SENDER_INVALID),
    (1, 10, &[At::Recipient, At::Data], &MAILBOX_UNAVAILABLE),
    (2, 1, &[At::Recipient, At::Data], &MAILBOX_UNAVAILABLE),
    (2, 2, &[], &MAILBOX_FULL),
    (2, 3, &[], &SIZE_LIMIT),
    (3, 1, &[], &SERVICE_UNAVAILABLE),
    (3, 2, &[], &SERVICE_UNAVAILABLE),
    (3, 4, &[], &SIZE_LIMIT),
    (4, 1, &[], &CONNECT_TIMEOUT),
    (4, 4, &[], &DNS),
    (4, 5, &[], &SERVICE_UNAVAILABLE),
    (4, 6, &[], &ROUTING_LOOP),
    (4, 7, &[], &DELIVERY_EXPIRED),
    (5, 1, &[], &BAD_SEQUENCE),
    (5, 2, &[], &SYNTAX),
    (5, 3, &[], &TOO_MANY_RECIPIENTS),
    (5, 4, &[], &SYNTAX),
    (6, 7, &[], &SMTPUTF8),
    (6, 8, &[], &SMTPUTF8),
    (6, 9, &[], &SMTPUTF8),
    (7, 2, &[], &RECIPIENT_RESTRICTED),
    (7, 8, &[At::Login], &CREDENTIALS_WRONG),
    (7, 3, &[At::Login], &CREDENTIALS_WRONG),
    (7, 9, &[At::Login], &MECHANISM_TOO_WEAK),
    (7, 10, &[], &TLS_REQUIRED),
    (7, 11, &[], &AUTH_NEEDS_TLS),
    (7, 13, &[], &ACCOUNT_LOCKED),
    (7, 14, &[At::Login], &ACCOUNT_LOCKED),
    (7, 20, &[], &DKIM_FAIL),
    (7, 21, &[], &DKIM_FAIL),
    (7, 22, &[], &DKIM_FAIL),
    (7, 23, &[], &SPF_FAIL),
    (7, 24, &[], &SPF_FAIL),
    (7, 25, &[], &RDNS_MISSING),
    (7, 26, &[], &UNAUTHENTICATED_MAIL),
    (7, 27, &[], &SENDER_INVALID),
    (7, 28, &[], &RATE_LIMIT),
    (7, 30, &[At::Sender, At::Recipient, At::Data], &DKIM_FAIL),
    (7, 139, &[At::Login], &BASIC_AUTH_DISABLED),
    (7, 509, &[], &DMARC_FAIL),
    (7, 606, &[], &IP_BLOCKED),
    (7, 650, &[], &IP_BLOCKED),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Replies that people met. Each line: step, three digits, enhanced code, cause, causes that fit as well, text.
    const REPLIES: &str = include_str!("remote/replies.tsv");

    fn step(name: &str) -> At {
        match name {
            "connect" => At::Connect,
            "hello" => At::Hello,
            "starttls" => At::StartTls,
            "login" => At::Login,
            "sender" => At::Sender,
            "recipient" => At::Recipient,
            "data" => At::Data,
            other => panic!("{other}"),
        }
    }

    fn reply(code: &str, enhanced: &str, text: &str) -> Received {
        let code = code.parse().expect("three digits");
        Received {
            code,
            enhanced: Enhanced::split(enhanced)
                .map(|(enhanced, _)| enhanced)
                .filter(|enhanced| enhanced.class == code / 100),
            lines: vec![text.to_owned()],
        }
    }

    #[test]
    fn replies_that_people_met() {
        let mut wrong = Vec::new();
        let mut count = 0;
        for line in REPLIES.lines().filter(|line| !line.starts_with('#')) {
            let [at, code, enhanced, expected, others, text] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            count += 1;
            let found = cause(step(at), &reply(code, enhanced, text)).id;
            if found != expected && !others.split(',').any(|other| other == found) {
                wrong.push(format!("{found}, not {expected}: {at} {code} {enhanced} {text}"));
            }
        }
        assert!(count > 150, "{count} replies");
        assert!(
            wrong.is_empty(),
            "{} of {count} wrong:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }
}
