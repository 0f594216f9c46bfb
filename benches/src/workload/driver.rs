//! Loops over a cache: the same for callers that await and for those that do not.

use std::sync::Arc;

use crate::measure::Load;
use crate::peers::{AwaitedPeer, Peer, at_once};
use crate::post::{Layout, Post, post};

/// What is asked for, in an order that is the same for all contenders.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) layout: Layout,
    pub(crate) entries: Arc<[usize]>,
}

impl Asked {
    pub(crate) fn new(layout: Layout, entries: Vec<usize>) -> Self {
        Self { layout, entries: entries.into() }
    }

    /// Each entry once, in order, and then from the first again.
    pub(crate) fn in_order(layout: Layout, entries: usize) -> Self {
        Self::new(layout, (0..entries).collect())
    }

    #[inline]
    pub(crate) fn name(&self, at: usize) -> (i64, i64) {
        self.layout.name_of(self.entries[at % self.entries.len()])
    }

    /// The value of each entry, made before it is needed.
    pub(crate) fn values(&self) -> Arc<[Arc<Post>]> {
        (0..self.entries.len()).map(|at| self.name(at)).map(|(user, id)| post(user, id)).collect()
    }
}

/// What is done with a cache; `Out` is what the harness runs.
pub(crate) trait Task {
    type Out;
    fn direct<P: Peer>(&self, peer: P) -> Self::Out;
    fn awaited<P: AwaitedPeer>(&self, peer: P) -> Self::Out;
}

type Work = Box<dyn FnMut(usize, usize) -> u64>;

/// Writes the same loop twice, as a plain one and inside one future.
macro_rules! task {
    ($(#[$doc:meta])* $task:ident, |$peer:ident, $own:ident, $at:ident| $step:expr, $awaited:expr) => {
        $(#[$doc])*
        impl Task for $task {
            type Out = Work;

            fn direct<P: Peer>(&self, $peer: P) -> Work {
                let $own = self.clone();
                Box::new(move |from, times| (from..from + times).fold(0, |sum: u64, $at| sum.wrapping_add($step)))
            }

            fn awaited<P: AwaitedPeer>(&self, $peer: P) -> Work {
                let $own = self.clone();
                Box::new(move |from, times| {
                    at_once(async {
                        let mut sum = 0_u64;
                        for $at in from..from + times {
                            sum = sum.wrapping_add($awaited);
                        }
                        sum
                    })
                })
            }
        }
    };
}

/// Reads.
#[derive(Clone)]
pub(crate) struct Reads(pub(crate) Asked);

task!(
    Reads,
    |peer, own, at| {
        let (user, id) = own.0.name(at);
        peer.read(user, id)
    },
    {
        let (user, id) = own.0.name(at);
        peer.read(user, id).await
    }
);

/// Reads through, of what is missing.
#[derive(Clone)]
pub(crate) struct Misses(pub(crate) Asked);

task!(
    Misses,
    |peer, own, at| {
        let (user, id) = own.0.name(at);
        peer.load(user, id, || post(user, id))
    },
    {
        let (user, id) = own.0.name(at);
        peer.load(user, id, || post(user, id)).await
    }
);

/// Writes of values that exist already.
#[derive(Clone)]
pub(crate) struct Writes(pub(crate) Asked, pub(crate) Arc<[Arc<Post>]>);

task!(
    Writes,
    |peer, own, at| {
        let (user, id) = own.0.name(at);
        peer.write(user, id, Arc::clone(&own.1[at % own.1.len()]));
        1
    },
    {
        let (user, id) = own.0.name(at);
        peer.write(user, id, Arc::clone(&own.1[at % own.1.len()])).await;
        1
    }
);

/// Reads, with a write in so many of a hundred.
#[derive(Clone)]
pub(crate) struct Mix {
    pub(crate) asked: Asked,
    pub(crate) values: Arc<[Arc<Post>]>,
    pub(crate) writes: usize,
}

impl Mix {
    /// Spread evenly, and no entry is always the one that is written.
    #[inline]
    const fn writes_at(&self, at: usize) -> bool {
        (at.wrapping_mul(37) ^ (at >> 7)) % 100 < self.writes
    }
}

task!(
    Mix,
    |peer, own, at| {
        let (user, id) = own.asked.name(at);
        if own.writes_at(at) {
            peer.write(user, id, Arc::clone(&own.values[at % own.values.len()]));
            1
        } else {
            peer.read(user, id)
        }
    },
    {
        let (user, id) = own.asked.name(at);
        if own.writes_at(at) {
            peer.write(user, id, Arc::clone(&own.values[at % own.values.len()])).await;
            1
        } else {
            peer.read(user, id).await
        }
    }
);

/// A task that several threads do at once, each at its own place.
pub(crate) struct Threaded<T>(pub(crate) T);

/// How far apart the threads are in what they ask for.
const APART: usize = 1 << 14;

impl Task for Threaded<Mix> {
    type Out = Load;

    fn direct<P: Peer>(&self, peer: P) -> Load {
        let own = self.0.clone();
        Arc::new(move |thread, from, times| {
            let from = from + thread * APART;
            (from..from + times).fold(0, |sum: u64, at| {
                let (user, id) = own.asked.name(at);
                sum.wrapping_add(if own.writes_at(at) {
                    peer.write(user, id, Arc::clone(&own.values[at % own.values.len()]));
                    1
                } else {
                    peer.read(user, id)
                })
            })
        })
    }

    fn awaited<P: AwaitedPeer>(&self, peer: P) -> Load {
        let own = self.0.clone();
        Arc::new(move |thread, from, times| {
            let from = from + thread * APART;
            at_once(async {
                let mut sum = 0_u64;
                for at in from..from + times {
                    let (user, id) = own.asked.name(at);
                    sum = sum.wrapping_add(if own.writes_at(at) {
                        peer.write(user, id, Arc::clone(&own.values[at % own.values.len()])).await;
                        1
                    } else {
                        peer.read(user, id).await
                    });
                }
                sum
            })
        })
    }
}
