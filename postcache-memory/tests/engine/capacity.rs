//! What all scopes may hold together.

use postcache_core::store::OwnedEntry;
use postcache_core::{ErrorKind, EvictionReason};
use postcache_memory::MemoryStore;

use crate::world::{TTL, World, entry};

/// Requests after a warm-up; a release build asks for what the promise says.
const REQUESTS: u64 = if cfg!(debug_assertions) { 40_000 } else { 400_000 };

fn is_within(world: &World) -> bool {
    let stats = world.stats();
    stats.entries + stats.cells + stats.scopes <= stats.max_entries.unwrap() && stats.bytes <= stats.max_bytes.unwrap()
}

#[test]
fn entries_cells_and_scopes_stay_within_the_capacity() {
    let world = World::with(|builder| builder.max_entries(300));
    for key in 0..3_000 {
        world.store(&entry(&world.lists, i64::try_from(key % 97).unwrap(), key), "value");
        assert!(is_within(&world), "{:?}", world.stats());
    }
    assert!(world.stats().entries > 50);
    assert!(world.lists.stats().evicted(EvictionReason::Capacity) > 2_000);
}

#[test]
fn bytes_stay_within_the_capacity() {
    let world = World::with(|builder| builder.max_bytes(1 << 20).max_bytes_per_scope(1 << 20));
    for key in 0..5_000 {
        world.store(&entry(&world.plain, i64::try_from(key % 50).unwrap(), key), "x".repeat(100));
    }
    for key in 0..100 {
        world.store(&entry(&world.plain, 99, key), "x".repeat(15_000));
        assert!(is_within(&world), "{:?}", world.stats());
    }
}

#[test]
fn what_was_used_survives_a_stream_of_what_is_asked_for_once() {
    let world = World::with(|builder| builder.max_entries(1_000).max_entries_per_scope(1_000));
    let used: Vec<_> = (0..300).map(|key| entry(&world.plain, 1, key)).collect();
    for entry in &used {
        world.store(entry, "used");
        world.get(entry);
    }
    for key in 1_000..11_000 {
        world.store(&entry(&world.plain, 2, key), "once");
    }
    let kept = used.iter().filter(|entry| world.get(entry).is_some()).count();
    assert!(kept >= 297, "all but what one newcomer has no patience to pass by: {kept}");
}

#[test]
fn the_dead_are_evicted_as_what_they_are() {
    let world = World::with(|builder| builder.max_entries(200).max_entries_per_scope(200));
    for key in 0..150 {
        world.store(&entry(&world.plain, 1, key), "old");
    }
    world.pass(TTL.get());
    for key in 1_000..1_150 {
        world.store(&entry(&world.plain, 1, key), "new");
    }
    assert!(world.plain.stats().evicted(EvictionReason::Ttl) > 50);
    assert_eq!(world.plain.stats().evicted(EvictionReason::Capacity), 0);
}

/// Ranks by Zipf's law with exponent 0.9, from a generator of fixed seed.
struct Zipf {
    sums: Vec<f64>,
    state: u64,
}

impl Zipf {
    fn new(ranks: u32) -> Self {
        let mut sum = 0.0;
        let weight = |rank: u32| f64::from(rank).powf(-0.9);
        let sums = (1..=ranks)
            .map(|rank| {
                sum += weight(rank);
                sum
            })
            .collect();
        Self { sums, state: 0x5eed }
    }

