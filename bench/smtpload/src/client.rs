use crate::scram;
use crate::util::*;
use crate::Args;
use base64::{engine::general_purpose::STANDARD as B64, Engine};
use hmac::{Hmac, Mac};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::rustls::{self, pki_types::ServerName};
use tokio_rustls::{client::TlsStream, TlsConnector};

#[derive(Clone, Copy, PartialEq)]
pub enum Tls { None, Starttls, Implicit }
#[derive(Clone, Copy, PartialEq)]
pub enum Auth { None, Plain, Login, Cram, Scram }

pub struct Cfg {
    pub addr: SocketAddr,
    pub tls: Tls,
    pub auth: Auth,
    /// Login names and passwords. They take turns, connection by connection.
    pub accounts: Vec<(String, String)>,
    turn: AtomicU64,
    pub src_ips: u64,
    pub timeout: Duration,
    pub connector: TlsConnector,
    pub name: ServerName<'static>,
    /// By account, salt and iterations.
    scram: Mutex<HashMap<(usize, Vec<u8>, u32), scram::Keys>>,
}

#[derive(Debug)]
struct NoVerify(Arc<rustls::crypto::CryptoProvider>);
impl rustls::client::danger::ServerCertVerifier for NoVerify {
    fn verify_server_cert(&self, _: &rustls::pki_types::CertificateDer<'_>, _: &[rustls::pki_types::CertificateDer<'_>],
        _: &ServerName<'_>, _: &[u8], _: rustls::pki_types::UnixTime)
        -> Result<rustls::client::danger::ServerCertVerified, rustls::Error> {
        Ok(rustls::client::danger::ServerCertVerified::assertion())
    }
    fn verify_tls12_signature(&self, _: &[u8], _: &rustls::pki_types::CertificateDer<'_>, _: &rustls::DigitallySignedStruct)
        -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
    }
    fn verify_tls13_signature(&self, _: &[u8], _: &rustls::pki_types::CertificateDer<'_>, _: &rustls::DigitallySignedStruct)
        -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
    }
    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

impl Cfg {
    pub fn from(a: &Args) -> Cfg {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut tc = rustls::ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions().unwrap()
            .dangerous().with_custom_certificate_verifier(Arc::new(NoVerify(provider)))
            .with_no_client_auth();
        // Each connection pays for a whole handshake: nothing is resumed unless it is asked for, and targets.py never asks.
        if !a.b("resume") {
            tc.resumption = rustls::client::Resumption::disabled();
        }
        let host = a.s("host", "127.0.0.1");
        let ip: IpAddr = host.parse().unwrap_or_else(|_| die("--host wants an IP address"));
        if !ip.is_loopback() {
            die("--host: loopback addresses only")
        }
        let tls = match a.s("tls", "none").as_str() {
            "none" => Tls::None, "starttls" => Tls::Starttls, "implicit" => Tls::Implicit,
            _ => die("--tls none|starttls|implicit"),
        };
        let auth = match a.s("auth", "none").as_str() {
            "none" => Auth::None, "plain" => Auth::Plain, "login" => Auth::Login,
            "cram-md5" => Auth::Cram, "scram-sha-256" => Auth::Scram,
            _ => die("--auth none|plain|login|cram-md5|scram-sha-256"),
        };
        Cfg {
            addr: SocketAddr::new(ip, a.n("port", 587) as u16),
            tls, auth,
            accounts: match a.s("accounts", "") {
                path if path.is_empty() => vec![(a.s("user", "alice@example.test"), a.s("password", "correct horse"))],
                path => accounts(&path),
            },
            turn: AtomicU64::new(0),
            src_ips: a.n("src-ips", 1).clamp(1, 250),
            timeout: Duration::from_secs_f64(a.f("timeout", 60.0)),
            connector: TlsConnector::from(Arc::new(tc)),
            name: ServerName::try_from("mail.example.test").unwrap(),
            scram: Mutex::new(HashMap::new()),
        }
    }
}

/// One account a line: its login name, a tab, its password.
fn accounts(path: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| die(&format!("--accounts: {path}: {e}")));
    let pair = |line: &str| line.split_once('\t').map(|(user, pass)| (user.to_string(), pass.to_string()));
    let all: Option<Vec<(String, String)>> = text.lines().map(pair).collect();
    match all {
        Some(all) if !all.is_empty() => all,
        _ => die("--accounts: each line wants a login name, a tab and a password"),
    }
}

