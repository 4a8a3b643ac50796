//! A message, what is owed to each recipient, and what an operator may do with it.

use crate::QueueId;
use mail::{BodyKind, Range, Recipient, Ret, ReversePath, Timestamp};
use std::time::Duration;

/// All that is known of a message but its octets and its deliveries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its name.
    pub id: QueueId,
    /// When we took responsibility.
    pub accepted: Timestamp,
    /// Where it came from.
    pub origin: Origin,
    /// The envelope's sender.
    pub sender: ReversePath,
    /// BODY= of MAIL.
    pub body: BodyKind,
    /// SMTPUTF8 of MAIL.
    pub smtputf8: bool,
    /// RET= of MAIL.
    pub ret: Option<Ret>,
    /// ENVID= of MAIL, in xtext as given.
    pub envid: Option<String>,
    /// AUTH= of MAIL, decoded.
    pub submitter: Option<String>,
    /// Its Message-ID, with angle brackets, whether given or made.
    pub message_id: Option<String>,
    /// Octets as received.
    pub octets: u64,
    /// CRC-32 of the octets as received.
    pub crc: u32,
    /// Octets outside ASCII in the header as received.
    pub eight_bit_header: bool,
    /// Octets outside ASCII in the body as received.
    pub eight_bit_body: bool,
    /// Header lines that stand in front of what was received when it is sent.
    pub added: String,
    /// What is left out of what was received when it is sent, in order, without overlap.
    pub removed: Vec<Range>,
    /// Its octets on the disk are gone, or are not those that were received: it is held, never sent and never released.
    /// False when it is accepted, whatever stands here.
    pub damaged: bool,
}

/// Where a message came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The account that submitted it.
    pub account: String,
    /// The label of the app password with which it logged in; empty: none.
    pub credential: String,
    /// How it logged in, as a mechanism is named in AUTH; empty: it did not.
    pub mechanism: String,
    /// The listener's address.
    pub listener: String,
    /// The client's address.
    pub client: String,
    /// The client's own name.
    pub ehlo: String,
    /// TLS version and cipher suite, separated by a space.
    pub tls: Option<String>,
    /// The session's id, as in the log.
    pub session: String,
}

/// What is owed to one recipient of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Whom, and with which DSN wishes.
    pub recipient: Recipient,
    /// How far it is.
    pub state: State,
    /// Paused by an operator or the configuration.
    pub held: bool,
    /// When the next attempt may be made; while it is held, since when it is.
    pub due: Timestamp,
    /// When it ended, if it has.
    pub ended: Option<Timestamp>,
    /// What attempts have come to.
    pub progress: Progress,
}

/// What attempts at a delivery have come to so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many there were.
    pub attempts: u32,
    /// For how long there could be none through no fault of the destination: it was held, or its route was paused.
    pub paused: Duration,
    /// Its sender was told that it takes long.
    pub late: bool,
    /// Why the last one failed: the id of a cause.
    pub cause: Option<String>,
    /// What was said to the last one, or seen of it.
    pub said: Option<String>,
    /// Who was asked last.
    pub hop: Option<String>,
    /// The report about its end.
    pub report: Option<QueueId>,
}

impl Delivery {
    /// One that is owed from `now` on.
    pub fn new(recipient: Recipient, held: bool, now: Timestamp) -> Self {
        Self {
            recipient,
            state: State::Ready,
            held,
            due: now,
            ended: None,
            progress: Progress::default(),
        }
    }

    /// Does what an attempt came to, unless it has ended meanwhile: then nothing, and false. An operator's hold of the
    /// meantime stays.
    pub fn update(&mut self, update: &Update, now: Timestamp) -> bool {
        if !self.state.is_open() {
            return false;
        }
        self.progress = update.progress.clone();
        self.state = update.state;
        if !self.state.is_open() {
            self.ended = Some(now);
        } else if update.hold && !self.held {
            (self.held, self.due) = (true, now);
        } else if !self.held {
            self.due = update.due;
        }
        true
    }
}

/// What an attempt does to a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Its place among the recipients of its message.
    pub n: u32,
    /// How far it is then.
    pub state: State,
    /// When the next attempt may be made, if there is one.
    pub due: Timestamp,
    /// Whether it is held from now on, since the configuration says so.
    pub hold: bool,
    /// What attempts have come to by then.
    pub progress: Progress,
}

/// How far a delivery is. docs/queue.md has the table of states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// D1: owed.
    Ready,
    /// D3: somebody else has taken responsibility, or it is in its mailbox.
    Delivered,
    /// D4: it will not be delivered, and its sender was told if there is one who wants to know.
    Failed,
    /// Removed by an operator.
    Removed,
}

