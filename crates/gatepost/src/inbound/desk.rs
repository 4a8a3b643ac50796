//! Answers a session's questions: looks up the facts, lets the policy decide, and does what was decided.

use crate::accounts::directory::{Directory, Subject, Unanswered};
use crate::accounts::guessing::Gate;
use crate::accounts::usage::{Reached, Taken, What, Window};
use crate::backlog::Backlog;
use crate::config::{Limits, Listener, OverLimit, Routes, SenderRule, Via};
use crate::events::{About, EndedSession, Event, Events};
use crate::inbound::census::Census;
use crate::inbound::login::Logins;
use crate::policy;
use crate::world::{Tls, World};
use mail::{
    Address, Arrival, Domain, HeaderScanner, Recipient, ReversePath, Timestamp, fix_up, trace, write_as, xtext,
};
use queue::{Delivery, IdSource, Message, Origin, QueueId};
use reply::Reply;
use smtp::Moment;
use smtp::server::{Answer, Ask, Handover, Refusal, Session, Terms, TlsFacts, Verdict};
use std::collections::VecDeque;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use store::{Draft, Entry, Exception, MailStore, StoreError};

/// What all sessions share.
pub struct House {
    /// The doors to the outside.
    pub world: World,
    /// TLS.
    pub tls: Arc<dyn Tls>,
    /// Where mail is kept.
    pub mail: Arc<dyn MailStore>,
    /// Who may log in.
    pub directory: Arc<Directory>,
    /// Counts failed logins, and knows who is banned.
    pub gate: Arc<Gate>,
    /// Counts connections.
    pub census: Census,
    /// Where ids come from.
    pub ids: Arc<IdSource>,
    /// Who has so much on its way out that more may wait.
    pub backlog: Backlog,
    /// Who wants to know.
    pub events: Events,
}

/// What holds for the sessions that begin at one listener, until the configuration is read again.
pub struct Post {
    /// The listener.
    pub listener: Listener,
    /// What the conversation has to know.
    pub terms: Arc<Terms>,
    /// What a client may take.
    pub limits: Limits,
    /// As whom an account without senders of its own may send.
    pub senders: SenderRule,
    /// Whether the client's address stays out of the Received header.
    pub hide_client_address: bool,
    /// Which way mail goes: what goes nowhere is held.
    pub routes: Routes,
    /// Who gets the mail for the postmaster of our own domains.
    pub postmaster: Option<Address>,
    /// Our own domains, beside this server's name.
    pub own_domains: Vec<Domain>,
}

impl Post {
    /// What is owed to a recipient from `now` on. Mail for our postmaster goes to whom the configuration names; if it names
    /// nobody, that for this server's own name waits for an operator (RFC 5321 §4.5.1: it must be taken).
    fn delivery(&self, recipient: Recipient, now: Timestamp) -> Delivery {
        let hostname = &self.terms.hostname;
        let domain = recipient.address.domain().clone();
        let is_postmaster = recipient.address.local().eq_ignore_ascii_case("postmaster")
            && (domain.ascii() == hostname || self.own_domains.contains(&domain));
        let recipient = match &self.postmaster {
            Some(postmaster) if is_postmaster => Recipient {
                // RFC 3461 §4.2: reports name the address that the sender knows.
                orcpt: recipient.orcpt.or_else(|| Some(original(&recipient.address))),
                address: postmaster.clone(),
                ..recipient
            },
            _ => recipient,
        };
        let domain = recipient.address.domain().ascii();
        let is_ours_alone = is_postmaster && domain == hostname && !self.routes.names(domain);
        let held = is_ours_alone || matches!(self.routes.find(domain).1.via, Via::Hold);
        Delivery::new(recipient, held, now)
    }
}

/// An address as ORCPT has it.
fn original(address: &Address) -> String {
    let kind = if address.is_internationalised() {
        "utf-8"
    } else {
        "rfc822"
    };
    format!("{kind};{}", xtext::encode(address.to_string().as_bytes()))
}

