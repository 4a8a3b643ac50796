//! `gatepost trace`: the life of a message, from the login to its end.

use super::door::{self, Door, Need};
use super::{Failure, Global, output};
use crate::admin::protocol::{Answer, DeliveryShown, EventShown, MessageShown, Request};
use clap::Args;
use reply::{Cause, Language};

/// What `trace` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  gatepost trace 01hzy3v0m0000000000000000a\n  gatepost trace '<20261123.1@example.com>'\n  \
                  gatepost trace bob@example.org --limit 3"
)]
pub(super) struct Options {
    /// A queue id, a Message-ID with its angle brackets, or the address of a sender or a recipient
    #[arg(value_name = "ID|MESSAGE-ID|ADDRESS")]
    what: String,

    /// At most N messages, the newest
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=50))]
    limit: u64,

    /// Print a JSON array
    #[arg(long)]
    json: bool,
}

/// Shows it.
pub(super) fn run(global: &Global, options: &Options) -> Result<(), Failure> {
    let settings = &global.settings()?;
    let request = Request::Trace {
        what: options.what.clone(),
        limit: usize::try_from(options.limit).unwrap_or(usize::MAX),
    };
    let answer = door::with(settings, Need::There, async |door: &Door| door.answer(request).await)?;
    let Answer::Traced { messages, more } = answer else {
        return Err(Failure::unexpected());
    };
    if options.json {
        output::json(&messages)?;
    } else {
        for (n, message) in messages.iter().enumerate() {
            if n > 0 {
                output::print("\n")?;
            }
            output::print(&life(message))?;
        }
    }
    if more {
        output::note("there are older ones: give a larger `--limit`");
    }
    if messages.is_empty() {
        let keep = settings.delivery.keep.as_secs() / (24 * 60 * 60);
        return Err(Failure::new(format!(
            "there is no such message; what has ended is known for {keep} days"
        )));
    }
    Ok(())
}

/// From the login to the end.
fn life(message: &MessageShown) -> String {
    let listed = &message.listed;
    let sender = if listed.sender.is_empty() { "<>" } else { &listed.sender };
    let mut text = format!("{}  {sender}\n", listed.id);
    for recipient in &listed.recipients {
        text.push_str(&format!(
            "  to {}: {}\n",
            output::safe(&recipient.address),
            state(recipient)
        ));
    }
    if let Some(id) = &listed.message_id {
        text.push_str(&format!("  Message-ID {}\n", output::safe(id)));
    }
    text.push_str(&origin(message));
    text.push_str(&events(&message.events));
    text.push_str(&why(message));
    text.push_str(&meanings(&message.listed.recipients));
    text
}

/// What the causes mean for which somebody was refused, and what to do: the words of `gatepost explain`.
pub(super) fn meanings(recipients: &[DeliveryShown]) -> String {
    let mut causes: Vec<&Cause> = Vec::new();
    let refused = recipients.iter().filter(|recipient| recipient.state != "delivered");
    for cause in refused.filter_map(|recipient| Cause::find(recipient.cause.as_deref()?)) {
        if !causes.contains(&cause) && causes.len() < CAUSES_SHOWN {
            causes.push(cause);
        }
    }
    let line = |cause: &&Cause| {
        let words = cause.explanation(Language::English);
        let (id, who) = (cause.id, cause.who.name(Language::English));
        let first = words.steps.first().copied().unwrap_or_default();
        format!(
            "  {id}: {}\n      who acts  {who}\n      first     {first}\n      more      gatepost explain {id}\n",
            words.meaning
        )
    };
    causes.iter().map(line).collect()
}

fn state(recipient: &DeliveryShown) -> String {
    match (&recipient.ended, recipient.held) {
        (Some(ended), _) => format!("{} {}", recipient.state, output::moment(ended)),
        (None, true) => "held".to_owned(),
        (None, false) => format!("{}, due {}", recipient.state, output::moment(&recipient.due)),
    }
}

