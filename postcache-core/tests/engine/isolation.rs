//! A's value is never stored under, nor served from the cache to, B.

use std::sync::Arc;

use postcache_conformance::ReferenceStore;
use postcache_core::{Cache, ManualClock, OnBehalfOf, SharedScope};

use crate::world::{ANN, BOB, DbError, Gate, Post, World, user};

#[tokio::test]
async fn a_row_of_another_scope_goes_to_its_caller_and_is_never_stored() {
    for world in World::each() {
        let foreign = Post { owner: BOB, id: 1, version: 1 };
        let load = || async { foreign.clone() };
        let answer: Post = world.posts.get_or_load(&user(ANN), &1, load).await;
        assert_eq!(answer, foreign, "as without a cache");
        world.quiet().await;
        assert!(world.posts.get(&user(ANN), &1).await.is_none());
        assert!(world.posts.get(&user(BOB), &1).await.is_none());
        assert_eq!(world.posts.stats().refused, 1);
        assert_eq!(world.cache.stats().store.entries, 0);
    }
}

#[tokio::test]
async fn a_row_of_another_scope_is_not_shared_with_whoever_waits_for_it() {
    let world = World::new();
    let gate = Gate::new();
    let leader = tokio::spawn({
        let (world, gate) = (world.clone(), gate.clone());
        async move {
            let load = || async {
                gate.pass().await;
                Post { owner: BOB, id: 1, version: 1 }
            };
            world.posts.get_or_load::<Post, _, _, _, _>(&user(ANN), &1, load).await
        }
    });
    gate.entered().await;
    world.db.write(ANN, 1);
    let follower = tokio::spawn({
        let world = world.clone();
        async move { world.read(ANN, 1).await }
    });
    world.quiet().await;
    gate.let_one_go();
    leader.await.unwrap();
    assert_eq!(follower.await.unwrap().unwrap().owner, ANN);
}

#[tokio::test]
async fn in_a_list_one_foreign_row_is_enough() {
    for world in World::each() {
        let rows = || async { vec![Post { owner: ANN, id: 1, version: 1 }, Post { owner: BOB, id: 2, version: 1 }] };
        let _rows: Vec<Post> = world.lists.get_or_load(&user(ANN), &0, rows).await;
        world.quiet().await;
        assert!(world.lists.get(&user(ANN), &0).await.is_none());
    }
}

#[tokio::test]
#[should_panic(expected = "region `post`: `Post.owner` belongs to another scope")]
async fn where_mistakes_are_strict_a_foreign_row_panics_with_its_region_and_field() {
    let clock = ManualClock::new();
    let world = World::over(Cache::builder(ReferenceStore::new(clock.clone())).strict(true), clock);
    let load = || async { Post { owner: BOB, id: 1, version: 1 } };
    let _row: Post = world.posts.get_or_load(&user(ANN), &1, load).await;
}

#[tokio::test]
async fn hostile_ids_and_keys_never_meet() {
    let ids = ["a", "a:", "a:b", ":", "{}", "a\0", "a\n", "\u{1F600}", "*", "a{b}"];
    let keys = ["", "b", ":b", "{a}", "\0", "b\n", "a:b", "..", "\u{FEFF}"];
    for world in World::each() {
        let texts = world.cache.region::<String, String>("text").unchecked("values are texts").unwrap();
        for id in ids {
            for key in keys {
                let mine = format!("{id}|{key}");
                let scope = OnBehalfOf::new(id, "a test");
                let answer: String = texts.get_or_load(&scope, key, || async { mine.clone() }).await;
                assert_eq!(answer, mine);
                world.quiet().await;
            }
        }
        for id in ids {
            for key in keys {
                let scope = OnBehalfOf::new(id, "a test");
                assert_eq!(*texts.get(&scope, key).await.unwrap(), format!("{id}|{key}"));
                assert!(texts.get(&SharedScope, key).await.is_none());
            }
        }
    }
}

#[tokio::test]
async fn a_scope_that_identifies_nobody_shares_nothing() {
    for world in World::each() {
        let texts = world.cache.region::<String, String>("text").unchecked("values are texts").unwrap();
        for id in [String::new(), "x".repeat(257)] {
            for answer in ["one", "two"] {
                let nobody = OnBehalfOf::new(id.clone(), "a test");
                let text: String = texts.get_or_load(&nobody, "key", || async { answer.to_owned() }).await;
                assert_eq!(text, answer, "every call loads");
            }
        }
        assert_eq!(texts.stats().bypassed, 4);
        assert_eq!(world.cache.stats().store.entries, 0);
    }
}

#[tokio::test]
async fn a_shared_region_holds_no_row_of_anybody() {
    let world = World::new();
    let rows = world.cache.region::<i64, Post>("public").build().unwrap();
    let load = || async { Post { owner: ANN, id: 1, version: 1 } };
    let _row: Post = rows.get_or_load(&SharedScope, &1, load).await;
    assert!(rows.get(&SharedScope, &1).await.is_none(), "a row with an owner is foreign to everybody's scope");
}

#[tokio::test]
async fn two_caches_on_one_store_with_other_types_under_one_name_miss() {
    let clock = ManualClock::new();
    let store = Arc::new(ReferenceStore::new(clock.clone()));
    let one = Cache::builder(Arc::clone(&store)).clock(clock.clone()).build().unwrap();
    let other = Cache::builder(store).clock(clock).build().unwrap();
    let numbers = one.region::<i64, u64>("mixed").unchecked("a test").unwrap();
    let texts = other.region::<i64, String>("mixed").unchecked("a test").unwrap();
    let seven: u64 = numbers.get_or_load(&user(ANN), &1, || async { 7 }).await;
    assert_eq!(seven, 7);
    assert!(texts.get(&user(ANN), &1).await.is_none());
    let text: String = texts.get_or_load(&user(ANN), &1, || async { "mine".to_owned() }).await;
    assert_eq!(text, "mine");
}

