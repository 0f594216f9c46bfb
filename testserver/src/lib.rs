//! A real `redis-server` as a value, for tests: it lives in a folder of its own and ends with the value, after a panic and
//! with a killed test process too.
//!
//! A test that needs any server at all uses [`shared_url`] and a namespace of its own; one that stops, restarts or fills its
//! server starts one with [`RedisServer::start`].

mod binary;
mod client;
mod cluster;
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
