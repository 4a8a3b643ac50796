//! Each command has one reply, in the order of the commands, of a kind that can answer it; only what cuts a session short
//! may leave some without.

use super::Evidence;
use crate::ledger::{Heard, Over, Said, Session};
use reply::Reply;

/// What is wrong.
pub fn check(evidence: &Evidence<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (place, session) in evidence
        .record
        .sessions
        .iter()
        .enumerate()
        .filter(|(_, session)| session.countable)
    {
        let mut complain = |what: String| wrong.push(format!("session {place} of {}: {what}", session.client));
        let mut last_word = false;
        for (n, exchange) in session.exchanges.iter().enumerate() {
            let Some(heard) = &exchange.heard else {
                if !last_word && !evidence.record.is_excused(session) {
                    complain(format!(
                        "no reply to {:?}, command {n}, and {:?}",
                        exchange.said, session.end
                    ));
                }
                break;
            };
            if last_word {
                complain(format!("a reply after the last word: {:?}", heard.lines));
            }
            if !is_whole(heard) || !fits(exchange.said, heard) {
                complain(format!("{:?} is no reply to {:?}", heard.lines, exchange.said));
            }
            last_word |= matches!(heard.code(), 421 | 221);
        }
        for heard in &session.surplus {
            // The server may say by itself that it ends the session, once.
            if last_word || heard.code() != 421 || !is_whole(heard) {
                complain(format!("{:?} answers nothing", heard.lines));
            }
            last_word = true;
        }
        if !session.leftover.is_empty() && !evidence.record.is_excused(session) {
            complain(format!(
                "half a reply: {:?}",
                String::from_utf8_lossy(&session.leftover)
            ));
        }
        too_early(evidence, place, session, &mut complain);
        if session.end.is_none() {
            complain("it never ended".to_owned());
        }
        if matches!(session.end, Some((_, Over::Silent))) && !evidence.record.is_excused(session) {
            complain("the server hangs".to_owned());
        }
    }
    wrong
}

/// The reply to a message came before the message was whole: its end was seen where it is not.
fn too_early(evidence: &Evidence<'_>, place: usize, session: &Session, complain: &mut impl FnMut(String)) {
    for letter in evidence.record.letters.iter().filter(|letter| letter.session == place) {
        let heard = letter.last.and_then(|last| session.exchanges[last].heard.as_ref());
        if let Some(heard) = heard.filter(|heard| heard.code() != 421)
            && letter.whole.is_none_or(|whole| heard.at < whole)
        {
            complain(format!("{}: {:?} came before its end", letter.marker, heard.lines));
        }
    }
}

/// All lines of a reply have the same code, and all but the last a hyphen behind it (RFC 5321 §4.2.1).
fn is_whole(heard: &Heard) -> bool {
    let Some((last, others)) = heard.lines.split_last() else {
        return false;
    };
    let code = last.get(..3);
    code.is_some_and(|code| code.bytes().all(|octet| octet.is_ascii_digit()))
        && last.as_bytes().get(3) == Some(&b' ')
        && others
            .iter()
            .all(|line| line.get(..3) == code && line.as_bytes().get(3) == Some(&b'-'))
}

