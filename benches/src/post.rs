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

pub(crate) fn post(user_id: i64, id: i64) -> Arc<Post> {
    Arc::new(Post { id, user_id, body: "x".repeat(60) })
}

/// What a reader adds to its checksum for the post it found; a miss adds nothing.
#[inline]
pub(crate) const fn mark(post: &Post) -> u64 {
    post.id as u64 + 1
}

/// To whom the entries belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A hundred entries each.
    ManyScopes,
    OneScope,
}

impl Layout {
    const PER_USER: usize = 100;

    /// Who owns the entry of this number, and its id.
    #[inline]
    pub(crate) const fn name_of(self, entry: usize) -> (i64, i64) {
        let user = match self {
            Self::ManyScopes => entry / Self::PER_USER,
            Self::OneScope => 1,
        };
        (user as i64, entry as i64)
    }
}

/// What a careful hand-written cache uses as its key: every part with its kind, 40 bytes.
#[inline]
pub(crate) fn key_of(user: i64, id: i64) -> [u8; 40] {
    let mut key = [0; 40];
    key[0] = 1;
    key[1..17].copy_from_slice(&i128::from(user).to_be_bytes());
    key[17..21].copy_from_slice(&7_u32.to_be_bytes());
    key[22] = 1;
    key[23..39].copy_from_slice(&i128::from(id).to_be_bytes());
    key
}
