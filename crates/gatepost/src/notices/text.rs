//! The part of a report that people read: what happened, the other server's words, who must act, and what to do next; in English,
//! and then in Korean.

use mail::{Address, Timestamp};
use queue::Notice;
use reply::{Cause, Language};
use std::fmt::Write;

/// What a report says at first sight, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its subject, in both languages.
    pub subject: String,
    /// Its text, in lines that end with LF.
    pub text: String,
}

/// The message that it is about.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The server that reports.
    pub reporter: &'a str,
    /// When it was accepted.
    pub accepted: Timestamp,
    /// Its Message-ID, if it has one.
    pub message_id: Option<&'a str>,
    /// Its name in the queue: what an administrator asks for.
    pub queue_id: &'a str,
    /// Until when it is tried, where it was delayed.
    pub until: Option<Timestamp>,
}

/// A recipient that it is about.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// Whom.
    pub address: &'a Address,
    /// The server that was asked, if it came that far.
    pub server: Option<&'a str>,
    /// What it said, or what we saw.
    pub said: &'a str,
    /// Why; nothing where it was delivered.
    pub cause: Option<&'static Cause>,
}

/// What the sender is told.
pub fn text(notice: Notice, about: About<'_>, recipients: &[Recipient<'_>]) -> Text {
    let (english, korean) = (words(Language::English), words(Language::Korean));
    Text {
        subject: format!("{} / {}", english.subject(notice), korean.subject(notice)),
        text: format!(
            "{}\n{}\n\n{}",
            in_language(Language::English, notice, about, recipients),
            "-".repeat(RULE),
            in_language(Language::Korean, notice, about, recipients)
        ),
    }
}

fn in_language(language: Language, notice: Notice, about: About<'_>, recipients: &[Recipient<'_>]) -> String {
    let words = words(language);
    let mut text = words.opening(notice).replace("{}", about.reporter);
    text.push_str("\n\n");
    for one in recipients.iter().take(RECIPIENTS_SHOWN) {
        line(&mut text, &one.address.to_string());
        if let Some(cause) = one.cause {
            let explanation = cause.explanation(language);
            field(&mut text, words.what, explanation.meaning);
            said(&mut text, words, one);
            field(&mut text, words.who, cause.who.name(language));
            // What helps whoever sends once more is no advice where that is done already.
            if notice == Notice::Delay {
                field(&mut text, words.next, words.wait);
            } else {
                steps(&mut text, words.next, explanation.steps);
            }
        } else {
            said(&mut text, words, one);
        }
        text.push('\n');
    }
    if let Some(more) = recipients.len().checked_sub(RECIPIENTS_SHOWN).filter(|more| *more > 0) {
        line(&mut text, &words.more.replace("{}", &more.to_string()));
        text.push('\n');
    }
    if let (Notice::Delay, Some(until)) = (notice, about.until) {
        line(&mut text, &words.until.replace("{}", &until.rfc5322()));
        text.push('\n');
    }
    line(&mut text, words.about);
    field(&mut text, words.accepted, &about.accepted.rfc5322());
    if let Some(id) = about.message_id {
        field(&mut text, "Message-ID", id);
    }
    field(&mut text, words.name, about.queue_id);
    text
}

/// The other server's words, with who said them.
fn said(text: &mut String, words: &Words, one: &Recipient<'_>) {
    match one.server {
        Some(server) => field(text, &words.said.replace("{}", server), one.said),
        None => field(text, words.seen, one.said),
    }
}

/// A line that somebody else has a part in: nothing of it can end it, or move a cursor.
fn line(text: &mut String, content: &str) {
    let shown = content
        .chars()
        .take(LETTERS_SHOWN)
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    text.extend(shown);
    text.push('\n');
}

fn field(text: &mut String, name: &str, value: &str) {
    // Writing to a String does not fail.
    let _ = write!(text, "  {name}: ");
    line(text, value);
}

/// What to do, in its order.
fn steps(text: &mut String, name: &str, steps: &[&str]) {
    if let [only] = steps {
        return field(text, name, only);
    }
    line(text, &format!("  {name}:"));
    for (n, step) in (1..).zip(steps) {
        line(text, &format!("    {n}. {step}"));
    }
}

