//! A region has one annotated reader: what the expansions of the macro ask for.

use std::time::Duration;

use postcache_conformance::ReferenceStore;
use postcache_core::__private::{Life, Probe, ReadMode, Site, Verdict, conclude, of};
use postcache_core::{Cache, ManualClock};

use crate::world::{ANN, Post, World, user};

const FIRST: Site = Site::new("blog::posts", "get");
const SECOND: Site = Site::new("blog::posts", "get_draft");

async fn read_at(world: &World, site: Site) -> u64 {
    let ann = user(ANN);
    let probe: Probe<'_, Post, Option<Post>> = of(&world.posts).probe(site, ReadMode::Normal, &ann, &1_i64);
    let read = match probe {
        Probe::Hit(hit) => hit,
        Probe::Miss(miss) => miss.load(async { world.db.load(ANN, 1) }).await,
    };
    read.unwrap().version
}

#[tokio::test]
async fn a_second_reader_of_a_region_is_not_served_what_the_first_one_loaded() {
    for world in World::each() {
        world.db.write(ANN, 1);
        assert_eq!(read_at(&world, FIRST).await, 1);
        world.quiet().await;
        world.db.write(ANN, 1);
        assert_eq!(read_at(&world, SECOND).await, 2, "not from the cache");
        world.quiet().await;
        assert_eq!(read_at(&world, FIRST).await, 1, "nor did it fill");
        assert_eq!(read_at(&world, FIRST.of::<u8>()).await, 2, "the same name of another type is another function");
        assert_eq!(world.posts.stats().bypassed, 2);
        assert_eq!(world.read(ANN, 1).await.unwrap().version, 1, "who calls by hand knows what he does");
    }
}

#[tokio::test]
#[should_panic(expected = "region `post` has two readers, `blog::posts::get` and `blog::posts::get_draft`")]
async fn where_mistakes_are_strict_a_second_reader_panics_with_both_names() {
    let clock = ManualClock::new();
    let world = World::over(Cache::builder(ReferenceStore::new(clock.clone())).strict(true), clock);
    world.db.write(ANN, 1);
    read_at(&world, FIRST).await;
    read_at(&world, SECOND).await;
}

#[tokio::test]
async fn the_ttl_that_a_function_reads_from_its_value_goes_before_its_regions() {
    for world in World::each() {
        let tokens = world.cache.region::<i64, Post>("token").ttl_from(|_| Duration::from_secs(60)).build().unwrap();
        let ann = user(ANN);
        let probe: Probe<'_, Post, Post> = of(&tokens).probe(FIRST, ReadMode::Normal, &ann, &1_i64);
        let Probe::Miss(miss) = probe else { panic!("nothing was stored") };
        let ttl = |_: &Post| Duration::from_secs(10);
        miss.living(Life::of(&tokens).ttl_from(ttl)).load(async { Post { owner: ANN, id: 1, version: 1 } }).await;
        world.quiet().await;
        world.advance(9);
        assert!(tokens.get(&ann, &1).await.is_some());
        world.advance(1);
        assert!(tokens.get(&ann, &1).await.is_none());
    }
}

#[tokio::test]
async fn a_mutation_that_wrote_nothing_puts_nothing() {
    for world in World::each() {
        let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        mutation.put(&world.posts, &1, Post { owner: ANN, id: 1, version: 1 }.into());
        conclude(mutation, Verdict::NothingWritten).await;
        assert!(world.posts.get(&user(ANN), &1).await.is_none());
        assert_eq!(world.cache.stats().store.holds, 0);
    }
}
