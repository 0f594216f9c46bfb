//! A thousand callers at once of an entry that is not there.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use postcache::{Cache, Region};
use tokio::runtime::{Builder, Runtime};
use tokio::task::{LocalSet, yield_now};

use crate::cli::Extent;
use crate::measure::{Bench, Contender};
use crate::peers::{MokaFuture, Reader, Setup, at_most, whose};
use crate::post::{Layout, Post, key_of, mark, post};
use crate::report::{Matrix, Plot, Section};

const CALLERS: usize = 1_000;

pub(super) fn run(extent: Extent) -> Vec<Section> {
    let contenders = vec![moka(), quick(), nobody(), ours()];
    let bench = Bench::new("1,000 callers of a cold key", 1, contenders);
    let comparison = bench
        .note("The time for all of them, in tasks of one thread; the load yields once. Without a cache each caller loads.")
        .run(extent.pace(31, 3));
    let loads = Matrix {
        name: "Loads for 1,000 callers of a cold key".to_owned(),
        note: String::new(),
        unit: "loads".into(),
        head: ["contender", "loads"].map(str::to_owned).into(),
        rows: vec![("postcache Region".to_owned(), vec![Some(loads_of(CALLERS) as f64)])],
        plot: Plot::None,
    };
    vec![Section::Comparison(comparison), Section::Matrix(loads)]
}

/// How often the loader ran for so many callers of one missing entry.
pub(crate) fn loads_of(callers: usize) -> u64 {
    let (runtime, region) = (runtime(), region());
    let loads = Rc::new(Cell::new(0_u64));
    let counted = Rc::clone(&loads);
    all_at_once(&runtime, callers, move |_| {
        let (region, loads) = (region.clone(), Rc::clone(&counted));
        async move {
            let load = || async move {
                loads.set(loads.get() + 1);
                loaded(1).await
            };
            let found: Arc<Post> = region.get_or_load(&whose(1), &1, load).await;
            mark(&found)
        }
    });
    loads.get()
}

async fn loaded(id: i64) -> Arc<Post> {
    yield_now().await;
    post(1, id)
}

fn region() -> Region<i64, Post> {
    Cache::new(at_most(100_000)).region("post").build().expect("a first region")
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime")
}

/// Each caller in a task of its own.
fn all_at_once<F: Future<Output = u64> + 'static>(runtime: &Runtime, callers: usize, call: impl Fn(usize) -> F) -> u64 {
    let tasks = LocalSet::new();
    tasks.block_on(runtime, async {
        let handles: Vec<_> = (0..callers).map(|caller| tokio::task::spawn_local(call(caller))).collect();
        let mut sum = 0_u64;
        for handle in handles {
            sum = sum.wrapping_add(handle.await.expect("a caller does not panic"));
        }
        sum
    })
}

/// Each turn asks for another key.
fn contender<C, F>(name: &'static str, cache: C, call: fn(C, i64) -> F) -> Contender
where
    C: Clone + 'static,
    F: Future<Output = u64> + 'static,
{
    let (runtime, mut key) = (runtime(), 0_i64);
    Contender::new(name, move |_, times| {
        for _ in 0..times {
            key += 1;
            let found = all_at_once(&runtime, CALLERS, |_| call(cache.clone(), key));
            assert_eq!(found, (key as u64 + 1) * CALLERS as u64);
        }
        times as u64
    })
}

fn moka() -> Contender {
    let cache = MokaFuture::filled(&Setup { entries: 0, capacity: 100_000, layout: Layout::OneScope });
    contender("moka::future get_with", cache.0, |cache, id| async move {
        let found = cache.get_with_by_ref(&key_of(1, id)[..], loaded(id)).await;
        mark(&found)
    })
}

fn quick() -> Contender {
    let cache = Arc::new(quick_cache::sync::Cache::<Vec<u8>, Arc<Post>>::new(100_000));
    contender("quick_cache get_or_insert_async", cache, |cache, id| async move {
        let load = async { Ok::<_, std::convert::Infallible>(loaded(id).await) };
        let Ok(found) = cache.get_or_insert_async(&key_of(1, id)[..], load).await;
        mark(&found)
    })
}

fn nobody() -> Contender {
    contender("no cache", (), |(), id| async move {
        let found = loaded(id).await;
        mark(&found)
    })
}

fn ours() -> Contender {
    let region = region();
    contender("postcache Region", region, |region, id| async move {
        let reader: Reader = whose(1);
        let found: Arc<Post> = region.get_or_load(&reader, &id, || loaded(id)).await;
        mark(&found)
    })
}
