//! Accounts that Dovecot knows: over the Unix socket of its authentication, as any client of it
//! (doc.dovecot.org, "Dovecot Authentication Protocol").
//!
//! Dovecot says nothing of an account before its password is right; so every name is there, and nothing is known of it.

mod protocol;

use super::{Check, Found, Source, SourceError, Verdict};
use crate::accounts::canonical;
use crate::config::{self, SourceKind};
use crate::world::{Clock, Endpoint, Network, Stream};
use futures_util::future::{BoxFuture, FutureExt, ready};
use mail::Timestamp;
use protocol::{Failure, Fields, LINE_OCTETS_MAX, Said, greeting, request, visible};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use store::{Account, Rights, ScramSet};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Dovecot's accounts. Each password has a connection of its own.
pub struct Dovecot {
    name: String,
    socket: PathBuf,
    network: Arc<dyn Network>,
    clock: Arc<dyn Clock>,
    permits: Semaphore,
    /// Of connections, from some number on.
    count: AtomicU32,
}

/// A connection to Dovecot.
struct Conversation {
    stream: Box<dyn Stream>,
    /// What has come and was not read yet. Of some accounts Dovecot says passwords.
    octets: Zeroizing<Vec<u8>>,
}

/// What Dovecot said of itself.
#[derive(Default)]
struct Hello {
    version: String,
    mechanisms: Vec<String>,
}

impl Dovecot {
    /// The Dovecot of a source of the kind `dovecot`. Nothing is connected before somebody asks.
    ///
    /// # Errors
    /// The source is of another kind.
    pub fn new(source: &config::Source, network: Arc<dyn Network>, clock: Arc<dyn Clock>) -> Result<Self, SourceError> {
        let SourceKind::Dovecot { socket } = &source.kind else {
            return Err(SourceError::new(format!("{} is no Dovecot", source.name)));
        };
        // Another process of ours may speak to the same Dovecot; it began at another moment.
        let began = clock.date().micros().unsigned_abs() % u64::from(u32::MAX);
        Ok(Self {
            name: source.name.clone(),
            socket: socket.clone(),
            network,
            clock,
            permits: Semaphore::new(CONNECTIONS_MAX),
            count: AtomicU32::new(u32::try_from(began).unwrap_or(0)),
        })
    }

    async fn check_password(&self, login: String, password: Zeroizing<String>) -> Result<Verdict, SourceError> {
        // Nobody has an empty password; and Dovecot may ask a directory, which might be content with it (RFC 4513 §5.1.2).
        if password.is_empty() {
            return Ok(Verdict::Wrong);
        }
        let Some(request) = request(&login, &password) else {
            return Ok(Verdict::Wrong);
        };
        let said = self.bounded(self.ask(request)).await?;
        judge(said, login).map_err(|why| self.error(&why))
    }

    /// What Dovecot says to a request.
    async fn ask(&self, request: Zeroizing<String>) -> Result<Said, String> {
        let (mut conversation, _) = self.begin().await?;
        conversation.say(request.as_bytes()).await?;
        for _ in 0..LINES_MAX {
            match Said::read(&conversation.line().await?) {
                said @ (Said::Right(_) | Said::Wrong(_) | Said::More) => return Ok(said),
                Said::Version { .. } | Said::Mechanism(_) | Said::Done | Said::Other => {}
            }
        }
        Err(NO_DOVECOT.to_owned())
    }

    /// What Dovecot says of itself.
    async fn greet(&self) -> Result<Hello, String> {
        let (_, hello) = self.begin().await?;
        Ok(hello)
    }

    /// Connects to a Dovecot that offers PLAIN, and goes through everything that comes before a request.
    async fn begin(&self) -> Result<(Conversation, Hello), String> {
        let connected = self.network.connect(&Endpoint::Unix(self.socket.clone())).await;
        let mut conversation = Conversation::over(connected.map_err(|error| error.to_string())?);
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        conversation.say(greeting(count).as_bytes()).await?;
        let mut hello = Hello::default();
        for _ in 0..LINES_MAX {
            match Said::read(&conversation.line().await?) {
                Said::Version { major, minor } if major == "1" => hello.version = format!("1.{}", visible(&minor)),
                Said::Version { major, .. } => {
                    return Err(format!("it speaks version {} of its protocol, not 1", visible(&major)));
                }
                Said::Mechanism(name) => hello.mechanisms.push(visible(&name)),
                Said::Done if hello.version.is_empty() => break,
                Said::Done => {
                    hello.has_plain()?;
                    return Ok((conversation, hello));
                }
                Said::Right(_) | Said::Wrong(_) | Said::More | Said::Other => {}
            }
        }
        Err(NO_DOVECOT.to_owned())
    }

