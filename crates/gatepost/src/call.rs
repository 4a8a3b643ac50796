//! Carries a client's session over a connection: does what `smtp::client` says, and reports back.

use crate::world::{Clock, Secured, Stream, TlsClient, TlsDemand};
use futures_util::future::poll_immediate;
use smtp::Moment;
use smtp::client::{Failure, NoTls, Parcel, Problem, Session, Settled, Stage, Step, Terms};
use smtp::server::TlsFacts;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A session with another server that waits for messages.
pub struct Call {
    session: Session,
    /// Gone while it is being secured, and once it has failed.
    stream: Option<Box<dyn Stream>>,
    clock: Arc<dyn Clock>,
    tls: Arc<dyn TlsClient>,
    demand: TlsDemand,
    facts: Option<TlsFacts>,
    buffer: Vec<u8>,
}

/// How a connection becomes a session.
pub struct Begin {
    /// What is said, and how long it may take.
    pub terms: Terms,
    /// What the server's certificate must be, if there is TLS.
    pub demand: TlsDemand,
    /// TLS comes first, before anything is said (RFC 8314 §3.3).
    pub implicit_tls: bool,
}

/// The octets of a message, piece by piece.
pub trait Octets: Send {
    /// The next piece; nothing at the end.
    ///
    /// # Errors
    /// It cannot be had. The message is given up with the connection.
    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, LostOctets>> + Send;
}

/// The octets of a message cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LostOctets;

/// What a session came to.
enum Came {
    Ready,
    Settled(Settled),
    Failed(Failure),
    Closed,
}

impl Call {
    /// Goes through everything that comes before a message: greeting, EHLO, TLS, login.
    ///
    /// # Errors
    /// It did not come that far. The connection is closed.
    pub async fn begin(
        stream: Box<dyn Stream>,
        begin: Begin,
        clock: Arc<dyn Clock>,
        tls: Arc<dyn TlsClient>,
    ) -> Result<Self, Failure> {
        let Begin {
            terms,
            demand,
            implicit_tls,
        } = begin;
        let until = clock.now() + terms.times.handshake;
        let (stream, facts) = if implicit_tls {
            let secured = secure(stream, &demand, &*tls, &*clock, until).await;
            let (stream, facts) = secured.map_err(|no| Failure {
                stage: Stage::StartTls,
                problem: Problem::Handshake(no),
            })?;
            (stream, Some(facts))
        } else {
            (stream, None)
        };
        let mut call = Self {
            session: Session::new(terms, facts.as_ref().map(|facts| facts.binding.clone()), clock.now()),
            stream: Some(stream),
            clock,
            tls,
            demand,
            facts,
            buffer: Vec::new(),
        };
        match call.run(None::<&mut Nothing>).await {
            Came::Ready => Ok(call),
            Came::Failed(failure) => {
                call.run(None::<&mut Nothing>).await;
                Err(failure)
            }
            // A session that has not begun settles nothing, and says why it ends.
            Came::Settled(_) | Came::Closed => Err(Failure {
                stage: Stage::Greeting,
                problem: Problem::Lost,
            }),
        }
    }

    /// Hands a message over.
    pub async fn hand_over(&mut self, parcel: Parcel, octets: &mut impl Octets) -> Settled {
        let recipients = parcel.envelope.recipients.len();
        self.session.submit(parcel);
        match self.run(Some(octets)).await {
            Came::Settled(settled) => settled,
            // The session settles whatever is submitted.
            Came::Ready | Came::Failed(_) | Came::Closed => {
                let failure = Failure {
                    stage: Stage::Sender,
                    problem: Problem::Lost,
                };
                Settled {
                    fates: vec![Err(failure); recipients],
                    reports_passed_on: false,
                }
            }
        }
    }

    /// Whether another message may follow. Looks whether the server has said something meanwhile, or has gone.
    pub async fn is_usable(&mut self) -> bool {
        if self.session.is_used_up()
            || !matches!(
                poll_immediate(Box::pin(self.run(None::<&mut Nothing>))).await,
                Some(Came::Ready)
            )
        {
            return false;
        }
        let Some(stream) = &mut self.stream else { return false };
        let mut octet = [0];
        // Silence is what a session is that may be used.
        poll_immediate(Box::pin(stream.read(&mut octet))).await.is_none()
    }

    /// Says goodbye.
    pub async fn end(mut self) {
        self.session.quit();
        while !matches!(self.run(None::<&mut Nothing>).await, Came::Closed) {}
    }

    /// The session's TLS.
    pub fn tls(&self) -> Option<&TlsFacts> {
        self.facts.as_ref()
    }

    /// The session, for what is known of the server.
    pub fn session(&self) -> &Session {
        &self.session
    }

