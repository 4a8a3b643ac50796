//! Guessing does not pay, and owners do not pay for it: a wrong password is answered as late as the failures before it ask for,
//! and no later; with one too many its network is kept out for a while, and no longer; and what others guess costs nothing
//! where the owner logged in lately.
//!
//! The made-up world knows when each hash was made. An answer that costs nothing comes at that very moment, one that comes
//! late so many seconds behind it, so the network, which is slow in both directions, has no part in this.

use super::Evidence;
use crate::executor::Group;
use crate::ledger::{Session, Told, Try};
use gatepost::config::Guessing;
use gatepost::events::Event;
use reply::Reply;
use std::collections::BTreeMap;
use std::time::Duration;
use store::Network;

/// What is wrong.
pub fn check(evidence: &Evidence<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    let tries = tries(evidence);
    for tried in &tries {
        if let Some(what) = judge(evidence, &tries, tried) {
            wrong.push(format!(
                "{}, guessing at {:?} for {} from {}: {what}",
                tried.session.client, tried.tried.at, tried.tried.account, tried.network
            ));
        }
    }
    let bans = bans(evidence);
    for tried in &tries {
        let answer = tried.answer.filter(Answer::is_kept_out);
        let may_be = |answer: Answer<'_>| {
            let mut own = bans.iter().filter(|ban| ban.is_for(tried.session));
            own.any(|ban| ban.from <= answer.at && tried.tried.at <= ban.until)
        };
        if answer.is_some_and(|answer| !may_be(answer)) {
            wrong.push(format!(
                "{} was told that it may not log in, without a ban",
                tried.session.client
            ));
        }
    }
    kept_out(evidence, &bans, &mut wrong);
    wrong
}

/// What was met of all this.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Met {
    /// Logins that were refused late.
    pub(crate) late: u64,
    /// Wrong passwords of owners that others' guesses would have made late, and that were answered at once.
    pub(crate) spared: u64,
    /// Guesses whose client left before the reply.
    pub(crate) abandoned: u64,
    /// Sessions of networks that were banned before.
    pub(crate) let_in: u64,
}

impl Met {
    pub(crate) fn of(evidence: &Evidence<'_>) -> Self {
        let (tries, rules) = (tries(evidence), &evidence.settings.guessing);
        let mut met = Self::default();
        for tried in &tries {
            let Some(answer) = tried.answer else {
                met.abandoned += u64::from(!tried.tried.right);
                continue;
            };
            if !answer.is_refusal() {
                continue;
            }
            let is_at_once = evidence.record.hashes.contains(&(tried.life, answer.at));
            let (of_account, _) = bounds(&tries, tried, answer.at, rules, |other| {
                other.tried.account == tried.tried.account
            });
            met.late += u64::from(!is_at_once && *answer.reply == reply::BAD_CREDENTIALS);
            met.spared += u64::from(is_at_once && tried.is_known == Some(true) && of_account >= rules.delay_from);
        }
        let bans = bans(evidence);
        let is_let_in = |session: &&Session| {
            let heard = session.exchanges.first().and_then(|exchange| exchange.heard.as_ref());
            let (from, _) = evidence.record.taken(session);
            let mut own = bans.iter().filter(|ban| ban.is_for(session));
            heard.is_some_and(|heard| heard.is(&reply::GREETING)) && own.any(|ban| ban.until < from)
        };
        met.let_in = evidence.record.sessions.iter().filter(is_let_in).count() as u64;
        met
    }
}

/// A password that was tried, and what the server says of it.
struct Tried<'a> {
    tried: &'a Try,
    session: &'a Session,
    life: Group,
    network: Network,
    is_trusted: bool,
    /// Whether the account had logged in from this network when it was tried; nothing if that cannot be known.
    is_known: Option<bool>,
    /// Nothing if none was given.
    answer: Option<Answer<'a>>,
}

#[derive(Clone, Copy)]
struct Answer<'a> {
    at: Duration,
    reply: &'static Reply,
    detail: &'a str,
}

impl Answer<'_> {
    /// The password was looked at and refused.
    fn is_refusal(&self) -> bool {
        let looked_at = [
            &reply::BAD_CREDENTIALS,
            &reply::ACCOUNT_DISABLED,
            &reply::TOO_MANY_LOGINS,
        ];
        looked_at.contains(&self.reply) && !self.is_kept_out()
    }

    /// It was not looked at, because the network was banned already.
    fn is_kept_out(&self) -> bool {
        *self.reply == reply::TOO_MANY_LOGINS && self.detail.contains(IS_BANNED)
    }
}

