//! At which step of the session a reply came: what the text says of it, else the last command before it, else the code.

use super::found::Found;
use super::{Line, cut};
use crate::ranking::At;

/// The step; none where nothing tells it.
pub(super) fn find(lines: &[Line], chosen: Option<&Found>, normal: &str) -> Option<At> {
    let here = chosen.map(|found| {
        let last = (found.index + found.lines).min(lines.len());
        let text: Vec<&str> = lines[found.index..last].iter().map(|line| line.text.as_str()).collect();
        crate::ranking::normal(&text.join(" "))
    });
    here.as_deref()
        .and_then(said)
        .or_else(|| chosen.and_then(|found| command_before(lines, found)))
        .or_else(|| said(normal))
        .or_else(|| chosen.and_then(by_code))
        .or_else(|| chosen.is_none().then(|| hinted(normal)).flatten())
}

/// The step that the words name; the earliest of the more exact ones counts.
fn said(text: &str) -> Option<At> {
    SAID.iter().find(|(words, _)| text.contains(words)).map(|(_, at)| *at)
}

/// The last command of a dialogue before the reply.
pub(super) fn command_before(lines: &[Line], found: &Found) -> Option<At> {
    let first = found.index.saturating_sub(BEFORE);
    let index = found.index.min(lines.len() - 1);
    // On the same line, too: `RCPT TO:<a@b.c> -> 550`.
    let own = cut(&lines[index].text, found.at);
    command(own).or_else(|| lines[first..index].iter().rev().find_map(|line| command(&line.text)))
}

const BEFORE: usize = 30;

/// The step that a line of a client belongs to.
fn command(line: &str) -> Option<At> {
    let line = cut(line, 512);
    // The server's list of what it has is no command.
    if line.contains("250-") || line.contains("250 ") {
        return None;
    }
    let mut words = line
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    // Behind a time and the mark of a side.
    for _ in 0..14 {
        let word = words.next()?;
        let is = |name: &str| word.eq_ignore_ascii_case(name);
        if is("ehlo") || is("helo") || is("lhlo") {
            return Some(At::Hello);
        } else if is("starttls") {
            return Some(At::StartTls);
        } else if is("auth") {
            return Some(At::Login);
        } else if is("mail")
            && words
                .clone()
                .next()
                .is_some_and(|next| next.eq_ignore_ascii_case("from"))
        {
            return Some(At::Sender);
        } else if is("rcpt") {
            return Some(At::Recipient);
        } else if (word == "DATA" || is("bdat")) && words.clone().next().is_none() {
            return Some(At::Data);
        }
    }
    None
}

/// Whether a line of a dialogue says who one is, or what a server has: words in it speak for no cause.
pub(super) fn is_greeting(line: &str) -> bool {
    let line = cut(line, 512);
    let upper = line.to_ascii_uppercase();
    let has = |word: &str| upper.contains(word);
    has("250-") && !has(" BUT GOT CODE")
        || has("250 ")
            && [
                "8BITMIME",
                "SMTPUTF8",
                "PIPELINING",
                "CHUNKING",
                "STARTTLS",
                "ENHANCEDSTATUSCODES",
                "250 HELP",
                "250 SIZE",
                "250 DSN",
                "250 AUTH",
            ]
            .iter()
            .any(|word| has(word))
        || command(line) == Some(At::Hello)
            && line.len() < 120
            && !has("REJECT")
            && !line.bytes().any(|octet| octet == b'5')
}

/// Codes that belong to one step.
fn by_code(found: &Found) -> Option<At> {
    let text = found.text.to_lowercase();
    Some(match found.code? {
        220 => At::Connect,
        432 if !text.contains("password") => return None,
        235 | 334 | 432 | 523 | 525 | 534 | 535 | 538 => At::Login,
        454 if text.contains("tls") => At::StartTls,
        454 if text.contains("auth") || text.contains("login") => At::Login,
        500..=504 if text.contains("auth") && !text.contains("must") && !text.contains("required") => At::Login,
        354 => At::Data,
        530 => At::Sender,
        552 if text.contains("mailbox") || text.contains("quota") => At::Recipient,
        552 => At::Data,
        551 | 556 => At::Recipient,
        _ => return None,
    })
}

/// What the whole text is about.
fn hinted(text: &str) -> Option<At> {
    HINTS.iter().find(|(words, _)| text.contains(words)).map(|(_, at)| *at)
}