impl House {
    /// A name for a session: random, because two nodes must not make the same.
    pub fn session_id(&self) -> String {
        let mut octets = [0; 8];
        self.world.random.fill(&mut octets);
        format!("{:016x}", u64::from_be_bytes(octets))
    }
}

/// What a client hears of an error of the store.
fn refuse(error: &StoreError) -> Refusal {
    match error {
        StoreError::Full => Refusal::new(&reply::NO_SPACE, error.to_string()),
        _ => Refusal::new(&reply::STORE_FAILED, error.to_string()),
    }
}

/// One session's desk.
pub struct Desk {
    pub(super) house: Arc<House>,
    post: Arc<Post>,
    pub(super) client: Option<IpAddr>,
    /// Whether the client is heard at all, as it was decided when it came.
    admitted: Verdict,
    began: Timestamp,
    pub(super) about: About,
    pub(super) logins: Logins,
    /// Who logged in, as it was at the last MAIL.
    subject: Option<Subject>,
    /// What the transaction has taken of what may be sent.
    taken: Option<Taken>,
    /// The address that stands in place of whatever the client writes as its own.
    rewritten: Option<Address>,
    inbox: Option<Inbox>,
    /// Refusals that will be said, and what only the operator learns of them. Replies may be held back for a while.
    noted: VecDeque<Refusal>,
    messages: u64,
    refusals: u64,
    last_refusal: Option<Refusal>,
}

/// A message on its way in.
struct Inbox {
    id: QueueId,
    draft: Draft,
    scanner: HeaderScanner,
}

impl Desk {
    /// A desk for one session.
    pub fn new(house: Arc<House>, post: Arc<Post>, client: Option<IpAddr>, admitted: Verdict, about: About) -> Self {
        Self {
            began: house.world.clock.date(),
            house,
            post,
            client,
            admitted,
            about,
            logins: Logins::default(),
            subject: None,
            taken: None,
            rewritten: None,
            inbox: None,
            noted: VecDeque::new(),
            messages: 0,
            refusals: 0,
            last_refusal: None,
        }
    }

    /// Whose session it is.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Whose certificates the client may show.
    pub fn client_ca(&self) -> Option<&Path> {
        self.post.listener.client_ca.as_deref()
    }

    /// Tells of something that happened in the session.
    pub fn tell(&self, event: &Event) {
        self.house.events.tell(event);
    }

    /// The session is in TLS now; whoever logged in before has not.
    pub fn secured(&mut self, facts: TlsFacts) {
        self.about.tls = Some(facts);
        self.about.account = None;
        self.about.credential = String::new();
        self.about.mechanism = None;
        self.logins = Logins {
            offered: self.logins.offered,
            ..Logins::default()
        };
    }

    /// Hears each reply as it is said.
    pub fn said(&mut self, reply: &'static Reply) {
        if *reply == reply::AUTH_OK {
            self.welcomed();
        }
        if !reply.is_refusal() {
            return;
        }
        self.refusals += 1;
        let said = self.noted.iter().position(|noted| noted.reply == reply);
        // What was noted before it and never said will not be said any more.
        let noted = said.and_then(|said| self.noted.drain(..=said).next_back());
        self.refused(noted.unwrap_or_else(|| Refusal::new(reply, "")));
    }

    fn refused(&mut self, refusal: Refusal) {
        self.tell(&Event::Refused {
            about: self.about.clone(),
            reply: refusal.reply,
            cause: refusal.cause(),
            detail: refusal.detail.clone(),
        });
        self.last_refusal = Some(refusal);
    }

