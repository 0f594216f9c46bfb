mod hostile;
mod spread;

use std::collections::HashSet;

use super::*;

/// As it would come out of the random number generator at some start of some process.
fn seeded(seed: u64) -> Hashes {
    let mixed = (seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    Hashes { seed: mixed ^ (mixed >> 29), shared: SharedSeed::from_u64(mixed), shards: 16 }
}

fn distinct(hashes: &Hashes, keys: impl IntoIterator<Item = Vec<u8>>) -> (usize, usize) {
    let keys: HashSet<Vec<u8>> = keys.into_iter().collect();
    let found: HashSet<u64> = keys.iter().map(|key| hashes.hash(hashes.seed, key)).collect();
    (keys.len(), found.len())
}

#[test]
fn every_bit_of_a_key_and_its_length_change_its_hash() {
    let hashes = Hashes::new(16);
    let mut keys = Vec::new();
    for fill in [0x00, 0xFF, 0x03, 0x61] {
        for len in 0..100 {
            let key = vec![fill; len];
            for bit in 0..len * 8 {
                let mut flipped = key.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                keys.push(flipped);
            }
            keys.push(key);
        }
    }
    let (keys, found) = distinct(&hashes, keys);
    assert_eq!(found, keys);
}

#[test]
fn ids_that_follow_each_other_are_spread_over_all_shards() {
    let hashes = Hashes::new(64);
    let mut in_shard = vec![0_u32; 64];
    for id in 0..64_000_i128 {
        let mut key = vec![1];
        key.extend(id.to_be_bytes());
        in_shard[hashes.shard(hashes.hash(hashes.seed, &key))] += 1;
    }
    assert!(in_shard.iter().all(|count| (800..1_200).contains(count)), "{in_shard:?}");
}
