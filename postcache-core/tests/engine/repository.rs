//! A repository with a cache in front.

mod freshness;
mod spelling;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Waker};
use std::time::Duration;

use postcache_core::{CachedRepository, Foreign, OnBehalfOf, Policy, Repository, Rows, Scope, ScopeId};

use crate::world::{ANN, BOB, Gate, Post, World, user};

#[derive(Debug, PartialEq)]
enum SourceError {
    Foreign(Foreign),
    Broken,
}

impl From<Foreign> for SourceError {
    fn from(foreign: Foreign) -> Self {
        Self::Foreign(foreign)
    }
}

/// The world's database as a source of truth, with a switch for the bug of a query that forgot its owner.
#[derive(Clone)]
struct Source {
    world: World,
    leaks: Arc<AtomicBool>,
    queries: Arc<AtomicUsize>,
    /// Where loads wait after they have read.
    loads: Option<Gate>,
    /// Where creates wait after they have written.
    creates: Option<Gate>,
    /// Where updates wait after they have written.
    updates: Option<Gate>,
    /// Updates fail after they have written.
    breaks: Arc<AtomicBool>,
}

impl Source {
    fn new(world: &World) -> Self {
        Self {
            world: world.clone(),
            leaks: Arc::default(),
            queries: Arc::default(),
            loads: None,
            creates: None,
            updates: None,
            breaks: Arc::default(),
        }
    }

    fn owner<S: Scope + ?Sized>(&self, scope: &S) -> i64 {
        self.queries.fetch_add(1, SeqCst);
        let asked = [ANN, BOB].into_iter().find(|id| scope.scope_id() == Ok(ScopeId::int(*id))).unwrap_or(ANN);
        if self.leaks.load(SeqCst) { ANN + BOB - asked } else { asked }
    }
}

async fn pass(gate: Option<&Gate>) {
    if let Some(gate) = gate {
        gate.pass().await;
    }
}

impl Rows for Source {
    type Key = i64;
    type Value = Post;
    type New = i64;
    type Change = ();
    type Filter = ();
    type Error = SourceError;

    fn key_of(value: &Post) -> i64 {
        value.id
    }
}

impl<S: Scope + Sync + ?Sized> Repository<S> for Source {
    async fn get(&self, scope: &S, key: &i64) -> Result<Option<Post>, SourceError> {
        let found = self.world.db.load(self.owner(scope), *key);
        pass(self.loads.as_ref()).await;
        Ok(found)
    }

    async fn list(&self, scope: &S, (): &()) -> Result<Vec<Post>, SourceError> {
        let owner = self.owner(scope);
        let listed = (0..100).filter_map(|id| self.world.db.load(owner, id)).collect();
        pass(self.loads.as_ref()).await;
        Ok(listed)
    }

    async fn create(&self, scope: &S, new: i64) -> Result<Post, SourceError> {
        let created = self.world.db.write(self.owner(scope), new);
        pass(self.creates.as_ref()).await;
        Ok(created)
    }

    async fn update(&self, scope: &S, key: &i64, (): ()) -> Result<Option<Post>, SourceError> {
        let owner = self.owner(scope);
        let updated = self.world.db.load(owner, *key).map(|_| self.world.db.write(owner, *key));
        pass(self.updates.as_ref()).await;
        if self.breaks.load(SeqCst) { Err(SourceError::Broken) } else { Ok(updated) }
    }

    async fn delete(&self, scope: &S, key: &i64) -> Result<bool, SourceError> {
        let owner = self.owner(scope);
        if *key < 0 { Err(SourceError::Broken) } else { Ok(self.world.db.remove(owner, *key)) }
    }

    async fn import(&self, scope: &S, rows: Vec<i64>) -> Result<u64, SourceError> {
        let owner = self.owner(scope);
        for id in &rows {
            self.world.db.write(owner, *id);
        }
        Ok(rows.len() as u64)
    }
}

struct Cached {
    world: World,
    source: Source,
    posts: CachedRepository<Source>,
}

impl Cached {
    fn each() -> [Self; 3] {
        World::each().map(Self::over)
    }

    fn over(world: World) -> Self {
        let source = Source::new(&world);
        let posts = CachedRepository::new(source.clone(), &world.cache, "note").unwrap();
        Self { world, source, posts }
    }

    fn queries(&self) -> usize {
        self.source.queries.load(SeqCst)
    }
}

#[tokio::test]
async fn reads_are_cached_and_every_mutation_ends_what_it_changes() {
    for cached in Cached::each() {
        let (ann, posts) = (user(ANN), &cached.posts);
        posts.import(&ann, vec![1, 2]).await.unwrap();
        for _ in 0..2 {
            assert_eq!(posts.get(&ann, &1).await.unwrap().unwrap().version, 1);
            assert_eq!(posts.list(&ann, &()).await.unwrap().len(), 2);
            cached.world.quiet().await;
        }
        assert_eq!(cached.queries(), 3, "import, get, list");
        assert_eq!(posts.update(&ann, &1, ()).await.unwrap().unwrap().version, 2);
        assert_eq!(posts.get(&ann, &1).await.unwrap().unwrap().version, 2);
        assert_eq!(cached.queries(), 4, "the changed row is in the cache");
        assert_eq!(posts.list(&ann, &()).await.unwrap()[0].version, 2);
        assert_eq!(posts.create(&ann, 3).await.unwrap().id, 3);
        assert_eq!(posts.get(&ann, &3).await.unwrap().unwrap().id, 3);
        assert_eq!(cached.queries(), 6, "the new row is in the cache");
        assert_eq!(posts.list(&ann, &()).await.unwrap().len(), 3);
        assert!(posts.delete(&ann, &3).await.unwrap());
        assert!(posts.rows().get(&ann, &3).await.is_none());
        assert!(posts.lists().get(&ann, &()).await.is_none());
    }
}

