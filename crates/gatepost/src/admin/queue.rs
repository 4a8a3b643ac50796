//! What an operator sees of the queue and does to it.

use super::protocol::{
    Answer, BackupShown, Change, CheckedShown, DeliveryShown, EventShown, Filter, Meant, MessageListed, MessageShown,
    Problem, ProblemCode,
};
use super::{Control, Export};
use crate::events::{Event, Events};
use crate::outbound::ways::Way;
use futures_util::StreamExt;
use futures_util::stream::try_unfold;
use mail::{Address, BodyKind, Domain, Ret, Timestamp, without};
use queue::{Delivery, EventKind, Message, QueueId};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::{Checked, Entry, MailStore, PAGE_DELIVERIES, StoreError, Stored, Traced};

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
        Ok(Answer::Message(Box::new(shown(&stored, self.clock.date()))))
    }

    pub(super) async fn trace(&self, what: &str, limit: usize) -> Result<Answer, Problem> {
        let limit = limit.clamp(1, PAGE_MESSAGES);
        let mut ids = match what.parse::<QueueId>() {
            Ok(id) => match self.mail.find(id).await {
                Ok(_) => vec![id],
                Err(StoreError::NotFound) => Vec::new(),
                Err(error) => return Err(error.into()),
            },
            Err(_) => self.mail.trace(traced(what)?, limit + 1).await?,
        };
        let more = ids.len() > limit;
        ids.truncate(limit);
        let (mut messages, now) = (Vec::new(), self.clock.date());
        for id in ids {
            match self.mail.find(id).await {
                Ok(stored) => messages.push(shown(&stored, now)),
                // It was forgotten meanwhile.
                Err(StoreError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Answer::Traced { messages, more })
    }

    pub(super) async fn queue_change(&self, change: Change, messages: Meant, by: &str) -> Result<Answer, Problem> {
        match messages {
            Meant::Ids { ids, filter } => self.change_ids(change, &ids, &filter, by).await,
            Meant::All { filter, after, until } => {
                self.change_page(change, &filter, after.as_deref(), &until, by).await
            }
        }
    }

    /// Those that are to be released, and of which all that is owed would be held again.
    fn without_way(&self, change: Change, entries: &[Entry]) -> Vec<String> {
        if change != Change::Release {
            return Vec::new();
        }
        let ways = (self.ways)();
        let has_none = |entry: &&Entry| {
            let mut open = entry.deliveries.iter().filter(|one| one.state.is_open());
            open.all(|one| ways.find(one.recipient.address.domain().ascii()) == Way::Hold)
        };
        let without = entries.iter().filter(has_none);
        without.map(|entry| entry.message.id.to_string()).collect()
    }

    /// Does it to all of `ids`. Returns those that it changed.
    async fn carry_out(
        &self,
        change: Change,
        ids: &[QueueId],
        by: &str,
        now: Timestamp,
    ) -> Result<Vec<QueueId>, Problem> {
        if let (Change::Retry, Some(prod)) = (change, &self.prod) {
            prod.ask_again();
        }
        match change.of_the_queue() {
            Some(change) => Ok(self.mail.change(ids.to_vec(), change, by.to_owned(), now).await?),
            None => self.bounce(ids, by).await,
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
        let mut found: Vec<Entry> = Vec::new();
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
                        found.push(stored.entry);
                    } else {
                        left.push(id.to_string());
                    }
                }
            }
        }
        let changed = self.carry_out(change, &wanted, by, now).await?;
        let without_way = self.without_way(change, &found);
        left.extend(wanted.iter().filter(|id| !changed.contains(id)).map(QueueId::to_string));
        let changed = changed.iter().map(QueueId::to_string).collect();
        Ok(Answer::Changed {
            changed,
            unchanged: left,
            damaged,
            without_way,
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
        let changed = self.carry_out(change, &ids, by, now).await?;
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
            without_way: self.without_way(change, &page),
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
        cause: filter.cause.clone(),
        held: filter.held,
        before: filter.older_than_seconds.map(ago),
        since: filter.newer_than_seconds.map(ago),
        ended: filter.ended,
    })
}

/// What a trace begins with.
fn traced(what: &str) -> Result<Traced, Problem> {
    let wrong = || {
        Problem::invalid(format!(
            "`{}` is neither a queue id, nor a Message-ID such as <1@example.com>, nor an address",
            what.escape_debug()
        ))
    };
    let bare = what.trim();
    if let Ok(address) = Address::parse(bare) {
        return Ok(Traced::Address(address));
    }
    let is_id = bare.starts_with('<') && bare.ends_with('>') && bare.contains('@');
    if is_id {
        Ok(Traced::MessageId(bare.to_owned()))
    } else {
        Err(wrong())
    }
}

/// All that is known of a message.
fn shown(stored: &Stored, now: Timestamp) -> MessageShown {
    let message = &stored.entry.message;
    let body = match message.body {
        BodyKind::SevenBit => "7BIT",
        BodyKind::EightBit => "8BITMIME",
    };
    let ret = message.ret.map(|ret| match ret {
        Ret::Full => "FULL".to_owned(),
        Ret::Headers => "HDRS".to_owned(),
    });
    let event = |event: &queue::Event| event_shown(event, &stored.entry.deliveries);
    MessageShown {
        listed: listed(&stored.entry, now),
        credential: message.origin.credential.clone(),
        mechanism: message.origin.mechanism.clone(),
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
    }
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
        recipients: deliveries
            .iter()
            .map(|delivery| delivery_shown(delivery, now))
            .collect(),
    }
}

fn delivery_shown(delivery: &Delivery, now: Timestamp) -> DeliveryShown {
    DeliveryShown {
        address: delivery.recipient.address.to_string(),
        state: delivery.state.word().to_owned(),
        held: delivery.held,
        due: delivery.due.rfc3339(),
        is_due: delivery.state.is_open() && !delivery.held && delivery.due <= now,
        ended: delivery.ended.map(|at| at.rfc3339()),
        notify: delivery.recipient.notify.as_ref().map(ToString::to_string),
        orcpt: delivery.recipient.orcpt.clone(),
        attempts: delivery.progress.attempts,
        cause: delivery.progress.cause.clone(),
        said: delivery.progress.said.clone(),
        hop: delivery.progress.hop.clone(),
        late: delivery.progress.late,
        report: delivery.progress.report.map(|id| id.to_string()),
    }
}

fn event_shown(event: &queue::Event, deliveries: &[Delivery]) -> EventShown {
    let queue::Event { at, kind, by, detail } = event;
    let address = |n: &u32| {
        let delivery = deliveries.get(*n as usize);
        delivery.map(|delivery| delivery.recipient.address.to_string())
    };
    EventShown {
        at: at.rfc3339(),
        event: kind.word().to_owned(),
        by: by.clone(),
        recipients: detail.recipients.iter().filter_map(address).collect(),
        hop: detail.hop.clone(),
        tls: detail.tls.clone(),
        said: detail.said.clone(),
        cause: detail.cause.clone(),
        note: detail.note.clone(),
        next: detail.next.map(|at| at.rfc3339()),
        report: detail.report.map(|id| id.to_string()),
    }
}

/// Who marks what is damaged, where nobody asked for it.
const NOTICED_BY: &str = "gatepost";

#[cfg(test)]
mod tests;
