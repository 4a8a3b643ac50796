//! One message on its way in: from MAIL to the end of its data.

use crate::body::{ChunkReader, DataReader};
use ::mail::{Envelope, ReversePath};
use reply::Reply;

/// From MAIL to the end of data.
#[derive(Debug)]
pub(super) struct Transaction {
    pub envelope: Envelope,
    pub body: Body,
}

/// How far the message itself has come.
#[derive(Debug)]
pub(super) enum Body {
    /// None yet.
    NotBegun,
    /// By DATA.
    Data(DataReader, Intake),
    /// By BDAT; the last chunk may still come.
    Chunks(ChunkReader, Intake),
    /// A chunk failed: nothing but RSET helps (RFC 3030 §2).
    ChunksFailed,
}

/// What was taken in so far, and whether it is still wanted.
#[derive(Debug)]
pub(super) struct Intake {
    octets: u64,
    octets_max: u64,
    lost: Option<&'static Reply>,
}

impl Transaction {
    pub(super) fn new(sender: ReversePath) -> Self {
        let envelope = Envelope {
            sender,
            recipients: Vec::new(),
            size: None,
            body: ::mail::BodyKind::SevenBit,
            smtputf8: false,
            ret: None,
            envid: None,
            submitter: None,
        };
        Self {
            envelope,
            body: Body::NotBegun,
        }
    }
}

impl Intake {
    pub(super) fn new(octets_max: u64) -> Self {
        Self {
            octets: 0,
            octets_max,
            lost: None,
        }
    }

    /// Counts octets and says whether they are to be kept. Past the limit the rest is read and dropped, because only the
    /// true end of the data ends it (RFC 1870 §6).
    pub(super) fn take(&mut self, octets: usize) -> bool {
        self.octets = self.octets.saturating_add(octets as u64);
        if self.octets_max > 0 && self.octets > self.octets_max {
            self.lost.get_or_insert(&reply::TOO_LARGE);
        }
        self.lost.is_none()
    }

    /// The body cannot be kept any more: read on, and say so at its end.
    pub(super) fn lose(&mut self, reply: &'static Reply) {
        self.lost.get_or_insert(reply);
    }

    /// Why the message is refused at its end, if it is.
    pub(super) fn refusal(&self, pure: bool) -> Option<&'static Reply> {
        self.lost.or((!pure).then_some(&reply::BARE_NEWLINES))
    }
}