/// What is said beside the causes.
struct Words {
    failure: (&'static str, &'static str),
    delay: (&'static str, &'static str),
    success: (&'static str, &'static str),
    relayed: (&'static str, &'static str),
    what: &'static str,
    said: &'static str,
    seen: &'static str,
    who: &'static str,
    next: &'static str,
    wait: &'static str,
    more: &'static str,
    until: &'static str,
    about: &'static str,
    accepted: &'static str,
    name: &'static str,
}

impl Words {
    fn of(&self, notice: Notice) -> (&'static str, &'static str) {
        match notice {
            Notice::Failure => self.failure,
            Notice::Delay => self.delay,
            Notice::Success => self.success,
            Notice::Relayed => self.relayed,
        }
    }

    fn subject(&self, notice: Notice) -> &'static str {
        self.of(notice).0
    }

    fn opening(&self, notice: Notice) -> &'static str {
        self.of(notice).1
    }
}

fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::Korean => &KOREAN,
    }
}

static ENGLISH: Words = Words {
    failure: (
        "Your message was not delivered",
        "This is the mail server {}. Your message could not be delivered to the following recipients, \
         and it is not tried again.",
    ),
    delay: (
        "Your message is delayed",
        "This is the mail server {}. Your message could not be delivered to the following recipients so far. \
         It is tried again: you need not send it once more.",
    ),
    success: (
        "Your message was delivered",
        "This is the mail server {}. Your message is in the mailboxes of the following recipients, as you asked to be told.",
    ),
    relayed: (
        "Your message was passed on",
        "This is the mail server {}. Your message was handed over for the following recipients to a server that does not \
         report when it is delivered.",
    ),
    what: "What happened",
    said: "{} said",
    seen: "Seen",
    who: "Who must act",
    next: "What to do",
    wait: "Nothing now: this server tries again by itself.",
    more: "and {} more recipients; all of them are in the second part of this report.",
    until: "It is tried until {}. If it cannot be delivered by then, you will be told.",
    about: "The message:",
    accepted: "Accepted",
    name: "Queue id",
};

static KOREAN: Words = Words {
    failure: (
        "메일이 전달되지 않았습니다",
        "메일 서버 {}입니다. 보내신 메일을 다음 수신자에게 전달하지 못했으며, 더는 다시 시도하지 않습니다.",
    ),
    delay: (
        "메일 전달이 지연되고 있습니다",
        "메일 서버 {}입니다. 보내신 메일을 다음 수신자에게 아직 전달하지 못했습니다. \
         서버가 자동으로 다시 시도하므로 직접 다시 발송하지 않아도 됩니다.",
    ),
    success: (
        "메일이 전달되었습니다",
        "메일 서버 {}입니다. 요청하신 대로 알려 드립니다. \
         보내신 메일이 다음 수신자의 메일함에 전달되었습니다.",
    ),
    relayed: (
        "메일을 다른 서버에 넘겼습니다",
        "메일 서버 {}입니다. 다음 수신자에게 보내신 메일을 다른 서버에 넘겼습니다. \
         그 서버는 메일이 전달되어도 알려 주지 않습니다.",
    ),
    what: "발생한 문제",
    said: "{}의 응답",
    seen: "확인된 내용",
    who: "조치할 사람",
    next: "해결 방법",
    wait: "지금 하실 일은 없습니다. 서버가 자동으로 다시 시도합니다.",
    more: "이 밖에 수신자가 {}명 더 있습니다. 전체 목록은 이 보고서의 두 번째 부분에 있습니다.",
    until: "{}까지 다시 시도합니다. 그때까지 전달하지 못하면 알려 드립니다.",
    about: "메일 정보:",
    accepted: "접수한 시각",
    name: "큐 ID",
};

