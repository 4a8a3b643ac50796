//! What every store must do with deliveries on their way out.

use super::{accept, address, at, clear, octets, read, sample};
use crate::{
    DuePlace, Entry, Lease, Leased, MailStore, Postponed, QueueCounts, Settlement, StoreError, Stored, Traced, Wanted,
    Why,
};
use mail::{ReversePath, Timestamp};
use queue::{Change, Detail, Event, EventKind, Filter, IdSource, Progress, QueueId, State, Update};
use std::sync::Arc;
use std::time::Duration;

pub(super) async fn run(mail: &dyn MailStore) {
    says_what_is_due(mail).await;
    leases_to_one_at_a_time(mail).await;
    settles_what_was_leased(mail).await;
    keeps_reports_with_what_they_report(mail).await;
    knows_what_an_operator_did_meanwhile(mail).await;
    postpones(mail).await;
    traces_and_forgets(mail).await;
}

/// Accepts a message that may go out at once, to these recipients.
async fn accept_ready(mail: &dyn MailStore, id: QueueId, time: i64, recipients: &[&str], body: &[u8]) -> Entry {
    let mut entry = sample(id, at(time), recipients);
    for delivery in &mut entry.deliveries {
        delivery.held = false;
    }
    accept(mail, entry, body).await.expect("accepted")
}

async fn due(mail: &dyn MailStore, time: i64) -> Vec<(QueueId, u32)> {
    let page = mail.due(at(time), None, 100).await.expect("a page");
    page.due.iter().map(|due| (due.place.id, due.place.n)).collect()
}

async fn lease(mail: &dyn MailStore, id: QueueId, rows: &[u32], time: i64, takes_over: bool) -> Option<Leased> {
    let wanted = Wanted {
        id,
        rows: rows.to_vec(),
    };
    let leased = mail.lease(vec![wanted], at(time), at(time + 1_000), takes_over).await;
    let mut leased = leased.expect("leases");
    assert!(leased.len() <= 1);
    leased.pop()
}

fn update(n: u32, state: State, due: i64) -> Update {
    Update {
        n,
        state,
        due: at(due),
        hold: false,
        progress: Progress {
            attempts: 3,
            paused: Duration::from_secs(7),
            late: true,
            cause: Some("greylisted".to_owned()),
            said: Some("450 4.2.0 later".to_owned()),
            hop: Some("mx.example.org".to_owned()),
            report: Some(QueueId::from_octets([9; 16])),
        },
    }
}

fn event(kind: EventKind, time: i64) -> Event {
    Event {
        at: at(time),
        kind,
        by: "gatepost".to_owned(),
        detail: Detail {
            recipients: vec![0],
            cause: Some("greylisted".to_owned()),
            next: Some(at(99)),
            ..Detail::default()
        },
    }
}

fn settlement(lease: Lease, updates: Vec<Update>, events: Vec<Event>, time: i64) -> Settlement {
    Settlement {
        lease,
        updates,
        events,
        reports: Vec::new(),
        now: at(time),
    }
}

async fn says_what_is_due(mail: &dyn MailStore) {
    let ids = IdSource::new(20, 0);
    let mut all = Vec::new();
    for n in 0..5 {
        let id = ids.next(at(1_000 + n));
        accept_ready(mail, id, 1_000 + n, &["a@example.org", "b@example.net"], b"x").await;
        all.extend([(id, 0), (id, 1)]);
    }
    let held = ids.next(at(1_001));
    accept(mail, sample(held, at(1_001), &["a@example.org"]), b"x")
        .await
        .expect("accepted");
    assert_eq!(
        due(mail, 2_000).await,
        all,
        "by time, message and place; what is held is not due"
    );
    let page = mail.due(at(1_002), None, 100).await.expect("a page");
    assert_eq!((page.due.len(), page.last, page.next), (6, None, Some(at(1_003))));
    assert_eq!((page.due[1].domain.as_str(), page.due[1].late), ("example.net", false));
    let (mut seen, mut after): (Vec<(QueueId, u32)>, Option<DuePlace>) = (Vec::new(), None);
    loop {
        let page = mail.due(at(2_000), after, 3).await.expect("a page");
        seen.extend(page.due.iter().map(|due| (due.place.id, due.place.n)));
        after = page.last;
        if after.is_none() {
            assert_eq!(page.next, None);
            break;
        }
    }
    assert_eq!(seen, all);
    clear(mail).await;
    assert_eq!(due(mail, 2_000).await, []);
}

