//! Bytes that come from a Redis server: cells, bodies, compressed and encoded values.

#![no_main]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use postcache_core::store::OwnedEntry;
use postcache_core::{Cache, OnBehalfOf};
use postcache_memory::MemoryStore;
use postcache_redis::fuzzing::{body, cell, compressed};

type Value = (String, Vec<i64>, Option<bool>, BTreeMap<String, u32>);

static ENTRY: LazyLock<OwnedEntry> = LazyLock::new(|| {
    let cache = Cache::new(MemoryStore::default());
    let region = cache.region::<u64, Value>("fuzz").unchecked("numbers own nothing").expect("a first region");
    region.entry(&OnBehalfOf::new(1, "fuzz"), &1).expect("a short id")
});

fuzz_target!(|bytes: &[u8]| {
    cell(bytes);
    if let Some((codec, rest)) = bytes.split_first() {
        body(*codec, rest.len() as u32, rest);
    }
    for limit in [0, 1_000, 1 << 20] {
        compressed(bytes, limit);
    }
    // What is read is what would be written for it.
    if let Ok(value) = ENTRY.region.decode(&ENTRY.key, bytes) {
        let written = ENTRY.region.encode(&Some(value.clone())).expect("it was read").expect("it is a value");
        let again = ENTRY.region.decode(&ENTRY.key, &written).expect("it was written");
        assert_eq!(again.downcast_ref::<Value>(), value.downcast_ref::<Value>());
    }
});
