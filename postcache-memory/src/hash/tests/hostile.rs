//! Keys that somebody built to collide.

use std::hash::Hasher as _;

use super::spread::{buckets, unevenness};
use super::*;

const MANY: u64 = 1_000_000;

/// The hash folds products: where one factor is zero, the other does not matter. Who knows the seed makes it zero, and who
/// does not cannot, because the seed is mixed into both.
#[test]
fn a_million_keys_that_collide_where_the_seed_is_known_are_spread_by_every_other() {
    let known = seeded(1);
    let mut factor = FoldHasher::with_seed(0, &known.shared);
    factor.write_u128(1);
    let zero = factor.finish().to_ne_bytes();
    let hostile = |number: u64| {
        let mut key = *b"title 01234567, and its ending..";
        key[6..14].copy_from_slice(&number.to_ne_bytes());
        key[24..].copy_from_slice(&zero);
        key
    };
    let of = |hashes: &Hashes, number| hashes.hash(hashes.seed, &hostile(number));
    assert!((0..MANY).all(|number| of(&known, number) == of(&known, 0)), "the attack works where the seed is known");
    for seed in 2..5 {
        let other = seeded(seed);
        let found: HashSet<u64> = (0..MANY).map(|number| of(&other, number)).collect();
        assert_eq!(found.len() as u64, MANY);
        for shift in [0, 40, 54] {
            let uneven = unevenness(&buckets(found.iter().map(|hash| hash >> shift)));
            assert!(uneven < 100.0, "{uneven} times as uneven as chance");
        }
    }
}

/// What zeroes, swaps, differences in the highest bit, or complements might cancel: nothing does under any of many seeds.
#[test]
fn no_structure_collides_whatever_the_seed() {
    const WORDS: [u64; 8] = [0, 1, 2, 1 << 31, 1 << 32, 1 << 63, u64::MAX, u64::MAX >> 1];
    let mut keys: Vec<Vec<u8>> = Vec::new();
    for number in 0..WORDS.len().pow(4) {
        let words = (0..4_u32).map(|at| WORDS[number / WORDS.len().pow(at) % WORDS.len()]);
        let key: Vec<u8> = words.flat_map(u64::to_ne_bytes).collect();
        // Also where less than sixteen bytes lie between.
        keys.extend([key[..16].to_vec(), key[..24].to_vec(), [&key[..], &key[..9]].concat(), key]);
    }
    for seed in 0..24 {
        let (keys, found) = distinct(&seeded(seed), keys.iter().cloned());
        assert_eq!(found, keys, "seed {seed}");
    }
}

/// The scope's hash seeds that of its entries: they must not meet those of another scope, whatever both are called.
#[test]
fn entries_of_many_scopes_do_not_collide() {
    let hashes = seeded(7);
    let scopes = (0..1_000_u64).map(|scope| hashes.hash(hashes.seed, &scope.to_be_bytes()));
    let entries = scopes.flat_map(|scope| {
        let hashes = &hashes;
        (0..1_000_u64).map(move |key| hashes.hash(scope, &key.to_be_bytes()))
    });
    assert_eq!(entries.collect::<HashSet<u64>>().len(), 1_000_000);
}
