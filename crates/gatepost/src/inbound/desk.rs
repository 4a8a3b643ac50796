//! Answers a session's questions: looks up the facts, lets the policy decide, and does what was decided.

use crate::accounts::canonical;
use crate::accounts::guessing::{Gate, Penalty};
use crate::accounts::password::{Begun, CheckError, Passwords};
use crate::backlog::Backlog;
use crate::config::{Limits, Listener, Routes, SenderRule, Via};
use crate::events::{About, EndedSession, Event, Events};
use crate::inbound::census::Census;
use crate::policy;
use crate::world::{Tls, World};
use mail::{Address, Arrival, Domain, HeaderScanner, Recipient, ReversePath, Timestamp, fix_up, trace, xtext};
use queue::{Delivery, IdSource, Message, Origin, QueueId};
use reply::Reply;
use smtp::Moment;
use smtp::sasl::Credential;
use smtp::server::{Answer, Ask, Handover, Login, Refusal, Session, Terms, TlsFacts, Verdict};
use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::Arc;
use store::{Account, AccountStore, Draft, Entry, MailStore, Network, StoreError};

/// What all sessions share.
pub struct House {
    /// The doors to the outside.
    pub world: World,
    /// TLS.
    pub tls: Arc<dyn Tls>,
    /// Where mail is kept.
    pub mail: Arc<dyn MailStore>,
    /// Where accounts are kept.
    pub accounts: Arc<dyn AccountStore>,
    /// Checks passwords.
    pub passwords: Arc<Passwords>,
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

/// A password that is being checked. Whoever leaves while it is hashed would come back to see whether it is remembered, so to
/// leave counts as a failure.
struct Attempt<'a> {
    house: &'a House,
    name: &'a str,
    client: Option<IpAddr>,
    begun: Begun,
    answered: bool,
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.answered && self.begun.has_begun() {
            let clock = &self.house.world.clock;
            self.house
                .gate
                .failed(self.name, self.client, clock.now(), clock.date());
        }
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
    house: Arc<House>,
    post: Arc<Post>,
    client: Option<IpAddr>,
    /// Whether the client is heard at all, as it was decided when it came.
    admitted: Verdict,
    began: Timestamp,
    about: About,
    /// The account as it was at the last MAIL.
    account: Option<Account>,
    inbox: Option<Inbox>,
    /// Refusals that will be said, and what only the operator learns of them. Replies may be held back for a while.
    noted: VecDeque<Refusal>,
    messages: u64,
    refusals: u64,
    last_refusal: Option<(&'static Reply, String)>,
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
            account: None,
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

    /// Tells of something that happened in the session.
    pub fn tell(&self, event: &Event) {
        self.house.events.tell(event);
    }

    /// The session is in TLS now; whoever logged in before has not.
    pub fn secured(&mut self, facts: TlsFacts) {
        self.about.tls = Some(facts);
        self.about.account = None;
    }

    /// Hears each reply as it is said.
    pub fn said(&mut self, reply: &'static Reply) {
        if !reply.is_refusal() {
            return;
        }
        self.refusals += 1;
        let said = self.noted.iter().position(|noted| noted.reply == reply);
        // What was noted before it and never said will not be said any more.
        let detail = said.and_then(|said| self.noted.drain(..=said).next_back());
        let detail = detail.map(|noted| noted.detail).unwrap_or_default();
        self.last_refusal = Some((reply, detail.clone()));
        self.tell(&Event::Refused {
            about: self.about.clone(),
            reply,
            detail,
        });
    }

    /// The session is over; `session` is missing if none was begun.
    pub fn ended(&mut self, how: String, took: Moment, session: Option<&Session>) {
        let (refusal, detail) = self.last_refusal.take().unzip();
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
            detail: detail.unwrap_or_default(),
            dialogue: dialogue.unwrap_or_default().to_owned(),
        })));
    }

    /// Answers a question. What takes long lies on the heap meanwhile, so that a session that waits is small.
    pub async fn answer(&mut self, ask: Ask) -> Answer {
        match ask {
            Ask::Client => Answer::Verdict(self.admitted.clone().map_err(|no| self.note(no))),
            Ask::Credential(credential) => {
                let login = Box::pin(self.log_in(credential)).await;
                Answer::Login(login.map_err(|no| self.note(no)))
            }
            Ask::Sender { login, sender, octets } => {
                let verdict = Box::pin(self.sender(login.as_ref(), &sender, octets)).await;
                Answer::Verdict(verdict.map_err(|no| self.note(no)))
            }
            Ask::Recipient {
                login,
                address,
                postmaster,
            } => {
                let asking = policy::recipient::Asking {
                    logged_in: login.is_some(),
                    client: self.client,
                    listener: &self.post.listener,
                };
                let verdict = policy::recipient::may_address(&asking, &address, postmaster);
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

    /// The message that was begun will not be finished.
    pub fn abandon(&mut self) {
        self.inbox = None;
    }

    fn note(&mut self, refusal: Refusal) -> Refusal {
        self.noted.push_back(refusal.clone());
        refusal
    }

    async fn log_in(&mut self, credential: Credential) -> Result<Login, Refusal> {
        let Credential::Password {
            login,
            authorization,
            password,
        } = credential;
        let (house, client) = (self.house.clone(), self.client);
        let clock = &house.world.clock;
        self.not_banned()?;
        let name = canonical(&login);
        let unavailable = |error: StoreError| Refusal::new(&reply::AUTH_UNAVAILABLE, error.to_string());
        let account = match house.accounts.account(name.clone()).await {
            Ok(account) => Some(account),
            Err(StoreError::NotFound) => None,
            Err(error) => return Err(unavailable(error)),
        };
        // People type their password where the name belongs: only what is clearly a name is told.
        let is_name = account.is_some() || Address::parse(&login).is_ok_and(|address| address.domain().is_qualified());
        let shown = if is_name { format!("{login:?}") } else { "?".to_owned() };
        let mut attempt = Attempt {
            house: &house,
            name: &name,
            client,
            begun: Begun::default(),
            answered: false,
        };
        let network = client.map(Network::of);
        let checked = house
            .passwords
            .check(password, account.as_ref(), network, clock.now(), &attempt.begun)
            .await;
        attempt.answered = true;
        // Other sessions of this network may have guessed meanwhile: then this one was a guess too many, right or wrong.
        self.not_banned()?;
        let checked = match checked {
            Ok(checked) => checked,
            Err(CheckError::Busy { wrong }) => {
                let refusal = Refusal::new(&reply::AUTH_UNAVAILABLE, "too many logins wait to be checked");
                // Or a full queue would be a place where guessing costs nothing.
                return Err(match wrong {
                    true => self.failed(&name, &shown, refusal).await,
                    false => refusal,
                });
            }
            Err(CheckError::Store(error)) => return Err(unavailable(error)),
        };
        let account = match policy::login::may_log_in(account.as_ref(), checked, &authorization) {
            Ok(account) => account,
            Err(refusal) => return Err(self.failed(&name, &shown, refusal).await),
        };
        house.gate.succeeded(&name, client, clock.now());
        self.about.account = Some(account.name.clone());
        self.tell(&Event::LoggedIn(self.about.clone()));
        Ok(Login {
            account: account.name.clone(),
            version: account.version,
        })
    }

    /// Whether the client's network may try to log in at all.
    fn not_banned(&self) -> Verdict {
        let date = self.house.world.clock.date();
        let barred = self.client.and_then(|client| self.house.gate.banned(client, date));
        match barred.map(|barred| barred.ban) {
            None => Ok(()),
            Some(ban) => {
                let detail = format!("{} is banned: {}", ban.network, ban.reason);
                Err(Refusal::new(&reply::TOO_MANY_LOGINS, detail))
            }
        }
    }

    /// A try to log in was wrong: it counts, and from some number on it is answered late, or not at all any more.
    async fn failed(&mut self, name: &str, shown: &str, refusal: Refusal) -> Refusal {
        let clock = &self.house.world.clock;
        let (now, date) = (clock.now(), clock.date());
        let refusal = Refusal {
            detail: format!("{} (login {shown})", refusal.detail),
            ..refusal
        };
        match self.house.gate.failed(name, self.client, now, date) {
            Penalty::None => refusal,
            Penalty::Delay(delay) => {
                clock.sleep_until(now + delay).await;
                refusal
            }
            Penalty::Banned => {
                let barred = self.client.and_then(|client| self.house.gate.banned(client, date));
                if let Some((network, until)) = barred.and_then(|barred| Some((barred.ban.network, barred.ban.until?)))
                {
                    let account = shown.to_owned();
                    self.tell(&Event::Banned {
                        network,
                        account,
                        until,
                    });
                }
                Refusal::new(&reply::TOO_MANY_LOGINS, refusal.detail)
            }
        }
    }

    async fn sender(&mut self, login: Option<&Login>, sender: &ReversePath, octets: Option<u64>) -> Verdict {
        self.account = match login {
            Some(login) => Some(self.unchanged(login).await?),
            None => None,
        };
        match &self.account {
            Some(account) => policy::sender::may_send_as(account, self.post.senders, sender)?,
            None => policy::sender::is_whole(sender)?,
        }
        let date = self.house.world.clock.date();
        let room = self.house.mail.room(octets.unwrap_or(0), date).await;
        room.map_err(|error| refuse(&error))
    }

    /// The account as it is now, if it is still the one that logged in.
    async fn unchanged(&self, login: &Login) -> Result<Account, Refusal> {
        let changed = |how: &str| Err(Refusal::new(&reply::ACCOUNT_CHANGED, how));
        let account = match self.house.accounts.account(login.account.clone()).await {
            Ok(account) => account,
            Err(StoreError::NotFound) => return changed("the account was removed"),
            Err(error) => return Err(refuse(&error)),
        };
        if !account.enabled {
            return changed("the account was disabled");
        }
        if account.version != login.version {
            return changed("the account was changed");
        }
        Ok(account)
    }

    async fn commit(&mut self, handover: Handover) -> Result<String, Refusal> {
        let Some(Inbox { id, draft, scanner }) = self.inbox.take() else {
            return Err(Refusal::new(&reply::STORE_FAILED, "no message was begun"));
        };
        // Whoever logged in was looked up at MAIL, or nothing would be known of what it may send.
        if handover.login.is_some() != self.account.is_some() {
            return Err(Refusal::new(
                &reply::STORE_FAILED,
                "the login changed within the transaction",
            ));
        }
        let facts = scanner.finish();
        policy::message::may_come_in(&facts, &self.post.limits)?;
        if let Some(account) = &self.account {
            policy::sender::may_write_as(account, self.post.senders, &facts.from)?;
        }
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
                listener: self.about.listener.clone(),
                client: self.about.client.clone(),
                ehlo: ehlo.clone(),
                tls: tls.as_ref().map(|facts| format!("{} {}", facts.version, facts.cipher)),
                session: self.about.session.clone(),
            },
            sender: envelope.sender,
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
        self.tell(&event);
        Ok(text_id)
    }
}
