//! What every store must do: one list, run against each of them. A store that panics here is wrong.

mod accounts;
mod app_passwords;
mod deliveries;
mod sent;

pub use accounts::account;
pub use app_passwords::app_password;

use crate::{AccountStore, Ban, BanStore, Body, Checked, Entry, MailStore, QueueCounts, StoreError};
use futures_util::future::join_all;
use mail::{Address, BodyKind, Notify, Range, Recipient, Ret, ReversePath, Timestamp};
use queue::{Change, Delivery, EventKind, Filter, IdSource, Message, Origin, QueueId, State};
use std::sync::{Arc, Mutex, PoisonError};

/// Runs the whole list. All stores must be empty.
pub async fn run(mail: &dyn MailStore, accounts: &dyn AccountStore, bans: &dyn BanStore) {
    has_room(mail).await;
    keeps_what_it_is_given(mail).await;
    keeps_bodies_of_any_size(mail).await;
    forgets_drafts(mail).await;
    refuses_a_second_message_of_the_same_id(mail).await;
    takes_the_others_when_one_is_refused(mail).await;
    lists_in_order_and_by_page(mail).await;
    filters(mail).await;
    holds_releases_and_removes(mail).await;
    counts_what_is_owed(mail).await;
    keeps_what_is_damaged_and_never_releases_it(mail).await;
    checks_all_bodies(mail).await;
    sent::run(mail).await;
    deliveries::run(mail).await;
    accounts::run(accounts).await;
    app_passwords::run(accounts).await;
    keeps_bans(bans).await;
}

/// A message with something in every field, for tests.
pub fn sample(id: QueueId, accepted: Timestamp, recipients: &[&str]) -> Entry {
    let recipient = |text: &&str| Recipient {
        address: address(text),
        notify: Notify::parse("SUCCESS,DELAY"),
        orcpt: Some("rfc822;Bob+2Bx@example.org".to_owned()),
    };
    let delivery = |recipient| Delivery::new(recipient, true, accepted);
    let message = Message {
        id,
        accepted,
        origin: Origin {
            account: "alice".to_owned(),
            credential: "scanner".to_owned(),
            mechanism: "SCRAM-SHA-256-PLUS".to_owned(),
            listener: "127.0.0.1:587".to_owned(),
            client: "192.0.2.1:4321".to_owned(),
            ehlo: "client.example".to_owned(),
            tls: Some("TLS1.3 TLS_AES_128_GCM_SHA256".to_owned()),
            session: "0123456789abcdef".to_owned(),
        },
        sender: ReversePath::Mailbox(address("alice@example.com")),
        body: BodyKind::EightBit,
        smtputf8: true,
        ret: Some(Ret::Headers),
        envid: Some("QQ314159".to_owned()),
        submitter: Some("<>".to_owned()),
        message_id: Some("<1@example.com>".to_owned()),
        octets: 0,
        crc: 0,
        eight_bit_header: false,
        eight_bit_body: true,
        added: "Received: from client.example\r\n".to_owned(),
        removed: vec![Range { start: 1, end: 5 }, Range { start: 9, end: 12 }],
        damaged: false,
    };
    Entry {
        message,
        deliveries: recipients.iter().map(recipient).map(delivery).collect(),
    }
}

/// Accepts `body` in chunks and returns the entry as it must be found again.
pub async fn accept(mail: &dyn MailStore, mut entry: Entry, body: &[u8]) -> Result<Entry, StoreError> {
    let mut draft = mail.draft(entry.message.id);
    for chunk in body.chunks(10_000) {
        draft.write(chunk).await?;
    }
    let kept = draft.finish().await?;
    entry.message.octets = kept.octets;
    entry.message.crc = kept.crc;
    mail.accept(entry.clone(), kept).await?;
    Ok(entry)
}

