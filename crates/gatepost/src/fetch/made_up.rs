//! A made-up internet for what fetches: one server behind all names, whose answers a test writes by hand.

use super::Fetch;
use crate::world::{
    Clock, DnsError, Endpoint, Listener, Mx, Network, Resolver, Secured, Stream, Tasks, TlsClient, TlsDemand, World, os,
};
use futures_util::future::{BoxFuture, FutureExt, lazy, pending, ready};
use mail::Timestamp;
use smtp::Moment;
use smtp::client::NoTls;
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

/// What somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// `GET /path?query`
    pub(crate) what: String,
    /// The fields of its head, in lines.
    pub(crate) fields: String,
    pub(crate) body: String,
}

/// The octets of an answer, head and all; `None` is silence.
type Answers = dyn Fn(&Asked) -> Option<Vec<u8>> + Send + Sync;

/// The server, and what it was asked for.
pub(crate) struct Server {
    answers: Box<Answers>,
    asked: Mutex<Vec<Asked>>,
    is_down: AtomicBool,
}

impl Server {
    pub(crate) fn new(answers: impl Fn(&Asked) -> Option<Vec<u8>> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            answers: Box::new(answers),
            asked: Mutex::default(),
            is_down: AtomicBool::new(false),
        })
    }

    pub(crate) fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }

    /// What it was asked for until now.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }

    /// How often it was asked for this.
    pub(crate) fn count(&self, what: &str) -> usize {
        self.asked().iter().filter(|asked| asked.what == what).count()
    }

    async fn serve(self: Arc<Self>, mut stream: DuplexStream) {
        let Some(asked) = hear(&mut stream).await else { return };
        self.asked.lock().expect("no panic").push(asked.clone());
        match (self.answers)(&asked) {
            // Whoever asked may have heard enough.
            Some(answer) => drop(stream.write_all(&answer).await),
            None => pending().await,
        }
    }
}

async fn hear(stream: &mut DuplexStream) -> Option<Asked> {
    let mut heard = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let octets = stream.read(&mut piece).await.ok().filter(|octets| *octets > 0)?;
        heard.extend_from_slice(&piece[..octets]);
        let text = String::from_utf8_lossy(&heard);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let (first, fields) = head.split_once("\r\n").unwrap_or((head, ""));
        let length = fields.lines().find_map(|field| field.strip_prefix("content-length: "));
        if body.len() >= length.and_then(|length| length.parse().ok()).unwrap_or(0) {
            return Some(Asked {
                what: first.trim_end_matches(" HTTP/1.1").to_owned(),
                fields: fields.to_owned(),
                body: body.to_owned(),
            });
        }
    }
}

/// An answer with a JSON document.
pub(crate) fn json(status: u16, document: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} Made up\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{document}",
        document.len()
    )
    .into_bytes()
}

/// A clock that is moved by hand; or one that goes on by itself, to whatever somebody waits for.
#[derive(Default)]
pub(crate) struct Hands {
    now: Arc<Mutex<Moment>>,
    goes_on: bool,
}

impl Hands {
    pub(crate) fn still() -> Arc<Self> {
        Arc::default()
    }

    pub(crate) fn going_on() -> Arc<Self> {
        Arc::new(Self {
            goes_on: true,
            ..Self::default()
        })
    }

    pub(crate) fn pass(&self, seconds: u64) {
        *self.now.lock().expect("no panic") += Duration::from_secs(seconds);
    }
}

impl Clock for Hands {
    fn now(&self) -> Moment {
        *self.now.lock().expect("no panic")
    }

    fn date(&self) -> Timestamp {
        Timestamp::from_micros(BEGAN_SECONDS * 1_000_000).plus(self.now())
    }

    fn sleep_until(&self, until: Moment) -> BoxFuture<'static, ()> {
        if !self.goes_on {
            return pending().boxed();
        }
        let now = self.now.clone();
        // Only when it is polled, behind all that could happen instead.
        lazy(move |_| {
            let mut now = now.lock().expect("no panic");
            *now = until.max(*now);
        })
        .boxed()
    }
}

/// Leads to the server, whatever the address.
struct Wires(Arc<Server>);

impl Network for Wires {
    fn listen(&self, _: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Listener>>> {
        ready(Err(io::ErrorKind::Unsupported.into())).boxed()
    }

    fn connect(&self, _: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Stream>>> {
        if self.0.is_down.load(Ordering::SeqCst) {
            return ready(Err(io::ErrorKind::ConnectionRefused.into())).boxed();
        }
        let (near, far) = duplex(64 * 1024);
        tokio::spawn(self.0.clone().serve(far));
        ready(Ok(Box::new(near) as Box<dyn Stream>)).boxed()
    }

    fn own_addresses(&self) -> Vec<IpAddr> {
        Vec::new()
    }
}

/// Knows all names but `nowhere.example`, and cannot say of `unsaid.example`.
struct Names;

impl Resolver for Names {
    fn mx(&self, _: &str) -> BoxFuture<'static, Result<Vec<Mx>, DnsError>> {
        ready(Ok(Vec::new())).boxed()
    }

    fn addresses(&self, host: &str) -> BoxFuture<'static, Result<Vec<IpAddr>, DnsError>> {
        let found = match host {
            "nowhere.example" => Err(DnsError::NoName),
            "unsaid.example" => Err(DnsError::Failed("SERVFAIL".to_owned())),
            _ => Ok(vec![IpAddr::from([192, 0, 2, 1])]),
        };
        ready(found).boxed()
    }
}

/// Of the runtime.
struct Loose;

impl Tasks for Loose {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        tokio::spawn(task);
    }
}

/// Says of each handshake what was demanded, and fails it.
pub(crate) struct NoHandshake;

impl TlsClient for NoHandshake {
    fn connect(&self, _: Box<dyn Stream>, demand: &TlsDemand) -> BoxFuture<'static, Secured> {
        let no = NoTls::new(format!("asked for {}, verify {}", demand.name, demand.verify));
        ready(Err(no)).boxed()
    }
}

/// A world in which there is this server. To be called inside a tokio runtime.
pub(crate) fn world(server: &Arc<Server>, clock: &Arc<Hands>) -> World {
    World {
        clock: clock.clone(),
        network: Arc::new(Wires(server.clone())),
        resolver: Arc::new(Names),
        ..os::world()
    }
}

/// Fetches in such a world.
pub(crate) fn fetch(server: &Arc<Server>, clock: &Arc<Hands>) -> Fetch {
    Fetch {
        network: Arc::new(Wires(server.clone())),
        resolver: Arc::new(Names),
        clock: clock.clone(),
        tasks: Arc::new(Loose),
    }
}

/// What the clock's date begins with: 2025-11-24T16:00:00Z.
pub(crate) const BEGAN_SECONDS: i64 = 1_764_000_000;
