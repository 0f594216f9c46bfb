//! Writes: of entries that are there, of new ones into a full cache, and compare-and-set.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use moka::ops::compute::Op;
use postcache::CacheStore;
use postcache::store::{Filled, Lease};
use quick_cache::sync::EntryAction;

use super::driver::{Asked, Task, Writes};
use super::everyone;
use crate::cli::Extent;
use crate::measure::{Bench, Contender, Pace};
use crate::peers::{BareStore, CachedStore, Foyer, MokaPairs, MokaSync, Peer, Quick, Setup, at_once, leases, payload};
use crate::post::{Layout, Post, key_of};
use crate::report::{Comparison, Section};

const ENTRIES: usize = 10_000;
const KEYS: usize = 200_000;
/// Operations in a turn of compare-and-set.
const CHUNK: usize = 250;
pub(crate) const MOKA: &str = "moka::sync";
pub(crate) const OURS: &str = "postcache bare store";

pub(super) fn run(extent: Extent) -> Vec<Section> {
    let pace = extent.pace(31, 5);
    [present(pace), insert_with_eviction(pace), compare_and_set(pace)].map(Section::Comparison).into()
}

fn present(pace: Pace) -> Comparison {
    let layout = Layout::ManyScopes;
    let setup = Setup::roomy(ENTRIES, layout);
    let asked = Asked::in_order(layout, ENTRIES);
    let task = Writes(asked.clone(), asked.values());
    let contenders = everyone(&setup, &task).into_iter().map(|(name, work)| Contender::new(name, work)).collect();
    Bench::new(format!("Put over an entry, {ENTRIES} entries"), 300, contenders)
        .amortised()
        .note("Ours is a whole mutation (fence, body, finish with a put), of the bare store a lease and a fill; peers insert blindly.")
        .run(pace)
}

/// Each write is of a new entry, and evicts another.
pub(crate) fn insert_with_eviction(pace: Pace) -> Comparison {
    let layout = Layout::ManyScopes;
    let setup = Setup { entries: ENTRIES, capacity: ENTRIES, layout };
    let asked = Asked::in_order(layout, KEYS);
    let task = Writes(asked.clone(), asked.values());
    let contenders = vec![
        Contender::new(MOKA, task.direct(MokaSync::filled(&setup))),
        Contender::new("moka::sync, fast hasher, (u64, u64) key", task.direct(MokaPairs::filled(&setup))),
        Contender::new("quick_cache", task.direct(Quick::filled(&setup))),
        Contender::new("foyer-memory", task.direct(Foyer::filled(&setup))),
        Contender::new("cached ShardedLruTtlCache", task.direct(CachedStore::filled(&setup))),
        Contender::new(OURS, task.awaited(BareStore::filled(&setup))),
    ];
    Bench::new(format!("Insert with an eviction, capacity {ENTRIES}"), 300, contenders)
        .amortised()
        .note("Ours is a lease and a fill: there is no blind insert.")
        .run(pace)
}

/// A write over an entry that happens only if it is what it was: by moka's `and_compute_with`, by our fill, whose lease
/// was taken before.
pub(crate) fn compare_and_set(pace: Pace) -> Comparison {
    let layout = Layout::ManyScopes;
    let setup = Setup::roomy(ENTRIES, layout);
    let asked = Asked::in_order(layout, ENTRIES);
    let values = asked.values();
    let moka = Rc::new(MokaSync::filled(&setup));
    let quick = Rc::new(Quick::filled(&setup));
    let ours = Rc::new(BareStore::filled(&setup));
    let contenders = vec![
        slice_by_slice("moka::sync and_compute_with", touch(&asked, Rc::clone(&moka)), {
            let (asked, values) = (asked.clone(), Arc::clone(&values));
            move |at| {
                let (user, id) = asked.name(at);
                let _done = moka.0.entry_by_ref(&key_of(user, id)[..]).and_compute_with(|old| match old {
                    Some(old) if old.value().id == id => Op::Put(Arc::clone(&values[at])),
                    _ => Op::Nop,
                });
            }
        }),
        slice_by_slice("quick_cache entry", touch(&asked, Rc::clone(&quick)), {
            let (asked, values) = (asked.clone(), Arc::clone(&values));
            move |at| {
                let (user, id) = asked.name(at);
                let _done = quick.0.entry(&key_of(user, id)[..], Some(Duration::ZERO), |_, old| {
                    if old.id == id {
                        *old = Arc::clone(&values[at]);
                    }
                    EntryAction::Retain(())
                });
            }
        }),
        fills(&asked, values, ours),
    ];
    Bench::new(format!("Compare-and-set of an entry, {ENTRIES} entries"), CHUNK, contenders)
        .amortised()
        .note("Our lease was taken before and is not measured: the fill compares the stamps that it fixed. Peers have read the entry just before.")
        .run(pace)
}

fn fills(asked: &Asked, values: Arc<[Arc<Post>]>, ours: Rc<BareStore>) -> Contender {
    let pending: Rc<RefCell<Vec<Lease>>> = Rc::default();
    let (lender, taken, asked) = (Rc::clone(&ours), Rc::clone(&pending), asked.clone());
    let lend = move |slice: Range<usize>| {
        *pending.borrow_mut() = leases(&lender, slice.rev().map(|at| asked.name(at)));
    };
    slice_by_slice("postcache bare store fill", lend, move |at| {
        let lease = taken.borrow_mut().pop().expect("a lease for each");
        let filled = at_once(ours.store.fill(lease, payload(Arc::clone(&values[at]))));
        assert!(matches!(filled, Ok(Filled::Stored)));
    })
}

/// A contender whose operations need something that is made ready before each turn, of the same entries.
fn slice_by_slice(
    name: &'static str,
    ready: impl Fn(Range<usize>) + 'static,
    set: impl Fn(usize) + 'static,
) -> Contender {
    let next = Rc::new(Cell::new(0));
    let current = Rc::clone(&next);
    let work = move |_, times| {
        let from = current.get();
        (from..from + times).for_each(&set);
        times as u64
    };
    Contender::new(name, work).before(move || {
        let from = (next.get() + CHUNK) % ENTRIES;
        next.set(from);
        ready(from..from + CHUNK);
    })
}

/// A lease brings its entry into the processor's caches, and so does a read.
fn touch<P: Peer>(asked: &Asked, peer: Rc<P>) -> impl Fn(Range<usize>) + 'static {
    let asked = asked.clone();
    move |slice| {
        for at in slice {
            let (user, id) = asked.name(at);
            assert_ne!(peer.read(user, id), 0);
        }
    }
}
