//! What is done to the caches.
//!
//! A workload is one file with one function that measures it and one line in [`ALL`]; a row of the check is in
//! [`check`](crate::check).

mod build_cost;
mod cleanup;
mod clear;
mod cold_key;
pub(crate) mod driver;
mod evict;
mod field;
pub(crate) mod hits;
mod memory;
mod miss;
mod mixes;
mod put;
mod tags;
mod two_threads;

use crate::cli::Extent;
use crate::report::Section;

pub(crate) use build_cost::crates_added;
pub(crate) use cleanup::{Latencies, latencies_while_cleaning, most_freed_at_once};
pub(crate) use clear::{MILLION as CLEAR_MILLION, ONE as CLEAR_ONE, by_size};
pub(crate) use cold_key::loads_of;
pub(crate) use field::everyone;
pub(crate) use memory::{child, footprint};
pub(crate) use put::{compare_and_set, insert_with_eviction};
pub(crate) use two_threads::scaling;

/// A workload, by the name that `--only` looks for.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    pub(crate) run: fn(Extent) -> Vec<Section>,
}

/// In the order of the report.
pub(crate) const ALL: &[Workload] = &[
    Workload { name: "hits", run: hits::run },
    Workload { name: "two-threads", run: two_threads::run },
    Workload { name: "mixes", run: mixes::run },
    Workload { name: "misses", run: miss::run },
    Workload { name: "put", run: put::run },
    Workload { name: "evict", run: evict::run },
    Workload { name: "tags", run: tags::run },
    Workload { name: "clear", run: clear::run },
    Workload { name: "cold-key", run: cold_key::run },
    Workload { name: "cleanup", run: cleanup::run },
    Workload { name: "memory", run: memory::run },
    Workload { name: "hit-ratio", run: crate::ratio::run },
    Workload { name: "choice", run: crate::ratio::choice },
    Workload { name: "bytes", run: crate::ratio::in_bytes },
    Workload { name: "build-cost", run: build_cost::run },
];
