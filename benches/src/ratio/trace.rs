//! Generated traces. A request is one number: the scope in its upper half, the key in its lower.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::chance::{Chance, Zipf};

pub(super) const SCOPES: usize = 1_000;

/// Capacities, in parts of a hundred of the objects.
pub(super) const CAPACITIES: [usize; 4] = [1, 5, 10, 25];

/// The exponents of the tenants in the report: of their sizes, and of their keys.
pub(super) const TENANTS: [f64; 2] = [0.9, 0.8];

/// How large the generated traces are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub(super) objects: usize,
    pub(super) requests: usize,
}

impl Scale {
    pub(super) const FULL: Self = Self { objects: 200_000, requests: 2_000_000 };
    pub(super) const QUICK: Self = Self { objects: 20_000, requests: 200_000 };
}

#[derive(Clone, Debug)]
pub(super) struct Trace {
    pub(super) name: &'static str,
    pub(super) requests: Arc<[u64]>,
    /// What the capacities are parts of.
    pub(super) objects: usize,
    pub(super) part: usize,
    /// A loop says nothing about the rest and is kept out of the mean.
    pub(super) is_loop: bool,
}

impl Trace {
    pub(super) fn capacity(&self) -> usize {
        self.objects * self.part / 100
    }
}

/// Every generated trace, at each capacity.
pub(super) fn generated(scale: Scale) -> Vec<Trace> {
    let plain: [(&'static str, Vec<u64>); 6] = [
        ("zipf 0.7", zipf(scale, 0.7, 1)),
        ("zipf 0.9", zipf(scale, 0.9, 2)),
        ("zipf 1.1", zipf(scale, 1.1, 3)),
        ("zipf 0.9 + scans", scans(scale, 0.9, [4, 16], 4)),
        ("shifting hotspot", shifting(scale, 10, 17_777, 5)),
        ("1,000 tenants", tenants(scale, TENANTS, 6)),
    ];
    let mut all: Vec<Trace> =
        plain.into_iter().flat_map(|(name, requests)| at_each_capacity(name, requests, scale.objects)).collect();
    all.extend(CAPACITIES.map(|part| {
        let length = scale.objects * part * 11 / 1_000;
        let requests = (0..scale.requests).map(|at| with_scope(at % length)).collect();
        Trace { name: "loop 1.1 x capacity", requests, objects: scale.objects, part, is_loop: true }
    }));
    all
}

pub(super) fn at_each_capacity(name: &'static str, requests: Vec<u64>, objects: usize) -> [Trace; 4] {
    let requests: Arc<[u64]> = requests.into();
    CAPACITIES.map(|part| Trace { name, requests: Arc::clone(&requests), objects, part, is_loop: false })
}

/// Spreads keys that have no scope of their own over a thousand, evenly.
pub(super) const fn with_scope(key: usize) -> u64 {
    let scope = (key as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    ((scope % SCOPES as u64) << 32) | key as u64
}

pub(super) fn zipf(scale: Scale, exponent: f64, seed: u64) -> Vec<u64> {
    let (ranks, mut chance) = (Zipf::new(scale.objects, exponent), Chance::new(seed));
    (0..scale.requests).map(|_| with_scope(ranks.draw(&mut chance))).collect()
}

/// Zipf; after each part of the objects' number in requests (50,000 for a fourth) come some (12,500 for a sixteenth) for
/// keys that never come again.
pub(super) fn scans(scale: Scale, exponent: f64, parts: [usize; 2], seed: u64) -> Vec<u64> {
    let (ranks, mut chance) = (Zipf::new(scale.objects, exponent), Chance::new(seed));
    let [between, scanned] = parts.map(|part| scale.objects / part);
    let mut once = scale.objects;
    let mut all = Vec::with_capacity(scale.requests + between + scanned);
    while all.len() < scale.requests {
        all.extend((0..between).map(|_| with_scope(ranks.draw(&mut chance))));
        all.extend((once..once + scanned).map(with_scope));
        once += scanned;
    }
    all
}

/// So many times, the hot keys (a fiftieth of all, four fifths of the requests) move so far; the rest is Zipf 0.7 over
/// everything.
pub(super) fn shifting(scale: Scale, times: usize, far: usize, seed: u64) -> Vec<u64> {
    let (cold, mut chance) = (Zipf::new(scale.objects, 0.7), Chance::new(seed));
    let hot = Zipf::new(scale.objects / 50, 0.4);
    let step = scale.objects * far / 200_000;
    let request = |at: usize| {
        let base = (at / (scale.requests / times)) * step % scale.objects;
        if chance.unit() < 0.8 {
            with_scope((base + hot.draw(&mut chance)) % scale.objects)
        } else {
            with_scope(cold.draw(&mut chance))
        }
    };
    (0..scale.requests).map(request).collect()
}

/// A thousand scopes, whose sizes and requests are Zipf of one exponent; their keys are Zipf of another.
pub(super) struct Tenants {
    which: Zipf,
    keys: Vec<Zipf>,
}

impl Tenants {
    pub(super) fn new(objects: usize, [of_scopes, of_keys]: [f64; 2]) -> Self {
        let share = |rank: usize| (rank as f64).powf(-of_scopes);
        let total: f64 = (1..=SCOPES).map(share).sum();
        let size = |rank: usize| (objects as f64 * share(rank) / total).max(4.0) as usize;
        let keys = (1..=SCOPES).map(|rank| Zipf::new(size(rank), of_keys)).collect();
        Self { which: Zipf::new(SCOPES, of_scopes), keys }
    }

    pub(super) fn draw(&self, chance: &mut Chance) -> u64 {
        let tenant = self.which.draw(chance);
        ((tenant as u64) << 32) | self.keys[tenant].draw(chance) as u64
    }
}

pub(super) fn tenants(scale: Scale, exponents: [f64; 2], seed: u64) -> Vec<u64> {
    let (tenants, mut chance) = (Tenants::new(scale.objects, exponents), Chance::new(seed));
    (0..scale.requests).map(|_| tenants.draw(&mut chance)).collect()
}