pub fn die<T>(m: &str) -> T {
    eprintln!("{m}");
    std::process::exit(2)
}

pub enum Stream { Plain(TcpStream), Tls(Box<TlsStream<TcpStream>>), Gone }

pub struct Conn {
    pub s: Stream,
    buf: Vec<u8>,
    pos: usize,
    pub pipelining: bool,
    pub chunking: bool,
    auth_line: String,
    pub auth_us: u32,
}

/// Why a step did not go through: the server's reply code, or an I/O failure, with the step's name.
pub enum Fail { Code(&'static str, u16, String), Io(&'static str, io::Error) }

impl Fail {
    pub fn key(&self) -> String {
        match self {
            Fail::Code(st, c, _) => format!("{st}:{c}"),
            Fail::Io(st, e) => format!("{st}:{}", match e.kind() {
                io::ErrorKind::UnexpectedEof => "eof".into(),
                io::ErrorKind::TimedOut => "timeout".into(),
                io::ErrorKind::ConnectionReset => "reset".into(),
                io::ErrorKind::ConnectionRefused => "refused".into(),
                io::ErrorKind::BrokenPipe => "broken pipe".into(),
                _ => e.to_string(),
            }),
        }
    }
}

impl Conn {
    async fn fill(&mut self) -> io::Result<()> {
        if self.pos == self.buf.len() {
            self.buf.clear();
            self.pos = 0;
        }
        let n = match &mut self.s {
            Stream::Plain(s) => s.read_buf(&mut self.buf).await?,
            Stream::Tls(s) => s.read_buf(&mut self.buf).await?,
            Stream::Gone => 0,
        };
        if n == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
    pub async fn write(&mut self, b: &[u8]) -> io::Result<()> {
        match &mut self.s {
            Stream::Plain(s) => s.write_all(b).await,
            Stream::Tls(s) => { s.write_all(b).await?; s.flush().await }
            Stream::Gone => Err(io::ErrorKind::NotConnected.into()),
        }
    }
    /// One whole reply: its code and the text of its last line; `each` sees every line's text.
    async fn reply_each(&mut self, mut each: impl FnMut(&str)) -> io::Result<(u16, String)> {
        loop {
            while let Some(i) = memchr::memchr(b'\n', &self.buf[self.pos..]) {
                let line = &self.buf[self.pos..self.pos + i];
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                if line.len() < 3 {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "bad reply"));
                }
                let code = std::str::from_utf8(&line[..3]).ok().and_then(|s| s.parse().ok())
                    .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "bad reply"))?;
                let text = String::from_utf8_lossy(&line[line.len().min(4)..]);
                each(&text);
                if line.get(3) != Some(&b'-') {
                    let t = text.into_owned();
                    self.pos += i + 1;
                    return Ok((code, t));
                }
                self.pos += i + 1;
            }
            self.fill().await?;
        }
    }
    async fn expect(&mut self, st: &'static str, class: u16) -> Result<String, Fail> {
        let (c, t) = self.reply_each(|_| ()).await.map_err(|e| Fail::Io(st, e))?;
        if c / 100 == class { Ok(t) } else { Err(Fail::Code(st, c, t)) }
    }
    async fn cmd(&mut self, st: &'static str, line: &str, class: u16) -> Result<String, Fail> {
        self.write(line.as_bytes()).await.map_err(|e| Fail::Io(st, e))?;
        self.expect(st, class).await
    }
    async fn ehlo(&mut self) -> Result<(), Fail> {
        self.write(b"EHLO client.example.test\r\n").await.map_err(|e| Fail::Io("ehlo", e))?;
        let (mut p, mut ch, mut au) = (false, false, String::new());
        let (c, t) = self.reply_each(|l| {
            let u = l.trim();
            if u.eq_ignore_ascii_case("PIPELINING") { p = true }
            else if u.eq_ignore_ascii_case("CHUNKING") { ch = true }
            else if u.len() > 4 && u[..4].eq_ignore_ascii_case("AUTH") { au = u.to_ascii_uppercase() }
        }).await.map_err(|e| Fail::Io("ehlo", e))?;
        self.pipelining = p;
        self.chunking = ch;
        self.auth_line = au;
        if c / 100 == 2 { Ok(()) } else { Err(Fail::Code("ehlo", c, t)) }
    }
    async fn tls(&mut self, cfg: &Cfg) -> Result<(), Fail> {
        let tcp = match std::mem::replace(&mut self.s, Stream::Gone) {
            Stream::Plain(t) => t,
            _ => return Err(Fail::Io("tls", io::ErrorKind::NotConnected.into())),
        };
        let t = cfg.connector.connect(cfg.name.clone(), tcp).await.map_err(|e| Fail::Io("tls", e))?;
        self.s = Stream::Tls(Box::new(t));
        Ok(())
    }
    /// Connect, greeting, EHLO, TLS as asked, AUTH as asked.
    pub async fn open(cfg: &Cfg, nth: u64) -> Result<Conn, Fail> {
        match tokio::time::timeout(cfg.timeout, Self::open_(cfg, nth)).await {
            Ok(r) => r,
            Err(_) => Err(Fail::Io("open", io::ErrorKind::TimedOut.into())),
        }
    }
    async fn open_(cfg: &Cfg, nth: u64) -> Result<Conn, Fail> {
        let f = |e| Fail::Io("connect", e);
        let tcp = if cfg.src_ips > 1 && cfg.addr.is_ipv4() {
            let s = TcpSocket::new_v4().map_err(f)?;
            s.bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, (nth % cfg.src_ips + 1) as u8)), 0)).map_err(f)?;
            s.connect(cfg.addr).await.map_err(f)?
        } else {
            TcpStream::connect(cfg.addr).await.map_err(f)?
        };
        let _ = tcp.set_nodelay(true);
        let mut c = Conn { s: Stream::Plain(tcp), buf: Vec::with_capacity(1024), pos: 0, pipelining: false, chunking: false,
            auth_line: String::new(), auth_us: 0 };
        if cfg.tls == Tls::Implicit { c.tls(cfg).await? }
        c.expect("greeting", 2).await?;
        c.ehlo().await?;
        if cfg.tls == Tls::Starttls {
            c.cmd("starttls", "STARTTLS\r\n", 2).await?;
            c.tls(cfg).await?;
            c.ehlo().await?;
        }
        if cfg.auth != Auth::None {
            let t = Instant::now();
            c.auth(cfg).await?;
            c.auth_us = t.elapsed().as_micros() as u32;
        }
        Ok(c)
    }
    async fn auth(&mut self, cfg: &Cfg) -> Result<(), Fail> {
        let bad = |why: &'static str| Fail::Io("auth", io::Error::new(io::ErrorKind::InvalidData, why));
        let which = (cfg.turn.fetch_add(1, Relaxed) % cfg.accounts.len() as u64) as usize;
        let (user, pass) = &cfg.accounts[which];
        match cfg.auth {
            Auth::None => {}
            Auth::Plain => {
                let ir = B64.encode(format!("\0{user}\0{pass}"));
                self.cmd("auth", &format!("AUTH PLAIN {ir}\r\n"), 2).await?;
            }
            Auth::Login => {
                self.cmd("auth", "AUTH LOGIN\r\n", 3).await?;
                self.cmd("auth", &format!("{}\r\n", B64.encode(user)), 3).await?;
                self.cmd("auth", &format!("{}\r\n", B64.encode(pass)), 2).await?;
            }
            Auth::Cram => {
                let ch = self.cmd("auth", "AUTH CRAM-MD5\r\n", 3).await?;
                let ch = B64.decode(ch.trim()).map_err(|_| bad("bad challenge"))?;
                let mut m = Hmac::<md5::Md5>::new_from_slice(pass.as_bytes()).unwrap();
                m.update(&ch);
                let hex: String = m.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect();
                self.cmd("auth", &format!("{}\r\n", B64.encode(format!("{user} {hex}"))), 2).await?;
            }
            Auth::Scram => {
                let decoded = |text: String| B64.decode(text.trim()).ok().and_then(|t| String::from_utf8(t).ok());
                let mut rnd = [0u8; 18];
                unsafe { libc::getrandom(rnd.as_mut_ptr() as *mut _, rnd.len(), 0) };
                let nonce = B64.encode(rnd);
                let bare = scram::bare(user, &nonce);
                let first = self.cmd("auth", &format!("AUTH SCRAM-SHA-256 {}\r\n", B64.encode(format!("n,,{bare}"))), 3).await?;
                let first = decoded(first).ok_or_else(|| bad("bad challenge"))?;
                let challenge = scram::Challenge::read(&first, &nonce).map_err(bad)?;
                // Worked out once, as a client does that stays: or it would cost more than all that is measured.
                let key = (which, challenge.salt.clone(), challenge.iterations);
                let known = cfg.scram.lock().unwrap().get(&key).copied();
                let keys = known.unwrap_or_else(|| {
                    let keys = scram::Keys::derive(pass, &challenge.salt, challenge.iterations);
                    cfg.scram.lock().unwrap().insert(key, keys);
                    keys
                });
                let (last, signature) = challenge.answer(&bare, &keys);
                self.write(format!("{}\r\n", B64.encode(last)).as_bytes()).await.map_err(|e| Fail::Io("auth", e))?;
                let (code, text) = self.reply_each(|_| ()).await.map_err(|e| Fail::Io("auth", e))?;
                match code {
                    334 => scram::is_signed(&decoded(text).ok_or_else(|| bad("no server signature"))?, &signature).map_err(bad)?,
                    235 => return Err(bad("no server signature")),
                    _ => return Err(Fail::Code("auth", code, text)),
                }
                self.cmd("auth", "\r\n", 2).await?;
            }
        }
        Ok(())
    }
    pub async fn quit(&mut self) {
        if self.write(b"QUIT\r\n").await.is_ok() {
            let _ = self.reply_each(|_| ()).await;
        }
    }
    async fn message(&mut self, env: &str, rcpts: usize, head: &str, body: &[u8], pipe: bool, bdat: bool, out: &mut Vec<u8>) -> Result<(), Fail> {
        let io = |st| move |e| Fail::Io(st, e);
        out.clear();
        if bdat && pipe {
            out.extend_from_slice(env.as_bytes());
            out.extend_from_slice(format!("BDAT {} LAST\r\n", head.len() + body.len()).as_bytes());
            out.extend_from_slice(head.as_bytes());
            self.write2(out, body).await.map_err(io("bdat"))?;
            self.expect("mail", 2).await?;
            for _ in 0..rcpts { self.expect("rcpt", 2).await?; }
            self.expect("data-end", 2).await?;
            return Ok(());
        }
        if pipe {
            out.extend_from_slice(env.as_bytes());
            out.extend_from_slice(b"DATA\r\n");
            self.write(out).await.map_err(io("mail"))?;
            self.expect("mail", 2).await?;
            for _ in 0..rcpts { self.expect("rcpt", 2).await?; }
            self.expect("data", 3).await?;
        } else {
            let mut first = true;
            for line in env.split_inclusive('\n') {
                let st = if first { "mail" } else { "rcpt" };
                first = false;
                self.cmd(st, line, 2).await?;
            }
            if !bdat { self.cmd("data", "DATA\r\n", 3).await?; }
        }
        out.clear();
        if bdat { out.extend_from_slice(format!("BDAT {} LAST\r\n", head.len() + body.len()).as_bytes()); }
        out.extend_from_slice(head.as_bytes());
        if bdat {
            self.write2(out, body).await.map_err(io("bdat"))?;
        } else {
            // the body already ends in CRLF; the final dot follows
            if body.len() <= 65536 {
                out.extend_from_slice(body);
                out.extend_from_slice(b".\r\n");
                self.write(out).await.map_err(io("data-body"))?;
            } else {
                self.write2(out, body).await.map_err(io("data-body"))?;
                self.write(b".\r\n").await.map_err(io("data-body"))?;
            }
        }
        self.expect("data-end", 2).await?;
        Ok(())
    }
    async fn write2(&mut self, a: &mut Vec<u8>, b: &[u8]) -> io::Result<()> {
        if b.len() <= 65536 {
            a.extend_from_slice(b);
            self.write(a).await
        } else {
            self.write(a).await?;
            self.write(b).await
        }
    }
}

