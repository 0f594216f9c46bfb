//! Operations at random.

use proptest::prelude::*;

use super::step::{CellsAt, EntryAt, KEYS, REGIONS, SCOPES, Step, TAGS};

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let named = || (0..REGIONS, 0..KEYS);
    let entry = || (0..SCOPES, named()).prop_map(|(scope, (region, key))| EntryAt { scope, region, key });
    let cells = || {
        let entries = prop::collection::vec(named(), 0..3);
        let tags = prop::collection::vec(0..u8::try_from(TAGS.len()).unwrap(), 0..2);
        (0..SCOPES, entries, tags, prop::bool::weighted(0.1)).prop_map(|(scope, entries, tags, whole)| CellsAt {
            scope,
            entries,
            tags,
            whole,
        })
    };
    prop_oneof![
        6 => entry().prop_map(|entry| Step::Get { entry }),
        8 => (entry(), prop::bool::weighted(0.2)).prop_map(|(entry, fresh)| Step::Lease { entry, fresh }),
        8 => any::<u8>().prop_map(|nth| Step::Fill { nth }),
        1 => any::<u8>().prop_map(|nth| Step::Release { nth }),
        3 => cells().prop_map(|cells| Step::Begin { cells }),
        3 => (any::<u8>(), prop::option::of(named()), prop::collection::vec(named(), 0..3))
            .prop_map(|(nth, late, puts)| Step::Finish { nth, late, puts }),
        1 => any::<u8>().prop_map(|nth| Step::Lapse { nth }),
        1 => cells().prop_map(|cells| Step::Invalidate { cells }),
        1 => (0..SCOPES).prop_map(|scope| Step::Clear { scope }),
        2 => (1..20_000_u16).prop_map(|millis| Step::Pass { millis }),
        1 => Just(Step::Clean),
    ]
}