async fn leases_to_one_at_a_time(mail: &dyn MailStore) {
    let ids = IdSource::new(21, 0);
    let (id, nobody) = (ids.next(at(2_000)), ids.next(at(2_001)));
    let entry = accept_ready(
        mail,
        id,
        2_000,
        &["a@example.org", "b@example.org", "c@example.org"],
        b"x",
    )
    .await;
    assert!(lease(mail, nobody, &[0], 2_001, false).await.is_none());
    let first = lease(mail, id, &[0, 2, 9], 2_001, false)
        .await
        .expect("nobody has them");
    assert_eq!((first.lease.id, &first.lease.rows[..]), (id, &[0, 2][..]));
    assert_eq!(*first.message, entry.message);
    assert_eq!(
        first.deliveries,
        [entry.deliveries[0].clone(), entry.deliveries[2].clone()]
    );
    assert_eq!(due(mail, 2_002).await, [(id, 1)]);
    assert!(lease(mail, id, &[0, 2], 2_002, false).await.is_none());
    drop(first);
    assert_eq!(due(mail, 2_002).await.len(), 3, "it was given back");
    // One that was taken over comes too late. A clock that was set forward takes nothing away.
    let second = lease(mail, id, &[0], 2_003, false).await.expect("nobody has it");
    assert!(lease(mail, id, &[0], 999_003, false).await.is_none());
    let third = lease(mail, id, &[0], 3_005, true).await.expect("it is taken over");
    let late = settlement(second.lease, vec![update(0, State::Delivered, 0)], vec![], 3_006);
    assert_eq!(mail.settle(late).await, Err(StoreError::LeaseLost));
    assert_eq!(mail.find(id).await.expect("found").entry, entry, "nothing was changed");
    let done = settlement(third.lease, vec![update(0, State::Delivered, 0)], vec![], 3_007);
    assert_eq!(mail.settle(done).await, Ok(()));
    assert!(lease(mail, id, &[0], 3_008, true).await.is_none(), "it has ended");
    // One that has waited is made to last, as long as nobody else has it, and it may still go out.
    let fourth = lease(mail, id, &[1], 3_008, false).await.expect("nobody has it");
    assert_eq!(mail.renew(&fourth.lease, at(9_000)).await, Ok(true));
    assert!(lease(mail, id, &[1], 8_999, false).await.is_none());
    let change = mail.change(vec![id], Change::Hold, "test".to_owned(), at(3_009));
    assert_eq!(change.await, Ok(vec![id]));
    assert_eq!(mail.renew(&fourth.lease, at(9_000)).await, Ok(false), "it is held");
    let change = mail.change(vec![id], Change::Release, "test".to_owned(), at(3_009));
    assert_eq!(change.await, Ok(vec![id]));
    let fifth = lease(mail, id, &[1], 3_009, true).await.expect("it is taken over");
    assert_eq!(mail.renew(&fourth.lease, at(9_000)).await, Ok(false));
    drop((fourth, fifth));
    // What is held is leased only by whoever takes over.
    let change = mail.change(vec![id], Change::Hold, "test".to_owned(), at(3_009));
    assert_eq!(change.await, Ok(vec![id]));
    assert!(lease(mail, id, &[1], 3_010, false).await.is_none());
    assert!(lease(mail, id, &[1], 3_010, true).await.is_some());
    clear(mail).await;
}

