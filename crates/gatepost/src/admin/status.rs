//! How a server is: what `gatepost status` shows, and what the metrics measure when somebody looks.

use super::Control;
use super::protocol::{
    Answer, CertificateShown, DeliveriesShown, IssuerShown, Problem, ProblemCode, QueueShown, ServerShown, SourceShown,
    SourceTrouble, StatusShown,
};
use crate::accounts::directory::Listed;
use crate::accounts::token::Probed;
use crate::watch::Gauges;
use crate::watch::counters::Counters;
use crate::watch::sessions::SESSIONS_MAX;
use crate::world::Clock;
use mail::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use store::{MailStore, QueueCounts, StoreError};

/// What a running server knows of itself.
pub struct Running {
    /// Since when it runs.
    pub started: Timestamp,
    /// How it is at the moment of the call. It must not wait.
    pub present: Box<dyn Fn() -> Present + Send + Sync>,
}

/// How a running server is at a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Present {
    /// Where it listens and for what, such as `0.0.0.0:587 (submission, starttls)`.
    pub listeners: Vec<String>,
    /// Sessions that are open.
    pub sessions: usize,
    /// Password hashes that wait for their turn.
    pub hashing: usize,
    /// Passwords that are remembered.
    pub remembered: usize,
    /// Password hashes that were made since the start.
    pub hashes: u64,
    /// Free octets on the disk of the data directory, if the system says.
    pub free_octets: Option<u64>,
    /// The certificates that it shows.
    pub certificates: Vec<Certificate>,
    /// How it stands with what goes out.
    pub deliveries: DeliveriesShown,
}

/// A certificate that the server shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The names that it is for.
    pub names: Vec<String>,
    /// When it ends.
    pub end: Timestamp,
}

/// What a running server is measured by.
pub struct Vitals {
    /// What it counted.
    pub counters: Arc<Counters>,
    /// The queue.
    pub mail: Arc<dyn MailStore>,
    /// What it knows of itself.
    pub running: Arc<Running>,
}

impl Control {
    pub(super) async fn status(&self) -> Result<Answer, Problem> {
        let (now, moment) = (self.clock.date(), self.clock.now());
        let counts = self.mail.counts().await?;
        let counters = self.counters.as_deref();
        let lately = |minutes: u64| {
            let span = Duration::from_secs(minutes * 60);
            counters
                .map(|counters| counters.lately(span, moment))
                .unwrap_or_default()
        };
        let bans = self.gate.as_ref().map_or(0, |gate| gate.bans_count(now));
        let (sources, issuers) = self.authorities().await;
        let standing = self.directory.store().standing().await;
        let without_scram = standing.map_or(0, |standing| standing.without_sha256);
        let server = self.running.as_deref().map(|running| {
            let present = (running.present)();
            ServerShown {
                since: running.started.rfc3339(),
                up_seconds: now.since(running.started).as_secs(),
                listeners: present.listeners,
                sessions: present.sessions as u64,
                hashing: present.hashing as u64,
                remembered: present.remembered as u64,
                without_scram,
                free_octets: present.free_octets,
                certificates: present.certificates.iter().map(|one| certificate(one, now)).collect(),
                deliveries: present.deliveries,
                sources,
                issuers,
                bans: bans as u64,
                since_start: counters.map(Counters::sums).unwrap_or_default(),
                last_minute: lately(1),
                last_5_minutes: lately(5),
                last_15_minutes: lately(15),
            }
        });
        Ok(Answer::Status(Box::new(StatusShown {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            trouble: trouble(counters, &*self.mail, now).await,
            queue: queue(&counts, now),
            server,
        })))
    }

    /// Where accounts come from, and whose tokens are taken, each asked now. A stopped server takes no logins, and so asks nobody.
    async fn authorities(&self) -> (Vec<SourceShown>, Vec<IssuerShown>) {
        if self.running.is_none() {
            return Default::default();
        }
        let rules = self.directory.rules();
        let (probed, ()) = tokio::join!(rules.tokens.probe(PATIENCE), self.directory.probe(PATIENCE));
        (
            rules.sources.iter().map(|listed| source(listed)).collect(),
            probed.into_iter().map(issuer).collect(),
        )
    }

