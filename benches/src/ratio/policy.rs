//! Caches that are replayed against: each says for a request whether it hits, and keeps what it missed.

use std::sync::Arc;

use foyer_memory::{CacheBuilder, CacheProperties, EvictionConfig, LfuConfig, S3FifoConfig};
use postcache::{Cache, CacheStore, MemoryStore, MemoryStoreBuilder, Region};
use quick_cache::Weighter;

use super::lru::Lru;
use crate::peers::{at_once, whose};

/// Asked for a request and the bytes of its object.
pub(super) type Replay = Box<dyn FnMut(u64, u32) -> bool>;

/// A policy, made for a capacity.
pub(super) struct Policy {
    pub(super) name: &'static str,
    pub(super) entries: fn(usize) -> Replay,
    /// By weight, of which so many objects are about to fit: an object weighs its bytes and [`overhead`].
    pub(super) bytes: fn(u64, usize) -> Replay,
}

pub(crate) const OURS: &str = "postcache";
pub(super) const QUICK: &str = "quick_cache";

pub(super) const ALL: &[Policy] = &[
    Policy {
        name: "LRU",
        entries: |capacity| {
            let mut lru = Lru::new(capacity as u64);
            Box::new(move |request, _| lru.request(request, 1))
        },
        bytes: |capacity, _| {
            let (mut lru, overhead) = (Lru::new(capacity), overhead());
            Box::new(move |request, bytes| lru.request(request, u64::from(bytes) + overhead))
        },
    },
    Policy {
        name: "moka",
        entries: |capacity| moka(moka::sync::Cache::new(capacity as u64)),
        bytes: |capacity, _| moka_by_weight(capacity),
    },
    Policy {
        name: QUICK,
        entries: |capacity| {
            let cache = quick_cache::sync::Cache::new(capacity);
            Box::new(move |request, bytes| cache.get(&request).is_some() || insert(|| cache.insert(request, bytes)))
        },
        bytes: |capacity, objects| {
            let cache = quick_cache::sync::Cache::with_weighter(objects, capacity, Weigh(overhead()));
            Box::new(move |request, bytes| cache.get(&request).is_some() || insert(|| cache.insert(request, bytes)))
        },
    },
    Policy {
        name: "foyer S3-FIFO",
        entries: |capacity| foyer(CacheBuilder::new(capacity), S3FifoConfig::default()),
        bytes: |capacity, _| foyer(foyer_by_weight(capacity), S3FifoConfig::default()),
    },
    Policy {
        name: "foyer w-TinyLFU",
        entries: |capacity| foyer(CacheBuilder::new(capacity), LfuConfig::default()),
        bytes: |capacity, _| foyer(foyer_by_weight(capacity), LfuConfig::default()),
    },
    Policy {
        name: OURS,
        // By bytes, for by entries scopes would count too: so each holds the same number of objects.
        entries: |capacity| ours(of_bytes(capacity as u64 * weight_of_each()), |_| EACH),
        bytes: |capacity, _| ours(of_bytes(capacity), |bytes| u64::from(*bytes)),
    },
];

fn insert(insert: impl FnOnce()) -> bool {
    insert();
    false
}

fn moka(cache: moka::sync::Cache<u64, u32>) -> Replay {
    Box::new(move |request, bytes| cache.get(&request).is_some() || insert(|| cache.insert(request, bytes)))
}

fn moka_by_weight(capacity: u64) -> Replay {
    let overhead = u32::try_from(overhead()).unwrap_or(u32::MAX);
    let builder = moka::sync::Cache::builder().max_capacity(capacity);
    moka(builder.weigher(move |_, bytes: &u32| bytes.saturating_add(overhead)).build())
}

#[derive(Clone)]
struct Weigh(u64);

impl Weighter<u64, u32> for Weigh {
    fn weight(&self, _: &u64, bytes: &u32) -> u64 {
        u64::from(*bytes) + self.0
    }
}

fn foyer(
    builder: CacheBuilder<u64, u32, impl std::hash::BuildHasher + Send + Sync + 'static>,
    config: impl Into<EvictionConfig>,
) -> Replay {
    let cache = builder.with_eviction_config(config).build::<CacheProperties>();
    Box::new(move |request, bytes| cache.get(&request).is_some() || insert(|| drop(cache.insert(request, bytes))))
}

fn foyer_by_weight(capacity: u64) -> CacheBuilder<u64, u32, impl std::hash::BuildHasher + Send + Sync + 'static> {
    let overhead = overhead() as usize;
    CacheBuilder::new(capacity as usize).with_weighter(move |_, bytes: &u32| *bytes as usize + overhead)
}

/// Where all weigh the same, they weigh so much that the smallest capacity is in our range.
const EACH: u64 = 1_000;

fn weight_of_each() -> u64 {
    EACH + overhead()
}

/// What we add to the weight of a value: key and bookkeeping.
pub(super) fn overhead() -> u64 {
    let store = of_bytes(1 << 30).build().expect("limits in range");
    let region = region(&store, |_| 0);
    let _filled: Arc<u32> = at_once(region.get_or_load(&whose(1), &1, || async { Arc::new(0) }));
    store.stats().bytes
}

/// So many objects of the same weight, with a quota for each scope.
pub(super) fn with_quota(capacity: usize, quota: u64) -> Replay {
    let most = capacity as u64 * weight_of_each();
    ours(of_bytes(most).max_entries_per_scope(quota), |_| EACH)
}

/// Without quotas: the peers have none.
fn of_bytes(most: u64) -> MemoryStoreBuilder {
    let builder = MemoryStore::builder().max_entries(1 << 31).max_entries_per_scope(1 << 31);
    builder.max_bytes(most).max_bytes_per_scope(most).without_cleanup_task()
}

fn region(store: &MemoryStore, weigher: fn(&u32) -> u64) -> Region<i64, u32> {
    let region = Cache::new(store.clone()).local_region("object").weigher(weigher);
    region.policy(|policy| policy.jitter(0.0)).unchecked("numbers name no owner").expect("a first region")
}

fn ours(builder: MemoryStoreBuilder, weigher: fn(&u32) -> u64) -> Replay {
    let store = builder.build().expect("limits in range");
    let region = region(&store, weigher);
    Box::new(move |request, bytes| {
        let (user, id) = (whose((request >> 32) as i64), (request & 0xffff_ffff) as i64);
        if region.peek(&user, &id).is_some() {
            return true;
        }
        let _filled: Arc<u32> = at_once(region.get_or_load(&user, &id, || async { Arc::new(bytes) }));
        false
    })
}
