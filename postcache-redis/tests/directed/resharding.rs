//! Slots that move while they are read and written.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::Duration;

use postcache_core::store::{Cells, FenceTerms, Finish, OwnedEntry, Put, PutOutcome};
use postcache_core::{Cache, CacheStore, OnBehalfOf, Region};
use testserver::RedisCluster;
use tokio::task::JoinSet;

use crate::moving::{Move, slots};
use crate::world::{LONG, NAMESPACE, Process, builder, only, payload, soon};

const USERS: i64 = 4;
const MOVES: usize = 24;

/// What the database would be: the version that was committed, and the latest that its writer was told of.
#[derive(Default)]
struct Datum {
    committed: AtomicU64,
    acknowledged: AtomicU64,
}

#[derive(Default)]
struct Counts {
    reads: AtomicU64,
    loads: AtomicU64,
    acknowledged: AtomicU64,
    puts: AtomicU64,
}

struct User {
    id: i64,
    datum: Datum,
    counts: Arc<Counts>,
    over: Arc<AtomicBool>,
}

impl User {
    fn scope(&self) -> OnBehalfOf<i64> {
        OnBehalfOf::new(self.id, "a test")
    }

    async fn reads(self: Arc<Self>, region: Region<str, u64>) {
        while !self.over.load(SeqCst) {
            let floor = self.datum.acknowledged.load(SeqCst);
            let load = async || {
                let (loads, found) = (self.counts.loads.fetch_add(1, SeqCst), self.datum.committed.load(SeqCst));
                // Mutations begin and end before it is filled.
                crate::world::pause(Duration::from_millis(loads % 4)).await;
                Ok::<_, std::io::Error>(found)
            };
            let read = region.get_or_load(&self.scope(), "k", load).await.unwrap();
            assert!(read >= floor, "{read} was read after {floor} was acknowledged");
            self.counts.reads.fetch_add(1, SeqCst);
        }
    }

    async fn writes(self: Arc<Self>, process: Process, entry: OwnedEntry) {
        while !self.over.load(SeqCst) {
            crate::world::pause(Duration::from_millis(2)).await;
            let Ok(fence) = process.0.begin(only(&entry), FenceTerms::new(LONG)).await else { continue };
            let version = self.datum.committed.fetch_add(1, SeqCst) + 1;
            let puts = vec![Put::new(entry.clone(), payload(version))];
            let finish = Finish::new(Cells::of(fence.cells.scope.clone()), puts);
            let Ok(finished) = process.0.finish(&fence, finish).await else { continue };
            self.datum.acknowledged.fetch_max(version, SeqCst);
            self.counts.acknowledged.fetch_add(1, SeqCst);
            self.counts.puts.fetch_add(u64::from(finished.puts == [PutOutcome::Stored]), SeqCst);
        }
    }
}

fn region(process: &Process) -> Region<str, u64> {
    let region = Cache::new(process.0.clone()).region("r").tags(["red"]);
    region.policy(|policy| policy.store_timeout(Duration::from_secs(5))).unchecked("a test").unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn slots_that_move_under_load_show_nothing_older_than_what_was_acknowledged() {
    let cluster = Arc::new(RedisCluster::start().unwrap());
    let process = async || Process::of(builder(&cluster.url(), NAMESPACE)).await;
    let (reader, writer) = (process().await, process().await);
    let (readers_region, writers_region) = (region(&reader), region(&writer));
    let (counts, over): (Arc<Counts>, Arc<AtomicBool>) = Default::default();
    let mut tasks = JoinSet::new();
    for id in 0..USERS {
        let user = Arc::new(User { id, datum: Datum::default(), counts: Arc::clone(&counts), over: Arc::clone(&over) });
        let entry = writers_region.entry(&user.scope(), "k").unwrap();
        tasks.spawn(Arc::clone(&user).reads(readers_region.clone()));
        tasks.spawn(Arc::clone(&user).reads(writers_region.clone()));
        tasks.spawn(user.writes(writer.clone(), entry));
    }
    let user_slots = async || slots(&cluster).len() == usize::try_from(USERS).unwrap();
    soon("all of them have begun", user_slots).await;
    for number in 0..MOVES {
        let (before, moved) = (counts.acknowledged.load(SeqCst), Arc::clone(&cluster));
        let moving = tokio::task::spawn_blocking(move || {
            let in_use = slots(&moved);
            let mut moving = Move::to_the_next(&moved, in_use[number % in_use.len()]);
            moving.begins();
            moving.takes_one_after_the_other();
            moving.takes_all_keys();
            moving.ends();
        });
        moving.await.unwrap();
        soon("mutations go on", async || counts.acknowledged.load(SeqCst) > before + 8).await;
    }
    over.store(true, SeqCst);
    tasks.join_all().await;
    let count = |count: &AtomicU64| count.load(SeqCst);
    assert!(count(&counts.loads) < count(&counts.reads), "there were hits");
    assert!(count(&counts.puts) > 0, "and values were put");
}