async fn settles_what_was_leased(mail: &dyn MailStore) {
    let ids = IdSource::new(22, 0);
    for count in [5, 300_000] {
        let id = ids.next(at(4_000));
        let entry = accept_ready(mail, id, 4_000, &["a@example.org", "b@example.org"], &octets(count, 3)).await;
        let both = lease(mail, id, &[0, 1], 4_001, false).await.expect("nobody has them");
        let updates = vec![update(0, State::Ready, 5_000), update(1, State::Delivered, 0)];
        let events = vec![event(EventKind::Deferred, 4_002), event(EventKind::Delivered, 4_002)];
        let done = settlement(both.lease, updates.clone(), events.clone(), 4_002);
        assert_eq!(mail.settle(done).await, Ok(()));
        let Stored {
            entry: found,
            events: told,
            has_body,
        } = mail.find(id).await.expect("found");
        let mut expected = entry.clone();
        for (delivery, update) in expected.deliveries.iter_mut().zip(&updates) {
            assert!(delivery.update(update, at(4_002)));
        }
        assert_eq!((&found, has_body), (&expected, true));
        assert_eq!(told[1..], events[..]);
        assert_eq!(due(mail, 4_999).await, []);
        assert_eq!(due(mail, 5_000).await, [(id, 0)]);
        let counts = mail.counts().await.expect("counts");
        assert_eq!((counts.ready, counts.octets), (1, count as u64));
        let deferred = Filter {
            cause: Some("greylisted".to_owned()),
            ..Filter::default()
        };
        let listed = mail.list(deferred, None, 10).await.expect("a list");
        assert_eq!(listed.len(), 1);
        let held = lease(mail, id, &[0], 5_000, false).await.expect("nobody has it");
        let hold = Update {
            hold: true,
            ..update(0, State::Ready, 6_000)
        };
        let done = settlement(held.lease, vec![hold], vec![event(EventKind::Held, 5_001)], 5_001);
        assert_eq!(mail.settle(done).await, Ok(()));
        assert_eq!(
            mail.counts().await.map(|counts| (counts.ready, counts.held)),
            Ok((0, 1))
        );
        let last = lease(mail, id, &[0], 5_002, true).await.expect("it is taken over");
        let done = settlement(last.lease, vec![update(0, State::Failed, 0)], vec![], 5_003);
        assert_eq!(mail.settle(done).await, Ok(()));
        let found = mail.find(id).await.expect("the trace stays");
        assert!(!found.has_body && found.entry.deliveries[0].ended == Some(at(5_003)));
        assert!(matches!(mail.body(id).await, Err(StoreError::NotFound)));
        assert_eq!(mail.counts().await, Ok(QueueCounts::default()));
    }
}

async fn keeps_reports_with_what_they_report(mail: &dyn MailStore) {
    let ids = IdSource::new(23, 0);
    let (id, report) = (ids.next(at(6_000)), ids.next(at(6_001)));
    accept_ready(mail, id, 6_000, &["a@example.org"], b"x").await;
    let told = mail.news();
    let before = *told.borrow();
    let one = lease(mail, id, &[0], 6_001, false).await.expect("nobody has it");
    let mut draft = mail.draft(report);
    draft.write(b"Subject: failed\r\n\r\n").await.expect("room");
    let body = draft.finish().await.expect("kept");
    let mut entry = sample(report, at(6_002), &["alice@example.com"]);
    (entry.message.sender, entry.deliveries[0].held) = (ReversePath::Null, false);
    (entry.message.octets, entry.message.crc) = (body.octets, body.crc);
    let mut failed = update(0, State::Failed, 0);
    failed.progress.report = Some(report);
    let done = Settlement {
        reports: vec![(entry.clone(), body)],
        ..settlement(one.lease, vec![failed], vec![], 6_002)
    };
    assert_eq!(mail.settle(done).await, Ok(()));
    assert_ne!(*told.borrow(), before, "the report may go out");
    assert_eq!(mail.find(report).await.expect("found").entry, entry);
    let body = mail.body(report).await.expect("a body");
    assert_eq!(read(body).await.expect("whole"), b"Subject: failed\r\n\r\n");
    assert_eq!(due(mail, 6_002).await, [(report, 0)]);
    clear(mail).await;
}

