//! How long a fence stands whose mutation says nothing.

use postcache_core::Millis;
use postcache_core::store::PutOutcome;

use super::is_fenced;
use crate::Fixture;
use crate::trial::{Seen, Trial, entries, every_way_to_name};

/// A mutation that takes longer than its fence's ttl is fenced to its end, and still alone, as long as it is renewed in time.
pub(crate) async fn a_fence_stands_while_it_is_renewed<F: Fixture>(trial: &Trial<F>) {
    // Long enough to be renewed in time where the scheduler has a say.
    const FENCE: Millis = Millis::new(1500);
    let (store, reader) = (trial.store(), trial.another_process().await);
    let entry = trial.red("alice", "k");
    let ways = if trial.time().is_manual() { 3 } else { 1 };
    for (way, mut cells) in every_way_to_name(&entry).into_iter().take(ways) {
        cells.entries = vec![entry.clone()];
        let fence = store.begin_for(cells, FENCE).await;
        for _ in 0..4 {
            trial.time().passes(fence.renew_every.unwrap_or(FENCE)).await;
            store.renew(&fence).await;
            assert!(is_fenced(&reader, &entry).await, "a fence over {way} was renewed in time");
        }
        assert_eq!(store.finish_putting(&fence, &entry, 1).await, PutOutcome::Stored, "it was alone all the time");
        assert_eq!(reader.get(&entry).await, Seen::Value(1));
        store.invalidate(entries([&entry])).await;
    }
}

/// A writer that dies blocks its scope for the ttl of its fence, in a store that outlives it; where a fence cannot outlive
/// its process it stands until it is lowered, so that no mutation is too long.
pub(crate) async fn an_unrenewed_fence_ends_by_its_ttl_or_never<F: Fixture>(trial: &Trial<F>) {
    const FENCE: Millis = Millis::new(200);
    let (store, reader) = (trial.store(), trial.another_process().await);
    let entry = trial.red("alice", "k");
    for (way, cells) in every_way_to_name(&entry) {
        let begin = async || store.begin_for(cells.clone(), FENCE).await;
        let still = async || is_fenced(&reader, &entry).await;
        let probe = begin().await;
        store.finish(&probe).await;
        if probe.renew_every.is_some() {
            trial.time().lasts(&format!("a fence over {way}"), FENCE, begin, still).await;
        } else {
            let fence = begin().await;
            trial.time().passes(Millis::new(10 * FENCE.get())).await;
            reader.run_pending().await;
            assert!(still().await, "a fence over {way} that nobody has to renew");
            store.finish(&fence).await;
        }
    }
}