/// All octets of a body.
pub async fn read(mut body: Body) -> Result<Vec<u8>, StoreError> {
    let mut octets = Vec::new();
    while let Some(chunk) = body.next().await? {
        octets.extend_from_slice(&chunk);
    }
    Ok(octets)
}

/// Octets that differ from place to place.
pub fn octets(count: usize, seed: u8) -> Vec<u8> {
    (0..count)
        .map(|n| {
            (n as u8)
                .wrapping_mul(31)
                .wrapping_add((n >> 8) as u8)
                .wrapping_add(seed)
        })
        .collect()
}

async fn has_room(mail: &dyn MailStore) {
    for time in [1_000, 1_001, 5_000, 2_000] {
        assert_eq!(mail.room(0, at(time)).await, Ok(()));
    }
}

async fn keeps_what_it_is_given(mail: &dyn MailStore) {
    let ids = IdSource::new(1, 0);
    let entry = sample(
        ids.next(at(1_000)),
        at(1_000),
        &["bob@example.org", "\"c d\"@[192.0.2.7]"],
    );
    let kept = accept(mail, entry, b"Subject: x\r\n\r\nhello\r\n")
        .await
        .expect("accepted");
    let found = mail.find(kept.message.id).await.expect("found");
    assert_eq!(found.entry, kept);
    assert!(found.has_body);
    assert_eq!(found.events.len(), 1);
    assert_eq!(
        (found.events[0].kind, found.events[0].by.as_str()),
        (EventKind::Accepted, "alice")
    );
    assert_eq!(
        read(mail.body(kept.message.id).await.expect("a body"))
            .await
            .expect("whole"),
        b"Subject: x\r\n\r\nhello\r\n"
    );

    let mut bare = sample(ids.next(at(1_001)), at(1_001), &["bob@example.org"]);
    bare.message.sender = ReversePath::Null;
    let origin = &mut bare.message.origin;
    (origin.credential, origin.mechanism, origin.tls) = (String::new(), String::new(), None);
    (
        bare.message.ret,
        bare.message.envid,
        bare.message.submitter,
        bare.message.message_id,
    ) = (None, None, None, None);
    bare.message.removed.clear();
    bare.deliveries[0].recipient.notify = None;
    bare.deliveries[0].recipient.orcpt = None;
    bare.deliveries[0].held = false;
    let kept = accept(mail, bare, b"").await.expect("accepted");
    assert_eq!(mail.find(kept.message.id).await.expect("found").entry, kept);
    assert_eq!(
        read(mail.body(kept.message.id).await.expect("a body"))
            .await
            .expect("whole"),
        b""
    );
    assert_eq!(mail.find(ids.next(at(5))).await, Err(StoreError::NotFound));
    assert!(matches!(mail.body(ids.next(at(5))).await, Err(StoreError::NotFound)));
    clear(mail).await;
}

async fn keeps_bodies_of_any_size(mail: &dyn MailStore) {
    let ids = IdSource::new(2, 0);
    for count in [0, 1, 127, 4_096, 4_097, 65_536, 131_071, 131_072, 131_073, 400_000] {
        let entry = sample(ids.next(at(2_000)), at(2_000), &["bob@example.org"]);
        let body = octets(count, 3);
        let kept = accept(mail, entry, &body).await.expect("accepted");
        assert_eq!(kept.message.octets, count as u64);
        let again = read(mail.body(kept.message.id).await.expect("a body"))
            .await
            .expect("whole");
        assert!(again == body, "{count} octets come back as they were");
    }
    clear(mail).await;
}

async fn forgets_drafts(mail: &dyn MailStore) {
    let ids = IdSource::new(3, 0);
    for count in [10, 300_000] {
        let id = ids.next(at(3_000));
        let mut draft = mail.draft(id);
        draft.write(&octets(count, 1)).await.expect("room");
        drop(draft);
        assert_eq!(mail.find(id).await, Err(StoreError::NotFound));
    }
}

