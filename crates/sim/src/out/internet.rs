//! The rest of the world: domains with servers of all manners, and a DNS that knows them.

use super::host;
use crate::chance::Chance;
use crate::executor::{Executor, WORLD};
use crate::network::MadeUpNetwork;
use futures_util::future::{BoxFuture, FutureExt};
use gatepost::world::{DnsError, Endpoint, Mx, Resolver};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How the servers of a domain are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Manner {
    Good,
    Slow,
    Dead,
    Silent,
    BusyGreeting,
    RefusingGreeting,
    Greylists,
    UnknownUsers,
    FullForDays,
    AwayForDays,
    AwayForGood,
    CutsAfterData,
    LiesAboutSize,
    FewRecipients,
    BrokenTls,
    OtherCertificate,
    OldServer,
    Flaky,
    FirstMxDead,
    NoDomain,
    NullMx,
    DnsFails,
    IsUs,
}

impl Manner {
    /// All of them.
    pub const ALL: [Self; 23] = [
        Self::Good,
        Self::Slow,
        Self::Dead,
        Self::Silent,
        Self::BusyGreeting,
        Self::RefusingGreeting,
        Self::Greylists,
        Self::UnknownUsers,
        Self::FullForDays,
        Self::AwayForDays,
        Self::AwayForGood,
        Self::CutsAfterData,
        Self::LiesAboutSize,
        Self::FewRecipients,
        Self::BrokenTls,
        Self::OtherCertificate,
        Self::OldServer,
        Self::Flaky,
        Self::FirstMxDead,
        Self::NoDomain,
        Self::NullMx,
        Self::DnsFails,
        Self::IsUs,
    ];

    /// Whether nothing that it does is for good: what goes there comes back only when the time is over.
    pub fn is_for_now(self) -> bool {
        !matches!(
            self,
            Self::RefusingGreeting
                | Self::UnknownUsers
                | Self::LiesAboutSize
                | Self::Flaky
                | Self::NoDomain
                | Self::NullMx
                | Self::IsUs
        )
    }

    /// Whether what goes there arrives, sooner or later.
    pub fn takes_mail(self) -> bool {
        !matches!(
            self,
            Self::Dead
                | Self::Silent
                | Self::BusyGreeting
                | Self::RefusingGreeting
                | Self::UnknownUsers
                | Self::AwayForGood
                | Self::LiesAboutSize
                | Self::Flaky
                | Self::NoDomain
                | Self::NullMx
                | Self::DnsFails
                | Self::IsUs
        )
    }
}

/// A domain.
#[derive(Debug, Clone)]
pub(super) struct Domain {
    pub(super) name: String,
    pub(super) manner: Manner,
    /// Until when it is out of order, where it is for a while.
    pub(super) until: Duration,
    /// Where its servers are.
    addresses: Vec<IpAddr>,
}

/// A message that a server has, for one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// For whom.
    pub recipient: String,
    /// From whom; empty for the null sender.
    pub sender: String,
    /// Its octets, dots undone.
    pub octets: Vec<u8>,
    /// When it was there.
    pub at: Duration,
    /// Whether 250 was said. If not, it was kept all the same.
    pub acknowledged: bool,
    /// Whether it came through TLS.
    pub secured: bool,
}

/// Domains, servers, and what they have got.
pub(super) struct Internet {
    pub(super) executor: Executor,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    domains: BTreeMap<String, Domain>,
    hosts: BTreeMap<String, IpAddr>,
    copies: Vec<Copy>,
    /// When a recipient was first named, to whoever keeps strangers waiting.
    seen: BTreeMap<String, Duration>,
    /// Sessions by domain.
    sessions: BTreeMap<String, u64>,
}

impl Internet {
    pub(super) fn new(executor: Executor) -> Arc<Self> {
        Arc::new(Self {
            executor,
            state: Mutex::default(),
        })
    }

