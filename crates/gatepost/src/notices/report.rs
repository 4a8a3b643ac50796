//! A report to the sender of a message: its words, and the message that they stand in (RFC 3464, 3834, 6522).

use super::text::{self, About};
use mail::{Action, Address, Original, Recipient, Report, Reported, Timestamp};
use queue::Notice;
use reply::Cause;

/// What it is about, and who reports it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The server that reports.
    pub reporter: &'a str,
    /// A name that no other report has: letters and digits.
    pub name: &'a str,
    /// When.
    pub date: Timestamp,
    /// To whom.
    pub to: &'a Address,
    /// The Message-ID of the message.
    pub message_id: Option<&'a str>,
    /// Its name in the queue.
    pub queue_id: &'a str,
    /// When it was accepted.
    pub accepted: Timestamp,
    /// Its ENVID, as it was given.
    pub envid: Option<&'a str>,
    /// Until when it is tried, where it was delayed.
    pub until: Option<Timestamp>,
    /// All of it, where that is wanted and can be had.
    pub whole: Option<&'a [u8]>,
    /// Its header.
    pub header: &'a [u8],
}

/// A recipient that it is about.
#[derive(Debug, Clone, Copy)]
pub struct Notified<'a> {
    /// Whom.
    pub recipient: &'a Recipient,
    /// The server that was asked.
    pub server: Option<&'a str>,
    /// What it said, or what we saw.
    pub said: &'a str,
    /// Why; nothing where it was delivered.
    pub cause: Option<&'static Cause>,
    /// The enhanced code.
    pub status: &'a str,
    /// Whether `said` are the words of that server, and not ours.
    pub is_remote: bool,
    /// Whether somebody was asked.
    pub was_tried: bool,
}

/// The octets of a report, and whether it needs SMTPUTF8.
pub fn report(notice: Notice, subject: &Subject<'_>, recipients: &[Notified<'_>]) -> (Vec<u8>, bool) {
    let about = About {
        reporter: subject.reporter,
        accepted: subject.accepted,
        message_id: subject.message_id,
        queue_id: subject.queue_id,
        until: subject.until,
    };
    let for_people: Vec<text::Recipient<'_>> = recipients
        .iter()
        .map(|one| text::Recipient {
            address: &one.recipient.address,
            server: one.server.filter(|_| one.is_remote),
            said: one.said,
            cause: one.cause,
        })
        .collect();
    let words = text::text(notice, about, &for_people);
    let action = match notice {
        Notice::Failure => Action::Failed,
        Notice::Delay => Action::Delayed,
        Notice::Success => Action::Delivered,
        Notice::Relayed => Action::Relayed,
    };
    let report = Report {
        reporter: subject.reporter,
        name: subject.name,
        date: subject.date,
        to: subject.to,
        subject: &words.subject,
        text: &words.text,
        about: subject.message_id,
        arrival: subject.accepted,
        envid: subject.envid,
        recipients: recipients
            .iter()
            .map(|one| Reported {
                recipient: &one.recipient.address,
                orcpt: one.recipient.orcpt.as_deref(),
                action,
                status: one.status.to_owned(),
                remote: one.server.filter(|_| one.is_remote),
                diagnostic: one.is_remote.then(|| one.said.to_owned()),
                last_attempt: one.was_tried.then_some(subject.date),
                until: subject.until,
            })
            .collect(),
        original: match subject.whole {
            Some(whole) => Original::Whole(whole),
            None => Original::Header(subject.header),
        },
    };
    (report.message(), report.is_utf8())
}
