//! A database of one number that only grows, with one entry in front of it.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use postcache_core::store::{Cells, Fence, Filled, Lease, Leased, OwnedEntry, PutOutcome, Want};
use postcache_core::{CacheStore, SharedScope};
use shuttle::sync::RwLock;
use shuttle::thread;

use crate::world::{HOLD, LEASE_TTL, World, entry, put, user};

pub(crate) struct Register {
    pub(crate) world: World,
    /// With the tag `x`.
    pub(crate) entry: OwnedEntry,
    committed: AtomicU64,
    /// No read that begins now may get less.
    floor: AtomicU64,
    /// Read while a commit of unknown outcome is on its way, written while time passes.
    on_the_way: RwLock<()>,
}

/// In whose scope the entry is, and whether it has a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    Empty,
    Filled,
    /// In the scope of all users alike, which has a stripe in each shard.
    Shared,
}

const USER: i64 = 0;
const KEY: u64 = 1;

/// So many entries are there beside the one that is looked at: with a few more the store is full.
const OTHERS: u64 = 6;

impl Register {
    pub(crate) fn new(start: Start) -> Self {
        let world = World::with(|builder| builder.max_entries(16).max_entries_per_scope(2).shards(2));
        let entry = match start {
            Start::Empty | Start::Filled => entry(&world.posts, USER, KEY),
            Start::Shared => world.posts.entry(&SharedScope, &KEY).unwrap(),
        };
        for other in 0..OTHERS {
            fill(&world, &self::entry(&world.plain, 7, other));
        }
        if !matches!(start, Start::Empty) {
            world.store(&entry, "0");
        }
        let (committed, floor) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { world, entry, committed, floor, on_the_way: RwLock::new(()) }
    }

    /// Fills entries of other scopes, for whom something has to leave.
    pub(crate) fn crowd(&self) {
        (10..13).for_each(|scope| fill(&self.world, &entry(&self.world.plain, scope, KEY)));
    }

    /// Fills entries of the same scope.
    pub(crate) fn crowd_scope(&self) {
        (100..102).for_each(|key| fill(&self.world, &self.beside(key)));
    }

    /// Takes leases in the same scope until the store forgets the oldest, and gives them back.
    pub(crate) fn crowd_leases(&self) {
        let leased: Vec<_> = (200..220).map(|key| self.world.ask(&self.beside(key), Want::Any)).collect();
        for lease in leased {
            if let Leased::Granted(lease) = lease {
                self.world.store.release(lease);
            }
        }
    }

    fn beside(&self, key: u64) -> OwnedEntry {
        let region = &self.world.plain;
        let made =
            if self.entry.key.is_shared() { region.entry(&SharedScope, &key) } else { region.entry(&user(USER), &key) };
        made.unwrap()
    }

    pub(crate) fn lease(&self) -> Option<Lease> {
        if let Leased::Granted(lease) = self.world.ask(&self.entry, Want::Fresh) { Some(lease) } else { None }
    }

    /// What a loader returns now.
    pub(crate) fn load(&self) -> String {
        self.committed.load(SeqCst).to_string()
    }

    /// A hit, or nothing.
    pub(crate) fn get(&self) {
        let floor = self.floor.load(SeqCst);
        if let Some(text) = self.world.get(&self.entry) {
            check(&text, floor);
        }
    }

    /// From a miss to a fill, if there is one.
    pub(crate) fn read(&self, want: Want) {
        let floor = self.floor.load(SeqCst);
        match self.world.ask(&self.entry, want) {
            Leased::Granted(lease) => {
                let loaded = self.load();
                thread::yield_now();
                self.world.fill(lease, loaded);
            }
            Leased::Hit(object) => check(object.unwrap().downcast_ref::<String>().unwrap(), floor),
            _ => {}
        }
    }

    /// A mutation whose outcome is known, from its fence to its put.
    pub(crate) fn mutate(&self, cells: Cells) -> PutOutcome {
        let fence = self.world.begin(cells);
        let version = self.commit_under_a_fence();
        self.put(&fence, version)
    }

    /// The end of a mutation that committed `version`.
    pub(crate) fn put(&self, fence: &Fence, version: u64) -> PutOutcome {
        self.world.finish(fence, vec![put(&self.entry, version.to_string())]).puts.pop().unwrap()
    }

    /// One whose outcome is unknown: its commit takes effect later, but while its hold stands.
    pub(crate) fn lapse(&self, cells: Cells) {
        let fence = self.world.begin(cells);
        let on_the_way = self.on_the_way.read().unwrap();
        self.world.lapse(&fence);
        self.commit_under_a_fence();
        drop(on_the_way);
    }

    /// One that was given up, and whose end comes all the same, maybe after its hold.
    pub(crate) fn finish_late(&self, cells: Cells) {
        let fence = self.world.begin(cells);
        self.world.lapse(&fence);
        self.write(|world| drop(world.finish(&fence, vec![])));
    }

    /// Nobody may see less from the commit on.
    pub(crate) fn commit_under_a_fence(&self) -> u64 {
        thread::yield_now();
        let version = self.commit();
        self.floor.fetch_max(version, SeqCst);
        thread::yield_now();
        version
    }

    /// A write around the cache, and what tells of it: from then on nobody may see less.
    pub(crate) fn write(&self, tell: impl FnOnce(&World)) {
        thread::yield_now();
        let version = self.commit();
        thread::yield_now();
        tell(&self.world);
        self.floor.fetch_max(version, SeqCst);
    }

    /// The time of every hold passes.
    pub(crate) fn pass(&self) {
        let _nothing_on_its_way = self.on_the_way.write().unwrap();
        self.world.pass(HOLD.get());
    }

    /// When all is over: what is there is right, what was held may be lent, and what was counted is there.
    pub(crate) fn end(&self) {
        self.get();
        // Holds are over, and leases that never came back.
        self.world.pass(HOLD.get().max(LEASE_TTL.get()));
        self.world.clean();
        let lease = self.lease().unwrap();
        assert_eq!(self.world.fill(lease, self.load()), Filled::Stored);
        self.get();
        self.world.clean();
        let (stats, regions) = (self.world.stats(), self.world.cache.stats().regions);
        assert_eq!((stats.fences, stats.holds, stats.dead), (0, 0, 0));
        assert!(stats.entries + stats.cells + stats.scopes <= 16, "{stats:?}");
        assert_eq!(regions.iter().map(|region| region.entries).sum::<u64>(), stats.entries);
        assert_eq!(regions.iter().map(|region| region.bytes).sum::<u64>(), stats.bytes);
    }

    fn commit(&self) -> u64 {
        self.committed.fetch_add(1, SeqCst) + 1
    }
}

#[track_caller]
fn check(text: &str, floor: u64) {
    let version: u64 = text.parse().unwrap();
    assert!(version >= floor, "read {version} after {floor} was committed");
}

fn fill(world: &World, entry: &OwnedEntry) {
    if let Leased::Granted(lease) = world.ask(entry, Want::Any) {
        world.fill(lease, "other");
    }
}
