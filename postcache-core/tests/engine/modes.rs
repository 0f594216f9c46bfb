//! Read modes, return shapes and negative caching.

use std::sync::Arc;
use std::time::Duration;

use postcache_core::{Elapsed, ReadMode};

use crate::world::{ANN, DbError, Gate, Post, World, user};

fn post(version: u64) -> Post {
    Post { owner: ANN, id: 1, version }
}

#[tokio::test]
async fn refresh_loads_and_replaces_what_is_there() {
    for world in World::each() {
        for (mode, loaded, expected) in
            [(ReadMode::Normal, 1, 1), (ReadMode::Normal, 2, 1), (ReadMode::Refresh, 3, 3), (ReadMode::Normal, 4, 3)]
        {
            let load = || async { post(loaded) };
            let answer: Post = world.posts.get_or_load_with(mode, &user(ANN), &1, load).await;
            assert_eq!(answer.version, expected);
            world.quiet().await;
        }
    }
}

#[tokio::test]
async fn bypass_neither_reads_nor_fills() {
    for world in World::each() {
        for version in 1..3 {
            let load = || async { post(version) };
            let answer: Post = world.posts.get_or_load_with(ReadMode::Bypass, &user(ANN), &1, load).await;
            assert_eq!(answer.version, version);
            world.quiet().await;
        }
        assert!(world.posts.get(&user(ANN), &1).await.is_none());
        assert_eq!(world.posts.stats().bypassed, 2);
    }
}

#[tokio::test]
async fn only_if_cached_answers_none_where_there_is_room_for_it_and_never_fills() {
    for world in World::each() {
        let never = || async { panic!("not called") };
        let none: Option<Post> = world.posts.get_or_load_with(ReadMode::OnlyIfCached, &user(ANN), &1, never).await;
        assert_eq!(none, None);
        let load = || async { post(1) };
        let loaded: Post = world.posts.get_or_load_with(ReadMode::OnlyIfCached, &user(ANN), &1, load).await;
        assert_eq!(loaded.version, 1);
        world.quiet().await;
        assert!(world.posts.get(&user(ANN), &1).await.is_none());
    }
}

#[tokio::test]
async fn one_region_serves_values_shared_values_options_and_results() {
    for world in World::each() {
        let (ann, region) = (user(ANN), &world.posts);
        let shared: Result<Arc<Post>, DbError> = region.get_or_load(&ann, &1, || async { Ok(Arc::new(post(1))) }).await;
        assert_eq!(shared.unwrap().version, 1);
        world.quiet().await;
        let plain: Post = region.get_or_load(&ann, &1, || async { post(2) }).await;
        let optional: Option<Arc<Post>> = region.get_or_load(&ann, &1, || async { None }).await;
        let both: Result<Option<Post>, DbError> = region.get_or_load(&ann, &1, || async { Err(DbError) }).await;
        assert_eq!((plain.version, optional.unwrap().version, both.unwrap().unwrap().version), (1, 1, 1));
    }
}

/// cached 4.1: with `type Res<T> = Result<T, String>` the error is cached for good.
#[tokio::test]
async fn an_error_is_not_kept_whatever_its_type_is_called() {
    type Answer<T> = Result<T, DbError>;
    for world in World::each() {
        let failed: Answer<Post> = world.posts.get_or_load(&user(ANN), &1, || async { Err(DbError) }).await;
        assert_eq!(failed, Err(DbError));
        world.quiet().await;
        let worked: Answer<Post> = world.posts.get_or_load(&user(ANN), &1, || async { Ok(post(1)) }).await;
        assert_eq!(worked, Ok(post(1)));
    }
}

