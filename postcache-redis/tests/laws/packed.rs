//! Values of another schema version, by another codec, and compressed: no law may notice.

use std::io::Write;

use postcache_conformance::{Fixture, suite};
use postcache_core::{Codec, Error, ErrorKind, MessagePack, RegionBuilder};
use postcache_redis::RedisStore;

use crate::LIMIT;

fn shape(region: RegionBuilder<str, u64>) -> RegionBuilder<str, u64> {
    region.schema(7).codec::<Padded>()
}

async fn open(url: &str, namespace: &str) -> RedisStore {
    let store = RedisStore::builder(url).namespace(namespace).secret("a secret of tests").timeout(LIMIT);
    store.compress_above(64).connect().await.unwrap()
}

mod standalone {
    use super::{Fixture, RedisStore, RegionBuilder, suite};

    #[derive(Debug, Default)]
    struct Packed;

    impl Fixture for Packed {
        type Store = RedisStore;

        const WAIVED: &'static [&'static str] = crate::WAIVED;

        async fn open(&self, namespace: &str) -> RedisStore {
            super::open(&testserver::shared_url(), namespace).await
        }

        fn shape(region: RegionBuilder<str, u64>) -> RegionBuilder<str, u64> {
            super::shape(region)
        }
    }

    suite!(Packed);
}

mod cluster {
    use super::{Fixture, RedisStore, RegionBuilder, suite};

    #[derive(Debug, Default)]
    struct Packed;

    impl Fixture for Packed {
        type Store = RedisStore;

        const WAIVED: &'static [&'static str] = crate::WAIVED;

        async fn open(&self, namespace: &str) -> RedisStore {
            super::open(&crate::cluster::url(), namespace).await
        }

        fn shape(region: RegionBuilder<str, u64>) -> RegionBuilder<str, u64> {
            super::shape(region)
        }
    }

    suite!(Packed);
}

/// Long enough that every value is compressed.
struct Padded;

const PADDING: [u8; 200] = [b'.'; 200];

impl Codec for Padded {
    const NUMBER: u8 = 99;

    fn encode<T: serde::Serialize>(value: &T, out: &mut dyn Write) -> Result<(), Error> {
        out.write_all(&PADDING).map_err(|_| Error::new(ErrorKind::Serialization, "too large"))?;
        MessagePack::encode(value, out)
    }

    fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
        let padded = bytes.split_first_chunk().filter(|(padding, _)| **padding == PADDING);
        let (_, encoded) = padded.ok_or_else(|| Error::new(ErrorKind::Serialization, "not padded"))?;
        MessagePack::decode(encoded)
    }
}
