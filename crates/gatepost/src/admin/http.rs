//! HTTP over the world's own doors: takes connections, and answers each by a router. No clock and no socket but theirs.

use crate::world::{Clock, Listener, Peer, Stream, World};
use axum::Router;
use futures_util::future::{BoxFuture, FutureExt};
use hyper::rt::{Sleep, Timer};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use smtp::Moment;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Takes connections for ever, `places` at a time: who comes too many waits in the system's queue. Each is answered by the
/// router that `router` gives for whoever connected, or closed without one. `whose` connections they are is for the log.
pub(super) async fn stand_open(
    world: World,
    mut listener: Box<dyn Listener>,
    places: usize,
    whose: &'static str,
    router: impl Fn(&Peer) -> Option<BoxFuture<'static, Router>> + Send + 'static,
) {
    let places = Arc::new(Semaphore::new(places));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, peer)) => {
                let Some(router) = router(&peer) else { continue };
                let clock = world.clock.clone();
                let connection = async move {
                    carry(clock, stream, router.await).await;
                    drop(place);
                };
                world.tasks.spawn(connection.boxed());
            }
            Err(error) => {
                tracing::warn!(%error, "no connection of {whose} could be taken");
                // Most likely no file is free; there is no use in asking at once.
                world.clock.sleep_until(world.clock.now() + ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Carries one connection, for one request.
async fn carry(clock: Arc<dyn Clock>, stream: Box<dyn Stream>, router: Router) {
    let served = http1::Builder::new()
        .timer(ClockTimer::new(clock))
        .header_read_timeout(HEADER_TIME)
        .keep_alive(false)
        // It would read the clock.
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .await;
    // A client that went away has nobody left to tell it to.
    drop(served);
}

/// The clock's door as the HTTP library wants it. It counts in `Instant`s, of which only the differences matter: one that
/// was taken at the start stands for the clock's moment then.
struct ClockTimer {
    clock: Arc<dyn Clock>,
    zero: Instant,
    began: Moment,
}

impl ClockTimer {
    fn new(clock: Arc<dyn Clock>) -> Self {
        let began = clock.now();
        Self {
            clock,
            zero: Instant::now(),
            began,
        }
    }
}

impl Timer for ClockTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        Box::pin(ClockSleep(Mutex::new(
            self.clock.sleep_until(self.clock.now() + duration),
        )))
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        self.sleep(deadline.saturating_duration_since(self.now()))
    }

    fn now(&self) -> Instant {
        self.zero + self.clock.now().saturating_sub(self.began)
    }
}

/// In a lock only because the library wants what can be shared; nobody else ever has it.
struct ClockSleep(Mutex<BoxFuture<'static, ()>>);

impl Future for ClockSleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.get_mut()
            .0
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
            .poll(cx)
    }
}

impl Sleep for ClockSleep {}

const HEADER_TIME: Duration = Duration::from_secs(10);
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);
