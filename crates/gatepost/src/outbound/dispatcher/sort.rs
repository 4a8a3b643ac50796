//! Looks at rows that are due, and does with each what is to be done: lease it for its destination, put it off, hold it, or settle
//! it without an attempt.

use super::clerk::Late;
use super::{Dispatcher, WAITING_MAX, WAITING_RESERVE};
use crate::outbound::destinations::Trouble;
use crate::outbound::settling::needs_attention;
use crate::outbound::ways::Way;
use crate::outbound::worker::{Job, RECIPIENTS_MAX, lease_end};
use crate::outbound::{BY, Office};
use mail::Timestamp;
use queue::{Candidate, Detail, EventKind, QueueId, RetryRules, State, Update};
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
    /// Until when what goes to one destination of one message is put off.
    untils: BTreeMap<(QueueId, String), Timestamp>,
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
            // The rows of a message stand together, those of its destinations in turns.
            let mut its_own = sorted.wanted.iter_mut().rev().take_while(|one| one.0.id == id);
            let joined = its_own.find(|one| one.3 == name && one.0.rows.len() < RECIPIENTS_MAX);
            if let Some((wanted, ..)) = joined {
                wanted.rows.push(n);
                continue;
            }
            let standing = self.destinations.get(&name);
            let has_chosen = chosen.get(&name).copied().unwrap_or(0);
            let waits = self.waiting.at(&name) + has_chosen;
            if let Some(standing) = standing
                && let Some(trouble) = standing.trouble()
            {
                let is_next = standing.wants_probe(now) && waits == 0;
                if !is_next && standing.wants_probe(now) {
                    self.put_off(&mut sorted, &row, &name, trouble, now + PROBE_SPREAD, date);
                    continue;
                }
                if let Some(until) = standing.alone_until(now) {
                    self.put_off(&mut sorted, &row, &name, trouble, until, date);
                    continue;
                }
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

    /// A row whose destination is left alone. Those of one message stay together.
    fn put_off(&self, sorted: &mut Sorted, row: &Due, name: &str, trouble: &Trouble, until: Moment, date: Timestamp) {
        let (clock, ways) = (&self.office.world.clock, self.ways.borrow());
        let until = *sorted.untils.entry((row.place.id, name.to_owned())).or_insert_with(|| {
            let until = date.plus(until.saturating_sub(clock.now()));
            RetryRules::after_a_pause(date, until, SPREAD, self.chance())
        });
        let accepted = row.place.id.made();
        let pause = if trouble.is_pause {
            until.since(date)
        } else {
            Duration::ZERO
        };
        let is_over_at_all = !trouble.is_pause && needs_attention(&ways, accepted, row.paused, row.late, date);
        let tells_of_pause = trouble.is_pause && !row.late && date.since(accepted) >= ways.rules.notice_after;
        if is_over_at_all || tells_of_pause {
            let mut its_own = sorted
                .attention
                .iter_mut()
                .rev()
                .take_while(|one| one.0.id == row.place.id);
            if let Some((wanted, ..)) = its_own.find(|one| one.2 == until && one.1 == *trouble) {
                wanted.rows.push(row.place.n);
                return;
            }
            // If the clerk has enough to do, it is seen the next time.
            if sorted.attention.len() < self.late.capacity() {
                let wanted = Wanted {
                    id: row.place.id,
                    rows: vec![row.place.n],
                };
                sorted.attention.push((wanted, trouble.clone(), until));
                return;
            }
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
        let (late, whys): (Vec<Wanted>, Vec<_>) = sorted
            .attention
            .into_iter()
            .map(|(wanted, trouble, until)| (wanted, (trouble, until)))
            .unzip();
        let owners = owners(&late);
        for leased in mail.lease(late, date, lease_end(date), false).await? {
            let Some((trouble, until)) = owner(&owners, &leased).and_then(|place| whys.get(place)).cloned() else {
                continue;
            };
            let ways = self.ways.borrow().clone();
            // There was room for as many.
            drop(self.late.try_send(Late {
                leased,
                trouble,
                until,
                ways,
            }));
        }
        let (wanted, targets): (Vec<Wanted>, Vec<_>) = sorted
            .wanted
            .into_iter()
            .map(|(wanted, place, domain, name)| (wanted, (place, domain, name)))
            .unzip();
        let owners = self::owners(&wanted);
        let ways = self.ways.borrow().clone();
        let leased = mail.lease(wanted, date, lease_end(date), false).await?;
        for leased in leased {
            let id = leased.lease.id;
            let target = owner(&owners, &leased).and_then(|place| targets.get(place));
            let Some((place, domain, destination)) = target.cloned() else {
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
}

/// Of what is leased some rows may be missing, so each row says which of `wanted` it is of.
fn owners(wanted: &[Wanted]) -> BTreeMap<(QueueId, u32), usize> {
    let mut owners = BTreeMap::new();
    for (place, one) in wanted.iter().enumerate() {
        owners.extend(one.rows.iter().map(|row| ((one.id, *row), place)));
    }
    owners
}

fn owner(owners: &BTreeMap<(QueueId, u32), usize>, leased: &Leased) -> Option<usize> {
    let first = leased.lease.rows.first()?;
    owners.get(&(leased.lease.id, *first)).copied()
}

/// One more row of a message.
fn gather(all: &mut Vec<Wanted>, id: QueueId, n: u32) {
    match all.last_mut() {
        Some(last) if last.id == id => last.rows.push(n),
        _ => all.push(Wanted { id, rows: vec![n] }),
    }
}

/// Somebody else was quicker, or an operator ended it: there is nothing to do any more.
pub(super) fn no_harm(done: Result<(), StoreError>) -> Result<(), StoreError> {
    match done {
        Err(StoreError::LeaseLost | StoreError::NotFound) => Ok(()),
        done => done,
    }
}

/// Over so much time is spread what was put off together.
pub(super) const SPREAD: Duration = Duration::from_secs(30);
/// How long those that are not the one that tries it are put off.
const PROBE_SPREAD: Moment = Moment::from_secs(15);