async fn knows_what_an_operator_did_meanwhile(mail: &dyn MailStore) {
    let ids = IdSource::new(24, 0);
    let id = ids.next(at(7_000));
    let recipients = ["a@example.org", "b@example.org"];
    accept_ready(mail, id, 7_000, &recipients, b"x").await;
    let change = |change, time| mail.change(vec![id], change, "operator".to_owned(), at(time));
    // Held while it was under way: it stays held.
    let both = lease(mail, id, &[0, 1], 7_001, false).await.expect("nobody has them");
    assert_eq!(change(Change::Hold, 7_002).await, Ok(vec![id]));
    let updates = vec![update(0, State::Delivered, 0), update(1, State::Ready, 9_000)];
    let done = settlement(both.lease, updates, vec![], 7_003);
    assert_eq!(mail.settle(done).await, Ok(()));
    let found = mail.find(id).await.expect("found").entry.deliveries;
    assert_eq!(
        (found[0].state, found[1].held, found[1].due),
        (State::Delivered, true, at(7_002))
    );
    assert_eq!(change(Change::Release, 7_004).await, Ok(vec![id]));
    let found = mail.find(id).await.expect("found").entry.deliveries;
    assert_eq!(found[1].progress.paused, Duration::from_millis(7_002));
    // Removed while it was under way: it stays removed, and nobody is told that it failed.
    let last = lease(mail, id, &[1], 7_005, false).await.expect("nobody has it");
    assert_eq!(change(Change::Remove, 7_006).await, Ok(vec![id]));
    let report = ids.next(at(7_007));
    let mut draft = mail.draft(report);
    draft.write(b"Subject: failed\r\n\r\n").await.expect("room");
    let body = draft.finish().await.expect("kept");
    let mut entry = sample(report, at(7_007), &["alice@example.com"]);
    (entry.message.octets, entry.message.crc) = (body.octets, body.crc);
    let mut failed = update(1, State::Failed, 0);
    failed.progress.report = Some(report);
    let done = Settlement {
        reports: vec![(entry, body)],
        ..settlement(
            last.lease,
            vec![failed],
            vec![event(EventKind::Delivered, 7_007)],
            7_007,
        )
    };
    assert_eq!(mail.settle(done).await, Ok(()));
    let found = mail.find(id).await.expect("found");
    assert_eq!(found.entry.deliveries[1].state, State::Removed);
    let kinds: Vec<EventKind> = found.events[1..].iter().map(|event| event.kind).collect();
    let expected = [
        EventKind::Held,
        EventKind::Released,
        EventKind::Removed,
        EventKind::Delivered,
    ];
    assert_eq!(kinds, expected, "what happened is told all the same");
    assert_eq!(mail.counts().await, Ok(QueueCounts::default()));
}