    /// The session is over; `session` is missing if none was begun.
    pub fn ended(&mut self, how: String, took: Moment, session: Option<&Session>) {
        // Who leaves before it is said is refused all the same.
        if let Some(refusal) = self.noted.pop_back() {
            self.noted.clear();
            self.refusals += 1;
            self.refused(refusal);
        }
        let last = self.last_refusal.take();
        let (refusal, cause) = (
            last.as_ref().map(|last| last.reply),
            last.as_ref().and_then(Refusal::cause),
        );
        let dialogue = session.filter(|_| refusal.is_some()).map(Session::dialogue);
        self.tell(&Event::Ended(Box::new(EndedSession {
            about: self.about.clone(),
            how,
            messages: self.messages,
            refusals: self.refusals,
            began: self.began,
            took,
            ehlo: session.and_then(Session::ehlo).map(str::to_owned),
            refusal,
            detail: last.map(|last| last.detail).unwrap_or_default(),
            cause,
            dialogue: dialogue.unwrap_or_default().to_owned(),
        })));
    }

    /// Answers a question. What takes long lies on the heap meanwhile, so that a session that waits is small.
    pub async fn answer(&mut self, ask: Ask) -> Answer {
        match ask {
            Ask::Client => match self.admitted.clone() {
                Ok(()) => {
                    let directory = self.house.directory.clone();
                    let (offered, welcome) = directory.welcome(&self.post.listener, self.client).await;
                    self.logins.offered = offered;
                    Answer::Client(Ok(welcome))
                }
                Err(no) => Answer::Client(Err(self.note(no))),
            },
            Ask::Credential(credential) => match Box::pin(self.credential(credential)).await {
                Answer::Login(Err(no)) => Answer::Login(Err(self.note(no))),
                answer => answer,
            },
            Ask::Sender {
                login,
                sender,
                octets,
                is_odd,
            } => {
                self.note_exception(is_odd, Exception::Syntax);
                let verdict = Box::pin(self.sender(login.is_some(), &sender, octets)).await;
                Answer::Verdict(verdict.map_err(|no| self.note(no)))
            }
            Ask::Recipient {
                login,
                address,
                postmaster,
                is_odd,
            } => {
                self.note_exception(is_odd, Exception::Syntax);
                let asking = policy::recipient::Asking {
                    logged_in: login.is_some(),
                    client: self.client,
                    listener: &self.post.listener,
                };
                let verdict = policy::recipient::may_address(&asking, &address, postmaster);
                let verdict = verdict.and_then(|()| self.take_recipient());
                Answer::Verdict(verdict.map_err(|no| self.note(no)))
            }
            Ask::Body => {
                let id = self.house.ids.next(self.house.world.clock.date());
                let draft = self.house.mail.draft(id);
                self.inbox = Some(Inbox {
                    id,
                    draft,
                    scanner: HeaderScanner::new(),
                });
                Answer::Verdict(Ok(()))
            }
            Ask::Commit(handover) => {
                let committed = Box::pin(self.commit(*handover)).await;
                Answer::Committed(committed.map_err(|no| self.note(no)))
            }
        }
    }

    /// Keeps octets of the message that is coming in.
    pub async fn keep(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        let Some(inbox) = &mut self.inbox else {
            return Err(Refusal::new(&reply::STORE_FAILED, "no message was begun"));
        };
        inbox.scanner.feed(chunk);
        let kept = match policy::message::may_go_on(inbox.scanner.header_octets(), &self.post.limits) {
            Ok(()) => inbox.draft.write(chunk).await.map_err(|error| refuse(&error)),
            refused => refused,
        };
        kept.map_err(|refusal| {
            self.inbox = None;
            self.note(refusal)
        })
    }

    /// The transaction is over, and came to nothing.
    pub fn abandon(&mut self) {
        self.inbox = None;
        self.taken = None;
    }

    fn note(&mut self, refusal: Refusal) -> Refusal {
        self.noted.push_back(refusal.clone());
        refusal
    }

