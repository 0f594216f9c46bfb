//! A row or a list loaded before a mutation of the repository is never visible after it.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use postcache_core::{CachedRepository, Repository};
use tokio::task::JoinHandle;

use super::{Source, SourceError};
use crate::world::{ANN, Gate, Post, World, user};

/// A repository whose loads wait after they have read, and whose updates wait after they have written.
#[derive(Clone)]
struct Slow {
    world: World,
    loads: Gate,
    updates: Gate,
    posts: Arc<CachedRepository<Source>>,
}

impl Deref for Slow {
    type Target = CachedRepository<Source>;

    fn deref(&self) -> &Self::Target {
        &self.posts
    }
}

impl Slow {
    fn each() -> [Self; 3] {
        World::each().map(|world| {
            let (loads, updates) = (Gate::new(), Gate::new());
            let source = Source { loads: Some(loads.clone()), updates: Some(updates.clone()), ..Source::new(&world) };
            let posts = Arc::new(CachedRepository::new(source, &world.cache, "note").unwrap());
            world.db.write(ANN, 1);
            Self { world, loads, updates, posts }
        })
    }

    async fn row(&self) -> Option<Post> {
        self.get(&user(ANN), &1).await.unwrap()
    }

    async fn rows(&self) -> Vec<Post> {
        self.list(&user(ANN), &()).await.unwrap()
    }

    /// A row and a list that were read from the database and are then held back.
    async fn held_loads(&self) -> (JoinHandle<Option<Post>>, JoinHandle<Vec<Post>>) {
        let (one, other) = (self.clone(), self.clone());
        let held = (tokio::spawn(async move { one.row().await }), tokio::spawn(async move { other.rows().await }));
        self.loads.entered().await;
        self.loads.entered().await;
        held
    }

    /// An update that has written and is then held back.
    async fn held_update(&self) -> JoinHandle<Result<Option<Post>, SourceError>> {
        let slow = self.clone();
        let update = tokio::spawn(async move { slow.update(&user(ANN), &1, ()).await });
        self.updates.entered().await;
        update
    }

    async fn dropped_update(&self) {
        let update = self.held_update().await;
        update.abort();
        assert!(update.await.unwrap_err().is_cancelled());
    }

    async fn reads_the_truth(&self) {
        for _ in 0..10 {
            self.loads.let_one_go();
        }
        self.world.quiet().await;
        let truth = self.world.db.load(ANN, 1);
        assert_eq!(self.row().await, truth);
        assert_eq!(self.rows().await.into_iter().find(|post| post.id == 1), truth);
    }
}

/// What was loaded before `$mutation` ended goes to its own callers, and to nobody after them.
macro_rules! held_loads_are_not_stored_over {
    ($($name:ident: |$slow:ident| $mutation:block)+) => { $(
        #[tokio::test]
        async fn $name() {
            for $slow in Slow::each() {
                let (row, list) = $slow.held_loads().await;
                $mutation
                assert_ne!($slow.world.db.load(ANN, 1).map(|post| post.version), Some(1), "it wrote");
                $slow.loads.let_one_go();
                $slow.loads.let_one_go();
                assert_eq!(row.await.unwrap().unwrap().version, 1);
                assert_eq!(list.await.unwrap()[0].version, 1);
                $slow.reads_the_truth().await;
            }
        }
    )+ };
}

held_loads_are_not_stored_over! {
    a_create: |slow| {
        slow.create(&user(ANN), 1).await.unwrap();
    }

    an_update: |slow| {
        let update = slow.held_update().await;
        slow.updates.let_one_go();
        update.await.unwrap().unwrap();
    }

    a_delete: |slow| {
        assert!(slow.delete(&user(ANN), &1).await.unwrap());
    }

    an_import: |slow| {
        slow.import(&user(ANN), vec![1, 2]).await.unwrap();
    }

    an_update_that_failed_though_it_wrote: |slow| {
        slow.source().breaks.store(true, SeqCst);
        let update = slow.held_update().await;
        slow.updates.let_one_go();
        assert_eq!(update.await.unwrap(), Err(SourceError::Broken));
    }

    an_update_that_was_dropped_after_it_wrote: |slow| {
        slow.dropped_update().await;
    }

    two_updates_that_overlap: |slow| {
        let (first, second) = (slow.held_update().await, slow.held_update().await);
        slow.updates.let_one_go();
        slow.updates.let_one_go();
        assert_eq!(first.await.unwrap().unwrap().unwrap().version, 2);
        assert_eq!(second.await.unwrap().unwrap().unwrap().version, 3);
    }
}

#[tokio::test]
async fn loads_that_begin_in_the_hold_of_a_dropped_update_and_end_after_it_are_not_stored() {
    for slow in Slow::each() {
        slow.dropped_update().await;
        let (row, list) = slow.held_loads().await;
        // The commit of the dropped update takes effect at the last moment that it may.
        slow.world.db.write(ANN, 1);
        slow.world.advance(6);
        slow.loads.let_one_go();
        slow.loads.let_one_go();
        assert_eq!(row.await.unwrap().unwrap().version, 2);
        assert_eq!(list.await.unwrap()[0].version, 2);
        slow.reads_the_truth().await;
    }
}
