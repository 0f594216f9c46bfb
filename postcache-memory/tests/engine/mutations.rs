//! Fences, holds and puts.

use postcache_core::CacheStore;
use postcache_core::store::{Cells, Finish, Leased, PutOutcome, Want};

use crate::world::{HOLD, World, entry, now, one, payload, put, scope_of, tag, whole};

type Meet = fn(&World, &Cells);

#[test]
fn begin_removes_what_it_covers() {
    let world = World::new();
    let (mine, other) = (entry(&world.lists, 1, 1), entry(&world.plain, 1, 1));
    for (cells, spares_other) in [(one(&mine), true), (tag(&mine, "y"), true), (whole(&mine), false)] {
        world.store(&mine, "mine");
        if world.get(&other).is_none() {
            world.store(&other, "other");
        }
        let fence = world.begin(cells);
        assert_eq!(world.get(&mine), None);
        assert_eq!(world.get(&other).is_some(), spares_other);
        world.finish(&fence, vec![]);
    }
}

#[test]
fn fences_stand_side_by_side_and_each_lowers_only_itself() {
    let world = World::new();
    let entry = entry(&world.posts, 1, 1);
    let (first, second) = (world.begin(one(&entry)), world.begin(one(&entry)));
    world.finish(&first, vec![]);
    assert!(matches!(world.ask(&entry, Want::Any), Leased::Fenced));
    world.lapse(&second);
    assert!(matches!(world.ask(&entry, Want::Any), Leased::Fenced));
    world.pass(HOLD.get());
    world.store(&entry, "value");
}

#[test]
fn a_fence_ends_once_however_often_it_is_ended() {
    let world = World::new();
    let entry = entry(&world.posts, 1, 1);
    let fence = world.begin(one(&entry));
    let other = world.begin(one(&entry));
    for _ in 0..3 {
        world.finish(&fence, vec![]);
        world.lapse(&fence);
    }
    assert!(matches!(world.ask(&entry, Want::Any), Leased::Fenced), "the other one stands");
    assert_eq!((world.stats().fences, world.stats().holds), (1, 0));
    world.finish(&other, vec![]);
    world.store(&entry, "value");
    world.lapse(&other);
    assert_eq!(world.get(&entry).as_deref(), Some("value"));
    world.finish(&other, vec![]);
    assert_eq!(world.get(&entry), None, "what it names is invalidated all the same");
}

#[test]
fn a_finish_that_is_dropped_unpolled_changes_nothing() {
    let world = World::new();
    let entry = entry(&world.posts, 1, 1);
    let fence = world.begin(one(&entry));
    drop(world.store.finish(&fence, Finish::new(Cells::of(scope_of(&entry)), vec![])));
    assert_eq!(world.stats().fences, 1);
    world.lapse(&fence);
    assert_eq!((world.stats().fences, world.stats().holds), (0, 1));
}

#[test]
fn an_invalidation_leaves_fences_and_holds() {
    let world = World::new();
    let entry = entry(&world.posts, 1, 1);
    let fence = world.begin(one(&entry));
    for cells in [one(&entry), tag(&entry, "x"), whole(&entry)] {
        world.invalidate(cells);
        assert!(matches!(world.ask(&entry, Want::Any), Leased::Fenced));
    }
    world.lapse(&fence);
    world.clear(&scope_of(&entry));
    assert!(matches!(world.ask(&entry, Want::Any), Leased::Fenced));
}

#[test]
fn a_lone_mutation_puts_its_value() {
    let world = World::new();
    let mine = entry(&world.lists, 1, 1);
    for cells in [one(&mine), tag(&mine, "x"), whole(&mine), Cells::of(scope_of(&mine))] {
        world.store(&mine, "old");
        let fence = world.begin(cells);
        let finished = world.finish(&fence, vec![put(&mine, "new")]);
        assert_eq!(finished.puts, [PutOutcome::Stored]);
        assert_eq!(world.get(&mine).as_deref(), Some("new"));
        world.invalidate(one(&mine));
    }
}

#[test]
fn a_put_dies_with_its_scope_and_with_each_of_its_tags() {
    let world = World::new();
    let mine = entry(&world.lists, 1, 1);
    for cells in [one(&mine), tag(&mine, "x"), tag(&mine, "y"), whole(&mine)] {
        world.finish(&world.begin(one(&mine)), vec![put(&mine, "new")]);
        assert!(world.get(&mine).is_some());
        world.invalidate(cells);
        assert_eq!(world.get(&mine), None);
    }
}

