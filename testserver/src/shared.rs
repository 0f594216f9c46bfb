//! One server for all tests of a process that need nothing but a namespace.

use std::sync::OnceLock;

use crate::RedisServer;

/// The URL of a server that other tests use at the same time: `POSTCACHE_REDIS_URL` if that is set, else a `redis-server`
/// that was started for this process and ends with it, else, with the feature `docker`, a container.
///
/// # Panics
///
/// As [`RedisServer::start`], if there is none of these.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says so here")]
pub fn shared_url() -> String {
    static SERVER: OnceLock<Shared> = OnceLock::new();
    match std::env::var("POSTCACHE_REDIS_URL") {
        Ok(url) if !url.is_empty() => url,
        _ => SERVER.get_or_init(Shared::start).url(),
    }
}

enum Shared {
    Process(RedisServer),
    #[cfg(feature = "docker")]
    Container(String, Box<testcontainers::Container<testcontainers::GenericImage>>),
}

impl Shared {
    #[cfg(feature = "docker")]
    fn start() -> Self {
        match RedisServer::options().start() {
            Ok(server) => Self::Process(server),
            Err(_) => match crate::docker::start() {
                Some((url, container)) => Self::Container(url, Box::new(container)),
                None => Self::Process(RedisServer::start()),
            },
        }
    }

    #[cfg(not(feature = "docker"))]
    fn start() -> Self {
        Self::Process(RedisServer::start())
    }

    fn url(&self) -> String {
        match self {
            Self::Process(server) => server.url(),
            #[cfg(feature = "docker")]
            Self::Container(url, _running) => url.clone(),
        }
    }
}
