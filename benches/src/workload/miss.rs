//! Misses: nothing that is asked for is there, everything is loaded and stored, and something is evicted for it.

use super::driver::{Asked, Misses};
use super::everyone;
use crate::cli::Extent;
use crate::measure::{Bench, Contender};
use crate::peers::Setup;
use crate::post::Layout;
use crate::report::Section;

/// A key comes again long after it was evicted.
const KEYS: usize = 200_000;
const CAPACITY: usize = 10_000;

pub(super) fn run(extent: Extent) -> Vec<Section> {
    let layout = Layout::ManyScopes;
    let setup = Setup { entries: CAPACITY, capacity: CAPACITY, layout };
    let task = Misses(Asked::in_order(layout, KEYS));
    let contenders = everyone(&setup, &task).into_iter().map(|(name, work)| Contender::new(name, work)).collect();
    let name = format!("Misses with fill, capacity {CAPACITY}");
    let note = "The map has no capacity: it is read through, grows, and then hits.";
    vec![Section::Comparison(Bench::new(name, 300, contenders).amortised().note(note).run(extent.pace(31, 5)))]
}
