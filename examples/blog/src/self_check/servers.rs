//! The blogs under test: one in this process, or several processes on one database and one cache.

use std::fmt::Write;
use std::net::SocketAddr;
use std::path::Path;

use super::client::Client;
use super::part::Part;
use super::{Check, failed};
use crate::config::Config;
use crate::db::Pace;
use crate::server::Server;
use crate::start_error::StartError;

#[derive(Debug)]
pub(super) enum Servers {
    Here(Server),
    Parts(Vec<Part>),
}

impl Servers {
    /// Starts them one after the other: the first one makes the database.
    pub(super) async fn start(check: &Check, folder: &Path) -> Result<Self, StartError> {
        let file = folder.join("part.toml");
        std::fs::write(&file, part_of(check, folder)).map_err(|error| failed(&error))?;
        if check.processes == 1 {
            return Server::start(&Config::read(&file)?, Pace::Random, check.sabotage).await.map(Self::Here);
        }
        let mut parts = Vec::new();
        for _ in 0..check.processes {
            parts.push(Part::start(&file, check.sabotage).await.map_err(|error| failed(&error))?);
        }
        Ok(Self::Parts(parts))
    }

    pub(super) fn addresses(&self) -> Vec<SocketAddr> {
        match self {
            Self::Here(server) => vec![server.address()],
            Self::Parts(parts) => parts.iter().map(Part::address).collect(),
        }
    }

    /// Loaded values that a cache refused because a mutation had overtaken them, as the blogs' metrics say.
    pub(super) async fn refused_fills(&self) -> std::io::Result<u64> {
        let mut refused = 0;
        for address in self.addresses() {
            let metrics = Client::new(&[address], None).send("GET", "/metrics", "").await?.body;
            let fills = metrics.lines().filter(|line| line.starts_with("postcache_fills_total{"));
            let of_a_mutation = fills.filter(|line| line.contains("\"superseded\"") || line.contains("\"fenced\""));
            refused += of_a_mutation.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum::<u64>();
        }
        Ok(refused)
    }

    pub(super) async fn stop(self) {
        match self {
            Self::Here(server) => server.stop().await,
            Self::Parts(parts) => {
                for part in parts {
                    part.stop().await;
                }
            }
        }
    }
}

/// The configuration of each blog. A namespace of its own: nobody else on the server is disturbed, and nothing is left of an
/// earlier run.
fn part_of(check: &Check, folder: &Path) -> String {
    // Every string of JSON is one of TOML.
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let mut part = format!("data = {}\nlisten = \"127.0.0.1:0\"\n", text(&folder.to_string_lossy()));
    if let Some(url) = &check.cache {
        let namespace = format!("blog-self-check-{:016x}", fastrand::u64(..));
        let _infallible = write!(
            part,
            "[cache]\nbackend = {}\nredis.namespace = {}\nredis.secret = \"{:032x}\"\n",
            text(url),
            text(&namespace),
            fastrand::u128(..)
        );
    }
    part
}
