//! The blog over HTTP, each test with a server and a database of its own.

mod cancellation;
mod configuration;
mod freshness;
mod isolation;
mod observability;
mod pages;
mod sign_in;

use serde_json::Value;
use tempfile::TempDir;

use crate::config::Config;
use crate::db::Pace;
use crate::observe;
use crate::self_check::client::{Client, Reply};
use crate::server::Server;

/// A post of ann's that has no comments, and one that has.
const ANNS_POST: &str = "/api/posts/1";
const ANNS_POST_WITH_COMMENTS: &str = "/api/posts/2";

/// A running blog.
struct Blog {
    server: Server,
    _folder: TempDir,
}

impl Blog {
    async fn start() -> Self {
        Self::with("", Pace::Full).await
    }

    /// With settings as they stand in a file.
    async fn with(settings: &str, pace: Pace) -> Self {
        observe::install();
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            data: folder.path().to_owned(),
            listen: ([127, 0, 0, 1], 0).into(),
            ..toml::from_str(settings).unwrap()
        };
        Self { server: Server::start(&config, pace, None).await.unwrap(), _folder: folder }
    }

    fn client(&self, user: &str) -> Client {
        Client::new(&[self.server.address()], Some(user))
    }

    /// Somebody who is not signed in.
    fn stranger(&self) -> Client {
        Client::new(&[self.server.address()], None)
    }
}

/// Sends a request that must be answered with `status`.
async fn expect(client: &mut Client, status: u16, method: &str, path: &str, json: &str) -> Reply {
    let reply = client.send(method, path, json).await.unwrap();
    assert_eq!(reply.status, status, "{method} {path}: {}", reply.body);
    reply
}

/// Reads JSON, and says what the cache did for it.
async fn read(client: &mut Client, path: &str) -> (Value, String) {
    let reply = expect(client, 200, "GET", path, "").await;
    (serde_json::from_str(&reply.body).unwrap(), cache(&reply))
}

/// What the cache did, but for finding the user.
fn cache(reply: &Reply) -> String {
    let told = reply.header("x-cache").unwrap().split(", ").filter(|told| !told.starts_with("user "));
    told.collect::<Vec<_>>().join(", ")
}

/// The titles in a list of posts.
fn titles(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap()).collect()
}
