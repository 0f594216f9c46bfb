//! Clearing a scope, by the number of its entries.

use postcache::{Cache, MemoryStore, OnBehalfOf, Region};

use crate::hits::at_once;
use crate::rounds::{Bench, Contender};

/// Filling a million entries again takes far longer than clearing them.
const ROUNDS: usize = 31;

/// A turn clears the full scope, and then again and again with its dead entries still resident. Filling it leaves the
/// processor's caches cold for everything else, which the first of them pays for; a cost of 1 ns an entry would be 4,000 ns
/// in the mean.
const CLEARS: usize = 256;

pub(crate) fn by_size() -> Bench {
    let prepare = || {
        let sizes = [("1 entry", 1), ("1,000 entries", 1_000), ("1,000,000 entries", 1_000_000)];
        sizes.into_iter().map(|(name, entries)| contender(name, entries)).collect()
    };
    Bench::new("clear of a scope".to_owned(), CLEARS, prepare).at_most(ROUNDS)
}

fn contender(name: &'static str, entries: i64) -> Contender {
    let scope = || OnBehalfOf::new(1_i64, "a benchmark");
    let store = MemoryStore::builder()
        .max_entries(4_000_000)
        .max_entries_per_scope(2_000_000)
        .max_bytes(2 << 30)
        .max_bytes_per_scope(1 << 30)
        .without_cleanup_task()
        .build();
    let cache = Cache::new(store.expect("limits in range"));
    let numbers: Region<i64, i64> = cache.region("number").unchecked("numbers name no owner").expect("a first region");
    let fill = move || {
        for number in 0..entries {
            let filled: i64 = at_once(numbers.get_or_load(&scope(), &number, || async move { number }));
            assert_eq!(filled, number);
        }
        assert!(numbers.peek(&scope(), &0).is_some() && numbers.peek(&scope(), &(entries - 1)).is_some());
    };
    let clear = move |times| {
        for _ in 0..times {
            at_once(cache.clear_scope(&scope())).expect("memory is always reached");
        }
        0
    };
    Contender::new(name, clear).before(fill)
}
