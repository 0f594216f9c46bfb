//! Two versions of a service side by side: they share names, and no bytes.

use std::io::Write;

use postcache_core::store::{Cells, Filled, Leased, OwnedEntry};
use postcache_core::{Cache, Codec, Error, MessagePack, Region, RegionBuilder};

use crate::proxy::Proxy;
use crate::world::{NAMESPACE, Process, Seen, World, only, soon, tag, user};

/// A process of one version, and its name for the entry that all of them have.
struct Version {
    process: Process,
    entry: OwnedEntry,
}

impl Version {
    async fn of(world: &World, differs: impl FnOnce(RegionBuilder<str, u64>) -> RegionBuilder<str, u64>) -> Self {
        let process = world.another_process().await;
        let region = Cache::new(process.0.clone()).region("red").tags(["red"]);
        let region = differs(region).unchecked("a test").unwrap();
        Self { entry: region.entry(&user(), "k").unwrap(), process }
    }

    /// Of another process, whose requests are counted on their way.
    async fn behind(
        proxy: &Proxy,
        differs: impl FnOnce(RegionBuilder<str, u64>) -> RegionBuilder<str, u64>,
    ) -> Counted {
        let region = Cache::new(Process::at(&proxy.url(), NAMESPACE).await.0).region("red").tags(["red"]);
        Counted(differs(region).unchecked("a test").unwrap())
    }

    async fn get(&self) -> Seen {
        self.process.get(&self.entry).await
    }

    async fn load(&self, value: u64) {
        self.process.load(&self.entry, value).await;
    }
}

#[tokio::test]
async fn two_schema_versions_never_read_each_others_values() {
    let world = World::new().await;
    let (old, new) =
        (Version::of(&world, |region| region.schema(1)).await, Version::of(&world, |region| region.schema(2)).await);
    never_read_each_other(&old, &new).await;
}

#[tokio::test]
async fn two_codecs_never_read_each_others_values() {
    let world = World::new().await;
    let (old, new) =
        (Version::of(&world, |region| region).await, Version::of(&world, RegionBuilder::codec::<Backwards>).await);
    never_read_each_other(&old, &new).await;
}

async fn never_read_each_other(old: &Version, new: &Version) {
    old.load(0x0102).await;
    assert_eq!((new.get().await, old.get().await), (Seen::Miss, Seen::Value(0x0102)));
    assert_eq!(new.process.0.counts().other_version, 1);
    // The value is told to be dead when the lease is asked for, and so is in nobody's way.
    new.load(0x0304).await;
    assert_eq!((new.get().await, old.get().await), (Seen::Value(0x0304), Seen::Miss));
    old.load(0x0506).await;
    assert_eq!((new.get().await, old.get().await), (Seen::Miss, Seen::Value(0x0506)), "and after a rollback");
    assert_eq!(old.process.0.counts().corrupt + new.process.0.counts().corrupt, 0);
}

#[tokio::test]
async fn a_mutation_by_one_version_ends_the_entries_of_the_other() {
    let world = World::new().await;
    let (old, new) =
        (Version::of(&world, |region| region.schema(1)).await, Version::of(&world, |region| region.schema(2)).await);
    for (writer, reader) in [(&old, &new), (&new, &old)] {
        let mut scope = Cells::of(writer.entry.key.to_scope_key());
        scope.whole_scope = true;
        for cells in [only(&writer.entry), tag(&writer.entry, "red"), scope] {
            reader.load(1).await;
            writer.process.invalidate(cells.clone()).await;
            assert_eq!(reader.get().await, Seen::Miss, "an invalidation");
            reader.load(2).await;
            let fence = writer.process.begin(cells.clone()).await;
            assert_eq!(reader.get().await, Seen::Miss, "a fence");
            assert!(matches!(reader.process.lease(&reader.entry).await, Leased::Fenced));
            writer.process.finish(&fence).await;
            let late = reader.process.granted(&reader.entry).await;
            let fence = writer.process.begin(cells).await;
            writer.process.finish(&fence).await;
            assert_ne!(reader.process.fill(late, 3).await, Filled::Stored, "a load that began before");
            assert_eq!(reader.get().await, Seen::Miss);
        }
    }
}

struct Counted(Region<str, u64>);

impl Counted {
    async fn read(&self, key: &str) {
        let stored = self.0.stats().filled("stored");
        let read = self.0.get_or_load(&user(), key, async || Ok::<_, std::io::Error>(9)).await.unwrap();
        assert_eq!(read, 9);
        soon("it is filled", async || self.0.stats().filled("stored") > stored).await;
    }
}

/// A lookup, a lease and a fill, as for any miss: the value that was refused does not come again as the answer to the lease.
#[tokio::test]
async fn a_read_that_meets_another_versions_value_is_three_requests() {
    let world = World::new().await;
    let proxy = Proxy::before(&world.server.url());
    let old = Version::of(&world, |region| region).await;
    let others = [
        Version::behind(&proxy, |region| region.schema(2)).await,
        Version::behind(&proxy, RegionBuilder::codec::<Backwards>).await,
    ];
    for other in &others {
        // From now on the server knows the scripts.
        other.read("another").await;
        for value in 0..3 {
            old.process.invalidate(only(&old.entry)).await;
            old.load(value).await;
            let before = (proxy.passed(b"MGET"), proxy.scripts().len());
            other.read("k").await;
            assert_eq!((proxy.passed(b"MGET"), proxy.scripts().len()), (before.0 + 1, before.1 + 2));
        }
    }
}

/// Another format: what one wrote looks well-formed to nobody else.
struct Backwards;

impl Codec for Backwards {
    const NUMBER: u8 = 64;

    fn encode<T: serde::Serialize>(value: &T, out: &mut dyn Write) -> Result<(), Error> {
        let mut bytes = Vec::new();
        MessagePack::encode(value, &mut bytes)?;
        bytes.reverse();
        out.write_all(&bytes).map_err(|_| Error::new(postcache_core::ErrorKind::Serialization, "too large"))
    }

    fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
        MessagePack::decode(&bytes.iter().rev().copied().collect::<Vec<_>>())
    }
}