#[tokio::test]
async fn not_found_is_kept_only_with_a_negative_ttl_and_no_longer() {
    for world in World::each() {
        for _ in 0..2 {
            assert_eq!(world.read(ANN, 404).await, None);
            world.quiet().await;
        }
        assert_eq!(world.loads(), 2);
        let negative = world.posts.with(|policy| policy.negative_ttl(Duration::from_secs(5))).unwrap();
        let ann = user(ANN);
        let read = || negative.get_or_load(&ann, &404, || async { world.db.load(ANN, 404) });
        for _ in 0..3 {
            assert_eq!(read().await, None);
            world.quiet().await;
        }
        assert_eq!(world.loads(), 3);
        world.advance(6);
        assert_eq!(read().await, None);
        assert_eq!(world.loads(), 4);
    }
}

#[tokio::test]
async fn a_kept_not_found_is_a_miss_for_a_plain_value() {
    for world in World::each() {
        let negative = world.posts.with(|policy| policy.negative_ttl(Duration::from_secs(5))).unwrap();
        let none: Option<Post> = negative.get_or_load(&user(ANN), &1, || async { None }).await;
        assert_eq!(none, None);
        world.quiet().await;
        let some: Post = negative.get_or_load(&user(ANN), &1, || async { post(1) }).await;
        assert_eq!(some.version, 1);
    }
}

#[tokio::test]
async fn a_load_that_takes_too_long_is_the_callers_own_error() {
    for world in World::each() {
        let late = |_: Elapsed| Err(DbError);
        let stuck = || std::future::pending::<Result<Post, DbError>>();
        let ann = user(ANN);
        let read = world.posts.load_within(Duration::from_secs(2), late, &ann, &1, stuck);
        let mut read = std::pin::pin!(read);
        let early = tokio::select! {
            biased;
            answer = &mut read => Some(answer),
            () = world.quiet() => None,
        };
        assert_eq!(early, None);
        world.advance(3);
        assert_eq!(read.await, Err(DbError));
        world.db.write(ANN, 1);
        assert!(world.read(ANN, 1).await.is_some(), "its lease and its flight are gone");
    }
}

#[tokio::test]
async fn a_value_lives_as_long_as_it_says_itself_if_that_is_shorter() {
    for world in World::each() {
        let tokens = world.cache.region::<i64, Post>("token");
        let tokens = tokens.ttl_from(|post: &Post| Duration::from_secs(post.version)).build().unwrap();
        for (seconds, hit) in [(10, true), (0, false)] {
            let key = i64::try_from(seconds).unwrap();
            let _loaded: Post = tokens.get_or_load(&user(ANN), &key, || async { post(seconds) }).await;
            world.quiet().await;
            assert_eq!(tokens.get(&user(ANN), &key).await.is_some(), hit);
        }
        assert_eq!(tokens.stats().filled("stored"), 1, "what is over already is not sent to the store");
        world.advance(11);
        assert!(tokens.get(&user(ANN), &10).await.is_none());
    }
}

#[tokio::test]
async fn a_value_that_says_it_lives_longer_than_its_region_allows_does_not() {
    for world in World::each() {
        let tokens = world.cache.region::<i64, Post>("token").ttl_from(|_| Duration::from_secs(900)).build().unwrap();
        let _loaded: Post = tokens.get_or_load(&user(ANN), &1, || async { post(1) }).await;
        world.quiet().await;
        world.advance(299);
        assert!(tokens.get(&user(ANN), &1).await.is_some());
        world.advance(1);
        assert!(tokens.get(&user(ANN), &1).await.is_none());
    }
}

#[tokio::test]
async fn a_hit_costs_no_load_and_a_miss_one() {
    for world in World::each() {
        world.db.write(ANN, 1);
        for _ in 0..10 {
            world.read(ANN, 1).await;
            world.quiet().await;
        }
        let stats = world.posts.stats();
        assert_eq!((stats.hits, stats.misses, stats.loads, world.loads()), (9, 1, 1, 1));
        assert_eq!(stats.hit_ratio(), Some(0.9));
    }
}

#[tokio::test]
async fn a_lookup_is_counted_as_what_it_found() {
    for world in World::each() {
        world.db.write(ANN, 1);
        world.read(ANN, 1).await;
        world.quiet().await;
        for id in [1, 2, 3] {
            let _found: Option<Arc<Post>> = world.posts.get(&user(ANN), &id).await;
        }
        let stats = world.posts.stats();
        assert_eq!((stats.hits, stats.misses, stats.loads), (1, 3, 1));
    }
}

