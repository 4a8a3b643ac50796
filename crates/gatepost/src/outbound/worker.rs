//! One connection's worth of work: takes message after message for one destination, and says what came of each.

use super::Office;
use super::destinations::{PAUSE, Trouble};
use super::letter::Letter;
use super::outcome::{Verdict, judge};
use super::reach::{NotReached, Reached, reach};
use super::settling::{self, Attempted, settlement};
use super::ways::{Target, Ways};
use crate::config::Via;
use crate::events::{Attempt, Event};
use mail::{BodyKind, Envelope, Recipient, Timestamp};
use queue::Outcome;
use reply::causes::{
    AUTH_NEEDS_TLS, AUTH_REQUIRED, CONNECTION_DROPPED, SERVICE_UNAVAILABLE, TLS_REQUIRED, TOO_MANY_RECIPIENTS,
};
use smtp::Moment;
use smtp::client::{Failure, Fate, Lack, Parcel, Problem, Stage};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{Leased, StoreError};
use tokio::sync::mpsc::{Receiver, UnboundedSender};

/// What is due of one message at one destination.
pub struct Job {
    /// What it is, and the right to work on it.
    pub leased: Leased,
    /// The number of its route.
    pub place: usize,
    /// Its domain, where that matters.
    pub domain: Option<String>,
    /// The name of the destination.
    pub destination: String,
    /// When it was leased.
    pub since: Moment,
    /// What held then: the number of the route is one of these.
    pub ways: Arc<Ways>,
}

impl Job {
    fn target(&self) -> Target<'_> {
        Target {
            place: self.place,
            domain: self.domain.as_deref(),
        }
    }
}

/// What a worker tells.
pub enum Told {
    /// It is done with a job.
    Done {
        /// Which worker.
        worker: u64,
        /// Whose mail it was.
        account: String,
        /// Where to.
        destination: String,
        /// What it says of the destination.
        signal: Signal,
        /// When something of it is to be tried again.
        next: Option<Timestamp>,
        /// It has a connection, and waits for the next.
        waits: bool,
    },
    /// It waited for long enough, and is gone.
    Left {
        /// Which worker.
        worker: u64,
        /// A job that came too late.
        job: Option<Box<Job>>,
    },
}

/// What a job says of its destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// It answers.
    Well,
    /// It cannot be reached, or ended the session; or nothing can go there until somebody mends it.
    Failed(Trouble),
    /// Nothing: it was not asked.
    Nothing,
}

/// A worker.
pub struct Worker {
    /// Its number.
    pub number: u64,
    /// What all share.
    pub office: Arc<Office>,
    /// What holds for what it does, and for its connection.
    pub ways: Arc<Ways>,
    /// Where its further jobs come from. When there are to be none any more, that ends.
    pub jobs: Receiver<Job>,
    /// Whom it tells.
    pub tell: UnboundedSender<Told>,
}

impl Worker {
    /// Does `job` and those that come behind it.
    pub async fn work(mut self, job: Job) {
        let (mut next, mut reached): (Option<Job>, Option<Reached>) = (Some(job), None);
        while let Some(job) = next.take() {
            let (account, destination) = (job.leased.message.origin.account.clone(), job.destination.clone());
            // After a reload a name may mean another server, or another kind of connection.
            if !Arc::ptr_eq(&self.ways, &job.ways) {
                self.ways = job.ways.clone();
                if let Some(old) = reached.take() {
                    old.call.end().await;
                }
            }
            let (signal, next_try) = self.deliver(job, &mut reached).await;
            let is_usable = match &mut reached {
                Some(reached) => reached.call.is_usable().await,
                None => false,
            };
            if !is_usable && let Some(reached) = reached.take() {
                reached.call.end().await;
            }
            let told = Told::Done {
                worker: self.number,
                account,
                destination,
                signal,
                next: next_try,
                waits: is_usable,
            };
            // Whoever listens may be gone when the server stops.
            drop(self.tell.send(told));
            if !is_usable {
                return;
            }
            let clock = &self.office.world.clock;
            next = tokio::select! {
                biased;
                job = self.jobs.recv() => job,
                () = clock.sleep_until(clock.now() + IDLE_TIME) => None,
            };
        }
        self.jobs.close();
        let left = Told::Left {
            worker: self.number,
            job: self.jobs.try_recv().ok().map(Box::new),
        };
        drop(self.tell.send(left));
        if let Some(reached) = reached {
            reached.call.end().await;
        }
    }

