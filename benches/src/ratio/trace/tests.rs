use std::collections::HashSet;

use super::{SCOPES, Scale, TENANTS, Tenants, generated, scans, shifting, tenants, with_scope, zipf};
use crate::chance::Chance;

const SMALL: Scale = Scale { objects: 2_000, requests: 20_000 };

#[test]
fn a_seed_fixes_a_trace() {
    assert_eq!(zipf(SMALL, 0.9, 2), zipf(SMALL, 0.9, 2));
    assert_ne!(zipf(SMALL, 0.9, 2), zipf(SMALL, 0.9, 3));
    assert_eq!(tenants(SMALL, TENANTS, 6), tenants(SMALL, TENANTS, 6));
}

#[test]
fn a_key_is_always_of_the_same_scope_and_scopes_are_even() {
    let mut sizes = vec![0_usize; SCOPES];
    (0..100_000).for_each(|key| sizes[(with_scope(key) >> 32) as usize] += 1);
    assert!(sizes.iter().all(|size| (50..200).contains(size)));
    assert_eq!(with_scope(7) & 0xffff_ffff, 7);
}

#[test]
fn what_a_scan_asks_for_never_comes_again() {
    let all = scans(SMALL, 0.9, [4, 16], 4);
    let scanned: Vec<u64> =
        all.iter().copied().filter(|request| request & 0xffff_ffff >= SMALL.objects as u64).collect();
    assert_eq!(scanned.iter().collect::<HashSet<_>>().len(), scanned.len());
    assert!((0.15..0.25).contains(&(scanned.len() as f64 / all.len() as f64)));
}

#[test]
fn a_hot_set_moves() {
    let all = shifting(SMALL, 10, 17_777, 5);
    let popular = |part: &[u64]| {
        let hot = part.iter().filter(|request| *request & 0xffff_ffff < SMALL.objects as u64 / 50).count();
        hot as f64 / part.len() as f64
    };
    assert!(popular(&all[..2_000]) > 0.8 && popular(&all[2_000..4_000]) < 0.5);
}

#[test]
fn large_tenants_ask_more_often() {
    let (tenants, mut chance) = (Tenants::new(2_000_000, TENANTS), Chance::new(1));
    let mut asked = vec![0_usize; SCOPES];
    (0..100_000).for_each(|_| asked[(tenants.draw(&mut chance) >> 32) as usize] += 1);
    assert!(asked[0] > 5 * asked[99] && asked[0] < 12 * asked[9]);
}

#[test]
fn a_loop_is_a_tenth_longer_than_the_capacity() {
    for trace in generated(SMALL).iter().filter(|trace| trace.is_loop) {
        let length = trace.requests.iter().collect::<HashSet<_>>().len();
        assert_eq!(length, trace.capacity() * 11 / 10);
    }
}

#[test]
fn every_trace_comes_at_every_capacity() {
    let all = generated(SMALL);
    assert_eq!(all.len(), 7 * 4);
    assert!(all.iter().all(|trace| trace.requests.len() >= SMALL.requests));
}
