//! `gatepost route`: what would happen to a message for an address, and why. It asks the DNS, and connects nowhere.

use super::{Failure, Global, output};
use crate::config::{Route, RouteProof, RouteTls, Settings, Via};
use crate::outbound::reach;
use crate::outbound::ways::{Gear, Target, Way, Ways};
use crate::world::os;
use clap::Args;
use mail::{Address, Domain};
use serde::Serialize;

/// What `route` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  gatepost route bob@example.org\n  gatepost route example.org --json")]
pub(super) struct Options {
    /// A mail address, or a domain
    #[arg(value_name = "ADDRESS")]
    address: String,

    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// What would happen.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Found {
    domain: String,
    /// `hold`, `mx`, `smarthost`, `lmtp`.
    via: &'static str,
    /// Why this one.
    because: String,
    /// `opportunistic`, `require`, `verify`; missing where it is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    tls: Option<&'static str>,
    /// As whom a smarthost is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    /// Servers in the order in which they are asked, each with its addresses, or with what is wrong.
    servers: Vec<Server>,
    /// Why there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Server {
    name: String,
    addresses: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

/// Says it.
pub(super) fn run(global: &Global, options: &Options) -> Result<(), Failure> {
    let settings = global.settings()?;
    let domain = domain(&options.address)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("the command cannot start: {error}")))?;
    let found = runtime.block_on(find(&settings, &domain));
    let has_problem = found.problem.is_some();
    if options.json {
        output::json(&found)?;
    } else {
        output::print(&shown(&found))?;
    }
    if has_problem { Err(Failure::silent()) } else { Ok(()) }
}

fn domain(text: &str) -> Result<Domain, Failure> {
    let bare = text
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .unwrap_or(text);
    let domain = match Address::parse(bare) {
        Ok(address) => Ok(address.domain().clone()),
        Err(_) => Domain::parse(bare.strip_prefix('@').unwrap_or(bare)),
    };
    domain.map_err(|_| {
        Failure::usage(format!(
            "`{}` is neither a mail address nor a domain",
            bare.escape_debug()
        ))
    })
}

async fn find(settings: &Settings, domain: &Domain) -> Found {
    let world = os::world_with(os::Bound::default(), 1, &settings.delivery.resolvers);
    let ways = Ways::new(settings, Gear::default(), &*world.network);
    let name = domain.ascii();
    let (place, route) = ways.routes.find(name);
    let mut found = Found {
        domain: name.to_owned(),
        via: route.via(),
        because: because(settings, place, route, domain),
        tls: None,
        login: None,
        servers: Vec::new(),
        problem: None,
    };
    let Way::To(target) = ways.find(name) else { return found };
    found.tls = Some(match route.tls {
        RouteTls::Opportunistic => "opportunistic",
        RouteTls::Require => "require",
        RouteTls::Verify => "verify",
    });
    if let Via::Smarthost { login: Some(login), .. } = &route.via {
        found.login = Some(match (&login.proof, login.user.as_str()) {
            (RouteProof::Certificate(_), "") => "with a client certificate".to_owned(),
            (RouteProof::Certificate(_), user) => format!("as {user}, with a client certificate"),
            (RouteProof::Token(_), user) => format!("as {user}, with an access token"),
            (RouteProof::Password(_), user) => format!("as {user}"),
        });
    }
    match reach::servers(&world, &ways, target).await {
        Err(verdict) => found.problem = Some(problem(&verdict)),
        Ok(servers) => {
            for server in servers {
                let (server, is_circle) = look(&world, &ways, target, server).await;
                found.servers.push(server);
                // Those behind us are not asked.
                if is_circle {
                    break;
                }
            }
            if found.servers.iter().all(|server| server.addresses.is_empty()) {
                let first = found.servers.first().and_then(|server| server.problem.clone());
                found.problem = Some(first.unwrap_or_else(|| "it has no server".to_owned()));
            }
        }
    }
    found
}