    /// One message: over the connection that is there, or over a new one. Returns what that says of the destination, and when
    /// something of the message is to be tried again.
    async fn deliver(&self, job: Job, reached: &mut Option<Reached>) -> (Signal, Option<Timestamp>) {
        let Office { mail, world, .. } = &*self.office;
        let message = job.leased.message.clone();
        if !self.is_still_ours(&job).await {
            return (Signal::Nothing, None);
        }
        let signers = self.ways.signers(&message.origin);
        let opened = Letter::open(&**mail, message.clone(), signers, world.clock.date()).await;
        let letter = match opened {
            Ok(letter) => letter,
            Err(StoreError::Damaged(_)) => {
                self.damaged(&job).await;
                return (Signal::Nothing, None);
            }
            // An operator was quicker.
            Err(StoreError::NotFound) => return (Signal::Nothing, None),
            Err(error) => {
                let attempted = vec![unread(&error); job.leased.deliveries.len()];
                return (Signal::Nothing, self.settle(&job, &attempted, None).await);
            }
        };
        let clock = &world.clock;
        let in_time = tokio::select! {
            biased;
            done = self.attempt(&job, &letter, reached) => Some(done),
            () = clock.sleep_until(clock.now() + ATTEMPT_TIME) => None,
        };
        let (attempted, signal, damaged) = match in_time {
            Some(done) => done,
            None => {
                *reached = None;
                let late = too_late();
                let signal = Signal::Failed(self.trouble(&late, false));
                (vec![late; job.leased.deliveries.len()], signal, false)
            }
        };
        let next = if damaged {
            self.damaged(&job).await;
            None
        } else {
            self.settle(&job, &attempted, Some(&letter)).await
        };
        (signal, next)
    }

    /// What has waited here may have been held or removed by an operator, or taken by somebody else.
    async fn is_still_ours(&self, job: &Job) -> bool {
        let Office { mail, world, .. } = &*self.office;
        if world.clock.now().saturating_sub(job.since) < FRESH {
            return true;
        }
        let until = lease_end(world.clock.date());
        mail.renew(&job.leased.lease, until).await == Ok(true)
    }