#[derive(Default)]
struct Out {
    accepted: u64,
    lat: Vec<u32>,
    auth: Vec<u32>,
    setup: Vec<u32>,
    rejected: BTreeMap<String, u64>,
    errors: BTreeMap<String, u64>,
    conns: u64,
    sample: BTreeMap<String, String>,
}

impl Out {
    fn fail(&mut self, f: &Fail) {
        let k = f.key();
        match f {
            Fail::Code(_, _, t) => {
                self.sample.entry(k.clone()).or_insert_with(|| t.clone());
                *self.rejected.entry(k).or_default() += 1
            }
            Fail::Io(..) => *self.errors.entry(k).or_default() += 1,
        }
    }
}

pub fn make_body(size: usize) -> Vec<u8> {
    // Lines of 76 base64-like characters (never beginning with a dot), CRLF ended.
    let abc = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut v = Vec::with_capacity(size + 2);
    let mut x: u32 = 0x2545_F491;
    while v.len() + 2 < size {
        let n = 76.min(size - v.len() - 2);
        for _ in 0..n {
            x ^= x << 13; x ^= x >> 17; x ^= x << 5;
            v.push(abc[(x & 63) as usize]);
        }
        v.extend_from_slice(b"\r\n");
    }
    if v.is_empty() { v.extend_from_slice(b"\r\n") }
    v
}

