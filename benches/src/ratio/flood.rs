//! What is left to all others when one tenant floods.

use super::matrix;
use super::policy::{ALL, OURS, Replay, with_quota};
use super::trace::{TENANTS, Tenants};
use crate::chance::Chance;
use crate::cli::Extent;
use crate::report::{Matrix, Plot};

const OBJECTS: usize = 200_000;
const CAPACITY: usize = OBJECTS / 10;
const QUOTA: u64 = 2_000;
const DEFAULT_QUOTA: u64 = 1_000;
const FLOODER: u64 = 5_000;

/// How one tenant floods.
#[derive(Clone, Copy, Debug)]
struct Flood {
    name: &'static str,
    /// Its requests for each of the others'.
    times: usize,
    /// Each key is asked for again a little later, so that it looks hot.
    twice: bool,
}

const NONE: Flood = Flood { name: "no flood", times: 0, twice: false };
const WORST: Flood = Flood { name: "4x, each key twice", times: 4, twice: true };
const FLOODS: [Flood; 4] = [
    NONE,
    Flood { name: "1x, each key once", times: 1, twice: false },
    Flood { name: "4x, each key once", times: 4, twice: false },
    WORST,
];

pub(super) fn run(extent: Extent) -> Matrix {
    let requests = if extent.is_quick() { 300_000 } else { 1_000_000 };
    let note = format!(
        "1,000 tenants and one that floods, capacity {CAPACITY}; the hit ratio of the 1,000. The quotas \
         are in entries a scope; {DEFAULT_QUOTA} is the default."
    );
    let head = std::iter::once("cache").chain(FLOODS.iter().map(|flood| flood.name)).map(str::to_owned).collect();
    let mut table = matrix("Hit ratio of the others while one tenant floods", note, head, Plot::Bars);
    for policy in ALL {
        eprintln!("flood: {}", policy.name);
        let name = if policy.name == OURS { "postcache, no quota".to_owned() } else { policy.name.to_owned() };
        let ratios = FLOODS.map(|flood| Some(others((policy.entries)(CAPACITY), flood, requests)));
        table.rows.push((name, ratios.into()));
    }
    for quota in [QUOTA, DEFAULT_QUOTA] {
        let ratios = FLOODS.map(|flood| Some(others(with_quota(CAPACITY, quota), flood, requests)));
        table.rows.push((format!("postcache, quota {quota}"), ratios.into()));
    }
    table
}

/// The others' hit ratio without a flood and under the worst, with our quota, in per cent.
pub(crate) fn others_while_one_floods() -> (f64, f64) {
    (others(with_quota(CAPACITY, QUOTA), NONE, 1_000_000), others(with_quota(CAPACITY, QUOTA), WORST, 1_000_000))
}

fn others(mut cache: Replay, flood: Flood, requests: usize) -> f64 {
    let (tenants, mut chance) = (Tenants::new(OBJECTS, TENANTS), Chance::new(77));
    let (mut hits, mut counted, mut flooded, mut fresh) = (0.0, 0.0, 0_u64, 0_u64);
    for at in 0..requests {
        let hit = cache(tenants.draw(&mut chance), 1);
        if at > requests * 3 / 10 {
            counted += 1.0;
            hits += f64::from(u8::from(hit));
        }
        for _ in 0..flood.times {
            let again = flood.twice && flooded % 2 == 1;
            let key = if again {
                fresh.saturating_sub(200)
            } else {
                fresh += 1;
                fresh
            };
            flooded += 1;
            cache((FLOODER << 32) | key, 1);
        }
    }
    hits * 100.0 / counted
}
