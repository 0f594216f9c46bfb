//! The end of a process: what has to reach the store has reached it, or is said.

use std::time::Duration;

use postcache_core::ErrorKind;

use crate::flaky::{Answer, Flaky};
use crate::world::{ANN, user, with_time};

const LIMIT: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_shutdown_with_nothing_left_to_do_is_clean_at_once() {
    let (world, _store) = Flaky::world();
    let before = world.clock.now();
    assert!(world.cache.shutdown(LIMIT).await.is_clean());
    assert_eq!(world.clock.now(), before);
}

#[tokio::test]
async fn a_shutdown_delivers_what_had_not_reached_the_store() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    world.read(ANN, 1).await;
    world.quiet().await;
    store.goes_down();
    let error = world.posts.invalidate(&user(ANN), &1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Pending);
    let shutdown = tokio::spawn({
        let cache = world.cache.clone();
        async move { cache.shutdown(LIMIT).await }
    });
    world.quiet().await;
    assert!(!shutdown.is_finished(), "it waits while the store is away");
    store.comes_back();
    assert!(with_time(&world, shutdown).await.unwrap().is_clean());
    assert!(world.posts.get(&user(ANN), &1).await.is_none(), "it was delivered");
}

#[tokio::test]
async fn a_shutdown_lists_what_it_could_not_deliver_by_its_deadline() {
    let (world, store) = Flaky::world();
    store.goes_down();
    world.posts.invalidate(&user(ANN), &1).await.unwrap_err();
    world.cache.invalidate_tags(&user(ANN), ["posts"]).await.unwrap_err();
    let before = world.clock.now();
    let shutdown = with_time(&world, world.cache.shutdown(LIMIT)).await;
    assert!(world.clock.now().saturating_since(before).get() >= 30_000, "it waited until then");
    assert!(!shutdown.is_clean() && !shutdown.interrupted);
    let [lost] = shutdown.undelivered.as_slice() else { panic!("one for each scope: {shutdown:?}") };
    assert_eq!((lost.entries.as_slice(), lost.whole_scope), (["post".to_owned()].as_slice(), false));
    assert_eq!(lost.tags.iter().map(postcache_core::store::Tag::as_str).collect::<Vec<_>>(), ["posts"]);
    assert!(!format!("{shutdown:?}").contains(&ANN.to_string()), "nobody is named: {shutdown:?}");
}

#[tokio::test]
async fn a_shutdown_waits_for_a_fill_that_is_under_way() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    let fill = store.holds(Answer::Fill);
    world.read(ANN, 1).await;
    let shutdown = tokio::spawn({
        let cache = world.cache.clone();
        async move { cache.shutdown(LIMIT).await }
    });
    fill.entered().await;
    assert!(!shutdown.is_finished());
    fill.let_one_go();
    assert!(with_time(&world, shutdown).await.unwrap().is_clean());
}
