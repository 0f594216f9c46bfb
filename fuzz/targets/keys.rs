//! Keys from any bytes: two encode alike exactly if they are equal, and none begins another.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use postcache_core::{Cache, CacheKey, KeyWriter, OnBehalfOf, Region, SharedScope};
use postcache_memory::MemoryStore;

/// As a `derive` on an application's enum would encode it: the variant, then its fields.
#[derive(Arbitrary, Clone, Debug, PartialEq, Eq)]
enum Key {
    Number(i64),
    Text(String),
    Pair(String, Option<String>),
    Many(Vec<String>),
    Flag(bool, char),
}

enum OfFuzz {}

impl CacheKey for Key {
    type Shape = OfFuzz;

    fn encode(&self, out: &mut KeyWriter) {
        match self {
            Self::Number(number) => (0, number).encode(out),
            Self::Text(text) => (1, text).encode(out),
            Self::Pair(one, other) => (2, one, other).encode(out),
            Self::Many(texts) => (3, texts).encode(out),
            Self::Flag(flag, letter) => (4, flag, letter).encode(out),
        }
    }
}

#[derive(Arbitrary, Clone, Debug, PartialEq, Eq)]
enum Whose {
    Number(i64),
    Text(String),
    Everybody,
}

static REGION: LazyLock<Region<Key, u64>> = LazyLock::new(|| {
    Cache::new(MemoryStore::default()).region("fuzz").unchecked("numbers own nothing").expect("a first region")
});

/// `None`: no scope has such an id.
fn encoded(whose: &Whose, key: &Key) -> Option<Vec<u8>> {
    let entry = match whose {
        Whose::Number(id) => REGION.entry(&OnBehalfOf::new(*id, "fuzz"), key),
        Whose::Text(id) => REGION.entry(&OnBehalfOf::new(id.clone(), "fuzz"), key),
        Whose::Everybody => REGION.entry(&SharedScope, key),
    };
    Some(entry.ok()?.key.as_bytes().to_vec())
}

fuzz_target!(|pair: ((Whose, Key), (Whose, Key))| {
    let ((whose, key), (other_whose, other_key)) = &pair;
    let (Some(one), Some(other)) = (encoded(whose, key), encoded(other_whose, other_key)) else { return };
    assert_eq!(pair.0 == pair.1, one == other);
    assert!(one == other || !(one.starts_with(&other) || other.starts_with(&one)), "one begins the other");
});
