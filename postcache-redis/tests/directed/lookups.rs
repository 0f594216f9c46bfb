//! Lookups of many callers at once, which share commands and replies.

use std::time::Duration;

use postcache_core::store::OwnedEntry;
use postcache_core::{Cache, CacheStore, Clock, OnBehalfOf, Region};
use tokio::task::JoinSet;

use crate::proxy::Proxy;
use crate::world::{NAMESPACE, Process, Seen, World, pause, soon};

const CALLERS: u64 = 50;

/// Filled entries of as many users as entries, each with a tag, and the number that it holds.
async fn filled(process: &Process) -> Vec<(OwnedEntry, u64)> {
    let cache = Cache::new(process.0.clone());
    let region: Region<u64, u64> = cache.region("many").tags(["red"]).unchecked("a test").unwrap();
    let mut entries = Vec::new();
    for number in 0..CALLERS {
        let user = i64::try_from(number % 7).unwrap();
        let entry = region.entry(&OnBehalfOf::new(user, "a test"), &number).unwrap();
        process.load(&entry, number).await;
        entries.push((entry, number));
    }
    entries
}

/// What each caller sees, `None` if it was told that the server cannot be reached.
async fn all_at_once(process: &Process, entries: &[(OwnedEntry, u64)]) -> Vec<(u64, Option<Seen>)> {
    let mut callers = JoinSet::new();
    for (entry, number) in entries.iter().cloned() {
        let process = process.clone();
        callers.spawn(async move {
            let looked = process.0.get(entry.as_entry()).wait().await;
            (number, looked.ok().map(crate::world::seen))
        });
    }
    callers.join_all().await
}

#[tokio::test]
async fn hits_of_many_callers_are_fewer_commands_than_hits() {
    let world = World::new().await;
    let proxy = Proxy::before(&world.server.url());
    let process = Process::at(&proxy.url(), NAMESPACE).await;
    let entries = filled(&process).await;
    let (lookups, scripts) = (proxy.passed(b"MGET"), proxy.scripts().len());
    for (number, seen) in all_at_once(&process, &entries).await {
        assert_eq!(seen, Some(Seen::Value(number)));
    }
    let commands = proxy.passed(b"MGET") - lookups;
    assert!((1..entries.len()).contains(&commands), "{commands} commands for {CALLERS} hits");
    assert_eq!(proxy.scripts().len(), scripts);
}

#[tokio::test]
async fn nobody_among_many_is_shown_what_is_anothers_when_replies_are_mixed_up() {
    let world = World::new().await;
    let proxy = Proxy::before(&world.server.url());
    let process = Process::at(&proxy.url(), NAMESPACE).await;
    let entries = filled(&process).await;
    for _ in 0..5 {
        proxy.lose_a_reply();
        // Two bursts, so that there is a reply to come in another's place.
        let (first, second) = tokio::join!(all_at_once(&process, &entries), async {
            pause(Duration::from_millis(5)).await;
            all_at_once(&process, &entries).await
        });
        for (number, seen) in first.into_iter().chain(second) {
            assert!([None, Some(Seen::Miss), Some(Seen::Value(number))].contains(&seen), "{number}: {seen:?}");
        }
        soon("it works again", async || {
            all_at_once(&process, &entries).await.iter().all(|(number, seen)| *seen == Some(Seen::Value(*number)))
        })
        .await;
    }
}

#[tokio::test]
async fn a_cut_in_the_middle_of_many_lookups_is_an_error_for_each() {
    let world = World::new().await;
    let proxy = Proxy::before(&world.server.url());
    let process = Process::at(&proxy.url(), NAMESPACE).await;
    let entries = filled(&process).await;
    let before = proxy.passed(b"MGET");
    proxy.silence(true);
    let cut = async {
        soon("they were sent", async || proxy.passed(b"MGET") > before).await;
        proxy.silence(false);
        proxy.cut();
    };
    let (seen, ()) = tokio::join!(all_at_once(&process, &entries), cut);
    assert_eq!(seen.len(), entries.len());
    assert!(seen.iter().all(|(_, seen)| seen.is_none()), "{seen:?}");
    soon("it is connected again", async || process.0.get(entries[0].0.as_entry()).wait().await.is_ok()).await;
    for (number, seen) in all_at_once(&process, &entries).await {
        assert_eq!(seen, Some(Seen::Value(number)));
    }
}

#[tokio::test]
async fn callers_that_go_away_do_not_disturb_the_others() {
    let world = World::new().await;
    let process = world.another_process().await;
    let entries = filled(&process).await;
    for stride in 1..8 {
        let (mut kept, mut gone) = (JoinSet::new(), JoinSet::new());
        for (at, (entry, number)) in entries.iter().cloned().enumerate() {
            let process = process.clone();
            let caller = async move { assert_eq!(process.get(&entry).await, Seen::Value(number)) };
            if at % stride == 0 {
                kept.spawn(caller);
            } else {
                let gone = gone.spawn(caller);
                if at % 2 == 0 {
                    tokio::task::yield_now().await;
                }
                gone.abort();
            }
        }
        assert_eq!(kept.join_all().await.len(), entries.len().div_ceil(stride));
    }
}

#[tokio::test]
async fn many_who_wait_for_a_server_that_hangs_each_wait_for_their_own_timeout() {
    const TIMEOUT: Duration = Duration::from_millis(300);
    let mut world = World::new().await;
    let cache = Cache::new(world.first.0.clone());
    let region =
        cache.region::<u64, u64>("r").policy(|policy| policy.store_timeout(TIMEOUT)).unchecked("a test").unwrap();
    let user = OnBehalfOf::new(1, "a test");
    region.get_or_load(&user, &0, async || 0).await;
    soon("it is filled", async || region.get(&user, &0).await.is_some()).await;
    world.server.pause().unwrap();
    let waited = Clock::system().stopwatch();
    let mut callers = JoinSet::new();
    for number in 0..CALLERS {
        let (region, user) = (region.clone(), user);
        callers.spawn(async move { assert_eq!(region.get_or_load(&user, &number, async || number).await, number) });
    }
    callers.join_all().await;
    // A read waits for its lookup once; its lease is not asked for while the server is silent.
    assert!(waited.elapsed() < 3 * TIMEOUT, "they waited {:?}", waited.elapsed());
    world.server.resume().unwrap();
    soon("it is used again", async || region.get(&user, &0).await.is_some()).await;
    world.server.kill();
}
