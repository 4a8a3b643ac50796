//! Where a directory is, and how a connection to it begins.

use super::connection::{Connection, Trouble};
use super::guard::{Guard, START_TLS, extended};
use super::line::lost;
use super::outcome::{SUCCESS, visible};
use crate::config::SourceTlsMode;
use crate::world::{Clock, Stream};
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// A directory's server.
pub(super) struct Server {
    /// A name or an address.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) mode: SourceTlsMode,
    /// Verifies certificates. There is one wherever there is TLS.
    pub(super) tls: Option<Arc<ClientConfig>>,
    pub(super) clock: Arc<dyn Clock>,
}

impl Server {
    /// A new connection, in TLS where there is to be TLS, bound as nobody.
    pub(super) async fn connect(&self) -> Result<Connection, Trouble> {
        tokio::select! {
            biased;
            done = self.reach() => done,
            () = self.clock.sleep_until(self.clock.now() + CONNECT_TIME) => Err(Trouble::Silent),
        }
    }

    async fn reach(&self) -> Result<Connection, Trouble> {
        let mut stream = TcpStream::connect((self.host.as_str(), self.port))
            .await
            .map_err(lost)?;
        // Requests are written whole; waiting for more would only hold them back.
        stream.set_nodelay(true).map_err(lost)?;
        let stream: Box<dyn Stream> = match self.mode {
            SourceTlsMode::None => Box::new(stream),
            SourceTlsMode::StartTls => {
                start_tls(&mut stream).await?;
                self.secure(stream).await?
            }
            SourceTlsMode::Implicit => self.secure(stream).await?,
        };
        Connection::over(stream, self.clock.clone()).await
    }

    async fn secure(&self, stream: TcpStream) -> Result<Box<dyn Stream>, Trouble> {
        let refused = |why: &str| Trouble::Refused(why.to_owned());
        let config = self
            .tls
            .clone()
            .ok_or_else(|| refused("no authority is trusted here"))?;
        let name = ServerName::try_from(self.host.trim_end_matches('.').to_owned())
            .map_err(|_| refused("its host is no name that a certificate can be for"))?;
        match TlsConnector::from(config).connect(name, stream).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => Err(Trouble::Refused(format!("no TLS: {}", visible(&error.to_string())))),
        }
    }
}

/// As its URL is written (RFC 4516).
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, end) = match self.mode {
            SourceTlsMode::None => ("ldap", ""),
            SourceTlsMode::StartTls => ("ldap", " (StartTLS)"),
            SourceTlsMode::Implicit => ("ldaps", ""),
        };
        match self.host.parse() {
            Ok(IpAddr::V6(address)) => write!(f, "{scheme}://[{address}]:{}{end}", self.port),
            _ => write!(f, "{scheme}://{}:{}{end}", self.host, self.port),
        }
    }
}

/// Has the server begin TLS. Not one octet is read behind its answer: what a stranger on the way may have put there is
/// then no part of the session, but of a handshake that fails.
async fn start_tls(stream: &mut TcpStream) -> Result<(), Trouble> {
    stream.write_all(START_TLS).await.map_err(lost)?;
    let mut guard = Guard::default();
    let message = loop {
        let octet = stream.read_u8().await.map_err(lost)?;
        guard.take(&[octet]);
        if let Some(message) = guard
            .next_message()
            .map_err(|unsound| Trouble::Refused(unsound.to_string()))?
        {
            break message;
        }
    };
    let answer = extended(&message).map_err(|unsound| Trouble::Refused(unsound.to_string()))?;
    if answer.result == SUCCESS {
        return Ok(());
    }
    let (result, text) = (answer.result, visible(&answer.text));
    Err(Trouble::Refused(format!(
        "it refuses StartTLS: rc={result}, text: {text:?}"
    )))
}

/// With TLS.
const CONNECT_TIME: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::os::OsClock;

    #[test]
    fn servers_as_they_are_written() {
        for (host, port, mode, expected) in [
            (
                "ldap.example",
                389,
                SourceTlsMode::StartTls,
                "ldap://ldap.example:389 (StartTLS)",
            ),
            ("192.0.2.1", 636, SourceTlsMode::Implicit, "ldaps://192.0.2.1:636"),
            ("::1", 3890, SourceTlsMode::None, "ldap://[::1]:3890"),
        ] {
            let server = Server {
                host: host.to_owned(),
                port,
                mode,
                tls: None,
                clock: Arc::new(OsClock::default()),
            };
            assert_eq!(server.to_string(), expected);
        }
    }
}
