//! A connection to a directory: as whom it is bound, and what is asked over it.

use super::line::{Line, OPERATION_SECONDS};
use super::outcome::{SUCCESS, words};
use crate::world::{Clock, Stream};
use ldap3::{Ldap, LdapError, LdapResult, Scope, SearchEntry, SearchOptions};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A connection. It is open as long as the value is there.
pub(super) struct Connection {
    ldap: Ldap,
    line: Line,
    as_whom: AsWhom,
    clock: Arc<dyn Clock>,
}

/// As whom a connection is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AsWhom {
    /// As nobody (RFC 4513 §4).
    Nobody,
    /// As who may search.
    Searcher,
    /// As somebody whose password was tried, or as nobody if it was wrong.
    Somebody,
}

/// Who searches: a name and a password, which is not empty. `None`: nobody in particular.
pub(super) type Searcher = Option<(String, Zeroizing<String>)>;

/// Why a connection was no use. It is not used again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It broke. On another one it may work.
    Lost(String),
    /// Nothing came in time.
    Silent,
    /// An answer came, and it is none to what was asked.
    Refused(String),
    /// The same, because of the name that was asked for.
    OfName(String),
}

impl Connection {
    /// Begins over a stream on which nothing but LDAP will be said.
    pub(super) async fn over(stream: Box<dyn Stream>, clock: Arc<dyn Clock>) -> Result<Self, Trouble> {
        let (line, ldap) = Line::over(stream).await?;
        Ok(Self {
            ldap,
            line,
            as_whom: AsWhom::Nobody,
            clock,
        })
    }

    /// Whether the server has not closed it meanwhile, as far as can be seen without asking.
    pub(super) fn is_open(&mut self) -> bool {
        self.line.is_open()
    }

    /// Whether it is bound as who may search.
    pub(super) fn is_searcher(&self) -> bool {
        self.as_whom == AsWhom::Searcher
    }

    /// Binds with a name and a password. Neither is empty: a server takes that for a bind as nobody, and says that all is
    /// well (RFC 4513 §5.1.1, §5.1.2).
    pub(super) async fn bind(&mut self, name: &str, password: &str) -> Result<LdapResult, Trouble> {
        if name.is_empty() || password.is_empty() {
            return Err(Trouble::Refused(
                "nobody binds without a name and a password".to_owned(),
            ));
        }
        self.bind_as_said(name, password).await
    }

    async fn bind_as_said(&mut self, name: &str, password: &str) -> Result<LdapResult, Trouble> {
        self.as_whom = AsWhom::Somebody;
        let asked = self.ldap.simple_bind(name, password);
        self.line.run(&*self.clock, asked).await
    }

    /// Binds as who may search, unless it is. Nobody whose password was tried lends their rights to a search.
    pub(super) async fn become_searcher(&mut self, searcher: &Searcher) -> Result<(), Trouble> {
        match (searcher, self.as_whom) {
            (_, AsWhom::Searcher) | (None, AsWhom::Nobody) => Ok(()),
            (None, AsWhom::Somebody) => {
                // Whatever the server answers, it is bound as nobody from now on (RFC 4511 §4.2.1).
                self.bind_as_said("", "").await?;
                self.as_whom = AsWhom::Nobody;
                Ok(())
            }
            (Some((name, password)), _) => {
                let result = self.bind(name, password).await?;
                if result.rc != SUCCESS {
                    return Err(Trouble::Refused(format!("not bound as {name}: {}", words(&result))));
                }
                self.as_whom = AsWhom::Searcher;
                Ok(())
            }
        }
    }

    /// Looks for entries: at most three of them. Another server's that this one refers to are left out.
    pub(super) async fn search(
        &mut self,
        base: &str,
        scope: Scope,
        filter: &str,
        attributes: Vec<String>,
    ) -> Result<(Vec<SearchEntry>, LdapResult), Trouble> {
        let options = SearchOptions::new()
            .sizelimit(ENTRIES_WANTED)
            .timelimit(OPERATION_SECONDS);
        let ldap = self.ldap.with_search_options(options);
        let asked = async move {
            let mut stream = ldap.streaming_search(base, scope, filter, attributes).await?;
            let mut entries = Vec::new();
            let mut references = 0;
            // Not every server keeps to the limit.
            while entries.len() <= ENTRIES_WANTED as usize && references < REFERENCES_MAX {
                match stream.next().await? {
                    Some(item) if item.is_ref() || item.is_intermediate() => references += 1,
                    Some(item) => entries.push(SearchEntry::construct(item)),
                    None => break,
                }
            }
            let result = stream.finish().await;
            Ok::<_, LdapError>((entries, result))
        };
        self.line.run(&*self.clock, asked).await
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost(why) | Self::Refused(why) | Self::OfName(why) => f.write_str(why),
            Self::Silent => f.write_str("there was no answer in time"),
        }
    }
}

