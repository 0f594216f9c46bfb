//! Other seeds, exponents and lengths than those of the report.

use crate::chance::{Chance, Zipf};
use crate::ratio::trace::{Scale, Trace, at_each_capacity, scans, shifting, tenants, with_scope, zipf};

/// Capacities in hundredths of the objects, with the length of a loop in hundredths of the capacity.
const LOOPS: [(usize, usize); 8] = [(2, 102), (8, 101), (8, 103), (2, 105), (18, 110), (8, 120), (18, 150), (8, 200)];

pub(super) fn generated(scale: Scale) -> Vec<Trace> {
    let plain: [(&'static str, Vec<u64>); 7] = [
        ("zipf 0.8", zipf(scale, 0.8, 101)),
        ("zipf 1.0", zipf(scale, 1.0, 102)),
        ("zipf 0.8 + scans", scans(scale, 0.8, [8, 8], 104)),
        ("shifting hotspot", shifting(scale, 7, 23_333, 105)),
        ("shifting fast", shifting(scale, 40, 7_777, 107)),
        ("1,000 tenants", tenants(scale, [0.8, 0.9], 106)),
        ("zipf 0.9 and a loop", beside_a_loop(scale, 108)),
    ];
    let mut all: Vec<Trace> =
        plain.into_iter().flat_map(|(name, requests)| at_each_capacity(name, requests, scale.objects)).collect();
    all.extend([8, 9].map(|part| endless("loop after zipf", zipf_first(scale, 109), scale, part)));
    all.extend(LOOPS.map(|(part, length)| {
        let length = scale.objects * part * length / 10_000;
        endless("loop", (0..scale.requests).map(|at| with_scope(at % length)).collect(), scale, part)
    }));
    all
}

fn endless(name: &'static str, requests: Vec<u64>, scale: Scale, part: usize) -> Trace {
    Trace { name, requests: requests.into(), objects: scale.objects, part, is_loop: true }
}

/// Every second request, in the mean, is the next of a loop through a tenth of the objects, which are other ones.
fn beside_a_loop(scale: Scale, seed: u64) -> Vec<u64> {
    let (ranks, mut chance, mut turn) = (Zipf::new(scale.objects, 0.9), Chance::new(seed), 0);
    let request = |_| {
        if chance.unit() < 0.5 {
            return with_scope(ranks.draw(&mut chance));
        }
        turn = (turn + 1) % (scale.objects / 10);
        with_scope(scale.objects + turn)
    };
    (0..scale.requests).map(request).collect()
}

/// A fifth is Zipf 0.9; the rest is a loop through a tenth of the objects.
fn zipf_first(scale: Scale, seed: u64) -> Vec<u64> {
    let (ranks, mut chance) = (Zipf::new(scale.objects, 0.9), Chance::new(seed));
    let request = |at: usize| {
        if at < scale.requests / 5 {
            with_scope(ranks.draw(&mut chance))
        } else {
            with_scope(scale.objects + at % (scale.objects / 10))
        }
    };
    (0..scale.requests).map(request).collect()
}