async fn postpones(mail: &dyn MailStore) {
    let ids = IdSource::new(25, 0);
    let id = ids.next(at(8_000));
    accept_ready(mail, id, 8_000, &["a@example.org", "b@example.org"], b"x").await;
    let place = |due, n| DuePlace { due: at(due), id, n };
    let row = |due, n| Postponed {
        place: place(due, n),
        until: at(8_500),
        paused: Duration::from_secs(2),
        why: None,
    };
    // The second is no longer due as somebody saw it.
    assert_eq!(mail.postpone(vec![row(8_000, 0), row(7_999, 1)]).await, Ok(()));
    assert_eq!(due(mail, 8_001).await, [(id, 1)]);
    let found = mail.find(id).await.expect("found").entry.deliveries;
    assert_eq!(
        (found[0].due, found[0].progress.paused),
        (at(8_500), Duration::from_secs(2))
    );
    assert_eq!((found[0].progress.attempts, &found[0].progress.cause), (0, &None));
    let why = Why {
        cause: "connection-refused".to_owned(),
        said: "refused".to_owned(),
        hop: Some("mx.example.org".to_owned()),
    };
    let again = Postponed {
        why: Some(Arc::new(why)),
        ..row(8_500, 0)
    };
    assert_eq!(mail.postpone(vec![again]).await, Ok(()));
    let Progress { cause, said, hop, .. } = mail.find(id).await.expect("found").entry.deliveries[0].progress.clone();
    let known = [cause, said, hop].map(|text| text.expect("it is known"));
    assert_eq!(known, ["connection-refused", "refused", "mx.example.org"]);
    let retried = mail.change(vec![id], Change::Retry, "operator".to_owned(), at(8_002));
    assert_eq!(retried.await, Ok(vec![id]));
    assert_eq!(due(mail, 8_002).await, [(id, 1), (id, 0)]);
    let again = mail.change(vec![id], Change::Retry, "operator".to_owned(), at(8_003));
    assert_eq!(again.await, Ok(vec![]), "it is due already");
    clear(mail).await;
}

async fn traces_and_forgets(mail: &dyn MailStore) {
    // What the tests before have left.
    let forgotten = mail.forget(Timestamp::from_micros(i64::MAX), 1_000).await;
    assert!(forgotten.is_ok_and(|count| count > 0));
    let ids = IdSource::new(26, 0);
    let mut all = Vec::new();
    for n in 0..4 {
        let mut entry = sample(ids.next(at(9_000 + n)), at(9_000 + n), &["Bob@Example.org"]);
        entry.message.message_id = Some(format!("<{}@example.com>", n / 2));
        if n == 3 {
            entry.message.sender = ReversePath::Mailbox(address("bob@example.org"));
        }
        all.push(accept(mail, entry, b"x").await.expect("accepted").message.id);
    }
    let by_id = |text: &str| mail.trace(Traced::MessageId(text.to_owned()), 10);
    assert_eq!(
        by_id("<0@example.com>").await,
        Ok(vec![all[1], all[0]]),
        "the newest first"
    );
    assert_eq!(by_id("<9@example.com>").await, Ok(vec![]));
    let by_address = |text: &str, limit| mail.trace(Traced::Address(address(text)), limit);
    assert_eq!(by_address("BOB@example.org", 3).await, Ok(vec![all[3], all[2], all[1]]));
    assert_eq!(
        by_address("ALICE@example.com", 9).await,
        Ok(vec![all[2], all[1], all[0]])
    );
    assert_eq!(by_address("ob@example.org", 9).await, Ok(vec![]));
    for (id, time) in all[..3].iter().zip([100, 300, 200]) {
        let removed = mail
            .change(vec![*id], Change::Remove, "test".to_owned(), at(time))
            .await;
        assert_eq!(removed, Ok(vec![*id]));
    }
    assert_eq!(mail.forget(at(100), 10).await, Ok(0), "it ended just then");
    assert_eq!(mail.forget(at(1_000), 2).await, Ok(2), "the oldest first");
    assert_eq!(mail.find(all[0]).await, Err(StoreError::NotFound));
    assert_eq!(mail.find(all[2]).await, Err(StoreError::NotFound));
    assert!(mail.find(all[1]).await.is_ok());
    assert_eq!(mail.forget(at(1_000), 2).await, Ok(1));
    assert_eq!(mail.forget(at(1_000), 2).await, Ok(0), "what is owed is not forgotten");
    clear(mail).await;
    assert_eq!(mail.forget(Timestamp::from_micros(i64::MAX), 1_000).await, Ok(1));
}
