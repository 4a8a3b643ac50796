//! What a session may do: every step is held against what was asked, answered and heard before it.

use crate::cut::{contains, is_pure, lines};
use mail::{Address, ReversePath};
use reply::{Outgoing, Reply};
use smtp::Moment;
use smtp::sasl::Credential;
use smtp::server::{Answer, Ask, Handover, Login, Service, Terms, TlsMode, Welcome};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// All that came of a session, and that must not depend on how the network cut.
#[derive(Debug, PartialEq, Eq)]
pub struct Done {
    said: String,
    asked: Vec<String>,
    /// The messages that were handed over.
    messages: Vec<String>,
    secured: bool,
}

pub struct Watch {
    terms: Arc<Terms>,
    done: Done,
    /// Whether the client may speak to us, once that was asked.
    welcome: Option<bool>,
    /// How it may log in.
    offered: Welcome,
    login: Option<Login>,
    /// The desk said yes; the client has not heard so yet.
    arriving: Option<Login>,
    /// It must hear so, whatever it says: there is nothing left to be said before.
    is_welcomed: bool,
    transaction: Option<Transaction>,
    /// What was kept of the message on its way in.
    body: Option<Vec<u8>>,
    lost: bool,
    /// Replies that must still be said, by id.
    owed: BTreeMap<&'static str, usize>,
    /// Queue ids that the client was not told yet.
    ids: VecDeque<String>,
    /// Passwords and tokens.
    secrets: Vec<String>,
    /// CR LFs that were heard, and the last octet.
    lines: usize,
    last: u8,
    replies: usize,
    /// Nothing but the end may come.
    closing: bool,
    /// The last word was said.
    ended: bool,
}

/// What was accepted of a transaction.
struct Transaction {
    sender: ReversePath,
    recipients: Vec<Address>,
}

impl Watch {
    pub fn new(terms: Arc<Terms>) -> Self {
        let done = Done {
            said: String::new(),
            asked: Vec::new(),
            messages: Vec::new(),
            secured: terms.tls == TlsMode::Implicit,
        };
        Self {
            terms,
            done,
            welcome: None,
            offered: Welcome::default(),
            login: None,
            arriving: None,
            is_welcomed: false,
            transaction: None,
            body: None,
            lost: false,
            owed: BTreeMap::new(),
            ids: VecDeque::new(),
            secrets: Vec::new(),
            lines: 0,
            last: 0,
            replies: 0,
            closing: false,
            ended: false,
        }
    }

    /// These octets of the client arrive.
    pub fn hear(&mut self, octets: &[u8]) {
        for octet in octets {
            self.lines += usize::from((self.last, *octet) == (b'\r', b'\n'));
            self.last = *octet;
        }
    }

    /// Nothing arrives until then: the session must end.
    pub fn silence(&mut self, until: Moment) -> Moment {
        self.closes();
        until
    }

    /// Something was done to the session that must end it.
    pub fn closes(&mut self) {
        self.closing = true;
    }

    pub fn receive(&mut self) {
        assert!(!self.closing, "it must end, and waits");
        assert_eq!(self.welcome, Some(true));
    }

    pub fn send(&mut self, outgoing: &Outgoing) {
        assert!(
            self.welcome.is_some(),
            "said before it was asked whether to speak at all"
        );
        let text = std::str::from_utf8(outgoing.as_bytes()).expect("replies are ASCII");
        assert!(text.is_ascii() && text.ends_with("\r\n"), "{text:?}");
        let mut replies = outgoing.replies().iter().copied();
        let mut next = replies.next();
        for line in text.split_terminator("\r\n") {
            let reply = next.unwrap_or_else(|| panic!("{line:?} belongs to no reply"));
            assert!(
                reply::ALL.contains(&reply) && reply.matches_line(line),
                "{line:?} is not in the catalogue"
            );
            let octets_max = if *reply == reply::CHALLENGE { 12_288 } else { 512 };
            assert!(
                line.len() + 2 <= octets_max,
                "RFC 5321 §4.5.3.1.5, RFC 4954 §4: {line:?}"
            );
            if line.as_bytes().get(3) == Some(&b' ') {
                self.reply(reply, line);
                next = replies.next();
            }
        }
        assert!(next.is_none(), "{next:?} has no line");
        // One for the greeting, one a line, and a 421 at any time.
        assert!(
            self.replies <= 2 + self.lines,
            "{} replies to {} lines",
            self.replies,
            self.lines
        );
        self.done.said.push_str(text);
    }