/// Who handed it over, and how.
fn origin(message: &MessageShown) -> String {
    let listed = &message.listed;
    if listed.client.is_empty() {
        return format!("  a report of this server about {}\n", output::safe(&message.session));
    }
    let tls = message.tls.as_deref().unwrap_or("without TLS");
    let login = match listed.account.as_str() {
        "" => "without a login".to_owned(),
        account => {
            let app = match message.credential.as_str() {
                "" => String::new(),
                label => format!(", app password {label}"),
            };
            let by = match message.mechanism.as_str() {
                "" => String::new(),
                mechanism => format!(" by {mechanism}"),
            };
            format!("logged in as {account}{app}{by}")
        }
    };
    let text = format!(
        "{login}, from {} ({}), {tls}, session {}",
        listed.client, message.ehlo, message.session
    );
    format!("  {}\n", output::safe(&text))
}

/// What happened, an event a line, with what is known of it below.
pub(super) fn events(events: &[EventShown]) -> String {
    let mut text = String::new();
    for event in events {
        let EventShown {
            at,
            event: kind,
            by,
            recipients,
            hop,
            tls,
            said,
            cause,
            note,
            next,
            report,
        } = event;
        let mut line = format!("  {}  {kind}", output::moment(at));
        if !by.is_empty() && by != "gatepost" {
            line.push_str(&format!(" by {by}"));
        }
        if kind == "accepted" {
            line.push_str(": durable on this server's disk");
        }
        if let Some(cause) = cause {
            line.push_str(&format!(": {cause}"));
        }
        text.push_str(&output::safe(&line));
        text.push('\n');
        let whom = (!recipients.is_empty()).then(|| several(recipients));
        let next = next.as_deref().map(output::moment);
        for (name, value) in [
            ("for", whom.as_ref()),
            ("server", hop.as_ref()),
            ("TLS", tls.as_ref()),
            ("said", said.as_ref()),
            ("note", note.as_ref()),
            ("next try", next.as_ref()),
            ("report", report.as_ref()),
        ] {
            if let Some(value) = value {
                text.push_str(&format!("      {name:<9} {}\n", output::safe(value)));
            }
        }
    }
    text
}

/// Why a message is still in the queue: a sentence for each way in which it waits. Empty if it does not.
pub(super) fn why(message: &MessageShown) -> String {
    let mut sentences: Vec<(String, Vec<String>)> = Vec::new();
    let open = message
        .listed
        .recipients
        .iter()
        .filter(|recipient| recipient.ended.is_none());
    for recipient in open {
        let sentence = waits(recipient, message.listed.damaged);
        match sentences.iter_mut().find(|(known, _)| *known == sentence) {
            Some((_, whom)) => whom.push(recipient.address.clone()),
            None => sentences.push((sentence, vec![recipient.address.clone()])),
        }
    }
    let lines: Vec<String> = sentences
        .iter()
        .map(|(sentence, whom)| format!("  For {}: {}\n", output::safe(&several(whom)), output::safe(sentence)))
        .collect();
    lines.concat()
}

fn waits(recipient: &DeliveryShown, damaged: bool) -> String {
    if damaged {
        return "it is damaged, and waits for its body to be put back, or to be removed.".to_owned();
    }
    if recipient.held {
        return "it is held until `gatepost queue release`, for which there has to be a way: `gatepost route ADDRESS`."
            .to_owned();
    }
    let due = output::moment(&recipient.due);
    let why = recipient.cause.as_ref().zip(recipient.said.as_ref());
    let why = why.map(|(cause, said)| match &recipient.hop {
        Some(hop) => format!("{cause} ({hop}: {said})"),
        None => format!("{cause} ({said})"),
    });
    match (why, recipient.is_due) {
        (Some(why), false) => format!("it waits because of {why}, and is tried again {due}."),
        (Some(why), true) => {
            format!("it waited because of {why}; its next try is due since {due}, and is under way or next in turn.")
        }
        (None, false) => format!("it waits for its time, and is tried {due}."),
        (None, true) => format!("it is due since {due}, and is under way or waits for its turn."),
    }
}

