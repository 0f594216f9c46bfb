//! Any histories of several threads, beside the plainest model: a number for each entry, which only grows.
//!
//! A change is over when its operation has returned, or has committed under its fence; who begins to read after that gets it
//! or a later one. At rest, what is there is the last.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;

use postcache_core::store::{Cells, Leased, OwnedEntry, Want};
use proptest::prelude::*;

use crate::world::{World, entry, one, put, scope_of, tag, whole};

const DATA: usize = 3;

#[derive(Clone, Copy, Debug)]
enum Act {
    /// A hit, or a miss with its fill.
    Read(usize),
    /// A load whatever there is.
    Refresh(usize),
    /// A mutation with its put, over the entry, a tag, or the scope.
    Mutate(usize, Cover),
    /// A write around the cache, then an invalidation.
    Write(usize, Cover),
    Clean,
    /// Entries of the same scope, for whom others leave.
    Crowd,
}

#[derive(Clone, Copy, Debug)]
enum Cover {
    Entry,
    Tag,
    Scope,
}

fn act() -> impl Strategy<Value = Act> {
    let cover = || prop_oneof![2 => Just(Cover::Entry), 1 => Just(Cover::Tag), 1 => Just(Cover::Scope)];
    prop_oneof![
        6 => (0..DATA).prop_map(Act::Read),
        2 => (0..DATA).prop_map(Act::Refresh),
        3 => (0..DATA, cover()).prop_map(|(datum, cover)| Act::Mutate(datum, cover)),
        2 => (0..DATA, cover()).prop_map(|(datum, cover)| Act::Write(datum, cover)),
        1 => Just(Act::Clean),
        1 => Just(Act::Crowd),
    ]
}

struct Data {
    world: World,
    entries: [OwnedEntry; DATA],
    committed: [AtomicU64; DATA],
    /// The newest change that is over.
    over: [AtomicU64; DATA],
}

impl Data {
    fn new() -> Self {
        let world = World::with(|builder| builder.max_entries(16).max_entries_per_scope(2).shards(2));
        let entries = [entry(&world.posts, 0, 0), entry(&world.lists, 0, 1), entry(&world.posts, 1, 2)];
        Self { world, entries, committed: Default::default(), over: Default::default() }
    }

    fn take(&self, act: Act) {
        match act {
            Act::Read(datum) => self.read(datum, Want::Any),
            Act::Refresh(datum) => self.read(datum, Want::Fresh),
            Act::Mutate(datum, cover) => {
                let entry = &self.entries[datum];
                let fence = self.world.begin(cover.of(entry));
                let version = self.committed[datum].fetch_add(1, SeqCst) + 1;
                self.over[datum].fetch_max(version, SeqCst);
                self.world.finish(&fence, vec![put(entry, version.to_string())]);
            }
            Act::Write(datum, cover) => {
                let version = self.committed[datum].fetch_add(1, SeqCst) + 1;
                self.world.invalidate(cover.of(&self.entries[datum]));
                self.over[datum].fetch_max(version, SeqCst);
            }
            Act::Clean => self.world.clean(),
            Act::Crowd => {
                for key in 100..103 {
                    let other = entry(&self.world.plain, 0, key);
                    if let Leased::Granted(lease) = self.world.ask(&other, Want::Any) {
                        self.world.fill(lease, "other");
                    }
                }
            }
        }
    }

    fn read(&self, datum: usize, want: Want) {
        let (entry, over) = (&self.entries[datum], self.over[datum].load(SeqCst));
        let found = self.world.get(entry).filter(|_| want == Want::Any);
        let version = match found {
            Some(text) => text.parse().unwrap(),
            None => match self.world.ask(entry, want) {
                Leased::Granted(lease) => {
                    let loaded = self.committed[datum].load(SeqCst);
                    thread::yield_now();
                    self.world.fill(lease, loaded.to_string());
                    loaded
                }
                Leased::Hit(object) => object.unwrap().downcast_ref::<String>().unwrap().parse().unwrap(),
                _ => self.committed[datum].load(SeqCst),
            },
        };
        assert!(version >= over, "datum {datum}: read {version} after {over} was over");
    }

    /// At rest it is as a store to which nothing ever happened at once.
    fn rest(&self) {
        for (datum, entry) in self.entries.iter().enumerate() {
            let committed = self.committed[datum].load(SeqCst);
            if let Some(text) = self.world.get(entry) {
                assert_eq!(text, committed.to_string(), "datum {datum}");
            }
        }
        for entry in &self.entries {
            self.world.clear(&scope_of(entry));
        }
        self.world.pass(crate::world::LEASE_TTL.get());
        self.world.clean();
        let stats = self.world.stats();
        assert_eq!((stats.entries, stats.bytes, stats.scopes, stats.cells, stats.fences), (0, 0, 0, 0, 0));
    }
}

impl Cover {
    fn of(self, entry: &OwnedEntry) -> Cells {
        match self {
            Self::Entry => one(entry),
            Self::Tag => tag(entry, "x"),
            Self::Scope => whole(entry),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 200 } else { 3_000 }, ..ProptestConfig::default() })]

    #[test]
    fn who_reads_gets_all_that_was_over_before(histories in prop::collection::vec(prop::collection::vec(act(), 1..60), 2..5)) {
        let data = Data::new();
        thread::scope(|threads| {
            for history in &histories {
                threads.spawn(|| history.iter().for_each(|act| data.take(*act)));
            }
        });
        data.rest();
    }
}
