//! Fetches small documents over HTTP/1.1 (RFC 9112), through the doors: what issuers of tokens publish, and what they answer.

#[cfg(test)]
pub(crate) mod made_up;
mod url;

pub use url::{BadUrl, Host, Url};

use crate::world::{Clock, DnsError, Endpoint, Network, Resolver, Stream, Tasks, TlsClient, TlsDemand, World};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::FutureExt;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{self, HeaderValue};
use hyper::http::request::Builder;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use smtp::Moment;
use std::error::Error;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Fetches: one connection for each document, in 10 s at most. Redirects are not followed. Cheap to clone.
#[derive(Clone)]
pub struct Fetch {
    network: Arc<dyn Network>,
    resolver: Arc<dyn Resolver>,
    clock: Arc<dyn Clock>,
    tasks: Arc<dyn Tasks>,
}

/// What was fetched. It may hold secrets.
pub type Document = Zeroizing<Vec<u8>>;

/// Who asks (RFC 7617): sent with the first request, in the form that RFC 6749 §2.3.1 gives it.
#[derive(Clone, Copy)]
pub struct Basic<'a> {
    /// The client's id.
    pub user: &'a str,
    /// Its secret.
    pub password: &'a str,
}

/// Why there is no document.
#[derive(Clone, PartialEq, Eq)]
pub enum FetchError {
    /// Nothing can be fetched from there, ever.
    BadUrl(String),
    /// Nobody answers, or not in HTTP: in the words of whoever tried.
    Unreachable(String),
    /// It took too long.
    Timeout,
    /// It is larger than 1 MiB.
    TooLarge,
    /// The answer is another than 2xx: its status, and how its document begins, in 4 KiB at most. That may hold secrets.
    Status(u16, Zeroizing<String>),
}

impl Fetch {
    /// Through these doors.
    pub fn new(world: &World) -> Self {
        Self {
            network: world.network.clone(),
            resolver: world.resolver.clone(),
            clock: world.clock.clone(),
            tasks: world.tasks.clone(),
        }
    }

    /// Fetches a document. Of https, `tls` sees to it that the certificate is for that host.
    ///
    /// # Errors
    /// There is none, or not in time.
    pub async fn get(&self, url: &Url, tls: &dyn TlsClient) -> Result<Document, FetchError> {
        let request = head(Method::GET, url).body(Full::new(Bytes::new()));
        self.ask(url, request, tls).await
    }

    /// Hands a form in (`application/x-www-form-urlencoded`), and fetches the answer.
    ///
    /// # Errors
    /// As for [`Self::get`]. The form may have arrived all the same.
    pub async fn post_form(
        &self,
        url: &Url,
        fields: &[(&str, &str)],
        who: Option<Basic<'_>>,
        tls: &dyn TlsClient,
    ) -> Result<Document, FetchError> {
        let mut head = head(Method::POST, url).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(who) = who {
            head = head.header(header::AUTHORIZATION, authorization(who)?);
        }
        let octets = Zeroizing::new(form(fields).as_bytes().to_vec());
        self.ask(url, head.body(Full::new(Bytes::from_owner(octets))), tls)
            .await
    }

    async fn ask(
        &self,
        url: &Url,
        request: hyper::http::Result<Request<Full<Bytes>>>,
        tls: &dyn TlsClient,
    ) -> Result<Document, FetchError> {
        let request = request.map_err(|error| FetchError::BadUrl(error.to_string()))?;
        let until = self.clock.now() + TIME_MAX;
        tokio::select! {
            biased;
            answer = self.exchange(url, request, tls, until) => answer,
            () = self.clock.sleep_until(until) => Err(FetchError::Timeout),
        }
    }

