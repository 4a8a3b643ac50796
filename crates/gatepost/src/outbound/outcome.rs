//! What an attempt came to, for one recipient: what the queue does about it, and why.

use super::access::AccessError;
use super::mx::NoServer;
use queue::Outcome;
use reply::causes::*;
use reply::ranking::{self, At};
use reply::{Cause, Enhanced, Received};
use smtp::client::{BadCertificate, Fate, Lack, NoReply, NoTls, Problem, Stage};
use std::io;
use std::time::Duration;

/// What the queue does, why, and what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What the queue does.
    pub outcome: Outcome,
    /// Why; nothing where it was delivered.
    pub cause: Option<&'static Cause>,
    /// The other server's words, or ours where it said nothing.
    pub said: String,
    /// Whether these are the words of the server that was asked.
    pub is_reply: bool,
    /// The enhanced code for a report (RFC 3464 §2.3.4).
    pub status: String,
    /// It may have been delivered all the same: the reply to its end was lost.
    pub may_be_double: bool,
}

impl Verdict {
    /// Whether nothing more is tried.
    pub fn is_final(&self) -> bool {
        !matches!(self.outcome, Outcome::Later { .. } | Outcome::Paused { .. })
    }

    /// The same, but never for good.
    pub fn for_now_at_least(self) -> Self {
        if self.outcome != Outcome::Never {
            return self;
        }
        let status = self.status.replacen('5', "4", 1);
        Self {
            outcome: Outcome::Later { wait: Duration::ZERO },
            status,
            ..self
        }
    }

    /// For now, without a reply.
    pub fn for_now(cause: &'static Cause, said: String, status: &str) -> Self {
        Self {
            outcome: Outcome::Later { wait: Duration::ZERO },
            cause: Some(cause),
            said,
            is_reply: false,
            status: status.to_owned(),
            may_be_double: false,
        }
    }

    /// For good, without a reply.
    pub fn for_good(cause: &'static Cause, said: String, status: &str) -> Self {
        Self {
            outcome: Outcome::Never,
            ..Self::for_now(cause, said, status)
        }
    }
}

/// Why there is no connection at all.
#[derive(Debug)]
pub enum Unreachable {
    /// The DNS does not answer.
    Dns(String),
    /// This server has no address.
    NoAddress(String),
    /// What the system says.
    Connection(io::Error),
    /// Nothing came in the time that it had.
    Timeout,
    /// There is no access token to log in with.
    NoToken(AccessError),
}

impl Unreachable {
    /// What that means for a message.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Dns(why) => Verdict::for_now(&DNS, format!("the DNS gave no answer: {why}"), "4.4.3"),
            // RFC 5321 §5.1: an error, where none of the servers can be found.
            Self::NoAddress(server) => {
                let said = format!("the server {server} has no address in the DNS");
                Verdict::for_good(&RECIPIENT_DOMAIN_BAD, said, "5.4.4")
            }
            Self::Connection(error) => {
                let cause = match error.kind() {
                    io::ErrorKind::TimedOut => &CONNECT_TIMEOUT,
                    io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => &CONNECTION_DROPPED,
                    _ => &CONNECTION_REFUSED,
                };
                Verdict::for_now(cause, format!("no connection: {error}"), "4.4.1")
            }
            Self::NoToken(AccessError { why, needs_person }) => {
                let cause = if *needs_person {
                    &OAUTH_TOKEN_BAD
                } else {
                    &TEMP_AUTH_FAILURE
                };
                Verdict::for_now(cause, format!("no access token: {why}"), "4.7.0")
            }
            Self::Timeout => {
                let said = "the server did not answer the connection in time".to_owned();
                Verdict::for_now(&CONNECT_TIMEOUT, said, "4.4.1")
            }
        }
    }
}

impl NoServer {
    /// What that means for a message.
    pub fn verdict(&self) -> Verdict {
        Verdict::for_good(self.cause, self.why.to_owned(), self.status)
    }
}