async fn look(world: &crate::world::World, ways: &Ways, target: Target<'_>, name: String) -> (Server, bool) {
    match reach::hops(world, ways, target, &name).await {
        Ok(hops) => {
            let addresses = hops.iter().map(ToString::to_string).collect();
            let problem = None;
            (
                Server {
                    name,
                    addresses,
                    problem,
                },
                false,
            )
        }
        Err(verdict) => {
            let (addresses, problem) = (Vec::new(), Some(problem(&verdict)));
            let server = Server {
                name,
                addresses,
                problem,
            };
            (server, reach::is_circle(&verdict))
        }
    }
}

fn problem(verdict: &crate::outbound::outcome::Verdict) -> String {
    let cause = verdict.cause.map_or("", |cause| cause.id);
    let then = match verdict.outcome {
        queue::Outcome::Never => "the message would come back at once",
        _ => "the message would wait, and be tried again",
    };
    format!("{} ({cause}): {then}", verdict.said)
}

fn because(settings: &Settings, place: usize, route: &Route, domain: &Domain) -> String {
    if settings.routes.names(domain.ascii()) {
        return format!("[[route]] number {} names {domain}", place + 1);
    }
    if route.domains.is_empty() && place < settings.routes.written().len() {
        return format!(
            "[[route]] number {} is for all domains that no other one names",
            place + 1
        );
    }
    if settings.configured {
        "no [[route]] is for it, so its own servers are asked".to_owned()
    } else {
        "there is no configuration, so all mail is held".to_owned()
    }
}

fn shown(found: &Found) -> String {
    let what = match found.via {
        "hold" => "is held here, and goes nowhere until the configuration has another way for it",
        "mx" => "is delivered to the domain's own servers",
        "smarthost" => "is handed to a smarthost",
        _ => "is put into mailboxes",
    };
    let mut text = format!("Mail for {} {what} (via = \"{}\")\n", found.domain, found.via);
    text.push_str(&format!("  because   {}\n", found.because));
    if let Some(tls) = found.tls {
        let words = match tls {
            "opportunistic" => "where it is offered, with any certificate",
            "require" => "always, with any certificate",
            _ => "always, with a certificate that is verified",
        };
        text.push_str(&format!("  TLS       {words} (tls = \"{tls}\")\n"));
    }
    if let Some(user) = &found.login {
        text.push_str(&format!("  login     {user}\n"));
    }
    for (n, server) in found.servers.iter().enumerate() {
        match &server.problem {
            Some(problem) => text.push_str(&format!("  server {}  {}: {problem}\n", n + 1, server.name)),
            None => text.push_str(&format!("  server {}  {}\n", n + 1, server.addresses.join(", "))),
        }
    }
    if let Some(problem) = &found.problem {
        text.push_str(&format!("  problem   {problem}\n"));
    }
    output::safe_lines(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{LmtpServer, Routes, without_file};
    use std::path::PathBuf;

    fn settings(routes: Vec<Route>) -> Settings {
        Settings {
            routes: Routes::new(routes, Via::Mx { port: 25 }),
            configured: true,
            ..without_file("/data".into())
        }
    }

    #[tokio::test]
    async fn what_would_happen_and_why() {
        let named = |domain: &str, via| Route {
            domains: vec![Domain::parse(domain).expect("a domain")],
            ..Route::new(via)
        };
        let socket = Via::Lmtp(LmtpServer::Unix(PathBuf::from("/run/lmtp")));
        let settings = settings(vec![named("a.example", socket), named("b.example", Via::Hold)]);
        let find = async |text: &str| find(&settings, &domain(text).expect("a domain")).await;
        let lmtp = find("bob@A.example").await;
        assert_eq!(
            shown(&lmtp),
            "Mail for a.example is put into mailboxes (via = \"lmtp\")\n  because   [[route]] number 1 names A.example\n  \
             TLS       where it is offered, with any certificate (tls = \"opportunistic\")\n  server 1  /run/lmtp\n"
        );
        let held = find("@b.example").await;
        assert_eq!((held.via, held.tls, held.servers.len()), ("hold", None, 0));
        let literal = find("bob@[192.0.2.7]").await;
        assert_eq!(
            (literal.via, literal.servers[0].addresses[0].as_str()),
            ("mx", "192.0.2.7:25")
        );
        assert!(domain("not an address").is_err());
    }
}