    pub(super) fn sessions(&self, after: Option<u64>, refused: bool, limit: usize) -> Result<Answer, Problem> {
        let (Some(sessions), Some(running)) = (&self.sessions, &self.running) else {
            let message = "no server runs with this data directory, and what is over is remembered only while it runs; \
                           the log has the sessions before that";
            return Err(Problem::new(ProblemCode::Unavailable, message));
        };
        Ok(Answer::Sessions {
            since: running.started.rfc3339(),
            sessions: sessions.list(after, refused, limit.clamp(1, SESSIONS_MAX)),
        })
    }
}

impl Vitals {
    /// Why no mail is taken, in one line, if so.
    pub(super) async fn trouble(&self, clock: &dyn Clock) -> Option<String> {
        trouble(Some(&self.counters), &*self.mail, clock.date()).await
    }

    /// Everything that is counted and measured, as OpenMetrics text.
    pub(super) async fn openmetrics(&self, clock: &dyn Clock) -> String {
        let now = clock.date();
        // What the store does not say is left out; that it does not is in the answer of /healthz.
        let counts = self.mail.counts().await.ok();
        let present = (self.running.present)();
        let count = |pick: fn(&QueueCounts) -> u64| counts.as_ref().map(pick);
        let oldest = counts.as_ref().and_then(|counts| counts.oldest);
        let end = present.certificates.iter().map(|one| one.end).min();
        self.counters.openmetrics(Gauges {
            sessions: Some(present.sessions as u64),
            ready: count(|counts| counts.ready),
            held: count(|counts| counts.held),
            damaged: count(|counts| counts.damaged),
            queue_octets: count(|counts| counts.octets),
            oldest_seconds: counts
                .is_some()
                .then(|| oldest.map_or(0, |oldest| now.since(oldest).as_secs())),
            free_octets: present.free_octets,
            hashing: Some(present.hashing as u64),
            remembered: Some(present.remembered as u64),
            hashes: Some(present.hashes),
            delivering: Some(present.deliveries.under_way),
            connections: Some(present.deliveries.connections),
            troubled: Some(present.deliveries.troubled.len() as u64),
            certificate_end: end.map(seconds),
            started: Some(seconds(self.running.started)),
        })
    }
}

/// Why no mail is taken, in one line, if so: what events told, else what the store says.
async fn trouble(counters: Option<&Counters>, mail: &dyn MailStore, now: Timestamp) -> Option<String> {
    if let Some(why) = counters.and_then(Counters::trouble) {
        return Some(why.to_owned());
    }
    match mail.room(0, now).await {
        Ok(()) => None,
        Err(StoreError::Full) => Some("the disk is nearly full: no new mail is taken until there is room".to_owned()),
        Err(error) => Some(format!("{error}: no new mail is taken")),
    }
}

fn queue(counts: &QueueCounts, now: Timestamp) -> QueueShown {
    QueueShown {
        ready: counts.ready,
        held: counts.held,
        damaged: counts.damaged,
        octets: counts.octets,
        oldest: counts.oldest.map(|oldest| oldest.rfc3339()),
        oldest_age_seconds: counts.oldest.map(|oldest| now.since(oldest).as_secs()),
    }
}

fn certificate(certificate: &Certificate, now: Timestamp) -> CertificateShown {
    CertificateShown {
        names: certificate.names.clone(),
        end: certificate.end.rfc3339(),
        left_seconds: certificate.end.since(now).as_secs(),
    }
}

/// How a source was when it was asked last.
fn source(listed: &Listed) -> SourceShown {
    let settings = listed.settings();
    SourceShown {
        name: settings.name.clone(),
        kind: settings.kind.word().to_owned(),
        trouble: listed.trouble().map(|trouble| SourceTrouble {
            since: trouble.since.rfc3339(),
            why: trouble.why,
        }),
    }
}

fn issuer(probed: Probed) -> IssuerShown {
    let ok = probed.found.is_ok();
    IssuerShown {
        issuer: probed.issuer,
        ok,
        found: probed.found.unwrap_or_else(|why| why),
    }
}