const RULE: usize = 60;
/// A list of thousands helps nobody who reads it.
const RECIPIENTS_SHOWN: usize = 50;
const LETTERS_SHOWN: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;
    use reply::causes;

    fn about() -> About<'static> {
        About {
            reporter: "mail.example.com",
            accepted: Timestamp::from_micros(1_764_000_000_000_000),
            message_id: Some("<1@example.com>"),
            queue_id: "01m8ap0k3vec0rkjm4mfg6q9e0",
            until: Some(Timestamp::from_micros(1_764_432_000_000_000)),
        }
    }

    fn recipient<'a>(address: &'a Address, said: &'a str, cause: Option<&'static Cause>) -> Recipient<'a> {
        Recipient {
            address,
            server: Some("mx.example.org"),
            said,
            cause,
        }
    }

    #[test]
    fn a_failure_says_what_who_and_next() {
        let bob = Address::parse("bob@example.org").expect("an address");
        let one = recipient(&bob, "550 5.1.1 No such user", Some(&causes::MAILBOX_UNAVAILABLE));
        let told = text(Notice::Failure, about(), &[one]);
        assert_eq!(
            told.subject,
            "Your message was not delivered / 메일이 전달되지 않았습니다"
        );
        let (english, korean) = (causes::MAILBOX_UNAVAILABLE.en, causes::MAILBOX_UNAVAILABLE.ko);
        let steps = |steps: &[&str]| {
            let lines = (1..).zip(steps).map(|(n, step)| format!("    {n}. {step}"));
            lines.collect::<Vec<String>>().join("\n")
        };
        let expected = format!(
            "This is the mail server mail.example.com. Your message could not be delivered to the following recipients, and it \
             is not tried again.\n\n\
             bob@example.org\n  What happened: {}\n  mx.example.org said: 550 5.1.1 No such user\n  Who must act: the user\n  \
             What to do:\n{}\n\n\
             The message:\n  Accepted: Mon, 24 Nov 2025 16:00:00 +0000\n  Message-ID: <1@example.com>\n  \
             Queue id: 01m8ap0k3vec0rkjm4mfg6q9e0\n\n{}\n\n\
             메일 서버 mail.example.com입니다. 보내신 메일을 다음 수신자에게 전달하지 못했으며, \
             더는 다시 시도하지 않습니다.\n\n\
             bob@example.org\n  발생한 문제: {}\n  mx.example.org의 응답: 550 5.1.1 No such user\n  \
             조치할 사람: 사용자\n  해결 방법:\n{}\n\n\
             메일 정보:\n  접수한 시각: Mon, 24 Nov 2025 16:00:00 +0000\n  Message-ID: <1@example.com>\n  \
             큐 ID: 01m8ap0k3vec0rkjm4mfg6q9e0\n",
            english.meaning,
            steps(english.steps),
            "-".repeat(RULE),
            korean.meaning,
            steps(korean.steps)
        );
        assert_eq!(told.text, expected);
    }

    #[test]
    fn each_notice_has_its_words() {
        let bob = Address::parse("bob@example.org").expect("an address");
        let mut subjects = Vec::new();
        for (notice, cause) in [
            (Notice::Failure, Some(&causes::MAILBOX_FULL)),
            (Notice::Delay, Some(&causes::GREYLISTED)),
            (Notice::Success, None),
            (Notice::Relayed, None),
        ] {
            let told = text(notice, about(), &[recipient(&bob, "250 ok", cause)]);
            assert!(!told.text.contains("{}") && told.text.contains("mail.example.com"));
            assert_eq!(told.text.contains("Who must act"), cause.is_some());
            let until = told.text.contains("Sat, 29 Nov 2025") && told.text.contains("까지 다시 시도합니다");
            assert_eq!(until, notice == Notice::Delay, "{}", told.text);
            subjects.push(told.subject);
        }
        subjects.dedup();
        assert_eq!(subjects.len(), 4);
    }

    #[test]
    fn what_others_said_cannot_speak_for_us() {
        let bob = Address::parse("bob@example.org").expect("an address");
        let said = "550 no\n\nWho must act: nobody\x1b[2J";
        let mut one = recipient(&bob, said, Some(&causes::SPAM_CONTENT));
        one.server = None;
        let told = text(Notice::Failure, about(), &[one]);
        assert!(
            told.text.contains("\n  Seen: 550 no  Who must act: nobody [2J\n"),
            "{}",
            told.text
        );
        let many = vec![one; RECIPIENTS_SHOWN + 7];
        let told = text(Notice::Failure, about(), &many);
        assert!(told.text.contains("and 7 more recipients") && told.text.contains("수신자가 7명 더"));
        assert_eq!(told.text.matches("bob@example.org").count(), 2 * RECIPIENTS_SHOWN);
    }
}
