//! Values that are encrypted: no law may notice.

use postcache_redis::RedisStore;

use crate::LIMIT;

async fn open(url: &str, namespace: &str) -> RedisStore {
    let store = RedisStore::builder(url).namespace(namespace).secret("a secret of tests").timeout(LIMIT);
    store.encryption(["the key of the tests", "the one before it"]).connect().await.unwrap()
}

mod standalone {
    use postcache_conformance::{Fixture, suite};
    use postcache_redis::RedisStore;

    #[derive(Debug, Default)]
    struct Encrypted;

    impl Fixture for Encrypted {
        type Store = RedisStore;

        const WAIVED: &'static [&'static str] = crate::WAIVED;

        async fn open(&self, namespace: &str) -> RedisStore {
            super::open(&testserver::shared_url(), namespace).await
        }
    }

    suite!(Encrypted);
}

mod cluster {
    use postcache_conformance::{Fixture, suite};
    use postcache_redis::RedisStore;

    #[derive(Debug, Default)]
    struct Encrypted;

    impl Fixture for Encrypted {
        type Store = RedisStore;

        const WAIVED: &'static [&'static str] = crate::WAIVED;

        async fn open(&self, namespace: &str) -> RedisStore {
            super::open(&crate::cluster::url(), namespace).await
        }
    }

    suite!(Encrypted);
}