    /// All that is done with one connection: within a time, and only so many of them at once.
    async fn bounded<T>(&self, talk: impl Future<Output = Result<T, String>> + Send) -> Result<T, SourceError> {
        let began = self.clock.now();
        let permit = tokio::select! {
            biased;
            permit = self.permits.acquire() => permit.expect("nobody closes it"),
            () = self.clock.sleep_until(began + PERMIT_TIME) => {
                return Err(self.error(&format!("all {CONNECTIONS_MAX} connections are busy")));
            }
        };
        let done = tokio::select! {
            biased;
            done = talk => done,
            () = self.clock.sleep_until(began + TIME_MAX) => Err("there was no answer in time".to_owned()),
        };
        drop(permit);
        done.map_err(|why| self.error(&why))
    }

    async fn try_out(&self) -> Result<String, SourceError> {
        let Hello { version, mechanisms } = self.bounded(self.greet()).await?;
        let (socket, mechanisms) = (self.socket.display(), mechanisms.join(", "));
        Ok(format!("{socket}, protocol {version}, mechanisms {mechanisms}"))
    }

    fn error(&self, why: &str) -> SourceError {
        SourceError::new(format!("Dovecot at {}: {why}", self.socket.display()))
    }
}

impl Source for Dovecot {
    fn name(&self) -> &str {
        &self.name
    }

    fn find(&self, name: String) -> BoxFuture<'_, Result<Option<Found>, SourceError>> {
        let found = Found {
            account: account(name, true),
            check: Check::Blind,
        };
        ready(Ok(Some(found))).boxed()
    }

    fn check(&self, name: String, password: Zeroizing<String>) -> BoxFuture<'_, Result<Verdict, SourceError>> {
        self.check_password(name, password).boxed()
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, SourceError>> {
        self.try_out().boxed()
    }
}

impl Conversation {
    fn over(stream: Box<dyn Stream>) -> Self {
        // With all the room that it may need, so that it never moves and leaves something behind.
        let octets = Zeroizing::new(Vec::with_capacity(LINE_OCTETS_MAX + PIECE_OCTETS));
        Self { stream, octets }
    }

    async fn say(&mut self, octets: &[u8]) -> Result<(), String> {
        let said = self.stream.write_all(octets).await;
        said.map_err(|error| error.to_string())?;
        self.stream.flush().await.map_err(|error| error.to_string())
    }

    /// The next line, without its end.
    async fn line(&mut self) -> Result<Zeroizing<String>, String> {
        loop {
            if let Some(end) = self.octets.iter().position(|octet| *octet == b'\n') {
                let line = std::str::from_utf8(&self.octets[..end]).map(str::to_owned);
                self.octets.drain(..=end);
                return line.map(Zeroizing::new).map_err(|_| NO_DOVECOT.to_owned());
            }
            if self.octets.len() > LINE_OCTETS_MAX {
                return Err(format!("it says a line of more than {LINE_OCTETS_MAX} octets"));
            }
            let mut piece = Zeroizing::new([0_u8; PIECE_OCTETS]);
            match self.stream.read(&mut piece[..]).await {
                Ok(0) => return Err("it has closed the connection".to_owned()),
                Ok(count) => self.octets.extend_from_slice(&piece[..count]),
                Err(error) => return Err(error.to_string()),
            }
        }
    }
}

impl Hello {
    fn has_plain(&self) -> Result<(), String> {
        if self.mechanisms.iter().any(|name| name == "PLAIN") {
            return Ok(());
        }
        let others = self.mechanisms.join(", ");
        Err(format!(
            "it does not offer PLAIN (but {others}): add it to auth_mechanisms there"
        ))
    }
}

/// What an answer says of the password.
///
/// # Errors
/// Nothing; why not.
fn judge(said: Said, login: String) -> Result<Verdict, String> {
    match said {
        // It hands passwords on to another server, and need not have looked at this one.
        Said::Right(fields) if fields.get("proxy").is_some() => {
            let host = visible(fields.get("host").unwrap_or("another server"));
            Err(format!(
                "it would pass this login on to {host}, so its answer says nothing of the password"
            ))
        }
        // With `nologin` the password is right, and its owner may not log in.
        Said::Right(fields) => Ok(right(&fields, login, fields.get("nologin").is_none())),
        Said::Wrong(fields) => match fields.failure() {
            Failure::Wrong => Ok(Verdict::Wrong),
            Failure::NotLooked(why) => Err(why),
        },
        _ => Err("it asks for more than a password".to_owned()),
    }
}