async fn refuses_a_second_message_of_the_same_id(mail: &dyn MailStore) {
    let entry = sample(IdSource::new(4, 0).next(at(4_000)), at(4_000), &["bob@example.org"]);
    let kept = accept(mail, entry.clone(), b"first").await.expect("accepted");
    assert_eq!(accept(mail, entry, b"second").await, Err(StoreError::Exists));
    assert_eq!(
        read(mail.body(kept.message.id).await.expect("a body"))
            .await
            .expect("whole"),
        b"first"
    );
    clear(mail).await;
}

async fn takes_the_others_when_one_is_refused(mail: &dyn MailStore) {
    let ids = IdSource::new(8, 0);
    let entry = |id| sample(id, at(4_500), &["bob@example.org"]);
    let there = ids.next(at(4_500));
    accept(mail, entry(there), b"there").await.expect("accepted");
    let all: Vec<QueueId> = (0..5)
        .map(|n| if n == 2 { there } else { ids.next(at(4_500)) })
        .collect();
    // At once, so that they may share a commit.
    let accepted = join_all(all.iter().map(|id| accept(mail, entry(*id), b"new"))).await;
    for (id, accepted) in all.iter().zip(accepted) {
        let expected = if *id == there { &b"there"[..] } else { b"new" };
        assert_eq!(accepted.is_err(), *id == there, "{accepted:?}");
        let body = mail.body(*id).await.expect("a body");
        assert_eq!(read(body).await.expect("whole"), expected);
    }
    let removed = mail.change(vec![there, all[0], there], Change::Remove, "test".to_owned(), at(4_600));
    let mut removed = removed.await.expect("removed");
    removed.sort_unstable();
    assert_eq!(removed, [there, all[0]], "once, though it was named twice");
    clear(mail).await;
}

async fn lists_in_order_and_by_page(mail: &dyn MailStore) {
    let ids = IdSource::new(5, 0);
    let mut all = Vec::new();
    for n in 0..7 {
        let entry = sample(
            ids.next(at(5_000 + n * 1_000)),
            at(5_000 + n * 1_000),
            &["a@example.org", "b@example.net"],
        );
        all.push(accept(mail, entry, b"x").await.expect("accepted"));
    }
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = mail.list(Filter::default(), after, 3).await.expect("a page");
        let Some(last) = page.last() else { break };
        after = Some(last.message.id);
        seen.extend(page);
    }
    assert_eq!(seen, all);
    clear(mail).await;
}

async fn filters(mail: &dyn MailStore) {
    let ids = IdSource::new(6, 0);
    let mut first = sample(
        ids.next(at(10_000)),
        at(10_000),
        &[
            "Bob@Example.org",
            "carol@example.net",
            "eve@\u{d14c}\u{c2a4}\u{d2b8}.example",
        ],
    );
    first.deliveries[1].held = false;
    let mut second = sample(ids.next(at(20_000)), at(20_000), &["dan@example.net"]);
    second.message.sender = ReversePath::Null;
    second.message.origin.account = "zoe".to_owned();
    let (first, second) = (accept(mail, first, b"1").await, accept(mail, second, b"2").await);
    let (first, second) = (
        first.expect("accepted").message.id,
        second.expect("accepted").message.id,
    );
    let text = |text: &str| Some(text.to_owned());
    let none = Filter::default;
    for (filter, expected) in [
        (none(), vec![first, second]),
        (
            Filter {
                account: text("zoe"),
                ..none()
            },
            vec![second],
        ),
        (
            Filter {
                sender: text("ALICE@example.com"),
                ..none()
            },
            vec![first],
        ),
        (
            Filter {
                sender: text(""),
                ..none()
            },
            vec![second],
        ),
        (
            Filter {
                recipient: Some(address("bob@EXAMPLE.org")),
                ..none()
            },
            vec![first],
        ),
        (
            Filter {
                recipient: Some(address("EVE@xn--9t4b11yi5a.example")),
                ..none()
            },
            vec![first],
        ),
        (
            Filter {
                domain: text("example.net"),
                ..none()
            },
            vec![first, second],
        ),
        (
            Filter {
                domain: text("example.net"),
                held: Some(true),
                ..none()
            },
            vec![second],
        ),
        (
            Filter {
                held: Some(false),
                ..none()
            },
            vec![first],
        ),
        (
            Filter {
                before: Some(at(20_000)),
                ..none()
            },
            vec![first],
        ),
        (
            Filter {
                since: Some(at(20_000)),
                ..none()
            },
            vec![second],
        ),
        (
            Filter {
                cause: text("greylisted"),
                ..none()
            },
            vec![],
        ),
        (
            Filter {
                account: text("nobody"),
                ..none()
            },
            vec![],
        ),
    ] {
        let found = mail.list(filter.clone(), None, 10).await.expect("a list");
        let found: Vec<QueueId> = found.iter().map(|entry| entry.message.id).collect();
        assert_eq!(found, expected, "{filter:?}");
    }
    clear(mail).await;
}

