//! The store of a Redis server, as a configuration describes it.

use super::RedisConfig;
use crate::{Error, ErrorKind, RedisStore, RedisStoreBuilder};

impl RedisConfig {
    pub(super) async fn open(&self, url: &str, production: bool) -> Result<RedisStore, Error> {
        let mut store = RedisStore::builder(url).namespace(&self.namespace);
        match &self.secret {
            Some(secret) => store = store.secret(secret.as_bytes()),
            None if production => {
                let text = "`redis.secret` is missing; without it, whoever can read the server's keys can find out which \
                            users have entries: give the same 16 random bytes or more to every process";
                return Err(Error::new(ErrorKind::Config, text));
            }
            None => {}
        }
        if let Some(bytes) = self.compress_above {
            store = compressing(store, bytes)?;
        }
        if !self.encryption.is_empty() {
            store = encrypting(store, &self.encryption)?;
        }
        store.connect().await
    }
}

#[cfg(feature = "redis-compression")]
#[expect(clippy::unnecessary_wraps, reason = "without the feature it is an error")]
fn compressing(store: RedisStoreBuilder, above: usize) -> Result<RedisStoreBuilder, Error> {
    Ok(store.compress_above(above))
}

#[cfg(not(feature = "redis-compression"))]
fn compressing(_store: RedisStoreBuilder, _above: usize) -> Result<RedisStoreBuilder, Error> {
    Err(needs("`redis.compress_above` needs the feature `redis-compression` of postcache"))
}

#[cfg(feature = "redis-encryption")]
#[expect(clippy::unnecessary_wraps, reason = "without the feature it is an error")]
fn encrypting(store: RedisStoreBuilder, keys: &[String]) -> Result<RedisStoreBuilder, Error> {
    Ok(store.encryption(keys.iter().map(String::as_bytes)))
}

/// Values that were to be secret are not stored in clear.
#[cfg(not(feature = "redis-encryption"))]
fn encrypting(_store: RedisStoreBuilder, _keys: &[String]) -> Result<RedisStoreBuilder, Error> {
    Err(needs("`redis.encryption` needs the feature `redis-encryption` of postcache"))
}

#[cfg(not(all(feature = "redis-compression", feature = "redis-encryption")))]
fn needs(what: &str) -> Error {
    Error::new(ErrorKind::Unsupported, what)
}
