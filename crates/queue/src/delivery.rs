//! A message, what is owed to each recipient, and what an operator may do with it.

use crate::QueueId;
use mail::{BodyKind, Range, Recipient, Ret, ReversePath, Timestamp};

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
    /// When the next attempt may be made.
    pub due: Timestamp,
    /// When it ended, if it has.
    pub ended: Option<Timestamp>,
}

/// How far a delivery is. docs/queue.md has the table of states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// D1: owed.
    Ready,
    /// Removed by an operator.
    Removed,
}

impl State {
    /// Its word in lists, filters and the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Removed => "removed",
        }
    }

    /// The state of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Ready, Self::Removed]
            .into_iter()
            .find(|state| state.word() == word)
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
    /// It was removed.
    Removed,
    /// Its octets were found to be gone or changed. It is held from then on.
    Damaged,
    /// Its octets were found to be whole again. It stays held.
    Mended,
}

impl EventKind {
    /// All of them.
    const ALL: [Self; 6] = [
        Self::Accepted,
        Self::Held,
        Self::Released,
        Self::Removed,
        Self::Damaged,
        Self::Mended,
    ];

    /// Its word in the trace and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Held => "held",
            Self::Released => "released",
            Self::Removed => "removed",
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
            Change::Hold if !delivery.held => delivery.held = true,
            Change::Release if delivery.held => {
                delivery.held = false;
                delivery.due = now;
            }
            Change::Remove => {
                delivery.state = State::Removed;
                delivery.ended = Some(now);
            }
            Change::Hold | Change::Release => continue,
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
            let mut one = [Delivery {
                recipient,
                state,
                held,
                due: Timestamp::from_micros(1),
                ended: None,
            }];
            let case = format!("damaged: {damaged}, {state:?}, held: {held}, {change:?}");
            assert_eq!(apply(change, damaged, &mut one, now), changed, "{case}");
            assert_eq!((one[0].state, one[0].held), (state_after, held_after), "{case}");
            assert_eq!(one[0].ended.is_some(), changed && change == Change::Remove);
        }
    }

    #[test]
    fn words_come_back() {
        // What is new does not compile before it has its place here.
        let state_after = |state: &State| match state {
            State::Ready => Some(State::Removed),
            State::Removed => None,
        };
        for state in successors(Some(State::Ready), state_after) {
            assert_eq!(State::from_word(state.word()), Some(state));
        }
        let kind_after = |kind: &EventKind| match kind {
            EventKind::Accepted => Some(EventKind::Held),
            EventKind::Held => Some(EventKind::Released),
            EventKind::Released => Some(EventKind::Removed),
            EventKind::Removed => Some(EventKind::Damaged),
            EventKind::Damaged => Some(EventKind::Mended),
            EventKind::Mended => None,
        };
        for kind in successors(Some(EventKind::Accepted), kind_after) {
            assert_eq!(EventKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(State::from_word("lost"), None);
    }
}
