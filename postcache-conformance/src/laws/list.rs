//! The one list.

/// Calls the macro named first with the tokens given second, and with every law: a chapter, a promise, a name.
#[doc(hidden)]
#[macro_export]
macro_rules! __laws {
    ([$($callback:tt)+] [$($argument:tt)*]) => {
        $($callback)+! {
            [$($argument)*]
            isolation {
                /// Another scope, region or key is another entry, whatever bytes they hold
                distinct_keys_are_distinct_entries
                /// A key of 1 MiB counts to its last byte
                a_long_key_counts_to_its_last_byte
                /// Two namespaces share nothing
                namespaces_are_apart
                /// Two processes share all of their namespace
                processes_share_their_namespace
                /// Bytes are decoded by the entry's region, which refuses what is not of the scope that asks
                a_foreign_value_is_never_decoded
            }
            values {
                /// "Not found" is a value of its own
                a_negative_value_is_not_a_miss
                /// A value that is too large or does not serialize is refused, and leaves nothing behind
                a_value_that_cannot_be_stored_leaves_nothing
                /// Objects are kept if and only if the store says so
                objects_stay_what_they_were
                /// No lock is held while the user's code runs
                user_code_runs_outside_every_lock
            }
            freshness {
                /// A value is returned only while its entry, its scope and each of its tags are unchanged since its lease
                every_dependency_of_a_value_can_end_it
                /// A lease is refused while anything that its entry depends on is fenced
                a_lease_is_refused_under_any_fence
                /// A lease finds the value that came meanwhile, unless the caller wants a fresh one
                a_lease_finds_what_came_meanwhile
                /// A value is stored only while the entry, the scope and every tag have the stamps of its lease
                a_fill_is_refused_after_any_change
                /// A lease fills at most once, and never over a newer value
                a_lease_fills_once
                /// An entry whose lease was given back can be leased again at once
                a_released_lease_leaves_nothing
                /// What is absent is equal to nothing, and no stamp comes twice
                a_lease_that_outlived_its_cells_fills_nothing
                /// No order of the steps of a reader and a writer serves what is older than the floor
                every_interleaving_of_a_reader_and_a_writer_is_fresh
                /// No order of the steps of two writers, of which one puts, serves what is older than the floor
                every_interleaving_of_two_writers_is_fresh
                /// Readers and writers on several threads never read below the floor
                threads_never_read_below_the_floor
            }
            mutation {
                /// What a fence covers is gone when it stands, and nothing else
                begin_removes_what_it_covers
                /// Several fences stand side by side; each lowers only itself
                fences_stand_side_by_side
                /// No value that a finished mutation names survives, whatever happened to its fence meanwhile
                finish_removes_what_it_names
                /// What a finished mutation covered can be leased again at once
                a_finished_fence_can_be_leased_over
                /// A cell that is named twice is one cell
                a_cell_named_twice_is_one_cell
                /// Mutations of other scopes do not meet
                mutations_of_other_scopes_do_not_meet
                /// A mutation that was alone in its scope puts its value
                a_lone_mutation_puts_its_value
                /// A mutation that another one or an invalidation met in its scope puts nothing
                an_overlapped_mutation_puts_nothing
                /// A put belongs to the unbroken fence of its own begin, and happens once
                a_put_happens_once
                /// A value that was put depends on its entry, its scope and its tags as any other
                a_put_ends_as_any_value_does
                /// A lapsed fence forbids leases until its hold is over, and no longer
                a_lapsed_fence_holds_for_its_time
                /// Nobody puts in the scope of a hold
                a_hold_refuses_puts
                /// Invalidations leave fences and holds
                an_invalidation_leaves_fences
                /// Housekeeping leaves fences and holds
                housekeeping_leaves_fences_and_holds
                /// A fence that is renewed in time stands
                a_fence_stands_while_it_is_renewed
                /// A fence that has to be renewed and is not ends by its ttl; another one stands until it is lowered
                an_unrenewed_fence_ends_by_its_ttl_or_never
            }
            expiry {
                /// A value lives for its ttl, exact to the clock's resolution
                a_value_lives_for_its_ttl_and_no_longer
                /// A value that replaces another lives for its own ttl
                a_reloaded_value_lives_for_its_own_ttl
                /// A lease that nobody uses is over after its ttl
                a_forgotten_lease_is_in_nobodys_way
            }
            invalidation {
                /// What depends on an invalidated entry, tag or scope is gone, and nothing else
                an_invalidation_removes_what_it_names_and_nothing_else
                /// A cleared scope is empty and usable at once, and no other scope is touched
                clearing_a_scope_removes_all_of_it_and_nothing_else
            }
            batch {
                /// One answer for each entry, in their order
                a_batch_answers_in_order
                /// An empty batch has no answers
                an_empty_batch_has_no_answers
                /// Each answer of a batch is the one that a lookup would give
                a_batch_is_as_fresh_as_a_lookup
            }
            quota {
                /// A scope that floods evicts only its own entries
                a_flood_evicts_only_its_own_scope
                /// A value that was stored is served to the next reader, though the store is full
                what_was_stored_is_served_at_once
                /// The limits that a store names are kept
                limits_are_kept
            }
            accounting {
                /// After `run_pending` the counts are exact, and nothing dead is resident
                accounting_is_exact_after_run_pending
                /// What stores nothing leaves no state behind
                idle_state_is_given_back
                /// Fences and holds are counted, with the age of the oldest fence
                stats_count_fences_and_holds
                /// A region counts each of its entries in, and out with the reason
                a_region_counts_its_entries_in_and_out
            }
            cancellation {
                /// A dropped lookup changes nothing
                a_dropped_lookup_changes_nothing
                /// A dropped lease is over after its ttl
                a_dropped_lease_blocks_nobody_for_long
                /// A dropped fill has happened completely or not at all
                a_dropped_fill_is_all_or_nothing
                /// A fence raised for a dropped future ends by itself
                a_dropped_begin_ends_by_itself
                /// A dropped renewal lifts nothing
                a_dropped_renewal_costs_nothing_but_time
                /// A dropped finish has happened completely or not at all
                a_dropped_finish_is_all_or_nothing
                /// A dropped invalidation has happened completely or not at all
                a_dropped_invalidation_is_all_or_nothing
                /// Dropped housekeeping frees nothing that lives
                dropped_housekeeping_loses_nothing
            }
        }
    };
}
