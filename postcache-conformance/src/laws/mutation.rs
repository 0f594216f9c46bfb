//! Fences, holds and puts.

mod fence;
mod hold;
mod put;
mod renewal;

pub(crate) use fence::{
    a_cell_named_twice_is_one_cell, a_finished_fence_can_be_leased_over, begin_removes_what_it_covers,
    fences_stand_side_by_side, finish_removes_what_it_names, mutations_of_other_scopes_do_not_meet,
};
pub(crate) use hold::{
    a_hold_refuses_puts, a_lapsed_fence_holds_for_its_time, an_invalidation_leaves_fences,
    housekeeping_leaves_fences_and_holds,
};
pub(crate) use put::{
    a_lone_mutation_puts_its_value, a_put_ends_as_any_value_does, a_put_happens_once,
    an_overlapped_mutation_puts_nothing,
};
pub(crate) use renewal::{a_fence_stands_while_it_is_renewed, an_unrenewed_fence_ends_by_its_ttl_or_never};

use postcache_core::CacheStore;
use postcache_core::store::{Leased, OwnedEntry};

use crate::trial::Process;

/// Whether a mutation forbids to fill the entry; a lease that is granted is given back.
pub(super) async fn is_fenced(store: &Process<impl CacheStore>, entry: &OwnedEntry) -> bool {
    match store.lease_fresh(entry).await {
        Leased::Fenced => true,
        Leased::Granted(lease) => {
            store.release(lease);
            false
        }
        other => panic!("nobody else reads this entry, and a lease answered {other:?}"),
    }
}
