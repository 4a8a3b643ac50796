//! Dialogues: what servers say, and what the client makes of it.

use super::*;
use crate::Moment;
use crate::sasl::Binding;
use ::mail::{Address, BodyKind, Envelope, Notify, Recipient, Ret, ReversePath};
use std::time::Duration;

/// A session, and what it has said and found so far.
struct Player {
    session: Session,
    now: Moment,
    said: Vec<u8>,
    found: Vec<String>,
    /// What it waits for, if that is not the server.
    waits: &'static str,
    recipients: Vec<&'static str>,
    script: &'static str,
}

fn told(failure: &Failure) -> String {
    let problem = match &failure.problem {
        Problem::Refused(reply) => reply.to_string(),
        other => format!("{other:?}"),
    };
    format!("{:?}: {problem}", failure.stage)
}

impl Player {
    /// Goes on until the session waits for somebody.
    fn pump(&mut self) {
        for _ in 0..1_000 {
            match self.session.next_step(self.now) {
                Step::Send { octets, until } => {
                    assert!(until > self.now);
                    self.said.extend_from_slice(&octets);
                }
                Step::Settled(Settled {
                    fates,
                    reports_passed_on,
                }) => {
                    assert_eq!(fates.len(), self.recipients.len(), "{}", self.script);
                    for (fate, name) in fates.iter().zip(&self.recipients) {
                        self.found.push(match fate {
                            Ok(reply) => format!("{name} {reply}"),
                            Err(failure) => format!("{name} failed at {}", told(failure)),
                        });
                    }
                    if reports_passed_on {
                        self.found.push("reports are passed on".to_owned());
                    }
                }
                Step::Failed(failure) => self.found.push(format!("failed at {}", told(&failure))),
                Step::Ready => return self.waits = "ready",
                Step::Body => return self.waits = "body",
                Step::StartTls { .. } => return self.waits = "tls",
                Step::Close => return self.waits = "close",
                Step::Receive { until } => {
                    assert!(until > self.now, "{}: a wait for nothing", self.script);
                    return self.waits = "";
                }
            }
        }
        panic!("{}: no end of steps", self.script);
    }

    fn line(&mut self) -> String {
        self.pump();
        let end = self.said.windows(2).position(|pair| pair == b"\r\n");
        let end = end.unwrap_or_else(|| panic!("{}: nothing is said; found {:?}", self.script, self.found));
        let line = self.said.drain(..end + 2).collect::<Vec<_>>();
        String::from_utf8_lossy(&line[..end]).into_owned()
    }
}

fn address(text: &str) -> Address {
    Address::parse(text).expect(text)
}

fn parcel(sender: &str, recipients: &[&str], octets: u64) -> Parcel {
    let sender = if sender.is_empty() {
        ReversePath::Null
    } else {
        ReversePath::Mailbox(address(sender))
    };
    let recipients = recipients.iter().map(|text| Recipient {
        address: address(text),
        notify: None,
        orcpt: None,
    });
    Parcel {
        envelope: Envelope {
            sender,
            recipients: recipients.collect(),
            size: None,
            body: BodyKind::SevenBit,
            smtputf8: false,
            ret: None,
            envid: None,
            submitter: None,
        },
        octets,
        eight_bit_header: false,
        eight_bit_body: false,
    }
}

