//! How messages, and what was done with them, are shown to people.

use super::Outcome;
use crate::admin::protocol::{BackupShown, Change, CheckedShown, DeliveryShown, MessageListed, MessageShown};
use crate::cli::output;

/// What a check found, for people.
pub(super) fn found(checked: &CheckedShown) -> String {
    let mut text = format!(
        "{} looked at, {} read ({})\n",
        output::quantity(checked.messages, "message"),
        number_of_bodies(checked.bodies),
        output::size(checked.octets)
    );
    for id in &checked.damaged {
        text.push_str(&format!("{}: the body is missing or damaged\n", output::safe(id)));
    }
    for problem in &checked.problems {
        text.push_str(&format!("{}\n", output::safe(problem)));
    }
    text.push_str(match (checked.damaged.is_empty(), checked.problems.is_empty()) {
        (true, true) => "everything is sound\n",
        (false, _) => {
            "Damaged messages are held and never sent. Put their bodies back from a backup and check again, or remove them \
             with `gatepost queue remove`.\n"
        }
        (true, false) => "No message is damaged. Have a backup at hand before you do anything about the rest.\n",
    });
    text
}

/// What a backup holds, for people.
pub(super) fn copied(backup: &BackupShown) -> String {
    format!(
        "{} and the accounts are in {}: {} in files of their own ({}), {} of them copied, the others linked\n",
        output::quantity(backup.messages, "message"),
        output::safe(&backup.path),
        number_of_bodies(backup.bodies),
        output::size(backup.octets),
        output::number(backup.copied)
    )
}

fn number_of_bodies(count: u64) -> String {
    match count {
        1 => "1 body".to_owned(),
        count => format!("{} bodies", output::number(count)),
    }
}

pub(super) fn told(outcome: &Outcome, change: Change) -> String {
    let done = match change {
        Change::Hold => "held",
        Change::Release => "released",
        Change::Retry => "tried again",
        Change::Remove => "removed",
        Change::Bounce => "bounced",
    };
    let mut text = format!("{} {done}", output::quantity(outcome.changed, "message"));
    if outcome.unchanged > 0 {
        text.push_str(&format!(
            ", {} unchanged",
            output::quantity(outcome.unchanged, "message")
        ));
    }
    text.push('\n');
    for id in &outcome.damaged {
        text.push_str(&format!(
            "{} is damaged: put its body back and run `gatepost queue check`, then release it\n",
            output::safe(id)
        ));
    }
    if let [first, ..] = &outcome.without_way[..] {
        let count = output::quantity(outcome.without_way.len() as u64, "message");
        text.push_str(&format!(
            "{count} of them are held again as soon as the server looks, since the configuration holds mail for their \
             recipients (`via = \"hold\"`, or no configuration): give these a [[route]], reload, and release them then; \
             {} is the first\n",
            output::safe(first)
        ));
    }
    text
}

pub(super) fn row(message: &MessageListed) -> Vec<String> {
    let recipients = match &message.recipients[..] {
        [] => String::new(),
        [only] => only.address.clone(),
        [first, rest @ ..] => format!("{} +{}", first.address, rest.len()),
    };
    vec![
        message.id.clone(),
        output::age(message.age_seconds),
        output::size(message.size),
        state(message).to_owned(),
        message.account.clone(),
        path(&message.sender),
        recipients,
    ]
}

/// How far a message is as a whole.
fn state(message: &MessageListed) -> &str {
    let mut open = message.recipients.iter().filter(|recipient| recipient.ended.is_none());
    match open.next() {
        None => message
            .recipients
            .first()
            .map_or("", |recipient| recipient.state.as_str()),
        Some(_) if message.damaged => "damaged",
        Some(_) if message.held => "held",
        Some(first) if first.held || open.any(|recipient| recipient.held) => "partly held",
        Some(first) => first.state.as_str(),
    }
}