    async fn sender(&mut self, is_login: bool, sender: &ReversePath, octets: Option<u64>) -> Verdict {
        (self.subject, self.taken, self.rewritten) = (None, None, None);
        if is_login {
            // Whoever is logged in has heard so, whether or not that was told here.
            self.welcomed();
            self.subject = Some(self.still().await?);
        }
        match &self.subject {
            Some(subject) => {
                let allowed = policy::sender::may_send_as(subject, self.post.senders, sender);
                let rewritten = allowed
                    .as_ref()
                    .err()
                    .and_then(|_| policy::sender::rewritten(subject, self.post.senders));
                if rewritten.is_none() {
                    allowed?;
                }
                self.rewritten = rewritten;
            }
            None => policy::sender::is_whole(sender)?,
        }
        let date = self.house.world.clock.date();
        if let Some(subject) = &self.subject {
            let directory = &self.house.directory;
            let taken = directory.usage().begin(directory.limits_of(subject), date);
            self.taken = Some(taken.map_err(|reached| self.over_limit(reached))?);
        }
        let room = self.house.mail.room(octets.unwrap_or(0), date).await;
        room.map_err(|error| refuse(&error))
    }

    /// Whoever logged in as they are now, if they still may.
    async fn still(&self) -> Result<Subject, Refusal> {
        let changed = |how: &str| Refusal::new(&reply::ACCOUNT_CHANGED, how);
        let Some(arrived) = &self.logins.arrived else {
            return Err(changed("nobody logged in"));
        };
        match self.house.directory.still(&arrived.subject).await {
            Ok(now) => now.map_err(changed),
            Err(Unanswered::Store(error)) => Err(refuse(&error)),
            Err(why) => Err(Refusal::new(&reply::ACCOUNT_UNREADABLE, why.to_string())),
        }
    }

    /// One recipient more.
    fn take_recipient(&mut self) -> Verdict {
        let date = self.house.world.clock.date();
        let taken = self.taken.as_mut().map_or(Ok(()), |taken| taken.recipient(date));
        taken.map_err(|reached| self.over_limit(reached))
    }

    /// Too much was sent: until when.
    fn over_limit(&self, reached: Reached) -> Refusal {
        let over = self.house.directory.rules().sending.over;
        let reply = match (reached.window, over) {
            (Window::Hour, OverLimit::Defer) => &reply::HOUR_LIMIT,
            (Window::Hour, OverLimit::Refuse) => &reply::HOUR_LIMIT_REFUSED,
            (Window::Day, OverLimit::Defer) => &reply::DAY_LIMIT,
            (Window::Day, OverLimit::Refuse) => &reply::DAY_LIMIT_REFUSED,
        };
        let what = match (reached.what, reached.limit) {
            (What::Messages, 1) => "message",
            (What::Messages, _) => "messages",
            (What::Recipients, 1) => "recipient",
            (What::Recipients, _) => "recipients",
        };
        let value = format!("{} {what}; opens {}", reached.limit, reached.opening());
        let who = match (
            self.about.account.as_deref().unwrap_or_default(),
            self.about.credential.as_str(),
        ) {
            (account, "") => account.to_owned(),
            (account, label) => format!("{account}/{label}"),
        };
        Refusal {
            value: value.clone(),
            ..Refusal::new(reply, format!("{who}: {value}"))
        }
    }

