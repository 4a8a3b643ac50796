//! Plays a transcript straight into a session, with the real desk behind it and no socket, thread or clock.

use super::world::{AtOnce, Counting, Kept};
use super::{Act, Driver, Heard, Transcript};
use futures_util::future::{BoxFuture, FutureExt};
use gatepost::backlog::Backlog;
use gatepost::events::{About, Events};
use gatepost::inbound::census::Census;
use gatepost::inbound::desk::{Desk, House};
use gatepost::policy::client::{Newcomer, may_connect};
use gatepost::server::post;
use gatepost::world::{
    Clock, DnsError, Endpoint, Listener, Mx, Network, Resolver, Stream, Tasks, Tls, World, os::OsDisk,
};
use mail::Timestamp;
use queue::IdSource;
use smtp::Moment;
use smtp::sasl::Binding;
use smtp::server::{Session, Step, TlsFacts};
use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use store::Stored;

pub struct InSession {
    session: Session,
    desk: Desk,
    kept: Kept,
    now: Moment,
    heard: VecDeque<Heard>,
    provoked: BTreeSet<&'static str>,
    closed: bool,
    gone: bool,
    by_octet: bool,
}

impl InSession {
    pub fn new(transcript: &Transcript) -> Self {
        let kept = Kept::new().now_or_never().expect("nothing here waits");
        let world = World {
            clock: Arc::new(Nowhere),
            random: Arc::new(Counting::default()),
            network: Arc::new(Nowhere),
            resolver: Arc::new(Nowhere),
            disk: Arc::new(OsDisk),
            work: Arc::new(AtOnce),
            tasks: Arc::new(Nowhere),
        };
        let settings = &transcript.settings;
        let gate = kept.gate(transcript);
        let post = Arc::new(post(settings, &settings.listeners[0], String::new()));
        let census = Census::default();
        let guest = census.enter(Some(transcript.client));
        let barred = gate.banned(transcript.client, Nowhere.date());
        let newcomer = Newcomer {
            trusted: gate.is_trusted(transcript.client),
            barred: barred.as_ref(),
            open: guest.open,
            open_from_network: guest.open_from_network,
        };
        let admitted = may_connect(&newcomer, &settings.limits);
        let house = House {
            directory: kept.directory(&world, settings),
            world,
            tls: Arc::new(Nowhere),
            mail: Arc::new(kept.store.clone()),
            gate,
            census,
            ids: Arc::new(IdSource::new(1, 0)),
            backlog: Backlog::default(),
            events: Events::new(|_| {}),
        };
        let facts = transcript.is_implicit().then(facts);
        let session = Session::new(post.terms.clone(), facts.clone(), Moment::ZERO);
        let client = Some(transcript.client);
        let mut desk = Desk::new(Arc::new(house), post, client, admitted, About::default());
        if let Some(facts) = &facts {
            desk.secured(facts.clone());
        }
        let (heard, provoked) = (VecDeque::new(), BTreeSet::new());
        let mut driver = Self {
            session,
            desk,
            kept,
            now: Moment::ZERO,
            heard,
            provoked,
            closed: false,
            gone: false,
            by_octet: false,
        };
        driver.run();
        driver
    }

    pub fn octet_by_octet(mut self) -> Self {
        self.by_octet = true;
        self
    }