/// One is what is looked for; two are too many.
const ENTRIES_WANTED: i32 = 2;
const REFERENCES_MAX: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::os::OsClock;
    use futures_util::future::{BoxFuture, FutureExt};
    use smtp::Moment;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    /// A clock on which whatever somebody waits for is there at once.
    struct Hurried;

    impl Clock for Hurried {
        fn now(&self) -> Moment {
            Moment::ZERO
        }
        fn date(&self) -> mail::Timestamp {
            mail::Timestamp::from_micros(0)
        }
        fn sleep_until(&self, _: Moment) -> BoxFuture<'static, ()> {
            // Only when it is polled again, behind all that could happen instead.
            async {
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
            }
            .boxed()
        }
    }

    async fn connection(clock: Arc<dyn Clock>) -> (Connection, DuplexStream) {
        let (near, far) = duplex(64 * 1024);
        let begun = Connection::over(Box::new(near), clock).await;
        (begun.expect("sockets"), far)
    }

    /// Hears one request, answers with these octets, and goes.
    async fn answer(mut far: DuplexStream, octets: &[u8]) -> Vec<u8> {
        let mut heard = vec![0; 1024];
        let count = far.read(&mut heard).await.expect("a pipe");
        heard.truncate(count);
        far.write_all(octets).await.expect("a pipe");
        heard
    }

    /// What a bind comes to if the server answers like that, and goes: a result, or words of the trouble.
    async fn check(octets: &[u8], expected: Result<u32, &str>) {
        let (mut connection, far) = connection(Arc::new(OsClock::default())).await;
        let (found, heard) = tokio::join!(connection.bind("cn=a", "secret"), answer(far, octets));
        assert_eq!(
            heard,
            b"\x30\x16\x02\x01\x01\x60\x11\x02\x01\x03\x04\x04cn=a\x80\x06secret"
        );
        let found = found.map(|result| result.rc);
        match (&found, expected) {
            (Err(trouble), Err(words)) => assert!(trouble.to_string().contains(words), "{trouble} {octets:02x?}"),
            _ => assert_eq!(found.as_ref().ok().copied(), expected.ok(), "{octets:02x?}"),
        }
    }

    #[tokio::test]
    async fn answers_to_a_bind() {
        check(b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00", Ok(0)).await;
        check(b"\x30\x0e\x02\x01\x01\x61\x09\x0a\x01\x31\x04\x00\x04\x02no", Ok(49)).await;
        check(b"", Err("closed the connection")).await;
        check(b"220 mx.example.org ESMTP\r\n", Err("does not begin as a message")).await;
        // Messages at which the library panics: an empty operation, a result that is none, a text that is none.
        check(b"\x30\x05\x02\x01\x01\x61\x00", Err("no LDAP")).await;
        check(
            b"\x30\x0c\x02\x01\x01\x61\x07\x0b\x01\x00\x04\x00\x04\x00",
            Err("no LDAP"),
        )
        .await;
        check(
            b"\x30\x0e\x02\x01\x01\x61\x09\x0a\x01\x31\x04\x00\x04\x02\xff\xff",
            Err("no LDAP"),
        )
        .await;
        // An answer to something else is none; then the connection ends.
        check(
            b"\x30\x0c\x02\x01\x07\x61\x07\x0a\x01\x00\x04\x00\x04\x00",
            Err("closed the connection"),
        )
        .await;
    }

    #[tokio::test]
    async fn nobody_binds_without_a_password() {
        let (mut connection, _far) = connection(Arc::new(OsClock::default())).await;
        for (name, password) in [("cn=a", ""), ("", "secret"), ("", "")] {
            let found = connection.bind(name, password).await;
            assert!(matches!(found, Err(Trouble::Refused(_))), "{name:?} {password:?}");
        }
    }

    #[tokio::test]
    async fn silence_has_an_end() {
        let (mut connection, _far) = connection(Arc::new(Hurried)).await;
        let found = connection.bind("cn=a", "secret").await;
        assert!(matches!(found, Err(Trouble::Silent)), "{found:?}");
    }

    #[tokio::test]
    async fn a_connection_that_was_closed_is_not_open() {
        let (mut connection, far) = connection(Arc::new(OsClock::default())).await;
        assert!(connection.is_open() && !connection.is_searcher());
        drop(far);
        assert!(!connection.is_open());
    }
}
