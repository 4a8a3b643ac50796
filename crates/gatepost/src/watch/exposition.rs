//! What was counted, as Prometheus reads it. The only file that knows the library for that.

use super::counters::{AtListener, Counts, Histogram};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::Registry;
use std::fmt;

/// What is not counted but measured, when somebody looks. What is not known is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Sessions that are open.
    pub sessions: Option<u64>,
    /// Messages that wait to be sent.
    pub ready: Option<u64>,
    /// Messages that are held.
    pub held: Option<u64>,
    /// Messages whose body is missing or damaged.
    pub damaged: Option<u64>,
    /// Octets of all messages in the queue.
    pub queue_octets: Option<u64>,
    /// The age of the oldest message.
    pub oldest_seconds: Option<u64>,
    /// Free octets on the disk of the data directory.
    pub free_octets: Option<u64>,
    /// Password hashes that wait for their turn.
    pub hashing: Option<u64>,
    /// Passwords that are remembered.
    pub remembered: Option<u64>,
    /// Password hashes that were made since the start. Whoever makes them counts them.
    pub hashes: Option<u64>,
    /// Messages that are being handed over.
    pub delivering: Option<u64>,
    /// Connections to other servers.
    pub connections: Option<u64>,
    /// Destinations that are left alone for a while.
    pub troubled: Option<u64>,
    /// When the certificate that ends first does so, in seconds since 1970.
    pub certificate_end: Option<u64>,
    /// When the server was started, in seconds since 1970.
    pub started: Option<u64>,
}

/// The whole text, with its end mark.
pub(super) fn text(counts: Counts, gauges: Gauges) -> String {
    let mut registry = Registry::with_prefix("gatepost");
    registry.register_collector(Box::new(Scrape { counts, gauges }));
    let mut text = String::new();
    // A String takes everything.
    let _ = encode(&mut text, &registry);
    text
}

/// One look at everything. The library's own families would show their rows in an order that chance draws.
#[derive(Debug)]
struct Scrape {
    counts: Counts,
    gauges: Gauges,
}

impl Collector for Scrape {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let encoder = &mut encoder;
        let Self { counts, gauges } = self;
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        encoder
            .encode_descriptor("build", "The version that runs.", None, MetricType::Info)?
            .encode_info(&version)?;

        let listener = |pick: fn(&AtListener) -> u64| {
            let row = move |(name, counts): (&String, &AtListener)| (vec![("listener", name.clone())], pick(counts));
            counts.listeners.iter().map(row).collect::<Vec<Row>>()
        };
        let alone = |value: u64| vec![(Vec::new(), value)];
        let refusal = |(reply, (cause, count)): (&&str, &(&str, u64))| {
            let labels = vec![("reply", (*reply).to_owned()), ("cause", (*cause).to_owned())];
            (labels, *count)
        };
        let outcome = |outcome: &str| vec![("outcome", outcome.to_owned())];
        let attempt = |((outcome, cause), count): (&(&str, &str), &u64)| {
            let labels = vec![("outcome", (*outcome).to_owned()), ("cause", (*cause).to_owned())];
            (labels, *count)
        };
        let error = |(kind, count): (&&str, &u64)| (vec![("kind", (*kind).to_owned())], *count);
        for (name, help, rows) in [
            ("sessions", "Clients that connected.", listener(|at| at.sessions)),
            ("logins", "Logins that worked.", alone(counts.sums.logins)),
            (
                "refusals",
                "Refusals that clients heard, by what was said and its cause.",
                counts.refusals.iter().map(refusal).collect(),
            ),
            ("messages", "Messages accepted.", alone(counts.sums.messages)),
            ("octets", "Octets of the messages accepted.", alone(counts.sums.octets)),
            (
                "recipients",
                "Recipients of the messages accepted.",
                alone(counts.recipients),
            ),
            (
                "deliveries",
                "Recipients, by what an attempt came to and its cause.",
                counts.attempts.iter().map(attempt).collect(),
            ),
            (
                "destinations",
                "Times that a destination was left alone, its route paused, or it came back.",
                counts.destinations.iter().map(error).collect(),
            ),
            (
                "handshake_failures",
                "TLS handshakes that failed.",
                listener(|at| at.handshake_failures),
            ),
            ("bans", "Networks banned after failed logins.", alone(counts.bans)),
            (
                "proxy_refusals",
                "Connections of a proxy that did not begin with a PROXY header.",
                listener(|at| at.proxy_refusals),
            ),
            (
                "dropped",
                "Connections closed without a reply.",
                listener(|at| at.dropped),
            ),
            (
                "accept_failures",
                "Times that the system gave no connection.",
                listener(|at| at.accept_failures),
            ),
            (
                "store_errors",
                "What went wrong with the store.",
                counts.store_errors.iter().map(error).collect(),
            ),
            (
                "reloads",
                "Times that the configuration was read again.",
                vec![
                    (outcome("done"), counts.reloads),
                    (outcome("refused"), counts.reloads_refused),
                ],
            ),
        ] {
            counter(encoder, name, help, &rows)?;
        }
        if let Some(hashes) = gauges.hashes {
            let help = "Times that Argon2 ran, for logins and for new passwords.";
            counter(encoder, "password_hashes", help, &alone(hashes))?;
        }