    async fn exchange(
        &self,
        url: &Url,
        request: Request<Full<Bytes>>,
        tls: &dyn TlsClient,
        until: Moment,
    ) -> Result<Document, FetchError> {
        let stream = self.connect(url, tls).await?;
        let mut http = http1::Builder::new();
        http.max_headers(FIELDS_MAX).max_header_size(HEAD_OCTETS_MAX);
        let (mut sender, connection) = http
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| lost(&error))?;
        let (clock, end) = (self.clock.clone(), until + CLOSE_TIME);
        let carry = async move {
            tokio::select! {
                biased;
                // What goes wrong with it shows in the answer, or by its absence.
                _ = connection => {}
                () = clock.sleep_until(end) => {}
            }
        };
        self.tasks.spawn(carry.boxed());
        let response = sender.send_request(request).await.map_err(|error| lost(&error))?;
        read(response).await
    }

    async fn connect(&self, url: &Url, tls: &dyn TlsClient) -> Result<Box<dyn Stream>, FetchError> {
        let mut why = String::new();
        for address in self.addresses(url.host()).await?.into_iter().take(ADDRESSES_MAX) {
            let endpoint = Endpoint::Tcp(SocketAddr::new(address, url.port()));
            let by = self.clock.now() + CONNECT_TIME;
            let connected = tokio::select! {
                biased;
                connected = self.network.connect(&endpoint) => connected,
                () = self.clock.sleep_until(by) => Err(io::ErrorKind::TimedOut.into()),
            };
            let stream = match connected {
                Ok(stream) => stream,
                Err(error) => {
                    why = format!("{address}: {error}");
                    continue;
                }
            };
            if !url.is_https() {
                return Ok(stream);
            }
            let demand = TlsDemand {
                name: url.host().certificate_name(),
                verify: true,
            };
            return match tls.connect(stream, &demand).await {
                Ok((stream, _)) => Ok(stream),
                Err(no) => Err(FetchError::Unreachable(format!("no TLS with {address}: {}", no.why))),
            };
        }
        Err(FetchError::Unreachable(why))
    }

    /// At least one.
    async fn addresses(&self, host: &Host) -> Result<Vec<IpAddr>, FetchError> {
        let name = match host {
            Host::Address(address) => return Ok(vec![*address]),
            Host::Name(name) if name == url::LOCALHOST => {
                return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
            }
            Host::Name(name) => name,
        };
        match self.resolver.addresses(name).await {
            Ok(addresses) if !addresses.is_empty() => Ok(addresses),
            Ok(_) | Err(DnsError::NoName) => {
                let why = format!("the DNS knows no address of {name}");
                Err(FetchError::Unreachable(why))
            }
            Err(DnsError::Failed(why)) => {
                let why = format!("the DNS does not say where {name} is: {why}");
                Err(FetchError::Unreachable(why))
            }
        }
    }
}

impl FetchError {
    /// Whether the server answered that there is no such document, or not for us.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Status(400..=499, _))
    }
}

impl From<BadUrl> for FetchError {
    fn from(bad: BadUrl) -> Self {
        Self::BadUrl(bad.to_string())
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadUrl(why) => write!(f, "nothing can be fetched from there: {why}"),
            Self::Unreachable(why) => write!(f, "it cannot be reached: {why}"),
            Self::Timeout => write!(f, "it did not answer within {} s", TIME_MAX.as_secs()),
            Self::TooLarge => f.write_str("its answer is larger than 1 MiB"),
            Self::Status(status @ 300..=399, _) => {
                write!(
                    f,
                    "it points elsewhere (status {status}), and redirects are not followed"
                )
            }
            Self::Status(status, _) => write!(f, "it answered with the status {status}"),
        }
    }
}

/// The same: what a server says with an error is nobody's to log.
impl fmt::Debug for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for FetchError {}

fn head(method: Method, url: &Url) -> Builder {
    Request::builder()
        .method(method)
        .uri(url.target())
        .header(header::HOST, url.authority())
        .header(header::USER_AGENT, "Gatepost")
        .header(header::ACCEPT, "application/json")
        .header(header::CONNECTION, "close")
}

