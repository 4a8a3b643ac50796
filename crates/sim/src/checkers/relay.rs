//! No mail for everybody without a login: at a listener for people MAIL is taken only in a session that logged in, under an
//! account that may; at one for other servers, without a login, only from the networks and to the domains that the
//! configuration names. What is kept belongs to the account whose session sent it, or to nobody.

use super::Evidence;
use crate::ledger::{Exchange, Letter, Record, Said, Session};
use gatepost::config::{Listener, Service};
use std::time::Duration;

/// What is wrong.
pub fn check(evidence: &Evidence<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (place, session) in evidence.record.sessions.iter().enumerate() {
        let mut complain = |what: &str| wrong.push(format!("session {place} of {}: {what}", session.client));
        let needs_login = listeners(evidence, session).all(|listener| listener.service == Service::Submission);
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
                    if !logged_in && needs_login {
                        complain("MAIL without a login");
                    }
                    if logged_in && was_disabled(evidence.record, session.account.as_deref(), exchange) {
                        complain("MAIL by a disabled account");
                    }
                }
                (Said::Text | Said::Data | Said::Rcpt | Said::Bdat { .. }, code)
                    if code < 400 && !logged_in && needs_login =>
                {
                    complain("mail without a login");
                }
                _ => {}
            }
        }
    }
    for letter in &evidence.record.letters {
        if author(evidence, letter).is_none() {
            strangers(evidence, letter, &letter.taken, &mut wrong);
        }
    }
    let letters = evidence.record.by_marker();
    for kept in evidence.kept {
        let Some(letter) = letters.get(kept.marker()) else {
            continue;
        };
        let author = author(evidence, letter);
        if author.unwrap_or_default() != kept.account {
            wrong.push(format!(
                "{}: kept for {:?}, sent by {author:?}",
                letter.marker, kept.account
            ));
        }
        if kept.account.is_empty() {
            strangers(evidence, letter, &kept.recipients, &mut wrong);
        }
    }
    wrong
}

/// What may have been said of the listener at which a session began.
fn listeners<'a>(evidence: &Evidence<'a>, session: &Session) -> impl Iterator<Item = &'a Listener> {
    let to = session.to;
    let settings = evidence.settings_of(session).into_iter();
    settings.filter_map(move |settings| settings.listeners.iter().find(|listener| listener.address == to))
}

/// Who had logged in when a letter was begun.
fn author<'a>(evidence: &Evidence<'a>, letter: &Letter) -> Option<&'a str> {
    Record::logged_in(&evidence.record.sessions[letter.session], letter.first)
}

/// Each of `recipients` of a letter without a login must be one that its network may write to.
fn strangers(evidence: &Evidence<'_>, letter: &Letter, recipients: &[String], wrong: &mut Vec<String>) {
    let session = &evidence.record.sessions[letter.session];
    for recipient in recipients {
        let may = |listener: &Listener| {
            let from = listener
                .relay_from
                .iter()
                .any(|network| network.contains(session.from.ip()));
            listener.service == Service::Relay && (from || is_ours(listener, recipient))
        };
        if !listeners(evidence, session).any(may) {
            wrong.push(format!(
                "{}: {recipient} was taken from {} without a login",
                letter.marker, session.from
            ));
        }
    }
}

/// Whether a domain of ours is meant, and no way through it to another one.
fn is_ours(listener: &Listener, recipient: &str) -> bool {
    let Some((local, domain)) = recipient.rsplit_once('@') else {
        return false;
    };
    let mut ours = listener.relay_to.iter();
    !local.contains(['%', '!', '@', ':']) && ours.any(|known| known.ascii().eq_ignore_ascii_case(domain))
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
    use crate::plans;

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
            "kept for \"bob@example.com\"",
        );
    }

    #[test]
    fn strangers_write_to_us_and_to_nobody_else() {
        let stranger = "203.0.113.9:10001";
        for (from, to, recipient, expected) in [
            (stranger, plans::RELAY, "m1.0@example.com", ""),
            (stranger, plans::RELAY, "m1.0@EXAMPLE.com", ""),
            (stranger, plans::RELAY, "m1.0@example.org", "without a login"),
            (
                stranger,
                plans::RELAY,
                "m1.0%example.org@example.com",
                "without a login",
            ),
            (stranger, plans::RELAY, "m1.0@[192.0.2.1]", "without a login"),
            (stranger, plans::STARTTLS, "m1.0@example.com", "without a login"),
            ("198.51.100.7:10001", plans::RELAY, "m1.0@example.org", ""),
            (
                "198.51.100.7:10001",
                plans::STARTTLS,
                "m1.0@example.org",
                "without a login",
            ),
            // Trust is no right to send.
            ("127.0.0.1:10001", plans::RELAY, "m1.0@example.org", "without a login"),
        ] {
            let mut record = one_letter(&format!("250 2.0.0 Queued as {ID}"));
            let session = &mut record.sessions[0];
            session.from = from.parse().expect("an address");
            session.to = to;
            // Without the login.
            session.exchanges.remove(2);
            record.letters[0].first = 2;
            record.letters[0].last = Some(5);
            record.letters[0].taken = vec![recipient.to_owned()];
            let kept = Kept {
                account: String::new(),
                recipients: vec![recipient.to_owned()],
                ..kept()
            };
            check(&record, &[kept], expected);
        }
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
