//! Why a session was refused, in words for the person who has to do something about it: the cause of the refusal that
//! matters, and what this session shows beyond that.

use super::sessions::Told;
use crate::events::EndedSession;
use reply::{Language, Reply, Who, causes};

/// What is to be said of a session that did not go well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Diagnosis {
    /// The refusal that matters; none where no reply could be sent.
    pub reply: Option<&'static Reply>,
    /// The id of the cause, as in docs/replies.md; for a failed handshake one of our own.
    pub cause: &'static str,
    /// What happened, in one sentence.
    pub sentence: String,
    /// Who can do something about it.
    pub who: Who,
    /// What to do.
    pub remedy: String,
}

/// Why `session` was refused, or left before it began; `None` where there is nothing to explain. `handshake` is what the TLS
/// library said, if that failed; `told`, what is known of its refusals.
///
/// It says no more than the session shows: what a client never sent is concluded only from a dialogue that is whole.
pub(super) fn diagnosis(session: &EndedSession, told: &[Told], handshake: Option<&str>) -> Option<Diagnosis> {
    if let Some(why) = handshake {
        return Some(Diagnosis {
            reply: None,
            cause: HANDSHAKE_FAILED,
            sentence: format!("The TLS handshake failed: {why}."),
            who: Who::User,
            remedy: HANDSHAKE_REMEDY.to_owned(),
        });
    }
    let Some(last) = session.refusal else {
        return left_early(session);
    };
    let reply = the_one_that_matters(last, &session.dialogue);
    let told = told.iter().find(|told| told.reply == reply);
    let cause = match session.cause {
        Some(cause) if reply == last => cause,
        _ => told.and_then(|told| told.cause).or(reply.cause)?,
    };
    let explanation = cause.explanation(Language::English);
    Some(Diagnosis {
        reply: Some(reply),
        cause: cause.id,
        sentence: special(reply, session).unwrap_or(explanation.meaning).to_owned(),
        who: cause.who,
        remedy: explanation.remedy(),
    })
}

/// What the session shows beyond the meaning of its refusal.
fn special(reply: &Reply, session: &EndedSession) -> Option<&'static str> {
    let said = |verb: &str| commands(&session.dialogue).any(|line| is_verb(line, verb));
    let never = |verb: &str| is_whole(&session.dialogue) && !said(verb);
    let is = |other: &Reply| reply == other;
    if is(&reply::AUTH_REQUIRED) && never("AUTH") {
        return Some(
            "The client never sent AUTH: it has no user name and password configured, or authentication is off in it.",
        );
    }
    if is(&reply::TLS_REQUIRED) && never("STARTTLS") {
        return Some("The client never sent STARTTLS: it is set to no encryption.");
    }
    if is(&reply::MECHANISM_NEEDS_TLS) {
        return Some("The client sent AUTH before STARTTLS: it is set to log in without encryption.");
    }
    if is(&reply::LOGIN_TOO_SLOW) && session.ehlo.is_none() {
        return Some("The client connected and said nothing until the time for a login was over.");
    }
    if is(&reply::LOGIN_TOO_SLOW) && never("AUTH") {
        return Some("The client greeted, and sent no AUTH until the time for a login was over.");
    }
    if is(&reply::BANNED) {
        return Some(
            "The network is banned for a while, because too many logins from it failed; `gatepost ban list` says until when.",
        );
    }
    if is(&reply::BLOCKED) {
        return Some("An operator has banned the network; `gatepost ban list` says who and why.");
    }
    if is(&reply::UNKNOWN_COMMAND) && session.ehlo.is_none() && session.about.tls.is_none() {
        return Some(
            "The client began with something that is no command: perhaps it starts TLS at once, where this port wants \
             STARTTLS, or it is no mail client.",
        );
    }
    None
}