fn fits(said: Said, heard: &Heard) -> bool {
    let may = |replies: &[&Reply]| {
        replies
            .iter()
            .any(|reply| heard.lines.iter().all(|line| reply.matches_line(line)))
    };
    if may(LAST_WORDS) {
        return true;
    }
    match said {
        Said::Connect => may(&[&reply::GREETING]) || may(TURNED_AWAY),
        Said::Ehlo => may(&[&reply::EHLO_OK, &reply::HELO_BAD]),
        Said::Helo => may(&[&reply::HELO_OK, &reply::HELO_BAD]),
        Said::StartTls => may(TLS),
        Said::Auth => may(EXCHANGE) || may(AUTH),
        Said::Response => may(EXCHANGE),
        Said::Mail => may(MAIL) || may(BEFORE_LOGIN),
        Said::Rcpt => may(RCPT) || may(BEFORE_LOGIN),
        Said::Data => may(DATA) || may(BEFORE_LOGIN),
        Said::Text => may(MESSAGE),
        Said::Bdat { last: true } => may(MESSAGE) || may(DATA_OR_BDAT) || may(BEFORE_LOGIN),
        Said::Bdat { last: false } => may(CHUNK) || may(DATA_OR_BDAT) || may(BEFORE_LOGIN),
        Said::Rset => may(&[&reply::RESET]),
        Said::Noop => may(&[&reply::NOOP]),
        Said::Help => may(&[&reply::HELP]),
        Said::Vrfy => may(&[&reply::VRFY_CANNOT]) || may(BEFORE_LOGIN),
        Said::Expn => may(&[&reply::EXPN_UNSUPPORTED]) || may(BEFORE_LOGIN),
        Said::Quit => may(&[&reply::GOODBYE]),
        Said::Junk => may(&[&reply::HELP, &reply::EHLO_OK, &reply::NOOP]) || (500..600).contains(&heard.code()),
    }
}

/// May come at any time, and nothing comes after.
const LAST_WORDS: &[&Reply] = &[
    &reply::SHUTTING_DOWN,
    &reply::IDLE_TOO_LONG,
    &reply::SESSION_TOO_LONG,
    &reply::LOGIN_TOO_SLOW,
    &reply::TOO_MANY_ERRORS,
    &reply::TOO_MANY_COMMANDS,
    &reply::ENDLESS,
];

/// Instead of the greeting.
const TURNED_AWAY: &[&Reply] = &[
    &reply::TOO_MANY_CONNECTIONS,
    &reply::NETWORK_CONNECTIONS,
    &reply::BANNED,
];

const TLS: &[&Reply] = &[
    &reply::TLS_GO,
    &reply::TLS_ALREADY,
    &reply::TLS_INJECTION,
    &reply::TLS_NOT_OFFERED,
];

const BEFORE_LOGIN: &[&Reply] = &[&reply::AUTH_REQUIRED, &reply::TLS_REQUIRED];

const EXCHANGE: &[&Reply] = &[
    &reply::AUTH_OK,
    &reply::CHALLENGE,
    &reply::BAD_CREDENTIALS,
    &reply::TOO_MANY_LOGINS,
    &reply::ACCOUNT_DISABLED,
    &reply::AUTH_UNAVAILABLE,
    &reply::AUTH_LINE_TOO_LONG,
    &reply::AUTH_BAD_EXCHANGE,
    &reply::AUTH_CANCELLED,
];

const AUTH: &[&Reply] = &[
    &reply::AUTH_ALREADY,
    &reply::AUTH_SEQUENCE,
    &reply::AUTH_SYNTAX,
    &reply::MECHANISM_UNKNOWN,
    &reply::MECHANISM_NEEDS_TLS,
];

const MAIL: &[&Reply] = &[
    &reply::SENDER_OK,
    &reply::SENDER_NOT_OWNED,
    &reply::TRANSACTION_OPEN,
    &reply::BDAT_MIXED,
    &reply::TOO_LARGE,
    &reply::ACCOUNT_CHANGED,
    &reply::STORE_FAILED,
    &reply::NO_SPACE,
];

const RCPT: &[&Reply] = &[
    &reply::RECIPIENT_OK,
    &reply::RELAY_DENIED,
    &reply::TOO_MANY_RECIPIENTS,
    &reply::MAIL_FIRST,
    &reply::BDAT_MIXED,
];

const DATA: &[&Reply] = &[
    &reply::START_DATA,
    &reply::MAIL_FIRST,
    &reply::NO_RECIPIENTS,
    &reply::BDAT_MIXED,
    &reply::STORE_FAILED,
    &reply::NO_SPACE,
];

const DATA_OR_BDAT: &[&Reply] = &[&reply::MAIL_FIRST, &reply::NO_RECIPIENTS, &reply::BDAT_MIXED];