    async fn run(&mut self, mut octets: Option<&mut impl Octets>) -> Came {
        loop {
            match self.session.next_step(self.clock.now()) {
                Step::Send { octets, until } => self.write(&octets, until).await,
                Step::Receive { until } => self.read(until).await,
                Step::Body => match octets.as_mut() {
                    None => self.session.body_failed(),
                    Some(octets) => match octets.next().await {
                        Ok(Some(piece)) => self.session.body(&piece),
                        Ok(None) => self.session.body_ended(),
                        Err(LostOctets) => self.session.body_failed(),
                    },
                },
                Step::StartTls { until } => self.start_tls(until).await,
                Step::Ready => return Came::Ready,
                Step::Settled(settled) => return Came::Settled(settled),
                Step::Failed(failure) => return Came::Failed(failure),
                Step::Close => {
                    self.close().await;
                    return Came::Closed;
                }
            }
        }
    }

    async fn write(&mut self, octets: &[u8], until: Moment) {
        let Some(stream) = &mut self.stream else {
            return self.session.lost();
        };
        let write = async {
            stream.write_all(octets).await?;
            stream.flush().await
        };
        let written = tokio::select! {
            biased;
            written = write => written,
            () = self.clock.sleep_until(until) => return self.session.silent(),
        };
        if written.is_err() {
            // A server that goes in the middle of a message may have said why.
            self.drain().await;
            self.session.lost();
        }
    }

    async fn read(&mut self, until: Moment) {
        let Some(stream) = &mut self.stream else {
            return self.session.lost();
        };
        self.buffer.resize(READ_OCTETS, 0);
        tokio::select! {
            biased;
            read = stream.read(&mut self.buffer) => match read {
                Ok(octets @ 1..) => self.session.receive(&self.buffer[..octets]),
                Ok(0) | Err(_) => self.session.lost(),
            },
            // The session sees the time at its next step.
            () = self.clock.sleep_until(until) => {}
        }
    }

    /// Takes what has arrived already.
    async fn drain(&mut self) {
        let Some(stream) = &mut self.stream else { return };
        self.buffer.resize(READ_OCTETS, 0);
        if let Some(Ok(octets)) = poll_immediate(Box::pin(stream.read(&mut self.buffer))).await {
            self.session.receive(&self.buffer[..octets]);
        }
    }

    async fn start_tls(&mut self, until: Moment) {
        let Some(stream) = self.stream.take() else {
            return self.session.lost();
        };
        match secure(stream, &self.demand, &*self.tls, &*self.clock, until).await {
            Ok((stream, facts)) => {
                let binding = facts.binding.clone();
                (self.stream, self.facts) = (Some(stream), Some(facts));
                self.session.tls_started(binding);
            }
            Err(why) => self.session.tls_failed(why),
        }
    }

    async fn close(&mut self) {
        if let Some(mut stream) = self.stream.take() {
            let until = self.clock.now() + CLOSE_TIME;
            tokio::select! {
                biased;
                // The TLS close alert, if it can still be said.
                _ = stream.shutdown() => {}
                () = self.clock.sleep_until(until) => {}
            }
        }
    }
}

/// Does a handshake; or says why there is none.
async fn secure(
    stream: Box<dyn Stream>,
    demand: &TlsDemand,
    tls: &dyn TlsClient,
    clock: &dyn Clock,
    until: Moment,
) -> Secured {
    tokio::select! {
        biased;
        secured = tls.connect(stream, demand) => secured,
        () = clock.sleep_until(until) => Err(NoTls::new("it took too long")),
    }
}

/// Where there is no message.
struct Nothing;

impl Octets for Nothing {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, LostOctets> {
        Err(LostOctets)
    }
}

