//! What goes out: leases what is due, decides which way it goes, hands it over, and settles what became of it.

pub mod access;
pub mod destinations;
pub mod dispatcher;
pub mod dkim;
pub mod letter;
pub mod mx;
pub mod outcome;
pub mod reach;
pub mod settling;
pub mod ways;
pub mod worker;

use crate::backlog::Backlog;
use crate::events::Events;
use crate::world::World;
use destinations::Trouble;
use dispatcher::Dispatcher;
use futures_util::future::FutureExt;
use mail::Timestamp;
use queue::IdSource;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::MailStore;
use tokio::sync::{oneshot, watch};
use ways::Ways;

/// What all deliveries share.
pub struct Office {
    /// The doors to the outside.
    pub world: World,
    /// Where mail is kept.
    pub mail: Arc<dyn MailStore>,
    /// Names reports.
    pub ids: Arc<IdSource>,
    /// Who wants to know.
    pub events: Events,
    /// Who has so much waiting that more may wait a moment.
    pub backlog: Backlog,
}

/// Deliveries that go on by themselves. When it is dropped, no new ones begin.
pub struct Outbound {
    ways: watch::Sender<Arc<Ways>>,
    drain: watch::Sender<bool>,
    office: Arc<Office>,
    /// Gone before it has begun, and once it has ended.
    ended: Option<oneshot::Receiver<()>>,
    board: Board,
    prod: Prod,
}

/// With this somebody who waits has destinations asked at once that are left alone for a while. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Prod(watch::Sender<u64>);

impl Prod {
    /// To be called before what waits for them is made due: each is then asked with one delivery.
    pub fn ask_again(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }
}

/// How it stands with deliveries, for whoever wants to see it. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Board(Arc<Mutex<Standing>>);

/// How it stands with deliveries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Messages that are being handed over.
    pub under_way: usize,
    /// Messages that wait for their turn, of those that were looked at.
    pub waiting: usize,
    /// Connections that are open.
    pub connections: usize,
    /// Destinations that are left alone for a while, by name.
    pub troubled: Vec<Troubled>,
}

/// A destination that is left alone for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Troubled {
    /// Its name.
    pub destination: String,
    /// What is wrong with it.
    pub trouble: Trouble,
    /// When it is tried again.
    pub until: Timestamp,
}

impl Board {
    /// How it stands now.
    pub fn read(&self) -> Standing {
        self.lock().clone()
    }

    fn write(&self, standing: Standing) {
        *self.lock() = standing;
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outbound {
    /// Nothing is delivered before [`Self::begin`].
    pub fn new(office: Arc<Office>, ways: Ways) -> Self {
        Self {
            ways: watch::Sender::new(Arc::new(ways)),
            drain: watch::Sender::new(false),
            office,
            ended: None,
            board: Board::default(),
            prod: Prod(watch::Sender::new(0)),
        }
    }

    /// Begins to deliver.
    pub fn begin(&mut self) {
        let (end, ended) = oneshot::channel();
        let (ways, drain) = (self.ways.subscribe(), self.drain.subscribe());
        let asked = self.prod.0.subscribe();
        let dispatcher = Dispatcher::new(self.office.clone(), ways, drain, asked, self.board.clone());
        let run = async move {
            dispatcher.run().await;
            drop::<oneshot::Sender<()>>(end);
        };
        self.office.world.tasks.spawn(run.boxed());
        self.ended = Some(ended);
    }

    /// What holds for deliveries that begin from now on.
    pub fn reload(&self, ways: Ways) {
        self.ways.send_replace(Arc::new(ways));
    }

    /// No new deliveries begin.
    pub fn drain(&self) {
        self.drain.send_replace(true);
    }

    /// Waits until those that were under way are settled, once no new ones begin.
    pub async fn done(&mut self) {
        if let Some(ended) = self.ended.take() {
            // The other end is dropped then, which is no error.
            let _ = ended.await;
        }
    }

    /// What holds for deliveries at the moment of the call.
    pub fn ways(&self) -> Arc<dyn Fn() -> Arc<Ways> + Send + Sync> {
        let ways = self.ways.subscribe();
        Arc::new(move || ways.borrow().clone())
    }

    /// Has destinations asked again.
    pub fn prod(&self) -> Prod {
        self.prod.clone()
    }

    /// How it stands.
    pub fn board(&self) -> Board {
        self.board.clone()
    }
}

/// Who acts, where nobody asked for it.
pub const BY: &str = "gatepost";