fn authorization(who: Basic<'_>) -> Result<HeaderValue, FetchError> {
    let (user, password) = (encoded(who.user), encoded(who.password));
    let pair = Zeroizing::new(format!("{}:{}", *user, *password));
    let text = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    let text = Zeroizing::new(format!("Basic {}", *text));
    // What base64 makes can stand in a field, whatever the secret is.
    let mut value = HeaderValue::from_str(&text).map_err(|error| FetchError::BadUrl(error.to_string()))?;
    value.set_sensitive(true);
    Ok(value)
}

fn form(fields: &[(&str, &str)]) -> Zeroizing<String> {
    let octets: usize = fields
        .iter()
        .map(|(name, value)| 3 * (name.len() + value.len()) + 2)
        .sum();
    // Never grown, so that nothing of it is left behind.
    let mut form = Zeroizing::new(String::with_capacity(octets));
    for (name, value) in fields {
        if !form.is_empty() {
            form.push('&');
        }
        form.push_str(&encoded(name));
        form.push('=');
        form.push_str(&encoded(value));
    }
    form
}

/// As in a form: RFC 6749 Appendix B.
fn encoded(text: &str) -> Zeroizing<String> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = Zeroizing::new(String::with_capacity(3 * text.len()));
    for octet in text.bytes() {
        match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => encoded.push(char::from(octet)),
            b' ' => encoded.push('+'),
            _ => {
                encoded.push('%');
                encoded.push(char::from(DIGITS[usize::from(octet >> 4)]));
                encoded.push(char::from(DIGITS[usize::from(octet & 15)]));
            }
        }
    }
    encoded
}

async fn read(response: Response<Incoming>) -> Result<Document, FetchError> {
    let status = response.status();
    let body = response.into_body();
    if !status.is_success() {
        let (beginning, _) = begin(body, PROBLEM_OCTETS_MAX).await.unwrap_or_default();
        let text = Zeroizing::new(String::from_utf8_lossy(&beginning).into_owned());
        return Err(FetchError::Status(status.as_u16(), text));
    }
    // Whoever announces too much is not heard out.
    if body.size_hint().lower() > DOCUMENT_OCTETS_MAX as u64 {
        return Err(FetchError::TooLarge);
    }
    match begin(body, DOCUMENT_OCTETS_MAX).await {
        Ok((document, true)) => Ok(document),
        Ok((_, false)) => Err(FetchError::TooLarge),
        Err(error) => Err(lost(&error)),
    }
}

/// The first octets of a body, and whether that is all of it.
async fn begin(mut body: Incoming, octets_max: usize) -> hyper::Result<(Document, bool)> {
    let mut document = Zeroizing::new(Vec::with_capacity(USUAL_OCTETS));
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame?.into_data() else { continue };
        let room = octets_max - document.len();
        if piece.len() > room {
            document.extend_from_slice(&piece[..room]);
            return Ok((document, false));
        }
        document.extend_from_slice(&piece);
    }
    Ok((document, true))
}

fn lost(error: &hyper::Error) -> FetchError {
    FetchError::Unreachable(match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    })
}

/// For all of it.
const TIME_MAX: Moment = Moment::from_secs(10);
/// For each address.
const CONNECT_TIME: Moment = Moment::from_secs(3);
/// As many as there is time for.
const ADDRESSES_MAX: usize = 3;
/// Behind the end of the time, when nobody listens any more.
const CLOSE_TIME: Moment = Moment::from_secs(1);
const DOCUMENT_OCTETS_MAX: usize = 1024 * 1024;
const PROBLEM_OCTETS_MAX: usize = 4 * 1024;
/// What has room for most documents from the beginning.
const USUAL_OCTETS: usize = 16 * 1024;
const FIELDS_MAX: usize = 100;
const HEAD_OCTETS_MAX: usize = 32 * 1024;

#[cfg(test)]
mod tests;
