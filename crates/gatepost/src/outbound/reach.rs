//! From a target to a session: which servers there are, in which order they are tried, and how safe the connection must be.

use super::access::AccessError;
use super::mx::{self, Records};
use super::outcome::{Unreachable, Verdict};
use super::ways::{Entrance, Target, Ways};
use crate::call::{Begin, Call};
use crate::config::{LmtpServer, RouteTls, Via};
use crate::world::{DnsError, Endpoint, Mx, TlsDemand, World};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use reply::causes::{AUTH_NEEDS_TLS, TLS_REQUIRED};
use smtp::Moment;
use smtp::client::{Failure, Login, Problem, Proof, Protocol, Stage, Terms, TlsWish};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A server that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Its name, or its address where it has none.
    pub server: String,
    /// Where it is.
    pub endpoint: Endpoint,
}

/// Who is asked, as it stands in the trace: `mx.example.org [192.0.2.1]:25`.
impl std::fmt::Display for Hop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.endpoint {
            Endpoint::Tcp(address) if address.ip().to_string() == self.server => address.fmt(f),
            Endpoint::Tcp(address) => write!(f, "{} [{}]:{}", self.server, address.ip(), address.port()),
            Endpoint::Unix(path) => path.display().fmt(f),
        }
    }
}

/// A session, and how it came to be.
pub struct Reached {
    /// The session.
    pub call: Call,
    /// With whom.
    pub hop: Hop,
    /// How the connection is secured.
    pub tls: String,
    /// What else is worth knowing.
    pub note: Option<String>,
}

impl Reached {
    /// Whether a refusal is due to our own way of coming: without TLS, to somebody who wants it.
    pub fn is_our_choice(&self, verdict: &Verdict) -> bool {
        let wants_tls = [&TLS_REQUIRED, &AUTH_NEEDS_TLS].map(Some).contains(&verdict.cause);
        wants_tls && self.call.tls().is_none()
    }
}

/// There is no session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotReached {
    /// What that means for a message.
    pub verdict: Verdict,
    /// With whom it was tried last, if it came that far.
    pub hop: Option<Hop>,
    /// The login was refused, or could not be tried: no message can go this way until somebody mends it.
    pub login_refused: bool,
}

/// The names of the servers of a target, those to be asked first at the front.
///
/// # Errors
/// There are none, or it is not known.
pub async fn servers(world: &World, ways: &Ways, target: Target<'_>) -> Result<Vec<String>, Verdict> {
    let route = ways.route(target);
    let domain = match (&route.via, target.domain) {
        (Via::Mx { .. }, Some(domain)) => domain,
        (Via::Smarthost { host, .. } | Via::Lmtp(LmtpServer::Tcp { host, .. }), _) => return Ok(vec![host.clone()]),
        (Via::Lmtp(LmtpServer::Unix(path)), _) => return Ok(vec![path.display().to_string()]),
        (Via::Mx { .. } | Via::Hold, _) => return Ok(Vec::new()),
    };
    // RFC 5321 §4.1.3: an address in place of a domain.
    if let Some(literal) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let bare = literal
            .strip_prefix("ipv6:")
            .or(literal.strip_prefix("IPv6:"))
            .unwrap_or(literal);
        return Ok(vec![bare.to_owned()]);
    }
    let records = match world.resolver.mx(domain).await {
        Ok(found) => Records::Found(found),
        Err(DnsError::NoName) => Records::NoDomain,
        Err(DnsError::Failed(why)) => return Err(Unreachable::Dns(why).verdict()),
    };
    let chance = || {
        let mut octets = [0; 8];
        world.random.fill(&mut octets);
        u64::from_be_bytes(octets)
    };
    let mut ourselves = ways.ourselves.clone();
    if let (Records::Found(found), Via::Mx { port }) = (&records, &route.via) {
        ourselves.names.extend(ours_by_address(world, ways, found, *port).await);
    }
    mx::hosts(domain, &records, &ourselves, chance).map_err(|none| none.verdict())
}

/// The names of those servers that are ourselves under another name: they have an address at which we listen.
async fn ours_by_address(world: &World, ways: &Ways, found: &[Mx], port: u16) -> Vec<String> {
    let is_ours = |mx: Mx| async move {
        // What cannot be asked now is met again when its turn comes.
        let addresses = world.resolver.addresses(&mx.host).await.unwrap_or_default();
        let ours = addresses
            .iter()
            .any(|ip| ways.ourselves.is_at(SocketAddr::new(*ip, port)));
        ours.then(|| mx::plain(&mx.host))
    };
    let all = join_all(found.iter().take(mx::HOSTS_MAX).cloned().map(is_ours)).await;
    all.into_iter().flatten().collect()
}