/// How long `status` waits for who is asked.
const PATIENCE: Duration = Duration::from_secs(3);

/// Seconds since 1970, which are never before it.
fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.seconds()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::made_up::{NOW, accept, control};
    use super::super::protocol::Request;
    use super::*;
    use crate::events::{About, EndedSession, Event};
    use crate::watch::sessions::Sessions;
    use smtp::Moment;

    fn running() -> Arc<Running> {
        Arc::new(Running {
            started: Timestamp::from_micros(NOW.micros() - 7_200_000_000),
            present: Box::new(|| Present {
                listeners: vec!["127.0.0.1:2587 (submission, starttls)".to_owned()],
                sessions: 3,
                certificates: vec![Certificate {
                    names: vec!["localhost".to_owned()],
                    end: NOW.plus(Duration::from_secs(86_400)),
                }],
                ..Present::default()
            }),
        })
    }

    async fn status(control: &Control) -> StatusShown {
        match control.answer(Request::Status {}, "root").await {
            Ok(Answer::Status(status)) => *status,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_stopped_server_still_has_a_queue() {
        let (control, memory) = control();
        accept(&memory, 60, &["bob@example.org"], b"x", &[]).await;
        let status = status(&control).await;
        assert_eq!(status.server, None);
        assert_eq!((status.queue.ready, status.queue.oldest_age_seconds), (1, Some(60)));
        assert_eq!(status.trouble, None);
        let sessions = Request::Sessions {
            after: None,
            refused: false,
            limit: 5,
        };
        let problem = control.answer(sessions, "root").await.expect_err("no server");
        assert!(problem.message.contains("no server runs"));
    }

    #[tokio::test]
    async fn a_running_server_says_how_it_is() {
        let (mut control, memory) = control();
        let (counters, sessions) = (Arc::new(Counters::default()), Arc::new(Sessions::default()));
        control.running = Some(running());
        control.counters = Some(counters.clone());
        control.sessions = Some(sessions.clone());
        counters.note(&Event::LoggedIn(About::default()), Moment::ZERO);
        let server = status(&control).await.server.expect("it runs");
        assert_eq!((server.up_seconds, server.sessions), (7_200, 3));
        assert_eq!((server.since_start.logins, server.last_minute.logins), (1, 1));
        assert_eq!(server.certificates[0].left_seconds, 86_400);
        let sources: Vec<_> = server
            .sources
            .iter()
            .map(|one| (one.name.as_str(), one.trouble.is_none()))
            .collect();
        assert_eq!((sources, server.issuers.len()), (vec![("embedded", true)], 0));
        memory.fail_accounts(Some(StoreError::Unavailable("locked".to_owned())));
        assert!(control.directory.find("alice").await.is_err());
        memory.fail_accounts(None);
        let trouble = status(&control)
            .await
            .server
            .expect("it runs")
            .sources
            .remove(0)
            .trouble;
        let trouble = trouble.expect("it could not be asked");
        assert_eq!(trouble.since, NOW.rfc3339());
        assert!(trouble.why.contains("locked"), "{trouble:?}");

        sessions.note(&Event::Ended(Box::new(EndedSession {
            about: About::default(),
            how: "closed".to_owned(),
            messages: 1,
            refusals: 0,
            began: NOW,
            took: Moment::ZERO,
            ehlo: None,
            refusal: None,
            detail: String::new(),
            cause: None,
            dialogue: String::new(),
        })));
        for (refused, number) in [(false, 1), (true, 0)] {
            let request = Request::Sessions {
                after: Some(0),
                refused,
                limit: 5,
            };
            let Ok(Answer::Sessions { sessions, .. }) = control.answer(request, "root").await else {
                panic!("no sessions")
            };
            assert_eq!(sessions.len(), number);
        }

        counters.note(&Event::Draining { sessions: 0 }, Moment::ZERO);
        assert!(
            status(&control)
                .await
                .trouble
                .is_some_and(|why| why.contains("stopping"))
        );
    }
}
