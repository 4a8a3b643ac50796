//! A message as it is sent: signatures, the lines that we added, and what was received without what is left out.

use super::dkim::{BodyHash, BodyHasher, DkimKey};
use crate::call::{LostOctets, Octets};
use mail::{From, HeaderScanner, ReversePath, Timestamp, without};
use queue::Message;
use std::sync::Arc;
use store::{Body, MailStore, StoreError};

/// A message that is to be sent, perhaps several times.
pub struct Letter {
    message: Arc<Message>,
    /// What stands in front of what was received.
    head: Vec<u8>,
    /// What was received, without what is left out, where that is little.
    small: Option<Vec<u8>>,
    octets: u64,
    /// A report of ours that was made ASCII.
    in_ascii: bool,
}

/// Its octets, once.
pub struct Reading {
    head: Option<Vec<u8>>,
    source: Source,
    /// What went wrong, if anything did.
    pub error: Option<StoreError>,
}

enum Source {
    Small(Option<Vec<u8>>),
    Large { body: Body, at: u64, message: Arc<Message> },
}

impl Letter {
    /// Looks at a message, and signs it with those of `signers` that are of its author's domain. What is small is in memory from now on.
    ///
    /// # Errors
    /// It cannot be read. What is damaged must not be sent.
    pub async fn open(
        mail: &dyn MailStore,
        message: Arc<Message>,
        signers: &[DkimKey],
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let is_small = message.octets <= SMALL_OCTETS_MAX;
        let (mut small, mut signing) = (Vec::new(), Signing::new(&message, signers));
        if is_small || signing.is_some() {
            let mut body = mail.body(message.id).await?;
            let mut at = 0;
            while let Some(chunk) = body.next().await? {
                let start = at;
                at += chunk.len() as u64;
                if let Some(signing) = &mut signing {
                    signing.feed(&chunk);
                }
                if is_small {
                    small.extend(without(chunk, start, &message.removed));
                }
            }
        }
        let mut head = signing
            .map(|signing| signing.sign(&message, signers, now))
            .unwrap_or_default();
        let signatures = head.len() as u64;
        head.extend_from_slice(message.added.as_bytes());
        let removed: u64 = message
            .removed
            .iter()
            .map(|range| range.end.saturating_sub(range.start))
            .sum();
        let rest = (message.added.len() as u64 + message.octets).saturating_sub(removed);
        Ok(Self {
            octets: signatures + rest,
            small: is_small.then_some(small),
            message,
            head,
            in_ascii: false,
        })
    }

    /// A report of ours for a server that takes nothing but ASCII. It goes without a signature, which was made of other octets.
    /// Nothing if this is none.
    pub async fn in_ascii(&self, mail: &dyn MailStore) -> Option<Self> {
        if self.in_ascii || self.message.sender != ReversePath::Null || !self.message.origin.client.is_empty() {
            return None;
        }
        let reading = self.read(mail).await.ok()?;
        let report = reading.beginning(REPORT_OCTETS_MAX).await.ok()?;
        // Signatures stand in front of it.
        let report = mail::in_ascii(&report[self.head.len()..])?;
        Some(Self {
            message: self.message.clone(),
            head: Vec::new(),
            octets: report.len() as u64,
            small: Some(report),
            in_ascii: true,
        })
    }

    /// Whether it was made ASCII: what is known of the message's octets does not hold any more.
    pub fn is_in_ascii(&self) -> bool {
        self.in_ascii
    }

    /// How many octets are sent.
    pub fn octets(&self) -> u64 {
        self.octets
    }

    /// Begins to read it.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn read(&self, mail: &dyn MailStore) -> Result<Reading, StoreError> {
        let source = match &self.small {
            Some(small) => Source::Small(Some(small.clone())),
            None => Source::Large {
                body: mail.body(self.message.id).await?,
                at: 0,
                message: self.message.clone(),
            },
        };
        Ok(Reading {
            head: Some(self.head.clone()),
            source,
            error: None,
        })
    }
}

