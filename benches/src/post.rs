//! The value and the keys that every contender stores: the same type, and the same 40 bytes of key.

use std::sync::Arc;

use postcache::Owned;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, Owned)]
pub(crate) struct Post {
    pub(crate) id: i64,
    #[owner]
    pub(crate) user_id: i64,
    pub(crate) body: String,
}

/// Entries of one user.
const PER_USER: usize = 100;

/// Who owns the entry of this number, and its id.
pub(crate) const fn name_of(entry: usize) -> (i64, i64) {
    ((entry / PER_USER) as i64, entry as i64)
}

pub(crate) fn post(entry: usize) -> Arc<Post> {
    let (user_id, id) = name_of(entry);
    Arc::new(Post { id, user_id, body: "x".repeat(60) })
}

/// What a careful hand-written cache uses as its key: every part with its kind, 40 bytes.
pub(crate) fn key_of(user: i64, id: i64) -> [u8; 40] {
    let mut key = [0; 40];
    key[0] = 1;
    key[1..17].copy_from_slice(&i128::from(user).to_be_bytes());
    key[17..21].copy_from_slice(&7_u32.to_be_bytes());
    key[22] = 1;
    key[23..39].copy_from_slice(&i128::from(id).to_be_bytes());
    key
}

/// Numbers of entries, each with the probability of Zipf's law with exponent 0.9, in an order that a seed fixes.
pub(crate) fn zipf(entries: usize, count: usize) -> Vec<usize> {
    let mut total = 0.0;
    let cumulative: Vec<f64> = (1..=entries)
        .map(|rank| {
            total += (rank as f64).powf(-0.9);
            total
        })
        .collect();
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    (0..count)
        .map(|_| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            let at = (seed >> 11) as f64 / (1_u64 << 53) as f64 * total;
            let rank = cumulative.partition_point(|sum| *sum < at).min(entries - 1);
            // Popular entries are spread over the users.
            rank.wrapping_mul(7_919) % entries
        })
        .collect()
}