async fn holds_releases_and_removes(mail: &dyn MailStore) {
    let ids = IdSource::new(7, 0);
    for count in [5, 300_000] {
        let id = ids.next(at(7_000));
        accept(
            mail,
            sample(id, at(7_000), &["a@example.org", "b@example.org"]),
            &octets(count, 9),
        )
        .await
        .expect("accepted");
        let change = |change, time| mail.change(vec![id, ids.next(at(1))], change, "operator".to_owned(), at(time));
        assert_eq!(
            change(Change::Hold, 8_000).await,
            Ok(vec![]),
            "held already; the other does not exist"
        );
        assert_eq!(change(Change::Release, 8_001).await, Ok(vec![id]));
        let found = mail.find(id).await.expect("found");
        assert!(
            found
                .entry
                .deliveries
                .iter()
                .all(|delivery| !delivery.held && delivery.due == at(8_001))
        );
        assert_eq!(change(Change::Hold, 8_002).await, Ok(vec![id]));
        assert_eq!(change(Change::Remove, 8_003).await, Ok(vec![id]));
        assert_eq!(change(Change::Remove, 8_004).await, Ok(vec![]));
        let found = mail.find(id).await.expect("the trace stays");
        let kinds: Vec<EventKind> = found.events.iter().map(|event| event.kind).collect();
        assert_eq!(
            kinds,
            [
                EventKind::Accepted,
                EventKind::Released,
                EventKind::Held,
                EventKind::Removed
            ]
        );
        assert_eq!(found.events[3].by, "operator");
        assert!(
            !found.has_body
                && found
                    .entry
                    .deliveries
                    .iter()
                    .all(|delivery| delivery.state == State::Removed)
        );
        assert!(matches!(mail.body(id).await, Err(StoreError::NotFound)));
        assert_eq!(mail.list(Filter::default(), None, 10).await, Ok(vec![]));
        let ended = Filter {
            ended: true,
            recipient: Some(address("a@example.org")),
            ..Filter::default()
        };
        assert!(
            mail.list(ended, None, 100)
                .await
                .expect("a list")
                .iter()
                .any(|entry| entry.message.id == id)
        );
    }
}