        gauge(encoder, "sessions_open", "Sessions that are open.", gauges.sessions)?;
        let state = |state: &'static str, count: Option<u64>| Some((state, count?));
        let states: Vec<(&str, u64)> = [
            state("ready", gauges.ready),
            state("held", gauges.held),
            state("damaged", gauges.damaged),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !states.is_empty() {
            let mut metric =
                encoder.encode_descriptor("queue_messages", "Messages in the queue.", None, MetricType::Gauge)?;
            for (state, count) in states {
                metric.encode_family(&[("state", state)])?.encode_gauge(&count)?;
            }
        }
        for (name, help, value) in [
            (
                "queue_octets",
                "Octets of all messages in the queue.",
                gauges.queue_octets,
            ),
            (
                "queue_oldest_age_seconds",
                "The age of the oldest message in the queue.",
                gauges.oldest_seconds,
            ),
            (
                "disk_free_octets",
                "Free octets on the disk of the data directory.",
                gauges.free_octets,
            ),
            (
                "hashing_waiting",
                "Password hashes that wait for their turn.",
                gauges.hashing,
            ),
            (
                "passwords_remembered",
                "Passwords that are remembered.",
                gauges.remembered,
            ),
            (
                "deliveries_under_way",
                "Messages that are being handed over.",
                gauges.delivering,
            ),
            ("connections_out", "Connections to other servers.", gauges.connections),
            (
                "destinations_troubled",
                "Destinations that are left alone for a while.",
                gauges.troubled,
            ),
            (
                "certificate_end_timestamp_seconds",
                "When the certificate that ends first does so.",
                gauges.certificate_end,
            ),
            (
                "start_timestamp_seconds",
                "When the server was started.",
                gauges.started,
            ),
        ] {
            gauge(encoder, name, help, value)?;
        }

        histogram(
            encoder,
            "session_seconds",
            "How long sessions took.",
            &counts.session_seconds,
        )?;
        histogram(
            encoder,
            "message_octets",
            "How large the messages accepted are.",
            &counts.message_octets,
        )
    }
}