impl Tried<'_> {
    /// It may have been counted: whoever is put off, too, where the password that is remembered is another one.
    fn is_perhaps_failure(&self) -> bool {
        let may_count = |answer: &Answer<'_>| answer.is_refusal() || *answer.reply == reply::AUTH_UNAVAILABLE;
        self.answer.as_ref().is_none_or(may_count)
    }

    /// It was counted, at this moment at the latest.
    fn failed_by(&self) -> Option<Duration> {
        self.answer.filter(Answer::is_refusal).map(|answer| answer.at)
    }
}

/// Puts tries and answers together: in each session both have their order.
fn tries<'a>(evidence: &Evidence<'a>) -> Vec<Tried<'a>> {
    let record = evidence.record;
    let mut answers: BTreeMap<usize, Vec<Answer<'a>>> = BTreeMap::new();
    for Told { at, session, event, .. } in &record.events {
        let (reply, detail) = match event {
            Event::LoggedIn(_) => (&reply::AUTH_OK, ""),
            Event::Refused { reply, detail, .. } if LOGIN_REFUSALS.contains(reply) => (*reply, detail.as_str()),
            _ => continue,
        };
        if let Some(session) = session {
            let at = *at;
            answers.entry(*session).or_default().push(Answer { at, reply, detail });
        }
    }
    let in_order = answers
        .into_iter()
        .map(|(session, answers)| (session, answers.into_iter()));
    let mut answers: BTreeMap<usize, std::vec::IntoIter<Answer<'a>>> = in_order.collect();
    let mut tries: Vec<Tried<'a>> = Vec::new();
    for tried in &record.tries {
        // Another code says that the password was never asked for.
        if tried.code.is_some_and(|code| !LOGIN_CODES.contains(&code)) {
            continue;
        }
        let session = &record.sessions[tried.session];
        let answer = answers.get_mut(&tried.session).and_then(Iterator::next);
        tries.push(Tried {
            tried,
            session,
            life: session.life,
            network: Network::of(session.from.ip()),
            is_trusted: evidence.is_trusted(session),
            is_known: None,
            answer,
        });
    }
    let known: Vec<Option<bool>> = tries.iter().map(|tried| is_known(&tries, tried)).collect();
    for (tried, known) in tries.iter_mut().zip(known) {
        tried.is_known = known;
    }
    tries
}

fn is_known(tries: &[Tried<'_>], tried: &Tried<'_>) -> Option<bool> {
    let good = |other: &&Tried<'_>| {
        let is_good = other.answer.is_some_and(|answer| *answer.reply == reply::AUTH_OK);
        is_good
            && other.life == tried.life
            && other.network == tried.network
            && other.tried.account == tried.tried.account
    };
    let first = tries
        .iter()
        .filter(good)
        .filter_map(|other| other.answer)
        .map(|answer| answer.at)
        .min();
    let answered = tried.answer.map_or(Duration::MAX, |answer| answer.at);
    match first {
        Some(first) if first <= tried.tried.at => Some(true),
        // Also whoever left, whose login may have gone well all the same.
        Some(first) if first <= answered => None,
        _ => Some(false),
    }
}

