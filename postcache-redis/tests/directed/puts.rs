//! Write-through: only by a mutation that was alone in its scope, and in the script that lifts its fence.

use postcache_core::store::{Cells, Finish, Put, PutOutcome};
use postcache_core::{CacheStore, Millis};

use crate::proxy::{Proxy, again};
use crate::world::{NAMESPACE, Process, Seen, World, only, payload, soon, tag};

const STORED: PutOutcome = PutOutcome::Stored;
const REFUSED: PutOutcome = PutOutcome::Overlapped;

#[tokio::test]
async fn a_mutation_that_was_alone_stores_its_value() {
    let world = World::new().await;
    let entry = world.red("k");
    let fence = world.first.begin(only(&entry)).await;
    assert_eq!(world.first.finish_putting(&fence, &entry, 1).await, STORED);
    assert_eq!(world.another_process().await.get(&entry).await, Seen::Value(1));
    assert_eq!(world.keys('m').len(), 0);
}

/// The last to finish need not be the last to commit: of two that overlap, neither may store what it wrote.
#[tokio::test]
async fn mutations_that_overlap_store_nothing() {
    let world = World::new().await;
    let (entry, other) = (world.plain("k"), world.another_process().await);
    // In the order of: A begins, B begins, A ends, B ends; and: A begins, B begins, B ends, A ends.
    for first_ends_first in [true, false] {
        let (a, b) = (world.first.begin(only(&entry)).await, other.begin(only(&entry)).await);
        let (end_a, end_b) = if first_ends_first {
            let a = world.first.finish_putting(&a, &entry, 1).await;
            (a, other.finish_putting(&b, &entry, 2).await)
        } else {
            let b = other.finish_putting(&b, &entry, 2).await;
            (world.first.finish_putting(&a, &entry, 1).await, b)
        };
        assert_eq!([end_a, end_b], [REFUSED; 2]);
        assert_eq!(world.first.get(&entry).await, Seen::Miss);
    }
}

/// B begins after A, elsewhere in the scope, and ends with a key that it learnt late: A's.
#[tokio::test]
async fn a_mutation_that_another_one_came_into_stores_nothing() {
    let world = World::new().await;
    let (entry, elsewhere) = (world.plain("k"), world.plain("elsewhere"));
    let other = world.another_process().await;
    let a = world.first.begin(only(&entry)).await;
    let b = other.begin(only(&elsewhere)).await;
    other.0.finish(&b, Finish::new(only(&entry), Vec::new())).await.unwrap();
    assert_eq!(world.first.finish_putting(&a, &entry, 1).await, REFUSED);
}

/// B was killed: nobody lowers its fence, and what it committed before is unknown. It met A, before or after A began.
#[tokio::test]
async fn a_mutation_that_met_one_which_died_stores_nothing() {
    for b_begins_first in [true, false] {
        let world = World::new().await;
        let (mine, others) = (world.plain("mine"), world.red("others"));
        let other = world.another_process().await;
        let b_begins = async || {
            let terms = postcache_core::store::FenceTerms::new(Millis::new(400));
            // As if its process had been killed: it is neither renewed nor lowered.
            other.0.begin(only(&others), terms).await.unwrap()
        };
        let (a, _b) = if b_begins_first {
            let b = b_begins().await;
            (world.first.begin(only(&mine)).await, b)
        } else {
            let a = world.first.begin(only(&mine)).await;
            (a, b_begins().await)
        };
        assert_eq!(world.keys('e').len(), 2, "they met");
        soon("the fence of B ends", async || world.keys('e').len() == 1).await;
        assert_eq!(world.first.finish_putting(&a, &mine, 1).await, REFUSED, "B first: {b_begins_first}");
        assert_eq!(world.first.get(&mine).await, Seen::Miss);
    }
}

/// B began before A and is still there when A begins, and gone when A ends.
#[tokio::test]
async fn a_mutation_that_began_beside_another_one_stores_nothing() {
    let world = World::new().await;
    let entry = world.plain("k");
    let other = world.another_process().await;
    let b = other.begin(only(&world.plain("elsewhere"))).await;
    let a = world.first.begin(only(&entry)).await;
    other.finish(&b).await;
    assert_eq!(world.first.finish_putting(&a, &entry, 1).await, REFUSED);
}

/// B lost its fence, and its `finish` comes while A runs: it tells A all the same.
#[tokio::test]
async fn a_finish_without_its_fence_is_an_overlap() {
    let world = World::new().await;
    let entry = world.plain("k");
    let other = world.another_process().await;
    let b = other.begin(only(&entry)).await;
    world.client().call(["FLUSHALL"]).unwrap();
    let a = world.first.begin(only(&world.plain("elsewhere"))).await;
    other.finish(&b).await;
    let put = world.first.finish_putting(&a, &world.plain("elsewhere"), 1).await;
    assert_eq!(put, REFUSED);
}