    /// The ids of all replies so far.
    pub fn provoked(&self) -> BTreeSet<&'static str> {
        self.provoked.clone()
    }

    fn run(&mut self) {
        while !self.closed {
            match self.session.next_step(self.now) {
                Step::Send { outgoing, .. } => self.take(&outgoing),
                Step::Ask(ask) => {
                    let answer = self.desk.answer(ask).now_or_never().expect("nothing here waits");
                    self.session.answer(answer);
                }
                Step::Body(chunk) => {
                    let kept = self.desk.keep(&chunk).now_or_never().expect("nothing here waits");
                    if let Err(refusal) = kept {
                        self.session.body_lost(refusal.reply);
                    }
                }
                Step::Abandon => self.desk.abandon(),
                Step::StartTls { .. } | Step::Receive { .. } => return,
                Step::Close => self.closed = true,
            }
        }
    }

    fn take(&mut self, outgoing: &reply::Outgoing) {
        let text = std::str::from_utf8(outgoing.as_bytes()).expect("replies are ASCII");
        let mut lines = text.split_terminator("\r\n").map(str::to_owned);
        for reply in outgoing.replies() {
            self.provoked.insert(reply.id);
            let mut own = Vec::new();
            loop {
                let line = lines.next().expect("each reply has its lines");
                let more = line.as_bytes()[3] == b'-';
                own.push(line);
                if !more {
                    break;
                }
            }
            self.heard.push_back(Heard {
                lines: own,
                id: Some(reply.id),
            });
        }
        assert_eq!(lines.next(), None, "each line belongs to a reply");
    }
}

impl Driver for InSession {
    fn send(&mut self, octets: &[u8]) {
        let step = if self.by_octet { 1 } else { octets.len().max(1) };
        for part in octets.chunks(step) {
            if !self.closed {
                self.session.receive(part);
                self.run();
            }
        }
    }

    fn hear(&mut self) -> Option<Heard> {
        self.heard.pop_front()
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Tls => {
                assert!(
                    matches!(self.session.next_step(self.now), Step::StartTls { .. }),
                    "a handshake was expected"
                );
                self.desk.secured(facts());
                self.session.tls_started(facts());
            }
            Act::Wait(time) => self.now += time,
            Act::Drain => self.session.drain(),
            Act::Disconnect => self.gone = true,
            other => assert!(
                self.kept.act(other).now_or_never().expect("nothing here waits"),
                "a change of the store"
            ),
        }
        if !self.gone {
            self.run();
        }
    }

    fn is_closed(&mut self) -> bool {
        self.closed && self.heard.is_empty()
    }

    fn kept(&mut self) -> Vec<(Stored, Vec<u8>)> {
        assert!(self.heard.is_empty(), "not expected: {:?}", self.heard);
        self.kept.messages().now_or_never().expect("nothing here waits")
    }
}

fn facts() -> TlsFacts {
    TlsFacts {
        binding: Binding {
            exporter: Some(vec![7; 32]),
            end_point: None,
        },
        ..TlsFacts::new("TLS1.3", "TLS_AES_128_GCM_SHA256")
    }
}

/// A world in which nothing happens: the session's driver is all there is.
struct Nowhere;

impl Clock for Nowhere {
    fn now(&self) -> Moment {
        Moment::ZERO
    }

    fn date(&self) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000)
    }

    fn sleep_until(&self, _: Moment) -> BoxFuture<'static, ()> {
        futures_util::future::ready(()).boxed()
    }
}

impl Network for Nowhere {
    fn listen(&self, _: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Listener>>> {
        futures_util::future::pending().boxed()
    }

    fn connect(&self, _: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Stream>>> {
        futures_util::future::pending().boxed()
    }

    fn own_addresses(&self) -> Vec<IpAddr> {
        Vec::new()
    }
}

impl Resolver for Nowhere {
    fn mx(&self, _: &str) -> BoxFuture<'static, Result<Vec<Mx>, DnsError>> {
        futures_util::future::pending().boxed()
    }

    fn addresses(&self, _: &str) -> BoxFuture<'static, Result<Vec<IpAddr>, DnsError>> {
        futures_util::future::pending().boxed()
    }
}

impl Tasks for Nowhere {
    fn spawn(&self, _: BoxFuture<'static, ()>) {}
}

impl Tls for Nowhere {
    fn accept(
        &self,
        _: Box<dyn Stream>,
        _: Option<&Path>,
    ) -> BoxFuture<'static, io::Result<(Box<dyn Stream>, TlsFacts)>> {
        futures_util::future::pending().boxed()
    }
}
