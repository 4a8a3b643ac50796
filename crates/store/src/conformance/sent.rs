//! What every store must know of what accounts have sent lately.

use super::{accept, at, clear, sample};
use crate::{MailStore, Sent};
use queue::IdSource;

pub(super) async fn run(mail: &dyn MailStore) {
    sums_by_account_and_time(mail).await;
}

async fn sums_by_account_and_time(mail: &dyn MailStore) {
    let ids = IdSource::new(12, 0);
    let one = ["a@example.org"];
    // In milliseconds after a moment at which ten minutes begin: when it began to come in, and was accepted.
    for (begun, accepted, account, credential, recipients) in [
        (-2_000, -1, "alice", "", &one[..]),
        (-3_600_000, 5, "zoe", "", &one),
        (0, 0, "alice", "", &["a@example.org", "b@example.org"]),
        (1, 2, "bob", "", &one),
        (2, 3, "alice", "scanner", &one),
        (3, 4, "", "", &one),
        (599_998, 599_999, "alice", "", &one),
        (599_999, 600_000, "alice", "", &one),
    ] {
        let mut entry = sample(ids.next(at(BEGIN + begun)), at(BEGIN + accepted), recipients);
        entry.message.origin.account = account.to_owned();
        entry.message.origin.credential = credential.to_owned();
        accept(mail, entry, b"x").await.expect("accepted");
    }
    let sent = |account: &str, credential: &str, begins, messages, recipients| Sent {
        account: account.to_owned(),
        credential: credential.to_owned(),
        at: at(BEGIN + begins),
        messages,
        recipients,
    };
    let last = sent("alice", "", 600_000, 1, 1);
    let since = |time| mail.sent_since(at(BEGIN + time));
    let all = vec![
        sent("alice", "", 0, 2, 3),
        sent("alice", "scanner", 0, 1, 1),
        sent("bob", "", 0, 1, 1),
        sent("zoe", "", 0, 1, 1),
        last.clone(),
    ];
    assert_eq!(since(0).await, Ok(all.clone()));
    assert_eq!(since(6).await, Ok(vec![sent("alice", "", 0, 1, 1), last.clone()]));
    assert_eq!(since(600_000).await, Ok(vec![last]));
    assert_eq!(since(600_001).await, Ok(vec![]));
    // What has ended was sent all the same.
    clear(mail).await;
    assert_eq!(since(0).await, Ok(all));
}

/// Behind all that the list accepts elsewhere.
const BEGIN: i64 = 1_000 * 600_000;
