//! Which messages an operator means.

use crate::{Delivery, Message};
use mail::{Address, Timestamp};

/// All that is set must hold; of the recipient's conditions, all for one and the same recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The account that submitted it, in lower case.
    pub account: Option<String>,
    /// The envelope's sender, `""` for the null sender; compared without regard to case.
    pub sender: Option<String>,
    /// A recipient's address; its local part is compared without regard to case, its domain as A-label.
    pub recipient: Option<Address>,
    /// A recipient's domain, as A-label in lower case.
    pub domain: Option<String>,
    /// Why the last attempt failed: the id of a cause.
    pub cause: Option<String>,
    /// Held, or not held.
    pub held: Option<bool>,
    /// Accepted before this.
    pub before: Option<Timestamp>,
    /// Accepted at this or later.
    pub since: Option<Timestamp>,
    /// Also those of which nothing is owed any more.
    pub ended: bool,
}

impl Filter {
    /// Whether `message` with its `deliveries` is meant.
    pub fn matches(&self, message: &Message, deliveries: &[Delivery]) -> bool {
        self.account
            .as_ref()
            .is_none_or(|account| *account == message.origin.account)
            && self
                .sender
                .as_ref()
                .is_none_or(|sender| message.sender.to_string().eq_ignore_ascii_case(sender))
            && self.before.is_none_or(|before| message.accepted < before)
            && self.since.is_none_or(|since| message.accepted >= since)
            && deliveries.iter().any(|delivery| self.matches_delivery(delivery))
    }

    fn matches_delivery(&self, delivery: &Delivery) -> bool {
        let address = &delivery.recipient.address;
        (self.ended || delivery.state.is_open())
            && self.held.is_none_or(|held| delivery.held == held)
            && (self.cause.is_none() || self.cause == delivery.progress.cause)
            && self
                .domain
                .as_ref()
                .is_none_or(|domain| address.domain().ascii() == domain)
            && self.recipient.as_ref().is_none_or(|meant| {
                address.domain() == meant.domain() && address.local().eq_ignore_ascii_case(meant.local())
            })
    }
}
