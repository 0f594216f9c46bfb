//! The optimum: who knows what will be asked for evicts what is needed last, and keeps nothing that it needs later still.

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

const NEVER: usize = usize::MAX;

/// For each request whether it hits.
pub(super) fn hits(requests: &[u64], capacity: usize) -> Vec<bool> {
    let next = next_uses(requests);
    // When each kept key is asked for next. A key is there at one time only, so the time names it.
    let mut kept: BTreeSet<(usize, u64)> = BTreeSet::new();
    let step = |at: usize| {
        let request = requests[at];
        let hit = kept.remove(&(at, request));
        if next[at] != NEVER {
            kept.insert((next[at], request));
            if kept.len() > capacity {
                kept.pop_last();
            }
        }
        hit
    };
    (0..requests.len()).map(step).collect()
}

fn next_uses(requests: &[u64]) -> Vec<usize> {
    let mut next = vec![NEVER; requests.len()];
    let mut later = HashMap::new();
    for (at, request) in requests.iter().enumerate().rev() {
        if let Some(use_after) = later.insert(*request, at) {
            next[at] = use_after;
        }
    }
    next
}
