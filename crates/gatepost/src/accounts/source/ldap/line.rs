//! What carries octets between the LDAP library and a server. The library takes a socket and nothing else; so it is given one
//! end of a pair, and what comes from the server passes a guard on its way to the other.

use super::connection::Trouble;
use super::guard::Guard;
use super::outcome::visible;
use crate::world::{Clock, Stream};
use futures_util::future::{BoxFuture, FutureExt, pending};
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, StdStream};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use zeroize::Zeroizing;

/// It carries only while it is polled: there is no task that would.
pub(super) struct Line {
    /// Ends with the connection, and says why; then it is gone, too.
    carrying: Option<BoxFuture<'static, String>>,
    /// The server has closed its side. What it said before is still to be read.
    closed: Arc<AtomicBool>,
}

impl Line {
    /// Begins over a stream on which nothing but LDAP will be said: the line, and the library's end of it.
    pub(super) async fn over(stream: Box<dyn Stream>) -> Result<(Self, Ldap), Trouble> {
        let (near, library) = UnixStream::pair().map_err(lost)?;
        let library = StdStream::Unix(library.into_std().map_err(lost)?);
        let settings = LdapConnSettings::new().set_std_stream(library);
        let begun = LdapConnAsync::with_settings(settings, "ldapi:///").await;
        let (connection, ldap) = begun.map_err(trouble)?;
        let closed = Arc::new(AtomicBool::new(false));
        let carrying = carry(near, stream, closed.clone());
        let carrying = async move {
            tokio::select! {
                biased;
                why = carrying => why,
                done = connection.drive() => done.err().map_or_else(ended, |error| error.to_string()),
            }
        };
        let carrying = Some(carrying.boxed());
        Ok((Self { carrying, closed }, ldap))
    }

    /// Whether the server has not closed it meanwhile, as far as can be seen without asking.
    pub(super) fn is_open(&mut self) -> bool {
        // The library may panic at what has come unasked.
        let looked = catch_unwind(AssertUnwindSafe(|| self.carry().now_or_never()));
        looked.is_ok_and(|end| end.is_none()) && !self.closed.load(Ordering::Relaxed)
    }

    /// Carries until the connection ends, and says why it has.
    async fn carry(&mut self) -> String {
        let Some(carrying) = &mut self.carrying else {
            return ended();
        };
        let why = carrying.await;
        self.carrying = None;
        why
    }

    /// Carries while an operation is waited for.
    pub(super) async fn run<T: Send>(
        &mut self,
        clock: &dyn Clock,
        asked: impl Future<Output = Result<T, LdapError>> + Send,
    ) -> Result<T, Trouble> {
        let answer = async {
            let mut asked = pin!(asked);
            tokio::select! {
                biased;
                done = asked.as_mut() => done.map_err(trouble),
                why = self.carry() => match asked.now_or_never() {
                    // It was answered before it ended.
                    Some(Ok(done)) => Ok(done),
                    Some(Err(_)) | None => Err(Trouble::Lost(why)),
                },
                () = clock.sleep_until(clock.now() + OPERATION_TIME) => Err(Trouble::Silent),
            }
        };
        // The library panics at messages that are not what they should be. That is no reason to lose a session.
        let caught = AssertUnwindSafe(answer).catch_unwind().await;
        caught.unwrap_or_else(|_| Err(Trouble::Refused("what the server says is no LDAP".to_owned())))
    }
}

/// In the words of the library, which never show what was sent.
fn trouble(error: LdapError) -> Trouble {
    match error {
        LdapError::FilterParsing => Trouble::Refused("the filter cannot be read".to_owned()),
        error => Trouble::Lost(error.to_string()),
    }
}

/// Carries octets between the library and the server until one of them has gone, and says what happened.
async fn carry(near: UnixStream, far: Box<dyn Stream>, closed: Arc<AtomicBool>) -> String {
    let (mut from_near, mut to_near) = near.into_split();
    let (mut from_far, mut to_far) = tokio::io::split(far);
    let outward = async {
        // Passwords pass here.
        let mut piece = Zeroizing::new([0_u8; PIECE_OCTETS]);
        loop {
            let count = match from_near.read(&mut piece[..]).await {
                Ok(count @ 1..) => count,
                Ok(0) | Err(_) => return ended(),
            };
            let sent = match to_far.write_all(&piece[..count]).await {
                Ok(()) => to_far.flush().await,
                Err(error) => Err(error),
            };
            if let Err(error) = sent {
                return visible(&error.to_string());
            }
        }
    };
    let inward = async {
        let mut piece = vec![0_u8; PIECE_OCTETS];
        let mut guard = Guard::default();
        loop {
            match from_far.read(&mut piece).await {
                Ok(0) => {
                    closed.store(true, Ordering::Relaxed);
                    // The library comes to this end behind all that was said before it.
                    drop(to_near);
                    return pending().await;
                }
                Ok(count) => guard.take(&piece[..count]),
                Err(error) => return visible(&error.to_string()),
            }
            loop {
                match guard.next_message() {
                    Ok(None) => break,
                    Ok(Some(message)) => {
                        if to_near.write_all(&message).await.is_err() {
                            return ended();
                        }
                    }
                    Err(unsound) => return unsound.to_string(),
                }
            }
        }
    };
    tokio::select! {
        biased;
        why = inward => why,
        why = outward => why,
    }
}

fn ended() -> String {
    "the server has closed the connection".to_owned()
}

/// A socket could not be had, or broke.
pub(super) fn lost(error: io::Error) -> Trouble {
    Trouble::Lost(visible(&error.to_string()))
}

/// For one operation; a server is told the same.
pub(super) const OPERATION_SECONDS: i32 = 10;
const OPERATION_TIME: Duration = Duration::from_secs(OPERATION_SECONDS as u64);
const PIECE_OCTETS: usize = 4096;