/// Plays a dialogue. `S: ` is said by the server, `S+ ` in the same breath as the line before; `C: ` is what the client must say next, `D: ` a line of the message; `= ` is
/// what must have been found by then, all of it, separated by ` | `; `@ ` is what happens: `submit`, `body TEXT`, `end`,
/// `body-fails`, `tls`, `no-tls WHY`, `lost`, `wait SECONDS`, `quit`.
fn play(terms: Terms, secured: bool, mut message: Parcel, recipients: &[&'static str], script: &'static str) {
    message.octets = script
        .lines()
        .filter_map(|line| line.trim().strip_prefix("@ body "))
        .map(|text| text.replace("\\n", "\r\n").len() as u64)
        .sum();
    let mut player = Player {
        session: Session::new(terms, secured.then(Binding::default), Duration::ZERO),
        now: Duration::ZERO,
        said: Vec::new(),
        found: Vec::new(),
        waits: "",
        recipients: recipients.to_vec(),
        script,
    };
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (what, text) = line.split_once(' ').unwrap_or((line, ""));
        match what {
            "S:" | "S+" => {
                if what == "S:" {
                    player.pump();
                }
                player.session.receive(text.as_bytes());
                player.session.receive(b"\r\n");
            }
            "C:" => assert_eq!(player.line(), text, "{script}"),
            "=" => {
                player.pump();
                assert!(
                    player.said.is_empty(),
                    "{script}: more is said: {:?}",
                    String::from_utf8_lossy(&player.said)
                );
                let mut found = std::mem::take(&mut player.found);
                found.extend((!player.waits.is_empty()).then(|| player.waits.to_owned()));
                assert_eq!(found.join(" | "), text, "{script}");
            }
            "@" => {
                let (act, with) = text.split_once(' ').unwrap_or((text, ""));
                player.pump();
                match act {
                    "submit" => player.session.submit(message.clone()),
                    "body" => {
                        let octets = with.replace("\\n", "\r\n").into_bytes();
                        player.session.body(&octets);
                    }
                    "end" => player.session.body_ended(),
                    "body-fails" => player.session.body_failed(),
                    "tls" => player.session.tls_started(Binding::default()),
                    "no-tls" => player.session.tls_failed(NoTls::new(with)),
                    "lost" => player.session.lost(),
                    "wait" => player.now += Duration::from_secs(with.parse().expect("seconds")),
                    "quit" => player.session.quit(),
                    other => panic!("{other}"),
                }
            }
            _ => panic!("{line}"),
        }
    }
    player.pump();
    assert!(
        player.said.is_empty() && player.found.is_empty(),
        "{script}: more: {:?}",
        player.found
    );
}

fn terms() -> Terms {
    Terms {
        tls: TlsWish::Never,
        ..Terms::new("client.example.org")
    }
}

fn with_login() -> Terms {
    Terms {
        login: Some(Login::with_password("alice", "secret")),
        ..Terms::new("client.example.org")
    }
}

