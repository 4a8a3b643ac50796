//! The octets of a message on their way out, compared with what was accepted.

use crate::{Bodies, Lane, Place, StoreError, Work, on_lane};
use queue::QueueId;
use std::sync::Arc;

/// A body on its way out.
pub struct Body {
    source: Source,
    octets: u64,
    crc: u32,
    at: u64,
    seen: crc32fast::Hasher,
    work: Arc<dyn Work>,
}

enum Source {
    /// What is left of it: all or nothing.
    Inline(Vec<u8>),
    Large(QueueId, Place, Arc<dyn Bodies>),
}

impl Body {
    pub(crate) fn inline(content: Vec<u8>, octets: u64, crc: u32, work: Arc<dyn Work>) -> Self {
        Self::new(Source::Inline(content), octets, crc, work)
    }

    pub(crate) fn large(
        (id, place): (QueueId, Place),
        octets: u64,
        crc: u32,
        bodies: Arc<dyn Bodies>,
        work: Arc<dyn Work>,
    ) -> Self {
        Self::new(Source::Large(id, place, bodies), octets, crc, work)
    }

    fn new(source: Source, octets: u64, crc: u32, work: Arc<dyn Work>) -> Self {
        Self {
            source,
            octets,
            crc,
            at: 0,
            seen: crc32fast::Hasher::new(),
            work,
        }
    }

    /// How many octets were accepted.
    pub fn octets(&self) -> u64 {
        self.octets
    }

    /// The next octets, at most 128 KiB; `None` at the end. The last call checks the whole against the CRC of what was
    /// accepted: [`StoreError::Damaged`] means that what came before must not be sent.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        if self.at == self.octets {
            let whole = match &self.source {
                Source::Inline(left) => left.is_empty(),
                Source::Large(..) => true,
            };
            return if whole && self.seen.clone().finalize() == self.crc {
                Ok(None)
            } else {
                Err(StoreError::Damaged(
                    "the octets on disk are not those that were accepted".to_owned(),
                ))
            };
        }
        let chunk = match &mut self.source {
            Source::Inline(left) => std::mem::take(left),
            Source::Large(id, place, bodies) => {
                let (id, place, bodies, at) = (*id, *place, bodies.clone(), self.at);
                // No more than that many, so it fits.
                let wanted = (self.octets - at).min(READ_OCTETS as u64) as usize;
                let job = move || {
                    let mut buffer = vec![0; wanted];
                    let octets = bodies.read_at(id, place, &mut buffer, at)?;
                    buffer.truncate(octets);
                    Ok::<_, StoreError>(buffer)
                };
                on_lane(&*self.work, Lane::Read, job).await??
            }
        };
        if chunk.is_empty() || chunk.len() as u64 > self.octets - self.at {
            return Err(StoreError::Damaged(format!("{} octets of {}", self.at, self.octets)));
        }
        self.at += chunk.len() as u64;
        self.seen.update(&chunk);
        Ok(Some(chunk))
    }
}

/// Large bodies are read in pieces of this size.
pub(crate) const READ_OCTETS: usize = 128 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::FutureExt;

    struct Here;

    impl Work for Here {
        fn run(&self, _: Lane, job: Box<dyn FnOnce() + Send>) {
            job();
        }
    }

    /// A large body whose reads are short.
    struct Large(Vec<u8>);

    impl Bodies for Large {
        fn create(&self, _: QueueId) -> Result<Box<dyn crate::LargeBody>, StoreError> {
            Err(StoreError::Full)
        }
        fn read_at(&self, _: QueueId, _: Place, buffer: &mut [u8], offset: u64) -> Result<usize, StoreError> {
            let left = self.0.get(offset as usize..).unwrap_or_default();
            let octets = left.len().min(buffer.len()).min(2);
            buffer[..octets].copy_from_slice(&left[..octets]);
            Ok(octets)
        }
        fn remove(&self, _: QueueId, _: Place) -> Result<(), StoreError> {
            Ok(())
        }
    }

    fn read(mut body: Body) -> Result<Vec<u8>, StoreError> {
        let mut octets = Vec::new();
        while let Some(chunk) = body
            .next()
            .now_or_never()
            .expect("all work is done where it is asked for")?
        {
            octets.extend_from_slice(&chunk);
        }
        Ok(octets)
    }

    #[test]
    fn only_what_was_accepted_comes_to_its_end() {
        for (accepted, there, whole) in [
            (&b""[..], &b""[..], true),
            (b"abc", b"abc", true),
            (b"abc", b"abd", false),
            (b"abc", b"ab", false),
            (b"abc", b"", false),
            (b"", b"a", false),
        ] {
            let (octets, crc) = (accepted.len() as u64, crc32fast::hash(accepted));
            let (work, id): (Arc<dyn Work>, _) = (Arc::new(Here), QueueId::from_octets([1; 16]));
            let inline = read(Body::inline(there.to_vec(), octets, crc, work.clone()));
            let bodies = Arc::new(Large(there.to_vec()));
            let large = read(Body::large((id, Place(0)), octets, crc, bodies, work));
            // What stands behind the end of a file is not read, and so does no harm.
            for (body, whole) in [(inline, whole), (large, whole || accepted.is_empty())] {
                match body {
                    Ok(octets) => assert!(whole && octets == accepted, "{accepted:?} {there:?}"),
                    Err(error) => assert!(
                        !whole && matches!(error, StoreError::Damaged(_)),
                        "{accepted:?} {error}"
                    ),
                }
            }
        }
        let longer = Body::inline(b"abcd".to_vec(), 3, crc32fast::hash(b"abc"), Arc::new(Here));
        assert!(matches!(read(longer), Err(StoreError::Damaged(_))));
    }
}