/// Where a server is, in the order in which its addresses are tried.
///
/// # Errors
/// It is nowhere, or it is not known.
pub async fn hops(world: &World, ways: &Ways, target: Target<'_>, server: &str) -> Result<Vec<Hop>, Verdict> {
    let port = match &ways.route(target).via {
        Via::Mx { port } | Via::Smarthost { port, .. } | Via::Lmtp(LmtpServer::Tcp { port, .. }) => *port,
        Via::Lmtp(LmtpServer::Unix(path)) => {
            let (server, endpoint) = (server.to_owned(), Endpoint::Unix(path.clone()));
            return Ok(vec![Hop { server, endpoint }]);
        }
        Via::Hold => return Ok(Vec::new()),
    };
    let found = match server.parse::<IpAddr>() {
        Ok(address) => vec![address],
        Err(_) => match world.resolver.addresses(server).await {
            Ok(found) => found,
            Err(DnsError::NoName) => return Err(Unreachable::NoAddress(server.to_owned()).verdict()),
            Err(DnsError::Failed(why)) => return Err(Unreachable::Dns(why).verdict()),
        },
    };
    if found.is_empty() {
        return Err(Unreachable::NoAddress(server.to_owned()).verdict());
    }
    let addresses = mx::addresses(&found, port, &ways.ourselves).map_err(|circle| circle.verdict())?;
    let hop = |address| Hop {
        server: server.to_owned(),
        endpoint: Endpoint::Tcp(address),
    };
    Ok(addresses.into_iter().map(hop).collect())
}

/// Tries the servers of a target until there is a session with one of them.
///
/// # Errors
/// There is none with any. What is said is for now if it is for one of them.
pub async fn reach(world: &World, ways: &Ways, target: Target<'_>) -> Result<Reached, NotReached> {
    let nowhere = |verdict: Verdict| NotReached {
        // A server of the configuration that is not there is a mistake there, for which no message is to blame.
        verdict: if target.domain.is_some() {
            verdict
        } else {
            verdict.for_now_at_least()
        },
        hop: None,
        login_refused: false,
    };
    let servers = servers(world, ways, target).await.map_err(nowhere)?;
    let (mut worst, mut tried): (Option<NotReached>, usize) = (None, 0);
    for server in servers {
        let hops = match hops(world, ways, target, &server).await {
            Ok(hops) => hops,
            // Those as good as we are, and those behind us, would send it back (RFC 5321 §5.1).
            Err(verdict) if is_circle(&verdict) => {
                worst = Some(milder(worst, nowhere(verdict)));
                break;
            }
            Err(verdict) => {
                worst = Some(milder(worst, nowhere(verdict)));
                continue;
            }
        };
        for hop in hops {
            if tried >= TRIES_MAX {
                break;
            }
            tried += 1;
            match open(world, ways, target, hop).await {
                Ok(reached) => return Ok(reached),
                // It is the same login everywhere.
                Err(refused) if refused.login_refused => return Err(refused),
                Err(not) => worst = Some(milder(worst, not)),
            }
        }
    }
    Err(worst.unwrap_or_else(|| nowhere(mx::CIRCLE.verdict())))
}

/// Whether a server is ourselves, by its address.
pub fn is_circle(verdict: &Verdict) -> bool {
    verdict.cause == Some(mx::CIRCLE.cause)
}

/// Of two failures the one that leaves hope; of two alike, the later.
fn milder(earlier: Option<NotReached>, later: NotReached) -> NotReached {
    match earlier {
        Some(earlier) if later.verdict.is_final() && !earlier.verdict.is_final() => earlier,
        _ => later,
    }
}

