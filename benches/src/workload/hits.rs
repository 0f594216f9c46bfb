//! Hits by one thread: everything that is asked for is there.

use super::driver::{Asked, Reads, Task};
use super::everyone;
use crate::chance::Popularity;
use crate::cli::Extent;
use crate::measure::{Bench, Contender, Pace};
use crate::peers::{Annotated, Hitbox, MokaPairs, MokaSync, Peek, Quick, Setup, Shared, at_once};
use crate::peers::{cached_post, concurrent_post};
use crate::post::{Layout, mark};
use crate::report::{Comparison, Section};

const CHUNK: usize = 1_000;
const DRAWS: usize = 1 << 16;

pub(super) fn run(extent: Extent) -> Vec<Section> {
    let pace = extent.pace(31, 5);
    let mut sections = Vec::new();
    for entries in extent.sizes(&[1_000, 100_000, 1_000_000]) {
        for popularity in [Popularity::Zipf, Popularity::Uniform] {
            sections.push(everybody(entries, popularity, Layout::ManyScopes, pace));
        }
    }
    sections.push(everybody(100_000, Popularity::Zipf, Layout::OneScope, pace));
    sections.into_iter().map(Section::Comparison).collect()
}

fn everybody(entries: usize, popularity: Popularity, layout: Layout, pace: Pace) -> Comparison {
    let setup = Setup::roomy(entries, layout);
    let asked = Asked::new(layout, popularity.draws(entries, DRAWS));
    let task = Reads(asked.clone());
    let mut contenders: Vec<Contender> =
        everyone(&setup, &task).into_iter().map(|(name, work)| Contender::new(name, work)).collect();
    contenders.extend(functions(&setup, &asked));
    let (scopes, note) = match layout {
        Layout::ManyScopes => ("many scopes", ""),
        Layout::OneScope => {
            contenders
                .push(Contender::new("postcache #[cached_scoped], SharedScope", task.awaited(Shared::filled(&setup))));
            ("one hot scope", "")
        }
    };
    Bench::new(format!("Hits: {entries} entries, {}, {scopes}", popularity.name()), CHUNK, contenders)
        .note(note)
        .run(pace)
}

/// Those whose cache is behind a function, which the first call of an entry fills.
fn functions(setup: &Setup, asked: &Asked) -> Vec<Contender> {
    for entry in 0..setup.entries {
        let (user, id) = setup.layout.name_of(entry);
        assert_eq!(mark(&cached_post(user, id)), mark(&concurrent_post(user, id)));
    }
    let (first, second, third) = (asked.clone(), asked.clone(), asked.clone());
    let sum = |asked: &Asked, from: usize, times: usize, get: fn(i64, i64) -> u64| {
        (from..from + times).fold(0_u64, |sum, at| {
            let (user, id) = asked.name(at);
            sum.wrapping_add(get(user, id))
        })
    };
    let hitbox = Hitbox::filled(setup);
    vec![
        Contender::new("cached #[cached], LRU and TTL", move |from, times| {
            sum(&first, from, times, |user, id| mark(&cached_post(user, id)))
        }),
        Contender::new("cached #[concurrent_cached], LRU and TTL", move |from, times| {
            sum(&second, from, times, |user, id| mark(&concurrent_post(user, id)))
        }),
        Contender::new("hitbox with moka", move |from, times| {
            at_once(async {
                let mut sum = 0_u64;
                for at in from..from + times {
                    let (user, id) = third.name(at);
                    sum = sum.wrapping_add(hitbox.load(user, id).await);
                }
                sum
            })
        }),
    ]
}

pub(crate) const ANNOTATED: &str = "postcache #[cached_scoped]";
pub(crate) const PEEK: &str = "postcache Region, not awaited";
pub(crate) const PEEK_TAGGED: &str = "postcache Region, not awaited, 2 tags";
pub(crate) const MOKA: &str = "moka::sync";
pub(crate) const MOKA_BEST: &str = "moka::sync, fast hasher, (u64, u64) key";
pub(crate) const QUICK: &str = "quick_cache";
pub(crate) const CONCURRENT: &str = "cached #[concurrent_cached], LRU and TTL";

/// The contenders that the check compares, alone: many scopes, Zipf.
pub(crate) fn for_the_check(entries: usize, pace: Pace) -> Comparison {
    let layout = Layout::ManyScopes;
    let setup = Setup::roomy(entries, layout);
    let asked = Asked::new(layout, Popularity::Zipf.draws(entries, DRAWS));
    let task = Reads(asked.clone());
    let mut contenders = vec![
        Contender::new(MOKA, task.direct(MokaSync::filled(&setup))),
        Contender::new(MOKA_BEST, task.direct(MokaPairs::filled(&setup))),
        Contender::new(QUICK, task.direct(Quick::filled(&setup))),
        Contender::new(ANNOTATED, task.awaited(Annotated::filled(&setup))),
        Contender::new(PEEK, task.direct(Peek::filled(&setup))),
        Contender::new(PEEK_TAGGED, task.direct(Peek::tagged(&setup, &["posts", "titles"]))),
    ];
    contenders.extend(functions(&setup, &asked).into_iter().filter(|one| one.name == CONCURRENT));
    Bench::new(format!("check: hits, {entries} entries"), CHUNK, contenders).run(pace)
}
