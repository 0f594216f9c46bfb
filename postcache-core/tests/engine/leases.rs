//! How long a lease lives, and what its end waits for.

use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use crate::flaky::{Answer, Flaky};
use crate::world::{ANN, BOB, Gate, Post, World, user};

#[tokio::test]
async fn a_load_that_takes_exactly_as_long_as_its_lease_has_outlived_it() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let held = world.held_read(ANN, 1).await;
        world.advance(60);
        world.posts.invalidate(&user(ANN), &1).await.unwrap();
        held.done().await;
        world.quiet().await;
        assert_eq!(world.posts.stats().filled("lease_expired"), 1);
    }
}

#[tokio::test]
async fn a_fill_that_meets_a_fence_is_counted_as_fenced_however_long_its_load_took() {
    let world = World::each()[2].clone();
    world.db.write(ANN, 1);
    let held = world.held_read(ANN, 1).await;
    world.advance(61);
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    held.done().await;
    mutation.commit().await;
    let stats = world.posts.stats();
    assert_eq!((stats.filled("fenced"), stats.filled("lease_expired")), (1, 0));
}

#[tokio::test]
async fn the_time_of_a_lease_counts_from_when_it_was_asked_for() {
    let (world, store) = Flaky::world();
    let patient = world.posts.with(|policy| policy.store_timeout(Duration::from_secs(100))).unwrap();
    let (lease, load) = (store.holds(Answer::Lease), Gate::new());
    let inner = load.clone();
    let read = tokio::spawn(async move {
        let load = || async {
            inner.pass().await;
            Post { owner: ANN, id: 1, version: 1 }
        };
        patient.get_or_load::<Post, _, _, _, _>(&user(ANN), &1, load).await
    });
    lease.entered().await;
    world.advance(30);
    lease.let_one_go();
    load.entered().await;
    world.advance(31);
    world.posts.invalidate(&user(ANN), &1).await.unwrap();
    load.let_one_go();
    read.await.unwrap();
    world.quiet().await;
    assert_eq!(world.posts.stats().filled("lease_expired"), 1);
}

#[tokio::test]
async fn loads_that_outlived_their_lease_are_forgotten_with_the_window() {
    let world = World::new();
    world.db.write(ANN, 1);
    let held = world.held_read(ANN, 1).await;
    world.advance(61);
    world.posts.invalidate(&user(ANN), &1).await.unwrap();
    held.done().await;
    assert_eq!(world.cache.health().reasons.len(), 1);
    for _ in 0..30 {
        world.advance(5);
        drop(world.cache.health());
    }
    assert!(world.cache.health().reasons.is_empty(), "{:?}", world.cache.health().reasons);
}

#[tokio::test]
async fn a_flight_stands_until_its_lease_has_come_back() {
    for ends in ["foreign", "not stored", "quarantined"] {
        let (world, store) = Flaky::world();
        let led = Arc::new(Mutex::new(None));
        let (posts, seen) = (world.posts.clone(), Arc::clone(&led));
        let load = || async {
            if ends == "quarantined" {
                store.goes_down();
                let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &9).begin().await;
                mutation.commit().await;
            }
            store.on_release(move || {
                let ann = user(ANN);
                let mut called = false;
                let load = || {
                    called = true;
                    async { None }
                };
                // Without the store, which the next flight would ask for a lease.
                let mut read = Box::pin(posts.get_or_load::<Option<Post>, _, _, _, _>(&ann, &1, load));
                for _ in 0..10 {
                    if read.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                        break;
                    }
                }
                drop(read);
                *seen.lock().unwrap() = Some(called);
            });
            match ends {
                "not stored" => None,
                "foreign" => Some(Post { owner: BOB, id: 1, version: 1 }),
                _ => Some(Post { owner: ANN, id: 1, version: 1 }),
            }
        };
        let _: Option<Post> = world.posts.get_or_load(&user(ANN), &1, load).await;
        world.quiet().await;
        assert_eq!(*led.lock().unwrap(), Some(false), "{ends}: the next flight began, and its lease was taken");
    }
}
