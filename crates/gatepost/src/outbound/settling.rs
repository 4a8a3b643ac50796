//! From what an attempt came to, to what the store keeps of it: how each delivery stands, what happened, and the reports that go
//! out with it.

use super::letter::Letter;
use super::outcome::Verdict;
use super::ways::{Way, Ways};
use crate::notices::report::{Notified, Subject, report};
use crate::world::{Clock, Random};
use mail::{BodyKind, HeaderScanner, Notify, Recipient, Ret, ReversePath, Timestamp};
use queue::{
    Delivery, Detail, Event, EventKind, Facts, IdSource, Message, Next, Notice, Origin, Outcome, Progress, QueueId,
    Standing, State, Tried, Update, settle,
};
use reply::causes::DELIVERY_EXPIRED;
use std::sync::Arc;
use std::time::Duration;
use store::{Entry, KeptBody, Leased, MailStore, Settlement, StoreError};

/// What settling needs of the world.
pub struct Desk<'a> {
    /// Where mail is kept.
    pub mail: &'a dyn MailStore,
    /// Names reports.
    pub ids: &'a IdSource,
    /// Time.
    pub clock: &'a dyn Clock,
    /// Chance.
    pub random: &'a dyn Random,
    /// What holds for deliveries.
    pub ways: &'a Ways,
}

/// What an attempt came to, for one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempted {
    /// What that means.
    pub verdict: Verdict,
    /// Who was asked, as it stands in the trace.
    pub hop: Option<String>,
    /// The name of that server.
    pub server: Option<String>,
    /// How the connection was secured, if there was one.
    pub tls: Option<String>,
    /// What else is worth knowing.
    pub note: Option<String>,
    /// Whether somebody was asked at all. What was only put off is no attempt.
    pub is_attempt: bool,
}

/// How it stands with one recipient then.
struct Decided<'a> {
    n: u32,
    delivery: &'a Delivery,
    attempted: &'a Attempted,
    kind: EventKind,
    notice: Option<Notice>,
    update: Update,
    /// There was no more time.
    expired: bool,
}

/// What is settled, with the deliveries it is about. `attempted` has one for each delivery of `leased`, in order. `by` is who
/// decided it: the server, or an operator.
///
/// # Errors
/// A report cannot be written. Nothing is settled then, and it can be tried again.
pub async fn settlement(
    desk: &Desk<'_>,
    leased: &Leased,
    attempted: &[Attempted],
    letter: Option<&Letter>,
    by: &str,
) -> Result<Settlement, StoreError> {
    let now = desk.clock.date();
    let mut decided = decide(desk, leased, attempted, now);
    let mut reports = Vec::new();
    for notice in [Notice::Failure, Notice::Delay, Notice::Relayed, Notice::Success] {
        let about = decided.iter_mut().filter(|one| one.notice == Some(notice));
        let mut about: Vec<&mut Decided<'_>> = about.collect();
        if about.is_empty() {
            continue;
        }
        let id = desk.ids.next(now);
        let notified: Vec<Notified<'_>> = about.iter().map(|one| notified(one)).collect();
        // While its route is paused, the age does not run.
        let is_delay = notice == Notice::Delay;
        let is_paused = |one: &&mut Decided<'_>| matches!(one.attempted.verdict.outcome, Outcome::Paused { .. });
        let paused = about
            .iter()
            .map(|one| one.update.progress.paused)
            .min()
            .unwrap_or_default();
        let until = (is_delay && !about.iter().any(is_paused))
            .then(|| leased.message.accepted.plus(desk.ways.rules.give_up_after + paused));
        let telling = Telling {
            notice,
            notified: &notified,
            until,
            id,
        };
        match written(desk, &leased.message, letter, telling, now).await? {
            Some(report) => reports.push(report),
            None => continue,
        }
        for one in &mut about {
            one.update.progress.report = Some(id);
        }
    }
    let events = events(&decided, by, now);
    let updates = decided.into_iter().map(|one| one.update).collect();
    Ok(Settlement {
        lease: leased.lease.clone(),
        updates,
        events,
        reports,
        now,
    })
}