/// Opens a session with one server. Where TLS need not be and cannot be, once more without.
async fn open(world: &World, ways: &Ways, target: Target<'_>, hop: Hop) -> Result<Reached, NotReached> {
    let route = ways.route(target);
    let entrance = ways.login(target.place);
    let has_login = entrance.is_some();
    let login = match entrance {
        None => None,
        Some(Entrance::Known(login)) => Some(login.clone()),
        Some(Entrance::Token {
            user,
            mechanisms,
            access,
        }) => {
            let token = access.get().await.map_err(|error| no_token(error, &hop))?;
            Some(Login {
                user: user.clone(),
                proof: Proof::Token(token),
                mechanisms: *mechanisms,
            })
        }
    };
    let wish = match route.tls {
        RouteTls::Opportunistic if has_login => TlsWish::Required,
        RouteTls::Opportunistic => TlsWish::IfOffered,
        RouteTls::Require | RouteTls::Verify => TlsWish::Required,
    };
    let not_reached = |failure, hop| {
        let is_refused = matches!(
            failure,
            Failure {
                stage: Stage::Login,
                problem: Problem::Refused(_)
            }
        );
        let mut not = not_reached(failure, hop, has_login);
        let Some(login) = &login else { return not };
        not.verdict.said = without_secrets(&not.verdict.said, login);
        if let (true, Proof::Token(token), Some(Entrance::Token { access, .. })) = (is_refused, &login.proof, entrance)
            && access.refused(token)
        {
            // It may have ended early: the next attempt comes with a new one.
            not.login_refused = false;
        }
        not
    };
    let failure = match dial(world, ways, target, &hop, (wish, login.clone())).await? {
        Ok(call) => return Ok(reached(call, hop, route.tls, None)),
        Err(failure) => failure,
    };
    let Problem::Handshake(no) = &failure.problem else {
        return Err(not_reached(failure, hop));
    };
    if wish != TlsWish::IfOffered || is_implicit(&route.via) {
        return Err(not_reached(failure, hop));
    }
    // RFC 7435 §3: what could not be made secret goes in the clear rather than not at all.
    let note = format!("no TLS, since the handshake failed: {}", no.why);
    match dial(world, ways, target, &hop, (TlsWish::Never, login.clone())).await? {
        Ok(call) => Ok(reached(call, hop, route.tls, Some(note))),
        Err(failure) => Err(not_reached(failure, hop)),
    }
}

fn reached(call: Call, hop: Hop, tls: RouteTls, note: Option<String>) -> Reached {
    let secured = call.tls().map(|facts| {
        let verified = if tls == RouteTls::Verify {
            "certificate verified"
        } else {
            "certificate not verified"
        };
        format!("{} {}, {verified}", facts.version, facts.cipher)
    });
    Reached {
        call,
        hop,
        tls: secured.unwrap_or_else(|| "none".to_owned()),
        note,
    }
}

/// Some servers say again what they were told: none of it goes into the log, or to the sender.
fn without_secrets(said: &str, login: &Login) -> String {
    let Login { user, proof, .. } = login;
    let secret = match proof {
        Proof::Password { password, .. } => password.as_str(),
        Proof::Token(token) => token.as_str(),
        Proof::Certificate => return said.to_owned(),
    };
    let mut forms: Vec<Zeroizing<String>> = Vec::new();
    // As it is configured, and as it is sent (RFC 4013).
    for (user, secret) in [(user.clone(), secret.to_owned()), (prepared(user), prepared(secret))] {
        let secret = Zeroizing::new(secret);
        let escaped = user.replace('=', "=3D").replace(',', "=2C");
        forms.extend(
            [
                format!("\0{user}\0{}", *secret),
                format!("user={user}\x01auth=Bearer {}\x01\x01", *secret),
                format!("n,a={escaped},\x01auth=Bearer {}\x01\x01", *secret),
                secret.to_string(),
            ]
            .map(Zeroizing::new)
            .map(|text| Zeroizing::new(STANDARD.encode(text.as_bytes()))),
        );
        forms.push(secret);
    }
    let mut said = said.to_owned();
    for form in forms.iter().filter(|form| !form.is_empty()) {
        said = said.replace(form.as_str(), "*****");
    }
    said
}

fn prepared(text: &str) -> String {
    stringprep::saslprep(text).map_or_else(|_| text.to_owned(), |text| text.into_owned())
}

/// There is nothing to log in with.
fn no_token(error: AccessError, hop: &Hop) -> NotReached {
    NotReached {
        login_refused: error.needs_person,
        verdict: Unreachable::NoToken(error).verdict(),
        hop: Some(hop.clone()),
    }
}

/// For SCRAM.
fn nonce(world: &World) -> String {
    let mut octets = [0; NONCE_OCTETS];
    world.random.fill(&mut octets);
    STANDARD.encode(octets)
}

