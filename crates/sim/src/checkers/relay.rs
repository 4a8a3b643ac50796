//! No mail without a login: MAIL is taken only in a session that logged in, under an account that may, and what is kept
//! belongs to the account whose session sent it.

use super::Evidence;
use crate::ledger::{Exchange, Record, Said};
use std::time::Duration;

/// What is wrong.
pub fn check(evidence: &Evidence<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (place, session) in evidence.record.sessions.iter().enumerate() {
        let mut complain = |what: &str| wrong.push(format!("session {place} of {}: {what}", session.client));
        let mut logged_in = false;
        for exchange in &session.exchanges {
            let Some(heard) = &exchange.heard else { continue };
            match (exchange.said, heard.code()) {
                // Whoever logged in before TLS has not (RFC 3207 §4.2).
                (Said::StartTls, 220) => logged_in = false,
                (_, 235) => {
                    logged_in = true;
                    if was_disabled(evidence.record, session.account.as_deref(), exchange) {
                        complain("a disabled account logged in");
                    }
                }
                (Said::Mail, 250) => {
                    if !logged_in {
                        complain("MAIL without a login");
                    }
                    if was_disabled(evidence.record, session.account.as_deref(), exchange) {
                        complain("MAIL by a disabled account");
                    }
                }
                (Said::Text | Said::Data | Said::Rcpt | Said::Bdat { .. }, code) if code < 400 && !logged_in => {
                    complain("mail without a login");
                }
                _ => {}
            }
        }
    }
    let letters = evidence.record.by_marker();
    for kept in evidence.kept {
        let Some(letter) = letters.get(kept.marker()) else {
            continue;
        };
        let session = &evidence.record.sessions[letter.session];
        if session.account.as_deref() != Some(kept.account.as_str()) {
            wrong.push(format!(
                "{}: kept for {}, sent by {:?}",
                letter.marker, kept.account, session.account
            ));
        }
    }
    wrong
}

/// The account was surely disabled from before the command was sent until after its reply came.
fn was_disabled(record: &Record, account: Option<&str>, exchange: &Exchange) -> bool {
    let Some(heard) = &exchange.heard else { return false };
    let person = record
        .people
        .iter()
        .find(|person| Some(person.name.as_str()) == account);
    person.is_some_and(|person| {
        let during = |(from, until): &(Duration, Option<Duration>)| {
            *from < exchange.at && until.is_none_or(|until| heard.at < until)
        };
        person.disabled.iter().any(during)
    })
}

#[cfg(test)]
mod tests {
    use super::super::Kept;
    use super::super::made_up::{self, ID, at, kept, one_letter, session};
    use super::*;
    use crate::ledger::Person;

    fn check(record: &Record, kept: &[Kept], expected: &str) {
        made_up::check(super::check, record, kept, expected);
    }

    #[test]
    fn no_mail_without_a_login() {
        let (login, mail) = (
            (Said::Auth, "235 2.7.0 Authentication succeeded"),
            (Said::Mail, "250 2.1.0 Sender OK"),
        );
        for (exchanges, expected) in [
            (&[login, mail][..], ""),
            (&[mail], "MAIL without a login"),
            (&[mail, login], "MAIL without a login"),
            (
                &[(Said::Auth, "535 5.7.8 Username or password not accepted"), mail],
                "MAIL without a login",
            ),
            (
                &[login, (Said::StartTls, "220 2.0.0 Ready to start TLS"), mail],
                "MAIL without a login",
            ),
            (&[(Said::Mail, "530 5.7.0 Authentication required")], ""),
            (&[(Said::Rcpt, "250 2.1.5 Recipient OK")], "mail without a login"),
        ] {
            check(
                &Record {
                    sessions: vec![session(exchanges)],
                    ..Record::default()
                },
                &[],
                expected,
            );
        }
    }

    #[test]
    fn what_is_kept_belongs_to_who_sent_it() {
        let record = one_letter(&format!("250 2.0.0 Queued as {ID}"));
        check(&record, &[kept()], "");
        check(
            &record,
            &[Kept {
                account: "bob@example.com".to_owned(),
                ..kept()
            }],
            "kept for bob@example.com",
        );
    }

    #[test]
    fn who_is_disabled_sends_nothing() {
        // The login is at second 2, MAIL at second 3.
        for (from, until, expected) in [
            (1, None, "a disabled account logged in"),
            (2, None, "MAIL by a disabled account"),
            (3, None, ""),
            (1, Some(2), ""),
        ] {
            let mut record = one_letter(&format!("250 2.0.0 Queued as {ID}"));
            record.people.push(Person {
                name: "alice@example.com".to_owned(),
                password: "secret".to_owned(),
                senders: Vec::new(),
                addresses: Vec::new(),
                added: true,
                disabled: vec![(at(from), until.map(at))],
            });
            check(&record, &[kept()], expected);
        }
    }
}