/// What became of a recipient. `is_final` where the server puts mail into mailboxes (LMTP); `reports` as
/// [`smtp::client::Settled`] has it.
///
/// Whether it is for now or for good is the reply's first digit, and never guessed from its words; where there is no
/// reply, it is for now (RFC 5321 §4.2.1, §3.8).
pub fn judge(fate: &Fate, is_final: bool, reports: bool) -> Verdict {
    let failure = match fate {
        Ok(reply) => {
            return Verdict {
                // Whoever was passed the wishes tells of the end.
                outcome: if is_final && !reports {
                    Outcome::Final
                } else {
                    Outcome::Delivered { reports }
                },
                cause: None,
                said: reply.to_string(),
                is_reply: true,
                status: status(reply, 2),
                may_be_double: false,
            };
        }
        Err(failure) => failure,
    };
    let may_be_double = failure.stage == Stage::EndOfData && !matches!(failure.problem, Problem::Refused(_));
    let (is_permanent, cause, said, status) = match &failure.problem {
        Problem::Refused(reply) => {
            let cause = ranking::cause(at(failure.stage), reply);
            let is_permanent = is_permanent(failure.stage, reply);
            let class = if is_permanent { 5 } else { 4 };
            (is_permanent, cause, reply.to_string(), status(reply, class))
        }
        Problem::Lacks(lack) => {
            let (is_permanent, cause, status) = lacking(*lack);
            (is_permanent, cause, lack_in_words(*lack), status.to_owned())
        }
        other => {
            let (cause, said) = unsaid(failure.stage, other);
            (false, cause, said, "4.4.2".to_owned())
        }
    };
    let wait = least_wait(cause);
    Verdict {
        outcome: if is_permanent {
            Outcome::Never
        } else {
            Outcome::Later { wait }
        },
        cause: Some(cause),
        said,
        is_reply: matches!(failure.problem, Problem::Refused(_)),
        status,
        may_be_double,
    }
}

/// A refusal of this message or recipient is for good if it says so, and so is one of us as a client: by a domain's own server, who
/// may mean it (RFC 7504). One of TLS or of a login is mended on one of the two sides: it is for now.
fn is_permanent(stage: Stage, reply: &Received) -> bool {
    match stage {
        Stage::Greeting | Stage::Hello => reply.class() == 5,
        Stage::StartTls | Stage::Login => false,
        // RFC 5321 §4.5.3.1.10: too many recipients for one message are not too many for two.
        Stage::Recipient if ranking::cause(At::Recipient, reply) == &TOO_MANY_RECIPIENTS => false,
        Stage::Sender | Stage::Recipient | Stage::Data | Stage::EndOfData => reply.class() == 5,
    }
}

fn at(stage: Stage) -> At {
    match stage {
        Stage::Greeting => At::Connect,
        Stage::Hello => At::Hello,
        Stage::StartTls => At::StartTls,
        Stage::Login => At::Login,
        Stage::Sender => At::Sender,
        Stage::Recipient => At::Recipient,
        Stage::Data | Stage::EndOfData => At::Data,
    }
}

/// What cannot go is not made into something else for it: it fails. What the server lacks may come.
fn lacking(lack: Lack) -> (bool, &'static Cause, &'static str) {
    match lack {
        Lack::StartTls => (false, &TLS_NOT_OFFERED, "4.7.10"),
        Lack::Login => (false, &AUTH_NOT_OFFERED, "4.7.0"),
        Lack::Proof(_) => (false, &SERVER_UNPROVEN, "4.7.0"),
        Lack::Challenge => (false, &AUTH_EXCHANGE_BAD, "4.7.0"),
        Lack::EightBit => (true, &EIGHT_BIT, "5.6.3"),
        Lack::Utf8 => (true, &SMTPUTF8, "5.6.7"),
        Lack::Size(_) => (true, &SIZE_LIMIT, "5.3.4"),
    }
}

fn lack_in_words(lack: Lack) -> String {
    match lack {
        Lack::StartTls => "the server does not offer STARTTLS".to_owned(),
        Lack::Login => "the server offers no AUTH mechanism that goes with this login and may be used".to_owned(),
        Lack::Proof(why) => format!("the server {why}"),
        Lack::Challenge => "the server answered the login with a challenge that makes no sense".to_owned(),
        Lack::EightBit => "the server does not offer 8BITMIME".to_owned(),
        Lack::Utf8 => "the server does not offer SMTPUTF8".to_owned(),
        Lack::Size(most) => format!("the server takes messages of at most {most} octets"),
    }
}

