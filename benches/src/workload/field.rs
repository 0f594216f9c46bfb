//! All contenders of a workload, the baseline first.

use super::driver::Task;
use crate::peers::{
    Annotated, BareStore, ByRegion, CachedStore, Foyer, MokaFuture, MokaPairs, MokaSync, MutexMap, Peek, Quick, Setup,
};

/// Every cache that can do all of it, filled.
pub(crate) fn everyone<T: Task>(setup: &Setup, task: &T) -> Vec<(&'static str, T::Out)> {
    vec![
        ("moka::sync", task.direct(MokaSync::filled(setup))),
        ("moka::sync, fast hasher, (u64, u64) key", task.direct(MokaPairs::filled(setup))),
        ("moka::future", task.awaited(MokaFuture::filled(setup))),
        ("quick_cache", task.direct(Quick::filled(setup))),
        ("foyer-memory", task.direct(Foyer::filled(setup))),
        ("cached ShardedLruTtlCache", task.direct(CachedStore::filled(setup))),
        ("Mutex<HashMap>", task.direct(MutexMap::filled(setup))),
        ("postcache #[cached_scoped]", task.awaited(Annotated::filled(setup))),
        ("postcache Region", task.awaited(ByRegion::filled(setup))),
        ("postcache Region, not awaited", task.direct(Peek::filled(setup))),
        ("postcache bare store", task.awaited(BareStore::filled(setup))),
    ]
}
