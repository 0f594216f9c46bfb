//! Clearing all that one user has, by the number of entries.

use std::rc::Rc;

use postcache::{Cache, Region};

use super::driver::Asked;
use crate::chance::Popularity;
use crate::cli::Extent;
use crate::measure::{Bench, Contender, Pace};
use crate::peers::{MokaSync, MutexMap, Peer, Quick, Reader, Setup, at_most, at_once, whose};
use crate::post::{Layout, Post, key_of, mark, post};
use crate::report::{Comparison, Section};

/// A turn clears the full scope, and then again and again with its dead entries still resident. Filling it leaves the
/// processor's caches cold for everything else, which the first of them pays for; a cost of 1 ns an entry would be 4,000 ns
/// in the mean.
const CLEARS: usize = 256;

const SCOPE: i64 = 1;

pub(crate) const ONE: &str = "postcache, 1 entry";
pub(crate) const MILLION: &str = "postcache, 1,000,000 entries";

pub(super) fn run(extent: Extent) -> Vec<Section> {
    let most = if extent.is_quick() { 1_000 } else { usize::MAX };
    let mut sections = vec![by_size_up_to(most, extent.pace(15, 1)), reads_after(extent.pace(31, 3))];
    for entries in extent.sizes(&[1_000, 100_000]) {
        sections.push(by_peers(entries, extent.pace(11, 1)));
    }
    sections.into_iter().map(Section::Comparison).collect()
}

/// Ours, by the number of entries.
pub(crate) fn by_size(pace: Pace) -> Comparison {
    by_size_up_to(usize::MAX, pace)
}

fn by_size_up_to(most: usize, pace: Pace) -> Comparison {
    let sizes = [(ONE, 1), ("postcache, 1,000 entries", 1_000), (MILLION, 1_000_000)];
    let sizes = sizes.into_iter().filter(|(_, entries)| *entries <= most);
    let contenders = sizes.map(|(name, entries)| ours(name, entries)).collect();
    Bench::new("Clear of a scope, by its entries", CLEARS, contenders)
        .note("The mean of 256 clears in a row, the first of a full scope.")
        .run(pace)
}

struct Posts {
    cache: Cache,
    region: Region<i64, Post>,
}

impl Posts {
    fn new(entries: usize) -> Self {
        let cache = Cache::new(at_most(entries * 4 + 1_000));
        let region = cache.region("post").build().expect("a first region");
        Self { cache, region }
    }

    fn fill(&self, scope: &Reader, entries: usize) {
        for id in 0..entries as i64 {
            let user = SCOPE;
            let filled: std::sync::Arc<Post> =
                at_once(self.region.get_or_load(scope, &id, || async move { post(user, id) }));
            assert_eq!(filled.id, id);
        }
        let last = entries as i64 - 1;
        assert!(self.region.peek(scope, &0).is_some() && self.region.peek(scope, &last).is_some());
    }

    fn clear(&self, scope: &Reader) {
        at_once(self.cache.clear_scope(scope)).expect("memory is always reached");
    }
}

fn ours(name: &'static str, entries: usize) -> Contender {
    let posts = Rc::new(Posts::new(entries));
    let filled = Rc::clone(&posts);
    let clear = move |_, times| {
        (0..times).for_each(|_| posts.clear(&whose(SCOPE)));
        0
    };
    Contender::new(name, clear).before(move || filled.fill(&whose(SCOPE), entries))
}