async fn counts_what_is_owed(mail: &dyn MailStore) {
    assert_eq!(mail.counts().await, Ok(QueueCounts::default()), "nothing is left");
    let ids = IdSource::new(9, 0);
    let (first, second) = (ids.next(at(30_000)), ids.next(at(31_000)));
    let recipients = ["a@example.org", "b@example.org"];
    accept(mail, sample(first, at(30_001), &recipients), &octets(10, 1))
        .await
        .expect("accepted");
    let mut half = sample(second, at(31_001), &recipients);
    half.deliveries[1].held = false;
    accept(mail, half, &octets(200_000, 2)).await.expect("accepted");
    let counted = async |ready, held, damaged, oldest: Option<i64>, octets| {
        let expected = QueueCounts {
            ready,
            held,
            damaged,
            oldest: oldest.map(at),
            octets,
        };
        assert_eq!(mail.counts().await, Ok(expected));
    };
    let change = async |change, id: QueueId| {
        let changed = mail.change(vec![id], change, "operator".to_owned(), at(32_000)).await;
        assert_eq!(changed, Ok(vec![id]));
    };
    counted(1, 1, 0, Some(30_001), 200_010).await;
    change(Change::Release, first).await;
    counted(2, 0, 0, Some(30_001), 200_010).await;
    change(Change::Hold, second).await;
    counted(1, 1, 0, Some(30_001), 200_010).await;
    assert_eq!(mail.damaged(second, at(32_001), "test".to_owned()).await, Ok(true));
    counted(1, 0, 1, Some(30_001), 200_010).await;
    change(Change::Remove, first).await;
    counted(0, 0, 1, Some(31_001), 200_000).await;
    change(Change::Remove, second).await;
    counted(0, 0, 0, None, 0).await;
}

async fn keeps_what_is_damaged_and_never_releases_it(mail: &dyn MailStore) {
    let ids = IdSource::new(10, 0);
    for count in [5, 300_000] {
        let id = ids.next(at(40_000));
        let mut entry = sample(id, at(40_000), &["a@example.org", "b@example.org"]);
        entry.deliveries[0].held = false;
        // Nobody hands over what is damaged already.
        entry.message.damaged = true;
        accept(mail, entry, &octets(count, 4)).await.expect("accepted");
        let damaged = |time| mail.damaged(id, at(time), "gatepost".to_owned());
        assert!(!mail.find(id).await.expect("found").entry.message.damaged);
        assert_eq!(damaged(40_001).await, Ok(true));
        assert_eq!(damaged(40_002).await, Ok(false), "it is marked already");
        let found = mail.find(id).await.expect("it is kept");
        assert!(found.entry.message.damaged && found.has_body);
        assert!(
            found.entry.deliveries.iter().all(|delivery| delivery.held),
            "all of it is held"
        );
        let event = found.events.last().expect("an event");
        assert_eq!((event.kind, event.by.as_str()), (EventKind::Damaged, "gatepost"));
        let listed = mail.list(Filter::default(), None, 10).await.expect("a list");
        assert!(
            listed
                .iter()
                .any(|entry| entry.message.id == id && entry.message.damaged)
        );
        let change = |change| mail.change(vec![id], change, "operator".to_owned(), at(40_003));
        assert_eq!(change(Change::Release).await, Ok(vec![]), "it must not be sent");
        assert_eq!(change(Change::Hold).await, Ok(vec![]));
        assert_eq!(mail.find(id).await.expect("found"), found, "nothing changed");
        assert_eq!(change(Change::Remove).await, Ok(vec![id]));
        assert_eq!(damaged(40_004).await, Ok(false), "it has no body any more");
        assert_eq!(damaged(40_005).await, Ok(false));
        assert!(mail.find(id).await.expect("the trace stays").entry.message.damaged);
    }
    let nobody = ids.next(at(5));
    let marked = mail.damaged(nobody, at(6), "gatepost".to_owned()).await;
    assert_eq!(marked, Err(StoreError::NotFound));
}