/// Before there is a message.
#[test]
fn sessions_begin() {
    for (terms, secured, script) in [
        (
            terms(),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250-STARTTLS\nS: 250 SIZE\n= ready\n@ quit\nC: QUIT\nS: 221 bye\n= close",
        ),
        (
            terms(),
            false,
            "S: 220-hi\nS: 220 there\nC: EHLO client.example.org\nS: 250 mx\n= ready",
        ),
        (
            terms(),
            false,
            "S: 554 5.7.1 no\n= failed at Greeting: 554 5.7.1 no | close",
        ),
        (terms(), false, "S: 421 later\n= failed at Greeting: 421 later | close"),
        (
            terms(),
            false,
            "S: hello\n= failed at Greeting: NoReply(NoCode(\"hello\")) | close",
        ),
        (terms(), false, "@ lost\n= failed at Greeting: Lost | close"),
        (
            terms(),
            false,
            "@ wait 299\n@ wait 1\n= failed at Greeting: Silent | close",
        ),
        // Older than EHLO.
        (
            terms(),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 502 what\nC: HELO client.example.org\nS: 250 mx\n= ready",
        ),
        (
            terms(),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 500 what\nC: HELO client.example.org\nS: 550 no\n= failed at Hello: 550 no | close",
        ),
        (
            terms(),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 451 later\n= failed at Hello: 451 later | close",
        ),
        (
            Terms {
                protocol: Protocol::Lmtp,
                ..terms()
            },
            false,
            "S: 220 hi\nC: LHLO client.example.org\nS: 500 what\n= failed at Hello: 500 what | close",
        ),
        // STARTTLS.
        (
            Terms::new("client.example.org"),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n= tls\n@ tls\n\
             C: EHLO client.example.org\nS: 250-mx\nS: 250 STARTTLS\n= ready",
        ),
        (
            Terms::new("client.example.org"),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n= tls\n\
             @ no-tls bad certificate\n= failed at StartTls: Handshake(NoTls { why: \"bad certificate\", certificate: None }) | close",
        ),
        // What is put behind the reply would be read as if it came through TLS.
        (
            Terms::new("client.example.org"),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nS+ 250 x\n\
             = failed at StartTls: NoReply(Unasked) | close",
        ),
        (
            Terms::new("client.example.org"),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 454 not now\n= ready",
        ),
        (
            Terms {
                tls: TlsWish::Required,
                ..terms()
            },
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 454 not now\n\
             = failed at StartTls: 454 not now | close",
        ),
        (
            Terms {
                tls: TlsWish::Required,
                ..terms()
            },
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250 mx\n= failed at StartTls: Lacks(StartTls) | close",
        ),
        // Logins, never without TLS.
        (
            with_login(),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 AUTH PLAIN\n= failed at StartTls: Lacks(StartTls) | close",
        ),
        (
            with_login(),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250-AUTH PLAIN\nS: 250 STARTTLS\nC: STARTTLS\nS: 454 no\n\
             = failed at StartTls: 454 no | close",
        ),
        (
            with_login(),
            true,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 AUTH LOGIN PLAIN\nC: AUTH PLAIN AGFsaWNlAHNlY3JldA==\n\
             S: 235 2.7.0 ok\n= ready",
        ),
        (
            with_login(),
            true,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGFsaWNlAHNlY3JldA==\n\
             S: 535 5.7.8 no\n= failed at Login: 535 5.7.8 no | close",
        ),
        (
            with_login(),
            true,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YWxpY2U=\n\
             S: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\nS: 235 ok\n= ready",
        ),
        // A server that goes on asking, or asks what is no base64: the exchange is given up.
        (
            with_login(),
            true,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGFsaWNlAHNlY3JldA==\nS: 334 \nC: *\n\
             S: 501 given up\n= failed at Login: Lacks(Challenge) | close",
        ),
        (
            with_login(),
            true,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 334 name?\nC: *\nS: 334 again\n\
             = failed at Login: Lacks(Challenge) | close",
        ),
        (
            with_login(),
            true,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 AUTH CRAM-MD5 XOAUTH2\n= failed at Login: Lacks(Login) | close",
        ),
        (
            with_login(),
            true,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250 mx\n= failed at Login: Lacks(Login) | close",
        ),
        // QUIT: nobody waits long for the reply.
        (
            terms(),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250 mx\n= ready\n@ quit\nC: QUIT\n@ wait 10\n= close",
        ),
        (
            terms(),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250 mx\n= ready\n@ quit\nC: QUIT\n@ lost\n= close",
        ),
        (
            terms(),
            false,
            "S: 220 hi\nC: EHLO client.example.org\nS: 250 mx\n= ready\nS: 421 idle\n@ quit\n= close",
        ),
    ] {
        play(
            terms,
            secured,
            parcel("a@example.org", &["b@example.net"], 0),
            &["b"],
            script,
        );
    }
}

const PLAIN: &str = "S: 220 hi\nC: EHLO client.example.org\nS: 250 mx\n= ready\n@ submit\n";
const PIPELINED: &str = "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250 PIPELINING\n= ready\n@ submit\n";
const CHUNKED: &str =
    "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250-PIPELINING\nS: 250 CHUNKING\n= ready\n@ submit\n";

fn check(begin: &str, rest: &str) {
    check_with(terms(), begin, rest);
}

/// A message from a@example.org to b, c and d.
fn check_with(terms: Terms, begin: &str, rest: &str) {
    let script: &'static str = Box::leak(format!("{begin}{rest}").into_boxed_str());
    let recipients = ["b@example.net", "c@example.net", "d@example.net"];
    play(
        terms,
        false,
        parcel("a@example.org", &recipients, 0),
        &["b", "c", "d"],
        script,
    );
}

#[test]
fn messages_one_command_at_a_time() {
    check(
        PLAIN,
        "C: MAIL FROM:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: RCPT TO:<c@example.net>\nS: 550 5.1.1 who\n\
         C: RCPT TO:<d@example.net>\nS: 251 ok\nC: DATA\nS: 354 go\n= body\n@ body Subject: x\\n\\n.dot\\n\n@ end\nC: Subject: x\nC: \n\
         C: ..dot\nC: .\nS: 250 2.0.0 queued\n\
         = b 250 2.0.0 queued | c failed at Recipient: 550 5.1.1 who | d 250 2.0.0 queued | ready\n\
         @ submit\nC: MAIL FROM:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 421 bye\n\
         = b failed at Recipient: 421 bye | c failed at Recipient: 421 bye | d failed at Recipient: 421 bye | close",
    );
    // Nobody is left: the server is to forget it.
    check(
        PLAIN,
        "C: MAIL FROM:<a@example.org>\nS: 451 4.3.0 later\nC: RSET\nS: 250 ok\n\
         = b failed at Sender: 451 4.3.0 later | c failed at Sender: 451 4.3.0 later | d failed at Sender: 451 4.3.0 later | ready",
    );
    check(
        PLAIN,
        "C: MAIL FROM:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 450 x\nC: RCPT TO:<c@example.net>\nS: 550 y\n\
         C: RCPT TO:<d@example.net>\nS: 552 z\nC: RSET\nS: 500 what\n\
         = b failed at Recipient: 450 x | c failed at Recipient: 550 y | d failed at Recipient: 552 z | close",
    );
    check(
        PLAIN,
        "C: MAIL FROM:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: RCPT TO:<c@example.net>\nS: 250 ok\n\
         C: RCPT TO:<d@example.net>\nS: 550 d\nC: DATA\nS: 554 5.7.1 no\nC: RSET\nS: 250 ok\n\
         = b failed at Data: 554 5.7.1 no | c failed at Data: 554 5.7.1 no | d failed at Recipient: 550 d | ready",
    );
    // 250 to DATA is no leave to send.
    check(
        PLAIN,
        "C: MAIL FROM:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: RCPT TO:<c@example.net>\nS: 250 ok\n\
         C: RCPT TO:<d@example.net>\nS: 250 ok\nC: DATA\nS: 250 odd\nC: RSET\nS: 250 ok\n\
         = b failed at Data: 250 odd | c failed at Data: 250 odd | d failed at Data: 250 odd | ready",
    );
}

#[test]
fn messages_in_groups() {
    check(
        PIPELINED,
        "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.net>\nC: RCPT TO:<c@example.net>\nC: RCPT TO:<d@example.net>\nC: DATA\n\
         S: 250 ok\nS: 250 ok\nS: 550 c\nS: 250 ok\nS: 354 go\n= body\n@ body x\\n\n@ end\nC: x\nC: .\nS: 554 5.6.0 no\n\
         = b failed at EndOfData: 554 5.6.0 no | c failed at Recipient: 550 c | d failed at EndOfData: 554 5.6.0 no | ready",
    );
    // All are refused, and it waits for the text.
    check(
        PIPELINED,
        "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.net>\nC: RCPT TO:<c@example.net>\nC: RCPT TO:<d@example.net>\nC: DATA\n\
         S: 250 ok\nS: 550 b\nS: 550 c\nS: 450 d\nS: 354 go\nC: .\nS: 554 nobody\n\
         = b failed at Recipient: 550 b | c failed at Recipient: 550 c | d failed at Recipient: 450 d | ready",
    );
    // The sender is refused, and the rest with it.
    check(
        PIPELINED,
        "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.net>\nC: RCPT TO:<c@example.net>\nC: RCPT TO:<d@example.net>\nC: DATA\n\
         S: 550 5.7.1 no\nS: 503 x\nS: 503 x\nS: 503 x\nS: 503 x\nC: RSET\nS: 250 ok\n\
         = b failed at Sender: 550 5.7.1 no | c failed at Sender: 550 5.7.1 no | d failed at Sender: 550 5.7.1 no | ready",
    );
    // The connection ends among the replies.
    check(
        PIPELINED,
        "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.net>\nC: RCPT TO:<c@example.net>\nC: RCPT TO:<d@example.net>\nC: DATA\n\
         S: 250 ok\nS: 550 b\n@ lost\n\
         = b failed at Recipient: 550 b | c failed at Recipient: Lost | d failed at Recipient: Lost | close",
    );
}

#[test]
fn messages_in_chunks() {
    let begin = "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.net>\nC: RCPT TO:<c@example.net>\nC: RCPT TO:<d@example.net>\n\
                 S: 250 ok\nS: 250 ok\nS: 550 c\nS: 250 ok\nC: BDAT 4 LAST\n= body\n@ body .x\\n\n@ end\nC: .x\n";
    check(
        CHUNKED,
        &format!("{begin}S: 250 in\n= b 250 in | c failed at Recipient: 550 c | d 250 in | ready"),
    );
    check(
        CHUNKED,
        &format!(
            "{begin}@ wait 600\n= b failed at EndOfData: Silent | c failed at Recipient: 550 c | d failed at EndOfData: Silent | close"
        ),
    );
    check(
        CHUNKED,
        "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.net>\nC: RCPT TO:<c@example.net>\nC: RCPT TO:<d@example.net>\n\
         S: 250 ok\nS: 550 b\nS: 550 c\nS: 550 d\nC: RSET\nS: 250 ok\n\
         = b failed at Recipient: 550 b | c failed at Recipient: 550 c | d failed at Recipient: 550 d | ready",
    );
}

#[test]
fn what_happens_behind_the_data() {
    let begin = "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.net>\nC: RCPT TO:<c@example.net>\nC: RCPT TO:<d@example.net>\nC: DATA\n\
                 S: 250 ok\nS: 250 ok\nS: 550 c\nS: 250 ok\nS: 354 go\n= body\n";
    let all = |what: &str| format!("b failed at {what} | c failed at Recipient: 550 c | d failed at {what} | close");
    for (rest, found) in [
        // It may have been delivered: the stage says so.
        ("@ body x\\n\n@ end\nC: x\nC: .\n@ lost\n", all("EndOfData: Lost")),
        ("@ body x\\n\n@ end\nC: x\nC: .\n@ wait 600\n", all("EndOfData: Silent")),
        (
            "@ body x\\n\n@ end\nC: x\nC: .\nS: 421 bye\n",
            all("EndOfData: 421 bye"),
        ),
        (
            "@ body x\\n\n@ end\nC: x\nC: .\nS: ok\n",
            all("EndOfData: NoReply(NoCode(\"ok\"))"),
        ),
        // It was not: the text had no end yet.
        ("@ body x\\n\nC: x\n@ lost\n", all("Data: Lost")),
        (
            "@ body x\\n\nC: x\nS: 552 5.3.4 too large\n@ lost\n",
            all("Data: 552 5.3.4 too large"),
        ),
        ("@ body x\\n\nC: x\n@ body-fails\n", all("Data: BodyLost")),
        // What is said before the end is no answer to it.
        (
            "@ body x\\n\nC: x\nS: 250 early\n@ end\n",
            all("Data: NoReply(Unasked)"),
        ),
        (
            "@ body x\\n\nC: x\nS: 552 5.3.4 too large\n@ end\n",
            all("Data: 552 5.3.4 too large"),
        ),
    ] {
        check(PIPELINED, &format!("{begin}{rest}= {found}"));
    }
}

#[test]
fn lmtp_answers_for_each() {
    let begin = "S: 220 hi\nC: LHLO client.example.org\nS: 250-mx\nS: 250 PIPELINING\n= ready\n@ submit\n";
    let to_body = "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.net>\nC: RCPT TO:<c@example.net>\nC: RCPT TO:<d@example.net>\nC: DATA\n\
                   S: 250 ok\nS: 250 ok\nS: 550 c\nS: 250 ok\nS: 354 go\n= body\n@ body x\\n\n@ end\nC: x\nC: .\n";
    let lmtp = || Terms {
        protocol: Protocol::Lmtp,
        ..terms()
    };
    check_with(
        lmtp(),
        begin,
        &format!(
            "{to_body}S: 250 in\nS: 452 4.2.2 full\n= b 250 in | c failed at Recipient: 550 c | d failed at EndOfData: 452 4.2.2 full | ready"
        ),
    );
    // What was answered stays answered.
    check_with(
        lmtp(),
        begin,
        &format!(
            "{to_body}S: 250 in\n@ lost\n= b 250 in | c failed at Recipient: 550 c | d failed at EndOfData: Lost | close"
        ),
    );
}

/// What stands in MAIL and RCPT by what the server can do.
#[test]
fn what_is_said_and_what_is_lacking() {
    let all = "S: 250-8BITMIME\nS: 250-SMTPUTF8\nS: 250-DSN\nS: 250 SIZE 1000\n";
    let full = |message: &mut Parcel| {
        message.envelope.ret = Some(Ret::Headers);
        message.envelope.envid = Some("id+2B1".to_owned());
        message.envelope.recipients[0].notify = Notify::parse("SUCCESS,FAILURE");
        message.envelope.recipients[0].orcpt = Some("rfc822;b@example.net".to_owned());
    };
    let eight = |message: &mut Parcel| message.eight_bit_body = true;
    let eight_header = |message: &mut Parcel| message.eight_bit_header = true;
    let utf8_header = |message: &mut Parcel| (message.eight_bit_header, message.envelope.smtputf8) = (true, true);
    let declared = |message: &mut Parcel| message.envelope.smtputf8 = true;
    let nothing = |_: &mut Parcel| {};
    type Change<'a> = &'a dyn Fn(&mut Parcel);
    let (ascii, korean) = ("b@example.net", "b@\u{d55c}\u{ad6d}.example");
    for (change, sender, recipient, extensions, expected) in [
        (
            &nothing as Change,
            "a@example.org",
            ascii,
            "S: 250 HELP\n",
            "C: MAIL FROM:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>",
        ),
        (
            &nothing,
            "",
            ascii,
            all,
            "C: MAIL FROM:<> SIZE=0\nS: 250 ok\nC: RCPT TO:<b@example.net>",
        ),
        (
            &full,
            "a@example.org",
            ascii,
            all,
            "C: MAIL FROM:<a@example.org> SIZE=0 RET=HDRS ENVID=id+2B1\nS: 250 ok\n\
             C: RCPT TO:<b@example.net> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b@example.net",
        ),
        (
            &full,
            "a@example.org",
            ascii,
            "S: 250 HELP\n",
            "C: MAIL FROM:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>",
        ),
        (
            &eight,
            "a@example.org",
            ascii,
            all,
            "C: MAIL FROM:<a@example.org> SIZE=0 BODY=8BITMIME",
        ),
        (
            &eight_header,
            "a@example.org",
            ascii,
            all,
            "C: MAIL FROM:<a@example.org> SIZE=0 BODY=8BITMIME",
        ),
        (
            &utf8_header,
            "a@example.org",
            ascii,
            all,
            "C: MAIL FROM:<a@example.org> SIZE=0 BODY=8BITMIME SMTPUTF8",
        ),
        (
            &declared,
            "a@example.org",
            ascii,
            all,
            "C: MAIL FROM:<a@example.org> SIZE=0",
        ),
        (
            &declared,
            "a@example.org",
            ascii,
            "S: 250 HELP\n",
            "C: MAIL FROM:<a@example.org>",
        ),
        (
            &nothing,
            "\u{ac00}@example.org",
            ascii,
            all,
            "C: MAIL FROM:<\u{ac00}@example.org> SIZE=0 SMTPUTF8",
        ),
        // A domain has a form in ASCII.
        (
            &nothing,
            "a@example.org",
            korean,
            "S: 250 HELP\n",
            "C: MAIL FROM:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@xn--3e0b707e.example>",
        ),
        (
            &nothing,
            "a@example.org",
            korean,
            all,
            "C: MAIL FROM:<a@example.org> SIZE=0 SMTPUTF8\nS: 250 ok\nC: RCPT TO:<b@\u{d55c}\u{ad6d}.example>",
        ),
        // What stands before the @ has none.
        (
            &nothing,
            "a@example.org",
            "\u{ac00}@example.net",
            "S: 250 8BITMIME\n",
            "= b failed at Recipient: Lacks(Utf8) | ready",
        ),
        (
            &nothing,
            "\u{ac00}@example.org",
            ascii,
            "S: 250 8BITMIME\n",
            "= b failed at Sender: Lacks(Utf8) | ready",
        ),
        (
            &utf8_header,
            "a@example.org",
            ascii,
            "S: 250 8BITMIME\n",
            "= b failed at Sender: Lacks(Utf8) | ready",
        ),
        (
            &eight_header,
            "a@example.org",
            ascii,
            "S: 250 HELP\n",
            "= b failed at Sender: Lacks(EightBit) | ready",
        ),
        (
            &eight,
            "a@example.org",
            ascii,
            "S: 250 SMTPUTF8\n",
            "= b failed at Sender: Lacks(EightBit) | ready",
        ),
    ] {
        let script =
            format!("S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\n{extensions}= ready\n@ submit\n{expected}");
        let mut message = parcel(sender, &[recipient], 0);
        change(&mut message);
        play(terms(), false, message, &["b"], Box::leak(script.into_boxed_str()));
    }
    let begin = "S: 220 hi\nC: EHLO client.example.org\nS: 250-mx\nS: 250-DSN\nS: 250 SIZE 1\n= ready\n@ submit\n";
    check(
        begin,
        "= b failed at Sender: Lacks(Size(1)) | c failed at Sender: Lacks(Size(1)) | d failed at Sender: Lacks(Size(1)) | \
         reports are passed on | ready\n@ quit\nC: QUIT\n@ body xxx\nS: 221 x\n= close",
    );
}

#[test]
fn many_recipients_go_in_groups() {
    let names: Vec<String> = (0..120).map(|n| format!("r{n}@example.net")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut session = Session::new(terms(), None, Duration::ZERO);
    let mut groups = Vec::new();
    let mut said = Vec::new();
    session.receive(b"220 hi\r\n");
    let mut submitted = false;
    loop {
        match session.next_step(Duration::ZERO) {
            Step::Send { octets, .. } => said.extend_from_slice(&octets),
            Step::Receive { .. } => {
                let text = String::from_utf8(std::mem::take(&mut said)).expect("ASCII");
                groups.push(text.matches("RCPT").count());
                let replies = text.lines().map(|line| match line {
                    "DATA" => "354 go\r\n",
                    "EHLO client.example.org" => "250-mx\r\n250-LIMITS MAILMAX=1\r\n250 PIPELINING\r\n",
                    _ => "250 ok\r\n",
                });
                session.receive(replies.collect::<String>().as_bytes());
            }
            Step::Ready if submitted => break,
            Step::Ready => {
                submitted = true;
                assert!(!session.is_used_up());
                session.submit(parcel("a@example.org", &names, 3));
            }
            Step::Body => {
                session.body(b"x\r\n");
                session.body_ended();
            }
            Step::Settled(settled) => assert!(settled.fates.len() == 120 && settled.fates.iter().all(Result::is_ok)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(groups, [0, 50, 50, 20, 0]);
    assert!(session.is_used_up(), "the server takes one message of a connection");
}

#[test]
fn nothing_of_a_login_is_printed() {
    let mut session = Session::new(with_login(), Some(Binding::default()), Duration::ZERO);
    session.receive(b"220 hi\r\n");
    let step = session.next_step(Duration::ZERO);
    assert!(matches!(step, Step::Send { .. }));
    session.receive(b"250-mx\r\n250 AUTH PLAIN\r\n");
    let step = session.next_step(Duration::ZERO);
    let Step::Send { octets, .. } = &step else {
        panic!("{step:?}")
    };
    assert!(octets.starts_with(b"AUTH PLAIN AGFs"));
    assert!(!format!("{step:?} {:?}", with_login()).contains("AGFs"));
    assert!(!format!("{:?}", with_login()).contains("secret"));
}