fn not_reached(failure: Failure, hop: Hop, has_login: bool) -> NotReached {
    let login_refused = match (&failure.stage, &failure.problem) {
        // A code of the fourth hundred is a server that cannot check it now (RFC 4954 §6).
        (Stage::Login, Problem::Refused(reply)) => reply.class() == 5,
        (Stage::Login, Problem::Lacks(_)) => true,
        (Stage::StartTls | Stage::Hello, Problem::Lacks(_)) => has_login,
        _ => false,
    };
    NotReached {
        verdict: super::outcome::judge(&Err(failure), false, false),
        hop: Some(hop),
        login_refused,
    }
}

/// One connection, and the session on it up to the first message; or why there is none of the two.
async fn dial(
    world: &World,
    ways: &Ways,
    target: Target<'_>,
    hop: &Hop,
    (wish, login): (TlsWish, Option<Login>),
) -> Result<Result<Call, Failure>, NotReached> {
    let route = ways.route(target);
    let unreachable = |why: Unreachable| NotReached {
        verdict: why.verdict(),
        hop: Some(hop.clone()),
        login_refused: false,
    };
    let clock = &world.clock;
    let stream = tokio::select! {
        biased;
        stream = world.network.connect(&hop.endpoint) => stream.map_err(|error| unreachable(Unreachable::Connection(error)))?,
        () = clock.sleep_until(clock.now() + CONNECT_TIME) => return Err(unreachable(Unreachable::Timeout)),
    };
    let protocol = match &route.via {
        Via::Lmtp(_) => Protocol::Lmtp,
        Via::Hold | Via::Mx { .. } | Via::Smarthost { .. } => Protocol::Smtp,
    };
    let is_local = matches!(hop.endpoint, Endpoint::Unix(_));
    let terms = Terms {
        protocol,
        tls: if is_local { TlsWish::Never } else { wish },
        login,
        nonce: nonce(world),
        ..Terms::new(ways.hostname.clone())
    };
    let begin = Begin {
        terms,
        demand: TlsDemand {
            name: hop.server.clone(),
            verify: route.tls == RouteTls::Verify,
        },
        implicit_tls: is_implicit(&route.via),
    };
    let Some(tls) = ways.tls(target.place) else {
        return Err(unreachable(Unreachable::Dns("this route is gone".to_owned())));
    };
    Ok(Call::begin(stream, begin, clock.clone(), Arc::clone(tls)).await)
}

fn is_implicit(via: &Via) -> bool {
    match via {
        Via::Smarthost { implicit_tls, .. } | Via::Lmtp(LmtpServer::Tcp { implicit_tls, .. }) => *implicit_tls,
        Via::Hold | Via::Mx { .. } | Via::Lmtp(LmtpServer::Unix(_)) => false,
    }
}

/// Some systems try for two minutes; a server that does not answer in this time is hardly there.
const CONNECT_TIME: Moment = Moment::from_secs(30);
const NONCE_OCTETS: usize = 18;
/// Addresses of one attempt.
const TRIES_MAX: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_say_again_is_not_told() {
        let login = Login::with_password("office", "let me in");
        for (said, expected) in [
            (
                "535 5.7.8 wrong password `let me in` for office",
                "535 5.7.8 wrong password `*****` for office",
            ),
            ("535 AG9mZmljZQBsZXQgbWUgaW4= is wrong", "535 ***** is wrong"),
            ("535 bGV0IG1lIGlu is wrong", "535 ***** is wrong"),
            ("535 5.7.8 no", "535 5.7.8 no"),
        ] {
            assert_eq!(without_secrets(said, &login), expected);
        }
        // What is sent is prepared, and not what stands in the file.
        let login = Login::with_password("office", "let\u{a0}me in");
        assert_eq!(
            without_secrets("535 AG9mZmljZQBsZXQgbWUgaW4= no", &login),
            "535 ***** no"
        );
        let token = Login {
            user: "a,b".to_owned(),
            proof: Proof::Token(Zeroizing::new("ya29.x".to_owned())),
            ..login
        };
        for said in [
            "user=a,b\x01auth=Bearer ya29.x\x01\x01",
            "n,a=a=2Cb,\x01auth=Bearer ya29.x\x01\x01",
            "ya29.x",
        ] {
            let encoded = STANDARD.encode(said);
            assert_eq!(without_secrets(&format!("535 {encoded}"), &token), "535 *****");
        }
    }
}