#[tokio::test]
async fn readers_that_came_before_the_load_share_it_even_if_it_may_not_be_stored() {
    let world = World::of_bytes();
    world.db.write(ANN, 1);
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    let gate = Gate::new();
    let read = || {
        let (world, gate) = (world.clone(), gate.clone());
        tokio::spawn(async move {
            let load = || async {
                gate.pass().await;
                world.db.load(ANN, 1)
            };
            world.posts.get_or_load(&user(ANN), &1, load).await
        })
    };
    let (first, second) = (read(), read());
    gate.entered().await;
    world.quiet().await;
    gate.let_one_go();
    assert!(first.await.unwrap().is_some() && second.await.unwrap().is_some());
    assert_eq!(world.loads(), 1);
    mutation.commit().await;
}

#[tokio::test]
async fn a_load_may_take_as_long_as_it_likes() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let load = || async {
            world.clock.advance(Duration::from_secs(5));
            Ok(world.db.load(ANN, 1).unwrap())
        };
        let read = world.posts.load_within(Duration::MAX, |_| Err(DbError), &user(ANN), &1, load).await;
        assert_eq!(read.unwrap().version, 1);
        world.quiet().await;
        assert!(world.posts.get(&user(ANN), &1).await.is_some());
    }
}

#[tokio::test]
async fn a_some_of_nothing_stays_what_it_is_and_is_not_kept() {
    for world in World::each() {
        let negative = world.posts.with(|policy| policy.negative_ttl(Duration::from_secs(60))).unwrap();
        let inner: Option<Option<Post>> = negative.get_or_load(&user(ANN), &1, || async { Some(None) }).await;
        world.quiet().await;
        let outer: Option<Option<Post>> = negative.get_or_load(&user(ANN), &1, || async { None }).await;
        world.quiet().await;
        let kept: Option<Option<Post>> = negative.get_or_load(&user(ANN), &1, || async { Some(None) }).await;
        assert_eq!((inner, outer, kept), (Some(None), None, None));
        let failed = || async { Ok::<Option<Option<Post>>, DbError>(Some(None)) };
        assert_eq!(world.posts.get_or_load(&user(ANN), &2, failed).await, Ok(Some(None)));
    }
}

#[tokio::test]
async fn a_refresh_that_finds_nothing_ends_what_was_cached() {
    for (at, world) in World::each().into_iter().enumerate() {
        world.db.write(ANN, 1);
        world.read(ANN, 1).await;
        world.quiet().await;
        let none: Option<Post> =
            world.posts.get_or_load_with(ReadMode::Refresh, &user(ANN), &1, || async { None }).await;
        assert_eq!(none, None);
        world.quiet().await;
        assert_eq!(
            world.posts.get(&user(ANN), &1).await,
            None,
            "store {at}: the refresh is not replaced by what was older"
        );
    }
}

#[tokio::test]
async fn a_refresh_whose_value_cannot_be_stored_ends_what_was_cached() {
    for (at, world) in World::each().into_iter().enumerate() {
        let texts =
            world.cache.region::<i64, String>("text").policy(|p| p.max_value_bytes(100)).unchecked("a test").unwrap();
        let short = || async { "short".to_owned() };
        texts.get_or_load::<String, _, _, _, _>(&user(ANN), &1, short).await;
        world.quiet().await;
        let long = || async { "x".repeat(1_000) };
        texts.get_or_load_with::<String, _, _, _, _>(ReadMode::Refresh, &user(ANN), &1, long).await;
        world.quiet().await;
        assert_eq!(texts.get(&user(ANN), &1).await, None, "store {at}");
    }
}

#[tokio::test]
async fn a_peek_that_finds_nothing_is_counted_as_a_miss() {
    let world = World::each()[2].clone();
    assert!(world.posts.peek(&user(ANN), &1).is_none());
    assert_eq!(world.posts.stats().misses, 1);
}
