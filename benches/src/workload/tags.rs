//! Invalidating a group of one user's entries, and reading after many invalidations.

use std::rc::Rc;
use std::sync::Arc;

use postcache::{Cache, Region};

use super::driver::Asked;
use crate::chance::Popularity;
use crate::cli::Extent;
use crate::measure::{Bench, Contender, Pace};
use crate::peers::{MokaSync, Peer, Reader, Setup, at_most, at_once, whose};
use crate::post::{Layout, Post, mark, post};
use crate::report::{Comparison, Section};

const SCOPE: i64 = 1;
/// As for clears: the first of a turn meets live entries.
const TIMES: usize = 256;
const INVALIDATIONS: usize = 5_000;
/// So few, because moka's housekeeping asks every predicate about each of them: that is 5,000,000 questions a turn.
const LIVE: usize = 1_000;

pub(super) fn run(extent: Extent) -> Vec<Section> {
    let sizes = extent.sizes(&[1, 1_000, 1_000_000]);
    [by_size(&sizes, extent.pace(11, 1)), reads_after(extent.pace(11, 1))].map(Section::Comparison).into()
}

struct Lists {
    cache: Cache,
    region: Region<i64, Post>,
}

impl Lists {
    fn new(entries: usize) -> Self {
        let cache = Cache::new(at_most(entries * 4 + 4_000));
        let region = cache.region("list").tags(["posts"]).build().expect("a first region");
        Self { cache, region }
    }

    fn fill(&self, user: i64, ids: std::ops::Range<i64>) {
        for id in ids {
            let filled: Arc<Post> =
                at_once(self.region.get_or_load(&whose(user), &id, || async move { post(user, id) }));
            assert_eq!(filled.id, id);
        }
    }

    fn invalidate(&self, scope: &Reader) {
        at_once(self.cache.invalidate_tags(scope, ["posts"])).expect("memory is always reached");
    }
}

fn by_size(sizes: &[usize], pace: Pace) -> Comparison {
    let contender = |entries: usize| {
        let lists = Rc::new(Lists::new(entries));
        let filled = Rc::clone(&lists);
        let work = move |_, times| {
            (0..times).for_each(|_| lists.invalidate(&whose(SCOPE)));
            0
        };
        Contender::new(format!("postcache, tagged entries: {entries}"), work)
            .before(move || filled.fill(SCOPE, 0..entries as i64))
    };
    let contenders = sizes.iter().copied().map(contender).collect();
    Bench::new("Invalidation of a tag, by its entries", TIMES, contenders)
        .note("The mean of 256 in a row, the first of which meets live entries.")
        .run(pace)
}

/// Hits of what no invalidation named.
fn reads_after(pace: Pace) -> Comparison {
    let layout = Layout::ManyScopes;
    let asked = Asked::new(layout, Popularity::Zipf.draws(LIVE, 1 << 14));
    let setup = Setup::roomy(LIVE, layout);
    let contenders = vec![
        moka("moka::sync", &setup, &asked, 0),
        moka("moka::sync, after 5,000 predicates", &setup, &asked, INVALIDATIONS),
        ours("postcache", &asked, 0),
        ours("postcache, after 5,000 tags", &asked, INVALIDATIONS),
    ];
    Bench::new("Hits after 5,000 invalidations", 100, contenders)
        .note("moka asks every predicate at every read, until its housekeeping has passed.")
        .run(pace)
}

fn moka(name: &'static str, setup: &Setup, asked: &Asked, invalidations: usize) -> Contender {
    let peer = Rc::new(MokaSync::with_predicates(setup));
    let (invalidated, asked) = (Rc::clone(&peer), asked.clone());
    Contender::new(name, move |from, times| {
        (from..from + times).fold(0_u64, |sum, at| {
            let (user, id) = asked.name(at);
            sum.wrapping_add(peer.read(user, id))
        })
    })
    .before(move || {
        for other in 0..invalidations as i64 {
            let picked = invalidated.0.invalidate_entries_if(move |_, post| post.user_id == -other - 1);
            picked.expect("it supports closures");
        }
    })
}

fn ours(name: &'static str, asked: &Asked, invalidations: usize) -> Contender {
    let lists = Rc::new(Lists::new(LIVE + invalidations));
    for entry in 0..LIVE {
        let (user, id) = Layout::ManyScopes.name_of(entry);
        lists.fill(user, id..id + 1);
    }
    let (invalidated, asked) = (Rc::clone(&lists), asked.clone());
    Contender::new(name, move |from, times| {
        (from..from + times).fold(0_u64, |sum, at| {
            let (user, id) = asked.name(at);
            sum.wrapping_add(lists.region.peek(&whose(user), &id).map_or(0, |post| mark(&post)))
        })
    })
    .before(move || {
        for other in 0..invalidations as i64 {
            invalidated.fill(-other - 1, 0..1);
            invalidated.invalidate(&whose(-other - 1));
        }
    })
}
