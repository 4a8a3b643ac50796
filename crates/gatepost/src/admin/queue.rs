//! What an operator sees of the queue and does to it.

use super::protocol::{
    Answer, BackupShown, Change, CheckedShown, DeliveryShown, EventShown, Filter, Meant, MessageListed, MessageShown,
    Problem, ProblemCode,
};
use super::{Control, Export};
use crate::events::{Event, Events};
use futures_util::StreamExt;
use futures_util::stream::try_unfold;
use mail::{Address, BodyKind, Domain, Range, Ret, Timestamp};
use queue::{Delivery, EventKind, Message, QueueId};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::{Checked, Entry, MailStore, PAGE_DELIVERIES, StoreError};

/// Messages on one page, and ids in one order. A message may have thousands of recipients, so this bounds the memory.
pub const PAGE_MESSAGES: usize = 50;

impl Control {
    pub(super) async fn queue_list(
        &self,
        filter: &Filter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Answer, Problem> {
        let now = self.clock.date();
        let (filter, after) = (meant(filter, now)?, after.map(parse_id).transpose()?);
        let limit = limit.clamp(1, PAGE_MESSAGES);
        let mut entries = self.mail.list(filter, after, limit + 1).await?;
        let deliveries: usize = entries.iter().map(|entry| entry.deliveries.len()).sum();
        let more = entries.len() > limit || deliveries >= PAGE_DELIVERIES;
        entries.truncate(limit);
        Ok(Answer::Messages {
            messages: entries.iter().map(|entry| listed(entry, now)).collect(),
            more,
        })
    }

    pub(super) async fn queue_count(&self, filter: &Filter) -> Result<Answer, Problem> {
        let filter = meant(filter, self.clock.date())?;
        let (mut messages, mut last) = (0, None);
        loop {
            let page = self.mail.list(filter.clone(), last, PAGE_MESSAGES).await?;
            messages += page.len() as u64;
            last = page.last().map(|entry| entry.message.id).or(last);
            if page.is_empty() {
                return Ok(Answer::Counted {
                    messages,
                    last: last.map(|id| id.to_string()),
                });
            }
        }
    }

    pub(super) async fn queue_show(&self, id: &str) -> Result<Answer, Problem> {
        let id = parse_id(id)?;
        let stored = self.mail.find(id).await.map_err(|error| unknown_message(id, error))?;
        let message = &stored.entry.message;
        let event = |event: &queue::Event| EventShown {
            at: event.at.rfc3339(),
            event: event.kind.word().to_owned(),
            by: event.by.clone(),
        };
        let body = match message.body {
            BodyKind::SevenBit => "7BIT",
            BodyKind::EightBit => "8BITMIME",
        };
        let ret = message.ret.map(|ret| match ret {
            Ret::Full => "FULL".to_owned(),
            Ret::Headers => "HDRS".to_owned(),
        });
        Ok(Answer::Message(Box::new(MessageShown {
            listed: listed(&stored.entry, self.clock.date()),
            session: message.origin.session.clone(),
            listener: message.origin.listener.clone(),
            ehlo: message.origin.ehlo.clone(),
            tls: message.origin.tls.clone(),
            body: body.to_owned(),
            smtputf8: message.smtputf8,
            ret,
            envid: message.envid.clone(),
            submitter: message.submitter.clone(),
            sent_size: sent_octets(message),
            has_body: stored.has_body,
            events: stored.events.iter().map(event).collect(),
        })))
    }

    pub(super) async fn queue_change(&self, change: Change, messages: Meant, by: &str) -> Result<Answer, Problem> {
        match messages {
            Meant::Ids { ids, filter } => self.change_ids(change, &ids, &filter, by).await,
            Meant::All { filter, after, until } => {
                self.change_page(change, &filter, after.as_deref(), &until, by).await
            }
        }
    }

    async fn change_ids(&self, change: Change, ids: &[String], filter: &Filter, by: &str) -> Result<Answer, Problem> {
        if ids.len() > PAGE_MESSAGES {
            return Err(Problem::invalid(format!(
                "name at most {PAGE_MESSAGES} messages at once"
            )));
        }
        let now = self.clock.date();
        let meant = meant(filter, now)?;
        let (mut wanted, mut left, mut damaged, mut unknown) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for id in ids {
            let id = parse_id(id)?;
            match self.mail.find(id).await {
                Err(StoreError::NotFound) => unknown.push(id.to_string()),
                Err(error) => return Err(error.into()),
                Ok(_) if wanted.contains(&id) => {}
                Ok(stored) => {
                    let Entry { message, deliveries } = &stored.entry;
                    let is_meant = filter.is_empty() || meant.matches(message, deliveries);
                    if is_meant {
                        damaged.extend(must_stay(change, &stored.entry));
                        wanted.push(id);
                    } else {
                        left.push(id.to_string());
                    }
                }
            }
        }
        let changed = self
            .mail
            .change(wanted.clone(), change.into(), by.to_owned(), now)
            .await?;
        left.extend(wanted.iter().filter(|id| !changed.contains(id)).map(QueueId::to_string));
        let changed = changed.iter().map(QueueId::to_string).collect();
        Ok(Answer::Changed {
            changed,
            unchanged: left,
            damaged,
            unknown,
            after: None,
        })
    }

    async fn change_page(
        &self,
        change: Change,
        filter: &Filter,
        after: Option<&str>,
        until: &str,
        by: &str,
    ) -> Result<Answer, Problem> {
        let now = self.clock.date();
        let (filter, after, until) = (meant(filter, now)?, after.map(parse_id).transpose()?, parse_id(until)?);
        let page = self.mail.list(filter, after, PAGE_MESSAGES).await?;
        let page: Vec<Entry> = page.into_iter().take_while(|entry| entry.message.id <= until).collect();
        let ids: Vec<QueueId> = page.iter().map(|entry| entry.message.id).collect();
        let after = match ids.last() {
            Some(last) if *last < until => Some(last.to_string()),
            _ => None,
        };
        let changed = self.mail.change(ids.clone(), change.into(), by.to_owned(), now).await?;
        let unchanged = ids
            .iter()
            .filter(|id| !changed.contains(id))
            .map(QueueId::to_string)
            .collect();
        let changed = changed.iter().map(QueueId::to_string).collect();
        Ok(Answer::Changed {
            changed,
            unchanged,
            damaged: page.iter().filter_map(|entry| must_stay(change, entry)).collect(),
            unknown: Vec::new(),
            after,
        })
    }

    pub(super) async fn queue_check(&self, deep: bool, by: &str) -> Result<Answer, Problem> {
        // Nobody hears how far it is: an answer is one piece.
        let tell = Arc::new(|_: Checked| {});
        let now = self.clock.date();
        let report = self.mail.check(deep, by.to_owned(), now, tell).await?;
        self.tell_of_damage(&report.damaged, by, now).await;
        Ok(Answer::Checked(CheckedShown {
            messages: report.messages,
            bodies: report.bodies,
            octets: report.octets,
            damaged: report.damaged.iter().map(QueueId::to_string).collect(),
            problems: report.problems,
        }))
    }

    /// Tells of those that a check has marked, and not of those that were marked before it.
    async fn tell_of_damage(&self, damaged: &[QueueId], by: &str, now: Timestamp) {
        let Some(events) = &self.events else { return };
        for id in damaged {
            // What cannot be found now may have been marked by the check: better told twice than never.
            let is_new = match self.mail.find(*id).await {
                Ok(stored) => stored
                    .events
                    .iter()
                    .any(|event| event.kind == EventKind::Damaged && event.at == now && event.by == by),
                Err(_) => true,
            };
            if is_new {
                tell(events, *id);
            }
        }
    }

    pub(super) async fn queue_backup(&self, path: &str) -> Result<Answer, Problem> {
        let to = PathBuf::from(path);
        if !to.is_absolute() {
            let shown = path.escape_debug();
            return Err(Problem::invalid(format!(
                "`{shown}` does not begin at the root: name the whole path"
            )));
        }
        let report = self.mail.backup(to).await.map_err(|error| match error {
            StoreError::Exists => Problem::new(
                ProblemCode::Exists,
                format!("{path} is not empty: name a directory that is not there yet, or an empty one"),
            ),
            StoreError::Unavailable(why) => {
                Problem::new(ProblemCode::Unavailable, format!("no backup was made in {path}: {why}"))
            }
            StoreError::Full => Problem::new(
                ProblemCode::Full,
                format!(
                    "there is too little room on the disk of {path}: make room there, or name a directory elsewhere"
                ),
            ),
            error => error.into(),
        })?;
        Ok(Answer::BackedUp(BackupShown {
            path: path.to_owned(),
            messages: report.messages,
            bodies: report.bodies,
            octets: report.octets,
            copied: report.copied,
            missing: report.missing.iter().map(QueueId::to_string).collect(),
        }))
    }

    /// The octets of a message: as they would be sent, or as they were received. A few chunks are in memory at a time.
    ///
    /// # Errors
    /// A message that is unknown, or has ended. What is damaged may show only behind the last octet; the message is marked
    /// then.
    pub async fn export(&self, id: QueueId, as_received: bool) -> Result<Export, Problem> {
        let stored = self.mail.find(id).await.map_err(|error| unknown_message(id, error))?;
        let (mail, events, now) = (self.mail.clone(), self.events.clone(), self.clock.date());
        let body = match mail.body(id).await {
            Ok(body) => body,
            Err(StoreError::NotFound) => {
                let message =
                    format!("message {id} has ended, and with that its content went: only its events are kept");
                return Err(Problem::new(ProblemCode::NotFound, message));
            }
            Err(error) => return Err(noticed(&*mail, events.as_ref(), id, error, now).await),
        };
        let Message { added, removed, .. } = stored.entry.message;
        let (added, removed) = if as_received {
            (String::new(), Vec::new())
        } else {
            (added, removed)
        };
        let added = (!added.is_empty()).then_some(added);
        let pieces = try_unfold((added, body, 0_u64), move |(mut added, mut body, mut at)| {
            let (removed, mail, events) = (removed.clone(), mail.clone(), events.clone());
            async move {
                if let Some(added) = added.take() {
                    return Ok(Some((added.into_bytes(), (None, body, at))));
                }
                loop {
                    let chunk = match body.next().await {
                        Ok(Some(chunk)) => chunk,
                        Ok(None) => return Ok(None),
                        Err(error) => return Err(noticed(&*mail, events.as_ref(), id, error, now).await),
                    };
                    let start = at;
                    at += chunk.len() as u64;
                    let kept = without(chunk, start, &removed);
                    if !kept.is_empty() {
                        return Ok::<_, Problem>(Some((kept, (None, body, at))));
                    }
                }
            }
        });
        Ok(pieces.boxed())
    }
}

/// The id of a message that is to be released and cannot be, because it is damaged.
fn must_stay(change: Change, entry: &Entry) -> Option<String> {
    let Entry { message, deliveries } = entry;
    let is_open = deliveries.iter().any(|delivery| delivery.state.is_open());
    (change == Change::Release && message.damaged && is_open).then(|| message.id.to_string())
}

/// An error that was met in the body of a message. What is damaged is marked, so that it is never sent, and told once.
async fn noticed(
    mail: &dyn MailStore,
    events: Option<&Events>,
    id: QueueId,
    error: StoreError,
    now: Timestamp,
) -> Problem {
    if matches!(error, StoreError::Damaged(_)) {
        // If it cannot be marked now, the next reader meets the damage again.
        let marked = mail.damaged(id, now, NOTICED_BY.to_owned()).await;
        if let (Ok(true), Some(events)) = (marked, events) {
            tell(events, id);
        }
    }
    error.into()
}

fn tell(events: &Events, id: QueueId) {
    events.tell(&Event::Damaged { id: id.to_string() });
}

/// What is left of a chunk that begins at `start` of the body. `removed` is in order and without overlap.
fn without(mut chunk: Vec<u8>, start: u64, removed: &[Range]) -> Vec<u8> {
    let end = start + chunk.len() as u64;
    // From the back, so that the places of what is still to be cut do not move.
    for range in removed.iter().rev() {
        let (from, to) = (range.start.clamp(start, end), range.end.clamp(start, end));
        if from < to {
            // Both are within the chunk, whose length is a usize.
            chunk.drain((from - start) as usize..(to - start) as usize);
        }
    }
    chunk
}

fn sent_octets(message: &Message) -> u64 {
    let removed: u64 = message
        .removed
        .iter()
        .map(|range| range.end.saturating_sub(range.start))
        .sum();
    (message.added.len() as u64 + message.octets).saturating_sub(removed)
}

fn parse_id(text: &str) -> Result<QueueId, Problem> {
    text.parse()
        .map_err(|error: queue::ParseIdError| Problem::invalid(error.to_string()))
}

fn unknown_message(id: QueueId, error: StoreError) -> Problem {
    match error {
        StoreError::NotFound => {
            let help = "`gatepost queue list --all` shows those that there are";
            Problem::new(ProblemCode::NotFound, format!("there is no message {id}: {help}"))
        }
        error => error.into(),
    }
}

/// The store's filter.
fn meant(filter: &Filter, now: Timestamp) -> Result<queue::Filter, Problem> {
    let address = |text: &str| {
        let bare = text
            .strip_prefix('<')
            .and_then(|text| text.strip_suffix('>'))
            .unwrap_or(text);
        Address::parse(bare).map_err(|_| {
            Problem::invalid(format!(
                "`{}` is not an address such as alice@example.com",
                text.escape_debug()
            ))
        })
    };
    let sender = match filter.sender.as_deref() {
        Some("" | "<>") => Some(String::new()),
        sender => sender.map(address).transpose()?.map(|address| address.to_string()),
    };
    let domain = filter.domain.as_deref().map(|text| {
        let domain = Domain::parse(text.strip_prefix('@').unwrap_or(text));
        let domain = domain.map(|domain| domain.ascii().to_owned());
        domain.map_err(|error| Problem::invalid(format!("`{}` is not a domain: {error}", text.escape_debug())))
    });
    let ago = |seconds: u64| {
        let age = i64::try_from(Duration::from_secs(seconds).as_micros()).unwrap_or(i64::MAX);
        Timestamp::from_micros(now.micros().saturating_sub(age))
    };
    Ok(queue::Filter {
        account: filter.account.as_deref().map(super::account_name).transpose()?,
        sender,
        recipient: filter.recipient.as_deref().map(address).transpose()?,
        domain: domain.transpose()?,
        held: filter.held,
        before: filter.older_than_seconds.map(ago),
        since: filter.newer_than_seconds.map(ago),
        ended: filter.ended,
    })
}

fn listed(entry: &Entry, now: Timestamp) -> MessageListed {
    let Entry { message, deliveries } = entry;
    let mut open = deliveries.iter().filter(|delivery| delivery.state.is_open()).peekable();
    MessageListed {
        id: message.id.to_string(),
        accepted: message.accepted.rfc3339(),
        age_seconds: now.since(message.accepted).as_secs(),
        account: message.origin.account.clone(),
        client: message.origin.client.clone(),
        sender: message.sender.to_string(),
        message_id: message.message_id.clone(),
        size: message.octets,
        held: open.peek().is_some() && open.all(|delivery| delivery.held),
        damaged: message.damaged,
        recipients: deliveries.iter().map(delivery_shown).collect(),
    }
}

fn delivery_shown(delivery: &Delivery) -> DeliveryShown {
    DeliveryShown {
        address: delivery.recipient.address.to_string(),
        state: delivery.state.word().to_owned(),
        held: delivery.held,
        due: delivery.due.rfc3339(),
        ended: delivery.ended.map(|at| at.rfc3339()),
        notify: delivery.recipient.notify.as_ref().map(ToString::to_string),
        orcpt: delivery.recipient.orcpt.clone(),
    }
}

/// Who marks what is damaged, where nobody asked for it.
const NOTICED_BY: &str = "gatepost";

#[cfg(test)]
mod tests {
    use super::super::made_up::{ADDED, NOW, accept, accept_damaged, control};
    use super::super::protocol::Request;
    use super::*;
    use std::sync::{Mutex, PoisonError};