/// Where the server said nothing, or nothing that makes sense.
fn unsaid(stage: Stage, problem: &Problem) -> (&'static Cause, String) {
    match problem {
        Problem::Silent if stage == Stage::Greeting => {
            (&CONNECT_TIMEOUT, "the server sent no greeting in time".to_owned())
        }
        Problem::Silent => (&CONNECTION_DROPPED, "the server did not answer in time".to_owned()),
        Problem::NoReply(NoReply::NoCode(start)) => (&MIDDLEBOX, format!("the server said what is no reply: {start}")),
        Problem::NoReply(NoReply::Endless) => (&MIDDLEBOX, "the server's reply has no end".to_owned()),
        Problem::NoReply(NoReply::Unasked) => (&MIDDLEBOX, "the server spoke before it was asked".to_owned()),
        Problem::Handshake(NoTls { why, certificate }) => {
            let cause = match certificate {
                Some(BadCertificate::OtherName) => &TLS_CERT_NAME,
                Some(BadCertificate::NotTrusted) => &TLS_CERT_UNTRUSTED,
                None => &TLS_VERSION,
            };
            (cause, format!("TLS could not be set up: {why}"))
        }
        Problem::BodyLost => (
            &SERVICE_UNAVAILABLE,
            "the message could not be read on our own disk".to_owned(),
        ),
        Problem::Lost | Problem::Refused(_) | Problem::Lacks(_) => {
            (&CONNECTION_DROPPED, "the server ended the connection".to_owned())
        }
    }
}

/// The reply's own, or one that says no more, in the class of what we do about it.
fn status(reply: &Received, class: u16) -> String {
    let code = reply.enhanced.unwrap_or(Enhanced {
        class,
        subject: 0,
        detail: 0,
    });
    Enhanced { class, ..code }.to_string()
}