/// An account whose password is right: it has the name that Dovecot gives it.
fn right(fields: &Fields, login: String, enabled: bool) -> Verdict {
    let user = fields.get("user").map(canonical).filter(|user| !user.is_empty());
    Verdict::Right(Box::new(account(user.unwrap_or(login), enabled)))
}

fn account(login: String, enabled: bool) -> Account {
    Account {
        name: login,
        password: String::new(),
        scram: ScramSet::default(),
        enabled,
        version: 0,
        rights: Rights::default(),
        // Dovecot does not say.
        created: Timestamp::from_micros(0),
        changed: Timestamp::from_micros(0),
    }
}

const NO_DOVECOT: &str = "what it says is not Dovecot's authentication protocol";
/// Before an answer.
const LINES_MAX: usize = 100;
const PIECE_OCTETS: usize = 1024;
/// Dovecot answers a wrong password two seconds later, so that many wait.
const CONNECTIONS_MAX: usize = 64;
/// Until a connection may be made.
const PERMIT_TIME: Duration = Duration::from_secs(5);
/// For all that is asked for one password, with that.
const TIME_MAX: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::damage::{Chance, damaged};
    use crate::world::Listener;
    use crate::world::os::OsClock;
    use smtp::Moment;
    use std::io;
    use std::net::IpAddr;
    use std::sync::Mutex;
    use tokio::io::{AsyncBufReadExt, BufReader, DuplexStream, duplex};

    /// A network in which one connection can be made, to what stands at its other end.
    struct Pipe(Mutex<Option<DuplexStream>>);

    impl Network for Pipe {
        fn listen(&self, _: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Listener>>> {
            ready(Err(io::ErrorKind::Unsupported.into())).boxed()
        }
        fn connect(&self, address: &Endpoint) -> BoxFuture<'static, io::Result<Box<dyn Stream>>> {
            assert_eq!(*address, Endpoint::Unix(PathBuf::from(SOCKET)));
            let near = self.0.lock().expect("no panic").take();
            let connected = near.map(|near| Box::new(near) as Box<dyn Stream>);
            ready(connected.ok_or_else(|| io::ErrorKind::NotFound.into())).boxed()
        }
        fn own_addresses(&self) -> Vec<IpAddr> {
            Vec::new()
        }
    }

    /// A clock on which whatever somebody waits for is there at once.
    struct Hurried;

    impl Clock for Hurried {
        fn now(&self) -> Moment {
            Moment::ZERO
        }
        fn date(&self) -> Timestamp {
            Timestamp::from_micros(0)
        }
        fn sleep_until(&self, _: Moment) -> BoxFuture<'static, ()> {
            ready(()).boxed()
        }
    }

    fn source(kind: SourceKind) -> config::Source {
        config::Source {
            kind,
            ..config::Source::embedded()
        }
    }

    fn dovecot(clock: Arc<dyn Clock>) -> (Dovecot, DuplexStream) {
        let (near, far) = duplex(64 * 1024);
        let network = Arc::new(Pipe(Mutex::new(Some(near))));
        let kind = SourceKind::Dovecot {
            socket: PathBuf::from(SOCKET),
        };
        let made = Dovecot::new(&source(kind), network, clock);
        (made.expect("it is of that kind"), far)
    }

    /// A Dovecot that says the one after two lines, and the other after a third; then it goes, and at once if it was not done
    /// with the first. Returns what it heard.
    async fn serve(far: DuplexStream, hello: &str, answer: &str) -> Vec<String> {
        let mut far = BufReader::new(far);
        let mut heard = Vec::new();
        for (lines, said) in [(2, hello), (1, answer)] {
            for _ in 0..lines {
                let mut line = String::new();
                if far.read_line(&mut line).await.unwrap_or(0) == 0 {
                    return heard;
                }
                heard.push(line);
            }
            if far.write_all(said.as_bytes()).await.is_err() || !hello.ends_with("DONE\n") {
                return heard;
            }
        }
        heard
    }

    /// What comes of a password if Dovecot speaks like that: the account's name, `-` in front of one that is disabled, `wrong`,
    /// or a part of the error.
    async fn check(hello: &str, answer: &str, expected: &str) {
        let (dovecot, far) = dovecot(Arc::new(OsClock::default()));
        let asked = dovecot.check("a@example.org".to_owned(), Zeroizing::new("secret".to_owned()));
        let (found, heard) = tokio::join!(asked, serve(far, hello, answer));
        let found = match found {
            Ok(Verdict::Right(account)) if account.enabled => account.name,
            Ok(Verdict::Right(account)) => format!("-{}", account.name),
            Ok(Verdict::Wrong) => "wrong".to_owned(),
            Ok(Verdict::Unknown) => "unknown".to_owned(),
            Err(error) => {
                assert!(!error.why.contains("secret") && error.why.contains(SOCKET), "{error}");
                assert!(error.why.contains(expected), "{error} for {hello:?} {answer:?}");
                expected.to_owned()
            }
        };
        assert_eq!(found, expected, "{hello:?} {answer:?}");
        assert_eq!(heard[0], "VERSION\t1\t1\n");
        assert!(heard[1].starts_with("CPID\t"), "{heard:?}");
        if let Some(request) = heard.get(2) {
            assert!(request.ends_with("\tresp=AGFAZXhhbXBsZS5vcmcAc2VjcmV0\n"), "{heard:?}");
        }
    }

    #[tokio::test]
    async fn what_dovecot_says_of_a_password() {
        check(HELLO, "OK\t1\tuser=a@example.org\n", "a@example.org").await;
        check(
            HELLO,
            "OK\t1\tuser=Alice@Example.ORG\toriginal_user=a\n",
            "alice@example.org",
        )
        .await;
        check(HELLO, "OK\t1\n", "a@example.org").await;
        check(HELLO, "OK\t1\tuser=b\tnologin\treason=no\n", "-b").await;
        check(HELLO, "FAIL\t1\tuser=a@example.org\n", "wrong").await;
        check(HELLO, "FAIL\t1\tuser=b\tcode=user_disabled\n", "wrong").await;
        check(HELLO, "FAIL\t1\tcode=pass_expired\n", "wrong").await;
        check(HELLO, "FAIL\t1\tcode=temp_fail\n", "could not look").await;
        check(
            HELLO,
            "OK\t1\tuser=b\tproxy\thost=10.0.0.1\n",
            "pass this login on to 10.0.0.1",
        )
        .await;
        check(HELLO, "CONT\t1\t\n", "more than a password").await;
        // Of another request, and what comes next.
        check(HELLO, "NOTHING\nOK\t7\tuser=b\nFAIL\t1\n", "wrong").await;
        check(HELLO, "", "closed the connection").await;
        check(HELLO, "OK\t1\tuser=a", "closed the connection").await;
        check(HELLO, "OK\t1\tuser=\u{fffd}\n", "\u{fffd}").await;
    }

    #[tokio::test]
    async fn what_dovecot_says_first() {
        let ok = "OK\t1\tuser=b\n";
        check("", ok, "closed the connection").await;
        check("VERSION\t2\t0\nMECH\tPLAIN\nDONE\n", ok, "version 2 of its protocol").await;
        check("MECH\tPLAIN\nDONE\n", ok, "not Dovecot's").await;
        check(
            "VERSION\t1\t0\nMECH\tCRAM-MD5\tdictionary\nDONE\n",
            ok,
            "PLAIN (but CRAM-MD5)",
        )
        .await;
        check(&"SPID\t1\n".repeat(LINES_MAX), ok, "not Dovecot's").await;
        check(&"x".repeat(LINE_OCTETS_MAX + 1), ok, "more than 8192 octets").await;
        check("220 mx.example.org ESMTP\r\n", ok, "closed the connection").await;
    }

    /// Whatever comes from the socket, and in whatever pieces: a password is right or wrong only where a line says so of it.
    #[tokio::test]
    async fn any_octets_end_in_an_answer_or_an_error() {
        let mut chance = Chance(1);
        let (mut right, mut wrong, mut errors) = (0, 0, 0);
        for _ in 0..3_000 {
            let said = chance.one(ANSWERS).as_bytes();
            let octets = match chance.below(6) {
                0 => [HELLO.as_bytes(), said].concat(),
                1..=3 => [HELLO.as_bytes(), &damaged(said, WORDS, &mut chance)[..]].concat(),
                _ => damaged(&[HELLO.as_bytes(), said].concat(), WORDS, &mut chance),
            };
            let size = 1 + chance.below(64);
            let (dovecot, far) = dovecot(Arc::new(OsClock::default()));
            let asked = dovecot.check("a@example.org".to_owned(), Zeroizing::new("secret".to_owned()));
            let says_it = async {
                let mut far = far;
                for piece in octets.chunks(size) {
                    // Whoever asked may have heard enough.
                    drop(far.write_all(piece).await);
                    tokio::task::yield_now().await;
                }
                drop(far.shutdown().await);
                far
            };
            let (found, _far) = tokio::join!(asked, says_it);
            let shown = octets.escape_ascii().to_string();
            match found {
                Ok(Verdict::Right(account)) => {
                    assert!(has_line(&octets, "OK") && !account.name.is_empty(), "{shown}");
                    right += 1;
                }
                Ok(Verdict::Wrong) => {
                    assert!(has_line(&octets, "FAIL"), "{shown}");
                    wrong += 1;
                }
                Ok(Verdict::Unknown) => panic!("nobody said that: {shown}"),
                Err(error) => {
                    let is_clean = !error.why.contains("secret") && !error.why.chars().any(char::is_control);
                    assert!(is_clean, "{:?} for {shown}", error.why);
                    errors += 1;
                }
            }
        }
        let reached = [right, wrong, errors];
        assert!(reached.iter().all(|count| *count >= 100), "{reached:?}");
    }

    /// Whether there is a line with this command, and the number of the one request.
    fn has_line(octets: &[u8], command: &str) -> bool {
        octets.split(|octet| *octet == b'\n').any(|line| {
            let mut words = line.split(|octet| *octet == b'\t');
            let is_command = words.next() == Some(command.as_bytes());
            // Of what may not stand in a word the half is nothing.
            let number = words.next().unwrap_or_default();
            is_command && (number == b"1" || number == b"1\x01")
        })
    }

    const ANSWERS: &[&str] = &[
        "OK\t1\tuser=a@example.org\n",
        "OK\t1\tuser=Alice\toriginal_user=a\tnologin\n",
        "OK\t7\tuser=b\nOK\t1\n",
        "OK\t1\tuser=b\tproxy\thost=10.0.0.1\n",
        "FAIL\t1\tuser=a@example.org\n",
        "NOTHING\nFAIL\t1\tcode=pass_expired\n",
        "FAIL\t1\tcode=temp_fail\treason=come\u{1}nagain\n",
        "CONT\t1\t\n",
    ];

    const WORDS: &[&[u8]] = &[
        b"\n",
        b"\t",
        b"\t1",
        b"1\t",
        b"\x01",
        b"OK\t",
        b"FAIL\t",
        b"DONE\n",
        b"VERSION\t",
        b"proxy",
        b"user=",
        b"\0",
        b"\xff",
    ];

    #[tokio::test]
    async fn what_is_said_without_dovecot() {
        let (dovecot, far) = dovecot(Arc::new(OsClock::default()));
        let long = "x".repeat(LINE_OCTETS_MAX);
        for (login, password) in [("a", ""), ("a", "b\0c"), ("a\0b", "c"), ("a", &long[..])] {
            let found = dovecot
                .check(login.to_owned(), Zeroizing::new(password.to_owned()))
                .await;
            assert_eq!(found, Ok(Verdict::Wrong), "{login:?}");
        }
        let found = dovecot
            .find("a".to_owned())
            .await
            .expect("nobody is asked")
            .expect("everybody is there");
        assert_eq!(
            (found.account, found.check),
            (account("a".to_owned(), true), Check::Blind)
        );
        drop(far);
        let error = dovecot.probe().await.expect_err("it has gone");
        assert!(error.why.contains(SOCKET), "{error}");
        // The network has no other connection.
        let error = dovecot.probe().await.expect_err("it is not there");
        assert!(error.why.contains("not found"), "{error}");
        let other = source(SourceKind::Embedded);
        let network = Arc::new(Pipe(Mutex::new(None)));
        assert!(Dovecot::new(&other, network, Arc::new(Hurried)).is_err());
    }

    #[tokio::test]
    async fn what_is_found_there() {
        let (dovecot, far) = dovecot(Arc::new(OsClock::default()));
        let (found, _) = tokio::join!(dovecot.probe(), serve(far, HELLO, ""));
        let expected = format!("{SOCKET}, protocol 1.2, mechanisms PLAIN, LOGIN");
        assert_eq!(found, Ok(expected));
    }

    #[tokio::test]
    async fn silence_has_an_end() {
        let (dovecot, _far) = dovecot(Arc::new(Hurried));
        let error = dovecot.probe().await.expect_err("silence");
        assert!(error.why.contains("no answer in time"), "{error}");
    }

    const SOCKET: &str = "/run/dovecot/auth-client";
    const HELLO: &str =
        "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nSPID\t1\nCUID\t2\nCOOKIE\te8\nDONE\n";
}