    async fn commit(&mut self, handover: Handover) -> Result<String, Refusal> {
        let Some(Inbox { id, draft, scanner }) = self.inbox.take() else {
            return Err(Refusal::new(&reply::STORE_FAILED, "no message was begun"));
        };
        // Whoever logged in was looked up at MAIL, or nothing would be known of what it may send.
        if handover.login.is_some() != self.subject.is_some() {
            return Err(Refusal::new(
                &reply::STORE_FAILED,
                "the login changed within the transaction",
            ));
        }
        let mut facts = scanner.finish();
        policy::message::may_come_in(&facts, &self.post.limits)?;
        if let Some(subject) = &self.subject
            && let Err(refusal) = policy::sender::may_write_as(subject, self.post.senders, &facts.from)
        {
            let address = policy::sender::rewritten(subject, self.post.senders);
            match address {
                Some(address) if write_as(&mut facts, &address) => {}
                _ => return Err(refusal),
            }
        }
        let is_rewritten = self.rewritten.is_some() || facts.written_as.is_some();
        let body = draft.finish().await.map_err(|error| refuse(&error))?;

        let Handover {
            envelope,
            login,
            ehlo,
            esmtp,
            tls,
        } = handover;
        let hostname = &self.post.terms.hostname;
        let accepted = self.house.world.clock.date();
        let text_id = id.to_string();
        let arrival = Arrival {
            hostname,
            ehlo: &ehlo,
            client: self.client.filter(|_| !self.post.hide_client_address),
            tls: tls
                .as_ref()
                .map(|facts| (facts.version.as_str(), facts.cipher.as_str())),
            authenticated: login.is_some(),
            esmtp,
            smtputf8: envelope.smtputf8,
            id: &text_id,
            recipient: match &envelope.recipients[..] {
                [only] => Some(&only.address),
                _ => None,
            },
            at: accepted,
        };
        // A submission server mends what its users send (RFC 6409 §8); a relay leaves it as it is (RFC 5321 §6.4).
        let (added, removed, message_id) = if login.is_some() {
            let made = || format!("<{text_id}@{hostname}>");
            let message_id = facts.message_id.clone().unwrap_or_else(made);
            (
                fix_up(&facts, &arrival, &text_id),
                facts.removed.clone(),
                Some(message_id),
            )
        } else {
            (trace(&facts, &arrival), Vec::new(), facts.message_id.clone())
        };
        let message = Message {
            damaged: false,
            id,
            accepted,
            origin: Origin {
                account: login.map(|login| login.account).unwrap_or_default(),
                credential: self.about.credential.clone(),
                mechanism: self.about.mechanism.unwrap_or_default().to_owned(),
                listener: self.about.listener.clone(),
                client: self.about.client.clone(),
                ehlo: ehlo.clone(),
                tls: tls.as_ref().map(|facts| format!("{} {}", facts.version, facts.cipher)),
                session: self.about.session.clone(),
            },
            sender: self.rewritten.take().map_or(envelope.sender, ReversePath::Mailbox),
            body: envelope.body,
            smtputf8: envelope.smtputf8,
            ret: envelope.ret,
            envid: envelope.envid,
            submitter: envelope.submitter,
            message_id,
            octets: body.octets,
            crc: body.crc,
            eight_bit_header: facts.eight_bit_header,
            eight_bit_body: facts.eight_bit_body,
            added: added.0,
            removed,
        };
        let delivery = |recipient| self.post.delivery(recipient, accepted);
        let deliveries: Vec<Delivery> = envelope.recipients.into_iter().map(delivery).collect();
        let account = message.origin.account.clone();
        self.house.backlog.wait(&account, &*self.house.world.clock).await;
        let event = Event::Accepted {
            about: self.about.clone(),
            id: text_id.clone(),
            octets: message.octets,
            recipients: deliveries.len(),
            message_id: message.message_id.clone(),
        };
        let entry = Entry { message, deliveries };
        self.house
            .mail
            .accept(entry, body)
            .await
            .map_err(|error| refuse(&error))?;
        self.messages += 1;
        if let Some(taken) = self.taken.take() {
            taken.keep();
        }
        self.note_exception(is_rewritten, Exception::From);
        self.tell(&event);
        Ok(text_id)
    }

    /// Whether something was done by the leave of this exception.
    fn note_exception(&self, is_used: bool, exception: Exception) {
        if let Some(arrived) = &self.logins.arrived
            && is_used
        {
            let client = self
                .client
                .map(|client| client.to_canonical().to_string())
                .unwrap_or_default();
            let exception = exception.to_string();
            self.house
                .directory
                .used(&arrived.subject, &exception, &client, arrived.mechanism);
        }
    }
}
