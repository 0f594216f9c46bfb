//! No read gets less than what was committed before it began, whoever else is about.

use std::sync::Arc;

use shuttle::thread;

use crate::act::Act::{self, *};
use crate::explore::explore;
use crate::register::{Register, Start};
use crate::together::{join, together};

const STARTS: [Start; 3] = [Start::Empty, Start::Filled, Start::Shared];

/// So many schedules where few will do, because there are so many combinations.
const EACH_PAIR: usize = 60;
const EACH_TRIPLE: usize = 6;
/// Where one story is told.
const OF_ONE: usize = 6_000;

#[test]
fn any_two_operations_at_once() {
    for start in STARTS {
        for (at, one) in Act::ALL.iter().enumerate() {
            Act::ALL.iter().skip(at).for_each(|other| together(EACH_PAIR, start, &[&[*one], &[*other]]));
        }
    }
}

#[test]
fn any_three_operations_at_once() {
    for start in STARTS {
        for (first, one) in Act::ALL.iter().enumerate() {
            for (second, other) in Act::ALL.iter().enumerate().skip(first) {
                for third in Act::ALL.iter().skip(second) {
                    together(EACH_TRIPLE, start, &[&[*one], &[*other], &[*third]]);
                }
            }
        }
    }
}

#[test]
fn a_load_from_before_a_mutation_fills_nothing_after_it() {
    for mutation in [MutateEntry, MutateTag, MutateScope, WriteThenInvalidate, WriteThenInvalidateTag, WriteThenClear] {
        together(OF_ONE / 6, Start::Filled, &[&[Refresh, Get], &[mutation, Get]]);
    }
}

#[test]
fn nobody_hits_what_a_fence_or_a_new_stamp_has_ended() {
    for mutation in [MutateEntry, MutateTag, MutateScope, WriteThenClear, WriteThenInvalidateTag] {
        together(OF_ONE / 5, Start::Filled, &[&[Get, Get], &[mutation], &[Read, Get]]);
    }
}

#[test]
fn a_load_under_a_hold_fills_nothing_when_the_hold_is_over() {
    together(OF_ONE, Start::Empty, &[&[Lapse], &[Pass], &[Refresh]]);
}

#[test]
fn a_mutation_that_ends_late_ends_what_was_filled_after_its_hold() {
    together(OF_ONE, Start::Empty, &[&[FinishLate], &[Pass, Refresh]]);
}

#[test]
fn a_lease_that_was_forgotten_fills_nothing() {
    beside_a_forgotten_lease(&[WriteThenInvalidate]);
}

#[test]
fn a_lease_that_was_forgotten_is_not_the_one_that_is_given_next() {
    beside_a_forgotten_lease(&[WriteThenInvalidate, Lease]);
}

fn beside_a_forgotten_lease(acts: &'static [Act]) {
    explore(OF_ONE, move || {
        let register = Arc::new(Register::new(Start::Empty));
        let lease = register.lease().unwrap();
        let loaded = register.load();
        register.crowd_leases();
        let (beside, filling) = (Arc::clone(&register), Arc::clone(&register));
        let acting = thread::spawn(move || acts.iter().for_each(|act| act.take(&beside)));
        let filling = thread::spawn(move || _ = filling.world.fill(lease, loaded));
        join([acting, filling]);
        register.end();
    });
}

#[test]
fn a_cleared_scope_stays_cleared_when_its_slots_are_used_again() {
    together(OF_ONE, Start::Filled, &[&[WriteThenClear, Get], &[CrowdScope, Read], &[Refresh, Sweep]]);
}