    /// Makes a domain, with one or two servers that begin to listen.
    pub(super) async fn add(
        self: &Arc<Self>,
        network: &MadeUpNetwork,
        name: &str,
        manner: Manner,
        until: Duration,
        chance: &mut Chance,
    ) {
        let count = if manner == Manner::FirstMxDead {
            2
        } else {
            chance.between(1, 2)
        };
        let mut addresses = Vec::new();
        for n in 0..count {
            let address = {
                let mut state = self.lock();
                let number = u32::try_from(state.hosts.len()).unwrap_or(0) + 1;
                let address = IpAddr::V4(Ipv4Addr::from(0x0A00_0000 + number));
                state.hosts.insert(format!("mx{n}.{name}"), address);
                address
            };
            addresses.push(address);
            let is_dead = match manner {
                Manner::Dead => true,
                Manner::FirstMxDead => n == 0,
                _ => false,
            };
            if is_dead {
                continue;
            }
            let door = network.door(WORLD);
            let Ok(mut listener) = door.listen(&Endpoint::Tcp(SocketAddr::new(address, 25))).await else {
                continue;
            };
            let (internet, domain, mut chance) = (self.clone(), name.to_owned(), chance.fork());
            let stand = async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let session = host::serve(internet.clone(), domain.clone(), stream, chance.fork());
                    internet.executor.spawn(WORLD, session.boxed());
                }
            };
            self.executor.spawn(WORLD, stand.boxed());
        }
        let domain = Domain {
            name: name.to_owned(),
            manner,
            until,
            addresses,
        };
        self.lock().domains.insert(name.to_owned(), domain);
    }

    pub(super) fn domain(&self, name: &str) -> Option<Domain> {
        self.lock().domains.get(name).cloned()
    }

    pub(super) fn keep(&self, copy: Copy) {
        self.lock().copies.push(copy);
    }

    pub(super) fn copies(&self) -> Vec<Copy> {
        self.lock().copies.clone()
    }

    /// When this recipient was named first.
    pub(super) fn first_seen(&self, recipient: &str) -> Duration {
        let now = self.executor.now();
        *self.lock().seen.entry(recipient.to_owned()).or_insert(now)
    }

    /// The number of this session among those of its domain.
    pub(super) fn session(&self, domain: &str) -> u64 {
        let mut state = self.lock();
        let count = state.sessions.entry(domain.to_owned()).or_default();
        *count += 1;
        *count
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The DNS.
pub(super) struct Dns(pub(super) Arc<Internet>);

impl Resolver for Dns {
    fn mx(&self, domain: &str) -> BoxFuture<'static, Result<Vec<Mx>, DnsError>> {
        let (internet, name) = (self.0.clone(), domain.to_owned());
        async move {
            internet.executor.sleep(Duration::from_millis(20)).await;
            let Some(domain) = internet.domain(&name) else {
                return Err(DnsError::NoName);
            };
            let mx = |preference, host: String| Mx { preference, host };
            match domain.manner {
                Manner::NoDomain => Err(DnsError::NoName),
                Manner::NullMx => Ok(vec![mx(0, ".".to_owned())]),
                Manner::DnsFails => Err(DnsError::Failed("nobody answers".to_owned())),
                Manner::IsUs => Ok(vec![mx(10, super::HOSTNAME.to_owned())]),
                _ => Ok((0..domain.addresses.len())
                    .map(|n| mx(10 * n as u16, format!("mx{n}.{name}.")))
                    .collect()),
            }
        }
        .boxed()
    }

    fn addresses(&self, host: &str) -> BoxFuture<'static, Result<Vec<IpAddr>, DnsError>> {
        let (internet, host) = (self.0.clone(), host.to_owned());
        async move {
            internet.executor.sleep(Duration::from_millis(20)).await;
            let found = internet.lock().hosts.get(host.trim_end_matches('.')).copied();
            found.map(|address| vec![address]).ok_or(DnsError::NoName)
        }
        .boxed()
    }
}
