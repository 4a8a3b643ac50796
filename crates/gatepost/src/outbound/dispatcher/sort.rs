//! Looks at rows that are due, and does with each what is to be done: lease it for its destination, put it off, hold it, or settle
//! it without an attempt.

use super::{Dispatcher, WAITING_MAX, WAITING_RESERVE};
use crate::events::{Attempt, Event};
use crate::outbound::destinations::Trouble;
use crate::outbound::letter::Letter;
use crate::outbound::outcome::Verdict;
use crate::outbound::settling::{self, needs_attention, settlement};
use crate::outbound::ways::{Way, Ways};
use crate::outbound::worker::{Job, RECIPIENTS_MAX, from_us, lease_end};
use crate::outbound::{BY, Office};
use mail::Timestamp;
use queue::{Candidate, Detail, EventKind, Outcome, QueueId, RetryRules, State, Update};
use smtp::Moment;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::{Due, DuePlace, Leased, Postponed, Settlement, StoreError, Wanted};

/// What is done with the rows of a page.
#[derive(Default)]
pub(super) struct Sorted {
    /// To be leased for a destination, with the number of its route.
    pub(super) wanted: Vec<(Wanted, usize, Option<String>, String)>,
    pub(super) held: Vec<Wanted>,
    pub(super) postponed: Vec<Postponed>,
    /// What its destination has failed with is settled without another attempt: the time is over, or the sender is told.
    pub(super) attention: Vec<(Wanted, Trouble, Timestamp)>,
    /// There was no room for a destination that has nothing here.
    pub(super) crowded: bool,
}

impl Sorted {
    /// When the first of those that were put off is due again.
    pub(super) fn next(&self) -> Option<Timestamp> {
        let postponed = self.postponed.iter().map(|one| one.until);
        postponed.chain(self.attention.iter().map(|(.., until)| *until)).min()
    }
}

impl Dispatcher {
    /// What is to be done with each row.
    pub(super) fn sort(&mut self, rows: Vec<Due>, date: Timestamp, now: Moment) -> Sorted {
        let ways = self.ways.borrow().clone();
        let mut sorted = Sorted::default();
        let mut chosen: BTreeMap<String, usize> = BTreeMap::new();
        let mut room = WAITING_MAX.saturating_sub(self.waiting.len());
        for row in rows {
            let DuePlace { id, n, .. } = row.place;
            let target = match ways.find(&row.domain) {
                Way::Hold => {
                    gather(&mut sorted.held, id, n);
                    continue;
                }
                Way::To(target) => target,
            };
            let name = ways.name(target);
            let standing = self.destinations.get(&name);
            let has_chosen = chosen.get(&name).copied().unwrap_or(0);
            let waits = self.waiting.at(&name) + has_chosen;
            if let Some(standing) = standing
                && let Some(trouble) = standing.trouble()
            {
                let is_next = standing.wants_probe(now) && waits == 0;
                if !is_next && standing.wants_probe(now) {
                    self.put_off(&mut sorted, &row, trouble, now + PROBE_SPREAD, date, &ways);
                    continue;
                }
                if let Some(until) = standing.alone_until(now) {
                    self.put_off(&mut sorted, &row, trouble, until, date, &ways);
                    continue;
                }
            }
            // The rows of a message stand together, those of its destinations in turns.
            let mut its_own = sorted.wanted.iter_mut().rev().take_while(|one| one.0.id == id);
            let joined = its_own.find(|one| one.3 == name && one.0.rows.len() < RECIPIENTS_MAX);
            if let Some((wanted, ..)) = joined {
                wanted.rows.push(n);
                continue;
            }
            let most = self.share(&name, now);
            // The last places are for those who have nothing here yet; if need be, one of those who have most.
            if waits >= most || (room <= WAITING_RESERVE && waits > 0) {
                self.scan.left.insert(name);
                continue;
            }
            if room == 0 {
                sorted.crowded = true;
                self.scan.left.insert(name);
                continue;
            }
            room -= 1;
            *chosen.entry(name.clone()).or_default() += 1;
            let domain = target.domain.map(str::to_owned);
            sorted
                .wanted
                .push((Wanted { id, rows: vec![n] }, target.place, domain, name));
        }
        sorted
    }

    /// A row whose destination is left alone.
    fn put_off(&self, sorted: &mut Sorted, row: &Due, trouble: &Trouble, until: Moment, date: Timestamp, ways: &Ways) {
        let clock = &self.office.world.clock;
        let until = date.plus(until.saturating_sub(clock.now()));
        let until = RetryRules::after_a_pause(date, until, SPREAD, self.chance());
        let accepted = row.place.id.made();
        let pause = if trouble.is_pause {
            until.since(date)
        } else {
            Duration::ZERO
        };
        let is_over_at_all = !trouble.is_pause && needs_attention(ways, accepted, row.paused, row.late, date);
        let tells_of_pause = trouble.is_pause && !row.late && date.since(accepted) >= ways.rules.notice_after;
        if is_over_at_all || tells_of_pause {
            let wanted = Wanted {
                id: row.place.id,
                rows: vec![row.place.n],
            };
            sorted.attention.push((wanted, trouble.clone(), until));
            return;
        }
        sorted.postponed.push(Postponed {
            place: row.place,
            until,
            paused: pause,
            why: Some(Arc::new(trouble.why())),
        });
    }

