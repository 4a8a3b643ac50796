//! The octets of a message on their way in: in memory while they are few, from then on in a place of their own.

use crate::budget::{BodyBudget, Share};
use crate::{Bodies, Lane, LargeBody, Place, StoreError, Work, on_lane};
use queue::QueueId;
use std::sync::Arc;

/// A body on its way in. What is dropped before it was accepted is removed.
pub struct Draft {
    id: QueueId,
    head: Vec<u8>,
    /// What `head` takes of the budget.
    share: Share,
    inline_octets_max: usize,
    large: Option<Box<dyn LargeBody>>,
    /// A piece is on its way to the large body, or did not get there.
    lost: bool,
    octets: u64,
    crc: crc32fast::Hasher,
    bodies: Arc<dyn Bodies>,
    work: Arc<dyn Work>,
}

/// A body that is whole, and durable but for the row (and the directory entry) that make it a message.
#[derive(Debug)]
pub struct KeptBody {
    pub(crate) id: QueueId,
    /// Octets in all.
    pub octets: u64,
    /// Their CRC-32.
    pub crc: u32,
    pub(crate) content: Content,
    /// Goes back with the content.
    _share: Share,
}

impl KeptBody {
    /// Where it lies, if not with its row.
    pub(crate) fn place(&self) -> Option<(QueueId, Place)> {
        match self.content {
            Content::Inline(_) => None,
            Content::Large(place) => Some((self.id, place)),
        }
    }
}

#[derive(Debug)]
pub(crate) enum Content {
    Inline(Vec<u8>),
    Large(Place),
}

impl Draft {
    pub(crate) fn new(
        id: QueueId,
        inline_octets_max: usize,
        budget: &BodyBudget,
        bodies: Arc<dyn Bodies>,
        work: Arc<dyn Work>,
    ) -> Self {
        Self {
            id,
            head: Vec::new(),
            share: budget.share(),
            inline_octets_max,
            large: None,
            lost: false,
            octets: 0,
            crc: crc32fast::Hasher::new(),
            bodies,
            work,
        }
    }

    /// Keeps the next octets. At most 128 KiB are in memory, and less where the budget of all bodies is used up.
    ///
    /// # Errors
    /// Those of the place of large bodies. After one the draft is of no use any more.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), StoreError> {
        self.octets += chunk.len() as u64;
        self.crc.update(chunk);
        let limit = if self.large.is_some() {
            WRITE_OCTETS
        } else {
            self.inline_octets_max
        };
        let fits = !self.lost && self.head.len() + chunk.len() <= limit;
        if fits && self.take_room(chunk.len(), limit) {
            self.head.extend_from_slice(chunk);
            return Ok(());
        }
        self.spill(chunk.to_vec()).await?;
        if fits {
            // The budget is used up: others may need what this one held.
            self.head = Vec::new();
            self.share.give_back();
        }
        Ok(())
    }

    /// Ends the body and makes it durable, if it is a large one.
    ///
    /// # Errors
    /// Those of the place of large bodies.
    pub async fn finish(mut self) -> Result<KeptBody, StoreError> {
        if self.lost {
            return Err(StoreError::Unknown);
        }
        let head = std::mem::take(&mut self.head);
        let (content, share) = match self.large.take() {
            None => (Content::Inline(head), self.share.split_off()),
            Some(mut large) => {
                let job = move || {
                    if !head.is_empty() {
                        large.write(&head)?;
                    }
                    large.finish()
                };
                let place = on_lane(&*self.work, Lane::Disk, job).await??;
                self.share.give_back();
                (Content::Large(place), self.share.split_off())
            }
        };
        Ok(KeptBody {
            id: self.id,
            octets: self.octets,
            crc: self.crc.clone().finalize(),
            content,
            _share: share,
        })
    }

    /// Sees to it that `head` can hold so many more without being moved, if the budget allows it.
    fn take_room(&mut self, octets: usize, limit: usize) -> bool {
        let (needed, held) = (self.head.len() + octets, self.share.octets());
        if needed <= held {
            return true;
        }
        // Twice as much each time: then it is moved a few times only, however small the chunks are.
        let wanted = needed.max(2 * held).min(limit);
        if !self.share.grow(wanted - held) {
            return false;
        }
        self.head.reserve_exact(wanted - self.head.len());
        true
    }

    /// Writes what is held, and `chunk` behind it, to the large body, which is made if there is none yet.
    async fn spill(&mut self, chunk: Vec<u8>) -> Result<(), StoreError> {
        if std::mem::replace(&mut self.lost, true) {
            return Err(StoreError::Unknown);
        }
        let (mut head, large) = (std::mem::take(&mut self.head), self.large.take());
        let (bodies, id) = (self.bodies.clone(), self.id);
        let job = move || {
            let mut large = match large {
                Some(large) => large,
                None => bodies.create(id)?,
            };
            for piece in [&head, &chunk] {
                if !piece.is_empty() {
                    large.write(piece)?;
                }
            }
            // Its room serves for what comes next.
            head.clear();
            Ok::<_, StoreError>((head, large))
        };
        let (head, large) = on_lane(&*self.work, Lane::Disk, job).await??;
        (self.head, self.large, self.lost) = (head, Some(large), false);
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(large) = self.large.take() {
            // Its file is removed, which blocks.
            self.work.run(Lane::Disk, Box::new(move || drop(large)));
        }
    }
}