/// Later refusals often only follow from an earlier one. Of those, the last before them that follows from nothing, as long
/// as nothing succeeded in between.
fn the_one_that_matters(last: &'static Reply, dialogue: &str) -> &'static Reply {
    if !follows(last, dialogue) {
        return last;
    }
    for line in dialogue.lines().rev().filter_map(|line| line.strip_prefix("S: ")) {
        let said = |reply: &&&'static Reply| reply.matches_line(line);
        if [&reply::AUTH_OK, &reply::ACCEPTED]
            .iter()
            .any(|reply| reply.matches_line(line))
        {
            break;
        }
        let refusal = reply::ALL.iter().filter(|reply| reply.is_refusal()).find(said);
        if let Some(refusal) = refusal.filter(|refusal| !follows(refusal, dialogue)) {
            return refusal;
        }
    }
    last
}

/// Whether `reply` says only that something before it went wrong, or that somebody gave up waiting.
fn follows(reply: &Reply, dialogue: &str) -> bool {
    let tried = || commands(dialogue).any(|line| is_verb(line, "AUTH"));
    CONSEQUENCES.contains(&reply) || *reply == reply::AUTH_REQUIRED && tried()
}

fn left_early(session: &EndedSession) -> Option<Diagnosis> {
    let nothing_done = session.ehlo.is_none() && session.messages == 0 && session.refusals == 0;
    (nothing_done && session.about.account.is_none()).then(|| Diagnosis {
        reply: None,
        cause: causes::CONNECTION_DROPPED.id,
        sentence: LEFT_EARLY.to_owned(),
        who: Who::User,
        remedy: LEFT_REMEDY.to_owned(),
    })
}

/// Nothing was cut off at the beginning, so what is not in it was not said.
fn is_whole(dialogue: &str) -> bool {
    !dialogue.is_empty() && !dialogue.starts_with('…')
}

/// What the client sent.
fn commands(dialogue: &str) -> impl Iterator<Item = &str> {
    dialogue.lines().filter_map(|line| line.strip_prefix("C: "))
}

fn is_verb(line: &str, verb: &str) -> bool {
    line.split(' ')
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case(verb))
}

/// They never stand alone.
const CONSEQUENCES: &[&Reply] = &[
    &reply::MAIL_FIRST,
    &reply::NO_RECIPIENTS,
    &reply::BDAT_MIXED,
    &reply::TOO_MANY_ERRORS,
    &reply::TOO_MANY_COMMANDS,
    &reply::LOGIN_TOO_SLOW,
    &reply::IDLE_TOO_LONG,
    &reply::SESSION_TOO_LONG,
    &reply::SHUTTING_DOWN,
];

/// No reply can be sent where there is no TLS yet, so the catalogue has no cause for it.
const HANDSHAKE_FAILED: &str = "tls-handshake-failed";
const HANDSHAKE_REMEDY: &str = "Compare the client's port with its encryption: STARTTLS for 587, TLS for 465. Where that is \
    right, the client has to speak TLS 1.2 or newer and to trust the server's certificate; where it does not trust it, give \
    it the certificate's authority, or the server a certificate that clients know.";
const LEFT_EARLY: &str = "The client left before it said anything: a check of the port, or a client that does not find here \
    what it expects.";