/// Words that name the step, the more exact before the less exact.
const SAID: &[(&str, At)] = &[
    ("in reply to end of data", At::Data),
    ("reply to data command", At::Data),
    ("in reply to mail from", At::Sender),
    ("in reply to rcpt to", At::Recipient),
    ("in reply to ehlo", At::Hello),
    ("in reply to helo", At::Hello),
    ("in reply to starttls", At::StartTls),
    ("in reply to auth", At::Login),
    ("in reply to initial server greeting", At::Connect),
    ("refused to talk to me", At::Connect),
    ("after end of data", At::Data),
    ("after pipelined end of data", At::Data),
    ("after rcpt to", At::Recipient),
    ("after pipelined rcpt to", At::Recipient),
    ("after mail from", At::Sender),
    ("after pipelined mail from", At::Sender),
    ("after initial connection", At::Connect),
    ("after ehlo", At::Hello),
    ("after helo", At::Hello),
    ("after starttls", At::StartTls),
    ("end-of-data rejected", At::Data),
    ("<end-of-message>", At::Data),
    ("rcpt from", At::Recipient),
    ("rejected rcpt", At::Recipient),
    ("reject=550 5.1.1", At::Recipient),
    ("connect from unknown", At::Connect),
    ("data end command failed", At::Data),
    ("data command failed", At::Data),
    ("smtp error: data not accepted", At::Data),
    ("data not accepted", At::Data),
    ("smtpdataerror", At::Data),
    ("smtpsendfailedexception", At::Data),
    ("during data", At::Data),
    ("message failed", At::Data),
    ("smtprecipientsrefused", At::Recipient),
    ("smtpaddressfailedexception", At::Recipient),
    ("smtpfailedrecipient", At::Recipient),
    ("all recipients were rejected", At::Recipient),
    ("following recipients failed", At::Recipient),
    ("rcpt command failed", At::Recipient),
    ("recipient command failed", At::Recipient),
    ("'rcpt to'", At::Recipient),
    ("rcpt to command failed", At::Recipient),
    ("smtpsenderrefused", At::Sender),
    ("smtpsenderfailedexception", At::Sender),
    ("mail command failed", At::Sender),
    ("mail from command failed", At::Sender),
    ("during mail from", At::Sender),
    ("following from address failed", At::Sender),
    ("sender was rejected", At::Sender),
    ("sender address rejected", At::Sender),
    ("'mail from'", At::Sender),
    ("smtpauthenticationerror", At::Login),
    ("authenticationfailedexception", At::Login),
    ("authenticationexception", At::Login),
    ("invalid login", At::Login),
    ("password command failed", At::Login),
    ("username command failed", At::Login),
    ("authenticate on smtp server", At::Login),
    ("auth command", At::Login),
    ("sasl authentication failed", At::Login),
    ("sasl login authentication failed", At::Login),
    ("sasl plain authentication failed", At::Login),
    ("smtp login", At::Login),
    ("login failed", At::Login),
    ("failed to login", At::Login),
    ("error authenticating", At::Login),
    ("error on auth", At::Login),
    ("authenticator failed", At::Login),
    ("eauth", At::Login),
    ("auth login", At::Login),
    ("auth plain", At::Login),
    ("auth xoauth2", At::Login),
    ("expected response code 235", At::Login),
    ("expected response code 334", At::Login),
    ("expected response code \"235", At::Login),
    ("expected response code \"334", At::Login),
    ("smtpheloerror", At::Hello),
    ("ehlo command failed", At::Hello),
    ("starttls command failed", At::StartTls),
    ("smtpconnecterror", At::Connect),
    ("command: 'conn'", At::Connect),
    ("recipient address rejected", At::Recipient),
    ("recipient rejected", At::Recipient),
    ("relay access denied", At::Recipient),
];

/// Weaker hints, where no reply was found.
const HINTS: &[(&str, At)] = &[
    ("authenticat", At::Login),
    ("credentials", At::Login),
    ("starttls", At::StartTls),
    ("certificate", At::StartTls),
    ("handshake", At::StartTls),
    ("connection refused", At::Connect),
    ("timed out", At::Connect),
    ("connect", At::Connect),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::{found, lines};

    #[test]
    fn the_step_is_found() {
        for (text, expected) in [
            ("said: 550 5.1.1 no (in reply to RCPT TO command))", Some(At::Recipient)),
            ("smtplib.SMTPSenderRefused: (530, b'no')", Some(At::Sender)),
            (
                "C: EHLO a\nS: 250-AUTH PLAIN\nC: MAIL FROM:<a@b.c>\nS: 550 no",
                Some(At::Sender),
            ),
            ("C: AUTH PLAIN x\nS: 500 no", Some(At::Login)),
            ("535 5.7.8 no", Some(At::Login)),
            ("454 TLS not available", Some(At::StartTls)),
            ("550 no", None),
            ("Error: Missing credentials for \"PLAIN\"", Some(At::Login)),
        ] {
            let (lines, _) = lines::unwrapped(text);
            let replies = found::replies(&lines);
            let chosen = replies.iter().find(|found| found.is_refusal());
            assert_eq!(find(&lines, chosen, &crate::ranking::normal(text)), expected, "{text}");
        }
    }
}
