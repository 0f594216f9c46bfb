//! The same code on a real Redis server, by a URL: what one process changes, every other one sees.
#![cfg(feature = "redis")]
#![expect(clippy::unwrap_used, reason = "laws fail by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use postcache::{Cache, CacheConfig, ErrorKind, Owned, Region, Scope, cached_scoped};
use serde::{Deserialize, Serialize};
use testserver::RedisServer;

#[derive(Scope)]
struct User {
    #[scope]
    id: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Owned)]
struct Post {
    id: i64,
    #[owner]
    user_id: i64,
    title: String,
}

struct Posts {
    cache: Cache,
    rows: Region<i64, Post>,
    title: Arc<std::sync::Mutex<String>>,
    loads: AtomicUsize,
}

impl Posts {
    /// One process of the service.
    async fn of(config: &CacheConfig, title: &Arc<std::sync::Mutex<String>>) -> Self {
        let cache = config.connect().await.unwrap();
        let rows = cache.region("post").build().unwrap();
        Self { cache, rows, title: Arc::clone(title), loads: AtomicUsize::new(0) }
    }

    #[cached_scoped(self.rows)]
    async fn get(&self, scope: &User, id: i64) -> Option<Arc<Post>> {
        self.loads.fetch_add(1, SeqCst);
        Some(Arc::new(Post { id, user_id: scope.id, title: self.title.lock().unwrap().clone() }))
    }

    #[cached_scoped(self.rows, put = id)]
    async fn rename(&self, scope: &User, id: i64, title: &str) -> Post {
        title.clone_into(&mut self.title.lock().unwrap());
        Post { id, user_id: scope.id, title: title.to_owned() }
    }

    async fn title(&self) -> String {
        self.get(&User { id: 1 }, 7).await.unwrap().title.clone()
    }

    /// Until a fill that went on in the background has landed.
    async fn filled(&self) {
        while self.rows.stats().filled("stored") == 0 {
            tokio::task::yield_now().await;
        }
    }
}

fn config(server: &RedisServer) -> CacheConfig {
    let mut config = CacheConfig::default();
    config.backend = server.url();
    config.store_timeout = Duration::from_secs(5);
    config.redis.secret = Some("sixteen random bytes".to_owned());
    config
}

#[tokio::test]
async fn what_one_process_writes_every_other_one_reads() {
    let server = RedisServer::start();
    let title = Arc::new(std::sync::Mutex::new("first".to_owned()));
    let (one, other) = (Posts::of(&config(&server), &title).await, Posts::of(&config(&server), &title).await);
    assert_eq!(one.title().await, "first");
    one.filled().await;
    assert_eq!(other.title().await, "first");
    assert_eq!(other.loads.load(SeqCst), 0, "it hits what the other process loaded");
    other.rename(&User { id: 1 }, 7, "second").await;
    assert_eq!(one.title().await, "second");
    assert_eq!(one.loads.load(SeqCst), 1, "written through");
    assert!(one.get(&User { id: 2 }, 7).await.is_some_and(|post| post.user_id == 2), "another user's is another entry");
    one.cache.clear_scope(&User { id: 1 }).await.unwrap();
    assert!(other.rows.get(&User { id: 1 }, &7).await.is_none());
    assert_eq!(one.cache.health().coherence, "store");
}

#[tokio::test]
async fn a_server_that_is_gone_fails_no_request() {
    let server = RedisServer::start();
    let title = Arc::new(std::sync::Mutex::new("first".to_owned()));
    let posts = Posts::of(&config(&server), &title).await;
    assert_eq!(posts.title().await, "first");
    drop(server);
    posts.rename(&User { id: 1 }, 7, "second").await;
    for _ in 0..3 {
        assert_eq!(posts.title().await, "second");
    }
    assert!(posts.cache.health().quarantined_scopes > 0 || posts.cache.health().uncovered_mutations > 0);
}

#[cfg(feature = "redis-encryption")]
#[tokio::test]
async fn processes_with_a_key_share_what_the_server_cannot_read() {
    let server = RedisServer::start();
    let title = Arc::new(std::sync::Mutex::new("unmistakable".to_owned()));
    let mut config = config(&server);
    let in_clear = Posts::of(&config, &title).await;
    config.redis.encryption = vec!["a key of more than sixteen bytes".to_owned()];
    assert_eq!(serde_json::from_str::<CacheConfig>(&serde_json::to_string(&config).unwrap()).unwrap(), config);
    let (one, other) = (Posts::of(&config, &title).await, Posts::of(&config, &title).await);
    let readable = || {
        let mut client = server.client().unwrap();
        let cells = client.keys("*}e*").unwrap().into_iter().filter_map(|key| client.get(&key).unwrap());
        cells.filter(|cell| cell.windows(12).any(|window| window == b"unmistakable")).count()
    };
    assert_eq!(one.title().await, "unmistakable");
    one.filled().await;
    assert_eq!((other.title().await.as_str(), other.loads.load(SeqCst), readable()), ("unmistakable", 0, 0));
    assert_eq!(in_clear.title().await, "unmistakable");
    in_clear.filled().await;
    assert_eq!((in_clear.loads.load(SeqCst), readable()), (1, 1), "a process without the key loads for itself");
}

#[cfg(not(feature = "redis-encryption"))]
#[tokio::test]
async fn values_that_were_to_be_encrypted_are_not_stored_in_clear() {
    let mut config = config(&RedisServer::start());
    config.redis.encryption = vec!["a key of more than sixteen bytes".to_owned()];
    let error = config.connect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("`redis-encryption`"), "{error}");
}

#[tokio::test]
async fn production_needs_a_secret_and_no_credential_is_shown() {
    let mut config = CacheConfig::production();
    config.backend = "redis://:planted-password@127.0.0.1:1".to_owned();
    let error = config.connect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("`redis.secret` is missing"), "{error}");
    config.redis.secret = Some("planted-secret".to_owned());
    #[cfg(feature = "redis-encryption")]
    config.redis.encryption.push("planted-key of encryption".to_owned());
    let cache = config.connect().await.unwrap();
    let shown = format!("{config:?} {cache:?} {error:?} {:?}", cache.health());
    assert!(!shown.contains("planted"), "{shown}");
}
