//! Hits by two threads at once, and what the second one gains.

use super::driver::{Asked, Mix, Task, Threaded};
use super::everyone;
use crate::chance::Popularity;
use crate::cli::Extent;
use crate::measure::{Duel, Duellist, Load, Pace};
use crate::peers::{Annotated, Setup, Shared};
use crate::post::Layout;
use crate::report::{Comparison, Section};

const ENTRIES: usize = 100_000;
const CHUNK: usize = 2_000;

const OTHERS: &[(usize, Popularity)] = &[
    (1_000, Popularity::Zipf),
    (1_000, Popularity::Uniform),
    (ENTRIES, Popularity::Uniform),
    (1_000_000, Popularity::Zipf),
    (1_000_000, Popularity::Uniform),
];

pub(super) fn run(extent: Extent) -> Vec<Section> {
    let pace = extent.pace(31, 3);
    let mut duels = vec![duel(place(Layout::ManyScopes), ENTRIES, Popularity::Zipf, Layout::ManyScopes, pace)];
    // What more there is of many scopes takes long.
    for (entries, popularity) in if extent.is_quick() { &[][..] } else { OTHERS } {
        let name = format!("{entries} entries, {}, many scopes", popularity.name());
        duels.push(duel(&name, *entries, *popularity, Layout::ManyScopes, pace));
    }
    duels.push(duel(place(Layout::OneScope), ENTRIES, Popularity::Zipf, Layout::OneScope, pace));
    duels.into_iter().flatten().map(Section::Comparison).collect()
}

fn duel(name: &str, entries: usize, popularity: Popularity, layout: Layout, pace: Pace) -> [Comparison; 2] {
    let task = draws(entries, popularity, layout, 0);
    let setup = Setup::roomy(entries, layout);
    let mut duellists = duellists(everyone(&setup, &task));
    if layout == Layout::OneScope {
        let shared = task.awaited(Shared::filled(&setup));
        duellists.push(Duellist::new("postcache #[cached_scoped], SharedScope", shared));
    }
    Duel::new(format!("Two threads read, {name}"), CHUNK, duellists).reads_only().run(pace)
}

pub(super) fn duellists(all: Vec<(&'static str, Load)>) -> Vec<Duellist> {
    all.into_iter().map(|(name, load)| Duellist::new(name, load)).collect()
}

pub(super) const fn place(layout: Layout) -> &'static str {
    match layout {
        Layout::ManyScopes => "many scopes",
        Layout::OneScope => "one hot scope",
    }
}

/// Zipf 0.9, with so many writes in a hundred.
pub(super) fn reads(entries: usize, layout: Layout, writes: usize) -> Threaded<Mix> {
    draws(entries, Popularity::Zipf, layout, writes)
}

fn draws(entries: usize, popularity: Popularity, layout: Layout, writes: usize) -> Threaded<Mix> {
    let asked = Asked::new(layout, popularity.draws(entries, 1 << 16));
    let values = asked.values();
    Threaded(Mix { asked, values, writes })
}

/// The annotation alone: the times of one thread's operations that two of them do.
pub(crate) fn scaling(layout: Layout, pace: Pace) -> Comparison {
    let annotated = reads(ENTRIES, layout, 0).awaited(Annotated::filled(&Setup::roomy(ENTRIES, layout)));
    let duellists = vec![Duellist::new(super::hits::ANNOTATED, annotated)];
    let [_, gain] = Duel::new(format!("check: two threads, {}", place(layout)), CHUNK, duellists).run(pace);
    gain
}
