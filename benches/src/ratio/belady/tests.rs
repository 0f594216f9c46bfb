use std::collections::BTreeSet;

use super::hits;
use crate::chance::Chance;
use crate::ratio::lru::Lru;

fn count(requests: &[u64], capacity: usize) -> usize {
    hits(requests, capacity).into_iter().filter(|hit| *hit).count()
}

/// Every choice at every miss: to keep nothing new, or to put it in the place of any.
fn best(requests: &[u64], kept: &BTreeSet<u64>, capacity: usize) -> usize {
    let Some((first, rest)) = requests.split_first() else { return 0 };
    if kept.contains(first) {
        return 1 + best(rest, kept, capacity);
    }
    let with = |without: Option<u64>| {
        let mut kept = kept.clone();
        without.map(|victim| kept.remove(&victim));
        kept.insert(*first);
        kept
    };
    let bypassed = best(rest, kept, capacity);
    let stored = if kept.len() < capacity {
        best(rest, &with(None), capacity)
    } else {
        kept.iter().map(|victim| best(rest, &with(Some(*victim)), capacity)).max().unwrap_or(0)
    };
    bypassed.max(stored)
}

#[test]
fn nobody_who_tries_every_choice_does_better() {
    let mut chance = Chance::new(9);
    for _ in 0..60 {
        let requests: Vec<u64> = (0..9).map(|_| chance.below(5) as u64).collect();
        for capacity in 1..4 {
            assert_eq!(count(&requests, capacity), best(&requests, &BTreeSet::new(), capacity), "{requests:?}");
        }
    }
}

#[test]
fn a_loop_hits_as_much_as_fits() {
    let requests: Vec<u64> = (0..1_100).map(|at| at % 11).collect();
    let ratio = count(&requests, 10) as f64 / 1_100.0;
    assert!((0.89..0.92).contains(&ratio), "{ratio}");
}

#[test]
fn it_is_never_below_lru() {
    let mut chance = Chance::new(10);
    let requests: Vec<u64> = (0..5_000).map(|_| (chance.below(40) * chance.below(40)) as u64).collect();
    let mut lru = Lru::new(50);
    let recent = requests.iter().filter(|request| lru.request(**request, 1)).count();
    assert!(count(&requests, 50) > recent);
}
