//! What a mutation forbids while it stands, and what it may put.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};

use postcache_core::store::{Cells, OwnedEntry, PutOutcome};
use shuttle::thread;

use crate::act::Act;
use crate::explore::explore;
use crate::register::{Register, Start};
use crate::together::join;
use crate::world::{one, tag, whole};

const SCHEDULES: usize = 5_000;

const COVERING: [fn(&OwnedEntry) -> Cells; 3] = [one, |entry| tag(entry, "x"), whole];

#[test]
fn no_lease_is_given_while_a_mutation_stands() {
    for cells in COVERING {
        for start in [Start::Filled, Start::Shared] {
            explore(SCHEDULES / 6, move || {
                let register = Arc::new(Register::new(start));
                // Odd while a fence stands for certain.
                let stands = Arc::new(AtomicU64::new(0));
                let (mutating, standing) = (Arc::clone(&register), Arc::clone(&stands));
                let mutation = thread::spawn(move || {
                    for _ in 0..2 {
                        let fence = mutating.world.begin(cells(&mutating.entry));
                        standing.fetch_add(1, SeqCst);
                        let version = mutating.commit_under_a_fence();
                        standing.fetch_add(1, SeqCst);
                        mutating.put(&fence, version);
                    }
                });
                for _ in 0..3 {
                    let before = stands.load(SeqCst);
                    let lease = register.lease();
                    let stood = before % 2 == 1 && stands.load(SeqCst) == before;
                    assert!(!stood || lease.is_none(), "lent under a fence");
                    thread::yield_now();
                }
                join([mutation]);
                register.end();
            });
        }
    }
}

#[test]
fn a_hold_stays_whatever_else_happens() {
    let passes = |act: &&Act| **act != Act::Pass;
    for act in Act::ALL.iter().filter(passes) {
        for cells in COVERING {
            explore(SCHEDULES / 40, move || {
                let register = Arc::new(Register::new(Start::Filled));
                let disturbing = [*act, Act::Sweep].map(|act| {
                    let register = Arc::clone(&register);
                    thread::spawn(move || act.take(&register))
                });
                register.lapse(cells(&register.entry));
                assert!(register.lease().is_none(), "lent under a hold");
                join(disturbing);
                assert!(register.lease().is_none(), "lent under a hold");
                register.end();
            });
        }
    }
}

/// So that whoever puts knows that nobody committed after him.
#[test]
fn what_a_mutation_wrote_is_stored_only_if_it_met_nobody() {
    for changes_it in [Act::Lapse, Act::WriteThenInvalidateTag, Act::MutateTag] {
        explore(SCHEDULES, move || {
            let register = Arc::new(Register::new(Start::Empty));
            let (began, ended) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
            let (beside, begins, ends) = (Arc::clone(&register), Arc::clone(&began), Arc::clone(&ended));
            let changer = thread::spawn(move || {
                begins.store(true, SeqCst);
                changes_it.take(&beside);
                ends.store(true, SeqCst);
            });
            let beside = Arc::clone(&register);
            let passing = thread::spawn(move || beside.pass());

            let fence = register.world.begin(one(&register.entry));
            let came_later = !began.load(SeqCst);
            let version = register.commit_under_a_fence();
            let met = came_later && ended.load(SeqCst);
            let outcome = register.put(&fence, version);
            assert!(!met || outcome != PutOutcome::Stored, "put although somebody else changed something meanwhile");
            register.get();
            join([changer, passing]);
            register.end();
        });
    }
}

#[test]
fn what_a_mutation_wrote_is_stored_if_only_readers_came() {
    explore(SCHEDULES, || {
        let register = Arc::new(Register::new(Start::Filled));
        let readers = [Act::Refresh, Act::Get, Act::Sweep].map(|act| {
            let register = Arc::clone(&register);
            thread::spawn(move || act.take(&register))
        });
        assert_eq!(register.mutate(one(&register.entry)), PutOutcome::Stored);
        join(readers);
        register.end();
    });
}