const LEFT_REMEDY: &str =
    "If it was no check, compare the client's port with its encryption: STARTTLS for 587, TLS for 465.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::About;
    use mail::Timestamp;
    use smtp::Moment;
    use smtp::server::TlsFacts;

    const TLS: &str = "C: EHLO x\nC: STARTTLS\n(TLS1.3)\nC: EHLO x\n";

    /// The cause that is found, and a part of the sentence.
    #[track_caller]
    fn check(session: &EndedSession, handshake: Option<&str>, expected: Option<(&str, &str)>) {
        let found = diagnosis(session, &[], handshake);
        let (cause, part) = expected.unzip();
        assert_eq!(found.as_ref().map(|found| found.cause), cause, "{session:?}");
        if let (Some(found), Some(part)) = (&found, part) {
            assert!(found.sentence.contains(part), "{found:?}");
            assert!(
                found.sentence.ends_with('.') && found.remedy.ends_with('.'),
                "{found:?}"
            );
        }
    }

    fn session(refusal: Option<&'static Reply>, dialogue: &str) -> EndedSession {
        EndedSession {
            about: About::default(),
            how: "the client left".to_owned(),
            messages: 0,
            refusals: u64::from(refusal.is_some()),
            began: Timestamp::from_micros(0),
            took: Moment::ZERO,
            ehlo: dialogue.contains("EHLO").then(|| "x".to_owned()),
            refusal,
            detail: String::new(),
            cause: None,
            dialogue: dialogue.to_owned(),
        }
    }

    fn says(reply: &'static Reply) -> String {
        let outgoing = reply.send();
        format!(
            "S: {}",
            String::from_utf8_lossy(outgoing.as_bytes()).replace("\r\n", "\n")
        )
    }

    #[test]
    fn what_a_refused_session_shows() {
        for (reply, dialogue, cause, part) in [
            (
                &reply::AUTH_REQUIRED,
                format!("{TLS}C: MAIL FROM:<a@b.example>\n"),
                "auth-required",
                "never sent AUTH",
            ),
            (
                // Who knows what stood in the part that is gone.
                &reply::AUTH_REQUIRED,
                format!("…\n{TLS}C: MAIL FROM:<a@b.example>\n"),
                "auth-required",
                "this session did not",
            ),
            (
                &reply::AUTH_REQUIRED,
                format!(
                    "{TLS}C: AUTH PLAIN (response)\n{}C: MAIL FROM:<a@b.example>\n",
                    says(&reply::BAD_CREDENTIALS)
                ),
                "credentials-wrong",
                "does not fit it",
            ),
            (
                &reply::TLS_REQUIRED,
                "C: EHLO x\nC: MAIL FROM:<a@b.example>\n".to_owned(),
                "tls-required",
                "never sent STARTTLS",
            ),
            (
                &reply::MECHANISM_NEEDS_TLS,
                "C: EHLO x\nC: AUTH LOGIN\n".to_owned(),
                "auth-needs-tls",
                "before STARTTLS",
            ),
            (
                &reply::MAIL_FIRST,
                format!(
                    "C: MAIL FROM:<a@b.example>\n{}C: RCPT TO:<c@d.example>\n",
                    says(&reply::SENDER_NOT_OWNED)
                ),
                "sender-not-owned",
                "not one that this account may use",
            ),
            (
                &reply::TOO_MANY_ERRORS,
                format!(
                    "C: AUTH PLAIN (response)\n{}{}",
                    says(&reply::BAD_CREDENTIALS),
                    says(&reply::TOO_MANY_ERRORS)
                ),
                "credentials-wrong",
                "does not fit it",
            ),
            (
                // The login worked in the end, so it is not the reason why the client fell silent.
                &reply::IDLE_TOO_LONG,
                format!(
                    "C: AUTH PLAIN (response)\n{}{}",
                    says(&reply::BAD_CREDENTIALS),
                    says(&reply::AUTH_OK)
                ),
                "connection-dropped",
                "silent",
            ),
            (
                &reply::MAIL_FIRST,
                "C: DATA\n".to_owned(),
                "bad-sequence",
                "does not allow",
            ),
            (&reply::LOGIN_TOO_SLOW, String::new(), "auth-required", "said nothing"),
            (&reply::LOGIN_TOO_SLOW, TLS.to_owned(), "auth-required", "no AUTH until"),
            (&reply::BANNED, String::new(), "auth-rate-limit", "gatepost ban list"),
            (&reply::BLOCKED, String::new(), "ip-blocked", "gatepost ban list"),
            (
                &reply::UNKNOWN_COMMAND,
                "C: (not a command, 300 octets)\n".to_owned(),
                "syntax",
                "TLS at once",
            ),
            (
                &reply::UNKNOWN_COMMAND,
                format!("{TLS}C: (not a command, 3 octets)\n"),
                "syntax",
                "cannot read",
            ),
            (
                &reply::RELAY_DENIED,
                TLS.to_owned(),
                "relay-denied",
                "passes mail on only",
            ),
        ] {
            check(&session(Some(reply), &dialogue), None, Some((cause, part)));
        }
    }

    #[test]
    fn what_needs_no_refusal() {
        check(
            &session(None, ""),
            None,
            Some(("connection-dropped", "before it said anything")),
        );
        check(
            &session(None, ""),
            Some("no shared cipher"),
            Some(("tls-handshake-failed", ": no shared cipher.")),
        );
        check(&session(None, "C: EHLO x\n"), None, None);
        let mut greeted = session(None, "");
        greeted.ehlo = Some("x".to_owned());
        greeted.about.tls = Some(TlsFacts::new("TLS1.3", ""));
        check(&greeted, None, None);
    }
}