fn decide<'a>(desk: &Desk<'_>, leased: &'a Leased, attempted: &'a [Attempted], now: Timestamp) -> Vec<Decided<'a>> {
    let mut octets = [0; 8];
    desk.random.fill(&mut octets);
    // The same for all: what goes to one place together goes there together the next time.
    let chance = u64::from_be_bytes(octets);
    let rows = leased.lease.rows.iter().zip(&leased.deliveries).zip(attempted);
    let one = |((n, delivery), attempted): ((&u32, &'a Delivery), &'a Attempted)| {
        let Attempted { verdict, .. } = attempted;
        let before = &delivery.progress;
        let attempts = before.attempts + u32::from(attempted.is_attempt);
        let tried = Tried {
            accepted: leased.message.accepted,
            paused: before.paused,
            attempts,
        };
        let facts = Facts {
            sender: &leased.message.sender,
            notify: delivery.recipient.notify,
            tried,
            was_late: before.late,
        };
        let settled = settle(&desk.ways.rules, facts, verdict.outcome, now, chance);
        let (state, due, kind) = match settled.standing {
            Standing::Ready { due } => (State::Ready, due, EventKind::Deferred),
            Standing::Delivered => (State::Delivered, now, EventKind::Delivered),
            Standing::Failed => (State::Failed, now, EventKind::Failed),
        };
        let pause = match verdict.outcome {
            Outcome::Paused { until } => until.since(now),
            _ => Duration::ZERO,
        };
        let expired = state == State::Failed && verdict.outcome != Outcome::Never;
        let cause = if expired {
            Some(&DELIVERY_EXPIRED)
        } else {
            verdict.cause
        };
        let update = Update {
            n: *n,
            state,
            due,
            hold: false,
            progress: Progress {
                attempts,
                paused: before.paused + pause,
                // Also where nobody is to be told.
                late: before.late || (state == State::Ready && desk.ways.rules.is_late(tried, now)),
                cause: cause.map(|cause| cause.id.to_owned()),
                said: Some(shortened(&verdict.said)),
                hop: attempted.hop.clone().or_else(|| before.hop.clone()),
                report: before.report,
            },
        };
        Decided {
            n: *n,
            delivery,
            attempted,
            kind,
            notice: settled.notice,
            update,
            expired,
        }
    };
    rows.map(one).collect()
}

fn notified<'a>(one: &Decided<'a>) -> Notified<'a> {
    let Attempted { verdict, server, .. } = one.attempted;
    Notified {
        recipient: &one.delivery.recipient,
        server: server.as_deref(),
        said: &verdict.said,
        cause: if one.expired {
            Some(&DELIVERY_EXPIRED)
        } else {
            verdict.cause
        },
        // RFC 3463 §3.5: the time is over.
        status: if one.expired { "4.4.7" } else { &verdict.status },
        is_remote: verdict.is_reply,
        was_tried: one.attempted.is_attempt,
    }
}

/// What happened, one event for all who share it.
fn events(decided: &[Decided<'_>], by: &str, now: Timestamp) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for one in decided {
        let Attempted {
            verdict,
            hop,
            tls,
            note,
            ..
        } = one.attempted;
        let progress = &one.update.progress;
        let double = verdict
            .may_be_double
            .then(|| "it may have been delivered all the same, and then comes twice".to_owned());
        let over = one.expired.then(|| {
            let last = verdict.cause.map_or("", |cause| cause.id);
            format!("the time is over; the last failure was {last}")
        });
        let notes: Vec<String> = [note.clone(), double, over].into_iter().flatten().collect();
        let is_delay = one.notice == Some(Notice::Delay);
        let detail = Detail {
            recipients: Vec::new(),
            hop: hop.clone(),
            tls: tls.clone(),
            said: progress.said.clone(),
            cause: progress.cause.clone(),
            note: (!notes.is_empty()).then(|| notes.join("; ")),
            next: (one.kind == EventKind::Deferred).then_some(one.update.due),
            report: progress.report.filter(|_| one.notice.is_some() || is_delay),
        };
        let same = events.iter_mut().find(|event| {
            let without = Detail {
                recipients: Vec::new(),
                ..event.detail.clone()
            };
            event.kind == one.kind && without == detail
        });
        match same {
            Some(event) => event.detail.recipients.push(one.n),
            None => events.push(Event {
                at: now,
                kind: one.kind,
                by: by.to_owned(),
                detail: Detail {
                    recipients: vec![one.n],
                    ..detail
                },
            }),
        }
    }
    events
}

/// What a report tells.
struct Telling<'a> {
    notice: Notice,
    notified: &'a [Notified<'a>],
    /// Until when it goes on, where that is known.
    until: Option<Timestamp>,
    /// The report's own name.
    id: QueueId,
}