    /// One whole reply.
    fn reply(&mut self, reply: &'static Reply, line: &str) {
        assert!(!self.ended, "{line:?} behind the last word");
        self.replies += 1;
        if reply.ends_session() || *reply == reply::GOODBYE {
            self.ended = true;
            self.closing = true;
        }
        if *reply == reply::AUTH_OK {
            self.login = self.arriving.take();
            assert!(self.login.is_some(), "{line:?} though the desk did not say yes");
            self.is_welcomed = false;
        } else if *reply != reply::CHALLENGE {
            // Whatever it is, it was said instead.
            self.arriving = None;
        }
        if MAIL_REPLIES.contains(reply) {
            assert!(self.may_send(), "{line:?} without a login");
        }
        if OWED.contains(reply) {
            let owed = self.owed.entry(reply.id).or_default();
            assert!(*owed > 0, "{line:?} for nothing");
            *owed -= 1;
        }
        if *reply == reply::ACCEPTED {
            let id = self.ids.pop_front().expect("the id of a message");
            let expected = reply::ACCEPTED.send_with(&id);
            assert_eq!(format!("{line}\r\n").as_bytes(), expected.as_bytes());
        }
    }

    /// A question, and the answer that it will get.
    pub fn ask(&mut self, ask: Ask, answer: Option<&Answer>) {
        assert!(!self.closing, "it must end, and asks {ask:?}");
        self.done.asked.push(format!("{ask:?}"));
        match &ask {
            Ask::Client => assert_eq!(self.welcome, None, "asked twice"),
            _ => assert_eq!(self.welcome, Some(true), "{ask:?}"),
        }
        match (ask, answer) {
            (Ask::Client, Some(Answer::Client(welcome))) => {
                self.welcome = Some(welcome.is_ok());
                self.offered = welcome.as_ref().ok().copied().unwrap_or_default();
                self.closing = welcome.is_err();
                self.owe(&reply::GREETING, welcome.is_ok());
            }
            (Ask::Credential(credential), answer) => {
                self.credential(&credential);
                match answer {
                    Some(Answer::Login(login)) => {
                        self.arriving = login.as_ref().ok().cloned();
                        // With SCRAM the server proves something, too, and then the client may still give up.
                        let is_last = !matches!(credential, Credential::Proof { .. });
                        self.is_welcomed = login.is_ok() && is_last;
                    }
                    Some(Answer::Keys(_)) => assert!(matches!(credential, Credential::Lookup { .. })),
                    _ => self.closing = true,
                }
            }
            (
                Ask::Sender {
                    login,
                    sender,
                    octets,
                    is_odd,
                },
                answer,
            ) => {
                assert!(!is_odd, "nobody has that exception");
                self.asked_by(login.as_ref());
                assert!(self.body.is_none(), "a message is on its way in");
                let octets_max = self.terms.message_octets_max;
                assert!(octets.is_none_or(|octets| octets <= octets_max), "{octets:?} octets");
                let recipients = Vec::new();
                self.transaction = self
                    .verdict(answer, &reply::SENDER_OK)
                    .then_some(Transaction { sender, recipients });
            }
            (
                Ask::Recipient {
                    login,
                    address,
                    postmaster,
                    is_odd,
                },
                answer,
            ) => {
                assert!(!is_odd, "nobody has that exception");
                self.asked_by(login.as_ref());
                assert!(!postmaster || address.local() == "postmaster", "{address}");
                let yes = self.verdict(answer, &reply::RECIPIENT_OK);
                let recipients_max = self.terms.recipients_max;
                let transaction = self.transaction.as_mut().expect("RCPT in a transaction");
                assert!(transaction.recipients.len() < recipients_max, "no more than allowed");
                transaction.recipients.extend(yes.then_some(address));
            }
            (Ask::Body, answer) => {
                let transaction = self.transaction.as_ref().expect("a message in a transaction");
                assert!(!transaction.recipients.is_empty(), "a message to nobody");
                assert!(self.body.is_none(), "the message before is not at its end");
                self.lost = false;
                match answer {
                    Some(Answer::Verdict(verdict)) => self.body = verdict.is_ok().then(Vec::new),
                    _ => self.closing = true,
                }
            }
            (Ask::Commit(handover), answer) => {
                self.handed_over(&handover);
                match answer {
                    Some(Answer::Committed(committed)) => {
                        self.owe(&reply::ACCEPTED, committed.is_ok());
                        self.ids.extend(committed.as_ref().ok().cloned());
                    }
                    _ => self.closing = true,
                }
            }
            (Ask::Client, _) => {
                // No verdict: nothing is said, and nothing happens.
                self.welcome = Some(false);
                self.closing = true;
            }
        }
    }

