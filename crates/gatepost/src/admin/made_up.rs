//! A control over a store in memory, in a world where it is always the same minute.

use super::Control;
use crate::accounts::directory::{Directory, Rules};
use crate::accounts::guessing::Gate;
use crate::accounts::password::{Cost, Passwords};
use crate::config::{Guessing, PasswordCost, without_file};
use crate::outbound::ways::{Gear, Ways};
use crate::world::{Clock, Endpoint, Listener, Random, Stream, World, os};
use futures_util::future::{BoxFuture, FutureExt, ready};
use mail::{Address, BodyKind, Range, Recipient, ReversePath, Timestamp};
use queue::{Delivery, IdSource, Message, Origin, QueueId};
use smtp::Moment;
use std::io;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use store::memory::Memory;
use store::{AccountStore, Entry, Lane, MailStore, Work};

/// When everything happens.
pub(super) const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

/// 0, 1, 2 … 255, 0 …
#[derive(Default)]
pub(super) struct Counting(AtomicU8);

impl Random for Counting {
    fn fill(&self, octets: &mut [u8]) {
        octets.fill_with(|| self.0.fetch_add(1, Ordering::Relaxed));
    }
}

struct Still;

impl Clock for Still {
    fn now(&self) -> Moment {
        Moment::ZERO
    }

    fn date(&self) -> Timestamp {
        NOW
    }

    fn sleep_until(&self, _: Moment) -> BoxFuture<'static, ()> {
        ready(()).boxed()
    }
}

struct Here;

impl Work for Here {
    fn run(&self, _: Lane, job: Box<dyn FnOnce() + Send>) {
        job();
    }
}

/// A control, and the store under it, whose accounts are the only ones. To be called inside a tokio runtime.
pub(super) fn control() -> (Control, Memory) {
    control_with(|_| {})
}

/// The same, with other rules for accounts.
pub(super) fn control_with(change: impl FnOnce(&mut Rules)) -> (Control, Memory) {
    let work: Arc<dyn Work> = Arc::new(Here);
    let memory = Memory::new(work.clone(), INLINE_OCTETS_MAX);
    let random: Arc<dyn Random> = Arc::new(Counting::default());
    let clock: Arc<dyn Clock> = Arc::new(Still);
    let cost = Cost {
        memory_kib: 8,
        passes: 1,
        scram_iterations: NonZeroU32::MIN,
        scram_sha1: false,
    };
    let accounts: Arc<dyn AccountStore> = Arc::new(memory.clone());
    let passwords = Passwords::new(cost, PasswordCost::default(), random.clone(), work.clone());
    let world = World {
        clock: clock.clone(),
        random: random.clone(),
        network: Arc::new(Alone),
        work,
        ..os::world()
    };
    let mut rules = Rules::embedded(accounts.clone(), &world);
    change(&mut rules);
    let control = Control {
        ids: Arc::new(IdSource::new(9, 0)),
        ways: {
            let settings = without_file("/data".into());
            let ways = Arc::new(Ways::new(&settings, Gear::default(), &Alone));
            Arc::new(move || ways.clone())
        },
        mail: Arc::new(memory.clone()),
        directory: Arc::new(Directory::new(world, accounts, Arc::new(passwords), rules)),
        clock,
        random,
        bans: Arc::new(memory.clone()),
        gate: None,
        sessions: None,
        counters: None,
        running: None,
        prod: None,
        events: None,
    };
    (control, memory)
}

/// A network of one machine.
struct Alone;

impl crate::world::Network for Alone {
    fn listen(&self, _: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Listener>>> {
        ready(Err(io::ErrorKind::Unsupported.into())).boxed()
    }
    fn connect(&self, _: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Stream>>> {
        ready(Err(io::ErrorKind::Unsupported.into())).boxed()
    }
    fn own_addresses(&self) -> Vec<IpAddr> {
        Vec::new()
    }
}

/// What a running server lets in, with these networks trusted.
pub(super) fn gate(trusted: &[&str]) -> Arc<Gate> {
    let trusted = trusted
        .iter()
        .map(|network| network.parse().expect("a network"))
        .collect();
    Arc::new(Gate::new(Guessing::default(), trusted))
}

/// Puts a message of alice's into the store, accepted `age_seconds` before [`NOW`].
pub(super) async fn accept(
    memory: &Memory,
    age_seconds: i64,
    recipients: &[&str],
    body: &[u8],
    removed: &[(u64, u64)],
) -> QueueId {
    accept_as(memory, age_seconds, recipients, body, removed, true).await
}

/// Puts a message into the store whose body is not what it should be. Nobody has noticed yet.
pub(super) async fn accept_damaged(memory: &Memory, age_seconds: i64, body: &[u8]) -> QueueId {
    accept_as(memory, age_seconds, &["bob@example.org"], body, &[], false).await
}

async fn accept_as(
    memory: &Memory,
    age_seconds: i64,
    recipients: &[&str],
    body: &[u8],
    removed: &[(u64, u64)],
    whole: bool,
) -> QueueId {
    let accepted = Timestamp::from_micros(NOW.micros() - age_seconds * 1_000_000);
    let id = IdSource::new(1, u64::try_from(age_seconds).unwrap_or(0)).next(accepted);
    let mut draft = memory.draft(id);
    // In pieces, so that ranges cross their borders when the body is a large one.
    for piece in body.chunks(7) {
        draft.write(piece).await.expect("written");
    }
    let kept = draft.finish().await.expect("finished");
    let delivery = |address: &&str| {
        let recipient = Recipient {
            address: Address::parse(address).expect("an address"),
            notify: None,
            orcpt: None,
        };
        Delivery::new(recipient, false, accepted)
    };
    let message = Message {
        id,
        accepted,
        origin: Origin {
            account: "alice".to_owned(),
            credential: String::new(),
            mechanism: String::new(),
            listener: "127.0.0.1:2587".to_owned(),
            client: "192.0.2.1".to_owned(),
            ehlo: "laptop.example".to_owned(),
            tls: Some("TLS1.3 TLS_AES_128_GCM_SHA256".to_owned()),
            session: "s1".to_owned(),
        },
        sender: ReversePath::Mailbox(Address::parse("Alice@example.com").expect("an address")),
        body: BodyKind::SevenBit,
        smtputf8: false,
        ret: None,
        envid: None,
        submitter: None,
        message_id: Some("<1@example.com>".to_owned()),
        octets: kept.octets,
        crc: if whole { kept.crc } else { !kept.crc },
        eight_bit_header: false,
        eight_bit_body: false,
        added: ADDED.to_owned(),
        removed: removed
            .iter()
            .map(|(start, end)| Range {
                start: *start,
                end: *end,
            })
            .collect(),
        damaged: false,
    };
    let entry = Entry {
        message,
        deliveries: recipients.iter().map(delivery).collect(),
    };
    memory.accept(entry, kept).await.expect("accepted");
    id
}

/// What stands in front of every message.
pub(super) const ADDED: &str = "Received: from somewhere\r\n";
/// Longer bodies take the way of large ones.
const INLINE_OCTETS_MAX: usize = 64;
