//! Several entries in one call.

use postcache_core::Millis;
use postcache_core::store::OwnedEntry;

use crate::Fixture;
use crate::trial::{Seen, Trial, every_way_to_name, negative, payload};

/// One answer for each entry, in the order in which they were asked for, duplicates and misses among them.
///
/// Bug this guards against: an answer that is matched by key or by place in a map gives one user's row for another's.
pub(crate) async fn a_batch_answers_in_order<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let keys = ["e", "b", "d", "a", "c"];
    let loaded: Vec<_> = keys.iter().map(|key| trial.red("alice", key)).collect();
    for (value, entry) in (0..).zip(&loaded) {
        store.load(entry, value).await;
    }
    let (missing, absent) = (trial.red("alice", "missing"), trial.plain("alice", "absent"));
    store.load_with(&absent, negative()).await;
    let asked: Vec<&OwnedEntry> = vec![
        &loaded[2], &missing, &loaded[0], &loaded[2], &absent, &loaded[4], &missing, &loaded[1], &loaded[3], &absent,
    ];
    let value = Seen::Value;
    let expected = [
        value(2),
        Seen::Miss,
        value(0),
        value(2),
        Seen::Negative,
        value(4),
        Seen::Miss,
        value(1),
        value(3),
        Seen::Negative,
    ];
    assert_eq!(store.get_many(&asked).await, expected);
    let single = store.get_many(&[&loaded[3]]).await;
    assert_eq!(single, [value(3)]);
}

/// No question has no answer, and is no error.
pub(crate) async fn an_empty_batch_has_no_answers<F: Fixture>(trial: &Trial<F>) {
    assert_eq!(trial.store().get_many(&[]).await, []);
}

/// A batch serves nothing that a single lookup would not: nothing that expired, was invalidated by any name, or is fenced.
///
/// Incident: redis-py 2641: the first mend of mixed-up replies covered single commands and not pipelines.
pub(crate) async fn a_batch_is_as_fresh_as_a_lookup<F: Fixture>(trial: &Trial<F>) {
    const SHORT: Millis = Millis::new(50);
    let (store, writer) = (trial.store(), trial.another_process().await);
    let entries = trial.of_each_region("alice", "k");
    let all: Vec<_> = entries.iter().collect();
    for entry in &entries {
        for (way, cells) in every_way_to_name(entry) {
            for fenced in [false, true] {
                for entry in &entries {
                    if store.get(entry).await == Seen::Miss {
                        store.load(entry, 1).await;
                    }
                }
                let fence = if fenced { Some(writer.begin(cells.clone()).await) } else { None };
                if !fenced {
                    writer.invalidate(cells.clone()).await;
                }
                let mut one_by_one = Vec::new();
                for entry in &entries {
                    one_by_one.push(store.get(entry).await);
                }
                assert_eq!(store.get_many(&all).await, one_by_one, "{way} changed");
                assert!(one_by_one.contains(&Seen::Miss), "{way} changed");
                if let Some(fence) = fence {
                    writer.finish(&fence).await;
                }
            }
        }
    }
    let short_lived = trial.plain("alice", "short-lived");
    let mut dying = payload(1);
    dying.ttl = SHORT;
    store.load_with(&short_lived, dying).await;
    trial.time().passes(SHORT).await;
    assert_eq!(store.get_many(&[&short_lived]).await, [Seen::Miss], "its ttl is over");
}
