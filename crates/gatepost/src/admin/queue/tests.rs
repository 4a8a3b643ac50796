use super::super::made_up::{ADDED, NOW, accept, accept_damaged, control};
use super::super::protocol::Request;
use super::*;
use std::sync::{Mutex, PoisonError};
use store::conformance;

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
            // There is no configuration here, and so no way for anything.
            without_way: ids(change == Change::Release),
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

#[tokio::test]
async fn what_is_bounced_is_told_to_its_sender() {
    let (control, memory) = control();
    let id = accept(
        &memory,
        60,
        &["a@example.org", "b@example.org"],
        b"Subject: x\r\n\r\nText\r\n",
        &[],
    )
    .await;
    let messages = || Meant::Ids {
        ids: vec![id.to_string()],
        filter: Filter::default(),
    };
    let bounced = control.queue_change(Change::Bounce, messages(), "root").await;
    assert!(
        matches!(&bounced, Ok(Answer::Changed { changed, .. }) if *changed == [id.to_string()]),
        "{bounced:?}"
    );
    let found = memory.find(id).await.expect("its trace stays");
    let last = found.events.last().expect("an event");
    assert_eq!((last.kind, last.by.as_str()), (EventKind::Bounced, "root"));
    assert_eq!(last.detail.cause.as_deref(), Some("stopped-by-operator"));
    let report = last.detail.report.expect("a report");
    let text = conformance::read(memory.body(report).await.expect("a body"))
        .await
        .expect("whole");
    let text = String::from_utf8_lossy(&text);
    for part in [
        "Final-Recipient: rfc822; a@example.org",
        "Final-Recipient: rfc822; b@example.org",
        "Action: failed",
        "Subject: x",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let again = control.queue_change(Change::Bounce, messages(), "root").await;
    assert!(
        matches!(&again, Ok(Answer::Changed { changed, .. }) if changed.is_empty()),
        "{again:?}"
    );
}

#[tokio::test]
async fn messages_are_traced_by_what_people_know() {
    let (control, memory) = control();
    let older = accept(&memory, 60, &["a@example.org"], b"x", &[]).await;
    let newer = accept(&memory, 30, &["b@example.org"], b"x", &[]).await;
    let trace = async |what: &str, limit| match control.trace(what, limit).await {
        Ok(Answer::Traced { messages, more }) => {
            let ids = messages
                .iter()
                .map(|message| message.listed.id.clone())
                .collect::<Vec<String>>();
            (ids, more)
        }
        other => panic!("{other:?}"),
    };
    let (older, newer) = (older.to_string(), newer.to_string());
    assert_eq!(trace(&older, 10).await, (vec![older.clone()], false));
    assert_eq!(
        trace("<1@example.com>", 10).await,
        (vec![newer.clone(), older.clone()], false)
    );
    assert_eq!(trace("alice@EXAMPLE.com", 1).await, (vec![newer.clone()], true));
    assert_eq!(trace("b@example.org", 10).await, (vec![newer], false));
    assert_eq!(trace("nobody@example.org", 10).await, (vec![], false));
    for wrong in ["", "<1>", "not an id"] {
        assert!(control.trace(wrong, 10).await.is_err(), "{wrong}");
    }
}