    /// What became of each recipient, what that says of the destination, and whether the message turned out to be damaged.
    async fn attempt(
        &self,
        job: &Job,
        letter: &Letter,
        reached: &mut Option<Reached>,
    ) -> (Vec<Attempted>, Signal, bool) {
        let deliveries = &job.leased.deliveries;
        let mut plain: Option<Letter> = None;
        let mut attempted: Vec<Option<Attempted>> = vec![None; deliveries.len()];
        let mut left: Vec<usize> = (0..deliveries.len()).collect();
        let mut signal = Signal::Well;
        while !left.is_empty() {
            let is_reused = reached.is_some();
            if reached.is_none() {
                match reach(&self.office.world, &self.ways, job.target()).await {
                    Ok(new) => *reached = Some(new),
                    Err(not) => {
                        let (failed, why) = self.not_reached(job, &not);
                        left.drain(..).for_each(|n| attempted[n] = Some(failed.clone()));
                        signal = why;
                        break;
                    }
                }
            }
            let Some(session) = reached.as_mut() else { break };
            let limits = &session.call.session().capabilities().limits;
            let domains_max = limits.domains_max.map_or(u64::MAX, |most| most.max(1));
            let count = limits
                .recipients_max
                .and_then(|limit| usize::try_from(limit).ok())
                .map_or(RECIPIENTS_MAX, |limit| limit.clamp(1, RECIPIENTS_MAX));
            // RFC 9422 §4.2, §4.3: so many recipients, of so many domains.
            let mut domains: BTreeSet<&str> = BTreeSet::new();
            let fits = |n: &usize| {
                domains.insert(deliveries[*n].recipient.address.domain().ascii());
                domains.len() as u64 <= domains_max
            };
            let chunk: Vec<usize> = left.iter().copied().take(count).take_while(fits).collect();
            let recipients = chunk.iter().map(|n| deliveries[*n].recipient.clone()).collect();
            let letter = plain.as_ref().unwrap_or(letter);
            let mut reading = match letter.read(&*self.office.mail).await {
                Ok(reading) => reading,
                Err(error) => {
                    left.drain(..).for_each(|n| attempted[n] = Some(unread(&error)));
                    break;
                }
            };
            let settled = session
                .call
                .hand_over(self.parcel(job, letter, recipients), &mut reading)
                .await;
            if matches!(reading.error, Some(StoreError::Damaged(_))) {
                *reached = None;
                return (Vec::new(), Signal::Nothing, true);
            }
            // A server that has ended a session which waited says nothing about the message.
            if is_reused && settled.fates.iter().all(is_over_at_once) {
                *reached = None;
                continue;
            }
            // A report is our own, so it may be made what this server takes: whoever is to read it would hear nothing else.
            if settled.fates.iter().all(wants_ascii)
                && let Some(in_ascii) = letter.in_ascii(&*self.office.mail).await
            {
                plain = Some(in_ascii);
                continue;
            }
            let is_final = matches!(self.ways.route(job.target()).via, Via::Lmtp(_));
            let verdicts = settled
                .fates
                .iter()
                .map(|fate| judge(fate, is_final, settled.reports_passed_on));
            let verdicts: Vec<Verdict> = verdicts.collect();
            let some_went = verdicts
                .iter()
                .any(|verdict| verdict.cause != Some(&TOO_MANY_RECIPIENTS));
            let demands_login = self.demands_login(job, &settled.fates);
            let ends = settled.fates.iter().find_map(ends_session);
            let mut rest = Vec::new();
            for (n, mut verdict) in chunk.iter().zip(verdicts) {
                // RFC 5321 §4.5.3.1.10: those come with the next transaction, if there was anything in this one.
                if verdict.cause == Some(&TOO_MANY_RECIPIENTS) && some_went && ends.is_none() {
                    rest.push(*n);
                    continue;
                }
                if session.is_our_choice(&verdict) {
                    verdict = verdict.for_now_at_least();
                }
                if demands_login {
                    verdict = verdict.for_now_at_least();
                    verdict.outcome = self.pause();
                }
                let seen = seen(session, verdict);
                if demands_login {
                    signal = Signal::Failed(self.trouble(&seen, true));
                }
                attempted[*n] = Some(seen);
            }
            if let (Some(verdict), Signal::Well) = (ends, &signal) {
                signal = Signal::Failed(self.trouble(&seen(session, verdict), false));
            }
            left.drain(..chunk.len());
            left.splice(0..0, rest);
            if session.call.session().is_used_up() || matches!(signal, Signal::Failed(_)) {
                if let Some(over) = reached.take() {
                    over.call.end().await;
                }
                // For those who were not asked for nothing is known: they wait with the destination.
                if let Signal::Failed(trouble) = &signal {
                    let wait = self.not_asked_for(trouble);
                    left.drain(..).for_each(|n| attempted[n] = Some(wait.clone()));
                }
            }
        }
        let attempted = attempted
            .into_iter()
            .map(|one| one.unwrap_or_else(|| unread(&StoreError::Unknown)));
        (attempted.collect(), signal, false)
    }

    /// It takes nothing from whoever has not logged in, or speaks without TLS: that is the configuration's fault, and not the
    /// message's. Where we have logged in, or others are taken, it is about that recipient alone.
    fn demands_login(&self, job: &Job, fates: &[Fate]) -> bool {
        let has_no_login = self.ways.login(job.place).is_none();
        let is_ours = !matches!(self.ways.route(job.target()).via, Via::Mx { .. });
        let is_demand = |fate: &Fate| {
            let Err(Failure {
                problem: Problem::Refused(reply),
                ..
            }) = fate
            else {
                return false;
            };
            let cause = judge(fate, false, false).cause;
            let by_words = [&AUTH_REQUIRED, &AUTH_NEEDS_TLS, &TLS_REQUIRED]
                .map(Some)
                .contains(&cause);
            reply.class() == 5 && (by_words || [530, 535].contains(&reply.code))
        };
        is_ours && has_no_login && !fates.is_empty() && fates.iter().all(is_demand)
    }