impl Reading {
    /// The first octets, for a report: all of them if there are no more than `most`.
    ///
    /// # Errors
    /// They cannot be read.
    pub async fn beginning(mut self, most: usize) -> Result<Vec<u8>, StoreError> {
        let mut octets = Vec::new();
        while octets.len() <= most {
            match self.next().await {
                Ok(Some(piece)) => octets.extend_from_slice(&piece),
                Ok(None) => return Ok(octets),
                Err(LostOctets) => return Err(self.error.unwrap_or(StoreError::Unknown)),
            }
        }
        Ok(octets)
    }
}

impl Octets for Reading {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, LostOctets> {
        if let Some(head) = self.head.take().filter(|head| !head.is_empty()) {
            return Ok(Some(head));
        }
        loop {
            match &mut self.source {
                Source::Small(small) => return Ok(small.take().filter(|small| !small.is_empty())),
                Source::Large { body, at, message } => match body.next().await {
                    Ok(Some(chunk)) => {
                        let start = *at;
                        *at += chunk.len() as u64;
                        let kept = without(chunk, start, &message.removed);
                        if !kept.is_empty() {
                            return Ok(Some(kept));
                        }
                    }
                    Ok(None) => return Ok(None),
                    Err(error) => {
                        self.error = Some(error);
                        return Err(LostOctets);
                    }
                },
            }
        }
    }
}

/// Finds header and body in what streams by.
struct Signing {
    scanner: HeaderScanner,
    /// What may still belong to the header.
    pending: Vec<u8>,
    fed: u64,
    /// As received, once it has ended.
    header: Option<Vec<u8>>,
    hasher: BodyHasher,
}

impl Signing {
    /// Nothing, where no key could sign.
    fn new(message: &Message, signers: &[DkimKey]) -> Option<Self> {
        (!signers.is_empty() && !message.damaged).then(|| Self {
            scanner: HeaderScanner::new(),
            pending: Vec::new(),
            fed: 0,
            header: None,
            hasher: BodyHasher::default(),
        })
    }

    fn feed(&mut self, chunk: &[u8]) {
        self.scanner.feed(chunk);
        self.fed += chunk.len() as u64;
        if self.header.is_some() {
            return self.hasher.feed(chunk);
        }
        self.pending.extend_from_slice(chunk);
        let end = self.scanner.header_octets();
        // The empty line is there, too.
        if end + 2 <= self.fed {
            self.part(end);
        }
    }

    /// The header ends there.
    fn part(&mut self, end: u64) {
        // It is within what was fed, all of which is pending.
        let rest = self
            .pending
            .split_off(usize::try_from(end).unwrap_or(usize::MAX).min(self.pending.len()));
        let body = rest.strip_prefix(b"\r\n").unwrap_or(&rest);
        self.hasher.feed(body);
        self.header = Some(std::mem::take(&mut self.pending));
    }

    /// The signatures, in front of which nothing stands; perhaps none.
    fn sign(mut self, message: &Message, signers: &[DkimKey], now: Timestamp) -> Vec<u8> {
        if self.header.is_none() {
            self.part(self.scanner.header_octets());
        }
        let facts = self.scanner.finish();
        let domain = match (&facts.from, &message.sender) {
            (From::Addresses(authors), _) => authors.first().map(|author| author.domain().ascii()),
            (_, ReversePath::Mailbox(sender)) => Some(sender.domain().ascii()),
            (_, ReversePath::Null) => None,
        };
        let Some(domain) = domain else { return Vec::new() };
        let hash: BodyHash = self.hasher.finish();
        let received = self.header.unwrap_or_default();
        // An empty line that we added ends the header; what was received is all body then.
        let added = message
            .added
            .strip_suffix("\r\n\r\n")
            .map(|added| format!("{added}\r\n"));
        let mut header = added.unwrap_or_else(|| message.added.clone()).into_bytes();
        header.extend(without(received, 0, &message.removed));
        let ours = signers.iter().filter(|key| key.domain() == domain);
        let fields = ours.filter_map(|key| key.sign(&header, &hash, now));
        fields.collect::<String>().into_bytes()
    }
}

/// No report of ours has more.
const REPORT_OCTETS_MAX: usize = 1024 * 1024;
/// What is kept in memory: as much as the store hands out at once.
const SMALL_OCTETS_MAX: u64 = 128 * 1024;