pub(super) fn recipient_row(recipient: &DeliveryShown) -> Vec<String> {
    let (state, since) = match &recipient.ended {
        Some(ended) => (recipient.state.clone(), output::moment(ended)),
        None if recipient.held => (format!("{}, held", recipient.state), "when released".to_owned()),
        None => (recipient.state.clone(), output::moment(&recipient.due)),
    };
    let notify = recipient.notify.as_ref().map(|notify| format!("NOTIFY={notify}"));
    let orcpt = recipient.orcpt.as_ref().map(|orcpt| format!("ORCPT={orcpt}"));
    let wishes: Vec<String> = notify.into_iter().chain(orcpt).collect();
    vec![
        recipient.address.clone(),
        state,
        since,
        output::number(u64::from(recipient.attempts)),
        recipient.cause.clone().unwrap_or_default(),
        wishes.join(" "),
    ]
}

/// An address of the envelope as people know it: without brackets, but for the null sender.
fn path(sender: &str) -> String {
    if sender.is_empty() {
        "<>".to_owned()
    } else {
        sender.to_owned()
    }
}

pub(super) fn facts(message: &MessageShown) -> String {
    let listed = &message.listed;
    let mut parameters = vec![format!("BODY={}", message.body)];
    parameters.extend(message.smtputf8.then(|| "SMTPUTF8".to_owned()));
    parameters.extend(message.ret.as_ref().map(|ret| format!("RET={ret}")));
    parameters.extend(message.envid.as_ref().map(|envid| format!("ENVID={envid}")));
    parameters.extend(message.submitter.as_ref().map(|submitter| format!("AUTH={submitter}")));
    let accepted = format!(
        "{} ({} ago)",
        output::moment(&listed.accepted),
        output::age(listed.age_seconds)
    );
    let size = format!(
        "{} as received, {} as sent",
        output::quantity(listed.size, "octet"),
        output::quantity(message.sent_size, "octet")
    );
    let mut account = listed.account.clone();
    if !message.credential.is_empty() {
        account += &format!(", app password {}", message.credential);
    }
    if !message.mechanism.is_empty() {
        account += &format!(", by {}", message.mechanism);
    }
    let mut text = String::new();
    for (name, value) in [
        ("Message", listed.id.as_str()),
        ("State", state(listed)),
        ("Accepted", &accepted),
        ("Account", &account),
        ("Sender", &path(&listed.sender)),
        ("Message-ID", listed.message_id.as_deref().unwrap_or("none")),
        ("Size", &size),
        ("Client", &listed.client),
        ("EHLO", &message.ehlo),
        ("TLS", message.tls.as_deref().unwrap_or("none")),
        ("Listener", &message.listener),
        ("Session", &message.session),
        ("Parameters", &parameters.join(" ")),
    ] {
        text.push_str(&format!("{name:<12}{}\n", output::safe(value)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(address: &str, state: &str, held: bool) -> DeliveryShown {
        let at = "2026-11-23T20:15:53.123456Z".to_owned();
        let ended = (state == "removed").then(|| at.clone());
        let (address, state) = (address.to_owned(), state.to_owned());
        DeliveryShown {
            address,
            state,
            held,
            due: at,
            ended,
            ..DeliveryShown::default()
        }
    }

    fn message(recipients: Vec<DeliveryShown>) -> MessageListed {
        let held = recipients
            .iter()
            .filter(|recipient| recipient.ended.is_none())
            .all(|recipient| recipient.held);
        MessageListed {
            id: "00000000000000000000000000".to_owned(),
            accepted: "2026-11-23T20:15:53.123456Z".to_owned(),
            age_seconds: 7_200,
            account: "alice".to_owned(),
            client: "192.0.2.1".to_owned(),
            sender: String::new(),
            message_id: None,
            size: 2_048,
            held,
            damaged: false,
            recipients,
        }
    }

    #[test]
    fn a_row_says_it_all() {
        for (recipients, expected_state, expected_recipients) in [
            (
                vec![delivery("a@example.org", "ready", false)],
                "ready",
                "a@example.org",
            ),
            (vec![delivery("a@example.org", "ready", true)], "held", "a@example.org"),
            (
                vec![
                    delivery("a@example.org", "ready", false),
                    delivery("b@example.org", "ready", true),
                ],
                "partly held",
                "a@example.org +1",
            ),
            (
                vec![
                    delivery("a@example.org", "removed", false),
                    delivery("b@example.org", "ready", true),
                ],
                "held",
                "a@example.org +1",
            ),
            (
                vec![delivery("a@example.org", "removed", true)],
                "removed",
                "a@example.org",
            ),
        ] {
            let row = row(&message(recipients));
            assert_eq!(
                row[1..],
                ["2h", "2.0 KiB", expected_state, "alice", "<>", expected_recipients]
            );
        }
    }

    #[test]
    fn damage_is_a_state_of_its_own() {
        for (recipient, expected) in [
            (delivery("a@example.org", "ready", true), "damaged"),
            (delivery("a@example.org", "removed", true), "removed"),
        ] {
            let mut message = message(vec![recipient]);
            message.damaged = true;
            assert_eq!(row(&message)[3], expected);
        }
    }

    #[test]
    fn a_check_is_told() {
        let checked = |damaged: &[&str], problems: &[&str]| CheckedShown {
            messages: 1_234,
            bodies: 1,
            octets: 2_048,
            damaged: damaged.iter().map(|id| (*id).to_owned()).collect(),
            problems: problems.iter().map(|problem| (*problem).to_owned()).collect(),
        };
        for (checked, parts) in [
            (
                checked(&[], &[]),
                &[
                    "1,234 messages looked at, 1 body read (2.0 KiB)\n",
                    "everything is sound\n",
                ][..],
            ),
            (
                checked(&["01hzy"], &["evil\u{1b}[2J"]),
                &["01hzy: the body is missing", "evil\\u{1b}[2J\n", "never sent"],
            ),
            (
                checked(&[], &["an index is wrong"]),
                &["an index is wrong\n", "No message is damaged"],
            ),
        ] {
            let text = found(&checked);
            for part in parts {
                assert!(text.contains(part), "{part:?}: {text}");
            }
        }
    }

    #[test]
    fn a_backup_is_told() {
        let backup = BackupShown {
            path: "/var/backups/monday".to_owned(),
            messages: 1,
            bodies: 20,
            octets: 3 << 20,
            copied: 2,
            missing: Vec::new(),
        };
        assert_eq!(
            copied(&backup),
            "1 message and the accounts are in /var/backups/monday: 20 bodies in files of their own (3.0 MiB), 2 of them copied, \
             the others linked\n"
        );
    }

    #[test]
    fn the_facts_carry_no_commands() {
        let message = MessageShown {
            credential: "printer".to_owned(),
            mechanism: "PLAIN".to_owned(),
            listed: message(vec![delivery("a@example.org", "ready", true)]),
            session: "s1".to_owned(),
            listener: "127.0.0.1:2587".to_owned(),
            ehlo: "evil\u{1b}[2J".to_owned(),
            tls: None,
            body: "8BITMIME".to_owned(),
            smtputf8: true,
            ret: Some("HDRS".to_owned()),
            envid: None,
            submitter: Some("<>".to_owned()),
            sent_size: 2_100,
            has_body: true,
            events: Vec::new(),
        };
        let text = facts(&message);
        assert!(
            !text.contains('\u{1b}')
                && text.contains("EHLO        evil\\u{1b}[2J\n")
                && text.contains(", app password printer, by PLAIN\n"),
            "{text}"
        );
        assert!(
            text.contains("Parameters  BODY=8BITMIME SMTPUTF8 RET=HDRS AUTH=<>\n"),
            "{text}"
        );
        assert!(
            text.contains("2,048 octets as received, 2,100 octets as sent"),
            "{text}"
        );
    }

    #[test]
    fn an_outcome_is_told() {
        for (changed, unchanged, damaged, change, expected) in [
            (
                0,
                2,
                &["01hzy"][..],
                Change::Release,
                "0 messages released, 2 messages unchanged\n\
                 01hzy is damaged: put its body back and run `gatepost queue check`, then release it\n",
            ),
            (1, 0, &[], Change::Hold, "1 message held\n"),
            (0, 0, &[], Change::Release, "0 messages released\n"),
            (
                1_200,
                1,
                &[],
                Change::Remove,
                "1,200 messages removed, 1 message unchanged\n",
            ),
        ] {
            let outcome = Outcome {
                changed,
                unchanged,
                damaged: damaged.iter().map(|id| (*id).to_owned()).collect(),
                without_way: Vec::new(),
                unknown: Vec::new(),
            };
            assert_eq!(told(&outcome, change), expected);
        }
    }
}
