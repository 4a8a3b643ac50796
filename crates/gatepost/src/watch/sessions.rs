//! The latest sessions, and for those that were refused, why: what `gatepost sessions` shows.

use super::diagnosis::{Diagnosis, diagnosis};
use crate::events::{EndedSession, Event, is_turned_away};
use reply::{Cause, Language, Reply};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The latest sessions: 1,000 at most, with 4 MiB of dialogue at most; the oldest go first. Of those that were turned away
/// before they said anything 100 at most, or a crowd of them would push out all that can be learnt from. A reader of events.
#[derive(Default)]
pub struct Sessions(Mutex<Ring>);

/// A session that is over, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionSeen {
    /// Counts from 1 since the start of the server.
    pub number: u64,
    /// Its id, as in the log.
    pub session: String,
    /// When it began (RFC 3339).
    pub began: String,
    /// How long it took.
    pub milliseconds: u64,
    /// The address at which the client connected.
    pub listener: String,
    /// The client's address.
    pub client: String,
    /// Who logged in.
    pub account: Option<String>,
    /// The label of the app password that it logged in with; empty: none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub credential: String,
    /// The mechanism that it logged in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<String>,
    /// The TLS version.
    pub tls: Option<String>,
    /// The name that the client gave.
    pub ehlo: Option<String>,
    /// Messages accepted in it.
    pub messages: u64,
    /// Refusals in it.
    pub refusals: u64,
    /// How it ended.
    pub how: String,
    /// Whether the client heard a refusal, or could not be answered because the handshake failed.
    pub refused: bool,
    /// The last refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<RefusalSeen>,
    /// What only the operator learns of the last refusal; empty if there is nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Why it went as it did, where there is something to explain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Explained>,
    /// The last lines of both sides, without secrets; kept where something was refused.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dialogue: String,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalSeen {
    /// The three digits.
    pub code: u16,
    /// The enhanced code, such as `5.7.8`.
    pub enhanced: Option<String>,
    /// Its name, as in docs/replies.md.
    pub reply: String,
    /// What was said.
    pub text: String,
}

/// Why, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The refusal that matters, where it is not the last one that is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<RefusalSeen>,
    /// What only the operator learns of that refusal; empty if there is nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The id of the cause, as in docs/replies.md.
    pub cause: String,
    /// What happened, in one sentence.
    pub what: String,
    /// Who can do something about it.
    pub who: String,
    /// What to do.
    pub remedy: String,
}

#[derive(Default)]
struct Ring {
    /// Those that were let in, oldest first.
    kept: VecDeque<Arc<Kept>>,
    /// Those that were turned away, oldest first.
    turned_away: VecDeque<Arc<Kept>>,
    /// How many were noted so far.
    noted: u64,
    /// What the dialogues take together.
    dialogue_octets: usize,
    /// Handshakes that failed in sessions that have not ended yet, by session.
    handshakes: BTreeMap<String, String>,
    /// What only the operator learns of refusals in sessions that have not ended yet, by session.
    details: BTreeMap<String, Vec<Told>>,
}

/// A refusal, and what only the operator learns of it.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) reply: &'static Reply,
    pub(super) detail: String,
    pub(super) cause: Option<&'static Cause>,
}

struct Kept {
    number: u64,
    session: Box<EndedSession>,
    /// What the TLS library said, if the handshake failed.
    handshake: Option<String>,
    /// The latest of each refusal.
    details: Vec<Told>,
}

impl Sessions {
    /// Notes an event, if it is the end of a session or says why that is near.
    pub fn note(&self, event: &Event) {
        match event {
            Event::Ended(session) => {
                let session = session.clone();
                self.lock().push(session);
            }
            Event::Refused {
                about,
                reply,
                detail,
                cause,
            } if !detail.is_empty() => {
                let told = Told {
                    reply,
                    detail: detail.clone(),
                    cause: *cause,
                };
                self.lock().refused(&about.session, told);
            }
            Event::HandshakeFailed { about, why } => {
                let mut ring = self.lock();
                // Each ends in a moment, so this bound is none that is met.
                if ring.handshakes.len() < SESSIONS_MAX {
                    ring.handshakes.insert(about.session.clone(), why.clone());
                }
            }
            _ => {}
        }
    }