const CHUNK: &[&Reply] = &[
    &reply::CHUNK_OK,
    &reply::TOO_LARGE,
    &reply::HEADER_TOO_LARGE,
    &reply::STORE_FAILED,
    &reply::NO_SPACE,
];

const MESSAGE: &[&Reply] = &[
    &reply::ACCEPTED,
    &reply::TOO_LARGE,
    &reply::HEADER_TOO_LARGE,
    &reply::LOOP,
    &reply::BARE_NEWLINES,
    &reply::FROM_NOT_OWNED,
    &reply::TOO_MANY_FIELDS,
    &reply::NO_SPACE,
    &reply::STORE_FAILED,
];

#[cfg(test)]
mod tests {
    use super::super::made_up::{self, at, one_letter, session};
    use super::*;
    use crate::ledger::Record;
    use crate::network::Trouble;

    const HELLO: (Said, &str) = (Said::Connect, "220 mail.example.com ESMTP Gatepost");
    const NOOP: (Said, &str) = (Said::Noop, "250 2.0.0 OK");
    const QUIT: (Said, &str) = (Said::Quit, "221 2.0.0 Goodbye");
    const IDLE: &str = "421 4.4.2 Nothing came for too long; connect again";

    fn check(session: Session, expected: &str) {
        made_up::check(
            super::check,
            &Record {
                sessions: vec![session],
                ..Record::default()
            },
            &[],
            expected,
        );
    }

    #[test]
    fn each_command_has_its_reply() {
        check(session(&[HELLO, NOOP, QUIT]), "");
        check(
            session(&[HELLO, (Said::Ehlo, "250-mail.example.com greets you\r\n250 HELP"), QUIT]),
            "",
        );
        check(
            session(&[HELLO, (Said::Noop, QUIT.1), (Said::Quit, NOOP.1)]),
            "is no reply to Noop",
        );
        check(
            session(&[HELLO, (Said::Ehlo, "250-mail.example.com greets you\r\n221 HELP")]),
            "is no reply to Ehlo",
        );
        check(session(&[HELLO, (Said::Noop, IDLE), (Said::Quit, "")]), "");
        check(session(&[HELLO, (Said::Noop, IDLE), QUIT]), "after the last word");
        check(session(&[HELLO, NOOP, (Said::Quit, "")]), "no reply to Quit");
    }

    #[test]
    fn what_may_be_missing_and_what_may_be_too_much() {
        let unanswered = || session(&[HELLO, (Said::Quit, "")]);
        check(
            Session {
                trouble: Trouble::Cut,
                end: Some((at(9), Over::Reset)),
                ..unanswered()
            },
            "",
        );
        check(
            Session {
                end: Some((at(9), Over::Left)),
                ..unanswered()
            },
            "",
        );
        check(
            Session {
                end: Some((at(9), Over::Silent)),
                ..unanswered()
            },
            "hangs",
        );
        check(
            Session {
                leftover: b"22".to_vec(),
                ..session(&[HELLO])
            },
            "half a reply",
        );
        check(
            Session {
                end: None,
                ..session(&[HELLO])
            },
            "never ended",
        );
        let more = |line: &str| Heard {
            at: at(5),
            lines: vec![line.to_owned()],
        };
        check(
            Session {
                surplus: vec![more(IDLE)],
                ..session(&[HELLO])
            },
            "",
        );
        check(
            Session {
                surplus: vec![more(NOOP.1)],
                ..session(&[HELLO])
            },
            "answers nothing",
        );
        check(
            Session {
                surplus: vec![more(IDLE), more(IDLE)],
                ..session(&[HELLO])
            },
            "answers nothing",
        );
    }

    #[test]
    fn no_message_ends_early() {
        let mut record = one_letter("250 2.0.0 Queued as 00000000000000000000000001");
        record.sessions[0].end = Some((at(60), Over::Left));
        made_up::check(super::check, &record, &[], "");
        record.letters[0].whole = Some(at(7));
        made_up::check(super::check, &record, &[], "before its end");
        record.letters[0].whole = None;
        made_up::check(super::check, &record, &[], "before its end");
    }
}