/// One user's entries among as many of another's: what each library has for it.
fn by_peers(entries: usize, pace: Pace) -> Comparison {
    let setup = Setup { entries: 0, capacity: entries * 4, layout: Layout::OneScope };
    let prefix = key_of(SCOPE, 0)[..17].to_vec();
    let (first, second, third) = (prefix.clone(), prefix.clone(), prefix);
    let moka = Rc::new(MokaSync::with_predicates(&setup));
    let quick = Rc::new(Quick::filled(&setup));
    let map = Rc::new(MutexMap::filled(&setup));
    let contenders = vec![
        refilled("moka::sync invalidate_entries_if, and housekeeping", &moka, entries, move |moka| {
            let prefix = first.clone();
            moka.0.invalidate_entries_if(move |key, _| key.starts_with(&prefix)).expect("it supports closures");
            moka.0.run_pending_tasks();
        }),
        refilled("quick_cache retain", &quick, entries, move |quick| {
            quick.0.retain(|key, _| !key.starts_with(&second));
        }),
        refilled("Mutex<HashMap> retain", &map, entries, move |map| {
            map.locked().retain(|key, _| !key.starts_with(&third));
        }),
        once(entries),
    ];
    Bench::new(format!("Clear of one user's {entries} entries, of twice as many"), 1, contenders)
        .note("One clear of a full scope, with cold caches. moka's predicate alone returns sooner, and is then asked at every read until housekeeping has passed.")
        .run(pace)
}

fn refilled<P: Peer>(name: &'static str, peer: &Rc<P>, entries: usize, clear: impl Fn(&P) + 'static) -> Contender {
    let (cleared, filled) = (Rc::clone(peer), Rc::clone(peer));
    let work = move |_, times| {
        (0..times).for_each(|_| clear(&cleared));
        u64::from(cleared.read(SCOPE, 0) == 0)
    };
    Contender::new(name, work).before(move || {
        for id in 0..entries as i64 {
            filled.write(SCOPE, id, post(SCOPE, id));
            filled.write(SCOPE + 1, id, post(SCOPE + 1, id));
        }
        assert_ne!(filled.read(SCOPE, 0), 0);
    })
}

fn once(entries: usize) -> Contender {
    let posts = Rc::new(Posts::new(entries * 2));
    let filled = Rc::clone(&posts);
    let work = move |_, times| {
        (0..times).for_each(|_| posts.clear(&whose(SCOPE)));
        u64::from(posts.region.peek(&whose(SCOPE), &0).is_none())
    };
    Contender::new("postcache clear_scope", work).before(move || {
        filled.fill(&whose(SCOPE), entries);
        for id in 0..entries as i64 {
            let user = SCOPE + 1;
            let _filled: std::sync::Arc<Post> =
                at_once(filled.region.get_or_load(&whose(user), &id, || async move { post(user, id) }));
        }
    })
}

/// Hits of other scopes, with and without a million dead entries of a cleared one beside them.
fn reads_after(pace: Pace) -> Comparison {
    const LIVE: usize = 10_000;
    let asked = Asked::new(Layout::ManyScopes, Popularity::Zipf.draws(LIVE, 1 << 14));
    let contender = |name: &'static str, dead: usize| {
        let posts = Posts::new(dead + LIVE);
        let cleared = whose(-1);
        for id in 0..dead as i64 {
            let _filled: std::sync::Arc<Post> =
                at_once(posts.region.get_or_load(&cleared, &id, || async move { post(-1, id) }));
        }
        for entry in 0..LIVE {
            let (user, id) = Layout::ManyScopes.name_of(entry);
            let _filled: std::sync::Arc<Post> =
                at_once(posts.region.get_or_load(&whose(user), &id, || async move { post(user, id) }));
        }
        posts.clear(&cleared);
        let asked = asked.clone();
        Contender::new(name, move |from, times| {
            (from..from + times).fold(0_u64, |sum, at| {
                let (user, id) = asked.name(at);
                sum.wrapping_add(posts.region.peek(&whose(user), &id).map_or(0, |post| mark(&post)))
            })
        })
    };
    let contenders = vec![
        contender("postcache, nothing cleared", 0),
        contender("postcache, 1,000 entries cleared", 1_000),
        contender("postcache, 1,000,000 entries cleared", 1_000_000),
    ];
    Bench::new(format!("Hits after a clear, {LIVE} live entries"), 2_000, contenders).run(pace)
}
