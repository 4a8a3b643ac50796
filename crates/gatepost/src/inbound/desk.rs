//! Answers a session's questions: looks up the facts, lets the policy decide, and does what was decided.

use crate::accounts::canonical;
use crate::accounts::password::Passwords;
use crate::config::SenderRule;
use crate::events::{About, Event, Events};
use crate::policy;
use crate::world::{Tls, World};
use mail::{Address, Arrival, HeaderScanner, ReversePath, fix_up};
use queue::{Delivery, IdSource, Message, Origin, QueueId, State};
use reply::Reply;
use smtp::Moment;
use smtp::sasl::Credential;
use smtp::server::{Answer, Ask, Handover, Login, Refusal, TlsFacts, Verdict};
use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::Arc;
use store::{Account, AccountStore, Draft, Entry, MailStore, StoreError};

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
    /// Where ids come from.
    pub ids: IdSource,
    /// Who wants to know.
    pub events: Events,
    /// Our name.
    pub hostname: String,
    /// As whom an account without senders of its own may send.
    pub senders: SenderRule,
    /// Whether the client's address stays out of the Received header.
    pub hide_client_address: bool,
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
    house: Arc<House>,
    client: Option<IpAddr>,
    about: About,
    /// The account as it was at the last MAIL.
    account: Option<Account>,
    inbox: Option<Inbox>,
    /// Refusals that will be said, and what only the operator learns of them. Replies may be held back for a while.
    noted: VecDeque<Refusal>,
    messages: u64,
    refusals: u64,
}

/// A message on its way in.
struct Inbox {
    id: QueueId,
    draft: Draft,
    scanner: HeaderScanner,
}

impl Desk {
    /// A desk for one session.
    pub fn new(house: Arc<House>, client: Option<IpAddr>, about: About) -> Self {
        Self {
            house,
            client,
            about,
            account: None,
            inbox: None,
            noted: VecDeque::new(),
            messages: 0,
            refusals: 0,
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
        self.tell(&Event::Refused {
            about: self.about.clone(),
            reply,
            detail,
        });
    }

    /// The session is over.
    pub fn ended(&mut self, how: String, took: Moment) {
        let (messages, refusals) = (self.messages, self.refusals);
        self.tell(&Event::Ended {
            about: self.about.clone(),
            how,
            messages,
            refusals,
            took,
        });
    }

    /// Answers a question.
    pub async fn answer(&mut self, ask: Ask) -> Answer {
        match ask {
            Ask::Credential(credential) => Answer::Login(self.log_in(credential).await.map_err(|no| self.note(no))),
            Ask::Sender { login, sender } => {
                Answer::Verdict(self.sender(&login, &sender).await.map_err(|no| self.note(no)))
            }
            Ask::Recipient(recipient) => Answer::Verdict(self.recipient(&recipient).map_err(|no| self.note(no))),
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
            Ask::Commit(handover) => Answer::Committed(self.commit(*handover).await.map_err(|no| self.note(no))),
        }
    }

    /// Keeps octets of the message that is coming in.
    pub async fn keep(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        let Some(inbox) = &mut self.inbox else {
            return Err(Refusal::new(&reply::STORE_FAILED, "no message was begun"));
        };
        inbox.scanner.feed(chunk);
        if let Err(error) = inbox.draft.write(chunk).await {
            self.inbox = None;
            let refusal = refuse(&error);
            return Err(self.note(refusal));
        }
        Ok(())
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
        let name = canonical(&login);
        let unavailable = |error: StoreError| Refusal::new(&reply::AUTH_UNAVAILABLE, error.to_string());
        let account = match self.house.accounts.account(name).await {
            Ok(account) => Some(account),
            Err(StoreError::NotFound) => None,
            Err(error) => return Err(unavailable(error)),
        };
        let phc = account.as_ref().map(|account| account.password.clone());
        let checked = self.house.passwords.check(password, phc).await.map_err(unavailable)?;
        let account = policy::login::may_log_in(account.as_ref(), checked, &authorization).map_err(|refusal| {
            // People type their password where the name belongs: only what is clearly a name is told.
            let is_name = account.is_some() || Address::parse(&login).is_ok();
            let name = if is_name {
                format!(" (login {login:?})")
            } else {
                String::new()
            };
            Refusal {
                detail: refusal.detail + &name,
                ..refusal
            }
        })?;
        self.about.account = Some(account.name.clone());
        self.tell(&Event::LoggedIn(self.about.clone()));
        Ok(Login {
            account: account.name.clone(),
            version: account.version,
        })
    }

    async fn sender(&mut self, login: &Login, sender: &ReversePath) -> Verdict {
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
        policy::sender::may_send_as(&account, self.house.senders, sender)?;
        self.account = Some(account);
        Ok(())
    }

    fn recipient(&self, recipient: &Address) -> Verdict {
        policy::recipient::may_address(recipient)
    }

    async fn commit(&mut self, handover: Handover) -> Result<String, Refusal> {
        let (Some(Inbox { id, draft, scanner }), Some(account)) = (self.inbox.take(), &self.account) else {
            return Err(Refusal::new(&reply::STORE_FAILED, "no message was begun"));
        };
        let facts = scanner.finish();
        if facts.too_many_runs {
            return Err(Refusal::new(
                &reply::TOO_MANY_FIELDS,
                "too many Bcc or Return-Path fields",
            ));
        }
        policy::sender::may_write_as(account, self.house.senders, &facts.from)?;
        let body = draft.finish().await.map_err(|error| refuse(&error))?;

        let Handover {
            envelope,
            login,
            ehlo,
            esmtp,
            tls,
        } = handover;
        let accepted = self.house.world.clock.date();
        let text_id = id.to_string();
        let arrival = Arrival {
            hostname: &self.house.hostname,
            ehlo: &ehlo,
            client: self.client.filter(|_| !self.house.hide_client_address),
            tls: tls
                .as_ref()
                .map(|facts| (facts.version.as_str(), facts.cipher.as_str())),
            authenticated: true,
            esmtp,
            smtputf8: envelope.smtputf8,
            id: &text_id,
            recipient: match &envelope.recipients[..] {
                [only] => Some(&only.address),
                _ => None,
            },
            at: accepted,
        };
        let added = fix_up(&facts, &arrival, &text_id);
        let message_id = facts
            .message_id
            .unwrap_or_else(|| format!("<{text_id}@{}>", self.house.hostname));
        let message = Message {
            id,
            accepted,
            origin: Origin {
                account: login.account,
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
            message_id: Some(message_id),
            octets: body.octets,
            crc: body.crc,
            eight_bit_header: facts.eight_bit_header,
            eight_bit_body: facts.eight_bit_body,
            added: added.0,
            removed: facts.removed,
        };
        // Nothing delivers yet, so all that is accepted is held until it is released.
        let delivery = |recipient| Delivery {
            recipient,
            state: State::Ready,
            held: true,
            due: accepted,
            ended: None,
        };
        let deliveries: Vec<Delivery> = envelope.recipients.into_iter().map(delivery).collect();
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