fn several(all: &[String]) -> String {
    let shown: Vec<&str> = all.iter().take(NAMES_SHOWN).map(String::as_str).collect();
    match all.len().checked_sub(NAMES_SHOWN).filter(|more| *more > 0) {
        Some(more) => format!("{} and {more} more", shown.join(", ")),
        None => shown.join(", "),
    }
}

/// A list of thousands helps nobody.
const NAMES_SHOWN: usize = 10;
const CAUSES_SHOWN: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    fn recipient(address: &str) -> DeliveryShown {
        DeliveryShown {
            address: address.to_owned(),
            state: "ready".to_owned(),
            due: "2026-11-23T20:15:53.123456Z".to_owned(),
            ..DeliveryShown::default()
        }
    }

    #[test]
    fn why_it_is_still_queued() {
        let (mut held, mut deferred) = (recipient("a@example.org"), recipient("b@example.org"));
        held.held = true;
        deferred.cause = Some("greylisted".to_owned());
        deferred.said = Some("450 4.2.0 later".to_owned());
        deferred.hop = Some("mx.example.org [192.0.2.1]:25".to_owned());
        assert_eq!(
            waits(&held, false),
            "it is held until `gatepost queue release`, for which there has to be a way: `gatepost route ADDRESS`."
        );
        assert_eq!(
            waits(&deferred, false),
            "it waits because of greylisted (mx.example.org [192.0.2.1]:25: 450 4.2.0 later), and is tried again \
             2026-11-23 20:15:53 UTC."
        );
        deferred.is_due = true;
        deferred.hop = None;
        assert_eq!(
            waits(&deferred, false),
            "it waited because of greylisted (450 4.2.0 later); its next try is due since 2026-11-23 20:15:53 UTC, and is under \
             way or next in turn."
        );
        let mut new = recipient("c@example.org");
        assert!(waits(&new, false).starts_with("it waits for its time, and is tried 2026"));
        new.is_due = true;
        assert!(waits(&new, false).starts_with("it is due since 2026"));
        assert!(waits(&held, true).starts_with("it is damaged"));
    }

    #[test]
    fn what_the_causes_mean() {
        let (mut one, mut same, mut done) = (
            recipient("a@example.org"),
            recipient("b@example.org"),
            recipient("c@example.org"),
        );
        one.cause = Some("greylisted".to_owned());
        same.cause.clone_from(&one.cause);
        (done.state, done.cause) = ("delivered".to_owned(), Some("rate-limit".to_owned()));
        let text = meanings(&[one, same, done]);
        assert!(
            text.starts_with("  greylisted: ") && text.contains("gatepost explain greylisted\n"),
            "{text}"
        );
        assert_eq!(text.matches("who acts").count(), 1, "{text}");
    }

    #[test]
    fn what_happened_in_lines() {
        let event = EventShown {
            at: "2026-11-23T20:15:53.123456Z".to_owned(),
            event: "deferred".to_owned(),
            by: "gatepost".to_owned(),
            recipients: vec!["b@example.org".to_owned()],
            hop: Some("mx.example.org [192.0.2.1]:25".to_owned()),
            tls: Some("none".to_owned()),
            said: Some("450 later\u{1b}[2J".to_owned()),
            cause: Some("greylisted".to_owned()),
            next: Some("2026-11-23T20:20:53.123456Z".to_owned()),
            ..EventShown::default()
        };
        assert_eq!(
            events(&[event]),
            "  2026-11-23 20:15:53 UTC  deferred: greylisted\n      for       b@example.org\n      \
             server    mx.example.org [192.0.2.1]:25\n      TLS       none\n      said      450 later\\u{1b}[2J\n      \
             next try  2026-11-23 20:20:53 UTC\n"
        );
    }
}
