//! Keys as applications have them fill buckets much as chance would.
//!
//! Not exactly so: numbers in a row go through few multiplications, which now and then, by the seed, are rounder than others.
//! Then the fullest of a thousand buckets has several times its share, which costs its readers a step or two. A last round
//! that evens this out would cost every hit two multiplications.

use super::*;
use crate::table::spread;

const BUCKETS: u32 = 1 << 10;
const KEYS: u64 = 10_240;
const SEEDS: u32 = 12;

/// Under no seed has a bucket more than so many times its share.
const FULLEST: u32 = 12;
/// Over all seeds, buckets differ at most so many times as much as if they had been drawn.
const UNEVEN: f64 = 3.0;

/// Panics unless the bits by which shards and tables are chosen are much as if drawn.
fn assert_spread(what: &str, keys: &[Vec<u8>]) {
    #[expect(clippy::cast_possible_truncation, reason = "what an entry remembers")]
    let short = |hash: u64| spread((hash ^ (hash >> 32)) as u32);
    let choices: [(&str, &dyn Fn(u64) -> u64); 4] = [
        ("the bucket of a scope", &|hash| hash),
        ("its shard", &|hash| hash >> 40),
        ("the bucket of an entry", &|hash| short(hash)),
        ("what a bucket compares", &|hash| short(hash) >> 54),
    ];
    for (choice, bits) in choices {
        let mut uneven = 0.0;
        for seed in 0..SEEDS {
            let hashes = seeded(seed.into());
            let buckets = buckets(keys.iter().map(|key| bits(hashes.hash(hashes.seed, key))));
            let fullest = buckets.iter().max().copied().unwrap_or(0);
            let share = u32::try_from(keys.len()).unwrap() / BUCKETS;
            assert!(fullest <= FULLEST * share, "{what}, {choice}, seed {seed}: {fullest} where {share} would be even");
            uneven += unevenness(&buckets) / f64::from(SEEDS);
        }
        assert!(uneven < UNEVEN, "{what}, {choice}: {uneven:.1} times as uneven as chance");
    }
}

pub(super) fn buckets(choices: impl Iterator<Item = u64>) -> Vec<u32> {
    let mut buckets = vec![0; BUCKETS as usize];
    for choice in choices {
        buckets[usize::try_from(choice % u64::from(BUCKETS)).unwrap()] += 1;
    }
    buckets
}

/// Chi-square by its expectation: 1 if they were drawn.
pub(super) fn unevenness(buckets: &[u32]) -> f64 {
    let expected = f64::from(buckets.iter().sum::<u32>()) / f64::from(BUCKETS);
    buckets.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum::<f64>() / f64::from(BUCKETS - 1)
}

/// Numbers as a key writes them.
fn numbers(values: impl Iterator<Item = u64>) -> Vec<Vec<u8>> {
    let written = |value| [&[1][..], &i128::from(value).to_be_bytes()].concat();
    values.map(written).collect()
}

#[test]
fn numbers_that_follow_each_other_are_spread() {
    assert_spread("from 0", &numbers(0..KEYS));
    assert_spread("to the end", &numbers((0..KEYS).map(|value| u64::MAX - value)));
}

#[test]
fn numbers_with_gaps_are_spread() {
    for stride in [2, 3, 10, 16, 256, 1_000, 1 << 16, 65_537, 1 << 20, 1_000_003, 1 << 32, 1 << 40, 1 << 48] {
        assert_spread(&format!("every {stride}"), &numbers((0..KEYS).map(|value| value * stride)));
    }
}

#[test]
fn numbers_that_differ_in_a_few_bits_are_spread() {
    let flipped = (0..64_u64).flat_map(|one| {
        (0..one).flat_map(move |other| (0..other).map(move |third| 1_u64 << one | 1 << other | 1 << third))
    });
    assert_spread("three bits of sixty-four", &numbers(flipped));
}

#[test]
fn texts_with_a_number_in_them_are_spread() {
    let texts: Vec<Vec<u8>> = (0..KEYS).map(|value| format!("user:{value:08}:profile").into_bytes()).collect();
    assert_spread("texts", &texts);
}