    fn random(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    #[expect(clippy::cast_precision_loss, reason = "53 random bits")]
    fn next(&mut self) -> u64 {
        let unit = (self.random() >> 11) as f64 / (1_u64 << 53) as f64;
        let target = unit * self.sums[self.sums.len() - 1];
        self.sums.partition_point(|sum| *sum < target) as u64
    }
}

/// The hit ratio of a thousand tenants, in per cent, while one more does what `flood` says beside each of their requests.
#[expect(clippy::cast_precision_loss, reason = "a ratio of counts")]
fn ratio_of_others(world: &World, mut flood: impl FnMut(&World, u64)) -> f64 {
    let mut zipf = Zipf::new(if cfg!(debug_assertions) { 10_000 } else { 200_000 });
    let (mut hits, mut asked) = (0_u64, 0_u64);
    for request in 0..2 * REQUESTS {
        let rank = zipf.next();
        let tenant = i64::try_from(rank.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54).unwrap();
        let hit = use_or_store(world, &entry(&world.plain, tenant, rank), 40);
        if request >= REQUESTS {
            asked += 1;
            hits += u64::from(hit);
        }
        flood(world, request);
    }
    100.0 * hits as f64 / asked as f64
}

fn use_or_store(world: &World, entry: &OwnedEntry, bytes: usize) -> bool {
    let hit = world.get(entry).is_some();
    if !hit {
        world.store(entry, "x".repeat(bytes));
    }
    hit
}

/// So many entries are a tenth of the tenants' data.
const TENTH: u64 = if cfg!(debug_assertions) { 1_000 } else { 20_000 };

/// Room for a tenth of the tenants' data, and their state.
fn full_of_entries(quota: u64) -> World {
    World::with(|builder| builder.max_entries(TENTH + 1_024).max_entries_per_scope(quota).max_bytes(1 << 30))
}

/// The same by bytes: an entry of a tenant weighs a little less.
fn full_of_bytes() -> World {
    World::with(|builder| builder.max_entries(100 * TENTH).max_entries_per_scope(TENTH).max_bytes(TENTH * 220))
}

/// Each key comes so often, so that it looks worth keeping.
fn flood_of_repeated(times: u64) -> impl Fn(&World, u64) {
    move |world, request| {
        for key in [2 * request, 2 * request + 1] {
            for _ in 0..times {
                use_or_store(world, &entry(&world.plain, -1, key), 40);
            }
        }
    }
}

#[test]
fn a_flood_in_one_scope_takes_at_most_a_point_of_hit_ratio_from_the_others() {
    let quota = TENTH / 20;
    let calm = ratio_of_others(&full_of_entries(quota), |_, _| ());
    let once = ratio_of_others(&full_of_entries(quota), |world, request| {
        for part in 0..4 {
            use_or_store(world, &entry(&world.plain, -1, 4 * request + part), 40);
        }
    });
    let twice = ratio_of_others(&full_of_entries(quota), flood_of_repeated(2));
    let thrice = ratio_of_others(&full_of_entries(quota), flood_of_repeated(3));
    let without_quota = ratio_of_others(&full_of_entries(TENTH), flood_of_repeated(3));
    assert!(calm - once <= 1.0, "one-time keys: {calm:.2} to {once:.2}");
    assert!(calm - twice <= 1.0, "each key twice: {calm:.2} to {twice:.2}");
    assert!(calm - thrice <= 1.0, "each key three times: {calm:.2} to {thrice:.2}");
    assert!(calm - without_quota > 5.0, "such a flood is one: {calm:.2} to {without_quota:.2} without a quota");
}

#[test]
fn the_largest_values_of_one_scope_take_at_most_a_point_of_hit_ratio_from_the_others() {
    let calm = ratio_of_others(&full_of_bytes(), |_, _| ());
    let world = full_of_bytes();
    let of_scope = world.stats().max_bytes.unwrap() / 16;
    let flooded = ratio_of_others(&world, |world, request| {
        let largest = usize::try_from(of_scope / 8).unwrap() - 300;
        use_or_store(world, &entry(&world.plain, -1, request / 2), largest);
    });
    assert!(world.stats().bytes > 15 * of_scope, "bytes are what is short");
    assert!(world.plain.stats().evicted(EvictionReason::Quota) > REQUESTS / 4, "the flood fills its quota");
    assert!(calm - flooded <= 1.0, "{calm:.2} to {flooded:.2}");
}

#[test]
fn settings_out_of_range_are_refused_with_the_field_the_value_and_the_range() {
    let second = std::time::Duration::from_secs(1);
    let cases = [
        (MemoryStore::builder().max_entries(15), "`max_entries` is 15; allowed is 16 to 2147483648"),
        (MemoryStore::builder().max_bytes(0), "`max_bytes` is 0; allowed is 65536 to 281474976710656"),
        (MemoryStore::builder().max_entries_per_scope(0), "`max_entries_per_scope` is 0; allowed is 1 to 100000"),
        (
            MemoryStore::builder().max_entries_per_scope(100_001),
            "`max_entries_per_scope` is 100001; allowed is 1 to 100000",
        ),
        (MemoryStore::builder().max_bytes_per_scope(1), "`max_bytes_per_scope` is 1; allowed is 4096 to 67108864"),
        (MemoryStore::builder().shards(3), "`shards` is 3; allowed is a power of two from 1 to 4096"),
        (MemoryStore::builder().shards(0), "`shards` is 0; allowed is a power of two from 1 to 4096"),
        (
            MemoryStore::builder().cleanup_interval(second / 10_000_000),
            "`cleanup_interval` is 100ns; allowed is 1 ms to 30 days, in whole milliseconds",
        ),
    ];
    for (builder, message) in cases {
        let error = builder.build().unwrap_err();
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Config, message.to_owned()));
    }
    assert!(
        MemoryStore::builder().max_entries(16).max_bytes(1 << 16).shards(1).cleanup_interval(second).build().is_ok()
    );
}

/// The hit ratio, in per cent, of the last of many rounds through a tenth more keys of a hundred scopes than there is room
/// for.
#[expect(clippy::cast_precision_loss, reason = "a ratio of counts")]
fn ratio_of_loop(world: &World) -> f64 {
    let keys = (world.stats().max_entries.unwrap() - 100) * 11 / 10;
    let scope = |key: u64| -2 - i64::try_from(key % 100).unwrap();
    let round = || (0..keys).filter(|key| use_or_store(world, &entry(&world.plain, scope(*key), *key), 40)).count();
    for _ in 1..20 {
        round();
    }
    round() as f64 * 100.0 / keys as f64
}

#[test]
fn a_loop_that_is_longer_than_the_store_hits_whether_it_comes_first_or_later() {
    let first = ratio_of_loop(&full_of_entries(TENTH));
    let world = full_of_entries(TENTH);
    ratio_of_others(&world, |_, _| ());
    let later = ratio_of_loop(&world);
    assert!(first > 75.0 && later > 75.0, "{first:.1}, {later:.1}");
}
