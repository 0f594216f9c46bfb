//! A cluster whose slots move, and whose nodes die, while it is read and written.

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
            self.counts.puts.fetch_add(u64::from(finished.puts == [PutOutcome::Stored]), SeqCst);
        }
    }
}

fn region(process: &Process) -> Region<str, u64> {
    let region = Cache::new(process.0.clone()).region("r").tags(["red"]);
    region.policy(|policy| policy.store_timeout(Duration::from_secs(5))).unchecked("a test").unwrap()
}

/// Users who read and write until they are told to end.
struct Load {
    users: Vec<Arc<User>>,
    counts: Arc<Counts>,
    over: Arc<AtomicBool>,
    tasks: JoinSet<()>,
}

impl Load {
    async fn begins(cluster: &RedisCluster) -> Self {
        let process = async || Process::of(builder(&cluster.url(), NAMESPACE)).await;
        let (reader, writer) = (process().await, process().await);
        let (readers_region, writers_region) = (region(&reader), region(&writer));
        let (counts, over): (Arc<Counts>, Arc<AtomicBool>) = Default::default();
        let (mut tasks, mut users) = (JoinSet::new(), Vec::new());
        for id in 0..USERS {
            let (counts, over) = (Arc::clone(&counts), Arc::clone(&over));
            let user = Arc::new(User { id, datum: Datum::default(), counts, over });
            let entry = writers_region.entry(&user.scope(), "k").unwrap();
            tasks.spawn(Arc::clone(&user).reads(readers_region.clone()));
            tasks.spawn(Arc::clone(&user).reads(writers_region.clone()));
            tasks.spawn(Arc::clone(&user).writes(writer.clone(), entry));
            users.push(user);
        }
        let load = Self { users, counts, over, tasks };
        let all = usize::try_from(USERS).unwrap();
        soon("all of them have begun", async || slots(cluster).len() == all).await;
        load
    }

    /// Waits until mutations of every user have been acknowledged again.
    async fn goes_on(&self) {
        for user in &self.users {
            let before = user.datum.acknowledged.load(SeqCst);
            soon("mutations go on", async || user.datum.acknowledged.load(SeqCst) > before + 2).await;
        }
    }

    async fn ends(self) {
        self.over.store(true, SeqCst);
        self.tasks.join_all().await;
        let count = |count: &AtomicU64| count.load(SeqCst);
        assert!(count(&self.counts.loads) < count(&self.counts.reads), "there were hits");
        assert!(count(&self.counts.puts) > 0, "and values were put");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn slots_that_move_show_nothing_older_than_what_was_acknowledged() {
    let cluster = Arc::new(RedisCluster::start().unwrap());
    let load = Load::begins(&cluster).await;
    for number in 0..MOVES {
        let cluster = Arc::clone(&cluster);
        let moving = tokio::task::spawn_blocking(move || {
            let in_use = slots(&cluster);
            let mut moving = Move::to_the_next(&cluster, in_use[number % in_use.len()]);
            moving.begins();
            moving.takes_one_after_the_other();
            moving.takes_all_keys();
            moving.ends();
        });
        moving.await.unwrap();
        load.goes_on().await;
    }
    load.ends().await;
}

/// What the primary had confirmed and not told its replica is lost: the replica's values are of another life.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_replica_that_takes_over_shows_nothing_older_than_what_was_acknowledged() {
    let mut cluster = RedisCluster::start().unwrap();
    let load = Load::begins(&cluster).await;
    let (_, owner) = slots(&cluster)[0];
    let replica = owner + 3;
    cluster.nodes()[replica].pause().unwrap();
    cluster.nodes()[owner].client().unwrap().call(["CLIENT", "KILL", "TYPE", "replica"]).unwrap();
    load.goes_on().await;
    cluster.nodes_mut()[owner].kill();
    cluster.nodes()[replica].resume().unwrap();
    load.goes_on().await;
    load.ends().await;
}
