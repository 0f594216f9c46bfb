//! What may happen next.

use proptest::collection::btree_set;
use proptest::prelude::{BoxedStrategy, Strategy, any, prop_oneof};
use proptest::sample::{Index, select};

use crate::model::KEYS;

/// One of two entries, with the tags that it depends on.
pub(crate) type EntryNumber = usize;

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Acquire {
        entry: EntryNumber,
        incarnation: u8,
        dead: bool,
    },
    /// Of a lease or a value that was seen some time.
    Fill {
        entry: EntryNumber,
        seen: Index,
        release: bool,
    },
    Begin {
        fence: u8,
        cells: Vec<&'static str>,
        ttl: u64,
    },
    /// `again`: it is finished once more later, as by a duplicate.
    Finish {
        fence: u8,
        again: bool,
        since: Since,
        late: Vec<&'static str>,
        puts: Vec<EntryNumber>,
    },
    Invalidate {
        cells: Vec<&'static str>,
    },
    Evict {
        key: &'static str,
    },
    Garbage {
        key: &'static str,
        bytes: &'static [u8],
    },
    /// Forwards and backwards, in milliseconds.
    Clock(i64),
}

/// Which `since` a `finish` says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Since {
    Replied,
    Zero,
    Wrong,
}

fn cells() -> impl Strategy<Value = Vec<&'static str>> {
    btree_set(select(KEYS[1..].to_vec()), 0..4).prop_map(|cells| cells.into_iter().collect())
}

pub(crate) fn step() -> BoxedStrategy<Step> {
    let since = prop_oneof![6 => select(vec![Since::Replied]), 1 => select(vec![Since::Zero, Since::Wrong])];
    // Half a second off every move of the clock: no cell may expire by the server's own while a sequence runs.
    let ttl = (1..60_u64).prop_map(|seconds| seconds * 1_000 + 500);
    let garbage: Vec<&'static [u8]> = vec![b"", b"V", b"L\x01", b"S0123456789abcde", b"X", b"W", b"W\x01short"];
    prop_oneof![
        6 => (0..2_usize, 0..2_u8, any::<bool>())
            .prop_map(|(entry, incarnation, dead)| Step::Acquire { entry, incarnation, dead }),
        6 => (0..2_usize, any::<Index>(), any::<bool>(), any::<bool>())
            .prop_map(|(entry, seen, a, b)| Step::Fill { entry, seen, release: a && b }),
        5 => (0..2_u8, cells(), ttl).prop_map(|(fence, cells, ttl)| Step::Begin { fence, cells, ttl }),
        7 => (0..2_u8, 0..4_usize, since, cells(), proptest::collection::vec(0..2_usize, 0..3))
            .prop_map(|(fence, again, since, late, puts)| Step::Finish { fence, again: again == 0, since, late, puts }),
        1 => cells().prop_map(|cells| Step::Invalidate { cells }),
        1 => select(KEYS.to_vec()).prop_map(|key| Step::Evict { key }),
        1 => (select(KEYS.to_vec()), select(garbage)).prop_map(|(key, bytes)| Step::Garbage { key, bytes }),
        1 => (-30_i64..90).prop_map(|seconds| Step::Clock(seconds * 1_000)),
    ]
    .boxed()
}