/// A report as a message of its own, with its body. Nothing if there is nobody to tell.
async fn written(
    desk: &Desk<'_>,
    message: &Arc<Message>,
    letter: Option<&Letter>,
    telling: Telling<'_>,
    now: Timestamp,
) -> Result<Option<(Entry, KeptBody)>, StoreError> {
    let Telling {
        notice,
        notified,
        until,
        id,
    } = telling;
    let ReversePath::Mailbox(to) = &message.sender else {
        return Ok(None);
    };
    let original = match letter {
        None => Vec::new(),
        Some(letter) => {
            let most = if notice == Notice::Failure {
                RETURNED_OCTETS_MAX
            } else {
                HEADER_OCTETS_MAX
            };
            letter.read(desk.mail).await?.beginning(most).await?
        }
    };
    // RFC 3461 §4.3: of what was delivered, or goes on, the header alone.
    let wants_all = message.ret == Some(Ret::Full) && notice == Notice::Failure;
    // RFC 2046 §5.2.1: what comes back is not encoded, so it has to be what any server passes on.
    let has_long_lines = original
        .split(|octet| *octet == b'\n')
        .any(|line| line.len() > LINE_OCTETS_MAX);
    let is_whole = original.len() <= RETURNED_OCTETS_MAX
        && !has_long_lines
        && letter.is_some_and(|letter| letter.octets() == original.len() as u64);
    let (name, text_id) = (id.to_string(), message.id.to_string());
    let subject = Subject {
        reporter: &desk.ways.hostname,
        name: &name,
        date: now,
        to,
        message_id: message.message_id.as_deref(),
        queue_id: &text_id,
        accepted: message.accepted,
        envid: message.envid.as_deref(),
        until,
        whole: (wants_all && is_whole).then_some(&original[..]),
        header: header_of(&original),
    };
    let (octets, is_utf8) = report(notice, &subject, notified);
    let mut draft = desk.mail.draft(id);
    draft.write(&octets).await?;
    let body = draft.finish().await?;
    let recipient = Recipient {
        address: to.clone(),
        // RFC 3461 §6.2: nothing is reported about reports.
        notify: Notify::parse("NEVER"),
        orcpt: None,
    };
    let held = desk.ways.find(to.domain().ascii()) == Way::Hold;
    let report = Message {
        id,
        accepted: now,
        origin: Origin {
            account: String::new(),
            credential: String::new(),
            mechanism: String::new(),
            listener: String::new(),
            client: String::new(),
            ehlo: String::new(),
            tls: None,
            session: text_id,
        },
        sender: ReversePath::Null,
        body: if octets.is_ascii() {
            BodyKind::SevenBit
        } else {
            BodyKind::EightBit
        },
        smtputf8: is_utf8,
        ret: None,
        envid: None,
        submitter: None,
        message_id: Some(format!("<{name}@{}>", desk.ways.hostname)),
        octets: body.octets,
        crc: body.crc,
        eight_bit_header: false,
        eight_bit_body: !octets.is_ascii(),
        added: String::new(),
        removed: Vec::new(),
        damaged: false,
    };
    let deliveries = vec![Delivery::new(recipient, held, now)];
    Ok(Some((
        Entry {
            message: report,
            deliveries,
        },
        body,
    )))
}

/// The header, without the empty line behind it.
fn header_of(octets: &[u8]) -> &[u8] {
    let mut scanner = HeaderScanner::new();
    scanner.feed(octets);
    let end = usize::try_from(scanner.header_octets())
        .unwrap_or(usize::MAX)
        .min(octets.len());
    let header = &octets[..end.min(HEADER_OCTETS_MAX)];
    // Whole lines.
    let last = header.windows(2).rposition(|pair| pair == b"\r\n");
    last.map_or(header, |last| &header[..last + 2])
}

/// The other server's words, as far as they are kept.
pub(super) fn shortened(said: &str) -> String {
    said.chars().take(SAID_LETTERS_MAX).collect()
}

/// When a delivery that waits for its destination is looked at again: what it leads to without an attempt.
pub fn needs_attention(ways: &Ways, accepted: Timestamp, paused: Duration, late: bool, now: Timestamp) -> bool {
    let tried = Tried {
        accepted,
        paused,
        attempts: 1,
    };
    let is_over = ways.rules.next(tried, Duration::ZERO, now, 0) == Next::GiveUp;
    is_over || (!late && ways.rules.is_late(tried, now))
}

/// What comes back of a message whose sender wants all of it (RFC 3461 §4.3 lets us keep a limit).
const RETURNED_OCTETS_MAX: usize = 64 * 1024;
/// RFC 5321 §4.5.3.1.6, without LF.
const LINE_OCTETS_MAX: usize = 999;
/// A header that is longer is cut.
const HEADER_OCTETS_MAX: usize = 32 * 1024;
const SAID_LETTERS_MAX: usize = 1_000;
