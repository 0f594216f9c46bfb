//! What readers notice while a million dead entries are freed.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use postcache::{Cache, CacheStore, MemoryStore, Region};

use super::driver::Asked;
use crate::chance::Popularity;
use crate::cli::Extent;
use crate::measure::{Moment, Spread, pin};
use crate::peers::{at_most, at_once, whose};
use crate::post::{Layout, Post, mark, post};
use crate::report::{Matrix, Plot, Section};

const DEAD: usize = 1_000_000;
const LIVE: usize = 10_000;
const READS: usize = 200_000;

pub(super) fn run(extent: Extent) -> Vec<Section> {
    let dead = if extent.is_quick() { DEAD / 10 } else { DEAD };
    let Latencies { quiet, beside, cleaning } = latencies_while_cleaning(dead);
    let row =
        |name: &str, spread: &Spread| (name.to_owned(), [spread.median, spread.p90, spread.p999].map(Some).to_vec());
    vec![Section::Matrix(Matrix {
        name: format!("Hits while {dead} dead entries are freed"),
        note: format!(
            "Each read timed alone, clock included, with the cleaner on the other processor. At most {} entries are freed \
             under one hold of a lock.",
            most_freed_at_once(dead / 10)
        ),
        unit: "ns".into(),
        head: ["readers", "median", "p90", "p99.9"].map(str::to_owned).into(),
        rows: vec![
            row("nothing is freed", &quiet),
            row("nothing is freed, the other thread only gives its processor up", &beside),
            row("while it is freed", &cleaning),
        ],
        plot: Plot::None,
    })]
}

struct Posts {
    store: MemoryStore,
    cache: Cache,
    region: Region<i64, Post>,
}

impl Posts {
    /// Live entries of many scopes, and so many dead ones of as many others.
    fn with_dead(dead: usize) -> Self {
        let store = at_most(dead * 2 + LIVE * 2 + 50_000);
        let cache = Cache::new(store.clone());
        let region = cache.region("post").build().expect("a first region");
        let posts = Self { store, cache, region };
        for entry in 0..LIVE {
            posts.load(Layout::ManyScopes.name_of(entry));
        }
        for entry in 0..dead {
            let (user, id) = Layout::ManyScopes.name_of(entry);
            posts.load((-user - 1, id));
        }
        for user in 0..dead.div_ceil(100) as i64 {
            at_once(posts.cache.clear_scope(&whose(-user - 1))).expect("memory is always reached");
        }
        posts
    }

    fn load(&self, (user, id): (i64, i64)) {
        let filled: Arc<Post> = at_once(self.region.get_or_load(&whose(user), &id, || async move { post(user, id) }));
        assert_eq!(filled.id, id);
    }
}

/// Of reads, each timed alone.
pub(crate) struct Latencies {
    pub(crate) quiet: Spread,
    /// While a second thread does nothing but give its processor up: what the machine does to readers by itself.
    pub(crate) beside: Spread,
    /// While a sweep of the whole store runs beside them.
    pub(crate) cleaning: Spread,
}

pub(crate) fn latencies_while_cleaning(dead: usize) -> Latencies {
    let posts = Posts::with_dead(dead);
    let asked = Asked::new(Layout::ManyScopes, Popularity::Zipf.draws(LIVE, 1 << 14));
    let read = |until: &AtomicBool, at_most: usize| {
        let mut nanos = Vec::with_capacity(at_most);
        for at in 0..at_most {
            if until.load(Relaxed) {
                break;
            }
            let (user, id) = asked.name(at);
            let start = Moment::wall();
            let found = posts.region.peek(&whose(user), &id).map_or(0, |post| mark(&post));
            nanos.push(start.elapsed().as_nanos() as f64);
            assert_eq!(found, id as u64 + 1);
        }
        nanos
    };
    pin(0);
    let never = AtomicBool::new(false);
    read(&never, READS / 10);
    let quiet = Spread::of(read(&never, READS));
    let done = AtomicBool::new(false);
    let beside = std::thread::scope(|scope| {
        scope.spawn(|| {
            pin(1);
            while !done.load(Relaxed) {
                std::thread::yield_now();
            }
        });
        let nanos = read(&never, READS);
        done.store(true, Relaxed);
        nanos
    });
    done.store(false, Relaxed);
    let cleaning = std::thread::scope(|scope| {
        scope.spawn(|| {
            pin(1);
            at_once(posts.store.run_pending());
            done.store(true, Relaxed);
        });
        read(&done, READS * 20)
    });
    assert_eq!(posts.store.stats().entries, LIVE as u64);
    Latencies { quiet, beside: Spread::of(beside), cleaning: Spread::of(cleaning) }
}

/// The most entries that leave the store between two moments at which no lock is held: listeners are called at such.
pub(crate) fn most_freed_at_once(dead: usize) -> u64 {
    let own: Arc<OnceLock<MemoryStore>> = Arc::default();
    let (last, most) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (store, left, freed) = (Arc::clone(&own), Arc::clone(&last), Arc::clone(&most));
    let builder = MemoryStore::builder().max_entries(dead as u64 * 2 + 50_000).without_cleanup_task();
    let builder = builder.max_bytes(8 << 30).eviction_listener(move |_| {
        let Some(store) = store.get() else { return };
        let now = store.stats().entries;
        freed.fetch_max(left.swap(now, Relaxed).saturating_sub(now), Relaxed);
    });
    let store = builder.build().expect("limits in range");
    let cache = Cache::new(store.clone());
    let region = cache.region("post").build().expect("a first region");
    let posts = Posts { store: store.clone(), cache, region };
    for entry in 0..dead {
        posts.load(Layout::ManyScopes.name_of(entry));
    }
    for user in 0..dead.div_ceil(100) as i64 {
        at_once(posts.cache.clear_scope(&whose(user))).expect("memory is always reached");
    }
    last.store(store.stats().entries, Relaxed);
    assert!(own.set(store.clone()).is_ok());
    at_once(store.run_pending());
    assert_eq!(store.stats().entries, 0);
    most.load(Relaxed)
}
