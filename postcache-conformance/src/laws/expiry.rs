//! How long things live.

use postcache_core::CacheStore;
use postcache_core::Millis;
use postcache_core::store::{Cells, Filled, Finish, LeaseTerms, Leased, OwnedEntry, Payload, Put, PutOutcome, Want};

use crate::Fixture;
use crate::trial::{Process, Seen, Trial, entries, granted, negative, payload};

/// Below and around a second, and no whole number of seconds. The second half is for clocks that are moved by hand.
const TTLS: [u64; 6] = [20, 400, 1250, 999, 1000, 1001];

/// A value is served until its ttl has passed, to the millisecond where the clock is exact, and not after; a "not found" and
/// a value that a mutation put, too.
///
/// Bug of others: hitbox 0.2.4 with Redis, run: 500, 999 and 1000 ms are stored without any expiry, and 1500 ms becomes 1 s;
/// `cached` has a ttl of zero that means "never".
pub(crate) async fn a_value_lives_for_its_ttl_and_no_longer<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let entry = trial.red("alice", "k");
    let several = if trial.time().is_manual() { &TTLS[..] } else { &TTLS[..3] };
    for ttl in several.iter().copied().map(Millis::new) {
        for comes in [Comes::Loaded(payload(1)), Comes::Loaded(negative()), Comes::Put(payload(1))] {
            let what = format!("a value with a ttl of {ttl:?} that was {}", comes.how());
            let in_the_cache = async || store.get(&entry).await != Seen::Miss;
            trial.time().lasts(&what, ttl, async || comes.into(store, &entry, ttl).await, in_the_cache).await;
        }
    }
}

enum Comes {
    Loaded(Payload),
    Put(Payload),
}

impl Comes {
    const fn how(&self) -> &'static str {
        match self {
            Self::Loaded(Payload { value: None, .. }) => "loaded, a \"not found\"",
            Self::Loaded(_) => "loaded",
            Self::Put(_) => "put",
        }
    }

    async fn into(self, store: &Process<impl CacheStore>, entry: &OwnedEntry, ttl: Millis) {
        match self {
            Self::Loaded(mut payload) => {
                payload.ttl = ttl;
                store.load_with(entry, payload).await;
            }
            Self::Put(mut payload) => {
                payload.ttl = ttl;
                let fence = store.begin(entries([entry])).await;
                let finish = Finish::new(Cells::of(entry.key.to_scope_key()), vec![Put::new(entry.clone(), payload)]);
                assert_eq!(store.finish_with(&fence, finish).await.puts, [PutOutcome::Stored]);
            }
        }
    }
}

/// A value that replaces another lives for its own ttl, be that longer or shorter.
///
/// The race: an expiry that is set beside the value and not with it; hitbox-redis sends `HSET` and `PEXPIRE` apart.
pub(crate) async fn a_reloaded_value_lives_for_its_own_ttl<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let entry = trial.plain("alice", "k");
    for [first, second] in [[50, 200], [200, 50]].map(|pair| pair.map(Millis::new)) {
        let mut old = payload(1);
        old.ttl = first;
        store.load_with(&entry, old).await;
        let replace = async || {
            let lease = granted(store.lease_fresh(&entry).await);
            let mut new = payload(2);
            new.ttl = second;
            assert_eq!(store.fill_with(lease, new).await, Filled::Stored);
        };
        let in_the_cache = async || store.get(&entry).await != Seen::Miss;
        trial.time().lasts(&format!("the second of two values, {second:?}"), second, replace, in_the_cache).await;
    }
}

/// A lease whose reader never came back is in nobody's way longer than its ttl.
///
/// The race: a reader that was killed between its lease and its fill.
pub(crate) async fn a_forgotten_lease_is_in_nobodys_way<F: Fixture>(trial: &Trial<F>) {
    const SHORT: Millis = Millis::new(100);
    let (store, other) = (trial.store(), trial.another_process().await);
    for entry in trial.of_each_region("alice", "k") {
        drop(granted(store.lease_on(&entry, LeaseTerms::new(Want::Any, SHORT)).await));
        trial.time().passes(SHORT).await;
        let Leased::Granted(lease) = other.lease(&entry).await else { panic!("a lease outlived its ttl") };
        assert_eq!(other.fill(lease, 1).await, Filled::Stored);
        assert_eq!(store.get(&entry).await, Seen::Value(1));
    }
}
