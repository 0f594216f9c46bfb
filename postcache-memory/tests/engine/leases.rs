//! From a miss to its fill.

use postcache_core::CacheStore;
use postcache_core::store::{Filled, Leased, Payload, Want};

use crate::world::{HOLD, LEASE_TTL, TTL, World, entry, now, one, put, scope_of, tag, whole};

#[test]
fn a_lease_answers_with_what_came_meanwhile_unless_a_fresh_value_is_wanted() {
    let world = World::new();
    let entry = entry(&world.posts, 1, 1);
    world.store(&entry, "old");
    assert!(matches!(world.ask(&entry, Want::Any), Leased::Hit(Some(_))));
    let Leased::Granted(lease) = world.ask(&entry, Want::Fresh) else { panic!("no lease") };
    assert_eq!(world.get(&entry).as_deref(), Some("old"), "it stays until it is replaced");
    assert_eq!(world.fill(lease, "new"), Filled::Stored);
    assert_eq!(world.get(&entry).as_deref(), Some("new"));
}

#[test]
fn no_lease_is_granted_under_a_fence_or_a_hold_of_any_dependency() {
    let world = World::new();
    let mine = entry(&world.lists, 1, 1);
    for cells in [one(&mine), tag(&mine, "x"), tag(&mine, "y"), whole(&mine)] {
        let fence = world.begin(cells.clone());
        assert!(matches!(world.ask(&mine, Want::Any), Leased::Fenced));
        world.finish(&fence, vec![]);
        world.store.release(world.lease(&mine));

        world.lapse(&world.begin(cells));
        world.pass(HOLD.get() - 1);
        assert!(matches!(world.ask(&mine, Want::Fresh), Leased::Fenced));
        world.pass(1);
        world.store.release(world.lease(&mine));
    }
}

#[test]
fn a_fill_is_refused_after_any_change_of_what_it_depends_on() {
    let world = World::new();
    let mine = entry(&world.lists, 1, 1);
    for cells in [one(&mine), tag(&mine, "x"), tag(&mine, "y"), whole(&mine)] {
        let lease = world.lease(&mine);
        world.invalidate(cells.clone());
        assert_eq!(world.fill(lease, "old"), Filled::Superseded);

        let lease = world.lease(&mine);
        let fence = world.begin(cells.clone());
        assert_eq!(world.fill(lease, "old"), Filled::Fenced);
        world.finish(&fence, vec![]);

        let lease = world.lease(&mine);
        world.finish(&world.begin(cells.clone()), vec![]);
        assert_eq!(world.fill(lease, "old"), Filled::Superseded);

        let lease = world.lease(&mine);
        world.lapse(&world.begin(cells));
        world.pass(HOLD.get());
        assert_eq!(world.fill(lease, "old"), Filled::Superseded, "a hold that is over leaves new stamps");
        assert_eq!(world.get(&mine), None);
    }
}

#[test]
fn a_load_that_begins_and_ends_inside_a_hold_is_not_stored() {
    let world = World::new();
    let entry = entry(&world.posts, 1, 1);
    world.lapse(&world.begin(one(&entry)));
    assert!(matches!(world.ask(&entry, Want::Any), Leased::Fenced));
    world.clean();
    assert!(matches!(world.ask(&entry, Want::Any), Leased::Fenced), "cleanup keeps holds");
}

#[test]
fn of_two_leases_of_one_time_one_fills() {
    let world = World::new();
    let entry = entry(&world.posts, 1, 1);
    let (first, second) = (world.lease(&entry), world.lease(&entry));
    assert_eq!(world.fill(second, "second"), Filled::Stored);
    assert_eq!(world.fill(first, "first"), Filled::Superseded);
    assert_eq!(world.get(&entry).as_deref(), Some("second"));
}

#[test]
fn a_lease_taken_before_a_change_does_not_fill_with_the_stamps_of_one_taken_after() {
    let world = World::new();
    let entry = entry(&world.posts, 1, 1);
    for cells in [one(&entry), tag(&entry, "x"), whole(&entry)] {
        let before = world.lease(&entry);
        world.invalidate(cells);
        let after = world.lease(&entry);
        assert_eq!(world.fill(before, "old"), Filled::Superseded);
        assert_eq!(world.fill(after, "new"), Filled::Stored);
        assert_eq!(world.get(&entry).as_deref(), Some("new"));
        world.invalidate(one(&entry));
    }
}

#[test]
fn a_lease_that_was_given_back_leaves_the_others_their_right() {
    let world = World::new();
    let entry = entry(&world.posts, 1, 1);
    let (first, second) = (world.lease(&entry), world.lease(&entry));
    world.store.release(first);
    assert_eq!(world.fill(second, "value"), Filled::Stored);
}

#[test]
fn a_lease_does_not_fill_over_a_put() {
    let world = World::new();
    let (mine, other) = (entry(&world.posts, 1, 1), entry(&world.posts, 1, 2));
    let fence = world.begin(one(&other));
    let lease = world.lease(&mine);
    world.finish(&fence, vec![put(&mine, "written")]);
    assert_eq!(world.fill(lease, "read before"), Filled::Superseded);
    assert_eq!(world.get(&mine).as_deref(), Some("written"));
}

#[test]
fn leases_that_came_back_leave_nothing_behind() {
    let world = World::new();
    let entry = entry(&world.lists, 1, 1);
    world.store.release(world.lease(&entry));
    let lease = world.lease(&entry);
    world.clear(&scope_of(&entry));
    world.fill(lease, "refused");
    let lease = world.lease(&entry);
    now(world.store.fill(lease, Payload::new(Some(std::sync::Arc::new("x".repeat(2 << 20))), TTL))).unwrap();
    let stats = world.stats();
    assert_eq!((stats.entries, stats.cells, stats.scopes), (0, 0, 0));
}

#[test]
fn a_lease_that_never_came_back_is_forgotten_after_its_ttl() {
    let world = World::new();
    let entry = entry(&world.lists, 1, 1);
    let lease = world.lease(&entry);
    world.pass(LEASE_TTL.get() - 1);
    world.clean();
    assert_eq!(world.stats().cells, 3);
    world.pass(1);
    world.clean();
    assert_eq!((world.stats().cells, world.stats().scopes), (0, 0));
    assert_eq!(world.fill(lease, "late"), Filled::LeaseExpired);
}

#[test]
fn a_ticket_of_another_store_fills_nothing() {
    let (here, there) = (World::new(), World::new());
    let entry = entry(&here.posts, 1, 1);
    let (mine, foreign) = (here.lease(&entry), there.lease(&entry));
    assert_ne!(here.fill(foreign, "foreign"), Filled::Stored);
    assert_eq!(here.fill(mine, "mine"), Filled::Stored);
}