    #[test]
    fn what_is_removed_is_left_out() {
        let body = b"0123456789abcdef";
        for (ranges, expected) in [
            (&[(0, 4)][..], "456789abcdef"),
            (&[], "0123456789abcdef"),
            (&[(12, 16)], "0123456789ab"),
            (&[(0, 16)], ""),
            (&[(1, 3), (5, 7), (15, 16)], "034789abcde"),
            (&[(3, 3)], "0123456789abcdef"),
            (&[(14, 20)], "0123456789abcd"),
        ] {
            let ranges: Vec<Range> = ranges
                .iter()
                .map(|(start, end)| Range {
                    start: *start,
                    end: *end,
                })
                .collect();
            for size in 1..=body.len() {
                let pieces = body.chunks(size).enumerate();
                let kept: Vec<u8> = pieces
                    .flat_map(|(n, piece)| without(piece.to_vec(), (n * size) as u64, &ranges))
                    .collect();
                assert_eq!(
                    String::from_utf8_lossy(&kept),
                    expected,
                    "{ranges:?} in pieces of {size}"
                );
            }
        }
    }

    #[tokio::test]
    async fn a_message_is_exported_both_ways() {
        let (control, memory) = control();
        let long = format!("From: a\r\nBcc: b\r\n\r\n{}\r\n", "x".repeat(200_000));
        for (age, body, removed, expected) in [
            (
                1,
                "From: a\r\nBcc: b\r\n\r\nText\r\n",
                &[(9, 17)][..],
                "From: a\r\n\r\nText\r\n",
            ),
            (2, "", &[], ""),
            (3, "Bcc: b\r\n", &[(0, 8)], ""),
            (4, &long, &[(9, 17)], &long.replace("Bcc: b\r\n", "")),
        ] {
            let id = accept(&memory, age, &["bob@example.org"], body.as_bytes(), removed).await;
            for (as_received, expected) in [(true, body.to_owned()), (false, format!("{ADDED}{expected}"))] {
                let pieces: Vec<_> = control
                    .export(id, as_received)
                    .await
                    .expect("a message")
                    .collect()
                    .await;
                let octets: Vec<u8> = pieces.into_iter().flat_map(|piece| piece.expect("a piece")).collect();
                assert!(
                    octets == expected.as_bytes(),
                    "message {age}, as received: {as_received}"
                );
                let Ok(Answer::Message(shown)) = control.queue_show(&id.to_string()).await else {
                    panic!("no message")
                };
                let size = if as_received {
                    shown.listed.size
                } else {
                    shown.sent_size
                };
                assert_eq!(size, octets.len() as u64);
            }
        }
    }