    pub fn body(&mut self, octets: &[u8]) {
        assert!(!self.closing, "it must end, and reads on");
        assert!(
            !octets.is_empty() && !self.lost,
            "nothing is kept once something is lost"
        );
        let body = self.body.as_mut().expect("octets of a message that was begun");
        body.extend_from_slice(octets);
        assert!(
            body.len() as u64 <= self.terms.message_octets_max,
            "{} octets",
            body.len()
        );
    }

    /// The octets that came last could not be kept.
    pub fn lost(&mut self) {
        self.lost = true;
    }

    pub fn abandon(&mut self) {
        self.body = None;
        self.lost = false;
    }

    /// The handshake is done: what was before is forgotten.
    pub fn secured(&mut self) {
        assert!(!self.closing && !self.done.secured && self.terms.tls == TlsMode::StartTls);
        self.done.secured = true;
        self.login = None;
        self.arriving = None;
        self.transaction = None;
    }

    /// The connection is closed. `octets` is what the client would have sent in all.
    pub fn finish(self, dialogue: &str, octets: &[u8]) -> Done {
        assert!(self.owed.values().all(|owed| *owed == 0), "not said: {:?}", self.owed);
        assert!(self.ids.is_empty(), "not told: {:?}", self.ids);
        assert!(!self.is_welcomed, "the login was right, and nobody was told");
        assert!(dialogue.len() <= DIALOGUE_OCTETS_MAX, "bounded");
        for line in dialogue.lines() {
            let known = ["C: ", "S: ", "(", "…"];
            assert!(known.iter().any(|start| line.starts_with(start)), "{line:?}");
            assert!(!line.chars().any(char::is_control), "{line:?}");
        }
        self.check_secrets(dialogue, octets);
        self.done
    }

    fn may_send(&self) -> bool {
        self.terms.service == Service::Relay || self.login.is_some()
    }

    fn owe(&mut self, reply: &Reply, yes: bool) {
        *self.owed.entry(reply.id).or_default() += usize::from(yes);
    }

    fn asked_by(&self, login: Option<&Login>) {
        assert_eq!(login, self.login.as_ref());
        assert!(self.may_send(), "nobody has logged in");
    }

    /// Whether the answer is a yes, which `reply` will say; the session ends behind what is no verdict.
    fn verdict(&mut self, answer: Option<&Answer>, reply: &Reply) -> bool {
        let yes = matches!(answer, Some(Answer::Verdict(Ok(()))));
        self.owe(reply, yes);
        self.closing |= !matches!(answer, Some(Answer::Verdict(_)));
        yes
    }

