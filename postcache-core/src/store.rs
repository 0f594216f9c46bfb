//! The contract of a backend.

mod cells;
mod concern;
mod lease;
mod mutation;
mod reply;
mod stats;

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;

pub use cells::{Cells, Entry, OwnedEntry, Tag};
pub use concern::Concern;
pub use lease::{Filled, Lease, LeaseTerms, Leased, Payload, Ticket, Want};
pub use mutation::{Fence, FenceTerms, Finish, Finished, Put, PutOutcome};
pub use reply::{Kept, Lookup, Object, Reply};
pub use stats::{Cleanup, StoreStats};

use crate::clock::Millis;
use crate::{Error, ScopeKey};

/// A backend: where entries live, and what keeps them fresh.
///
/// An application never calls these methods; it holds a [`Cache`](crate::Cache) and regions, which call them in the order
/// that the protocol asks for. An implementer promises what each method's *Behaviour* says; every bullet names the law of
/// `postcache-conformance` that checks it, so an implementation is done when its suite passes.
///
/// # The words
///
/// Everything that a value depends on is a *cell*: its entry, its scope, each tag of its region in that scope. A cell has a
/// *stamp*, an id that is never used twice. A value carries the stamps that its lease fixed before the load, and is served
/// only while all of them are current. What is absent is never equal to anything, so every loss is a miss.
///
/// # Cancel safety
///
/// Any future may be dropped at any await. What was asked has then happened completely or not at all; the caller treats it
/// as unknown.
#[async_trait]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cache store",
    label = "not a `CacheStore`",
    note = "use `MemoryStore`, or implement `CacheStore` and run `postcache_conformance::suite!` on it"
)]
pub trait CacheStore: Debug + Send + Sync + 'static {
    /// Looks an entry up. Called for every read, first.
    ///
    /// A store that can answer at once says [`Reply::Ready`], and then neither allocates nor waits. The reply borrows the
    /// store and nothing else.
    ///
    /// # Behaviour
    ///
    /// - A stored value is returned until its ttl has passed, exact to the clock's resolution (law: `a_value_lives_for_its_ttl_and_no_longer`)
    /// - Another scope, region or key is another entry, whatever bytes they hold and however many (laws: `distinct_keys_are_distinct_entries`, `a_long_key_counts_to_its_last_byte`)
    /// - Every handle of a namespace sees the same; another namespace shares nothing (laws: `processes_share_their_namespace`, `namespaces_are_apart`)
    /// - A value is returned only while its entry, its scope and each of its tags are unchanged since its lease (law: `every_dependency_of_a_value_can_end_it`)
    /// - Whatever the order in which readers and writers make their steps: a lookup never returns what is older than a mutation that was over before (laws: `every_interleaving_of_a_reader_and_a_writer_is_fresh`, `threads_never_read_below_the_floor`)
    /// - "Not found" is a value of its own (law: `a_negative_value_is_not_a_miss`)
    /// - Bytes become an object by [`RegionInfo::decode`](crate::RegionInfo::decode), which asks it for its owner; what that refuses is a miss (law: `a_foreign_value_is_never_decoded`)
    ///
    /// # Errors
    ///
    /// The store cannot be reached: the caller loads, and stores nothing. An undecodable or foreign value is a miss.
    ///
    /// # Cancel safety
    ///
    /// - A lookup that is dropped changes nothing (law: `a_dropped_lookup_changes_nothing`)
    fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>>;

    /// Looks several entries of one scope up, in one round trip where there is a network.
    ///
    /// # Behaviour
    ///
    /// - One answer for each entry, in their order; none for none (laws: `a_batch_answers_in_order`, `an_empty_batch_has_no_answers`)
    /// - Each answer is the one that [`get`](Self::get) would give (law: `a_batch_is_as_fresh_as_a_lookup`)
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>>;

    /// Takes the right to fill one missing entry, and fixes the stamps of all that it depends on. The load starts after the
    /// answer arrived.
    ///
    /// # Behaviour
    ///
    /// - Granted while nothing that the entry depends on is fenced or held (law: `a_lease_is_refused_under_any_fence`)
    /// - A value that came in meanwhile is returned instead, unless the caller wants a fresh one (law: `a_lease_finds_what_came_meanwhile`)
    /// - A fence that lapsed holds until its time is over; a lease is granted after, not during (law: `a_lapsed_fence_holds_for_its_time`)
    /// - A lease that nobody uses is in nobody's way after its ttl (law: `a_forgotten_lease_is_in_nobodys_way`)
    ///
    /// # Errors
    ///
    /// Unknown: the caller loads, and fills nothing.
    ///
    /// # Cancel safety
    ///
    /// - A lease of which nobody got the answer ends by its ttl (law: `a_dropped_lease_blocks_nobody_for_long`)
    async fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error>;

    /// Stores the loaded value, if nothing that it depends on has changed since the lease.
    ///
    /// # Behaviour
    ///
    /// - Stored only while the entry, the scope and every tag have the stamps of the lease (law: `a_fill_is_refused_after_any_change`)
    /// - A cell that is absent is equal to nothing, so what dropped it revoked every lease on it (law: `a_lease_that_outlived_its_cells_fills_nothing`)
    /// - A lease fills at most once, and never over a newer value (law: `a_lease_fills_once`)
    /// - A value that replaces another lives for its own ttl (law: `a_reloaded_value_lives_for_its_own_ttl`)
    /// - A value that is too large or does not serialize is refused, and leaves nothing behind (law: `a_value_that_cannot_be_stored_leaves_nothing`)
    /// - What is [`Stored`](Filled::Stored) is served to the next reader; room is made by evicting, and a scope that floods evicts only its own (laws: `what_was_stored_is_served_at_once`, `a_flood_evicts_only_its_own_scope`)
    /// - The user's code (weigher, encoding, the drop of a value) runs outside every lock, here and wherever a value leaves (law: `user_code_runs_outside_every_lock`)
    ///
    /// # Errors
    ///
    /// Unknown: the caller treats the value as not stored.
    ///
    /// # Cancel safety
    ///
    /// - A fill that is dropped has stored its value or nothing (law: `a_dropped_fill_is_all_or_nothing`)
    async fn fill(&self, lease: Lease, payload: Payload) -> Result<Filled, Error>;

    /// Gives a lease back without filling it. Called from `Drop`: must not block, and may be best effort.
    ///
    /// # Behaviour
    ///
    /// - The entry can be leased again at once (law: `a_released_lease_leaves_nothing`)
    fn release(&self, lease: Lease);

    /// Raises a fence over cells, before the mutation touches the database.
    ///
    /// # Behaviour
    ///
    /// - Values and leases that it covers are gone when it returns, and nothing else is (law: `begin_removes_what_it_covers`)
    /// - Several fences stand side by side; each is lowered by its own [`finish`](Self::finish) and no other, however often that comes (law: `fences_stand_side_by_side`)
    /// - A cell that is named twice is one cell (law: `a_cell_named_twice_is_one_cell`)
    /// - Mutations of other scopes are none of its business (law: `mutations_of_other_scopes_do_not_meet`)
    /// - A fence with a [`renew_every`](Fence::renew_every) ends after its ttl unless it is renewed; one without stands until it is lowered (law: `an_unrenewed_fence_ends_by_its_ttl_or_never`)
    ///
    /// # Errors
    ///
    /// Unknown: the fence counts as not raised.
    ///
    /// # Cancel safety
    ///
    /// - A fence raised for a dropped future ends by itself, no later than its ttl where fences have one. A store whose
    ///   fences have none raises and returns without awaiting in between (law: `a_dropped_begin_ends_by_itself`)
    async fn begin(&self, cells: Cells, terms: FenceTerms) -> Result<Fence, Error>;

    /// Extends a fence whose mutation still runs; called each [`Fence::renew_every`]. Nothing where that is `None`.
    ///
    /// # Behaviour
    ///
    /// - A fence that is renewed in time stands, and its mutation is as alone as it was (law: `a_fence_stands_while_it_is_renewed`)
    ///
    /// # Errors
    ///
    /// Unknown: the fence ends at its earlier deadline.
    ///
    /// # Cancel safety
    ///
    /// - A renewal that is dropped leaves the fence as it was, or extended (law: `a_dropped_renewal_costs_nothing_but_time`)
    async fn renew(&self, fence: &Fence) -> Result<(), Error>;

    /// Lowers the fence after the mutation ended with a known outcome: removes what it covered and what was named late, and
    /// stores the puts of a mutation that was alone in its scope.
    ///
    /// # Behaviour
    ///
    /// - No value that the fence or the late cells name survives, whatever happened to the fence meanwhile (law: `finish_removes_what_it_names`)
    /// - What it covered can be leased again at once (law: `a_finished_fence_can_be_leased_over`)
    /// - A put is stored when no other mutation or invalidation met this one in its scope (law: `a_lone_mutation_puts_its_value`)
    /// - A put is refused, and its entry merely invalidated, when one did (laws: `an_overlapped_mutation_puts_nothing`, `every_interleaving_of_two_writers_is_fresh`)
    /// - A put needs the unbroken fence of its own [`begin`](Self::begin), and happens once, however often it is asked for (law: `a_put_happens_once`)
    /// - A value that was put depends on its entry, its scope and its tags as one that was filled (law: `a_put_ends_as_any_value_does`)
    ///
    /// # Errors
    ///
    /// Unknown: the caller repeats it as an invalidation until one is confirmed.
    ///
    /// # Cancel safety
    ///
    /// - A finish that is dropped has happened completely or not at all; the caller lets the fence lapse (law: `a_dropped_finish_is_all_or_nothing`)
    async fn finish(&self, fence: &Fence, finish: Finish) -> Result<Finished, Error>;

    /// Ends a fence whose mutation has an unknown outcome: it goes on to forbid fills for `hold`. Called from `Drop`: must
    /// not block, and may be best effort where fences end by themselves.
    ///
    /// # Behaviour
    ///
    /// - Nothing that it covered can be leased until `hold` has passed (law: `a_lapsed_fence_holds_for_its_time`)
    /// - No other mutation of the scope puts anything until then (law: `a_hold_refuses_puts`)
    fn lapse(&self, fence: &Fence, hold: Millis);

    /// Removes every value that depends on one of the cells, and revokes every lease that does.
    ///
    /// # Behaviour
    ///
    /// - An entry, a tag and a whole scope: what depends on it is gone, and nothing else (law: `an_invalidation_removes_what_it_names_and_nothing_else`)
    /// - Fences and holds stay (law: `an_invalidation_leaves_fences`)
    ///
    /// # Errors
    ///
    /// Unknown: the caller repeats it until it is confirmed.
    ///
    /// # Cancel safety
    ///
    /// - An invalidation that is dropped has reached all of its cells or none (law: `a_dropped_invalidation_is_all_or_nothing`)
    async fn invalidate(&self, cells: Cells) -> Result<(), Error>;

    /// Clears a scope: the invalidation of its one stamp, at the same cost for a million entries as for one.
    ///
    /// # Behaviour
    ///
    /// - Every entry of the scope is gone, of no other scope any, and the scope is usable at once (law: `clearing_a_scope_removes_all_of_it_and_nothing_else`)
    ///
    /// # Errors
    ///
    /// As [`invalidate`](Self::invalidate).
    async fn clear_scope(&self, scope: &ScopeKey) -> Result<(), Error>;

    /// Does the housekeeping that is due now, all of it: frees what is dead. Stores without any return at once.
    ///
    /// # Behaviour
    ///
    /// - Afterwards [`stats`](Self::stats) are exact, and nothing dead is resident (law: `accounting_is_exact_after_run_pending`)
    /// - No state stays of what stored nothing: misses, fences that were lowered, holds that are over, invalidations of what nobody knows (law: `idle_state_is_given_back`)
    /// - Fences and holds stay (law: `housekeeping_leaves_fences_and_holds`)
    ///
    /// # Cancel safety
    ///
    /// - Housekeeping that is dropped has freed nothing that lives; the next one does the rest (law: `dropped_housekeeping_loses_nothing`)
    async fn run_pending(&self);

    /// What the store holds, as far as this process knows it without asking.
    ///
    /// # Behaviour
    ///
    /// - Fences and holds are counted, with the age of the oldest fence (law: `stats_count_fences_and_holds`)
    /// - The limits that it names are kept (law: `limits_are_kept`)
    /// - Each entry is told to its region when it comes in ([`RegionInfo::inserted`](crate::RegionInfo::inserted)) and when it leaves,
    ///   with the reason ([`RegionInfo::evicted`](crate::RegionInfo::evicted)) (law: `a_region_counts_its_entries_in_and_out`)
    fn stats(&self) -> StoreStats;

    /// Whether values stay objects. A region of values that do not serialize needs a store that says so; what is filled is
    /// then stored when [`fill`](Self::fill) returns, without a network between.
    ///
    /// # Behaviour
    ///
    /// - If so, a reader gets the very object that was filled; if not, one that was decoded from its bytes (law: `objects_stay_what_they_were`)
    fn keeps_objects(&self) -> bool;

    /// Ends what it does in the background, in at most `limit`, and its connections. Called once, after the last request; a
    /// store that was shut down is one that cannot be reached. Nothing, where there is neither.
    ///
    /// # Cancel safety
    ///
    /// Dropped, what was ended is ended.
    async fn shutdown(&self, limit: Millis) {
        let _nothing_to_end = limit;
    }
}