#[tokio::test]
async fn an_invalidation_during_a_mutation_is_an_overlap() {
    let world = World::new().await;
    let entry = world.plain("k");
    let fence = world.first.begin(only(&entry)).await;
    world.another_process().await.invalidate(only(&world.plain("elsewhere"))).await;
    assert_eq!(world.first.finish_putting(&fence, &entry, 1).await, REFUSED);
}

#[tokio::test]
async fn a_fence_that_was_lost_stores_nothing() {
    let world = World::new().await;
    let entry = world.plain("k");
    for kind in ['m', 'e'] {
        let fence = world.first.begin(only(&entry)).await;
        world.evict(kind);
        assert_eq!(world.first.finish_putting(&fence, &entry, 1).await, REFUSED, "{kind} was lost");
        assert_eq!(world.first.get(&entry).await, Seen::Miss);
    }
}

/// A renewal brings a lost fence back, with another `since`: what came in between is unknown.
#[tokio::test]
async fn a_fence_that_was_lost_and_renewed_stores_nothing() {
    let world = World::new().await;
    let entry = world.plain("k");
    let fence = world.first.begin(only(&entry)).await;
    world.client().call(["FLUSHALL"]).unwrap();
    world.first.0.renew(&fence).await.unwrap();
    assert_eq!(world.first.finish_putting(&fence, &entry, 1).await, REFUSED);
}

#[tokio::test]
async fn a_mutation_that_outlived_its_fence_stores_nothing() {
    let world = World::new().await;
    let entry = world.plain("k");
    let terms = postcache_core::store::FenceTerms::new(Millis::new(20));
    let fence = world.first.0.begin(only(&entry), terms).await.unwrap();
    soon("the fence ends", async || world.keys('m').is_empty()).await;
    assert_eq!(world.first.finish_putting(&fence, &entry, 1).await, REFUSED);
}

/// `begin` and `finish` that lay in the network are executed once more, after a newer mutation: their value is the older.
#[tokio::test]
async fn a_mutation_that_is_sent_again_stores_nothing() {
    let world = World::new().await;
    let proxy = Proxy::before(&world.server.url());
    let process = Process::at(&proxy.url(), NAMESPACE).await;
    let entry = world.plain("k");
    // After the first round the server knows the scripts, and each is one request.
    let mut scripts = Vec::new();
    for _ in 0..2 {
        scripts = proxy.scripts();
        let fence = process.begin(only(&entry)).await;
        assert_eq!(process.finish_putting(&fence, &entry, 1).await, STORED);
    }
    let [begin, finish] = &proxy.scripts()[scripts.len()..] else { panic!("two requests") };
    world.first.invalidate(only(&entry)).await;
    again(&mut world.client(), finish);
    assert_eq!(world.first.get(&entry).await, Seen::Miss, "the finish alone");
    again(&mut world.client(), begin);
    again(&mut world.client(), finish);
    assert_eq!(world.first.get(&entry).await, Seen::Miss, "both");
}

#[tokio::test]
async fn a_put_makes_new_stamps() {
    let world = World::new().await;
    let (put, neighbour) = (world.red("put"), world.red("neighbour"));
    world.first.load(&neighbour, 1).await;
    let mut cells = tag(&put, "red");
    cells.entries.push(put.clone());
    let fence = world.first.begin(cells).await;
    assert_eq!(world.first.finish_putting(&fence, &put, 2).await, STORED);
    assert_eq!(world.first.get(&neighbour).await, Seen::Miss, "its tag was invalidated");
    assert_eq!(world.first.get(&put).await, Seen::Value(2));
}

/// A fence over a tag of the put, raised by somebody who does not tell m: as one whose record there was lost.
#[tokio::test]
async fn a_put_leaves_a_fence_over_its_tag_standing() {
    let world = World::new().await;
    let entry = world.red("k");
    let other = world.another_process().await;
    let fence = other.begin(tag(&entry, "red")).await;
    world.evict('m');
    let mine = world.first.begin(only(&entry)).await;
    assert_eq!(world.first.finish_putting(&mine, &entry, 1).await, REFUSED);
    assert!(matches!(world.first.lease(&entry).await, postcache_core::store::Leased::Fenced));
    other.finish(&fence).await;
}

#[tokio::test]
async fn several_puts_are_stored_together() {
    let world = World::new().await;
    let entries = ["a", "b", "c"].map(|key| world.red(key));
    let mut cells = Cells::of(entries[0].key.to_scope_key());
    cells.entries.extend(entries.iter().cloned());
    cells.whole_scope = true;
    let fence = world.first.begin(cells).await;
    let puts = (0..).zip(&entries).map(|(value, entry)| Put::new(entry.clone(), payload(value))).collect();
    let late = Cells::of(entries[0].key.to_scope_key());
    assert_eq!(world.first.0.finish(&fence, Finish::new(late, puts)).await.unwrap().puts, [STORED; 3]);
    for (value, entry) in (0..).zip(&entries) {
        assert_eq!(world.first.get(entry).await, Seen::Value(value));
    }
}