impl State {
    const ALL: [Self; 4] = [Self::Ready, Self::Delivered, Self::Failed, Self::Removed];

    /// Its word in lists, filters and the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Removed => "removed",
        }
    }

    /// The state of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether something is still owed.
    pub fn is_open(self) -> bool {
        self == Self::Ready
    }
}

/// What an operator does to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Pause all its open deliveries.
    Hold,
    /// Let them go on.
    Release,
    /// Try them now, but for those that are held.
    Retry,
    /// End them. The body goes with the last.
    Remove,
}

/// Something that happened to a message; committed with what it tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// Who did it: an account, or an operator's user name.
    pub by: String,
    /// What else is known of it.
    pub detail: Detail,
}

/// What is known of an attempt, or of what follows from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail {
    /// The recipients that it concerns, by their places; all if there are none.
    pub recipients: Vec<u32>,
    /// Who was asked.
    pub hop: Option<String>,
    /// How the connection was secured.
    pub tls: Option<String>,
    /// What was said, or seen.
    pub said: Option<String>,
    /// Why it failed: the id of a cause.
    pub cause: Option<String>,
    /// What else is worth knowing, in a sentence.
    pub note: Option<String>,
    /// When the next attempt may be made.
    pub next: Option<Timestamp>,
    /// The report that goes to the sender.
    pub report: Option<QueueId>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// It was accepted.
    Accepted,
    /// It was paused.
    Held,
    /// It was let go on.
    Released,
    /// It is tried now, at somebody's wish.
    Retried,
    /// It was removed.
    Removed,
    /// An attempt failed for now.
    Deferred,
    /// It was delivered.
    Delivered,
    /// It cannot be delivered.
    Failed,
    /// Somebody decided that it is not delivered.
    Bounced,
    /// Its octets were found to be gone or changed. It is held from then on.
    Damaged,
    /// Its octets were found to be whole again. It stays held.
    Mended,
}

impl EventKind {
    /// All of them.
    const ALL: [Self; 11] = [
        Self::Accepted,
        Self::Held,
        Self::Released,
        Self::Retried,
        Self::Removed,
        Self::Deferred,
        Self::Delivered,
        Self::Failed,
        Self::Bounced,
        Self::Damaged,
        Self::Mended,
    ];

    /// Its word in the trace and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Held => "held",
            Self::Released => "released",
            Self::Retried => "retried",
            Self::Removed => "removed",
            Self::Deferred => "deferred",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Bounced => "bounced",
            Self::Damaged => "damaged",
            Self::Mended => "mended",
        }
    }

    /// The kind of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl Change {
    /// The event that tells of it.
    pub fn event(self) -> EventKind {
        match self {
            Self::Hold => EventKind::Held,
            Self::Release => EventKind::Released,
            Self::Retry => EventKind::Retried,
            Self::Remove => EventKind::Removed,
        }
    }
}