/// Each account logs in once, so that what is remembered of it, here and there, is. How many that were.
async fn warm(cfg: &Cfg) -> usize {
    for _ in &cfg.accounts {
        match Conn::open(cfg, 0).await {
            Ok(mut c) => c.quit().await,
            Err(Fail::Code(step, code, text)) => die(&format!("{step}: {code} {text}")),
            Err(f) => die(&f.key()),
        }
    }
    cfg.accounts.len()
}

pub async fn run(a: Args) {
    let auth_mode = a.mode == "auth";
    let cfg = Arc::new(Cfg::from(&a));

    let conns = a.n("connections", 10).max(1);
    let total = a.n("messages", if a.b("x") { 0 } else { 1000 }) as i64;
    let per = a.n("per-connection", 0);
    let rcpts = a.n("rcpts", 1).max(1) as usize;
    let (pipe, bdat) = (a.b("pipelining"), a.b("bdat"));
    let from = a.s("from", "alice@example.test");
    let domain = a.s("rcpt-domain", "sink.test");
    let body = Arc::new(make_body(a.n("size", 4096) as usize));
    let stat_port = a.n("stat-port", 0) as u16;
    let wait_s = a.f("wait-s", 60.0);
    let no_quit = a.b("no-quit");
    let duration = a.f("duration", 0.0);
    if stat_port != 0 { crate::sink::ask(stat_port, "XRESET").await.unwrap_or_else(|e| die(&format!("sink: {e}"))); }
    let left = Arc::new(AtomicI64::new(total));
    let stop = Arc::new(AtomicBool::new(false));
    // at the end of --duration, connections that are not open yet are given up (and counted), not waited for
    let (over_tx, over_rx) = tokio::sync::watch::channel(false);
    let finish = a.b("finish");
    let bad = Arc::new(AtomicU64::new(0));
    let bad_limit = a.n("max-errors", 2000 + total as u64 / 2);
    let warmed = if auth_mode && a.b("warm") { warm(&cfg).await } else { 0 };
    let cpu_before = if warmed > 0 { cpu_s() } else { 0.0 };
    let start = Instant::now();
    let run_id = std::process::id();
    let mut tasks = Vec::new();
    for w in 0..conns {
        let (cfg, body, left, stop, bad) = (cfg.clone(), body.clone(), left.clone(), stop.clone(), bad.clone());
        let (from, domain) = (from.clone(), domain.clone());
        let mut over = over_rx.clone();
        tasks.push(tokio::spawn(async move {
            let mut o = Out::default();
            let mut buf = Vec::with_capacity(16384);
            let mut seq = 0u64;
            'outer: while !stop.load(Relaxed) && left.load(Relaxed) > 0 {
                if auth_mode && left.fetch_sub(1, Relaxed) <= 0 { break }
                let t0 = Instant::now();
                let opened = tokio::select! {
                    r = Conn::open(&cfg, w) => r,
                    _ = over.wait_for(|x| *x), if !finish => {
                        // one that had just begun is no failure of the server's
                        if t0.elapsed() > Duration::from_secs(1) { *o.errors.entry("open:unfinished".into()).or_default() += 1 }
                        break;
                    }
                };
                let mut c = match opened {
                    Ok(c) => c,
                    Err(f) => {
                        o.fail(&f);
                        if bad.fetch_add(1, Relaxed) > bad_limit { break }
                        tokio::time::sleep(Duration::from_millis(20)).await;
                        continue;
                    }
                };
                o.conns += 1;
                o.setup.push(t0.elapsed().as_micros() as u32);
                if cfg.auth != Auth::None { o.auth.push(c.auth_us) }
                if auth_mode {
                    o.accepted += 1;
                    if !no_quit { c.quit().await }
                    continue;
                }
                let (p, b) = (pipe && c.pipelining, bdat && c.chunking);
                let mut m = 0;
                while (per == 0 || m < per) && !stop.load(Relaxed) {
                    if left.fetch_sub(1, Relaxed) <= 0 { break }
                    m += 1;
                    seq += 1;
                    let mut env = format!("MAIL FROM:<{from}>\r\n");
                    for r in 0..rcpts { env.push_str(&format!("RCPT TO:<u{r}@{domain}>\r\n")); }
                    let head = format!(
                        "Date: Mon, 01 Jun 2026 12:00:00 +0000\r\nFrom: Alice <{from}>\r\nTo: u0@{domain}\r\nSubject: load {w}.{seq}\r\nMessage-ID: <{run_id}.{w}.{seq}@example.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n");
                    let t = Instant::now();
                    let r = match tokio::time::timeout(cfg.timeout, c.message(&env, rcpts, &head, &body, p, b, &mut buf)).await {
                        Ok(r) => r,
                        Err(_) => Err(Fail::Io("message", io::ErrorKind::TimedOut.into())),
                    };
                    match r {
                        Ok(()) => { o.accepted += 1; o.lat.push(t.elapsed().as_micros() as u32); }
                        Err(f) => {
                            o.fail(&f);
                            if bad.fetch_add(1, Relaxed) > bad_limit { break 'outer }
                            if matches!(f, Fail::Code(_, c, _) if c != 421) && !p && !b {
                                if c.cmd("rset", "RSET\r\n", 2).await.is_ok() { continue }
                            }
                            tokio::time::sleep(Duration::from_millis(5)).await;
                            continue 'outer;
                        }
                    }
                }
                if !no_quit { let _ = tokio::time::timeout(Duration::from_secs(5), c.quit()).await; }
            }
            o
        }));
    }
    if duration > 0.0 {
        let stop = stop.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs_f64(duration)).await;
            stop.store(true, Relaxed);
            let _ = over_tx.send(true);
        });
    }
    let mut all = Out::default();
    for t in tasks {
        let o = t.await.unwrap();
        all.accepted += o.accepted;
        all.conns += o.conns;
        all.lat.extend(o.lat);
        all.auth.extend(o.auth);
        all.setup.extend(o.setup);
        for (k, v) in o.rejected { *all.rejected.entry(k).or_default() += v }
        for (k, v) in o.errors { *all.errors.entry(k).or_default() += v }
        for (k, v) in o.sample { all.sample.entry(k).or_insert(v); }
    }
    let wall = start.elapsed().as_secs_f64();
    let mut e2e = String::new();
    if stat_port != 0 {
        let want = all.accepted * rcpts as u64;
        let mut got = 0;
        while start.elapsed().as_secs_f64() < wall + wait_s {
            if let Ok(s) = crate::sink::ask(stat_port, "XSTAT").await {
                got = crate::sink::field(&s, "rcpts") as u64;
            }
            if got >= want { break }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let s = crate::sink::ask(stat_port, "XSTAT").await.unwrap_or_default();
        // from the start of the load to the last delivery the sink saw
        let last = crate::sink::field(&s, "since_reset_to_last_s");
        e2e = format!(",\"delivered_rcpts\":{got},\"delivered_wall_s\":{last:.3},\"delivered_per_s\":{:.1},\"sink_connections\":{}",
            if last > 0.0 { got as f64 / last } else { 0.0 }, crate::sink::field(&s, "connections") as u64);
    }
    if warmed > 0 { e2e.push_str(&format!(",\"warmed\":{warmed}")) }
    let sample: Vec<String> = all.sample.iter().map(|(k, v)| format!("\"{}\":\"{}\"", esc(k), esc(v))).collect();
    println!(
        "{{\"mode\":\"{}\",\"accepted\":{},\"wall_s\":{:.3},\"per_s\":{:.1},\"connections_opened\":{},\"latency_ms\":{},\"auth_ms\":{},\"setup_ms\":{},\"rejected\":{},\"errors\":{},\"reject_text\":{{{}}},\"client_cpu_s\":{:.3}{}}}",
        a.mode, all.accepted, wall, all.accepted as f64 / wall, all.conns,
        pct_json(&mut all.lat), pct_json(&mut all.auth), pct_json(&mut all.setup),
        map_json(&all.rejected), map_json(&all.errors), sample.join(","), cpu_s() - cpu_before, e2e
    );
}
