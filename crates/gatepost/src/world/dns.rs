//! The real DNS, asked by hickory-resolver. What it says is remembered as long as it may be.

use super::{DnsError, Mx, Resolver};
use futures_util::future::{BoxFuture, FutureExt, ready};
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

/// Asks name servers. Must be made inside a tokio runtime.
pub struct Dns(Result<TokioResolver, String>);

impl Dns {
    /// Asks these servers; if there are none, those of the system. Where that says nothing of use, each question is answered with
    /// why.
    pub fn new(servers: &[SocketAddr]) -> Self {
        let builder = if servers.is_empty() {
            TokioResolver::builder_tokio()
        } else {
            let servers = servers.iter().map(|server| {
                let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                    connection.port = server.port();
                    connection
                });
                NameServerConfig::new(server.ip(), true, connections.into())
            });
            let config = ResolverConfig::from_parts(None, Vec::new(), servers.collect());
            Ok(TokioResolver::builder_with_config(
                config,
                TokioRuntimeProvider::default(),
            ))
        };
        let built = builder.and_then(|mut builder| {
            let options = builder.options_mut();
            (options.timeout, options.attempts) = (TIMEOUT, ATTEMPTS);
            options.cache_size = CACHED_MAX;
            // A domain that comes to be, or whose servers move, is not waited for longer than this.
            (options.positive_max_ttl, options.negative_max_ttl) = (Some(TTL_MAX), Some(NEGATIVE_TTL_MAX));
            builder.build()
        });
        Self(built.map_err(|error| format!("the name servers of the system are not known: {error}")))
    }

    fn ask(&self, name: &str, kind: RecordType) -> BoxFuture<'static, Result<Vec<RData>, DnsError>> {
        let resolver = match &self.0 {
            Ok(resolver) => resolver.clone(),
            Err(why) => return ready(Err(DnsError::Failed(why.clone()))).boxed(),
        };
        // Whole, so that no search list is tried.
        let Ok(name) = Name::from_str(&format!("{}.", name.trim_end_matches('.'))) else {
            return ready(Err(DnsError::NoName)).boxed();
        };
        async move {
            match resolver.lookup(name, kind).await {
                Ok(found) => Ok(found.answers().iter().map(|record| record.data.clone()).collect()),
                Err(error) if error.is_nx_domain() => Err(DnsError::NoName),
                Err(error) if error.is_no_records_found() => no_records(&error),
                Err(error) => Err(DnsError::Failed(error.to_string())),
            }
        }
        .boxed()
    }
}

/// That there are none is an answer; a server that fails says so in the same way.
fn no_records(error: &NetError) -> Result<Vec<RData>, DnsError> {
    use hickory_resolver::net::DnsError as Found;
    use hickory_resolver::proto::op::ResponseCode;
    match error {
        NetError::Dns(Found::NoRecordsFound(none)) if none.response_code == ResponseCode::NoError => Ok(Vec::new()),
        other => Err(DnsError::Failed(other.to_string())),
    }
}

impl Resolver for Dns {
    fn mx(&self, domain: &str) -> BoxFuture<'static, Result<Vec<Mx>, DnsError>> {
        let asked = self.ask(domain, RecordType::MX);
        async move {
            let found = asked.await?.into_iter().filter_map(|data| match data {
                RData::MX(mx) => Some(Mx {
                    preference: mx.preference,
                    host: mx.exchange.to_ascii(),
                }),
                _ => None,
            });
            Ok(found.collect())
        }
        .boxed()
    }

    fn addresses(&self, host: &str) -> BoxFuture<'static, Result<Vec<IpAddr>, DnsError>> {
        let (six, four) = (self.ask(host, RecordType::AAAA), self.ask(host, RecordType::A));
        async move {
            let (six, four) = futures_util::future::join(six, four).await;
            let address = |data: &RData| match data {
                RData::AAAA(six) => Some(IpAddr::V6(six.0)),
                RData::A(four) => Some(IpAddr::V4(four.0)),
                _ => None,
            };
            let all = [&six, &four].into_iter().flatten().flatten().filter_map(address);
            let all: Vec<IpAddr> = all.collect();
            match (six, four) {
                _ if !all.is_empty() => Ok(all),
                // What one of them does not know may be the only address that there is.
                (Err(DnsError::Failed(why)), _) | (_, Err(DnsError::Failed(why))) => Err(DnsError::Failed(why)),
                (Err(error), _) | (_, Err(error)) => Err(error),
                (Ok(_), Ok(_)) => Ok(all),
            }
        }
        .boxed()
    }
}

const TIMEOUT: Duration = Duration::from_secs(5);
const ATTEMPTS: usize = 2;
/// Answers, some hundred octets each.
const CACHED_MAX: u64 = 10_000;
const TTL_MAX: Duration = Duration::from_secs(60 * 60);
const NEGATIVE_TTL_MAX: Duration = Duration::from_secs(5 * 60);
