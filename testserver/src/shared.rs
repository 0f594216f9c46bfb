//! One server for all tests of a process that need nothing but a namespace.

use std::sync::OnceLock;

use crate::RedisServer;

/// The URL of a server that other tests use at the same time: `POSTCACHE_REDIS_URL` if that is set, else one that was
/// started for this process and ends with it.
///
/// # Panics
///
/// As [`RedisServer::start`].
#[must_use]
#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says so here")]
pub fn shared_url() -> String {
    static SERVER: OnceLock<RedisServer> = OnceLock::new();
    match std::env::var("POSTCACHE_REDIS_URL") {
        Ok(url) if !url.is_empty() => url,
        _ => SERVER.get_or_init(RedisServer::start).url(),
    }
}
