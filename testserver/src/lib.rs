//! A real `redis-server` as a value, for tests: it lives in a folder of its own and ends with the value, after a panic and
//! with a killed test process too.
//!
//! The program is the `redis-server` on the path; another version of it, or Valkey by that name, is tried by putting its
//! folder in front. `POSTCACHE_REDIS_URL` names a server for the tests that need no more than a namespace, and with the
//! feature `docker` these get a container where there is neither.
//!
//! A test that needs any server at all uses [`shared_url`] and a namespace of its own; one that stops, restarts or fills its
//! server starts one with [`RedisServer::start`].

mod binary;
mod client;
mod cluster;
#[cfg(feature = "docker")]
mod docker;
mod error;
mod home;
mod options;
mod port;
mod process;
mod sentinel;
mod server;
mod shared;

pub use client::{Client, Reply};
pub use cluster::RedisCluster;
pub use error::StartError;
pub use options::ServerOptions;
pub use sentinel::SentinelTrio;
pub use server::RedisServer;
pub use shared::shared_url;