    /// What becomes of a recipient who was not asked for, since the session came to its end before.
    fn not_asked_for(&self, trouble: &Trouble) -> Attempted {
        let cause = reply::causes::ALL.iter().find(|cause| cause.id == trouble.cause);
        let mut verdict = Verdict::for_now(
            cause.copied().unwrap_or(&CONNECTION_DROPPED),
            trouble.said.clone(),
            "4.4.2",
        );
        if trouble.is_pause {
            verdict.outcome = self.pause();
        }
        Attempted {
            hop: trouble.hop.clone(),
            ..from_us(verdict)
        }
    }

    fn not_reached(&self, job: &Job, not: &NotReached) -> (Attempted, Signal) {
        let mut verdict = not.verdict.clone();
        // Whoever set up the route has to see to it that this server takes mail from us: no message is to blame.
        if job.domain.is_none() {
            verdict = verdict.for_now_at_least();
        }
        if not.login_refused {
            verdict.outcome = self.pause();
        }
        let is_final = verdict.is_final();
        let attempted = Attempted {
            verdict,
            hop: not.hop.as_ref().map(ToString::to_string),
            server: not.hop.as_ref().map(|hop| hop.server.clone()),
            tls: None,
            note: not
                .login_refused
                .then(|| "the route is paused, and tried again every 15 minutes".to_owned()),
            is_attempt: !not.login_refused,
        };
        // What is for good concerns the domain or the message, and not how the server is today.
        let signal = if is_final && !not.login_refused {
            Signal::Nothing
        } else {
            Signal::Failed(self.trouble(&attempted, not.login_refused))
        };
        (attempted, signal)
    }

    fn trouble(&self, attempted: &Attempted, is_pause: bool) -> Trouble {
        Trouble {
            cause: attempted.verdict.cause.map_or("", |cause| cause.id).to_owned(),
            said: attempted.verdict.said.clone(),
            hop: attempted.hop.clone(),
            is_pause,
            since: self.office.world.clock.date(),
        }
    }

    fn pause(&self) -> Outcome {
        let until = self.office.world.clock.date().plus(PAUSE);
        Outcome::Paused { until }
    }

    fn parcel(&self, job: &Job, letter: &Letter, recipients: Vec<Recipient>) -> Parcel {
        let message = &job.leased.message;
        Parcel {
            envelope: Envelope {
                sender: message.sender.clone(),
                recipients,
                size: Some(letter.octets()),
                body: if letter.is_in_ascii() {
                    BodyKind::SevenBit
                } else {
                    message.body
                },
                smtputf8: message.smtputf8 && !letter.is_in_ascii(),
                ret: message.ret,
                envid: message.envid.clone(),
                // RFC 4954 §5: we do not vouch for what a client said of somebody else.
                submitter: None,
            },
            octets: letter.octets(),
            eight_bit_header: !letter.is_in_ascii() && (message.eight_bit_header || !message.added.is_ascii()),
            eight_bit_body: !letter.is_in_ascii() && message.eight_bit_body,
        }
    }

    /// Puts what came of it into the store. What was delivered must not be delivered again, so a store that is busy or full is
    /// waited for. Returns when something of it is to be tried again.
    async fn settle(&self, job: &Job, attempted: &[Attempted], letter: Option<&Letter>) -> Option<Timestamp> {
        let Office {
            mail,
            world,
            ids,
            events,
            ..
        } = &*self.office;
        let desk = settling::Desk {
            mail: &**mail,
            ids,
            clock: &*world.clock,
            random: &*world.random,
            ways: &self.ways,
        };
        for _ in 0..SETTLE_TRIES {
            let settled = match settlement(&desk, &job.leased, attempted, letter, super::BY).await {
                Ok(settlement) => {
                    let happened = settlement.events.clone();
                    let open = settlement
                        .updates
                        .iter()
                        .filter(|update| update.state.is_open() && !update.hold);
                    let next = open.map(|update| update.due).min();
                    match mail.settle(settlement).await {
                        Ok(()) => {
                            for event in &happened {
                                events.tell(&Event::Attempted(Box::new(Attempt::of(job.leased.lease.id, event))));
                            }
                            return next;
                        }
                        Err(error) => error,
                    }
                }
                Err(error) => error,
            };
            let may_come = matches!(settled, StoreError::Full | StoreError::Unavailable(_));
            events.tell(&Event::NotSettled {
                id: job.leased.lease.id.to_string(),
                why: settled.to_string(),
            });
            if !may_come {
                return None;
            }
            world.clock.sleep_until(world.clock.now() + SETTLE_WAIT).await;
        }
        None
    }