#[test]
fn a_mutation_that_met_another_puts_nothing_and_leaves_its_entry_invalidated() {
    let world = World::new();
    let (mine, other) = (entry(&world.posts, 1, 1), entry(&world.plain, 1, 9));
    let meet: [(&str, Meet); 5] = [
        ("begun before and still there", |_, _| ()),
        ("begun and finished inside", |world, cells| drop(world.finish(&world.begin(cells.clone()), vec![]))),
        ("begun inside and held", |world, cells| world.lapse(&world.begin(cells.clone()))),
        ("an invalidation", |world, cells| world.invalidate(cells.clone())),
        ("a clear", |world, cells| world.clear(&cells.scope)),
    ];
    for (case, inside) in meet {
        let before = case.starts_with("begun before").then(|| world.begin(one(&other)));
        let fence = world.begin(one(&mine));
        inside(&world, &one(&other));
        let finished = world.finish(&fence, vec![put(&mine, "new")]);
        assert_eq!(finished.puts, [PutOutcome::Overlapped], "{case}");
        assert_eq!(world.get(&mine), None, "{case}");
        if let Some(before) = before {
            let finished = world.finish(&before, vec![put(&other, "new")]);
            assert_eq!(finished.puts, [PutOutcome::Overlapped], "the one that was there first has met the second");
        }
        world.pass(HOLD.get());
    }
}

#[test]
fn a_hold_refuses_the_puts_of_its_scope_and_of_no_other() {
    let world = World::new();
    let (held, mine, foreign) = (entry(&world.plain, 1, 9), entry(&world.posts, 1, 1), entry(&world.posts, 2, 1));
    world.lapse(&world.begin(one(&held)));
    let outcome = |entry| world.finish(&world.begin(one(entry)), vec![put(entry, "new")]).puts[0];
    assert_eq!(outcome(&mine), PutOutcome::Overlapped);
    assert_eq!(outcome(&foreign), PutOutcome::Stored);
    world.pass(HOLD.get());
    assert_eq!(outcome(&mine), PutOutcome::Stored);
}

#[test]
fn each_put_has_an_outcome_of_its_own() {
    let world = World::with(|builder| builder.max_bytes(1 << 20));
    let all: Vec<_> = (0..3).map(|key| entry(&world.posts, 1, key)).collect();
    world.store(&all[1], "old");
    let fence = world.begin(one(&all[0]));
    let puts = vec![put(&all[0], "small"), put(&all[1], "x".repeat(1 << 19)), put(&all[2], "small too")];
    let finished = world.finish(&fence, puts);
    assert_eq!(finished.puts, [PutOutcome::Stored, PutOutcome::TooLarge, PutOutcome::Stored]);
    assert_eq!(world.get(&all[1]), None, "what could not be put is invalidated");
}

#[test]
fn late_cells_are_invalidated_with_those_of_the_fence() {
    let world = World::new();
    let (known, late) = (entry(&world.posts, 1, 1), entry(&world.plain, 1, 2));
    world.store(&known, "old");
    world.store(&late, "old");
    let fence = world.begin(one(&known));
    let finish = Finish::new(one(&late), vec![postcache_core::store::Put::new(late.clone(), payload("new"))]);
    let finished = now(world.store.finish(&fence, finish)).unwrap();
    assert_eq!(finished.puts, [PutOutcome::Stored]);
    assert_eq!(world.get(&late).as_deref(), Some("new"));
    assert_eq!(world.get(&known), None);
}

#[test]
fn stats_name_the_oldest_mutation_and_its_region() {
    let world = World::new();
    let (first, second) = (entry(&world.posts, 1, 1), entry(&world.plain, 2, 1));
    let fence = world.begin(one(&first));
    world.pass(700);
    let younger = world.begin(one(&second));
    world.pass(300);
    let stats = world.stats();
    assert_eq!(stats.oldest_fence.unwrap().get(), 1_000);
    assert_eq!(stats.oldest_fence_region.as_deref(), Some("post"));
    world.finish(&fence, vec![]);
    assert_eq!(world.stats().oldest_fence_region.as_deref(), Some("plain"));
    world.finish(&younger, vec![]);
    assert_eq!(world.stats().oldest_fence, None);
}
