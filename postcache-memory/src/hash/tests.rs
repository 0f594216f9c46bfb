use std::collections::{HashMap, HashSet};

use super::*;

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

#[test]
fn keys_that_collide_in_one_store_do_not_in_another() {
    const MASK: u64 = 0xFFFF;
    let (known, other) = (Hashes::new(16), Hashes::new(16));
    let key = |id: u64| format!("a title that somebody chose, number {id}").into_bytes();
    let mut buckets: HashMap<u64, Vec<Vec<u8>>> = HashMap::new();
    for id in 0..400_000 {
        buckets.entry(known.hash(known.seed, &key(id)) & MASK).or_default().push(key(id));
    }
    let hostile = buckets.into_values().max_by_key(Vec::len).unwrap_or_default();
    assert!(hostile.len() >= 12, "the attack works where the seed is known");
    let elsewhere: HashSet<u64> = hostile.iter().map(|key| other.hash(other.seed, key) & MASK).collect();
    assert!(elsewhere.len() + 2 >= hostile.len(), "{} of {} collide", hostile.len() - elsewhere.len(), hostile.len());
}