    /// What is damaged is marked, held and never sent.
    async fn damaged(&self, job: &Job) {
        let Office {
            mail, world, events, ..
        } = &*self.office;
        let id = job.leased.lease.id;
        let marked = mail.damaged(id, world.clock.date(), super::BY.to_owned()).await;
        if marked == Ok(true) {
            events.tell(&Event::Damaged { id: id.to_string() });
        }
    }
}

/// What a session shows of an attempt.
fn seen(session: &Reached, verdict: Verdict) -> Attempted {
    let is_attempt = !matches!(verdict.outcome, Outcome::Paused { .. });
    Attempted {
        verdict,
        hop: Some(session.hop.to_string()),
        server: Some(session.hop.server.clone()),
        tls: Some(session.tls.clone()),
        note: session.note.clone(),
        is_attempt,
    }
}

/// Our own disk is in the way.
fn unread(error: &StoreError) -> Attempted {
    let said = format!("the message could not be read here: {error}");
    from_us(Verdict::for_now(&SERVICE_UNAVAILABLE, said, "4.3.0"))
}

/// The server never came to an end.
fn too_late() -> Attempted {
    let minutes = ATTEMPT_TIME.as_secs() / 60;
    let said = format!("the server was not done with the message after {minutes} minutes");
    let mut verdict = Verdict::for_now(&CONNECTION_DROPPED, said, "4.4.2");
    verdict.may_be_double = true;
    Attempted {
        is_attempt: true,
        ..from_us(verdict)
    }
}

/// Nobody was asked.
pub fn from_us(verdict: Verdict) -> Attempted {
    Attempted {
        verdict,
        hop: None,
        server: None,
        tls: None,
        note: None,
        is_attempt: false,
    }
}

/// The server takes no 8-bit or UTF-8 text.
fn wants_ascii(fate: &Fate) -> bool {
    let Err(failure) = fate else { return false };
    matches!(failure.problem, Problem::Lacks(Lack::EightBit | Lack::Utf8))
}

/// The session was over when MAIL was said.
fn is_over_at_once(fate: &Fate) -> bool {
    let Err(Failure {
        stage: Stage::Sender,
        problem,
    }) = fate
    else {
        return false;
    };
    match problem {
        Problem::Lost => true,
        Problem::Refused(reply) => reply.ends_session(),
        _ => false,
    }
}

/// The server ended the session, or says nothing any more.
fn ends_session(fate: &Fate) -> Option<Verdict> {
    let Err(failure) = fate else { return None };
    let ends = match &failure.problem {
        Problem::Refused(reply) => reply.ends_session(),
        Problem::Lost | Problem::Silent | Problem::NoReply(_) | Problem::Handshake(_) => true,
        Problem::Lacks(_) | Problem::BodyLost => false,
    };
    ends.then(|| judge(fate, false, false))
}

/// How long a connection waits for the next message.
const IDLE_TIME: Moment = Moment::from_secs(5);
/// RFC 5321 §4.5.3.1.8: everybody takes so many.
pub const RECIPIENTS_MAX: usize = 100;
/// How long one message may take. A server that is slower has its hold on one of our connections for long enough.
const ATTEMPT_TIME: Moment = Moment::from_secs(90 * 60);
/// What has waited for longer is looked at once more before it goes out.
const FRESH: Moment = Moment::from_secs(10);
const SETTLE_TRIES: usize = 600;
const SETTLE_WAIT: Moment = Moment::from_secs(5);

/// When a lease that begins at `now` is over: long after the last of all timeouts of a session.
pub fn lease_end(now: Timestamp) -> Timestamp {
    now.plus(std::time::Duration::from_secs(2 * 60 * 60))
}