    #[tokio::test]
    async fn what_filters_mean() {
        let (control, memory) = control();
        let hour = accept(
            &memory,
            3600,
            &["bob@example.org", "carol@b\u{fc}cher.example"],
            b"x",
            &[],
        )
        .await
        .to_string();
        let day = accept(&memory, 86_400, &["dave@example.net"], b"x", &[])
            .await
            .to_string();
        let ids = |ids: &[&String]| Ok::<Vec<String>, ProblemCode>(ids.iter().map(|id| (*id).clone()).collect());
        let text = |text: &str| Some(text.to_owned());
        let any = Filter::default;
        for (filter, expected) in [
            (any(), ids(&[&day, &hour])),
            (
                Filter {
                    account: text("ALICE"),
                    ..any()
                },
                ids(&[&day, &hour]),
            ),
            (
                Filter {
                    account: text("bob"),
                    ..any()
                },
                ids(&[]),
            ),
            (
                Filter {
                    account: text(""),
                    ..any()
                },
                Err(ProblemCode::Invalid),
            ),
            (
                Filter {
                    sender: text("<alice@EXAMPLE.com>"),
                    ..any()
                },
                ids(&[&day, &hour]),
            ),
            (
                Filter {
                    sender: text("<>"),
                    ..any()
                },
                ids(&[]),
            ),
            (
                Filter {
                    sender: text("alice"),
                    ..any()
                },
                Err(ProblemCode::Invalid),
            ),
            (
                Filter {
                    recipient: text("bob@example.org"),
                    ..any()
                },
                ids(&[&hour]),
            ),
            (
                Filter {
                    domain: text("@B\u{fc}cher.example"),
                    ..any()
                },
                ids(&[&hour]),
            ),
            (
                Filter {
                    domain: text("a b"),
                    ..any()
                },
                Err(ProblemCode::Invalid),
            ),
            (
                Filter {
                    older_than_seconds: Some(7200),
                    ..any()
                },
                ids(&[&day]),
            ),
            (
                Filter {
                    older_than_seconds: Some(u64::MAX),
                    ..any()
                },
                ids(&[]),
            ),
            (
                Filter {
                    newer_than_seconds: Some(7200),
                    ..any()
                },
                ids(&[&hour]),
            ),
            (
                Filter {
                    newer_than_seconds: Some(u64::MAX),
                    ..any()
                },
                ids(&[&day, &hour]),
            ),
            (
                Filter {
                    held: Some(true),
                    ..any()
                },
                ids(&[]),
            ),
        ] {
            let request = Request::QueueList {
                filter: filter.clone(),
                after: None,
                limit: usize::MAX,
            };
            let answer = control.answer(request, "root").await.map_err(|problem| problem.code);
            let got = answer.map(|answer| match answer {
                Answer::Messages { messages, more: false } => messages.into_iter().map(|message| message.id).collect(),
                other => vec![format!("{other:?}")],
            });
            assert_eq!(got, expected, "{filter:?}");
        }
    }