const _: fn(&dyn CacheStore) = |_| ();

macro_rules! forward {
    ($($pointer:ty),*) => { $(
        #[async_trait]
        #[deny(clippy::missing_trait_methods)]
        impl<T: CacheStore + ?Sized> CacheStore for $pointer {
            #[inline]
            fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
                (**self).get(entry)
            }
            fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
                (**self).get_many(entries)
            }
            async fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
                (**self).lease(entry, terms).await
            }
            async fn fill(&self, lease: Lease, payload: Payload) -> Result<Filled, Error> {
                (**self).fill(lease, payload).await
            }
            fn release(&self, lease: Lease) {
                (**self).release(lease);
            }
            async fn begin(&self, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
                (**self).begin(cells, terms).await
            }
            async fn renew(&self, fence: &Fence) -> Result<(), Error> {
                (**self).renew(fence).await
            }
            async fn finish(&self, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
                (**self).finish(fence, finish).await
            }
            fn lapse(&self, fence: &Fence, hold: Millis) {
                (**self).lapse(fence, hold);
            }
            async fn invalidate(&self, cells: Cells) -> Result<(), Error> {
                (**self).invalidate(cells).await
            }
            async fn clear_scope(&self, scope: &ScopeKey) -> Result<(), Error> {
                (**self).clear_scope(scope).await
            }
            async fn run_pending(&self) {
                (**self).run_pending().await;
            }
            fn stats(&self) -> StoreStats {
                (**self).stats()
            }
            fn keeps_objects(&self) -> bool {
                (**self).keeps_objects()
            }
            async fn shutdown(&self, limit: Millis) {
                (**self).shutdown(limit).await;
            }
        }
    )* };
}
forward!(Arc<T>, Box<T>);