    pub(super) async fn carry_out(&mut self, sorted: Sorted, date: Timestamp) -> Result<(), StoreError> {
        let Office { mail, .. } = &*self.office;
        if !sorted.postponed.is_empty() {
            mail.postpone(sorted.postponed).await?;
        }
        for leased in mail.lease(sorted.held, date, lease_end(date), false).await? {
            self.hold(leased, date).await?;
        }
        for (wanted, trouble, until) in sorted.attention {
            for leased in mail.lease(vec![wanted], date, lease_end(date), false).await? {
                self.attend(leased, &trouble, until).await?;
            }
        }
        let (wanted, targets): (Vec<Wanted>, Vec<_>) = sorted
            .wanted
            .into_iter()
            .map(|(wanted, place, domain, name)| (wanted, (place, domain, name)))
            .unzip();
        // Of what is leased some rows may be missing, so each row says whose it is.
        let mut owners: BTreeMap<(QueueId, u32), usize> = BTreeMap::new();
        for (place, one) in wanted.iter().enumerate() {
            owners.extend(one.rows.iter().map(|row| ((one.id, *row), place)));
        }
        let ways = self.ways.borrow().clone();
        let leased = mail.lease(wanted, date, lease_end(date), false).await?;
        for leased in leased {
            let id = leased.lease.id;
            let owner = leased.lease.rows.first().and_then(|row| owners.get(&(id, *row)));
            let Some((place, domain, destination)) = owner.and_then(|place| targets.get(*place)).cloned() else {
                continue;
            };
            let due = leased.deliveries.first().map_or(date, |delivery| delivery.due);
            let candidate = Candidate {
                id,
                account: leased.message.origin.account.clone(),
                destination: destination.clone(),
                priority: 0,
                due,
            };
            self.places.insert(destination.clone(), place);
            let job = Job {
                leased,
                place,
                domain,
                destination,
                since: self.office.world.clock.now(),
                ways: ways.clone(),
            };
            self.waiting.push(candidate, job);
        }
        Ok(())
    }

    /// The configuration says that it waits for an operator.
    async fn hold(&self, leased: Leased, date: Timestamp) -> Result<(), StoreError> {
        let rows = leased.lease.rows.iter().zip(&leased.deliveries);
        let updates = rows.map(|(n, delivery)| Update {
            n: *n,
            state: State::Ready,
            due: date,
            hold: true,
            progress: delivery.progress.clone(),
        });
        let event = queue::Event {
            at: date,
            kind: EventKind::Held,
            by: BY.to_owned(),
            detail: Detail {
                recipients: leased.lease.rows.clone(),
                note: Some("the configuration has no way for it: `via = \"hold\"`".to_owned()),
                ..Detail::default()
            },
        };
        let settlement = Settlement {
            updates: updates.collect(),
            lease: leased.lease,
            events: vec![event],
            reports: Vec::new(),
            now: date,
        };
        no_harm(self.office.mail.settle(settlement).await)
    }

    /// A delivery whose destination is left alone, and whose sender is to hear of it, or whose time is over.
    async fn attend(&self, leased: Leased, trouble: &Trouble, until: Timestamp) -> Result<(), StoreError> {
        let Office {
            mail,
            world,
            ids,
            events,
            ..
        } = &*self.office;
        let ways = self.ways.borrow().clone();
        let desk = settling::Desk {
            mail: &**mail,
            ids,
            clock: &*world.clock,
            random: &*world.random,
            ways: &ways,
        };
        let date = world.clock.date();
        let outcome = match trouble.is_pause {
            true => Outcome::Paused { until },
            false => Outcome::Later {
                wait: until.since(date),
            },
        };
        let cause = reply::causes::ALL.iter().find(|cause| cause.id == trouble.cause);
        let verdict = Verdict {
            outcome,
            cause: cause.copied(),
            said: trouble.said.clone(),
            is_reply: false,
            status: "4.4.1".to_owned(),
            may_be_double: false,
        };
        let mut attempted = from_us(verdict);
        attempted.hop = trouble.hop.clone();
        let attempted = vec![attempted; leased.deliveries.len()];
        let opened = Letter::open(&**mail, leased.message.clone(), &[], date).await;
        let letter = match opened {
            Ok(letter) => letter,
            Err(StoreError::Damaged(_)) => {
                let id = leased.lease.id;
                if mail.damaged(id, date, BY.to_owned()).await? {
                    events.tell(&Event::Damaged { id: id.to_string() });
                }
                return Ok(());
            }
            Err(error) => return no_harm(Err(error)),
        };
        let settlement = settlement(&desk, &leased, &attempted, Some(&letter), BY).await?;
        let happened = settlement.events.clone();
        no_harm(mail.settle(settlement).await)?;
        for event in &happened {
            events.tell(&Event::Attempted(Box::new(Attempt::of(leased.lease.id, event))));
        }
        Ok(())
    }
}

/// One more row of a message.
fn gather(all: &mut Vec<Wanted>, id: QueueId, n: u32) {
    match all.last_mut() {
        Some(last) if last.id == id => last.rows.push(n),
        _ => all.push(Wanted { id, rows: vec![n] }),
    }
}

/// Somebody else was quicker, or an operator ended it: there is nothing to do any more.
fn no_harm(done: Result<(), StoreError>) -> Result<(), StoreError> {
    match done {
        Err(StoreError::LeaseLost | StoreError::NotFound) => Ok(()),
        done => done,
    }
}

/// Over so much time is spread what was put off together.
pub(super) const SPREAD: Duration = Duration::from_secs(30);
/// How long those that are not the one that tries it are put off.
const PROBE_SPREAD: Moment = Moment::from_secs(15);