#[tokio::test]
async fn a_row_of_another_scope_that_lies_in_the_store_is_a_miss() {
    let clock = ManualClock::new();
    let store = Arc::new(ReferenceStore::of_bytes(clock.clone()));
    let careless = Cache::builder(Arc::clone(&store)).clock(clock.clone()).build().unwrap();
    let unchecked = careless.region::<i64, Post>("post").unchecked("a test").unwrap();
    let foreign = || async { Post { owner: BOB, id: 1, version: 1 } };
    let _row: Post = unchecked.get_or_load(&user(ANN), &1, foreign).await;
    let world = World::over(Cache::builder(store), clock);
    world.quiet().await;
    assert!(unchecked.get(&user(ANN), &1).await.is_some());
    assert!(world.posts.get(&user(ANN), &1).await.is_none());
    world.db.write(ANN, 1);
    assert_eq!(world.read(ANN, 1).await.unwrap().owner, ANN);
}

#[tokio::test]
async fn a_batch_of_a_scope_that_identifies_nobody_takes_nothing_of_the_shared_scope() {
    for world in World::each() {
        let texts = world.cache.region::<i64, String>("text").unchecked("a test").unwrap();
        let gate = Gate::new();
        let shared = tokio::spawn({
            let (texts, gate) = (texts.clone(), gate.clone());
            async move {
                let load = || async {
                    gate.pass().await;
                    "everybody's".to_owned()
                };
                texts.get_or_load::<String, _, _, _, _>(&SharedScope, &1, load).await
            }
        });
        gate.entered().await;
        let batch = tokio::spawn({
            let texts = texts.clone();
            async move {
                let nobody = OnBehalfOf::new("", "a test");
                let rows = |_: Vec<&i64>| async { Ok::<_, DbError>([(1_i64, "mine".to_owned())]) };
                texts.get_many_or_load(&nobody, &[1], rows).await.unwrap()[0].as_deref().cloned()
            }
        });
        world.quiet().await;
        gate.let_one_go();
        shared.await.unwrap();
        assert_eq!(batch.await.unwrap().as_deref(), Some("mine"));
    }
}

#[tokio::test]
async fn where_mistakes_are_strict_a_batch_of_nobody_does_not_panic() {
    let clock = ManualClock::new();
    let world = World::over(Cache::builder(ReferenceStore::new(clock.clone())).strict(true), clock);
    let nobody = OnBehalfOf::new("", "a test");
    let rows = |_: Vec<&i64>| async { Ok::<_, DbError>([(1_i64, Post { owner: ANN, id: 1, version: 1 })]) };
    let values = world.posts.get_many_or_load(&nobody, &[1], rows).await.unwrap();
    assert!(values[0].is_some());
    assert_eq!(world.posts.stats().refused, 0);
}

#[tokio::test]
async fn a_handle_of_another_scope_puts_nothing() {
    for world in World::each() {
        let (bobs, handle) = world.cache.mutation(&user(BOB)).evict_keyed(&world.posts, &1);
        let mut anns = world.cache.mutation(&user(ANN)).begin().await;
        anns.put_at(&world.posts, &handle, Arc::new(Post { owner: BOB, id: 1, version: 1 }));
        anns.commit().await;
        drop(bobs);
        let seen = world.posts.get(&user(ANN), &1).await;
        assert!(seen.is_none(), "Ann sees {seen:?}");
    }
}

#[tokio::test]
async fn a_handle_of_another_region_puts_nothing() {
    for world in World::each() {
        let careless = world.cache.region::<i64, Post>("careless").unchecked("a test").unwrap();
        let (builder, handle) = world.cache.mutation(&user(ANN)).evict_keyed(&world.posts, &1);
        let mut mutation = builder.begin().await;
        mutation.put_at(&careless, &handle, Arc::new(Post { owner: BOB, id: 1, version: 1 }));
        mutation.commit().await;
        let seen = world.posts.get(&user(ANN), &1).await;
        assert!(seen.is_none(), "Ann sees {seen:?}");
    }
}

#[tokio::test]
async fn a_region_that_was_made_unchecked_first_does_not_take_the_owner_check_from_who_builds_it_again() {
    for world in World::each() {
        let _elsewhere = world.cache.region::<i64, Post>("shared-name").unchecked("counts only").unwrap();
        let Ok(checked) = world.cache.region::<i64, Post>("shared-name").build() else { continue };
        let bobs = || async { Post { owner: BOB, id: 1, version: 1 } };
        checked.get_or_load::<Post, _, _, _, _>(&user(ANN), &1, bobs).await;
        world.quiet().await;
        assert!(checked.get(&user(ANN), &1).await.is_none(), "Bob's row is served to Ann from the cache");
    }
}

#[tokio::test]
async fn a_value_put_by_a_handle_is_checked_by_the_region_that_it_goes_into() {
    let (one, other) = (World::new(), World::new());
    let loose = other.cache.region::<i64, Post>("strict").unchecked("a test").unwrap();
    let strict = one.cache.region::<i64, Post>("strict").build().unwrap();
    let (builder, at) = one.cache.mutation(&user(ANN)).evict_keyed(&strict, &1);
    let mut mutation = builder.begin().await;
    mutation.put_at(&loose, &at, Arc::new(Post { owner: BOB, id: 1, version: 1 }));
    mutation.commit().await;
    assert!(strict.get(&user(ANN), &1).await.is_none(), "Bob's row is in Ann's scope");
}