/// Large bodies are written in pieces of this size.
const WRITE_OCTETS: usize = 128 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::FutureExt;
    use std::sync::{Mutex, PoisonError};

    /// Notes the length of each piece.
    #[derive(Default)]
    struct Pieces {
        lengths: Arc<Mutex<Vec<usize>>>,
        fails: bool,
    }

    struct Piece(Arc<Mutex<Vec<usize>>>, bool);

    impl Bodies for Pieces {
        fn create(&self, _: QueueId) -> Result<Box<dyn LargeBody>, StoreError> {
            Ok(Box::new(Piece(self.lengths.clone(), self.fails)))
        }
        fn read_at(&self, _: QueueId, _: Place, _: &mut [u8], _: u64) -> Result<usize, StoreError> {
            Ok(0)
        }
        fn remove(&self, _: QueueId, _: Place) -> Result<(), StoreError> {
            Ok(())
        }
    }

    impl LargeBody for Piece {
        fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
            if self.1 {
                return Err(StoreError::Full);
            }
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(bytes.len());
            Ok(())
        }
        fn finish(&mut self) -> Result<Place, StoreError> {
            Ok(Place(7))
        }
    }

    struct Here;

    impl Work for Here {
        fn run(&self, _: Lane, job: Box<dyn FnOnce() + Send>) {
            job();
        }
    }

    fn now<T>(future: impl Future<Output = T>) -> T {
        future.now_or_never().expect("all work is done where it is asked for")
    }

    const KIB: usize = 1024;

    /// Writes chunks of so many KiB. Says what went to the large body, what is held meanwhile at most, and at the end.
    fn written(inline_kib: usize, budget_kib: u64, chunks_kib: &[usize]) -> (Vec<usize>, u64, u64) {
        let bodies = Arc::new(Pieces::default());
        let budget = BodyBudget::new(budget_kib * 1024);
        let id = QueueId::from_octets([1; 16]);
        let mut draft = Draft::new(id, inline_kib * KIB, &budget, bodies.clone(), Arc::new(Here));
        let (mut octets, mut most) = (0, 0);
        for chunk in chunks_kib {
            now(draft.write(&vec![b'x'; chunk * KIB])).expect("it is written");
            octets += chunk * KIB;
            most = most.max(budget.used());
            assert!(draft.head.capacity() as u64 <= budget.used(), "what is held is counted");
        }
        let kept = now(draft.finish()).expect("it is finished");
        let lengths = bodies.lengths.lock().expect("no panic").clone();
        let inline = match &kept.content {
            Content::Inline(content) => content.len(),
            Content::Large(place) => {
                assert_eq!(*place, Place(7));
                0
            }
        };
        assert_eq!(kept.octets, octets as u64);
        assert_eq!(lengths.iter().sum::<usize>() + inline, octets, "all of it is somewhere");
        let at_the_end = budget.used();
        drop(kept);
        assert_eq!(budget.used(), 0, "all of it goes back");
        let kib = lengths.into_iter().map(|octets| octets / KIB).collect();
        (kib, most / 1024, at_the_end / 1024)
    }

    #[test]
    fn small_ones_stay_in_memory_and_large_ones_go_in_pieces() {
        let all = u64::MAX / 1024;
        for (inline, budget, chunks, pieces, most, at_the_end) in [
            (128, all, &[][..], &[][..], 0, 0),
            (128, all, &[4], &[], 4, 4),
            (128, all, &[16, 16, 16], &[], 64, 64),
            (128, all, &[100, 28], &[], 128, 128),
            (128, all, &[100, 29], &[100, 29], 100, 0),
            (0, all, &[16], &[16], 0, 0),
            // A window of 128 KiB, which is written with the chunk that has no room in it.
            (16, all, &[16, 16, 60, 60, 60], &[16, 16, 120, 60], 120, 0),
            (128, all, &[200, 200], &[200, 200], 0, 0),
            // The budget is used up.
            (128, 0, &[4, 4], &[4, 4], 0, 0),
            (128, 20, &[16, 4], &[16, 4], 16, 0),
            (128, 20, &[16, 4, 4, 4], &[16, 4, 8], 16, 0),
        ] {
            let expected = (pieces.to_vec(), most, at_the_end);
            assert_eq!(
                written(inline, budget, chunks),
                expected,
                "{inline} {budget} {chunks:?}"
            );
        }
    }

    #[test]
    fn what_was_lost_is_not_finished() {
        let budget = BodyBudget::new(u64::MAX);
        let bodies = Arc::new(Pieces {
            fails: true,
            ..Pieces::default()
        });
        let id = QueueId::from_octets([1; 16]);
        let mut draft = Draft::new(id, 0, &budget, bodies, Arc::new(Here));
        assert_eq!(now(draft.write(b"x")), Err(StoreError::Full));
        assert_eq!(now(draft.write(b"y")), Err(StoreError::Unknown));
        assert_eq!(now(draft.finish()).map(drop), Err(StoreError::Unknown));
    }
}