    #[tokio::test]
    async fn messages_are_changed_by_name() {
        let (control, memory) = control();
        let one = accept(&memory, 1, &["bob@example.org"], b"x", &[]).await.to_string();
        let two = accept(&memory, 2, &["bob@example.net"], b"x", &[]).await.to_string();
        let none = "00000000000000000000000000".to_owned();
        let net = Filter {
            domain: Some("example.net".to_owned()),
            ..Filter::default()
        };
        let any = Filter::default;
        // change, ids, filter: changed, unchanged, unknown
        for (change, ids, filter, counts) in [
            (Change::Hold, vec![&one, &one, &two, &none], any(), (2, 0, 1)),
            (Change::Hold, vec![&one], any(), (0, 1, 0)),
            (Change::Release, vec![&one, &two], net, (1, 1, 0)),
            (Change::Remove, vec![&two], any(), (1, 0, 0)),
            (Change::Remove, vec![&two], any(), (0, 1, 0)),
        ] {
            let ids = ids.into_iter().cloned().collect();
            let request = Request::QueueChange {
                change,
                messages: Meant::Ids { ids, filter },
            };
            let asked = format!("{request:?}");
            let Ok(Answer::Changed {
                changed,
                unchanged,
                unknown,
                ..
            }) = control.answer(request, "root").await
            else {
                panic!("{asked}")
            };
            assert_eq!((changed.len(), unchanged.len(), unknown.len()), counts, "{asked}");
        }
        let id = two.parse().expect("an id");
        let problem = control.export(id, true).await.map(drop).expect_err("the body is gone");
        assert_eq!(problem.code, ProblemCode::NotFound);
        let Ok(Answer::Message(shown)) = control.queue_show(&two).await else {
            panic!("no message")
        };
        let events: Vec<&str> = shown.events.iter().map(|event| event.event.as_str()).collect();
        assert_eq!(events, ["accepted", "held", "released", "removed"]);
        assert_eq!(
            (shown.events[0].by.as_str(), shown.events[3].by.as_str()),
            ("alice", "root")
        );
        assert!(!shown.has_body && !shown.listed.held);
    }

