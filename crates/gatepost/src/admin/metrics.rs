//! What monitoring asks a running server: `GET /metrics` and `GET /healthz`, over plain HTTP. It tells numbers and no names,
//! and asks nobody who they are; so it listens on a loopback address, and only where the configuration says so.

use super::http;
use super::status::Vitals;
use crate::world::{Clock, Endpoint, Peer, World};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::future::{BoxFuture, FutureExt, ready};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

/// Begins to answer at `address`, which is returned with the port that was really taken. Off by default: a server does this
/// only if `[metrics] address` is set.
///
/// # Errors
/// The address is not to be had.
pub fn serve(world: &World, address: SocketAddr, what: Arc<Vitals>) -> BoxFuture<'static, io::Result<SocketAddr>> {
    let world = world.clone();
    async move {
        let listener = world.network.listen(&Endpoint::Tcp(address)).await?;
        let taken = match listener.address() {
            Endpoint::Tcp(taken) => taken,
            Endpoint::Unix(_) => address,
        };
        let desk = Desk {
            clock: world.clock.clone(),
            vitals: what,
        };
        let router = router(desk);
        let router = move |_: &Peer| Some(ready(router.clone()).boxed());
        let open = http::stand_open(world.clone(), listener, CONNECTIONS_MAX, "the metrics", router);
        world.tasks.spawn(open.boxed());
        Ok(taken)
    }
    .boxed()
}

#[derive(Clone)]
struct Desk {
    clock: Arc<dyn Clock>,
    vitals: Arc<Vitals>,
}

fn router(desk: Desk) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(healthz))
        .with_state(desk)
}

async fn metrics(State(desk): State<Desk>) -> Response {
    let text = desk.vitals.openmetrics(&*desk.clock).await;
    ([(header::CONTENT_TYPE, OPENMETRICS)], text).into_response()
}

/// 200 as long as mail is taken, else 503 and one line why.
async fn healthz(State(desk): State<Desk>) -> Response {
    match desk.vitals.trouble(&*desk.clock).await {
        None => "ok\n".into_response(),
        Some(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")).into_response(),
    }
}

/// The OpenMetrics specification 1.0, "Protocol Negotiation".
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// A scraper or two, and whoever looks.
const CONNECTIONS_MAX: usize = 16;

#[cfg(test)]
mod tests {
    use super::super::made_up::{NOW, control};
    use super::super::status::{Present, Running};
    use super::*;
    use crate::events::Event;
    use crate::watch::counters::Counters;
    use crate::world::os;
    use smtp::Moment;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    async fn ask(address: SocketAddr, head: &str) -> String {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let request = format!("{head} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("written");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        answer
    }

    #[tokio::test]
    async fn monitoring_is_answered() {
        let (control, _) = control();
        let counters = Arc::new(Counters::default());
        let vitals = Arc::new(Vitals {
            counters: counters.clone(),
            mail: control.mail.clone(),
            running: Arc::new(Running {
                started: NOW,
                present: Box::new(|| Present {
                    sessions: 7,
                    hashes: 12,
                    ..Present::default()
                }),
            }),
        });
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        let address = serve(&os::world(), loopback, vitals).await.expect("a port");
        assert_ne!(address.port(), 0);
        for (head, parts) in [
            (
                "GET /metrics",
                &[
                    "HTTP/1.1 200",
                    "content-type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n",
                    "\ngatepost_sessions_open 7\n",
                    "\ngatepost_password_hashes_total 12\n",
                    "\ngatepost_queue_messages{state=\"ready\"} 0\n",
                    "# EOF\n",
                ][..],
            ),
            ("GET /healthz", &["HTTP/1.1 200", "\r\n\r\nok\n"]),
            ("POST /metrics", &["HTTP/1.1 405"]),
            ("DELETE /healthz", &["HTTP/1.1 405"]),
            ("GET /", &["HTTP/1.1 404"]),
            ("GET /metrics/more", &["HTTP/1.1 404"]),
        ] {
            let answer = ask(address, head).await;
            for part in parts {
                assert!(answer.contains(part), "{head}: {part:?} is not in\n{answer}");
            }
        }
        counters.note(&Event::Draining { sessions: 7 }, Moment::ZERO);
        let answer = ask(address, "GET /healthz").await;
        assert!(
            answer.starts_with("HTTP/1.1 503") && answer.ends_with("the server is stopping\n"),
            "{answer}"
        );
    }
}
