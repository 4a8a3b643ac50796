//! `gatepost status`: how the server is, on one screen.

use super::door::{self, Door, Need};
use super::{Failure, Global, output};
use crate::admin::protocol::{
    Answer, CertificateShown, DeliveriesShown, IssuerShown, QueueShown, Request, ServerShown, SourceShown, StatusShown,
    TroubledShown,
};
use crate::watch::counters::Sums;
use clap::Args;

/// What `status` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gatepost status")]
pub(super) struct Options {
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// Shows it.
pub(super) fn run(global: &Global, options: &Options) -> Result<(), Failure> {
    let settings = &global.settings()?;
    let answer = door::with(settings, Need::There, async |door: &Door| {
        door.answer(Request::Status {}).await
    })?;
    let Answer::Status(status) = answer else {
        return Err(Failure::unexpected());
    };
    if options.json {
        return output::json(&status);
    }
    output::print(&facts(&status))?;
    let Some(server) = &status.server else { return Ok(()) };
    output::print("\n")?;
    output::table(&["", "1 MIN", "5 MIN", "15 MIN", "SINCE START"], activity(server))
}

fn facts(status: &StatusShown) -> String {
    let mut lines = Vec::new();
    let mail = match &status.trouble {
        None => "is taken".to_owned(),
        Some(why) => format!("is NOT taken: {why}"),
    };
    match &status.server {
        None => {
            lines.push(("Server", "stopped: no server runs with this data directory".to_owned()));
            lines.extend(status.trouble.as_ref().map(|why| ("Store", why.clone())));
            lines.push(("Queue", queue(&status.queue)));
        }
        Some(server) => {
            let since = format!(
                "{}, up since {} ({})",
                status.version,
                output::moment(&server.since),
                output::age(server.up_seconds)
            );
            lines.push(("Server", since));
            lines.extend(server.listeners.iter().map(|listener| ("Listener", listener.clone())));
            lines.push(("Mail", mail));
            lines.push(("Sessions", format!("{} open", output::number(server.sessions))));
            lines.push(("Queue", queue(&status.queue)));
            lines.push(("Deliveries", deliveries(&server.deliveries)));
            lines.extend(server.deliveries.troubled.iter().map(trouble));
            lines.extend(
                server
                    .free_octets
                    .map(|octets| ("Disk", format!("{} free", output::size(octets)))),
            );
            lines.push(("Passwords", passwords(server)));
            lines.extend(server.sources.iter().map(|one| ("Source", source(one))));
            lines.extend(server.issuers.iter().map(|one| ("Issuer", issuer(one))));
            lines.push(("Bans", output::quantity(server.bans, "network")));
            lines.extend(server.certificates.iter().map(|one| ("Certificate", certificate(one))));
        }
    }
    lines
        .iter()
        .map(|(name, value)| format!("{name:<13}{}\n", output::safe(value)))
        .collect()
}

fn queue(queue: &QueueShown) -> String {
    let mut text = format!(
        "{} ready, {} held",
        output::number(queue.ready),
        output::number(queue.held)
    );
    if queue.damaged > 0 {
        text.push_str(&format!(
            ", {} DAMAGED (see `gatepost queue check`)",
            output::number(queue.damaged)
        ));
    }
    text.push_str(&format!("; {}", output::size(queue.octets)));
    if let Some(age) = queue.oldest_age_seconds {
        text.push_str(&format!("; the oldest is {} old", output::age(age)));
    }
    text
}

fn deliveries(deliveries: &DeliveriesShown) -> String {
    format!(
        "{} under way, {} at hand, {}",
        output::number(deliveries.under_way),
        output::number(deliveries.waiting),
        output::quantity(deliveries.connections, "connection")
    )
}

/// A destination that is left alone for a while, and why.
fn trouble(one: &TroubledShown) -> (&'static str, String) {
    let until = output::moment(&one.until);
    let since = output::moment(&one.since);
    let text = format!(
        "{}: {}: {}; since {since}, tried again {until}; more: gatepost explain {}",
        one.destination, one.cause, one.said, one.cause
    );
    if one.paused {
        (
            "PAUSED",
            format!("{text}; nothing is bounced: correct the login of its [[route]], then reload"),
        )
    } else {
        ("Left alone", text)
    }
}

fn passwords(server: &ServerShown) -> String {
    let mut text = format!(
        "{} waiting, {} remembered",
        output::quantity(server.hashing, "check"),
        output::number(server.remembered)
    );
    if server.without_scram > 0 {
        let count = output::quantity(server.without_scram, "account");
        text += &format!("; SCRAM is not offered by default: {count} without keys (`gatepost account list`)");
    }
    text
}

fn source(source: &SourceShown) -> String {
    let name = match source.name == source.kind {
        true => source.name.clone(),
        false => format!("{} ({})", source.name, source.kind),
    };
    match &source.trouble {
        None => format!("{name}: ok"),
        Some(trouble) => {
            let since = output::moment(&trouble.since);
            format!("{name}: CANNOT BE ASKED since {since}: {}", trouble.why)
        }
    }
}

fn issuer(issuer: &IssuerShown) -> String {
    match issuer.ok {
        true => format!("{}: {}", issuer.issuer, issuer.found),
        false => format!("{}: CANNOT BE ASKED: {}", issuer.issuer, issuer.found),
    }
}

fn certificate(certificate: &CertificateShown) -> String {
    let names = certificate.names.join(", ");
    let end = output::moment(&certificate.end);
    if certificate.left_seconds == 0 {
        format!("{names}: ENDED {end}")
    } else {
        format!("{names}: until {end} ({} left)", output::age(certificate.left_seconds))
    }
}

fn activity(server: &ServerShown) -> Vec<Vec<String>> {
    let spans = [
        &server.last_minute,
        &server.last_5_minutes,
        &server.last_15_minutes,
        &server.since_start,
    ];
    let row = |name: &str, cell: fn(&Sums) -> String| {
        std::iter::once(name.to_owned())
            .chain(spans.iter().map(|sums| cell(sums)))
            .collect::<Vec<String>>()
    };
    vec![
        row("Sessions", |sums| output::number(sums.sessions)),
        row("Logins", |sums| output::number(sums.logins)),
        row("Logins refused", |sums| output::number(sums.refused_logins)),
        row("Refusals", |sums| output::number(sums.refusals)),
        row("Messages", |sums| output::number(sums.messages)),
        row("Volume", |sums| output::size(sums.octets)),
        row("Delivered", |sums| output::number(sums.delivered)),
        row("Deferred", |sums| output::number(sums.deferred)),
        row("Failed", |sums| output::number(sums.failed)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::protocol::SourceTrouble;

    fn status(server: Option<ServerShown>) -> StatusShown {
        StatusShown {
            version: "0.1.0".to_owned(),
            trouble: None,
            queue: QueueShown {
                ready: 1_234,
                held: 5,
                damaged: 0,
                octets: 3 << 20,
                oldest: Some("2026-11-23T20:15:53.123456Z".to_owned()),
                oldest_age_seconds: Some(7_200),
            },
            server,
        }
    }

    fn server() -> ServerShown {
        ServerShown {
            since: "2026-11-23T20:15:53.123456Z".to_owned(),
            up_seconds: 7_200,
            listeners: vec!["0.0.0.0:587 (submission, starttls)".to_owned()],
            sessions: 3,
            hashing: 0,
            remembered: 12,
            without_scram: 2,
            free_octets: Some(10 << 30),
            certificates: vec![CertificateShown {
                names: vec!["mail.example.com".to_owned()],
                end: "2027-02-23T20:15:53.123456Z".to_owned(),
                left_seconds: 864_000,
            }],
            deliveries: DeliveriesShown {
                under_way: 3,
                waiting: 1_000,
                connections: 4,
                troubled: Vec::new(),
            },
            sources: vec![SourceShown {
                name: "embedded".to_owned(),
                kind: "embedded".to_owned(),
                trouble: None,
            }],
            issuers: Vec::new(),
            bans: 1,
            since_start: Sums {
                messages: 1_234_567,
                octets: 5 << 30,
                ..Sums::default()
            },
            last_minute: Sums::default(),
            last_5_minutes: Sums::default(),
            last_15_minutes: Sums {
                messages: 10,
                octets: 2_048,
                ..Sums::default()
            },
        }
    }

    #[test]
    fn a_stopped_server_is_called_stopped() {
        assert_eq!(
            facts(&status(None)),
            "Server       stopped: no server runs with this data directory\n\
             Queue        1,234 ready, 5 held; 3.0 MiB; the oldest is 2h old\n"
        );
    }

    #[test]
    fn a_running_server_on_one_screen() {
        let text = facts(&status(Some(server())));
        for line in [
            "Server       0.1.0, up since 2026-11-23 20:15:53 UTC (2h)\n",
            "Listener     0.0.0.0:587 (submission, starttls)\n",
            "Mail         is taken\n",
            "Sessions     3 open\n",
            "Disk         10 GiB free\n",
            "Deliveries   3 under way, 1,000 at hand, 4 connections\n",
            "Passwords    0 checks waiting, 12 remembered; SCRAM is not offered by default: 2 accounts without keys \
             (`gatepost account list`)\n",
            "Source       embedded: ok\n",
            "Bans         1 network\n",
            "Certificate  mail.example.com: until 2027-02-23 20:15:53 UTC (10d left)\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        assert!(text.lines().count() + activity(&server()).len() < 24, "{text}");
        let rows = activity(&server());
        assert_eq!(rows[4], ["Messages", "0", "0", "10", "1,234,567"]);
        assert_eq!(rows[5], ["Volume", "0 B", "0 B", "2.0 KiB", "5.0 GiB"]);
    }

    #[test]
    fn what_is_wrong_stands_out() {
        let mut wrong = status(Some(server()));
        wrong.trouble = Some("the disk is nearly full".to_owned());
        wrong.queue.damaged = 2;
        if let Some(server) = &mut wrong.server {
            server.certificates[0].left_seconds = 0;
            let troubled = |paused| TroubledShown {
                destination: "smtp.example.net:587".to_owned(),
                paused,
                cause: "credentials-wrong".to_owned(),
                said: "535 5.7.8 no".to_owned(),
                hop: None,
                since: "2026-11-23T20:15:53.123456Z".to_owned(),
                until: "2026-11-23T20:30:53.123456Z".to_owned(),
            };
            server.deliveries.troubled = vec![troubled(true), troubled(false)];
            server.sources.push(SourceShown {
                name: "office".to_owned(),
                kind: "ldap".to_owned(),
                trouble: Some(SourceTrouble {
                    since: "2026-11-23T20:15:53.123456Z".to_owned(),
                    why: "no route to host".to_owned(),
                }),
            });
            let issuer = |ok| IssuerShown {
                issuer: "https://login.example".to_owned(),
                ok,
                found: "2 keys".to_owned(),
            };
            server.issuers = vec![issuer(true), issuer(false)];
        }
        let text = facts(&wrong);
        for part in [
            "is NOT taken: the disk is nearly full",
            "PAUSED       smtp.example.net:587: credentials-wrong: 535 5.7.8 no; since 2026-11-23 20:15:53 UTC, tried again \
             2026-11-23 20:30:53 UTC; more: gatepost explain credentials-wrong; nothing is bounced",
            "Left alone   smtp.example.net:587",
            "2 DAMAGED",
            "mail.example.com: ENDED",
            "Source       office (ldap): CANNOT BE ASKED since 2026-11-23 20:15:53 UTC: no route to host\n",
            "Issuer       https://login.example: 2 keys\n",
            "Issuer       https://login.example: CANNOT BE ASKED: 2 keys\n",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