/// Applies an operator's change to the deliveries of one message, which may be [damaged](Message::damaged). False when
/// nothing changed: then there is no event.
pub fn apply(change: Change, damaged: bool, deliveries: &mut [Delivery], now: Timestamp) -> bool {
    // What is damaged must not be sent.
    if damaged && change == Change::Release {
        return false;
    }
    let mut changed = false;
    for delivery in deliveries.iter_mut().filter(|delivery| delivery.state.is_open()) {
        match change {
            Change::Hold if !delivery.held => (delivery.held, delivery.due) = (true, now),
            Change::Release if delivery.held => {
                // While it was held nobody could try it.
                delivery.progress.paused += now.since(delivery.due);
                (delivery.held, delivery.due) = (false, now);
            }
            Change::Retry if !delivery.held && delivery.due > now => delivery.due = now,
            Change::Remove => {
                delivery.state = State::Removed;
                delivery.ended = Some(now);
            }
            Change::Hold | Change::Release | Change::Retry => continue,
        }
        changed = true;
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail::Address;
    use std::iter::successors;

    #[test]
    fn what_an_operator_may_do() {
        use State::{Ready, Removed};
        let now = Timestamp::from_micros(9);
        let (whole, damaged) = (false, true);
        // damaged, (state, held) before, change, changed, (state, held) after
        for (damaged, state, held, change, changed, state_after, held_after) in [
            (whole, Ready, false, Change::Hold, true, Ready, true),
            (whole, Ready, true, Change::Hold, false, Ready, true),
            (whole, Ready, true, Change::Release, true, Ready, false),
            (whole, Ready, false, Change::Release, false, Ready, false),
            (whole, Ready, true, Change::Remove, true, Removed, true),
            (whole, Removed, true, Change::Remove, false, Removed, true),
            (whole, Removed, true, Change::Release, false, Removed, true),
            (damaged, Ready, true, Change::Release, false, Ready, true),
            (damaged, Ready, false, Change::Hold, true, Ready, true),
            (damaged, Ready, true, Change::Remove, true, Removed, true),
        ] {
            let address = Address::parse("bob@example.org").expect("an address");
            let recipient = Recipient {
                address,
                notify: None,
                orcpt: None,
            };
            let mut one = [Delivery::new(recipient, held, Timestamp::from_micros(1))];
            one[0].state = state;
            let case = format!("damaged: {damaged}, {state:?}, held: {held}, {change:?}");
            assert_eq!(apply(change, damaged, &mut one, now), changed, "{case}");
            assert_eq!((one[0].state, one[0].held), (state_after, held_after), "{case}");
            assert_eq!(one[0].ended.is_some(), changed && change == Change::Remove);
        }
    }

    #[test]
    fn time_stands_still_while_it_is_held() {
        let at = Timestamp::from_micros;
        let mut one = [sample()];
        assert!(apply(Change::Hold, false, &mut one, at(100)));
        assert!(!apply(Change::Retry, false, &mut one, at(200)), "it is held");
        assert!(apply(Change::Release, false, &mut one, at(1_100)));
        assert_eq!(
            (one[0].due, one[0].progress.paused),
            (at(1_100), Duration::from_micros(1_000))
        );
        one[0].due = at(5_000);
        assert!(apply(Change::Retry, false, &mut one, at(2_000)));
        assert!(!apply(Change::Retry, false, &mut one, at(2_000)), "it is due already");
        assert_eq!(one[0].due, at(2_000));
    }

    #[test]
    fn what_attempts_do() {
        let at = Timestamp::from_micros;
        let later = Update {
            n: 0,
            state: State::Ready,
            due: at(50),
            hold: false,
            progress: Progress {
                attempts: 1,
                cause: Some("greylisted".to_owned()),
                ..Progress::default()
            },
        };
        let mut one = sample();
        assert!(one.update(&later, at(10)));
        assert_eq!((one.due, one.ended, &one.progress), (at(50), None, &later.progress));
        // Held meanwhile: that stays, and so does since when.
        (one.held, one.due) = (true, at(9));
        assert!(one.update(&later, at(10)));
        assert_eq!((one.held, one.due), (true, at(9)));
        one.held = false;
        let held = Update {
            hold: true,
            ..later.clone()
        };
        assert!(one.update(&held, at(11)));
        assert_eq!((one.held, one.due), (true, at(11)));
        let failed = Update {
            state: State::Failed,
            ..later
        };
        assert!(one.update(&failed, at(12)));
        assert_eq!((one.state, one.ended), (State::Failed, Some(at(12))));
        let delivered = Update {
            state: State::Delivered,
            ..failed
        };
        assert!(!one.update(&delivered, at(13)), "it has ended");
        assert_eq!((one.state, one.ended), (State::Failed, Some(at(12))));
    }

    fn sample() -> Delivery {
        let address = Address::parse("bob@example.org").expect("an address");
        let recipient = Recipient {
            address,
            notify: None,
            orcpt: None,
        };
        Delivery::new(recipient, false, Timestamp::from_micros(1))
    }

    #[test]
    fn words_come_back() {
        // What is new does not compile before it has its place here.
        let state_after = |state: &State| match state {
            State::Ready => Some(State::Delivered),
            State::Delivered => Some(State::Failed),
            State::Failed => Some(State::Removed),
            State::Removed => None,
        };
        for state in successors(Some(State::Ready), state_after) {
            assert_eq!(State::from_word(state.word()), Some(state));
        }
        let kind_after = |kind: &EventKind| match kind {
            EventKind::Accepted => Some(EventKind::Held),
            EventKind::Held => Some(EventKind::Released),
            EventKind::Released => Some(EventKind::Retried),
            EventKind::Retried => Some(EventKind::Removed),
            EventKind::Removed => Some(EventKind::Deferred),
            EventKind::Deferred => Some(EventKind::Delivered),
            EventKind::Delivered => Some(EventKind::Failed),
            EventKind::Failed => Some(EventKind::Bounced),
            EventKind::Bounced => Some(EventKind::Damaged),
            EventKind::Damaged => Some(EventKind::Mended),
            EventKind::Mended => None,
        };
        for kind in successors(Some(EventKind::Accepted), kind_after) {
            assert_eq!(EventKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(State::from_word("lost"), None);
    }
}