async fn checks_all_bodies(mail: &dyn MailStore) {
    let ids = IdSource::new(11, 0);
    let (mut all, mut sum) = (Vec::new(), 0);
    for count in [0, 10, 5_000, 140_000, 300_000] {
        let id = ids.next(at(50_000));
        accept(mail, sample(id, at(50_000), &["a@example.org"]), &octets(count, 5))
            .await
            .expect("accepted");
        all.push(id);
        sum += count as u64;
    }
    // Marked, but whole: a body that was put back.
    assert_eq!(mail.damaged(all[2], at(50_001), "test".to_owned()).await, Ok(true));
    for deep in [false, true] {
        let told = Arc::new(Mutex::new(Checked::default()));
        let tell = told.clone();
        let tell = move |checked| *tell.lock().unwrap_or_else(PoisonError::into_inner) = checked;
        let report = mail
            .check(deep, "operator".to_owned(), at(50_002), Arc::new(tell))
            .await;
        let report = report.expect("a report");
        assert_eq!((report.bodies, report.octets), (5, sum));
        assert!(report.messages >= 5, "those that have ended are looked at, too");
        assert_eq!((&report.damaged, &report.problems), (&vec![], &vec![]));
        let told = *told.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!((told.messages, told.octets), (report.messages, report.octets));
    }
    let found = mail.find(all[2]).await.expect("found");
    assert!(!found.entry.message.damaged && found.entry.deliveries[0].held);
    let event = found.events.last().expect("an event");
    assert_eq!((event.kind, event.by.as_str()), (EventKind::Mended, "operator"));
    let released = mail.change(vec![all[2]], Change::Release, "operator".to_owned(), at(50_003));
    assert_eq!(released.await, Ok(vec![all[2]]));
    assert_eq!(
        mail.find(all[1]).await.expect("found").events.len(),
        1,
        "nothing happened to it"
    );
    clear(mail).await;
}

async fn keeps_bans(bans: &dyn BanStore) {
    let ban = |network: &str, until: Option<i64>, reason: &str| Ban {
        network: network.parse().expect("a network of the list"),
        until: until.map(at),
        reason: reason.to_owned(),
        by: "operator".to_owned(),
        created: at(100),
    };
    assert_eq!(bans.bans().await, Ok(vec![]));
    let (one, wide, six) = (
        ban("192.0.2.7", Some(200), "guessing"),
        ban("192.0.2.0/24", None, ""),
        ban("2001:db8::/32", None, "a reason of\nseveral words"),
    );
    let ten = ban("10.0.0.0/8", Some(300), "x");
    for ban in [&six, &one, &wide, &ten] {
        bans.ban(ban.clone()).await.expect("banned");
    }
    let all = vec![ten.clone(), wide.clone(), one, six.clone()];
    assert_eq!(bans.bans().await, Ok(all), "by network");
    let longer = ban("192.0.2.7", None, "guessing again");
    bans.ban(longer.clone()).await.expect("banned");
    bans.unban(ten.network).await.expect("lifted");
    assert_eq!(bans.unban(ten.network).await, Err(StoreError::NotFound));
    let within = "192.0.2.8".parse().expect("a network");
    assert_eq!(
        bans.unban(within).await,
        Err(StoreError::NotFound),
        "of exactly that network"
    );
    assert_eq!(bans.bans().await, Ok(vec![wide.clone(), longer.clone(), six.clone()]));
    let (sooner, later) = (ban("198.51.100.1", Some(400), ""), ban("198.51.100.2", Some(401), ""));
    for ban in [&sooner, &later] {
        bans.ban(ban.clone()).await.expect("banned");
    }
    for (time, left) in [(399, 5), (400, 4), (400, 4), (401, 3), (i64::MAX / 1_000, 3)] {
        bans.forget_ended(at(time)).await.expect("forgotten");
        assert_eq!(bans.bans().await.map(|bans| bans.len()), Ok(left), "{time}");
    }
    for ban in [wide, longer, six] {
        bans.unban(ban.network).await.expect("lifted");
    }
    assert_eq!(bans.bans().await, Ok(vec![]));
}

async fn clear(mail: &dyn MailStore) {
    let all = mail.list(Filter::default(), None, 1_000).await.expect("a list");
    let ids = all.iter().map(|entry| entry.message.id).collect();
    mail.change(ids, Change::Remove, "test".to_owned(), at(1))
        .await
        .expect("removed");
}

fn address(text: &str) -> Address {
    Address::parse(text).expect("an address of the list")
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_micros(millis * 1_000)
}