/// Who was asked to go slower does not come back in a minute.
fn least_wait(cause: &Cause) -> Duration {
    let minutes = if *cause == GREYLISTED {
        5
    } else if *cause == RATE_LIMIT || *cause == IP_BLOCKED || *cause == TOO_MANY_RECIPIENTS {
        15
    } else if *cause == MAILBOX_FULL || *cause == QUOTA {
        60
    } else {
        0
    };
    Duration::from_secs(60 * minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use smtp::client::Failure;

    fn reply(text: &str) -> Received {
        let (code, text) = text.split_once(' ').unwrap_or((text, ""));
        let code: u16 = code.parse().expect("three digits");
        let (enhanced, text) = match Enhanced::split(text) {
            Some((enhanced, rest)) if enhanced.class == code / 100 => (Some(enhanced), rest),
            _ => (None, text),
        };
        Received {
            code,
            enhanced,
            lines: vec![text.to_owned()],
        }
    }

    fn check(stage: Stage, problem: Problem) -> String {
        let verdict = judge(&Err(Failure { stage, problem }), false, true);
        let cause = verdict.cause.expect("a failure has one").id;
        let what = match verdict.outcome {
            Outcome::Never => "never".to_owned(),
            Outcome::Later { wait } => format!("later, {} min", wait.as_secs() / 60),
            other => format!("{other:?}"),
        };
        let double = if verdict.may_be_double { ", perhaps double" } else { "" };
        assert!(!verdict.said.is_empty());
        assert_eq!(
            verdict.status.starts_with('5'),
            verdict.outcome == Outcome::Never,
            "one class in all: {}",
            verdict.status
        );
        format!("{what}: {cause} {}{double}", verdict.status)
    }

    #[test]
    fn replies_are_judged_by_their_first_digit() {
        use Stage::{Data, EndOfData, Greeting, Hello, Login, Recipient, Sender, StartTls};
        for (stage, text, expected) in [
            (Greeting, "554 no mail here", "never: ip-blocked 5.0.0"),
            (
                Greeting,
                "421 4.7.0 try later",
                "later, 0 min: service-unavailable 4.7.0",
            ),
            (Hello, "550 5.7.1 bad name", "never: helo-bad 5.7.1"),
            (StartTls, "554 5.7.0 not now", "later, 0 min: tls-server-broken 4.7.0"),
            (Login, "535 5.7.8 wrong", "later, 0 min: credentials-wrong 4.7.8"),
            (Sender, "550 5.7.1 blocked by spamhaus", "never: ip-blocked 5.7.1"),
            (Sender, "451 4.7.1 rate limit", "later, 15 min: rate-limit 4.7.1"),
            (Recipient, "550 5.1.1 no such user", "never: mailbox-unavailable 5.1.1"),
            (Recipient, "450 4.2.0 greylisted", "later, 5 min: greylisted 4.2.0"),
            (Recipient, "452 4.2.2 mailbox full", "later, 60 min: mailbox-full 4.2.2"),
            (Recipient, "552 5.2.2 mailbox full", "never: mailbox-full 5.2.2"),
            // RFC 5321 §4.5.3.1.10
            (
                Recipient,
                "552 too many recipients",
                "later, 15 min: too-many-recipients 4.0.0",
            ),
            // The words say for good, the digits for now: the digits count, and the other way round.
            (Recipient, "450 user unknown", "later, 0 min: mailbox-unavailable 4.0.0"),
            (Recipient, "550 try again later", "never: greylisted 5.0.0"),
            (Data, "554 5.6.0 no", "never: header-bad 5.6.0"),
            (EndOfData, "554 5.7.1 spam", "never: spam-content 5.7.1"),
            (EndOfData, "451 4.3.0 later", "later, 0 min: service-unavailable 4.3.0"),
            // What makes no sense there.
            (Data, "250 ok", "later, 0 min: service-unavailable 4.0.0"),
        ] {
            assert_eq!(
                check(stage, Problem::Refused(reply(text))),
                expected,
                "{stage:?} {text}"
            );
        }
    }

    #[test]
    fn where_nothing_was_said_it_is_tried_again() {
        use Stage::{Data, EndOfData, Greeting, Recipient};
        for (stage, problem, expected) in [
            (Greeting, Problem::Silent, "later, 0 min: connect-timeout 4.4.2"),
            (Recipient, Problem::Silent, "later, 0 min: connection-dropped 4.4.2"),
            (Data, Problem::Lost, "later, 0 min: connection-dropped 4.4.2"),
            (
                EndOfData,
                Problem::Lost,
                "later, 0 min: connection-dropped 4.4.2, perhaps double",
            ),
            (
                EndOfData,
                Problem::Silent,
                "later, 0 min: connection-dropped 4.4.2, perhaps double",
            ),
            (
                Greeting,
                Problem::NoReply(NoReply::NoCode("HTTP/1.1".to_owned())),
                "later, 0 min: middlebox 4.4.2",
            ),
            (
                Stage::StartTls,
                Problem::Handshake(NoTls::new("no")),
                "later, 0 min: tls-version 4.4.2",
            ),
            (
                Stage::StartTls,
                Problem::Handshake(NoTls {
                    why: "no".to_owned(),
                    certificate: Some(BadCertificate::OtherName),
                }),
                "later, 0 min: tls-cert-name 4.4.2",
            ),
            (
                Stage::StartTls,
                Problem::Lacks(Lack::StartTls),
                "later, 0 min: tls-not-offered 4.7.10",
            ),
            (
                Stage::Login,
                Problem::Lacks(Lack::Login),
                "later, 0 min: auth-not-offered 4.7.0",
            ),
            (Stage::Sender, Problem::Lacks(Lack::Utf8), "never: smtputf8 5.6.7"),
            (Stage::Sender, Problem::Lacks(Lack::EightBit), "never: eight-bit 5.6.3"),
            (Stage::Sender, Problem::Lacks(Lack::Size(7)), "never: size-limit 5.3.4"),
            (Data, Problem::BodyLost, "later, 0 min: service-unavailable 4.4.2"),
        ] {
            assert_eq!(check(stage, problem), expected, "{stage:?}");
        }
    }

    #[test]
    fn what_was_taken_is_delivered() {
        let fate: Fate = Ok(reply("250 2.0.0 in"));
        for (is_final, reports, expected) in [
            (true, false, Outcome::Final),
            (false, true, Outcome::Delivered { reports: true }),
            (false, false, Outcome::Delivered { reports: false }),
        ] {
            let verdict = judge(&fate, is_final, reports);
            assert_eq!(
                (verdict.outcome, verdict.cause, verdict.status.as_str()),
                (expected, None, "2.0.0")
            );
        }
    }
}
