use proptest::prelude::*;

use super::Ring;
use crate::list::Links;
use crate::slab::At;
use crate::table::{Hashed, Table};

struct Bead {
    number: u64,
    links: Links<Self>,
}

impl Hashed for Bead {
    fn hash(&self) -> u64 {
        self.number
    }
}

const fn links(bead: &mut Bead) -> &mut Links<Bead> {
    &mut bead.links
}

fn from_the_oldest(ring: &Ring<Bead>, table: &mut Table<Bead>) -> Vec<At<Bead>> {
    let mut all = Vec::new();
    let mut next = ring.oldest(table, links);
    while let Some(at) = next {
        all.push(at);
        next = ring.newer(table, at, links);
    }
    all
}

proptest! {
    #[test]
    fn it_is_a_queue_from_which_any_may_leave(steps in prop::collection::vec((0_u8..4, any::<u16>()), 1..60)) {
        let (mut table, mut ring, mut model) = (Table::new(), Ring::EMPTY, Vec::new());
        for (step, (operation, nth)) in steps.into_iter().enumerate() {
            let chosen = usize::from(nth).checked_rem(model.len());
            match (operation, chosen) {
                (0, Some(chosen)) => ring.unlink(&mut table, model.remove(chosen), links),
                (1, Some(chosen)) => {
                    let at = model.remove(chosen);
                    ring.renew(&mut table, at, links);
                    model.push(at);
                }
                _ => {
                    let at = table.insert(Bead { number: step as u64, links: Links::NONE });
                    ring.push(&mut table, at, links);
                    model.push(at);
                }
            }
            prop_assert_eq!(ring.len() as usize, model.len());
            prop_assert_eq!(&from_the_oldest(&ring, &mut table), &model);
        }
    }
}