    /// Sessions in the order in which they ended: the first `limit` behind the number `after`, or without it the latest
    /// `limit`. With `refused_only`, only those that were refused.
    pub fn list(&self, after: Option<u64>, refused_only: bool, limit: usize) -> Vec<SessionSeen> {
        let meant = self.lock().meant(after, refused_only, limit);
        // Diagnoses take their time, and every session that ends wants the lock.
        meant.iter().map(|kept| kept.seen()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    /// The last refusal comes with the end of the session; those that it follows from are remembered until then.
    fn refused(&mut self, session: &str, told: Told) {
        // Where so many are open that were refused, the log has it.
        if self.details.len() >= SESSIONS_MAX && !self.details.contains_key(session) {
            return;
        }
        let details = self.details.entry(session.to_owned()).or_default();
        details.retain(|known| known.reply != told.reply);
        if details.len() == DETAILS_MAX {
            details.remove(0);
        }
        details.push(told);
    }

    fn push(&mut self, session: Box<EndedSession>) {
        self.noted += 1;
        self.dialogue_octets += session.dialogue.len();
        let is_turned_away = session.refusal.is_some_and(is_turned_away);
        let kept = Arc::new(Kept {
            number: self.noted,
            handshake: self.handshakes.remove(&session.about.session),
            details: self.details.remove(&session.about.session).unwrap_or_default(),
            session,
        });
        if is_turned_away {
            self.turned_away.push_back(kept);
        } else {
            self.kept.push_back(kept);
        }
        while self.turned_away.len() > TURNED_AWAY_MAX
            || self.kept.len() + self.turned_away.len() > SESSIONS_MAX
            || self.dialogue_octets > DIALOGUE_OCTETS_MAX
        {
            let Some(oldest) = self.pop() else { return };
            self.dialogue_octets -= oldest.session.dialogue.len();
        }
    }

    /// Takes out the one that goes next: the oldest of those that were turned away if there are too many of them, else the
    /// oldest of all.
    fn pop(&mut self) -> Option<Arc<Kept>> {
        let number = |ring: &VecDeque<Arc<Kept>>| ring.front().map_or(u64::MAX, |kept| kept.number);
        if self.turned_away.len() > TURNED_AWAY_MAX || number(&self.turned_away) < number(&self.kept) {
            self.turned_away.pop_front()
        } else {
            self.kept.pop_front()
        }
    }

    /// Those that are asked for, in the order in which they ended.
    fn meant(&self, after: Option<u64>, refused_only: bool, limit: usize) -> Vec<Arc<Kept>> {
        let all = self.kept.iter().chain(&self.turned_away);
        let mut meant: Vec<&Arc<Kept>> = all
            .filter(|kept| after.is_none_or(|after| kept.number > after) && (!refused_only || kept.is_refused()))
            .collect();
        meant.sort_by_key(|kept| kept.number);
        let too_old = match after {
            Some(_) => 0,
            None => meant.len().saturating_sub(limit),
        };
        meant.into_iter().skip(too_old).take(limit).cloned().collect()
    }
}

impl Kept {
    fn is_refused(&self) -> bool {
        self.session.refusals > 0 || self.handshake.is_some()
    }

    fn seen(&self) -> SessionSeen {
        let EndedSession {
            about,
            how,
            messages,
            refusals,
            began,
            took,
            ehlo,
            refusal,
            detail,
            cause: _,
            dialogue,
        } = &*self.session;
        let why = diagnosis(&self.session, &self.details, self.handshake.as_deref());
        SessionSeen {
            number: self.number,
            session: about.session.clone(),
            began: began.rfc3339(),
            milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            listener: about.listener.clone(),
            client: about.client.clone(),
            account: about.account.clone(),
            credential: about.credential.clone(),
            mechanism: about.mechanism.map(str::to_owned),
            tls: about.tls.as_ref().map(|facts| facts.version.clone()),
            ehlo: ehlo.clone(),
            messages: *messages,
            refusals: *refusals,
            how: how.clone(),
            refused: self.is_refused(),
            last: refusal.map(RefusalSeen::of),
            detail: detail.clone(),
            why: why.map(|why| Explained::of(&why, *refusal, &self.details)),
            dialogue: dialogue.clone(),
        }
    }
}

impl RefusalSeen {
    fn of(reply: &Reply) -> Self {
        Self {
            code: reply.code,
            enhanced: reply.enhanced_code(),
            reply: reply.id.to_owned(),
            // What stood in its place is in the detail.
            text: reply.text.replace(" ({})", ""),
        }
    }
}

impl Explained {
    fn of(why: &Diagnosis, last: Option<&Reply>, details: &[Told]) -> Self {
        let matters = why.reply.filter(|reply| last != Some(*reply));
        let told = details.iter().find(|told| matters == Some(told.reply));
        Self {
            refusal: matters.map(RefusalSeen::of),
            detail: told.map(|told| told.detail.clone()).unwrap_or_default(),
            cause: why.cause.to_owned(),
            what: why.sentence.clone(),
            who: why.who.name(Language::English).to_owned(),
            remedy: why.remedy.clone(),
        }
    }
}

/// How many sessions are remembered, and the most that may be asked for at once.
pub const SESSIONS_MAX: usize = 1_000;
const TURNED_AWAY_MAX: usize = 100;
/// Of a session.
const DETAILS_MAX: usize = 4;
const DIALOGUE_OCTETS_MAX: usize = 4 << 20;
#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::About;
    use mail::Timestamp;
    use smtp::Moment;

    fn about(session: &str) -> About {
        About {
            session: session.to_owned(),
            listener: "127.0.0.1:2587".to_owned(),
            client: "192.0.2.1:40000".to_owned(),
            ..About::default()
        }
    }

    fn ended(session: &str, refusal: Option<&'static Reply>, dialogue: &str) -> Event {
        Event::Ended(Box::new(EndedSession {
            about: about(session),
            how: "the client left".to_owned(),
            messages: 0,
            refusals: u64::from(refusal.is_some()),
            began: Timestamp::from_micros(0),
            took: Moment::from_millis(1_500),
            ehlo: Some("laptop.example".to_owned()),
            refusal,
            detail: String::new(),
            cause: refusal.and_then(|reply| reply.cause),
            dialogue: dialogue.to_owned(),
        }))
    }

    fn names(seen: &[SessionSeen]) -> Vec<&str> {
        seen.iter().map(|seen| seen.session.as_str()).collect()
    }

    #[test]
    fn the_latest_are_listed_in_their_order() {
        let sessions = Sessions::default();
        for (name, refusal) in [
            ("a", None),
            ("b", Some(&reply::TLS_REQUIRED)),
            ("c", None),
            ("d", Some(&reply::BANNED)),
        ] {
            sessions.note(&ended(name, refusal, ""));
        }
        for (after, refused_only, limit, expected) in [
            (None, false, 10, &["a", "b", "c", "d"][..]),
            (None, false, 2, &["c", "d"]),
            (None, true, 10, &["b", "d"]),
            (None, true, 1, &["d"]),
            (Some(0), false, 2, &["a", "b"]),
            (Some(2), false, 10, &["c", "d"]),
            (Some(2), true, 10, &["d"]),
            (Some(4), false, 10, &[]),
            (Some(u64::MAX), false, 10, &[]),
        ] {
            let seen = sessions.list(after, refused_only, limit);
            assert_eq!(names(&seen), expected, "{after:?} {refused_only} {limit}");
        }
        let seen = sessions.list(None, false, 1).remove(0);
        assert_eq!((seen.number, seen.milliseconds, seen.refused), (4, 1_500, true));
        assert_eq!(
            seen.last.map(|last| (last.code, last.reply)),
            Some((421, "banned".to_owned()))
        );
        assert_eq!(
            seen.why.map(|why| (why.cause, why.refusal)),
            Some(("auth-rate-limit".to_owned(), None))
        );
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let sessions = Sessions::default();
        for n in 0..SESSIONS_MAX + 10 {
            sessions.note(&ended(&n.to_string(), None, ""));
        }
        let seen = sessions.list(None, false, usize::MAX);
        assert_eq!((seen.len(), seen[0].number), (SESSIONS_MAX, 11));

        let dialogue = "x".repeat(DIALOGUE_OCTETS_MAX / 4);
        for n in 0..6 {
            sessions.note(&ended(&n.to_string(), Some(&reply::MAIL_SYNTAX), &dialogue));
        }
        assert_eq!(names(&sessions.list(None, false, usize::MAX)), ["2", "3", "4", "5"]);
    }

    #[test]
    fn a_crowd_at_the_door_pushes_nobody_out() {
        let sessions = Sessions::default();
        sessions.note(&ended("mistyped", Some(&reply::BAD_CREDENTIALS), ""));
        for n in 0..2 * SESSIONS_MAX {
            let reply = if n % 2 == 0 {
                &reply::BANNED
            } else {
                &reply::NETWORK_CONNECTIONS
            };
            sessions.note(&ended(&n.to_string(), Some(reply), ""));
        }
        sessions.note(&ended("sent", None, ""));
        let seen = sessions.list(None, false, usize::MAX);
        assert_eq!(seen.len(), TURNED_AWAY_MAX + 2);
        assert_eq!(names(&seen)[..2], ["mistyped", "1900"]);
        assert_eq!(names(&seen)[TURNED_AWAY_MAX..], ["1999", "sent"]);
        assert_eq!(names(&sessions.list(Some(1), true, 1)), ["1900"]);
        assert_eq!(names(&sessions.list(None, true, 1)), ["1999"]);

        // They go when their turn comes, like all others.
        for n in 0..SESSIONS_MAX - 51 {
            sessions.note(&ended(&format!("later {n}"), None, ""));
        }
        let seen = sessions.list(None, false, usize::MAX);
        assert_eq!((seen.len(), names(&seen)[0]), (SESSIONS_MAX, "1950"));
    }

    #[test]
    fn a_failed_handshake_is_known_at_the_end() {
        let sessions = Sessions::default();
        let why = "no shared cipher".to_owned();
        sessions.note(&Event::HandshakeFailed { about: about("a"), why });
        assert!(sessions.list(None, false, 10).is_empty());
        sessions.note(&ended("b", None, ""));
        sessions.note(&ended("a", None, ""));
        let seen = sessions.list(None, true, 10);
        assert_eq!(names(&seen), ["a"]);
        assert!(
            seen[0]
                .why
                .as_ref()
                .is_some_and(|why| why.what.contains("no shared cipher"))
        );
        assert!(sessions.lock().handshakes.is_empty());
    }

    #[test]
    fn why_a_login_was_refused_is_known_behind_what_follows_from_it() {
        let sessions = Sessions::default();
        let refused = |session: &str, reply: &'static Reply, detail: &str| Event::Refused {
            about: about(session),
            reply,
            detail: detail.to_owned(),
            cause: reply.cause,
        };
        let line = |reply: &Reply| {
            format!(
                "S: {} {} {}\n",
                reply.code,
                reply.enhanced_code().unwrap_or_default(),
                reply.text
            )
        };
        let dialogue = format!(
            "C: AUTH PLAIN ***\n{}C: MAIL FROM:<a@b.example>\n{}",
            line(&reply::BAD_CREDENTIALS),
            line(&reply::AUTH_REQUIRED)
        );
        for detail in ["unknown account (login ?)", "wrong password (login \"alice\")"] {
            sessions.note(&refused("a", &reply::BAD_CREDENTIALS, detail));
        }
        sessions.note(&refused("a", &reply::AUTH_REQUIRED, ""));
        for n in 0..2 * SESSIONS_MAX {
            sessions.note(&refused(
                &format!("open {n}"),
                &reply::BAD_CREDENTIALS,
                "wrong password",
            ));
        }
        assert_eq!(sessions.lock().details.len(), SESSIONS_MAX);
        sessions.note(&ended("a", Some(&reply::AUTH_REQUIRED), &dialogue));
        let why = sessions.list(None, true, 1).remove(0).why.expect("it can be explained");
        assert_eq!(
            why.refusal.map(|refusal| refusal.reply),
            Some("auth-bad-credentials".to_owned())
        );
        assert_eq!(why.detail, "wrong password (login \"alice\")");
        assert_eq!(sessions.lock().details.len(), SESSIONS_MAX - 1);
    }

    #[test]
    fn what_is_seen_travels_as_json() {
        let sessions = Sessions::default();
        sessions.note(&ended(
            "a",
            Some(&reply::TLS_REQUIRED),
            "C: EHLO x\nC: MAIL FROM:<a@b.example>\n",
        ));
        let seen = sessions.list(None, false, 1);
        let json = serde_json::to_string(&seen).expect("JSON");
        assert_eq!(serde_json::from_str::<Vec<SessionSeen>>(&json).expect(&json), seen);
    }
}
