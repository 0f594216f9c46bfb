//! Those that are compared, behind two traits: callers that wait in a future, and callers that do not.

mod cached;
mod foyer;
mod hitbox;
mod moka;
mod mutex_map;
mod ours;
mod quick;

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

pub(crate) use cached::{CachedStore, cached_post, concurrent_post};
pub(crate) use foyer::Foyer;
pub(crate) use hitbox::Hitbox;
pub(crate) use moka::{MokaFuture, MokaPairs, MokaSync};
pub(crate) use mutex_map::MutexMap;
pub(crate) use ours::{Annotated, BareStore, ByRegion, Peek, Reader, Shared, at_most, leases, payload, whose};
pub(crate) use quick::Quick;

use crate::post::{Layout, Post, post};

/// A cache that is called and returns. Marks are those of [`mark`](crate::post::mark): of what was found, or 0.
pub(crate) trait Peer: Send + Sync + 'static {
    fn read(&self, user: i64, id: i64) -> u64;
    fn write(&self, user: i64, id: i64, post: Arc<Post>);
    fn remove(&self, user: i64, id: i64);
    /// Reads through: what is missing is `load`ed and stored.
    fn load(&self, user: i64, id: i64, load: impl FnOnce() -> Arc<Post>) -> u64;
}

/// A cache that is awaited.
pub(crate) trait AwaitedPeer: Send + Sync + 'static {
    async fn read(&self, user: i64, id: i64) -> u64;
    async fn write(&self, user: i64, id: i64, post: Arc<Post>);
    async fn remove(&self, user: i64, id: i64);
    async fn load(&self, user: i64, id: i64, load: impl FnOnce() -> Arc<Post>) -> u64;
}

/// What a cache holds before it is measured, and the most it may.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    pub(crate) entries: usize,
    pub(crate) capacity: usize,
    pub(crate) layout: Layout,
}

impl Setup {
    /// Everything fits.
    pub(crate) const fn roomy(entries: usize, layout: Layout) -> Self {
        Self { entries, capacity: entries * 2, layout }
    }

    pub(crate) fn fill(&self, peer: &impl Peer) {
        for entry in 0..self.entries {
            let (user, id) = self.layout.name_of(entry);
            peer.write(user, id, post(user, id));
        }
    }

    pub(crate) fn fill_awaited(&self, peer: &impl AwaitedPeer) {
        at_once(async {
            for entry in 0..self.entries {
                let (user, id) = self.layout.name_of(entry);
                peer.write(user, id, post(user, id)).await;
            }
        });
    }
}

/// A future that waits for nothing but, at times, a load of the other thread, run to its end.
#[inline]
pub(crate) fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::yield_now(),
        }
    }
}