    #[tokio::test]
    async fn messages_are_changed_page_by_page() {
        let (control, memory) = control();
        let number = PAGE_MESSAGES * 2 + 3;
        for age in 1..=number {
            accept(&memory, age as i64, &["bob@example.org"], b"x", &[]).await;
        }
        let filter = Filter::default();
        let Ok(Answer::Counted {
            messages,
            last: Some(until),
        }) = control.queue_count(&filter).await
        else {
            panic!("no count")
        };
        assert_eq!(messages, number as u64);
        // Came after the count, and is not meant.
        let late = accept(&memory, 0, &["bob@example.org"], b"x", &[]).await;
        let (mut after, mut pages) = (None, Vec::new());
        loop {
            let messages = Meant::All {
                filter: filter.clone(),
                after: after.take(),
                until: until.clone(),
            };
            let answer = control.queue_change(Change::Remove, messages, "root").await;
            let Ok(Answer::Changed {
                changed, after: next, ..
            }) = answer
            else {
                panic!("{answer:?}")
            };
            pages.push(changed.len());
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(pages, [PAGE_MESSAGES, PAGE_MESSAGES, 3]);
        let Ok(Answer::Messages { messages, more }) = control.queue_list(&filter, None, 10).await else {
            panic!("no list")
        };
        assert_eq!(
            messages.iter().map(|message| message.id.as_str()).collect::<Vec<_>>(),
            [late.to_string()]
        );
        assert!(!more);
    }

    #[tokio::test]
    async fn what_is_damaged_is_shown_and_never_released() {
        let (control, memory) = control();
        let id = accept(&memory, 1, &["bob@example.org"], b"x", &[]).await;
        let marked = MailStore::damaged(&memory, id, NOW, "root".to_owned()).await;
        assert_eq!(marked, Ok(true));
        let Ok(Answer::Messages { messages, .. }) = control.queue_list(&Filter::default(), None, 10).await else {
            panic!("no list")
        };
        assert!(messages[0].damaged && messages[0].held);
        let by_id = || Meant::Ids {
            ids: vec![id.to_string()],
            filter: Filter::default(),
        };
        let by_filter = || Meant::All {
            filter: Filter::default(),
            after: None,
            until: id.to_string(),
        };
        let ids = |is_there: bool| if is_there { vec![id.to_string()] } else { Vec::new() };
        // change, messages: changed, unchanged, of these because of the damage
        for (change, messages, (changed, unchanged, damaged)) in [
            (Change::Release, by_id(), (false, true, true)),
            (Change::Release, by_filter(), (false, true, true)),
            (Change::Hold, by_id(), (false, true, false)),
            (Change::Hold, by_filter(), (false, true, false)),
            (Change::Remove, by_id(), (true, false, false)),
            (Change::Release, by_id(), (false, true, false)),
        ] {
            let expected = Answer::Changed {
                changed: ids(changed),
                unchanged: ids(unchanged),
                damaged: ids(damaged),
                unknown: Vec::new(),
                after: None,
            };
            let asked = format!("{change:?} {messages:?}");
            let answer = control.queue_change(change, messages, "root").await;
            assert_eq!(answer, Ok(expected), "{asked}");
        }
    }

    #[tokio::test]
    async fn damage_is_told_once() {
        let (mut control, memory) = control();
        let told: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = told.clone();
        control.events = Some(Events::new(move |event| {
            if let Event::Damaged { id } = event {
                heard.lock().unwrap_or_else(PoisonError::into_inner).push(id.clone());
            }
        }));
        let now_told = || std::mem::take(&mut *told.lock().unwrap_or_else(PoisonError::into_inner));
        accept(&memory, 1, &["bob@example.org"], b"x", &[]).await;
        let known = accept_damaged(&memory, 2, b"x").await;
        assert_eq!(
            MailStore::damaged(&memory, known, NOW, "start".to_owned()).await,
            Ok(true)
        );
        let long = "x".repeat(1_000);
        for (age, body) in [(3, "x"), (4, long.as_str())] {
            let id = accept_damaged(&memory, age, body.as_bytes()).await;
            for expected in [vec![id.to_string()], Vec::new()] {
                if let Ok(pieces) = control.export(id, true).await {
                    let pieces: Vec<_> = pieces.collect().await;
                    assert!(pieces.last().is_some_and(Result::is_err));
                }
                assert_eq!(now_told(), expected, "message {age}");
            }
        }
        let id = accept_damaged(&memory, 5, b"x").await;
        // Events are told apart by who did it: here it is always the same moment.
        for (by, expected) in [("root", vec![id.to_string()]), ("alice", Vec::new())] {
            let request = Request::QueueCheck { deep: false };
            let Ok(Answer::Checked(checked)) = control.answer(request, by).await else {
                panic!("no report")
            };
            assert_eq!(checked.damaged.len(), 4);
            assert_eq!(now_told(), expected, "a check by {by}");
        }
    }

    #[tokio::test]
    async fn the_store_is_checked_and_copied() {
        let (control, memory) = control();
        accept(&memory, 1, &["bob@example.org"], b"x", &[]).await;
        let Ok(Answer::Checked(checked)) = control.answer(Request::QueueCheck { deep: true }, "root").await else {
            panic!("no report")
        };
        assert_eq!(
            (checked.messages, checked.damaged.len(), checked.problems.len()),
            (1, 0, 0)
        );
        for path in ["", "backup", "../backup"] {
            let request = Request::QueueBackup { path: path.to_owned() };
            let problem = control.answer(request, "root").await.expect_err("no absolute path");
            assert_eq!(problem.code, ProblemCode::Invalid, "{path}");
        }
    }
}
