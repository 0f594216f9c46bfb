//! What a value may be.

mod lock;

pub(crate) use lock::user_code_runs_outside_every_lock;

use std::sync::Arc;

use postcache_core::store::{Cells, Filled, Finish, Leased, Lookup, OwnedEntry, Payload, Put, PutOutcome};
use postcache_core::{CacheStore, Region};
use serde::{Deserialize, Serialize, Serializer};

use crate::Fixture;
use crate::trial::{LONG, Process, Seen, Trial, entries, granted, negative, someone};

/// "Not found" is kept and told from "not known", by lookups, batches and leases, in every process.
pub(crate) async fn a_negative_value_is_not_a_miss<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    for entry in trial.of_each_region("alice", "k") {
        assert_eq!(other.get(&entry).await, Seen::Miss);
        store.load_with(&entry, negative()).await;
        assert_eq!(other.get(&entry).await, Seen::Negative);
        assert_eq!(other.get_many(&[&entry]).await, [Seen::Negative]);
        assert!(matches!(other.lease(&entry).await, Leased::Hit(None)));
        other.invalidate(entries([&entry])).await;
        assert_eq!(store.get(&entry).await, Seen::Miss, "it is invalidated like any value");
    }
}

/// A value that is too large, or that does not serialize, is refused by that name, in a fill and in a put; neither it nor a
/// lease for it stays.
pub(crate) async fn a_value_that_cannot_be_stored_leaves_nothing<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let cache = trial.cache();
    let small = cache.region::<str, String>("small").policy(|policy| policy.max_value_bytes(16));
    let small = small.unchecked("texts of a law").unwrap();
    let large = || Payload::new(Some(Arc::new("x".repeat(100))), LONG);
    refuses(store, &entry_of(&small), large, Filled::TooLarge, PutOutcome::TooLarge).await;
    let broken = cache.region::<str, Unserializable>("broken").unchecked("values of a law").unwrap();
    let unserializable = || Payload::new(Some(Arc::new(Unserializable)), LONG);
    refuses(store, &entry_of(&broken), unserializable, Filled::Unserializable, PutOutcome::Unserializable).await;
}

fn entry_of<V: Send + Sync + 'static>(region: &Region<str, V>) -> OwnedEntry {
    region.entry(&someone("alice"), "k").unwrap()
}

async fn refuses(
    store: &Process<impl CacheStore>,
    entry: &OwnedEntry,
    value: impl Fn() -> Payload,
    filled: Filled,
    put: PutOutcome,
) {
    store.run_pending().await;
    let before = store.stats();
    let nothing_stays = async || {
        assert!(matches!(store.handle().get(entry.as_entry()).wait().await, Ok(Lookup::Miss)), "it is served");
        store.run_pending().await;
        assert_eq!(store.stats(), before, "something stays of a value that was refused");
    };
    let lease = granted(store.lease(entry).await);
    assert_eq!(store.fill_with(lease, value()).await, filled);
    nothing_stays().await;
    store.release(granted(store.lease(entry).await));
    let fence = store.begin(entries([entry])).await;
    let finish = Finish::new(Cells::of(entry.key.to_scope_key()), vec![Put::new(entry.clone(), value())]);
    assert_eq!(store.finish_with(&fence, finish).await.puts, [put]);
    nothing_stays().await;
}

#[derive(Debug, Deserialize)]
struct Unserializable;

impl Serialize for Unserializable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("this value never serializes"))
    }
}

/// A store that says that it keeps objects gives back the very object, also one that could not leave the process; one that
/// denies it gives back an equal one.
pub(crate) async fn objects_stay_what_they_were<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let entry = trial.red("alice", "k");
    let object = Arc::new(7_u64);
    store.load_with(&entry, Payload::new(Some(Arc::<u64>::clone(&object)), LONG)).await;
    let Ok(Lookup::Hit(found)) = store.handle().get(entry.as_entry()).wait().await else { panic!("it was stored") };
    let found = found.downcast::<u64>().unwrap();
    assert_eq!(found, object);
    let local = trial.cache().local_region::<str, Local>("local").weigher(|_| 1).unchecked("values of a law");
    if !trial.keeps_objects() {
        assert!(local.is_err(), "a region of objects on a store that keeps none");
        return;
    }
    assert!(Arc::ptr_eq(&found, &object), "it keeps objects, and gave another");
    let entry = local.unwrap().entry(&someone("alice"), "k").unwrap();
    let lease = granted(store.lease(&entry).await);
    assert_eq!(store.fill_with(lease, Payload::new(Some(Arc::new(Local)), LONG)).await, Filled::Stored);
    let Ok(Lookup::Hit(found)) = store.handle().get(entry.as_entry()).wait().await else { panic!("it was stored") };
    assert!(found.is::<Local>());
}

/// A value that does not serialize.
#[derive(Debug)]
struct Local;