const READ_OCTETS: usize = 4 * 1024;
const CLOSE_TIME: Moment = Moment::from_secs(5);

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::{BoxFuture, FutureExt, lazy, pending};
    use mail::{Address, BodyKind, Envelope, Recipient, ReversePath, Timestamp};
    use std::sync::Mutex;
    use tokio::io::{AsyncBufReadExt, BufReader, DuplexStream, duplex};

    /// A clock that stands still; or one that goes on at once, to whatever somebody waits for.
    struct Made {
        now: Arc<Mutex<Moment>>,
        goes_on: bool,
    }

    fn clock(goes_on: bool) -> Arc<Made> {
        let now = Arc::default();
        Arc::new(Made { now, goes_on })
    }

    impl Clock for Made {
        fn now(&self) -> Moment {
            *self.now.lock().expect("no panic")
        }
        fn date(&self) -> Timestamp {
            Timestamp::from_micros(0)
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

    struct Clear;

    impl TlsClient for Clear {
        fn connect(&self, _: Box<dyn Stream>, _: &TlsDemand) -> BoxFuture<'static, Secured> {
            futures_util::future::ready(Err(NoTls::new("no TLS here"))).boxed()
        }
    }

    struct Pieces(Vec<Result<Vec<u8>, LostOctets>>);

    impl Octets for Pieces {
        async fn next(&mut self) -> Result<Option<Vec<u8>>, LostOctets> {
            if self.0.is_empty() {
                return Ok(None);
            }
            self.0.remove(0).map(Some)
        }
    }

    fn parcel(octets: u64) -> Parcel {
        let address = |text: &str| Address::parse(text).expect(text);
        Parcel {
            envelope: Envelope {
                sender: ReversePath::Mailbox(address("a@example.org")),
                recipients: vec![Recipient {
                    address: address("b@example.net"),
                    notify: None,
                    orcpt: None,
                }],
                size: None,
                body: BodyKind::SevenBit,
                smtputf8: false,
                ret: None,
                envid: None,
                submitter: None,
            },
            octets,
            eight_bit_header: false,
            eight_bit_body: false,
        }
    }

    fn begin(implicit_tls: bool) -> Begin {
        Begin {
            terms: Terms::new("client.example.org"),
            demand: TlsDemand {
                name: "mx.example.net".to_owned(),
                verify: false,
            },
            implicit_tls,
        }
    }

    /// A server that greets with the first of `replies`, says the next of them for each command and each message, and ends when
    /// there is none left. Returns what it heard.
    async fn serve(mut stream: DuplexStream, replies: &[&str]) -> String {
        let mut heard = String::new();
        let mut replies = replies.iter();
        let Some(greeting) = replies.next() else { return heard };
        stream.write_all(greeting.as_bytes()).await.expect("a pipe");
        let mut stream = BufReader::new(stream);
        let mut in_text = false;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return heard;
            }
            heard.push_str(&line);
            if in_text && line != ".\r\n" {
                continue;
            }
            in_text = line == "DATA\r\n";
            let Some(reply) = replies.next() else { return heard };
            stream.write_all(reply.as_bytes()).await.expect("a pipe");
        }
    }

    async fn call(replies: &[&str], pieces: Vec<Result<Vec<u8>, LostOctets>>) -> (String, String) {
        let (near, far) = duplex(4096);
        let octets = pieces.iter().flatten().map(|piece| piece.len() as u64).sum();
        let client = async {
            let mut call = match Call::begin(Box::new(near), begin(false), clock(false), Arc::new(Clear)).await {
                Ok(call) => call,
                Err(failure) => return format!("{failure:?}"),
            };
            assert!(call.is_usable().await && call.tls().is_none());
            let settled = call.hand_over(parcel(octets), &mut Pieces(pieces)).await;
            let usable = call.is_usable().await;
            call.end().await;
            let fate = match &settled.fates[0] {
                Ok(reply) => reply.to_string(),
                Err(Failure { stage, problem }) => format!("{stage:?} {problem:?}"),
            };
            format!("{fate}, usable: {usable}")
        };
        tokio::join!(client, serve(far, replies))
    }

    #[tokio::test]
    async fn a_message_goes_out() {
        let replies = [
            "220 hi\r\n",
            "250 mx\r\n",
            "250 ok\r\n",
            "250 ok\r\n",
            "354 go\r\n",
            "250 in\r\n",
            "221 bye\r\n",
        ];
        let (came, heard) = call(
            &replies,
            vec![Ok(b"Subject: x\r\n".to_vec()), Ok(b"\r\n.\r\n".to_vec())],
        )
        .await;
        assert_eq!(came, "250 in, usable: true");
        assert_eq!(
            heard,
            "EHLO client.example.org\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n\
             Subject: x\r\n\r\n..\r\n.\r\nQUIT\r\n"
        );
    }

    #[tokio::test]
    async fn what_goes_wrong_is_told() {
        let until_data = ["220 hi\r\n", "250 mx\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"];
        let whole = || vec![Ok(b"x\r\n".to_vec())];
        // The server ends the connection.
        let (came, _) = call(&until_data[..2], whole()).await;
        assert_eq!(came, "Sender Lost, usable: false");
        let (came, _) = call(&until_data, whole()).await;
        assert_eq!(came, "EndOfData Lost, usable: false");
        // Our own octets are gone: nothing that looks like the end of a message is sent.
        let (came, heard) = call(&until_data, vec![Ok(b"x\r\n".to_vec()), Err(LostOctets)]).await;
        assert_eq!(came, "Data BodyLost, usable: false");
        assert!(heard.ends_with("DATA\r\nx\r\n"), "{heard}");
        let (came, _) = call(&["554 no\r\n"], whole()).await;
        assert!(came.contains("Greeting") && came.contains("554"), "{came}");
        let (came, _) = call(&[], whole()).await;
        assert!(came.contains("Greeting") && came.contains("Lost"), "{came}");
    }

    #[tokio::test]
    async fn a_handshake_that_fails_ends_it() {
        let (near, _far) = duplex(64);
        let failure = Call::begin(Box::new(near), begin(true), clock(false), Arc::new(Clear))
            .await
            .err()
            .expect("no TLS");
        assert_eq!(failure.stage, Stage::StartTls);
        assert_eq!(failure.problem, Problem::Handshake(NoTls::new("no TLS here")));
    }

    /// A server that takes the connection and says nothing.
    #[tokio::test]
    async fn silence_has_an_end() {
        let (near, _far) = duplex(64);
        let mut begin = begin(false);
        begin.terms.times.greeting = Moment::from_secs(10);
        let clock = clock(true);
        let failure = Call::begin(Box::new(near), begin, clock.clone(), Arc::new(Clear))
            .await
            .err()
            .expect("silence");
        assert_eq!((failure.stage, failure.problem), (Stage::Greeting, Problem::Silent));
        assert_eq!(clock.now(), Moment::from_secs(10));
    }
}