    fn credential(&mut self, credential: &Credential) {
        assert!(self.login.is_none() && !self.is_welcomed);
        let offered = match self.done.secured {
            true => self.offered.secured,
            false => self.offered.clear,
        };
        assert!(offered.contains(credential.mechanism()), "{credential:?}");
        let (secret, innocent) = match credential {
            Credential::Password { login, password, .. } => {
                assert!(!login.is_empty() && !password.is_empty());
                (password, format!("Password({login:?})"))
            }
            Credential::Token { login, token, .. } => (token, format!("Token({login:?})")),
            Credential::Lookup { .. }
            | Credential::Proof { .. }
            | Credential::Certificate { .. }
            | Credential::Impossible { .. } => return,
        };
        let shown = format!("{credential:?}");
        let is_found = |text: &str| secret.len() >= SECRET_OCTETS_MIN && text.contains(secret.as_str());
        assert!(!is_found(&shown) || is_found(&innocent), "{shown}");
        self.secrets.push(secret.as_str().to_owned());
    }

    fn handed_over(&mut self, handover: &Handover) {
        self.asked_by(handover.login.as_ref());
        let body = self.body.take().expect("a message that was begun");
        assert!(!self.lost, "a part of it is lost");
        assert!(is_pure(&body), "{}", body.escape_ascii());
        let transaction = self.transaction.take().expect("a transaction");
        let envelope = &handover.envelope;
        let recipients: Vec<&Address> = envelope.recipients.iter().map(|recipient| &recipient.address).collect();
        assert_eq!(envelope.sender, transaction.sender);
        assert_eq!(recipients, transaction.recipients.iter().collect::<Vec<_>>());
        assert_eq!(handover.tls.is_some(), self.done.secured);
        self.done.messages.push(body.escape_ascii().to_string());
    }

    /// No word in which a password or a token travelled stands in the dialogue, but where the client shows it itself: behind
    /// a command whose arguments are no secret.
    fn check_secrets(&self, dialogue: &str, octets: &[u8]) {
        let lines = lines(octets);
        let is_shown = |line: &&&[u8]| {
            let line = line.to_ascii_uppercase();
            SHOWN.iter().any(|verb| contains(&line, verb))
        };
        let shown: Vec<&[u8]> = lines.iter().filter(is_shown).copied().collect();
        let words = lines.iter().flat_map(|line| line.split(u8::is_ascii_whitespace));
        for word in words.filter(|word| word.len() >= SECRET_OCTETS_MIN) {
            let Some(carried) = smtp::sasl::decode(word) else {
                continue;
            };
            let is_carried =
                |secret: &String| secret.len() >= SECRET_OCTETS_MIN && contains(&carried, secret.as_bytes());
            if self.secrets.iter().any(is_carried) && !shown.iter().any(|line| contains(line, word)) {
                assert!(
                    !contains(dialogue.as_bytes(), word),
                    "{} in {dialogue}",
                    word.escape_ascii()
                );
            }
        }
    }
}

/// Said only to those who may send.
const MAIL_REPLIES: [Reply; 5] = [
    reply::SENDER_OK,
    reply::RECIPIENT_OK,
    reply::START_DATA,
    reply::CHUNK_OK,
    reply::ACCEPTED,
];
/// Each stands for one yes of the desk.
const OWED: [Reply; 4] = [reply::GREETING, reply::SENDER_OK, reply::RECIPIENT_OK, reply::ACCEPTED];
/// The commands that a dialogue shows with their arguments.
const SHOWN: [&[u8]; 5] = [b"EHLO", b"HELO", b"MAIL", b"RCPT", b"BDAT"];
/// What is shorter may be found anywhere by chance.
const SECRET_OCTETS_MIN: usize = 6;
/// Some 4 KiB, and a line.
const DIALOGUE_OCTETS_MAX: usize = 6 * 1024;
