//! Any sequence of operations, beside a model that only remembers when what was changed.

mod beside;
mod history;
mod step;
mod strategy;

use proptest::prelude::*;

use beside::Beside;
use step::Step;
use strategy::step;

use crate::world::World;

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 300 } else { 3_000 }, ..ProptestConfig::default() })]

    #[test]
    fn a_store_with_room_answers_as_its_history_says(steps in prop::collection::vec(step(), 1..120)) {
        history::with_room(&steps);
    }

    /// The plainest store says the same of everything.
    #[test]
    fn a_store_with_room_answers_as_the_reference_does(steps in prop::collection::vec(step(), 1..120)) {
        let world = World::new();
        let mut beside = Beside::new(&world);
        for step in &steps {
            beside.take(&world, step);
        }
    }

    #[test]
    fn a_full_store_serves_nothing_that_its_history_forbids(steps in prop::collection::vec(step(), 1..200)) {
        history::full(&steps);
    }
}

/// What a failure printed once stays tried.
#[test]
fn a_fresh_lease_beside_a_mutation_of_its_tag_fills_nothing() {
    let entry = step::EntryAt { scope: 0, region: 1, key: 0 };
    let cells = step::CellsAt { scope: 0, entries: vec![], tags: vec![0], whole: false };
    let steps = [
        Step::Lease { entry, fresh: false },
        Step::Fill { nth: 0 },
        Step::Lease { entry, fresh: true },
        Step::Begin { cells },
        Step::Fill { nth: 0 },
        Step::Get { entry },
        Step::Finish { nth: 0, late: None, puts: vec![] },
        Step::Get { entry },
    ];
    history::with_room(&steps);
}