#[tokio::test]
async fn one_source_serves_every_kind_of_scope() {
    let cached = Cached::over(World::new());
    cached.world.db.write(ANN, 1);
    let job: &(dyn Scope + Sync) = &OnBehalfOf::new(ANN, "a nightly job");
    assert!(cached.posts.get(job, &1).await.unwrap().is_some());
    assert!(cached.posts.get(&user(ANN), &1).await.unwrap().is_some());
    assert_eq!(cached.queries(), 1, "the same scope by any type");
}

#[tokio::test]
async fn a_foreign_row_is_an_error_and_never_a_result() {
    for cached in Cached::each() {
        let (ann, posts) = (user(ANN), &cached.posts);
        cached.world.db.write(ANN, 1);
        cached.world.db.write(BOB, 1);
        cached.source.leaks.store(true, SeqCst);
        let foreign = SourceError::Foreign(Foreign::new("Post.owner"));
        assert_eq!(posts.get(&ann, &1).await, Err(SourceError::Foreign(Foreign::new("Post.owner"))));
        assert_eq!(posts.list(&ann, &()).await.unwrap_err(), foreign);
        assert_eq!(posts.create(&ann, 5).await.unwrap_err(), foreign);
        assert_eq!(posts.update(&ann, &1, ()).await.unwrap_err(), foreign);
        cached.world.quiet().await;
        let stats = cached.world.cache.stats().store;
        assert_eq!((stats.entries, stats.fences, stats.holds), (0, 0, 0), "what was written is committed");
        assert_eq!((posts.rows().stats().refused, posts.lists().stats().refused), (3, 1));
    }
}

#[tokio::test]
async fn a_mutation_that_fails_holds_its_fence() {
    for cached in Cached::each() {
        assert_eq!(cached.posts.delete(&user(ANN), &-1).await, Err(SourceError::Broken));
        assert_eq!(cached.world.cache.stats().store.holds, 1);
    }
}

#[tokio::test]
async fn an_update_that_is_dropped_at_any_poll_leaves_no_old_row_behind() {
    for store in 0..3 {
        for polls in 0.. {
            let cached = Cached::over(World::each()[store].clone());
            cached.world.db.write(ANN, 1);
            cached.posts.get(&user(ANN), &1).await.unwrap();
            cached.world.quiet().await;
            let done = {
                let ann = user(ANN);
                let mut update = std::pin::pin!(cached.posts.update(&ann, &1, ()));
                let mut poll = || update.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready();
                (0..polls).any(|_| poll())
            };
            let truth = cached.world.db.load(ANN, 1);
            assert_eq!(cached.posts.get(&user(ANN), &1).await.unwrap(), truth, "dropped after {polls} polls");
            if done {
                break;
            }
        }
    }
}

#[tokio::test]
async fn an_import_clears_the_scope_in_every_region_and_no_other_scope() {
    for cached in Cached::each() {
        let (ann, bob) = (user(ANN), user(BOB));
        for owner in [ANN, BOB] {
            cached.world.db.write(owner, 1);
            cached.world.read(owner, 1).await;
            cached.posts.get(&user(owner), &1).await.unwrap();
            cached.world.quiet().await;
        }
        cached.posts.import(&ann, vec![7]).await.unwrap();
        assert!(cached.world.posts.get(&ann, &1).await.is_none());
        assert!(cached.posts.rows().get(&ann, &1).await.is_none());
        assert!(cached.world.posts.get(&bob, &1).await.is_some());
        assert!(cached.posts.rows().get(&bob, &1).await.is_some());
    }
}

#[tokio::test]
async fn a_scope_that_identifies_nobody_gets_what_the_source_says() {
    for cached in Cached::each() {
        let (posts, nobody) = (&cached.posts, OnBehalfOf::new("", "a test"));
        assert_eq!(posts.create(&nobody, 1).await.unwrap().version, 1);
        assert_eq!(posts.update(&nobody, &1, ()).await.unwrap().unwrap().version, 2);
        assert_eq!(posts.get(&nobody, &1).await.unwrap().unwrap().version, 2);
        assert_eq!(posts.list(&nobody, &()).await.unwrap().len(), 1);
        assert!(posts.delete(&nobody, &1).await.unwrap());
        assert_eq!(cached.world.cache.stats().store.entries, 0);
    }
}

#[tokio::test]
async fn a_create_that_is_dropped_after_its_row_was_written_leaves_no_not_found_behind() {
    for world in World::each() {
        let gate = Gate::new();
        let source = Source { creates: Some(gate.clone()), ..Source::new(&world) };
        let keeps_none = |policy: Policy| policy.negative_ttl(Duration::from_secs(3600));
        let posts = Arc::new(CachedRepository::with_policy(source, &world.cache, "slow", keeps_none).unwrap());
        assert_eq!(posts.get(&user(ANN), &7).await.unwrap(), None);
        world.quiet().await;
        let create = tokio::spawn({
            let posts = Arc::clone(&posts);
            async move { posts.create(&user(ANN), 7).await.map(drop) }
        });
        gate.entered().await;
        create.abort();
        create.await.unwrap_err();
        world.advance(60);
        world.cache.run_pending().await;
        assert!(posts.get(&user(ANN), &7).await.unwrap().is_some());
    }
}
