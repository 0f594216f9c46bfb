//! Reads with writes among them.

use super::driver::Mix;
use super::everyone;
use super::two_threads::{duellists, place, reads};
use crate::cli::Extent;
use crate::measure::{Bench, Contender, Duel};
use crate::peers::Setup;
use crate::post::Layout;
use crate::report::Section;

const ENTRIES: usize = 100_000;

const NOTE: &str =
    "A write of ours is a whole mutation: fence, body, finish with a put. Those of the peers are blind inserts.";

pub(super) fn run(extent: Extent) -> Vec<Section> {
    let mut sections = Vec::new();
    for writes in [5, 50] {
        for layout in [Layout::ManyScopes, Layout::OneScope] {
            let setup = Setup::roomy(ENTRIES, layout);
            let task = reads(ENTRIES, layout, writes);
            let name = format!("{}/{writes}, {}", 100 - writes, place(layout));
            let one: &Mix = &task.0;
            let contenders = everyone(&setup, one).into_iter().map(|(name, work)| Contender::new(name, work)).collect();
            let bench = Bench::new(format!("One thread, {name}"), 500, contenders).amortised().note(NOTE);
            sections.push(Section::Comparison(bench.run(extent.pace(31, 3))));
            let duel = Duel::new(format!("Two threads, {name}"), 1_000, duellists(everyone(&setup, &task))).note(NOTE);
            sections.extend(duel.run(extent.pace(31, 3)).map(Section::Comparison));
        }
    }
    sections
}