/// Labels and a count.
type Row = (Vec<(&'static str, String)>, u64);

fn counter(encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str, rows: &[Row]) -> fmt::Result {
    let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
    for (labels, count) in rows {
        if labels.is_empty() {
            metric.encode_counter::<NoLabelSet, _, u64>(count, None)?;
        } else {
            metric
                .encode_family(labels)?
                .encode_counter::<NoLabelSet, _, u64>(count, None)?;
        }
    }
    Ok(())
}

fn gauge(encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str, value: Option<u64>) -> fmt::Result {
    match value {
        Some(value) => encoder
            .encode_descriptor(name, help, None, MetricType::Gauge)?
            .encode_gauge(&value),
        None => Ok(()),
    }
}

fn histogram(encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str, values: &Histogram) -> fmt::Result {
    let Histogram { bounds, counts, sum } = values;
    let bounds = bounds.iter().copied().chain([f64::INFINITY]);
    let buckets: Vec<(f64, u64)> = bounds.zip(counts.iter().copied()).collect();
    encoder
        .encode_descriptor(name, help, None, MetricType::Histogram)?
        .encode_histogram::<NoLabelSet>(*sum, counts.iter().sum(), &buckets, None)
}

#[cfg(test)]
mod tests {
    use super::super::counters::Counters;
    use super::*;
    use crate::events::{About, Event};
    use smtp::Moment;

    #[test]
    fn the_text_is_what_prometheus_reads() {
        let counters = Counters::default();
        let listener = |name: &str| Event::Connected {
            listener: name.to_owned(),
        };
        let refused = |reply| Event::Refused {
            about: About::default(),
            reply,
            detail: String::new(),
            cause: None,
        };
        for event in [
            listener("[::]:587"),
            listener("0.0.0.0:587"),
            listener("0.0.0.0:587"),
            refused(&reply::TLS_REQUIRED),
            refused(&reply::BAD_CREDENTIALS),
            Event::Accepted {
                about: About::default(),
                id: String::new(),
                octets: 2_000,
                recipients: 3,
                message_id: None,
            },
        ] {
            counters.note(&event, Moment::ZERO);
        }
        let gauges = Gauges {
            sessions: Some(2),
            ready: Some(0),
            held: Some(7),
            oldest_seconds: Some(60),
            hashes: Some(5),
            ..Gauges::default()
        };
        let text = counters.openmetrics(gauges);
        for expected in [
            "# TYPE gatepost_sessions counter\n\
             gatepost_sessions_total{listener=\"0.0.0.0:587\"} 2\n\
             gatepost_sessions_total{listener=\"[::]:587\"} 1\n",
            "# HELP gatepost_logins Logins that worked.\n# TYPE gatepost_logins counter\ngatepost_logins_total 0\n",
            "gatepost_refusals_total{reply=\"auth-bad-credentials\",cause=\"credentials-wrong\"} 1\n\
             gatepost_refusals_total{reply=\"tls-required\",cause=\"tls-required\"} 1\n",
            "gatepost_messages_total 1\n",
            "gatepost_octets_total 2000\n",
            "gatepost_recipients_total 3\n",
            // Before anything happened too, or nobody could say how much it grew.
            "gatepost_store_errors_total{kind=\"broken\"} 0\n\
             gatepost_store_errors_total{kind=\"damaged\"} 0\n\
             gatepost_store_errors_total{kind=\"disk-low\"} 0\n",
            "gatepost_reloads_total{outcome=\"done\"} 0\ngatepost_reloads_total{outcome=\"refused\"} 0\n",
            "# TYPE gatepost_password_hashes counter\ngatepost_password_hashes_total 5\n",
            "# TYPE gatepost_sessions_open gauge\ngatepost_sessions_open 2\n",
            "gatepost_queue_messages{state=\"ready\"} 0\ngatepost_queue_messages{state=\"held\"} 7\n",
            "gatepost_queue_oldest_age_seconds 60\n",
            "gatepost_message_octets_count 1\n",
            "gatepost_message_octets_bucket{le=\"1024.0\"} 0\ngatepost_message_octets_bucket{le=\"4096.0\"} 1\n",
            "gatepost_message_octets_bucket{le=\"+Inf\"} 1\n",
            concat!("gatepost_build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1\n"),
        ] {
            assert!(text.contains(expected), "{expected}\nis not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
        // What is not known is not shown.
        assert!(
            !text.contains("disk_free") && !text.contains("state=\"damaged\""),
            "{text}"
        );
    }
}
