//! A server of one test's own, and processes that use it.

use std::sync::Arc;
use std::time::Duration;

use postcache_core::store::{
    Cells, Fence, FenceTerms, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Lookup, OwnedEntry, Payload, Put,
    PutOutcome, Tag, Want,
};
use postcache_core::{Cache, CacheStore, Millis, OnBehalfOf, Region};
use postcache_redis::{RedisStore, RedisStoreBuilder};
use testserver::{Client, RedisServer, ServerOptions};

pub(crate) const NAMESPACE: &str = "directed";
pub(crate) const LONG: Millis = Millis::new(60_000);

/// What a reader sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Value(u64),
    Negative,
    Miss,
}

pub(crate) struct World {
    pub(crate) server: RedisServer,
    pub(crate) first: Process,
    plain: Region<str, u64>,
    red: Region<str, u64>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(RedisServer::options()).await
    }

    pub(crate) async fn with(options: ServerOptions) -> Self {
        Self::by(options, |builder| builder).await
    }

    /// Whose first process differs.
    pub(crate) async fn by(
        options: ServerOptions,
        differs: impl FnOnce(RedisStoreBuilder) -> RedisStoreBuilder,
    ) -> Self {
        let server = options.start().unwrap();
        let first = Process::of(differs(builder(&server.url(), NAMESPACE))).await;
        let cache = Cache::new(first.0.clone());
        let region =
            |name: &str, tags: &[&str]| cache.region(name).tags(tags.iter().copied()).unchecked("a test").unwrap();
        Self { plain: region("plain", &[]), red: region("red", &["red"]), server, first }
    }

    pub(crate) async fn another_process(&self) -> Process {
        Process::at(&self.server.url(), NAMESPACE).await
    }

    pub(crate) fn plain(&self, key: &str) -> OwnedEntry {
        self.plain.entry(&user(), key).unwrap()
    }

    pub(crate) fn red(&self, key: &str) -> OwnedEntry {
        self.red.entry(&user(), key).unwrap()
    }

    pub(crate) fn client(&self) -> Client {
        self.server.client().unwrap()
    }

    /// The only key of this kind: `e`, `g`, `m` or `t`.
    pub(crate) fn key(&self, kind: char) -> String {
        let keys = self.keys(kind);
        assert_eq!(keys.len(), 1, "cells of kind {kind}");
        keys[0].clone()
    }

    pub(crate) fn keys(&self, kind: char) -> Vec<String> {
        let mut keys = self.client().keys(&format!("{NAMESPACE}:*")).unwrap();
        keys.retain(|key| key.rsplit('}').next().is_some_and(|cell| cell.starts_with(kind)));
        keys
    }

    pub(crate) fn cell(&self, kind: char) -> Vec<u8> {
        self.client().get(&self.key(kind)).unwrap().unwrap()
    }

    pub(crate) fn evict(&self, kind: char) {
        let keys = self.keys(kind);
        assert!(!keys.is_empty(), "cells of kind {kind}");
        self.client().call([&["DEL".to_owned()], keys.as_slice()].concat()).unwrap();
    }
}

pub(crate) fn user() -> OnBehalfOf<i64> {
    OnBehalfOf::new(42, "a test")
}

pub(crate) fn builder(url: &str, namespace: &str) -> RedisStoreBuilder {
    // A small machine that runs all tests at once is slow, and nobody's fault.
    RedisStore::builder(url).namespace(namespace).secret("secret").timeout(Duration::from_secs(5))
}

/// A process, by its own connection.
#[derive(Clone)]
pub(crate) struct Process(pub(crate) RedisStore);

impl Process {
    pub(crate) async fn at(url: &str, namespace: &str) -> Self {
        Self::of(builder(url, namespace)).await
    }

    pub(crate) async fn of(builder: RedisStoreBuilder) -> Self {
        Self(builder.connect().await.unwrap())
    }

    pub(crate) async fn get(&self, entry: &OwnedEntry) -> Seen {
        seen(self.0.get(entry.as_entry()).wait().await.unwrap())
    }

    pub(crate) async fn lease(&self, entry: &OwnedEntry) -> Leased {
        self.0.lease(entry.as_entry(), LeaseTerms::new(Want::Any, LONG)).await.unwrap()
    }

    pub(crate) async fn granted(&self, entry: &OwnedEntry) -> Lease {
        match self.lease(entry).await {
            Leased::Granted(lease) => lease,
            other => panic!("nothing stands against a lease, and the answer is {other:?}"),
        }
    }

    pub(crate) async fn fill(&self, lease: Lease, value: u64) -> Filled {
        self.0.fill(lease, payload(value)).await.unwrap()
    }

    pub(crate) async fn load(&self, entry: &OwnedEntry, value: u64) {
        let lease = self.granted(entry).await;
        assert_eq!(self.fill(lease, value).await, Filled::Stored);
    }

    pub(crate) async fn begin(&self, cells: Cells) -> Fence {
        self.0.begin(cells, FenceTerms::new(LONG)).await.unwrap()
    }

    pub(crate) async fn finish(&self, fence: &Fence) -> Finished {
        self.0.finish(fence, Finish::new(Cells::of(fence.cells.scope.clone()), Vec::new())).await.unwrap()
    }

    pub(crate) async fn finish_putting(&self, fence: &Fence, entry: &OwnedEntry, value: u64) -> PutOutcome {
        let puts = vec![Put::new(entry.clone(), payload(value))];
        let finish = Finish::new(Cells::of(fence.cells.scope.clone()), puts);
        self.0.finish(fence, finish).await.unwrap().puts[0]
    }

    pub(crate) async fn invalidate(&self, cells: Cells) {
        self.0.invalidate(cells).await.unwrap();
    }
}

pub(crate) fn same(lease: &Lease) -> Lease {
    Lease::new(lease.entry.clone(), lease.ticket.clone())
}

pub(crate) fn payload(value: u64) -> Payload {
    Payload::new(Some(Arc::new(value)), LONG)
}

pub(crate) fn seen(lookup: Lookup) -> Seen {
    match lookup {
        Lookup::Hit(object) => Seen::Value(*object.downcast_ref().unwrap()),
        Lookup::Negative => Seen::Negative,
        _ => Seen::Miss,
    }
}

pub(crate) fn only(entry: &OwnedEntry) -> Cells {
    let mut cells = Cells::of(entry.key.to_scope_key());
    cells.entries.push(entry.clone());
    cells
}

pub(crate) fn tag(neighbour: &OwnedEntry, name: &str) -> Cells {
    let mut cells = Cells::of(neighbour.key.to_scope_key());
    cells.tags.push(Tag::from(name));
    cells
}

/// Waits until something that is on its way has arrived.
pub(crate) async fn soon(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waited = postcache_core::Clock::system().stopwatch();
    while !holds().await {
        assert!(waited.elapsed() < Duration::from_secs(30), "{what}");
        pause(Duration::from_millis(5)).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "another process is waited for")]
pub(crate) async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}