/// The least and the most failures, this one with them, that may have been counted of those that `is_meant` names.
fn bounds(
    tries: &[Tried<'_>],
    tried: &Tried<'_>,
    answered: Duration,
    rules: &Guessing,
    is_meant: impl Fn(&Tried<'_>) -> bool,
) -> (u32, u32) {
    let (mut least, mut most) = (1, 1);
    for other in tries {
        let is_same = std::ptr::eq(other, tried);
        if is_same || other.life != tried.life || !other.is_perhaps_failure() || !is_meant(other) {
            continue;
        }
        most += u32::from(other.tried.at <= answered);
        let is_before = other.failed_by().is_some_and(|by| by <= tried.tried.at);
        let is_within = answered.saturating_sub(other.tried.at) < rules.window;
        least += u32::from(is_before && is_within);
    }
    (least, most)
}

/// What is wrong with the answer to a wrong password.
fn judge(evidence: &Evidence<'_>, tries: &[Tried<'_>], tried: &Tried<'_>) -> Option<String> {
    let answer = tried.answer.filter(Answer::is_refusal)?;
    let rules = &evidence.settings.guessing;
    let hashed = |delay: u64| {
        let at = answer.at.checked_sub(Duration::from_secs(delay));
        at.is_some_and(|at| evidence.record.hashes.contains(&(tried.life, at)))
    };
    let is_banned = *answer.reply == reply::TOO_MANY_LOGINS;
    let costs_nothing = !is_banned && hashed(0);
    if tried.is_trusted || tried.is_known == Some(true) {
        return (!costs_nothing).then(|| "answered late, or banned, where it costs nothing".to_owned());
    }
    let (account, network) = (&tried.tried.account, tried.network);
    let of_account = bounds(tries, tried, answer.at, rules, |other| other.tried.account == *account);
    // Of trusted and known networks a failure counts for the account alone.
    let of_network = bounds(tries, tried, answer.at, rules, |other| {
        other.network == network && !other.is_trusted && other.is_known == Some(false)
    });
    let perhaps_of_network = bounds(tries, tried, answer.at, rules, |other| {
        other.network == network && !other.is_trusted && other.is_known != Some(true)
    });
    let (least, most) = (of_account.0.max(of_network.0), of_account.1.max(perhaps_of_network.1));
    if costs_nothing && tried.is_known.is_none() {
        return None;
    }
    if is_banned {
        // Where another password is remembered, one that finds no place to be hashed is known to be wrong all the same.
        let may_be = most >= rules.ban_from && (hashed(0) || answer.detail.contains("too many logins wait"));
        return (!may_be).then(|| format!("banned after {most} failures at most"));
    }
    if least >= rules.ban_from {
        return Some(format!("not banned after {least} failures"));
    }
    let mut delays = (least..=most.min(rules.ban_from.saturating_sub(1))).map(|failures| delay(failures, rules));
    let is_right = delays.any(hashed);
    (!is_right)
        .then(|| format!("after {least} to {most} failures answered neither at once nor as late as it should be"))
}

/// How many seconds the answer to that failure waits.
fn delay(failures: u32, rules: &Guessing) -> u64 {
    match failures.checked_sub(rules.delay_from) {
        None => 0,
        Some(more) => 1 << more.min(4),
    }
}

/// A network that is banned, from when to when.
struct Ban {
    life: Group,
    network: Network,
    from: Duration,
    until: Duration,
}

impl Ban {
    fn is_for(&self, session: &Session) -> bool {
        self.life == session.life && self.network == Network::of(session.from.ip())
    }
}

fn bans(evidence: &Evidence<'_>) -> Vec<Ban> {
    let ban = |told: &Told| {
        let Event::Banned { network, until, .. } = &told.event else {
            return None;
        };
        let (began, date) = evidence.record.lives.iter().find(|life| life.group == told.life)?.began;
        Some(Ban {
            life: told.life,
            network: *network,
            from: told.at,
            until: began + until.since(date),
        })
    };
    evidence.record.events.iter().filter_map(ban).collect()
}

/// While a network is banned nobody from there is greeted; before and afterwards nobody is kept out.
fn kept_out(evidence: &Evidence<'_>, bans: &[Ban], wrong: &mut Vec<String>) {
    for ban in bans {
        if evidence
            .settings
            .trusted
            .iter()
            .any(|network| network.contains(ban.network.address()))
        {
            wrong.push(format!("{} is trusted, and banned", ban.network));
        }
    }
    for session in &evidence.record.sessions {
        let (earliest, latest) = evidence.record.taken(session);
        let greeting = session.exchanges.first().and_then(|exchange| exchange.heard.as_ref());
        let is_greeted = greeting.is_some_and(|heard| heard.is(&reply::GREETING));
        let is_banned = bans
            .iter()
            .any(|ban| ban.is_for(session) && ban.from < earliest && latest < ban.until);
        if is_greeted && is_banned {
            wrong.push(format!("{} was greeted while its network was banned", session.client));
        }
        let refusal = session.served.as_ref().and_then(|served| served.refusal);
        let may_be = bans
            .iter()
            .any(|ban| ban.is_for(session) && ban.from <= latest && earliest <= ban.until);
        if refusal.is_some_and(|reply| *reply == reply::BANNED) && !may_be {
            wrong.push(format!("{} was kept out without a ban", session.client));
        }
    }
}

/// As the server says to its operator why it does not look at a password.
const IS_BANNED: &str = " is banned: ";

const LOGIN_REFUSALS: &[&Reply] = &[
    &reply::BAD_CREDENTIALS,
    &reply::ACCOUNT_DISABLED,
    &reply::AUTH_UNAVAILABLE,
    &reply::TOO_MANY_LOGINS,
];

const LOGIN_CODES: [u16; 4] = [235, 454, 525, 535];

#[cfg(test)]
mod tests {
    use super::super::made_up::{self, about, at, life, refused, stay};
    use super::*;
    use crate::executor::WORLD;
    use crate::ledger::{Heard, Record};
    use mail::Timestamp;

    /// Tries of one account: `(from, at, what)`, each in a session of its own; `what` is `in`, `ban`, `-` for an answer at
    /// once, or the seconds that it came late. From the second failure on answers are late, with the fourth comes a ban.
    fn story(tries: &[(&str, u64, &str)]) -> Record {
        let mut record = Record {
            lives: vec![life()],
            ..Record::default()
        };
        for (place, (from, second, what)) in tries.iter().enumerate() {
            let late = what.parse().unwrap_or(0);
            record.hashes.insert((WORLD, at(*second)));
            record.sessions.push(stay(from, (*second, second + late), None));
            let client = record.sessions[place].from.to_string();
            let event = match *what {
                "in" => Event::LoggedIn(about(&client)),
                "ban" => refused(&client, &reply::TOO_MANY_LOGINS, "wrong password"),
                _ => refused(&client, &reply::BAD_CREDENTIALS, "wrong password"),
            };
            record.tries.push(Try {
                session: place,
                account: "alice@example.com".to_owned(),
                right: *what == "in",
                at: at(*second),
                code: None,
            });
            record.events.push(Told {
                at: at(second + late),
                life: WORLD,
                session: Some(place),
                event,
            });
        }
        record
    }

    fn check(tries: &[(&str, u64, &str)], expected: &str) {
        made_up::check(super::check, &story(tries), &[], expected);
    }

    const ONE: &str = "192.0.2.7";
    const OTHER: &str = "192.0.2.8";
    const THIRD: &str = "192.0.2.9";

    #[test]
    fn answers_are_as_late_as_they_should_be() {
        check(&[(ONE, 0, "-"), (ONE, 10, "1"), (ONE, 20, "2"), (ONE, 30, "ban")], "");
        check(&[(ONE, 0, "-"), (ONE, 10, "-")], "after 2 to 2 failures");
        check(&[(ONE, 0, "1")], "after 1 to 1 failures");
        check(&[(ONE, 0, "-"), (ONE, 10, "1"), (ONE, 20, "1")], "after 3 to 3");
        check(&[(ONE, 0, "-"), (ONE, 10, "ban")], "banned after 2");
        check(
            &[(ONE, 0, "-"), (ONE, 10, "1"), (ONE, 20, "2"), (ONE, 30, "4")],
            "not banned",
        );
        // The window is 300 seconds.
        check(&[(ONE, 0, "-"), (ONE, 400, "-")], "");
        check(&[(ONE, 0, "-"), (ONE, 299, "1"), (ONE, 301, "1")], "");
        // An account is counted as a network is.
        check(&[(ONE, 0, "-"), (OTHER, 10, "1"), (THIRD, 20, "2")], "");
        check(&[(ONE, 0, "-"), (OTHER, 10, "-")], "after 2 to 2");
        check(&[("[2001:db8::1]", 0, "-"), ("[2001:db8::2]", 10, "1")], "");
    }

    #[test]
    fn owners_do_not_pay_for_it() {
        let siege = [(ONE, 0, "in"), (OTHER, 10, "-"), (OTHER, 20, "1"), (OTHER, 30, "2")];
        for (what, expected) in [("-", ""), ("4", "costs nothing"), ("ban", "costs nothing")] {
            check(&[&siege[..], &[(ONE, 40, what)]].concat(), expected);
        }
        check(&[(ONE, 0, "-"), ("127.0.0.1", 10, "-"), ("127.0.0.1", 20, "-")], "");
        check(&[(ONE, 0, "-"), ("127.0.0.1", 10, "1")], "costs nothing");
        // What an owner mistypes counts for others.
        check(&[(ONE, 0, "in"), (ONE, 10, "-"), (OTHER, 20, "1")], "");
    }

    #[test]
    fn a_ban_keeps_out_for_its_time() {
        let banned = Some(&reply::BANNED);
        for (second, refusal, expected) in [
            (40, banned, ""),
            (40, None, "greeted while"),
            (140, None, ""),
            (140, banned, "without a ban"),
            (9, banned, "without a ban"),
        ] {
            let mut record = Record {
                lives: vec![life()],
                ..Record::default()
            };
            record.events.push(Told {
                at: at(30),
                life: WORLD,
                session: None,
                event: Event::Banned {
                    network: Network::of(ONE.parse().expect("an address")),
                    account: "alice@example.com".to_owned(),
                    until: Timestamp::from_micros(0).plus(at(130)),
                },
            });
            record.sessions.push(stay(ONE, (second, second + 1), refusal));
            made_up::check(super::check, &record, &[], expected);
        }
    }

    #[test]
    fn what_the_server_says_is_understood() {
        let heard = Heard {
            at: at(0),
            lines: vec!["421 4.7.0 Too many failed logins from your network; try again later".to_owned()],
        };
        assert!(heard.is(&reply::BANNED));
    }
}
