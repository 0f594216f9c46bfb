//! Hit ratios where the capacity is in bytes and objects differ in size.

use std::collections::HashMap;

use super::policy::{ALL, Policy, Replay, overhead};
use super::trace::{Scale, TENANTS, tenants, zipf};
use super::{matrix, public};
use crate::chance::Chance;
use crate::cli::Extent;
use crate::report::{Plot, Section};

const PART: u64 = 10;

pub(crate) fn run(extent: Extent) -> Vec<Section> {
    let scale = if extent.is_quick() { Scale::QUICK } else { Scale::FULL };
    let mut traces = vec![sized("zipf 0.9", zipf(scale, 0.9, 2)), sized("1,000 tenants", tenants(scale, TENANTS, 6))];
    if !extent.is_quick()
        && let Ok([twitter, _]) = public::traces()
    {
        traces.push(("twitter52, its own sizes", twitter.requests, twitter.sizes));
    }
    let note = format!(
        "Capacity {PART} % of all bytes; each object weighs its bytes and {} for its key and bookkeeping, for all alike. \
         Generated sizes are 64 B to 16 KiB, log-uniform.",
        overhead()
    );
    let head: Vec<String> =
        std::iter::once("trace").chain(ALL.iter().map(|policy| policy.name)).map(str::to_owned).collect();
    let mut objects = matrix("Hit ratio by objects, capacity in bytes", note.clone(), head.clone(), Plot::Bars);
    let mut bytes = matrix("Hit ratio by bytes, capacity in bytes", note, head, Plot::None);
    for (name, requests, sizes) in traces {
        eprintln!("hit ratio in bytes: {name}");
        let total: u64 = sizes.values().map(|size| u64::from(*size) + overhead()).sum();
        let (capacity, objects_that_fit) = (total * PART / 100, sizes.len() * PART as usize / 100);
        let cache = |policy: &Policy| (policy.bytes)(capacity, objects_that_fit);
        let both: Vec<(f64, f64)> = ALL.iter().map(|policy| replay(cache(policy), &requests, &sizes)).collect();
        objects.rows.push((name.to_owned(), both.iter().map(|(objects, _)| Some(*objects)).collect()));
        bytes.rows.push((name.to_owned(), both.iter().map(|(_, bytes)| Some(*bytes)).collect()));
    }
    [objects, bytes].map(Section::Matrix).into()
}

type Sized = (&'static str, Vec<u64>, HashMap<u64, u32>);

fn sized(name: &'static str, requests: Vec<u64>) -> Sized {
    let size = |request: u64| (64.0 * 256_f64.powf(Chance::new(request).unit())) as u32;
    let sizes = requests.iter().map(|request| (*request, size(*request))).collect();
    (name, requests, sizes)
}

/// In per cent of the requests, and of their bytes.
fn replay(mut cache: Replay, requests: &[u64], sizes: &HashMap<u64, u32>) -> (f64, f64) {
    let (mut hits, mut hit_bytes, mut bytes) = (0.0, 0.0, 0.0);
    for request in requests {
        let size = sizes[request];
        bytes += f64::from(size);
        if cache(*request, size) {
            hits += 1.0;
            hit_bytes += f64::from(size);
        }
    }
    (hits * 100.0 / requests.len() as f64, hit_bytes * 100.0 / bytes)
}
